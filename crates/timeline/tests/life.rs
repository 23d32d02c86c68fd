//! The account from its opening to its end, and the days in between: DOMAIN 3.1 to 3.6.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::Case;
use ledger::LedgerAccount;
use serde_json::json;

fn home() -> Case {
    Case::electricity("2026-10-30", 12, "20")
}

#[test]
fn pa_01_a_new_meter_keeps_the_account_and_two_energies_are_not_netted() {
    let swap = json!({"registers": {"1.8.1": "0", "1.8.2": "0"}, "old_registers": {"1.8.1": "10", "1.8.2": "0"}});
    let mut case = Case::electricity("2026-10-30", 1, "20").event("2026-10-30T12:00", "swap", swap);
    case.events[1]["reading"] = json!({"1.8.1": "10", "1.8.2": "0"});
    let story = case.run();
    assert_eq!((story.days.len(), story.balance().as_str()), (1, "12.000000"));
    let gas = Case::gas("2026-10-30", 3, "10").run();
    let electricity = Case::electricity("2026-10-30", 3, "20").run();
    assert_eq!((electricity.balance(), gas.balance()), ("-6.000000".into(), "6.000000".into()));
    assert!(electricity.timeline.account.ean != gas.timeline.account.ean);
}

#[test]
fn pa_04_the_starting_credit_is_an_advance_of_20_and_a_debt_of_20() {
    let story = Case::electricity("2026-10-30", 0, "0").run();
    assert_eq!(
        (story.balance().as_str(), story.timeline.account.debt_left().to_string().as_str()),
        ("20.000000", "20.000000")
    );
    let entry = story.timeline.account.journal().first().unwrap();
    let accounts: Vec<_> =
        entry.transaction.postings().iter().map(|posting| posting.account).collect();
    assert_eq!(accounts, [LedgerAccount::Advances, LedgerAccount::CustomerCredit]);
}

#[test]
fn pa_05_the_balance_of_the_old_meter_is_carried_over_and_the_debt_is_what_was_advanced() {
    for (old, balance, debt) in [
        ("34.60", "34.600000", "0.000000"),
        ("12.00", "20.000000", "8.000000"),
        ("-6.20", "20.000000", "26.200000"),
    ] {
        let mut case = Case::electricity("2026-10-30", 0, "0");
        let at = case.events[0]["at"].clone();
        case.events[0] = json!({"at": at, "swap": {"old_balance_eur": old, "registers": {"1.8.1": "0", "1.8.2": "0"}}});
        let story = case.run();
        let account = &story.timeline.account;
        assert_eq!(
            (account.balance().to_string(), account.debt_left().to_string()),
            (balance.into(), debt.into())
        );
        assert_eq!(account.derived_balance(), Some(account.balance()));
    }
}

#[test]
fn pa_06_pa_22_the_advance_is_not_taken_for_a_day_that_ends_off_supply() {
    let story = home()
        .top_up("2026-11-06T10:00", "60.00", "T-1")
        .event("2026-11-06T11:00", "press", json!({}))
        .run();
    let collected = story.table(&["day", "collected_eur"]);
    assert_eq!(
        collected[4..8],
        [
            "2026-11-03 1.000000",
            "2026-11-04 0.000000",
            "2026-11-05 0.000000",
            "2026-11-06 1.000000",
        ]
    );
}

#[test]
fn pa_10_a_run_corrects_then_charges_then_collects_and_judges_once() {
    let story = home().late("2026-11-01", "2026-11-02T03:00").run();
    assert_eq!(
        story.table(&["day", "quality", "charge_eur", "collected_eur"])[1..4],
        [
            "2026-10-31 provisional 0.000000 1.000000",
            "2026-10-31 corrected 8.000000 0.000000",
            "2026-11-01 measured 8.000000 1.000000",
        ]
    );
    assert_eq!(
        story.only(&["low_credit", "emergency_started"]),
        ["02 06:00 low_credit Connected", "02 06:00 emergency_started Connected",]
    );
}

