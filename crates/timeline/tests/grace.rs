//! Grace and its one-time code through scenarios (PA-45, ST-09).

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::Case;
use serde_json::{Value, json};

/// 8.00 a day and 1.00 for the advance, to -15.00 on Tuesday 3 November 2026 and -22.00 on Wednesday;
/// then nothing is used or collected. Cut on Wednesday at 08:00, if nothing delays it.
fn home() -> Case {
    let mut case = Case::electricity("2026-10-30", 12, "20");
    for place in 5..=12 {
        case.events[place]["reading"]["1.8.1"] = json!("97.5");
    }
    case.parameter("grace.enabled", json!(true))
        .parameter("charge.in_protected_hours", json!(false))
}

fn code(number: &str, eur: &str, until: &str) -> Value {
    json!({"eur": eur, "until": until, "code": number, "by": "desk 4"})
}

const TOLD: [&str; 6] = [
    "grace",
    "grace_refused",
    "emergency_exhausted",
    "order_disconnect",
    "order_release",
    "connected",
];

#[test]
fn pa_45_a_code_delays_the_cut_and_is_no_payment() {
    let before = home().event("2026-11-03T11:59", "press", json!({})).run();
    let story = home().event("2026-11-03T12:00", "grace", code("1", "10.00", "2026-11-06")).run();
    for key in ["balance_eur", "supply", "limiter"] {
        assert_eq!(story.value("grace", key), before.value("press", key), "{key}");
    }
    assert_eq!(story.value("grace", "displayed"), "DS3", "the cut level is -25.00 until then");
    assert_eq!(
        story.only(&TOLD),
        [
            "03 06:00 emergency_exhausted Connected",
            "03 12:00 grace Connected",
            "07 00:00 emergency_exhausted Connected",
            "09 08:00 order_disconnect DisconnectOrdered",
        ]
    );
    let (with, without) = (&story.timeline.account, &before.timeline.account);
    let entries = |account: &prepay::Account| {
        account.journal().iter().map(|entry| entry.transaction.clone()).collect::<Vec<_>>()
    };
    assert_eq!(entries(with), entries(without), "grace posts nothing");
    assert_eq!(with.balance(), without.balance());
    let paid = |case: Case| {
        let story = case.event("2026-11-09T12:00", "stop_switch", json!({"on": true})).run();
        let told = story.events.iter().rev().find(|line| line["event"] == "stop_switch").unwrap();
        told["amount_to_clear_eur"].clone()
    };
    let grace = code("1", "10.00", "2026-11-10");
    let held = home().event("2026-11-04T09:00", "grace", grace);
    assert_eq!(paid(held), paid(home()), "the way back costs what it did");
}

#[test]
fn pa_45_a_code_is_used_once() {
    let again = home().event("2026-11-03T12:00", "grace", code("1", "10.00", "2026-11-04")).event(
        "2026-11-04T12:00",
        "grace",
        code("1", "10.00", "2026-11-20"),
    );
    let once = home().event("2026-11-03T12:00", "grace", code("1", "10.00", "2026-11-04"));
    let another =
        again.clone().event("2026-11-04T13:00", "grace", code("2", "10.00", "2026-11-08"));
    let ends = |case: Case| case.run().only(&["emergency_exhausted"])[1..].to_vec();
    assert_eq!(ends(once), ["05 00:00 emergency_exhausted Connected"]);
    assert_eq!(ends(again), ["05 00:00 emergency_exhausted Connected"]);
    assert_eq!(ends(another), ["09 00:00 emergency_exhausted Connected"]);
}

#[test]
fn pa_45_off_by_default_and_never_beyond_its_cap() {
    let case = home().event("2026-11-03T12:00", "grace", code("1", "10.00", "2026-11-06"));
    let off = case.clone().parameter("grace.enabled", json!(false)).run();
    assert_eq!(off.only(&["grace", "grace_refused"]), ["03 12:00 grace_refused Connected"]);
    assert_eq!(off.only(&["order_disconnect"]), ["04 08:00 order_disconnect DisconnectOrdered"]);
    let mut unset = case.clone();
    unset.header["parameters"] = json!({});
    assert_eq!(unset.run().only(&["grace_refused"]).len(), 1);
    // 40.00 asked for, 10.00 given: -22.00 is kept on, -25.00 would not be.
    let much = home().event("2026-11-03T12:00", "grace", code("1", "40.00", "2026-11-08")).run();
    assert_eq!(much.timeline.account.grace().unwrap().amount.to_string(), "10.000000");
    let ended = home().event("2026-11-03T12:00", "grace", code("1", "10.00", "2026-11-02")).run();
    assert_eq!(ended.only(&["grace_refused"]).len(), 1);
}

