//! Rows of any format become series: put in order, laid on days of their right length, checked for
//! doubles and holes.

use crate::error::{Place, Problem, ProblemKind, Problems};
use crate::series::{Direction, Interval, Point, Quality, Quarter, Register, Series};
use calendar::{Instant, SettlementDay};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;
use std::sync::Arc;
use units::MilliWattHours;

/// What is not as in the file on a day: repaired, and never silently. Source: ES-04.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mark {
    /// The source writes `Z` and means the wall clock.
    FalseZ,
    /// The source has 2:00 to 3:00 on the day that skips it: added to the hour after it.
    SkippedHourFolded,
    /// The source lacks the second 2:00 to 3:00 on the day that repeats it: zero there.
    RepeatedHourEmpty,
    /// The two hours from 2:00 come pairwise, not one after the other: the first of each pair is
    /// taken for the first hour.
    RepeatedHourPairwise,
    /// The source has half-hours or hours: spread evenly over their quarter-hours.
    Spread,
    /// The source begins within its first day: what lies before is not known.
    BeginsWithin,
    /// The source ends within its last day: what comes after is not known.
    EndsWithin,
}

impl fmt::Display for Mark {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::FalseZ => "times end in Z and are local",
            Self::SkippedHourFolded => "2:00 to 3:00 does not exist, added to the hour after it",
            Self::RepeatedHourEmpty => "the second 2:00 to 3:00 is not in the source, zero",
            Self::RepeatedHourPairwise => "the two hours from 2:00 come pairwise",
            Self::Spread => "longer intervals, spread evenly over their quarter-hours",
            Self::BeginsWithin => "the source begins within this day: it is kept in part",
            Self::EndsWithin => "the source ends within this day: it is kept in part",
        })
    }
}

/// What a row says of a quarter-hour. `None` is a value that the source knows to be missing.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cell {
    pub(crate) energy: Option<i64>,
    pub(crate) quality: Quality,
    pub(crate) register: Register,
}

impl Cell {
    pub(crate) fn measured(energy: Option<i64>) -> Self {
        Self { energy, quality: Quality::Measured, register: Register::Total }
    }
}

#[derive(Debug, Clone, Copy)]
struct Row {
    quarter: i32,
    place: Place,
    cell: Cell,
    /// It is of an hour that does not exist, and belongs to the one after it.
    folded: bool,
}

struct Building {
    point: Point,
    direction: Direction,
    rows: Vec<Row>,
    /// Of repeated hours: how often a register of a quarter of the wall clock has come.
    passes: HashMap<(SettlementDay, u32, Register), u32>,
    repeated: BTreeSet<SettlementDay>,
}

/// Where a series is gathered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SeriesNumber(usize);

pub(crate) struct Gather {
    pub(crate) file: Arc<str>,
    series: Vec<Building>,
    numbers: HashMap<(Point, Direction), usize>,
    pub(crate) problems: Problems,
    pub(crate) rows: u64,
    pub(crate) duplicate_rows: u64,
    pub(crate) without_value: u64,
    pub(crate) marks: BTreeMap<(SettlementDay, Mark), u32>,
    pub(crate) ignored: BTreeSet<String>,
    /// The format says by itself what is whole: blocks with an end.
    pub(crate) holes_are_said: bool,
    /// The format is of whole days: a day at its end that lacks a row or two has lost them. Others end where what
    /// they are made of ends.
    pub(crate) whole_days: bool,
    /// Half-hours and hours are wanted, too.
    pub(crate) spread: bool,
    day: Option<(SettlementDay, i32, u32)>,
}

/// A day that lacks fewer quarter-hours at an end of its source has lost them.
const NEARLY: u32 = 4;

/// The quarters of 2:00 to 3:00, which summer time skips and winter time repeats.
const CHANGE_HOUR: std::ops::Range<u32> = 8..12;

impl Gather {
    pub(crate) fn new(file: &str) -> Self {
        Self {
            file: file.into(),
            series: Vec::new(),
            numbers: HashMap::new(),
            problems: Problems::default(),
            rows: 0,
            duplicate_rows: 0,
            without_value: 0,
            marks: BTreeMap::new(),
            ignored: BTreeSet::new(),
            holes_are_said: false,
            whole_days: false,
            spread: false,
            day: None,
        }
    }

