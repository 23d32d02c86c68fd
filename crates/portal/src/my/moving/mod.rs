//! Moving out, and what a newcomer finds. What closes an account is a handover with its readings, which a person
//! enters: so what is asked here becomes a case. Source: UX 8.2 C-15; PA-04, PA-06, PA-28, PA-32, PD-07.

mod api;
mod pages;
mod routes;
mod words;

pub use api::{Leftover, MoveOut, MoveRefused, Moves, MyMoving};
pub(super) use routes::{ask_moving, moving};

use units::Language;

/// How the page is called.
pub(super) fn title(language: Language) -> &'static str {
    words::Words::of(language).title
}
