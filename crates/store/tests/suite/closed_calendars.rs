//! Days of another calendar at accounts that are closed.

use crate::place::{Place, on_both};
use crate::world::{DSO, eur, first_day, id, opening};
use units::Dso;

on_both! {
    mt_05_what_is_found_is_decided_and_paid_out_once
}

fn mt_05_what_is_found_is_decided_and_paid_out_once(place: &Place) {
    let mut store = place.store();
    for number in 1..=2 {
        store.book(&opening(number)).unwrap();
    }
    let (day, at) = (first_day(), first_day().plus(9).start());
    let find = |store: &mut store::Store, first: i32, days| {
        store.find_closed_calendar(id(1), "A1", (day.plus(first), days), at).unwrap()
    };
    assert!(!store.decide_closed_calendar(id(1), eur("1"), (at, "an, bo")).unwrap(), "not found");
    assert!(find(&mut store, 2, 1));
    assert!(!find(&mut store, 2, 1), "known");
    assert!(find(&mut store, 1, 2), "another day");
    let known = |store: &mut store::Store| store.closed_calendar(id(1)).unwrap().unwrap();
    let kept = known(&mut store);
    assert_eq!((kept.since, kept.days, kept.is_open()), (day.plus(1), 2, false));
    assert!(!store.end_closed_calendar(id(1), (at, "an: T-1")).unwrap(), "nobody has decided");
    let decide = |store: &mut store::Store, amount: &str| {
        store.decide_closed_calendar(id(1), eur(amount), (at.plus_h(1), "an, bo")).unwrap()
    };
    assert!(decide(&mut store, "0.75"));
    assert!(!decide(&mut store, "0.75"), "once");
    let kept = known(&mut store);
    assert_eq!((kept.is_open(), kept.open()), (true, eur("0.75")));
    assert_eq!(kept.decided, Some((at.plus_h(1), "an, bo".to_owned())));
    assert!(store.end_closed_calendar(id(1), (at.plus_h(2), "an: T-1")).unwrap());
    assert!(!store.end_closed_calendar(id(1), (at.plus_h(2), "an: T-1")).unwrap(), "once");
    // More is found: the difference waits; what was paid already waits no more.
    assert!(decide(&mut store, "1.00"));
    assert_eq!((known(&mut store).is_open(), known(&mut store).open()), (true, eur("0.25")));
    assert!(decide(&mut store, "0.75"));
    assert!(!known(&mut store).is_open());
    // How it was paid goes with the identity of who has left. Source: PD-07.
    store.cut_identity(id(1), at.plus_h(3)).unwrap();
    assert_eq!(known(&mut store).ended.unwrap().1, "-");
    assert_eq!(store.closed_calendars(DSO).unwrap(), [known(&mut store)]);
    assert_eq!(store.closed_calendars(Dso::Rew).unwrap(), []);
    assert_eq!(store.closed_calendar(id(2)).unwrap(), None);
}
