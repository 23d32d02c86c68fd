//! A provider that hangs, breaks, or says what cannot be.

use crate::fake::{Fake, Reply};
use crate::world::{chain, euro};
use psp::{
    Mollie, MollieOptions, Order, PaymentState, Provider as _, ProviderId, PspError, SettledKind,
};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

fn connector(fake: &Fake) -> Mollie {
    connector_at(fake.base_url.clone())
}

fn connector_at(base_url: String) -> Mollie {
    let options = MollieOptions::at("mollie", base_url, "test_key");
    let quick = MollieOptions {
        timeout: Duration::from_millis(300),
        pauses: vec![Duration::from_millis(1); 2],
        ..options
    };
    Mollie::new(quick).unwrap()
}

fn order() -> Order {
    Order {
        payment_id: "P-1".to_owned(),
        amount: euro("10"),
        description: "Top-up".to_owned(),
        redirect_url: "https://shop.invalid/return".to_owned(),
        webhook_url: "https://shop.invalid/notice".to_owned(),
        key: "key-1".parse().unwrap(),
    }
}

fn id() -> ProviderId {
    "tr_7UhSN1zuXS".parse().unwrap()
}

/// As Mollie's documentation shows one, shortened.
fn payment() -> Value {
    json!({
        "resource": "payment",
        "id": "tr_7UhSN1zuXS",
        "mode": "live",
        "createdAt": "2026-11-02T09:00:00+00:00",
        "amount": { "value": "10.00", "currency": "EUR" },
        "description": "Top-up",
        "method": "bancontact",
        "metadata": { "payment": "P-1" },
        "status": "open",
        "expiresAt": "2026-11-02T10:00:00+00:00",
        "profileId": "pfl_QkEhN94Ba",
        "sequenceType": "oneoff",
        "_links": {
            "self": { "href": "…", "type": "application/hal+json" },
            "checkout": { "href": "https://www.mollie.com/checkout/bancontact/7UhSN1zuXS", "type": "text/html" }
        }
    })
}

/// `payment` with some fields otherwise; `null` leaves a field out.
fn but(fields: Value) -> String {
    let mut shape = payment();
    let all = shape.as_object_mut().unwrap();
    for (name, value) in fields.as_object().unwrap() {
        match value {
            Value::Null => drop(all.remove(name)),
            value => drop(all.insert(name.clone(), value.clone())),
        }
    }
    shape.to_string()
}

fn fetched(fields: Value) -> Result<psp::ProviderPayment, PspError> {
    let answer = but(fields);
    let fake = Fake::new(move |_, _| Reply::Json(200, answer.clone()));
    connector(&fake).fetch(&id())
}

#[test]
fn the_request_is_what_mollie_documents() {
    let fake = Fake::new(|_, _| Reply::Json(201, payment().to_string()));
    let created = connector(&fake).create(&order()).unwrap();
    assert_eq!(created.checkout_url, "https://www.mollie.com/checkout/bancontact/7UhSN1zuXS");
    let request = &fake.requests()[0];
    assert_eq!(request.line, "POST /v2/payments");
    assert_eq!(request.header("authorization"), Some("Bearer test_key"));
    assert_eq!(request.header("idempotency-key"), Some("key-1"));
    assert_eq!(
        serde_json::from_str::<Value>(&request.body).unwrap(),
        json!({
            "amount": { "currency": "EUR", "value": "10.00" },
            "description": "Top-up",
            "redirectUrl": "https://shop.invalid/return",
            "webhookUrl": "https://shop.invalid/notice",
            "method": "bancontact",
            "metadata": { "payment": "P-1" },
        })
    );
}

#[test]
fn tp_04_a_state_that_is_not_known_is_an_error_that_names_it() {
    let error = fetched(json!({ "status": "frozen" })).unwrap_err();
    expect_test::expect![[
        "the answer of `mollie`, asked to tell the state of a payment, is not understood: \
         state `frozen` of `tr_7UhSN1zuXS` is not known"
    ]]
    .assert_eq(&chain(&error));
    assert!(error.may_have_happened());
}

#[test]
fn tp_04_authorised_is_not_paid() {
    assert_eq!(fetched(json!({ "status": "authorized" })).unwrap().state, PaymentState::Authorised);
}

