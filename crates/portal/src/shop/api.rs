//! What the pages of a shop ask of the platform, and what they are told. There is no place here for a
//! name, a balance or the parts of a payment. Source: PD-04, TP-06.

mod office;

pub use office::{
    CommissionSheet, Corrected, Earned, LimitNow, SheetBody, SheetLine, ShopOffice, TerminalNow,
    WaitingSale, Week, WeekLine,
};

use super::staff::ShopStaff;
use crate::my::{FailureLine, MyError, Visitor};
use calendar::Instant;
use units::{Energy, MicroEuro, PaymentReference};
use vending::{CashCount, Means, Room};

/// Done, or refused with words for the cashier. Errors: reported, never shown.
pub type Told<T> = Result<Result<T, ShopRefused>, MyError>;

/// What the platform implements, over the till of all terminals. Calls may block. All of them are about
/// the terminal of the visitor; without one they are refused with [`ShopRefused::NoTerminal`]. `number`
/// is the terminal's own of a sale.
pub trait Shop: ShopOffice + ShopStaff {
    /// Where the visitor stands.
    fn counter(&self, visitor: &Visitor) -> Told<Counter>;

    /// What fails where the visitor sells. Source: CM-10.
    fn failing(&self, visitor: &Visitor) -> Told<Vec<FailureLine>>;

    /// What a reference stands for: energy, town and general limits. Wrong ones are counted for the
    /// terminal. Source: TP-06.
    fn look_up(&self, visitor: &Visitor, reference: &str) -> Told<Point>;

