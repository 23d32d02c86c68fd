//! A cut or a limit that two people ask for.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{Case, Story};
use guards::Guard;
use serde_json::{Value, json};

/// 20.00 EUR, 8.00 a day: exhausted in the night of Monday 2 November. On Wednesday a hold keeps it on until nine.
fn home() -> Case {
    home_of("20")
}

fn home_of(kwh: &str) -> Case {
    let hold = json!({"name": "agent_hold", "until": "2026-11-04T09:00:00+01:00"});
    Case::electricity("2026-10-30", 9, kwh).event("2026-11-03T12:00", "flag", hold)
}

fn asks(limit: bool, by: &str, approved_by: &str) -> Value {
    json!({"id": "A-1", "limit": limit, "by": by, "approved_by": approved_by, "reason": "over"})
}

fn told(story: &Story) -> Vec<String> {
    let lines = story.only(&["cut_asked", "cut_refused", "order_disconnect", "order_limit"]);
    lines.into_iter().filter(|line| line.starts_with("04")).collect()
}

#[test]
fn cg_20_a_cut_that_two_people_ask_for_leaves_with_a_proof_that_names_them() {
    let story = home().event("2026-11-04T10:00", "cut_asked", asks(false, "an", "bo")).run();
    let lines = told(&story);
    assert_eq!(
        lines,
        [
            "04 08:00 cut_refused Connected CG-09",
            "04 10:00 cut_asked Connected",
            "04 10:00 order_disconnect DisconnectOrdered",
        ]
    );
    let proof = story.timeline.proofs().iter().find(|one| !one.case.asked_by.is_empty()).unwrap();
    assert_eq!(proof.case.asked_by, ["an", "bo"]);
    assert_eq!(proof.replay(), Ok(()));
    let waves = proof.results.iter().find(|one| one.guard == Guard::Waves).unwrap();
    assert!(waves.values.contains(r#"asked by ["an", "bo"]"#), "{}", waves.values);
    // Of a decision that nobody asked for nothing is written: proofs of before keep their digest.
    let other = story.timeline.proofs().iter().find(|one| one.case.asked_by.is_empty()).unwrap();
    let text = serde_json::to_string(other).unwrap();
    assert!(!text.contains("asked_by") && !text.contains("asked by"));
}

#[test]
fn cg_16_one_person_alone_has_nobody_cut() {
    for (by, approved_by) in [("an", "an"), ("an", ""), ("", "")] {
        let asked = asks(false, by, approved_by);
        let story = home().event("2026-11-04T10:00", "cut_asked", asked).run();
        assert_eq!(told(&story).last().unwrap(), "04 10:00 cut_refused Connected CG-16");
    }
}

#[test]
fn cg_04_a_cut_that_people_ask_for_passes_the_same_guards() {
    let asked = |at: &str| home().event(at, "cut_asked", asks(false, "an", "bo")).run();
    // A hold is set, and at night nobody is cut, whoever asks.
    assert!(
        told(&asked("2026-11-04T08:30")).last().unwrap().ends_with("cut_refused Connected CG-09")
    );
    let night = told(&asked("2026-11-04T18:00"));
    assert_eq!(night.last().unwrap(), "04 18:00 cut_asked Connected");
    let held = asked("2026-11-04T18:00").only(&["held_on"]);
    assert!(
        held.iter().any(|line| line.starts_with("04 18:00") && line.contains("CG-04")),
        "{held:?}"
    );
    let enough = home()
        .top_up("2026-11-04T09:30", "40.00", "T-1")
        .event("2026-11-04T10:00", "cut_asked", asks(false, "an", "bo"))
        .run();
    assert_eq!(told(&enough).last().unwrap(), "04 10:00 cut_asked Connected", "not exhausted");
}

#[test]
fn cg_05_who_is_protected_is_limited_and_whoever_asks_for_a_limit_cuts_nobody() {
    let asked = |case: Case, limit: bool| {
        let at = "2026-11-04T10:00";
        told(&case.event(at, "cut_asked", asks(limit, "an", "bo")).run()).pop().unwrap()
    };
    assert_eq!(asked(home(), true), "04 10:00 cut_asked Connected", "a limit is no cut");
    for limit in [true, false] {
        // At the social price twice as much costs the same.
        assert!(asked(home_of("40").protected(), limit).contains("10:00 order_limit"));
    }
}
