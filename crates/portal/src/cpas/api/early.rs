//! The list of a week of households at risk, for a social service. Source: CM-08, PD-03.

use crate::my::{MyError, Visitor};
use calendar::{Instant, SettlementDay};
use units::{AccountId, Ean, Energy};

pub trait EarlyLists: Send + Sync {
    /// The list of this week. Each household on it is told in its log that it was seen.
    fn early(&self, visitor: &Visitor) -> Result<EarlyList, MyError>;
}

/// Why a social service may know of a household.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EarlyGround {
    /// It gave a mandate, for this reason.
    Mandate(String),
    /// It lives at a postcode for which this law or agreement is entered.
    Law(String),
}

/// A household at risk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlyLine {
    pub account: AccountId,
    pub ean: Ean,
    pub name: String,
    pub address: String,
    pub energy: Energy,
    /// Its emergency credit is used up; otherwise it is in use.
    pub exhausted: bool,
    /// Nights in a row.
    pub nights: i32,
    pub ground: EarlyGround,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlyList {
    /// Its Monday: the list is as of the night before.
    pub week: SettlementDay,
    /// The night that it is of: the one before, or the last that is counted; none at all before the first.
    pub night: Option<SettlementDay>,
    /// There is a list in winter only.
    pub winter: bool,
    /// What laws or agreements hold for this social service, each with its last day.
    pub bases: Vec<(String, SettlementDay)>,
    pub lines: Vec<EarlyLine>,
    pub now: Instant,
}
