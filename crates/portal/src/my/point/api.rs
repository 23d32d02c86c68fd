//! What the page of a meter asks of the platform, and what it is told.

use crate::my::{MyError, MyMeter, Visitor};
use calendar::{Instant, SettlementDay};

/// What the platform implements. Calls may block; a `place` is as for [`super::super::Household`].
pub trait Points: Send + Sync {
    fn point(&self, visitor: &Visitor, place: usize) -> Result<Option<MyPoint>, MyError>;
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

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MyPoint {
    pub meter: MyMeter,
    /// All meters of the visitor.
    pub meters: Vec<MyMeter>,
    /// The newest first; none if its number is not kept.
    pub placed: Vec<PlacedMeter>,
    pub contract: Contract,
    /// The newest first.
    pub registers: Vec<RegisterLine>,
    /// The newest first, without codes.
    pub told: Vec<Told>,
}
