//! What a social service proposes for a plan, and what the household makes of it.

use super::{ATTEMPT, OTHER, Town, town};
use crate::plans::proposals::{answer, basis, lines};
use crate::testing::{account_id, ean, instant, sound};
use notify::plan::Channel;
use portal::cpas::{CpasOffice as _, NotProposed, PlanProposals as _, PlanWanted};
use portal::my::RepaidBy;
use portal::repaying::{NotAgreed, PlanRule, ProposalLine, ProposalStands};
use timeline::{DebtKind, Fact};
use units::MicroEuro;

const THIRD: &str = "00112233445566778899aabbccddeeff";

fn eur(text: &str) -> MicroEuro {
    text.parse().unwrap()
}

fn weekly(text: &str) -> PlanRule {
    PlanRule::Week(eur(text))
}

fn wanted(debt: u32, rule: PlanRule) -> PlanWanted<'static> {
    PlanWanted { debt, rule, reason: "less income since October" }
}

impl Town {
    fn takes(&self, fact: &Fact) {
        let mut engine = self.engine();
        let account = engine.account_of(ean()).unwrap();
        engine.record(&account, fact, *self.now.lock().unwrap()).unwrap();
    }

    /// States of the rows that tell the household of proposals, in order.
    fn told_states(&self) -> Vec<i16> {
        self.told("M15-proposed");
        let notices = self.engine().store.notices(&[account_id()]).unwrap();
        let of = notices.into_iter().filter(|one| one.notice.message == "M15-proposed");
        of.map(|one| one.state).collect()
    }

    /// The other social service sees the plan by the household's agreement, too.
    fn other_with_mandate(&self) {
        let mut engine = self.engine();
        let party = engine.store.person(self.other.person).unwrap().unwrap().party.unwrap();
        let told = vending::GrantAsked {
            role: vending::Role::Mandate,
            last: Some("2026-12-31".parse().unwrap()),
            by: vending::Granter::Holder,
            reason: "told".to_owned(),
        };
        let (to, now) = (crate::parties::To::Known(party), *self.now.lock().unwrap());
        crate::parties::share(&mut engine, ean(), &to, &told, "", now).unwrap();
    }

    /// 60.00 to the supplier at 5.00 a week; its number.
    fn owes(&self) -> u32 {
        let mut engine = self.engine();
        let account = engine.account_of(ean()).unwrap();
        let debt = Fact::Debt {
            kind: DebtKind::FixedPerWeek,
            total: eur("60"),
            amount: Some(eur("5")),
            share: None,
            cap: None,
            floor: None,
            priority: 1,
            creditor: Some("supplier".to_owned()),
        };
        engine.record(&account, &debt, *self.now.lock().unwrap()).unwrap();
        self.debts().into_iter().map(|(id, _)| id).max().unwrap()
    }

    /// Number of each debt and how it is repaid.
    fn debts(&self) -> Vec<(u32, RepaidBy)> {
        let mut engine = self.engine();
        let account = engine.account_of(ean()).unwrap();
        let far = calendar::Instant(i64::MAX / 2);
        let rebuilt = engine.rebuild(std::slice::from_ref(&account), far).unwrap();
        let debts = rebuilt[0].timeline.account.debts().iter();
        let today = self.now.lock().unwrap().day();
        debts.map(|debt| (debt.id, crate::people::plan_line(debt, today).how)).collect()
    }

    fn proposes(&self, wanted: &PlanWanted<'_>, attempt: &str) -> Result<(), NotProposed> {
        self.offices.propose_plan(&self.worker, account_id(), wanted, attempt).unwrap()
    }

    /// All that was proposed, the newest first, as the household reads it.
    fn proposed(&self) -> Vec<ProposalLine> {
        let mut engine = self.engine();
        let account = engine.account_of(ean()).unwrap();
        let now = *self.now.lock().unwrap();
        let known =
            crate::agents::known_account(&mut engine, account.clone(), now).unwrap().unwrap();
        lines(&mut engine, &account, (&known.timeline, None), now).unwrap()
    }

