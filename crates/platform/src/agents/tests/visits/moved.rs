//! What was of a household that has left is theirs still: it is noted to them, shown as theirs, and nothing of it
//! reaches whoever lives there next.

use super::*;
use crate::grid::complaint;
use portal::agent::QueueLine;
use procedures::CLOSING;

const NEXT: &str = "Nadia Next";

/// Who lived there has left on the 4th; it is the 5th, ten o’clock.
fn left(office: &Office) -> store::Account {
    let mut engine = office.engine();
    let before = engine.account_of(super::ean()).unwrap();
    let gone = Fact::MoveOut { registers: None };
    engine.record(&before, &gone, instant("2026-11-04T09:00:00+01:00")).unwrap();
    night(&mut engine, &before, "2026-11-04", 100);
    office.at("2026-11-05T10:00:00+01:00");
    let before = engine.store.account(before.id).unwrap().unwrap();
    assert!(before.closed_at.is_some());
    before
}

/// The same, and somebody else lives there now.
fn moved(office: &Office) -> (store::Account, store::Account) {
    let before = left(office);
    let mut engine = office.engine();
    let after = move_in_at(&mut engine, super::ean(), "2026-11-05T09:00:00+01:00");
    let mut contact = Contact::empty(after.id, Language::Fr, after.opened_at);
    contact.name = NEXT.to_owned();
    contact.phone = Some("0475 99 88 77".parse().unwrap());
    engine.store.set_contact(&contact).unwrap();
    (before, after)
}

impl Office {
    fn reasons(&self, account: &store::Account) -> Vec<String> {
        let looks = self.engine().store.person_looks(account.id, 100).unwrap();
        looks.into_iter().map(|look| look.reason).collect()
    }

    /// What a supplier asks about whoever lives in the one home.
    fn default_of_home(&self, lives: &str) -> i64 {
        let mut engine = self.engine();
        let now = *self.now.lock().unwrap();
        let rules = crate::suppliers::request_rules(&mut engine, Dso::Ores, now).unwrap();
        let notified = "2026-10-01".parse().unwrap();
        let ground = Ground::Default { notified, owed: eur("150"), both_energies: false };
        let mut request = Request::open(ground, vec!["RR".to_owned()], "cy", now, &rules).unwrap();
        let home = Home {
            name: lives.to_owned(),
            street: "Quai 3".to_owned(),
            postcode: "5000".to_owned(),
            town: "Namur".to_owned(),
            language: Language::De,
            phone: None,
            energy: Energy::Electricity,
        };
        request.learn_home(home).unwrap();
        request.take_entered(Step::LetterSent, &Entered::now("an", now), &rules).unwrap();
        engine
            .locked(Dso::Ores, |engine| {
                Ok(engine.store.add_supplier_case(&NewSupplierCase {
                    dso: Dso::Ores,
                    supplier: "A",
                    kind: SupplierCaseKind::Request,
                    ean: Some(super::super::ean()),
                    page: lives,
                    due: request.due,
                    body: &serde_json::to_string(&request)?,
                })?)
            })
            .unwrap()
    }

    fn tells_voltage(&self, account: &store::Account, effect: &str) -> bool {
        let form = gridquality::Form {
            point: account.ean.to_string(),
            times: "noon".to_owned(),
            effect: effect.to_owned(),
            installation: None,
        };
        let now = *self.now.lock().unwrap();
        complaint::told(&mut self.engine(), account, form, ("home", now)).unwrap().is_some()
    }
}

#[test]
fn pd_05_a_look_at_what_was_of_who_has_left_is_noted_to_them() {
    let office = with_house();
    let request = office.default_of_home("An Avant");
    let asked = wish(VisitReason::Fault, "2026-11-04", Slot::Afternoon);
    let number = office.plans(home(), &asked, ATTEMPT).unwrap();
    office.desks.add_photo(&office.agent, number, &[0xff, 0xd8, 0xff, 1]).unwrap().unwrap();
    let (before, after) = moved(&office);
    let known = office.reasons(&before).len();
    let view = office.seen(number);
    office.desks.photo(&office.agent, number, 1).unwrap().unwrap();
    office.desks.life(&office.agent, request).unwrap().unwrap();
    office.desks.lives(&office.agent).unwrap();
    office.desks.refusal_letter(&office.agent, request).unwrap();
    let mut told = office.reasons(&before);
    told.truncate(told.len() - known);
    told.sort();
    assert_eq!(told, ["letter", "photo", "request", "requests", "visit"]);
    assert_eq!(office.reasons(&after), [""; 0], "nobody has looked at what is theirs");
    assert_eq!(view.place.name, "Élise D’Hoop");
    assert_eq!(view.place.account, None, "nobody goes there for who has left");
}

