//! Orders one by one, over DLMS.

use super::*;
use store::{Booking, NewMessage};
use supply::{Cause, CommandKind, MeterCommand};

#[tokio::test(start_paused = true)]
async fn mt_07_st_12_cut_release_and_press_over_dlms() {
    let mut world = World::new("2026-11-04T07:59:50+01:00", 1);
    world.live_until("2026-11-04T08:01:00+01:00").await;
    assert_eq!(world.done(), ["off"]);
    assert_eq!(world.supply(), SupplyState::Disconnected);
    world.pay("25.00", "T-1");
    world.live_until("2026-11-04T08:02:00+01:00").await;
    assert_eq!(world.done(), ["off", "ready"]);
    assert_eq!(world.supply(), SupplyState::ReadyForReconnection);
    assert!(world.press());
    world.live_until("2026-11-04T08:02:30+01:00").await;
    assert_eq!(world.supply(), SupplyState::Connected);
    let events = world.names();
    let wanted = [
        "order_disconnect",
        "cut_confirmed",
        "top_up",
        "order_release",
        "release_confirmed",
        "connected",
    ];
    let heard: Vec<&String> =
        events.iter().filter(|event| wanted.contains(&event.as_str())).collect();
    assert_eq!(heard, wanted);
    assert_eq!(world.commands_waiting(), 0, "{:?}", world.log);
    crate::testing::sound(&mut world.engine);
}

#[tokio::test(start_paused = true)]
async fn cg_17_money_that_comes_while_the_meter_is_silent_keeps_the_light_on() {
    let mut world = World::new("2026-11-04T07:59:50+01:00", 1);
    world.faults.lock().unwrap().unreachable = true;
    world.live_until("2026-11-04T08:05:00+01:00").await;
    world.pay("25.00", "T-1");
    world.faults.lock().unwrap().unreachable = false;
    world.live_until("2026-11-04T08:20:00+01:00").await;
    assert_eq!(world.done(), [""; 0]);
    assert_eq!(world.supply(), SupplyState::Connected);
    assert!(world.names().contains(&"order_withdrawn".to_owned()), "{:?}", world.names());
    crate::testing::sound(&mut world.engine);
}

#[tokio::test(start_paused = true)]
async fn mt_07_a_cut_whose_answer_was_lost_is_confirmed_and_released_once_paid() {
    let mut world = World::new("2026-11-04T07:59:50+01:00", 1);
    // The line breaks as the cut has been done: everything the meter says is lost from then on.
    world.model.inside().breaks = true;
    world.live_until("2026-11-04T08:00:20+01:00").await;
    assert_eq!(world.done(), ["off"]);
    assert_eq!(world.supply(), SupplyState::DisconnectOrdered);
    world.pay("25.00", "T-1");
    world.model.inside().breaks = false;
    world.faults.lock().unwrap().answers_lost = 0;
    world.live_until("2026-11-04T08:20:00+01:00").await;
    assert_eq!(world.done(), ["off", "ready"]);
    world.press();
    world.live_until("2026-11-04T08:25:00+01:00").await;
    assert_eq!(world.supply(), SupplyState::Connected);
    crate::testing::sound(&mut world.engine);
}

#[tokio::test(start_paused = true)]
async fn mt_07_a_meter_that_says_yes_and_does_not_is_asked_and_the_order_ends() {
    let mut world = World::new("2026-11-04T07:59:50+01:00", 1);
    world.model.inside().stuck = true;
    world.live_until("2026-11-04T08:03:00+01:00").await;
    assert_eq!(world.supply(), SupplyState::Connected);
    let expired = world.names().iter().filter(|name| *name == "order_expired").count();
    assert_eq!(expired, 1, "{:?}", world.names());
    assert_eq!(world.commands_waiting(), 0, "its state was asked: {:?}", world.log);
    crate::testing::sound(&mut world.engine);
}

