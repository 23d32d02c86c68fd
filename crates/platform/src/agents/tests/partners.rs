//! Shops, social services and mandates at the desk.

use super::*;
use crate::parties::{self, To};
use crate::terminals;
use http_api::Sees;
use portal::agent::{Basis, MandateLine, MandateState, PartnerDesk, PartnerRefused, TillStanding};
use units::AccountId;
use vending::{GrantAsked, Granter, Role as GrantRole};

/// With two shops of the operator and one of another.
fn with_shops() -> Office {
    let office = office();
    let mut engine = office.engine();
    let now = *office.now.lock().unwrap();
    for (id, dso, name) in
        [("T1", Dso::Ores, "Kiosk"), ("T2", Dso::Ores, "Bakery"), ("T3", Dso::Resa, "Elsewhere")]
    {
        let (id, sees) = (id.parse().unwrap(), Sees::AmountOnly);
        terminals::add(&mut engine.store, &id, dso, name.to_owned(), sees, now).unwrap();
    }
    office
}

/// A mandate that the household or an agent gave. Its party.
fn grant(office: &Office, by: Granter, party: Option<i64>) -> i64 {
    let mut engine = office.engine();
    let now = *office.now.lock().unwrap();
    let asked = GrantAsked {
        role: GrantRole::Mandate,
        last: Some(now.day().plus(60)),
        by,
        reason: "the holder told the code".to_owned(),
    };
    let to = party.map_or_else(|| To::New("CPAS de Namur".to_owned()), To::Known);
    parties::share(&mut engine, ean(), &to, &asked, "", now).unwrap().party.id
}

fn lines(office: &Office, open: bool) -> Vec<MandateLine> {
    office.desks.mandates(&office.agent, open, None).unwrap().lines
}

#[test]
fn a_11_shops_stand_by_name_and_another_operators_are_nobodys_business() {
    let office = with_shops();
    let view = office.desks.shops(&office.caller, false, 0).unwrap();
    let names: Vec<&str> = view.lines.iter().map(|line| line.name.as_str()).collect();
    assert_eq!((names, view.more), (vec!["Bakery", "Kiosk"], false));
    assert!(view.lines.iter().all(|line| line.standing == TillStanding::Offline));
    assert!(view.lines.iter().all(|line| line.heard.is_none() && line.room.is_none()));
    assert!(office.desks.shops(&office.caller, false, 1).unwrap().lines.is_empty());
    assert_eq!(office.desks.shop(&office.caller, "T3").unwrap(), None);
    let stop = office.desks.stop_shop(&office.caller, "T3", "stolen").unwrap();
    assert_eq!(stop, Err(PartnerRefused::Unknown));
    let mut engine = office.engine();
    let now = *office.now.lock().unwrap();
    let mut ways = Ways::empty(Language::Fr, now);
    ways.name = "Marc".to_owned();
    let person = engine.store.add_person(Dso::Ores, Role::Merchant.code(), None, &ways).unwrap();
    engine.store.set_terminal(person.id, Some("T1"), now).unwrap();
    engine.store.add_session(person.id, &"a".repeat(64), "a browser", now.plus_min(-14)).unwrap();
    let shop = office.desks.shop(&office.caller, "T1").unwrap().unwrap();
    assert_eq!((shop.line.standing, shop.line.people), (TillStanding::Online, 1));
    assert_eq!(shop.owners, ["Marc"]);
    office.at("2026-11-04T07:52:00+01:00");
    let shop = office.desks.shop(&office.caller, "T1").unwrap().unwrap();
    assert_eq!(shop.line.standing, TillStanding::Offline, "sixteen minutes ago");
}

#[test]
fn a_11_a_shop_is_stopped_by_one_sells_again_by_two_and_the_audit_says_who() {
    let office = with_shops();
    let stopped = || office.desks.shops(&office.caller, true, 0).unwrap().lines;
    assert!(stopped().is_empty());
    let ask = |who: &Visitor| office.desks.ask_shop_again(who, "T1", "found again").unwrap();
    let decide = |who: &Visitor, yes: bool| office.desks.decide_shop_again(who, "T1", yes).unwrap();
    assert_eq!(ask(&office.caller), Err(PartnerRefused::NotStopped));
    let stop = office.desks.stop_shop(&office.caller, "T1", "stolen last night").unwrap();
    assert_eq!(stop, Ok(()));
    assert_eq!(stopped().len(), 1);
    assert_eq!(decide(&office.agent, true), Err(PartnerRefused::NothingWaits));
    assert_eq!(ask(&office.agent), Ok(()));
    assert_eq!(ask(&office.colleague), Err(PartnerRefused::Waits));
    assert!(stopped()[0].waits && stopped()[0].standing == TillStanding::Stopped);
    assert_eq!(decide(&office.agent, true), Err(PartnerRefused::SamePerson));
    assert_eq!(decide(&office.colleague, false), Ok(()), "it stays stopped");
    assert_eq!(stopped().len(), 1);
    office.at("2026-11-04T08:00:00+01:00");
    assert_eq!(ask(&office.caller), Ok(()));
    assert_eq!(decide(&office.colleague, true), Ok(()));
    assert!(stopped().is_empty());
    let shop = office.desks.shop(&office.agent, "T1").unwrap().unwrap();
    let told: Vec<(bool, &str)> =
        shop.stops.iter().map(|one| (one.stopped, one.reason.as_str())).collect();
    assert_eq!(told, [(false, "found again"), (true, "stolen last night")]);
    let second = shop.stops[0].approved_by.clone().unwrap();
    assert!(shop.stops[0].by.starts_with("cy #") && second.starts_with("bo #"), "{shop:?}");
    assert!(shop.waiting.is_none());
}

