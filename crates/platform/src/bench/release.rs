//! `tirelire bench release`: how soon a release leaves after the payment that earned it, while thousands of
//! reads wait for their meters; and how soon a stop switch stops the last cut.
//!
//! Homes are cut by the ordinary way: nights, a decision, orders over DLMS to virtual meters in the same
//! process. Then other meters are asked for their switch, a shop sells top-ups, and each release is timed
//! from the commit of its credit to the moment at which the worker lets it leave on its open association.

use super::{Kind, place, remove};
use crate::books::{enter_illustrative_parameter, enter_illustrative_price};
use crate::engine::{Engine, Opening};
use crate::failure::{Failure, refuse};
use crate::meters::field::{Field, Making, ToPlace};
use crate::meters::served::HomeLoad;
use calendar::{Instant, SettlementDay};
use dlms::poll::Limits;
use guards::{Covers, FleetFact, LawfulBasis};
use params::PriceBasis;
use prepay::{Rates, TariffGroup};
use readings::Registers;
use serde_json::json;
use std::collections::BTreeMap;
use std::io::Write;
use std::time::{Duration, Instant as Clock};
use store::{Booking, NewMessage, Reading, Store};
use supply::{Cause, CommandKind, Lane, MeterCommand};
use timeline::Fact;
use units::{AccountId, Dso, Ean, Energy, MicroEuro, ObisCode};
use virtual_meters::Kind as MeterKind;

const DSO: Dso = Dso::Ores;
/// How long it is watched that no cut leaves once the switch is set.
const WATCHED: Duration = Duration::from_secs(10);
/// Where EANs of the bench begin, without their check digit.
const FIRST_EAN: u64 = 54_144_910_000_000_000;

/// Time releases while reads wait, and a stop while cuts leave.
#[derive(Debug, Clone, clap::Args)]
pub struct ReleaseBench {
    /// Homes that are cut and then pay.
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u32).range(2..=20_000))]
    pub homes: u32,
    /// Reads that wait.
    #[arg(long, default_value_t = 5_000)]
    pub reads: u32,
    /// Payments a second.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    pub per_s: u32,
    /// Associations open at once.
    #[arg(long, default_value_t = 64)]
    pub open: usize,
    #[arg(long, value_enum, default_value = "sqlite")]
    pub store: Kind,
    /// A database that may be filled; without it a temporary file, or that of DATABASE_URL.
    #[arg(long)]
    pub url: Option<String>,
}

/// What was measured.
#[derive(Debug)]
struct Figures {
    /// From the credit to the release that leaves, in microseconds, shortest first.
    releases_us: Vec<u128>,
    /// Reads that had not left when the first and the last payment came.
    reads_waiting: [usize; 2],
    /// The same when the stop was set, and when it had been watched.
    reads_at_stop: [usize; 2],
    cuts: usize,
    cuts_before_stop: usize,
    /// From the stop to the last cut that left after it; none is the wish.
    last_cut_us: Option<u128>,
}

pub fn run(bench: &ReleaseBench, as_json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let (url, temporary) = place(bench.store, bench.url.as_deref())?;
    let figures = measure(bench, &url);
    remove(&temporary);
    let figures = figures?;
    let at = |percent: usize| {
        let place = (figures.releases_us.len() * percent).div_ceil(100).saturating_sub(1);
        figures.releases_us.get(place).copied().unwrap_or(0) / 1_000
    };
    let (p50, p95, p99) = (at(50), at(95), at(99));
    let longest = figures.releases_us.last().copied().unwrap_or(0) / 1_000;
    let [first, last] = figures.reads_waiting;
    let [at_stop, watched] = figures.reads_at_stop;
    let (cuts, before) = (figures.cuts, figures.cuts_before_stop);
    let after_ms = figures.last_cut_us.map(|us| us / 1_000);
    if as_json {
        let line = json!({
            "bench": "release", "releases": figures.releases_us.len(), "p50_ms": p50, "p95_ms": p95,
            "p99_ms": p99, "longest_ms": longest, "reads_waiting_first": first,
            "reads_waiting_last": last, "cuts": cuts, "cuts_before_stop": before,
            "last_cut_after_stop_ms": after_ms, "reads_waiting_at_stop": at_stop,
            "reads_waiting_after_watch": watched, "watched_s": WATCHED.as_secs(),
        });
        writeln!(out, "{line}")?;
        return Ok(());
    }
    writeln!(
        out,
        "{} releases with {first} to {last} reads waiting: half left within {p50} ms of the credit, 95 % \
         {p95} ms, 99 % {p99} ms, all {longest} ms",
        figures.releases_us.len()
    )?;
    let after =
        after_ms.map_or("none after it".to_owned(), |ms| format!("the last {ms} ms after it"));
    writeln!(
        out,
        "stop switch, set by another connection with {at_stop} reads waiting and watched for {} s ({watched} \
         waited then): {before} of {cuts} cuts had left before it, {after}",
        WATCHED.as_secs(),
    )?;
    Ok(())
}

