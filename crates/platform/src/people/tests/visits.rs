//! A household changes its own appointment.

use super::{Town, town};
use crate::agents::Desks;
use crate::engine::Engine;
use crate::notices::keep_house;
use crate::suppliers::{Kept, request_rules};
use crate::testing::instant;
use access::Role;
use notify::figures::House;
use portal::agent::{Agents, VisitDesk};
use portal::my::{Appointments, Helps, Household, NotMoved, VisitChange, Visitor};
use procedures::{
    Appointment, CaseKind, Entered, Ground, HOUSEHOLD, Request, Slot, State, Step, VisitReason,
    VisitState,
};
use std::sync::Arc;
use store::{NewSupplierCase, SupplierCaseKind, Ways};
use units::{Dso, Language};

/// A visit to the first home on Thursday the 5th, and the request that it serves.
fn planned(town: &Town) -> (i64, i64) {
    let now = *town.now.lock().unwrap();
    let mut engine = town.engine();
    keep_house(&mut engine.store, Dso::Ores, &House::example("ORES")).unwrap();
    // Names are read as a program starts.
    for engine in &town.people.engines {
        *engine.lock().unwrap() = town.engine();
    }
    let rules = request_rules(&mut engine, Dso::Ores, now).unwrap();
    let ground = Ground::Judgment { id: "J 1".to_owned() };
    let mut request = Request::open(ground, vec!["J 1".to_owned()], "A", now, &rules).unwrap();
    request.take_entered(Step::LetterSent, &Entered::now("an", now), &rules).unwrap();
    let body = serde_json::to_string(&request).unwrap();
    let new = NewSupplierCase {
        dso: Dso::Ores,
        supplier: "A",
        kind: SupplierCaseKind::Request,
        ean: Some(town.eans[0]),
        page: "p/1",
        due: request.due,
        body: &body,
    };
    let request = engine.locked(Dso::Ores, |engine| Ok(engine.store.add_supplier_case(&new)?));
    let asked = Appointment {
        reason: VisitReason::NewMeter,
        day: "2026-11-05".parse().unwrap(),
        slot: Slot::Morning,
        task: "swap it".to_owned(),
    };
    let mut engine = Engine::open(&town.url).unwrap();
    let visit = crate::visits::plan(&mut engine, town.eans[0], &asked, ("an", "v/1"), now);
    (visit.unwrap().unwrap(), request.unwrap())
}

fn change(
    town: &Town,
    visitor: &Visitor,
    number: i64,
    wanted: &VisitChange,
) -> Option<Result<(), NotMoved>> {
    let steps = town.people.appointment(visitor, 1, number).unwrap().map_or(0, |one| one.steps);
    town.people.change_appointment(visitor, 1, number, (wanted, steps)).unwrap()
}

fn request_of(town: &Town, number: i64) -> Request {
    let case = town.engine().store.supplier_case(number).unwrap().unwrap();
    let Kept::Request(request) = Kept::read(&case).unwrap() else { panic!("no request") };
    *request
}

/// What waits to be told of visits to the first home, and what was made of it: kind or message, and state.
fn told(town: &Town) -> Vec<String> {
    let mut engine = town.engine();
    let account = engine.account_of(town.eans[0]).unwrap();
    let now = *town.now.lock().unwrap();
    for message in engine.store.messages(&[account.id]).unwrap() {
        if message.delivered_at.is_none() && message.key.starts_with("visit/") {
            crate::notices::make(&mut engine, &message, now).unwrap();
        }
    }
    let all = engine.store.notices(&[account.id]).unwrap().into_iter();
    let of_visits = all.filter(|one| one.notice.cause.starts_with("visit/") && one.state < 4);
    of_visits.map(|one| one.notice.body).collect()
}

fn to(day: &str, slot: Slot) -> VisitChange {
    VisitChange::Other { day: day.parse().unwrap(), slot }
}

