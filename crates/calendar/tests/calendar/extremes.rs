//! Nothing panics, however far away.

use calendar::{
    Instant, ProtectedHours, SettlementDay, TwoRateArea, easter_sunday, is_holiday, two_rate_slot,
};
use proptest::prelude::*;

fn ask_about_instant(at: Instant) {
    let _ = (at.day(), at.minute_of_day(), at.local_second_of_day(), two_rate_slot(at));
    let _ = (at.to_utc_string(), at.to_local_string());
    let _ = (at.plus_s(i64::MAX), at.plus_min(i64::MIN), at.plus_h(i64::MAX));
    let _ = (at.seconds_since(Instant(i64::MIN)), at.seconds_since(Instant(i64::MAX)));
    for calendar in [ProtectedHours::card_wal(true), ProtectedHours::card_wal(false)] {
        let _ = (calendar.contains(at), calendar.stretch(at));
        let _ = (calendar.start_after(at), calendar.end_after(at));
    }
}

fn ask_about_day(day: SettlementDay) {
    let _ = (day.ymd(), day.weekday(), day.iso_week(), day.to_string());
    let _ = (day.next(), day.previous(), day.plus(i32::MAX), day.plus(i32::MIN));
    let _ = (day.plus_months(i32::MAX), day.plus_months(i32::MIN));
    let _ = (day.days_since(SettlementDay(i32::MIN)), day.days_since(SettlementDay(i32::MAX)));
    let _ = (day.start(), day.end(), day.at(u8::MAX, u8::MAX), day.quarter_hours());
    let _ = (day.quarter_start(u32::MAX), is_holiday(day), day.add_working_days(50));
    let _ = TwoRateArea::default().calendar(day);
}

#[test]
fn the_ends_of_the_range_have_an_answer() {
    for us in [i64::MIN, i64::MIN + 1, -1, 0, i64::MAX - 1, i64::MAX] {
        ask_about_instant(Instant(us));
    }
    for unix_s in [i64::MIN, -377_705_116_800, 253_402_300_800, i64::MAX] {
        ask_about_instant(Instant::from_unix_s(unix_s));
    }
    for day in [i32::MIN, i32::MIN + 1, -4_371_587, 0, 2_932_896, i32::MAX - 1, i32::MAX] {
        ask_about_day(SettlementDay(day));
    }
    for year in [i32::MIN, -1, 0, i32::MAX] {
        easter_sunday(year);
        assert_eq!(SettlementDay::from_ymd(year, 13, 1), None);
    }
    assert_eq!(SettlementDay::from_ymd(10_000, 1, 1), None);
    assert_eq!(SettlementDay(i32::MAX).next(), SettlementDay(i32::MAX));
    assert_eq!(SettlementDay(i32::MAX).start(), Instant(i64::MAX));
}

proptest! {
    #[test]
    fn every_instant_has_an_answer(us in any::<i64>()) {
        ask_about_instant(Instant(us));
    }

    #[test]
    fn every_day_has_an_answer(day in any::<i32>()) {
        ask_about_day(SettlementDay(day));
    }
}
