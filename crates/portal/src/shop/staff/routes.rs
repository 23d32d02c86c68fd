//! What stands at the addresses of a shop's people, and of the PIN.

use super::Words;
use super::api::{PersonRefused, PersonWanted};
use super::pages::{PersonPage, PinPage, STAFF, StaffPage, Typed, not_entered, refused};
use crate::answers::{Reply, Trouble, page};
use crate::pay::frame::PageError;
use crate::shop::api::ShopRefused;
use crate::shop::paths::Page;
use crate::shop::routes::{Asked, Desk, Part, answer, shortened};
use access::{TillRight, TillRights};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;

const UNCLEAR: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;

/// The rights that a form has chosen.
fn rights(asked: &Asked) -> TillRights {
    let fields = &asked.fields;
    let chosen = |right: &TillRight| match right {
        TillRight::Sell => !fields.sell.is_empty(),
        TillRight::UndoOwnSale => !fields.undo.is_empty(),
        TillRight::CloseShift => !fields.totals.is_empty(),
        TillRight::Settlement => !fields.settlement.is_empty(),
    };
    TillRight::ALL.into_iter().filter(chosen).collect()
}

fn typed(asked: &Asked) -> Typed {
    Typed { name: shortened(&asked.fields.name), rights: rights(asked) }
}

fn wanted<'a>(asked: &'a Asked, typed: &'a Typed) -> PersonWanted<'a> {
    PersonWanted { name: &typed.name, pin: &asked.fields.pin, rights: typed.rights }
}

fn shown(
    desk: &Desk,
    asked: &Asked,
    typed: Typed,
    why: Option<PersonRefused>,
) -> Result<Reply, Trouble> {
    let people = match desk.shop().people(&asked.visitor)? {
        Ok(people) => people,
        Err(refused) => return desk.notice(asked, refused),
    };
    let m = Words::of(desk.language);
    let errors = why.map(|why| refused(why, m)).into_iter().collect();
    let status = why.map_or(StatusCode::OK, |_| UNCLEAR);
    let frame = desk.frame(Page::Staff, "");
    page(status, &StaffPage::new(frame, &asked.hand, &people, typed, errors))
}

fn shown_person(
    desk: &Desk,
    asked: &Asked,
    typed: Option<Typed>,
    why: Option<PersonRefused>,
) -> Result<Reply, Trouble> {
    let people = match desk.shop().people(&asked.visitor)? {
        Ok(people) => people,
        Err(refused) => return desk.notice(asked, refused),
    };
    let number = asked.number.parse::<i64>().ok();
    let mut known = people.iter().filter(|person| person.left.is_none());
    // Whoever has left meanwhile stands in the list.
    let Some(person) = known.find(|person| Some(person.number) == number) else {
        return Ok(desk.see(Page::Staff, ""));
    };
    let typed = typed.unwrap_or_else(|| Typed { name: person.name.clone(), rights: person.rights });
    let m = Words::of(desk.language);
    let errors = why.map(|why| refused(why, m)).into_iter().collect();
    let status = match why {
        None => StatusCode::OK,
        Some(PersonRefused::TillOpen) => StatusCode::CONFLICT,
        Some(_) => UNCLEAR,
    };
    let frame = desk.frame(Page::Staff, &format!("/{}", person.number));
    let why = (errors, why == Some(PersonRefused::TillOpen));
    page(status, &PersonPage::new(frame, &asked.hand, person, typed, why))
}

pub(in crate::shop) async fn people(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/shop/staff", Part::Owner, request, |desk, asked| {
        // What nearly everybody may do.
        let rights = [TillRight::Sell, TillRight::UndoOwnSale, TillRight::CloseShift];
        let typed = Typed { name: String::new(), rights: rights.into_iter().collect() };
        shown(desk, asked, typed, None)
    })
    .await
}

