//! The page of an appointment as a struct of ready text.

use super::api::{MyAppointment, NotMoved};
use super::words::Words;
use super::{line, path};
use crate::language::{Paths as _, Writes as _};
use crate::my::pages::{Inside, Menu, error_at};
use crate::my::paths::Page;
use crate::pay::frame::{Frame, PageError};
use crate::words::fill;
use askama::Template;
use calendar::SettlementDay;
use procedures::Slot;
use units::Language;

pub(super) const DAY: &str = "day";
pub(super) const SLOT: &str = "kind";
pub(super) const WHY: &str = "words";

/// What was chosen and is shown again.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed {
    pub(super) day: Option<SettlementDay>,
    pub(super) slot: Option<Slot>,
    pub(super) why: String,
    /// The second form was sent: nobody will be there.
    pub(super) away: bool,
}

fn slot_name(slot: Slot, w: &'static Words) -> &'static str {
    match slot {
        Slot::Morning => w.morning,
        Slot::Afternoon => w.afternoon,
    }
}

/// Why nothing was changed, in words at its field.
pub(super) fn refused(
    refused: NotMoved,
    there: &MyAppointment,
    language: Language,
    away: bool,
) -> PageError {
    let w = Words::of(language);
    match refused {
        NotMoved::TooLate => PageError::general(w.e_late),
        NotMoved::Overtaken => PageError::general(w.e_overtaken),
        NotMoved::NotFree if there.free.is_empty() => PageError::general(w.none_free),
        NotMoved::NotFree => PageError::at(DAY, w.e_free),
        NotMoved::SamePlace => PageError::at(DAY, w.e_same),
        NotMoved::TooLong => PageError::at(WHY, w.e_long),
        NotMoved::NoReason if away => PageError::at(WHY, w.e_why),
        NotMoved::NoReason => PageError::general(w.e_why),
    }
}

#[derive(Debug, Template)]
#[template(path = "my/visit.html")]
pub(super) struct AppointmentPage {
    frame: Frame,
    w: &'static Words,
    menu: Menu,
    inside: Inside,
    errors: Vec<PageError>,
    saved: bool,
    /// When somebody comes.
    when: String,
    until: String,
    /// What to do instead, once it is too late.
    call: Option<String>,
    /// Value, words, chosen.
    days: Vec<(String, String, bool)>,
    slots: Vec<(&'static str, String, bool)>,
    why: String,
    steps: usize,
    action: String,
    back: String,
}

impl AppointmentPage {
    pub(super) fn new(
        frame: Frame,
        there: &MyAppointment,
        typed: &Typed,
        errors: Vec<PageError>,
        saved: bool,
    ) -> Self {
        let language = frame.language;
        let w = Words::of(language);
        let place = there.meter.place;
        let (when, ..) = line(place, &there.visit, language);
        let day = typed.day.unwrap_or(there.visit.day);
        let slot = typed.slot.unwrap_or(there.visit.slot);
        let days = there.free.iter().map(|(free, halves)| {
            let mut words = language.long_day(*free);
            if let [only] = halves.as_slice() {
                words = format!("{words}, {}", slot_name(*only, w));
            }
            (free.to_string(), words, *free == day)
        });
        let slots = there.slots.map(|(half, (from, until))| {
            let (from, until) = (language.clock(from), language.clock(until));
            let words =
                fill(w.half, &[("name", slot_name(half, w)), ("from", &from), ("until", &until)]);
            (half.name(), words, half == slot)
        });
        let until = language.instant(there.until);
        let path_of_help = Page::Help.path(language);
        Self {
            menu: Menu::new(language, Some(Page::Help)),
            inside: Inside::new(&there.meter, &there.meters, path_of_help, language),
            until: fill(w.until, &[("time", &until)]),
            call: (!there.may).then(|| fill(w.call, &[("phone", &frame.phone)])),
            days: days.collect(),
            slots: slots.to_vec(),
            why: typed.why.clone(),
            steps: there.steps,
            action: path(place, there.visit.number, language),
            back: format!("{path_of_help}?n={place}"),
            frame: frame.titled(w.title, &errors),
            when,
            saved,
            errors,
            w,
        }
    }
}
