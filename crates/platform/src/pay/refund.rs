//! Giving money of a payment back because people decided so. Source: TP-18.

use super::visit::{at_once, look, noted};
use crate::engine::Engine;
use crate::failure::{Failure, chain, refuse};
use crate::till::{Note, StoredPayment};
use calendar::Instant;
use ledger::{EntryKind, JournalEntry, LedgerAccount};
use psp::{Amount, Provider, ProviderId, PspError};
use serde_json::{Value, json};
use std::collections::{BTreeSet, HashMap};
use store::Account;
use units::MicroEuro;
use vending::{Approval, Lot, LotLeft, MoneyKey, lots_left, plan_refund};

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Asked {
    pub id: String,
    pub amount: MicroEuro,
    pub by: String,
    pub approved_by: Option<String>,
}

/// Plans and carries out a refund of one payment. What was asked is kept before the provider is: the
/// same command after a crash carries the first one on and gives nothing back twice.
/// Errors: more than is left of it on the balance, a second person missing, or the provider's refusal.
pub fn refund(
    engine: &mut Engine,
    provider: &dyn Provider,
    asked: &Asked,
    now: Instant,
) -> Result<StoredPayment, Failure> {
    let known = look(engine, provider, &asked.id, now)?;
    let known = match begun(&known) {
        Some(begun) if begun.amount == asked.amount => known,
        Some(_) => return refuse("another refund of this payment has begun: repeat it first"),
        None => begin(engine, &known, asked, now)?,
    };
    let (known, given) = carry_on(engine, provider, known, now)?;
    given?;
    Ok(known)
}

/// A refund that was asked for and has not ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Begun {
    /// The provider's, so that it gives nothing back twice.
    key: String,
    pub amount: MicroEuro,
    pub by: String,
}

pub fn begun(known: &StoredPayment) -> Option<Begun> {
    let kept = known.context.get("refund")?;
    let text = |name: &str| kept.get(name).and_then(Value::as_str).map(str::to_owned);
    let amount = text("eur")?.parse().ok()?;
    let by = [text("by"), text("approved_by")].into_iter().flatten().collect::<Vec<_>>();
    Some(Begun { key: text("key")?, amount, by: by.join(", ") })
}

/// Keeps that a part of a payment goes back: whoever looks at the payment next asks the provider for it.
/// Errors: another refund has not ended, more than is left of it, or a second person missing.
pub fn begin(
    engine: &mut Engine,
    known: &StoredPayment,
    asked: &Asked,
    now: Instant,
) -> Result<StoredPayment, Failure> {
    if begun(known).is_some() {
        return refuse("another refund of this payment has begun: repeat it first");
    }
    plan(engine, known, asked, now)?;
    // Another one after each movement: a refund that came back is not answered with the first one.
    let key = format!("{}.refund.{}", asked.id, known.parts.len());
    let refund = json!({
        "key": key, "eur": asked.amount.to_string(),
        "by": asked.by, "approved_by": asked.approved_by,
    });
    let who = match &asked.approved_by {
        Some(second) => format!("{}, approved by {second}", asked.by),
        None => asked.by.clone(),
    };
    let told = format!("refund asked: {} EUR by {who}", vending::euro(asked.amount));
    let context = vec![("refund".to_owned(), refund)];
    // Due at once, so that the worker carries it on if whoever asks cannot.
    let looked = Some((known.notices, Some(now)));
    let note = Note { told: Some((told, now)), context, looked, ..Note::default() };
    at_once(engine, noted(known, note), now)
}

/// Asks the provider for a refund that has begun, and takes in what came of it. The second result is the
/// provider's own; a final no ends the refund, and a person has it in hand.
pub fn carry_on(
    engine: &mut Engine,
    provider: &dyn Provider,
    mut known: StoredPayment,
    now: Instant,
) -> Result<(StoredPayment, Result<(), PspError>), Failure> {
    let Some(begun) = begun(&known) else { return Ok((known, Ok(()))) };
    let Some(provider_id) = &known.provider_id else { return refuse("it has no provider") };
    let id: ProviderId = provider_id.parse()?;
    let given = provider.refund(&id, Amount::new(begun.amount)?, &begun.key.parse()?);
    // A final no ends it, too; what may have happened is repeated with the same key.
    let (over, mut note) = match &given {
        Ok(_) => {
            let payment = known.payment.intent.id.clone();
            known = look(engine, provider, &payment, now)?;
            (true, Note::default())
        }
        Err(error) => {
            let told = Some((format!("refund refused: {}", chain(error)), now));
            let task = Some("refund_refused".to_owned());
            (!error.may_have_happened(), Note { told, task, ..Note::default() })
        }
    };
    if over {
        note.context = vec![("refund".to_owned(), Value::Null)];
        known = at_once(engine, noted(&known, note), now)?;
    }
    Ok((known, given.map(|_| ())))
}

