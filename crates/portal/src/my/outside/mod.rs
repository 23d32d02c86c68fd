//! What everybody may ask: prices, and where to top up. Source: UX 8.1 P-04, P-09; PA-08, PA-09, TP-02.

mod api;
mod pages;
mod routes;
mod words;

pub use api::{HelpOffice, Outside, PlaceLine, Places, PriceLine, Prices, Slot, Tariff};
pub(crate) use pages::unit_price;
pub(crate) use pages::{PostcodeWords, PricesUsed};
pub(super) use routes::{places, prices};

use super::Page;
use units::Language;

/// How a tariff is called.
pub(crate) fn tariff_name(social: bool, language: Language) -> &'static str {
    let w = words::Words::of(language);
    if social { w.social } else { w.average }
}

/// Addresses and names of these pages, for those that explain.
pub(crate) fn links(language: Language) -> [(&'static str, &'static str); 2] {
    let w = words::Words::of(language);
    [(Page::Places.path(language), w.places_title), (Page::Prices.path(language), w.prices_title)]
}
