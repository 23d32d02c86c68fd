//! What is shown in a shop or to whoever pays: digits, codes to scan, and a way to send them. Source: UX 8.2 C-11; TP-12.

mod api;
mod pages;
mod routes;
mod words;

pub use api::{MyReference, MyTransfer, SendRefused, SendsDigits};
pub(super) use routes::{references, send_digits};

use units::Language;

/// What is said of the code of a transfer that has no amount in it.
pub(super) fn amount_is_free(language: Language) -> &'static str {
    words::Words::of(language).transfer_says
}
