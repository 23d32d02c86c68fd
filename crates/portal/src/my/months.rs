//! Long lists fold by month: the newest stands open, what is before it is one press away. Source: UX 6.

use crate::language::Writes as _;
use calendar::SettlementDay;
use units::Language;

/// What belongs to a month, under its name.
#[derive(Debug)]
pub(super) struct Month<T> {
    pub(super) name: String,
    pub(super) rows: Vec<T>,
}

/// Rows by the month of their day, months as they first come. What was booked late stands in its own month all the same.
pub(super) fn fold<T>(
    rows: impl IntoIterator<Item = (SettlementDay, T)>,
    language: Language,
) -> Vec<Month<T>> {
    let mut months: Vec<Month<T>> = Vec::new();
    for (day, row) in rows {
        let name = language.month_and_year(day);
        match months.iter_mut().find(|month| month.name == name) {
            Some(month) => month.rows.push(row),
            None => months.push(Month { name, rows: vec![row] }),
        }
    }
    months
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_stands_in_the_month_of_its_day() {
        let days = ["2026-11-02", "2026-10-30", "2026-11-01", "2025-10-30"];
        let rows = days.map(|day| (day.parse().unwrap(), day));
        let folded = fold(rows, Language::Fr);
        let told: Vec<_> = folded.iter().map(|month| (&*month.name, &*month.rows)).collect();
        assert_eq!(
            told,
            [
                ("novembre 2026", &["2026-11-02", "2026-11-01"][..]),
                ("octobre 2026", &["2026-10-30"][..]),
                ("octobre 2025", &["2025-10-30"][..]),
            ]
        );
    }
}
