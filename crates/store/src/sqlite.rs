//! SQLite in one file: WAL, every commit on the disk, one writer at a time.

mod copier;

use crate::StoreError;
use crate::database::{Column, Conflict, Database, EachRow, Row, Table, Value};
use crate::migrations::{self, Dialect};
use copier::Copier;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, OpenFlags, ToSql, ffi};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use units::Dso;

const DIALECT: Dialect = Dialect { clustered: " WITHOUT ROWID", bytewise: "", place_of: "instr" };
/// Rows of one INSERT: a third faster than one by one, and more gain nothing.
const GROUP: usize = 50;
/// Rows of one statement that puts or asks for rows: few texts, so that they stay prepared.
const GROUPS: [usize; 3] = [64, 8, 1];
/// How long a writer waits for another one.
const PATIENCE: Duration = Duration::from_secs(60);
/// Between two looks whether the writer before has gone.
const LOOK: Duration = Duration::from_millis(1);

/// Whether to wait on for a writer before us. SQLite's own waiting grows to a tenth of a second a time, in which
/// others come and go: who waits longest is served last, with the disk idle meanwhile.
fn try_again(tries: i32) -> bool {
    let waits = LOOK.saturating_mul(u32::try_from(tries).unwrap_or(u32::MAX)) < PATIENCE;
    if waits {
        std::thread::sleep(LOOK);
    }
    waits
}

pub(crate) struct Sqlite {
    connection: Connection,
    path: String,
    /// Of a connection that writes what comes by request.
    copier: Option<Copier>,
}

impl Sqlite {
    /// A file, or with `:memory:` a database of this process that ends with its last connection.
    pub(crate) fn open(path: &str, version: i64) -> Result<Self, StoreError> {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let path = if path == ":memory:" {
            format!("file:/tirelire-{}?vfs=memdb", COUNT.fetch_add(1, Ordering::Relaxed))
        } else {
            path.to_owned()
        };
        let mut opened = Self::connect(path)?;
        let known = "SELECT MAX(version) FROM ".to_owned() + migrations::HISTORY;
        // Without the table this is a new database.
        let found = opened.connection.query_row(&known, [], |row| row.get(0)).unwrap_or(None);
        migrations::not_newer(found)?;
        if found.is_none_or(|found| found < version) {
            migrations::runner(version, &DIALECT)?.run(&mut opened.connection).map_err(
                |error| StoreError::Migration { known: version, source: Box::new(error) },
            )?;
        }
        Ok(opened)
    }

    fn connect(path: String) -> Result<Self, StoreError> {
        let cannot = |error: rusqlite::Error| StoreError::Open { source: Box::new(error) };
        let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        if path.starts_with("file:") {
            flags |= OpenFlags::SQLITE_OPEN_URI;
        }
        let mut connection = Connection::open_with_flags(&path, flags).map_err(cannot)?;
        connection.busy_handler(Some(try_again)).map_err(cannot)?;
        connection
            .execute_batch(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -16384;",
            )
            .map_err(cannot)?;
        connection.set_prepared_statement_cache_capacity(256);
        Ok(Self { connection, path, copier: None })
    }

    fn insert_rows<T: ToSql>(&mut self, table: &Table, values: &[T]) -> Result<(), StoreError> {
        let of_group = table.columns.len() * GROUP;
        let (many, rest) = values.split_at(values.len() - values.len() % of_group);
        self.insert_groups(table, many, GROUP)?;
        self.insert_groups(table, rest, 1)
    }

