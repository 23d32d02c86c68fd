//! What stands at the addresses of contact data.

use super::super::api::{CameBack, ContactRefused, ContactView};
use super::super::paths::Page;
use super::super::routes::{Asked, Desk, FINE, UNCLEAR, answer};
use super::form::Fields;
use super::page::{FORM, FormPage, PreviewPage};
use super::words::Words;
use crate::answers::{Reply, Trouble, page};
use crate::my::Doors;
use crate::pay::frame::PageError;
use access::{Act, Needs, Only, Verb};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use units::Language;

pub(in crate::agent) fn doors(doors: Doors<Desk>, language: Language) -> Doors<Desk> {
    // What the first level may on call is for the platform to keep. Source: UX 7.3.
    let alerts = Needs::Anyones(Act::Alerts, Verb::Do);
    let talks = Needs::PartOf(Act::Messages, Only::Resend);
    let at = |rest: &str| format!("{}/{{account}}{rest}", Page::Messages.path(language));
    doors.both(&at(FORM), alerts, show, send).post(&at("/returned"), talks, returned)
}

fn found(desk: &Desk, asked: &Asked) -> Result<Option<ContactView>, Trouble> {
    let Some(account) = asked.account() else { return Ok(None) };
    let view = desk.agents().contact(&asked.visitor, account)?;
    Ok(view.filter(|view| !view.closed))
}

fn shown(
    desk: &Desk,
    asked: &Asked,
    (view, typed): (&ContactView, Fields),
    (status, errors): (StatusCode, Vec<PageError>),
) -> Result<Reply, Trouble> {
    let frame = desk.frame(Page::Messages, &format!("/{}{FORM}", view.account));
    page(status, &FormPage::new(frame, asked.visitor.role, view, typed, errors))
}

async fn show(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/agent/messages/contact", request, |desk, asked| {
        let Some(view) = found(desk, asked)? else { return desk.no_case(asked) };
        let typed = Fields::of(&view.entry, view.seen, desk.language);
        shown(desk, asked, (&view, typed), FINE)
    })
    .await
}

async fn send(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/agent/messages/contact", request, |desk, asked| {
        let Some(view) = found(desk, asked)? else { return desk.no_case(asked) };
        let typed = asked.fields.contact.clone();
        if !asked.fields.change.is_empty() {
            return shown(desk, asked, (&view, typed), FINE);
        }
        let m = Words::of(desk.language);
        let (entry, heard) = match typed.entered(&view.heard, desk.language) {
            Ok(entered) => entered,
            Err(errors) => return shown(desk, asked, (&view, typed), (UNCLEAR, errors)),
        };
        // Whoever comes with what somebody else has changed sees it first.
        let anew = |text: &'static str| {
            let typed = Fields::of(&view.entry, view.seen, desk.language);
            let errors = vec![PageError::general(text)];
            shown(desk, asked, (&view, typed), (StatusCode::CONFLICT, errors))
        };
        let seen = typed.c_seen.parse().unwrap_or(usize::MAX);
        let confirmed = !asked.fields.confirm.is_empty();
        if !confirmed && seen != view.seen {
            return anew(m.e_overtaken);
        }
        if !confirmed && entry == view.entry {
            let errors = vec![PageError::general(m.e_same)];
            return shown(desk, asked, (&view, typed), (UNCLEAR, errors));
        }
        if !confirmed {
            let frame = desk.frame(Page::Messages, &format!("/{}{FORM}", view.account));
            let role = asked.visitor.role;
            let preview = PreviewPage::new(frame, role, &view, &entry, &typed);
            return page(StatusCode::OK, &preview);
        }
        let done =
            desk.agents().set_contact(&asked.visitor, view.account, &entry, (heard, seen))?;
        match done {
            Ok(()) => Ok(desk.see(Page::Messages, &format!("/{}", view.account))),
            Err(ContactRefused::NoAccount) => desk.no_case(asked),
            Err(ContactRefused::Overtaken) => anew(m.e_overtaken),
            Err(ContactRefused::NotThatWay) => anew(m.e_heard),
        }
    })
    .await
}

/// The post brought a letter back.
async fn returned(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/agent/messages/returned", request, |desk, asked| {
        let fields = &asked.fields;
        let letter = fields.line.parse().ok();
        let asked_for = asked.account().zip(letter).zip(CameBack::of_name(&fields.why));
        let Some(((account, letter), why)) = asked_for else { return desk.no_case(asked) };
        // One that has ended meanwhile says so on the page.
        desk.agents().came_back(&asked.visitor, account, letter, why)?;
        Ok(desk.see(Page::Messages, &format!("/{account}#n{letter}")))
    })
    .await
}
