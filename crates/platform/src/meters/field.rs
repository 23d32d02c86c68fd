//! Virtual meters of a world that is played: they answer over DLMS on loopback, and are read and ordered
//! through the same head-end, registry and outbox as any other. The world tells them the time.

use super::kept::{self, KeptMeters, Pace};
use super::orders::{Clock, Dispatcher, Log};
use super::poll;
use super::register::profiles;
use super::served::{
    HomeLoad, Knobs, MeterTime, Placing, Serving, VirtualMeter, keys_of, title_of,
};
use super::{Registry, secrets};
use crate::engine::Engine;
use crate::failure::Failure;
use crate::sealed::MasterKeys;
use crate::work;
use calendar::{Instant, SettlementDay};
use dlms::client::Timing;
use dlms::poll::{Limits, Poller};
use params::ParameterBook;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use store::{KeyState, Meter};
use timeline::EventLine;
use tokio::runtime::Runtime;
use units::{AccountId, Dso, Ean, Energy};
use virtual_meters::{Button, Draw, Kind, MeterSerial, Place};

/// Meters behind one port.
const ON_A_PORT: usize = 500;
/// The meters are near: one that does not answer at once is silent.
const TIMING: Timing = Timing {
    connect: Duration::from_millis(500),
    answer: Duration::from_millis(500),
    tries: 1,
    back_off: Duration::from_millis(1),
};
/// How far the numbers of meters that only speak for others are from those of the others.
const SPEAKERS: u64 = 500_000_000;
/// How long the worker takes to find what waits in the outbox.
const WORKER_S: i64 = 2;
/// A few meters are read at once, and nobody else will come.
const PACE: Pace = Pace { company: Duration::from_millis(2), lease: Duration::from_secs(10) };
/// How long a round of orders is waited for.
const ROUND: Duration = Duration::from_secs(60);
/// Seals the keys of virtual meters, which are no secret, where the installation has no master key.
const DEMO_MASTER_KEY: &str =
    "74697265 6c697265 64656d6f 74697265 6c697265 64656d6f 74697265 6c697265";
/// What people draw at most who are held to 10 A, and know it.
const WITHIN_THE_LIMIT_W: i32 = 2_200;

/// A meter that is not placed yet.
#[derive(Debug, Clone)]
pub struct ToPlace {
    pub ean: Ean,
    pub dso: Dso,
    pub kind: Kind,
    pub at: Instant,
    pub load: HomeLoad,
    /// A gas meter on the M-Bus of an electricity meter without an account, which speaks for it.
    pub behind: bool,
}

/// How a world is made.
#[derive(Debug, Clone, Copy)]
pub struct Making {
    /// Keys follow from it.
    pub seed: u64,
    /// When its time begins.
    pub from: Instant,
    pub limits: Limits,
}

impl Making {
    pub fn new(seed: u64, from: Instant) -> Self {
        Self { seed, from, limits: Limits { of_a_cell: 64, ..Limits::default() } }
    }
}

/// A meter of the world.
#[derive(Debug, Clone)]
struct InTheField {
    meter: VirtualMeter,
    load: HomeLoad,
    energy: Energy,
}

/// Meters, and the head-end that talks to them.
pub struct Field {
    time: MeterTime,
    meters: BTreeMap<Ean, InTheField>,
    dispatcher: Dispatcher<Registry>,
    poller: Arc<Poller>,
    kept: KeptMeters,
    request: poll::Request,
    runtime: Runtime,
    /// When the worker looks into the outbox next, if there may be something.
    leaves_at: Option<Instant>,
    /// Also what was put off is taken when it is due, such as the next question after a press.
    asks_often: bool,
    /// Served as long as it lives.
    _serving: Serving,
}

impl std::fmt::Debug for Field {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Field").field("meters", &self.meters.len()).finish_non_exhaustive()
    }
}

fn masters() -> Result<MasterKeys, Failure> {
    let own = MasterKeys::from_environment()?;
    if !own.is_empty() {
        return Ok(own);
    }
    Ok(MasterKeys::of(Some(&DEMO_MASTER_KEY.replace(' ', "")))?)
}

impl Field {
    /// Places meters, registers them, and serves them.
    pub fn begin(
        engine: &mut Engine,
        to_place: Vec<ToPlace>,
        seed: u64,
        from: Instant,
    ) -> Result<Self, Failure> {
        Self::make(engine, to_place, &Making::new(seed, from))
    }

