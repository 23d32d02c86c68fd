//! Days of 92 and 100 quarter-hours, gaps, and series moved in time.

use crate::{home, homes, partial, read, wide};
use calendar::{SettlementDay, TariffSlot, two_rate_slot};
use headend::{HomeSeries, Mark, Registers, registers_by_midnight, shift_to};

const SPRING: &str = "2013-03-31";
const AUTUMN: &str = "2013-10-27";

/// Wh of the quarters of the only day.
fn quarters(home: &HomeSeries) -> Vec<Option<i64>> {
    let day = home.off_take().days().next().unwrap();
    day.quarters().map(|energy| energy.map(|energy| energy.0 / 1000)).collect()
}

fn marks(home: &HomeSeries) -> Vec<Mark> {
    home.off_take().marks().values().flatten().copied().collect()
}

fn numbered(_: usize, quarter: usize) -> Option<String> {
    Some((quarter + 1).to_string())
}

fn midnights(home: &HomeSeries) -> Vec<(String, i64)> {
    let readings = registers_by_midnight(home, two_rate_slot, Registers::default()).unwrap();
    let total =
        |reading: &headend::MidnightReading| reading.values().map(|(_, value)| value.0).sum();
    readings.iter().map(|reading| (reading.ends.to_string(), total(reading))).collect()
}

#[test]
fn es_04_the_hour_that_does_not_exist_is_folded_into_the_next() {
    let home = home(&wide(&[SPRING], numbered));
    let quarters = quarters(&home);
    assert_eq!(quarters.len(), 92);
    // 1:45 is the 8th row; 3:00 is the 13th, with the 9th folded onto it.
    assert_eq!(quarters[7..13], [8, 9 + 13, 10 + 14, 11 + 15, 12 + 16, 17].map(Some));
    assert_eq!(home.off_take().energy().0, 1000 * 96 * 97 / 2);
    assert_eq!(marks(&home), [Mark::SkippedHourFolded]);
    assert!(home.off_take().days().next().unwrap().is_repaired());
}

#[test]
fn es_04_a_right_file_on_the_day_of_92_needs_no_mark() {
    let skipping =
        |day, quarter| (!(8..12).contains(&quarter)).then(|| numbered(day, quarter)).flatten();
    let right = home(&wide(&[SPRING], skipping));
    assert_eq!((quarters(&right).len(), marks(&right)), (92, vec![]));
    let blank = |_: usize, quarter: usize| {
        Some(if (8..12).contains(&quarter) { String::new() } else { "5".to_owned() })
    };
    let empty_cells = home(&wide(&[SPRING], blank));
    assert_eq!((quarters(&empty_cells).len(), marks(&empty_cells)), (92, vec![]));
}

#[test]
fn es_04_the_second_two_o_clock_that_is_not_in_the_file_is_zero() {
    let home = home(&wide(&[AUTUMN], numbered));
    let quarters = quarters(&home);
    assert_eq!(quarters.len(), 100);
    assert_eq!(quarters[11..17], [12, 0, 0, 0, 0, 13].map(Some));
    assert_eq!(home.off_take().energy().0, 1000 * 96 * 97 / 2);
    assert_eq!(marks(&home), [Mark::RepeatedHourEmpty]);
}

/// The autumn day with its 100 rows, the second hour from 2:00 after the first or in pairs.
fn autumn_of_100(in_pairs: bool) -> String {
    let mut text = "start_local,K2\n".to_owned();
    let mut row = |hour: u32, quarter: u32, value: u32| {
        text.push_str(&format!("{AUTUMN}T{hour:02}:{:02},{value}\n", quarter * 15));
    };
    for hour in 0..24 {
        match hour {
            2 if in_pairs => (0..4).for_each(|quarter| {
                row(2, quarter, 10 + quarter);
                row(2, quarter, 20 + quarter);
            }),
            2 => {
                (0..4).for_each(|quarter| row(2, quarter, 10 + quarter));
                (0..4).for_each(|quarter| row(2, quarter, 20 + quarter));
            }
            _ => (0..4).for_each(|quarter| row(hour, quarter, 1)),
        }
    }
    text
}

#[test]
fn es_04_both_two_o_clocks_of_a_local_file_are_kept() {
    for (in_pairs, expected) in [(false, vec![]), (true, vec![Mark::RepeatedHourOrderGuessed])] {
        let home = home(&autumn_of_100(in_pairs));
        assert_eq!(quarters(&home)[8..16], [10, 11, 12, 13, 20, 21, 22, 23].map(Some));
        assert_eq!(marks(&home), expected);
    }
}

