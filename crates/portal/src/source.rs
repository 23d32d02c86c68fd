//! Where the pages get their figures from.

use crate::view::{
    AccountItem, AccountPage, ExplainPage, OffPage, QualityPage, ShownState, StateCounts,
};
use calendar::Instant;
use std::error::Error;
use units::AccountId;

/// What the platform implements on its store. Calls may block: they run on threads of their own.
pub trait Source: Send + Sync {
    /// How many accounts stand in each state.
    fn counts(&self) -> Result<StateCounts, SourceError>;

    /// Up to `most` accounts, in one state if asked, by id, from the first id above `after`.
    fn accounts(
        &self,
        state: Option<ShownState>,
        after: Option<i64>,
        most: usize,
    ) -> Result<Vec<AccountItem>, SourceError>;

    /// An account by its number; `None` if there is none.
    fn account(&self, account: AccountId) -> Result<Option<AccountPage>, SourceError>;

    /// The balance at `at` as it was known at `known`, and its lines; now where one is not given.
    /// `None` if there is no such account.
    fn explain(
        &self,
        account: AccountId,
        at: Option<Instant>,
        known: Option<Instant>,
    ) -> Result<Option<ExplainPage>, SourceError>;

    /// How far the estimates were off, lately.
    fn quality(&self) -> Result<QualityPage, SourceError>;

    /// Which supplies are off, and how often they were. Source: CG-21.
    fn off(&self) -> Result<OffPage, SourceError>;

    /// Whether pages can be served now.
    fn ready(&self) -> Result<(), SourceError> {
        self.accounts(None, None, 1).map(|_| ())
    }
}

/// Figures that could not be had. Reported, never shown; `what` says what could not be done.
#[derive(Debug, thiserror::Error)]
#[error("{what}")]
pub struct SourceError {
    what: String,
    source: Box<dyn Error + Send + Sync>,
}

impl SourceError {
    /// Something that could not be done, and its cause.
    pub fn failed(
        what: impl Into<String>,
        source: impl Into<Box<dyn Error + Send + Sync>>,
    ) -> Self {
        Self { what: what.into(), source: source.into() }
    }
}
