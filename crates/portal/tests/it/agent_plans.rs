//! The pages of plans as a browser gets them: what is repaid, and what another plan would take.

use crate::agent::{ATTEMPT, Office, account, card, ean, effect, eur, get, noon, post, site};
use crate::html;
use access::Role;
use portal::agent::{Effect, OwedLine, Page, PlanDesk, PlanEffect, PlanWeek, PlansView};
use portal::my::{MyError, PlanLine, RepaidBy, RepaidFor, Visitor};
use portal::repaying::{ProposalLine, ProposalStands};
use units::{AccountId, Language};

fn line(number: u32, what: RepaidFor, how: RepaidBy) -> OwedLine {
    OwedLine {
        number,
        line: PlanLine {
            what,
            how,
            total: eur("60"),
            left: eur("35"),
            next: Some(noon().day()),
            ends: Some(noon().day().plus(42)),
        },
        cap: None,
        suspended_until: (number == 3).then(|| noon().day().plus(10)),
        own_rule: what != RepaidFor::Advance,
    }
}

/// What is owed: an advance, a plan, and what a chargeback left.
pub(crate) fn owed() -> Vec<OwedLine> {
    vec![
        line(1, RepaidFor::Advance, RepaidBy::Day(eur("1"))),
        line(2, RepaidFor::Supplier, RepaidBy::Week(eur("5"))),
        line(3, RepaidFor::Chargeback, RepaidBy::Review),
    ]
}

/// What a social service proposes for the plan.
pub(crate) fn proposals() -> Vec<ProposalLine> {
    vec![crate::cpas_plan::proposal(5, ProposalStands::Waits(noon().day().plus(30)))]
}

/// What an act on a plan would do.
pub(crate) fn plan_effect() -> Effect {
    let week = |number: i32| PlanWeek {
        monday: noon().day().plus(7 * number),
        taken: eur("5"),
        left: eur("35"),
    };
    let reads = owed().remove(1).line;
    let weeks = (0..14).map(week).collect();
    let plan = PlanEffect {
        reads,
        language: Language::Nl,
        weeks,
        weekly_top_up: None,
        suspended_until: Some(noon().day().plus(10)),
    };
    Effect { plan: Some(plan), ..effect(true) }
}

impl PlanDesk for Office {
    fn plans(&self, _: &Visitor, asked: AccountId) -> Result<Option<PlansView>, MyError> {
        Ok((asked == account()).then(|| PlansView {
            account: account(),
            ean: ean(),
            name: "An Peeters".to_owned(),
            town: "Namur".to_owned(),
            card: card(),
            lines: owed(),
            proposals: proposals(),
            left: eur("105"),
            waiting: vec![7],
            closed: false,
            today: noon().day(),
        }))
    }
}

pub(crate) fn paths(language: Language) -> Vec<(Role, String)> {
    let path = format!("{}/{}", Page::Plans.path(language), account());
    vec![(Role::AgentL1, path.clone()), (Role::AgentL2, path)]
}

#[test]
fn pa_20_each_plan_shows_its_progress_and_only_its_own_rule_is_agreed() {
    let (site, _) = site();
    let path = format!("/en/agent/plans/{}", account());
    let page = get(&site, Role::AgentL2, &path).text();
    let words = html::words(&page);
    for said in ["€105.00", "Plan 2", "€35.00", "€60.00", "Suspended: nothing is taken before"]
    {
        assert!(words.contains(said), "{said} in {words}");
    }
    for (number, open) in [(1, false), (2, true), (3, true)] {
        let href = format!("/agree?line={number}\"");
        assert_eq!(page.contains(&href), open, "{number}");
    }
    // Who may only look has nothing to press.
    let page = get(&site, Role::AgentL1, &path).text();
    assert!(!page.contains("/agree") && !page.contains("/plan\""), "{page}");
    let away = post(&site, Role::AgentL1, &format!("/en/agent/case/{}/plan", account()), "note=n");
    assert_eq!(away.status, 303);
}

#[test]
fn pa_20_a_plan_is_seen_week_by_week_and_as_the_household_reads_it_before_it_is_asked_for() {
    let (site, done) = site();
    let path = format!("/en/agent/case/{}/plan", account());
    let bare = post(&site, Role::AgentL2, &path, "amount=&rule=share&part=0");
    assert_eq!(bare.status, 422);
    let text = bare.text();
    html::assert_sound(&text);
    for field in ["amount", "to", "part", "evidence", "note"] {
        assert!(text.contains(&format!("href=\"#{field}\"")), "{field}");
    }
    let body = "amount=60&to=supplier&rule=week&part=5&evidence=signed&note=n";
    let preview = post(&site, Role::AgentL2, &path, body);
    assert_eq!(preview.status, 200);
    let text = preview.text();
    html::assert_sound(&text);
    let words = html::words(&text).replace('\u{a0}', " ");
    for said in ["Week by week", "What the customer reads", "Each Monday: €5.00", "second person"]
    {
        assert!(words.contains(said), "{said} in {words}");
    }
    assert!(text.contains("lang=\"nl\"") && words.contains("€ 35,00"), "in its own language");
    assert_eq!(text.matches("19/02/2027").count(), 1, "the last week stands there: {words}");
    assert!(done.lock().unwrap().is_empty());
    let confirm = format!("{body}&confirm=yes&attempt={ATTEMPT}");
    assert_eq!(post(&site, Role::AgentL2, &path, &confirm).status, 303);
    assert_eq!(*done.lock().unwrap(), ["plan 32"]);
}

