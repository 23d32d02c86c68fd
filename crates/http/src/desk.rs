//! What the API needs of whoever keeps the books: a [`Desk`]. It holds the rules' other half: accounts,
//! sales, shifts and kept answers, behind one writer.

use crate::names::{Cashier, IdempotencyKey, TerminalId, Transaction};
use calendar::Instant;
use procedures::RequestError;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use units::{Ean, Energy, MicroEuro};
use vending::{
    AmountError, Answer, CashCount, Fingerprint, KeptAnswer, KeyReused, Means, OverHolding,
    Receipt, ReferenceError, Room, ShiftError, ShiftTotals, Wait,
};

/// An answer on its way.
pub type Answering<'a, T> = Pin<Box<dyn Future<Output = Result<T, Refusal>> + Send + 'a>>;

/// The books behind the API.
///
/// Instants are the server's and are given, so that a desk needs no clock. A future that is dropped
/// (the caller hung up, or waited too long) may be carried out all the same: the caller asks again with
/// the same key.
pub trait Desk: Send + Sync + 'static {
    /// A terminal that may call, with its keys. `None`: there is none of this name, or no longer.
    fn terminal<'a>(&'a self, id: &'a TerminalId) -> Answering<'a, Option<Terminal>>;

    /// What a reference stands for. A wrong or unknown one counts against `terminal`, five in an hour
    /// ([`vending::Guesses`], parameter `lookup.wrong_max_per_h`); [`Order`]s that name a reference
    /// count alike. Refused: `Wait`, `Reference`, `UnknownReference` (also where there is no open
    /// account), `Amount`. Source: TP-01, TP-06.
    fn lookup<'a>(&'a self, terminal: &'a Terminal, ask: Lookup) -> Answering<'a, Found>;

    /// Carries an order out once. In one transaction: look for what is kept under (terminal, key) and
    /// let [`vending::judge`] decide; if it is new, carry it out and keep its [`Outcome`] for
    /// `idempotency.keep_days`. A refused order changes nothing and keeps nothing, so its key may come
    /// again. Refused: `KeyReused`, and what [`Call`] says. Source: TP-05.
    fn carry_out<'a>(&'a self, terminal: &'a Terminal, order: Order) -> Answering<'a, CarriedOut>;

    /// The result of the terminal's last call about a sale; `None` if it made none. Source: TP-06.
    fn last_response<'a>(&'a self, terminal: &'a Terminal) -> Answering<'a, Option<SaleOutcome>>;

    /// A sale with the receipt as it was first handed out; it is marked as a copy here. Refused:
    /// `UnknownSale`, also of another terminal. Source: TP-06.
    fn reprint<'a>(
        &'a self,
        terminal: &'a Terminal,
        transaction: Transaction,
    ) -> Answering<'a, SaleOutcome>;

    /// The shift of a cashier that is open. Refused: `ShiftNotOpen`. Source: TP-20.
    fn totals<'a>(&'a self, terminal: &'a Terminal, cashier: Cashier) -> Answering<'a, OpenShift>;
}

/// A device, or a partner's system, that sells.
#[derive(Debug, Clone)]
pub struct Terminal {
    pub id: TerminalId,
    /// Whose supply points it sells for, by the operator's prefix; `None`: of all.
    pub operator: Option<String>,
    /// Any number that overlap in time: two while a key is changed.
    pub keys: Vec<Key>,
    pub sees: Sees,
}

/// What of a payer's split a terminal is shown and prints. A balance never is. Source: PD-04, TP-24.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sees {
    /// A shop: the amount only, since the parts tell how far below zero the balance was.
    AmountOnly,
    /// A desk whose contract lets it see what the money repays, such as that of a CPAS.
    Split,
}

/// A secret shared with a terminal.
#[derive(Clone)]
pub struct Key {
    /// Sent with each request; not secret.
    pub id: String,
    /// 32 bytes or more of chance.
    pub secret: Vec<u8>,
    pub valid_from: Instant,
    /// The first instant at which it no longer counts; `None`: until it is withdrawn.
    pub valid_to: Option<Instant>,
}

impl Key {
    pub fn is_valid(&self, at: Instant) -> bool {
        self.valid_from <= at && self.valid_to.is_none_or(|end| at < end)
    }
}

/// Without the secret.
impl fmt::Debug for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Key")
            .field("id", &self.id)
            .field("valid_from", &self.valid_from)
            .field("valid_to", &self.valid_to)
            .finish_non_exhaustive()
    }
}

/// What a payer keyed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lookup {
    /// As keyed in: [`vending::Prefixes::read`] makes candidates of it, the registry decides.
    pub reference: String,
    pub amount: Option<MicroEuro>,
    pub at: Instant,
}

/// What a payer may know of a supply point. There is no place here for a name or a balance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub ean: Ean,
    pub energy: Energy,
    /// With its postcode, such as `5000 Namur`.
    pub town: String,
    /// The general limits, not those of the account.
    pub least: MicroEuro,
    pub most: MicroEuro,
    /// Whether the supply is on after paying the amount; `None` without one.
    pub restores_supply: Option<bool>,
}

/// A request that changes something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    pub key: IdempotencyKey,
    /// Of key, path and body.
    pub fingerprint: Fingerprint,
    pub at: Instant,
    pub call: Call,
}

