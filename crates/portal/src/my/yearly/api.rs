//! What the page of the yearly bill asks of the platform, and what it is told.

use crate::my::api::{MyError, MyMeter, Visitor};
use calendar::SettlementDay;
use units::{MicroEuro, NanoEuroPerKwh};

/// What the platform implements. Calls may block.
pub trait YearlyBills {
    fn year(&self, visitor: &Visitor, place: usize) -> Result<Option<MyYear>, MyError>;

    /// Keeps what the household says its contract costs.
    fn set_contract(
        &self,
        visitor: &Visitor,
        place: usize,
        contract: &NewContract,
    ) -> Result<Option<Result<(), YearRefused>>, MyError>;
}

/// What was keyed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewContract {
    pub anniversary: SettlementDay,
    pub first: NanoEuroPerKwh,
    /// Of a meter with two registers.
    pub second: Option<NanoEuroPerKwh>,
    pub fixed_per_year: MicroEuro,
}

/// Why it was not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum YearRefused {
    #[error("a meter with two registers has two prices")]
    NoSecondPrice,
}

/// A contract, and the next first day of its year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct YearContract {
    pub anniversary: SettlementDay,
    pub prices: [NanoEuroPerKwh; 2],
    pub fixed_per_year: MicroEuro,
}

/// Above zero is to pay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bill {
    /// The first day that is not yet measured.
    pub today: SettlementDay,
    pub if_today: MicroEuro,
    pub at_anniversary: MicroEuro,
    /// What to put aside a day, if something is to be paid then.
    pub aside: Option<MicroEuro>,
    /// It is more than this, by which people are warned.
    pub above: Option<MicroEuro>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MyYear {
    pub meter: MyMeter,
    pub meters: Vec<MyMeter>,
    /// By day and by night.
    pub two_registers: bool,
    pub contract: Option<YearContract>,
    /// Nothing before a day of this year is settled.
    pub bill: Option<Bill>,
}
