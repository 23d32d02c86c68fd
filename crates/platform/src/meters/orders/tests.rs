//! One home, one meter behind a bad line, and the worker between them.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod bad_line;
mod evening;
mod fairness;
mod review;
mod seeds;

use super::{Clock, Dispatcher, Line, Reach};
use crate::books::{Books, enter_price};
use crate::engine::{Engine, Opening};
use crate::failure::Failure;
use crate::testing::{empty, empty_with, instant, nights, open_with};
use bad_line::{Faults, Through};
use calendar::{Instant, SettlementDay};
use dlms::client::{HeadEnd, Identity, MeterAddress, Timing};
use dlms::face::{EachRow, MeterModel, ServedModel, Written};
use dlms::link::Framing;
use dlms::poll::{Limits, Poller};
use dlms::{InMemory, MeterKeys, Obis, Profile, Role, SecretKey, Security, SystemTitle};
use guards::{Covers, FleetFact, LawfulBasis};
use params::{PriceBasis, PriceVersion};
use prepay::{Rates, TariffGroup};
use readings::Registers;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;
use store::{Book, Reading, Store};
use supply::{ControlState, SupplyState};
use timeline::Fact;
use units::{AccountId, Dso, Energy, ObisCode};

const METER: &str = "METER-1";
/// Of a gas meter. Source: MT-10.
const LEAK_TEST_S: i64 = 720;

/// What a test may look at and turn.
#[derive(Debug)]
struct Inside {
    state: ControlState,
    limit: i64,
    /// What the meter did, and when.
    done: Vec<(Instant, &'static str)>,
    /// It takes an order to cut and does not do it.
    stuck: bool,
    /// As it is cut, the line loses all that it says.
    breaks: bool,
    /// How often a balance was written to its display, and the last one, in cents.
    shown: u32,
    cents: i32,
    /// A gas meter tests for leaks before its valve opens; since when.
    tests: bool,
    /// What it calls itself.
    number: String,
    testing_since: Option<Instant>,
    /// Its last test ended as gas flowed.
    saw_gas: bool,
}

/// A meter that keeps what it was told, by the clock of the test.
#[derive(Clone)]
struct Model {
    inside: Arc<Mutex<Inside>>,
    faults: Arc<Mutex<Faults>>,
    clock: Clock,
}

impl Model {
    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap()
    }

    /// The leak test ends by itself.
    fn tested(&self) {
        let now = (self.clock)();
        let passed = |since: Instant| now.seconds_since(since) >= LEAK_TEST_S;
        let since = self.inside().testing_since;
        if since.is_some_and(passed) {
            self.inside().testing_since = None;
            self.did(ControlState::Connected, "pressed");
        }
    }

    fn did(&self, state: ControlState, what: &'static str) -> bool {
        let mut inside = self.inside();
        inside.state = state;
        inside.done.push(((self.clock)(), what));
        true
    }
}

impl MeterModel for Model {
    fn serial(&self) -> Option<String> {
        Some(self.inside().number.clone())
    }

    fn now(&self) -> Instant {
        (self.clock)()
    }

    fn register(&self, _: Obis) -> Option<i64> {
        Some(0)
    }

    fn rows(&self, _: Role, _: Instant, _: Instant, _: EachRow<'_>) {}

    fn control_state(&self) -> ControlState {
        self.tested();
        self.inside().state
    }

    fn tests_for_leaks(&self) -> bool {
        self.tested();
        self.inside().testing_since.is_some()
    }

    fn leak_was_seen(&self) -> bool {
        self.inside().saw_gas
    }

    fn disconnect(&mut self) -> bool {
        self.inside().testing_since = None;
        self.inside().saw_gas = false;
        if self.inside().breaks {
            self.faults.lock().unwrap().answers_lost = 1_000;
        }
        self.inside().stuck || self.did(ControlState::Disconnected, "off")
    }

    fn make_ready(&mut self) -> bool {
        self.did(ControlState::ReadyForReconnection, "ready")
    }

    fn limit_ampere(&self) -> i64 {
        self.inside().limit
    }

    fn written(&mut self, what: Written<'_>) -> bool {
        if let Written::DisplayBalanceCents(cents) = what {
            self.inside().shown += 1;
            self.inside().cents = cents;
        }
        if let Written::LimitAmpere(ampere) = what {
            let mut inside = self.inside();
            inside.limit = ampere;
            inside.done.push(((self.clock)(), if ampere == 999 { "unlimit" } else { "limit" }));
            if inside.breaks {
                self.faults.lock().unwrap().answers_lost = 1_000;
            }
        }
        true
    }
}

/// Where meters hang.
#[derive(Debug, Default)]
struct Cells {
    /// Each order to this account is to a meter of its own, which says nothing, in the cell `silent`.
    dead: Option<AccountId>,
    called: u64,
    /// The one meter hangs there too.
    with_the_dead: bool,
}

/// The one meter, whoever asks.
struct OneMeter {
    served: Arc<ServedModel>,
    profile: Arc<Profile>,
    faults: Arc<Mutex<Faults>>,
    cells: Arc<Mutex<Cells>>,
}

impl Reach for OneMeter {
    type Dial = Through;

