//! What is left to repay, month by month, if nothing pauses it. Source: UX 8.2 C-08, PA-20.

use super::api::{PlanLine, RepaidBy};
use calendar::SettlementDay;
use units::MicroEuro;

/// A month of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PlanMonth {
    /// The first day of it with which something is taken.
    pub(super) day: SettlementDay,
    pub(super) taken: MicroEuro,
    /// After it.
    pub(super) left: MicroEuro,
}

/// Each month in which something is taken; none, if its end is not known.
pub(super) fn by_month(line: &PlanLine) -> Vec<PlanMonth> {
    let (each, days) = match line.how {
        RepaidBy::Day(each) => (each, 1),
        RepaidBy::Week(each) => (each, 7),
        RepaidBy::Share(_) | RepaidBy::Review => return Vec::new(),
    };
    let (Some(next), Some(ends)) = (line.next, line.ends) else { return Vec::new() };
    let mut months: Vec<PlanMonth> = Vec::new();
    let (mut day, mut left) = (next, line.left);
    while left > MicroEuro::ZERO && day <= ends {
        let part = each.min(left);
        left = MicroEuro(left.0.saturating_sub(part.0));
        let of = |day: SettlementDay| (day.ymd().0, day.ymd().1);
        match months.last_mut() {
            Some(month) if of(month.day) == of(day) => {
                month.taken = MicroEuro(month.taken.0.saturating_add(part.0));
                month.left = left;
            }
            Some(_) | None => months.push(PlanMonth { day, taken: part, left }),
        }
        day = day.plus(days);
    }
    months
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::my::RepaidFor;

    fn day(text: &str) -> SettlementDay {
        text.parse().unwrap()
    }

    fn months(how: RepaidBy, left: i64, next: &str, ends: &str) -> Vec<(String, i64, i64)> {
        let line = PlanLine {
            what: RepaidFor::Supplier,
            how,
            total: MicroEuro(left),
            left: MicroEuro(left),
            next: Some(day(next)),
            ends: ends.parse().ok(),
        };
        let row = |month: PlanMonth| (month.day.to_string(), month.taken.0, month.left.0);
        by_month(&line).into_iter().map(row).collect()
    }

    #[test]
    fn c_08_the_months_of_a_plan_add_up_to_what_is_left_and_the_last_takes_the_rest() {
        // 11.50 at 2.50 each Monday from 23 November: two, then two and the rest.
        let found =
            months(RepaidBy::Week(MicroEuro(2_500_000)), 11_500_000, "2026-11-23", "2026-12-21");
        assert_eq!(
            found,
            [
                ("2026-11-23".to_owned(), 5_000_000, 6_500_000),
                ("2026-12-07".to_owned(), 6_500_000, 0),
            ]
        );
        let year =
            months(RepaidBy::Day(MicroEuro(1_000_000)), 365_000_000, "2026-01-01", "2026-12-31");
        assert_eq!(year.len(), 12);
        assert_eq!(year[1], ("2026-02-01".to_owned(), 28_000_000, 306_000_000));
        assert_eq!(year[11], ("2026-12-01".to_owned(), 31_000_000, 0));
        // Nobody knows the months of what is taken of top-ups, or never ends.
        assert!(months(RepaidBy::Share(250_000), 5, "2026-01-01", "").is_empty());
        assert!(months(RepaidBy::Day(MicroEuro(1)), 5_000_000, "2026-01-01", "").is_empty());
    }
}
