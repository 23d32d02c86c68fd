//! One prepayment account: one supply point, one energy, one holder. It keeps what has happened in
//! a journal and in its day lines, and everything else follows from them. Source: PA-01.

mod closing;
mod limited;
mod money;
mod netted;
mod opening;
mod plans;
mod settle;

pub use closing::{Closed, LeaveReason, StopGround, StopRefused, may_stop};
pub use limited::Repaid;
pub use money::{Refused, SharedCredit, Taken, chargeback_cause};
pub use netted::{Netted, NettedDay};
pub use opening::{NewAccount, Start, bridge_start, starting_amounts};
pub use plans::PlanRefused;
pub use settle::{DayLine, Run, SettledDay};

use crate::credit::{CreditState, Levels};
use crate::debt::{CollectionRule, Creditor, Debt, DebtId};
use crate::night::{Attention, DayRow, Rates, TariffGroup};
use crate::plan::{PlanError, Standing};
use crate::status::{Aid, Grace, ProtectedInterval, ProtectedStatus, Relief, ReliefDecision};
use calendar::{Instant, SettlementDay};
use ledger::{EntryKind, JournalEntry, LedgerAccount, LedgerError, Posting, Transaction};
use params::{ParameterSeries, Parameters, PriceBasis, PriceBook, PriceError};
use readings::{ReadingError, Readings};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use units::{AccountId, Dso, Ean, Energy, MicroEuro, NanoEuroPerKwh, ObisCode};

/// Why an account could not take in a fact or settle a day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AccountError {
    #[error("account of EAN {ean} cannot be charged")]
    Price { ean: Ean, source: PriceError },
    #[error("no gas factor is loaded for EAN {ean} on {day}")]
    GasFactor { ean: Ean, day: SettlementDay },
    #[error("the day {day} of EAN {ean} cannot be planned")]
    Plan { ean: Ean, day: SettlementDay, source: PlanError },
    #[error("a booking of EAN {ean} is not sound")]
    Ledger { ean: Ean, source: LedgerError },
    #[error("a reading of EAN {ean} cannot be taken in")]
    Reading { ean: Ean, source: ReadingError },
    #[error("an amount of EAN {ean} is too large")]
    TooLarge { ean: Ean },
}

/// What an account is charged by: parameters and prices of its operator and energy.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'a> {
    pub parameters: &'a ParameterSeries,
    pub prices: &'a PriceBook,
}

/// Nothing is charged from a day on, until a person has looked. Source: PA-40.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Hold {
    from: SettlementDay,
    why: String,
}

/// One prepayment account with everything it knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    pub id: AccountId,
    pub ean: Ean,
    pub dso: Dso,
    pub group: TariffGroup,
    pub opened_at: Instant,
    standing: Standing,
    gas_carry: i64,
    debts: Vec<Debt>,
    pub status: ProtectedStatus,
    pub readings: Readings,
    days: BTreeMap<SettlementDay, SettledDay>,
    settled_to: Option<SettlementDay>,
    held_lines: BTreeSet<SettlementDay>,
    status_changed: BTreeSet<SettlementDay>,
    hold: Option<Hold>,
    grace: Option<Grace>,
    relief: Option<Relief>,
    relief_pending: MicroEuro,
    aid: Aid,
    /// Money that corrections took, by the local day on which they were posted.
    corrections_taken: Vec<(SettlementDay, MicroEuro)>,
    journal: Vec<JournalEntry>,
    keys: BTreeSet<(EntryKind, String)>,
    /// What debts took of top-ups, by the top-up's id.
    shares: BTreeMap<String, Vec<(DebtId, MicroEuro)>>,
    /// The holder has died: nothing is collected. Source: PA-29.
    frozen: bool,
    closing: Option<closing::Closing>,
    suppliers: Vec<(SettlementDay, String)>,
    limited: Vec<limited::LimitedPeriod>,
    /// Which days are netted together. Source: PS-11.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    netted: Vec<Netted>,
}

impl Account {
    pub fn balance(&self) -> MicroEuro {
        self.standing.balance
    }

    pub fn standing(&self) -> Standing {
        self.standing
    }

    pub fn energy(&self) -> Energy {
        self.group.energy
    }

    pub fn rates(&self) -> Rates {
        self.group.rates
    }

    pub fn debts(&self) -> &[Debt] {
        &self.debts
    }

    /// All that is left to repay.
    pub fn debt_left(&self) -> MicroEuro {
        MicroEuro(self.debts.iter().map(|debt| debt.remaining.0).fold(0, i64::saturating_add))
    }

    pub fn aid(&self) -> &Aid {
        &self.aid
    }

    pub fn hold(&self) -> Option<&str> {
        self.hold.as_ref().map(|hold| hold.why.as_str())
    }

