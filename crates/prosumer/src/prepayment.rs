//! A prepaid day of a prosumer.

use crate::compensation::{PerRate, Rate};
use crate::counted::{BySlot, CountError, Flows, subtract};
use crate::installation::Regime;
use crate::parameters::PrepayMethod;
use units::MilliWattHours;

/// What was counted since the last regularisation, at the midnights that open and close a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RunningNet {
    pub opening: Flows,
    pub closing: Flows,
}

/// The energy that the day is charged for, by register group, in milliwatt-hours; below zero it is a
/// credit. In compensation with `net_running` it is `max(0, N(d)) - max(0, N(d-1))`, so that the days
/// since the regularisation always sum to what compensation would bill. With `gross`, and whenever
/// injection is sold, it is the day's off-take: the account keeps off-take only.
/// Errors: [`CountError::TooLarge`]. Source: PS-10, PS-11.
pub fn prepaid_energy(
    regime: Regime,
    method: PrepayMethod,
    rate: Rate,
    day: RunningNet,
) -> Result<PerRate, CountError> {
    let running = |flows: Flows| -> Result<BySlot, CountError> {
        match (regime, method) {
            (Regime::Compensation { .. }, PrepayMethod::NetRunning) => flows.net(),
            (Regime::Compensation { .. }, PrepayMethod::Gross)
            | (Regime::Commercialisation { .. }, _) => Ok(flows.offtake),
        }
    };
    let (before, after) = (running(day.opening)?, running(day.closing)?);
    let grown = |before: MilliWattHours, after: MilliWattHours| {
        subtract(after.max(MilliWattHours::ZERO), before.max(MilliWattHours::ZERO))
    };
    match rate {
        Rate::Single => grown(before.total()?, after.total()?).map(PerRate::Single),
        Rate::TwoRate => Ok(PerRate::TwoRate(BySlot {
            peak: grown(before.peak, after.peak)?,
            off_peak: grown(before.off_peak, after.off_peak)?,
        })),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Compensation, Counted, RatePrices, Why};
    use calendar::SettlementDay;
    use proptest::prelude::*;

    const NETTED: Regime = Regime::Compensation { last_day: SettlementDay(22_279) };
    const SOLD: Regime =
        Regime::Commercialisation { since: SettlementDay(20_000), why: Why::AcceptedLate };

    fn flows(offtake: [i64; 2], injection: [i64; 2]) -> Flows {
        let by_slot = |[peak, off_peak]: [i64; 2]| BySlot {
            peak: MilliWattHours(peak),
            off_peak: MilliWattHours(off_peak),
        };
        Flows { offtake: by_slot(offtake), injection: by_slot(injection) }
    }

    #[test]
    fn ps_11_a_running_net_that_falls_is_a_credit() {
        let day = RunningNet {
            opening: flows([200_000_000, 0], [80_000_000, 0]),
            closing: flows([201_500_000, 0], [87_000_000, 0]),
        };
        let charged = prepaid_energy(NETTED, PrepayMethod::NetRunning, Rate::Single, day).unwrap();
        assert_eq!(charged, PerRate::Single("-5.500000".parse().unwrap()));
        let price = "0.342150".parse().unwrap();
        let prices = RatePrices { single: price, peak: price, off_peak: price };
        let (posted, _) = units::post(charged.cost_at(prices), units::Residue::ZERO).unwrap();
        assert_eq!(posted.to_string(), "-1.881825");
        let gross = prepaid_energy(NETTED, PrepayMethod::Gross, Rate::Single, day).unwrap();
        assert_eq!(gross, PerRate::Single("1.500000".parse().unwrap()));
    }

    #[test]
    fn ps_11_below_zero_nothing_is_credited_and_nothing_charged() {
        let day = RunningNet {
            opening: flows([0, 0], [3_000_000, 0]),
            closing: flows([1_000_000, 0], [3_000_000, 0]),
        };
        let charged = prepaid_energy(NETTED, PrepayMethod::NetRunning, Rate::Single, day).unwrap();
        assert_eq!(charged, PerRate::Single(MilliWattHours::ZERO));
    }

    #[test]
    fn ps_10_where_injection_is_sold_the_account_keeps_off_take_only() {
        let day =
            RunningNet { opening: flows([10, 20], [5, 5]), closing: flows([14, 21], [500, 5]) };
        for method in [PrepayMethod::NetRunning, PrepayMethod::Gross] {
            let charged = prepaid_energy(SOLD, method, Rate::TwoRate, day).unwrap();
            let by_slot = BySlot { peak: MilliWattHours(4), off_peak: MilliWattHours(1) };
            assert_eq!(charged, PerRate::TwoRate(by_slot));
        }
    }

    proptest! {
        /// The days since the regularisation sum to what compensation bills on that day.
        #[test]
        fn ps_11_days_sum_to_what_compensation_would_bill(
            days in proptest::collection::vec(([0i64..9_000, 0..9_000], [0i64..9_000, 0..9_000]), 0..60),
            two_rate in any::<bool>(),
        ) {
            let rate = if two_rate { Rate::TwoRate } else { Rate::Single };
            let (mut opening, mut peak, mut off_peak) = (Flows::default(), 0, 0);
            for (offtake, injection) in days {
                let closing = opening.plus(flows(offtake, injection)).unwrap();
                let day = RunningNet { opening, closing };
                match prepaid_energy(NETTED, PrepayMethod::NetRunning, rate, day).unwrap() {
                    PerRate::Single(energy) => peak += energy.0,
                    PerRate::TwoRate(slots) => {
                        peak += slots.peak.0;
                        off_peak += slots.off_peak.0;
                    }
                }
                opening = closing;
                let summed = match rate {
                    Rate::Single => PerRate::Single(MilliWattHours(peak)),
                    Rate::TwoRate => PerRate::TwoRate(BySlot {
                        peak: MilliWattHours(peak),
                        off_peak: MilliWattHours(off_peak),
                    }),
                };
                let whole = Compensation::of(Counted::Separate(closing), rate).unwrap();
                prop_assert_eq!(summed, whole.billed);
            }
        }
    }
}
