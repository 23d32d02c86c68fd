//! Totals and ratios of what was allocated.

use super::output::Results;
use super::series::Quarters;
use crate::failure::Failure;
use sharing::{Group, Ratios};
use std::collections::BTreeSet;
use std::io::Write;

/// Sums in milliwatt-hours.
#[derive(Debug, Default)]
pub struct Summary {
    key: &'static str,
    members: usize,
    rows: usize,
    quarter_hours: usize,
    missing_offtake: usize,
    offtake: i128,
    injection: i128,
    received: i128,
    given: i128,
}

impl Summary {
    pub fn new(group: &Group) -> Self {
        Self { key: group.key().name(), members: group.ids().len(), ..Self::default() }
    }

    pub fn add(&mut self, quarters: &Quarters, results: &Results, members: usize) {
        let sum = |values: &[i64]| {
            values.iter().fold(0i128, |sum, value| sum + i128::from((*value).max(0)))
        };
        self.rows += quarters.lines.len();
        let starts: BTreeSet<_> = quarters.starts.iter().collect();
        self.quarter_hours += starts.len();
        self.offtake += sum(&quarters.offtake);
        self.injection += sum(&quarters.injection);
        self.received += sum(&results.received);
        self.given += sum(&results.given);
        let cells = quarters.lines.iter().filter(|(_, row, member)| {
            let cell = usize::try_from(*row).unwrap_or(0) * members;
            let cell = cell + usize::try_from(*member).unwrap_or(0);
            quarters.offtake.get(cell).is_some_and(|taken| *taken < 0)
        });
        self.missing_offtake += cells.count();
    }

    /// One JSON object, or lines for people.
    pub fn write(&self, as_json: bool, out: &mut dyn Write) -> Result<(), Failure> {
        let kwh = |mwh: i128| units::format_decimal(mwh, 6);
        let sums = [self.offtake, self.received, self.injection, self.given];
        let [(_, of_injection), (_, of_offtake), (_, coverage)] = Ratios::of(sums).named();
        if as_json {
            let line = serde_json::json!({
                "kind": "share",
                "key": self.key,
                "members": self.members,
                "rows": self.rows,
                "quarter_hours": self.quarter_hours,
                "rows_without_offtake": self.missing_offtake,
                "offtake_kwh": kwh(self.offtake),
                "injection_kwh": kwh(self.injection),
                "received_kwh": kwh(self.received),
                "given_kwh": kwh(self.given),
                "residual_offtake_kwh": kwh(self.offtake - self.received),
                "residual_injection_kwh": kwh(self.injection - self.given),
                "self_consumption": of_injection,
                "self_sufficiency": of_offtake,
                "coverage": coverage,
            });
            writeln!(out, "{line}")?;
            return Ok(());
        }
        let part = |ratio: Option<String>| ratio.unwrap_or_else(|| "-".to_owned());
        writeln!(
            out,
            "{} members, {} quarter-hours, key {}",
            self.members, self.quarter_hours, self.key
        )?;
        writeln!(out, "  off-take   {:>18} kWh", kwh(self.offtake))?;
        writeln!(out, "  injection  {:>18} kWh", kwh(self.injection))?;
        writeln!(out, "  shared     {:>18} kWh", kwh(self.received))?;
        writeln!(
            out,
            "  of injection {:>9}, of off-take {:>9}",
            part(of_injection),
            part(of_offtake)
        )?;
        Ok(())
    }
}
