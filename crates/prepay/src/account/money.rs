//! Money that comes and goes by request: top-ups, aid, refunds, chargebacks.

use super::{Account, AccountError, Rules, transaction_of};
use crate::debt::{CollectionRule, Creditor, Debt};
use crate::plan::ExactCost;
use crate::topup::Split;
use calendar::{Instant, SettlementDay};
use ledger::{Channel, EntryKind, LedgerAccount};
use serde::{Deserialize, Serialize};
use units::MicroEuro;

/// What became of a request that moves money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Taken<T> {
    Booked(T),
    /// The same id came before: nothing changes.
    Known,
}

/// Why a refund is not given: only what is left can be, and never aid. Source: TP-18, PA-32.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("only {left} EUR can be refunded")]
pub struct Refused {
    pub left: MicroEuro,
}

/// What a debt of a chargeback says of where it comes from.
pub fn chargeback_cause(id: &str) -> String {
    format!("chargeback of {id}")
}

/// What a debt of a refund that the balance did not cover says of where it comes from.
fn refund_of(id: &str) -> String {
    format!("refund {id} beyond the balance")
}

/// What of shared energy comes back, or is taken again. Source: ES-19.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SharedCredit<'a> {
    /// Above zero in the customer's favour.
    pub exact_femto_eur: i128,
    /// Where the energy was charged.
    pub energy: LedgerAccount,
    /// The one day that it is for; `None` for more than one.
    pub day: Option<SettlementDay>,
    pub id: &'a str,
}

impl Account {
    pub(super) fn known(&self, kind: EntryKind, id: &str) -> bool {
        self.keys.contains(&(kind, id.to_owned()))
    }

    /// What would become of a top-up now: what is shown before paying. Source: PA-21.
    pub fn split(
        &self,
        at: Instant,
        amount: MicroEuro,
        rules: Rules<'_>,
    ) -> Result<Split, AccountError> {
        let levels = self.levels(at, rules);
        let started: Vec<Debt> = self.debts.clone();
        Split::of(amount, self.balance(), levels, &started, at.day())
            .ok_or_else(|| self.too_large())
    }

    /// Credits a payment once.
    pub fn top_up(
        &mut self,
        at: Instant,
        amount: MicroEuro,
        channel: Channel,
        id: &str,
        rules: Rules<'_>,
    ) -> Result<Taken<Split>, AccountError> {
        if self.known(EntryKind::TopUp, id) {
            return Ok(Taken::Known);
        }
        let split = self.split(at, amount, rules)?;
        let credited = split.credited().ok_or_else(|| self.too_large())?;
        let after = self.balance().checked_add(credited).ok_or_else(|| self.too_large())?;
        let mut sides = vec![
            (LedgerAccount::cash(channel), amount.0),
            (LedgerAccount::CustomerCredit, -credited.0),
        ];
        for (id, share) in &split.shares {
            if let Some(debt) = self.debts.iter_mut().find(|debt| debt.id == *id) {
                debt.pay(*share, at.day());
                sides.push((debt.creditor.ledger_account(), -share.0));
            }
        }
        self.book(at, EntryKind::TopUp, id, sides)?;
        if !split.shares.is_empty() {
            self.shares.insert(id.to_owned(), split.shares.clone());
        }
        self.move_balance(after);
        Ok(Taken::Booked(split))
    }

    /// Undoes the top-up `id` at the counter: its transaction is reversed, shares go back to their
    /// debts. `None` if no such top-up was credited. Source: TP-06.
    pub fn undo_top_up(
        &mut self,
        at: Instant,
        id: &str,
    ) -> Result<Option<Taken<MicroEuro>>, AccountError> {
        if self.known(EntryKind::Reversal, id) {
            return Ok(Some(Taken::Known));
        }
        let credited = self
            .journal
            .iter()
            .find(|entry| entry.kind == EntryKind::TopUp && entry.key.as_deref() == Some(id));
        let Some(credited) = credited else { return Ok(None) };
        let (day, reversed) = (credited.day, credited.transaction.reversal());
        let reversed = reversed.map_err(|source| self.unsound(source))?;
        let back: i64 = reversed
            .postings()
            .iter()
            .filter(|posting| posting.account == LedgerAccount::CustomerCredit)
            .map(|posting| posting.amount.0)
            .sum();
        let back = MicroEuro(back);
        let after = self.balance().checked_sub(back).ok_or_else(|| self.too_large())?;
        for (debt, share) in self.shares.remove(id).unwrap_or_default() {
            if let Some(debt) = self.debts.iter_mut().find(|known| known.id == debt) {
                debt.give_back(share, day);
            }
        }
        let sides =
            reversed.postings().iter().map(|posting| (posting.account, posting.amount.0)).collect();
        self.book(at, EntryKind::Reversal, id, sides)?;
        // The payer's own money goes back: aid is not what is spent here.
        self.standing.balance = after;
        Ok(Some(Taken::Booked(back)))
    }

