//! Visits of technicians and their photos.

use crate::place::{Place, on_both};
use calendar::{Instant, SettlementDay};
use store::{NewPhoto, NewVisit, Store, StoreError};
use units::{Dso, Ean};

on_both! {
    a_12_a_visit_is_kept_once_and_found_by_day_point_and_change
    pd_01_photos_of_one_operator_go_when_their_time_is_over
}

fn point() -> Ean {
    "541449000000000003".parse().unwrap()
}

fn visit(dso: Dso, page: &str, day: i32) -> NewVisit<'_> {
    let day = SettlementDay(day);
    NewVisit { dso, ean: point(), page, day, at: Instant(10), body: "{}" }
}

fn a_12_a_visit_is_kept_once_and_found_by_day_point_and_change(place: &Place) {
    let mut store = Store::open(&place.url).unwrap();
    let first = store.add_visit(&visit(Dso::Ores, "a", 20_000)).unwrap();
    assert_eq!(store.add_visit(&visit(Dso::Ores, "a", 20_001)).unwrap(), first, "the same page");
    let second = store.add_visit(&visit(Dso::Ores, "b", 19_999)).unwrap();
    let other = store.add_visit(&visit(Dso::Resa, "c", 20_000)).unwrap();
    let days = (SettlementDay(19_999), SettlementDay(20_000));
    let ids = |found: Vec<store::KeptVisit>| -> Vec<i64> {
        found.into_iter().map(|one| one.id).collect()
    };
    assert_eq!(ids(store.visits_between(Dso::Ores, days.0, days.1).unwrap()), [second, first]);
    assert_eq!(ids(store.visits_between(Dso::Resa, days.1, days.1).unwrap()), [other]);
    assert_eq!(ids(store.visits_of_point(point()).unwrap()).len(), 3);
    store.set_visit(first, (SettlementDay(20_005), 4), Instant(30), "{\"a\":1}").unwrap();
    let kept = store.visit(first).unwrap().unwrap();
    assert_eq!((kept.day, kept.state, kept.body.as_str()), (SettlementDay(20_005), 4, "{\"a\":1}"));
    assert_eq!((kept.ean, kept.dso), (point(), Dso::Ores));
    assert_eq!(store.visit_of_page("a").unwrap(), Some(kept));
    assert_eq!(ids(store.visits_changed(Dso::Ores, Instant(20), Instant(40)).unwrap()), [first]);
    let made = store.visits_changed(Dso::Ores, Instant(5), Instant(20)).unwrap();
    assert_eq!(ids(made), [second, first]);
    assert!(store.set_visit(first, (SettlementDay(1), 5), Instant(30), "{}").is_err());
    assert_eq!(store.visit(first + 100).unwrap(), None);
}

fn photo(visit: i64, at: Instant, digest: &str) -> NewPhoto<'_> {
    NewPhoto { visit, at, person: 3, kind: 1, bytes: 5, digest }
}

fn pd_01_photos_of_one_operator_go_when_their_time_is_over(place: &Place) {
    let mut store = Store::open(&place.url).unwrap();
    let day: SettlementDay = "2026-11-20".parse().unwrap();
    let (before, after) = (day.previous().start(), day.start());
    let first = store.add_visit(&visit(Dso::Ores, "a", 20_000)).unwrap();
    let other = store.add_visit(&visit(Dso::Resa, "b", 20_000)).unwrap();
    let mut add = |visit: i64, at: Instant, digest: &str| {
        let seal = |seq: i64| Ok::<_, StoreError>(format!("sealed {seq}"));
        store.add_visit_photo(&photo(visit, at, digest), seal).unwrap()
    };
    assert_eq!(add(first, before, "x"), 1);
    assert_eq!(add(first, after, "x"), 1, "the same picture");
    assert_eq!(add(first, after, "y"), 2);
    assert_eq!(add(other, before, "x"), 1);
    let (line, sealed) = store.visit_photo(first, 2).unwrap().unwrap();
    assert_eq!((line.seq, line.kind, line.bytes, sealed.as_str()), (2, 1, 5, "sealed 2"));
    let failed = store.add_visit_photo(&photo(first, after, "z"), |_| Err(StoreError::TooLarge));
    assert!(failed.is_err());
    assert_eq!(store.visit_photos(first).unwrap().len(), 2, "what cannot be sealed is not kept");
    assert_eq!(store.visit_photos_before(Dso::Ores, day).unwrap(), 1);
    store.drop_visit_photos(Dso::Ores, day).unwrap();
    assert_eq!(store.visit_photos_before(Dso::Ores, day).unwrap(), 0);
    let left: Vec<i64> = store.visit_photos(first).unwrap().iter().map(|one| one.seq).collect();
    assert_eq!(left, [2]);
    assert_eq!(store.visit_photos_before(Dso::Resa, day).unwrap(), 1, "another operator's");
}
