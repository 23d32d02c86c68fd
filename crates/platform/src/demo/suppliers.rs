//! The suppliers of a demo: one by contract for half of the homes, one for all others; with a remittance that waits, a
//! request and a household that lets its days be seen.

use crate::bank::remit;
use crate::engine::Engine;
use crate::failure::Failure;
use crate::suppliers::ask_as_demo;
use calendar::{Instant, SettlementDay};
use store::{Supplier, SupplierConsent};
use timeline::Fact;
use units::{AccountId, Dso};
use vending::PaidPeriod;

/// Of the homes, by contract.
const BY_CONTRACT: &str = "SUPPLIER-A";
const OTHERS: &str = "SUPPLIER-B";
/// Days from the opening of a home to the anniversary of its contract.
const YEAR_ENDS_AFTER_DAYS: i32 = 14;
/// Days that a household of the demo lets its supplier see more.
const CONSENT_DAYS: i32 = 90;

/// Makes the suppliers; `person` works for the one with contracts.
pub fn enter(
    engine: &mut Engine,
    person: i64,
    at: Instant,
    homes: &[AccountId],
) -> Result<(), Failure> {
    let dso = Dso::Ores;
    for (id, name, iban) in
        [(BY_CONTRACT, "Energy A", "BE71096123456769"), (OTHERS, "Energy B", "BE43068999999501")]
    {
        let (id, name, iban) = (id.to_owned(), name.to_owned(), iban.to_owned());
        engine.store.enter_supplier(&Supplier { id, name, iban, bic: String::new() })?;
    }
    engine.store.set_setting(&remit::default_supplier(dso), OTHERS)?;
    let (mut own, mut opened) = (Vec::new(), Vec::new());
    for (place, id) in homes.iter().enumerate() {
        let Some(account) = engine.store.account(*id)? else { continue };
        opened.push(account.opened_at.day());
        if place % 2 != 0 {
            continue;
        }
        // Signed before the cards went, so that a year of it ends within the demo: a period to bill. Source: PA-33.
        let from = account.opened_at.day().plus_months(-12).plus(YEAR_ENDS_AFTER_DAYS);
        let from = Some(from);
        let contract = Fact::Contract { supplier: BY_CONTRACT.to_owned(), from };
        // Behind the last night, whose run has this very instant.
        engine.record(&account, &contract, at.plus_s(1))?;
        own.push(account);
    }
    engine.locked(dso, |engine| {
        engine.store.set_supplier_of(person, Some(BY_CONTRACT), at)?;
        if let Some(account) = own.first() {
            engine.store.add_supplier_consent(&SupplierConsent {
                account: account.id,
                supplier: BY_CONTRACT.to_owned(),
                at,
                until: Some(at.day().plus(CONSENT_DAYS).end()),
                by: None,
            })?;
        }
        Ok(())
    })?;
    // The first month that is over is proposed and approved: that of the first home, whoever supplies it.
    if let Some(first) = opened.into_iter().min() {
        let (year, month, _) = first.ymd();
        let from = SettlementDay::from_ymd(year, month, 1).unwrap_or(first);
        let period = PaidPeriod { from, to: from.plus_months(1) };
        let settled = engine.store.last_run(dso)?.map(|run| run.day.next());
        if settled.is_some_and(|settled| period.to <= settled) {
            for payout in remit::propose(engine, dso, period, "demo", at)? {
                if payout.subject == BY_CONTRACT {
                    remit::approve(engine, payout.id, "second", at)?;
                }
            }
        }
    }
    ask_as_demo(engine, dso, BY_CONTRACT, own.first().map(|account| account.ean), at)
}
