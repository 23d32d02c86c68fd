//! The prosumer tariff, with the shipped table of the five operators.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use calendar::{Instant, SettlementDay};
use params::{ParameterBook, Scope};
use proptest::prelude::*;
use prosumer::{
    Branch, BySlot, Counted, Flows, NetworkCost, ProsumerParameters, Regime, Slice, TariffError,
    Terms, Watts, Why, network_cost,
};
use units::{Dso, MicroEuro, MilliWattHours, NanoEuroPerKwh};

const NETTED: Regime = Regime::Compensation { last_day: SettlementDay(22_279) };

fn day(text: &str) -> SettlementDay {
    text.parse().unwrap()
}

/// Whole kWh.
fn smart(gross: i64, injection: i64) -> Counted {
    let all = |energy: i64| BySlot {
        peak: MilliWattHours(energy * 1_000_000),
        off_peak: MilliWattHours::ZERO,
    };
    Counted::Separate(Flows { offtake: all(gross), injection: all(injection) })
}

fn slice(from: &str, to: &str, counted: Counted) -> Slice {
    let power = "5".parse().unwrap();
    Slice { from: day(from), to: day(to), counted, power, protected: false }
}

/// The illustrative 0.15 of PS-06 for every operator from 2024 on: none is shipped.
fn loaded() -> ParameterBook {
    let mut book = ParameterBook::shipped().unwrap();
    let (scope, from) = (Scope::default(), day("2024-01-01"));
    let name = "prosumer.proportional_terms";
    let place = book.enter(name, "0.15", scope, from, Instant(0), "an").unwrap();
    book.approve(place, "bo").unwrap();
    book
}

fn cost_at(dso: Dso, slices: &[Slice]) -> Result<NetworkCost, TariffError> {
    let book = loaded();
    network_cost(NETTED, slices, &ProsumerParameters::new(&book, dso, Instant(i64::MAX)))
}

fn euro(femto_eur: i128) -> String {
    units::post(femto_eur, units::Residue::ZERO).unwrap().0.to_string()
}

#[test]
fn ps_06_the_cheaper_of_both_is_billed() {
    let cost = cost_at(Dso::Ores, &[slice("2026-01-01", "2027-01-01", smart(2_800, 2_000))]);
    let cost = cost.unwrap();
    assert_eq!(euro(cost.proportional_femto_eur.unwrap()), "420.000000");
    assert_eq!(euro(cost.capacity_femto_eur.unwrap()), "524.900000");
    assert_eq!(
        (euro(cost.billed_femto_eur).as_str(), cost.branch),
        ("420.000000", Branch::Proportional)
    );
}

#[test]
fn ps_06_break_even_lies_where_the_injection_costs_the_capacity_term() {
    // 404.90 / 0.15 = 2,699.33 kWh.
    for (injection, branch) in [(2_699, Branch::Proportional), (2_700, Branch::Capacity)] {
        let part = slice("2026-01-01", "2027-01-01", smart(4_000, injection));
        assert_eq!(cost_at(Dso::Ores, &[part]).unwrap().branch, branch, "{injection}");
    }
}

#[test]
fn ps_06_a_surplus_leaves_the_capacity_term_alone() {
    let cost = cost_at(Dso::Ores, &[slice("2026-01-01", "2027-01-01", smart(3_000, 9_000))]);
    assert_eq!(euro(cost.unwrap().capacity_femto_eur.unwrap()), "404.900000");
}

#[test]
fn ps_06_without_separate_registers_the_capacity_branch_is_billed() {
    let net = Counted::TurnedBackSingle(MilliWattHours(800_000_000));
    let cost = cost_at(Dso::Ores, &[slice("2026-01-01", "2027-01-01", net)]).unwrap();
    assert_eq!(cost.proportional_femto_eur, None);
    assert_eq!(
        (euro(cost.billed_femto_eur).as_str(), cost.branch),
        ("524.900000", Branch::Capacity)
    );
    // A swap inside the year does not tell the gross of its first part.
    let parts = [
        slice("2026-01-01", "2026-07-01", net),
        slice("2026-07-01", "2027-01-01", smart(100, 100)),
    ];
    assert_eq!(cost_at(Dso::Ores, &parts).unwrap().branch, Branch::Capacity);
}

