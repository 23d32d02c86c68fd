//! The routes of visits. A photo is read by its bytes, and is the only thing here that is larger than a form.

use super::super::api::{MOST_OF_A_PHOTO, PhotoKind, VisitFor, VisitRefused};
use super::super::paths::{Page, new_visit_rest};
use super::super::routes::{Asked, Desk, FINE, UNCLEAR, answer, answer_file};
use super::form::{self, At, FormPage, Kind, PreviewPage};
use super::list::VisitsPage;
use super::names::{self, PHOTO};
use super::one::{BEGINS, TELLS, VisitPage};
use super::swap::{self, SwapPage};
use super::words::Words;
use crate::answers::{Reply, Trouble, page};
use crate::multipart;
use crate::my::Doors;
use crate::pay::frame::{PageError, attempt, is_attempt};
use access::{Act, Needs, Verb};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use calendar::SettlementDay;
use procedures::{VisitState, VisitStepKind};
use units::Language;

/// The pages of visits, with what stands at each.
pub(in crate::agent) fn doors(doors: Doors<Desk>, language: Language) -> Doors<Desk> {
    let cases = Needs::Anyones(Act::ThirtyDays, Verb::View);
    let below = |rest: &str| format!("{}{rest}", Page::Visits.path(language));
    let mut doors = doors
        .get(Page::Visits.path(language), cases, visits)
        .both(&below("/new/{account}"), TELLS, new, made)
        .both(&below("/new/request/{request}"), TELLS, new_for_request, made_for_request)
        .get(&below("/{number}"), cases, one)
        .post(&below("/{number}"), BEGINS, decide)
        .get(&below("/{number}/photo/{photo}"), cases, photo)
        .get(&below("/{number}/letter"), TELLS, letter)
        .both(&below("/{number}/swap"), BEGINS, swap_form, swapped);
    for kind in VisitStepKind::ALL {
        let show = move |desk: State<Desk>, request: Request| form_of(desk, request, kind);
        let send = move |desk: State<Desk>, request: Request| sent(desk, request, kind);
        doors = doors.both(&below(&format!("/{{number}}/{}", kind.name())), TELLS, show, send);
    }
    doors
}

/// Where a photo is sent to, which takes more than any other address.
pub(in crate::agent) fn photo_doors(doors: Doors<Desk>, language: Language) -> Doors<Desk> {
    let path = format!("{}/{{number}}/photo", Page::Visits.path(language));
    doors.post(&path, TELLS, add_photo)
}

fn status(refused: &VisitRefused) -> StatusCode {
    match refused {
        VisitRefused::Unknown => StatusCode::NOT_FOUND,
        VisitRefused::Overtaken => StatusCode::CONFLICT,
        VisitRefused::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        VisitRefused::Registers
        | VisitRefused::Rule(_)
        | VisitRefused::Request(_)
        | VisitRefused::NotAPicture
        | VisitRefused::TooMany
        | VisitRefused::NoKey
        | VisitRefused::Swap(_) => UNCLEAR,
    }
}

fn number_of(asked: &Asked) -> i64 {
    asked.named.parse().unwrap_or(0)
}

/// The attempt of a form that was sent, or a new one.
fn attempt_of(asked: &Asked) -> Result<String, Trouble> {
    let sent = &asked.fields.attempt;
    if is_attempt(sent) { Ok(sent.clone()) } else { Ok(attempt()?) }
}

async fn visits(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/agent/visits", request, |desk, asked| {
        let from: Option<SettlementDay> = asked.query.page.parse().ok();
        let state = VisitState::from_name(&asked.query.kind);
        let view = desk.agents().visits(&asked.visitor, from, state)?;
        let frame = desk.frame(Page::Visits, "");
        page(StatusCode::OK, &VisitsPage::new(frame, asked.visitor.role, &view))
    })
    .await
}

