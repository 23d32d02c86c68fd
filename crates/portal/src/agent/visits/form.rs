//! What the forms of a visit send, what they say, and the effect before it is confirmed.

use super::super::acts::Fields as Common;
use super::super::api::{VisitEffect, VisitFor, VisitPlace, VisitRefused};
use super::super::messages::channel_name;
use super::super::pages::{Menu, error_at};
use super::super::paths::{Page, case_path, new_visit_path};
use super::super::words::Words as Shared;
use super::names::{
    self, DAY, FIRST, PLATE, REASON, SECOND, SLOT, TASK, TIME, WHY, WORDS, kind_lead, kind_name,
    reason_name, slot_words, state_chip,
};
use super::words::Words;
use crate::language::{Paths as _, Writes as _};
use crate::pay::forms;
use crate::pay::frame::{Frame, PageError};
use crate::words::fill;
use access::Role;
use askama::Template;
use calendar::{Instant, SettlementDay};
use procedures::{
    Appointment, Found, MOST_OF_A_TASK, Slot, Visit, VisitReason, VisitStep, VisitStepKind,
};
use serde::Deserialize;
use units::{Energy, Language, ObisCode};

/// Letters of a pasted text, at most: a year of read-outs fits.
const MOST_PASTED: usize = 6_000;

/// The fields that only these forms have.
#[derive(Debug, Default, Clone, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(in crate::agent) struct Fields {
    pub slot: String,
    pub task: String,
    pub plate: String,
    pub old_plate: String,
    pub read_outs: String,
    pub sales: String,
}

/// Lines stay lines.
fn pasted(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let kept = text.chars().filter(|sign| *sign == '\n' || *sign == '\t' || !sign.is_control());
    kept.take(MOST_PASTED).collect::<String>().trim().to_owned()
}

impl Fields {
    pub(in crate::agent) fn tidy(&self, shorten: impl Fn(&str, usize) -> String) -> Self {
        Self {
            slot: shorten(&self.slot, 20),
            task: shorten(&self.task.replace(['\r', '\n'], " "), MOST_OF_A_TASK),
            plate: shorten(&self.plate, 40),
            old_plate: shorten(&self.old_plate, 40),
            read_outs: pasted(&self.read_outs),
            sales: pasted(&self.sales),
        }
    }
}

/// Which form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    New,
    Step(VisitStepKind),
}

/// Where a form stands.
#[derive(Debug, Clone, Copy)]
pub(super) enum At<'a> {
    New(VisitFor, &'a VisitPlace),
    Visit(i64, &'a VisitPlace, &'a Visit),
}

impl<'a> At<'a> {
    fn place(self) -> &'a VisitPlace {
        match self {
            Self::New(_, place) | Self::Visit(_, place, _) => place,
        }
    }

    fn placed(self) -> bool {
        match self {
            Self::New(..) => false,
            Self::Visit(_, _, visit) => visit.reason.places_a_meter(),
        }
    }

    /// Where it goes back to, and where it is sent.
    fn paths(self, kind: Kind, language: Language) -> (String, String) {
        let list = Page::Visits.path(language);
        match (self, kind) {
            (Self::New(whom, place), _) => {
                let case = place.account.map(|account| case_path(account, language));
                (case.unwrap_or_else(|| list.to_owned()), new_visit_path(whom, language))
            }
            (Self::Visit(number, ..), Kind::Step(step)) => {
                (format!("{list}/{number}"), format!("{list}/{number}/{}", step.name()))
            }
            (Self::Visit(number, ..), Kind::New) => {
                (format!("{list}/{number}"), format!("{list}/{number}"))
            }
        }
    }
}

impl Kind {
    fn title(self, m: &'static Words) -> &'static str {
        match self {
            Self::New => m.new,
            Self::Step(kind) => kind_name(kind, m),
        }
    }

    /// The fields of the form, in their order.
    fn fields(self, at: At<'_>) -> Vec<&'static str> {
        match self {
            Self::New => vec![REASON, DAY, SLOT, TASK],
            Self::Step(VisitStepKind::Moved) => vec![DAY, SLOT, WHY],
            Self::Step(
                VisitStepKind::Cancelled | VisitStepKind::Impossible | VisitStepKind::TakenBack,
            ) => vec![WHY],
            Self::Step(VisitStepKind::Coming) => Vec::new(),
            Self::Step(VisitStepKind::Absent) => vec![WORDS],
            Self::Step(VisitStepKind::Done) => {
                let mut all = vec![WORDS];
                if at.placed() {
                    all.extend([PLATE, TIME]);
                }
                all.push(FIRST);
                if at.place().energy == Energy::Electricity {
                    all.push(SECOND);
                }
                all
            }
        }
    }
}

fn value_of<'a>(fields: &'a Common, name: &str) -> &'a str {
    match name {
        REASON => &fields.reason,
        DAY => &fields.life.day,
        SLOT => &fields.visit.slot,
        TASK => &fields.visit.task,
        WHY => &fields.why,
        WORDS => &fields.words,
        PLATE => &fields.visit.plate,
        TIME => &fields.time,
        FIRST => &fields.life.first,
        SECOND => &fields.life.second,
        _ => "",
    }
}

