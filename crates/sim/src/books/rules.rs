//! Examples of rules, one by one.

use super::tests::{day_rows, days, event_rows, events, expect, when};
use super::{Line, run};
use calendar::SettlementDay;
use serde_json::{Value, json};

/// A home at 0.25 EUR/kWh (social: 0.10), activated on Monday 1 March 2027 at 10:00 with registers at
/// zero, that uses `used_kwh` in the first register on each day from then on.
fn home(used_kwh: &[&str], more: &[Value]) -> Value {
    let mut events = vec![json!({
        "at": "2027-03-01T10:00:00+01:00",
        "activate": { "registers": { "1.8.1": "0", "1.8.2": "0" } }
    })];
    let mut total_mwh = 0;
    let mut midnight = SettlementDay::from_ymd(2027, 3, 1).unwrap();
    for used in used_kwh {
        midnight = midnight.next();
        if *used == "?" {
            continue;
        }
        total_mwh += used.parse::<units::MilliWattHours>().unwrap().0;
        events.push(reading(midnight, total_mwh));
    }
    events.extend_from_slice(more);
    let price = |basis: &str, register: &str, price: &str| json!({ "from": "2027-01-01", "basis": basis, "register": register, "eur_per_kwh": price });
    json!({
        "dso": "RESA", "ean": "541449012345678908", "energy": "electricity", "rates": "two",
        "parameters": { "ndp.holidays": false },
        "prices": [
            price("average", "1.8.1", "0.25"), price("average", "1.8.2", "0.25"),
            price("social", "1.8.1", "0.10"), price("social", "1.8.2", "0.10"),
        ],
        "meter_answers_after_s": 60,
        "events": events,
        "until": midnight.at(20, 0).to_local_string()
    })
}

fn reading(midnight: SettlementDay, first_register_mwh: i64) -> Value {
    let value = units::MilliWattHours(first_register_mwh).to_string();
    json!({
        "at": midnight.start().to_local_string(),
        "reading": { "1.8.1": value, "1.8.2": "0.000" }
    })
}

fn kept(scenario: &Value) -> Vec<Line> {
    run(&scenario.to_string()).unwrap()
}

fn refused(scenario: &Value) -> String {
    run(&scenario.to_string()).unwrap_err()
}

/// Day, charge, collected, balance, debt, quality.
fn short_rows(lines: &[Line]) -> Vec<String> {
    let row = |day: super::DayLine| {
        format!(
            "{} {} {} {} {} {}",
            &day.day[5..],
            day.charge_eur,
            day.collected_eur,
            day.balance_eur,
            day.debt_eur,
            day.quality
        )
    };
    days(lines).into_iter().map(row).collect()
}

fn balances(lines: &[Line], name: &str) -> Vec<String> {
    let wanted = |event: &super::EventLine| event.event == name;
    events(lines).into_iter().filter(wanted).map(|event| event.balance_eur).collect()
}

#[test]
fn pa_05_a_swap_advances_what_is_missing_to_20() {
    for (old, balance, debt) in [
        ("34.60", "34.600000", "0.000000"),
        ("12.00", "20.000000", "8.000000"),
        ("-6.20", "20.000000", "26.200000"),
    ] {
        let mut scenario = home(&["0"], &[]);
        scenario["events"][0] = json!({
            "at": "2027-03-01T10:00:00+01:00",
            "swap": { "old_balance_eur": old, "registers": { "1.8.1": "0", "1.8.2": "0" } }
        });
        let lines = kept(&scenario);
        assert_eq!(balances(&lines, "swap"), [balance]);
        assert_eq!(days(&lines)[0].debt_eur, debt);
    }
}

#[test]
fn pa_06_the_last_collection_takes_what_is_left() {
    let mut scenario = home(&["0"; 30], &[]);
    scenario["events"][0] = json!({
        "at": "2027-03-01T10:00:00+01:00",
        "swap": { "old_balance_eur": "-6.20", "registers": { "1.8.1": "0", "1.8.2": "0" } }
    });
    let collected: Vec<String> =
        days(&kept(&scenario)).into_iter().map(|day| day.collected_eur).collect();
    assert_eq!(collected.iter().filter(|eur| *eur == "1.000000").count(), 26);
    assert_eq!((collected[0].as_str(), collected[27].as_str()), ("0.000000", "0.200000"));
    assert_eq!(collected[28], "0.000000");
}

