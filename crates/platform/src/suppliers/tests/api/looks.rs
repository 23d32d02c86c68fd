//! Whose looks are kept of what systems read: the household that a request has activated, and each whose money sums tell.

use super::*;
use crate::suppliers::steps;
use procedures::{Begin, Entered, Home, Journey};
use units::Energy;

/// Person, rights and reason of each look at an account.
fn looks(site: &Site, account: AccountId) -> Vec<(i64, String, String)> {
    let mut engine = site.world.houses.engine();
    let all = engine.store.person_looks(account, 100).unwrap().into_iter();
    all.map(|look| (look.person, look.saw, look.reason)).collect()
}

/// The account that a request has opened at an instant.
fn activated(site: &Site, request: &str, at: Instant) -> AccountId {
    let home = Home {
        name: String::new(),
        street: "Quai 3".to_owned(),
        postcode: "5000".to_owned(),
        town: "Namur".to_owned(),
        language: Language::Fr,
        phone: None,
        energy: Energy::Electricity,
    };
    let registers = [("1.8.1", "1"), ("1.8.2", "2")];
    let begin = Begin {
        journey: Journey::Remote,
        energy: Energy::Electricity,
        two_rates: true,
        registers: registers.map(|(code, kwh)| (code.parse().unwrap(), kwh.to_owned())).into(),
        evidence: "sheet".to_owned(),
    };
    let id = request.parse().unwrap();
    let engine = &mut *site.world.houses.engine();
    steps::learn_home(engine, id, home, instant(NOW)).unwrap().unwrap();
    steps::activate(engine, id, &begin, &Entered::now("an", at)).unwrap().unwrap();
    engine.account_of(site.world.nobodys()).unwrap().id
}

#[test]
fn pd_05_a_household_that_was_activated_sees_who_read_of_it() {
    let site = site();
    let key = site.key(supplier("A"), &ALL);
    let filed = number(&site.post(&key, "r-1", &body(site.world.nobodys())).1);
    site.step(&filed, Step::LetterSent);
    let begun = instant(NOW).plus_h(3 * 24);
    let account = activated(&site, &filed, begun);
    let site = site.at(begun.plus_h(1));
    let by_key = (0, String::new(), "requests:A".to_owned());
    assert_eq!(site.read(&key, ""), [(filed.clone(), "activated".to_owned())]);
    assert_eq!(looks(&site, account), std::slice::from_ref(&by_key));
    assert_eq!(site.get(&key, &format!("{REQUESTS}/{filed}")).0, 200);
    assert_eq!(looks(&site, account), [by_key.clone(), by_key]);
    // On the page as well.
    assert_eq!(site.world.houses.requests(&site.world.a).unwrap().len(), 1);
    let by_person = (site.world.a.person, String::new(), "requests".to_owned());
    assert!(looks(&site, account).contains(&by_person));
    assert_eq!(looks(&site, site.world.account()), [], "of nobody else");
}

#[test]
fn pd_05_who_reads_the_sums_of_few_customers_has_looked_at_each() {
    let site = site();
    let key = site.key(supplier("B"), &ALL);
    let behind = format!("{SETTLEMENTS}/2026-11?after=c{}", site.world.account());
    let (status, told) = site.get(&key, &behind);
    assert_eq!((status, &told["customers"]), (200, &json!([])), "no customer is on the page");
    assert_eq!(told["settlement"]["customer_count"], 1);
    assert_ne!(told["settlement"]["received_eur"], "0.000000", "its sums are one household's");
    let money = (0, "top_up".to_owned(), "settlement:B".to_owned());
    assert_eq!(looks(&site, site.world.account()), [money]);
    // Of many they tell of nobody in particular.
    let account = |number: i64| AccountId::new(Dso::Ores, number).unwrap();
    let sums: Vec<_> = (1..=5).map(|number| (account(number), Default::default())).collect();
    let seen = |count: usize| crate::suppliers::seen_in_month(&sums[..count], [account(2)]).len();
    assert_eq!((seen(5), seen(4), seen(1)), (1, 4, 2));
}
