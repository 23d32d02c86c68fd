//! Supply points with or without an account: cards of other homes, and meters that must not communicate.

use crate::place::{Place, on_both};
use crate::world::{account, assert_contents, contents};
use calendar::Instant;
use store::RefusedCard;

on_both! {
    mt_13_a_card_of_another_home_is_kept_by_its_point_and_moves_nothing
    mt_20_a_point_that_refuses_communication_is_known_until_it_allows_it
}

fn mt_20_a_point_that_refuses_communication_is_known_until_it_allows_it(place: &Place) {
    let mut store = place.store();
    let (here, there) = (account(1).ean, account(2).ean);
    store.opt_out(here, Instant(100)).unwrap();
    store.opt_out(here, Instant(200)).unwrap();
    assert_eq!(store.opted_out(here).unwrap(), Some(Instant(100)), "since the first time");
    assert_eq!(store.opted_out(there).unwrap(), None);
    assert!(store.opt_in(here).unwrap());
    assert_eq!(store.opted_out(here).unwrap(), None);
    assert!(!store.opt_in(here).unwrap(), "it had not refused");
}

fn mt_13_a_card_of_another_home_is_kept_by_its_point_and_moves_nothing(place: &Place) {
    let mut store = place.store();
    let (here, there) = (account(1).ean, account(2).ean);
    let before = contents(&mut store);
    let card = |at: i64, meter: &str| RefusedCard {
        ean: here,
        at: Instant(at),
        meter: meter.to_owned(),
        expected: "000000077".to_owned(),
    };
    let (first, second) = (card(100, "000000078"), card(200, "000000079"));
    store.refuse_card(&second).unwrap();
    store.refuse_card(&first).unwrap();
    store.refuse_card(&first).unwrap();
    assert_eq!(store.refused_cards(here).unwrap(), [first, second], "each once, the first first");
    assert!(store.refused_cards(there).unwrap().is_empty());
    assert_contents(&mut store, &before, "a card was refused");
}
