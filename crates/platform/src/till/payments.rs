//! Online payments: what somebody set out to pay, what the provider says, what was credited.
//! Source: TP-04, TP-13, TP-17, TP-23.

mod asked;
mod stored;

pub use asked::{NewPayment, Note, PaymentAsked, PaymentRefused, Told};
pub use stored::{LOOK_S, PartKind, StoredPayment};

use super::credit::Counter;
use super::joint;
use crate::engine::Engine;
use crate::failure::Failure;
use calendar::Instant;
use ledger::{Channel, EntryKind, LedgerAccount, Posting, Transaction};
use std::collections::BTreeSet;
use store::{Booking, NewMessage};
use stored::{Held, Part};
use timeline::Fact;
use units::{Dso, MicroEuro};
use vending::{
    Intent, Payment, PaymentEvent, PaymentState, Receipt, TopUpAmount, payment_in_window,
};

/// Does what is asked; the credit is booked with the group.
pub fn act(
    engine: &mut Engine,
    counter: &mut Counter,
    asked: &PaymentAsked,
    now: Instant,
) -> Result<Result<StoredPayment, PaymentRefused>, Failure> {
    match asked {
        PaymentAsked::Begin { dso, new } => begin(engine, counter, *dso, new, now),
        PaymentAsked::BeginTogether { dso, all, .. } => {
            joint::begin(engine, counter, (*dso, all), now)
        }
        PaymentAsked::Attributed { id, part, parts, .. } => {
            let Some(mut known) = StoredPayment::load(engine, id)? else {
                return Ok(Err(PaymentRefused::Unknown { id: id.clone() }));
            };
            if joint::attribute(&mut known, (part, parts), now)? {
                known.keep(engine, now)?;
            }
            Ok(Ok(known))
        }
        PaymentAsked::Known { id, provider, provider_id, .. } => {
            on_each(engine, id, now, |known| {
                known.provider = Some(provider.clone());
                known.provider_id = Some(provider_id.clone());
            })
        }
        PaymentAsked::Happened { id, event, at, once, .. } => {
            let Some(mut known) = StoredPayment::load(engine, id)? else {
                return Ok(Err(PaymentRefused::Unknown { id: id.clone() }));
            };
            // The books would have nothing to reverse, and the payment would say that they had.
            for (again, gone) in [("reversal ", "chargeback"), ("returned ", "refund")] {
                let part = once.as_deref().and_then(|once| once.strip_prefix(again));
                if let Some(part) = part.filter(|id| !known.once.contains(&format!("{gone} {id}")))
                {
                    return Ok(Err(PaymentRefused::NothingGone { gone, part: part.to_owned() }));
                }
            }
            if once.as_ref().is_some_and(|once| !known.once.insert(once.clone())) {
                return Ok(Ok(known));
            }
            let told = Told { at: *at, learnt_at: now, what: once.clone().unwrap_or_default() };
            if let Err(error) = happened(engine, counter, &mut known, *event, &told)? {
                return Ok(Err(error));
            }
            known.keep(engine, now)?;
            Ok(Ok(known))
        }
        PaymentAsked::GivenBack { id, why, came, .. } => {
            let Some(mut known) = StoredPayment::load(engine, id)? else {
                return Ok(Err(PaymentRefused::Unknown { id: id.clone() }));
            };
            if known.once.insert("given back".to_owned()) {
                // Of a payment for several points all that came is held with the first.
                if came.0 > MicroEuro::ZERO {
                    hold(engine, counter, &mut known, *came, now)?;
                }
                known.tell(&format!("given back: {why}"), now, now);
                known.keep(engine, now)?;
            }
            Ok(Ok(known))
        }
        PaymentAsked::HeldMoved { id, kind, amount, at, once, .. } => {
            let Some(mut known) = StoredPayment::load(engine, id)? else {
                return Ok(Err(PaymentRefused::Unknown { id: id.clone() }));
            };
            if known.held.is_some() && known.once.insert(once.clone()) {
                let told = Told { at: *at, learnt_at: now, what: once.clone() };
                held_moved(engine, counter, &mut known, (*kind, *amount), &told)?;
                known.keep(engine, now)?;
            }
            Ok(Ok(known))
        }
        PaymentAsked::Noticed { id, .. } => on_each(engine, id, now, |known| {
            known.notices = known.notices.saturating_add(1);
            known.again = None;
            known.tell("notice", now, now);
        }),
        PaymentAsked::Noted { id, note, .. } => {
            let Some(mut known) = StoredPayment::load(engine, id)? else {
                return Ok(Err(PaymentRefused::Unknown { id: id.clone() }));
            };
            noted(engine, counter, &mut known, note, now)?;
            known.keep(engine, now)?;
            Ok(Ok(known))
        }
    }
}