    fn answers(&self, number: i64, agrees: bool) -> Result<(), NotAgreed> {
        let mut engine = self.engine();
        let account = engine.account_of(ean()).unwrap();
        answer(&mut engine, &account, (number, agrees), 7, *self.now.lock().unwrap()).unwrap()
    }

    fn facts_of(&self, kind: &str) -> usize {
        let mut engine = self.engine();
        let facts = engine.store.facts(&[account_id()]).unwrap();
        facts.iter().filter(|fact| fact.kind == kind).count()
    }
}

#[test]
fn s_07_only_who_sees_the_plan_by_the_households_agreement_proposes_another() {
    let town = town();
    let debt = town.owes();
    let asked = wanted(debt, weekly("2.50"));
    assert_eq!(town.offices.plan_form(&town.worker, account_id()).unwrap(), None, "no mandate");
    assert_eq!(town.proposes(&asked, ATTEMPT), Err(NotProposed::NoClient));
    town.with_mandate();
    let there = town.offices.plan_form(&town.worker, account_id()).unwrap().unwrap();
    let [owed] = there.owed.as_slice() else { panic!("an advance has no plan: {:?}", there.owed) };
    assert_eq!((owed.number, owed.line.left), (debt, eur("60")));
    assert_eq!(town.offices.plan_form(&town.other, account_id()).unwrap(), None, "another's");
    let other = town.offices.propose_plan(&town.other, account_id(), &asked, ATTEMPT).unwrap();
    assert_eq!(other, Err(NotProposed::NoClient));
    // By law alone the state is seen, and no plan.
    let mut engine = town.engine();
    let party = engine.store.person(town.other.person).unwrap().unwrap().party.unwrap();
    let by_law = vending::GrantAsked {
        role: vending::Role::MandateByLaw,
        last: Some("2026-12-31".parse().unwrap()),
        by: vending::Granter::Agent("an agent".to_owned()),
        reason: "a notice".to_owned(),
    };
    let (to, now) = (crate::parties::To::Known(party), *town.now.lock().unwrap());
    crate::parties::share(&mut engine, ean(), &to, &by_law, "", now).unwrap();
    assert!(town.offices.client(&town.other, account_id()).unwrap().is_some());
    assert_eq!(town.offices.plan_form(&town.other, account_id()).unwrap(), None);
    for (wrong, why) in [
        (PlanWanted { reason: " ", ..asked }, NotProposed::NoWords),
        (wanted(debt + 7, weekly("2.50")), NotProposed::NoDebt),
        (wanted(1, PlanRule::Day(eur("0.50"))), NotProposed::NoDebt),
        (wanted(debt, weekly("60.01")), NotProposed::NotAnAmount),
        (wanted(debt, weekly("0")), NotProposed::NotAnAmount),
        (wanted(debt, PlanRule::Share { percent: 10, cap: None }), NotProposed::NotAnAmount),
    ] {
        assert_eq!(town.proposes(&wrong, ATTEMPT), Err(why), "{wrong:?}");
    }
    let long = "x".repeat(procedures::MOST_LETTERS + 1);
    let long = PlanWanted { reason: &long, ..asked };
    assert_eq!(town.proposes(&long, ATTEMPT), Err(NotProposed::TooLong));
    assert_eq!(town.proposed(), [], "nothing was proposed");
    let looks = engine.store.person_looks(account_id(), 10).unwrap();
    assert!(looks.iter().any(|look| look.saw.contains("plan")), "each look is kept: {looks:?}");
}

