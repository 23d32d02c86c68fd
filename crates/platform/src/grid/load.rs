//! `tirelire grid load`. Source: GQ-04.

use super::profile::{Columns, Measured};
use super::{Load, curves, table};
use crate::failure::{Failure, refuse};
use calendar::Instant;
use gridquality::{
    Addition, Asset, CurrentProfile, Forecast, MilliAmperes, Rating, Watts, currents,
};
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeSet;
use std::io::Write;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AssetFile {
    id: String,
    rating_kva: Option<String>,
    rating_a: Option<String>,
    nominal_v: Option<String>,
    power_factor: String,
    points: Vec<String>,
    #[serde(default)]
    additions: Vec<AdditionFile>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AdditionFile {
    name: String,
    number: u32,
    kw: String,
    at_once: String,
}

impl AssetFile {
    fn asset(&self) -> Result<Asset, Failure> {
        let rating = match (&self.rating_kva, &self.rating_a, &self.nominal_v) {
            (Some(kva), None, None) => Rating::VoltAmperes(units::parse_decimal(kva, 3)?),
            (None, Some(amperes), Some(volts)) => Rating::MilliAmperes {
                each_phase: units::parse_decimal(amperes, 3)?,
                nominal_mv: self.phase_to_neutral(volts)?,
            },
            _ => {
                return refuse(format!(
                    "`{}` needs `rating_kva`, or `rating_a` with `nominal_v`",
                    self.id
                ));
            }
        };
        let power_factor_permille = permille(&self.power_factor)?;
        Ok(Asset { id: self.id.clone(), rating, power_factor_permille, points: self.points.len() })
    }

    /// What each phase may carry; `None` of a transformer.
    fn amperes(&self) -> Result<Option<MilliAmperes>, Failure> {
        let parsed = self.rating_a.as_deref().map(str::parse::<MilliAmperes>);
        Ok(parsed.transpose()?)
    }

    /// A current of each phase loads it against neutral: of a network of 400 V between phases that is 230 V.
    fn phase_to_neutral(&self, volts: &str) -> Result<i64, Failure> {
        let millivolts = units::parse_decimal(volts, 3)?;
        if (PHASE_TO_NEUTRAL_MV).contains(&millivolts) {
            return Ok(millivolts);
        }
        refuse(format!(
            "`nominal_v` of `{}` is the voltage from a phase to neutral, 100 to 300 V such as `230`: `{volts}` is \
             none, and of 400 V between two phases it is 230",
            self.id
        ))
    }

    fn additions(&self) -> Result<Vec<Addition>, Failure> {
        let each = self.additions.iter().map(|addition| {
            Ok(Addition {
                name: addition.name.clone(),
                number: addition.number,
                each: Watts(units::parse_decimal(&addition.kw, 3)?),
                at_once_permille: permille(&addition.at_once)?,
            })
        });
        each.collect()
    }
}

const PHASE_TO_NEUTRAL_MV: std::ops::RangeInclusive<i64> = 100_000..=300_000;

fn permille(text: &str) -> Result<u32, Failure> {
    let parts = u32::try_from(units::parse_decimal(text, 3)?).ok();
    match parts.filter(|parts| *parts <= 1_000) {
        Some(parts) => Ok(parts),
        None => refuse(format!("`{text}` is not a part of 1, such as `0.95`")),
    }
}

pub fn run(asked: &Load, as_json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let text = std::fs::read_to_string(&asked.assets).map_err(Failure::from);
    let assets: Vec<AssetFile> = text
        .and_then(|text| Ok(serde_json::from_str(&text)?))
        .map_err(|why| table::in_file(&asked.assets, why))?;
    // A point may hang on a circuit and, through it, on a transformer; in one list it stands once.
    for asset in &assets {
        let mut points = BTreeSet::new();
        if let Some(twice) = asset.points.iter().find(|point| !points.insert(*point)) {
            return refuse(format!("point `{twice}` stands twice on `{}`", asset.id));
        }
    }
    let known: BTreeSet<&str> =
        assets.iter().flat_map(|asset| &asset.points).map(String::as_str).collect();
    let curves = curves::read(&asked.input, &|point| known.contains(point))?;
    let measured = match &asked.currents {
        Some(path) if !Columns::of(path)?.has_current() => {
            let source = crate::failure::Refusal("it has no column `current_a`".to_owned());
            return Err(table::in_file(path, Box::new(source)));
        }
        Some(path) => Some(Measured::read(path)?),
        None => None,
    };
    // All are worked out before the first is said.
    let mut lines = Vec::with_capacity(assets.len());
    for file in &assets {
        let of_points: Vec<Vec<(Instant, i64)>> = file
            .points
            .iter()
            .filter_map(|point| curves.get(point))
            .map(|curve| curve.iter().map(|(start, net)| (*start, *net)).collect())
            .collect();
        let of_points: Vec<&[(Instant, i64)]> = of_points.iter().map(Vec::as_slice).collect();
        let load = gridquality::Load::of(&file.asset()?, &of_points)?;
        let forecast = Forecast::of(&load, &file.additions()?);
        let profile = match &measured {
            Some(measured) => currents(measured.currents_of(&file.points), file.amperes()?)?,
            None => None,
        };
        lines.push((load, forecast, profile));
    }
    for (load, forecast, profile) in lines {
        report(&load, &forecast, profile.as_ref(), as_json, out)?;
    }
    Ok(())
}

fn report(
    load: &gridquality::Load,
    forecast: &Forecast,
    profile: Option<&CurrentProfile>,
    as_json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let (at, peak) = load.peak;
    let (with_curve, points) = load.curves;
    let peak_a = profile.and_then(CurrentProfile::peak);
    if as_json {
        let months: Vec<_> = load
            .months
            .iter()
            .map(|month| json!({ "month": month.month.to_string(), "kw": month.watts.to_string() }))
            .collect();
        let line = json!({
            "kind": "load", "asset": load.asset, "most_kw": load.most.to_string(),
            "peak_kw": peak.to_string(), "peak_at": at.to_local_string(),
            "reverse_kw": load.reverse.map(|(_, watts)| watts.to_string()),
            "reverse_at": load.reverse.map(|(at, _)| at.to_local_string()),
            "utilisation_permille": load.utilisation_permille(),
            "quarter_hours": load.quarter_hours, "above_rating": load.above_rating,
            "incomplete": load.incomplete, "points": points, "points_with_curve": with_curve,
            "months": months, "trend_kw_a_month": forecast.watts_a_month.map(|watts| watts.to_string()),
            "with_additions_kw": forecast.with_additions.to_string(),
            "months_to_rating": forecast.months_to_rating,
            "peak_a": peak_a.map(|(.., current)| current.to_string()),
            "peak_a_phase": peak_a.map(|(phase, ..)| phase.name()),
            "peak_a_at": peak_a.map(|(_, at, _)| at.to_local_string()),
            "current_permille": profile.and_then(CurrentProfile::utilisation_permille),
        });
        writeln!(out, "{line}")?;
        return Ok(());
    }
    writeln!(
        out,
        "{}: {peak} of {} kW at {}, {} thousandths, {} of {} quarter-hours above, {} incomplete, {with_curve} of {points} points",
        load.asset,
        load.most,
        at.to_local_string(),
        load.utilisation_permille(),
        load.above_rating,
        load.quarter_hours,
        load.incomplete,
    )?;
    if let Some((at, watts)) = load.reverse {
        writeln!(out, "  back {watts} kW at {}", at.to_local_string())?;
    }
    if let Some((phase, at, current)) = peak_a {
        let of = profile.and_then(CurrentProfile::utilisation_permille);
        let of = of.map_or(String::new(), |permille| format!(", {permille} thousandths"));
        writeln!(out, "  measured {current} A on {phase} at {}{of}", at.to_local_string())?;
    }
    let trend = forecast
        .watts_a_month
        .map_or("too few months".to_owned(), |watts| format!("{watts} kW a month"));
    let reached = match forecast.months_to_rating {
        Some(0) => "the rating is reached".to_owned(),
        Some(months) => format!("the rating in {months} months"),
        None => "the rating is not in sight".to_owned(),
    };
    writeln!(out, "  with additions {} kW, trend {trend}: {reached}", forecast.with_additions)?;
    Ok(())
}
