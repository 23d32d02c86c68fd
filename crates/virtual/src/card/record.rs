//! What a card meter writes on its card: the way back of its data, and the evidence of its end.
//! Source: MT-13, PA-05.

use super::machine::Mode;
use super::purse::DebtPlan;
use crate::MeterSerial;
use calendar::Instant;
use std::str::FromStr;
use units::{Litres, MicroEuro, MilliWattHours};

/// The state of a meter at one moment. Amounts are since it was placed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadOut {
    pub meter: MeterSerial,
    /// On the meter's clock.
    pub read_at: Instant,
    pub registers: Counters,
    pub mode: Mode,
    pub opened_with: MicroEuro,
    pub loaded: MicroEuro,
    /// Energy, rounded up to the micro-euro.
    pub charged: MicroEuro,
    pub fees: MicroEuro,
    pub repaid: MicroEuro,
    pub balance: MicroEuro,
    pub debt: DebtPlan,
    /// Number of the last load it took; 0: none.
    pub last_load: u32,
}

/// The counters of a card meter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counters {
    Electricity { peak: MilliWattHours, off_peak: MilliWattHours },
    Gas { volume: Litres },
}

/// A line that is no read-out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadOutError {
    #[error("a read-out has {expected} fields, this line has {found}")]
    Fields { expected: usize, found: usize },
    #[error("field `{name}` has `{text}`")]
    Field { name: &'static str, text: String },
}

const FIELDS: [&str; 15] = [
    "meter",
    "read_at",
    "peak_kwh",
    "off_peak_kwh",
    "volume_m3",
    "mode",
    "opened_eur",
    "loaded_eur",
    "charged_eur",
    "fees_eur",
    "repaid_eur",
    "balance_eur",
    "debt_eur",
    "weekly_eur",
    "last_load",
];

impl ReadOut {
    /// The first line of a file of read-outs.
    pub fn header() -> String {
        FIELDS.join(";")
    }

    /// One line, fields with semicolons between; what the meter has not is empty.
    pub fn to_line(&self) -> String {
        let [peak, off_peak, volume] = match self.registers {
            Counters::Electricity { peak, off_peak } => {
                [peak.to_string(), off_peak.to_string(), String::new()]
            }
            Counters::Gas { volume } => [String::new(), String::new(), volume.to_string()],
        };
        [
            self.meter.to_string(),
            self.read_at.to_utc_string(),
            peak,
            off_peak,
            volume,
            self.mode.name().to_owned(),
            self.opened_with.to_string(),
            self.loaded.to_string(),
            self.charged.to_string(),
            self.fees.to_string(),
            self.repaid.to_string(),
            self.balance.to_string(),
            self.debt.left.to_string(),
            self.debt.weekly.to_string(),
            self.last_load.to_string(),
        ]
        .join(";")
    }
}

impl FromStr for ReadOut {
    type Err = ReadOutError;

    /// Errors: a field that is missing, too much or not what its name says.
    fn from_str(line: &str) -> Result<Self, ReadOutError> {
        let texts: Vec<&str> = line.split(';').collect();
        let wrong_count = ReadOutError::Fields { expected: FIELDS.len(), found: texts.len() };
        let Ok(texts) = <[&str; FIELDS.len()]>::try_from(texts) else { return Err(wrong_count) };
        let [meter, read_at, peak, off_peak, volume, mode, amounts @ .., last_load] = texts;
        let [opened, loaded, charged, fees, repaid, balance, debt, weekly] = amounts;
        let registers = match (peak, off_peak, volume) {
            ("", "", volume) => Counters::Gas { volume: field("volume_m3", volume)? },
            (peak, off_peak, "") => Counters::Electricity {
                peak: field("peak_kwh", peak)?,
                off_peak: field("off_peak_kwh", off_peak)?,
            },
            (_, _, volume) => return Err(wrong("volume_m3", volume)),
        };
        let known = Mode::ALL.into_iter().find(|known| known.name() == mode);
        Ok(Self {
            meter: MeterSerial(field("meter", meter)?),
            read_at: field("read_at", read_at)?,
            registers,
            mode: known.ok_or_else(|| wrong("mode", mode))?,
            opened_with: field("opened_eur", opened)?,
            loaded: field("loaded_eur", loaded)?,
            charged: field("charged_eur", charged)?,
            fees: field("fees_eur", fees)?,
            repaid: field("repaid_eur", repaid)?,
            balance: field("balance_eur", balance)?,
            debt: DebtPlan { left: field("debt_eur", debt)?, weekly: field("weekly_eur", weekly)? },
            last_load: field("last_load", last_load)?,
        })
    }
}

fn field<T: FromStr>(name: &'static str, text: &str) -> Result<T, ReadOutError> {
    text.parse().map_err(|_| wrong(name, text))
}

fn wrong(name: &'static str, text: &str) -> ReadOutError {
    ReadOutError::Field { name, text: text.to_owned() }
}