#[test]
fn pr_08_a_household_moves_its_visit_online_and_is_told_again_and_the_agent_sees_it() {
    let town = town();
    let holder = town.holder();
    let (number, request) = planned(&town);
    // It stands on its first page and on that of help.
    let home = town.people.home(&holder).unwrap();
    assert_eq!(
        home.visits.iter().map(|(at, one)| (*at, one.number)).collect::<Vec<_>>(),
        [(1, number)]
    );
    let first = told(&town);
    assert!(!first.is_empty() && first.iter().all(|words| words.contains("5/11")), "{first:?}");
    let there = town.people.appointment(&holder, 1, number).unwrap().unwrap();
    assert!(there.may && there.free.iter().all(|(day, _)| day.is_working_day()));
    // A Saturday, and the same half of the same day.
    let saturday = change(&town, &holder, number, &to("2026-11-07", Slot::Morning));
    assert_eq!(saturday, Some(Err(NotMoved::NotFree)));
    let same = change(&town, &holder, number, &to("2026-11-05", Slot::Morning));
    assert_eq!(same, Some(Err(NotMoved::SamePlace)));
    assert_eq!(change(&town, &holder, number, &to("2026-11-09", Slot::Afternoon)), Some(Ok(())));
    // Who sends the same page again has seen another appointment.
    let again = (&to("2026-11-10", Slot::Morning), 0);
    let again = town.people.change_appointment(&holder, 1, number, again).unwrap();
    assert_eq!(again, Some(Err(NotMoved::Overtaken)));
    let now_told = told(&town);
    assert!(now_told.iter().any(|words| words.contains("9/11")), "M23 again: {now_told:?}");
    // The request has its new day and no absence.
    let kept = request_of(&town, request);
    assert_eq!((kept.state, kept.absences()), (State::Appointment, 0));
    assert_eq!(kept.due, "2026-11-09".parse().unwrap());
    // Whoever opens the case or the visit reads who moved it.
    let engine = town.engine();
    let now = Arc::clone(&town.now);
    let mut people = town.engine();
    let (ways, role) =
        (Ways::empty(Language::En, instant("2026-10-30T00:00:00+01:00")), Role::AgentL2);
    let person = people.store.add_person(Dso::Ores, role.code(), None, &ways).unwrap().id;
    let agent = Visitor { person, role, ..holder.clone() };
    let desks = Desks::new(engine, Arc::new(move || *now.lock().unwrap()));
    let view = desks.visit(&agent, number).unwrap().unwrap();
    assert_eq!(view.visit.steps.last().unwrap().by, HOUSEHOLD);
    let case = desks.case(&agent, people.account_of(town.eans[0]).unwrap().id).unwrap().unwrap();
    assert!(case.events.iter().any(|event| event.what == "visit_moved"));
}

#[test]
fn pr_08_from_a_day_before_on_a_visit_is_moved_by_phone_alone() {
    let town = town();
    let holder = town.holder();
    let (number, _) = planned(&town);
    *town.now.lock().unwrap() = instant("2026-11-04T08:00:01+01:00");
    let there = town.people.appointment(&holder, 1, number).unwrap().unwrap();
    assert!(!there.may);
    let late = change(&town, &holder, number, &to("2026-11-09", Slot::Morning));
    assert_eq!(late, Some(Err(NotMoved::TooLate)));
    let away = VisitChange::Away { why: "ill".to_owned() };
    assert_eq!(change(&town, &holder, number, &away), Some(Err(NotMoved::TooLate)));
}

#[test]
fn pr_05_saying_that_nobody_will_be_there_is_no_absence_and_somebody_calls() {
    let town = town();
    let holder = town.holder();
    let (number, request) = planned(&town);
    let silent = VisitChange::Away { why: " ".to_owned() };
    assert_eq!(change(&town, &holder, number, &silent), Some(Err(NotMoved::NoReason)));
    let away = VisitChange::Away { why: "in hospital".to_owned() };
    assert_eq!(change(&town, &holder, number, &away), Some(Ok(())));
    let visit = crate::visits::stored(&mut town.engine(), number).unwrap().unwrap().1.visit;
    assert_eq!(visit.state, VisitState::Cancelled);
    let kept = request_of(&town, request);
    assert_eq!((kept.state, kept.absences()), (State::Appointment, 0), "nothing is counted");
    assert!(told(&town).is_empty(), "what waited to be told is so no more");
    let help = town.people.help(&holder, 1).unwrap().unwrap();
    assert_eq!(help.visits, []);
    let asked: Vec<_> = help.cases.iter().map(|one| (one.about, one.words.as_str())).collect();
    assert_eq!(asked, [(CaseKind::CallBack, "in hospital")]);
    assert_eq!(town.people.appointment(&holder, 1, number).unwrap(), None);
}

#[test]
fn pd_04_nobody_moves_a_visit_to_another_home() {
    let town = town();
    let holder = town.holder();
    let (number, _) = planned(&town);
    let stranger = Visitor { person: holder.person + 99, ..holder };
    assert_eq!(town.people.appointment(&stranger, 1, number).unwrap(), None);
    assert_eq!(change(&town, &stranger, number, &to("2026-11-09", Slot::Morning)), None);
}

