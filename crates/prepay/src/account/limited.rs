//! Energy under the limiter: counted apart in a memo and, with `limiter.booking = separate_debt`, owed
//! apart. Then the balance does not move, nor does the amount to be back at full power, and nothing is
//! collected of that debt unless the customer pays it or agrees on a plan, which never takes the
//! balance below zero: what minimum supply costs is never a reason for a cut. Source: PA-16, PA-17.

use super::{Account, AccountError, transaction_of};
use crate::account::money::Taken;
use crate::debt::{CollectionRule, Creditor, Debt, DebtId};
use crate::supply_history::SupplyHistory;
use calendar::{Instant, SettlementDay};
use ledger::{Channel, EntryKind, LedgerAccount};
use params::LimiterBooking;
use serde::{Deserialize, Serialize};
use units::MicroEuro;

/// Collected after debts that were agreed on.
const PRIORITY: u8 = 9;

/// A time under the limiter, from the meter's word on its beginning to that on its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct LimitedPeriod {
    from: Instant,
    to: Option<Instant>,
    /// Charged for days that closed under the limit, corrections included.
    memo: MicroEuro,
    /// What is owed apart for them.
    debt: Option<DebtId>,
}

/// That a settled day closed under the limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct UnderLimit {
    period: usize,
    /// Booked to the debt, by the parameter of the day; so are its corrections.
    apart: bool,
    /// What of its charge stands in the debt.
    pub(super) to_debt: MicroEuro,
}

/// Where a payment on the debt went. The parts add up to the payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repaid {
    pub to_debt: MicroEuro,
    /// More than was owed.
    pub to_credit: MicroEuro,
}

impl Account {
    /// The meter has confirmed the limit.
    pub fn limiter_began(&mut self, at: Instant) {
        if self.limited.last().is_none_or(|last| last.to.is_some()) {
            let memo = MicroEuro::ZERO;
            self.limited.push(LimitedPeriod { from: at, to: None, memo, debt: None });
        }
    }

    /// The meter has confirmed that there is no limit any more.
    pub fn limiter_ended(&mut self, at: Instant) {
        if let Some(last) = self.limited.last_mut() {
            last.to.get_or_insert(at);
        }
    }

    /// What was charged under the limit in its present period; zero without one. Source: PA-16.
    pub fn limited_memo(&self) -> MicroEuro {
        let present = self.limited.last().filter(|period| period.to.is_none());
        present.map_or(MicroEuro::ZERO, |period| period.memo)
    }

    /// What is left of debts made under the limit. Source: PA-17.
    pub fn limiter_debt_left(&self) -> MicroEuro {
        let left = self.limiter_debts().into_iter().filter_map(|id| self.debt_of(id));
        MicroEuro(left.map(|debt| debt.remaining.0).fold(0, i64::saturating_add))
    }

    /// What is owed for energy under the limiter, as debts. Source: PA-17.
    pub fn limiter_debts(&self) -> Vec<DebtId> {
        self.limited.iter().filter_map(|period| period.debt).collect()
    }

    fn debt_of(&self, id: DebtId) -> Option<&Debt> {
        self.debts.iter().find(|debt| debt.id == id)
    }

    fn debt_of_mut(&mut self, id: DebtId) -> Option<&mut Debt> {
        self.debts.iter_mut().find(|debt| debt.id == id)
    }

    /// Whether `day` counts as one under the limit: by its closing midnight.
    pub(super) fn under_limit(
        &self,
        day: SettlementDay,
        booking: LimiterBooking,
        supply: &SupplyHistory,
    ) -> Option<UnderLimit> {
        let closing = day.end();
        if !supply.at(closing).limited {
            return None;
        }
        let covers = |period: &LimitedPeriod| {
            period.from <= closing && period.to.is_none_or(|end| closing < end)
        };
        let period = self.limited.iter().rposition(covers)?;
        let apart = booking == LimiterBooking::SeparateDebt;
        Some(UnderLimit { period, apart, to_debt: MicroEuro::ZERO })
    }

