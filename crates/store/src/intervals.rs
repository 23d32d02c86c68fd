//! Which Parquet files of quarter-hours count, and since which addition. Source: DESIGN 4, ES-14.

use crate::database::{Database, Row};
use crate::{Store, StoreError};
use calendar::Instant;
use units::Dso;

/// One addition of quarter-hours. Versions of an operator count from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IntervalVersion {
    pub dso: Dso,
    pub version: i32,
    pub learnt_at: Instant,
    pub source: String,
    /// In hex; the same source adds nothing twice.
    pub source_sha256: String,
    pub rows: i64,
}

/// A file that counts, with the versions whose rows it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IntervalFile {
    pub dso: Dso,
    /// `year * 12 + month - 1`.
    pub month: i32,
    pub bucket: i32,
    pub path: String,
    pub first_version: i32,
    pub last_version: i32,
    pub rows: i64,
    pub bytes: i64,
    pub sha256: String,
}

/// What became of an addition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IntervalsAdded {
    New,
    /// It is not the version after the newest.
    VersionTaken,
    /// The same source was added as this version.
    Known(i32),
}

const FILE_COLUMNS: &str =
    "dso, month, bucket, path, first_version, last_version, interval_rows, bytes, sha256";

impl Store {
    /// The newest version of an operator; 0 before the first.
    pub fn last_interval_version(&mut self, dso: Dso) -> Result<i32, StoreError> {
        let mut last = 0;
        self.database.query(
            "SELECT version FROM interval_version WHERE dso = $1 ORDER BY version DESC LIMIT 1",
            &[i64::from(dso.code()).into()],
            &mut |mut row| {
                last = row.small()?;
                Ok(())
            },
        )?;
        Ok(last)
    }

    /// Which version a source was added as.
    pub fn interval_version_of(
        &mut self,
        dso: Dso,
        source_sha256: &str,
    ) -> Result<Option<i32>, StoreError> {
        let mut found = None;
        self.database.query(
            "SELECT version FROM interval_version WHERE dso = $1 AND source_sha256 = $2",
            &[i64::from(dso.code()).into(), source_sha256.into()],
            &mut |mut row| {
                found = Some(row.small()?);
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// All versions of an operator, in order.
    pub fn interval_versions(&mut self, dso: Dso) -> Result<Vec<IntervalVersion>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            "SELECT version, learnt_us, source, source_sha256, interval_rows FROM interval_version
             WHERE dso = $1 ORDER BY version",
            &[i64::from(dso.code()).into()],
            &mut |mut row| {
                found.push(IntervalVersion {
                    dso,
                    version: row.small()?,
                    learnt_at: Instant(row.number()?),
                    source: row.text()?,
                    source_sha256: row.text()?,
                    rows: row.number()?,
                });
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// Adds a version, which has to be the one after the newest, and its files, in one transaction.
    pub fn add_intervals(
        &mut self,
        version: &IntervalVersion,
        files: &[IntervalFile],
    ) -> Result<IntervalsAdded, StoreError> {
        let dso = version.dso;
        self.locked(dso, |store| {
            if let Some(known) = store.interval_version_of(dso, &version.source_sha256)? {
                return Ok(IntervalsAdded::Known(known));
            }
            if store.last_interval_version(dso)?.checked_add(1) != Some(version.version) {
                return Ok(IntervalsAdded::VersionTaken);
            }
            store.database.execute(
                "INSERT INTO interval_version
                 (dso, version, learnt_us, source, source_sha256, interval_rows)
                 VALUES ($1, $2, $3, $4, $5, $6)",
                &[
                    i64::from(dso.code()).into(),
                    i64::from(version.version).into(),
                    version.learnt_at.0.into(),
                    version.source.as_str().into(),
                    version.source_sha256.as_str().into(),
                    version.rows.into(),
                ],
            )?;
            for file in files {
                store.insert_interval_file(file)?;
            }
            Ok(IntervalsAdded::New)
        })
    }

    fn insert_interval_file(&mut self, file: &IntervalFile) -> Result<(), StoreError> {
        self.database.execute(
            "INSERT INTO interval_file
             (dso, month, bucket, path, first_version, last_version, interval_rows, bytes, sha256)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            &[
                i64::from(file.dso.code()).into(),
                i64::from(file.month).into(),
                i64::from(file.bucket).into(),
                file.path.as_str().into(),
                i64::from(file.first_version).into(),
                i64::from(file.last_version).into(),
                file.rows.into(),
                file.bytes.into(),
                file.sha256.as_str().into(),
            ],
        )?;
        Ok(())
    }

    /// The files of the months from `first` to `last`, of one part or all, by month, part and version.
    pub fn interval_files(
        &mut self,
        dso: Dso,
        (first, last): (i32, i32),
        bucket: Option<i32>,
    ) -> Result<Vec<IntervalFile>, StoreError> {
        let mut found = Vec::new();
        let mut values =
            vec![i64::from(dso.code()).into(), i64::from(first).into(), i64::from(last).into()];
        let mut each = |mut row: Row<'_>| {
            found.push(file(dso, &mut row)?);
            Ok(())
        };
        let order = "ORDER BY month, bucket, first_version, path";
        match bucket {
            None => self.database.query(
                &format!(
                    "SELECT {FILE_COLUMNS} FROM interval_file
                     WHERE dso = $1 AND month >= $2 AND month <= $3 {order}"
                ),
                &values,
                &mut each,
            )?,
            Some(bucket) => {
                values.push(i64::from(bucket).into());
                self.database.query(
                    &format!(
                        "SELECT {FILE_COLUMNS} FROM interval_file
                         WHERE dso = $1 AND month >= $2 AND month <= $3 AND bucket = $4 {order}"
                    ),
                    &values,
                    &mut each,
                )?;
            }
        }
        Ok(found)
    }

    /// Puts one file in the place of others, in one transaction. False, and nothing, if one of them is
    /// gone: somebody else has folded it.
    pub fn fold_intervals(
        &mut self,
        folded: &[IntervalFile],
        into: &IntervalFile,
    ) -> Result<bool, StoreError> {
        self.locked(into.dso, |store| {
            let all =
                store.interval_files(into.dso, (into.month, into.month), Some(into.bucket))?;
            if folded.iter().any(|file| !all.iter().any(|known| known == file)) {
                return Ok(false);
            }
            for file in folded {
                store.database.execute(
                    "DELETE FROM interval_file
                     WHERE dso = $1 AND month = $2 AND bucket = $3 AND path = $4",
                    &[
                        i64::from(file.dso.code()).into(),
                        i64::from(file.month).into(),
                        i64::from(file.bucket).into(),
                        file.path.as_str().into(),
                    ],
                )?;
            }
            store.insert_interval_file(into)?;
            Ok(true)
        })
    }
}

fn file(dso: Dso, row: &mut Row<'_>) -> Result<IntervalFile, StoreError> {
    let code: i16 = row.small()?;
    if code != dso.code() {
        return Err(StoreError::corrupt(format!("a file of operator {code}")));
    }
    Ok(IntervalFile {
        dso,
        month: row.small()?,
        bucket: row.small()?,
        path: row.text()?,
        first_version: row.small()?,
        last_version: row.small()?,
        rows: row.number()?,
        bytes: row.number()?,
        sha256: row.text()?,
    })
}
