//! Energy under the limiter: on the balance, or owed apart (PA-16, PA-17).

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{Case, Story};
use ledger::{LedgerAccount, TrialBalance};
use prepay::CollectionRule;
use serde_json::{Value, json};
use units::MilliWattHours;

/// Protected, without open debt, with 20.00 at its start on Monday 2 November 2026; uses `kwh` day by
/// day at 0.20. After 177 kWh it is exhausted at -15.40 on Tuesday and limited at 08:02.
fn home(kwh: &[&str]) -> Case {
    let days = i32::try_from(kwh.len()).unwrap();
    let mut case = Case::electricity("2026-11-02", days, "0").protected();
    case = case.parameter("cut.notice_min_h", json!(0)).parameter("ndp.holidays", json!(false));
    let registers = json!({"1.8.1": "0", "1.8.2": "0"});
    case.events[0].as_object_mut().unwrap().remove("activate");
    case.events[0]["swap"] = json!({"old_balance_eur": "20.00", "registers": registers});
    let mut total = 0;
    for (place, used) in kwh.iter().enumerate() {
        total += used.parse::<MilliWattHours>().unwrap().0;
        case.events[place + 1]["reading"]["1.8.1"] = json!(MilliWattHours(total).to_string());
    }
    case
}

const WEEK: [&str; 4] = ["177", "10.5", "10.5", "10.5"];

fn apart(case: Case) -> Case {
    case.parameter("limiter.booking", json!("separate_debt"))
}

fn repayment(eur: &str, id: &str) -> Value {
    json!({"eur": eur, "channel": "terminal", "id": id})
}

/// What the postings of entries and day lines leave on each ledger account.
fn trial(story: &Story) -> TrialBalance {
    let mut books = TrialBalance::default();
    let account = &story.timeline.account;
    for entry in account.journal() {
        books.add_transaction(&entry.transaction);
    }
    for day in account.days().values() {
        for (debit, credit, amount) in [
            (LedgerAccount::CustomerCredit, LedgerAccount::EnergyAtSocialPrice, day.first_charge),
            (LedgerAccount::CustomerCredit, LedgerAccount::DebtsCollected, day.collected),
        ] {
            books.add(debit, amount);
            books.add(credit, amount.checked_neg().unwrap());
        }
    }
    books
}

fn sound(story: &Story) {
    let account = &story.timeline.account;
    let books = trial(story);
    assert_eq!(books.excess(), 0);
    assert_eq!(books.of(LedgerAccount::CustomerCredit), -i128::from(account.balance().0));
    assert_eq!(
        books.of(LedgerAccount::DebtToSupplier),
        i128::from(account.debt_left().0),
        "the books and the account are owed the same"
    );
    assert_eq!(books.of(LedgerAccount::DebtsCollected), 0);
    assert_eq!(account.derived_balance(), Some(account.balance()));
}

#[test]
fn pa_16_the_example_on_the_balance_and_owed_apart() {
    let case = home(&WEEK).event("2026-11-06T12:00", "press", json!({}));
    let story = case.run();
    assert_eq!(
        story.only(&["order_limit", "limit_confirmed"]),
        ["03 08:00 order_limit Connected", "03 08:02 limit_confirmed Connected"]
    );
    assert_eq!(story.value("limit_confirmed", "balance_eur"), "-15.400000");
    assert_eq!(story.balance(), "-21.700000");
    assert_eq!(story.value("press", "amount_to_clear_eur"), "22.200000");
    assert_eq!(story.timeline.limited_memo().to_string(), "6.300000");
    assert_eq!(story.timeline.account.debt_left().to_string(), "0.000000");
    assert!(story.days.iter().all(|day| day.get("owed_apart_eur").is_none()));

    let story = apart(case).run();
    assert_eq!(
        story.table(&["day", "charge_eur", "balance_eur", "debt_eur"]),
        [
            "2026-11-02 35.400000 -15.400000 0.000000",
            "2026-11-03 2.100000 -15.400000 2.100000",
            "2026-11-04 2.100000 -15.400000 4.200000",
            "2026-11-05 2.100000 -15.400000 6.300000",
        ]
    );
    assert_eq!(story.day("2026-11-05", "owed_apart_eur"), "2.100000");
    assert_eq!(story.value("press", "amount_to_clear_eur"), "15.900000");
    assert_eq!(story.timeline.limited_memo().to_string(), "6.300000");
    let [debt] = story.timeline.account.debts() else { panic!("one debt") };
    assert_eq!((debt.cause.as_str(), debt.total.to_string().as_str()), ("limiter", "6.300000"));
    assert_eq!(debt.rule, CollectionRule::UnderReview);
    sound(&story);
}

