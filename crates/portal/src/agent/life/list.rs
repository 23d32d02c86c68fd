//! All requests that run, what is due first on top, and those that have ended.

use super::super::api::{LifeLine, LivesView, Owner, Queue};
use super::super::day;
use super::super::pages::Menu;
use super::super::paths::Page;
use super::super::queues::{age_of, due_of};
use super::super::words::Words as Common;
use super::names::{asker, ground_name, state_chip};
use super::words::Words;
use crate::language::{Paths as _, Writes as _};
use crate::pay::frame::{Frame, PageError};
use crate::words::fill;
use access::{Act, Role, Verb};
use askama::Template;
use calendar::Instant;
use procedures::State;
use units::Language;

/// States in the order of a life, for the counts on top.
const OPEN: [State; 4] = [State::Requested, State::LetterSent, State::Appointment, State::Absent];

#[derive(Debug)]
struct Row {
    due: Option<(&'static str, String)>,
    chip: (&'static str, &'static str),
    title: String,
    about: String,
    age: Option<String>,
    owner: Option<String>,
    /// May be taken (true) or given back.
    take: Option<bool>,
    waits: bool,
    href: String,
    task: String,
}

#[derive(Debug, Template)]
#[template(path = "agent/lives.html")]
pub(super) struct LivesPage {
    frame: Frame,
    m: &'static Words,
    c: &'static Common,
    d: &'static day::Words,
    menu: Menu,
    errors: Vec<PageError>,
    /// State and how many.
    counts: Vec<(&'static str, String)>,
    running: Vec<Row>,
    ended: Vec<Row>,
    /// Where somebody takes one.
    path: String,
}

fn row(line: &LifeLine, (now, may_take): (Instant, bool), language: Language) -> Row {
    let (m, c, d) = (Words::of(language), Common::of(language), day::Words::of(language));
    let open = line.state.is_open();
    let deadline = line.due.end();
    let since = |owner: &Owner| {
        let name = if owner.own { d.you } else { owner.name.as_str() };
        let since = fill(d.since, &[("time", &language.near(owner.since, now))]);
        format!("{name}, {since}")
    };
    let own = line.owner.as_ref().is_some_and(|owner| owner.own);
    let free = line.owner.is_none() || deadline <= now;
    let asker = asker(&line.supplier, &line.ground, m);
    let parts = [ground_name(&line.ground, m), asker, &line.town];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    Row {
        due: open.then(|| due_of(deadline, now, language, c)),
        chip: state_chip(line.state, false, m),
        title: line.ean.to_string(),
        about: parts.join(" · "),
        age: open.then(|| age_of(line.asked, now, c)),
        owner: open.then(|| line.owner.as_ref().map_or_else(|| d.nobody.to_owned(), since)),
        take: if !open || !may_take {
            None
        } else if own {
            Some(false)
        } else {
            free.then_some(true)
        },
        waits: line.waits,
        href: format!("{}/{}", Page::Life.path(language), line.number),
        task: line.task.clone(),
    }
}

impl LivesPage {
    pub(super) fn new(frame: Frame, role: Role, view: &LivesView, errors: Vec<PageError>) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let may_take = access::may(role, Act::Messages, Verb::Do).is_some();
        let counts = OPEN.map(|state| {
            let count = view.running.iter().filter(|line| line.state == state).count();
            (state_chip(state, false, m).1, count.to_string())
        });
        let rows = |lines: &[LifeLine]| -> Vec<Row> {
            lines.iter().map(|line| row(line, (view.now, may_take), language)).collect()
        };
        Self {
            menu: Menu::new(language, role, Some(Page::Life)),
            counts: counts.to_vec(),
            path: format!("{}/{}/owner", Page::Queues.path(language), Queue::Requests.name()),
            running: rows(&view.running),
            ended: rows(&view.ended),
            frame: frame.titled(m.title, &errors),
            c: Common::of(language),
            d: day::Words::of(language),
            m,
            errors,
        }
    }
}
