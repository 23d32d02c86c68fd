//! One visit: when, what for, what became of it, its photos, and what may be next.

use super::super::api::{LetterShown, PhotoKind, PhotoShown, SwapShown, VisitView};
use super::super::pages::{Menu, error_at};
use super::super::paths::{Page, case_path, new_visit_path};
use super::super::story;
use super::super::words::Words as Common;
use super::names::{PHOTO, kind_name, reason_name, slot_words, state_chip};
use super::swap::effect_facts;
use super::words::Words;
use crate::language::{Paths as _, Writes as _};
use crate::pay::frame::{Frame, PageError};
use crate::words::fill;
use access::{Act, Needs, Only, Role};
use askama::Template;
use procedures::{Slot, VisitState, VisitStep, VisitTaken};
use units::{Energy, Language};

/// Who talks to households may make an appointment and say what came of it; whoever writes templates talks to none.
pub(super) const TELLS: Needs = Needs::PartOf(Act::Messages, Only::Resend);
/// Who may open an account, with a second person. Source: UX 7.3.
pub(super) const BEGINS: Needs = Needs::PartOf(Act::MeterCommands, Only::All);

#[derive(Debug)]
struct Step {
    day: String,
    words: String,
    who: String,
    note: String,
}

#[derive(Debug)]
struct Waits {
    who: String,
    /// When it was asked: whoever decides sends it back, and so decides on nothing else.
    seen: i64,
    facts: Vec<(&'static str, String)>,
    /// The plate that was typed is not the one that was noted.
    differs: bool,
    /// What the account is opened on: its name, and its lines.
    evidence: Vec<(&'static str, Vec<String>)>,
    approves: bool,
    turns_down: bool,
}

#[derive(Debug, Template)]
#[template(path = "agent/visit.html")]
pub(super) struct VisitPage {
    frame: Frame,
    m: &'static Words,
    c: &'static Common,
    menu: Menu,
    errors: Vec<PageError>,
    chip: (&'static str, &'static str),
    about: String,
    case: Option<String>,
    request: Option<String>,
    facts: Vec<(&'static str, String)>,
    absent: bool,
    result: Vec<(String, String)>,
    waits: Option<Waits>,
    /// Where a card's balance is carried over.
    swap: Option<String>,
    /// Address and words.
    next: Vec<(String, &'static str)>,
    ended: bool,
    again: Option<String>,
    /// Address, name, and what it is.
    photos: Vec<(String, String, String)>,
    /// Photos may be added.
    adds: bool,
    /// Somebody would add one, and there is no key to seal it with.
    no_key: bool,
    /// How the letter stands, and where it is.
    letter: Option<(String, Option<String>)>,
    steps: Vec<Step>,
    /// Chip, words and address.
    others: Vec<((&'static str, &'static str), String, String)>,
    list: &'static str,
    path: String,
}

pub(super) fn photo_words(photo: &PhotoShown, language: Language) -> String {
    let m = Words::of(language);
    let kind = match photo.kind {
        PhotoKind::Jpeg => "JPEG",
        PhotoKind::Png => "PNG",
    };
    // A thousand bytes, and never none.
    let size = photo.bytes.saturating_add(999).div_euclid(1_000).to_string();
    let time = language.instant(photo.at);
    fill(m.photo_at, &[("kind", kind), ("size", &size), ("time", &time)])
}

fn place_words((day, slot): (calendar::SettlementDay, Slot), language: Language) -> String {
    let m = Words::of(language);
    let half = match slot {
        Slot::Morning => m.morning,
        Slot::Afternoon => m.afternoon,
    };
    format!("{}, {half}", language.date(day))
}

fn steps(view: &VisitView, language: Language) -> Vec<Step> {
    let m = Words::of(language);
    let by = |who: &str, at| {
        let who = story::signed(who, language);
        fill(m.told_by, &[("who", who), ("time", &language.instant(at))])
    };
    let visit = &view.visit;
    let first = Step {
        day: language.date(visit.made_at.day()),
        words: m.made.to_owned(),
        who: by(&visit.by, visit.made_at),
        note: String::new(),
    };
    let taken = visit.steps.iter().map(|VisitTaken { at, by: who, step, from }| Step {
        day: language.date(at.day()),
        words: match step {
            VisitStep::Moved { day, slot, .. } | VisitStep::HouseholdMoved { day, slot } => {
                let (before, after) =
                    (place_words(*from, language), place_words((*day, *slot), language));
                fill(m.moved_to, &[("from", &before), ("to", &after)])
            }
            VisitStep::Cancelled { .. } => m.s_cancelled.to_owned(),
            VisitStep::HouseholdAway { .. } => m.away.to_owned(),
            VisitStep::Coming => m.k_coming.to_owned(),
            VisitStep::Absent { .. } => m.k_absent.to_owned(),
            VisitStep::Impossible { .. } => m.k_impossible.to_owned(),
            VisitStep::Done { .. } => m.k_done.to_owned(),
            VisitStep::TakenBack { .. } => m.k_taken_back.to_owned(),
        },
        who: by(who, *at),
        note: step.words().to_owned(),
    });
    [first].into_iter().chain(taken).collect()
}

fn result(view: &VisitView, m: &Words) -> Vec<(String, String)> {
    let Some(found) = view.visit.found() else { return Vec::new() };
    let mut all = vec![(m.words.to_owned(), found.words.clone())];
    all.extend(found.new_meter.as_ref().map(|plate| (m.new_meter.to_owned(), plate.clone())));
    all.extend(found.registers.iter().map(|(code, value)| (code.to_string(), value.clone())));
    all
}

/// Whether the digits that were typed are those of the plate that the technician noted: all of them, or those behind
/// the maker's letters.
fn is_plate(noted: &str, typed: u64) -> bool {
    let all: String = noted.chars().filter(char::is_ascii_digit).collect();
    let last = noted.trim().rsplit(|sign: char| !sign.is_ascii_digit()).next();
    [Some(all.as_str()), last].into_iter().flatten().any(|digits| digits.parse() == Ok(typed))
}

/// The lines of a text that was pasted.
fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim_end).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

fn waits(swap: &SwapShown, role: Role, view: &VisitView, language: Language) -> Waits {
    let m = Words::of(language);
    let wanted = &swap.wanted;
    let noted = view.visit.found().and_then(|found| found.new_meter.clone());
    let differs = !noted.as_deref().is_some_and(|noted| is_plate(noted, wanted.new_meter));
    let mut facts = vec![
        (m.old_plate, wanted.old_meter.to_string()),
        (m.new_plate, wanted.new_meter.to_string()),
        (m.noted_plate, noted.unwrap_or_else(|| m.unknown.to_owned())),
        (m.accepts, if wanted.accepts { m.accepts_yes } else { m.accepts_no }.to_owned()),
    ];
    if view.place.energy == Energy::Electricity {
        facts.push((m.rates, if wanted.two_rates { m.two } else { m.single }.to_owned()));
    }
    facts.extend(wanted.weekly.map(|amount| (m.weekly, language.money(amount))));
    match &swap.effect {
        Some(effect) => facts.extend(effect_facts(effect, language)),
        None => facts.push((m.swap_title, m.cannot.to_owned())),
    }
    let may = BEGINS.allows(Some(role));
    let time = language.instant(swap.at);
    Waits {
        seen: swap.at.0,
        who: fill(m.asked_by, &[("who", &swap.by), ("time", &time)]),
        facts,
        differs,
        evidence: [(m.read_outs, lines(&wanted.read_outs)), (m.sales, lines(&wanted.sales))]
            .into_iter()
            .filter(|(_, lines)| !lines.is_empty())
            .collect(),
        approves: may && !swap.own && swap.effect.is_some(),
        turns_down: may,
    }
}

impl VisitPage {
    pub(super) fn new(frame: Frame, role: Role, view: &VisitView, errors: Vec<PageError>) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let (visit, place) = (&view.visit, &view.place);
        let list = Page::Visits.path(language);
        let path = format!("{list}/{}", view.number);
        let (may, begins) = (TELLS.allows(Some(role)), BEGINS.allows(Some(role)));
        let name = if place.name.is_empty() { m.resident } else { &place.name };
        let or_unknown = |text: &str| {
            if text.is_empty() { m.unknown.to_owned() } else { text.to_owned() }
        };
        let day = language.long_day(visit.day);
        let facts = vec![
            (m.when, format!("{day}, {}", slot_words(visit.slot, view.span, language))),
            (m.why_go, reason_name(visit.reason, m).to_owned()),
            (m.task, visit.task.clone()),
            (m.address, or_unknown(&place.address)),
            (m.phone, or_unknown(place.phone.as_deref().unwrap_or_default())),
            ("EAN", place.ean.to_string()),
        ];
        let next = visit.next_steps().into_iter().filter(|_| may);
        let next = next.map(|kind| (format!("{path}/{}", kind.name()), kind_name(kind, m)));
        let ended = visit.state != VisitState::Planned;
        let photos = view.photos.iter().map(|photo| {
            let name = fill(m.photo, &[("number", &photo.number.to_string())]);
            (format!("{path}/photo/{}", photo.number), name, photo_words(photo, language))
        });
        let others = view.others.iter().map(|(number, reason, state, day)| {
            let words = format!("{}, {}", reason_name(*reason, m), language.date(*day));
            (state_chip(*state, m), words, format!("{list}/{number}"))
        });
        let retried = matches!(visit.state, VisitState::Absent | VisitState::Impossible);
        let to_swap = view.to_swap && view.swap.is_none() && begins;
        Self {
            menu: Menu::new(language, role, None),
            chip: state_chip(visit.state, m),
            about: format!("{name} · {}", frame.w.energy_name(place.energy)),
            case: place.account.map(|account| case_path(account, language)),
            request: visit.request.map(|id| format!("{}/{id}", Page::Life.path(language))),
            facts,
            absent: visit.state == VisitState::Absent,
            result: result(view, m),
            waits: view.swap.as_ref().map(|swap| waits(swap, role, view, language)),
            swap: to_swap.then(|| format!("{path}/swap")),
            next: next.collect(),
            ended,
            again: place
                .whom()
                .filter(|_| ended && retried && may)
                .map(|whom| new_visit_path(whom, language)),
            photos: photos.collect(),
            adds: may && visit.state != VisitState::Cancelled && view.keeps_photos,
            no_key: may && visit.state != VisitState::Cancelled && !view.keeps_photos,
            letter: view.letter.map(|letter| {
                let open = || Some(format!("{path}/letter")).filter(|_| may);
                match letter {
                    LetterShown::Cannot => (m.letter_cannot.to_owned(), None),
                    LetterShown::Waits => (m.letter_waits.to_owned(), open()),
                    LetterShown::Left(at) => {
                        (fill(m.letter_left, &[("time", &language.instant(at))]), open())
                    }
                }
            }),
            steps: steps(view, language),
            others: others.collect(),
            list,
            path,
            frame: frame.titled(&format!("{} {}", m.one, view.number), &errors),
            c: Common::of(language),
            m,
            errors,
        }
    }
}
