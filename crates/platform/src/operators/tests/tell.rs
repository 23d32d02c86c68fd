//! The message of an incident, to whom it concerns and to each household once.

use super::{ATTEMPT, OTHER, Office, office};
use crate::engine::Engine;
use crate::testing::{ean, instant, move_in, night};
use portal::operator::{
    ChangeState, IncidentDraft, IncidentMessages as _, NewIncident, Operators as _, TellRefused,
    ToldWhom,
};
use store::{Contact, Notice};
use units::{AccountId, Dso, Energy, Language};

const THIRD: &str = "00112233445566778899aabbccddeeff";

fn reached(engine: &mut Engine, account: AccountId, phone: &str) {
    let mut contact = Contact::empty(account, Language::Nl, calendar::Instant(10));
    contact.phone = Some(phone.parse().unwrap());
    engine.store.set_contact(&contact).unwrap();
}

/// A home that is held on by a failure of terminals, another one of the same household, one of somebody else and one
/// that nobody can reach; on 4 November at noon.
fn failing() -> (Office, String, [AccountId; 4]) {
    let mut office = office();
    let mut engine = office.engine();
    let house = notify::figures::House::example("ORES");
    crate::notices::keep_house(&mut engine.store, Dso::Ores, &house).unwrap();
    drop(engine);
    office.reopen();
    let mut engine = office.engine();
    let home = engine.account_of(ean()).unwrap();
    let others = ["541449000000000003", "541449012345678922", "541449000000000010"];
    let others = others.map(|text| {
        let ean = text.parse().unwrap();
        move_in(&mut engine, ean).id
    });
    let ids = [home.id, others[0], others[1], others[2]];
    for (id, phone) in ids.into_iter().zip(["0475 00 00 01", "0475 00 00 01", "0475 00 00 02"]) {
        reached(&mut engine, id, phone);
    }
    // A line at home takes no short message; by post it would come when it is over.
    let mut line = Contact::empty(others[2], Language::Fr, calendar::Instant(10));
    line.phone = Some("081 12 34 56".parse().unwrap());
    (line.street, line.postcode) = ("Rue de Fer 1".to_owned(), "5000".to_owned());
    line.town = "Namur".to_owned();
    engine.store.set_contact(&line).unwrap();
    let new = NewIncident { kind: "terminals".to_owned(), energy: None, area: String::new() };
    office.rooms.report_incident(&office.first, &new, ATTEMPT).unwrap().unwrap();
    for (on, kwh) in
        [("2026-10-31", 40), ("2026-11-01", 60), ("2026-11-02", 80), ("2026-11-03", 100)]
    {
        night(&mut engine, &home, on, kwh);
    }
    engine.advance_due(Dso::Ores, instant("2026-11-04T09:00:00+01:00")).unwrap();
    office.at("2026-11-04T12:00:00+01:00");
    let id = office.rooms.incidents(&office.first).unwrap().lines[0].id.clone();
    (office, id, ids)
}

impl Office {
    fn draft(&self, id: &str) -> IncidentDraft {
        self.rooms.incident_draft(&self.first, id).unwrap().unwrap()
    }

    fn asks(&self, id: &str, whom: ToldWhom, attempt: &str) -> Result<(), TellRefused> {
        self.rooms.ask_incident_message(&self.first, (id, whom), attempt).unwrap()
    }

    /// What an account is told of incidents, as it leaves.
    fn heard(&self, account: AccountId) -> Vec<Notice> {
        let mut engine = self.engine();
        let now = *self.now.lock().unwrap();
        crate::work::do_jobs(&mut engine, now).unwrap();
        let mut nowhere = None::<&mut crate::meters::orders::Dispatcher<crate::meters::Registry>>;
        while crate::work::deliver(&mut engine, now, nowhere.as_deref_mut(), &mut |_| {}).unwrap()
            > 0
        {}
        let mut notices = engine.store.notices(&[account]).unwrap();
        notices.retain(|one| one.notice.message == "incident");
        notices
    }
}

