//! The routes of the prepay life: each form leads to its effect, and that to what was done.

use super::super::api::{LifeRefused, LifeWanted};
use super::super::paths::Page;
use super::super::routes::{Asked, Desk, FINE, UNCLEAR, answer};
use super::form::{self, FormPage, Kind, PreviewPage};
use super::list::LivesPage;
use super::names;
use super::one::{BEGINS, LifePage, TELLS};
use crate::answers::{Reply, Trouble, page};
use crate::my::Doors;
use crate::pay::frame::PageError;
use access::{Act, Needs, Verb};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use procedures::StepKind;
use units::Language;

/// The pages of the prepay life, with what stands at each.
pub(in crate::agent) fn doors(doors: Doors<Desk>, language: Language) -> Doors<Desk> {
    let cases = Needs::Anyones(Act::ThirtyDays, Verb::View);
    let below = |rest: &str| format!("{}{rest}", Page::Life.path(language));
    let mut doors = doors
        .get(Page::Life.path(language), cases, lives)
        .get(&below("/{number}"), cases, one)
        .post(&below("/{number}"), BEGINS, decide)
        .get(&below("/{number}/letter"), TELLS, letter);
    for kind in Kind::all() {
        let needs = if kind == Kind::Step(StepKind::Activated) { BEGINS } else { TELLS };
        let show = move |desk: State<Desk>, request: Request| form_of(desk, request, kind);
        let send = move |desk: State<Desk>, request: Request| sent(desk, request, kind);
        doors = doors.both(&below(&format!("/{{number}}/{}", kind.name())), needs, show, send);
    }
    doors
}

fn status(refused: &LifeRefused) -> StatusCode {
    match refused {
        LifeRefused::Unknown => StatusCode::NOT_FOUND,
        LifeRefused::Overtaken | LifeRefused::Running => StatusCode::CONFLICT,
        LifeRefused::NoPoint | LifeRefused::Rule(_) => UNCLEAR,
    }
}

fn number_of(asked: &Asked) -> i64 {
    asked.named.parse().unwrap_or(0)
}

async fn lives(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/agent/life", request, |desk, asked| {
        let view = desk.agents().lives(&asked.visitor)?;
        let frame = desk.frame(Page::Life, "");
        page(StatusCode::OK, &LivesPage::new(frame, asked.visitor.role, &view, Vec::new()))
    })
    .await
}

fn shown(
    desk: &Desk,
    asked: &Asked,
    (status, errors): (StatusCode, Vec<PageError>),
) -> Result<Reply, Trouble> {
    let number = number_of(asked);
    let Some(view) = desk.agents().life(&asked.visitor, number)? else {
        return desk.no_case(asked);
    };
    let frame = desk.frame(Page::Life, &format!("/{number}"));
    page(status, &LifePage::new(frame, asked.visitor.role, &view, errors))
}

async fn one(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/agent/life/{number}", request, |desk, asked| shown(desk, asked, FINE)).await
}

/// A second person decides on an activation.
async fn decide(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/agent/life/{number}", request, |desk, asked| {
        let number = number_of(asked);
        let Some(view) = desk.agents().life(&asked.visitor, number)? else {
            return desk.no_case(asked);
        };
        let seen = form::seen(&asked.fields);
        let wanted = LifeWanted::Decide { approve: asked.fields.approve == "yes", seen };
        let after = view.request.steps.len();
        match desk.agents().live(&asked.visitor, number, &wanted, after)? {
            Ok(number) => Ok(desk.see(Page::Life, &format!("/{number}"))),
            Err(refused) => {
                let error = PageError { field: None, ..names::refused(&refused, desk.language) };
                shown(desk, asked, (status(&refused), vec![error]))
            }
        }
    })
    .await
}

async fn letter(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/agent/life/{number}/letter", request, |desk, asked| {
        match desk.agents().refusal_letter(&asked.visitor, number_of(asked))? {
            Some(bytes) => Ok(Reply::Pdf(bytes)),
            None => {
                let refused = LifeRefused::Rule(procedures::RequestError::NoHome);
                let error = names::refused(&refused, desk.language);
                shown(desk, asked, (StatusCode::NOT_FOUND, vec![error]))
            }
        }
    })
    .await
}

async fn form_of(State(desk): State<Desk>, request: Request, kind: Kind) -> Response {
    answer(desk, "/agent/life/{number}/form", request, move |desk, asked| {
        let number = number_of(asked);
        let Some(view) = desk.agents().life(&asked.visitor, number)? else {
            return desk.no_case(asked);
        };
        if !kind.is_lawful(&view) {
            return not_now(desk, asked);
        }
        let frame = desk.frame(Page::Life, &format!("/{number}/{}", kind.name()));
        let role = asked.visitor.role;
        let typed = form::begun(&view, desk.language);
        page(StatusCode::OK, &FormPage::new(frame, role, (kind, &view), &typed, Vec::new()))
    })
    .await
}

/// The request as it stands, for a form that has no place any more.
fn not_now(desk: &Desk, asked: &Asked) -> Result<Reply, Trouble> {
    let error = PageError::general(super::Words::of(desk.language).e_not_now);
    shown(desk, asked, (StatusCode::CONFLICT, vec![error]))
}

/// A form that was filled in: its effect, or what was done; what is missing else.
async fn sent(State(desk): State<Desk>, request: Request, kind: Kind) -> Response {
    answer(desk, "/agent/life/{number}/form", request, move |desk, asked| {
        let (number, fields) = (number_of(asked), &asked.fields);
        let Some(view) = desk.agents().life(&asked.visitor, number)? else {
            return desk.no_case(asked);
        };
        if !kind.is_lawful(&view) {
            return not_now(desk, asked);
        }
        let role = asked.visitor.role;
        let frame = || desk.frame(Page::Life, &format!("/{number}/{}", kind.name()));
        let again = |(status, errors): (StatusCode, Vec<PageError>)| {
            page(status, &FormPage::new(frame(), role, (kind, &view), fields, errors))
        };
        if !fields.change.is_empty() {
            return again(FINE);
        }
        let wanted = match form::wanted(kind, fields, &view, desk.language) {
            Ok(wanted) => wanted,
            Err(errors) => return again((UNCLEAR, errors)),
        };
        let not = |refused: LifeRefused| {
            let error = form::refused_at(kind, &view, &refused, desk.language);
            again((status(&refused), vec![error]))
        };
        if let (false, Some(after)) = (fields.confirm.is_empty(), form::after(fields)) {
            return match desk.agents().live(&asked.visitor, number, &wanted, after)? {
                Ok(number) => Ok(desk.see(Page::Life, &format!("/{number}"))),
                Err(refused) => not(refused),
            };
        }
        match desk.agents().life_effect(&asked.visitor, number, &wanted)? {
            Ok(effect) => {
                let shown = PreviewPage::new(frame(), role, (kind, &view), fields, &effect);
                page(StatusCode::OK, &shown)
            }
            Err(refused) => not(refused),
        }
    })
    .await
}
