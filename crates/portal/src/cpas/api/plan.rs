//! Another amount for what a client repays: proposed, and agreed to by nobody but the household. Source: UX S-07.

use super::ClientLine;
use crate::agent::OwedLine;
use crate::my::{MyError, Visitor};
use crate::repaying::{PlanEffect, PlanRule, ProposalLine};
use calendar::SettlementDay;
use units::AccountId;

pub trait PlanProposals {
    /// What is left to repay, and what was proposed; `None` without a mandate by which a plan is seen.
    fn plan_form(
        &self,
        visitor: &Visitor,
        account: AccountId,
    ) -> Result<Option<PlanFacts>, MyError>;
    /// What a proposal would do, by the rules that will do it. Nothing is written.
    fn plan_preview(
        &self,
        visitor: &Visitor,
        account: AccountId,
        wanted: &PlanWanted<'_>,
    ) -> Result<Result<PlanShown, NotProposed>, MyError>;
    /// Proposes it, and tells the household. The same attempt proposes once.
    fn propose_plan(
        &self,
        visitor: &Visitor,
        account: AccountId,
        wanted: &PlanWanted<'_>,
        attempt: &str,
    ) -> Result<Result<(), NotProposed>, MyError>;
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanFacts {
    pub line: ClientLine,
    /// What is left to repay and is no advance, also what a person of the operator decides about first.
    pub owed: Vec<OwedLine>,
    /// Of the own social service, the newest first.
    pub proposals: Vec<ProposalLine>,
}

/// What is wanted, as it was keyed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlanWanted<'a> {
    pub debt: u32,
    /// By the day or by the week.
    pub rule: PlanRule,
    pub reason: &'a str,
}

/// What a proposal would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanShown {
    pub line: ClientLine,
    pub effect: PlanEffect,
    /// The last day on which the household may answer.
    pub last: SettlementDay,
    /// Another one of the own social service waits for the same plan: it gives way.
    pub replaces: bool,
    /// The household is sent a message of it.
    pub reached: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotProposed {
    #[error("no client whose plan is seen")]
    NoClient,
    #[error("no such plan")]
    NoDebt,
    #[error("a person of the operator decides about it first")]
    UnderReview,
    #[error("no amount by the day or the week of at most what is left")]
    NotAnAmount,
    #[error("nothing says why")]
    NoWords,
    #[error("more words than are kept")]
    TooLong,
    #[error("the form was sent before with something else")]
    Used,
}
