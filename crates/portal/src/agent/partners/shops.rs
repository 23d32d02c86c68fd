//! Shops, one of them with its stop, and social services.

use super::super::api::{
    OfficeLine, ShopAgain, ShopLine, ShopView, ShopsView, StopLine, TillStanding,
};
use super::super::pages::{Menu, error_at};
use super::super::paths::Page;
use super::words::Words;
use super::{OFFICES, WHY, tabs};
use crate::language::{Paths as _, Writes as _};
use crate::pay::frame::{Frame, PageError};
use crate::words::fill;
use access::{Act, Needs, Role, Verb};
use askama::Template;
use units::Language;

/// Whoever may ask for a correction of the books may keep more money from going wrong.
pub(super) const STOPS: Needs = Needs::AskOrDo(Act::AdjustLedger);
/// Two people decide; the second has to be one who may. Source: UX 7.3.
pub(super) const DECIDES: Needs = Needs::Anyones(Act::AdjustLedger, Verb::Do);

fn chip(standing: TillStanding, m: &Words) -> (&'static str, &'static str) {
    match standing {
        TillStanding::Online => ("s1", m.s_online),
        TillStanding::Offline => ("s4", m.s_offline),
        TillStanding::Stopped => ("s5", m.s_stopped),
    }
}

fn facts(line: &ShopLine, language: Language) -> Vec<(&'static str, String)> {
    let m = Words::of(language);
    let time = |at: Option<_>| at.map_or_else(|| m.never.to_owned(), |at| language.instant(at));
    let mut facts = vec![
        (m.terminal, line.terminal.clone()),
        (m.heard, time(line.heard)),
        (m.last_sale, time(line.last_sale)),
        (m.open_tills, line.open.to_string()),
    ];
    match line.room {
        Some(room) => facts.extend([
            (m.may_hold, language.money(room.holding.agreed())),
            (m.used, language.money(room.used())),
            (m.left, language.money(room.left())),
        ]),
        None => facts.push((m.may_hold, m.no_limit.to_owned())),
    }
    facts.push((m.people, line.people.to_string()));
    facts
}

