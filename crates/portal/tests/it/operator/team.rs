//! Roles as a browser gets them.

use super::*;
use access::Standing;
use portal::operator::{
    Member, MemberView, RoleAct, RoleLine, RoleRequest, RoleWish, Team, TeamRefused, TeamTold,
    TeamView,
};

fn standing(person: i64) -> Standing {
    match person {
        2 => Standing::Open { review_by: day("2026-12-01") },
        3 => Standing::Unreviewed { review_by: day("2026-11-01") },
        4 => Standing::Expired { last_day: day("2026-11-01") },
        _ => Standing::Open { review_by: day("2027-04-30") },
    }
}

fn somebody(person: i64) -> Member {
    Member {
        person,
        role: Role::ALL
            .into_iter()
            .filter(|role| role.is_staff())
            .nth(person as usize - 1)
            .unwrap(),
        name: "an <a>".to_owned(),
        address: "an@example.org".to_owned(),
        since: noon(),
        last_day: (person == 4).then(|| day("2026-11-01")),
        reviewed_on: day("2026-10-31"),
        standing: standing(person),
        second_factor: person == 1,
        ended: person == 5,
        own: person == 6,
    }
}

fn asked(number: i64, state: ChangeState) -> RoleRequest {
    let wish = if number == 3 {
        RoleWish::Longer { person: 4, last_day: None, note: "stays".to_owned() }
    } else {
        RoleWish::New {
            role: Role::AgentL1,
            name: "bo".to_owned(),
            email: "bo@example.org".parse().unwrap(),
            language: Language::De,
            last_day: Some(day("2026-12-31")),
            note: "a <note>".to_owned(),
        }
    };
    RoleRequest {
        number,
        wish,
        name: "bo".to_owned(),
        role: Role::AgentL1,
        asked_by: "di".to_owned(),
        asked_at: noon(),
        own: number == 2,
        state,
        decided: (state != ChangeState::Waits).then(|| ("ed".into(), noon(), "late".into())),
    }
}

impl Team for Room {
    fn team(&self, _: &Visitor) -> Result<TeamView, MyError> {
        let members = (1..=8).map(somebody).collect();
        let requests = vec![asked(1, ChangeState::Waits), asked(2, ChangeState::TurnedDown)];
        Ok(TeamView { dso: Dso::Ores, months: 6, members, requests, today: noon().day() })
    }

    fn member(&self, _: &Visitor, person: i64) -> Result<Option<MemberView>, MyError> {
        let acts = [RoleAct::Given, RoleAct::Confirmed, RoleAct::Prolonged, RoleAct::Ended];
        let line = |act: RoleAct| RoleLine {
            at: noon(),
            act,
            last_day: (act == RoleAct::Prolonged).then(|| day("2026-12-31")),
            by: "di #1, ed #2".to_owned(),
            why: "needed".to_owned(),
        };
        Ok((1..=8).contains(&person).then(|| MemberView {
            member: somebody(person),
            months: 6,
            history: acts.map(line).to_vec(),
            waiting: vec![asked(3, ChangeState::Waits)],
            today: noon().day(),
        }))
    }

    fn ask_role(&self, _: &Visitor, wish: &RoleWish, attempt: &str) -> TeamTold<i64> {
        self.done.lock().unwrap().push(format!("{wish:?} {attempt}"));
        Ok(match wish {
            RoleWish::New { name, .. } if name == "taken" => Err(TeamRefused::AddressTaken),
            RoleWish::New { .. } | RoleWish::Longer { .. } => Ok(1),
        })
    }

    fn role_request(&self, _: &Visitor, number: i64) -> Result<Option<RoleRequest>, MyError> {
        let state = if number == 4 { ChangeState::TurnedDown } else { ChangeState::Waits };
        Ok((1..=4).contains(&number).then(|| asked(number, state)))
    }

    fn decide_role(&self, _: &Visitor, number: i64, approve: bool, why: &str) -> TeamTold<()> {
        if number == 2 {
            return Ok(Err(TeamRefused::SamePerson));
        }
        self.done.lock().unwrap().push(format!("role {number} {approve} {why}"));
        Ok(Ok(()))
    }

    fn confirm_role(&self, _: &Visitor, person: i64, why: &str) -> TeamTold<()> {
        if person == 3 {
            return Ok(Err(TeamRefused::Lapsed));
        }
        self.done.lock().unwrap().push(format!("confirm {person} {why}"));
        Ok(Ok(()))
    }

