//! One home, one meter behind a bad line, and the worker between them.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod bad_line;
mod evening;
mod seeds;

use super::{Clock, Dispatcher, Line, Reach};
use crate::engine::Engine;
use crate::failure::Failure;
use crate::testing::{empty, instant, nights, open_with};
use bad_line::{Faults, Through};
use calendar::Instant;
use dlms::client::{HeadEnd, MeterAddress, Timing};
use dlms::face::{EachRow, MeterModel, ServedModel, Written};
use dlms::link::Framing;
use dlms::poll::{Limits, Poller};
use dlms::{InMemory, MeterKeys, Obis, Profile, Role, SecretKey, SystemTitle};
use guards::{Covers, FleetFact};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;
use store::Store;
use supply::{ControlState, SupplyState};
use timeline::Fact;
use units::{AccountId, Dso, Energy};

const METER: &str = "METER-1";

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
    /// How often a balance was written to its display.
    shown: u32,
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

    fn did(&self, state: ControlState, what: &'static str) -> bool {
        let mut inside = self.inside();
        inside.state = state;
        inside.done.push(((self.clock)(), what));
        true
    }
}

impl MeterModel for Model {
    fn now(&self) -> Instant {
        (self.clock)()
    }

    fn register(&self, _: Obis) -> Option<i64> {
        Some(0)
    }

    fn rows(&self, _: Role, _: Instant, _: Instant, _: EachRow<'_>) {}

    fn control_state(&self) -> ControlState {
        self.inside().state
    }

    fn disconnect(&mut self) -> bool {
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
        if let Written::DisplayBalanceCents(_) = what {
            self.inside().shown += 1;
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

/// The one meter, whoever asks.
struct OneMeter {
    served: Arc<ServedModel>,
    profile: Arc<Profile>,
    faults: Arc<Mutex<Faults>>,
}

impl Reach for OneMeter {
    type Dial = Through;

    fn line(&self, _: &mut Store, _: AccountId) -> Result<Option<Line<Through>>, Failure> {
        let framing = Framing::Hdlc { physical: 17 };
        let (id, profile) = (METER.to_owned(), Arc::clone(&self.profile));
        let meter = MeterAddress { id, profile, framing, server: None };
        let dial = Through { served: Arc::clone(&self.served), faults: Arc::clone(&self.faults) };
        Ok(Some(Line { cell: "cell".to_owned(), meter, dial }))
    }
}

/// An account whose credit is exhausted since the night of Monday 2 November 2026, its meter and its
/// worker; on Wednesday at 08:00 protected hours end. Time is tokio's, which stands still between tests'
/// waits.
struct World {
    engine: Engine,
    account: store::Account,
    model: Model,
    faults: Arc<Mutex<Faults>>,
    served: Arc<ServedModel>,
    poller: Arc<Poller>,
    field: Dispatcher<OneMeter>,
    clock: Clock,
    log: Vec<String>,
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
        let (base, started) = (instant(from), tokio::time::Instant::now());
        let clock: Clock = Arc::new(move || {
            Instant(base.0 + i64::try_from(started.elapsed().as_micros()).unwrap())
        });
        let mut engine = empty("sqlite::memory:");
        let account = open_with(&mut engine, None, protected);
        // Who is protected pays half for each, and uses twice as many.
        let times = if protected { 2 } else { 1 };
        let days = [("2026-10-30", 20), ("2026-10-31", 40), ("2026-11-01", 60)];
        for (day, kwh) in days.into_iter().chain([("2026-11-02", 80), ("2026-11-03", 100)]) {
            nights(&mut engine, &[(account.id, kwh * times)], day);
        }
        let inside = Inside {
            state: ControlState::Connected,
            limit: 999,
            done: Vec::new(),
            stuck: false,
            breaks: false,
            shown: 0,
        };
        let faults = Arc::new(Mutex::new(Faults::none(seed)));
        let model = Model {
            inside: Arc::new(Mutex::new(inside)),
            faults: Arc::clone(&faults),
            clock: Arc::clone(&clock),
        };
        let profile = profile("be-single-phase");
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
        let reach = OneMeter {
            served: Arc::clone(&served),
            profile: Arc::clone(&profile),
            faults: Arc::clone(&faults),
        };
        let field = Dispatcher::new(Arc::clone(&poller), reach, Arc::clone(&clock));
        Self { engine, account, model, faults, served, poller, field, clock, log: Vec::new() }
    }

    fn now(&self) -> Instant {
        (self.clock)()
    }

    /// A worker that begins again: whatever the old one was doing, nobody hears of it.
    fn restart(&mut self) {
        let reach = OneMeter {
            served: Arc::clone(&self.served),
            profile: profile("be-single-phase"),
            faults: Arc::clone(&self.faults),
        };
        self.field = Dispatcher::new(Arc::clone(&self.poller), reach, Arc::clone(&self.clock));
    }

    /// One round of the worker, and `seconds` of hearing.
    async fn round(&mut self, seconds: u64) {
        let until = tokio::time::Instant::now() + Duration::from_secs(seconds);
        let now = self.now();
        self.engine.advance_due(Dso::Ores, now).unwrap();
        let mut lines = Vec::new();
        let mut log = |line: String| lines.push(line);
        crate::work::deliver(&mut self.engine, now, Some(&mut self.field), &mut log).unwrap();
        while let Some(heard) = self.field.next(until).await {
            self.field.act(&mut self.engine, heard, &mut log).unwrap();
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
        let covers = Covers { energy: Some(Energy::Electricity), area: None };
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

    /// Somebody holds the green button if the arrow blinks.
    fn press(&self) -> bool {
        let ready = self.model.inside().state == ControlState::ReadyForReconnection;
        ready && self.model.did(ControlState::Connected, "pressed")
    }

    fn supply(&mut self) -> SupplyState {
        let now = self.now();
        self.engine.supply_of(self.account.id, now).unwrap().unwrap()
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
