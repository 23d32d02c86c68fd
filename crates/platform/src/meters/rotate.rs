//! `tirelire meter rotate`: new keys for one meter, or for all of an operator.
//!
//! New keys are sealed and kept beside the old ones before they are sent, and the old ones go when an
//! association was opened with the new: wherever it breaks off, one of the two opens the meter, and whoever
//! talks to it next settles which. Source: MT-17, PD-04.

use super::kept::{self, KeptMeters};
use super::poll::Outcome;
use super::register::{Profiles, profiles};
use crate::failure::{Failure, chain, refuse};
use crate::progress::Bar;
use crate::sealed::MasterKeys;
use clap::Args;
use dlms::Security;
use dlms::client::{TcpDial, Timing};
use dlms::poll::{Limits, Poller};
use serde_json::json;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use store::{KeyState, Meter, Store};
use tokio::task::{JoinSet, LocalSet};
use units::{Dso, Ean};

/// Meters that are taken from the store at a time.
const PAGE: usize = 500;
/// Meters without new keys that are named.
const MOST_NAMED: usize = 20;

#[derive(Debug, Args)]
pub struct Rotate {
    /// The point whose meter gets new keys.
    #[arg(required_unless_present = "dso")]
    ean: Option<Ean>,
    /// All meters of an operator.
    #[arg(long, conflicts_with = "ean")]
    dso: Option<Dso>,
    /// Only where the keys in use are of a generation before this one: to go on where a run broke off.
    #[arg(long, value_name = "GENERATION")]
    below: Option<u32>,
    /// Associations open at once.
    #[arg(long, default_value_t = 64)]
    open: usize,
    /// Of one cell or substation.
    #[arg(long, default_value_t = 4)]
    of_a_cell: usize,
    /// How long an answer is waited for.
    #[arg(long, default_value_t = 20)]
    timeout_s: u64,
    /// Kinds of meters beside those that are shipped.
    #[arg(long, env = "TIRELIRE_PROFILES")]
    profiles: Option<PathBuf>,
}

