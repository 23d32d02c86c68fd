//! The supplier's bill of the year, as it would be today and at its day, all year long. Source: UX 8.2 C-05; PA-34.

mod api;
mod pages;
mod routes;
mod words;

pub use api::{Bill, MyYear, NewContract, YearContract, YearRefused, YearlyBills};
pub(super) use routes::{set_contract, yearly};

use super::Page;
use crate::language::Writes as _;
use crate::words::fill;
use calendar::SettlementDay;
use units::{Language, MicroEuro};

/// The way to the page, and what is expected if that is known.
pub(super) fn link(
    place: usize,
    expected: Option<(SettlementDay, MicroEuro)>,
    language: Language,
) -> (String, &'static str, Option<String>) {
    let w = words::Words::of(language);
    let says = expected.map(|(day, amount)| {
        let text = if amount < MicroEuro::ZERO { w.expect_back } else { w.expect_pay };
        let amount = language.money(MicroEuro(amount.0.saturating_abs()));
        fill(text, &[("day", &language.date(day)), ("amount", &amount)])
    });
    (format!("{}?n={place}", Page::Yearly.path(language)), w.title, says)
}
