//! What the pages of debts and plans ask: what is repaid and how, and what another rule would take week by week.
//! Source: UX A-08, PA-20 to PA-23.

use crate::my::{MyError, PlanLine, Visitor};
use crate::repaying::ProposalLine;
pub use crate::repaying::{PlanEffect, PlanRule, PlanWeek};
use crate::view::StateCard;
use calendar::SettlementDay;
use serde::{Deserialize, Serialize};
use units::{AccountId, Ean, MicroEuro};

pub trait PlanDesk {
    fn plans(&self, visitor: &Visitor, account: AccountId) -> Result<Option<PlansView>, MyError>;
}

/// Who is owed, where an agent enters it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OwedTo {
    Supplier,
    Operator,
}

impl OwedTo {
    pub const ALL: [Self; 2] = [Self::Supplier, Self::Operator];

    pub fn name(self) -> &'static str {
        match self {
            Self::Supplier => "supplier",
            Self::Operator => "operator",
        }
    }

    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

/// A debt that is not repaid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwedLine {
    /// Within its account.
    pub number: u32,
    pub line: PlanLine,
    /// The most that shares take in a week.
    pub cap: Option<MicroEuro>,
    /// Nothing is taken before.
    pub suspended_until: Option<SettlementDay>,
    /// It may be agreed upon: an advance is repaid as the parameters say.
    pub own_rule: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub struct PlansView {
    pub account: AccountId,
    pub ean: Ean,
    pub name: String,
    pub town: String,
    pub card: StateCard,
    pub lines: Vec<OwedLine>,
    /// Of all of them.
    pub left: MicroEuro,
    /// What a social service proposes, as long as it waits for the household.
    pub proposals: Vec<ProposalLine>,
    /// Acts on plans that wait for a second person.
    pub waiting: Vec<i64>,
    pub closed: bool,
    pub today: SettlementDay,
}
