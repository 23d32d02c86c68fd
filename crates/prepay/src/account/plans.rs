//! What people agree with a household about what it owes: another rule, or a time in which nothing is taken.
//! Source: PA-20, TP-17.

use super::Account;
use crate::debt::{CollectionRule, Creditor, Debt, DebtId};
use calendar::{Instant, SettlementDay};
use units::MicroEuro;

/// Why a plan stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PlanRefused {
    #[error("nothing is owed under number `{debt}`")]
    NothingOwed { debt: DebtId },
    /// The parameters say how it is repaid, for everybody alike.
    #[error("`{debt}` is an advance, which is repaid as the parameters say")]
    Advance { debt: DebtId },
}

impl Account {
    /// A debt of its own rule that is not repaid yet.
    fn plan(&mut self, id: DebtId) -> Result<&mut Debt, PlanRefused> {
        let debt = self.debts.iter_mut().find(|debt| debt.id == id);
        let debt = debt.filter(|debt| debt.remaining > MicroEuro::ZERO);
        match debt {
            None => Err(PlanRefused::NothingOwed { debt: id }),
            Some(debt) if debt.creditor == Creditor::Advance => {
                Err(PlanRefused::Advance { debt: id })
            }
            Some(debt) => Ok(debt),
        }
    }

    /// From the day after `at` on it is repaid by another rule; what was collected stays. So is what a
    /// chargeback left, once a person has decided about it.
    pub fn agree_plan(
        &mut self,
        at: Instant,
        id: DebtId,
        rule: CollectionRule,
        cap_per_week: Option<MicroEuro>,
    ) -> Result<(), PlanRefused> {
        let debt = self.plan(id)?;
        debt.change_rule(rule);
        debt.cap_per_week = cap_per_week;
        debt.starts = at.day().next();
        debt.paused_until = None;
        Ok(())
    }

    /// Nothing is taken before `until`; a day that has come ends a suspension.
    pub fn suspend_plan(&mut self, id: DebtId, until: SettlementDay) -> Result<(), PlanRefused> {
        self.plan(id)?.paused_until = Some(until);
        Ok(())
    }
}
