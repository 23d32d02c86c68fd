//! Suppliers: who works for them, what they ask, and consents.

use crate::place::{Place, on_both};
use calendar::{Instant, SettlementDay};
use store::{NewSupplierCase, Store, SupplierCaseKind, SupplierConsent};
use units::{AccountId, Dso, Ean};

on_both! {
    pr_02_what_a_page_asks_is_kept_once_and_seen_by_its_supplier
    pd_02_the_newest_word_of_a_household_on_a_supplier_counts
    pd_04_somebody_works_for_the_supplier_that_was_said_last
}

fn pr_02_what_a_page_asks_is_kept_once_and_seen_by_its_supplier(place: &Place) {
    let mut store = Store::open(&place.url).unwrap();
    let due: SettlementDay = "2026-11-30".parse().unwrap();
    let ean = Ean::with_check_digit(54_144_900_000_000_001);
    let mut add = |dso, supplier: &str, kind, page: &str, days: i32, body: &str| {
        let ean = ean.filter(|_| kind == SupplierCaseKind::Request);
        let new = NewSupplierCase { dso, supplier, kind, ean, page, due: due.plus(days), body };
        store.add_supplier_case(&new).unwrap()
    };
    let (request, dispute) = (SupplierCaseKind::Request, SupplierCaseKind::Dispute);
    let first = add(Dso::Ores, "A", request, "p1", 5, "first");
    assert_eq!(add(Dso::Ores, "A", request, "p1", 9, "again"), first, "the same page");
    let second = add(Dso::Ores, "A", request, "p2", 0, "second");
    let third = add(Dso::Ores, "A", dispute, "p3", 1, "third");
    let others = add(Dso::Resa, "B", request, "p4", 0, "of B");
    let seen = |store: &mut Store, supplier: &str, kind, most| -> Vec<(i64, String)> {
        let all = store.cases_of_supplier(supplier, kind, most).unwrap();
        all.into_iter().map(|case| (case.id, case.body)).collect()
    };
    let expected = [(second, "second".to_owned()), (first, "first".to_owned())];
    assert_eq!(seen(&mut store, "A", request, 9), expected);
    assert_eq!(seen(&mut store, "A", request, 1), expected[..1]);
    assert_eq!(seen(&mut store, "B", request, 9), [(others, "of B".to_owned())]);
    let open = |store: &mut Store| -> Vec<i64> {
        store.open_supplier_cases(Dso::Ores).unwrap().iter().map(|case| case.id).collect()
    };
    assert_eq!(open(&mut store), [second, third, first]);
    store.set_supplier_case(second, false, due, "ended").unwrap();
    assert_eq!(open(&mut store), [third, first]);
    let kept = store.supplier_case(second).unwrap().unwrap();
    assert_eq!((kept.open, kept.body.as_str(), kept.ean), (false, "ended", ean));
    assert_eq!(store.supplier_case(third).unwrap().unwrap().ean, None);
    // What was asked for a point stays in its story, whoever asked, and what has ended at an operator is seen.
    let of_point = |store: &mut Store, ean| -> Vec<i64> {
        store.supplier_cases_of_point(ean).unwrap().iter().map(|case| case.id).collect()
    };
    let mut all = [first, second, others];
    all.sort_unstable();
    all.reverse();
    assert_eq!(of_point(&mut store, ean.unwrap()), all);
    let elsewhere = Ean::with_check_digit(54_144_900_000_000_002).unwrap();
    assert!(of_point(&mut store, elsewhere).is_empty());
    let ended = |store: &mut Store, dso, most| -> Vec<i64> {
        store.ended_requests(dso, most).unwrap().iter().map(|case| case.id).collect()
    };
    store.set_supplier_case(third, false, due.plus(9), "closed").unwrap();
    assert_eq!(ended(&mut store, Dso::Ores, 9), [second], "a dispute is no request");
    store.set_supplier_case(first, false, due.plus(5), "ended later").unwrap();
    assert_eq!(ended(&mut store, Dso::Ores, 9), [first, second]);
    assert_eq!(ended(&mut store, Dso::Ores, 1), [first]);
    assert!(ended(&mut store, Dso::Resa, 9).is_empty());
    assert_eq!(store.supplier_case(7).unwrap(), None);
}

fn pd_02_the_newest_word_of_a_household_on_a_supplier_counts(place: &Place) {
    let mut store = Store::open(&place.url).unwrap();
    let say = |store: &mut Store, account: i64, supplier: &str, at: i64, until: Option<i64>| {
        let (account, supplier) = (AccountId(account), supplier.to_owned());
        let (at, until) = (Instant(at), until.map(Instant));
        let by = (at.0 == 5).then(|| "An".to_owned());
        let consent = SupplierConsent { account, supplier, at, until, by };
        store.add_supplier_consent(&consent).unwrap();
    };
    say(&mut store, 1, "A", 5, Some(50));
    say(&mut store, 1, "B", 6, Some(60));
    say(&mut store, 2, "A", 7, Some(70));
    say(&mut store, 1, "A", 8, None);
    let of_a = store.consents_of_supplier("A").unwrap();
    let seen: Vec<_> = of_a.iter().map(|one| (one.account.0, one.until.map(|at| at.0))).collect();
    assert_eq!(seen, [(1, None), (2, Some(70))]);
    let of_one = store.consents_of_account(AccountId(1)).unwrap();
    let holds: Vec<bool> = of_one.iter().map(|one| one.holds(Instant(20))).collect();
    assert_eq!(holds, [false, true]);
    assert!(!of_one[1].holds(Instant(60)) && !of_one[1].holds(Instant(5)));
    say(&mut store, 1, "A", 9, Some(90));
    assert_eq!(store.consents_of_account(AccountId(1)).unwrap()[0].until, Some(Instant(90)));
}

fn pd_04_somebody_works_for_the_supplier_that_was_said_last(place: &Place) {
    let mut store = Store::open(&place.url).unwrap();
    assert_eq!(store.supplier_of(7).unwrap(), None);
    store.set_supplier_of(7, Some("A"), Instant(1)).unwrap();
    store.set_supplier_of(8, Some("B"), Instant(1)).unwrap();
    assert_eq!(store.supplier_of(7).unwrap().as_deref(), Some("A"));
    store.set_supplier_of(7, None, Instant(2)).unwrap();
    assert_eq!(store.supplier_of(7).unwrap(), None);
    assert_eq!(store.supplier_of(8).unwrap().as_deref(), Some("B"));
}
