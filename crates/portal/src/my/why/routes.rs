//! What stands at the address of why.

use super::pages::WhyPage;
use crate::my::paths::Page;
use crate::my::routes::{Desk, answer, shown, with};
use axum::extract::{Request, State};
use axum::response::Response;
use calendar::SettlementDay;

pub(in crate::my) async fn why(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/my/balance/why", request, |desk, asked| {
        // What is no month shows the newest one.
        let month: Option<SettlementDay> = format!("{}-01", asked.query.s.trim()).parse().ok();
        with(
            desk,
            asked,
            |visitor| Ok(desk.own().reasons(visitor, asked.place())?),
            |there| {
                let month = WhyPage::month(&there, month);
                let frame = desk.frame(Page::Why, &WhyPage::query(there.meter.place, month));
                shown(&WhyPage::new(frame, &there, month))
            },
        )
    })
    .await
}
