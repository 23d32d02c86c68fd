//! The importers from the outside: real files, bad files, laws.

// Clippy knows tests by their attribute and not the helpers beside them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod bad_files;
mod clock_changes;
mod laws;
mod mbus;
mod p1;
mod real_files;
mod registers;

use headend::{Content, HomeSeries, Import, ImportError, Options, import};
use std::error::Error;
use std::io::Write;

pub fn strict() -> Options {
    Options::default()
}

pub fn partial() -> Options {
    Options { partial: true, ..Options::default() }
}

/// Imports a text as a file named `x.csv`.
pub fn read(text: &str, options: &Options) -> Result<Import, ImportError> {
    import("x.csv", Some(text.len() as u64), text.as_bytes(), options, &mut |_| {})
}

/// The homes of an import.
pub fn homes(import: Import) -> Vec<HomeSeries> {
    match import.content {
        Content::QuarterHours(homes) => homes,
        Content::Registers(_) => panic!("registers"),
    }
}

/// The only home of a good text.
pub fn home(text: &str) -> HomeSeries {
    homes(read(text, &strict()).unwrap()).remove(0)
}

/// An error as the binary prints it.
pub fn said(error: &dyn Error) -> String {
    match error.source() {
        None => error.to_string(),
        Some(cause) => format!("{error}: {}", said(cause)),
    }
}

pub fn packed(text: &str) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

/// Rows of one wide home for whole days of 96 quarters: `value(day, quarter)` in Wh, `None` leaves
/// the row out.
pub fn wide(days: &[&str], value: impl Fn(usize, usize) -> Option<String>) -> String {
    let mut text = "start_local,K2\n".to_owned();
    for (index, day) in days.iter().enumerate() {
        for quarter in 0..96 {
            if let Some(value) = value(index, quarter) {
                let (hour, minute) = (quarter / 4, quarter % 4 * 15);
                text.push_str(&format!("{day}T{hour:02}:{minute:02},{value}\n"));
            }
        }
    }
    text
}
