//! People who sign in: ways, households, codes, sessions, looks.

use crate::place::{Place, on_both};
use calendar::Instant;
use store::{ContactPoint, KeptCode, PersonLook, Store, Ways};
use units::{AccountId, Dso, Language};

on_both! {
    o_14_who_is_signed_in_stays_so_when_the_clock_is_turned
    tp_05_an_act_is_kept_once_and_decided_once_by_somebody_else
    pd_04_the_newest_ways_count_and_who_has_ended_is_not_found
    pd_04_a_household_is_somebodys_from_and_until
    pd_04_two_tries_of_one_code_cannot_both_be_the_first
    pd_04_a_session_is_found_by_its_hash_until_it_ends
    pd_05_looks_of_people_are_listed_newest_first
    pd_04_the_newest_terminal_of_somebody_counts_and_the_first_reason_stays
}

fn ways(phone: &str, at: i64) -> Ways {
    Ways { phone: Some(phone.parse().unwrap()), ..Ways::empty(Language::Nl, Instant(at)) }
}

fn at(phone: &str) -> ContactPoint {
    ContactPoint::Phone(phone.parse().unwrap())
}

fn pd_04_the_newest_ways_count_and_who_has_ended_is_not_found(place: &Place) {
    let mut store = Store::open(&place.url).unwrap();
    let one = store.add_person(Dso::Ores, 1, None, &ways("0475 00 00 01", 10)).unwrap();
    let two = store.add_person(Dso::Resa, 6, Some(7), &ways("0475 00 00 02", 11)).unwrap();
    assert_eq!([one.id, two.id].map(|id| id % 1_000_000_000), [1, 1]);
    assert_eq!(store.person(one.id).unwrap(), Some(one.clone()));
    assert_eq!(store.person(two.id).unwrap().unwrap().party, Some(7));
    assert_eq!(store.person(5).unwrap(), None);
    let mut newer = ways("0475 00 00 03", 12);
    newer.email = Some("a@example.org".parse().unwrap());
    newer.password = Some("$argon2id$".to_owned());
    store.set_ways(one.id, &newer).unwrap();
    assert_eq!(store.people_at(&at("0475 00 00 01")).unwrap(), []);
    let found = store.people_at(&at("0475 00 00 03")).unwrap();
    assert_eq!(found, [store::Person { ways: newer.clone(), ..one.clone() }]);
    let by_mail = ContactPoint::Email("a@example.org".parse().unwrap());
    assert_eq!(store.people_at(&by_mail).unwrap(), found);
    store.set_ways(one.id, &Ways { ended: true, ..newer }).unwrap();
    assert_eq!(store.people_at(&by_mail).unwrap(), []);
    assert!(store.person(one.id).unwrap().unwrap().ways.ended);
    assert_eq!(store.people_of(Dso::Resa, &[6, 7]).unwrap(), [two]);
    assert_eq!(store.people_of(Dso::Resa, &[1]).unwrap(), []);
}

fn pd_04_a_household_is_somebodys_from_and_until(place: &Place) {
    let mut store = Store::open(&place.url).unwrap();
    let one = store.add_person(Dso::Ores, 1, None, &ways("0475 00 00 01", 10)).unwrap().id;
    for account in [7, 9] {
        store.give_account(one, AccountId(account), Instant(20)).unwrap();
    }
    store.take_account(one, AccountId(7), Instant(30)).unwrap();
    store.take_account(one, AccountId(7), Instant(40)).unwrap();
    let seen = |store: &mut Store| -> Vec<(i64, i64, Option<i64>)> {
        let accounts = store.accounts_of_person(one).unwrap();
        accounts.iter().map(|a| (a.account.0, a.from.0, a.until.map(|until| until.0))).collect()
    };
    assert_eq!(seen(&mut store), [(7, 20, Some(30)), (9, 20, None)]);
    store.give_account(one, AccountId(7), Instant(50)).unwrap();
    assert_eq!(seen(&mut store), [(7, 20, None), (9, 20, None)]);
    let of_account = store.people_of_account(AccountId(9)).unwrap();
    assert_eq!(of_account.iter().map(|one| one.person).collect::<Vec<_>>(), [one]);
}

fn code(challenge: &str, account: Option<i64>, made: i64) -> KeptCode {
    KeptCode {
        challenge: challenge.to_owned(),
        purpose: if account.is_some() { 1 } else { 2 },
        address: "+32475000001".to_owned(),
        hash: "h".to_owned(),
        person: None,
        account: account.map(AccountId),
        made_at: Instant(made),
        wrong: 0,
        used_at: None,
    }
}

