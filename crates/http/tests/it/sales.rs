//! Vend, confirm, reverse.

use crate::desk::{REFERENCE, eur};
use crate::server::{World, confirm_body, vend_body};
use serde_json::{Value, json};

#[test]
fn tp_06_reserve_then_confirm_credits_once() {
    let world = World::new();
    world.open_shift();
    let reserved = world.post(&world.sale("A1", "vend"), &vend_body("20.00"));
    assert_eq!(reserved.status, 201, "{reserved:?}");
    let body = reserved.json();
    assert_eq!((&body["state"], &body["amount"]), (&json!("reserved"), &json!("20.00")));
    assert_eq!(body["receipt"]["code"], Value::Null, "before paying there is none");
    assert_eq!(world.balance(), "-16.40", "nothing is credited");

    let credited = world.post(&world.sale("A1", "confirm"), &confirm_body("20.00"));
    assert_eq!((credited.status, &credited.json()["state"]), (200, &json!("credited")));
    let text = credited.json()["receipt"]["text"].as_str().unwrap().to_owned();
    assert!(text.contains(REFERENCE) && text.contains("Paid 20.00 EUR"), "{text}");
    assert_eq!(world.balance(), "3.60");

    // Under another key: the sale's number is unique as well.
    let again = world.post(&world.sale("A1", "confirm"), &confirm_body("20.00"));
    assert_eq!(again.status, 200);
    assert_eq!((world.balance().as_str(), world.desk.books().bookings.len()), ("3.60", 1));
}

#[test]
fn tp_24_a_desk_that_may_see_it_shows_the_split_and_a_shop_does_not() {
    let world = World::new();
    let sold = |terminal: &str| {
        let open = format!("/v1/terminals/{terminal}/shifts/C7/open");
        assert_eq!(world.post(&open, &Value::Null).status, 201);
        let target = format!("/v1/terminals/{terminal}/sales/A1/vend");
        world.post(&target, &vend_body("20.00")).json()
    };
    let seen = sold("CPAS");
    let expected = json!([
        {"to": "reconnection_level", "amount": "16.90"}, {"to": "credit", "amount": "3.10"}
    ]);
    assert_eq!(seen["split"], expected);
    let text = seen["receipt"]["text"].as_str().unwrap().to_owned();
    assert!(text.contains("16.90 EUR to be back at the reconnection level"), "{text}");
    assert!(!text.contains("3.60"), "the balance after is not for any terminal: {text}");
    let shop = sold("T1");
    assert_eq!(shop["split"], Value::Null);
    assert!(!shop["receipt"]["text"].as_str().unwrap().contains("16.90"));
}

#[test]
fn tp_03_what_is_not_taken_is_refused_before_money_is() {
    let world = World::new();
    let vend = |number: &str, body: &Value| world.post(&world.sale(number, "vend"), body).code();
    assert_eq!(vend("A0", &vend_body("20.00")), "shift-not-open");
    world.open_shift();
    for (amount, code) in [
        ("4.99", "amount-outside-limits"),
        ("250.01", "amount-outside-limits"),
        ("20", "amount-not-understood"),
    ] {
        assert_eq!(vend("A1", &vend_body(amount)), code);
    }
    let mut by_credit_card = vend_body("20.00");
    by_credit_card["means"] = json!("credit_card");
    let reply = world.post(&world.sale("A2", "vend"), &by_credit_card);
    assert_eq!((reply.code().as_str(), &reply.json()["taken"]), ("card-refused", &json!("debit")));
    by_credit_card["means"] = json!("debit_card");
    assert_eq!(world.post(&world.sale("A2", "vend"), &by_credit_card).status, 201);
    // The exact amount to be back on is taken below the minimum.
    world.desk.account(|account| account.balance = eur("-1.80"));
    assert_eq!(world.post(&world.sale("A3", "vend"), &vend_body("2.30")).status, 201);
    assert_eq!(vend("A2", &vend_body("30.00")), "transaction-number-taken");
}

