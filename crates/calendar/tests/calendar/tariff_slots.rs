use std::collections::BTreeMap;

use calendar::{
    Instant, NightBegins, SettlementDay, TariffCalendar, TariffSlot, TwoRateArea, WeekdayHolidays,
    two_rate_slot,
};
use expect_test::{Expect, expect};
use proptest::prelude::*;

use crate::{day, instant, wall_clock};

const SMART: TariffCalendar =
    TariffCalendar::TwoRateSmartUntil2025 { weekday_holidays: WeekdayHolidays::LikeAnyWeekday };

fn mechanical(night_begins: u16) -> TariffCalendar {
    TariffCalendar::TwoRateMechanicalUntil2025 {
        night_begins: NightBegins::new(night_begins).unwrap(),
        weekday_holidays: WeekdayHolidays::LikeAnyWeekday,
    }
}

fn minutes(from: Instant, to: Instant) -> impl Iterator<Item = Instant> {
    (from.unix_s()..to.unix_s()).step_by(60).map(Instant::from_unix_s)
}

/// Minutes of each slot in `days` days.
fn count(
    slot: impl Fn(Instant) -> TariffSlot,
    first: &str,
    days: i32,
) -> BTreeMap<TariffSlot, u32> {
    let first = day(first);
    let mut minutes_of = BTreeMap::new();
    for at in minutes(first.start(), first.plus(days).start()) {
        *minutes_of.entry(slot(at)).or_default() += 1;
    }
    minutes_of
}

fn hours(slot: impl Fn(Instant) -> TariffSlot, first: &str, days: i32) -> String {
    let minutes_of = count(slot, first, days);
    let hours = minutes_of.iter().map(|(slot, minutes)| {
        assert_eq!(minutes % 60, 0);
        format!("{slot:?} {}", minutes / 60)
    });
    hours.collect::<Vec<_>>().join(", ")
}

/// The changes of slot in `days` days.
fn check(slot: impl Fn(Instant) -> TariffSlot, first: &str, days: i32, expected: Expect) {
    let first = day(first);
    let mut table = String::new();
    let mut last = None;
    for at in minutes(first.start(), first.plus(days).start()) {
        let now = slot(at);
        if last != Some(now) {
            table.push_str(&format!("{} {now:?}\n", wall_clock(at)));
        }
        last = Some(now);
    }
    expected.assert_eq(&table);
}

