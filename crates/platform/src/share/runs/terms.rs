//! What the members of a group agreed to pay, by the month from which on it holds. A month that is final keeps the terms
//! that its bills rested on, unless somebody says why they were others; each bill tells which they are, since when, and
//! whether they are younger than its volumes. Source: ES-14, ES-16, ES-17, UX R-07.

use super::{Bill, Prices};
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use ::intervals::Month;
use store::{KeptRun, SharingTerms};
use units::{Dso, MicroEuro, NanoEuroPerKwh};

/// The most that a kilowatt-hour costs, and a fee for a month: what is more was mistyped.
pub const MOST_PRICE: NanoEuroPerKwh = NanoEuroPerKwh(10_000_000_000);
pub const MOST_FEE: MicroEuro = MicroEuro(1_000_000_000);

/// Which of all terms hold in a month: the newest that begin by then, of two that begin with the same month the later.
pub fn held(all: &[SharingTerms], month: Month) -> Option<&SharingTerms> {
    let begun = all.iter().enumerate().filter(|(_, terms)| terms.from_month <= month.0);
    begun.max_by_key(|(place, terms)| (terms.from_month, *place)).map(|(_, terms)| terms)
}

/// What bills are made with.
pub fn prices(terms: &SharingTerms) -> Prices {
    Prices { shared: terms.price, fee: terms.fee, network: terms.network }
}

/// What held in a month when a version of it was made, if that is not what holds now.
pub fn changed_since<'a>(all: &'a [SharingTerms], run: &KeptRun) -> Option<&'a SharingTerms> {
    let month = Month(run.month);
    let then: Vec<SharingTerms> = all.iter().filter(|one| one.at <= run.at).cloned().collect();
    let now = held(all, month)?;
    (held(&then, month)? != now).then_some(now)
}

/// Months far enough ahead that nobody agrees on them by intent.
const MOST_MONTHS: i32 = 12 * 200;

/// What became of terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Agreed {
    Kept,
    /// The same holds already: a form that was sent twice.
    Known,
    /// This month is final, and its bills rest on other terms: they change only with a cause.
    Final(Month),
}

/// The last final month in which other terms held and these would.
fn final_month(
    all: &[SharingTerms],
    terms: &SharingTerms,
    last: Option<i32>,
) -> Result<Option<Month>, Failure> {
    let Some(last) = last.filter(|last| terms.from_month <= *last) else { return Ok(None) };
    if last.saturating_sub(terms.from_month) > MOST_MONTHS {
        return refuse("there is no such month");
    }
    let takes = |month: &i32| {
        held(all, Month(*month)).is_some_and(|old| old.from_month <= terms.from_month)
    };
    Ok((terms.from_month..=last).rev().find(takes).map(Month))
}

/// Keeps what a group agreed on. The first word on a month may come when the month is final: nothing was billed by
/// another. Errors: a price below zero or above 10 EUR, a fee that is not in whole cents or above 1000 EUR, a month that
/// is none. Source: ES-14, ES-16.
pub fn agree(
    engine: &mut Engine,
    (group, dso): (i64, Dso),
    terms: &SharingTerms,
) -> Result<Agreed, Failure> {
    let is_price = |price: NanoEuroPerKwh| (0..=MOST_PRICE.0).contains(&price.0);
    if !is_price(terms.price) || !terms.network.is_none_or(is_price) {
        return refuse(format!("a price is from 0 to {MOST_PRICE} EUR/kWh"));
    }
    if !(0..=MOST_FEE.0).contains(&terms.fee.0) || terms.fee.0.checked_rem(10_000) != Some(0) {
        return refuse(format!("a fee is in whole cents from 0 to {MOST_FEE} EUR"));
    }
    if Month(terms.from_month).first_day().is_none() {
        return refuse("there is no such month");
    }
    engine.locked(dso, |engine| {
        let all = engine.store.sharing_terms(group)?;
        let same = |one: &SharingTerms| {
            (one.price, one.fee, one.network) == (terms.price, terms.fee, terms.network)
        };
        if held(&all, Month(terms.from_month)).is_some_and(same) {
            return Ok(Agreed::Known);
        }
        let last = engine.store.last_final_month(group)?;
        let changed = final_month(&all, terms, last)?;
        if let Some(month) = changed.filter(|_| terms.cause.trim().is_empty()) {
            return Ok(Agreed::Final(month));
        }
        // A cause is of a change.
        let cause = changed.map(|_| terms.cause.trim().to_owned()).unwrap_or_default();
        engine.store.add_sharing_terms(group, &SharingTerms { cause, ..terms.clone() })?;
        Ok(Agreed::Kept)
    })
}

/// Of the file of bills. Each line says of which version it is and how final, by which terms it was made, since when they
/// are kept, and whether the version was made by others.
pub const BILL_COLUMNS: &str = "group,month,version,state,point,shared_kwh,price_eur_kwh,energy_eur,\
     fee_eur,total_eur,paid_to_producer_eur,surplus_kwh,supplier_energy_kwh,supplier_network_kwh,\
     network_on_shared_eur,network_relief_eur,terms_from,terms_kept_at,terms_changed_since";

/// The bills of a version, by point.
pub fn bills_csv(run: &KeptRun, (terms, changed): (&SharingTerms, bool), bills: &[Bill]) -> String {
    let mut text = format!("{BILL_COLUMNS}\n");
    let (month, state) = (Month(run.month), run.kind.name());
    for bill in bills {
        let (ours, theirs) = (bill.by_representative, bill.by_supplier);
        let or_none = |cost: Option<MicroEuro>| cost.map_or(String::new(), |cost| cost.to_string());
        let values = [
            run.group.to_string(),
            month.to_string(),
            run.seq.to_string(),
            state.to_owned(),
            bill.ean.to_string(),
            ours.shared.to_string(),
            terms.price.to_string(),
            ours.energy.to_string(),
            ours.fee.to_string(),
            ours.total.to_string(),
            bill.paid_to_producer.to_string(),
            bill.surplus.to_string(),
            theirs.energy_on.to_string(),
            theirs.network_on.to_string(),
            or_none(bill.network),
            or_none(bill.relief),
            Month(terms.from_month).to_string(),
            terms.at.to_local_string(),
            if changed { "yes" } else { "no" }.to_owned(),
        ];
        text.push_str(&values.join(","));
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use calendar::Instant;

    #[test]
    fn es_16_what_was_agreed_last_for_a_month_holds_from_it_on() {
        let terms = |from: i32, price: i64| SharingTerms {
            from_month: from,
            price: NanoEuroPerKwh(price),
            fee: MicroEuro::ZERO,
            network: None,
            at: Instant(0),
            by: "R".to_owned(),
            cause: String::new(),
        };
        let all = [terms(10, 1), terms(14, 2), terms(12, 3), terms(12, 4)];
        let of = |month: i32| held(&all, Month(month)).map(|terms| terms.price.0);
        assert_eq!(
            [9, 10, 11, 12, 13, 14, 99].map(of),
            [None, Some(1), Some(1), Some(4), Some(4), Some(2), Some(2)]
        );
        assert!(held(&[], Month(12)).is_none());
    }
}
