//! What stands at the addresses of documents.

use super::api::Span;
use super::pages::{DocumentsPage, StatementPage};
use crate::my::paths::Page;
use crate::my::routes::{Desk, Reply, answer, shown, with};
use axum::extract::{Request, State};
use axum::response::Response;

pub(in crate::my) async fn documents(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/my/documents", request, |desk, asked| {
        let place = asked.place();
        with(
            desk,
            asked,
            |visitor| Ok(desk.own().documents(visitor, place)?),
            |there| shown(&DocumentsPage::new(desk.at(Page::Documents, place), &there)),
        )
    })
    .await
}

/// Where somebody is sent who asks for what is not there.
fn all(desk: &Desk, place: usize) -> Reply {
    Reply::SeeOther(format!("{}?n={place}", Page::Documents.path(desk.language)))
}

pub(in crate::my) async fn letter(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/my/documents/letter", request, |desk, asked| {
        let place = asked.place();
        let number = asked.query.l.parse().unwrap_or(0);
        with(
            desk,
            asked,
            |visitor| Ok(Some(desk.own().letter(visitor, place, number)?)),
            |pdf| match pdf {
                Some(bytes) => Ok(Reply::Pdf { name: "letter.pdf", bytes }),
                None => Ok(all(desk, place)),
            },
        )
    })
    .await
}

pub(in crate::my) async fn statement(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/my/documents/statement", request, |desk, asked| {
        let place = asked.place();
        let Some(span) = Span::parse(asked.query.s.trim()) else { return Ok(all(desk, place)) };
        with(
            desk,
            asked,
            |visitor| Ok(Some(desk.own().statement(visitor, place, span)?)),
            |there| match there {
                Some(there) => {
                    let rest = format!("/statement?n={place}&s={}", span.name());
                    shown(&StatementPage::new(desk.frame(Page::Documents, &rest), &there))
                }
                None => Ok(all(desk, place)),
            },
        )
    })
    .await
}