#[test]
fn s_07_what_is_proposed_changes_nothing_before_the_household_agrees_and_then_as_it_was_shown() {
    let town = town();
    let debt = town.owes();
    town.with_mandate();
    let asked = wanted(debt, weekly("2.50"));
    let shown = town.offices.plan_preview(&town.worker, account_id(), &asked).unwrap().unwrap();
    assert!(!shown.replaces);
    assert_eq!(shown.last, "2026-12-04".parse().unwrap(), "thirty days");
    assert_eq!(shown.effect.weeks.len(), 25, "nothing this week, then 24 Mondays");
    assert_eq!(town.proposed(), [], "a preview writes nothing");
    town.proposes(&asked, ATTEMPT).unwrap();
    town.proposes(&asked, ATTEMPT).unwrap();
    assert_eq!(town.proposed().len(), 1, "sent twice, proposed once");
    let other = wanted(debt, weekly("3"));
    assert_eq!(town.proposes(&other, ATTEMPT), Err(NotProposed::Used), "with something else");
    let line = town.proposed().remove(0);
    assert_eq!(line.effect.as_ref(), Some(&shown.effect), "the same figures on both pages");
    assert_eq!(line.office, "CPAS de Namur");
    assert_eq!(town.debts().last(), Some(&(debt, RepaidBy::Week(eur("5")))));
    let told = town.told("M15-proposed");
    let [told, ..] = told.as_slice() else { panic!("{told:?}") };
    assert!(told.contains("CPAS de Namur") && told.contains("2,50"), "{told}");
    assert!(told.contains("60,00") && told.contains("04/12"), "{told}");
    *town.now.lock().unwrap() = instant("2026-11-05T10:00:00+01:00");
    assert_eq!(town.answers(line.number, true), Ok(()));
    assert_eq!(town.answers(line.number, true), Ok(()), "a double click");
    assert_eq!(town.facts_of("plan_agreed"), 1);
    assert_eq!(town.debts().last(), Some(&(debt, RepaidBy::Week(eur("2.50")))));
    assert_eq!(town.answers(line.number, false), Err(NotAgreed::Ended), "it was agreed");
    // Its social service reads what became of it.
    let there = town.offices.plan_form(&town.worker, account_id()).unwrap().unwrap();
    let day = "2026-11-05".parse().unwrap();
    assert_eq!(there.proposals[0].stands, ProposalStands::Agreed(day));
    assert!(!town.told("M15").is_empty(), "as any plan that changes");
    sound(&mut town.engine());
}

#[test]
fn s_07_a_new_proposal_takes_the_place_of_the_one_that_waits() {
    let town = town();
    let debt = town.owes();
    town.with_mandate();
    town.proposes(&wanted(debt, weekly("2.50")), ATTEMPT).unwrap();
    let second = wanted(debt, PlanRule::Day(eur("0.50")));
    let shown = town.offices.plan_preview(&town.worker, account_id(), &second).unwrap().unwrap();
    assert!(shown.replaces, "it is said before");
    town.proposes(&second, OTHER).unwrap();
    let both = town.proposed();
    let day = "2026-11-04".parse().unwrap();
    assert_eq!(both[1].stands, ProposalStands::Replaced(day));
    assert_eq!(town.answers(both[1].number, true), Err(NotAgreed::Ended));
    assert_eq!(town.answers(both[0].number, false), Ok(()));
    assert_eq!(town.answers(both[0].number, false), Ok(()), "a double click");
    assert_eq!(town.answers(both[0].number, true), Err(NotAgreed::Ended), "it was declined");
    assert_eq!(town.debts().last(), Some(&(debt, RepaidBy::Week(eur("5")))));
    assert_eq!(
        (town.facts_of("plan_agreed"), town.proposed()[0].stands),
        (0, ProposalStands::Declined(day))
    );
}

