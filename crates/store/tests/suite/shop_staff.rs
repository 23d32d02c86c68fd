//! People at a shop's till, and in whose hand a session is.

use crate::place::{Place, on_both};
use calendar::{Instant, SettlementDay};
use store::{ShopPerson, Store, TillHand};
use units::Dso;

on_both! {
    m_07_of_a_person_at_a_till_the_newest_version_counts_and_none_is_lost
    m_07_a_session_is_in_the_hand_that_was_said_last
    pd_01_names_of_who_left_a_till_long_ago_are_let_go_and_others_stay
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

fn pd_01_names_of_who_left_a_till_long_ago_are_let_go_and_others_stay(place: &Place) {
    let mut store = Store::open(&place.url).unwrap();
    let day: SettlementDay = "2026-11-20".parse().unwrap();
    let (before, after) = (day.previous().start().0, day.start().0);
    for (terminal, dso) in [("T1", Dso::Ores), ("T2", Dso::Resa)] {
        store.keep_terminal(terminal, dso, "{}").unwrap();
        for (number, name) in [(1, "Ana"), (2, "Ben"), (3, "Cem"), (4, "Dee")] {
            store.set_shop_person(terminal, &person(number, 5, name)).unwrap();
        }
        let left = |number, at, name| ShopPerson { ended: true, ..person(number, at, name) };
        store.set_shop_person(terminal, &left(1, before, "Ana")).unwrap();
        store.set_shop_person(terminal, &left(2, after, "Ben")).unwrap();
        // Who came back is there.
        store.set_shop_person(terminal, &left(4, before - 1, "Dee")).unwrap();
        store.set_shop_person(terminal, &person(4, before, "Dee")).unwrap();
    }
    assert_eq!(store.shop_people_before(Dso::Ores, day).unwrap(), 1);
    store.drop_shop_people(Dso::Ores, day).unwrap();
    assert_eq!(store.shop_people_before(Dso::Ores, day).unwrap(), 0);
    let names = |store: &mut Store, terminal: &str| -> Vec<String> {
        store.shop_people(terminal).unwrap().into_iter().map(|one| one.name).collect()
    };
    assert_eq!(names(&mut store, "T1"), ["–", "Ben", "Cem", "Dee"]);
    assert_eq!(names(&mut store, "T2"), ["Ana", "Ben", "Cem", "Dee"], "another operator's");
    assert_eq!(store.shop_person("T1", 1).unwrap().unwrap().pin, "");
    assert_eq!(store.shop_people_before(Dso::Resa, day).unwrap(), 1);
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
