//! Holes, spikes, registers, estimates.

use calendar::{SettlementDay, TariffCalendar, TariffSlot, WeekdayHolidays, two_rate_slot};
use intervals::{
    Basis, Bound, DayCheck, DayDifference, Direction, EstimateError, Finding, Interval, Quality,
    Quarter, Register, Series, SpikeBounds, Why, check_days, estimate_day, fill, findings,
};
use units::MilliWattHours;

fn day(text: &str) -> SettlementDay {
    text.parse().unwrap()
}

/// Days of 0.1 kWh a quarter-hour, 0.2 on Saturdays, 0.3 on Sundays, from 2026-01-05, a Monday.
fn series(days: i32) -> Series {
    let mut intervals = Vec::new();
    for number in 0..days {
        let day = day("2026-01-05").plus(number);
        let energy = match day.weekday() {
            calendar::Weekday::Sat => 200_000,
            calendar::Weekday::Sun => 300_000,
            _ => 100_000,
        };
        for index in 0..day.quarter_hours() {
            let quarter = Quarter::starting_at(day.quarter_start(index)).unwrap();
            let energy = MilliWattHours(energy);
            let (quality, register) = (Quality::Measured, Register::Total);
            intervals.push(Interval { quarter, energy, quality, register });
        }
    }
    Series { point: "P1".parse().unwrap(), direction: Direction::OffTake, intervals }
}

fn without(series: &Series, from: &str, quarters: i32) -> Series {
    let first = Quarter::starting_at(from.parse().unwrap()).unwrap().0;
    let mut series = series.clone();
    series.intervals.retain(|one| !(first..first + quarters).contains(&one.quarter.0));
    series
}

#[test]
fn gaps_and_spikes_are_found() {
    let mut series = without(&series(10), "2026-01-07T22:00:00+01:00", 12);
    let spike = series.intervals[300].quarter;
    series.intervals[300].energy = MilliWattHours(4_000_000);
    series.intervals[310].energy = MilliWattHours(-1);
    let negative = series.intervals[310].quarter;
    let found = findings(&series, day("2026-01-06"), day("2026-01-12"), &SpikeBounds::default());
    let from = |text: &str| Quarter::starting_at(text.parse().unwrap()).unwrap();
    assert_eq!(
        found,
        [
            // Across midnight, a gap of each day.
            Finding::Gap {
                day: day("2026-01-07"),
                from: from("2026-01-07T22:00:00+01:00"),
                quarters: 8
            },
            Finding::Gap {
                day: day("2026-01-08"),
                from: from("2026-01-08T00:00:00+01:00"),
                quarters: 4
            },
            Finding::Spike {
                quarter: spike,
                energy: MilliWattHours(4_000_000),
                // Ten times the usual 0.3 of a Sunday.
                bound: MilliWattHours(3_000_000)
            },
            Finding::Negative { quarter: negative, energy: MilliWattHours(-1) },
        ]
    );
    // A day that is not there at all is one gap.
    let found = findings(&series, day("2026-02-01"), day("2026-02-02"), &SpikeBounds::default());
    assert!(matches!(found.as_slice(), [Finding::Gap { quarters: 96, .. }]));
}

/// What the registers say of a day of the series.
fn difference(series: &Series, of: SettlementDay) -> DayDifference {
    let slot = |one: &&Interval| two_rate_slot(one.quarter.start()) == TariffSlot::Peak;
    let (peak, off_peak): (Vec<_>, Vec<_>) = series.day(of).iter().partition(slot);
    let sum = |all: Vec<&Interval>| MilliWattHours(all.iter().map(|one| one.energy.0).sum());
    DayDifference { day: of, peak: sum(peak), off_peak: sum(off_peak) }
}

#[test]
fn mt_05_quarter_hours_match_the_registers_or_say_how_not() {
    let series = series(10);
    let tuesday = day("2026-01-06");
    let right = difference(&series, tuesday);
    let check = |difference: DayDifference, bound: i64| {
        check_days(&series, &[difference], Bound(MilliWattHours(bound)), Some(&two_rate_slot))[0]
    };
    assert_eq!(check(right, 0), (tuesday, DayCheck::Matches));
    let moved = |peak: i64, off_peak: i64| DayDifference {
        day: tuesday,
        peak: MilliWattHours(right.peak.0 + peak),
        off_peak: MilliWattHours(right.off_peak.0 + off_peak),
    };
    assert_eq!(check(moved(50_000, 0), 50_000).1, DayCheck::Matches, "within the bound");
    assert_eq!(
        check(moved(50_001, 0), 50_000).1,
        DayCheck::Drift {
            by_intervals: MilliWattHours(9_600_000),
            by_registers: MilliWattHours(9_650_001)
        }
    );
    // The meter has counted an hour of the night as day: the sum is right, the registers are not.
    assert_eq!(
        check(moved(400_000, -400_000), 50_000).1,
        DayCheck::WrongCalendar { in_peak_too_much: MilliWattHours(400_000) }
    );
    let holed = without(&series, "2026-01-06T10:00:00+01:00", 3);
    let found = check_days(&holed, &[right], Bound::default(), Some(&two_rate_slot));
    assert_eq!(found[0].1, DayCheck::Incomplete { missing: 3 });
    // By the calendar of another tariff the same registers are wrong.
    let old =
        TariffCalendar::TwoRateSmartUntil2025 { weekday_holidays: WeekdayHolidays::default() };
    let found = check_days(&series, &[right], Bound::default(), Some(&|at| old.slot(at)));
    assert!(matches!(found[0].1, DayCheck::WrongCalendar { .. }), "{found:?}");
    // At one rate it is no matter which register counts, and energy that is missing still is.
    let together = |one: DayDifference| check_days(&series, &[one], Bound::default(), None)[0].1;
    assert_eq!(together(moved(400_000, -400_000)), DayCheck::Matches);
    assert!(matches!(together(moved(400_000, -100_000)), DayCheck::Drift { .. }));
}

