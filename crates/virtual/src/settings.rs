//! Durations of the devices.

use calendar::{Instant, SettlementDay};
use params::{ParameterBook, ParameterError, Value};
use units::{Dso, Energy};

/// Seconds a device waits for. Those of the trade are parameters; the others are facts of the
/// virtual device, which no source states, and have no bearing on money or supply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timing {
    /// How long a button is held to close the breaker or to begin a leak test; longer is as good.
    pub press_s: u16,
    pub leak_test_s: u16,
    /// Above the limit for so long, the breaker opens.
    pub trip_delay_s: u16,
    /// An untouched display falls asleep.
    pub idle_s: u16,
    /// How long each face of a display stays that shows several in turn.
    pub rotate_s: u16,
    /// A card meter reads a loaded card, then shows what was on it, then the new balance.
    pub reading_s: u16,
    pub amount_s: u16,
    pub new_balance_s: u16,
}

/// Durations that could not be had.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    #[error("the durations of a meter are incomplete")]
    Parameter(#[from] ParameterError),
    #[error("parameter `{name}` must be 0 to 65535 seconds")]
    NotSeconds { name: &'static str },
}

impl Timing {
    /// The durations of `energy` on a day. Source: DOMAIN 13, Meters.
    pub fn of(
        book: &ParameterBook,
        dso: Dso,
        energy: Energy,
        day: SettlementDay,
        known_at: Instant,
    ) -> Result<Self, SettingsError> {
        let seconds = |name: &'static str, energy: Energy| {
            let value = book.value(name, dso, energy, day, known_at)?;
            let Value::Int(seconds) = value else { return Err(SettingsError::NotSeconds { name }) };
            u16::try_from(*seconds).map_err(|_| SettingsError::NotSeconds { name })
        };
        let press = match energy {
            Energy::Electricity => "elec.press_s",
            Energy::Gas => "gas.press_s",
        };
        Ok(Self {
            press_s: seconds(press, energy)?,
            leak_test_s: seconds("gas.leak_test_s", energy)?,
            trip_delay_s: seconds("limiter.trip_delay_s", Energy::Electricity)?,
            idle_s: seconds("display.idle_s", energy)?,
            rotate_s: 5,
            reading_s: 4,
            amount_s: 3,
            new_balance_s: 3,
        })
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// What the shipped parameters say for ORES.
    pub(crate) fn shipped(energy: Energy) -> Timing {
        let book = ParameterBook::shipped().unwrap();
        let day = "2026-11-02".parse().unwrap();
        Timing::of(&book, Dso::Ores, energy, day, Instant(0)).unwrap()
    }

    #[test]
    fn mt_10_mt_15_the_shipped_durations_are_those_of_the_rules() {
        let electricity = shipped(Energy::Electricity);
        assert_eq!(
            (electricity.press_s, electricity.trip_delay_s, electricity.idle_s),
            (3, 10, 60)
        );
        let gas = shipped(Energy::Gas);
        assert_eq!((gas.press_s, gas.leak_test_s), (3, 720));
    }
}
