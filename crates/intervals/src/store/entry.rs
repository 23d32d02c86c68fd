//! What the manifest says of files and versions.

use crate::series::Quarter;
use calendar::{Instant, SettlementDay};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::RangeInclusive;
use units::Dso;

/// A local month, as the number `year * 12 + month - 1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Month(pub i32);

impl Month {
    pub(crate) const ALL: RangeInclusive<Self> = Self(i32::MIN)..=Self(i32::MAX);

    pub fn of(day: SettlementDay) -> Self {
        let (year, month, _) = day.ymd();
        Self(year.saturating_mul(12).saturating_add(i32::from(month) - 1))
    }

    pub fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    /// Its first day; `None` beyond the calendar.
    pub fn first_day(self) -> Option<SettlementDay> {
        let month = u8::try_from(self.0.rem_euclid(12)).ok()?;
        SettlementDay::from_ymd(self.0.div_euclid(12), month.checked_add(1)?, 1)
    }

    /// Its quarter-hours, half-open.
    pub(crate) fn quarters(self) -> Option<(Quarter, Quarter)> {
        let (first, end) = (self.first_day()?, self.next().first_day()?);
        Some((Quarter::first_of(first), Quarter::first_of(end)))
    }
}

impl fmt::Display for Month {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04}-{:02}", self.0.div_euclid(12), self.0.rem_euclid(12) + 1)
    }
}

/// One file that counts. Rows are those of the versions from the first to the last, of which a fresh
/// file has one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileEntry {
    pub dso: Dso,
    pub month: Month,
    pub bucket: u32,
    /// Below the folder of the store.
    pub path: String,
    pub first_version: i32,
    pub last_version: i32,
    pub rows: i64,
    pub bytes: i64,
    /// Of the whole file, in hex.
    pub sha256: String,
}

/// One addition of quarter-hours, of whatever months. Versions of an operator count from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    pub dso: Dso,
    pub number: i32,
    pub learnt_at: Instant,
    /// What it came from: the name of a file, say.
    pub source: String,
    /// Of what it came from, in hex: the same again adds nothing.
    pub source_sha256: String,
    pub rows: i64,
}
