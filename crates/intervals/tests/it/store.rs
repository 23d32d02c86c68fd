//! The files: versions, months, crashes, compaction.

use intervals::{
    Added, Direction, FileEntry, Interval, JsonManifest, Manifest, ManifestError, Month, Point,
    Quality, Quarter, Query, Register, Series, Source, Store, StoreError, Version, Written,
};
use std::ops::RangeInclusive;
use std::path::Path;
use std::time::{Duration, SystemTime};
use units::{Dso, MilliWattHours};

fn quarter(text: &str) -> Quarter {
    Quarter::starting_at(text.parse().unwrap()).unwrap()
}

fn series(point: &str, from: &str, energies: &[i64]) -> Series {
    let first = quarter(from).0;
    let interval = |(number, energy): (i32, &i64)| Interval {
        quarter: Quarter(first + number),
        energy: MilliWattHours(*energy),
        quality: Quality::Measured,
        register: Register::One,
    };
    Series {
        point: point.parse().unwrap(),
        direction: Direction::OffTake,
        intervals: (0..).zip(energies).map(interval).collect(),
    }
}

fn source(name: &str) -> Source {
    Source {
        name: name.to_owned(),
        sha256: intervals::hash_of(name.as_bytes()),
        learnt_at: calendar::Instant(0),
    }
}

fn open(folder: &Path) -> Store<JsonManifest> {
    let manifest = JsonManifest::open(&folder.join("manifest.json")).unwrap();
    Store::open(folder, manifest, Some(4)).unwrap()
}

fn query(point: &str, version: Option<i32>) -> Query {
    let day = |text: &str| text.parse().unwrap();
    let (from, until) = (day("2026-01-01"), day("2027-01-01"));
    Query { dso: Dso::Ores, point: point.parse().unwrap(), from, until, version }
}

fn energies(series: &[Series]) -> Vec<i64> {
    series.iter().flat_map(|one| &one.intervals).map(|one| one.energy.0).collect()
}

/// The Parquet files of a store and those under their first names.
fn files(folder: &Path) -> (usize, usize) {
    let (mut whole, mut new) = (0, 0);
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.extension().and_then(|end| end.to_str()) {
                _ if path.is_dir() => folders.push(path),
                Some("parquet") => whole += 1,
                Some("tmp") => new += 1,
                _ => {}
            }
        }
    }
    (whole, new)
}

#[test]
fn es_14_late_data_is_a_version_and_earlier_ones_can_be_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = open(folder.path());
    // From the evening of January into February: two months, two files.
    let first = series("P1", "2026-01-31T23:30:00+01:00", &[1, 2, 3, 4]);
    let written = store.add(Dso::Ores, std::slice::from_ref(&first), &source("a")).unwrap();
    assert!(
        matches!(written, Written::New { version: 1, files } if files.files == 2 && files.rows == 4)
    );
    let late = series("P1", "2026-01-31T23:45:00+01:00", &[20, 30]);
    let written = store.add(Dso::Ores, &[late], &source("b")).unwrap();
    assert!(matches!(written, Written::New { version: 2, .. }));
    let again = series("P1", "2026-02-01T00:15:00+01:00", &[400, 500]);
    store.add(Dso::Ores, &[again], &source("c")).unwrap();
    let read = |store: &mut Store<JsonManifest>, version| {
        energies(&store.read(&query("P1", version)).unwrap())
    };
    for _ in 0..2 {
        assert_eq!(read(&mut store, None), [1, 20, 30, 400, 500]);
        assert_eq!(read(&mut store, Some(2)), [1, 20, 30, 4]);
        assert_eq!(read(&mut store, Some(1)), [1, 2, 3, 4]);
        assert!(read(&mut store, Some(0)).is_empty());
        // Folding changes nothing that can be asked, and the second time there is nothing to fold.
        store.compact(Dso::Ores, 2).unwrap();
    }
    assert_eq!(store.read(&query("P1", Some(1))).unwrap(), [first]);
    assert_eq!(files(folder.path()), (2, 0));
    // A later version of a folded part is a new file again.
    let last = series("P1", "2026-01-31T23:30:00+01:00", &[7]);
    store.add(Dso::Ores, &[last], &source("d")).unwrap();
    assert_eq!(read(&mut store, None), [7, 20, 30, 400, 500]);
    // And all of it is there for whoever opens the store anew.
    let mut store = open(folder.path());
    assert_eq!(read(&mut store, Some(3)), [1, 20, 30, 400, 500]);
    assert_eq!(store.manifest.versions(Dso::Ores).unwrap().len(), 4);
    store.verify(Dso::Ores).unwrap();
}