#[test]
fn s_07_what_rests_on_other_plans_or_waits_too_long_is_agreed_to_no_more() {
    let town = town();
    let debt = town.owes();
    town.with_mandate();
    town.proposes(&wanted(debt, weekly("2.50")), ATTEMPT).unwrap();
    let first = town.proposed()[0].number;
    let more = town.owes();
    assert_eq!(town.proposed()[0].stands, ProposalStands::OutOfDate, "something else is owed");
    assert_eq!(town.answers(first, true), Err(NotAgreed::OutOfDate));
    assert_eq!(town.facts_of("plan_agreed"), 0);
    town.proposes(&wanted(more, weekly("2")), OTHER).unwrap();
    let second = town.proposed()[0].number;
    // An agent has agreed on another amount meanwhile.
    let mut engine = town.engine();
    let account = engine.account_of(ean()).unwrap();
    let fact = crate::plans::agreed(more, weekly("4"));
    let at = instant("2026-11-05T08:00:00+01:00");
    *town.now.lock().unwrap() = at;
    engine.record(&account, &fact, at).unwrap();
    assert_eq!(town.answers(second, true), Err(NotAgreed::OutOfDate));
    assert_eq!(town.answers(second, false), Ok(()), "it may be declined all the same");
    town.proposes(&wanted(more, weekly("2")), THIRD).unwrap();
    let third = town.proposed()[0].number;
    *town.now.lock().unwrap() = instant("2026-12-05T23:59:59+01:00");
    assert!(matches!(town.proposed()[0].stands, ProposalStands::Waits(_)), "its last day");
    *town.now.lock().unwrap() = instant("2026-12-06T00:00:00+01:00");
    assert!(matches!(town.proposed()[0].stands, ProposalStands::Lapsed(_)));
    assert_eq!(town.answers(third, true), Err(NotAgreed::Lapsed));
    assert_eq!(town.answers(third, false), Err(NotAgreed::Lapsed));
    assert_eq!(town.answers(third + 5, true), Err(NotAgreed::NoProposal));
}

#[test]
fn s_07_another_household_answers_nothing() {
    let town = town();
    let debt = town.owes();
    town.with_mandate();
    town.proposes(&wanted(debt, weekly("2.50")), ATTEMPT).unwrap();
    let number = town.proposed()[0].number;
    let mut engine = town.engine();
    let other = crate::testing::move_in(&mut engine, "541449000000000003".parse().unwrap());
    let now = *town.now.lock().unwrap();
    for agrees in [true, false] {
        let done = answer(&mut engine, &other, (number, agrees), 7, now).unwrap();
        assert_eq!(done, Err(NotAgreed::NoProposal));
    }
    assert!(matches!(town.proposed()[0].stands, ProposalStands::Waits(_)));
}

#[test]
fn s_07_an_agent_writes_down_that_the_household_agreed_by_phone_and_a_second_person_decides() {
    use portal::agent::{AgentRefused, Agents as _, PlanDesk as _, Wanted};
    let town = town();
    let debt = town.owes();
    town.with_mandate();
    town.proposes(&wanted(debt, weekly("2.50")), ATTEMPT).unwrap();
    let number = town.proposed()[0].number;
    let mut engine = town.engine();
    let ways = store::Ways::empty(units::Language::En, calendar::Instant(5));
    let role = access::Role::AgentL2;
    let mut person = |name: &str| {
        let id = engine.store.add_person(units::Dso::Ores, role.code(), None, &ways).unwrap().id;
        let name = name.to_owned();
        portal::my::Visitor { person: id, role, name, ..town.worker.clone() }
    };
    let (agent, colleague) = (person("An"), person("Bo"));
    let told = std::sync::Arc::clone(&town.now);
    let clock = std::sync::Arc::new(move || *told.lock().unwrap());
    let desks = crate::agents::Desks::new(town.engine(), clock);
    let view = desks.plans(&agent, account_id()).unwrap().unwrap();
    assert_eq!(view.proposals.len(), 1);
    let act = |rule: PlanRule, proposal: i64| Wanted::Agree {
        debt,
        rule,
        evidence: "call of 9:10".to_owned(),
        note: "agreed by phone".to_owned(),
        proposal: Some(proposal),
    };
    let asks =
        |wanted: &Wanted, attempt: &str| desks.ask(&agent, account_id(), wanted, attempt).unwrap();
    let other = asks(&act(weekly("3"), number), ATTEMPT);
    assert_eq!(other, Err(AgentRefused::Proposal(NotAgreed::OtherRule)));
    let none = asks(&act(weekly("2.50"), number + 1), ATTEMPT);
    assert_eq!(none, Err(AgentRefused::Proposal(NotAgreed::NoProposal)));
    let id = asks(&act(weekly("2.50"), number), OTHER).unwrap();
    assert_eq!(town.facts_of("plan_agreed"), 0, "nothing before the second person");
    assert_eq!(desks.decide(&agent, id, true, "").unwrap(), Err(AgentRefused::SamePerson));
    desks.decide(&colleague, id, true, "").unwrap().unwrap();
    assert_eq!(town.debts().last(), Some(&(debt, RepaidBy::Week(eur("2.50")))));
    assert!(matches!(town.proposed()[0].stands, ProposalStands::Agreed(_)));
    assert_eq!(town.answers(number, true), Err(NotAgreed::Ended), "written down already");
    // What the household declined meanwhile is not agreed to behind its back.
    town.proposes(&wanted(debt, weekly("2")), THIRD).unwrap();
    let next = town.proposed()[0].number;
    let id = asks(&act(weekly("2"), next), ATTEMPT).unwrap();
    assert_eq!(town.answers(next, false), Ok(()));
    let late = desks.decide(&colleague, id, true, "").unwrap();
    assert_eq!(late, Err(AgentRefused::Proposal(NotAgreed::Ended)));
    assert_eq!(town.facts_of("plan_agreed"), 1);
    sound(&mut town.engine());
}

