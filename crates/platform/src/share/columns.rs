//! Series of a Parquet file as the lines they stand for, in order of time: made as they are read, so that
//! the text of a month never lies in memory.

use super::line::HEADER;
use intervals::{Direction, Interval, Quarter, Series};
use std::collections::BTreeMap;
use std::io::{Read, Result, Write};

/// The lines of series, member by member in each quarter-hour that one of them has. The marks of their values
/// are those of the store; a share is computed of what is known.
#[derive(Debug)]
pub struct Lines {
    members: Vec<Member>,
    /// The quarter-hour whose lines come next, if there is one.
    next: Option<Quarter>,
    text: Vec<u8>,
    read: usize,
}

#[derive(Debug, Default)]
struct Member {
    point: String,
    offtake: Ahead,
    injection: Ahead,
}

/// Intervals in order of time, and how many of them are behind us.
#[derive(Debug, Default)]
struct Ahead {
    intervals: Vec<Interval>,
    behind: usize,
}

impl Ahead {
    fn add(&mut self, intervals: Vec<Interval>) {
        if self.intervals.is_empty() {
            self.intervals = intervals;
            return;
        }
        // The same point in two series: the later one counts.
        let both = self.intervals.drain(..).chain(intervals);
        let by_quarter: BTreeMap<Quarter, Interval> = both.map(|one| (one.quarter, one)).collect();
        self.intervals = by_quarter.into_values().collect();
    }

    fn quarter(&self) -> Option<Quarter> {
        self.intervals.get(self.behind).map(|interval| interval.quarter)
    }

    fn take(&mut self, quarter: Quarter) -> Option<i64> {
        let interval = self.intervals.get(self.behind).filter(|one| one.quarter == quarter)?;
        self.behind += 1;
        Some(interval.energy.0)
    }
}

impl Lines {
    pub fn new(all: Vec<Series>) -> Self {
        let mut by_point: BTreeMap<String, Member> = BTreeMap::new();
        for series in all {
            let member = by_point.entry(series.point.as_str().to_owned()).or_default();
            let side = match series.direction {
                Direction::OffTake => &mut member.offtake,
                Direction::Injection => &mut member.injection,
            };
            side.add(series.intervals);
        }
        let members = by_point.into_iter().map(|(point, member)| Member { point, ..member });
        let mut lines = Self {
            members: members.collect(),
            next: None,
            text: format!("{HEADER}\n").into_bytes(),
            read: 0,
        };
        lines.next = lines.earliest();
        lines
    }

    fn earliest(&self) -> Option<Quarter> {
        let each = self.members.iter();
        each.flat_map(|member| [member.offtake.quarter(), member.injection.quarter()])
            .flatten()
            .min()
    }

    /// The lines of one quarter-hour.
    fn make(&mut self, quarter: Quarter) -> Result<()> {
        let start = quarter.start().to_local_string();
        let text = &mut self.text;
        for member in &mut self.members {
            let energies = [member.offtake.take(quarter), member.injection.take(quarter)];
            if energies == [None, None] {
                continue;
            }
            write!(text, "{start},{}", member.point)?;
            for energy in energies {
                match energy {
                    Some(mwh) => super::output::push_kwh(text, mwh),
                    None => text.push(b','),
                }
            }
            text.push(b'\n');
        }
        Ok(())
    }
}

impl Read for Lines {
    fn read(&mut self, to: &mut [u8]) -> Result<usize> {
        while self.read == self.text.len() {
            let Some(quarter) = self.next else { return Ok(0) };
            self.text.clear();
            self.read = 0;
            self.make(quarter)?;
            self.next = self.earliest();
        }
        let rest = self.text.get(self.read..).unwrap_or_default();
        let count = { rest }.read(to)?;
        self.read += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use intervals::{Quality, Register};
    use units::MilliWattHours;

    fn series(point: &str, direction: Direction, values: &[(i32, i64)]) -> Series {
        let each = values.iter().map(|(quarter, mwh)| Interval {
            quarter: Quarter(*quarter),
            energy: MilliWattHours(*mwh),
            quality: Quality::Measured,
            register: Register::Total,
        });
        Series { point: point.parse().unwrap(), direction, intervals: each.collect() }
    }

    #[test]
    fn series_of_two_directions_become_lines_in_order_of_time() {
        let at = 1_900_000;
        let (one, other) = ("541449000000000001", "541449000000000002");
        let all = vec![
            series(other, Direction::OffTake, &[(at, 250_000), (at + 2, 5)]),
            series(one, Direction::Injection, &[(at + 2, 1_500_000)]),
            series(one, Direction::OffTake, &[(at, 0), (at + 2, 7)]),
        ];
        let mut text = String::new();
        // In small pieces, as a reader may ask.
        let mut lines = Lines::new(all);
        let mut piece = [0; 7];
        loop {
            let count = lines.read(&mut piece).unwrap();
            if count == 0 {
                break;
            }
            text.push_str(std::str::from_utf8(&piece[..count]).unwrap());
        }
        let (first, second) =
            (Quarter(at).start().to_local_string(), Quarter(at + 2).start().to_local_string());
        let expected = [
            HEADER.to_owned(),
            format!("{first},{one},0.000000,"),
            format!("{first},{other},0.250000,"),
            format!("{second},{one},0.000007,1.500000"),
            format!("{second},{other},0.000005,"),
        ];
        assert_eq!(text.lines().collect::<Vec<_>>(), expected);
    }
}
