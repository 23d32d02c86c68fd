//! What leaves: messages and jobs.

use crate::place::{Place, on_both};
use crate::world::{DSO, first_day, id, opening, top_up};
use calendar::Instant;
use std::collections::BTreeSet;
use store::{Booked, NewMessage, Store};
use units::Dso;

/// Every lane.
const ALL: i16 = i16::MAX;

on_both! {
    messages_leave_once_under_two_workers
    jobs_are_taken_once
    mt_08_cg_22_lanes_and_releases_are_measured
    mt_08_who_was_tried_goes_behind_who_waits_and_who_found_no_room_was_not_tried
    mt_08_a_lane_is_as_old_as_what_was_written_into_it
    mt_08_one_instant_leaves_as_it_was_written_and_what_nobody_came_to_waits_as_before
}

fn messages_leave_once_under_two_workers(place: &Place) {
    let mut store = place.store();
    store.book_all(&(1..=40).map(opening).collect::<Vec<_>>()).unwrap();
    for number in 1..=40 {
        let paid = top_up(&mut store, number, "T", "10", first_day().at(12, 0));
        store.book(&paid).unwrap();
        assert_eq!(store.book(&paid).unwrap(), Booked::Repeated { seq: 2, same: true });
    }
    let now = first_day().at(12, 0);
    assert_eq!(store.take_messages(now.plus_s(-1), 10, 60, ALL).unwrap(), [], "none is due");
    let workers: Vec<_> = (0..2)
        .map(|_| {
            let mut store = store.another().unwrap();
            std::thread::spawn(move || {
                let mut taken = Vec::new();
                loop {
                    let some = store.take_messages(now, 3, 60, ALL).unwrap();
                    if some.is_empty() {
                        return taken;
                    }
                    for message in some {
                        // Every fourth one is not delivered.
                        if message.account.0 % 4 != 0 {
                            assert!(
                                store
                                    .message_delivered(message.account, &message.key, now)
                                    .unwrap()
                            );
                        }
                        taken.push(message);
                    }
                }
            })
        })
        .collect();
    let taken: Vec<_> = workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect();
    assert_eq!(taken.len(), 40);
    let different: BTreeSet<_> = taken.iter().map(|message| message.account).collect();
    assert_eq!(different.len(), 40, "no message was handed out twice");
    assert_eq!(store.waiting_messages().unwrap(), 10);
    assert_eq!(store.take_messages(now.plus_s(59), 100, 60, ALL).unwrap(), [], "still leased");
    let again = store.take_messages(now.plus_s(60), 100, 60, ALL).unwrap();
    assert_eq!((again.len(), again[0].attempts), (10, 2));
    let first = &again[0];
    store.message_failed(first.account, &first.key, now.plus_s(61)).unwrap();
    assert_eq!(store.take_messages(now.plus_s(61), 100, 60, ALL).unwrap().len(), 1);
    assert!(store.message_delivered(first.account, &first.key, now).unwrap());
    assert!(!store.message_delivered(first.account, &first.key, now).unwrap());
    assert_eq!(store.messages(&[first.account]).unwrap()[0].delivered_at, Some(now));
}

fn jobs_are_taken_once(place: &Place) {
    let mut store = place.store();
    let now = first_day().at(12, 0);
    assert!(store.add_job("a", "alarm", now, "1").unwrap());
    assert!(!store.add_job("a", "alarm", now, "2").unwrap());
    assert!(store.add_job("b", "alarm", now.plus_s(10), "3").unwrap());
    let taken = store.take_jobs(now, 10, 60).unwrap();
    assert_eq!(taken.len(), 1);
    assert_eq!((taken[0].key.as_str(), taken[0].body.as_str()), ("a", "1"));
    assert_eq!(store.take_jobs(now, 10, 60).unwrap(), []);
    store.job_done("a").unwrap();
    let later = store.take_jobs(now.plus_s(100), 10, 60).unwrap();
    assert_eq!(later.iter().map(|job| job.key.as_str()).collect::<Vec<_>>(), ["b"]);
}

