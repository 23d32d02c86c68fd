//! Cut, released, pressed: what a head-end orders and a hand does.

use super::*;
use ::supply::ControlState;
use dlms::client::Amount;
use dlms::face::MeterModel;
use virtual_meters::{Draw, Meter};

const DAY: &str = "at=2026-11-12T08:00:00+01:00";

fn watt(world: &World) -> i32 {
    match world.meter.seen().meter() {
        Meter::SmartElectricity(meter) => meter.phases().iter().map(|phase| phase.watt).sum(),
        Meter::SmartGas(_) | Meter::Card(_) => panic!("no electricity"),
    }
}

fn litres(world: &World) -> i64 {
    let obis = "0-1:24.2.3.255".parse().unwrap();
    world.meter.register(obis).unwrap()
}

#[tokio::test]
async fn mt_09_cut_released_and_pressed_for_three_seconds() {
    let world = world(&format!("smart-electricity {DAY}"), "").await;
    world.plug_in(Draw::watt(1_500));
    let mut association = world.associate().await.unwrap();
    assert_eq!(association.control_state().await.unwrap(), ControlState::Connected);
    assert_eq!(association.disconnect().await.unwrap(), ControlState::Disconnected);
    assert_eq!(watt(&world), 0, "nothing flows");
    let cut_at = association.read_registers(world.time.now(), 5).await.unwrap().values;
    world.wait_s(3_600);
    let later = association.read_registers(world.time.now(), 5).await.unwrap().values;
    assert_eq!(cut_at, later);
    // A press before the release does nothing but wake the display.
    world.meter.press(Button::Green, 3);
    assert!(world.screen().contains("switch-open"), "{}", world.screen());
    assert!(!world.screen().contains("arrow-blinks"), "{}", world.screen());
    let released = association.release_supply().await.unwrap();
    assert_eq!(released, ControlState::ReadyForReconnection);
    assert!(world.screen().contains("arrow-blinks"), "{}", world.screen());
    assert_eq!(watt(&world), 0, "a release closes nothing");
    world.meter.press(Button::Green, 2);
    assert_eq!(association.control_state().await.unwrap(), ControlState::ReadyForReconnection);
    world.meter.press(Button::Green, 3);
    assert_eq!(association.control_state().await.unwrap(), ControlState::Connected);
    assert_eq!(watt(&world), 1_500);
    assert!(!world.screen().contains("arrow-blinks"), "{}", world.screen());
    assert_eq!(
        world.happened(),
        ["Disconnected, by Order", "ReadyForReconnection, by Order", "Connected, by Press"]
    );
    // Released once more, it stays on.
    assert_eq!(association.release_supply().await.unwrap(), ControlState::Connected);
}

#[tokio::test]
async fn mt_10_gas_returns_by_a_press_and_a_leak_test_that_passes_only() {
    let world = world(&format!("smart-gas {DAY}"), "").await;
    world.plug_in(Draw::gas(600));
    let mut association = world.associate().await.unwrap();
    assert_eq!(association.disconnect().await.unwrap(), ControlState::Disconnected);
    world.wait_s(3_600);
    assert_eq!(litres(&world), 0);
    world.meter.press(Button::UnderArrow, 3);
    assert_eq!(association.control_state().await.unwrap(), ControlState::Disconnected);
    association.release_supply().await.unwrap();
    // The stove is still open: gas flows, and the test fails at once.
    world.meter.press(Button::UnderArrow, 3);
    assert_eq!(association.control_state().await.unwrap(), ControlState::ReadyForReconnection);
    // A tap is opened during the test.
    world.plug_in(Draw::gas(0));
    world.meter.press(Button::UnderArrow, 3);
    world.wait_s(719);
    assert!(world.screen().starts_with(" | 1 s |"), "{}", world.screen());
    assert_eq!(association.control_state().await.unwrap(), ControlState::ReadyForReconnection);
    world.plug_in(Draw::gas(20));
    world.wait_s(60);
    assert_eq!(association.control_state().await.unwrap(), ControlState::ReadyForReconnection);
    world.plug_in(Draw::gas(0));
    world.meter.press(Button::UnderArrow, 3);
    world.wait_s(719);
    assert_eq!(association.control_state().await.unwrap(), ControlState::ReadyForReconnection);
    world.wait_s(1);
    assert_eq!(association.control_state().await.unwrap(), ControlState::Connected);
    world.plug_in(Draw::gas(600));
    world.wait_s(600);
    assert_eq!(litres(&world), 100);
    assert_eq!(
        world.happened(),
        [
            "Disconnected, by Order",
            "ReadyForReconnection, by Order",
            "leak test begins",
            "leak test ends: gas flows",
            "leak test begins",
            "leak test ends: gas flows",
            "leak test begins",
            "leak test passed: the valve opens"
        ]
    );
}

