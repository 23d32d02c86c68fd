//! Rows of a file as columns: quarter-hours in rows, members in columns, and where each line went.

use super::columns::Lines;
use super::days::{BrokenDay, Days};
use super::line::{self, HEADER};
use crate::failure::{Failure, Refusal, refuse};
use calendar::{Instant, SettlementDay};
use sharing::{Group, MISSING, QUARTER_HOUR_US};
use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

const BUFFER: usize = 1 << 20;
const GZIP: [u8; 2] = [0x1f, 0x8b];
const PARQUET: [u8; 4] = *b"PAR1";

/// Opens a file, packed by gzip or not, or one of Parquet as the text it stands for, by its first bytes.
pub fn open(path: &Path) -> Result<Box<dyn BufRead>, Failure> {
    let mut first = Vec::new();
    File::open(path)?.take(4).read_to_end(&mut first)?;
    if first == PARQUET {
        let lines = Lines::new(::intervals::read_parquet(path)?);
        return Ok(Box::new(BufReader::with_capacity(BUFFER, lines)));
    }
    let file = File::open(path)?;
    if first.starts_with(&GZIP) {
        let unpacked = ::intervals::Unpacked::new(BufReader::with_capacity(BUFFER, file));
        return Ok(Box::new(BufReader::with_capacity(BUFFER, unpacked)));
    }
    Ok(Box::new(BufReader::with_capacity(BUFFER, file)))
}

/// No line of ours comes near; a file without any must not fill the memory.
const MOST_BYTES_IN_A_LINE: u64 = 1 << 20;

/// The next line with its end into `buffer`; `false` at the end of the file.
/// Errors: it cannot be read, or the line does not end.
fn read_line(reader: &mut dyn BufRead, buffer: &mut Vec<u8>) -> Result<bool, Failure> {
    buffer.clear();
    let read = reader.take(MOST_BYTES_IN_A_LINE).read_until(b'\n', buffer)?;
    if read as u64 == MOST_BYTES_IN_A_LINE && !buffer.ends_with(b"\n") {
        return refuse(format!("a line of more than {MOST_BYTES_IN_A_LINE} bytes"));
    }
    Ok(read > 0)
}

/// A line that cannot be taken, by its number.
#[derive(Debug, thiserror::Error)]
#[error("line {line}")]
struct AtLine {
    line: u64,
    source: Failure,
}

fn at_line(line: u64, source: impl Into<Failure>) -> Failure {
    Box::new(AtLine { line, source: source.into() })
}

/// Whether a file goes on, and what came of it.
#[derive(Debug, PartialEq, Eq)]
pub enum Filled {
    /// The quarter-hours so far are whole: later ones follow.
    More,
    /// The file is at its end.
    End,
    /// A row of a quarter-hour that was given away already: the file is not in order of time.
    OutOfOrder,
}

/// Some quarter-hours, as wide as the group has ids.
#[derive(Debug, Default)]
pub struct Quarters {
    pub starts: Vec<Instant>,
    pub offtake: Vec<i64>,
    pub injection: Vec<i64>,
    /// By id: whether it injects anything here.
    pub injects: Vec<bool>,
    /// The lines as they came, without their ends.
    pub text: Vec<u8>,
    /// Of each line: where it ends in `text`, its quarter-hour and its member.
    pub lines: Vec<(usize, u32, u32)>,
    /// The line each cell came from; 0 for none.
    cells: Vec<u32>,
    rows: HashMap<Instant, u32>,
}

impl Quarters {
    fn clear(&mut self) {
        self.starts.clear();
        self.offtake.clear();
        self.injection.clear();
        self.injects.fill(false);
        self.text.clear();
        self.lines.clear();
        self.cells.clear();
        self.rows.clear();
    }

    fn row(&mut self, start: Instant, members: usize) -> Result<u32, Failure> {
        if let Some(row) = self.rows.get(&start) {
            return Ok(*row);
        }
        let row = u32::try_from(self.starts.len())?;
        self.rows.insert(start, row);
        self.starts.push(start);
        let cells = self.starts.len() * members;
        self.offtake.resize(cells, MISSING);
        self.injection.resize(cells, MISSING);
        self.cells.resize(cells, 0);
        Ok(row)
    }
}

