//! The neutral series that every format becomes.

use calendar::{Instant, SettlementDay};
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use units::{Ean, MilliWattHours, ObisCode};

/// 100 MWh in a quarter-hour, in mWh: no supply point in Belgium takes it, and sums over a century of
/// quarter-hours still fit in 64 bits.
pub const LARGEST: i64 = 100_000_000_000;

const QUARTER_S: i64 = 900;

/// A quarter-hour, as the number of them since 1970-01-01T00:00Z: keyed by instant, so that a day may
/// have 92, 96 or 100. Source: ES-04.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quarter(pub i32);

impl Quarter {
    /// The quarter-hour that begins at `start`; `None` if none does.
    pub fn starting_at(start: Instant) -> Option<Self> {
        let seconds = start.unix_s();
        if Instant::from_unix_s(seconds) != start || seconds.rem_euclid(QUARTER_S) != 0 {
            return None;
        }
        i32::try_from(seconds.div_euclid(QUARTER_S)).ok().map(Self)
    }

    pub fn start(self) -> Instant {
        Instant::from_unix_s(i64::from(self.0) * QUARTER_S)
    }

    /// The local day it lies in.
    pub fn day(self) -> SettlementDay {
        self.start().day()
    }

    pub fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    /// The first quarter-hour of a day.
    pub fn first_of(day: SettlementDay) -> Self {
        let number = day.start().unix_s().div_euclid(QUARTER_S);
        Self(i32::try_from(number).unwrap_or(if number < 0 { i32::MIN } else { i32::MAX }))
    }
}

/// A text that cannot name a point.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` cannot name a point: 1 to 64 characters without spaces, quotes and `,;/<>&`")]
pub struct PointError {
    pub text: String,
}

/// Whose quarter-hours: a supply point by its EAN, or a name that a file gives.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Point(Arc<str>);

impl Point {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The EAN, if it is one: examples of portals have wrong check digits, and stay names.
    pub fn ean(&self) -> Option<Ean> {
        self.0.parse().ok()
    }

    /// Where it is kept: FNV-1a of the name, which every later program has to compute alike.
    pub(crate) fn hash(&self) -> i64 {
        let hash = self.0.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        // Its low bits are poor for texts that differ at their end only.
        let mixed = (hash ^ (hash >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (mixed ^ (mixed >> 29)).cast_signed()
    }
}

impl FromStr for Point {
    type Err = PointError;
    fn from_str(text: &str) -> Result<Self, PointError> {
        let fits = (1..=64).contains(&text.len());
        let allowed = |c: char| !c.is_whitespace() && !c.is_control() && !",;\"'<>&/".contains(c);
        if fits && text.chars().all(allowed) {
            return Ok(Self(text.into()));
        }
        Err(PointError { text: text.chars().take(80).collect() })
    }
}

impl fmt::Display for Point {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.0)
    }
}

impl From<Ean> for Point {
    fn from(ean: Ean) -> Self {
        Self(ean.to_string().into())
    }
}

/// A word that is none of those known.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a {what}")]
pub struct UnknownWord {
    pub what: &'static str,
    pub text: String,
}

/// Which way energy flows at the supply point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// Taken from the grid: 1.8.x.
    OffTake,
    /// Given to the grid: 2.8.x.
    Injection,
}

impl Direction {
    pub const ALL: [Self; 2] = [Self::OffTake, Self::Injection];

    pub fn name(self) -> &'static str {
        match self {
            Self::OffTake => "off-take",
            Self::Injection => "injection",
        }
    }

    pub(crate) fn code(self) -> i32 {
        match self {
            Self::OffTake => 1,
            Self::Injection => 2,
        }
    }

    pub(crate) fn from_code(code: i32) -> Option<Self> {
        Self::ALL.into_iter().find(|direction| direction.code() == code)
    }
}

