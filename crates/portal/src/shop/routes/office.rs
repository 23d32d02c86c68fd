//! What stands at the addresses of the statement, the terminal and help.

use super::{Asked, Desk, Part, SETTLEMENT, answer};
use crate::answers::{Reply, Trouble, page};
use crate::shop::api::Week;
use crate::shop::office::{HelpPage, LimitsPage, TerminalPage, WeekPage, csv};
use crate::shop::pages::NoticePage;
use crate::shop::paths::Page;
use crate::shop::sheets::{self, BELOW, SheetPage};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;

impl Desk {
    /// The week that was asked for, as `shown`. A day that is none is today.
    fn in_week(
        &self,
        asked: &Asked,
        shown: impl FnOnce(&Week) -> Result<Reply, Trouble>,
    ) -> Result<Reply, Trouble> {
        let day = asked.query.week.parse().ok();
        match self.shop().week(&asked.visitor, day)? {
            Ok(week) => shown(&week),
            Err(refused) => self.notice(asked, refused),
        }
    }
}

pub(super) async fn week(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/shop/settlement", SETTLEMENT, request, |desk, asked| {
        desk.in_week(asked, |week| {
            let frame = desk.frame(Page::Settlement, &format!("?week={}", week.monday));
            let sheets = desk.shop().sheets(&asked.visitor)?.unwrap_or_default();
            page(StatusCode::OK, &WeekPage::new(frame, &asked.hand, week, &sheets))
        })
    })
    .await
}

/// A sheet of the visitor's own terminal; of another's there is none.
pub(super) async fn sheet(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/shop/settlement/sheet/{number}", SETTLEMENT, request, |desk, asked| {
        let all = match desk.shop().sheets(&asked.visitor)? {
            Ok(all) => all,
            Err(refused) => return desk.notice(asked, refused),
        };
        let found = all.iter().find(|sheet| sheet.number.to_string() == asked.number);
        let rest = found.map(|sheet| format!("{BELOW}/{}", sheet.number)).unwrap_or_default();
        let frame = desk.frame(Page::Settlement, &rest);
        match found {
            Some(sheet) => page(StatusCode::OK, &SheetPage::new(frame, &asked.hand, sheet)),
            None => {
                let w = sheets::Words::of(desk.language);
                let next = (Page::Settlement.path(desk.language), w.back);
                let words = (w.none_title, w.none_text);
                page(StatusCode::NOT_FOUND, &NoticePage::new(frame, &asked.hand, words, next))
            }
        }
    })
    .await
}

pub(super) async fn week_csv(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/shop/settlement/csv", SETTLEMENT, request, |desk, asked| {
        desk.in_week(asked, |week| Ok(Reply::File(csv(week))))
    })
    .await
}

pub(super) async fn limits(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/shop/limits", SETTLEMENT, request, |desk, asked| {
        match desk.shop().limit(&asked.visitor)? {
            Ok(now) => {
                let frame = desk.frame(Page::Limits, "");
                page(StatusCode::OK, &LimitsPage::new(frame, &asked.hand, &now))
            }
            Err(refused) => desk.notice(asked, refused),
        }
    })
    .await
}

pub(super) async fn terminal(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/shop/terminal", Part::Inside, request, |desk, asked| {
        match desk.shop().terminal(&asked.visitor)? {
            Ok(now) => {
                let frame = desk.frame(Page::Terminal, "");
                page(StatusCode::OK, &TerminalPage::new(frame, &asked.hand, &now))
            }
            Err(refused) => desk.notice(asked, refused),
        }
    })
    .await
}

pub(super) async fn help(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/shop/help", Part::Door, request, |desk, asked| {
        page(StatusCode::OK, &HelpPage::new(desk.frame(Page::Help, ""), &asked.hand))
    })
    .await
}