#[test]
fn o_10_those_without_credit_are_told_of_a_failure_once_when_a_second_person_lets_it_leave() {
    let (office, id, [home, same, other, unknown]) = failing();
    let draft = office.draft(&id);
    assert_eq!((draft.exhausted, draft.all, draft.line.affected), (1, 2, 4));
    assert_eq!(draft.texts.len(), 4);
    for (language, text, septets) in &draft.texts {
        assert!(*septets <= draft.most && *septets > 40, "{language}: {text}");
    }
    assert_eq!(office.asks(&id, ToldWhom::Exhausted, OTHER), Ok(()));
    assert_eq!(office.asks(&id, ToldWhom::Exhausted, OTHER), Ok(()), "the page was sent twice");
    assert_eq!(office.asks(&id, ToldWhom::All, THIRD), Err(TellRefused::Waits));
    let number = office.draft(&id).asked[0].number;
    assert_eq!(office.heard(home).len(), 0, "nothing before the second person");
    let decide = |who, yes| office.rooms.decide_incident_message(who, (number, yes), "").unwrap();
    assert_eq!(decide(&office.first, true), Err(TellRefused::SamePerson));
    assert_eq!(decide(&office.second, true), Ok(()));
    assert_eq!(decide(&office.second, true), Ok(()), "a double click");
    assert_eq!(decide(&office.first, true), Err(TellRefused::Decided));
    let heard = office.heard(home);
    let [sms] = heard.as_slice() else { panic!("{heard:?}") };
    let said = &draft.texts.iter().find(|(of, ..)| *of == Language::Nl).unwrap().1;
    assert_eq!(&sms.notice.body, said, "in its language, as it was shown");
    for account in [same, other, unknown] {
        assert_eq!(office.heard(account).len(), 0, "they have credit");
    }
    let draft = office.draft(&id);
    assert_eq!((draft.exhausted, draft.all), (0, 1), "who was told is not reached once more");
    // Then all that it concerns: nobody hears it twice, neither by another energy.
    assert_eq!(office.asks(&id, ToldWhom::All, THIRD), Ok(()));
    let number = office.draft(&id).asked[0].number;
    office.rooms.decide_incident_message(&office.second, (number, true), "").unwrap().unwrap();
    let counts = [home, same, other, unknown].map(|account| office.heard(account).len());
    assert_eq!(counts, [1, 0, 1, 0], "each household once, and whom no word reaches not at all");
    let draft = office.draft(&id);
    assert_eq!(draft.line.told.map(|told| told.0), Some(2));
    let outcomes: Vec<&str> =
        draft.asked.iter().map(|one| one.decided.as_ref().unwrap().2.as_str()).collect();
    assert_eq!(outcomes, ["1", "1"]);
    // The desk reads it on the timeline of the home.
    let told = std::sync::Arc::clone(&office.now);
    let clock = std::sync::Arc::new(move || *told.lock().unwrap());
    let desks = crate::agents::Desks::new(office.engine(), clock);
    let case = portal::agent::Agents::case(&desks, &office.first, home).unwrap().unwrap();
    assert!(case.events.iter().any(|event| event.what == "incident"), "{:?}", case.events);
}

#[test]
fn o_10_what_is_over_is_told_to_nobody_and_what_waits_is_taken_back() {
    let (office, id, [home, ..]) = failing();
    office.at("2026-11-04T23:30:00+01:00");
    assert_eq!(office.asks(&id, ToldWhom::Exhausted, OTHER), Ok(()));
    let number = office.draft(&id).asked[0].number;
    let no = office.rooms.decide_incident_message(&office.first, (number, false), "too late");
    assert_eq!(no.unwrap(), Ok(()), "who asked may take it back");
    let turned_down = office.draft(&id).asked.remove(0);
    assert_eq!(turned_down.state, ChangeState::TurnedDown);
    assert_eq!(turned_down.decided.unwrap().2, "too late");
    assert_eq!(office.asks(&id, ToldWhom::Exhausted, THIRD), Ok(()));
    let number = office.draft(&id).asked[0].number;
    office.rooms.decide_incident_message(&office.second, (number, true), "").unwrap().unwrap();
    let waits = office.heard(home).remove(0);
    assert_eq!(waits.state, 0, "quiet hours: {waits:?}");
    office.rooms.end_incident(&office.second, &id).unwrap().unwrap();
    let gone = office.heard(home).remove(0);
    assert_ne!(gone.state, 0, "{gone:?}");
    assert_eq!(office.asks(&id, ToldWhom::All, ATTEMPT), Err(TellRefused::Over));
    assert_eq!(office.asks("none", ToldWhom::All, ATTEMPT), Err(TellRefused::Unknown));
    assert!(office.rooms.incident_draft(&office.first, "none").unwrap().is_none());
}