    /// Credits aid: a lot with its origin, of which no debt takes a share. Source: PA-44.
    pub fn receive_aid(
        &mut self,
        at: Instant,
        amount: MicroEuro,
        origin: &str,
        id: &str,
    ) -> Result<Taken<()>, AccountError> {
        if self.known(EntryKind::Aid, id) {
            return Ok(Taken::Known);
        }
        let before = self.balance();
        let after = before.checked_add(amount).ok_or_else(|| self.too_large())?;
        let sides =
            vec![(LedgerAccount::AidDue, amount.0), (LedgerAccount::CustomerCredit, -amount.0)];
        self.book(at, EntryKind::Aid, id, sides)?;
        self.aid.receive(origin, amount, before);
        self.move_balance(after);
        Ok(Taken::Booked(()))
    }

    /// Gives money back to the instrument that paid, `from` where it lies: only what is left, and never aid.
    pub fn refund(
        &mut self,
        at: Instant,
        amount: MicroEuro,
        from: LedgerAccount,
        id: &str,
    ) -> Result<Taken<Result<(), Refused>>, AccountError> {
        if self.known(EntryKind::Refund, id) {
            return Ok(Taken::Known);
        }
        let own = self.balance().0.saturating_sub(self.aid.left().0).max(0);
        if amount.0 > own {
            return Ok(Taken::Booked(Err(Refused { left: MicroEuro(own) })));
        }
        let after = self.balance().checked_sub(amount).ok_or_else(|| self.too_large())?;
        let sides = vec![(LedgerAccount::CustomerCredit, amount.0), (from, -amount.0)];
        self.book(at, EntryKind::Refund, id, sides)?;
        // The holder's own money goes back: aid is not what is spent here.
        self.standing.balance = after;
        Ok(Taken::Booked(Ok(())))
    }

    /// The provider has given money back already, whether we were asked or not: what is left of the holder's own
    /// leaves the balance, what is not there any more becomes a debt that a person reviews. Aid is not touched.
    /// Returns what left the balance. Source: TP-17, TP-18.
    pub fn refund_given(
        &mut self,
        at: Instant,
        amount: MicroEuro,
        channel: Channel,
        id: &str,
    ) -> Result<Taken<MicroEuro>, AccountError> {
        if self.known(EntryKind::Refund, id) {
            return Ok(Taken::Known);
        }
        let own = self.balance().0.saturating_sub(self.aid.left().0).max(0);
        let taken = MicroEuro(own.min(amount.0.max(0)));
        let missing = amount.checked_sub(taken).ok_or_else(|| self.too_large())?;
        let after = self.balance().checked_sub(taken).ok_or_else(|| self.too_large())?;
        let sides = vec![
            (LedgerAccount::CustomerCredit, taken.0),
            (LedgerAccount::DebtUnderReview, missing.0),
            (LedgerAccount::cash(channel), amount.0.saturating_neg()),
        ];
        self.book(at, EntryKind::Refund, id, sides)?;
        self.review(at, missing, refund_of(id));
        self.standing.balance = after;
        Ok(Taken::Booked(taken))
    }

    /// A debt that is collected only as a person decides.
    fn review(&mut self, at: Instant, owed: MicroEuro, cause: String) {
        if owed > MicroEuro::ZERO {
            let (rule, starts) = (CollectionRule::UnderReview, at.day().next());
            let number = self.next_debt_id();
            let mut debt = Debt::new(number, Creditor::Chargeback, rule, owed, 9, starts);
            debt.cause = cause;
            self.debts.push(debt);
        }
    }

    /// The provider took a payment back: what is left of it leaves the balance, what was spent
    /// becomes a debt that a person reviews. Source: TP-17.
    pub fn chargeback(
        &mut self,
        at: Instant,
        amount: MicroEuro,
        channel: Channel,
        id: &str,
    ) -> Result<Taken<MicroEuro>, AccountError> {
        if self.known(EntryKind::Chargeback, id) {
            return Ok(Taken::Known);
        }
        let taken = MicroEuro(self.balance().0.clamp(0, amount.0.max(0)));
        let spent = amount.checked_sub(taken).ok_or_else(|| self.too_large())?;
        let after = self.balance().checked_sub(taken).ok_or_else(|| self.too_large())?;
        let sides = vec![
            (LedgerAccount::CustomerCredit, taken.0),
            (LedgerAccount::DebtUnderReview, spent.0),
            (LedgerAccount::cash(channel), -amount.0),
        ];
        self.book(at, EntryKind::Chargeback, id, sides)?;
        self.review(at, spent, chargeback_cause(id));
        self.move_balance(after);
        Ok(Taken::Booked(taken))
    }

