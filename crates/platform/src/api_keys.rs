//! `tirelire key`: with what partners' systems read. Source: UX 10, PD-04.

mod desk;
#[cfg(test)]
mod desk_tests;
#[cfg(test)]
mod tests;

pub use desk::named;

use crate::failure::{Failure, refuse};
use crate::parties::hash;
use crate::people::terms::COMMAND_LINE;
use crate::webhooks::{OwnerAsked, owner_name};
use calendar::Instant;
use clap::{Args, Subcommand};
use http_api::{KEY_PREFIX, Partner, SANDBOX_PREFIX, Scope, Version};
use serde_json::json;
use std::io::Write;
use store::{ApiKey, Owner, Store};
use units::Dso;

/// An old key holds so long after a new one took its place.
const OVERLAP_H: i64 = 24;
/// No key holds longer: one that is forgotten ends by itself.
const MOST_DAYS: i64 = 731;

#[derive(Debug, Subcommand)]
pub enum Key {
    /// A new key. Prints it, this once.
    Add(Add),
    /// All keys of an operator, without the keys.
    List {
        #[arg(long)]
        dso: Dso,
    },
    /// Another key for the same; the old one holds for a day more.
    Rotate { key: i64 },
    /// Ends a key, at once.
    End { key: i64 },
}

#[derive(Debug, Args)]
pub struct Add {
    #[arg(long)]
    pub dso: Dso,
    #[command(flatten)]
    pub owner: OwnerAsked,
    #[arg(long, value_delimiter = ',', required = true)]
    pub scopes: Vec<Scope>,
    /// It gets examples, and reaches no account.
    #[arg(long)]
    pub sandbox: bool,
    #[arg(long, default_value_t = 365, value_parser = clap::value_parser!(i64).range(1..=MOST_DAYS))]
    pub days: i64,
}

pub fn run(url: &str, asked: &Key, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let mut store = Store::open(url)?;
    let now = crate::clock::now();
    match asked {
        Key::Add(asked) => {
            let owner = asked.owner.owner(&mut store, asked.dso)?;
            let (key, text) = add(&mut store, asked, owner, now)?;
            show(&key, &text, json, out)
        }
        Key::List { dso } => {
            for key in store.api_keys(*dso)? {
                let ApiKey {
                    id, owner, scopes, sandbox, until, version, made_by, replaced_by, ..
                } = key;
                let (owner, scopes) = (owner_name(&owner), scopes.join(" "));
                let until = until.to_local_string();
                if json {
                    writeln!(
                        out,
                        "{}",
                        json!({"kind": "key", "key": id, "owner": owner,
                        "scopes": scopes, "sandbox": sandbox, "version": version, "until": until,
                        "made_by": made_by, "replaced_by": replaced_by})
                    )?;
                } else {
                    let of = if sandbox { " sandbox" } else { "" };
                    writeln!(out, "{id} {owner}{of} {scopes} {version} until {until}")?;
                }
            }
            Ok(())
        }
        Key::Rotate { key } => match rotate(&mut store, *key, (now, COMMAND_LINE))? {
            Some((key, text)) => show(&key, &text, json, out),
            None => refuse(format!("another key took the place of key {key} already")),
        },
        Key::End { key } => {
            if store.end_api_key(*key, (now, COMMAND_LINE))? {
                Ok(())
            } else {
                refuse(format!("no key {key} that holds"))
            }
        }
    }
}

fn show(key: &ApiKey, text: &str, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let (id, until) = (key.id, key.until.to_local_string());
    if json {
        writeln!(out, "{}", json!({"kind": "key", "key": id, "secret": text, "until": until}))?;
    } else {
        writeln!(out, "key {id}, until {until}: {text}")?;
    }
    Ok(())
}

