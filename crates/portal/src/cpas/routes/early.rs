//! What stands at the address of the list of a week.

use super::{Asked, Desk, answer};
use crate::answers::{Reply, page};
use crate::cpas::early::{EarlyPage, csv};
use crate::cpas::paths::Page;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;

pub(super) async fn show(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/cpas/early", request, |desk, asked: &Asked| {
        let list = desk.office().early(&asked.visitor)?;
        page(StatusCode::OK, &EarlyPage::new(desk.frame(Page::Early, ""), &list))
    })
    .await
}

pub(super) async fn file(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/cpas/early/csv", request, |desk, asked: &Asked| {
        Ok(Reply::File(csv(&desk.office().early(&asked.visitor)?)))
    })
    .await
}
