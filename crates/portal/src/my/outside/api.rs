//! What these pages ask of the platform, and what they are told. Nothing of any household.

use crate::my::MyError;
use calendar::{Instant, OpenWindow, SettlementDay};
use units::{Dso, Energy, MicroEuro, NanoEuroPerKwh, Phone};
use vending::Distance;

/// What the platform implements. Calls may block.
pub trait Outside: Send + Sync {
    /// What is charged today, and what is known to come. Source: PA-08, PA-09.
    fn prices(&self) -> Result<Prices, MyError>;

    /// The same of each operator that has prices, the site's own first.
    fn prices_of_all(&self) -> Result<Vec<(Dso, Prices)>, MyError>;

    /// The social service of those who live at a postcode; `None` if it is not known. Source: UX 8.1 P-06.
    fn help_office(&self, postcode: u16) -> Result<Option<HelpOffice>, MyError>;

    /// Where to top up, the nearest first. Without a postcode, all of them. Source: TP-02.
    fn places(&self, postcode: Option<u16>, only_open: bool) -> Result<Places, MyError>;
}

/// A CPAS, OCMW or ÖSHZ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HelpOffice {
    pub name: String,
    pub address: String,
    pub phone: Phone,
}

/// When a price holds within a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slot {
    All,
    Peak,
    OffPeak,
}

/// For whom a price is. Source: PA-08.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tariff {
    Social,
    Average,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceLine {
    pub energy: Energy,
    pub tariff: Tariff,
    pub slot: Slot,
    pub price: NanoEuroPerKwh,
    pub since: SettlementDay,
    /// What is known to come.
    pub next: Option<(SettlementDay, NanoEuroPerKwh)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prices {
    pub dso: Dso,
    pub day: SettlementDay,
    /// Energy by energy, the social ones first.
    pub lines: Vec<PriceLine>,
    /// What stands still costs: for each energy, a year.
    pub fixed_a_year: Vec<(Energy, MicroEuro)>,
}

/// A shop or a desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceLine {
    pub name: String,
    pub street: String,
    pub postcode: u16,
    pub town: String,
    /// Of today, in order.
    pub today: Vec<OpenWindow>,
    pub open: bool,
    pub bancontact: bool,
    pub cash: bool,
    pub gas: bool,
    /// From the postcode that was asked for.
    pub distance: Option<Distance>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places {
    pub now: Instant,
    pub lines: Vec<PlaceLine>,
    /// More are known than are shown.
    pub more: bool,
}
