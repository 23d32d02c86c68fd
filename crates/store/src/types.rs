//! What goes in and comes out.

use crate::PointNow;
use calendar::{Instant, SettlementDay};
use ledger::{ChainFault, ChainHash, JournalEntry};
use prepay::{DayRow, TariffGroup};
use readings::Registers;
use units::{AccountId, Dso, Ean, MicroEuro};

/// A prepayment account as it was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    pub id: AccountId,
    pub dso: Dso,
    pub ean: Ean,
    pub group: TariffGroup,
    pub opened_at: Instant,
    pub closed_at: Option<Instant>,
    /// All that was known when it was opened, in the caller's own words.
    pub opening: String,
}

/// Something that happened at a point. Never edited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    pub account: AccountId,
    /// Position among the facts of the account, from 1.
    pub seq: i64,
    pub at: Instant,
    pub learnt_at: Instant,
    pub kind: String,
    /// The caller's key, when it came from outside: unique for the account and kind.
    pub key: Option<String>,
    pub body: String,
    /// How many facts of the fleet were known when it was booked.
    pub fleet_seq: i64,
}

/// Something that concerns many points of an operator at once. Never edited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FleetFact {
    /// Position among the facts of the fleet, from 1.
    pub seq: i64,
    pub learnt_at: Instant,
    pub key: Option<String>,
    pub body: String,
}

/// When the clock has something for an account, besides the night.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NextDue {
    /// As before this booking.
    Unchanged,
    Nothing,
    At(Instant),
}

/// A sale of a terminal as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptSale {
    pub terminal: String,
    pub number: String,
    pub account: Option<AccountId>,
    pub at: Instant,
    /// No cut meanwhile.
    pub in_flight: bool,
    /// Taken without a reservation, by a terminal that was not connected.
    pub promise: bool,
    pub body: String,
}

/// An online payment as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptPayment {
    pub id: String,
    pub account: AccountId,
    pub provider: Option<String>,
    pub provider_id: Option<String>,
    pub created_at: Instant,
    /// When it has to be looked at again.
    pub due: Option<Instant>,
    /// No cut meanwhile.
    pub in_flight: bool,
    pub body: String,
}

/// An open account as a credit sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlainAccount {
    pub id: AccountId,
    pub ean: Ean,
    pub group: TariffGroup,
    pub opened_at: Instant,
    pub fact_seq: i64,
    pub last_learnt: Instant,
    pub fleet_seq: i64,
    pub entry_seq: i64,
    /// Of the customer's credit since the last row.
    pub moved: MicroEuro,
    /// Something came since the last row that only the timeline can tell.
    pub touched: bool,
    /// Something is due by the clock.
    pub waits: bool,
    pub last_row: Option<DayRow>,
}

/// Register values of a local midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// The day that the midnight opens.
    pub midnight: SettlementDay,
    pub account: AccountId,
    pub registers: Registers,
    pub learnt_at: Instant,
}

/// A reading as it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeptReading {
    pub midnight: SettlementDay,
    pub account: AccountId,
    /// 1 for the first value of a midnight, one more for each that supersedes it.
    pub version: i32,
    pub registers: Registers,
    pub learnt_at: Instant,
}

/// What became of readings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Recorded {
    pub new: u64,
    /// The same value again: ignored.
    pub same: u64,
    pub superseded: u64,
}

/// How far the facts and entries of an account are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    pub fact_seq: i64,
    pub entry_seq: i64,
}

/// A message that has to leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMessage {
    /// Unique for the account.
    pub key: String,
    pub at: Instant,
    /// 0 leaves first.
    pub lane: i16,
    pub kind: String,
    pub body: String,
}

/// A message of the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    pub account: AccountId,
    pub key: String,
    pub at: Instant,
    pub lane: i16,
    pub kind: String,
    pub body: String,
    pub attempts: i32,
    /// When it may be taken, again or for the first time.
    pub due: Instant,
    pub delivered_at: Option<Instant>,
}

/// Work that is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    pub key: String,
    pub kind: String,
    pub body: String,
    pub attempts: i32,
    pub due: Instant,
}

