//! Series out of the store: of each quarter-hour the highest version that was asked for.

use super::cursor::Opened;
use super::entry::Month;
use super::manifest::Manifest;
use super::row::Row;
use super::{Store, StoreError};
use crate::series::{Interval, Point, Quarter, Series};
use calendar::SettlementDay;
use std::collections::BTreeMap;
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
        let rows = self.rows_again(std::slice::from_ref(query))?;
        Ok(merged(rows.into_iter().flatten().collect(), query))
    }

    /// What [`Self::read`] gives for each of some points, in their order: a group of them has a few files, and each
    /// is opened once. Errors: as there.
    pub fn read_each(
        &mut self,
        points: &[Point],
        (dso, from, until): (Dso, SettlementDay, SettlementDay),
        version: Option<i32>,
    ) -> Result<Vec<Vec<Series>>, StoreError> {
        let mut of_bucket: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for (place, point) in points.iter().enumerate() {
            of_bucket.entry(self.bucket(point)).or_default().push(place);
        }
        let mut found = vec![Vec::new(); points.len()];
        let query = |point: &Point| Query { dso, point: point.clone(), from, until, version };
        for places in of_bucket.values() {
            let each = places.iter().filter_map(|place| points.get(*place));
            let queries: Vec<Query> = each.map(query).collect();
            let rows = self.rows_again(&queries)?;
            for ((place, query), rows) in places.iter().zip(&queries).zip(rows) {
                if let Some(to) = found.get_mut(*place) {
                    *to = merged(rows, query);
                }
            }
        }
        Ok(found)
    }

    fn rows_again(&mut self, queries: &[Query]) -> Result<Vec<Vec<Row>>, StoreError> {
        for _ in 0..TRIES {
            match self.rows(queries) {
                Err(StoreError::File { source, .. })
                    if source.kind() == io::ErrorKind::NotFound => {}
                done => return done,
            }
        }
        Err(StoreError::Gone { store: self.folder.display().to_string() })
    }

    /// The rows of points of one bucket, at one time and version.
    fn rows(&mut self, queries: &[Query]) -> Result<Vec<Vec<Row>>, StoreError> {
        let mut rows: Vec<Vec<Row>> = vec![Vec::new(); queries.len()];
        let Some(query) = queries.first() else { return Ok(rows) };
        if query.until <= query.from {
            return Ok(rows);
        }
        let months = Month::of(query.from)..=Month::of(query.until.previous());
        let bucket = self.bucket(&query.point);
        let points: Vec<(i64, &Point)> =
            queries.iter().map(|query| (query.point.hash(), &query.point)).collect();
        for entry in self.manifest.files(query.dso, months, Some(bucket))? {
            if query.version.is_none_or(|version| entry.first_version <= version) {
                let opened = Opened::open(&self.path(&entry))?;
                opened.of_points(&points, &mut |place, found| {
                    if let Some(rows) = rows.get_mut(place) {
                        rows.extend(found);
                    }
                })?;
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
