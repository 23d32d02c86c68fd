//! Roles: given by two people, for a time, looked at again, ended at once.

use super::*;
use portal::operator::{RoleAct, RoleWish, Team, TeamRefused};
use store::Ways;

fn new_agent(email: &str, last_day: Option<&str>) -> RoleWish {
    RoleWish::New {
        role: Role::AgentL2,
        name: "an".to_owned(),
        email: email.parse().unwrap(),
        language: Language::En,
        last_day: last_day.map(day),
        note: "joins the desk".to_owned(),
    }
}

/// Two operators and somebody of a shop, entered on the last of October; the operators by their numbers.
fn staffed() -> (Office, Visitor, Visitor, i64) {
    let office = office();
    let mut engine = office.engine();
    let mut add = |role: Role, name: &str| {
        let mut ways = Ways::empty(Language::En, instant("2026-10-31T09:00:00+01:00"));
        (ways.name, ways.email) =
            (name.to_owned(), Some(format!("{name}@example.org").parse().unwrap()));
        engine.store.add_person(Dso::Ores, role.code(), None, &ways).unwrap().id
    };
    let ids = [add(Role::Operator, "di"), add(Role::Operator, "ed"), add(Role::Merchant, "mo")];
    let first = Visitor { person: ids[0], ..office.first.clone() };
    let second = Visitor { person: ids[1], ..office.second.clone() };
    (office, first, second, ids[2])
}

#[test]
fn o_06_a_role_is_asked_for_by_one_and_opens_when_another_approves_it() {
    let (office, first, second, _) = staffed();
    let (rooms, wish) = (&office.rooms, new_agent("an@example.org", Some("2026-12-31")));
    let number = rooms.ask_role(&first, &wish, ATTEMPT).unwrap().unwrap();
    assert_eq!(rooms.ask_role(&first, &wish, ATTEMPT).unwrap(), Ok(number), "sent twice");
    let own = rooms.decide_role(&first, number, true, "").unwrap();
    assert_eq!(own, Err(TeamRefused::SamePerson));
    assert_eq!(rooms.team(&first).unwrap().members.len(), 3, "nobody has come yet");
    let seen = rooms.role_request(&second, number).unwrap().unwrap();
    assert!(seen.wish == wish && !seen.own && seen.asked_by == "di");
    rooms.decide_role(&second, number, true, "").unwrap().unwrap();
    rooms.decide_role(&second, number, true, "").unwrap().unwrap();
    let late = rooms.decide_role(&first, number, false, "no").unwrap();
    assert_eq!(late, Err(TeamRefused::Decided));
    let team = rooms.team(&second).unwrap();
    let an = team.members.iter().find(|one| one.name == "an").unwrap();
    assert_eq!((team.months, an.role, an.last_day), (6, Role::AgentL2, Some(day("2026-12-31"))));
    assert!(an.standing.is_open() && !an.ended && !an.second_factor);
    let view = rooms.member(&first, an.person).unwrap().unwrap();
    let [given] = view.history.as_slice() else { panic!("{:?}", view.history) };
    let by = format!("di #{}, ed #{}", first.person, second.person);
    assert_eq!((given.act, given.by.as_str()), (RoleAct::Given, by.as_str()));
    let again = rooms.ask_role(&first, &wish, OTHER).unwrap();
    assert_eq!(again, Err(TeamRefused::AddressTaken));
    let past = rooms.ask_role(&first, &new_agent("bo@example.org", Some("2026-10-30")), OTHER);
    assert_eq!(past.unwrap(), Err(TeamRefused::DayOver));
    let partner = RoleWish::New {
        role: Role::Supplier,
        name: "so".to_owned(),
        email: "so@example.org".parse().unwrap(),
        language: Language::En,
        last_day: None,
        note: "no".to_owned(),
    };
    assert!(rooms.ask_role(&first, &partner, OTHER).is_err(), "no role of the operator's own");
}