#[test]
fn pd_03_mandates_say_by_whose_agreement_and_each_look_at_them_is_kept() {
    let office = office();
    let party = grant(&office, Granter::Holder, None);
    office.at("2026-11-04T09:00:00+01:00");
    let other = grant(&office, Granter::Agent("an #7".to_owned()), None);
    assert_ne!(party, other);
    let before = office.looks();
    let open = lines(&office, true);
    assert_eq!(office.looks(), before + 1, "one household, seen once");
    let told: Vec<(&Basis, MandateState, &str)> =
        open.iter().map(|line| (&line.basis, line.state, line.name.as_str())).collect();
    let by_agent = Basis::Agent("an #7".to_owned());
    assert_eq!(
        told,
        [
            (&by_agent, MandateState::Open, "Élise D’Hoop"),
            (&Basis::Household, MandateState::Open, "Élise D’Hoop")
        ],
        "newest first"
    );
    assert_eq!((open[1].ean, open[1].office.as_str()), (ean(), "CPAS de Namur"));
    // Behind a line comes what is older, and nothing twice.
    let behind = Some((open[0].from, open[0].account, open[0].number));
    let older = office.desks.mandates(&office.agent, true, behind).unwrap();
    assert_eq!((older.lines, older.more), (vec![open[1].clone()], None));
    // Who of that service looked.
    let mut engine = office.engine();
    let now = *office.now.lock().unwrap();
    let mut ways = Ways::empty(Language::Fr, now);
    ways.name = "Julie".to_owned();
    let julie =
        engine.store.add_person(Dso::Ores, Role::Cpas.code(), Some(party), &ways).unwrap().id;
    let look = store::PersonLook {
        account: open[1].account,
        at: now,
        number: 1,
        person: julie,
        role: Role::Cpas.code(),
        saw: "state".to_owned(),
        reason: String::new(),
    };
    engine.store.add_person_looks(&[look]).unwrap();
    let which = |line: &MandateLine| (line.account, line.number);
    let mandate = |(account, number): (AccountId, i64)| {
        office.desks.mandate(&office.agent, account, number).unwrap()
    };
    assert_eq!(mandate(which(&open[1])).unwrap().looks, [("Julie".to_owned(), now)]);
    assert!(mandate(which(&open[0])).unwrap().looks.is_empty(), "another service");
    assert_eq!(mandate((open[0].account, 99)), None);
    let offices = office.desks.offices(&office.agent).unwrap();
    assert_eq!(offices.len(), 1);
    assert_eq!(offices[0].people, [("Julie".to_owned(), false)]);
    assert_eq!((offices[0].name.as_str(), offices[0].open), ("CPAS de Namur", 1));
}

#[test]
fn pd_03_an_agent_ends_a_mandate_with_a_reason_once_and_it_opens_nothing_any_more() {
    let office = office();
    let party = grant(&office, Granter::Holder, None);
    let now = *office.now.lock().unwrap();
    let line = lines(&office, true).remove(0);
    let (account, number) = (line.account, line.number);
    let opens =
        || parties::open_accounts(&mut office.engine(), party, now.plus_h(1)).unwrap().len();
    assert_eq!(opens(), 1);
    let end = |why: &str| office.desks.end_mandate(&office.caller, account, number, why).unwrap();
    assert_eq!(end(" "), Err(PartnerRefused::NoReason));
    assert_eq!(end("they asked us to"), Ok(()));
    assert_eq!(end("they asked us to"), Err(PartnerRefused::Ended));
    assert_eq!(opens(), 0);
    assert!(lines(&office, true).is_empty());
    let ended = lines(&office, false).remove(0);
    assert_eq!(ended.state, MandateState::Ended);
    let (at, by, why) = ended.ended.unwrap();
    assert_eq!((at, why.as_str()), (now, "they asked us to"));
    assert!(by.unwrap().starts_with("cy #"));
    // As the audit reads it.
    let mut engine = office.engine();
    let acts = engine.store.staff_acts_of_kind(Dso::Ores, "mandate_end", 5).unwrap();
    assert_eq!((acts.len(), acts[0].asked.account), (1, Some(account)));
    let unknown = office.desks.end_mandate(&office.caller, AccountId(7), 1, "why").unwrap();
    assert_eq!(unknown, Err(PartnerRefused::Unknown));
}
