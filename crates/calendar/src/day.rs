//! A day of Brussels, its length and its place in the calendar.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};

use crate::brussels;
use crate::instant::Instant;

pub(crate) const DAY_S: i64 = 86_400;
const QUARTER_HOUR_S: i64 = 900;

/// A local day of Europe/Brussels, as days since 1970-01-01. It has 92, 96 or 100 quarter-hours.
/// As text, and when serialised, it is the ISO date `2026-11-02`. Source: DOMAIN 0.5.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SettlementDay(pub i32);

/// A day of the week, Monday first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weekday {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

/// Why a text is not a day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DayError {
    #[error("`{text}` is not a day such as `2026-11-02`")]
    NotADay { text: String },
    #[error("`{text}` is not in the calendar")]
    NotInTheCalendar { text: String },
}

/// Why a text is not a day of the week.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is none of Mon, Tue, Wed, Thu, Fri, Sat, Sun")]
pub struct WeekdayError {
    pub text: String,
}

impl SettlementDay {
    /// `None` if there is no such day, or its year is not one of four digits.
    pub fn from_ymd(year: i32, month: u8, day_of_month: u8) -> Option<Self> {
        let year = i64::from(year);
        let exists = (0..=9999).contains(&year)
            && (1..=12).contains(&month)
            && (1..=days_in_month(year, month)).contains(&day_of_month);
        exists.then(|| Self::clamped(days_from_civil(year, month, day_of_month)))
    }

    /// Year, month from 1, and day of the month from 1.
    pub fn ymd(self) -> (i32, u8, u8) {
        civil(i64::from(self.0))
    }

    pub fn weekday(self) -> Weekday {
        match (i64::from(self.0) + 3).rem_euclid(7) {
            0 => Weekday::Mon,
            1 => Weekday::Tue,
            2 => Weekday::Wed,
            3 => Weekday::Thu,
            4 => Weekday::Fri,
            5 => Weekday::Sat,
            _ => Weekday::Sun,
        }
    }

    pub fn next(self) -> Self {
        self.plus(1)
    }

    pub fn previous(self) -> Self {
        self.plus(-1)
    }

    /// The day `days` later, or earlier if negative. Saturates.
    pub fn plus(self, days: i32) -> Self {
        Self(self.0.saturating_add(days))
    }

    /// The same day of the month `months` later, or the last of that month if it is shorter.
    pub fn plus_months(self, months: i32) -> Self {
        let (year, month, day_of_month) = self.ymd();
        let month_index = i64::from(year) * 12 + i64::from(month) - 1 + i64::from(months);
        let year = month_index.div_euclid(12);
        let month = u8::try_from(month_index.rem_euclid(12) + 1).unwrap_or(12);
        let day_of_month = day_of_month.min(days_in_month(year, month));
        Self::clamped(days_from_civil(year, month, day_of_month))
    }

    /// Days from `earlier` to this day, negative if `earlier` is the later one. Saturates.
    pub fn days_since(self, earlier: Self) -> i32 {
        self.0.saturating_sub(earlier.0)
    }

    /// The ISO 8601 week and the year it belongs to, which near New Year may be another one.
    pub fn iso_week(self) -> (i32, u8) {
        let day = i64::from(self.0);
        let thursday = day - (day + 3).rem_euclid(7) + 3;
        let (year, ..) = civil(thursday);
        let weeks_before = (thursday - days_from_civil(i64::from(year), 1, 1)) / 7;
        (year, u8::try_from(weeks_before + 1).unwrap_or(53))
    }

    /// The local midnight that opens the day.
    pub fn start(self) -> Instant {
        Instant::from_unix_s(self.start_s())
    }

    /// The local midnight that closes the day, which opens the next.
    pub fn end(self) -> Instant {
        Instant::from_unix_s(self.end_s())
    }

    /// When the wall clock shows `hour`:`minute` on this day. A time that the clock skips moves
    /// forward by the length of the gap, so 02:30 in March is 03:30; of a time that it shows twice,
    /// the first. 24:00 is the end of the day, and later times run on into the next.
    pub fn at(self, hour: u8, minute: u8) -> Instant {
        let local_s = i64::from(self.0) * DAY_S + i64::from(hour) * 3_600 + i64::from(minute) * 60;
        Instant::from_unix_s(brussels::utc_of_local_s(local_s))
    }

    /// 92 on the day summer time begins, 100 on the day it ends, else 96.
    pub fn quarter_hours(self) -> u32 {
        u32::try_from((self.end_s() - self.start_s()) / QUARTER_HOUR_S).unwrap_or(0)
    }

    /// The start of the quarter-hour with this index, from 0. An index beyond the day runs on into
    /// the days after it.
    pub fn quarter_start(self, index: u32) -> Instant {
        Instant::from_unix_s(self.start_s() + i64::from(index) * QUARTER_HOUR_S)
    }

    pub(crate) fn start_s(self) -> i64 {
        brussels::utc_of_local_s(i64::from(self.0) * DAY_S)
    }

    pub(crate) fn end_s(self) -> i64 {
        brussels::utc_of_local_s((i64::from(self.0) + 1) * DAY_S)
    }