    fn line(&self, _: &mut Store, account: AccountId) -> Result<Option<Line<Through>>, Failure> {
        let mut cells = self.cells.lock().unwrap();
        let dead = cells.dead == Some(account);
        cells.called += u64::from(dead);
        let id = if dead { format!("DEAD-{}", cells.called) } else { METER.to_owned() };
        let cell = if dead || cells.with_the_dead { "silent" } else { "cell" };
        let framing = Framing::Hdlc { physical: 17 };
        let profile = Arc::clone(&self.profile);
        let meter = MeterAddress { id, profile, framing, server: None };
        let mut dial =
            Through { served: Arc::clone(&self.served), faults: Arc::clone(&self.faults) };
        if dead {
            let mut faults = Faults::none(1);
            faults.unreachable = true;
            dial.faults = Arc::new(Mutex::new(faults));
        }
        let who = Identity { serial: METER.to_owned(), title: None, device: None };
        Ok(Some(Line { cell: cell.to_owned(), meter, who, dial }))
    }
}

/// An account whose credit is exhausted since the night of Monday 2 November 2026, its meter and its
/// worker; on Wednesday at 08:00 protected hours end. Time is tokio's, which stands still between tests'
/// waits.
struct World {
    engine: Engine,
    /// Of a worker beside the first one, on the same database.
    second: Option<(Engine, Dispatcher<OneMeter>)>,
    profile: Arc<Profile>,
    account: store::Account,
    model: Model,
    faults: Arc<Mutex<Faults>>,
    served: Arc<ServedModel>,
    cells: Arc<Mutex<Cells>>,
    poller: Arc<Poller>,
    field: Dispatcher<OneMeter>,
    clock: Clock,
    log: Vec<String>,
}

/// Whose home it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Home {
    Plain,
    /// Limited, not cut.
    Protected,
    Gas,
}

/// The same home on gas: 20 m³ a day are 8.00 EUR.
fn gas_home(url: &str) -> (Engine, store::Account) {
    let mut engine = empty_with(url, &[("gas.energy_factor", "10")]);
    for (basis, price) in [(PriceBasis::Average, "0.04"), (PriceBasis::Social, "0.04")] {
        let price = PriceVersion {
            version: 0,
            dso: Dso::Ores,
            energy: Energy::Gas,
            basis,
            register: None,
            from: "2020-01-01".parse().unwrap(),
            price: price.parse().unwrap(),
            recorded_at: Instant(0),
            entered_by: "first".into(),
            approved_by: None,
            source: "test".into(),
        };
        let number = enter_price(&mut engine.store, &price).unwrap();
        engine.store.approve(Book::Prices, number, "second").unwrap();
    }
    engine.books = Books::load(&mut engine.store).unwrap();
    let ean = "541449533740681244".parse().unwrap();
    let opening = Opening {
        start: Fact::Activate { registers: [(ObisCode::GAS_VOLUME, "0".to_owned())].into() },
        protected: Vec::new(),
        basis: LawfulBasis::Request { id: "R-1".into() },
        answers: None,
        area: Some("Huy".into()),
        closing: None,
        notices_are_facts: false,
    };
    let group = TariffGroup { energy: Energy::Gas, rates: Rates::Single };
    let at = instant("2026-10-30T00:00:00+01:00");
    engine.open_account(ean, Dso::Ores, group, at, &opening).unwrap();
    let account = engine.account_of(ean).unwrap();
    (engine, account)
}

fn gas_night(engine: &mut Engine, account: &store::Account, day: &str, m3: i64) {
    let day: SettlementDay = day.parse().unwrap();
    let midnight = day.next();
    let reading = Reading {
        midnight,
        account: account.id,
        registers: Registers([m3 * 1_000, 0]),
        learnt_at: midnight.start().plus_min(1),
    };
    engine.store.record_readings(&[reading]).unwrap();
    engine.settle(Dso::Ores, day, &mut Vec::new(), &mut |_| {}).unwrap();
}

fn profile(name: &str) -> Arc<Profile> {
    let shipped = Profile::shipped().unwrap();
    Arc::new(Profile::clone(shipped.iter().find(|profile| profile.name == name).unwrap()))
}

fn keys() -> MeterKeys {
    let key = |seed| SecretKey::new([seed; 16]);
    MeterKeys { generation: 1, encryption: key(7), authentication: key(8), master: None }
}

impl World {
    fn new(from: &str, seed: u64) -> Self {
        Self::of(from, seed, false)
    }

