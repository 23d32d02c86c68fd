//! Who of a social service looked at which client, and why. Source: UX S-11, PD-05.

use super::api::{Purpose, TeamLook};
use super::pages::Menu;
use super::paths::Page;
use super::words::Words;
use crate::language::{Paths as _, Writes as _};
use crate::pay::frame::Frame;
use askama::Template;
use units::Language;

#[derive(Debug)]
struct Row {
    when: String,
    who: String,
    reference: String,
    saw: &'static str,
    why: String,
}

#[derive(Debug, Template)]
#[template(path = "cpas/looks.html")]
pub(super) struct LooksPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    rows: Vec<Row>,
}

impl LooksPage {
    pub(super) fn new(frame: Frame, looks: &[TeamLook]) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let rows = looks.iter().map(|look| Row {
            when: language.instant(look.at),
            who: look.by.clone(),
            reference: look.reference.to_string(),
            saw: if look.all { m.saw_all } else { m.saw_state },
            why: why(&look.reason, m),
        });
        Self {
            menu: Menu::new(&frame, Some(Page::Looks)),
            rows: rows.collect(),
            frame: frame.titled(m.looks_title, &[]),
            m,
        }
    }
}

/// The purpose of a mandate, where it begins with one; otherwise as it is kept.
fn why(reason: &str, m: &'static Words) -> String {
    let first = reason.split(',').next().unwrap_or_default();
    match Purpose::of_name(first) {
        Some(purpose) => super::pages::purpose_name(purpose, m).to_owned(),
        None => reason.to_owned(),
    }
}