#[test]
fn pa_09_a_fixed_charge_of_21_90_is_6_cents_a_day() {
    let mut scenario = home(&["0", "?"], &[]);
    scenario["parameters"]["price.fixed_charge_year"] = json!(21.9);
    let charges: Vec<String> =
        days(&kept(&scenario)).into_iter().map(|day| day.charge_eur).collect();
    assert_eq!(charges, ["0.060000", "0.060000"]);
}

/// `B = -6.20`: 20.00 and 104.80 kWh.
fn at_minus_6_20(more: &[Value]) -> Value {
    let mut all = vec![json!({
        "at": "2027-03-01T12:00:00+01:00",
        "debt": { "kind": "share_of_topup", "total": "60.00", "share": "0.25", "cap": "10.00",
            "priority": 2 }
    })];
    all.extend_from_slice(more);
    home(&["104.80", "0"], &all)
}

fn top_up(at: &str, eur: &str) -> Value {
    json!({ "at": at, "top_up": { "eur": eur, "channel": "web", "id": at } })
}

#[test]
fn pa_21_a_top_up_is_split_as_in_the_example() {
    for (eur, balance, debt) in
        [("50.00", "33.800000", "70.000000"), ("20.00", "10.480000", "76.680000")]
    {
        let lines = kept(&at_minus_6_20(&[top_up("2027-03-02T12:00:00+01:00", eur)]));
        assert_eq!(balances(&lines, "top_up"), [balance]);
        // With the advance of 20.00, of which 1.00 is taken with the second day.
        let after = days(&lines).pop().unwrap();
        let debt: units::MicroEuro = debt.parse().unwrap();
        assert_eq!(after.debt_eur, units::MicroEuro(debt.0 - 1_000_000).to_string());
    }
}

#[test]
fn pa_21_the_cap_counts_per_iso_week() {
    let mut scenario = at_minus_6_20(&[
        top_up("2027-03-02T12:00:00+01:00", "34.90"),
        top_up("2027-03-07T23:59:00+01:00", "40.00"),
        top_up("2027-03-08T00:01:00+01:00", "40.00"),
    ]);
    scenario["until"] = json!("2027-03-08T05:00:00+01:00");
    // 7.05 of 28.20, then 2.95 to the cap, then 10.00 of a new week; 1.00 a day for the advance.
    let lines = kept(&scenario);
    assert_eq!(balances(&lines, "top_up")[0], "21.650000");
    let debts: Vec<String> = days(&lines).into_iter().map(|day| day.debt_eur).collect();
    assert_eq!(debts.first().unwrap(), "80.000000");
    let balances: Vec<i64> = balances(&lines, "top_up")
        .iter()
        .map(|text| text.parse::<units::MicroEuro>().unwrap().0)
        .collect();
    assert_eq!(balances[2] - balances[1], 30_000_000);
}

#[test]
fn pa_20_a_weekly_debt_is_taken_with_monday() {
    let debt = json!({
        "at": "2027-03-01T12:00:00+01:00",
        "debt": { "kind": "fixed_per_week", "total": "12.00", "amount": "5.00", "priority": 1 }
    });
    let lines = kept(&home(&["0"; 23], &[debt]));
    let weekly: Vec<String> = days(&lines)
        .into_iter()
        .filter(|day| day.collected_eur != "1.000000" && day.collected_eur != "0.000000")
        .map(|day| format!("{} {}", &day.day[5..], day.collected_eur))
        .collect();
    assert_eq!(weekly, ["03-08 6.000000", "03-15 6.000000", "03-22 2.000000"]);
}

