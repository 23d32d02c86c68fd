//! Notes about a client, and the sheet for the commission.

use super::{Desk, UNCLEAR, answer};
use crate::answers::{Reply, page};
use crate::cpas::api::NotNoted;
use crate::cpas::pages::ClientPage;
use crate::cpas::paths::Page;
use crate::cpas::sheet::SheetPage;
use crate::pay::frame::PageError;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use procedures::MOST_LETTERS;
use units::AccountId;

pub(super) async fn add(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/cpas/client/note", request, |desk, asked| {
        let Ok(account) = asked.named.parse::<AccountId>() else { return desk.no_client() };
        let words: String = asked.fields.note.chars().take(2 * MOST_LETTERS).collect();
        let text = match desk.office().add_note(&asked.visitor, account, &words)? {
            // What was noted is shown by an address of its own: a reload does nothing.
            Ok(()) => {
                let client = Page::Client.path(desk.language);
                return Ok(Reply::SeeOther(format!("{client}/{account}#notes")));
            }
            Err(NotNoted::NoClient) => return desk.no_client(),
            Err(NotNoted::NoWords) => desk.m().e_note,
            Err(NotNoted::TooLong) => desk.m().e_long,
        };
        let Some(client) = desk.office().client(&asked.visitor, account)? else {
            return desk.no_client();
        };
        let frame = desk.frame(Page::Client, &format!("/{account}"));
        let errors = vec![PageError::at("note", text)];
        page(UNCLEAR, &ClientPage::new(frame, &client, (words, errors), false))
    })
    .await
}

/// A sheet to print for the commission.
pub(super) async fn sheet(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/cpas/client/sheet", request, |desk, asked| {
        let Ok(account) = asked.named.parse::<AccountId>() else { return desk.no_client() };
        let Some(client) = desk.office().client(&asked.visitor, account)? else {
            return desk.no_client();
        };
        let frame = desk.frame(Page::Sheet, &format!("/{account}"));
        page(StatusCode::OK, &SheetPage::new(frame, &client, &asked.visitor.name))
    })
    .await
}
