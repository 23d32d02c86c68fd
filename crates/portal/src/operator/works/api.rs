//! What these parts of the page of incidents get, and what they ask for.

use crate::my::{MyError, Visitor};
use crate::operator::Told;
use calendar::Instant;
use units::Energy;

/// What may rest while somebody works: the supply itself, or a way by which people are served.
pub const WORK_KINDS: [&str; 7] =
    ["supply", "terminals", "online", "bank_feed", "phone", "sms", "field_network"];

/// Work that was announced and is not over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkLine {
    pub id: String,
    /// One of [`WORK_KINDS`].
    pub kind: String,
    /// `None`: both.
    pub energy: Option<Energy>,
    /// `None`: everywhere.
    pub area: Option<String>,
    pub from: Instant,
    pub until: Instant,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewWork {
    pub kind: String,
    pub energy: Option<Energy>,
    /// Empty: everywhere.
    pub area: String,
    pub from: Instant,
    /// Later than `from`.
    pub until: Instant,
}

/// What the platform implements. Calls may block.
pub trait Works: Send + Sync {
    /// What is announced and not over, the next first.
    fn works(&self, visitor: &Visitor) -> Result<Vec<WorkLine>, MyError>;

    /// Sent again with the same `attempt` it is the same work.
    fn plan_work(&self, visitor: &Visitor, new: &NewWork, attempt: &str) -> Told<()>;

    fn cancel_work(&self, visitor: &Visitor, id: &str) -> Told<()>;
}
