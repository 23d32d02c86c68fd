//! What stands at the addresses of data rights.

use super::api::RightsRefused;
use super::pages::{NOTE, RightsPage, RunPage, WHY, refused};
use super::words::Words;
use crate::answers::{Reply, Trouble, page};
use crate::operator::paths::Page;
use crate::operator::routes::{Asked, Room, UNCLEAR, answer};
use crate::pay::frame::{PageError, attempt, is_attempt};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;

fn status(said: RightsRefused) -> StatusCode {
    match said {
        RightsRefused::NoRun => StatusCode::NOT_FOUND,
        RightsRefused::SamePerson
        | RightsRefused::Decided
        | RightsRefused::Nothing
        | RightsRefused::Waits => StatusCode::CONFLICT,
    }
}

impl Room {
    fn shown_rights(
        &self,
        asked: &Asked,
        (status, errors): (StatusCode, Vec<PageError>),
    ) -> Result<Reply, Trouble> {
        let view = self.operators().rights(&asked.visitor)?;
        let (frame, role) = (self.frame(Page::Rights, ""), asked.visitor.role);
        let typed = (asked.said(NOTE).to_owned(), attempt()?);
        page(status, &RightsPage::new(frame, role, &view, typed, errors))
    }

    fn shown_run(
        &self,
        asked: &Asked,
        (status, errors): (StatusCode, Vec<PageError>),
    ) -> Result<Reply, Trouble> {
        let number = asked.named.parse().unwrap_or(0);
        let Some(view) = self.operators().retention(&asked.visitor, number)? else {
            return self.nothing(asked);
        };
        let frame = self.frame(Page::Rights, &format!("/{number}"));
        let why = asked.fields.why.clone();
        page(status, &RunPage::new(frame, asked.visitor.role, &view, why, errors))
    }

    fn to_run(&self, number: i64) -> Reply {
        Reply::SeeOther(format!("{}/{number}", Page::Rights.path(self.language)))
    }
}

pub(in crate::operator) async fn rights(State(room): State<Room>, request: Request) -> Response {
    answer(room, "/operations/data-rights", request, |room, asked| {
        room.shown_rights(asked, (StatusCode::OK, Vec::new()))
    })
    .await
}

pub(in crate::operator) async fn ask(State(room): State<Room>, request: Request) -> Response {
    answer(room, "/operations/data-rights", request, |room, asked| {
        let t = Words::of(room.language);
        let note = asked.said(NOTE);
        if note.is_empty() || !is_attempt(&asked.fields.attempt) {
            let error = PageError::at(NOTE, t.e_note);
            return room.shown_rights(asked, (UNCLEAR, vec![error]));
        }
        match room.operators().ask_retention(&asked.visitor, note, &asked.fields.attempt)? {
            Ok(number) => Ok(room.to_run(number)),
            Err(said) => room.shown_rights(asked, (status(said), vec![refused(said, t)])),
        }
    })
    .await
}

pub(in crate::operator) async fn run(State(room): State<Room>, request: Request) -> Response {
    answer(room, "/operations/data-rights/{run}", request, |room, asked| {
        room.shown_run(asked, (StatusCode::OK, Vec::new()))
    })
    .await
}

pub(in crate::operator) async fn decide(State(room): State<Room>, request: Request) -> Response {
    answer(room, "/operations/data-rights/{run}", request, |room, asked| {
        let (approve, why) = (asked.fields.approve == "yes", &asked.fields.why);
        if !approve && why.is_empty() {
            let error = PageError::at(WHY, room.m().e_why);
            return room.shown_run(asked, (UNCLEAR, vec![error]));
        }
        let number = asked.named.parse().unwrap_or(0);
        match room.operators().decide_retention(&asked.visitor, number, approve, why)? {
            Ok(()) => Ok(room.to_run(number)),
            Err(said) => {
                let error = refused(said, Words::of(room.language));
                room.shown_run(asked, (status(said), vec![error]))
            }
        }
    })
    .await
}
