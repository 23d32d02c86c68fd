//! Virtual meters behind the protocol: one state each, which a hand at the buttons and a head-end over
//! DLMS share. Registers come from the meter's counters, stored rows from its quarter-hours, the state
//! of the supply from its switch or valve; time from a [`MeterTime`], load from a [`HomeLoad`].

mod chance;
mod keys;
mod knobs;
mod load;
mod model;
mod registry;
mod rows;
mod serving;
#[cfg(test)]
mod tests;
mod time;

pub use chance::mixed;
pub use keys::{keys_of, title_of};
pub use knobs::Knobs;
pub use load::{HomeDays, HomeLoad, Household, MeasuredHome};
pub use registry::{RegistryRow, registry};
pub use serving::Serving;
pub use time::MeterTime;

use crate::failure::{Failure, refuse};
use calendar::Instant;
use chance::Dice;
use dlms::face::{MeterModel, ServedModel};
use dlms::{MeterKeys, Obis, Profile, Role, Scale, SecretKey};
use params::ParameterBook;
use rows::StoredRows;
use std::collections::VecDeque;
use std::fmt;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;
use virtual_meters::{
    Act, Button, By, Card, Event, Happening, Kind, MeterSerial, Place, Said, Screen, Site, Stand,
    StandError,
};

/// Days of quarter-hours, or of hours, that a meter keeps.
const DAYS_KEPT: usize = 14;
/// Midnights.
const MIDNIGHTS_KEPT: usize = 400;
/// What happened and nobody has looked at yet.
const UNSEEN: usize = 32;

/// A meter to be placed and served.
#[derive(Debug, Clone)]
pub struct Placing {
    pub place: Place,
    /// What the head-end believes it is; a knob may make the meter another one.
    pub profile: Arc<Profile>,
    pub time: MeterTime,
    pub load: HomeLoad,
    pub knobs: Knobs,
    /// Of what is lost, late and missing.
    pub seed: u64,
}

impl Placing {
    /// A meter without faults, on the profile of its kind, with nothing plugged in.
    /// Errors: a card meter is not served.
    pub fn new(place: Place, time: MeterTime) -> Result<Self, Failure> {
        let profile = profile_of(place.kind, place.three_phase)?;
        let (load, knobs, seed) = (HomeLoad::ByHand, Knobs::default(), place.serial.0);
        Ok(Self { place, profile, time, load, knobs, seed })
    }
}

/// The shipped profile of a kind. Errors: a card meter hears nothing from afar.
pub fn profile_of(kind: Kind, three_phase: bool) -> Result<Arc<Profile>, Failure> {
    let name = match (kind, three_phase) {
        (Kind::SmartElectricity, false) => "be-single-phase",
        (Kind::SmartElectricity, true) => "be-three-phase",
        (Kind::SmartGas, _) => "be-gas-mbus",
        (Kind::CardElectricity | Kind::CardGas, _) => {
            return refuse(format!("a {kind} meter hears nothing from afar"));
        }
    };
    match Profile::shipped()?.into_iter().find(|profile| profile.name == name) {
        Some(profile) => Ok(profile),
        None => refuse(format!("profile `{name}` is not shipped")),
    }
}

/// A virtual meter that can be served. Copies are the same meter.
#[derive(Clone)]
pub struct VirtualMeter {
    profile: Arc<Profile>,
    inside: Arc<Mutex<Inside>>,
}

struct Inside {
    stand: Stand,
    time: MeterTime,
    /// How far this meter is ahead of the time, because somebody let time pass before it.
    skipped_us: i64,
    load: HomeLoad,
    knobs: Knobs,
    dice: Dice,
    quarters: Stored,
    midnights: Stored,
    unseen: VecDeque<Event>,
    written: model::Shown,
    untold: VecDeque<Tells>,
    wakes: Arc<Notify>,
}

/// What a meter sends by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tells {
    /// How its supply stands, as an event.
    Supply,
    /// The values that its profile lists.
    Values,
}