#[test]
fn pd_07_what_was_of_who_has_left_does_not_stand_under_who_lives_there_now() {
    let office = with_house();
    let request = office.default_of_home("An Avant");
    let asked = wish(VisitReason::Fault, "2026-11-10", Slot::Morning);
    let old = office.plans(home(), &asked, ATTEMPT).unwrap();
    let mut engine = office.engine();
    let first = engine.account_of(super::ean()).unwrap();
    assert!(office.tells_voltage(&first, "the lamp of those before"));
    let [meter, expected] = ["000000078", "000000077"].map(str::to_owned);
    let at = *office.now.lock().unwrap();
    engine.store.refuse_card(&store::RefusedCard { ean: ean(), at, meter, expected }).unwrap();
    let (before, after) = moved(&office);
    // The list of visits, and the page of one.
    let lines = office.desks.visits(&office.agent, None, None).unwrap().lines;
    assert_eq!(lines.iter().map(|line| line.name.as_str()).collect::<Vec<_>>(), ["Élise D’Hoop"]);
    // The queue of requests, and the page of one.
    let queue: Vec<QueueLine> = office.desks.queue(&office.agent, Queue::Requests).unwrap();
    assert_eq!((queue[0].account, queue[0].name.as_str()), (Some(before.id), "Élise D’Hoop"));
    let view = office.desks.life(&office.agent, request).unwrap().unwrap();
    assert_eq!((view.account, view.point_open), (Some((before.id, false)), true));
    // Nobody is sent there for it, and no visit to the new household serves it.
    let place = |whom| office.desks.visit_place(&office.agent, whom).unwrap();
    assert_eq!(place(VisitFor::Request(request)), None);
    assert_eq!(place(VisitFor::Account(before.id)), None);
    let own = VisitFor::Account(after.id);
    let new = wish(VisitReason::NewMeter, "2026-11-12", Slot::Morning);
    let number = office.plans(own, &new, OTHER).unwrap();
    assert_eq!(office.seen(number).visit.request, None);
    assert_eq!(office.seen(number).place.name, NEXT);
    assert_eq!(office.seen(number).others, [], "those before had one");
    // The same reason as theirs is another visit.
    office.plans(own, &wish(VisitReason::Fault, "2026-11-13", Slot::Morning), THIRD).unwrap();
    // What is told of a step: to nobody.
    let gone = VisitStep::Moved {
        day: "2026-11-16".parse().unwrap(),
        slot: Slot::Morning,
        why: "they work".to_owned(),
    };
    let effect = office.desks.step_effect(&office.agent, old, &gone).unwrap().unwrap();
    assert_eq!(effect.told, []);
    // The stories of both.
    assert!(office.tells_voltage(&after, "their own lamp"), "GQ-01: those before had one open");
    assert!(!office.tells_voltage(&after, "again"), "theirs is open");
    let case = |id| office.desks.case(&office.agent, id).unwrap().unwrap();
    let effects =
        |id| -> Vec<String> { case(id).voltage.into_iter().map(|one| one.effect).collect() };
    assert_eq!(effects(before.id), ["the lamp of those before"]);
    assert_eq!(effects(after.id), ["their own lamp"]);
    let count = |id, what: &str| case(id).events.iter().filter(|one| one.what == what).count();
    assert_eq!((count(before.id, "visit_made"), count(after.id, "visit_made")), (1, 2));
    let cards = "card_of_another_home";
    assert_eq!((count(before.id, cards), count(after.id, cards)), (1, 0));
}

