//! Readings and nights.

use crate::place::{Place, on_both};
use crate::world::{
    DSO, account, assert_sound, contents, eur, first_day, first_row, id, night, opening, plan,
    reading, run_at, settle, slow, top_up,
};
use calendar::Instant;
use std::collections::BTreeSet;
use store::{
    Account, Booked, Booking, NightBatch, NightBooking, PlannedRows, Reading, Recorded, Store,
    StoreError, UnsettledKey,
};
use units::{AccountId, Dso, MicroEuro};

on_both! {
    readings_are_new_same_or_superseding
    a_night_streams_what_it_needs
    a_night_is_taken_by_one
    what_comes_in_while_a_night_is_planned_is_not_overlooked
    a_batch_with_an_overtaken_account_is_not_written
    a_reading_that_comes_after_its_night_counts_from_then_on
    what_is_asked_of_one_account_is_what_is_asked_of_many
}

fn readings_are_new_same_or_superseding(place: &Place) {
    let mut store = place.store();
    store.book_all(&(1..=3).map(opening).collect::<Vec<_>>()).unwrap();
    let midnight = first_day().next();
    let first: Vec<Reading> = (1..=3).map(|number| reading(number, midnight, 100)).collect();
    let new = Recorded { new: 3, ..Recorded::default() };
    assert_eq!(store.record_readings(&first).unwrap(), new);
    let same = Recorded { same: 3, ..Recorded::default() };
    assert_eq!(store.record_readings(&first).unwrap(), same);
    let mixed = [
        reading(2, midnight, 101),
        reading(1, midnight, 100),
        reading(2, midnight, 101),
        reading(2, midnight, 102),
        reading(1, midnight.next(), 105),
    ];
    let expected = Recorded { new: 1, same: 2, superseded: 2 };
    assert_eq!(store.record_readings(&mixed).unwrap(), expected);
    let kept =
        store.readings(&[id(1), id(2)], midnight, midnight.next(), run_at(midnight)).unwrap();
    let kept: Vec<String> = kept
        .iter()
        .map(|r| format!("{} {} v{} {}", r.account, r.midnight, r.version, r.registers.0[0]))
        .collect();
    assert_eq!(
        kept,
        [
            "1000000001 2026-11-03 v1 100000000",
            "1000000001 2026-11-04 v1 105000000",
            "1000000002 2026-11-03 v1 100000000",
            "1000000002 2026-11-03 v2 101000000",
            "1000000002 2026-11-03 v3 102000000",
        ]
    );
    let early = store.readings(&[id(1)], midnight, midnight.next(), run_at(first_day())).unwrap();
    assert_eq!(early.len(), 1, "the second was not known yet");
    let touched: BTreeSet<AccountId> = store
        .unsettled(&[id(1), id(2), id(3)])
        .unwrap()
        .iter()
        .filter(|row| row.key.source == store::Source::Reading)
        .map(|row| row.key.account)
        .collect();
    assert_eq!(touched, BTreeSet::from([id(2)]), "what supersedes touches");
    let unknown = Reading { account: AccountId(5), ..reading(1, midnight, 1) };
    assert!(matches!(
        store.record_readings(&[unknown]),
        Err(StoreError::NoSuchAccount { account: AccountId(5) })
    ));
}

fn a_night_streams_what_it_needs(place: &Place) {
    let mut store = place.store();
    store.book_all(&(1..=5).map(opening).collect::<Vec<_>>()).unwrap();
    let (one, two) = (first_day(), first_day().next());
    settle(&mut store, one).unwrap();
    let rows = store.rows_of_day(DSO, one, None, 100).unwrap();
    assert_eq!(rows.len(), 5);
    let left = Booking { closes: Some(two.at(9, 0)), ..Booking::of(id(4)) };
    store.book(&left).unwrap();
    let young =
        Booking { opens: Some(Account { opened_at: two.at(9, 0), ..account(6) }), ..opening(6) };
    let next_day = Booking {
        opens: Some(Account { opened_at: two.next().at(0, 0), ..account(7) }),
        ..opening(7)
    };
    store.book_all(&[young, next_day]).unwrap();
    let paid = top_up(&mut store, 2, "T-1", "10", two.at(12, 0));
    store.book(&paid).unwrap();
    let too_late = top_up(&mut store, 3, "T-2", "10", run_at(two).plus_s(1));
    store.book(&too_late).unwrap();
    store
        .record_readings(&[
            reading(1, two.next(), 101),
            reading(2, two.next(), 102),
            reading(2, two.next(), 103),
            Reading { learnt_at: run_at(two).plus_s(1), ..reading(3, two.next(), 103) },
        ])
        .unwrap();

    let run = store.begin_run(DSO, two, run_at(two)).unwrap();
    let mut reader = store.night(&run).unwrap();
    let mut seen = Vec::new();
    while let Some(batch) = reader.next_batch(2).unwrap() {
        for input in &batch.inputs {
            let row = rows.iter().find(|row| row.account == input.before.account);
            assert_eq!(Some(&input.before), row);
            let closing = input.closing.map(|(known, version)| (known.0[0] / 1_000_000, version));
            seen.push(format!(
                "{} {closing:?} moved {} touched {}",
                input.before.account, input.moved, input.touched
            ));
        }
        seen.extend(batch.missing.iter().map(|account| format!("{account} missing")));
        seen.push(format!("up to {}, counted {}", batch.last_account, batch.counted.len()));
    }
    assert_eq!(
        seen,
        [
            "1000000001 Some((101, 1)) moved 0.000000 touched false",
            "1000000002 Some((103, 2)) moved 10.000000 touched true",
            "up to 1000000002, counted 2",
            "1000000003 None moved 0.000000 touched false",
            "1000000005 None moved 0.000000 touched false",
            "up to 1000000005, counted 0",
            "1000000006 missing",
            "up to 1000000006, counted 2",
        ]
    );
}

