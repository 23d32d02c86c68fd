//! Photos that are evidence of an act. Source: UX.

use super::PhotoKind;
use crate::my::{MyError, Visitor};
use units::AccountId;

pub trait EvidenceDesk {
    /// There is a key to seal them with.
    fn keeps_evidence(&self) -> bool;
    /// Keeps the photo of a page, by its account and attempt: another one takes its place until the act is asked for.
    fn keep_evidence(
        &self,
        visitor: &Visitor,
        of: (AccountId, &str),
        bytes: &[u8],
    ) -> Result<Result<(), NotEvidence>, MyError>;
    /// The photo of an act; the look at it is kept. `None`: it has none, or none any more.
    fn evidence(
        &self,
        visitor: &Visitor,
        act: i64,
    ) -> Result<Option<(PhotoKind, Vec<u8>)>, MyError>;
}

/// Why a photo is not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotEvidence {
    #[error("no such account")]
    NoAccount,
    #[error("neither a JPEG nor a PNG")]
    NotAPicture,
    #[error("more bytes than are kept")]
    TooLarge,
    #[error("the installation has no key to seal photos with")]
    NoKey,
}
