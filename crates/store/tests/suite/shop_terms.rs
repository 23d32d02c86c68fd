//! What was agreed with shops, and what those with terms hold.

use crate::place::{Place, on_both};
use calendar::{Instant, SettlementDay};
use store::{KeptTerms, Store};
use units::MicroEuro;

on_both! {
    m_08_terms_are_kept_in_their_order_and_take_two_people
    m_08_what_is_held_moves_only_where_it_is_summed
}

fn terms(from: i32, agreed: i64) -> KeptTerms {
    KeptTerms {
        from: SettlementDay(from),
        holding: 1,
        agreed: MicroEuro(agreed),
        per_sale: MicroEuro(100_000),
        rate_hundredths: 125,
        at: Instant(7),
        by: "an".to_owned(),
        approved_by: "bo".to_owned(),
        note: "contract".to_owned(),
    }
}

fn m_08_terms_are_kept_in_their_order_and_take_two_people(place: &Place) {
    let mut store = Store::open(&place.url).unwrap();
    let (later, earlier) = (terms(20, 500), terms(10, 100));
    for one in [&later, &earlier] {
        store.add_shop_terms("T1", one).unwrap();
    }
    store.add_shop_terms("T2", &terms(5, 1)).unwrap();
    assert_eq!(store.shop_terms("T1").unwrap(), [later, earlier]);
    assert_eq!(store.shop_terms("T3").unwrap(), []);
    for wrong in [
        KeptTerms { approved_by: "an".to_owned(), ..terms(30, 1) },
        KeptTerms { holding: 3, ..terms(30, 1) },
        KeptTerms { rate_hundredths: 10_001, ..terms(30, 1) },
        terms(30, -1),
    ] {
        assert!(store.add_shop_terms("T1", &wrong).is_err(), "{wrong:?}");
    }
}

fn m_08_what_is_held_moves_only_where_it_is_summed(place: &Place) {
    let mut store = Store::open(&place.url).unwrap();
    store.begin_shop_held("T1", MicroEuro(500)).unwrap();
    for (terminal, by) in [("T1", 70), ("T1", -600), ("T2", 40), ("T1", 0)] {
        store.move_shop_held(terminal, MicroEuro(by)).unwrap();
    }
    let held = store.shop_held(&["T1", "T2"]).unwrap();
    assert_eq!(held.into_iter().collect::<Vec<_>>(), [("T1".to_owned(), MicroEuro(-30))]);
    assert!(store.shop_held(&[]).unwrap().is_empty());
    assert!(store.begin_shop_held("T1", MicroEuro(1)).is_err(), "once");
}
