//! The board of a run of cuts: who would be cut and who not, and why; the brake, two approvals, and the
//! way to stop. Source: UX O-02, CG-14 to CG-19.

use super::api::{Board, RunView, WaveLine};
use super::events;
use super::pages::{Menu, energy_name, error_at};
use super::paths::{Page, case_path};
use super::words::Words;
use crate::language::{Paths as _, Writes as _};
use crate::pay::frame::{Frame, PageError};
use crate::words::fill;
use access::{Act, Needs, Only, Role};
use askama::Template;
use units::{Dso, Energy, Language};

pub(super) const WHY: &str = "why";
pub(super) const COST: &str = "cost";
pub(super) const PART: &str = "part";
/// The form that undoes, on its page.
const UNDO: &str = "undo";
/// All of a night, where one wave could be chosen.
pub(super) const ALL: &str = "all";

#[derive(Debug)]
struct StopRow {
    id: String,
    text: String,
    half: Option<String>,
    by_visitor: bool,
}

#[derive(Debug)]
struct SampleRow {
    who: String,
    href: Option<String>,
    balance: String,
    reading: String,
    held: Vec<String>,
}

#[derive(Debug)]
struct RunPart {
    title: String,
    numbers: Vec<(&'static str, String)>,
    halted: bool,
    would_leave: String,
    /// No home is on the list: there is nothing to approve.
    is_empty: bool,
    excluded: Vec<(String, usize)>,
    looked_at: String,
    hours_now: bool,
    samples_title: String,
    samples: Vec<SampleRow>,
    approved_by: Vec<String>,
    by_visitor: bool,
    complete: bool,
    waves: String,
    wave_rows: Vec<WaveRow>,
    /// Where not the whole list was counted.
    waves_of: Option<String>,
    paused: bool,
    undone: bool,
    day: String,
}

#[derive(Debug)]
struct WaveRow {
    name: String,
    confirmed: String,
    failed: usize,
    under_way: usize,
    back: usize,
    undone: bool,
}

fn wave_name(number: usize, wave: &WaveLine, language: Language) -> String {
    let to = percent(wave.to_ppm / 1_000, language);
    fill(Words::of(language).wave_name, &[("number", &number.to_string()), ("percent", &to)])
}

impl WaveRow {
    fn new(number: usize, wave: &WaveLine, language: Language) -> Self {
        let m = Words::of(language);
        let (count, all) = (wave.confirmed.to_string(), wave.ordered.to_string());
        let of = fill(m.confirmed_of, &[("count", &count), ("all", &all)]);
        let tenths = wave.confirmed.saturating_mul(1_000).checked_div(wave.ordered);
        let rate = tenths.and_then(|tenths| i64::try_from(tenths).ok());
        Self {
            name: wave_name(number, wave, language),
            confirmed: match rate {
                Some(rate) => format!("{of} ({} %)", percent(rate, language)),
                None => of,
            },
            failed: wave.failed,
            under_way: wave.under_way,
            back: wave.back,
            undone: wave.undone,
        }
    }
}

/// All of a night, and each wave that was not undone; nothing where there are no waves to choose from.
fn parts_of(run: &RunView, language: Language) -> Vec<(String, String)> {
    if run.waves.is_empty() {
        return Vec::new();
    }
    let mut parts = vec![(ALL.to_owned(), Words::of(language).undo_all.to_owned())];
    let left = (1_usize..).zip(&run.waves).filter(|(_, wave)| !wave.undone);
    parts.extend(left.map(|(number, wave)| {
        (format!("{}-{}", wave.from_ppm, wave.to_ppm), wave_name(number, wave, language))
    }));
    parts
}

/// The part that is undone: a wave, as `10000-110000`. `None` of anything else.
pub(super) fn part_of(text: &str) -> Option<(i64, i64)> {
    let (from, to) = text.split_once('-')?;
    Some((from.parse().ok()?, to.parse().ok()?))
}

#[derive(Debug, Template)]
#[template(path = "agent/board.html")]
pub(super) struct BoardPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    errors: Vec<PageError>,
    /// Address, words, current.
    tabs: Vec<(String, String, bool)>,
    path: &'static str,
    rest: String,
    stops: Vec<StopRow>,
    run: Option<RunPart>,
    /// May approve, pause, release.
    steers: bool,
    why: String,
    cost: String,
    part: String,
    /// What may be undone, if not all at once: value and words.
    undo_parts: Vec<(String, String)>,
    /// Language, and what the public page says in it.
    public: Vec<(&'static str, Vec<String>)>,
    state: &'static str,
    as_of: String,
}

/// Where a run of an operator and energy stands.
pub(super) fn rest(dso: Dso, energy: Energy) -> String {
    format!("?dso={}&energy={}", dso.name(), energy.name())
}

/// Where a wave of an operator and energy is undone.
pub(crate) fn undo_path(dso: Dso, energy: Energy, language: Language) -> String {
    format!("{}{}#{UNDO}", Page::Cuts.path(language), rest(dso, energy))
}

/// Tenths of a percent.
fn percent(tenths: i64, language: Language) -> String {
    let text = units::format_decimal(i128::from(tenths), 1);
    if language == Language::En { text } else { text.replace('.', ",") }
}

fn run_part(run: &RunView, language: Language, m: &Words) -> RunPart {
    let number = |count: usize| count.to_string();
    let homes = |count: &dyn std::fmt::Display| fill(m.homes, &[("count", &count.to_string())]);
    let candidates =
        format!("{} ({} {}, {} {})", homes(&run.candidates), run.new, m.new, run.gone, m.gone);
    let samples = run.samples.iter().map(|sample| SampleRow {
        who: match sample.who {
            Some((_, ean)) => format!("{:013}", ean.reference().as_u64()),
            None => format!("…{}", sample.tail),
        },
        href: sample.who.map(|(account, _)| case_path(account, language)),
        balance: language.balance(sample.balance),
        reading: sample.last_reading.map_or_else(|| "–".to_owned(), |at| language.instant(at)),
        held: sample.guards.iter().map(|id| events::guard(id, language)).collect(),
    });
    let samples: Vec<SampleRow> = samples.collect();
    let tenths = run.released_ppm / 1_000;
    let numbered = || (1_usize..).zip(&run.waves);
    let excluded = run.excluded.iter().filter(|(id, _)| id != "CG-04");
    RunPart {
        title: fill(m.after_night, &[("day", &language.date(run.day))]),
        numbers: vec![
            (m.candidates, candidates),
            (m.expected, run.expected.map_or_else(|| "–".to_owned(), |count| homes(&count))),
            (m.usual, homes(&run.median)),
            (m.bound, homes(&run.bound)),
        ],
        halted: run.halted,
        would_leave: homes(&run.would_leave),
        is_empty: run.candidates == 0,
        excluded: excluded.map(|(id, count)| (events::guard(id, language), *count)).collect(),
        looked_at: fill(m.looked_at, &[("count", &number(run.looked_at))]),
        hours_now: run.excluded.iter().any(|(id, _)| id == "CG-04"),
        samples_title: fill(m.samples_title, &[("count", &number(samples.len()))]),
        samples,
        approved_by: run.approved_by.clone(),
        by_visitor: run.by_visitor,
        complete: run.approved_by.len() >= 2 && run.dry_run && run.sample_checked,
        waves: fill(m.waves, &[("percent", &percent(tenths, language))]),
        wave_rows: numbered().map(|(number, wave)| WaveRow::new(number, wave, language)).collect(),
        waves_of: (run.waves_of < run.candidates && !run.waves.is_empty())
            .then(|| fill(m.waves_of, &[("count", &number(run.waves_of))])),
        paused: run.paused,
        undone: run.undone,
        day: run.day.to_string(),
    }
}

impl BoardPage {
    pub(super) fn new(
        frame: Frame,
        role: Role,
        board: &Board,
        [why, cost, part]: [String; 3],
        errors: Vec<PageError>,
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let path = Page::Cuts.path(language);
        let mut tabs = Vec::new();
        for dso in Dso::ALL {
            for energy in [Energy::Electricity, Energy::Gas] {
                let current = (dso, energy) == (board.dso, board.energy);
                let words = format!("{dso} {}", energy_name(energy, &frame));
                tabs.push((format!("{path}{}", rest(dso, energy)), words, current));
            }
        }
        let stops = board.stops.iter().map(|stop| StopRow {
            id: stop.id.clone(),
            text: fill(
                m.stopped_text,
                &[("who", &stop.set_by), ("time", &language.instant(stop.since))],
            ),
            half: stop.released_by.first().map(|who| fill(m.half_released, &[("who", who)])),
            by_visitor: stop.by_visitor,
        });
        let stops: Vec<StopRow> = stops.collect();
        let title = if stops.is_empty() { m.cuts_title } else { m.stopped_title };
        Self {
            menu: Menu::new(language, role, Some(Page::Cuts)),
            tabs,
            path,
            rest: rest(board.dso, board.energy),
            stops,
            run: board.run.as_ref().map(|run| run_part(run, language, m)),
            steers: Needs::PartOf(Act::MeterCommands, Only::CutRuns).allows(Some(role)),
            why,
            cost,
            undo_parts: board.run.as_ref().map(|run| parts_of(run, language)).unwrap_or_default(),
            part: if part.is_empty() { ALL.to_owned() } else { part },
            public: Language::ALL
                .map(|language| (language.code(), crate::my::public_words(&board.public, language)))
                .to_vec(),
            state: crate::my::Page::State.path(language),
            as_of: fill(frame.w.as_of, &[("time", &language.instant(board.as_of))]),
            frame: frame.titled(title, &errors),
            errors,
            m,
        }
    }
}