    pub(crate) fn problem(&mut self, place: Place, kind: ProblemKind) {
        self.problems.add(Problem { file: Arc::clone(&self.file), place, kind });
    }

    pub(crate) fn mark(&mut self, day: SettlementDay, mark: Mark) {
        let count = self.marks.entry((day, mark)).or_default();
        *count = count.saturating_add(1);
    }

    /// How many quarter-hours an interval of so many seconds has, if such intervals are taken: one; with
    /// [`crate::Options::spread`] two or four.
    pub(crate) fn quarters_of(&self, seconds: i64) -> Option<i64> {
        match seconds {
            900 => Some(1),
            1_800 if self.spread => Some(2),
            3_600 if self.spread => Some(4),
            _ => None,
        }
    }

    /// What an interval of some quarter-hours says, at its start. Its energy is spread evenly, what does not
    /// divide goes to the first ones, and each of them is an estimate: only their sum was measured.
    pub(crate) fn at_each(
        &mut self,
        series: SeriesNumber,
        place: Place,
        (start, quarters): (Instant, i64),
        cell: Cell,
    ) {
        if quarters == 1 {
            return self.at(series, place, start, cell);
        }
        let spread = |energy: i64, index: i64| {
            let (each, rest) =
                (energy.checked_div(quarters), energy.checked_rem(quarters).unwrap_or(0));
            each.map(|each| each.saturating_add(i64::from(index < rest)))
        };
        self.mark(start.day(), Mark::Spread);
        for index in 0..quarters {
            let energy = cell.energy.and_then(|energy| spread(energy, index));
            let quality = cell.quality.with(Quality::Estimated);
            let at = start.plus_min(index.saturating_mul(15));
            self.at(series, place, at, Cell { energy, quality, ..cell });
        }
    }

    pub(crate) fn series(&mut self, point: &Point, direction: Direction) -> SeriesNumber {
        if let Some(number) = self.numbers.get(&(point.clone(), direction)) {
            return SeriesNumber(*number);
        }
        let number = self.series.len();
        self.numbers.insert((point.clone(), direction), number);
        self.series.push(Building {
            point: point.clone(),
            direction,
            rows: Vec::new(),
            passes: HashMap::new(),
            repeated: BTreeSet::new(),
        });
        SeriesNumber(number)
    }

    /// A row whose start is known as an instant.
    pub(crate) fn at(&mut self, series: SeriesNumber, place: Place, start: Instant, cell: Cell) {
        let Some(quarter) = Quarter::starting_at(start) else {
            self.problem(place, ProblemKind::NotAQuarterHour { text: start.to_utc_string() });
            return;
        };
        self.push(series, Row { quarter: quarter.0, place, cell, folded: false });
    }

    /// A row of the wall clock: `quarter` is 0 to 95.
    pub(crate) fn local(
        &mut self,
        series: SeriesNumber,
        place: Place,
        (day, quarter): (SettlementDay, u32),
        cell: Cell,
    ) {
        let (first, length) = self.length_of(day);
        let mut folded = false;
        let index = match length {
            92 if quarter >= CHANGE_HOUR.end => quarter.saturating_sub(4),
            92 if CHANGE_HOUR.contains(&quarter) => {
                folded = true;
                quarter
            }
            100 if quarter >= CHANGE_HOUR.end => quarter.saturating_add(4),
            100 if CHANGE_HOUR.contains(&quarter) => {
                let Some(building) = self.series.get_mut(series.0) else { return };
                let key = (day, quarter, cell.register);
                let pass = building.passes.entry(key).or_default();
                *pass = pass.saturating_add(1);
                let second = *pass % 2 == 0;
                building.repeated.insert(day);
                let next = (day, quarter.saturating_add(1), cell.register);
                let pairwise =
                    second && quarter == CHANGE_HOUR.start && !building.passes.contains_key(&next);
                if pairwise {
                    self.mark(day, Mark::RepeatedHourPairwise);
                }
                if second { quarter.saturating_add(4) } else { quarter }
            }
            _ => quarter,
        };
        let quarter = first.saturating_add(i32::try_from(index).unwrap_or(0));
        self.push(series, Row { quarter, place, cell, folded });
    }

