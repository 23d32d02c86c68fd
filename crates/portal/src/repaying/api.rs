//! What is repaid by another rule, and what a social service proposes. Source: UX A-08, S-07, C-08, PA-20.

use crate::my::{PlanLine, RepaidBy, RepaidFor};
use calendar::SettlementDay;
use serde::{Deserialize, Serialize};
use units::{Language, MicroEuro};

/// How a debt is repaid, as people write it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlanRule {
    Day(MicroEuro),
    /// With the settlement of each Monday.
    Week(MicroEuro),
    /// Of what a top-up leaves above the reconnection level.
    Share {
        /// 1 to 100.
        percent: u8,
        /// The most that is taken in a week; the parameter's without it.
        cap: Option<MicroEuro>,
    },
}

impl PlanRule {
    /// As pages say it.
    pub fn repaid_by(self) -> RepaidBy {
        match self {
            Self::Day(part) => RepaidBy::Day(part),
            Self::Week(part) => RepaidBy::Week(part),
            Self::Share { percent, .. } => RepaidBy::Share(i64::from(percent) * 10_000),
        }
    }
}

/// What a week takes, and what is left after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanWeek {
    /// Its Monday.
    pub monday: SettlementDay,
    pub taken: MicroEuro,
    pub left: MicroEuro,
}

/// What a plan would be, once it is agreed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanEffect {
    /// As the household will read it, in its language.
    pub reads: PlanLine,
    pub language: Language,
    /// Week by week, if nothing pauses it; not more than two years.
    pub weeks: Vec<PlanWeek>,
    /// What this household tops up in a week, as far as is known: what a share is taken of.
    pub weekly_top_up: Option<MicroEuro>,
    /// Nothing is taken before.
    pub suspended_until: Option<SettlementDay>,
}

/// Where a proposal stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProposalStands {
    /// The last day on which it may be answered.
    Waits(SettlementDay),
    /// Something else was agreed since, or is owed.
    OutOfDate,
    /// A person of the operator decides about it first. Source: TP-17.
    UnderReview,
    Agreed(SettlementDay),
    Declined(SettlementDay),
    /// Another one took its place.
    Replaced(SettlementDay),
    Lapsed(SettlementDay),
}

/// What a social service proposes for one thing that is repaid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposalLine {
    pub number: i64,
    /// Whose proposal it is.
    pub office: String,
    /// Within its account.
    pub debt: u32,
    pub what: RepaidFor,
    /// By the day or by the week.
    pub rule: PlanRule,
    /// Why, in words that the household reads.
    pub reason: String,
    pub made: SettlementDay,
    pub stands: ProposalStands,
    /// Of one that waits.
    pub effect: Option<PlanEffect>,
}

/// Why a proposal is not agreed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAgreed {
    #[error("no such proposal for this account")]
    NoProposal,
    #[error("something else was agreed since, or is owed")]
    OutOfDate,
    #[error("a person of the operator decides about it first")]
    UnderReview,
    #[error("it has waited too long")]
    Lapsed,
    #[error("it was answered before, or another one took its place")]
    Ended,
    #[error("another rule than was proposed")]
    OtherRule,
}
