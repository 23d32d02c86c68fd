//! What stands at the address of references.

use super::api::SendRefused;
use super::pages::{ReferencesPage, Sending};
use crate::my::paths::Page;
use crate::my::routes::{Desk, Reply, answer, page, shortened, shown, with};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;

pub(in crate::my) async fn references(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/my/references", request, |desk, asked| {
        let sending = Sending { done: !asked.query.saved.is_empty(), ..Sending::default() };
        with(
            desk,
            asked,
            |visitor| Ok(Some(desk.own().references(visitor)?)),
            |there| shown(&ReferencesPage::new(desk.frame(Page::References, ""), there, sending)),
        )
    })
    .await
}

/// Sends the digits of a meter. Neither they nor where they go stand in an address.
pub(in crate::my) async fn send_digits(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/my/references", request, |desk, asked| {
        let place: usize = asked.fields.meter.parse().unwrap_or(1);
        let to = asked.fields.to.trim();
        with(
            desk,
            asked,
            |visitor| {
                let Some(sent) = desk.own().send_digits(visitor, place, to, desk.language)? else {
                    return Ok(None);
                };
                let Err(refused) = sent else {
                    // Loaded again, a page that was answered to a form would be sent twice.
                    let path = Page::References.path(desk.language);
                    return Ok(Some(Reply::SeeOther(format!("{path}?saved=1"))));
                };
                let there = desk.own().references(visitor)?;
                let sending =
                    Sending { place, typed: shortened(to), refused: Some(refused), done: false };
                let frame = desk.frame(Page::References, "");
                let status = match refused {
                    SendRefused::Wait { .. } => StatusCode::TOO_MANY_REQUESTS,
                    SendRefused::NotAnAddress => StatusCode::UNPROCESSABLE_ENTITY,
                    SendRefused::NotNow => StatusCode::SERVICE_UNAVAILABLE,
                };
                Ok(Some(page(status, &ReferencesPage::new(frame, there, sending))?))
            },
            Ok,
        )
    })
    .await
}