#[tokio::test]
async fn mt_15_the_limiter_opens_above_its_threshold_and_a_press_closes_it() {
    let world = world(&format!("smart-electricity {DAY}"), "").await;
    let mut association = world.associate().await.unwrap();
    assert_eq!(association.limit().await.unwrap(), 999);
    assert_eq!(association.set_limit(10).await.unwrap(), 10);
    world.plug_in(Draw::watt(2_300));
    world.wait_s(600);
    assert_eq!(association.control_state().await.unwrap(), ControlState::Connected);
    world.plug_in(Draw::watt(2_400));
    world.wait_s(9);
    assert_eq!(association.control_state().await.unwrap(), ControlState::Connected);
    world.wait_s(1);
    assert_eq!(association.control_state().await.unwrap(), ControlState::ReadyForReconnection);
    assert_eq!(watt(&world), 0);
    world.plug_in(Draw::watt(800));
    world.meter.press(Button::Green, 3);
    assert_eq!(association.control_state().await.unwrap(), ControlState::Connected);
    assert_eq!(watt(&world), 800);
    assert_eq!(association.set_limit(999).await.unwrap(), 999);
    world.plug_in(Draw::watt(9_000));
    world.wait_s(600);
    assert_eq!(watt(&world), 9_000);
    assert_eq!(
        world.happened(),
        ["limit 10 A", "ReadyForReconnection, by Overload", "Connected, by Press", "no limit"]
    );
    assert!(association.set_limit(0).await.is_err(), "a limit of nothing would be a cut");
    assert_eq!(association.limit().await.unwrap(), 999);
}

#[tokio::test]
async fn st_17_a_meter_without_network_says_nothing_and_returns_as_it_was() {
    let mut world = world(&format!("smart-electricity {DAY}"), "").await;
    world.head_end.timing.answer = std::time::Duration::from_millis(200);
    let mut inside = world.meter.clone();
    let mut act = |line: &str| {
        let act = Act::parse(line, at("2026-11-12T08:00:00+01:00")).unwrap();
        inside.act(&act).unwrap();
    };
    act("network off");
    assert!(matches!(world.associate().await, Err(DlmsError::Silent { .. })));
    act("network on");
    let mut association = world.associate_anew().await.unwrap();
    assert_eq!(association.control_state().await.unwrap(), ControlState::Connected);
}

/// What a person does before the page and what a head-end orders is one meter, and each sees the other.
#[tokio::test]
async fn a_person_and_a_head_end_stand_before_the_same_meter() {
    let world = world(&format!("smart-electricity {DAY}"), "").await;
    let mut page: Box<dyn Site> = Box::new(world.meter.clone());
    let mut act = |line: &str| {
        let act = Act::parse(line, page.seen().meter().now()).unwrap();
        page.act(&act).unwrap()
    };
    act("load 1kW");
    act("wait 1h");
    let mut association = world.associate().await.unwrap();
    let read = association.read_registers(world.time.now(), 3_600).await.unwrap();
    assert_eq!(read.values[0].1, Amount::Energy("1".parse().unwrap()));
    assert_eq!(read.drift.by_s, 3_600, "time that was let pass before the meter is its own");
    association.disconnect().await.unwrap();
    assert_eq!(act("show").lines()[0], "09:00:00  Disconnected, by Order");
    association.release_supply().await.unwrap();
    act("press green 3s");
    assert_eq!(association.control_state().await.unwrap(), ControlState::Connected);
}
