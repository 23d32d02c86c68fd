//! Parameters: their values of today, all versions of one, and the change that somebody asks for. Source: UX O-04.

use super::api::{
    Change, Effect, OperatorRefused, ParameterLine, ParameterView, VersionLine, Wish,
};
use super::pages::{EffectPart, error_at, expected, tabs};
use super::parity;
use super::paths::Page;
use super::values::written;
use super::words::Words;
use crate::agent::Menu;
use crate::language::{Paths as _, Writes as _};
use crate::pay::forms;
use crate::pay::frame::{Frame, PageError};
use crate::words::fill;
use access::{Act, Needs, Role, Verb};
use askama::Template;
use serde::Deserialize;
use std::collections::BTreeMap;
use units::{Energy, Language};

pub(super) const VALUE: &str = "value";
pub(super) const ENERGY: &str = "scope";
pub(super) const FROM: &str = "from";
pub(super) const REASON: &str = "reason";
pub(super) const WHY: &str = "why";
pub(super) const KIND: &str = "kind";
pub(super) const AREA: &str = "area";

/// The fields of all forms; each sends some.
#[derive(Debug, Default, Clone, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct Fields {
    pub value: String,
    pub scope: String,
    pub from: String,
    pub reason: String,
    pub attempt: String,
    pub confirm: String,
    pub change: String,
    pub approve: String,
    pub why: String,
    pub kind: String,
    pub area: String,
    pub id: String,
    /// Lines of a file. As many as a form holds: nothing of it is cut off.
    pub csv: String,
    /// What other pages ask for.
    #[serde(flatten)]
    pub others: BTreeMap<String, String>,
}

fn shortened(text: &str, letters: usize) -> String {
    text.trim().chars().filter(|sign| !sign.is_control()).take(letters).collect()
}

impl Fields {
    pub(super) fn tidy(&self) -> Self {
        Self {
            value: shortened(&self.value, 500),
            scope: shortened(&self.scope, 20),
            from: shortened(&self.from, 20),
            reason: shortened(&self.reason, 300),
            attempt: shortened(&self.attempt, 80),
            confirm: shortened(&self.confirm, 10),
            change: shortened(&self.change, 10),
            approve: shortened(&self.approve, 10),
            why: shortened(&self.why, 300),
            kind: shortened(&self.kind, 40),
            area: shortened(&self.area, 80),
            id: shortened(&self.id, 120),
            csv: self.csv.clone(),
            others: self
                .others
                .iter()
                .map(|(name, text)| (name.clone(), shortened(text, 300)))
                .collect(),
        }
    }

    /// What the fields ask for. Errors: at each field what is missing.
    pub(super) fn wish(&self, view: &ParameterView, m: &Words) -> Result<Wish, Vec<PageError>> {
        let mut errors = Vec::new();
        if self.value.is_empty() || !view.kind.may_be(&self.value) {
            errors.push(not_a_value(view, m));
        }
        let energy = match self.scope.as_str() {
            "both" => Some(None),
            named => named.parse::<Energy>().ok().map(Some),
        };
        if energy.is_none() {
            errors.push(PageError::at(ENERGY, m.e_energy));
        }
        let day = forms::day(&self.from);
        if day.is_none() {
            errors.push(PageError::at(FROM, m.e_day));
        }
        if self.reason.is_empty() {
            errors.push(PageError::at(REASON, m.e_reason));
        }
        let (Some(energy), Some(from), true) = (energy, day, errors.is_empty()) else {
            return Err(errors);
        };
        let (name, value) = (view.now.name.clone(), self.value.clone());
        Ok(Wish { name, value, energy, from, reason: self.reason.clone() })
    }

    fn carried(&self) -> Vec<(&'static str, String)> {
        [(VALUE, &self.value), (ENERGY, &self.scope), (FROM, &self.from), (REASON, &self.reason)]
            .map(|(name, value)| (name, value.clone()))
            .to_vec()
    }
}

fn not_a_value(view: &ParameterView, m: &Words) -> PageError {
    PageError::at(VALUE, fill(m.e_value, &[("expected", expected(view.kind, m))]))
}

