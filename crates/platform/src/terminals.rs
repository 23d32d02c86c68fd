//! `tirelire terminal`: who may sell, with which keys, and a sale walked through. Source: TP-06, PD-04.

pub mod stops;

use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use crate::sealed::{KEY_VARIABLE, MasterKeys};
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
    /// Sealed with the master key, where there is one. Hexadecimal digits; the terminal uses them as they
    /// are, as text.
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
    /// The name of a terminal as it is kept.
    pub fn name_of(body: &str) -> Result<String, Failure> {
        Ok(serde_json::from_str::<Self>(body)?.name)
    }

    /// As the API takes it. Errors: a secret that cannot be opened.
    pub fn terminal(
        self,
        id: TerminalId,
        dso: Dso,
        masters: &MasterKeys,
    ) -> Result<Terminal, Failure> {
        let mut keys = Vec::with_capacity(self.keys.len());
        for key in self.keys {
            let secret = masters.open(&place(&id, &key.id), &key.secret)?.into_bytes();
            let StoredKey { id, valid_from, valid_to, .. } = key;
            keys.push(Key { id, secret, valid_from, valid_to });
        }
        Ok(Terminal { id, operator: Some(dso.name().to_owned()), keys, sees: self.sees })
    }

    /// A new key, with what was there good for a day more.
    fn with_new_key(
        mut self,
        id: &TerminalId,
        masters: &MasterKeys,
        now: Instant,
    ) -> Result<(Self, String), Failure> {
        let end = now.plus_h(OVERLAP_H);
        self.keys.retain(|key| key.valid_to.is_none_or(|to| to > now));
        for key in &mut self.keys {
            key.valid_to = Some(key.valid_to.map_or(end, |to| to.min(end)));
        }
        let (secret, name) = (chance()?, format!("{id}-{}", secret_name(&chance()?)));
        let shown = format!("{name}:{secret}");
        let secret = masters.seal(&place(id, &name), &secret)?;
        self.keys.push(StoredKey { id: name, secret, valid_from: now, valid_to: None });
        self.reseal(id, masters)?;
        Ok((self, shown))
    }

    /// Seals what is kept in clear, or under an older master key. Whether anything was.
    fn reseal(&mut self, id: &TerminalId, masters: &MasterKeys) -> Result<bool, Failure> {
        let mut changed = false;
        for key in &mut self.keys {
            if !masters.is_current(&key.secret) {
                let place = place(id, &key.id);
                key.secret = masters.seal(&place, &masters.open(&place, &key.secret)?)?;
                changed = true;
            }
        }
        Ok(changed)
    }
}

/// What a secret is sealed for.
fn place(terminal: &TerminalId, key: &str) -> String {
    format!("terminal/{terminal}/{key}")
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
    /// Seal the secrets of all terminals with the first of TIRELIRE_MASTER_KEY: after it was set, or
    /// changed.
    Reseal,
    /// All terminals, without their secrets.
    List,
    /// What is agreed with a shop: how much of the operator's money it may hold before it pays it over, and what it
    /// earns. Shows it, or, with a first day, agrees on it; that takes two people. Without any there is no limit:
    /// no customer is sent away because nothing was said.
    Terms(crate::shop::terms::Terms),
    /// Issue the sheet of what a shop earned in a month that is over, or one that puts it right: that takes two people.
    Sheet(crate::shop::sheets::Sheet),
    /// Let a terminal begin no sale any more: it was lost, or its shop is in trouble. What was begun comes to its end.
    Stop(stops::Stop),
    /// Let a stopped terminal sell again; that takes two people.
    Resume(stops::Resume),
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
    /// Try whether a server keeps the protocol of terminals, and print a report. Fails if a promise is broken.
    /// What is credited is undone again; use a terminal and a home for trying out.
    Conformance(Conformance),
}