/// Does the same to a payment and to all that are paid with it, and returns the one that was asked for.
fn on_each(
    engine: &mut Engine,
    id: &str,
    now: Instant,
    mut act: impl FnMut(&mut StoredPayment),
) -> Result<Result<StoredPayment, PaymentRefused>, Failure> {
    let mut asked = None;
    if let Some(known) = StoredPayment::load(engine, id)? {
        for mut share in known.with_others(engine)? {
            act(&mut share);
            share.keep(engine, now)?;
            if share.payment.intent.id == id {
                asked = Some(share);
            }
        }
    }
    Ok(asked.ok_or_else(|| PaymentRefused::Unknown { id: id.to_owned() }))
}

fn noted(
    engine: &mut Engine,
    counter: &mut Counter,
    known: &mut StoredPayment,
    note: &Note,
    now: Instant,
) -> Result<(), Failure> {
    if let Some((what, at)) = &note.told {
        known.tell(what, *at, now);
    }
    if let serde_json::Value::Object(context) = &mut known.context {
        context.extend(note.context.iter().cloned());
    }
    if let Some((notices, again)) = note.looked {
        known.looked = known.looked.max(notices);
        // A notice that came meanwhile is not answered by this look.
        known.again = again.filter(|_| known.notices <= notices);
    }
    match &note.task {
        Some(kind) => task(engine, counter, known, kind, now),
        None => Ok(()),
    }
}

/// Somebody has to look at a payment: once for each kind of task. Source: TP-23.
fn task(
    engine: &mut Engine,
    counter: &mut Counter,
    known: &mut StoredPayment,
    task: &str,
    now: Instant,
) -> Result<(), Failure> {
    if known.once.insert(format!("task {task}")) {
        known.tell(&format!("task: {task}"), now, now);
        let id = &known.payment.intent.id;
        let account = known.account_in(engine)?;
        let mut booking = Booking::of(account.id);
        booking.messages.push(NewMessage {
            key: format!("task/{id}/{task}"),
            at: now,
            lane: 4,
            kind: "task".to_owned(),
            body: serde_json::json!({ "task": task, "payment": id }).to_string(),
        });
        counter.write(engine)?;
        engine.store.book(&booking)?;
    }
    Ok(())
}

fn begin(
    engine: &mut Engine,
    counter: &mut Counter,
    dso: Dso,
    new: &NewPayment,
    now: Instant,
) -> Result<Result<StoredPayment, PaymentRefused>, Failure> {
    if let Some(known) = StoredPayment::load(engine, &new.id)? {
        return Ok(Ok(known));
    }
    let mut stored = match prepare(engine, counter, dso, new, now)? {
        Ok(stored) => stored,
        Err(refused) => return Ok(Err(refused)),
    };
    open(engine, counter, &mut stored, now)?;
    Ok(Ok(stored))
}

/// A payment as it would be kept; nothing is written.
pub(super) fn prepare(
    engine: &mut Engine,
    counter: &mut Counter,
    dso: Dso,
    new: &NewPayment,
    now: Instant,
) -> Result<Result<StoredPayment, PaymentRefused>, Failure> {
    let unknown = PaymentRefused::UnknownPoint { ean: new.ean };
    let parameters = engine.books.payments(dso, now)?.clone();
    let Some((found, split)) = counter.offer(engine, new.ean, dso, new.amount, now)? else {
        return Ok(Err(unknown));
    };
    let amount = TopUpAmount::new(new.amount, found.balance, found.exact, &parameters);
    let amount = match amount {
        Ok(amount) => amount.amount(),
        Err(error) => return Ok(Err(error.into())),
    };
    if !new.although_paid {
        let window = parameters.duplicate_pay_window_min;
        let from = now.plus_min(window.saturating_neg());
        let mut earlier = Vec::new();
        for kept in engine.store.payments_of(found.account, from)? {
            let known: StoredPayment = serde_json::from_str(&kept.body)?;
            earlier.push(known.payment);
        }
        if let Some(opened) = payment_in_window(&earlier, new.ean, now, window) {
            return Ok(Err(PaymentRefused::AskFirst(opened)));
        }
    }
    let receipt = Receipt::before_paying(new.ean, &split, found.balance, now);
    let intent = Intent {
        id: new.id.clone(),
        ean: new.ean,
        amount,
        split,
        channel: Channel::Online,
        created_at: now,
        expires_at: new.expires_at,
    };
    Ok(Ok(StoredPayment {
        payment: Payment::new(intent),
        dso,
        account: Some(found.account),
        parts: Vec::new(),
        held: None,
        provider: None,
        provider_id: None,
        joint: None,
        receipt,
        story: Vec::new(),
        context: new.context.clone(),
        once: BTreeSet::new(),
        notices: 0,
        looked: 0,
        again: None,
        said: Vec::new(),
    }))
}

