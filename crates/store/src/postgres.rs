//! PostgreSQL: binary COPY for whatever comes in bulk, in both directions.

use crate::StoreError;
use crate::database::{Column, Conflict, Database, EachRow, Row, Table, Value};
use crate::migrations::{self, Dialect};
use futures_util::{SinkExt, TryStreamExt};
use std::collections::HashMap;
use std::error::Error;
use std::io::Cursor;
use std::pin::pin;
use tokio::runtime::Runtime;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use tokio_postgres::{Client, NoTls, RowStream, Statement};
use units::Dso;

/// First of the numbers under which we lock; the operator's code is added. Nothing but chance keeps
/// other programs on the same database from using them, hence an odd one.
const LOCKS: i64 = 8_474_735_000;
/// Rows lie as they come, and they come in the order of the key.
const DIALECT: Dialect = Dialect { clustered: "", bytewise: " COLLATE \"C\"", place_of: "strpos" };
/// What opens a binary COPY: signature, flags, length of the header's extension.
const COPY_HEADER: &[u8; 19] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
/// How much is encoded before it is handed to the connection.
const COPY_CHUNK: usize = 1 << 18;

pub(crate) struct Postgres {
    /// Of this connection alone, and driven only while we wait. Entered once per result: the crate
    /// `postgres` enters its runtime for every row, which cost 40 % of a night's processor time.
    runtime: Runtime,
    client: Client,
    url: String,
    prepared: HashMap<String, Statement>,
}

impl Postgres {
    pub(crate) fn open(url: &str, version: i64) -> Result<Self, StoreError> {
        let mut opened = Self::connect(url)?;
        opened.run("SELECT pg_advisory_lock(8474735000)", "lock")?;
        let found = opened.version()?;
        migrations::not_newer(found)?;
        if found.is_none_or(|found| found < version) {
            let runner = migrations::runner(version, &DIALECT)?;
            let migrated = opened.runtime.block_on(runner.run_async(&mut opened.client));
            migrated.map_err(|error| StoreError::Migration {
                known: version,
                source: Box::new(error),
            })?;
        }
        opened.run("SELECT pg_advisory_unlock(8474735000)", "unlock")?;
        Ok(opened)
    }

    pub(crate) fn connect(url: &str) -> Result<Self, StoreError> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| StoreError::Open { source: Box::new(error) })?;
        let (client, connection) = runtime
            .block_on(tokio_postgres::connect(url, NoTls))
            .map_err(|error| StoreError::Open { source: Box::new(error) })?;
        // What ends the connection reaches whoever waits for an answer.
        runtime.spawn(async { connection.await.unwrap_or_default() });
        Ok(Self { runtime, client, url: url.to_owned(), prepared: HashMap::new() })
    }

    fn version(&mut self) -> Result<Option<i64>, StoreError> {
        let history = migrations::HISTORY;
        let mut found = None;
        let mut exists = false;
        self.query_once(&format!("SELECT to_regclass('{history}')::text"), &mut |mut row| {
            exists = row.text_or_null()?.is_some();
            Ok(())
        })?;
        if exists {
            let newest = format!("SELECT MAX(version)::bigint FROM {history}");
            self.query_once(&newest, &mut |mut row| {
                found = row.number_or_null()?;
                Ok(())
            })?;
        }
        Ok(found)
    }

    fn run(&mut self, sql: &str, action: &'static str) -> Result<(), StoreError> {
        self.runtime.block_on(self.client.batch_execute(sql)).map_err(refused(action))
    }

    fn prepare(&mut self, sql: &str) -> Result<Statement, StoreError> {
        if let Some(known) = self.prepared.get(sql) {
            return Ok(known.clone());
        }
        let statement = self.runtime.block_on(self.client.prepare(sql));
        let statement = statement.map_err(refused("prepare"))?;
        self.prepared.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }

    /// Copies in `count` rows of which `encode` writes the fields.
    fn copy_in(
        &mut self,
        table: &Table,
        count: usize,
        mut encode: impl FnMut(usize, &mut Vec<u8>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        if count == 0 {
            return Ok(());
        }
        let sql = format!("COPY {} ({}) FROM STDIN BINARY", table.name, table.names());
        let fields = i16::try_from(table.columns.len()).unwrap_or(i16::MAX).to_be_bytes();
        let chunk = || Vec::with_capacity(COPY_CHUNK + (COPY_CHUNK >> 2));
        let client = &self.client;
        self.runtime.block_on(async {
            let sink = client.copy_in::<_, Cursor<Vec<u8>>>(&sql).await.map_err(refused("copy"))?;
            let mut sink = pin!(sink);
            let mut buffer: Vec<u8> = chunk();
            buffer.extend_from_slice(COPY_HEADER);
            for row in 0..count {
                buffer.extend_from_slice(&fields);
                encode(row, &mut buffer)?;
                if buffer.len() >= COPY_CHUNK {
                    let full = std::mem::replace(&mut buffer, chunk());
                    sink.send(Cursor::new(full)).await.map_err(refused("copy"))?;
                }
            }
            buffer.extend_from_slice(&(-1i16).to_be_bytes());
            sink.send(Cursor::new(buffer)).await.map_err(refused("copy"))?;
            sink.finish().await.map_err(refused("copy"))?;
            Ok(())
        })
    }
}

