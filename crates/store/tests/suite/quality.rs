//! Points that produce, and complaints about voltage: what was told stays, in order.

use crate::place::{Place, on_both};
use calendar::Instant;
use store::{KeptMean, ProsumerEntry, QualityEvent, Store};
use units::{Dso, Ean};

on_both! {
    ps_01_entries_of_a_point_are_kept_in_order
    gq_01_a_complaint_is_kept_with_the_voltage_it_rests_on
}

fn ean(number: u64) -> Ean {
    Ean::with_check_digit(54_144_900_000_000_000 + number).unwrap()
}

fn ps_01_entries_of_a_point_are_kept_in_order(place: &Place) {
    let mut store = Store::open(&place.url).unwrap();
    let entry =
        |at: i64, body: &str| ProsumerEntry { at: Instant(at), by: "an".into(), body: body.into() };
    let of = (Dso::Ores, ean(1));
    store.add_prosumer_entry(of, 0, &entry(1, "accepted")).unwrap();
    store.add_prosumer_entry((Dso::Resa, ean(2)), 0, &entry(1, "accepted")).unwrap();
    store.add_prosumer_entry(of, 1, &entry(2, "contract")).unwrap();
    // Somebody who read before the second entry.
    assert!(store.add_prosumer_entry(of, 1, &entry(3, "power")).is_err());
    let all = [entry(1, "accepted"), entry(2, "contract")];
    assert_eq!(store.prosumer_entries(ean(1)).unwrap(), all);
    assert_eq!(store.prosumers(Dso::Ores).unwrap(), [ean(1)]);
    assert_eq!(store.prosumer_entries(ean(3)).unwrap(), []);
}

fn gq_01_a_complaint_is_kept_with_the_voltage_it_rests_on(place: &Place) {
    let mut store = Store::open(&place.url).unwrap();
    let first = store.add_quality_case((Dso::Ores, ean(1)), Instant(5), "form").unwrap();
    let other = store.add_quality_case((Dso::Ores, ean(2)), Instant(6), "form").unwrap();
    let event =
        |at: i64, body: &str| QualityEvent { at: Instant(at), by: "an".into(), body: body.into() };
    let mean = |start: i64, phase: i64| KeptMean {
        start: Instant(start),
        phase,
        minutes: 10,
        millivolts: 254_100,
        injecting: (phase == 1).then_some(true),
    };
    let means = [mean(600, 1), mean(600, 2), mean(1_200, 1)];
    store.add_quality_event(first, 0, &event(7, "measured"), true, &means).unwrap();
    assert!(store.add_quality_event(first, 0, &event(8, "again"), true, &[]).is_err());
    store.add_quality_event(first, 1, &event(9, "closed"), false, &[]).unwrap();
    assert_eq!(store.quality_means(first).unwrap(), means);
    assert_eq!(store.quality_means(other).unwrap(), []);
    let bodies: Vec<String> =
        store.quality_events(first).unwrap().into_iter().map(|event| event.body).collect();
    assert_eq!(bodies, ["measured", "closed"]);
    let open: Vec<i64> =
        store.open_quality_cases(Dso::Ores).unwrap().iter().map(|case| case.id).collect();
    assert_eq!(open, [other]);
    let case = store.quality_case(first).unwrap().unwrap();
    assert_eq!((case.ean, case.open, case.received), (ean(1), false, Instant(5)));
    assert_eq!(store.quality_cases_of(ean(1)).unwrap(), [case]);
}
