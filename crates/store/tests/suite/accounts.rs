//! Accounts, facts and groups of bookings.

use crate::place::{Place, on_both};
use crate::world::{DSO, account, assert_sound, contents, ean, first_day, id, opening, top_up};
use store::{Account, Booked, Booking};
use units::Dso;

on_both! {
    accounts_are_found_by_number_and_ean
    pd_07_the_household_of_a_point_is_that_of_the_time
    a_fact_is_booked_once
    who_comes_second_is_told
    a_group_is_booked_together
}

fn accounts_are_found_by_number_and_ean(place: &Place) {
    let mut store = place.store();
    assert_eq!(store.next_account_id(DSO).unwrap(), id(1));
    for number in 1..=3 {
        assert_eq!(store.book(&opening(number)).unwrap(), Booked::New);
    }
    assert_eq!(store.next_account_id(DSO).unwrap(), id(4));
    assert_eq!(store.count_accounts().unwrap(), 3);
    assert_eq!(store.account(id(2)).unwrap(), Some(account(2)));
    assert_eq!(store.account(id(9)).unwrap(), None);
    assert_eq!(store.account_of(ean(3)).unwrap(), Some(account(3)));
    let page = store.accounts(None, Some(id(1)), 1).unwrap();
    assert_eq!(page, [account(2)]);
    assert_eq!(store.accounts(Some(Dso::Rew), None, 9).unwrap(), []);

    let same_point = Account { ean: ean(3), ..account(4) };
    let second = Booking { opens: Some(same_point.clone()), ..opening(4) };
    let taken = store.book(&second).unwrap_err();
    assert_eq!(taken.to_string(), format!("EAN `{}` has an open account already", ean(3)));
    assert_eq!(store.facts(&[id(4)]).unwrap(), [], "nothing half-done");
    let left = first_day().at(20, 0);
    let closing = Booking { closes: Some(left), ..Booking::of(id(3)) };
    assert_eq!(store.book(&closing).unwrap(), Booked::New);
    assert_eq!(store.account_of(ean(3)).unwrap().unwrap().closed_at, Some(left));
    assert_eq!(store.book(&second).unwrap(), Booked::New);
    assert_eq!(store.account_of(ean(3)).unwrap(), Some(same_point));
}

fn pd_07_the_household_of_a_point_is_that_of_the_time(place: &Place) {
    let mut store = place.store();
    assert_eq!(store.book(&opening(1)).unwrap(), Booked::New);
    let (left, came) = (first_day().at(20, 0), first_day().at(22, 0));
    let closing = Booking { closes: Some(left), ..Booking::of(id(1)) };
    assert_eq!(store.book(&closing).unwrap(), Booked::New);
    let next = Account { ean: ean(1), opened_at: came, ..account(2) };
    let second = Booking { opens: Some(next.clone()), ..opening(2) };
    assert_eq!(store.book(&second).unwrap(), Booked::New);
    let mut at = |at| store.household_at(ean(1), at).unwrap().map(|account| account.id);
    let opened = account(1).opened_at;
    assert_eq!(at(opened.plus_s(-1)), None);
    assert_eq!((at(opened), at(left.plus_s(-1))), (Some(id(1)), Some(id(1))));
    assert_eq!((at(left), at(came.plus_s(-1))), (None, None), "nobody lives there");
    assert_eq!((at(came), at(came.plus_h(1_000))), (Some(id(2)), Some(id(2))));
    assert_eq!(store.household_at(ean(3), came).unwrap(), None);
}

fn a_fact_is_booked_once(place: &Place) {
    let mut store = place.store();
    assert_eq!(store.book(&opening(1)).unwrap(), Booked::New);
    let first = top_up(&mut store, 1, "T-1", "10", first_day().at(12, 0));
    assert_eq!(store.book(&first).unwrap(), Booked::New);
    let before = contents(&mut store);
    assert_eq!(store.book(&first).unwrap(), Booked::Repeated { seq: 2, same: true });
    let again = top_up(&mut store, 1, "T-1", "10", first_day().at(13, 0));
    assert_eq!(store.book(&again).unwrap(), Booked::Repeated { seq: 2, same: true });
    let mut other = again.clone();
    other.facts[0].body = "another".to_owned();
    assert_eq!(store.book(&other).unwrap(), Booked::Repeated { seq: 2, same: false });
    assert_eq!(contents(&mut store), before);
    assert_eq!(store.facts(&[id(1)]).unwrap().last(), first.facts.last());
    assert_eq!(store.facts_after(id(1), 1).unwrap(), first.facts);
    assert_eq!(store.entries(&[id(1)]).unwrap().last(), first.entries.last());
}

fn who_comes_second_is_told(place: &Place) {
    let (mut store, mut other) = (place.store(), place.store());
    store.book(&opening(1)).unwrap();
    let a = top_up(&mut store, 1, "A", "10", first_day().at(12, 0));
    let b = top_up(&mut other, 1, "B", "10", first_day().at(12, 0));
    assert_eq!(store.book(&a).unwrap(), Booked::New);
    let before = contents(&mut store);
    assert_eq!(other.book(&b).unwrap(), Booked::Overtaken);
    assert_eq!(contents(&mut store), before);
    let b = top_up(&mut other, 1, "B", "10", first_day().at(12, 0));
    assert_eq!(other.book(&b).unwrap(), Booked::New);
    assert_sound(&mut store);
}

fn a_group_is_booked_together(place: &Place) {
    let mut store = place.store();
    let mut group: Vec<Booking> = (1..=3).map(opening).collect();
    group.push(opening(2));
    let mut late = top_up(&mut store, 3, "T-9", "5", first_day().at(12, 0));
    late.facts[0].seq = 2;
    late.entries[0].seq = 3;
    group.push(late);
    let repeated = Booked::Repeated { seq: 1, same: true };
    let expected = [Booked::New, Booked::New, Booked::New, repeated, Booked::Overtaken];
    assert_eq!(store.book_all(&group).unwrap(), expected);
    assert_eq!(store.verify_chain(DSO).unwrap().links, 1, "one link for the group");
    assert_eq!(store.entries(&[id(1), id(2), id(3)]).unwrap().len(), 3);
    assert_sound(&mut store);
}
