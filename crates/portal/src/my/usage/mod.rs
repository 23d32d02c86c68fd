//! Use day by day: the 30 days to a date, one day with what it is made of, the sum of a stretch.
//! Source: UX 8.2 C-06, 11; PA-46.

mod api;
mod day;
mod pages;
mod routes;
mod span;
mod words;

use crate::my::words::Words as Own;
use crate::view::Quality;
use units::{Language, ObisCode};
use words::Words;

pub use api::{MyDay, MyUsage, MyUseDay, Stretch, UseOfDays, UsedBy};
pub(super) use routes::{usage, usage_csv, usage_day};

/// How what a register counts is called.
pub(crate) fn register_name(register: ObisCode, language: Language) -> &'static str {
    let w = Words::of(language);
    match register {
        ObisCode::IMPORT_PEAK => w.by_day,
        ObisCode::IMPORT_OFF_PEAK => w.by_night,
        _ => w.energy,
    }
}

/// How the figure of a day is called by its quality.
pub(crate) fn quality_name(quality: Quality, language: Language) -> &'static str {
    let m = Own::of(language);
    match quality {
        Quality::Measured => m.measured,
        Quality::Provisional => m.provisional,
        Quality::Corrected => m.corrected,
        Quality::Held => m.held,
    }
}

/// What follows the page's own path.
pub(super) const DAY: &str = "/day";