fn mt_08_cg_22_lanes_and_releases_are_measured(place: &Place) {
    let mut store = place.store();
    store.book_all(&(1..=3).map(opening).collect::<Vec<_>>()).unwrap();
    let noon = first_day().at(12, 0);
    for (number, minute) in [(1, 0), (2, 1), (3, 2)] {
        let at = noon.plus_min(minute);
        let mut paid = top_up(&mut store, number, "T", "10", at);
        for (key, lane) in [("release", 0), ("display", 2)] {
            let (key, kind, body) = (key.to_owned(), "command".to_owned(), "{}".to_owned());
            paid.messages.push(NewMessage { key, at, lane, kind, body });
        }
        store.book(&paid).unwrap();
    }
    assert_eq!(store.next_message_due().unwrap(), Some(noon));
    let lanes = store.lanes(noon.plus_h(1)).unwrap();
    let told: Vec<_> = lanes.iter().map(|one| (one.lane, one.count, one.oldest)).collect();
    assert_eq!(told, [(0, 3, noon), (1, 3, noon), (2, 3, noon)]);
    store.message_delivered(id(1), "release", noon.plus_s(9)).unwrap();
    store.message_delivered(id(2), "release", noon.plus_s(64)).unwrap();
    let (took, waiting) = store.releases(noon, noon.plus_h(1)).unwrap();
    assert_eq!((took, waiting), (vec![4_000_000, 9_000_000], 1));
    assert_eq!(store.releases_waiting(DSO, noon.plus_min(2), noon.plus_h(1)).unwrap(), [id(3)]);
    assert_eq!(
        store.releases_waiting(DSO, noon.plus_min(1), noon.plus_h(1)).unwrap(),
        [],
        "not for that long"
    );
    assert_eq!(store.releases_waiting(Dso::Resa, noon.plus_min(2), noon.plus_h(1)).unwrap(), []);
    let (took, waiting) = store.releases(noon.plus_min(1), noon.plus_min(2)).unwrap();
    assert_eq!((took, waiting), (vec![4_000_000], 0), "from the first instant on, before the last");
    let lanes = store.lanes(noon.plus_min(1)).unwrap();
    assert_eq!((lanes[1].lane, lanes[1].count), (2, 2), "what is of later does not wait yet");
}

fn mt_08_who_was_tried_goes_behind_who_waits_and_who_found_no_room_was_not_tried(place: &Place) {
    let mut store = place.store();
    store.book_all(&(1..=3).map(opening).collect::<Vec<_>>()).unwrap();
    let noon = first_day().at(12, 0);
    for number in 1..=3 {
        let paid = top_up(&mut store, number, "T", "10", noon.plus_s(number));
        store.book(&paid).unwrap();
    }
    let next = |store: &mut Store, at: Instant| {
        let taken = store.take_messages(at, 1, 60, ALL).unwrap();
        taken.into_iter().next().map(|one| (one.account, one.attempts, one.key))
    };
    let now = noon.plus_min(1);
    let (account, attempts, key) = next(&mut store, now).unwrap();
    assert_eq!((account, attempts), (id(1), 1));
    store.message_failed(account, &key, now).unwrap();
    let (account, attempts, second) = next(&mut store, now).unwrap();
    assert_eq!((account, attempts), (id(2), 1), "though the first one is older");
    let until = now.plus_min(2);
    store.put_by(&[(account, &second)], until).unwrap();
    assert_eq!(next(&mut store, now).unwrap().0, id(3));
    assert_eq!(next(&mut store, now).unwrap(), (id(1), 2, key));
    assert_eq!(next(&mut store, now), None);
    assert!(!store.call_up(account, &second, until.plus_s(1), now).unwrap(), "another has it");
    assert_eq!(next(&mut store, now), None);
    assert!(store.call_up(account, &second, until, now).unwrap());
    assert_eq!(next(&mut store, now).unwrap(), (id(2), 1, second));
}

