//! `tirelire meter poll`: the registers of a local midnight, from every meter that is placed.
//!
//! Meters are taken page by page, one of each cell after the other; their associations run side by side, and what comes of them is booked in
//! lots: readings and outcomes in one transaction. A collection that was killed goes on where its last lot
//! was. Quarter-hours are read in an association of their own, after the midnights. Source: PA-07, MT-18, MT-19.

mod book;
mod depot;
mod outcome;
mod quarters;
mod read;
#[cfg(test)]
mod tests;

pub use outcome::Outcome;
pub use quarters::QuarterCount;

use super::kept::{self, KeptMeters};
use super::register::{Profiles, profiles};
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use crate::intervals::Place;
use crate::progress::Bar;
use crate::sealed::MasterKeys;
use book::Booker;
use calendar::{Instant, SettlementDay};
use clap::Args;
use dlms::client::Timing;
use dlms::poll::{Limits, Poller};
use read::{Collected, Round};
use serde_json::json;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use store::MeterToPoll;
use units::{Dso, Ean};

/// Meters that are read from the store, and made ready, at a time.
const PAGE: usize = 500;
/// What is taken of the results at a time, and how long it is waited for some.
const AT_ONCE: usize = 500;
const RESULTS_WAIT: Duration = Duration::from_millis(250);
/// Refused meters that a report names. All of them are in the list of meters, with their last outcome.
const MOST_NAMED: usize = 20;
/// A clock that is further off gives midnights of another hour. Source: CG-12.
const MOST_DRIFT_S: i64 = 300;

#[derive(Debug, Args)]
pub struct Poll {
    /// The day that is collected: registers of the midnight at its end.
    #[arg(long)]
    day: SettlementDay,
    #[arg(long)]
    dso: Option<Dso>,
    /// Associations open at once.
    #[arg(long, default_value_t = 256)]
    open: usize,
    /// Of one cell or substation.
    #[arg(long, default_value_t = 8)]
    of_a_cell: usize,
    /// How long an answer is waited for.
    #[arg(long, default_value_t = 20)]
    timeout_s: u64,
    /// How often a meter is tried when the line fails.
    #[arg(long, default_value_t = 2)]
    tries: u32,
    /// Above so many seconds a meter counts as slow.
    #[arg(long, default_value_t = 10)]
    slow_s: u64,
    /// Kinds of meters beside those that are shipped.
    #[arg(long, env = "TIRELIRE_PROFILES")]
    profiles: Option<PathBuf>,
    #[command(flatten)]
    place: Place,
}

/// What a collection needs besides a store.
#[derive(Clone)]
pub struct Request {
    pub day: SettlementDay,
    /// The folder of quarter-hours: those of homes that allow it are read as well.
    pub quarters: Option<PathBuf>,
    pub slow: Duration,
    pub profiles: Arc<Profiles>,
    pub clock: Arc<dyn Fn() -> Instant + Send + Sync>,
}

/// A meter that was reached and whose day is not known all the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Refusal {
    /// By name.
    pub outcome: &'static str,
    pub serial: String,
    pub ean: Ean,
    pub detail: String,
}

/// How a collection went.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// With the midnight asked for, those with holes before it among them.
    pub read: u64,
    pub with_holes: u64,
    /// Another process talked to them when it was their turn: they were asked after it.
    pub waited_for: u64,
    pub silent: u64,
    pub slow: u64,
    pub quarters: QuarterCount,
    /// By name of the reason.
    pub refused: BTreeMap<&'static str, u64>,
    /// The first twenty of them that came.
    pub named: Vec<Refusal>,
    pub bytes: u64,
    pub took: Duration,
}

impl Report {
    fn count(&mut self, collected: &Collected, slow: Duration) {
        let outcome = collected.outcome;
        match outcome {
            Outcome::Read => self.read += 1,
            Outcome::ReadWithHoles => {
                (self.read, self.with_holes) = (self.read + 1, self.with_holes + 1)
            }
            Outcome::Silent => self.silent += 1,
            refused => {
                *self.refused.entry(refused.name()).or_default() += 1;
                if self.named.len() < MOST_NAMED {
                    self.named.push(Refusal {
                        outcome: refused.name(),
                        serial: collected.meter.serial.clone(),
                        ean: collected.meter.ean,
                        detail: collected.detail.clone(),
                    });
                }
            }
        }
        if let Some(quarters) = &collected.quarters {
            self.quarters.count(quarters);
        }
        self.waited_for += u64::from(collected.waited);
        self.slow += u64::from(outcome.is_read() && collected.took > slow);
        self.bytes += collected.bytes;
    }

