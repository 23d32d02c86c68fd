//! Requests to the API, as they are looked up and let go of.

use crate::place::{Place, on_both};
use calendar::{Instant, SettlementDay};
use store::{ApiRequest, Owner, RequestsOf, RequestsWanted, Store};
use units::Dso;

on_both! {
    d_05_each_owner_sees_its_own_requests_newest_first_and_page_by_page
    d_05_requests_are_found_by_name_status_and_time
    d_05_old_requests_of_one_operator_and_of_nobody_go_and_the_rest_stays
}

fn request(at: i64, id: &str, of: Option<(Dso, Owner)>, status: Option<i64>) -> ApiRequest {
    ApiRequest {
        at: Instant(at),
        id: id.to_owned(),
        of,
        key: "7".to_owned(),
        method: "GET".to_owned(),
        route: "/v1/events".to_owned(),
        status,
        code: String::new(),
        took_ms: 3,
        asked_bytes: 0,
        answered_bytes: 40,
        once: String::new(),
        asked: String::new(),
        answered: "{}".to_owned(),
    }
}

fn wanted() -> RequestsWanted {
    let (id, status, until, behind) = (None, None, None, None);
    RequestsWanted { id, status, since: Instant(0), until, behind, most: 9 }
}

fn party(number: i64) -> Option<(Dso, Owner)> {
    Some((Dso::Ores, Owner::Party(number)))
}

fn found(store: &mut Store, of: &RequestsOf, wanted: &RequestsWanted) -> Vec<String> {
    store.api_requests(of, wanted).unwrap().into_iter().map(|one| one.id).collect()
}

fn d_05_each_owner_sees_its_own_requests_newest_first_and_page_by_page(place: &Place) {
    let mut store = Store::open(&place.url).unwrap();
    let (dso, owner) = (Dso::Ores, Owner::Terminal("T1".to_owned()));
    let all = [
        request(10, "req_one1", party(1), Some(200)),
        request(20, "req_two2", party(2), Some(200)),
        request(30, "req_till", Some((dso, owner.clone())), Some(201)),
        request(30, "req_three", party(1), Some(404)),
        request(30, "req_four", party(1), None),
        request(40, "req_nobody", None, Some(401)),
        request(50, "req_other", Some((Dso::Resa, Owner::Party(1))), Some(200)),
    ];
    store.add_api_requests(&all).unwrap();
    store.add_api_requests(&all[..2]).unwrap();
    let one = RequestsOf::Owner(Dso::Ores, Owner::Party(1));
    assert_eq!(found(&mut store, &one, &wanted()), ["req_three", "req_four", "req_one1"]);
    let behind = Some((Instant(30), "req_three".to_owned()));
    let next = RequestsWanted { behind, most: 1, ..wanted() };
    assert_eq!(found(&mut store, &one, &next), ["req_four"]);
    assert_eq!(found(&mut store, &RequestsOf::Owner(dso, owner), &wanted()), ["req_till"]);
    let all_of_operator = found(&mut store, &RequestsOf::Operator(Dso::Ores), &wanted());
    assert_eq!(all_of_operator.len(), 6, "another operator's is not among {all_of_operator:?}");
    let kept = store.api_requests(&one, &RequestsWanted { most: 1, ..wanted() }).unwrap();
    assert_eq!(kept, [all[3].clone()]);
}

fn d_05_requests_are_found_by_name_status_and_time(place: &Place) {
    let mut store = Store::open(&place.url).unwrap();
    let all = [
        request(10, "req_same", party(1), Some(200)),
        request(20, "req_same", party(1), Some(404)),
        request(30, "req_else", party(1), Some(404)),
    ];
    store.add_api_requests(&all).unwrap();
    let of = RequestsOf::Owner(Dso::Ores, Owner::Party(1));
    let id = Some("req_same".to_owned());
    let named = store.api_requests(&of, &RequestsWanted { id, ..wanted() }).unwrap();
    assert_eq!(named, [all[1].clone(), all[0].clone()]);
    let status = RequestsWanted { status: Some(404), until: Some(Instant(30)), ..wanted() };
    assert_eq!(store.api_requests(&of, &status).unwrap(), [all[1].clone()]);
    let since = RequestsWanted { since: Instant(30), ..wanted() };
    assert_eq!(store.api_requests(&of, &since).unwrap(), [all[2].clone()]);
}

fn d_05_old_requests_of_one_operator_and_of_nobody_go_and_the_rest_stays(place: &Place) {
    let mut store = Store::open(&place.url).unwrap();
    let day: SettlementDay = "2026-11-20".parse().unwrap();
    let (before, after) = (day.previous().start().0, day.start().0);
    let resa = Some((Dso::Resa, Owner::Operator));
    let all = [
        request(before, "req_old1", party(1), Some(200)),
        request(before, "req_nobody", None, Some(401)),
        request(before, "req_resa", resa, Some(200)),
        request(after, "req_new1", party(1), Some(200)),
    ];
    store.add_api_requests(&all).unwrap();
    for at in [before, before, after] {
        store.add_api_requests_lost(Instant(at), 4).unwrap();
    }
    assert_eq!(store.api_requests_lost(Instant(0)).unwrap(), 12);
    assert_eq!(store.api_requests_before(Dso::Ores, day).unwrap(), 2);
    store.drop_api_requests(Dso::Ores, day).unwrap();
    assert_eq!(store.api_requests_before(Dso::Ores, day).unwrap(), 0);
    assert_eq!(store.api_requests_before(Dso::Resa, day).unwrap(), 1);
    assert_eq!(found(&mut store, &RequestsOf::Operator(Dso::Ores), &wanted()), ["req_new1"]);
    assert_eq!(store.api_requests_lost(Instant(0)).unwrap(), 4);
}
