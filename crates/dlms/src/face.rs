//! The meter's side: what a model of a meter has, served as a DLMS meter would.
//!
//! A model implements [`MeterModel`]; its profile says which objects it shows. Associations, keys,
//! counters and blocks are ours. Many meters live in one process: an association costs two buffers
//! while it is open, a meter at rest its model and some hundred bytes.

mod fleet;
mod objects;
mod push;
mod rows;
mod table;

pub use fleet::{Fleet, FleetError, ServedAt};
pub use push::Pushing;

use crate::engine::ServerState;
use crate::keys::{MeterKeys, SystemTitle};
use crate::obis::Obis;
use crate::profile::{Attribute, Profile, Role};
use crate::value::Value;
use calendar::Instant;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use supply::ControlState;

/// What is written into a meter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Written<'a> {
    Clock(Instant),
    LimitAmpere(i64),
    DisplayTime(Instant),
    DisplayBalanceCents(i32),
    DisplayEmergencyCents(i32),
    Message(&'a [u8]),
    /// A calendar of this name is in force.
    Calendar(&'a [u8]),
}

/// A row that a model hands out: when, and its values, raw as in the registers.
pub type EachRow<'a> = &'a mut dyn FnMut(Instant, &[i64]);

/// How a meter, or the line to it, treats one question over the wrapper. What is not plain answering is
/// for a bad world of tests and demonstrations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Conduct {
    #[default]
    Answers,
    /// The question does not arrive.
    Deaf,
    /// It is done, and the answer leaves so much later.
    Late(Duration),
    /// It is done, and the answer is lost.
    Mute,
    /// It is done, and the connection breaks before the answer leaves.
    HangsUp,
    /// The answer comes twice.
    Repeats,
    /// In place of the answer comes the one before it.
    Replays,
}

/// What a meter has. Values are raw: `10^scaler` of the unit of the profile.
pub trait MeterModel: Send {
    /// The meter's own clock.
    fn now(&self) -> Instant;

    /// The number on its plate, as its device name says it; the system title without one.
    fn serial(&self) -> Option<String> {
        None
    }

    /// Asked for each question that comes.
    fn conduct(&mut self) -> Conduct {
        Conduct::Answers
    }

    /// A meter that begins its counters anew with each association, as none should.
    fn forgets_counters(&self) -> bool {
        false
    }

    /// `None` if it has no such register.
    fn register(&self, obis: Obis) -> Option<i64>;

    /// When the device behind a register was heard; the clock for the meter's own.
    fn captured_at(&self, _obis: Obis) -> Instant {
        self.now()
    }

    /// Rows of a profile in order of time, `from` and `to` included, columns as in the profile without
    /// the clock.
    fn rows(&self, role: Role, from: Instant, to: Instant, each: EachRow<'_>);

    fn control_state(&self) -> ControlState;

    /// A gas meter whose leak test is running.
    fn tests_for_leaks(&self) -> bool {
        false
    }

    /// Its last leak test has seen gas flow, none has begun since, and its valve was not shut since.
    fn leak_was_seen(&self) -> bool {
        false
    }

    /// Opens the breaker or shuts the valve. False if it cannot.
    fn disconnect(&mut self) -> bool;

    /// Makes ready for a person's press. False if it cannot. There is no way to close from here.
    fn make_ready(&mut self) -> bool;

    fn limit_ampere(&self) -> i64;

    /// Takes what was written. False if it does not fit.
    fn written(&mut self, what: Written<'_>) -> bool;
}

/// One meter in a fleet.
#[derive(Debug)]
pub struct ServedModel {
    profile: Arc<Profile>,
    title: SystemTitle,
    /// An association is open: a second one would use the same counters.
    taken: AtomicBool,
    inner: Mutex<Inner>,
}

struct Inner {
    model: Box<dyn MeterModel>,
    /// Meters that this one speaks for, by their channel on M-Bus.
    channels: BTreeMap<u8, Box<dyn MeterModel>>,
    keys: Option<MeterKeys>,
    state: ServerState,
    /// What was written and has no place in the model.
    kept: BTreeMap<Attribute, Value>,
}

impl std::fmt::Debug for Inner {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Inner").field("state", &self.state).finish_non_exhaustive()
    }
}

impl Inner {
    /// The meter that an object is of.
    fn of(&self, obis: Obis) -> &dyn MeterModel {
        let behind = self.channels.get(&obis.channel());
        behind.map_or(self.model.as_ref(), |model| model.as_ref())
    }

    fn of_mut(&mut self, obis: Obis) -> &mut dyn MeterModel {
        match self.channels.get_mut(&obis.channel()) {
            Some(behind) => behind.as_mut(),
            None => self.model.as_mut(),
        }
    }
}

impl ServedModel {
    /// Without keys it speaks plain.
    pub fn new(
        profile: Arc<Profile>,
        title: SystemTitle,
        keys: Option<MeterKeys>,
        model: Box<dyn MeterModel>,
    ) -> Arc<Self> {
        Self::speaking(profile, title, keys, model, Vec::new())
    }

    /// The same of a meter that speaks for others on M-Bus: each has the objects of its channel in the
    /// profile of its kind, and the keys, counters and associations of the one that speaks.
    pub fn speaking(
        profile: Arc<Profile>,
        title: SystemTitle,
        keys: Option<MeterKeys>,
        model: Box<dyn MeterModel>,
        others: Vec<(Arc<Profile>, Box<dyn MeterModel>)>,
    ) -> Arc<Self> {
        let (mut profile, mut channels) = (profile, BTreeMap::new());
        for (of_other, model) in others {
            let mut both = Profile::clone(&profile);
            let behind = of_other.objects.iter().filter(|object| object.obis.channel() > 0);
            for object in behind {
                both.objects.push(object.clone());
            }
            let channel = of_other.objects.iter().map(|object| object.obis.channel()).max();
            channels.insert(channel.unwrap_or(0), model);
            profile = Arc::new(both);
        }
        let (state, kept) = (ServerState::default(), BTreeMap::new());
        let inner = Mutex::new(Inner { model, channels, keys, state, kept });
        Arc::new(Self { profile, title, taken: AtomicBool::new(false), inner })
    }

    pub fn title(&self) -> SystemTitle {
        self.title
    }

    /// Does something with the model, as a person at the meter would.
    pub fn with_model<T>(&self, act: impl FnOnce(&mut dyn MeterModel) -> T) -> T {
        act(self.lock().model.as_mut())
    }

    /// The last counter this meter used and the highest it took.
    pub fn counters(&self) -> (u32, Option<u32>) {
        let state = self.lock().state;
        (state.counter, state.heard.map(|(_, heard)| heard))
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn generation(&self) -> u32 {
        self.lock().keys.as_ref().map_or(0, |keys| keys.generation)
    }

    /// The one seat for an association; `None` while another is open.
    fn take_seat(self: &Arc<Self>) -> Option<Seat> {
        let free = !self.taken.swap(true, Ordering::AcqRel);
        free.then(|| Seat(Arc::clone(self)))
    }
}

/// Held while an association is open.
#[derive(Debug)]
struct Seat(Arc<ServedModel>);

impl Drop for Seat {
    fn drop(&mut self) {
        self.0.taken.store(false, Ordering::Release);
    }
}
