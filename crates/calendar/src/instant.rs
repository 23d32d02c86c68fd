//! A point in time, its text, and what the wall clock in Brussels shows at it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::brussels;
use crate::day::{DAY_S, SettlementDay, parse_ymd, two_digits};

const SECOND_US: i64 = 1_000_000;

/// A point in time, as microseconds since 1970-01-01T00:00:00Z, and so serialised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Instant(pub i64);

/// Why a text is not an instant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InstantError {
    #[error("`{text}` is not an instant such as `2026-11-02T09:30:00+01:00`")]
    NotAnInstant { text: String },
    #[error("instant `{text}` does not say its offset from UTC")]
    OffsetMissing { text: String },
    #[error("instant `{text}` is not in the calendar or not on the clock")]
    NotOnTheClock { text: String },
}

impl Instant {
    /// Saturates some 292,000 years away.
    pub fn from_unix_s(unix_s: i64) -> Self {
        Self(unix_s.saturating_mul(SECOND_US))
    }

    /// Whole seconds since 1970-01-01T00:00:00Z, rounded towards the past.
    pub fn unix_s(self) -> i64 {
        self.0.div_euclid(SECOND_US)
    }

    /// The instant `seconds` later, or earlier if negative. Saturates.
    pub fn plus_s(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(SECOND_US)))
    }

    /// The instant `minutes` later, or earlier if negative. Saturates.
    pub fn plus_min(self, minutes: i64) -> Self {
        self.plus_s(minutes.saturating_mul(60))
    }

    /// The instant `hours` later, or earlier if negative: elapsed hours, whatever the wall clock
    /// does meanwhile. Saturates.
    pub fn plus_h(self, hours: i64) -> Self {
        self.plus_s(hours.saturating_mul(3_600))
    }

    /// Whole seconds from `earlier` to this instant, rounded towards minus infinity. Saturates.
    pub fn seconds_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0).div_euclid(SECOND_US)
    }

    /// The local day this instant lies in.
    pub fn day(self) -> SettlementDay {
        self.day_and_minute().0
    }

    /// Minutes since 00:00 on the local wall clock, 0 to 1439. On the two days when the clock
    /// changes this is not the time elapsed since midnight.
    pub fn minute_of_day(self) -> u16 {
        self.day_and_minute().1
    }

    /// [`Self::day`] and [`Self::minute_of_day`] for the price of one.
    pub fn day_and_minute(self) -> (SettlementDay, u16) {
        let local_s = self.local_s();
        let minute = u16::try_from(local_s.rem_euclid(DAY_S) / 60).unwrap_or(0);
        (SettlementDay::clamped(local_s.div_euclid(DAY_S)), minute)
    }

    /// Seconds since 00:00 on the local wall clock, 0 to 86,399.
    pub fn local_second_of_day(self) -> u32 {
        u32::try_from(self.local_s().rem_euclid(DAY_S)).unwrap_or(0)
    }

    /// RFC 3339 in UTC, such as `2026-11-02T08:30:00Z`; with six decimals if there is a fraction.
    pub fn to_utc_string(self) -> String {
        let mut text = wall_clock(self.unix_s());
        let fraction_us = self.0.rem_euclid(SECOND_US);
        if fraction_us != 0 {
            text.push_str(&format!(".{fraction_us:06}"));
        }
        text.push('Z');
        text
    }

    /// RFC 3339 on the wall clock of Brussels, such as `2026-11-02T09:30:00+01:00`. A fraction of a
    /// second is left out.
    pub fn to_local_string(self) -> String {
        let unix_s = self.unix_s();
        // RFC 3339 has no seconds in an offset; those of the local mean time before 1892 go into
        // the clock, and the instant written is still this one.
        let offset_min = brussels::offset_s(unix_s).div_euclid(60);
        let clock = wall_clock(unix_s + offset_min * 60);
        format!("{clock}+{:02}:{:02}", offset_min / 60, offset_min % 60)
    }

    fn local_s(self) -> i64 {
        let unix_s = self.unix_s();
        unix_s + brussels::offset_s(unix_s)
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_utc_string())
    }
}

