//! Meters, their keys, their counters, and how collections went.

use crate::place::{Place, on_both};
use crate::world::ean;
use calendar::{Instant, SettlementDay};
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use store::{CounterAsked, Holder, KeptKey, KeyState, Meter, Polled, Store, StoreError};
use units::{Dso, Energy};

on_both! {
    cg_12_a_swap_keeps_the_old_row_and_a_point_has_one_meter
    mt_18_a_collection_resumes_where_it_was_and_counts_its_outcomes
    mt_19_a_collection_begins_in_all_cells_at_once
    mt_17_counters_are_never_given_twice_whoever_asks
    mt_17_counters_end_and_do_not_wrap
    mt_17_a_killed_process_never_has_its_counters_given_again
    mt_17_what_was_heard_only_rises
    mt_08_a_meter_is_held_by_one_process_until_it_lets_go_or_its_end_comes
    mt_08_processes_that_ask_for_the_same_meters_at_once_never_share_one
    mt_17_new_keys_are_kept_before_they_are_sent_and_then_take_the_place_of_the_old
}

fn meter(serial: &str, number: u64) -> Meter {
    Meter {
        serial: serial.to_owned(),
        placed_at: Instant(1_000),
        removed_at: None,
        dso: Dso::Ores,
        ean: ean(number),
        energy: Energy::Electricity,
        profile: "be-single-phase".to_owned(),
        place: "127.0.0.1:4059".to_owned(),
        hdlc_physical: None,
        server: Some(7),
        cell: "Huy 3".to_owned(),
        title: None,
        read_midnight: None,
        behind: None,
    }
}

fn cg_12_a_swap_keeps_the_old_row_and_a_point_has_one_meter(place: &Place) {
    let mut store = place.store();
    let gas = Meter {
        energy: Energy::Gas,
        hdlc_physical: Some(17),
        server: None,
        title: Some("5449520000000001".to_owned()),
        dso: Dso::Resa,
        ..meter("G1", 2)
    };
    store.place_meters(&[meter("A1", 1), gas.clone()], false).unwrap();
    assert_eq!(store.meter("A1").unwrap(), Some(meter("A1", 1)));
    assert_eq!(store.meter_of(ean(2)).unwrap(), Some(gas.clone()));
    let refused = |store: &mut Store, meters: &[Meter], swap| {
        store.place_meters(meters, swap).unwrap_err().to_string()
    };
    let other = refused(&mut store, &[meter("A3", 3), meter("A2", 1)], false);
    assert_eq!(other, format!("EAN `{}` has meter `A1` already", ean(1)));
    assert_eq!(store.meter("A3").unwrap(), None, "nothing is half-done");
    assert_eq!(refused(&mut store, &[meter("A1", 4)], true), "meter `A1` is placed already");
    let twice = refused(&mut store, &[meter("A4", 4), meter("A5", 4)], true);
    assert_eq!(twice, format!("EAN `{}` has meter `A4` already", ean(4)));
    let new = Meter { placed_at: Instant(5_000), ..meter("A2", 1) };
    store.place_meters(std::slice::from_ref(&new), true).unwrap();
    let old = Meter { removed_at: Some(Instant(5_000)), ..meter("A1", 1) };
    assert_eq!(store.meter_history(ean(1)).unwrap(), [old.clone(), new.clone()]);
    assert_eq!(store.meter("A1").unwrap(), None);
    // A meter may come back, elsewhere.
    let back = Meter { placed_at: Instant(9_000), ..meter("A1", 6) };
    store.place_meters(std::slice::from_ref(&back), false).unwrap();
    assert_eq!(store.meters(Dso::Ores, None, 9).unwrap(), [back, new]);
    assert_eq!(store.meters(Dso::Ores, Some("A1"), 9).unwrap().len(), 1);
    assert_eq!(store.meters(Dso::Resa, None, 9).unwrap(), [gas]);
    assert!(store.remove_meter("A2", Instant(9_000)).unwrap());
    assert!(!store.remove_meter("A2", Instant(9_001)).unwrap());
}

