//! What stands at the addresses of leaving a group, and of coming in somebody's place. Source: UX R-10.

use super::api::{EndRefused, Ending, LeaveRefused, Newcomer};
use super::pages::{self, EndTyped, LeavePage, Shown, line_text};
use super::paths::Page;
use super::routes::{Asked, Desk, answer, page, unclear};
use super::why::day_of;
use crate::answers::{Reply, Trouble};
use crate::language::Writes as _;
use crate::pay::frame::PageError;
use crate::words::fill;
use axum::extract::{Request, State};
use axum::response::Response;
use calendar::SettlementDay;
use units::Ean;

pub(super) async fn leave_page(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/sharing/leave", request, |desk, asked| {
        let Some(member) = asked.member(desk)? else { return desk.gone() };
        shown(desk, asked, member, (EndTyped::default(), Shown::Nothing, Vec::new()))
    })
    .await
}

fn shown(
    desk: &Desk,
    asked: &Asked,
    (number, ean): (usize, Ean),
    (typed, effect, errors): (EndTyped, Shown<'_>, Vec<PageError>),
) -> Result<Reply, Trouble> {
    let Some(group) = desk.groups().group(&asked.visitor, asked.group())? else {
        return desk.gone();
    };
    let (frame, wrong) = (desk.of(Page::Leave, asked), !errors.is_empty());
    let shown = LeavePage::new(frame, (&group, number, ean), typed, effect, errors);
    if wrong { unclear(&shown) } else { page(&shown) }
}

fn typed_of(asked: &Asked) -> EndTyped {
    let is = |name: &str| !asked.field(name, 5).is_empty();
    EndTyped {
        day: asked.field(pages::DAY, 20),
        first: asked.field(pages::FIRST, 20),
        other: asked.field(pages::OTHER, 30),
        same: is(pages::SAME),
        meter: is("meter"),
        signed: asked.field(pages::SIGNED, 20),
        signer: asked.field(pages::SIGNER, 80),
        document: asked.field(pages::DOCUMENT, 120),
        social: is("social"),
        compensation: is("compensation"),
        notices: asked.field("notices", 120),
    }
}

/// Who comes in the place, and from when; else what of it cannot be read.
fn newcomer(desk: &Desk, typed: &EndTyped) -> Result<(SettlementDay, Newcomer), Vec<PageError>> {
    let m = desk.m();
    let mut errors = Vec::new();
    let day = day_of(&typed.first);
    if day.is_none() {
        errors.push(PageError::at(pages::FIRST, m.e_day));
    }
    let digits: String = typed.other.split_whitespace().collect();
    let ean = digits.parse::<Ean>().ok();
    if ean.is_none() {
        errors.push(PageError::at(pages::OTHER, m.e_other));
    }
    if !typed.same {
        errors.push(PageError::at(pages::SAME, m.e_same));
    }
    let on = day_of(&typed.signed);
    if on.is_none() {
        errors.push(PageError::at(pages::SIGNED, m.e_sign_day));
    }
    if typed.signer.is_empty() {
        errors.push(PageError::at(pages::SIGNER, m.e_signer));
    }
    if typed.document.is_empty() {
        errors.push(PageError::at(pages::DOCUMENT, m.e_document));
    }
    match (day, ean, on) {
        (Some(day), Some(ean), Some(on)) if errors.is_empty() => Ok((
            day,
            Newcomer {
                ean,
                quarter_hours: typed.meter,
                mandate: (on, typed.signer.clone(), typed.document.clone()),
                social_tariff: typed.social,
                in_compensation: typed.compensation,
                notices: typed.notices.clone(),
            },
        )),
        _ => Err(errors),
    }
}

/// What stands against an ending, at the field of the form that was sent.
fn error_of(desk: &Desk, refused: &EndRefused, replaces: bool) -> PageError {
    let m = desk.m();
    let field = if replaces { pages::FIRST } else { pages::DAY };
    match refused {
        EndRefused::Leave(LeaveRefused::Day) => PageError::at(field, m.e_day),
        EndRefused::Leave(LeaveRefused::NoMember) => PageError::at(field, m.e_member),
        EndRefused::Leave(LeaveRefused::Key) => PageError::at(field, m.e_key),
        EndRefused::Newcomer(problem) => {
            let text = line_text(problem, m);
            PageError::at(pages::OTHER, fill(m.e_newcomer, &[("text", &text)]))
        }
        EndRefused::Wait(until) => {
            let time = desk.language.clock(*until);
            PageError::at(pages::OTHER, fill(m.e_wait, &[("time", &time)]))
        }
    }
}

/// Shows what it does to the key, or does it: which one, and with another in the place or not, says the button.
pub(super) async fn leave(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/sharing/leave", request, |desk, asked| {
        let Some(member) = asked.member(desk)? else { return desk.gone() };
        let (typed, m) = (typed_of(asked), desk.m());
        let button = asked.field("do", 20);
        let replaces = button.ends_with("replace");
        let wrong = |errors: Vec<PageError>| {
            shown(desk, asked, member, (typed.clone(), Shown::Nothing, errors))
        };
        let read = if replaces {
            newcomer(desk, &typed).map(|(day, other)| (day, Some(other)))
        } else {
            let day = day_of(&typed.day).map(|day| (day, None));
            day.ok_or_else(|| vec![PageError::at(pages::DAY, m.e_day)])
        };
        let (day, other) = match read {
            Ok(read) => read,
            Err(errors) => return wrong(errors),
        };
        let ending = Ending { ean: member.1, day, other };
        let (visitor, group) = (&asked.visitor, asked.group());
        let refused = if matches!(button.as_str(), "end" | "replace") {
            match desk.groups().end(visitor, group, &ending)? {
                None => return desk.gone(),
                Some(Ok(())) => {
                    let to = format!("{}/{group}", Page::Members.path(desk.language));
                    return Ok(Reply::SeeOther(to));
                }
                Some(Err(refused)) => refused,
            }
        } else {
            match desk.groups().try_end(visitor, group, &ending)? {
                None => return desk.gone(),
                Some(Ok(effect)) => {
                    let effect =
                        if replaces { Shown::Replace(&effect) } else { Shown::End(&effect) };
                    return shown(desk, asked, member, (typed, effect, Vec::new()));
                }
                Some(Err(refused)) => refused,
            }
        };
        wrong(vec![error_of(desk, &refused, replaces)])
    })
    .await
}
