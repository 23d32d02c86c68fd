//! `tirelire import` of a file of quarter-hours: into the Parquet files, as a version of its own.

use super::{Place, home_and_ean, open, operator};
use crate::failure::{Failure, refuse};
use ::intervals::{Format, Options, Point, Series, Source, Written, hash_of, import_file};
use calendar::{Instant, SettlementDay};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};
use units::Dso;

/// What an import is asked for.
#[derive(Debug)]
pub struct ImportAsked {
    pub file: PathBuf,
    pub format: Option<String>,
    pub partial: bool,
    /// Half-hours and hours, spread over their quarter-hours as estimates.
    pub spread: bool,
    pub shift_to: Option<SettlementDay>,
    /// `HOME=EAN`.
    pub homes: Vec<String>,
    pub learnt_at: Option<Instant>,
    pub dso: Option<Dso>,
    pub place: Place,
}

/// Whether a file is of quarter-hours that only become quarter-hours. Files of columns that also give
/// midnight registers are left to those who read these, unless quarter-hours are asked for.
pub fn claims(file: &Path, format: Option<&str>) -> Result<bool, Failure> {
    if let Some(format) = format {
        let known = format.parse::<Format>().ok();
        return Ok(known.is_some_and(|format| !matches!(format, Format::Wide | Format::TwoColumn)));
    }
    Ok(::intervals::is_of_quarter_hours(file)?)
}

/// Imports the file, all of it or nothing. Errors: it is refused, its points are of several operators
/// or of none, a quarter-hour lies in the future.
pub fn import(
    url: &str,
    asked: &ImportAsked,
    json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    if asked.shift_to.is_some() {
        return refuse("quarter-hours are kept at their own time: --shift-to has no place here");
    }
    let format: Option<Format> = asked.format.as_deref().map(str::parse).transpose()?;
    let options = Options { format, partial: asked.partial, point: None, spread: asked.spread };
    let mut import = import_file(&asked.file, &options)?;
    for problem in import.problems.listed() {
        eprintln!("{problem}");
    }
    rename(&mut import.series, &asked.homes)?;
    let learnt_at = asked.learnt_at.unwrap_or_else(crate::clock::now);
    for series in &import.series {
        let end = series.last().map(|last| last.next().start());
        if let Some(end) = end.filter(|end| *end > learnt_at) {
            let (point, end) = (&series.point, end.to_local_string());
            return refuse(format!("`{point}`: the quarter-hour until {end} lies in the future"));
        }
    }
    let mut store = open(url, &asked.place)?;
    let mut operators = BTreeSet::new();
    let points: BTreeSet<&Point> = import.series.iter().map(|series| &series.point).collect();
    for point in &points {
        operators.insert(operator(&mut store.manifest.0, point, asked.dso)?.code());
    }
    let mut operators = operators.into_iter();
    let (Some(code), None) = (operators.next(), operators.next()) else {
        return refuse("the points of the file are of several operators: import one at a time");
    };
    let Some(dso) = Dso::from_code(code) else { return refuse("no such operator") };
    let count = points.len();
    // The same file, asked for in the same way, is the same source.
    let bytes = std::fs::read(&asked.file)?;
    let mut way = format!("{} {} {:?}", hash_of(&bytes), asked.partial, asked.homes);
    if asked.spread {
        way.push_str(" spread");
    }
    let source =
        Source { name: import.file.to_string(), sha256: hash_of(way.as_bytes()), learnt_at };
    let written = store.add(dso, &import.series, &source)?;
    let (version, known, files) = match written {
        Written::New { version, files } => (version, false, files),
        Written::Known { version } => (version, true, ::intervals::AddedFiles::default()),
    };
    let quarters: usize = import.series.iter().map(|series| series.intervals.len()).sum();
    if json {
        let marks: Vec<_> = import
            .marks
            .iter()
            .map(|((day, mark), places)| {
                json!({ "day": day.to_string(), "mark": mark.to_string(), "places": places })
            })
            .collect();
        let line = json!({
            "file": import.file.as_ref(), "format": import.format.name(), "dso": dso.name(),
            "rows": import.rows, "points": count, "quarter_hours": quarters,
            "duplicates": import.duplicate_rows, "without_value": import.without_value,
            "problems": import.problems.count(), "marks": marks, "ignored": import.ignored,
            "version": version, "known": known, "files": files.files, "bytes": files.bytes,
        });
        writeln!(out, "{line}")?;
        return Ok(());
    }
    for ((day, mark), places) in &import.marks {
        writeln!(out, "{}: {day}: {mark} ({places} times)", import.file)?;
    }
    let names: Vec<&str> = points.iter().take(NAMED).map(|point| point.as_str()).collect();
    let more = if count > NAMED { ", …" } else { "" };
    let names = format!("{}{more}", names.join(", "));
    let what = if known { "known already, as" } else { "kept as" };
    writeln!(
        out,
        "{}: {} rows, {quarters} quarter-hours of {count} points ({names}) {what} version {version}; \
         {} without a value, {} lines left out",
        import.file,
        import.rows,
        import.without_value,
        import.problems.count()
    )?;
    Ok(())
}

/// Points of a file that are named.
const NAMED: usize = 5;

/// Homes of a file become supply points. Errors: a home that is not in the file, or twice.
fn rename(series: &mut Vec<Series>, homes: &[String]) -> Result<(), Failure> {
    let mut names: BTreeMap<&str, Point> = BTreeMap::new();
    for pair in homes {
        let (home, ean) = home_and_ean(pair)?;
        names.insert(home, ean.into());
    }
    for home in names.keys() {
        if !series.iter().any(|series| series.point.as_str() == *home) {
            return refuse(format!("there is no home `{home}` in the file"));
        }
    }
    if !names.is_empty() {
        series.retain(|series| names.contains_key(series.point.as_str()));
    }
    for one in series.iter_mut() {
        if let Some(point) = names.get(one.point.as_str()) {
            one.point = point.clone();
        }
    }
    let mut seen = BTreeSet::new();
    for one in series.iter() {
        if !seen.insert((&one.point, one.direction)) {
            return refuse(format!("two homes are `{}`", one.point));
        }
    }
    Ok(())
}
