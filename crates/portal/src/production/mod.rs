//! A household's own page of what it produces, beside its use. UX 8 has no number for it: it is the next one of
//! the customer's pages, C-19. Source: PS-01 to PS-09.

mod api;
mod pages;
mod paths;
mod rates;
mod routes;
mod voltage;
mod words;

pub use api::{
    Buyer, CaseStep, Expected, Lost, MyProduction, Network, OwnUse, PeriodShown, Producers,
    RatePrices, RatesCompared, RegimeShown, Stop, StopAdvice, StopCause, Stops, VoltageComplaint,
    VoltagePoint,
};
pub use paths::Page;
pub use routes::{ProductionOptions, router};

/// What the page is called.
pub(crate) fn own_name(language: units::Language) -> &'static str {
    words::Words::of(language).title
}
