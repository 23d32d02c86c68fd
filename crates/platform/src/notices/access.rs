//! That somebody sees a household's balance no more: the household ended it, an agent did, or its time ran out.
//! Source: CM-01u, UX 5.2 M17, PD-03.

use super::outbox::to_tell;
use crate::engine::Engine;
use crate::failure::Failure;
use crate::parties;
use calendar::Instant;
use serde_json::json;
use store::PartyGrant;
use units::Dso;
use vending::{Right, Role};

/// How long it is told of an access that ran out: nights may be late.
const TOLD_DAYS: i32 = 7;

/// Whether who has this grant sees what is on the account.
pub(super) fn sees(grant: &PartyGrant) -> bool {
    let role = Role::from_code(grant.role).filter(|role| *role != Role::Holder);
    role.is_some_and(|role| role.may(Right::SeeBalance))
}

/// The message that the end of an access puts into the outbox, in its transaction. Nothing if the party sees the account
/// all the same, by another grant.
pub fn access_ended(engine: &mut Engine, ended: &PartyGrant, at: Instant) -> Result<(), Failure> {
    let Some(account) = engine.store.account(ended.account)? else {
        return Ok(());
    };
    if engine.books.house(account.dso).is_none() || account.closed_at.is_some() || !sees(ended) {
        return Ok(());
    }
    for other in engine.store.party_grants(account.id)? {
        let same = other.party == ended.party && other.seq != ended.seq;
        if same && sees(&other) && parties::known(&other)?.is_open(at, account.closed_at) {
            return Ok(());
        }
    }
    // What an agent gives as a reason is for the household.
    let end = ended.ended.as_ref().filter(|end| end.by.is_some());
    let body = json!({
        "notice": "access_ended", "party": ended.party,
        "reason": end.map(|end| end.reason.as_str()).filter(|reason| !reason.is_empty()),
    });
    let message = to_tell(format!("notice/{}/access_ended/{}", at.0, ended.seq), at, &body);
    Ok(engine.store.add_message(account.id, &message)?)
}

/// Tells of each access of an operator's accounts whose time has run out by now, once. Returns how many there are.
pub fn access_lapsed(engine: &mut Engine, dso: Dso, now: Instant) -> Result<usize, Failure> {
    let since = now.day().plus(-TOLD_DAYS).start();
    engine.locked(dso, |engine| {
        let lapsed = engine.store.grants_ending(dso, [since, now])?;
        for grant in &lapsed {
            access_ended(engine, grant, grant.until.unwrap_or(now))?;
        }
        Ok(lapsed.len())
    })
}
