//! What the page of an incident's message gets, and what it asks for.

use crate::my::{MyError, Visitor};
use crate::operator::{ChangeState, IncidentLine};
use calendar::Instant;
use units::Language;

/// To whom a message leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ToldWhom {
    /// Without credit, or without supply: DS4 and DS5.
    Exhausted,
    /// All that the incident covers.
    All,
}

impl ToldWhom {
    pub const ALL: [Self; 2] = [Self::Exhausted, Self::All];

    /// As it is kept; never changes.
    pub fn name(self) -> &'static str {
        match self {
            Self::Exhausted => "exhausted",
            Self::All => "all",
        }
    }

    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|whom| whom.name() == name)
    }
}

/// What somebody has asked to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedMessage {
    pub number: i64,
    pub whom: ToldWhom,
    pub by: String,
    pub at: Instant,
    pub own: bool,
    pub state: ChangeState,
    /// Who decided, when, and what came of it: how many households, or why not; nothing while it leaves.
    pub decided: Option<(String, Instant, String)>,
}

/// The message of an incident before it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncidentDraft {
    pub line: IncidentLine,
    /// Households that it covers and a message reaches, of those without credit or supply.
    pub exhausted: u64,
    /// And of all.
    pub all: u64,
    /// As short messages, with their septets; none if the operator writes to nobody.
    pub texts: Vec<(Language, String, usize)>,
    /// Septets of one message.
    pub most: usize,
    /// The newest first.
    pub asked: Vec<AskedMessage>,
    pub as_of: Instant,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TellRefused {
    #[error("no such incident, or nothing asked of it")]
    Unknown,
    #[error("the incident is over")]
    Over,
    #[error("one waits for a second person")]
    Waits,
    #[error("the operator writes to nobody")]
    NoHouse,
    #[error("the same person has asked for it")]
    SamePerson,
    #[error("it was decided already")]
    Decided,
}

/// What the platform implements. Calls may block.
pub trait IncidentMessages: Send + Sync {
    fn incident_draft(
        &self,
        visitor: &Visitor,
        incident: &str,
    ) -> Result<Option<IncidentDraft>, MyError>;

    /// Asks that the message leaves, which a second person decides. Sent again with the same `attempt` it is the same
    /// one. `of`: which incident, and to whom.
    fn ask_incident_message(
        &self,
        visitor: &Visitor,
        of: (&str, ToldWhom),
        attempt: &str,
    ) -> Result<Result<(), TellRefused>, MyError>;

    /// Each household is told of an incident once, whoever asks again. `decision`: which one, and whether it leaves;
    /// `why`: of whoever says no.
    fn decide_incident_message(
        &self,
        visitor: &Visitor,
        decision: (i64, bool),
        why: &str,
    ) -> Result<Result<(), TellRefused>, MyError>;
}
