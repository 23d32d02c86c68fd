//! The calendar against jiff, against a naive calendar of protected hours that looks at every
//! minute, and against the examples of DOMAIN.
#![cfg(test)]

mod day;
mod deadlines;
mod extremes;
mod holidays;
mod instant;
mod protected_hours;
mod tariff_slots;

use calendar::{Instant, SettlementDay};

fn day(text: &str) -> SettlementDay {
    text.parse().unwrap()
}

fn instant(text: &str) -> Instant {
    text.parse().unwrap()
}

fn days_of_years(first: i32, last: i32) -> impl Iterator<Item = SettlementDay> {
    let first = SettlementDay::from_ymd(first, 1, 1).unwrap();
    let last = SettlementDay::from_ymd(last, 12, 31).unwrap();
    (first.0..=last.0).map(SettlementDay)
}

/// `Wed 2026-11-11 06:00`, for tables that people check.
fn wall_clock(at: Instant) -> String {
    let minute = at.minute_of_day();
    format!("{} {} {:02}:{:02}", at.day().weekday(), at.day(), minute / 60, minute % 60)
}