#[test]
fn ps_06_where_injection_is_sold_only_the_off_take_counts() {
    let sold = Regime::Commercialisation { since: day("2024-05-01"), why: Why::AcceptedLate };
    let terms = Terms { proportional: "0.15".parse().unwrap(), capacity: "80.98".parse().unwrap() };
    // In compensation the capacity branch would be cheaper.
    let part = slice("2026-01-01", "2027-01-01", smart(9_000, 8_000));
    let cost = network_cost(sold, &[part], &terms).unwrap();
    assert_eq!(
        (euro(cost.billed_femto_eur).as_str(), cost.capacity_femto_eur),
        ("1350.000000", None)
    );
    let disc = slice("2026-01-01", "2027-01-01", Counted::TurnedBackSingle(MilliWattHours(1)));
    let disc = network_cost(sold, &[disc], &terms);
    assert!(matches!(disc, Err(TariffError::NoSeparateRegisters { .. })));
}

#[test]
fn ps_07_the_capacity_tariff_of_five_operators_in_three_years() {
    let table = [
        (Dso::Aieg, ["55.680000", "74.520000", "76.450000"]),
        (Dso::Aiesh, ["77.520000", "92.150000", "93.670000"]),
        (Dso::Ores, ["62.450000", "82.040000", "80.980000"]),
        (Dso::Resa, ["66.670000", "81.070000", "79.450000"]),
        (Dso::Rew, ["71.940000", "84.820000", "87.740000"]),
    ];
    for (dso, of_years) in table {
        for (year, expected) in (2024..).zip(of_years) {
            let (from, to) = (format!("{year}-01-01"), format!("{}-01-01", year + 1));
            let mut part = slice(&from, &to, smart(9_000, 9_000));
            part.power = Watts(1_000);
            let cost = cost_at(dso, &[part]).unwrap();
            assert_eq!(
                (euro(cost.billed_femto_eur).as_str(), cost.branch),
                (expected, Branch::Capacity)
            );
        }
    }
    let book = loaded();
    let ores = ProsumerParameters::new(&book, Dso::Ores, Instant(i64::MAX));
    for on in ["2023-12-31", "2027-01-01"] {
        assert_eq!(
            ores.capacity_tariff(day(on)).unwrap_err().to_string(),
            format!(
                "parameter `prosumer.capacity_tariff` has no value for ORES, electricity on {on}"
            )
        );
    }
}

#[test]
fn ps_07_a_protected_customer_pays_no_capacity_term() {
    let mut year = slice("2026-01-01", "2027-01-01", smart(2_800, 2_000));
    year.protected = true;
    let cost = cost_at(Dso::Ores, &[year]).unwrap();
    assert_eq!(
        (euro(cost.billed_femto_eur).as_str(), cost.branch),
        ("120.000000", Branch::Capacity)
    );
}

#[test]
fn ps_06_proportional_terms_are_an_input_that_nobody_invents() {
    let book = ParameterBook::shipped().unwrap();
    let ores = ProsumerParameters::new(&book, Dso::Ores, Instant(i64::MAX));
    let part = slice("2026-01-01", "2027-01-01", smart(1, 1));
    let none = network_cost(NETTED, &[part], &ores).unwrap_err();
    assert_eq!(none.to_string(), "could not read the terms of 2026-01-01");
    let cause = std::error::Error::source(&none).unwrap().to_string();
    assert_eq!(
        cause,
        "parameter `prosumer.proportional_terms` has no value for ORES, electricity on 2026-01-01"
    );
}

