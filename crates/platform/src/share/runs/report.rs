//! Reports of a month: to the representative all points, to a supplier its own on the days on which it supplied
//! them. Each names its version, what changed and its checksum. Source: ES-14, ES-15.

use super::supplied::{SuppliersOf, cut, days, is_other};
use super::{Intervals, MonthRows, dossier_of, find, rows_of};
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use crate::share::groups::load;
use crate::share::runs::rows::{HEADING, kwh};
use crate::whole::WholeFile;
use ::intervals::{Month, hash_of};
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use serde_json::json;
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
    /// Of these points something is other than in the version before.
    pub changed: Vec<Ean>,
    /// Of a supplier's report: whose days it tells.
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
    let mut volumes = engine.store.volumes(group, month.0, run.seq)?;
    let before = match run.seq {
        ..=1 => Vec::new(),
        seq => engine.store.volumes(group, month.0, seq.saturating_sub(1))?,
    };
    let (mut changed, mut accounts) = (Vec::new(), BTreeSet::new());
    match to {
        Recipient::Representative => {
            let all = vec![true; days(month).count()];
            for volume in &volumes {
                if is_other(volume, &before, &all)? {
                    changed.push(volume.ean);
                }
            }
        }
        Recipient::Supplier(name) => {
            let dossier = dossier_of(&kept, &run)?;
            let mut own = Vec::new();
            for volume in volumes {
                let supplied = SuppliersOf::point(engine, &dossier, volume.ean)?;
                let days = supplied.days_of(name, month);
                let Some(cut) = cut(&volume, &days)? else { continue };
                if is_other(&volume, &before, &days)? {
                    changed.push(volume.ean);
                }
                accounts.append(&mut supplied.accounts_of(month, &days));
                own.push(rows.keep_days(cut, &days)?);
            }
            if own.is_empty() {
                return refuse(format!("`{name}` supplies nobody in group {group}"));
            }
            volumes = own;
            rows.shares.members.retain(|ean, _| volumes.iter().any(|one| one.ean == *ean));
        }
    }
    Ok(Ready { run, volumes, changed, accounts, rows })
}

/// Whether its recipient gets this version at all: a corrected one only if something of theirs changed.
/// Source: ES-14.
pub fn concerns(ready: &Ready) -> bool {
    ready.run.kind != RunKind::Corrected || !ready.changed.is_empty()
}

impl Ready {
    /// All quarter-hours with a heading.
    pub fn csv(&self) -> String {
        self.rows.csv()
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

    fn json(&self) -> Result<String, Failure> {
        let estimated: BTreeMap<Ean, usize> = self.rows.estimated().into_iter().collect();
        let points: Vec<_> = self
            .volumes
            .iter()
            .map(|volume| {
                json!({
                    "point": volume.ean, "offtake_kwh": kwh(volume.offtake),
                    "share_kwh": self.rows.share_before_cap(volume.ean).map(kwh),
                    "received_kwh": kwh(volume.received),
                    "residual_offtake_kwh": kwh(volume.offtake.saturating_sub(volume.received)),
                    "injection_kwh": kwh(volume.injection), "shared_kwh": kwh(volume.given),
                    "surplus_kwh": kwh(volume.injection.saturating_sub(volume.given)),
                    "quarter_hours_missing": volume.missing,
                    "quarter_hours_estimated": estimated.get(&volume.ean).copied().unwrap_or(0),
                    "sha256": volume.sha256,
                })
            })
            .collect();
        let csv = self.csv();
        let mut head = self.head();
        if let Some(head) = head.as_object_mut() {
            head.insert("points".to_owned(), points.into());
            head.insert("sha256".to_owned(), hash_of(csv.as_bytes()).into());
            let quarters: Vec<&str> = csv.lines().collect();
            head.insert("quarter_hours".to_owned(), serde_json::to_value(quarters)?);
        }
        Ok(serde_json::to_string_pretty(&head)?)
    }

    fn xlsx(&self) -> Result<Vec<u8>, XlsxError> {
        let mut book = Workbook::new();
        let bold = Format::new().set_bold();
        let energy = Format::new().set_num_format("0.000000");
        let sheet = book.add_worksheet().set_name("month")?;
        let (month, run) = (Month(self.run.month), &self.run);
        let head = [
            ("group", run.group.to_string()),
            ("month", month.to_string()),
            ("version", format!("{} {}", run.kind.name(), run.number)),
            ("cause", run.cause.clone()),
            ("sha256", run.sha256.clone()),
            ("changed", self.changed.iter().map(Ean::to_string).collect::<Vec<_>>().join(" ")),
        ];
        let mut row = 0u32;
        for (name, value) in head {
            sheet.write_with_format(row, 0, name, &bold)?;
            sheet.write(row, 1, value)?;
            row = row.saturating_add(1);
        }
        row = row.saturating_add(1);
        let names = [
            "point",
            "offtake_kwh",
            "received_kwh",
            "residual_offtake_kwh",
            "injection_kwh",
            "shared_kwh",
            "surplus_kwh",
            "quarter_hours_missing",
            "quarter_hours_estimated",
        ];
        for (column, name) in (0u16..).zip(names) {
            sheet.write_with_format(row, column, name, &bold)?;
        }
        let estimated: BTreeMap<Ean, usize> = self.rows.estimated().into_iter().collect();
        for volume in &self.volumes {
            row = row.saturating_add(1);
            sheet.write(row, 0, volume.ean.to_string())?;
            let values = [
                volume.offtake,
                volume.received,
                volume.offtake.saturating_sub(volume.received),
                volume.injection,
                volume.given,
                volume.injection.saturating_sub(volume.given),
            ];
            for (column, value) in (1u16..).zip(values) {
                sheet.write_with_format(row, column, cell(value), &energy)?;
            }
            sheet.write(row, 7, volume.missing)?;
            let estimated = estimated.get(&volume.ean).copied().unwrap_or(0);
            sheet.write(row, 8, u32::try_from(estimated).unwrap_or(u32::MAX))?;
        }
        sheet.set_column_width(0, 22)?;
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

    /// As a file holds it. Errors: more rows than a sheet takes.
    pub fn bytes(&self, format: As) -> Result<Vec<u8>, Failure> {
        match format {
            As::Csv => Ok(self.csv().into_bytes()),
            As::Json => Ok(self.json()?.into_bytes()),
            As::Xlsx => {
                let rows =
                    self.rows.shares.members.len().saturating_mul(self.rows.shares.time.quarters);
                if rows > MOST_ROWS {
                    return refuse(format!(
                        "{rows} quarter-hours do not fit a sheet: take csv or json"
                    ));
                }
                Ok(self.xlsx()?)
            }
        }
    }
}

/// As a spreadsheet has numbers.
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
