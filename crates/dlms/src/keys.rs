//! Keys of meters and the counters under them: who keeps them is behind traits.

use crate::error::KeepError;
use std::collections::BTreeMap;
use std::fmt;
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

/// Keeps keys, sealed at rest. One meter is rotated by one task at a time.
pub trait KeyStore: Send + Sync {
    /// `None` for a meter without keys.
    fn keys(&self, meter: &str) -> Result<Option<KnownKeys>, KeepError>;

    /// Keeps new keys beside the current ones; durable when it returns.
    fn propose(&self, meter: &str, keys: &MeterKeys) -> Result<(), KeepError>;

    /// The pending keys opened the meter: they are the current ones now.
    fn confirm(&self, meter: &str, generation: u32) -> Result<(), KeepError>;
}

/// Keeps invocation counters: the nonce of each APDU, which may never come twice under one key.
pub trait CounterStore: Send + Sync {
    /// Takes `count` counters that nobody had, none below `at_least`, and gives the first. Durable when
    /// it returns: after a crash what was taken and not used is lost, never used again.
    fn reserve(
        &self,
        meter: &str,
        generation: u32,
        at_least: u32,
        count: u32,
    ) -> Result<u32, KeepError>;

    /// The highest counter heard from the meter under this generation; `None` before the first.
    fn heard(&self, meter: &str, generation: u32) -> Result<Option<u32>, KeepError>;

    /// Keeps that `highest` was heard: a recording of it is refused from now on, after a restart too.
    fn keep_heard(&self, meter: &str, generation: u32, highest: u32) -> Result<(), KeepError>;
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

impl KeyStore for InMemory {
    fn keys(&self, meter: &str) -> Result<Option<KnownKeys>, KeepError> {
        Ok(locked(&self.keys).get(meter).cloned())
    }

    fn propose(&self, meter: &str, keys: &MeterKeys) -> Result<(), KeepError> {
        let mut all = locked(&self.keys);
        let known = all.get_mut(meter).ok_or_else(|| KeepError::new("the meter has no keys"))?;
        known.pending = Some(keys.clone());
        Ok(())
    }

    fn confirm(&self, meter: &str, generation: u32) -> Result<(), KeepError> {
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
}

impl CounterStore for InMemory {
    fn reserve(
        &self,
        meter: &str,
        generation: u32,
        at_least: u32,
        count: u32,
    ) -> Result<u32, KeepError> {
        let mut all = locked(&self.counters);
        let (next, _) = all.entry((meter.to_owned(), generation)).or_insert((1, None));
        let first = (*next).max(at_least).max(1);
        *next = first.checked_add(count).ok_or_else(KeepError::exhausted)?;
        Ok(first)
    }

    fn heard(&self, meter: &str, generation: u32) -> Result<Option<u32>, KeepError> {
        let key = (meter.to_owned(), generation);
        Ok(locked(&self.counters).get(&key).and_then(|(_, heard)| *heard))
    }

    fn keep_heard(&self, meter: &str, generation: u32, highest: u32) -> Result<(), KeepError> {
        let mut all = locked(&self.counters);
        let (_, heard) = all.entry((meter.to_owned(), generation)).or_insert((1, None));
        *heard = Some(heard.map_or(highest, |known| known.max(highest)));
        Ok(())
    }
}
