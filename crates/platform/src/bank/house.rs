//! The operator's own books: money that is on no customer's account.

use crate::failure::{Failure, refuse};
use calendar::Instant;
use ledger::{EntryKind, JournalEntry, LedgerAccount, Transaction};
use store::{Booked, Booking, Store};
use units::{AccountId, Dso, MicroEuro};

/// Entries that follow those which are kept. Within a transaction that has locked the operator.
pub struct House {
    account: AccountId,
    at: Instant,
    seq: i64,
    entries: Vec<JournalEntry>,
}

impl House {
    pub fn open(store: &mut Store, dso: Dso, at: Instant) -> Result<Self, Failure> {
        let account = AccountId::house(dso);
        let seq = store.last_entry_seq(account)?;
        Ok(Self { account, at, seq, entries: Vec::new() })
    }

    /// Moves `amount` from the account that is credited to the one that is debited.
    pub fn enter(
        &mut self,
        kind: EntryKind,
        key: &str,
        debit: LedgerAccount,
        credit: LedgerAccount,
        amount: MicroEuro,
    ) -> Result<(), Failure> {
        let Some(transaction) = Transaction::transfer(debit, credit, amount)? else {
            return Ok(());
        };
        self.seq += 1;
        self.entries.push(JournalEntry {
            account: self.account,
            seq: self.seq,
            booked_at: self.at,
            day: self.at.day(),
            kind,
            key: Some(key.to_owned()),
            transaction,
        });
        Ok(())
    }

    /// Books what was entered since the last time.
    pub fn book(&mut self, store: &mut Store) -> Result<(), Failure> {
        if self.entries.is_empty() {
            return Ok(());
        }
        let mut booking = Booking::of(self.account);
        booking.entries = std::mem::take(&mut self.entries);
        match store.book(&booking)? {
            Booked::New => Ok(()),
            Booked::Repeated { .. } | Booked::Overtaken => {
                refuse("another booking of the operator's own books came first")
            }
        }
    }
}
