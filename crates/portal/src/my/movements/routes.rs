//! What stands at the addresses of movements.

use super::api::MovedBy;
use super::pages::{self, MovementsPage};
use crate::my::paths::Page;
use crate::my::routes::{Asked, Desk, answer, csv, shown, with};
use axum::extract::{Request, State};
use axum::response::Response;
use calendar::SettlementDay;

/// A month and a kind; what is neither leaves nothing out.
fn asks(asked: &Asked) -> (Option<SettlementDay>, Option<MovedBy>) {
    let month = format!("{}-01", asked.query.s.trim()).parse().ok();
    (month, MovedBy::named(&asked.query.l))
}

pub(in crate::my) async fn movements(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/my/movements", request, |desk, asked| {
        let (place, (month, only)) = (asked.place(), asks(asked));
        with(
            desk,
            asked,
            |visitor| Ok(desk.own().movements(visitor, place, month)?),
            |there| {
                let frame = desk.frame(Page::Movements, &pages::query(&there, only));
                shown(&MovementsPage::new(frame, &there, only))
            },
        )
    })
    .await
}

pub(in crate::my) async fn movements_csv(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/my/movements/csv", request, |desk, asked| {
        let (month, only) = asks(asked);
        with(
            desk,
            asked,
            |visitor| Ok(desk.own().movements(visitor, asked.place(), month)?),
            |there| Ok(csv("movements.csv", pages::csv(&there, only))),
        )
    })
    .await
}