/// What a form says before anybody has filled it in.
pub(super) fn begun(kind: Kind, at: At<'_>, language: Language) -> Common {
    let mut fields = Common::default();
    match (kind, at) {
        (Kind::New, At::New(_, place)) => {
            fields.life.day = language.date(place.now.day().add_working_days(1));
            if place.request.is_some() {
                VisitReason::NewMeter.name().clone_into(&mut fields.reason);
            }
        }
        (Kind::Step(VisitStepKind::Moved), At::Visit(_, _, visit)) => {
            fields.life.day = language.date(visit.day);
            visit.slot.name().clone_into(&mut fields.visit.slot);
        }
        _ => {}
    }
    fields
}

fn need(errors: &mut Vec<PageError>, wrong: bool, field: &'static str, text: &'static str) {
    if wrong {
        errors.push(PageError::at(field, text));
    }
}

fn when(
    fields: &Common,
    errors: &mut Vec<PageError>,
    m: &'static Words,
) -> Option<(SettlementDay, Slot)> {
    let day = forms::day(&fields.life.day);
    let slot = Slot::from_name(&fields.visit.slot);
    need(errors, day.is_none(), DAY, m.e_day);
    need(errors, slot.is_none(), SLOT, m.e_slot);
    day.zip(slot)
}

/// The appointment that the fields ask for. Errors: at each field what is missing.
pub(super) fn appointment(
    fields: &Common,
    language: Language,
) -> Result<Appointment, Vec<PageError>> {
    let m = Words::of(language);
    let mut errors = Vec::new();
    let reason = VisitReason::from_name(&fields.reason);
    need(&mut errors, reason.is_none(), REASON, m.e_reason);
    let when = when(fields, &mut errors, m);
    need(&mut errors, fields.visit.task.is_empty(), TASK, m.e_task);
    match (reason, when) {
        (Some(reason), Some((day, slot))) if errors.is_empty() => {
            Ok(Appointment { reason, day, slot, task: fields.visit.task.clone() })
        }
        _ => Err(errors),
    }
}

/// When the meters were exchanged on the day of the visit, if somebody says it. Errors: that is no time.
fn exchanged(fields: &Common, at: At<'_>) -> Result<Option<Instant>, ()> {
    match at {
        At::Visit(_, _, visit) if at.placed() && !fields.time.is_empty() => {
            let (hour, minute) = forms::time(&fields.time).ok_or(())?;
            Ok(Some(visit.day.at(hour, minute)))
        }
        At::New(..) | At::Visit(..) => Ok(None),
    }
}

