//! What kind of installation this is, its clock, and its homes.

use super::api::{ClockStep, Ground, GroundView, TrainingRefused};
use super::words::Words;
use crate::agent::Menu;
use crate::card::Chip;
use crate::language::{Paths as _, Writes as _};
use crate::operator::pages::error_at;
use crate::operator::paths::Page;
use crate::pay::frame::{Frame, PageError};
use crate::words::fill;
use access::{Act, Needs, Role, Verb};
use askama::Template;
use units::Language;

pub(super) const DAY: &str = "day";
pub(super) const TIME: &str = "time";
pub(super) const SURE: &str = "sure";

/// What was typed, to be shown again.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed {
    pub day: String,
    pub time: String,
}

/// What was refused, in words that say what to do.
pub(super) fn refused(said: TrainingRefused, view: &GroundView, language: Language) -> PageError {
    let t = Words::of(language);
    match said {
        TrainingRefused::NoTraining => PageError::general(t.e_none),
        TrainingRefused::Back => PageError::at(DAY, t.e_back),
        TrainingRefused::TooFar => {
            PageError::at(DAY, fill(t.e_far, &[("day", &last(view, language))]))
        }
    }
}

fn last(view: &GroundView, language: Language) -> String {
    match &view.ground {
        Ground::Training(now) => language.date(now.last),
        Ground::Real | Ground::Demo => String::new(),
    }
}

#[derive(Debug)]
struct HomeRow {
    reference: String,
    energy: &'static str,
    chip: Chip,
}

#[derive(Debug, Template)]
#[template(path = "operator/training.html")]
pub(super) struct TrainingPage {
    frame: Frame,
    t: &'static Words,
    menu: Menu,
    errors: Vec<PageError>,
    path: &'static str,
    title: &'static str,
    /// What follows from it.
    texts: Vec<&'static str>,
    clock: String,
    /// It is for training, and the visitor may turn it.
    turns: bool,
    /// Name of each step, and the instant it leads to.
    steps: Vec<(&'static str, String)>,
    day_hint: String,
    typed: Typed,
    homes: Vec<HomeRow>,
}

impl TrainingPage {
    pub(super) fn new(
        frame: Frame,
        role: Role,
        view: &GroundView,
        typed: Typed,
        errors: Vec<PageError>,
    ) -> Self {
        let language = frame.language;
        let t = Words::of(language);
        let path = Page::Training.path(language);
        let (title, texts) = match view.ground {
            Ground::Real => (t.real_title, vec![t.real_text, t.real_how]),
            Ground::Demo => (t.demo_title, vec![t.demo_text, t.real_how]),
            Ground::Training(_) => (t.yes_title, vec![t.yes_text]),
        };
        let does = Needs::Anyones(Act::ParametersAndTexts, Verb::Do).allows(Some(role));
        let (mut steps, mut homes) = (Vec::new(), Vec::new());
        if let Ground::Training(now) = &view.ground {
            let name = |step: ClockStep| match step {
                ClockStep::NextDay => t.s_day,
                ClockStep::Weekend => t.s_weekend,
                ClockStep::Monday => t.s_monday,
                ClockStep::EndOfProtectedHours => t.s_end,
            };
            steps = now.steps.iter().map(|(step, at)| (name(*step), at.to_string())).collect();
            homes.extend(now.homes.iter().map(|home| HomeRow {
                reference: home.reference.clone(),
                energy: frame.w.energy_name(home.energy),
                chip: Chip::of(home.state, language),
            }));
        }
        Self {
            menu: Menu::at(language, role, path),
            path,
            title,
            texts,
            clock: fill(t.clock_now, &[("time", &language.instant(view.now))]),
            turns: does && matches!(view.ground, Ground::Training(_)),
            steps,
            day_hint: fill(t.day_hint, &[("day", &last(view, language))]),
            typed,
            homes,
            frame: frame.titled(t.title, &errors),
            errors,
            t,
        }
    }
}