#[test]
fn tp_06_money_for_an_unknown_sale_is_kept_in_suspense() {
    let world = World::new();
    let reply = world.post(&world.sale("A1", "confirm"), &confirm_body("20.00"));
    let body = reply.json();
    assert_eq!((reply.status, &body["state"]), (202, &json!("in_suspense")));
    assert_eq!((&body["why"], &body["amount"]), (&json!("unknown_sale"), &json!("20.00")));
    assert_eq!(world.desk.books().suspense.len(), 1);
    assert_eq!(world.balance(), "-16.40");
    let reply = world.post(&world.sale("A1", "reverse"), &Value::Null);
    assert_eq!((reply.status, reply.code().as_str()), (409, "sale-in-suspense"));
}

#[test]
fn tp_06_a_confirmation_after_a_reversal_goes_to_suspense() {
    let world = World::new();
    world.open_shift();
    world.post(&world.sale("A1", "vend"), &vend_body("20.00"));
    let reversed = world.post(&world.sale("A1", "reverse"), &Value::Null);
    assert_eq!((reversed.status, &reversed.json()["state"]), (200, &json!("reversed")));
    let late = world.post(&world.sale("A1", "confirm"), &confirm_body("20.00"));
    assert_eq!((late.status, &late.json()["why"]), (202, &json!("reversed")));
}

#[test]
fn tp_06_a_reversal_that_overtakes_its_vend_bars_it() {
    let world = World::new();
    world.open_shift();
    let reversed = world.post(&world.sale("A1", "reverse"), &Value::Null);
    assert_eq!((reversed.status, &reversed.json()["amount"]), (200, &Value::Null));
    let reply = world.post(&world.sale("A1", "vend"), &vend_body("20.00"));
    assert_eq!((reply.status, reply.code().as_str()), (409, "sale-reversed"));
}

#[test]
fn tp_06_a_credited_sale_is_undone_while_its_credit_is_unspent_and_young() {
    let world = World::new();
    world.open_shift();
    let sold = |number: &str| {
        world.post(&world.sale(number, "vend"), &vend_body("20.00"));
        let reply = world.post(&world.sale(number, "confirm"), &confirm_body("20.00"));
        assert_eq!(reply.status, 200, "{reply:?}");
    };
    sold("A1");
    let undone = world.post(&world.sale("A1", "reverse"), &Value::Null);
    assert_eq!((undone.status, &undone.json()["state"]), (200, &json!("undone")));
    assert_eq!(world.balance(), "-16.40");

    sold("A2");
    world.desk.account(|account| account.spent = eur("0.01"));
    let ask = world.ask("POST", &world.sale("A2", "reverse"), "k-spent", "");
    let refused = world.send(&ask);
    assert_eq!((refused.status, refused.code().as_str()), (409, "credit-spent"));
    let again = world.send(&ask);
    assert_eq!((again.status, again.told()), (refused.status, refused.told()));
    assert_eq!(again.headers["idempotent-replayed"], "true");
    let last = world.get("/v1/terminals/T1/last-response").json();
    assert_eq!((&last["state"], &last["why"]), (&json!("not_undone"), &json!("spent")));

    sold("A3");
    world.later(601);
    let late = world.post(&world.sale("A3", "reverse"), &Value::Null);
    assert_eq!((late.status, late.code().as_str()), (409, "reversal-too-late"));
    assert_eq!(late.json()["minutes"], "10");
    assert_eq!(world.balance(), "23.60");
}

