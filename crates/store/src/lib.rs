//! Everything that is kept, in SQLite or PostgreSQL.
//!
//! [`Store`] has one method for each thing that is asked or booked, a file for each aggregate. They
//! are written once, over a port of a dozen functions that each database implements: so both behave
//! alike by construction, and one suite proves it on both. What each table means, and why its key is
//! as it is, stands in the README.

mod accounts;
mod booking;
mod books;
mod chain;
mod columns;
mod database;
mod error;
mod estimates;
mod history;
mod jobs;
mod migrations;
mod night;
mod outbox;
mod postgres;
mod proofs;
mod raw;
mod readings;
mod sqlite;
mod standing;
mod testing;
mod types;

pub use columns::PlannedRows;
pub use database::Stop;
pub use error::StoreError;
pub use estimates::{ErrorsOfDay, PastDays};
pub use migrations::NEWEST as NEWEST_VERSION;
pub use night::{NightBatch, NightBooking, NightReader};
pub use standing::{LastRow, Point, PointNow, Standing};
#[doc(hidden)]
pub use testing::run_on_server;
pub use types::*;

use database::{Connection, Database};
use ledger::ChainHash;
use std::sync::Arc;

/// Signs the hash of a proof. The same hash has to give the same signature.
pub type Seal = Arc<dyn Fn(&ChainHash) -> Vec<u8> + Send + Sync>;

/// A connection to everything that is kept.
pub struct Store {
    database: Connection,
    seal: Option<Seal>,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Store").finish_non_exhaustive()
    }
}

impl Store {
    /// Opens `sqlite:PATH`, `sqlite::memory:`, a bare path or `postgres://...`, and brings it to the
    /// newest version. Errors: a database of a newer version than this program knows.
    pub fn open(url: &str) -> Result<Self, StoreError> {
        Self::open_at_version(url, migrations::NEWEST)
    }

    /// The same, up to an older version: for tests of the migrations.
    #[doc(hidden)]
    pub fn open_at_version(url: &str, version: i64) -> Result<Self, StoreError> {
        let wrong = || StoreError::Address { url: url.to_owned() };
        let database: Box<dyn Database> =
            if url.starts_with("postgres://") || url.starts_with("postgresql://") {
                Box::new(postgres::Postgres::open(url, version)?)
            } else {
                let path = url.strip_prefix("sqlite:").unwrap_or(url);
                if path.is_empty() || path.contains("://") {
                    return Err(wrong());
                }
                Box::new(sqlite::Sqlite::open(path, version)?)
            };
        Ok(Self { database: Connection::new(database), seal: None })
    }

    /// Another connection to the same database.
    pub fn another(&self) -> Result<Self, StoreError> {
        Ok(Self { database: Connection::new(self.database.another()?), seal: self.seal.clone() })
    }

    /// From now on proofs are signed.
    pub fn seal_with(&mut self, seal: Seal) {
        self.seal = Some(seal);
    }

    /// Does `work` in one transaction: all of it or nothing.
    fn transaction<T>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.database.begin()?;
        let done = work(self).and_then(|done| self.database.commit().map(|()| done));
        if done.is_err() {
            self.database.rollback();
        }
        done
    }
}

/// Numbers for an `IN (...)`, in chunks that a statement can take.
fn lists(numbers: impl IntoIterator<Item = i64>) -> Vec<String> {
    let numbers: Vec<String> = numbers.into_iter().map(|number| number.to_string()).collect();
    numbers.chunks(500).map(|chunk| chunk.join(",")).collect()
}
