//! Double entry: every euro moves between two ledger accounts, and what is booked is chained.
//!
//! Debits are positive, credits negative, and the postings of a transaction sum to zero. The balance
//! of a customer is the opposite of the sum on [`LedgerAccount::CustomerCredit`], since that money is
//! owed to them. Nothing here knows the time: instants are given.

mod account;
mod chain;
mod journal;
mod transaction;
mod trial;

pub use account::{Channel, LedgerAccount};
pub use chain::{Batch, ChainFault, ChainHash, Digest, first_fault};
pub use journal::{EntryKind, JournalEntry, balance_of};
pub use transaction::{LedgerError, Posting, Transaction};
pub use trial::TrialBalance;
