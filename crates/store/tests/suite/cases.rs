//! What households ask: numbers, order, answers.

use crate::place::{Place, on_both};
use calendar::SettlementDay;
use store::{NewCase, Store};
use units::{AccountId, Dso};

on_both! {
    pr_22_open_cases_are_listed_by_their_due_day_and_answered_ones_stay_with_the_account
}

fn pr_22_open_cases_are_listed_by_their_due_day_and_answered_ones_stay_with_the_account(
    place: &Place,
) {
    let mut store = Store::open(&place.url).unwrap();
    let due = |text: &str| -> SettlementDay { text.parse().unwrap() };
    let mut add = |dso, account: Option<i64>, day: &str, body: &str| {
        let account = account.map(AccountId);
        store.add_case(&NewCase { dso, account, due: due(day), body }).unwrap()
    };
    let later = add(Dso::Ores, Some(7), "2026-11-30", "later");
    let sooner = add(Dso::Ores, Some(7), "2026-11-23", "sooner");
    let nobody = add(Dso::Ores, None, "2026-11-24", "nobody");
    let other = add(Dso::Resa, Some(8), "2026-11-20", "other");
    assert_eq!([later, sooner, nobody, other].map(|id| id % 1_000_000_000), [1, 2, 3, 1]);
    let open = |store: &mut Store, dso| -> Vec<i64> {
        store.open_cases(dso).unwrap().iter().map(|case| case.id).collect()
    };
    assert_eq!(open(&mut store, Dso::Ores), [sooner, nobody, later]);
    assert_eq!(open(&mut store, Dso::Resa), [other]);
    store.set_case(nobody, true, due("2026-12-01"), "called in vain").unwrap();
    assert_eq!(open(&mut store, Dso::Ores), [sooner, later, nobody], "due later");
    store.set_case(sooner, false, due("2026-11-23"), "answered").unwrap();
    assert_eq!(open(&mut store, Dso::Ores), [later, nobody]);
    let of_account = store.cases_of(AccountId(7)).unwrap();
    let seen: Vec<_> = of_account.iter().map(|case| (case.id, case.open)).collect();
    assert_eq!(seen, [(later, true), (sooner, false)]);
    let kept = store.case(sooner).unwrap().unwrap();
    assert_eq!((kept.body.as_str(), kept.due), ("answered", due("2026-11-23")));
    assert_eq!((kept.dso, kept.account), (Dso::Ores, Some(AccountId(7))));
    assert_eq!(store.case(5).unwrap(), None);
}
