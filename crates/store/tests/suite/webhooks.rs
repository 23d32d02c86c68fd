//! Events, what leaves because of them, and keys. Source: UX 10.3.

use crate::place::{Place, on_both};
use crate::world::{id, opening};
use calendar::Instant;
use store::{ApiKey, Attempt, DeliveryStep, EventsOf, NewEndpoint, NewEvent, Owner, Store};
use units::Dso;

on_both! {
    ux_8_12_an_event_of_a_supplier_or_representative_is_read_by_its_owner
    ux_10_3_an_event_is_kept_once_with_what_leaves
    ux_10_3_of_each_endpoint_one_leaves_at_a_time_and_a_lost_one_leaves_again
    ux_10_3_a_pause_and_an_end_are_the_endpoints
    ux_10_3_two_secrets_hold_while_one_is_changed
    ux_10_a_key_is_found_by_its_hash_and_ends
}

fn world(place: &Place) -> (Store, [i64; 2]) {
    let mut store = place.store();
    store.book_all(&[opening(1), opening(2)]).unwrap();
    assert!(!store.has_partners(Dso::Ores).unwrap());
    let new = |owner: Owner| NewEndpoint {
        dso: Dso::Ores,
        owner,
        url: "https://partner.example/hooks?it's".to_owned(),
        loopback: false,
        types: vec!["topup.booked".to_owned(), "supply.state_changed".to_owned()],
    };
    let mut add = |owner| {
        store.locked(Dso::Ores, |store| store.add_endpoint(&new(owner), Instant(5))).unwrap()
    };
    let ids = [add(Owner::Party(1_000_000_001)), add(Owner::Terminal("T:1".to_owned()))];
    (store, ids)
}

fn event(number: i64, account: i64, to: &[i64]) -> NewEvent {
    NewEvent {
        id: format!("evt_{number}"),
        kind: "topup.booked".to_owned(),
        at: Instant(number),
        account: Some(id(account)),
        about: None,
        whose: None,
        sale: (number % 2 == 0).then(|| ("T:1".to_owned(), format!("s-{number}"))),
        command: None,
        to: to.iter().map(|endpoint| (*endpoint, format!("{{\"n\":{number}}}"))).collect(),
    }
}

fn ux_8_12_an_event_of_a_supplier_or_representative_is_read_by_its_owner(place: &Place) {
    let (mut store, [first, _]) = world(place);
    let owners = [
        Some(Owner::Supplier("A".to_owned())),
        Some(Owner::Supplier("AB".to_owned())),
        Some(Owner::Representative(1_000_000_004)),
        None,
    ];
    let about = |number: i64, whose: &Option<Owner>| NewEvent {
        account: None,
        about: Some(format!("payout/{number}")),
        whose: whose.clone(),
        sale: None,
        ..event(number, 1, &[first])
    };
    let mut events: Vec<NewEvent> =
        (1..).zip(&owners).map(|(number, whose)| about(number, whose)).collect();
    events.push(NewEvent { whose: owners[0].clone(), ..event(5, 1, &[]) });
    assert_eq!(add(&mut store, &events, 10), 5);
    let mut read = |owner: &Owner| -> Vec<String> {
        let of = EventsOf::Owner(owner.clone());
        let found = store.events(Dso::Ores, &of, 0, 9).unwrap();
        assert!(found.iter().all(|event| event.whose.as_ref() == Some(owner)));
        found.into_iter().map(|event| event.id).collect()
    };
    assert_eq!(read(&Owner::Supplier("A".to_owned())), ["evt_1", "evt_5"]);
    assert_eq!(read(&Owner::Supplier("AB".to_owned())), ["evt_2"]);
    assert_eq!(read(&Owner::Representative(1_000_000_004)), ["evt_3"]);
    assert_eq!(read(&Owner::Representative(1_000_000_005)), [] as [String; 0]);
    let kept = store.event("evt_4").unwrap().unwrap();
    assert_eq!((kept.account, kept.about.as_deref()), (None, Some("payout/4")));
    let waits = store.deliveries(first, 9).unwrap();
    assert_eq!((waits.len(), waits[0].account), (4, None));
    for owner in owners.into_iter().flatten() {
        let new = NewEndpoint {
            dso: Dso::Ores,
            owner: owner.clone(),
            url: "https://partner.example/".to_owned(),
            loopback: false,
            types: Vec::new(),
        };
        let id = store.locked(Dso::Ores, |store| store.add_endpoint(&new, Instant(5))).unwrap();
        assert_eq!(store.endpoint(id).unwrap().unwrap().new.owner, owner);
    }
}

