//! Golden tests E and G of DOMAIN 3.8 and 3.9, with their variants.

use super::{DayLine, EventLine, Line, run};
use serde_json::{Value, json};

fn lines(scenario: &Value) -> Vec<Line> {
    run(&scenario.to_string()).unwrap()
}

pub(super) fn days(lines: &[Line]) -> Vec<DayLine> {
    let day = |line: &Line| match line {
        Line::Day(day) => Some(day.clone()),
        Line::Event(_) => None,
    };
    lines.iter().filter_map(day).collect()
}

pub(super) fn events(lines: &[Line]) -> Vec<EventLine> {
    let event = |line: &Line| match line {
        Line::Event(event) => Some(event.clone()),
        Line::Day(_) => None,
    };
    lines.iter().filter_map(event).collect()
}

/// Days as rows: `11-02 3.112000 2.846000 | charge relief collected balance | state debt residue | q`.
pub(super) fn day_rows(lines: &[Line]) -> Vec<String> {
    let row = |day: DayLine| {
        let energy: Vec<&str> = day.energy_kwh.values().map(String::as_str).collect();
        format!(
            "{} | {} | {} {} {} {} | {} {} {} | {}",
            &day.day[5..],
            energy.join(" "),
            day.charge_eur,
            day.relief_eur,
            day.collected_eur,
            day.balance_eur,
            day.credit_state,
            day.debt_eur,
            day.residue_femto_eur,
            day.quality
        )
    };
    days(lines).into_iter().map(row).collect()
}

/// Events as rows: `11-12 08:00 order_disconnect -22.173076 DS4 DisconnectOrdered Off 7.18 22.68 []`.
pub(super) fn event_rows(lines: &[Line]) -> Vec<String> {
    let row = |event: EventLine| {
        format!(
            "{} {} {} {} {} {} {} {} [{}]",
            event.at[5..16].replace('T', " "),
            event.event,
            event.balance_eur,
            event.displayed,
            event.supply,
            event.limiter,
            event.amount_to_stay_on_eur,
            event.amount_to_clear_eur,
            event.guards.join(" ")
        )
    };
    events(lines).into_iter().map(row).collect()
}

/// `"11-12 08:00 order_disconnect"` and so on, of some events only.
pub(super) fn when(lines: &[Line], names: &[&str]) -> Vec<String> {
    let row = |event: &EventLine| format!("{} {}", event.at[5..16].replace('T', " "), event.event);
    let wanted = |event: &&EventLine| names.contains(&event.event.as_str());
    events(lines).iter().filter(wanted).map(row).collect()
}

#[track_caller]
pub(super) fn expect(found: Vec<String>, expected: &str) {
    let expected: Vec<&str> = expected.trim().lines().map(str::trim).collect();
    assert_eq!(found, expected);
}

const E_MIDNIGHTS: [(&str, &str, &str); 14] = [
    ("2026-11-03", "1253.112", "2312.846"),
    ("2026-11-04", "1258.316", "2318.223"),
    ("2026-11-05", "1263.234", "2323.863"),
    ("2026-11-06", "1268.565", "2328.965"),
    ("2026-11-07", "1273.641", "2334.454"),
    ("2026-11-08", "1279.851", "2340.998"),
    ("2026-11-09", "1286.238", "2347.918"),
    ("2026-11-10", "1291.233", "2353.230"),
    ("2026-11-11", "1296.683", "2358.963"),
    ("2026-11-12", "1302.788", "2365.664"),
    ("2026-11-13", "1305.992", "2369.674"),
    ("2026-11-14", "1311.110", "2374.934"),
    ("2026-11-15", "1317.152", "2381.311"),
    ("2026-11-16", "1323.670", "2388.120"),
];

