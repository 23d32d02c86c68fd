//! Each guard alone keeps the supply on: an exhausted, warned home that would be cut on Wednesday
//! 4 November 2026 at 08:00, and one circumstance.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{Case, Story};
use guards::{Decision, Ground, Guard, LawfulBasis, second_opinion};
use serde_json::json;

/// 8.00 a day from Friday 30 October: 12, 3, -6, -15 after Monday, -24 after Tuesday.
fn home() -> Case {
    Case::electricity("2026-10-30", 9, "20")
}

const DECISIONS: [&str; 4] = ["held_on", "cut_refused", "order_disconnect", "order_limit"];

fn decided(story: &Story, from: &str, to: &str) -> Vec<String> {
    said(story, &DECISIONS, from, to)
}

fn said(story: &Story, events: &[&str], from: &str, to: &str) -> Vec<String> {
    let lines = story.only(events);
    lines.into_iter().filter(|line| from <= &line[..8] && &line[..8] <= to).collect()
}

fn at_eight_on_wednesday(case: Case) -> Vec<String> {
    decided(&case.run(), "04 08:00", "04 08:00")
}

#[test]
fn st_01_without_any_circumstance_the_order_leaves_with_its_proof() {
    let story = home().run();
    assert_eq!(
        decided(&story, "03 00:00", "04 23:59"),
        [
            "03 06:00 held_on Connected CG-04 CG-10",
            "03 08:00 cut_refused Connected CG-10",
            "04 06:00 held_on Connected CG-04",
            "04 08:00 order_disconnect DisconnectOrdered",
        ]
    );
    assert_eq!(story.timeline.proofs().len(), 4);
}

#[test]
fn cg_01_above_the_cut_level_there_is_nothing_to_decide() {
    let story = home().top_up("2026-11-03T20:00", "9.01", "T-1").run();
    assert_eq!(story.day("2026-11-03", "balance_eur"), "-14.990000");
    assert_eq!(decided(&story, "04 00:00", "04 23:59"), [""; 0]);
    let case = exhausted();
    let above = guards::CutCase { balance: "-14.999999".parse().unwrap(), ..case };
    assert_eq!(failing(&above), [Guard::SettledBalance]);
}

#[test]
fn cg_02_a_meter_not_heard_lately_is_not_cut() {
    let quiet = home().late("2026-11-04", "").parameter("cut.fresh_max_age_h", json!(24));
    assert_eq!(at_eight_on_wednesday(quiet), ["04 08:00 cut_refused Connected CG-02"]);
    let heard = home().late("2026-11-04", "").parameter("cut.fresh_max_age_h", json!(36));
    assert_eq!(at_eight_on_wednesday(heard), ["04 08:00 order_disconnect DisconnectOrdered"]);
}

#[test]
fn cg_03_what_is_estimated_is_not_enough_for_a_cut() {
    let estimated = home().late("2026-11-03", "").parameter("cut.fresh_max_age_h", json!(100));
    assert_eq!(at_eight_on_wednesday(estimated), ["04 08:00 cut_refused Connected CG-03"]);
}

#[test]
fn cg_03_a_correction_that_takes_money_leads_to_no_cut_for_a_week() {
    // Nothing is used from Tuesday on; Monday turns out 10 kWh higher, which alone exhausts the credit.
    let mut case = Case::electricity("2026-10-30", 14, "19.9")
        .parameter("account.recovery_per_day", json!("0.00"));
    for event in &mut case.events {
        if event.get("reading").is_some() && event["at"].as_str().unwrap() >= "2026-11-04" {
            event["reading"] = json!({"1.8.1": "89.6", "1.8.2": "0"});
        }
    }
    case.events.push(json!({
        "at": "2026-11-03T00:00:00+01:00", "learnt_at": "2026-11-03T20:00:00+01:00",
        "reading": {"1.8.1": "89.6", "1.8.2": "0"},
    }));
    let story = case.run();
    assert_eq!(story.day("2026-11-03", "balance_eur"), "-15.840000");
    let at_eight: Vec<String> =
        story.only(&DECISIONS).into_iter().filter(|line| line[3..8] == *"08:00").collect();
    assert_eq!(
        at_eight,
        [
            "04 08:00 cut_refused Connected CG-03 CG-10",
            "05 08:00 cut_refused Connected CG-03",
            "06 08:00 cut_refused Connected CG-03",
            "09 08:00 cut_refused Connected CG-03",
            "10 08:00 cut_refused Connected CG-03",
            "12 08:00 order_disconnect DisconnectOrdered",
        ]
    );
}

