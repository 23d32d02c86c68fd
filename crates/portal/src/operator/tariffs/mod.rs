//! Tariffs: what is published and what is missing, prices from a file or typed, a look at what they do, and a second
//! person who publishes. Source: UX O-11, PA-08.

mod api;
mod pages;
mod routes;
mod words;

pub use api::{
    TariffAlarm, TariffCheck, TariffDraft, TariffDraftView, TariffEffect, TariffFault, TariffLine,
    TariffRefused, TariffTold, TariffWish, Tariffs, TariffsView, Written,
};
pub(super) use routes::{ask, decide, draft, tariffs, upload};

/// Below the page: where a file is sent to.
pub(super) const BELOW: &str = "/file";
/// Bytes of a file of prices: some thousand lines.
pub(super) const MOST_OF_PRICES: usize = 100_000;

use units::Language;

pub(super) fn title(language: Language) -> &'static str {
    words::Words::of(language).title
}
