//! What the pages of agents and operators do, over a home in memory.

use super::Desks;
use crate::engine::Engine;
use crate::testing::{account_id, ean, empty_with, instant, move_in, move_in_at, night, sound};
use access::Role;
use calendar::Instant;
use portal::agent::{
    ActState, AgentRefused, Agents, AskedOf, Detail, EventKind, OpenThing, Queue, Reason, Run,
    Steer, Understood, Wanted,
};
use portal::my::Visitor;
use procedures::{CaseKind, Outcome};
use std::sync::{Arc, Mutex};
use store::{Contact, Ways};
use timeline::{Alarm, Fact};
use units::{AccountId, Dso, Energy, Language, MicroEuro, ObisCode};

const ATTEMPT: &str = "0123456789abcdef0123456789abcdef";
const OTHER: &str = "fedcba9876543210fedcba9876543210";

struct Office {
    desks: Desks,
    now: Arc<Mutex<Instant>>,
    url: String,
    agent: Visitor,
    colleague: Visitor,
    caller: Visitor,
    operator: Visitor,
    second: Visitor,
    _folder: tempfile::TempDir,
}

fn eur(text: &str) -> MicroEuro {
    text.parse().unwrap()
}

/// A home that is exhausted since the night of 2 November, on Wednesday the 4th at ten to eight.
fn office() -> Office {
    office_with(&[])
}

/// The same under other parameters.
fn office_with(parameters: &[(&str, &str)]) -> Office {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("office.db").display());
    let mut engine = empty_with(&url, parameters);
    let account = move_in(&mut engine, ean());
    for (day, kwh) in [
        ("2026-10-30", 20),
        ("2026-10-31", 40),
        ("2026-11-01", 60),
        ("2026-11-02", 80),
        ("2026-11-03", 100),
    ] {
        night(&mut engine, &account, day, kwh);
    }
    let start = instant("2026-11-04T07:50:00+01:00");
    let mut contact = Contact::empty(account.id, Language::Nl, start);
    contact.name = "Élise D’Hoop".to_owned();
    contact.phone = Some("0475 12 34 56".parse().unwrap());
    contact.postcode = "5000".to_owned();
    contact.town = "Namur".to_owned();
    engine.store.set_contact(&contact).unwrap();
    let mut person = |role: Role, name: &str| {
        let mut ways = Ways::empty(Language::En, start);
        name.clone_into(&mut ways.name);
        let person = engine.store.add_person(Dso::Ores, role.code(), None, &ways).unwrap().id;
        Visitor { person, role, name: name.to_owned(), language: Language::En, session: 1 }
    };
    let agent = person(Role::AgentL2, "an");
    let colleague = person(Role::AgentL2, "bo");
    let caller = person(Role::AgentL1, "cy");
    let operator = person(Role::Operator, "di");
    let second = person(Role::Operator, "ed");
    let now = Arc::new(Mutex::new(start));
    let told = Arc::clone(&now);
    let desks = Desks::new(engine, Arc::new(move || *told.lock().unwrap()));
    Office { desks, now, url, agent, colleague, caller, operator, second, _folder: folder }
}

impl Office {
    fn engine(&self) -> Engine {
        Engine::open(&self.url).unwrap()
    }

    fn at(&self, text: &str) {
        *self.now.lock().unwrap() = instant(text);
    }

    fn balance(&self) -> MicroEuro {
        let mut engine = self.engine();
        let account = engine.account_of(ean()).unwrap();
        let far = Instant(i64::MAX / 2);
        engine.rebuild(std::slice::from_ref(&account), far).unwrap()[0].timeline.account.balance()
    }

    fn found(&self, visitor: &Visitor, asked: &str) -> (Understood, usize) {
        let found = self.desks.search(visitor, asked).unwrap();
        assert!(found.hits.iter().all(|hit| hit.who.as_ref().is_none_or(|who| who.ean == ean())));
        (found.understood, found.hits.len())
    }

    fn found_by_anybody(&self, asked: &str) -> usize {
        self.desks.search(&self.agent, asked).unwrap().hits.len()
    }

    fn looks(&self) -> usize {
        let mut engine = self.engine();
        let account = engine.account_of(ean()).unwrap().id;
        engine.store.person_looks(account, 1_000).unwrap().len()
    }
}