fn polled(serial: &str, outcome: &str, done: bool, day: SettlementDay) -> Polled {
    Polled {
        day,
        dso: Dso::Ores,
        meter: serial.to_owned(),
        done,
        outcome: outcome.to_owned(),
        detail: format!("{serial} was {outcome}"),
        at: Instant(7),
        read_midnight: done.then(|| day.next()),
        title: None,
    }
}

fn mt_18_a_collection_resumes_where_it_was_and_counts_its_outcomes(place: &Place) {
    let mut store = place.store();
    let day = SettlementDay(20_000);
    let late = Meter { placed_at: day.end().plus_s(1), ..meter("A9", 9) };
    let mut meters: Vec<Meter> =
        ["A1", "A2", "A3"].iter().zip(1..).map(|(serial, number)| meter(serial, number)).collect();
    meters.push(late);
    store.place_meters(&meters, false).unwrap();
    let left = |store: &mut Store| -> Vec<(String, u32)> {
        let serials = store.serials_to_poll(Dso::Ores, day).unwrap();
        let found = store.meters_to_poll(Dso::Ores, day, &serials).unwrap();
        found.into_iter().map(|one| (one.meter.serial, one.attempts)).collect()
    };
    assert_eq!(left(&mut store), [("A1".into(), 0), ("A2".into(), 0), ("A3".into(), 0)]);
    let serials = store.serials_to_poll(Dso::Ores, day).unwrap();
    assert_eq!(store.meters_left(Dso::Ores, day).unwrap(), 3);
    store
        .keep_polls(&[polled("A1", "read", true, day), polled("A2", "silent", false, day)])
        .unwrap();
    store.keep_polls(&[polled("A2", "wrong key", false, day)]).unwrap();
    // Another process was slower: what is read stays read.
    store.keep_polls(&[polled("A1", "silent", false, day)]).unwrap();
    assert_eq!(left(&mut store), [("A2".into(), 2), ("A3".into(), 0)]);
    let still = store.meters_to_poll(Dso::Ores, day, &serials).unwrap();
    assert_eq!(still.len(), 2, "what another process has done meanwhile is left out");
    assert_eq!(store.meters_left(Dso::Ores, day).unwrap(), 2);
    let counts = store.poll_counts(Dso::Ores, day).unwrap();
    assert_eq!(counts, [("read".to_owned(), 1), ("wrong key".to_owned(), 1)]);
    assert_eq!(store.poll_counts(Dso::Ores, day.next()).unwrap(), []);
    let (poll, attempts) = store.poll_of(Dso::Ores, day, "A2").unwrap().unwrap();
    assert_eq!((poll, attempts), (polled("A2", "wrong key", false, day), 2));
    assert_eq!(store.poll_of(Dso::Ores, day, "A3").unwrap(), None);
    // The last one of each: of the day before too, if there is no later one.
    store.keep_polls(&[polled("A3", "holes", false, day.previous())]).unwrap();
    store.keep_polls(&[polled("A2", "silent", false, day.previous())]).unwrap();
    let last = store.last_polls(Dso::Ores, &["A2", "A3", "A9"]).unwrap();
    let last: Vec<_> = last.into_values().map(|one| (one.meter, one.outcome, one.day)).collect();
    let expected = [("A2", "wrong key", day), ("A3", "holes", day.previous())];
    assert_eq!(last, expected.map(|(meter, outcome, day)| (meter.into(), outcome.into(), day)));
    // An earlier day that is collected later does not move the newest midnight back.
    store.keep_polls(&[polled("A1", "read", true, day.previous())]).unwrap();
    let read = store.meter("A1").unwrap().unwrap().read_midnight;
    assert_eq!(read, Some(day.next()));
    // Its title is learnt once: another one later is another meter.
    for title in ["5449520000000001", "5449520000000002"] {
        let title = Some(title.to_owned());
        store.keep_polls(&[Polled { title, ..polled("A1", "read", true, day) }]).unwrap();
    }
    let title = store.meter("A1").unwrap().unwrap().title;
    assert_eq!(title.as_deref(), Some("5449520000000001"));
}

