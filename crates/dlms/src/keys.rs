//! Keys of meters and the counters under them: who keeps them is behind traits.

use crate::error::KeepError;
use std::collections::BTreeMap;
use std::fmt;
use std::pin::Pin;
use std::sync::Mutex;

/// The eight bytes by which a device is known in every nonce: three letters of the maker, and more.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SystemTitle(pub [u8; 8]);

impl fmt::Display for SystemTitle {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(formatter, "{byte:02X}"))
    }
}

impl fmt::Debug for SystemTitle {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SystemTitle({self})")
    }
}

/// A key of 128 bits. It prints as stars and is overwritten when it is dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretKey([u8; 16]);

impl SecretKey {
    pub fn new(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// A new key from the system's chance. Errors: there is none.
    pub fn generate() -> Result<Self, KeepError> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes)
            .map_err(|_| KeepError::new("there is no chance to make a key of"))?;
        Ok(Self(bytes))
    }

    /// For whoever seals it, or hands it to a cipher.
    pub fn expose(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SecretKey(***)")
    }
}

impl Drop for SecretKey {
    fn drop(&mut self) {
        self.0 = std::hint::black_box([0; 16]);
    }
}

/// The keys of one meter. A generation counts from 1; a rotation makes the next one, and each has
/// counters of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeterKeys {
    pub generation: u32,
    /// Global unicast encryption key.
    pub encryption: SecretKey,
    pub authentication: SecretKey,
    /// Key-encrypting key: it wraps new ones and never changes by a rotation.
    pub master: Option<SecretKey>,
}

/// The keys that a meter may have: those it had, and those that were sent to it and not yet proven.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownKeys {
    pub current: MeterKeys,
    /// Kept before they are sent, so that whatever happens meanwhile one of the two opens the meter.
    pub pending: Option<MeterKeys>,
}

/// An answer of whoever keeps things: it may have to wait for a disk, and must not hold up a thread that
/// talks to other meters meanwhile.
pub type Keeping<'a, T> = Pin<Box<dyn Future<Output = Result<T, KeepError>> + Send + 'a>>;

/// Keeps keys, sealed at rest. One meter is rotated by one task at a time.
pub trait KeyStore: Send + Sync {
    /// `None` for a meter without keys.
    fn keys<'a>(&'a self, meter: &'a str) -> Keeping<'a, Option<KnownKeys>>;

    /// Keeps new keys beside the current ones; durable when it is done.
    fn propose<'a>(&'a self, meter: &'a str, keys: &'a MeterKeys) -> Keeping<'a, ()>;

    /// The pending keys opened the meter: they are the current ones now.
    fn confirm<'a>(&'a self, meter: &'a str, generation: u32) -> Keeping<'a, ()>;
}

/// Keeps invocation counters: the nonce of each APDU, which may never come twice under one key.
pub trait CounterStore: Send + Sync {
    /// Takes `count` counters that nobody had, none below `at_least`, and gives the first. Durable when
    /// it is done: after a crash what was taken and not used is lost, never used again.
    fn reserve<'a>(
        &'a self,
        meter: &'a str,
        generation: u32,
        at_least: u32,
        count: u32,
    ) -> Keeping<'a, u32>;

    /// The highest counter heard from the meter under this generation; `None` before the first.
    fn heard<'a>(&'a self, meter: &'a str, generation: u32) -> Keeping<'a, Option<u32>>;

    /// Keeps that `highest` was heard: a recording of it is refused from now on, after a restart too.
    fn keep_heard<'a>(&'a self, meter: &'a str, generation: u32, highest: u32) -> Keeping<'a, ()>;

    /// Takes the meter for one association, before every process that keeps counters in the same place;
    /// `false` while another has it. Two at once would overtake each other's counters. Whoever dies with a
    /// meter loses it after a while. Where no other process is, it is free. Source: MT-08.
    fn hold<'a>(&'a self, _meter: &'a str) -> Keeping<'a, bool> {
        at_once(Ok(true))
    }

    /// Lets a meter go that was taken. Whatever is kept after this is kept no earlier.
    fn let_go(&self, _meter: &str) {}
}

/// The next counter to take, and the highest heard.
type OfGeneration = (u32, Option<u32>);

/// Keys and counters in memory: for tests and the bench. A restart would repeat nonces.
#[derive(Debug, Default)]
pub struct InMemory {
    keys: Mutex<BTreeMap<String, KnownKeys>>,
    counters: Mutex<BTreeMap<(String, u32), OfGeneration>>,
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

impl InMemory {
    pub fn put(&self, meter: &str, keys: MeterKeys) {
        let known = KnownKeys { current: keys, pending: None };
        locked(&self.keys).insert(meter.to_owned(), known);
    }
}

/// Memory has its answer at once.
fn at_once<'a, T: Send + 'a>(done: Result<T, KeepError>) -> Keeping<'a, T> {
    Box::pin(std::future::ready(done))
}

impl InMemory {
    fn propose_now(&self, meter: &str, keys: &MeterKeys) -> Result<(), KeepError> {
        let mut all = locked(&self.keys);
        let known = all.get_mut(meter).ok_or_else(|| KeepError::new("the meter has no keys"))?;
        known.pending = Some(keys.clone());
        Ok(())
    }

    fn confirm_now(&self, meter: &str, generation: u32) -> Result<(), KeepError> {
        let mut all = locked(&self.keys);
        let known = all.get_mut(meter).ok_or_else(|| KeepError::new("the meter has no keys"))?;
        match known.pending.take() {
            Some(pending) if pending.generation == generation => {
                known.current = pending;
                Ok(())
            }
            other => {
                known.pending = other;
                Err(KeepError::new("there are no such pending keys"))
            }
        }
    }

    fn reserve_now(&self, key: (String, u32), at_least: u32, count: u32) -> Result<u32, KeepError> {
        let mut all = locked(&self.counters);
        let (next, _) = all.entry(key).or_insert((1, None));
        let first = (*next).max(at_least).max(1);
        *next = first.checked_add(count).ok_or_else(KeepError::exhausted)?;
        Ok(first)
    }
}

impl KeyStore for InMemory {
    fn keys<'a>(&'a self, meter: &'a str) -> Keeping<'a, Option<KnownKeys>> {
        at_once(Ok(locked(&self.keys).get(meter).cloned()))
    }

    fn propose<'a>(&'a self, meter: &'a str, keys: &'a MeterKeys) -> Keeping<'a, ()> {
        at_once(self.propose_now(meter, keys))
    }

    fn confirm<'a>(&'a self, meter: &'a str, generation: u32) -> Keeping<'a, ()> {
        at_once(self.confirm_now(meter, generation))
    }
}

impl CounterStore for InMemory {
    fn reserve<'a>(
        &'a self,
        meter: &'a str,
        generation: u32,
        at_least: u32,
        count: u32,
    ) -> Keeping<'a, u32> {
        at_once(self.reserve_now((meter.to_owned(), generation), at_least, count))
    }

    fn heard<'a>(&'a self, meter: &'a str, generation: u32) -> Keeping<'a, Option<u32>> {
        let key = (meter.to_owned(), generation);
        at_once(Ok(locked(&self.counters).get(&key).and_then(|(_, heard)| *heard)))
    }

    fn keep_heard<'a>(&'a self, meter: &'a str, generation: u32, highest: u32) -> Keeping<'a, ()> {
        let mut all = locked(&self.counters);
        let (_, heard) = all.entry((meter.to_owned(), generation)).or_insert((1, None));
        *heard = Some(heard.map_or(highest, |known| known.max(highest)));
        at_once(Ok(()))
    }
}
