//! Who has a copy of what is told of a payment: whoever made it, and nobody else. Source: CM-01c, CM-01k, PD-01, UX 5.2.

use crate::engine::Engine;
use crate::failure::Failure;
use crate::till::StoredPayment;
use calendar::Instant;
use notify::Message;
use timeline::Fact;

/// The fact by which money came that is told of here.
const PAID: &str = "top_up";

/// Whether payers hear of it as of their own payment alone.
pub fn is_of_payment(message: Message) -> bool {
    matches!(message, Message::Credited | Message::CreditedOff | Message::Press | Message::LeakSeen)
}

/// The party whose key or session paid; `None` of money that the household, a shop or a bank has brought.
pub fn paid_by(engine: &mut Engine, fact: Option<Fact>) -> Result<Option<i64>, Failure> {
    let Some(Fact::TopUp { id, .. }) = fact else { return Ok(None) };
    // Only an online payment is kept under the id of its fact.
    let known = StoredPayment::load(engine, &id)?;
    Ok(known.and_then(|known| known.context.get("party").and_then(serde_json::Value::as_i64)))
}

/// What was paid last up to an instant: the button that waits follows from it.
pub fn last_paid(facts: &[store::Fact], at: Instant) -> Result<Option<Fact>, Failure> {
    let mut paid = facts.iter().rev().filter(|fact| fact.kind == PAID && fact.learnt_at <= at);
    Ok(paid.next().map(|fact| serde_json::from_str(&fact.body)).transpose()?)
}
