//! What the pages of a supplier ask of the platform, and what they are told. Calls may block. A customer of another
//! supplier is told of like one that does not exist.

use crate::StateCounts;
use crate::my::{MyError, Visitor};
use crate::told::ToldLine;
use calendar::{Instant, SettlementDay};
use procedures::{DisputeError, RequestError, State, Step, Subject, Turn};
use units::{AccountId, Ean, Energy, MicroEuro, MilliWattHours, ObisCode};

/// What the platform implements. Each look at a household is kept before it is answered. Source: PD-05.
pub trait SupplierOffice: Send + Sync {
    /// `None` for somebody who works for no supplier.
    fn overview(&self, visitor: &Visitor) -> Result<Option<Overview>, MyError>;
    /// The newest first.
    fn requests(&self, visitor: &Visitor) -> Result<Vec<RequestLine>, MyError>;
    /// Asks. The same attempt is the same request. Whether the point is prepaid, or somebody else's, is not told.
    fn ask(
        &self,
        visitor: &Visitor,
        wanted: &RequestWanted,
        attempt: &str,
    ) -> Result<Result<i64, NotTaken>, MyError>;
    /// Takes a request back.
    fn withdraw(&self, visitor: &Visitor, id: i64) -> Result<Result<(), NotTaken>, MyError>;
    /// What moved in the month of a day; of today without one. `most`: of so many customers it is shown.
    fn settlement(
        &self,
        visitor: &Visitor,
        month: Option<SettlementDay>,
        most: usize,
    ) -> Result<Settlement, MyError>;
    /// What is behind a payout of theirs.
    fn payout(&self, visitor: &Visitor, id: i64) -> Result<Option<Files>, MyError>;
    /// Own customers behind one of theirs.
    fn customers(&self, visitor: &Visitor, after: Option<AccountId>) -> Result<Customers, MyError>;
    /// For which days there are files of one customer. `None`: no customer of theirs.
    fn periods(
        &self,
        visitor: &Visitor,
        whose: StatementOf,
    ) -> Result<Option<CustomerPeriods>, MyError>;
    /// What is billed by in one of these periods: the newest that begins and ends on the days that are given. `None`:
    /// no customer of theirs. Source: PA-33.
    fn statement(
        &self,
        visitor: &Visitor,
        whose: StatementOf,
        days: (Option<SettlementDay>, Option<SettlementDay>),
    ) -> Result<Option<StatementTold>, MyError>;
    fn tariff(&self, visitor: &Visitor) -> Result<Tariff, MyError>;
    fn consents(&self, visitor: &Visitor) -> Result<Vec<ConsentLine>, MyError>;
    /// Energy of each of the last days as CSV, of a customer who lets them. `None`: nobody who does.
    fn detailed(&self, visitor: &Visitor, account: AccountId) -> Result<Option<String>, MyError>;
    /// Newest month first, each with its newest version.
    fn sharing(&self, visitor: &Visitor) -> Result<Vec<SharedLine>, MyError>;
    /// Their points of a version, as CSV.
    fn sharing_file(
        &self,
        visitor: &Visitor,
        group: i64,
        month: SettlementDay,
        version: i32,
    ) -> Result<Option<String>, MyError>;
    /// The newest first.
    fn disputes(&self, visitor: &Visitor) -> Result<Vec<DisputeLine>, MyError>;
    fn open_dispute(
        &self,
        visitor: &Visitor,
        wanted: &DisputeWanted,
        attempt: &str,
    ) -> Result<Result<i64, NotTaken>, MyError>;
    /// Writes more, or closes it without words.
    fn reply(
        &self,
        visitor: &Visitor,
        id: i64,
        words: Option<(&str, Vec<String>)>,
    ) -> Result<Result<(), NotTaken>, MyError>;
    /// What was told of customers while they were theirs, newest first.
    fn told(&self, visitor: &Visitor) -> Result<Vec<ToldLine>, MyError>;
}

/// A file in two forms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Files {
    pub csv: String,
    pub json: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overview {
    pub supplier: String,
    pub counts: StateCounts,
    pub open_requests: usize,
    pub late_requests: usize,
    pub open_disputes: usize,
    /// Remittances of the last months that are to be had as files.
    pub payouts: usize,
    /// Months of energy sharing with own points.
    pub shared_months: usize,
}

/// What is wished, as a form says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    Default,
    Judgment,
    End,
}

impl Wish {
    pub const ALL: [Self; 3] = [Self::Default, Self::Judgment, Self::End];

    pub fn name(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Judgment => "judgment",
            Self::End => "paid",
        }
    }

    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|wish| wish.name() == name)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestWanted {
    pub ean: Ean,
    pub ground: procedures::Ground,
    pub documents: Vec<String>,
}

