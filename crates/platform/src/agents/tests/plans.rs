//! Debts and plans at the desk.

use super::*;
use crate::people::plan_line;
use portal::agent::{OwedTo, PlanDesk, PlanRule};
use portal::my::RepaidBy;

fn plan(total: &str, rule: PlanRule) -> Wanted {
    let (evidence, note) = ("signed".to_owned(), "agreed by phone".to_owned());
    Wanted::Plan { total: eur(total), to: OwedTo::Supplier, rule, evidence, note }
}

impl Office {
    /// By two people.
    fn agreed(&self, wanted: &Wanted, attempt: &str) -> i64 {
        let id = self.desks.ask(&self.agent, account_id(), wanted, attempt).unwrap().unwrap();
        assert_eq!(self.desks.decide(&self.colleague, id, true, "").unwrap(), Ok(()));
        id
    }

    fn owed(&self) -> Vec<portal::agent::OwedLine> {
        let lines = self.desks.plans(&self.agent, account_id()).unwrap().unwrap().lines;
        lines.into_iter().filter(|line| line.own_rule).collect()
    }

    /// The night of a day, with what it leaves of the plan.
    fn night(&self, day: &str, kwh: i64) -> MicroEuro {
        let mut engine = self.engine();
        let account = engine.account_of(ean()).unwrap();
        night(&mut engine, &account, day, kwh);
        self.owed()[0].line.left
    }
}

#[test]
fn pa_20_a_plan_of_two_people_is_simulated_by_week_and_taken_as_it_was_shown() {
    let office = office();
    // Tested on a balance that nothing pauses.
    let mut engine = office.engine();
    let account = engine.account_of(ean()).unwrap();
    let top_up =
        timeline::Fact::TopUp { eur: eur("80"), channel: "terminal".into(), id: "T-1".into() };
    engine.record(&account, &top_up, instant("2026-11-04T07:40:00+01:00")).unwrap();
    let wanted = plan("12", PlanRule::Week(eur("5")));
    let effect = office.desks.preview(&office.agent, account_id(), &wanted).unwrap().unwrap();
    assert!(effect.second, "what a household repays is decided by two");
    assert_eq!(effect.balance.0, effect.balance.1, "an agreement moves no money");
    let shown = effect.plan.unwrap();
    assert_eq!(shown.language, Language::Nl);
    let weeks: Vec<(String, MicroEuro, MicroEuro)> =
        shown.weeks.iter().map(|week| (week.monday.to_string(), week.taken, week.left)).collect();
    let week = |monday: &str, taken: &str, left: &str| (monday.to_owned(), eur(taken), eur(left));
    let expected = [
        week("2026-11-02", "0", "12"),
        week("2026-11-09", "5", "7"),
        week("2026-11-16", "5", "2"),
        week("2026-11-23", "2", "0"),
    ];
    assert_eq!(weeks, expected);
    let id = office.desks.ask(&office.agent, account_id(), &wanted, ATTEMPT).unwrap().unwrap();
    assert_eq!(office.owed(), [], "nothing before the second person");
    assert_eq!(office.desks.plans(&office.agent, account_id()).unwrap().unwrap().waiting, [id]);
    let own = office.desks.decide(&office.agent, id, true, "").unwrap();
    assert_eq!(own, Err(AgentRefused::SamePerson));
    office.desks.decide(&office.colleague, id, true, "").unwrap().unwrap();
    let owed = office.owed();
    assert_eq!(owed.len(), 1);
    assert_eq!(owed[0].line, shown.reads, "what was shown is what the household reads");
    let mut left = Vec::new();
    for (day, kwh) in [("2026-11-04", 105), ("2026-11-05", 106), ("2026-11-06", 107)] {
        left.push(office.night(day, kwh));
    }
    for (day, kwh) in [("2026-11-07", 108), ("2026-11-08", 109), ("2026-11-09", 110)] {
        left.push(office.night(day, kwh));
    }
    assert_eq!(left[4], eur("12"), "Sunday");
    assert_eq!(left[5], eur("7"), "with the settlement of Monday");
    sound(&mut office.engine());
}

