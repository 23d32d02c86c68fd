//! What a running period will have, by days that were measured.

use calendar::SettlementDay;
use std::collections::BTreeMap;
use units::MilliWattHours;

/// A day's off-take and injection, both slots together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DayFlow {
    pub offtake: MilliWattHours,
    pub injection: MilliWattHours,
}

/// On what a forecast rests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// The same days 52 weeks before, all of them measured.
    YearBefore,
    /// The mean of so many last days: it knows no season.
    LastDays(u32),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Forecast {
    pub basis: Basis,
    /// The day it is over.
    pub until: SettlementDay,
    /// Of the whole period.
    pub expected: DayFlow,
}

const LAST_DAYS: i32 = 28;
const FEWEST_DAYS: i64 = 7;

/// What the days from `begin` to `until` will have in all: those before `today` as they were, the others as
/// 52 weeks before, or else as the mean of the last 28 days, rounded down. `days` are complete ones; one that
/// is missing before `today` counts as that mean, too. `None` with fewer than 7 of the last 28.
pub fn forecast(
    days: &BTreeMap<SettlementDay, DayFlow>,
    (begin, today, until): (SettlementDay, SettlementDay, SettlementDay),
) -> Option<Forecast> {
    let last: Vec<&DayFlow> =
        days.range(today.plus(-LAST_DAYS)..today).map(|(_, flow)| flow).collect();
    let count = i64::try_from(last.len()).ok().filter(|count| *count >= FEWEST_DAYS)?;
    let mean = |of: fn(&DayFlow) -> i64| -> Option<i64> {
        let sum = last.iter().try_fold(0i64, |sum: i64, flow| sum.checked_add(of(flow)))?;
        sum.checked_div(count)
    };
    let mean = DayFlow {
        offtake: MilliWattHours(mean(|flow| flow.offtake.0)?),
        injection: MilliWattHours(mean(|flow| flow.injection.0)?),
    };
    let year_before = |day: SettlementDay| days.get(&day.plus(-364)).copied();
    let mut all_known = true;
    let mut day = today;
    while day < until {
        all_known &= year_before(day).is_some();
        day = day.next();
    }
    let mut expected = DayFlow::default();
    let mut day = begin;
    while day < until {
        let flow = if day < today {
            days.get(&day).copied().unwrap_or(mean)
        } else if all_known {
            year_before(day)?
        } else {
            mean
        };
        expected.offtake = expected.offtake.checked_add(flow.offtake)?;
        expected.injection = expected.injection.checked_add(flow.injection)?;
        day = day.next();
    }
    let basis = if all_known && today < until {
        Basis::YearBefore
    } else {
        Basis::LastDays(u32::try_from(count).ok()?)
    };
    Some(Forecast { basis, until, expected })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> SettlementDay {
        text.parse().unwrap()
    }

    fn flow(offtake: i64, injection: i64) -> DayFlow {
        let kwh = |energy: i64| MilliWattHours(energy * 1_000_000);
        DayFlow { offtake: kwh(offtake), injection: kwh(injection) }
    }

    fn days(from: &str, until: &str, each: DayFlow) -> BTreeMap<SettlementDay, DayFlow> {
        let (mut at, until) = (day(from), day(until));
        let mut days = BTreeMap::new();
        while at < until {
            days.insert(at, each);
            at = at.next();
        }
        days
    }

    #[test]
    fn a_year_that_was_measured_tells_the_rest_of_this_one() {
        let mut known = days("2026-10-01", "2026-11-01", flow(10, 1));
        let time = (day("2026-10-01"), day("2026-11-01"), day("2026-11-11"));
        let found = forecast(&known, time).unwrap();
        assert_eq!(found.basis, Basis::LastDays(28));
        assert_eq!(found.expected, flow(410, 41));
        known.extend(days("2025-11-02", "2025-11-12", flow(3, 5)));
        let found = forecast(&known, time).unwrap();
        assert_eq!(found.basis, Basis::YearBefore);
        assert_eq!(found.expected, flow(340, 81));
    }

    #[test]
    fn a_few_days_tell_nothing_and_a_gap_is_filled_by_the_mean() {
        let few = days("2026-10-26", "2026-11-01", flow(10, 1));
        let time = (day("2026-10-01"), day("2026-11-01"), day("2026-11-02"));
        assert_eq!(forecast(&few, time), None);
        let mut gap = days("2026-10-01", "2026-11-01", flow(10, 1));
        gap.remove(&day("2026-10-20"));
        assert_eq!(forecast(&gap, time).unwrap().expected, flow(320, 32));
    }
}
