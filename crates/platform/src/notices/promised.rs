//! The call that a message has promised, for the cards of the household and of whoever works for it: each says the same
//! hour. Source: UX 4.3 M-unreached, CM-01l.

use crate::engine::Engine;
use crate::failure::Failure;
use calendar::Instant;
use notify::Message;
use notify::figures::Figures;
use portal::{Modifier, StateCard, Supply};
use store::Notice;
use units::AccountId;

/// Of a notice that is kept and does not leave.
const WITHDRAWN: i16 = 5;

/// By when somebody calls, as the newest message about a meter that does not answer says.
fn promised(notices: &[Notice], now: Instant) -> Option<Instant> {
    let said = notices.iter().rev().find(|notice| {
        notice.state != WITHDRAWN && notice.notice.message.parse() == Ok(Message::Unreached)
    })?;
    let figures: Figures = serde_json::from_str(&said.notice.figures).ok()?;
    figures.until.filter(|by| *by > now)
}

/// Says on a card by when somebody calls, while its meter does not answer.
pub fn say_call(
    engine: &mut Engine,
    account: AccountId,
    card: &mut StateCard,
) -> Result<(), Failure> {
    let place = card.modifiers.iter().position(|one| matches!(one, Modifier::NotReached { .. }));
    // An order that nobody has confirmed is told as a meter that does not answer once a call was promised.
    if place.is_none() && card.supply != Supply::ReconnectOrdered {
        return Ok(());
    }
    let Some(by) = promised(&engine.store.notices(&[account])?, card.now) else { return Ok(()) };
    let said = Modifier::NotReached { called_by: Some(by) };
    match place.and_then(|place| card.modifiers.get_mut(place)) {
        Some(known) => *known = said,
        None => card.modifiers.push(said),
    }
    Ok(())
}
