//! What one day costs: the exact sum, what is posted of it, what relief takes over, what is left.
//!
//! These few functions are the whole arithmetic of a day. The night kernel over columns and the
//! account with a history call the same ones.

use params::PriceBasis;
use serde::{Deserialize, Serialize};
use units::{FEMTO_PER_MICRO, MicroEuro, MilliWattHours, NanoEuroPerKwh, Residue, post};

/// How a day was charged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Quality {
    Measured,
    /// Estimated, since a midnight is not known. Source: PA-39.
    Provisional,
    /// Charged anew. Source: PA-38.
    Corrected,
    /// Not charged: a person has to look. Source: PA-40.
    Held,
}

impl Quality {
    pub fn name(self) -> &'static str {
        match self {
            Self::Measured => "measured",
            Self::Provisional => "provisional",
            Self::Corrected => "corrected",
            Self::Held => "held",
        }
    }

    /// The number under which the quality is kept.
    pub fn code(self) -> i16 {
        match self {
            Self::Measured => 0,
            Self::Provisional => 1,
            Self::Corrected => 2,
            Self::Held => 3,
        }
    }

    pub fn from_code(code: i16) -> Option<Self> {
        [Self::Measured, Self::Provisional, Self::Corrected, Self::Held]
            .into_iter()
            .find(|quality| quality.code() == code)
    }
}

/// A day cannot be charged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    #[error("an amount is too large")]
    TooLarge,
    #[error("the plan does not stand up to its audit: {what}")]
    Audit { what: &'static str },
}

/// The terms a day is charged on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    pub basis: PriceBasis,
    pub prices: [NanoEuroPerKwh; 2],
    /// Fixed charge of the day, in femto-euro. Source: PA-09.
    pub fixed_femto_eur: i64,
    /// Part of the energy's cost that relief takes over, in parts per million; 0 for none.
    /// Source: PA-23.
    pub relief_ppm: i64,
}

/// The exact cost of a day, in femto-euro, in the two parts it falls into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ExactCost {
    pub customer: i128,
    pub relief: i128,
}

impl Terms {
    /// The exact cost of `energy` on these terms. The customer's part is the cost less the relief,
    /// which is rounded up. `None` if it does not fit. Source: PA-02, PA-09, PA-23.
    #[inline]
    pub fn exact_cost(&self, energy: [MilliWattHours; 2]) -> Option<ExactCost> {
        let [energy_a, energy_b] = energy;
        let [price_a, price_b] = self.prices;
        let cost = price_a.cost_of(energy_a).checked_add(price_b.cost_of(energy_b))?;
        let relief = if self.relief_ppm == 0 {
            0
        } else {
            let share = cost.checked_mul(i128::from(self.relief_ppm))?;
            share.checked_add(999_999)?.div_euclid(1_000_000)
        };
        let customer = cost.checked_sub(relief)?.checked_add(i128::from(self.fixed_femto_eur))?;
        Some(ExactCost { customer, relief })
    }
}

/// A yearly amount's part of one day, in femto-euro, rounded towards zero. Source: PA-09.
pub fn fixed_charge_of_day(per_year: MicroEuro, days_in_year: i32) -> i64 {
    let exact = per_year.in_femto() / i128::from(days_in_year.max(1));
    i64::try_from(exact).unwrap_or(i64::MAX)
}

/// An account's money before or after a posting: balance and what rounding left over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Standing {
    pub balance: MicroEuro,
    pub residue: Residue,
    /// The relief account keeps its own.
    pub relief_residue: Residue,
}

/// What a posting moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Charge {
    /// Taken from the customer; negative gives back.
    pub charge: MicroEuro,
    pub relief: MicroEuro,
    pub after: Standing,
}

impl Standing {
    /// Posts an exact cost, or the difference of two. Source: PA-02, PA-38.
    #[inline]
    pub fn charge(self, exact: ExactCost) -> Result<Charge, PlanError> {
        let (charge, residue) = post(exact.customer, self.residue).ok_or(PlanError::TooLarge)?;
        let (relief, relief_residue) = if exact.relief == 0 {
            (MicroEuro::ZERO, self.relief_residue)
        } else {
            post(exact.relief, self.relief_residue).ok_or(PlanError::TooLarge)?
        };
        let balance = self.balance.checked_sub(charge).ok_or(PlanError::TooLarge)?;
        Ok(Charge { charge, relief, after: Self { balance, residue, relief_residue } })
    }
}

/// Checks a day's plan by other means than it was made: prices split into whole euro cents and the
/// rest, sums instead of steps, the law of PA-02 instead of a division.
/// Errors: what does not hold. Source: DESIGN 3, `plan.audit()`.
#[inline]
pub fn audit(
    before: Standing,
    energy: [MilliWattHours; 2],
    terms: &Terms,
    collected: MicroEuro,
    posted: &Charge,
) -> Result<(), PlanError> {
    if energy.iter().any(|used| used.0 < 0) {
        return Err(PlanError::Audit { what: "energy is negative" });
    }
    if collected < MicroEuro::ZERO {
        return Err(PlanError::Audit { what: "a collection gives money" });
    }
    amounts(before, energy, terms, posted)
}

/// The same of a day of which nothing is collected yet. Only a day that is netted may give energy back.
/// Source: PS-11.
pub(crate) fn audit_of(
    netted: bool,
    before: Standing,
    energy: [MilliWattHours; 2],
    terms: &Terms,
    posted: &Charge,
) -> Result<(), PlanError> {
    match netted {
        true => amounts(before, energy, terms, posted),
        false => audit(before, energy, terms, MicroEuro::ZERO, posted),
    }
}

