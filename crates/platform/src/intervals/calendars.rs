//! By which tariff calendar the registers of an operator's points run. Source: MT-04, MT-05.

use crate::failure::{Failure, refuse};
use calendar::{
    Instant, NightBegins, SettlementDay, TariffCalendar, TariffSlot, WeekdayHolidays, two_rate_slot,
};
use params::{ParameterBook, ParameterError, Value};
use std::collections::BTreeMap;
use units::{Dso, Energy};

/// The two-rate calendars of some days, each as the operator's parameter of that day names it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendars(BTreeMap<SettlementDay, TariffCalendar>);

impl Calendars {
    /// From `from` to `until`. Errors: no such parameter on a day, or a name that is no two-rate calendar.
    pub fn of(
        book: &ParameterBook,
        dso: Dso,
        (from, until): (SettlementDay, SettlementDay),
        known_at: Instant,
    ) -> Result<Self, Failure> {
        Self::known(book, dso, (from, until), known_at, false)
    }

    /// The same of days that may lie before the operator's first calendar: there the country's holds.
    pub fn of_history(
        book: &ParameterBook,
        dso: Dso,
        days: (SettlementDay, SettlementDay),
        known_at: Instant,
    ) -> Result<Self, Failure> {
        Self::known(book, dso, days, known_at, true)
    }

    fn known(
        book: &ParameterBook,
        dso: Dso,
        (from, until): (SettlementDay, SettlementDay),
        known_at: Instant,
        may_lack: bool,
    ) -> Result<Self, Failure> {
        let mut found = BTreeMap::new();
        let (mut day, mut last) = (from, None);
        while day < until {
            let entry = "calendar.two_rate";
            let value = match book.value(entry, dso, Energy::Electricity, day, known_at) {
                Err(ParameterError::NoValue { .. }) if may_lack => {
                    day = day.next();
                    continue;
                }
                value => value?,
            };
            let Value::Text(name) = value else {
                return refuse(format!("parameter `{entry}` has to name a calendar"));
            };
            let calendar = named(name, book, dso, day, known_at)?;
            if last != Some(calendar) {
                found.insert(day, calendar);
                last = Some(calendar);
            }
            day = day.next();
        }
        Ok(Self(found))
    }

    /// The slot that runs at an instant; before its days by the country's calendar.
    pub fn slot(&self, at: Instant) -> TariffSlot {
        let calendar = self.0.range(..=at.day()).next_back().map(|(_, calendar)| *calendar);
        calendar.map_or_else(|| two_rate_slot(at), |calendar| calendar.slot(at))
    }
}

fn named(
    name: &str,
    book: &ParameterBook,
    dso: Dso,
    day: SettlementDay,
    known_at: Instant,
) -> Result<TariffCalendar, Failure> {
    let weekday_holidays = WeekdayHolidays::default();
    match name {
        "two_rate_until_2025" => Ok(TariffCalendar::TwoRateSmartUntil2025 { weekday_holidays }),
        "two_rate_until_2025_holidays" => {
            let weekday_holidays = WeekdayHolidays::LikeWeekend;
            Ok(TariffCalendar::TwoRateSmartUntil2025 { weekday_holidays })
        }
        "two_rate_mechanical_until_2025" => {
            let entry = "mechanical.night_begins";
            let value = book.value(entry, dso, Energy::Electricity, day, known_at)?;
            let minute = match value {
                Value::Text(text) => text.split_once(':').and_then(|(hour, minute)| {
                    let hour = hour.parse::<u16>().ok()?;
                    hour.checked_mul(60)?.checked_add(minute.parse().ok()?)
                }),
                _ => None,
            };
            let Some(night_begins) = minute.and_then(NightBegins::new) else {
                return refuse(format!("parameter `{entry}` is no begin of a night"));
            };
            Ok(TariffCalendar::TwoRateMechanicalUntil2025 { night_begins, weekday_holidays })
        }
        "two_rate_from_2026" => Ok(TariffCalendar::TwoRateFrom2026),
        other => refuse(format!("`{other}` is no two-rate calendar")),
    }
}