/// How it went.
#[derive(Debug, Default)]
struct Report {
    rotated: u64,
    /// By name of the reason.
    failed: BTreeMap<&'static str, u64>,
    /// Serial, point, reason and what came with it, of the first ones.
    named: Vec<(String, Ean, &'static str, String)>,
}

pub fn run(url: &str, asked: &Rotate, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let masters = MasterKeys::from_environment()?;
    let mut store = Store::open(url)?;
    let second = Duration::from_secs(1);
    let answer = second * u32::try_from(asked.timeout_s.max(1))?;
    // A question that was lost may have been heard: it is not asked twice, the next association tells.
    let timing = Timing { connect: answer.min(second * 10), answer, tries: 1, back_off: second };
    let kept = KeptMeters::over(store.another()?, masters)?;
    let head_end = kept.head_end(kept::title(&mut store)?, timing);
    let limits =
        Limits { open: asked.open, of_a_cell: asked.of_a_cell, for_releases: 2, for_orders: 0 };
    let poller = Arc::new(Poller::new(head_end, limits));
    let profiles = profiles(asked.profiles.as_deref())?;
    // Meters are waited for, not counted: one thread has time for all of them.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let local = LocalSet::new();
    let mut report = Report::default();
    match (asked.ean, asked.dso) {
        (Some(ean), _) => {
            let meter = with_keys_of_its_own(&mut store, ean)?;
            let meters = due(&mut store, vec![meter], asked.below)?;
            let mut quiet = |_: u64| {};
            let rotated = rotate(&poller, &profiles, meters, &mut report, &mut quiet);
            local.block_on(&runtime, rotated);
        }
        (None, Some(dso)) => all_of(&mut store, dso, asked.below, |meters, bar| {
            local.block_on(&runtime, rotate(&poller, &profiles, meters, &mut report, bar));
        })?,
        (None, None) => return refuse("say whose meter: an EAN, or --dso"),
    }
    runtime.block_on(kept.settle())?;
    show(&report, json, out)?;
    match report.failed.values().sum::<u64>() {
        0 => Ok(()),
        failed => refuse(format!("{failed} meters have the keys they had, or are asked again")),
    }
}

fn with_keys_of_its_own(store: &mut Store, ean: Ean) -> Result<Meter, Failure> {
    let Some(meter) = store.meter_of(ean)? else {
        return refuse(format!("EAN {ean} has no meter that can be reached"));
    };
    match &meter.behind {
        Some(speaker) => refuse(format!(
            "meter `{}` speaks through meter `{speaker}`, and the keys are that one's",
            meter.serial
        )),
        None => Ok(meter),
    }
}

/// Page by page, those that speak for themselves.
fn all_of(
    store: &mut Store,
    dso: Dso,
    below: Option<u32>,
    mut rotate: impl FnMut(Vec<Meter>, &mut dyn FnMut(u64)),
) -> Result<(), Failure> {
    let (mut after, mut done): (Option<String>, u64) = (None, 0);
    let bar = Bar::steps("rotate", 0);
    loop {
        let some = store.meters(dso, after.as_deref(), PAGE)?;
        let Some(last) = some.last() else { break };
        after = Some(last.serial.clone());
        let own = some.into_iter().filter(|meter| meter.behind.is_none()).collect();
        rotate(due(store, own, below)?, &mut |more| {
            done += more;
            bar.at(done);
        });
    }
    bar.done();
    Ok(())
}

/// Those whose keys in use are of a generation before `below`.
fn due(store: &mut Store, meters: Vec<Meter>, below: Option<u32>) -> Result<Vec<Meter>, Failure> {
    let Some(below) = below else { return Ok(meters) };
    let serials: Vec<&str> = meters.iter().map(|meter| meter.serial.as_str()).collect();
    let mut current = BTreeMap::new();
    for key in store.meter_keys(&serials)? {
        if key.state == KeyState::Current {
            current.insert(key.meter, key.generation);
        }
    }
    let due = |meter: &Meter| current.get(&meter.serial).is_none_or(|known| *known < below);
    Ok(meters.into_iter().filter(due).collect())
}

/// One after the other at each meter, side by side among them.
async fn rotate(
    poller: &Arc<Poller>,
    profiles: &Profiles,
    meters: Vec<Meter>,
    report: &mut Report,
    progress: &mut dyn FnMut(u64),
) {
    let mut under_way = JoinSet::new();
    for meter in meters {
        let (poller, profile) = (Arc::clone(poller), profiles.get(&meter.profile).cloned());
        under_way.spawn_local(async move {
            let Some(profile) = profile else {
                let why = format!("there is no profile `{}`", meter.profile);
                return (meter, Err(("profile", why)));
            };
            if profile.security == Security::Plain {
                let why = "meters of its kind have no keys".to_owned();
                return (meter, Err((Outcome::NoKeys.name(), why)));
            }
            let (dial, address) = (TcpDial(meter.place.clone()), super::address(&meter, profile));
            let rotated = poller.rotate_keys(&meter.cell, &address, &dial).await;
            let done = rotated.map_err(|error| (Outcome::of(&error).name(), chain(&error)));
            (meter, done)
        });
    }
    while let Some(done) = under_way.join_next().await {
        progress(1);
        match done {
            Ok((_, Ok(()))) => report.rotated += 1,
            Ok((meter, Err((name, why)))) => {
                *report.failed.entry(name).or_default() += 1;
                if report.named.len() < MOST_NAMED {
                    report.named.push((meter.serial, meter.ean, name, why));
                }
            }
            Err(_) => *report.failed.entry("broke_off").or_default() += 1,
        }
    }
}

fn show(report: &Report, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let Report { rotated, failed, named } = report;
    if json {
        let one = |(serial, ean, outcome, detail): &(String, Ean, &str, String)| {
            json!({
                "serial": serial, "ean": ean.to_string(), "outcome": outcome, "detail": detail,
            })
        };
        let named: Vec<_> = named.iter().map(one).collect();
        let line = json!({
            "kind": "keys_rotated", "rotated": rotated, "failed": failed, "failed_meters": named,
        });
        writeln!(out, "{line}")?;
        return Ok(());
    }
    writeln!(out, "{rotated} meters have new keys")?;
    for (name, count) in failed {
        writeln!(out, "{count} {}", name.replace('_', " "))?;
    }
    for (serial, ean, name, why) in named {
        writeln!(out, "  {serial} {ean} {}: {why}", name.replace('_', " "))?;
    }
    Ok(())
}
