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
    let of = store.consents_of(&[AccountId(7), AccountId(8), AccountId(9)], 1).unwrap();
    assert_eq!(of[&AccountId(7)], all[..3]);
    assert_eq!((of[&AccountId(8)].len(), of.len()), (1, 2));
    // Of an operator, those in force.
    let (ours, _) = AccountId::range_of(units::Dso::Ores);
    let act = |number: i64, agreed, at| act(ours.0 + number, 2, agreed, at);
    for act in [act(1, true, 50), act(2, true, 60), act(2, false, 70), act(3, true, 80)] {
        assert!(store.add_consent(&act).unwrap());
    }
    let in_force = store.consents_in_force(units::Dso::Ores, 2).unwrap();
    assert_eq!(in_force, [act(1, true, 50), act(3, true, 80)]);
    assert_eq!(store.consents_in_force(units::Dso::Resa, 2).unwrap(), []);
    assert_eq!(store.consents(AccountId(9)).unwrap(), []);
}