/// Reads a file of intervals into [`Quarters`].
pub struct Series<'a> {
    group: &'a Group,
    reader: Box<dyn BufRead>,
    ids: HashMap<&'a [u8], u32>,
    days: Days,
    line: u64,
    buffer: Vec<u8>,
    /// The first empty line: only the end of the file may follow.
    empty: Option<u64>,
    /// A line that was read and belongs to what comes next.
    waiting: bool,
    /// The last start that was given away.
    given_away: Option<Instant>,
    last: LastRow,
    /// Nothing is given away before the end of the file.
    hold_all: bool,
}

/// What the row before had, since the next one mostly has the same start or the next member.
#[derive(Debug, Default)]
struct LastRow {
    start: Vec<u8>,
    instant: Option<Instant>,
    row: u32,
    day: Option<(SettlementDay, u32)>,
    member: u32,
}

/// Lines that are gathered before whole quarter-hours are given away.
const GATHERED: usize = 1 << 16;

impl<'a> Series<'a> {
    /// Errors: the file cannot be read, or its header is another one.
    pub fn open(path: &Path, group: &'a Group, hold_all: bool) -> Result<Self, Failure> {
        let mut reader = open(path)?;
        let mut header = Vec::new();
        read_line(reader.as_mut(), &mut header).map_err(|why| at_line(1, why))?;
        let header = String::from_utf8_lossy(trimmed(&header)).into_owned();
        let header = header.trim_start_matches('\u{feff}');
        if header != HEADER {
            return Err(at_line(1, line::header_problem(header)));
        }
        let ids = group.ids().iter().enumerate();
        let ids = ids.map(|(index, id)| Ok((id.as_bytes(), u32::try_from(index)?)));
        Ok(Self {
            group,
            reader,
            ids: ids.collect::<Result<HashMap<_, _>, Failure>>()?,
            days: Days::new(group.ids().len()),
            line: 1,
            buffer: Vec::new(),
            empty: None,
            waiting: false,
            given_away: None,
            last: LastRow::default(),
            hold_all,
        })
    }

    /// Reads on until enough quarter-hours are whole, or the file ends.
    /// Errors: a bad line, by its number.
    pub fn fill(&mut self, quarters: &mut Quarters) -> Result<Filled, Failure> {
        let members = self.group.ids().len();
        quarters.clear();
        quarters.injects.resize(members, false);
        self.last = LastRow::default();
        loop {
            if !self.waiting {
                let read = read_line(self.reader.as_mut(), &mut self.buffer);
                if !read.map_err(|why| at_line(self.line + 1, why))? {
                    return Ok(Filled::End);
                }
                self.line += 1;
                if self.buffer.trim_ascii().is_empty() {
                    self.empty.get_or_insert(self.line);
                    continue;
                }
                if let Some(line) = self.empty {
                    return Err(at_line(line, Refusal("an empty line".to_owned())));
                }
            }
            self.waiting = false;
            match self.take_line(quarters) {
                Ok(Taken::Row) => {}
                Ok(Taken::NextBlock) => {
                    self.waiting = true;
                    self.given_away = quarters.starts.iter().copied().max();
                    return Ok(Filled::More);
                }
                Ok(Taken::OutOfOrder) => return Ok(Filled::OutOfOrder),
                Err(why) => return Err(at_line(self.line, why)),
            }
        }
    }

    fn take_line(&mut self, quarters: &mut Quarters) -> Result<Taken, Failure> {
        let members = self.group.ids().len();
        let text = trimmed(&self.buffer);
        let after = usize::try_from(self.last.member)?.saturating_add(1);
        let line = match expected(text, &self.last.start, self.group.ids().get(after)) {
            Some(energies) => energies?,
            None => line::parse(text)?,
        };
        let known = self.last.instant.filter(|_| self.last.start == line.start);
        if known.is_none() {
            let start = instant(line.start)?;
            if self.given_away.is_some_and(|last| start <= last) {
                return Ok(Taken::OutOfOrder);
            }
            let before = self.last.instant;
            if before.is_some_and(|before| start < before) {
                // Members one after the other: nothing is whole before the end.
                self.hold_all = true;
            }
            if !self.hold_all && quarters.lines.len() >= GATHERED && before.is_some() {
                return Ok(Taken::NextBlock);
            }
            self.last.row = quarters.row(start, members)?;
            self.last.start.clear();
            self.last.start.extend_from_slice(line.start);
            self.last.instant = Some(start);
            self.last.day = Some(Days::place(start));
        }
        let next = self.last.member.saturating_add(1);
        let guess = self.group.ids().get(usize::try_from(next)?);
        let member = if guess.is_some_and(|id| id.as_bytes() == &*line.member) {
            next
        } else if let Some(member) = self.ids.get(&*line.member) {
            *member
        } else {
            let id = line::shown(&line.member);
            if std::str::from_utf8(&line.member).is_err() {
                return refuse(format!("member `{id}` is not text in UTF-8"));
            }
            return refuse(format!("member `{id}` is not in the group"));
        };
        self.last.member = member;
        let column = usize::try_from(member)?;
        let cell = usize::try_from(self.last.row)? * members + column;
        let (Some(from), Some(offtake), Some(injection), Some(injects)) = (
            quarters.cells.get_mut(cell),
            quarters.offtake.get_mut(cell),
            quarters.injection.get_mut(cell),
            quarters.injects.get_mut(column),
        ) else {
            return refuse("a cell is missing");
        };
        if *from != 0 {
            let (id, start) =
                (String::from_utf8_lossy(&line.member), String::from_utf8_lossy(line.start));
            return refuse(format!(
                "member `{id}` has the quarter-hour `{start}` already, in line {from}"
            ));
        }
        *from = u32::try_from(self.line)?;
        (*offtake, *injection) = (line.offtake, line.injection);
        *injects |= line.injection > 0;
        quarters.text.extend_from_slice(text);
        quarters.lines.push((quarters.text.len(), self.last.row, member));
        if let Some((day, number)) = self.last.day
            && let Some(rows) = self.days.of(day).get_mut(column)
        {
            *rows |= 1 << number;
        }
        Ok(Taken::Row)
    }

