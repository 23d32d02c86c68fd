//! Forward only, one text for both databases.

use crate::StoreError;
use refinery::{Migration, Runner};

const TEXTS: [(&str, &str); 4] = [
    ("V1__accounts_days_journal", include_str!("../migrations/V1__accounts_days_journal.sql")),
    (
        "V2__outbox_jobs_proofs_books",
        include_str!("../migrations/V2__outbox_jobs_proofs_books.sql"),
    ),
    ("V3__fleet_and_clock", include_str!("../migrations/V3__fleet_and_clock.sql")),
    ("V4__till", include_str!("../migrations/V4__till.sql")),
];

/// The newest version this program knows.
pub const NEWEST: i64 = TEXTS.len() as i64;

/// Where refinery notes which versions a database has.
pub(crate) const HISTORY: &str = "refinery_schema_history";

/// Where the databases differ.
pub(crate) struct Dialect {
    /// Keeps a table in the order of its key.
    pub(crate) clustered: &'static str,
    /// Compares a text byte by byte, so that both databases have the same order.
    pub(crate) bytewise: &'static str,
}

/// The migrations up to `version`.
pub(crate) fn runner(version: i64, dialect: &Dialect) -> Result<Runner, StoreError> {
    let wanted = usize::try_from(version).unwrap_or(0);
    let migrations: Result<Vec<Migration>, refinery::Error> = TEXTS
        .iter()
        .take(wanted)
        .map(|(name, text)| {
            let text = text.replace(") CLUSTERED;", &format!("){};", dialect.clustered));
            Migration::unapplied(name, &text.replace(" BYTEWISE", dialect.bytewise))
        })
        .collect();
    let migrations = migrations
        .map_err(|error| StoreError::Migration { known: version, source: Box::new(error) })?;
    Ok(Runner::new(&migrations).set_abort_missing(true).set_abort_divergent(true))
}

/// Refuses a database that a later program has migrated. Errors: both versions.
pub(crate) fn not_newer(found: Option<i64>) -> Result<(), StoreError> {
    match found {
        Some(found) if found > NEWEST => Err(StoreError::NewerVersion { found, known: NEWEST }),
        _ => Ok(()),
    }
}
