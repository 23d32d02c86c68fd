//! Notices: late, twice, lost, refused, before the payer returns. Source: TP-13.

use crate::fake::{Fake, Reply};
use crate::world::{World, euro, pay};
use psp::sandbox::{Act, Options, Script};
use psp::{PaymentState, Provider as _, Verdict};
use std::time::{Duration, Instant};

#[test]
fn tp_13_a_notice_names_a_payment_and_its_state_is_fetched() {
    let world = World::new();
    let id = world.create("P-1", "20").id;
    world.teller.act(&id, &Script::told(pay())).unwrap();
    assert_eq!(world.told(), std::slice::from_ref(&id));
    let notice = &world.shop.requests()[0];
    assert_eq!(notice.line, "POST /notice");
    assert_eq!(notice.body, format!("id={id}"));
    assert_eq!(notice.header("content-type"), Some("application/x-www-form-urlencoded"));
    assert!(matches!(world.fetch(&id).verdict("P-1", euro("20")), Verdict::Certain { .. }));
}

#[test]
fn tp_13_a_notice_comes_twice_for_one_payment() {
    let world = World::new();
    let id = world.create("P-1", "20").id;
    world.teller.act(&id, &Script { notices: Some(2), ..Script::told(pay()) }).unwrap();
    world.teller.act(&id, &Script::told(Act::Notify)).unwrap();
    assert_eq!(world.told(), vec![id.clone(); 3]);
    assert_eq!(world.fetch(&id).amount, euro("20"));
    let day = "2026-11-02".parse().unwrap();
    assert_eq!(world.provider.settlement(day).unwrap().lines.len(), 1);
}

#[test]
fn tp_13_a_notice_comes_late_and_the_state_is_already_there() {
    let world = World::new();
    let id = world.create("P-1", "20").id;
    let began = Instant::now();
    let script = Script { act: pay(), notices: None, delay_ms: 150, wait: false };
    world.teller.act(&id, &script).unwrap();
    assert_eq!(world.fetch(&id).state, PaymentState::Paid);
    assert_eq!(world.told(), []);
    while world.told().is_empty() {
        assert!(began.elapsed() < Duration::from_secs(10), "the notice never came");
        std::thread::sleep(Duration::from_millis(5));
    }
    assert!(began.elapsed() >= Duration::from_millis(150));
    assert_eq!(world.told(), [id]);
}

#[test]
fn tp_23_a_lost_notice_leaves_the_payment_to_be_found_by_asking() {
    let world = World::new();
    let id = world.create("P-1", "20").id;
    world.teller.act(&id, &Script { notices: Some(0), ..Script::told(pay()) }).unwrap();
    assert_eq!(world.told(), []);
    assert_eq!(world.fetch(&id).state, PaymentState::Paid);
}

#[test]
fn tp_13_a_notice_is_repeated_until_it_is_taken() {
    let world = World::with(Options::default(), |before| if before < 3 { 500 } else { 200 });
    let id = world.create("P-1", "20").id;
    world.teller.act(&id, &Script::told(pay())).unwrap();
    assert_eq!(world.told(), vec![id; 4]);
}

#[test]
fn a_notice_that_nobody_takes_is_given_up() {
    let world = World::with(Options { most_attempts: 3, ..Options::default() }, |_| 404);
    let id = world.create("P-1", "20").id;
    world.teller.act(&id, &Script::told(pay())).unwrap();
    assert_eq!(world.told().len(), 3);
}

#[test]
fn tp_17_every_change_after_the_payment_is_told() {
    let world = World::new();
    let id = world.paid("P-1");
    world.provider.refund(&id, euro("5"), &"r-1".parse().unwrap()).unwrap();
    world.teller.act(&id, &Script::told(Act::Chargeback { eur: None })).unwrap();
    let began = Instant::now();
    // The notice of the refund is on its own way.
    while world.told().len() < 2 {
        assert!(began.elapsed() < Duration::from_secs(10), "{:?}", world.told());
        std::thread::sleep(Duration::from_millis(5));
    }
    assert_eq!(world.told(), vec![id; 2]);
}

#[test]
fn tp_04_an_expiry_is_told() {
    let world = World::new();
    let id = world.create("P-1", "20").id;
    world.teller.set_clock(Some(crate::world::at(crate::world::NOW).plus_h(2))).unwrap();
    let began = Instant::now();
    while world.told().is_empty() {
        assert!(began.elapsed() < Duration::from_secs(10), "the notice never came");
        std::thread::sleep(Duration::from_millis(5));
    }
    assert_eq!(world.told(), [id]);
}

#[test]
fn tp_13_a_shop_may_fetch_before_it_answers_the_notice() {
    let world = World::new();
    let provider = world.bank.provider().unwrap();
    let shop = Fake::new(move |_, notice| {
        let id = provider.notice(notice.body.as_bytes()).unwrap();
        let paid = provider.fetch(&id).unwrap().state == PaymentState::Paid;
        Reply::Json(if paid { 200 } else { 500 }, String::new())
    });
    let webhook_url = format!("{}/notice", shop.base_url);
    let order = psp::Order { webhook_url, ..world.order("P-1", "20") };
    let id = world.provider.create(&order).unwrap().id;
    world.teller.act(&id, &Script::told(pay())).unwrap();
    assert_eq!(shop.requests().len(), 1);
}
