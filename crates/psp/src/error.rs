//! Why a provider did not do what it was asked.

use crate::{AmountError, NameError};
use std::fmt;

/// What a provider was asked to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doing {
    CreatePayment,
    FetchPayment,
    Refund,
    ListRefunds,
    ListChargebacks,
    ListMovements,
}

impl fmt::Display for Doing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::CreatePayment => "create a payment",
            Self::FetchPayment => "tell the state of a payment",
            Self::Refund => "give money back",
            Self::ListRefunds => "list refunds",
            Self::ListChargebacks => "list chargebacks",
            Self::ListMovements => "list the movements of a day",
        })
    }
}

#[derive(Debug, thiserror::Error)]
pub enum PspError {
    /// No answer: no connection, a connection that broke, or none in time.
    #[error("`{provider}` did not answer when asked to {doing}")]
    Unreachable { provider: &'static str, doing: Doing, source: Box<ureq::Error> },
    /// The provider's final no.
    #[error("`{provider}` refused to {doing}")]
    Refused { provider: &'static str, doing: Doing, source: ProviderProblem },
    /// The provider cannot now; later it may.
    #[error("`{provider}` could not {doing} now")]
    Unavailable { provider: &'static str, doing: Doing, source: ProviderProblem },
    #[error("the answer of `{provider}`, asked to {doing}, is not understood")]
    NotUnderstood { provider: &'static str, doing: Doing, source: AnswerError },
    /// The answer is well formed and about something else.
    #[error("`{provider}`, asked to {doing} with {what} `{asked}`, answered with `{answered}`")]
    Contradiction {
        provider: &'static str,
        doing: Doing,
        what: &'static str,
        asked: String,
        answered: String,
    },
}

impl PspError {
    /// Whether a request that moves money may have been carried out all the same. Then it is
    /// repeated with the same key, and never with a new one. Source: TP-05.
    pub fn may_have_happened(&self) -> bool {
        match self {
            Self::Refused { .. } => false,
            Self::Unreachable { .. }
            | Self::Unavailable { .. }
            | Self::NotUnderstood { .. }
            | Self::Contradiction { .. } => true,
        }
    }
}

/// The provider's own words, each on one line and cut where they are too long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderProblem {
    /// Of HTTP.
    pub status: u16,
    pub title: String,
    pub detail: String,
    /// The field of the request that it is about.
    pub field: Option<String>,
}

impl fmt::Display for ProviderProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "status {}", self.status)?;
        if !self.title.is_empty() {
            write!(f, " {}", self.title)?;
        }
        if let Some(field) = &self.field {
            write!(f, ", field `{field}`")?;
        }
        if !self.detail.is_empty() {
            write!(f, ": {}", self.detail)?;
        }
        Ok(())
    }
}

impl std::error::Error for ProviderProblem {}

/// What is wrong with an answer.
#[derive(Debug, thiserror::Error)]
pub enum AnswerError {
    #[error("`{shown}` is not the JSON expected")]
    NotJson { shown: String, source: serde_json::Error },
    #[error("an answer of status {status} was not expected")]
    Status { status: u16 },
    #[error("field `{field}` is not an amount")]
    Amount { field: &'static str, source: AmountError },
    #[error("field `{field}` is not an instant")]
    Instant { field: &'static str, source: calendar::InstantError },
    #[error("field `{field}` is not a name")]
    Name { field: &'static str, source: NameError },
    #[error("field `{field}` is missing")]
    Missing { field: &'static str },
    #[error("state `{state}` of `{id}` is not known")]
    UnknownState { id: String, state: String },
    #[error("the list does not end")]
    Endless,
}