#[test]
fn o_06_a_role_is_confirmed_in_time_by_somebody_else_and_reopened_by_two() {
    let (office, first, second, shop) = staffed();
    let rooms = &office.rooms;
    let own = rooms.confirm_role(&first, first.person, "mine").unwrap();
    assert_eq!(own, Err(TeamRefused::OwnRole));
    office.at("2027-04-30T10:00:00+02:00");
    let due = rooms.team(&first).unwrap().members.remove(0);
    assert!(due.standing.is_open(), "the last day of six months");
    rooms.confirm_role(&first, second.person, "still here").unwrap().unwrap();
    office.at("2027-05-01T10:00:00+02:00");
    let stood =
        |person: i64| rooms.member(&second, person).unwrap().unwrap().member.standing.is_open();
    assert!(stood(second.person), "looked at again");
    assert!(!stood(shop) && !stood(first.person), "nobody looked at them");
    let late = rooms.confirm_role(&second, shop, "still here").unwrap();
    assert_eq!(late, Err(TeamRefused::Lapsed), "what opens again takes two");
    let wish =
        RoleWish::Longer { person: shop, last_day: Some(day("2027-06-30")), note: "x".into() };
    let number = rooms.ask_role(&second, &wish, ATTEMPT).unwrap().unwrap();
    let waiting = rooms.member(&first, shop).unwrap().unwrap().waiting;
    assert_eq!(waiting.len(), 1);
    rooms.decide_role(&first, number, true, "").unwrap().unwrap();
    assert!(stood(shop));
    office.at("2027-07-01T10:00:00+02:00");
    assert!(!stood(shop), "behind its last day");
    let mine = RoleWish::Longer { person: first.person, last_day: None, note: "x".into() };
    assert_eq!(rooms.ask_role(&first, &mine, OTHER).unwrap(), Err(TeamRefused::OwnRole));
    let number = rooms.ask_role(&second, &mine, OTHER).unwrap().unwrap();
    let own = rooms.decide_role(&first, number, true, "").unwrap();
    assert_eq!(own, Err(TeamRefused::OwnRole), "nobody approves their own role");
    rooms.decide_role(&first, number, false, "no").unwrap().unwrap();
}

#[test]
fn o_06_how_long_a_review_holds_is_a_dated_parameter() {
    let (mut office, first, _, shop) = staffed();
    office.changed(&wish("access.review_months", "1", None, "2026-11-15"), ATTEMPT);
    office.reopen();
    let open = || office.rooms.member(&first, shop).unwrap().unwrap().member.standing.is_open();
    office.at("2026-11-14T10:00:00+01:00");
    assert!(open());
    office.at("2026-11-30T10:00:00+01:00");
    assert!(open(), "a month after the last of October");
    office.at("2026-12-01T10:00:00+01:00");
    assert!(!open());
}

#[test]
fn o_06_pd_05_ending_a_role_ends_its_sessions_and_stands_in_the_audit() {
    let (office, first, second, shop) = staffed();
    let mut engine = office.engine();
    let now = instant("2026-10-31T09:30:00+01:00");
    let hash = "0".repeat(64);
    engine.store.add_session(shop, &hash, "a till", now).unwrap();
    let own = office.rooms.end_role(&first, first.person, "bye").unwrap();
    assert_eq!(own, Err(TeamRefused::OwnRole), "the last one cannot lock the door behind them");
    office.rooms.end_role(&first, shop, "left the shop").unwrap().unwrap();
    office.rooms.end_role(&first, shop, "left the shop").unwrap().unwrap();
    assert!(engine.store.session(&hash).unwrap().unwrap().ended_at.is_some());
    assert!(engine.store.person(shop).unwrap().unwrap().ways.ended);
    let back = office.rooms.confirm_role(&second, shop, "back").unwrap();
    assert_eq!(back, Err(TeamRefused::Ended));
    office.rooms.confirm_role(&first, second.person, "needed").unwrap().unwrap();
    let number = office.rooms.ask_role(&first, &new_agent("an@example.org", None), ATTEMPT);
    let number = number.unwrap().unwrap();
    office.rooms.decide_role(&second, number, false, "not now").unwrap().unwrap();
    let wanted = AuditWanted { from: day("2026-10-31"), to: day("2026-10-31"), kind: None };
    let mut told: Vec<String> = (office.rooms.audit(&first, &wanted).unwrap().lines.iter())
        .map(|line| format!("{} | {} | {} | {}", line.who, line.what, line.about, line.why))
        .collect();
    told.sort();
    let (di, ed) = (format!("di #{}", first.person), format!("ed #{}", second.person));
    let expected = [
        format!("{di} | role_confirm done | {ed} | needed"),
        format!("{di} | role_end done | mo #{shop} | left the shop"),
        format!("{di} | role_new asked | an | joins the desk"),
        format!("{ed} | role_new turned down | an | not now"),
    ];
    assert_eq!(told, expected);
}

#[test]
fn o_06_nobody_sees_or_ends_a_role_of_another_operator_or_of_a_household() {
    let (office, first, ..) = staffed();
    let mut engine = office.engine();
    let ways = Ways::empty(Language::En, instant("2026-10-31T09:00:00+01:00"));
    for (dso, role) in [(Dso::Resa, Role::AgentL1), (Dso::Ores, Role::Customer)] {
        let other = engine.store.add_person(dso, role.code(), None, &ways).unwrap().id;
        assert_eq!(office.rooms.member(&first, other).unwrap(), None);
        let ended = office.rooms.end_role(&first, other, "out").unwrap();
        assert_eq!(ended, Err(TeamRefused::NoPerson));
        assert!(!engine.store.person(other).unwrap().unwrap().ways.ended);
    }
}
