//! The page of what works. Source: UX 8.1 P-10.

use crate::doors::site;
use crate::html;
use calendar::Instant;
use portal::my::{FailureLine, NextWork, Pace, PublicState, ReadingsNow, Road, RoadNow};
use units::{Dso, Energy};

const PATHS: [&str; 4] =
    ["/fr/etat-du-service", "/nl/wat-werkt", "/de/was-funktioniert", "/en/what-works"];

fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

/// Something of each kind.
pub fn everything() -> PublicState {
    let failure = FailureLine {
        dso: Dso::Ores,
        energy: None,
        area: Some("Huy <b>".to_owned()),
        kind: "terminals".to_owned(),
        since: at("2026-11-20T08:00:00+01:00"),
        paused_until: None,
    };
    let mended = FailureLine {
        kind: "sms".to_owned(),
        area: None,
        paused_until: Some(at("2026-11-21T10:00:00+01:00")),
        ..failure.clone()
    };
    let stopped = FailureLine { kind: "stop_switch".to_owned(), ..mended.clone() };
    let work = NextWork {
        dso: Dso::Ores,
        energy: Some(Energy::Gas),
        area: Some("Amay".to_owned()),
        kind: "supply".to_owned(),
        from: at("2026-11-24T22:00:00+01:00"),
        until: at("2026-11-25T02:30:00+01:00"),
    };
    let readings = ReadingsNow {
        dso: Dso::Ores,
        midnight: "2026-11-20".parse().unwrap(),
        come: 97,
        due: 120,
        pace: Pace::Waits,
        charged_to: Some("2026-11-19".parse().unwrap()),
    };
    let road = |road: Road, pace: Pace, waiting: u64| RoadNow {
        road,
        pace,
        waiting,
        oldest: (waiting > 0).then(|| at("2026-11-20T13:00:00+01:00")),
    };
    PublicState {
        failures: vec![failure, mended, stopped],
        works: vec![work],
        readings: vec![readings],
        roads: vec![
            road(Road::Payments, Pace::OnTime, 0),
            road(Road::Transfers(Some("2026-11-19".parse().unwrap())), Pace::OnTime, 0),
            road(Road::Texts, Pace::Late, 12),
            road(Road::Meters, Pace::Waits, 1),
        ],
        as_of: at("2026-11-20T14:03:00+01:00"),
    }
}

/// What a page for everybody warns of.
pub fn everywhere() -> Vec<FailureLine> {
    let open = |line: &FailureLine| line.paused_until.is_none();
    everything().failures.into_iter().filter(open).collect()
}

#[test]
fn cm_10_the_page_of_doors_warns_of_what_fails_in_its_own_language() {
    let (site, _) = site();
    for (path, said) in [
        ("/fr", "Les terminaux des magasins ne marchent pas bien."),
        ("/nl", "De toestellen in de winkels werken niet goed."),
        ("/de", "Die Terminals der Läden funktionieren nicht gut."),
        ("/en", "The terminals in shops do not work well."),
    ] {
        let page = site.request("GET", path, "").text();
        html::assert_sound(&page);
        let words = html::words(&page);
        assert!(words.starts_with(said) && words.contains("ORES · Huy"), "{path}: {words}");
        assert!(!page.contains("Huy <b>"), "{path}: escaped");
    }
    let english = html::words(&site.request("GET", "/en", "").text());
    assert!(english.contains("Do not pay twice."), "{english}");
    assert!(english.contains("Nobody is cut where it fails."), "{english}");
}

#[test]
fn p_10_cg_19_everybody_reads_what_fails_what_is_planned_and_what_is_late_in_four_languages() {
    let (site, _) = site();
    let words = |path: &str| {
        let answer = site.request("GET", path, "");
        assert_eq!(answer.status, 200, "{path}");
        let page = answer.text();
        html::assert_sound(&page);
        assert!(page.len() < 14_000, "{} bytes", page.len());
        assert!(!page.contains("<b>\u{a0}") && !page.contains("Huy <b>"), "{path}: escaped");
        for other in PATHS.iter().filter(|other| **other != path) {
            assert!(page.contains(&format!("href=\"{other}\"")), "{other} on {path}");
        }
        html::words(&page).replace('\u{a0}', " ")
    };
    let english = words(PATHS[3]);
    for said in [
        "Something that you need does not work. Do not pay twice.",
        "Terminals in shops",
        "Since 20/11/2026, 8:00 am.",
        "Nobody is cut where it fails.",
        "It works again",
        "Nobody is cut there until 21/11/2026, 10:00 am.",
        "Cuts are stopped",
        "Supply of power or gas",
        "From 24/11/2026, 10:00 pm until 25/11/2026, 2:30 am.",
        "97 of 120 readings of 20/11/2026 at 0:00 have come.",
        "Balances count your use up to and including Thursday 19 November.",
        "They reach the balance at once.",
        "The bank has told us of all up to Thursday 19 November.",
        "12 wait. The oldest since 20/11/2026, 1:00 pm.",
        "One waits, since 20/11/2026, 1:00 pm.",
        "Late",
        "As of 20/11/2026, 2:03 pm.",
    ] {
        assert!(english.contains(said), "{said}: {english}");
    }
    let french = words(PATHS[0]);
    for said in ["Terminaux des magasins", "Courant ou gaz", "jusqu’au jeudi 19 novembre inclus"]
    {
        assert!(french.contains(said), "{said}: {french}");
    }
    assert!(words(PATHS[1]).contains("Niemand wordt afgesloten waar het niet werkt."));
    assert!(words(PATHS[2]).contains("97 von 120 Messungen vom 20.11.2026, 0 Uhr, sind da."));
}

#[test]
fn cm_02_a_form_that_is_too_large_is_refused_in_words_before_half_of_it_is_read() {
    let (site, _) = site();
    let body = vec![b'a'; 20_000];
    let head = format!(
        "content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n",
        body.len()
    );
    let answer = site.send("POST", "/nl/schrijf-ons", &head, &body);
    assert_eq!(answer.status, 413);
    assert!(html::words(&answer.text()).contains("Dat was te veel tekst"), "{}", answer.text());
    let elsewhere = "origin: https://evil.example\r\nhost: test\r\ncontent-length: 0\r\n";
    let refused = site.request("POST", "/de/kontakt", elsewhere);
    assert_eq!(refused.status, 403);
    assert!(refused.text().contains("Das kam von einer anderen Seite"), "{}", refused.text());
}
