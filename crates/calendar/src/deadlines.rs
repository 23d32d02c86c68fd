//! Deadlines counted in working days.

use crate::day::SettlementDay;
use crate::holidays::is_holiday;

impl SettlementDay {
    /// Monday to Friday, unless it is a public holiday.
    pub fn is_working_day(self) -> bool {
        !self.weekday().is_weekend() && !is_holiday(self)
    }

    /// The `count`th working day after this day, which itself does not count. With 0 it is this
    /// day, working or not. "Within 15 working days of the letter" is up to and including
    /// `letter.add_working_days(15)`.
    pub fn add_working_days(self, count: u16) -> Self {
        let mut day = self;
        for _ in 0..count {
            day = day.next_working_day();
        }
        day
    }

    fn next_working_day(self) -> Self {
        // A weekend and a holiday on either side of it make four days; seven is never reached.
        (1..=7).map(|days| self.plus(days)).find(|day| day.is_working_day()).unwrap_or(self.plus(7))
    }
}