#[test]
fn o_10_it_is_decided_before_anything_leaves_and_a_broken_run_goes_on() {
    let (office, id, [home, _, other, _]) = failing();
    assert_eq!(office.asks(&id, ToldWhom::All, OTHER), Ok(()));
    let number = office.draft(&id).asked[0].number;
    let decide = |who, yes| office.rooms.decide_incident_message(who, (number, yes), "no").unwrap();
    assert_eq!(decide(&office.second, true), Ok(()));
    let asked = office.draft(&id).asked.remove(0);
    assert_eq!(asked.state, ChangeState::InForce, "nobody turns down what leaves");
    assert_eq!(asked.decided.unwrap().2, "", "and what came of it is not known yet");
    assert_eq!(decide(&office.first, false), Err(TellRefused::Decided));
    assert_eq!(office.asks(&id, ToldWhom::Exhausted, THIRD), Err(TellRefused::Waits));
    // It breaks off after the first lot; the job is done again, and counts what was told before.
    let mut engine = office.engine();
    let now = *office.now.lock().unwrap();
    let body = serde_json::json!({ "dso": Dso::Ores, "day": now.day(), "act": number });
    let broken = crate::operators::send_message(&mut engine, &body.to_string(), now, |_| {
        crate::failure::refuse("the connection is gone")
    });
    assert!(broken.is_err());
    let counts = [home, other].map(|account| office.heard(account).len());
    assert_eq!(counts, [1, 1], "each once");
    assert_eq!(office.draft(&id).asked[0].decided.clone().unwrap().2, "2");
    assert_eq!(office.asks(&id, ToldWhom::Exhausted, THIRD), Ok(()), "it has left");
    let number = office.draft(&id).asked[0].number;
    office.rooms.decide_incident_message(&office.second, (number, true), "").unwrap().unwrap();
    office.rooms.end_incident(&office.second, &id).unwrap().unwrap();
    assert_eq!(office.heard(home).len(), 1);
    assert_eq!(office.draft(&id).asked[0].decided.clone().unwrap().2, "0", "it is over");
}

#[test]
fn o_10_whoever_ends_an_incident_what_has_not_left_of_it_is_taken_back() {
    let (office, id, [home, ..]) = failing();
    office.at("2026-11-04T23:30:00+01:00");
    assert_eq!(office.asks(&id, ToldWhom::Exhausted, OTHER), Ok(()));
    let number = office.draft(&id).asked[0].number;
    office.rooms.decide_incident_message(&office.second, (number, true), "").unwrap().unwrap();
    assert_eq!(office.heard(home).remove(0).state, 0, "quiet hours");
    // As the watch of channels and the command line do.
    let mut engine = office.engine();
    let fact = guards::FleetFact::IncidentClosed { incident: id, by: "watch".to_owned() };
    let now = *office.now.lock().unwrap();
    engine.record_fleet(Dso::Ores, None, &fact, now).unwrap();
    let gone = office.heard(home).remove(0);
    assert_eq!((gone.state, gone.reason.as_str()), (5, "no longer so"));
}

#[test]
fn o_10_a_message_says_what_the_banner_of_the_pages_says() {
    let (office, ..) = failing();
    let mut engine = office.engine();
    let now = *office.now.lock().unwrap();
    for kind in portal::operator::INCIDENT_KINDS {
        let of = (Energy::Gas, kind);
        let texts = crate::notices::incident_texts(&mut engine, Dso::Ores, of, now).unwrap();
        for (language, text, septets) in texts {
            assert!(septets <= notify::gsm::MOST_SEPTETS, "{text}");
            for sentence in portal::my::failure_says(kind, language) {
                let plain = sentence.replace('’', "'");
                assert!(text.contains(&plain), "{plain} in {text}");
            }
        }
    }
}