    /// The same, with limits of its own.
    pub fn make(
        engine: &mut Engine,
        to_place: Vec<ToPlace>,
        &Making { seed, from, limits }: &Making,
    ) -> Result<Self, Failure> {
        let (time, book) = (MeterTime::told(from), ParameterBook::shipped()?);
        let (mut meters, mut served, mut rows) = (BTreeMap::new(), Vec::new(), Vec::new());
        for (serial, ToPlace { ean, dso, kind, at, load, behind }) in (1_u64..).zip(to_place) {
            let serial = MeterSerial(serial);
            let place = Place { serial, dso, ..Place::new(kind, at) };
            let mut placing = Placing::new(place, time.clone())?;
            placing.load = load.clone();
            let (profile, energy) = (placing.profile.name.clone(), placing.profile.energy);
            let meter = VirtualMeter::place(placing, &book)?;
            let speaker = behind.then(|| MeterSerial(serial.0 + SPEAKERS));
            served.push(match speaker {
                None => meter.served(&keys_of(seed, serial)),
                Some(own) => {
                    let place =
                        Place { serial: own, dso, ..Place::new(Kind::SmartElectricity, at) };
                    let speaker = VirtualMeter::place(Placing::new(place, time.clone())?, &book)?;
                    speaker.served_with(&keys_of(seed, own), std::slice::from_ref(&meter))
                }
            });
            rows.push((serial, speaker, ean, dso, at, profile));
            meters.insert(ean, InTheField { meter, load, energy });
        }
        let serving = Serving::begin(served, ([127, 0, 0, 1], 0).into(), ON_A_PORT)?;
        let masters = masters()?;
        let (mut registered, mut keys) = (Vec::new(), Vec::new());
        for ((serial, speaker, ean, dso, placed_at, profile), place) in
            rows.into_iter().zip(serving.places())
        {
            let name = serial.to_string();
            let called = speaker.unwrap_or(serial);
            let own = keys_of(seed, called);
            keys.push(secrets::seal(&masters, &called.to_string(), KeyState::Current, &own)?);
            registered.push(Meter {
                serial: name,
                placed_at,
                removed_at: None,
                dso,
                ean,
                energy: meters.get(&ean).map_or(Energy::Electricity, |known| known.energy),
                profile,
                place: place.address.to_string(),
                hdlc_physical: None,
                server: Some(place.server),
                cell: "loopback".to_owned(),
                title: Some(title_of(called).to_string()),
                read_midnight: None,
                behind: speaker.map(|speaker| speaker.to_string()),
            });
        }
        engine.store.place_meters(&registered, false)?;
        engine.store.add_meter_keys(&keys)?;
        let kept = KeptMeters::at_pace(engine.store.another()?, masters, PACE)?;
        let head_end = kept.head_end(kept::title(&mut engine.store)?, TIMING);
        let poller = Arc::new(Poller::new(head_end, limits));
        let told = time.clone();
        let clock: Clock = Arc::new(move || told.now());
        let profiles = profiles(None)?;
        let registry = Registry::of(profiles.clone());
        let dispatcher = Dispatcher::new(Arc::clone(&poller), registry, Arc::clone(&clock));
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let request = poll::Request {
            day: from.day(),
            quarters: None,
            slow: TIMING.answer,
            profiles: Arc::new(profiles),
            clock,
        };
        Ok(Self {
            time,
            meters,
            dispatcher,
            poller,
            kept,
            request,
            runtime,
            leaves_at: None,
            asks_often: false,
            _serving: serving,
        })
    }

    /// Reads the midnight that ends `day` from every meter of an operator, at `at`; those of `silent` do
    /// not answer.
    pub fn collect(
        &mut self,
        engine: &mut Engine,
        dso: Dso,
        day: SettlementDay,
        at: Instant,
        silent: &[Ean],
    ) -> Result<poll::Report, Failure> {
        self.time.tell(at);
        for ean in silent {
            self.hush(*ean, true);
        }
        let request = poll::Request { day, ..self.request.clone() };
        let (poller, kept) = (&self.poller, Some(&self.kept));
        let report = poll::collect(engine, &self.runtime, poller, kept, dso, &request, &mut |_| {});
        for ean in silent {
            self.hush(*ean, false);
        }
        report
    }

    fn hush(&self, ean: Ean, silent: bool) {
        if let Some(known) = self.meters.get(&ean) {
            known.meter.set_knobs(Knobs { silent, ..Knobs::default() });
        }
    }

    /// A world of few meters need not skip the questions whether somebody has pressed.
    pub fn asks_as_often_as_a_worker(&mut self) {
        self.asks_often = true;
    }

    /// Something was done at `at`; the worker finds what follows a little later.
    pub fn something_may_leave(&mut self, at: Instant) {
        self.leaves_at.get_or_insert(at.plus_s(WORKER_S));
    }

