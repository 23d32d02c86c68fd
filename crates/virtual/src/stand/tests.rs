//! Laws of all four meters, whatever is done before them.

use super::*;
use crate::event::By;
use crate::meter::Kind;
use crate::screen::{Button, ScreenRow};
use crate::settings::tests::shipped;
use crate::smart_electricity::ReturnAfterOverload;
use crate::{Counters, Mode};
use params::ParameterBook;
use proptest::prelude::*;
use supply::ControlState;
use units::Energy;

const ANYTHING: [&str; 52] = [
    "press green",
    "press green 3s",
    "press green 2s",
    "press strip",
    "press main",
    "press euro",
    "press arrow",
    "press arrow 3s",
    "press arrow 5s",
    "press volume",
    "press red",
    "press blue",
    "press blue 3s",
    "press blue x9",
    "press lever",
    "wait 1s",
    "wait 4s",
    "wait 10s",
    "wait 1m",
    "wait 12m",
    "wait 13m",
    "wait 3h",
    "wait 1d",
    "wait 8d",
    "load 0",
    "load 300W",
    "load 2300W",
    "load 2.4kW",
    "load 9kW",
    "load -3kW",
    "load 20l/h",
    "load 3000l/h",
    "order cut",
    "order release",
    "order limit 10",
    "order unlimit",
    "order show -3.63 11.37",
    "order tell hello",
    "order calendar two-rate-until-2025",
    "card new",
    "card other",
    "card load 3.00",
    "card load 60.00",
    "card load 20.00 debt 9.00 4.00",
    "card in",
    "card in wrong",
    "card out",
    "card dirty",
    "network off",
    "network on",
    "break",
    "repair",
];

fn anything() -> impl Strategy<Value = Vec<&'static str>> {
    proptest::collection::vec(proptest::sample::select(&ANYTHING[..]), 1..120)
}

fn any_kind() -> impl Strategy<Value = Kind> {
    proptest::sample::select(&Kind::ALL[..])
}

fn place(kind: Kind) -> Stand {
    let book = ParameterBook::shipped().unwrap();
    let mut place = Place::new(kind, "2026-03-27T16:00:00+01:00".parse().unwrap());
    place.after_overload = ReturnAfterOverload::ByItself { after_s: 60 };
    place.protected_hours = true;
    place.weekly_fee = MicroEuro(350_000);
    place.drift_ppm = 300;
    Stand::new(place.meter(&book).unwrap())
}

fn registers(meter: &Meter) -> Vec<i64> {
    match meter {
        Meter::SmartElectricity(meter) => meter.registers().iter().map(|e| e.0).collect(),
        Meter::SmartGas(meter) => vec![meter.volume().0],
        Meter::Card(meter) => match meter.registers() {
            Counters::Electricity { peak, off_peak } => vec![peak.0, off_peak.0],
            Counters::Gas { volume } => vec![volume.0],
        },
    }
}