/// Keeps a payment, and tells the account of it if that may be cut before it comes.
pub(super) fn open(
    engine: &mut Engine,
    counter: &mut Counter,
    stored: &mut StoredPayment,
    now: Instant,
) -> Result<(), Failure> {
    stored.tell("created", now, now);
    stored.keep(engine, now)?;
    let (dso, ean) = (stored.dso, stored.payment.intent.ean);
    if counter.may_be_cut_soon(engine, ean, dso, now)? {
        let account = engine.account_of(ean)?;
        let intent = &stored.payment.intent;
        let (id, channel) = (intent.id.clone(), "online".to_owned());
        let fact = Fact::PaymentPending { id, eur: intent.amount, channel };
        stored.said = counter.record(engine, &account, &fact, now)?;
    }
    Ok(())
}

/// Takes in an event and books what follows: a credit when the money is certain. `told` has its instant,
/// and what makes it happen once, if anything does.
fn happened(
    engine: &mut Engine,
    counter: &mut Counter,
    known: &mut StoredPayment,
    event: PaymentEvent,
    told: &Told,
) -> Result<Result<(), PaymentRefused>, Failure> {
    let (at, now) = (told.at, told.learnt_at);
    let changed = match known.payment.apply(event, at) {
        Ok(changed) => changed,
        Err(error) => return Ok(Err(error.into())),
    };
    if changed {
        known.tell(event_name(event), at, now);
    }
    let (ean, id) = (known.payment.intent.ean, known.payment.intent.id.clone());
    match event {
        PaymentEvent::Paid if known.payment.state() == PaymentState::Paid => {
            if known.held.is_some() {
                return Ok(Ok(()));
            }
            let amount = known.payment.intent.amount;
            let open = counter.account(engine, ean, known.dso)?;
            if open.is_none() || known.account.is_some() && open != known.account {
                // The account has closed meanwhile: the money waits for a person, and whoever lives
                // there now has not paid it.
                hold(engine, counter, known, (amount, at), now)?;
                return Ok(Ok(()));
            }
            let key = known.money_key()?;
            // In the ledger under our own id, by which cuts know it too.
            let payment = (amount, Channel::Online, id.as_str());
            let done = counter.credit(engine, (ean, known.dso), payment, &key, now)?;
            known.payment.apply(PaymentEvent::Credited { release: done.release }, now)?;
            known.tell("credited", now, now);
            known.said = done.said.clone();
            let shown = Some(&known.payment.intent.split);
            let (split, after) = (&done.split, done.balance_after);
            known.receipt = Some(Receipt::after_crediting(ean, split, shown, after, now, &key));
        }
        PaymentEvent::Failed | PaymentEvent::Expired | PaymentEvent::Cancelled if changed => {
            let account = known.account_in(engine)?;
            let fact = Fact::PaymentFailed { id, eur: None, channel: None };
            counter.record(engine, &account, &fact, now)?;
        }
        PaymentEvent::ChargedBack { amount } => {
            let part = known.part(PartKind::Chargeback, amount, told);
            let (id, eur, channel) = (part.key.clone(), amount, "online".to_owned());
            take(engine, counter, known, &part, Fact::Chargeback { id, eur, channel }, now)?;
            if known.payment.beyond() > MicroEuro::ZERO {
                task(engine, counter, known, "more_went_back_than_came", now)?;
            }
        }
        PaymentEvent::ChargebackReversed { amount } => {
            let part = known.part(PartKind::ChargebackReversed, amount, told);
            let fact = Fact::ChargebackReversed { id: part.key.clone() };
            take(engine, counter, known, &part, fact, now)?;
        }
        PaymentEvent::RefundReturned { amount } => {
            let part = known.part(PartKind::RefundReturned, amount, told);
            let fact = Fact::RefundReturned { id: part.key.clone() };
            take(engine, counter, known, &part, fact, now)?;
        }
        PaymentEvent::Refunded { amount } => {
            // The provider has given it already, so what the balance does not cover any more is owed.
            let part = known.part(PartKind::Refund, amount, told);
            let (id, channel) = (part.key.clone(), "online".to_owned());
            let fact = Fact::Refund { id, eur: amount, channel, given: true, owed: false };
            let covered = take(engine, counter, known, &part, fact, now)?;
            if !covered {
                task(engine, counter, known, "refunded_beyond_the_balance", now)?;
            }
            if known.payment.beyond() > MicroEuro::ZERO {
                task(engine, counter, known, "more_went_back_than_came", now)?;
            }
        }
        PaymentEvent::PayerAtBank
        | PaymentEvent::Paid
        | PaymentEvent::Failed
        | PaymentEvent::Expired
        | PaymentEvent::Cancelled
        | PaymentEvent::Credited { .. }
        | PaymentEvent::Sent
        | PaymentEvent::Confirmed => {}
    }
    Ok(Ok(()))
}

