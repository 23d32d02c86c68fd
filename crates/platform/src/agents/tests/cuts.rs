//! A cut or a limit that two people ask for, and what became of orders.

use super::*;
use portal::agent::{ActKind, Detail, Event, EventLink, OrderReason, Stage};
use supply::{Cause, CommandKind, MeterCommand};

fn meter() -> store::Meter {
    store::Meter {
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
    }
}

/// The home of the office with a meter; a hold keeps it on until nine, when nobody looks.
fn held_until_nine() -> Office {
    let office = office();
    let mut engine = office.engine();
    engine.store.place_meters(&[meter()], false).unwrap();
    let account = engine.account_of(ean()).unwrap();
    let until = Some("2026-11-04T09:00:00+01:00".to_owned());
    let hold = Fact::Flag { name: "agent_hold".to_owned(), until };
    engine.record(&account, &hold, instant("2026-11-04T07:45:00+01:00")).unwrap();
    engine.advance_due(Dso::Ores, instant("2026-11-04T08:00:00+01:00")).unwrap();
    office.at("2026-11-04T09:30:00+01:00");
    office
}

fn cut() -> Wanted {
    Wanted::Cut { reason: OrderReason::Over, note: "the hold is over".to_owned() }
}

fn limit(reason: OrderReason) -> Wanted {
    Wanted::Limit { reason, evidence: "C-12".to_owned(), note: "asked by letter".to_owned() }
}

impl Office {
    fn asks(&self, wanted: &Wanted) -> Result<i64, AgentRefused> {
        self.desks.ask(&self.agent, account_id(), wanted, ATTEMPT).unwrap()
    }

    /// Cuts and limits that have been given.
    fn orders(&self) -> Vec<MeterCommand> {
        let mut engine = self.engine();
        let account = engine.account_of(ean()).unwrap().id;
        let all = engine.store.commands_since(account, Instant(0)).unwrap().into_iter();
        let all = all.map(|one| serde_json::from_str::<MeterCommand>(&one.body).unwrap());
        let acts = |one: &MeterCommand| {
            matches!(one.kind, CommandKind::Disconnect | CommandKind::Limit { .. })
        };
        all.filter(acts).collect()
    }

    /// Who asks and who decides, as they stand in the books.
    fn people(&self) -> [String; 2] {
        [&self.agent, &self.colleague].map(super::super::signature)
    }

    fn told(&self, what: &str) -> Event {
        let case = self.desks.case(&self.agent, account_id()).unwrap().unwrap();
        case.events.into_iter().find(|event| event.what == what).unwrap()
    }
}

fn held_by(ids: &[&str]) -> AgentRefused {
    AgentRefused::HeldBack(ids.iter().map(|id| (*id).to_owned()).collect())
}

#[test]
fn cg_20_a_cut_asked_at_the_desk_is_decided_by_a_second_person_and_leaves_with_a_proof() {
    let office = held_until_nine();
    let effect = office.desks.preview(&office.agent, account_id(), &cut()).unwrap().unwrap();
    assert_eq!((effect.second, effect.checks), (true, Some(18)));
    assert_eq!(effect.orders, ["disconnect"]);
    assert!(office.orders().is_empty(), "a look does nothing");
    let id = office.asks(&cut()).unwrap();
    assert_eq!(office.asks(&cut()), Ok(id), "sent twice");
    assert!(office.orders().is_empty(), "one person is not enough");
    let decide = |who: &Visitor| office.desks.decide(who, id, true, "").unwrap();
    assert_eq!(decide(&office.agent), Err(AgentRefused::SamePerson));
    assert_eq!(decide(&office.caller), Err(AgentRefused::SamePerson), "no right");
    assert!(office.orders().is_empty());
    assert_eq!(decide(&office.colleague), Ok(()));
    assert_eq!(decide(&office.colleague), Ok(()), "sent twice");
    let orders = office.orders();
    assert_eq!(orders.len(), 1);
    let Cause::Exhausted { proof } = &orders[0].cause else { panic!("{:?}", orders[0]) };
    let mut engine = office.engine();
    let account = engine.account_of(ean()).unwrap().id;
    let kept = engine.store.proofs_of(&[account]).unwrap().pop().unwrap();
    let kept: guards::Proof = serde_json::from_str(&kept.body).unwrap();
    assert_eq!(kept.hash.to_string(), *proof);
    let people = office.people();
    assert_eq!(kept.case.asked_by, people);
    let asked = office.told("cut_asked").detail;
    let Detail::CutAsked { limit: false, reason: Some(_), words, by } = asked else {
        panic!("{asked:?}")
    };
    assert_eq!((by, words.contains(':')), (people, false), "its code is no word of the note");
    sound(&mut engine);
}

