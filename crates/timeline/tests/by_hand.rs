//! Orders of people, and alarms of a collection.

mod common;

use common::{Case, Story};
use serde_json::{Value, json};
use supply::{Cause, CommandKind};
use timeline::{Sent, Timeline};

/// 20.00 EUR, 8.00 a day: exhausted in the night of Monday 2 November, cut on Wednesday at 08:00.
fn home() -> Case {
    Case::electricity("2026-10-30", 9, "20")
}

fn order(id: &str, order: Value) -> Value {
    json!({"id": id, "order": order, "by": "an", "reason": "asked", "life_h": null})
}

fn alarm(name: &str) -> Value {
    json!({"alarm": name, "day": "2026-11-02", "meter": "A1", "detail": "as found"})
}

fn commands(timeline: &mut Timeline) -> Vec<(String, CommandKind, Cause)> {
    let sent = timeline.take_sent().into_iter().filter_map(|sent| match sent {
        Sent::Command(command) => Some((command.id, command.kind, command.cause)),
        Sent::Notice { .. } | Sent::Task { .. } => None,
    });
    sent.collect()
}

fn at_eight_on_wednesday(story: &Story) -> Vec<String> {
    let lines = story.only(&["cut_refused", "order_disconnect"]);
    lines.into_iter().filter(|line| line.starts_with("04 08:00")).collect()
}

#[test]
fn cg_12_a_swapped_meter_or_a_clock_that_is_off_bars_the_cut_until_somebody_has_looked() {
    assert!(at_eight_on_wednesday(&home().run())[0].contains("order_disconnect"));
    for name in ["swapped", "clock_off"] {
        let case = home().event("2026-11-03T07:00", "meter_alarm", alarm(name));
        let refused = at_eight_on_wednesday(&case.clone().run());
        assert_eq!(refused, ["04 08:00 cut_refused Connected CG-12"], "{name}");
        let looked = case.event("2026-11-03T09:00", "unflag", json!({"name": "binding"}));
        assert!(at_eight_on_wednesday(&looked.run())[0].contains("order_disconnect"), "{name}");
    }
    for name in [
        "wrong_key",
        "replayed",
        "stale_counter",
        "unprotected",
        "class_version",
        "scaler_changed",
        "holes",
        "closes_from_afar",
        "unanswered",
        "forged",
    ] {
        let story = home().event("2026-11-03T07:00", "meter_alarm", alarm(name)).run();
        assert!(at_eight_on_wednesday(&story)[0].contains("order_disconnect"), "{name}");
        let said = story.only(&[&format!("meter_{name}")]);
        assert_eq!(said.len(), 1, "{name} is told");
    }
}

#[test]
fn mt_07_an_order_by_hand_leaves_with_its_id_its_cause_and_its_answer_is_known() {
    let story = home()
        .event("2026-10-30T10:00", "by_hand", order("O-1", json!("read")))
        .event("2026-10-30T10:01", "by_hand", order("O-2", json!({"message": {"text": "hello"}})))
        .event("2026-10-30T10:02", "by_hand", order("O-3", json!("display")))
        .event("2026-10-30T10:03", "by_hand", order("O-4", json!({"limit": {"ampere": 16}})))
        .event("2026-10-30T10:04", "by_hand", order("O-5", json!("release")))
        .event("2026-10-30T11:00", "meter_answer", json!({"command": "O-1", "confirmed": true}))
        .event("2026-10-30T11:01", "meter_answer", json!({"command": "O-2", "confirmed": false}))
        .event("2026-10-30T11:02", "meter_answer", json!({"command": "O-1", "confirmed": true}));
    let mut story = story.run();
    let lines = story.only(&["ordered_by_hand", "order_confirmed", "order_failed", "late_answer"]);
    let said: Vec<&str> = lines.iter().map(|line| line.split(' ').nth(2).unwrap()).collect();
    let five = ["ordered_by_hand"; 5];
    assert_eq!(said, [&five[..], &["order_confirmed", "order_failed", "late_answer"]].concat());
    let sent = commands(&mut story.timeline);
    let by_hand = Cause::ByHand { by: "an".into(), reason: "asked".into() };
    let own: Vec<_> = sent.iter().filter(|(_, _, cause)| *cause == by_hand).collect();
    let ids: Vec<&str> = own.iter().map(|(id, ..)| id.as_str()).collect();
    assert_eq!(ids, ["O-1", "O-2", "O-3", "O-4", "O-5"]);
    assert_eq!(own[3].1, CommandKind::Limit { ampere: 16 });
    assert_eq!(own[4].1, CommandKind::Connect);
    assert!(matches!(own[2].1, CommandKind::Display { .. }));
}

