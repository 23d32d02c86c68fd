//! `tirelire meter p1-consent`: a household allows somebody the data of its consumer port, renews it, or takes it
//! back. The household is told before it lapses. Source: MT-16, PD-03, PR-13.

use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use crate::notices::P1_PORT;
use calendar::Instant;
use clap::Args;
use serde_json::json;
use std::io::Write;
use store::{ConsentAct, Store};
use units::{AccountId, Ean, Energy};

/// Not a person of ours: it was said to the operator.
pub const TOLD_US: i64 = 0;

#[derive(Debug, Args)]
pub struct P1Consent {
    ean: Ean,
    /// When it was given or taken back; now without it.
    #[arg(long)]
    at: Option<Instant>,
    /// It is taken back.
    #[arg(long)]
    end: bool,
}

pub fn run(
    url: &str,
    asked: &P1Consent,
    as_json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let mut engine = Engine::open(url)?;
    let (ean, now) = (asked.ean, crate::clock::now());
    let account = engine.account_of(ean)?;
    if account.group.energy != Energy::Electricity {
        return refuse(format!("EAN {ean} is of gas: the port is that of the electricity meter"));
    }
    let at = asked.at.unwrap_or(now);
    if at > now || at < account.opened_at {
        return refuse(format!("{} is not within the contract of EAN {ean}", at.to_local_string()));
    }
    let kept = engine.locked(account.dso, |engine| {
        keep(&mut engine.store, (account.id, TOLD_US), !asked.end, at)
    })?;
    if !kept {
        return refuse(format!("the household of EAN {ean} had not agreed to it by then"));
    }
    let state = if asked.end { "taken back" } else { "given" };
    if as_json {
        let line = json!({
            "kind": "p1_consent", "ean": ean.to_string(), "state": state, "at": at.to_local_string(),
        });
        writeln!(out, "{line}")?;
    } else {
        writeln!(out, "EAN {ean}: consent to the data of its port {state}")?;
    }
    Ok(())
}

/// Keeps the act of a person; one that renews ends the one before. False: there is nothing to take back, or
/// something later was said.
pub fn keep(
    store: &mut Store,
    (account, person): (AccountId, i64),
    agreed: bool,
    at: Instant,
) -> Result<bool, Failure> {
    let said = store.consents(account)?;
    let last = said.iter().rev().find(|act| act.kind == P1_PORT);
    if last.is_some_and(|last| last.at > at) {
        return Ok(false);
    }
    let act = |agreed| ConsentAct { account, kind: P1_PORT, agreed, at, person };
    if agreed && last.is_some_and(|last| last.agreed) {
        store.add_consent(&act(false))?;
    }
    Ok(store.add_consent(&act(agreed))?)
}
