//! A household that refuses prepayment, or asks for it.

use super::{Town, town};
use crate::agents::Desks;
use crate::suppliers::{Kept, request_rules, steps};
use access::Role;
use calendar::Instant;
use portal::agent::{LifeDesk, LifeRefused, LifeWanted};
use portal::my::{Helps, Visitor, Wanted};
use procedures::{CaseKind, Channel, Ground, Request, State, Step};
use store::{NewSupplierCase, SupplierCaseKind, Ways};
use units::{Dso, Ean, Language};

/// What a supplier asks for a point; its number.
fn asked(town: &Town, ean: Ean, ground: Ground, page: &str) -> i64 {
    let now = *town.now.lock().unwrap();
    let mut engine = town.engine();
    let rules = request_rules(&mut engine, Dso::Ores, now).unwrap();
    let papers = vec!["notice.pdf".to_owned()];
    let request = Request::open(ground, papers, "A supplier", now, &rules).unwrap();
    let body = serde_json::to_string(&request).unwrap();
    let new = NewSupplierCase {
        dso: Dso::Ores,
        supplier: "A",
        kind: SupplierCaseKind::Request,
        ean: Some(ean),
        page,
        due: request.due,
        body: &body,
    };
    engine.locked(Dso::Ores, |engine| Ok(engine.store.add_supplier_case(&new)?)).unwrap()
}

fn state(town: &Town, number: i64) -> (State, Vec<Step>) {
    let case = town.engine().store.supplier_case(number).unwrap().unwrap();
    let Kept::Request(request) = Kept::read(&case).unwrap() else { panic!("no request") };
    (request.state, request.steps.into_iter().map(|taken| taken.step).collect())
}

fn says(town: &Town, visitor: &Visitor, kind: CaseKind) -> i64 {
    let wanted = Wanted { kind, words: "", phone: "", proposes: None, language: Language::Fr };
    town.people.ask(visitor, 1, &wanted).unwrap().unwrap().unwrap()
}

fn unpaid() -> Ground {
    let notified = "2026-09-01".parse().unwrap();
    Ground::Default { notified, owed: "250".parse().unwrap(), both_energies: false }
}

#[test]
fn pr_04_a_household_refuses_with_one_click_and_its_suppliers_request_ends() {
    let town = town();
    let holder = town.holder();
    let own = asked(&town, town.eans[0], unpaid(), "p/1");
    let neighbour = asked(&town, town.eans[1], unpaid(), "p/2");
    says(&town, &holder, CaseKind::AskPrepayment);
    assert_eq!(state(&town, own).0, State::Requested, "to ask for it refuses nothing");
    says(&town, &holder, CaseKind::RefusePrepayment);
    let refused = Step::Refused { channel: Channel::Click };
    assert_eq!(state(&town, own), (State::Refused, vec![refused]));
    assert_eq!(state(&town, neighbour).0, State::Requested, "of somebody else's meter");
    // No cut rests on what was refused. Source: CG-11.
    let mut engine = town.engine();
    let account = engine.account_of(town.eans[0]).unwrap();
    let facts = engine.store.facts(&[account.id]).unwrap();
    assert!(facts.iter().any(|fact| fact.kind == "flag" && fact.body.contains("refusal")));
    let about: Vec<CaseKind> =
        town.people.help(&holder, 1).unwrap().unwrap().cases.iter().map(|c| c.about).collect();
    assert_eq!(about, [CaseKind::RefusePrepayment, CaseKind::AskPrepayment], "both are answered");
}

#[test]
fn pr_04_pr_01_who_refuses_after_it_was_switched_on_is_not_cut_for_want_of_money_either() {
    let town = town();
    let holder = town.holder();
    says(&town, &holder, CaseKind::RefusePrepayment);
    let mut engine = town.engine();
    let account = engine.account_of(town.eans[0]).unwrap();
    let facts = engine.store.facts(&[account.id]).unwrap();
    assert!(facts.iter().any(|fact| fact.kind == "flag" && fact.body.contains("refusal")));
}

/// Its own request is still open beside that of its supplier, by which it was switched on: no cut rests on either.
#[test]
fn pr_04_cg_11_who_had_asked_too_and_refuses_is_not_cut_for_want_of_money() {
    let town = town();
    let holder = town.holder();
    let own = asked(&town, town.eans[0], Ground::Household { case: 1 }, "p/1");
    says(&town, &holder, CaseKind::RefusePrepayment);
    assert!(state(&town, own).0 != State::Requested, "it has ended");
    let mut engine = town.engine();
    let account = engine.account_of(town.eans[0]).unwrap();
    let facts = engine.store.facts(&[account.id]).unwrap();
    assert!(facts.iter().any(|fact| fact.kind == "flag" && fact.body.contains("refusal")));
}

