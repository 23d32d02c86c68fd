//! Reservations of terminals that died: cuts wait for them no longer. Source: CG-07, TP-06.

use super::{StoredSale, held};
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use calendar::Instant;
use store::{Account, KeptSale};
use timeline::Fact;
use units::{Dso, Energy};
use vending::SaleId;

/// Read at once.
const LOT: i64 = 500;

/// Ends what has waited for longer than `vend.reservation_h`. Returns how many there were.
pub fn end_reservations(engine: &mut Engine, now: Instant) -> Result<usize, Failure> {
    let mut least_h = i64::MAX;
    for dso in Dso::ALL {
        for energy in [Energy::Electricity, Energy::Gas] {
            let rules = engine.books.rules(dso, energy)?;
            let parameters = &rules.parameters.at(now.day(), now).payments;
            least_h = least_h.min(parameters.reservation_h);
        }
    }
    let until = now.plus_h(least_h.saturating_neg());
    let (mut ended, mut last) = (0, (Instant(i64::MIN), String::new(), String::new()));
    loop {
        let after = (last.0, last.1.as_str(), last.2.as_str());
        let lot = engine.store.sales_in_flight(until, after, LOT)?;
        for kept in &lot {
            // Money in suspense is in flight too, and waits for a person.
            let Some(id) = kept.account else { continue };
            let Some(account) = engine.store.account(id)? else { continue };
            ended += usize::from(end(engine, &account, kept, now)?);
        }
        match lot.last() {
            Some(kept) if lot.len() >= usize::try_from(LOT)? => {
                last = (kept.at, kept.terminal.clone(), kept.number.clone());
            }
            Some(_) | None => return Ok(ended),
        }
    }
}

fn end(
    engine: &mut Engine,
    account: &Account,
    kept: &KeptSale,
    now: Instant,
) -> Result<bool, Failure> {
    let parameters = engine.books.payments(account.dso, now)?.clone();
    let known: StoredSale = serde_json::from_str(&kept.body)?;
    if !known.vend.may_lapse(now, &parameters) {
        return Ok(false);
    }
    engine.locked(account.dso, |engine| {
        // Read again under the lock: its terminal may have been heard.
        let place = (kept.terminal.as_str(), kept.number.as_str());
        let Some(kept) = engine.store.sales(&[place])?.pop() else { return Ok(false) };
        let mut sale: StoredSale = serde_json::from_str(&kept.body)?;
        let before = held::of_sale(&sale);
        if !sale.vend.lapse(now, &parameters) {
            return Ok(false);
        }
        let Some(freed) = held::of_sale(&sale).checked_sub(before) else {
            return refuse("a shop holds too much");
        };
        engine.store.move_shop_held(&kept.terminal, freed)?;
        let id = SaleId::new(&kept.terminal, &kept.number)?.money_key().to_string();
        let in_flight = sale.vend.bars_cut().is_some();
        let body = serde_json::to_string(&sale)?;
        engine.store.keep_sales(&[KeptSale { in_flight, body, ..kept }])?;
        if account.closed_at.is_none() && engine.is_pending(account, &id, now)? {
            let fact = Fact::PaymentFailed { id, eur: None, channel: Some("terminal".to_owned()) };
            engine.record(account, &fact, now)?;
        }
        Ok(true)
    })
}
