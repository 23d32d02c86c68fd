//! What stands at the addresses of roles.

use super::api::{RoleWish, TeamRefused};
use super::pages::{
    ACT, CONFIRM, EMAIL, END, GIVEN, LANGUAGE, LAST_DAY, LONGER, MemberPage, NAME, NOTE, ROLE,
    RequestPage, TeamPage, Typed, WHY, refused,
};
use super::words::Words;
use crate::answers::{Reply, Trouble, page};
use crate::operator::paths::Page;
use crate::operator::routes::{Asked, Room, UNCLEAR, answer};
use crate::pay::forms;
use crate::pay::frame::{PageError, attempt, is_attempt};
use access::Role;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use calendar::SettlementDay;
use units::{Email, Language};

fn typed(asked: &Asked) -> Typed {
    let said = |name: &str| asked.said(name).to_owned();
    Typed {
        name: said(NAME),
        email: said(EMAIL),
        role: said(ROLE),
        language: said(LANGUAGE),
        last_day: said(LAST_DAY),
        note: said(NOTE),
    }
}

fn status(said: TeamRefused) -> StatusCode {
    match said {
        TeamRefused::NoPerson | TeamRefused::NoRequest => StatusCode::NOT_FOUND,
        TeamRefused::SamePerson
        | TeamRefused::OwnRole
        | TeamRefused::Decided
        | TeamRefused::Lapsed
        | TeamRefused::Ended => StatusCode::CONFLICT,
        TeamRefused::AddressTaken | TeamRefused::DayOver => UNCLEAR,
    }
}

/// A last day: `Ok(None)` if none was typed.
fn last_day(typed: &Typed, t: &Words) -> Result<Option<SettlementDay>, PageError> {
    match typed.last_day.as_str() {
        "" => Ok(None),
        text => match forms::day(text) {
            Some(day) => Ok(Some(day)),
            None => Err(PageError::at(LAST_DAY, t.e_last_day)),
        },
    }
}

/// What the form asks for. Errors: at each field what is missing.
fn wish(typed: &Typed, t: &Words) -> Result<RoleWish, Vec<PageError>> {
    let mut errors = Vec::new();
    if typed.name.is_empty() {
        errors.push(PageError::at(NAME, t.e_name));
    }
    let email = typed.email.to_lowercase().parse::<Email>().ok();
    if email.is_none() {
        errors.push(PageError::at(EMAIL, t.e_email));
    }
    let role = typed.role.parse::<Role>().ok().filter(|role| GIVEN.contains(role));
    if role.is_none() {
        errors.push(PageError::at(ROLE, t.e_role));
    }
    let language = typed.language.parse::<Language>().ok();
    if language.is_none() {
        errors.push(PageError::at(LANGUAGE, t.e_language));
    }
    let last = last_day(typed, t);
    if typed.note.is_empty() {
        errors.push(PageError::at(NOTE, t.e_note));
    }
    match (email, role, language, last, errors.is_empty()) {
        (Some(email), Some(role), Some(language), Ok(last_day), true) => {
            let (name, note) = (typed.name.clone(), typed.note.clone());
            Ok(RoleWish::New { role, name, email, language, last_day, note })
        }
        (_, _, _, last, _) => {
            errors.extend(last.err());
            Err(errors)
        }
    }
}

impl Room {
    fn t(&self) -> &'static Words {
        Words::of(self.language)
    }

    fn shown_team(
        &self,
        asked: &Asked,
        (status, errors): (StatusCode, Vec<PageError>),
    ) -> Result<Reply, Trouble> {
        let view = self.operators().team(&asked.visitor)?;
        let (frame, role) = (self.frame(Page::Team, ""), asked.visitor.role);
        let typed = (typed(asked), attempt()?);
        page(status, &TeamPage::new(frame, role, &view, typed, errors))
    }

    fn shown_member(
        &self,
        asked: &Asked,
        (status, errors): (StatusCode, Vec<PageError>),
    ) -> Result<Reply, Trouble> {
        let person = asked.named.parse().unwrap_or(0);
        let Some(view) = self.operators().member(&asked.visitor, person)? else {
            return self.nothing(asked);
        };
        let frame = self.frame(Page::Team, &format!("/{person}"));
        let typed = (typed(asked), asked.said(ACT).to_owned(), attempt()?);
        page(status, &MemberPage::new(frame, asked.visitor.role, &view, typed, errors))
    }

    fn shown_request(
        &self,
        asked: &Asked,
        (status, errors): (StatusCode, Vec<PageError>),
    ) -> Result<Reply, Trouble> {
        let number = asked.named.parse().unwrap_or(0);
        let Some(view) = self.operators().role_request(&asked.visitor, number)? else {
            return self.nothing(asked);
        };
        let frame = self.frame(Page::Team, &format!("/request/{number}"));
        let why = asked.said(WHY).to_owned();
        page(status, &RequestPage::new(frame, asked.visitor.role, &view, why, errors))
    }

    fn to_request(&self, number: i64) -> Reply {
        Reply::SeeOther(format!("{}/request/{number}", Page::Team.path(self.language)))
    }
}