/// The engine, its meters, and the accounts that are cut.
struct World {
    engine: Engine,
    field: Field,
    homes: Vec<store::Account>,
    /// The time of the world when its clock began to run.
    base: Instant,
    began: Clock,
    /// Keys of messages that left, and when.
    left: BTreeMap<String, Clock>,
}

fn ean(number: u64) -> Result<Ean, Failure> {
    match Ean::with_check_digit(FIRST_EAN + number) {
        Some(ean) => Ok(ean),
        None => refuse("there are too many homes"),
    }
}

/// Prices, and bounds that let a night cut all homes of the bench at once.
fn books(store: &mut Store) -> Result<(), Failure> {
    let of = (DSO, Energy::Electricity, PriceBasis::Average);
    enter_illustrative_price(store, of, None, "0.40")?;
    for name in ["cut.breaker_abs", "cut.wave_auto_max"] {
        enter_illustrative_parameter(store, None, (name, "1000000"))?;
    }
    Ok(())
}

impl World {
    /// Homes that are cut at the end of the protected hours of a Wednesday, and others with credit.
    fn make(bench: &ReleaseBench, url: &str) -> Result<Self, Failure> {
        let mut store = Store::open(url)?;
        if store.count_accounts()? > 0 {
            return refuse("the database has accounts already; the benchmark wants an empty one");
        }
        books(&mut store)?;
        drop(store);
        let mut engine = Engine::open(url)?;
        if crate::seal::public_key(&mut engine.store)?.is_none() {
            crate::seal::seal(&mut engine.store, crate::seal::demo_key())?;
        }
        let first: SettlementDay = "2026-10-30".parse()?;
        let mut homes = Vec::new();
        for number in 0..u64::from(bench.homes) {
            homes.push(open(&mut engine, ean(number)?, first.start())?);
        }
        for day in 0..5_i32 {
            night(&mut engine, &homes, first.plus(day), day)?;
        }
        let base: Instant = "2026-11-04T07:59:59+01:00".parse()?;
        let mut places = Vec::new();
        for home in &homes {
            places.push(placed(home.ean, first.start()));
        }
        for number in 0..u64::from(bench.reads) {
            let ean = ean(u64::from(bench.homes) + number)?;
            open(&mut engine, ean, base)?;
            places.push(placed(ean, base));
        }
        let limits =
            Limits { open: bench.open, of_a_cell: bench.open, for_releases: 2, for_orders: 0 };
        let field = Field::make(&mut engine, places, &Making { limits, ..Making::new(1, base) })?;
        let (began, left) = (Clock::now(), BTreeMap::new());
        Ok(Self { engine, field, homes, base, began, left })
    }

    fn now(&self) -> Instant {
        let micros = i64::try_from(self.began.elapsed().as_micros()).unwrap_or(i64::MAX);
        Instant(self.base.0.saturating_add(micros))
    }

    /// One round of a worker: what is due by the clock, the outbox, and a while of hearing.
    fn round(&mut self) -> Result<(), Failure> {
        let now = self.now();
        self.engine.advance_due(DSO, now)?;
        let left = &mut self.left;
        self.field.round(&mut self.engine, now, &mut |line| {
            if let Some(rest) = line.strip_suffix(" leaves")
                && let Some(key) = rest.split(' ').next_back()
            {
                left.insert(key.to_owned(), Clock::now());
            }
        })?;
        Ok(())
    }

    /// When messages of a lane left, by key.
    fn left_of(&mut self, lane: Lane) -> Result<Vec<Clock>, Failure> {
        let mut times = Vec::new();
        let ids: Vec<AccountId> = self.homes.iter().map(|home| home.id).collect();
        for message in self.engine.store.messages(&ids)? {
            if message.lane == lane.number()
                && let Some(at) = self.left.get(&message.key)
            {
                times.push(*at);
            }
        }
        Ok(times)
    }
}

