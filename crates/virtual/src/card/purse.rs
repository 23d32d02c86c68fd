//! The money inside a card meter. It falls live, and its books are kept so that a closing audit can
//! add them up.

use units::{FEMTO_PER_MICRO, MicroEuro, MilliWattHours, NanoEuroPerKwh};

/// An old debt that is repaid out of the credit. Source: MT-13 (codes 6 and 7), PA-20.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DebtPlan {
    pub left: MicroEuro,
    /// Taken each week; the last time, what is left.
    pub weekly: MicroEuro,
}

impl DebtPlan {
    /// What the coming week takes.
    pub fn next(self) -> MicroEuro {
        self.weekly.min(self.left).max(MicroEuro::ZERO)
    }
}

/// Balance and books. One signed balance: emergency credit is used below zero, and the debt of
/// minimum supply lies below the emergency limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Purse {
    /// Femto-euro: nothing is rounded while energy is counted.
    femto: i128,
    charged_femto: i128,
    pub(crate) opened_with: MicroEuro,
    pub(crate) loaded: MicroEuro,
    pub(crate) fees: MicroEuro,
    pub(crate) repaid: MicroEuro,
    pub(crate) debt: DebtPlan,
    /// Grows while the meter is broken, beside the balance.
    fault_femto: i128,
}

impl Purse {
    pub(crate) fn opened_with(amount: MicroEuro, debt: DebtPlan) -> Self {
        Self {
            femto: amount.in_femto(),
            charged_femto: 0,
            opened_with: amount,
            loaded: MicroEuro::ZERO,
            fees: MicroEuro::ZERO,
            repaid: MicroEuro::ZERO,
            debt,
            fault_femto: 0,
        }
    }

    /// Rounded towards minus infinity, as money is posted (PA-02).
    pub(crate) fn balance(&self) -> MicroEuro {
        micro_down(self.femto)
    }

    /// What is above `level` buys no more than the meter can count: `grain` milliwatt-hours. So the
    /// balance that is reached is shown, and not one a hair below it.
    pub(crate) fn has_reached(&self, level: MicroEuro, grain: i64, price: NanoEuroPerKwh) -> bool {
        self.femto - level.in_femto() < price.cost_of(MilliWattHours(grain)).max(1)
    }

    /// All energy charged so far, rounded up, so that the books add up to the rounded balance.
    pub(crate) fn charged(&self) -> MicroEuro {
        MicroEuro(micro_down(-self.charged_femto).0.saturating_neg())
    }

    /// What a broken meter has let through, rounded up.
    pub(crate) fn fault_debt(&self) -> MicroEuro {
        MicroEuro(micro_down(-self.fault_femto).0.saturating_neg())
    }

    pub(crate) fn charge(&mut self, energy: MilliWattHours, price: NanoEuroPerKwh) {
        let cost = price.cost_of(energy);
        self.femto -= cost;
        self.charged_femto += cost;
    }

    pub(crate) fn charge_as_fault(&mut self, energy: MilliWattHours, price: NanoEuroPerKwh) {
        self.fault_femto += price.cost_of(energy);
    }

    pub(crate) fn load(&mut self, amount: MicroEuro) {
        self.femto += amount.in_femto();
        self.loaded = MicroEuro(self.loaded.0.saturating_add(amount.0));
    }

    /// The weekly fee, and what the plan takes: fee and repayment.
    pub(crate) fn take_weekly(&mut self, fee: MicroEuro) -> (MicroEuro, MicroEuro) {
        let repaid = self.debt.next();
        self.debt.left = MicroEuro(self.debt.left.0.saturating_sub(repaid.0));
        self.femto -= fee.in_femto() + repaid.in_femto();
        self.fees = MicroEuro(self.fees.0.saturating_add(fee.0));
        self.repaid = MicroEuro(self.repaid.0.saturating_add(repaid.0));
        (fee, repaid)
    }

    /// The meter was repaired: what it let through becomes part of the debt.
    pub(crate) fn repair(&mut self) {
        let owed = self.fault_debt();
        self.debt.left = MicroEuro(self.debt.left.0.saturating_add(owed.0));
        self.fault_femto = 0;
    }

    /// Milliwatt-hours at `price` until `level` is reached; `None` if it is, or never will be.
    pub(crate) fn energy_to(
        &self,
        level: MicroEuro,
        grain: i64,
        price: NanoEuroPerKwh,
    ) -> Option<i64> {
        if price.0 <= 0 || self.has_reached(level, grain, price) {
            return None;
        }
        let bought = (self.femto - level.in_femto()).div_euclid(i128::from(price.0));
        i64::try_from(bought - i128::from(grain) + 1).ok()
    }
}

fn micro_down(femto: i128) -> MicroEuro {
    let micro = femto.div_euclid(FEMTO_PER_MICRO);
    MicroEuro(i64::try_from(micro).unwrap_or(if micro < 0 { i64::MIN } else { i64::MAX }))
}
