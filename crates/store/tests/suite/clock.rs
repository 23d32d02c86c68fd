//! Facts of the fleet, and what waits for the clock.

use crate::place::{Place, on_both};
use crate::world::{DSO, first_day, id, opening, run_at};
use calendar::Instant;
use store::{Booked, Booking, NextDue, Store};
use units::Dso;

on_both! {
    facts_of_the_fleet_are_in_order_and_known_by_their_key
    what_waits_for_the_clock_is_found_when_due
}

fn facts_of_the_fleet_are_in_order_and_known_by_their_key(place: &Place) {
    let mut store = place.store();
    let at = run_at(first_day());
    assert_eq!(store.record_fleet(DSO, Some("S-1"), at, "{}").unwrap(), Booked::New);
    let same = store.record_fleet(DSO, Some("S-1"), at.plus_s(1), "{}").unwrap();
    assert_eq!(same, Booked::Repeated { seq: 1, same: true });
    let other = store.record_fleet(DSO, Some("S-1"), at, "[]").unwrap();
    assert_eq!(other, Booked::Repeated { seq: 1, same: false });
    // A clock that is behind does not put it before what is known.
    store.record_fleet(DSO, None, at.plus_s(-9), "{}").unwrap();
    store.record_fleet(Dso::Resa, Some("S-1"), at, "{}").unwrap();
    let facts = store.fleet_facts(DSO).unwrap();
    let learnt: Vec<(i64, Instant)> = facts.iter().map(|fact| (fact.seq, fact.learnt_at)).collect();
    assert_eq!(learnt, [(1, at), (2, at)]);
}

fn what_waits_for_the_clock_is_found_when_due(place: &Place) {
    let mut store = place.store();
    store.book_all(&(1..=3).map(opening).collect::<Vec<_>>()).unwrap();
    let at = run_at(first_day());
    let wait = |store: &mut Store, number: i64, next_due: NextDue| {
        let booking = Booking { next_due, ..Booking::of(id(number)) };
        assert_eq!(store.book(&booking).unwrap(), Booked::New);
    };
    wait(&mut store, 1, NextDue::At(at.plus_s(2)));
    wait(&mut store, 2, NextDue::At(at.plus_s(1)));
    wait(&mut store, 3, NextDue::At(at.plus_h(9)));
    assert_eq!(store.next_due(DSO).unwrap(), Some(at.plus_s(1)));
    assert_eq!(store.due(DSO, at.plus_s(2), 10).unwrap(), [id(2), id(1)]);
    wait(&mut store, 2, NextDue::Nothing);
    wait(&mut store, 1, NextDue::At(at.plus_s(7)));
    wait(&mut store, 1, NextDue::Unchanged);
    assert_eq!(store.due(DSO, at.plus_s(6), 10).unwrap(), []);
    store.wake(DSO, at.plus_s(3)).unwrap();
    assert_eq!(store.due(DSO, at.plus_s(3), 10).unwrap(), [id(1), id(3)]);
    assert_eq!(store.due(Dso::Resa, at.plus_h(99), 10).unwrap(), []);
    store.wake(DSO, at.plus_s(8)).unwrap();
    assert_eq!(store.next_due(DSO).unwrap(), Some(at.plus_s(3)), "nothing is put off");
}