    /// The same with a holder who is protected or not.
    fn of(from: &str, seed: u64, protected: bool) -> Self {
        let home = if protected { Home::Protected } else { Home::Plain };
        Self::built(from, seed, home, "sqlite::memory:")
    }

    fn built(from: &str, seed: u64, home: Home, url: &str) -> Self {
        let (base, started) = (instant(from), tokio::time::Instant::now());
        let clock: Clock = Arc::new(move || {
            Instant(base.0 + i64::try_from(started.elapsed().as_micros()).unwrap())
        });
        let (mut engine, account) = match home {
            Home::Gas => gas_home(url),
            Home::Plain | Home::Protected => {
                let mut engine = empty(url);
                let account = open_with(&mut engine, None, home == Home::Protected);
                (engine, account)
            }
        };
        // Who is protected pays half for each, and uses twice as many.
        let times = if home == Home::Protected { 2 } else { 1 };
        let days = [("2026-10-30", 20), ("2026-10-31", 40), ("2026-11-01", 60)];
        for (day, kwh) in days.into_iter().chain([("2026-11-02", 80), ("2026-11-03", 100)]) {
            match home {
                Home::Gas => gas_night(&mut engine, &account, day, kwh),
                Home::Plain | Home::Protected => {
                    nights(&mut engine, &[(account.id, kwh * times)], day);
                }
            }
        }
        let inside = Inside {
            state: ControlState::Connected,
            limit: 999,
            done: Vec::new(),
            stuck: false,
            breaks: false,
            shown: 0,
            cents: 0,
            tests: home == Home::Gas,
            number: METER.to_owned(),
            testing_since: None,
            saw_gas: false,
        };
        let faults = Arc::new(Mutex::new(Faults::none(seed)));
        let model = Model {
            inside: Arc::new(Mutex::new(inside)),
            faults: Arc::clone(&faults),
            clock: Arc::clone(&clock),
        };
        let name = if home == Home::Gas { "be-gas-mbus" } else { "be-single-phase" };
        let profile = profile(name);
        let boxed = Box::new(model.clone());
        let title = SystemTitle(*b"TIR\0\0\0\0\x01");
        let served = ServedModel::new(Arc::clone(&profile), title, Some(keys()), boxed);
        let kept = Arc::new(InMemory::default());
        kept.put(METER, keys());
        let timing = Timing {
            connect: Duration::from_secs(5),
            answer: Duration::from_secs(5),
            tries: 2,
            back_off: Duration::from_secs(1),
        };
        let title = SystemTitle(*b"HES\0\0\0\0\x09");
        let head_end = HeadEnd { keys: kept.clone(), counters: kept, title, timing };
        let poller = Arc::new(Poller::new(head_end, Limits::default()));
        let cells = Arc::new(Mutex::new(Cells::default()));
        let reach = OneMeter {
            served: Arc::clone(&served),
            profile: Arc::clone(&profile),
            faults: Arc::clone(&faults),
            cells: Arc::clone(&cells),
        };
        let field = Dispatcher::new(Arc::clone(&poller), reach, Arc::clone(&clock));
        let (second, log) = (None, Vec::new());
        Self {
            engine,
            second,
            profile,
            account,
            model,
            faults,
            served,
            cells,
            poller,
            field,
            clock,
            log,
        }
    }

    /// A meter without keys, which calls itself by this number.
    fn plain(from: &str, number: &str) -> Self {
        let mut world = Self::new(from, 1);
        world.model.inside().number = number.to_owned();
        let profile = Profile { security: Security::Plain, ..Profile::clone(&world.profile) };
        world.profile = Arc::new(profile);
        let (title, boxed) = (SystemTitle(*b"TIR\0\0\0\0\x01"), Box::new(world.model.clone()));
        world.served = ServedModel::new(Arc::clone(&world.profile), title, None, boxed);
        world.restart();
        world
    }

    fn dispatcher(&self) -> Dispatcher<OneMeter> {
        let reach = OneMeter {
            served: Arc::clone(&self.served),
            profile: Arc::clone(&self.profile),
            faults: Arc::clone(&self.faults),
            cells: Arc::clone(&self.cells),
        };
        Dispatcher::new(Arc::clone(&self.poller), reach, Arc::clone(&self.clock))
    }

    /// A second worker on the same database.
    fn second_worker(&mut self) {
        let mut store = self.engine.store.another().unwrap();
        let books = Books::load(&mut store).unwrap();
        let engine = Engine::over(store, books);
        self.second = Some((engine, self.dispatcher()));
    }

    fn now(&self) -> Instant {
        (self.clock)()
    }

    /// A worker that begins again: whatever the old one was doing, nobody hears of it.
    fn restart(&mut self) {
        self.field = self.dispatcher();
    }

