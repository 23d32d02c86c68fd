//! One request: its steps with their days, what has to be so before the next one, and which may be next.

use super::super::api::{LifeView, StartView, VisitFor};
use super::super::pages::Menu;
use super::super::paths::{Page, case_path, new_visit_path};
use super::super::story;
use super::super::words::Words as Common;
use super::form::Kind;
use super::names::{
    asker, demand_name, ground_name, journey_name, kind_name, state_chip, taken_words,
};
use super::words::Words;
use crate::language::{Paths as _, Writes as _};
use crate::pay::frame::{Frame, PageError};
use crate::words::fill;
use access::{Act, Needs, Only, Role};
use askama::Template;
use procedures::{Ground, Home, State, Step, StepKind, Waiting};
use units::Language;

/// Who may open an account, with a second person. Source: UX 7.3.
pub(super) const BEGINS: Needs = Needs::PartOf(Act::MeterCommands, Only::All);
/// Who talks to households may say what came of it; whoever writes templates talks to none, and sees no name here.
pub(super) const TELLS: Needs = Needs::PartOf(Act::Messages, Only::Resend);

#[derive(Debug)]
struct Taken {
    day: String,
    words: String,
    /// Who told of it, and when.
    who: String,
    note: String,
}

#[derive(Debug)]
struct Item {
    done: bool,
    words: &'static str,
    by: Option<String>,
}

/// An activation that nobody has approved yet.
#[derive(Debug)]
struct Waits {
    who: String,
    /// When it was asked: whoever decides sends it back, and so decides on nothing else.
    seen: i64,
    facts: Vec<(String, String)>,
    note: String,
    /// The visitor may approve, and may turn down.
    approves: bool,
    turns_down: bool,
}

