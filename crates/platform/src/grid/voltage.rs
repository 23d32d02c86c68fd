//! `tirelire grid voltage`. Source: GQ-02.

use super::{Voltage, table};
use crate::failure::{Failure, refuse};
use calendar::{Instant, SettlementDay};
use gridquality::{
    DatedLimits, Mean, MilliVolts, Phase, Resolution, Verdict, VoltageReport, analyse,
};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

pub const HEADERS: [&str; 2] =
    ["start,point,phase,voltage_v", "start,point,phase,voltage_v,injection_kwh"];

#[derive(Debug, thiserror::Error)]
#[error("point `{point}`")]
struct AtPoint {
    point: String,
    source: gridquality::VoltageError,
}

pub fn run(url: &str, asked: &Voltage, as_json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let resolution = match asked.minutes {
        10 => Resolution::TenMinutes,
        15 => Resolution::QuarterHour,
        other => return refuse(format!("means of {other} minutes are not known: 10 or 15")),
    };
    let points = read(asked)?;
    let limits = limits(url, asked, &points)?;
    let mut reports: BTreeMap<String, VoltageReport> = BTreeMap::new();
    for (point, means) in points {
        let phases: BTreeSet<Phase> = means.iter().map(|mean| mean.phase).collect();
        if phases.len() == 2 {
            let missing = Phase::ALL.into_iter().find(|phase| !phases.contains(phase));
            let missing = missing.map_or("", Phase::name);
            return refuse(format!("point `{point}` has two phases, but not {missing}"));
        }
        let report = analyse(&means, resolution, &limits)
            .map_err(|source| AtPoint { point: point.clone(), source })?;
        reports.insert(point, report);
    }
    report(&reports, as_json, out)
}

/// All means by point. Errors: a bad line, by its number.
fn read(asked: &Voltage) -> Result<BTreeMap<String, Vec<Mean>>, Failure> {
    let mut points: BTreeMap<String, Vec<Mean>> = BTreeMap::new();
    table::read(&asked.input, &HEADERS, |fields| {
        if let Some((point, mean)) = mean_of(fields)? {
            points.entry(point.to_owned()).or_default().push(mean);
        }
        Ok(())
    })?;
    Ok(points)
}

/// The mean of a line, and whose; `None` for a gap: a week with too many is not judged.
pub fn mean_of<'a>(fields: &[&'a str]) -> Result<Option<(&'a str, Mean)>, Failure> {
    let [start, point, phase, voltage, injection @ ..] = fields else {
        return refuse("too few fields");
    };
    if point.is_empty() {
        return refuse("the point is empty");
    }
    if phase.is_empty() {
        return refuse("the phase is empty: voltage is judged phase by phase");
    }
    if voltage.is_empty() {
        return Ok(None);
    }
    let injecting = match injection.first() {
        None | Some(&"") => None,
        Some(kwh) => Some(units::parse_decimal(kwh, 6)? > 0),
    };
    let mean = Mean {
        start: start.parse::<Instant>()?,
        phase: phase.parse()?,
        voltage: voltage.parse::<MilliVolts>()?,
        injecting,
    };
    Ok(Some((*point, mean)))
}

/// Those that were given, else the operator's for all days of the file.
fn limits(
    url: &str,
    asked: &Voltage,
    points: &BTreeMap<String, Vec<Mean>>,
) -> Result<DatedLimits, Failure> {
    if asked.limits.is_empty() {
        let mut days = points.values().flatten().map(|mean| mean.start.day());
        let Some(first) = days.next() else { return refuse("there are no means") };
        let (first, last) =
            days.fold((first, first), |(from, to), day| (from.min(day), to.max(day)));
        let now = crate::clock::now();
        let book = crate::books::parameter_book(&mut store::Store::open(url)?)?;
        return Ok(DatedLimits::of_book(&book, asked.dso, (first, last), now)?);
    }
    let mut each = Vec::new();
    for text in &asked.limits {
        let dated = text.split_once(' ').and_then(|(day, rest)| Some((day.parse().ok()?, rest)));
        let (from, text): (SettlementDay, &str) = match dated {
            Some(dated) => dated,
            None => (SettlementDay(i32::MIN / 2), text),
        };
        each.push((from, text.parse()?));
    }
    Ok(DatedLimits::new(each)?)
}

pub fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Within => "within",
        Verdict::NotEnough => "not_enough",
        Verdict::OutsideTooOften => "outside_too_often",
        Verdict::OutsideAlways => "outside_always",
    }
}

fn report(
    reports: &BTreeMap<String, VoltageReport>,
    as_json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    for (point, report) in reports {
        for week in &report.weeks {
            let (monday, phase) = (week.monday, week.phase);
            let (lowest, highest) = (week.lowest, week.highest);
            if as_json {
                let line = json!({
                    "kind": "voltage", "point": point, "phase": phase.name(),
                    "week": monday.to_string(), "means": week.means, "expected": week.expected,
                    "below": week.below, "above": week.above, "beyond": week.beyond,
                    "above_while_injecting": week.above_while_injecting,
                    "outside_ppm": week.outside_ppm(), "lowest_v": lowest.to_string(),
                    "highest_v": highest.to_string(), "verdict": verdict(week.verdict),
                });
                writeln!(out, "{line}")?;
            } else {
                writeln!(
                    out,
                    "{point} {phase} week of {monday}: {} to {} V, {} of {} means, {} below, {} above ({} while injecting), {} beyond: {}",
                    lowest,
                    highest,
                    week.means,
                    week.expected,
                    week.below,
                    week.above,
                    week.above_while_injecting,
                    week.beyond,
                    verdict(week.verdict),
                )?;
            }
        }
    }
    let (means, outside) = VoltageReport::of_feeder(reports.values());
    if as_json {
        let line = json!({ "kind": "voltage-total", "points": reports.len(), "means": means, "outside": outside });
        writeln!(out, "{line}")?;
    } else {
        writeln!(out, "{} points, {outside} of {means} means outside", reports.len())?;
    }
    Ok(())
}