/// Golden test E; `more` are further events, to be sorted in by their time.
fn golden_e(more: &[Value]) -> Value {
    let mut events = vec![json!({
        "at": "2026-11-02T10:00:00+01:00",
        "activate": { "registers": { "1.8.1": "1250.000", "1.8.2": "2310.000" } }
    })];
    for (day, peak, off_peak) in E_MIDNIGHTS {
        let mut reading = json!({
            "at": format!("{day}T00:00:00+01:00"),
            "reading": { "1.8.1": peak, "1.8.2": off_peak }
        });
        if day == "2026-11-14" {
            reading["learnt_at"] = json!("2026-11-15T03:00:00+01:00");
        }
        events.push(reading);
    }
    for (at, key, eur, channel, id) in [
        ("2026-11-12T09:10:00+01:00", "top_up", "20.00", "terminal", "T-1"),
        ("2026-11-12T11:20:00+01:00", "top_up", "5.00", "web", "W-1"),
        ("2026-11-13T18:02:00+01:00", "top_up", "50.00", "web", "W-2"),
    ] {
        events.push(json!({ "at": at, key: { "eur": eur, "channel": channel, "id": id } }));
    }
    events.push(json!({ "at": "2026-11-12T12:05:00+01:00", "press": {} }));
    events.extend_from_slice(more);
    json!({
        "dso": "ORES", "ean": "541449012345678908", "energy": "electricity", "rates": "two",
        "parameters": { "ndp.profile": "card-wal", "ndp.holidays": true },
        "prices": [
            { "from": "2026-01-01", "basis": "average", "register": "1.8.1", "eur_per_kwh": "0.342150" },
            { "from": "2026-01-01", "basis": "average", "register": "1.8.2", "eur_per_kwh": "0.271480" },
        ],
        "run_at": "06:00",
        "meter_answers_after_s": { "disconnect": 120, "connect": 60, "limit": 120, "unlimit": 60 },
        "events": events,
        "until": "2026-11-16T12:00:00+01:00"
    })
}

#[test]
fn golden_test_e_days() {
    expect(
        day_rows(&lines(&golden_e(&[]))),
        "
        11-02 | 3.112000 2.846000 | 1.837402 0.000000 0.000000 18.162598 | InCredit 20.000000 880000000 | measured
        11-03 | 5.204000 5.377000 | 3.240297 0.000000 1.000000 13.922301 | InCredit 19.000000 440000000 | measured
        11-04 | 4.918000 5.640000 | 3.213841 0.000000 1.000000 9.708460 | InCredit 18.000000 340000000 | measured
        11-05 | 5.331000 5.102000 | 3.209092 0.000000 1.000000 5.499368 | InCredit 17.000000 950000000 | measured
        11-06 | 5.076000 5.489000 | 3.226908 0.000000 1.000000 1.272460 | LowCredit 16.000000 70000000 | measured
        11-07 | 6.210000 6.544000 | 3.901316 0.000000 1.000000 -3.628856 | EmergencyInUse 15.000000 690000000 | measured
        11-08 | 6.387000 6.920000 | 4.063954 0.000000 1.000000 -8.692810 | EmergencyInUse 14.000000 340000000 | measured
        11-09 | 4.995000 5.312000 | 3.151141 0.000000 1.000000 -12.843951 | EmergencyInUse 13.000000 350000000 | measured
        11-10 | 5.450000 5.733000 | 3.421112 0.000000 1.000000 -17.265063 | Exhausted 12.000000 690000000 | measured
        11-11 | 6.105000 6.701000 | 3.908013 0.000000 1.000000 -22.173076 | Exhausted 11.000000 920000000 | measured
        11-12 | 3.204000 4.010000 | 2.184884 0.000000 1.000000 -0.357960 | EmergencyInUse 10.000000 320000000 | measured
        11-13 | 5.650571 5.971571 | 3.554505 0.000000 1.000000 45.087535 | InCredit 9.000000 282730000 | provisional
        11-13 | 5.118000 5.260000 | -0.375397 0.000000 0.000000 45.462932 | InCredit 9.000000 820000000 | corrected
        11-14 | 6.042000 6.377000 | 3.798499 0.000000 1.000000 40.664433 | InCredit 8.000000 80000000 | measured
        11-15 | 6.518000 6.809000 | 4.078641 0.000000 1.000000 35.585792 | InCredit 7.000000 100000000 | measured
        ",
    );
}

