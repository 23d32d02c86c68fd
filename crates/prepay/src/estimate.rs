//! What the balance is expected to be now, and when the credit is expected to end. These figures are
//! shown as estimates, with the time of the last real reading; a cut never uses them. Two methods
//! stand beside each other: the flat one of today's platforms (PA-36), and one that knows at which
//! hours a home uses energy (PA-37).

mod ahead;
mod error;
mod expect;
mod flat;
mod hours;
mod shape;

pub use ahead::{Ahead, ahead};
pub use error::{ERROR_BUCKETS, ErrorSums, error_edges};
pub use expect::{Expectation, ExpectedDay, PastDay};
pub use flat::{flat, flat_zero_after_s};
pub use hours::{Estimate, NotEstimated, Now, estimate};
pub use shape::{DayShape, DayType, HourlyShape, HoursOfDay};

use calendar::Instant;
use serde::{Deserialize, Serialize};

const DAY_S: i64 = 86_400;
const HOUR_S: i64 = 3_600;
const MILLION: i64 = 1_000_000;

/// How a figure was come by, and as of when. Every figure people see carries one. Source: PA-42.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Freshness {
    pub as_of: Instant,
    pub kind: FigureKind,
}

/// Source: PA-42.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FigureKind {
    Measured,
    Calculated,
    Estimated,
}

impl FigureKind {
    pub fn name(self) -> &'static str {
        match self {
            Self::Measured => "measured",
            Self::Calculated => "calculated",
            Self::Estimated => "estimated",
        }
    }
}
