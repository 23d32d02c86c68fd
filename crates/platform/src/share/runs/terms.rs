//! What the members of a group agreed to pay, by the month from which on it holds: a bill of a month rests on what held
//! then, also when it is made later. Source: ES-16, ES-17, UX R-07.

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

/// Keeps what a group agreed on. Errors: a price below zero or above 10 EUR, a fee that is not in whole cents or above
/// 1000 EUR, a month that is none.
pub fn agree(
    engine: &mut Engine,
    (group, dso): (i64, Dso),
    terms: &SharingTerms,
) -> Result<(), Failure> {
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
    engine.locked(dso, |engine| Ok(engine.store.add_sharing_terms(group, terms)?))
}

/// Of the file of bills. Each line says of which version it is, and how final.
pub const BILL_COLUMNS: &str = "group,month,version,state,point,shared_kwh,price_eur_kwh,energy_eur,\
     fee_eur,total_eur,paid_to_producer_eur,surplus_kwh,supplier_energy_kwh,supplier_network_kwh,\
     network_on_shared_eur,network_relief_eur";

/// The bills of a version, by point.
pub fn bills_csv(run: &KeptRun, price: NanoEuroPerKwh, bills: &[Bill]) -> String {
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
            price.to_string(),
            ours.energy.to_string(),
            ours.fee.to_string(),
            ours.total.to_string(),
            bill.paid_to_producer.to_string(),
            bill.surplus.to_string(),
            theirs.energy_on.to_string(),
            theirs.network_on.to_string(),
            or_none(bill.network),
            or_none(bill.relief),
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
