use super::*;
use crate::load::Profile;
use crate::settings::tests::shipped;
use expect_test::expect;
use units::{Energy, MicroEuro};

fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

fn kwh(text: &str) -> MilliWattHours {
    text.parse().unwrap()
}

fn setup(start: Instant) -> SmartSetup {
    SmartSetup {
        serial: MeterSerial(7),
        clock: MeterClock::exact(start),
        three_phase: false,
        registers: [kwh("1250"), kwh("2310"), kwh("0"), kwh("0")],
        prepayment: true,
        timing: shipped(Energy::Electricity),
        after_overload: ReturnAfterOverload::ByHand,
        calendar: MeterCalendar::Valid,
    }
}

fn switches(events: &[Event]) -> Vec<String> {
    let switched = events.iter().filter(|e| matches!(e.what, Happening::Switched { .. }));
    switched.map(|e| e.line().unwrap()).collect()
}

#[test]
fn a_meter_takes_at_most_512_bytes() {
    let bytes = size_of::<SmartElectricity>();
    assert!(bytes <= 512, "{bytes}");
}

/// A day of golden test E: 5.204 kWh peak and 5.377 off-peak on Tuesday 3 November 2026.
#[test]
fn mt_01_mt_04_energy_goes_to_the_register_of_its_slot() {
    let start = at("2026-11-03T00:00:00+01:00");
    let mut meter = SmartElectricity::new(setup(start), start);
    // Peak from 07:00 to 11:00 and 17:00 to 22:00: nine hours, off-peak fifteen.
    let load = Profile::new(vec![(start, Draw::watt(400))]);
    meter.advance(at("2026-11-04T00:00:00+01:00"), &mut &load);
    assert_eq!(meter.registers(), [kwh("1253.6"), kwh("2316"), kwh("0"), kwh("0")]);
    // Injection at noon is off-peak, in the evening peak.
    let sun = Profile::new(vec![
        (at("2026-11-04T12:00:00+01:00"), Draw::watt(-2_000)),
        (at("2026-11-04T13:00:00+01:00"), Draw::watt(0)),
        (at("2026-11-04T17:00:00+01:00"), Draw::watt(-600)),
        (at("2026-11-04T17:30:00+01:00"), Draw::watt(0)),
    ]);
    meter.advance(at("2026-11-05T00:00:00+01:00"), &mut &sun);
    assert_eq!(meter.registers(), [kwh("1253.6"), kwh("2316"), kwh("0.3"), kwh("2")]);
}

#[test]
fn mt_05_a_meter_with_the_old_calendar_counts_the_noon_of_2026_as_peak() {
    let start = at("2026-01-05T12:00:00+01:00");
    let old = SmartSetup { calendar: MeterCalendar::Until2025, ..setup(start) };
    let (mut old, mut right) =
        (SmartElectricity::new(old, start), SmartElectricity::new(setup(start), start));
    for meter in [&mut old, &mut right] {
        meter.advance(start.plus_h(1), &mut Draw::watt(1_000));
    }
    assert_eq!(old.registers()[0], kwh("1251"));
    assert_eq!(right.registers()[1], kwh("2311"));
}

#[test]
fn mt_19_quarter_hours_add_up_to_the_registers_and_days_have_92_96_or_100() {
    for (day, quarters) in [("2026-03-29", 92), ("2026-11-03", 96), ("2026-10-25", 100)] {
        let day: calendar::SettlementDay = day.parse().unwrap();
        let mut meter = SmartElectricity::new(setup(day.start()), day.start());
        let before: i64 = meter.registers().iter().map(|e| e.0).sum();
        let mut wave = |at: Instant| Draw {
            until: Some(at.plus_s(97)),
            ..Draw::watt(i32::try_from(at.unix_s() % 3_001).unwrap())
        };
        let events = meter.advance(day.end(), &mut wave);
        let imports: Vec<i64> = events
            .iter()
            .filter_map(|event| match event.what {
                Happening::QuarterHour { import, .. } => Some(import.0),
                _ => None,
            })
            .collect();
        assert_eq!(imports.len(), quarters, "{day}");
        let grown = meter.registers().iter().map(|e| e.0).sum::<i64>() - before;
        assert_eq!(imports.iter().sum::<i64>(), grown);
        let last = events.last().map(|event| event.what);
        assert_eq!(last, Some(Happening::Midnight { ended: day }));
    }
}

