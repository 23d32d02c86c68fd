//! Rows of quarter-hours become series.

use crate::clock;
use crate::error::{ImportError, Problem, ProblemKind, Problems, TimeProblem, Who};
use crate::format::{
    Format, Header, INJECTION_COLUMNS, INSTANT_COLUMNS, LOCAL_COLUMN, OFF_TAKE_COLUMNS,
};
use crate::lines::{Lines, Row};
use crate::series::{Direction, HomeSeries, Mark, QuarterHourSeries};
use crate::wall::{CHANGE_HOUR, Cell, SLOTS, TO_SECOND_PASS, WallDay};
use calendar::SettlementDay;
use std::collections::BTreeMap;
use std::sync::Arc;
use units::{MilliWattHours, parse_decimal};

/// Wh in milliwatt-hours, and kWh in milliwatt-hours.
const WH_DECIMALS: u32 = 3;
const KWH_DECIMALS: u32 = 6;
/// A typing error in a year must not become a decade of empty days.
const MOST_DAYS_APART: i32 = 366;
const QUARTER_US: i64 = 900_000_000;
/// As many rows as an hourly file has in a day; below that the distance of rows says little.
const ROWS_THAT_SHOW_THE_DISTANCE: u64 = 24;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Start,
    Series(usize),
    Ignored,
}

#[derive(Debug)]
struct Column {
    home: Arc<str>,
    direction: Direction,
    who: Who,
}

/// What each column of the header is.
#[derive(Debug)]
pub(crate) struct Layout {
    local_times: bool,
    decimals: u32,
    roles: Vec<Role>,
    columns: Vec<Column>,
    pub(crate) ignored: Vec<String>,
}

impl Layout {
    /// Errors: the header lacks a column that the format needs.
    pub(crate) fn new(
        file: &str,
        format: Format,
        header: &Header,
        home: &Arc<str>,
    ) -> Result<Self, ImportError> {
        let needed = |wanted: &[&str], column: &'static str| {
            header.position(wanted).ok_or_else(|| ImportError::NotOfFormat {
                file: file.to_owned(),
                format,
                column,
            })
        };
        let local_times = format != Format::Iso;
        let start = if local_times {
            needed(&[LOCAL_COLUMN], LOCAL_COLUMN)?
        } else {
            needed(INSTANT_COLUMNS, "start")?
        };
        let wide = format == Format::Wide;
        let (off_take, injection) = if wide {
            if header.names.len() < 2 {
                let (file, column) = (file.to_owned(), "<home>");
                return Err(ImportError::NotOfFormat { file, format, column });
            }
            (None, None)
        } else {
            let off_take = needed(OFF_TAKE_COLUMNS, "offtake_kwh")?;
            (Some(off_take), header.position(INJECTION_COLUMNS))
        };
        let mut layout = Self {
            local_times,
            decimals: if wide { WH_DECIMALS } else { KWH_DECIMALS },
            roles: Vec::new(),
            columns: Vec::new(),
            ignored: Vec::new(),
        };
        for (position, name) in header.names.iter().enumerate() {
            let direction = match Some(position) {
                at if at == Some(start) => {
                    layout.roles.push(Role::Start);
                    continue;
                }
                _ if wide => Direction::OffTake,
                at if at == off_take => Direction::OffTake,
                at if at == injection => Direction::Injection,
                _ => {
                    layout.roles.push(Role::Ignored);
                    layout.ignored.push(name.clone());
                    continue;
                }
            };
            let name: Arc<str> = name.as_str().into();
            let (home, who) = if wide {
                (Arc::clone(&name), Who::Home(name))
            } else {
                (Arc::clone(home), Who::Column(name))
            };
            layout.roles.push(Role::Series(layout.columns.len()));
            layout.columns.push(Column { home, direction, who });
        }
        Ok(layout)
    }
}

/// The rows of one day, as they stand in the file.
#[derive(Debug)]
struct RawDay {
    /// The line that filled each slot, 0 for none.
    lines: [u64; SLOTS],
    /// [`SLOTS`] cells for each column.
    cells: Vec<Cell>,
    duplicate_rows: u64,
}

impl RawDay {
    fn new(columns: usize) -> Self {
        let cells = vec![Cell::MISSING; columns.saturating_mul(SLOTS)];
        Self { lines: [0; SLOTS], cells, duplicate_rows: 0 }
    }

    fn line(&self, slot: usize) -> u64 {
        self.lines.get(slot).copied().unwrap_or(0)
    }
}