/// How the payer pays, as the terminal says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tender {
    Cash,
    Card(vending::Card),
}

impl Tender {
    /// For the shift.
    pub fn means(self) -> Means {
        match self {
            Self::Cash => Means::Cash,
            Self::Card(_) => Means::Card,
        }
    }
}

/// What is ordered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Call {
    /// [`vending::VendCall::Vend`]. Refused: `Wait`, `Reference`, `UnknownReference`, `Amount` (also a
    /// credit card), `ShiftNotOpen`.
    Vend {
        transaction: Transaction,
        reference: String,
        amount: MicroEuro,
        tender: Tender,
        cashier: Cashier,
    },
    /// [`vending::VendCall::Confirm`]. Never refused for what it says: the money was taken. A shift
    /// that is not open is opened. The amount is above zero.
    Confirm {
        transaction: Transaction,
        amount: MicroEuro,
        /// By the terminal's clock.
        taken_at: Instant,
        tender: Tender,
        cashier: Cashier,
        /// Sold without network, for this reference. One that cannot be read or found is no EAN in the
        /// advice, so the money goes to suspense, and counts as a wrong one. Of a terminal that has to wait
        /// every such sale goes to suspense for the same reason, whatever it names. Source: TP-06, TP-07.
        promised_to: Option<String>,
    },
    /// [`vending::VendCall::Reverse`]. Never refused, but [`Answer::NotUndone`] may be the outcome.
    Reverse { transaction: Transaction },
    /// Refused: `ShiftOpen`.
    OpenShift { cashier: Cashier },
    /// Refused: `ShiftNotOpen`, `Shift`.
    CloseShift { cashier: Cashier, declared: CashCount, explanation: Option<String> },
}

impl Call {
    /// The reference it names, as it was keyed in.
    pub fn reference(&self) -> Option<&str> {
        match self {
            Self::Vend { reference, .. } => Some(reference),
            Self::Confirm { promised_to, .. } => promised_to.as_deref(),
            Self::Reverse { .. } | Self::OpenShift { .. } | Self::CloseShift { .. } => None,
        }
    }
}

/// What an order led to, now or when its key came first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CarriedOut {
    pub outcome: Outcome,
    /// The key came before.
    pub repeated: bool,
}

/// The result of an order, as it is kept under its key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Sale(SaleOutcome),
    ShiftOpened(OpenShift),
    ShiftClosed(ClosedShift),
}

/// What is kept under (terminal, idempotency key).
pub type Kept = KeptAnswer<Outcome>;

/// Where a sale stands, and what the payer holds in hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaleOutcome {
    pub transaction: Transaction,
    pub answer: Answer,
    /// Of the call, or as reserved. `None` if a reversal came for a sale that is not known.
    pub amount: Option<MicroEuro>,
    /// `None` where nothing was or remains paid: reversed, undone, in suspense without a promise. Give
    /// it whole; what the terminal may not see is left out here.
    pub receipt: Option<Receipt>,
    /// When this was answered first.
    pub at: Instant,
}

/// A shift so far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenShift {
    pub cashier: Cashier,
    pub opened_at: Instant,
    pub totals: ShiftTotals,
    /// What the shop may hold; only said with the totals.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room: Option<Room>,
}

/// A shift that was counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosedShift {
    pub shift: OpenShift,
    pub closed_at: Instant,
    pub declared: CashCount,
    /// Declared less expected.
    pub difference: CashCount,
    pub explanation: Option<String>,
}

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error(transparent)]
    KeyReused(#[from] KeyReused),
    #[error(transparent)]
    Wait(#[from] Wait),
    #[error(transparent)]
    Reference(#[from] ReferenceError),
    /// No supply point, or none with an open account.
    #[error("no supply point has this reference")]
    UnknownReference,
    /// Its text may hold what a shop must not know, so only the code of it goes out.
    #[error(transparent)]
    Amount(#[from] AmountError),
    /// The shop holds what was agreed on.
    #[error(transparent)]
    Shop(#[from] OverHolding),
    #[error("the operator has stopped this terminal")]
    TerminalStopped,
    #[error("this terminal made no sale of this number")]
    UnknownSale,
    #[error("the cashier has no open shift at this terminal")]
    ShiftNotOpen,
    #[error("the cashier's shift at this terminal is open already")]
    ShiftOpen,
    #[error(transparent)]
    Shift(#[from] ShiftError),
    #[error("no call of this name has begun, or it has ended")]
    UnknownCall,
    #[error("event {expected} of the call comes next")]
    CallOrder { expected: i64 },
    /// The key is not that of an operator's own line.
    #[error("there is no phone line for this key")]
    NoLine,
    /// A key that was ended meanwhile, or is no supplier's.
    #[error("the key is not that of a supplier any more")]
    KeyEnded,
    /// Also another supplier's: which is not told.
    #[error("no such customer of this supplier")]
    UnknownCustomer,
    #[error(transparent)]
    Request(#[from] RequestError),
    /// Too busy, or the database is away; nothing was done.
    #[error("not now, try again in {retry_after_s} seconds")]
    Unavailable { retry_after_s: u32 },
    /// Our fault. Whether it was carried out is not known, so it counts as an unknown outcome.
    #[error("the books could not be read or written")]
    Failed(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Refusal {
    /// A failure of ours, with its cause for the log.
    pub fn failed(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Failed(cause.into())
    }
}
