//! A virtual meter as a page: for training, on a phone too. Works without script; the display is a
//! live region for those who hear it.

mod page;
mod routes;
mod words;

pub use routes::{MeterClock, router};
