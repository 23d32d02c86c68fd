//! The bank's answers, in the shape of Mollie's. Written apart from what the connector reads, so
//! that one misunderstanding does not hide in both.

use super::payment::{Card, Chargeback, Movement, Payment, Refund, Status, text_of};
use calendar::Instant;
use serde_json::{Map, Value, json};

fn eur(cents: i64) -> Value {
    json!({ "currency": "EUR", "value": text_of(cents) })
}

fn link(href: String) -> Value {
    json!({ "href": href, "type": "application/hal+json" })
}

/// Mollie's instants have whole seconds and a numeric offset.
fn instant(at: Instant) -> String {
    Instant::from_unix_s(at.unix_s()).to_utc_string().replace('Z', "+00:00")
}

pub fn checkout_url(public_url: &str, id: &str) -> String {
    format!("{public_url}/bank/{id}")
}

pub fn payment(public_url: &str, payment: &Payment) -> Value {
    let id = &payment.id;
    let mut links = Map::new();
    links.insert("self".into(), link(format!("{public_url}/v2/payments/{id}")));
    let mut shape = Map::new();
    let mut put = |field: &str, value: Value| shape.insert(field.into(), value);
    put("resource", "payment".into());
    put("id", id.as_str().into());
    put("mode", "test".into());
    put("createdAt", instant(payment.created_at).into());
    put("status", payment.status.word().into());
    put("amount", eur(payment.cents));
    put("description", payment.description.as_str().into());
    put("metadata", payment.metadata.clone());
    put("sequenceType", "oneoff".into());
    put("redirectUrl", payment.redirect_url.as_str().into());
    if let Some(url) = &payment.webhook_url {
        put("webhookUrl", url.as_str().into());
    }
    put("method", method(payment.card).into());
    match payment.status {
        Status::Open | Status::Pending => {
            put("isCancelable", false.into());
            put("expiresAt", instant(payment.expires_at).into());
            let checkout = checkout_url(public_url, id);
            let page = json!({ "href": checkout, "type": "text/html" });
            links.insert("checkout".into(), page);
        }
        Status::Paid => {
            put("paidAt", instant(payment.since).into());
            put("amountRefunded", eur(payment.refunded_cents()));
            put("amountRemaining", eur(payment.left_cents()));
            if payment.charged_back_cents() > 0 {
                put("amountChargedBack", eur(payment.charged_back_cents()));
            }
            put("details", details(payment.card));
        }
        Status::Failed => drop(put("failedAt", instant(payment.since).into())),
        Status::Canceled => drop(put("canceledAt", instant(payment.since).into())),
        Status::Expired => drop(put("expiredAt", instant(payment.since).into())),
    }
    put("_links", Value::Object(links));
    Value::Object(shape)
}

fn method(card: Card) -> &'static str {
    match card {
        Card::Bancontact => "bancontact",
        Card::Debit | Card::Credit => "creditcard",
    }
}

fn details(card: Card) -> Value {
    match card {
        Card::Bancontact => json!({ "cardNumber": "0000" }),
        Card::Debit => json!({ "cardNumber": "0000", "cardFunding": "debit" }),
        Card::Credit => json!({ "cardNumber": "0000", "cardFunding": "credit" }),
    }
}

pub fn refund(payment_id: &str, refund: &Refund) -> Value {
    json!({
        "resource": "refund",
        "id": refund.id,
        "mode": "test",
        "amount": eur(refund.cents),
        "status": if refund.returned_at.is_some() { "failed" } else { "refunded" },
        "createdAt": instant(refund.at),
        "metadata": refund.metadata,
        "paymentId": payment_id,
    })
}

pub fn chargeback(payment_id: &str, chargeback: &Chargeback) -> Value {
    json!({
        "resource": "chargeback",
        "id": chargeback.id,
        "amount": eur(chargeback.cents),
        "settlementAmount": eur(-chargeback.cents),
        "createdAt": instant(chargeback.at),
        "reversedAt": chargeback.reversed_at.map(instant),
        "paymentId": payment_id,
    })
}

pub fn movement(movement: &Movement) -> Value {
    let mut context = Map::new();
    if let Some(payment) = &movement.payment {
        context.insert("paymentId".into(), payment.as_str().into());
    }
    if let Some((field, id)) = &movement.other {
        context.insert((*field).into(), id.as_str().into());
    }
    let mut shape = json!({
        "resource": "balance_transaction",
        "id": movement.id,
        "type": movement.kind,
        "resultAmount": eur(movement.cents.saturating_sub(movement.fee_cents)),
        "initialAmount": eur(movement.cents),
        "createdAt": instant(movement.at),
        "context": context,
    });
    if movement.fee_cents != 0
        && let Some(fields) = shape.as_object_mut()
    {
        fields.insert("deductions".into(), eur(-movement.fee_cents));
    }
    shape
}

/// A page: `entries` under `name`, and where the next one begins.
pub fn page(name: &str, entries: Vec<Value>, next: Option<String>) -> Value {
    json!({
        "count": entries.len(),
        "_embedded": { name: entries },
        "_links": { "previous": null, "next": next.map(link) },
    })
}