#[test]
fn tp_06_other_money_under_a_number_is_kept_and_said_to_differ() {
    let world = World::new();
    world.open_shift();
    world.post(&world.sale("A1", "vend"), &vend_body("20.00"));
    let first = world.post(&world.sale("A1", "confirm"), &confirm_body("20.00"));
    let second = world.post(&world.sale("A1", "confirm"), &confirm_body("30.00"));
    let (body, last) = (second.json(), world.get("/v1/terminals/T1/last-response").json());
    assert_eq!((second.status, &body["state"]), (202, &json!("in_suspense")));
    assert_eq!((&body["why"], &body["amount"]), (&json!("number_used"), &json!("30.00")));
    assert_eq!((&body["transaction"], &body["receipt"]), (&json!("A1"), &Value::Null));
    assert_eq!(last, body);
    assert_eq!(world.desk.books().suspense.len(), 1);
    let again = world.post(&world.sale("A1", "confirm"), &confirm_body("20.00"));
    assert_eq!((again.status, &again.json()["state"]), (200, &first.json()["state"]));
    world.post(&world.sale("A1", "reverse"), &Value::Null);
    let late = world.post(&world.sale("A1", "confirm"), &confirm_body("20.00"));
    assert_eq!((late.status, &late.json()["state"]), (200, &json!("undone")));
    assert_eq!((world.balance().as_str(), world.desk.books().suspense.len()), ("-16.40", 1));
}

#[test]
fn tp_06_the_last_response_and_a_reprint() {
    let world = World::new();
    world.open_shift();
    assert_eq!(world.get("/v1/terminals/T1/last-response").code(), "no-sale-yet");
    assert_eq!(world.get(&world.sale("A1", "receipt")).code(), "sale-unknown");
    world.post(&world.sale("A1", "vend"), &vend_body("20.00"));
    assert_eq!(world.get(&world.sale("A1", "receipt")).code(), "sale-unknown", "not paid yet");
    let first = world.post(&world.sale("A1", "confirm"), &confirm_body("20.00")).json();
    assert_eq!(world.get("/v1/terminals/T1/last-response").json(), first);
    let copy = world.get(&world.sale("A1", "receipt")).json();
    let text = |sale: &Value| sale["receipt"]["text"].as_str().unwrap().to_owned();
    assert_eq!(text(&copy), format!("COPY\n{}", text(&first)));
    assert_eq!(
        (&copy["receipt"]["copy"], &first["receipt"]["copy"]),
        (&json!(true), &json!(false))
    );
    let other = world.get("/v1/terminals/T2/sales/A1/receipt");
    assert_eq!(other.code(), "sale-unknown", "it is of another terminal");
    let ask = world.ask("GET", &world.sale("A1", "receipt"), "n-nl", "");
    let dutch = world.send(&ask.header("accept-language", "nl-BE"));
    assert!(text(&dutch.json()).starts_with("DUPLICAAT\nReferentie"), "{dutch:?}");
}

#[test]
fn tp_07_an_offline_sale_is_credited_once_a_day_up_to_its_cap() {
    let world = World::new();
    let promise = |number: &str, amount: &str, reference: &str| {
        let mut body = confirm_body(amount);
        body["promised_to"] = json!(reference);
        world.post(&world.sale(number, "confirm"), &body).json()
    };
    assert_eq!(promise("P1", "20.01", REFERENCE)["why"], "promise_above_cap");
    assert_eq!(promise("P2", "15.00", REFERENCE)["state"], "credited");
    assert_eq!(promise("P3", "15.00", REFERENCE)["why"], "promise_once_a_day");
    assert_eq!(promise("P4", "15.00", "no reference")["why"], "promise_without_point");
    assert_eq!(world.desk.books().suspense.len(), 3, "kept, all of it");
}

#[test]
fn tp_06_an_advice_names_what_was_taken() {
    let world = World::new();
    for (field, value, code) in [
        ("amount", "0.00", "amount-not-understood"),
        ("amount", "-20.00", "amount-not-understood"),
        ("taken_at", "2026-11-12T10:00:00", "body-not-understood"),
        ("cashier", "a b", "body-not-understood"),
        ("means", "gold", "body-not-understood"),
        ("ean", "541449012345678908", "body-not-understood"),
    ] {
        let mut body = confirm_body("20.00");
        body[field] = json!(value);
        assert_eq!(world.post(&world.sale("A1", "confirm"), &body).code(), code, "{field} {value}");
    }
    assert!(world.desk.books().suspense.is_empty());
}