#[test]
fn cg_04_protected_hours_and_the_margin_before_them() {
    let held = decided(&home().run(), "04 06:00", "04 06:00");
    assert_eq!(held, ["04 06:00 held_on Connected CG-04"]);
    let exactly = home().parameter("cut.window_end_margin_min", json!(480));
    assert_eq!(at_eight_on_wednesday(exactly), ["04 08:00 held_on Connected CG-04"]);
    let before = home().parameter("cut.window_end_margin_min", json!(479));
    assert_eq!(at_eight_on_wednesday(before), ["04 08:00 order_disconnect DisconnectOrdered"]);
}

#[test]
fn cg_05_st_02_who_is_entitled_to_minimum_supply_is_limited_not_cut() {
    let protected = Case::electricity("2026-10-30", 9, "40").protected();
    assert_eq!(at_eight_on_wednesday(protected), ["04 08:00 order_limit Connected"]);
    let unset =
        guards::CutCase { entitled_to_minimum_supply: true, limiter_ampere: 0, ..exhausted() };
    assert_eq!(failing(&unset), [Guard::RightMeasure]);
}

#[test]
fn cg_06_a_relief_request_or_a_winter_truce_bars_the_cut() {
    let gas = Case::gas("2026-10-30", 9, "20").protected();
    assert_eq!(at_eight_on_wednesday(gas.clone()), ["04 08:00 order_disconnect DisconnectOrdered"]);
    let asked = gas.event("2026-11-03T12:00", "relief_request", json!({}));
    assert_eq!(at_eight_on_wednesday(asked), ["04 08:00 cut_refused Connected CG-06"]);
    let truce = guards::CutCase { winter_truce: true, ..exhausted() };
    assert_eq!(failing(&truce), [Guard::WinterAndRelief]);
}

#[test]
fn cg_07_money_in_flight_bars_until_it_fails() {
    let body = json!({"id": "P-1", "eur": "30.00", "channel": "online"});
    let pending = home().event("2026-11-04T07:50", "payment_pending", body.clone()).event(
        "2026-11-04T09:00",
        "payment_failed",
        body,
    );
    let story = pending.run();
    assert_eq!(
        decided(&story, "04 08:00", "04 09:00"),
        ["04 08:00 cut_refused Connected CG-07", "04 09:00 order_disconnect DisconnectOrdered",]
    );
    let charged_back = home().event(
        "2026-11-03T12:00",
        "chargeback",
        json!({"id": "C-1", "eur": "5", "channel": "online"}),
    );
    assert_eq!(at_eight_on_wednesday(charged_back), ["04 08:00 cut_refused Connected CG-07"]);
}

#[test]
fn cg_08_cg_19_an_incident_of_ours_bars_until_a_day_after_recovery() {
    let incident = home()
        .event("2026-11-04T07:00", "incident", json!({"kind": "terminals"}))
        .event("2026-11-04T09:00", "recovered", json!({"kind": "terminals"}));
    assert_eq!(
        decided(&incident.run(), "04 08:00", "05 12:00"),
        [
            "04 08:00 cut_refused Connected CG-08",
            "04 09:00 cut_refused Connected CG-08",
            "05 06:00 held_on Connected CG-04 CG-08",
            "05 08:00 cut_refused Connected CG-08",
            "05 09:00 order_disconnect DisconnectOrdered",
        ]
    );
}