/// Books a chargeback, its reversal, or a refund that was given: on the account, or, when that has closed, in the
/// operator's own books, where a person finds what it lost. Returns whether an account covers all of it, or owes
/// it in the way that a chargeback is owed. Source: TP-17, TP-18.
fn take(
    engine: &mut Engine,
    counter: &mut Counter,
    known: &StoredPayment,
    part: &Part,
    fact: Fact,
    now: Instant,
) -> Result<bool, Failure> {
    let account = known.account_in(engine)?;
    if account.closed_at.is_none() {
        let said = counter.record(engine, &account, &fact, now)?;
        return Ok(!said.iter().any(|line| line.event == "refund_beyond_balance"));
    }
    let (lost, cash) = (LedgerAccount::DebtUnderReview, LedgerAccount::CashOnline);
    let (kind, debit, credit) = match part.kind {
        PartKind::ChargebackReversed | PartKind::RefundReturned => {
            (EntryKind::Reversal, cash, lost)
        }
        PartKind::Chargeback => (EntryKind::Chargeback, lost, cash),
        PartKind::Refund => (EntryKind::Refund, lost, cash),
    };
    if let Some(transaction) = Transaction::transfer(debit, credit, part.amount)? {
        counter.book_house(engine, known.dso, (kind, &part.key), transaction, now)?;
    }
    Ok(false)
}

/// Money that came and is nobody's yet. Source: TP-16.
fn hold(
    engine: &mut Engine,
    counter: &mut Counter,
    known: &mut StoredPayment,
    (amount, at): (MicroEuro, Instant),
    now: Instant,
) -> Result<(), Failure> {
    let key = known.money_key()?.to_string();
    counter.suspend(engine, known.dso, (amount, Channel::Online, &key), now)?;
    known.held = Some(Held { amount, at, gone: MicroEuro::ZERO });
    known.tell("in suspense", at, now);
    Ok(())
}

/// A part of what is held has gone back, or is here again. What went beyond it (a refund, and a chargeback of the
/// whole) is owed to us, and a person's.
fn held_moved(
    engine: &mut Engine,
    counter: &mut Counter,
    known: &mut StoredPayment,
    (kind, amount): (PartKind, MicroEuro),
    told: &Told,
) -> Result<(), Failure> {
    let mut part = known.part(kind, amount, told);
    part.key = format!("{}/{}", known.money_key()?, part.id);
    if let Some(kept) = known.parts.last_mut() {
        kept.key.clone_from(&part.key);
    }
    let (what, gone) = match kind {
        PartKind::Refund => ("given back from suspense", amount.0),
        PartKind::Chargeback => ("charged back from suspense", amount.0),
        PartKind::RefundReturned => ("given back in vain, in suspense again", -amount.0),
        PartKind::ChargebackReversed => ("charged back in vain, in suspense again", -amount.0),
    };
    let Some(held) = &mut known.held else { return Ok(()) };
    let before = held.gone;
    held.gone = MicroEuro(before.0.saturating_add(gone));
    let of_suspense = held.gone.min(held.amount).0.saturating_sub(before.min(held.amount).0);
    let beyond = gone.saturating_sub(of_suspense);
    known.tell(what, told.at, told.learnt_at);
    let legs = [
        (LedgerAccount::Suspense, of_suspense),
        (LedgerAccount::DebtUnderReview, beyond),
        (LedgerAccount::CashOnline, gone.saturating_neg()),
    ];
    let legs = legs.into_iter().filter(|(_, micro)| *micro != 0);
    let legs = legs.map(|(account, micro)| Posting { account, amount: MicroEuro(micro) }).collect();
    let entry = (EntryKind::Suspense, part.key.as_str());
    let transaction = Transaction::new(legs)?;
    counter.book_house(engine, known.dso, entry, transaction, told.learnt_at)?;
    if beyond > 0 {
        task(engine, counter, known, "more_went_back_than_came", told.learnt_at)?;
    }
    Ok(())
}

fn event_name(event: PaymentEvent) -> &'static str {
    match event {
        PaymentEvent::PayerAtBank => "payer at the bank",
        PaymentEvent::Paid => "paid",
        PaymentEvent::Failed => "failed",
        PaymentEvent::Expired => "expired",
        PaymentEvent::Cancelled => "cancelled",
        PaymentEvent::Credited { .. } => "credited",
        PaymentEvent::Refunded { .. } => "refunded",
        PaymentEvent::ChargedBack { .. } => "charged back",
        PaymentEvent::ChargebackReversed { .. } => "chargeback reversed",
        PaymentEvent::RefundReturned { .. } => "refund came back",
        PaymentEvent::Sent => "sent to the meter",
        PaymentEvent::Confirmed => "confirmed by the meter",
    }
}