    fn end_role(&self, _: &Visitor, person: i64, why: &str) -> TeamTold<()> {
        self.done.lock().unwrap().push(format!("end {person} {why}"));
        Ok(Ok(()))
    }
}

pub fn paths(base: &str) -> Vec<String> {
    let mut all = vec![base.to_owned()];
    all.extend((1..=6).map(|person| format!("{base}/{person}")));
    all.extend((1..=4).map(|number| format!("{base}/request/{number}")));
    all
}

const TEAM: &str = "/en/operations/roles";

#[test]
fn o_06_somebody_is_added_by_a_form_that_says_what_is_missing_and_keeps_the_rest() {
    let (site, _, done) = site();
    let bare = post(&site, Role::Operator, TEAM, "name=an&last_day=soon&role=supplier");
    assert_eq!(bare.status, 422);
    let text = bare.text();
    html::assert_sound(&text);
    for field in ["email", "role", "language", "last_day", "note"] {
        assert!(text.contains(&format!("href=\"#{field}\"")), "{field}");
    }
    assert!(text.contains("value=\"an\"") && text.contains("value=\"soon\""), "{text}");
    let body = |name: &str| {
        format!(
            "name={name}&email=An%40Example.org&role=agent_l2&language=nl&last_day=2026-12-31&\
             note=joins&attempt={ATTEMPT}"
        )
    };
    let taken = post(&site, Role::Operator, TEAM, &body("taken"));
    assert!(taken.status == 422 && taken.text().contains("href=\"#email\""));
    let sent = post(&site, Role::Operator, TEAM, &body("an"));
    assert_eq!(sent.header("location"), Some("/en/operations/roles/request/1"));
    let done = done.lock().unwrap();
    assert!(done[1].contains("an@example.org") && done[1].contains("AgentL2"), "{done:?}");
    assert_eq!(done.len(), 2);
}

#[test]
fn o_06_a_role_is_looked_at_with_a_reason_and_a_lapsed_or_own_one_is_not_confirmed_here() {
    let (site, _, done) = site();
    let page = |person: i64| format!("{TEAM}/{person}");
    let bare = post(&site, Role::Operator, &page(1), "act=confirm");
    assert!(bare.status == 422 && bare.text().contains("href=\"#note\""));
    let none = post(&site, Role::Operator, &page(1), "note=x");
    assert!(none.status == 422 && none.text().contains("href=\"#act\""));
    for act in ["confirm", "end"] {
        let sent = post(&site, Role::Operator, &page(1), &format!("act={act}&note=seen"));
        assert_eq!(sent.header("location"), Some("/en/operations/roles/1"));
    }
    assert_eq!(*done.lock().unwrap(), ["confirm 1 seen", "end 1 seen"]);
    let lapsed = get(&site, Role::Operator, &page(3)).text();
    assert!(!lapsed.contains("value=\"confirm\"") && lapsed.contains("value=\"longer\""));
    assert_eq!(post(&site, Role::Operator, &page(3), "act=confirm&note=x").status, 409);
    let own = get(&site, Role::Operator, &page(6)).text();
    assert!(own.contains("This is your own role.") && !own.contains("name=\"act\""), "{own}");
    let look = get(&site, Role::Auditor, &page(1)).text();
    assert!(!look.contains("name=\"act\""), "an auditor looks");
    assert_eq!(post(&site, Role::Auditor, &page(1), "act=end&note=x").status, 303, "sent away");
    assert_eq!(done.lock().unwrap().len(), 2);
}

#[test]
fn o_06_a_second_person_decides_about_a_role() {
    let (site, _, done) = site();
    let path = format!("{TEAM}/request/1");
    assert_eq!(post(&site, Role::Operator, &path, "approve=no").status, 422);
    assert_eq!(post(&site, Role::Operator, &path, "approve=yes").status, 303);
    assert_eq!(post(&site, Role::AgentL2, &path, "approve=yes").status, 303, "sent away");
    let own = get(&site, Role::Operator, &format!("{TEAM}/request/2")).text();
    assert!(!own.contains("value=\"yes\""), "{own}");
    let sent = post(&site, Role::Operator, &format!("{TEAM}/request/2"), "approve=yes");
    assert_eq!(sent.status, 409);
    assert_eq!(*done.lock().unwrap(), ["role 1 true "]);
}
