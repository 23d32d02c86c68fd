//! Each knob gives its error by name at the head-end.

use super::*;
use ::supply::ControlState;
use dlms::client::Identity;
use std::collections::BTreeSet;
use std::time::Duration;
use virtual_meters::Draw;

const AT: &str = "at=2026-11-12T08:00:00+01:00";

async fn bad(knobs: &str) -> World {
    let mut world = world(&format!("smart-electricity {AT}"), knobs).await;
    world.head_end.timing.answer = Duration::from_millis(250);
    world
}

#[tokio::test]
async fn silent_and_slow_meters_do_not_answer_in_time() {
    let error = bad("silent").await.associate().await.unwrap_err();
    assert!(matches!(error, DlmsError::Silent { .. }), "{error:?}");
    let mut world = bad("slow=600ms").await;
    let error = world.associate().await.unwrap_err();
    assert!(matches!(error, DlmsError::Silent { .. }), "{error:?}");
    // Whoever waits long enough gets its answer.
    world.head_end.timing.answer = Duration::from_secs(5);
    tokio::time::sleep(Duration::from_millis(700)).await;
    world.associate().await.unwrap().read_clock().await.unwrap();
}

#[tokio::test]
async fn a_wrong_key_another_meter_and_another_profile_are_named() {
    let error = bad("wrong-key").await.associate().await.unwrap_err();
    assert!(matches!(error, DlmsError::WrongKey { generation: 1 }), "{error:?}");

    let world = bad("other-serial").await;
    let who = |title| Identity { serial: world.address.id.clone(), title, device: None };
    let mut association = world.associate().await.unwrap();
    let error = association.check_identity(&who(None)).await.unwrap_err();
    assert_eq!(error.to_string(), "the meter calls itself `900000001`, not `000000001`");
    let world = bad("").await;
    let mut association = world.associate().await.unwrap();
    assert!(association.check_identity(&who(None)).await.unwrap());
    // A title that is known is proven by the keys; the name is not asked for.
    let other = Some(SystemTitle(*b"TIR\0\0\0\0\x09"));
    let error = association.check_identity(&who(other)).await.unwrap_err();
    assert!(matches!(error, DlmsError::OtherMeter { .. }), "{error:?}");

    let world = bad("version").await;
    let error = world.associate().await.unwrap().check_objects().await.unwrap_err();
    assert!(matches!(error, DlmsError::ClassVersion { class: 7, found: 0, .. }), "{error:?}");

    let world = bad("scaler").await;
    let mut association = world.associate().await.unwrap();
    let error = association.read_registers(world.time.now(), 60).await.unwrap_err();
    assert!(matches!(error, DlmsError::ScalerChanged { expected: 0, found: 3, .. }), "{error:?}");
}

#[tokio::test]
async fn a_clock_an_hour_off_is_named() {
    let world = bad("clock=+3600s").await;
    let mut association = world.associate().await.unwrap();
    let read = association.read_registers(world.time.now(), 60).await.unwrap();
    let error = read.drift.check().unwrap_err();
    assert_eq!(error.to_string(), "the clock of the meter is off by 3600 s, 60 s are tolerated");
}

#[tokio::test]
async fn mt_18_holes_are_named_and_the_same_each_time() {
    let world = bad("holes=0.1").await;
    world.plug_in(Draw::watt(400));
    world.wait_s(86_400);
    let (from, to) = (at("2026-11-12T08:15:00+01:00"), at("2026-11-13T08:00:00+01:00"));
    let mut association = world.associate().await.unwrap();
    let read = association.read_profile(Role::LoadProfile, from, to).await.unwrap();
    let error = read.complete().unwrap_err();
    assert!(matches!(error, DlmsError::ProfileHoles { .. }), "{error:?}");
    assert!((2..30).contains(&read.holes.len()), "{} of 96", read.holes.len());
    let again = association.read_profile(Role::LoadProfile, from, to).await.unwrap();
    assert_eq!(read, again);
}

#[tokio::test]
async fn a_counter_that_begins_anew_and_a_recording_are_replays() {
    let world = bad("stale-counter").await;
    let mut first = world.associate().await.unwrap();
    first.read_clock().await.unwrap();
    first.release().await.unwrap();
    let error = world.associate_anew().await.unwrap_err();
    assert!(matches!(error, DlmsError::Replayed), "{error:?}");

    let world = bad("").await;
    let mut association = world.associate().await.unwrap();
    association.read_clock().await.unwrap();
    world.meter.set_knobs("replays=1".parse().unwrap());
    let error = association.read_clock().await.unwrap_err();
    assert!(matches!(error, DlmsError::Replayed), "{error:?}");
}

/// On a line that loses every answer in one way or another, an order is carried out all the same, and
/// each way has its name.
#[tokio::test]
async fn mt_07_an_order_is_carried_out_though_its_answer_is_lost() {
    let mut names = BTreeSet::new();
    for seed in 0..16 {
        let world = bad("").await;
        let mut association = world.associate().await.unwrap();
        world.meter.lock().dice = chance::Dice::new(seed);
        world.meter.set_knobs("lossy=1".parse().unwrap());
        let error = association.disconnect().await.unwrap_err();
        names.insert(match error {
            DlmsError::Silent { .. } => "silent",
            DlmsError::Closed | DlmsError::Lost { .. } => "closed",
            DlmsError::Replayed => "replayed",
            error => panic!("{error:?}"),
        });
        let state = world.meter.seen().meter().control_state();
        assert_eq!(state, ControlState::Disconnected);
        // The line is good again: what is read back settles it.
        world.meter.set_knobs(Knobs::default());
        drop(association);
        tokio::time::sleep(Duration::from_millis(1_400)).await;
        let mut association = world.associate_anew().await.unwrap();
        assert_eq!(association.control_state().await.unwrap(), ControlState::Disconnected);
    }
    assert_eq!(names, BTreeSet::from(["silent", "closed", "replayed"]));
}

/// What is lost follows from the seed alone.
#[test]
fn the_same_seed_loses_the_same_answers() {
    let conducts = |seed| {
        let mut dice = chance::Dice::new(seed);
        (0..200).map(|_| dice.falls(100_000)).collect::<Vec<_>>()
    };
    assert_eq!(conducts(1), conducts(1));
    assert_ne!(conducts(1), conducts(2));
    let lost = conducts(1).into_iter().filter(|lost| *lost).count();
    assert!((8..36).contains(&lost), "{lost} of 200");
}