#[test]
fn es_04_a_file_that_holds_the_autumn_day_twice_does_not_have_the_hour_twice() {
    let once = wide(&[AUTUMN], numbered);
    let rows = once.split_once('\n').unwrap().1;
    let import = read(&format!("{once}{rows}"), &crate::strict()).unwrap();
    assert_eq!(import.duplicate_rows, 96);
    assert_eq!(homes(import).remove(0), home(&once));
}

#[test]
fn es_04_part_of_a_second_two_o_clock_is_refused() {
    let mut text = wide(&[AUTUMN], numbered);
    text.push_str(&format!("{AUTUMN}T02:15,77\n"));
    let error = read(&text, &crate::strict()).unwrap_err();
    assert_eq!(
        crate::said(&error),
        "nothing of `x.csv` was imported, 1 of its lines or cells are wrong: line 98 of `x.csv`: \
         2:00 to 3:00 comes a second time on 2013-10-27, but only in part"
    );
    let import = read(&text, &partial()).unwrap();
    assert_eq!(marks(&homes(import)[0]), [Mark::Gap { quarters: 4 }]);
}

#[test]
fn es_04_iso_rows_are_keyed_by_instant() {
    let mut text = "start,offtake_kwh\n".to_owned();
    let day: SettlementDay = "2024-10-27".parse().unwrap();
    for quarter in 0..100 {
        text.push_str(&format!(
            "{},0.00{}\n",
            day.quarter_start(quarter).to_local_string(),
            quarter % 10
        ));
    }
    let home = home(&text);
    assert_eq!(home.id(), "x");
    let expected: Vec<_> = (0..100).map(|quarter| Some(quarter % 10)).collect();
    assert_eq!((quarters(&home), marks(&home)), (expected, vec![]));
}

#[test]
fn mt_18_a_day_with_a_gap_gives_no_midnight_and_the_registers_go_on() {
    let days = ["2026-01-06", "2026-01-07", "2026-01-08"];
    let text = wide(&days, |day, quarter| (day != 1 || quarter != 40).then(|| "10".to_owned()));
    let home = home(&text);
    assert_eq!(marks(&home), [Mark::Gap { quarters: 1 }]);
    let expected = [("2026-01-05", 0), ("2026-01-06", 960_000), ("2026-01-08", 2_870_000)];
    assert_eq!(midnights(&home), expected.map(|(day, value)| (day.to_owned(), value)));
}

#[test]
fn mt_18_whole_days_without_rows_give_no_midnights() {
    let home = home(&wide(&["2026-01-06", "2026-01-09"], |_, _| Some("10".to_owned())));
    assert_eq!(home.off_take().day_count(), 4);
    let days: Vec<_> = midnights(&home).into_iter().map(|(day, _)| day).collect();
    assert_eq!(days, ["2026-01-05", "2026-01-06", "2026-01-09"]);
}

#[test]
fn mt_18_a_series_that_begins_late_misses_nothing_before_it() {
    let days = ["2026-01-06", "2026-01-07"];
    let home =
        home(&wide(&days, |day, quarter| (day == 1 || quarter >= 4).then(|| "10".to_owned())));
    let days: Vec<_> = midnights(&home).into_iter().map(|(day, _)| day).collect();
    assert_eq!(days, ["2026-01-06", "2026-01-07"]);
}

#[test]
fn mt_18_a_missing_quarter_that_hides_in_a_folded_hour_is_still_a_gap() {
    // 3:15 is missing, and the 2:15 that does not exist is folded onto its place.
    let home =
        home(&wide(&[SPRING], |day, quarter| (quarter != 13).then(|| numbered(day, quarter))?));
    assert_eq!(marks(&home), [Mark::SkippedHourFolded, Mark::Gap { quarters: 1 }]);
    assert!(quarters(&home).iter().all(Option::is_some));
    assert_eq!(midnights(&home).len(), 1);
}

#[test]
fn mt_18_a_gap_in_injection_silences_the_meter_too() {
    let mut text = wide(&["2026-01-06"], |_, quarter| {
        Some(format!("0.01,{}", if quarter == 9 { "" } else { "0.02" }))
    });
    text = text.replace("start_local,K2", "start_local,offtake_kwh,injection_kwh");
    let home = home(&text);
    assert_eq!(midnights(&home).len(), 1);
    assert_eq!(home.injection().unwrap().energy().0, 95 * 20_000);
}

