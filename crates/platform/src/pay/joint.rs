//! One payment at the provider, a share of it for each of several points. What the provider says of the
//! whole is true of each share and taken in together; what went back in part is attributed to the shares
//! first, once and for good, and then each share gives its own. Source: F-03, TP-13, TP-17, TP-18.

use super::visit::{at_once, happened};
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use crate::till::{self, Attributed, PaymentAsked, Request, StoredPayment};
use calendar::Instant;
use psp::{Amount, Chargeback, Refund, RefundState};
use units::MicroEuro;
use vending::{PaymentEvent, PaymentState, ShareLeft, SharePlace, take_back};

/// Tells all shares that the money is certain, in one transaction; if one of them cannot be credited, the
/// others are all the same. Errors: the payment that was asked for could not be.
pub fn paid(
    engine: &mut Engine,
    known: StoredPayment,
    at: Instant,
    now: Instant,
) -> Result<StoredPayment, Failure> {
    let id = known.payment.intent.id.clone();
    let shares = known.with_others(engine)?;
    let open = |share: &&StoredPayment| {
        share.payment.intent.id == id
            || !matches!(
                share.payment.state(),
                PaymentState::Credited | PaymentState::Refunded | PaymentState::ChargedBack
            )
    };
    let told: Vec<&StoredPayment> = shares.iter().filter(open).collect();
    let asked = told.iter().map(|share| happened(share, PaymentEvent::Paid, at, None));
    let asked: Vec<Request> = asked.map(Request::Payment).collect();
    let mut own = None;
    for (share, answer) in told.iter().zip(till::serve(engine, &asked, now)) {
        let done = super::visit::answered(answer);
        match done {
            Ok(done) if share.payment.intent.id == id => own = Some(done),
            Ok(_) => {}
            Err(failure) if share.payment.intent.id == id => return Err(failure),
            Err(failure) => {
                let other = &share.payment.intent.id;
                eprintln!("payment {other}: {}", crate::failure::chain(failure.as_ref()));
            }
        }
    }
    match own {
        Some(own) => Ok(own),
        None => refuse(format!("no answer on payment `{id}`")),
    }
}

/// The same event of each share.
pub fn each_happened(known: &StoredPayment, event: PaymentEvent, at: Instant) -> Vec<PaymentAsked> {
    let mut asked = vec![happened(known, event, at, None)];
    for share in known.others() {
        let (dso, ean, id) = (known.dso, share.ean, share.id.clone());
        asked.push(PaymentAsked::Happened { dso, ean, id, event, at, once: None });
    }
    asked
}

/// What of refunds is this share's. Of a payment for one point it is all of them.
pub fn own_refunds(
    engine: &mut Engine,
    known: &StoredPayment,
    refunds: &[Refund],
    now: Instant,
) -> Result<Vec<Refund>, Failure> {
    let mut own = Vec::new();
    for refund in refunds {
        // One that never went is nobody's, unless it was taken in before.
        let went = !matches!(refund.state, RefundState::Failed | RefundState::Cancelled);
        let key = refund.key.as_ref().map(|key| key.as_str());
        let part = Part { name: format!("refund {}", refund.id), amount: refund.amount, key, went };
        if let Some(amount) = share_of(engine, known, &part, now)? {
            own.push(Refund { amount, ..refund.clone() });
        }
    }
    Ok(own)
}

/// The same of chargebacks.
pub fn own_chargebacks(
    engine: &mut Engine,
    known: &StoredPayment,
    chargebacks: &[Chargeback],
    now: Instant,
) -> Result<Vec<Chargeback>, Failure> {
    let mut own = Vec::new();
    for chargeback in chargebacks {
        let name = format!("chargeback {}", chargeback.id);
        let part = Part { name, amount: chargeback.amount, key: None, went: true };
        if let Some(amount) = share_of(engine, known, &part, now)? {
            own.push(Chargeback { amount, ..chargeback.clone() });
        }
    }
    Ok(own)
}

