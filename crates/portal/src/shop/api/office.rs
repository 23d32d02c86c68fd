//! What a shop's owner looks at: a week's statement, and the terminal. Source: UX M-05, M-06.

use super::Told;
use crate::my::Visitor;
use calendar::{Instant, SettlementDay};
use serde::{Deserialize, Serialize};
use units::{Energy, MicroEuro};
use vending::{CashCount, Commission, Room};

/// The terminal of the visitor over weeks, and as it stands now.
pub trait ShopOffice: Send + Sync {
    /// The week of a day, Monday to Sunday; that of today without one.
    fn week(&self, visitor: &Visitor, day: Option<SettlementDay>) -> Told<Week>;
    /// How much of the operator's money the shop may hold.
    fn limit(&self, visitor: &Visitor) -> Told<LimitNow>;
    fn terminal(&self, visitor: &Visitor) -> Told<TerminalNow>;
    /// The sheets that were issued for the terminal, the newest first.
    fn sheets(&self, visitor: &Visitor) -> Told<Vec<CommissionSheet>>;
}

/// What a shop earned in a month, as it was issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommissionSheet {
    /// Of the operator's series, which has no gap.
    pub number: i64,
    pub issued: Instant,
    pub body: SheetBody,
}

/// What stands on a sheet, kept as it was issued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetBody {
    pub operator: String,
    pub operator_address: String,
    /// The number of the merchant here.
    pub terminal: String,
    pub name: String,
    /// Empty where it is not known.
    pub address: String,
    pub first: SettlementDay,
    pub last: SettlementDay,
    pub lines: Vec<SheetLine>,
    /// Rounded once, over the month.
    pub earned: MicroEuro,
    pub corrects: Option<Corrected>,
}

impl SheetBody {
    /// Nothing was sold, and nothing undone.
    pub fn is_empty(&self) -> bool {
        self.lines.iter().all(|line| line.sales == 0 && line.amount == MicroEuro::ZERO)
    }
}

/// Days with one rate, and what it is counted on: sold and on hold, less undone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetLine {
    pub from: SettlementDay,
    pub last: SettlementDay,
    pub sales: i64,
    pub amount: MicroEuro,
    pub rate: Commission,
}

/// The sheet that another puts right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Corrected {
    pub number: i64,
    pub earned: MicroEuro,
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
    /// Where a commission was agreed on. It is paid apart and is not taken off what is owed.
    pub earned: Option<Earned>,
    pub now: Instant,
}

/// What a shop earned in a week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Earned {
    /// What was agreed on, from which day of the week on.
    pub rates: Vec<(SettlementDay, Commission)>,
    /// Rounded once, over all days.
    pub amount: MicroEuro,
}

/// How much of the operator's money a shop may hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LimitNow {
    pub terminal: String,
    /// To whom the money is owed.
    pub operator: String,
    /// None where there is no limit.
    pub room: Option<Room>,
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
