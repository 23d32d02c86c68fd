use super::*;
use crate::load::Profile;
use crate::settings::tests::shipped;
use expect_test::expect;
use units::Energy;

fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

fn placed(start: &str) -> SmartGas {
    let start = at(start);
    let setup = GasSetup {
        serial: MeterSerial(8),
        clock: MeterClock::exact(start),
        volume: "80.900".parse().unwrap(),
        prepayment: true,
        timing: shipped(Energy::Gas),
    };
    SmartGas::new(setup, start)
}

fn heard(events: &[Event]) -> String {
    events.iter().filter_map(Event::line).collect::<Vec<_>>().join("\n")
}

/// The morning of golden test G, by the meter's own word.
#[test]
fn mt_10_st_13_st_14_st_15_the_morning_of_golden_test_g() {
    let mut meter = placed("2026-12-14T08:03:00+01:00");
    let morning = Profile::new(vec![
        (at("2026-12-14T10:24:00+01:00"), Draw::gas(30)),
        (at("2026-12-14T10:30:00+01:00"), Draw::gas(0)),
        (at("2026-12-14T11:00:00+01:00"), Draw::gas(600)),
    ]);
    let mut events = meter.close();
    events.extend(meter.advance(at("2026-12-14T10:01:00+01:00"), &mut &morning));
    assert!(meter.press(Button::UnderArrow, 5).is_empty(), "not released");
    events.extend(meter.allow_start());
    for press in ["2026-12-14T10:20:00+01:00", "2026-12-14T10:40:00+01:00"] {
        events.extend(meter.advance(at(press), &mut &morning));
        assert!(meter.press(Button::UnderArrow, 2).is_empty(), "too short");
        assert!(meter.press(Button::UnderEuro, 5).is_empty(), "not this button");
        // Both texts are accepted: 3 s and 5 s.
        events.extend(meter.press(Button::UnderArrow, 5));
    }
    events.extend(meter.advance(at("2026-12-14T12:00:00+01:00"), &mut &morning));
    expect![[r#"
        08:03:00  Disconnected, by Order
        10:01:00  ReadyForReconnection, by Order
        10:20:00  leak test begins
        10:24:00  leak test ends: gas flows
        10:40:00  leak test begins
        10:52:00  leak test passed: the valve opens"#]]
    .assert_eq(&heard(&events));
    assert_eq!(meter.volume().to_string(), "81.500", "an hour at 600 litres");
}

#[test]
fn mt_10_an_order_to_close_ends_a_test() {
    let mut meter = placed("2026-12-14T08:03:00+01:00");
    let start = meter.now();
    meter.close();
    meter.allow_start();
    meter.press(Button::UnderArrow, 3);
    meter.advance(start.plus_min(5), &mut Draw::gas(0));
    assert_eq!(meter.close().len(), 1);
    meter.advance(start.plus_h(1), &mut Draw::gas(0));
    assert_eq!(meter.control_state(), ControlState::Disconnected);
}

#[test]
fn mt_12_buttons_change_nothing_while_the_test_runs() {
    let mut meter = placed("2026-12-14T08:03:00+01:00");
    meter.close();
    meter.allow_start();
    meter.press(Button::UnderArrow, 3);
    meter.advance(meter.now().plus_s(200), &mut Draw::gas(0));
    for button in [Button::UnderEuro, Button::UnderArrow, Button::UnderVolume, Button::Green] {
        assert!(meter.press(button, 9).is_empty());
        assert_eq!(meter.display().value, Value::Seconds(520));
    }
}

#[test]
fn mt_12_the_menu_goes_forward_under_the_arrow_and_home_under_the_cubic_metre() {
    let mut meter = placed("2026-12-14T08:03:00+01:00");
    let mut walk = String::new();
    for button in [
        Button::UnderEuro,
        Button::UnderArrow,
        Button::UnderEuro,
        Button::UnderArrow,
        Button::UnderArrow,
        Button::UnderArrow,
        Button::UnderVolume,
        Button::UnderEuro,
        Button::UnderVolume,
    ] {
        meter.press(button, 0);
        walk += &format!("{:<6} {}\n", button.name(), meter.display().row.text);
    }
    expect![[r#"
        euro   volume
        arrow  volume
        euro   updated
        arrow  balance
        arrow  emergency-left
        arrow  emergency-left
        volume volume
        euro   updated
        volume volume
    "#]]
    .assert_eq(&walk);
}

#[test]
fn mt_01_values_have_the_codes_and_formats_of_the_telegram() {
    let meter = placed("2026-12-14T08:03:00+01:00");
    let values: Vec<String> =
        meter.values().iter().map(|(code, v)| format!("{code} {v}")).collect();
    assert_eq!(values, ["0-1:24.1.0 003", "0-1:96.3.10 1", "0-1:24.2.3 (00080.900*m3)"]);
}

#[test]
fn a_gas_meter_is_small_too() {
    assert!(size_of::<SmartGas>() <= 256, "{}", size_of::<SmartGas>());
}
