//! What a shop's owner looks at: a week's statement, and the terminal. Source: UX M-05, M-06.

use super::Told;
use crate::my::Visitor;
use calendar::{Instant, SettlementDay};
use units::{Energy, MicroEuro};
use vending::CashCount;

/// The terminal of the visitor over weeks, and as it stands now.
pub trait ShopOffice: Send + Sync {
    /// The week of a day, Monday to Sunday; that of today without one.
    fn week(&self, visitor: &Visitor, day: Option<SettlementDay>) -> Told<Week>;
    fn terminal(&self, visitor: &Visitor) -> Told<TerminalNow>;
}

/// What a terminal took in a week, by when it was credited, undone or put on hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Week {
    pub terminal: String,
    /// To whom the money is owed.
    pub operator: String,
    pub monday: SettlementDay,
    /// By day and energy; only where something was sold or undone.
    pub lines: Vec<WeekLine>,
    /// Taken and on hold: it is owed, too.
    pub held: (u32, CashCount),
    /// Sold and on hold, less undone.
    pub owed: CashCount,
    pub now: Instant,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WeekLine {
    pub day: SettlementDay,
    pub energy: Energy,
    pub sold: (u32, CashCount),
    pub undone: (u32, CashCount),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TerminalNow {
    pub terminal: String,
    pub name: String,
    pub operator: String,
    /// The program's.
    pub version: String,
    /// When it last sold, gave back or gave up.
    pub last: Option<Instant>,
    /// Sales that wait for their money, the oldest first.
    pub waiting: Vec<WaitingSale>,
    /// For how long they are kept.
    pub kept_h: i64,
    /// The most that may be promised without network; `None` where nothing may.
    pub offline: Option<MicroEuro>,
    /// Of one sale.
    pub least: MicroEuro,
    pub most: MicroEuro,
    pub now: Instant,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingSale {
    pub number: String,
    pub amount: MicroEuro,
    pub since: Instant,
}
