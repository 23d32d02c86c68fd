//! `tirelire webhook`: endpoints of partners, what was sent to them, and sending it again.

use super::rights::{What, may_hear, subject};
use super::{chance, hex, place};
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use crate::sealed::MasterKeys;
use calendar::Instant;
use clap::{Args, Subcommand};
use http_api::TerminalId;
use http_api::webhooks::{Envelope, EventType, Secret, Subject, Target};
use serde_json::json;
use std::io::Write;
use store::{Endpoint, EventsOf, NewEndpoint, Owner, Store};
use units::Dso;

/// So long an old secret holds after a new one was made.
const OVERLAP_H: &str = "webhook.overlap_h";
/// Events that are looked at together in a replay.
const A_PAGE: usize = 500;
/// Of a log.
const MOST_SHOWN: usize = 50;

#[derive(Debug, Subcommand)]
pub enum Webhook {
    /// A new endpoint. Prints what its receiver checks signatures with, this once.
    Add(Add),
    /// All endpoints of an operator.
    List {
        #[arg(long)]
        dso: Dso,
    },
    /// Makes another secret; the old one signs, too, for a day more.
    Rotate { endpoint: i64 },
    /// What was sent, each attempt with its answer; newest first.
    Log { endpoint: i64 },
    /// Sends an event again, or all since an instant that the endpoint may hear of.
    Replay {
        endpoint: i64,
        #[arg(long, required_unless_present = "since", conflicts_with = "since")]
        event: Option<String>,
        #[arg(long)]
        since: Option<Instant>,
    },
    /// Sends an event of which nothing follows.
    Test { endpoint: i64 },
    /// Sends nothing more.
    Off { endpoint: i64 },
    /// Sends again, with what waits.
    On { endpoint: i64 },
}

/// An endpoint may not hear of an event, or there is none.
#[derive(Debug, thiserror::Error)]
#[error("endpoint {endpoint} has no such event")]
pub struct NoSuchEvent {
    endpoint: i64,
}

/// For whom something is.
#[derive(Debug, Clone, Default, Args)]
#[group(required = true, multiple = false)]
pub struct OwnerAsked {
    /// The operator itself.
    #[arg(long)]
    operator: bool,
    /// A payer, a helper or a CPAS, by its number in `account shares`.
    #[arg(long)]
    party: Option<i64>,
    /// A merchant, by the terminal.
    #[arg(long)]
    terminal: Option<TerminalId>,
    /// A supplier, by its id.
    #[arg(long)]
    supplier: Option<String>,
    /// A representative of groups of energy sharing, by the number of the person.
    #[arg(long)]
    representative: Option<i64>,
}

impl OwnerAsked {
    /// Errors: somebody who is not known to the operator.
    pub fn owner(&self, store: &mut Store, dso: Dso) -> Result<Owner, Failure> {
        if let Some(id) = &self.supplier {
            let known = store.suppliers()?.into_iter().any(|supplier| supplier.id == *id);
            return if known {
                Ok(Owner::Supplier(id.clone()))
            } else {
                refuse(format!("no supplier `{id}`"))
            };
        }
        if let Some(number) = self.representative {
            let person = store.person(number)?;
            let is_one = |person: &store::Person| {
                person.dso == dso && person.role == access::Role::Representative.code()
            };
            return if person.as_ref().is_some_and(is_one) {
                Ok(Owner::Representative(number))
            } else {
                refuse(format!("{dso} has no representative {number}"))
            };
        }
        match (self.party, &self.terminal) {
            (Some(party), _) => match store.party(party)? {
                Some(_) => Ok(Owner::Party(party)),
                None => refuse(format!("no party {party}")),
            },
            (None, Some(terminal)) => match store.terminal(terminal.as_str())? {
                Some((of, _)) if of == dso => Ok(Owner::Terminal(terminal.to_string())),
                _ => refuse(format!("{dso} has no terminal `{terminal}`")),
            },
            (None, None) => Ok(Owner::Operator),
        }
    }
}

