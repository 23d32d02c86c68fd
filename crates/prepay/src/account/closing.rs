//! How an account ends: move-out, stop of prepayment, and what becomes of the balance.

use super::{Account, AccountError, transaction_of};
use calendar::{Instant, SettlementDay};
use ledger::{EntryKind, LedgerAccount};
use readings::Registers;
use serde::{Deserialize, Serialize};
use units::MicroEuro;

/// The handover of the point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Closing {
    at: Instant,
    /// The registers were read at the handover.
    read: bool,
    /// The closing entries are booked.
    done: bool,
}

impl Closing {
    /// The first instant that is not this account's: the handover, or the start of its day if nobody read the registers.
    fn end(self) -> Instant {
        if self.read { self.at } else { self.at.day().start() }
    }

    /// The last day that is charged: the one before a handover at midnight, or of which nobody read
    /// the registers at the handover.
    fn last_day(self) -> SettlementDay {
        let day = self.at.day();
        if self.at == day.start() || !self.read { day.previous() } else { day }
    }
}

/// What became of the closing balance. Source: PA-32.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    pub balance: MicroEuro,
    /// Unspent aid, back to who gave it.
    pub aid_returned: MicroEuro,
    /// To the holder, or kept as unclaimed.
    pub to_holder: MicroEuro,
    pub owed: MicroEuro,
}

/// Why prepayment may be stopped for a protected customer at the operator. Source: PA-31.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StopGround {
    NoDebt,
    SixMonths,
    LeavesForCommercialSupplier,
}

/// Why prepayment goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StopRefused {
    #[error("{left} EUR of debt is left at the current supplier")]
    DebtLeft { left: MicroEuro },
    #[error("none of the three grounds for a protected customer holds")]
    NoGround,
}

/// What is asked when prepayment is to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeaveReason {
    /// Protected, and supplied by the operator.
    pub protected_at_operator: bool,
    pub debt_at_current_supplier: MicroEuro,
    pub debt_at_old_supplier: MicroEuro,
    pub prepaid_since: SettlementDay,
    pub leaves_for_commercial_supplier: bool,
}

/// Whether prepayment may stop on `day`, and on which ground. Source: PA-31.
pub fn may_stop(reason: LeaveReason, day: SettlementDay) -> Result<StopGround, StopRefused> {
    let no_debt = reason.debt_at_current_supplier <= MicroEuro::ZERO;
    if !reason.protected_at_operator {
        return if no_debt {
            Ok(StopGround::NoDebt)
        } else {
            Err(StopRefused::DebtLeft { left: reason.debt_at_current_supplier })
        };
    }
    if no_debt && reason.debt_at_old_supplier <= MicroEuro::ZERO {
        Ok(StopGround::NoDebt)
    } else if no_debt && reason.prepaid_since.plus_months(6) <= day {
        Ok(StopGround::SixMonths)
    } else if reason.leaves_for_commercial_supplier {
        Ok(StopGround::LeavesForCommercialSupplier)
    } else {
        Err(StopRefused::NoGround)
    }
}

impl Account {
    /// The point is handed over at `at`, with its registers if they were read, and what was injected by then. On a
    /// netted day only both are a reading. The next run settles the last day. Source: PA-26, PA-28, PS-11.
    pub fn hand_over(
        &mut self,
        at: Instant,
        registers: Option<Registers>,
        injected: Option<Registers>,
    ) -> Result<(), AccountError> {
        if self.closing.is_some() {
            return Ok(());
        }
        let netted = self.netted_with(at.day()).is_some();
        let registers = registers.filter(|_| !netted || injected.is_some());
        if let Some(registers) = registers {
            let closed = self.readings.close(at, registers);
            closed.map_err(|source| AccountError::Reading { ean: self.ean, source })?;
            if let Some(injected) = injected {
                self.readings.ends_injected(injected);
            }
        }
        self.closing = Some(Closing { at, read: registers.is_some(), done: false });
        Ok(())
    }