/// A silent meter holds a seat of its cell for long: the cells take turns.
fn mt_19_a_collection_begins_in_all_cells_at_once(place: &Place) {
    let mut store = place.store();
    let day = SettlementDay(20_000);
    let of =
        |serial: &str, number, cell: &str| Meter { cell: cell.to_owned(), ..meter(serial, number) };
    let meters = [
        of("A1", 1, "Huy"),
        of("A2", 2, "Huy"),
        of("A3", 3, "Huy"),
        of("B1", 4, "Ans"),
        of("B2", 5, "Ans"),
        of("C1", 6, "Spa"),
    ];
    store.place_meters(&meters, false).unwrap();
    let serials = store.serials_to_poll(Dso::Ores, day).unwrap();
    assert_eq!(serials, ["B1", "A1", "C1", "B2", "A2", "A3"]);
    let page = store.meters_to_poll(Dso::Ores, day, &serials[2..5]).unwrap();
    let page: Vec<String> = page.into_iter().map(|one| one.meter.serial).collect();
    assert_eq!(page, serials[2..5]);
}

fn asked(meter: &str, generation: u32, at_least: u32, count: u32) -> CounterAsked {
    CounterAsked { meter: meter.to_owned(), generation, at_least, count }
}

fn mt_17_counters_are_never_given_twice_whoever_asks(place: &Place) {
    let mut store = place.store();
    let first = store.reserve_counters(&[asked("M1", 1, 0, 64), asked("M2", 1, 500, 10)]).unwrap();
    assert_eq!(first, [Some(1), Some(500)]);
    let more = [asked("M1", 1, 0, 4), asked("M1", 2, 0, 4), asked("M1", 1, 100, 6)];
    assert_eq!(store.reserve_counters(&more).unwrap(), [Some(100), Some(1), Some(104)]);
    assert_eq!(store.reserve_counters(&[asked("M1", 1, 7, 1)]).unwrap(), [Some(110)]);
    // Several connections at once, each for the same meters in an order of its own.
    let threads: Vec<_> = (0..4_usize)
        .map(|turn| {
            let url = place.url.clone();
            std::thread::spawn(move || {
                let mut store = Store::open(&url).unwrap();
                let mut had = Vec::new();
                for round in 0..25 {
                    let mut meters = ["A", "B", "C"];
                    meters.rotate_left(turn % 3);
                    let wanted = meters.map(|meter| asked(meter, 1, round * 3, 5));
                    for (one, first) in wanted.iter().zip(store.reserve_counters(&wanted).unwrap())
                    {
                        let first = first.unwrap();
                        assert!(first >= one.at_least);
                        had.extend((first..first + 5).map(|number| (one.meter.clone(), number)));
                    }
                }
                had
            })
        })
        .collect();
    let mut given = BTreeSet::new();
    for thread in threads {
        for counter in thread.join().unwrap() {
            assert!(given.insert(counter.clone()), "{counter:?} was given twice");
        }
    }
    assert_eq!(given.len(), 4 * 25 * 3 * 5);
}

fn mt_17_counters_end_and_do_not_wrap(place: &Place) {
    let mut store = place.store();
    let last = asked("M1", 1, u32::MAX, 1);
    let two = [asked("M1", 1, u32::MAX, 2), asked("M2", 1, 0, 1)];
    assert_eq!(store.reserve_counters(&two).unwrap(), [None, Some(1)]);
    assert_eq!(store.reserve_counters(std::slice::from_ref(&last)).unwrap(), [Some(u32::MAX)]);
    assert_eq!(store.reserve_counters(&[asked("M1", 1, 0, 1)]).unwrap(), [None]);
    assert_eq!(store.reserve_counters(&[asked("M1", 2, 0, 1)]).unwrap(), [Some(1)], "new keys");
}