    /// The first day that is not charged, while there is a hold. Source: PA-40.
    pub fn held_from(&self) -> Option<SettlementDay> {
        self.hold.as_ref().map(|hold| hold.from)
    }

    /// Nights have passed without settling a day: there is a hold, or one was cleared since the last.
    pub fn is_behind(&self) -> bool {
        self.hold.is_some() || !self.held_lines.is_empty()
    }

    pub fn journal(&self) -> &[JournalEntry] {
        &self.journal
    }

    /// What is known of each settled day now.
    pub fn days(&self) -> &BTreeMap<SettlementDay, SettledDay> {
        &self.days
    }

    pub fn settled_to(&self) -> Option<SettlementDay> {
        self.settled_to
    }

    pub fn relief(&self) -> Option<Relief> {
        self.relief
    }

    pub fn relief_pending(&self) -> MicroEuro {
        self.relief_pending
    }

    /// Provisional days in a row, up to the last settled one.
    pub fn silent_days(&self) -> u32 {
        let silent = self.days.values().rev().take_while(|day| day.consumption.is_none()).count();
        u32::try_from(silent).unwrap_or(u32::MAX)
    }

    pub fn is_frozen(&self) -> bool {
        self.frozen
    }

    pub fn grace_at(&self, at: Instant) -> MicroEuro {
        self.grace.map_or(MicroEuro::ZERO, |grace| grace.at(at))
    }

    pub fn grace(&self) -> Option<Grace> {
        self.grace
    }

    /// The levels that divide balances into states at `at`.
    pub fn levels(&self, at: Instant, rules: Rules<'_>) -> Levels {
        Levels::of(rules.parameters.at(at.day(), at), self.grace_at(at))
    }

    /// The state of the balance at `at`.
    pub fn credit_state(&self, at: Instant, rules: Rules<'_>) -> CreditState {
        self.levels(at, rules).state(self.balance())
    }

    /// The balance without what is not measured: provisional charges, and corrections that took
    /// money in the last days. Source: CG-03.
    pub fn measured_balance(&self, at: Instant, parameters: &Parameters) -> MicroEuro {
        let today = at.day();
        let mut sum = self.balance().0;
        for day in self.days.values().rev() {
            sum = sum.saturating_add(day.provisional_charge().0);
        }
        for (posted_on, taken) in &self.corrections_taken {
            if today.days_since(*posted_on) < parameters.correction_grace_days {
                sum = sum.saturating_add(taken.0);
            }
        }
        MicroEuro(sum)
    }

    /// A status learnt now; the days it touches are charged anew at the next run. Source: PA-24.
    pub fn protect(&mut self, interval: ProtectedInterval) {
        let (from, to) = (interval.from, interval.to);
        let touched: Vec<SettlementDay> = self.days.range(from..).map(|(day, _)| *day).collect();
        let touched = touched.into_iter().filter(|day| to.is_none_or(|end| *day < end));
        self.status_changed.extend(touched);
        self.status.enter(interval);
    }

    /// The status entered at `place` turns out not to hold: the days it touched are charged anew.
    pub fn withdraw_protection(&mut self, place: usize, at: Instant) {
        self.status.withdraw(place, at);
        self.status_changed.extend(self.days.keys().copied());
    }

    /// Takes in a debt. Money owed to a supplier is collected for it. Source: PA-20.
    pub fn enter_debt(&mut self, at: Instant, mut debt: Debt) -> Result<DebtId, AccountError> {
        debt.id = self.next_debt_id();
        let (id, total, creditor) = (debt.id, debt.total, debt.creditor);
        let contra = match creditor {
            Creditor::Supplier => LedgerAccount::SupplierPayable,
            Creditor::Advance => LedgerAccount::CustomerCredit,
            Creditor::Relief => LedgerAccount::ReliefPending,
            Creditor::Operator | Creditor::Chargeback => LedgerAccount::ClosingReceivable,
        };
        let moved = Transaction::transfer(creditor.ledger_account(), contra, total);
        if let Some(transaction) = moved.map_err(|source| self.unsound(source))? {
            self.enter(at, at.day(), EntryKind::DebtEntered, None, transaction);
        }
        self.debts.push(debt);
        Ok(id)
    }

    fn next_debt_id(&self) -> DebtId {
        DebtId::try_from(self.debts.len()).unwrap_or(DebtId::MAX).saturating_add(1)
    }

    /// Extra credit for a time; a later one replaces it. Source: PA-45.
    pub fn grant_grace(&mut self, grace: Grace) {
        self.grace = Some(grace);
    }

    /// The holder has died: nothing is collected any more. Source: PA-29.
    pub fn freeze(&mut self) {
        self.frozen = true;
    }

    pub fn unfreeze(&mut self) {
        self.frozen = false;
    }

