//! The rows a meter stores: registers at the end of quarter-hours, hours or days; the oldest fall out.
//!
//! A row is kept as what it is more than the one before, in about six bytes instead of forty: ten
//! thousand meters with two weeks of quarter-hours each fit in one process. Source: MT-18, MT-19.

use calendar::Instant;
use std::collections::VecDeque;

/// Rows stand on quarter-hours of the meter's clock.
const STEP_S: i64 = 900;
/// Registers of a row.
pub const MOST_COLUMNS: usize = 4;

pub type RowValues = [i64; MOST_COLUMNS];

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Row {
    /// Quarter-hours since 1970.
    step: i64,
    values: RowValues,
}

/// Rows in order of time, at most so many.
#[derive(Debug, Clone)]
pub struct StoredRows {
    most: usize,
    count: usize,
    first: Row,
    last: Row,
    /// What each row but the first is more than the one before it.
    grown: VecDeque<u8>,
}

impl StoredRows {
    pub fn new(most: usize) -> Self {
        let (first, last) = (Row::default(), Row::default());
        Self { most: most.max(1), count: 0, first, last, grown: VecDeque::new() }
    }

    /// Keeps a row. One that is not later than the last, after a clock was set back, takes the place
    /// of what was kept for that time and after it.
    pub fn push(&mut self, at: Instant, values: RowValues) {
        let row = Row { step: at.unix_s().div_euclid(STEP_S), values };
        if self.count > 0 && row.step <= self.last.step {
            self.keep_before(row.step);
        }
        if self.count == 0 {
            (self.first, self.count) = (row, 1);
        } else {
            write(row.step.wrapping_sub(self.last.step), &mut self.grown);
            for (new, old) in row.values.iter().zip(self.last.values) {
                write(new.wrapping_sub(old), &mut self.grown);
            }
            self.count = self.count.saturating_add(1);
        }
        self.last = row;
        while self.count > self.most {
            let mut front = self.grown.iter().copied();
            let (next, left) = (next_row(self.first, &mut front), front.len());
            let Some(next) = next else { break };
            self.grown.drain(..self.grown.len().saturating_sub(left));
            self.first = next;
            self.count = self.count.saturating_sub(1);
        }
    }

    fn keep_before(&mut self, step: i64) {
        let mut kept = Self::new(self.most);
        self.walk(|row| {
            if row.step < step {
                kept.push(Instant::from_unix_s(row.step.saturating_mul(STEP_S)), row.values);
            }
        });
        *self = kept;
    }

    /// Rows from `from` to `to`, both included.
    pub fn each(&self, from: Instant, to: Instant, mut each: impl FnMut(Instant, &RowValues)) {
        self.walk(|row| {
            let at = Instant::from_unix_s(row.step.saturating_mul(STEP_S));
            if from <= at && at <= to {
                each(at, &row.values);
            }
        });
    }

    fn walk(&self, mut each: impl FnMut(&Row)) {
        if self.count == 0 {
            return;
        }
        let mut bytes = self.grown.iter().copied();
        let mut row = Some(self.first);
        while let Some(known) = row {
            each(&known);
            row = next_row(known, &mut bytes);
        }
    }
}

fn next_row(before: Row, bytes: &mut impl Iterator<Item = u8>) -> Option<Row> {
    let mut next = before;
    next.step = before.step.wrapping_add(read(bytes)?);
    for value in &mut next.values {
        *value = value.wrapping_add(read(bytes)?);
    }
    Some(next)
}

/// Seven bits a byte, the lowest first, the sign in the lowest of all.
fn write(number: i64, out: &mut VecDeque<u8>) {
    let mut left = ((number << 1) ^ (number >> 63)).cast_unsigned();
    loop {
        let low = u8::try_from(left & 0x7F).unwrap_or(0);
        left >>= 7;
        if left == 0 {
            out.push_back(low);
            return;
        }
        out.push_back(low | 0x80);
    }
}

fn read(bytes: &mut impl Iterator<Item = u8>) -> Option<i64> {
    let (mut number, mut shift) = (0_u64, 0_u32);
    loop {
        let byte = bytes.next()?;
        number |= u64::from(byte & 0x7F).checked_shl(shift)?;
        if byte & 0x80 == 0 {
            return Some((number >> 1).cast_signed() ^ -(number & 1).cast_signed());
        }
        shift = shift.checked_add(7)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all(rows: &StoredRows) -> Vec<(i64, RowValues)> {
        let mut all = Vec::new();
        rows.each(Instant(i64::MIN), Instant(i64::MAX), |at, values| {
            all.push((at.unix_s() / STEP_S, *values));
        });
        all
    }

    proptest! {
        /// Whatever is pushed, the last rows come back as they were, in order of time.
        #[test]
        fn mt_18_the_last_rows_come_back_as_they_were(
            pushed in proptest::collection::vec((-3i64..200, any::<[i64; 4]>()), 1..80),
            most in 1usize..50,
        ) {
            let mut rows = StoredRows::new(most);
            let mut plain: Vec<(i64, RowValues)> = Vec::new();
            let mut step = 2_000_000;
            for (ahead, values) in pushed {
                step += ahead;
                rows.push(Instant::from_unix_s(step * STEP_S), values);
                plain.retain(|(known, _)| *known < step);
                plain.push((step, values));
                if plain.len() > most {
                    plain.remove(0);
                }
                prop_assert_eq!(all(&rows), plain.clone());
            }
        }
    }

    #[test]
    fn two_weeks_of_quarter_hours_take_less_than_ten_kilobytes() {
        let mut rows = StoredRows::new(14 * 96);
        for quarter in 0..60 * 96_i64 {
            let wh = quarter * 431;
            rows.push(Instant::from_unix_s(quarter * STEP_S), [wh, 2_000_000, 0, 7]);
        }
        assert_eq!(all(&rows).len(), 14 * 96);
        assert!(rows.grown.len() < 10_000, "{}", rows.grown.len());
    }
}