#[test]
fn pd_07_a_visit_to_who_has_left_is_called_off_and_no_letter_tells_others_of_it() {
    let office = with_house();
    let asked = wish(VisitReason::Silent, "2026-11-12", Slot::Morning);
    let number = office.plans(home(), &asked, ATTEMPT).unwrap();
    let before = left(&office);
    // A supplier asks about whoever comes next: they have no account yet, and no appointment either.
    let request = office.default_of_home(NEXT);
    let (mut engine, now) = (office.engine(), *office.now.lock().unwrap());
    let letter = |engine: &mut Engine, id| crate::visits::letters::letter(engine, id, now).unwrap();
    assert!(letter(&mut engine, number).is_none());
    let due = |engine: &mut Engine| -> Vec<i64> {
        let due = crate::visits::letters::due(engine, Dso::Ores, 10, now).unwrap();
        due.into_iter().map(|kept| kept.id).collect()
    };
    assert_eq!(due(&mut engine), [0; 0]);
    // A reading for the next household is theirs, though no step of the request.
    let reading = wish(VisitReason::Reading, "2026-11-13", Slot::Morning);
    let own = office.plans(VisitFor::Request(request), &reading, OTHER).unwrap();
    assert!(letter(&mut engine, own).is_some());
    assert_eq!(due(&mut engine), [own]);
    assert_eq!(crate::visits::call_off_left(&mut engine, Dso::Ores, now).unwrap(), 1);
    assert_eq!(crate::visits::call_off_left(&mut engine, Dso::Ores, now).unwrap(), 0, "once");
    let view = office.seen(number).visit;
    assert_eq!((view.state, view.steps[0].by.as_str()), (VisitState::Cancelled, CLOSING));
    assert_eq!(view.steps[0].step.words(), before.id.to_string());
    assert_eq!(office.seen(own).visit.state, VisitState::Planned);
}

#[test]
fn a_06_a_hold_of_who_has_left_is_nobodys_task_of_today() {
    let office = with_house();
    let mut engine = office.engine();
    let account = engine.account_of(super::ean()).unwrap();
    let until = Some("2026-11-05".to_owned());
    let hold = Fact::Flag { name: "agent_hold".to_owned(), until };
    engine.record(&account, &hold, *office.now.lock().unwrap()).unwrap();
    let held = || office.desks.queue(&office.agent, Queue::Holds).unwrap().len();
    office.at("2026-11-05T09:00:00+01:00");
    assert_eq!(held(), 1);
    office.at("2026-11-04T07:50:00+01:00");
    left(&office);
    assert_eq!(held(), 0);
}

#[test]
fn pr_22_pd_07_what_was_asked_before_the_closing_is_answered_and_then_nothing_keeps_the_identity() {
    let office = with_house();
    let barred = asks(&office, CaseKind::WrongBalance);
    let asked = asks(&office, CaseKind::ChangePlan);
    let short = |case, outcome| {
        office.desks.note_outcome(&office.agent, case, outcome, "Written by post.").unwrap()
    };
    assert_eq!(short(barred, Outcome::Explained), Err(AgentRefused::NoQuestion), "they live there");
    // One answer waits for a second person when the account closes.
    let wanted = reply(barred, Outcome::Explained);
    let act = office.desks.ask(&office.agent, account_id(), &wanted, ATTEMPT).unwrap().unwrap();
    let before = left(&office);
    let far = instant("2036-01-01T00:00:00+01:00");
    let named = || office.engine().store.named_since_closed(Dso::Ores, far).unwrap();
    assert_eq!(named(), [], "they have asked something");
    assert_eq!(office.desks.decide(&office.colleague, act, true, "").unwrap(), Ok(()));
    let view = office.desks.question(&office.agent, asked).unwrap().unwrap();
    assert!(view.closed && view.write_to == ["5000 Namur"], "{view:?}");
    assert_eq!(short(asked, Outcome::Done), Ok(()));
    for case in [barred, asked] {
        let view = office.desks.question(&office.agent, case).unwrap().unwrap();
        assert!(view.answer.is_some());
    }
    assert_eq!(named(), [before.id]);
}

#[test]
fn pa_28_a_book_that_has_closed_since_it_was_read_takes_nothing_in_but_what_it_had() {
    let office = with_house();
    let mut engine = office.engine();
    let read = engine.account_of(super::ean()).unwrap();
    let paid = crate::testing::top_up("T-1");
    engine.record(&read, &paid, *office.now.lock().unwrap()).unwrap();
    left(&office);
    let mut engine = office.engine();
    let now = *office.now.lock().unwrap();
    let facts = engine.store.facts(&[read.id]).unwrap().len();
    for fact in [crate::testing::top_up("T-2"), Fact::Unflag { name: "complaint".to_owned() }] {
        let failure = engine.record(&read, &fact, now).unwrap_err();
        assert!(failure.downcast_ref::<crate::failure::Refusal>().is_some(), "{failure}");
        assert!(failure.to_string().ends_with("is closed"), "{failure}");
    }
    assert!(engine.record(&read, &paid, now).unwrap().is_empty(), "told twice, it is the same");
    assert_eq!(engine.store.facts(&[read.id]).unwrap().len(), facts);
    let wanted = Wanted::Hold { name: "medical".to_owned(), until: None, note: "x".to_owned() };
    let refused = office.desks.ask(&office.agent, read.id, &wanted, ATTEMPT).unwrap();
    assert_eq!(refused, Err(AgentRefused::Closed));
}

