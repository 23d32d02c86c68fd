//! The running true-up: what the supplier's yearly bill would be today, and at its day. Source: PA-34.

use crate::amount::euro;
use calendar::SettlementDay;
use units::{FEMTO_PER_MICRO, MicroEuro, MilliWattHours, NanoEuroPerKwh};

/// Why there are no figures.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TrueUpError {
    #[error("{today} does not lie in the year from {from} to {anniversary}")]
    OutsideTheYear { today: SettlementDay, from: SettlementDay, anniversary: SettlementDay },
    #[error("an amount of the true-up is too large")]
    TooLarge,
}

/// One register of the year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TrueUpRegister {
    /// Measured since the year began.
    pub used: MilliWattHours,
    /// Expected until the anniversary; `None` goes on as before, in proportion to the days.
    pub expected: Option<MilliWattHours>,
    /// Of the supplier's contract.
    pub contract_price: NanoEuroPerKwh,
    /// At which prepayment charges: what will be topped up for the energy to come.
    pub prepay_price: NanoEuroPerKwh,
}

/// What the figures rest on. Whole days: `today` is the first day not yet measured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrueUpInput {
    pub from: SettlementDay,
    pub today: SettlementDay,
    pub anniversary: SettlementDay,
    pub registers: Vec<TrueUpRegister>,
    pub fixed_fees_year: MicroEuro,
    pub advances: MicroEuro,
}

/// Two figures; above zero is to pay. Exact, in femto-euro; what is below one is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TrueUp {
    pub today_femto: i128,
    pub anniversary_femto: i128,
    pub days_left: i32,
}

const FEMTO_PER_CENT: i128 = 10_000 * FEMTO_PER_MICRO;

impl TrueUp {
    /// Both figures. Errors: a day outside of the year, or figures that do not fit.
    pub fn of(input: &TrueUpInput) -> Result<Self, TrueUpError> {
        let TrueUpInput { from, today, anniversary, .. } = *input;
        if !(from < today && today <= anniversary) {
            return Err(TrueUpError::OutsideTheYear { today, from, anniversary });
        }
        let (gone, days_left) = (today.days_since(from), anniversary.days_since(today));
        let year = i128::from(anniversary.days_since(from));
        Self::figures(input, i128::from(gone), i128::from(days_left), year)
            .map(|(today_femto, anniversary_femto)| Self {
                today_femto,
                anniversary_femto,
                days_left,
            })
            .ok_or(TrueUpError::TooLarge)
    }

    fn figures(input: &TrueUpInput, gone: i128, left: i128, year: i128) -> Option<(i128, i128)> {
        let (mut used, mut to_come, mut topped_up) = (0_i128, 0_i128, 0_i128);
        for register in &input.registers {
            used = used.checked_add(register.contract_price.cost_of(register.used))?;
            let cost = |price: NanoEuroPerKwh| match register.expected {
                Some(expected) => Some(price.cost_of(expected)),
                // In proportion: the cost, not the energy, so that nothing is rounded before the end.
                None => Some(price.cost_of(register.used).checked_mul(left)?.div_euclid(gone)),
            };
            to_come = to_come.checked_add(cost(register.contract_price)?)?;
            topped_up = topped_up.checked_add(cost(register.prepay_price)?)?;
        }
        let fixed = input.fixed_fees_year.in_femto();
        let fixed_so_far = fixed.checked_mul(gone)?.div_euclid(year);
        let advances = input.advances.in_femto();
        let today = used.checked_add(fixed_so_far)?.checked_sub(advances)?;
        let whole = used.checked_add(to_come)?.checked_add(fixed)?;
        Some((today, whole.checked_sub(advances)?.checked_sub(topped_up)?))
    }

    /// If the year ended today, in cents, to the nearest as on a bill.
    pub fn today_cents(&self) -> i128 {
        nearest_cent(self.today_femto)
    }

    /// At the anniversary, in cents, to the nearest.
    pub fn anniversary_cents(&self) -> i128 {
        nearest_cent(self.anniversary_femto)
    }

    /// What to put aside each day until the anniversary, in cents, rounded up so that it is enough;
    /// zero if nothing will be owed. `None` on the anniversary.
    pub fn saving_per_day_cents(&self) -> Option<i128> {
        let days = i128::from(self.days_left);
        if days <= 0 {
            return None;
        }
        let per_day = FEMTO_PER_CENT * days;
        let owed = self.anniversary_femto.max(0);
        Some(owed.div_euclid(per_day) + i128::from(owed.rem_euclid(per_day) > 0))
    }