    fn push(&mut self, series: SeriesNumber, row: Row) {
        if let Some(building) = self.series.get_mut(series.0) {
            building.rows.push(row);
        }
    }

    /// The first quarter of a day and how many it has, kept for the rows that follow.
    fn length_of(&mut self, day: SettlementDay) -> (i32, u32) {
        match self.day {
            Some((known, first, length)) if known == day => (first, length),
            _ => {
                let (first, length) = (Quarter::first_of(day).0, day.quarter_hours());
                self.day = Some((day, first, length));
                (first, length)
            }
        }
    }

    /// The series in the order they came in, those without a value left out.
    pub(crate) fn finish(&mut self) -> Vec<Series> {
        let buildings = std::mem::take(&mut self.series);
        let mut series = Vec::with_capacity(buildings.len());
        for mut building in buildings {
            self.repeated_hours(&mut building);
            let rows = {
                let rows = std::mem::take(&mut building.rows);
                self.in_order(&building, rows)
            };
            if !self.holes_are_said {
                self.holes(&building, &rows);
            }
            let intervals: Vec<Interval> = rows
                .iter()
                .filter_map(|row| {
                    Some(Interval {
                        quarter: Quarter(row.quarter),
                        energy: MilliWattHours(row.cell.energy?),
                        quality: row.cell.quality,
                        register: row.cell.register,
                    })
                })
                .collect();
            let missing = rows.len().saturating_sub(intervals.len());
            self.without_value = self.without_value.saturating_add(missing as u64);
            if !intervals.is_empty() {
                let (point, direction) = (building.point, building.direction);
                series.push(Series { point, direction, intervals });
            }
        }
        self.problems.sort();
        series
    }

    /// Days whose repeated hour came once have zero in the second one; in part is an error.
    fn repeated_hours(&mut self, building: &mut Building) {
        for day in std::mem::take(&mut building.repeated) {
            let (first, _) = self.length_of(day);
            let at = |from: i32| first.saturating_add(from)..first.saturating_add(from + 4);
            let of = |range: std::ops::Range<i32>| {
                let inside = building.rows.iter().filter(|row| range.contains(&row.quarter));
                let quarters: BTreeSet<i32> = inside.map(|row| row.quarter).collect();
                quarters.len()
            };
            let (once, twice) = (of(at(8)), of(at(12)));
            let ends_there = building.rows.iter().all(|row| row.quarter < first.saturating_add(16));
            if twice == 0 && once > 0 && ends_there {
                // Where the source stops within the hour, nobody knows whether it would have come twice.
                continue;
            }
            if twice == 0 && once > 0 {
                self.mark(day, Mark::RepeatedHourEmpty);
                let firsts: Vec<Row> = building
                    .rows
                    .iter()
                    .filter(|row| at(8).contains(&row.quarter))
                    .copied()
                    .collect();
                for mut row in firsts {
                    row.quarter = row.quarter.saturating_add(4);
                    row.cell.energy = row.cell.energy.map(|_| 0);
                    row.cell.quality = Quality::Replaced;
                    building.rows.push(row);
                }
            } else if twice < once {
                let mut inside = building.rows.iter().filter(|row| at(12).contains(&row.quarter));
                let place = inside.next_back().map(|row| row.place);
                if let Some(place) = place {
                    self.problem(place, ProblemKind::RepeatedHourInPart { day });
                }
                building.rows.retain(|row| !at(12).contains(&row.quarter));
            }
        }
    }

