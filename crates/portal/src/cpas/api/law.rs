//! Access by force of a law: a social service names the notice, and somebody of the operator answers. Source: PD-03,
//! UX S-03.

use super::Purpose;
use crate::my::{MyError, Visitor};
use calendar::{Instant, SettlementDay};
use units::AccountId;

/// Nothing is seen before the operator has answered.
pub trait LegalNotices: Send + Sync {
    /// The answer is the same whether there is such a household or not. The same notice again is the same one.
    fn ask_by_law(
        &self,
        visitor: &Visitor,
        wanted: &LegalWanted<'_>,
    ) -> Result<Result<(), NotAskedByLaw>, MyError>;
    /// What waits, and what ended of late, newest first.
    fn asked_by_law(&self, visitor: &Visitor) -> Result<Vec<LegalLine>, MyError>;
}

#[derive(Debug, Clone, Copy)]
pub struct LegalWanted<'a> {
    /// As it was keyed in.
    pub reference: &'a str,
    /// Which notice of the law.
    pub notice: &'a str,
    pub dated: SettlementDay,
    pub purpose: Purpose,
    /// From the day of the notice.
    pub months: i32,
}

/// Why nothing is put before the operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAskedByLaw {
    #[error("a reference has 13 digits")]
    NotAReference,
    #[error("a notice is named in up to {most} letters")]
    NoNotice { most: usize },
    #[error("a mandate lasts {most} months at most")]
    TooLong { most: i32 },
    #[error("the notice is of after today")]
    NotYetDated,
    #[error("its time was over on {last}")]
    Over { last: SettlementDay },
    #[error("another notice for this reference waits")]
    Waits,
    #[error("too many at once; again at {until}")]
    Slower { until: Instant },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LegalStanding {
    Waiting,
    Granted {
        at: Instant,
        /// Not any more once the mandate has ended.
        client: Option<AccountId>,
    },
    /// With the operator's reason.
    Declined(Instant, String),
    /// It opened nothing when the operator looked.
    Fell(Instant),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegalLine {
    /// Its digits.
    pub reference: String,
    pub notice: String,
    pub dated: SettlementDay,
    pub purpose: Option<Purpose>,
    /// The last day on which it would hold.
    pub last: SettlementDay,
    pub by: String,
    pub standing: LegalStanding,
    pub now: Instant,
}