pub fn owner_name(owner: &Owner) -> String {
    match owner {
        Owner::Operator => "operator".to_owned(),
        Owner::Party(party) => format!("party {party}"),
        Owner::Terminal(name) => format!("terminal {name}"),
        Owner::Supplier(id) => format!("supplier {id}"),
        Owner::Representative(person) => format!("representative {person}"),
    }
}

#[derive(Debug, Args)]
pub struct Add {
    #[arg(long)]
    pub dso: Dso,
    #[command(flatten)]
    pub owner: OwnerAsked,
    /// `https://` and a public address.
    #[arg(long)]
    pub url: String,
    /// Types of events, with commas between; all that the owner may hear of without it.
    #[arg(long, value_delimiter = ',')]
    pub types: Vec<EventType>,
    /// A shared secret (HMAC-SHA256) instead of a key pair (ed25519): whoever has it could sign, too.
    #[arg(long)]
    pub hmac: bool,
    /// The endpoint is on this machine, to try things out; nothing else is called then.
    #[arg(long)]
    pub loopback: bool,
}

pub fn run(url: &str, asked: &Webhook, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let mut engine = Engine::open(url)?;
    let now = crate::clock::now();
    if let Webhook::Rotate { endpoint } = asked {
        let masters = MasterKeys::from_environment()?;
        warn_unsealed(&masters);
        let (secret, until) = rotate(&mut engine, *endpoint, &masters, now)?;
        show_secret(*endpoint, &secret, json, out)?;
        return if json {
            Ok(())
        } else {
            Ok(writeln!(out, "the one before signs, too, until {}", until.to_local_string())?)
        };
    }
    let mut store = engine.store;
    match asked {
        Webhook::Add(asked) => {
            let owner = asked.owner.owner(&mut store, asked.dso)?;
            let masters = MasterKeys::from_environment()?;
            warn_unsealed(&masters);
            let (id, secret) = add(&mut store, asked, owner, &masters, now)?;
            show_secret(id, &secret, json, out)
        }
        Webhook::List { dso } => list(&mut store, *dso, json, out),
        // Above, with the parameters of its operator.
        Webhook::Rotate { .. } => Ok(()),
        Webhook::Log { endpoint } => log(&mut store, *endpoint, json, out),
        Webhook::Replay { endpoint, event, since } => {
            let count = match (event, since) {
                (Some(event), _) => replay_event(&mut store, *endpoint, event, now)?,
                (None, Some(since)) => replay_since(&mut store, *endpoint, *since, now)?,
                (None, None) => 0,
            };
            say(
                json,
                out,
                &json!({"kind": "replayed", "events": count}),
                &format!("{count} events leave again"),
            )
        }
        Webhook::Test { endpoint } => {
            let event = test(&mut store, *endpoint, now)?;
            say(json, out, &json!({"kind": "test", "event": event}), &format!("{event} leaves"))
        }
        Webhook::Off { endpoint } => switch(&mut store, *endpoint, Some("switched off by hand")),
        Webhook::On { endpoint } => switch(&mut store, *endpoint, None),
    }
}

fn say(
    json: bool,
    out: &mut dyn Write,
    line: &serde_json::Value,
    text: &str,
) -> Result<(), Failure> {
    if json {
        writeln!(out, "{line}")?
    } else {
        writeln!(out, "{text}")?
    }
    Ok(())
}

fn warn_unsealed(masters: &MasterKeys) {
    if masters.is_empty() {
        eprintln!("{} is not set: the secret is kept in clear", crate::sealed::KEY_VARIABLE);
    }
}

fn show_secret(id: i64, secret: &Secret, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let shown = secret.for_receiver();
    let line = json!({"kind": "endpoint", "endpoint": id, "verify_with": shown});
    say(json, out, &line, &format!("endpoint {id}: signatures are checked with {shown}"))
}

