//! Random account-years, as the text of scenarios.
//!
//! A year is one household: what it uses, how it pays, and what goes wrong around it. The generator
//! keeps only a rough balance, so that top-ups come at the right moment and cuts happen; whatever it
//! guesses wrongly is still a valid scenario. It stays away from what the rules leave open, and off
//! the exact instants of runs and ticks but for a few events that are there on purpose.

mod household;
mod rng;
mod roof;
mod shares;
#[cfg(test)]
mod tests;

pub use roof::prosumer_year;
pub use shares::sharing_year;

use household::Household;

/// The account-year of a seed: 365 days. The same seed always gives the same text.
pub fn account_year(seed: u64) -> String {
    account_year_of(seed, 365)
}

/// An account that lives `days` days, at least one.
pub fn account_year_of(seed: u64, days: u32) -> String {
    Household::new(seed, i32::try_from(days).unwrap_or(i32::MAX).max(1)).live()
}
