//! The end of taking part, and another point in somebody's place. Source: UX R-10.

use super::{
    DAY, DOCUMENT, FIRST, Menu, Names, SIGNER, error_at, is_more, kwh, per_cent, signed_kwh,
};
use crate::language::Paths as _;
use crate::pay::frame::{Frame, PageError};
use crate::sharing::api::{GroupView, KeyEffect};
use crate::sharing::paths::Page;
use crate::sharing::words::Words;
use crate::words::fill;
use askama::Template;
use units::{Ean, Language};

pub(in crate::sharing) const OTHER: &str = "other";
pub(in crate::sharing) const SAME: &str = "same";
pub(in crate::sharing) const SIGNED: &str = "signed";

/// What was typed to end a membership, or to put another point in its place.
#[derive(Debug, Default, Clone)]
pub(in crate::sharing) struct EndTyped {
    pub day: String,
    pub first: String,
    pub other: String,
    pub same: bool,
    pub meter: bool,
    pub signed: String,
    pub signer: String,
    pub document: String,
    pub social: bool,
    pub compensation: bool,
    pub notices: String,
}

/// What an ending does to the key, in words.
#[derive(Debug)]
struct Effect {
    lines: Vec<String>,
    /// Whose, before and after.
    shares: Vec<(String, String, String)>,
    sum: Option<(String, String)>,
    moved: Vec<(String, String, bool)>,
}

impl Effect {
    fn new(effect: &KeyEffect, names: &Names, frame: &Frame, m: &Words) -> Self {
        let language = frame.language;
        let mut lines = Vec::new();
        if effect.shares.is_empty() {
            lines.push(m.effect_none.to_owned());
        }
        if let Some((now, then)) = effect.shared {
            let (now, then) = (kwh(now, frame), kwh(then, frame));
            lines.push(fill(m.effect_says, &[("now", &now), ("then", &then)]));
        }
        let share = |parts: Option<u64>| {
            parts.map_or_else(|| "–".to_owned(), |parts| per_cent(parts, language))
        };
        let shares = effect.shares.iter();
        let moved = effect.more.iter().filter(|(_, more)| is_more(*more));
        Self {
            lines,
            shares: shares
                .map(|(ean, before, after)| (names.short(*ean), share(*before), share(*after)))
                .collect(),
            sum: effect
                .sum
                .map(|(before, after)| (per_cent(before, language), per_cent(after, language))),
            moved: moved
                .map(|(ean, more)| (names.short(*ean), signed_kwh(*more, frame), *more > 0))
                .collect(),
        }
    }
}

/// Which of the two forms was sent, and what it would do.
#[derive(Debug, Clone, Copy)]
pub(in crate::sharing) enum Shown<'a> {
    Nothing,
    End(&'a KeyEffect),
    Replace(&'a KeyEffect),
}

#[derive(Debug, Template)]
#[template(path = "sharing/leave.html")]
pub(in crate::sharing) struct LeavePage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    errors: Vec<PageError>,
    name: String,
    path: String,
    typed: EndTyped,
    end: Option<Effect>,
    replace: Option<Effect>,
    back: String,
}

impl LeavePage {
    pub(in crate::sharing) fn new(
        frame: Frame,
        (group, number, ean): (&GroupView, usize, Ean),
        typed: EndTyped,
        shown: Shown<'_>,
        errors: Vec<PageError>,
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let (id, names) = (group.line.id, Names::of(group));
        let of = |effect| Some(Effect::new(effect, &names, &frame, m));
        let (end, replace) = match shown {
            Shown::Nothing => (None, None),
            Shown::End(effect) => (of(effect), None),
            Shown::Replace(effect) => (None, of(effect)),
        };
        Self {
            menu: Menu::new(language, Some(id), None),
            path: format!("{}/{id}/{number}", Page::Leave.path(language)),
            back: format!("{}/{id}", Page::Members.path(language)),
            name: names.full(ean),
            frame: frame.titled(m.leave_title, &errors),
            m,
            errors,
            typed,
            end,
            replace,
        }
    }
}