#[tokio::test(start_paused = true)]
async fn cg_14_a_stop_holds_back_an_order_that_waits_for_a_silent_meter() {
    let mut world = World::new("2026-11-04T07:59:50+01:00", 1);
    world.faults.lock().unwrap().unreachable = true;
    world.live_until("2026-11-04T08:05:00+01:00").await;
    world.stop(true);
    world.faults.lock().unwrap().unreachable = false;
    world.live_until("2026-11-04T09:00:00+01:00").await;
    assert_eq!(world.done(), [""; 0]);
    world.stop(false);
    world.live_until("2026-11-04T09:10:00+01:00").await;
    assert_eq!(world.done(), ["off"], "a new decision, with a new proof: {:?}", world.names());
    crate::testing::sound(&mut world.engine);
}

#[tokio::test(start_paused = true)]
async fn mt_07_an_order_that_ended_while_the_worker_was_away_is_not_sent() {
    let mut world = World::new("2026-11-04T07:59:50+01:00", 1);
    world.faults.lock().unwrap().unreachable = true;
    world.live_until("2026-11-04T08:00:20+01:00").await;
    let order = {
        let messages = world.engine.store.messages(&[world.account.id]).unwrap();
        messages.into_iter().find(|message| message.body.contains("disconnect")).unwrap()
    };
    // Withdrawn in the books; the worker dies before its outbox knows.
    world.stop(true);
    let now = world.now();
    assert!(!world.engine.hold_back(&order, now).unwrap().is_empty());
    let now = world.now();
    assert_eq!(world.engine.may_leave(&order, now).unwrap(), crate::engine::Leave::Ended);
    world.restart();
    world.faults.lock().unwrap().unreachable = false;
    world.live_until("2026-11-04T08:20:00+01:00").await;
    assert_eq!(world.done(), [""; 0]);
}

/// An order that waits for a meter which is silent from 07:59 on; the line is good again ten minutes after
/// `what` was told.
async fn while_it_waits(what: impl FnOnce(&mut World)) -> World {
    let mut world = World::new("2026-11-04T07:59:50+01:00", 1);
    world.faults.lock().unwrap().unreachable = true;
    world.live_until("2026-11-04T08:05:00+01:00").await;
    assert_eq!(world.supply(), SupplyState::DisconnectOrdered);
    what(&mut world);
    world.faults.lock().unwrap().unreachable = false;
    world.live_until("2026-11-04T08:20:00+01:00").await;
    world
}

