//! The state as a struct of ready text.

use super::api::{FailureLine, NextWork, Pace, PublicState, ReadingsNow, Road, RoadNow};
use super::words::Words;
use crate::language::{Paths as _, Writes as _};
use crate::my::Page;
use crate::my::pages::energy_name;
use crate::operator::{failed_name, rests_name};
use crate::pay::frame::Frame;
use crate::public::Explained;
use crate::words::fill;
use askama::Template;
use units::{Dso, Energy, Language};

const STOP_SWITCH: &str = "stop_switch";

/// Word and class of a chip.
fn chip(pace: Pace, w: &'static Words) -> (&'static str, &'static str) {
    match pace {
        Pace::OnTime => (w.on_time, "s1"),
        Pace::Waits => (w.soon, "s2"),
        Pace::Late => (w.late, "s4"),
    }
}

/// Whose net, of which energy, and where.
pub(super) fn place(
    dso: Dso,
    energy: Option<Energy>,
    area: Option<&str>,
    language: Language,
) -> String {
    let energy = energy.map(|energy| energy_name(energy, language));
    let parts = [Some(dso.name()), energy, area];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

#[derive(Debug)]
struct Card {
    title: String,
    place: String,
    lines: Vec<String>,
    /// It works again.
    mended: bool,
}

impl Card {
    fn of_failure(line: &FailureLine, language: Language) -> Self {
        let w = Words::of(language);
        let title = match line.kind.as_str() {
            STOP_SWITCH => w.stopped.to_owned(),
            kind => failed_name(kind, language),
        };
        let since = fill(w.since, &[("time", &language.instant(line.since))]);
        let cuts = match line.paused_until {
            None => w.no_cuts.to_owned(),
            Some(until) => fill(w.no_cuts_until, &[("time", &language.instant(until))]),
        };
        Self {
            title,
            place: place(line.dso, line.energy, line.area.as_deref(), language),
            lines: vec![since, cuts],
            mended: line.paused_until.is_some(),
        }
    }

    fn of_work(line: &NextWork, language: Language) -> Self {
        let w = Words::of(language);
        let (from, to) = (language.instant(line.from), language.near(line.until, line.from));
        Self {
            title: rests_name(&line.kind, language),
            place: place(line.dso, line.energy, line.area.as_deref(), language),
            lines: vec![fill(w.work_times, &[("from", &from), ("to", &to)])],
            mended: false,
        }
    }
}

/// What the page says of failures, each in a line, or that nothing has failed. Source: UX O-02.
pub(crate) fn public_words(lines: &[FailureLine], language: Language) -> Vec<String> {
    if lines.is_empty() {
        return vec![Words::of(language).all_works.to_owned()];
    }
    let said = lines.iter().map(|line| Card::of_failure(line, language));
    said.map(|card| format!("{} · {}. {}", card.title, card.place, card.lines.join(" "))).collect()
}

/// Something that is on time or not.
#[derive(Debug)]
struct Line {
    title: String,
    chip: (&'static str, &'static str),
    sentences: Vec<String>,
}

impl Line {
    fn of_readings(now: &ReadingsNow, language: Language) -> Self {
        let w = Words::of(language);
        let (come, due) = (now.come.to_string(), now.due.to_string());
        let day = language.date(now.midnight);
        let mut sentences = vec![fill(w.come, &[("come", &come), ("due", &due), ("day", &day)])];
        if let Some(day) = now.charged_to {
            sentences.push(fill(w.charged_to, &[("day", &language.long_day(day))]));
        }
        Self { title: now.dso.name().to_owned(), chip: chip(now.pace, w), sentences }
    }

    fn of_road(now: &RoadNow, language: Language) -> Self {
        let w = Words::of(language);
        let (title, at_once) = match now.road {
            Road::Payments => (w.payments, w.payments_at_once.to_owned()),
            Road::Texts => (w.texts, w.texts_at_once.to_owned()),
            Road::Meters => (w.meters, w.meters_at_once.to_owned()),
            Road::Transfers(Some(day)) => {
                (w.transfers, fill(w.transfers_to, &[("day", &language.long_day(day))]))
            }
            Road::Transfers(None) => (w.transfers, w.transfers_none.to_owned()),
        };
        let said = match (now.waiting, now.oldest) {
            (0, _) | (_, None) => at_once,
            (count, Some(oldest)) => {
                let (count, since) = (count.to_string(), language.instant(oldest));
                let one = if now.waiting == 1 { w.one_waits } else { w.waiting };
                fill(one, &[("count", &count), ("time", &since)])
            }
        };
        Self { title: title.to_owned(), chip: chip(now.pace, w), sentences: vec![said] }
    }
}

#[derive(Debug, Template)]
#[template(path = "my/state.html")]
pub(super) struct StatePage {
    frame: Frame,
    w: &'static Words,
    failures: Vec<Card>,
    /// If nothing has failed.
    fine: (&'static str, &'static str),
    works: Vec<Card>,
    readings: Vec<Line>,
    roads: Vec<Line>,
    as_of: String,
    links: Vec<(&'static str, &'static str)>,
}

impl StatePage {
    pub(super) fn new(frame: Frame, state: &PublicState) -> Self {
        let language = frame.language;
        let w = Words::of(language);
        let failures = state.failures.iter().map(|line| Card::of_failure(line, language));
        let works = state.works.iter().map(|line| Card::of_work(line, language));
        let readings = state.readings.iter().map(|now| Line::of_readings(now, language));
        let roads = state.roads.iter().map(|now| Line::of_road(now, language));
        let dark = Explained::NoPower;
        let late = state.is_late();
        Self {
            failures: failures.collect(),
            fine: if late { (w.all_but_late, "wait") } else { (w.all_works, "good") },
            works: works.collect(),
            readings: readings.collect(),
            roads: roads.collect(),
            as_of: fill(frame.w.as_of, &[("time", &language.instant(state.as_of))]),
            links: vec![
                (dark.path(language), dark.told(language).title),
                (Page::Doors.path(language), crate::my::doors_title(language)),
            ],
            frame: frame.titled(w.title, &[]),
            w,
        }
    }
}