fn is_open(meter: &Meter) -> bool {
    match meter {
        Meter::SmartElectricity(meter) => meter.switch().is_closed(),
        Meter::SmartGas(meter) => meter.valve().is_open(),
        Meter::Card(_) => meter.control_state() == ControlState::Connected,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// A gas valve that was shut opens only while time passes after a press, when no gas has flowed
    /// for the whole test. No order opens it, and no press.
    #[test]
    fn mt_06_mt_10_st_13_st_14_no_gas_valve_opens_without_a_press_and_a_passed_leak_test(
        acts in anything(), card in any::<bool>(),
    ) {
        let mut stand = place(if card { Kind::CardGas } else { Kind::SmartGas });
        // When a person pressed, and how long no gas has been wanted since.
        let mut pressed_at = None;
        for line in acts {
            let (before, was_open) = (stand.meter().now(), is_open(stand.meter()));
            let act = Act::parse(line, before).unwrap();
            let Ok(said) = stand.act(&act) else { continue };
            let started = said.events.iter().any(|e| e.what == Happening::LeakTestStarted);
            let flows = stand.draw().litres_per_h > 0;
            if started {
                prop_assert!(matches!(act, Act::Press { held_s: 3.., .. }), "{line}");
                pressed_at = Some(before);
            } else if flows {
                pressed_at = None;
            }
            if !was_open && is_open(stand.meter()) {
                prop_assert!(matches!(act, Act::Wait { .. } | Act::Until { .. }), "{line}");
                let passed = said.events.iter().find(|e| e.what == Happening::LeakTestPassed);
                let (Some(passed), Some(pressed_at)) = (passed, pressed_at) else {
                    return Err(TestCaseError::fail(format!("opened by `{line}`")));
                };
                let tested_s = i64::from(shipped(Energy::Gas).leak_test_s);
                prop_assert_eq!(passed.at.seconds_since(pressed_at), tested_s);
            }
        }
    }

    /// A switch that an order opened closes by a release and then a press, never by itself.
    #[test]
    fn mt_09_st_12_a_switch_that_was_ordered_off_never_closes_by_itself(acts in anything()) {
        let mut stand = place(Kind::SmartElectricity);
        let (mut ordered_off, mut released) = (false, false);
        for line in acts {
            let act = Act::parse(line, stand.meter().now()).unwrap();
            let was_closed = is_open(stand.meter());
            let Ok(said) = stand.act(&act) else { continue };
            match line {
                "order cut" => (ordered_off, released) = (true, false),
                "order release" => released = true,
                _ => {}
            }
            if !was_closed && is_open(stand.meter()) && ordered_off {
                prop_assert!(released, "{line}");
                let held = Act::Press { button: Button::Green, held_s: 3, times: 1 };
                prop_assert_eq!(&act, &held);
                let to = ControlState::Connected;
                let what = Happening::Switched { to, by: By::Press };
                prop_assert_eq!(said.events.first().map(|e| e.what), Some(what));
                ordered_off = false;
            }
        }
    }

    /// The breaker of a card meter is lifted by a hand only.
    #[test]
    fn mt_13_a_lever_that_fell_is_lifted_by_a_hand(acts in anything()) {
        let mut stand = place(Kind::CardElectricity);
        for line in acts {
            let was_up = is_open(stand.meter());
            let act = Act::parse(line, stand.meter().now()).unwrap();
            if stand.act(&act).is_ok() && !was_up && is_open(stand.meter()) {
                prop_assert_eq!(line, "press lever");
            }
        }
    }

    /// Registers never fall, there is always a screen of the tables, and what is off counts nothing.
    #[test]
    fn mt_01_mt_11_mt_12_mt_13_registers_never_fall_and_a_screen_is_always_there(
        acts in anything(), kind in any_kind(),
    ) {
        let rows: Vec<ScreenRow> = crate::every_row();
        let mut stand = place(kind);
        for line in acts {
            let (before, was_open) = (registers(stand.meter()), is_open(stand.meter()));
            let act = Act::parse(line, stand.meter().now()).unwrap();
            let said = stand.act(&act);
            let after = registers(stand.meter());
            prop_assert!(before.iter().zip(&after).all(|(then, now)| now >= then), "{line}");
            let switched = said.is_ok_and(|said| !said.events.is_empty());
            if !was_open && !switched {
                prop_assert_eq!(before, after, "{}", line);
            }
            let screen = stand.screen();
            prop_assert!(rows.contains(&screen.row), "{screen}");
            prop_assert!(!screen.to_string().is_empty());
        }
    }

    /// However time is cut into steps, the meter ends the same.
    #[test]
    fn any_steps_of_time_lead_to_the_same_meter(
        acts in anything(), kind in any_kind(), cuts in proptest::collection::vec(1i64..90_000, 1..30),
    ) {
        let mut stand = place(kind);
        for line in acts {
            let act = Act::parse(line, stand.meter().now()).unwrap();
            let _ = stand.act(&act);
        }
        let (mut once, mut stepped) = (stand.meter().clone(), stand.meter().clone());
        let mut draw = stand.draw();
        let mut events = Vec::new();
        for cut in &cuts {
            events.extend(stepped.advance(stepped.now().plus_s(*cut), &mut draw));
        }
        let events_at_once = once.advance(stepped.now(), &mut draw);
        prop_assert_eq!(events, events_at_once);
        prop_assert_eq!(stepped, once);
    }

    /// What came in, less what was taken, is what is there; and a credit of more than the warning
    /// level is never off.
    #[test]
    fn mt_13_the_books_of_a_card_meter_add_up(acts in anything(), gas in any::<bool>()) {
        let mut stand = place(if gas { Kind::CardGas } else { Kind::CardElectricity });
        for line in acts {
            let act = Act::parse(line, stand.meter().now()).unwrap();
            let _ = stand.act(&act);
            let Meter::Card(meter) = stand.meter() else { unreachable!() };
            let r = meter.read_out();
            let sum = r.opened_with.0 + r.loaded.0 - r.charged.0 - r.fees.0 - r.repaid.0;
            prop_assert_eq!(sum, r.balance.0, "{}", line);
            // A level is reached when what is above it buys no more than a litre, here 0.0034.
            if r.balance > MicroEuro(5_004_000) && meter.mode() != Mode::Fault {
                prop_assert_eq!(meter.mode(), Mode::Normal);
            }
        }
    }

    #[test]
    fn a_line_is_an_act_or_an_error_that_repeats_it(line in "[ -~é]{0,40}") {
        if let Err(error) = Act::parse(&line, Instant(0)) {
            prop_assert!(error.to_string().contains(line.trim()));
        }
        let _ = Place::parse(&line);
        let _ = line.parse::<Card>();
    }
}

#[test]
fn mt_06_a_card_meter_hears_nothing_from_afar_and_gas_has_no_limiter() {
    let mut card = place(Kind::CardElectricity);
    let cut = Act::parse("order cut", Instant(0)).unwrap();
    let text = |error: StandError| crate::chain(&error);
    assert_eq!(
        text(card.act(&cut).unwrap_err()),
        "the meter refuses the command: a card meter hears nothing from afar"
    );
    let mut gas = place(Kind::SmartGas);
    let limit = Act::parse("order limit 10", Instant(0)).unwrap();
    assert_eq!(
        text(gas.act(&limit).unwrap_err()),
        "the meter refuses the command: a gas meter has no limiter"
    );
}

#[test]
fn a_line_that_is_not_understood_says_what_would_be() {
    let error = Act::parse("load 2.3 kW", Instant(0)).unwrap_err();
    assert_eq!(error.to_string(), "`load 2.3 kW` is not understood: load 2.3kW, load 800l/h");
    for wrong in
        ["wait", "wait 500d", "press pink", "card in FILE", "order limit", "load 9999999kW"]
    {
        assert!(Act::parse(wrong, Instant(0)).is_err(), "{wrong}");
    }
    assert!(Place::parse("place smart-gas").is_err(), "an instant is needed");
}