/// A part of the whole that went back.
struct Part<'a> {
    name: String,
    amount: Amount,
    /// With which it was asked for, if we did.
    key: Option<&'a str>,
    went: bool,
}

/// What of a part is this share's; `None` if nothing is, or if nobody can say yet.
fn share_of(
    engine: &mut Engine,
    known: &StoredPayment,
    part: &Part<'_>,
    now: Instant,
) -> Result<Option<Amount>, Failure> {
    if known.joint.is_none() {
        return Ok(Some(part.amount));
    }
    let Some(first) = StoredPayment::load(engine, known.first_id())? else {
        return refuse(format!("no payment `{}`", known.first_id()));
    };
    let kept = first.joint.as_ref().and_then(|joint| joint.attributed.get(&part.name)).cloned();
    let parts = match kept {
        Some(parts) => parts,
        None if !part.went => return Ok(None),
        None => match attribute(engine, first, part, now)? {
            Some(parts) => parts,
            None => return Ok(None),
        },
    };
    match parts.get(&known.payment.intent.id) {
        Some(amount) if *amount > MicroEuro::ZERO => Ok(Some(Amount::new(*amount)?)),
        Some(_) | None => Ok(None),
    }
}

/// Says whose a part is, and keeps that before anything is booked. `None` while a share waits to be credited:
/// nobody can say yet what is left of it.
fn attribute(
    engine: &mut Engine,
    first: StoredPayment,
    part: &Part<'_>,
    now: Instant,
) -> Result<Option<Attributed>, Failure> {
    let shares = first.clone().with_others(engine)?;
    let asked_for = |share: &&StoredPayment| {
        let of = format!("{}.refund.", share.payment.intent.id);
        part.key.is_some_and(|key| key.starts_with(&of))
    };
    let whole = part.amount.micro_euro();
    let mut parts = Attributed::new();
    if let Some(share) = shares.iter().find(asked_for) {
        // People decided of which.
        parts.insert(share.payment.intent.id.clone(), whole);
    } else {
        let mut lefts = Vec::new();
        for share in &shares {
            let Some(left) = left_of(engine, share, now)? else { return Ok(None) };
            lefts.push(left);
        }
        for (share, amount) in shares.iter().zip(take_back(whole, &lefts)) {
            if amount > MicroEuro::ZERO {
                parts.insert(share.payment.intent.id.clone(), amount);
            }
        }
    }
    let intent = &first.payment.intent;
    let (dso, ean, id, part) = (first.dso, intent.ean, intent.id.clone(), part.name.clone());
    let asked = PaymentAsked::Attributed { dso, ean, id, part: part.clone(), parts };
    // Another look may have been as quick: what is kept counts.
    let kept = at_once(engine, asked, now)?;
    Ok(kept.joint.and_then(|joint| joint.attributed.get(&part).cloned()))
}

/// What is left of a share, and where it is.
fn left_of(
    engine: &mut Engine,
    share: &StoredPayment,
    now: Instant,
) -> Result<Option<ShareLeft>, Failure> {
    if let Some(held) = &share.held {
        let left = MicroEuro(held.amount.0.saturating_sub(held.gone.0));
        return Ok(Some(ShareLeft { left, place: SharePlace::Held }));
    }
    if share.payment.clocks().credited.is_none() {
        let waits = share.payment.state() == PaymentState::Paid;
        let nothing = ShareLeft { left: MicroEuro::ZERO, place: SharePlace::Closed };
        return Ok((!waits).then_some(nothing));
    }
    let (left, account) = (share.payment.left(), share.account_in(engine)?);
    if account.closed_at.is_some() {
        return Ok(Some(ShareLeft { left, place: SharePlace::Closed }));
    }
    let rebuilt = engine.rebuild(std::slice::from_ref(&account), now)?;
    let Some(rebuilt) = rebuilt.first() else { return refuse("an account without a timeline") };
    let balance = rebuilt.timeline.account.balance();
    Ok(Some(ShareLeft { left, place: SharePlace::Open { balance } }))
}
