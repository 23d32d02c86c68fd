//! The generator against the books: every year is a scenario they understand, and together the years
//! reach what they are there to reach.

use super::{account_year, account_year_of};
use crate::books::{Line, run};
use std::collections::BTreeMap;

fn lines(seed: u64, days: u32) -> Vec<Line> {
    run(&account_year_of(seed, days)).unwrap_or_else(|error| panic!("seed {seed}: {error}"))
}

#[test]
fn the_same_seed_gives_the_same_year() {
    assert_eq!(account_year(7), account_year(7));
    assert_ne!(account_year(7), account_year(8));
}

#[test]
fn short_lives_are_scenarios_too() {
    for seed in 0..200 {
        for days in [1, 2, 3, 10, 41] {
            assert!(!lines(seed, days).is_empty(), "seed {seed}, {days} days");
        }
    }
}

#[test]
fn the_years_reach_everything_they_should() {
    let mut years_with: BTreeMap<String, u32> = BTreeMap::new();
    const SEEDS: u32 = 240;
    for seed in 0..u64::from(SEEDS) {
        let mut seen: Vec<String> = Vec::new();
        for line in lines(seed, 365) {
            match line {
                Line::Day(day) => {
                    seen.push(format!("day {}", day.quality));
                    if day.owed_apart_eur.is_some() {
                        seen.push(format!("owed apart {}", day.quality));
                    }
                    if day.relief_eur != "0.000000" {
                        seen.push("relief".to_owned());
                    }
                }
                Line::Event(event) => {
                    seen.extend(event.guards);
                    seen.push(event.event);
                }
            }
        }
        seen.sort();
        seen.dedup();
        for name in seen {
            *years_with.entry(name).or_default() += 1;
        }
    }
    let count = |name: &str| years_with.get(name).copied().unwrap_or(0);
    for name in [
        "day measured",
        "day provisional",
        "day corrected",
        "day held",
        "owed apart measured",
        "owed apart provisional",
        "owed apart corrected",
        "relief",
        "activate",
        "swap",
        "top_up",
        "aid",
        "payment_pending",
        "payment_failed",
        "refund",
        "refund_refused",
        "refund_beyond_balance",
        "chargeback",
        "debt",
        "press",
        "leak",
        "silence",
        "flag",
        "unflag",
        "incident",
        "recovered",
        "stop_switch",
        "grace",
        "grace_refused",
        "limiter_repayment",
        "limiter_plan",
        "relief_request",
        "relief_decision",
        "parameter",
        "contract",
        "move_out",
        "closed",
        "protected",
        "low_credit",
        "emergency_started",
        "emergency_exhausted",
        "held_on",
        "cut_refused",
        "order_disconnect",
        "order_limit",
        "order_expired",
        "cut_confirmed",
        "limit_confirmed",
        "order_release",
        "release_confirmed",
        "order_unlimit",
        "unlimit_confirmed",
        "connected",
        "leak_test_started",
        "leak_test_failed",
        "leak_test_passed",
        "reconnect_alarm",
        "press_reminder",
        "off_supply_task",
        "last_call",
        "last_sms",
        "CG-02",
        "CG-03",
        "CG-04",
        "CG-06",
        "CG-07",
        "CG-08",
        "CG-09",
        "CG-10",
        "CG-11",
        "CG-12",
        "CG-14",
        "CG-18",
    ] {
        assert!(count(name) > 0, "no year has {name}");
    }
    let cut = count("order_disconnect");
    assert!((SEEDS / 4..SEEDS / 2).contains(&cut), "{cut} of {SEEDS} years reach a cut");
}

/// A day moves the balance by its charge, unless that is owed apart, and by collections; only money
/// moves it otherwise.
#[test]
fn the_balance_of_each_line_follows_from_the_line_before() {
    let micro = |text: &str| text.parse::<units::MicroEuro>().unwrap().0;
    for seed in 1_000..1_040 {
        let mut balance = 0;
        for line in lines(seed, 365) {
            match line {
                Line::Day(day) => {
                    balance -= micro(&day.charge_eur) + micro(&day.collected_eur);
                    balance += day.owed_apart_eur.as_deref().map_or(0, micro);
                    assert_eq!(micro(&day.balance_eur), balance, "seed {seed}: {day:?}");
                    assert!(micro(&day.relief_eur) >= 0 || day.quality == "corrected");
                }
                Line::Event(event) => {
                    let money = [
                        "activate",
                        "swap",
                        "top_up",
                        "aid",
                        "refund",
                        "refund_beyond_balance",
                        "chargeback",
                        "limiter_repayment",
                    ];
                    if money.contains(&event.event.as_str()) {
                        balance = micro(&event.balance_eur);
                    }
                    assert_eq!(micro(&event.balance_eur), balance, "seed {seed}: {event:?}");
                }
            }
        }
    }
}

/// What a person must never see, whatever happened: a cut in protected hours, or without all guards.
#[test]
fn no_order_leaves_in_protected_hours_of_the_working_day_profile() {
    for seed in 2_000..2_040 {
        for line in lines(seed, 365) {
            let Line::Event(event) = line else { continue };
            if ["order_disconnect", "order_limit"].contains(&event.event.as_str()) {
                let hour: u32 = event.at[11..13].parse().unwrap();
                assert!((8..16).contains(&hour), "seed {seed}: {event:?}");
                assert_eq!(event.displayed, "DS4", "seed {seed}: {event:?}");
                assert!(event.guards.is_empty(), "seed {seed}: {event:?}");
            }
        }
    }
}