/// Whether a key of this owner may be for this. Errors: who alone may have it.
fn may_have(owner: &Owner, scope: Scope) -> Result<(), &'static str> {
    let (may, who) = match scope {
        Scope::EventsRead | Scope::LogsRead => return Ok(()),
        Scope::AccountsRead => {
            (matches!(owner, Owner::Party(_)), "a party that accounts are shared with")
        }
        // It is told states by reference alone.
        Scope::CallsWrite => (matches!(owner, Owner::Operator), "the operator's own line"),
        Scope::SharingRead => (
            matches!(owner, Owner::Supplier(_) | Owner::Representative(_)),
            "a supplier or a representative",
        ),
        Scope::RequestsRead | Scope::RequestsWrite | Scope::SettlementRead => {
            (matches!(owner, Owner::Supplier(_)), "a supplier")
        }
    };
    if may { Ok(()) } else { Err(who) }
}

/// A new key by the operator's own command, and its text, which is kept nowhere. Errors: a scope that the owner can do
/// nothing with.
pub fn add(
    store: &mut Store,
    asked: &Add,
    owner: Owner,
    now: Instant,
) -> Result<(ApiKey, String), Failure> {
    add_by(store, asked, owner, (now, COMMAND_LINE))
}

/// How somebody is kept who makes, changes or ends a key. Source: PD-05.
pub fn by_person(person: i64) -> String {
    format!("#{person}")
}

/// The same in somebody's name.
pub fn add_by(
    store: &mut Store,
    asked: &Add,
    owner: Owner,
    (now, by): (Instant, &str),
) -> Result<(ApiKey, String), Failure> {
    for scope in &asked.scopes {
        let may = match (asked.sandbox, scope) {
            // Examples are for whoever asks, and there are no calls in the sandbox.
            (true, Scope::CallsWrite) => Err("the operator's own line"),
            (true, _) => Ok(()),
            (false, scope) => may_have(&owner, *scope),
        };
        if let Err(who) = may {
            return refuse(format!("only {who} may have {scope}"));
        }
    }
    let mut scopes: Vec<String> = asked.scopes.iter().map(ToString::to_string).collect();
    scopes.sort_unstable();
    scopes.dedup();
    let mut key = ApiKey {
        id: 0,
        dso: asked.dso,
        owner,
        scopes,
        sandbox: asked.sandbox,
        version: Version::newest().name().to_owned(),
        made_at: now,
        until: now.plus_h(asked.days.saturating_mul(24)),
        made_by: by.to_owned(),
        replaced_by: None,
        ended: None,
    };
    let text = new_text(&key)?;
    key.id = store.locked(key.dso, |store| store.add_api_key(&key, &hash(&text)))?;
    Ok((key, text))
}

fn new_text(key: &ApiKey) -> Result<String, Failure> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)?;
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(format!("{}{digits}", if key.sandbox { SANDBOX_PREFIX } else { KEY_PREFIX }))
}

/// Another key with the same rights, for as long as the old one was given. `None`: another one took its place before, and
/// one is enough. Errors: it holds no more.
pub fn rotate(
    store: &mut Store,
    id: i64,
    (now, by): (Instant, &str),
) -> Result<Option<(ApiKey, String)>, Failure> {
    let Some(old) = store.api_key(id)?.filter(|key| now < key.until) else {
        return refuse(format!("no key {id} that holds"));
    };
    let lasts_s = old.until.seconds_since(old.made_at);
    let mut new = ApiKey {
        id: 0,
        made_at: now,
        until: now.plus_s(lasts_s),
        made_by: by.to_owned(),
        replaced_by: None,
        ended: None,
        ..old
    };
    let (text, until) = (new_text(&new)?, now.plus_h(OVERLAP_H));
    let made = store
        .locked(new.dso, |store| store.replace_api_key(id, until, (&new, hash(&text).as_str())))?;
    Ok(made.map(|number| {
        new.id = number;
        (new, text)
    }))
}

/// Whose key has this hash, if it holds.
pub fn partner(store: &mut Store, hash: &str, at: Instant) -> Result<Option<Partner>, Failure> {
    let key = store.api_key_of(hash)?.filter(|key| key.made_at <= at && at < key.until);
    let Some(key) = key else { return Ok(None) };
    let scopes: Result<Vec<Scope>, _> = key.scopes.iter().map(|scope| scope.parse()).collect();
    // A version that is no longer answered gives way to the newest.
    let version = Version::named(&key.version).unwrap_or_else(Version::newest);
    Ok(Some(Partner { key: key.id, scopes: scopes?, sandbox: key.sandbox, version }))
}
