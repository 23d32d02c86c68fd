//! The manifest of files of quarter-hours.

use crate::place::{Place, on_both};
use calendar::Instant;
use std::collections::BTreeMap;
use store::{IntervalFile, IntervalVersion, IntervalsAdded, Store};
use units::Dso;

on_both! {
    es_14_versions_count_without_a_gap
    files_are_folded_once
    two_that_add_at_once_take_two_versions
    mt_18_up_to_where_a_meter_gave_its_quarter_hours_is_kept_with_their_version
}

fn version(dso: Dso, number: i32, source: &str) -> IntervalVersion {
    IntervalVersion {
        dso,
        version: number,
        learnt_at: Instant(1_000_000),
        source: format!("{source}.csv"),
        source_sha256: source.to_owned(),
        rows: 96,
    }
}

fn file(dso: Dso, month: i32, bucket: i32, versions: (i32, i32)) -> IntervalFile {
    IntervalFile {
        dso,
        month,
        bucket,
        path: format!("{dso}/{month}/{bucket}/{}-{}", versions.0, versions.1),
        first_version: versions.0,
        last_version: versions.1,
        rows: 96,
        bytes: 1000,
        sha256: "ab".to_owned(),
    }
}

fn paths(store: &mut Store, months: (i32, i32), bucket: Option<i32>) -> Vec<String> {
    let files = store.interval_files(Dso::Ores, months, bucket).unwrap();
    files.into_iter().map(|file| file.path).collect()
}

fn es_14_versions_count_without_a_gap(place: &Place) {
    let mut store = place.store();
    let dso = Dso::Ores;
    assert_eq!(store.last_interval_version(dso).unwrap(), 0);
    let first = [file(dso, 24_312, 3, (1, 1)), file(dso, 24_313, 3, (1, 1))];
    let added = |store: &mut Store, number, source, files: &[IntervalFile]| {
        store.add_intervals(&version(dso, number, source), files).unwrap()
    };
    assert_eq!(added(&mut store, 2, "a", &first), IntervalsAdded::VersionTaken);
    assert_eq!(added(&mut store, 1, "a", &first), IntervalsAdded::New);
    assert_eq!(added(&mut store, 1, "b", &first), IntervalsAdded::VersionTaken);
    assert_eq!(added(&mut store, 2, "a", &first), IntervalsAdded::Known(1));
    let second = [file(dso, 24_312, 4, (2, 2))];
    assert_eq!(added(&mut store, 2, "b", &second), IntervalsAdded::New);
    // To another operator all of it is new.
    let other = version(Dso::Resa, 1, "a");
    assert_eq!(store.add_intervals(&other, &[]).unwrap(), IntervalsAdded::New);
    assert_eq!(store.interval_versions(Dso::Resa).unwrap(), [other]);
    assert_eq!(store.interval_version_of(dso, "b").unwrap(), Some(2));
    assert_eq!(store.interval_version_of(dso, "c").unwrap(), None);
    let numbers: Vec<i32> =
        store.interval_versions(dso).unwrap().iter().map(|version| version.version).collect();
    assert_eq!(numbers, [1, 2]);
    assert_eq!(store.interval_files(dso, (24_312, 24_312), Some(3)).unwrap(), first[..1]);
    assert_eq!(
        paths(&mut store, (24_312, 24_313), None),
        ["ORES/24312/3/1-1", "ORES/24312/4/2-2", "ORES/24313/3/1-1"]
    );
    assert!(paths(&mut store, (24_314, 24_400), None).is_empty());
}

fn files_are_folded_once(place: &Place) {
    let mut store = place.store();
    let dso = Dso::Ores;
    for number in 1..=3 {
        let files = [file(dso, 24_312, 3, (number, number))];
        let version = version(dso, number, &format!("s{number}"));
        assert_eq!(store.add_intervals(&version, &files).unwrap(), IntervalsAdded::New);
    }
    let folded = store.interval_files(dso, (24_312, 24_312), Some(3)).unwrap();
    let into = file(dso, 24_312, 3, (1, 3));
    assert!(store.fold_intervals(&folded, &into).unwrap());
    assert!(!store.fold_intervals(&folded, &into).unwrap(), "they are gone");
    assert_eq!(store.interval_files(dso, (24_312, 24_312), None).unwrap(), [into]);
    assert_eq!(store.interval_versions(dso).unwrap().len(), 3, "versions stay");
}

fn two_that_add_at_once_take_two_versions(place: &Place) {
    let mut store = place.store();
    let workers: Vec<_> = (0..2)
        .map(|worker| {
            let mut store = store.another().unwrap();
            std::thread::spawn(move || {
                for number in 0..10 {
                    let source = format!("{worker}-{number}");
                    loop {
                        let next = store.last_interval_version(Dso::Ores).unwrap() + 1;
                        let version = version(Dso::Ores, next, &source);
                        match store.add_intervals(&version, &[]).unwrap() {
                            IntervalsAdded::New => break,
                            IntervalsAdded::VersionTaken => {}
                            IntervalsAdded::Known(known) => panic!("{source} is {known}"),
                        }
                    }
                }
            })
        })
        .collect();
    for worker in workers {
        worker.join().unwrap();
    }
    let versions = store.interval_versions(Dso::Ores).unwrap();
    let numbers: Vec<i32> = versions.iter().map(|version| version.version).collect();
    assert_eq!(numbers, (1..=20).collect::<Vec<_>>());
}

fn mt_18_up_to_where_a_meter_gave_its_quarter_hours_is_kept_with_their_version(place: &Place) {
    let mut store = place.store();
    let dso = Dso::Ores;
    let files = [file(dso, 24_312, 3, (1, 1))];
    let until = |of: &[(&str, i64)]| -> BTreeMap<String, Instant> {
        of.iter().map(|(meter, at)| ((*meter).to_owned(), Instant(*at))).collect()
    };
    let mut added = |number, source, of: &[(&str, i64)]| {
        let version = version(dso, number, source);
        let added = store.add_intervals_of_meters(&version, &files, &until(of)).unwrap();
        let known = store.quarters_until(&["M1", "M2", "M9"]).unwrap();
        (added, known)
    };
    let none = until(&[]);
    assert_eq!(added(2, "a", &[("M1", 10)]), (IntervalsAdded::VersionTaken, none));
    let both = until(&[("M1", 10), ("M2", 20)]);
    assert_eq!(added(1, "a", &[("M1", 10), ("M2", 20)]), (IntervalsAdded::New, both));
    // Asked once more after a crash: nothing goes back.
    let known = until(&[("M1", 30), ("M2", 20)]);
    assert_eq!(added(1, "a", &[("M1", 30), ("M2", 5)]), (IntervalsAdded::Known(1), known));
}
