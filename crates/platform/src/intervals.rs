//! `tirelire intervals`, and `tirelire import` of files of quarter-hours.

pub mod calendars;
pub mod check;
pub mod estimate;
mod export;
mod import;
pub mod issues;
pub mod manifest;
mod show;
#[cfg(test)]
mod tests;

pub use import::{ImportAsked, claims, import};

use crate::failure::{Failure, refuse};
use ::intervals::{Point, Query, Series, Store};
use calendar::SettlementDay;
use manifest::SqlManifest;
use serde_json::json;
use std::io::Write;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};
use units::{Dso, Ean};

/// Where the files lie.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Place {
    /// The folder of the Parquet files; beside the database without it.
    #[arg(long = "intervals", env = "TIRELIRE_INTERVALS", value_name = "DIR")]
    pub folder: Option<PathBuf>,
}

/// Quarter-hours.
#[derive(Debug, clap::Subcommand)]
pub enum Intervals {
    /// What is kept of a point, by day and direction.
    Show(Asked),
    /// A load curve as a file.
    Export(export::Export),
    /// Gaps, spikes, and the sum of each day against the registers of the account.
    Check(check::Check),
    /// Meters that follow another calendar than their tariff, by day, and what would be put right.
    Issues(issues::Issues),
    /// What was to be paid out to somebody who has left is done.
    Settled(issues::Settled),
    /// Put estimates into short holes, marked as such.
    Estimate(estimate::Estimate),
    /// Fold the files of many additions. Whatever version could be asked for still can.
    Compact(Compact),
    /// Each addition: when it was learnt, of what, and how much.
    Versions(OfOperator),
    /// Read every file again and compare it with what was written.
    Verify(OfOperator),
}

/// A point and its days.
#[derive(Debug, Clone, clap::Args)]
pub struct Asked {
    /// An EAN, or the name that a file gave.
    pub point: Point,
    #[arg(long)]
    pub from: SettlementDay,
    /// The day after the last.
    #[arg(long)]
    pub until: SettlementDay,
    /// As it was known at this version; the newest without it.
    #[arg(long)]
    pub version: Option<i32>,
    /// Whose point it is; that of the account without it.
    #[arg(long)]
    pub dso: Option<Dso>,
    #[command(flatten)]
    pub place: Place,
}

#[derive(Debug, clap::Args)]
pub struct OfOperator {
    #[arg(long)]
    pub dso: Dso,
    #[command(flatten)]
    pub place: Place,
}

#[derive(Debug, clap::Args)]
pub struct Compact {
    #[command(flatten)]
    pub of: OfOperator,
    /// Leave a part with fewer files as it is.
    #[arg(long, default_value_t = 2)]
    pub at_least: usize,
}

/// Files that are in no manifest for so long are nobody's: a crash left them.
const LEFT_OVER: Duration = Duration::from_secs(24 * 3_600);

pub fn run(url: &str, asked: &Intervals, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    match asked {
        Intervals::Show(asked) => show::run(url, asked, json, out),
        Intervals::Export(asked) => export::run(url, asked, json, out),
        Intervals::Check(asked) => check::run(url, asked, json, out),
        Intervals::Issues(asked) => issues::run(url, asked, json, out),
        Intervals::Settled(asked) => issues::settled(url, asked, out),
        Intervals::Estimate(asked) => estimate::run(url, asked, json, out),
        Intervals::Compact(asked) => compact(url, asked, json, out),
        Intervals::Versions(asked) => versions(url, asked, json, out),
        Intervals::Verify(asked) => verify(url, asked, json, out),
    }
}

/// The store over a database.
pub fn open(url: &str, place: &Place) -> Result<Store<SqlManifest>, Failure> {
    let manifest = SqlManifest(store::Store::open(url)?);
    match folder(url, place) {
        Some(folder) => Ok(Store::open(&folder, manifest, None)?),
        None => refuse("say where quarter-hours lie: --intervals DIR"),
    }
}

/// The folder of the files; `None` if it is not told, and the database lies in none.
pub fn folder(url: &str, place: &Place) -> Option<PathBuf> {
    match &place.folder {
        Some(folder) => Some(folder.clone()),
        None if url.contains("://") || url.contains(":memory:") => None,
        None => Some(format!("{}.intervals", url.strip_prefix("sqlite:").unwrap_or(url)).into()),
    }
}

/// The operator of a point: as asked, else that of its account.
fn operator(kept: &mut store::Store, point: &Point, asked: Option<Dso>) -> Result<Dso, Failure> {
    if let Some(dso) = asked {
        return Ok(dso);
    }
    let account = match point.ean() {
        Some(ean) => kept.account_of(ean)?,
        None => None,
    };
    match account {
        Some(account) => Ok(account.dso),
        None => refuse(format!("no account has `{point}`: say whose it is, --dso OPERATOR")),
    }
}

/// The series that are asked for.
fn read(store: &mut Store<SqlManifest>, asked: &Asked) -> Result<(Dso, Vec<Series>), Failure> {
    if asked.until <= asked.from {
        return refuse(format!("{} is not after {}", asked.until, asked.from));
    }
    let dso = operator(&mut store.manifest.0, &asked.point, asked.dso)?;
    let series = store.read(&Query {
        dso,
        point: asked.point.clone(),
        from: asked.from,
        until: asked.until,
        version: asked.version,
    })?;
    Ok((dso, series))
}

fn compact(url: &str, asked: &Compact, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let mut store = open(url, &asked.of.place)?;
    let done = store.compact(asked.of.dso, asked.at_least)?;
    let swept = match SystemTime::now().checked_sub(LEFT_OVER) {
        Some(until) => store.sweep(asked.of.dso, until)?,
        None => 0,
    };
    if json {
        let line = json!({
            "parts": done.parts, "files_before": done.files_before, "rows": done.rows,
            "bytes_before": done.bytes_before, "bytes_after": done.bytes_after,
            "left_over_deleted": swept,
        });
        writeln!(out, "{line}")?;
    } else {
        writeln!(
            out,
            "{} files folded into {}, {} rows, {} bytes for {}; {swept} left over deleted",
            done.files_before, done.parts, done.rows, done.bytes_after, done.bytes_before
        )?;
    }
    Ok(())
}

fn versions(url: &str, asked: &OfOperator, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let mut store = open(url, &asked.place)?;
    for version in store.manifest.0.interval_versions(asked.dso)? {
        let learnt = version.learnt_at.to_local_string();
        if json {
            let line = json!({
                "version": version.version, "learnt_at": learnt, "source": version.source,
                "sha256": version.source_sha256, "rows": version.rows,
            });
            writeln!(out, "{line}")?;
        } else {
            let (number, source, rows) = (version.version, version.source, version.rows);
            writeln!(out, "{number:>6}  {learnt}  {rows:>10} rows  {source}")?;
        }
    }
    Ok(())
}

fn verify(url: &str, asked: &OfOperator, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let bytes = open(url, &asked.place)?.verify(asked.dso)?;
    if json {
        writeln!(out, "{}", json!({ "bytes": bytes, "changed": 0 }))?;
    } else {
        writeln!(out, "{bytes} bytes are as they were written")?;
    }
    Ok(())
}

/// `HOME=EAN`.
fn home_and_ean(pair: &str) -> Result<(&str, Ean), Failure> {
    match pair.split_once('=') {
        Some((home, ean)) => Ok((home, ean.parse()?)),
        None => refuse(format!("`{pair}` is not HOME=EAN")),
    }
}
