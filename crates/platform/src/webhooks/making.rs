//! From a message of the outbox that ends to an event, and to what leaves for endpoints: in the transaction that
//! ends the message, so nothing is told twice and nothing is lost in between.

use super::about::About;
use super::rights::{What, may_hear, subject};
use super::{hex, owner_name};
use crate::engine::Engine;
use crate::failure::Failure;
use calendar::Instant;
use http_api::webhooks::{Envelope, EventType};
use sha2::{Digest, Sha256};
use store::{Message, NewEvent, Owner, Store};
use supply::{CommandKind, MeterCommand};
use units::Dso;
use vending::MoneyKey;

/// How a message ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// It has left.
    Left,
    /// A meter has done what it was told and was read back, or it will not be asked again.
    Meter { confirmed: bool },
}

#[derive(serde::Deserialize)]
struct Said {
    notice: Option<String>,
}

/// What of that kind of notice partners are told; `None` for what is the household's own.
pub(crate) fn of_notice(kind: &str) -> Option<EventType> {
    match kind {
        "top_up_credited" | "aid_credited" | "chargeback_reversed" | "refund_returned" => {
            Some(EventType::TopUpBooked)
        }
        "top_up_undone" | "chargeback" => Some(EventType::TopUpReversed),
        "payment_failed" => Some(EventType::PaymentFailed),
        "emergency_started"
        | "emergency_exhausted"
        | "held_on"
        | "cut_confirmed"
        | "release_confirmed"
        | "limit_confirmed" => Some(EventType::SupplyStateChanged),
        // The supplier is told by the table, too. Source: CM-01t, CM-01y.
        "closed" => Some(EventType::PrepaymentEnded),
        "year" => Some(EventType::YearlyStatementReady),
        _ => None,
    }
}

/// Facts that move a payment.
const MOVES: [&str; 6] =
    ["top_up", "top_up_undone", "aid", "chargeback", "chargeback_reversed", "refund_returned"];

/// What happened with a message, and the order that it was.
fn event_of(message: &Message, ending: Ending) -> Option<(EventType, Option<String>)> {
    match (message.kind.as_str(), ending) {
        ("notice", Ending::Left) => {
            let said: Said = serde_json::from_str(&message.body).ok()?;
            Some((of_notice(&said.notice?)?, None))
        }
        ("command", Ending::Meter { confirmed }) => {
            let command: MeterCommand = serde_json::from_str(&message.body).ok()?;
            let switches = match command.kind {
                CommandKind::Connect
                | CommandKind::Disconnect
                | CommandKind::Limit { .. }
                | CommandKind::Unlimit => true,
                CommandKind::Read
                | CommandKind::Display { .. }
                | CommandKind::Message { .. }
                | CommandKind::SetCalendar { .. }
                | CommandKind::SetClock => false,
            };
            let kind = match confirmed {
                true => EventType::MeterCommandConfirmed,
                false => EventType::MeterCommandFailed,
            };
            switches.then_some((kind, Some(command.id)))
        }
        _ => None,
    }
}

/// Ends a message, with what partners hear of it.
pub fn end(
    engine: &mut Engine,
    message: &Message,
    ending: Ending,
    now: Instant,
) -> Result<(), Failure> {
    let dso = Store::dso_of(message.account).filter(|_| event_of(message, ending).is_some());
    if let Some(dso) = dso
        && engine.store.has_partners(dso)?
    {
        return engine.locked(dso, |engine| {
            note(engine, message, ending, now)?;
            engine.store.message_delivered(message.account, &message.key, now)?;
            Ok(())
        });
    }
    engine.store.message_delivered(message.account, &message.key, now)?;
    Ok(())
}

/// Keeps the event of a message that ends in this transaction. Within the operator's lock. Nothing is kept
/// while an operator has no partner.
pub fn note(
    engine: &mut Engine,
    message: &Message,
    ending: Ending,
    now: Instant,
) -> Result<(), Failure> {
    let Some((kind, command)) = event_of(message, ending) else { return Ok(()) };
    let (account, store) = (message.account, &mut engine.store);
    let Some(dso) = Store::dso_of(account) else { return Ok(()) };
    if !store.has_partners(dso)? {
        return Ok(());
    }
    let (sale, whose) = match kind {
        EventType::TopUpBooked | EventType::TopUpReversed => {
            (sale_of(store, message)?, supplier_of(engine, message)?)
        }
        EventType::PrepaymentEnded | EventType::YearlyStatementReady => {
            (None, supplier_on(engine, message)?)
        }
        _ => (None, None),
    };
    let store = &mut engine.store;
    let id = id_of(&format!("{account}\0{}", message.key), kind);
    // What a meter has done happens now; a notice has the instant of its cause.
    let at = if ending == Ending::Left { message.at } else { now };
    let what = What { kind, account: Some(account), about: None, whose, sale, command };
    keep(store, dso, (id, at), what, now)
}