fn placed(ean: Ean, at: Instant) -> ToPlace {
    ToPlace {
        ean,
        dso: DSO,
        kind: MeterKind::SmartElectricity,
        at,
        load: HomeLoad::ByHand,
        behind: false,
    }
}

fn open(engine: &mut Engine, ean: Ean, at: Instant) -> Result<store::Account, Failure> {
    let zero =
        [ObisCode::IMPORT_PEAK, ObisCode::IMPORT_OFF_PEAK].map(|code| (code, "0".to_owned()));
    let opening = Opening {
        start: Fact::Activate { registers: zero.into_iter().collect() },
        protected: Vec::new(),
        basis: LawfulBasis::Request { id: "bench".to_owned() },
        answers: None,
        area: None,
        notices_are_facts: false,
        closing: None,
    };
    let group = TariffGroup { energy: Energy::Electricity, rates: Rates::Two };
    engine.open_account(ean, DSO, group, at, &opening)?;
    engine.account_of(ean)
}

/// 20 kWh a day; the credit ends with the fourth.
fn night(
    engine: &mut Engine,
    homes: &[store::Account],
    day: SettlementDay,
    before: i32,
) -> Result<(), Failure> {
    let midnight = day.next();
    let learnt_at = midnight.start().plus_min(1);
    let registers = Registers([20_000_000 * i64::from(before + 1), 0]);
    let readings: Vec<Reading> = homes
        .iter()
        .map(|home| Reading { midnight, account: home.id, registers, learnt_at })
        .collect();
    engine.store.record_readings(&readings)?;
    engine.settle(DSO, day, &mut Vec::new(), &mut |_| {})?;
    Ok(())
}

fn measure(bench: &ReleaseBench, url: &str) -> Result<Figures, Failure> {
    eprintln!("making {} homes and {} others", bench.homes, bench.reads);
    let mut world = World::make(bench, url)?;
    reads_wait(&mut world, bench.reads, "stop")?;
    let (stopped_at, reads_at_stop) = cut_and_stop(url, &mut world)?;
    let cuts_left = world.left_of(Lane::Cut)?;
    let cuts_before_stop = cuts_left.iter().filter(|at| **at <= stopped_at).count();
    let last = cuts_left.iter().filter(|at| **at > stopped_at).max();
    let last_cut_us = last.map(|at| at.duration_since(stopped_at).as_micros());
    let off = release_after_stop(&mut world)?;
    reads_wait(&mut world, bench.reads, "pay")?;
    let (releases_us, reads_waiting) = pay(bench, url, &mut world, &off)?;
    let cuts = off.len();
    Ok(Figures { releases_us, reads_waiting, reads_at_stop, cuts, cuts_before_stop, last_cut_us })
}

/// Reads that have not left.
fn waiting(world: &mut World) -> Result<usize, Failure> {
    let lanes = world.engine.store.lanes(world.now())?;
    let of_reads = lanes.iter().find(|lane| lane.lane == Lane::Scheduled.number());
    Ok(of_reads.map_or(0, |lane| usize::try_from(lane.count).unwrap_or(0)))
}

/// Orders leave; when a third have, somebody else sets the switch over a connection of their own, and the
/// worker, who is told nothing, goes on for [`WATCHED`]. Returns when the switch was in the books, and how
/// many reads waited then and in the end.
fn cut_and_stop(url: &str, world: &mut World) -> Result<(Clock, [usize; 2]), Failure> {
    let third = world.homes.len() / 3;
    let deadline = Clock::now() + Duration::from_secs(60);
    let cuts = |world: &World| world.left.keys().filter(|key| !key.contains(READ)).count();
    while cuts(world) < third && Clock::now() < deadline {
        world.round()?;
    }
    let at_stop = waiting(world)?;
    let mut desk = Engine::open(url)?;
    let (base, began) = (world.base, world.began);
    let desk = std::thread::spawn(move || -> Result<Clock, String> {
        let micros = i64::try_from(began.elapsed().as_micros()).unwrap_or(i64::MAX);
        let now = Instant(base.0.saturating_add(micros));
        let set = desk.record_fleet(DSO, None, &switch(true, "an"), now);
        set.map(|_| Clock::now()).map_err(|failure| failure.to_string())
    });
    while !desk.is_finished() {
        world.round()?;
    }
    let stopped_at = desk.join().map_err(|_| "the desk broke off".to_owned())??;
    while stopped_at.elapsed() < WATCHED {
        world.round()?;
    }
    Ok((stopped_at, [at_stop, waiting(world)?]))
}