#[test]
fn cg_04_what_holds_a_cut_back_is_named_when_it_is_asked_and_again_when_it_is_decided() {
    let office = held_until_nine();
    office.at("2026-11-04T08:30:00+01:00");
    assert_eq!(office.asks(&cut()), Err(held_by(&["CG-09"])));
    office.at("2026-11-04T09:30:00+01:00");
    let id = office.asks(&cut()).unwrap();
    // Whoever decides comes when nobody may be cut any more: it waits, to be turned down.
    office.at("2026-11-04T15:30:00+01:00");
    let late = office.desks.decide(&office.colleague, id, true, "").unwrap();
    let Err(AgentRefused::HeldBack(guards)) = late else { panic!("{late:?}") };
    assert!(guards.contains(&"CG-04".to_owned()), "{guards:?}");
    assert!(office.orders().is_empty());
    let act = office.desks.act(&office.colleague, id).unwrap().unwrap();
    assert_eq!(act.state, ActState::Waiting);
    assert!(matches!(act.barred, Some(AgentRefused::HeldBack(_))), "said before it is pressed");
    assert_eq!(office.desks.decide(&office.colleague, id, false, "too late").unwrap(), Ok(()));
}

#[test]
fn cg_20_a_cut_that_nobody_decides_lapses_and_what_it_does_is_worked_out_at_each_look() {
    let office = held_until_nine();
    office.at("2026-11-04T09:30:00+01:00");
    let id = office.asks(&cut()).unwrap();
    let look = || office.desks.act(&office.colleague, id).unwrap().unwrap();
    let first = look();
    assert_eq!(first.lapses, Some(instant("2026-11-05T09:30:00+01:00")));
    assert_eq!((first.barred, first.effect.balance.0), (None, office.balance()));
    // Money comes meanwhile: whoever decides sees the balance of now, and that it is no case for a cut any more.
    let mut engine = office.engine();
    let account = engine.account_of(ean()).unwrap();
    let paid = Fact::TopUp { eur: eur("1"), channel: "terminal".into(), id: "T-9".into() };
    engine.record(&account, &paid, instant("2026-11-04T09:40:00+01:00")).unwrap();
    office.at("2026-11-04T09:45:00+01:00");
    let after = look();
    assert!(
        after.barred.is_some() || after.effect.balance.0 == office.balance(),
        "as it stands now: {after:?}"
    );
    office.at("2026-11-05T09:30:00+01:00");
    assert_eq!(look().barred, Some(AgentRefused::Lapsed));
    let late = office.desks.decide(&office.colleague, id, true, "").unwrap();
    assert_eq!(late, Err(AgentRefused::Lapsed));
    assert!(office.orders().is_empty());
    assert_eq!(office.desks.decide(&office.colleague, id, false, "lapsed").unwrap(), Ok(()));
}

#[test]
fn cg_07_money_that_comes_before_the_second_person_ends_it() {
    let office = held_until_nine();
    let id = office.asks(&cut()).unwrap();
    let mut engine = office.engine();
    let account = engine.account_of(ean()).unwrap();
    let channel = "online".to_owned();
    let waits = Fact::PaymentPending { id: "P-1".to_owned(), eur: eur("40"), channel };
    engine.record(&account, &waits, instant("2026-11-04T09:31:00+01:00")).unwrap();
    office.at("2026-11-04T09:32:00+01:00");
    let decided = office.desks.decide(&office.colleague, id, true, "").unwrap();
    assert_eq!(decided, Err(held_by(&["CG-07"])));
    assert!(office.orders().is_empty());
}

