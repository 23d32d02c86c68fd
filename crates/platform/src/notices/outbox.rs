//! What is to be told stands in the outbox first, in the transaction of its cause. Source: CM-01, DOMAIN 7.

use crate::engine::Engine;
use crate::failure::Failure;
use calendar::Instant;
use serde_json::Value;
use store::NewMessage;
use units::{AccountId, Dso, Language, MicroEuro, Phone};

/// Messages of the outbox that tell people something.
pub(super) const KIND: &str = "notice";
pub(super) const LANE: i16 = 2;

/// A message from which notices are made; the same key once.
pub(super) fn to_tell(key: String, at: Instant, body: &Value) -> NewMessage {
    NewMessage { key, at, lane: LANE, kind: KIND.to_owned(), body: body.to_string() }
}

/// The message that a change of contact data puts into the outbox, in the transaction of the change.
pub fn contact_changed(
    engine: &mut Engine,
    dso: Dso,
    account: AccountId,
    version: i64,
    at: Instant,
) -> Result<(), Failure> {
    // The first version changes nothing that anybody knew.
    if version < 2 || engine.books.house(dso).is_none() {
        return Ok(());
    }
    let message = to_tell(
        format!("notice/{}/contact_changed/{version}", at.0),
        at,
        &serde_json::json!({ "notice": "contact_changed" }),
    );
    Ok(engine.store.add_message(account, &message)?)
}

/// The message that a sign-in on a device which was not seen before puts into the outbox, in the transaction of the
/// sign-in. Source: M27.
pub fn new_device(
    engine: &mut Engine,
    account: &store::Account,
    session: i64,
    at: Instant,
) -> Result<(), Failure> {
    if engine.books.house(account.dso).is_none() || account.closed_at.is_some() {
        return Ok(());
    }
    let message = to_tell(
        format!("notice/{}/new_device/{session}", at.0),
        at,
        &serde_json::json!({ "notice": "new_device" }),
    );
    Ok(engine.store.add_message(account.id, &message)?)
}

/// The message that a social service's wish for access puts into the outbox: the household tells the code to
/// whom it trusts. Source: M17, PD-03.
pub fn access_asked(
    engine: &mut Engine,
    account: &store::Account,
    (party, months, code): (i64, i32, &str),
    at: Instant,
) -> Result<(), Failure> {
    if engine.books.house(account.dso).is_none() {
        return Ok(());
    }
    let body = serde_json::json!({
        "notice": "access_asked", "party": party, "months": months, "code": code,
    });
    let message = to_tell(format!("notice/{}/access_asked/{party}", at.0), at, &body);
    Ok(engine.store.add_message(account.id, &message)?)
}

/// The message that the end of a case puts into the outbox, in its transaction. Source: PR-22.
pub fn case_ended(
    engine: &mut Engine,
    account: &store::Account,
    (case, what): (i64, &str),
    at: Instant,
) -> Result<(), Failure> {
    if engine.books.house(account.dso).is_none() {
        return Ok(());
    }
    let message = to_tell(
        format!("notice/{}/{what}/{case}", at.0),
        at,
        &serde_json::json!({ "notice": what, "case": case }),
    );
    Ok(engine.store.add_message(account.id, &message)?)
}

/// What a caller asked for at the phone line, once for each time they asked. Whether their operator writes to
/// people at all. Source: CM-05.
pub fn balance_asked(
    engine: &mut Engine,
    account: &store::Account,
    (call, to, language): (&str, Phone, Language),
    (balance, minimum): (MicroEuro, MicroEuro),
    at: Instant,
) -> Result<bool, Failure> {
    if engine.books.house(account.dso).is_none() {
        return Ok(false);
    }
    let minimum = (minimum > MicroEuro::ZERO).then_some(minimum.0);
    let body = serde_json::json!({
        "notice": "balance_asked", "to": to, "language": language, "balance_micro_eur": balance.0,
        "minimum_micro_eur": minimum,
    });
    let message = to_tell(format!("notice/{}/balance_asked/{call}", at.0), at, &body);
    engine.store.add_message(account.id, &message)?;
    Ok(true)
}

/// The message that something about a sharing group puts into the outbox of a member, in the transaction of its
/// cause; the same one once. `what` is a kind of M29, `of` what it is about. Source: CM-01z.
pub fn sharing_news(
    engine: &mut Engine,
    account: &store::Account,
    (what, of): (&str, &str),
    at: Instant,
) -> Result<(), Failure> {
    if engine.books.house(account.dso).is_none() || account.closed_at.is_some() {
        return Ok(());
    }
    // Once a day, however often it is pressed.
    let key = format!("notice/{}/{what}/{of}", at.day());
    let message = to_tell(key, at, &serde_json::json!({ "notice": what }));
    Ok(engine.store.add_message(account.id, &message)?)
}

/// The messages that looks on a mandate put into the outbox: one a day for each account and party. Source: CM-01u,
/// PD-05.
pub fn looked_at(
    engine: &mut Engine,
    looks: &[store::PartyLook],
    now: Instant,
) -> Result<(), Failure> {
    for look in looks {
        let Some(dso) = store::Store::dso_of(look.account) else { continue };
        let grants = engine.store.party_grants(look.account)?;
        let mandate = grants.iter().any(|grant| {
            let role = vending::Role::from_code(grant.role);
            grant.party == look.party && role.is_some_and(vending::Role::is_mandate)
        });
        if !mandate || engine.books.house(dso).is_none() {
            continue;
        }
        let message = to_tell(
            format!("notice/{}/looked_at/{}", now.day(), look.party),
            now,
            &serde_json::json!({ "notice": "looked_at", "party": look.party }),
        );
        engine.locked(dso, |engine| Ok(engine.store.add_message(look.account, &message)?))?;
    }
    Ok(())
}
