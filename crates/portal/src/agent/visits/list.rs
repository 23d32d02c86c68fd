//! Seven days of visits.

use super::super::api::{VisitLine, VisitsView};
use super::super::pages::Menu;
use super::super::paths::Page;
use super::names::{reason_name, slot_words, state_chip};
use super::words::Words;
use crate::language::{Paths as _, Writes as _};
use crate::pay::frame::Frame;
use crate::words::fill;
use access::Role;
use askama::Template;
use calendar::SettlementDay;
use procedures::VisitState;
use units::Language;

/// Days on a page.
const DAYS: i32 = 7;

#[derive(Debug)]
struct Row {
    chip: (&'static str, &'static str),
    when: String,
    why: &'static str,
    who: String,
    notes: Vec<String>,
    href: String,
}

#[derive(Debug)]
struct Day {
    id: String,
    title: String,
    rows: Vec<Row>,
}

#[derive(Debug, Template)]
#[template(path = "agent/visits.html")]
pub(super) struct VisitsPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    /// Address, words, current.
    filters: Vec<(String, String, bool)>,
    week: String,
    days: Vec<Day>,
    /// Address and words.
    pages: Vec<(String, &'static str)>,
}

fn address(language: Language, state: Option<VisitState>, from: Option<SettlementDay>) -> String {
    let mut query = Vec::new();
    query.extend(state.map(|state| format!("kind={}", state.name())));
    query.extend(from.map(|day| format!("page={day}")));
    let path = Page::Visits.path(language);
    if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
}

fn row(line: &VisitLine, frame: &Frame) -> Row {
    let language = frame.language;
    let m = Words::of(language);
    let mut notes = Vec::new();
    if line.photos > 0 {
        notes.push(fill(m.photos_count, &[("count", &line.photos.to_string())]));
    }
    if line.waits {
        notes.push(m.swap_waits.to_owned());
    }
    let name = if line.name.is_empty() { m.resident } else { &line.name };
    let energy = frame.w.energy_name(line.energy);
    let parts = [name, &line.town, energy];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    Row {
        chip: state_chip(line.state, m),
        when: slot_words(line.slot, line.span, language),
        why: reason_name(line.reason, m),
        who: parts.join(" · "),
        notes,
        href: format!("{}/{}", Page::Visits.path(language), line.number),
    }
}

impl VisitsPage {
    pub(super) fn new(frame: Frame, role: Role, view: &VisitsView) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let (from, last) = (view.from, view.from.plus(DAYS - 1));
        let today = view.now.day();
        let at = (from != today).then_some(from);
        let all = (address(language, None, at), m.all.to_owned(), view.state.is_none());
        let filters = VisitState::ALL.into_iter().map(|state| {
            let words = state_chip(state, m).1.to_owned();
            (address(language, Some(state), at), words, view.state == Some(state))
        });
        let mut days: Vec<Day> = Vec::new();
        for line in &view.lines {
            let id = format!("d{}", line.day);
            if days.last().is_none_or(|day| day.id != id) {
                days.push(Day { id, title: language.long_day(line.day), rows: Vec::new() });
            }
            if let Some(day) = days.last_mut() {
                day.rows.push(row(line, &frame));
            }
        }
        let mut pages = vec![(address(language, view.state, Some(from.plus(-DAYS))), m.earlier)];
        if from != today {
            pages.push((address(language, view.state, None), m.today));
        }
        pages.push((address(language, view.state, Some(from.plus(DAYS))), m.later));
        let (first, end) = (language.date(from), language.date(last));
        Self {
            menu: Menu::new(language, role, Some(Page::Visits)),
            filters: [all].into_iter().chain(filters).collect(),
            week: fill(m.week, &[("from", &first), ("to", &end)]),
            days,
            pages,
            frame: frame.titled(m.title, &[]),
            m,
        }
    }
}
