//! What the page of a household that produces asks for, and what it is given.

use crate::my::{MyError, Visitor};
use calendar::{Instant, SettlementDay};
use units::{Ean, MicroEuro, MilliWattHours, NanoEuroPerKwh};

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
    /// Registers tell of more than a year: how much of it fell into this one is estimated. Source: PS-04.
    pub estimated: bool,
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
    /// `None` if nothing that was sent was measured.
    pub stops: Option<Stops>,
}

/// Whether the voltage at the meter explains a stop. Source: GQ-07.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StopCause {
    TooHigh,
    NotTheNetwork,
    Unknown,
}

/// A time in which an installation stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stop {
    pub start: Instant,
    /// The first instant after it.
    pub until: Instant,
    pub cause: StopCause,
}

/// What the household may do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StopAdvice {
    Nothing,
    Complain,
    Wait,
    AskInstaller,
    Measure,
}

/// What is known of stops. Source: GQ-07.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stops {
    pub from: SettlementDay,
    pub count: usize,
    pub too_high: usize,
    /// Minutes, of all of them.
    pub lost_min: i64,
    /// The last ones, the newest first.
    pub newest: Vec<Stop>,
    pub advice: StopAdvice,
}

/// Where a complaint about voltage stands. Source: GQ-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaseStep {
    Received,
    Measured,
    Diagnosed,
    Action,
    Closed,
}

/// A point of the household, with its newest complaint about voltage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VoltagePoint {
    pub ean: Ean,
    pub complaint: Option<(Instant, CaseStep)>,
}

impl VoltagePoint {
    pub fn is_open(&self) -> bool {
        self.complaint.is_some_and(|(_, step)| step != CaseStep::Closed)
    }
}

/// What a household says of its voltage. Source: GQ-01.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VoltageComplaint {
    pub ean: Ean,
    pub times: String,
    pub effect: String,
    pub installation: Option<String>,
}

/// The prices of a contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RatePrices {
    pub single: NanoEuroPerKwh,
    pub peak: NanoEuroPerKwh,
    pub off_peak: NanoEuroPerKwh,
}

/// What both rates would have cost, from what was counted. Source: PS-08.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RatesCompared {
    pub ean: Ean,
    pub single: MicroEuro,
    pub two: MicroEuro,
    /// Quarter-hours.
    pub missing: u32,
}

/// The books behind the page.
pub trait Producers: Send + Sync {
    /// The points of the household that is signed in, of which it is known that they produce.
    fn mine(&self, visitor: &Visitor) -> Result<Vec<MyProduction>, MyError>;

    /// The electricity points of the household, whether they produce or not.
    fn voltage(&self, visitor: &Visitor) -> Result<Vec<VoltagePoint>, MyError>;

    /// Opens a complaint, with what was measured at the point before. False if it is not the household's point, or
    /// one is open.
    fn complain(&self, visitor: &Visitor, said: &VoltageComplaint) -> Result<bool, MyError>;

    /// Single rate and two rates at these prices, of each point that produces and of which something was counted.
    fn rates(&self, visitor: &Visitor, prices: RatePrices) -> Result<Vec<RatesCompared>, MyError>;
}