fn add(store: &mut Store, events: &[NewEvent], now: i64) -> usize {
    store.locked(Dso::Ores, |store| store.add_events(Dso::Ores, events, Instant(now))).unwrap()
}

fn ux_10_3_an_event_is_kept_once_with_what_leaves(place: &Place) {
    let (mut store, [first, second]) = world(place);
    assert!(store.has_partners(Dso::Ores).unwrap());
    let events = [event(1, 1, &[first]), event(2, 2, &[first, second]), event(3, 1, &[])];
    assert_eq!((add(&mut store, &events, 10), add(&mut store, &events, 11)), (3, 0));
    let read = |store: &mut Store, of: EventsOf, after, most| -> Vec<i64> {
        let found = store.events(Dso::Ores, &of, after, most).unwrap();
        found.into_iter().map(|event| event.seq).collect()
    };
    assert_eq!(read(&mut store, EventsOf::All, 0, 2), [1, 2]);
    assert_eq!(read(&mut store, EventsOf::All, 2, 9), [3]);
    assert_eq!(read(&mut store, EventsOf::Accounts(vec![id(1)]), 0, 9), [1, 3]);
    assert_eq!(read(&mut store, EventsOf::Accounts(vec![]), 0, 9), [] as [i64; 0]);
    assert_eq!(read(&mut store, EventsOf::Terminal("T:1".to_owned()), 0, 9), [2]);
    assert!(store.events(Dso::Resa, &EventsOf::All, 0, 9).unwrap().is_empty());
    let kept = store.event("evt_2").unwrap().unwrap();
    assert_eq!(kept.sale, Some(("T:1".to_owned(), "s-2".to_owned())));
    assert_eq!((kept.at, kept.made_at, kept.account), (Instant(2), Instant(10), Some(id(2))));
    assert_eq!(store.event("evt_9").unwrap(), None);
    let waiting = |store: &mut Store, endpoint| store.deliveries(endpoint, 9).unwrap().len();
    assert_eq!((waiting(&mut store, first), waiting(&mut store, second)), (2, 1));
    // What a transaction that fails has made leaves no trace.
    let failed: Result<(), store::StoreError> = store.locked(Dso::Ores, |store| {
        store.add_events(Dso::Ores, &[event(4, 1, &[first])], Instant(12))?;
        Err(store::StoreError::TooLarge)
    });
    assert!(failed.is_err() && store.event("evt_4").unwrap().is_none());
    assert_eq!(waiting(&mut store, first), 2);
}

fn ux_10_3_of_each_endpoint_one_leaves_at_a_time_and_a_lost_one_leaves_again(place: &Place) {
    let (mut store, [first, second]) = world(place);
    let events = [event(1, 1, &[first]), event(2, 2, &[first, second])];
    add(&mut store, &events, 10);
    let take = |store: &mut Store, now: i64| -> Vec<(i64, String, u32)> {
        let taken = store.take_deliveries(Instant(now), 9, 60).unwrap();
        taken.into_iter().map(|one| (one.endpoint, one.event, one.attempts)).collect()
    };
    let of = |endpoint: i64, event: &str, attempts: u32| (endpoint, event.to_owned(), attempts);
    assert_eq!(take(&mut store, 9), []);
    assert_eq!(take(&mut store, 10), [of(first, "evt_1", 1), of(second, "evt_2", 1)]);
    assert_eq!(take(&mut store, 11), []);
    let done = DeliveryStep::Delivered { at: Instant(12) };
    let attempt =
        Attempt { at: Instant(11), status: Some(204), took_ms: 7, answer: "it's".to_owned() };
    store.delivery_step(first, "evt_1", Some(&attempt), &done).unwrap();
    assert_eq!(store.attempts(first, "evt_1").unwrap(), [attempt]);
    assert_eq!(take(&mut store, 13), [of(first, "evt_2", 1)]);
    // Nothing is heard of the others: whoever had taken them is gone.
    let later = Instant(13).plus_s(60).0;
    assert_eq!(take(&mut store, later), [of(second, "evt_2", 2), of(first, "evt_2", 2)]);
}

