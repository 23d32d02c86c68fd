//! A meter whose words are facts: confirmations, presses that are found by asking, and answers that
//! come after their order has ended. Source: MT-07.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{Case, Story};
use serde_json::json;
use supply::{Cause, CommandKind};
use timeline::Sent;

const CUT: &str = "541449012345678908-1";
const RELEASE: &str = "541449012345678908-2";

/// Ordered off on Wednesday 4 November 2026 at 08:00, at -24.00.
fn home() -> Case {
    Case::electricity("2026-10-30", 6, "20").set("meter_answers_after_s", json!("as_events"))
}

fn gas() -> Case {
    Case::gas("2026-10-30", 6, "20").set("meter_answers_after_s", json!("as_events"))
}

fn answer(case: Case, at: &str, command: &str, confirmed: bool) -> Case {
    case.event(at, "meter_answer", json!({"command": command, "confirmed": confirmed}))
}

fn state(case: Case, at: &str, control: &str) -> Case {
    case.event(at, "meter_state", json!({"control": control}))
}

fn wednesday(story: &Story) -> Vec<String> {
    story.told().into_iter().filter(|line| "04 08:00" <= &line[..8] && &line[..8] < "05").collect()
}

/// Orders and questions that left, as `kind id` of the whole life.
fn commands(mut story: Story) -> Vec<String> {
    let sent = story.timeline.take_sent().into_iter();
    sent.filter_map(|one| match one {
        Sent::Command(command) if !matches!(command.kind, CommandKind::Display { .. }) => {
            let id = command.id.trim_start_matches("541449012345678908").to_owned();
            Some(format!("{:?} {}", command.kind, id.split_at(id.len().min(6)).0))
        }
        _ => None,
    })
    .collect()
}

#[test]
fn mt_07_nothing_is_confirmed_before_the_meter_says_so() {
    let story = home().run();
    let said = wednesday(&story);
    assert_eq!(said[0], "04 08:00 order_disconnect DisconnectOrdered");
    assert!(!said.iter().any(|line| line.contains("cut_confirmed")), "{said:?}");
}

#[test]
fn st_12_a_press_is_found_by_asking() {
    let case = answer(home(), "2026-11-04T08:02", CUT, true);
    let case = case.top_up("2026-11-04T09:00", "25.00", "T-1");
    let case = answer(case, "2026-11-04T09:01", RELEASE, true);
    let case = state(case, "2026-11-04T09:02", "ready_for_reconnection");
    let story = state(case, "2026-11-04T09:30", "connected").run();
    assert_eq!(
        wednesday(&story),
        [
            "04 08:00 order_disconnect DisconnectOrdered",
            "04 08:02 cut_confirmed Disconnected",
            "04 09:00 top_up Disconnected",
            "04 09:00 order_release ReconnectOrdered",
            "04 09:01 release_confirmed ReadyForReconnection",
            "04 09:30 connected Connected",
        ]
    );
    assert_eq!(commands(story), ["Disconnect -1", "Connect -2", "Read -state"]);
}

#[test]
fn st_14_gas_that_flows_again_has_passed_its_test() {
    let (cut, release) = ("541449533740681244-1", "541449533740681244-2");
    let case = answer(gas(), "2026-11-04T08:02", cut, true);
    let case = case.top_up("2026-11-04T09:00", "80.00", "T-1");
    let case = answer(case, "2026-11-04T09:01", release, true);
    let story = state(case, "2026-11-04T09:30", "connected").run();
    let said = wednesday(&story);
    assert_eq!(said[said.len() - 1], "04 09:30 leak_test_passed Connected", "{said:?}");
}

#[test]
fn mt_07_a_release_whose_answer_was_lost_is_confirmed_by_the_state() {
    let case = answer(home(), "2026-11-04T08:02", CUT, true);
    let case = case.top_up("2026-11-04T09:00", "25.00", "T-1");
    let pressed = state(case.clone(), "2026-11-04T09:10", "connected").run();
    let said = wednesday(&pressed);
    assert_eq!(
        said[4..],
        ["04 09:10 release_confirmed ReadyForReconnection", "04 09:10 connected Connected"]
    );
    let ready = state(case, "2026-11-04T09:10", "ready_for_reconnection").run();
    assert_eq!(wednesday(&ready)[4..], ["04 09:10 release_confirmed ReadyForReconnection"]);
}

#[test]
fn mt_07_a_cut_whose_answer_was_lost_is_confirmed_by_the_state() {
    let story = state(home(), "2026-11-04T08:10", "disconnected").run();
    assert_eq!(wednesday(&story)[1..], ["04 08:10 cut_confirmed Disconnected"]);
}

#[test]
fn mt_07_a_cut_that_happened_after_its_order_had_ended_is_released_whatever_the_balance() {
    let case = answer(home(), "2026-11-04T08:05", CUT, false);
    let expired = wednesday(&case.clone().run());
    assert_eq!(expired[1], "04 08:05 order_expired Connected");
    let late = answer(case.clone(), "2026-11-04T08:06", CUT, true);
    let story = state(late, "2026-11-04T08:07", "disconnected").run();
    assert_eq!(
        wednesday(&story)[2..5],
        [
            "04 08:06 late_answer Connected",
            "04 08:07 found_off Disconnected",
            "04 08:07 order_release ReconnectOrdered",
        ]
    );
    let mut story = state(case, "2026-11-04T08:07", "disconnected").run();
    let sent = story.timeline.take_sent();
    let cause = sent.iter().rev().find_map(|one| match one {
        Sent::Command(command) => Some(command.cause.clone()),
        _ => None,
    });
    assert_eq!(cause, Some(Cause::Ended { order: CUT.to_owned() }));
}

#[test]
fn mt_07_a_limit_that_may_have_come_through_without_its_answer_is_lifted() {
    let limited = home().protected().set(
        "prices",
        json!([{"from": "2020-01-01", "basis": "social", "eur_per_kwh": "0.400000"},
               {"from": "2020-01-01", "basis": "average", "eur_per_kwh": "0.400000"}]),
    );
    let limited = limited.set("until", json!("2026-11-04T23:00:00+01:00"));
    let story = answer(limited, "2026-11-04T08:05", CUT, false).run();
    let ordered = story.only(&["order_limit", "order_disconnect"]);
    let said = commands(story);
    assert_eq!(ordered, ["04 08:00 order_limit Connected"]);
    assert_eq!(said, ["Limit { ampere: 10 } -1", "Unlimit -2"]);
}

#[test]
fn mt_07_a_supply_that_is_found_on_is_believed_and_a_trip_is_nobodys_order() {
    let case = answer(home(), "2026-11-04T08:02", CUT, true);
    let story = state(case, "2026-11-04T08:30", "connected").run();
    assert_eq!(wednesday(&story)[2..3], ["04 08:30 found_on Connected"]);
    let tripped = state(home(), "2026-11-02T12:00", "ready_for_reconnection").run();
    assert!(!tripped.told().iter().any(|line| line.contains("found")));
}
