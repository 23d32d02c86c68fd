//! `tirelire account grace-code` and `account honour`: one-time codes of grace. Source: PA-45.

use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use calendar::{Instant, SettlementDay};
use guards::{GraceCode, GraceKey, NewCode};
use ledger::ChainHash;
use std::io::Write;
use timeline::{EventLine, Fact};
use units::{Dso, Ean, MicroEuro};

/// Where the installation's keys come from: 64 hexadecimal digits each, with commas between. The first
/// one signs, all of them are honoured.
pub const KEY_VARIABLE: &str = "TIRELIRE_GRACE_KEY";

/// A code to be issued.
#[derive(Debug)]
pub struct IssueRequest {
    pub ean: Ean,
    pub amount: MicroEuro,
    pub last_day: SettlementDay,
    pub by: String,
    pub reason: String,
}

/// A code that somebody honoured.
#[derive(Debug)]
pub struct HonourRequest {
    pub ean: Ean,
    pub code: String,
    pub by: String,
    /// Now without it.
    pub at: Option<Instant>,
}

/// The keys of an operator. Errors: there is none, or a text is no key.
fn keys_of(text: Option<&str>, dso: Dso) -> Result<Vec<GraceKey>, Failure> {
    let Some(text) = text.filter(|text| !text.trim().is_empty()) else {
        return refuse(format!("{KEY_VARIABLE} is not set: without a key there are no codes"));
    };
    let mut keys = Vec::new();
    for part in text.split(',') {
        match ChainHash::try_from(part.trim().to_owned()) {
            Ok(secret) => keys.push(GraceKey::of_operator(&secret.0, dso)),
            Err(_) => return refuse(format!("{KEY_VARIABLE} is not 64 hexadecimal digits")),
        }
    }
    Ok(keys)
}

/// Issues a code and prints it: it is kept nowhere, only its number is.
pub fn issue(
    url: &str,
    request: &IssueRequest,
    json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let mut engine = Engine::open(url)?;
    let keys = std::env::var(KEY_VARIABLE).ok();
    let code = issue_at(&mut engine, keys.as_deref(), request, crate::clock::now())?;
    let (ean, amount) = (request.ean, code.amount());
    if json {
        let line = serde_json::json!({
            "ean": ean, "code": code.to_string(), "number": code.serial().to_string(),
            "eur": amount.to_string(), "last_day": code.last_day(),
            "until": code.until().to_local_string(),
        });
        writeln!(out, "{line}")?;
    } else {
        writeln!(out, "{code}")?;
        writeln!(out, "{amount} EUR of grace for EAN {ean}, up to and with {}", code.last_day())?;
    }
    Ok(())
}

fn issue_at(
    engine: &mut Engine,
    keys: Option<&str>,
    request: &IssueRequest,
    now: Instant,
) -> Result<GraceCode, Failure> {
    let account = engine.account_of(request.ean)?;
    let keys = keys_of(keys, account.dso)?;
    let Some(key) = keys.first() else { return refuse(format!("{KEY_VARIABLE} holds no key")) };
    let rules = engine.books.rules(account.dso, account.group.energy)?;
    let parameters = rules.parameters.at(now.day(), now);
    if !parameters.grace_enabled {
        return refuse(format!("{} gives no grace: parameter `grace.enabled`", account.dso));
    }
    if request.amount > parameters.grace_max {
        let most = parameters.grace_max;
        return refuse(format!("{} EUR is more than `grace.max`, {most}", request.amount));
    }
    if request.last_day < now.day() {
        return refuse(format!("{} is over", request.last_day));
    }
    let mut last = 0;
    for fact in engine.store.facts(&[account.id])? {
        if fact.kind == "grace_code" {
            last = last.max(fact.key.unwrap_or_default().parse::<u8>()?);
        }
    }
    let Some(serial) = last.checked_add(1) else {
        return refuse(format!("EAN {} has had its {last} codes", request.ean));
    };
    let (amount, last_day) = (request.amount, request.last_day);
    let code = GraceCode::issue(key, NewCode { ean: request.ean, amount, last_day, serial })?;
    let fact = Fact::GraceCode {
        code: serial.to_string(),
        eur: amount,
        until: last_day.to_string(),
        by: Some(request.by.clone()),
        reason: Some(request.reason.clone()),
    };
    engine.record(&account, &fact, now)?;
    Ok(code)
}

/// Records that a code was honoured, maybe a while ago, and says what came of it.
pub fn honour(
    url: &str,
    request: &HonourRequest,
    json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let mut engine = Engine::open(url)?;
    let lines = honour_now(&mut engine, request, crate::clock::now())?;
    crate::accounts::tell(&lines, json, out)
}

/// The same over books that are open.
pub fn honour_now(
    engine: &mut Engine,
    request: &HonourRequest,
    now: Instant,
) -> Result<Vec<EventLine>, Failure> {
    let keys = std::env::var(KEY_VARIABLE).ok();
    honour_at(engine, keys.as_deref(), request, now)
}

fn honour_at(
    engine: &mut Engine,
    keys: Option<&str>,
    request: &HonourRequest,
    now: Instant,
) -> Result<Vec<EventLine>, Failure> {
    let code: GraceCode = request.code.parse()?;
    let account = engine.account_of(request.ean)?;
    let at = request.at.unwrap_or(now);
    if at > now {
        return refuse(format!("{} lies in the future", at.to_local_string()));
    }
    if at < account.opened_at {
        return refuse(format!("EAN {} had another account then", request.ean));
    }
    code.verify(&keys_of(keys, account.dso)?, request.ean, at)?;
    let rules = engine.books.rules(account.dso, account.group.energy)?;
    if !rules.parameters.at(at.day(), now).grace_enabled {
        return refuse(format!("{} gives no grace: parameter `grace.enabled`", account.dso));
    }
    let number = code.serial().to_string();
    let mut issued = false;
    for fact in engine.store.facts(&[account.id])? {
        if fact.key.as_deref() != Some(number.as_str()) {
            continue;
        }
        match serde_json::from_str(&fact.body)? {
            Fact::Grace { .. } => {
                return refuse(format!("the code was used at {}", fact.at.to_local_string()));
            }
            Fact::GraceCode { eur, until, .. } => {
                issued = eur == code.amount() && until == code.last_day().to_string();
            }
            _ => {}
        }
    }
    // A signature alone is not enough: a key may be stolen, and a former holder may have had the code.
    if !issued {
        return refuse(format!("no such code was issued to the account of EAN {}", request.ean));
    }
    let fact = Fact::Grace {
        eur: code.amount(),
        until: code.last_day().to_string(),
        code: Some(number),
        by: Some(request.by.clone()),
        reason: None,
    };
    engine.record_late(&account, &fact, at, now)
}

#[cfg(test)]
mod tests;
