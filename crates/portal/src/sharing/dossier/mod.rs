//! The dossier of a group: it is opened, papers are sent to it, it is handed in, and what the operator writes is
//! answered. Source: UX, ES-01, ES-03.

mod api;
mod pages;
mod routes;
mod words;

pub use api::{
    BrusselsShown, DocumentShown, DocumentView, DossierView, Dossiers, Entry, EntryShown,
    MOST_OF_A_DOCUMENT, MemberChanged, NewGroup, NewPaper, OpenRefused, PaperOf, PaperRefused,
    SubmitRefused,
};
pub(crate) use pages::{document_rows, history_rows};
pub(super) use routes::{doors, file_doors};

use super::paths::Page;
use units::Language;

/// Where a group is opened, and how that is called.
pub(super) fn new_link(language: Language) -> (String, &'static str) {
    (format!("{}/new", Page::Group.path(language)), words::Words::of(language).new_title)
}

/// What has changed of a point, which is named as its reader may see it.
pub(crate) fn changed_words(changed: MemberChanged, point: &str, language: Language) -> String {
    let w = words::Words::of(language);
    let words = match changed {
        MemberChanged::OtherGroup => w.e_elsewhere,
        MemberChanged::MovedOut => w.e_moved_out,
        MemberChanged::SocialTariff => w.e_social,
        MemberChanged::Compensation => w.e_compensation,
        MemberChanged::NotHere => w.e_not_here,
        MemberChanged::Household => w.e_household,
    };
    crate::words::fill(words, &[("point", point)])
}

/// Documents, that there are none, and what went to and fro.
pub(super) fn headings(language: Language) -> (&'static str, &'static str, &'static str) {
    let w = words::Words::of(language);
    (w.documents, w.no_documents, w.history)
}