#[derive(Debug, Template)]
#[template(path = "agent/life.html")]
pub(super) struct LifePage {
    frame: Frame,
    m: &'static Words,
    c: &'static Common,
    menu: Menu,
    errors: Vec<PageError>,
    title: String,
    chip: (&'static str, &'static str),
    about: String,
    case: Option<String>,
    facts: Vec<(&'static str, String)>,
    steps: Vec<Taken>,
    checklist: Vec<Item>,
    waits: Option<Waits>,
    /// Address and words.
    next: Vec<(String, &'static str)>,
    home: Option<String>,
    letter: Option<String>,
    /// Where a judgment is entered.
    judged: Option<Option<String>>,
    open: bool,
    start: Vec<String>,
    /// Chip, words and address.
    others: Vec<((&'static str, &'static str), String, String)>,
    path: String,
}

pub(super) fn start_words(start: &StartView, language: Language) -> Vec<String> {
    let m = Words::of(language);
    let money = |amount| language.money(amount);
    let days = [
        ("amount", money(start.per_day)),
        ("first", language.date(start.first)),
        ("last", language.date(start.last)),
    ];
    vec![
        fill(m.start_rule, &[("credit", &money(start.credit)), ("owed", &money(start.owed))]),
        fill(m.start_back, &days.each_ref().map(|(name, text)| (*name, text.as_str()))),
        fill(m.start_card, &[("floor", &money(start.floor))]),
    ]
}

fn home_line(home: &Home, language: Language) -> String {
    let m = Words::of(language);
    let name = if home.name.is_empty() { m.resident } else { &home.name };
    let town = format!("{} {}", home.postcode, home.town);
    let mut parts = vec![name.to_owned(), home.street.clone(), town];
    parts.extend(home.phone.map(|phone| phone.national()));
    parts.push(home.language.own_name().to_owned());
    parts.join(", ")
}

fn facts(view: &LifeView, language: Language) -> Vec<(&'static str, String)> {
    let m = Words::of(language);
    let request = &view.request;
    let date = |day| language.date(day);
    let mut facts = vec![(m.asked, date(request.asked_at.day()))];
    match &request.ground {
        Ground::Default { notified, owed, .. } => {
            facts.push((m.unpaid, language.money(*owed)));
            facts.push((m.notified, date(*notified)));
        }
        Ground::Judgment { id } => facts.push((m.judgment, id.clone())),
        Ground::Household { .. } | Ground::Paid => {}
    }
    if !request.documents.is_empty() {
        facts.push((m.documents, request.documents.join(", ")));
    }
    if request.ground.activates() {
        let home = request.home.as_ref();
        let home = home.map_or_else(|| m.home_unknown.to_owned(), |at| home_line(at, language));
        facts.push((m.home, home));
        facts.extend(request.letter_day().map(|day| (m.letter_left, date(day))));
    }
    if request.is_open() {
        let late = request.is_late(view.now.day());
        facts.push((if late { m.late_since } else { m.next_due }, date(request.due)));
        if request.ground.activates() && request.ground.is_suppliers() {
            facts.push((m.lump_sum, date(view.lump_sum_after)));
        }
    }
    facts
}

fn steps(view: &LifeView, language: Language) -> Vec<Taken> {
    let m = Words::of(language);
    let by = |who: &str, at| {
        let who = story::signed(who, language);
        fill(m.told_by, &[("who", who), ("time", &language.instant(at))])
    };
    let request = &view.request;
    let mut all = vec![Taken {
        day: language.date(request.asked_at.day()),
        words: match request.ground.is_suppliers() {
            true => fill(m.t_requested, &[("supplier", &view.supplier)]),
            false => m.t_own.to_owned(),
        },
        who: by(&request.by, request.asked_at),
        note: String::new(),
    }];
    let mut absences = 0_usize;
    for taken in &request.steps {
        absences = absences.saturating_add(usize::from(taken.step == Step::Absent));
        all.push(Taken {
            day: language.date(taken.day()),
            words: taken_words(&taken.step, &request.ground, absences, language),
            who: by(&taken.by, taken.at),
            note: taken.note.clone(),
        });
    }
    all
}

fn waits(waiting: &Waiting, (role, own): (Role, bool), frame: &Frame) -> Waits {
    let language = frame.language;
    let m = Words::of(language);
    let begin = &waiting.begin;
    let mut facts = vec![
        (m.energy.to_owned(), frame.w.energy_name(begin.energy).to_owned()),
        (m.journey.to_owned(), journey_name(begin.journey, m).to_owned()),
    ];
    if begin.energy == units::Energy::Electricity {
        let rates = if begin.two_rates { m.two } else { m.single };
        facts.push((m.rates.to_owned(), rates.to_owned()));
    }
    facts.extend(begin.registers.iter().map(|(code, value)| (code.to_string(), value.clone())));
    if !begin.evidence.is_empty() {
        facts.push((m.evidence.to_owned(), begin.evidence.clone()));
    }
    let may = BEGINS.allows(Some(role));
    let time = language.instant(waiting.at);
    Waits {
        seen: waiting.at.0,
        who: fill(m.told_by, &[("who", &waiting.by), ("time", &time)]),
        facts,
        note: waiting.note.clone(),
        approves: may && !own,
        turns_down: may,
    }
}

impl LifePage {
    pub(super) fn new(frame: Frame, role: Role, view: &LifeView, errors: Vec<PageError>) -> Self {
        let language = frame.language;
        let (m, request) = (Words::of(language), &view.request);
        let path = format!("{}/{}", Page::Life.path(language), view.number);
        let tells = TELLS.allows(Some(role));
        let may = |kind: StepKind| match kind {
            StepKind::Activated => {
                BEGINS.allows(Some(role)) && request.waiting.is_none() && request.home.is_some()
            }
            StepKind::LetterSent => tells && request.home.is_some(),
            _ => tells,
        };
        let next = request.next_steps().into_iter().filter(|kind| may(*kind));
        let next = next
            .map(|kind| (format!("{path}/{}", kind.name()), kind_name(kind, &request.ground, m)));
        let visit = (tells && request.may(StepKind::Appointment).is_ok()).then(|| {
            let words = super::super::visits::Words::of(language).new;
            (new_visit_path(VisitFor::Request(view.number), language), words)
        });
        let activates = request.ground.activates();
        let asks_home = tells && activates && request.is_open();
        let checklist = view.checklist.iter().map(|item| Item {
            done: item.done,
            words: demand_name(item.demand, m),
            by: item
                .by
                .filter(|_| !item.done)
                .map(|day| fill(m.by, &[("day", &language.date(day))])),
        });
        let others = view.others.iter().map(|(number, ground, state, day)| {
            let words = format!("{}, {}", ground_name(ground, m), language.date(*day));
            let href = format!("{}/{number}", Page::Life.path(language));
            (state_chip(*state, false, m), words, href)
        });
        let judged = request.goes_to_judge();
        let starts = activates && (request.is_open() || request.state == State::Activated);
        let case = view.account.map(|(account, _)| case_path(account, language));
        let late = request.is_late(view.now.day());
        Self {
            menu: Menu::new(language, role, None),
            title: view.ean.to_string(),
            chip: state_chip(request.state, late, m),
            about: format!(
                "{} · {}",
                ground_name(&request.ground, m),
                asker(&view.supplier, &request.ground, m)
            ),
            case,
            facts: facts(view, language),
            steps: steps(view, language),
            checklist: checklist.collect(),
            waits: request.waiting.as_ref().map(|one| waits(one, (role, view.own_waits), &frame)),
            next: visit.into_iter().chain(next).collect(),
            home: asks_home.then(|| format!("{path}/{}", Kind::Home.name())),
            letter: (asks_home && request.home.is_some()).then(|| format!("{path}/letter")),
            judged: judged.then(|| tells.then(|| format!("{path}/{}", Kind::Judged.name()))),
            open: request.is_open(),
            start: if starts { start_words(&view.start, language) } else { Vec::new() },
            others: others.collect(),
            path,
            frame: frame.titled(&format!("{}: {}", m.one, view.ean), &errors),
            c: Common::of(language),
            m,
            errors,
        }
    }
}