/// The step that the fields tell. Errors: at each field what is missing.
pub(super) fn step(
    kind: VisitStepKind,
    fields: &Common,
    at: At<'_>,
    language: Language,
) -> Result<VisitStep, Vec<PageError>> {
    let m = Words::of(language);
    let mut errors = Vec::new();
    let why = fields.why.clone();
    let step = match kind {
        VisitStepKind::Coming => Some(VisitStep::Coming),
        VisitStepKind::Absent => Some(VisitStep::Absent { words: fields.words.clone() }),
        VisitStepKind::Cancelled => {
            need(&mut errors, why.is_empty(), WHY, m.e_why);
            Some(VisitStep::Cancelled { why })
        }
        VisitStepKind::Impossible => {
            need(&mut errors, why.is_empty(), WHY, m.e_why);
            Some(VisitStep::Impossible { why })
        }
        VisitStepKind::TakenBack => {
            need(&mut errors, why.is_empty(), WHY, m.e_why);
            Some(VisitStep::TakenBack { why })
        }
        VisitStepKind::Moved => {
            let when = when(fields, &mut errors, m);
            need(&mut errors, why.is_empty(), WHY, m.e_why);
            when.map(|(day, slot)| VisitStep::Moved { day, slot, why })
        }
        VisitStepKind::Done => {
            need(&mut errors, fields.words.is_empty(), WORDS, m.e_words);
            let power = at.place().energy == Energy::Electricity;
            let (first, second) = (&fields.life.first, &fields.life.second);
            let plate = fields.visit.plate.clone();
            let any = !first.is_empty() || !second.is_empty();
            need(&mut errors, at.placed() && plate.is_empty(), PLATE, m.e_plate);
            let exchanged = exchanged(fields, at);
            need(&mut errors, exchanged.is_err(), TIME, m.e_time);
            let all = at.placed() || any;
            need(&mut errors, all && first.is_empty(), FIRST, m.e_registers);
            need(&mut errors, all && power && second.is_empty(), SECOND, m.e_registers);
            let value = |text: &String| text.replace(',', ".");
            let registers = match (all, power) {
                (false, _) => Vec::new(),
                (true, true) => vec![
                    (ObisCode::IMPORT_PEAK, value(first)),
                    (ObisCode::IMPORT_OFF_PEAK, value(second)),
                ],
                (true, false) => vec![(ObisCode::GAS_VOLUME, value(first))],
            };
            let found = Found {
                words: fields.words.clone(),
                registers: registers.into_iter().collect(),
                new_meter: Some(plate).filter(|plate| at.placed() && !plate.is_empty()),
                at: exchanged.unwrap_or_default(),
            };
            Some(VisitStep::Done { found })
        }
    };
    match step {
        Some(step) if errors.is_empty() => Ok(step),
        _ => Err(errors),
    }
}

#[derive(Debug)]
struct Input {
    id: &'static str,
    label: &'static str,
    hint: &'static str,
    value: String,
    error: Option<String>,
    mode: &'static str,
    area: bool,
    options: Vec<(String, String)>,
}

/// Label, hint, keyboard, and whether it is an area.
fn texts_of(
    id: &str,
    kind: Kind,
    at: At<'_>,
    m: &Words,
) -> (&'static str, &'static str, &'static str, bool) {
    let gas = at.place().energy == Energy::Gas;
    match id {
        REASON => (m.why_go, "", "", false),
        DAY => (m.day, m.day_hint, "text", false),
        SLOT => (m.slot, "", "", false),
        TASK => (m.task, m.task_hint, "text", true),
        WHY => (m.why, m.why_hint, "text", false),
        WORDS if kind == Kind::Step(VisitStepKind::Absent) => (m.seen, m.seen_hint, "text", true),
        WORDS => (m.words, m.words_hint, "text", true),
        PLATE => (m.plate, m.plate_hint, "text", false),
        TIME => (m.time, m.time_hint, "text", false),
        FIRST if gas => (m.volume, m.register_hint, "decimal", false),
        FIRST => (m.first, m.register_hint, "decimal", false),
        _ => (m.second, m.register_hint, "decimal", false),
    }
}

fn options_of(id: &str, place: &VisitPlace, language: Language) -> Vec<(String, String)> {
    let m = Words::of(language);
    match id {
        REASON => VisitReason::ALL
            .map(|one| (one.name().to_owned(), reason_name(one, m).to_owned()))
            .to_vec(),
        SLOT => place
            .slots
            .map(|(slot, span)| (slot.name().to_owned(), slot_words(slot, span, language)))
            .to_vec(),
        _ => Vec::new(),
    }
}

#[derive(Debug, Template)]
#[template(path = "agent/visit_form.html")]
pub(super) struct FormPage {
    frame: Frame,
    c: &'static Shared,
    menu: Menu,
    errors: Vec<PageError>,
    title: &'static str,
    lead: String,
    about: String,
    inputs: Vec<Input>,
    back: String,
    back_words: &'static str,
    path: String,
    after: usize,
    attempt: String,
}

fn about(place: &VisitPlace, m: &Words) -> String {
    let name = if place.name.is_empty() { m.resident } else { &place.name };
    let parts = [name, &place.address];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(" · ")
}

fn steps_of(at: At<'_>) -> usize {
    match at {
        At::New(..) => 0,
        At::Visit(_, _, visit) => visit.steps.len(),
    }
}