#[test]
fn pa_15_energy_in_protected_hours_is_charged_without_floor_and_repaid_first() {
    // Exhausted on Friday morning, too late to be cut before the weekend.
    let story =
        Case::electricity("2026-11-02", 8, "20").top_up("2026-11-09T07:00", "50.00", "T-1").run();
    assert_eq!(
        story.table(&["day", "balance_eur"])[3..7],
        [
            "2026-11-05 -15.000000",
            "2026-11-06 -24.000000",
            "2026-11-07 -33.000000",
            "2026-11-08 -42.000000",
        ]
    );
    assert_eq!(story.only(&["order_disconnect"]), [""; 0]);
    assert_eq!(story.value("top_up", "balance_eur"), "8.000000");
}

#[test]
fn pa_08_pa_24_pa_25_the_status_decides_the_price_and_a_missing_one_stops_the_run() {
    let until_june = json!([{"from": "2020-01-01", "to": "2026-07-01", "category": "federal"}]);
    let story = Case::electricity("2026-06-30", 2, "10").set("protected", until_june).run();
    assert_eq!(story.table(&["day", "charge_eur"]), ["2026-06-30 2.000000", "2026-07-01 4.000000"]);
    let social = json!([{"from": "2020-01-01", "basis": "social", "eur_per_kwh": "0.222380"}]);
    let exact = Case::electricity("2026-06-30", 1, "10").protected().set("prices", social).run();
    assert_eq!(exact.day("2026-06-30", "charge_eur"), "2.223800");
    let average = json!([{"from": "2020-01-01", "basis": "average", "eur_per_kwh": "0.4"}]);
    let missing =
        Case::electricity("2026-06-30", 1, "10").protected().set("prices", average).failure();
    assert!(missing.ends_with("account of EAN 541449012345678908 cannot be charged: no social price of ORES electricity covers register 1.8.1 on 2026-06-30"), "{missing}");
}

#[test]
fn pa_24_a_status_learnt_later_charges_the_days_it_touches_anew() {
    let story = Case::electricity("2026-10-30", 4, "10")
        .event(
            "2026-11-02T12:00",
            "protected",
            json!({"from": "2026-10-31", "to": "2026-11-01", "category": "federal"}),
        )
        .run();
    assert_eq!(
        story.table(&["day", "quality", "charge_eur"])[3..],
        ["2026-10-31 corrected -2.000000", "2026-11-02 measured 4.000000",]
    );
}

#[test]
fn pa_26_pa_28_who_leaves_is_settled_to_the_handover_and_who_comes_finds_the_supply_on() {
    let read = json!({"registers": {"1.8.1": "46", "1.8.2": "0"}});
    let case = Case::electricity("2026-10-30", 2, "20").event("2026-11-01T14:00", "move_out", read);
    let mut story_text = case.text();
    story_text = story_text.replace("2026-11-01T23:00:00", "2026-11-02T12:00:00");
    let scenario = timeline::Scenario::parse(&story_text).unwrap();
    let mut lines = Vec::new();
    let mut closed = None;
    let ended = timeline::replay(&scenario, &mut |output| match output {
        timeline::Output::Day(line) => {
            lines.push((line.day.to_string(), line.charge.to_string(), line.collected.to_string()))
        }
        timeline::Output::Event(line) if line.event == "closed" => {
            closed = Some(line.snapshot.balance.to_string())
        }
        timeline::Output::Event(_) => {}
    })
    .unwrap();
    assert_eq!(
        lines.last().unwrap(),
        &("2026-11-01".to_owned(), "2.400000".to_owned(), "0.000000".to_owned())
    );
    assert_eq!(closed.as_deref(), Some("0.600000"));
    assert!(ended.account.is_closed());
    let off = home().event("2026-11-05T12:00", "move_out", json!({})).run();
    assert_eq!(off.only(&["order_release"]), ["05 12:00 order_release ReconnectOrdered"]);
}

#[test]
fn pa_27_a_newcomer_is_bridged_whatever_the_one_before_owed() {
    let mut case = Case::electricity("2026-10-30", 2, "2.5");
    let at = case.events[0]["at"].clone();
    case.events[0] = json!({"at": at, "bridge": {"registers": {"1.8.1": "0", "1.8.2": "0"}}});
    let story = case.run();
    assert_eq!(
        story.table(&["balance_eur", "debt_eur"]),
        ["19.000000 20.000000", "17.000000 19.000000"]
    );
}