    /// Errors: a member's day that is neither whole nor the beginning or end of its series, with the
    /// line of its last row. To be asked at the end of the file.
    pub fn check_days(&self, path: &Path) -> Result<(), Failure> {
        let Some(broken) = self.days.broken(self.group) else { return Ok(()) };
        let id = self.group.ids().get(broken.member).map_or("", String::as_str);
        let BrokenDay { day, rows, missing, .. } = broken;
        let why = format!(
            "member `{id}` has {rows} quarter-hours on {day}, a day of {}: {} is missing; where there is no reading, write the row with empty values",
            day.quarter_hours(),
            missing.to_local_string(),
        );
        match last_line_of(path, id, day)? {
            Some(line) => Err(at_line(line, why)),
            None => refuse(why),
        }
    }
}

/// A line with the start of the line before and the member `next`, as nearly all have: nothing has to be
/// looked for but its energies.
fn expected<'a>(
    text: &'a [u8],
    start: &[u8],
    next: Option<&String>,
) -> Option<Result<line::Line<'a>, line::LineError>> {
    let next = next?.as_bytes();
    let (before, rest) = text.split_at_checked(start.len())?;
    let (member, energies) = rest.strip_prefix(b",")?.split_at_checked(next.len())?;
    let energies = energies.strip_prefix(b",")?;
    let same = before == start && !start.is_empty() && member == next && !next.starts_with(b"\"");
    same.then(|| line::with_energies(text, before, member.into(), energies))
}

enum Taken {
    Row,
    NextBlock,
    OutOfOrder,
}

/// The last line of a member's day.
fn last_line_of(path: &Path, id: &str, day: SettlementDay) -> Result<Option<u64>, Failure> {
    let mut reader = open(path)?;
    let (mut buffer, mut number, mut found) = (Vec::new(), 0, None);
    while read_line(reader.as_mut(), &mut buffer)? {
        number += 1;
        if let Ok(line) = line::parse(trimmed(&buffer))
            && *line.member == *id.as_bytes()
            && instant(line.start).is_ok_and(|start| start.day() == day)
        {
            found = Some(number);
        }
    }
    Ok(found)
}

fn trimmed(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// A second to the microsecond with its offset is shorter.
const LONGEST_INSTANT: usize = 64;
/// Those of all other files. Source: the rules of clock changes that `calendar` knows.
const YEARS: std::ops::RangeInclusive<i32> = 1996..=2100;

/// The start of a quarter-hour.
pub fn instant(text: &[u8]) -> Result<Instant, Failure> {
    if text.len() > LONGEST_INSTANT {
        return refuse(format!("`{}` is not an instant", line::shown(text)));
    }
    let text = std::str::from_utf8(text)?;
    let start: Instant = text.parse()?;
    if start.0.rem_euclid(QUARTER_HOUR_US) != 0 {
        return refuse(format!("`{text}` is not the start of a quarter-hour"));
    }
    if !YEARS.contains(&start.day().ymd().0) {
        return refuse(format!("`{text}` is not between the years 1996 and 2100"));
    }
    Ok(start)
}