    /// Reserves a sale and returns its number. The same attempt, reference and amount are the same sale,
    /// however often it is asked; a shift that is not open is opened. Source: TP-05, TP-06.
    fn reserve(&self, visitor: &Visitor, selling: &Selling<'_>) -> Told<String>;

    /// The money was taken: credited once, in suspense if it cannot be. A sale of the visitor.
    fn confirm(&self, visitor: &Visitor, number: &str, means: Means) -> Told<()>;

    /// The money was not taken. Nothing changes unless the sale is still reserved.
    fn give_up(&self, visitor: &Visitor, number: &str) -> Told<()>;

    /// A sale of the terminal.
    fn sale(&self, visitor: &Visitor, number: &str) -> Told<SaleView>;

    /// The number of the visitor's last sale at the terminal: for whoever lost an answer.
    fn last(&self, visitor: &Visitor) -> Told<Option<String>>;

    /// The last tickets of the terminal, newest first; those with this receipt code, if one is given.
    fn tickets(&self, visitor: &Visitor, code: Option<&str>) -> Told<Vec<Ticket>>;

    /// Gives a sale back, or says why not.
    fn undo(&self, visitor: &Visitor, number: &str, reason: UndoReason) -> Told<Undoing>;

    /// The visitor's shift; to a shop's owner also that `of` one of its people.
    fn shift(&self, visitor: &Visitor, of: Option<i64>) -> Told<ShiftView>;

    /// Closes a shift; once, whatever is sent again.
    fn close(&self, visitor: &Visitor, counted: &Counted<'_>) -> Told<()>;
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counter {
    pub terminal: String,
    /// A sale of the visitor that waits for its money.
    pub unfinished: Option<Unfinished>,
    /// How much the shop may still take, where there is a limit.
    pub room: Option<Room>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfinished {
    pub number: String,
    pub amount: MicroEuro,
    pub at: Instant,
}

/// What a payer's reference tells a shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    pub reference: PaymentReference,
    pub energy: Energy,
    pub town: String,
    /// The general limits, not those of the account.
    pub least: MicroEuro,
    pub most: MicroEuro,
}

#[derive(Debug, Clone, Copy)]
pub struct Selling<'a> {
    pub reference: &'a str,
    pub amount: MicroEuro,
    /// Made with the page that was filled in.
    pub attempt: &'a str,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaleView {
    pub number: String,
    pub reference: PaymentReference,
    pub energy: Energy,
    pub town: String,
    pub amount: MicroEuro,
    /// The visitor sold it.
    pub own: bool,
    /// Who sold it, as shown on a receipt.
    pub by: Option<String>,
    pub standing: Standing,
    pub as_of: Instant,
}

/// Where a sale stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Waits for its money.
    Reserved {
        /// Whether the supply is on after it.
        enough: Option<bool>,
        /// What brings it back at least, told once an amount was keyed that does not: before that, a figure of its own
        /// would tell everybody at the counter of a cut. Source: UX 7.3, 15 no. 10, PA-19.
        brings_back: Option<MicroEuro>,
        /// Another sale for this meter was booked a few minutes ago.
        sold_before: Option<Instant>,
    },
    Booked {
        at: Instant,
        code: String,
        means: Means,
        /// Until when it may be undone.
        undo_until: Instant,
        /// How long that is from booking.
        undo_min: i64,
    },
    Undone {
        sold_at: Instant,
        at: Instant,
        code: String,
        means: Means,
        reason: Option<UndoReason>,
    },
    /// Never paid.
    GivenUp,
    /// Paid and in suspense.
    Held,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TicketState {
    Booked,
    Undone,
    Held,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticket {
    pub number: String,
    /// `None` of money in suspense.
    pub code: Option<String>,
    pub at: Instant,
    pub amount: MicroEuro,
    pub means: Means,
    /// Who sold it.
    pub by: Option<String>,
    pub state: TicketState,
}

/// Why a cashier undoes a sale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UndoReason {
    WrongMeter,
    WrongAmount,
    NotPaid,
    Customer,
}

impl UndoReason {
    pub const ALL: [Self; 4] = [Self::WrongMeter, Self::WrongAmount, Self::NotPaid, Self::Customer];

    /// As it is kept; never changes.
    pub fn name(self) -> &'static str {
        match self {
            Self::WrongMeter => "wrong_meter",
            Self::WrongAmount => "wrong_amount",
            Self::NotPaid => "not_paid",
            Self::Customer => "customer",
        }
    }

    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.name() == name)
    }
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Undoing {
    Done,
    TooLate {
        minutes: i64,
    },
    /// Some of the money is used; how much is not told.
    Spent,
    /// What is left on it goes back at its end.
    AccountClosed,
    Held,
    /// A colleague's sale.
    NotYours,
    /// There is nothing to give back.
    NotSold,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ShiftView {
    /// Whose it is.
    pub name: Option<String>,
    /// The number of the person that it was asked of; none of the visitor's own.
    pub of: Option<i64>,
    pub open: Option<OpenShift>,
    /// Their last one at this terminal.
    pub last: Option<ClosedShift>,
    /// To the owner: those of the shop's people.
    pub people: Vec<PersonShift>,
}

/// How the till of one of a shop's people stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonShift {
    pub number: i64,
    pub name: String,
    /// Since when it is open.
    pub since: Option<Instant>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenShift {
    pub since: Instant,
    /// Each energy once, if something was sold of it.
    pub sales: Vec<EnergySales>,
    pub undone: (u32, CashCount),
    /// Sold less undone.
    pub expected: CashCount,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EnergySales {
    pub energy: Energy,
    pub count: u32,
    pub sum: CashCount,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClosedShift {
    pub since: Instant,
    pub closed_at: Instant,
    pub expected: CashCount,
    pub declared: CashCount,
    /// Declared less expected.
    pub difference: CashCount,
    pub explanation: Option<String>,
}

#[derive(Debug, Clone, Copy)]
pub struct Counted<'a> {
    pub declared: CashCount,
    pub explanation: Option<&'a str>,
    /// Of whom, to the owner; none is their own.
    pub of: Option<i64>,
    /// Made with the page that was filled in.
    pub attempt: &'a str,
}

/// What cannot be done as it was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ShopRefused {
    #[error("no terminal is theirs")]
    NoTerminal,
    /// Somebody has to enter by their PIN first.
    #[error("the till is locked")]
    Locked,
    #[error("whoever has the till in hand has no right to this")]
    NotAllowed,
    #[error("a reference has 13 digits")]
    NotThirteenDigits,
    #[error("no open account has this reference")]
    WrongReference,
    #[error("too many wrong references until {until}")]
    Wait { until: Instant },
    #[error("the amount is outside the limits")]
    OutsideLimits { least: MicroEuro, most: MicroEuro },
    #[error("the amount is too high for this account")]
    TooHigh,
    #[error("the shop holds as much as it may")]
    ShopLimit { left: MicroEuro },
    /// What was begun comes to its end; nothing is begun.
    #[error("the operator has stopped the terminal")]
    Stopped,
    #[error("the terminal made no such sale")]
    UnknownSale,
    #[error("counted money differs")]
    Unexplained { difference: CashCount },
    /// Nothing was done: the same may be asked again.
    #[error("too many requests wait")]
    Busy,
}
