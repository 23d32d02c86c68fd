//! Orders that are under way to the meter, and a meter that answers after a while.

use calendar::Instant;
use serde::{Deserialize, Serialize};
use supply::MeterCommand;

/// After how many seconds a meter answers an order; in production its answers are facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AnswerDelays {
    pub disconnect: i64,
    pub connect: i64,
    pub limit: i64,
    pub unlimit: i64,
}

impl Default for AnswerDelays {
    fn default() -> Self {
        Self::all(120)
    }
}

impl AnswerDelays {
    pub fn all(seconds: i64) -> Self {
        Self { disconnect: seconds, connect: seconds, limit: seconds, unlimit: seconds }
    }
}

/// An order under way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct UnderWay {
    pub command: MeterCommand,
    /// When it is sent; the same as when it was given, unless orders wait.
    pub sent_at: Option<Instant>,
    /// When the meter will answer; `None` while it is silent, or if answers come as facts.
    pub answer_at: Option<Instant>,
    /// The release was not confirmed in time and a person was told.
    pub alarmed: bool,
}