#[test]
fn ps_07_a_year_over_new_year_takes_each_day_at_its_own_tariff() {
    // 306 days of 2025 at 82.04 and 59 of 2026 at 80.98, for 5 kWe; the surplus of one part is not
    // lost at New Year.
    let parts = [
        slice("2025-03-01", "2026-01-01", smart(1_000, 2_000)),
        slice("2026-01-01", "2026-03-01", smart(1_500, 100)),
    ];
    let cost = cost_at(Dso::Ores, &parts).unwrap();
    // 60.00 + 5 · (82.04 · 306 + 80.98 · 59) / 365.
    assert_eq!(euro(cost.capacity_femto_eur.unwrap()), "469.343287");
    assert_eq!(euro(cost.billed_femto_eur), "375.000000");
    let over = slice("2025-03-01", "2026-03-01", smart(1, 1));
    assert_eq!(
        cost_at(Dso::Ores, &[over]).unwrap_err().to_string(),
        "a part from 2025-03-01 to 2026-03-01 is not within one year"
    );
    let apart = [
        slice("2025-03-01", "2025-04-01", smart(1, 1)),
        slice("2025-04-02", "2025-05-01", smart(1, 1)),
    ];
    assert!(matches!(cost_at(Dso::Ores, &apart), Err(TariffError::NotAdjoining { .. })));
    assert_eq!(cost_at(Dso::Ores, &[]), Err(TariffError::NoSlice));
}

#[test]
fn ps_06_terms_that_change_inside_a_part_are_refused() {
    let mut book = loaded();
    let (scope, from) = (Scope::default(), day("2026-07-01"));
    let name = "prosumer.proportional_terms";
    let place = book.enter(name, "0.16", scope, from, Instant(0), "an").unwrap();
    book.approve(place, "bo").unwrap();
    let ores = ProsumerParameters::new(&book, Dso::Ores, Instant(i64::MAX));
    let year = slice("2026-01-01", "2027-01-01", smart(1, 1));
    let refused = network_cost(NETTED, &[year], &ores).unwrap_err();
    assert_eq!(refused.to_string(), "the terms change between 2026-01-01 and 2027-01-01");
}

proptest! {
    /// What is billed is one of both and above neither.
    #[test]
    fn ps_06_billed_is_never_above_either(
        gross in 0i64..40_000, injection in 0i64..40_000, watts in 1i64..10_000,
        t in 0i64..400_000_000, c in 0i64..120_000_000, protected in any::<bool>(),
    ) {
        let terms = Terms { proportional: NanoEuroPerKwh(t), capacity: MicroEuro(c) };
        let mut part = slice("2026-01-01", "2027-01-01", smart(gross, injection));
        (part.power, part.protected) = (Watts(watts), protected);
        let cost = network_cost(NETTED, &[part], &terms).unwrap();
        let (by_energy, by_power) = (cost.proportional_femto_eur.unwrap(), cost.capacity_femto_eur.unwrap());
        prop_assert!(cost.billed_femto_eur <= by_energy && cost.billed_femto_eur <= by_power);
        prop_assert!(cost.billed_femto_eur == by_energy || cost.billed_femto_eur == by_power);
        // The formula of PS-06, in the units of the terms.
        let net = i128::from((gross - injection).max(0));
        let due = if protected { 0 } else { i128::from(c) * i128::from(watts) * 1_000_000 };
        prop_assert_eq!(by_energy, i128::from(t) * i128::from(gross) * 1_000_000);
        prop_assert_eq!(by_power, i128::from(t) * net * 1_000_000 + due);
    }

    /// Cutting a year at any day, as at a swap of the meter, moves at most the rounding of a part.
    #[test]
    fn ps_06_cutting_a_year_changes_nothing(
        gross in 0i64..20_000, injection in 0i64..20_000, after in (0i64..20_000, 0i64..20_000), cut in 1i32..365,
    ) {
        let terms = Terms { proportional: NanoEuroPerKwh(150_000_000), capacity: MicroEuro(80_980_000) };
        let whole = slice("2026-01-01", "2027-01-01", smart(gross + after.0, injection + after.1));
        let mut first = slice("2026-01-01", "2027-01-01", smart(gross, injection));
        first.to = first.from.plus(cut);
        let second = Slice { from: first.to, counted: smart(after.0, after.1), ..whole };
        let one = network_cost(NETTED, &[whole], &terms).unwrap();
        let two = network_cost(NETTED, &[first, second], &terms).unwrap();
        prop_assert_eq!(one.proportional_femto_eur, two.proportional_femto_eur);
        let lost = one.capacity_femto_eur.unwrap() - two.capacity_femto_eur.unwrap();
        prop_assert!((0..=1).contains(&lost), "{}", lost);
    }
}
