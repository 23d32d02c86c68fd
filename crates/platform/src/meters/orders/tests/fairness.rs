//! Cells of silent meters, and everybody else.

use super::*;
use store::NewMessage;
use supply::{Cause, CommandKind, MeterCommand};

fn order(id: &str, kind: CommandKind, at: Instant) -> NewMessage {
    let command = MeterCommand::new(id.into(), kind, Cause::Push, at, None);
    NewMessage {
        key: format!("command/{id}"),
        at,
        lane: command.lane().number(),
        kind: "command".into(),
        body: serde_json::to_string(&command).unwrap(),
    }
}

/// Beside the home whose light is cut at 08:00, so many meters of another cell that say nothing and are
/// asked since ten seconds before.
async fn beside_the_dead(count: usize) -> (World, AccountId) {
    let mut world = World::new("2026-11-04T07:59:50+01:00", 1);
    let ean = "541449533740681244".parse().unwrap();
    let dead = crate::testing::move_in(&mut world.engine, ean).id;
    world.cells.lock().unwrap().dead = Some(dead);
    let now = world.now();
    let asked = |number| (dead, order(&format!("DEAD-{number}"), CommandKind::Read, now));
    let questions: Vec<_> = (0..count).map(asked).collect();
    world.engine.store.add_messages(Dso::Ores, &questions).unwrap();
    (world, dead)
}

#[tokio::test(start_paused = true)]
async fn mt_08_a_cell_of_dead_meters_keeps_no_other_cell_waiting_and_no_release_of_its_own() {
    let (mut world, dead) = beside_the_dead(300).await;
    for _ in 0..6 {
        world.round(1).await;
    }
    world.live_until("2026-11-04T08:00:00+01:00").await;
    let (id, now) = (world.account.id, world.now());
    let balance = "1.00".parse().unwrap();
    let shown = CommandKind::Display { balance, at: now, emergency_left: balance };
    let orders = [("D-1", shown), ("R-1", CommandKind::Read)];
    let orders = orders.map(|(name, kind)| (id, order(name, kind, now)));
    world.engine.store.add_messages(Dso::Ores, &orders).unwrap();
    world.round(1).await;
    let delivered = |world: &mut World, name: &str| {
        let all = world.engine.store.messages(&[id]).unwrap();
        let one = all.iter().find(|one| one.key == format!("command/{name}")).unwrap();
        one.delivered_at.is_some()
    };
    assert_eq!(world.done(), ["off"], "{:?}", world.log);
    assert!(delivered(&mut world, "D-1") && delivered(&mut world, "R-1"), "{:?}", world.log);
    // Who hangs beside the dead is released as fast.
    world.cells.lock().unwrap().with_the_dead = true;
    world.pay("25.00", "T-1");
    world.round(1).await;
    assert_eq!(world.done(), ["off", "ready"], "{:?}", world.log);
    // None is forgotten: each is called in its turn, and what found no room was no try.
    world.live_until("2026-11-04T08:30:00+01:00").await;
    let all = world.engine.store.messages(&[dead]).unwrap();
    let tries: Vec<i32> = all.iter().map(|one| one.attempts).collect();
    let (least, most) = (tries.iter().min().unwrap(), tries.iter().max().unwrap());
    assert!(*least >= 1 && most - least <= 5, "each in its turn: {tries:?}");
    assert!(world.cells.lock().unwrap().called < 20_000, "nor looked at all the time");
}

#[tokio::test(start_paused = true)]
async fn mt_08_what_found_its_cell_full_comes_up_as_soon_as_another_has_done() {
    let mut world = World::new("2026-11-03T09:00:00+01:00", 1);
    let (id, now) = (world.account.id, world.now());
    let questions: Vec<_> = (0..100)
        .map(|number| (id, order(&format!("R-{number}"), CommandKind::Read, now)))
        .collect();
    world.engine.store.add_messages(Dso::Ores, &questions).unwrap();
    // Rounds of a worker that finds something to do follow one another.
    for _ in 0..40 {
        world.round(1).await;
    }
    assert_eq!(world.commands_waiting(), 0, "{:?}", world.log);
}
