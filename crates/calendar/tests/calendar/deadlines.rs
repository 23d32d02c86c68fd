use calendar::SettlementDay;
use proptest::prelude::*;

use crate::day;

fn check(from: &str, count: u16, expected: &str) {
    assert_eq!(day(from).add_working_days(count), day(expected), "{from} plus {count}");
}

#[test]
fn tp_16_a_letter_after_3_working_days() {
    check("2026-11-02", 3, "2026-11-05");
    check("2026-11-05", 3, "2026-11-10");
    // Wednesday 11 November is a holiday.
    check("2026-11-10", 1, "2026-11-12");
    check("2026-11-09", 3, "2026-11-13");
}

#[test]
fn pr_11_a_visit_within_15_working_days() {
    check("2026-11-02", 15, "2026-11-24");
    check("2026-12-18", 15, "2027-01-12");
}

#[test]
fn working_days_around_easter_weekends_and_new_year() {
    check("2026-04-03", 1, "2026-04-07");
    check("2026-04-04", 1, "2026-04-07");
    check("2026-12-31", 1, "2027-01-04");
    check("2026-11-07", 0, "2026-11-07");
    assert!(day("2026-04-03").is_working_day(), "good friday");
    assert!(!day("2026-04-06").is_working_day(), "easter monday");
    assert!(!day("2026-11-07").is_working_day(), "saturday");
    assert!(!day("2026-11-11").is_working_day(), "armistice");
}

proptest! {
    #[test]
    fn working_days_add_up(
        from in -100_000..100_000_i32,
        first in 0..60_u16,
        second in 0..60_u16,
    ) {
        let from = SettlementDay(from);
        let to = from.add_working_days(first + second);
        prop_assert_eq!(from.add_working_days(first).add_working_days(second), to);
        let counted = (from.0 + 1..=to.0).filter(|&day| SettlementDay(day).is_working_day());
        prop_assert_eq!(counted.count(), usize::from(first + second));
        prop_assert!(first + second == 0 || to.is_working_day());
    }
}