#[test]
fn pa_29_after_a_death_nothing_is_collected_nobody_is_cut_and_no_notice_leaves() {
    let case = home().event("2026-10-31T12:00", "flag", json!({"name": "death"}));
    let mut story = case.run();
    assert!(story.table(&["collected_eur"])[1..].iter().all(|line| line == "0.000000"));
    assert!(story.only(&["order_disconnect", "last_call", "last_sms"]).is_empty());
    let notices = story.timeline.take_sent().into_iter().filter(|sent| {
        matches!(sent, timeline::Sent::Notice { at, .. } if at.day().to_string().as_str() > "2026-10-31")
    });
    assert_eq!(notices.count(), 0);
}

#[test]
fn pa_30_a_supplier_switch_keeps_the_balance_and_splits_what_was_charged() {
    let story = Case::electricity("2026-02-26", 5, "2.5")
        .event("2026-02-26T12:00", "contract", json!({"supplier": "A", "from": "2026-02-26"}))
        .event("2026-02-27T12:00", "contract", json!({"supplier": "B", "from": "2026-03-01"}))
        .run();
    let account = &story.timeline.account;
    let day = |text: &str| text.parse().unwrap();
    assert_eq!(account.supplier_on(day("2026-02-28")), Some("A"));
    assert_eq!(account.supplier_on(day("2026-03-01")), Some("B"));
    let charged = |from: &str, to: &str| account.charged_between(day(from), day(to)).to_string();
    assert_eq!(
        (charged("2026-02-26", "2026-03-01"), charged("2026-03-01", "2026-03-03")),
        ("3.000000".into(), "2.000000".into())
    );
    assert_eq!(story.balance(), "11.000000");
}

#[test]
fn pa_32_unspent_aid_returns_to_its_origin_and_only_the_rest_is_refunded() {
    let case = Case::electricity("2026-10-30", 2, "44")
        .late("2026-11-01", "")
        .event("2026-10-31T12:00", "aid", json!({"eur": "10.00", "channel": "cpas", "id": "A-1"}))
        .event("2026-10-31T12:30", "move_out", json!({}));
    let story = case.run();
    assert_eq!(story.value("closed", "balance_eur"), "12.400000");
    let entry = story.timeline.account.journal().last().unwrap();
    let posted: Vec<(LedgerAccount, String)> =
        entry.transaction.postings().iter().map(|p| (p.account, p.amount.to_string())).collect();
    assert_eq!(
        posted,
        [
            (LedgerAccount::CustomerCredit, "12.400000".into()),
            (LedgerAccount::AidDue, "-10.000000".into()),
            (LedgerAccount::RefundPayable, "-2.400000".into()),
        ]
    );
}

/// A swap at noon of 3 November: the old meter is at 80 kWh at its last midnight and goes with `old`,
/// the new one starts at zero and uses 20 kWh a day.
fn swapped(old: &str, clears: &str) -> common::Story {
    let swap = json!({
        "registers": {"1.8.1": "0", "1.8.2": "0"}, "old_registers": {"1.8.1": old, "1.8.2": "0"},
    });
    let mut case = home().event("2026-11-03T12:00", "swap", swap);
    for event in &mut case.events {
        let at = event["at"].as_str().unwrap().to_owned();
        if event.get("reading").is_some() && at.as_str() >= "2026-11-04" {
            let day: i32 = at[8..10].parse().unwrap();
            event["reading"] = json!({"1.8.1": (20 * (day - 4) + 10).to_string(), "1.8.2": "0"});
        }
    }
    if !clears.is_empty() {
        case = case.event(clears, "unflag", json!({"name": "billing_hold"}));
    }
    case.run()
}

#[test]
fn pa_40_pa_41_old_registers_that_jump_at_a_swap_hold_the_account_until_a_person_looks() {
    let of_days =
        |story: &common::Story| story.table(&["day", "quality", "charge_eur"])[3..].to_vec();
    // 12 hours at 27.7 kW let 332.4 kWh through.
    let most = swapped("412.4", "");
    assert_eq!(
        of_days(&most)[..3],
        [
            "2026-11-02 measured 8.000000",
            "2026-11-03 measured 136.960000",
            "2026-11-04 measured 8.000000",
        ]
    );
    let jumped = swapped("412.5", "");
    let held = of_days(&jumped);
    assert_eq!(held[..2], ["2026-11-02 measured 8.000000", "2026-11-03 held 0.000000"]);
    assert!(held[1..].iter().all(|line| line.ends_with("held 0.000000")), "{held:?}");
    let account = &jumped.timeline.account;
    assert_eq!(account.held_from().unwrap().to_string(), "2026-11-03");
    let why = account.hold().unwrap();
    assert!(why.contains("2026-11-03T12:00") && why.contains("at most 332400000"), "{why}");
    assert_eq!(jumped.only(&["cut_confirmed", "order_disconnect"]), [""; 0]);
    // A person has looked: the registers are taken as read.
    let cleared = swapped("412.5", "2026-11-06T09:00");
    let cleared = of_days(&cleared);
    assert!(cleared.contains(&"2026-11-03 measured 137.000000".to_owned()), "{cleared:?}");
    let back = swapped("79.9", "2026-11-06T09:00");
    let held = of_days(&back);
    assert!(held[1..].iter().all(|line| line.ends_with("held 0.000000")), "{held:?}");
}

