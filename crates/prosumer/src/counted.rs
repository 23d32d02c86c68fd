//! What meters counted between two readings: off-take and injection apart, or a disc that turned
//! back.

use crate::compensation::{PerRate, Rate};
use serde::{Deserialize, Serialize};
use units::{MilliWattHours, ObisCode};

/// Why readings do not make energies, or energies no sum.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CountError {
    #[error("register {register} went back from {earlier} to {later} kWh")]
    WentBack { register: ObisCode, earlier: MilliWattHours, later: MilliWattHours },
    #[error("a sum of energies does not fit")]
    TooLarge,
    #[error("a meter with one register cannot be settled at two rates")]
    OneRegister,
    #[error("injection of {injection} kWh is more than the production of {production} kWh")]
    MoreThanProduced { injection: MilliWattHours, production: MilliWattHours },
    #[error("a production of {production} kWh is below zero")]
    NegativeProduction { production: MilliWattHours },
}

/// One energy of each tariff slot. Signed where it is a net.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct BySlot {
    pub peak: MilliWattHours,
    pub off_peak: MilliWattHours,
}

impl BySlot {
    /// Slot by slot. Errors: [`CountError::TooLarge`].
    pub fn plus(self, other: Self) -> Result<Self, CountError> {
        Ok(Self {
            peak: add(self.peak, other.peak)?,
            off_peak: add(self.off_peak, other.off_peak)?,
        })
    }

    /// Slot by slot. Errors: [`CountError::TooLarge`].
    pub fn minus(self, other: Self) -> Result<Self, CountError> {
        let peak = subtract(self.peak, other.peak)?;
        Ok(Self { peak, off_peak: subtract(self.off_peak, other.off_peak)? })
    }

    /// Both slots. Errors: [`CountError::TooLarge`].
    pub fn total(self) -> Result<MilliWattHours, CountError> {
        add(self.peak, self.off_peak)
    }
}

pub(crate) fn add(a: MilliWattHours, b: MilliWattHours) -> Result<MilliWattHours, CountError> {
    a.checked_add(b).ok_or(CountError::TooLarge)
}

pub(crate) fn subtract(a: MilliWattHours, b: MilliWattHours) -> Result<MilliWattHours, CountError> {
    a.checked_sub(b).ok_or(CountError::TooLarge)
}

/// The values of the four registers of a smart meter at one instant. Source: PS-02, MT-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FourRegisters {
    /// 1.8.1 and 1.8.2.
    pub active_energy_import: BySlot,
    /// 2.8.1 and 2.8.2.
    pub active_energy_export: BySlot,
}

impl FourRegisters {
    /// What was counted since `earlier`. Errors: a register that is lower now; a roll-over is never
    /// assumed.
    pub fn since(self, earlier: Self) -> Result<Flows, CountError> {
        let (now, then) = (self.active_energy_import, earlier.active_energy_import);
        let offtake = BySlot {
            peak: counted_up(ObisCode::IMPORT_PEAK, then.peak, now.peak)?,
            off_peak: counted_up(ObisCode::IMPORT_OFF_PEAK, then.off_peak, now.off_peak)?,
        };
        let (now, then) = (self.active_energy_export, earlier.active_energy_export);
        let injection = BySlot {
            peak: counted_up(ObisCode::EXPORT_PEAK, then.peak, now.peak)?,
            off_peak: counted_up(ObisCode::EXPORT_OFF_PEAK, then.off_peak, now.off_peak)?,
        };
        Ok(Flows { offtake, injection })
    }
}

fn counted_up(
    register: ObisCode,
    earlier: MilliWattHours,
    later: MilliWattHours,
) -> Result<MilliWattHours, CountError> {
    let energy = subtract(later, earlier)?;
    if energy.0 < 0 { Err(CountError::WentBack { register, earlier, later }) } else { Ok(energy) }
}

/// Off-take and injection, each by slot and never below zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Flows {
    pub offtake: BySlot,
    pub injection: BySlot,
}

impl Flows {
    /// Errors: [`CountError::TooLarge`].
    pub fn plus(self, other: Self) -> Result<Self, CountError> {
        let offtake = self.offtake.plus(other.offtake)?;
        Ok(Self { offtake, injection: self.injection.plus(other.injection)? })
    }

    /// Off-take less injection, slot by slot. Errors: [`CountError::TooLarge`].
    pub fn net(self) -> Result<BySlot, CountError> {
        self.offtake.minus(self.injection)
    }
}

/// What was counted between two readings, as far as the meter tells it apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// A smart meter: off-take and injection have registers of their own.
    Separate(Flows),
    /// A mechanical two-rate meter whose discs turn back: only the net of each slot is known.
    TurnedBack(BySlot),
    /// A mechanical meter with one register: only the net is known.
    TurnedBackSingle(MilliWattHours),
}

impl Counted {
    /// Both together, known as far as both are: gross only if both tell it, slots likewise.
    /// Errors: [`CountError::TooLarge`].
    pub fn plus(self, other: Self) -> Result<Self, CountError> {
        match (self, other) {
            (Self::Separate(one), Self::Separate(more)) => one.plus(more).map(Self::Separate),
            (Self::TurnedBackSingle(_), _) | (_, Self::TurnedBackSingle(_)) => {
                Ok(Self::TurnedBackSingle(add(self.net_total()?, other.net_total()?)?))
            }
            (Self::TurnedBack(one), Self::TurnedBack(more)) => one.plus(more).map(Self::TurnedBack),
            (Self::TurnedBack(net), Self::Separate(flows))
            | (Self::Separate(flows), Self::TurnedBack(net)) => {
                flows.net()?.plus(net).map(Self::TurnedBack)
            }
        }
    }

