//! The golden tests of DOMAIN 3.8 and 3.9: every figure, to the micro-euro and the femto-euro.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use serde_json::Value;
use timeline::{Output, Scenario, Sent, Timeline, day_json, event_json, explain, replay};

struct Golden {
    days: Vec<Value>,
    events: Vec<Value>,
    timeline: Timeline,
}

fn golden(name: &str) -> Golden {
    let path = format!("{}/../../scenarios/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let scenario = Scenario::parse(&std::fs::read_to_string(path).unwrap()).unwrap();
    let (mut days, mut events) = (Vec::new(), Vec::new());
    let group = scenario.group;
    let timeline = replay(&scenario, &mut |output| match output {
        Output::Day(line) => days.push(day_json(&line, group.energy, group.rates)),
        Output::Event(line) => events.push(event_json(&line)),
    })
    .unwrap();
    Golden { days, events, timeline }
}

fn text(value: &Value, key: &str) -> String {
    match &value[key] {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

impl Golden {
    fn rows(&self, registers: &[&str], keys: &[&str]) -> Vec<String> {
        let row = |day: &Value| {
            let energy = registers.iter().map(|register| text(&day["energy_kwh"], register));
            let rest = keys.iter().map(|key| text(day, key));
            energy.chain(rest).collect::<Vec<_>>().join(" ")
        };
        self.days.iter().map(row).collect()
    }

    /// Time, event, balance, display, supply, to stay on, to clear, guards.
    fn story(&self) -> Vec<String> {
        let row = |event: &Value| {
            let guards = event["guards"].as_array().unwrap();
            let guards: Vec<&str> = guards.iter().map(|guard| guard.as_str().unwrap()).collect();
            let cells = [
                "event",
                "balance_eur",
                "displayed",
                "supply",
                "amount_to_stay_on_eur",
                "amount_to_clear_eur",
            ];
            let cells = cells.map(|key| text(event, key).replace("0000", "")).join(" ");
            let at = text(event, "at")[8..16].replace('T', " ");
            format!("{at} {cells} {}", guards.join(" ")).trim_end().to_owned()
        };
        self.events.iter().map(row).collect()
    }

    fn sum(&self, key: &str) -> i64 {
        let amount = |day: &Value| text(day, key).parse::<units::MicroEuro>().unwrap().0;
        self.days.iter().map(amount).sum()
    }

    fn when(&self, event: &str) -> Vec<String> {
        let found = self.events.iter().filter(|line| line["event"] == event);
        found.map(|line| text(line, "at")[8..16].replace('T', " ")).collect()
    }
}

const E_KEYS: [&str; 7] = [
    "charge_eur",
    "collected_eur",
    "balance_eur",
    "credit_state",
    "debt_eur",
    "residue_femto_eur",
    "quality",
];

#[test]
fn pa_02_pa_07_pa_10_pa_38_pa_39_golden_test_e_line_by_line() {
    let e = golden("golden-e");
    let expected = "\
3.112000 2.846000 1.837402 0.000000 18.162598 InCredit 20.000000 880000000 measured
5.204000 5.377000 3.240297 1.000000 13.922301 InCredit 19.000000 440000000 measured
4.918000 5.640000 3.213841 1.000000 9.708460 InCredit 18.000000 340000000 measured
5.331000 5.102000 3.209092 1.000000 5.499368 InCredit 17.000000 950000000 measured
5.076000 5.489000 3.226908 1.000000 1.272460 LowCredit 16.000000 70000000 measured
6.210000 6.544000 3.901316 1.000000 -3.628856 EmergencyInUse 15.000000 690000000 measured
6.387000 6.920000 4.063954 1.000000 -8.692810 EmergencyInUse 14.000000 340000000 measured
4.995000 5.312000 3.151141 1.000000 -12.843951 EmergencyInUse 13.000000 350000000 measured
5.450000 5.733000 3.421112 1.000000 -17.265063 Exhausted 12.000000 690000000 measured
6.105000 6.701000 3.908013 1.000000 -22.173076 Exhausted 11.000000 920000000 measured
3.204000 4.010000 2.184884 1.000000 -0.357960 EmergencyInUse 10.000000 320000000 measured
5.650571 5.971571 3.554505 1.000000 45.087535 InCredit 9.000000 282730000 provisional
5.118000 5.260000 -0.375397 0.000000 45.462932 InCredit 9.000000 820000000 corrected
6.042000 6.377000 3.798499 1.000000 40.664433 InCredit 8.000000 80000000 measured
6.518000 6.809000 4.078641 1.000000 35.585792 InCredit 7.000000 100000000 measured";
    assert_eq!(e.rows(&["1.8.1", "1.8.2"], &E_KEYS).join("\n"), expected);
    assert_eq!((e.sum("charge_eur"), e.sum("collected_eur")), (46_414_208, 13_000_000));
    assert_eq!(e.timeline.account.balance().shown_balance_cents(), 3558);
    assert_eq!(e.timeline.account.derived_balance(), Some(e.timeline.account.balance()));
}

#[test]
fn st_01_st_06_st_09_st_12_golden_test_e_event_by_event() {
    let expected = "\
02 10:00 activate 20.00 DS1 Connected 0.00 0.00
07 06:00 low_credit 1.272460 DS2 Connected 0.00 0.00
08 06:00 emergency_started -3.628856 DS3 Connected 0.00 0.00
11 06:00 emergency_exhausted -17.265063 DS4 Connected 2.27 17.77
11 06:00 held_on -17.265063 DS4 Connected 2.27 17.77 CG-04 CG-10
11 18:00 last_call -17.265063 DS4 Connected 2.27 17.77
12 06:00 held_on -22.173076 DS4 Connected 7.18 22.68 CG-04
12 07:00 last_sms -22.173076 DS4 Connected 7.18 22.68
12 08:00 order_disconnect -22.173076 DS4 DisconnectOrdered 7.18 22.68
12 08:02 cut_confirmed -22.173076 DS5 Disconnected 0.00 22.68
12 09:10 top_up -2.173076 DS5 Disconnected 0.00 2.68
12 11:20 top_up 2.826924 DS5 Disconnected 0.00 0.00
12 11:20 order_release 2.826924 DS5 ReconnectOrdered 0.00 0.00
12 11:21 release_confirmed 2.826924 DS5 ReadyForReconnection 0.00 0.00
12 12:05 connected 2.826924 DS2 Connected 0.00 0.00
13 06:00 emergency_started -0.357960 DS3 Connected 0.00 0.00
13 18:02 top_up 49.642040 DS1 Connected 0.00 0.00";
    assert_eq!(golden("golden-e").story().join("\n"), expected);
}

#[test]
fn pa_14_the_variants_of_golden_test_e() {
    let early = golden("golden-e-holidays-open-no-notice");
    assert_eq!(early.when("order_disconnect"), ["11 08:00"]);
    let warned = golden("golden-e-holidays-open");
    assert_eq!(warned.when("order_disconnect"), ["12 08:00"]);
    assert_eq!(
        warned.events.iter().find(|e| e["event"] == "cut_refused").unwrap()["guards"],
        serde_json::json!(["CG-10"])
    );
    let protected = golden("golden-e-protected");
    assert_eq!(protected.when("order_disconnect"), [""; 0]);
    assert_eq!(protected.when("order_limit"), ["12 08:00"]);
    let pending = golden("golden-e-payment-pending");
    assert_eq!(pending.when("order_disconnect"), [""; 0]);
    assert_eq!(
        pending.events.iter().find(|e| e["event"] == "cut_refused").unwrap()["guards"],
        serde_json::json!(["CG-07"])
    );
}

const G_KEYS: [&str; 8] = [
    "charge_eur",
    "relief_eur",
    "collected_eur",
    "balance_eur",
    "credit_state",
    "debt_eur",
    "residue_femto_eur",
    "relief_residue_femto_eur",
];

#[test]
fn mt_03_pa_05_pa_23_golden_test_g_line_by_line() {
    let g = golden("golden-g");
    let expected = "\
57.272320 2.560645 0.000000 0.000000 17.439355 InCredit 8.000000 427200000 0
116.669980 5.216315 0.000000 1.000000 11.223040 InCredit 7.000000 233000000 0
121.983330 5.453874 0.000000 1.000000 4.769166 LowCredit 6.000000 917300000 0
126.513660 5.656426 0.000000 1.000000 -1.887260 EmergencyInUse 5.000000 655900000 0
123.292092 5.512390 0.000000 1.000000 -8.399650 EmergencyInUse 4.000000 89220000 0
136.972570 6.124043 0.000000 1.000000 -15.523693 Exhausted 3.000000 693920000 0
139.601280 6.241573 0.000000 1.000000 -22.765266 Exhausted 2.000000 922720000 0
66.053330 2.953245 0.000000 1.000000 3.281489 LowCredit 1.000000 307020000 0
93.291240 1.251315 2.919735 1.000000 1.030174 LowCredit 0.000000 709140000 938280000
101.848530 1.366095 3.187554 0.000000 -0.335921 EmergencyInUse 0.000000 42030000 381690000";
    assert_eq!(g.rows(&["24.2.3"], &G_KEYS).join("\n"), expected);
    assert_eq!((g.sum("charge_eur"), g.sum("relief_eur")), (42_335_921, 6_107_289));
}

#[test]
fn pa_44_st_10_st_13_st_14_st_15_golden_test_g_event_by_event() {
    let expected = "\
07 09:30 swap 20.00 DS1 Connected 0.00 0.00
10 06:00 low_credit 4.769166 DS2 Connected 0.00 0.00
11 06:00 emergency_started -1.887260 DS3 Connected 0.00 0.00
13 06:00 emergency_exhausted -15.523693 DS4 Connected 0.53 16.03
13 06:00 held_on -15.523693 DS4 Connected 0.53 16.03 CG-04 CG-10
13 18:00 last_call -15.523693 DS4 Connected 0.53 16.03
14 06:00 held_on -22.765266 DS4 Connected 7.77 23.27 CG-04
14 07:00 last_sms -22.765266 DS4 Connected 7.77 23.27
14 08:00 order_disconnect -22.765266 DS4 DisconnectOrdered 7.77 23.27
14 08:03 cut_confirmed -22.765266 DS5 Disconnected 0.00 23.27
14 09:30 relief_request -22.765266 DS5 Disconnected 0.00 23.27
14 10:00 aid 7.234734 DS5 Disconnected 0.00 0.00
14 10:00 order_release 7.234734 DS5 ReconnectOrdered 0.00 0.00
14 10:01 release_confirmed 7.234734 DS5 ReadyForReconnection 0.00 0.00
14 10:20 leak_test_started 7.234734 DS5 LeakTesting 0.00 0.00
14 10:24 leak_test_failed 7.234734 DS5 ReadyForReconnection 0.00 0.00
14 10:40 leak_test_started 7.234734 DS5 LeakTesting 0.00 0.00
14 10:52 leak_test_passed 7.234734 DS1 Connected 0.00 0.00
15 06:00 low_credit 3.281489 DS2 Connected 0.00 0.00
17 06:00 emergency_started -0.335921 DS3 Connected 0.00 0.00";
    assert_eq!(golden("golden-g").story().join("\n"), expected);
}

#[test]
fn pa_23_refused_relief_becomes_a_debt_with_a_plan_and_nothing_else_moves() {
    let mut refused = golden("golden-g-relief-refused");
    // Granted at once, then refused: what was granted is a plan from then on.
    let sent = refused.timeline.take_sent();
    let told = sent.iter().filter_map(|sent| match sent {
        Sent::Notice { kind, .. } => Some(kind.as_str()),
        Sent::Command(_) | Sent::Task { .. } => None,
    });
    let told: Vec<&str> =
        told.filter(|kind| kind.starts_with("relief") || *kind == "plan_starts").collect();
    assert_eq!(told, ["relief_granted", "relief_decision", "plan_starts"]);
    let account = &refused.timeline.account;
    assert_eq!(account.balance().to_string(), "-0.335921");
    assert_eq!(account.debt_left().to_string(), "6.107289");
    assert_eq!(account.relief_pending().0, 0);
    let last = refused.events.last().unwrap();
    assert_eq!(
        (last["event"].as_str(), last["supply"].as_str()),
        (Some("relief_decision"), Some("Connected"))
    );
}

#[test]
fn pa_43_a_balance_is_explained_as_it_was_known_and_as_it_is_known_now() {
    let e = golden("golden-e");
    let saturday = "2026-11-14T06:00:00+01:00".parse().unwrap();
    let sunday = "2026-11-15T06:00:00+01:00".parse().unwrap();
    let then = explain(&e.timeline.account, saturday, saturday).unwrap();
    assert_eq!(then.balance.to_string(), "45.087535");
    let now = explain(&e.timeline.account, saturday, sunday).unwrap();
    assert_eq!(now.balance.to_string(), "45.462932");
    for explained in [&then, &now] {
        let sum: i64 = explained.lines.iter().map(|line| line.amount.0).sum();
        assert_eq!(sum, explained.balance.0);
    }
    let correction = now.lines.iter().find(|line| line.rule == "PA-38").unwrap();
    assert_eq!(correction.amount.to_string(), "0.375397");
    // What the day was worked out from stands once, at what put it right.
    let of_day = now.lines.iter().filter(|line| line.day == correction.day);
    let from: Vec<&str> = of_day.filter(|line| line.from.is_some()).map(|line| line.rule).collect();
    assert_eq!(from, ["PA-38"]);
    assert!(
        then.lines.iter().any(
            |line| line.rule == "PA-07" && line.from.as_ref().is_some_and(|from| from.measured)
        )
    );
}

#[test]
fn cg_20_every_order_has_a_proof_that_replays_and_notices_a_change() {
    let e = golden("golden-e");
    let proofs = e.timeline.proofs();
    assert_eq!(proofs.len(), 3, "held on twice, then ordered");
    for proof in proofs {
        proof.replay().unwrap();
    }
    for (before, after) in proofs.iter().zip(proofs.iter().skip(1)) {
        assert_eq!(after.before, before.hash);
    }
    let order = proofs.last().unwrap();
    assert_eq!(order.results.len(), 18);
    assert!(order.readings[0].starts_with("2026-11-11 measured version 1"));
    assert_eq!(order.local_time, "2026-11-12T08:00:00+01:00");
    assert!(order.in_plain_words().contains("The balance was -22.173076 EUR"));
    let mut changed = order.clone();
    changed.case.balance.0 += 1;
    assert!(changed.replay().is_err());
    let text = serde_json::to_string(order).unwrap();
    let read_back: guards::Proof = serde_json::from_str(&text).unwrap();
    assert_eq!(&read_back, order);
    read_back.replay().unwrap();
}
