//! What the page of why asks of the platform, and what it is told.

use crate::my::api::{MyError, MyMeter, Visitor};
use crate::view::ExplainLine;
use calendar::Instant;
use units::MicroEuro;

/// What the platform implements. Calls may block.
pub trait Explains {
    /// All lines of the balance of one of the visitor's meters.
    fn reasons(&self, visitor: &Visitor, place: usize) -> Result<Option<MyReasons>, MyError>;
}

/// A balance, and the lines that add up to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MyReasons {
    pub meter: MyMeter,
    pub meters: Vec<MyMeter>,
    /// As the card shows it.
    pub balance: MicroEuro,
    pub as_of: Instant,
    /// Oldest first. What a line was booked under is for staff: the page shows neither its key nor its rule.
    pub lines: Vec<ExplainLine>,
}
