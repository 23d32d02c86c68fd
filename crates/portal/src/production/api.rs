//! What the page of a household that produces asks for, and what it is given.

use crate::my::{MyError, Visitor};
use calendar::SettlementDay;
use units::{Ean, MicroEuro, MilliWattHours};

/// Why compensation is over. Source: PS-01, PS-05.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lost {
    AcceptedLate,
    TooLarge,
    Ended,
    MorePower,
    Sharing,
    OwnChoice,
}

/// Who buys what is injected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Buyer {
    Unknown,
    SameSupplier(String),
    Other(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RegimeShown {
    NotYet { from: SettlementDay },
    Netted { last_day: SettlementDay },
    Sold { since: SettlementDay, why: Lost, buyer: Buyer },
}

/// Used where it was produced. Source: PS-09.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OwnUse {
    pub from: SettlementDay,
    /// The day it is over.
    pub until: SettlementDay,
    pub production: MilliWattHours,
    /// The household's own figure; else a meter counted it.
    pub stated: bool,
    pub self_consumption: MilliWattHours,
    /// Taken and used at once.
    pub used: MilliWattHours,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expected {
    /// The day it is over.
    pub until: SettlementDay,
    pub offtake: MilliWattHours,
    pub injection: MilliWattHours,
    /// As in the year before; else as in so many last days.
    pub last_days: Option<u32>,
}

/// What the network costs, without VAT. Source: PS-06.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    pub billed: MicroEuro,
    pub by_energy: Option<MicroEuro>,
    pub by_power: Option<MicroEuro>,
    /// Billed by energy; else by power.
    pub energy_is_lower: bool,
}

/// A period, or what there is of one that goes on. Source: PS-04.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeriodShown {
    pub from: SettlementDay,
    /// The day it is over.
    pub until: SettlementDay,
    pub open: bool,
    pub offtake: MilliWattHours,
    pub injection: MilliWattHours,
    /// Registers were read at both ends; else quarter-hours were summed.
    pub by_registers: bool,
    /// Quarter-hours.
    pub missing: u32,
    /// What netting leaves to pay, and what it loses.
    pub netted: Option<(MilliWattHours, MilliWattHours)>,
    /// What the buyer pays.
    pub receives: Option<MicroEuro>,
    pub network: Option<Network>,
    /// The meter was swapped meanwhile, and the year kept whole.
    pub swapped: bool,
}

/// One of a household's points that produce.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MyProduction {
    pub ean: Ean,
    /// In watts.
    pub power_w: i64,
    pub regime: RegimeShown,
    pub supplier: Option<String>,
    /// Newest first.
    pub periods: Vec<PeriodShown>,
    /// The last one that was told.
    pub own_use: Option<OwnUse>,
    pub expected: Option<Expected>,
    /// The last days that were measured whole: taken and injected.
    pub days: Vec<(SettlementDay, MilliWattHours, MilliWattHours)>,
}

/// The books behind the page.
pub trait Producers: Send + Sync {
    /// The points of the household that is signed in, of which it is known that they produce.
    fn mine(&self, visitor: &Visitor) -> Result<Vec<MyProduction>, MyError>;
}
