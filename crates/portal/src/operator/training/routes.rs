//! What stands at the address of the sandbox.

use super::api::TrainingRefused;
use super::pages::{self, DAY, SURE, TIME, TrainingPage, Typed};
use super::words::Words;
use crate::answers::{Reply, Trouble, page};
use crate::my::Page as OwnPage;
use crate::operator::paths::Page;
use crate::operator::routes::{Asked, Room, UNCLEAR, answer};
use crate::pay::forms;
use crate::pay::frame::PageError;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use calendar::Instant;

impl Room {
    fn training_page(
        &self,
        asked: &Asked,
        status: StatusCode,
        typed: Typed,
        errors: Vec<PageError>,
    ) -> Result<Reply, Trouble> {
        let view = self.operators().ground(&asked.visitor)?;
        let frame = self.frame(Page::Training, "");
        page(status, &TrainingPage::new(frame, asked.visitor.role, &view, typed, errors))
    }

    fn training_refused(&self, asked: &Asked, said: TrainingRefused) -> Result<Reply, Trouble> {
        let status = match said {
            TrainingRefused::NoTraining => StatusCode::CONFLICT,
            TrainingRefused::Back | TrainingRefused::TooFar => UNCLEAR,
        };
        let view = self.operators().ground(&asked.visitor)?;
        let error = pages::refused(said, &view, self.language);
        self.training_page(asked, status, typed(asked), vec![error])
    }
}

fn typed(asked: &Asked) -> Typed {
    let kept = |name: &str| asked.said(name).trim().chars().take(40).collect();
    Typed { day: kept(DAY), time: kept(TIME) }
}

/// Where the clock is to go: a step of the page, or a day and a time.
fn wanted(asked: &Asked) -> Option<Instant> {
    let step = asked.said("to");
    if !step.is_empty() {
        return step.parse().ok();
    }
    let Typed { day, time } = typed(asked);
    let day = forms::day(&day)?;
    let (hour, minute) = forms::time(&time)?;
    Some(day.at(hour, minute))
}

pub(in crate::operator) async fn training(State(room): State<Room>, request: Request) -> Response {
    answer(room, "/operations/training", request, |room, asked| {
        room.training_page(asked, StatusCode::OK, Typed::default(), Vec::new())
    })
    .await
}

pub(in crate::operator) async fn act(State(room): State<Room>, request: Request) -> Response {
    answer(room, "/operations/training", request, |room, asked| {
        let t = Words::of(room.language);
        if asked.said("again").is_empty() {
            let Some(to) = wanted(asked) else {
                let error = PageError::at(DAY, t.e_when);
                return room.training_page(asked, UNCLEAR, typed(asked), vec![error]);
            };
            return match room.operators().move_clock(&asked.visitor, to)? {
                Ok(()) => Ok(Reply::SeeOther(Page::Training.path(room.language).to_owned())),
                Err(said) => room.training_refused(asked, said),
            };
        }
        if asked.said(SURE).is_empty() {
            let error = PageError::at(SURE, t.e_sure);
            return room.training_page(asked, UNCLEAR, typed(asked), vec![error]);
        }
        match room.operators().begin_again(&asked.visitor)? {
            // Sessions go with the rest.
            Ok(()) => Ok(Reply::SeeOther(OwnPage::SignIn.path(room.language).to_owned())),
            Err(said) => room.training_refused(asked, said),
        }
    })
    .await
}
