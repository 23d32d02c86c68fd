//! What households agreed to.

use crate::place::{Place, on_both};
use calendar::Instant;
use store::{ConsentAct, Store};
use units::AccountId;

on_both! {
    pd_03_a_consent_is_a_dated_act_and_so_is_its_end
}

fn pd_03_a_consent_is_a_dated_act_and_so_is_its_end(place: &Place) {
    let mut store = Store::open(&place.url).unwrap();
    let act = |account: i64, kind: u8, agreed: bool, at: i64| ConsentAct {
        account: AccountId(account),
        kind,
        agreed,
        at: Instant(at),
        person: 1_000_000_001,
    };
    assert!(!store.add_consent(&act(7, 1, false, 5)).unwrap(), "never given");
    assert!(store.add_consent(&act(7, 1, true, 10)).unwrap());
    assert!(!store.add_consent(&act(7, 1, true, 11)).unwrap(), "pressed twice");
    assert!(store.add_consent(&act(7, 2, true, 12)).unwrap(), "to something else");
    assert!(store.add_consent(&act(7, 1, false, 20)).unwrap());
    assert!(store.add_consent(&act(7, 1, true, 30)).unwrap());
    assert!(store.add_consent(&act(8, 1, true, 40)).unwrap());
    let all = [act(7, 1, true, 10), act(7, 1, false, 20), act(7, 1, true, 30), act(7, 2, true, 12)];
    assert_eq!(store.consents(AccountId(7)).unwrap(), all);
    assert_eq!(store.consents(AccountId(9)).unwrap(), []);
}