    /// Off-take less injection of both slots, in milliwatt-hours; below zero if more was injected.
    /// Errors: [`CountError::TooLarge`].
    pub fn net_total(self) -> Result<MilliWattHours, CountError> {
        match self {
            Self::Separate(flows) => flows.net()?.total(),
            Self::TurnedBack(net) => net.total(),
            Self::TurnedBackSingle(net) => Ok(net),
        }
    }

    /// The net by slot. Errors: [`CountError::OneRegister`] where no slot was told.
    pub fn net_by_slot(self) -> Result<BySlot, CountError> {
        match self {
            Self::Separate(flows) => flows.net(),
            Self::TurnedBack(net) => Ok(net),
            Self::TurnedBackSingle(_) => Err(CountError::OneRegister),
        }
    }

    /// The net of each register group of `rate`: all registers together, or each slot apart.
    /// Errors: as [`Self::net_by_slot`] at two rates. Source: PS-02, PS-03.
    pub fn net(self, rate: Rate) -> Result<PerRate, CountError> {
        match rate {
            Rate::Single => self.net_total().map(PerRate::Single),
            Rate::TwoRate => self.net_by_slot().map(PerRate::TwoRate),
        }
    }

    /// All that was taken, in milliwatt-hours; `None` where no register tells it. Source: PS-06.
    /// Errors: [`CountError::TooLarge`].
    pub fn gross(self) -> Result<Option<MilliWattHours>, CountError> {
        match self {
            Self::Separate(flows) => flows.offtake.total().map(Some),
            Self::TurnedBack(_) | Self::TurnedBackSingle(_) => Ok(None),
        }
    }
}

/// Who says what was produced. Source: PS-09.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Production {
    Metered(MilliWattHours),
    /// The customer's own figure: shown as such.
    Stated(MilliWattHours),
}

/// Used where it was produced, shown with off-take and injection apart. Milliwatt-hours.
/// Source: PS-09.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SelfConsumption {
    pub production: Production,
    pub self_consumption: MilliWattHours,
    pub offtake: MilliWattHours,
    pub injection: MilliWattHours,
}

impl SelfConsumption {
    /// Production less injection. Errors: a production below zero or below the injection.
    pub fn new(production: Production, flows: Flows) -> Result<Self, CountError> {
        let (Production::Metered(produced) | Production::Stated(produced)) = production;
        let (offtake, injection) = (flows.offtake.total()?, flows.injection.total()?);
        if produced.0 < 0 {
            return Err(CountError::NegativeProduction { production: produced });
        }
        if produced < injection {
            return Err(CountError::MoreThanProduced { injection, production: produced });
        }
        let self_consumption = subtract(produced, injection)?;
        Ok(Self { production, self_consumption, offtake, injection })
    }

    /// What the household used in all: taken and used where it was produced.
    pub fn used(self) -> Result<MilliWattHours, CountError> {
        add(self.offtake, self.self_consumption)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kwh(text: &str) -> MilliWattHours {
        text.parse().unwrap()
    }

    fn registers(import: [&str; 2], export: [&str; 2]) -> FourRegisters {
        let by_slot =
            |[peak, off_peak]: [&str; 2]| BySlot { peak: kwh(peak), off_peak: kwh(off_peak) };
        FourRegisters {
            active_energy_import: by_slot(import),
            active_energy_export: by_slot(export),
        }
    }

    #[test]
    fn ps_02_registers_are_differenced_one_by_one_and_none_may_go_back() {
        let then = registers(["100", "200"], ["30", "40"]);
        let now = registers(["101.5", "203"], ["31", "40"]);
        let flows = now.since(then).unwrap();
        assert_eq!(flows.offtake, BySlot { peak: kwh("1.5"), off_peak: kwh("3") });
        assert_eq!(flows.injection, BySlot { peak: kwh("1"), off_peak: kwh("0") });
        let back = registers(["101.5", "203"], ["31", "39.999"]).since(then).unwrap_err();
        assert_eq!(back.to_string(), "register 2.8.2 went back from 40.000000 to 39.999000 kWh");
    }

    #[test]
    fn ps_09_self_consumption_is_production_less_injection() {
        let year = registers(["1000", "500"], ["1200", "300"]);
        let year = year.since(FourRegisters::default()).unwrap();
        let shown = SelfConsumption::new(Production::Metered(kwh("4000")), year).unwrap();
        assert_eq!(shown.self_consumption, kwh("2500"));
        assert_eq!((shown.offtake, shown.injection), (kwh("1500"), kwh("1500")));
        assert_eq!(shown.used().unwrap(), kwh("4000"));
        let wrong = SelfConsumption::new(Production::Stated(kwh("1499")), year);
        assert_eq!(
            wrong.unwrap_err().to_string(),
            "injection of 1500.000000 kWh is more than the production of 1499.000000 kWh"
        );
        let all_injected = SelfConsumption::new(Production::Stated(kwh("1500")), year);
        assert_eq!(all_injected.unwrap().self_consumption, MilliWattHours::ZERO);
        let below = SelfConsumption::new(Production::Stated(kwh("-1")), Flows::default());
        assert!(matches!(below, Err(CountError::NegativeProduction { .. })));
    }
}