#[test]
fn pa_32_aid_is_spent_first_and_never_refunded() {
    let aid = json!({ "at": "2027-03-01T11:00:00+01:00",
        "aid": { "eur": "10.00", "channel": "cpas", "id": "A" } });
    let refund = |at: &str, eur: &str| json!({ "at": at, "refund": { "eur": eur, "channel": "transfer", "id": at } });
    // 30.00, of which 10.00 aid; the day takes 4.00, so 6.00 of the aid are left.
    let lines = kept(&home(
        &["16", "0"],
        &[
            aid,
            refund("2027-03-02T10:00:00+01:00", "20.01"),
            refund("2027-03-02T11:00:00+01:00", "20.00"),
            refund("2027-03-02T12:00:00+01:00", "0.01"),
        ],
    ));
    expect(
        when(&lines, &["refund", "refund_refused"]),
        "03-02 10:00 refund_refused
         03-02 11:00 refund
         03-02 12:00 refund_refused",
    );
    assert_eq!(balances(&lines, "refund"), ["6.000000"]);
}

#[test]
fn pa_38_a_status_learnt_late_reprices_settled_days() {
    let status = json!({ "at": "2027-03-04T12:00:00+01:00",
        "protected": { "from": "2027-03-02", "to": "2027-03-03", "category": "regional" } });
    expect(
        short_rows(&kept(&home(&["4", "4", "4", "4"], &[status]))),
        "03-01 1.000000 0.000000 19.000000 20.000000 measured
         03-02 1.000000 1.000000 17.000000 19.000000 measured
         03-03 1.000000 1.000000 15.000000 18.000000 measured
         03-02 -0.600000 0.000000 15.600000 18.000000 corrected
         03-04 1.000000 1.000000 13.600000 17.000000 measured",
    );
}

#[test]
fn pa_39_after_five_provisional_days_charging_stops() {
    let mut used = vec!["4", "4.000001", "6"];
    used.extend(["?"; 7]);
    used.extend(["44", "4"]);
    expect(
        day_rows(&kept(&home(&used, &[]))),
        "
        03-01 | 4.000000 0.000000 | 1.000000 0.000000 0.000000 19.000000 | InCredit 20.000000 0 | measured
        03-02 | 4.000001 0.000000 | 1.000000 0.000000 1.000000 17.000000 | InCredit 19.000000 250000000 | measured
        03-03 | 6.000000 0.000000 | 1.500000 0.000000 1.000000 14.500000 | InCredit 18.000000 250000000 | measured
        03-04 | 5.000001 0.000000 | 1.250000 0.000000 1.000000 12.250000 | InCredit 17.000000 500000000 | provisional
        03-05 | 5.000001 0.000000 | 1.250000 0.000000 1.000000 10.000000 | InCredit 16.000000 750000000 | provisional
        03-06 | 5.000001 0.000000 | 1.250001 0.000000 1.000000 7.749999 | InCredit 15.000000 0 | provisional
        03-07 | 5.000001 0.000000 | 1.250000 0.000000 1.000000 5.499999 | InCredit 14.000000 250000000 | provisional
        03-08 | 5.000001 0.000000 | 1.250000 0.000000 1.000000 3.249999 | LowCredit 13.000000 500000000 | provisional
        03-09 | 0.000000 0.000000 | 0.000000 0.000000 0.000000 3.249999 | LowCredit 13.000000 500000000 | provisional
        03-10 | 0.000000 0.000000 | 0.000000 0.000000 0.000000 3.249999 | LowCredit 13.000000 500000000 | provisional
        03-11 | 0.000000 0.000000 | 0.000000 0.000000 0.000000 3.249999 | LowCredit 13.000000 500000000 | provisional
        03-12 | 4.000000 0.000000 | 1.000000 0.000000 1.000000 1.249999 | LowCredit 12.000000 500000000 | measured
        ",
    );
}

