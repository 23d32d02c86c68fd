//! The trial balance: the sum on each ledger account, which together are zero.

use crate::account::LedgerAccount;
use crate::transaction::Transaction;
use std::collections::BTreeMap;
use units::MicroEuro;

/// Sums by ledger account, in micro-euro, debits positive.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TrialBalance(BTreeMap<LedgerAccount, i128>);

impl TrialBalance {
    pub fn add(&mut self, account: LedgerAccount, amount: MicroEuro) {
        self.add_sum(account, i128::from(amount.0));
    }

    /// A sum of many postings at once.
    pub fn add_sum(&mut self, account: LedgerAccount, micro_eur: i128) {
        let sum = self.0.entry(account).or_default();
        *sum = sum.saturating_add(micro_eur);
    }

    pub fn add_transaction(&mut self, transaction: &Transaction) {
        for posting in transaction.postings() {
            self.add(posting.account, posting.amount);
        }
    }

    pub fn of(&self, account: LedgerAccount) -> i128 {
        self.0.get(&account).copied().unwrap_or(0)
    }

    /// By how much debits exceed credits: zero in sound books.
    pub fn excess(&self) -> i128 {
        self.0.values().sum()
    }

    pub fn rows(&self) -> impl Iterator<Item = (LedgerAccount, i128)> + '_ {
        self.0.iter().map(|(account, sum)| (*account, *sum))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Whatever is transferred, in whatever direction, the books sum to zero.
        #[test]
        fn books_balance(steps in proptest::collection::vec((0usize..24, 0usize..24, -10_000_000i64..10_000_000), 0..200)) {
            let mut books = TrialBalance::default();
            for (debit, credit, amount) in steps {
                let side = |place: usize| LedgerAccount::ALL[place % LedgerAccount::ALL.len()];
                if let Some(t) = Transaction::transfer(side(debit), side(credit), MicroEuro(amount)).unwrap() {
                    books.add_transaction(&t);
                }
            }
            prop_assert_eq!(books.excess(), 0);
        }
    }
}
