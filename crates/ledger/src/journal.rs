//! The journal of one prepayment account: what moved, when, why.

use crate::account::LedgerAccount;
use crate::transaction::Transaction;
use calendar::{Instant, SettlementDay};
use serde::{Deserialize, Serialize};
use units::{AccountId, MicroEuro};

/// What moved the money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    StartingAdvance,
    MeterTransfer,
    EnergyCharge,
    Correction,
    Collection,
    Relief,
    ReliefDecision,
    TopUp,
    Aid,
    Refund,
    Chargeback,
    DebtEntered,
    /// A day under the limiter becomes a debt instead of being taken from the balance.
    LimitedEnergy,
    /// A payment on such a debt.
    Repayment,
    Closing,
    Reversal,
    /// An agent's adjustment, with reason and evidence.
    Adjustment,
    /// What a month's shared energy gives back of what it was charged, or what a corrected month changes.
    SharedEnergy,
    /// Money received that belongs to no known account, and what became of it.
    Suspense,
    /// Owed and paid to a supplier.
    Remittance,
    /// A difference at the close of a shift.
    ShiftClose,
}

impl EntryKind {
    /// The rule by which such an entry is made.
    pub fn rule(self) -> &'static str {
        match self {
            Self::StartingAdvance => "PA-04",
            Self::MeterTransfer => "PA-05",
            Self::EnergyCharge => "PA-07",
            Self::Correction => "PA-38",
            Self::Collection => "PA-20",
            Self::Relief | Self::ReliefDecision => "PA-23",
            Self::TopUp => "PA-21",
            Self::Aid => "PA-44",
            Self::Refund => "TP-18",
            Self::Chargeback => "TP-17",
            Self::DebtEntered => "PA-20",
            Self::LimitedEnergy => "PA-16",
            Self::Repayment => "PA-17",
            Self::Closing => "PA-32",
            Self::Reversal => "TP-06",
            Self::Adjustment => "TP-25",
            Self::SharedEnergy => "ES-19",
            Self::Suspense => "TP-16",
            Self::Remittance => "PA-35",
            Self::ShiftClose => "TP-20",
        }
    }
}

/// One transaction in the journal of an account. Rows are only inserted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalEntry {
    pub account: AccountId,
    /// Position in the journal of the account, from 1.
    pub seq: i64,
    pub booked_at: Instant,
    /// The day the entry is for: one of the two time axes, `booked_at` is the other.
    pub day: SettlementDay,
    pub kind: EntryKind,
    /// The caller's key, when it came from outside.
    pub key: Option<String>,
    pub transaction: Transaction,
}

/// What the postings of `entries` leave on the customer's side: the balance.
/// `None` if the sum does not fit.
pub fn balance_of<'a>(entries: impl IntoIterator<Item = &'a JournalEntry>) -> Option<MicroEuro> {
    let mut sum: i128 = 0;
    for entry in entries {
        for posting in entry.transaction.postings() {
            if posting.account == LedgerAccount::CustomerCredit {
                sum = sum.checked_sub(i128::from(posting.amount.0))?;
            }
        }
    }
    i64::try_from(sum).ok().map(MicroEuro)
}