    /// Inserts `group` rows with each statement.
    fn insert_groups<T: ToSql>(
        &mut self,
        table: &Table,
        values: &[T],
        group: usize,
    ) -> Result<(), StoreError> {
        if values.is_empty() {
            return Ok(());
        }
        // A conflict undoes the whole transaction, as it would anyway: so no copy is kept of the pages
        // that this statement alone has changed.
        let sql = insert_statement("INSERT OR ROLLBACK INTO", table, group);
        let mut statement = self.connection.prepare_cached(&sql).map_err(refused("insert"))?;
        for rows in values.chunks(table.columns.len() * group) {
            for (place, value) in (1..).zip(rows) {
                statement.raw_bind_parameter(place, value).map_err(refused("insert"))?;
            }
            statement.raw_execute().map_err(refused("insert"))?;
        }
        Ok(())
    }
}

fn insert_statement(insert: &str, table: &Table, group: usize) -> String {
    let mut sql = format!("{insert} {} ({}) VALUES ", table.name, table.names());
    let marks = vec!["?"; table.columns.len()].join(", ");
    let rows = vec![format!("({marks})"); group];
    sql.push_str(&rows.join(", "));
    sql
}

/// `WITH asked (...) AS (VALUES ...)` of `group` rows.
fn asked_table(columns: &[Column], group: usize) -> String {
    let marks = vec!["?"; columns.len()].join(", ");
    let rows = vec![format!("({marks})"); group];
    let names: Vec<&str> = columns.iter().map(|column| column.name()).collect();
    format!("WITH asked ({}) AS (VALUES {}) ", names.join(", "), rows.join(", "))
}

fn refused(action: &'static str) -> impl Fn(rusqlite::Error) -> StoreError {
    move |error| match error.sqlite_error().map(|cause| cause.extended_code & 0xff) {
        Some(ffi::SQLITE_FULL) => StoreError::DiskFull { source: Box::new(error) },
        _ => StoreError::Database { action, source: Box::new(error) },
    }
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Number(number) => ValueRef::Integer(*number),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
        }))
    }
}

fn hand_over(
    statement: &mut rusqlite::Statement<'_>,
    values: &[Value],
    each: &mut EachRow<'_>,
) -> Result<(), StoreError> {
    let columns = statement.column_count();
    let mut found = statement.query(rusqlite::params_from_iter(values)).map_err(refused("read"))?;
    let mut cells = Vec::with_capacity(columns);
    while let Some(row) = found.next().map_err(refused("read"))? {
        cells.clear();
        for place in 0..columns {
            cells.push(match row.get_ref(place).map_err(refused("read"))? {
                ValueRef::Null => Value::Null,
                ValueRef::Integer(number) => Value::Number(number),
                ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
                ValueRef::Real(_) | ValueRef::Blob(_) => {
                    return Err(StoreError::corrupt("a value of a type that no column has"));
                }
            });
        }
        each(Row(cells.iter()))?;
    }
    Ok(())
}

impl Database for Sqlite {
    fn begin(&mut self) -> Result<(), StoreError> {
        self.connection.execute_batch("BEGIN IMMEDIATE").map_err(refused("begin"))
    }

    fn commit(&mut self) -> Result<(), StoreError> {
        self.connection.execute_batch("COMMIT").map_err(refused("commit"))?;
        if let Some(copier) = &self.copier {
            copier.committed();
        }
        Ok(())
    }

    fn rollback(&mut self) {
        // Fails only where SQLite has rolled back by itself.
        let _ = self.connection.execute_batch("ROLLBACK");
    }

    fn lock(&mut self, _dso: Dso) -> Result<(), StoreError> {
        Ok(()) // BEGIN IMMEDIATE has locked the whole file.
    }

    fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, StoreError> {
        let mut statement = self.connection.prepare_cached(sql).map_err(refused("write"))?;
        let changed = statement.execute(rusqlite::params_from_iter(values));
        Ok(u64::try_from(changed.map_err(refused("write"))?).unwrap_or(u64::MAX))
    }

    fn execute_once(&mut self, sql: &str) -> Result<(), StoreError> {
        self.connection.execute_batch(sql).map_err(refused("write"))
    }

    fn query(
        &mut self,
        sql: &str,
        values: &[Value],
        each: &mut EachRow<'_>,
    ) -> Result<(), StoreError> {
        let mut statement = self.connection.prepare_cached(sql).map_err(refused("read"))?;
        hand_over(&mut statement, values, each)
    }

