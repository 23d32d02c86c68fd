//! Access by force of a law: asked by a CPAS, answered by the operator.

use super::{Town, own, town};
use crate::agents::Desks;
use crate::testing::{account_id, ean, instant, move_in_at, night};
use access::Role;
use calendar::SettlementDay;
use portal::agent::{Basis, LegalOpens, PartnerDesk as _, PartnerRefused};
use portal::cpas::{
    CpasOffice as _, LegalLine, LegalNotices as _, LegalStanding, LegalWanted, NotAskedByLaw,
    Purpose,
};
use portal::my::Visitor;
use std::sync::Arc;
use store::Ways;
use units::{Dso, Language};

fn day(text: &str) -> SettlementDay {
    text.parse().unwrap()
}

/// The desk of an operator, with one agent.
struct Desk {
    desks: Desks,
    agent: Visitor,
}

impl Town {
    fn desk(&self, dso: Dso) -> Desk {
        let mut engine = self.engine();
        let mut ways = Ways::empty(Language::En, instant("2026-11-04T08:00:00+01:00"));
        "cy".clone_into(&mut ways.name);
        let role = Role::AgentL1;
        let person = engine.store.add_person(dso, role.code(), None, &ways).unwrap().id;
        let agent =
            Visitor { person, role, name: "cy".to_owned(), language: Language::En, session: 1 };
        let told = Arc::clone(&self.now);
        Desk { desks: Desks::new(engine, Arc::new(move || *told.lock().unwrap())), agent }
    }

    fn names(&self, notice: &str, dated: &str, months: i32) -> Result<(), NotAskedByLaw> {
        self.names_of(&self.worker, &own(), (notice, dated, months))
    }

    fn names_of(
        &self,
        who: &Visitor,
        reference: &str,
        (notice, dated, months): (&str, &str, i32),
    ) -> Result<(), NotAskedByLaw> {
        let (purpose, dated) = (Purpose::SocialInquiry, day(dated));
        let wanted = LegalWanted { reference, notice, dated, purpose, months };
        self.offices.ask_by_law(who, &wanted).unwrap()
    }

    fn newest(&self) -> LegalLine {
        self.offices.asked_by_law(&self.worker).unwrap().remove(0)
    }

    fn reads(&self) -> bool {
        self.offices.client(&self.worker, account_id()).unwrap().is_some()
    }
}

impl Desk {
    fn waiting(&self) -> Vec<(i64, LegalOpens)> {
        let view = self.desks.mandates(&self.agent, true, None).unwrap();
        view.asked.iter().map(|one| (one.number, one.opens)).collect()
    }

    fn answer(&self, number: i64, why: Option<&str>) -> Result<(), PartnerRefused> {
        self.desks.answer_by_law(&self.agent, number, why).unwrap()
    }
}

#[test]
fn s_03_a_legal_notice_waits_for_an_agent_who_sees_it_and_then_opens_state_and_balance() {
    let town = town();
    let desk = town.desk(Dso::Ores);
    assert_eq!(town.names("Default  2026/41", "2026-10-26", 3), Ok(()));
    assert_eq!(town.names("Default 2026/41", "2026-10-26", 3), Ok(()), "the form sent twice");
    assert_eq!(town.names("Default 2026/42", "2026-10-26", 3), Err(NotAskedByLaw::Waits));
    assert!(!town.reads(), "asking opens nothing");
    assert_eq!(town.newest().standing, LegalStanding::Waiting);
    assert!(town.told("M17-law").is_empty(), "nothing is open, nothing is told");
    let view = desk.desks.mandates(&desk.agent, true, None).unwrap();
    let [asked] = view.asked.as_slice() else { panic!("{view:?}") };
    assert_eq!((asked.notice.as_str(), asked.dated), ("Default 2026/41", day("2026-10-26")));
    assert_eq!((asked.office.as_str(), asked.by.as_str()), ("CPAS de Namur", "CPAS de Namur"));
    assert_eq!((asked.opens, asked.last), (LegalOpens::Household, day("2027-01-25")));
    let home = asked.household.as_ref().unwrap();
    assert_eq!((home.account, home.name.as_str()), (account_id(), "Élise D’Hoop"));
    let number = asked.number;
    assert_eq!(desk.answer(number, None), Ok(()));
    assert_eq!(desk.answer(number, None), Err(PartnerRefused::Answered), "once");
    assert_eq!(desk.answer(number, Some("late")), Err(PartnerRefused::Answered));
    let client = town.offices.client(&town.worker, account_id()).unwrap().unwrap();
    assert!(client.by_law && client.seen.is_none(), "state and balance alone");
    assert_eq!(client.line.until, Some(day("2027-01-25")), "from the day of the notice");
    assert_eq!(town.offices.client(&town.other, account_id()).unwrap(), None);
    let line = town.newest();
    assert!(
        matches!(line.standing, LegalStanding::Granted { client: Some(id), .. } if id == account_id()),
        "{line:?}"
    );
    let told = town.told("M17-law");
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("CPAS de Namur voit votre solde jusqu'au 25/01"), "{told:?}");
    // The desk has looked, and the CPAS: both are kept.
    let mut engine = town.engine();
    let looks = engine.store.person_looks(account_id(), 20).unwrap();
    let of = |person: i64| looks.iter().filter(|look| look.person == person).count();
    assert_eq!((of(desk.agent.person), of(town.worker.person)), (1, 1));
    let look = looks.iter().find(|look| look.person == town.worker.person).unwrap();
    assert_eq!(look.reason, "social_inquiry, notice Default 2026/41 of 2026-10-26");
    // By law, in the name of whoever granted it; and the audit says so.
    let lines = desk.desks.mandates(&desk.agent, true, None).unwrap().lines;
    assert_eq!(lines[0].basis, Basis::Law(format!("cy #{}", desk.agent.person)));
    let acts = engine.store.staff_acts_of_kind(Dso::Ores, "legal_answer", 5).unwrap();
    assert_eq!((acts.len(), acts[0].asked.account), (1, Some(account_id())));
    // Once more it waits, and opens nothing that is not open.
    assert_eq!(town.names("Default 2026/41", "2026-10-26", 3), Ok(()));
    assert_eq!(desk.answer(number + 1, None), Err(PartnerRefused::Held));
}

