//! What stands at the addresses of tariffs.

use super::api::{TariffRefused, TariffWish};
use super::pages::{CheckPage, DraftPage, TariffsPage, Typed, WHY, refused};
use crate::answers::{Reply, Trouble, page};
use crate::operator::paths::Page;
use crate::operator::routes::{Asked, Room, UNCLEAR, answer};
use crate::pay::frame::{PageError, attempt, is_attempt};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;

fn status(said: &TariffRefused) -> StatusCode {
    match said {
        TariffRefused::NoDraft => StatusCode::NOT_FOUND,
        TariffRefused::SamePerson | TariffRefused::Decided => StatusCode::CONFLICT,
        TariffRefused::Heading(_)
        | TariffRefused::Empty
        | TariffRefused::TooMany { .. }
        | TariffRefused::Lines(_) => UNCLEAR,
    }
}

/// The page under what was refused.
fn shown(
    room: &Room,
    asked: &Asked,
    (status, errors): (StatusCode, Vec<PageError>),
) -> Result<Reply, Trouble> {
    let view = room.operators().tariffs(&asked.visitor, asked.energy())?;
    let frame = room.frame(Page::Tariffs, &format!("?energy={}", view.energy.name()));
    let typed = Typed::of(&asked.fields);
    page(status, &TariffsPage::new(frame, asked.visitor.role, &view, typed, errors))
}

fn shown_draft(
    room: &Room,
    asked: &Asked,
    (status, errors): (StatusCode, Vec<PageError>),
) -> Result<Reply, Trouble> {
    let number = asked.named.parse().unwrap_or(0);
    let Some(view) = room.operators().tariff_draft(&asked.visitor, number)? else {
        return room.nothing(asked);
    };
    let (frame, role) = (room.frame(Page::Tariffs, &format!("/{number}")), asked.visitor.role);
    page(status, &DraftPage::new(frame, role, &view, asked.fields.why.clone(), errors))
}

fn to_draft(room: &Room, number: i64) -> Reply {
    Reply::SeeOther(format!("{}/{number}", Page::Tariffs.path(room.language)))
}

pub(in crate::operator) async fn tariffs(State(room): State<Room>, request: Request) -> Response {
    answer(room, "/operations/tariffs", request, |room, asked| {
        shown(room, asked, (StatusCode::OK, Vec::new()))
    })
    .await
}

pub(in crate::operator) async fn ask(State(room): State<Room>, request: Request) -> Response {
    answer(room, "/operations/tariffs", request, |room, asked| {
        let fields = &asked.fields;
        if !fields.change.is_empty() {
            return shown(room, asked, (StatusCode::OK, Vec::new()));
        }
        let typed = Typed::of(fields);
        let wish: TariffWish = match typed.wish(room.language) {
            Ok(wish) => wish,
            Err(errors) => return shown(room, asked, (UNCLEAR, errors)),
        };
        let again = |said: TariffRefused| {
            let errors = refused(&said, &typed, room.language);
            shown(room, asked, (status(&said), errors))
        };
        if !fields.confirm.is_empty() && is_attempt(&fields.attempt) {
            return match room.operators().ask_tariffs(&asked.visitor, &wish, &fields.attempt)? {
                Ok(number) => Ok(to_draft(room, number)),
                Err(said) => again(said),
            };
        }
        match room.operators().check_tariffs(&asked.visitor, &wish)? {
            Ok(check) => {
                let frame = room.frame(Page::Tariffs, "");
                let role = asked.visitor.role;
                page(StatusCode::OK, &CheckPage::new(frame, role, (&typed, &check), attempt()?))
            }
            Err(said) => again(said),
        }
    })
    .await
}

pub(in crate::operator) async fn draft(State(room): State<Room>, request: Request) -> Response {
    answer(room, "/operations/tariffs/{draft}", request, |room, asked| {
        shown_draft(room, asked, (StatusCode::OK, Vec::new()))
    })
    .await
}

pub(in crate::operator) async fn decide(State(room): State<Room>, request: Request) -> Response {
    answer(room, "/operations/tariffs/{draft}", request, |room, asked| {
        let fields = &asked.fields;
        let publish = fields.approve == "yes";
        if !publish && fields.why.is_empty() {
            let error = PageError::at(WHY, room.m().e_why);
            return shown_draft(room, asked, (UNCLEAR, vec![error]));
        }
        let number = asked.named.parse().unwrap_or(0);
        let decided =
            room.operators().decide_tariffs(&asked.visitor, number, publish, &fields.why)?;
        match decided {
            Ok(()) => Ok(to_draft(room, number)),
            Err(said) => {
                let errors = refused(&said, &Typed::default(), room.language);
                let errors = errors.into_iter().map(|error| PageError { field: None, ..error });
                shown_draft(room, asked, (status(&said), errors.collect()))
            }
        }
    })
    .await
}
