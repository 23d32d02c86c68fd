//! What can be wrong with a file, said to the person who has to put it right.

use crate::format::Format;
use crate::series::{Direction, Point};
use calendar::SettlementDay;
use std::fmt;
use std::io;
use std::sync::Arc;
use units::UnitError;

/// Why a file gave nothing. Nothing of it has been handed out.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error("could not open `{file}`")]
    Open { file: String, source: io::Error },
    #[error("could not read `{file}`")]
    Read { file: String, source: io::Error },
    #[error("{place} of `{file}` is longer than {most_bytes} bytes")]
    TooLong { file: String, place: Place, most_bytes: u64 },
    #[error("`{file}` is empty")]
    Empty { file: String },
    #[error("there is no quarter-hour in `{file}`")]
    NoIntervals { file: String },
    #[error("`{file}` is of no known format: it begins with `{beginning}`")]
    FormatUnknown { file: String, beginning: String },
    #[error(
        "`{file}` looks like an export of Mijn Fluvius, but column `{column}` is not of a language \
         that is known (nl, en, fr), or not of that of the others"
    )]
    Language { file: String, column: String },
    #[error("`{file}` is not of format `{format}`: it has no `{column}`")]
    NotOfFormat { file: String, format: Format, column: &'static str },
    #[error("the header of `{file}` has the column `{column}` twice")]
    ColumnTwice { file: String, column: String },
    #[error("`{file}` holds {found}; quarter-hours are needed")]
    NotQuarterHours { file: String, found: String },
    #[error("`{file}` is {found}: there are no quarter-hours in it")]
    AnotherMessage { file: String, found: String },
    #[error("`{file}` is of `{found}`, not of electricity")]
    NotElectricity { file: String, found: String },
    #[error("{place} of `{file}` has the unit `{unit}`, which is not one of energy that is known")]
    Unit { file: String, place: Place, unit: String },
    #[error("column `{column}` of `{file}` is in another unit: energies are in kWh here")]
    ColumnUnit { file: String, column: String },
    #[error(
        "column `{column}` of `{file}` is named in another language: here it is `offtake_kwh` or \
         `injection_kwh`"
    )]
    ColumnLanguage { file: String, column: String },
    #[error("`{file}` does not say which unit its values have")]
    NoUnit { file: String },
    #[error("{place} of `{file}` is broken: {why}")]
    Broken { file: String, place: Place, why: String },
    #[error(
        "nothing of `{file}` was imported, {count} of its lines are wrong",
        count = .problems.count()
    )]
    BadLines {
        file: String,
        #[source]
        problems: Problems,
    },
}

/// Where in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// Of a text, from 1.
    Line(u32),
    /// Of a list in JSON, from 1.
    Entry(u32),
    /// Of an EDIFACT message, from 1.
    Segment(u32),
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(number) => write!(formatter, "line {number}"),
            Self::Entry(number) => write!(formatter, "entry {number}"),
            Self::Segment(number) => write!(formatter, "segment {number}"),
        }
    }
}

/// The problems of a file in the order of their places. The first [`Problems::LISTED`] are kept, all
/// are counted, so that a file of another kind does not fill the memory with complaints.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problems {
    listed: Vec<Problem>,
    count: u64,
}

impl Problems {
    /// How many problems are kept with their text.
    pub const LISTED: usize = 1000;

    pub(crate) fn add(&mut self, problem: Problem) {
        self.count = self.count.saturating_add(1);
        if self.listed.len() < Self::LISTED {
            self.listed.push(problem);
        }
    }

    pub(crate) fn sort(&mut self) {
        self.listed.sort_by_key(|problem| problem.place);
    }

    /// How many there are, also those beyond the list.
    pub fn count(&self) -> u64 {
        self.count
    }

    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    pub fn listed(&self) -> &[Problem] {
        &self.listed
    }
}

impl fmt::Display for Problems {
    /// The first problem: as the cause of an [`ImportError`] it is what the chain has to say.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.listed.first() {
            Some(first) => first.fmt(formatter),
            None => formatter.write_str("no problems"),
        }
    }
}

impl std::error::Error for Problems {}

/// One line, entry or segment that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place} of `{file}`: {kind}")]
pub struct Problem {
    pub file: Arc<str>,
    pub place: Place,
    pub kind: ProblemKind,
}

/// What is wrong there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProblemKind {
    #[error("it is not text in UTF-8")]
    NotText,
    #[error("it has {found} columns, the header has {expected}")]
    Columns { found: usize, expected: usize },
    #[error("it has no `{field}`")]
    Missing { field: &'static str },
    #[error("`{text}` is not a time")]
    NotATime { text: String },
    #[error("`{text}` has no offset such as +01:00")]
    OffsetMissing { text: String },
    #[error("`{text}` is not the start of a quarter-hour")]
    NotAQuarterHour { text: String },
    #[error("it covers {minutes} minutes, not a quarter-hour")]
    Length { minutes: i64 },
    #[error("`{text}` is not between the years 1996 and 2100")]
    YearOutOfRange { text: String },
    #[error("2:00 to 3:00 does not exist on {day}")]
    SkippedHour { day: SettlementDay },
    #[error("2:00 to 3:00 comes a second time on {day}, but only in part")]
    RepeatedHourInPart { day: SettlementDay },
    #[error("`{text}` is not a number")]
    NotANumber { text: String },
    #[error("`{text}` has a unit: a value is a number alone, in the unit of its column")]
    WithUnit { text: String },
    #[error("`{text}` is finer than {most} decimals")]
    TooManyDecimals { text: String, most: u32 },
    #[error("`{text}` is too large to be true")]
    TooLarge { text: String },
    #[error("`{text}` is negative")]
    Negative { text: String },
    #[error("register `{register}` goes back to `{text}`")]
    WentBack { register: String, text: String },
    #[error("the unit is `{found}`, before it was `{before}`")]
    UnitChanges { found: String, before: String },
    #[error("`{text}` is not a {what} in an export in {language}")]
    Word { what: &'static str, text: String, language: &'static str },
    #[error("`{text}` is not a {what} that is known")]
    Unknown { what: &'static str, text: String },
    #[error("`{text}` cannot name a point")]
    Point { text: String },
    #[error("{point} {direction}: {earlier} has another value for the same quarter-hour")]
    Contradiction { point: Point, direction: Direction, earlier: Place },
    #[error(
        "{point} {direction} has {rows} quarter-hours on {day}, a day of {expected}: {missing} is \
         missing; where there is no reading, an empty value says so"
    )]
    DayInPart {
        point: Point,
        direction: Direction,
        day: SettlementDay,
        rows: u32,
        expected: u32,
        missing: String,
    },
    #[error("it lies outside its block, which ends at {until}")]
    OutsideBlock { until: String },
    #[error("it says that there are {said}, and there are {found}")]
    Count { said: String, found: usize },
}

impl From<UnitError> for ProblemKind {
    fn from(cause: UnitError) -> Self {
        match cause {
            UnitError::NotANumber { text } => Self::NotANumber { text },
            UnitError::TooManyDecimals { text, most } => Self::TooManyDecimals { text, most },
            UnitError::TooLarge { text } => Self::TooLarge { text },
        }
    }
}
