//! How, when and of what a household wants to hear. Source: UX 8.2 C-09; CM-01 to CM-03.

mod api;
mod pages;
mod routes;
mod words;

pub use api::{AlertsWanted, Family, MyAlerts, TestRefused, Tests, WhenLow};
pub(super) use routes::{alerts, set_alerts, test};

/// Below the page of alerts: a message to try it.
pub(super) const TEST: &str = "/test";
