//! What both databases have to do for the rest of this crate, which is written once.

use crate::{StoreError, lists};
use units::{AccountId, Dso};

/// A value of a column or of a parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    Null,
    Number(i64),
    Text(String),
}

impl Value {
    pub(crate) fn text_or_null(text: Option<&str>) -> Self {
        text.map_or(Self::Null, |text| Self::Text(text.to_owned()))
    }

    pub(crate) fn number_or_null(number: Option<i64>) -> Self {
        number.map_or(Self::Null, Self::Number)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

/// A row of a result, read from left to right.
#[derive(Debug)]
pub(crate) struct Row<'a>(pub(crate) std::slice::Iter<'a, Value>);

impl Row<'_> {
    fn next(&mut self) -> Result<&Value, StoreError> {
        self.0.next().ok_or_else(|| StoreError::corrupt("a row with too few columns"))
    }

    pub(crate) fn number(&mut self) -> Result<i64, StoreError> {
        self.number_or_null()?.ok_or_else(|| StoreError::corrupt("no value where a number belongs"))
    }

    /// A number that fits the type asked for.
    pub(crate) fn small<T: TryFrom<i64>>(&mut self) -> Result<T, StoreError> {
        let number = self.number()?;
        T::try_from(number).map_err(|_| StoreError::corrupt(format!("number `{number}`")))
    }

    pub(crate) fn number_or_null(&mut self) -> Result<Option<i64>, StoreError> {
        match self.next()? {
            Value::Null => Ok(None),
            Value::Number(number) => Ok(Some(*number)),
            Value::Text(text) => Err(StoreError::corrupt(format!("text `{text}` for a number"))),
        }
    }

    pub(crate) fn text(&mut self) -> Result<String, StoreError> {
        self.text_or_null()?.ok_or_else(|| StoreError::corrupt("no value where a text belongs"))
    }

    pub(crate) fn text_or_null(&mut self) -> Result<Option<String>, StoreError> {
        match self.next()? {
            Value::Null => Ok(None),
            Value::Text(text) => Ok(Some(text.clone())),
            Value::Number(number) => {
                Err(StoreError::corrupt(format!("number `{number}` for a text")))
            }
        }
    }
}

/// Type of a column: PostgreSQL's binary COPY needs the width of every number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Column {
    SmallInt(&'static str),
    Integer(&'static str),
    BigInt(&'static str),
    Text(&'static str),
}

impl Column {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::SmallInt(name) | Self::Integer(name) | Self::BigInt(name) | Self::Text(name) => {
                name
            }
        }
    }
}

impl Column {
    /// As in a CREATE TABLE.
    pub(crate) fn definition(self) -> String {
        match self {
            Self::SmallInt(name) => format!("{name} SMALLINT NOT NULL"),
            Self::Integer(name) => format!("{name} INTEGER NOT NULL"),
            Self::BigInt(name) => format!("{name} BIGINT NOT NULL"),
            Self::Text(name) => format!("{name} TEXT NOT NULL"),
        }
    }
}

/// A table that is written in bulk.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) name: &'static str,
    pub(crate) columns: &'static [Column],
}

impl Table {
    pub(crate) fn names(&self) -> String {
        let names: Vec<&str> = self.columns.iter().map(|column| column.name()).collect();
        names.join(", ")
    }

    /// What follows `INSERT ... VALUES` for rows whose key, the first `key` columns, may be there.
    pub(crate) fn on_conflict(&self, key: usize, conflict: Conflict) -> String {
        let names: Vec<&str> = self.columns.iter().map(|column| column.name()).collect();
        let (keys, others) = names.split_at(key);
        let action = match conflict {
            Conflict::Keep => "NOTHING".to_owned(),
            Conflict::Replace => {
                let set: Vec<String> =
                    others.iter().map(|name| format!("{name} = excluded.{name}")).collect();
                format!("UPDATE SET {}", set.join(", "))
            }
        };
        format!("ON CONFLICT ({}) DO {action}", keys.join(", "))
    }
}

/// What to do with a row whose key is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Conflict {
    Keep,
    Replace,
}

pub(crate) type EachRow<'a> = dyn FnMut(Row<'_>) -> Result<(), StoreError> + 'a;

/// A connection. Parameters of statements are `$1`, `$2`, ..., first used in this order.
pub(crate) trait Database: Send {
    fn begin(&mut self) -> Result<(), StoreError>;
    fn commit(&mut self) -> Result<(), StoreError>;
    /// What was written since `begin` is gone. Cannot fail: a broken connection rolls back too.
    fn rollback(&mut self);

