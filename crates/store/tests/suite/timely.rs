//! Readings that were due and came in time.

use crate::place::{Place, on_both};
use crate::world::{DSO, account, first_day, opening, reading};
use calendar::Instant;
use store::{Booking, Reading, TimelyDay};
use units::{Dso, Energy};

on_both! {
    mt_19_pr_15_readings_of_a_midnight_are_due_and_in_time_or_late
}

fn mt_19_pr_15_readings_of_a_midnight_are_due_and_in_time_or_late(place: &Place) {
    let mut store = place.store();
    store.book_all(&(1..=4).map(opening).collect::<Vec<_>>()).unwrap();
    // Opened on the day itself: its first midnight is the next one.
    let midnight = first_day().next();
    let mut late_account = account(5);
    late_account.opened_at = midnight.at(10, 0);
    store.book(&Booking { opens: Some(late_account), ..opening(5) }).unwrap();
    let learnt =
        |number: i64, at: Instant| Reading { learnt_at: at, ..reading(number, midnight, 7) };
    let last = midnight.next().start().plus_s(-1);
    store
        .record_readings(&[
            learnt(1, midnight.at(0, 20)),
            learnt(2, last),
            learnt(3, midnight.next().start()),
        ])
        .unwrap();
    // By an hour of that morning: what came later does not count.
    assert_eq!(store.readings_by(DSO, midnight, midnight.at(6, 0)).unwrap(), (1, 4));
    assert_eq!(store.readings_by(DSO, midnight, midnight.next().start()).unwrap(), (2, 4));
    assert_eq!(store.readings_by(Dso::Resa, midnight, midnight.at(6, 0)).unwrap(), (0, 0));
    // A better value that comes later does not make the first one late.
    let better = Reading { learnt_at: midnight.plus(3).start(), ..reading(1, midnight, 8) };
    store.record_readings(&[better]).unwrap();
    assert_eq!(store.timely_days(DSO, midnight, midnight.plus(9)).unwrap(), []);
    store.count_timely(DSO, midnight).unwrap();
    let of = |energy, due, in_time| TimelyDay { midnight, energy, due, in_time };
    let expected = [of(Energy::Electricity, 4, 2), of(Energy::Gas, 0, 0)];
    assert_eq!(store.timely_days(DSO, midnight, midnight.next()).unwrap(), expected);
    // Counted once: what comes weeks later changes nothing.
    store.record_readings(&[learnt(4, midnight.at(1, 0))]).unwrap();
    store.count_timely(DSO, midnight).unwrap();
    assert_eq!(store.timely_days(DSO, midnight, midnight.next()).unwrap(), expected);
    assert_eq!(store.timely_days(Dso::Resa, midnight, midnight.next()).unwrap(), []);
}
