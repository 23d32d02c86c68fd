//! Requests of suppliers at the desk.

use super::*;
use crate::testing::ean as other_ean;
use portal::agent::{DayDesk, LifeDesk, LifeRefused, LifeView, LifeWanted};
use procedures::{
    Begin, Channel, Demand, Ground, Home, Journey, Request, RequestError, State, Step,
};
use store::{NewSupplierCase, SupplierCaseKind};
use units::{Ean, Phone};

fn point() -> Ean {
    Ean::with_check_digit(54_144_900_077_000_001).unwrap()
}

fn unpaid() -> Ground {
    let notified = "2026-10-01".parse().unwrap();
    Ground::Default { notified, owed: eur("150"), both_energies: false }
}

fn home() -> LifeWanted {
    LifeWanted::Home(Home {
        name: "Bob Ôde".to_owned(),
        street: "Quai 3".to_owned(),
        postcode: "5000".to_owned(),
        town: "Namur".to_owned(),
        language: Language::De,
        phone: Some("0475 11 22 33".parse::<Phone>().unwrap()),
        energy: Energy::Electricity,
    })
}

fn step(step: Step, on: &str) -> LifeWanted {
    LifeWanted::Step { step, on: on.parse().unwrap(), note: "seen".to_owned() }
}

fn begin(second: &str) -> LifeWanted {
    let registers = [(ObisCode::IMPORT_PEAK, "100.5"), (ObisCode::IMPORT_OFF_PEAK, second)];
    let begin = Begin {
        energy: Energy::Electricity,
        two_rates: true,
        journey: Journey::Remote,
        registers: registers.map(|(code, text)| (code, text.to_owned())).into(),
        evidence: String::new(),
    };
    LifeWanted::Begin { begin, note: String::new() }
}

impl Office {
    /// What a supplier asks for a point, at the time of the office.
    fn asked_for(&self, ean: Ean, ground: Ground) -> i64 {
        let mut engine = self.engine();
        let now = *self.now.lock().unwrap();
        let rules = crate::suppliers::request_rules(&mut engine, Dso::Ores, now).unwrap();
        let request = Request::open(ground, vec!["RR".to_owned()], "cy", now, &rules).unwrap();
        let page = format!("{ean}/{}", request.ground.name());
        engine
            .locked(Dso::Ores, |engine| {
                Ok(engine.store.add_supplier_case(&NewSupplierCase {
                    dso: Dso::Ores,
                    supplier: "A",
                    kind: SupplierCaseKind::Request,
                    ean: Some(ean),
                    page: &page,
                    due: request.due,
                    body: &serde_json::to_string(&request)?,
                })?)
            })
            .unwrap()
    }

    fn life(&self, number: i64) -> LifeView {
        self.desks.life(&self.agent, number).unwrap().unwrap()
    }

    fn lives(&self, who: &Visitor, number: i64, wanted: &LifeWanted) -> Result<i64, LifeRefused> {
        let after = self.life(number).request.steps.len();
        self.desks.live(who, number, wanted, after).unwrap()
    }
}

fn rule(error: RequestError) -> LifeRefused {
    LifeRefused::Rule(error)
}

