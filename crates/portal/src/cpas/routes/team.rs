//! What stands at the address of the team.

use super::{Asked, Desk, UNCLEAR, answer, short};
use crate::answers::{Reply, Trouble, page};
use crate::cpas::api::Moved;
use crate::cpas::paths::Page;
use crate::cpas::team::{self, TeamPage, Typed};
use crate::pay::frame::PageError;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use units::AccountId;

impl Desk {
    fn team(
        &self,
        asked: &Asked,
        typed: Typed,
        (status, errors): (StatusCode, Vec<PageError>),
    ) -> Result<Reply, Trouble> {
        let team = self.office().team(&asked.visitor)?;
        page(status, &TeamPage::new(self.frame(Page::Team, ""), &team, (typed, errors)))
    }

    fn to_team(&self) -> Result<Reply, Trouble> {
        Ok(Reply::SeeOther(Page::Team.path(self.language).to_owned()))
    }
}

pub(super) async fn show(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/cpas/team", request, |desk, asked| {
        desk.team(asked, Typed::default(), (StatusCode::OK, Vec::new()))
    })
    .await
}

/// Hands clients over, keeps a leave, or ends one.
pub(super) async fn send(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/cpas/team", request, |desk, asked| {
        let fields = &asked.fields;
        let typed = Typed {
            person: short(&fields.person),
            first: short(&fields.first),
            last: short(&fields.last),
            stand_in: short(&fields.stand_in),
            from: short(&fields.from),
            to: short(&fields.to),
        };
        let (office, visitor) = (desk.office(), &asked.visitor);
        if !fields.ends.is_empty() {
            let person = fields.ends.parse().unwrap_or(0);
            return match office.end_leave(visitor, person)? {
                Ok(()) => desk.to_team(),
                Err(refused) => {
                    let error = team::refused(refused, team::PERSON, desk.language);
                    desk.team(asked, Typed::default(), (StatusCode::CONFLICT, vec![error]))
                }
            };
        }
        if fields.act == "leave" {
            let leave = match typed.leave(desk.m()) {
                Ok(leave) => leave,
                Err(errors) => return desk.team(asked, typed, (UNCLEAR, errors)),
            };
            return match office.set_leave(visitor, leave)? {
                Ok(()) => desk.to_team(),
                Err(refused) => {
                    let error = team::refused(refused, team::STAND_IN, desk.language);
                    desk.team(asked, typed, (UNCLEAR, vec![error]))
                }
            };
        }
        let from = match typed.from.as_str() {
            team::NOBODY => Some(None),
            person => person.parse().ok().map(Some),
        };
        let (Some(from), Some(to)) = (from, typed.to.parse().ok()) else {
            let at = if from.is_none() { team::FROM } else { team::TO };
            let error = PageError::at(at, desk.m().e_member);
            return desk.team(asked, typed, (UNCLEAR, vec![error]));
        };
        let client = fields.client.parse::<AccountId>().ok();
        match office.move_clients(visitor, Moved { client, from, to })? {
            Ok(_) => match client {
                Some(account) => {
                    Ok(Reply::SeeOther(format!("{}/{account}", Page::Client.path(desk.language))))
                }
                None => desk.to_team(),
            },
            Err(refused) => {
                let error = team::refused(refused, team::FROM, desk.language);
                desk.team(asked, typed, (UNCLEAR, vec![error]))
            }
        }
    })
    .await
}
