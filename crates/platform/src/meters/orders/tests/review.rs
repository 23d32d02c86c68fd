//! Two workers, two clocks, and displays that overtake one another.

use super::*;
use crate::meters::pushes::Told;
use store::NewMessage;
use supply::{Cause, CommandKind, MeterCommand};
use timeline::Alarm;

const READY: &str = "2026-11-04T07:59:50+01:00";

/// An order to cut that waits for a silent meter, at 08:05.
async fn waiting() -> World {
    let mut world = World::new(READY, 1);
    world.faults.lock().unwrap().unreachable = true;
    world.live_until("2026-11-04T08:05:00+01:00").await;
    assert_eq!(world.supply(), SupplyState::DisconnectOrdered);
    world
}

/// What is told by a server whose clock is ahead by some seconds keeps the light on.
async fn told_ahead(tell: impl FnOnce(&mut World, Instant)) {
    let mut world = waiting().await;
    let ahead = world.now().plus_s(3_600);
    tell(&mut world, ahead);
    world.faults.lock().unwrap().unreachable = false;
    world.live_until("2026-11-04T08:20:00+01:00").await;
    assert_eq!(world.done(), [""; 0], "{:?}", world.log);
}

#[tokio::test(start_paused = true)]
async fn cg_17_the_last_look_reads_what_another_clock_has_dated_later() {
    let record = |world: &mut World, fact: &Fact, at: Instant| {
        let account = world.account.clone();
        world.engine.record(&account, fact, at).unwrap();
    };
    told_ahead(|world, at| {
        let eur = "25.00".parse().unwrap();
        record(world, &Fact::TopUp { eur, channel: "web".into(), id: "T-1".into() }, at);
    })
    .await;
    told_ahead(|world, at| {
        record(world, &Fact::Flag { name: "medical_device".into(), until: None }, at);
    })
    .await;
    told_ahead(|world, at| {
        let covers = Covers { energy: None, area: Some("Huy".into()) };
        let set = FleetFact::StopSet { switch: "S".into(), covers, by: "an".into() };
        world.engine.record_fleet(Dso::Ores, None, &set, at).unwrap();
    })
    .await;
    told_ahead(|world, at| {
        let opened = FleetFact::IncidentOpened {
            incident: "I".into(),
            kind: "terminals".into(),
            covers: Covers { energy: None, area: None },
            by: "an".into(),
        };
        world.engine.record_fleet(Dso::Ores, None, &opened, at).unwrap();
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn mt_07_a_state_that_was_read_before_the_last_order_is_not_its_answer() {
    let mut world = World::new(READY, 1);
    world.live_until("2026-11-04T08:01:00+01:00").await;
    assert_eq!(world.supply(), SupplyState::Disconnected);
    // Another worker has read this before the cut, and tells it only now.
    let (account, now) = (world.account.clone(), world.now());
    let state = |control| Fact::MeterState { control };
    let read_at = instant("2026-11-04T07:59:58+01:00");
    let said = world.engine.record_late(&account, &state(ControlState::Connected), read_at, now);
    let said: Vec<String> = said.unwrap().into_iter().map(|line| line.event).collect();
    assert_eq!(said, ["meter_state_overtaken"]);
    assert_eq!(
        world.supply(),
        SupplyState::Disconnected,
        "it is off, and a payment brings it back"
    );
    assert_eq!(world.commands_waiting(), 1, "the meter is asked again");
    world.live_until("2026-11-04T08:02:00+01:00").await;
    assert_eq!((world.supply(), world.commands_waiting()), (SupplyState::Disconnected, 0));
    // Read after the cut, it is what the meter says.
    let now = world.now();
    world.engine.record_late(&account, &state(ControlState::Connected), now, now).unwrap();
    assert_eq!(world.supply(), SupplyState::Connected);
}

#[tokio::test(start_paused = true)]
async fn cg_12_a_plain_meter_is_asked_for_its_number_before_it_is_cut() {
    for (number, cut) in [(METER, true), ("METER-2", false)] {
        let mut world = World::plain(READY, number);
        world.live_until("2026-11-04T08:10:00+01:00").await;
        assert_eq!(world.done().contains(&"off"), cut, "{number}: {:?}", world.log);
        let alarmed = world.names().contains(&"meter_swapped".to_owned());
        assert_eq!(alarmed, !cut, "{:?}", world.names());
    }
}

/// Questions and a display, whatever the meter is; what is told of it on the timeline.
async fn alarms_of(mut world: World) -> Vec<String> {
    let (id, now) = (world.account.id, world.now());
    let question = |id: &str, kind| {
        let command = MeterCommand::new(id.into(), kind, Cause::Push, now, None);
        NewMessage {
            key: format!("command/{id}"),
            at: now,
            lane: command.lane().number(),
            kind: "command".into(),
            body: serde_json::to_string(&command).unwrap(),
        }
    };
    let asked = [
        (id, question("R-1", CommandKind::Read)),
        (id, question("M-1", CommandKind::Message { text: "hello".into() })),
        (id, question("C-1", CommandKind::Connect)),
        (id, display("D-1", "1.00", now, Cause::Push)),
    ];
    world.engine.store.add_messages(Dso::Ores, &asked).unwrap();
    for _ in 0..12 {
        world.round(10).await;
    }
    crate::testing::sound(&mut world.engine);
    let names = world.names();
    let alarms = ["meter_wrong_key", "meter_closes_from_afar", "meter_swapped"];
    names.into_iter().filter(|name| alarms.contains(&name.as_str())).collect()
}

#[tokio::test(start_paused = true)]
async fn mt_17_whatever_is_asked_of_a_meter_with_other_keys_is_told_once_a_day() {
    let at = "2026-11-03T09:00:00+01:00";
    assert_eq!(alarms_of(World::new(at, 1)).await, [""; 0]);
    let mut world = World::new(at, 1);
    let other = MeterKeys { encryption: SecretKey::new([9; 16]), ..keys() };
    let boxed = Box::new(world.model.clone());
    let title = SystemTitle(*b"TIR\0\0\0\0\x01");
    world.served = ServedModel::new(Arc::clone(&world.profile), title, Some(other), boxed);
    world.restart();
    assert_eq!(alarms_of(world).await, ["meter_wrong_key"]);
}

#[tokio::test(start_paused = true)]
async fn mt_17_what_comes_in_the_name_of_a_meter_is_told_once_a_day_and_moves_nothing() {
    let mut world = World::new("2026-11-03T09:00:00+01:00", 1);
    let meter = store::Meter {
        serial: METER.into(),
        placed_at: instant("2026-10-30T00:00:00+01:00"),
        removed_at: None,
        dso: Dso::Ores,
        ean: world.account.ean,
        energy: Energy::Electricity,
        profile: "be-single-phase".into(),
        place: "127.0.0.1:1".into(),
        hdlc_physical: None,
        server: None,
        cell: "cell".into(),
        title: None,
        read_midnight: None,
        behind: None,
    };
    world.engine.store.place_meters(&[meter], false).unwrap();
    let day = 86_400;
    for (number, after_s) in [0, 5, day].into_iter().enumerate() {
        tokio::time::sleep(Duration::from_secs(after_s)).await;
        for alarm in [Alarm::Forged, Alarm::Replayed] {
            let why = format!("from port {number}");
            let told = Told::Dropped { why, meter: Some((METER.into(), alarm)) };
            crate::work::hear(&mut world.engine, &mut world.field, told, &mut |_| {});
        }
    }
    let stranger = Told::Dropped { why: "from anywhere".into(), meter: None };
    crate::work::hear(&mut world.engine, &mut world.field, stranger, &mut |_| {});
    let names = world.names();
    let told: Vec<&String> =
        names.iter().filter(|name| *name == "meter_forged" || *name == "meter_replayed").collect();
    assert_eq!(told, ["meter_forged", "meter_replayed", "meter_forged", "meter_replayed"]);
    assert_eq!(world.field.under_way(), 0, "nobody is asked");
}

#[tokio::test(start_paused = true)]
async fn mt_08_what_a_meter_should_show_is_given_up_by_name_once_a_day() {
    for (unreachable, told) in [(false, 0), (true, 1)] {
        let mut world = World::new("2026-11-03T09:00:00+01:00", 1);
        world.faults.lock().unwrap().unreachable = unreachable;
        let (id, now) = (world.account.id, world.now());
        let text = "hello".to_owned();
        let hello =
            MeterCommand::new("M-1".into(), CommandKind::Message { text }, Cause::Push, now, None);
        let message = NewMessage {
            key: "command/M-1".to_owned(),
            at: now,
            lane: hello.lane().number(),
            kind: "command".into(),
            body: serde_json::to_string(&hello).unwrap(),
        };
        let both = [(id, display("D-1", "1.00", now, Cause::Push)), (id, message)];
        world.engine.store.add_messages(Dso::Ores, &both).unwrap();
        for _ in 0..12 {
            world.round(20).await;
        }
        let waiting = world.engine.store.waiting_commands(id).unwrap();
        assert!(waiting.iter().all(|one| !one.key.ends_with("-1")), "{:?}", world.log);
        let names = world.names();
        let count = names.iter().filter(|name| *name == "meter_not_taken").count();
        assert_eq!(count, told, "{names:?}");
        assert!(!names.contains(&"binding".to_owned()));
    }
}

#[tokio::test(start_paused = true)]
async fn mt_07_a_question_without_an_end_is_given_up_by_name_and_a_release_never() {
    let mut world = World::new("2026-11-03T09:00:00+01:00", 1);
    world.faults.lock().unwrap().unreachable = true;
    let (id, now) = (world.account.id, world.now());
    let old = |id: &str, kind, days: i64| {
        let at = now.plus_h(-24 * days);
        let command = MeterCommand::new(id.into(), kind, Cause::Push, at, None);
        NewMessage {
            key: format!("command/{id}"),
            at,
            lane: command.lane().number(),
            kind: "command".into(),
            body: serde_json::to_string(&command).unwrap(),
        }
    };
    let asked = [
        (id, old("R-29", CommandKind::Read, 29)),
        (id, old("R-31", CommandKind::Read, 31)),
        (id, old("C-31", CommandKind::Connect, 31)),
    ];
    world.engine.store.add_messages(Dso::Ores, &asked).unwrap();
    for _ in 0..4 {
        world.round(20).await;
    }
    let waiting = world.engine.store.waiting_commands(id).unwrap();
    let keys = waiting.iter().map(|one| one.key.as_str());
    let keys: Vec<&str> = keys.filter(|key| key.ends_with("-29") || key.ends_with("-31")).collect();
    assert_eq!(keys, ["command/C-31", "command/R-29"], "{:?}", world.log);
    let told = world.names().into_iter().filter(|name| name == "meter_unanswered").count();
    assert_eq!(told, 1);
}

#[tokio::test(start_paused = true)]
async fn mt_06_mt_10_a_gas_meter_that_closes_from_afar_is_told_and_nothing_is_sent_to_it() {
    let mut world = World::built("2026-11-03T09:00:00+01:00", 1, Home::Gas, "sqlite::memory:");
    let mut profile = Profile::clone(&world.profile);
    for object in &mut profile.objects {
        object.control_mode = object.control_mode.map(|_| 2);
    }
    world.model.inside().state = ControlState::Disconnected;
    let boxed = Box::new(world.model.clone());
    let title = SystemTitle(*b"TIR\0\0\0\0\x01");
    world.served = ServedModel::new(Arc::new(profile), title, Some(keys()), boxed);
    // What the head-end believes of it is as before.
    world.field = world.dispatcher();
    let model = world.model.clone();
    let told = alarms_of(world).await;
    assert_eq!(told, ["meter_closes_from_afar"]);
    assert_eq!(model.inside().done.len(), 0);
}

fn display(id: &str, eur: &str, at: Instant, cause: Cause) -> NewMessage {
    let balance = eur.parse().unwrap();
    let kind = CommandKind::Display { balance, at, emergency_left: balance };
    let command = MeterCommand::new(id.into(), kind, cause, at, None);
    NewMessage {
        key: format!("command/{id}"),
        at,
        lane: command.lane().number(),
        kind: "command".into(),
        body: serde_json::to_string(&command).unwrap(),
    }
}

#[tokio::test(start_paused = true)]
async fn pa_42_an_older_balance_that_is_tried_again_never_overwrites_a_newer_one() {
    let mut world = World::new("2026-11-03T09:00:00+01:00", 1);
    let (id, morning) = (world.account.id, world.now());
    let day = "2026-11-02".parse().unwrap();
    let told = |world: &mut World, message: NewMessage| {
        world.engine.store.add_messages(Dso::Ores, &[(id, message)]).unwrap();
    };
    // The morning's finds the meter silent, and is to be tried again.
    told(&mut world, display("M-1", "5.00", morning, Cause::Morning { day }));
    world.faults.lock().unwrap().unreachable = true;
    world.round(30).await;
    assert_eq!(world.commands_waiting(), 1);
    // A payment tells more, and the line is good again: its own push comes first.
    let at = world.now();
    told(&mut world, display("P-1", "30.00", at, Cause::Push));
    world.faults.lock().unwrap().unreachable = false;
    world.live_until("2026-11-03T09:15:00+01:00").await;
    assert_eq!(world.commands_waiting(), 0, "{:?}", world.log);
    let inside = world.model.inside();
    let told = (inside.shown, inside.cents);
    assert_eq!(told, (1, 3_000), "the older one is withdrawn: {:?}", world.log);
}

#[tokio::test(start_paused = true)]
async fn st_13_st_15_a_leak_test_that_fails_at_once_is_known_once_and_guides() {
    let mut world = World::built(READY, 1, Home::Gas, "sqlite::memory:");
    world.live_until("2026-11-04T08:01:00+01:00").await;
    world.pay("25.00", "T-1");
    world.live_until("2026-11-04T08:02:00+01:00").await;
    // Begun and ended between two questions.
    assert!(world.press());
    world.model.inside().testing_since = None;
    world.model.inside().saw_gas = true;
    world.live_until("2026-11-04T08:10:00+01:00").await;
    assert_eq!(world.supply(), SupplyState::ReadyForReconnection);
    let tests = |world: &mut World| {
        let names = world.names();
        names.into_iter().filter(|name| name.starts_with("leak_test")).collect::<Vec<_>>()
    };
    assert_eq!(tests(&mut world), ["leak_test_started", "leak_test_failed"], "{:?}", world.log);
    let messages = world.engine.store.messages(&[world.account.id]).unwrap();
    let guides = messages.iter().filter(|one| one.body.contains("leak_test_failed"));
    assert_eq!(guides.count(), 1, "who stands there is told what to do");
    // A worker that begins again does not tell it again, and the next test is one of its own.
    world.restart();
    world.live_until("2026-11-04T08:20:00+01:00").await;
    assert!(world.press());
    world.live_until("2026-11-04T08:40:00+01:00").await;
    assert_eq!(world.supply(), SupplyState::Connected);
    let all = ["leak_test_started", "leak_test_failed", "leak_test_started", "leak_test_passed"];
    assert_eq!(tests(&mut world), all);
    crate::testing::sound(&mut world.engine);
}

#[tokio::test(start_paused = true)]
async fn st_13_st_15_a_leak_test_is_known_while_it_runs_and_passes_by_the_meters_word_only() {
    let mut world = World::built(READY, 1, Home::Gas, "sqlite::memory:");
    world.live_until("2026-11-04T08:01:00+01:00").await;
    assert_eq!(world.done(), ["off"]);
    world.pay("25.00", "T-1");
    world.live_until("2026-11-04T08:02:00+01:00").await;
    assert!(world.press());
    world.live_until("2026-11-04T08:03:00+01:00").await;
    assert_eq!(world.supply(), SupplyState::LeakTesting);
    // Gas flows: the valve stays shut.
    world.model.inside().testing_since = None;
    world.live_until("2026-11-04T08:04:00+01:00").await;
    assert_eq!(world.supply(), SupplyState::ReadyForReconnection);
    assert!(world.press());
    world.live_until("2026-11-04T08:15:30+01:00").await;
    assert_eq!(world.supply(), SupplyState::LeakTesting);
    // Its time is over, and the meter cannot be heard: nobody says that there is gas.
    world.faults.lock().unwrap().unreachable = true;
    world.live_until("2026-11-04T08:18:00+01:00").await;
    assert_eq!(world.supply(), SupplyState::LeakTesting);
    world.faults.lock().unwrap().unreachable = false;
    world.live_until("2026-11-04T08:26:00+01:00").await;
    assert_eq!(world.supply(), SupplyState::Connected, "{:?}", world.log);
    let names = world.names();
    let tests: Vec<&str> =
        names.iter().map(String::as_str).filter(|name| name.starts_with("leak_test")).collect();
    let once = ["leak_test_started", "leak_test_failed", "leak_test_started", "leak_test_passed"];
    assert_eq!(tests, once);
    crate::testing::sound(&mut world.engine);
}