#[test]
fn pa_40_a_backward_register_holds_until_put_right_and_cleared() {
    let day = |text: &str| text.parse::<SettlementDay>().unwrap();
    let mut scenario =
        home(&["4", "4", "?", "8", "4", "4"], &[reading(day("2027-03-04"), 7_000_000)]);
    let mut right = reading(day("2027-03-04"), 12_000_000);
    right["learnt_at"] = json!("2027-03-05T12:00:00+01:00");
    let events = scenario["events"].as_array_mut().unwrap();
    events.push(right);
    events.push(json!({ "at": "2027-03-05T13:00:00+01:00", "unflag": { "name": "billing_hold" } }));
    expect(
        short_rows(&kept(&scenario)),
        "03-01 1.000000 0.000000 19.000000 20.000000 measured
         03-02 1.000000 1.000000 17.000000 19.000000 measured
         03-03 0.000000 0.000000 17.000000 19.000000 held
         03-04 0.000000 0.000000 17.000000 19.000000 held
         03-03 1.000000 1.000000 15.000000 18.000000 measured
         03-04 1.000000 1.000000 13.000000 17.000000 measured
         03-05 1.000000 1.000000 11.000000 16.000000 measured
         03-06 1.000000 1.000000 9.000000 15.000000 measured",
    );
}

#[test]
fn pa_40_a_jump_is_accepted_as_read_when_the_hold_is_cleared() {
    let clear = json!({ "at": "2027-03-03T09:00:00+01:00", "unflag": { "name": "billing_hold" } });
    let mut scenario = home(&["4", "25", "4"], &[clear]);
    // 24 kWh a day at most.
    scenario["parameters"]["reading.max_power_w"] = json!("1000");
    expect(
        short_rows(&kept(&scenario)),
        "03-01 1.000000 0.000000 19.000000 20.000000 measured
         03-02 0.000000 0.000000 19.000000 20.000000 held
         03-02 6.250000 1.000000 11.750000 19.000000 measured
         03-03 1.000000 1.000000 9.750000 18.000000 measured",
    );
}

#[test]
fn pa_41_a_day_with_a_swap_is_the_sum_of_its_parts() {
    let swap = json!({ "at": "2027-03-02T14:00:00+01:00",
        "swap": { "old_registers": { "1.8.1": "7.100", "1.8.2": "0" },
            "registers": { "1.8.1": "0.100", "1.8.2": "3" } } });
    let after = json!({ "at": "2027-03-03T00:00:00+01:00",
        "reading": { "1.8.1": "2.146", "1.8.2": "3.000" } });
    let lines = kept(&home(&["4", "?"], &[swap, after]));
    let day = days(&lines).pop().unwrap();
    assert_eq!(day.energy_kwh["1.8.1"], "5.146000");
    assert_eq!((day.quality.as_str(), day.charge_eur.as_str()), ("measured", "1.286500"));
    assert_eq!(balances(&lines, "swap"), ["19.000000"]);
}

#[test]
fn pa_45_grace_is_off_by_default_and_delays_when_it_is_on() {
    let grace = json!({ "at": "2027-03-02T10:00:00+01:00",
        "grace": { "eur": "25.00", "until": "2027-03-03" } });
    // 20.00 - 36.00 = -16.00.
    let mut scenario = home(&["144", "0", "0"], &[grace]);
    assert_eq!(when(&kept(&scenario), &["grace", "grace_refused"]), ["03-02 10:00 grace_refused"]);
    scenario["parameters"]["grace.enabled"] = json!(true);
    expect(
        event_rows(&kept(&scenario)).into_iter().filter(|row| !row.contains("held_on")).collect(),
        "
        03-01 10:00 activate 20.000000 DS1 Connected Off 0.000000 0.000000 []
        03-02 06:00 low_credit -16.000000 DS4 Connected Off 1.010000 16.500000 []
        03-02 06:00 emergency_started -16.000000 DS4 Connected Off 1.010000 16.500000 []
        03-02 06:00 emergency_exhausted -16.000000 DS4 Connected Off 1.010000 16.500000 []
        03-02 07:00 last_sms -16.000000 DS4 Connected Off 1.010000 16.500000 []
        03-02 08:00 cut_refused -16.000000 DS4 Connected Off 1.010000 16.500000 [CG-10]
        03-02 10:00 grace -16.000000 DS3 Connected Off 0.000000 0.000000 []
        03-04 00:00 emergency_exhausted -17.000000 DS4 Connected Off 2.010000 17.500000 []
        03-04 07:00 last_sms -18.000000 DS4 Connected Off 3.010000 18.500000 []
        03-04 08:00 cut_refused -18.000000 DS4 Connected Off 3.010000 18.500000 [CG-10]
        03-04 18:00 last_call -18.000000 DS4 Connected Off 3.010000 18.500000 []
        ",
    );
}

