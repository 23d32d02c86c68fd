//! Announcing work, and calling it off.

use super::api::NewWork;
use super::pages::Typed;
use crate::answers::Reply;
use crate::operator::paths::Page;
use crate::operator::routes::{Room, UNCLEAR, answer};
use crate::pay::frame::{PageError, is_attempt};
use axum::extract::{Request, State};
use axum::response::Response;

pub(in crate::operator) async fn plan(State(room): State<Room>, request: Request) -> Response {
    answer(room, "/operations/incidents/work", request, |room, asked| {
        let fields = &asked.fields;
        let typed = Typed::of(fields);
        let now = room.operators().incidents(&asked.visitor)?.as_of;
        let new: NewWork = match typed.wish(room.language, now) {
            Ok(new) if is_attempt(&fields.attempt) => new,
            Ok(_) => {
                let again = vec![PageError::general(room.m().e_kind)];
                return room.shown_incidents(asked, (UNCLEAR, again));
            }
            Err(errors) => return room.shown_incidents(asked, (UNCLEAR, errors)),
        };
        match room.operators().plan_work(&asked.visitor, &new, &fields.attempt)? {
            Ok(()) => Ok(Reply::SeeOther(Page::Incidents.path(room.language).to_owned())),
            Err(said) => room.incident_refused(asked, &said),
        }
    })
    .await
}

pub(in crate::operator) async fn cancel(State(room): State<Room>, request: Request) -> Response {
    answer(room, "/operations/incidents/work/end", request, |room, asked| {
        match room.operators().cancel_work(&asked.visitor, &asked.fields.id)? {
            Ok(()) => Ok(Reply::SeeOther(Page::Incidents.path(room.language).to_owned())),
            Err(said) => room.incident_refused(asked, &said),
        }
    })
    .await
}
