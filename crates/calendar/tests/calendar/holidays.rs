use calendar::{SettlementDay, Weekday, easter_sunday, is_holiday};
use expect_test::expect;

use crate::{day, days_of_years};

fn holidays_of(year: i32) -> String {
    days_of_years(year, year)
        .filter(|&day| is_holiday(day))
        .map(|day| format!("{} {day}\n", day.weekday()))
        .collect()
}

#[test]
fn ten_federal_holidays() {
    expect![[r#"
        Thu 2026-01-01
        Mon 2026-04-06
        Fri 2026-05-01
        Thu 2026-05-14
        Mon 2026-05-25
        Tue 2026-07-21
        Sat 2026-08-15
        Sun 2026-11-01
        Wed 2026-11-11
        Fri 2026-12-25
    "#]]
    .assert_eq(&holidays_of(2026));
    // 1 May was a Sunday: incident of RESA, MT-04.
    expect![[r#"
        Sat 2022-01-01
        Mon 2022-04-18
        Sun 2022-05-01
        Thu 2022-05-26
        Mon 2022-06-06
        Thu 2022-07-21
        Mon 2022-08-15
        Tue 2022-11-01
        Fri 2022-11-11
        Sun 2022-12-25
    "#]]
    .assert_eq(&holidays_of(2022));
}

#[test]
fn ascension_on_1_may_is_one_holiday_less() {
    assert_eq!(holidays_of(2008).lines().count(), 9);
    for year in 1996..=2100 {
        let ascension_on_1_may =
            easter_sunday(year).plus(39).ymd().1 == 5 && easter_sunday(year).plus(39).ymd().2 == 1;
        let expected = if ascension_on_1_may { 9 } else { 10 };
        assert_eq!(holidays_of(year).lines().count(), expected, "{year}");
    }
}

/// Dates of the published tables, among them the earliest and the latest Easter there can be.
#[test]
fn easter_of_published_tables() {
    for easter in [
        "1818-03-22",
        "1943-04-25",
        "1954-04-18",
        "1981-04-19",
        "2000-04-23",
        "2008-03-23",
        "2011-04-24",
        "2019-04-21",
        "2020-04-12",
        "2021-04-04",
        "2022-04-17",
        "2023-04-09",
        "2024-03-31",
        "2025-04-20",
        "2026-04-05",
        "2027-03-28",
        "2028-04-16",
        "2029-04-01",
        "2030-04-21",
        "2038-04-25",
        "2049-04-18",
        "2076-04-19",
        "2285-03-22",
    ] {
        let easter = day(easter);
        assert_eq!(easter_sunday(easter.ymd().0), easter);
    }
}

/// The tables repeat after 5,700,000 years, so every rule but the long one can be seen in these.
#[test]
fn easter_is_a_sunday_from_22_march_to_25_april() {
    for year in -10_000..20_000 {
        let easter = easter_sunday(year);
        let (easter_year, month, day_of_month) = easter.ymd();
        assert_eq!((easter_year, easter.weekday()), (year, Weekday::Sun));
        assert!(
            (month == 3 && day_of_month >= 22) || (month == 4 && day_of_month <= 25),
            "{easter}"
        );
    }
}

/// The same day by the tables of Clavius: epact, Paschal full moon, the Sunday after it.
#[test]
fn easter_by_epact_is_the_same_day() {
    for year in 1583..=4099_i32 {
        let golden = year % 19 + 1;
        let century = year / 100 + 1;
        let solar = 3 * century / 4 - 12;
        let lunar = (8 * century + 5) / 25 - 5;
        let mut epact = (11 * golden + 20 + lunar - solar).rem_euclid(30);
        if epact == 24 || (epact == 25 && golden > 11) {
            epact += 1;
        }
        let from_1_march = if epact > 23 { 74 - epact } else { 44 - epact };
        let full_moon = SettlementDay::from_ymd(year, 3, 1).unwrap().plus(from_1_march - 1);
        let days_since_sunday = i32::from(full_moon.weekday().days_from_monday() + 1) % 7;
        assert_eq!(easter_sunday(year), full_moon.plus(7 - days_since_sunday), "{year}");
    }
}
