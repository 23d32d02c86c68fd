//! The offset of Europe/Brussels from UTC, and the way back from wall clock to UTC.
//!
//! Since 1996 the summer-time rule of the European Union is a short calculation, and it is asked
//! millions of times in a settlement; jiff and its bundled time-zone database answer for the years
//! before, and are the oracle of the tests.
//! Source: Directive 2000/84/EC, and 94/21/EC for the years before it.

use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};

use crate::day::{DAY_S, civil};

const WINTER_OFFSET_S: i64 = 3_600;
const SUMMER_OFFSET_S: i64 = 7_200;

/// 1996-01-01, as days since 1970: the first year in which summer time ends in October.
const FIRST_DAY_OF_RULE: i64 = 9_496;

/// Seconds that the wall clock in Brussels is ahead of UTC, at `unix_s` seconds since 1970.
pub(crate) fn offset_s(unix_s: i64) -> i64 {
    let utc_day = unix_s.div_euclid(DAY_S);
    if utc_day < FIRST_DAY_OF_RULE {
        return offset_before_1996_s(unix_s);
    }
    let (_, month, day_of_month) = civil(utc_day);
    let summer = match month {
        4..=9 => true,
        3 => unix_s >= change_s(utc_day, day_of_month),
        10 => unix_s < change_s(utc_day, day_of_month),
        _ => false,
    };
    if summer { SUMMER_OFFSET_S } else { WINTER_OFFSET_S }
}

/// 01:00 UTC on the last Sunday of a month of 31 days, of which `day` is the `day_of_month`th.
fn change_s(day: i64, day_of_month: u8) -> i64 {
    let last_of_month = day + 31 - i64::from(day_of_month);
    // Day 0 was a Thursday, so `day + 4` counts from a Sunday.
    let last_sunday = last_of_month - (last_of_month + 4).rem_euclid(7);
    last_sunday * DAY_S + 3_600
}

/// The UTC second at which the wall clock in Brussels shows `local_s`, counted like Unix time. A
/// time that is skipped moves forward by the length of the gap; of a time shown twice it is the
/// first.
pub(crate) fn utc_of_local_s(local_s: i64) -> i64 {
    if local_s < FIRST_DAY_OF_RULE * DAY_S {
        return utc_of_local_before_1996_s(local_s);
    }
    let as_summer_s = local_s - SUMMER_OFFSET_S;
    if offset_s(as_summer_s) == SUMMER_OFFSET_S { as_summer_s } else { local_s - WINTER_OFFSET_S }
}

fn offset_before_1996_s(unix_s: i64) -> i64 {
    // Before the year -9999, where jiff ends, the earliest offset stands for all.
    let at = Timestamp::from_second(unix_s).unwrap_or(Timestamp::MIN);
    zone().map_or(WINTER_OFFSET_S, |zone| i64::from(zone.to_offset(at).seconds()))
}

fn utc_of_local_before_1996_s(local_s: i64) -> i64 {
    zone()
        .and_then(|zone| {
            let wall_clock = Offset::UTC.to_datetime(Timestamp::from_second(local_s).ok()?);
            Some(zone.to_ambiguous_timestamp(wall_clock).compatible().ok()?.as_second())
        })
        .unwrap_or_else(|| local_s - offset_before_1996_s(local_s))
}

/// Always there, since the database is compiled in; a test holds us to it.
fn zone() -> Option<TimeZone> {
    TimeZone::get("Europe/Brussels").ok()
}