fn mt_17_a_killed_process_never_has_its_counters_given_again(place: &Place) {
    drop(place.store());
    let mut highest = 0;
    for _ in 0..3 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "meters::the_process_that_takes_counters",
                "--ignored",
                "--nocapture",
            ])
            .env("STORE_URL", &place.url)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Whatever it says it had, and dies while it takes more.
        let mut taken = 0;
        for line in BufReader::new(child.stdout.take().unwrap()).lines() {
            let line = line.unwrap();
            let Some(number) = line.strip_prefix("took ") else { continue };
            let number: u32 = number.parse().unwrap();
            assert!(number > highest, "{number} was given before, up to {highest}");
            highest = number;
            taken += 1;
            if taken == 10 {
                child.kill().unwrap();
            }
        }
        child.wait().unwrap();
        assert!(taken >= 10);
    }
    let next = place.store().reserve_counters(&[asked("M1", 1, 0, 1)]).unwrap();
    assert!(next[0].unwrap() > highest);
}

#[test]
#[ignore = "is run by the test that kills it"]
fn the_process_that_takes_counters() {
    let Ok(url) = std::env::var("STORE_URL") else { return };
    let mut store = Store::open(&url).unwrap();
    for _ in 0..10_000 {
        let first = store.reserve_counters(&[asked("M1", 1, 0, 1)]).unwrap();
        println!("took {}", first[0].unwrap());
    }
}

fn mt_17_what_was_heard_only_rises(place: &Place) {
    let mut store = place.store();
    let heard = |meter: &str, generation, counter| (meter.to_owned(), generation, counter);
    assert!(store.heard_counters(&["M1"]).unwrap().is_empty());
    store.keep_heard(&[heard("M1", 1, 5), heard("M1", 1, 3), heard("M2", 1, 0)]).unwrap();
    store.keep_heard(&[heard("M1", 1, 4), heard("M1", 2, 1)]).unwrap();
    let known = store.heard_counters(&["M1", "M2", "M3"]).unwrap();
    let known: Vec<_> = known.iter().map(|((meter, of), at)| (meter.as_str(), *of, *at)).collect();
    assert_eq!(known, [("M1", 1, 5), ("M1", 2, 1), ("M2", 1, 0)]);
    // What was heard takes nothing away from what is given.
    assert_eq!(store.reserve_counters(&[asked("M1", 1, 0, 1)]).unwrap(), [Some(1)]);
    store.keep_heard(&[heard("M1", 1, u32::MAX)]).unwrap();
    let known = store.heard_counters(&["M1"]).unwrap();
    assert_eq!(known.get(&("M1".to_owned(), 1)), Some(&u32::MAX));
}

fn mt_17_new_keys_are_kept_before_they_are_sent_and_then_take_the_place_of_the_old(place: &Place) {
    let mut store = place.store();
    let key = |meter: &str, state, generation, sealed: &str| KeptKey {
        meter: meter.to_owned(),
        state,
        generation,
        sealed: sealed.to_owned(),
    };
    use KeyState::{Current, Pending};
    let none = store.propose_meter_key("M1", 2, "b").unwrap_err();
    assert!(matches!(none, StoreError::NoSuchKeys { .. }), "{none}");
    store.add_meter_keys(&[key("M1", Current, 1, "a"), key("M2", Current, 1, "x")]).unwrap();
    assert!(
        store.add_meter_keys(&[key("M3", Current, 1, "y"), key("M1", Current, 1, "a")]).is_err()
    );
    store.propose_meter_key("M1", 2, "b").unwrap();
    drop(store);
    let mut store = place.store();
    let both = [key("M1", Current, 1, "a"), key("M1", Pending, 2, "b")];
    assert_eq!(store.meter_keys(&["M1", "M3"]).unwrap(), both);
    // It broke off, and was begun again.
    store.propose_meter_key("M1", 2, "c").unwrap();
    assert!(store.confirm_meter_key("M1", 3).is_err());
    assert!(store.confirm_meter_key("M2", 1).is_err(), "the current ones are not pending");
    store.confirm_meter_key("M1", 2).unwrap();
    assert_eq!(store.meter_keys(&["M1"]).unwrap(), [key("M1", Current, 2, "c")]);
    assert!(store.confirm_meter_key("M1", 2).is_err());
    store.reseal_meter_key(&key("M1", Current, 2, "C")).unwrap();
    assert_eq!(store.meter_keys(&["M1"]).unwrap(), [key("M1", Current, 2, "C")]);
    assert_eq!(store.meters_with_keys(None, 9).unwrap(), ["M1", "M2"]);
    assert_eq!(store.meters_with_keys(Some("M1"), 9).unwrap(), ["M2"]);
}

