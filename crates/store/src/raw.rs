//! The limit that a benchmark compares with: the same rows, written raw.

use crate::columns::{ACCOUNT_DAY, PlannedRows};
use crate::database::{Database, Table};
use crate::{Store, StoreError};

const RAW: Table = Table { name: "raw_day", columns: ACCOUNT_DAY.columns };

impl Store {
    /// An empty table with the columns and the key of the day rows, and nothing else.
    #[doc(hidden)]
    pub fn create_raw(&mut self) -> Result<(), StoreError> {
        let columns: Vec<String> = RAW.columns.iter().map(|column| column.definition()).collect();
        let order = self.database.clustered();
        self.database.execute_once("DROP TABLE IF EXISTS raw_day")?;
        self.database.execute_once(&format!(
            "CREATE TABLE raw_day ({}, PRIMARY KEY (day, account_id)){order}",
            columns.join(", ")
        ))
    }

    /// Writes rows in one transaction and does nothing else.
    #[doc(hidden)]
    pub fn write_raw(&mut self, rows: &PlannedRows) -> Result<(), StoreError> {
        self.transaction(|store| store.database.insert_raw(&RAW, &rows.numbers))
    }

    /// An empty table of which each row is committed alone.
    #[doc(hidden)]
    pub fn create_raw_commits(&mut self) -> Result<(), StoreError> {
        let order = self.database.clustered();
        self.drop_raw_commits()?;
        self.database.execute_once(&format!(
            "CREATE TABLE raw_commit (number BIGINT PRIMARY KEY, amount BIGINT NOT NULL){order}"
        ))
    }

    #[doc(hidden)]
    pub fn commit_raw(&mut self, number: i64) -> Result<(), StoreError> {
        self.database.execute(
            "INSERT INTO raw_commit (number, amount) VALUES ($1, $2)",
            &[number.into(), 20_000_000.into()],
        )?;
        Ok(())
    }

    #[doc(hidden)]
    pub fn drop_raw_commits(&mut self) -> Result<(), StoreError> {
        self.database.execute_once("DROP TABLE IF EXISTS raw_commit")
    }

    #[doc(hidden)]
    pub fn drop_raw(&mut self) -> Result<(), StoreError> {
        self.database.execute_once("DROP TABLE IF EXISTS raw_day")
    }
}