#[test]
fn tp_17_a_reversed_chargeback_pays_its_debt_and_credits_the_rest() {
    let back = |id: &str, eur: &str| json!({"id": id, "eur": eur, "channel": "online"});
    let taken = home()
        .top_up("2026-10-30T10:00", "50.00", "P-1")
        .event("2026-10-30T11:00", "chargeback", back("P-1/chb_1", "20.00"))
        .event("2026-10-30T11:01", "refund", back("R-1", "25.00"))
        .event("2026-10-30T11:02", "chargeback", back("P-1/chb_2", "30.00"));
    let before = taken.clone().run();
    let owed = |run: &common::Story| {
        let debts = run.timeline.account.debts().iter();
        debts.filter(|debt| debt.cause.contains("chb_2")).map(|debt| debt.remaining.0).sum::<i64>()
    };
    // 20.00 at first, 50.00 paid, 20.00 and 25.00 gone: of 30.00 more, 5.00 are spent.
    assert_eq!(owed(&before), 5_000_000);
    let after = taken
        .event("2026-10-30T12:00", "chargeback_reversed", json!({"id": "P-1/chb_2"}))
        .event("2026-10-30T12:01", "chargeback_reversed", json!({"id": "P-1/chb_2"}))
        .event("2026-10-30T12:02", "chargeback_reversed", json!({"id": "P-9"}))
        .run();
    // With money on the balance the advance is repaid from day to day: what it took is no loss.
    let worth = |run: &common::Story| {
        let advance = run.timeline.account.debts().iter();
        let advance = advance.filter(|debt| debt.creditor == prepay::Creditor::Advance);
        run.timeline.account.balance().0 - advance.map(|debt| debt.remaining.0).sum::<i64>()
    };
    assert_eq!(worth(&after) - worth(&before), 25_000_000);
    assert_eq!(owed(&after), 0);
    let said = after.only(&["chargeback_reversed", "chargeback_not_known"]);
    assert_eq!(said.len(), 3, "{said:?}");
    assert!(said[2].contains("not_known"));
}

#[test]
fn tp_17_what_a_chargeback_left_is_collected_once_a_person_has_agreed_on_it() {
    let back = |id: &str, eur: &str| json!({"id": id, "eur": eur, "channel": "online"});
    let waiting = home()
        .top_up("2026-10-30T10:00", "50.00", "P-1")
        .event("2026-10-30T11:00", "chargeback", back("P-1/chb_1", "20.00"))
        .event("2026-10-30T11:01", "refund", back("R-1", "25.00"))
        .event("2026-10-30T11:02", "chargeback", back("P-1/chb_2", "30.00"))
        .top_up("2026-10-30T13:00", "80.00", "P-2");
    let of = |run: &common::Story| {
        let mut debts = run.timeline.account.debts().iter();
        let debt = debts.find(|debt| debt.cause.contains("chb_2")).unwrap();
        (debt.id, debt.remaining)
    };
    let (debt, left) = of(&waiting.clone().run());
    assert_eq!(left.0, 5_000_000, "nobody has decided about it");
    let plan = json!({"debt": debt, "kind": "fixed_per_day", "amount": "2.00"});
    let agreed = waiting.event("2026-10-30T14:00", "plan_agreed", plan).run();
    assert_eq!(of(&agreed), (debt, units::MicroEuro::ZERO));
}