    /// Up to when the energy of the point is this account's, and the last day that it is charged; `None` if nobody has left.
    /// The night that settles the day books the closing later. Source: PA-28.
    pub fn handed_over(&self) -> Option<(Instant, SettlementDay)> {
        self.closing.map(|closing| (closing.end(), closing.last_day()))
    }

    pub fn is_leaving(&self) -> bool {
        self.closing.is_some()
    }

    pub fn is_closed(&self) -> bool {
        self.closing.is_some_and(|closing| closing.done)
    }

    pub(super) fn last_day_to_settle(&self, at: Instant) -> SettlementDay {
        // The handover lies in the past: its day is over for this account, also on the same day.
        self.closing.map_or(at.day().previous(), Closing::last_day)
    }

    /// The day on which the point is handed over, when that is not at midnight.
    pub(super) fn is_last_part(&self, day: SettlementDay) -> bool {
        self.closing.is_some_and(|closing| closing.at.day() == day && closing.at != day.start())
    }

    /// True once every day up to the handover is settled.
    pub fn may_close(&self, at: Instant) -> bool {
        let Some(closing) = self.closing else { return false };
        let last = closing.last_day();
        let settled = self.settled_to.is_some_and(|to| to >= last) || last < self.opened_at.day();
        !closing.done && at >= closing.at && settled
    }

    /// Books the closing balance: aid back to its origin, the rest to the holder, or kept as
    /// unclaimed after a death; a negative balance is owed, and no cut follows from it anywhere.
    /// Source: PA-29, PA-32.
    pub fn close(&mut self, at: Instant) -> Result<Closed, AccountError> {
        let balance = self.balance();
        let aid_returned = self.aid.left().min(balance.max(MicroEuro::ZERO));
        let to_holder = MicroEuro(balance.0.max(0).saturating_sub(aid_returned.0));
        let owed = MicroEuro(balance.0.saturating_neg().max(0));
        let kept =
            if self.frozen { LedgerAccount::Unclaimed } else { LedgerAccount::RefundPayable };
        let transaction = transaction_of([
            (LedgerAccount::CustomerCredit, balance.0),
            (LedgerAccount::AidDue, -aid_returned.0),
            (kept, -to_holder.0),
            (LedgerAccount::ClosingReceivable, owed.0),
        ]);
        if let Some(transaction) = transaction.map_err(|source| self.unsound(source))? {
            self.enter(at, at.day(), EntryKind::Closing, None, transaction);
        }
        self.aid.spend(aid_returned);
        self.standing.balance = MicroEuro::ZERO;
        if let Some(closing) = self.closing.as_mut() {
            closing.done = true;
        }
        Ok(Closed { balance, aid_returned, to_holder, owed })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pa_31_prepayment_stops_free_when_nothing_is_owed_and_by_three_grounds_for_the_protected() {
        let eur = |text: &str| text.parse::<MicroEuro>().unwrap();
        let today: SettlementDay = "2026-08-01".parse().unwrap();
        let reason = LeaveReason {
            protected_at_operator: true,
            debt_at_current_supplier: eur("0"),
            debt_at_old_supplier: eur("120"),
            prepaid_since: "2026-01-01".parse().unwrap(),
            leaves_for_commercial_supplier: false,
        };
        assert_eq!(may_stop(reason, today), Ok(StopGround::SixMonths));
        let later = LeaveReason { prepaid_since: "2026-02-02".parse().unwrap(), ..reason };
        assert_eq!(may_stop(later, today), Err(StopRefused::NoGround));
        let leaves = LeaveReason { leaves_for_commercial_supplier: true, ..later };
        assert_eq!(may_stop(leaves, today), Ok(StopGround::LeavesForCommercialSupplier));
        let clear = LeaveReason { debt_at_old_supplier: eur("0"), ..later };
        assert_eq!(may_stop(clear, today), Ok(StopGround::NoDebt));
        let plain = LeaveReason { protected_at_operator: false, ..later };
        assert_eq!(may_stop(plain, today), Ok(StopGround::NoDebt));
        let owes = LeaveReason { debt_at_current_supplier: eur("3"), ..plain };
        assert_eq!(may_stop(owes, today), Err(StopRefused::DebtLeft { left: eur("3") }));
    }
}
