//! What stands at the address of access by force of a law.

use super::{Asked, Desk, UNCLEAR, answer, short};
use crate::answers::{Reply, Trouble, page};
use crate::cpas::law::{self, LawPage, Typed};
use crate::cpas::paths::Page;
use crate::pay::frame::PageError;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;

impl Desk {
    fn by_law(
        &self,
        asked: &Asked,
        typed: Typed,
        (status, errors): (StatusCode, Vec<PageError>),
    ) -> Result<Reply, Trouble> {
        let most = self.office().most_months()?;
        let lines = self.office().asked_by_law(&asked.visitor)?;
        let frame = self.frame(Page::Law, "");
        page(status, &LawPage::new(frame, most, &lines, (typed, errors)))
    }
}

pub(super) async fn show(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/cpas/law", request, |desk, asked| {
        desk.by_law(asked, Typed::default(), (StatusCode::OK, Vec::new()))
    })
    .await
}

/// Puts a notice before the operator.
pub(super) async fn send(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/cpas/law", request, |desk, asked| {
        let fields = &asked.fields;
        let typed = Typed {
            reference: short(&fields.reference),
            notice: short(&fields.notice),
            dated: short(&fields.dated),
            purpose: short(&fields.purpose),
            months: short(&fields.months),
        };
        let wanted = match typed.wanted(desk.m()) {
            Ok(wanted) => wanted,
            Err(errors) => return desk.by_law(asked, typed.clone(), (UNCLEAR, errors)),
        };
        match desk.office().ask_by_law(&asked.visitor, &wanted)? {
            Ok(()) => Ok(Reply::SeeOther(Page::Law.path(desk.language).to_owned())),
            Err(refused) => {
                let errors = vec![law::not_asked(refused, desk.language)];
                desk.by_law(asked, typed.clone(), (UNCLEAR, errors))
            }
        }
    })
    .await
}
