//! What can be wrong with a file, said to the person who has to put it right.

use crate::format::Format;
use calendar::SettlementDay;
use std::fmt;
use std::io;
use std::sync::Arc;
use units::{Ean, EanError, ObisCode, UnitError};

/// Why a file gave nothing. Nothing of it has been handed out.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error("could not open `{file}`")]
    Open { file: String, source: io::Error },
    #[error("could not read `{file}` after line {line}")]
    Read { file: String, line: u64, source: io::Error },
    #[error("`{file}` is a truncated gzip: it ends after line {line}")]
    Truncated { file: String, line: u64, source: io::Error },
    #[error("`{file}` is a damaged gzip, after line {line}")]
    Damaged { file: String, line: u64, source: io::Error },
    #[error("line {line} of `{file}` is longer than {most_bytes} bytes")]
    LineTooLong { file: String, line: u64, most_bytes: u64 },
    #[error("`{file}` is empty")]
    Empty { file: String },
    #[error("`{file}` has a header but no rows")]
    NoRows { file: String },
    #[error("the header of `{file}` is not text")]
    HeaderNotText { file: String },
    #[error(
        "the header of `{file}` is of no known format: `{header}` (known are \
         `start_local,<home>,...`, `start_local,offtake_kwh,injection_kwh`, `start,offtake_kwh,injection_kwh` and \
         `at,ean,obis,value`)"
    )]
    FormatUnknown { file: String, header: String },
    #[error("`{file}` is not of format `{format}`: its header has no column `{column}`")]
    NotOfFormat { file: String, format: Format, column: &'static str },
    #[error("the header of `{file}` has the column `{column}` twice")]
    ColumnTwice { file: String, column: String },
    #[error("column {number} in the header of `{file}` has no name")]
    ColumnWithoutName { file: String, number: usize },
    #[error("the rows of `{file}` are hours or half-hours; quarter-hours are needed")]
    NotQuarterHours { file: String },
    #[error(
        "nothing of `{file}` was imported, {count} of its lines or cells are wrong",
        count = .problems.count()
    )]
    BadLines {
        file: String,
        #[source]
        problems: Problems,
    },
}

/// The problems of a file in the order of its lines. The first [`Problems::LISTED`] are kept, all
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
        self.listed.sort_by_key(|problem| problem.line);
    }

    /// How many there are, also those beyond the list.
    pub fn count(&self) -> u64 {
        self.count
    }

    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The problems that were kept, in the order of their lines.
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

/// One line, or one cell of it, that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line} of `{file}`: {kind}")]
pub struct Problem {
    pub file: Arc<str>,
    pub line: u64,
    pub kind: ProblemKind,
}

/// Whose cell it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    Home(Arc<str>),
    Column(Arc<str>),
    Register { ean: Ean, obis: ObisCode },
}

impl fmt::Display for Who {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Home(id) => write!(formatter, "home `{id}`"),
            Self::Column(name) => write!(formatter, "column `{name}`"),
            Self::Register { ean, obis } => write!(formatter, "register {obis} of EAN `{ean}`"),
        }
    }
}

/// What is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProblemKind {
    #[error("it is not text in UTF-8")]
    NotText,
    #[error("it has {found} columns, the header has {expected}")]
    Columns { found: usize, expected: usize },
    #[error("`{text}` {problem}")]
    Time { text: String, problem: TimeProblem },
    #[error("{who} has `{text}`, not a number")]
    NotANumber { who: Who, text: String },
    #[error("{who} has `{text}`, more than {most} decimals")]
    TooManyDecimals { who: Who, text: String, most: u32 },
    #[error("{who} has `{text}`, too large to be true")]
    TooLarge { who: Who, text: String },
    #[error("{who} has `{text}`, which is negative")]
    Negative { who: Who, text: String },
    #[error("{who} has no value")]
    NoValue { who: Who },
    #[error("{who} has `{text}`, line {earlier_line} has another value for the same time")]
    Contradiction { who: Who, text: String, earlier_line: u64 },
    #[error("2:00 to 3:00 comes a second time on {day}, but only in part")]
    RepeatedHourInPart { day: SettlementDay },
    #[error("{day} is more than a year away from the other rows")]
    FarAway { day: SettlementDay },
    #[error(transparent)]
    Ean(EanError),
    #[error("`{text}` is no register that is imported (1.8.1, 1.8.2, 2.8.1, 2.8.2, 24.2.3)")]
    Register { text: String },
    #[error("`{text}` is not a local midnight in Brussels, and the line is not marked `spot`")]
    NotMidnight { text: String },
    #[error("mark `{text}` is not known (known are `spot` and nothing)")]
    MarkUnknown { text: String },
}

impl ProblemKind {
    /// A cell that is not the decimal number it should be.
    pub(crate) fn of_number(who: Who, cause: UnitError) -> Self {
        match cause {
            UnitError::NotANumber { text } => Self::NotANumber { who, text },
            UnitError::TooManyDecimals { text, most } => Self::TooManyDecimals { who, text, most },
            UnitError::TooLarge { text } => Self::TooLarge { who, text },
        }
    }
}

/// What is wrong with a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TimeProblem {
    #[error("is not a time such as 2026-01-06T00:15")]
    NotATime,
    #[error("has no offset such as +01:00")]
    OffsetMissing,
    #[error("has an offset, but its column is in local time")]
    OffsetUnexpected,
    #[error("is not the start of a quarter-hour")]
    NotAQuarterHour,
    #[error("is not between the years 1996 and 2100")]
    YearOutOfRange,
}
