//! What is let go of when its time is over.

use crate::place::{Place, on_both};
use calendar::{Instant, SettlementDay};
use store::{KeptMean, NewNotice, PhoneCall, QualityEvent, Store};
use units::{AccountId, Dso, Language};

on_both! {
    pd_01_voltages_and_calls_of_one_operator_go_and_what_is_open_stays
}

fn pd_01_voltages_and_calls_of_one_operator_go_and_what_is_open_stays(place: &Place) {
    let mut store = Store::open(&place.url).unwrap();
    let day: SettlementDay = "2026-11-20".parse().unwrap();
    let (before, after) = (day.previous().start(), day.start());
    let mean = |start: Instant| KeptMean {
        start,
        phase: 1,
        minutes: 10,
        millivolts: 254_000,
        injecting: None,
    };
    let point = "541449000000000003".parse().unwrap();
    for (dso, open) in [(Dso::Ores, false), (Dso::Ores, true), (Dso::Resa, false)] {
        let id = store.add_quality_case((dso, point), before, "{}").unwrap();
        let event = QualityEvent { at: before, by: "an".to_owned(), body: "{}".to_owned() };
        store.add_quality_event(id, 0, &event, open, &[mean(before), mean(after)]).unwrap();
    }
    assert_eq!(store.voltages_before(Dso::Ores, day).unwrap(), 1);
    store.drop_voltages(Dso::Ores, day).unwrap();
    assert_eq!(store.voltages_before(Dso::Ores, day).unwrap(), 0);
    assert_eq!(store.voltages_before(Dso::Ores, day.next()).unwrap(), 1, "of that day");
    assert_eq!(store.voltages_before(Dso::Resa, day).unwrap(), 1, "another operator's");
    let notice = |key: &str, channel: i16| NewNotice {
        key: key.to_owned(),
        cause: key.to_owned(),
        cause_at: before,
        trigger: "low".to_owned(),
        message: "M03".to_owned(),
        version: 1,
        language: Language::Fr,
        recipient: "holder".to_owned(),
        channel,
        address: "+32475000001".to_owned(),
        figures: "{}".to_owned(),
        subject: String::new(),
        body: "words".to_owned(),
        due: before,
        withdrawn: Some("test".to_owned()),
    };
    let (first, _) = AccountId::range_of(Dso::Ores);
    let account = AccountId(first.0 + 7);
    let two = [notice("call", 8), notice("sms", 1)];
    store.add_notices(account, None, &two, before).unwrap();
    store.add_notices(account, None, &[notice("later", 8)], after).unwrap();
    assert_eq!(store.calls_before(Dso::Ores, day).unwrap(), 1);
    assert_eq!(store.calls_before(Dso::Resa, day).unwrap(), 0);
    store.drop_calls(Dso::Ores, day).unwrap();
    let left = store.notices(&[account]).unwrap();
    let keys: Vec<&str> = left.iter().map(|one| one.notice.key.as_str()).collect();
    assert_eq!(keys, ["sms", "later"]);
    let rang = |id: &str, last, ended| PhoneCall {
        dso: Dso::Ores,
        id: id.to_owned(),
        seq: 2,
        asked: String::new(),
        answer: String::new(),
        caller: Some(7),
        texts: 0,
        began: before,
        last,
        ended,
        state: String::new(),
        record: "{}".to_owned(),
    };
    for call in [rang("old", before, true), rang("open", before, false), rang("new", after, true)] {
        store.set_phone_call(&call).unwrap();
    }
    store.set_phone_language(7, Language::De, before).unwrap();
    store.set_phone_language(8, Language::De, after).unwrap();
    assert_eq!(store.calls_before(Dso::Ores, day).unwrap(), 1);
    store.drop_calls(Dso::Ores, day).unwrap();
    let kept = ["old", "open", "new"].map(|id| store.phone_call(Dso::Ores, id).unwrap().is_some());
    assert_eq!(kept, [false, true, true]);
    assert_eq!(store.phone_language(7).unwrap(), None, "it has not rung since");
    assert_eq!(store.phone_language(8).unwrap(), Some(Language::De));
}