/// Protected, without open debt, exhausted at -15.40 on 2 March and limited from 08:01 on.
fn limited(used_kwh: &[&str], more: &[Value]) -> Value {
    let mut scenario = home(used_kwh, more);
    scenario["events"][0] = json!({
        "at": "2027-03-01T10:00:00+01:00",
        "swap": { "old_balance_eur": "20.00", "registers": { "1.8.1": "0", "1.8.2": "0" } }
    });
    scenario["protected"] = json!([{ "from": "2020-01-01", "to": null, "category": "federal" }]);
    scenario["parameters"]["cut.notice_min_h"] = json!(0);
    scenario
}

#[test]
fn pa_16_energy_under_the_limit_is_charged_to_the_balance_or_owed_apart() {
    let mut scenario = limited(&["354", "21", "21", "21"], &[]);
    expect(
        short_rows(&kept(&scenario)),
        "03-01 35.400000 0.000000 -15.400000 0.000000 measured
         03-02 2.100000 0.000000 -17.500000 0.000000 measured
         03-03 2.100000 0.000000 -19.600000 0.000000 measured
         03-04 2.100000 0.000000 -21.700000 0.000000 measured",
    );
    scenario["parameters"]["limiter.booking"] = json!("separate_debt");
    let lines = kept(&scenario);
    expect(
        short_rows(&lines),
        "03-01 35.400000 0.000000 -15.400000 0.000000 measured
         03-02 2.100000 0.000000 -15.400000 2.100000 measured
         03-03 2.100000 0.000000 -15.400000 4.200000 measured
         03-04 2.100000 0.000000 -15.400000 6.300000 measured",
    );
    assert_eq!(days(&lines)[3].owed_apart_eur.as_deref(), Some("2.100000"));
}

#[test]
fn pa_17_what_is_owed_apart_is_repaid_by_the_customer_and_corrected_where_it_stands() {
    let repayment = |at: &str, eur: &str, id: &str| {
        json!({ "at": at,
        "limiter_repayment": { "eur": eur, "channel": "web", "id": id } })
    };
    let mut late = reading("2027-03-03".parse().unwrap(), 373_000_000);
    late["learnt_at"] = json!("2027-03-04T12:00:00+01:00");
    let mut scenario = limited(
        &["354", "21", "21", "21"],
        &[
            repayment("2027-03-04T10:00:00+01:00", "4.00", "R-1"),
            repayment("2027-03-04T11:00:00+01:00", "4.00", "R-1"),
            late,
            repayment("2027-03-05T10:00:00+01:00", "3.00", "R-2"),
        ],
    );
    scenario["parameters"]["limiter.booking"] = json!("separate_debt");
    let lines = kept(&scenario);
    // 19 kWh on 2 March instead of 21, 23 on 3 March: 0.20 back at once, of which 0.20 is owed.
    expect(
        short_rows(&lines),
        "03-01 35.400000 0.000000 -15.400000 0.000000 measured
         03-02 2.100000 0.000000 -15.400000 2.100000 measured
         03-03 2.100000 0.000000 -15.400000 4.200000 measured
         03-02 -0.200000 0.000000 -15.400000 0.000000 corrected
         03-03 0.200000 0.000000 -15.400000 0.200000 corrected
         03-04 2.100000 0.000000 -15.400000 2.300000 measured",
    );
    assert_eq!(balances(&lines, "limiter_repayment"), ["-15.400000", "-15.400000", "-14.700000"]);
}