#[test]
fn mt_04_smart_until_2025_has_75_peak_and_93_off_peak_hours_a_week() {
    assert_eq!(hours(|at| SMART.slot(at), "2025-06-02", 7), "Peak 75, OffPeak 93");
    check(
        |at| SMART.slot(at),
        "2025-06-02",
        7,
        expect![[r#"
            Mon 2025-06-02 00:00 OffPeak
            Mon 2025-06-02 07:00 Peak
            Mon 2025-06-02 22:00 OffPeak
            Tue 2025-06-03 07:00 Peak
            Tue 2025-06-03 22:00 OffPeak
            Wed 2025-06-04 07:00 Peak
            Wed 2025-06-04 22:00 OffPeak
            Thu 2025-06-05 07:00 Peak
            Thu 2025-06-05 22:00 OffPeak
            Fri 2025-06-06 07:00 Peak
            Fri 2025-06-06 22:00 OffPeak
        "#]],
    );
}

#[test]
fn mt_04_from_2026_63_peak_and_105_off_peak_hours_a_week() {
    let calendar = TariffCalendar::TwoRateFrom2026;
    assert_eq!(hours(|at| calendar.slot(at), "2026-06-01", 7), "Peak 63, OffPeak 105");
    check(
        |at| calendar.slot(at),
        "2026-06-06",
        1,
        expect![[r#"
            Sat 2026-06-06 00:00 OffPeak
            Sat 2026-06-06 07:00 Peak
            Sat 2026-06-06 11:00 OffPeak
            Sat 2026-06-06 17:00 Peak
            Sat 2026-06-06 22:00 OffPeak
        "#]],
    );
}

#[test]
fn mt_04_impact_has_12_eco_7_medium_and_5_pic_hours_every_day() {
    let calendar = TariffCalendar::Impact;
    for days in 0..7 {
        let day = day("2026-06-01").plus(days).to_string();
        assert_eq!(hours(|at| calendar.slot(at), &day, 1), "Eco 12, Medium 7, Pic 5");
    }
    check(
        |at| calendar.slot(at),
        "2026-06-06",
        1,
        expect![[r#"
            Sat 2026-06-06 00:00 Medium
            Sat 2026-06-06 01:00 Eco
            Sat 2026-06-06 07:00 Medium
            Sat 2026-06-06 11:00 Eco
            Sat 2026-06-06 17:00 Pic
            Sat 2026-06-06 22:00 Medium
        "#]],
    );
}

#[test]
fn mt_04_mechanical_night_has_9_hours_from_21_30_to_23_00() {
    for night_begins in 21 * 60 + 30..=23 * 60 {
        let minutes_of = count(|at| mechanical(night_begins).slot(at), "2025-06-02", 7);
        assert_eq!(minutes_of[&TariffSlot::Peak], 75 * 60);
        assert_eq!(minutes_of[&TariffSlot::OffPeak], 93 * 60);
    }
    check(
        |at| mechanical(21 * 60 + 30).slot(at),
        "2025-06-05",
        5,
        expect![[r#"
            Thu 2025-06-05 00:00 OffPeak
            Thu 2025-06-05 06:30 Peak
            Thu 2025-06-05 21:30 OffPeak
            Fri 2025-06-06 06:30 Peak
            Fri 2025-06-06 21:30 OffPeak
            Mon 2025-06-09 06:30 Peak
            Mon 2025-06-09 21:30 OffPeak
        "#]],
    );
    check(
        |at| mechanical(23 * 60).slot(at),
        "2025-06-06",
        1,
        expect![[r#"
            Fri 2025-06-06 00:00 OffPeak
            Fri 2025-06-06 08:00 Peak
            Fri 2025-06-06 23:00 OffPeak
        "#]],
    );
}

#[test]
fn mt_04_no_night_begins_before_21_30_or_after_23_00() {
    assert_eq!(NightBegins::new(21 * 60 + 29), None);
    assert_eq!(NightBegins::new(23 * 60 + 1), None);
    assert_eq!(NightBegins::new(u16::MAX), None);
    assert_eq!(NightBegins::new(22 * 60), Some(NightBegins::AT_22_00));
    assert_eq!(NightBegins::AT_22_00.minute_of_day(), 1_320);
}

#[test]
fn mt_04_windows_are_half_open() {
    let slot = |text: &str| two_rate_slot(instant(text));
    assert_eq!(slot("2025-06-02T06:59:59.999999+02:00"), TariffSlot::OffPeak);
    assert_eq!(slot("2025-06-02T07:00:00+02:00"), TariffSlot::Peak);
    assert_eq!(slot("2025-06-02T21:59:59.999999+02:00"), TariffSlot::Peak);
    assert_eq!(slot("2025-06-02T22:00:00+02:00"), TariffSlot::OffPeak);
    assert_eq!(slot("2026-06-01T10:59:59.999999+02:00"), TariffSlot::Peak);
    assert_eq!(slot("2026-06-01T11:00:00+02:00"), TariffSlot::OffPeak);
}

/// 1 May 2022, when the two-rate registers of 3,000 users of RESA were wrong.
#[test]
fn mt_04_a_holiday_on_a_sunday_is_a_sunday() {
    for weekday_holidays in [WeekdayHolidays::LikeAnyWeekday, WeekdayHolidays::LikeWeekend] {
        for mechanical_night in [None, NightBegins::new(21 * 60 + 30)] {
            let area = TwoRateArea { mechanical_night, weekday_holidays };
            assert_eq!(hours(|at| area.slot(at), "2022-05-01", 1), "OffPeak 24");
            assert_eq!(hours(|at| area.slot(at), "2022-04-25", 7), "Peak 75, OffPeak 93");
        }
    }
}

#[test]
fn mt_04_weekday_holidays_before_2026_are_as_the_area_has_them() {
    let like_weekend =
        TwoRateArea { mechanical_night: None, weekday_holidays: WeekdayHolidays::LikeWeekend };
    // 11 November 2025 was a Tuesday.
    assert_eq!(hours(two_rate_slot, "2025-11-10", 7), "Peak 75, OffPeak 93");
    assert_eq!(hours(|at| like_weekend.slot(at), "2025-11-10", 7), "Peak 60, OffPeak 108");
    check(
        |at| like_weekend.slot(at),
        "2025-11-10",
        3,
        expect![[r#"
            Mon 2025-11-10 00:00 OffPeak
            Mon 2025-11-10 07:00 Peak
            Mon 2025-11-10 22:00 OffPeak
            Wed 2025-11-12 07:00 Peak
            Wed 2025-11-12 22:00 OffPeak
        "#]],
    );
    // In 2026 it is a Wednesday, and all days are alike.
    assert_eq!(hours(|at| like_weekend.slot(at), "2026-11-11", 1), "Peak 9, OffPeak 15");
}

#[test]
fn mt_04_the_calendar_changes_at_local_midnight_of_1_january_2026() {
    check(
        two_rate_slot,
        "2025-12-31",
        5,
        expect![[r#"
            Wed 2025-12-31 00:00 OffPeak
            Wed 2025-12-31 07:00 Peak
            Wed 2025-12-31 22:00 OffPeak
            Thu 2026-01-01 07:00 Peak
            Thu 2026-01-01 11:00 OffPeak
            Thu 2026-01-01 17:00 Peak
            Thu 2026-01-01 22:00 OffPeak
            Fri 2026-01-02 07:00 Peak
            Fri 2026-01-02 11:00 OffPeak
            Fri 2026-01-02 17:00 Peak
            Fri 2026-01-02 22:00 OffPeak
            Sat 2026-01-03 07:00 Peak
            Sat 2026-01-03 11:00 OffPeak
            Sat 2026-01-03 17:00 Peak
            Sat 2026-01-03 22:00 OffPeak
            Sun 2026-01-04 07:00 Peak
            Sun 2026-01-04 11:00 OffPeak
            Sun 2026-01-04 17:00 Peak
            Sun 2026-01-04 22:00 OffPeak
        "#]],
    );
    let area = TwoRateArea { mechanical_night: NightBegins::new(23 * 60), ..Default::default() };
    assert_eq!(area.calendar(day("2025-12-31")), mechanical(23 * 60));
    assert_eq!(area.calendar(day("2026-01-01")), TariffCalendar::TwoRateFrom2026);
    // 23:30 UTC is already next year in Brussels; the hour is off-peak in both calendars.
    assert_eq!(instant("2025-12-31T23:30:00Z").day(), day("2026-01-01"));
}

#[test]
fn mt_04_both_changes_of_the_clock_touch_the_night_only() {
    assert_eq!(hours(two_rate_slot, "2026-03-29", 1), "Peak 9, OffPeak 14");
    assert_eq!(hours(two_rate_slot, "2026-10-25", 1), "Peak 9, OffPeak 16");
    assert_eq!(hours(two_rate_slot, "2025-03-24", 7), "Peak 75, OffPeak 92");
    assert_eq!(hours(two_rate_slot, "2025-10-20", 7), "Peak 75, OffPeak 94");
    let impact = |at| TariffCalendar::Impact.slot(at);
    assert_eq!(hours(impact, "2026-03-29", 1), "Eco 11, Medium 7, Pic 5");
    assert_eq!(hours(impact, "2026-10-25", 1), "Eco 13, Medium 7, Pic 5");
    check(
        impact,
        "2026-03-29",
        1,
        expect![[r#"
            Sun 2026-03-29 00:00 Medium
            Sun 2026-03-29 01:00 Eco
            Sun 2026-03-29 07:00 Medium
            Sun 2026-03-29 11:00 Eco
            Sun 2026-03-29 17:00 Pic
            Sun 2026-03-29 22:00 Medium
        "#]],
    );
}

proptest! {
    /// The slot depends on the wall clock alone, so all seconds of a quarter-hour share it.
    #[test]
    fn mt_04_a_quarter_hour_has_one_slot(
        day in 10_000..40_000_i32,
        index in 0..100_u32,
        us in 0..900_000_000_i64,
    ) {
        let start = SettlementDay(day).quarter_start(index);
        let at = Instant(start.0 + us);
        for calendar in
            [SMART, mechanical(1_305), TariffCalendar::TwoRateFrom2026, TariffCalendar::Impact]
        {
            prop_assert_eq!(calendar.slot(at), calendar.slot(start));
        }
        prop_assert_eq!(two_rate_slot(at), two_rate_slot(start));
    }

    /// Whatever the calendar of two rates, it says peak or off-peak; Impact says neither.
    #[test]
    fn mt_04_a_calendar_keeps_to_its_slots(us in any::<i64>()) {
        let at = Instant(us);
        let from_2026 = TariffCalendar::TwoRateFrom2026.slot(at);
        for slot in [two_rate_slot(at), SMART.slot(at), from_2026] {
            prop_assert!(matches!(slot, TariffSlot::Peak | TariffSlot::OffPeak));
        }
        prop_assert!(!matches!(
            TariffCalendar::Impact.slot(at),
            TariffSlot::Peak | TariffSlot::OffPeak
        ));
    }
}
