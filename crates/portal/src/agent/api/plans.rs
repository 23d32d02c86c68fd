//! What the pages of debts and plans ask: what is repaid and how, and what another rule would take week by week.
//! Source: UX A-08, PA-20 to PA-23.

use crate::my::{MyError, PlanLine, Visitor};
use crate::view::StateCard;
use calendar::SettlementDay;
use serde::{Deserialize, Serialize};
use units::{AccountId, Ean, Language, MicroEuro};

pub trait PlanDesk {
    fn plans(&self, visitor: &Visitor, account: AccountId) -> Result<Option<PlansView>, MyError>;
}

/// How a debt is repaid, as agents write it.
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
    /// Acts on plans that wait for a second person.
    pub waiting: Vec<i64>,
    pub closed: bool,
    pub today: SettlementDay,
}
