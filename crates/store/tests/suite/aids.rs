//! Aid of social services: once, and ended once.

use crate::place::{Place, on_both};
use calendar::Instant;
use store::{AidState, NewAid, Store};
use units::{AccountId, Dso, MicroEuro};

on_both! {
    pa_44_aid_is_asked_once_and_booked_or_cancelled_once
}

fn pa_44_aid_is_asked_once_and_booked_or_cancelled_once(place: &Place) {
    let mut store = Store::open(&place.url).unwrap();
    let new = |key: &str, party: i64, at: i64| NewAid {
        dso: Dso::Ores,
        key: key.to_owned(),
        party,
        account: AccountId(7),
        at: Instant(at),
        by: 3,
        amount: MicroEuro(50_000_000),
        motive: "energy".to_owned(),
        budget: "2026-1".to_owned(),
    };
    let (first, is_new) = store.add_aid(&new("a", 1, 10)).unwrap();
    assert!(is_new && first.state == AidState::Waiting && first.id % 1_000_000_000 == 1);
    let (again, is_new) = store.add_aid(&new("a", 1, 11)).unwrap();
    assert_eq!((again.id, again.asked.at, is_new), (first.id, Instant(10), false));
    let (second, _) = store.add_aid(&new("b", 1, 20)).unwrap();
    store.add_aid(&new("c", 2, 20)).unwrap();
    assert!(store.end_aid(first.id, true, (Instant(30), 4)).unwrap());
    assert!(!store.end_aid(first.id, false, (Instant(31), 4)).unwrap(), "once");
    let kept = store.aid(first.id).unwrap().unwrap();
    assert_eq!((kept.state, kept.ended), (AidState::Booked, Some((Instant(30), 4))));
    let ids = |store: &mut Store, from, to| -> Vec<i64> {
        let all = store.aids_of(1, [Instant(from), Instant(to)]).unwrap();
        all.iter().map(|aid| aid.id).collect()
    };
    assert_eq!(ids(&mut store, 10, 20), [first.id, second.id], "what waits is always there");
    assert!(store.end_aid(second.id, false, (Instant(40), 3)).unwrap());
    assert_eq!(ids(&mut store, 10, 20), [first.id]);
    assert_eq!(ids(&mut store, 20, 21), [second.id]);
}
