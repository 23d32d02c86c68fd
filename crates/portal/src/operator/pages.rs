//! What the pages of operators have in common.

use super::api::{Effect, ValueKind};
use super::paths::Page;
use super::values::written;
use super::words::Words;
use super::{agreement, dossiers, flows, rights, tariffs, team, texts, training};
use crate::card::Chip;
use crate::language::{Paths as _, Writes as _};
use crate::pay::frame::{Frame, PageError};
use crate::words::fill;
use access::{Act, Role, Verb};
use askama::Template;
use units::{Energy, Language};

/// Address and name of the pages that the role has.
pub(crate) fn links(language: Language, role: Role) -> Vec<(&'static str, &'static str)> {
    let m = Words::of(language);
    let mut links = Vec::new();
    if access::may(role, Act::ParametersAndTexts, Verb::View).is_some() {
        links.push((Page::Room.path(language), m.n_room));
        links.push((Page::Parameters.path(language), m.n_parameters));
        links.push((Page::Calendar.path(language), m.n_calendar));
        links.push((Page::Changes.path(language), m.n_changes));
        links.push((Page::Incidents.path(language), m.n_incidents));
        links.push((Page::Team.path(language), team::title(language)));
        links.push((Page::Rights.path(language), rights::title(language)));
        links.push((Page::Dossiers.path(language), dossiers::title(language)));
        links.push((Page::Flows.path(language), flows::title(language)));
        links.push((Page::Agreement.path(language), agreement::title(language)));
        links.push((Page::Tariffs.path(language), tariffs::title(language)));
        links.push((Page::Texts.path(language), texts::title(language)));
        links.push((Page::Training.path(language), training::title(language)));
        links.push((Page::Audit.path(language), m.n_audit));
        links.push((Page::Figures.path(language), m.n_figures));
    }
    links
}

pub(super) fn error_at<'a>(errors: &'a [PageError], field: &str) -> Option<&'a str> {
    errors.iter().find(|error| error.field == Some(field)).map(|error| error.text.as_str())
}

/// The same page for each energy: address, name, current.
pub(super) fn tabs(path: &str, current: Energy, frame: &Frame) -> Vec<(String, String, bool)> {
    let tab = |energy: Energy| {
        let address = format!("{path}?energy={}", energy.name());
        (address, frame.w.energy_name(energy).to_owned(), energy == current)
    };
    [Energy::Electricity, Energy::Gas].map(tab).to_vec()
}

/// How a value of this kind is written.
pub(super) fn expected(kind: ValueKind, m: &Words) -> &'static str {
    match kind {
        ValueKind::YesOrNo => m.v_yes_no,
        ValueKind::Whole => m.v_whole,
        ValueKind::Money => m.v_money,
        ValueKind::Ratio => m.v_ratio,
        ValueKind::Factor => m.v_factor,
        ValueKind::Text => m.v_text,
        ValueKind::List => m.v_list,
    }
}

#[derive(Debug)]
pub(super) struct StateRow {
    pub(super) was: Chip,
    pub(super) will: Chip,
    pub(super) count: u64,
}

/// The effect of a change as a table and sentences.
#[derive(Debug)]
pub(super) struct EffectPart {
    /// Energy, before, after, and until when.
    pub(super) rows: Vec<(&'static str, String, String, String)>,
    pub(super) states: Vec<StateRow>,
    /// Says how many accounts change state, or that none can.
    pub(super) sum: String,
}

impl EffectPart {
    pub(super) fn new(effect: &Effect, value: &str, frame: &Frame) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let rows = effect.of.iter().map(|of| {
            let before = of.before.as_deref().map(|before| written(before, &effect.unit, language));
            let until = of.until.map(|day| fill(m.until_next, &[("day", &language.date(day))]));
            (
                frame.w.energy_name(of.energy),
                before.unwrap_or_else(|| "–".to_owned()),
                written(value, &effect.unit, language),
                until.unwrap_or_default(),
            )
        });
        let (sum, states) = match &effect.states {
            None => (m.no_states.to_owned(), Vec::new()),
            Some((all, changed)) => {
                let count: u64 = changed.iter().map(|(_, _, count)| count).sum();
                let values = [("count", count.to_string()), ("all", all.to_string())];
                let values = values.each_ref().map(|(name, text)| (*name, text.as_str()));
                let row = |(was, will, count): &(_, _, u64)| StateRow {
                    was: Chip::of(*was, language),
                    will: Chip::of(*will, language),
                    count: *count,
                };
                (fill(m.states_count, &values), changed.iter().map(row).collect())
            }
        };
        Self { rows: rows.collect(), states, sum }
    }
}

/// Words without a form.
#[derive(Debug, Template)]
#[template(path = "operator/notice.html")]
pub(super) struct NoticePage {
    frame: Frame,
    menu: crate::agent::Menu,
    title: &'static str,
    text: &'static str,
    next: (&'static str, &'static str),
}

impl NoticePage {
    pub(super) fn new(frame: Frame, role: Role, title: &'static str, text: &'static str) -> Self {
        let language = frame.language;
        let next = (Page::Parameters.path(language), Words::of(language).n_parameters);
        let menu = crate::agent::Menu::at(language, role, "");
        Self { frame: frame.titled(title, &[]), menu, title, text, next }
    }
}