    /// One writer of an operator's chain at a time, until the transaction ends.
    fn lock(&mut self, dso: Dso) -> Result<(), StoreError>;

    /// Runs a statement, which stays prepared, and says how many rows it changed.
    fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, StoreError>;

    /// Runs a statement whose text was made for this once.
    fn execute_once(&mut self, sql: &str) -> Result<(), StoreError>;

    /// Runs a query, which stays prepared.
    fn query(
        &mut self,
        sql: &str,
        values: &[Value],
        each: &mut EachRow<'_>,
    ) -> Result<(), StoreError>;

    /// Runs a query that joins what is asked for, tuples of `columns`, named `asked` in its text. It
    /// stays prepared; a tuple may be answered twice.
    fn query_asked(
        &mut self,
        sql: &str,
        columns: &[Column],
        asked: &[Value],
        each: &mut EachRow<'_>,
    ) -> Result<(), StoreError>;

    /// Puts rows whose key is the first `key` columns.
    fn put(
        &mut self,
        table: &Table,
        key: usize,
        conflict: Conflict,
        values: &[Value],
    ) -> Result<(), StoreError>;

    /// Runs a query whose text was made for this once.
    fn query_once(&mut self, sql: &str, each: &mut EachRow<'_>) -> Result<(), StoreError>;

    /// Appends the rows of a query of `columns` numbers each, row after row.
    fn read_numbers(
        &mut self,
        sql: &str,
        columns: usize,
        into: &mut Vec<i64>,
    ) -> Result<(), StoreError>;

    /// Inserts rows that lie one after the other in `numbers`.
    fn insert_numbers(&mut self, table: &Table, numbers: &[i64]) -> Result<(), StoreError>;

    /// The same in the plainest way: one prepared statement per row, or a COPY.
    fn insert_raw(&mut self, table: &Table, numbers: &[i64]) -> Result<(), StoreError>;

    /// Inserts rows that lie one after the other in `values`.
    fn insert(&mut self, table: &Table, values: &[Value]) -> Result<(), StoreError>;

    /// What follows a `SELECT` of rows that several workers want.
    fn skip_locked(&self) -> &'static str;

    /// What makes a new table keep the order of its key.
    fn clustered(&self) -> &'static str;

    /// For a connection that reads a night: plans may not depend on statistics that a bulk load has
    /// left behind.
    fn walk_indexes(&mut self) -> Result<(), StoreError>;

    /// For a connection that writes what comes by request, all over the tables.
    fn write_scattered(&mut self) -> Result<(), StoreError>;

    /// Housekeeping after much was written; outside of a transaction.
    fn tidy(&mut self) -> Result<(), StoreError>;

    fn another(&self) -> Result<Box<dyn Database>, StoreError>;
}

/// What happens when the writes that a test allowed are used up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// The write fails, and the connection is to be thrown away.
    Fail,
    /// The process ends on the spot.
    Abort,
}

/// A connection that can be made to die before any write, for the tests of this crate.
pub(crate) struct Connection {
    inner: Box<dyn Database>,
    left: Option<(u64, Stop)>,
}

impl Connection {
    pub(crate) fn new(inner: Box<dyn Database>) -> Self {
        Self { inner, left: None }
    }

    pub(crate) fn stop_after(&mut self, writes: u64, stop: Stop) {
        self.left = Some((writes, stop));
    }

    pub(crate) fn never_stop(&mut self) {
        self.left = None;
    }

    /// Runs a query about accounts; `sql` is told how its text names them. About one it stays prepared: most of what is asked
    /// is about one, and to read a text anew and to plan it takes longer than to find its rows.
    pub(crate) fn query_about(
        &mut self,
        accounts: &[AccountId],
        sql: impl Fn(&str) -> String,
        each: &mut EachRow<'_>,
    ) -> Result<(), StoreError> {
        if let [account] = accounts {
            return self.query(&sql("= $1"), &[account.0.into()], each);
        }
        for list in lists(accounts.iter().map(|account| account.0)) {
            self.query_once(&sql(&format!("IN ({list})")), each)?;
        }
        Ok(())
    }

