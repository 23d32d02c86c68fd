//! Days of another calendar at accounts that are closed.

use crate::place::{Place, on_both};
use crate::world::{DSO, eur, first_day, id, opening};
use calendar::Instant;
use store::{GroupAct, GroupHead, Said, SettlementOf, SharingTask, SharingTaskKind, Store};
use units::Dso;

on_both! {
    mt_05_what_is_found_is_decided_and_paid_out_once
    pd_05_each_step_in_which_what_waits_was_settled_is_kept
}

fn said<'a>(at: Instant, by: &'a str, how: &'a str) -> Said<'a> {
    Said { at, by, how }
}

/// When, by whom, how and how much.
fn steps(store: &mut Store) -> Vec<(SettlementOf, Instant, String, String, String)> {
    let all = (Instant(i64::MIN), Instant(i64::MAX));
    let found = store.settlements_between(DSO, all).unwrap().into_iter();
    found.map(|one| (one.of, one.at, one.by, one.how, one.amount.to_string())).collect()
}

/// A task that waits again for more forgets neither who paid the first part nor how much that was.
fn pd_05_each_step_in_which_what_waits_was_settled_is_kept(place: &Place) {
    let mut store = place.store();
    store.book(&opening(1)).unwrap();
    let at = first_day().start();
    let head = GroupHead {
        form: "cer".to_owned(),
        name: "Rue Haute".to_owned(),
        representative: None,
        state: "draft".to_owned(),
    };
    let act = GroupAct { at, by: "an".into(), body: "opened".into() };
    let group = store.add_group(DSO, &head, &act).unwrap();
    let task = |kind: SharingTaskKind, key: &str, amount: &str| SharingTask {
        key: key.to_owned(),
        account: id(1),
        group,
        month: None,
        kind,
        amount: eur(amount),
        why: String::new(),
    };
    let owed = |amount: &str| task(SharingTaskKind::Owed, "credit/1", amount);
    store.keep_sharing_task(&owed("0.40"), at).unwrap();
    assert!(store.end_sharing_task("credit/1", said(at.plus_h(1), "An", "transfer 17")).unwrap());
    assert!(!store.end_sharing_task("credit/1", said(at.plus_h(1), "An", "once")).unwrap());
    assert!(!store.end_sharing_task("credit/2", said(at.plus_h(1), "An", "none")).unwrap());
    store.keep_sharing_task(&owed("1.00"), at.plus_h(2)).unwrap();
    assert!(store.end_sharing_task("credit/1", said(at.plus_h(3), "Bo", "transfer 18")).unwrap());
    let of = SettlementOf::Task(SharingTaskKind::Owed);
    let step = |hours, by: &str, how: &str, amount: &str| {
        (of, at.plus_h(hours), by.to_owned(), how.to_owned(), amount.to_owned())
    };
    let both = [step(1, "An", "transfer 17", "0.400000"), step(3, "Bo", "transfer 18", "0.600000")];
    assert_eq!(steps(&mut store), both);
    let first = store.settlements_between(DSO, (at, at.plus_h(3))).unwrap();
    assert_eq!((first.len(), first[0].by.as_str()), (1, "An"), "of its own time");
    assert_eq!(store.settlements_between(Dso::Rew, (at, at.plus_h(9))).unwrap(), []);
    // With the identity of who has left go the free words and what is theirs alone; which clerk paid stays.
    let protected = task(SharingTaskKind::BecameProtected, "protected/1", "0");
    store.keep_sharing_task(&protected, at).unwrap();
    store.end_sharing_task("protected/1", said(at.plus_h(4), "An", "signed N-9")).unwrap();
    store.cut_identity(id(1), at.plus_h(5)).unwrap();
    let both = [step(1, "An", "", "0.400000"), step(3, "Bo", "", "0.600000")];
    assert_eq!(steps(&mut store), both);
    assert_eq!(store.sharing_task("credit/1").unwrap().unwrap().ended.unwrap().1, "Bo");
    assert_eq!(store.sharing_task("protected/1").unwrap(), None);
}

