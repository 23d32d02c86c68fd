//! The sandbox of those who run the platform: whether this installation is one, its clock, and its homes.
//! Source: UX O-14.

mod api;
mod pages;
mod routes;
mod words;

pub use api::{
    ClockStep, Ground, GroundView, TrainingGround, TrainingHome, TrainingNow, TrainingRefused,
    TrainingTold,
};
pub(super) use routes::{act, training};

/// How the page is called in a list of links.
pub(super) fn title(language: units::Language) -> &'static str {
    words::Words::of(language).n_training
}

/// What stands above each page of an installation for training.
pub(crate) fn banner(language: units::Language) -> (&'static str, &'static str) {
    let t = words::Words::of(language);
    (t.banner_title, t.banner)
}