#[test]
fn cg_09_st_04_a_flag_bars_and_its_end_is_a_decision_point() {
    let flagged = home()
        .event("2026-11-03T07:00", "flag", json!({"name": "medical_device"}))
        .event("2026-11-04T10:00", "unflag", json!({"name": "medical_device"}));
    assert_eq!(
        decided(&flagged.run(), "04 08:00", "04 10:00"),
        ["04 08:00 cut_refused Connected CG-09", "04 10:00 order_disconnect DisconnectOrdered",]
    );
    let ended = home().event(
        "2026-11-03T07:00",
        "flag",
        json!({"name": "agent_hold", "until": "2026-11-03"}),
    );
    assert_eq!(at_eight_on_wednesday(ended), ["04 08:00 order_disconnect DisconnectOrdered"]);
}

#[test]
fn cg_09_a_bar_that_is_set_anew_ends_no_earlier_than_before() {
    let set = |first: serde_json::Value, then: serde_json::Value| {
        let twice = home().event("2026-11-03T07:00", "flag", first);
        at_eight_on_wednesday(twice.event("2026-11-03T09:00", "flag", then))
    };
    let always = || json!({"name": "medical"});
    let until = |day: &str| json!({"name": "medical", "until": day});
    let barred = ["04 08:00 cut_refused Connected CG-09"];
    assert_eq!(set(always(), until("2026-11-03")), barred, "without an end");
    assert_eq!(set(until("2026-11-04"), until("2026-11-03")), barred, "with a later one");
    assert_eq!(set(until("2026-11-03"), until("2026-11-04")), barred, "a later one counts");
    assert_eq!(set(until("2026-11-03"), always()), barred);
    let over = ["04 08:00 order_disconnect DisconnectOrdered"];
    assert_eq!(set(until("2026-11-03"), until("2026-11-03")), over);
}

#[test]
fn cg_10_nobody_is_cut_within_twelve_hours_of_the_notice() {
    let story = home().run();
    assert_eq!(decided(&story, "03 08:00", "03 08:00"), ["03 08:00 cut_refused Connected CG-10"]);
    let exactly = home().parameter("cut.notice_min_h", json!(2));
    assert_eq!(
        decided(&exactly.run(), "03 08:00", "03 08:00"),
        ["03 08:00 order_disconnect DisconnectOrdered"]
    );
    let case = exhausted();
    let one_channel =
        case.notice.clone().map(|notice| guards::Notice { channels: vec!["sms".into()], ..notice });
    assert_eq!(failing(&guards::CutCase { notice: one_channel, ..case }), [Guard::Warned]);
}

/// What became of the notice of Tuesday 3 November, told on its own.
fn told(case: Case, at: &str, notice: i64, channel: &str, delivered: bool) -> Case {
    let since = "2026-11-03T06:00:00+01:00";
    let body =
        json!({"notice": notice, "channel": channel, "delivered": delivered, "since": since});
    case.event(at, "told", body)
}

#[test]
fn cg_10_cm_06_a_notice_that_nobody_tried_to_bring_cuts_nobody() {
    let silent = || home().set("notices_as_events", json!(true));
    let refused = ["04 08:00 cut_refused Connected CG-10"];
    let ordered = ["04 08:00 order_disconnect DisconnectOrdered"];
    assert_eq!(at_eight_on_wednesday(silent()), refused);
    // One channel is not two, a channel that is told twice is one, and an arrival is enough.
    let sms = |case: Case| told(case, "2026-11-03T06:01", 1, "sms", false);
    assert_eq!(at_eight_on_wednesday(sms(silent())), refused);
    let again = told(sms(silent()), "2026-11-03T06:02", 3, "sms", false);
    assert_eq!(at_eight_on_wednesday(again), refused);
    let mail = told(sms(silent()), "2026-11-03T06:02", 2, "mail", false);
    assert_eq!(at_eight_on_wednesday(mail), ordered);
    let arrived = told(sms(silent()), "2026-11-03T06:02", 1, "sms", true);
    assert_eq!(at_eight_on_wednesday(arrived), ordered);
    // Time to act begins when people could know: 19:59 leaves twelve hours, 20:01 does not.
    let in_time = told(sms(silent()), "2026-11-03T19:59", 2, "mail", false);
    assert_eq!(at_eight_on_wednesday(in_time), ordered);
    let late = told(sms(silent()), "2026-11-03T20:01", 2, "mail", false);
    assert_eq!(at_eight_on_wednesday(late), refused);
    // What is told of another time is no warning of this one.
    let since = "2026-11-01T06:00:00+01:00";
    let body = json!({"notice": 9, "channel": "mail", "delivered": true, "since": since});
    let old = silent().event("2026-11-03T06:02", "told", body);
    assert_eq!(at_eight_on_wednesday(old), refused);
}