/// How a value came to be. Source: ES-13.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Quality {
    Measured,
    /// Put right, by the source or by a repair of ours.
    Replaced,
    Estimated,
    /// The source does not say, or says that it is not sure.
    Unknown,
}

impl Quality {
    pub const ALL: [Self; 4] = [Self::Measured, Self::Replaced, Self::Estimated, Self::Unknown];

    pub fn name(self) -> &'static str {
        match self {
            Self::Measured => "measured",
            Self::Replaced => "replaced",
            Self::Estimated => "estimated",
            Self::Unknown => "unknown",
        }
    }

    pub(crate) fn code(self) -> i32 {
        match self {
            Self::Measured => 0,
            Self::Replaced => 1,
            Self::Estimated => 2,
            Self::Unknown => 3,
        }
    }

    pub(crate) fn from_code(code: i32) -> Option<Self> {
        Self::ALL.into_iter().find(|quality| quality.code() == code)
    }

    /// The less certain of the two: what a sum of both is.
    pub(crate) fn with(self, other: Self) -> Self {
        self.max(other)
    }
}

/// Which register ran, where the source says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Register {
    /// Not given, or more than one ran.
    Total,
    /// Tariff 1: day or peak.
    One,
    /// Tariff 2: night or off-peak.
    Two,
}

impl Register {
    pub const ALL: [Self; 3] = [Self::Total, Self::One, Self::Two];

    pub(crate) fn code(self) -> i32 {
        match self {
            Self::Total => 0,
            Self::One => 1,
            Self::Two => 2,
        }
    }

    pub(crate) fn from_code(code: i32) -> Option<Self> {
        Self::ALL.into_iter().find(|register| register.code() == code)
    }

    /// As meters show it: 1.8.0, 1.8.1, 1.8.2, and 2.8.x for injection.
    pub fn obis(self, direction: Direction) -> ObisCode {
        let narrow = |code: i32| u8::try_from(code).unwrap_or(0);
        ObisCode { c: narrow(direction.code()), d: 8, e: narrow(self.code()) }
    }
}

macro_rules! words {
    ($type:ident, $what:literal) => {
        impl fmt::Display for $type {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.pad(self.name())
            }
        }
        impl FromStr for $type {
            type Err = UnknownWord;
            fn from_str(text: &str) -> Result<Self, UnknownWord> {
                let found = Self::ALL.into_iter().find(|one| one.name() == text);
                found.ok_or_else(|| UnknownWord { what: $what, text: text.to_owned() })
            }
        }
    };
}
words!(Direction, "direction (off-take, injection)");
words!(Quality, "quality (measured, replaced, estimated, unknown)");

/// The energy of one quarter-hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interval {
    pub quarter: Quarter,
    pub energy: MilliWattHours,
    pub quality: Quality,
    pub register: Register,
}

/// The quarter-hours of one point in one direction, in order of time, each once. One that is not there
/// is a gap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    pub point: Point,
    pub direction: Direction,
    pub intervals: Vec<Interval>,
}

impl Series {
    /// The energy of all of it. Source: [`LARGEST`] keeps the sum in 64 bits.
    pub fn energy(&self) -> MilliWattHours {
        MilliWattHours(
            self.intervals.iter().fold(0, |sum, one| i64::saturating_add(sum, one.energy.0)),
        )
    }

    pub fn first(&self) -> Option<Quarter> {
        self.intervals.first().map(|interval| interval.quarter)
    }

    pub fn last(&self) -> Option<Quarter> {
        self.intervals.last().map(|interval| interval.quarter)
    }

    /// The intervals of a local day.
    pub fn day(&self, day: SettlementDay) -> &[Interval] {
        let (from, until) = (Quarter::first_of(day), Quarter::first_of(day.next()));
        let start = self.intervals.partition_point(|one| one.quarter < from);
        let end = self.intervals.partition_point(|one| one.quarter < until);
        self.intervals.get(start..end).unwrap_or_default()
    }
}
