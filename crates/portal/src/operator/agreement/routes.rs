//! What stands at the address of the reconciliation.

use super::api::DaysWanted;
use super::pages::{AgreementPage, FROM};
use super::words::Words;
use crate::answers::page;
use crate::operator::paths::Page;
use crate::operator::routes::{Room, UNCLEAR, answer};
use crate::pay::forms;
use crate::pay::frame::PageError;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use calendar::SettlementDay;

/// Days that are compared at once, at most.
const MOST_DAYS: i32 = 31;

/// The days that are asked for; without any, yesterday. `None`: they are none.
fn wanted(from: &str, to: &str, today: SettlementDay) -> Option<DaysWanted> {
    if from.is_empty() && to.is_empty() {
        let day = today.previous();
        return Some(DaysWanted { from: day, to: day });
    }
    let first = forms::day(if from.is_empty() { to } else { from })?;
    let last = forms::day(if to.is_empty() { from } else { to })?;
    let days = last.days_since(first);
    (0..MOST_DAYS).contains(&days).then_some(DaysWanted { from: first, to: last })
}

pub(in crate::operator) async fn agreement(State(room): State<Room>, request: Request) -> Response {
    answer(room, "/operations/reconciliation", request, |room, asked| {
        let (from, to) = (asked.query.from.trim(), asked.query.to.trim());
        let yesterday = room.operators().today().previous();
        let days = wanted(from, to, room.operators().today());
        let (status, typed, errors) = match days {
            Some(_) => (StatusCode::OK, None, Vec::new()),
            None => {
                let error = PageError::at(FROM, Words::of(room.language).e_days);
                (UNCLEAR, Some((from.to_owned(), to.to_owned())), vec![error])
            }
        };
        let days = days.unwrap_or(DaysWanted { from: yesterday, to: yesterday });
        let view = room.operators().agreement(&asked.visitor, days)?;
        let frame = room.frame(Page::Agreement, &format!("?from={}&to={}", days.from, days.to));
        page(status, &AgreementPage::new(frame, asked.visitor.role, &view, typed, errors))
    })
    .await
}
