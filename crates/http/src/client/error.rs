//! What can keep a terminal from an answer.

use crate::names::NameError;
use crate::problem::ProblemBody;

/// Why there is no answer. After [`ClientError::OutcomeUnknown`] the same request may be repeated with
/// the same key; never sell again instead.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    #[error("refused as `{}`: {}", problem.code, problem.detail)]
    Refused { problem: Box<ProblemBody> },
    #[error("the outcome of `{method} {path}` is unknown")]
    OutcomeUnknown { method: &'static str, path: String, source: Box<ureq::Error> },
    #[error("the outcome of `{method} {path}` is unknown: the server says {status}")]
    ServerFailed { method: &'static str, path: String, status: u16 },
    #[error("the answer to `{method} {path}` with status {status} is not understood")]
    NotUnderstood { method: &'static str, path: String, status: u16, source: serde_json::Error },
    #[error("the request cannot be written down")]
    Request(#[from] serde_json::Error),
    #[error(transparent)]
    Name(#[from] NameError),
}

impl ClientError {
    /// Whether it may have been carried out.
    pub fn may_have_happened(&self) -> bool {
        match self {
            Self::OutcomeUnknown { .. }
            | Self::ServerFailed { .. }
            | Self::NotUnderstood { .. } => true,
            Self::Refused { .. } | Self::Request(_) | Self::Name(_) => false,
        }
    }
}

/// Why a client cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    #[error("`{base_url}` is not an address such as `https://vend.example`")]
    NotAnAddress { base_url: String },
    #[error("`{base_url}` is neither `https` nor on this machine")]
    Plain { base_url: String },
    #[error("the key's name cannot stand in a header")]
    Key,
}
