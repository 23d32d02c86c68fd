//! Reports of a month: to the representative all points, to a supplier its own on the days on which it supplied
//! them. Each names its version, what changed and its checksum. Source: ES-14, ES-15.

use super::part::{Part, lived_in, lived_in_gone, part_of};
use super::{Intervals, MonthRows, dossier_of, find, rows_of};
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use crate::share::groups::load;
use crate::share::runs::rows::{HEADING, kwh};
use crate::whole::WholeFile;
use ::intervals::{Month, hash_of};
use http_api::PointQuarters;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use serde::ser::{Serialize, SerializeMap as _, SerializeSeq as _, Serializer};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use sharing::Ratios;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use store::{KeptRun, KeptVolume, RunKind};
use units::{AccountId, Ean};

/// For whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recipient {
    Representative,
    /// By name, as accounts have it.
    Supplier(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum As {
    Csv,
    Json,
    Xlsx,
}

/// A report ready to be written.
#[derive(Debug)]
pub struct Ready {
    pub run: KeptRun,
    pub volumes: Vec<KeptVolume>,
    /// Of these points something is other than in the version before, or all of it has gone.
    pub changed: Vec<Ean>,
    /// Whose days it tells.
    pub accounts: BTreeSet<AccountId>,
    rows: MonthRows,
}

/// Reads a version and cuts it to what its recipient may see. Errors: no such version, a supplier that
/// supplies nobody in the group, or quarter-hours that are not those of the checksum.
pub fn prepare(
    engine: &mut Engine,
    intervals: &mut Intervals,
    (group, month, seq): (i64, Month, Option<i32>),
    to: &Recipient,
) -> Result<Ready, Failure> {
    let kept = load(&mut engine.store, group)?;
    let run = find(&mut engine.store, group, month, seq)?;
    let mut rows = rows_of(intervals, &kept, &run)?;
    let Part { points, gone } = part_of(engine, &kept, &run, to)?;
    if let Recipient::Supplier(name) = to
        && points.is_empty()
        && gone.is_empty()
    {
        return refuse(format!("`{name}` supplies nobody in group {group}"));
    }
    let whose = points.iter().map(|one| (one.volume.ean, one.days.clone()));
    let dossier = dossier_of(&kept, &run)?;
    let mut accounts = lived_in(engine, &dossier, month, whose)?;
    accounts.append(&mut lived_in_gone(engine, &dossier, month, &gone)?);
    let mut changed: Vec<Ean> =
        points.iter().filter(|one| one.changed).map(|one| one.volume.ean).collect();
    changed.extend(gone.iter().map(|one| one.ean));
    let mut volumes = Vec::new();
    for one in points {
        volumes.push(rows.keep_days(one.volume, &one.days)?);
    }
    rows.shares.members.retain(|ean, _| volumes.iter().any(|one| one.ean == *ean));
    Ok(Ready { run, volumes, changed, accounts, rows })
}

/// Whether its recipient gets this version at all: a corrected one only if something of theirs changed.
/// Source: ES-14.
pub fn concerns(ready: &Ready) -> bool {
    ready.run.kind != RunKind::Corrected || !ready.changed.is_empty()
}

impl Ready {
    /// A head that says which version this is, in lines that begin with `#`, then a heading and all quarter-hours.
    /// The checksum in the head is of what stands below it, byte by byte. Source: ES-15.
    pub fn csv(&self) -> String {
        let rows = self.rows.csv();
        let mut text = String::new();
        for (name, value) in [
            ("group", self.run.group.to_string()),
            ("month", Month(self.run.month).to_string()),
            ("version", self.run.seq.to_string()),
            ("state", format!("{} {}", self.run.kind.name(), self.run.number)),
            ("made_at", self.run.at.to_local_string()),
            ("cause", plain(&self.run.cause)),
            ("changed", self.changed_points()),
            ("run_sha256", self.run.sha256.clone()),
            ("rows_sha256", hash_of(rows.as_bytes())),
        ] {
            text.push_str(&format!("# {name}: {value}\n"));
        }
        text.push_str(&rows);
        text
    }

    fn changed_points(&self) -> String {
        self.changed.iter().map(Ean::to_string).collect::<Vec<_>>().join(" ")
    }

    pub fn head(&self) -> serde_json::Value {
        let run = &self.run;
        let month = Month(run.month).to_string();
        json!({
            "kind": "sharing_report", "group": run.group, "month": month, "version": run.seq,
            "state": run.kind.name(), "number": run.number, "cause": run.cause,
            "made_at": run.at.to_local_string(), "input_version": run.input_version,
            "quarter_hours_without_generation": run.held, "run_sha256": run.sha256,
            "changed": self.changed,
        })
    }

    /// What the key gave a point before its use was the cap, in mWh; `None` if the key has no such share.
    pub fn share_of(&self, ean: Ean) -> Option<i64> {
        self.rows.share_before_cap(ean)
    }

    /// The quarter-hours of these points, each with the checksum of its lines as the CSV file has them.
    pub fn quarters_of(&self, points: &[Ean]) -> Vec<PointQuarters> {
        let starts = self.rows.local_starts();
        let of = |ean: &Ean| {
            let mut lines = String::new();
            self.rows.reported(*ean, &starts, &mut lines);
            PointQuarters {
                point: ean.to_string(),
                sha256: hash_of(lines.as_bytes()),
                quarter_hours: self.rows.quarters(*ean, &starts),
            }
        };
        points.iter().map(of).collect()
    }

    /// Point by point into a writer: a tree of a large group's month would take gigabytes.
    fn json(&self, to: impl std::io::Write) -> Result<(), Failure> {
        let mut head = self.head();
        add_ratios(&mut head, ratios_of_all(&self.volumes));
        let head = head.as_object().cloned().unwrap_or_default();
        Ok(serde_json::to_writer(to, &AsJson { head, ready: self })?)
    }

    /// One point of it.
    fn point(
        &self,
        volume: &KeptVolume,
        (starts, estimated): (&[String], &BTreeMap<Ean, usize>),
    ) -> serde_json::Value {
        let mut point = json!({
            "point": volume.ean, "offtake_kwh": kwh(volume.offtake),
            "share_kwh": self.share_of(volume.ean).map(kwh),
            "received_kwh": kwh(volume.received),
            "residual_offtake_kwh": kwh(volume.offtake.saturating_sub(volume.received)),
            "injection_kwh": kwh(volume.injection), "shared_kwh": kwh(volume.given),
            "surplus_kwh": kwh(volume.injection.saturating_sub(volume.given)),
            "quarter_hours_missing": volume.missing,
            "quarter_hours_estimated": estimated.get(&volume.ean).copied().unwrap_or(0),
            "sha256": volume.sha256,
            "quarter_hours": self.rows.quarters(volume.ean, starts),
        });
        add_ratios(&mut point, ratios_of(volume));
        point
    }

    fn xlsx(&self) -> Result<Vec<u8>, XlsxError> {
        let mut book = Workbook::new();
        // The same version is the same file whenever it is written, so that its checksum can be told before.
        let made = ExcelDateTime::from_timestamp(self.run.at.0.div_euclid(1_000_000))?;
        book.set_properties(&DocProperties::new().set_creation_datetime(&made));
        let bold = Format::new().set_bold();
        let energy = Format::new().set_num_format("0.000000");
        self.month_sheet(book.add_worksheet().set_name("month")?, (&bold, &energy))?;
        let sheet = book.add_worksheet().set_name("quarter-hours")?;
        for (column, name) in (0u16..).zip(HEADING.split(',')) {
            sheet.write_with_format(0, column, name, &bold)?;
        }
        let mut row = 1u32;
        let starts = self.rows.local_starts();
        for ean in self.rows.shares.members.keys() {
            let mut lines = String::new();
            self.rows.reported(*ean, &starts, &mut lines);
            for line in lines.lines() {
                for (column, value) in (0u16..).zip(line.split(',')) {
                    // Start, point and quality are texts; an energy with six digits fits a double.
                    match value.parse::<f64>() {
                        Ok(number) if (2..9).contains(&column) => {
                            sheet.write_with_format(row, column, number, &energy)?;
                        }
                        _ => {
                            sheet.write(row, column, value)?;
                        }
                    }
                }
                row = row.saturating_add(1);
            }
        }
        book.save_to_buffer()
    }

    /// The head, and a line for each point.
    fn month_sheet(
        &self,
        sheet: &mut Worksheet,
        (bold, energy): (&Format, &Format),
    ) -> Result<(), XlsxError> {
        let (month, run) = (Month(self.run.month), &self.run);
        let head = [
            ("group", run.group.to_string()),
            ("month", month.to_string()),
            ("version", format!("{} {}", run.kind.name(), run.number)),
            ("cause", run.cause.clone()),
            ("sha256", run.sha256.clone()),
            ("changed", self.changed_points()),
        ];
        let mut row = 0u32;
        for (name, value) in head {
            sheet.write_with_format(row, 0, name, bold)?;
            sheet.write(row, 1, value)?;
            row = row.saturating_add(1);
        }
        row = row.saturating_add(1);
        for (column, name) in (0u16..).zip(MONTH_COLUMNS) {
            sheet.write_with_format(row, column, name, bold)?;
        }
        let estimated: BTreeMap<Ean, usize> = self.rows.estimated().into_iter().collect();
        for volume in &self.volumes {
            row = row.saturating_add(1);
            sheet.write(row, 0, volume.ean.to_string())?;
            let values = [
                Some(volume.offtake),
                self.share_of(volume.ean),
                Some(volume.received),
                Some(volume.offtake.saturating_sub(volume.received)),
                Some(volume.injection),
                Some(volume.given),
                Some(volume.injection.saturating_sub(volume.given)),
            ];
            for (column, value) in (1u16..).zip(values) {
                if let Some(value) = value {
                    sheet.write_with_format(row, column, cell(value), energy)?;
                }
            }
            sheet.write(row, 8, volume.missing)?;
            let estimated = estimated.get(&volume.ean).copied().unwrap_or(0);
            sheet.write(row, 9, u32::try_from(estimated).unwrap_or(u32::MAX))?;
            let ratios = ratios_of(volume);
            let ratios = [ratios.self_consumption, ratios.self_sufficiency, ratios.coverage];
            for (column, ppm) in (10u16..).zip(ratios) {
                if let Some(ppm) = ppm {
                    sheet.write_with_format(row, column, cell(ppm), energy)?;
                }
            }
        }
        sheet.set_column_width(0, 22)?;
        Ok(())
    }

    fn count(&self) -> usize {
        self.rows.shares.members.len().saturating_mul(self.rows.shares.time.quarters)
    }

    /// Whether all of it has place in such a file.
    pub fn fits(&self, format: As) -> bool {
        format != As::Xlsx || self.count() <= MOST_ROWS
    }

    /// As a file holds it; the same version is the same bytes. Errors: more rows than a sheet takes.
    pub fn bytes(&self, format: As) -> Result<Vec<u8>, Failure> {
        if !self.fits(format) {
            let rows = self.count();
            return refuse(format!("{rows} quarter-hours do not fit a sheet: take csv or json"));
        }
        match format {
            As::Csv => Ok(self.csv().into_bytes()),
            As::Json => {
                let mut bytes = Vec::new();
                self.json(&mut bytes)?;
                Ok(bytes)
            }
            As::Xlsx => Ok(self.xlsx()?),
        }
    }

    /// The checksum of such a file, for which a JSON is not kept whole. Errors: more rows than a sheet takes.
    pub fn sha256_of(&self, format: As) -> Result<String, Failure> {
        if format != As::Json {
            return Ok(hash_of(&self.bytes(format)?));
        }
        let mut hash = Hashed(Sha256::new());
        self.json(&mut hash)?;
        Ok(hash.0.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

/// Sums what is written.
struct Hashed(Sha256);

impl std::io::Write for Hashed {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// A report as one object: its head, then its points.
struct AsJson<'a> {
    head: serde_json::Map<String, serde_json::Value>,
    ready: &'a Ready,
}

impl Serialize for AsJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (name, value) in &self.head {
            map.serialize_entry(name, value)?;
        }
        map.serialize_entry("rows_sha256", &self.ready.rows.csv_sha256())?;
        map.serialize_entry("points", &Points(self.ready))?;
        map.end()
    }
}

struct Points<'a>(&'a Ready);

impl Serialize for Points<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let estimated: BTreeMap<Ean, usize> = self.0.rows.estimated().into_iter().collect();
        let starts = self.0.rows.local_starts();
        let mut all = serializer.serialize_seq(Some(self.0.volumes.len()))?;
        for volume in &self.0.volumes {
            all.serialize_element(&self.0.point(volume, (&starts, &estimated)))?;
        }
        all.end()
    }
}