#[test]
fn pa_43_a_balance_explains_what_was_owed_apart() {
    let mut story = apart(home(&WEEK)).run();
    let at = "2026-11-06T20:00:00+01:00".parse().unwrap();
    let explained = timeline::explain(&story.timeline.account, at, at).unwrap();
    assert_eq!(explained.balance.to_string(), "-15.400000");
    let of_wednesday = explained.lines.iter().filter(|line| line.day.to_string() == "2026-11-04");
    let lines: Vec<String> =
        of_wednesday.map(|line| format!("{} {} {}", line.rule, line.amount, line.what())).collect();
    assert_eq!(
        lines,
        [
            "PA-07 -2.100000 energy of 2026-11-04, social price",
            "PA-16 2.100000 energy of 2026-11-04, owed apart",
        ]
    );
    // The wide row says the charge, the balance it left alone, and the debt.
    let row = story.timeline.take_rows().pop().unwrap();
    let figures = [row.charge, row.balance, row.debt].map(|amount| amount.to_string());
    assert_eq!(figures, ["2.100000", "-15.400000", "6.300000"]);
}

#[test]
fn pa_16_a_day_counts_by_its_closing_midnight() {
    // Back at full power on Thursday at 12:02: Thursday is charged to the balance as a whole.
    let story = apart(home(&WEEK)).top_up("2026-11-05T12:00", "16.00", "T-1").run();
    assert_eq!(story.only(&["unlimit_confirmed"]), ["05 12:02 unlimit_confirmed Connected"]);
    assert_eq!(story.day("2026-11-04", "debt_eur"), "4.200000");
    assert_eq!(story.day("2026-11-05", "debt_eur"), "4.200000");
    assert_eq!(story.balance(), "-1.500000");
    assert_eq!(story.timeline.limited_memo().to_string(), "0.000000", "its period is over");
    sound(&story);
}

#[test]
fn cg_03_cg_13_an_estimate_that_is_owed_apart_is_no_part_of_a_balance() {
    // Wednesday and Thursday are estimated for good; the balance was exhausted by measured days.
    let case = apart(home(&["177", "10.5", "10.5", "10.5", "80", "0", "0", "0"]))
        .late("2026-11-05", "")
        .top_up("2026-11-06T12:00", "16.00", "T-1");
    let story = case.run();
    assert_eq!(
        story.table(&["day", "quality", "balance_eur"])[1..6],
        [
            "2026-11-03 measured -15.400000",
            "2026-11-04 provisional -15.400000",
            "2026-11-05 provisional -15.400000",
            "2026-11-06 measured -15.400000",
            "2026-11-07 measured -15.400000",
        ]
    );
    assert_eq!(
        story.only(&["cut_refused", "order_limit"])[1..],
        ["09 08:00 order_limit Connected"]
    );
    assert!(story.timeline.proofs().last().unwrap().replay().is_ok());
    sound(&story);
}

