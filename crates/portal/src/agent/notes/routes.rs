//! Keeping a note.

use super::super::api::NotNoted;
use super::super::paths::Page;
use super::super::routes::{Desk, UNCLEAR, answer, shown_case};
use super::{NEW_NOTE, Words};
use crate::pay::frame::PageError;
use axum::extract::{Request, State};
use axum::response::Response;

pub(in crate::agent) async fn add(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/agent/case/note", request, |desk, asked| {
        let Some(account) = asked.account() else { return desk.no_case(asked) };
        let m = Words::of(desk.language);
        let text = match desk.agents().add_note(&asked.visitor, account, &asked.fields.words)? {
            // What was noted is shown by an address of its own: a reload does nothing.
            Ok(()) => return Ok(desk.see(Page::Case, &format!("/{account}#story"))),
            Err(NotNoted::NoAccount) => return desk.no_case(asked),
            Err(NotNoted::NoWords) => m.e_words,
            Err(NotNoted::TooLong) => m.e_long,
        };
        shown_case(desk, asked, (UNCLEAR, vec![PageError::at(NEW_NOTE, text)]))
    })
    .await
}
