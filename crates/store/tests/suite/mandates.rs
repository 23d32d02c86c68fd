//! What a CPAS asked of households.

use crate::place::{Place, on_both};
use calendar::Instant;
use store::{MandateRequest, Store};
use units::AccountId;

on_both! {
    pd_03_a_request_is_tried_by_one_at_a_time_and_used_once
}

fn pd_03_a_request_is_tried_by_one_at_a_time_and_used_once(place: &Place) {
    let mut store = Store::open(&place.url).unwrap();
    let asked = |challenge: &str, account: Option<i64>, at: i64| MandateRequest {
        challenge: challenge.to_owned(),
        party: 1_000_000_001,
        person: 1_000_000_007,
        account: account.map(AccountId),
        purpose: "budget_help".to_owned(),
        months: 3,
        hash: "h".to_owned(),
        made_at: Instant(at),
        wrong: 0,
        used_at: None,
    };
    let (first, nobody) = (asked("a", Some(7), 10), asked("b", None, 20));
    store.add_mandate_request(&first).unwrap();
    store.add_mandate_request(&nobody).unwrap();
    assert_eq!(store.mandate_request("a").unwrap().as_ref(), Some(&first));
    assert_eq!(store.mandate_request("b").unwrap().as_ref(), Some(&nobody));
    assert_eq!(store.mandate_request("c").unwrap(), None);
    let since =
        |store: &mut Store, person, at| store.mandate_requests_since(person, Instant(at)).unwrap();
    assert_eq!(since(&mut store, first.person, 9), 2);
    assert_eq!(since(&mut store, first.person, 10), 1);
    assert_eq!(since(&mut store, 1, 0), 0);
    assert!(store.mandate_request_tried(&first, (1, None)).unwrap());
    assert!(!store.mandate_request_tried(&first, (1, None)).unwrap(), "another was quicker");
    let second = store.mandate_request("a").unwrap().unwrap();
    assert!(store.mandate_request_tried(&second, (1, Some(Instant(30)))).unwrap());
    assert!(!store.mandate_request_tried(&second, (1, Some(Instant(31)))).unwrap(), "once");
    assert_eq!(store.mandate_request("a").unwrap().unwrap().used_at, Some(Instant(30)));
}