fn back_words(at: At<'_>, language: Language) -> &'static str {
    let m = Words::of(language);
    match at {
        At::New(_, place) if place.account.is_some() => Shared::of(language).open_case,
        At::New(..) => m.to_list,
        At::Visit(..) => m.back,
    }
}

impl FormPage {
    pub(super) fn new(
        frame: Frame,
        role: Role,
        (kind, at): (Kind, At<'_>),
        (typed, attempt): (&Common, String),
        errors: Vec<PageError>,
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let (back, path) = at.paths(kind, language);
        let inputs = kind.fields(at).into_iter().map(|id| {
            let (label, hint, mode, area) = texts_of(id, kind, at, m);
            Input {
                id,
                label,
                hint,
                value: value_of(typed, id).to_owned(),
                error: error_at(&errors, id).map(str::to_owned),
                mode,
                area,
                options: options_of(id, at.place(), language),
            }
        });
        let lead = match kind {
            Kind::New => fill(m.new_lead, &[("day", &language.date(at.place().last_day))]),
            Kind::Step(kind) => kind_lead(kind, m).to_owned(),
        };
        Self {
            menu: Menu::new(language, role, None),
            title: kind.title(m),
            lead,
            about: about(at.place(), m),
            inputs: inputs.collect(),
            back,
            back_words: back_words(at, language),
            path,
            after: steps_of(at),
            attempt,
            frame: frame.titled(kind.title(m), &errors),
            c: Shared::of(language),
            errors,
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "agent/visit_preview.html")]
pub(super) struct PreviewPage {
    frame: Frame,
    c: &'static Shared,
    m: &'static Words,
    menu: Menu,
    title: &'static str,
    about: String,
    said: Vec<(&'static str, String)>,
    chip: (&'static str, &'static str),
    when: String,
    /// By which way, and the words.
    told: Vec<(String, String)>,
    /// What else follows.
    notes: Vec<&'static str>,
    carried: Vec<(&'static str, String)>,
    back: String,
    back_words: &'static str,
    path: String,
    after: usize,
    attempt: String,
}

impl PreviewPage {
    pub(super) fn new(
        frame: Frame,
        role: Role,
        (kind, at): (Kind, At<'_>),
        (typed, attempt): (&Common, String),
        effect: &VisitEffect,
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let (back, path) = at.paths(kind, language);
        let ids = kind.fields(at);
        // Day and slot stand below, as they would be.
        let shown = ids.iter().filter(|id| !matches!(**id, DAY | SLOT));
        let said = shown.filter_map(|id| {
            let value = value_of(typed, id);
            let named = options_of(id, at.place(), language);
            let named = named.into_iter().find(|(name, _)| name == value);
            let words = named.map_or_else(|| value.to_owned(), |(_, words)| words);
            (!words.is_empty()).then(|| (texts_of(id, kind, at, m).0, words))
        });
        let slot = effect_slot(typed, at);
        let when = match slot {
            Some(slot) => slot_words(slot, effect.span, language),
            None => String::new(),
        };
        let mut notes = Vec::new();
        if effect.told.is_empty() {
            notes.push(if at.place().account.is_some() { m.told_nobody } else { m.call_them });
        }
        if effect.request.is_some() {
            notes.push(m.request_hears);
        }
        if kind == Kind::Step(VisitStepKind::Absent) {
            notes.push(m.absent_note);
        }
        Self {
            menu: Menu::new(language, role, None),
            title: kind.title(m),
            about: about(at.place(), m),
            said: said.collect(),
            chip: state_chip(effect.state, m),
            when: format!("{}, {when}", language.long_day(effect.day)),
            told: effect
                .told
                .iter()
                .map(|(way, text)| (channel_name(way, language).to_owned(), text.clone()))
                .collect(),
            notes,
            carried: ids.iter().map(|id| (*id, value_of(typed, id).to_owned())).collect(),
            back,
            back_words: back_words(at, language),
            path,
            after: effect.after,
            attempt,
            frame: frame.titled(kind.title(m), &[]),
            c: Shared::of(language),
            m,
        }
    }
}

fn effect_slot(typed: &Common, at: At<'_>) -> Option<Slot> {
    let own = match at {
        At::New(..) => None,
        At::Visit(_, _, visit) => Some(visit.slot),
    };
    Slot::from_name(&typed.visit.slot).or(own)
}

/// What was refused, where this form has a field for it; on top else.
pub(super) fn refused_at(
    kind: Kind,
    at: At<'_>,
    refused: &VisitRefused,
    language: Language,
) -> PageError {
    let error = names::refused(refused, language);
    let has = error.field.is_some_and(|field| kind.fields(at).contains(&field));
    if has { error } else { PageError { field: None, ..error } }
}
