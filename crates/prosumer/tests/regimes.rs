//! Which regime holds when, and what loses compensation, with the shipped parameters.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use calendar::{Instant, SettlementDay};
use params::{ParameterBook, Scope};
use prosumer::{
    Act, ActError, BySlot, Consequence, FourRegisters, InjectionContract, Installation, LossCause,
    PrepayMethod, ProsumerParameters, Rate, RatePrices, Regime, RegimeChange, Sale, SalePrices,
    SellingError, SharingRole, SignedNotice, Why, compensate, sell,
};
use units::{Dso, MilliWattHours, NanoEuroPerKwh};

fn day(text: &str) -> SettlementDay {
    text.parse().unwrap()
}

fn shipped(check: impl FnOnce(&ProsumerParameters<'_>)) {
    let book = ParameterBook::shipped().unwrap();
    check(&ProsumerParameters::new(&book, Dso::Ores, Instant(i64::MAX)));
}

fn installation(accepted: &str, kva: &str, kwe: &str) -> Installation {
    Installation::accepted(day(accepted), kva.parse().unwrap(), kwe.parse().unwrap()).unwrap()
}

fn notice(signed_on: &str) -> Option<SignedNotice> {
    Some(SignedNotice { signed_on: day(signed_on), document: "notice 1".to_owned() })
}

fn power(kwe: &str) -> Act {
    Act::PowerChanged { to: kwe.parse().unwrap() }
}

/// The regime in a word, and why.
fn regime(installation: &Installation, on: &str, parameters: &ProsumerParameters<'_>) -> String {
    match installation.regime_on(day(on), parameters).unwrap() {
        Regime::Compensation { last_day } => format!("netted to {last_day}"),
        Regime::Commercialisation { since, why } => format!("sold from {since}: {why:?}"),
    }
}

#[test]
fn ps_01_accepted_before_2024_and_up_to_ten_kva_nets_until_the_end_of_2030() {
    shipped(|parameters| {
        for (accepted, kva, on, expected) in [
            ("2023-12-31", "10", "2024-01-01", "netted to 2030-12-31"),
            ("2023-12-31", "10", "2030-12-31", "netted to 2030-12-31"),
            ("2023-12-31", "10", "2031-01-01", "sold from 2031-01-01: Ended"),
            ("2024-01-01", "5", "2024-01-01", "sold from 2024-01-01: AcceptedLate"),
            ("2019-05-01", "5", "2019-05-01", "netted to 2030-12-31"),
            ("2019-05-01", "10.001", "2022-01-01", "sold from 2019-05-01: TooLarge"),
        ] {
            assert_eq!(regime(&installation(accepted, kva, "5"), on, parameters), expected);
        }
        let early = installation("2023-05-01", "5", "5").regime_on(day("2023-04-30"), parameters);
        assert_eq!(
            early.unwrap_err().to_string(),
            "the installation was accepted on 2023-05-01, after 2023-04-30"
        );
    });
}

#[test]
fn ps_01_the_end_of_compensation_is_a_parameter_on_two_time_axes() {
    let mut book = ParameterBook::shipped().unwrap();
    let learnt: Instant = "2027-03-01T09:00:00+01:00".parse().unwrap();
    let scope = Scope::default();
    let name = "prosumer.compensation_end";
    let place = book.enter(name, "2028-12-31", scope, day("2028-01-01"), learnt, "an").unwrap();
    book.approve(place, "bo").unwrap();
    let home = installation("2020-01-01", "5", "5");
    let known = |at| ProsumerParameters::new(&book, Dso::Ores, at);
    let on = "2029-01-01";
    assert_eq!(regime(&home, on, &known(learnt)), "sold from 2029-01-01: Ended");
    assert_eq!(regime(&home, on, &known(learnt.plus_s(-1))), "netted to 2030-12-31");
    assert_eq!(regime(&home, "2027-12-31", &known(learnt)), "netted to 2030-12-31");
}

#[test]
fn ps_05_up_to_one_kilowatt_more_keeps_compensation_and_more_loses_it() {
    shipped(|parameters| {
        let on = day("2025-06-01");
        for (kva, before, after, lost) in [
            ("5", "5.0", "5.9", false),
            ("5", "5.0", "6.0", false),
            ("5", "5.0", "6.001", true),
            ("5", "5.0", "6.1", true),
            ("10", "9.5", "10.0", false),
            ("10", "9.5", "10.001", true),
            ("5", "5.0", "3.0", false),
        ] {
            let told = installation("2020-01-01", kva, before);
            let told = told.consequence(on, power(after), parameters).unwrap();
            let loses = matches!(told, Consequence::CompensationLost(_));
            assert_eq!(loses, lost, "{before} to {after}");
        }
        let large = installation("2020-01-01", "10", "9.5");
        let large = large.consequence(on, power("10.1"), parameters).unwrap();
        let cause = LossCause::PowerInAll { power: "10.1".parse().unwrap() };
        assert_eq!(large, Consequence::CompensationLost(cause));
    });
}

#[test]
fn ps_05_what_is_added_counts_in_all_and_only_from_2024_on() {
    shipped(|parameters| {
        let mut home = installation("2020-01-01", "10", "5.0");
        // Before the rules began: it counts as what was there.
        let kept = home.record(day("2023-12-31"), power("7.0"), None, parameters).unwrap();
        assert_eq!(kept, Consequence::None);
        for (on, kwe) in [("2024-01-01", "7.6"), ("2024-02-01", "6.0"), ("2024-03-01", "8.0")] {
            assert_eq!(home.record(day(on), power(kwe), None, parameters), Ok(Consequence::None));
        }
        let lost = home.record(day("2025-01-01"), power("8.1"), notice("2024-12-01"), parameters);
        let cause = LossCause::PowerAdded { added: "1.1".parse().unwrap() };
        assert_eq!(lost, Ok(Consequence::CompensationLost(cause)));
        assert_eq!(home.power_on(day("2024-12-31")).to_string(), "8.000");
        assert_eq!(home.power_on(day("2025-01-01")).to_string(), "8.100");
    });
}

#[test]
fn ps_05_sharing_in_either_role_and_own_choice_lose_it_from_2024_and_for_good() {
    shipped(|parameters| {
        for (act, cause) in [
            (Act::JoinedSharing(SharingRole::Producer), LossCause::Sharing(SharingRole::Producer)),
            (
                Act::JoinedSharing(SharingRole::Participant),
                LossCause::Sharing(SharingRole::Participant),
            ),
            (Act::GaveUp, LossCause::OwnChoice),
            (power("6.5"), LossCause::PowerAdded { added: "1.5".parse().unwrap() }),
        ] {
            let mut home = installation("2020-01-01", "5", "5.0");
            let early = home.consequence(day("2023-12-31"), act, parameters);
            assert_eq!(early, Ok(Consequence::None), "{act:?} before the rules of loss");
            home.record(day("2024-01-01"), act, notice("2023-12-20"), parameters).unwrap();
            // Undoing it brings nothing back.
            home.record(day("2024-06-01"), power("5.0"), None, parameters).unwrap();
            let netted = Regime::Compensation { last_day: day("2030-12-31") };
            assert_eq!(home.regime_on(day("2023-12-31"), parameters), Ok(netted));
            let sold =
                Regime::Commercialisation { since: day("2024-01-01"), why: Why::Lost(cause) };
            for on in ["2024-01-01", "2024-06-01", "2030-12-31", "2035-01-01"] {
                assert_eq!(home.regime_on(day(on), parameters), Ok(sold));
            }
        }
    });
}

#[test]
fn ps_05_the_act_that_loses_it_needs_a_notice_signed_before() {
    shipped(|parameters| {
        let on = day("2025-06-01");
        let mut home = installation("2020-01-01", "5", "5.0");
        let untouched = home.clone();
        let without = home.record(on, Act::GaveUp, None, parameters).unwrap_err();
        assert_eq!(
            without.to_string(),
            "the act of 2025-06-01 loses compensation and needs a notice signed before"
        );
        let late = home.record(on, Act::GaveUp, notice("2025-06-02"), parameters).unwrap_err();
        assert!(matches!(late, ActError::NoticeLate { .. }));
        assert_eq!(home, untouched);
        home.record(on, Act::GaveUp, notice("2025-05-20"), parameters).unwrap();
        assert_eq!(home.notice_of_loss(on.previous(), parameters), Ok(None));
        assert_eq!(home.notice_of_loss(on, parameters), Ok(notice("2025-05-20").as_ref()));
        // One that sells already has nothing to lose and signs nothing.
        let mut sells = installation("2024-05-01", "5", "5.0");
        let joins = Act::JoinedSharing(SharingRole::Producer);
        assert_eq!(sells.record(on, joins, None, parameters), Ok(Consequence::None));
        let past = sells.record(on.previous(), joins, None, parameters);
        assert!(matches!(past, Err(ActError::OutOfOrder { .. })));
    });
}

#[test]
fn ps_10_after_the_end_nothing_is_left_to_lose_and_selling_begins() {
    shipped(|parameters| {
        let mut home = installation("2020-01-01", "5", "5.0");
        let end = day("2031-01-01");
        let after = home.record(end.plus(40), Act::GaveUp, None, parameters);
        assert_eq!(after, Ok(Consequence::None));
        assert_eq!(regime(&home, "2031-05-01", parameters), "sold from 2031-01-01: Ended");
        let contract = InjectionContract::new("Alpha".to_owned(), Sale::SameSupplier).unwrap();
        let change =
            RegimeChange::new(&home, end, FourRegisters::default(), contract, parameters).unwrap();
        assert_eq!((change.at(), change.why()), (end.start(), Why::Ended));
    });
}

#[test]
fn ps_05_the_limits_are_parameters_of_the_day_of_the_act() {
    let mut book = ParameterBook::shipped().unwrap();
    let scope = Scope::default();
    for (name, watts) in [("prosumer.loss_power", "3000"), ("prosumer.loss_power_above", "7000")] {
        let place = book.enter(name, watts, scope, day("2027-01-01"), Instant(0), "an").unwrap();
        book.approve(place, "bo").unwrap();
    }
    let parameters = ProsumerParameters::new(&book, Dso::Rew, Instant(i64::MAX));
    let home = installation("2020-01-01", "10", "5.0");
    let told = |on, kwe| home.consequence(day(on), power(kwe), &parameters).unwrap();
    assert_ne!(told("2026-12-31", "6.5"), Consequence::None);
    assert_eq!(told("2027-01-01", "7.0"), Consequence::None);
    let cause = LossCause::PowerInAll { power: "7.5".parse().unwrap() };
    assert_eq!(told("2027-01-01", "7.5"), Consequence::CompensationLost(cause));
}

#[test]
fn ps_11_the_method_is_a_parameter_and_the_running_net_its_default() {
    let mut book = ParameterBook::shipped().unwrap();
    let name = "prosumer.prepay_method";
    for (from, text) in [("2027-01-01", "gross"), ("2028-01-01", "often")] {
        let place = book.enter(name, text, Scope::default(), day(from), Instant(0), "an").unwrap();
        book.approve(place, "bo").unwrap();
    }
    let parameters = ProsumerParameters::new(&book, Dso::Ores, Instant(i64::MAX));
    let method = |on| parameters.prepay_method(day(on));
    assert_eq!(method("2026-12-31"), Ok(PrepayMethod::NetRunning));
    assert_eq!(method("2027-01-01"), Ok(PrepayMethod::Gross));
    let wrong = method("2028-01-01").unwrap_err().to_string();
    assert!(wrong.contains("`prosumer.prepay_method` must be net_running or gross"), "{wrong}");
}

#[test]
fn ps_05_no_installation_without_power() {
    let none =
        Installation::accepted(day("2020-01-01"), "5".parse().unwrap(), "0".parse().unwrap());
    assert_eq!(
        none.unwrap_err().to_string(),
        "an installation needs a power above zero, not 0.000 kWe"
    );
}

fn registers(import: [i64; 2], export: [i64; 2]) -> FourRegisters {
    let by_slot = |[peak, off_peak]: [i64; 2]| BySlot {
        peak: MilliWattHours(peak * 1_000_000),
        off_peak: MilliWattHours(off_peak * 1_000_000),
    };
    FourRegisters { active_energy_import: by_slot(import), active_energy_export: by_slot(export) }
}

fn rates(single: &str, peak: &str, off_peak: &str) -> RatePrices {
    let price = |text: &str| -> NanoEuroPerKwh { text.parse().unwrap() };
    RatePrices { single: price(single), peak: price(peak), off_peak: price(off_peak) }
}

fn euro(femto_eur: i128) -> String {
    units::post(femto_eur, units::Residue::ZERO).unwrap().0.to_string()
}

#[test]
fn ps_01_injection_is_sold_to_the_same_supplier_or_to_a_second_one() {
    let year = registers([1_000, 2_000], [2_000, 500]).since(FourRegisters::default()).unwrap();
    let counted = prosumer::Counted::Separate(year);
    let prices = SalePrices {
        offtake: rates("0.35", "0.39", "0.29"),
        injection: rates("0.04", "0.05", "0.02"),
    };
    let contract = |sale| InjectionContract::new("Alpha".to_owned(), sale);
    let one = contract(Sale::SameSupplier).unwrap();
    let one = sell(counted, Rate::Single, &one, prices).unwrap();
    // Nothing is netted: 3,000 kWh are paid, 2,500 received.
    assert_eq!(euro(one.to_pay_femto_eur), "1050.000000");
    assert_eq!(euro(one.to_receive_femto_eur), "100.000000");
    assert_eq!(one.one_bill_femto_eur().map(euro).as_deref(), Some("950.000000"));
    let two = contract(Sale::SecondSupplier("Beta".to_owned())).unwrap();
    let two = sell(counted, Rate::TwoRate, &two, prices).unwrap();
    assert_eq!((two.offtake_supplier.as_str(), two.injection_supplier.as_str()), ("Alpha", "Beta"));
    assert_eq!(euro(two.to_pay_femto_eur), "970.000000");
    assert_eq!(euro(two.to_receive_femto_eur), "110.000000");
    assert_eq!(two.one_bill_femto_eur(), None);
    let twice = contract(Sale::SecondSupplier("Alpha".to_owned())).unwrap_err();
    assert_eq!(twice.to_string(), "`Alpha` is the supplier of the off-take, not a second one");
    let disc = prosumer::Counted::TurnedBackSingle(MilliWattHours(1));
    let contract = contract(Sale::SameSupplier).unwrap();
    let mechanical = sell(disc, Rate::Single, &contract, prices);
    assert_eq!(mechanical, Err(SellingError::NoSeparateRegisters));
}

#[test]
fn ps_10_the_change_to_selling_closes_compensation_at_its_registers() {
    shipped(|parameters| {
        let on = day("2025-06-01");
        let mut home = installation("2020-01-01", "5", "5.0");
        let contract =
            || InjectionContract::new("Alpha".to_owned(), Sale::SecondSupplier("Beta".to_owned()));
        let at_change = registers([700, 1_400], [300, 100]);
        let change = |home: &Installation, on| {
            RegimeChange::new(home, on, at_change, contract().unwrap(), parameters)
        };
        assert_eq!(change(&home, on), Err(SellingError::InCompensation { day: on }));
        home.record(on, Act::GaveUp, notice("2025-05-20"), parameters).unwrap();
        let later = change(&home, on.next());
        assert_eq!(later, Err(SellingError::OnAnotherDay { since: on, day: on.next() }));
        let change = change(&home, on).unwrap();
        assert_eq!(change.why(), Why::Lost(LossCause::OwnChoice));
        assert_eq!((change.at(), change.contract().injection_supplier()), (on.start(), "Beta"));

        let from = day("2025-01-01").start();
        let last = change.last_stretch(from, FourRegisters::default()).unwrap();
        let netted = compensate(&home, &[last], Rate::Single, parameters).unwrap();
        let billed = netted.first().unwrap().compensation.billed.total().unwrap();
        assert_eq!(billed.to_string(), "1700.000000");
        let since = change.since(registers([800, 1_500], [500, 100])).unwrap();
        assert_eq!(since.gross().unwrap().unwrap().to_string(), "200.000000");
        let after =
            prosumer::Stretch { from: on.start(), to: on.plus(9).start(), counted: since, ..last };
        let netted = compensate(&home, &[after], Rate::Single, parameters).unwrap_err();
        assert_eq!(netted.to_string(), "injection is sold on 2025-06-01, not netted");

        let never = installation("2024-05-01", "5", "5.0");
        let never = RegimeChange::new(&never, on, at_change, contract().unwrap(), parameters);
        assert_eq!(never, Err(SellingError::NeverInCompensation));
    });
}