/// What would be refused of a refund, were it asked for now.
pub fn check(
    engine: &mut Engine,
    known: &StoredPayment,
    asked: &Asked,
    now: Instant,
) -> Result<(), Failure> {
    if begun(known).is_some() {
        return refuse("another refund of this payment has begun");
    }
    plan(engine, known, asked, now)
}

/// What may still go back of a payment: what is left of it on the balance, or where it is held.
pub fn left_of(
    engine: &mut Engine,
    known: &StoredPayment,
    now: Instant,
) -> Result<MicroEuro, Failure> {
    if let Some(held) = &known.held {
        // It is on nobody's balance: all that is left of it may go.
        return Ok(MicroEuro(held.amount.0.saturating_sub(held.gone.0)));
    }
    let left = lots_of_payment(engine, known, now)?;
    Ok(MicroEuro(left.iter().map(|lot| lot.left.0).fold(0, i64::saturating_add)))
}

/// Whether so much of this payment is left on the balance, and who has to approve.
fn plan(
    engine: &mut Engine,
    known: &StoredPayment,
    asked: &Asked,
    now: Instant,
) -> Result<(), Failure> {
    let limit = engine.books.payments(known.dso, now)?.refund_four_eyes;
    if known.held.is_some() {
        let left = left_of(engine, known, now)?;
        if asked.amount <= MicroEuro::ZERO || asked.amount > left {
            return refuse(format!("only {} EUR of it are left", vending::euro(left)));
        }
        Approval::of(asked.amount, limit, &asked.by, asked.approved_by.as_deref())?;
        return Ok(());
    }
    let left = lots_of_payment(engine, known, now)?;
    plan_refund(Some(asked.amount), &left, limit, &asked.by, asked.approved_by.as_deref())?;
    Ok(())
}

/// What is left of this payment on the balance of its account.
fn lots_of_payment(
    engine: &mut Engine,
    known: &StoredPayment,
    now: Instant,
) -> Result<Vec<LotLeft>, Failure> {
    let account = known.account_in(engine)?;
    let mut left = lots_of(engine, &account, now)?;
    left.retain(|lot| lot.instrument == known.payment.intent.id);
    // What the provider has given back and the books have not heard of yet is not there any more.
    let most = known.payment.left();
    for lot in &mut left {
        lot.left = lot.left.min(most);
    }
    Ok(left)
}

/// What is left of each payment on the balance of an account, by the payment's key, where an instrument is named.
pub fn lots_of(
    engine: &mut Engine,
    account: &Account,
    now: Instant,
) -> Result<Vec<LotLeft>, Failure> {
    let rebuilt = engine.rebuild(std::slice::from_ref(account), now)?;
    let Some(rebuilt) = rebuilt.first() else { return refuse("an account without a timeline") };
    let inside = &rebuilt.timeline.account;
    let credited = |entry: &JournalEntry| {
        let own = entry.transaction.postings().iter();
        let own = own.filter(|posting| posting.account == LedgerAccount::CustomerCredit);
        own.map(|posting| posting.amount.0).fold(0, i64::saturating_sub)
    };
    // What went back of a payment stands under its own key or under that of a part of it, `PAYMENT/PART`.
    let mut gone: HashMap<&str, i64> = HashMap::new();
    for entry in inside.journal() {
        let Some(key) = entry.key.as_deref() else { continue };
        let payment = match entry.kind {
            EntryKind::Refund | EntryKind::Reversal => {
                key.rsplit_once('/').map_or(key, |(of, _)| of)
            }
            EntryKind::Chargeback => key,
            _ => continue,
        };
        for name in BTreeSet::from([payment, key]) {
            let sum = gone.entry(name).or_default();
            *sum = sum.saturating_add(credited(entry));
        }
    }
    let mut lots = Vec::new();
    for entry in inside.journal() {
        if entry.kind != EntryKind::TopUp {
            continue;
        }
        let key = entry.key.clone().unwrap_or_default();
        let gone = gone.get(key.as_str()).copied().unwrap_or_default();
        lots.push(Lot {
            key: MoneyKey::provider("ledger", &format!("{key} {}", entry.seq))?,
            instrument: key,
            credited_at: entry.booked_at,
            amount: MicroEuro(credited(entry).saturating_add(gone)),
        });
    }
    Ok(lots_left(&lots, inside.balance(), inside.aid().left()))
}