#[tokio::test(start_paused = true)]
async fn pa_26_who_comes_is_not_cut_by_an_order_for_who_leaves() {
    let world = while_it_waits(|world| {
        let registers = [("1.8.1", "100"), ("1.8.2", "0")];
        let registers = registers.map(|(code, kwh)| (code.parse().unwrap(), kwh.to_owned()));
        world.told(&Fact::MoveOut { registers: Some(registers.into_iter().collect()) });
    })
    .await;
    assert_eq!(world.done(), [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn cg_12_a_doubt_about_the_point_holds_back_an_order_that_waits() {
    let world = while_it_waits(|world| {
        world.told(&Fact::Flag { name: "binding".into(), until: None });
    })
    .await;
    assert_eq!(world.done(), [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn cg_12_another_meter_than_the_one_that_was_judged_is_not_cut() {
    let world = while_it_waits(|world| {
        let hung = store::Meter {
            serial: "M-2".into(),
            placed_at: world.now(),
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
        world.engine.store.place_meters(&[hung], false).unwrap();
    })
    .await;
    assert_eq!(world.done(), [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn cg_05_who_is_protected_since_the_order_is_not_cut() {
    let world = while_it_waits(|world| {
        let from = "2026-11-01".parse().unwrap();
        world.told(&Fact::Protected { from, to: None, category: "federal".into() });
    })
    .await;
    assert!(!world.done().contains(&"off"), "{:?}", world.done());
}

#[tokio::test(start_paused = true)]
async fn cg_18_a_run_that_is_undone_cuts_nobody_any_more() {
    let world = while_it_waits(|world| {
        let (energy, day) = (Energy::Electricity, "2026-11-03".parse().unwrap());
        let (by, cost_borne_by) = ("an".to_owned(), "operator".to_owned());
        let now = world.now();
        let undone = FleetFact::Undone { energy, day, by, cost_borne_by };
        world.engine.record_fleet(Dso::Ores, None, &undone, now).unwrap();
    })
    .await;
    assert!(!world.done().contains(&"off"), "{:?}", world.done());
}

#[tokio::test(start_paused = true)]
async fn mt_07_a_limit_whose_answer_was_lost_is_lifted_once_paid() {
    let mut world = World::of("2026-11-04T07:59:50+01:00", 1, true);
    world.model.inside().breaks = true;
    world.live_until("2026-11-04T08:00:20+01:00").await;
    assert_eq!(world.done(), ["limit"], "{:?}", world.log);
    world.pay("25.00", "T-1");
    world.model.inside().breaks = false;
    world.faults.lock().unwrap().answers_lost = 0;
    world.live_until("2026-11-04T08:20:00+01:00").await;
    let limit = world.model.inside().limit;
    assert_eq!(limit, 999, "{:?} {:?}", world.done(), world.log);
    crate::testing::sound(&mut world.engine);
}

#[tokio::test(start_paused = true)]
async fn cg_18_a_limit_that_is_undone_while_it_is_under_way_is_lifted() {
    let mut world = World::of("2026-11-04T07:59:50+01:00", 1, true);
    world.model.inside().breaks = true;
    world.live_until("2026-11-04T08:00:20+01:00").await;
    let (energy, day) = (Energy::Electricity, "2026-11-03".parse().unwrap());
    let (by, cost_borne_by) = ("an".to_owned(), "operator".to_owned());
    let now = world.now();
    let undone = FleetFact::Undone { energy, day, by, cost_borne_by };
    world.engine.record_fleet(Dso::Ores, None, &undone, now).unwrap();
    world.model.inside().breaks = false;
    world.faults.lock().unwrap().answers_lost = 0;
    world.live_until("2026-11-04T08:30:00+01:00").await;
    let limit = world.model.inside().limit;
    assert_eq!(limit, 999, "{:?} {:?}", world.done(), world.log);
}

#[tokio::test(start_paused = true)]
async fn an_order_for_a_dead_meter_is_not_dialled_for_ever() {
    let mut world = World::new("2026-11-04T07:59:50+01:00", 1);
    world.faults.lock().unwrap().unreachable = true;
    world.live_until("2026-11-04T11:00:00+01:00").await;
    let messages = world.engine.store.messages(&[world.account.id]).unwrap();
    let cuts = messages.iter().filter(|one| one.lane == supply::Lane::Cut.number());
    let waiting = cuts.filter(|one| one.delivered_at.is_none()).count();
    assert!(waiting <= 1, "only the order of the last decision: {messages:?}");
}

#[tokio::test(start_paused = true)]
async fn nothing_of_somebody_who_has_left_is_shown_to_who_comes() {
    for leaves in [false, true] {
        let mut world = World::new("2026-11-03T09:00:00+01:00", 1);
        if leaves {
            let registers = [("1.8.1", "100"), ("1.8.2", "0")];
            let registers = registers.map(|(code, kwh)| (code.parse().unwrap(), kwh.to_owned()));
            world.told(&Fact::MoveOut { registers: Some(registers.into_iter().collect()) });
            nights(&mut world.engine, &[(world.account.id, 100)], "2026-11-04");
            let known = world.engine.store.account(world.account.id).unwrap().unwrap();
            assert!(known.closed_at.is_some());
        }
        let at = world.now();
        let balance = "5.00".parse().unwrap();
        let kind = CommandKind::Display { balance, at, emergency_left: balance };
        let command = MeterCommand::new("D-1".into(), kind, Cause::Push, at, None);
        let mut booking = Booking::of(world.account.id);
        booking.messages.push(NewMessage {
            key: "command/D-1".into(),
            at,
            lane: 2,
            kind: "command".into(),
            body: serde_json::to_string(&command).unwrap(),
        });
        world.engine.store.book(&booking).unwrap();
        world.round(30).await;
        let shown = world.model.inside().shown;
        assert_eq!(shown, u32::from(!leaves), "{:?}", world.log);
        assert_eq!(world.commands_waiting(), 0);
    }
}
