//! What a social service notes about a client. Source: UX S-04.

use crate::my::{MyError, Visitor};
use calendar::Instant;
use units::AccountId;

/// Notes of a social service: nobody else reads them, not the household's pages, not its operator's people.
pub trait ClientNotes: Send + Sync {
    /// Keeps a note. The same words again by the same person are the same note.
    fn add_note(
        &self,
        visitor: &Visitor,
        account: AccountId,
        words: &str,
    ) -> Result<Result<(), NotNoted>, MyError>;
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteLine {
    pub at: Instant,
    pub by: String,
    pub words: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotNoted {
    #[error("no client")]
    NoClient,
    #[error("nothing is written")]
    NoWords,
    #[error("more words than are kept")]
    TooLong,
}