/// Of the sheet of the month.
const MONTH_COLUMNS: [&str; 13] = [
    "point",
    "offtake_kwh",
    "share_kwh",
    "received_kwh",
    "residual_offtake_kwh",
    "injection_kwh",
    "shared_kwh",
    "surplus_kwh",
    "quarter_hours_missing",
    "quarter_hours_estimated",
    "self_consumption",
    "self_sufficiency",
    "coverage",
];

/// On one line.
fn plain(text: &str) -> String {
    text.split(|sign: char| sign.is_control()).collect::<Vec<_>>().join(" ")
}

/// What part of a point's month was shared. Source: ES-15.
pub fn ratios_of(volume: &KeptVolume) -> Ratios {
    let KeptVolume { offtake, received, injection, given, .. } = volume;
    Ratios::of([*offtake, *received, *injection, *given].map(i128::from))
}

/// Of all of them together.
pub fn ratios_of_all(volumes: &[KeptVolume]) -> Ratios {
    let mut sums = [0_i128; 4];
    for volume in volumes {
        let values = [volume.offtake, volume.received, volume.injection, volume.given];
        for (sum, value) in sums.iter_mut().zip(values) {
            *sum = sum.saturating_add(i128::from(value));
        }
    }
    Ratios::of(sums)
}

/// Adds the three to an object, under their names.
pub fn add_ratios(to: &mut serde_json::Value, ratios: Ratios) {
    if let Some(to) = to.as_object_mut() {
        for (name, text) in ratios.named() {
            to.insert(name.to_owned(), text.into());
        }
    }
}

/// As a spreadsheet has numbers of six decimals.
fn cell(mwh: i64) -> f64 {
    kwh(mwh).parse().unwrap_or(f64::NAN)
}

/// The most quarter-hours that a sheet takes.
const MOST_ROWS: usize = 1_048_575;

/// Writes a report; the file appears when it is whole. Returns its checksum. Errors: more rows than a
/// sheet takes, or the file cannot be written.
pub fn write(ready: &Ready, format: As, path: &Path) -> Result<String, Failure> {
    let whole = WholeFile::at(path)?;
    let bytes = ready.bytes(format)?;
    std::fs::write(whole.part(), &bytes)?;
    let hash = hash_of(&bytes);
    whole.finish()?;
    Ok(hash)
}