    /// A person has cleared the billing hold: jumps are accepted as read. Source: PA-40.
    /// Returns whether there was one.
    pub fn clear_hold(&mut self) -> bool {
        self.readings.accept_jumps();
        self.hold.take().is_some()
    }

    /// Asks for winter relief. `false` if there is no right to it. Source: PA-23.
    pub fn request_relief(&mut self, at: Instant) -> bool {
        let today = at.day();
        if self.relief.is_some_and(|relief| relief.decision == ReliefDecision::Pending) {
            return false;
        }
        let social = self.supplier_on(today).is_none_or(|supplier| supplier == "social");
        let entitled = self.energy() == Energy::Gas && social && self.status.protected_on(today);
        if entitled {
            let decision = ReliefDecision::Pending;
            self.relief = Some(Relief { requested_on: today, decision });
        }
        entitled
    }

    /// The commission has decided: the fund pays, or what was granted becomes a debt with a plan.
    /// Balance and supply do not move. `false` if no request was open. Source: PA-23.
    pub fn decide_relief(
        &mut self,
        at: Instant,
        granted: bool,
        rules: Rules<'_>,
    ) -> Result<bool, AccountError> {
        let open = |relief: &&mut Relief| relief.decision == ReliefDecision::Pending;
        let Some(relief) = self.relief.as_mut().filter(open) else { return Ok(false) };
        let today = at.day();
        relief.decision = if granted {
            ReliefDecision::Granted { at }
        } else {
            ReliefDecision::Refused { on: today }
        };
        let pending = std::mem::take(&mut self.relief_pending);
        if pending == MicroEuro::ZERO {
            return Ok(true);
        }
        if granted {
            let debit = LedgerAccount::ReliefDueByFund;
            let moved = Transaction::transfer(debit, LedgerAccount::ReliefPending, pending);
            if let Some(transaction) = moved.map_err(|source| self.unsound(source))? {
                self.enter(at, today, EntryKind::ReliefDecision, None, transaction);
            }
            return Ok(true);
        }
        let per_week = rules.parameters.at(today, at).relief_refused_per_week;
        let rule = CollectionRule::FixedPerWeek(per_week);
        let mut debt = Debt::new(0, Creditor::Relief, rule, pending, 9, today.next());
        debt.cause = "winter relief refused".to_owned();
        self.enter_debt(at, debt).map(|_| true)
    }

    /// The supplier from a day on. Source: PA-30.
    pub fn supplied_by(&mut self, from: SettlementDay, supplier: &str) {
        self.suppliers.push((from, supplier.to_owned()));
    }

    /// Who supplies on `day`; `None` if nobody has said so.
    pub fn supplier_on(&self, day: SettlementDay) -> Option<&str> {
        let known = self.suppliers.iter().filter(|(from, _)| *from <= day);
        known.max_by_key(|(from, _)| *from).map(|(_, supplier)| supplier.as_str())
    }

    /// What each supplier's days were charged and what was paid while it supplied: the switch day
    /// belongs to the new one. Source: PA-30.
    pub fn charged_between(&self, from: SettlementDay, to: SettlementDay) -> MicroEuro {
        let days = self.days.range(from..to).map(|(_, day)| day.charged.0);
        MicroEuro(days.fold(0, i64::saturating_add))
    }

    fn enter(
        &mut self,
        at: Instant,
        day: SettlementDay,
        kind: EntryKind,
        key: Option<String>,
        transaction: Transaction,
    ) {
        let seq = i64::try_from(self.journal.len()).unwrap_or(i64::MAX).saturating_add(1);
        let account = self.id;
        self.journal.push(JournalEntry {
            account,
            seq,
            booked_at: at,
            day,
            kind,
            key,
            transaction,
        });
    }

    fn unsound(&self, source: LedgerError) -> AccountError {
        AccountError::Ledger { ean: self.ean, source }
    }

    fn too_large(&self) -> AccountError {
        AccountError::TooLarge { ean: self.ean }
    }

    /// Moves the balance; what goes down is taken from aid first.
    fn move_balance(&mut self, to: MicroEuro) {
        let down = self.standing.balance.0.saturating_sub(to.0);
        if down > 0 {
            self.aid.spend(MicroEuro(down));
        }
        self.standing.balance = to;
    }

