//! Numbers that the database gives out, and the end of rows that wait.

use crate::database::{Database, Value};
use crate::{Store, StoreError};
use units::Dso;

/// People and parties have the operator that entered them in their number, as accounts do.
const NUMBERS_OF_AN_OPERATOR: i64 = 1_000_000_000;

impl Store {
    /// The one number of a statement, if it has one.
    pub(crate) fn number_of(
        &mut self,
        sql: &str,
        values: &[Value],
    ) -> Result<Option<i64>, StoreError> {
        let mut number = None;
        self.database.query(sql, values, &mut |mut row| {
            number = row.number_or_null()?;
            Ok(())
        })?;
        Ok(number)
    }

    /// Ends a row that waits, which is its state 0; false if it waits no more. `ends`: columns with what they are from now
    /// on. Within the operator's lock.
    pub(crate) fn end_waiting<const N: usize>(
        &mut self,
        table: &str,
        (column, id): (&str, i64),
        ends: [(&str, Value); N],
    ) -> Result<bool, StoreError> {
        let (mut set, mut values) = (Vec::with_capacity(N), Vec::with_capacity(N));
        for (name, value) in ends {
            values.push(value);
            set.push(format!("{name} = ${}", values.len()));
        }
        values.push(Value::from(id));
        let (set, last) = (set.join(", "), values.len());
        let text = format!("UPDATE {table} SET {set} WHERE {column} = ${last} AND state = 0");
        let changed = self.transaction(|store| store.database.execute(&text, &values))?;
        Ok(changed == 1)
    }

    /// The next number of an operator in a table. Within the operator's lock. Errors: there is none left.
    pub(crate) fn next_of_operator(
        &mut self,
        table: &str,
        column: &str,
        dso: Dso,
    ) -> Result<i64, StoreError> {
        let first = i64::from(dso.code()).saturating_mul(NUMBERS_OF_AN_OPERATOR);
        let last = first.saturating_add(NUMBERS_OF_AN_OPERATOR - 1);
        let highest = self.number_of(
            &format!("SELECT MAX({column}) FROM {table} WHERE {column} BETWEEN $1 AND $2"),
            &[first.into(), last.into()],
        )?;
        let next = highest.unwrap_or(first).saturating_add(1);
        if next > last { Err(StoreError::TooLarge) } else { Ok(next) }
    }
}
