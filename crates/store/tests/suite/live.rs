//! What the customer's port has said: the newest only, for some minutes, beside everything else.

use crate::place::{Place, on_both};
use crate::world::{assert_contents, assert_sound, contents, id, opening};
use calendar::Instant;
use store::{LiveValue, Store};
use units::MilliWattHours;

on_both! {
    mt_16_the_newest_live_values_of_a_meter_are_kept
    mt_16_live_values_are_forgotten_and_leave_everything_else_as_it_was
    mt_16_no_power_below_zero_is_kept
}

fn said(account: i64, meter: &str, at: i64, taken_w: i64) -> LiveValue {
    LiveValue {
        account: id(account),
        meter: meter.to_owned(),
        at: Instant(at),
        kept_at: Instant(at + 1),
        taken_w: Some(taken_w),
        injected_w: Some(0),
        taken: [Some(MilliWattHours(1_234_567)), None],
        injected: [None, Some(MilliWattHours(0))],
    }
}

fn now(store: &mut Store, account: i64) -> Option<LiveValue> {
    store.live_value(id(account), Instant(0)).unwrap()
}

fn mt_16_the_newest_live_values_of_a_meter_are_kept(place: &Place) {
    let mut store = place.store();
    assert_eq!(now(&mut store, 1), None);
    let first = said(1, "1SAG1", 100, 430);
    assert!(store.keep_live(&first).unwrap());
    assert_eq!(now(&mut store, 1), Some(first.clone()), "with what it did not say");
    assert!(!store.keep_live(&said(1, "1SAG1", 90, 999)).unwrap(), "one that came late");
    assert!(!store.keep_live(&first).unwrap(), "the same again");
    assert_eq!(now(&mut store, 1), Some(first));
    let newer = said(1, "1SAG1", 101, 440);
    assert!(store.keep_live(&newer).unwrap());
    assert_eq!(now(&mut store, 1), Some(newer));
    let of_another_meter = said(1, "1SAG2", 50, 7);
    assert!(store.keep_live(&of_another_meter).unwrap(), "whose clock may be another one");
    assert!(store.keep_live(&said(2, "1SAG3", 60, 8)).unwrap());
    assert_eq!(now(&mut store, 1), Some(of_another_meter));
    assert_eq!(now(&mut store, 2).unwrap().taken_w, Some(8), "each account has its own");
}

fn mt_16_live_values_are_forgotten_and_leave_everything_else_as_it_was(place: &Place) {
    let mut store = place.store();
    for number in [1, 2] {
        store.book(&opening(number)).unwrap();
    }
    let before = contents(&mut store);
    store.keep_live(&said(1, "1SAG1", 100, 430)).unwrap();
    store.keep_live(&said(2, "1SAG2", 200, 550)).unwrap();
    assert_eq!(store.live_value(id(1), Instant(101)).unwrap(), None, "too old for who asks");
    assert!(store.live_value(id(1), Instant(100)).unwrap().is_some());
    assert_eq!(store.forget_live(Instant(101)).unwrap(), 0, "kept at 101");
    assert_eq!(store.forget_live(Instant(102)).unwrap(), 1);
    assert_eq!(now(&mut store, 1), None);
    assert!(now(&mut store, 2).is_some());
    assert_contents(&mut store, &before, "live values stand in no other table");
    assert_sound(&mut store);
}

fn mt_16_no_power_below_zero_is_kept(place: &Place) {
    let mut store = place.store();
    assert!(store.keep_live(&said(1, "1SAG1", 100, -1)).is_err());
    assert_eq!(now(&mut store, 1), None);
}
