//! Which meter stands there: `place card-electricity at=2026-03-02T10:00:00+01:00 balance=6.00`.

use super::act::WrongLine;
use crate::MeterSerial;
use crate::card::{CardMeter, CardSetup, DebtPlan, Fuel};
use crate::clock::MeterClock;
use crate::meter::{Kind, Meter};
use crate::settings::{SettingsError, Timing};
use crate::smart_electricity::{
    Ampere, MeterCalendar, ReturnAfterOverload, SmartElectricity, SmartSetup,
};
use crate::smart_gas::{GasSetup, SmartGas};
use calendar::{Instant, ProtectedHours, TwoRateArea};
use params::{ParameterBook, ParameterError, Value};
use std::str::FromStr;
use std::sync::Arc;
use units::{Dso, Energy, GasFactor, Litres, MicroEuro, MilliWattHours, NanoEuroPerKwh};

/// A meter to be placed; what is not said comes from the operator's parameters of that day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub kind: Kind,
    pub at: Instant,
    pub dso: Dso,
    pub serial: MeterSerial,
    pub three_phase: bool,
    pub prepayment: bool,
    /// Peak and off-peak; gas has a volume instead.
    pub kwh: [MilliWattHours; 2],
    pub volume: Litres,
    pub after_overload: ReturnAfterOverload,
    /// How far its clock is ahead; negative if it is behind.
    pub clock_ahead_s: i64,
    pub drift_ppm: i16,
    pub balance: MicroEuro,
    pub prices: [NanoEuroPerKwh; 2],
    pub factor: GasFactor,
    pub weekly_fee: MicroEuro,
    pub debt: DebtPlan,
    pub emergency_limit: Option<MicroEuro>,
    pub warning_at: Option<MicroEuro>,
    /// Cards of electricity: a few ampere instead of a second cut.
    pub minimum_supply: bool,
    pub protected_hours: bool,
}