fn refused(action: &'static str) -> impl Fn(tokio_postgres::Error) -> StoreError {
    move |error| match error.code() {
        Some(code) if *code == SqlState::DISK_FULL => {
            StoreError::DiskFull { source: Box::new(error) }
        }
        _ => StoreError::Database { action, source: Box::new(error) },
    }
}

fn too_wide(number: i64) -> StoreError {
    StoreError::corrupt(format!("number `{number}` where a smaller one belongs"))
}

#[inline]
fn encode_number(column: Column, number: i64, into: &mut Vec<u8>) -> Result<(), StoreError> {
    match column {
        Column::BigInt(_) => {
            let mut field = [0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0];
            field.split_at_mut(4).1.copy_from_slice(&number.to_be_bytes());
            into.extend_from_slice(&field);
        }
        Column::Integer(_) => {
            let number = i32::try_from(number).map_err(|_| too_wide(number))?;
            let mut field = [0, 0, 0, 4, 0, 0, 0, 0];
            field.split_at_mut(4).1.copy_from_slice(&number.to_be_bytes());
            into.extend_from_slice(&field);
        }
        Column::SmallInt(_) => {
            let number = i16::try_from(number).map_err(|_| too_wide(number))?;
            let [high, low] = number.to_be_bytes();
            into.extend_from_slice(&[0, 0, 0, 2, high, low]);
        }
        Column::Text(_) => encode_text(&number.to_string(), into)?,
    }
    Ok(())
}

fn encode_text(text: &str, into: &mut Vec<u8>) -> Result<(), StoreError> {
    let length = i32::try_from(text.len()).map_err(|_| StoreError::TooLarge)?;
    into.extend_from_slice(&length.to_be_bytes());
    into.extend_from_slice(text.as_bytes());
    Ok(())
}

fn encode(column: Column, value: &Value, into: &mut Vec<u8>) -> Result<(), StoreError> {
    match value {
        Value::Null => into.extend_from_slice(&(-1i32).to_be_bytes()),
        Value::Number(number) => encode_number(column, *number, into)?,
        Value::Text(text) => encode_text(text, into)?,
    }
    Ok(())
}

impl ToSql for Value {
    fn to_sql(
        &self,
        expected: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Text(text) => text.to_sql(expected, out),
            Self::Number(number) => match *expected {
                Type::INT2 => i16::try_from(*number)?.to_sql(expected, out),
                Type::INT4 => i32::try_from(*number)?.to_sql(expected, out),
                _ => number.to_sql(expected, out),
            },
        }
    }

    fn accepts(ty: &Type) -> bool {
        matches!(*ty, Type::INT2 | Type::INT4 | Type::INT8 | Type::TEXT)
    }

    to_sql_checked!();
}

