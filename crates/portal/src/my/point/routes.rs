//! What stands at the addresses of a meter.

use super::pages::{self, PointPage};
use crate::my::paths::Page;
use crate::my::routes::{Desk, answer, csv, shown, with, yes_or_no};
use axum::extract::{Request, State};
use axum::response::Response;

pub(in crate::my) async fn point(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/my/meter", request, |desk, asked| {
        let place = asked.place();
        with(
            desk,
            asked,
            |visitor| Ok(desk.own().point(visitor, place)?),
            |there| {
                let saved = asked.query.saved.as_str();
                shown(&PointPage::new(desk.at(Page::Point, place), &there, saved))
            },
        )
    })
    .await
}

/// Allows what the port says, or takes it back.
pub(in crate::my) async fn port(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/my/meter", request, |desk, asked| {
        yes_or_no(desk, asked, (Page::Point, "#port"), |visitor, place, agrees| {
            desk.own().set_port(visitor, place, agrees)
        })
    })
    .await
}

pub(in crate::my) async fn registers_csv(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/my/meter/csv", request, |desk, asked| {
        let place = asked.place();
        with(
            desk,
            asked,
            |visitor| Ok(desk.own().point(visitor, place)?),
            |there| Ok(csv("registers.csv", pages::csv(&there))),
        )
    })
    .await
}
