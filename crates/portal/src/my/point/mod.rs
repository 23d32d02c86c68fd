//! A household's meter, its contract, what its registers showed and what it was told. Source: UX 8.2 C-17.

mod api;
mod pages;
mod routes;
mod words;

pub use api::{
    Contract, MyPoint, PlacedMeter, Points, Port, RegisterLine, Supplier, SupplierAsked, Told,
};
pub(super) use routes::{point, port, registers_csv};

use units::Language;

/// How the page is called.
pub(super) fn title(language: Language) -> &'static str {
    words::Words::of(language).title
}
