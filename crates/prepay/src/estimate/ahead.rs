//! The balances that are expected after each of the next days, with the range of PA-37. They are estimates: a
//! cut never uses them, and nothing that may be paid meanwhile is in them.

use super::hours::Now;
use calendar::SettlementDay;
use params::EstimateMethod;
use units::MicroEuro;

/// After one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ahead {
    /// The balance is that of the midnight that closes it.
    pub day: SettlementDay,
    pub balance: MicroEuro,
    /// Lowest and highest if every day until then is as dear, or as cheap, as eight of ten; the flat method
    /// has no range.
    pub range: Option<(MicroEuro, MicroEuro)>,
}

/// The days after the last settled one, the nearest first.
pub fn ahead<const DAYS: usize>(now: &Now<'_>, method: EstimateMethod) -> [Ahead; DAYS] {
    std::array::from_fn(|place| {
        let count = i32::try_from(place).unwrap_or(i32::MAX).saturating_add(1);
        let day = now.settled_to.plus(count);
        match method {
            EstimateMethod::Flat => {
                let cost = now.expectation.flat.0.saturating_mul(i64::from(count));
                let balance = MicroEuro(now.balance.0.saturating_sub(cost));
                Ahead { day, balance, range: None }
            }
            EstimateMethod::HourAware => {
                let [balance, low, high] = now.balances(day.end());
                Ahead { day, balance, range: Some((low, high)) }
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimate::{Expectation, PastDay};
    use crate::night::{Rates, TariffGroup};
    use units::{Energy, MilliWattHours, NanoEuroPerKwh};

    fn eur(text: &str) -> MicroEuro {
        text.parse().unwrap()
    }

    fn past(tuesday: SettlementDay, charges: &[&str]) -> Expectation {
        let mut days: Vec<PastDay> = charges
            .iter()
            .zip(1_i32..)
            .map(|(charge, back)| PastDay {
                day: tuesday.plus(-back),
                charge: eur(charge),
                energy: [MilliWattHours(5_000_000); 2],
                measured: true,
                connected: true,
                collected: MicroEuro::ZERO,
                debt: MicroEuro::ZERO,
            })
            .collect();
        days.reverse();
        Expectation::of(&days, 7).unwrap()
    }

    fn now(tuesday: SettlementDay, expectation: &Expectation) -> Now<'_> {
        Now {
            settled_to: tuesday.previous(),
            balance: eur("20.00"),
            due_per_day: eur("1.00"),
            debt: eur("2.00"),
            expectation,
            shape: None,
            group: TariffGroup { energy: Energy::Electricity, rates: Rates::Single },
            prices: [NanoEuroPerKwh(360_000_000); 2],
            factor_ppm: 1_000_000,
            most_days: 5,
            level: MicroEuro::ZERO,
        }
    }

    #[test]
    fn pa_37_the_days_ahead_take_what_is_used_and_what_is_due() {
        let tuesday: SettlementDay = "2026-11-03".parse().unwrap();
        let alike = past(tuesday, &["3.00"; 7]);
        let days: [Ahead; 3] = ahead(&now(tuesday, &alike), EstimateMethod::HourAware);
        let balances = days.map(|day| day.balance.to_string());
        // Two euros are repaid with the first two days, then nothing is left of the debt.
        assert_eq!(balances, ["16.000000", "12.000000", "9.000000"]);
        assert_eq!(days[0].day, tuesday);
        let flat: [Ahead; 2] = ahead(&now(tuesday, &alike), EstimateMethod::Flat);
        assert_eq!(
            flat.map(|day| (day.balance, day.range)),
            [(eur("17"), None), (eur("14"), None)]
        );
    }

    #[test]
    fn pa_37_the_range_grows_with_the_days_and_holds_what_is_expected() {
        let tuesday: SettlementDay = "2026-11-03".parse().unwrap();
        let charges = ["2", "3", "4", "5", "6", "3", "4", "2", "5", "4", "3", "6", "4", "3"];
        let uneven = past(tuesday, &charges);
        let days: [Ahead; 7] = ahead(&now(tuesday, &uneven), EstimateMethod::HourAware);
        let width = |day: &Ahead| day.range.map(|(low, high)| high.0 - low.0).unwrap();
        for pair in days.windows(2) {
            assert!(width(&pair[0]) < width(&pair[1]), "{pair:?}");
        }
        for day in days {
            let (low, high) = day.range.unwrap();
            assert!(low <= day.balance && day.balance <= high, "{day:?}");
        }
    }
}
