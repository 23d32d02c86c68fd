//! Money, prices, and the one place where money is rounded.

use crate::MilliWattHours;
use crate::decimal::decimal_text;
use serde::{Deserialize, Serialize};

/// How many femto-euro a micro-euro has.
pub const FEMTO_PER_MICRO: i128 = 1_000_000_000;
const MICRO_PER_CENT: i64 = 10_000;

/// Money, in millionths of a euro. Written in euro with six decimals.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct MicroEuro(pub i64);
decimal_text!(MicroEuro, 6);

impl MicroEuro {
    pub const ZERO: Self = Self(0);

    /// The sum; `None` if it does not fit.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// The difference; `None` if it does not fit.
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }

    /// The opposite; `None` for the one amount that has none.
    pub fn checked_neg(self) -> Option<Self> {
        self.0.checked_neg().map(Self)
    }

    /// A balance as people see it, in cents, rounded down: it never flatters. Source: PA-03.
    pub fn shown_balance_cents(self) -> i64 {
        self.0.div_euclid(MICRO_PER_CENT)
    }

    /// An amount to pay as people see it, in cents, rounded up: paying it is enough. Source: PA-03.
    pub fn amount_to_pay_cents(self) -> i64 {
        let down = self.0.div_euclid(MICRO_PER_CENT);
        if self.0.rem_euclid(MICRO_PER_CENT) == 0 { down } else { down.saturating_add(1) }
    }

    /// Whole cents as money; `None` if they do not fit.
    pub fn from_cents(cents: i64) -> Option<Self> {
        cents.checked_mul(MICRO_PER_CENT).map(Self)
    }

    /// The amount without its part below a cent, towards zero.
    pub fn whole_cents_down(self) -> Self {
        Self(self.0 - self.0 % MICRO_PER_CENT)
    }

    /// The same amount in femto-euro.
    pub fn in_femto(self) -> i128 {
        i128::from(self.0) * FEMTO_PER_MICRO
    }
}

/// Price of energy, in nano-euro per kilowatt-hour: no published price has to be rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct NanoEuroPerKwh(pub i64);
decimal_text!(NanoEuroPerKwh, 9);

impl NanoEuroPerKwh {
    /// The exact cost of `energy`, in femto-euro: nano-euro per kWh, times mWh.
    #[inline]
    pub fn cost_of(self, energy: MilliWattHours) -> i128 {
        i128::from(self.0) * i128::from(energy.0)
    }
}

/// What rounding left over on one account, in femto-euro: 0 to 999,999,999. Enters the next day.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(try_from = "i64", into = "i64")]
pub struct Residue(i64);

impl Residue {
    pub const ZERO: Self = Self(0);

    /// A residue read back from where it was kept; `None` outside 0 to 999,999,999.
    pub fn new(femto_eur: i64) -> Option<Self> {
        (0..1_000_000_000).contains(&femto_eur).then_some(Self(femto_eur))
    }

    /// In femto-euro.
    pub fn femto_eur(self) -> i64 {
        self.0
    }
}

impl TryFrom<i64> for Residue {
    type Error = String;
    fn try_from(femto_eur: i64) -> Result<Self, String> {
        Self::new(femto_eur).ok_or_else(|| format!("`{femto_eur}` femto-euro is no residue"))
    }
}

impl From<Residue> for i64 {
    fn from(residue: Residue) -> Self {
        residue.0
    }
}

/// The micro-euro to post for a day's exact sum, rounded towards minus infinity, and what is left.
/// `None` if the sum does not fit. Source: PA-02.
#[inline]
pub fn post(exact_femto_eur: i128, before: Residue) -> Option<(MicroEuro, Residue)> {
    let total = exact_femto_eur.checked_add(i128::from(before.0))?;
    // The 128-bit division is a library call; nearly every day's sum fits in 64 bits.
    if let Ok(small) = i64::try_from(total) {
        let micro = small.div_euclid(1_000_000_000);
        return Some((MicroEuro(micro), Residue(small.rem_euclid(1_000_000_000))));
    }
    let micro = i64::try_from(total.div_euclid(FEMTO_PER_MICRO)).ok()?;
    let left = i64::try_from(total.rem_euclid(FEMTO_PER_MICRO)).ok()?;
    Some((MicroEuro(micro), Residue(left)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn pa_02_the_day_of_the_example_posts_to_the_micro_euro_and_keeps_the_rest() {
        let peak: NanoEuroPerKwh = "0.342150".parse().unwrap();
        let off_peak: NanoEuroPerKwh = "0.271480".parse().unwrap();
        let exact =
            peak.cost_of("5.204".parse().unwrap()) + off_peak.cost_of("5.377".parse().unwrap());
        assert_eq!(exact, 3_240_296_560_000_000);
        let (posted, left) = post(exact, Residue::new(880_000_000).unwrap()).unwrap();
        assert_eq!((posted.to_string().as_str(), left.femto_eur()), ("3.240297", 440_000_000));
    }

    #[test]
    fn pa_03_shown_cents_never_flatter() {
        let shown = |text: &str| text.parse::<MicroEuro>().unwrap().shown_balance_cents();
        assert_eq!((shown("5.499368"), shown("-3.628856"), shown("5.00")), (549, -363, 500));
        let to_pay = |text: &str| text.parse::<MicroEuro>().unwrap().amount_to_pay_cents();
        assert_eq!((to_pay("2.673076"), to_pay("2.67"), to_pay("0")), (268, 267, 0));
    }

    proptest! {
        /// Posted micro-euro and residue are the exact sum, whatever came and in whatever order.
        #[test]
        fn pa_02_posted_and_residue_are_the_exact_sum(amounts in proptest::collection::vec(-1_000_000_000_000_000_000i128..1_000_000_000_000_000_000, 0..50)) {
            let mut residue = Residue::ZERO;
            let mut posted = 0i128;
            for amount in &amounts {
                let (micro, left) = post(*amount, residue).unwrap();
                posted += i128::from(micro.0);
                residue = left;
            }
            prop_assert_eq!(posted * FEMTO_PER_MICRO + i128::from(residue.femto_eur()), amounts.iter().sum::<i128>());
        }

        #[test]
        fn pa_03_shown_is_at_most_true_and_to_pay_at_least(micro in -10_000_000_000i64..10_000_000_000) {
            let amount = MicroEuro(micro);
            prop_assert!(amount.shown_balance_cents() * 10_000 <= micro);
            prop_assert!(amount.amount_to_pay_cents() * 10_000 >= micro);
            prop_assert!(amount.amount_to_pay_cents() - amount.shown_balance_cents() <= 1);
        }
    }
}
