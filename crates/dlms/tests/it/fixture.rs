//! A small meter behind the trait, and a world with one head-end.

use calendar::Instant;
use dlms::client::{Association, HeadEnd, MeterAddress, TcpDial, Timing, Urgency};
use dlms::face::{EachRow, Fleet, MeterModel, ServedModel, Written};
use dlms::link::Framing;
use dlms::{DlmsError, InMemory, MeterKeys, Obis, Profile, Role, SecretKey, SystemTitle};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use supply::{ControlState, Lane};
use tokio::net::TcpStream;

pub fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

pub fn obis(text: &str) -> Obis {
    text.parse().unwrap()
}

pub fn profile(name: &str) -> Profile {
    let shipped = Profile::shipped().unwrap();
    Profile::clone(shipped.iter().find(|profile| profile.name == name).unwrap())
}

/// What a test may look at and turn.
#[derive(Debug)]
pub struct Inside {
    pub now: Instant,
    pub state: ControlState,
    pub limit: i64,
    pub holes: BTreeSet<Instant>,
    pub written: Vec<String>,
    pub stuck: bool,
    pub serial: Option<String>,
    pub tests: bool,
    /// Its last one has seen gas flow.
    pub saw_gas: bool,
}

/// A meter that takes 1 Wh a second on tariff 1 since 2026 began, and 2 of a unit each on the others.
#[derive(Debug, Clone)]
pub struct Model(pub Arc<Mutex<Inside>>, Vec<Obis>);

pub const START: &str = "2026-01-01T00:00:00+01:00";

impl Model {
    pub fn new(now: Instant, profile: &Profile) -> Self {
        let columns = profile.object(Role::LoadProfile).and_then(|object| object.capture.clone());
        let columns = columns.unwrap().columns.iter().skip(1).map(|column| column.obis).collect();
        let state = ControlState::Connected;
        let inside = Inside {
            now,
            state,
            limit: 999,
            holes: BTreeSet::new(),
            written: Vec::new(),
            stuck: false,
            serial: None,
            tests: false,
            saw_gas: false,
        };
        Self(Arc::new(Mutex::new(inside)), columns)
    }

    pub fn value(obis: Obis, when: Instant) -> i64 {
        let seconds = when.seconds_since(at(START));
        match obis.code().to_string().as_str() {
            "1.8.1" => seconds,
            "32.7.0" => 2_347,
            _ => 1_000_000 + 2 * seconds,
        }
    }
}

impl MeterModel for Model {
    fn serial(&self) -> Option<String> {
        self.0.lock().unwrap().serial.clone()
    }

    fn now(&self) -> Instant {
        self.0.lock().unwrap().now
    }

    fn register(&self, obis: Obis) -> Option<i64> {
        Some(Self::value(obis, self.now()))
    }

    fn captured_at(&self, _: Obis) -> Instant {
        self.now().plus_min(-10)
    }

    fn rows(&self, role: Role, from: Instant, to: Instant, each: EachRow<'_>) {
        let inside = self.0.lock().unwrap();
        let last = to.min(inside.now);
        let first = from.max(inside.now.plus_h(-24 * 8));
        let mut next = match role {
            Role::DailyProfile => first.day().start(),
            _ => Instant::from_unix_s(first.unix_s().div_euclid(900) * 900),
        };
        while next <= last {
            if next >= first && !inside.holes.contains(&next) {
                let values: Vec<_> = self.1.iter().map(|obis| Self::value(*obis, next)).collect();
                each(next, &values);
            }
            next = match role {
                Role::DailyProfile => next.day().next().start(),
                _ => next.plus_min(15),
            };
        }
    }

    fn control_state(&self) -> ControlState {
        self.0.lock().unwrap().state
    }

    fn tests_for_leaks(&self) -> bool {
        self.0.lock().unwrap().tests
    }

    fn leak_was_seen(&self) -> bool {
        self.0.lock().unwrap().saw_gas
    }

    fn disconnect(&mut self) -> bool {
        let mut inside = self.0.lock().unwrap();
        if !inside.stuck {
            inside.state = ControlState::Disconnected;
        }
        true
    }