fn shown(
    desk: &Desk,
    asked: &Asked,
    (status, errors): (StatusCode, Vec<PageError>),
) -> Result<Reply, Trouble> {
    let number = number_of(asked);
    let Some(view) = desk.agents().visit(&asked.visitor, number)? else {
        return desk.no_case(asked);
    };
    let frame = desk.frame(Page::Visits, &format!("/{number}"));
    page(status, &VisitPage::new(frame, asked.visitor.role, &view, errors))
}

async fn one(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/agent/visits/{number}", request, |desk, asked| shown(desk, asked, FINE)).await
}

/// A second person decides on a swap.
async fn decide(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/agent/visits/{number}", request, |desk, asked| {
        let number = number_of(asked);
        let approve = asked.fields.approve == "yes";
        // What the page has shown, and nothing that was asked since. Source: UX 7.3.
        let seen = super::super::life::seen(&asked.fields);
        match desk.agents().decide_swap(&asked.visitor, number, (approve, seen))? {
            Ok(()) => Ok(desk.see(Page::Visits, &format!("/{number}"))),
            Err(refused) => {
                let error = PageError { field: None, ..names::refused(&refused, desk.language) };
                shown(desk, asked, (status(&refused), vec![error]))
            }
        }
    })
    .await
}

async fn new(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/agent/visits/new/{account}", request, |desk, asked| {
        shown_new(desk, asked, asked.account().map(VisitFor::Account))
    })
    .await
}

/// The same for a point that has no account yet, named by the request that waits there.
async fn new_for_request(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/agent/visits/new/request/{request}", request, |desk, asked| {
        shown_new(desk, asked, asked.named.parse().ok().map(VisitFor::Request))
    })
    .await
}

async fn made(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/agent/visits/new/{account}", request, |desk, asked| {
        sent_new(desk, asked, asked.account().map(VisitFor::Account))
    })
    .await
}

async fn made_for_request(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/agent/visits/new/request/{request}", request, |desk, asked| {
        sent_new(desk, asked, asked.named.parse().ok().map(VisitFor::Request))
    })
    .await
}

fn shown_new(desk: &Desk, asked: &Asked, whom: Option<VisitFor>) -> Result<Reply, Trouble> {
    let Some(whom) = whom else { return desk.no_case(asked) };
    let Some(place) = desk.agents().visit_place(&asked.visitor, whom)? else {
        return desk.no_case(asked);
    };
    let at = At::New(whom, &place);
    let frame = desk.frame(Page::Visits, &new_visit_rest(whom));
    let typed = form::begun(Kind::New, at, desk.language);
    let role = asked.visitor.role;
    let form = FormPage::new(frame, role, (Kind::New, at), (&typed, attempt()?), Vec::new());
    page(StatusCode::OK, &form)
}

fn sent_new(desk: &Desk, asked: &Asked, whom: Option<VisitFor>) -> Result<Reply, Trouble> {
    let Some(whom) = whom else { return desk.no_case(asked) };
    let Some(place) = desk.agents().visit_place(&asked.visitor, whom)? else {
        return desk.no_case(asked);
    };
    let (at, fields, role) = (At::New(whom, &place), &asked.fields, asked.visitor.role);
    let attempt = attempt_of(asked)?;
    let frame = || desk.frame(Page::Visits, &new_visit_rest(whom));
    let again = |(status, errors): (StatusCode, Vec<PageError>)| {
        let typed = (fields, attempt.clone());
        page(status, &FormPage::new(frame(), role, (Kind::New, at), typed, errors))
    };
    if !fields.change.is_empty() {
        return again(FINE);
    }
    let wanted = match form::appointment(fields, desk.language) {
        Ok(wanted) => wanted,
        Err(errors) => return again((UNCLEAR, errors)),
    };
    let not = |refused: VisitRefused| {
        let error = form::refused_at(Kind::New, at, &refused, desk.language);
        again((status(&refused), vec![error]))
    };
    if !fields.confirm.is_empty() {
        return match desk.agents().plan_visit(&asked.visitor, whom, &wanted, &attempt)? {
            Ok(number) => Ok(desk.see(Page::Visits, &format!("/{number}"))),
            Err(refused) => not(refused),
        };
    }
    match desk.agents().plan_effect(&asked.visitor, whom, &wanted)? {
        Ok(effect) => {
            let typed = (fields, attempt.clone());
            let shown = PreviewPage::new(frame(), role, (Kind::New, at), typed, &effect);
            page(StatusCode::OK, &shown)
        }
        Err(refused) => not(refused),
    }
}

