//! Proofs of a client, decisions on paper, and the commission's calendar.

use super::{Asked, Desk, UNCLEAR, answer, protection, short};
use crate::answers::{Reply, Trouble, page};
use crate::cpas::api::NotSet;
use crate::cpas::paths::Page;
use crate::cpas::tasks::{self, SittingsPage};
use crate::pay::forms;
use crate::pay::frame::PageError;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use calendar::SettlementDay;
use units::AccountId;

/// Letters of a place.
const MOST_OF_A_PLACE: usize = 120;

pub(super) async fn set_proof(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/cpas/protection/proof", request, |desk, asked| {
        let fields = &asked.fields;
        let typed = tasks::Typed {
            proof: short(&fields.proof),
            state: short(&fields.state),
            due: short(&fields.due),
        };
        let Ok(account) = asked.named.parse::<AccountId>() else { return desk.no_client() };
        let Some(there) = desk.office().protection(&asked.visitor, account)? else {
            return desk.no_client();
        };
        let wanted = match typed.wanted(desk.language, there.today) {
            Ok(wanted) => wanted,
            Err(errors) => {
                let typed = (protection::Typed::default(), typed);
                return desk.protection(asked, typed, (UNCLEAR, errors));
            }
        };
        match desk.office().set_proof(&asked.visitor, account, wanted)? {
            // What was set is shown by an address of its own: a reload does nothing.
            Ok(()) => {
                let own = Page::Protection.path(desk.language);
                Ok(Reply::SeeOther(format!("{own}/{account}#proofs")))
            }
            Err(_) => desk.no_client(),
        }
    })
    .await
}

pub(super) async fn letter(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/cpas/protection/letter", request, |desk, asked| {
        let (account, number) = (asked.named.parse::<AccountId>(), asked.query.of.parse::<i64>());
        let (Ok(account), Ok(number)) = (account, number) else { return desk.no_client() };
        match desk.office().decision_letter(&asked.visitor, account, number)? {
            Some(bytes) => Ok(Reply::Pdf(bytes)),
            None => desk.no_client(),
        }
    })
    .await
}

/// The calendar, under what was wrong with a new sitting.
fn shown(
    desk: &Desk,
    asked: &Asked,
    typed: [String; 3],
    (status, errors): (StatusCode, Vec<PageError>),
) -> Result<Reply, Trouble> {
    let lines = desk.office().sittings(&asked.visitor)?;
    let frame = desk.frame(Page::Sittings, "");
    let example = SettlementDay::from_ymd(2026, 11, 30).unwrap_or(SettlementDay(0));
    page(status, &SittingsPage::new(frame, &lines, typed, errors, example))
}

pub(super) async fn sittings(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/cpas/commission", request, |desk, asked| {
        shown(desk, asked, Default::default(), (StatusCode::OK, Vec::new()))
    })
    .await
}

/// Hours and minutes, as `14:00`.
fn time_of(text: &str) -> Option<(u8, u8)> {
    let (hour, minute) = text.split_once([':', 'h', '.'])?;
    let (hour, minute): (u8, u8) = (hour.trim().parse().ok()?, minute.trim().parse().ok()?);
    (hour < 24 && minute < 60).then_some((hour, minute))
}

pub(super) async fn change_sittings(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/cpas/commission", request, |desk, asked| {
        let fields = &asked.fields;
        let m = tasks::Words::of(desk.language);
        let own = || Reply::SeeOther(Page::Sittings.path(desk.language).to_owned());
        if !fields.sitting.is_empty() {
            let number = fields.sitting.parse().unwrap_or(0);
            return match desk.office().cancel_sitting(&asked.visitor, number)? {
                Ok(()) => Ok(own()),
                Err(_) => {
                    let error = PageError::general(m.e_no_sitting);
                    shown(desk, asked, Default::default(), (StatusCode::CONFLICT, vec![error]))
                }
            };
        }
        let place: String = fields.place.trim().chars().take(MOST_OF_A_PLACE).collect();
        let typed = [short(&fields.day), short(&fields.time), place.clone()];
        let day = forms::day(&fields.day);
        let time = time_of(&fields.time);
        let mut errors = Vec::new();
        for (missing, field, text) in [
            (day.is_none(), tasks::ON, m.e_sitting_day),
            (time.is_none(), tasks::AT, m.e_time),
            (place.is_empty(), tasks::PLACE, m.e_place),
        ] {
            if missing {
                errors.push(PageError::at(field, text));
            }
        }
        let (Some(day), Some((hour, minute)), true) = (day, time, errors.is_empty()) else {
            return shown(desk, asked, typed, (UNCLEAR, errors));
        };
        match desk.office().add_sitting(&asked.visitor, day.at(hour, minute), &place)? {
            Ok(()) => Ok(own()),
            Err(NotSet::NoClient) => desk.no_client(),
            Err(NotSet::NotAhead | NotSet::NoSitting) => {
                let error = PageError::at(tasks::ON, m.e_sitting_day);
                shown(desk, asked, typed, (UNCLEAR, vec![error]))
            }
        }
    })
    .await
}
