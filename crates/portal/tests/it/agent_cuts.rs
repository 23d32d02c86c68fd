//! A cut or a limit that two people ask for, as a browser gets it.

use crate::agent::{ATTEMPT, account, get, on, post, site};
use crate::html;
use access::Role;
use portal::agent::Page;
use units::Language;

/// Of a home that is still on.
fn form(kind: &str) -> String {
    format!("/en/agent/case/{}/{kind}", on())
}

/// Of one that is off.
fn form_of_off(kind: &str) -> String {
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
        let case = |role| get(&site, role, &format!("/en/agent/case/{}", on())).text();
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
        let path = format!("{}/{}/cut", Page::Case.path(language), on());
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
    assert!(story.contains(&format!("href=\"{}\"", form_of_off("read"))), "{story}");
    assert!(html::words(&story).contains("Send the order again"));
}

#[test]
fn a_04_what_cannot_be_done_is_neither_offered_nor_taken() {
    let (site, done) = site();
    let case = |account| get(&site, Role::AgentL2, &format!("/en/agent/case/{account}")).text();
    let (off, still_on) = (case(account()), case(on()));
    for (kind, of_off) in [("release", true), ("cut", false), ("limit", false)] {
        assert_eq!(off.contains(&form_of_off(kind)), of_off, "{kind}");
        assert_eq!(still_on.contains(&form(kind)), !of_off, "{kind}");
    }
    for (path, fields, why) in [
        (form("release"), "reason=paid&note=n", "The supply is on already."),
        (form_of_off("cut"), "reason=missed&note=n", "The supply is off or limited already"),
        (form_of_off("limit"), "reason=cpas&evidence=e&note=n", "off or limited already"),
    ] {
        let form = get(&site, Role::AgentL2, &path).text();
        assert!(html::words(&form).contains(why) && !form.contains("name=\"note\""), "{form}");
        let fields = format!("{fields}&confirm=yes&attempt={ATTEMPT}");
        let sent = post(&site, Role::AgentL2, &path, &fields);
        assert_eq!(sent.status, 409, "{path}");
        assert!(html::words(&sent.text()).contains(why), "{path}");
    }
    assert!(done.lock().unwrap().is_empty());
}

#[test]
fn a_04_a_return_has_a_reason_and_says_beforehand_what_follows() {
    let (site, done) = site();
    let path = form_of_off("release");
    let bare = post(&site, Role::AgentL1, &path, "note=n&reason=over");
    assert_eq!(bare.status, 422);
    assert!(bare.text().contains("href=\"#reason\""), "a reason of a cut is none of a return");
    let form = get(&site, Role::AgentL1, &path).text();
    let preview = post(&site, Role::AgentL1, &path, "reason=mistake&note=wrong+home");
    assert_eq!(preview.status, 200);
    for page in [form, preview.text()] {
        html::assert_sound(&page);
        let words = html::words(&page).replace('\u{a0}', " ");
        for said in [
            "It was cut by mistake",
            "To the meter:",
            "The balance stays at",
            "€16.90",
            "next run may cut again",
        ] {
            assert!(words.contains(said), "{said} is not in {words}");
        }
        assert!(page.contains("name=\"confirm\" value=\"yes\""), "{page}");
    }
    assert!(done.lock().unwrap().is_empty(), "a look does nothing");
    let confirm = format!("reason=mistake&note=wrong+home&confirm=yes&attempt={ATTEMPT}");
    assert_eq!(post(&site, Role::AgentL1, &path, &confirm).status, 303);
    assert_eq!(done.lock().unwrap().len(), 1);
}

#[test]
fn a_02_says_first_who_it_is_how_they_are_treated_and_how_they_are_reached() {
    let (site, _) = site();
    let path = format!("/en/agent/case/{}", account());
    let page = get(&site, Role::AgentL2, &path).text();
    html::assert_sound(&page);
    let words = html::words(&page);
    let story = words.find("What happened").or(words.find("Story")).unwrap_or(words.len());
    for said in [
        "An Peeters",
        "The power is off",
        "Protected customer.\nSocial tariff. Limited power takes the place of a cut.",
        "Nobody cuts this home.",
        "Kaai 1, 5000 Namur",
        "Channels\nE-mail, Letter",
    ] {
        let at = words.find(said);
        assert!(at.is_some_and(|at| at < story), "{said} is not said first in {words}");
    }
    assert!(!words.contains("Your"), "nobody is spoken to as the household: {words}");
}

#[test]
fn o_02_figures_have_units_and_a_list_of_nobody_is_not_approved() {
    let (site, _) = site();
    let board = |energy: &str| {
        get(&site, Role::Operator, &format!("/en/operations/cuts?dso=ORES&energy={energy}")).text()
    };
    let full = board("electricity");
    let words = html::words(&full);
    for said in [
        "Homes the rules would cut\n40 homes (3 new, 1 gone)",
        "Brake: nothing leaves above\n57 homes",
        "Orders already released to meters: 1.0 % of the list.",
    ] {
        assert!(words.contains(said), "{said} is not in {words}");
    }
    assert!(full.contains("<button class=\"s5\">Stop all cuts"), "not like what approves");
    assert!(full.contains("<button>Approve the run"));
    let empty = board("gas");
    assert!(html::words(&empty).contains("There is nothing to approve."), "{empty}");
    assert!(!empty.contains("Approve the run</button>"), "{empty}");
}

#[test]
fn cg_20_what_has_lapsed_can_only_be_turned_down() {
    let (site, _) = site();
    let page = |id: i64| get(&site, Role::AgentL2, &format!("/en/agent/acts/{id}")).text();
    let late = page(33);
    html::assert_sound(&late);
    let words = html::words(&late);
    assert!(words.contains("Lapses, if nobody decides"), "{words}");
    assert!(words.contains("This request has lapsed. Turn it down and ask again."), "{words}");
    assert!(late.contains("value=\"no\">") && !late.contains("value=\"yes\">"), "{late}");
    assert!(page(7).contains("value=\"yes\">"), "one that waits is approved");
}