#[test]
fn tp_13_what_is_not_exactly_ours_is_not_understood() {
    let eur = |value: &str| json!({ "currency": "EUR", "value": value });
    for (fields, words) in [
        (json!({ "amount": eur("10.1") }), "`10.1` is not an amount with two decimals"),
        (json!({ "amount": eur("10") }), "`10` is not an amount with two decimals"),
        (json!({ "amount": eur("0.00") }), "not more than nothing"),
        (json!({ "amount": eur("-5.00") }), "not more than nothing"),
        (json!({ "amount": { "currency": "USD", "value": "10.00" } }), "currency `USD` is not EUR"),
        (json!({ "amountRefunded": eur("-1.00") }), "field `amountRefunded` is not an amount"),
        (json!({ "amountChargedBack": eur("1") }), "field `amountChargedBack` is not an amount"),
        (json!({ "status": "paid" }), "field `paidAt` is missing"),
        (json!({ "status": "paid", "paidAt": "yesterday" }), "field `paidAt` is not an instant"),
        (json!({ "id": "tr_other" }), "with id `tr_7UhSN1zuXS`, answered with `tr_other`"),
        (json!({ "id": "tr/../x" }), "field `id` is not a name"),
        (json!({ "amount": null }), "is not the JSON expected"),
    ] {
        let error = fetched(fields.clone()).unwrap_err();
        assert!(chain(&error).contains(words), "{fields}: {}", chain(&error));
    }
}

#[test]
fn tp_05_a_key_that_the_provider_used_for_another_payment_is_noticed() {
    for (fields, words) in [
        (json!({ "amount": { "currency": "EUR", "value": "12.00" } }), "amount `10.00`"),
        (json!({ "metadata": { "payment": "P-2" } }), "metadata `P-1`"),
        (json!({ "metadata": null }), "metadata `P-1`"),
        (json!({ "_links": {} }), "field `_links.checkout` is missing"),
        (
            json!({ "_links": { "checkout": { "href": "javascript:alert(1)" } } }),
            "field `_links.checkout` is missing",
        ),
    ] {
        let answer = but(fields);
        let fake = Fake::new(move |_, _| Reply::Json(201, answer.clone()));
        let error = connector(&fake).create(&order()).unwrap_err();
        assert!(chain(&error).contains(words), "{}", chain(&error));
        assert!(error.may_have_happened());
    }
}

#[test]
fn tp_05_a_broken_connection_is_tried_again_with_the_same_key() {
    let fake = Fake::new(|before, _| match before {
        0 | 1 => Reply::Close,
        _ => Reply::Json(201, payment().to_string()),
    });
    connector(&fake).create(&order()).unwrap();
    let requests = fake.requests();
    assert_eq!(requests.len(), 3);
    assert!(requests.iter().all(|request| request.header("idempotency-key") == Some("key-1")));
    assert!(requests.iter().all(|request| request.body == requests[0].body));

    let broken = Fake::new(|_, _| Reply::Close);
    let error = connector(&broken).create(&order()).unwrap_err();
    assert!(matches!(error, PspError::Unreachable { .. }), "{}", chain(&error));
    assert!(error.may_have_happened());
    assert_eq!(broken.requests().len(), 3);
}

#[test]
fn tp_05_a_refund_whose_key_the_provider_forgot_is_not_given_twice() {
    let refund = json!({
        "resource": "refund", "id": "re_4qqhO89gsT", "status": "pending",
        "amount": { "currency": "EUR", "value": "5.95" },
        "createdAt": "2026-10-01T13:30:36+00:00", "metadata": { "key": "r-1" },
    });
    let list =
        json!({ "count": 1, "_embedded": { "refunds": [refund] }, "_links": { "next": null } });
    let fake = Fake::new(move |_, _| Reply::Json(200, list.to_string()));
    let again = connector(&fake).refund(&id(), euro("5.95"), &"r-1".parse().unwrap()).unwrap();
    assert_eq!((again.id.as_str(), again.state), ("re_4qqhO89gsT", psp::RefundState::Pending));
    assert!(fake.requests().iter().all(|request| request.line.starts_with("GET ")));
    let other = connector(&fake).refund(&id(), euro("6"), &"r-1".parse().unwrap());
    assert!(matches!(other, Err(PspError::Contradiction { .. })), "{other:?}");
}

#[test]
fn a_server_that_hangs_is_left_after_the_timeout_and_not_tried_again() {
    let fake = Fake::new(|_, _| Reply::Hang);
    let began = Instant::now();
    let error = connector(&fake).fetch(&id()).unwrap_err();
    assert!(matches!(error, PspError::Unreachable { .. }), "{}", chain(&error));
    assert!(began.elapsed() >= Duration::from_millis(300));
    assert!(began.elapsed() < Duration::from_secs(5));
    assert_eq!(fake.requests().len(), 1);
}

#[test]
fn nobody_there_is_an_error() {
    let gone = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        format!("http://{}", listener.local_addr().unwrap())
    };
    let error = connector_at(gone).fetch(&id()).unwrap_err();
    assert!(matches!(error, PspError::Unreachable { .. }), "{}", chain(&error));
}

