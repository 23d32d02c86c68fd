//! The calendar of the commission. Source: UX S-06, PR-18.

use super::Words;
use crate::cpas::api::SittingLine;
use crate::cpas::pages::{Menu, error_at};
use crate::cpas::paths::Page;
use crate::language::{Paths as _, Writes as _};
use crate::pay::frame::{Frame, PageError};
use crate::words::fill;
use askama::Template;
use calendar::SettlementDay;
use units::Language;

pub(in crate::cpas) const ON: &str = "day";
pub(in crate::cpas) const AT: &str = "time";
pub(in crate::cpas) const PLACE: &str = "place";

/// When and where the commission sits next, in a sentence.
pub(in crate::cpas) fn sitting_words(line: &SittingLine, language: Language) -> String {
    let m = Words::of(language);
    fill(m.next, &[("time", &language.instant(line.at)), ("place", &line.place)])
}

#[derive(Debug, Template)]
#[template(path = "cpas/sittings.html")]
pub(in crate::cpas) struct SittingsPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    errors: Vec<PageError>,
    /// Number, when and where.
    rows: Vec<(i64, String, String)>,
    /// Day, time and place.
    typed: [String; 3],
    day_hint: String,
    path: &'static str,
}

impl SittingsPage {
    pub(in crate::cpas) fn new(
        frame: Frame,
        lines: &[SittingLine],
        typed: [String; 3],
        errors: Vec<PageError>,
        example: SettlementDay,
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let rows =
            lines.iter().map(|one| (one.number, language.instant(one.at), one.place.clone()));
        Self {
            menu: Menu::new(&frame, Some(Page::Sittings)),
            rows: rows.collect(),
            typed,
            day_hint: fill(m.day_hint, &[("day", &language.date(example))]),
            path: Page::Sittings.path(language),
            frame: frame.titled(m.title, &errors),
            errors,
            m,
        }
    }
}