#[test]
fn pa_39_missing_quarter_hours_are_the_mean_of_like_days() {
    let mut series = series(28);
    // The third Saturday lacks an hour; one of the two before was 0.301 then.
    let saturday = day("2026-01-24");
    let at = Quarter::starting_at(day("2026-01-17").at(10, 0)).unwrap();
    let place = series.intervals.iter().position(|one| one.quarter == at).unwrap();
    series.intervals[place].energy = MilliWattHours(200_001);
    let holed = without(&series, "2026-01-24T10:00:00+01:00", 4);
    let estimate = estimate_day(&holed, saturday, None).unwrap();
    assert_eq!(estimate.basis, Basis::LikeDays);
    let energies: Vec<i64> = estimate.intervals.iter().map(|one| one.energy.0).collect();
    assert_eq!(energies, [200_001, 200_000, 200_000, 200_000], "ties round up");
    assert!(estimate.intervals.iter().all(|one| one.quality == Quality::Estimated));
    assert_eq!(estimate.intervals[0].quarter.start(), saturday.at(10, 0));
    // What was estimated is no measure of another day.
    for one in &mut series.intervals {
        one.quality = Quality::Estimated;
    }
    let holed = without(&series, "2026-01-24T10:00:00+01:00", 4);
    assert_eq!(
        estimate_day(&holed, saturday, None),
        Err(EstimateError::NoLikeDay { day: saturday })
    );
}

#[test]
fn mt_05_an_estimate_adds_up_to_the_registers() {
    let series = series(28);
    let monday = day("2026-01-26");
    let holed = without(&series, "2026-01-26T10:00:00+01:00", 3);
    let known = 93 * 100_000;
    let asked = |left: i64| estimate_day(&holed, monday, Some(MilliWattHours(known + left)));
    let estimate = asked(100_001).unwrap();
    assert_eq!(estimate.basis, Basis::Registers);
    let energies: Vec<i64> = estimate.intervals.iter().map(|one| one.energy.0).collect();
    assert_eq!(energies, [33_334, 33_334, 33_333], "exact, the rest to the earlier");
    assert!(matches!(asked(-1), Err(EstimateError::MoreThanRegisters { .. })));
    assert_eq!(
        estimate_day(&series, monday, None),
        Err(EstimateError::NothingMissing { day: monday })
    );
    // Nothing to go by but the registers: evenly.
    let first = day("2026-01-05");
    let holed = without(&series, "2026-01-05T00:00:00+01:00", 96);
    let estimate = estimate_day(&holed, first, Some(MilliWattHours(97))).unwrap();
    let energies: Vec<i64> = estimate.intervals.iter().map(|one| one.energy.0).collect();
    assert_eq!((energies[0], energies[1], energies.iter().sum::<i64>()), (2, 1, 97));
}

#[test]
fn pa_39_a_short_hole_is_filled_and_a_silent_meter_is_not() {
    let days = (day("2026-01-05"), day("2026-02-02"));
    let none = |_| None;
    let filled = |series: &Series, most: i32| {
        let filled = fill(series, days, most, none);
        let left: Vec<(SettlementDay, Why)> =
            filled.left.iter().map(|left| (left.day, left.why.clone())).collect();
        (filled.quarters(), left)
    };
    let series = series(28);
    assert_eq!(filled(&series, 288), (0, Vec::new()), "nothing is missing");
    // Across midnight it is one hole: 8 and 4 quarter-hours, of two days.
    let across = without(&series, "2026-01-21T22:00:00+01:00", 12);
    assert_eq!(filled(&across, 12), (12, Vec::new()));
    let long = Why::TooLong { quarters: 12, most: 11 };
    let both = vec![(day("2026-01-21"), long.clone()), (day("2026-01-22"), long)];
    assert_eq!(filled(&across, 11), (0, both));
    // A whole day, and the values are of its like days.
    let lost = without(&series, "2026-01-24T00:00:00+01:00", 96);
    let found = fill(&lost, days, 288, none);
    assert_eq!(found.days.len(), 1);
    assert!(found.days[0].1.intervals.iter().all(|one| one.energy.0 == 200_000), "a Saturday");
    // The registers of the day go before the mean.
    let rose = fill(&lost, days, 288, |_| Some(MilliWattHours(9_600_000)));
    assert!(rose.days[0].1.intervals.iter().all(|one| one.energy.0 == 100_000));
    // Nothing before, or nothing behind so far: no hole between values.
    let late = without(&series, "2026-01-05T00:00:00+01:00", 4);
    assert_eq!(filled(&late, 288), (0, vec![(day("2026-01-05"), Why::NothingBefore)]));
    let silent = without(&series, "2026-02-01T23:00:00+01:00", 4);
    assert_eq!(filled(&silent, 288), (0, vec![(day("2026-02-01"), Why::NothingBehind)]));
}