/// Why a meter cannot be placed.
#[derive(Debug, thiserror::Error)]
pub enum PlaceError {
    #[error("the line does not say which meter")]
    Line(#[from] WrongLine),
    #[error("the operator's parameters are incomplete")]
    Parameter(#[from] ParameterError),
    #[error(transparent)]
    Settings(#[from] SettingsError),
    #[error("parameter `{name}` is not {expected}")]
    Kind { name: &'static str, expected: &'static str },
}

impl Place {
    pub const HELP: &str = "\
place KIND at=INSTANT [dso=ORES] [serial=1] [phases=3] [prepayment=off] [kwh=1250,2310] [m3=2.140]
      [return=60s] [ahead=5] [drift=20] [balance=20.00] [day=0.30] [night=0.25] [factor=11.186] [fee=0.35]
      [debt=60.00] [weekly=5.00] [emergency=15.00] [warning=5.00] [minimum=off] [protected=on]";

    /// A meter with nothing special about it. Prices are for training: none is published here.
    pub fn new(kind: Kind, at: Instant) -> Self {
        Self {
            kind,
            at,
            dso: Dso::Ores,
            serial: MeterSerial(1),
            three_phase: false,
            prepayment: true,
            kwh: [MilliWattHours::ZERO; 2],
            volume: Litres(0),
            after_overload: ReturnAfterOverload::ByHand,
            clock_ahead_s: 0,
            drift_ppm: 0,
            balance: MicroEuro(20_000_000),
            prices: [NanoEuroPerKwh(300_000_000), NanoEuroPerKwh(250_000_000)],
            factor: GasFactor(11_186_000),
            weekly_fee: MicroEuro::ZERO,
            debt: DebtPlan::default(),
            emergency_limit: None,
            warning_at: None,
            minimum_supply: true,
            protected_hours: false,
        }
    }

    /// Reads a line. Errors: the line, and what would be understood.
    pub fn parse(line: &str) -> Result<Self, WrongLine> {
        let wrong = || WrongLine { line: line.to_owned(), expected: "place KIND at=INSTANT ..." };
        let mut words = line.split_whitespace();
        let (Some("place"), Some(kind)) = (words.next(), words.next()) else { return Err(wrong()) };
        let kind = Kind::from_str(kind).map_err(|_| wrong())?;
        let mut place = Self::new(kind, Instant(i64::MIN));
        for word in words {
            let (key, value) = word.split_once('=').ok_or_else(wrong)?;
            place.set(key, value).ok_or_else(wrong)?;
        }
        if place.at == Instant(i64::MIN) { Err(wrong()) } else { Ok(place) }
    }

    fn set(&mut self, key: &str, value: &str) -> Option<()> {
        match key {
            "at" => self.at = value.parse().ok()?,
            "dso" => self.dso = value.parse().ok()?,
            "serial" => self.serial = MeterSerial(value.parse().ok()?),
            "phases" => self.three_phase = one_of(value, "3", "1")?,
            "prepayment" => self.prepayment = one_of(value, "on", "off")?,
            "kwh" => {
                let (peak, off_peak) = value.split_once(',')?;
                self.kwh = [peak.parse().ok()?, off_peak.parse().ok()?];
            }
            "m3" => self.volume = value.parse().ok()?,
            "return" => {
                let after_s = value.strip_suffix('s')?.parse().ok()?;
                self.after_overload = ReturnAfterOverload::ByItself { after_s };
            }
            "ahead" => self.clock_ahead_s = value.parse().ok()?,
            "drift" => self.drift_ppm = value.parse().ok()?,
            "balance" => self.balance = value.parse().ok()?,
            "day" => self.prices = [value.parse().ok()?, self.prices.last().copied()?],
            "night" => self.prices = [self.prices.first().copied()?, value.parse().ok()?],
            "factor" => self.factor = value.parse().ok()?,
            "fee" => self.weekly_fee = value.parse().ok()?,
            "debt" => self.debt.left = value.parse().ok()?,
            "weekly" => self.debt.weekly = value.parse().ok()?,
            "emergency" => self.emergency_limit = Some(value.parse().ok()?),
            "warning" => self.warning_at = Some(value.parse().ok()?),
            "minimum" => self.minimum_supply = one_of(value, "on", "off")?,
            "protected" => self.protected_hours = one_of(value, "on", "off")?,
            _ => return None,
        }
        Some(())
    }

    /// The meter, with the operator's parameters of the day. Errors: parameters that are missing.
    pub fn meter(&self, book: &ParameterBook) -> Result<Meter, PlaceError> {
        let energy = match self.kind {
            Kind::SmartElectricity | Kind::CardElectricity => Energy::Electricity,
            Kind::SmartGas | Kind::CardGas => Energy::Gas,
        };
        let timing = Timing::of(book, self.dso, energy, self.at.day(), self.at)?;
        let clock = MeterClock::wrong(
            self.at,
            self.clock_ahead_s.saturating_mul(1_000_000),
            self.drift_ppm,
        );
        let [peak, off_peak] = self.kwh;
        Ok(match self.kind {
            Kind::SmartElectricity => {
                let setup = SmartSetup {
                    serial: self.serial,
                    clock,
                    three_phase: self.three_phase,
                    registers: [peak, off_peak, MilliWattHours::ZERO, MilliWattHours::ZERO],
                    prepayment: self.prepayment,
                    timing,
                    after_overload: self.after_overload,
                    calendar: MeterCalendar::Valid,
                };
                Meter::SmartElectricity(Box::new(SmartElectricity::new(setup, self.at)))
            }
            Kind::SmartGas => {
                let (serial, volume, prepayment) = (self.serial, self.volume, self.prepayment);
                let setup = GasSetup { serial, clock, volume, prepayment, timing };
                Meter::SmartGas(Box::new(SmartGas::new(setup, self.at)))
            }
            Kind::CardElectricity => {
                let rates = TwoRateArea::default();
                let fuel = Fuel::Electricity { peak, off_peak, rates };
                self.card(book, energy, fuel, clock, timing)?
            }
            Kind::CardGas => {
                let fuel = Fuel::Gas { volume: self.volume, factor: self.factor };
                self.card(book, energy, fuel, clock, timing)?
            }
        })
    }

    fn card(
        &self,
        book: &ParameterBook,
        energy: Energy,
        fuel: Fuel,
        clock: MeterClock,
        timing: Timing,
    ) -> Result<Meter, PlaceError> {
        let value = |name| book.value(name, self.dso, energy, self.at.day(), self.at);
        let money = |name, said: Option<MicroEuro>| match (said, value(name)?) {
            (Some(said), _) => Ok(said),
            (None, Value::Money(amount)) => Ok(*amount),
            (None, _) => Err(PlaceError::Kind { name, expected: "an amount" }),
        };
        let minimum_supply = match value("limiter.current")? {
            _ if energy == Energy::Gas || !self.minimum_supply => None,
            Value::Int(ampere) => Ampere::new(*ampere),
            _ => return Err(PlaceError::Kind { name: "limiter.current", expected: "in ampere" }),
        };
        // The card rule knew no holidays: PA-14.
        let protected_hours =
            self.protected_hours.then(|| Arc::new(ProtectedHours::card_wal(false)));
        let setup = CardSetup {
            serial: self.serial,
            clock,
            fuel,
            balance: self.balance,
            prices: self.prices,
            warning_at: money("credit.low_threshold", self.warning_at)?,
            emergency_limit: money("credit.emergency_limit", self.emergency_limit)?,
            weekly_fee: self.weekly_fee,
            debt: self.debt,
            minimum_supply,
            protected_hours,
            emergency_ends_protection: true,
            timing,
        };
        Ok(Meter::Card(Box::new(CardMeter::new(setup, self.at))))
    }
}

fn one_of(value: &str, yes: &str, no: &str) -> Option<bool> {
    if value == yes { Some(true) } else { (value == no).then_some(false) }
}