#[test]
fn st_09_pa_45_grace_brings_a_supply_back_and_its_end_lets_the_cut_level_return() {
    let case = home().event("2026-11-04T09:00", "grace", code("1", "10.00", "2026-11-05")).event(
        "2026-11-04T09:30",
        "press",
        json!({}),
    );
    let story = case.run();
    assert_eq!(
        story.only(&TOLD)[1..],
        [
            "04 08:00 order_disconnect DisconnectOrdered",
            "04 09:00 grace Disconnected",
            "04 09:00 order_release ReconnectOrdered",
            "04 09:30 connected Connected",
            "06 00:00 emergency_exhausted Connected",
            "09 08:00 order_disconnect DisconnectOrdered",
        ]
    );
    assert_eq!(story.value("connected", "balance_eur"), "-22.000000");
}

#[test]
fn pa_45_grace_while_an_order_is_under_way_releases_right_after_the_cut() {
    let case = home().event("2026-11-04T08:01", "grace", code("1", "10.00", "2026-11-05"));
    assert_eq!(
        case.run().only(&["order_disconnect", "grace", "cut_confirmed", "order_release"])[..4],
        [
            "04 08:00 order_disconnect DisconnectOrdered",
            "04 08:01 grace DisconnectOrdered",
            "04 08:02 cut_confirmed Disconnected",
            "04 08:02 order_release ReconnectOrdered",
        ]
    );
}

#[test]
fn pa_45_what_a_desk_honoured_without_connection_is_told_later() {
    let mut case = home().event("2026-11-03T12:00", "grace", code("1", "10.00", "2026-11-06"));
    let last = case.events.len() - 1;
    case.events[last]["learnt_at"] = json!("2026-11-03T20:00:00+01:00");
    let story = case.run();
    assert_eq!(story.only(&["grace", "order_disconnect"])[0], "03 20:00 grace Connected");
    assert_eq!(story.only(&["order_disconnect"])[0], "09 08:00 order_disconnect DisconnectOrdered");
    // Told when it is over, or used in time but cut meanwhile: honoured all the same, and no more.
    case.events[last]["learnt_at"] = json!("2026-11-07T12:00:00+01:00");
    let over = case.run();
    assert_eq!(over.only(&["grace", "order_release"]), ["07 12:00 grace Disconnected"]);
    case.events[last]["learnt_at"] = json!("2026-11-04T12:00:00+01:00");
    let cut = case.run();
    assert_eq!(
        cut.only(&["grace", "order_release"]),
        ["04 12:00 grace Disconnected", "04 12:00 order_release ReconnectOrdered"]
    );
    // Its end is judged by when it was honoured, and so is whether grace is given at all.
    let mut expired = home().event("2026-11-04T09:00", "grace", code("1", "10.00", "2026-11-03"));
    expired.events[last]["learnt_at"] = json!("2026-11-04T12:00:00+01:00");
    assert_eq!(expired.run().only(&["grace_refused"]).len(), 1);
}

#[test]
fn pa_45_a_code_that_was_issued_does_nothing_until_it_is_honoured() {
    let issued = json!({"code": "1", "eur": "10.00", "until": "2026-11-06", "by": "agent 7",
        "reason": "works on the network"});
    let story = home().event("2026-11-02T12:00", "grace_code", issued).run();
    assert_eq!(story.only(&["grace_code"]).len(), 1);
    assert_eq!(story.only(&["order_disconnect"])[0], "04 08:00 order_disconnect DisconnectOrdered");
    let unknown = json!({"eur": "10.00", "until": "2026-11-06", "cod": "1"});
    let failure = home().event("2026-11-02T12:00", "grace", unknown).failure();
    assert!(failure.contains("unknown field `cod`"), "{failure}");
}
