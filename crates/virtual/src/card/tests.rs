use super::*;
use crate::MeterSerial;
use crate::event::{Event, Happening};
use crate::load::Draw;
use crate::meter::{Kind, Meter};
use crate::screen::Button;
use crate::stand::{Act, Place, Stand};
use calendar::Instant;
use expect_test::{Expect, expect};
use params::{ParameterBook, ParameterSeries};
use prepay::{CollectionRule, Start};
use proptest::prelude::*;
use std::fmt::Write;
use units::{Dso, Energy, MicroEuro};

/// What is heard and where it ends: `place` and acts, a line each.
fn check(script: &str, expected: Expect) {
    let book = ParameterBook::shipped().unwrap();
    let mut lines = script.trim().lines().map(str::trim);
    let place = Place::parse(lines.next().unwrap()).unwrap();
    let mut stand = Stand::new(place.meter(&book).unwrap());
    let mut said = String::new();
    for line in lines {
        let act = Act::parse(line, stand.meter().now()).unwrap();
        for event in stand.act(&act).unwrap().events.iter().filter_map(Event::line) {
            writeln!(said, "{event}").unwrap();
        }
    }
    writeln!(said, "{}", stand.screen()).unwrap();
    expected.assert_eq(&said);
}

#[test]
fn mt_13_a_lever_lifted_without_the_red_button_falls_again() {
    check(
        "place card-electricity at=2026-03-02T10:00:00+01:00 balance=0.01
         load 1kW
         wait 1h
         press lever
         press lever",
        expect![[r#"
            10:01:59  mode off-1
            10:01:59  Disconnected, by Purse
                    1 | 0.00 €               | active-credit      | triangle-flashes lever-down
        "#]],
    );
}

#[test]
fn mt_13_emergency_credit_armed_in_time_avoids_the_cut() {
    check(
        "place card-electricity at=2026-03-02T10:00:00+01:00 balance=1.00
         press red
         load 1kW
         wait 6h",
        expect![[r#"
            10:00:00  mode armed
            13:48:00  mode emergency
                    1 | 14.45 €              | emergency-left     | triangle-flashes lever-up
        "#]],
    );
}

#[test]
fn pa_14_pa_15_protected_hours_hold_a_card_meter_on_until_they_end() {
    // Friday afternoon to Monday 08:00 is one stretch.
    check(
        "place card-electricity at=2026-03-06T15:00:00+01:00 balance=1.00 protected=on
         load 1kW
         wait 2d
         wait 1d",
        expect![[r#"
            18:39:59  mode held
            08:00:00  mode off-1
            08:00:00  Disconnected, by Purse
            08:00:00  mode off-2
                    1 | 0.00 €               | emergency-left     | triangle-flashes lever-down
        "#]],
    );
}

#[test]
fn pa_14_using_emergency_credit_ended_the_protection_of_cards() {
    check(
        "place card-electricity at=2026-03-06T15:00:00+01:00 balance=1.00 protected=on emergency=12.00
         press red
         load 2kW
         wait 2d",
        expect![[r#"
            15:00:00  mode armed
            17:00:00  mode emergency
            15:12:00  mode off-2
            15:12:00  Disconnected, by Purse
                    1 | 0.00 €               | emergency-left     | triangle-flashes lever-down
        "#]],
    );
}

#[test]
fn pa_16_without_minimum_supply_the_red_button_does_nothing_after_the_emergency_credit() {
    check(
        "place card-electricity at=2026-03-02T10:00:00+01:00 balance=0.10 minimum=off
         press red
         load 5kW
         wait 1d
         press red
         press lever",
        expect![[r#"
            10:00:00  mode armed
            10:03:59  mode emergency
            21:03:59  mode off-2
            21:03:59  Disconnected, by Purse
                    1 | 0.00 €               | emergency-left     | triangle-flashes lever-down
        "#]],
    );
}

#[test]
fn mt_13_a_load_that_pays_part_of_the_emergency_credit_leaves_the_rest_to_use() {
    check(
        "place card-electricity at=2026-03-02T10:00:00+01:00 balance=0.10
         press red
         load 5kW
         wait 1d
         card new
         card in
         card out
         card load 5.00
         card in
         wait 10s
         press lever
         wait 1m",
        expect![[r#"
            10:00:00  mode armed
            10:03:59  mode emergency
            21:03:59  mode off-2
            21:03:59  Disconnected, by Purse
            10:00:00  data written on the card
            10:00:04  loaded 5.00, balance -10.00
            10:00:04  mode emergency
            10:00:10  double beep
            10:00:10  Connected, by Press
                   10 | 10.03 €              | amount-to-clear    | triangle-flashes card-in lever-up
        "#]],
    );
}

#[test]
fn pa_20_pa_22_the_weekly_repayment_waits_while_the_supply_is_off() {
    check(
        "place card-electricity at=2026-03-02T10:00:00+01:00 balance=0.10 debt=9.00 weekly=4.00 fee=0.35
         load 1kW
         wait 8d
         card new
         card in
         card out
         card load 20.00
         card in
         wait 7d",
        expect![[r#"
            10:19:59  mode off-1
            10:19:59  Disconnected, by Purse
            10:00:00  data written on the card
            10:00:04  loaded 20.00, balance 20.00
            10:00:04  mode normal
            10:00:10  double beep
            00:00:00  weekly: fee 0.35, repaid 4.00
                    1 | 15.65 €              | active-credit      | card-in lever-down
        "#]],
    );
}

#[test]
fn mt_13_a_terminal_refuses_a_card_that_was_not_in_the_meter_since_its_last_load() {
    let meter = MeterSerial(1);
    let credit = Credit { number: 1, amount: MicroEuro(10_000_000), ..Credit::default() };
    let mut card = Card::new(meter);
    assert_eq!(card.load(credit), Err(CardError::New));
    let mut stand = card_meter(Kind::CardElectricity);
    stand.insert(card, Way::ArrowLeftAndForward).unwrap();
    let mut card = stand.eject().unwrap();
    assert_eq!(
        card.load(Credit { amount: MicroEuro::ZERO, ..credit }),
        Err(CardError::NotPositive)
    );
    card.load(credit).unwrap();
    assert_eq!(card.load(Credit { number: 2, ..credit }), Err(CardError::NotReadOut));
    card.set_chip(Chip::Dirty);
    assert_eq!(card.load(credit), Err(CardError::Unreadable));
}

#[test]
fn mt_13_a_copied_card_is_taken_once() {
    let mut meter = card_meter(Kind::CardElectricity);
    meter.insert(Card::new(MeterSerial(1)), Way::ArrowLeftAndForward).unwrap();
    let mut card = meter.eject().unwrap();
    let credit = Credit { number: 1, amount: MicroEuro(10_000_000), ..Credit::default() };
    card.load(credit).unwrap();
    let copy = card.clone();
    meter.insert(card, Way::ArrowLeftAndForward).unwrap();
    meter.advance(meter.now().plus_s(10), &mut Draw::watt(0));
    meter.eject().unwrap();
    let events = meter.insert(copy, Way::ArrowLeftAndForward).unwrap();
    let why = crate::Refused::LoadTakenBefore;
    assert_eq!(events.first().map(|e| e.what), Some(Happening::CardRefused { why }));
    meter.advance(meter.now().plus_s(60), &mut Draw::watt(0));
    assert_eq!(meter.balance().to_string(), "30.000000");
    assert_eq!(meter.display().row.code, "8");
}

#[test]
fn mt_13_one_card_at_a_time() {
    let mut meter = card_meter(Kind::CardGas);
    let card = || Card::new(MeterSerial(1));
    meter.insert(card(), Way::ArrowLeftAndForward).unwrap();
    assert_eq!(*meter.insert(card(), Way::ArrowLeftAndForward).unwrap_err(), card());
}

#[test]
fn mt_14_the_blue_button_of_gas_has_its_own_counters_and_the_codes_of_electricity() {
    let mut meter = card_meter(Kind::CardGas);
    meter.insert(Card::new(MeterSerial(1)), Way::ArrowLeftAndForward).unwrap();
    meter.advance(meter.now().plus_h(2), &mut Draw::gas(1_200));
    let mut screens = String::new();
    for press in 1..=14 {
        meter.press(Button::Blue, 0);
        writeln!(screens, "{press:2} {}", meter.display()).unwrap();
    }
    expect![[r#"
         1           | 8.8.8.8.8.8.8.8      | display-test       | valve-open card-in
         2           | 12:00                | time               | valve-open card-in
         3           | 02/03/2026           | date               | valve-open card-in
         4           | 0.00 €               | loaded-total       | valve-open card-in
         5           | 0.00 €/7d            | weekly-deductions  | valve-open card-in
         6           | 00002.400 m³         | volume             | valve-open card-in
         7           | 000026.846 kWh       | energy-total       | valve-open card-in
         8           | 0.044700 €/kWh       | price              | valve-open card-in
         9           | 11.186000 kWh/m³     | gas-factor         | valve-open card-in
        10           | 0.500014 €/m³        | price-volume       | valve-open card-in
        11           | 15.00 €              | emergency-left     | valve-open card-in
        12         6 | 0.00 €               | debt               | valve-open card-in
        13         7 | 0.00 €/7d            | weekly-repayment   | valve-open card-in
        14         1 | 18.79 €              | active-credit      | valve-open card-in
    "#]]
    .assert_eq(&screens);
}

fn card_meter(kind: Kind) -> CardMeter {
    let book = ParameterBook::shipped().unwrap();
    let mut place = Place::new(kind, "2026-03-02T10:00:00+01:00".parse().unwrap());
    if kind == Kind::CardGas {
        place.prices = ["0.0447".parse().unwrap(); 2];
    }
    let Meter::Card(meter) = place.meter(&book).unwrap() else { unreachable!() };
    *meter
}

fn closing(balance: &str) -> ReadOut {
    let mut read_out = card_meter(Kind::CardGas).read_out();
    read_out.balance = balance.parse().unwrap();
    read_out.opened_with = read_out.balance;
    read_out
}

fn handed(closing: ReadOut, sales: &[Sale]) -> Result<HandOver, ClosingError> {
    let book = ParameterBook::shipped().unwrap();
    let day = "2026-12-07".parse().unwrap();
    let series = ParameterSeries::build(&book, Dso::Ores, Energy::Gas, day).unwrap();
    let audit = ClosingAudit::of(&[closing], sales).unwrap();
    let at = "2026-12-07T09:30:00+01:00".parse().unwrap();
    hand_over(&audit, MeterSerial(99), at, series.at(day, Instant(i64::MAX)))
}

#[test]
fn pa_05_a_card_meters_balance_goes_to_its_successor_and_is_lifted_to_the_floor() {
    for (old, balance, debt) in [
        ("34.60", "34.600000", "0.000000"),
        ("12.00", "20.000000", "8.000000"),
        ("-6.20", "20.000000", "26.200000"),
    ] {
        let handed = handed(closing(old), &[]).unwrap();
        assert_eq!(handed.start, Start::Swap { old_balance: old.parse().unwrap() });
        assert_eq!(handed.balance.to_string(), balance);
        assert_eq!(handed.advanced.to_string(), debt);
        assert_eq!(handed.debt, None);
    }
}

#[test]
fn pa_05_what_is_still_on_the_card_and_an_old_debt_come_along() {
    let mut old = closing("12.00");
    let euro = |text: &str| text.parse::<MicroEuro>().unwrap();
    old.debt = DebtPlan { left: euro("42.50"), weekly: euro("5.00") };
    let unspent = Sale { number: 1, amount: euro("15.00") };
    let handed = handed(old, &[unspent]).unwrap();
    assert_eq!(handed.start, Start::Swap { old_balance: euro("27.00") });
    assert_eq!((handed.balance, handed.advanced), (euro("27.00"), MicroEuro::ZERO));
    assert_eq!(handed.debt, Some((CollectionRule::FixedPerWeek(euro("5.00")), euro("42.50"))));
}

#[test]
fn mt_13_a_closing_audit_finds_what_does_not_add_up() {
    let mut meter = card_meter(Kind::CardElectricity);
    let first = meter.read_out();
    meter.advance(meter.now().plus_h(5), &mut Draw::watt(900));
    let honest = meter.read_out();
    assert_eq!(ClosingAudit::of(&[honest, first], &[]).unwrap().findings(), []);
    assert_eq!(ClosingAudit::of(&[], &[]), Err(ClosingError::NoReadOut));

    let euro = |text: &str| text.parse::<MicroEuro>().unwrap();
    let mut wrong = honest;
    wrong.balance = euro("99.00");
    wrong.charged = euro("-1.00");
    wrong.registers =
        Counters::Electricity { peak: "-1".parse().unwrap(), off_peak: "0".parse().unwrap() };
    wrong.last_load = 3;
    let other = ReadOut { meter: MeterSerial(5), ..first };
    let sales = [(1, "10.00"), (1, "10.00"), (4, "20.00")];
    let sales = sales.map(|(number, amount)| Sale { number, amount: euro(amount) });
    let mut audit = ClosingAudit::of(&[first, other, wrong], &sales).unwrap();
    let findings: Vec<String> = audit.findings().iter().map(ToString::to_string).collect();
    expect![[r#"
        the read-out of 2026-03-02T09:00:00Z is of meter 000000005
        a register was lower at 2026-03-02T14:00:00Z than before
        the sums of the meter fell at 2026-03-02T14:00:00Z
        the books of the meter give a balance of 21.000000, it has 99.000000
        load 1 was sold twice
        the meter took load 3, which nobody sold
        terminals sold 20.000000 up to load 3, the meter took 0.000000"#]]
    .assert_eq(&findings.join("\n"));
    assert_eq!(audit.on_card(), euro("20.00"));

    let book = ParameterBook::shipped().unwrap();
    let day = "2026-12-07".parse().unwrap();
    let series = ParameterSeries::build(&book, Dso::Ores, Energy::Electricity, day).unwrap();
    let parameters = series.at(day, Instant(i64::MAX));
    let refused = hand_over(&audit, MeterSerial(9), Instant(0), parameters).unwrap_err();
    assert!(refused.to_string().starts_with("the closing has 7 findings that nobody has accepted"));
    audit.accept("desk");
    assert!(hand_over(&audit, MeterSerial(9), Instant(0), parameters).is_ok());
}

#[test]
fn mt_13_a_read_out_is_a_line_with_named_fields() {
    let mut meter = card_meter(Kind::CardElectricity);
    meter.advance(meter.now().plus_h(5), &mut Draw::watt(900));
    expect![[r#"
        meter;read_at;peak_kwh;off_peak_kwh;volume_m3;mode;opened_eur;loaded_eur;charged_eur;fees_eur;repaid_eur;balance_eur;debt_eur;weekly_eur;last_load
        000000001;2026-03-02T14:00:00Z;0.900000;3.600000;;normal;20.000000;0.000000;1.170000;0.000000;0.000000;18.830000;0.000000;0.000000;0"#]]
    .assert_eq(&format!("{}\n{}", ReadOut::header(), meter.read_out().to_line()));
    assert_eq!(
        "1;2".parse::<ReadOut>().unwrap_err().to_string(),
        "a read-out has 15 fields, this line has 2"
    );
}

proptest! {
    #[test]
    fn mt_13_read_outs_and_cards_are_read_as_they_were_written(
        amounts in proptest::array::uniform8(-1_000_000_000i64..1_000_000_000),
        counters in proptest::array::uniform2(0i64..1_000_000_000_000),
        last_load in any::<u32>(), gas in any::<bool>(), mode in proptest::sample::select(&Mode::ALL[..]),
    ) {
        let [opened, loaded, charged, fees, repaid, balance, left, weekly] = amounts.map(MicroEuro);
        let [one, two] = counters;
        let registers = if gas {
            Counters::Gas { volume: units::Litres(one) }
        } else {
            let (peak, off_peak) = (units::MilliWattHours(one), units::MilliWattHours(two));
            Counters::Electricity { peak, off_peak }
        };
        let read_out = ReadOut {
            meter: MeterSerial(12), read_at: Instant::from_unix_s(two / 1_000), registers, mode,
            opened_with: opened, loaded, charged, fees, repaid, balance,
            debt: DebtPlan { left, weekly }, last_load,
        };
        prop_assert_eq!(read_out.to_line().parse::<ReadOut>().unwrap(), read_out);
        let mut card = Card::new(MeterSerial(12));
        card.write(read_out);
        prop_assert_eq!(card.to_string().parse::<Card>().unwrap(), card.clone());
        let prices = Some([units::NanoEuroPerKwh(one), units::NanoEuroPerKwh(two)]);
        let terms = CardTerms { prices, debt: Some(DebtPlan { left, weekly }), weekly_fee: Some(fees) };
        let credit = Credit { number: last_load, amount: MicroEuro(1 + loaded.0.abs()), terms };
        card.load(credit).unwrap();
        prop_assert_eq!(card.to_string().parse::<Card>().unwrap(), card);
    }
}
