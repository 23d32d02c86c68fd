use std::collections::BTreeMap;

use calendar::{Instant, OpenWeek, OpenWindow, ProtectedHours, SettlementDay, WindowError};
use expect_test::{Expect, expect};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;

use crate::{day, instant, wall_clock};

/// What the calendar says at each of these local times, `2026-11-11 06:00`.
fn check(calendar: &ProtectedHours, times: &[&str], expected: Expect) {
    let line = |time: &&str| {
        let (date, clock) = time.split_once(' ').unwrap();
        let (hour, minute) = clock.split_once(':').unwrap();
        said(calendar, day(date).at(hour.parse().unwrap(), minute.parse().unwrap()))
    };
    expected.assert_eq(&times.iter().map(line).collect::<String>());
}

fn said(calendar: &ProtectedHours, at: Instant) -> String {
    let kind = if calendar.contains(at) { "protected" } else { "open     " };
    let stretch = match calendar.stretch(at) {
        Some((from, to)) => format!("{} to {}", wall_clock(from), wall_clock(to)),
        None => "none within a month".to_owned(),
    };
    format!("{} {kind} | {stretch}\n", wall_clock(at))
}

fn windows(texts: &[&str]) -> Vec<OpenWindow> {
    texts.iter().map(|text| text.parse().unwrap()).collect()
}

fn every_day(open: &[&str]) -> OpenWeek {
    let open = windows(open);
    OpenWeek {
        mon: open.clone(),
        tue: open.clone(),
        wed: open.clone(),
        thu: open.clone(),
        fri: open.clone(),
        sat: open.clone(),
        sun: open,
    }
}

