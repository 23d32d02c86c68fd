//! The whole story of a payment, from what is kept of it. Source: TP-04, TP-23.

use crate::engine::Engine;
use crate::failure::Failure;
use crate::till::{JointShare, StoredPayment, Told};
use calendar::Instant;
use portal::pay::{PaidTogether, PaymentStory, StoryEvent, StorySource};
use units::Language;
use vending::{Receipt, ReceiptLine};

pub fn of(
    engine: &mut Engine,
    known: &StoredPayment,
    now: Instant,
) -> Result<PaymentStory, Failure> {
    let payment = &known.payment;
    let intent = &payment.intent;
    let account = known.account_in(engine)?;
    let lines = |receipt: &Receipt| receipt.lines.clone();
    let credited = payment.clocks().credited.is_some();
    let shown: Vec<ReceiptLine> = Receipt::before_paying(
        intent.ean,
        &intent.split,
        units::MicroEuro::ZERO,
        intent.created_at,
    )
    .as_ref()
    .map(lines)
    .unwrap_or_default();
    Ok(PaymentStory {
        id: intent.id.clone(),
        account: account.id,
        ean: intent.ean,
        energy: account.group.energy,
        amount: intent.amount,
        channel: intent.channel,
        state: payment.state(),
        clocks: payment.clocks(),
        refunded: payment.refunded(),
        shown,
        booked: known.receipt.as_ref().filter(|_| credited).map(lines),
        provider: known.provider.clone().zip(known.provider_id.clone()),
        language: language(known),
        code: known.receipt.as_ref().and_then(|receipt| receipt.code.clone()),
        created_at: intent.created_at,
        expires_at: intent.expires_at,
        as_of: now,
        bars_cut: payment.bars_cut(),
        alarms: super::visit::alarms(engine, known, now)?,
        together: known.others().map(together).collect(),
        events: known.story.iter().map(event).collect(),
    })
}

fn together(share: &JointShare) -> PaidTogether {
    PaidTogether { id: share.id.clone(), ean: share.ean, amount: share.amount }
}

pub fn language(known: &StoredPayment) -> Language {
    let text = known.context.get("language").and_then(serde_json::Value::as_str);
    text.and_then(|text| text.parse().ok()).unwrap_or(Language::En)
}

fn event(told: &Told) -> StoryEvent {
    let (what, note) = match told.what.split_once(": ") {
        Some((what, note)) => (what, Some(note.to_owned())),
        None => (told.what.as_str(), None),
    };
    let (source, changed) = match what {
        "created" => (StorySource::Payer, true),
        "credited" => (StorySource::Ledger, true),
        "sent to the meter" => (StorySource::Outbox, true),
        "confirmed by the meter" => (StorySource::Meter, true),
        "expired" => (StorySource::Clock, true),
        "notice" => (StorySource::Notice, false),
        "refund asked" => (StorySource::Person, false),
        "attributed" => (StorySource::Ledger, false),
        "task" => (StorySource::Clock, false),
        "given back" | "cannot be created" => (StorySource::Provider, false),
        _ => (StorySource::Provider, true),
    };
    StoryEvent {
        at: told.at,
        learnt_at: told.learnt_at,
        source,
        what: what.replace(' ', "_"),
        note,
        changed,
    }
}
