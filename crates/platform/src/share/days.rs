//! Whether a member's days are whole: 92, 96 or 100 quarter-hours. Source: ES-04.

use calendar::{Instant, SettlementDay};
use sharing::Group;
use std::collections::BTreeMap;

/// Which quarter-hours of each day each member has a row for: a bit each, whatever the order of rows.
#[derive(Debug)]
pub struct Days {
    members: usize,
    by_day: BTreeMap<SettlementDay, Vec<u128>>,
}

/// A day of a member that is neither whole nor cut by the beginning or end of its series.
#[derive(Debug, PartialEq, Eq)]
pub struct BrokenDay {
    pub member: usize,
    pub day: SettlementDay,
    pub rows: u32,
    pub missing: Instant,
}

/// A series may begin or end within a day, but not this close to a whole one.
const NEARLY: u32 = 4;

impl Days {
    pub fn new(members: usize) -> Self {
        Self { members, by_day: BTreeMap::new() }
    }

    /// Where a quarter-hour is kept: its day, and its number in it.
    pub fn place(at: Instant) -> (SettlementDay, u32) {
        let day = at.day();
        let number = at.seconds_since(day.start()) / 900;
        (day, u32::try_from(number).unwrap_or(0))
    }

    /// The rows of a day, by member.
    pub fn of(&mut self, day: SettlementDay) -> &mut Vec<u128> {
        let members = self.members;
        self.by_day.entry(day).or_insert_with(|| vec![0; members])
    }

    /// The first day, by member and then by time, that should not be.
    pub fn broken(&self, group: &Group) -> Option<BrokenDay> {
        (0..self.members).find_map(|member| self.broken_of(member, group))
    }

    fn broken_of(&self, member: usize, group: &Group) -> Option<BrokenDay> {
        let rows_of = |rows: &Vec<u128>| rows.get(member).copied().unwrap_or(0);
        let mut with_rows = self.by_day.iter().filter(|(_, rows)| rows_of(rows) != 0);
        let first = *with_rows.next()?.0;
        let last = with_rows.next_back().map_or(first, |(day, _)| *day);
        for (&day, rows) in self.by_day.range(first..=last) {
            let has = rows_of(rows);
            let quarter_hours = day.quarter_hours();
            let whole = (1u128 << quarter_hours) - 1;
            let count = has.count_ones();
            if has == 0 || has == whole {
                continue;
            }
            // From its first row on, and up to its last.
            let begins = whole & !((1u128 << has.trailing_zeros()) - 1);
            let ends = (1u128 << (128 - has.leading_zeros())) - 1;
            let span = (if day == first { begins } else { whole })
                & (if day == last { ends } else { whole });
            let nearly = quarter_hours - count < NEARLY;
            let gap = has != span && count * 2 >= quarter_hours;
            // 96 rows for the 100 of autumn: clock times with the offset of the summer, whose hour that comes
            // twice came once. They run out an hour early.
            let one_hour_short = quarter_hours == 100 && count == 96 && has == whole >> 4;
            if (nearly || gap || one_hour_short) && !covers_membership(has, day, member, group) {
                let missing = day.quarter_start((whole & !has).trailing_zeros());
                return Some(BrokenDay { member, day, rows: count, missing });
            }
        }
        None
    }
}

/// Whether a row is there for each quarter-hour of the day on which the member is one.
fn covers_membership(has: u128, day: SettlementDay, member: usize, group: &Group) -> bool {
    (0..day.quarter_hours()).all(|number| {
        let span = group.spans().get(group.span_at(day.quarter_start(number)));
        let is_member = span.is_some_and(|span| span.columns.contains(&member));
        !is_member || has & (1 << number) != 0
    })
}
