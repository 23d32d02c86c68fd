use calendar::SettlementDay;
use units::{AccountId, Dso, Ean};

type Cause = Box<dyn std::error::Error + Send + Sync>;

/// Why something could not be kept or read.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error(
        "`{url}` is no database address: a path, `sqlite:PATH`, `sqlite::memory:` or `postgres://...`"
    )]
    Address { url: String },
    #[error("could not open the database")]
    Open { source: Cause },
    #[error("the database is of version {found}, this program knows versions up to {known}")]
    NewerVersion { found: i64, known: i64 },
    #[error("could not bring the database to version {known}")]
    Migration { known: i64, source: Cause },
    #[error("the disk is full, nothing was written")]
    DiskFull { source: Cause },
    #[error("the database refused to {action}")]
    Database { action: &'static str, source: Cause },
    #[error("the database holds {what}, which this program cannot have written")]
    Corrupt { what: String },
    #[error("EAN `{ean}` has an open account already")]
    EanTaken { ean: Ean },
    #[error("account {account} does not exist")]
    NoSuchAccount { account: AccountId },
    #[error("the night of {day} is being settled by another process")]
    NightTaken { day: SettlementDay },
    #[error("account {account} has a row for {day} already")]
    DaySettled { account: AccountId, day: SettlementDay },
    #[error("entry {number} does not exist")]
    NoSuchEntry { number: i64 },
    #[error("entry {number} was entered by `{person}`, another person has to approve it")]
    SamePerson { number: i64, person: String },
    #[error("entry {number} was approved by `{person}` already")]
    AlreadyApproved { number: i64, person: String },
    #[error("entry {number} was turned down by `{person}` already")]
    TurnedDown { number: i64, person: String },
    #[error("rows of a night must be in the order of their accounts")]
    OutOfOrder,
    #[error("bank account `{iban}` belongs to {dso}")]
    BankAccountTaken { iban: String, dso: Dso },
    #[error("meter `{serial}` is placed already")]
    MeterPlaced { serial: String },
    #[error("EAN `{ean}` has meter `{serial}` already")]
    PointHasMeter { ean: Ean, serial: String },
    #[error("meter `{meter}` has no such keys")]
    NoSuchKeys { meter: String },
    #[error("an amount is too large")]
    TooLarge,
    /// Only when a test asked for it.
    #[error("stopped before a write, as asked")]
    Stopped,
}

impl StoreError {
    pub(crate) fn corrupt(what: impl Into<String>) -> Self {
        Self::Corrupt { what: what.into() }
    }
}
