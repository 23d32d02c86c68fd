//! Debts as facts bring them: entered, paid, agreed upon.

use super::{Timeline, TimelineError};
use crate::fact::{DebtKind, Fact, FactError};
use calendar::Instant;
use ledger::Channel;
use prepay::{CollectionRule, Creditor, Debt, DebtId, Rules, Taken};
use std::collections::BTreeSet;
use units::{MicroEuro, parse_decimal};

impl Timeline {
    pub(super) fn debt(
        &self,
        fact: &Fact,
        at: Instant,
        rules: Rules<'_>,
    ) -> Result<Debt, FactError> {
        let Fact::Debt { kind, total, amount, share, cap, floor, priority, creditor } = fact else {
            return Err(FactError::DebtField { field: "debt" });
        };
        let (rule, share_cap) = collection_rule(*kind, *amount, share.as_deref(), *cap, at, rules)?;
        let creditor = match creditor.as_deref() {
            Some("operator" | "dso") => Creditor::Operator,
            Some(_) | None => Creditor::Supplier,
        };
        let mut debt = Debt::new(0, creditor, rule, *total, *priority, at.day().next());
        debt.cap_per_week = share_cap;
        debt.floor = *floor;
        Ok(debt)
    }

    /// People change how a debt is repaid, or suspend it. Source: PA-20.
    pub(super) fn change_plan(
        &mut self,
        fact: &Fact,
        at: Instant,
        rules: Rules<'_>,
    ) -> Result<(), FactError> {
        match fact {
            Fact::PlanAgreed { debt, kind, amount, share, cap } => {
                let (rule, cap) =
                    collection_rule(*kind, *amount, share.as_deref(), *cap, at, rules)?;
                self.account.agree_plan(at, *debt, rule, cap)?;
            }
            Fact::PlanSuspended { debt, until } => self.account.suspend_plan(*debt, *until)?,
            _ => return Err(FactError::DebtField { field: "debt" }),
        }
        self.notify(at, "plan_starts");
        self.say(at, fact.name(), Vec::new(), rules);
        Ok(())
    }

    /// A payment on what is owed for energy under the limiter. Source: PA-17.
    pub(super) fn repay_limiter_debt(
        &mut self,
        eur: MicroEuro,
        channel: Channel,
        id: &str,
        at: Instant,
        rules: Rules<'_>,
    ) -> Result<(), TimelineError> {
        self.end_payment(id);
        let before = self.account.balance();
        if let Taken::Booked(repaid) = self.account.repay_limiter_debt(at, eur, channel, id)? {
            self.topped_up_since_off |= repaid.to_credit > MicroEuro::ZERO;
            self.notify(at, "limiter_repayment");
        }
        self.balance_moved(at, "limiter_repayment", rules)?;
        self.push_display_if_back(at, before, rules);
        Ok(())
    }

    /// A plan whose last part was paid is told, once; again where a part came back meanwhile. What is an advance has a
    /// message of its own, and what a bank takes back was no plan. Source: CM-01n.
    pub(super) fn tell_repaid(&mut self, at: Instant) {
        let is_plan = |debt: &&Debt| match debt.creditor {
            Creditor::Operator | Creditor::Supplier | Creditor::Relief => true,
            Creditor::Advance | Creditor::Chargeback => false,
        };
        let debts = self.account.debts().iter().filter(is_plan);
        let (done, open): (Vec<&Debt>, Vec<&Debt>) =
            debts.partition(|debt| debt.remaining <= MicroEuro::ZERO);
        let done: BTreeSet<DebtId> = done.into_iter().map(|debt| debt.id).collect();
        self.repaid.retain(|id| open.iter().all(|debt| debt.id != *id));
        let new: Vec<DebtId> = done.difference(&self.repaid).copied().collect();
        if !new.is_empty() {
            self.repaid.extend(new);
            self.notify(at, "plan_done");
        }
    }

    /// The customer agrees to a plan for what is owed for energy under the limiter. Source: PA-17.
    pub(super) fn agree_limiter_plan(
        &mut self,
        fact: &Fact,
        at: Instant,
        rules: Rules<'_>,
    ) -> Result<(), FactError> {
        let Fact::LimiterPlan { kind, amount, share, cap } = fact else {
            return Err(FactError::DebtField { field: "limiter_plan" });
        };
        let (rule, cap) = collection_rule(*kind, *amount, share.as_deref(), *cap, at, rules)?;
        if self.account.agree_limiter_plan(at, rule, cap) {
            self.notify(at, "plan_starts");
        }
        self.say(at, fact.name(), Vec::new(), rules);
        Ok(())
    }
}

/// How something is collected, and the most that shares take in a week.
fn collection_rule(
    kind: DebtKind,
    amount: Option<MicroEuro>,
    share: Option<&str>,
    cap: Option<MicroEuro>,
    at: Instant,
    rules: Rules<'_>,
) -> Result<(CollectionRule, Option<MicroEuro>), FactError> {
    let amount = || amount.ok_or(FactError::DebtField { field: "amount" });
    Ok(match kind {
        DebtKind::FixedPerDay => (CollectionRule::FixedPerDay(amount()?), None),
        DebtKind::FixedPerWeek => (CollectionRule::FixedPerWeek(amount()?), None),
        DebtKind::ShareOfTopup => {
            let text = share.ok_or(FactError::DebtField { field: "share" })?;
            let share = parse_decimal(text, 6).ok().filter(|ppm| (0..=1_000_000).contains(ppm));
            let ppm = share.ok_or_else(|| FactError::Share { text: text.to_owned() })?;
            let cap = cap.unwrap_or(rules.parameters.at(at.day(), at).topup_share_cap);
            (CollectionRule::ShareOfTopUp(ppm), Some(cap))
        }
    })
}