/// Fails before a byte of the request is sent, and would panic without a TLS provider.
#[test]
fn a_server_without_tls_is_not_talked_to_in_plain() {
    let fake = Fake::new(|_, _| Reply::Json(200, payment().to_string()));
    let error = connector_at(fake.base_url.replace("http:", "https:")).fetch(&id()).unwrap_err();
    assert!(matches!(error, PspError::Unreachable { .. }), "{}", chain(&error));
    assert_eq!(fake.requests().len(), 0);
}

#[test]
fn garbage_is_not_understood() {
    for garbage in ["", "<html>Bad gateway</html>", "[]", "{}", "null", "{\"id\":7}", "\u{0}"] {
        let fake = Fake::new(move |_, _| Reply::Json(200, garbage.to_owned()));
        let provider = connector(&fake);
        for error in [
            provider.fetch(&id()).unwrap_err(),
            provider.create(&order()).unwrap_err(),
            provider.refunds(&id()).unwrap_err(),
            provider.chargebacks(&id()).unwrap_err(),
            provider.settlement("2026-11-02".parse().unwrap()).unwrap_err(),
        ] {
            assert!(matches!(error, PspError::NotUnderstood { .. }), "{}", chain(&error));
            assert!(error.may_have_happened());
        }
    }
    let fake = Fake::new(|_, _| Reply::Raw(b"\x16\x03\x01 not http\r\n\r\n"));
    let error = connector(&fake).fetch(&id()).unwrap_err();
    assert!(matches!(error, PspError::Unreachable { .. }), "{}", chain(&error));
}

#[test]
fn later_is_told_apart_from_no() {
    let problem = r#"{"status":503,"title":"Service Unavailable","detail":"come back\nlater"}"#;
    for status in [429, 500, 503] {
        let fake = Fake::new(move |_, _| Reply::Json(status, problem.to_owned()));
        let error = connector(&fake).create(&order()).unwrap_err();
        assert!(matches!(error, PspError::Unavailable { .. }), "{}", chain(&error));
        assert!(error.may_have_happened());
        assert!(
            chain(&error).ends_with("Service Unavailable: come back later"),
            "{}",
            chain(&error)
        );
    }
}

#[test]
fn the_key_does_not_follow_a_redirect() {
    let elsewhere = Fake::new(|_, _| Reply::Json(200, payment().to_string()));
    let to = format!("{}/v2/payments", elsewhere.base_url);
    let fake = Fake::new(move |_, _| Reply::Redirect(to.clone()));
    let error = connector(&fake).create(&order()).unwrap_err();
    assert!(matches!(error, PspError::NotUnderstood { .. }), "{}", chain(&error));
    assert_eq!(elsewhere.requests().len(), 0);
}

fn movement(kind: &str, at: &str) -> Value {
    json!({
        "resource": "balance_transaction", "id": "baltr_1", "type": kind,
        "resultAmount": { "value": "9.71", "currency": "EUR" },
        "initialAmount": { "value": "10.00", "currency": "EUR" },
        "createdAt": at, "context": { "paymentId": "tr_1" },
    })
}

#[test]
fn tp_19_an_unknown_movement_counts_and_is_named() {
    let list = json!({ "_embedded": { "balance_transactions":
        [movement("balance-correction", "2026-11-02T09:00:00+00:00")] } });
    let fake = Fake::new(move |_, _| Reply::Json(200, list.to_string()));
    let day = connector(&fake).settlement("2026-11-02".parse().unwrap()).unwrap();
    assert_eq!(day.lines[0].kind, SettledKind::Other("balance-correction".to_owned()));
    assert_eq!(day.net(), Some("9.71".parse().unwrap()));
    assert_eq!(day.fees(), Some("-0.29".parse().unwrap()));
}

#[test]
fn tp_19_the_next_page_is_asked_of_the_same_server_whatever_the_link_says() {
    let fake = Fake::new(|before, _| {
        let at =
            if before == 0 { "2026-11-02T09:00:00+00:00" } else { "2026-11-01T09:00:00+00:00" };
        let next = json!({ "href": "https://evil.invalid/v2/x?limit=250&from=baltr_2" });
        let list = json!({ "_embedded": { "balance_transactions": [movement("payment", at)] },
            "_links": { "next": next } });
        Reply::Json(200, list.to_string())
    });
    let day = connector(&fake).settlement("2026-11-02".parse().unwrap()).unwrap();
    assert_eq!(day.lines.len(), 1);
    let lines: Vec<_> = fake.requests().into_iter().map(|request| request.line).collect();
    assert_eq!(
        lines,
        [
            "GET /v2/balances/primary/transactions?limit=250",
            "GET /v2/balances/primary/transactions?limit=250&from=baltr_2",
        ]
    );
}
