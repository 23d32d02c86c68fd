//! Giving money of a payment back because people decided so. Source: TP-18.

use super::visit::{at_once, noted, visit};
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use crate::till::{Note, StoredPayment};
use calendar::Instant;
use ledger::{EntryKind, LedgerAccount};
use psp::{Amount, Provider, ProviderId};
use serde_json::{Value, json};
use units::MicroEuro;
use vending::{Approval, Lot, MoneyKey, lots_left, plan_refund};

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
    let mut known = visit(engine, provider, &asked.id, now)?;
    let begun = known.context.get("refund").filter(|refund| !refund.is_null()).cloned();
    let key = match begun {
        Some(begun) => {
            let same = begun.get("eur").and_then(Value::as_str) == Some(&asked.amount.to_string());
            match begun.get("key").and_then(Value::as_str) {
                Some(key) if same => key.to_owned(),
                _ => return refuse("another refund of this payment has begun: repeat it first"),
            }
        }
        None => {
            plan(engine, &known, asked, now)?;
            let gone = known.held.as_ref().map_or(known.payment.refunded(), |held| held.gone);
            let key = format!("{}.refund.{}", asked.id, gone.0);
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
            let note = Note { told: Some((told, now)), context, ..Note::default() };
            known = at_once(engine, noted(&known, note), now)?;
            key
        }
    };
    let Some(provider_id) = &known.provider_id else { return refuse("it has no provider") };
    let id: ProviderId = provider_id.parse()?;
    let given = provider.refund(&id, Amount::new(asked.amount)?, &key.parse()?);
    // A final no ends it, too; what may have happened is repeated with the same key.
    let over = given.as_ref().map_or_else(|error| !error.may_have_happened(), |_| true);
    if given.is_ok() {
        known = visit(engine, provider, &asked.id, now)?;
    }
    if over {
        let context = vec![("refund".to_owned(), Value::Null)];
        known = at_once(engine, noted(&known, Note { context, ..Note::default() }), now)?;
    }
    given?;
    Ok(known)
}

/// Whether so much of this payment is left on the balance, and who has to approve.
fn plan(
    engine: &mut Engine,
    known: &StoredPayment,
    asked: &Asked,
    now: Instant,
) -> Result<(), Failure> {
    let limit = engine.books.payments(known.dso, now)?.refund_four_eyes;
    if let Some(held) = &known.held {
        // It is on nobody's balance: all that is left of it may go.
        let left = MicroEuro(held.amount.0.saturating_sub(held.gone.0));
        if asked.amount <= MicroEuro::ZERO || asked.amount > left {
            return refuse(format!("only {} EUR of it are left", vending::euro(left)));
        }
        Approval::of(asked.amount, limit, &asked.by, asked.approved_by.as_deref())?;
        return Ok(());
    }
    let account = known.account_in(engine)?;
    let rebuilt = engine.rebuild(std::slice::from_ref(&account), now)?;
    let Some(rebuilt) = rebuilt.first() else { return refuse("an account without a timeline") };
    let inside = &rebuilt.timeline.account;
    let mut lots = Vec::new();
    for entry in inside.journal() {
        if entry.kind != EntryKind::TopUp {
            continue;
        }
        let own = entry.transaction.postings().iter();
        let own = own.filter(|posting| posting.account == LedgerAccount::CustomerCredit);
        let mut amount: i64 = own.map(|posting| posting.amount.0).fold(0, i64::saturating_sub);
        let key = entry.key.clone().unwrap_or_default();
        if key == asked.id {
            let back = known.payment.intent.amount.0.saturating_sub(known.payment.left().0);
            amount = amount.saturating_sub(back);
        }
        lots.push(Lot {
            key: MoneyKey::provider("ledger", &format!("{key} {}", entry.seq))?,
            instrument: key,
            credited_at: entry.booked_at,
            amount: MicroEuro(amount),
        });
    }
    let aid_left = inside.aid().left();
    let mut left = lots_left(&lots, inside.balance(), aid_left);
    left.retain(|lot| lot.instrument == asked.id);
    plan_refund(Some(asked.amount), &left, limit, &asked.by, asked.approved_by.as_deref())?;
    Ok(())
}