    /// Counts `charge` of a day, or of a correction of it, and moves what is owed apart to the debt.
    /// Returns what went there; of what is given back, no more than is owed.
    pub(super) fn count_limited(
        &mut self,
        under_limit: Option<&mut UnderLimit>,
        charge: MicroEuro,
        at: Instant,
    ) -> MicroEuro {
        let Some(day) = under_limit else { return MicroEuro::ZERO };
        let Some(period) = self.limited.get_mut(day.period) else { return MicroEuro::ZERO };
        period.memo = MicroEuro(period.memo.0.saturating_add(charge.0));
        let known = period.debt;
        if !day.apart {
            return MicroEuro::ZERO;
        }
        let owed = known.and_then(|id| self.debt_of(id)).map_or(0, |debt| debt.remaining.0);
        let to_debt = MicroEuro(charge.0.max(owed.saturating_neg()));
        if to_debt != MicroEuro::ZERO {
            let id = known.unwrap_or_else(|| self.open_limiter_debt(day.period, at));
            if let Some(debt) = self.debt_of_mut(id) {
                debt.grow(to_debt);
            }
        }
        day.to_debt = MicroEuro(day.to_debt.0.saturating_add(to_debt.0));
        to_debt
    }

    fn open_limiter_debt(&mut self, period: usize, at: Instant) -> DebtId {
        let id = self.next_debt_id();
        let rule = CollectionRule::UnderReview;
        let starts = at.day().next();
        let mut debt = Debt::new(id, Creditor::Supplier, rule, MicroEuro::ZERO, PRIORITY, starts);
        debt.cause = "limiter".to_owned();
        self.debts.push(debt);
        if let Some(period) = self.limited.get_mut(period) {
            period.debt = Some(id);
        }
        id
    }

    /// The day's line has taken its charge from the balance; this gives it back and enters the debt.
    pub(super) fn post_apart(
        &mut self,
        day: SettlementDay,
        to_debt: MicroEuro,
        at: Instant,
    ) -> Result<(), AccountError> {
        let (debt, credit) = (Creditor::Supplier.ledger_account(), LedgerAccount::CustomerCredit);
        let sides = [(debt, to_debt.0), (credit, to_debt.0.saturating_neg())];
        let transaction = transaction_of(sides).map_err(|source| self.unsound(source))?;
        if let Some(transaction) = transaction {
            self.enter(at, day, EntryKind::LimitedEnergy, None, transaction);
        }
        Ok(())
    }

    /// A payment on what is owed apart, the oldest first; what is more becomes credit. The same id
    /// twice changes nothing. Source: PA-17.
    pub fn repay_limiter_debt(
        &mut self,
        at: Instant,
        amount: MicroEuro,
        channel: Channel,
        id: &str,
    ) -> Result<Taken<Repaid>, AccountError> {
        if self.known(EntryKind::Repayment, id) {
            return Ok(Taken::Known);
        }
        let to_debt = self.limiter_debt_left().min(amount);
        let to_credit = amount.checked_sub(to_debt).ok_or_else(|| self.too_large())?;
        let after = self.balance().checked_add(to_credit).ok_or_else(|| self.too_large())?;
        let sides = vec![
            (LedgerAccount::cash(channel), amount.0),
            (Creditor::Supplier.ledger_account(), to_debt.0.saturating_neg()),
            (LedgerAccount::CustomerCredit, to_credit.0.saturating_neg()),
        ];
        self.book(at, EntryKind::Repayment, id, sides)?;
        let mut left = to_debt;
        for debt in self.limiter_debts() {
            if let Some(debt) = self.debt_of_mut(debt) {
                let part = left.min(debt.remaining);
                debt.remaining = MicroEuro(debt.remaining.0.saturating_sub(part.0));
                left = MicroEuro(left.0.saturating_sub(part.0));
            }
        }
        self.move_balance(after);
        Ok(Taken::Booked(Repaid { to_debt, to_credit }))
    }

    /// The customer agrees to repay what is owed apart by `rule`, from tomorrow on. A fixed amount is
    /// taken only of credit above zero. `false` if nothing is owed. Source: PA-17, PA-20.
    pub fn agree_limiter_plan(
        &mut self,
        at: Instant,
        rule: CollectionRule,
        cap_per_week: Option<MicroEuro>,
    ) -> bool {
        let mut owed = false;
        for id in self.limiter_debts() {
            let debt = self.debt_of_mut(id);
            if let Some(debt) = debt.filter(|debt| debt.remaining > MicroEuro::ZERO) {
                debt.change_rule(rule);
                debt.cap_per_week = cap_per_week;
                debt.floor = Some(MicroEuro::ZERO);
                debt.starts = at.day().next();
                owed = true;
            }
        }
        owed
    }
}