pub(in crate::operator) async fn team(State(room): State<Room>, request: Request) -> Response {
    answer(room, "/operations/roles", request, |room, asked| {
        room.shown_team(asked, (StatusCode::OK, Vec::new()))
    })
    .await
}

pub(in crate::operator) async fn ask(State(room): State<Room>, request: Request) -> Response {
    answer(room, "/operations/roles", request, |room, asked| {
        let wish = match wish(&typed(asked), room.t()) {
            Ok(wish) => wish,
            Err(errors) => return room.shown_team(asked, (UNCLEAR, errors)),
        };
        if !is_attempt(&asked.fields.attempt) {
            return room.shown_team(asked, (UNCLEAR, Vec::new()));
        }
        match room.operators().ask_role(&asked.visitor, &wish, &asked.fields.attempt)? {
            Ok(number) => Ok(room.to_request(number)),
            Err(said) => room.shown_team(asked, (status(said), vec![refused(said, room.t())])),
        }
    })
    .await
}

pub(in crate::operator) async fn member(State(room): State<Room>, request: Request) -> Response {
    answer(room, "/operations/roles/{person}", request, |room, asked| {
        room.shown_member(asked, (StatusCode::OK, Vec::new()))
    })
    .await
}

/// Confirms or ends a role, or asks for another last day.
pub(in crate::operator) async fn act(State(room): State<Room>, request: Request) -> Response {
    answer(room, "/operations/roles/{person}", request, |room, asked| {
        let (operators, visitor, t) = (room.operators(), &asked.visitor, room.t());
        let (person, typed) = (asked.named.parse().unwrap_or(0), typed(asked));
        let mut errors = Vec::new();
        let last = last_day(&typed, t);
        if ![CONFIRM, LONGER, END].contains(&asked.said(ACT)) {
            errors.push(PageError::at(ACT, t.e_act));
        }
        if asked.said(ACT) == LONGER {
            errors.extend(last.as_ref().err().cloned());
        }
        if typed.note.is_empty() {
            errors.push(PageError::at(NOTE, t.e_note));
        }
        if !errors.is_empty() {
            return room.shown_member(asked, (UNCLEAR, errors));
        }
        let done = match (asked.said(ACT), last) {
            (CONFIRM, _) => operators.confirm_role(visitor, person, &typed.note)?.map(|()| None),
            (END, _) => operators.end_role(visitor, person, &typed.note)?.map(|()| None),
            (LONGER, Ok(last_day)) if is_attempt(&asked.fields.attempt) => {
                let wish = RoleWish::Longer { person, last_day, note: typed.note };
                operators.ask_role(visitor, &wish, &asked.fields.attempt)?.map(Some)
            }
            (_, _) => return room.shown_member(asked, (UNCLEAR, Vec::new())),
        };
        match done {
            Ok(Some(number)) => Ok(room.to_request(number)),
            Ok(None) => Ok(Reply::SeeOther(format!("{}/{person}", Page::Team.path(room.language)))),
            Err(said) => room.shown_member(asked, (status(said), vec![refused(said, t)])),
        }
    })
    .await
}

pub(in crate::operator) async fn request(State(room): State<Room>, request: Request) -> Response {
    answer(room, "/operations/roles/request/{number}", request, |room, asked| {
        room.shown_request(asked, (StatusCode::OK, Vec::new()))
    })
    .await
}

pub(in crate::operator) async fn decide(State(room): State<Room>, request: Request) -> Response {
    answer(room, "/operations/roles/request/{number}", request, |room, asked| {
        let approve = asked.fields.approve == "yes";
        let why = &asked.fields.why;
        if !approve && why.is_empty() {
            let error = PageError::at(WHY, room.m().e_why);
            return room.shown_request(asked, (UNCLEAR, vec![error]));
        }
        let number = asked.named.parse().unwrap_or(0);
        match room.operators().decide_role(&asked.visitor, number, approve, why)? {
            Ok(()) => Ok(room.to_request(number)),
            Err(said) => {
                let error = PageError { field: None, ..refused(said, room.t()) };
                room.shown_request(asked, (status(said), vec![error]))
            }
        }
    })
    .await
}
