//! Single or two-rate, computed from what was counted.

use crate::compensation::{Compensation, PerRate, Rate};
use crate::counted::{CountError, Counted};
use units::NanoEuroPerKwh;

/// The prices of both rates, all-in, in nano-euro per kilowatt-hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RatePrices {
    pub single: NanoEuroPerKwh,
    pub peak: NanoEuroPerKwh,
    pub off_peak: NanoEuroPerKwh,
}

/// What each rate would have cost, in femto-euro. Source: PS-08.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Advice {
    pub single_femto_eur: i128,
    pub two_rate_femto_eur: i128,
}

impl Advice {
    /// The cheaper rate; `None` if both cost the same.
    pub fn cheaper(self) -> Option<Rate> {
        match self.single_femto_eur.cmp(&self.two_rate_femto_eur) {
            std::cmp::Ordering::Less => Some(Rate::Single),
            std::cmp::Ordering::Greater => Some(Rate::TwoRate),
            std::cmp::Ordering::Equal => None,
        }
    }
}

/// Both rates over the same periods of compensation, each netted apart. A rule of thumb by the sign
/// of the net is not used: the slides' own case contradicts theirs.
/// Errors: a period with one register only, or a sum that does not fit. Source: PS-08.
pub fn advise(periods: &[Counted], prices: RatePrices) -> Result<Advice, CountError> {
    let cost = |rate: Rate| {
        periods.iter().try_fold(0i128, |sum: i128, counted| {
            let billed: PerRate = Compensation::of(*counted, rate)?.billed;
            sum.checked_add(billed.cost_at(prices)).ok_or(CountError::TooLarge)
        })
    };
    Ok(Advice { single_femto_eur: cost(Rate::Single)?, two_rate_femto_eur: cost(Rate::TwoRate)? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::BySlot;
    use units::{MilliWattHours, Residue, post};

    fn prices() -> RatePrices {
        RatePrices {
            single: "0.35".parse().unwrap(),
            peak: "0.39".parse().unwrap(),
            off_peak: "0.29".parse().unwrap(),
        }
    }

    /// Nets in kWh: day, night.
    fn net(peak: i64, off_peak: i64) -> Counted {
        let kwh = |energy: i64| MilliWattHours(energy * 1_000_000);
        Counted::TurnedBack(BySlot { peak: kwh(peak), off_peak: kwh(off_peak) })
    }

    fn euro(femto_eur: i128) -> String {
        post(femto_eur, Residue::ZERO).unwrap().0.to_string()
    }

    #[test]
    fn ps_08_both_rates_are_computed_and_the_cheaper_is_named() {
        for (peak, off_peak, single, two_rate, cheaper) in [
            (-1_000, 1_500, "175.000000", "435.000000", Some(Rate::Single)),
            (100, 2_100, "770.000000", "648.000000", Some(Rate::TwoRate)),
            (-500, -500, "0.000000", "0.000000", None),
        ] {
            let advice = advise(&[net(peak, off_peak)], prices()).unwrap();
            let costs = (euro(advice.single_femto_eur), euro(advice.two_rate_femto_eur));
            assert_eq!(costs, (single.to_owned(), two_rate.to_owned()));
            assert_eq!(advice.cheaper(), cheaper);
        }
    }

    #[test]
    fn ps_08_each_period_is_netted_apart() {
        let advice = advise(&[net(-1_000, 0), net(1_000, 0)], prices()).unwrap();
        assert_eq!(euro(advice.single_femto_eur), "350.000000");
        assert_eq!(euro(advice.two_rate_femto_eur), "390.000000");
        let one_register = [Counted::TurnedBackSingle(MilliWattHours(1))];
        assert_eq!(advise(&one_register, prices()), Err(CountError::OneRegister));
    }
}
