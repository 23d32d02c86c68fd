//! The supply machine through scenarios: DOMAIN 3.7, ST-01 to ST-20 and the limiter.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::Case;
use serde_json::json;
use timeline::Sent;

/// Cut on Wednesday 4 November 2026 at 08:00, at -24.00.
fn home() -> Case {
    Case::electricity("2026-10-30", 14, "20")
}

fn from_wednesday(case: &Case) -> Vec<String> {
    let told = case.run().told();
    told.into_iter().filter(|line| "04 07:30" <= &line[..8] && &line[..8] <= "05 05:00").collect()
}

#[test]
fn st_03_exhausted_in_protected_hours_is_held_on_and_warned_before_their_end() {
    let names = ["held_on", "last_call", "last_sms", "order_disconnect"];
    assert_eq!(
        home().run().only(&names),
        [
            "03 06:00 held_on Connected CG-04 CG-10",
            "03 07:00 last_sms Connected",
            "03 18:00 last_call Connected",
            "04 06:00 held_on Connected CG-04",
            "04 07:00 last_sms Connected",
            "04 08:00 order_disconnect DisconnectOrdered",
        ]
    );
}

#[test]
fn st_05_an_order_that_waits_is_withdrawn_when_its_ground_falls_away() {
    let paid =
        home().set("orders_sent_after_s", json!(600)).top_up("2026-11-04T08:05", "10.00", "T-1");
    assert_eq!(
        from_wednesday(&paid)[..3],
        [
            "04 08:00 order_disconnect DisconnectOrdered",
            "04 08:05 top_up DisconnectOrdered",
            "04 08:05 order_withdrawn Connected",
        ]
    );
    let stopped = home().set("orders_sent_after_s", json!(600)).event(
        "2026-11-04T08:05",
        "stop_switch",
        json!({"on": true}),
    );
    assert_eq!(from_wednesday(&stopped)[1], "04 08:05 order_withdrawn Connected CG-14");
}

#[test]
fn st_06_st_10_st_12_cut_release_and_press_with_the_meters_word_in_between() {
    let case = home().top_up("2026-11-04T09:00", "25.00", "T-1").event(
        "2026-11-04T09:30",
        "press",
        json!({}),
    );
    assert_eq!(
        from_wednesday(&case),
        [
            "04 08:00 order_disconnect DisconnectOrdered",
            "04 08:02 cut_confirmed Disconnected",
            "04 09:00 top_up Disconnected",
            "04 09:00 order_release ReconnectOrdered",
            "04 09:02 release_confirmed ReadyForReconnection",
            "04 09:30 connected Connected",
        ]
    );
}

#[test]
fn st_07_an_order_that_expires_leaves_the_supply_on_and_needs_a_new_decision() {
    let silent = home().event("2026-11-04T07:40", "silence", json!({}));
    let told = silent.run().only(&["order_disconnect", "order_expired"]);
    assert_eq!(
        told[..3],
        [
            "04 08:00 order_disconnect DisconnectOrdered",
            "04 09:00 order_expired Connected",
            "05 08:00 order_disconnect DisconnectOrdered",
        ]
    );
}

#[test]
fn st_08_a_payment_while_the_order_is_under_way_releases_right_after_the_cut() {
    let case = home().top_up("2026-11-04T08:01", "25.00", "T-1");
    assert_eq!(
        from_wednesday(&case)[..5],
        [
            "04 08:00 order_disconnect DisconnectOrdered",
            "04 08:01 top_up DisconnectOrdered",
            "04 08:02 cut_confirmed Disconnected",
            "04 08:02 order_release ReconnectOrdered",
            "04 08:04 release_confirmed ReadyForReconnection",
        ]
    );
}

#[test]
fn st_11_a_release_that_is_not_confirmed_goes_on_and_alarms_after_half_an_hour() {
    let case = home().event("2026-11-04T08:10", "silence", json!({})).top_up(
        "2026-11-04T09:00",
        "25.00",
        "T-1",
    );
    let told = case.run().only(&["order_release", "reconnect_alarm", "release_confirmed"]);
    assert_eq!(
        told,
        [
            "04 09:00 order_release ReconnectOrdered",
            "04 09:30 reconnect_alarm ReconnectOrdered",
            "05 00:02 release_confirmed ReadyForReconnection",
        ]
    );
}

#[test]
fn st_16_a_supply_that_waits_for_its_press_can_be_ordered_off_again() {
    let case = home().top_up("2026-11-04T10:00", "24.60", "T-1");
    let told =
        case.run().only(&["release_confirmed", "order_disconnect", "cut_confirmed", "cut_refused"]);
    assert_eq!(
        told,
        [
            "03 08:00 cut_refused Connected CG-10",
            "04 08:00 order_disconnect DisconnectOrdered",
            "04 08:02 cut_confirmed Disconnected",
            "04 10:02 release_confirmed ReadyForReconnection",
            "06 08:00 cut_refused ReadyForReconnection CG-10",
            "09 08:00 order_disconnect DisconnectOrdered",
            "09 08:02 cut_confirmed Disconnected",
        ]
    );
}

#[test]
fn st_20_who_does_not_press_for_a_day_is_called_and_who_is_off_a_day_is_somebodys_task() {
    let ready = home().top_up("2026-11-04T10:00", "40.00", "T-1").run();
    assert_eq!(ready.only(&["press_reminder"]), ["05 10:02 press_reminder ReadyForReconnection"]);
    let off = home().run();
    assert_eq!(off.only(&["off_supply_task"]), ["05 08:02 off_supply_task Disconnected"]);
}

#[test]
fn limiter_pa_16_the_energy_under_the_limit_is_charged_and_counted_apart() {
    let case = Case::electricity("2026-10-30", 9, "40").protected();
    let story = case.run();
    assert_eq!(
        story.only(&["order_limit", "limit_confirmed"]),
        ["04 08:00 order_limit Connected", "04 08:02 limit_confirmed Connected",]
    );
    assert_eq!(story.value("limit_confirmed", "displayed"), "DS4");
    assert_eq!(story.value("limit_confirmed", "amount_to_clear_eur"), "24.500000");
    // Wednesday to Saturday, 8.00 each.
    assert_eq!(story.timeline.limited_memo().to_string(), "32.000000");
    let first = story.timeline.limiter_clock().unwrap().first_order;
    assert_eq!(first.to_string(), "2026-11-04");
    let back = case.top_up("2026-11-05T12:00", "40.00", "T-1").run();
    assert_eq!(
        back.only(&["order_unlimit", "unlimit_confirmed"]),
        ["05 12:00 order_unlimit Connected", "05 12:02 unlimit_confirmed Connected",]
    );
}

#[test]
fn pa_42_the_display_is_told_at_once_when_a_payment_reaches_the_reconnection_level() {
    let displays = |case: Case| {
        let mut timeline = case.run().timeline;
        let sent = timeline.take_sent();
        let shown = sent.into_iter().filter_map(|one| match one {
            Sent::Command(command) => match command.kind {
                supply::CommandKind::Display { balance, .. } => Some(balance.to_string()),
                _ => None,
            },
            Sent::Notice { .. } | Sent::Task { .. } => None,
        });
        shown.collect::<Vec<_>>()
    };
    assert_eq!(displays(home().top_up("2026-11-04T09:00", "20.00", "T-1")), [""; 0], "not enough");
    assert_eq!(displays(home().top_up("2026-11-04T09:00", "25.00", "T-1")), ["1.000000"]);
    assert_eq!(
        displays(home().top_up("2026-10-31T09:00", "25.00", "T-1")),
        [""; 0],
        "was never below"
    );
}
