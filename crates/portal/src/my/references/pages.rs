//! The page of references as a struct of ready text.

use super::api::{MyReference, MyTransfer, SendRefused};
use super::words::Words;
use crate::language::{Paths as _, Writes as _};
use crate::my::pages::{Menu, energy_name};
use crate::my::paths::Page;
use crate::my::words::Words as OwnWords;
use crate::pay::frame::{Frame, PageError};
use crate::words::fill;
use askama::Template;
use units::Language;

pub(super) const TO: &str = "to";

/// What becomes of the form that sends digits.
#[derive(Debug, Clone, Default)]
pub(super) struct Sending {
    /// Of the meter that was chosen; 0 if none was.
    pub(super) place: usize,
    pub(super) typed: String,
    pub(super) refused: Option<SendRefused>,
    pub(super) done: bool,
}

#[derive(Debug)]
struct ReferenceCard {
    place: usize,
    energy: &'static str,
    town: String,
    digits: String,
    barcode: String,
    barcode_says: String,
    qr: String,
    transfer: Option<MyTransfer>,
    chosen: bool,
}

#[derive(Debug, Template)]
#[template(path = "my/references.html")]
pub(super) struct ReferencesPage {
    frame: Frame,
    m: &'static OwnWords,
    w: &'static Words,
    menu: Menu,
    errors: Vec<PageError>,
    cards: Vec<ReferenceCard>,
    typed: String,
    done: bool,
    path: &'static str,
}

impl ReferencesPage {
    pub(super) fn new(frame: Frame, references: Vec<MyReference>, sending: Sending) -> Self {
        let language = frame.language;
        let (m, w) = (OwnWords::of(language), Words::of(language));
        let chosen = sending.place.max(1);
        let cards = references.into_iter().map(|one| {
            let digits = one.meter.reference.to_string();
            ReferenceCard {
                place: one.meter.place,
                energy: energy_name(one.meter.energy, language),
                town: one.meter.town,
                barcode: one.barcode,
                barcode_says: fill(w.barcode, &[("digits", &digits)]),
                digits: digits.replace(' ', "\u{a0}"),
                qr: one.qr,
                transfer: one.transfer,
                chosen: one.meter.place == chosen,
            }
        });
        let error = sending.refused.map(|refused| match refused {
            SendRefused::NotAnAddress => PageError::at(TO, m.e_address),
            SendRefused::NotNow => PageError::at(TO, w.e_not_now),
            SendRefused::Wait { until } => {
                // To the minute, and never too early.
                let time = language.clock(until.plus_s(59));
                PageError::at(TO, fill(w.e_wait, &[("time", &time)]))
            }
        });
        let errors: Vec<PageError> = error.into_iter().collect();
        Self {
            menu: Menu::new(language, Some(Page::References)),
            cards: cards.collect(),
            typed: sending.typed,
            done: sending.done,
            path: Page::References.path(language),
            frame: frame.titled(m.references_title, &errors),
            errors,
            m,
            w,
        }
    }

    fn error(&self) -> Option<&str> {
        self.errors.first().map(|error| error.text.as_str())
    }
}
