//! The pages of all accounts: the list, who is without supply, how good the estimates are; and of one: how it stands, and
//! why its balance is what it is. Source: UX 7.2, CG-21, PA-37, PA-43.

mod account;
mod days;
mod explain;
mod pages;
mod paths;
mod routes;
mod words;

pub use paths::Page;
pub(crate) use paths::account_path;
pub(crate) use routes::{AccountOptions, routes};

/// How many accounts a page of the list has.
pub const ACCOUNTS_SHOWN: usize = 50;
/// How many days the page of an account shows.
pub const DAYS_SHOWN: usize = 60;
/// How many movements the page of an account shows.
pub const MOVEMENTS_SHOWN: usize = 50;
/// Instead of a figure that there is not.
const NO_FIGURE: &str = "–";
