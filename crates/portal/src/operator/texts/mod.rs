//! Texts: what people are told, each message in four languages. Read only: a change is a release, in which a missing
//! translation does not compile. Source: UX O-05.

mod api;
mod pages;
mod routes;
mod wordings;
mod words;

pub use api::{Catalogue, TextChannel, TextLine, TextPart, TextView, TextsView, Wording, WordsOf};
pub(super) use routes::{text, texts};

/// How the page is called in a list of links.
pub(super) fn title(language: units::Language) -> &'static str {
    words::Words::of(language).n_texts
}
