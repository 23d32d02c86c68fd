//! How accounts stand.

use crate::place::{Place, on_both};
use crate::world::{DSO, account, eur, fact, first_day, id, opening, reading, settle, top_up};
use prepay::CreditState;
use std::collections::BTreeMap;
use store::{Account, Booking, Point, PointNow, Reading};

on_both! {
    accounts_stand_as_their_rows_and_what_moved_since_say
    a_point_that_is_not_plainly_connected_is_kept_until_it_is
}

fn stand(standings: &[store::Standing]) -> Vec<(i64, String, Option<CreditState>)> {
    let line = |one: &store::Standing| {
        let state = one.row.map(|row| row.credit_state);
        (one.account.0 - id(0).0, one.balance().to_string(), state)
    };
    standings.iter().map(line).collect()
}

fn accounts_stand_as_their_rows_and_what_moved_since_say(place: &Place) {
    let mut store = place.store();
    let openings: Vec<Booking> = (1..=4).map(opening).collect();
    store.book_all(&openings).unwrap();
    // Before the first night there are movements only.
    let young = store.standings(DSO, None, None, 9).unwrap();
    assert_eq!(stand(&young)[0], (1, "20.000000".to_owned(), None));
    assert!(young.iter().all(|one| one.row.is_none() && one.touched));
    let one = first_day();
    settle(&mut store, one).unwrap();
    let paid = top_up(&mut store, 2, "T-1", "10", one.next().at(12, 0));
    store.book(&paid).unwrap();
    let late = Account { opened_at: one.next().at(9, 0), ..account(5) };
    store.book(&Booking { opens: Some(late), ..opening(5) }).unwrap();
    let closed = Booking { closes: Some(one.next().at(9, 0)), ..Booking::of(id(3)) };
    store.book(&closed).unwrap();
    let state = Some(CreditState::InCredit);
    let all = store.standings(DSO, Some(one), None, 9).unwrap();
    assert_eq!(
        stand(&all),
        [
            (1, "20.157850".to_owned(), state),
            (2, "30.157850".to_owned(), state),
            (4, "20.157850".to_owned(), state),
            (5, "20.000000".to_owned(), None),
        ]
    );
    let group = all[0].group;
    assert_eq!(
        store.accounts_by_basis(DSO, Some(one)).unwrap(),
        [(group, None, 1), (group, Some(params::PriceBasis::Average), 3)],
        "the one that came later was not charged"
    );
    assert_eq!(store.accounts_by_basis(DSO, None).unwrap(), [(group, None, 4)]);
    assert_eq!(all[1].moved_at, Some(one.next().at(12, 0)));
    assert_eq!(stand(&store.standings(DSO, Some(one), Some(id(2)), 1).unwrap())[0].0, 4);
    assert_eq!(store.standings_of(Some(one), &[id(4), id(1), id(3)]).unwrap(), [all[0], all[2]]);
    assert_eq!(store.exceptions(DSO, Some(one), None).unwrap(), [all[1], all[3]]);
    assert_eq!(store.exceptions(DSO, Some(one), Some(id(2))).unwrap(), [all[3]]);
    let mut plainly =
        |after, most| store.plainly_in(DSO, one, CreditState::InCredit, after, most).unwrap();
    assert_eq!(plainly(None, 9), [id(1), id(4)]);
    assert_eq!(plainly(None, 1), [id(1)]);
    assert_eq!(plainly(Some(id(1)), 9), [id(4)]);
    assert_eq!(store.plainly_in(DSO, one, CreditState::LowCredit, None, 9).unwrap(), []);
    assert_eq!(store.rows_by_state(DSO, one).unwrap(), [4, 0, 0, 0]);
    assert_eq!(store.closed_by_state(DSO, one).unwrap(), [1, 0, 0, 0]);
    // An account that the next night has settled already stands as that night left it.
    let two = one.next();
    let usual: Vec<Reading> =
        (1..=2).map(|number| reading(number, two.next(), 101 + number)).collect();
    store.record_readings(&usual).unwrap();
    settle(&mut store, two).unwrap();
    let after = store.standings_of(Some(one), &[id(1), id(2)]).unwrap();
    let newest = store.standings_of(Some(two), &[id(1), id(2)]).unwrap();
    // Three of the four rows of the first night have a newer one; a new account has one more.
    assert_eq!(store.rows_ahead(DSO, one).unwrap(), [1, 0, 0, 0]);
    assert_eq!(store.rows_ahead(DSO, two).unwrap(), [0; 4]);
    assert_eq!(store.plainly_in(DSO, one, CreditState::InCredit, None, 9).unwrap(), []);
    assert_eq!(store.plainly_in(DSO, two, CreditState::InCredit, None, 1).unwrap(), [id(1)]);
    assert_eq!(after.iter().map(|one| one.row.unwrap().day).collect::<Vec<_>>(), [two; 2]);
    assert_eq!(
        after.iter().map(store::Standing::balance).collect::<Vec<_>>(),
        newest.iter().map(store::Standing::balance).collect::<Vec<_>>()
    );
}

fn a_point_that_is_not_plainly_connected_is_kept_until_it_is(place: &Place) {
    let mut store = place.store();
    store.book_all(&[opening(1), opening(2)]).unwrap();
    settle(&mut store, first_day()).unwrap();
    let off = Point {
        supply: 2,
        held: false,
        grace: eur("10"),
        grace_until: first_day().plus(9).start(),
        settled_to: first_day(),
    };
    let now = |point, seq| Booking {
        facts: vec![fact(id(1), seq, "flag", None)],
        point,
        ..Booking::of(id(1))
    };
    store.book(&now(PointNow::Special(off), 3)).unwrap();
    assert_eq!(store.points(DSO).unwrap(), BTreeMap::from([(id(1), off)]));
    let standing = store.standings_of(Some(first_day()), &[id(1)]).unwrap();
    assert_eq!(standing[0].point, Some(off));
    assert_eq!(store.exceptions(DSO, Some(first_day()), None).unwrap(), standing);
    let plainly = store.plainly_in(DSO, first_day(), CreditState::InCredit, None, 9).unwrap();
    assert_eq!(plainly, [id(2)]);
    store.book(&now(PointNow::AsBefore, 4)).unwrap();
    let other = Point { supply: 3, ..off };
    store.book(&now(PointNow::Special(other), 5)).unwrap();
    assert_eq!(store.points(DSO).unwrap(), BTreeMap::from([(id(1), other)]));
    // On hold: nights pass without a row, the last one stays the balance.
    let held = Point { supply: 0, held: true, ..off };
    store.book(&now(PointNow::Special(held), 6)).unwrap();
    let later = Some(first_day().plus(3));
    let standing = store.standings_of(later, &[id(1), id(2)]).unwrap();
    assert_eq!(standing[0].row.unwrap().day, first_day());
    assert_eq!(standing[0].balance().to_string(), "20.157850");
    assert_eq!(standing[1].row, None);
    store.book(&now(PointNow::Plain, 7)).unwrap();
    assert_eq!(store.points(DSO).unwrap(), BTreeMap::new());
}