/// What the rows of 2:00 to 3:00 are worth that come a second time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SecondPass {
    Absent,
    InOrder,
    OrderGuessed,
    Missing,
}

/// A day with its length, kept from row to row.
#[derive(Debug, Clone, Copy)]
struct DayLength {
    day: SettlementDay,
    start_us: i64,
    end_us: i64,
    quarters: u32,
}

impl DayLength {
    fn of(day: SettlementDay) -> Self {
        let (start_us, end_us) = (day.start().0, day.end().0);
        Self { day, start_us, end_us, quarters: day.quarter_hours() }
    }
}

/// Everything read so far. A bad cell does not stop the reading, so that a person sees all of them.
#[derive(Debug)]
pub(crate) struct Collector<'a> {
    file: &'a Arc<str>,
    layout: Layout,
    days: BTreeMap<SettlementDay, RawDay>,
    length: Option<DayLength>,
    odd_quarters: u64,
    placed_rows: u64,
    duplicate_rows: u64,
    problems: Problems,
}

/// What [`Collector::finish`] gives.
#[derive(Debug)]
pub(crate) struct Collected {
    pub(crate) homes: Vec<HomeSeries>,
    pub(crate) duplicate_rows: u64,
    pub(crate) ignored_columns: Vec<String>,
    pub(crate) problems: Problems,
}

impl<'a> Collector<'a> {
    pub(crate) fn new(file: &'a Arc<str>, layout: Layout) -> Self {
        Self {
            file,
            layout,
            days: BTreeMap::new(),
            length: None,
            odd_quarters: 0,
            placed_rows: 0,
            duplicate_rows: 0,
            problems: Problems::default(),
        }
    }

    /// Reads all rows. Errors: only what ends the reading.
    pub(crate) fn read(&mut self, lines: &mut Lines<'_>) -> Result<(), ImportError> {
        while let Some(row) = lines.row()? {
            if let Err(kind) = self.take(row) {
                self.problem(row.line, kind);
            }
        }
        Ok(())
    }

    fn problem(&mut self, line: u64, kind: ProblemKind) {
        self.problems.add(Problem { file: Arc::clone(self.file), line, kind });
    }

    /// Takes one row. Errors: the row cannot be placed; a bad cell alone is noted and is no error.
    fn take(&mut self, row: Row<'_>) -> Result<(), ProblemKind> {
        let text = row.text.ok_or(ProblemKind::NotText)?;
        let (found, expected) = (text.split(',').count(), self.layout.roles.len());
        if found != expected {
            return Err(ProblemKind::Columns { found, expected });
        }
        let with_roles = || text.split(',').map(str::trim).zip(&self.layout.roles);
        let start =
            with_roles().find(|(_, role)| **role == Role::Start).map_or("", |(cell, _)| cell);
        let (length, quarter) = self.place(start)?;
        let day = length.day;
        if !self.days.contains_key(&day) {
            self.check_near(day)?;
        }
        let columns = self.layout.columns.len();
        let raw = self.days.entry(day).or_insert_with(|| RawDay::new(columns));
        let mut slot = quarter;
        let repeated = self.layout.local_times && length.quarters == 100;
        if repeated && CHANGE_HOUR.contains(&quarter) && raw.line(quarter) != 0 {
            slot = quarter + TO_SECOND_PASS;
        }
        let earlier_line = raw.line(slot);
        if earlier_line == 0 {
            if let Some(place) = raw.lines.get_mut(slot) {
                *place = row.line;
            }
        } else {
            raw.duplicate_rows = raw.duplicate_rows.saturating_add(1);
            self.duplicate_rows = self.duplicate_rows.saturating_add(1);
        }
        self.placed_rows = self.placed_rows.saturating_add(1);
        if quarter % 2 == 1 {
            self.odd_quarters = self.odd_quarters.saturating_add(1);
        }
        for (text, role) in text.split(',').map(str::trim).zip(&self.layout.roles) {
            let Role::Series(index) = *role else { continue };
            let Some(column) = self.layout.columns.get(index) else { continue };
            let Some(place) = raw.cells.get_mut(index * SLOTS + slot) else { continue };
            let problem = match cell(text, self.layout.decimals, &column.who) {
                Err(kind) => kind,
                Ok(Cell::MISSING) => continue,
                Ok(value) if *place == Cell::MISSING => {
                    *place = value;
                    continue;
                }
                Ok(value) if *place == value => continue,
                Ok(_) => {
                    *place = Cell::CONTRADICTED;
                    let (who, text) = (column.who.clone(), text.to_owned());
                    ProblemKind::Contradiction { who, text, earlier_line }
                }
            };
            let file = Arc::clone(self.file);
            self.problems.add(Problem { file, line: row.line, kind: problem });
        }
        Ok(())
    }