#[test]
fn mt_04_a_year_change_changes_the_slots_of_the_registers() {
    // Wednesday 31 December 2025 and Thursday 1 January 2026, 10 Wh in each quarter-hour.
    let home = home(&wide(&["2025-12-31", "2026-01-01"], |_, _| Some("10".to_owned())));
    let readings = registers_by_midnight(&home, two_rate_slot, Registers::default()).unwrap();
    let peaks: Vec<_> = readings.iter().map(|reading| reading.off_take.peak.0).collect();
    // 15 hours of peak until 2025, 9 hours from 2026.
    assert_eq!(peaks, [0, 15 * 40_000, (15 + 9) * 40_000]);
}

#[test]
fn mt_04_slots_follow_the_wall_clock_on_the_days_of_change() {
    // Sundays in 2026 have peak hours: all 9 of them, whatever the length of the day.
    for (day, off_peak_hours) in [("2026-03-29", 14), ("2026-03-30", 15), ("2026-10-25", 16)] {
        let mut text = "start,offtake_kwh\n".to_owned();
        let parsed: SettlementDay = day.parse().unwrap();
        for quarter in 0..parsed.quarter_hours() {
            text.push_str(&format!("{},0.01\n", parsed.quarter_start(quarter)));
        }
        let readings =
            registers_by_midnight(&home(&text), two_rate_slot, Registers::default()).unwrap();
        let last = readings.last().unwrap().off_take;
        assert_eq!((last.peak.0, last.off_peak.0), (9 * 40_000, off_peak_hours * 40_000), "{day}");
    }
}

#[test]
fn mt_04_a_slot_of_another_calendar_has_no_register() {
    let home = home(&wide(&["2026-01-06"], numbered));
    let error =
        registers_by_midnight(&home, |_| TariffSlot::Eco, Registers::default()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "home `K2` has energy on 2026-01-06 in a tariff slot that a two-rate meter does not have"
    );
}

#[test]
fn mt_01_registers_begin_where_they_are_told_and_never_roll_over() {
    let home = home(&wide(&["2026-01-06"], numbered));
    let mut start = Registers::default();
    start.off_take.peak.0 = 1_253_112_000;
    let readings = registers_by_midnight(&home, two_rate_slot, start).unwrap();
    assert_eq!(readings[0].off_take, start.off_take);
    start.off_take.off_peak.0 = i64::MAX;
    let error = registers_by_midnight(&home, two_rate_slot, start).unwrap_err();
    assert_eq!(error.to_string(), "the registers of home `K2` would run over on 2026-01-06");
}

#[test]
fn a_series_moves_by_whole_weeks() {
    let tuesday = home(&wide(&["2013-01-01"], numbered));
    for (target, first_day) in [
        ("2026-01-01", "2026-01-06"),
        ("2026-01-06", "2026-01-06"),
        ("2026-01-07", "2026-01-13"),
        ("2013-01-01", "2013-01-01"),
        ("2001-01-01", "2001-01-02"),
    ] {
        let moved = shift_to(&tuesday, target.parse().unwrap());
        assert_eq!(moved.first_day().to_string(), first_day, "to {target}");
        assert_eq!(quarters(&moved), quarters(&tuesday));
    }
}

#[test]
fn es_04_a_move_onto_or_from_a_clock_change_conserves_the_energy() {
    // Sundays: the two changes of 2013, and one plain one.
    let plain = home(&wide(&["2013-02-03"], numbered));
    let spring = home(&wide(&[SPRING], numbered));
    let autumn = home(&autumn_of_100(false));
    for (source, target, length, mark) in [
        (&plain, "2026-03-29", 92, Mark::SkippedHourFolded),
        (&plain, "2026-10-25", 100, Mark::RepeatedHourEmpty),
        (&spring, "2026-02-01", 96, Mark::SkippedHourEmpty),
        (&spring, "2026-10-25", 100, Mark::RepeatedHourEmpty),
        (&autumn, "2026-02-01", 96, Mark::RepeatedHourMerged),
        (&autumn, "2026-03-29", 92, Mark::SkippedHourFolded),
    ] {
        let moved = shift_to(source, target.parse().unwrap());
        assert_eq!(moved.first_day().to_string(), target);
        assert_eq!(quarters(&moved).len(), length, "{target}");
        assert_eq!(moved.off_take().energy(), source.off_take().energy(), "{target}");
        assert!(marks(&moved).contains(&mark), "{target}: {:?}", marks(&moved));
        // 20:00 stays 20:00.
        assert_eq!(quarters(&moved).iter().rev().nth(15), quarters(source).iter().rev().nth(15));
    }
}
