//! What stands at the addresses of the statement, the terminal and help.

use super::{Asked, Desk, answer};
use crate::answers::{Reply, Trouble, page};
use crate::shop::api::Week;
use crate::shop::office::{HelpPage, TerminalPage, WeekPage, csv};
use crate::shop::paths::Page;
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
            Err(refused) => self.notice(refused),
        }
    }
}

pub(super) async fn week(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/shop/settlement", request, |desk, asked| {
        desk.in_week(asked, |week| {
            let frame = desk.frame(Page::Settlement, &format!("?week={}", week.monday));
            page(StatusCode::OK, &WeekPage::new(frame, week))
        })
    })
    .await
}

pub(super) async fn week_csv(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/shop/settlement/csv", request, |desk, asked| {
        desk.in_week(asked, |week| Ok(Reply::File(csv(week))))
    })
    .await
}

pub(super) async fn terminal(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/shop/terminal", request, |desk, asked| {
        match desk.shop().terminal(&asked.visitor)? {
            Ok(now) => {
                let frame = desk.frame(Page::Terminal, "");
                page(StatusCode::OK, &TerminalPage::new(frame, &now))
            }
            Err(refused) => desk.notice(refused),
        }
    })
    .await
}

pub(super) async fn help(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/shop/help", request, |desk, _| {
        page(StatusCode::OK, &HelpPage::new(desk.frame(Page::Help, "")))
    })
    .await
}
