//! The routes of calls. Whoever talks to households may take a call on.

use super::super::acts;
use super::super::api::AgentRefused;
use super::super::paths::Page;
use super::super::routes::{Asked, Desk, FINE, answer, status};
use super::{CallsPage, Words};
use crate::answers::{Reply, Trouble, page};
use crate::my::Doors;
use crate::pay::frame::PageError;
use access::{Act, Needs, Only, Verb};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use units::Language;

/// The page of calls, with what stands at it.
pub(in crate::agent) fn doors(doors: Doors<Desk>, language: Language) -> Doors<Desk> {
    let cases = Needs::Anyones(Act::ThirtyDays, Verb::View);
    let answers = Needs::PartOf(Act::Messages, Only::Resend);
    let path = Page::Calls.path(language);
    doors.get(path, cases, calls).post(&format!("{path}/{{number}}"), answers, take)
}

fn shown(
    desk: &Desk,
    asked: &Asked,
    (status, errors): (StatusCode, Vec<PageError>),
) -> Result<Reply, Trouble> {
    let view = desk.agents().calls(&asked.visitor)?;
    let frame = desk.frame(Page::Calls, "");
    page(status, &CallsPage::new(frame, asked.visitor.role, &view, errors))
}

async fn calls(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/agent/calls", request, |desk, asked| shown(desk, asked, FINE)).await
}

async fn take(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/agent/calls/{number}", request, |desk, asked| {
        let number = asked.named.parse().unwrap_or(0);
        let on = asked.fields.to != "back";
        match desk.agents().take_call(&asked.visitor, number, on)? {
            Ok(()) => Ok(desk.see(Page::Calls, "")),
            Err(refused) => {
                let text = match &refused {
                    AgentRefused::NoQuestion => Words::of(desk.language).e_taken.to_owned(),
                    refused => acts::refused(refused, desk.language).text,
                };
                let error = PageError { field: None, text };
                shown(desk, asked, (status(&refused), vec![error]))
            }
        }
    })
    .await
}
