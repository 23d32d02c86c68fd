//! What stands at the addresses of quarter-hours.

use super::api::Period;
use super::pages::{DayPage, QuartersPage, Said};
use crate::my::paths::Page;
use crate::my::routes::{Asked, Desk, Reply, answer, csv, shown, with, yes_or_no};
use axum::extract::{Request, State};
use axum::response::Response;

/// A day that is none is no reason for an error page: the newest days are shown.
fn period(asked: &Asked) -> Period {
    match asked.query.d.parse() {
        Ok(day) => Period::Day(day),
        Err(_) => Period::Month(asked.query.t.parse().ok()),
    }
}

pub(in crate::my) async fn quarters(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/my/quarter-hours", request, |desk, asked| {
        let (place, period) = (asked.place(), period(asked));
        with(
            desk,
            asked,
            |visitor| Ok(desk.own().quarter_hours(visitor, place, period)?),
            |there| match (period, there.days.as_slice()) {
                (Period::Day(day), [only]) if there.since.is_some() => {
                    let frame = desk.frame(Page::Quarters, &format!("?n={place}&d={day}"));
                    shown(&DayPage::new(frame, &there, only))
                }
                (Period::Day(_) | Period::Month(_), _) => {
                    let frame = desk.at(Page::Quarters, place);
                    let said = Said::of(&asked.query.saved);
                    shown(&QuartersPage::new(frame, &there, said))
                }
            },
        )
    })
    .await
}

pub(in crate::my) async fn quarters_csv(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/my/quarter-hours/csv", request, |desk, asked| {
        let (place, period) = (asked.place(), period(asked));
        with(
            desk,
            asked,
            |visitor| Ok(Some(desk.own().quarter_hours_csv(visitor, place, period)?)),
            |text| match text {
                Some(text) => Ok(csv("quarter-hours.csv", text)),
                // Not agreed, or no such meter: the page says what to do.
                None => {
                    let path = Page::Quarters.path(desk.language);
                    Ok(Reply::SeeOther(format!("{path}?n={place}")))
                }
            },
        )
    })
    .await
}

/// Agrees or takes it back.
pub(in crate::my) async fn consent(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/my/quarter-hours", request, |desk, asked| {
        yes_or_no(desk, asked, (Page::Quarters, ""), |visitor, place, agrees| {
            desk.own().set_consent(visitor, place, agrees)
        })
    })
    .await
}