    /// The provider gives a chargeback's money back. `None` if there was no such chargeback. Source: TP-17.
    pub fn reverse_chargeback(
        &mut self,
        at: Instant,
        id: &str,
    ) -> Result<Option<Taken<MicroEuro>>, AccountError> {
        self.comes_again(at, EntryKind::Chargeback, id, &chargeback_cause(id))
    }

    /// A refund did not reach the payer, and its money is here again. `None` if there was no such refund.
    /// Source: TP-18.
    pub fn return_refund(
        &mut self,
        at: Instant,
        id: &str,
    ) -> Result<Option<Taken<MicroEuro>>, AccountError> {
        self.comes_again(at, EntryKind::Refund, id, &refund_of(id))
    }

    /// Money that had gone comes again: first to the debt that its going made, as far as that is still owed, the
    /// rest to the balance.
    fn comes_again(
        &mut self,
        at: Instant,
        gone: EntryKind,
        id: &str,
        cause: &str,
    ) -> Result<Option<Taken<MicroEuro>>, AccountError> {
        if self.known(EntryKind::Reversal, id) {
            return Ok(Some(Taken::Known));
        }
        let booked = self
            .journal
            .iter()
            .find(|entry| entry.kind == gone && entry.key.as_deref() == Some(id));
        let Some(booked) = booked else { return Ok(None) };
        let own = [LedgerAccount::CustomerCredit, LedgerAccount::DebtUnderReview];
        let mut cash: Vec<(LedgerAccount, i64)> = Vec::new();
        for posting in booked.transaction.postings() {
            if !own.contains(&posting.account) {
                cash.push((posting.account, posting.amount.0.saturating_neg()));
            }
        }
        let amount = cash.iter().map(|(_, micro)| *micro).fold(0, i64::saturating_add);
        let debt = self.debts.iter_mut().find(|debt| debt.cause == cause);
        let owed = debt.as_ref().map_or(MicroEuro::ZERO, |debt| debt.remaining);
        let cleared = MicroEuro(owed.0.clamp(0, amount.max(0)));
        if let Some(debt) = debt {
            debt.pay(cleared, at.day());
        }
        let credited = MicroEuro(amount.saturating_sub(cleared.0));
        let after = self.balance().checked_add(credited).ok_or_else(|| self.too_large())?;
        cash.push((LedgerAccount::DebtUnderReview, cleared.0.saturating_neg()));
        cash.push((LedgerAccount::CustomerCredit, credited.0.saturating_neg()));
        self.book(at, EntryKind::Reversal, id, cash)?;
        self.move_balance(after);
        Ok(Some(Taken::Booked(credited)))
    }

    /// An agent puts something right: `amount` above zero is in the customer's favour, and `contra` is where
    /// the other side stands. Source: TP-25.
    pub fn adjust(
        &mut self,
        at: Instant,
        amount: MicroEuro,
        contra: LedgerAccount,
        id: &str,
    ) -> Result<Taken<()>, AccountError> {
        if self.known(EntryKind::Adjustment, id) {
            return Ok(Taken::Known);
        }
        let after = self.balance().checked_add(amount).ok_or_else(|| self.too_large())?;
        let other = amount.checked_neg().ok_or_else(|| self.too_large())?;
        let sides = vec![(contra, amount.0), (LedgerAccount::CustomerCredit, other.0)];
        self.book(at, EntryKind::Adjustment, id, sides)?;
        self.move_balance(after);
        Ok(Taken::Booked(()))
    }

