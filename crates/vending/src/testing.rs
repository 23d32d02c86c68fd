//! What the tests of several modules share.

use calendar::{Instant, SettlementDay};
use params::{ParameterBook, Parameters, PaymentParameters};
use units::{Dso, Ean, Energy, MicroEuro};

pub(crate) fn eur(text: &str) -> MicroEuro {
    text.parse().unwrap()
}

pub(crate) fn day(text: &str) -> SettlementDay {
    text.parse().unwrap()
}

/// `2026-11-12T10:00` in Brussels, in winter.
pub(crate) fn at(text: &str) -> Instant {
    format!("{text}:00+01:00").parse().unwrap()
}

pub(crate) fn ean() -> Ean {
    "541449012345678908".parse().unwrap()
}

/// The shipped ones.
pub(crate) fn parameters() -> PaymentParameters {
    let book = ParameterBook::shipped().unwrap();
    let on = day("2026-11-12");
    Parameters::resolve(&book, Dso::Ores, Energy::Electricity, on, Instant(0)).unwrap().payments
}

/// All of `amount` to the balance.
pub(crate) fn split(amount: &str) -> prepay::Split {
    prepay::Split {
        amount: eur(amount),
        to_reconnection_level: MicroEuro::ZERO,
        shares: Vec::new(),
        to_credit: eur(amount),
    }
}
