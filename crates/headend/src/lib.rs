//! Readings from files: household quarter-hours and register values, exactly as measured.
//!
//! What a file lacks is a mark on the day, never a number made up in silence.

mod clock;
mod error;
mod format;
mod hours;
mod import;
mod lines;
pub mod mbus;
mod midnight;
pub mod p1;
mod quarters;
mod registers;
mod series;
mod shift;
mod wall;

pub use error::{ImportError, Problem, ProblemKind, Problems, TimeProblem, Who};
pub use format::{Format, UnknownFormatName};
pub use hours::{DayHours, hours_by_day};
pub use import::{Content, Import, Options, import, import_file};
pub use lines::Progress;
pub use midnight::{MidnightError, MidnightReading, RatePair, Registers, registers_by_midnight};
pub use registers::{Occasion, RegisterReading, RegisterValue};
pub use series::{Day, Direction, HomeSeries, Mark, QuarterHourSeries};
pub use shift::shift_to;
