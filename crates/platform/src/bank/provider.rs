//! A payment provider pays out what it has collected for us: on our account at a bank it is a line like
//! any other, and nobody's top-up. It lies in suspense until the provider has told of the payout with the
//! same amount, whose reference the line carries; whichever is heard of first. Source: TP-16, TP-19.

use super::origin::Origin;
use super::suspense::{Person, moved, waits_no_more};
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use crate::till::Counter;
use calendar::Instant;
use ledger::{EntryKind, LedgerAccount, Transaction};
use store::{BankLine, ProviderLine};
use units::{Dso, MicroEuro};
use vending::{SuspenseEvent, SuspenseItem};

/// A reference of fewer characters could stand in any text.
const LEAST_REFERENCE: usize = 6;

/// What a payout brings to the bank.
pub fn paid_out(payout: &ProviderLine) -> MicroEuro {
    let left = payout.gross.0.saturating_add(payout.fee.0);
    MicroEuro(left.saturating_neg())
}

/// Whether a line of a statement carries the reference of a payout.
pub fn names(line: &BankLine, payout: &ProviderLine) -> bool {
    let reference = payout.other.to_uppercase();
    let said = [&line.text, &line.reference].map(|text| text.to_uppercase());
    reference.len() >= LEAST_REFERENCE
        && said.iter().any(|text| {
            text.split(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '-' | '.'))
                .any(|word| word == reference)
        })
}

/// Matches lines in suspense with payouts that providers have told of. Returns how many there were.
pub fn match_payouts(engine: &mut Engine, dso: Dso, at: Instant) -> Result<usize, Failure> {
    let payouts = engine.store.open_provider_payouts()?;
    if payouts.is_empty() {
        return Ok(0);
    }
    let mut count = 0;
    for (provider, payout) in &payouts {
        for line in naming(engine, dso, payout)? {
            if line.amount == paid_out(payout) {
                engine.locked(dso, |engine| settle(engine, (provider, payout), &line, at))?;
                count += 1;
                break;
            }
        }
    }
    Ok(count)
}

/// Lines in suspense that carry the reference of a payout.
pub fn naming(
    engine: &mut Engine,
    dso: Dso,
    payout: &ProviderLine,
) -> Result<Vec<BankLine>, Failure> {
    let mut found = Vec::new();
    for row in engine.store.open_suspense(dso)? {
        let line = engine.store.bank_line(&row.key)?;
        found.extend(line.filter(|line| names(line, payout)));
    }
    Ok(found)
}

/// Out of suspense, and off what the provider owes us.
fn settle(
    engine: &mut Engine,
    (provider, payout): (&str, &ProviderLine),
    line: &BankLine,
    at: Instant,
) -> Result<(), Failure> {
    let Some(row) = engine.store.suspense_item(&line.key)? else {
        return refuse(format!("no money with key `{}` was in suspense", line.key));
    };
    let mut item: SuspenseItem = serde_json::from_str(&row.body)?;
    let event = SuspenseEvent::PaidOut {
        on: at.day(),
        provider: provider.to_owned(),
        reference: payout.other.clone(),
    };
    let nobody =
        Person { by: "amount and reference".to_owned(), approved_by: None, note: String::new() };
    moved(engine, &mut item, event, &nobody, at)?;
    let (suspense, online) = (LedgerAccount::Suspense, LedgerAccount::CashOnline);
    let Some(transaction) = Transaction::transfer(suspense, online, row.amount)? else {
        return refuse("an amount of zero");
    };
    let mut counter = Counter::default();
    counter.book_house(engine, row.dso, (EntryKind::Suspense, &line.key), transaction, at)?;
    counter.write(engine)?;
    let origin = Origin::Line(Box::new(line.clone()));
    waits_no_more(engine, &item, &origin, at)?;
    let how = format!("payout {} of {provider}", payout.other);
    let place = (provider, payout.movement.as_str());
    if !engine.store.provider_payout_is_paid(place, &line.key, &how, at)? {
        return refuse(format!("the bank line `{}` does not lie in suspense", line.key));
    }
    Ok(())
}
