//! Why a balance is what it is, as a household reads it. Source: PA-43, UX 8.2 C-05.

use crate::doors::site;
use crate::html::{assert_sound, words};
use calendar::Instant;
use ledger::EntryKind;
use portal::homes::MovementKind;
use portal::my::{MyMeter, MyReasons};
use portal::{Booked, ExplainLine, Quality, WorkedOut};
use units::{Energy, MicroEuro, MilliWattHours};

const WHY: [&str; 4] = [
    "/fr/mon/solde/pourquoi",
    "/nl/mijn/saldo/waarom",
    "/de/mein/guthaben/warum",
    "/en/my/balance/why",
];
const CUSTOMER: &str = "cookie: session=customer\r\n";

fn eur(text: &str) -> MicroEuro {
    text.parse().unwrap()
}

fn line(
    booked: &str,
    day: &str,
    kind: MovementKind,
    rule: &'static str,
    amount: &str,
) -> ExplainLine {
    let what = Booked { kind, key: None, rule };
    let booked_at: Instant = format!("{booked}T06:00:00+01:00").parse().unwrap();
    ExplainLine { booked_at, day: day.parse().unwrap(), what, amount: eur(amount), from: None }
}

fn used(quality: Quality) -> Option<WorkedOut> {
    let energy = vec![MilliWattHours(2_000_000), MilliWattHours(1_500_000)];
    let (reading_version, price_version) = (3, 7);
    Some(WorkedOut { energy, quality, reading_version, price_version, social: true, net: None })
}

/// Two months of a household.
pub fn reasons() -> MyReasons {
    let entry = MovementKind::Entry;
    let mut lines = vec![
        line("2026-01-20", "2026-01-20", entry(EntryKind::StartingAdvance), "PA-05", "20"),
        line("2026-01-31", "2026-01-30", MovementKind::Energy, "PA-07", "-1.234567"),
        line("2026-02-01", "2026-01-31", MovementKind::Repaid, "PA-06", "-1"),
        line("2026-02-02", "2026-02-02", entry(EntryKind::TopUp), "TP-03", "30"),
        line("2026-02-02", "2026-02-01", MovementKind::Energy, "PA-07", "-1.4"),
        line("2026-02-09", "2026-02-01", entry(EntryKind::Correction), "PA-38", "0.1"),
    ];
    lines[1].from = used(Quality::Measured);
    lines[3].what.key = Some("tr_secret".to_owned());
    lines[5].from = used(Quality::Corrected);
    let reference = crate::fake::ean(3).reference();
    let meter =
        MyMeter { place: 1, energy: Energy::Electricity, reference, town: "Huy".to_owned() };
    MyReasons {
        meters: vec![meter.clone()],
        meter,
        balance: eur("46.465433"),
        as_of: "2026-02-10T06:10:00+01:00".parse().unwrap(),
        lines,
    }
}

#[test]
fn pa_43_a_household_reads_what_makes_its_balance_without_rules_or_ids() {
    let (site, _) = site();
    for path in WHY {
        let answer = site.request("GET", &format!("{path}?n=1&s=2026-01"), CUSTOMER);
        assert_eq!(answer.status, 200, "{path}");
        let page = answer.text();
        assert_sound(&page);
        for hidden in ["PA-", "TP-", "tr_secret", "541449", "version"] {
            assert!(!page.contains(hidden), "{hidden} on {path}");
        }
        assert!(page.contains("s=2026-02"), "the way to the other month: {path}");
        // Its own address in each other language keeps the month.
        for other in WHY {
            assert!(
                other == path || page.contains(&format!("{other}?n=1&#38;s=2026-01")),
                "{other}"
            );
        }
    }
    let said = |query: &str| {
        let answer = site.request("GET", &format!("/en/my/balance/why{query}"), CUSTOMER);
        words(&answer.text()).replace(['\u{a0}', '\n'], " ").replace('\u{2060}', "")
    };
    let january = said("?n=1&s=2026-01");
    for text in [
        "Why the balance is €46.46",
        "Money received, less money given back +€30.00",
        "Energy used −€2.54",
        "Repaid −€1.00",
        "Starting credit +€20.00",
        "Balance €46.46",
        "3.5 kWh, measured",
        "30/01",
    ] {
        assert!(january.contains(text), "{text} in {january}");
    }
    assert!(!january.contains("Counted on"), "{january}");
    // The newest month, if none is asked for or in which nothing moved.
    for query in ["", "?n=1&s=2025-01", "?s=nonsense"] {
        let february = said(query);
        assert!(february.contains("01/02") && !february.contains("30/01"), "{february}");
        assert!(february.contains("Counted on 09/02/2026."), "{february}");
        assert!(february.contains("Counted so at first, put right later."), "{february}");
    }
}

#[test]
fn pa_43_of_another_meter_nothing_is_explained() {
    let (site, _) = site();
    let there = site.request("GET", "/en/my/balance/why?n=1", CUSTOMER);
    let none = site.request("GET", "/en/my/balance/why?n=2", CUSTOMER);
    assert_eq!((there.status, none.status), (200, 303));
    assert_eq!(none.header("location"), Some("/en/my/balance"));
    let cases = ["", "cookie: session=agent_l2\r\n", "cookie: session=cpas\r\n"];
    for cookie in cases {
        let answer = site.request("GET", "/en/my/balance/why?n=1", cookie);
        assert_eq!(answer.status, 303, "{cookie}");
    }
}
