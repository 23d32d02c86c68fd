//! The page of somebody's day. Source: UX A-13.

use super::super::api::{DayView, HandoverLine, Nobodys};
use super::super::pages::{Menu, error_at};
use super::super::paths::Page;
use super::super::queues::{QueueRow, queue_name};
use super::super::words::Words as Common;
use super::words::Words;
use crate::language::{Paths as _, Writes as _};
use crate::pay::frame::{Frame, PageError};
use crate::words::fill;
use access::Role;
use askama::Template;
use units::Language;

pub(in crate::agent) const WORDS: &str = "words";

#[derive(Debug)]
struct Queue {
    href: String,
    name: &'static str,
    /// Class of the chip.
    class: &'static str,
    words: String,
}

#[derive(Debug)]
struct Note {
    number: i64,
    who: String,
    words: String,
    /// The visitor has not read it.
    new: bool,
    /// Names and times.
    read_by: Vec<String>,
}

#[derive(Debug, Template)]
#[template(path = "agent/day.html")]
pub(in crate::agent) struct DayPage {
    frame: Frame,
    m: &'static Words,
    c: &'static Common,
    menu: Menu,
    errors: Vec<PageError>,
    tasks: Vec<QueueRow>,
    nobodys: Vec<Queue>,
    /// Words and address.
    acts: Vec<(String, &'static str)>,
    hint: String,
    notes: Vec<Note>,
    typed: String,
    path: &'static str,
}

fn queue(one: &Nobodys, language: Language, m: &Words) -> Queue {
    let count = |words: &str, count: usize| fill(words, &[("count", &count.to_string())]);
    let open = count(m.open_of, one.count);
    let words =
        if one.overdue == 0 { open } else { format!("{open}, {}", count(m.late_of, one.overdue)) };
    Queue {
        href: format!("{}/{}", Page::Queues.path(language), one.queue.name()),
        name: queue_name(one.queue, language),
        class: if one.overdue == 0 { "s1" } else { "s5" },
        words,
    }
}

fn note(one: &HandoverLine, language: Language, m: &Words) -> Note {
    let by = |who: &str, at: calendar::Instant| {
        fill(m.by, &[("who", who), ("time", &language.instant(at))])
    };
    Note {
        number: one.number,
        who: by(&one.by, one.at),
        words: one.words.clone(),
        new: !one.own && !one.read,
        read_by: one.read_by.iter().map(|(who, at)| by(who, *at)).collect(),
    }
}

impl DayPage {
    pub(in crate::agent) fn new(
        frame: Frame,
        role: Role,
        view: &DayView,
        typed: String,
        errors: Vec<PageError>,
    ) -> Self {
        let language = frame.language;
        let (m, c) = (Words::of(language), Common::of(language));
        let acts = Page::Acts.path(language);
        let count = |words: &str, count: usize| fill(words, &[("count", &count.to_string())]);
        let waiting = [(view.to_decide, m.decide), (view.waiting, m.waiting)];
        Self {
            menu: Menu::new(language, role, Some(Page::Day)),
            tasks: view
                .mine
                .iter()
                .map(|(queue, line)| {
                    QueueRow::new(*queue, line, role, language).of_queue(*queue, language)
                })
                .collect(),
            nobodys: view.nobodys.iter().map(|one| queue(one, language, m)).collect(),
            acts: waiting
                .into_iter()
                .filter(|(number, _)| *number > 0)
                .map(|(number, words)| (count(words, number), acts))
                .collect(),
            hint: fill(m.notes_hint, &[("dso", &view.dso.to_string())]),
            notes: view.notes.iter().map(|one| note(one, language, m)).collect(),
            typed,
            path: Page::Day.path(language),
            frame: frame.titled(m.title, &errors),
            errors,
            m,
            c,
        }
    }
}
