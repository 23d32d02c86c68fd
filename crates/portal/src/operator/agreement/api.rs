//! What the page of the reconciliation gets. Source: UX O-09, TP-19.

use crate::my::{MyError, Visitor};
use calendar::{Instant, SettlementDay};
use units::{Dso, MicroEuro};

/// Who tells of money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Teller {
    /// A bank, the payment provider or a terminal.
    Outside,
    Payments,
    Ledger,
}

/// What is wrong with a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    Missing(Teller),
    Doubled(Teller),
    Amounts,
    Days,
}

/// Money that does not stand the same everywhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DifferenceView {
    /// As the sides name it.
    pub key: String,
    pub wrong: Vec<Wrong>,
    /// Each line that names it.
    pub lines: Vec<(Teller, SettlementDay, MicroEuro)>,
}

/// Sums of a day: outside, payments, credited, in suspense.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DaySums {
    pub day: SettlementDay,
    pub sums: [MicroEuro; 4],
}

/// A way in which money comes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WayView {
    /// `bank`, `online` or `terminal`, as the command line has it.
    pub name: String,
    pub days: Vec<DaySums>,
    pub differences: Vec<DifferenceView>,
    /// What is wrong beside the lines, and what is only said, in the words of the command line.
    pub faults: Vec<String>,
    pub remarks: Vec<String>,
}

/// Where what was credited in a period is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeriodView {
    pub credited: MicroEuro,
    pub remitted: MicroEuro,
    pub owed: MicroEuro,
    pub open: MicroEuro,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgreementView {
    pub dso: Dso,
    pub days: DaysWanted,
    pub ways: Vec<WayView>,
    /// Of more than one day. `Err`: what does not add up.
    pub period: Option<Result<PeriodView, Vec<String>>>,
    pub remarks: Vec<String>,
    pub as_of: Instant,
}

/// Days, both inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DaysWanted {
    pub from: SettlementDay,
    pub to: SettlementDay,
}

/// Whether the outside, payments and the ledger tell the same.
pub trait Agreement: Send + Sync {
    fn agreement(&self, visitor: &Visitor, days: DaysWanted) -> Result<AgreementView, MyError>;
}
