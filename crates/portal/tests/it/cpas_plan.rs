//! What a social service proposes for a client's plan, as a browser gets it.

use crate::cpas::{Office, account, client, eur, get, noon, post, site_and_done};
use crate::html;
use access::Role;
use portal::ShownState;
use portal::agent::{OwedLine, PlanEffect, PlanRule, PlanWeek};
use portal::cpas::{Due, NotProposed, PlanFacts, PlanProposals, PlanShown, PlanWanted};
use portal::my::{MyError, PlanLine, RepaidBy, RepaidFor, Visitor};
use portal::repaying::{ProposalLine, ProposalStands};
use units::{AccountId, Language};

fn line(how: RepaidBy) -> PlanLine {
    PlanLine {
        what: RepaidFor::Supplier,
        how,
        total: eur("60"),
        left: eur("35"),
        next: Some(noon().day().plus(3)),
        ends: Some(noon().day().plus(94)),
    }
}

fn effect() -> PlanEffect {
    let week = |number: i32| PlanWeek {
        monday: noon().day().plus(7 * number - 4),
        taken: eur("2.50"),
        left: eur("35"),
    };
    PlanEffect {
        reads: line(RepaidBy::Week(eur("2.50"))),
        language: Language::Fr,
        weeks: (0..14).map(week).collect(),
        weekly_top_up: None,
        suspended_until: None,
    }
}

/// 2.50 each Monday for the second thing that is repaid.
pub(crate) fn proposal(number: i64, stands: ProposalStands) -> ProposalLine {
    ProposalLine {
        number,
        office: "CPAS de Namur".to_owned(),
        debt: 2,
        what: RepaidFor::Supplier,
        rule: PlanRule::Week(eur("2.50")),
        reason: "<b>Less income".to_owned(),
        made: noon().day().previous(),
        stands,
        effect: matches!(stands, ProposalStands::Waits(_)).then(effect),
    }
}

impl PlanProposals for Office {
    fn plan_form(&self, _: &Visitor, of: AccountId) -> Result<Option<PlanFacts>, MyError> {
        let owed = OwedLine {
            number: 2,
            line: line(RepaidBy::Week(eur("5"))),
            cap: None,
            suspended_until: None,
            own_rule: true,
        };
        let reviewed = OwedLine { number: 3, line: line(RepaidBy::Review), ..owed.clone() };
        let day = noon().day();
        Ok((of == account(1)).then(|| PlanFacts {
            line: client(1, Due::Nothing, ShownState::InOrder),
            owed: vec![owed, reviewed],
            proposals: vec![
                proposal(4, ProposalStands::Waits(day.plus(29))),
                proposal(3, ProposalStands::Replaced(day.previous())),
                proposal(2, ProposalStands::Declined(day.plus(-9))),
            ],
        }))
    }

    fn plan_preview(
        &self,
        _: &Visitor,
        of: AccountId,
        wanted: &PlanWanted<'_>,
    ) -> Result<Result<PlanShown, NotProposed>, MyError> {
        if of != account(1) {
            return Ok(Err(NotProposed::NoClient));
        }
        let (PlanRule::Day(part) | PlanRule::Week(part)) = wanted.rule else {
            return Ok(Err(NotProposed::NotAnAmount));
        };
        if part > eur("35") {
            return Ok(Err(NotProposed::NotAnAmount));
        }
        if wanted.debt == 3 {
            return Ok(Err(NotProposed::UnderReview));
        }
        if wanted.debt != 2 {
            return Ok(Err(NotProposed::NoDebt));
        }
        Ok(Ok(PlanShown {
            line: client(1, Due::Nothing, ShownState::InOrder),
            effect: effect(),
            last: noon().day().plus(30),
            replaces: true,
            reached: wanted.reason != "by word of mouth",
        }))
    }

    fn propose_plan(
        &self,
        visitor: &Visitor,
        of: AccountId,
        wanted: &PlanWanted<'_>,
        attempt: &str,
    ) -> Result<Result<(), NotProposed>, MyError> {
        let refused = self.plan_preview(visitor, of, wanted)?.err();
        self.did(format!("proposes {:?} {} {}", wanted.rule, wanted.reason, attempt.len()));
        Ok(refused.map_or(Ok(()), Err))
    }
}

const ATTEMPT: &str = "00112233445566778899aabbccddeeff";

fn path() -> String {
    format!("/en/cpas/plan/{}", account(1))
}