#[test]
fn pr_04_what_a_judge_has_imposed_is_not_refused_by_a_click() {
    let town = town();
    let holder = town.holder();
    let imposed = asked(&town, town.eans[0], Ground::Judgment { id: "J 1".to_owned() }, "p/1");
    says(&town, &holder, CaseKind::RefusePrepayment);
    assert_eq!(state(&town, imposed), (State::Requested, Vec::new()));
    let known = steps::known(&mut town.engine(), imposed, *town.now.lock().unwrap()).unwrap();
    assert!(known.unwrap().request.is_open());
}

#[test]
fn pr_02_whoever_is_not_signed_in_refuses_or_asks_and_somebody_calls() {
    let town = town();
    let open = asked(&town, town.eans[0], unpaid(), "p/1");
    let reference = town.eans[0].reference().to_string();
    for kind in [CaseKind::RefusePrepayment, CaseKind::AskPrepayment] {
        let wanted =
            Wanted { kind, words: "", phone: super::PHONE, proposes: None, language: Language::De };
        let about =
            super::Outsider { name: "Maman", reference: &reference, ..super::Outsider::default() };
        town.people.ask_from_outside("here", &wanted, &about).unwrap().unwrap();
    }
    let kept = crate::cases::open_of(&mut town.engine(), Dso::Ores).unwrap();
    let mut kinds: Vec<CaseKind> = kept.iter().map(|known| known.stored.case.kind).collect();
    kinds.sort_unstable();
    assert_eq!(kinds, [CaseKind::RefusePrepayment, CaseKind::AskPrepayment]);
    assert!(
        kept.iter().all(|known| known.kept.account.is_none() && known.stored.asker.phone.is_some())
    );
    assert_eq!(state(&town, open).0, State::Requested, "a stranger refuses for nobody");
}

/// The number of a case that somebody opened who is not signed in.
fn wrote(town: &Town, kind: CaseKind, reference: &str) -> i64 {
    let wanted =
        Wanted { kind, words: "", phone: super::PHONE, proposes: None, language: Language::Nl };
    let address = "Rue Haute 1, 4800 Verviers";
    let about = super::Outsider { name: "Maman", reference, address, email: "" };
    town.people.ask_from_outside("here", &wanted, &about).unwrap().unwrap()
}

fn desks(town: &Town) -> (Desks, Visitor) {
    let mut engine = town.engine();
    let (ways, role) = (Ways::empty(Language::Fr, Instant(5)), Role::AgentL2);
    let person = engine.store.add_person(Dso::Ores, role.code(), None, &ways).unwrap().id;
    let agent = Visitor { person, role, name: "an".to_owned(), ..town.holder() };
    let now = std::sync::Arc::clone(&town.now);
    (Desks::new(engine, std::sync::Arc::new(move || *now.lock().unwrap())), agent)
}

fn request(town: &Town, number: i64) -> Request {
    let case = town.engine().store.supplier_case(number).unwrap().unwrap();
    let Kept::Request(request) = Kept::read(&case).unwrap() else { panic!("no request") };
    *request
}

fn new_point() -> Ean {
    Ean::with_check_digit(54_144_900_077_000_001).unwrap()
}

#[test]
fn pr_04_a_refusal_that_came_by_the_form_is_brought_home_as_of_the_day_on_which_it_came() {
    let town = town();
    let open = asked(&town, new_point(), unpaid(), "p/1");
    let neighbours = asked(&town, town.eans[1], unpaid(), "p/2");
    let (desks, agent) = desks(&town);
    let came = *town.now.lock().unwrap();
    let case = wrote(&town, CaseKind::RefusePrepayment, &new_point().reference().to_string());
    // Two days on somebody reads it; the visit was fixed meanwhile.
    town.later(2 * 24 * 3_600);
    let now = *town.now.lock().unwrap();
    steps::take(&mut town.engine(), open, Step::LetterSent, "an", now).unwrap().unwrap();
    for nobody in ["", "12", "541449000000000997"] {
        let refused = desks.recognise(&agent, case, nobody).unwrap();
        assert_eq!(refused, Err(LifeRefused::NoPoint), "{nobody}");
    }
    let reference = new_point().reference().to_string();
    assert_eq!(desks.recognise(&agent, case, &reference).unwrap(), Ok(open));
    let kept = request(&town, open);
    let last = kept.steps.last().unwrap();
    assert_eq!((kept.state, last.day(), last.at), (State::Refused, came.day(), now));
    assert_eq!(state(&town, neighbours).0, State::Requested);
    // The question is answered in the words of whoever asked, and once.
    let answered = crate::cases::one(&mut town.engine(), case).unwrap().unwrap();
    assert!(!answered.kept.open);
    let words = answered.stored.case.answer.unwrap().words;
    assert!(words.contains("1/11/2026") && words.contains("weigering"), "{words}");
    assert_eq!(desks.recognise(&agent, case, &reference).unwrap(), Err(LifeRefused::Unknown));
}