    /// The same of rows of `columns` numbers each.
    pub(crate) fn numbers_about(
        &mut self,
        accounts: &[AccountId],
        columns: usize,
        sql: impl Fn(&str) -> String,
        into: &mut Vec<i64>,
    ) -> Result<(), StoreError> {
        if let [account] = accounts {
            return self.query_numbers(&sql("= $1"), &[account.0.into()], columns, into);
        }
        for list in lists(accounts.iter().map(|account| account.0)) {
            self.read_numbers(&sql(&format!("IN ({list})")), columns, into)?;
        }
        Ok(())
    }

    /// Appends the rows of a query of `columns` numbers each, row after row. It stays prepared.
    pub(crate) fn query_numbers(
        &mut self,
        sql: &str,
        values: &[Value],
        columns: usize,
        into: &mut Vec<i64>,
    ) -> Result<(), StoreError> {
        self.query(sql, values, &mut |mut row| {
            for _ in 0..columns {
                into.push(row.number()?);
            }
            Ok(())
        })
    }

    fn write(&mut self) -> Result<(), StoreError> {
        match &mut self.left {
            None => Ok(()),
            Some((0, Stop::Fail)) => Err(StoreError::Stopped),
            Some((0, Stop::Abort)) => std::process::abort(),
            Some((left, _)) => {
                *left -= 1;
                Ok(())
            }
        }
    }
}

impl Database for Connection {
    fn begin(&mut self) -> Result<(), StoreError> {
        self.inner.begin()
    }

    fn commit(&mut self) -> Result<(), StoreError> {
        self.write()?;
        self.inner.commit()
    }

    fn rollback(&mut self) {
        self.inner.rollback();
    }

    fn lock(&mut self, dso: Dso) -> Result<(), StoreError> {
        self.inner.lock(dso)
    }

    fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, StoreError> {
        self.write()?;
        self.inner.execute(sql, values)
    }

    fn execute_once(&mut self, sql: &str) -> Result<(), StoreError> {
        self.write()?;
        self.inner.execute_once(sql)
    }

    fn query(
        &mut self,
        sql: &str,
        values: &[Value],
        each: &mut EachRow<'_>,
    ) -> Result<(), StoreError> {
        self.inner.query(sql, values, each)
    }

    fn query_asked(
        &mut self,
        sql: &str,
        columns: &[Column],
        asked: &[Value],
        each: &mut EachRow<'_>,
    ) -> Result<(), StoreError> {
        self.inner.query_asked(sql, columns, asked, each)
    }

    fn put(
        &mut self,
        table: &Table,
        key: usize,
        conflict: Conflict,
        values: &[Value],
    ) -> Result<(), StoreError> {
        if self.left.is_none() {
            return self.inner.put(table, key, conflict, values);
        }
        for row in values.chunks(table.columns.len()) {
            self.write()?;
            self.inner.put(table, key, conflict, row)?;
        }
        Ok(())
    }

    fn query_once(&mut self, sql: &str, each: &mut EachRow<'_>) -> Result<(), StoreError> {
        self.inner.query_once(sql, each)
    }

    fn read_numbers(
        &mut self,
        sql: &str,
        columns: usize,
        into: &mut Vec<i64>,
    ) -> Result<(), StoreError> {
        self.inner.read_numbers(sql, columns, into)
    }

    fn insert_numbers(&mut self, table: &Table, numbers: &[i64]) -> Result<(), StoreError> {
        if self.left.is_none() {
            return self.inner.insert_numbers(table, numbers);
        }
        for row in numbers.chunks(table.columns.len()) {
            self.write()?;
            self.inner.insert_numbers(table, row)?;
        }
        Ok(())
    }

    fn insert_raw(&mut self, table: &Table, numbers: &[i64]) -> Result<(), StoreError> {
        self.inner.insert_raw(table, numbers)
    }

    fn insert(&mut self, table: &Table, values: &[Value]) -> Result<(), StoreError> {
        if self.left.is_none() {
            return self.inner.insert(table, values);
        }
        for row in values.chunks(table.columns.len()) {
            self.write()?;
            self.inner.insert(table, row)?;
        }
        Ok(())
    }

    fn skip_locked(&self) -> &'static str {
        self.inner.skip_locked()
    }

    fn clustered(&self) -> &'static str {
        self.inner.clustered()
    }

    fn walk_indexes(&mut self) -> Result<(), StoreError> {
        self.inner.walk_indexes()
    }

    fn write_scattered(&mut self) -> Result<(), StoreError> {
        self.inner.write_scattered()
    }

    fn tidy(&mut self) -> Result<(), StoreError> {
        self.inner.tidy()
    }

    fn another(&self) -> Result<Box<dyn Database>, StoreError> {
        self.inner.another()
    }
}
