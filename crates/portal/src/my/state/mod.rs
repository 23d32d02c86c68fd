//! What works now: readings, delays of payments and messages, planned work, failures. Nothing of any household. And
//! the banner that says what fails where somebody would act on it. Source: UX 8.1 P-10, CG-19, CM-10.

mod api;
mod banner;
mod pages;
mod routes;
mod words;

pub use api::{FailureLine, NextWork, Pace, PublicState, ReadingsNow, Road, RoadNow, States};
pub(crate) use banner::Banner;
pub use banner::failure_says;
pub(crate) use pages::public_words;
pub(super) use routes::state;

use units::Language;

/// How the page is called.
pub(crate) fn title(language: Language) -> &'static str {
    words::Words::of(language).title
}
