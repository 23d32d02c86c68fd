//! The note box of a case, and who else has the case open. Source: UX A-02.

mod routes;
mod words;

pub(super) use routes::add;
pub(super) use words::Words;

use crate::words::fill;
use units::Language;

/// The field of a new note.
pub(super) const NEW_NOTE: &str = "words";

/// Who else has the case open, in a sentence; nothing of nobody.
pub(super) fn here(names: &[String], language: Language) -> Option<String> {
    let m = Words::of(language);
    let words = match names {
        [] => return None,
        [_] => m.here_one,
        _ => m.here_many,
    };
    Some(fill(words, &[("who", &names.join(", "))]))
}