#[test]
fn the_same_source_adds_nothing_twice() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = open(folder.path());
    let one = [series("P1", "2026-01-06T00:00:00+01:00", &[1, 2])];
    store.add(Dso::Ores, &one, &source("a")).unwrap();
    assert_eq!(store.add(Dso::Ores, &one, &source("a")).unwrap(), Written::Known { version: 1 });
    // To another operator it is new.
    assert!(matches!(
        store.add(Dso::Resa, &one, &source("a")).unwrap(),
        Written::New { version: 1, .. }
    ));
    assert_eq!(files(folder.path()).0, 2);
}

#[test]
fn points_are_apart_wherever_they_lie() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = open(folder.path());
    let names: Vec<String> = (0..200).map(|number| format!("P{number}")).collect();
    let all: Vec<Series> = names
        .iter()
        .zip(0..)
        .flat_map(|(name, number)| {
            let mut injection = series(name, "2026-07-01T00:00:00+02:00", &[number + 1]);
            injection.direction = Direction::Injection;
            [series(name, "2026-07-01T00:00:00+02:00", &vec![number; 2976]), injection]
        })
        .collect();
    store.add(Dso::Ores, &all, &source("a")).unwrap();
    for (name, number) in names.iter().zip(0..) {
        let read = store.read(&query(name, None)).unwrap();
        assert_eq!(read.len(), 2);
        assert_eq!(
            (read[0].direction, read[1].direction),
            (Direction::OffTake, Direction::Injection)
        );
        assert_eq!(read[0].energy().0, number * 2976);
        assert_eq!(read[1].energy().0, number + 1);
    }
    assert_eq!(store.read(&query("P200", None)).unwrap(), []);
    // 600,000 rows in four parts have more than one row group.
    let entries = store.manifest.files(Dso::Ores, Month(0)..=Month(i32::MAX), None).unwrap();
    assert_eq!(entries.len(), 4);
    assert!(entries.iter().any(|entry| entry.rows > 131_072));
}

/// A manifest that is lost before or after it has kept something.
struct Failing {
    inner: JsonManifest,
    add: Option<bool>,
    fold: Option<bool>,
}

fn lost() -> ManifestError {
    ManifestError("the power went".into())
}

impl Manifest for Failing {
    fn last_version(&mut self, dso: Dso) -> Result<i32, ManifestError> {
        self.inner.last_version(dso)
    }
    fn known(&mut self, dso: Dso, sha256: &str) -> Result<Option<i32>, ManifestError> {
        self.inner.known(dso, sha256)
    }
    fn add(&mut self, version: &Version, files: &[FileEntry]) -> Result<Added, ManifestError> {
        match self.add.take() {
            Some(false) => Err(lost()),
            Some(true) => {
                self.inner.add(version, files)?;
                Err(lost())
            }
            None => self.inner.add(version, files),
        }
    }
    fn files(
        &mut self,
        dso: Dso,
        months: RangeInclusive<Month>,
        bucket: Option<u32>,
    ) -> Result<Vec<FileEntry>, ManifestError> {
        self.inner.files(dso, months, bucket)
    }
    fn fold(&mut self, folded: &[FileEntry], into: &FileEntry) -> Result<bool, ManifestError> {
        match self.fold.take() {
            Some(false) => Err(lost()),
            Some(true) => {
                self.inner.fold(folded, into)?;
                Err(lost())
            }
            None => self.inner.fold(folded, into),
        }
    }
    fn versions(&mut self, dso: Dso) -> Result<Vec<Version>, ManifestError> {
        self.inner.versions(dso)
    }
}

