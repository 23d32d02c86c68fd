//! What terminals say and are told, and what follows for the books.

use crate::amount::{TopUpAmount, euro};
use crate::key::{KeyError, MoneyKey};
use crate::shift::Means;
use calendar::Instant;
use params::PaymentParameters;
use prepay::Split;
use serde::{Deserialize, Serialize};
use units::{Ean, MicroEuro};

/// A sale, by the terminal's own number for it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SaleId(MoneyKey);

impl SaleId {
    /// Errors: an empty part.
    pub fn new(terminal: &str, transaction: &str) -> Result<Self, KeyError> {
        MoneyKey::terminal(terminal, transaction).map(Self)
    }

    /// Under which its money is unique at the ledger.
    pub fn money_key(&self) -> &MoneyKey {
        &self.0
    }

    /// The terminal's number of it.
    pub fn transaction(&self) -> &str {
        match &self.0 {
            MoneyKey::Terminal { transaction, .. } => transaction,
            // None is made of them.
            MoneyKey::Provider { .. } | MoneyKey::BankLine { .. } => "",
        }
    }

    /// Of the `nth` money that came under a number, from 2 on. Callers have no tilde in their numbers, so
    /// no sale has this one.
    pub(super) fn apart(&self, nth: usize) -> Self {
        let (terminal, transaction) = match &self.0 {
            MoneyKey::Terminal { terminal, transaction } => (terminal.clone(), transaction),
            other => return Self(other.clone()),
        };
        let transaction = format!("{transaction}~{nth}");
        Self(MoneyKey::Terminal { terminal, transaction })
    }
}

/// `vend`: amount and supply point are bound, nothing is credited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reservation {
    pub ean: Ean,
    pub amount: TopUpAmount,
    /// As shown before paying.
    pub split: Split,
    pub cashier: String,
    pub means: Means,
    pub at: Instant,
}

/// `confirm`: the terminal says that the money was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Advice {
    /// `None` if the terminal does not repeat it.
    pub ean: Option<Ean>,
    pub amount: MicroEuro,
    /// By the terminal's clock.
    pub taken_at: Instant,
    pub cashier: String,
    pub means: Means,
    /// Sold without network. Source: TP-07.
    pub promise: bool,
}

/// What a terminal asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VendCall {
    Vend(Reservation),
    Confirm(Advice),
    /// The money was not taken, or the sale is undone.
    Reverse,
}

/// What the platform knows of the account when the call comes.
#[derive(Debug, Clone, Copy)]
pub struct Terms<'a> {
    pub parameters: &'a PaymentParameters,
    /// The supply point has an open account; of a sale that was credited: that account is open.
    pub account_open: bool,
    /// What has left the balance since this sale was credited: charges, collections, refunds.
    pub spent_since: MicroEuro,
    /// Another promise was credited for this supply point, taken on the same local day.
    pub promised_that_day: bool,
    /// The terminal has named too many wrong references: it learns of no other.
    pub guessed_too_often: bool,
    /// The operator has stopped the terminal: it takes no promises.
    pub terminal_stopped: bool,
}

/// Why taken money is not credited but kept in suspense.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum SuspenseReason {
    #[error("no sale with this number was reserved")]
    UnknownSale,
    #[error("the sale was reversed before its money was confirmed")]
    Reversed,
    #[error("another amount was reserved")]
    OtherAmount,
    #[error("another supply point was reserved")]
    OtherPoint,
    #[error("the supply point has no open account")]
    NoOpenAccount,
    /// The number was confirmed before with another amount or for another supply point.
    #[error("other money was confirmed under this number before")]
    NumberUsed,
    #[error(transparent)]
    Promise(#[from] PromiseRefused),
}

/// Why a sale without network is not credited by itself. Source: TP-07.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum PromiseRefused {
    #[error("terminals may not sell without network")]
    NotEnabled,
    #[error("a sale without network is {} EUR at most", euro(*cap))]
    AboveCap { cap: MicroEuro },
    #[error("one sale without network was made for this reference that day")]
    OnceADay,
    #[error("a sale without network has to name its supply point")]
    NoPoint,
    /// The same whether the reference exists or not. Source: TP-06, PD-04.
    #[error("the terminal has named too many wrong references, a person places the money")]
    GuessedTooOften,
    /// Its clock cannot be trusted to say that it was before. Source: UX A-11.
    #[error("the terminal was stopped, a person places the money")]
    TerminalStopped,
}

/// Why a credited sale stays credited. Who bears the loss is in the merchant's contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum NotUndone {
    #[error("more than {minutes} minutes have passed since it was credited")]
    TooLate { minutes: i64 },
    #[error("{} EUR of the balance were spent since", euro(*spent))]
    Spent { spent: MicroEuro },
    #[error("the money is in suspense, a person decides")]
    InSuspense,
    /// Nothing could be taken off it any more: what is left of it goes back at its end.
    #[error("the account it was credited to is closed")]
    AccountClosed,
}

/// What a terminal is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    Reserved {
        split: Split,
    },
    Credited {
        at: Instant,
    },
    InSuspense {
        why: SuspenseReason,
    },
    Reversed,
    Undone,
    NotUndone {
        why: NotUndone,
    },
    /// The number was used for a sale of another amount or supply point.
    NumberTaken,
}

/// What an adapter books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    Nothing,
    /// Once; the split is fixed by the balance at this moment, `shown` is what was shown before.
    Credit {
        key: MoneyKey,
        ean: Ean,
        amount: MicroEuro,
        shown: Option<Split>,
        promise: bool,
    },
    /// The transaction of the credit is reversed, shares to debts too.
    Uncredit {
        key: MoneyKey,
        ean: Ean,
        amount: MicroEuro,
    },
    Suspense {
        key: MoneyKey,
        ean: Option<Ean>,
        amount: MicroEuro,
        why: SuspenseReason,
    },
}