/// How a server is tried.
#[derive(Debug, clap::Args)]
pub struct Conformance {
    /// Such as `http://127.0.0.1:8080`.
    pub url: String,
    #[arg(long)]
    pub id: TerminalId,
    /// As it was printed: `NAME:SECRET`.
    #[arg(long, env = "TIRELIRE_TERMINAL_KEY", hide_env_values = true)]
    pub key: String,
    #[arg(long)]
    pub reference: String,
    #[arg(long, default_value = "20.00")]
    pub eur: MicroEuro,
    #[arg(long, default_value = "conformance")]
    pub cashier: http_api::Cashier,
    /// When money is taken, where the server's clock is another one: that of a sandbox.
    #[arg(long)]
    pub taken_at: Option<Instant>,
    /// Also sell without network, where the operator does not allow it. That money stays in suspense.
    #[arg(long)]
    pub offline: bool,
}

pub fn run(url: &str, command: Command, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let now = crate::clock::now();
    match command {
        Command::Add { id, dso, name, sees_split } => {
            let masters = masters()?;
            let stored = StoredTerminal {
                name,
                sees: if sees_split { Sees::Split } else { Sees::AmountOnly },
                keys: Vec::new(),
            };
            let key = add_sealed(&mut Store::open(url)?, &id, dso, stored, &masters, now)?;
            show_key(&id, &key, json, out)
        }
        Command::Rotate { id } => {
            let key = rotate(&mut Store::open(url)?, &id, &masters()?, now)?;
            show_key(&id, &key, json, out)
        }
        Command::Reseal => {
            let masters = MasterKeys::from_environment()?;
            if masters.is_empty() {
                return refuse(format!("{KEY_VARIABLE} is not set: there is nothing to seal with"));
            }
            let count = reseal(&mut Store::open(url)?, &masters)?;
            if json {
                writeln!(out, "{}", json!({ "kind": "resealed", "terminals": count }))?;
            } else {
                writeln!(out, "{count} terminals have secrets under another seal now")?;
            }
            Ok(())
        }
        Command::List => list(&mut Store::open(url)?, json, out),
        Command::Terms(asked) => {
            crate::shop::terms::run(&mut Engine::open(url)?, &asked, json, out)
        }
        Command::Sheet(asked) => {
            crate::shop::sheets::run(&mut Engine::open(url)?, &asked, json, out)
        }
        Command::Stop(asked) => stops::run_stop(url, &asked, json, out),
        Command::Resume(asked) => stops::run_resume(url, &asked, json, out),
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
        Command::Conformance(asked) => conforms(&asked, json, out),
    }
}

/// Prints the report. Errors: a promise that was not kept. Source: UX 8.9 (D-08).
fn conforms(asked: &Conformance, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let options = client_options(&asked.url, asked.id.clone(), &asked.key)?;
    let now = crate::clock::now();
    let tried = http_api::client::Conformance {
        reference: asked.reference.clone(),
        amount: vending::euro(asked.eur),
        cashier: asked.cashier.clone(),
        run: format!("C{}-{}", now.unix_s(), secret_name(&chance()?)),
        taken_at: asked.taken_at.unwrap_or(now).to_local_string(),
        offline: asked.offline,
    };
    let report = http_api::client::conformance(&options, &tried)?;
    if json {
        for check in &report.checks {
            let line = json!({ "kind": "promise", "rule": check.rule, "promise": check.promise,
                "kept": check.fault.is_none(), "fault": check.fault });
            writeln!(out, "{line}")?;
        }
    } else {
        report.write(out)?;
    }
    if report.passed() { Ok(()) } else { refuse("the server does not keep the protocol") }
}

/// A terminal's line to a server, with a key as it was printed.
pub fn client(url: &str, id: TerminalId, key: &str) -> Result<TerminalClient, Failure> {
    Ok(TerminalClient::new(client_options(url, id, key)?)?)
}

fn client_options(url: &str, id: TerminalId, key: &str) -> Result<ClientOptions, Failure> {
    let Some((name, secret)) = key.split_once(':') else {
        return refuse("a key is `NAME:SECRET`, as it was printed");
    };
    let clock = Arc::new(crate::clock::now);
    Ok(ClientOptions::new(url, id, name, secret.as_bytes(), clock))
}

/// The master keys; if there are none it is said that secrets are kept in clear.
fn masters() -> Result<MasterKeys, Failure> {
    let masters = MasterKeys::from_environment()?;
    if masters.is_empty() {
        eprintln!("{KEY_VARIABLE} is not set: the terminal's secret is kept in clear");
    }
    Ok(masters)
}