#[test]
fn s_03_declined_it_leaves_nothing_to_see_and_says_why() {
    let town = town();
    let desk = town.desk(Dso::Ores);
    town.names("Default 2026/41", "2026-10-26", 3).unwrap();
    let (number, _) = desk.waiting()[0];
    assert_eq!(desk.answer(number, Some("  ")), Err(PartnerRefused::NoReason));
    assert_eq!(desk.waiting().len(), 1, "it waits");
    assert_eq!(desk.answer(number, Some("The notice is of another")), Ok(()));
    assert_eq!(desk.answer(number, None), Err(PartnerRefused::Answered));
    assert!(desk.waiting().is_empty());
    assert!(!town.reads());
    assert_eq!(town.offices.work(&town.worker).unwrap(), []);
    let mut engine = town.engine();
    assert!(engine.store.party_grants(account_id()).unwrap().is_empty());
    assert!(town.told("M17-law").is_empty());
    let why = "The notice is of another".to_owned();
    assert!(matches!(town.newest().standing, LegalStanding::Declined(_, said) if said == why));
    assert!(town.offices.asked_by_law(&town.other).unwrap().is_empty(), "another's");
    let view = desk.desks.asked_by_law(&desk.agent, number).unwrap().unwrap();
    let (granted, _, by, said) = view.answered.unwrap();
    assert!(!granted && by.starts_with("cy #") && said == why);
    assert_eq!(town.names("Default 2026/42", "2026-10-26", 3), Ok(()), "asked anew");
}

#[test]
fn s_03_pd_03_a_notice_has_a_name_a_day_that_is_not_to_come_and_six_months_at_most() {
    let town = town();
    assert_eq!(town.names(" ", "2026-10-26", 3), Err(NotAskedByLaw::NoNotice { most: 80 }));
    let long = "x".repeat(81);
    assert_eq!(town.names(&long, "2026-10-26", 3), Err(NotAskedByLaw::NoNotice { most: 80 }));
    assert_eq!(town.names("a", "2026-11-05", 3), Err(NotAskedByLaw::NotYetDated));
    assert_eq!(town.names("a", "2026-10-26", 7), Err(NotAskedByLaw::TooLong { most: 6 }));
    assert_eq!(town.names("a", "2026-10-26", 0), Err(NotAskedByLaw::TooLong { most: 6 }));
    let last = day("2026-11-03");
    assert_eq!(town.names("a", "2026-08-04", 3), Err(NotAskedByLaw::Over { last }));
    let none = town.names_of(&town.worker, "12", ("a", "2026-10-26", 3));
    assert_eq!(none, Err(NotAskedByLaw::NotAReference));
    assert!(town.offices.asked_by_law(&town.worker).unwrap().is_empty(), "nothing is kept");
    for last in 0..10 {
        let reference = units::Ean::with_check_digit(54_144_900_000_000_770 + last).unwrap();
        let reference = format!("{:013}", reference.reference().as_u64());
        town.names_of(&town.worker, &reference, ("a", "2026-10-26", 3)).unwrap();
    }
    let many = town.names("a", "2026-10-26", 3);
    assert!(matches!(many, Err(NotAskedByLaw::Slower { .. })), "ten an hour: {many:?}");
}

