//! What stands at the address of an appointment.

use super::BELOW;
use super::api::{NotMoved, VisitChange};
use super::pages::{AppointmentPage, Typed, refused};
use crate::my::paths::Page;
use crate::my::routes::{Asked, Desk, Reply, answer, page, shown, with};
use crate::pay::frame::Frame;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use procedures::{MOST_OF_A_TASK, Slot};

fn number(asked: &Asked) -> i64 {
    asked.query.v.parse().unwrap_or(0)
}

fn frame(desk: &Desk, place: usize, number: i64) -> Frame {
    desk.frame(Page::Help, &format!("{BELOW}?n={place}&v={number}"))
}

fn typed(asked: &Asked) -> Typed {
    let fields = &asked.fields;
    Typed {
        day: fields.day.parse().ok(),
        slot: Slot::from_name(&fields.kind),
        // What is too long is shown, so that it can be made shorter.
        why: fields.words.chars().take(2 * MOST_OF_A_TASK).collect(),
        away: !fields.what.is_empty(),
    }
}

/// What the form asks for. Errors: what is missing.
fn wanted(typed: &Typed) -> Result<VisitChange, NotMoved> {
    if typed.away {
        return Ok(VisitChange::Away { why: typed.why.clone() });
    }
    match (typed.day, typed.slot) {
        (Some(day), Some(slot)) => Ok(VisitChange::Other { day, slot }),
        _ => Err(NotMoved::NotFree),
    }
}

pub(in crate::my) async fn appointment(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/my/help/visit", request, |desk, asked| {
        let (place, number) = (asked.place(), number(asked));
        with(
            desk,
            asked,
            |visitor| Ok(desk.own().appointment(visitor, place, number)?),
            |there| {
                let saved = !asked.query.saved.is_empty();
                let frame = frame(desk, place, number);
                shown(&AppointmentPage::new(frame, &there, &Typed::default(), Vec::new(), saved))
            },
        )
    })
    .await
}

pub(in crate::my) async fn change(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/my/help/visit", request, |desk, asked| {
        let (place, number, typed) = (asked.place(), number(asked), typed(asked));
        let after: Option<usize> = asked.fields.session.parse().ok();
        with(
            desk,
            asked,
            |visitor| {
                let own = desk.own();
                let done = match (wanted(&typed), after) {
                    (Ok(wanted), Some(after)) => {
                        own.change_appointment(visitor, place, number, (&wanted, after))?
                    }
                    (Ok(_), None) => Some(Err(NotMoved::Overtaken)),
                    (Err(missing), _) => Some(Err(missing)),
                };
                let Some(done) = done else { return Ok(None) };
                let refusal = match done {
                    Ok(()) => {
                        // Loaded again, a page that was answered to a form would be sent twice.
                        let to = match typed.away {
                            true => format!("{}?n={place}", Page::Help.path(desk.language)),
                            false => {
                                let path = super::path(place, number, desk.language);
                                format!("{path}&saved=1")
                            }
                        };
                        return Ok(Some(Reply::SeeOther(to)));
                    }
                    Err(refusal) => refusal,
                };
                let Some(there) = own.appointment(visitor, place, number)? else {
                    return Ok(None);
                };
                let status = match refusal {
                    NotMoved::Overtaken | NotMoved::TooLate => StatusCode::CONFLICT,
                    NotMoved::NotFree
                    | NotMoved::SamePlace
                    | NotMoved::NoReason
                    | NotMoved::TooLong => StatusCode::UNPROCESSABLE_ENTITY,
                };
                let errors = vec![refused(refusal, &there, desk.language, typed.away)];
                let frame = frame(desk, place, number);
                Ok(Some(page(status, &AppointmentPage::new(frame, &there, &typed, errors, false))?))
            },
            Ok,
        )
    })
    .await
}