    /// The registers that are charged, by name.
    pub fn registers(&self) -> &'static [ObisCode] {
        match self.energy() {
            Energy::Electricity => &[ObisCode::IMPORT_PEAK, ObisCode::IMPORT_OFF_PEAK],
            Energy::Gas => &[ObisCode::GAS_VOLUME],
        }
    }

    /// The prices of a day and the version they come from. Source: PA-08, PA-25.
    pub fn prices_on(
        &self,
        day: SettlementDay,
        basis: PriceBasis,
        rules: Rules<'_>,
    ) -> Result<([NanoEuroPerKwh; 2], u32), AccountError> {
        let found = prices_of(self.dso, self.group, day, basis, rules.prices);
        found.map_err(|source| AccountError::Price { ean: self.ean, source })
    }

    /// Why the next night of this account needs its timeline, as far as money goes.
    pub fn attention(&self, at: Instant, rules: Rules<'_>) -> Attention {
        let only_advance = self.debts.iter().all(|debt| {
            debt.remaining == MicroEuro::ZERO
                || (debt.creditor == Creditor::Advance && debt.starts <= at.day())
        });
        let advances = self.debts.iter().filter(|debt| debt.remaining > MicroEuro::ZERO).count();
        let relief = self
            .relief
            .is_some_and(|relief| !matches!(relief.decision, ReliefDecision::Refused { .. }));
        let exhausted = self.credit_state(at, rules) == CreditState::Exhausted;
        Attention::NONE
            .with(Attention::EXHAUSTED.when(exhausted))
            .with(Attention::DEBTS.when(!only_advance || advances > 1))
            .with(Attention::RELIEF.when(relief))
            .with(Attention::HOLD.when(self.hold.is_some()))
            .with(Attention::STALE.when(self.silent_days() > 0))
            .with(Attention::CASE.when(
                self.frozen
                    || self.closing.is_some()
                    || self.grace_at(at) > MicroEuro::ZERO
                    || !self.netted.is_empty(),
            ))
    }

    /// The wide row of a line that was settled at `at`.
    pub fn row(&self, line: &DayLine, attention: Attention) -> DayRow {
        let closing = self.readings.midnight(line.day.next());
        DayRow {
            account: self.id,
            day: line.day,
            quality: line.quality,
            credit_state: line.credit_state,
            attention,
            group: self.group,
            basis: line.basis,
            basis_until: self.status.next_change(line.day),
            registers: closing.map(|midnight| midnight.registers).unwrap_or_default(),
            energy: line.energy,
            charge: line.charge,
            relief: line.relief,
            collected: line.collected_advance,
            collected_debts: MicroEuro(line.collected.0 - line.collected_advance.0),
            residue: line.after.residue,
            relief_residue: line.after.relief_residue,
            balance: line.after.balance,
            debt: line.debt,
            gas_carry: i32::try_from(self.gas_carry).unwrap_or(0),
            reading_version: closing
                .map_or(0, |midnight| i32::try_from(midnight.version).unwrap_or(i32::MAX)),
            price_version: i32::try_from(line.price_version).unwrap_or(i32::MAX),
            parameter_version: i32::try_from(line.parameter_version).unwrap_or(i32::MAX),
        }
    }

    /// The sum of all postings on the customer's side, lines and entries, derived anew.
    pub fn derived_balance(&self) -> Option<MicroEuro> {
        let entered = ledger::balance_of(&self.journal)?;
        let lines = self.days.values().try_fold(0i64, |sum, day| {
            sum.checked_add(day.first_charge.0)?.checked_add(day.collected.0)
        })?;
        entered.checked_sub(MicroEuro(lines))
    }
}

/// What the registers of a group cost on a day, and the version the prices come from. A single rate
/// prices both registers alike. Source: PA-08.
pub fn prices_of(
    dso: Dso,
    group: TariffGroup,
    day: SettlementDay,
    basis: PriceBasis,
    prices: &PriceBook,
) -> Result<([NanoEuroPerKwh; 2], u32), PriceError> {
    let price = |register| prices.price(dso, group.energy, basis, register, day);
    match (group.energy, group.rates) {
        (Energy::Electricity, Rates::Two) => {
            let peak = price(ObisCode::IMPORT_PEAK)?;
            let off_peak = price(ObisCode::IMPORT_OFF_PEAK)?;
            Ok(([peak.price, off_peak.price], peak.version.max(off_peak.version)))
        }
        (Energy::Electricity, Rates::Single) => {
            let both = price(ObisCode::IMPORT_PEAK)?;
            Ok(([both.price, both.price], both.version))
        }
        (Energy::Gas, _) => {
            let gas = price(ObisCode::GAS_VOLUME)?;
            Ok(([gas.price, NanoEuroPerKwh(0)], gas.version))
        }
    }
}

/// A posting pair or more, with zero amounts left out; `None` if nothing moves.
fn transaction_of(
    sides: impl IntoIterator<Item = (LedgerAccount, i64)>,
) -> Result<Option<Transaction>, LedgerError> {
    let moving = sides.into_iter().filter(|(_, amount)| *amount != 0);
    let postings: Vec<Posting> =
        moving.map(|(account, amount)| Posting { account, amount: MicroEuro(amount) }).collect();
    if postings.is_empty() { Ok(None) } else { Transaction::new(postings).map(Some) }
}