#[test]
fn cg_10_a_letter_counts_when_the_post_has_had_its_time() {
    let silent = || home().set("notices_as_events", json!(true));
    let refused = ["04 08:00 cut_refused Connected CG-10"];
    let ordered = ["04 08:00 order_disconnect DisconnectOrdered"];
    let letter = |case: Case| told(case, "2026-11-03T09:30", 1, "letter", false);
    let call = |case: Case| told(case, "2026-11-03T09:40", 2, "call", false);
    // Handed to the post on Tuesday: it counts from Sunday, and the time to act begins then.
    let both = || call(letter(silent()));
    assert_eq!(at_eight_on_wednesday(both()), refused);
    let days = |days: i64| both().parameter("contact.letter_post_days", json!(days));
    assert_eq!(at_eight_on_wednesday(days(0)), ordered, "no time for the post: at once");
    assert_eq!(at_eight_on_wednesday(days(1)), refused);
    // Two channels that need no post are enough beside it.
    let mail = told(both(), "2026-11-03T10:00", 3, "mail", false);
    assert_eq!(at_eight_on_wednesday(mail), ordered);
    // Somebody was spoken to: they know, whatever the post does.
    let spoken = told(letter(silent()), "2026-11-03T09:40", 2, "call", true);
    assert_eq!(at_eight_on_wednesday(spoken), ordered);
    // The instant stands in the proof's case: five days after the letter left, and twelve hours for people.
    let at = |text: &str| text.parse::<calendar::Instant>().unwrap();
    let notice = guards::Notice {
        crossed_at: at("2026-11-03T06:00:00+01:00"),
        channels: vec!["call".into(), "letter".into()],
        delivered: false,
        told_at: Some(at("2026-11-08T09:30:00+01:00")),
    };
    let judged = |when: &str| {
        let case = exhausted();
        let case = guards::CutCase { at: at(when), notice: Some(notice.clone()), ..case };
        failing(&case).contains(&Guard::Warned)
    };
    assert!(judged("2026-11-08T21:29:00+01:00"));
    assert!(!judged("2026-11-08T21:30:00+01:00"));
}

#[test]
fn cg_11_no_cut_without_a_lawful_basis() {
    let refused = home().event("2026-11-03T07:00", "flag", json!({"name": "refusal"}));
    assert_eq!(at_eight_on_wednesday(refused), ["04 08:00 cut_refused Connected CG-11"]);
    let ended = home().event("2026-11-03T07:00", "flag", json!({"name": "contract_ended"}));
    assert_eq!(at_eight_on_wednesday(ended), ["04 08:00 cut_refused Connected CG-11"]);
    let nothing = guards::CutCase { basis: LawfulBasis::None, ..exhausted() };
    assert_eq!(failing(&nothing), [Guard::Lawful]);
    let without = Ground::RefusalOrDebt { judgment_id: String::new() };
    assert_eq!(failing(&guards::CutCase { ground: without, ..exhausted() }), [Guard::Lawful]);
    let judged = Ground::RefusalOrDebt { judgment_id: "JP-1".into() };
    assert_eq!(failing(&guards::CutCase { ground: judged, ..exhausted() }), []);
}