fn adjust(amount: &str) -> Wanted {
    Wanted::Adjust {
        amount: eur(amount),
        reason: Reason::Waived,
        evidence: "scan-1".to_owned(),
        note: "a mistake of ours".to_owned(),
        text: "We have put this right.".to_owned(),
    }
}

#[test]
fn f_40_whatever_a_caller_reads_out_leads_to_the_account_and_each_look_is_kept() {
    let office = office();
    let agent = &office.agent;
    let reference = format!("{:013}", ean().reference().as_u64());
    let spaced = format!("{} {}.{}", &reference[..3], &reference[3..8], &reference[8..]);
    assert_eq!(office.found(agent, &reference), (Understood::Reference, 1));
    assert_eq!(office.found(agent, &spaced), (Understood::Reference, 1));
    assert_eq!(office.found(agent, &ean().to_string()), (Understood::Ean, 1));
    for spelled in ["0475/12.34.56", "+32 (0)475 12 34 56", "0032475123456"] {
        assert_eq!(office.found(agent, spelled), (Understood::Phone, 1), "{spelled}");
    }
    assert_eq!(office.found(agent, "hoop 5000"), (Understood::Name, 1));
    assert_eq!(office.found(agent, "5000 elise"), (Understood::Name, 1));
    assert_eq!(office.looks(), 8, "one for each time");
    assert_eq!(office.found(agent, "hoop"), (Understood::NoPostcode, 0));
    assert_eq!(office.found(agent, "hoop 4000"), (Understood::Name, 0));
    let last = if reference.ends_with('1') { "2" } else { "1" };
    let wrong = format!("{}{last}", &reference[..12]);
    assert_eq!(office.found(agent, &wrong).1, 0);
    assert_eq!(office.looks(), 8);
}

#[test]
fn a_01_opened_recently_is_what_was_opened_and_not_what_a_list_or_a_search_named() {
    let office = office();
    let recent = |who: &Visitor| -> Vec<AccountId> {
        office.desks.recent(who).unwrap().into_iter().map(|one| one.account).collect()
    };
    let mut engine = office.engine();
    let other = move_in(&mut engine, "541449000000000003".parse().unwrap()).id;
    for name in [ean().to_string(), "541449000000000003".to_owned()] {
        assert_eq!(office.found_by_anybody(&name), 1);
    }
    office.desks.queue(&office.agent, Queue::Held).unwrap();
    assert_eq!(recent(&office.agent), [], "nothing was opened");
    office.desks.case(&office.agent, account_id()).unwrap().unwrap();
    assert_eq!(recent(&office.agent), [account_id()]);
    office.at("2026-11-04T08:00:00+01:00");
    office.desks.case(&office.agent, other).unwrap().unwrap();
    office.at("2026-11-04T08:10:00+01:00");
    assert_eq!(office.found_by_anybody(&ean().to_string()), 1);
    assert_eq!(recent(&office.agent), [other, account_id()], "in the order in which they were");
    assert_eq!(recent(&office.colleague), [], "another's");
}

#[test]
fn pd_04_an_operator_finds_no_names_and_sees_no_household() {
    let office = office();
    let operator = &office.operator;
    assert_eq!(office.found(operator, "hoop 5000"), (Understood::Masked, 0));
    assert_eq!(office.found(operator, "0475 12 34 56"), (Understood::Masked, 0));
    let found = office.desks.search(operator, &ean().to_string()).unwrap();
    assert_eq!(found.hits.len(), 1);
    assert!(found.hits[0].who.is_none());
    let board = office.desks.board(operator, Dso::Ores, Energy::Electricity).unwrap();
    let run = board.run.unwrap();
    assert_eq!(run.samples.len(), 1);
    assert_eq!((run.samples[0].who, run.samples[0].tail.len()), (None, 4));
}