impl FromStr for Instant {
    type Err = InstantError;

    /// Reads RFC 3339. The offset is mandatory: a wall clock alone is ambiguous once a year. Digits
    /// of a second beyond the sixth are dropped, so the instant is at most 1 microsecond early. A
    /// leap second is refused, since Unix time has no place for it.
    fn from_str(text: &str) -> Result<Self, InstantError> {
        let not_an_instant = || InstantError::NotAnInstant { text: text.to_owned() };
        let parts = Parts::split(text).ok_or_else(not_an_instant)?;
        if parts.offset.is_empty() {
            return Err(InstantError::OffsetMissing { text: text.to_owned() });
        }
        let offset_s = parse_offset_s(parts.offset).ok_or_else(not_an_instant)?;
        parts.instant(offset_s).ok_or_else(|| InstantError::NotOnTheClock { text: text.to_owned() })
    }
}

/// The numbers of an RFC 3339 text, not yet checked against calendar and clock.
struct Parts<'a> {
    ymd: (i32, u8, u8),
    hour: u8,
    minute: u8,
    second: u8,
    fraction_us: i64,
    offset: &'a str,
}

impl<'a> Parts<'a> {
    fn split(text: &'a str) -> Option<Self> {
        let (date, rest) = text.split_at_checked(10)?;
        let (clock, rest) = rest.split_at_checked(9)?;
        let &[b'T' | b't', h1, h2, b':', m1, m2, b':', s1, s2] = clock.as_bytes() else {
            return None;
        };
        let (fraction_us, offset) = match rest.strip_prefix('.') {
            None => (0, rest),
            Some(rest) => {
                let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
                let (digits, offset) = rest.split_at_checked(end)?;
                if digits.is_empty() {
                    return None;
                }
                let six = digits.bytes().chain(std::iter::repeat(b'0')).take(6);
                (six.fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0')), offset)
            }
        };
        Some(Self {
            ymd: parse_ymd(date)?,
            hour: two_digits(h1, h2)?,
            minute: two_digits(m1, m2)?,
            second: two_digits(s1, s2)?,
            fraction_us,
            offset,
        })
    }

    fn instant(&self, offset_s: i64) -> Option<Instant> {
        let (year, month, day_of_month) = self.ymd;
        let day = SettlementDay::from_ymd(year, month, day_of_month)?;
        if self.hour > 23 || self.minute > 59 || self.second > 59 {
            return None;
        }
        let clock_s =
            i64::from(self.hour) * 3_600 + i64::from(self.minute) * 60 + i64::from(self.second);
        let unix_s = i64::from(day.0) * DAY_S + clock_s - offset_s;
        Some(Instant(Instant::from_unix_s(unix_s).0.saturating_add(self.fraction_us)))
    }
}

fn parse_offset_s(text: &str) -> Option<i64> {
    let (sign, h1, h2, m1, m2) = match *text.as_bytes() {
        [b'Z' | b'z'] => return Some(0),
        [b'+', h1, h2, b':', m1, m2] => (1, h1, h2, m1, m2),
        [b'-', h1, h2, b':', m1, m2] => (-1, h1, h2, m1, m2),
        _ => return None,
    };
    let (hours, minutes) = (two_digits(h1, h2)?, two_digits(m1, m2)?);
    (hours <= 23 && minutes <= 59)
        .then(|| sign * (i64::from(hours) * 3_600 + i64::from(minutes) * 60))
}

/// `2026-11-02T09:30:00` for seconds counted like Unix time, in whatever zone.
fn wall_clock(seconds: i64) -> String {
    let day = SettlementDay::clamped(seconds.div_euclid(DAY_S));
    let second_of_day = seconds.rem_euclid(DAY_S);
    let (hour, minute, second) =
        (second_of_day / 3_600, second_of_day / 60 % 60, second_of_day % 60);
    format!("{day}T{hour:02}:{minute:02}:{second:02}")
}
