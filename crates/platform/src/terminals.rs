//! `tirelire terminal`: who may sell, with which keys, and a sale walked through. Source: TP-06, PD-04.

use crate::failure::{Failure, refuse};
use calendar::Instant;
use http_api::client::{ClientOptions, TerminalClient, Walk, walk_sale};
use http_api::{Key, Means, Sees, Terminal, TerminalId};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::io::Write;
use std::sync::Arc;
use store::Store;
use units::{Dso, MicroEuro};

/// The old key of a terminal is good for so long after a new one was made.
const OVERLAP_H: i64 = 24;

/// A key as it is kept. A signature is checked with the secret itself, so it cannot be kept as a digest.
#[derive(Clone, Serialize, Deserialize)]
struct StoredKey {
    id: String,
    /// Hexadecimal digits; the terminal uses them as they are, as text.
    secret: String,
    valid_from: Instant,
    valid_to: Option<Instant>,
}

/// A terminal as it is kept.
#[derive(Clone, Serialize, Deserialize)]
pub struct StoredTerminal {
    name: String,
    sees: Sees,
    keys: Vec<StoredKey>,
}

impl StoredTerminal {
    /// As the API takes it.
    pub fn terminal(self, id: TerminalId, dso: Dso) -> Result<Terminal, Failure> {
        let key = |key: StoredKey| Key {
            id: key.id,
            secret: key.secret.into_bytes(),
            valid_from: key.valid_from,
            valid_to: key.valid_to,
        };
        let keys = self.keys.into_iter().map(key).collect();
        Ok(Terminal { id, operator: Some(dso.name().to_owned()), keys, sees: self.sees })
    }

    /// A new key, with what was there good for a day more.
    fn with_new_key(mut self, id: &TerminalId, now: Instant) -> Result<(Self, String), Failure> {
        let end = now.plus_h(OVERLAP_H);
        self.keys.retain(|key| key.valid_to.is_none_or(|to| to > now));
        for key in &mut self.keys {
            key.valid_to = Some(key.valid_to.map_or(end, |to| to.min(end)));
        }
        let secret = chance()?;
        let key = StoredKey {
            id: format!("{id}-{}", secret_name(&chance()?)),
            secret: secret.clone(),
            valid_from: now,
            valid_to: None,
        };
        let shown = format!("{}:{secret}", key.id);
        self.keys.push(key);
        Ok((self, shown))
    }
}

/// 32 bytes of chance in hexadecimal digits.
fn chance() -> Result<String, Failure> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn secret_name(digits: &str) -> &str {
    digits.get(..8).unwrap_or(digits)
}

/// What can be done with terminals.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Let a terminal sell for an operator. Prints its key, this once.
    Add {
        id: TerminalId,
        #[arg(long)]
        dso: Dso,
        #[arg(long)]
        name: String,
        /// A desk whose contract lets it see what the money repays.
        #[arg(long)]
        sees_split: bool,
    },
    /// Make another key and print it, this once; the old one is good for a day more.
    Rotate { id: TerminalId },
    /// All terminals, without their secrets.
    List,
    /// Sell through the API of a server, step by step.
    Sell {
        /// Such as `http://127.0.0.1:8080`.
        #[arg(long)]
        url: String,
        #[arg(long)]
        id: TerminalId,
        /// As it was printed: `NAME:SECRET`.
        #[arg(long, env = "TIRELIRE_TERMINAL_KEY", hide_env_values = true)]
        key: String,
        #[arg(long)]
        reference: String,
        #[arg(long)]
        eur: MicroEuro,
        #[arg(long, default_value = "cashier")]
        cashier: http_api::Cashier,
        /// Lose the answer to the confirmation, and find it again.
        #[arg(long)]
        lose_answer: bool,
    },
}

pub fn run(url: &str, command: Command, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    match command {
        Command::Add { id, dso, name, sees_split } => {
            let sees = if sees_split { Sees::Split } else { Sees::AmountOnly };
            let key = add(&mut Store::open(url)?, &id, dso, name, sees, crate::clock::now())?;
            show_key(&id, &key, json, out)
        }
        Command::Rotate { id } => {
            let key = rotate(&mut Store::open(url)?, &id, crate::clock::now())?;
            show_key(&id, &key, json, out)
        }
        Command::List => list(&mut Store::open(url)?, json, out),
        Command::Sell { url, id, key, reference, eur, cashier, lose_answer } => {
            let client = client(&url, id, &key)?;
            let at = crate::clock::now();
            let walk = Walk {
                transaction: format!("{}-{}", at.0, secret_name(&chance()?)).parse()?,
                reference,
                amount: vending::euro(eur),
                means: Means::Cash,
                cashier,
                taken_at: at.to_local_string(),
                lose_answer,
            };
            walk_sale(&client, &walk, out)?;
            Ok(())
        }
    }
}

/// A terminal's line to a server, with a key as it was printed.
pub fn client(url: &str, id: TerminalId, key: &str) -> Result<TerminalClient, Failure> {
    let Some((name, secret)) = key.split_once(':') else {
        return refuse("a key is `NAME:SECRET`, as it was printed");
    };
    let clock = Arc::new(crate::clock::now);
    Ok(TerminalClient::new(ClientOptions::new(url, id, name, secret.as_bytes(), clock))?)
}

/// Returns the key, as name and secret.
pub fn add(
    store: &mut Store,
    id: &TerminalId,
    dso: Dso,
    name: String,
    sees: Sees,
    now: Instant,
) -> Result<String, Failure> {
    if store.terminal(id.as_str())?.is_some() {
        return refuse(format!("there is a terminal `{id}` already"));
    }
    let (stored, key) = StoredTerminal { name, sees, keys: Vec::new() }.with_new_key(id, now)?;
    store.keep_terminal(id.as_str(), dso, &serde_json::to_string(&stored)?)?;
    Ok(key)
}

/// Returns the new key.
pub fn rotate(store: &mut Store, id: &TerminalId, now: Instant) -> Result<String, Failure> {
    let Some((dso, body)) = store.terminal(id.as_str())? else {
        return refuse(format!("there is no terminal `{id}`"));
    };
    let stored: StoredTerminal = serde_json::from_str(&body)?;
    let (stored, key) = stored.with_new_key(id, now)?;
    store.keep_terminal(id.as_str(), dso, &serde_json::to_string(&stored)?)?;
    Ok(key)
}

fn show_key(id: &TerminalId, key: &str, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    if json {
        writeln!(out, "{}", json!({ "kind": "terminal_key", "terminal": id, "key": key }))?;
    } else {
        writeln!(out, "terminal {id}, key {key}")?;
        writeln!(out, "it is not shown again")?;
    }
    Ok(())
}

fn list(store: &mut Store, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    for (id, dso, body) in store.terminals()? {
        let stored: StoredTerminal = serde_json::from_str(&body)?;
        let keys: Vec<String> = stored
            .keys
            .iter()
            .map(|key| match key.valid_to {
                None => key.id.clone(),
                Some(to) => format!("{} until {}", key.id, to.to_local_string()),
            })
            .collect();
        if json {
            let line = json!({
                "kind": "terminal", "terminal": id, "dso": dso.name(), "name": stored.name,
                "sees": stored.sees, "keys": keys,
            });
            writeln!(out, "{line}")?;
        } else {
            writeln!(out, "{id} {dso} {}: {}", stored.name, keys.join(", "))?;
        }
    }
    Ok(())
}