fn switch(on: bool, by: &str) -> FleetFact {
    let (switch, by) = ("bench".to_owned(), by.to_owned());
    let covers = Covers { energy: Some(Energy::Electricity), area: None };
    if on {
        FleetFact::StopSet { switch, covers, by }
    } else {
        FleetFact::StopReleased { switch, by }
    }
}

/// Two people lift the switch, and all other homes are cut too. Returns those that are off.
fn release_after_stop(world: &mut World) -> Result<Vec<store::Account>, Failure> {
    for by in ["an", "bo"] {
        let now = world.now();
        world.engine.record_fleet(DSO, None, &switch(false, by), now)?;
    }
    let deadline = Clock::now() + Duration::from_secs(120);
    loop {
        world.round()?;
        let mut off = Vec::new();
        for home in world.homes.clone() {
            if world.engine.supply_of(home.id)? == Some(supply::SupplyState::Disconnected) {
                off.push(home);
            }
        }
        if off.len() == world.homes.len() || Clock::now() > deadline {
            return Ok(off);
        }
    }
}

/// How reads of the bench are called.
const READ: &str = "bench-read-";

/// A question for each of the other meters, of a round by this name.
fn reads_wait(world: &mut World, reads: u32, round: &str) -> Result<(), Failure> {
    let at = world.now();
    let mut bookings = Vec::new();
    let known: Vec<AccountId> = world.homes.iter().map(|home| home.id).collect();
    for account in
        world.engine.store.accounts(Some(DSO), None, usize::try_from(reads)? + known.len())?
    {
        if known.contains(&account.id) {
            continue;
        }
        let id = format!("{READ}{round}-{}", account.id);
        let command = MeterCommand::new(id, CommandKind::Read, Cause::Push, at, None);
        let mut booking = Booking::of(account.id);
        booking.messages.push(NewMessage {
            key: format!("command/{}", command.id),
            at,
            lane: command.kind.lane().number(),
            kind: "command".to_owned(),
            body: serde_json::to_string(&command)?,
        });
        bookings.push(booking);
    }
    world.engine.store.book_all(&bookings)?;
    Ok(())
}

/// One payment after the other, while the worker goes round.
fn pay(
    bench: &ReleaseBench,
    url: &str,
    world: &mut World,
    off: &[store::Account],
) -> Result<(Vec<u128>, [usize; 2]), Failure> {
    let mut counter = Engine::open(url)?;
    let amount: MicroEuro = "60.00".parse()?;
    let (base, began) = (world.base, world.began);
    let pause = Duration::from_secs(1) / bench.per_s;
    let (tell, told) = std::sync::mpsc::channel();
    let payers = off.to_vec();
    let shop = std::thread::spawn(move || -> Result<(), String> {
        for (number, home) in payers.iter().enumerate() {
            let micros = i64::try_from(began.elapsed().as_micros()).unwrap_or(i64::MAX);
            let now = Instant(base.0.saturating_add(micros));
            let (channel, id) = ("terminal".to_owned(), format!("bench-{number}"));
            let fact = Fact::TopUp { eur: amount, channel, id };
            counter.record(home, &fact, now).map_err(|failure| failure.to_string())?;
            tell.send((home.id, Clock::now())).map_err(|error| error.to_string())?;
            std::thread::sleep(pause);
        }
        Ok(())
    });
    let first = waiting(world)?;
    while !shop.is_finished() {
        world.round()?;
    }
    let last = waiting(world)?;
    shop.join().map_err(|_| "the shop broke off".to_owned())??;
    let credited: BTreeMap<AccountId, Clock> = told.into_iter().collect();
    let deadline = Clock::now() + Duration::from_secs(30);
    let mut releases = Vec::new();
    while releases.len() < credited.len() && Clock::now() < deadline {
        world.round()?;
        let ids: Vec<AccountId> = credited.keys().copied().collect();
        releases = Vec::new();
        for message in world.engine.store.messages(&ids)? {
            let Some(at) = credited.get(&message.account) else { continue };
            if message.lane == Lane::Release.number()
                && let Some(left) = world.left.get(&message.key)
            {
                releases.push(left.saturating_duration_since(*at).as_micros());
            }
        }
    }
    if releases.len() < credited.len() {
        return refuse(format!(
            "{} of {} releases never left",
            credited.len() - releases.len(),
            credited.len()
        ));
    }
    releases.sort_unstable();
    Ok((releases, [first, last]))
}