#[test]
fn pa_38_what_is_known_better_goes_where_the_day_was_booked() {
    let late = apart(home(&["177", "10.5", "14", "7"])).late("2026-11-05", "2026-11-06T12:00");
    let story = late.run();
    assert_eq!(
        story.table(&["day", "quality", "charge_eur", "balance_eur", "debt_eur"])[2..],
        [
            "2026-11-04 provisional 2.100000 -15.400000 4.200000",
            "2026-11-05 provisional 2.100000 -15.400000 6.300000",
        ]
    );
    let story = longer(&late).run();
    let corrected = story.table(&["day", "quality", "charge_eur", "owed_apart_eur", "debt_eur"]);
    assert_eq!(
        corrected[4..6],
        [
            "2026-11-04 corrected 0.700000 0.700000 7.000000",
            "2026-11-05 corrected -0.700000 -0.700000 6.300000",
        ]
    );
    assert_eq!(story.timeline.limited_memo(), story.timeline.account.limiter_debt_left());
    sound(&story);
    // Of what was repaid already, what is too much is the customer's again.
    let paid = longer(&late).event("2026-11-06T10:00", "limiter_repayment", repayment("6.30", "R"));
    let story = paid.run();
    let corrected = story.table(&["day", "quality", "charge_eur", "balance_eur", "debt_eur"]);
    assert_eq!(
        corrected[4..6],
        [
            "2026-11-04 corrected 0.700000 -15.400000 0.700000",
            "2026-11-05 corrected -0.700000 -15.400000 0.000000",
        ]
    );
    sound(&story);
}

/// Two more days without use.
fn longer(case: &Case) -> Case {
    let mut longer = apart(home(&["177", "10.5", "14", "7", "0", "0"]));
    for event in &case.events {
        if event.get("learnt_at").is_some() {
            longer = longer.late("2026-11-05", "2026-11-06T12:00");
        }
    }
    longer
}

#[test]
fn pa_17_nothing_is_collected_before_the_customer_agrees_and_then_only_of_credit() {
    let nobody = apart(home(&["177", "10.5", "10.5", "0", "0", "0", "0"])).top_up(
        "2026-11-05T12:00",
        "30.00",
        "T-1",
    );
    let story = nobody.run();
    assert_eq!(story.day("2026-11-08", "debt_eur"), "4.200000");
    assert_eq!(story.day("2026-11-08", "balance_eur"), "14.600000");
    let plan = json!({"kind": "fixed_per_day", "amount": "1.50"});
    let agreed = nobody.clone().event("2026-11-05T14:00", "limiter_plan", plan.clone());
    let story = agreed.run();
    assert_eq!(
        story.table(&["day", "collected_eur", "debt_eur"])[3..],
        [
            "2026-11-05 0.000000 4.200000",
            "2026-11-06 1.500000 2.700000",
            "2026-11-07 1.500000 1.200000",
            "2026-11-08 1.200000 0.000000",
        ]
    );
    sound(&story);
    // A plan agreed on below zero takes nothing: what minimum supply costs leads to no cut.
    let poor = apart(home(&["177", "10.5", "10.5", "0", "0", "0", "0"]))
        .top_up("2026-11-05T12:00", "16.10", "T-1")
        .event("2026-11-05T14:00", "limiter_plan", plan);
    let story = poor.run();
    assert_eq!(
        story.table(&["day", "collected_eur", "balance_eur"])[3..6],
        [
            "2026-11-05 0.000000 0.700000",
            "2026-11-06 0.700000 0.000000",
            "2026-11-07 0.000000 0.000000",
        ]
    );
    sound(&story);
}

#[test]
fn pa_17_a_repayment_is_booked_once_and_what_is_too_much_becomes_credit() {
    let case = apart(home(&WEEK))
        .event("2026-11-05T12:00", "limiter_repayment", repayment("3.00", "R-1"))
        .event("2026-11-05T13:00", "limiter_repayment", repayment("3.00", "R-1"))
        .event("2026-11-06T12:00", "limiter_repayment", repayment("19.20", "R-2"));
    let story = case.run();
    assert_eq!(story.day("2026-11-05", "debt_eur"), "3.300000");
    assert_eq!(story.day("2026-11-05", "balance_eur"), "-15.400000");
    assert_eq!(story.balance(), "0.500000");
    assert_eq!(story.timeline.account.limiter_debt_left().to_string(), "0.000000");
    assert_eq!(story.only(&["order_unlimit"]), ["06 12:00 order_unlimit Connected"]);
    sound(&story);
}