/// Returns the number of the endpoint and its first secret. Errors: an address that is not public, a type that
/// the owner can never hear of.
pub fn add(
    store: &mut Store,
    asked: &Add,
    owner: Owner,
    masters: &MasterKeys,
    now: Instant,
) -> Result<(i64, Secret), Failure> {
    Target::new(&asked.url, asked.loopback)?;
    let open = open_to(&owner);
    if let Some(kind) = asked.types.iter().find(|kind| !open.contains(kind)) {
        return refuse(format!("{} may not hear of {kind}", owner_name(&owner)));
    }
    let types = asked.types.iter().map(|kind| kind.name().to_owned()).collect();
    let (dso, url, loopback) = (asked.dso, asked.url.clone(), asked.loopback);
    let secret = if asked.hmac {
        Secret::Shared(chance::<32>()?.to_vec())
    } else {
        Secret::Private(chance()?)
    };
    let id = store.locked(dso, |store| -> Result<i64, Failure> {
        let new = NewEndpoint { dso, owner, url, loopback, types };
        let id = store.add_endpoint(&new, now)?;
        let sealed = masters.seal(&place(id), &secret.text())?;
        store.add_endpoint_secret(id, &sealed, now, now)?;
        Ok(id)
    })?;
    Ok((id, secret))
}

/// What an owner may hear of.
pub fn open_to(owner: &Owner) -> &'static [EventType] {
    match owner {
        Owner::Operator => &EventType::ALL,
        Owner::Party(_) => {
            &[EventType::TopUpBooked, EventType::TopUpReversed, EventType::SupplyStateChanged]
        }
        Owner::Terminal(_) => &[EventType::TopUpBooked, EventType::TopUpReversed],
        Owner::Supplier(_) => &[
            EventType::TopUpBooked,
            EventType::TopUpReversed,
            EventType::SharingVolumesPublished,
            EventType::ActivationAnswered,
            EventType::SettlementPublished,
            EventType::PrepaymentEnded,
            EventType::YearlyStatementReady,
        ],
        Owner::Representative(_) => &[EventType::SharingVolumesPublished],
    }
}

/// For how many hours an old secret holds beside a new one.
pub fn overlap_h(engine: &Engine, dso: Dso, now: Instant) -> Result<i64, Failure> {
    Ok(i64::from(crate::operators::number_of(engine, (dso, OVERLAP_H), now)?.max(0)))
}

fn known(store: &mut Store, id: i64) -> Result<Endpoint, Failure> {
    match store.endpoint(id)? {
        Some(endpoint) => Ok(endpoint),
        None => refuse(format!("no endpoint {id}")),
    }
}

/// A secret of the same kind as the newest one, and until when those before it sign, too.
pub fn rotate(
    engine: &mut Engine,
    id: i64,
    masters: &MasterKeys,
    now: Instant,
) -> Result<(Secret, Instant), Failure> {
    let endpoint = known(&mut engine.store, id)?;
    let until = now.plus_h(overlap_h(engine, endpoint.new.dso, now)?);
    let store = &mut engine.store;
    let newest = super::sending::secrets(store, masters, id, now)?.into_iter().next();
    let secret = match newest {
        Some(Secret::Shared(_)) => Secret::Shared(chance::<32>()?.to_vec()),
        Some(Secret::Private(_)) | None => Secret::Private(chance()?),
    };
    let sealed = masters.seal(&place(id), &secret.text())?;
    store.locked(endpoint.new.dso, |store| store.add_endpoint_secret(id, &sealed, now, until))?;
    Ok((secret, until))
}

fn list(store: &mut Store, dso: Dso, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    for endpoint in store.endpoints(dso)? {
        let Endpoint { id, new, on, reason, .. } = endpoint;
        let (owner, url) = (owner_name(&new.owner), &new.url);
        let line = json!({"kind": "endpoint", "endpoint": id, "owner": owner, "url": url,
            "types": new.types, "on": on, "reason": reason});
        let types = if new.types.is_empty() { "all".to_owned() } else { new.types.join(" ") };
        let state = if on { "on".to_owned() } else { format!("off, {reason}") };
        say(json, out, &line, &format!("{id} {owner} {url} {types}: {state}"))?;
    }
    Ok(())
}