    /// Does the first thing that is due up to `until`, by the clock of the timelines or for the meters,
    /// and returns what was said; `None` if nothing is, or if it waits for a night that is still to come.
    pub fn step(
        &mut self,
        engine: &mut Engine,
        dso: Dso,
        until: Instant,
    ) -> Result<Option<Vec<(AccountId, EventLine)>>, Failure> {
        let due = engine.next_due(dso)?.filter(|due| *due <= until);
        let put_off = if self.asks_often { engine.store.next_message_due()? } else { None };
        // What is new is found by the worker; only what it put off has a time of its own.
        let put_off = put_off.filter(|due| *due > self.time.now());
        let leaves = put_off.into_iter().chain(self.leaves_at).min().filter(|at| *at <= until);
        if let Some(at) = due.filter(|due| leaves.is_none_or(|leaves| *due < leaves)) {
            self.time.tell(at);
            let said = engine.advance_due(dso, at)?;
            if engine.next_due(dso)? != Some(at) {
                self.something_may_leave(at);
                return Ok(Some(said));
            }
        }
        let Some(at) = leaves else { return Ok(None) };
        self.leaves_at = None;
        self.carry(engine, at.max(self.time.now())).map(Some)
    }

    /// Brings what waits in the outbox to the meters at `at`, and what follows from it, until nothing is
    /// due. Returns what was said.
    pub fn carry(
        &mut self,
        engine: &mut Engine,
        at: Instant,
    ) -> Result<Vec<(AccountId, EventLine)>, Failure> {
        self.time.tell(at);
        let mut said = Vec::new();
        loop {
            let taken = {
                let _inside = self.runtime.enter();
                work::deliver(engine, at, Some(&mut self.dispatcher), &mut |_| {})?
            };
            let heard = self.dispatcher.hear(&self.runtime, engine, ROUND, &mut |_| {});
            said.extend(heard);
            if taken == 0 {
                return Ok(said);
            }
        }
    }

    /// One round of a worker whose time is `at`: takes what is due, and hears for a tenth of a second.
    pub fn round(
        &mut self,
        engine: &mut Engine,
        at: Instant,
        log: Log<'_>,
    ) -> Result<Vec<(AccountId, EventLine)>, Failure> {
        self.time.tell(at);
        {
            let _inside = self.runtime.enter();
            work::deliver(engine, at, Some(&mut self.dispatcher), log)?;
        }
        Ok(self.dispatcher.hear(&self.runtime, engine, work::IDLE, log))
    }

    /// Somebody holds the button under the arrow as long as it takes. The head-end asks at once: it hears
    /// of it by the alarm that a meter sends.
    pub fn press(
        &mut self,
        engine: &mut Engine,
        account: &store::Account,
        at: Instant,
    ) -> Result<(), Failure> {
        self.time.tell(at);
        let Some(known) = self.meters.get(&account.ean) else { return Ok(()) };
        // What became due meanwhile comes first.
        known.meter.events();
        let button = match known.energy {
            Energy::Electricity => Button::Green,
            Energy::Gas => Button::UnderArrow,
        };
        known.meter.press(button, PRESS_S);
        engine.hurry_questions(account.id, at).map(|_| ())
    }

    /// People who are held to 10 A draw no more than it bears.
    pub fn keep_within_limit(&self, ean: Ean, limited: bool) {
        let Some(known) = self.meters.get(&ean) else { return };
        let load = known.load.clone();
        let capped = || HomeLoad::Capped { of: Box::new(load.clone()), watt: WITHIN_THE_LIMIT_W };
        known.meter.set_load(if limited { capped() } else { load.clone() });
    }

    /// What is plugged in at a home from now on.
    pub fn plug_in(&self, ean: Ean, draw: Draw) {
        if let Some(known) = self.meters.get(&ean) {
            let always = vec![(self.time.now(), draw)];
            known.meter.set_load(HomeLoad::Given(Arc::new(virtual_meters::Profile::new(always))));
        }
    }

    /// Time passes around the meters.
    pub fn tell(&self, at: Instant) {
        self.time.tell(at);
    }

    /// What time it is in this world.
    pub fn now(&self) -> Instant {
        self.time.now()
    }

    /// A page of one of the meters, to be looked at and pressed. Returns its address.
    pub fn page(&self, ean: Ean) -> Result<Option<String>, Failure> {
        let Some(known) = self.meters.get(&ean) else { return Ok(None) };
        super::web::beside(Box::new(known.meter.clone()), self.time.clone()).map(Some)
    }

    /// One of the meters, to be looked at and pressed.
    pub fn meter(&self, ean: Ean) -> Option<VirtualMeter> {
        self.meters.get(&ean).map(|known| known.meter.clone())
    }
}

/// Longer than the button has to be held.
const PRESS_S: u16 = 5;
