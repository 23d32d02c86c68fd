//! What a household repays, and what it could repay instead. Source: UX 8.2 C-08.

use crate::doors::site;
use crate::html::{assert_sound, words};
use crate::site::{Answer, Site};
use calendar::SettlementDay;
use portal::my::{MyMeter, MyPlan, NotTaken, PlanLine, Promised, RepaidBy, RepaidFor, Wanted};
use portal::repaying::{NotAgreed, ProposalLine, ProposalStands};
use units::{Energy, MicroEuro};

const PLAN: [&str; 4] = ["/fr/mon/plan", "/nl/mijn/plan", "/de/mein/plan", "/en/my/plan"];

/// 11.50 at 2.50 each Monday.
pub fn plan() -> MyPlan {
    let day = |text: &str| text.parse::<SettlementDay>().unwrap();
    let (energy, reference) = (Energy::Electricity, crate::fake::ean(3).reference());
    let meter = MyMeter { place: 1, energy, reference, town: "Huy".to_owned() };
    let left = MicroEuro(11_500_000);
    let line = PlanLine {
        what: RepaidFor::Supplier,
        how: RepaidBy::Week(MicroEuro(2_500_000)),
        total: MicroEuro(60_000_000),
        left,
        next: Some(day("2026-11-23")),
        ends: Some(day("2026-12-21")),
    };
    let by = day("2026-12-04");
    let promised = Promised { call_by: by, answer_by: by, data_by: by };
    MyPlan {
        meters: vec![meter.clone()],
        meter,
        lines: vec![line],
        proposals: proposals(),
        promised,
    }
}

/// One that waits, and one that was declined.
fn proposals() -> Vec<ProposalLine> {
    let day = |text: &str| text.parse::<SettlementDay>().unwrap();
    vec![
        crate::cpas_plan::proposal(5, ProposalStands::Waits(day("2026-12-20"))),
        crate::cpas_plan::proposal(4, ProposalStands::Declined(day("2026-11-10"))),
    ]
}

/// The fifth may be agreed to; the others may no more.
pub fn answered(number: i64, _agrees: bool) -> Result<(), NotAgreed> {
    match number {
        5 => Ok(()),
        4 => Err(NotAgreed::Ended),
        6 => Err(NotAgreed::OutOfDate),
        _ => Err(NotAgreed::NoProposal),
    }
}

/// A case whose number says what was proposed; 77 if nothing was.
pub fn asked(wanted: &Wanted<'_>) -> Result<i64, NotTaken> {
    match wanted.proposes {
        None => Ok(77),
        Some(RepaidBy::Week(each)) if each > plan().lines[0].left => Err(NotTaken::NotAnAmount),
        Some(RepaidBy::Week(each)) => Ok(each.0),
        Some(RepaidBy::Day(each)) => Ok(each.0 + 1),
        Some(RepaidBy::Share(_) | RepaidBy::Review) => Err(NotTaken::NoWords),
    }
}

fn send(site: &Site, fields: &str) -> Answer {
    send_to(site, "/en/my/help?n=1", fields)
}

fn send_to(site: &Site, path: &str, fields: &str) -> Answer {
    let headers = format!(
        "cookie: session=customer\r\ncontent-type: application/x-www-form-urlencoded\r\n\
         sec-fetch-site: same-origin\r\ncontent-length: {}\r\n",
        fields.len()
    );
    site.send("POST", path, &headers, fields.as_bytes())
}