fn log(store: &mut Store, id: i64, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    known(store, id)?;
    for delivery in store.deliveries(id, MOST_SHOWN)? {
        let state = match delivery.state {
            0 => "waits",
            1 => "leaving",
            2 => "delivered",
            3 => "given up",
            _ => "withdrawn",
        };
        let attempts = store.attempts(id, &delivery.event)?;
        if json {
            let tried: Vec<_> = attempts
                .iter()
                .map(|one| {
                    json!({"at": one.at.to_local_string(), "status": one.status,
                    "took_ms": one.took_ms, "answer": one.answer})
                })
                .collect();
            let body: serde_json::Value = serde_json::from_str(&delivery.body)?;
            writeln!(
                out,
                "{}",
                json!({"kind": "delivery", "event": delivery.event, "state": state,
                "due": delivery.due.to_local_string(), "body": body, "attempts": tried})
            )?;
            continue;
        }
        writeln!(out, "{} {} {state}", delivery.event, delivery.kind)?;
        for one in attempts {
            let status = one.status.map_or_else(|| "-".to_owned(), |status| status.to_string());
            let answer = one.answer.lines().next().unwrap_or_default();
            let at = one.at.to_local_string();
            writeln!(out, "  {at} {status} {} ms {answer}", one.took_ms)?;
        }
    }
    Ok(())
}

fn on(store: &mut Store, id: i64) -> Result<Endpoint, Failure> {
    let endpoint = known(store, id)?;
    if endpoint.on {
        return Ok(endpoint);
    }
    refuse(format!("endpoint {id} is off, {}: `webhook on` first", endpoint.reason))
}

/// Sends one event again. Errors: one that the endpoint may not hear of.
pub fn replay_event(
    store: &mut Store,
    id: i64,
    event: &str,
    now: Instant,
) -> Result<usize, Failure> {
    let endpoint = on(store, id)?;
    let event = store.event(event)?.filter(|event| event.dso == endpoint.new.dso);
    let sent = match event {
        Some(event) => leave(store, &endpoint, &event, now)?,
        None => false,
    };
    if sent { Ok(1) } else { Err(NoSuchEvent { endpoint: id }.into()) }
}

/// Sends all since an instant, in their order. Returns how many.
pub fn replay_since(
    store: &mut Store,
    id: i64,
    since: Instant,
    now: Instant,
) -> Result<usize, Failure> {
    let endpoint = on(store, id)?;
    let mut after = store.last_event_before(endpoint.new.dso, since)?;
    let mut count = 0;
    loop {
        let page = store.events(endpoint.new.dso, &EventsOf::All, after, A_PAGE)?;
        let Some(last) = page.last() else { return Ok(count) };
        after = last.seq;
        for event in page.iter().filter(|event| event.made_at >= since) {
            let wanted = endpoint.new.types.is_empty() || endpoint.new.types.contains(&event.kind);
            if wanted && leave(store, &endpoint, event, now)? {
                count += 1;
            }
        }
    }
}

/// Whether the endpoint may hear of it: as it was kept, and still.
fn leave(
    store: &mut Store,
    endpoint: &Endpoint,
    event: &store::Event,
    now: Instant,
) -> Result<bool, Failure> {
    let what = What::of(event)?;
    let owner = &endpoint.new.owner;
    for at in [event.made_at, now] {
        if !may_hear(store, owner, &what, at)? {
            return Ok(false);
        }
    }
    let body = Envelope::new(&event.id, what.kind, event.at, subject(owner, &what)).body();
    let of = (endpoint.id, event.id.as_str(), what.kind.name());
    store.add_delivery(of, event.account, &body, now)?;
    Ok(true)
}

/// Sends an event of which nothing follows. Returns its name.
pub fn test(store: &mut Store, id: i64, now: Instant) -> Result<String, Failure> {
    let endpoint = on(store, id)?;
    let event = format!("evt_{}", hex(&chance::<10>()?));
    let body = Envelope::new(&event, EventType::Test, now, Subject::default()).body();
    store.add_delivery((endpoint.id, &event, EventType::Test.name()), None, &body, now)?;
    Ok(event)
}

/// Switches an endpoint on, or off for a reason.
pub fn switch(store: &mut Store, id: i64, off: Option<&str>) -> Result<(), Failure> {
    known(store, id)?;
    store.switch_endpoint(id, off)?;
    Ok(())
}