#[test]
fn pr_04_what_a_judge_has_imposed_is_not_refused_by_the_form_either() {
    let town = town();
    asked(&town, new_point(), Ground::Judgment { id: "J 1".to_owned() }, "p/1");
    let (desks, agent) = desks(&town);
    let case = wrote(&town, CaseKind::RefusePrepayment, "");
    let refused = desks.recognise(&agent, case, &new_point().to_string()).unwrap();
    assert_eq!(refused, Err(LifeRefused::Rule(procedures::RequestError::Imposed)));
    assert!(crate::cases::one(&mut town.engine(), case).unwrap().unwrap().kept.open);
}

#[test]
fn pr_02_a_household_that_asks_itself_has_a_request_of_its_own_and_takes_it_back_freely() {
    let town = town();
    let (desks, agent) = desks(&town);
    let case = wrote(&town, CaseKind::AskPrepayment, "");
    // Who is in prepayment already has nothing to ask.
    let open = desks.recognise(&agent, case, &town.eans[1].to_string()).unwrap();
    assert_eq!(open, Err(LifeRefused::Rule(procedures::RequestError::OpenAlready)));
    let number = desks.recognise(&agent, case, &new_point().to_string()).unwrap().unwrap();
    let kept = request(&town, number);
    assert_eq!((&kept.ground, kept.state), (&Ground::Household { case }, State::Requested));
    let view = desks.life(&agent, number).unwrap().unwrap();
    assert_eq!(view.supplier, "", "nobody's but their own");
    // Another one for the same point does not begin beside it.
    let again = wrote(&town, CaseKind::AskPrepayment, "");
    let refused = desks.recognise(&agent, again, &new_point().to_string()).unwrap();
    assert_eq!(refused, Err(LifeRefused::Running));
    let now = *town.now.lock().unwrap();
    steps::take(&mut town.engine(), number, Step::LetterSent, "an", now).unwrap().unwrap();
    let back = wrote(&town, CaseKind::RefusePrepayment, "");
    assert_eq!(desks.recognise(&agent, back, &new_point().to_string()).unwrap(), Ok(number));
    let kept = request(&town, number);
    assert_eq!(kept.state, State::Cancelled, "taken back, and refused to nobody");
    let judged = desks.live(
        &agent,
        number,
        &LifeWanted::Judged { judgment: "J 2".to_owned(), document: "d".to_owned() },
        kept.steps.len(),
    );
    assert!(judged.unwrap().is_err(), "no judge follows");
}

#[test]
fn pr_04_nothing_is_switched_on_while_a_refusal_by_the_form_has_no_answer() {
    let town = town();
    let point = Ean::with_check_digit(54_144_901_234_567_777).unwrap();
    let number = asked(&town, point, unpaid(), "p/1");
    let (mut engine, now) = (town.engine(), *town.now.lock().unwrap());
    let home = procedures::Home {
        name: String::new(),
        street: "Quai 3".to_owned(),
        postcode: "5000".to_owned(),
        town: "Namur".to_owned(),
        language: Language::Fr,
        phone: None,
        energy: units::Energy::Electricity,
    };
    steps::learn_home(&mut engine, number, home, now).unwrap().unwrap();
    steps::take(&mut engine, number, Step::LetterSent, "an", now).unwrap().unwrap();
    let begin = procedures::Begin {
        journey: procedures::Journey::Remote,
        energy: units::Energy::Electricity,
        two_rates: true,
        registers: [("1.8.1", "1"), ("1.8.2", "2")]
            .map(|(code, kwh)| (code.parse().unwrap(), kwh.to_owned()))
            .into_iter()
            .collect(),
        evidence: "sheet".to_owned(),
    };
    let begins = || {
        let mut engine = town.engine();
        let at = steps::known(&mut engine, number, now).unwrap().unwrap();
        let entered = procedures::Entered::now("an", now);
        steps::would_begin(&mut engine, &at, &begin, &entered).unwrap().map(drop)
    };
    let before = begins();
    assert_ne!(before, Err(procedures::RequestError::RefusalWaits));
    let reference = point.reference().to_string();
    let kind = CaseKind::RefusePrepayment;
    let wanted =
        Wanted { kind, words: "", phone: super::PHONE, proposes: None, language: Language::Fr };
    let about = super::Outsider { reference: &reference, ..super::Outsider::default() };
    town.people.ask_from_outside("here", &wanted, &about).unwrap().unwrap();
    assert_eq!(begins(), Err(procedures::RequestError::RefusalWaits));
}