    pub fn meters(&self) -> u64 {
        self.read + self.silent + self.refused()
    }

    fn refused(&self) -> u64 {
        self.refused.values().sum()
    }

    /// Refused meters that are counted and not named.
    fn left_out(&self) -> u64 {
        self.refused().saturating_sub(u64::try_from(self.named.len()).unwrap_or(u64::MAX))
    }

    pub fn per_s(&self) -> u64 {
        let micros = self.took.as_micros().max(1);
        u64::try_from(u128::from(self.meters()) * 1_000_000 / micros).unwrap_or(u64::MAX)
    }
}

pub fn run(url: &str, asked: &Poll, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let second = Duration::from_secs(1);
    let timeout = Duration::from_secs(asked.timeout_s.max(1));
    let timing = Timing {
        connect: timeout.min(second * 10),
        answer: timeout,
        tries: asked.tries.max(1),
        back_off: second,
    };
    let request = Request {
        day: asked.day,
        quarters: crate::intervals::folder(url, &asked.place),
        slow: Duration::from_secs(asked.slow_s),
        profiles: Arc::new(profiles(asked.profiles.as_deref())?),
        clock: Arc::new(crate::clock::now),
    };
    if crate::clock::now() < asked.day.end() {
        return refuse(format!("{} is not over yet", asked.day));
    }
    let mut engine = Engine::open(url)?;
    let kept = KeptMeters::over(engine.store.another()?, MasterKeys::from_environment()?)?;
    let head_end = kept.head_end(kept::title(&mut engine.store)?, timing);
    let (open, of_a_cell) = (asked.open, asked.of_a_cell);
    // Orders are another process's.
    let limits = Limits { open, of_a_cell, for_releases: 2, for_orders: 0 };
    let poller = Arc::new(Poller::new(head_end, limits));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    for dso in Dso::ALL.into_iter().filter(|dso| asked.dso.is_none_or(|only| only == *dso)) {
        let meters = engine.store.meters_left(dso, asked.day)?;
        if meters == 0 && engine.store.poll_counts(dso, asked.day)?.is_empty() {
            continue;
        }
        let bar = Bar::steps("poll", meters);
        let report =
            collect(&mut engine, &runtime, &poller, Some(&kept), dso, &request, &mut |at| {
                bar.at(at);
            })?;
        bar.done();
        show(dso, asked.day, &report, json, out)?;
    }
    Ok(())
}

/// How a collection went, for people or as one line of JSON.
pub fn show(
    dso: Dso,
    day: SettlementDay,
    report: &Report,
    json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let Report { read, with_holes, waited_for, silent, slow, refused, named, bytes, took, .. } =
        report;
    let QuarterCount { meters: homes, quarter_hours, estimated, missing, failed } = report.quarters;
    let (meters, per_s, left_out) = (report.meters(), report.per_s(), report.left_out());
    let mut named = named.clone();
    named.sort_unstable();
    if json {
        let one = |one: &Refusal| {
            json!({
                "outcome": one.outcome, "serial": one.serial, "ean": one.ean.to_string(),
                "detail": one.detail,
            })
        };
        let named: Vec<_> = named.iter().map(one).collect();
        let line = json!({
            "kind": "poll", "dso": dso.name(), "day": day.to_string(), "meters": meters, "read": read,
            "with_holes": with_holes, "waited_for": waited_for, "silent": silent, "slow": slow, "refused": refused,
            "quarter_hours": {
                "meters": homes, "read": quarter_hours, "estimated": estimated,
                "missing": missing, "not_all_read": failed,
            },
            "refused_meters": named, "refused_not_listed": left_out, "bytes": bytes, "ms": u64::try_from(took.as_millis())?, "meters_per_s": per_s,
        });
        writeln!(out, "{line}")?;
        return Ok(());
    }
    writeln!(
        out,
        "{dso} {day}: {meters} meters in {:.1} s ({per_s}/s): {read} read, {with_holes} of them with \
         holes, {slow} slow, {silent} silent",
        took.as_secs_f32(),
    )?;
    if homes > 0 {
        writeln!(
            out,
            "{dso} {day}: {quarter_hours} quarter-hours of {homes} meters, {estimated} of them \
             estimated; {missing} missing, {failed} meters not read to the end"
        )?;
    }
    if *waited_for > 0 {
        writeln!(
            out,
            "{dso} {day}: {waited_for} were talked to by another process, and asked after it"
        )?;
    }
    for (name, count) in refused {
        writeln!(out, "{dso} {day}: {count} {}", name.replace('_', " "))?;
    }
    for one in named {
        let (name, serial, ean) = (one.outcome.replace('_', " "), one.serial, one.ean);
        writeln!(out, "  {serial} {ean} {name}: {}", one.detail)?;
    }
    if left_out > 0 {
        writeln!(out, "  and {left_out} more: `tirelire meter list` has the last outcome of each")?;
    }
    Ok(())
}