/// Why something was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotTaken {
    #[error("somebody of no supplier")]
    NoSupplier,
    /// Also another supplier's.
    #[error("no such customer, request or dispute")]
    Unknown,
    #[error("it is open already")]
    OpenAlready,
    #[error("this page was used for something else")]
    SentBefore,
    #[error(transparent)]
    Request(#[from] RequestError),
    #[error(transparent)]
    Dispute(#[from] DisputeError),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TookPart {
    /// On which it happened.
    pub day: SettlementDay,
    pub step: Step,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestLine {
    pub id: i64,
    pub ean: Ean,
    pub wish: Wish,
    pub asked_at: Instant,
    /// Whoever lives there then is its household: at the activation, and without one when it was asked.
    pub lived_at: Instant,
    pub by: String,
    pub state: State,
    pub due: SettlementDay,
    pub late: bool,
    pub documents: Vec<String>,
    pub steps: Vec<TookPart>,
}

/// What one customer's movements of a month come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthLine {
    pub ean: Ean,
    pub received: MicroEuro,
    /// Refunds and chargebacks.
    pub back: MicroEuro,
    /// Advances of the operator that were recovered.
    pub recovered: MicroEuro,
    pub remitted: MicroEuro,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PayoutStands {
    Proposed,
    Approved,
    Sent,
    Paid,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayoutLine {
    pub id: i64,
    pub from: SettlementDay,
    pub last: SettlementDay,
    /// Sum of what moved.
    pub moved: MicroEuro,
    pub carried_in: MicroEuro,
    pub carried_out: MicroEuro,
    pub pay: MicroEuro,
    pub stands: PayoutStands,
}

impl PayoutLine {
    /// What does not add up; zero in sound books.
    pub fn difference(&self) -> i128 {
        let of = |amount: MicroEuro| i128::from(amount.0);
        of(self.moved) + of(self.carried_in) - of(self.carried_out) - of(self.pay)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settlement {
    /// The first day of the month.
    pub first: SettlementDay,
    /// There is a month behind it.
    pub has_next: bool,
    /// By EAN.
    pub lines: Vec<MonthLine>,
    /// That touch the month.
    pub payouts: Vec<PayoutLine>,
    /// Of the month's movements, what stands in no payout yet.
    pub not_yet: MicroEuro,
}

/// Whose statement is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatementOf {
    Account(AccountId),
    /// As somebody typed it: its open account, else the one that was opened last.
    Point(Ean),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerLine {
    pub account: AccountId,
    pub ean: Ean,
    pub energy: Energy,
    pub opened: SettlementDay,
    pub closed: Option<SettlementDay>,
    /// The newest period that is over.
    pub newest: Option<BilledPeriod>,
}

/// What a bill is made at. Source: PA-33.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BilledAt {
    /// The anniversary of the contract.
    Year,
    Switch,
    Move,
}

/// Days that one bill is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BilledPeriod {
    pub from: SettlementDay,
    pub last: SettlementDay,
    pub ends: BilledAt,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerPeriods {
    pub line: CustomerLine,
    /// The newest first.
    pub over: Vec<BilledPeriod>,
    /// The last day of the one that runs, if one does.
    pub runs_to: Option<SettlementDay>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StatementTold {
    Files(Files),
    /// The days that are asked for are no period of theirs.
    NoPeriod(CustomerPeriods),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Customers {
    pub lines: Vec<CustomerLine>,
    /// There are more behind the last.
    pub more: bool,
}

/// A price and from when it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TariffLine {
    pub energy: Energy,
    pub social: bool,
    pub register: Option<ObisCode>,
    /// In EUR for a kWh, as it was entered.
    pub price: String,
    pub from: SettlementDay,
    /// It begins later: a notice of change.
    pub coming: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tariff {
    pub lines: Vec<TariffLine>,
    /// Customers at the average price, and at the social one.
    pub counts: [usize; 2],
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsentLine {
    pub account: AccountId,
    pub ean: Ean,
    pub last: SettlementDay,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedLine {
    pub group: i64,
    /// Its first day.
    pub month: SettlementDay,
    pub version: i32,
    pub kind: Sure,
    pub points: Vec<SharedPoint>,
}

/// How sure a version is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sure {
    Provisional,
    Final,
    Corrected,
}

/// One of their references.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedPoint {
    pub ean: Ean,
    pub received: MilliWattHours,
    pub residual: MilliWattHours,
    pub given: MilliWattHours,
    pub surplus: MilliWattHours,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisputeWanted {
    pub subject: Subject,
    pub about: String,
    pub words: String,
    pub evidence: Vec<String>,
}

/// What one side has written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    pub at: Instant,
    pub by: String,
    pub words: String,
    pub evidence: Vec<String>,
    pub outcome: Option<procedures::Outcome>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisputeLine {
    pub id: i64,
    pub subject: Subject,
    pub about: String,
    pub turn: Turn,
    pub due: SettlementDay,
    pub late: bool,
    pub said: Vec<Said>,
}