#[test]
fn cg_12_a_meter_changed_since_the_last_settled_day_is_not_cut() {
    let swapped = home().event(
        "2026-11-04T07:00",
        "swap",
        json!({"registers": {"1.8.1": "0", "1.8.2": "0"}, "old_registers": {"1.8.1": "101", "1.8.2": "0"}}),
    );
    assert_eq!(at_eight_on_wednesday(swapped), ["04 08:00 cut_refused Connected CG-12"]);
    let disputed = home().event("2026-11-03T07:00", "flag", json!({"name": "binding"}));
    assert_eq!(at_eight_on_wednesday(disputed), ["04 08:00 cut_refused Connected CG-12"]);
}

#[test]
fn cg_13_the_second_evaluator_objects_to_what_the_first_was_told_wrongly() {
    let story = home().run();
    let proof = story.timeline.proofs().last().unwrap();
    let (case, read) = (proof.case.clone(), proof.second_read.clone());
    assert_eq!(second_opinion(&read, case.balance, case.at), Ok(()));
    let objects = |read: &guards::JournalRead, at: calendar::Instant| {
        let objection = second_opinion(read, case.balance, at).unwrap_err();
        let case = guards::CutCase { second_opinion: Some(objection.into()), ..case.clone() };
        failing(&case)
    };
    let mut lost = read.clone();
    lost.postings.drain(..2);
    assert_eq!(
        objects(&lost, case.at),
        [Guard::SecondOpinion],
        "a posting pair is not in the journal"
    );
    let mut estimated = read.clone();
    estimated.not_measured.push("20".parse().unwrap());
    assert_eq!(objects(&estimated, case.at), [Guard::SecondOpinion]);
    assert_eq!(objects(&read, case.at.plus_h(7)), [Guard::SecondOpinion], "too near to 16:00");
    let mut announced = read.clone();
    announced.announced.push("P-7".into());
    assert_eq!(objects(&announced, case.at), [Guard::SecondOpinion]);
}

#[test]
fn cg_14_the_stop_switch_holds_everything() {
    let stopped = home().event("2026-11-03T07:00", "stop_switch", json!({"on": true})).event(
        "2026-11-04T11:00",
        "stop_switch",
        json!({"on": false}),
    );
    assert_eq!(
        decided(&stopped.run(), "04 08:00", "04 11:00"),
        ["04 08:00 cut_refused Connected CG-14", "04 11:00 order_disconnect DisconnectOrdered",]
    );
}

#[test]
fn cg_15_the_fleet_breaker_halts_an_order() {
    let case = exhausted();
    let mut many = case.clone();
    many.fleet =
        guards::FleetView { candidates: 127, median: 84, wave_auto_max: 1000, ..case.fleet };
    assert_eq!(failing(&many), [Guard::FleetBreaker]);
    many.fleet.candidates = 126;
    assert_eq!(failing(&many), []);
}

#[test]
fn cg_16_more_than_a_hundred_orders_need_dry_run_sample_and_two_people() {
    let case = exhausted();
    let mut large = case.clone();
    large.fleet = guards::FleetView { candidates: 101, median: 84, ..case.fleet };
    assert_eq!(failing(&large), [Guard::Waves]);
    let people = vec!["first".to_owned(), "second".to_owned()];
    large.approvals = guards::Approvals { dry_run: true, sample_checked: true, people };
    assert_eq!(failing(&large), [Guard::Waves], "no wave has reached this point");
    let place = large.fleet.waves.place_ppm;
    large.fleet.waves.released_ppm = place;
    assert_eq!(failing(&large), [Guard::Waves], "the wave ends just before it");
    large.fleet.waves.released_ppm = place + 1;
    assert_eq!(failing(&large), []);
    large.fleet.waves.paused = true;
    assert_eq!(failing(&large), [Guard::Waves]);
    large.fleet.waves.paused = false;
    large.approvals.people = vec!["first".into(), "first".into()];
    assert_eq!(failing(&large), [Guard::Waves], "one person twice is not two");
}

