//! The ten federal public holidays of Belgium.

use crate::day::{SettlementDay, Weekday};

/// Whether `day` is one of the ten federal public holidays: New Year, Easter Monday, 1 May,
/// Ascension, Whit Monday, 21 July, 15 August, 1 November, 11 November, Christmas. A holiday on a
/// Sunday stays there; the day off that an employer gives for it is not a holiday.
/// Source: DOMAIN 3.10; royal decree of 18 April 1974.
pub fn is_holiday(day: SettlementDay) -> bool {
    let (year, month, day_of_month) = day.ymd();
    match (month, day_of_month) {
        (1 | 5 | 11, 1) | (7, 21) | (8, 15) | (11, 11) | (12, 25) => true,
        // Easter is computed only where it can matter: this is asked for every instant of a tariff.
        (3..=6, _) => match day.weekday() {
            Weekday::Mon => matches!(day.days_since(easter_sunday(year)), 1 | 50),
            Weekday::Thu => day.days_since(easter_sunday(year)) == 39,
            Weekday::Tue | Weekday::Wed | Weekday::Fri | Weekday::Sat | Weekday::Sun => false,
        },
        _ => false,
    }
}

/// Easter Sunday of the Gregorian calendar in `year`. Source: the computus of Meeus, Jones and
/// Butcher, Astronomical Algorithms, chapter 8.
pub fn easter_sunday(year: i32) -> SettlementDay {
    let year = i64::from(year);
    let golden = year.rem_euclid(19);
    let (century, year_of_century) = (year.div_euclid(100), year.rem_euclid(100));
    let leap_centuries = century.div_euclid(4);
    let moon_correction = (century - (century + 8).div_euclid(25) + 1).div_euclid(3);
    let epact = (19 * golden + century - leap_centuries - moon_correction + 15).rem_euclid(30);
    let days_to_sunday =
        (32 + 2 * century.rem_euclid(4) + 2 * (year_of_century / 4) - epact - year_of_century % 4)
            .rem_euclid(7);
    let late_moon = (golden + 11 * epact + 22 * days_to_sunday) / 451;
    let from_22_march = epact + days_to_sunday - 7 * late_moon;
    SettlementDay::clamped(crate::day::days_from_civil(year, 3, 22) + from_22_march)
}