#[test]
fn pd_07_what_is_taken_along_holds_words_visits_requests_and_who_may_see() {
    let town = town();
    let holder = town.holder();
    planned(&town);
    let (mut engine, now) = (town.engine(), *town.now.lock().unwrap());
    let account = engine.account_of(town.eans[0]).unwrap();
    let ask = |engine: &mut Engine, party: Option<i64>, words: &str| {
        let name = "Marie".to_owned();
        let (language, phone, reference) = (Language::Nl, None, None);
        let asker = crate::cases::Asker { language, name, phone, reference, party };
        let kind = if party.is_some() { CaseKind::DelayCut } else { CaseKind::Complaint };
        let whose = (Dso::Ores, Some(&account));
        crate::cases::ask(engine, whose, &asker, (kind, words), now).unwrap().unwrap();
    };
    ask(&mut engine, None, "It hums");
    ask(&mut engine, Some(1), "between offices");
    let asked = vending::GrantAsked {
        role: vending::Role::Helper,
        last: None,
        by: vending::Granter::Holder,
        reason: String::new(),
    };
    let to = crate::parties::To::New("Jo".to_owned());
    crate::parties::share_of(&mut engine, account.id, &to, &asked, "", now).unwrap();
    let debt = timeline::Fact::Debt {
        kind: timeline::DebtKind::FixedPerWeek,
        total: "60".parse().unwrap(),
        amount: Some("5".parse().unwrap()),
        share: None,
        cap: None,
        floor: None,
        priority: 1,
        creditor: Some("supplier".to_owned()),
    };
    engine.record(&account, &debt, now).unwrap();
    let known = crate::agents::known_account(&mut engine, account.clone(), now).unwrap().unwrap();
    let debt = known.timeline.account.debts().iter().map(|debt| debt.id).max().unwrap();
    let basis = crate::plans::proposals::basis(&known.timeline);
    let proposed = |(account, party): (units::AccountId, i64), reason: &str, basis: &str| {
        store::NewPlanProposal {
            dso: Dso::Ores,
            account,
            party,
            debt,
            weekly: true,
            part: "2.50".parse().unwrap(),
            basis: basis.to_owned(),
            reason: reason.to_owned(),
            at: now,
            by: 7,
            attempt: reason.to_owned(),
            lapses: now.day().plus(30).end(),
        }
    };
    let mut propose = |of, reason: &str, basis: &str| {
        engine.store.add_plan_proposal(&proposed(of, reason, basis)).unwrap();
    };
    propose((account.id, 1), "less income", &basis);
    propose((account.id, 2), "before the debt", "");
    let stranger = units::AccountId(account.id.0 + 7);
    propose((stranger, 1), "another home", &basis);
    let mut contact = store::Contact::empty(account.id, Language::Nl, now);
    contact.wished.easy = true;
    engine.store.set_contact(&contact).unwrap();
    let data = town.people.data(&holder).unwrap();
    let json: serde_json::Value = serde_json::from_str(&data).unwrap();
    let meter = &json["meters"][0];
    let offers = meter["plan_proposals"].as_array().unwrap().as_slice();
    let [offer, other] = offers else { panic!("{meter}") };
    assert_eq!(offer["words"], "less income");
    assert_eq!((&offer["state"], &other["state"]), (&"waits".into(), &"out of date".into()));
    assert!(offer["until"].as_str().unwrap().starts_with("2026-12-01T23:59:59"), "{offer}");
    assert_eq!(offer["every"], "week");
    assert_eq!(offer["amount_eur"], "2.500000");
    assert_eq!(meter["letters_in_easy_words"], true);
    assert!(!data.contains("another home"));
    assert_eq!(meter["questions"].as_array().map(Vec::len), Some(1), "{meter}");
    assert_eq!(meter["questions"][0]["words"], "It hums");
    assert_eq!(meter["visits"][0]["task"], "swap it");
    assert_eq!(meter["visits"][0]["day"], "2026-11-05");
    assert_eq!(meter["requests"][0]["wants"], "prepayment");
    assert_eq!(meter["shared_with"][0]["name"], "Jo");
    for list in ["protected", "repayments", "messages", "days_for_suppliers"] {
        assert!(meter[list].is_array(), "{list}");
    }
    assert!(!data.contains("between offices"), "another's letters");
}