#[test]
fn tp_17_s_07_what_a_person_decides_about_is_neither_proposed_nor_agreed_to_before() {
    let town = town();
    town.with_mandate();
    let (id, channel) = ("tr-1".to_owned(), "online".to_owned());
    town.takes(&Fact::Chargeback { id, eur: eur("38"), channel });
    let (debt, how) = *town.debts().last().unwrap();
    assert_eq!(how, RepaidBy::Review);
    let there = town.offices.plan_form(&town.worker, account_id()).unwrap().unwrap();
    assert_eq!(there.owed.last().map(|one| one.line.how), Some(RepaidBy::Review), "it is shown");
    for rule in [weekly("5"), PlanRule::Day(eur("1"))] {
        let asked = wanted(debt, rule);
        let shown = town.offices.plan_preview(&town.worker, account_id(), &asked).unwrap();
        assert_eq!(shown, Err(NotProposed::UnderReview));
        assert_eq!(town.proposes(&asked, ATTEMPT), Err(NotProposed::UnderReview));
    }
    // One that was kept all the same is not agreed to, by the household or by an agent for it.
    let mut engine = town.engine();
    let account = engine.account_of(ean()).unwrap();
    let now = *town.now.lock().unwrap();
    let known = crate::agents::known_account(&mut engine, account.clone(), now).unwrap().unwrap();
    let kept = store::NewPlanProposal {
        dso: units::Dso::Ores,
        account: account.id,
        party: engine.store.person(town.worker.person).unwrap().unwrap().party.unwrap(),
        debt,
        weekly: true,
        part: eur("5"),
        basis: basis(&known.timeline),
        reason: "before".to_owned(),
        at: now,
        by: town.worker.person,
        attempt: THIRD.to_owned(),
        lapses: now.plus_h(24 * 30),
    };
    let number = engine.store.add_plan_proposal(&kept).unwrap();
    assert_eq!(town.proposed()[0].stands, ProposalStands::UnderReview);
    assert_eq!(town.answers(number, true), Err(NotAgreed::UnderReview));
    let rule = (number, debt, weekly("5"));
    let agent = crate::plans::proposals::may_agree(&mut engine, &account, rule, now).unwrap();
    assert_eq!(agent, Err(NotAgreed::UnderReview));
    assert_eq!(town.facts_of("plan_agreed"), 0);
    assert_eq!(town.debts().last(), Some(&(debt, RepaidBy::Review)), "nothing is taken");
    // Two people at the desk have decided: it is a plan as any other.
    *town.now.lock().unwrap() = instant("2026-11-05T08:00:00+01:00");
    town.takes(&crate::plans::agreed(debt, weekly("5")));
    assert_eq!(town.proposes(&wanted(debt, weekly("2")), OTHER), Ok(()));
    let next = town.proposed()[0].number;
    assert_eq!(town.answers(next, true), Ok(()));
    assert_eq!(town.debts().last(), Some(&(debt, RepaidBy::Week(eur("2")))));
    sound(&mut town.engine());
}

