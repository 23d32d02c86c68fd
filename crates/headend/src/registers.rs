//! Lines of register values.

use crate::clock;
use crate::error::{ImportError, Problem, ProblemKind, Problems, Who};
use crate::format::{Format, Header};
use crate::lines::{Lines, Row};
use calendar::Instant;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use units::{Ean, Litres, MilliWattHours, ObisCode, UnitError};

/// What a register shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RegisterValue {
    Energy(MilliWattHours),
    /// Gas; its energy is calculated by MT-03, not here.
    Volume(Litres),
}

/// When in the life of a meter a register was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Occasion {
    /// The local midnight that ends one day and opens the next.
    Midnight,
    /// Any other time: a swap, a removal, a reading by hand. The line is marked `spot`.
    Spot,
}

/// One register value as a file gives it. Whether it is plausible, new or from the future is for
/// others to judge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RegisterReading {
    pub at: Instant,
    pub ean: Ean,
    pub obis: ObisCode,
    pub value: RegisterValue,
    pub occasion: Occasion,
    /// The line of the file, for errors found later.
    pub line: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    At,
    Ean,
    Obis,
    Value,
    Mark,
    Ignored,
}

/// Everything read so far.
#[derive(Debug)]
pub(crate) struct Collector<'a> {
    file: &'a Arc<str>,
    roles: Vec<Role>,
    readings: Vec<RegisterReading>,
    known: HashMap<(Instant, Ean, ObisCode), usize>,
    contradicted: BTreeSet<usize>,
    pub(crate) ignored_columns: Vec<String>,
    pub(crate) duplicate_rows: u64,
    pub(crate) problems: Problems,
}

impl<'a> Collector<'a> {
    /// Errors: the header lacks a column.
    pub(crate) fn new(file: &'a Arc<str>, header: &Header) -> Result<Self, ImportError> {
        for column in ["at", "ean", "obis", "value"] {
            if header.position(&[column]).is_none() {
                let (file, format) = (file.as_ref().to_owned(), Format::Registers);
                return Err(ImportError::NotOfFormat { file, format, column });
            }
        }
        let role = |name: &String| match name.as_str() {
            "at" => Role::At,
            "ean" => Role::Ean,
            "obis" => Role::Obis,
            "value" => Role::Value,
            "mark" => Role::Mark,
            _ => Role::Ignored,
        };
        let ignored = header.names.iter().filter(|name| role(name) == Role::Ignored);
        Ok(Self {
            file,
            roles: header.names.iter().map(role).collect(),
            readings: Vec::new(),
            known: HashMap::new(),
            contradicted: BTreeSet::new(),
            ignored_columns: ignored.cloned().collect(),
            duplicate_rows: 0,
            problems: Problems::default(),
        })
    }

    /// Reads all rows. Errors: only what ends the reading.
    pub(crate) fn read(&mut self, lines: &mut Lines<'_>) -> Result<(), ImportError> {
        while let Some(row) = lines.row()? {
            if let Err(kind) = self.take(row) {
                self.problems.add(Problem { file: Arc::clone(self.file), line: row.line, kind });
            }
        }
        Ok(())
    }

    fn take(&mut self, row: Row<'_>) -> Result<(), ProblemKind> {
        let text = row.text.ok_or(ProblemKind::NotText)?;
        let (found, expected) = (text.split(',').count(), self.roles.len());
        if found != expected {
            return Err(ProblemKind::Columns { found, expected });
        }
        let (mut at_text, mut ean, mut obis, mut value, mut mark) = ("", "", "", "", "");
        for (cell, role) in text.split(',').map(str::trim).zip(&self.roles) {
            match role {
                Role::At => at_text = cell,
                Role::Ean => ean = cell,
                Role::Obis => obis = cell,
                Role::Value => value = cell,
                Role::Mark => mark = cell,
                Role::Ignored => {}
            }
        }
        let at = clock::instant(at_text)?;
        let occasion = match mark {
            "" => Occasion::Midnight,
            "spot" => Occasion::Spot,
            _ => return Err(ProblemKind::MarkUnknown { text: mark.to_owned() }),
        };
        if occasion == Occasion::Midnight && at != at.day().start() {
            return Err(ProblemKind::NotMidnight { text: at_text.to_owned() });
        }
        let ean: Ean = ean.parse().map_err(ProblemKind::Ean)?;
        let obis = register(obis)?;
        let who = Who::Register { ean, obis };
        let parsed = register_value(obis, value, &who)?;
        let reading = RegisterReading { at, ean, obis, value: parsed, occasion, line: row.line };
        let next = self.readings.len();
        let index = *self.known.entry((at, ean, obis)).or_insert(next);
        match self.readings.get(index) {
            None => self.readings.push(reading),
            Some(earlier) if earlier.value == parsed && earlier.occasion == occasion => {
                self.duplicate_rows = self.duplicate_rows.saturating_add(1);
            }
            Some(earlier) => {
                let (text, earlier_line) = (value.to_owned(), earlier.line);
                self.contradicted.insert(index);
                return Err(ProblemKind::Contradiction { who, text, earlier_line });
            }
        }
        Ok(())
    }

    /// The readings in the order of the file, without those that another line contradicts.
    pub(crate) fn readings(&mut self) -> Vec<RegisterReading> {
        let mut index = 0;
        let contradicted = std::mem::take(&mut self.contradicted);
        let mut readings = std::mem::take(&mut self.readings);
        readings.retain(|_| {
            index += 1;
            !contradicted.contains(&(index - 1))
        });
        readings
    }
}

/// One of the registers of MT-01.
fn register(text: &str) -> Result<ObisCode, ProblemKind> {
    let unknown = || ProblemKind::Register { text: text.to_owned() };
    let obis: ObisCode = text.parse().map_err(|_| unknown())?;
    match obis {
        ObisCode::IMPORT_PEAK
        | ObisCode::IMPORT_OFF_PEAK
        | ObisCode::EXPORT_PEAK
        | ObisCode::EXPORT_OFF_PEAK
        | ObisCode::GAS_VOLUME => Ok(obis),
        _ => Err(unknown()),
    }
}

/// kWh with up to six decimals, or m³ with up to three, as the register says.
fn register_value(obis: ObisCode, text: &str, who: &Who) -> Result<RegisterValue, ProblemKind> {
    if text.is_empty() {
        return Err(ProblemKind::NoValue { who: who.clone() });
    }
    let wrong = |cause: UnitError| ProblemKind::of_number(who.clone(), cause);
    let (value, amount) = if obis == ObisCode::GAS_VOLUME {
        let volume: Litres = text.parse().map_err(wrong)?;
        (RegisterValue::Volume(volume), volume.0)
    } else {
        let energy: MilliWattHours = text.parse().map_err(wrong)?;
        (RegisterValue::Energy(energy), energy.0)
    };
    if amount < 0 {
        return Err(ProblemKind::Negative { who: who.clone(), text: text.to_owned() });
    }
    Ok(value)
}
