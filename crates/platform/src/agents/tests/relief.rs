//! Winter help at the desk: the household's paper by one person, the commission's word by two.

use super::*;
use crate::books::Books;
use portal::ReliefStanding;
use portal::agent::{ReliefFacts, ReliefStep};
use prepay::Creditor;

fn gas() -> units::Ean {
    "541449012345678922".parse().unwrap()
}

/// The office, and a protected home with gas of which some nights are settled.
fn cold_office() -> (Office, AccountId) {
    let office = office_with(&[("gas.energy_factor", "10")]);
    let mut engine = office.engine();
    let home = crate::testing::protected_gas(&mut engine, gas(), "2026-10-30T00:00:00+01:00");
    office.desks.engine().books = Books::load(&mut engine.store).unwrap();
    (office, home.id)
}

/// A night in which a tenth of a cubic metre was burned.
fn burned(office: &Office, home: AccountId, day: &str, litres: i64) {
    let mut engine = office.engine();
    let day: calendar::SettlementDay = day.parse().unwrap();
    let registers = readings::Registers([litres, 0]);
    let learnt_at = day.next().start().plus_min(1);
    let reading = store::Reading { midnight: day.next(), account: home, registers, learnt_at };
    engine.store.record_readings(&[reading]).unwrap();
    engine.settle(Dso::Ores, day, &mut Vec::new(), &mut |_| {}).unwrap();
}

fn paper(step: ReliefStep) -> Wanted {
    Wanted::Relief { step, evidence: "letter 12".to_owned(), note: "by post".to_owned() }
}

impl Office {
    fn stands(&self, home: AccountId) -> Option<ReliefFacts> {
        self.desks.form(&self.agent, home).unwrap().unwrap().relief
    }

    fn enters(
        &self,
        home: AccountId,
        step: ReliefStep,
        attempt: &str,
    ) -> Result<i64, AgentRefused> {
        self.desks.ask(&self.agent, home, &paper(step), attempt).unwrap()
    }

    fn kept(&self, home: AccountId, kind: &str) -> usize {
        let facts = self.engine().store.facts(&[home]).unwrap();
        facts.iter().filter(|fact| fact.kind == kind).count()
    }
}

#[test]
fn pr_20_a_household_asks_on_paper_and_one_person_enters_it_once() {
    let (office, home) = cold_office();
    burned(&office, home, "2026-11-03", 500);
    let open = ReliefFacts { standing: ReliefStanding::Open, given: MicroEuro::ZERO };
    assert_eq!(office.stands(home), Some(open));
    // There is nothing to decide yet.
    for step in [ReliefStep::Granted, ReliefStep::Refused] {
        let early = office.desks.preview(&office.agent, home, &paper(step)).unwrap();
        assert_eq!(early, Err(AgentRefused::NoRelief));
        assert_eq!(office.enters(home, step, OTHER), Err(AgentRefused::NoRelief));
    }
    let shown = office.desks.preview(&office.agent, home, &paper(ReliefStep::Asked)).unwrap();
    let shown = shown.unwrap();
    assert!(!shown.second && shown.plan.is_none(), "it is in the household's favour");
    let first = office.enters(home, ReliefStep::Asked, ATTEMPT).unwrap();
    assert_eq!(office.enters(home, ReliefStep::Asked, ATTEMPT), Ok(first), "sent twice");
    assert_eq!(office.enters(home, ReliefStep::Asked, OTHER), Err(AgentRefused::NoRelief));
    assert_eq!(office.kept(home, "relief_request"), 1);
    let today = instant("2026-11-04T07:50:00+01:00").day();
    let case = office.desks.case(&office.agent, home).unwrap().unwrap();
    assert_eq!(case.relief, Some(ReliefStanding::Asked(today)));
    // Electricity has none.
    let none = office.desks.ask(&office.agent, account_id(), &paper(ReliefStep::Asked), OTHER);
    assert_eq!(none.unwrap(), Err(AgentRefused::NoRelief));
    sound(&mut office.engine());
}

#[test]
fn pa_23_what_the_commission_has_decided_is_entered_by_two_people_and_its_debt_is_shown_before() {
    for (step, granted) in [(ReliefStep::Granted, true), (ReliefStep::Refused, false)] {
        let (office, home) = cold_office();
        burned(&office, home, "2026-11-03", 500);
        office.enters(home, ReliefStep::Asked, ATTEMPT).unwrap();
        burned(&office, home, "2026-11-04", 600);
        burned(&office, home, "2026-11-05", 700);
        office.at("2026-11-06T09:00:00+01:00");
        let given = office.stands(home).unwrap().given;
        assert!(given > MicroEuro::ZERO);
        let shown = office.desks.preview(&office.agent, home, &paper(step)).unwrap().unwrap();
        assert!(shown.second);
        assert_eq!(shown.balance.0, shown.balance.1, "no money moves");
        assert_eq!(shown.plan.as_ref().map(|plan| plan.reads.left), (!granted).then_some(given));
        let id = office.enters(home, step, OTHER).unwrap();
        assert_eq!(office.kept(home, "relief_decision"), 0, "one person is not enough");
        let decide = |who: &Visitor| office.desks.decide(who, id, true, "").unwrap();
        assert_eq!(decide(&office.agent), Err(AgentRefused::SamePerson));
        assert_eq!(decide(&office.caller), Err(AgentRefused::SamePerson), "no right");
        // A colleague's act of the same paper waits beside it, and finds it decided.
        let twin =
            office.desks.ask(&office.colleague, home, &paper(step), ATTEMPT).unwrap().unwrap();
        assert_eq!(decide(&office.colleague), Ok(()));
        let late = office.desks.decide(&office.agent, twin, true, "").unwrap();
        assert_eq!(late, Err(AgentRefused::NoRelief));
        assert_eq!(office.kept(home, "relief_decision"), 1);
        let mut engine = office.engine();
        let account = engine.account_of(gas()).unwrap();
        let known = engine.rebuild(std::slice::from_ref(&account), Instant(i64::MAX / 2)).unwrap();
        let debts = known[0].timeline.account.debts();
        let owed: Vec<MicroEuro> = debts
            .iter()
            .filter(|debt| debt.creditor == Creditor::Relief)
            .map(|debt| debt.total)
            .collect();
        assert_eq!(owed, if granted { Vec::new() } else { vec![given] });
        let stands = office.stands(home).unwrap();
        let today = instant("2026-11-06T09:00:00+01:00").day();
        let expected =
            if granted { ReliefStanding::Granted(today) } else { ReliefStanding::Refused(today) };
        assert_eq!(stands, ReliefFacts { standing: expected, given: MicroEuro::ZERO });
        sound(&mut engine);
    }
}

#[test]
fn pr_20_what_was_granted_for_one_winter_is_asked_for_again_before_the_next() {
    let (office, home) = cold_office();
    office.enters(home, ReliefStep::Asked, ATTEMPT).unwrap();
    let id = office.enters(home, ReliefStep::Granted, OTHER).unwrap();
    office.desks.decide(&office.colleague, id, true, "").unwrap().unwrap();
    let stands = || office.stands(home).unwrap().standing;
    let granted = ReliefStanding::Granted(instant("2026-11-04T07:50:00+01:00").day());
    assert_eq!(stands(), granted);
    office.at("2027-03-31T12:00:00+02:00");
    assert_eq!(stands(), granted);
    office.at("2027-09-10T12:00:00+02:00");
    assert_eq!(stands(), ReliefStanding::Open);
    let again = "00112233445566778899aabbccddeeff";
    assert!(office.enters(home, ReliefStep::Asked, again).is_ok());
}
