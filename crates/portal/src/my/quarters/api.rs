//! What the pages of quarter-hours ask of the platform, and what they are told.

use crate::my::{MyError, MyMeter, Visitor};
use calendar::{Instant, SettlementDay};
use units::MilliWattHours;

/// What the platform implements. Calls may block; a `place` is as for [`super::super::Household`].
pub trait QuarterHours: Send + Sync {
    /// Nothing of any quarter-hour without the household's consent. Source: PD-03.
    fn quarter_hours(
        &self,
        visitor: &Visitor,
        place: usize,
        period: Period,
    ) -> Result<Option<MyQuarters>, MyError>;

    /// The same as a table, in the form in which `intervals export` writes it; `None` without consent.
    fn quarter_hours_csv(
        &self,
        visitor: &Visitor,
        place: usize,
        period: Period,
    ) -> Result<Option<String>, MyError>;

    /// Agrees, or takes it back, which counts at once. Said twice it is said once. Source: PD-03.
    fn set_consent(
        &self,
        visitor: &Visitor,
        place: usize,
        agrees: bool,
    ) -> Result<Option<()>, MyError>;

    /// What the visitor's households agreed to, a line for each meter.
    fn consents(&self, visitor: &Visitor) -> Result<Vec<ConsentShown>, MyError>;
}

/// Of which days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// Up to 30 days: up to this one, or up to yesterday.
    Month(Option<SettlementDay>),
    Day(SettlementDay),
}

/// Quarter-hours of some days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MyQuarters {
    pub meter: MyMeter,
    pub meters: Vec<MyMeter>,
    /// Since when the household agrees; nothing is known of its days without it.
    pub since: Option<Instant>,
    /// When it took that back.
    pub taken_back: Option<Instant>,
    /// Every day of the period, oldest first.
    pub days: Vec<QuarterDay>,
    /// The last day of the period before, and of the one after.
    pub earlier: Option<SettlementDay>,
    pub later: Option<SettlementDay>,
}

/// A day in its quarter-hours: 92, 96 or 100 of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuarterDay {
    pub day: SettlementDay,
    /// What was taken, in mWh, in order of time; `None` where nothing is known.
    pub taken: Vec<Option<i64>>,
    /// How many of them are estimated.
    pub estimated: usize,
    /// What went to the grid.
    pub given: MilliWattHours,
}

/// That a household agreed, or took it back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConsentLine {
    pub at: Instant,
    pub agreed: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsentShown {
    pub meter: MyMeter,
    /// Since when; `None` if it does not agree.
    pub since: Option<Instant>,
}