/// The rows of one array for each column, so that one statement takes any number of rows.
fn unnested(columns: &[Column]) -> String {
    let (mut cells, mut names, mut arrays) = (Vec::new(), Vec::new(), Vec::new());
    for (place, column) in (1..).zip(columns) {
        let (cell, array) = match column {
            Column::SmallInt(_) => (format!("c{place}"), "smallint[]"),
            Column::Integer(_) => (format!("c{place}"), "integer[]"),
            Column::BigInt(_) => (format!("c{place}"), "bigint[]"),
            Column::Text(_) => (format!("c{place}{}", DIALECT.bytewise), "text[]"),
        };
        cells.push(cell);
        names.push(format!("c{place}"));
        arrays.push(format!("CAST(${place} AS {array})"));
    }
    let [cells, names, arrays] = [cells, names, arrays].map(|parts| parts.join(", "));
    format!("SELECT {cells} FROM unnest({arrays}) AS rows ({names})")
}

/// One row, of a value for each column.
fn one_row(columns: &[Column]) -> String {
    let cells = (1..).zip(columns).map(|(place, column)| match column {
        Column::SmallInt(_) => format!("CAST(${place} AS smallint)"),
        Column::Integer(_) => format!("CAST(${place} AS integer)"),
        Column::BigInt(_) => format!("CAST(${place} AS bigint)"),
        Column::Text(_) => format!("CAST(${place} AS text){}", DIALECT.bytewise),
    });
    format!("SELECT {}", cells.collect::<Vec<_>>().join(", "))
}

/// A column of rows that lie one after the other in `values`.
#[derive(Debug)]
struct Array<'a> {
    values: &'a [Value],
    place: usize,
    of: &'a [Column],
}

impl ToSql for Array<'_> {
    fn to_sql(
        &self,
        expected: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        let column: Vec<&Value> =
            self.values.iter().skip(self.place).step_by(self.of.len()).collect();
        column.to_sql(expected, out)
    }

    fn accepts(ty: &Type) -> bool {
        <Vec<&Value> as ToSql>::accepts(ty)
    }

    to_sql_checked!();
}

impl<'a> FromSql<'a> for Value {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(match *ty {
            Type::INT2 => Self::Number(i16::from_sql(ty, raw)?.into()),
            Type::INT4 => Self::Number(i32::from_sql(ty, raw)?.into()),
            Type::INT8 => Self::Number(i64::from_sql(ty, raw)?),
            _ => Self::Text(String::from_sql(ty, raw)?),
        })
    }

    fn from_sql_null(_ty: &Type) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self::Null)
    }

    fn accepts(ty: &Type) -> bool {
        matches!(*ty, Type::INT2 | Type::INT4 | Type::INT8 | Type::TEXT)
    }
}

async fn hand_over(
    query: impl Future<Output = Result<RowStream, tokio_postgres::Error>>,
    each: &mut EachRow<'_>,
) -> Result<(), StoreError> {
    let mut rows = pin!(query.await.map_err(refused("read"))?);
    let mut cells = Vec::new();
    while let Some(row) = rows.try_next().await.map_err(refused("read"))? {
        cells.clear();
        for place in 0..row.len() {
            cells.push(row.try_get::<_, Value>(place).map_err(refused("read"))?);
        }
        each(Row(cells.iter()))?;
    }
    Ok(())
}