#[test]
fn pa_45_a_code_is_used_once_and_may_be_told_later() {
    let code = |at: &str, until: &str| {
        json!({ "at": at,
        "grace": { "eur": "9.50", "until": until, "code": "1", "by": "desk 4" } })
    };
    let mut told_later = code("2027-03-02T10:00:00+01:00", "2027-03-03");
    told_later["learnt_at"] = json!("2027-03-02T15:00:00+01:00");
    let again = code("2027-03-03T10:00:00+01:00", "2027-03-09");
    let mut scenario = home(&["144", "0", "0"], &[told_later, again]);
    scenario["parameters"]["grace.enabled"] = json!(true);
    expect(
        when(&kept(&scenario), &["grace", "grace_refused", "emergency_exhausted"]),
        "03-02 06:00 emergency_exhausted
         03-02 15:00 grace
         03-03 10:00 grace
         03-04 00:00 emergency_exhausted",
    );
}

#[test]
fn tp_17_a_chargeback_never_goes_below_zero() {
    let chargeback = json!({ "at": "2027-03-02T10:00:00+01:00",
        "chargeback": { "eur": "50.00", "channel": "web", "id": "C" } });
    let lines = kept(&home(&["32", "0"], &[chargeback]));
    assert_eq!(balances(&lines, "chargeback"), ["0.000000"]);
    // 20.00 of the advance, 38.00 under review; then 1.00 of the advance.
    assert_eq!(days(&lines)[1].debt_eur, "57.000000");
}

#[test]
fn an_emergency_limit_falls_on_the_day_after_its_entry_at_the_earliest() {
    let entry = json!({ "at": "2027-03-03T10:00:00+01:00",
        "parameter": { "name": "credit.emergency_limit", "value": "10.00", "from": "2027-03-01" } });
    // -11.00.
    let lines = kept(&home(&["120", "0", "0", "0"], &[entry]));
    expect(
        when(&lines, &["emergency_exhausted", "parameter"]),
        "03-03 10:00 parameter
         03-04 00:00 emergency_exhausted",
    );
}

#[test]
fn a_silent_meter_lets_a_cut_expire_and_answers_a_release_when_it_is_back() {
    let at = |text: &str, key: &str| json!({ "at": text, key: {} });
    let lines = kept(&home(
        &["144", "0", "0", "0"],
        &[
            at("2027-03-03T07:59:00+01:00", "silence"),
            at("2027-03-04T09:00:00+01:00", "silence"),
            top_up("2027-03-04T10:00:00+01:00", "30.00"),
            at("2027-03-04T11:00:00+01:00", "press"),
            at("2027-03-04T11:05:00+01:00", "press"),
        ],
    ));
    let rows: Vec<String> = event_rows(&lines)
        .into_iter()
        .filter(|row| row.as_str() > "03-03 07:30" && !row.contains("held_on"))
        .collect();
    expect(
        rows,
        "
        03-03 07:59 silence -17.000000 DS4 Connected Off 2.010000 17.500000 []
        03-03 08:00 order_disconnect -17.000000 DS4 DisconnectOrdered Off 2.010000 17.500000 []
        03-03 09:00 order_expired -17.000000 DS4 Connected Off 2.010000 17.500000 []
        03-03 18:00 last_call -17.000000 DS4 Connected Off 2.010000 17.500000 []
        03-04 07:00 last_sms -18.000000 DS4 Connected Off 3.010000 18.500000 []
        03-04 08:00 order_disconnect -18.000000 DS4 DisconnectOrdered Off 3.010000 18.500000 []
        03-04 08:01 cut_confirmed -18.000000 DS5 Disconnected Off 0.000000 18.500000 []
        03-04 09:00 silence -18.000000 DS5 Disconnected Off 0.000000 18.500000 []
        03-04 10:00 top_up 12.000000 DS5 Disconnected Off 0.000000 0.000000 []
        03-04 10:00 order_release 12.000000 DS5 ReconnectOrdered Off 0.000000 0.000000 []
        03-04 10:30 reconnect_alarm 12.000000 DS5 ReconnectOrdered Off 0.000000 0.000000 []
        03-04 11:00 press 12.000000 DS5 ReconnectOrdered Off 0.000000 0.000000 []
        03-04 11:01 release_confirmed 12.000000 DS5 ReadyForReconnection Off 0.000000 0.000000 []
        03-04 11:05 connected 12.000000 DS1 Connected Off 0.000000 0.000000 []
        ",
    );
}