fn mt_05_what_is_found_is_decided_and_paid_out_once(place: &Place) {
    let mut store = place.store();
    for number in 1..=2 {
        store.book(&opening(number)).unwrap();
    }
    let (day, at) = (first_day(), first_day().plus(9).start());
    let find = |store: &mut store::Store, first: i32, days| {
        store.find_closed_calendar(id(1), "A1", (day.plus(first), days), at).unwrap()
    };
    assert!(!store.decide_closed_calendar(id(1), eur("1"), (at, "an, bo")).unwrap(), "not found");
    assert!(find(&mut store, 2, 1));
    assert!(!find(&mut store, 2, 1), "known");
    assert!(find(&mut store, 1, 2), "another day");
    let known = |store: &mut store::Store| store.closed_calendar(id(1)).unwrap().unwrap();
    let kept = known(&mut store);
    assert_eq!((kept.since, kept.days, kept.is_open()), (day.plus(1), 2, false));
    let paid = said(at.plus_h(2), "an", "T-1");
    assert!(!store.end_closed_calendar(id(1), paid).unwrap(), "nobody has decided");
    let decide = |store: &mut store::Store, amount: &str| {
        store.decide_closed_calendar(id(1), eur(amount), (at.plus_h(1), "an, bo")).unwrap()
    };
    assert!(decide(&mut store, "0.75"));
    assert!(!decide(&mut store, "0.75"), "once");
    let kept = known(&mut store);
    assert_eq!((kept.is_open(), kept.open()), (true, eur("0.75")));
    assert_eq!(kept.decided, Some((at.plus_h(1), "an, bo".to_owned())));
    assert!(store.end_closed_calendar(id(1), paid).unwrap());
    assert!(!store.end_closed_calendar(id(1), paid).unwrap(), "once");
    // More is found: the difference waits; what was paid already waits no more.
    assert!(decide(&mut store, "1.00"));
    assert_eq!((known(&mut store).is_open(), known(&mut store).open()), (true, eur("0.25")));
    assert!(decide(&mut store, "0.75"));
    assert!(!known(&mut store).is_open());
    // A day that is found later is decided on, though it moves nothing.
    let later = at.plus_h(4);
    assert!(store.find_closed_calendar(id(1), "A1", (day.plus(1), 3), later).unwrap());
    let again = |store: &mut Store| {
        store.decide_closed_calendar(id(1), eur("0.75"), (later.plus_h(1), "an, bo")).unwrap()
    };
    assert!(again(&mut store));
    assert!(!again(&mut store), "once");
    assert_eq!(known(&mut store).decided.unwrap().0, later.plus_h(1));
    // Each step stays, and how it was paid goes with the identity of who has left. Source: PD-05, PD-07.
    let told = |store: &mut Store| -> Vec<String> {
        let all = steps(store).into_iter();
        all.map(|(_, _, by, how, amount)| format!("{by}|{how}|{amount}")).collect()
    };
    let paid = |how: &str| {
        let decided = |amount: &str| format!("an, bo||{amount}");
        let paid = format!("an|{how}|0.750000");
        [decided("0.750000"), decided("1.000000"), decided("0.750000"), paid, decided("0.750000")]
    };
    let sorted = |mut all: Vec<String>| {
        all.sort();
        all
    };
    assert_eq!(sorted(told(&mut store)), sorted(paid("T-1").to_vec()));
    store.cut_identity(id(1), later.plus_h(3)).unwrap();
    assert_eq!(sorted(told(&mut store)), sorted(paid("").to_vec()));
    assert_eq!(store.closed_calendars(DSO).unwrap(), [known(&mut store)]);
    assert_eq!(store.closed_calendars(Dso::Rew).unwrap(), []);
    assert_eq!(store.closed_calendar(id(2)).unwrap(), None);
}