#[test]
fn s_07_a_proposal_outlives_another_plan_that_ends_by_what_it_takes() {
    let town = town();
    town.takes(&Fact::Debt {
        kind: DebtKind::ShareOfTopup,
        total: eur("2"),
        amount: None,
        share: Some("0.50".to_owned()),
        cap: None,
        floor: None,
        priority: 1,
        creditor: Some("supplier".to_owned()),
    });
    let small = town.debts().last().unwrap().0;
    let debt = town.owes();
    town.with_mandate();
    town.proposes(&wanted(debt, weekly("2.50")), ATTEMPT).unwrap();
    *town.now.lock().unwrap() = instant("2026-11-05T08:00:00+01:00");
    let (id, channel) = ("T-1".to_owned(), "terminal".to_owned());
    town.takes(&Fact::TopUp { eur: eur("100"), channel, id });
    let there = town.offices.plan_form(&town.worker, account_id()).unwrap().unwrap();
    assert!(there.owed.iter().all(|one| one.number != small), "it is repaid: {:?}", there.owed);
    let line = town.proposed().remove(0);
    assert!(matches!(line.stands, ProposalStands::Waits(_)), "{:?}", line.stands);
    assert_eq!(town.answers(line.number, true), Ok(()));
    assert_eq!(town.debts().last(), Some(&(debt, RepaidBy::Week(eur("2.50")))));
}

#[test]
fn s_07_pd_06_two_social_services_propose_beside_each_other_and_know_nothing_of_it() {
    let town = town();
    let debt = town.owes();
    town.with_mandate();
    town.other_with_mandate();
    town.proposes(&wanted(debt, weekly("2.50")), ATTEMPT).unwrap();
    let asked = wanted(debt, weekly("2"));
    let shown = town.offices.plan_preview(&town.other, account_id(), &asked).unwrap().unwrap();
    assert!(!shown.replaces, "that another one helps there is not said");
    town.offices.propose_plan(&town.other, account_id(), &asked, OTHER).unwrap().unwrap();
    let both = town.proposed();
    assert_eq!(both.len(), 2);
    assert!(both.iter().all(|one| matches!(one.stands, ProposalStands::Waits(_))), "{both:?}");
    for (who, office) in [(&town.worker, "CPAS de Namur"), (&town.other, "CPAS de Huy")] {
        let own = town.offices.plan_form(who, account_id()).unwrap().unwrap().proposals;
        assert_eq!(own.iter().map(|one| one.office.as_str()).collect::<Vec<_>>(), [office]);
    }
    *town.now.lock().unwrap() = instant("2026-11-05T08:00:00+01:00");
    assert_eq!(town.answers(both[0].number, true), Ok(()));
    assert_eq!(town.debts().last(), Some(&(debt, RepaidBy::Week(eur("2")))));
    let first = town.proposed().pop().unwrap();
    assert_eq!(first.stands, ProposalStands::OutOfDate, "the plan has changed since");
}

#[test]
fn cm_04_s_07_what_has_not_left_of_a_proposal_that_is_over_is_taken_back() {
    let town = town();
    let debt = town.owes();
    town.with_mandate();
    let asked = wanted(debt, weekly("2.50"));
    let shown = town.offices.plan_preview(&town.worker, account_id(), &asked).unwrap().unwrap();
    assert!(!shown.reached, "nobody knows a mail or an address there");
    let mut engine = town.engine();
    let mut contact = engine.store.contact(account_id()).unwrap().unwrap();
    contact.email = Some("elise@example.org".parse().unwrap());
    contact.learnt_at = *town.now.lock().unwrap();
    engine.store.set_contact(&contact).unwrap();
    let shown = town.offices.plan_preview(&town.worker, account_id(), &asked).unwrap().unwrap();
    assert!(shown.reached);
    *town.now.lock().unwrap() = instant("2026-11-04T22:00:00+01:00");
    town.proposes(&asked, ATTEMPT).unwrap();
    assert_eq!(town.told_states(), [0], "it waits for the morning");
    *town.now.lock().unwrap() = instant("2026-11-04T22:05:00+01:00");
    town.proposes(&wanted(debt, weekly("2")), OTHER).unwrap();
    assert_eq!(town.told_states(), [5, 0], "the household reads one proposal, not two");
    let number = town.proposed()[0].number;
    assert_eq!(town.answers(number, false), Ok(()));
    assert_eq!(town.told_states(), [5, 5]);
    // One that is over before its rows are made is not told either.
    *town.now.lock().unwrap() = instant("2026-11-04T22:10:00+01:00");
    town.proposes(&wanted(debt, weekly("3")), THIRD).unwrap();
    let number = town.proposed()[0].number;
    assert_eq!(town.answers(number, false), Ok(()));
    assert_eq!(town.told_states(), [5, 5, 5]);
}

