//! Calls at the phone line.

use crate::place::{Place, on_both};
use calendar::Instant;
use store::{PhoneCall, Store};
use units::{AccountId, Dso, Language};

on_both! {
    cm_05_a_call_is_kept_between_two_events_and_lets_go_of_its_caller_at_the_end
    cm_05_messages_are_counted_by_number_and_day
    cm_05_a_number_keeps_its_language_and_an_account_who_was_told_of_it
}

fn call(id: &str, began: i64) -> PhoneCall {
    PhoneCall {
        dso: Dso::Ores,
        id: id.to_owned(),
        seq: 1,
        asked: "\"silence\"".to_owned(),
        answer: "{}".to_owned(),
        caller: Some(-7),
        texts: 0,
        began: Instant(began),
        last: Instant(began),
        ended: false,
        state: "{\"node\":\"menu\"}".to_owned(),
        record: "{}".to_owned(),
    }
}

fn cm_05_a_call_is_kept_between_two_events_and_lets_go_of_its_caller_at_the_end(place: &Place) {
    let mut store = Store::open(&place.url).unwrap();
    assert_eq!(store.phone_call(Dso::Ores, "a").unwrap(), None);
    for one in [call("a", 10), call("b", 20)] {
        store.set_phone_call(&one).unwrap();
    }
    let next = PhoneCall { seq: 2, texts: 1, last: Instant(15), ..call("a", 10) };
    store.set_phone_call(&next).unwrap();
    assert_eq!(store.phone_call(Dso::Ores, "a").unwrap(), Some(next.clone()));
    assert_eq!(store.last_phone_event(Dso::Ores).unwrap(), Some(call("b", 20).last));
    assert_eq!(store.last_phone_event(Dso::Resa).unwrap(), None);
    assert_eq!(store.phone_call(Dso::Resa, "a").unwrap(), None, "of another operator");
    let all = store.phone_calls(Dso::Ores, Instant(10), 9).unwrap();
    assert_eq!(all, [call("b", 20), next.clone()]);
    assert_eq!(store.phone_calls(Dso::Ores, Instant(11), 9).unwrap().len(), 1);
    store.end_phone_calls(Dso::Ores, Instant(16)).unwrap();
    let ended = store.phone_call(Dso::Ores, "a").unwrap().unwrap();
    assert!(ended.ended && ended.state.is_empty() && ended.asked.is_empty(), "{ended:?}");
    assert_eq!(ended.record, next.record, "what was heard stays");
    assert!(!store.phone_call(Dso::Ores, "b").unwrap().unwrap().ended);
}

fn cm_05_messages_are_counted_by_number_and_day(place: &Place) {
    let mut store = Store::open(&place.url).unwrap();
    let other = PhoneCall { caller: None, texts: 5, ..call("c", 30) };
    for one in
        [PhoneCall { texts: 2, ..call("a", 10) }, PhoneCall { texts: 1, ..call("b", 20) }, other]
    {
        store.set_phone_call(&one).unwrap();
    }
    assert_eq!(store.texts_asked(-7, Instant(0)).unwrap(), 3);
    assert_eq!(store.texts_asked(-7, Instant(11)).unwrap(), 1);
    assert_eq!(store.texts_asked(8, Instant(0)).unwrap(), 0);
}

fn cm_05_a_number_keeps_its_language_and_an_account_who_was_told_of_it(place: &Place) {
    let mut store = Store::open(&place.url).unwrap();
    assert_eq!(store.phone_language(-7).unwrap(), None);
    store.set_phone_language(-7, Language::De, Instant(1)).unwrap();
    store.set_phone_language(-7, Language::Nl, Instant(2)).unwrap();
    assert_eq!(store.phone_language(-7).unwrap(), Some(Language::Nl));
    let account = AccountId(1_000_000_001);
    for at in [5, 5, 6] {
        store.add_phone_told(account, Instant(at), (Dso::Ores, "a")).unwrap();
    }
    let told = store.phone_told(account, 9).unwrap();
    let a = |at| (Instant(at), Dso::Ores, "a".to_owned());
    assert_eq!(told, [a(6), a(5)], "once for an instant, newest first");
}