    /// What to warn of, when the forecast exceeds the parameter `trueup.warn_above`.
    pub fn warning(&self, warn_above: MicroEuro) -> Option<String> {
        let above = self.anniversary_femto > warn_above.in_femto();
        above.then(|| {
            format!(
                "the yearly bill may exceed what was paid by more than {} EUR",
                euro(warn_above)
            )
        })
    }
}

/// Half a cent is rounded up.
fn nearest_cent(femto: i128) -> i128 {
    femto.saturating_add(FEMTO_PER_CENT / 2).div_euclid(FEMTO_PER_CENT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{day, eur};
    use proptest::prelude::*;

    fn register(used: &str, contract: &str, prepay: &str) -> TrueUpRegister {
        TrueUpRegister {
            used: used.parse().unwrap(),
            expected: None,
            contract_price: contract.parse().unwrap(),
            prepay_price: prepay.parse().unwrap(),
        }
    }

    /// 292 of 365 days.
    fn example() -> TrueUpInput {
        TrueUpInput {
            from: day("2026-01-01"),
            today: day("2026-01-01").plus(292),
            anniversary: day("2027-01-01"),
            registers: vec![
                register("1240", "0.361200", "0.342150"),
                register("1410", "0.289400", "0.271480"),
            ],
            fixed_fees_year: eur("75"),
            advances: eur("820"),
        }
    }

    #[test]
    fn pa_34_the_example_if_the_year_ended_today_and_at_the_anniversary() {
        let figures = TrueUp::of(&example()).unwrap();
        assert_eq!(figures.today_femto, eur("95.942").in_femto());
        assert_eq!(figures.anniversary_femto, eur("123.1643").in_femto());
        assert_eq!((figures.today_cents(), figures.anniversary_cents()), (9_594, 12_316));
        assert_eq!((figures.days_left, figures.saving_per_day_cents()), (73, Some(169)));
    }

    #[test]
    fn pa_34_a_profile_instead_of_the_straight_line() {
        let mut input = example();
        for (register, expected) in input.registers.iter_mut().zip(["310", "352.5"]) {
            register.expected = Some(expected.parse().unwrap());
        }
        assert_eq!(TrueUp::of(&input), TrueUp::of(&example()));
        input.registers[0].expected = Some("400".parse().unwrap());
        let colder = TrueUp::of(&input).unwrap();
        let more = eur("0.361200").in_femto() * 90 - eur("0.342150").in_femto() * 90;
        assert_eq!(colder.anniversary_femto, eur("123.1643").in_femto() + more);
        assert_eq!(colder.today_cents(), 9_594);
    }

    #[test]
    fn pa_34_it_warns_above_the_limit_only() {
        let figures = TrueUp::of(&example()).unwrap();
        assert!(figures.warning(eur("50")).is_some());
        assert_eq!(figures.warning(eur("123.1643")), None);
    }

    #[test]
    fn pa_34_nothing_is_to_be_saved_when_money_comes_back() {
        let input = TrueUpInput { advances: eur("2000"), ..example() };
        let figures = TrueUp::of(&input).unwrap();
        assert!(figures.anniversary_cents() < 0);
        assert_eq!(figures.saving_per_day_cents(), Some(0));
    }

    #[test]
    fn pa_34_a_day_outside_the_year_is_an_error() {
        for today in ["2026-01-01", "2027-01-02"] {
            let input = TrueUpInput { today: day(today), ..example() };
            assert!(matches!(TrueUp::of(&input), Err(TrueUpError::OutsideTheYear { .. })));
        }
        let last = TrueUpInput { today: day("2027-01-01"), ..example() };
        let figures = TrueUp::of(&last).unwrap();
        assert_eq!(figures.today_femto, figures.anniversary_femto);
        assert_eq!(figures.saving_per_day_cents(), None);
    }

    proptest! {
        /// What is put aside each day is enough, and a cent less is not.
        #[test]
        fn pa_34_the_saving_is_enough_and_no_more(used in 0i64..3_000_000_000, advances in 0i64..900_000_000, gone in 1i32..365) {
            let mut input = example();
            input.registers[0].used = MilliWattHours(used);
            input.advances = MicroEuro(advances);
            input.today = input.from.plus(gone);
            let figures = TrueUp::of(&input).unwrap();
            let saving = figures.saving_per_day_cents().unwrap();
            let saved = |cents: i128| cents * i128::from(figures.days_left) * FEMTO_PER_CENT;
            let owed = figures.anniversary_femto.max(0);
            prop_assert!(saved(saving) >= owed);
            prop_assert!(saving == 0 || saved(saving - 1) < owed);
        }
    }
}
