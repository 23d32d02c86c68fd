//! Postings that sum to zero.

use crate::account::LedgerAccount;
use serde::{Deserialize, Serialize};
use units::MicroEuro;

/// Why postings are no transaction.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LedgerError {
    #[error("a transaction needs two postings at least")]
    TooFewPostings,
    #[error("a posting of zero moves nothing")]
    ZeroPosting,
    #[error("postings exceed zero by `{excess_micro_eur}` micro-euro")]
    Unbalanced { excess_micro_eur: i128 },
    #[error("an amount is too large")]
    TooLarge,
}

/// One side of a booking: debit above zero, credit below.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posting {
    pub account: LedgerAccount,
    pub amount: MicroEuro,
}

/// Postings that sum to zero, debits positive. Never edited; a reversal puts a mistake right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Posting>", into = "Vec<Posting>")]
pub struct Transaction(Vec<Posting>);

impl Transaction {
    /// Errors: fewer than two postings, one of zero, or a sum that is not zero.
    pub fn new(postings: Vec<Posting>) -> Result<Self, LedgerError> {
        let sum: i128 = postings.iter().map(|posting| i128::from(posting.amount.0)).sum();
        if postings.iter().any(|posting| posting.amount == MicroEuro::ZERO) {
            return Err(LedgerError::ZeroPosting);
        }
        match (postings.len(), sum) {
            (0 | 1, _) => Err(LedgerError::TooFewPostings),
            (_, 0) => Ok(Self(postings)),
            (_, excess_micro_eur) => Err(LedgerError::Unbalanced { excess_micro_eur }),
        }
    }

    /// `amount` from the account that is credited to the one that is debited; `None` for zero, which
    /// moves nothing. A negative amount moves the other way.
    pub fn transfer(
        debit: LedgerAccount,
        credit: LedgerAccount,
        amount: MicroEuro,
    ) -> Result<Option<Self>, LedgerError> {
        if amount == MicroEuro::ZERO {
            return Ok(None);
        }
        let opposite = amount.checked_neg().ok_or(LedgerError::TooLarge)?;
        let sides =
            vec![Posting { account: debit, amount }, Posting { account: credit, amount: opposite }];
        Self::new(sides).map(Some)
    }

    /// The same postings the other way.
    pub fn reversal(&self) -> Result<Self, LedgerError> {
        let turn = |posting: &Posting| {
            let amount = posting.amount.checked_neg().ok_or(LedgerError::TooLarge)?;
            Ok(Posting { account: posting.account, amount })
        };
        Ok(Self(self.0.iter().map(turn).collect::<Result<_, LedgerError>>()?))
    }

    pub fn postings(&self) -> &[Posting] {
        &self.0
    }
}

impl TryFrom<Vec<Posting>> for Transaction {
    type Error = LedgerError;
    fn try_from(postings: Vec<Posting>) -> Result<Self, LedgerError> {
        Self::new(postings)
    }
}

impl From<Transaction> for Vec<Posting> {
    fn from(transaction: Transaction) -> Self {
        transaction.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn postings_sum_to_zero_or_are_no_transaction() {
        let posting =
            |amount| Posting { account: LedgerAccount::CustomerCredit, amount: MicroEuro(amount) };
        assert_eq!(Transaction::new(vec![]), Err(LedgerError::TooFewPostings));
        assert_eq!(Transaction::new(vec![posting(0), posting(0)]), Err(LedgerError::ZeroPosting));
        assert_eq!(
            Transaction::new(vec![posting(5), posting(-4)]),
            Err(LedgerError::Unbalanced { excess_micro_eur: 1 })
        );
        let good = Transaction::new(vec![posting(5), posting(-4), posting(-1)]).unwrap();
        let turned = good.reversal().unwrap();
        assert_eq!(turned.postings().iter().map(|p| p.amount.0).collect::<Vec<_>>(), [-5, 4, 1]);
    }
}