#[test]
fn mt_15_above_the_limit_for_ten_seconds_the_switch_opens_and_a_hand_closes_it() {
    let start = at("2026-11-12T08:00:00+01:00");
    let mut meter = SmartElectricity::new(setup(start), start);
    meter.set_limit(Ampere::new(10));
    meter.advance(start.plus_min(5), &mut Draw::watt(2_300));
    assert!(meter.switch().is_closed(), "10 A is not above 10 A");
    // Nine seconds above, then below: the clock of the trip begins anew.
    let t = start.plus_min(5);
    let spikes = Profile::new(vec![
        (t, Draw::watt(2_301)),
        (t.plus_s(9), Draw::watt(500)),
        (t.plus_s(10), Draw::watt(2_301)),
    ]);
    let events = meter.advance(t.plus_min(10), &mut &spikes);
    assert_eq!(switches(&events), ["08:05:20  ReadyForReconnection, by Overload"]);
    assert!(meter.press(Button::Green, 2).is_empty(), "too short");
    assert_eq!(switches(&meter.press(Button::Green, 3)).len(), 1);
    let events = meter.advance(t.plus_min(11), &mut Draw::watt(5_000));
    assert_eq!(switches(&events), ["08:15:10  ReadyForReconnection, by Overload"]);
}

#[test]
fn mt_15_in_control_mode_6_it_returns_by_itself_and_trips_again_while_too_much_is_on() {
    let start = at("2026-11-12T08:00:00+01:00");
    let after_overload = ReturnAfterOverload::ByItself { after_s: 60 };
    let mut meter = SmartElectricity::new(SmartSetup { after_overload, ..setup(start) }, start);
    meter.set_limit(Ampere::new(10));
    let events = meter.advance(start.plus_s(150), &mut Draw::watt(3_000));
    expect![[r#"
        08:00:10  ReadyForReconnection, by Overload
        08:01:10  Connected, by Itself
        08:01:20  ReadyForReconnection, by Overload
        08:02:20  Connected, by Itself
        08:02:30  ReadyForReconnection, by Overload"#]]
    .assert_eq(&switches(&events).join("\n"));
    // An order takes the way back away.
    meter.cut();
    let events = meter.advance(start.plus_h(5), &mut Draw::watt(100));
    assert!(switches(&events).is_empty());
    assert_eq!(meter.control_state(), ControlState::Disconnected);
}

#[test]
fn mt_15_a_limit_counts_on_each_phase_and_not_what_is_injected() {
    let start = at("2026-11-12T12:00:00+01:00");
    let three = SmartSetup { three_phase: true, ..setup(start) };
    let mut meter = SmartElectricity::new(three, start);
    meter.set_limit(Ampere::new(10));
    meter.advance(start.plus_min(1), &mut Draw::phases([2_300, 2_300, 2_300]));
    assert!(meter.is_supplying());
    meter.advance(start.plus_min(2), &mut Draw::phases([-5_000, 0, 0]));
    assert!(meter.is_supplying());
    let events = meter.advance(start.plus_min(3), &mut Draw::phases([0, 2_400, -5_000]));
    assert_eq!(switches(&events).len(), 1);
}

#[test]
fn mt_09_st_17_after_an_outage_the_meter_is_as_before() {
    let start = at("2026-11-12T12:00:00+01:00");
    for cut in [false, true] {
        let mut meter = SmartElectricity::new(setup(start), start);
        if cut {
            meter.cut();
        }
        let before = meter.registers();
        meter.set_network(false);
        assert!(meter.press(Button::Green, 3).is_empty());
        meter.advance(start.plus_h(3), &mut Draw::watt(900));
        assert_eq!(meter.registers(), before, "nothing flows");
        meter.set_network(true);
        assert_eq!(meter.is_supplying(), !cut);
    }
}

#[test]
fn mt_01_values_have_the_codes_and_formats_of_the_telegram() {
    let start = at("2026-05-09T13:30:00+02:00");
    let three = SmartSetup { three_phase: true, ..setup(start) };
    let mut meter = SmartElectricity::new(three, start);
    meter.set_limit(Ampere::new(16));
    meter.tell("bonjour");
    let load = Profile::new(vec![
        (start, Draw::phases([2_000, 500, 89])),
        (start.plus_min(15), Draw::phases([1_000, 0, 0])),
        (start.plus_min(20), Draw::phases([1_500, -400, 0])),
    ]);
    meter.advance(start.plus_min(25), &mut &load);
    let values: Vec<String> =
        meter.values().iter().map(|(code, value)| format!("{code:<11} {value}")).collect();
    expect![[r#"
        1-0:1.8.1   001250.000*kWh
        1-0:1.8.2   002310.822*kWh
        1-0:2.8.1   000000.000*kWh
        1-0:2.8.2   000000.000*kWh
        1-0:1.7.0   01.100*kW
        1-0:2.7.0   00.000*kW
        1-0:21.7.0  01.500*kW
        1-0:22.7.0  00.000*kW
        1-0:32.7.0  230.0*V
        1-0:31.7.0  006.52*A
        1-0:41.7.0  00.000*kW
        1-0:42.7.0  00.400*kW
        1-0:52.7.0  230.0*V
        1-0:51.7.0  001.73*A
        1-0:61.7.0  00.000*kW
        1-0:62.7.0  00.000*kW
        1-0:72.7.0  230.0*V
        1-0:71.7.0  000.00*A
        1-0:1.4.0   00.700*kW
        1-0:1.6.0   (260509134500S)(02.589*kW)
        0-0:98.1.0  (0)
        0-0:96.14.0 0002
        0-0:96.3.10 1
        0-0:17.0.0  999.9*kW
        1-0:31.4.0  16*A
        0-0:96.13.0 bonjour"#]]
    .assert_eq(&values.join("\n"));
}

#[test]
fn mt_01_the_peak_of_each_month_is_kept_for_thirteen_months() {
    let start = at("2026-01-01T00:00:00+01:00");
    let mut meter = SmartElectricity::new(setup(start), start);
    let mut load = |at: Instant| {
        let (_, month, day) = at.day().ymd();
        let kilowatt = i32::from(month) + i32::from(day == 15);
        Draw { until: Some(at.plus_min(15)), ..Draw::watt(kilowatt * 1_000) }
    };
    meter.advance(at("2027-03-20T00:00:00+01:00"), &mut load);
    let (_, history) = meter.values().into_iter().find(|(code, _)| *code == "0-0:98.1.0").unwrap();
    let latest =
        "(13)(270215001500W)(03.000*kW)(270115001500W)(02.000*kW)(261215001500W)(13.000*kW)";
    assert!(history.starts_with(latest), "{history}");
    assert!(history.ends_with("(260215001500W)(03.000*kW)"), "{history}");
}

#[test]
fn mt_18_a_clock_that_is_set_forward_ends_the_quarter_and_the_day_it_jumps_over() {
    let start = at("2026-11-12T23:50:00+01:00");
    let clock = MeterClock::wrong(start, -1_200_000_000, 0);
    let mut meter = SmartElectricity::new(SmartSetup { clock, ..setup(start) }, start);
    // Twenty minutes behind: at midnight its own is still to come.
    let events = meter.advance(at("2026-11-13T00:05:00+01:00"), &mut Draw::watt(1_200));
    assert!(!events.iter().any(|e| matches!(e.what, Happening::Midnight { .. })));
    let events = meter.set_clock(meter.now());
    let midnight = Happening::Midnight { ended: "2026-11-12".parse().unwrap() };
    assert_eq!(events.iter().filter(|e| e.what == midnight).count(), 1);
    let quarters = events.iter().filter(|e| matches!(e.what, Happening::QuarterHour { .. }));
    assert_eq!(quarters.count(), 1);
    assert_eq!(meter.shown(), meter.now());
    let later = meter.advance(at("2026-11-13T01:00:00+01:00"), &mut Draw::watt(0));
    assert!(!later.iter().any(|e| e.what == midnight), "a day ends once");
}

#[test]
fn mt_11_without_prepayment_there_is_no_menu_and_no_arrow() {
    let start = at("2026-11-12T12:00:00+01:00");
    let mut meter = SmartElectricity::new(SmartSetup { prepayment: false, ..setup(start) }, start);
    meter.press(Button::Green, 0);
    meter.press(Button::Green, 0);
    expect!["    1.8.1 | 001250.000 kWh       | import-t1          | switch-closed tariff-2"]
        .assert_eq(&meter.display().to_string());
}

#[test]
fn mt_06_a_limit_is_an_ampere_and_999_is_none() {
    assert_eq!(Ampere::new(0), None);
    assert_eq!(Ampere::new(999), None);
    assert_eq!(Ampere::new(10).map(Ampere::value), Some(10));
}

/// What is pushed is shown; it moves neither a counter nor the switch.
#[test]
fn mt_02_amounts_on_the_display_are_no_accounting_of_the_meter() {
    let start = at("2026-11-12T12:00:00+01:00");
    let mut meter = SmartElectricity::new(setup(start), start);
    let before = meter.registers();
    meter.push("-99.999999".parse().unwrap(), start, MicroEuro::ZERO);
    meter.advance(start.plus_s(1), &mut Draw::watt(0));
    assert_eq!((meter.registers(), meter.is_supplying()), (before, true));
    let mut shown = String::new();
    for _ in 0..4 {
        meter.press(Button::Green, 0);
        let screen = meter.display();
        shown += &format!("{} {}\n", screen.row.code, screen.value);
    }
    expect![[r#"
        1.8.1 001250.000
        94.32.2.1 12/11/2026 12:00
        94.32.2.2 -100.00
        94.32.2.3 0.00
    "#]]
    .assert_eq(&shown);
}
