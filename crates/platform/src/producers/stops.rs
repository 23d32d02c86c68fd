//! When an installation stopped, by what was injected and what voltage was measured near it. Source: GQ-07.

use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use crate::grid::complaint::{self, Known, rule_mean};
use crate::share::runs::Intervals;
use ::intervals::{Direction, Query};
use calendar::{Instant, SettlementDay};
use gridquality::{Advice, CaseState, CustomerView, DatedLimits, Mean, TripCause, customer_view};
use params::Value;
use portal::production::{CaseStep, Stop, StopAdvice, StopCause, Stops};
use units::{Dso, Ean, Energy};

/// How far back stops are looked for.
const DAYS_BACK: i32 = 90;
/// Stops that are shown one by one.
const SHOWN: usize = 5;

/// The complaints about a point since a household lives there, the first one first.
pub fn complaints(
    engine: &mut Engine,
    ean: Ean,
    since: SettlementDay,
) -> Result<Vec<Known>, Failure> {
    let mut found = Vec::new();
    for kept in engine.store.quality_cases_of(ean)? {
        if kept.received.day() >= since {
            found.push(complaint::known(engine, kept)?);
        }
    }
    Ok(found)
}

pub fn step(state: CaseState) -> CaseStep {
    match state {
        CaseState::Received => CaseStep::Received,
        CaseState::Measured => CaseStep::Measured,
        CaseState::Diagnosed => CaseStep::Diagnosed,
        CaseState::Action => CaseStep::Action,
        CaseState::Closed => CaseStep::Closed,
    }
}

/// In mWh: from so much in a quarter-hour on an installation runs. Errors: no value, or none that can be.
fn stop_from(engine: &Engine, dso: Dso, day: SettlementDay, now: Instant) -> Result<i64, Failure> {
    let entry = "quality.stop_from";
    match engine.books.parameters().value(entry, dso, Energy::Electricity, day, now)? {
        Value::Int(wh) if (1..=10_000).contains(wh) => Ok(wh.saturating_mul(1_000)),
        other => refuse(format!("parameter `{entry}` is not 1 to 10000 Wh: {other}")),
    }
}

/// The stops of the last days of a household that lives there since `since`; `None` if nothing that it injected was
/// measured. A day without limits of voltage has causes that nobody knows.
pub fn stops(
    engine: &mut Engine,
    intervals: &mut Intervals,
    (dso, ean): (Dso, Ean),
    since: SettlementDay,
    now: Instant,
) -> Result<Option<Stops>, Failure> {
    let today = now.day();
    let from = since.max(today.plus(-DAYS_BACK));
    let query = Query { dso, point: ean.into(), from, until: today.next(), version: None };
    let all = intervals.read(&query)?;
    let Some(series) = all.iter().find(|one| one.direction == Direction::Injection) else {
        return Ok(None);
    };
    let injection: Vec<(Instant, i64)> =
        series.intervals.iter().map(|one| (one.quarter.start(), one.energy.0)).collect();
    let (Some(first), true) = (series.first(), injection.iter().any(|(_, energy)| *energy > 0))
    else {
        return Ok(None);
    };
    let known = complaints(engine, ean, since)?;
    let mut means: Vec<Mean> = Vec::new();
    for one in &known {
        means.extend(engine.store.quality_means(one.kept.id)?.iter().filter_map(rule_mean));
    }
    // Each day by itself: limits may have been loaded from some day on.
    let book = engine.books.parameters();
    let on = |day| DatedLimits::of_book(book, dso, (day, day), now).ok()?.on(day).ok();
    let least = stop_from(engine, dso, today, now)?;
    let state = known.last().map(|one| one.case.state());
    let view = customer_view(&injection, least, &means, on, state);
    Ok(Some(shown(&view, first.start().day())))
}

fn shown(view: &CustomerView, from: SettlementDay) -> Stops {
    let newest = view.trips.iter().rev().take(SHOWN).map(|trip| Stop {
        start: trip.start,
        until: trip.until,
        cause: match trip.cause {
            TripCause::OverVoltage => StopCause::TooHigh,
            TripCause::NotTheNetwork => StopCause::NotTheNetwork,
            TripCause::Unknown => StopCause::Unknown,
        },
    });
    Stops {
        from,
        count: view.trips.len(),
        too_high: view.over_voltage,
        lost_min: view.lost_s / 60,
        newest: newest.collect(),
        advice: match view.advice {
            Advice::Nothing => StopAdvice::Nothing,
            Advice::Complain => StopAdvice::Complain,
            Advice::Wait => StopAdvice::Wait,
            Advice::AskInstaller => StopAdvice::AskInstaller,
            Advice::Measure => StopAdvice::Measure,
        },
    }
}