#[derive(Debug)]
struct Row {
    name: String,
    chip: (&'static str, &'static str),
    waits: bool,
    facts: Vec<(&'static str, String)>,
    href: String,
}

#[derive(Debug, Template)]
#[template(path = "agent/partners_shops.html")]
pub(super) struct ShopsPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    tabs: Vec<(String, &'static str, bool)>,
    /// Address, words, current.
    filters: [(String, &'static str, bool); 2],
    hint: String,
    rows: Vec<Row>,
    /// Address and words.
    pages: Vec<(String, &'static str)>,
}

impl ShopsPage {
    pub(super) fn new(frame: Frame, role: Role, view: &ShopsView) -> Self {
        let language = frame.language;
        let (m, path) = (Words::of(language), Page::Partners.path(language));
        let at = |stopped: bool, page: usize| match (stopped, page) {
            (false, 0) => path.to_owned(),
            (true, 0) => format!("{path}?kind=stopped"),
            (false, page) => format!("{path}?page={page}"),
            (true, page) => format!("{path}?kind=stopped&page={page}"),
        };
        let mut pages = Vec::new();
        if let Some(before) = view.page.checked_sub(1) {
            pages.push((at(view.stopped, before), m.earlier));
        }
        if view.more {
            pages.push((at(view.stopped, view.page.saturating_add(1)), m.later));
        }
        let rows = view.lines.iter().map(|line| Row {
            name: line.name.clone(),
            chip: chip(line.standing, m),
            waits: line.waits,
            facts: facts(line, language),
            href: format!("{path}/shop/{}", line.terminal),
        });
        Self {
            menu: Menu::new(language, role, Some(Page::Partners)),
            tabs: tabs(language, ""),
            filters: [
                (at(false, 0), m.all, !view.stopped),
                (at(true, 0), m.only_stopped, view.stopped),
            ],
            hint: fill(m.online_hint, &[("minutes", &view.online_min.to_string())]),
            rows: rows.collect(),
            pages,
            frame: frame.titled(m.title, &[]),
            m,
        }
    }
}

#[derive(Debug)]
struct Step {
    words: String,
    who: String,
    note: String,
}

#[derive(Debug)]
struct Waits {
    who: String,
    why: String,
    approves: bool,
    turns_down: bool,
}

#[derive(Debug, Template)]
#[template(path = "agent/partners_shop.html")]
pub(super) struct ShopPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    errors: Vec<PageError>,
    name: String,
    chip: (&'static str, &'static str),
    facts: Vec<(&'static str, String)>,
    owners: Vec<String>,
    /// Name and rights.
    staff: Vec<(String, String)>,
    waits: Option<Waits>,
    /// Stops it, or asks for it to sell again.
    act: Option<bool>,
    typed: String,
    steps: Vec<Step>,
    path: String,
    list: &'static str,
}

fn step(line: &StopLine, language: Language) -> Step {
    let m = Words::of(language);
    let time = language.instant(line.at);
    let who = match &line.approved_by {
        Some(second) => fill(m.by_two, &[("who", &line.by), ("second", second), ("time", &time)]),
        None => fill(m.by, &[("who", &line.by), ("time", &time)]),
    };
    let words = if line.stopped { m.h_stopped } else { m.h_again };
    Step { words: words.to_owned(), who, note: line.reason.clone() }
}

fn waits(asked: &ShopAgain, role: Role, language: Language) -> Waits {
    let m = Words::of(language);
    let time = language.instant(asked.at);
    let decides = DECIDES.allows(Some(role));
    Waits {
        who: fill(m.asked_by, &[("who", &asked.by), ("time", &time)]),
        why: asked.why.clone(),
        approves: decides && !asked.own,
        turns_down: decides,
    }
}

impl ShopPage {
    pub(super) fn new(
        frame: Frame,
        role: Role,
        view: &ShopView,
        (typed, errors): (String, Vec<PageError>),
    ) -> Self {
        let language = frame.language;
        let (m, list) = (Words::of(language), Page::Partners.path(language));
        let stopped = view.line.standing == TillStanding::Stopped;
        let may = STOPS.allows(Some(role)) && !(stopped && view.waiting.is_some());
        let staff = view
            .staff
            .iter()
            .map(|(name, rights)| (name.clone(), crate::shop::rights_words(*rights, language)));
        Self {
            menu: Menu::new(language, role, None),
            name: view.line.name.clone(),
            chip: chip(view.line.standing, m),
            facts: facts(&view.line, language),
            owners: view.owners.clone(),
            staff: staff.collect(),
            waits: view.waiting.as_ref().map(|asked| waits(asked, role, language)),
            act: may.then_some(!stopped),
            typed,
            steps: view.stops.iter().map(|line| step(line, language)).collect(),
            path: format!("{list}/shop/{}", view.line.terminal),
            list,
            frame: frame.titled(&format!("{} {}", m.shop, view.line.name), &errors),
            m,
            errors,
        }
    }
}

#[derive(Debug)]
struct Office {
    id: String,
    name: String,
    people: Vec<String>,
    open: usize,
}

#[derive(Debug, Template)]
#[template(path = "agent/partners_offices.html")]
pub(super) struct OfficesPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    tabs: Vec<(String, &'static str, bool)>,
    offices: Vec<Office>,
    rights: Vec<&'static str>,
}

impl OfficesPage {
    pub(super) fn new(frame: Frame, role: Role, lines: &[OfficeLine]) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let offices = lines.iter().enumerate().map(|(place, line)| Office {
            id: format!("o{place}"),
            name: line.name.clone(),
            people: line
                .people
                .iter()
                .map(
                    |(name, ended)| {
                        if *ended { fill(m.no_sign_in, &[("who", name)]) } else { name.clone() }
                    },
                )
                .collect(),
            open: line.open,
        });
        Self {
            menu: Menu::new(language, role, Some(Page::Partners)),
            tabs: tabs(language, OFFICES),
            offices: offices.collect(),
            rights: crate::cpas::rights_words(language),
            frame: frame.titled(m.tab_offices, &[]),
            m,
        }
    }
}