#[test]
fn pr_02_a_request_goes_its_way_at_the_desk_and_ends_with_a_refusal() {
    let office = office();
    let number = office.asked_for(point(), unpaid());
    let an = &office.agent;
    let view = office.life(number);
    assert_eq!((view.account, view.request.state), (None, State::Requested));
    assert_eq!(view.lump_sum_after.to_string(), "2026-12-14");
    let open: Vec<Demand> =
        view.checklist.iter().filter(|item| !item.done).map(|i| i.demand).collect();
    assert_eq!(open, [Demand::Home, Demand::Letter, Demand::Placed]);
    // A queue has it, with its day, for whoever takes it.
    let line = office.desks.queue(an, Queue::Requests).unwrap().remove(0);
    assert_eq!(
        (line.request, line.ean, line.what.as_str()),
        (Some(number), Some(point()), "requested")
    );
    assert_eq!(line.deadline, view.request.due.end());
    office.desks.take_task(an, Queue::Requests, &line.task, true).unwrap().unwrap();
    let all = office.desks.lives(&office.colleague).unwrap();
    assert_eq!(all.running[0].owner.as_ref().map(|owner| owner.name.as_str()), Some("an"));
    // A letter needs an address, and says until when they may refuse.
    assert_eq!(office.desks.refusal_letter(an, number).unwrap(), None);
    assert_eq!(office.lives(an, number, &home()), Ok(number));
    assert_eq!(office.life(number).refuse_until.to_string(), "2026-12-04");
    assert_eq!(office.lives(an, number, &step(Step::LetterSent, "2026-11-04")), Ok(number));
    let visit = Step::Appointment { day: "2026-11-12".parse().unwrap() };
    let effect = office.desks.life_effect(an, number, &step(visit.clone(), "2026-11-04"));
    let effect = effect.unwrap().unwrap();
    assert_eq!((effect.state, effect.after), (State::Appointment, 1));
    assert_eq!(effect.due.unwrap().to_string(), "2026-11-12");
    assert_eq!(office.life(number).request.steps.len(), 1, "a look does nothing");
    office.lives(an, number, &step(visit, "2026-11-04")).unwrap();
    office.at("2026-11-13T09:00:00+01:00");
    // Of two who have seen the same page one comes first.
    let absent = step(Step::Absent, "2026-11-12");
    assert_eq!(office.desks.live(an, number, &absent, 2).unwrap(), Ok(number));
    let late = office.desks.live(&office.colleague, number, &absent, 2).unwrap();
    assert_eq!(late, Err(LifeRefused::Overtaken));
    let view = office.life(number);
    assert_eq!(
        (view.request.state, view.request.due.to_string().as_str()),
        (State::Absent, "2026-11-19")
    );
    let refused = step(Step::Refused { channel: Channel::Card }, "2026-11-13");
    assert!(!office.desks.life_effect(an, number, &refused).unwrap().unwrap().bars_cuts);
    office.lives(an, number, &refused).unwrap();
    let view = office.life(number);
    assert_eq!(view.request.state, State::Refused);
    assert_eq!(view.request.steps[3].by, crate::agents::signature(an));
    assert!(view.checklist.is_empty() && view.request.goes_to_judge());
    assert!(office.desks.queue(an, Queue::Requests).unwrap().is_empty(), "nobody waits");
    let all = office.desks.lives(an).unwrap();
    assert_eq!((all.running.len(), all.ended[0].number), (0, number));
    // Only a judge goes on: the judgment begins a request of its own, and the same one but once.
    let judged = LifeWanted::Judged { judgment: "26/A/1".to_owned(), document: "J".to_owned() };
    let next = office.lives(an, number, &judged).unwrap();
    assert_eq!(office.lives(an, number, &judged), Ok(next));
    let view = office.life(next);
    assert_eq!(view.request.ground, Ground::Judgment { id: "26/A/1".to_owned() });
    assert_eq!(view.request.home, office.life(number).request.home);
    assert_eq!(view.others.iter().map(|other| other.0).collect::<Vec<_>>(), [number]);
    let imposed =
        office.lives(an, next, &step(Step::Refused { channel: Channel::Call }, "2026-11-13"));
    assert_eq!(imposed, Err(rule(RequestError::Imposed)));
    assert_eq!(
        office.lives(an, next, &judged),
        Err(rule(RequestError::NotNow { state: State::Requested, step: "judged" }))
    );
    assert_eq!(office.desks.life(an, 77).unwrap(), None);
}

