//! When nothing is cut, as the guards know it: the current set and those that follow. Source: UX O-03, PA-14, CG-04.

use super::Rooms;
use crate::books::parameter_book;
use crate::failure::Failure;
use calendar::{Instant, ProtectedHours, SettlementDay, is_holiday};
use params::{ParameterBook, Value};
use portal::operator::{CalendarSet, CalendarView};
use units::{Dso, Energy};

/// The parameters of which a set is made.
const PARTS: [&str; 5] =
    ["ndp.working_day", "ndp.weekend", "ndp.holidays", "ndp.exceptional", "ndp.profile"];
/// A Monday without a holiday in its week.
const A_MONDAY: (i32, u8, u8) = (2026, 11, 23);
/// Holidays that are shown ahead.
const DAYS_AHEAD: i32 = 365;

fn stretches(value: &Value) -> Vec<(SettlementDay, SettlementDay)> {
    let Value::List(stretches) = value else { return Vec::new() };
    let parsed = stretches.iter().filter_map(|stretch| {
        let (first, last) = stretch.split_once("..").unwrap_or((stretch, stretch));
        Some((first.parse().ok()?, last.parse().ok()?))
    });
    parsed.collect()
}

/// What holds from `day` on, as it is known now.
fn set(
    book: &ParameterBook,
    (dso, energy): (Dso, Energy),
    day: SettlementDay,
    now: Instant,
) -> Result<CalendarSet, Failure> {
    let value = |name: &str| book.value(name, dso, energy, day, now);
    let text = |name: &str| value(name).map(ToString::to_string);
    // The plain week: holidays and stops are said beside it.
    let plain =
        ProtectedHours::from_windows(&text("ndp.working_day")?, &text("ndp.weekend")?, false)?;
    let (year, month, of_month) = A_MONDAY;
    let monday = SettlementDay::from_ymd(year, month, of_month).unwrap_or(SettlementDay(0));
    let week = std::array::from_fn(|place| {
        let on = monday.plus(i32::try_from(place).unwrap_or(0));
        let open = plain.open_on(on).iter();
        open.map(|window| (window.from_minute(), window.to_minute())).collect()
    });
    let holidays = matches!(value("ndp.holidays")?, Value::Bool(true));
    Ok(CalendarSet { from: day, week, holidays, stops: stretches(value("ndp.exceptional")?) })
}

impl Rooms {
    pub(super) fn calendar_of(&self, energy: Energy) -> Result<CalendarView, Failure> {
        let (now, mut engine) = (self.now(), self.engine());
        let book = parameter_book(&mut engine.store)?;
        let (of, today) = ((self.operator, energy), now.day());
        let entries = PARTS.iter().flat_map(|name| book.of_name(name));
        let days = entries.flat_map(|entry| [Some(entry.valid_from), entry.valid_to]).flatten();
        let mut days: Vec<SettlementDay> = days.filter(|day| *day > today).collect();
        days.sort_unstable();
        days.dedup();
        let mut sets = vec![set(&book, of, today, now)?];
        for day in days {
            let next = set(&book, of, day, now)?;
            let same = |known: &CalendarSet| CalendarSet { from: day, ..known.clone() } == next;
            if !sets.last().is_some_and(same) {
                sets.push(next);
            }
        }
        // A stop that is over is no longer news.
        for set in &mut sets {
            set.stops.retain(|(_, last)| *last >= today);
        }
        let ahead = (0..=DAYS_AHEAD).map(|days| today.plus(days));
        let holidays = ahead.filter(|day| is_holiday(*day)).collect();
        Ok(CalendarView { dso: self.operator, energy, sets, holidays, as_of: now })
    }
}
