//! What stands at the address of the state.

use super::pages::StatePage;
use crate::my::paths::Page;
use crate::my::routes::{Desk, answer, shown};
use axum::extract::{Request, State};
use axum::response::Response;

pub(in crate::my) async fn state(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/status", request, |desk, _| {
        let state = desk.own().public_state()?;
        shown(&StatePage::new(desk.frame(Page::State, ""), &state))
    })
    .await
}
