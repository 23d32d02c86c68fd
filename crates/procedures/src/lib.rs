#![doc = include_str!("../README.md")]

mod case;

pub use case::{Answer, Case, CaseError, CaseKind, MOST_LETTERS, Opened, Outcome};
