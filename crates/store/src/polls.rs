//! How each day's collection went, by meter, and what of it is left.

use crate::database::{Column, Database, Row, Table, Value};
use crate::meters::{COLUMNS, Meter, meter};
use crate::{Store, StoreError};
use calendar::{Instant, SettlementDay};
use std::collections::BTreeMap;
use units::Dso;

/// Days that are looked through for the last collection of a meter. Source: MT-18.
const KNOWN_DAYS: i32 = 40;

const POLL: Table = Table {
    name: "poll",
    columns: &[
        Column::Integer("day"),
        Column::SmallInt("dso"),
        Column::Text("meter"),
        Column::SmallInt("done"),
        Column::Text("outcome"),
        Column::Text("detail"),
        Column::Integer("attempts"),
        Column::BigInt("at_us"),
    ],
};

const POLL_OF_ASKED: &str = "p.day = asked.of_day AND p.dso = m.dso AND p.meter = m.serial";
/// $1 the day, $2 the operator, $3 the end of the day. By its whole key, for each meter: PostgreSQL, while it
/// does not know how many rows a day has, would read all of them for each meter of a join.
const TO_POLL: &str = "COALESCE((SELECT p.done FROM poll p
        WHERE p.day = $1 AND p.dso = m.dso AND p.meter = m.serial), 0) = 0
    AND m.dso = $2 AND m.removed_us IS NULL AND m.placed_us <= $3";

/// A meter whose day is still to be collected, and how often that was tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeterToPoll {
    pub meter: Meter,
    pub attempts: u32,
}

/// How the collection of a day went at a meter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Polled {
    pub day: SettlementDay,
    pub dso: Dso,
    pub meter: String,
    /// It need not be tried again.
    pub done: bool,
    pub outcome: String,
    /// What came with it, for people.
    pub detail: String,
    pub at: Instant,
    /// The newest midnight that was read, by the day it opens.
    pub read_midnight: Option<SettlementDay>,
    /// The system title it answered under: kept if none was known.
    pub title: Option<String>,
}

/// One row, from `done` on.
fn polled(
    row: &mut Row<'_>,
    day: SettlementDay,
    dso: Dso,
    serial: &str,
) -> Result<(Polled, u32), StoreError> {
    let (done, outcome, detail) = (row.number()? == 1, row.text()?, row.text()?);
    let (attempts, at) = (row.small()?, Instant(row.number()?));
    let (meter, read_midnight, title) = (serial.to_owned(), None, None);
    let poll = Polled { day, dso, meter, done, outcome, detail, at, read_midnight, title };
    Ok((poll, attempts))
}

