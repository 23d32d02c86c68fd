#![doc = include_str!("../README.md")]

mod case;
mod opt_out;

pub use case::{Answer, CallTry, Case, CaseError, CaseKind, Given, MOST_LETTERS, Opened, Outcome};
pub use opt_out::{OptOut, OptOutRefused};