/// The visit as it stands, for a form that has no place any more.
fn not_now(desk: &Desk, asked: &Asked) -> Result<Reply, Trouble> {
    let error = PageError::general(Words::of(desk.language).e_not_now);
    shown(desk, asked, (StatusCode::CONFLICT, vec![error]))
}

async fn form_of(State(desk): State<Desk>, request: Request, kind: VisitStepKind) -> Response {
    answer(desk, "/agent/visits/{number}/form", request, move |desk, asked| {
        let number = number_of(asked);
        let Some(view) = desk.agents().visit(&asked.visitor, number)? else {
            return desk.no_case(asked);
        };
        if view.visit.may(kind).is_err() {
            return not_now(desk, asked);
        }
        let at = At::Visit(number, &view.place, &view.visit);
        let frame = desk.frame(Page::Visits, &format!("/{number}/{}", kind.name()));
        let kind = Kind::Step(kind);
        let typed = form::begun(kind, at, desk.language);
        let role = asked.visitor.role;
        let form = FormPage::new(frame, role, (kind, at), (&typed, attempt()?), Vec::new());
        page(StatusCode::OK, &form)
    })
    .await
}

async fn sent(State(desk): State<Desk>, request: Request, kind: VisitStepKind) -> Response {
    answer(desk, "/agent/visits/{number}/form", request, move |desk, asked| {
        let (number, fields, role) = (number_of(asked), &asked.fields, asked.visitor.role);
        let Some(view) = desk.agents().visit(&asked.visitor, number)? else {
            return desk.no_case(asked);
        };
        if view.visit.may(kind).is_err() {
            return not_now(desk, asked);
        }
        let at = At::Visit(number, &view.place, &view.visit);
        let attempt = attempt_of(asked)?;
        let of = Kind::Step(kind);
        let frame = || desk.frame(Page::Visits, &format!("/{number}/{}", kind.name()));
        let again = |(status, errors): (StatusCode, Vec<PageError>)| {
            let typed = (fields, attempt.clone());
            page(status, &FormPage::new(frame(), role, (of, at), typed, errors))
        };
        if !fields.change.is_empty() {
            return again(FINE);
        }
        let step = match form::step(kind, fields, at, desk.language) {
            Ok(step) => step,
            Err(errors) => return again((UNCLEAR, errors)),
        };
        let not = |refused: VisitRefused| {
            let error = form::refused_at(of, at, &refused, desk.language);
            again((status(&refused), vec![error]))
        };
        let after: Option<usize> = fields.life.after.parse().ok();
        if let (false, Some(after)) = (fields.confirm.is_empty(), after) {
            return match desk.agents().visit_step(&asked.visitor, number, &step, after)? {
                Ok(()) => Ok(desk.see(Page::Visits, &format!("/{number}"))),
                Err(refused) => not(refused),
            };
        }
        match desk.agents().step_effect(&asked.visitor, number, &step)? {
            Ok(effect) => {
                let typed = (fields, attempt.clone());
                page(StatusCode::OK, &PreviewPage::new(frame(), role, (of, at), typed, &effect))
            }
            Err(refused) => not(refused),
        }
    })
    .await
}

