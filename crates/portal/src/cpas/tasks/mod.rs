//! Proofs as a list of tasks, decisions on paper, and when the commission sits. Source: UX S-06, PR-18.

mod letter;
mod proofs;
mod sittings;
mod words;

pub use letter::decision_words;
pub(super) use proofs::{DUE, PROOF, Proofs, STATE, Typed};
pub(super) use sittings::{AT, ON, PLACE, SittingsPage, sitting_words};
pub(super) use words::Words;

use units::Language;

pub(super) fn sittings_name(language: Language) -> &'static str {
    Words::of(language).title
}