pub(in crate::shop) async fn add(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/shop/staff", Part::Owner, request, |desk, asked| {
        let typed = typed(asked);
        match desk.shop().add(&asked.visitor, &wanted(asked, &typed))? {
            Ok(Ok(())) => Ok(desk.see(Page::Staff, "")),
            Ok(Err(why)) => shown(desk, asked, typed, Some(why)),
            Err(refused) => desk.notice(asked, refused),
        }
    })
    .await
}

pub(in crate::shop) async fn person(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/shop/staff/person", Part::Owner, request, |desk, asked| {
        shown_person(desk, asked, None, None)
    })
    .await
}

pub(in crate::shop) async fn change(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/shop/staff/person", Part::Owner, request, |desk, asked| {
        let Ok(number) = asked.number.parse::<i64>() else {
            return Ok(desk.see(Page::Staff, ""));
        };
        let ends = asked.fields.act == "end";
        let typed = typed(asked);
        let done = if ends {
            desk.shop().end(&asked.visitor, number)?
        } else {
            desk.shop().change(&asked.visitor, number, &wanted(asked, &typed))?
        };
        match done {
            Ok(Ok(()) | Err(PersonRefused::Unknown)) => Ok(desk.see(Page::Staff, "")),
            Ok(Err(why)) => shown_person(desk, asked, (!ends).then_some(typed), Some(why)),
            Err(refused) => desk.notice(asked, refused),
        }
    })
    .await
}

fn asks_pin(
    desk: &Desk,
    asked: &Asked,
    chosen: Option<i64>,
    error: Option<(StatusCode, PageError)>,
) -> Result<Reply, Trouble> {
    let people = match desk.shop().names(&asked.visitor)? {
        Ok(people) => people,
        Err(refused) => return desk.notice(asked, refused),
    };
    let (status, errors) = match error {
        Some((status, error)) => (status, vec![error]),
        None => (StatusCode::OK, Vec::new()),
    };
    let frame = desk.frame(Page::Pin, "");
    page(status, &PinPage::new(frame, &asked.hand, people, chosen, errors))
}

pub(in crate::shop) async fn pin(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/shop/pin", Part::Door, request, |desk, asked| asks_pin(desk, asked, None, None))
        .await
}

/// Where somebody with these rights begins.
fn first_page(desk: &Desk, asked: &Asked) -> Result<Page, Trouble> {
    let hand = desk.hand(&asked.visitor)?;
    let pages = [
        (TillRight::Sell, Page::Sell),
        (TillRight::CloseShift, Page::Shift),
        (TillRight::Settlement, Page::Settlement),
    ];
    let first = pages.into_iter().find(|(right, _)| hand.may(*right));
    Ok(first.map_or(Page::Tickets, |(_, page)| page))
}

pub(in crate::shop) async fn enter(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/shop/pin", Part::Door, request, |desk, asked| {
        if asked.fields.act == "lock" {
            return match desk.shop().lock(&asked.visitor)? {
                Ok(()) => Ok(desk.see(Page::Pin, "")),
                Err(refused) => desk.notice(asked, refused),
            };
        }
        let Ok(number) = asked.fields.staff.parse::<i64>() else {
            let error = PageError::at(STAFF, Words::of(desk.language).e_who);
            return asks_pin(desk, asked, None, Some((UNCLEAR, error)));
        };
        match desk.shop().enter(&asked.visitor, number, &asked.fields.pin)? {
            Ok(Ok(())) => Ok(desk.see(first_page(desk, asked)?, "")),
            Ok(Err(why)) => {
                let status = match why {
                    super::NotEntered::Wait { .. } => StatusCode::TOO_MANY_REQUESTS,
                    super::NotEntered::Nobody | super::NotEntered::WrongPin => UNCLEAR,
                };
                let error = not_entered(why, desk.language);
                asks_pin(desk, asked, Some(number), Some((status, error)))
            }
            Err(ShopRefused::Busy) => asks_pin(desk, asked, Some(number), None),
            Err(refused) => desk.notice(asked, refused),
        }
    })
    .await
}
