//! Orders one by one, over DLMS.

use super::*;

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
