//! Whatever fails in between changes nothing in the end.

use crate::place::{Place, on_both};
use crate::world::{
    assert_contents, assert_sound, contents, eur, first_day, first_row, id, opening, story,
};
use store::{Booked, Booking, Stop, Store, StoreError};

on_both! {
    an_error_undoes_the_whole_transaction
    a_stop_before_any_write_changes_nothing_in_the_end
    a_killed_process_changes_nothing_in_the_end
}

fn an_error_undoes_the_whole_transaction(place: &Place) {
    let mut store = place.store();
    store.book(&opening(1)).unwrap();
    let before = contents(&mut store);
    let row = first_row(id(2), first_day(), eur("20"));
    let twice = Booking { rows: vec![row, row], ..opening(2) };
    let refused = store.book_all(&[opening(3), twice]).unwrap_err();
    assert_eq!(refused.to_string(), "account 1000000002 has a row for 2026-11-02 already");
    let nowhere = Booking { closes: Some(first_day().end()), ..Booking::of(id(9)) };
    let refused = store.book_all(&[opening(3), nowhere]).unwrap_err();
    assert_eq!(refused.to_string(), "account 1000000009 does not exist");
    assert_eq!(contents(&mut store), before);
    assert_eq!(store.book(&opening(3)).unwrap(), Booked::New);
}

/// The story, cut short before its n-th write, and then told again to its end.
fn a_stop_before_any_write_changes_nothing_in_the_end(place: &Place) {
    let mut undisturbed = place.store();
    story(&mut undisturbed).unwrap();
    let expected = contents(&mut undisturbed);
    let model = place.model();
    for writes in (0..).step_by(3) {
        let place = model.copy();
        let mut store = place.store();
        store.stop_after(writes, Stop::Fail);
        let stopped = story(&mut store);
        if writes % 2 == 0 {
            store.never_stop(); // The same process goes on.
        } else {
            drop(store);
            store = place.store();
        }
        if stopped.is_ok() {
            assert!(writes > 100, "only {writes} writes");
            return;
        }
        assert!(matches!(stopped, Err(StoreError::Stopped)), "{stopped:?}");
        story(&mut store).unwrap();
        assert_contents(&mut store, &expected, &format!("stopped after {writes} writes"));
        assert_sound(&mut store);
    }
}

/// The same with a process that is really killed: this test program, run for that one test. On PostgreSQL a third of the
/// writes take minutes; `TIRELIRE_EACH_WRITE=1` kills before each of them, as on SQLite.
fn a_killed_process_changes_nothing_in_the_end(place: &Place) {
    let mut undisturbed = place.store();
    story(&mut undisturbed).unwrap();
    let expected = contents(&mut undisturbed);
    let model = place.model();
    let each =
        place.url.starts_with("sqlite:") || std::env::var_os("TIRELIRE_EACH_WRITE").is_some();
    for writes in (0_u64..).step_by(if each { 1 } else { 3 }) {
        let place = model.copy();
        let ended = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "crashes::the_process_that_is_killed", "--ignored"])
            .env("STORE_URL", &place.url)
            .env("STORE_WRITES", writes.to_string())
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .status()
            .unwrap();
        let mut store = place.store();
        if ended.success() {
            assert!(writes > 100, "only {writes} writes");
            assert_eq!(contents(&mut store), expected);
            return;
        }
        story(&mut store).unwrap();
        assert_contents(&mut store, &expected, &format!("killed after {writes} writes"));
    }
}

/// Number, balance, and the state of the last row.

#[test]
#[ignore = "is run by the tests that kill it"]
fn the_process_that_is_killed() {
    let url = std::env::var("STORE_URL").unwrap();
    let writes = std::env::var("STORE_WRITES").unwrap().parse().unwrap();
    let mut store = Store::open(&url).unwrap();
    store.stop_after(writes, Stop::Abort);
    story(&mut store).unwrap();
}

#[test]
fn sqlite_a_full_disk_is_named_and_nothing_is_half_done() {
    let place = Place::sqlite().unwrap();
    let mut store = place.store();
    store.book_all(&(1..=5).map(opening).collect::<Vec<_>>()).unwrap();
    let before = contents(&mut store);
    store.run_sql("PRAGMA max_page_count = 1").unwrap(); // Means: as large as it is now.
    let many: Vec<Booking> = (6..=2_000).map(opening).collect();
    let full = store.book_all(&many).unwrap_err();
    assert_eq!(full.to_string(), "the disk is full, nothing was written");
    assert_eq!(contents(&mut store), before);
    store.run_sql("PRAGMA max_page_count = 4294967294").unwrap();
    assert_eq!(store.book(&opening(6)).unwrap(), Booked::New);
    assert_sound(&mut store);
}

#[test]
fn sqlite_in_memory_is_shared_by_the_connections_of_a_store() {
    let mut store = Store::open("sqlite::memory:").unwrap();
    story(&mut store).unwrap();
    assert_sound(&mut store);
    let mut other = Store::open("sqlite::memory:").unwrap();
    assert_eq!(other.count_accounts().unwrap(), 0, "each store is its own");
}

#[test]
fn both_databases_end_with_the_same_contents() {
    let Some(place) = Place::postgres() else { return };
    let (mut one, mut other) = (place.store(), Store::open("sqlite::memory:").unwrap());
    story(&mut one).unwrap();
    story(&mut other).unwrap();
    assert_eq!(contents(&mut one), contents(&mut other));
}

#[test]
fn an_address_that_is_none_is_refused() {
    for url in ["", "sqlite:", "mysql://x"] {
        assert!(matches!(Store::open(url), Err(StoreError::Address { .. })), "{url}");
    }
    assert!(matches!(Store::open("/no/such/folder/x.db"), Err(StoreError::Open { .. })));
}