fn pd_04_two_tries_of_one_code_cannot_both_be_the_first(place: &Place) {
    let mut store = Store::open(&place.url).unwrap();
    let first = code("c1", None, 10);
    store.add_code(&first).unwrap();
    assert!(store.add_code(&first).is_err());
    assert_eq!(store.code("c1").unwrap(), Some(first.clone()));
    let wrong = KeptCode { wrong: 1, ..first.clone() };
    assert!(store.code_tried(&first, &wrong).unwrap());
    assert!(!store.code_tried(&first, &wrong).unwrap(), "another try came first");
    let used = KeptCode { used_at: Some(Instant(12)), ..wrong.clone() };
    assert!(store.code_tried(&wrong, &used).unwrap());
    assert!(!store.code_tried(&wrong, &used).unwrap(), "used once");
    store.add_code(&code("c2", Some(7), 20)).unwrap();
    store.add_code(&code("c3", Some(7), 21)).unwrap();
    assert_eq!(store.letter_code(AccountId(7)).unwrap().unwrap().challenge, "c3");
    assert_eq!(store.letter_code(AccountId(8)).unwrap(), None);
    assert_eq!(store.codes_since("+32475000001", Instant(20)).unwrap(), 2);
    assert_eq!(store.codes_since("+32475000002", Instant(0)).unwrap(), 0);
}

fn pd_04_a_session_is_found_by_its_hash_until_it_ends(place: &Place) {
    let mut store = Store::open(&place.url).unwrap();
    let hash = |digit: char| digit.to_string().repeat(64);
    assert_eq!(store.add_session(5, &hash('a'), "a phone", Instant(10)).unwrap(), 1);
    assert_eq!(store.add_session(5, &hash('b'), "a desk", Instant(11)).unwrap(), 2);
    assert_eq!(store.add_session(6, &hash('c'), "", Instant(11)).unwrap(), 1);
    assert!(store.add_session(6, &hash('c'), "", Instant(11)).is_err());
    store.session_seen(5, 1, Instant(15)).unwrap();
    store.session_seen(5, 1, Instant(14)).unwrap();
    let found = store.session(&hash('a')).unwrap().unwrap();
    assert_eq!((found.seen_at, found.ended_at), (Instant(15), None));
    assert_eq!(store.session(&hash('d')).unwrap(), None);
    assert_eq!(store.end_session(5, Some(1), Instant(20)).unwrap(), 1);
    assert_eq!(store.end_session(5, Some(1), Instant(21)).unwrap(), 0);
    assert_eq!(store.session(&hash('a')).unwrap().unwrap().ended_at, Some(Instant(20)));
    assert_eq!(store.end_session(5, None, Instant(22)).unwrap(), 1);
    let ended: Vec<_> = store.sessions(5).unwrap().iter().map(|s| (s.seq, s.ended_at)).collect();
    assert_eq!(ended, [(2, Some(Instant(22))), (1, Some(Instant(20)))]);
    assert_eq!(store.session(&hash('c')).unwrap().unwrap().ended_at, None);
}

fn pd_05_looks_of_people_are_listed_newest_first(place: &Place) {
    let mut store = Store::open(&place.url).unwrap();
    let look = |at: i64, number: i64| PersonLook {
        account: AccountId(7),
        at: Instant(at),
        number,
        person: 3,
        role: 6,
        saw: "state".to_owned(),
        reason: "a call".to_owned(),
    };
    store.add_person_looks(&[look(1, 1), look(2, 2), look(2, 3)]).unwrap();
    let seen: Vec<i64> =
        store.person_looks(AccountId(7), 2).unwrap().iter().map(|look| look.number).collect();
    assert_eq!(seen, [3, 2]);
    assert_eq!(store.person_looks(AccountId(8), 9).unwrap(), []);
    let other = PersonLook { account: AccountId(8), ..look(5, 4) };
    let strange = PersonLook { account: AccountId(9), person: 4, ..look(6, 5) };
    store.add_person_looks(&[other, strange]).unwrap();
    // A list that names it is no case that was opened. Source: UX A-01.
    let listed = PersonLook { reason: "queue".to_owned(), ..look(9, 6) };
    let elsewhere = PersonLook { account: AccountId(10), ..listed.clone() };
    store.add_person_looks(&[listed, elsewhere]).unwrap();
    let seen = |store: &mut Store, since, most| {
        store.seen_by((3, "a call"), Instant(since), most).unwrap()
    };
    let all = [(AccountId(8), Instant(5)), (AccountId(7), Instant(2))];
    assert_eq!(seen(&mut store, 0, 9), all, "each once");
    assert_eq!(seen(&mut store, 0, 1), all[..1]);
    assert_eq!(seen(&mut store, 3, 9), all[..1]);
}