    /// Gives back, or takes again, what shared energy was charged, exact in femto-euro: a correction on a line of its
    /// own, through the residue. What it takes bars a cut for a time as any correction does. Source: ES-19, PA-02, PA-38.
    pub fn credit_shared(
        &mut self,
        at: Instant,
        shared: SharedCredit<'_>,
    ) -> Result<Taken<()>, AccountError> {
        let SharedCredit { exact_femto_eur, energy, day, id } = shared;
        if self.known(EntryKind::SharedEnergy, id) {
            return Ok(Taken::Known);
        }
        let customer = exact_femto_eur.checked_neg().ok_or_else(|| self.too_large())?;
        let posted = self.standing.charge(ExactCost { customer, relief: 0 });
        let posted = posted.map_err(|_| self.too_large())?;
        let given = posted.charge.checked_neg().ok_or_else(|| self.too_large())?;
        let sides = vec![(energy, given.0), (LedgerAccount::CustomerCredit, posted.charge.0)];
        self.book_for(at, day.unwrap_or(at.day()), EntryKind::SharedEnergy, id, sides)?;
        self.move_balance(posted.after.balance);
        self.standing = posted.after;
        if posted.charge > MicroEuro::ZERO {
            self.corrections_taken.push((at.day(), posted.charge));
        }
        Ok(Taken::Booked(()))
    }

    pub(super) fn book(
        &mut self,
        at: Instant,
        kind: EntryKind,
        id: &str,
        sides: Vec<(LedgerAccount, i64)>,
    ) -> Result<(), AccountError> {
        self.book_for(at, at.day(), kind, id, sides)
    }

    /// The same for another day than that of the booking.
    fn book_for(
        &mut self,
        at: Instant,
        day: SettlementDay,
        kind: EntryKind,
        id: &str,
        sides: Vec<(LedgerAccount, i64)>,
    ) -> Result<(), AccountError> {
        let transaction = transaction_of(sides).map_err(|source| self.unsound(source))?;
        self.keys.insert((kind, id.to_owned()));
        if let Some(transaction) = transaction {
            self.enter(at, day, kind, Some(id.to_owned()), transaction);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::{NewAccount, Start};
    use crate::night::{Rates, TariffGroup};
    use params::{ParameterBook, ParameterSeries, PriceBook};
    use proptest::prelude::*;
    use units::{AccountId, Dso, Energy, FEMTO_PER_MICRO};

    fn home() -> Account {
        let book = ParameterBook::shipped().unwrap();
        let at = "2026-10-30T00:00:00+01:00".parse().unwrap();
        let day = calendar::Instant::day(at).plus(-1);
        let series = ParameterSeries::build(&book, Dso::Ores, Energy::Electricity, day).unwrap();
        let prices = PriceBook::default();
        let new = NewAccount {
            id: AccountId(1),
            ean: "541449012345678908".parse().unwrap(),
            dso: Dso::Ores,
            group: TariffGroup { energy: Energy::Electricity, rates: Rates::Two },
            at,
            start: Start::Activation,
            registers: readings::Registers([0, 0]),
        };
        Account::open(new, Rules { parameters: &series, prices: &prices }).unwrap()
    }

    proptest! {
        /// Posted and residue are the exact sum, whatever came back in whichever order; the same twice is once.
        #[test]
        fn pa_02_es_19_what_sharing_gives_back_goes_through_the_residue(
            amounts in proptest::collection::vec(-40_000_000_000_000_000i64..40_000_000_000_000_000, 1..20),
        ) {
            let mut account = home();
            let (before, at) = (account.balance(), account.opened_at.plus_h(30));
            let mut exact = 0i128;
            for (number, amount) in amounts.iter().enumerate() {
                exact += i128::from(*amount);
                let id = format!("sharing/1/2026-10/{number}/average");
                let shared = SharedCredit {
                    exact_femto_eur: i128::from(*amount),
                    energy: LedgerAccount::EnergyAtAveragePrice,
                    day: None,
                    id: &id,
                };
                prop_assert_eq!(account.credit_shared(at, shared).unwrap(), Taken::Booked(()));
                prop_assert_eq!(account.credit_shared(at, shared).unwrap(), Taken::Known);
                let moved = i128::from(account.balance().0 - before.0);
                let residue = i128::from(account.standing().residue.femto_eur());
                prop_assert_eq!(moved * FEMTO_PER_MICRO - residue, exact);
            }
            prop_assert_eq!(account.derived_balance(), Some(account.balance()));
        }
    }

    #[test]
    fn es_19_a_line_of_a_day_stands_on_that_day() {
        let mut account = home();
        let at = account.opened_at.plus_h(54);
        let day = account.opened_at.day();
        let shared = SharedCredit {
            exact_femto_eur: 1_000_000_000_000,
            energy: LedgerAccount::EnergyAtSocialPrice,
            day: Some(day),
            id: "sharing/1/2026-10/day/social/2026-10-30",
        };
        account.credit_shared(at, shared).unwrap();
        let entry = account.journal().last().unwrap();
        assert_eq!((entry.kind, entry.day, entry.booked_at), (EntryKind::SharedEnergy, day, at));
    }
}