impl Tells {
    /// What somebody at the meter did, or the network; what a head-end ordered it knows already.
    fn of(what: Happening) -> Option<Self> {
        match what {
            Happening::Switched { by: By::Order, .. } => None,
            Happening::Switched { .. } | Happening::LeakTestStarted | Happening::FlowSeen => {
                Some(Self::Supply)
            }
            Happening::Network { there: true } => Some(Self::Values),
            _ => None,
        }
    }
}

/// Rows of one profile, and which registers stand in them.
struct Stored {
    period_s: i64,
    columns: Vec<(Obis, Scale)>,
    rows: StoredRows,
    /// The quarter-hour that ended last.
    last: Option<Happening>,
}

impl fmt::Debug for VirtualMeter {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let serial = self.lock().stand.meter().serial();
        formatter.debug_struct("VirtualMeter").field("serial", &serial).finish_non_exhaustive()
    }
}

impl VirtualMeter {
    /// Places a meter. Errors: parameters of the day that are missing, or a profile that stores what a
    /// virtual meter does not.
    pub fn place(placing: Placing, book: &ParameterBook) -> Result<Self, Failure> {
        let Placing { mut place, profile, time, load, knobs, seed } = placing;
        if knobs.clock_s != 0 || knobs.drift_ppm != 0 {
            (place.clock_ahead_s, place.drift_ppm) = (knobs.clock_s, knobs.drift_ppm);
        }
        let profile = knobs.profile(&profile);
        let inside = Inside {
            stand: Stand::new(place.meter(book)?),
            time,
            skipped_us: 0,
            load,
            knobs,
            dice: Dice::new(seed),
            quarters: Stored::of(&profile, Role::LoadProfile)?,
            midnights: Stored::of(&profile, Role::DailyProfile)?,
            unseen: VecDeque::new(),
            written: model::Shown::default(),
            untold: VecDeque::new(),
            wakes: Arc::new(Notify::new()),
        };
        Ok(Self { profile, inside: Arc::new(Mutex::new(inside)) })
    }

    /// The meter as a DLMS server; `keys` are what the head-end has.
    pub fn served(&self, keys: &MeterKeys) -> Arc<ServedModel> {
        self.served_with(keys, &[])
    }

    /// The same of a meter that speaks for gas meters on its M-Bus.
    pub fn served_with(&self, keys: &MeterKeys, others: &[Self]) -> Arc<ServedModel> {
        let (serial, knobs) = {
            let inside = self.lock();
            (inside.serial(), inside.knobs)
        };
        let mut keys = keys.clone();
        if knobs.wrong_key {
            let mut other = *keys.encryption.expose();
            other.iter_mut().for_each(|byte| *byte = !*byte);
            keys.encryption = SecretKey::new(other);
        }
        let profile = Arc::clone(&self.profile);
        let others = others.iter().map(|other| -> (Arc<Profile>, Box<dyn MeterModel>) {
            (Arc::clone(&other.profile), Box::new(other.clone()))
        });
        let (title, own) = (title_of(serial), Box::new(self.clone()));
        ServedModel::speaking(profile, title, Some(keys), own, others.collect())
    }

    /// A button is held for so long; what happened is told, and stays unseen for [`Self::events`].
    pub fn press(&self, button: Button, held_s: u16) {
        let mut inside = self.lock();
        inside.catch_up();
        let events = inside.stand.meter_mut().press(button, held_s);
        inside.absorb(events);
    }

    /// Another load from now on.
    pub fn set_load(&self, load: HomeLoad) {
        let mut inside = self.lock();
        inside.catch_up();
        inside.load = load;
        // An open appliance is seen at once: it ends a leak test.
        let now = inside.stand.meter().now();
        inside.advance(now);
    }

    /// Other faults of the line from now on. The clock, keys, number and profile stay as they were
    /// placed.
    pub fn set_knobs(&self, knobs: Knobs) {
        self.lock().knobs = knobs;
    }

    /// Counts up to now, and tells what happened that nobody has seen, at most the last 32. Quarter-hours
    /// are not told.
    pub fn events(&self) -> Vec<Event> {
        let mut inside = self.lock();
        inside.catch_up();
        inside.unseen.drain(..).collect()
    }