#[test]
fn pa_04_two_people_open_the_account_with_its_starting_credit_for_who_lives_there() {
    let office = office();
    let number = office.asked_for(point(), unpaid());
    let (an, bo) = (&office.agent, &office.colleague);
    assert_eq!(
        office.lives(an, number, &begin("3")),
        Err(rule(RequestError::NotNow { state: State::Requested, step: "activated" })),
        "nobody was told of the right to refuse"
    );
    office.lives(an, number, &home()).unwrap();
    office.lives(an, number, &step(Step::LetterSent, "2026-11-04")).unwrap();
    let alone = office.lives(an, number, &step(Step::Activated, "2026-11-04"));
    assert_eq!(alone, Err(rule(RequestError::NoAccount)));
    let wrong = office.desks.life_effect(an, number, &begin("three")).unwrap();
    assert_eq!(wrong, Err(rule(RequestError::Registers)));
    let start = office.desks.life_effect(an, number, &begin("3")).unwrap().unwrap().start.unwrap();
    assert_eq!((start.credit, start.owed, start.per_day), (eur("20"), eur("20"), eur("1")));
    let days = (start.first.to_string(), start.last.to_string());
    assert_eq!(days, ("2026-11-05".to_owned(), "2026-11-24".to_owned()), "PA-06");
    office.lives(an, number, &begin("3")).unwrap();
    assert!(office.desks.lives(bo).unwrap().running[0].waits);
    assert!(office.engine().store.account_of(point()).unwrap().is_none(), "nobody has approved it");
    let seen = *office.now.lock().unwrap();
    let approve = LifeWanted::Decide { approve: true, seen };
    assert_eq!(office.lives(an, number, &approve), Err(rule(RequestError::SamePerson)));
    assert_eq!(office.lives(an, number, &begin("3")), Err(rule(RequestError::Waits)));
    office.lives(bo, number, &LifeWanted::Decide { approve: false, seen }).unwrap();
    assert_eq!(office.lives(bo, number, &approve), Err(rule(RequestError::NothingWaits)));
    office.lives(an, number, &begin("3")).unwrap();
    office.lives(bo, number, &approve).unwrap();
    let view = office.life(number);
    let open = view.account.map(|(_, open)| open);
    assert_eq!((view.request.state, open), (State::Activated, Some(true)));
    let both = format!("{}, {}", crate::agents::signature(an), crate::agents::signature(bo));
    assert_eq!(view.request.steps[1].by, both);
    let mut engine = office.engine();
    let account = engine.account_of(point()).unwrap();
    let known = engine.rebuild(std::slice::from_ref(&account), Instant(i64::MAX / 2)).unwrap();
    let inside = &known[0].timeline.account;
    assert_eq!((inside.balance(), inside.debt_left()), (eur("20"), eur("20")));
    let contact = engine.store.contact(account.id).unwrap().unwrap();
    assert_eq!((contact.name.as_str(), contact.language), ("Bob Ôde", Language::De));
    assert_eq!(contact.entered_by, Some(both));
    sound(&mut engine);
    // From now on it is somebody's account: a look is kept.
    let before = engine.store.person_looks(account.id, 100).unwrap().len();
    office.life(number);
    assert_eq!(engine.store.person_looks(account.id, 100).unwrap().len(), before + 1);
}

#[test]
fn pr_04_a_refusal_where_the_account_is_open_bars_cuts_and_whoever_opted_out_is_not_switched_on() {
    let office = office();
    let an = &office.agent;
    let number = office.asked_for(other_ean(), unpaid());
    let looks = office.looks();
    let refused = step(Step::Refused { channel: Channel::Visit }, "2026-11-04");
    let effect = office.desks.life_effect(an, number, &refused).unwrap().unwrap();
    assert!(effect.bars_cuts, "CG-11");
    office.lives(an, number, &refused).unwrap();
    assert!(office.looks() > looks, "a household that is there was looked at");
    let mut engine = office.engine();
    let account = engine.account_of(other_ean()).unwrap();
    let facts = engine.store.facts(&[account.id]).unwrap();
    assert!(facts.iter().any(|fact| fact.kind == "flag" && fact.body.contains("refusal")));
    // MT-20: its meter must not communicate.
    let silent = office.asked_for(point(), unpaid());
    engine.store.opt_out(point(), *office.now.lock().unwrap()).unwrap();
    office.lives(an, silent, &home()).unwrap();
    office.lives(an, silent, &step(Step::LetterSent, "2026-11-04")).unwrap();
    assert!(
        office
            .life(silent)
            .checklist
            .iter()
            .any(|item| { item.demand == Demand::Communicates && !item.done })
    );
    assert_eq!(office.lives(an, silent, &begin("3")), Err(rule(RequestError::Silent)));
}

