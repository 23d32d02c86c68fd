//! What the page of a meter asks of the platform, and what it is told.

use crate::my::{MyError, MyMeter, Visitor};
use calendar::{Instant, SettlementDay};
use procedures::State;

/// What the platform implements. Calls may block; a `place` is as for [`super::super::Household`].
pub trait Points: Send + Sync {
    fn point(&self, visitor: &Visitor, place: usize) -> Result<Option<MyPoint>, MyError>;

    /// Allows the data of the meter's port, renews that, or takes it back, which counts at once. Source: MT-16, PD-03.
    fn set_port(
        &self,
        visitor: &Visitor,
        place: usize,
        agrees: bool,
    ) -> Result<Option<()>, MyError>;
}

/// A meter that measures, or measured, at the point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacedMeter {
    pub serial: String,
    pub from: SettlementDay,
    pub until: Option<SettlementDay>,
    /// When it was read last.
    pub read: Option<SettlementDay>,
}

/// Whose energy it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Supplier {
    /// The operator, as social supplier.
    Operator,
    Named(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contract {
    /// Paid beforehand since then.
    pub since: SettlementDay,
    pub supplier: Supplier,
    /// The social price counts; the average one else.
    pub social: bool,
    /// Day and night are counted apart.
    pub two_rates: bool,
}

/// What the registers showed at the beginning of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RegisterLine {
    pub midnight: SettlementDay,
    /// In mWh, or in litres of gas; the second is of the night.
    pub values: [i64; 2],
    /// Another value was known before.
    pub corrected: bool,
}

/// Something the household was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    pub at: Instant,
    pub channel: String,
    pub text: String,
}

/// What the household allows at the port of its meter. Source: MT-16.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Port {
    /// Since when it does, and the day from which it does no more; `None` if it does not.
    pub open: Option<(SettlementDay, SettlementDay)>,
    /// That day is near: it may be renewed.
    pub ends_soon: bool,
}

/// What a supplier asked for this point, and where that stands. Source: PR-02.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupplierAsked {
    pub supplier: String,
    pub day: SettlementDay,
    /// Prepayment; its end else.
    pub begins: bool,
    pub state: State,
    /// Of the last step.
    pub last: SettlementDay,
    /// By when the next one is due; of a visit its day.
    pub due: SettlementDay,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MyPoint {
    pub meter: MyMeter,
    /// All meters of the visitor.
    pub meters: Vec<MyMeter>,
    /// The newest first; none if its number is not kept.
    pub placed: Vec<PlacedMeter>,
    pub contract: Contract,
    /// A gas meter has none.
    pub port: Option<Port>,
    /// The newest first.
    pub registers: Vec<RegisterLine>,
    /// The newest first, without codes.
    pub told: Vec<Told>,
    /// The newest first.
    pub asked: Vec<SupplierAsked>,
}