#[test]
fn s_03_pd_04_whoever_is_not_there_or_not_this_operators_looks_the_same_and_opens_nothing() {
    let town = town();
    let (desk, resa) = (town.desk(Dso::Ores), town.desk(Dso::Resa));
    let nobody = units::Ean::with_check_digit(54_144_900_000_000_777).unwrap();
    let reference = format!("{:013}", nobody.reference().as_u64());
    assert_eq!(town.names_of(&town.worker, &reference, ("a", "2026-10-26", 3)), Ok(()));
    // A CPAS at another operator asks for the home of this one.
    let mut engine = town.engine();
    let now = *town.now.lock().unwrap();
    let party = engine
        .store
        .add_party(Dso::Resa, "CPAS de Liège", &crate::parties::hash("l"), now)
        .unwrap()
        .id;
    let ways = Ways::empty(Language::En, now);
    let code = Role::Cpas.code();
    let person = engine.store.add_person(Dso::Resa, code, Some(party), &ways).unwrap().id;
    let liege = Visitor { person, ..town.worker.clone() };
    assert_eq!(town.names_of(&liege, &own(), ("a", "2026-10-26", 3)), Ok(()));
    let ((ours, opens), (theirs, elsewhere)) = (desk.waiting()[0], resa.waiting()[0]);
    assert_eq!((opens, elsewhere), (LegalOpens::Nobody, LegalOpens::Nobody));
    assert_eq!((desk.waiting().len(), resa.waiting().len()), (1, 1));
    let shown = resa.desks.mandates(&resa.agent, true, None).unwrap();
    assert!(shown.asked[0].household.is_none(), "{shown:?}");
    assert_eq!(desk.answer(ours, None), Err(PartnerRefused::Nobody));
    assert_eq!(resa.answer(theirs, None), Err(PartnerRefused::Nobody));
    assert_eq!(desk.answer(theirs, None), Err(PartnerRefused::Unknown), "another operator's");
    assert_eq!(desk.desks.asked_by_law(&desk.agent, theirs).unwrap(), None);
    assert_eq!(town.offices.client(&liege, account_id()).unwrap(), None);
    assert_eq!(
        town.newest().standing,
        LegalStanding::Waiting,
        "nothing tells that nobody is there"
    );
}

#[test]
fn s_03_pd_07_a_household_that_moved_out_meanwhile_is_not_opened_nor_the_next_one() {
    let town = town();
    let desk = town.desk(Dso::Ores);
    town.names("Default 2026/41", "2026-10-26", 6).unwrap();
    let (number, opens) = desk.waiting()[0];
    assert_eq!(opens, LegalOpens::Household);
    let mut engine = town.engine();
    let account = engine.account_of(ean()).unwrap();
    let now = *town.now.lock().unwrap();
    engine.record(&account, &timeline::Fact::MoveOut { registers: None }, now).unwrap();
    *town.now.lock().unwrap() = instant("2026-11-05T09:00:00+01:00");
    night(&mut engine, &account, "2026-11-04", 120);
    let next = move_in_at(&mut engine, ean(), "2026-11-05T09:00:00+01:00");
    assert_ne!(next.id, account.id);
    assert_eq!(desk.waiting(), [(number, LegalOpens::Fell)]);
    assert_eq!(desk.answer(number, None), Err(PartnerRefused::Fell));
    assert!(desk.waiting().is_empty(), "it fell");
    assert!(matches!(town.newest().standing, LegalStanding::Fell(_)));
    for id in [account.id, next.id] {
        assert!(town.engine().store.party_grants(id).unwrap().is_empty());
        assert_eq!(town.offices.client(&town.worker, id).unwrap(), None);
    }
    // A closed account is nobody's: asked for the next household it is another request.
    assert_eq!(town.names("Default 2026/41", "2026-10-26", 6), Ok(()));
    assert_eq!(desk.waiting(), [(number + 1, LegalOpens::Household)]);
}

#[test]
fn s_03_a_request_that_lies_until_its_time_is_over_falls() {
    let town = town();
    let desk = town.desk(Dso::Ores);
    town.names("Default 2026/41", "2026-10-26", 1).unwrap();
    let (number, _) = desk.waiting()[0];
    *town.now.lock().unwrap() = instant("2026-11-26T09:00:00+01:00");
    assert_eq!(desk.waiting(), [(number, LegalOpens::Fell)]);
    assert_eq!(desk.answer(number, None), Err(PartnerRefused::Fell));
    assert!(!town.reads());
}