#[test]
fn tp_25_a_small_correction_is_done_once_however_often_the_page_is_sent() {
    let office = office();
    let before = office.balance();
    let effect = office.desks.preview(&office.agent, account_id(), &adjust("5")).unwrap().unwrap();
    assert_eq!(effect.balance, (before, before.checked_add(eur("5")).unwrap()));
    assert!(!effect.second);
    let ask = |attempt: &str, amount: &str| {
        office.desks.ask(&office.agent, account_id(), &adjust(amount), attempt).unwrap()
    };
    let first = ask(ATTEMPT, "5").unwrap();
    assert_eq!(ask(ATTEMPT, "5").unwrap(), first, "a double click");
    assert!(matches!(ask(ATTEMPT, "6"), Err(AgentRefused::Rule(_))), "another thing, one page");
    assert_eq!(office.balance(), effect.balance.1);
    assert_ne!(ask(OTHER, "5").unwrap(), first);
    assert_eq!(office.balance(), effect.balance.1.checked_add(eur("5")).unwrap());
    let act = office.desks.act(&office.agent, first).unwrap().unwrap();
    assert!(matches!(act.state, ActState::Done { by: None, .. }));
    let case = office.desks.case(&office.agent, account_id()).unwrap().unwrap();
    let told: Vec<&str> = case.events.iter().map(|event| event.what.as_str()).collect();
    assert!(told.contains(&"adjustment") && told.contains(&"act.adjust"), "{told:?}");
    let text = case.events.iter().find(|event| event.what == "adjustment").unwrap();
    let Detail::Adjusted { amount, text } = &text.detail else { panic!("{text:?}") };
    assert_eq!((*amount, text.as_str()), (eur("5"), "We have put this right."));
    sound(&mut office.engine());
}

#[test]
fn tp_25_above_the_cap_and_for_a_caller_another_person_decides() {
    let office = office();
    let before = office.balance();
    let large =
        office.desks.ask(&office.agent, account_id(), &adjust("60"), ATTEMPT).unwrap().unwrap();
    let small =
        office.desks.ask(&office.caller, account_id(), &adjust("5"), OTHER).unwrap().unwrap();
    assert_eq!(office.balance(), before, "both wait");
    let decide =
        |who: &Visitor, id: i64, yes: bool| office.desks.decide(who, id, yes, "not now").unwrap();
    assert_eq!(decide(&office.agent, large, true), Err(AgentRefused::SamePerson));
    assert_eq!(decide(&office.caller, large, true), Err(AgentRefused::SamePerson), "no right");
    let case = office.desks.case(&office.agent, account_id()).unwrap().unwrap();
    let waits = case.open.iter().filter(|one| matches!(one, OpenThing::Act(..))).count();
    assert_eq!(waits, 2);
    assert_eq!(office.desks.waiting(&office.colleague).unwrap().len(), 2);
    assert_eq!(decide(&office.colleague, large, true), Ok(()));
    assert_eq!(decide(&office.colleague, large, true), Ok(()), "sent twice");
    assert_eq!(decide(&office.agent, large, false), Err(AgentRefused::Decided));
    assert_eq!(office.balance(), before.checked_add(eur("60")).unwrap());
    assert_eq!(decide(&office.agent, small, false), Ok(()));
    assert_eq!(office.balance(), before.checked_add(eur("60")).unwrap(), "turned down");
    let act = office.desks.act(&office.caller, small).unwrap().unwrap();
    assert!(matches!(act.state, ActState::TurnedDown { .. }) && !act.decides);
    assert_eq!(office.desks.waiting(&office.agent).unwrap().len(), 0);
    sound(&mut office.engine());
}

#[test]
fn tp_05_the_same_page_sent_by_many_at_once_is_one_posting() {
    let office = office();
    let before = office.balance();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                let wanted = adjust("5");
                office.desks.ask(&office.agent, account_id(), &wanted, ATTEMPT).unwrap().unwrap();
            });
        }
    });
    assert_eq!(office.balance(), before.checked_add(eur("5")).unwrap());
}

#[test]
fn cg_09_a_hold_is_one_persons_doing_and_its_end_two_peoples() {
    let office = office();
    let name = "medical".to_owned();
    let note = "an oxygen device".to_owned();
    let hold = Wanted::Hold { name: name.clone(), until: None, note: note.clone() };
    office.desks.ask(&office.caller, account_id(), &hold, ATTEMPT).unwrap().unwrap();
    let run = || {
        let board = office.desks.board(&office.operator, Dso::Ores, Energy::Electricity).unwrap();
        board.run.unwrap()
    };
    assert!(run().excluded.iter().any(|(guard, count)| guard == "CG-09" && *count == 1));
    let unhold = Wanted::Unhold { name, note };
    let id = office.desks.ask(&office.agent, account_id(), &unhold, OTHER).unwrap().unwrap();
    let case = office.desks.case(&office.agent, account_id()).unwrap().unwrap();
    assert_eq!(case.holds.len(), 1, "it holds until somebody else has decided");
    office.desks.decide(&office.colleague, id, true, "").unwrap().unwrap();
    let case = office.desks.case(&office.agent, account_id()).unwrap().unwrap();
    assert_eq!(case.holds, []);
    assert!(run().excluded.iter().all(|(guard, _)| guard != "CG-09"));
    sound(&mut office.engine());
}

