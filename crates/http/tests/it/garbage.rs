//! Whatever comes in, nothing breaks.

use crate::server::World;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

const TARGETS: [&str; 9] = [
    "/v1/terminals/T1/lookup",
    "/v1/terminals/T1/sales/A1/vend",
    "/v1/terminals/T1/sales/A1/confirm",
    "/v1/terminals/T1/sales/A1/reverse",
    "/v1/terminals/T1/shifts/C7/open",
    "/v1/terminals/T1/shifts/C7/close",
    "/v1/terminals/T1/sales/%ff/vend",
    "/v1/terminals/T1/sales/%2e%2e/vend",
    "/v1/terminals/T1/shifts/a%20b/close",
];

fn sane(world: &World) {
    let reply = world.get("/v1/terminals/T1/last-response");
    assert!(matches!(reply.status, 200 | 404), "the server stands: {reply:?}");
    assert_eq!(world.reported.lock().unwrap().as_slice(), &[] as &[String]);
}

#[test]
fn random_bytes_on_the_line_never_break_the_server() {
    let world = World::with(
        |options| options.body_within = std::time::Duration::from_millis(50),
        http_api::Limits {
            head_within: std::time::Duration::from_millis(50),
            ..http_api::Limits::default()
        },
    );
    let line = prop_oneof![
        vec(any::<u8>(), 0..300),
        vec(any::<u8>(), 0..60).prop_map(|rest| {
            let mut bytes = b"POST /v1/terminals/T1/lookup HTTP/1.1\r\nhost: x\r\n".to_vec();
            bytes.extend(rest);
            bytes.extend(b"\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}");
            bytes
        }),
        "[ -~]{0,80}".prop_map(|path| format!(
            "GET /{path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"
        )
        .into_bytes()),
    ];
    let mut runner =
        TestRunner::new(Config { cases: 150, failure_persistence: None, ..Config::default() });
    let outcome = runner.run(&line, |bytes| {
        if let Some(reply) = world.exchange(&bytes) {
            prop_assert!(reply.status < 500, "{:?}", reply);
        }
        Ok(())
    });
    outcome.unwrap();
    sane(&world);
}

#[test]
fn random_bodies_rightly_signed_never_break_a_handler() {
    let world = World::new();
    world.open_shift();
    let json = prop_oneof![
        Just("{".to_owned()),
        Just("[]".to_owned()),
        Just("null".to_owned()),
        Just("[".repeat(5_000)),
        ".{0,60}",
        ("[ -~]{0,20}", "[0-9.,-]{0,24}", "cash|debit_card|credit_card", "[A-Za-z0-9 ]{0,9}")
            .prop_map(|(reference, amount, means, cashier)| serde_json::json!({
                "reference": reference, "amount": amount, "means": means, "cashier": cashier
            })
            .to_string()),
        ("[0-9]{1,19}\\.[0-9]{2}", "[0-9T:+.-]{0,30}", any::<bool>()).prop_map(
            |(amount, at, real)| {
                let at = if real { "2026-11-12T10:00:05+01:00".to_owned() } else { at };
                serde_json::json!({
                    "amount": amount, "taken_at": at, "means": "cash", "cashier": "C7"
                })
                .to_string()
            }
        ),
        ("[0-9]{1,19}\\.[0-9]{2}", "[0-9]{1,19}\\.[0-9]{2}").prop_map(|(cash, card)| {
            serde_json::json!({
                "declared": {"cash": cash, "card": card}, "explanation": "x"
            })
            .to_string()
        }),
    ];
    let body = prop_oneof![vec(any::<u8>(), 0..100), json.prop_map(String::into_bytes)];
    let case = (proptest::sample::select(&TARGETS[..]), body, 0..50u32);
    let mut runner =
        TestRunner::new(Config { cases: 300, failure_persistence: None, ..Config::default() });
    let outcome = runner.run(&case, |(target, body, sale)| {
        // Other sales, so that some are new and some are not; keys are new each time.
        let target = target.replace("A1", &format!("A{sale}"));
        let time = crate::server::NOW_S.to_string();
        let ask = world.ask_at(&time, "T1-a", "POST", &target, &world.once(), &body);
        let reply = world.send(&ask);
        prop_assert!(reply.status < 500 && reply.status != 401, "{:?}", reply);
        Ok(())
    });
    outcome.unwrap();
    sane(&world);
}
