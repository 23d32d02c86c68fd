//! What the display of a card meter shows now.

use super::blue::{self, BlueRow};
use super::machine::Mode;
use super::meter::CardMeter;
use super::reader::Slot;
use super::record::Counters;
use super::setup::Works;
use crate::screen::{Hint, Screen, ScreenRow, Shows, Symbol, Symbols, Value};
use units::{MicroEuro, MilliWattHours, NanoEuroPerKwh};

impl CardMeter {
    /// There is a screen in every state.
    pub fn display(&self) -> Screen {
        let row = self.row();
        Screen { row, value: self.value(row.shows), symbols: self.symbols(), hint: self.hint() }
    }

    /// The counters and, of gas, the energy they were turned into.
    pub fn registers(&self) -> Counters {
        match &self.works {
            Works::Electricity { peak, off_peak, .. } => {
                Counters::Electricity { peak: peak.value(), off_peak: off_peak.value() }
            }
            Works::Gas { volume, .. } => Counters::Gas { volume: volume.value() },
        }
    }

    fn blue_table(&self) -> &'static [BlueRow] {
        match &self.works {
            Works::Electricity { .. } => &blue::ELECTRICITY,
            Works::Gas { .. } => &blue::GAS,
        }
    }

    fn blue_row(&self, press: u8) -> Option<&'static BlueRow> {
        let place = usize::from(press).checked_sub(1)?;
        let row = self.blue_table().get(place)?;
        (!row.card_in || self.slot.has_good_card()).then_some(row)
    }

    /// Where one more press of the blue button leads: past the last screen, back to the idle one.
    pub(super) fn blue_after(&self) -> u8 {
        let next = self.blue_now().saturating_add(1);
        if self.blue_row(next).is_some() { next } else { 0 }
    }

    /// An untouched display goes back to what it shows when idle.
    fn blue_now(&self) -> u8 {
        let idle_s = self.now.seconds_since(self.touched);
        if idle_s >= i64::from(self.setup.timing.idle_s) { 0 } else { self.blue }
    }

    fn row(&self) -> ScreenRow {
        match &self.slot {
            Slot::Refused(_) => return blue::REFUSED,
            Slot::Reading { .. } => return blue::READING,
            Slot::Taken { since, .. } => {
                let shown_s = self.now.seconds_since(*since);
                let amount_s = i64::from(self.setup.timing.amount_s);
                return if shown_s < amount_s { blue::TAKEN } else { blue::NEW_BALANCE };
            }
            Slot::Empty | Slot::Resting(_) => {}
        }
        if let Works::Gas { valve, .. } = &self.works
            && valve.is_testing()
        {
            return blue::TESTING;
        }
        self.blue_row(self.blue_now()).map_or_else(|| self.idle_row(), |row| row.screen)
    }

    fn idle_row(&self) -> ScreenRow {
        let turn_s = i64::from(self.setup.timing.rotate_s.max(1));
        let second = self.now.seconds_since(self.mode_since) / turn_s % 2 == 1;
        let of_mode = blue::IDLE.iter().find(|(mode, _)| *mode == self.mode);
        of_mode.map_or(blue::REFUSED, |(_, [one, two])| if second { *two } else { *one })
    }

    fn value(&self, shows: Shows) -> Value {
        let [price, price_off_peak] = self.setup.prices;
        let plan = self.purse.debt;
        match (shows, self.works) {
            (Shows::AllSegments, _) => Value::AllSegments,
            (Shows::Time, _) => Value::Time(self.shown()),
            (Shows::Date, _) => Value::Date(self.shown()),
            (Shows::Dashes, _) => Value::Dashes,
            (Shows::Off, _) => Value::Off,
            (Shows::Balance, _) => Value::balance(self.purse.balance()),
            (Shows::EmergencyLeft, _) => Value::balance(self.emergency_left()),
            (Shows::AmountToClear, _) => Value::to_pay(self.to_clear()),
            (Shows::FaultDebt, _) => Value::to_pay(self.purse.fault_debt()),
            (Shows::Debt, _) => Value::to_pay(plan.left),
            (Shows::WeeklyRepayment, _) => Value::to_pay(plan.next()),
            (Shows::WeeklyDeductions, _) => {
                let sum = plan.next().0.saturating_add(self.setup.weekly_fee.0);
                Value::to_pay(MicroEuro(sum))
            }
            (Shows::LoadedTotal, _) => Value::balance(self.purse.loaded),
            (Shows::JustLoaded, _) => match &self.slot {
                Slot::Taken { amount, .. } => Value::balance(*amount),
                _ => Value::Blank,
            },
            (Shows::EnergyTotal, Works::Electricity { peak, off_peak, .. }) => {
                let sum = peak.value().0.saturating_add(off_peak.value().0);
                Value::Energy(MilliWattHours(sum))
            }
            (Shows::EnergyTotal, Works::Gas { energy, .. }) => Value::Energy(energy),
            (Shows::ImportPeak, Works::Electricity { peak, .. }) => Value::Energy(peak.value()),
            (Shows::ImportOffPeak, Works::Electricity { off_peak, .. }) => {
                Value::Energy(off_peak.value())
            }
            (Shows::PricePeak, _) => Value::Price(price),
            (Shows::PriceOffPeak, _) => Value::Price(price_off_peak),
            (Shows::Volume, Works::Gas { volume, .. }) => Value::Volume(volume.value()),
            (Shows::GasFactor, Works::Gas { factor, .. }) => Value::Factor(factor),
            (Shows::PricePerCubicMetre, Works::Gas { factor, .. }) => {
                let nano = i128::from(price.0) * i128::from(factor.0) / 1_000_000;
                Value::Price(NanoEuroPerKwh(i64::try_from(nano).unwrap_or(i64::MAX)))
            }
            (Shows::Countdown, Works::Gas { valve, .. }) => {
                valve.countdown_s(self.now).map_or(Value::Blank, Value::Seconds)
            }
            _ => Value::Blank,
        }
    }

    /// All of it until it is used.
    fn emergency_left(&self) -> MicroEuro {
        let limit = self.setup.emergency_limit;
        let left = limit.0.saturating_add(self.purse.balance().0.min(0));
        MicroEuro(left.clamp(0, limit.0.max(0)))
    }

    /// What emergency credit and minimum supply have used.
    fn to_clear(&self) -> MicroEuro {
        MicroEuro(self.purse.balance().0.saturating_neg().max(0))
    }

    fn symbols(&self) -> Symbols {
        let low = match self.mode {
            Mode::Warning
            | Mode::Armed
            | Mode::Held
            | Mode::Off1
            | Mode::Emergency
            | Mode::Off2 => true,
            Mode::Normal | Mode::Limited | Mode::Tripped | Mode::Fault => false,
        };
        let supply = match &self.works {
            Works::Electricity { lever_up: true, .. } => Symbol::LeverUp,
            Works::Electricity { .. } => Symbol::LeverDown,
            Works::Gas { valve, .. } if valve.is_open() => Symbol::ValveOpen,
            Works::Gas { .. } => Symbol::ValveShut,
        };
        Symbols::default()
            .with_if(low, Symbol::Triangle)
            .with_if(!self.slot.is_empty(), Symbol::Card)
            .with(supply)
    }

    fn hint(&self) -> Option<Hint> {
        match &self.slot {
            Slot::Refused(_) => return Some(Hint::TurnOrCleanCard),
            Slot::Reading { .. } | Slot::Taken { .. } => return Some(Hint::WaitForDoubleBeep),
            Slot::Empty | Slot::Resting(_) => {}
        }
        match (self.mode, &self.works) {
            (Mode::Fault, _) => Some(Hint::CallTheOperator),
            (Mode::Tripped, _) => Some(Hint::UnplugThenLiftLever),
            (Mode::Off1, _) => Some(Hint::PressRed),
            (Mode::Off2, Works::Electricity { .. }) if self.setup.minimum_supply.is_some() => {
                Some(Hint::PressRed)
            }
            (Mode::Off2, _) => Some(Hint::LoadCard),
            (_, Works::Electricity { lever_up: false, .. }) => Some(Hint::LiftLever),
            (_, Works::Gas { valve, .. }) if valve.is_testing() => Some(Hint::WaitForLeakTest),
            (_, Works::Gas { valve, .. }) if valve.is_ready() => {
                Some(Hint::CloseAppliancesThenHoldBlue)
            }
            (Mode::Warning | Mode::Held, _) => Some(Hint::LoadOrPressRed),
            (Mode::Armed | Mode::Emergency | Mode::Limited, _) => Some(Hint::LoadCard),
            (Mode::Normal, _) => None,
        }
    }
}
