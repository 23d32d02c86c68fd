//! What stands at the addresses of tariffs.

use super::MOST_OF_PRICES;
use super::api::{TariffCheck, TariffRefused, TariffWish};
use super::pages::{CheckPage, DraftPage, FILE, LEAP, TariffsPage, Typed, WHY, refused};
use super::words::Words;
use crate::answers::{Reply, Trouble, page};
use crate::multipart;
use crate::operator::paths::Page;
use crate::operator::routes::{Asked, Room, UNCLEAR, answer, answer_file};
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
    shown_typed(room, asked, Typed::of(&asked.fields), (status, errors))
}

fn shown_typed(
    room: &Room,
    asked: &Asked,
    typed: Typed,
    (status, errors): (StatusCode, Vec<PageError>),
) -> Result<Reply, Trouble> {
    let view = room.operators().tariffs(&asked.visitor, asked.energy())?;
    let frame = room.frame(Page::Tariffs, &format!("?energy={}", view.energy.name()));
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
        if !fields.confirm.is_empty() && is_attempt(&fields.attempt) {
            if let Ok(check) = room.operators().check_tariffs(&asked.visitor, &wish)?
                && check.leaps()
                && !ticked(asked)
            {
                return checked(room, asked, (&typed, &check), vec![no_tick(room)]);
            }
            return match room.operators().ask_tariffs(&asked.visitor, &wish, &fields.attempt)? {
                Ok(number) => Ok(to_draft(room, number)),
                Err(said) => {
                    let errors = refused(&said, &typed, room.language);
                    shown(room, asked, (status(&said), errors))
                }
            };
        }
        looked(room, asked, &typed)
    })
    .await
}

/// Whether somebody has said that a price which leaps is the one that was announced.
fn ticked(asked: &Asked) -> bool {
    asked.said(LEAP) == "yes"
}

fn no_tick(room: &Room) -> PageError {
    PageError::at(LEAP, Words::of(room.language).e_leap)
}

fn checked(
    room: &Room,
    asked: &Asked,
    known: (&Typed, &TariffCheck),
    errors: Vec<PageError>,
) -> Result<Reply, Trouble> {
    let (frame, role) = (room.frame(Page::Tariffs, ""), asked.visitor.role);
    let status = if errors.is_empty() { StatusCode::OK } else { UNCLEAR };
    page(status, &CheckPage::new(frame, role, known, attempt()?, errors))
}

/// What the prices would do, or what is wrong with them.
fn looked(room: &Room, asked: &Asked, typed: &Typed) -> Result<Reply, Trouble> {
    let wish = match typed.wish(room.language) {
        Ok(wish) => wish,
        Err(errors) => return shown_typed(room, asked, typed.clone(), (UNCLEAR, errors)),
    };
    match room.operators().check_tariffs(&asked.visitor, &wish)? {
        Ok(check) => checked(room, asked, (typed, &check), Vec::new()),
        Err(said) => {
            let errors = refused(&said, typed, room.language);
            shown_typed(room, asked, typed.clone(), (status(&said), errors))
        }
    }
}

/// A file instead of lines that are pasted: read as a whole, then looked at like those.
pub(in crate::operator) async fn upload(State(room): State<Room>, request: Request) -> Response {
    answer_file(room, "/operations/tariffs/file", request, |room, asked, (kind, body)| {
        let typed = match uploaded(kind, body) {
            Ok(csv) => Typed::of_file(csv, |name| multipart::text(kind, body, name)),
            Err(wrong) => {
                let typed = Typed::of_file(String::new(), |name| multipart::text(kind, body, name));
                let t = Words::of(room.language);
                let error = match wrong {
                    NoFile::None => t.e_file,
                    NoFile::TooLarge => t.e_large,
                    NoFile::NoText => t.e_text,
                };
                let errors = vec![PageError::at(FILE, error)];
                return shown_typed(room, asked, typed, (UNCLEAR, errors));
            }
        };
        looked(room, asked, &typed)
    })
    .await
}

/// Why a file is none of prices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum NoFile {
    None,
    TooLarge,
    NoText,
}

/// The lines of the file that was sent. A spreadsheet may write a mark before them.
fn uploaded(kind: &str, body: &[u8]) -> Result<String, NoFile> {
    let bytes = match multipart::field(kind, body, FILE) {
        // More than the address takes is not read at all.
        None if body.is_empty() => return Err(NoFile::TooLarge),
        None | Some([]) => return Err(NoFile::None),
        Some(bytes) if bytes.len() > MOST_OF_PRICES => return Err(NoFile::TooLarge),
        Some(bytes) => bytes,
    };
    let text = std::str::from_utf8(bytes).map_err(|_| NoFile::NoText)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.contains('\0') { Err(NoFile::NoText) } else { Ok(text.to_owned()) }
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
        let view = room.operators().tariff_draft(&asked.visitor, number)?;
        let check = view.and_then(|view| view.check).and_then(Result::ok);
        if publish && check.is_some_and(|check| check.leaps()) && !ticked(asked) {
            return shown_draft(room, asked, (UNCLEAR, vec![no_tick(room)]));
        }
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
