//! What time it is around a meter: that of the machine, faster, or as it is told.

use calendar::Instant;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// One time for all meters of a world; copies share it.
#[derive(Debug, Clone)]
pub enum MeterTime {
    /// Stands until it is moved: for tests and for worlds that decide the time themselves.
    Told(Arc<AtomicI64>),
    /// Runs from `from`, `speed` times as fast as the machine's.
    Runs { from: Instant, began: std::time::Instant, speed: u32 },
}

impl MeterTime {
    pub fn told(at: Instant) -> Self {
        Self::Told(Arc::new(AtomicI64::new(at.0)))
    }

    /// Begins to run now. A `speed` of 0 stands.
    pub fn runs(from: Instant, speed: u32) -> Self {
        Self::Runs { from, began: std::time::Instant::now(), speed }
    }

    pub fn now(&self) -> Instant {
        match self {
            Self::Told(at) => Instant(at.load(Ordering::Acquire)),
            Self::Runs { from, began, speed } => {
                let elapsed_us = i64::try_from(began.elapsed().as_micros()).unwrap_or(i64::MAX);
                Instant(from.0.saturating_add(elapsed_us.saturating_mul(i64::from(*speed))))
            }
        }
    }

    /// Moves the time that is told, never back. A time that runs goes its own way.
    pub fn tell(&self, at: Instant) {
        if let Self::Told(told) = self {
            told.fetch_max(at.0, Ordering::AcqRel);
        }
    }
}