#[test]
fn cg_14_anybody_stops_and_two_operators_release() {
    let office = office();
    let day = "2026-11-03".parse().unwrap();
    let run = Run { dso: Dso::Ores, energy: Energy::Electricity, day };
    let steer = |who: &Visitor, step: &Steer| office.desks.steer(who, run, step).unwrap();
    let stops =
        || office.desks.board(&office.operator, Dso::Ores, Energy::Electricity).unwrap().stops;
    assert_eq!(stops(), []);
    assert_eq!(steer(&office.caller, &Steer::Stop), Ok(()));
    assert_eq!(steer(&office.caller, &Steer::Stop), Ok(()), "pressed twice");
    let id = stops()[0].id.clone();
    assert_eq!(stops().len(), 1);
    let release = Steer::ReleaseStop { id };
    assert_eq!(steer(&office.operator, &release), Ok(()));
    assert_eq!(steer(&office.operator, &release), Ok(()), "pressed twice");
    assert_eq!(stops().len(), 1, "one person is not enough");
    assert!(stops()[0].by_visitor);
    assert_eq!(steer(&office.second, &release), Ok(()));
    assert_eq!(stops(), []);
}

#[test]
fn cg_16_a_run_leaves_after_two_different_people_and_a_pause_holds_it() {
    let office = office();
    let day = "2026-11-03".parse().unwrap();
    let run = Run { dso: Dso::Ores, energy: Energy::Electricity, day };
    let steer = |who: &Visitor, step: &Steer| office.desks.steer(who, run, step).unwrap();
    let shown = || {
        let board = office.desks.board(&office.operator, Dso::Ores, Energy::Electricity).unwrap();
        board.run.unwrap()
    };
    assert_eq!((shown().day, shown().candidates, shown().looked_at), (day, 1, 1));
    let approve = Steer::Approve { dry_run_seen: true, sample_checked: true };
    assert_eq!(steer(&office.operator, &approve), Ok(()));
    assert_eq!(steer(&office.operator, &approve), Ok(()), "pressed twice");
    assert_eq!(shown().approved_by.len(), 1);
    assert!(shown().by_visitor);
    assert_eq!(steer(&office.second, &approve), Ok(()));
    assert_eq!(shown().approved_by.len(), 2);
    let pause = Steer::Pause { why: "a doubt".to_owned() };
    assert_eq!(steer(&office.second, &pause), Ok(()));
    assert!(shown().paused);
    let far = Run { day: "2027-01-01".parse().unwrap(), ..run };
    let refused = office.desks.steer(&office.operator, far, &approve).unwrap();
    assert_eq!(refused, Err(AgentRefused::NoCandidates), "a night that counted nothing");
}

#[test]
fn f_42_who_paid_and_is_not_reached_stands_in_the_queue_and_the_case_tells_the_order() {
    let office = office();
    office.at("2026-11-04T09:00:00+01:00");
    let mut engine = office.engine();
    let account = engine.account_of(ean()).unwrap();
    engine.advance_due(Dso::Ores, instant("2026-11-04T09:00:00+01:00")).unwrap();
    office.at("2026-11-05T10:00:00+01:00");
    let off = office.desks.queue(&office.agent, Queue::Off).unwrap();
    assert_eq!(off.len(), 1, "off since yesterday morning");
    assert_eq!(off[0].deadline, instant("2026-11-06T00:00:00+01:00"), "the same day");
    let top_up =
        timeline::Fact::TopUp { eur: eur("40"), channel: "terminal".into(), id: "T-1".into() };
    let paid = instant("2026-11-05T10:00:00+01:00");
    engine.record(&account, &top_up, paid).unwrap();
    let queue = office.desks.queue(&office.agent, Queue::Unreached).unwrap();
    assert_eq!(queue.len(), 1);
    assert_eq!(queue[0].ean, Some(ean()));
    let case = office.desks.case(&office.agent, account_id()).unwrap().unwrap();
    assert!(
        case.events
            .iter()
            .any(|event| { event.kind == EventKind::Meter && event.what == "command.connect" })
    );
    let cut = case.events.iter().find(|event| event.what == "order_disconnect").unwrap();
    assert!(matches!(cut.detail, Detail::Proof { dso: Dso::Ores, .. }), "its proof is named");
    let counts = office.desks.queues(&office.agent).unwrap();
    assert_eq!(counts.len(), Queue::ALL.len());
}