/// Reads one row of a binary COPY: how many bytes it took, `None` if `bytes` ends before it does.
/// A row of -1 fields ends the data.
#[inline]
fn decode_row(bytes: &[u8], into: &mut Vec<i64>) -> Result<Option<usize>, StoreError> {
    let wrong = || StoreError::corrupt("a column that is no number");
    let Some((count, mut rest)) = bytes.split_first_chunk::<2>() else { return Ok(None) };
    let before = into.len();
    for _ in 0..i16::from_be_bytes(*count) {
        let Some((length, field)) = rest.split_first_chunk::<4>() else {
            into.truncate(before);
            return Ok(None);
        };
        let width = usize::try_from(i32::from_be_bytes(*length)).map_err(|_| wrong())?;
        let Some((number, after)) = field.split_at_checked(width) else {
            into.truncate(before);
            return Ok(None);
        };
        into.push(if let Ok(wide) = <[u8; 8]>::try_from(number) {
            i64::from_be_bytes(wide)
        } else if let Ok(middle) = <[u8; 4]>::try_from(number) {
            i32::from_be_bytes(middle).into()
        } else if let Ok(small) = <[u8; 2]>::try_from(number) {
            i16::from_be_bytes(small).into()
        } else {
            return Err(wrong());
        });
        rest = after;
    }
    Ok(Some(bytes.len() - rest.len()))
}

impl Database for Postgres {
    fn begin(&mut self) -> Result<(), StoreError> {
        self.run("BEGIN", "begin")
    }

    fn commit(&mut self) -> Result<(), StoreError> {
        self.run("COMMIT", "commit")
    }

    fn rollback(&mut self) {
        // A connection that cannot roll back is broken, and the server does it.
        let _ = self.run("ROLLBACK", "roll back");
    }

    fn lock(&mut self, dso: Dso) -> Result<(), StoreError> {
        self.run(
            &format!("SELECT pg_advisory_xact_lock({})", LOCKS + i64::from(dso.code())),
            "lock",
        )
    }

    fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, StoreError> {
        let statement = self.prepare(sql)?;
        let values: Vec<&(dyn ToSql + Sync)> =
            values.iter().map(|value| value as &(dyn ToSql + Sync)).collect();
        let changed = self.runtime.block_on(self.client.execute(&statement, &values));
        changed.map_err(refused("write"))
    }

    fn execute_once(&mut self, sql: &str) -> Result<(), StoreError> {
        self.run(sql, "write")
    }

    fn query(
        &mut self,
        sql: &str,
        values: &[Value],
        each: &mut EachRow<'_>,
    ) -> Result<(), StoreError> {
        let statement = self.prepare(sql)?;
        self.runtime.block_on(hand_over(self.client.query_raw(&statement, values), each))
    }

    fn query_asked(
        &mut self,
        sql: &str,
        columns: &[Column],
        asked: &[Value],
        each: &mut EachRow<'_>,
    ) -> Result<(), StoreError> {
        if asked.is_empty() {
            return Ok(());
        }
        let names: Vec<&str> = columns.iter().map(|column| column.name()).collect();
        let table = |rows: String| format!("WITH asked ({}) AS ({rows}) {sql}", names.join(", "));
        if asked.len() == columns.len() {
            // Of one row the plan can be kept: of an array it depends on how long that is.
            let statement = self.prepare(&table(one_row(columns)))?;
            return self
                .runtime
                .block_on(hand_over(self.client.query_raw(&statement, asked), each));
        }
        let statement = self.prepare(&table(unnested(columns)))?;
        let arrays = (0..columns.len()).map(|place| Array { values: asked, place, of: columns });
        let arrays: Vec<Array<'_>> = arrays.collect();
        self.runtime.block_on(hand_over(self.client.query_raw(&statement, &arrays), each))
    }

    fn put(
        &mut self,
        table: &Table,
        key: usize,
        conflict: Conflict,
        values: &[Value],
    ) -> Result<(), StoreError> {
        if values.is_empty() {
            return Ok(());
        }
        let sql = format!(
            "INSERT INTO {} ({}) {} {}",
            table.name,
            table.names(),
            unnested(table.columns),
            table.on_conflict(key, conflict)
        );
        let statement = self.prepare(&sql)?;
        let arrays: Vec<Array<'_>> = (0..table.columns.len())
            .map(|place| Array { values, place, of: table.columns })
            .collect();
        let arrays: Vec<&(dyn ToSql + Sync)> =
            arrays.iter().map(|array| array as &(dyn ToSql + Sync)).collect();
        let changed = self.runtime.block_on(self.client.execute(&statement, &arrays));
        changed.map(|_| ()).map_err(refused("write"))
    }

