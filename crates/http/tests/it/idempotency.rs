//! The same key and body, the same answer.

use crate::server::{World, confirm_body, vend_body};
use serde_json::{Value, json};
use std::time::Duration;

#[test]
fn tp_05_twenty_parallel_identical_confirmations_make_one_credit() {
    let world = World::new();
    world.open_shift();
    world.post(&world.sale("A1", "vend"), &vend_body("20.00"));
    let body = confirm_body("20.00").to_string();
    let ask = world.ask("POST", &world.sale("A1", "confirm"), "A1:confirm", &body);
    let replies: Vec<_> = std::thread::scope(|scope| {
        let sent: Vec<_> = (0..20).map(|_| scope.spawn(|| world.send(&ask))).collect();
        sent.into_iter().map(|one| one.join().unwrap()).collect()
    });
    for reply in &replies {
        assert_eq!((reply.status, &reply.text), (200, &replies[0].text));
    }
    let first = |reply: &&crate::server::Reply| !reply.headers.contains_key("idempotent-replayed");
    assert_eq!(replies.iter().filter(first).count(), 1);
    assert_eq!(world.desk.books().bookings.len(), 1);
    assert_eq!(world.balance(), "3.60");
}

#[test]
fn tp_05_same_key_and_body_same_answer_and_status() {
    let world = World::new();
    world.open_shift();
    let body = vend_body("20.00").to_string();
    let target = world.sale("A1", "vend");
    let first = world.send(&world.ask("POST", &target, "k-1", &body));
    assert_eq!(first.status, 201);
    // Later, so with another signature, after the sale has moved on.
    world.post(&world.sale("A1", "confirm"), &confirm_body("20.00"));
    world.later(86_400 * 30);
    let again = world.send(&world.ask("POST", &target, "k-1", &body));
    assert_eq!((again.status, &again.text), (first.status, &first.text));
    assert_eq!(again.headers["idempotent-replayed"], "true");
}

#[test]
fn tp_05_same_key_and_other_body_or_address_is_refused_with_the_first_fingerprint() {
    let world = World::new();
    world.open_shift();
    let target = world.sale("A1", "vend");
    world.send(&world.ask("POST", &target, "k-1", &vend_body("20.00").to_string()));
    let kept = {
        let books = world.desk.books();
        books.kept[&("T1".parse().unwrap(), "k-1".to_owned())].fingerprint.to_string()
    };
    let elsewhere = world.sale("A2", "vend");
    for (target, amount) in [(&target, "30.00"), (&elsewhere, "20.00")] {
        let reply = world.send(&world.ask("POST", target, "k-1", &vend_body(amount).to_string()));
        assert_eq!((reply.status, reply.code().as_str()), (409, "idempotency-key-reused"));
        assert_eq!(reply.json()["fingerprint"], json!(kept));
    }
    // Another terminal has keys of its own.
    world.post("/v1/terminals/T2/shifts/C7/open", &Value::Null);
    let other = "/v1/terminals/T2/sales/A1/vend";
    let reply = world.send(&world.ask("POST", other, "k-1", &vend_body("30.00").to_string()));
    assert_eq!(reply.status, 201);
}

#[test]
fn tp_05_a_write_needs_a_key() {
    let world = World::new();
    for call in ["vend", "confirm", "reverse"] {
        let target = world.sale("A1", call);
        // Signed with an empty line in the key's place.
        let ask = world.ask("POST", &target, "", "{}");
        for ask in [ask.clone().without("idempotency-key"), ask] {
            let reply = world.send(&ask);
            assert_eq!((reply.status, reply.code().as_str()), (400, "idempotency-key-missing"));
        }
        let long = "x".repeat(256);
        let reply = world.send(&world.ask("POST", &target, &long, "{}"));
        assert_eq!(reply.code(), "idempotency-key-missing");
    }
}

#[test]
fn tp_05_what_was_refused_keeps_no_key() {
    let world = World::new();
    let target = world.sale("A1", "vend");
    let sent = |amount: &str| {
        world.send(&world.ask("POST", &target, "k-1", &vend_body(amount).to_string()))
    };
    assert_eq!(sent("20.00").code(), "shift-not-open");
    world.open_shift();
    assert_eq!(sent("4.99").code(), "amount-outside-limits");
    assert_eq!(sent("20.00").status, 201);
    assert_eq!(sent("4.99").code(), "idempotency-key-reused");
}

#[test]
fn tp_05_an_answer_that_comes_too_late_is_given_again() {
    let limits = http_api::Limits::default();
    let within = Duration::from_millis(300);
    let world = World::with(|options| options.answer_within = within, limits);
    world.open_shift();
    world.post(&world.sale("A1", "vend"), &vend_body("20.00"));
    *world.desk.delay.lock().unwrap() = Duration::from_secs(5);
    let ask = |world: &World| {
        let target = world.sale("A1", "confirm");
        world.ask("POST", &target, "A1:confirm", &confirm_body("20.00").to_string())
    };
    let late = world.send(&ask(&world));
    assert_eq!((late.status, late.code().as_str()), (504, "outcome-unknown"));
    assert_eq!(late.json()["retryable"], true);
    *world.desk.delay.lock().unwrap() = Duration::ZERO;
    let again = world.send(&ask(&world));
    assert_eq!((again.status, &again.json()["state"]), (200, &json!("credited")));
    assert_eq!(world.desk.books().bookings.len(), 1);

    *world.desk.delay.lock().unwrap() = Duration::from_secs(5);
    let body = json!({"reference": crate::desk::REFERENCE});
    let slow = world.post("/v1/terminals/T1/lookup", &body);
    assert_eq!((slow.status, slow.code().as_str()), (503, "unavailable"), "a read did nothing");
}
