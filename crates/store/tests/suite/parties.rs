//! Parties, their links, roles and looks.

use crate::place::{Place, on_both};
use calendar::Instant;
use store::{PartyGrant, PartyGrantEnd, PartyLook, Store};
use units::{AccountId, Dso};

on_both! {
    tp_22_a_new_link_takes_the_place_of_those_before_it
    tp_22_a_party_has_roles_for_many_accounts_and_an_account_many_parties
    tp_22_an_end_is_a_fact_of_its_own_and_comes_once
    tp_22_what_the_rules_refuse_the_database_refuses_too
    pd_04_looks_are_listed_newest_first
}

fn hash(digit: char) -> String {
    digit.to_string().repeat(64)
}

fn grant(account: i64, party: i64, role: u8) -> PartyGrant {
    PartyGrant {
        account: AccountId(account),
        seq: 0,
        party,
        role,
        from: Instant(10),
        until: Some(Instant(90)),
        granted_by: Some("an".to_owned()),
        reason: "it's asked".to_owned(),
        label: "flat 7".to_owned(),
        ended: None,
    }
}

fn tp_22_a_new_link_takes_the_place_of_those_before_it(place: &Place) {
    let mut store = Store::open(&place.url).unwrap();
    let first = store.add_party(Dso::Ores, "a site", &hash('a'), Instant(1)).unwrap();
    let second = store.add_party(Dso::Ores, "a site", &hash('b'), Instant(2)).unwrap();
    let other = store.add_party(Dso::Resa, "a site", &hash('c'), Instant(3)).unwrap();
    let numbers = [first.id, second.id, other.id].map(|id| id % 1_000_000_000);
    assert_eq!(numbers, [1, 2, 1]);
    assert_eq!(store.party(first.id).unwrap(), Some(first.clone()));
    assert_eq!(store.party(7).unwrap(), None);
    let link = store.party_link_of(&hash('a')).unwrap().unwrap();
    assert_eq!((link.party, link.seq, link.replaced), (first.id, 1, false));
    assert_eq!(store.add_party_link(first.id, &hash('d'), Instant(4)).unwrap(), 2);
    assert!(store.party_link_of(&hash('a')).unwrap().unwrap().replaced);
    assert!(store.party_link(first.id, 1).unwrap().unwrap().replaced);
    assert!(!store.party_link(first.id, 2).unwrap().unwrap().replaced);
    assert!(!store.party_link_of(&hash('b')).unwrap().unwrap().replaced);
    assert_eq!(store.party_link_of(&hash('e')).unwrap(), None);
    assert!(store.add_party_link(second.id, &hash('a'), Instant(5)).is_err(), "a hash is of one");
}

fn tp_22_a_party_has_roles_for_many_accounts_and_an_account_many_parties(place: &Place) {
    let mut store = Store::open(&place.url).unwrap();
    let one = store.add_party(Dso::Ores, "one", &hash('a'), Instant(1)).unwrap().id;
    let two = store.add_party(Dso::Ores, "two", &hash('b'), Instant(1)).unwrap().id;
    let free =
        PartyGrant { until: None, granted_by: None, reason: String::new(), ..grant(7, two, 1) };
    let seqs: Vec<i64> = [grant(7, one, 2), grant(9, one, 1), free.clone(), grant(7, one, 3)]
        .iter()
        .map(|grant| store.add_party_grant(grant).unwrap())
        .collect();
    assert_eq!(seqs, [1, 1, 2, 3]);
    let of = |grants: Vec<PartyGrant>| -> Vec<(i64, i64, i64, u8)> {
        grants.iter().map(|one| (one.account.0, one.seq, one.party, one.role)).collect()
    };
    let of_account = store.party_grants(AccountId(7)).unwrap();
    assert_eq!(of_account[1], PartyGrant { seq: 2, ..free });
    assert_eq!(of(of_account), [(7, 1, one, 2), (7, 2, two, 1), (7, 3, one, 3)]);
    let of_party = store.grants_of_party(one).unwrap();
    assert_eq!(of(of_party), [(7, 1, one, 2), (7, 3, one, 3), (9, 1, one, 1)]);
    assert!(store.party_grants(AccountId(8)).unwrap().is_empty());
}

