//! Dossiers of energy sharing as the operator looks at them: by due time, with what can be checked by itself, accepted
//! and refused by two people, given back by one. Source: ES-02, ES-03, UX 7.3, R-02.

mod api;
mod pages;
mod routes;
mod words;

pub use api::{
    CheckShown, DossierReviews, JoinedLine, KeyAsked, ReviewLine, ReviewRefused, ReviewView,
    VerdictShown,
};
pub(super) use routes::{act, document, dossier, dossiers};

/// How the page is called in a list of links.
pub(super) fn title(language: units::Language) -> &'static str {
    words::Words::of(language).title
}
