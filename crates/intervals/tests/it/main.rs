//! The crate from outside: real files, bad files, the store, laws.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod bad_files;
mod checks;
mod exports;
mod laws;
mod real_files;
mod store;

use intervals::{Import, ImportError, Options, Series};

/// The text as a file of that name.
fn import(name: &str, text: &str) -> Result<Import, ImportError> {
    intervals::import(name, text.as_bytes(), &Options::default())
}

fn import_partly(name: &str, text: &str) -> Result<Import, ImportError> {
    intervals::import(name, text.as_bytes(), &Options { partial: true, ..Options::default() })
}

/// An error with its causes, as the binary prints it.
fn said(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(next) = cause {
        text = format!("{text}: {next}");
        cause = next.source();
    }
    text
}

fn kwh(series: &Series) -> String {
    units::format_decimal(i128::from(series.energy().0), 6)
}