    fn query_once(&mut self, sql: &str, each: &mut EachRow<'_>) -> Result<(), StoreError> {
        let none: [&Value; 0] = [];
        self.runtime.block_on(hand_over(self.client.query_raw(sql, none), each))
    }

    fn read_numbers(
        &mut self,
        sql: &str,
        _columns: usize,
        into: &mut Vec<i64>,
    ) -> Result<(), StoreError> {
        let sql = format!("COPY ({sql}) TO STDOUT BINARY");
        let client = &self.client;
        self.runtime.block_on(async {
            let stream = client.copy_out(&sql).await.map_err(refused("read"))?;
            let mut stream = pin!(stream);
            let (mut skip, mut pending) = (COPY_HEADER.len(), Vec::new());
            while let Some(chunk) = stream.try_next().await.map_err(refused("read"))? {
                // The server sends a message for each row, so there is nearly always a whole one;
                // the first has the header before it.
                let chunk = chunk.get(skip..).unwrap_or_default();
                skip = 0;
                if !pending.is_empty() {
                    pending.extend_from_slice(chunk);
                }
                let mut rest = if pending.is_empty() { chunk } else { &pending };
                while let Some(used) = decode_row(rest, into)? {
                    rest = rest.get(used..).unwrap_or_default();
                }
                if !rest.is_empty() || !pending.is_empty() {
                    pending = rest.to_vec();
                }
            }
            Ok(())
        })
    }

    fn insert_numbers(&mut self, table: &Table, numbers: &[i64]) -> Result<(), StoreError> {
        let width = table.columns.len();
        self.copy_in(table, numbers.len() / width, |row, into| {
            let cells = numbers.get(row * width..(row + 1) * width).unwrap_or_default();
            for (column, number) in table.columns.iter().zip(cells) {
                encode_number(*column, *number, into)?;
            }
            Ok(())
        })
    }

    fn insert_raw(&mut self, table: &Table, numbers: &[i64]) -> Result<(), StoreError> {
        self.insert_numbers(table, numbers)
    }

    fn insert(&mut self, table: &Table, values: &[Value]) -> Result<(), StoreError> {
        let width = table.columns.len();
        self.copy_in(table, values.len() / width, |row, into| {
            let cells = values.get(row * width..(row + 1) * width).unwrap_or_default();
            for (column, value) in table.columns.iter().zip(cells) {
                encode(*column, value, into)?;
            }
            Ok(())
        })
    }

    fn skip_locked(&self) -> &'static str {
        " FOR UPDATE SKIP LOCKED"
    }

    fn clustered(&self) -> &'static str {
        DIALECT.clustered
    }

    fn walk_indexes(&mut self) -> Result<(), StoreError> {
        self.run("SET enable_seqscan = off; SET enable_bitmapscan = off; SET jit = off", "set")
    }

    fn write_scattered(&mut self) -> Result<(), StoreError> {
        // What is asked for is looked up row by row in an index, never joined to all there is; and
        // which index that is may not depend on how full the tables once were.
        self.walk_indexes()?;
        self.run(
            "SET enable_hashjoin = off; SET enable_mergejoin = off;
             SET plan_cache_mode = force_custom_plan",
            "set",
        )
    }

    fn tidy(&mut self) -> Result<(), StoreError> {
        self.run("VACUUM ANALYZE", "tidy up")
    }

    fn another(&self) -> Result<Box<dyn Database>, StoreError> {
        Ok(Box::new(Self::connect(&self.url)?))
    }
}
