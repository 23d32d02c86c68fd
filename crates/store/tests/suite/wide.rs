//! Credits by request, kept as one row, read like any other booking.

use crate::place::{Place, on_both};
use crate::world::{
    DSO, assert_contents, assert_sound, contents, credit, ean, first_day, id, opening, settle,
    top_up,
};
use ledger::ChainFault;
use store::{Booked, Fact, Message, Store};

on_both! {
    a_credit_is_one_row_and_reads_like_any_other_booking
    tp_05_money_is_claimed_once
    the_next_booking_follows_whichever_way_the_last_one_is_kept
    the_message_of_a_credit_leaves_like_any_other
    a_changed_credit_names_its_batch
}

/// Every lane.
const ALL: i16 = i16::MAX;

/// Two accounts after a night; the first one is credited in one row, the second in many.
fn credited(place: &Place) -> Store {
    let mut store = place.store();
    store.book_all(&[opening(1), opening(2)]).unwrap();
    settle(&mut store, first_day()).unwrap();
    let at = first_day().next().at(12, 0);
    let (one, many) =
        (credit(&mut store, 1, "C-1", "10", at), top_up(&mut store, 2, "C-1", "10", at));
    assert_eq!(store.book_all(&[one, many]).unwrap(), [Booked::New, Booked::New]);
    store
}

fn count(store: &mut Store, table: &str, number: i64) -> i64 {
    let sql = format!("SELECT COUNT(*) FROM {table} WHERE account_id = {}", id(number));
    store.dump(&sql).unwrap()[0].parse().unwrap()
}

fn a_credit_is_one_row_and_reads_like_any_other_booking(place: &Place) {
    let mut store = credited(place);
    let tables = ["wide_booking", "fact", "journal_entry", "posting"];
    let rows = |store: &mut Store, number| tables.map(|table| count(store, table, number));
    assert_eq!(rows(&mut store, 1), [1, 2, 2, 4]);
    assert_eq!(rows(&mut store, 2), [0, 3, 3, 6]);
    let facts = |store: &mut Store, number| -> Vec<Fact> {
        let known = store.facts(&[id(number)]).unwrap();
        let after = store.facts_after(id(number), 1).unwrap();
        assert_eq!(known[1..], after);
        after.into_iter().map(|fact| Fact { account: id(1), ..fact }).collect()
    };
    assert_eq!(facts(&mut store, 1), facts(&mut store, 2));
    let (one, many) = (store.entries(&[id(1)]).unwrap(), store.entries(&[id(2)]).unwrap());
    assert_eq!(one.len(), 3);
    for (one, many) in one.iter().zip(&many) {
        assert_eq!((one.seq, one.booked_at, one.day), (many.seq, many.booked_at, many.day));
        assert_eq!((one.kind, &one.key), (many.kind, &many.key));
        assert_eq!(one.transaction, many.transaction);
    }
    let messages = |store: &mut Store, number| -> Vec<Message> {
        let kept = store.messages(&[id(number)]).unwrap();
        kept.into_iter().map(|message| Message { account: id(1), ..message }).collect()
    };
    assert_eq!(messages(&mut store, 1), messages(&mut store, 2));
    let journal = |store: &mut Store, number| {
        let sql = format!(
            "SELECT day, kind, ledger_account, amount_micro_eur FROM journal WHERE account_id = {}
             ORDER BY day, kind, ledger_account",
            id(number)
        );
        store.dump(&sql).unwrap()
    };
    assert_eq!(journal(&mut store, 1), journal(&mut store, 2));
    assert_sound(&mut store);
    // The night counts both alike.
    settle(&mut store, first_day().next()).unwrap();
    let rows = store.days(&[id(1), id(2)], first_day().next(), first_day().next()).unwrap();
    assert_eq!(rows[0].balance, rows[1].balance);
    assert_eq!(store.unsettled(&[id(1), id(2)]).unwrap(), []);
    assert_sound(&mut store);
}

fn tp_05_money_is_claimed_once(place: &Place) {
    let mut store = credited(place);
    let before = contents(&mut store);
    let at = first_day().next().at(13, 0);
    // For another account, with another fact's key, and for the same one again.
    for number in [2, 1] {
        let mut again = credit(&mut store, number, "other", "10", at);
        again.claims = vec!["C-1".to_owned()];
        store.book(&again).unwrap_err();
        assert_contents(&mut store, &before, "the key was claimed");
    }
    let again = top_up(&mut store, 1, "C-1", "10", at);
    assert_eq!(store.book(&again).unwrap(), Booked::Repeated { seq: 3, same: true });
    assert_contents(&mut store, &before, "the fact was booked");
}