impl Town {
    /// Somebody there is reached by mail and by post.
    fn reached(&self) {
        let mut engine = self.engine();
        let mut contact = engine.store.contact(account_id()).unwrap().unwrap();
        contact.email = Some("elise@example.org".parse().unwrap());
        (contact.street, contact.postcode) = ("Rue de Fer 1".to_owned(), "5000".to_owned());
        contact.town = "Namur".to_owned();
        contact.learnt_at = *self.now.lock().unwrap();
        engine.store.set_contact(&contact).unwrap();
    }

    fn set_clock(&self, text: &str) {
        *self.now.lock().unwrap() = instant(text);
    }

    /// Both social services propose in quiet hours; returns the number of the one from Namur.
    fn both_propose(&self, debt: u32) -> i64 {
        self.with_mandate();
        self.other_with_mandate();
        self.reached();
        self.set_clock("2026-11-04T22:00:00+01:00");
        self.proposes(&wanted(debt, weekly("2.50")), ATTEMPT).unwrap();
        self.set_clock("2026-11-04T22:05:00+01:00");
        let asked = wanted(debt, weekly("2"));
        self.offices.propose_plan(&self.other, account_id(), &asked, OTHER).unwrap().unwrap();
        assert_eq!(self.told_states(), [0; 4], "a mail and a letter of each");
        let own = self.proposed().into_iter().find(|one| one.office == "CPAS de Namur");
        own.unwrap().number
    }

    /// Channels and states of the rows that tell of proposals.
    fn told_ways(&self) -> Vec<(i16, i16)> {
        self.told("M15-proposed");
        let notices = self.engine().store.notices(&[account_id()]).unwrap();
        let of = notices.into_iter().filter(|one| one.notice.message == "M15-proposed");
        of.map(|one| (one.notice.channel, one.state)).collect()
    }
}

#[test]
fn cm_04_s_07_what_another_one_proposed_is_taken_back_when_the_household_agrees() {
    let town = town();
    let debt = town.owes();
    let number = town.both_propose(debt);
    town.set_clock("2026-11-04T22:10:00+01:00");
    assert_eq!(town.answers(number, true), Ok(()));
    let notices = town.engine().store.notices(&[account_id()]).unwrap();
    let mut of = notices.iter().filter(|one| one.notice.message == "M15-proposed");
    // Before the worker has come.
    assert!(of.all(|one| one.state == 5), "nothing of both leaves in the morning");
}

#[test]
fn cm_04_s_07_what_is_proposed_is_taken_back_when_an_agent_agrees_on_another_plan() {
    let town = town();
    let debt = town.owes();
    town.both_propose(debt);
    town.set_clock("2026-11-04T22:10:00+01:00");
    town.takes(&crate::plans::agreed(debt, weekly("4")));
    assert_eq!(town.told_states(), [5; 4]);
}

#[test]
fn cm_04_s_07_nothing_of_a_proposal_leaves_to_who_has_left() {
    let town = town();
    let debt = town.owes();
    town.both_propose(debt);
    town.takes(&Fact::MoveOut { registers: None });
    let mut engine = town.engine();
    let account = engine.account_of(ean()).unwrap();
    crate::testing::night(&mut engine, &account, "2026-11-04", 120);
    assert!(engine.store.account(account.id).unwrap().unwrap().closed_at.is_some());
    town.set_clock("2026-11-05T07:00:00+01:00");
    assert_eq!(town.told_states(), [5; 4]);
    let standing = town.proposed();
    assert!(standing.iter().all(|one| one.stands == ProposalStands::OutOfDate), "{standing:?}");
}

