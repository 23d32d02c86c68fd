//! What the page of the state asks of the platform, and what it is told.

use crate::my::{MyError, Visitor};
use calendar::{Instant, SettlementDay};
use units::{Dso, Energy};

/// What the platform implements. Calls may block, and may answer what was so some seconds ago.
pub trait States: Send + Sync {
    fn public_state(&self) -> Result<PublicState, MyError>;

    /// What has failed and is not over: everywhere, or what concerns one of the visitor's meters. Source: CM-10.
    fn failing(&self, visitor: Option<&Visitor>) -> Result<Vec<FailureLine>, MyError>;
}

/// Something that people need and that does not work, or has not worked for long enough again. Source: CG-19.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailureLine {
    pub dso: Dso,
    /// `None`: both.
    pub energy: Option<Energy>,
    /// `None`: everywhere.
    pub area: Option<String>,
    /// `terminals`, `online`, `bank_feed`, ..., or `stop_switch`.
    pub kind: String,
    pub since: Instant,
    /// It works again, and until then nobody is cut there.
    pub paused_until: Option<Instant>,
}

/// Work that is not over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextWork {
    pub dso: Dso,
    pub energy: Option<Energy>,
    pub area: Option<String>,
    /// One of [`crate::operator::WORK_KINDS`].
    pub kind: String,
    pub from: Instant,
    pub until: Instant,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    OnTime,
    /// Something waits, for no longer than it may.
    Waits,
    Late,
}

/// How much of the last midnight has come, and up to which day use is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadingsNow {
    pub dso: Dso,
    pub midnight: SettlementDay,
    pub come: u64,
    pub due: u64,
    pub pace: Pace,
    /// `None` before the first night.
    pub charged_to: Option<SettlementDay>,
}

/// A way by which money and words go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Road {
    Payments,
    /// Told by the bank up to a day; `None` if it has told nothing yet.
    Transfers(Option<SettlementDay>),
    Texts,
    Meters,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoadNow {
    pub road: Road,
    pub pace: Pace,
    /// How many wait, and since when the oldest.
    pub waiting: u64,
    pub oldest: Option<Instant>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicState {
    /// The site's own operator first.
    pub failures: Vec<FailureLine>,
    /// The next first.
    pub works: Vec<NextWork>,
    pub readings: Vec<ReadingsNow>,
    pub roads: Vec<RoadNow>,
    /// When readings and roads were counted.
    pub as_of: Instant,
}

impl PublicState {
    /// Something comes later than it should.
    pub(crate) fn is_late(&self) -> bool {
        let paces = self.readings.iter().map(|now| now.pace);
        paces.chain(self.roads.iter().map(|now| now.pace)).any(|pace| pace == Pace::Late)
    }
}
