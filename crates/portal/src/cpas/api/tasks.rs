//! What a social service has to show for a client, what was decided on paper, and when the commission sits.
//! Source: UX S-06, PR-18.

use crate::my::{MyError, Visitor};
use calendar::{Instant, SettlementDay};
use units::AccountId;

pub trait ClientTasks: Send + Sync {
    /// Sets how a proof of a client stands. The same again is nothing new.
    fn set_proof(
        &self,
        visitor: &Visitor,
        account: AccountId,
        wanted: ProofTask,
    ) -> Result<Result<(), NotSet>, MyError>;
    /// A letter that says what was decided on a request, by its number; `None` without a mandate or an answer.
    fn decision_letter(
        &self,
        visitor: &Visitor,
        account: AccountId,
        number: i64,
    ) -> Result<Option<Vec<u8>>, MyError>;
    /// The sittings to come, the next one first.
    fn sittings(&self, visitor: &Visitor) -> Result<Vec<SittingLine>, MyError>;
    /// Enters a sitting. The same again is the same.
    fn add_sitting(
        &self,
        visitor: &Visitor,
        at: Instant,
        place: &str,
    ) -> Result<Result<(), NotSet>, MyError>;
    /// A sitting is cancelled; pressed twice it is cancelled once.
    fn cancel_sitting(&self, visitor: &Visitor, number: i64)
    -> Result<Result<(), NotSet>, MyError>;
}

/// What may have to be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Proof {
    Household,
    Income,
    Status,
    Medical,
    Bills,
    Budget,
}

impl Proof {
    pub const ALL: [Self; 6] =
        [Self::Household, Self::Income, Self::Status, Self::Medical, Self::Bills, Self::Budget];

    /// As it is kept; never changes.
    pub fn name(self) -> &'static str {
        match self {
            Self::Household => "household",
            Self::Income => "income",
            Self::Status => "status",
            Self::Medical => "medical",
            Self::Bills => "bills",
            Self::Budget => "budget",
        }
    }

    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|proof| proof.name() == name)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProofState {
    Missing,
    /// Of the household.
    Asked,
    Received,
    /// To the operator or the commission.
    Sent,
    NotNeeded,
}

impl ProofState {
    /// In the order of their codes.
    pub const ALL: [Self; 5] =
        [Self::Missing, Self::Asked, Self::Received, Self::Sent, Self::NotNeeded];

    /// As it is kept; never changes.
    pub fn code(self) -> i64 {
        match self {
            Self::Missing => 0,
            Self::Asked => 1,
            Self::Received => 2,
            Self::Sent => 3,
            Self::NotNeeded => 4,
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Asked => "asked",
            Self::Received => "received",
            Self::Sent => "sent",
            Self::NotNeeded => "not_needed",
        }
    }

    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Somebody has still to do something.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Missing | Self::Asked | Self::Received)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProofTask {
    pub proof: Proof,
    pub state: ProofState,
    pub due: Option<SettlementDay>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SittingLine {
    pub number: i64,
    pub at: Instant,
    pub place: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotSet {
    #[error("no client")]
    NoClient,
    #[error("no such sitting")]
    NoSitting,
    #[error("it is over, or too far ahead")]
    NotAhead,
}