async fn add_photo(State(desk): State<Desk>, request: Request) -> Response {
    answer_file(desk, "/agent/visits/{number}/photo", request, |desk, asked, (kind, body)| {
        let number = number_of(asked);
        let refused = match multipart::field(kind, body, PHOTO) {
            None => VisitRefused::NotAPicture,
            Some([]) => {
                let error = PageError::at(PHOTO, Words::of(desk.language).e_no_photo);
                return shown(desk, asked, (UNCLEAR, vec![error]));
            }
            Some(bytes) if bytes.len() > MOST_OF_A_PHOTO => VisitRefused::TooLarge,
            Some(bytes) => match desk.agents().add_photo(&asked.visitor, number, bytes)? {
                Ok(()) => return Ok(desk.see(Page::Visits, &format!("/{number}#photos"))),
                Err(refused) => refused,
            },
        };
        let error = names::refused(&refused, desk.language);
        shown(desk, asked, (status(&refused), vec![error]))
    })
    .await
}

async fn photo(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/agent/visits/{number}/photo/{photo}", request, |desk, asked| {
        let (number, photo) = (number_of(asked), asked.second.parse().unwrap_or(0));
        match desk.agents().photo(&asked.visitor, number, photo)? {
            Some((PhotoKind::Jpeg, bytes)) => Ok(Reply::Picture("image/jpeg", bytes)),
            Some((PhotoKind::Png, bytes)) => Ok(Reply::Picture("image/png", bytes)),
            None => desk.no_case(asked),
        }
    })
    .await
}

/// The letter that tells a home without an account of its appointment.
async fn letter(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/agent/visits/{number}/letter", request, |desk, asked| {
        match desk.agents().visit_letter(&asked.visitor, number_of(asked))? {
            Some(bytes) => Ok(Reply::Pdf(bytes)),
            None => desk.no_case(asked),
        }
    })
    .await
}

async fn swap_form(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/agent/visits/{number}/swap", request, |desk, asked| {
        let number = number_of(asked);
        let Some(view) = desk.agents().visit(&asked.visitor, number)? else {
            return desk.no_case(asked);
        };
        if !view.to_swap || view.swap.is_some() {
            return not_now(desk, asked);
        }
        let frame = desk.frame(Page::Visits, &format!("/{number}/swap"));
        let typed = swap::begun(&view);
        let role = asked.visitor.role;
        page(StatusCode::OK, &SwapPage::new(frame, role, &view, (&typed, None), Vec::new()))
    })
    .await
}

async fn swapped(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/agent/visits/{number}/swap", request, |desk, asked| {
        let (number, fields, role) = (number_of(asked), &asked.fields, asked.visitor.role);
        let Some(view) = desk.agents().visit(&asked.visitor, number)? else {
            return desk.no_case(asked);
        };
        if !view.to_swap || view.swap.is_some() {
            return not_now(desk, asked);
        }
        let frame = || desk.frame(Page::Visits, &format!("/{number}/swap"));
        let again = |(status, errors): (StatusCode, Vec<PageError>)| {
            page(status, &SwapPage::new(frame(), role, &view, (fields, None), errors))
        };
        if !fields.change.is_empty() {
            return again(FINE);
        }
        let wanted = match swap::wanted(fields, &view, desk.language) {
            Ok(wanted) => wanted,
            Err(errors) => return again((UNCLEAR, errors)),
        };
        let not = |refused: VisitRefused| {
            again((status(&refused), vec![names::refused(&refused, desk.language)]))
        };
        if !fields.confirm.is_empty() {
            return match desk.agents().ask_swap(&asked.visitor, number, &wanted)? {
                Ok(()) => Ok(desk.see(Page::Visits, &format!("/{number}"))),
                Err(refused) => not(refused),
            };
        }
        match desk.agents().swap_effect(&asked.visitor, number, &wanted)? {
            Ok(effect) => {
                let typed = (fields, Some(&effect));
                page(StatusCode::OK, &SwapPage::new(frame(), role, &view, typed, Vec::new()))
            }
            Err(refused) => not(refused),
        }
    })
    .await
}