    /// Wakes whoever brings to a head-end what the meter tells.
    fn wakes(&self) -> Arc<Notify> {
        Arc::clone(&self.lock().wakes)
    }

    /// What is to be told now, and where.
    fn tells(&self) -> Vec<(Tells, SocketAddr)> {
        let mut inside = self.lock();
        inside.catch_up();
        let to = inside.knobs.push;
        let untold: Vec<Tells> = inside.untold.drain(..).collect();
        untold.into_iter().filter_map(|tells| Some((tells, to?))).collect()
    }

    pub fn screen(&self) -> Screen {
        self.seen().screen()
    }

    fn lock(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Site for VirtualMeter {
    fn seen(&self) -> Stand {
        let mut inside = self.lock();
        inside.catch_up();
        inside.stand.clone()
    }

    fn act(&mut self, act: &Act) -> Result<Said, StandError> {
        let mut inside = self.lock();
        inside.catch_up();
        inside.act(act)?;
        let events = inside.unseen.drain(..).collect();
        Ok(Said { events, screen: inside.stand.screen() })
    }

    fn is_shared(&self) -> bool {
        true
    }

    fn take(&mut self, card: Card) -> Option<Card> {
        self.lock().stand.take(card)
    }

    fn give(&mut self) -> Option<Card> {
        self.lock().stand.give()
    }
}

impl Inside {
    /// The number that the meter says: with a knob that of the meter that was hung in its place.
    fn serial(&self) -> MeterSerial {
        let serial = self.stand.meter().serial();
        if self.knobs.other_serial {
            MeterSerial(serial.0.wrapping_add(900_000_000))
        } else {
            serial
        }
    }

    fn catch_up(&mut self) {
        let now = Instant(self.time.now().0.saturating_add(self.skipped_us));
        if now > self.stand.meter().now() {
            self.advance(now);
        }
    }

    fn advance(&mut self, to: Instant) {
        let events = match &mut self.load {
            HomeLoad::ByHand => {
                let mut draw = self.stand.draw();
                self.stand.advance_under(to, &mut draw)
            }
            load => self.stand.advance_under(to, load),
        };
        self.absorb(events);
    }

    fn act(&mut self, act: &Act) -> Result<(), StandError> {
        let now = self.stand.meter().now();
        match act {
            Act::Wait { seconds } => self.skip_to(now.plus_s(*seconds)),
            Act::Until { at } => self.skip_to(*at),
            act => {
                if matches!(act, Act::Load(_)) {
                    self.load = HomeLoad::ByHand;
                }
                let said = self.stand.act(act)?;
                self.absorb(said.events);
            }
        }
        Ok(())
    }

    fn skip_to(&mut self, to: Instant) {
        let ahead_us = to.0.saturating_sub(self.stand.meter().now().0).max(0);
        self.skipped_us = self.skipped_us.saturating_add(ahead_us);
        self.advance(to);
    }

    /// Keeps rows of what happened, and the rest for whoever looks.
    fn absorb(&mut self, events: Vec<Event>) {
        for event in events {
            if let Some(tells) = Tells::of(event.what).filter(|_| self.knobs.push.is_some()) {
                self.untold.truncate(UNSEEN - 1);
                self.untold.push_back(tells);
                self.wakes.notify_one();
            }
            match event.what {
                Happening::QuarterHour { ended, .. } | Happening::QuarterVolume { ended, .. } => {
                    if ended.unix_s().rem_euclid(self.quarters.period_s) == 0 {
                        self.quarters.keep(ended, event.what);
                    }
                    // A midnight is told after the quarter-hour that ends with it.
                    self.midnights.last = Some(event.what);
                }
                Happening::Midnight { ended } => {
                    if let Some(at_quarter) = self.midnights.last {
                        self.midnights.keep(ended.next().start(), at_quarter);
                    }
                }
                _ => {
                    if self.unseen.len() >= UNSEEN {
                        self.unseen.pop_front();
                    }
                    self.unseen.push_back(event);
                }
            }
        }
    }
}
