//! `tirelire intervals estimate`: short holes get values that are marked as estimated, as a version of their own.
//! What is measured later comes behind them and counts. Source: ES-13, PA-39.

use super::check::{account_of_point, differences};
use super::manifest::SqlManifest;
use super::{Place, open, operator};
use crate::books::parameter_book;
use crate::failure::{Failure, refuse};
use ::intervals::{
    Basis, Direction, Filled, Point, Query, Series, Source, Store, Why, Written, fill, hash_of,
    most_back,
};
use calendar::{Instant, SettlementDay};
use params::{ParameterBook, Value};
use serde_json::json;
use std::collections::BTreeMap;
use std::io::Write;
use units::{Dso, Energy, MilliWattHours, format_decimal};

#[derive(Debug, clap::Args)]
pub struct Estimate {
    /// An EAN, or the name that a file gave.
    pub point: Point,
    #[arg(long)]
    pub from: SettlementDay,
    /// The day after the last.
    #[arg(long)]
    pub until: SettlementDay,
    /// `injection` follows the weather and not the weekday: without registers it is a rough guess.
    #[arg(long, default_value = "off-take")]
    pub direction: Direction,
    /// Say what would be estimated, and keep nothing.
    #[arg(long)]
    pub plan: bool,
    #[arg(long, default_value = "terminal")]
    pub by: String,
    /// Whose point it is; that of the account without it.
    #[arg(long)]
    pub dso: Option<Dso>,
    #[command(flatten)]
    pub place: Place,
}

/// What was planned for some points, and the version that it rests on.
#[derive(Debug)]
pub struct Planned {
    pub points: BTreeMap<Point, Filled>,
    direction: Direction,
    read: i32,
}

impl Planned {
    /// Quarter-hours that are estimated.
    pub fn quarters(&self) -> usize {
        self.points.values().map(Filled::quarters).sum()
    }
}

/// The longest hole that is estimated on a day, in quarter-hours. Errors: no value, or below zero.
fn most(book: &ParameterBook, dso: Dso, day: SettlementDay, now: Instant) -> Result<i32, Failure> {
    let entry = "intervals.estimated_gap_max";
    match book.value(entry, dso, Energy::Electricity, day, now)? {
        Value::Int(hours) if (0..=24 * 28).contains(hours) => Ok(i32::try_from(hours * 4)?),
        other => refuse(format!("parameter `{entry}` is not 0 to 672 hours: {other}")),
    }
}

/// Plans the holes of some points on the days of `days`. A point of which nothing is kept has no hole.
pub fn plan(
    store: &mut Store<SqlManifest>,
    (dso, points): (Dso, &[Point]),
    direction: Direction,
    (from, until): (SettlementDay, SettlementDay),
    now: Instant,
) -> Result<Planned, Failure> {
    let book = parameter_book(&mut store.manifest.0)?;
    let most = most(&book, dso, from, now)?;
    let around = (from.plus(-most_back(most)), until.plus(most / 92 + 1));
    let read = store.manifest.0.last_interval_version(dso)?;
    let mut found = BTreeMap::new();
    for point in points {
        let query = Query {
            dso,
            point: point.clone(),
            from: around.0,
            until: around.1,
            version: Some(read),
        };
        let all = store.read(&query)?;
        let Some(series) = all.iter().find(|one| one.direction == direction) else { continue };
        let of_registers = match account_of_point(&mut store.manifest.0, point)? {
            // Registers of injection are not read at midnight.
            Some(account) if direction == Direction::OffTake => {
                differences(&mut store.manifest.0, (from, until), &account, now)?
            }
            _ => Vec::new(),
        };
        let rose: BTreeMap<SettlementDay, MilliWattHours> = of_registers
            .iter()
            .map(|one| (one.day, MilliWattHours(one.peak.0.saturating_add(one.off_peak.0))))
            .collect();
        let filled = fill(series, (from, until), most, |day| rose.get(&day).copied());
        found.insert(point.clone(), filled);
    }
    Ok(Planned { points: found, direction, read })
}

