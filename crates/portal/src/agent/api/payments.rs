//! What the pages of payments ask: money that came, where it lies, and what is done about it. Source: UX A-05,
//! TP-04, TP-15 to TP-18.

use super::{Effect, Told, Understood, Wanted, Whose};
use crate::my::{MyError, Visitor};
use crate::pay::PaymentStory;
use calendar::{Instant, SettlementDay};
use units::{AccountId, Dso, Ean, MicroEuro};
use vending::{Clocks, SuspenseAct};

pub trait PaymentDesk {
    /// What came to the account that was asked for, or as the payment; and all money that waits for people.
    fn money(&self, visitor: &Visitor, asked: &AskedOf) -> Result<MoneyView, MyError>;
    fn payment(&self, visitor: &Visitor, id: &str) -> Result<Option<PaymentView>, MyError>;
    /// Money of a bank, a post office or a terminal, by its key.
    fn other_money(&self, visitor: &Visitor, key: &str) -> Result<Option<OtherMoney>, MyError>;
    /// Notes that the sender of money in suspense was written to.
    fn sender_asked(&self, visitor: &Visitor, key: &str, note: &str) -> Told<()>;
    /// The letter to the sender of money in suspense, as PDF, to these lines of address. `None`: it waits no more, or
    /// the operator writes to nobody.
    fn sender_letter(
        &self,
        visitor: &Visitor,
        key: &str,
        to: &[String; 3],
    ) -> Result<Option<Vec<u8>>, MyError>;
    /// What it would do to give back a payment, or money in suspense. Nothing is written.
    fn give_back_effect(&self, visitor: &Visitor, wanted: &Wanted) -> Told<Effect>;
    /// Gives it back, or puts it before a second person. The same attempt is the same act.
    fn give_back(&self, visitor: &Visitor, wanted: &Wanted, attempt: &str) -> Told<i64>;
}

/// Whose money is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AskedOf {
    /// As the page of search understands it; nothing, if it is empty.
    Text(String),
    /// As a case leads here.
    Account(AccountId),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MoneyView {
    pub understood: Understood,
    /// Of one account, the newest first.
    pub came: Vec<CameMoney>,
    /// Whose it is.
    pub who: Option<Whose>,
    /// What is due first.
    pub suspense: Vec<SuspenseLine>,
    pub lying: Vec<Lying>,
    pub pairs: Vec<Pair>,
    pub chargebacks: Vec<ChargebackLine>,
    pub now: Instant,
}

/// A credit of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CameMoney {
    pub at: Instant,
    pub amount: MicroEuro,
    /// Under which it stands in the ledger.
    pub key: String,
    pub channel: String,
    /// What its own page is named by, if it has one.
    pub payment: Option<String>,
}

/// What lies in suspense of an operator: the control figure of the day. Source: TP-16.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lying {
    pub dso: Dso,
    /// By the items, and by the ledger: they are equal.
    pub items: MicroEuro,
    pub ledger: MicroEuro,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuspenseLine {
    pub key: String,
    pub received: SettlementDay,
    pub age_days: i32,
    pub amount: MicroEuro,
    /// In the sender's words.
    pub text: String,
    pub due: SuspenseAct,
    /// An account that it may be for is known.
    pub suggested: bool,
}

/// The same amount twice for one account, a short time apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    pub ean: Ean,
    pub name: String,
    pub amount: MicroEuro,
    /// Payment and when it was begun, the older first.
    pub payments: [(String, Instant); 2],
}

/// Money that a provider has taken back. Source: TP-17.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChargebackLine {
    pub ean: Ean,
    pub name: String,
    pub payment: String,
    pub at: Instant,
    pub amount: MicroEuro,
    /// What was spent already: a person decides about it.
    pub under_review: MicroEuro,
    /// Nothing is cut before.
    pub no_cut_until: Option<Instant>,
    /// The provider gave it again.
    pub reversed: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentView {
    pub story: PaymentStory,
    pub name: String,
    pub town: String,
    /// The account has closed.
    pub closed: bool,
    /// What may go back of it now.
    pub left: MicroEuro,
    /// Above it two people decide.
    pub cap: MicroEuro,
    /// A refund that the provider has not confirmed: how much, and who asked for it.
    pub under_way: Option<(MicroEuro, String)>,
    /// A refund that waits for a second person.
    pub waiting: Option<i64>,
    /// The meter is told something because of it.
    pub awaits_meter: bool,
    /// Lies in the books of the operator: the account had closed when it came.
    pub held: bool,
    /// The same amount a short time before or after.
    pub twin: Option<(String, Instant)>,
    pub chargebacks: Vec<ChargebackLine>,
}

/// Something that became true of money.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MoneyStep {
    pub at: Instant,
    /// Who said so, and what, by the platform's names.
    pub said: &'static str,
    pub what: String,
    pub note: String,
}

/// Money that came over a bank, a post office or a terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherMoney {
    pub key: String,
    pub channel: String,
    /// By the platform's name; what comes after a comma says how.
    pub state: String,
    /// `None` of a reversal that came before its sale.
    pub amount: Option<MicroEuro>,
    pub clocks: Clocks,
    pub receipt_code: Option<String>,
    /// In their order in time.
    pub steps: Vec<MoneyStep>,
    /// Whose balance it is on, or was meant for.
    pub account: Option<AccountId>,
    pub ean: Option<Ean>,
    pub name: String,
    pub town: String,
    pub closed: bool,
    /// What may go back of it now.
    pub left: MicroEuro,
    /// Above it two people decide.
    pub cap: MicroEuro,
    /// Whose account it came from, if a bank has told.
    pub sender: Option<String>,
    /// A transfer of it that is not over: how much, and where to.
    pub under_way: Option<(MicroEuro, String)>,
    /// A refund that waits for a second person.
    pub waiting: Option<i64>,
}
