//! Energy, gas volume, and the factor between them.

use crate::decimal::decimal_text;
use serde::{Deserialize, Serialize};

/// Active energy, in milliwatt-hours: 1 kWh is 1,000,000 of them. Written in kWh with six decimals.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct MilliWattHours(pub i64);
decimal_text!(MilliWattHours, 6);

impl MilliWattHours {
    pub const ZERO: Self = Self(0);

    /// The sum; `None` if it does not fit.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// The difference; `None` if it does not fit.
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }
}

/// What part of a whole something is, in parts per million, rounded half up once; `None` of nothing, and of what does
/// not fit.
pub fn parts_per_million(part: i128, whole: i128) -> Option<i64> {
    if whole <= 0 {
        return None;
    }
    let twice = part.checked_mul(2_000_000)?.checked_add(whole)?;
    i64::try_from(twice.div_euclid(whole.checked_mul(2)?)).ok()
}

/// Volume of gas, in litres (dm³). Written in m³ with three decimals.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Litres(pub i64);
decimal_text!(Litres, 3);

/// What a cubic metre of gas holds, in micro-kWh per m³. Written in kWh/m³ with six decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct GasFactor(pub i64);
decimal_text!(GasFactor, 6);

impl GasFactor {
    /// The energy of `volume` in whole milliwatt-hours, and what is left in thousandths of one,
    /// which enters the next conversion of the same register. `carry` is 0 to 999.
    /// `None` if it does not fit. Source: MT-03.
    pub fn energy_of(self, volume: Litres, carry: i64) -> Option<(MilliWattHours, i64)> {
        let thousandths =
            i128::from(volume.0).checked_mul(i128::from(self.0))?.checked_add(i128::from(carry))?;
        let whole = i64::try_from(thousandths.div_euclid(1000)).ok()?;
        let left = i64::try_from(thousandths.rem_euclid(1000)).ok()?;
        Some((MilliWattHours(whole), left))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn es_15_a_ratio_is_exact_and_rounded_half_up_once() {
        assert_eq!(parts_per_million(5, 12), Some(416_667));
        assert_eq!(
            (parts_per_million(1, 2_000_000), parts_per_million(1, 2_000_001)),
            (Some(1), Some(0))
        );
        assert_eq!((parts_per_million(0, 0), parts_per_million(1, -1)), (None, None));
        assert_eq!(parts_per_million(i128::MAX, 1), None);
        assert_eq!(parts_per_million(180, 90), Some(2_000_000));
    }

    #[test]
    fn mt_03_gas_volume_becomes_energy_exactly() {
        let factor: GasFactor = "11.186".parse().unwrap();
        let (energy, carry) = factor.energy_of("8.430".parse().unwrap(), 0).unwrap();
        assert_eq!((energy.to_string().as_str(), carry), ("94.297980", 0));
    }

    proptest! {
        /// However a volume is cut into readings, the energies and the last carry add up to the whole.
        #[test]
        fn mt_03_the_fraction_below_a_milliwatt_hour_is_carried(parts in proptest::collection::vec(0i64..20_000, 1..60), factor in 9_000_000i64..13_000_000) {
            let factor = GasFactor(factor);
            let (mut energy, mut carry) = (0i64, 0i64);
            for part in &parts {
                let (more, left) = factor.energy_of(Litres(*part), carry).unwrap();
                energy += more.0;
                carry = left;
            }
            let whole = i128::from(parts.iter().sum::<i64>()) * i128::from(factor.0);
            prop_assert_eq!(i128::from(energy) * 1000 + i128::from(carry), whole);
        }
    }
}
