//! What the pages of use ask of the platform, and what they are told.

use crate::my::api::{LiveNow, MyError, MyMeter, Visitor};
use crate::my::outside::Slot;
use crate::view::Quality;
use calendar::SettlementDay;
use units::{MicroEuro, MilliWattHours, NanoEuroPerKwh};

/// One day of use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MyDay {
    pub day: SettlementDay,
    pub quality: Quality,
    pub energy: Option<MilliWattHours>,
    pub cost: Option<MicroEuro>,
}

/// Which days are asked for, the last one included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stretch {
    /// The 30 days to a day; to the newest without one.
    To(Option<SettlementDay>),
    Between(SettlementDay, SettlementDay),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MyUsage {
    pub meter: MyMeter,
    pub meters: Vec<MyMeter>,
    /// Oldest first: those that were asked for, and as many before them.
    pub days: Vec<MyDay>,
    pub before: Vec<MyDay>,
    /// Of the days that were asked for: on which the supply was off, if only for a time.
    pub off_days: usize,
    /// The first and the last day that are known at all.
    pub known: Option<(SettlementDay, SettlementDay)>,
    pub live: Option<LiveNow>,
}

/// What a register counted in a day, and what a kilowatt-hour of it cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UsedBy {
    pub slot: Slot,
    pub energy: MilliWattHours,
    pub price: NanoEuroPerKwh,
    pub cost: MicroEuro,
}

/// What a day is made of: the cost of its energy and what stands beside it make what was charged, to the
/// micro-euro. Source: PA-43.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MyUseDay {
    pub meter: MyMeter,
    pub meters: Vec<MyMeter>,
    pub day: MyDay,
    pub social: bool,
    pub used: Vec<UsedBy>,
    /// Fixed charge, what relief takes over, parts of a micro-euro.
    pub beside: MicroEuro,
    /// What of it was changed after it was first charged.
    pub corrected: MicroEuro,
    pub repaid: MicroEuro,
    pub balance_after: Option<MicroEuro>,
    pub earlier: Option<SettlementDay>,
    pub later: Option<SettlementDay>,
}

/// What the platform implements. Calls may block.
pub trait UseOfDays {
    fn usage(
        &self,
        visitor: &Visitor,
        place: usize,
        stretch: Stretch,
    ) -> Result<Option<MyUsage>, MyError>;

    /// `None` also for a day that is not settled.
    fn use_of_day(
        &self,
        visitor: &Visitor,
        place: usize,
        day: SettlementDay,
    ) -> Result<Option<MyUseDay>, MyError>;
}