#[test]
fn golden_test_e_events() {
    expect(
        event_rows(&lines(&golden_e(&[]))),
        "
        11-02 10:00 activate 20.000000 DS1 Connected Off 0.000000 0.000000 []
        11-07 06:00 low_credit 1.272460 DS2 Connected Off 0.000000 0.000000 []
        11-08 06:00 emergency_started -3.628856 DS3 Connected Off 0.000000 0.000000 []
        11-11 06:00 emergency_exhausted -17.265063 DS4 Connected Off 2.270000 17.770000 []
        11-11 06:00 held_on -17.265063 DS4 Connected Off 2.270000 17.770000 [CG-04 CG-10]
        11-11 18:00 last_call -17.265063 DS4 Connected Off 2.270000 17.770000 []
        11-12 06:00 held_on -22.173076 DS4 Connected Off 7.180000 22.680000 [CG-04]
        11-12 07:00 last_sms -22.173076 DS4 Connected Off 7.180000 22.680000 []
        11-12 08:00 order_disconnect -22.173076 DS4 DisconnectOrdered Off 7.180000 22.680000 []
        11-12 08:02 cut_confirmed -22.173076 DS5 Disconnected Off 0.000000 22.680000 []
        11-12 09:10 top_up -2.173076 DS5 Disconnected Off 0.000000 2.680000 []
        11-12 11:20 top_up 2.826924 DS5 Disconnected Off 0.000000 0.000000 []
        11-12 11:20 order_release 2.826924 DS5 ReconnectOrdered Off 0.000000 0.000000 []
        11-12 11:21 release_confirmed 2.826924 DS5 ReadyForReconnection Off 0.000000 0.000000 []
        11-12 12:05 connected 2.826924 DS2 Connected Off 0.000000 0.000000 []
        11-13 06:00 emergency_started -0.357960 DS3 Connected Off 0.000000 0.000000 []
        11-13 18:02 top_up 49.642040 DS1 Connected Off 0.000000 0.000000 []
        ",
    );
}

const ORDERS: [&str; 4] = ["order_disconnect", "order_limit", "cut_refused", "cut_confirmed"];

#[test]
fn golden_test_e_without_holidays_and_notice_leaves_a_day_earlier() {
    let mut scenario = golden_e(&[]);
    scenario["parameters"]["ndp.holidays"] = json!(false);
    scenario["parameters"]["cut.notice_min_h"] = json!(0);
    expect(
        when(&lines(&scenario), &ORDERS),
        "11-11 08:00 order_disconnect
         11-11 08:02 cut_confirmed",
    );
}

#[test]
fn golden_test_e_without_holidays_alone_waits_for_the_notice_cg_10() {
    let mut scenario = golden_e(&[]);
    scenario["parameters"]["ndp.holidays"] = json!(false);
    let lines = lines(&scenario);
    expect(
        when(&lines, &ORDERS),
        "11-11 08:00 cut_refused
         11-12 08:00 order_disconnect
         11-12 08:02 cut_confirmed",
    );
    let refused = events(&lines).into_iter().find(|event| event.event == "cut_refused").unwrap();
    assert_eq!(refused.guards, ["CG-10"]);
}

/// At the prices of golden test E, so that the balance is the same.
fn protected_e() -> Value {
    let mut scenario = golden_e(&[]);
    scenario["protected"] = json!([{ "from": "2026-01-01", "to": null, "category": "federal" }]);
    let prices = scenario["prices"].as_array_mut().unwrap();
    for price in prices {
        price["basis"] = json!("social");
    }
    scenario
}

#[test]
fn golden_test_e_for_a_protected_holder_is_limited_instead_pa_16() {
    expect(
        when(
            &lines(&protected_e()),
            &[
                "order_disconnect",
                "order_limit",
                "limit_confirmed",
                "order_unlimit",
                "unlimit_confirmed",
                "press",
            ],
        ),
        "11-12 08:00 order_limit
         11-12 08:02 limit_confirmed
         11-12 11:20 order_unlimit
         11-12 11:21 unlimit_confirmed
         11-12 12:05 press",
    );
}

