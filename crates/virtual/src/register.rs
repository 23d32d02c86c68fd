//! Counters that only grow. What is below their last digit is carried, so however time is cut into
//! steps the sum is the same.

use units::{Litres, MilliWattHours};

/// Watt-microseconds in a milliwatt-hour.
const PER_MWH: u64 = 3_600_000;
/// Litres per hour times microseconds in a litre.
const PER_LITRE: u64 = 3_600_000_000;

/// Active energy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct EnergyRegister {
    value: i64,
    /// Below `PER_MWH`.
    carry: u32,
}

/// Volume of gas. Not corrected for temperature (MT-01).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct VolumeRegister {
    value: i64,
    /// Below `PER_LITRE`.
    carry: u32,
}

impl EnergyRegister {
    pub fn starting_at(value: MilliWattHours) -> Self {
        Self { value: value.0, carry: 0 }
    }

    pub fn value(self) -> MilliWattHours {
        MilliWattHours(self.value)
    }

    /// Counts `watt` for `us` microseconds; the whole milliwatt-hours that came.
    pub fn add(&mut self, watt: u32, us: u64) -> i64 {
        count(&mut self.value, &mut self.carry, watt, us, PER_MWH)
    }

    /// Microseconds until `more` milliwatt-hours have come; `None` if never.
    pub fn us_until(self, more: i64, watt: u32) -> Option<i64> {
        us_until(self.carry, more, watt, PER_MWH)
    }
}

impl VolumeRegister {
    pub fn starting_at(value: Litres) -> Self {
        Self { value: value.0, carry: 0 }
    }

    pub fn value(self) -> Litres {
        Litres(self.value)
    }

    /// Counts `litres_per_h` for `us` microseconds; the whole litres that came.
    pub fn add(&mut self, litres_per_h: u32, us: u64) -> i64 {
        count(&mut self.value, &mut self.carry, litres_per_h, us, PER_LITRE)
    }

    /// Microseconds until `more` litres have come; `None` if never.
    pub fn us_until(self, more: i64, litres_per_h: u32) -> Option<i64> {
        us_until(self.carry, more, litres_per_h, PER_LITRE)
    }
}

fn count(value: &mut i64, carry: &mut u32, rate: u32, us: u64, per_unit: u64) -> i64 {
    // A step of a meter is at most a quarter-hour, for which 64 bits are enough.
    let (whole, left) =
        match u64::from(rate).checked_mul(us).and_then(|m| m.checked_add(u64::from(*carry))) {
            Some(small) => (i64::try_from(small / per_unit).unwrap_or(i64::MAX), small % per_unit),
            None => {
                let large = u128::from(rate) * u128::from(us) + u128::from(*carry);
                let whole = i64::try_from(large / u128::from(per_unit)).unwrap_or(i64::MAX);
                (whole, u64::try_from(large % u128::from(per_unit)).unwrap_or(0))
            }
        };
    *carry = u32::try_from(left).unwrap_or(0);
    *value = value.saturating_add(whole);
    whole
}

fn us_until(carry: u32, more: i64, rate: u32, per_unit: u64) -> Option<i64> {
    if rate == 0 {
        return None;
    }
    let needed = i128::from(more) * i128::from(per_unit) - i128::from(carry);
    let us = -(-needed).div_euclid(i128::from(rate));
    i64::try_from(us.max(0)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// However time is cut into steps, the register ends at the same value, and it never falls.
        #[test]
        fn mt_01_a_register_counts_the_same_in_any_steps(
            watt in 0u32..40_000,
            cuts in proptest::collection::vec(1u64..900_000_000, 1..40),
        ) {
            let (mut stepped, mut once) = (EnergyRegister::default(), EnergyRegister::default());
            for us in &cuts {
                let before = stepped.value();
                stepped.add(watt, *us);
                prop_assert!(stepped.value() >= before);
            }
            once.add(watt, cuts.iter().sum());
            prop_assert_eq!(stepped, once);
        }

        #[test]
        fn a_register_reaches_a_value_when_it_is_said_to(
            watt in 1u32..40_000, before in 0u64..900_000_000, more in 1i64..5_000_000,
        ) {
            let mut register = EnergyRegister::default();
            register.add(watt, before);
            let us = u64::try_from(register.us_until(more, watt).unwrap()).unwrap();
            let (mut early, start) = (register, register.value().0);
            register.add(watt, us);
            prop_assert!(register.value().0 >= start + more);
            early.add(watt, us - 1);
            prop_assert!(early.value().0 < start + more);
        }
    }

    #[test]
    fn mt_01_two_kilowatt_for_a_quarter_hour_are_half_a_kilowatt_hour() {
        let mut register = EnergyRegister::starting_at("1250".parse().unwrap());
        assert_eq!(register.add(2_000, 900_000_000), 500_000);
        assert_eq!(register.value().to_string(), "1250.500000");
        let mut gas = VolumeRegister::default();
        gas.add(1_200, 900_000_000);
        assert_eq!(gas.value().to_string(), "0.300");
    }
}
