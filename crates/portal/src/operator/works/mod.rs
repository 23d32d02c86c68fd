//! Work that is announced beforehand: what rests then, where and from when to when. The public page of the state tells
//! of it until it is over. Source: UX O-10, P-10.

mod api;
mod pages;
mod routes;
mod words;

pub use api::{NewWork, WORK_KINDS, WorkLine, Works};
pub(super) use pages::{Planned, Typed, scopes};
pub(super) use routes::{cancel, plan};

use units::Language;

/// What rests while somebody works, in words; a word of the command line as it is.
pub(crate) fn kind_name(kind: &str, language: Language) -> String {
    match kind {
        "supply" => words::Words::of(language).supply.to_owned(),
        other => super::incidents::kind_name(other, language),
    }
}