#[test]
fn c_08_what_is_left_stands_month_by_month_in_four_languages() {
    let (site, _) = site();
    for path in PLAN {
        let page = site.request("GET", &format!("{path}?n=1"), "cookie: session=customer\r\n");
        assert_eq!(page.status, 200, "{path}");
        assert_sound(&page.text());
        let said = words(&page.text()).replace(['\u{a0}', '\n'], " ");
        for amount in ["5", "6", "11"] {
            assert!(said.contains(amount), "{amount} in {said}");
        }
        assert!(page.text().contains("<details>"), "{path}");
    }
    let page = site.request("GET", "/en/my/plan?n=1", "cookie: session=customer\r\n");
    let said = words(&page.text()).replace(['\u{a0}', '\n'], " ");
    for row in ["November 2026 €5.00 €6.50", "December 2026 €6.50 €0.00"] {
        assert!(said.contains(row), "{row} in {said}");
    }
    let none = site.request("GET", "/en/my/plan?n=2", "cookie: session=customer\r\n");
    assert_eq!(none.status, 303, "another household's");
}

#[test]
fn c_08_the_amount_that_a_household_proposes_goes_to_the_desk_with_its_unit() {
    let (site, _) = site();
    let to = |fields: &str| {
        let answer = send(&site, &format!("kind=change_plan&{fields}"));
        assert_eq!(answer.status, 303, "{fields}");
        answer.header("location").unwrap().to_owned()
    };
    assert_eq!(to("value=2%2C50&each=week"), "/en/my/help?n=1&saved=2500000");
    assert_eq!(to("value=2.50&each=day"), "/en/my/help?n=1&saved=2500001");
    assert_eq!(to("value=1"), "/en/my/help?n=1&saved=1000000", "by the week");
    assert_eq!(to("value=&words=less"), "/en/my/help?n=1&saved=77", "no amount is needed");
    for wrong in ["0", "-1", "abc", "1.000", "99999"] {
        let answer = send(&site, &format!("kind=change_plan&value={wrong}&each=day&words=I+try"));
        let answer = if wrong == "99999" {
            send(&site, "kind=change_plan&value=99999&words=I+try")
        } else {
            answer
        };
        assert_eq!(answer.status, 422, "{wrong}");
        let page = answer.text();
        assert_sound(&page);
        assert!(page.contains("href=\"#value\"") && page.contains("I try"), "{page}");
        assert!(page.contains(&format!("value=\"{wrong}\"")), "{page}");
    }
}

#[test]
fn c_08_the_household_reads_what_its_social_service_proposes_and_answers_with_one_press() {
    let (site, _) = site();
    for path in PLAN {
        let page =
            site.request("GET", &format!("{path}?n=1"), "cookie: session=customer\r\n").text();
        assert_sound(&page);
        assert!(page.contains("CPAS de Namur") && page.contains("name=\"agrees\""), "{path}");
        assert!(page.contains("&#60;b&#62;Less income"), "{page}");
    }
    let page = site.request("GET", "/en/my/plan?n=1", "cookie: session=customer\r\n").text();
    let said = words(&page).replace(['\u{a0}', '\n'], " ");
    for part in [
        "€2.50 every Monday",
        "€35.00",
        "Answer by 20/12/2026",
        "You may say no",
        "You said no on 10/11/2026",
    ] {
        assert!(said.contains(part), "{part} in {said}");
    }
    assert_eq!(page.matches("name=\"proposal\"").count(), 1, "what ended has no button");
    let plan = "/en/my/plan?n=1";
    for answer in ["yes", "no"] {
        let done = send_to(&site, plan, &format!("proposal=5&agrees={answer}"));
        assert_eq!((done.status, done.header("location")), (303, Some(plan)));
    }
    for (number, why) in [("4", "answered before"), ("6", "has changed"), ("7", "no such proposal")]
    {
        let refused = send_to(&site, plan, &format!("proposal={number}&agrees=yes"));
        assert_eq!(refused.status, 409, "{number}");
        assert_sound(&refused.text());
        assert!(words(&refused.text()).contains(why), "{number}");
    }
    let neither = send_to(&site, plan, "proposal=5");
    assert_eq!(neither.status, 303, "neither button was pressed");
    let other = send_to(&site, "/en/my/plan?n=2", "proposal=5&agrees=yes");
    assert_eq!(other.header("location"), Some("/en/my/balance"), "another household's");
}