#[inline]
fn amounts(
    before: Standing,
    energy: [MilliWattHours; 2],
    terms: &Terms,
    posted: &Charge,
) -> Result<(), PlanError> {
    let fail = |what| Err(PlanError::Audit { what });
    let mut cost: i128 = 0;
    for (used, price) in energy.iter().zip(terms.prices) {
        // Long multiplication in two halves of the price.
        let (high, low) = (price.0 >> 20, price.0 & 0xf_ffff);
        let high_part = (i128::from(used.0) * i128::from(high)) << 20;
        cost += high_part + i128::from(used.0) * i128::from(low);
    }
    let law = |amount: MicroEuro, left: Residue, carried: Residue| {
        i128::from(amount.0) * FEMTO_PER_MICRO + i128::from(left.femto_eur())
            - i128::from(carried.femto_eur())
    };
    let customer = law(posted.charge, posted.after.residue, before.residue);
    let relief = law(posted.relief, posted.after.relief_residue, before.relief_residue);
    if customer + relief != cost + i128::from(terms.fixed_femto_eur) {
        return fail("posted and residue are not the cost of the energy");
    }
    let short = relief * 1_000_000 - cost * i128::from(terms.relief_ppm);
    if !(0..1_000_000).contains(&short) {
        return fail("the relief is not its share of the cost");
    }
    let moved = i128::from(before.balance.0) - i128::from(posted.after.balance.0);
    if moved != i128::from(posted.charge.0) {
        return fail("the balance did not move by the charge");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn terms(peak: &str, off_peak: &str) -> Terms {
        Terms {
            basis: PriceBasis::Average,
            prices: [peak.parse().unwrap(), off_peak.parse().unwrap()],
            fixed_femto_eur: 0,
            relief_ppm: 0,
        }
    }

    fn kwh(peak: &str, off_peak: &str) -> [MilliWattHours; 2] {
        [peak.parse().unwrap(), off_peak.parse().unwrap()]
    }

    #[test]
    fn pa_09_a_yearly_charge_of_21_90_is_6_cents_a_day() {
        assert_eq!(fixed_charge_of_day("21.90".parse().unwrap(), 365), 60_000_000_000_000);
        assert_eq!(fixed_charge_of_day("21.96".parse().unwrap(), 366), 60_000_000_000_000);
    }

    #[test]
    fn pa_23_relief_takes_70_percent_rounded_up_and_keeps_its_own_residue() {
        let terms =
            Terms { relief_ppm: 700_000, basis: PriceBasis::Social, ..terms("0.044710", "0") };
        let exact = terms.exact_cost(kwh("93.291240", "0")).unwrap();
        assert_eq!(exact.customer + exact.relief, 4_171_051_340_400_000);
        let before = Standing {
            balance: "3.281489".parse().unwrap(),
            residue: Residue::new(307_020_000).unwrap(),
            relief_residue: Residue::ZERO,
        };
        let posted = before.charge(exact).unwrap();
        assert_eq!(posted.charge.to_string(), "1.251315");
        assert_eq!(posted.relief.to_string(), "2.919735");
        assert_eq!(posted.after.residue.femto_eur(), 709_140_000);
        assert_eq!(posted.after.relief_residue.femto_eur(), 938_280_000);
        audit(before, kwh("93.291240", "0"), &terms, MicroEuro::ZERO, &posted).unwrap();
    }

    #[test]
    fn a_plan_that_was_tampered_with_does_not_pass_its_audit() {
        let terms = terms("0.342150", "0.271480");
        let energy = kwh("5.204", "5.377");
        let before = Standing { balance: "18.162598".parse().unwrap(), ..Standing::default() };
        let good = before.charge(terms.exact_cost(energy).unwrap()).unwrap();
        audit(before, energy, &terms, MicroEuro::ZERO, &good).unwrap();
        let mut dearer = good;
        dearer.charge.0 += 1;
        assert!(audit(before, energy, &terms, MicroEuro::ZERO, &dearer).is_err());
        let mut poorer = good;
        poorer.after.balance.0 -= 1;
        assert!(audit(before, energy, &terms, MicroEuro::ZERO, &poorer).is_err());
    }

    proptest! {
        #[test]
        fn pa_02_every_plan_passes_its_audit(
            energy in (0i64..200_000_000, 0i64..200_000_000), prices in (0i64..2_000_000_000, 0i64..2_000_000_000),
            fixed in 0i64..100_000_000_000_000, relief in prop_oneof![Just(0i64), Just(700_000), 0i64..1_000_000],
            residues in (0i64..1_000_000_000, 0i64..1_000_000_000), balance in -100_000_000i64..100_000_000,
        ) {
            let terms = Terms { basis: PriceBasis::Social, prices: [NanoEuroPerKwh(prices.0), NanoEuroPerKwh(prices.1)], fixed_femto_eur: fixed, relief_ppm: relief };
            let energy = [MilliWattHours(energy.0), MilliWattHours(energy.1)];
            let before = Standing { balance: MicroEuro(balance), residue: Residue::new(residues.0).unwrap(), relief_residue: Residue::new(residues.1).unwrap() };
            let posted = before.charge(terms.exact_cost(energy).unwrap()).unwrap();
            prop_assert_eq!(audit(before, energy, &terms, MicroEuro::ZERO, &posted), Ok(()));
        }
    }
}