#[test]
fn pa_20_a_suspended_plan_takes_nothing_until_its_day_and_a_new_rule_keeps_what_was_repaid() {
    let office = office();
    let mut engine = office.engine();
    let account = engine.account_of(ean()).unwrap();
    let top_up =
        timeline::Fact::TopUp { eur: eur("80"), channel: "terminal".into(), id: "T-1".into() };
    engine.record(&account, &top_up, instant("2026-11-04T07:40:00+01:00")).unwrap();
    office.agreed(&plan("12", PlanRule::Day(eur("2"))), ATTEMPT);
    let debt = office.owed()[0].number;
    assert_eq!(office.night("2026-11-04", 105), eur("12"), "it begins tomorrow");
    assert_eq!(office.night("2026-11-05", 106), eur("10"));
    office.at("2026-11-06T10:00:00+01:00");
    let until = "2026-11-08".parse().unwrap();
    let wait = Wanted::Suspend { debt, until, note: "a hard week".to_owned() };
    office.agreed(&wait, OTHER);
    assert_eq!(office.owed()[0].suspended_until, Some(until));
    assert_eq!(office.night("2026-11-06", 107), eur("10"));
    assert_eq!(office.night("2026-11-07", 108), eur("10"));
    assert_eq!(office.night("2026-11-08", 109), eur("8"), "it goes on where it stopped");
    office.at("2026-11-09T10:00:00+01:00");
    let (rule, evidence) = (PlanRule::Day(eur("3")), "signed again".to_owned());
    let note = "less time".to_owned();
    let other = Wanted::Agree { debt, rule, evidence, note, proposal: None };
    let third = "00112233445566778899aabbccddeeff";
    office.agreed(&other, third);
    assert_eq!(office.owed()[0].line.how, RepaidBy::Day(eur("3")));
    assert_eq!(office.owed()[0].line.total, eur("12"), "what was repaid stays");
    assert_eq!(office.night("2026-11-09", 110), eur("8"));
    assert_eq!(office.night("2026-11-10", 111), eur("5"));
    let case = office.desks.case(&office.agent, account_id()).unwrap().unwrap();
    let names: Vec<&str> = case.events.iter().map(|event| event.what.as_str()).collect();
    assert!(names.contains(&"plan_agreed") && names.contains(&"plan_suspended"), "{names:?}");
    sound(&mut office.engine());
}

#[test]
fn pa_20_an_advance_is_repaid_as_the_parameters_say_and_nobody_agrees_on_it() {
    let office = office();
    let view = office.desks.plans(&office.caller, account_id()).unwrap().unwrap();
    assert_eq!((view.lines.len(), view.lines[0].own_rule), (1, false));
    let note = "please".to_owned();
    let wait =
        |debt| Wanted::Suspend { debt, until: "2026-11-20".parse().unwrap(), note: note.clone() };
    let refused =
        office.desks.preview(&office.agent, account_id(), &wait(view.lines[0].number)).unwrap();
    assert!(
        matches!(&refused, Err(AgentRefused::Rule(why)) if why.contains("advance")),
        "{refused:?}"
    );
    let refused = office.desks.preview(&office.agent, account_id(), &wait(9)).unwrap();
    assert!(matches!(refused, Err(AgentRefused::Rule(_))));
}

#[test]
fn pa_21_a_share_of_top_ups_is_simulated_from_what_this_home_tops_up() {
    let office = office();
    let share = PlanRule::Share { percent: 25, cap: Some(eur("10")) };
    let effect =
        office.desks.preview(&office.agent, account_id(), &plan("60", share)).unwrap().unwrap();
    let shown = effect.plan.unwrap();
    assert_eq!(shown.weekly_top_up, None);
    assert!(shown.weeks.iter().all(|week| week.taken == MicroEuro::ZERO), "nobody knows");
    let mut engine = office.engine();
    let account = engine.account_of(ean()).unwrap();
    let top_up =
        timeline::Fact::TopUp { eur: eur("160"), channel: "terminal".into(), id: "T-1".into() };
    engine.record(&account, &top_up, instant("2026-11-04T07:40:00+01:00")).unwrap();
    let effect =
        office.desks.preview(&office.agent, account_id(), &plan("60", share)).unwrap().unwrap();
    let shown = effect.plan.unwrap();
    assert_eq!(shown.weekly_top_up, Some(eur("20")), "160.00 in eight weeks");
    assert_eq!(shown.weeks[0].taken, eur("5"), "a quarter of it");
    let last = shown.weeks.last().unwrap();
    assert_eq!((shown.weeks.len(), last.left), (12, eur("0")));
    let debts = engine.rebuild(std::slice::from_ref(&account), Instant(i64::MAX / 2)).unwrap();
    let today = "2026-11-04".parse().unwrap();
    let advance = plan_line(&debts[0].timeline.account.debts()[0], today);
    assert_eq!(advance.how, RepaidBy::Day(eur("1")), "a preview writes nothing");
}
