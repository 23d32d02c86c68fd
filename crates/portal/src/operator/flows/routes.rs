//! What stands at the address of flows.

use super::api::FlowRefused;
use super::pages::{FlowsPage, LETTER, WHY, refused};
use super::words::Words;
use crate::answers::{Reply, Trouble, page};
use crate::operator::paths::Page;
use crate::operator::routes::{Asked, Room, UNCLEAR, answer};
use crate::pay::frame::PageError;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;

fn status(said: FlowRefused) -> StatusCode {
    match said {
        FlowRefused::NoLetter | FlowRefused::TooOld | FlowRefused::NotTheirs => {
            StatusCode::CONFLICT
        }
        FlowRefused::NoAddress => UNCLEAR,
    }
}

impl Room {
    fn shown_flows(
        &self,
        asked: &Asked,
        (status, errors): (StatusCode, Vec<PageError>),
    ) -> Result<Reply, Trouble> {
        let view = self.operators().flows(&asked.visitor)?;
        let (frame, role) = (self.frame(Page::Flows, ""), asked.visitor.role);
        let typed = (asked.said(LETTER).to_owned(), asked.fields.why.clone());
        page(status, &FlowsPage::new(frame, role, &view, typed, errors))
    }
}

pub(in crate::operator) async fn flows(State(room): State<Room>, request: Request) -> Response {
    answer(room, "/operations/flows", request, |room, asked| {
        room.shown_flows(asked, (StatusCode::OK, Vec::new()))
    })
    .await
}

pub(in crate::operator) async fn replay(State(room): State<Room>, request: Request) -> Response {
    answer(room, "/operations/flows", request, |room, asked| {
        let t = Words::of(room.language);
        let (id, why) = (asked.said(LETTER), &asked.fields.why);
        let missing = [
            (id.is_empty(), PageError::at(LETTER, t.e_which)),
            (why.is_empty(), PageError::at(WHY, t.e_why)),
        ];
        let errors: Vec<PageError> =
            missing.into_iter().filter(|(is, _)| *is).map(|(_, error)| error).collect();
        if !errors.is_empty() {
            return room.shown_flows(asked, (UNCLEAR, errors));
        }
        match room.operators().replay(&asked.visitor, id, why)? {
            Ok(()) => Ok(Reply::SeeOther(Page::Flows.path(room.language).to_owned())),
            Err(said) => room.shown_flows(asked, (status(said), vec![refused(said, t)])),
        }
    })
    .await
}