fn the_next_booking_follows_whichever_way_the_last_one_is_kept(place: &Place) {
    let mut store = credited(place);
    let at = first_day().next().at(13, 0);
    let stale = [credit(&mut store, 1, "C-2", "5", at), top_up(&mut store, 1, "T-2", "5", at)];
    for (number, key) in [(1, "T-3"), (2, "T-3")] {
        let next = top_up(&mut store, number, key, "5", at);
        assert_eq!(store.book(&next).unwrap(), Booked::New);
    }
    assert_eq!(store.book_all(&stale).unwrap(), [Booked::Overtaken, Booked::Overtaken]);
    assert_eq!(store.money_of("C-2").unwrap(), None, "nothing of it was written");
    for (number, key) in [(1, "C-4"), (2, "C-5")] {
        let next = credit(&mut store, number, key, "5", at);
        assert_eq!(store.book(&next).unwrap(), Booked::New);
        assert_eq!(store.last_entry_seq(id(number)).unwrap(), 5);
    }
    let points = [ean(1), ean(2)];
    let known = store.plain_accounts(&points, &[first_day()]).unwrap();
    for point in points {
        assert_eq!((known[&point].fact_seq, known[&point].entry_seq), (5, 5));
    }
    assert_sound(&mut store);
}

fn the_message_of_a_credit_leaves_like_any_other(place: &Place) {
    let mut store = credited(place);
    let now = first_day().next().at(12, 0);
    let waiting = store.waiting_messages().unwrap();
    let due = store.take_messages(now, 100, 60, ALL).unwrap();
    assert_eq!(i64::try_from(due.len()).unwrap(), waiting);
    let mut sorted = due.clone();
    sorted.sort_by_key(|one| (one.lane, one.at, one.account));
    assert_eq!(due, sorted, "in one order, from wherever they come");
    let receipt = due.iter().find(|one| one.account == id(1) && one.key == "receipt/C-1").unwrap();
    assert_eq!((receipt.attempts, receipt.due), (1, now.plus_s(60)));
    assert_eq!(store.take_messages(now.plus_s(59), 100, 60, ALL).unwrap(), [], "leased");
    store.message_failed(id(1), &receipt.key, now.plus_s(10)).unwrap();
    let again = store.take_messages(now.plus_s(10), 100, 60, ALL).unwrap();
    assert_eq!(again.len(), 1);
    assert_eq!((&again[0].key, again[0].attempts), (&receipt.key, 2));
    assert!(store.message_delivered(id(1), &receipt.key, now.plus_s(11)).unwrap());
    assert!(!store.message_delivered(id(1), &receipt.key, now.plus_s(12)).unwrap());
    assert_eq!(store.waiting_messages().unwrap(), waiting - 1);
    let kept = store.messages(&[id(1)]).unwrap();
    let kept = kept.iter().find(|one| one.key == receipt.key).unwrap();
    assert_eq!(kept.delivered_at, Some(now.plus_s(11)));
    assert_sound(&mut store);
}

fn a_changed_credit_names_its_batch(place: &Place) {
    let mut store = credited(place);
    for change in [
        "amount_micro_eur = amount_micro_eur + 1",
        "debit = 120",
        "entry_kind = 'refund'",
        "key = 'C-9'",
        "day = day + 1",
    ] {
        let column = change.split(' ').next().unwrap();
        let text = ["entry_kind", "key"].contains(&column);
        let kept = store.dump(&format!("SELECT {column} FROM wide_booking")).unwrap().remove(0);
        let kept = if text { format!("'{}'", kept.trim_matches('\'')) } else { kept };
        store.run_sql(&format!("UPDATE wide_booking SET {change}")).unwrap();
        let fault = store.verify_chain(DSO).unwrap().fault;
        assert!(matches!(fault, Some(ChainFault::Changed { .. })), "{change}: {fault:?}");
        store.run_sql(&format!("UPDATE wide_booking SET {column} = {kept}")).unwrap();
        assert_sound(&mut store);
    }
    store.run_sql("DELETE FROM wide_booking").unwrap();
    assert!(store.verify_chain(DSO).unwrap().fault.is_some());
}
