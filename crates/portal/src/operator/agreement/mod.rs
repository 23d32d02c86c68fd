//! The reconciliation: whether the outside, payments and the ledger tell the same, down to the line.
//! Source: UX O-09, TP-19.

mod api;
mod pages;
mod routes;
mod words;

pub use api::{
    Agreement, AgreementView, DaySums, DaysWanted, DifferenceView, PeriodView, Teller, WayView,
    Wrong,
};
pub(super) use routes::agreement;

/// How the page is called in a list of links.
pub(super) fn title(language: units::Language) -> &'static str {
    words::Words::of(language).n_agreement
}