#[test]
fn cg_12_an_alarm_of_a_meter_waits_until_a_person_or_a_reading_ends_it() {
    let office = office();
    let mut engine = office.engine();
    let account = engine.account_of(ean()).unwrap();
    let at = instant("2026-11-04T07:00:00+01:00");
    let meter = store::Meter {
        serial: "A1".to_owned(),
        placed_at: instant("2026-10-30T00:00:00+01:00"),
        removed_at: None,
        dso: Dso::Ores,
        ean: ean(),
        energy: Energy::Electricity,
        profile: "be-single-phase".to_owned(),
        place: "127.0.0.1:4059".to_owned(),
        hdlc_physical: None,
        server: None,
        cell: "cell".to_owned(),
        title: None,
        read_midnight: None,
        behind: None,
    };
    engine.store.place_meters(&[meter], false).unwrap();
    let waiting = || -> Vec<(String, Instant)> {
        let lines = office.desks.queue(&office.agent, Queue::MeterAlarms).unwrap();
        assert!(lines.iter().all(|line| line.ean == Some(ean())));
        lines.into_iter().map(|line| (line.what, line.deadline)).collect()
    };
    assert_eq!(waiting(), []);
    let mut alarm = |alarm: Alarm, day: &str, at: Instant| {
        let (day, meter) = (day.parse().unwrap(), "A1".to_owned());
        let fact = Fact::MeterAlarm { alarm, day, meter, detail: "another one".to_owned() };
        engine.record(&account, &fact, at).unwrap();
    };
    alarm(Alarm::Swapped, "2026-11-02", at);
    alarm(Alarm::WrongKey, "2026-11-02", at.plus_s(1));
    alarm(Alarm::Swapped, "2026-11-03", at.plus_h(2));
    // Two nights on which another one hung there are one thing to do, since the first.
    let due = |what: &str, since: Instant| (what.to_owned(), since.plus_h(24));
    let first = due("meter_swapped", at);
    assert_eq!(waiting(), [first.clone(), due("meter_wrong_key", at.plus_s(1))]);
    let case = office.desks.case(&office.agent, account_id()).unwrap().unwrap();
    let told = case.events.iter().find(|event| event.what == "meter_swapped").unwrap();
    let seen = Detail::AtMeter { meter: "A1".to_owned(), day: "2026-11-03".parse().unwrap() };
    assert_eq!((told.kind, &told.detail), (EventKind::Meter, &seen), "no words of the trade");
    assert_eq!(case.holds[0].name, "binding");
    // A good reading ends what the keys did not fit; not what puts the point in doubt.
    let mut engine = office.engine();
    let mut poll = |outcome: &str, at: Instant| {
        let (meter, detail) = ("A1".to_owned(), String::new());
        let (day, dso, done) = ("2026-11-03".parse().unwrap(), Dso::Ores, outcome == "read");
        let outcome = outcome.to_owned();
        let (read_midnight, title) = (None, None);
        let poll =
            store::Polled { day, dso, meter, done, outcome, detail, at, read_midnight, title };
        engine.store.keep_polls(&[poll]).unwrap();
    };
    poll("silent", at.plus_h(2));
    assert_eq!(waiting().len(), 2);
    poll("read", at.plus_h(3));
    assert_eq!(waiting(), [first]);
    let lifted = Fact::Unflag { name: "binding".to_owned() };
    office.engine().record(&account, &lifted, at.plus_h(4)).unwrap();
    assert_eq!(waiting(), []);
}

#[test]
fn mt_13_a_card_of_another_home_stands_on_the_timeline_of_its_point() {
    let office = office();
    let at = instant("2026-11-04T09:00:00+01:00");
    office.at("2026-11-04T09:00:00+01:00");
    let [meter, expected] = ["000000078", "000000077"].map(str::to_owned);
    let card = store::RefusedCard { ean: ean(), at, meter, expected };
    office.engine().store.refuse_card(&card).unwrap();
    let case = office.desks.case(&office.agent, account_id()).unwrap().unwrap();
    let event = case.events.iter().find(|event| event.what == "card_of_another_home").unwrap();
    assert_eq!((event.at, event.kind), (at, EventKind::Meter));
    let [meter, expected] = ["000000078", "000000077"].map(str::to_owned);
    assert_eq!(event.detail, Detail::OtherCard { meter, expected });
}

