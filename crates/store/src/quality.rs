//! Complaints about voltage, with the means they rest on. Source: GQ-01.

use crate::bank::dso_of;
use crate::database::{Database, Row, Value};
use crate::sharing::{ean, number_of};
use crate::{Store, StoreError};
use calendar::Instant;
use units::{Dso, Ean};

/// A complaint as it came. The body is the caller's own text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QualityCase {
    pub id: i64,
    pub dso: Dso,
    pub ean: Ean,
    pub received: Instant,
    pub open: bool,
    pub body: String,
}

/// Something that happened to it. The body is the caller's own text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QualityEvent {
    pub at: Instant,
    pub by: String,
    pub body: String,
}

/// A mean of voltage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeptMean {
    pub start: Instant,
    /// 1 to 3.
    pub phase: i64,
    /// 10 or 15.
    pub minutes: i64,
    pub millivolts: i64,
    /// `None` where nobody said.
    pub injecting: Option<bool>,
}

const COLUMNS: &str = "case_id, dso, ean, received_us, open, body";

fn kept(row: &mut Row<'_>) -> Result<QualityCase, StoreError> {
    Ok(QualityCase {
        id: row.number()?,
        dso: dso_of(row)?,
        ean: ean(row)?,
        received: Instant(row.number()?),
        open: row.number()? == 1,
        body: row.text()?,
    })
}

impl Store {
    /// Keeps an open complaint and returns its number. Within the operator's lock.
    pub fn add_quality_case(
        &mut self,
        (dso, point): (Dso, Ean),
        received: Instant,
        body: &str,
    ) -> Result<i64, StoreError> {
        self.transaction(|store| {
            let id = store.next_of_operator("quality_case", "case_id", dso)?;
            store.database.execute(
                "INSERT INTO quality_case (case_id, dso, ean, received_us, open, body)
                 VALUES ($1, $2, $3, $4, 1, $5)",
                &[
                    id.into(),
                    i64::from(dso.code()).into(),
                    number_of(point).into(),
                    received.0.into(),
                    body.into(),
                ],
            )?;
            Ok(id)
        })
    }

    /// Adds an event behind the `before` that were read, with the means it rests on, and whether the complaint
    /// is open after it. Within the operator's lock. Errors: another event came in between.
    pub fn add_quality_event(
        &mut self,
        id: i64,
        before: usize,
        event: &QualityEvent,
        open: bool,
        means: &[KeptMean],
    ) -> Result<(), StoreError> {
        let seq = i64::try_from(before).unwrap_or(i64::MAX).saturating_add(1);
        self.transaction(|store| {
            store.database.execute(
                "INSERT INTO quality_event (case_id, seq, at_us, by_whom, body)
                 VALUES ($1, $2, $3, $4, $5)",
                &[
                    id.into(),
                    seq.into(),
                    event.at.0.into(),
                    event.by.as_str().into(),
                    event.body.as_str().into(),
                ],
            )?;
            for mean in means {
                store.database.execute(
                    "INSERT INTO quality_mean
                         (case_id, seq, start_us, phase, minutes, voltage_mv, injecting)
                     VALUES ($1, $2, $3, $4, $5, $6, $7)",
                    &[
                        id.into(),
                        seq.into(),
                        mean.start.0.into(),
                        mean.phase.into(),
                        mean.minutes.into(),
                        mean.millivolts.into(),
                        Value::number_or_null(mean.injecting.map(i64::from)),
                    ],
                )?;
            }
            store.database.execute(
                "UPDATE quality_case SET open = $1 WHERE case_id = $2",
                &[i64::from(open).into(), id.into()],
            )
        })?;
        Ok(())
    }

    pub fn quality_case(&mut self, id: i64) -> Result<Option<QualityCase>, StoreError> {
        Ok(self.quality_cases_where("case_id = $1", &[id.into()])?.pop())
    }

    /// All complaints about a point, the first one first.
    pub fn quality_cases_of(&mut self, point: Ean) -> Result<Vec<QualityCase>, StoreError> {
        self.quality_cases_where("ean = $1", &[number_of(point).into()])
    }

    /// The open complaints of an operator, the first one first.
    pub fn open_quality_cases(&mut self, dso: Dso) -> Result<Vec<QualityCase>, StoreError> {
        self.quality_cases_where("dso = $1 AND open = 1", &[i64::from(dso.code()).into()])
    }

    fn quality_cases_where(
        &mut self,
        which: &str,
        values: &[Value],
    ) -> Result<Vec<QualityCase>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            &format!("SELECT {COLUMNS} FROM quality_case WHERE {which} ORDER BY case_id"),
            values,
            &mut |mut row| {
                found.push(kept(&mut row)?);
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// What happened to a complaint, in order.
    pub fn quality_events(&mut self, id: i64) -> Result<Vec<QualityEvent>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            "SELECT at_us, by_whom, body FROM quality_event WHERE case_id = $1 ORDER BY seq",
            &[id.into()],
            &mut |mut row| {
                let at = Instant(row.number()?);
                found.push(QualityEvent { at, by: row.text()?, body: row.text()? });
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// The means that a complaint rests on, of all its events, in order of time and phase.
    pub fn quality_means(&mut self, id: i64) -> Result<Vec<KeptMean>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            "SELECT start_us, phase, minutes, voltage_mv, injecting FROM quality_mean
             WHERE case_id = $1 ORDER BY start_us, phase, seq",
            &[id.into()],
            &mut |mut row| {
                found.push(KeptMean {
                    start: Instant(row.number()?),
                    phase: row.number()?,
                    minutes: row.number()?,
                    millivolts: row.number()?,
                    injecting: row.number_or_null()?.map(|one| one == 1),
                });
                Ok(())
            },
        )?;
        Ok(found)
    }
}
