//! What stands at the address of an incident's message.

use super::api::{TellRefused, ToldWhom};
use super::pages::{TellPage, WHOM, WHY, address, refused};
use super::words::Words;
use crate::answers::{Reply, Trouble, page};
use crate::operator::paths::Page;
use crate::operator::routes::{Asked, Room, UNCLEAR, answer};
use crate::pay::frame::{PageError, attempt, is_attempt};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;

fn status(said: TellRefused) -> StatusCode {
    match said {
        TellRefused::Unknown => StatusCode::NOT_FOUND,
        TellRefused::Over
        | TellRefused::Waits
        | TellRefused::NoHouse
        | TellRefused::SamePerson
        | TellRefused::Decided => StatusCode::CONFLICT,
    }
}

impl Room {
    fn shown_draft(
        &self,
        asked: &Asked,
        (status, errors): (StatusCode, Vec<PageError>),
    ) -> Result<Reply, Trouble> {
        let found = self.operators().incident_draft(&asked.visitor, &asked.named)?;
        let Some(draft) = found else { return self.nothing(asked) };
        let frame = self.frame(Page::Incidents, "");
        let typed = (asked.said(WHOM).to_owned(), asked.fields.why.clone(), attempt()?);
        page(status, &TellPage::new(frame, asked.visitor.role, &draft, typed, errors))
    }

    fn told_refused(&self, asked: &Asked, said: TellRefused) -> Result<Reply, Trouble> {
        self.shown_draft(asked, (status(said), vec![refused(said, self.language)]))
    }
}

pub(in crate::operator) async fn draft(State(room): State<Room>, request: Request) -> Response {
    answer(room, "/operations/incidents/message/{incident}", request, |room, asked| {
        room.shown_draft(asked, (StatusCode::OK, Vec::new()))
    })
    .await
}

pub(in crate::operator) async fn ask(State(room): State<Room>, request: Request) -> Response {
    answer(room, "/operations/incidents/message/{incident}", request, |room, asked| {
        let w = Words::of(room.language);
        let whom = ToldWhom::of_name(asked.said(WHOM));
        let Some(whom) = whom.filter(|_| is_attempt(&asked.fields.attempt)) else {
            let error = PageError::at(WHOM, w.e_whom);
            return room.shown_draft(asked, (UNCLEAR, vec![error]));
        };
        let of = (asked.named.as_str(), whom);
        let attempt = &asked.fields.attempt;
        match room.operators().ask_incident_message(&asked.visitor, of, attempt)? {
            Ok(()) => Ok(Reply::SeeOther(address(&asked.named, room.language))),
            Err(said) => room.told_refused(asked, said),
        }
    })
    .await
}

pub(in crate::operator) async fn decide(State(room): State<Room>, request: Request) -> Response {
    answer(room, "/operations/incidents/message/{incident}/decide", request, |room, asked| {
        let (approve, why) = (asked.fields.approve == "yes", &asked.fields.why);
        if !approve && why.is_empty() {
            let error = PageError::at(WHY, room.m().e_why);
            return room.shown_draft(asked, (UNCLEAR, vec![error]));
        }
        let number = asked.fields.id.parse().unwrap_or(0);
        let decision = (number, approve);
        match room.operators().decide_incident_message(&asked.visitor, decision, why)? {
            Ok(()) => Ok(Reply::SeeOther(address(&asked.named, room.language))),
            Err(said) => room.told_refused(asked, said),
        }
    })
    .await
}