/// Keeps that something is there that is of no account, for the operator and the one whom it concerns. Within the
/// operator's lock. The same twice is one event.
pub fn publish(
    engine: &mut Engine,
    dso: Dso,
    (kind, about): (EventType, About),
    whose: Option<Owner>,
    now: Instant,
) -> Result<(), Failure> {
    if !engine.store.has_partners(dso)? {
        return Ok(());
    }
    let of = whose.as_ref().map(owner_name).unwrap_or_default();
    let id = id_of(&format!("{dso}\0{about}\0{of}"), kind);
    let (account, about) = (None, Some(about));
    let what = What { kind, account, about, whose, sale: None, command: None };
    keep(&mut engine.store, dso, (id, now), what, now)
}

fn keep(
    store: &mut Store,
    dso: Dso,
    (id, at): (String, Instant),
    what: What,
    now: Instant,
) -> Result<(), Failure> {
    let mut to = Vec::new();
    for endpoint in store.endpoints(dso)? {
        let wanted = endpoint.new.types.is_empty()
            || endpoint.new.types.iter().any(|name| name == what.kind.name());
        let owner = &endpoint.new.owner;
        if endpoint.on && wanted && may_hear(store, owner, &what, now)? {
            to.push((endpoint.id, Envelope::new(&id, what.kind, at, subject(owner, &what)).body()));
        }
    }
    let What { kind, account, about, whose, sale, command } = what;
    let (kind, about) = (kind.name().to_owned(), about.map(|about| about.to_string()));
    let event = NewEvent { id, kind, at, account, about, whose, sale, command, to };
    store.add_events(dso, &[event], now)?;
    Ok(())
}

/// The same event has the same name, however often it is made.
fn id_of(of: &str, kind: EventType) -> String {
    let digest = Sha256::digest(format!("{of}\0{kind}"));
    format!("evt_{}", hex(digest.get(..10).unwrap_or_default()))
}

/// The movement of money that a message tells of. `None`: it cannot be told which one.
fn moved_by(store: &mut Store, message: &Message) -> Result<Option<timeline::Fact>, Failure> {
    let seq: Option<i64> = message.key.rsplit('/').next().and_then(|seq| seq.parse().ok());
    let facts = store.facts(&[message.account])?;
    let mut of_instant: Vec<&store::Fact> = facts
        .iter()
        .filter(|fact| fact.learnt_at == message.at)
        .filter(|fact| MOVES.contains(&fact.kind.as_str()))
        .collect();
    // Two payments of one instant: the number in the message's key tells them apart.
    if of_instant.len() > 1 {
        of_instant.retain(|fact| Some(fact.seq) == seq);
    }
    let [fact] = of_instant.as_slice() else { return Ok(None) };
    Ok(Some(serde_json::from_str(&fact.body)?))
}

/// At which terminal the credit was sold that a message tells of, and the terminal's number of it.
fn sale_of(store: &mut Store, message: &Message) -> Result<Option<(String, String)>, Failure> {
    let id = match moved_by(store, message)? {
        Some(timeline::Fact::TopUp { id, .. } | timeline::Fact::TopUpUndone { id }) => id,
        _ => return Ok(None),
    };
    Ok(match id.parse::<MoneyKey>() {
        Ok(MoneyKey::Terminal { terminal, transaction }) => Some((terminal, transaction)),
        _ => None,
    })
}

/// Who supplied before what a message tells of: an account that has closed has nobody on its last day any more.
fn supplier_on(engine: &mut Engine, message: &Message) -> Result<Option<Owner>, Failure> {
    let Some(account) = engine.store.account(message.account)? else {
        return Ok(None);
    };
    let supplied = crate::suppliers::Supplied::of_one(engine, &account)?;
    let day = message.at.day().previous().max(account.opened_at.day());
    Ok(supplied.on(account.id, day).map(|supplier| Owner::Supplier(supplier.to_owned())))
}

/// To whom the payment goes that a message tells of: who supplied on its day, also when it is taken back later. Aid is
/// no money of a supplier's, and its household's own matter. Source: PA-35, MK-04.
fn supplier_of(engine: &mut Engine, message: &Message) -> Result<Option<Owner>, Failure> {
    let Some(moved) = moved_by(&mut engine.store, message)? else { return Ok(None) };
    let (Some(key), Some(account)) = (moved.key(), engine.store.account(message.account)?) else {
        return Ok(None);
    };
    if matches!(moved, timeline::Fact::Aid { .. }) {
        return Ok(None);
    }
    let paid = crate::bank::remit::day_of_payment(engine, message.account, &key)?;
    let day = paid.unwrap_or(message.at.day());
    let supplied = crate::suppliers::Supplied::of_one(engine, &account)?;
    Ok(supplied.on(account.id, day).map(|supplier| Owner::Supplier(supplier.to_owned())))
}
