use calendar::{Instant, SettlementDay, Weekday};
use expect_test::{Expect, expect};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan, tz::TimeZone};
use proptest::prelude::*;

use crate::{day, days_of_years, instant};

fn brussels() -> TimeZone {
    TimeZone::get("Europe/Brussels").unwrap()
}

fn date_of(day: SettlementDay) -> Date {
    Date::constant(1970, 1, 1).checked_add(i64::from(day.0).days()).unwrap()
}

fn as_day(date: Date) -> SettlementDay {
    SettlementDay::from_ymd(date.year().into(), date.month() as u8, date.day() as u8).unwrap()
}

fn check_day(input: &str, expected: Expect) {
    let day = day(input);
    let last = day.quarter_hours() - 1;
    expected.assert_eq(&format!(
        "{} {day}: {} quarter-hours\nfrom {} to {}\nthe last at {}\n02:30 is {}\n",
        day.weekday(),
        day.quarter_hours(),
        day.start(),
        day.end(),
        day.quarter_start(last).to_local_string(),
        day.at(2, 30).to_local_string(),
    ));
}

#[test]
fn days_of_92_96_and_100_quarter_hours() {
    check_day(
        "2026-11-02",
        expect![[r#"
            Mon 2026-11-02: 96 quarter-hours
            from 2026-11-01T23:00:00Z to 2026-11-02T23:00:00Z
            the last at 2026-11-02T23:45:00+01:00
            02:30 is 2026-11-02T02:30:00+01:00
        "#]],
    );
    check_day(
        "2026-03-29",
        expect![[r#"
            Sun 2026-03-29: 92 quarter-hours
            from 2026-03-28T23:00:00Z to 2026-03-29T22:00:00Z
            the last at 2026-03-29T23:45:00+02:00
            02:30 is 2026-03-29T03:30:00+02:00
        "#]],
    );
    check_day(
        "2026-10-25",
        expect![[r#"
            Sun 2026-10-25: 100 quarter-hours
            from 2026-10-24T22:00:00Z to 2026-10-25T23:00:00Z
            the last at 2026-10-25T23:45:00+01:00
            02:30 is 2026-10-25T02:30:00+02:00
        "#]],
    );
}

#[test]
fn one_day_of_92_and_one_of_100_quarter_hours_a_year() {
    for year in 1996..=2100 {
        let days_of = |count| {
            days_of_years(year, year)
                .filter(|day| day.quarter_hours() == count)
                .map(|day| (day.ymd().1, day.weekday()))
                .collect::<Vec<_>>()
        };
        assert_eq!(days_of(92), [(3, Weekday::Sun)], "{year}");
        assert_eq!(days_of(100), [(10, Weekday::Sun)], "{year}");
        let others = days_of_years(year, year).count() - 2;
        assert_eq!(days_of(96).len(), others, "{year}");
    }
}

#[test]
fn a_time_shown_twice_is_the_first_and_a_skipped_one_moves_forward() {
    let spring = day("2026-03-29");
    assert_eq!(spring.at(1, 59), instant("2026-03-29T00:59:00Z"));
    assert_eq!(spring.at(2, 0), instant("2026-03-29T01:00:00Z"));
    assert_eq!(spring.at(2, 59), instant("2026-03-29T01:59:00Z"));
    assert_eq!(spring.at(3, 0), instant("2026-03-29T01:00:00Z"));
    let autumn = day("2026-10-25");
    assert_eq!(autumn.at(2, 0), instant("2026-10-25T00:00:00Z"));
    assert_eq!(autumn.at(2, 59), instant("2026-10-25T00:59:00Z"));
    assert_eq!(autumn.at(3, 0), instant("2026-10-25T02:00:00Z"));
    assert_eq!(autumn.at(24, 0), autumn.end());
}

#[test]
fn every_hour_from_1970_to_2100_is_that_of_jiff() {
    let zone = brussels();
    let from = day("1970-01-01").start().unix_s();
    let to = day("2101-01-01").start().unix_s();
    // A second early, then on the hour: the changes are on the hour.
    for hour in (from..to).step_by(3_600) {
        check_wall_clock(&zone, hour - 1);
        check_wall_clock(&zone, hour);
    }
}

fn check_wall_clock(zone: &TimeZone, unix_s: i64) {
    let at = Instant::from_unix_s(unix_s);
    let jiff = zone.to_datetime(Timestamp::from_second(unix_s).unwrap());
    let second_of_day = u32::try_from(
        i32::from(jiff.hour()) * 3_600 + i32::from(jiff.minute()) * 60 + i32::from(jiff.second()),
    )
    .unwrap();
    assert_eq!(at.local_second_of_day(), second_of_day, "{at}");
    assert_eq!(u32::from(at.minute_of_day()), second_of_day / 60, "{at}");
    assert_eq!(at.day_and_minute(), (at.day(), at.minute_of_day()), "{at}");
    let (year, month, day_of_month) = at.day().ymd();
    assert_eq!(
        (year, month, day_of_month),
        (jiff.year().into(), jiff.month() as u8, jiff.day() as u8),
        "{at}"
    );
}

#[test]
fn every_day_from_1893_to_2110_follows_the_one_before() {
    let zone = brussels();
    for day in days_of_years(1893, 2110) {
        let date = date_of(day);
        assert_eq!(as_day(date), day);
        assert_eq!(
            i64::from(day.weekday().days_from_monday()),
            i64::from(date.weekday().to_monday_zero_offset())
        );
        let midnight = zone.to_ambiguous_timestamp(date.at(0, 0, 0, 0)).compatible().unwrap();
        assert_eq!(day.start().unix_s(), midnight.as_second(), "{day}");
        assert_eq!(day.end(), day.next().start(), "{day}");
        assert_eq!(day.start().day(), day, "{day}");
        assert_eq!(Instant(day.start().0 - 1).day(), day.previous(), "{day}");
        assert_eq!(day.quarter_start(day.quarter_hours()), day.end(), "{day}");
    }
}

#[test]
fn iso_weeks_near_new_year() {
    let week = |text| day(text).iso_week();
    assert_eq!(week("2025-12-28"), (2025, 52));
    assert_eq!(week("2025-12-29"), (2026, 1));
    assert_eq!(week("2026-12-31"), (2026, 53));
    assert_eq!(week("2027-01-03"), (2026, 53));
    assert_eq!(week("2027-01-04"), (2027, 1));
}

#[test]
fn pa_17_six_months_from_10_october_end_on_10_april() {
    assert_eq!(day("2026-10-10").plus_months(6), day("2027-04-10"));
    assert_eq!(day("2026-08-31").plus_months(6), day("2027-02-28"));
    assert_eq!(day("2028-02-29").plus_months(-12), day("2027-02-28"));
    assert_eq!(day("2026-01-31").plus_months(-2), day("2025-11-30"));
}

#[test]
fn text_of_a_day() {
    let read = |text: &str| match text.parse::<SettlementDay>() {
        Ok(day) => format!("{text:?}: {day} is {}\n", day.0),
        Err(error) => format!("{text:?}: {error}\n"),
    };
    let texts = [
        "1970-01-01",
        "2026-11-02",
        "2028-02-29",
        "2027-02-29",
        "2026-13-01",
        "2026-00-10",
        "2026-06-31",
        "2026-6-3",
        "20261102",
        " 2026-11-02",
        "2026-11-02T00:00:00Z",
        "+026-11-02",
        "",
    ];
    expect![[r#"
        "1970-01-01": 1970-01-01 is 0
        "2026-11-02": 2026-11-02 is 20759
        "2028-02-29": 2028-02-29 is 21243
        "2027-02-29": `2027-02-29` is not in the calendar
        "2026-13-01": `2026-13-01` is not in the calendar
        "2026-00-10": `2026-00-10` is not in the calendar
        "2026-06-31": `2026-06-31` is not in the calendar
        "2026-6-3": `2026-6-3` is not a day such as `2026-11-02`
        "20261102": `20261102` is not a day such as `2026-11-02`
        " 2026-11-02": ` 2026-11-02` is not a day such as `2026-11-02`
        "2026-11-02T00:00:00Z": `2026-11-02T00:00:00Z` is not a day such as `2026-11-02`
        "+026-11-02": `+026-11-02` is not a day such as `2026-11-02`
        "": `` is not a day such as `2026-11-02`
    "#]]
    .assert_eq(&texts.map(read).concat());
}

#[test]
fn serialised_day_is_iso_text() {
    assert_eq!(serde_json::to_string(&day("2026-11-02")).unwrap(), r#""2026-11-02""#);
    assert_eq!(
        serde_json::from_str::<SettlementDay>(r#""2026-11-02""#).unwrap(),
        day("2026-11-02")
    );
    assert!(serde_json::from_str::<SettlementDay>("20759").is_err());
    let refused = serde_json::to_string(&SettlementDay(i32::MAX)).unwrap_err();
    expect!["the year of `5881580-07-11` is out of range"].assert_eq(&refused.to_string());
}

#[test]
fn weekdays_as_text() {
    for (index, weekday) in Weekday::ALL.into_iter().enumerate() {
        assert_eq!(weekday.to_string().parse::<Weekday>(), Ok(weekday));
        assert_eq!(usize::from(weekday.days_from_monday()), index);
    }
    expect!["`Friday` is none of Mon, Tue, Wed, Thu, Fri, Sat, Sun"]
        .assert_eq(&"Friday".parse::<Weekday>().unwrap_err().to_string());
}

fn any_day_jiff_knows() -> impl Strategy<Value = SettlementDay> {
    (-4_000_000..=2_900_000_i32).prop_map(SettlementDay)
}

fn any_day_of_four_digits() -> impl Strategy<Value = SettlementDay> {
    (-719_528..=2_932_896_i32).prop_map(SettlementDay)
}

proptest! {
    #[test]
    fn dates_are_those_of_jiff(day in any_day_jiff_knows()) {
        let date = date_of(day);
        let (year, month, day_of_month) = day.ymd();
        prop_assert_eq!(
            (year, month, day_of_month),
            (i32::from(date.year()), date.month() as u8, date.day() as u8)
        );
        let week = date.iso_week_date();
        prop_assert_eq!(day.iso_week(), (i32::from(week.year()), week.week() as u8));
    }

    #[test]
    fn months_are_those_of_jiff(day in any_day_of_four_digits(), months in -400..400_i32) {
        let later = date_of(day).checked_add(months.months());
        if let Ok(later) = later
            && later.year() >= 0
        {
            prop_assert_eq!(day.plus_months(months), as_day(later));
        }
    }

    #[test]
    fn text_of_a_day_can_be_read_back(day in any_day_of_four_digits()) {
        prop_assert_eq!(day.to_string().parse::<SettlementDay>(), Ok(day));
        let json = serde_json::to_string(&day).unwrap();
        prop_assert_eq!(serde_json::from_str::<SettlementDay>(&json).unwrap(), day);
    }

    #[test]
    fn wall_clock_of_any_instant_is_that_of_jiff(unix_s in -377_000_000_000..253_000_000_000_i64) {
        check_wall_clock(&brussels(), unix_s);
    }

    #[test]
    fn wall_clock_of_these_years_is_that_of_jiff(unix_s in 788_918_400..4_133_980_800_i64) {
        check_wall_clock(&brussels(), unix_s);
    }

    #[test]
    fn times_of_any_day_are_those_of_jiff(
        day in any_day_jiff_knows(),
        hour in 0..24_u8,
        minute in 0..60_u8,
    ) {
        check_time(day, hour, minute)?;
    }

    #[test]
    fn times_of_the_days_on_which_the_clock_changes_are_those_of_jiff(
        year in 1977..2200_i32,
        month in prop::sample::select(vec![3_u8, 4, 9, 10]),
        day_of_month in 1..=30_u8,
        hour in 0..4_u8,
        minute in 0..60_u8,
    ) {
        check_time(SettlementDay::from_ymd(year, month, day_of_month).unwrap(), hour, minute)?;
    }

    #[test]
    fn an_instant_lies_in_its_day(us in any::<i64>()) {
        let at = Instant(us);
        prop_assert!(at.day().start() <= at);
        prop_assert!(at < at.day().end() || at.day().end() == Instant(i64::MAX));
    }
}

fn check_time(day: SettlementDay, hour: u8, minute: u8) -> Result<(), TestCaseError> {
    let wall_clock = date_of(day).at(hour as i8, minute as i8, 0, 0);
    let jiff = brussels().to_ambiguous_timestamp(wall_clock).compatible().unwrap();
    prop_assert_eq!(day.at(hour, minute).unix_s(), jiff.as_second());
    Ok(())
}