#[test]
fn mt_06_without_a_meter_no_order_is_taken_and_no_ean_is_made_up() {
    let office = office();
    let note = "the customer asks".to_owned();
    let read = Wanted::Read { note };
    let refused = office.desks.ask(&office.caller, account_id(), &read, ATTEMPT).unwrap();
    assert_eq!(refused, Err(AgentRefused::NoMeter));
    let other = AccountId::new(Dso::Ores, 99).unwrap();
    let refused = office.desks.ask(&office.caller, other, &read, ATTEMPT).unwrap();
    assert_eq!(refused, Err(AgentRefused::NoAccount));
    let grace = Wanted::Grace {
        amount: eur("10"),
        last: "2026-11-06".parse().unwrap(),
        note: "until Friday".to_owned(),
    };
    let refused = office.desks.ask(&office.agent, account_id(), &grace, OTHER).unwrap();
    assert_eq!(refused, Err(AgentRefused::NoGrace), "off by default");
}

#[test]
fn pd_06_who_lived_at_a_point_before_has_a_page_of_their_own() {
    use portal::agent::{VisitDesk, VisitFor};
    let office = office();
    let mut engine = office.engine();
    let before = engine.account_of(ean()).unwrap();
    let gone = Fact::MoveOut {
        registers: Some(
            [
                (ObisCode::IMPORT_PEAK, "100".to_owned()),
                (ObisCode::IMPORT_OFF_PEAK, "0".to_owned()),
            ]
            .into(),
        ),
    };
    engine.record(&before, &gone, instant("2026-11-04T07:00:00+01:00")).unwrap();
    night(&mut engine, &before, "2026-11-04", 100);
    let next = move_in_at(&mut engine, ean(), "2026-11-05T00:00:00+01:00");
    office.at("2026-11-05T10:00:00+01:00");
    let case = |id| office.desks.case(&office.agent, id).unwrap().unwrap();
    let (old, new) = (case(before.id), case(next.id));
    assert_eq!((old.account, old.closed, old.name.as_str()), (before.id, true, "Élise D’Hoop"));
    assert_eq!((new.account, new.closed, new.name.as_str()), (next.id, false, ""));
    assert_eq!(old.ean, new.ean);
    let refused = office.desks.preview(&office.agent, before.id, &adjust("5")).unwrap();
    assert_eq!(refused, Err(AgentRefused::Closed));
    let place = |id| office.desks.visit_place(&office.agent, VisitFor::Account(id)).unwrap();
    assert_eq!(place(before.id), None, "nobody goes there for who has left");
    assert_eq!(place(next.id).map(|place| place.account), Some(Some(next.id)));
}

/// The household asks something, and the number of its case.
fn asks(office: &Office, kind: CaseKind) -> i64 {
    let mut engine = office.engine();
    let account = engine.account_of(ean()).unwrap();
    let (language, name) = (Language::Nl, String::new());
    let phone = Some("0475 12 34 56".parse().unwrap());
    let asker = crate::cases::Asker { language, name, phone, reference: None, party: None };
    let at = *office.now.lock().unwrap();
    let place = (account.dso, Some(&account));
    let words = (kind, "I paid on Friday");
    crate::cases::ask(&mut engine, place, &asker, words, at).unwrap().unwrap().kept.id
}

fn reply(case: i64, outcome: Outcome) -> Wanted {
    Wanted::Answer {
        case,
        outcome,
        words: "Your transfer came on Monday.".to_owned(),
        code: None,
        note: "seen at the bank".to_owned(),
    }
}

