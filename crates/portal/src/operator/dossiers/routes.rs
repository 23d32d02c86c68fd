//! What stands at the addresses of dossiers.

use super::api::{ReviewRefused, VerdictShown};
use super::pages::{DossierPage, DossiersPage, REASONS, STARTS, Typed, WHY, tail};
use super::words::Words;
use crate::answers::{Reply, Trouble, page};
use crate::language::Writes as _;
use crate::operator::paths::Page;
use crate::operator::routes::{Asked, Room, UNCLEAR, answer};
use crate::pay::forms;
use crate::pay::frame::PageError;
use crate::sharing::{DocumentShown, TaskShown, changed_words};
use crate::words::fill;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;

fn number_of(asked: &Asked) -> i64 {
    asked.named.parse().unwrap_or(0)
}

/// The dossier, and the key that the page has shown.
fn key_of(asked: &Asked) -> (i64, usize) {
    (number_of(asked), asked.said("asked").parse().unwrap_or(0))
}

fn typed_of(asked: &Asked) -> Typed {
    let tasks = asked.fields.others.iter().filter_map(|(name, text)| {
        let task = name.strip_prefix("task-")?;
        (!text.is_empty()).then(|| (task.to_owned(), text.clone()))
    });
    Typed {
        starts: asked.said(STARTS).to_owned(),
        reasons: asked.said(REASONS).to_owned(),
        why: asked.fields.why.clone(),
        tasks: tasks.collect(),
    }
}

fn shown(
    room: &Room,
    asked: &Asked,
    (status, errors): (StatusCode, Vec<PageError>),
) -> Result<Reply, Trouble> {
    let number = number_of(asked);
    let Some(view) = room.operators().dossier(&asked.visitor, number)? else {
        return room.nothing(asked);
    };
    let frame = room.frame(Page::Dossiers, &format!("/{number}"));
    page(status, &DossierPage::new(frame, asked.visitor.role, &view, typed_of(asked), errors))
}

pub(in crate::operator) async fn dossiers(State(room): State<Room>, request: Request) -> Response {
    answer(room, "/operations/sharing", request, |room, asked| {
        let lines = room.operators().dossiers(&asked.visitor)?;
        let frame = room.frame(Page::Dossiers, "");
        page(StatusCode::OK, &DossiersPage::new(frame, asked.visitor.role, &lines))
    })
    .await
}

pub(in crate::operator) async fn dossier(State(room): State<Room>, request: Request) -> Response {
    answer(room, "/operations/sharing/{group}", request, |room, asked| {
        shown(room, asked, (StatusCode::OK, Vec::new()))
    })
    .await
}

pub(in crate::operator) async fn document(State(room): State<Room>, request: Request) -> Response {
    answer(room, "/operations/sharing/{group}/document", request, |room, asked| {
        let seq = asked.second.parse().unwrap_or(0);
        Ok(match room.operators().dossier_document(&asked.visitor, number_of(asked), seq)? {
            Some((DocumentShown::Pdf, bytes)) => Reply::Pdf(bytes),
            Some((DocumentShown::Jpeg, bytes)) => Reply::Picture("image/jpeg", bytes),
            Some((DocumentShown::Png, bytes)) => Reply::Picture("image/png", bytes),
            None => return room.nothing(asked),
        })
    })
    .await
}

/// Gives it back, accepts or refuses: which one says the button.
pub(in crate::operator) async fn act(State(room): State<Room>, request: Request) -> Response {
    answer(room, "/operations/sharing/{group}", request, |room, asked| {
        let w = Words::of(room.language);
        let typed = typed_of(asked);
        let unclear = |error: PageError| shown(room, asked, (UNCLEAR, vec![error]));
        let (field, done) = match asked.said("do") {
            "accept" => {
                let Some(day) = forms::day(&typed.starts) else {
                    return unclear(PageError::at(STARTS, w.e_starts));
                };
                (STARTS, decided(room, asked, &VerdictShown::Accept(day))?)
            }
            "refuse" => {
                if typed.why.is_empty() {
                    return unclear(PageError::at(WHY, w.e_why));
                }
                (WHY, decided(room, asked, &VerdictShown::Refuse(typed.why))?)
            }
            "approve_key" => {
                (WHY, room.operators().answer_key(&asked.visitor, key_of(asked), None)?)
            }
            "decline_key" => {
                if typed.why.is_empty() {
                    return unclear(PageError::at(WHY, w.e_why));
                }
                let why = Some(typed.why.as_str());
                (WHY, room.operators().answer_key(&asked.visitor, key_of(asked), why)?)
            }
            _ => {
                if typed.reasons.is_empty() {
                    return unclear(PageError::at(REASONS, w.e_reasons));
                }
                let tasks = typed.tasks.iter().filter_map(|(name, text)| {
                    TaskShown::of_name(name).map(|task| (task, text.clone()))
                });
                let tasks: Vec<(TaskShown, String)> = tasks.collect();
                let (visitor, number) = (&asked.visitor, number_of(asked));
                let done =
                    room.operators().return_dossier(visitor, number, &typed.reasons, &tasks)?;
                (REASONS, done)
            }
        };
        let (status, text) = match done {
            None => return room.nothing(asked),
            Some(Ok(())) => {
                let path = Page::Dossiers.path(room.language);
                return Ok(Reply::SeeOther(format!("{path}/{}", number_of(asked))));
            }
            Some(Err(ReviewRefused::NotNow)) => (StatusCode::CONFLICT, w.e_not_now.to_owned()),
            Some(Err(ReviewRefused::SamePerson)) => (StatusCode::CONFLICT, w.e_same.to_owned()),
            Some(Err(ReviewRefused::Rule)) => (UNCLEAR, w.e_rule.to_owned()),
            Some(Err(ReviewRefused::Key)) => (StatusCode::CONFLICT, w.e_key.to_owned()),
            Some(Err(ReviewRefused::Member(changed, ean))) => {
                (StatusCode::CONFLICT, changed_words(changed, &tail(&ean), room.language))
            }
            Some(Err(ReviewRefused::Day { from, last })) => {
                let days = [from, last].map(|day| room.language.date(day));
                let [from, last] = days.each_ref().map(String::as_str);
                (UNCLEAR, fill(w.e_range, &[("from", from), ("last", last)]))
            }
        };
        shown(room, asked, (status, vec![PageError::at(field, text)]))
    })
    .await
}

fn decided(
    room: &Room,
    asked: &Asked,
    verdict: &VerdictShown,
) -> Result<Option<Result<(), ReviewRefused>>, Trouble> {
    Ok(room.operators().decide_dossier(&asked.visitor, number_of(asked), verdict)?)
}
