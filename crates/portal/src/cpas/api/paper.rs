//! Mandates on paper: who wrote one down, and who compared it. Source: PD-03, UX S-03.

use super::Purpose;
use crate::my::{MyError, Visitor};
use calendar::{Instant, SettlementDay};
use units::AccountId;

/// What a household signed on paper. One person writes it down, another compares it: only then is anything seen, and
/// the household is told at once.
pub trait PaperMandates: Send + Sync {
    /// The answer is the same whether there is such a household or not. The same paper again is the same one.
    fn record_paper(
        &self,
        visitor: &Visitor,
        wanted: &PaperWanted<'_>,
    ) -> Result<Result<(), NotRecorded>, MyError>;
    /// What waits, and what ended of late, newest first.
    fn papers(&self, visitor: &Visitor) -> Result<Vec<PaperLine>, MyError>;
    /// A colleague has the paper at hand and grants what it says, or it is turned down. The account of a new client.
    fn decide_paper(
        &self,
        visitor: &Visitor,
        id: i64,
        grant: bool,
    ) -> Result<Result<Option<AccountId>, PaperRefused>, MyError>;
}

#[derive(Debug, Clone, Copy)]
pub struct PaperWanted<'a> {
    /// As it was keyed in.
    pub reference: &'a str,
    /// The number under which the paper is kept.
    pub document: &'a str,
    pub signed: SettlementDay,
    pub purpose: Purpose,
    /// From the day on which it was signed.
    pub months: i32,
}

/// Why a paper is not written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotRecorded {
    #[error("a reference has 13 digits")]
    NotAReference,
    #[error("a paper has a number of up to {most} letters")]
    NoDocument { most: usize },
    #[error("a mandate lasts {most} months at most")]
    TooLong { most: i32 },
    #[error("it was signed after today")]
    NotYetSigned,
    #[error("its time was over on {last}")]
    Over { last: SettlementDay },
}

/// Why a paper is not granted, or not turned down. Nothing says whether a household is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PaperRefused {
    #[error("no such paper")]
    NoPaper,
    #[error("it has ended")]
    Ended,
    #[error("the same person has written it down")]
    SamePerson,
    #[error("it opens nothing")]
    OpensNothing,
    #[error("it has a mandate for as long already")]
    Held,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaperStanding {
    Waiting {
        /// Whoever looks has written it down.
        own: bool,
    },
    Granted {
        at: Instant,
        /// Not any more once the mandate has ended.
        client: Option<AccountId>,
    },
    TurnedDown(Instant),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperLine {
    pub id: i64,
    /// Its digits.
    pub reference: String,
    pub document: String,
    pub signed: SettlementDay,
    pub purpose: Option<Purpose>,
    /// The last day on which it holds.
    pub last: SettlementDay,
    pub by: String,
    pub standing: PaperStanding,
    pub now: Instant,
}
