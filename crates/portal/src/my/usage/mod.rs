//! Use day by day: the 30 days to a date, one day with what it is made of, the sum of a stretch.
//! Source: UX 8.2 C-06, 11; PA-46.

mod api;
mod day;
mod pages;
mod routes;
mod span;
mod words;

pub use api::{MyDay, MyUsage, MyUseDay, Stretch, UseOfDays, UsedBy};
pub(super) use routes::{usage, usage_csv, usage_day};

/// What follows the page's own path.
pub(super) const DAY: &str = "/day";