#[test]
fn cg_16_an_approved_wave_reaches_a_point_and_a_pause_holds_it() {
    let of_night = |at: &'static str, released_ppm: i64, paused: bool| {
        let people = ["first", "second"];
        let approvals = json!({"dry_run": true, "sample_checked": true, "people": people});
        let orders = json!({"day": "2026-11-03", "approvals": approvals,
            "released_ppm": released_ppm, "paused": paused});
        move |case: Case| case.event(at, "orders", orders)
    };
    let counted = json!({"candidates": 500, "median": 400, "day": "2026-11-03"});
    let large = || home().event("2026-11-04T06:01", "fleet", counted.clone());
    let (early, late) = ("2026-11-04T07:00", "2026-11-04T09:00");
    assert_eq!(at_eight_on_wednesday(large()), ["04 08:00 cut_refused Connected CG-16"]);
    let all = of_night(early, 1_000_000, false)(large());
    assert_eq!(at_eight_on_wednesday(all), ["04 08:00 order_disconnect DisconnectOrdered"]);
    let paused = of_night(early, 1_000_000, true)(large());
    assert_eq!(at_eight_on_wednesday(paused), ["04 08:00 cut_refused Connected CG-16"]);
    // The wave that reaches the point is a decision point of its own.
    let later = of_night(late, 1_000_000, false)(large()).run();
    assert_eq!(
        decided(&later, "04 08:00", "04 09:00"),
        ["04 08:00 cut_refused Connected CG-16", "04 09:00 order_disconnect DisconnectOrdered"]
    );
}

#[test]
fn cg_18_an_undo_releases_whatever_the_balance_and_holds_for_two_days() {
    let undo = json!({"day": "2026-11-03", "by": "an", "cost_borne_by": "operator"});
    let undone = |at: &str| home().event(at, "undo", undo.clone()).run();
    let after = undone("2026-11-04T10:00");
    let orders = ["order_disconnect", "order_release"];
    assert_eq!(
        said(&after, &orders, "04 08:00", "04 11:00"),
        ["04 08:00 order_disconnect DisconnectOrdered", "04 10:00 order_release ReconnectOrdered"]
    );
    // While the cut is on its way, the release follows its confirmation.
    let during = undone("2026-11-04T08:01");
    assert_eq!(
        said(&during, &orders, "04 08:00", "04 11:00"),
        ["04 08:00 order_disconnect DisconnectOrdered", "04 08:02 order_release ReconnectOrdered"]
    );
    let refusals = decided(&after, "05 00:00", "05 23:59");
    assert!(
        !refusals.is_empty() && refusals.iter().all(|line| line.contains("CG-18")),
        "{refusals:?}"
    );
    let place =
        guards::place_ppm("541449012345678908".parse().unwrap(), "2026-11-03".parse().unwrap());
    let of_wave = |from_ppm: i64, to_ppm: i64| {
        let wave = json!({"from_ppm": from_ppm, "to_ppm": to_ppm});
        let undo =
            json!({"day": "2026-11-03", "wave": wave, "by": "an", "cost_borne_by": "operator"});
        let one = home().event("2026-11-04T10:00", "undo", undo).run();
        said(&one, &["order_release"], "04 09:00", "04 11:00").len()
    };
    assert_eq!(of_wave(place, place + 1), 1, "the wave of this point");
    assert_eq!(of_wave(0, place), 0, "another one");
    let other = json!({"day": "2026-11-02", "by": "an", "cost_borne_by": "operator"});
    let not_this_run = home().event("2026-11-04T10:00", "undo", other).run();
    assert_eq!(said(&not_this_run, &orders, "04 09:00", "04 11:00"), Vec::<String>::new());
}