#[test]
fn s_07_what_is_left_stands_above_the_form_and_what_was_proposed_says_where_it_stands() {
    let (site, _) = site_and_done();
    let page = get(&site, Role::Cpas, &path()).text();
    html::assert_sound(&page);
    let words = html::words(&page).replace('\u{a0}', " ");
    for said in [
        "€35.00",
        "Waits for an answer until 19/12/2026",
        "Replaced on 19/11/2026",
        "Declined on 11/11/2026",
        "€2.50 every Monday",
    ] {
        assert!(words.contains(said), "{said} in {words}");
    }
    assert!(page.contains("&#60;b&#62;Less income") && !page.contains("<b>Less"), "{page}");
    assert!(page.contains("value=\"2\" checked"), "the only one is chosen");
    // What a person decides about is shown, with why nobody proposes anything. Source: TP-17.
    assert!(words.contains("A person at the operator decides about this amount first."), "{words}");
    assert!(!page.contains("name=\"debt\" value=\"3\""), "{page}");
    let forged = post(&site, &path(), "debt=3&amount=2&each=week&why=x");
    assert_eq!(forged.status, 422);
    assert!(html::words(&forged.text()).contains("decides about this amount first"));
    for other in [format!("/en/cpas/plan/{}", account(2)), "/en/cpas/plan/x".to_owned()] {
        let none = get(&site, Role::Cpas, &other);
        assert_eq!(none.status, 404, "without the household's agreement there is nothing");
        assert!(!none.text().contains("35.00"));
    }
    for role in Role::ALL.into_iter().filter(|role| *role != Role::Cpas) {
        assert_eq!(get(&site, role, &path()).status, 303, "{role}");
    }
    let client = format!("/en/cpas/client/{}", account(1));
    assert!(get(&site, Role::Cpas, &client).text().contains(&path()), "it leads there");
    let by_law = format!("/en/cpas/client/{}", account(2));
    assert!(!get(&site, Role::Cpas, &by_law).text().contains("/en/cpas/plan/"));
}

#[test]
fn s_07_what_is_missing_is_said_at_its_field_and_nothing_is_proposed() {
    let (site, done) = site_and_done();
    let bare = post(&site, &path(), "debt=&amount=&each=&why=+");
    assert_eq!(bare.status, 422);
    let page = bare.text();
    html::assert_sound(&page);
    for field in ["amount", "each", "why"] {
        assert!(page.contains(&format!("href=\"#{field}\"")), "{field} in {page}");
    }
    for (body, field) in [
        ("debt=2&amount=99&each=week&why=kept", "amount"),
        ("debt=2&amount=-1&each=week&why=kept", "amount"),
        ("debt=2&amount=0&each=week&why=kept", "amount"),
        ("debt=9&amount=2&each=week&why=kept", "debt"),
        ("debt=x&amount=2&each=week&why=kept", "debt"),
        ("debt=2&amount=2&each=year&why=kept", "each"),
    ] {
        let answer = post(&site, &path(), body);
        assert_eq!(answer.status, 422, "{body}");
        let page = answer.text();
        assert!(page.contains(&format!("href=\"#{field}\"")), "{body}: {page}");
        assert!(page.contains("kept"), "what was written stays: {page}");
    }
    assert!(done.lock().unwrap().is_empty());
}

#[test]
fn s_07_a_proposal_is_seen_week_by_week_and_as_the_client_reads_it_before_it_leaves() {
    let (site, done) = site_and_done();
    let body = "debt=2&amount=2%2C50&each=week&why=Less+income";
    let preview = post(&site, &path(), body);
    assert_eq!(preview.status, 200);
    let page = preview.text();
    html::assert_sound(&page);
    let words = html::words(&page).replace('\u{a0}', " ");
    for said in [
        "Week by week",
        "What the client reads",
        "may answer until 20/12/2026",
        "Less income",
        "It takes the place of the proposal",
        "15/02/2027",
    ] {
        assert!(words.contains(said), "{said} in {words}");
    }
    let unheard = "debt=2&amount=2%2C50&each=week&why=by+word+of+mouth";
    let unheard = html::words(&post(&site, &path(), unheard).text());
    assert!(unheard.contains("No message leaves. Tell the client"), "{unheard}");
    assert!(!unheard.contains("gets a message"), "{unheard}");
    assert!(page.contains("lang=\"fr\"") && words.contains("35,00 €"), "in its own language");
    assert!(done.lock().unwrap().is_empty());
    let change = post(&site, &path(), &format!("{body}&change=yes"));
    assert!(change.status == 200 && change.text().contains("Less income"));
    let confirm = format!("{body}&confirm=yes&attempt={ATTEMPT}");
    let sent = post(&site, &path(), &confirm);
    assert_eq!((sent.status, sent.header("location")), (303, Some(path().as_str())));
    let wrong = post(&site, &path(), &format!("{body}&confirm=yes&attempt=short"));
    assert_eq!(wrong.status, 200, "without its attempt it is looked at again");
    assert_eq!(*done.lock().unwrap(), ["proposes Week(MicroEuro(2500000)) Less income 32"]);
}
