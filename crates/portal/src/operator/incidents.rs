//! What has failed that people need: reported with one press, which stops cuts where it is, and ended when it works
//! again. The public page of the state tells of it by itself. Source: UX O-10, CG-08, CG-19.

use super::api::{CalendarLine, INCIDENT_KINDS, IncidentLine, IncidentsView};
use super::pages::error_at;
use super::parameters::{AREA, ENERGY, Fields, KIND};
use super::paths::Page;
use super::tell;
use super::words::Words;
use super::works::{Planned, Typed, WorkLine};
use crate::agent::{Menu, undo_path};
use crate::language::{Paths as _, Writes as _};
use crate::pay::frame::{Frame, PageError};
use crate::words::fill;
use access::{Act, Needs, Only, Role};
use askama::Template;
use units::{Energy, Language};

/// What failed, in words; a word of the command line as it is.
pub(crate) fn kind_name(kind: &str, language: Language) -> String {
    let m = Words::of(language);
    let known = match kind {
        "terminals" => m.i_terminals,
        "online" => m.i_online,
        "bank_feed" => m.i_bank_feed,
        "phone" => m.i_phone,
        "sms" => m.i_sms,
        "field_network" => m.i_field_network,
        "reconnection_path" => m.i_way_back,
        "no_staff" => m.i_no_staff,
        "clock" => m.i_clock,
        other => return other.replace('_', " "),
    };
    known.to_owned()
}

/// Of which energy, and where.
pub(super) fn place(energy: Option<Energy>, area: Option<&str>, frame: &Frame) -> String {
    let m = Words::of(frame.language);
    let energy = energy.map_or(m.both_energies, |energy| frame.w.energy_name(energy));
    format!("{energy} · {}", area.unwrap_or(m.everywhere))
}

/// Meters with a known issue that are shown one by one.
const MOST_METERS: usize = 50;

#[derive(Debug)]
struct Row {
    id: String,
    title: String,
    place: String,
    times: String,
    affected: String,
    /// Cuts are still paused, though it works again.
    rests: Option<String>,
    /// To how many homes its message left.
    told: Option<String>,
    /// Where that is, and how the link is called.
    message: (String, &'static str),
}

impl Row {
    fn new(line: &IncidentLine, frame: &Frame) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let since = language.instant(line.since);
        let times = match line.closed_at {
            None => fill(m.i_since, &[("time", &since)]),
            Some(end) => fill(m.from_to, &[("from", &since), ("to", &language.instant(end))]),
        };
        let rests = line.paused_until.filter(|_| line.closed_at.is_some());
        Self {
            id: line.id.clone(),
            title: kind_name(&line.kind, language),
            place: place(line.energy, line.area.as_deref(), frame),
            times,
            affected: fill(m.i_affected, &[("count", &line.affected.to_string())]),
            told: tell::told(line.told, language),
            message: (tell::address(&line.id, language), tell::link(language)),
            rests: rests.map(|until| fill(m.i_rests, &[("time", &language.instant(until))])),
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "operator/incidents.html")]
pub(super) struct IncidentsPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    errors: Vec<PageError>,
    open: Vec<Row>,
    over: Vec<Row>,
    calendars: Vec<String>,
    /// Beyond those that are shown.
    more_calendars: Option<String>,
    /// May report and end one, and undo a wave.
    reports: bool,
    /// Where a wave is undone, and of which energy.
    undo: [(String, &'static str); 2],
    path: &'static str,
    attempt: String,
    typed: Fields,
    kinds: Vec<(String, String)>,
    scopes: Vec<(String, String)>,
    planned: Planned,
    state: &'static str,
    as_of: String,
}

impl IncidentsPage {
    pub(super) fn new(
        frame: Frame,
        role: Role,
        (view, works): (&IncidentsView, &[WorkLine]),
        (mut typed, attempt): (Fields, String),
        errors: Vec<PageError>,
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let path = Page::Incidents.path(language);
        if typed.scope.is_empty() {
            "both".clone_into(&mut typed.scope);
        }
        let scopes = super::works::scopes(m.both_energies, &frame);
        let row = |line: &IncidentLine| Row::new(line, &frame);
        let meter = |line: &CalendarLine| {
            let (days, corrected) = (line.days.to_string(), line.corrected.to_string());
            fill(
                m.i_calendars_row,
                &[
                    ("meter", &line.meter),
                    ("day", &language.date(line.since)),
                    ("days", &days),
                    ("corrected", &corrected),
                ],
            )
        };
        let beyond = view.calendars.len().saturating_sub(MOST_METERS);
        let (open, over): (Vec<&IncidentLine>, Vec<&IncidentLine>) =
            view.lines.iter().partition(|line| line.closed_at.is_none());
        Self {
            menu: Menu::at(language, role, path),
            open: open.into_iter().map(row).collect(),
            over: over.into_iter().map(row).collect(),
            calendars: view.calendars.iter().take(MOST_METERS).map(meter).collect(),
            more_calendars: (beyond > 0)
                .then(|| fill(m.i_calendars_more, &[("count", &beyond.to_string())])),
            reports: Needs::PartOf(Act::MeterCommands, Only::CutRuns).allows(Some(role)),
            undo: [Energy::Electricity, Energy::Gas]
                .map(|energy| (undo_path(view.dso, energy, language), frame.w.energy_name(energy))),
            path,
            attempt,
            planned: Planned::new(&frame, works, Typed::of(&typed), scopes.clone()),
            state: crate::my::Page::State.path(language),
            typed,
            kinds: INCIDENT_KINDS.map(|kind| (kind.to_owned(), kind_name(kind, language))).to_vec(),
            scopes,
            as_of: fill(frame.w.as_of, &[("time", &language.instant(view.as_of))]),
            frame: frame.titled(m.incidents_title, &errors),
            errors,
            m,
        }
    }
}
