//! What somebody did on their own pages.

use crate::place::{Place, on_both};
use calendar::Instant;
use store::{OwnAct, OwnChange, Store};
use units::AccountId;

on_both! {
    pd_05_what_somebody_did_is_kept_by_person_and_by_household
    pd_04_of_two_tries_of_one_code_only_one_counts
}

fn pd_05_what_somebody_did_is_kept_by_person_and_by_household(place: &Place) {
    let mut store = Store::open(&place.url).unwrap();
    let act = |person: i64, at: i64, account: Option<i64>, kind: u8| OwnAct {
        person,
        at: Instant(at),
        account: account.map(AccountId),
        kind,
        detail: format!("to {person}"),
    };
    let all = [act(1, 10, Some(7), 1), act(1, 20, None, 3), act(2, 15, Some(7), 2)];
    for one in &all {
        store.add_own_act(one).unwrap();
    }
    let [first, second, other] = all;
    assert_eq!(store.own_acts(1, 9).unwrap(), [second.clone(), first.clone()]);
    assert_eq!(store.own_acts(1, 1).unwrap(), [second]);
    assert_eq!(store.own_acts_about(AccountId(7), 9).unwrap(), [other, first]);
    assert_eq!(store.own_acts_about(AccountId(8), 9).unwrap(), []);
}

fn pd_04_of_two_tries_of_one_code_only_one_counts(place: &Place) {
    let mut store = Store::open(&place.url).unwrap();
    let waits = OwnChange {
        challenge: "c1".to_owned(),
        person: 5,
        kind: 1,
        value: "+32475000009".to_owned(),
        hash: "h".to_owned(),
        made_at: Instant(100),
        wrong: 0,
        used_at: None,
    };
    store.add_own_change(&waits).unwrap();
    assert!(store.add_own_change(&waits).is_err(), "a challenge is there once");
    assert_eq!(store.own_change("c1").unwrap(), Some(waits.clone()));
    assert_eq!(store.own_change("c2").unwrap(), None);
    let wrong = OwnChange { wrong: 1, ..waits.clone() };
    let used = OwnChange { used_at: Some(Instant(120)), ..waits.clone() };
    assert!(store.own_change_tried(&waits, &wrong).unwrap());
    assert!(!store.own_change_tried(&waits, &used).unwrap(), "a quicker try has changed it");
    let used = OwnChange { used_at: Some(Instant(120)), ..wrong.clone() };
    assert!(store.own_change_tried(&wrong, &used).unwrap());
    assert!(!store.own_change_tried(&used, &used).unwrap(), "used up");
    assert_eq!(store.own_change("c1").unwrap(), Some(used));
    assert_eq!(store.own_changes_since(5, Instant(100)).unwrap(), 1);
    assert_eq!(store.own_changes_since(5, Instant(101)).unwrap(), 0);
}