#[test]
fn golden_test_e_with_a_pending_payment_is_not_cut_cg_07() {
    let payment = json!({ "eur": "20.00", "channel": "web", "id": "P-1" });
    let pending = json!({ "at": "2026-11-12T07:55:00+01:00", "payment_pending": payment });
    expect(
        when(&lines(&golden_e(std::slice::from_ref(&pending))), &ORDERS),
        "11-12 08:00 cut_refused",
    );
    let failed = json!({ "at": "2026-11-12T08:20:00+01:00", "payment_failed": payment });
    expect(
        when(&lines(&golden_e(&[pending, failed])), &ORDERS),
        "11-12 08:00 cut_refused
         11-12 08:20 order_disconnect
         11-12 08:22 cut_confirmed",
    );
}

const G_MIDNIGHTS: [(&str, &str); 10] = [
    ("2026-12-08", "7.260"),
    ("2026-12-09", "17.690"),
    ("2026-12-10", "28.595"),
    ("2026-12-11", "39.905"),
    ("2026-12-12", "50.927"),
    ("2026-12-13", "63.172"),
    ("2026-12-14", "75.652"),
    ("2026-12-15", "81.557"),
    ("2026-12-16", "89.897"),
    ("2026-12-17", "99.002"),
];

fn golden_g(more: &[Value]) -> Value {
    let mut events = vec![json!({
        "at": "2026-12-07T09:30:00+01:00",
        "swap": { "old_balance_eur": "12.00", "registers": { "24.2.3": "2.140" } }
    })];
    for (day, volume) in G_MIDNIGHTS {
        events.push(json!({
            "at": format!("{day}T00:00:00+01:00"), "reading": { "24.2.3": volume }
        }));
    }
    for (at, key, body) in [
        ("2026-12-14T09:30:00+01:00", "relief_request", json!({})),
        (
            "2026-12-14T10:00:00+01:00",
            "aid",
            json!({ "eur": "30.00", "channel": "cpas", "id": "A-1" }),
        ),
        ("2026-12-14T10:20:00+01:00", "press", json!({})),
        ("2026-12-14T10:24:00+01:00", "leak", json!({})),
        ("2026-12-14T10:40:00+01:00", "press", json!({})),
    ] {
        events.push(json!({ "at": at, key: body }));
    }
    events.extend_from_slice(more);
    json!({
        "dso": "ORES", "ean": "541449533740681244", "energy": "gas", "rates": "single",
        "parameters": { "gas.energy_factor": "11.186000" },
        "prices": [
            { "from": "2026-01-01", "basis": "social", "register": "24.2.3", "eur_per_kwh": "0.044710" },
        ],
        "protected": [ { "from": "2026-01-01", "to": null, "category": "federal" } ],
        "run_at": "06:00",
        "meter_answers_after_s": { "disconnect": 180, "connect": 60 },
        "events": events,
        "until": "2026-12-17T12:00:00+01:00"
    })
}

#[test]
fn golden_test_g_days() {
    expect(
        day_rows(&lines(&golden_g(&[]))),
        "
        12-07 | 57.272320 | 2.560645 0.000000 0.000000 17.439355 | InCredit 8.000000 427200000 | measured
        12-08 | 116.669980 | 5.216315 0.000000 1.000000 11.223040 | InCredit 7.000000 233000000 | measured
        12-09 | 121.983330 | 5.453874 0.000000 1.000000 4.769166 | LowCredit 6.000000 917300000 | measured
        12-10 | 126.513660 | 5.656426 0.000000 1.000000 -1.887260 | EmergencyInUse 5.000000 655900000 | measured
        12-11 | 123.292092 | 5.512390 0.000000 1.000000 -8.399650 | EmergencyInUse 4.000000 89220000 | measured
        12-12 | 136.972570 | 6.124043 0.000000 1.000000 -15.523693 | Exhausted 3.000000 693920000 | measured
        12-13 | 139.601280 | 6.241573 0.000000 1.000000 -22.765266 | Exhausted 2.000000 922720000 | measured
        12-14 | 66.053330 | 2.953245 0.000000 1.000000 3.281489 | LowCredit 1.000000 307020000 | measured
        12-15 | 93.291240 | 1.251315 2.919735 1.000000 1.030174 | LowCredit 0.000000 709140000 | measured
        12-16 | 101.848530 | 1.366095 3.187554 0.000000 -0.335921 | EmergencyInUse 0.000000 42030000 | measured
        ",
    );
}