/// Exhausted on Wednesday 11 November 2026 at 06:00: the example of PA-14.
#[test]
fn pa_14_with_holidays_11_november_joins_tuesday_to_thursday() {
    check(
        &ProtectedHours::card_wal(true),
        &["2026-11-11 06:00", "2026-11-11 08:00", "2026-11-11 12:00", "2026-11-12 08:00"],
        expect![[r#"
            Wed 2026-11-11 06:00 protected | Tue 2026-11-10 16:00 to Thu 2026-11-12 08:00
            Wed 2026-11-11 08:00 protected | Tue 2026-11-10 16:00 to Thu 2026-11-12 08:00
            Wed 2026-11-11 12:00 protected | Tue 2026-11-10 16:00 to Thu 2026-11-12 08:00
            Thu 2026-11-12 08:00 open      | Thu 2026-11-12 16:00 to Fri 2026-11-13 08:00
        "#]],
    );
}

#[test]
fn pa_14_without_holidays_11_november_is_any_wednesday() {
    check(
        &ProtectedHours::card_wal(false),
        &["2026-11-11 06:00", "2026-11-11 08:00", "2026-11-11 12:00", "2026-11-12 08:00"],
        expect![[r#"
            Wed 2026-11-11 06:00 protected | Tue 2026-11-10 16:00 to Wed 2026-11-11 08:00
            Wed 2026-11-11 08:00 open      | Wed 2026-11-11 16:00 to Thu 2026-11-12 08:00
            Wed 2026-11-11 12:00 open      | Wed 2026-11-11 16:00 to Thu 2026-11-12 08:00
            Thu 2026-11-12 08:00 open      | Thu 2026-11-12 16:00 to Fri 2026-11-13 08:00
        "#]],
    );
    assert_eq!(
        ProtectedHours::card_wal(true).with_holidays(false),
        ProtectedHours::card_wal(false)
    );
}

#[test]
fn pa_14_a_weekend_is_one_stretch() {
    check(
        &ProtectedHours::card_wal(true),
        &[
            "2026-11-05 15:59",
            "2026-11-05 16:00",
            "2026-11-06 07:59",
            "2026-11-06 08:00",
            "2026-11-06 15:59",
            "2026-11-06 16:00",
            "2026-11-07 00:00",
            "2026-11-08 23:59",
            "2026-11-09 07:59",
            "2026-11-09 08:00",
        ],
        expect![[r#"
            Thu 2026-11-05 15:59 open      | Thu 2026-11-05 16:00 to Fri 2026-11-06 08:00
            Thu 2026-11-05 16:00 protected | Thu 2026-11-05 16:00 to Fri 2026-11-06 08:00
            Fri 2026-11-06 07:59 protected | Thu 2026-11-05 16:00 to Fri 2026-11-06 08:00
            Fri 2026-11-06 08:00 open      | Fri 2026-11-06 16:00 to Mon 2026-11-09 08:00
            Fri 2026-11-06 15:59 open      | Fri 2026-11-06 16:00 to Mon 2026-11-09 08:00
            Fri 2026-11-06 16:00 protected | Fri 2026-11-06 16:00 to Mon 2026-11-09 08:00
            Sat 2026-11-07 00:00 protected | Fri 2026-11-06 16:00 to Mon 2026-11-09 08:00
            Sun 2026-11-08 23:59 protected | Fri 2026-11-06 16:00 to Mon 2026-11-09 08:00
            Mon 2026-11-09 07:59 protected | Fri 2026-11-06 16:00 to Mon 2026-11-09 08:00
            Mon 2026-11-09 08:00 open      | Mon 2026-11-09 16:00 to Tue 2026-11-10 08:00
        "#]],
    );
}

#[test]
fn pa_14_windows_are_half_open() {
    let calendar = ProtectedHours::card_wal(true);
    assert!(calendar.contains(instant("2026-11-05T07:59:59.999999+01:00")));
    assert!(!calendar.contains(instant("2026-11-05T08:00:00+01:00")));
    assert!(!calendar.contains(instant("2026-11-05T15:59:59.999999+01:00")));
    assert!(calendar.contains(instant("2026-11-05T16:00:00+01:00")));
    let end = instant("2026-11-06T08:00:00+01:00");
    assert_eq!(calendar.end_after(instant("2026-11-05T16:00:00+01:00")), Some(end));
    assert_eq!(calendar.end_after(Instant(end.0 - 1)), Some(end));
    assert_eq!(calendar.end_after(end), Some(instant("2026-11-09T08:00:00+01:00")));
}

#[test]
fn pa_14_holidays_join_weekends() {
    check(
        &ProtectedHours::card_wal(true),
        &[
            // Easter Monday, with the change of the clock in the year 2027 on Easter Sunday.
            "2027-03-28 12:00",
            // Friday 1 May, Thursday of Ascension, Christmas and New Year on Fridays.
            "2026-05-01 12:00",
            "2026-05-14 12:00",
            "2026-12-25 12:00",
            "2027-01-01 12:00",
            // A holiday on a Sunday changes nothing.
            "2022-05-01 12:00",
        ],
        expect![[r#"
            Sun 2027-03-28 12:00 protected | Fri 2027-03-26 16:00 to Tue 2027-03-30 08:00
            Fri 2026-05-01 12:00 protected | Thu 2026-04-30 16:00 to Mon 2026-05-04 08:00
            Thu 2026-05-14 12:00 protected | Wed 2026-05-13 16:00 to Fri 2026-05-15 08:00
            Fri 2026-12-25 12:00 protected | Thu 2026-12-24 16:00 to Mon 2026-12-28 08:00
            Fri 2027-01-01 12:00 protected | Thu 2026-12-31 16:00 to Mon 2027-01-04 08:00
            Sun 2022-05-01 12:00 protected | Fri 2022-04-29 16:00 to Mon 2022-05-02 08:00
        "#]],
    );
}

#[test]
fn pa_14_both_changes_of_the_clock_lie_inside_a_stretch() {
    let calendar = ProtectedHours::card_wal(true);
    check(
        &calendar,
        &["2026-03-29 01:30", "2026-10-25 02:30"],
        expect![[r#"
            Sun 2026-03-29 01:30 protected | Fri 2026-03-27 16:00 to Mon 2026-03-30 08:00
            Sun 2026-10-25 02:30 protected | Fri 2026-10-23 16:00 to Mon 2026-10-26 08:00
        "#]],
    );
    let hours = |time| {
        let (from, to) = calendar.stretch(instant(time)).unwrap();
        to.seconds_since(from) / 3_600
    };
    assert_eq!(hours("2026-03-22T12:00:00Z"), 64);
    assert_eq!(hours("2026-03-29T12:00:00Z"), 63);
    assert_eq!(hours("2026-10-25T12:00:00Z"), 65);
}

/// Borders inside the hour that is skipped or shown twice: the wall clock alone decides.
#[test]
fn pa_14_borders_inside_a_change_of_the_clock() {
    let calendar = ProtectedHours::new(every_day(&["02:30-04:00"]), false, BTreeMap::new());
    let table = |from: &str| {
        let from = instant(from);
        (0..9).map(|half_hours| said(&calendar, from.plus_min(half_hours * 30))).collect::<String>()
    };
    expect![[r#"
        Sun 2026-03-29 00:00 protected | Sat 2026-03-28 04:00 to Sun 2026-03-29 03:00
        Sun 2026-03-29 00:30 protected | Sat 2026-03-28 04:00 to Sun 2026-03-29 03:00
        Sun 2026-03-29 01:00 protected | Sat 2026-03-28 04:00 to Sun 2026-03-29 03:00
        Sun 2026-03-29 01:30 protected | Sat 2026-03-28 04:00 to Sun 2026-03-29 03:00
        Sun 2026-03-29 03:00 open      | Sun 2026-03-29 04:00 to Mon 2026-03-30 02:30
        Sun 2026-03-29 03:30 open      | Sun 2026-03-29 04:00 to Mon 2026-03-30 02:30
        Sun 2026-03-29 04:00 protected | Sun 2026-03-29 04:00 to Mon 2026-03-30 02:30
        Sun 2026-03-29 04:30 protected | Sun 2026-03-29 04:00 to Mon 2026-03-30 02:30
        Sun 2026-03-29 05:00 protected | Sun 2026-03-29 04:00 to Mon 2026-03-30 02:30
    "#]]
    .assert_eq(&table("2026-03-28T23:00:00Z"));
    expect![[r#"
        Sun 2026-10-25 01:30 protected | Sat 2026-10-24 04:00 to Sun 2026-10-25 02:30
        Sun 2026-10-25 02:00 protected | Sat 2026-10-24 04:00 to Sun 2026-10-25 02:30
        Sun 2026-10-25 02:30 open      | Sun 2026-10-25 02:00 to Sun 2026-10-25 02:30
        Sun 2026-10-25 02:00 protected | Sun 2026-10-25 02:00 to Sun 2026-10-25 02:30
        Sun 2026-10-25 02:30 open      | Sun 2026-10-25 04:00 to Mon 2026-10-26 02:30
        Sun 2026-10-25 03:00 open      | Sun 2026-10-25 04:00 to Mon 2026-10-26 02:30
        Sun 2026-10-25 03:30 open      | Sun 2026-10-25 04:00 to Mon 2026-10-26 02:30
        Sun 2026-10-25 04:00 protected | Sun 2026-10-25 04:00 to Mon 2026-10-26 02:30
        Sun 2026-10-25 04:30 protected | Sun 2026-10-25 04:00 to Mon 2026-10-26 02:30
    "#]]
    .assert_eq(&table("2026-10-24T23:30:00Z"));
}

#[test]
fn cg_04_the_next_stretch_starts_after_an_open_time() {
    let calendar = ProtectedHours::card_wal(true);
    let start = |text| calendar.start_after(instant(text)).map(wall_clock);
    assert_eq!(start("2026-11-05T14:00:00+01:00").unwrap(), "Thu 2026-11-05 16:00");
    // Inside, it is the instant itself.
    assert_eq!(start("2026-11-05T20:15:00+01:00").unwrap(), "Thu 2026-11-05 20:15");
    assert_eq!(start("2026-11-06T08:00:00+01:00").unwrap(), "Fri 2026-11-06 16:00");
}

#[test]
fn pa_14_special_days_override_week_and_holiday() {
    let calendar = ProtectedHours::card_wal(true)
        .with_special_day(day("2026-12-24"), Vec::new())
        .with_special_day(day("2026-11-11"), windows(&["10:00-12:00"]))
        .with_special_day(day("2026-11-14"), windows(&["00:00-24:00"]));
    check(
        &calendar,
        &[
            "2026-12-24 12:00",
            "2026-11-11 09:00",
            "2026-11-11 11:00",
            "2026-11-11 12:00",
            "2026-11-13 17:00",
            "2026-11-14 17:00",
            "2026-11-15 17:00",
        ],
        expect![[r#"
            Thu 2026-12-24 12:00 protected | Wed 2026-12-23 16:00 to Mon 2026-12-28 08:00
            Wed 2026-11-11 09:00 protected | Tue 2026-11-10 16:00 to Wed 2026-11-11 10:00
            Wed 2026-11-11 11:00 open      | Wed 2026-11-11 12:00 to Thu 2026-11-12 08:00
            Wed 2026-11-11 12:00 protected | Wed 2026-11-11 12:00 to Thu 2026-11-12 08:00
            Fri 2026-11-13 17:00 protected | Fri 2026-11-13 16:00 to Sat 2026-11-14 00:00
            Sat 2026-11-14 17:00 open      | Sun 2026-11-15 00:00 to Mon 2026-11-16 08:00
            Sun 2026-11-15 17:00 protected | Sun 2026-11-15 00:00 to Mon 2026-11-16 08:00
        "#]],
    );
}

#[test]
fn pa_14_open_over_midnight_is_one_open_time() {
    let calendar =
        ProtectedHours::new(every_day(&["00:00-06:00", "20:00-24:00"]), false, BTreeMap::new());
    check(
        &calendar,
        &["2026-11-05 19:59", "2026-11-05 20:00", "2026-11-06 00:00", "2026-11-06 06:00"],
        expect![[r#"
            Thu 2026-11-05 19:59 protected | Thu 2026-11-05 06:00 to Thu 2026-11-05 20:00
            Thu 2026-11-05 20:00 open      | Fri 2026-11-06 06:00 to Fri 2026-11-06 20:00
            Fri 2026-11-06 00:00 open      | Fri 2026-11-06 06:00 to Fri 2026-11-06 20:00
            Fri 2026-11-06 06:00 protected | Fri 2026-11-06 06:00 to Fri 2026-11-06 20:00
        "#]],
    );
}

#[test]
fn pa_14_a_calendar_without_an_end_has_no_answer() {
    let at = instant("2026-11-05T12:00:00Z");
    let always = ProtectedHours::new(OpenWeek::default(), true, BTreeMap::new());
    assert!(always.contains(at));
    assert_eq!(always.start_after(at), Some(at));
    assert_eq!((always.end_after(at), always.stretch(at)), (None, None));
    let never = ProtectedHours::new(every_day(&["00:00-24:00"]), false, BTreeMap::new());
    assert!(!never.contains(at));
    assert_eq!(never.start_after(at), None);
    assert_eq!((never.end_after(at), never.stretch(at)), (None, None));
}

/// 38 days: known from the middle, not from its start; protected all the same.
#[test]
fn pa_14_a_stretch_longer_than_a_month_is_known_from_its_middle_only() {
    let calendar = ProtectedHours::new(OpenWeek::default(), false, BTreeMap::new())
        .with_special_day(day("2026-10-14"), windows(&["00:00-00:15"]))
        .with_special_day(day("2026-11-21"), windows(&["00:00-00:15"]));
    check(
        &calendar,
        &["2026-10-14 00:15", "2026-10-21 00:00", "2026-11-14 00:00", "2026-11-20 23:59"],
        expect![[r#"
            Wed 2026-10-14 00:15 protected | none within a month
            Wed 2026-10-21 00:00 protected | Wed 2026-10-14 00:15 to Sat 2026-11-21 00:00
            Sat 2026-11-14 00:00 protected | Wed 2026-10-14 00:15 to Sat 2026-11-21 00:00
            Fri 2026-11-20 23:59 protected | none within a month
        "#]],
    );
}

#[test]
fn pa_14_the_parameters_give_the_card_profile() {
    for holidays in [true, false] {
        assert_eq!(
            ProtectedHours::from_windows("16:00-08:00", "Fri 16:00-Mon 08:00", holidays),
            Ok(ProtectedHours::card_wal(holidays))
        );
        // The weekend alone says what the evening of Friday is; both in one list, in any order.
        let same = [
            ("16:00-08:00", "Sat 00:00-Mon 00:00"),
            ("16:00-24:00, 00:00-08:00", "Sat 00:00-Sun 24:00"),
            ("16:00-00:00,00:00-08:00", "Sat 12:00-Mon 08:00, Fri 16:00-Sat 12:00"),
        ];
        for (working_day, weekend) in same {
            assert_eq!(
                ProtectedHours::from_windows(working_day, weekend, holidays),
                Ok(ProtectedHours::card_wal(holidays)),
                "{working_day} and {weekend}"
            );
        }
    }
}

#[test]
fn pa_14_parameters_for_other_calendars() {
    let read = |working_day, weekend| {
        let calendar = ProtectedHours::from_windows(working_day, weekend, true).unwrap();
        let mut table = format!("{working_day} | {weekend}\n");
        for days in 0..7 {
            let day = day("2026-11-02").plus(days);
            let open = calendar.open_on(day);
            // Only days that differ from the one before.
            if days == 0 || open != calendar.open_on(day.previous()) {
                let open = open.iter().map(|window| format!(" {window}")).collect::<String>();
                table.push_str(&format!("  from {}:{open}\n", day.weekday()));
            }
        }
        table
    };
    let calendars = [
        read("16:00-08:00", "none"),
        read("none", "Sat 00:00-Mon 00:00"),
        read("12:00-13:30, 20:00-06:00", "Fri 18:00-Mon 06:00, Wed 13:00-Wed 18:00"),
        read("none", "Mon 08:00-Fri 16:00"),
        read("00:00-24:00", "Mon 00:00-Sun 24:00"),
        read("none", "none"),
    ];
    expect![[r#"
        16:00-08:00 | none
          from Mon: 08:00-16:00
          from Sat: 08:00-24:00
          from Sun: 00:00-24:00
        none | Sat 00:00-Mon 00:00
          from Mon: 00:00-24:00
          from Sat:
        12:00-13:30, 20:00-06:00 | Fri 18:00-Mon 06:00, Wed 13:00-Wed 18:00
          from Mon: 06:00-12:00 13:30-20:00
          from Wed: 06:00-12:00 18:00-20:00
          from Thu: 06:00-12:00 13:30-20:00
          from Fri: 06:00-12:00 13:30-18:00
          from Sat:
        none | Mon 08:00-Fri 16:00
          from Mon: 00:00-08:00
          from Tue:
          from Fri: 16:00-24:00
          from Sat: 00:00-24:00
        00:00-24:00 | Mon 00:00-Sun 24:00
          from Mon:
        none | none
          from Mon: 00:00-24:00
    "#]]
    .assert_eq(&calendars.concat());
}

#[test]
fn pa_14_a_bad_parameter_is_named() {
    let weekend = "Fri 16:00-Mon 08:00";
    let refused = [
        ("", weekend),
        ("16-08", weekend),
        ("16:00", weekend),
        ("16:00-25:00", weekend),
        ("16:60-08:00", weekend),
        ("24:00-08:00", weekend),
        ("16:00 - 08:00", weekend),
        ("16:00-08:00,", weekend),
        ("16:00-08:00, none", weekend),
        ("08:00-08:00", weekend),
        ("Fri 16:00-Mon 08:00", weekend),
        ("16:00-08:00", ""),
        ("16:00-08:00", "16:00-08:00"),
        ("16:00-08:00", "Fri 16:00-08:00"),
        ("16:00-08:00", "Friday 16:00-Mon 08:00"),
        ("16:00-08:00", "Fri 16:00-Fri 16:00"),
        ("16:00-08:00", "Sun 24:00-Mon 08:00"),
        ("16:00-08:00", "Fri 16:00-Mon 08:00, Wed"),
    ];
    let errors = refused.map(|(working_day, weekend)| {
        let error = ProtectedHours::from_windows(working_day, weekend, true).unwrap_err();
        format!("{error}\n")
    });
    expect![[r#"
        `` is not a window of a day such as `16:00-08:00`
        `16-08` is not a window of a day such as `16:00-08:00`
        `16:00` is not a window of a day such as `16:00-08:00`
        `16:00-25:00` is not a window of a day such as `16:00-08:00`
        `16:60-08:00` is not a window of a day such as `16:00-08:00`
        `24:00-08:00` is not a window of a day such as `16:00-08:00`
        `16:00 - 08:00` is not a window of a day such as `16:00-08:00`
        `` is not a window of a day such as `16:00-08:00`
        `none` is not a window of a day such as `16:00-08:00`
        window `08:00-08:00` ends when it begins
        `Fri 16:00-Mon 08:00` is not a window of a day such as `16:00-08:00`
        `` is not a window of a week such as `Fri 16:00-Mon 08:00`
        `16:00-08:00` is not a window of a week such as `Fri 16:00-Mon 08:00`
        `Fri 16:00-08:00` is not a window of a week such as `Fri 16:00-Mon 08:00`
        `Friday 16:00-Mon 08:00` is not a window of a week such as `Fri 16:00-Mon 08:00`
        window `Fri 16:00-Fri 16:00` ends when it begins
        `Sun 24:00-Mon 08:00` is not a window of a week such as `Fri 16:00-Mon 08:00`
        `Wed` is not a window of a week such as `Fri 16:00-Mon 08:00`
    "#]]
    .assert_eq(&errors.concat());
}

#[test]
fn pa_14_windows_of_a_day() {
    assert_eq!(OpenWindow::new(480, 960), "08:00-16:00".parse().ok());
    assert_eq!(OpenWindow::new(0, 1_440).unwrap().to_string(), "00:00-24:00");
    assert_eq!(OpenWindow::new(480, 480), None);
    assert_eq!(OpenWindow::new(480, 1_441), None);
    let text = "16:00-08:00".to_owned();
    assert_eq!("16:00-08:00".parse::<OpenWindow>(), Err(WindowError::EndsBeforeItBegins { text }));
}

#[test]
fn cg_20_a_calendar_in_a_proof_record_reads_back() {
    let calendar = ProtectedHours::card_wal(true)
        .with_special_day(day("2026-12-24"), Vec::new())
        .with_special_day(day("2026-12-28"), windows(&["13:00-14:00", "08:00-12:00"]));
    let json = serde_json::to_string_pretty(&calendar).unwrap();
    expect![[r#"
        {
          "open": {
            "mon": [
              "08:00-16:00"
            ],
            "tue": [
              "08:00-16:00"
            ],
            "wed": [
              "08:00-16:00"
            ],
            "thu": [
              "08:00-16:00"
            ],
            "fri": [
              "08:00-16:00"
            ],
            "sat": [],
            "sun": []
          },
          "holidays": true,
          "special_days": {
            "2026-12-24": [],
            "2026-12-28": [
              "08:00-12:00",
              "13:00-14:00"
            ]
          }
        }"#]]
    .assert_eq(&json);
    assert_eq!(serde_json::from_str::<ProtectedHours>(&json).unwrap(), calendar);
}

#[test]
fn cg_20_a_damaged_calendar_is_refused() {
    let json = serde_json::to_string(&ProtectedHours::card_wal(true)).unwrap();
    let damaged = |from: &str, to: &str| {
        assert!(json.contains(from));
        let text = json.replacen(from, to, 1);
        serde_json::from_str::<ProtectedHours>(&text).unwrap_err().to_string() + "\n"
    };
    let errors = [
        damaged("08:00-16:00", "16:00-08:00"),
        damaged(r#","sun":[]"#, ""),
        damaged(r#"{"open""#, r#"{"v":1,"open""#),
        damaged(r#","holidays":true"#, ""),
        damaged(r#""special_days":{}"#, r#""special_days":{"2026-02-30":[]}"#),
    ];
    expect![[r#"
        window `16:00-08:00` ends before it begins at line 1 column 30
        missing field `sun` at line 1 column 128
        unknown field `v`, expected one of `open`, `holidays`, `special_days` at line 1 column 4
        missing field `holidays` at line 1 column 156
        `2026-02-30` is not in the calendar at line 1 column 182
    "#]]
    .assert_eq(&errors.concat());
}

#[test]
fn equal_calendars_are_equal_values() {
    let one = ProtectedHours::new(every_day(&["08:00-16:00"]), true, BTreeMap::new());
    let other = ProtectedHours::new(
        every_day(&["12:00-16:00", "08:00-10:00", "09:00-12:00", "08:00-09:00"]),
        true,
        BTreeMap::new(),
    );
    assert_eq!(one, other);
    let json =
        serde_json::to_string(&one).unwrap().replace("08:00-16:00", "12:00-16:00\",\"08:00-12:00");
    assert_eq!(serde_json::from_str::<ProtectedHours>(&json).unwrap(), one);
}

fn any_windows() -> impl Strategy<Value = Vec<OpenWindow>> {
    let any_window = (0..96_u16, 1..40_u16).prop_map(|(from, quarter_hours)| {
        OpenWindow::new(from * 15, (from + quarter_hours).min(96) * 15).unwrap()
    });
    prop_oneof![2 => vec(any_window, 0..4), 1 => Just(Vec::new())]
}

/// Days of autumn 2026, with its change of the clock and its holidays.
const AROUND: (i32, i32) = (20_740, 20_780);

fn any_calendar() -> impl Strategy<Value = ProtectedHours> {
    let special_days = btree_map((AROUND.0..AROUND.1).prop_map(SettlementDay), any_windows(), 0..5);
    (vec(any_windows(), 7), any::<bool>(), special_days).prop_map(
        |(week, holidays, special_days)| {
            let [mon, tue, wed, thu, fri, sat, sun] = week.try_into().unwrap();
            ProtectedHours::new(
                OpenWeek { mon, tue, wed, thu, fri, sat, sun },
                holidays,
                special_days,
            )
        },
    )
}

fn any_instant() -> impl Strategy<Value = Instant> {
    let autumn = (AROUND.0..AROUND.1, 0..86_400_000_000_i64)
        .prop_map(|(day, us)| Instant(i64::from(day) * 86_400_000_000 + us));
    let both_changes = prop::sample::select(vec!["2026-03-29T01:00:00Z", "2026-10-25T01:00:00Z"]);
    let near_a_change =
        (both_changes, -7_200..7_200_i64).prop_map(|(change, s)| instant(change).plus_s(s));
    prop_oneof![autumn, near_a_change]
}

/// The naive calendar: ask `contains` at every minute.
fn naive_start_after(calendar: &ProtectedHours, at: Instant) -> Option<Instant> {
    minutes_after(at).find(|&minute| calendar.contains(minute))
}

fn naive_end_after(calendar: &ProtectedHours, at: Instant) -> Option<Instant> {
    minutes_after(naive_start_after(calendar, at)?).find(|&minute| !calendar.contains(minute))
}

/// The instant itself, then each full minute of the next 9 days.
fn minutes_after(at: Instant) -> impl Iterator<Item = Instant> {
    let next_minute_s = (at.unix_s().div_euclid(60) + 1) * 60;
    let minutes =
        (0..9 * 1_440).map(move |minute| Instant::from_unix_s(next_minute_s + minute * 60));
    std::iter::once(at).chain(minutes)
}

proptest! {
    #[test]
    fn pa_14_starts_and_ends_are_what_every_minute_says(
        calendar in any_calendar(),
        at in any_instant(),
    ) {
        let start = calendar.start_after(at);
        match naive_start_after(&calendar, at) {
            Some(naive) => prop_assert_eq!(start, Some(naive)),
            None => prop_assert!(start.is_none_or(|start| start > at.plus_h(9 * 24 - 1))),
        }
        let end = calendar.end_after(at);
        match naive_end_after(&calendar, at) {
            Some(naive) => prop_assert_eq!(end, Some(naive)),
            None => prop_assert!(end.is_none_or(|end| end > at.plus_h(9 * 24 - 1))),
        }
    }

    /// A stretch is protected throughout, and open just before and at its end.
    #[test]
    fn pa_14_a_stretch_cannot_be_longer(calendar in any_calendar(), at in any_instant()) {
        if let Some((from, to)) = calendar.stretch(at) {
            prop_assert!(from < to && at < to);
            prop_assert_eq!(calendar.contains(at), from <= at);
            prop_assert!(!calendar.contains(Instant(from.0 - 1)));
            prop_assert!(!calendar.contains(to));
            let mut inside = minutes_after(from).take_while(|&minute| minute < to);
            prop_assert!(inside.all(|minute| calendar.contains(minute)));
            // A longer one has an answer only for who stands near enough to both its ends.
            if to.day().days_since(from.day()) <= 30 {
                prop_assert_eq!(calendar.stretch(from), Some((from, to)));
                prop_assert_eq!(calendar.stretch(Instant(to.0 - 1)), Some((from, to)));
            }
            prop_assert_eq!(calendar.end_after(at), Some(to));
        }
    }

    #[test]
    fn cg_20_any_calendar_reads_back(calendar in any_calendar()) {
        let json = serde_json::to_string(&calendar).unwrap();
        prop_assert_eq!(serde_json::from_str::<ProtectedHours>(&json).unwrap(), calendar);
    }

    /// What the parameters protect is protected, whatever else they say.
    #[test]
    fn pa_14_parameters_say_what_is_protected(
        from in 0..1_440_u16,
        to in 0..=1_440_u16,
        at in any_instant(),
    ) {
        prop_assume!(from != to);
        let clock = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
        let text = format!("{}-{}", clock(from), clock(to));
        let calendar = ProtectedHours::from_windows(&text, "Sat 00:00-Mon 00:00", true).unwrap();
        let minute = at.minute_of_day();
        let in_window = if from < to {
            (from..to).contains(&minute)
        } else {
            minute >= from || minute < to
        };
        prop_assert_eq!(calendar.contains(at), in_window || !at.day().is_working_day());
    }

    #[test]
    fn any_parameter_is_read_or_refused(text in "[0-9MonFriSat:, -]{0,30}|\\PC{0,20}") {
        let _ = ProtectedHours::from_windows(&text, "none", true);
        let _ = ProtectedHours::from_windows("none", &text, true);
    }
}