/// Collects what is left of a day of one operator, over a poller that others may use as well. `kept` makes
/// keys and counters ready, page by page.
pub fn collect(
    engine: &mut Engine,
    runtime: &tokio::runtime::Runtime,
    poller: &Arc<Poller>,
    kept: Option<&KeptMeters>,
    dso: Dso,
    request: &Request,
    progress: &mut dyn FnMut(u64),
) -> Result<Report, Failure> {
    let begun = std::time::Instant::now();
    engine.store.write_scattered()?;
    let round = Arc::new(Round { poller: Arc::clone(poller), request: request.clone() });
    let (sender, mut collected) = tokio::sync::mpsc::channel::<Collected>(AT_ONCE * 2);
    let mut booker = Booker::new(dso, request.day, request.quarters.clone());
    // A cell has few seats, and a silent meter holds one for long: all cells begin at once, and a silent
    // one has as long as the whole collection takes.
    let serials = engine.store.serials_to_poll(dso, request.day)?;
    let mut pages = serials.chunks(PAGE);
    let (mut report, mut more) = (Report::default(), true);
    let mut under_way = 0_usize;
    // With the last meter that is under way the channel ends.
    let mut sender = Some(sender);
    loop {
        // Enough are under way that no seat stays empty while a page is fetched.
        while more && under_way < poller.limits().open.saturating_add(PAGE) {
            let Some(page) = pages.next() else {
                more = false;
                break;
            };
            let page = engine.store.meters_to_poll(dso, request.day, page)?;
            if let Some(kept) = kept {
                let mut names: Vec<String> =
                    page.iter().map(|one| one.meter.speaker().to_owned()).collect();
                names.sort_unstable();
                names.dedup();
                runtime.block_on(kept.prepare(names))?;
            }
            let mut spans = match request.quarters {
                Some(_) => quarters::spans(&mut engine.store, &page, request.day)?,
                None => BTreeMap::new(),
            };
            under_way += page.len();
            for MeterToPoll { meter, .. } in page {
                let span = spans.remove(&meter.serial);
                let Some(results) = sender.clone() else { break };
                let round = Arc::clone(&round);
                runtime.spawn(async move {
                    let collected = round.collect(meter, span).await;
                    // Whoever waits here waits for the books, which are behind. They may have broken off.
                    let _ = results.send(collected).await;
                });
            }
        }
        if !more {
            sender = None;
        }
        if under_way == 0 {
            break;
        }
        let mut some = Vec::new();
        // Nothing within that time: silent meters are waited for.
        let came = runtime.block_on(async {
            tokio::time::timeout(RESULTS_WAIT, collected.recv_many(&mut some, AT_ONCE)).await
        });
        if came == Ok(0) {
            return refuse(format!("{under_way} meters were lost under way"));
        }
        under_way = under_way.saturating_sub(some.len());
        for one in some {
            report.count(&one, request.slow);
            booker.take(one);
        }
        progress(report.meters());
        booker.book(engine, (request.clock)(), under_way == 0)?;
    }
    booker.book(engine, (request.clock)(), true)?;
    if let Some(kept) = kept {
        runtime.block_on(kept.settle())?;
    }
    report.took = begun.elapsed();
    Ok(report)
}
