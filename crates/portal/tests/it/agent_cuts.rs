//! A cut or a limit that two people ask for, as a browser gets it.

use crate::agent::{ATTEMPT, account, get, post, site};
use crate::html;
use access::Role;
use portal::agent::Page;
use units::Language;

fn form(kind: &str) -> String {
    format!("/en/agent/case/{}/{kind}", account())
}

#[test]
fn ux_7_3_only_whoever_may_cut_sees_the_forms_of_a_cut_and_a_limit() {
    let (site, done) = site();
    for kind in ["cut", "limit"] {
        assert_eq!(get(&site, Role::AgentL2, &form(kind)).status, 200);
        for role in [Role::AgentL1, Role::Operator, Role::Auditor] {
            assert_eq!(post(&site, role, &form(kind), "reason=over&note=n").status, 303, "{role}");
        }
        let case = |role| get(&site, role, &format!("/en/agent/case/{}", account())).text();
        assert!(case(Role::AgentL2).contains(&form(kind)));
        assert!(!case(Role::AgentL1).contains(&form(kind)), "no button that leads away");
    }
    assert!(done.lock().unwrap().is_empty());
}

#[test]
fn cg_20_a_cut_shows_its_checks_and_its_effect_and_is_sent_for_approval() {
    let (site, done) = site();
    let bare = post(&site, Role::AgentL2, &form("cut"), "");
    assert_eq!(bare.status, 422);
    for field in ["reason", "note"] {
        assert!(bare.text().contains(&format!("href=\"#{field}\"")), "{field}");
    }
    let other = post(&site, Role::AgentL2, &form("cut"), "reason=cpas&note=n");
    assert_eq!(other.status, 422, "nobody wishes a cut");
    let body = "reason=missed&note=as+agreed";
    let preview = post(&site, Role::AgentL2, &form("cut"), body).text();
    html::assert_sound(&preview);
    let words = html::words(&preview);
    assert!(words.contains("18 checks hold now."), "{words}");
    assert!(words.contains("Send for approval") && words.contains("The run left it out"));
    assert!(preview.contains("name=\"reason\" value=\"missed\""), "kept for the next page");
    assert!(done.lock().unwrap().is_empty(), "a look does nothing");
    let confirm = format!("{body}&confirm=yes&attempt={ATTEMPT}");
    assert_eq!(post(&site, Role::AgentL2, &form("cut"), &confirm).status, 303);
    assert_eq!(*done.lock().unwrap(), ["cut 32"]);
}

#[test]
fn cg_04_the_guards_that_hold_a_cut_back_are_named_in_words() {
    let (site, done) = site();
    for (language, said) in [
        (Language::Fr, ["Rien ne part.", "CG-04, heures sans coupure; CG-07, paiement en cours"]),
        (Language::Nl, ["Er vertrekt niets.", "CG-04, beschermde uren; CG-07, betaling bezig"]),
        (Language::De, ["Nichts geht ab.", "CG-04, Schutzzeit; CG-07, Zahlung läuft"]),
        (Language::En, ["Nothing leaves.", "CG-04, no-cut hours; CG-07, payment under way"]),
    ] {
        let path = format!("{}/{}/cut", Page::Case.path(language), account());
        let held = post(&site, Role::AgentL2, &path, "reason=over&note=held");
        assert_eq!(held.status, 409);
        html::assert_sound(&held.text());
        let words = html::words(&held.text());
        assert!(said.iter().all(|said| words.contains(said)), "{words}");
        assert!(held.text().contains("value=\"held\""), "what was typed is kept");
    }
    let limit = "reason=over&evidence=e&note=held";
    let limit = post(&site, Role::AgentL2, &form("limit"), limit);
    assert!(html::words(&limit.text()).contains("Choose who asks for it."));
    assert!(done.lock().unwrap().is_empty());
}

#[test]
fn a_04_an_order_that_failed_leads_to_the_form_that_sends_it_again() {
    let (site, _) = site();
    let story =
        get(&site, Role::AgentL1, &format!("/en/agent/case/{}?kind=meter", account())).text();
    assert!(story.contains("failed"), "{story}");
    assert!(story.contains(&format!("href=\"{}\"", form("read"))), "{story}");
    assert!(html::words(&story).contains("Send the order again"));
}
