//! Doors for this crate's own tests: what a crash, a tamperer or a full disk does.

use crate::database::{Database, Value};
use crate::{Stop, Store, StoreError};

/// Runs statements on a PostgreSQL server, whatever it holds.
#[doc(hidden)]
pub fn run_on_server(url: &str, sql: &str) -> Result<(), StoreError> {
    crate::postgres::Postgres::connect(url)?.execute_once(sql)
}

impl Store {
    /// Dies before the write that follows `writes` others.
    #[doc(hidden)]
    pub fn stop_after(&mut self, writes: u64, stop: Stop) {
        self.database.stop_after(writes, stop);
    }

    /// Goes on living.
    #[doc(hidden)]
    pub fn never_stop(&mut self) {
        self.database.never_stop();
    }

    /// Runs any statements.
    #[doc(hidden)]
    pub fn run_sql(&mut self, sql: &str) -> Result<(), StoreError> {
        self.database.execute_once(sql)
    }

    /// The rows of a query as text, cells between bars.
    #[doc(hidden)]
    pub fn dump(&mut self, sql: &str) -> Result<Vec<String>, StoreError> {
        let mut lines = Vec::new();
        self.database.query_once(sql, &mut |row| {
            let cells: Vec<String> = row
                .0
                .map(|cell| match cell {
                    Value::Null => "-".to_owned(),
                    Value::Number(number) => number.to_string(),
                    Value::Text(text) => text.clone(),
                })
                .collect();
            lines.push(cells.join("|"));
            Ok(())
        })?;
        Ok(lines)
    }
}