/// Keeps what was planned as one version; `None` if nothing was. Errors: something was added since it was planned.
pub fn keep(
    store: &mut Store<SqlManifest>,
    dso: Dso,
    planned: &Planned,
    (by, now): (&str, Instant),
) -> Result<Option<i32>, Failure> {
    let mut all = Vec::new();
    let mut way = format!("estimates behind {}", planned.read);
    for (point, filled) in &planned.points {
        let estimates = filled.days.iter().flat_map(|(_, estimate)| &estimate.intervals);
        let intervals: Vec<_> = estimates.copied().collect();
        for one in &intervals {
            way.push_str(&format!(" {point} {} {}", one.quarter.0, one.energy.0));
        }
        if !intervals.is_empty() {
            all.push(Series { point: point.clone(), direction: planned.direction, intervals });
        }
    }
    if all.is_empty() {
        return Ok(None);
    }
    let (quarters, points) = (planned.quarters(), all.len());
    let name = format!("estimates by {by}: {quarters} quarter-hours of {points} points");
    let source = Source { name, sha256: hash_of(way.as_bytes()), learnt_at: now };
    match store.add_behind(dso, &all, &source, planned.read)? {
        Written::New { version, .. } | Written::Known { version } => Ok(Some(version)),
    }
}

/// A line for each day with a hole: what is put there and by what, or why it stays. Errors: a day that is not over.
pub fn run(url: &str, asked: &Estimate, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let now = crate::clock::now();
    if asked.until <= asked.from {
        return refuse(format!("{} is not after {}", asked.until, asked.from));
    }
    if asked.until.start() > now {
        return refuse(format!("{} is not over yet: nothing is missing", asked.until.previous()));
    }
    let mut store = open(url, &asked.place)?;
    let dso = operator(&mut store.manifest.0, &asked.point, asked.dso)?;
    let points = std::slice::from_ref(&asked.point);
    let days = (asked.from, asked.until);
    let planned = plan(&mut store, (dso, points), asked.direction, days, now)?;
    let version = match asked.plan {
        true => None,
        false => keep(&mut store, dso, &planned, (&asked.by, now))?,
    };
    for filled in planned.points.values() {
        for (day, estimate) in &filled.days {
            let sum = estimate.intervals.iter().map(|one| i128::from(one.energy.0)).sum();
            let (count, kwh) = (estimate.intervals.len(), format_decimal(sum, 6));
            let (name, words) = match estimate.basis {
                Basis::Registers => ("registers", "the registers of the day"),
                Basis::LikeDays => ("like_days", "the mean of like days"),
            };
            if json {
                let line = json!({ "day": day.to_string(), "direction": asked.direction.name(),
                    "estimated": count, "kwh": kwh, "basis": name });
                writeln!(out, "{line}")?;
            } else {
                writeln!(out, "{day}  {count} quarter-hours estimated by {words}: {kwh} kWh")?;
            }
        }
        for left in &filled.left {
            let (day, missing, why) = (left.day, left.missing, left.why.to_string());
            if json {
                let long = matches!(left.why, Why::TooLong { .. });
                let line = json!({ "day": day.to_string(), "direction": asked.direction.name(),
                    "missing": missing, "why": why, "too_long": long });
                writeln!(out, "{line}")?;
            } else {
                writeln!(out, "{day}  {missing} quarter-hours stay missing: {why}")?;
            }
        }
    }
    let quarters = planned.quarters();
    if json {
        writeln!(out, "{}", json!({ "estimated": quarters, "version": version }))?;
    } else {
        match version {
            Some(version) => {
                writeln!(out, "{quarters} quarter-hours are kept as estimated, version {version}")?;
            }
            None => writeln!(out, "{quarters} quarter-hours would be estimated; nothing is kept")?,
        }
    }
    Ok(())
}
