//! The flat estimate: the mean of the last days, spread evenly over the day. Source: PA-36.

use super::DAY_S;
use units::MicroEuro;

/// The balance by the mean of the last days, spread flat over the day: as today's platforms do it.
/// `since_midnight_s` counts from the last settled midnight. Source: PA-36.
pub fn flat(
    at_midnight: MicroEuro,
    topped_up: MicroEuro,
    mean_of_day: MicroEuro,
    since_midnight_s: i64,
) -> MicroEuro {
    let used = i128::from(mean_of_day.0) * i128::from(since_midnight_s) / i128::from(DAY_S);
    let left = i128::from(at_midnight.0) + i128::from(topped_up.0) - used;
    MicroEuro(i64::try_from(left).unwrap_or(i64::MIN))
}

/// Seconds after the last settled midnight at which the flat estimate reaches zero; `None` if
/// nothing is used or nothing is left.
pub fn flat_zero_after_s(balance: MicroEuro, mean_of_day: MicroEuro) -> Option<i64> {
    if mean_of_day <= MicroEuro::ZERO || balance < MicroEuro::ZERO {
        return None;
    }
    i64::try_from(i128::from(balance.0) * i128::from(DAY_S) / i128::from(mean_of_day.0)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn eur(text: &str) -> MicroEuro {
        text.parse().unwrap()
    }

    #[test]
    fn pa_36_the_flat_estimate_of_the_example() {
        let shown = |amount: MicroEuro| amount.shown_balance_cents();
        let at = |hour: i64| flat(eur("4.00"), MicroEuro::ZERO, eur("3.60"), hour * 3600);
        assert_eq!((shown(at(7)), shown(at(22))), (295, 70));
        let zero = flat_zero_after_s(eur("4.00"), eur("3.60")).unwrap();
        assert_eq!(zero, 26 * 3600 + 40 * 60);
        let topped_up = flat(eur("4.00"), eur("10"), eur("3.60"), 7 * 3600);
        assert_eq!(shown(topped_up), 1295);
        assert_eq!(flat_zero_after_s(eur("-1"), eur("3.60")), None);
    }
}