#[test]
fn tp_06_a_top_up_undone_at_the_counter_leaves_everything_as_before() {
    let plan = json!({"kind": "share_of_topup", "total": "60.00", "share": "0.25", "priority": 1});
    let before =
        home().event("2026-10-30T09:00", "debt", plan).top_up("2026-10-30T10:00", "8.00", "T-0");
    let undone = before
        .clone()
        .top_up("2026-10-30T11:00", "20.00", "T-1")
        .event("2026-10-30T11:05", "top_up_undone", json!({"id": "T-1"}))
        .event("2026-10-30T11:06", "top_up_undone", json!({"id": "T-1"}))
        .event("2026-10-30T11:07", "top_up_undone", json!({"id": "T-9"}));
    let (plain, after) = (before.run(), undone.run());
    assert_eq!(after.timeline.account.balance(), plain.timeline.account.balance());
    assert_eq!(
        after.timeline.account.debts(),
        plain.timeline.account.debts(),
        "with the week's cap"
    );
    let said = after.only(&["top_up_undone", "top_up_not_known"]);
    assert_eq!(said.len(), 3, "{said:?}");
    assert!(said[2].contains("not_known"));
}

#[test]
fn pa_40_a_register_that_goes_back_holds_until_a_person_clears_it() {
    let mut case = home().event("2026-11-03T12:00", "unflag", json!({"name": "billing_hold"}));
    let backward =
        case.events.iter_mut().find(|event| event["at"] == "2026-11-01T00:00:00+01:00").unwrap();
    backward["reading"] = json!({"1.8.1": "19", "1.8.2": "0"});
    let mut good = backward.clone();
    good["reading"] = json!({"1.8.1": "40", "1.8.2": "0"});
    good["learnt_at"] = json!("2026-11-02T12:00:00+01:00");
    case.events.push(good);
    let story = case.run();
    assert_eq!(
        story.table(&["day", "quality", "charge_eur"])[1..6],
        [
            "2026-10-31 held 0.000000",
            "2026-11-01 held 0.000000",
            "2026-11-02 held 0.000000",
            "2026-10-31 measured 8.000000",
            "2026-11-01 measured 8.000000",
        ]
    );
}

#[test]
fn pa_45_grace_delays_a_cut_and_is_no_payment() {
    let grace = json!({"eur": "10.00", "until": "2026-11-04"});
    let refused = home().event("2026-11-03T12:00", "grace", grace.clone()).run();
    assert_eq!(refused.only(&["grace_refused"]).len(), 1, "off by default");
    let granted = home()
        .parameter("grace.enabled", json!(true))
        .event("2026-11-03T12:00", "grace", grace)
        .run();
    assert_eq!(granted.value("grace", "balance_eur"), "-15.000000");
    // Exhausted again when the grace ends at midnight, and warned from then on.
    assert_eq!(
        granted.only(&["emergency_exhausted", "order_disconnect"])[1..],
        ["05 00:00 emergency_exhausted Connected", "06 08:00 order_disconnect DisconnectOrdered"]
    );
}

#[test]
fn mt_18_midnights_that_come_together_are_settled_in_order_of_day() {
    let story =
        home().late("2026-10-31", "2026-11-02T03:00").late("2026-11-01", "2026-11-02T03:00").run();
    assert_eq!(
        story.table(&["day", "quality"])[..5],
        [
            "2026-10-30 provisional",
            "2026-10-31 provisional",
            "2026-10-30 corrected",
            "2026-10-31 corrected",
            "2026-11-01 measured",
        ]
    );
}

#[test]
fn bad_input_is_named() {
    let future = {
        let mut case = home();
        case.events[2]["learnt_at"] = json!("2026-10-31T00:00:00+01:00");
        case.failure()
    };
    assert_eq!(future, "event 3 was learnt before it happened");
    let missing = {
        let mut case = home();
        case.events[2]["reading"] = json!({"1.8.1": "40"});
        case.failure()
    };
    assert_eq!(
        missing,
        "event 3: EAN 541449012345678908: `reading` cannot be taken in: register 1.8.2 is missing"
    );
    let decimals = home().top_up("2026-10-31T09:00", "5.0000001", "T-1").failure();
    assert!(decimals.ends_with("`5.0000001` has more than 6 decimals"), "{decimals}");
    let parameter = home().parameter("ndp.holydays", json!(true)).failure();
    assert_eq!(parameter, "parameter `ndp.holydays` does not exist");
    let key = home().set("paramters", json!({})).failure();
    assert!(key.contains("unknown field `paramters`"), "{key}");
}