impl Store {
    /// Serials of the meters that were placed by the end of `day` and whose collection of it is not done:
    /// the first of each cell, then the second of each, and so on. A serial takes about 50 bytes, so those
    /// of all meters fit where the meters themselves would not.
    pub fn serials_to_poll(
        &mut self,
        dso: Dso,
        day: SettlementDay,
    ) -> Result<Vec<String>, StoreError> {
        let sql = format!(
            "SELECT t.serial FROM (
                 SELECT m.serial, m.cell,
                        ROW_NUMBER() OVER (PARTITION BY m.cell ORDER BY m.serial) AS turn
                 FROM meter m WHERE {TO_POLL}) AS t
             ORDER BY t.turn, t.cell, t.serial"
        );
        let mut found = Vec::new();
        let values = [i64::from(day.0).into(), i64::from(dso.code()).into(), day.end().0.into()];
        self.database.query(&sql, &values, &mut |mut row| {
            found.push(row.text()?);
            Ok(())
        })?;
        Ok(found)
    }

    /// Those of these meters whose collection of `day` is still not done, in the order asked for.
    pub fn meters_to_poll(
        &mut self,
        dso: Dso,
        day: SettlementDay,
        serials: &[String],
    ) -> Result<Vec<MeterToPoll>, StoreError> {
        let mut asked = Vec::new();
        for (turn, serial) in (0_i64..).zip(serials) {
            let dso = i64::from(dso.code()).into();
            asked.extend([turn.into(), dso, serial.as_str().into(), i64::from(day.0).into()]);
        }
        let mut found = Vec::new();
        self.database.query_asked(
            &format!(
                "SELECT {COLUMNS},
                     COALESCE((SELECT p.attempts FROM poll p WHERE {POLL_OF_ASKED}), 0),
                     COALESCE((SELECT p.done FROM poll p WHERE {POLL_OF_ASKED}), 0), asked.turn
                 FROM asked
                 JOIN meter m ON m.serial = asked.of_serial AND m.dso = asked.of_dso
                  AND m.removed_us IS NULL"
            ),
            &[
                Column::BigInt("turn"),
                Column::SmallInt("of_dso"),
                Column::Text("of_serial"),
                Column::Integer("of_day"),
            ],
            &asked,
            &mut |mut row| {
                let meter = meter(&mut row)?;
                let (attempts, done, turn) = (row.small()?, row.number()? == 1, row.number()?);
                if !done {
                    found.push((turn, MeterToPoll { meter, attempts }));
                }
                Ok(())
            },
        )?;
        found.sort_by_key(|(turn, _)| *turn);
        Ok(found.into_iter().map(|(_, one)| one).collect())
    }

    /// How many meters [`Store::serials_to_poll`] would give in all.
    pub fn meters_left(&mut self, dso: Dso, day: SettlementDay) -> Result<u64, StoreError> {
        let mut left = 0;
        self.database.query(
            &format!("SELECT COUNT(*) FROM meter m WHERE {TO_POLL}"),
            &[i64::from(day.0).into(), i64::from(dso.code()).into(), day.end().0.into()],
            &mut |mut row| {
                left = row.small()?;
                Ok(())
            },
        )?;
        Ok(left)
    }

    /// Keeps how collections went, in one transaction. What was done stays done. Of two for one meter and
    /// day the last one counts.
    pub fn keep_polls(&mut self, polls: &[Polled]) -> Result<(), StoreError> {
        // In one order, so that two processes never wait for each other.
        let last: BTreeMap<(i32, i16, &str), &Polled> = polls
            .iter()
            .map(|poll| ((poll.day.0, poll.dso.code(), poll.meter.as_str()), poll))
            .collect();
        let (mut rows, mut titles, mut midnights) = (Vec::new(), Vec::new(), Vec::new());
        for ((day, dso, meter), poll) in last {
            rows.extend([
                i64::from(day).into(),
                i64::from(dso).into(),
                meter.into(),
                i64::from(poll.done).into(),
                poll.outcome.as_str().into(),
                poll.detail.as_str().into(),
                1.into(),
                poll.at.0.into(),
            ]);
            if let Some(title) = &poll.title {
                titles.extend([i64::from(dso).into(), meter.into(), title.as_str().into()]);
            }
            if let Some(midnight) = poll.read_midnight {
                let midnight = i64::from(midnight.0);
                midnights.extend([i64::from(dso).into(), meter.into(), midnight.into()]);
            }
        }
        let names = POLL.names();
        self.transaction(|store| {
            store.database.query_asked(
                &format!(
                    "INSERT INTO poll ({names}) SELECT {names} FROM asked WHERE done >= 0
                     ON CONFLICT (day, dso, meter) DO UPDATE SET
                         done = excluded.done, outcome = excluded.outcome,
                         detail = excluded.detail, attempts = poll.attempts + 1,
                         at_us = excluded.at_us
                     WHERE poll.done = 0"
                ),
                POLL.columns,
                &rows,
                &mut |_| Ok(()),
            )?;
            store.database.query_asked(
                "UPDATE meter SET title = asked.new_title FROM asked
                 WHERE meter.dso = asked.of_dso AND serial = asked.meter AND removed_us IS NULL
                   AND title IS NULL",
                &[Column::SmallInt("of_dso"), Column::Text("meter"), Column::Text("new_title")],
                &titles,
                &mut |_| Ok(()),
            )?;
            store.database.query_asked(
                "UPDATE meter SET read_midnight = asked.midnight FROM asked
                 WHERE meter.dso = asked.of_dso AND serial = asked.meter AND removed_us IS NULL
                   AND (read_midnight IS NULL OR read_midnight < asked.midnight)",
                &[Column::SmallInt("of_dso"), Column::Text("meter"), Column::Integer("midnight")],
                &midnights,
                &mut |_| Ok(()),
            )
        })
    }

    /// How many meters of an operator came out how on a day, by outcome.
    pub fn poll_counts(
        &mut self,
        dso: Dso,
        day: SettlementDay,
    ) -> Result<Vec<(String, u64)>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            "SELECT outcome, COUNT(*) FROM poll WHERE day = $1 AND dso = $2
             GROUP BY outcome ORDER BY outcome",
            &[i64::from(day.0).into(), i64::from(dso.code()).into()],
            &mut |mut row| {
                found.push((row.text()?, row.small()?));
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// How the collection of a day went at a meter, and how often it was tried.
    pub fn poll_of(
        &mut self,
        dso: Dso,
        day: SettlementDay,
        serial: &str,
    ) -> Result<Option<(Polled, u32)>, StoreError> {
        let mut found = None;
        self.database.query(
            "SELECT done, outcome, detail, attempts, at_us FROM poll
             WHERE day = $1 AND dso = $2 AND meter = $3",
            &[i64::from(day.0).into(), i64::from(dso.code()).into(), serial.into()],
            &mut |mut row| {
                found = Some(polled(&mut row, day, dso, serial)?);
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// The last collection of each of these meters, of the last 40 days before the newest one.
    pub fn last_polls(
        &mut self,
        dso: Dso,
        serials: &[&str],
    ) -> Result<BTreeMap<String, Polled>, StoreError> {
        let mut newest: Option<i32> = None;
        self.database.query("SELECT MAX(day) FROM poll", &[], &mut |mut row| {
            newest = row.number_or_null()?.and_then(|day| i32::try_from(day).ok());
            Ok(())
        })?;
        let mut found = BTreeMap::new();
        let Some(newest) = newest else { return Ok(found) };
        // Day by day: most meters are answered by the first, and no index has to be kept for this.
        for back in 0..KNOWN_DAYS {
            let day = SettlementDay(newest).plus(-back);
            let mut asked = Vec::new();
            for serial in serials.iter().filter(|serial| !found.contains_key(**serial)) {
                let dso = i64::from(dso.code()).into();
                asked.extend([i64::from(day.0).into(), dso, Value::from(*serial)]);
            }
            if asked.is_empty() {
                break;
            }
            self.database.query_asked(
                "SELECT p.meter, p.done, p.outcome, p.detail, p.attempts, p.at_us FROM asked
                 JOIN poll p ON p.day = asked.of_day AND p.dso = asked.of_dso
                  AND p.meter = asked.of_meter",
                &[Column::Integer("of_day"), Column::SmallInt("of_dso"), Column::Text("of_meter")],
                &asked,
                &mut |mut row| {
                    let meter = row.text()?;
                    let (poll, _) = polled(&mut row, day, dso, &meter)?;
                    found.insert(meter, poll);
                    Ok(())
                },
            )?;
        }
        Ok(found)
    }
}
