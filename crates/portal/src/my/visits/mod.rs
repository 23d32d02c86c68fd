//! A household moves the visit of a technician, or says that nobody will be there. Source: PR-08.

mod api;
mod pages;
mod routes;
mod words;

pub use api::{Appointments, MyAppointment, NotMoved, VisitChange};
pub(super) use routes::{appointment, change};

use super::MyVisit;
use super::paths::Page;
use crate::language::Writes as _;
use crate::words::fill;
use units::Language;
use words::Words;

/// Below the page of help.
pub(super) const BELOW: &str = "/visit";

/// Where an appointment is moved.
pub(super) fn path(place: usize, number: i64, language: Language) -> String {
    format!("{}{BELOW}?n={place}&v={number}", Page::Help.path(language))
}

/// When somebody comes, in a sentence, and the way to move it with its words.
pub(super) fn line(
    place: usize,
    visit: &MyVisit,
    language: Language,
) -> (String, String, &'static str) {
    let w = Words::of(language);
    let (day, from, until) =
        (language.long_day(visit.day), language.clock(visit.from), language.clock(visit.until));
    let when = fill(w.comes, &[("day", &day), ("from", &from), ("until", &until)]);
    (when, path(place, visit.number, language), w.link)
}