#[test]
fn cg_17_what_comes_up_before_an_order_has_left_holds_it_back() {
    let held = json!({"command": "541449012345678908-1", "guards": ["CG-14"]});
    let held = home().event("2026-11-04T08:01", "held_back", held).run();
    assert_eq!(
        said(&held, &["order_disconnect", "order_withdrawn"], "04 08:00", "04 11:00"),
        ["04 08:00 order_disconnect DisconnectOrdered", "04 08:01 order_withdrawn Connected CG-14"]
    );
    let now = "2026-11-04T08:01:30+01:00";
    let holds_back = |case: Case, command: &str| {
        let case = case.set("until", json!(now));
        let scenario = timeline::Scenario::parse(&case.text()).unwrap();
        let timeline = case.run().timeline;
        timeline.holds_back(command, now.parse().unwrap(), scenario.world.rules()).unwrap()
    };
    let order = "541449012345678908-1";
    assert_eq!(holds_back(home(), order), []);
    let stopped = || home().event("2026-11-04T08:01", "stop_switch", json!({"on": true}));
    assert_eq!(holds_back(stopped(), order), [Guard::StopSwitch]);
    assert_eq!(holds_back(stopped(), "another"), []);
    let id = json!({"id": "P-1", "eur": "5.00", "channel": "online"});
    let paying = home().event("2026-11-04T08:01", "payment_pending", id);
    assert_eq!(holds_back(paying, order), [Guard::MoneyInFlight]);
}

#[test]
fn cg_16_a_pause_holds_back_an_order_that_has_not_left() {
    let now = "2026-11-04T08:01:05+01:00";
    let held_by = |paused: bool| {
        let approvals =
            json!({"dry_run": true, "sample_checked": true, "people": ["first", "second"]});
        let orders = json!({"day": "2026-11-03", "approvals": approvals, "released_ppm": 1_000_000,
            "paused": paused});
        let case = home()
            .event(
                "2026-11-04T06:01",
                "fleet",
                json!({"candidates": 1, "median": 1, "day": "2026-11-03"}),
            )
            .event("2026-11-04T08:01", "orders", orders)
            .set("until", json!(now));
        let scenario = timeline::Scenario::parse(&case.text()).unwrap();
        let timeline = case.run().timeline;
        let order = "541449012345678908-1";
        timeline.holds_back(order, now.parse().unwrap(), scenario.world.rules()).unwrap()
    };
    assert_eq!(held_by(false), []);
    assert_eq!(held_by(true), [Guard::Waves], "five seconds after it");
}

#[test]
fn cg_17_an_order_does_not_outlive_the_open_hours() {
    let long = home().parameter("cut.order_life_min", json!(481));
    assert_eq!(at_eight_on_wednesday(long), ["04 08:00 cut_refused Connected CG-17"]);
    let just = home().parameter("cut.order_life_min", json!(480));
    assert_eq!(at_eight_on_wednesday(just), ["04 08:00 order_disconnect DisconnectOrdered"]);
}

#[test]
fn cg_18_without_a_way_back_there_is_no_cut() {
    for kind in ["reconnection_path", "no_staff"] {
        let broken = home().event("2026-11-04T07:00", "incident", json!({"kind": kind}));
        assert_eq!(at_eight_on_wednesday(broken), ["04 08:00 cut_refused Connected CG-18"]);
    }
}

#[test]
fn cg_19_who_could_not_be_reconnected_is_cut_after_a_day_of_health_at_the_earliest() {
    let broken = home()
        .event("2026-11-04T07:00", "incident", json!({"kind": "reconnection_path"}))
        .event("2026-11-04T09:00", "recovered", json!({"kind": "reconnection_path"}));
    assert_eq!(
        decided(&broken.run(), "04 08:00", "05 12:00"),
        [
            "04 08:00 cut_refused Connected CG-18",
            "04 09:00 cut_refused Connected CG-18",
            "05 06:00 held_on Connected CG-04 CG-18",
            "05 08:00 cut_refused Connected CG-18",
            "05 09:00 order_disconnect DisconnectOrdered",
        ]
    );
}

fn exhausted() -> guards::CutCase {
    home().run().timeline.proofs().last().unwrap().case.clone()
}

fn failing(case: &guards::CutCase) -> Vec<Guard> {
    match guards::evaluate(case).0 {
        Decision::Order { .. } => Vec::new(),
        Decision::Refused { failing } => failing,
    }
}
