//! People at a shop's till, and in whose hand a session is.

use crate::place::{Place, on_both};
use calendar::Instant;
use store::{ShopPerson, Store, TillHand};

on_both! {
    m_07_of_a_person_at_a_till_the_newest_version_counts_and_none_is_lost
    m_07_a_session_is_in_the_hand_that_was_said_last
}

fn person(number: i64, at: i64, name: &str) -> ShopPerson {
    ShopPerson {
        number,
        at: Instant(at),
        by: 1_000_000_001,
        name: name.to_owned(),
        pin: "$argon2id$".to_owned(),
        pin_at: Instant(5),
        rights: 7,
        ended: false,
    }
}

fn m_07_of_a_person_at_a_till_the_newest_version_counts_and_none_is_lost(place: &Place) {
    let mut store = Store::open(&place.url).unwrap();
    let (one, two) = (person(1, 5, "Ana"), person(2, 6, "Ben"));
    for known in [&one, &two] {
        store.set_shop_person("T1", known).unwrap();
    }
    store.set_shop_person("T2", &person(1, 7, "Cem")).unwrap();
    let left = ShopPerson { at: Instant(9), ended: true, rights: 0, ..one };
    store.set_shop_person("T1", &left).unwrap();
    assert_eq!(store.shop_people("T1").unwrap(), [left.clone(), two], "who has left stays");
    assert_eq!(store.shop_person("T1", 1).unwrap(), Some(left));
    assert_eq!(store.shop_person("T1", 3).unwrap(), None);
    let strange = ShopPerson { rights: 16, ..person(3, 9, "Dee") };
    assert!(store.set_shop_person("T1", &strange).is_err(), "no such right");
    assert!(store.set_shop_person("T1", &person(3, 9, "")).is_err(), "nobody");
}

fn m_07_a_session_is_in_the_hand_that_was_said_last(place: &Place) {
    let mut store = Store::open(&place.url).unwrap();
    let session = (1_000_000_001, 4);
    assert_eq!(store.till_hand(session).unwrap(), None);
    store.hand_till(session, Some(2), Instant(5)).unwrap();
    store.hand_till((session.0, 5), Some(3), Instant(6)).unwrap();
    let hand = |staff, at| Some(TillHand { staff, at: Instant(at) });
    assert_eq!(store.till_hand(session).unwrap(), hand(Some(2), 5));
    store.hand_till(session, None, Instant(7)).unwrap();
    assert_eq!(store.till_hand(session).unwrap(), hand(None, 7), "locked");
}
