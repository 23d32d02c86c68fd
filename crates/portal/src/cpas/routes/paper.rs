//! What stands at the address of mandates on paper.

use super::{Asked, Desk, UNCLEAR, answer, short};
use crate::answers::{Reply, Trouble, page};
use crate::cpas::paper::{self, PaperPage, Typed};
use crate::cpas::paths::Page;
use crate::pay::frame::PageError;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;

impl Desk {
    fn papers(
        &self,
        asked: &Asked,
        typed: Typed,
        (status, errors): (StatusCode, Vec<PageError>),
    ) -> Result<Reply, Trouble> {
        let (most, lines) = (self.office().most_months()?, self.office().papers(&asked.visitor)?);
        let frame = self.frame(Page::Paper, "");
        page(status, &PaperPage::new(frame, most, &lines, (typed, errors)))
    }
}

pub(super) async fn show(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/cpas/paper", request, |desk, asked| {
        desk.papers(asked, Typed::default(), (StatusCode::OK, Vec::new()))
    })
    .await
}

/// Writes a paper down, or decides on one that a colleague wrote down.
pub(super) async fn send(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/cpas/paper", request, |desk, asked| {
        let fields = &asked.fields;
        if !fields.paper.is_empty() {
            let id = fields.paper.parse().unwrap_or(0);
            let decided = desk.office().decide_paper(&asked.visitor, id, fields.sign == "yes")?;
            return match decided {
                Ok(Some(account)) => {
                    Ok(Reply::SeeOther(format!("{}/{account}", Page::Client.path(desk.language))))
                }
                Ok(None) => Ok(Reply::SeeOther(Page::Paper.path(desk.language).to_owned())),
                Err(refused) => {
                    let errors = vec![paper::refused(refused, desk.language)];
                    desk.papers(asked, Typed::default(), (StatusCode::CONFLICT, errors))
                }
            };
        }
        let typed = Typed {
            reference: short(&fields.reference),
            document: short(&fields.document),
            signed: short(&fields.signed),
            purpose: short(&fields.purpose),
            months: short(&fields.months),
        };
        let wanted = match typed.wanted(desk.m()) {
            Ok(wanted) => wanted,
            Err(errors) => return desk.papers(asked, typed.clone(), (UNCLEAR, errors)),
        };
        match desk.office().record_paper(&asked.visitor, &wanted)? {
            Ok(()) => Ok(Reply::SeeOther(Page::Paper.path(desk.language).to_owned())),
            Err(refused) => {
                let errors = vec![paper::not_recorded(refused, desk.language)];
                desk.papers(asked, typed.clone(), (UNCLEAR, errors))
            }
        }
    })
    .await
}
