//! `tirelire grid voltage`. Source: GQ-02.

use super::Voltage;
use super::profile::{Measured, rating};
use crate::failure::{Failure, refuse};
use calendar::SettlementDay;
use gridquality::{
    CurrentProfile, DatedLimits, Mean, MilliAmperes, Phase, Resolution, Verdict, VoltageReport,
    analyse, currents,
};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

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
    let measured = Measured::read(&asked.input)?;
    let ratings = ratings(asked, &measured)?;
    let points = &measured.means;
    let limits = limits(url, asked, points)?;
    let mut reports: BTreeMap<String, VoltageReport> = BTreeMap::new();
    for (point, means) in points {
        let phases: BTreeSet<Phase> = means.iter().map(|mean| mean.phase).collect();
        if phases.len() == 2 {
            let missing = Phase::ALL.into_iter().find(|phase| !phases.contains(phase));
            let missing = missing.map_or("", Phase::name);
            return refuse(format!("point `{point}` has two phases, but not {missing}"));
        }
        let report = analyse(means, resolution, &limits)
            .map_err(|source| AtPoint { point: point.clone(), source })?;
        reports.insert(point.clone(), report);
    }
    // All are worked out before the first is said.
    let mut of_points = BTreeMap::new();
    for point in measured.currents.keys() {
        of_points.insert(point, currents(measured.currents_of([point]), None)?);
    }
    let mut of_feeders = BTreeMap::new();
    for (feeder, points) in &measured.feeders {
        let rating = ratings.get(feeder.as_str()).copied();
        of_feeders.insert(feeder, currents(measured.currents_of(points), rating)?);
    }
    report(&reports, as_json, out)?;
    for (point, profile) in of_points {
        if let Some(profile) = profile {
            say_current(("current", point), &profile, as_json, out)?;
        }
    }
    for (feeder, points) in &measured.feeders {
        let of = points.iter().filter_map(|point| reports.get(point));
        let (means, outside) = VoltageReport::of_feeder(of);
        if as_json {
            let line = json!({ "kind": "voltage_feeder", "feeder": feeder, "points": points.len(),
                "means": means, "outside": outside });
            writeln!(out, "{line}")?;
        } else {
            let count = points.len();
            writeln!(out, "{feeder}: {count} points, {outside} of {means} means outside")?;
        }
        if let Some(Some(profile)) = of_feeders.get(feeder) {
            say_current(("current_feeder", feeder), profile, as_json, out)?;
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

/// What feeders may carry. Errors: a feeder that the file does not name.
fn ratings<'a>(
    asked: &'a Voltage,
    measured: &Measured,
) -> Result<BTreeMap<&'a str, MilliAmperes>, Failure> {
    let mut found = BTreeMap::new();
    for pair in &asked.rating {
        let (feeder, amperes) = rating(pair)?;
        if !measured.feeders.contains_key(feeder) {
            return refuse(format!("the file has no feeder `{feeder}`"));
        }
        found.insert(feeder, amperes);
    }
    Ok(found)
}

/// The current of a point or feeder, a line for each phase. Source: GQ-02, GQ-04.
fn say_current(
    (kind, name): (&str, &str),
    profile: &CurrentProfile,
    as_json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    for one in &profile.phases {
        let (at, peak) = (one.peak.0.to_local_string(), one.peak.1);
        if as_json {
            let line = json!({ "kind": kind, "of": name, "phase": one.phase.name(),
                "peak_a": peak.to_string(), "peak_at": at, "mean_a": one.mean.to_string(),
                "means": one.means, "above_rating": one.above_rating,
                "incomplete": one.incomplete });
            writeln!(out, "{line}")?;
        } else {
            let (phase, mean, count) = (one.phase, one.mean, one.means);
            let (above, short) = (one.above_rating, one.incomplete);
            writeln!(
                out,
                "{name} {phase}: at most {peak} A at {at}, {mean} A in the mean of {count}, {above} above the \
                 rating, {short} incomplete"
            )?;
        }
    }
    let permille = profile.utilisation_permille();
    if as_json {
        let line = json!({ "kind": format!("{kind}_all"), "of": name,
            "rating_a": profile.rating.map(|rating| rating.to_string()),
            "utilisation_permille": permille,
            "imbalance_a": profile.imbalance.map(|(_, apart)| apart.to_string()),
            "imbalance_at": profile.imbalance.map(|(at, _)| at.to_local_string()) });
        writeln!(out, "{line}")?;
        return Ok(());
    }
    if let (Some(rating), Some(permille)) = (profile.rating, permille) {
        writeln!(out, "{name}: {permille} thousandths of {rating} A")?;
    }
    if let Some((at, apart)) = profile.imbalance {
        let at = at.to_local_string();
        writeln!(out, "{name}: phases lie {apart} A apart at {at}")?;
    }
    Ok(())
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
    Ok(())
}
