//! Registers, clock, stored rows.

use crate::fixture::{Model, NOW, at, obis, profile, world, world_of};
use dlms::client::Amount;
use dlms::{Attribute, Role, Value};
use units::{Litres, MilliWattHours};

#[tokio::test]
async fn mt_17_registers_come_exact_with_the_clock_of_the_meter() {
    let world = world().await;
    let mut association = world.associate().await.unwrap();
    association.check_objects().await.unwrap();
    let read = association.read_registers(at(NOW).plus_s(-3), 60).await.unwrap();
    assert_eq!((read.at, read.drift.by_s), (at(NOW), 3));
    read.drift.check().unwrap();
    let energy = |name: &str| {
        let found = read.values.iter().find(|(obis, _)| *obis == crate::fixture::obis(name));
        found.unwrap().1
    };
    let wh = Model::value(obis("1-0:1.8.1.255"), at(NOW));
    assert_eq!(energy("1-0:1.8.1.255"), Amount::Energy(MilliWattHours(wh * 1000)));
    assert!(matches!(energy("1-0:32.7.0.255"), Amount::Other { raw: 2_347, .. }));
    assert_eq!(read.values.len(), 5);
    association.release().await.unwrap();
}

#[tokio::test]
async fn mt_18_a_week_of_quarter_hours_comes_in_blocks() {
    let world = world().await;
    let mut association = world.associate().await.unwrap();
    association.check_capture(Role::LoadProfile).await.unwrap();
    let (from, to) = (at("2026-03-03T00:00:00+01:00"), at("2026-03-10T00:00:00+01:00"));
    let before = association.bytes();
    let rows = association.read_profile(Role::LoadProfile, from, to).await.unwrap();
    let bytes = association.bytes() - before;
    let rows = rows.complete().unwrap();
    assert_eq!((rows.len(), rows[0].at, rows[672].at), (673, from, to));
    assert!(bytes > 673 * 20, "a row has at least 20 bytes: {bytes}");
    for row in rows {
        let wh = Model::value(obis("1-0:1.8.1.255"), row.at);
        assert_eq!(row.values[0].1, Amount::Energy(MilliWattHours(wh * 1000)));
    }
    let days = association.read_profile(Role::DailyProfile, from, to).await.unwrap();
    assert_eq!(days.complete().unwrap().len(), 8);
    association.release().await.unwrap();
}

#[tokio::test]
async fn mt_01_gas_comes_over_its_meters_association_with_its_own_time() {
    let gas = profile("be-gas-mbus");
    let world = world_of(gas.clone(), gas).await;
    let mut association = world.associate().await.unwrap();
    association.check_objects().await.unwrap();
    let read = association.read_registers(at(NOW), 60).await.unwrap();
    let volume = Model::value(obis("0-1:24.2.3.255"), at(NOW));
    assert_eq!(read.values, [(obis("0-1:24.2.3.255"), Amount::Volume(Litres(volume)))]);
    assert_eq!(read.captured, [(obis("0-1:24.2.3.255"), at(NOW).plus_min(-10))]);
}

#[tokio::test]
async fn plain_and_both_suites_read_alike() {
    use dlms::Security;
    for security in [Security::Plain, Security::Suite0, Security::Suite1] {
        let mut kind = profile("be-three-phase");
        kind.security = security;
        let world = world_of(kind.clone(), kind).await;
        if security == Security::Plain {
            assert!(world.associate().await.is_ok());
            continue;
        }
        let mut association = world.associate().await.unwrap();
        assert_eq!(association.read_registers(at(NOW), 60).await.unwrap().values.len(), 10);
    }
}

#[tokio::test]
async fn what_the_meter_refuses_is_said_with_the_attribute() {
    let world = world().await;
    let mut association = world.associate().await.unwrap();
    let nothing = Attribute { class: 3, obis: obis("1-0:99.9.9.255"), index: 2 };
    let refused = association.get(nothing).await.unwrap_err().to_string();
    assert_eq!(
        refused,
        "the meter refused attribute 2 of 1-0:99.9.9.255 (class 3): read write denied"
    );
    // A refusal in a list costs the others nothing.
    let clock = Attribute { class: 8, obis: obis("0-0:1.0.0.255"), index: 2 };
    let got = association.get_all(&[nothing, clock]).await.unwrap();
    assert!(got[0].is_err() && matches!(got[1], Ok(Value::Octets(_))));
}

#[tokio::test]
async fn no_nonce_is_used_twice_over_many_associations() {
    let world = world().await;
    let mut last = 0;
    for _ in 0..5 {
        let mut association = world.associate().await.unwrap();
        association.read_clock().await.unwrap();
        association.release().await.unwrap();
        let (own, heard) = world.served.counters();
        assert!(heard.unwrap() > last, "the meter takes rising counters only");
        last = heard.unwrap();
        assert!(own > 0);
    }
}
