//! A client on a sheet to print, for the commission: figures and dates alone, no notes. Source: UX S-04, S-06.

use super::api::Client;
use super::pages::{Seen, due, name_of};
use super::paths::Page;
use super::words::Words;
use crate::card::{self, Chip};
use crate::language::{Paths as _, Writes as _};
use crate::pay::frame::Frame;
use crate::words::fill;
use askama::Template;
use units::Language;

#[derive(Debug, Template)]
#[template(path = "cpas/sheet.html")]
pub(super) struct SheetPage {
    frame: Frame,
    m: &'static Words,
    facts: Vec<(&'static str, String)>,
    /// The state in a word, and as of when.
    state: &'static str,
    stamp: String,
    by_law: bool,
    seen: Option<Seen>,
    made: String,
    back: String,
}

impl SheetPage {
    /// `by`: whoever prints it.
    pub(super) fn new(frame: Frame, client: &Client, by: &str) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let line = &client.line;
        let until = line.until.map(|day| language.date(day)).unwrap_or_default();
        let made = [("time", language.instant(line.now)), ("name", by.to_owned())];
        let made = made.each_ref().map(|(name, value)| (*name, value.as_str()));
        Self {
            facts: vec![
                (m.client, name_of(line)),
                (m.reference_short, format!("{:013}", line.ean.reference().as_u64())),
                (m.energy, frame.w.energy_name(line.energy).to_owned()),
                (m.balance, language.balance(line.balance)),
                (m.next_due, due(line, language).1),
                (m.last_day, until),
            ],
            state: Chip::of(client.card.state, language).word,
            stamp: card::card(&client.card, language).stamp,
            by_law: client.by_law,
            seen: client.seen.as_ref().map(|seen| Seen::new(seen, line.now, language)),
            made: fill(m.sheet_made, &made),
            back: format!("{}/{}", Page::Client.path(language), line.account),
            frame: frame.titled(m.sheet_title, &[]),
            m,
        }
    }
}