fn tp_22_an_end_is_a_fact_of_its_own_and_comes_once(place: &Place) {
    let mut store = Store::open(&place.url).unwrap();
    let party = store.add_party(Dso::Ores, "one", &hash('a'), Instant(1)).unwrap().id;
    let seq = store.add_party_grant(&grant(7, party, 1)).unwrap();
    let end = PartyGrantEnd { at: Instant(20), by: None, reason: String::new() };
    store.end_party_grant(AccountId(7), seq, &end).unwrap();
    assert!(store.end_party_grant(AccountId(7), seq, &end).is_err());
    let known = store.party_grants(AccountId(7)).unwrap();
    let expected = PartyGrant { seq, ended: Some(end), ..grant(7, party, 1) };
    assert_eq!(known, [expected], "the grant itself is as it was");
}

fn tp_22_what_the_rules_refuse_the_database_refuses_too(place: &Place) {
    let mut store = Store::open(&place.url).unwrap();
    let party = store.add_party(Dso::Ores, "one", &hash('a'), Instant(1)).unwrap().id;
    for wrong in [
        grant(7, party, 0),
        grant(7, party, 5),
        PartyGrant { until: None, ..grant(7, party, 3) },
        PartyGrant { until: Some(Instant(10)), ..grant(7, party, 1) },
        PartyGrant { granted_by: None, ..grant(7, party, 4) },
        PartyGrant { granted_by: None, reason: String::new(), ..grant(7, party, 3) },
        PartyGrant { reason: String::new(), ..grant(7, party, 1) },
    ] {
        assert!(store.add_party_grant(&wrong).is_err(), "{wrong:?}");
    }
    assert!(store.add_party(Dso::Ores, "short", "abc", Instant(1)).is_err());
    assert!(store.party_grants(AccountId(7)).unwrap().is_empty());
}

fn pd_04_looks_are_listed_newest_first(place: &Place) {
    let mut store = Store::open(&place.url).unwrap();
    let look = |account: i64, at: i64, visit: i64| PartyLook {
        account: AccountId(account),
        at: Instant(at),
        visit,
        party: 5,
        saw: "see_state pay".to_owned(),
        key: None,
    };
    store.add_party_looks(&[look(7, 1, 4), look(9, 1, 4)]).unwrap();
    store.add_party_looks(&[look(7, 1, 3), look(7, 2, 1)]).unwrap();
    store.add_party_looks(&[]).unwrap();
    let known = store.party_looks(AccountId(7), 9).unwrap();
    assert_eq!(known, [look(7, 2, 1), look(7, 1, 4), look(7, 1, 3)]);
    assert_eq!(store.party_looks(AccountId(7), 1).unwrap(), [look(7, 2, 1)]);
    let by_key = |account: i64, at: i64| PartyLook { key: Some(12), ..look(account, at, 9) };
    store.add_party_looks(&[by_key(7, 3), by_key(9, 4), look(9, 5, 9)]).unwrap();
    let mut elsewhere = by_key(9, 6);
    elsewhere.party = 6;
    store.add_party_looks(&[elsewhere]).unwrap();
    let of = |store: &mut Store, from: i64, most: usize| {
        store.looks_by_keys(5, Instant(from), most).unwrap()
    };
    assert_eq!(of(&mut store, 0, 9), [by_key(9, 4), by_key(7, 3)], "of systems, and of this party");
    assert_eq!(of(&mut store, 4, 9), [by_key(9, 4)]);
    assert_eq!(of(&mut store, 0, 1), [by_key(9, 4)]);
}