fn mt_08_a_lane_is_as_old_as_what_was_written_into_it(place: &Place) {
    fn two_days_late() -> Instant {
        first_day().at(12, 0).plus_h(48)
    }
    let mut store = place.store();
    store.book_all(&[opening(1)]).unwrap();
    store.dated_by(two_days_late);
    let (at, late) = (first_day().at(12, 0), two_days_late());
    let (key, kind, body) = ("order".to_owned(), "command".to_owned(), "{}".to_owned());
    let message = NewMessage { key, at, lane: 4, kind, body };
    store.add_messages(DSO, &[(id(1), message)]).unwrap();
    let oldest = |store: &mut Store, now| store.lanes(now).unwrap()[0].oldest;
    assert_eq!(oldest(&mut store, late.plus_min(5)), late, "not since the night it is dated by");
    // In a world that is played by another clock, its own date counts.
    assert_eq!(oldest(&mut store, at.plus_h(1)), at);
    // Likewise of what is tried in vain, and of a release that nobody has confirmed.
    let release = NewMessage {
        key: "release".to_owned(),
        at,
        lane: 0,
        kind: "command".to_owned(),
        body: "{}".to_owned(),
    };
    store.add_messages(DSO, &[(id(1), release)]).unwrap();
    let now = late.plus_min(5);
    assert_eq!(store.take_messages(now, 9, 60, ALL).unwrap().len(), 2);
    assert_eq!(store.failing_commands(DSO, 1, now).unwrap(), (2, Some(late)));
    assert_eq!(store.failing_commands(DSO, 1, at.plus_h(1)).unwrap(), (2, Some(at)));
    assert_eq!(store.failing_commands(DSO, 2, now).unwrap(), (0, None));
    let waiting = |store: &mut Store, min: i64, now: Instant| {
        store.releases_waiting(DSO, now.plus_min(-min), now).unwrap().len()
    };
    assert_eq!((waiting(&mut store, 6, now), waiting(&mut store, 5, now)), (0, 1));
    assert_eq!(waiting(&mut store, 30, at.plus_h(1)), 1);
}

fn mt_08_one_instant_leaves_as_it_was_written_and_what_nobody_came_to_waits_as_before(
    place: &Place,
) {
    fn at(second: i64) -> Instant {
        first_day().at(12, 0).plus_s(second)
    }
    let mut store = place.store();
    store.book_all(&(1..=3).map(opening).collect::<Vec<_>>()).unwrap();
    let write = |store: &mut Store, number: i64| {
        let (key, kind, body) = ("note".to_owned(), "notice".to_owned(), "{}".to_owned());
        let message = NewMessage { key, at: at(0), lane: 2, kind, body };
        store.add_messages(DSO, &[(id(number), message)]).unwrap();
    };
    let clocks: [fn() -> Instant; 3] = [|| at(1), || at(2), || at(3)];
    for (clock, number) in clocks.into_iter().zip([3, 1, 2]) {
        store.dated_by(clock);
        write(&mut store, number);
    }
    let next = |store: &mut Store, most: usize| -> Vec<(i64, i64)> {
        let taken = store.take_messages(at(60), most, 60, ALL).unwrap();
        taken.iter().map(|one| (one.account.0 - id(0).0, i64::from(one.attempts))).collect()
    };
    assert_eq!(next(&mut store, 2), [(3, 1), (1, 1)], "not by number");
    store.give_back(&[(id(1), "note"), (id(3), "note")]).unwrap();
    assert_eq!(next(&mut store, 3), [(3, 1), (1, 1), (2, 1)], "as if nobody had taken them");
    store.message_delivered(id(3), "note", at(61)).unwrap();
    store.give_back(&[(id(3), "note")]).unwrap();
    assert_eq!(store.take_messages(at(60), 3, 60, ALL).unwrap(), [], "what has left stays away");
}