#[test]
fn cg_05_no_protected_household_is_cut_by_hand() {
    let office = held_until_nine();
    let mut engine = office.engine();
    let account = engine.account_of(ean()).unwrap();
    let from = "2026-11-04".parse().unwrap();
    crate::testing::social_price(&mut engine, "2020-01-01");
    let category = "federal".to_owned();
    let protected = Fact::Protected { from, to: None, category };
    engine.record(&account, &protected, instant("2026-11-04T09:15:00+01:00")).unwrap();
    assert_eq!(office.asks(&cut()), Err(AgentRefused::OnlyLimit));
    // What takes the place of the cut leaves with the same proof.
    let id = office.asks(&limit(OrderReason::Over)).unwrap();
    office.desks.decide(&office.colleague, id, true, "").unwrap().unwrap();
    let orders = office.orders();
    assert_eq!(orders.len(), 1, "{orders:?}");
    assert!(matches!(orders[0].kind, CommandKind::Limit { ampere: 10 }));
    assert!(matches!(orders[0].cause, Cause::Exhausted { .. }));
    sound(&mut office.engine());
}

#[test]
fn pr_19_a_limit_that_a_social_service_wishes_needs_two_people_and_no_hold() {
    let office = held_until_nine();
    assert_eq!(office.asks(&limit(OrderReason::Over)), Err(AgentRefused::NoLimit), "not protected");
    office.at("2026-11-04T08:30:00+01:00");
    assert_eq!(office.asks(&limit(OrderReason::Cpas)), Err(held_by(&["CG-09"])));
    office.at("2026-11-04T09:30:00+01:00");
    let effect = office.desks.preview(&office.agent, account_id(), &limit(OrderReason::Cpas));
    assert_eq!(effect.unwrap().unwrap().checks, Some(3));
    let id = office.asks(&limit(OrderReason::Cpas)).unwrap();
    assert!(office.orders().is_empty(), "one person is not enough");
    office.desks.decide(&office.colleague, id, true, "").unwrap().unwrap();
    let orders = office.orders();
    let Cause::ByHand { by, reason } = &orders[0].cause else { panic!("{orders:?}") };
    assert_eq!(*by, office.people().join(", "));
    assert_eq!(reason, "cpas, C-12: asked by letter");
    assert!(matches!(orders[0].kind, CommandKind::Limit { ampere: 10 }));
}

#[test]
fn cg_01_who_has_credit_is_off_already_or_has_no_meter_is_not_cut() {
    let office = office();
    assert_eq!(office.asks(&cut()), Err(AgentRefused::NoMeter));
    let office = held_until_nine();
    let mut engine = office.engine();
    let account = engine.account_of(ean()).unwrap();
    let paid = Fact::TopUp { eur: eur("40"), channel: "terminal".into(), id: "T-1".into() };
    engine.record(&account, &paid, instant("2026-11-04T09:10:00+01:00")).unwrap();
    let Err(AgentRefused::HeldBack(guards)) = office.asks(&cut()) else { panic!("cut in credit") };
    assert!(guards.contains(&"CG-01".to_owned()), "{guards:?}");
    let office = held_until_nine();
    let id = office.asks(&cut()).unwrap();
    office.desks.decide(&office.colleague, id, true, "").unwrap().unwrap();
    assert_eq!(
        office.desks.ask(&office.agent, account_id(), &cut(), OTHER).unwrap(),
        Err(AgentRefused::NotOn)
    );
}

#[test]
fn mt_07_an_order_that_the_meter_did_not_carry_out_says_so_and_is_asked_again() {
    let office = held_until_nine();
    let read = Wanted::Read { note: "asked".to_owned() };
    office.asks(&read).unwrap();
    let event = office.told("command.read");
    assert_eq!((event.stages.len(), event.link), (1, None), "it is on its way");
    office.at("2026-11-05T09:31:00+01:00");
    let event = office.told("command.read");
    let ended = (Stage::Failed, instant("2026-11-05T09:30:00+01:00"));
    assert_eq!(event.stages.last(), Some(&ended), "after a day it has no effect any more");
    assert_eq!(event.link, Some(EventLink::Again(ActKind::Read)));
    // Asked again the first one is not worth another try.
    office.desks.ask(&office.agent, account_id(), &read, OTHER).unwrap().unwrap();
    let case = office.desks.case(&office.agent, account_id()).unwrap().unwrap();
    assert!(case.events.iter().all(|event| event.what != "command.read" || event.link.is_none()));
}
