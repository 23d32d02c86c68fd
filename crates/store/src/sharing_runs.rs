//! Months of sharing groups, as versions. Source: ES-14.

use crate::database::{Database, Row, Value};
use crate::sharing::{ean, number_of};
use crate::{Store, StoreError};
use calendar::Instant;
use units::Ean;

/// How sure a version is. Source: ES-14.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RunKind {
    Provisional,
    Final,
    Corrected,
}

impl RunKind {
    pub fn name(self) -> &'static str {
        match self {
            Self::Provisional => "provisional",
            Self::Final => "final",
            Self::Corrected => "corrected",
        }
    }

    fn code(self) -> i64 {
        match self {
            Self::Provisional => 0,
            Self::Final => 1,
            Self::Corrected => 2,
        }
    }

    fn from_code(code: i64) -> Option<Self> {
        [Self::Provisional, Self::Final, Self::Corrected]
            .into_iter()
            .find(|kind| kind.code() == code)
    }
}

/// A version of a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptRun {
    pub group: i64,
    /// `year * 12 + month - 1`.
    pub month: i32,
    pub seq: i32,
    pub kind: RunKind,
    pub number: i32,
    pub at: Instant,
    pub by: String,
    pub cause: String,
    /// On how many acts of the dossier it rests.
    pub acts: i32,
    pub input_version: i32,
    pub result_version: i32,
    /// Quarter-hours in which nothing was shared for want of a generation.
    pub held: i32,
    pub sha256: String,
}

/// What a version gave one member; energies in mWh.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptVolume {
    pub ean: Ean,
    pub offtake: i64,
    pub received: i64,
    pub injection: i64,
    pub given: i64,
    pub missing: i32,
    /// The caller's own text.
    pub days: String,
    pub sha256: String,
}

const RUN_COLUMNS: &str = "group_id, month, seq, kind, number, at_us, by_whom, cause, acts, \
     input_version, result_version, held, sha256";

fn run(row: &mut Row<'_>) -> Result<KeptRun, StoreError> {
    let (group, month, seq) = (row.number()?, row.small()?, row.small()?);
    let kind = RunKind::from_code(row.number()?);
    Ok(KeptRun {
        group,
        month,
        seq,
        kind: kind.ok_or_else(|| StoreError::corrupt("a run of no kind".to_owned()))?,
        number: row.small()?,
        at: Instant(row.number()?),
        by: row.text()?,
        cause: row.text()?,
        acts: row.small()?,
        input_version: row.small()?,
        result_version: row.small()?,
        held: row.small()?,
        sha256: row.text()?,
    })
}

const VOLUME_COLUMNS: &str =
    "ean, offtake_mwh, received_mwh, injection_mwh, given_mwh, missing, days, sha256";

fn volume(row: &mut Row<'_>) -> Result<KeptVolume, StoreError> {
    Ok(KeptVolume {
        ean: ean(row)?,
        offtake: row.number()?,
        received: row.number()?,
        injection: row.number()?,
        given: row.number()?,
        missing: row.small()?,
        days: row.text()?,
        sha256: row.text()?,
    })
}

impl Store {
    /// Keeps a version of a month behind those that were read. Within the operator's lock.
    /// Errors: another one came in between, or the month is final already.
    pub fn add_run(&mut self, run: &KeptRun, volumes: &[KeptVolume]) -> Result<(), StoreError> {
        self.transaction(|store| {
            store.database.execute(
                &format!(
                    "INSERT INTO sharing_run ({RUN_COLUMNS})
                     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
                ),
                &[
                    run.group.into(),
                    i64::from(run.month).into(),
                    i64::from(run.seq).into(),
                    run.kind.code().into(),
                    i64::from(run.number).into(),
                    run.at.0.into(),
                    run.by.as_str().into(),
                    run.cause.as_str().into(),
                    i64::from(run.acts).into(),
                    i64::from(run.input_version).into(),
                    i64::from(run.result_version).into(),
                    i64::from(run.held).into(),
                    run.sha256.as_str().into(),
                ],
            )?;
            for one in volumes {
                store.database.execute(
                    &format!(
                        "INSERT INTO sharing_volume (group_id, month, seq, {VOLUME_COLUMNS})
                         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
                    ),
                    &[
                        run.group.into(),
                        i64::from(run.month).into(),
                        i64::from(run.seq).into(),
                        number_of(one.ean).into(),
                        one.offtake.into(),
                        one.received.into(),
                        one.injection.into(),
                        one.given.into(),
                        i64::from(one.missing).into(),
                        one.days.as_str().into(),
                        one.sha256.as_str().into(),
                    ],
                )?;
            }
            Ok(())
        })
    }

    /// The versions of a group, by month and order; of one month or of all.
    pub fn sharing_runs(
        &mut self,
        group: i64,
        month: Option<i32>,
    ) -> Result<Vec<KeptRun>, StoreError> {
        let mut values: Vec<Value> = vec![group.into()];
        values.extend(month.map(|month| i64::from(month).into()));
        let of_month = if month.is_some() { " AND month = $2" } else { "" };
        let mut found = Vec::new();
        self.database.query(
            &format!(
                "SELECT {RUN_COLUMNS} FROM sharing_run WHERE group_id = $1{of_month}
                 ORDER BY month, seq"
            ),
            &values,
            &mut |mut row| {
                found.push(run(&mut row)?);
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// The last month of a group that is final.
    pub fn last_final_month(&mut self, group: i64) -> Result<Option<i32>, StoreError> {
        let month = self.number_of(
            "SELECT MAX(month) FROM sharing_run WHERE group_id = $1 AND kind = 1",
            &[group.into()],
        )?;
        Ok(month.and_then(|month| i32::try_from(month).ok()))
    }

    /// What a version gave its members, by EAN.
    pub fn volumes(
        &mut self,
        group: i64,
        month: i32,
        seq: i32,
    ) -> Result<Vec<KeptVolume>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            &format!(
                "SELECT {VOLUME_COLUMNS} FROM sharing_volume
                 WHERE group_id = $1 AND month = $2 AND seq = $3 ORDER BY ean"
            ),
            &[group.into(), i64::from(month).into(), i64::from(seq).into()],
            &mut |mut row| {
                found.push(volume(&mut row)?);
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// What every version gave one point, by month, group and order: the newest comes last.
    pub fn volumes_of_point(
        &mut self,
        point: Ean,
    ) -> Result<Vec<(KeptRun, KeptVolume)>, StoreError> {
        let of_run: Vec<String> =
            RUN_COLUMNS.split(", ").map(|column| format!("r.{}", column.trim())).collect();
        let of_volume: Vec<String> =
            VOLUME_COLUMNS.split(", ").map(|column| format!("v.{column}")).collect();
        let (of_run, of_volume) = (of_run.join(", "), of_volume.join(", "));
        let mut found = Vec::new();
        self.database.query(
            &format!(
                "SELECT {of_run}, {of_volume} FROM sharing_volume v
                 JOIN sharing_run r
                   ON r.group_id = v.group_id AND r.month = v.month AND r.seq = v.seq
                 WHERE v.ean = $1 ORDER BY v.month, v.group_id, v.seq"
            ),
            &[number_of(point).into()],
            &mut |mut row| {
                let run = run(&mut row)?;
                found.push((run, volume(&mut row)?));
                Ok(())
            },
        )?;
        Ok(found)
    }
}
