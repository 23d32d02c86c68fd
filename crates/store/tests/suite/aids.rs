//! Aid of social services: once, and ended once.

use crate::place::{Place, on_both};
use calendar::{Instant, SettlementDay};
use store::{AidState, NewAid, Store};
use units::{AccountId, Dso, MicroEuro};

on_both! {
    pa_44_aid_is_asked_once_and_booked_or_cancelled_once
    s_05_aid_of_a_day_is_due_when_it_is_signed_and_put_right_once
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
        on: None,
        copy_of: None,
        together: String::new(),
        needs_second: true,
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
    assert_eq!(ids(&mut store, 30, 31), [first.id], "and where it was booked");
}

fn s_05_aid_of_a_day_is_due_when_it_is_signed_and_put_right_once(place: &Place) {
    let mut store = Store::open(&place.url).unwrap();
    let new = |key: &str, on: i32, needs_second: bool| NewAid {
        dso: Dso::Ores,
        key: key.to_owned(),
        party: 1,
        account: AccountId(7),
        at: Instant(10),
        by: 3,
        amount: MicroEuro(50_000_000),
        motive: "energy".to_owned(),
        budget: String::new(),
        on: Some(SettlementDay(on)),
        copy_of: None,
        together: "page".to_owned(),
        needs_second,
    };
    let (early, _) = store.add_aid(&new("a", 100, false)).unwrap();
    let (signed, _) = store.add_aid(&new("b", 100, true)).unwrap();
    let (late, _) = store.add_aid(&new("c", 101, false)).unwrap();
    let due = |store: &mut Store, day: i32| -> Vec<i64> {
        store.aids_due(SettlementDay(day)).unwrap().iter().map(|aid| aid.id).collect()
    };
    assert_eq!(due(&mut store, 99), [0_i64; 0]);
    assert_eq!(due(&mut store, 100), [early.id], "the other one has no signature");
    assert!(store.sign_aid(signed.id, (Instant(20), 4)).unwrap());
    assert!(!store.sign_aid(signed.id, (Instant(21), 5)).unwrap(), "the first counts");
    assert_eq!(store.aid(signed.id).unwrap().unwrap().signed, Some((Instant(20), 4)));
    assert_eq!(due(&mut store, 101), [early.id, signed.id, late.id]);
    assert_eq!(store.aids_together("page").unwrap().len(), 3);
    assert_eq!(store.aids_together("").unwrap(), []);
    store.aid_lapsed(late.id, "closed", Instant(30)).unwrap();
    let kept = store.aid(late.id).unwrap().unwrap();
    assert_eq!((kept.state, kept.lapsed.as_str()), (AidState::Cancelled, "closed"));
    assert_eq!(store.copy_of_aid(late.id).unwrap(), None);
    let copy = NewAid { copy_of: Some(late.id), ..new("d", 102, false) };
    let (copy, _) = store.add_aid(&copy).unwrap();
    assert_eq!(store.copy_of_aid(late.id).unwrap(), Some(copy.id));
    assert_eq!(store.aid_of_key("d").unwrap(), Some(copy));
    let twice = NewAid { copy_of: Some(late.id), ..new("e", 102, false) };
    assert!(store.add_aid(&twice).is_err(), "one is put right by one");
}
