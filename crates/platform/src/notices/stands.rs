//! Whether what is told of is still so: when its words are made, and before it is tried another way or once more.
//! Source: CM-04.

use super::making::About;
use crate::engine::Engine;
use crate::failure::Failure;
use calendar::Instant;
use notify::Message;
use procedures::VisitState;
use store::Notice;

/// Messages about something that ends by itself, whatever the account does.
const MAY_BE_OVER: [Message; 4] =
    [Message::Appointment, Message::AppointmentSoon, Message::PlanProposed, Message::Incident];

/// Whether what a message is about stands as it is told; so does what is about nothing that ends.
pub(super) fn stands(
    engine: &mut Engine,
    account: &store::Account,
    about: &About,
    now: Instant,
) -> Result<bool, Failure> {
    Ok(visit_stands(engine, about)?
        && proposal_waits(engine, account, about, now)?
        && still_fails(engine, account, about)?)
}

/// The same of what a row was made of before, by the message of the outbox that is its cause.
pub(super) fn cause_stands(
    engine: &mut Engine,
    notice: &Notice,
    now: Instant,
) -> Result<bool, Failure> {
    let message = notice.notice.message.parse();
    if !message.is_ok_and(|message: Message| MAY_BE_OVER.contains(&message)) {
        return Ok(true);
    }
    let Some(account) = engine.store.account(notice.account)? else { return Ok(false) };
    let messages = engine.store.messages(&[account.id])?;
    let kept = messages.iter().find(|one| one.key == notice.notice.cause);
    let Some(kept) = kept else { return Ok(true) };
    let about: About = serde_json::from_str(&kept.body)?;
    stands(engine, &account, &about, now)
}

/// Source: PR-07.
fn visit_stands(engine: &mut Engine, about: &About) -> Result<bool, Failure> {
    let About { visit: Some(id), day: Some(day), slot: Some(slot), .. } = *about else {
        return Ok(true);
    };
    let known = crate::visits::stored(engine, id)?;
    Ok(known.is_some_and(|(_, stored)| {
        let one = &stored.visit;
        one.state == VisitState::Planned && (one.day, one.slot) == (day, slot)
    }))
}

/// Source: UX S-07.
fn proposal_waits(
    engine: &mut Engine,
    account: &store::Account,
    about: &About,
    now: Instant,
) -> Result<bool, Failure> {
    let Some(id) = about.proposal else { return Ok(true) };
    crate::plans::proposals::still_waits(engine, account, id, now)
}

/// Source: UX O-10.
fn still_fails(
    engine: &mut Engine,
    account: &store::Account,
    about: &About,
) -> Result<bool, Failure> {
    let Some(incident) = &about.incident else { return Ok(true) };
    let book = engine.fleet_book(account.dso)?;
    Ok(book.incidents.get(incident).is_some_and(|known| known.closed_at.is_none()))
}
