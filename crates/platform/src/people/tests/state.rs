//! What everybody is told of what works.

use super::{Town, town};
use crate::testing::instant;
use guards::{Covers, FleetFact};
use portal::my::{Pace, PublicState, Road, States, Visitor};
use store::NewNotice;
use units::{Dso, Energy, Language};

fn told(town: &Town) -> PublicState {
    town.people.public_state().unwrap()
}

fn record(town: &Town, fact: &FleetFact) {
    let now = *town.now.lock().unwrap();
    town.engine().record_fleet(Dso::Ores, None, fact, now).unwrap();
}

fn covers(area: &str) -> Covers {
    Covers { energy: Some(Energy::Gas), area: Some(area.to_owned()) }
}

#[test]
fn p_10_cg_19_everybody_reads_what_fails_and_which_work_is_planned_until_it_is_over() {
    let town = town();
    assert_eq!((told(&town).failures, told(&town).works), (Vec::new(), Vec::new()));
    let by = || "an #1".to_owned();
    let work = |work: &str, from: &str, until: &str| FleetFact::WorkPlanned {
        work: work.to_owned(),
        kind: "supply".to_owned(),
        covers: covers("Huy"),
        from: instant(from),
        until: instant(until),
        by: by(),
    };
    record(
        &town,
        &FleetFact::IncidentOpened {
            incident: "I".to_owned(),
            kind: "terminals".to_owned(),
            covers: covers("Huy"),
            by: by(),
        },
    );
    record(&town, &work("later", "2026-11-03T09:00:00+01:00", "2026-11-03T12:00:00+01:00"));
    record(&town, &work("now", "2026-11-01T11:00:00+01:00", "2026-11-01T13:00:00+01:00"));
    record(&town, &work("never", "2026-11-02T11:00:00+01:00", "2026-11-02T13:00:00+01:00"));
    record(&town, &FleetFact::WorkCancelled { work: "never".to_owned(), by: by() });
    assert_eq!(told(&town).failures, [], "what was read some seconds ago is told again");
    town.later(6);
    let state = told(&town);
    assert_eq!(state.failures.len(), 1);
    let failure = &state.failures[0];
    assert_eq!((failure.kind.as_str(), failure.area.as_deref()), ("terminals", Some("Huy")));
    assert_eq!((failure.energy, failure.paused_until), (Some(Energy::Gas), None));
    let starts: Vec<String> = state.works.iter().map(|work| work.from.to_local_string()).collect();
    assert_eq!(starts, ["2026-11-01T11:00:00+01:00", "2026-11-03T09:00:00+01:00"]);
    record(&town, &FleetFact::IncidentClosed { incident: "I".to_owned(), by: by() });
    town.later(2 * 3_600);
    let state = told(&town);
    assert_eq!(state.works.len(), 1, "one is over");
    let ended = instant("2026-11-01T12:00:06+01:00");
    assert_eq!(state.failures[0].paused_until, Some(ended.plus_h(24)), "cuts rest for a day");
    town.later(24 * 3_600);
    assert_eq!(told(&town).failures, []);
}

#[test]
fn cm_10_a_household_is_warned_of_what_concerns_its_meters_and_everybody_of_all() {
    let town = town();
    let holder = town.holder();
    let kinds = |visitor: Option<&Visitor>| -> Vec<String> {
        let failing = town.people.failing(visitor).unwrap();
        failing.into_iter().map(|line| line.kind).collect()
    };
    assert!(kinds(None).is_empty() && kinds(Some(&holder)).is_empty());
    let opened = |kind: &str, covers: Covers| {
        let (incident, kind, by) = (kind.to_owned(), kind.to_owned(), "an #1".to_owned());
        record(&town, &FleetFact::IncidentOpened { incident, kind, covers, by });
    };
    opened("terminals", covers("Huy"));
    let power = Covers { energy: Some(Energy::Electricity), area: None };
    opened("online", power);
    let (switch, by) = ("S".to_owned(), "an #1".to_owned());
    record(&town, &FleetFact::StopSet { switch, covers: Covers::default(), by });
    town.later(6);
    assert_eq!(kinds(None), ["online", "terminals"], "a stop of cuts keeps nobody from paying");
    assert_eq!(kinds(Some(&holder)), ["online"], "theirs is electricity");
    let by = "an #1".to_owned();
    record(&town, &FleetFact::IncidentClosed { incident: "online".to_owned(), by });
    town.later(6);
    assert_eq!(kinds(Some(&holder)), Vec::<String>::new(), "cuts rest still, but it works");
}

#[test]
fn p_10_freshness_of_readings_and_delays_of_texts_are_counted_for_everybody() {
    let town = town();
    let state = told(&town);
    let [readings] = state.readings.as_slice() else { panic!("{:?}", state.readings) };
    assert_eq!((readings.dso, readings.come, readings.due), (Dso::Ores, 2, 2));
    assert_eq!(readings.pace, Pace::OnTime);
    assert_eq!(readings.charged_to, Some("2026-10-31".parse().unwrap()));
    let road = |state: &PublicState, road: Road| {
        let found = state.roads.iter().find(|one| one.road == road).unwrap();
        (found.pace, found.waiting, found.oldest)
    };
    assert_eq!(road(&state, Road::Payments), (Pace::OnTime, 0, None));
    assert_eq!(road(&state, Road::Texts), (Pace::OnTime, 0, None));
    // A night later no reading has come, and a text waits.
    let due = instant("2026-11-02T09:50:00+01:00");
    let mut engine = town.engine();
    let account = engine.account_of(town.eans[0]).unwrap();
    let text = |key: &str, due: calendar::Instant| NewNotice {
        key: key.to_owned(),
        cause: key.to_owned(),
        cause_at: due,
        trigger: "CM-01f".to_owned(),
        message: "M06".to_owned(),
        version: 1,
        language: Language::Fr,
        recipient: "holder".to_owned(),
        channel: 1,
        address: "+32475000001".to_owned(),
        figures: "{}".to_owned(),
        subject: String::new(),
        body: "x".to_owned(),
        due,
        withdrawn: None,
    };
    let both = [text("a", due), text("b", due.plus_h(5))];
    engine.store.add_notices(account.id, None, &both, due).unwrap();
    *town.now.lock().unwrap() = instant("2026-11-02T07:00:00+01:00");
    assert_eq!(told(&town).readings[0].pace, Pace::Waits, "they are expected by eight");
    *town.now.lock().unwrap() = instant("2026-11-02T09:55:00+01:00");
    let state = told(&town);
    assert_eq!((state.readings[0].come, state.readings[0].pace), (0, Pace::Late));
    assert_eq!(road(&state, Road::Texts), (Pace::Waits, 1, Some(due)), "one is for later");
    town.later(10 * 60);
    assert_eq!(road(&told(&town), Road::Texts), (Pace::Late, 1, Some(due)));
}