/// Returns the key, as name and secret; it is kept in clear.
pub fn add(
    store: &mut Store,
    id: &TerminalId,
    dso: Dso,
    name: String,
    sees: Sees,
    now: Instant,
) -> Result<String, Failure> {
    let stored = StoredTerminal { name, sees, keys: Vec::new() };
    add_sealed(store, id, dso, stored, &MasterKeys::default(), now)
}

fn add_sealed(
    store: &mut Store,
    id: &TerminalId,
    dso: Dso,
    stored: StoredTerminal,
    masters: &MasterKeys,
    now: Instant,
) -> Result<String, Failure> {
    if store.terminal(id.as_str())?.is_some() {
        return refuse(format!("there is a terminal `{id}` already"));
    }
    let (stored, key) = stored.with_new_key(id, masters, now)?;
    store.keep_terminal(id.as_str(), dso, &serde_json::to_string(&stored)?)?;
    Ok(key)
}

/// Returns the new key.
pub fn rotate(
    store: &mut Store,
    id: &TerminalId,
    masters: &MasterKeys,
    now: Instant,
) -> Result<String, Failure> {
    let Some((dso, body)) = store.terminal(id.as_str())? else {
        return refuse(format!("there is no terminal `{id}`"));
    };
    let stored: StoredTerminal = serde_json::from_str(&body)?;
    let (stored, key) = stored.with_new_key(id, masters, now)?;
    store.keep_terminal(id.as_str(), dso, &serde_json::to_string(&stored)?)?;
    Ok(key)
}

/// Returns how many terminals had something to seal.
fn reseal(store: &mut Store, masters: &MasterKeys) -> Result<usize, Failure> {
    let mut count = 0;
    for (name, dso, body) in store.terminals()? {
        let id: TerminalId = name.parse()?;
        let mut stored: StoredTerminal = serde_json::from_str(&body)?;
        if stored.reseal(&id, masters)? {
            store.keep_terminal(&name, dso, &serde_json::to_string(&stored)?)?;
            count += 1;
        }
    }
    Ok(count)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pd_04_secrets_of_terminals_are_sealed_and_follow_the_master_key() {
        let masters = |bytes: &[u8]| {
            let texts: Vec<String> =
                bytes.iter().map(|one| format!("{one:02x}").repeat(32)).collect();
            MasterKeys::of(Some(&texts.join(","))).unwrap()
        };
        let mut store = Store::open("sqlite::memory:").unwrap();
        let (id, now): (TerminalId, _) = ("T1".parse().unwrap(), Instant(0));
        // In clear, as before there was a master key.
        let key = add(&mut store, &id, Dso::Ores, "Kiosk".into(), Sees::AmountOnly, now).unwrap();
        let (_, secret) = key.split_once(':').unwrap();
        let kept = |store: &mut Store| store.terminal("T1").unwrap().unwrap().1;
        assert!(kept(&mut store).contains(secret));
        assert_eq!(reseal(&mut store, &masters(&[1])).unwrap(), 1);
        assert_eq!(reseal(&mut store, &masters(&[1])).unwrap(), 0);
        assert!(!kept(&mut store).contains(secret));
        let second = rotate(&mut store, &id, &masters(&[2, 1]), now.plus_h(1)).unwrap();
        let opened = |store: &mut Store, masters: &MasterKeys| {
            let stored: StoredTerminal = serde_json::from_str(&kept(store)).unwrap();
            stored.terminal("T1".parse().unwrap(), Dso::Ores, masters)
        };
        // Both secrets went to the new master key.
        let terminal = opened(&mut store, &masters(&[2])).unwrap();
        let secrets: Vec<String> = terminal
            .keys
            .iter()
            .map(|key| format!("{}:{}", key.id, String::from_utf8_lossy(&key.secret)))
            .collect();
        assert_eq!(secrets, [key, second]);
        for wrong in [masters(&[1]), MasterKeys::default()] {
            let error = opened(&mut store, &wrong).err().unwrap();
            assert!(error.to_string().contains("TIRELIRE_MASTER_KEY does not have"), "{error}");
        }
    }
}
