//! Tariff calendars as a meter takes them: days of switching times, a week of days, one season.

use crate::time;
use crate::value::Value;
use calendar::{SettlementDay, TariffSlot, TwoRateArea};

/// Logical name of the tariff scripts: script 1 is tariff 1 (peak), script 2 tariff 2 (off-peak).
const TARIFF_SCRIPTS: [u8; 6] = [0, 0, 10, 0, 100, 255];
const ANY: u8 = 0xFF;
const QUARTERS: u16 = 96;

/// A calendar whose days are all alike, as the two-rate calendar since 2026.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarTable {
    /// At most eight characters.
    pub name: String,
    /// From when in the day, in minutes, and which tariff: 1 or 2.
    pub switches: Vec<(u16, u16)>,
    /// Days that follow another table. Since 2026 there are none: what an older calendar left behind, such
    /// as its holidays, is taken away with it.
    pub special: Vec<SpecialDay>,
}

impl CalendarTable {
    /// The two-rate calendar of a local day from 2026 on, from the same rule that bills by it. `None`
    /// before: those days are not alike. Source: MT-04.
    pub fn two_rate(day: SettlementDay) -> Option<Self> {
        if day < SettlementDay::from_ymd(2026, 1, 1)? {
            return None;
        }
        let area = TwoRateArea::default();
        let mut switches: Vec<(u16, u16)> = Vec::new();
        for quarter in 0..QUARTERS {
            let minute = quarter.checked_mul(15)?;
            let (hour, rest) = (u8::try_from(minute / 60).ok()?, u8::try_from(minute % 60).ok()?);
            let tariff = match area.slot(day.at(hour, rest)) {
                TariffSlot::Peak => 1,
                _ => 2,
            };
            if switches.last().is_none_or(|(_, last)| *last != tariff) {
                switches.push((minute, tariff));
            }
        }
        Some(Self { name: "2RATE26".to_owned(), switches, special: Vec::new() })
    }

    /// Attributes 6 to 9 of class 20: name, seasons, weeks, days of the passive calendar.
    pub(crate) fn passive(&self) -> [(u8, Value); 4] {
        let any_day = vec![ANY, ANY, 1, 1, ANY, 0, 0, 0, 0, 0x80, 0x00, 0];
        let (season, week, day) = (octets(b"S"), octets(b"W"), Value::UInt8(1));
        let seasons = Value::Array(vec![Value::Structure(vec![
            season,
            Value::Octets(any_day),
            week.clone(),
        ])]);
        let mut week_days = vec![week];
        week_days.extend((0..7).map(|_| day.clone()));
        let weeks = Value::Array(vec![Value::Structure(week_days)]);
        let actions = self.switches.iter().map(|(minute, script)| {
            let (hour, minute) = (minute / 60, minute % 60);
            let part = |value: u16| u8::try_from(value).unwrap_or(0);
            let start = vec![part(hour), part(minute), 0, 0];
            let scripts = octets(&TARIFF_SCRIPTS);
            Value::Structure(vec![Value::Octets(start), scripts, Value::UInt16(*script)])
        });
        let days = Value::Array(vec![Value::Structure(vec![day, Value::Array(actions.collect())])]);
        [(6, octets(self.name.as_bytes())), (7, seasons), (8, weeks), (9, days)]
    }
}

fn octets(bytes: &[u8]) -> Value {
    Value::Octets(bytes.to_vec())
}

/// A day that follows another day table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SpecialDay {
    pub index: u16,
    pub day: SettlementDay,
    /// Which table of days.
    pub day_id: u8,
}

impl SpecialDay {
    pub(crate) fn table(days: &[Self]) -> Value {
        let entry = |day: &Self| {
            let date = time::day_to_bytes(day.day);
            Value::Structure(vec![
                Value::UInt16(day.index),
                Value::Octets(date.to_vec()),
                Value::UInt8(day.day_id),
            ])
        };
        Value::Array(days.iter().map(entry).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mt_04_the_meter_gets_the_calendar_that_is_billed_by() {
        let day = SettlementDay::from_ymd(2026, 3, 10).unwrap();
        let table = CalendarTable::two_rate(day).unwrap();
        let hours: Vec<_> =
            table.switches.iter().map(|(minute, tariff)| (minute / 60, *tariff)).collect();
        assert_eq!(hours, [(0, 2), (7, 1), (11, 2), (17, 1), (22, 2)]);
        assert!(table.name.len() <= 8);
        // No day of the next years is a special one, holidays on any weekday among them.
        for days in 0..1_100 {
            assert_eq!(CalendarTable::two_rate(day.plus(days)).unwrap(), table, "{days}");
        }
        assert_eq!(CalendarTable::two_rate(SettlementDay::from_ymd(2025, 12, 31).unwrap()), None);
    }
}
