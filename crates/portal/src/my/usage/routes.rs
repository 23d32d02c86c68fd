//! What stands at the addresses of use.

use super::api::Stretch;
use super::day::DayPage;
use super::pages::{self, Asks, Unit, UsagePage};
use super::words::Words;
use crate::my::paths::Page;
use crate::my::quarters::Period;
use crate::my::routes::{Asked, Desk, Reply, answer, csv, page, shortened, shown, with};
use crate::pay::forms::day;
use crate::pay::frame::PageError;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use calendar::SettlementDay;

/// What was keyed in, which days that is, and what is wrong with it.
fn asks(asked: &Asked, desk: &Desk) -> (Asks, Stretch, Vec<PageError>) {
    let w = Words::of(desk.language);
    let typed = |text: &str| shortened(text.trim());
    let query = &asked.query;
    let asks = Asks {
        unit: if query.u == "kwh" { Unit::Kwh } else { Unit::Euro },
        to: typed(&query.d),
        from: typed(&query.s),
        until: typed(&query.t),
    };
    let mut errors = Vec::new();
    let mut known = |field: &'static str, text: &str| -> Option<SettlementDay> {
        let found = day(text);
        if found.is_none() && !text.is_empty() {
            errors.push(PageError::at(field, w.e_day));
        }
        found
    };
    let to = known(pages::TO, &asks.to);
    let (from, until) = (known(pages::FROM, &asks.from), known(pages::UNTIL, &asks.until));
    let stretch = match (from, until) {
        (Some(from), Some(until)) if from <= until => Stretch::Between(from, until),
        (Some(_), Some(_)) => {
            errors.push(PageError::at(pages::UNTIL, w.e_order));
            Stretch::To(to)
        }
        (Some(_), None) if asks.until.is_empty() => {
            errors.push(PageError::at(pages::UNTIL, w.e_day));
            Stretch::To(to)
        }
        (None, Some(_)) if asks.from.is_empty() => {
            errors.push(PageError::at(pages::FROM, w.e_day));
            Stretch::To(to)
        }
        _ => Stretch::To(to),
    };
    (asks, stretch, errors)
}

pub(in crate::my) async fn usage(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/my/use", request, |desk, asked| {
        let place = asked.place();
        let (asks, stretch, errors) = asks(asked, desk);
        with(
            desk,
            asked,
            |visitor| Ok(desk.own().usage(visitor, place, stretch)?),
            |there| {
                let frame = desk.frame(Page::Usage, &asks.query(place));
                let status = match errors.is_empty() {
                    true => StatusCode::OK,
                    false => StatusCode::UNPROCESSABLE_ENTITY,
                };
                page(status, &UsagePage::new(frame, &there, (asks, stretch), errors))
            },
        )
    })
    .await
}

pub(in crate::my) async fn usage_csv(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/my/use/csv", request, |desk, asked| {
        let (_, stretch, _) = asks(asked, desk);
        with(
            desk,
            asked,
            |visitor| Ok(desk.own().usage(visitor, asked.place(), stretch)?),
            |there| Ok(csv("use.csv", pages::csv(&there))),
        )
    })
    .await
}

/// One day; a day that is none, or is not settled, leads back to all of them.
pub(in crate::my) async fn usage_day(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/my/use/day", request, |desk, asked| {
        let place = asked.place();
        let path = Page::Usage.path(desk.language);
        let Some(day) = day(&asked.query.d) else {
            return Ok(Reply::SeeOther(format!("{path}?n={place}")));
        };
        with(
            desk,
            asked,
            |visitor| {
                let Some(there) = desk.own().use_of_day(visitor, place, day)? else {
                    return Ok(Some(None));
                };
                // What a day cost is told where its hours cannot be read.
                let quarters = desk.own().quarter_hours(visitor, place, Period::Day(day));
                let quarters = quarters.ok().flatten();
                Ok(Some(Some((there, quarters))))
            },
            |there| match there {
                Some((there, quarters)) => {
                    let rest = format!("{}?n={place}&d={day}", super::DAY);
                    let frame = desk.frame(Page::Usage, &rest);
                    shown(&DayPage::new(frame, &there, quarters.as_ref()))
                }
                None => Ok(Reply::SeeOther(format!("{path}?n={place}"))),
            },
        )
    })
    .await
}