#[test]
fn pr_22_cg_09_an_answer_that_lifts_a_bar_on_cuts_is_given_by_two() {
    let office = office();
    let case = asks(&office, CaseKind::WrongBalance);
    let wanted = reply(case, Outcome::Explained);
    let effect = office.desks.preview(&office.agent, account_id(), &wanted).unwrap().unwrap();
    assert!(effect.second && effect.lifts);
    assert_eq!(effect.balance.0, effect.balance.1, "an answer moves no money");
    let holds = || {
        let case = office.desks.case(&office.agent, account_id()).unwrap().unwrap();
        case.holds.iter().any(|hold| hold.name == "complaint")
    };
    let act = office.desks.ask(&office.agent, account_id(), &wanted, ATTEMPT).unwrap().unwrap();
    assert!(holds(), "one person takes nothing away");
    let seen = office.desks.question(&office.colleague, case).unwrap().unwrap();
    assert_eq!((seen.waiting, seen.answer), (Some(act), None));
    assert_eq!(seen.account, Some(account_id()));
    assert_eq!(office.desks.decide(&office.colleague, act, true, "").unwrap(), Ok(()));
    assert!(!holds());
    let seen = office.desks.question(&office.agent, case).unwrap().unwrap();
    let answer = seen.answer.unwrap();
    assert_eq!(answer.outcome, Outcome::Explained);
    assert_eq!(answer.by, format!("an #{}", office.agent.person), "whose words they are");
    let refused = office.desks.preview(&office.agent, account_id(), &wanted).unwrap();
    assert_eq!(refused, Err(AgentRefused::NoQuestion), "once");
    let told = office.desks.case(&office.agent, account_id()).unwrap().unwrap();
    let names: Vec<&str> = told.events.iter().map(|event| event.what.as_str()).collect();
    assert!(names.contains(&"wrong_balance") && names.contains(&"case_answered"), "{names:?}");
    sound(&mut office.engine());
}

#[test]
fn pr_22_what_bars_nothing_is_answered_by_one_and_has_to_fit() {
    let office = office();
    let case = asks(&office, CaseKind::Complaint);
    let unfit =
        office.desks.preview(&office.agent, account_id(), &reply(case, Outcome::NotReached));
    assert!(matches!(unfit.unwrap(), Err(AgentRefused::Rule(_))));
    let other = office.desks.preview(&office.agent, account_id(), &reply(case + 1, Outcome::Done));
    assert_eq!(other.unwrap(), Err(AgentRefused::NoQuestion));
    let wanted = reply(case, Outcome::Done);
    let act = office.desks.ask(&office.caller, account_id(), &wanted, ATTEMPT).unwrap().unwrap();
    let act = office.desks.act(&office.agent, act).unwrap().unwrap();
    assert!(matches!(act.state, ActState::Done { .. }), "{:?}", act.state);
    // Words for a household never take the short way of a call.
    let second = asks(&office, CaseKind::Complaint);
    let short = office.desks.note_outcome(&office.agent, second, Outcome::Done, "done");
    assert_eq!(short.unwrap(), Err(AgentRefused::NoQuestion));
}

#[test]
fn pr_22_a_call_in_vain_leaves_the_queue_and_comes_back() {
    let office = office();
    let call = asks(&office, CaseKind::CallBack);
    asks(&office, CaseKind::ChangePlan);
    let lines = |queue: Queue| -> Vec<Option<i64>> {
        let lines = office.desks.queue(&office.caller, queue).unwrap();
        lines.into_iter().map(|line| line.question).collect()
    };
    assert_eq!(lines(Queue::CallBacks), [Some(call)]);
    assert_eq!(lines(Queue::Questions).len(), 1);
    office.at("2026-11-04T10:00:00+01:00");
    let note = |outcome| office.desks.note_outcome(&office.caller, call, outcome, "").unwrap();
    assert!(matches!(note(Outcome::Explained), Err(AgentRefused::Rule(_))));
    assert_eq!(note(Outcome::NotReached), Ok(()));
    assert_eq!(lines(Queue::CallBacks), []);
    office.at("2026-11-04T12:59:00+01:00");
    assert_eq!(lines(Queue::CallBacks), []);
    office.at("2026-11-04T13:00:00+01:00");
    assert_eq!(lines(Queue::CallBacks), [Some(call)]);
    let seen = office.desks.question(&office.caller, call).unwrap().unwrap();
    assert_eq!((seen.tries.len(), seen.again_from, seen.answer), (1, None, None));
    assert_eq!(note(Outcome::Done), Ok(()));
    assert_eq!(lines(Queue::CallBacks), []);
    assert_eq!(note(Outcome::Done), Err(AgentRefused::NoQuestion));
}

mod contact;
mod cuts;
mod day;
mod evidence;
mod life;
mod messages;
mod money;
mod notes;
mod partners;
mod plans;
mod queues;
mod relief;
mod visits;
mod waves;
