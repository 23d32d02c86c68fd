//! Who of a social service looked at which client, and why. Source: UX S-11, PD-05.

use super::api::TeamLook;
use super::pages::Menu;
use super::paths::Page;
use super::words::Words;
use crate::grounds;
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
            why: grounds::in_words(&look.reason, language),
        });
        Self {
            menu: Menu::new(&frame, Some(Page::Looks)),
            rows: rows.collect(),
            frame: frame.titled(m.looks_title, &[]),
            m,
        }
    }
}
