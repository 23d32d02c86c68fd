//! What moved at a provider on a day, for reconciliation.

use crate::ProviderId;
use calendar::{Instant, SettlementDay};
use units::MicroEuro;

/// A day of a provider's balance, oldest line first. Source: TP-19.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settlement {
    pub day: SettlementDay,
    pub lines: Vec<SettledLine>,
}

/// One movement. What it did to the balance is `amount` plus `fees`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettledLine {
    /// The provider's name of the movement.
    pub id: String,
    pub kind: SettledKind,
    pub at: Instant,
    pub payment: Option<ProviderId>,
    /// The refund, chargeback or settlement it belongs to.
    pub other_id: Option<String>,
    /// Before fees; negative if money leaves the balance.
    pub amount: MicroEuro,
    /// What the provider kept: 0 or negative, as a rule.
    pub fees: MicroEuro,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum SettledKind {
    Payment,
    Refund,
    /// A refund that could not be paid out and came back.
    RefundReturned,
    Chargeback,
    ChargebackReversed,
    /// To our bank account: the line that the bank's statement shows.
    Payout,
    /// As the provider calls it. It counts in the sums, and a person looks at it.
    Other(String),
}

impl Settlement {
    /// The sum of the lines of `kind`, before fees; `None` if it does not fit.
    pub fn total(&self, kind: &SettledKind) -> Option<MicroEuro> {
        sum(self.lines.iter().filter(|line| line.kind == *kind).map(|line| line.amount))
    }

    /// What was kept; `None` if it does not fit.
    pub fn fees(&self) -> Option<MicroEuro> {
        sum(self.lines.iter().map(|line| line.fees))
    }

    /// By how much the balance grew; `None` if it does not fit.
    pub fn net(&self) -> Option<MicroEuro> {
        sum(self.lines.iter().flat_map(|line| [line.amount, line.fees]))
    }
}

fn sum(mut amounts: impl Iterator<Item = MicroEuro>) -> Option<MicroEuro> {
    amounts.try_fold(MicroEuro::ZERO, MicroEuro::checked_add)
}