/// Why an order was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewProof {
    /// Unique for the account.
    pub order_key: String,
    pub at: Instant,
    pub body: String,
}

/// A proof as it is kept: a link of its operator's chain of proofs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    pub account: AccountId,
    pub order_key: String,
    pub dso: Dso,
    /// Position in the operator's chain, from 1.
    pub number: i64,
    pub at: Instant,
    pub body: String,
    pub before: ChainHash,
    pub hash: ChainHash,
    /// Of the hash; empty if there was no key.
    pub signature: Vec<u8>,
}

/// All that one account has to have booked together. `Booking::of` makes an empty one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Booking {
    pub account: AccountId,
    pub opens: Option<Account>,
    pub closes: Option<Instant>,
    pub facts: Vec<Fact>,
    pub entries: Vec<JournalEntry>,
    pub rows: Vec<DayRow>,
    /// How far the balance of the last row counts facts and entries. Later ones wait for the next
    /// night.
    pub settled: Option<Position>,
    /// A message whose key is known stays as it is.
    pub messages: Vec<NewMessage>,
    pub proofs: Vec<NewProof>,
    /// Keys of the money that is booked: no other booking of the database has them.
    pub claims: Vec<String>,
    /// The next night needs the account's timeline.
    pub touches: bool,
    pub next_due: NextDue,
    /// How the supply stands after it.
    pub point: PointNow,
}

impl Booking {
    pub fn of(account: AccountId) -> Self {
        Self {
            account,
            opens: None,
            closes: None,
            facts: Vec::new(),
            entries: Vec::new(),
            rows: Vec::new(),
            settled: None,
            messages: Vec::new(),
            proofs: Vec::new(),
            claims: Vec::new(),
            touches: false,
            next_due: NextDue::Unchanged,
            point: PointNow::AsBefore,
        }
    }
}

/// What became of a booking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Booked {
    New,
    /// The key of one of its facts was booked before, as the fact `seq`; nothing was done.
    Repeated {
        seq: i64,
        same: bool,
    },
    /// Its facts or entries do not continue those that are kept, since another booking came first;
    /// nothing was done.
    Overtaken,
}

/// A night of an operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    pub id: i64,
    pub dso: Dso,
    pub day: SettlementDay,
    pub run_at: Instant,
    pub done: bool,
    /// Accounts up to this one are booked.
    pub last_account: AccountId,
}

/// Where an unsettled movement comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    Entry,
    Fact,
    Reading,
}

/// Names an unsettled movement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnsettledKey {
    pub account: AccountId,
    pub source: Source,
    pub number: i64,
}

/// Something that happened to an account and is not yet counted in a day row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unsettled {
    pub key: UnsettledKey,
    pub at: Instant,
    /// Of the customer's credit, above zero towards the customer.
    pub moved: MicroEuro,
    pub touches: bool,
}

/// A book of dated versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Book {
    Parameters,
    Prices,
}

/// A version in a book. Without approval it has no effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookEntry {
    pub number: i64,
    pub body: String,
    pub entered_by: String,
    pub approved_by: Option<String>,
    /// `None` of a version that an earlier program entered.
    pub entered_at: Option<Instant>,
    /// Why it was asked for; empty if that was not said.
    pub reason: String,
    /// When it was approved or turned down, if that was said.
    pub decided_at: Option<Instant>,
    pub refused: Option<Refusal>,
    /// Of the page that asked for it, as [`NewVersion`] has it.
    pub key: Option<String>,
}

/// Who turned a version down, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub by: String,
    pub why: String,
}

/// A version that somebody asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewVersion<'a> {
    pub body: &'a str,
    pub person: &'a str,
    pub reason: &'a str,
    pub at: Instant,
    /// Of the page that was filled in: sent again it is the same version.
    pub key: Option<&'a str>,
}

/// What a walk along a chain found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainCheck {
    /// Links walked, up to the fault if there is one.
    pub links: u64,
    pub fault: Option<ChainFault>,
}

/// A balance that is not the sum of its postings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnequalBalance {
    pub account: AccountId,
    /// By the last row and what was not yet counted in it.
    pub stored: i128,
    /// By the journal.
    pub derived: i128,
}
