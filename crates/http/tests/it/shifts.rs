//! A shift is closed to the cent.

use crate::server::{World, confirm_body, vend_body};
use serde_json::{Value, json};

#[test]
fn tp_20_sales_and_reversals_are_summed_and_counted_against_the_till() {
    let world = World::new();
    let shift = |call: &str| format!("/v1/terminals/T1/shifts/C7/{call}");
    assert_eq!(world.get(&shift("totals")).code(), "shift-not-open");
    world.open_shift();
    assert_eq!(world.post(&shift("open"), &Value::Null).code(), "shift-already-open");
    for (number, amount, means) in
        [("A1", "20.00", "cash"), ("A2", "30.00", "cash"), ("A3", "60.00", "debit_card")]
    {
        let (mut vend, mut confirm) = (vend_body(amount), confirm_body(amount));
        vend["means"] = json!(means);
        confirm["means"] = json!(means);
        assert_eq!(world.post(&world.sale(number, "vend"), &vend).status, 201);
        assert_eq!(world.post(&world.sale(number, "confirm"), &confirm).status, 200);
    }
    assert_eq!(world.post(&world.sale("A2", "reverse"), &Value::Null).status, 200);
    let totals = world.get(&shift("totals")).json();
    assert_eq!(totals["sales"], json!({"count": 3, "cash": "50.00", "card": "60.00"}));
    assert_eq!(totals["reversals"], json!({"count": 1, "cash": "30.00", "card": "0.00"}));
    assert_eq!(totals["expected"], json!({"cash": "20.00", "card": "60.00"}));

    let declared = |cash: &str| json!({"declared": {"cash": cash, "card": "60.00"}});
    let short = world.post(&shift("close"), &declared("19.80"));
    assert_eq!((short.status, short.code().as_str()), (422, "difference-unexplained"));
    assert_eq!((&short.json()["cash"], &short.json()["card"]), (&json!("-0.20"), &json!("0.00")));
    let mut explained = declared("19.80");
    explained["explanation"] = json!("two coins of 0.10 found short");
    let ask = world.ask("POST", &shift("close"), "C7:close", &explained.to_string());
    let closed = world.send(&ask);
    assert_eq!(closed.status, 200);
    assert_eq!(closed.json()["difference"], json!({"cash": "-0.20", "card": "0.00"}));
    assert_eq!(closed.json()["shift"]["expected"]["cash"], "20.00");
    assert_eq!(world.send(&ask).text, closed.text, "closed once");
    assert_eq!(world.post(&shift("close"), &declared("0.00")).code(), "shift-not-open");
}

#[test]
fn tp_20_a_count_is_an_amount() {
    let world = World::new();
    world.open_shift();
    for (cash, code) in
        [("-1.00", "amount-not-understood"), ("99999999999999.00", "amount-too-large")]
    {
        let body = json!({"declared": {"cash": cash, "card": "0.00"}});
        assert_eq!(world.post("/v1/terminals/T1/shifts/C7/close", &body).code(), code);
    }
}
