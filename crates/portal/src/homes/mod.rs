//! The pages of whoever has a link to other people's homes: payers, helpers, mandates. Source: TP-22.

mod api;
mod pages;
mod routes;
mod words;

pub use api::{
    Answer, Home, HomePage, Homes, HomesError, Money, MovementKind, MovementLine, PartyPage,
};
pub(crate) use pages::{key_path, kind_name};
pub use routes::{HomesOptions, router};
pub(crate) use routes::{has_cookie, list_path, visit_of};

/// Where a key is keyed in, and how the page is called.
pub(crate) fn key_link(language: units::Language) -> (String, &'static str) {
    (key_path(language), words::Words::of(language).key_title)
}
