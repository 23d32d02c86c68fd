//! What the desk notes about a case, and who has one open. Source: UX A-02.

use crate::my::{MyError, Visitor};
use units::AccountId;

/// Notes of the desk: no page of the household shows them.
pub trait NoteDesk {
    /// Keeps a note in the story of a case, for good. The same words again by the same person are the same note.
    fn add_note(
        &self,
        visitor: &Visitor,
        account: AccountId,
        words: &str,
    ) -> Result<Result<(), NotNoted>, MyError>;
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotNoted {
    #[error("no such account")]
    NoAccount,
    #[error("nothing is written")]
    NoWords,
    #[error("more words than are kept")]
    TooLong,
}
