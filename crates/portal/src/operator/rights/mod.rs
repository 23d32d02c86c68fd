//! Data rights: what households ask about what is known of them, and runs that let go of what is past its time.
//! Source: UX O-13, PD-01, PD-07.

mod api;
mod pages;
mod routes;
mod words;

pub use api::{
    DataRequest, DataRights, KeptFor, LetGo, LetGoLine, RetentionRun, RightsRefused, RightsTold,
    RightsView, RunView,
};
pub(super) use routes::{ask, decide, rights, run};

/// How the page is called in a list of links.
pub(super) fn title(language: units::Language) -> &'static str {
    words::Words::of(language).n_rights
}