fn ux_10_3_a_pause_and_an_end_are_the_endpoints(place: &Place) {
    let (mut store, [first, second]) = world(place);
    add(&mut store, &[event(1, 1, &[first, second]), event(2, 1, &[first])], 10);
    assert_eq!(store.take_deliveries(Instant(10), 9, 60).unwrap().len(), 2);
    let none = Attempt { at: Instant(11), status: None, took_ms: 1, answer: String::new() };
    let slow = DeliveryStep::Again { at: Instant(99), slow: true };
    store.delivery_step(first, "evt_1", Some(&none), &slow).unwrap();
    assert_eq!(store.take_deliveries(Instant(98), 9, 60).unwrap(), []);
    assert_eq!(store.take_deliveries(Instant(99), 9, 60).unwrap().len(), 1);
    let gone = DeliveryStep::Failed { at: Instant(12), reason: "it's gone".to_owned() };
    store.delivery_step(second, "evt_1", Some(&none), &gone).unwrap();
    let off = store.endpoint(second).unwrap().unwrap();
    assert_eq!((off.on, off.reason.as_str()), (false, "it's gone"));
    assert_eq!(store.attempts(second, "evt_1").unwrap(), [none]);
    // It is asked for again: it waits until the endpoint is on.
    let account = Some(id(1));
    store.add_delivery((second, "evt_1", "topup.booked"), account, "{}", Instant(200)).unwrap();
    let far = Instant(200);
    let mine = |store: &mut Store| {
        let taken = store.take_deliveries(far, 9, 60).unwrap();
        taken.into_iter().filter(|one| one.endpoint == second).collect::<Vec<_>>()
    };
    assert_eq!(mine(&mut store), []);
    assert!(store.switch_endpoint(second, None).unwrap());
    assert!(!store.switch_endpoint(second, None).unwrap());
    let again = mine(&mut store);
    assert_eq!((again[0].attempts, again[0].body.as_str()), (1, "{\"n\":1}"), "as it was signed");
    assert_eq!(store.endpoints(Dso::Ores).unwrap().len(), 2);
}

fn ux_10_3_two_secrets_hold_while_one_is_changed(place: &Place) {
    let (mut store, [first, _]) = world(place);
    let mut add = |secret: &str, at, until| {
        let (at, until) = (Instant(at), Instant(until));
        store
            .locked(Dso::Ores, |store| store.add_endpoint_secret(first, secret, at, until))
            .unwrap();
    };
    add("one", 10, 10);
    add("two", 20, 50);
    let mut at = |at| -> Vec<String> {
        let found = store.endpoint_secrets(first, Instant(at)).unwrap();
        found.into_iter().map(|one| one.secret).collect()
    };
    assert_eq!(at(49), ["two", "one"]);
    assert_eq!(at(50), ["two"]);
}

fn ux_10_a_key_is_found_by_its_hash_and_ends(place: &Place) {
    let (mut store, _) = world(place);
    let mut key = ApiKey {
        id: 0,
        dso: Dso::Ores,
        owner: Owner::Operator,
        scopes: vec!["events:read".to_owned()],
        sandbox: true,
        version: "2026-11-20".to_owned(),
        made_at: Instant(1),
        until: Instant(90),
        made_by: "#7".to_owned(),
        replaced_by: None,
        ended: None,
    };
    let hash = "ab".repeat(32);
    key.id = store.locked(Dso::Ores, |store| store.add_api_key(&key, &hash)).unwrap();
    assert_eq!(store.api_key_of(&hash).unwrap(), Some(key.clone()));
    assert_eq!(store.api_key_of(&"cd".repeat(32)).unwrap(), None);
    let new = ApiKey { made_at: Instant(40), until: Instant(129), ..key.clone() };
    let mut replace = |text: &str, until: i64| {
        store
            .locked(Dso::Ores, |store| {
                store.replace_api_key(key.id, Instant(until), (&new, text.repeat(32).as_str()))
            })
            .unwrap()
    };
    let next = replace("cd", 60);
    assert_eq!(replace("ef", 60), None, "once");
    let old = store.api_key(key.id).unwrap().unwrap();
    assert_eq!((next.is_some(), old.replaced_by, old.until), (true, next, Instant(60)));
    assert_eq!(store.api_keys(Dso::Ores).unwrap().len(), 2);
    assert!(store.end_api_key(key.id, (Instant(50), "#8")).unwrap());
    assert!(!store.end_api_key(key.id, (Instant(60), "#9")).unwrap(), "it is not made longer");
    let late = ApiKey { made_at: Instant(51), ..new.clone() };
    let replaced = store.replace_api_key(key.id, Instant(99), (&late, "01".repeat(32).as_str()));
    assert_eq!(replaced.unwrap(), None, "it holds no more");
    let ended = store.api_keys(Dso::Ores).unwrap().remove(0);
    assert_eq!(ended.until, Instant(50));
    assert_eq!((ended.made_by.as_str(), ended.ended), ("#7", Some((Instant(50), "#8".to_owned()))));
}
