//! `tirelire meter opt-out`: a household refuses that its smart meter communicates. Source: MT-20.

use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use calendar::SettlementDay;
use clap::Args;
use procedures::OptOut;
use serde_json::json;
use std::io::Write;
use units::{Dso, Ean, Energy};

#[derive(Debug, Args)]
pub struct OptOutOf {
    ean: Ean,
    /// When the household was told what the function does, and that it may refuse it.
    #[arg(long, required_unless_present = "end")]
    told_on: Option<SettlementDay>,
    #[arg(long, default_value = "ORES")]
    dso: Dso,
    /// The household allows it again.
    #[arg(long, conflicts_with = "told_on")]
    end: bool,
}

pub fn run(url: &str, asked: &OptOutOf, as_json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let mut engine = Engine::open(url)?;
    let ean = asked.ean;
    let now = crate::clock::now();
    let Some(told) = asked.told_on else {
        if !engine.store.opt_in(ean)? {
            return refuse(format!("the household of EAN {ean} has not refused it"));
        }
        writeln!(out, "the meter of EAN {ean} may communicate again")?;
        return Ok(());
    };
    let open = engine.store.account_of(ean)?.filter(|account| account.closed_at.is_none());
    let (dso, energy) =
        open.as_ref().map_or((asked.dso, Energy::Electricity), |at| (at.dso, at.group.energy));
    let free_days =
        engine.books.rules(dso, energy)?.parameters.at(now.day(), now).opt_out_free_days;
    let opt_out = OptOut::of(now.day(), told, open.is_some(), free_days)?;
    engine.store.opt_out(ean, now)?;
    if as_json {
        let line = json!({"kind": "opt_out", "ean": ean, "asked_on": now.day(),
            "told_on": told, "cost": opt_out.name()});
        writeln!(out, "{line}")?;
        return Ok(());
    }
    let cost = match opt_out {
        OptOut::Free => "free",
        OptOut::AtCost => "no longer free",
    };
    writeln!(out, "the meter of EAN {ean} must not communicate: {cost}; it has no prepayment")?;
    Ok(())
}