fn pd_04_the_newest_terminal_of_somebody_counts_and_the_first_reason_stays(place: &Place) {
    let mut store = place.store();
    let one = store.add_person(Dso::Ores, 5, None, &ways("0475 00 00 01", 10)).unwrap().id;
    let two = store.add_person(Dso::Ores, 5, None, &ways("0475 00 00 02", 10)).unwrap().id;
    assert_eq!(store.terminal_of(one).unwrap(), None);
    store.set_terminal(one, Some("T1"), Instant(10)).unwrap();
    store.set_terminal(two, Some("T1"), Instant(10)).unwrap();
    store.set_terminal(one, Some("T2"), Instant(10)).unwrap();
    assert_eq!(store.terminal_of(one).unwrap().as_deref(), Some("T2"));
    assert_eq!(store.terminal_of(two).unwrap().as_deref(), Some("T1"));
    store.set_terminal(one, None, Instant(11)).unwrap();
    assert_eq!(store.terminal_of(one).unwrap(), None);
    assert_eq!(store.undo_reason("T1", "7").unwrap(), None);
    store.add_undo_reason(("T1", "7"), one, "customer", Instant(12)).unwrap();
    store.add_undo_reason(("T1", "7"), two, "not_paid", Instant(13)).unwrap();
    store.add_undo_reason(("T2", "7"), two, "not_paid", Instant(13)).unwrap();
    assert_eq!(store.undo_reason("T1", "7").unwrap().as_deref(), Some("customer"));
}

fn tp_05_an_act_is_kept_once_and_decided_once_by_somebody_else(place: &Place) {
    let mut store = Store::open(&place.url).unwrap();
    let new = store::NewStaffAct {
        dso: Dso::Ores,
        key: "1.attempt".to_owned(),
        kind: "adjust".to_owned(),
        account: Some(AccountId(7)),
        at: Instant(5),
        by: 1,
        name: "an".to_owned(),
        body: "{}".to_owned(),
    };
    let (first, is_new) = store.add_staff_act(&new).unwrap();
    assert!(is_new && first.state == store::StaffActState::Waiting);
    let again = store::NewStaffAct { at: Instant(9), ..new.clone() };
    assert_eq!(store.add_staff_act(&again).unwrap(), (first.clone(), false));
    assert_eq!(store.staff_acts_waiting(Dso::Ores).unwrap(), std::slice::from_ref(&first));
    assert_eq!(store.staff_acts_waiting(Dso::Resa).unwrap(), []);
    let by = |person: Option<i64>| store::StaffDecision {
        at: Instant(8),
        by: person,
        name: "bo".to_owned(),
        outcome: "done".to_owned(),
    };
    assert!(store.decide_staff_act(first.id, true, &by(Some(1))).is_err(), "one person is not two");
    assert!(store.decide_staff_act(first.id, true, &by(Some(2))).unwrap());
    assert!(!store.decide_staff_act(first.id, false, &by(Some(3))).unwrap(), "decided already");
    let kept = store.staff_act(first.id).unwrap().unwrap();
    assert_eq!(kept.decision, Some(by(Some(2))));
    assert_eq!(store.staff_acts_of_account(AccountId(7)).unwrap(), [kept]);
    assert_eq!(store.staff_acts_waiting(Dso::Ores).unwrap(), []);
}

fn o_14_who_is_signed_in_stays_so_when_the_clock_is_turned(place: &Place) {
    let mut store = Store::open(&place.url).unwrap();
    let ways = Ways::empty(Language::Fr, Instant(1));
    let person = store.add_person(Dso::Ores, 10, None, &ways).unwrap().id;
    let [open, ended] = ["a", "b"].map(|text| text.repeat(64));
    store.add_session(person, &open, "a phone", Instant(10)).unwrap();
    let seq = store.add_session(person, &ended, "a phone", Instant(20)).unwrap();
    store.end_session(person, Some(seq), Instant(30)).unwrap();
    store.move_sessions(1_000).unwrap();
    let known = store.session(&open).unwrap().unwrap();
    assert_eq!((known.made_at, known.seen_at), (Instant(1_010), Instant(1_010)));
    let known = store.session(&ended).unwrap().unwrap();
    assert_eq!((known.made_at, known.ended_at), (Instant(20), Some(Instant(30))));
}