#[test]
fn cg_08_clears_a_day_after_recovery_and_cg_18_at_once_when_staff_is_there() {
    let event = |at: &str, key: &str, kind: &str| json!({ "at": at, key: { "kind": kind } });
    let lines = kept(&home(
        &["144", "0", "0", "0"],
        &[
            event("2027-03-03T07:00:00+01:00", "incident", "bank_feed"),
            event("2027-03-03T09:00:00+01:00", "recovered", "bank_feed"),
            event("2027-03-03T07:00:00+01:00", "incident", "no_staff"),
            event("2027-03-04T10:00:00+01:00", "recovered", "no_staff"),
        ],
    ));
    let guards: Vec<String> = events(&lines)
        .into_iter()
        .filter(|event| ["cut_refused", "order_disconnect"].contains(&event.event.as_str()))
        .map(|event| format!("{} {}", &event.at[5..16], event.guards.join(" ")))
        .collect();
    assert_eq!(
        guards,
        [
            "03-02T08:00 CG-10",
            "03-03T08:00 CG-08 CG-18",
            "03-03T09:00 CG-08 CG-18",
            "03-04T08:00 CG-08 CG-18",
            "03-04T09:00 CG-18",
            "03-04T10:00 ",
        ]
    );
}

#[test]
fn cg_19_the_way_back_counts_after_a_day_of_health() {
    let event = |at: &str, key: &str| json!({ "at": at, key: { "kind": "reconnection_path" } });
    let lines = kept(&home(
        &["144", "0", "0", "0"],
        &[
            event("2027-03-03T07:00:00+01:00", "incident"),
            event("2027-03-03T09:00:00+01:00", "recovered"),
        ],
    ));
    let guards: Vec<String> = events(&lines)
        .into_iter()
        .filter(|event| ["cut_refused", "order_disconnect"].contains(&event.event.as_str()))
        .map(|event| format!("{} {}", &event.at[5..16], event.guards.join(" ")))
        .collect();
    assert_eq!(
        guards,
        [
            "03-02T08:00 CG-10",
            "03-03T08:00 CG-18",
            "03-03T09:00 CG-18",
            "03-04T08:00 CG-18",
            "03-04T09:00 ",
        ]
    );
}

#[test]
fn pa_28_a_handover_settles_the_last_day_to_its_registers() {
    let move_out = json!({ "at": "2027-03-03T14:00:00+01:00",
        "move_out": { "registers": { "1.8.1": "10.000", "1.8.2": "0" } } });
    let lines = kept(&home(&["4", "4", "?", "4"], &[move_out]));
    expect(
        short_rows(&lines),
        "03-01 1.000000 0.000000 19.000000 20.000000 measured
         03-02 1.000000 1.000000 17.000000 19.000000 measured
         03-03 0.500000 0.000000 16.500000 19.000000 measured",
    );
    expect(when(&lines, &["closed"]), "03-04 06:00 closed");
    assert_eq!(balances(&lines, "closed"), ["16.500000"]);
}

#[test]
fn st_09_who_moves_out_while_off_gets_the_supply_back() {
    let move_out = json!({ "at": "2027-03-03T09:00:00+01:00", "move_out": {} });
    expect(
        when(
            &kept(&home(&["144", "0", "0"], &[move_out])),
            &["order_disconnect", "cut_confirmed", "move_out", "order_release", "closed"],
        ),
        "03-03 08:00 order_disconnect
         03-03 08:01 cut_confirmed
         03-03 09:00 move_out
         03-03 09:00 order_release
         03-04 06:00 closed",
    );
}