fn named(meters: &[&str]) -> Vec<String> {
    meters.iter().map(|meter| (*meter).to_owned()).collect()
}

fn mt_08_a_meter_is_held_by_one_process_until_it_lets_go_or_its_end_comes(place: &Place) {
    let mut store = place.store();
    let holder = |number, now: i64| Holder { number, now: Instant(now), until: Instant(now + 100) };
    let all = |meters: &[&str]| -> BTreeSet<String> { named(meters).into_iter().collect() };
    let taken = store.hold_meters(holder(-1, 1_000), &named(&["B", "A"])).unwrap();
    assert_eq!(taken, all(&["A", "B"]));
    let taken = store.hold_meters(holder(2, 1_050), &named(&["C", "A", "B", "C"])).unwrap();
    assert_eq!(taken, all(&["C"]), "those that nobody has");
    assert!(store.hold_meters(holder(-1, 1_050), &named(&["A"])).unwrap().is_empty(), "nor twice");
    // Who has nothing lets nothing go.
    store.let_meters_go(2, &named(&["A", "Z"])).unwrap();
    assert!(store.hold_meters(holder(2, 1_050), &named(&["A"])).unwrap().is_empty());
    store.let_meters_go(-1, &named(&["A"])).unwrap();
    assert_eq!(store.hold_meters(holder(2, 1_050), &named(&["A"])).unwrap(), all(&["A"]));
    // One that says that it lives, and one that does not.
    store.keep_meters_held(2, &all(&["A", "B"]), Instant(1_300)).unwrap();
    let taken = store.hold_meters(holder(3, 1_200), &named(&["A", "B", "C"])).unwrap();
    assert_eq!(taken, all(&["B", "C"]), "B was not the second one's to keep");
    // What is let go may be taken in the same transaction.
    let writes = store::MeterWrites {
        holder: holder(3, 1_210),
        heard: &[("B".to_owned(), 1, 7)],
        let_go: &named(&["B"]),
        wanted: &named(&["A", "B"]),
        counters: &[asked("B", 1, 0, 4)],
    };
    let (firsts, taken) = store.write_of_meters(&writes).unwrap();
    assert_eq!((firsts, taken), (vec![Some(1)], all(&["B"])));
    assert_eq!(store.heard_counters(&["B"]).unwrap()[&("B".to_owned(), 1)], 7);
}

fn mt_08_processes_that_ask_for_the_same_meters_at_once_never_share_one(place: &Place) {
    drop(place.store());
    let meters: Vec<String> = (0..30).map(|number| format!("M{number}")).collect();
    let threads: Vec<_> = (0..4_i64)
        .map(|number| {
            let (url, mut meters) = (place.url.clone(), meters.clone());
            std::thread::spawn(move || {
                let mut store = Store::open(&url).unwrap();
                meters.rotate_left(7 * usize::try_from(number).unwrap());
                let mut had = Vec::new();
                for round in 0..10_i64 {
                    // Ends are of another age: nothing ends by itself here.
                    let (now, until) = (Instant(round), Instant(1_000));
                    let taken = store.hold_meters(Holder { number, now, until }, &meters).unwrap();
                    had.extend(taken);
                }
                had
            })
        })
        .collect();
    let mut given = BTreeSet::new();
    for thread in threads {
        for meter in thread.join().unwrap() {
            assert!(given.insert(meter.clone()), "{meter} was given to two");
        }
    }
    assert_eq!(given.len(), meters.len());
}
