//! Series out of the store: of each quarter-hour the highest version that was asked for.

use super::cursor::Opened;
use super::entry::Month;
use super::manifest::Manifest;
use super::row::Row;
use super::{Store, StoreError};
use crate::series::{Interval, Point, Quarter, Series};
use calendar::SettlementDay;
use std::io;
use std::path::Path;
use units::Dso;

/// The files of a point may be folded while they are read: then once more, from the manifest on.
const TRIES: u32 = 3;

/// What is asked of a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    pub dso: Dso,
    pub point: Point,
    /// The first local day.
    pub from: SettlementDay,
    /// The local day after the last.
    pub until: SettlementDay,
    /// As it was known at this version; the newest without it.
    pub version: Option<i32>,
}

impl<M: Manifest> Store<M> {
    /// The series of a point, off-take first; none if nothing is known. Errors: a file is gone or
    /// broken, the manifest cannot be used. Source: ES-14.
    pub fn read(&mut self, query: &Query) -> Result<Vec<Series>, StoreError> {
        for _ in 0..TRIES {
            match self.rows(query) {
                Ok(rows) => return Ok(merged(rows, query)),
                Err(StoreError::File { source, .. })
                    if source.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        Err(StoreError::Gone { store: self.folder.display().to_string() })
    }

    fn rows(&mut self, query: &Query) -> Result<Vec<Row>, StoreError> {
        let mut rows = Vec::new();
        if query.until <= query.from {
            return Ok(rows);
        }
        let months = Month::of(query.from)..=Month::of(query.until.previous());
        let bucket = self.bucket(&query.point);
        for entry in self.manifest.files(query.dso, months, Some(bucket))? {
            if query.version.is_none_or(|version| entry.first_version <= version) {
                Opened::open(&self.path(&entry))?.of_point(&query.point, &mut rows)?;
            }
        }
        Ok(rows)
    }
}

/// Of each quarter-hour the highest version.
fn merged(mut rows: Vec<Row>, query: &Query) -> Vec<Series> {
    let (from, until) = (Quarter::first_of(query.from), Quarter::first_of(query.until));
    rows.retain(|row| {
        (from..until).contains(&row.interval.quarter)
            && query.version.is_none_or(|version| row.version <= version)
    });
    newest(rows)
}

fn newest(mut rows: Vec<Row>) -> Vec<Series> {
    rows.sort_by(|one, other| one.key().cmp(&other.key()));
    let mut all: Vec<Series> = Vec::new();
    for row in rows {
        let Row { point, direction, interval, .. } = row;
        match all.last_mut() {
            Some(series) if series.point == point && series.direction == direction => {
                put(&mut series.intervals, interval);
            }
            _ => all.push(Series { point, direction, intervals: vec![interval] }),
        }
    }
    all.sort_by(|one, other| (&one.point, one.direction).cmp(&(&other.point, other.direction)));
    all
}

/// A later version of the same quarter-hour takes its place.
fn put(intervals: &mut Vec<Interval>, interval: Interval) {
    match intervals.last_mut() {
        Some(last) if last.quarter == interval.quarter => *last = interval,
        _ => intervals.push(interval),
    }
}

/// All series of one Parquet file with the columns of ours, such as an export.
/// Errors: it is no such file.
pub fn read_parquet(path: &Path) -> Result<Vec<Series>, StoreError> {
    let opened = Opened::open(path)?;
    let mut rows = Vec::new();
    for group in 0..opened.groups() {
        rows.append(&mut opened.of_group(group)?);
    }
    Ok(newest(rows))
}
