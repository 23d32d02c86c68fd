//! Documents of a household: its letters, its receipts, and statements of months and years. Source: UX 8.2 C-13.

mod api;
mod pages;
mod routes;
mod words;

pub use api::{LetterLine, MyDocuments, MyStatement, PaidWith, Papers, ReceiptLine, Span};
pub(crate) use pages::went_to;
pub(super) use routes::{documents, letter, statement};

use units::Language;

/// How the page is called.
pub(super) fn title(language: Language) -> &'static str {
    words::Words::of(language).title
}

/// How its list of receipts is called.
pub(super) fn receipts_title(language: Language) -> &'static str {
    words::Words::of(language).receipts_title
}
