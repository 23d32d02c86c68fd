//! What stands at the address of a client's plan.

use super::{Asked, Desk, UNCLEAR, answer, short};
use crate::answers::{Reply, Trouble, page};
use crate::cpas::api::{NotProposed, PlanWanted};
use crate::cpas::paths::Page;
use crate::cpas::plan::{self, PlanPage, PlanPreviewPage, Typed};
use crate::pay::frame::{PageError, attempt, is_attempt};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use procedures::MOST_LETTERS;
use units::AccountId;

impl Desk {
    fn plan(
        &self,
        asked: &Asked,
        typed: Typed,
        (status, errors): (StatusCode, Vec<PageError>),
    ) -> Result<Reply, Trouble> {
        let Ok(account) = asked.named.parse::<AccountId>() else { return self.no_client() };
        let Some(facts) = self.office().plan_form(&asked.visitor, account)? else {
            return self.no_client();
        };
        let frame = self.frame(Page::Plan, &format!("/{account}"));
        page(status, &PlanPage::new(frame, &facts, typed, errors))
    }
}

pub(super) async fn show(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/cpas/plan", request, |desk, asked| {
        desk.plan(asked, Typed::default(), (StatusCode::OK, Vec::new()))
    })
    .await
}

pub(super) async fn send(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/cpas/plan", request, |desk, asked| {
        let fields = &asked.fields;
        let typed = Typed {
            debt: short(&fields.debt),
            amount: short(&fields.amount),
            each: short(&fields.each),
            why: fields.why.trim().chars().take(2 * MOST_LETTERS).collect(),
        };
        let Ok(account) = asked.named.parse::<AccountId>() else { return desk.no_client() };
        if !fields.change.is_empty() {
            return desk.plan(asked, typed, (StatusCode::OK, Vec::new()));
        }
        let (debt, rule) = match typed.wanted(desk.language) {
            Ok(wanted) => wanted,
            Err(errors) => return desk.plan(asked, typed, (UNCLEAR, errors)),
        };
        let wanted = PlanWanted { debt, rule, reason: &typed.why };
        let again = |refused: NotProposed| match refused {
            NotProposed::NoClient => desk.no_client(),
            refused => {
                let errors = vec![plan::refused(refused, desk.language)];
                desk.plan(asked, typed.clone(), (UNCLEAR, errors))
            }
        };
        if !fields.confirm.is_empty() && is_attempt(&fields.attempt) {
            let done =
                desk.office().propose_plan(&asked.visitor, account, &wanted, &fields.attempt)?;
            return match done {
                // What was proposed is shown by an address of its own: a reload does nothing.
                Ok(()) => {
                    Ok(Reply::SeeOther(format!("{}/{account}", Page::Plan.path(desk.language))))
                }
                Err(refused) => again(refused),
            };
        }
        match desk.office().plan_preview(&asked.visitor, account, &wanted)? {
            Ok(shown) => {
                let frame = desk.frame(Page::Plan, &format!("/{account}"));
                let there = PlanPreviewPage::new(frame, &shown, typed.clone(), attempt()?);
                page(StatusCode::OK, &there)
            }
            Err(refused) => again(refused),
        }
    })
    .await
}