#[test]
fn pa_20_a_suspension_names_its_plan_and_its_day() {
    let (site, done) = site();
    let path = format!("/en/agent/case/{}/suspend", account());
    let form = get(&site, Role::AgentL2, &format!("{path}?line=2")).text();
    assert!(form.contains("value=\"2\" checked") && !form.contains("value=\"1\""), "{form}");
    let bare = post(&site, Role::AgentL2, &path, "note=n&until=2026-11-19");
    assert_eq!(bare.status, 422, "a day that is over");
    assert!(bare.text().contains("href=\"#line\"") && bare.text().contains("href=\"#until\""));
    let body = format!("line=2&until=2026-12-01&note=n&confirm=yes&attempt={ATTEMPT}");
    assert_eq!(post(&site, Role::AgentL2, &path, &body).status, 303);
    assert_eq!(*done.lock().unwrap(), ["suspend 32"]);
}

#[test]
fn s_07_an_agent_writes_down_that_the_household_agreed_by_phone_to_what_was_proposed() {
    let (site, done) = site();
    let path = format!("/en/agent/plans/{}", account());
    let page = get(&site, Role::AgentL2, &path).text();
    let said = html::words(&page).replace('\u{a0}', " ");
    assert!(said.contains("CPAS de Namur proposes €2.50 every Monday."), "{said}");
    let form_path = format!("/en/agent/case/{}/agree", account());
    let href = format!("{form_path}?line=2&#38;proposal=5");
    assert!(page.contains(&href), "{href} in {page}");
    let only_looks = get(&site, Role::AgentL1, &path).text();
    assert!(html::words(&only_looks).contains("CPAS de Namur proposes"));
    assert!(!only_looks.contains("proposal=5"), "who may only look has nothing to press");
    let form = get(&site, Role::AgentL2, &format!("{form_path}?line=2&proposal=5")).text();
    html::assert_sound(&form);
    for field in ["name=\"proposal\" value=\"5\"", "value=\"2\" checked", "value=\"2.50\""] {
        assert!(form.contains(field), "{field} in {form}");
    }
    assert!(form.contains("value=\"week\" checked"), "{form}");
    let body = "line=2&rule=week&part=2.50&proposal=5&evidence=call+of+13:40&note=agreed";
    let preview = post(&site, Role::AgentL2, &form_path, body);
    assert_eq!(preview.status, 200);
    let preview = preview.text();
    assert!(preview.contains("name=\"proposal\" value=\"5\""), "it is carried: {preview}");
    let confirm = format!("{body}&confirm=yes&attempt={ATTEMPT}");
    assert_eq!(post(&site, Role::AgentL2, &form_path, &confirm).status, 303);
    assert_eq!(*done.lock().unwrap(), ["agree 32"]);
}

#[test]
fn pa_23_what_the_commission_has_decided_is_entered_from_the_case() {
    let (site, done) = site();
    let case = format!("/en/agent/case/{}", account());
    let page = get(&site, Role::AgentL2, &case).text();
    let words = html::words(&page);
    assert!(words.contains("Winter help asked on 20/11/2026: the commission has not decided"));
    assert!(page.contains(&format!("href=\"{case}/relief\"")), "{page}");
    // Who may only look reads that it waits, and has nothing to press.
    let page = get(&site, Role::AgentL1, &case).text();
    assert!(html::words(&page).contains("the commission has not decided"));
    assert!(!page.contains("/relief\""), "{page}");
    let path = format!("{case}/relief");
    let form = get(&site, Role::AgentL2, &path).text();
    html::assert_sound(&form);
    let words = html::words(&form).replace('\u{a0}', " ");
    assert!(words.contains("Given so far: €12.00."), "{words}");
    for (step, offered) in [("asked", false), ("granted", true), ("refused", true)] {
        assert_eq!(form.contains(&format!("value=\"{step}\"")), offered, "{step}");
    }
    let bare = post(&site, Role::AgentL2, &path, "reason=often&note=");
    assert_eq!(bare.status, 422);
    let text = bare.text();
    for field in ["reason", "evidence", "note"] {
        assert!(text.contains(&format!("href=\"#{field}\"")), "{field}");
    }
    let body = "reason=refused&evidence=letter-12&note=n";
    let preview = post(&site, Role::AgentL2, &path, body).text();
    html::assert_sound(&preview);
    let words = html::words(&preview).replace('\u{a0}', " ");
    for said in ["The commission refuses it", "Week by week", "second person"] {
        assert!(words.contains(said), "{said} in {words}");
    }
    assert!(done.lock().unwrap().is_empty());
    let confirm = format!("{body}&confirm=yes&attempt={ATTEMPT}");
    assert_eq!(post(&site, Role::AgentL2, &path, &confirm).status, 303);
    assert_eq!(*done.lock().unwrap(), ["relief 32"]);
    assert_eq!(post(&site, Role::AgentL1, &path, &confirm).status, 303);
    assert_eq!(done.lock().unwrap().len(), 1, "sent away");
}