#[test]
fn pa_28_an_act_that_waited_while_the_account_closed_is_not_done() {
    let office = with_house();
    let mut other = office.engine();
    let (account, at) = (other.account_of(super::ean()).unwrap().id, *office.now.lock().unwrap());
    let (signal, began) = std::sync::mpsc::channel();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            let closes = |engine: &mut Engine| {
                signal.send(())?;
                std::thread::sleep(std::time::Duration::from_millis(500));
                let closing = store::Booking { closes: Some(at), ..store::Booking::of(account) };
                engine.store.book(&closing)?;
                Ok(())
            };
            other.locked(Dso::Ores, closes).unwrap();
        });
        began.recv().unwrap();
        // It is open as it is read, and closed by the time that it is this one's turn.
        let wanted = Wanted::Hold { name: "medical".to_owned(), until: None, note: "x".to_owned() };
        let asked = office.desks.ask(&office.agent, account_id(), &wanted, ATTEMPT).unwrap();
        assert_eq!(asked, Err(AgentRefused::Closed));
    });
    let facts = office.engine().store.facts(&[account]).unwrap();
    assert!(!facts.iter().any(|fact| fact.kind == "flag"));
}

#[test]
fn pd_05_the_list_of_acts_that_wait_is_a_look_at_its_households_and_of_ones_own_operator() {
    let office = with_house();
    office.desks.ask(&office.caller, account_id(), &adjust("5"), ATTEMPT).unwrap().unwrap();
    let looks = || {
        let mut engine = office.engine();
        let account = engine.account_of(super::ean()).unwrap();
        let all = engine.store.person_looks(account.id, 100).unwrap().into_iter();
        all.filter(|look| look.reason == "acts").map(|look| look.person).collect::<Vec<_>>()
    };
    assert_eq!(looks(), [0; 0]);
    assert_eq!(office.desks.waiting(&office.colleague).unwrap().len(), 1);
    assert_eq!(looks(), [office.colleague.person], "it names the household and its balance");
    let mut ways = Ways::empty(Language::En, *office.now.lock().unwrap());
    "fy".clone_into(&mut ways.name);
    let role = Role::AgentL2;
    let person = office.engine().store.add_person(Dso::Resa, role.code(), None, &ways).unwrap().id;
    let other = Visitor { person, name: "fy".to_owned(), ..office.colleague.clone() };
    assert!(office.desks.waiting(&other).unwrap().is_empty());
    assert_eq!(looks().len(), 1);
}

#[test]
fn cg_09_one_person_ends_no_bar_on_cuts_by_setting_it_anew() {
    let office = with_house();
    let mut engine = office.engine();
    let account = engine.account_of(super::ean()).unwrap();
    let medical = |until: Option<&str>| Fact::Flag {
        name: "medical".to_owned(),
        until: until.map(str::to_owned),
    };
    let hold = |until: Option<&str>| Wanted::Hold {
        name: "medical".to_owned(),
        until: until.map(|day| day.parse().unwrap()),
        note: "asked by phone".to_owned(),
    };
    let held = || {
        let case = office.desks.case(&office.agent, account_id()).unwrap().unwrap();
        case.holds.iter().map(|hold| hold.until).collect::<Vec<_>>()
    };
    let now = *office.now.lock().unwrap();
    engine.record(&account, &medical(Some("2026-11-20")), now).unwrap();
    let asks = |until, attempt: &str| {
        office.desks.ask(&office.caller, account_id(), &hold(until), attempt).unwrap()
    };
    let until = Some("2026-11-20".parse::<calendar::SettlementDay>().unwrap().end());
    assert_eq!(asks(Some("2026-11-05"), ATTEMPT), Err(AgentRefused::HeldLonger { until }));
    assert_eq!(held(), [until]);
    // Longer is no harm, and what has no end stays so.
    asks(Some("2026-11-25"), OTHER).unwrap();
    asks(None, THIRD).unwrap();
    assert_eq!(held(), [None]);
    let always = AgentRefused::HeldLonger { until: None };
    assert_eq!(asks(Some("2026-11-30"), ATTEMPT), Err(always));
    // Nor by any other way.
    engine.record(&account, &medical(Some("2026-11-05")), now).unwrap();
    assert_eq!(held(), [None]);
    office.at("2026-11-05T09:00:00+01:00");
    let ending = office.desks.queue(&office.agent, Queue::Holds).unwrap();
    assert_eq!(ending, [], "it does not end today");
}
