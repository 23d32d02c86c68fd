//! What a card meter is given.

use super::purse::DebtPlan;
use crate::MeterSerial;
use crate::clock::MeterClock;
use crate::register::{EnergyRegister, VolumeRegister};
use crate::settings::Timing;
use crate::smart_electricity::Ampere;
use crate::valve::Valve;
use calendar::{ProtectedHours, TwoRateArea};
use std::sync::Arc;
use units::{GasFactor, Litres, MicroEuro, MilliWattHours, NanoEuroPerKwh};

/// A meter to be placed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardSetup {
    pub serial: MeterSerial,
    pub clock: MeterClock,
    pub fuel: Fuel,
    /// Two to three days of energy, as it is placed.
    pub balance: MicroEuro,
    /// Peak and off-peak; gas has the first only.
    pub prices: [NanoEuroPerKwh; 2],
    /// At this balance it beeps.
    pub warning_at: MicroEuro,
    pub emergency_limit: MicroEuro,
    pub weekly_fee: MicroEuro,
    pub debt: DebtPlan,
    /// A few ampere instead of a second cut; electricity of protected customers. Source: PA-16.
    pub minimum_supply: Option<Ampere>,
    /// No cut acts in them; `None` outside Wallonia. Source: PA-14.
    pub protected_hours: Option<Arc<ProtectedHours>>,
    /// Using emergency credit ends them, as it did on cards. Source: PA-14.
    pub emergency_ends_protection: bool,
    pub timing: Timing,
}

/// Which energy, and where its counter stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fuel {
    Electricity { peak: MilliWattHours, off_peak: MilliWattHours, rates: TwoRateArea },
    Gas { volume: Litres, factor: GasFactor },
}

/// Counters and what stops the energy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Works {
    Electricity {
        peak: EnergyRegister,
        off_peak: EnergyRegister,
        rates: TwoRateArea,
        lever_up: bool,
    },
    Gas {
        volume: VolumeRegister,
        factor: GasFactor,
        /// Energy the volume was turned into, and thousandths of a milliwatt-hour.
        energy: MilliWattHours,
        carry: i64,
        valve: Valve,
    },
}

impl Works {
    pub(crate) fn placed(fuel: Fuel) -> Self {
        match fuel {
            Fuel::Electricity { peak, off_peak, rates } => Self::Electricity {
                peak: EnergyRegister::starting_at(peak),
                off_peak: EnergyRegister::starting_at(off_peak),
                rates,
                lever_up: true,
            },
            Fuel::Gas { volume, factor } => Self::Gas {
                volume: VolumeRegister::starting_at(volume),
                factor,
                energy: MilliWattHours::ZERO,
                carry: 0,
                valve: Valve::placed_open(),
            },
        }
    }

    pub(crate) fn is_open(&self) -> bool {
        match self {
            Self::Electricity { lever_up, .. } => *lever_up,
            Self::Gas { valve, .. } => valve.is_open(),
        }
    }
}