#[test]
fn pa_31_an_end_waits_until_the_account_is_closed() {
    let office = office();
    let an = &office.agent;
    let number = office.asked_for(other_ean(), Ground::Paid);
    let ended = step(Step::Ended, "2026-11-04");
    assert_eq!(office.lives(an, number, &ended), Err(rule(RequestError::StillOpen)));
    let open = office.life(number).checklist.into_iter().find(|item| !item.done).unwrap();
    assert_eq!(open.demand, Demand::Closed);
    assert!(office.lives(an, number, &step(Step::Absent, "2026-11-04")).is_err());
    let why = "paid again".to_owned();
    office.lives(an, number, &step(Step::Cancelled { why }, "2026-11-04")).unwrap();
    assert_eq!(office.life(number).request.state, State::Cancelled);
}

#[test]
fn cm_01_the_letter_of_a_request_says_who_asks_and_until_when_they_may_refuse() {
    let office = office();
    let number = office.asked_for(point(), unpaid());
    let mut engine = office.engine();
    let house = notify::figures::House::example("ORES");
    crate::notices::keep_house(&mut engine.store, Dso::Ores, &house).unwrap();
    let engine = Engine::open(&office.url).unwrap();
    let now = Arc::clone(&office.now);
    let desks = Desks::new(engine, Arc::new(move || *now.lock().unwrap()));
    assert_eq!(desks.refusal_letter(&office.agent, number).unwrap(), None, "to whom?");
    office.lives(&office.agent, number, &home()).unwrap();
    let bytes = desks.refusal_letter(&office.agent, number).unwrap().unwrap();
    assert!(bytes.starts_with(b"%PDF-"));
    let mut engine = office.engine();
    let LifeWanted::Home(home) = home() else { unreachable!() };
    let at = (*office.now.lock().unwrap(), "2026-12-04".parse().unwrap());
    let about = (Dso::Ores, point(), number);
    let letter = crate::notices::right_to_refuse(&mut engine, about, &home, at).unwrap().unwrap();
    assert_eq!(letter.recipient, ["Bob Ôde", "Quai 3", "5000 Namur"]);
    let said = format!("{:?}", letter.parts);
    assert!(said.contains("04.12.") && said.contains("ablehnen"), "{said}");
    assert!(matches!(letter.cut_out, letters::CutOut::Reply(_)), "the reply card");
    // Once two people have activated it, whoever lives there is told by the way that was found out. Source: CM-01b.
    let lives = |who: &Visitor, wanted: &LifeWanted| {
        let after = office.life(number).request.steps.len();
        desks.live(who, number, wanted, after).unwrap().unwrap()
    };
    lives(&office.agent, &step(Step::LetterSent, "2026-11-04"));
    lives(&office.agent, &begin("3"));
    let seen = *office.now.lock().unwrap();
    lives(&office.colleague, &LifeWanted::Decide { approve: true, seen });
    let account = engine.account_of(point()).unwrap();
    let message = engine.store.messages(&[account.id]).unwrap().remove(0);
    crate::notices::make(&mut engine, &message, message.at).unwrap();
    let told = engine.store.notices(&[account.id]).unwrap();
    let ways: Vec<(&str, &str)> =
        told.iter().map(|one| (one.notice.message.as_str(), one.notice.address.as_str())).collect();
    assert!(ways.contains(&("M01", "+32475112233")), "{ways:?}");
    assert!(ways.contains(&("M01", "Quai 3, 5000 Namur")), "{ways:?}");
}
