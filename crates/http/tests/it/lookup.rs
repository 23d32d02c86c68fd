//! What a shop learns from a reference.

use crate::desk::{EAN, REFERENCE, eur};
use crate::server::{Reply, World, vend_body};
use serde_json::{Value, json};

const LOOKUP: &str = "/v1/terminals/T1/lookup";

fn lookup(world: &World, reference: &str, amount: Option<&str>) -> Reply {
    let body = match amount {
        Some(amount) => json!({"reference": reference, "amount": amount}),
        None => json!({"reference": reference}),
    };
    world.post(LOOKUP, &body)
}

#[test]
fn tp_06_a_lookup_tells_energy_town_and_limits() {
    let world = World::new();
    for text in [REFERENCE, "9012345678908", "9012.3456-78908", EAN] {
        let expected = json!({
            "reference": REFERENCE, "energy": "electricity", "town": "5000 Namur",
            "least": "5.00", "most": "250.00"
        });
        assert_eq!(lookup(&world, text, None).json(), expected, "{text}");
    }
}

#[test]
fn tp_06_whether_an_amount_restores_supply_is_said_once_it_is_keyed() {
    let world = World::new();
    for (amount, restores) in [("16.89", false), ("16.90", true), ("20.00", true), ("5.00", false)]
    {
        let answer = lookup(&world, REFERENCE, Some(amount)).json();
        assert_eq!(answer["restores_supply"], restores, "{amount}");
    }
}

#[test]
fn tp_03_limits_are_told_and_the_exact_amount_is_taken() {
    let world = World::new();
    for amount in ["4.99", "250.01"] {
        let reply = lookup(&world, REFERENCE, Some(amount));
        assert_eq!((reply.status, reply.code().as_str()), (422, "amount-outside-limits"));
        let body = reply.json();
        assert_eq!((&body["least"], &body["most"]), (&json!("5.00"), &json!("250.00")));
    }
    world.desk.account(|account| account.balance = eur("-1.80"));
    assert_eq!(lookup(&world, REFERENCE, Some("2.30")).status, 200);
    assert_eq!(lookup(&world, REFERENCE, Some("2.29")).code(), "amount-outside-limits");
    for amount in ["20", "20.0", "-5.00", "0.00", "20,00", "1e1", ""] {
        let reply = lookup(&world, REFERENCE, Some(amount));
        assert_eq!((reply.status, reply.code().as_str()), (422, "amount-not-understood"));
    }
    let reply = lookup(&world, REFERENCE, Some("99999999999999.00"));
    assert_eq!(reply.code(), "amount-too-large");
}

#[test]
fn tp_06_five_wrong_references_an_hour_then_the_terminal_waits() {
    let world = World::new();
    world.open_shift();
    let wrong = ["9012 3456 78907", "1", "not digits", "8860001234569"];
    for text in wrong {
        let reply = lookup(&world, text, None);
        assert_eq!((reply.status, reply.code().as_str()), (422, "reference-wrong"), "{text}");
    }
    // One that is well formed and nobody's, and in a sale: it counts like the others.
    let nobody = units::Ean::with_check_digit(54_144_900_000_000_001).unwrap();
    let mut body = vend_body("20.00");
    body["reference"] = json!(nobody.reference().to_string());
    let reply = world.post(&world.sale("A1", "vend"), &body);
    assert_eq!((reply.status, reply.code().as_str()), (404, "reference-unknown"));

    world.later(20);
    for reply in [
        lookup(&world, REFERENCE, None),
        world.post(&world.sale("A2", "vend"), &vend_body("20.00")),
    ] {
        assert_eq!((reply.status, reply.code().as_str()), (429, "too-many-wrong-references"));
        assert_eq!(reply.headers["retry-after"], "40");
        assert_eq!(reply.json()["retryable"], true);
    }
    let other = world.post("/v1/terminals/T2/lookup", &json!({"reference": REFERENCE}));
    assert_eq!(other.status, 200, "each source has its own count");
    world.later(40);
    assert_eq!(lookup(&world, REFERENCE, None).status, 200);
}

#[test]
fn pd_04_no_answer_tells_a_name_or_a_balance() {
    let world = World::new();
    world.open_shift();
    let mut replies: Vec<Reply> = Vec::new();
    let amounts = ["4.99", "250.01", "16.89", "16.90", "1.41", "20.00", "x", "99999999999999.00"];
    for (balance, on) in [("-16.40", false), ("-16.40", true), ("37.123456", true)] {
        world.desk.account(|account| {
            (account.balance, account.supply_is_on) = (eur(balance), on);
        });
        for amount in [None].into_iter().chain(amounts.map(Some)) {
            replies.push(lookup(&world, REFERENCE, amount));
        }
    }
    *world.desk.fails.lock().unwrap() = true;
    replies.push(lookup(&world, REFERENCE, None));
    *world.desk.fails.lock().unwrap() = false;
    replies.push(lookup(&world, "9012 3456 78907", None));
    world.desk.account(|account| account.balance = eur("-16.40"));
    for (number, means) in [("A1", "cash"), ("A2", "credit_card")] {
        let mut body = vend_body("20.00");
        body["means"] = json!(means);
        replies.push(world.post(&world.sale(number, "vend"), &body));
        let taken = crate::server::confirm_body("20.00");
        replies.push(world.post(&world.sale(number, "confirm"), &taken));
    }
    world.desk.account(|account| account.spent = eur("0.77"));
    replies.push(world.post(&world.sale("A1", "reverse"), &Value::Null));
    replies.push(world.get(&world.sale("A1", "receipt")));
    replies.push(world.get("/v1/terminals/T1/last-response"));
    assert!(replies.iter().any(|reply| reply.code() == "credit-spent"));
    // Balances, what is missing to the level, what was spent, and the balance after.
    let secrets =
        ["Marie", "Vandenbossche", "16.40", "16,40", "37.12", "1.40", "0.77", "3.60", "-16"];
    for reply in &replies {
        let asked = ["16.90", "1.41"];
        for secret in secrets.iter().chain(&asked) {
            let headers = format!("{:?}", reply.headers);
            assert!(
                !reply.text.contains(secret) && !headers.contains(secret),
                "{secret}: {reply:?}"
            );
        }
    }
    let reported = world.reported.lock().unwrap();
    assert_eq!(reported.len(), 1, "the failure of ours, with its cause, for us: {reported:?}");
    assert!(reported[0].starts_with("http /v1/terminals/{terminal}/lookup: failed: "));
}
