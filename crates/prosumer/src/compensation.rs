//! Compensation: what is billed of a net, and what is lost of it.

use crate::counted::{BySlot, CountError, Counted};
use serde::{Deserialize, Serialize};
use units::{MilliWattHours, NanoEuroPerKwh};

/// How a point is priced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rate {
    Single,
    TwoRate,
}

/// An energy for each register group of a rate, in milliwatt-hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PerRate {
    /// All registers together. Source: PS-02.
    Single(MilliWattHours),
    /// Each slot apart. Source: PS-03.
    TwoRate(BySlot),
}

impl PerRate {
    pub fn rate(self) -> Rate {
        match self {
            Self::Single(_) => Rate::Single,
            Self::TwoRate(_) => Rate::TwoRate,
        }
    }

    pub(crate) fn map(self, of: impl Fn(MilliWattHours) -> MilliWattHours) -> Self {
        match self {
            Self::Single(energy) => Self::Single(of(energy)),
            Self::TwoRate(BySlot { peak, off_peak }) => {
                Self::TwoRate(BySlot { peak: of(peak), off_peak: of(off_peak) })
            }
        }
    }

    /// All groups together. Errors: [`CountError::TooLarge`].
    pub fn total(self) -> Result<MilliWattHours, CountError> {
        match self {
            Self::Single(energy) => Ok(energy),
            Self::TwoRate(by_slot) => by_slot.total(),
        }
    }

    /// The exact cost in femto-euro at the prices of its own rate.
    pub fn cost_at(self, prices: crate::RatePrices) -> i128 {
        let cost = |price: NanoEuroPerKwh, energy| price.cost_of(energy);
        match self {
            Self::Single(energy) => cost(prices.single, energy),
            Self::TwoRate(BySlot { peak, off_peak }) => {
                cost(prices.peak, peak) + cost(prices.off_peak, off_peak)
            }
        }
    }
}

/// What compensation leaves of a period. Source: PS-02, PS-03.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Compensation {
    /// To be paid: `max(0, net)` of each group.
    pub billed: PerRate,
    /// Injected beyond the off-take of its group: lost, never carried on.
    pub lost: PerRate,
}

impl Compensation {
    /// Of what was counted in one whole period. Errors: two rates asked of a meter with one
    /// register, or a sum that does not fit.
    pub fn of(counted: Counted, rate: Rate) -> Result<Self, CountError> {
        Self::of_net(counted.net(rate)?)
    }

    /// Of the net of each group. Errors: [`CountError::TooLarge`].
    pub fn of_net(net: PerRate) -> Result<Self, CountError> {
        let billed = net.map(|energy| energy.max(MilliWattHours::ZERO));
        // `min(net, 0)` has an opposite unless it is the least of all numbers.
        let below = net.map(|energy| energy.min(MilliWattHours::ZERO));
        let fits = match below {
            PerRate::Single(energy) => energy.0 != i64::MIN,
            PerRate::TwoRate(slots) => slots.peak.0 != i64::MIN && slots.off_peak.0 != i64::MIN,
        };
        let lost = below.map(|energy| MilliWattHours(energy.0.saturating_neg()));
        if fits { Ok(Self { billed, lost }) } else { Err(CountError::TooLarge) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Flows;
    use proptest::prelude::*;

    /// Off-take and injection in whole kWh: peak, then off-peak.
    fn counted(offtake: [i64; 2], injection: [i64; 2]) -> Counted {
        let by_slot = |[peak, off_peak]: [i64; 2]| BySlot {
            peak: MilliWattHours(peak * 1_000_000),
            off_peak: MilliWattHours(off_peak * 1_000_000),
        };
        Counted::Separate(Flows { offtake: by_slot(offtake), injection: by_slot(injection) })
    }

    fn kwh(of: PerRate) -> Vec<i64> {
        match of {
            PerRate::Single(energy) => vec![energy.0 / 1_000_000],
            PerRate::TwoRate(slots) => {
                vec![slots.peak.0 / 1_000_000, slots.off_peak.0 / 1_000_000]
            }
        }
    }

    #[test]
    fn ps_02_a_thousand_taken_and_six_hundred_injected_bill_four_hundred() {
        let both = counted([600, 400], [600, 0]);
        let single = Compensation::of(both, Rate::Single).unwrap();
        assert_eq!((kwh(single.billed), kwh(single.lost)), (vec![400], vec![0]));
        let reverse = Compensation::of(counted([600, 0], [600, 400]), Rate::Single).unwrap();
        assert_eq!((kwh(reverse.billed), kwh(reverse.lost)), (vec![0], vec![400]));
    }

    #[test]
    fn ps_03_the_case_of_the_slides_to_the_kilowatt_hour() {
        // Day 1,000 taken and 2,000 injected, night 2,000 and 500.
        let case = counted([1_000, 2_000], [2_000, 500]);
        let single = Compensation::of(case, Rate::Single).unwrap();
        assert_eq!((kwh(single.billed), kwh(single.lost)), (vec![500], vec![0]));
        let two = Compensation::of(case, Rate::TwoRate).unwrap();
        assert_eq!((kwh(two.billed), kwh(two.lost)), (vec![0, 1_500], vec![1_000, 0]));
    }

    #[test]
    fn ps_02_a_disc_that_turned_back_bills_the_same() {
        let net = MilliWattHours(500_000_000);
        let single = Compensation::of(Counted::TurnedBackSingle(net), Rate::Single).unwrap();
        assert_eq!(kwh(single.billed), vec![500]);
        let two = Compensation::of(Counted::TurnedBackSingle(net), Rate::TwoRate).unwrap_err();
        assert_eq!(two.to_string(), "a meter with one register cannot be settled at two rates");
        let slots = BySlot { peak: MilliWattHours(-1_000_000_000), off_peak: net };
        let two = Compensation::of(Counted::TurnedBack(slots), Rate::TwoRate).unwrap();
        assert_eq!((kwh(two.billed), kwh(two.lost)), (vec![0, 500], vec![1_000, 0]));
    }

    proptest! {
        /// Billed is at least nothing and at most what was taken; billed less lost is the net; two
        /// rates never bill less than one.
        #[test]
        fn ps_02_ps_03_compensation_never_exceeds_the_off_take_of_its_group(
            offtake in [0i64..30_000, 0..30_000], injection in [0i64..30_000, 0..30_000],
        ) {
            let counted = counted(offtake, injection);
            let single = Compensation::of(counted, Rate::Single).unwrap();
            let two = Compensation::of(counted, Rate::TwoRate).unwrap();
            for (slot, (billed, lost)) in kwh(two.billed).into_iter().zip(kwh(two.lost)).enumerate() {
                prop_assert!((0..=offtake[slot]).contains(&billed));
                prop_assert!((0..=injection[slot]).contains(&lost));
                prop_assert_eq!(billed - lost, offtake[slot] - injection[slot]);
            }
            let (billed, lost) = (kwh(single.billed)[0], kwh(single.lost)[0]);
            let taken: i64 = offtake.iter().sum();
            prop_assert!((0..=taken).contains(&billed));
            prop_assert_eq!(billed - lost, taken - injection.iter().sum::<i64>());
            prop_assert!(billed == 0 || lost == 0);
            prop_assert!(billed <= kwh(two.billed).iter().sum());
        }
    }
}