    fn make_ready(&mut self) -> bool {
        self.0.lock().unwrap().state = ControlState::ReadyForReconnection;
        true
    }

    fn limit_ampere(&self) -> i64 {
        self.0.lock().unwrap().limit
    }

    fn written(&mut self, what: Written<'_>) -> bool {
        let mut inside = self.0.lock().unwrap();
        match &what {
            Written::Clock(now) => inside.now = *now,
            Written::LimitAmpere(ampere) => inside.limit = *ampere,
            _ => {}
        }
        inside.written.push(format!("{what:?}"));
        true
    }
}

pub const ID: &str = "METER-1";
pub const NOW: &str = "2026-03-10T10:07:00+01:00";

pub fn keys(generation: u32, seed: u8) -> MeterKeys {
    MeterKeys {
        generation,
        encryption: SecretKey::new([seed; 16]),
        authentication: SecretKey::new([seed.wrapping_add(1); 16]),
        master: Some(SecretKey::new([seed.wrapping_add(2); 16])),
    }
}

/// One meter, and a head-end that knows its keys.
pub struct World {
    pub model: Model,
    pub served: Arc<ServedModel>,
    /// Serves as long as it lives.
    _fleet: Fleet,
    pub kept: Arc<InMemory>,
    pub head_end: HeadEnd,
    pub meter: MeterAddress,
    pub dial: TcpDial,
}

/// The head-end believes in `ours`; the meter is of `theirs`.
pub async fn world_of(ours: Profile, theirs: Profile) -> World {
    let model = Model::new(at(NOW), &theirs);
    let title = SystemTitle(*b"TIR\0\0\0\0\x01");
    let boxed = Box::new(model.clone());
    let served = ServedModel::new(Arc::new(theirs), title, Some(keys(1, 7)), boxed);
    let meters = vec![Arc::clone(&served)];
    let fleet = Fleet::serve(meters, "127.0.0.1:0".parse().unwrap(), 1).await.unwrap();
    let kept = Arc::new(InMemory::default());
    kept.put(ID, keys(1, 7));
    let timing = Timing {
        connect: Duration::from_secs(5),
        answer: Duration::from_secs(5),
        tries: 3,
        back_off: Duration::from_millis(10),
    };
    let head_end = HeadEnd {
        keys: kept.clone(),
        counters: kept.clone(),
        title: SystemTitle(*b"HES\0\0\0\0\x09"),
        timing,
    };
    let framing = Framing::Wrapper;
    let meter = MeterAddress { id: ID.to_owned(), profile: Arc::new(ours), framing, server: None };
    let dial = TcpDial(fleet.places()[0].address.to_string());
    World { model, served, _fleet: fleet, kept, head_end, meter, dial }
}

/// An electricity meter that speaks for gas meter 4711, for whoever believes in the gas meter.
pub async fn world_behind() -> (World, Model) {
    let (own, gas) = (profile("be-single-phase"), profile("be-gas-mbus"));
    let mut world = world_of(gas.clone(), own.clone()).await;
    let behind = Model::new(at(NOW), &gas);
    behind.0.lock().unwrap().serial = Some("4711".to_owned());
    let (title, boxed) = (world.served.title(), Box::new(world.model.clone()));
    let others: Vec<(_, Box<dyn MeterModel>)> = vec![(Arc::new(gas), Box::new(behind.clone()))];
    let keys = Some(keys(1, 7));
    world.served = ServedModel::speaking(Arc::new(own), title, keys, boxed, others);
    let meters = vec![Arc::clone(&world.served)];
    world._fleet = Fleet::serve(meters, "127.0.0.1:0".parse().unwrap(), 1).await.unwrap();
    world.dial = TcpDial(world._fleet.places()[0].address.to_string());
    (world, behind)
}

pub async fn world() -> World {
    world_of(profile("be-single-phase"), profile("be-single-phase")).await
}

impl World {
    pub async fn associate(&self) -> Result<Association<TcpStream>, DlmsError> {
        let lane = Lane::Scheduled;
        self.head_end.associate(&self.meter, &self.dial, lane, Urgency::default()).await
    }

    pub fn inside(&self) -> std::sync::MutexGuard<'_, Inside> {
        self.model.0.lock().unwrap()
    }
}