    /// One row for each quarter-hour: doubles count once, registers and folded hours are added up, and
    /// of a contradiction nothing is believed.
    fn in_order(&mut self, building: &Building, mut rows: Vec<Row>) -> Vec<Row> {
        rows.sort_by_key(|row| row.quarter);
        let mut kept: Vec<Row> = Vec::with_capacity(rows.len());
        let mut registers: Vec<Row> = Vec::new();
        for row in rows {
            if registers.first().is_some_and(|first| first.quarter != row.quarter) {
                kept.extend(self.added(&registers));
                registers.clear();
            }
            let same =
                |one: &&mut Row| one.cell.register == row.cell.register && one.folded == row.folded;
            let Some(known) = registers.iter_mut().find(same) else {
                registers.push(row);
                continue;
            };
            if known.cell.energy == row.cell.energy && known.cell.quality == row.cell.quality {
                self.duplicate_rows = self.duplicate_rows.saturating_add(1);
            } else {
                let (earlier, later) = (known.place.min(row.place), known.place.max(row.place));
                known.cell.energy = None;
                let (point, direction) = (building.point.clone(), building.direction);
                self.problem(later, ProblemKind::Contradiction { point, direction, earlier });
            }
        }
        kept.extend(self.added(&registers));
        kept
    }

    fn added(&mut self, rows: &[Row]) -> Option<Row> {
        let mut sum = *rows.first()?;
        for row in rows.iter().skip(1) {
            sum.cell.energy = match (sum.cell.energy, row.cell.energy) {
                (Some(one), Some(two)) => Some(one.saturating_add(two)),
                (one, two) => one.or(two),
            };
            sum.cell.quality = sum.cell.quality.with(row.cell.quality);
            if sum.cell.register != row.cell.register && row.cell.energy != Some(0) {
                sum.cell.register = Register::Total;
            }
        }
        if rows.iter().any(|row| row.folded) {
            self.mark(Quarter(sum.quarter).day(), Mark::SkippedHourFolded);
            sum.cell.quality = sum.cell.quality.with(Quality::Replaced);
        }
        Some(sum)
    }

    /// A row that is not there, between two that are, is a broken file; an empty value is not.
    fn holes(&mut self, building: &Building, rows: &[Row]) {
        let mut before: Option<i32> = None;
        for row in rows {
            if let Some(before) = before
                && before.saturating_add(1) != row.quarter
            {
                let missing = Quarter(before).next();
                let day = missing.day();
                let (first, expected) = self.length_of(day);
                let until = first.saturating_add(i32::try_from(expected).unwrap_or(0));
                let start = rows.partition_point(|one| one.quarter < first);
                let end = rows.partition_point(|one| one.quarter < until);
                let found = u32::try_from(end.saturating_sub(start)).unwrap_or(0);
                let kind = ProblemKind::DayInPart {
                    point: building.point.clone(),
                    direction: building.direction,
                    day,
                    rows: found,
                    expected,
                    missing: missing.start().to_local_string(),
                };
                self.problem(row.place, kind);
            }
            before = Some(row.quarter);
        }
        self.ends(building, rows);
    }

    /// A source may begin or end within a day, and is marked as doing so. So close to a whole one that a row or
    /// two were lost, it is broken. Source: ES-04.
    fn ends(&mut self, building: &Building, rows: &[Row]) {
        let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return };
        let sides = [(first, Mark::BeginsWithin), (last, Mark::EndsWithin)];
        for (row, mark) in sides {
            let day = Quarter(row.quarter).day();
            let (start, expected) = self.length_of(day);
            let after = start.saturating_add(i32::try_from(expected).unwrap_or(0));
            let missing = match mark {
                Mark::BeginsWithin if row.quarter > start => Quarter(start),
                Mark::EndsWithin if row.quarter.saturating_add(1) < after => {
                    Quarter(row.quarter).next()
                }
                _ => continue,
            };
            let from = rows.partition_point(|one| one.quarter < start);
            let to = rows.partition_point(|one| one.quarter < after);
            let found = u32::try_from(to.saturating_sub(from)).unwrap_or(0);
            if !self.whole_days || expected.saturating_sub(found) >= NEARLY {
                self.mark(day, mark);
                continue;
            }
            let (point, direction) = (building.point.clone(), building.direction);
            let missing = missing.start().to_local_string();
            let kind =
                ProblemKind::DayInPart { point, direction, day, rows: found, expected, missing };
            self.problem(row.place, kind);
        }
    }
}
