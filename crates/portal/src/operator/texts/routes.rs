//! What stands at the addresses of texts.

use super::pages::{TextPage, TextsPage};
use super::wordings::WordingsPage;
use crate::answers::page;
use crate::operator::paths::Page;
use crate::operator::routes::{Room, answer};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;

pub(in crate::operator) async fn texts(State(room): State<Room>, request: Request) -> Response {
    answer(room, "/operations/texts", request, |room, asked| {
        let role = asked.visitor.role;
        let all = room.operators().words(&asked.visitor)?;
        let (file, word) = (asked.query.kind.as_str(), asked.query.q.as_str());
        if !file.is_empty() || !word.trim().is_empty() {
            let frame = room.frame(Page::Texts, "");
            return page(StatusCode::OK, &WordingsPage::new(frame, role, &all, (file, word)));
        }
        let view = room.operators().texts(&asked.visitor, room.language)?;
        let frame = room.frame(Page::Texts, "");
        page(StatusCode::OK, &TextsPage::new(frame, role, &view, &all))
    })
    .await
}

pub(in crate::operator) async fn text(State(room): State<Room>, request: Request) -> Response {
    answer(room, "/operations/texts/{text}", request, |room, asked| {
        let found = room.operators().text(&asked.visitor, room.language, &asked.named)?;
        let Some(view) = found else { return room.nothing(asked) };
        let frame = room.frame(Page::Texts, &format!("/{}", view.line.id));
        page(StatusCode::OK, &TextPage::new(frame, asked.visitor.role, &view))
    })
    .await
}