/// What was refused, in words that say what to do.
pub(super) fn refused(refused: &OperatorRefused, frame: &Frame) -> PageError {
    let language = frame.language;
    let m = Words::of(language);
    match refused {
        OperatorRefused::NoParameter | OperatorRefused::NoChange => {
            PageError::general(m.none_title)
        }
        OperatorRefused::NotAValue(kind) => {
            PageError::at(VALUE, fill(m.e_value, &[("expected", expected(*kind, m))]))
        }
        OperatorRefused::TooEarly(first) => {
            PageError::at(FROM, fill(m.e_first, &[("day", &language.date(*first))]))
        }
        OperatorRefused::Unread => PageError::general(m.not_read),
        OperatorRefused::SameValue => PageError::at(VALUE, m.e_same_value),
        OperatorRefused::Narrower(energy) => {
            let energy = frame.w.energy_name(*energy);
            PageError::at(ENERGY, fill(m.e_narrower, &[("energy", energy)]))
        }
        OperatorRefused::SamePerson => PageError::general(m.e_same_person),
        OperatorRefused::Decided => PageError::general(m.e_decided),
        OperatorRefused::Rule(why) => PageError::at(VALUE, fill(m.e_rule, &[("why", why)])),
    }
}

#[derive(Debug)]
struct LineRow {
    name: String,
    href: String,
    value: String,
    from: String,
    about: String,
    confirm: bool,
    next: Option<String>,
    waits: bool,
    read: bool,
}

impl LineRow {
    fn new(line: &ParameterLine, energy: Energy, language: Language) -> Self {
        let m = Words::of(language);
        let value = line.value.as_deref().map(|value| written(value, &line.unit, language));
        let from = line.from.map(|day| fill(m.since, &[("day", &language.date(day))]));
        let path = Page::Parameters.path(language);
        Self {
            name: line.name.clone(),
            href: format!("{path}/{}?energy={}", line.name, energy.name()),
            value: value.unwrap_or_else(|| "–".to_owned()),
            from: from.unwrap_or_default(),
            about: about(&line.source, &line.confidence),
            confirm: line.confirm,
            next: line.next.map(|day| fill(m.changes_on, &[("day", &language.date(day))])),
            waits: line.waits,
            read: line.read,
        }
    }
}

/// Source and mark of confidence, if it has one.
fn about(source: &str, confidence: &str) -> String {
    if confidence == "-" { source.to_owned() } else { format!("{source} · {confidence}") }
}

#[derive(Debug, Template)]
#[template(path = "operator/parameters.html")]
pub(super) struct ParametersPage {
    frame: Frame,
    /// The list of what cards did: address and words.
    parity: (&'static str, &'static str),
    m: &'static Words,
    menu: Menu,
    tabs: Vec<(String, String, bool)>,
    path: &'static str,
    energy: &'static str,
    part: String,
    rows: Vec<LineRow>,
}

impl ParametersPage {
    pub(super) fn new(
        frame: Frame,
        role: Role,
        energy: Energy,
        part: String,
        lines: &[ParameterLine],
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let path = Page::Parameters.path(language);
        Self {
            menu: Menu::at(language, role, path),
            parity: (Page::Parity.path(language), parity::link(language)),
            tabs: tabs(path, energy, &frame),
            path,
            energy: energy.name(),
            part,
            rows: lines.iter().map(|line| LineRow::new(line, energy, language)).collect(),
            frame: frame.titled(m.parameters_title, &[]),
            m,
        }
    }
}

#[derive(Debug)]
struct VersionRow {
    value: String,
    span: String,
    scope: String,
    about: String,
    confirm: bool,
    in_force: bool,
    people: Option<String>,
    reason: Option<String>,
}

impl VersionRow {
    fn new(line: &VersionLine, unit: &str, frame: &Frame) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let from = language.date(line.from);
        let span = match line.to {
            None => fill(m.since, &[("day", &from)]),
            Some(to) => fill(m.from_to, &[("from", &from), ("to", &language.date(to.previous()))]),
        };
        let dso = line.dso.map_or(m.all_operators, units::Dso::name);
        let energy = line.energy.map_or(m.both_energies, |energy| frame.w.energy_name(energy));
        let people = line.decided.as_ref().map(|decided| {
            let at = decided.at.map(|at| language.instant(at)).unwrap_or_else(|| "–".to_owned());
            let values = [("who", &*decided.asked_by), ("second", &*decided.by), ("time", &*at)];
            fill(m.people_line, &values)
        });
        let reason = line.decided.as_ref().map(|decided| decided.reason.clone());
        Self {
            value: written(&line.value, unit, language),
            span,
            scope: format!("{dso}, {energy}"),
            about: about(&line.source, &line.confidence),
            confirm: line.confirm,
            in_force: line.in_force,
            people,
            reason: reason.filter(|reason| !reason.is_empty()),
        }
    }
}