    /// The day of a start and its quarter: on the wall clock for local times, else in time.
    fn place(&mut self, start: &str) -> Result<(DayLength, usize), ProblemKind> {
        if self.layout.local_times {
            let (day, quarter) = clock::local_quarter(start)?;
            let length = self.length.filter(|length| length.day == day);
            let length = length.unwrap_or_else(|| DayLength::of(day));
            self.length = Some(length);
            return Ok((length, quarter));
        }
        let at = clock::instant(start)?;
        let length = self.length.filter(|length| (length.start_us..length.end_us).contains(&at.0));
        let length = length.unwrap_or_else(|| DayLength::of(at.day()));
        self.length = Some(length);
        let since_us = at.0.saturating_sub(length.start_us);
        match usize::try_from(since_us / QUARTER_US) {
            Ok(quarter) if since_us % QUARTER_US == 0 && quarter < SLOTS => Ok((length, quarter)),
            _ => {
                let (text, problem) = (start.to_owned(), TimeProblem::NotAQuarterHour);
                Err(ProblemKind::Time { text, problem })
            }
        }
    }

    fn check_near(&self, day: SettlementDay) -> Result<(), ProblemKind> {
        let before = self.days.range(..day).next_back().map(|(other, _)| day.days_since(*other));
        let after = self.days.range(day..).next().map(|(other, _)| other.days_since(day));
        match before.into_iter().chain(after).min() {
            Some(apart) if apart > MOST_DAYS_APART => Err(ProblemKind::FarAway { day }),
            _ => Ok(()),
        }
    }

    /// All days in order, repaired and marked. Errors: there is nothing to give.
    pub(crate) fn finish(mut self) -> Result<Collected, ImportError> {
        let file = || self.file.as_ref().to_owned();
        let first = self.days.first_key_value().map(|(day, _)| *day);
        let last = self.days.last_key_value().map(|(day, _)| *day);
        let (Some(first), Some(last)) = (first, last) else {
            if self.problems.is_empty() {
                return Err(ImportError::NoRows { file: file() });
            }
            return Err(ImportError::BadLines { file: file(), problems: self.problems });
        };
        if self.odd_quarters == 0 && self.placed_rows >= ROWS_THAT_SHOW_THE_DISTANCE {
            return Err(ImportError::NotQuarterHours { file: file() });
        }
        let columns = self.layout.columns.iter();
        let mut series: Vec<_> =
            columns.map(|column| QuarterHourSeries::new(column.direction, first)).collect();
        let mut day = first;
        while day <= last {
            // Taken out, so that rows and series are not both in memory to the end.
            let raw = self.days.remove(&day).unwrap_or_else(|| RawDay::new(series.len()));
            let pass = self.second_pass(day, &raw);
            let in_time = !self.layout.local_times;
            for (series, slots) in series.iter_mut().zip(raw.cells.chunks_exact(SLOTS)) {
                let (cells, marks) =
                    if in_time { in_order(day, slots) } else { on_the_wall(day, slots, pass) };
                series.push(cells, marks);
            }
            day = day.next();
        }
        let Layout { columns, ignored: mut ignored_columns, .. } = self.layout;
        let homes = homes(&columns, series, &mut ignored_columns);
        self.problems.sort();
        let (duplicate_rows, problems) = (self.duplicate_rows, self.problems);
        Ok(Collected { homes, duplicate_rows, ignored_columns, problems })
    }