    /// One round of the worker, and `seconds` of hearing.
    async fn round(&mut self, seconds: u64) {
        let until = tokio::time::Instant::now() + Duration::from_secs(seconds);
        let now = self.now();
        self.engine.advance_due(Dso::Ores, now).unwrap();
        let mut lines = Vec::new();
        let mut log = |line: String| lines.push(line);
        crate::work::deliver(&mut self.engine, now, Some(&mut self.field), &mut log).unwrap();
        let Some((engine, field)) = &mut self.second else {
            while let Some(heard) = self.field.next(until).await {
                self.field.act(&mut self.engine, heard, &mut log).unwrap();
            }
            self.log.append(&mut lines);
            tokio::time::sleep_until(until).await;
            return;
        };
        engine.advance_due(Dso::Ores, now).unwrap();
        crate::work::deliver(engine, now, Some(field), &mut log).unwrap();
        // Both hear, in turns of a second.
        while tokio::time::Instant::now() < until {
            let turn = (tokio::time::Instant::now() + Duration::from_secs(1)).min(until);
            while let Some(heard) = self.field.next(turn).await {
                self.field.act(&mut self.engine, heard, &mut log).unwrap();
            }
            while let Some(heard) = field.next(turn).await {
                field.act(engine, heard, &mut log).unwrap();
            }
            tokio::time::sleep_until(turn).await;
        }
        self.log.append(&mut lines);
        tokio::time::sleep_until(until).await;
    }

    async fn live_until(&mut self, to: &str) {
        let to = instant(to);
        while self.now() < to {
            self.round(5).await;
        }
    }

    fn pay(&mut self, eur: &str, id: &str) {
        let eur = eur.parse().unwrap();
        let fact = Fact::TopUp { eur, channel: "terminal".into(), id: id.into() };
        let now = self.now();
        self.engine.record(&self.account, &fact, now).unwrap();
    }

    fn told(&mut self, fact: &Fact) {
        let now = self.now();
        self.engine.record(&self.account, fact, now).unwrap();
    }

    fn stop(&mut self, on: bool) {
        let now = self.now();
        let covers = Covers { energy: Some(self.account.group.energy), area: None };
        let switch = "S".to_owned();
        if on {
            let set = FleetFact::StopSet { switch, covers, by: "an".into() };
            self.engine.record_fleet(Dso::Ores, None, &set, now).unwrap();
        } else {
            for by in ["an", "bo"] {
                let switch = switch.clone();
                let released = FleetFact::StopReleased { switch, by: by.into() };
                self.engine.record_fleet(Dso::Ores, None, &released, now).unwrap();
            }
        }
    }

    /// Somebody holds the button if the arrow blinks; at a gas meter that begins its test.
    fn press(&self) -> bool {
        let ready = self.model.control_state() == ControlState::ReadyForReconnection;
        if ready && self.model.inside().tests {
            let (now, mut inside) = (self.now(), self.model.inside());
            inside.saw_gas = false;
            inside.testing_since.get_or_insert(now);
            return true;
        }
        ready && self.model.did(ControlState::Connected, "pressed")
    }

    fn supply(&mut self) -> SupplyState {
        self.engine.supply_of(self.account.id).unwrap().unwrap()
    }

    /// Names of the timeline's events, all its life.
    fn names(&mut self) -> Vec<String> {
        let derived = self.engine.derive(std::slice::from_ref(&self.account)).unwrap();
        let mut timeline = derived.into_iter().next().unwrap().timeline;
        let outputs = timeline.take_outputs();
        let events = outputs.iter().filter_map(|output| match output {
            timeline::Output::Event(line) => Some(line.event.clone()),
            timeline::Output::Day(_) => None,
        });
        events.collect()
    }

    /// Orders and questions that are still in the outbox.
    fn commands_waiting(&mut self) -> usize {
        let messages = self.engine.store.messages(&[self.account.id]).unwrap();
        let waits = |one: &&store::Message| one.kind == "command" && one.delivered_at.is_none();
        messages.iter().filter(waits).count()
    }

    /// When the worker said yes to a cut or a limit.
    fn cuts_left_at(&mut self) -> Vec<Instant> {
        let messages = self.engine.store.messages(&[self.account.id]).unwrap();
        let lane = supply::Lane::Cut.number();
        let cuts: BTreeSet<String> =
            messages.into_iter().filter(|one| one.lane == lane).map(|one| one.key).collect();
        let leaving = self.log.iter().filter_map(|line| {
            let (at, rest) = line.strip_suffix(" leaves")?.split_once(' ')?;
            cuts.contains(rest.split(' ').next_back()?).then(|| instant(at))
        });
        leaving.collect()
    }

    fn done(&self) -> Vec<&'static str> {
        self.model.inside().done.iter().map(|(_, what)| *what).collect()
    }
}
