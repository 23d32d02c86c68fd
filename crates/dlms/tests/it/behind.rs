//! A gas meter on M-Bus, through the electricity meter that speaks for it.

use crate::fixture::{Model, NOW, at, obis, world_behind};
use dlms::client::{Amount, Identity, LeakTest};
use dlms::{DlmsError, Role};
use supply::ControlState;
use units::Litres;

#[tokio::test]
async fn mt_01_gas_is_read_through_the_meter_of_its_channel() {
    let (world, _) = world_behind().await;
    let mut association = world.associate().await.unwrap();
    association.check_objects().await.unwrap();
    association.check_capture(Role::DailyProfile).await.unwrap();
    let read = association.read_registers(at(NOW), 60).await.unwrap();
    let volume = Amount::Volume(Litres(Model::value(obis("0-1:24.2.3.255"), at(NOW))));
    assert_eq!(read.values, [(obis("0-1:24.2.3.255"), volume)]);
    let (from, to) = (at("2026-03-09T00:00:00+01:00"), at("2026-03-10T00:00:00+01:00"));
    let rows = association.read_profile(Role::DailyProfile, from, to).await.unwrap();
    assert_eq!((rows.rows.len(), rows.holes.len()), (2, 0));
    assert_eq!(rows.rows[0].values.len(), 1, "of gas, not of electricity");
}

#[tokio::test]
async fn mt_06_mt_10_a_valve_is_shut_and_released_through_it_and_the_breaker_stays_as_it_is() {
    let (world, gas) = world_behind().await;
    let state = |model: &Model| model.0.lock().unwrap().state;
    let mut association = world.associate().await.unwrap();
    assert_eq!(association.disconnect().await.unwrap(), ControlState::Disconnected);
    assert_eq!(state(&gas), ControlState::Disconnected);
    assert_eq!(state(&world.model), ControlState::Connected, "the light is another matter");
    let ready = association.release_supply().await.unwrap();
    assert_eq!(ready, ControlState::ReadyForReconnection, "a press opens it, never we");
    assert_eq!(state(&world.model), ControlState::Connected);
    assert_eq!(association.leak_test().await.unwrap(), Some(LeakTest::None));
    gas.0.lock().unwrap().tests = true;
    assert_eq!(association.leak_test().await.unwrap(), Some(LeakTest::Runs));
    gas.0.lock().unwrap().tests = false;
    gas.0.lock().unwrap().saw_gas = true;
    assert_eq!(association.leak_test().await.unwrap(), Some(LeakTest::SawGas));
    let amount = "-3.63".parse().unwrap();
    association.show_balance(amount, at(NOW), amount).await.unwrap();
    assert!(world.inside().written.is_empty(), "what gas has left is shown at the gas meter");
    let cents = "DisplayBalanceCents(-363)".to_owned();
    assert!(gas.0.lock().unwrap().written.contains(&cents));
}

#[tokio::test]
async fn cg_12_another_device_on_the_bus_is_another_meter() {
    let (world, gas) = world_behind().await;
    let (serial, title) = (world.meter.id.clone(), Some(world.served.title()));
    let who = Identity { serial, title, device: Some("000004711".to_owned()) };
    let mut association = world.associate().await.unwrap();
    assert!(association.check_identity(&who).await.unwrap());
    gas.0.lock().unwrap().serial = Some("4712".to_owned());
    let error = association.check_identity(&who).await.unwrap_err();
    assert!(matches!(&error, DlmsError::OtherMeter { found, .. } if found == "4712"), "{error:?}");
}