fn a_night_is_taken_by_one(place: &Place) {
    let mut store = place.store();
    store.book_all(&(1..=2).map(opening).collect::<Vec<_>>()).unwrap();
    let one = first_day();
    let mut run = store.begin_run(DSO, one, run_at(one)).unwrap();
    let mut again = store.begin_run(DSO, one, run_at(one).plus_h(5)).unwrap();
    assert_eq!(again, run, "begun once, with the first instant");
    let seen = store.night(&run).unwrap().next_batch(10).unwrap().unwrap().counted;
    fn booking<'a>(rows: &'a mut PlannedRows, seen: &'a [UnsettledKey]) -> NightBooking<'a> {
        let (messages, counted) = (&[], &[]);
        NightBooking { rows, messages, seen, counted, slow: &[], last_account: id(2) }
    }
    let mut rows = PlannedRows::new(one, 2);
    rows.push(&first_row(id(1), one, eur("20"))).unwrap();
    rows.push(&first_row(id(2), one, eur("20"))).unwrap();
    assert!(matches!(rows.push(&first_row(id(2), one, eur("20"))), Err(StoreError::OutOfOrder)));
    assert!(store.book_night(&mut run, booking(&mut rows, &seen)).unwrap().is_done());
    let late = store.book_night(&mut again, booking(&mut rows, &seen)).unwrap_err();
    assert_eq!(late.to_string(), "the night of 2026-11-02 is being settled by another process");
    store.finish_run(&mut run).unwrap();
    assert!(store.begin_run(DSO, one, run_at(one)).unwrap().done);
    assert_eq!(store.last_run(DSO).unwrap(), Some(run));
    assert_eq!(store.runs(Dso::Resa).unwrap(), []);
}

fn what_comes_in_while_a_night_is_planned_is_not_overlooked(place: &Place) {
    let mut store = place.store();
    store.book_all(&(1..=2).map(opening).collect::<Vec<_>>()).unwrap();
    let (one, two) = (first_day(), first_day().next());
    settle(&mut store, one).unwrap();
    store.record_readings(&[reading(1, two.next(), 101), reading(2, two.next(), 101)]).unwrap();
    let mut run = store.begin_run(DSO, two, run_at(two)).unwrap();
    let batch = store.night(&run).unwrap().next_batch(10).unwrap().unwrap();
    // Paid before the run's instant, committed after the batch was read.
    let paid = top_up(&mut store, 1, "T-1", "10", two.at(12, 0));
    store.book(&paid).unwrap();
    // After it: the next night counts it.
    let later = top_up(&mut store, 2, "T-2", "10", run_at(two).plus_s(1));
    store.book(&later).unwrap();
    let before = contents(&mut store);
    let book = |store: &mut Store, run: &mut store::Run, batch: &NightBatch| {
        let (mut rows, slow) = plan(&night(two), batch);
        assert_eq!((rows.len(), slow.len()), (2, 0));
        let (seen, last_account) = (&batch.counted, batch.last_account);
        let booking = NightBooking {
            rows: &mut rows,
            messages: &[],
            seen,
            counted: seen,
            slow: &[],
            last_account,
        };
        store.book_night(run, booking).unwrap()
    };
    let booked = book(&mut store, &mut run, &batch);
    let raced: Vec<AccountId> = booked.raced.iter().map(|key| key.account).collect();
    assert_eq!(raced, [id(1)]);
    assert_eq!(contents(&mut store), before, "nothing was written");
    let batch = store.night(&run).unwrap().next_batch(10).unwrap().unwrap();
    assert!(book(&mut store, &mut run, &batch).is_done());
    store.finish_run(&mut run).unwrap();
    assert_sound(&mut store);
    let rows = store.days(&[id(1)], two.previous(), two).unwrap();
    let cost = rows[0].balance.0 - rows[1].balance.0;
    assert_eq!(cost, rows[1].charge.0 + rows[1].collected.0 - 10_000_000, "the payment counts");
    let three = two.next();
    store.record_readings(&[reading(1, three.next(), 102), reading(2, three.next(), 102)]).unwrap();
    let run = store.begin_run(DSO, three, run_at(three)).unwrap();
    let batch = store.night(&run).unwrap().next_batch(10).unwrap().unwrap();
    let moved: Vec<MicroEuro> = batch.inputs.iter().map(|input| input.moved).collect();
    assert_eq!(moved, [MicroEuro::ZERO, eur("10")]);
}