#[test]
fn a_crash_between_any_two_steps_loses_nothing() {
    for kept in [false, true] {
        let folder = tempfile::tempdir().unwrap();
        let inner = JsonManifest::open(&folder.path().join("manifest.json")).unwrap();
        let manifest = Failing { inner, add: None, fold: None };
        let mut store = Store::open(folder.path(), manifest, Some(4)).unwrap();
        let first = [series("P1", "2026-01-06T00:00:00+01:00", &[1, 2])];
        store.add(Dso::Ores, &first, &source("a")).unwrap();
        // The files of the second version are written; then the manifest is lost.
        store.manifest.add = Some(kept);
        let second = [series("P1", "2026-01-06T00:00:00+01:00", &[10])];
        assert!(store.add(Dso::Ores, &second, &source("b")).is_err());
        let expected: &[i64] = if kept { &[10, 2] } else { &[1, 2] };
        assert_eq!(energies(&store.read(&query("P1", None)).unwrap()), expected);
        // The caller tries again with the same source, and it is there once.
        store.add(Dso::Ores, &second, &source("b")).unwrap();
        assert_eq!(energies(&store.read(&query("P1", None)).unwrap()), [10, 2]);
        assert_eq!(store.manifest.last_version(Dso::Ores).unwrap(), 2);
        // Lost while folding: either the old files count or the new one.
        store.manifest.fold = Some(kept);
        assert!(store.compact(Dso::Ores, 2).is_err());
        assert_eq!(energies(&store.read(&query("P1", None)).unwrap()), [10, 2]);
        assert_eq!(energies(&store.read(&query("P1", Some(1))).unwrap()), [1, 2]);
        store.compact(Dso::Ores, 2).unwrap();
        // A file that was begun.
        std::fs::write(folder.path().join("ORES").join("new-1-1.tmp"), b"PAR1").unwrap();
        let now = SystemTime::now() + Duration::from_secs(1);
        store.sweep(Dso::Ores, now).unwrap();
        assert_eq!(files(folder.path()), (1, 0), "what is in no manifest is swept away");
        assert_eq!(energies(&store.read(&query("P1", None)).unwrap()), [10, 2]);
        store.verify(Dso::Ores).unwrap();
    }
}

/// A manifest to which another process has added something after the newest version was asked.
#[test]
fn an_addition_that_lost_its_version_takes_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = open(folder.path());
    let version = |number, name: &str| Version {
        dso: Dso::Ores,
        number,
        learnt_at: calendar::Instant(0),
        source: name.to_owned(),
        source_sha256: name.to_owned(),
        rows: 0,
    };
    assert_eq!(store.manifest.add(&version(1, "x"), &[]).unwrap(), Added::New);
    assert_eq!(store.manifest.add(&version(1, "y"), &[]).unwrap(), Added::VersionTaken);
    assert_eq!(store.manifest.add(&version(3, "y"), &[]).unwrap(), Added::VersionTaken);
    assert_eq!(store.manifest.add(&version(2, "x"), &[]).unwrap(), Added::Known(1));
    let one = [series("P1", "2026-01-06T00:00:00+01:00", &[1, 2])];
    let written = store.add(Dso::Ores, &one, &source("a")).unwrap();
    assert!(matches!(written, Written::New { version: 2, .. }));
}

#[test]
fn a_changed_file_and_another_layout_are_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = open(folder.path());
    let one = [series("P1", "2026-01-06T00:00:00+01:00", &[1, 2])];
    store.add(Dso::Ores, &one, &source("a")).unwrap();
    let manifest = JsonManifest::open(&folder.path().join("manifest.json")).unwrap();
    let other = Store::open(folder.path(), manifest, Some(8));
    assert!(matches!(other, Err(StoreError::OtherBuckets { found: 4, asked: 8, .. })));
    let entry = store.manifest.files(Dso::Ores, Month(0)..=Month(i32::MAX), None).unwrap();
    let path = folder.path().join(&entry[0].path);
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[20] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    assert!(matches!(store.verify(Dso::Ores), Err(StoreError::Changed { .. })));
    std::fs::remove_file(&path).unwrap();
    assert!(matches!(store.read(&query("P1", None)), Err(StoreError::Gone { .. })));
}

/// Where a point lies is written down in the names of files: it may not change from one version of the
/// program to the next.
#[test]
fn the_part_of_a_point_stays_what_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let bucket = |text: &str| store.bucket(&text.parse::<Point>().unwrap());
    assert_eq!(["541449012345678908", "541449012345678915", "P1", "P2"].map(bucket), [1, 1, 3, 3]);
}