#[test]
fn cg_09_a_limit_by_hand_is_not_below_the_minimum_supply_and_waits_for_flags_and_stops() {
    let limit = |ampere: i64| order("O-1", json!({"limit": {"ampere": ampere}}));
    let refused = |case: Case| case.failure();
    let low = refused(home().event("2026-10-30T10:00", "by_hand", limit(9)));
    assert!(low.contains("9 A is below 10 A"), "{low}");
    let flagged = home()
        .event("2026-10-30T09:00", "flag", json!({"name": "medical_device"}))
        .event("2026-10-30T10:00", "by_hand", limit(10));
    assert!(refused(flagged).contains("`CG-09` holds a limit back"));
    let stopped = home().event("2026-10-30T09:00", "stop_switch", json!({"on": true})).event(
        "2026-10-30T10:00",
        "by_hand",
        limit(10),
    );
    assert!(refused(stopped).contains("`CG-14` holds a limit back"));
    home().event("2026-10-30T10:00", "by_hand", limit(10)).run();
    let gas = Case::gas("2026-10-30", 3, "2").event("2026-10-30T10:00", "by_hand", limit(10));
    assert!(refused(gas).contains("no limiter"));
}

#[test]
fn st_09_a_release_by_hand_of_a_cut_supply_goes_the_way_of_every_release() {
    let story = home()
        .event("2026-11-04T09:00", "by_hand", order("O-1", json!("release")))
        .event("2026-11-04T10:00", "press", json!({}))
        .run();
    let lines =
        story.only(&["order_disconnect", "cut_confirmed", "order_release", "release_confirmed"]);
    let said: Vec<&str> = lines.iter().map(|line| line.split(' ').nth(2).unwrap()).collect();
    assert_eq!(said[..3], ["order_disconnect", "cut_confirmed", "order_release"], "{lines:?}");
}

#[test]
fn cg_18_a_person_takes_back_a_cut_that_is_on_its_way() {
    let cut = json!({"command": "541449012345678908-1", "confirmed": true});
    let story = home()
        .set("meter_answers_after_s", json!("as_events"))
        .event("2026-11-04T08:01", "by_hand", order("O-1", json!("release")))
        .event("2026-11-04T08:02", "meter_answer", cut)
        .run();
    let said =
        story.only(&["order_disconnect", "ordered_by_hand", "cut_confirmed", "order_release"]);
    assert_eq!(
        said[..4],
        [
            "04 08:00 order_disconnect DisconnectOrdered",
            "04 08:01 ordered_by_hand DisconnectOrdered",
            "04 08:02 cut_confirmed Disconnected",
            "04 08:02 order_release ReconnectOrdered",
        ]
    );
}

fn unlimited(story: &mut Story) -> Vec<Cause> {
    let sent = commands(&mut story.timeline).into_iter();
    sent.filter(|(_, kind, _)| *kind == CommandKind::Unlimit).map(|(.., cause)| cause).collect()
}

#[test]
fn pa_17_a_limit_by_hand_for_want_of_credit_ends_with_the_payment_that_suffices() {
    let limit = order("O-1", json!({"limit": {"ampere": 16}}));
    // At -4.00 since the night of Sunday: for want of credit.
    let limited = || home().event("2026-11-02T10:00", "by_hand", limit.clone());
    let answered = json!({"command": "O-1", "confirmed": true});
    let confirmed = || limited().event("2026-11-02T10:05", "meter_answer", answered.clone());
    for case in [limited(), confirmed()] {
        let mut little = case.clone().top_up("2026-11-02T11:00", "4.00", "T-1").run();
        assert!(unlimited(&mut little).is_empty(), "0.00 is below the level of 0.50");
        let mut enough = case.top_up("2026-11-02T11:00", "30.00", "T-1").run();
        let causes = unlimited(&mut enough);
        assert_eq!(causes.len(), 1, "once, whatever comes after");
        assert!(matches!(causes[0], Cause::BalanceReached { .. }), "{causes:?}");
        assert!(!enough.timeline.is_under_way("O-1"), "a limit that has not left stays here");
    }
    let mut moved = confirmed().event("2026-11-02T11:00", "move_out", json!({})).run();
    assert_eq!(unlimited(&mut moved), [Cause::PrepaymentEnded], "who comes is not limited");
    // With enough credit it was for another reason.
    let case = home().event("2026-10-30T10:00", "by_hand", limit);
    let mut other = case.top_up("2026-11-02T11:00", "30.00", "T-1").run();
    assert!(unlimited(&mut other).is_empty());
}