    fn query_asked(
        &mut self,
        sql: &str,
        columns: &[Column],
        asked: &[Value],
        each: &mut EachRow<'_>,
    ) -> Result<(), StoreError> {
        let mut rest = asked;
        for group in GROUPS {
            let chunk = group * columns.len();
            if rest.len() < chunk {
                continue;
            }
            let sql = format!("{}{sql}", asked_table(columns, group));
            let mut statement = self.connection.prepare_cached(&sql).map_err(refused("read"))?;
            while let Some((values, after)) = rest.split_at_checked(chunk) {
                hand_over(&mut statement, values, each)?;
                rest = after;
            }
        }
        Ok(())
    }

    fn put(
        &mut self,
        table: &Table,
        key: usize,
        conflict: Conflict,
        values: &[Value],
    ) -> Result<(), StoreError> {
        let end = table.on_conflict(key, conflict);
        let mut rest = values;
        for group in GROUPS {
            let chunk = group * table.columns.len();
            if rest.len() < chunk {
                continue;
            }
            let sql = format!("{} {end}", insert_statement("INSERT INTO", table, group));
            while let Some((rows, after)) = rest.split_at_checked(chunk) {
                self.execute(&sql, rows)?;
                rest = after;
            }
        }
        Ok(())
    }

    fn query_once(&mut self, sql: &str, each: &mut EachRow<'_>) -> Result<(), StoreError> {
        let mut statement = self.connection.prepare(sql).map_err(refused("read"))?;
        hand_over(&mut statement, &[], each)
    }

    fn read_numbers(
        &mut self,
        sql: &str,
        columns: usize,
        into: &mut Vec<i64>,
    ) -> Result<(), StoreError> {
        let mut statement = self.connection.prepare(sql).map_err(refused("read"))?;
        let mut found = statement.query([]).map_err(refused("read"))?;
        while let Some(row) = found.next().map_err(refused("read"))? {
            for place in 0..columns {
                into.push(row.get(place).map_err(refused("read"))?);
            }
        }
        Ok(())
    }

    fn insert_numbers(&mut self, table: &Table, numbers: &[i64]) -> Result<(), StoreError> {
        self.insert_rows(table, numbers)
    }

    fn insert_raw(&mut self, table: &Table, numbers: &[i64]) -> Result<(), StoreError> {
        self.insert_groups(table, numbers, 1)
    }

    fn insert(&mut self, table: &Table, values: &[Value]) -> Result<(), StoreError> {
        self.insert_rows(table, values)
    }

    fn skip_locked(&self) -> &'static str {
        "" // One writer at a time.
    }

    fn clustered(&self) -> &'static str {
        DIALECT.clustered
    }

    fn walk_indexes(&mut self) -> Result<(), StoreError> {
        Ok(()) // SQLite does so by itself.
    }

    fn write_scattered(&mut self) -> Result<(), StoreError> {
        // 64 MiB of pages, since a payment touches pages all over the file. Temporary files would be written
        // for each statement that changes many rows.
        self.connection
            .execute_batch(&format!(
                "PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = {};
                 PRAGMA temp_store = MEMORY;",
                copier::LONGEST
            ))
            .map_err(refused("configure"))?;
        // A database in memory has no journal.
        if self.copier.is_none() && !self.path.starts_with("file:") {
            self.copier = Some(Copier::of(&self.path)?);
        }
        Ok(())
    }

    fn tidy(&mut self) -> Result<(), StoreError> {
        self.connection
            .execute_batch("PRAGMA optimize; PRAGMA wal_checkpoint(TRUNCATE);")
            .map_err(refused("tidy up"))
    }

    fn another(&self) -> Result<Box<dyn Database>, StoreError> {
        Ok(Box::new(Self::connect(self.path.clone())?))
    }
}