#[test]
fn cg_17_an_order_must_end_before_the_next_protected_hours() {
    let clear = |at: &str| {
        [
            json!({ "at": "2027-03-03T07:00:00+01:00", "flag": { "name": "dispute" } }),
            json!({ "at": at, "unflag": { "name": "dispute" } }),
        ]
    };
    let guards = |at: &str| {
        let lines = kept(&home(&["144", "0", "0"], &clear(at)));
        let wanted = at[..16].to_owned();
        let mut of_unflag =
            events(&lines).into_iter().filter(|event| event.at.starts_with(&wanted));
        of_unflag.next_back().unwrap().guards.join(" ")
    };
    assert_eq!(guards("2027-03-03T13:59:00+01:00"), "");
    // Exactly 120 minutes are within (3.10).
    assert_eq!(guards("2027-03-03T14:00:00+01:00"), "CG-04");
    assert_eq!(guards("2027-03-03T15:00:00+01:00"), "CG-04");
    assert_eq!(guards("2027-03-03T15:01:00+01:00"), "CG-04 CG-17");
    assert_eq!(guards("2027-03-03T16:00:00+01:00"), "CG-04");
}

#[test]
fn an_id_seen_before_changes_nothing() {
    let twice = [
        top_up("2027-03-01T12:00:00+01:00", "10.00"),
        top_up("2027-03-01T12:00:00+01:00", "10.00"),
    ];
    assert_eq!(balances(&kept(&home(&["0"], &twice)), "top_up"), ["30.000000", "30.000000"]);
}

#[test]
fn pa_40_a_day_of_92_quarter_hours_can_use_less() {
    let mut used = vec!["1"];
    used.extend(["3.9"; 27]);
    let mut scenario = home(&used, &[]);
    // 167 W make 4.008 kWh in 24 h, and 3.841 kWh in the 23 h of 28 March.
    scenario["parameters"]["reading.max_power_w"] = json!(167);
    let held: Vec<String> = days(&kept(&scenario))
        .into_iter()
        .filter(|day| day.quality == "held")
        .map(|day| day.day)
        .collect();
    assert_eq!(held, ["2027-03-28"]);
}

#[test]
fn what_is_unknown_is_an_error_that_names_it() {
    let mut scenario = home(&["0"], &[]);
    scenario["colour"] = json!("blue");
    assert_eq!(refused(&scenario), "unknown key `colour` in scenario");

    let mut scenario = home(&["0"], &[]);
    scenario["parameters"]["credit.emergency_limt"] = json!("10");
    assert_eq!(refused(&scenario), "unknown parameter `credit.emergency_limt`");

    let event = |body: Value| json!({ "at": "2027-03-01T12:00:00+01:00", "top_up": body });
    let extra = event(json!({ "eur": "1", "id": "x", "channel": "web", "tip": "1" }));
    assert_eq!(refused(&home(&["0"], &[extra])), "unknown key `tip` in top_up");

    let dance = json!({ "at": "2027-03-01T12:00:00+01:00", "dance": {} });
    assert_eq!(refused(&home(&["0"], &[dance])), "unknown key `dance` in an event");

    let half = json!({ "at": "2027-03-03T00:00:00+01:00", "reading": { "1.8.1": "1.000" } });
    assert_eq!(refused(&home(&["0", "?"], &[half])), "registers lacks `1.8.2`");
}

#[test]
fn a_day_without_a_price_stops_the_run_and_says_so() {
    let mut scenario = home(&["0"], &[]);
    scenario["prices"] = json!([]);
    assert_eq!(
        refused(&scenario),
        "run of 2027-03-02T05:00:00Z: no average price of register 1.8.1 holds on 2027-03-01"
    );
}

#[test]
fn pa_14_the_protected_hours_are_those_of_the_calendar() {
    for holidays in [true, false] {
        let mut scenario = home(&["0"], &[]);
        scenario["parameters"]["ndp.holidays"] = json!(holidays);
        let scenario = super::scenario::Scenario::parse(&scenario.to_string()).unwrap();
        let account = super::account::Account::new(&scenario).unwrap();
        let calendar = calendar::ProtectedHours::card_wal(holidays);
        let mut at = SettlementDay::from_ymd(2026, 9, 1).unwrap().start();
        for _ in 0..3 * 365 * 24 * 4 {
            assert_eq!(account.in_protected_hours(at), calendar.contains(at), "{at}");
            assert_eq!(account.in_protected_hours(at.plus_s(-1)), calendar.contains(at.plus_s(-1)));
            at = at.plus_min(15);
        }
    }
}