fn a_batch_with_an_overtaken_account_is_not_written(place: &Place) {
    let mut store = place.store();
    store.book_all(&(1..=2).map(opening).collect::<Vec<_>>()).unwrap();
    let one = first_day();
    let mut run = store.begin_run(DSO, one, run_at(one)).unwrap();
    let night = night(one);
    let read = |store: &mut Store, run: &store::Run| {
        let batch = store.night(run).unwrap().next_batch(10).unwrap().unwrap();
        let slow: Vec<Booking> =
            batch.missing.iter().map(|id| slow(store, *id, &night, &batch)).collect();
        (batch, slow)
    };
    let book = |store: &mut Store, run: &mut store::Run, batch: &NightBatch, slow: &[Booking]| {
        let (rows, messages) = (&mut PlannedRows::new(one, 0), &[]);
        let (seen, last_account) = (&batch.counted, batch.last_account);
        let booking = NightBooking { rows, messages, seen, counted: seen, slow, last_account };
        store.book_night(run, booking).unwrap()
    };
    let (batch, slow) = read(&mut store, &run);
    let paid = top_up(&mut store, 2, "T-1", "10", one.at(12, 0));
    store.book(&paid).unwrap();
    let before = contents(&mut store);
    assert_eq!(book(&mut store, &mut run, &batch, &slow).raced.len(), 1);
    assert_eq!(contents(&mut store), before);
    // What comes after the run's instant belongs to the next night, but takes the place of a fact.
    let (batch, slow) = read(&mut store, &run);
    let later = top_up(&mut store, 2, "T-2", "10", run_at(one).plus_h(1));
    store.book(&later).unwrap();
    let before = contents(&mut store);
    let booked = book(&mut store, &mut run, &batch, &slow);
    assert_eq!(booked.outcomes, [Booked::New, Booked::Overtaken]);
    assert_eq!(contents(&mut store), before);
    let (batch, slow) = read(&mut store, &run);
    assert!(book(&mut store, &mut run, &batch, &slow).is_done());
    assert_sound(&mut store);
}

fn a_reading_that_comes_after_its_night_counts_from_then_on(place: &Place) {
    let mut store = place.store();
    store.book_all(&(1..=2).map(opening).collect::<Vec<_>>()).unwrap();
    let one = first_day();
    settle(&mut store, one).unwrap();
    // Learnt before the run, written after it.
    let late = reading(1, one.next(), 100);
    assert!(late.learnt_at < run_at(one));
    store.record_readings(&[late]).unwrap();
    let kept = store.readings(&[id(1)], one.next(), one.next(), Instant(i64::MAX)).unwrap();
    assert_eq!(kept[0].learnt_at, Instant(run_at(one).0 + 1));
    // The better value, then the first message once more: it is old.
    let better = Reading { learnt_at: run_at(one).plus_h(2), ..reading(1, one.next(), 101) };
    store.record_readings(&[better]).unwrap();
    let again = store.record_readings(&[late]).unwrap();
    assert_eq!((again.same, again.superseded), (1, 0));
}

/// Of one account another text is asked, which has room for more days than are wanted.
fn what_is_asked_of_one_account_is_what_is_asked_of_many(place: &Place) {
    let mut store = place.store();
    store.book_all(&(1..=2).map(opening).collect::<Vec<_>>()).unwrap();
    for offset in 0..6 {
        let of = first_day().plus(offset);
        let shown = i64::from(100 + offset);
        store.record_readings(&[reading(1, of.next(), shown), reading(2, of.next(), 101)]).unwrap();
        let paid = top_up(&mut store, 1, &format!("T-{offset}"), "10", of.at(12, 0));
        store.book(&paid).unwrap();
        settle(&mut store, of).unwrap();
    }
    let first = first_day();
    let (one, both) = ([id(1)], [id(1), id(2)]);
    for days in [0, 1, 3, 4, 5, 31, 32, 33, 100, 399, 400, 401, 900] {
        let to = first.plus(days - 1);
        for known_at in [run_at(first.plus(2)), run_at(to)] {
            let mut many = store.readings(&both, first, to, known_at).unwrap();
            many.retain(|kept| kept.account == id(1));
            assert_eq!(store.readings(&one, first, to, known_at).unwrap(), many, "{days} days");
        }
        let mut many = store.days(&both, first, to).unwrap();
        many.retain(|row| row.account == id(1));
        assert_eq!(store.days(&one, first, to).unwrap(), many, "{days} days");
        assert!(days < 6 || many.len() == 6);
    }
    let mut facts = store.facts(&both).unwrap();
    facts.retain(|fact| fact.account == id(1));
    assert!(facts.len() > 6, "six times paid, after it was opened");
    assert_eq!(store.facts(&one).unwrap(), facts);
    let mut messages = store.messages(&both).unwrap();
    messages.retain(|message| message.account == id(1));
    assert_eq!(store.messages(&one).unwrap(), messages);
    assert!(!messages.is_empty());
}