/// A change in one line, with the way to it.
#[derive(Debug)]
pub(super) struct ChangeRow {
    pub(super) title: String,
    pub(super) what: String,
    pub(super) who: String,
    pub(super) state: &'static str,
    pub(super) own: bool,
    pub(super) href: String,
}

impl ChangeRow {
    pub(super) fn new(change: &Change, frame: &Frame) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let energy = change.wish.energy;
        let energy = energy.map_or(m.both_energies, |energy| frame.w.energy_name(energy));
        let dso = change.dso.map_or(m.all_operators, units::Dso::name);
        let at = change.asked_at.map(|at| language.instant(at)).unwrap_or_default();
        Self {
            title: change.wish.name.clone(),
            what: format!(
                "{} · {} · {dso}, {energy}",
                change.wish.value,
                fill(m.since, &[("day", &language.date(change.wish.from))]),
            ),
            who: format!("{} · {at}", change.asked_by),
            state: state_word(change, m),
            own: change.own,
            href: format!("{}/{}", Page::Changes.path(language), change.number),
        }
    }
}

pub(super) fn state_word(change: &Change, m: &Words) -> &'static str {
    use super::api::ChangeState as State;
    match change.state {
        State::Waits => m.c_waits,
        State::InForce => m.c_in_force,
        State::TurnedDown => m.c_refused,
    }
}

#[derive(Debug, Template)]
#[template(path = "operator/parameter.html")]
pub(super) struct ParameterPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    errors: Vec<PageError>,
    tabs: Vec<(String, String, bool)>,
    name: String,
    now: LineRow,
    kind: &'static str,
    versions: Vec<VersionRow>,
    waiting: Vec<ChangeRow>,
    path: String,
    back: &'static str,
    /// May ask for a change.
    asks: bool,
    typed: Fields,
    /// Name and words.
    scopes: Vec<(String, String)>,
    first: String,
}

impl ParameterPage {
    pub(super) fn new(
        frame: Frame,
        role: Role,
        view: &ParameterView,
        mut typed: Fields,
        errors: Vec<PageError>,
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let base = Page::Parameters.path(language);
        let path = format!("{base}/{}", view.now.name);
        if typed.scope.is_empty() {
            "both".clone_into(&mut typed.scope);
        }
        let energy =
            |energy: Energy| (energy.name().to_owned(), frame.w.energy_name(energy).to_owned());
        let both = ("both".to_owned(), m.both_energies.to_owned());
        let versions = view.versions.iter();
        Self {
            menu: Menu::at(language, role, base),
            tabs: tabs(&path, view.energy, &frame),
            name: view.now.name.clone(),
            now: LineRow::new(&view.now, view.energy, language),
            kind: expected(view.kind, m),
            versions: versions
                .map(|version| VersionRow::new(version, &view.now.unit, &frame))
                .collect(),
            waiting: view.waiting.iter().map(|change| ChangeRow::new(change, &frame)).collect(),
            path: format!("{path}?energy={}", view.energy.name()),
            back: base,
            asks: Needs::Anyones(Act::ParametersAndTexts, Verb::Do).allows(Some(role)),
            scopes: vec![both, energy(Energy::Electricity), energy(Energy::Gas)],
            first: fill(m.first_hint, &[("day", &language.date(view.first_day))]),
            typed,
            frame: frame.titled(&view.now.name, &errors),
            errors,
            m,
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "operator/preview.html")]
pub(super) struct PreviewPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    name: String,
    path: String,
    attempt: String,
    carried: Vec<(&'static str, String)>,
    from: String,
    reason: String,
    effect: EffectPart,
}

impl PreviewPage {
    pub(super) fn new(
        frame: Frame,
        role: Role,
        view: &ParameterView,
        (wish, effect): (&Wish, &Effect),
        (fields, attempt): (&Fields, String),
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let base = Page::Parameters.path(language);
        Self {
            menu: Menu::at(language, role, base),
            name: wish.name.clone(),
            path: format!("{base}/{}?energy={}", view.now.name, view.energy.name()),
            attempt,
            carried: fields.carried(),
            from: language.date(wish.from),
            reason: wish.reason.clone(),
            effect: EffectPart::new(effect, &wish.value, &frame),
            frame: frame.titled(m.preview_title, &[]),
            m,
        }
    }
}
