//! From a message of the outbox that ends to an event, and to what leaves for endpoints: in the transaction that
//! ends the message, so nothing is told twice and nothing is lost in between.

use super::hex;
use super::rights::{may_hear, subject};
use crate::engine::Engine;
use crate::failure::Failure;
use calendar::Instant;
use http_api::webhooks::{Envelope, EventType};
use sha2::{Digest, Sha256};
use store::{Message, NewEvent, Store};
use supply::{CommandKind, MeterCommand};
use units::AccountId;
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
fn of_notice(kind: &str) -> Option<EventType> {
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
        _ => None,
    }
}

/// What a household is told of its month in a group.
const VOLUMES: &str = "sharing_volumes";

/// Whether such a notice is of a version of a month, `notice/AT/sharing_volumes/GROUP/MONTH/VERSION`; a
/// representative may tell of volumes, too, and nothing is published by that.
fn is_of_version(key: &str) -> bool {
    let parts: Vec<&str> = key.split('/').collect();
    matches!(parts.as_slice(), ["notice", _, VOLUMES, _, _, _])
}

/// What happened with a message, and the order that it was.
fn event_of(message: &Message, ending: Ending) -> Option<(EventType, Option<String>)> {
    match (message.kind.as_str(), ending) {
        ("notice", Ending::Left) => {
            let said: Said = serde_json::from_str(&message.body).ok()?;
            let kind = said.notice?;
            if kind == VOLUMES {
                return is_of_version(&message.key)
                    .then_some((EventType::SharingVolumesPublished, None));
            }
            Some((of_notice(&kind)?, None))
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
    let sale = match kind {
        EventType::TopUpBooked | EventType::TopUpReversed => sale_of(store, message)?,
        _ => None,
    };
    let id = id_of(account, &message.key, kind);
    // What a meter has done happens now; a notice has the instant of its cause.
    let at = if ending == Ending::Left { message.at } else { now };
    let terminal = sale.as_ref().map(|(terminal, _)| terminal.as_str());
    let mut to = Vec::new();
    for endpoint in store.endpoints(dso)? {
        let wanted = endpoint.new.types.is_empty()
            || endpoint.new.types.iter().any(|name| name == kind.name());
        let owner = &endpoint.new.owner;
        if endpoint.on && wanted && may_hear(store, owner, kind, account, terminal, now)? {
            let data = subject(owner, account, sale.as_ref(), command.as_deref());
            to.push((endpoint.id, Envelope::new(&id, kind, at, data).body()));
        }
    }
    let event = NewEvent { id, kind: kind.name().to_owned(), at, account, sale, command, to };
    store.add_events(dso, &[event], now)?;
    Ok(())
}

/// The same event has the same name, however often it is made.
fn id_of(account: AccountId, key: &str, kind: EventType) -> String {
    let digest = Sha256::digest(format!("{account}\0{key}\0{kind}"));
    format!("evt_{}", hex(digest.get(..10).unwrap_or_default()))
}

/// At which terminal the credit was sold that a message tells of, and the terminal's number of it.
fn sale_of(store: &mut Store, message: &Message) -> Result<Option<(String, String)>, Failure> {
    let seq: Option<i64> = message.key.rsplit('/').next().and_then(|seq| seq.parse().ok());
    let facts = store.facts(&[message.account])?;
    let mut of_instant: Vec<&store::Fact> = facts
        .iter()
        .filter(|fact| fact.learnt_at == message.at)
        .filter(|fact| matches!(fact.kind.as_str(), "top_up" | "top_up_undone"))
        .collect();
    // Two payments of one instant: the number in the message's key tells them apart.
    if of_instant.len() > 1 {
        of_instant.retain(|fact| Some(fact.seq) == seq);
    }
    let [fact] = of_instant.as_slice() else { return Ok(None) };
    let id = match serde_json::from_str(&fact.body)? {
        timeline::Fact::TopUp { id, .. } | timeline::Fact::TopUpUndone { id } => id,
        _ => return Ok(None),
    };
    Ok(match id.parse::<MoneyKey>() {
        Ok(MoneyKey::Terminal { terminal, transaction }) => Some((terminal, transaction)),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn es_15_ux_8_12_partners_hear_of_a_version_of_a_month_and_not_of_what_a_representative_writes()
    {
        let told = |key: &str| {
            let message = Message {
                account: AccountId(1_000_000_001),
                key: key.to_owned(),
                at: Instant(0),
                lane: 2,
                kind: "notice".to_owned(),
                body: r#"{"notice":"sharing_volumes"}"#.to_owned(),
                attempts: 1,
                due: Instant(0),
                delivered_at: None,
            };
            event_of(&message, Ending::Left).map(|(kind, _)| kind.name())
        };
        let version = told("notice/17/sharing_volumes/1000000001/2026-10/2");
        assert_eq!(version, Some("sharing_volumes.published"));
        assert_eq!(told("notice/17/sharing_volumes/1000000001/12"), None);
    }
}