    /// Judges the second pass of 2:00 to 3:00. A second pass in part is not believed, unless it
    /// only repeats the first; a whole one that repeats it is a duplicate if other rows of that day
    /// are too.
    fn second_pass(&mut self, day: SettlementDay, raw: &RawDay) -> SecondPass {
        let slots = || CHANGE_HOUR.map(|first| (first, first + TO_SECOND_PASS));
        let first: Vec<u64> = slots().map(|(slot, _)| raw.line(slot)).collect();
        let second: Vec<u64> = slots().map(|(_, slot)| raw.line(slot)).collect();
        let count = second.iter().filter(|line| **line != 0).count();
        if count == 0 {
            let any = first.iter().any(|line| *line != 0);
            return if any { SecondPass::Absent } else { SecondPass::Missing };
        }
        let repeats = slots().filter(|(_, slot)| raw.line(*slot) != 0).all(|(one, two)| {
            raw.cells.chunks_exact(SLOTS).all(|cells| cells.get(one) == cells.get(two))
        });
        if repeats && (count < CHANGE_HOUR.len() || raw.duplicate_rows > 0) {
            self.duplicate_rows = self.duplicate_rows.saturating_add(count as u64);
            return SecondPass::Absent;
        }
        if count < CHANGE_HOUR.len() {
            let line = second.into_iter().find(|line| *line != 0).unwrap_or(0);
            self.problem(line, ProblemKind::RepeatedHourInPart { day });
            return SecondPass::Missing;
        }
        let in_order = first.iter().chain(&second).is_sorted();
        if in_order { SecondPass::InOrder } else { SecondPass::OrderGuessed }
    }
}

/// The series of each column as homes. Injection without a value is named among the ignored: a home
/// without panels, whose export still has the column.
fn homes(
    columns: &[Column],
    series: Vec<QuarterHourSeries>,
    ignored: &mut Vec<String>,
) -> Vec<HomeSeries> {
    let mut homes = Vec::new();
    let mut injections = Vec::new();
    for (column, series) in columns.iter().zip(series) {
        match (column.direction, &column.who) {
            (Direction::OffTake, _) => {
                let id = Arc::clone(&column.home);
                homes.push(HomeSeries { id, off_take: series, injection: None });
            }
            (Direction::Injection, _) if series.has_values() => injections.push(series),
            (Direction::Injection, who) => {
                if let Who::Column(name) = who {
                    ignored.push(name.as_ref().to_owned());
                }
            }
        }
    }
    // Only a format with one home has injection.
    for (home, injection) in homes.iter_mut().zip(injections) {
        home.injection = Some(injection);
    }
    homes
}

/// One cell; empty is missing. Errors: not a number of the right unit, negative, or too large.
fn cell(text: &str, decimals: u32, who: &Who) -> Result<Cell, ProblemKind> {
    if text.is_empty() {
        return Ok(Cell::MISSING);
    }
    let energy = parse_decimal(text, decimals)
        .map_err(|cause| ProblemKind::of_number(who.clone(), cause))?;
    Cell::measured(MilliWattHours(energy)).ok_or_else(|| {
        let (who, text) = (who.clone(), text.to_owned());
        if energy < 0 {
            ProblemKind::Negative { who, text }
        } else {
            ProblemKind::TooLarge { who, text }
        }
    })
}

fn gap_mark(missing: u8) -> Option<Mark> {
    (missing > 0).then_some(Mark::Gap { quarters: missing })
}

/// A day whose slots are already in order of time: nothing to repair.
fn in_order(day: SettlementDay, slots: &[Cell]) -> (Vec<Cell>, Vec<Mark>) {
    let cells: Vec<Cell> = slots.iter().take(day.quarter_hours() as usize).copied().collect();
    let missing = cells.iter().filter(|cell| cell.is_missing()).count();
    let missing = u8::try_from(missing).unwrap_or(u8::MAX);
    (cells, gap_mark(missing).into_iter().collect())
}

/// A day whose slots are on the wall clock.
fn on_the_wall(day: SettlementDay, slots: &[Cell], pass: SecondPass) -> (Vec<Cell>, Vec<Mark>) {
    let mut wall = WallDay::from_slots(slots);
    let quarters = day.quarter_hours();
    let second_pass_given =
        quarters == 100 && matches!(pass, SecondPass::InOrder | SecondPass::OrderGuessed);
    for first in CHANGE_HOUR {
        // An hour that does not exist is not missed.
        if quarters == 92 && wall.at(first) == Cell::MISSING {
            wall.set(first, Cell::ABSENT);
        }
        if !second_pass_given {
            let missing = quarters == 100 && pass == SecondPass::Missing;
            let cell = if missing { Cell::MISSING } else { Cell::ABSENT };
            wall.set(first + TO_SECOND_PASS, cell);
        }
    }
    let laid = wall.lay_on(quarters);
    let guessed = (quarters == 100 && pass == SecondPass::OrderGuessed)
        .then_some(Mark::RepeatedHourOrderGuessed);
    (laid.cells, laid.mark.into_iter().chain(guessed).chain(gap_mark(laid.missing)).collect())
}
