#![doc = include_str!("../README.md")]

mod case;

pub use case::{Answer, CallTry, Case, CaseError, CaseKind, Given, MOST_LETTERS, Opened, Outcome};