#[test]
fn golden_test_g_events() {
    expect(
        event_rows(&lines(&golden_g(&[]))),
        "
        12-07 09:30 swap 20.000000 DS1 Connected Off 0.000000 0.000000 []
        12-10 06:00 low_credit 4.769166 DS2 Connected Off 0.000000 0.000000 []
        12-11 06:00 emergency_started -1.887260 DS3 Connected Off 0.000000 0.000000 []
        12-13 06:00 emergency_exhausted -15.523693 DS4 Connected Off 0.530000 16.030000 []
        12-13 06:00 held_on -15.523693 DS4 Connected Off 0.530000 16.030000 [CG-04 CG-10]
        12-13 18:00 last_call -15.523693 DS4 Connected Off 0.530000 16.030000 []
        12-14 06:00 held_on -22.765266 DS4 Connected Off 7.770000 23.270000 [CG-04]
        12-14 07:00 last_sms -22.765266 DS4 Connected Off 7.770000 23.270000 []
        12-14 08:00 order_disconnect -22.765266 DS4 DisconnectOrdered Off 7.770000 23.270000 []
        12-14 08:03 cut_confirmed -22.765266 DS5 Disconnected Off 0.000000 23.270000 []
        12-14 09:30 relief_request -22.765266 DS5 Disconnected Off 0.000000 23.270000 []
        12-14 10:00 aid 7.234734 DS5 Disconnected Off 0.000000 0.000000 []
        12-14 10:00 order_release 7.234734 DS5 ReconnectOrdered Off 0.000000 0.000000 []
        12-14 10:01 release_confirmed 7.234734 DS5 ReadyForReconnection Off 0.000000 0.000000 []
        12-14 10:20 leak_test_started 7.234734 DS5 LeakTesting Off 0.000000 0.000000 []
        12-14 10:24 leak_test_failed 7.234734 DS5 ReadyForReconnection Off 0.000000 0.000000 []
        12-14 10:40 leak_test_started 7.234734 DS5 LeakTesting Off 0.000000 0.000000 []
        12-14 10:52 leak_test_passed 7.234734 DS1 Connected Off 0.000000 0.000000 []
        12-15 06:00 low_credit 3.281489 DS2 Connected Off 0.000000 0.000000 []
        12-17 06:00 emergency_started -0.335921 DS3 Connected Off 0.000000 0.000000 []
        ",
    );
}

#[test]
fn golden_test_g_refused_relief_becomes_a_debt_pa_23() {
    let refusal =
        json!({ "at": "2026-12-17T10:00:00+01:00", "relief_decision": { "granted": false } });
    let next_monday =
        json!({ "at": "2026-12-22T00:00:00+01:00", "reading": { "24.2.3": "110.000" } });
    let mut scenario = golden_g(&[refusal, next_monday]);
    scenario["until"] = json!("2026-12-22T12:00:00+01:00");
    let lines = lines(&scenario);
    let decision =
        events(&lines).into_iter().find(|event| event.event == "relief_decision").unwrap();
    assert_eq!(
        (decision.balance_eur.as_str(), decision.supply.as_str()),
        ("-0.335921", "Connected")
    );
    let debts: Vec<_> =
        days(&lines).into_iter().map(|day| (day.day, day.debt_eur, day.collected_eur)).collect();
    let of = |day: &str| debts.iter().find(|known| known.0 == day).unwrap();
    assert_eq!(of("2026-12-17").1, "6.107289");
    assert_eq!(of("2026-12-20").1, "6.107289");
    // The Monday after.
    assert_eq!(
        (of("2026-12-21").1.as_str(), of("2026-12-21").2.as_str()),
        ("1.107289", "5.000000")
    );
}
