//! Displays: what a screen holds, and how it reads.

mod buttons;
mod hints;
mod symbols;

pub use buttons::{Button, UnknownButton};
pub use hints::Hint;
pub use symbols::{Symbol, Symbols};

use calendar::Instant;
use std::fmt;
use units::{GasFactor, Litres, MicroEuro, MilliWattHours, NanoEuroPerKwh, format_decimal};

/// What a screen shows. Each meter has a table of [`ScreenRow`]s; the value is looked up when the
/// screen is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shows {
    Nothing,
    AllSegments,
    Time,
    Date,
    ImportPeak,
    ImportOffPeak,
    ExportPeak,
    ExportOffPeak,
    EnergyTotal,
    Volume,
    GasFactor,
    Message,
    UpdatedAt,
    PushedBalance,
    PushedEmergency,
    Countdown,
    Balance,
    EmergencyLeft,
    AmountToClear,
    FaultDebt,
    Debt,
    WeeklyRepayment,
    WeeklyDeductions,
    LoadedTotal,
    PricePeak,
    PriceOffPeak,
    PricePerCubicMetre,
    Dashes,
    JustLoaded,
    /// The word OFF.
    Off,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    None,
    Kwh,
    CubicMetre,
    Eur,
    EurPerWeek,
    EurPerKwh,
    EurPerCubicMetre,
    KwhPerCubicMetre,
    Second,
}

/// One screen of a meter: its code on the display, the key of its name in words, its unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScreenRow {
    pub shows: Shows,
    pub code: &'static str,
    pub text: &'static str,
    pub unit: Unit,
}

/// A short way to write a table.
pub(crate) const fn row(
    shows: Shows,
    code: &'static str,
    text: &'static str,
    unit: Unit,
) -> ScreenRow {
    ScreenRow { shows, code, text, unit }
}

/// What stands in the figures of a display.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    Blank,
    /// Nothing was received yet, or a load is under way.
    Dashes,
    AllSegments,
    Off,
    Energy(MilliWattHours),
    Volume(Litres),
    /// A balance in cents, rounded down, or an amount to pay in cents, rounded up (PA-03).
    Cents(i64),
    Price(NanoEuroPerKwh),
    Factor(GasFactor),
    Moment(Instant),
    Time(Instant),
    Date(Instant),
    Seconds(i64),
    Text(Box<str>),
}

impl Value {
    pub fn balance(amount: MicroEuro) -> Self {
        Self::Cents(amount.shown_balance_cents())
    }

    pub fn to_pay(amount: MicroEuro) -> Self {
        Self::Cents(amount.amount_to_pay_cents())
    }
}

impl fmt::Display for Value {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Blank => Ok(()),
            Self::Dashes => out.write_str("------"),
            Self::AllSegments => out.write_str("8.8.8.8.8.8.8.8"),
            Self::Off => out.write_str("OFF"),
            // The formats of MT-01: six and three digits for energy, five and three for gas. What
            // is below the last digit is not shown.
            Self::Energy(energy) => {
                let watt_hours = energy.0.div_euclid(1_000);
                write!(out, "{:0>10}", format_decimal(i128::from(watt_hours), 3))
            }
            Self::Volume(volume) => write!(out, "{:0>9}", format_decimal(i128::from(volume.0), 3)),
            Self::Cents(cents) => out.write_str(&format_decimal(i128::from(*cents), 2)),
            Self::Price(price) => {
                let micro = price.0.div_euclid(1_000);
                out.write_str(&format_decimal(i128::from(micro), 6))
            }
            Self::Factor(factor) => factor.fmt(out),
            Self::Moment(at) => write!(out, "{} {}", date(*at), time(*at)),
            Self::Time(at) => out.write_str(&time(*at)),
            Self::Date(at) => out.write_str(&date(*at)),
            Self::Seconds(seconds) => write!(out, "{seconds}"),
            Self::Text(text) => out.write_str(text),
        }
    }
}

fn date(at: Instant) -> String {
    let (year, month, day) = at.day().ymd();
    format!("{day:02}/{month:02}/{year:04}")
}

fn time(at: Instant) -> String {
    let minute = at.minute_of_day();
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

impl Unit {
    pub fn sign(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Kwh => "kWh",
            Self::CubicMetre => "m³",
            Self::Eur => "€",
            Self::EurPerWeek => "€/7d",
            Self::EurPerKwh => "€/kWh",
            Self::EurPerCubicMetre => "€/m³",
            Self::KwhPerCubicMetre => "kWh/m³",
            Self::Second => "s",
        }
    }
}

/// What a display shows now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Screen {
    pub row: ScreenRow,
    pub value: Value,
    pub symbols: Symbols,
    pub hint: Option<Hint>,
}

impl fmt::Display for Screen {
    /// One line: code, figures, unit, name, signs.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let figures = format!("{} {}", self.value, self.row.unit.sign());
        write!(out, "{:>9} | {:<20} | {:<18} |", self.row.code, figures.trim_end(), self.row.text)?;
        for symbol in self.symbols.iter() {
            write!(out, " {}", symbol.text())?;
        }
        Ok(())
    }
}
