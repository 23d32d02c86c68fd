//! Flows: how what comes in and goes out stands, and what was given up. Source: UX O-08.

mod api;
mod pages;
mod routes;
mod words;

pub use api::{DeadLetter, Flow, FlowLine, FlowRefused, Flows, FlowsView};
pub(super) use routes::{flows, replay};

/// How the page is called in a list of links.
pub(super) fn title(language: units::Language) -> &'static str {
    words::Words::of(language).n_flows
}