#[test]
fn cm_04_s_07_what_lapses_unread_is_taken_back() {
    let town = town();
    let debt = town.owes();
    town.both_propose(debt);
    let mut engine = town.engine();
    let day = |engine: &mut crate::engine::Engine, text: &str| {
        let now = instant(text);
        crate::plans::proposals::take_back_lapsed(engine, units::Dso::Ores, now).unwrap()
    };
    assert_eq!(day(&mut engine, "2026-12-04T23:59:59+01:00"), 0);
    assert_eq!(town.told_states(), [0; 4], "its last day");
    assert_eq!(day(&mut engine, "2026-12-05T00:00:00+01:00"), 0);
    assert_eq!(town.told_states(), [5; 4]);
}

#[test]
fn cm_04_cm_02_a_letter_that_comes_back_is_read_to_nobody_once_the_proposal_is_answered() {
    let (letter, call) = (Channel::Letter.code(), Channel::Call.code());
    for answers in [false, true] {
        let town = town();
        let debt = town.owes();
        town.with_mandate();
        town.reached();
        let mut engine = town.engine();
        let mut contact = engine.store.contact(account_id()).unwrap().unwrap();
        contact.email = None;
        contact.learnt_at = town.now.lock().unwrap().plus_s(1);
        engine.store.set_contact(&contact).unwrap();
        town.proposes(&wanted(debt, weekly("2.50")), ATTEMPT).unwrap();
        assert_eq!(town.told_ways(), [(letter, 0)]);
        let now = *town.now.lock().unwrap();
        let mut kept = engine.store.notices(&[account_id()]).unwrap().into_iter();
        let kept = kept.rfind(|one| one.notice.message == "M15-proposed").unwrap();
        let step = store::NoticeStep::HandedOver {
            at: now,
            carrier_id: "run/1".to_owned(),
            wait_until: now.plus_h(24 * 365),
        };
        engine.store.notice_step(kept.account, kept.seq, &step).unwrap();
        town.set_clock("2026-11-18T09:00:00+01:00");
        if answers {
            assert_eq!(town.answers(town.proposed()[0].number, false), Ok(()));
        }
        let back = "returned: moved, by An".to_owned();
        crate::notices::failed(&mut engine, &kept, *town.now.lock().unwrap(), back).unwrap();
        let mut expected = vec![(letter, 4)];
        expected.extend((!answers).then_some((call, 0)));
        assert_eq!(town.told_ways(), expected, "answered: {answers}");
    }
}

#[test]
fn s_07_cm_02_where_the_post_came_back_it_is_said_that_the_household_is_not_told() {
    let town = town();
    let debt = town.owes();
    town.with_mandate();
    town.reached();
    let mut engine = town.engine();
    let mut contact = engine.store.contact(account_id()).unwrap().unwrap();
    contact.email = None;
    contact.learnt_at = town.now.lock().unwrap().plus_s(1);
    engine.store.set_contact(&contact).unwrap();
    town.proposes(&wanted(debt, weekly("2.50")), ATTEMPT).unwrap();
    town.told("M15-proposed");
    let asked = wanted(debt, weekly("2"));
    let reached =
        || town.offices.plan_preview(&town.worker, account_id(), &asked).unwrap().unwrap().reached;
    assert!(reached(), "by post");
    let mut kept = engine.store.notices(&[account_id()]).unwrap().into_iter();
    let kept = kept.rfind(|one| one.notice.message == "M15-proposed").unwrap();
    town.set_clock("2026-11-18T09:00:00+01:00");
    let back = "returned: moved, by An".to_owned();
    crate::notices::failed(&mut engine, &kept, *town.now.lock().unwrap(), back).unwrap();
    assert!(!reached(), "whoever proposes tells it");
    // Another address is known since.
    contact.street = "Rue Haute 2".to_owned();
    contact.learnt_at = *town.now.lock().unwrap();
    engine.store.set_contact(&contact).unwrap();
    assert!(reached());
}
