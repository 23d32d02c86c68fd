//! The pages of all accounts: the list, who is without supply, and how good the estimates are. Source: UX 7.2, CG-21, PA-37.

mod pages;
mod paths;
mod routes;
mod words;

pub use paths::Page;
pub(crate) use routes::{AccountOptions, routes};