    /// Saturates at the ends of the range, some five million years away.
    pub(crate) fn clamped(day: i64) -> Self {
        Self(i32::try_from(day).unwrap_or(if day < 0 { i32::MIN } else { i32::MAX }))
    }

    fn has_four_digit_year(self) -> bool {
        (0..=9999).contains(&self.ymd().0)
    }
}

impl fmt::Display for SettlementDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day_of_month) = self.ymd();
        // Padding takes a minus sign for a digit, hence the sign apart.
        let sign = if year < 0 { "-" } else { "" };
        write!(f, "{sign}{:04}-{month:02}-{day_of_month:02}", year.unsigned_abs())
    }
}

impl FromStr for SettlementDay {
    type Err = DayError;

    /// Reads `2026-11-02` and nothing shorter, longer or looser.
    fn from_str(text: &str) -> Result<Self, DayError> {
        let (year, month, day_of_month) =
            parse_ymd(text).ok_or_else(|| DayError::NotADay { text: text.to_owned() })?;
        Self::from_ymd(year, month, day_of_month)
            .ok_or_else(|| DayError::NotInTheCalendar { text: text.to_owned() })
    }
}

impl Serialize for SettlementDay {
    /// Errors: a year that is not of four digits, since it could not be read back.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !self.has_four_digit_year() {
            return Err(ser::Error::custom(format_args!("the year of `{self}` is out of range")));
        }
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for SettlementDay {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

impl Weekday {
    pub const ALL: [Self; 7] =
        [Self::Mon, Self::Tue, Self::Wed, Self::Thu, Self::Fri, Self::Sat, Self::Sun];

    pub fn is_weekend(self) -> bool {
        matches!(self, Self::Sat | Self::Sun)
    }

    /// 0 for Monday to 6 for Sunday.
    pub fn days_from_monday(self) -> u8 {
        match self {
            Self::Mon => 0,
            Self::Tue => 1,
            Self::Wed => 2,
            Self::Thu => 3,
            Self::Fri => 4,
            Self::Sat => 5,
            Self::Sun => 6,
        }
    }
}

impl fmt::Display for Weekday {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Mon => "Mon",
            Self::Tue => "Tue",
            Self::Wed => "Wed",
            Self::Thu => "Thu",
            Self::Fri => "Fri",
            Self::Sat => "Sat",
            Self::Sun => "Sun",
        })
    }
}

impl FromStr for Weekday {
    type Err = WeekdayError;

    fn from_str(text: &str) -> Result<Self, WeekdayError> {
        match text {
            "Mon" => Ok(Self::Mon),
            "Tue" => Ok(Self::Tue),
            "Wed" => Ok(Self::Wed),
            "Thu" => Ok(Self::Thu),
            "Fri" => Ok(Self::Fri),
            "Sat" => Ok(Self::Sat),
            "Sun" => Ok(Self::Sun),
            _ => Err(WeekdayError { text: text.to_owned() }),
        }
    }
}

/// The numbers of a `2026-11-02`; whether the calendar has such a day is not asked.
pub(crate) fn parse_ymd(text: &str) -> Option<(i32, u8, u8)> {
    let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text.as_bytes() else { return None };
    let year = i32::from(two_digits(y1, y2)?) * 100 + i32::from(two_digits(y3, y4)?);
    Some((year, two_digits(m1, m2)?, two_digits(d1, d2)?))
}

pub(crate) fn two_digits(tens: u8, units: u8) -> Option<u8> {
    (tens.is_ascii_digit() && units.is_ascii_digit()).then(|| (tens - b'0') * 10 + units - b'0')
}

/// Days of 400 Gregorian years.
const ERA_DAYS: i64 = 146_097;
/// Days from 0000-03-01 to 1970-01-01. A year counted from March has its leap day at the end.
const MARCH_OF_YEAR_0_TO_1970: i64 = 719_468;

/// Days since 1970-01-01 of a Gregorian date that exists.
pub(crate) fn days_from_civil(year: i64, month: u8, day_of_month: u8) -> i64 {
    let march_year = if month <= 2 { year - 1 } else { year };
    let era = march_year.div_euclid(400);
    let year_of_era = march_year.rem_euclid(400);
    let month_from_march = (i64::from(month) + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + i64::from(day_of_month) - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * ERA_DAYS + day_of_era - MARCH_OF_YEAR_0_TO_1970
}

/// The Gregorian date of a day since 1970-01-01. The year saturates far beyond what an [`Instant`]
/// or a [`SettlementDay`] can hold.
pub(crate) fn civil(day: i64) -> (i32, u8, u8) {
    let shifted = day.saturating_add(MARCH_OF_YEAR_0_TO_1970);
    let day_of_era = shifted.rem_euclid(ERA_DAYS);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day_of_month = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = shifted.div_euclid(ERA_DAYS) * 400 + year_of_era + i64::from(month <= 2);
    (
        i32::try_from(year).unwrap_or(if year < 0 { i32::MIN } else { i32::MAX }),
        u8::try_from(month).unwrap_or(1),
        u8::try_from(day_of_month).unwrap_or(1),
    )
}

fn days_in_month(year: i64, month: u8) -> u8 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}
