//! Stops of an installation, and the form for a complaint about voltage, as ready text. Source: GQ-01, GQ-07.

use super::api::{CaseStep, StopAdvice, StopCause, Stops, VoltageComplaint, VoltagePoint};
use super::words::Words;
use crate::language::Writes as _;
use crate::pay::frame::PageError;
use crate::words::fill;
use serde::Deserialize;
use units::{Ean, Language};

pub(super) const EAN: &str = "ean";
pub(super) const TIMES: &str = "times";
pub(super) const EFFECT: &str = "effect";
/// Characters of a field that are kept.
const MOST: usize = 500;

/// What was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    ean: String,
    times: String,
    effect: String,
    installation: String,
}

impl Typed {
    /// As kept: no more than fits, without what surrounds it.
    pub(super) fn tidy(&self) -> Self {
        let cut = |text: &str| text.trim().chars().take(MOST).collect();
        Self {
            ean: cut(&self.ean),
            times: cut(&self.times),
            effect: cut(&self.effect),
            installation: cut(&self.installation),
        }
    }

    /// The complaint, or the fields that are wrong.
    pub(super) fn complaint(
        &self,
        points: &[VoltagePoint],
        m: &'static Words,
    ) -> Result<VoltageComplaint, Vec<PageError>> {
        let ean = self.ean.parse::<Ean>().ok();
        let point = ean.and_then(|ean| points.iter().find(|point| point.ean == ean));
        let mut errors = Vec::new();
        match point {
            None => errors.push(PageError::at(EAN, m.e_point)),
            // Where every point has one there is no field to lead to.
            Some(_) if points.iter().all(VoltagePoint::is_open) => {
                errors.push(PageError::general(m.e_open));
            }
            Some(point) if point.is_open() => errors.push(PageError::at(EAN, m.e_open)),
            Some(_) => {}
        }
        if self.times.is_empty() {
            errors.push(PageError::at(TIMES, m.e_times));
        }
        if self.effect.is_empty() {
            errors.push(PageError::at(EFFECT, m.e_effect));
        }
        match (point, errors.is_empty()) {
            (Some(point), true) => Ok(VoltageComplaint {
                ean: point.ean,
                times: self.times.clone(),
                effect: self.effect.clone(),
                installation: Some(self.installation.clone()).filter(|text| !text.is_empty()),
            }),
            _ => Err(errors),
        }
    }
}

#[derive(Debug)]
pub(super) struct Form {
    /// Where complaints stand, one sentence each.
    pub(super) states: Vec<String>,
    /// Points without an open complaint, with their names.
    pub(super) points: Vec<(String, String)>,
    pub(super) ean: String,
    pub(super) times: String,
    pub(super) effect: String,
    pub(super) installation: String,
}

impl Form {
    /// `None` of a household without electricity.
    pub(super) fn new(points: &[VoltagePoint], typed: Typed, language: Language) -> Option<Self> {
        if points.is_empty() {
            return None;
        }
        let m = Words::of(language);
        let state = |point: &VoltagePoint| {
            let (received, step) = point.complaint?;
            let state = match step {
                CaseStep::Received => m.k_received,
                CaseStep::Measured => m.k_measured,
                CaseStep::Diagnosed => m.k_diagnosed,
                CaseStep::Action => m.k_action,
                CaseStep::Closed => m.k_closed,
            };
            let (ean, day) = (point.ean.to_string(), language.date(received.day()));
            Some(fill(m.v_state, &[("point", &ean), ("day", &day), ("state", state)]))
        };
        let free: Vec<&VoltagePoint> = points.iter().filter(|point| !point.is_open()).collect();
        let ean = match (typed.ean.is_empty(), free.as_slice()) {
            (true, [one, ..]) => one.ean.to_string(),
            _ => typed.ean,
        };
        Some(Self {
            states: points.iter().filter_map(state).collect(),
            points: free
                .iter()
                .map(|point| {
                    let ean = point.ean.to_string();
                    (ean.clone(), format!("{} {ean}", m.point))
                })
                .collect(),
            ean,
            times: typed.times,
            effect: typed.effect,
            installation: typed.installation,
        })
    }
}

/// What is said of stops: sentences, then a line for each of the last ones.
#[derive(Debug)]
pub(super) struct StopsSaid {
    pub(super) says: Vec<String>,
    pub(super) lines: Vec<String>,
}

impl StopsSaid {
    pub(super) fn new(stops: &Stops, language: Language) -> Self {
        let m = Words::of(language);
        let from = language.date(stops.from);
        if stops.count == 0 {
            return Self { says: vec![fill(m.stops_none, &[("from", &from)])], lines: Vec::new() };
        }
        let (count, minutes) = (stops.count.to_string(), stops.lost_min.to_string());
        let values = [("count", count.as_str()), ("from", &from), ("minutes", &minutes)];
        let mut says = vec![fill(m.stops_count, &values)];
        if stops.too_high > 0 {
            says.push(fill(m.stops_high, &[("count", &stops.too_high.to_string())]));
        }
        let advice = match stops.advice {
            StopAdvice::Nothing => None,
            StopAdvice::Complain => Some(m.a_complain),
            StopAdvice::Wait => Some(m.a_wait),
            StopAdvice::AskInstaller => Some(m.a_installer),
            StopAdvice::Measure => Some(m.a_measure),
        };
        says.extend(advice.map(str::to_owned));
        let lines = stops.newest.iter().map(|stop| {
            let cause = match stop.cause {
                StopCause::TooHigh => m.c_high,
                StopCause::NotTheNetwork => m.c_own,
                StopCause::Unknown => m.c_unknown,
            };
            let values = [
                language.date(stop.start.day()),
                language.clock(stop.start),
                language.clock(stop.until),
            ];
            let [day, from, to] = values.each_ref().map(String::as_str);
            fill(m.stop_row, &[("day", day), ("from", from), ("to", to), ("cause", cause)])
        });
        Self { says, lines: lines.collect() }
    }
}
