//! How an account begins: with a starting credit, with the balance of a replaced meter, or with a
//! bridge for a newcomer.

use super::{Account, AccountError, Rules};
use crate::debt::{CollectionRule, Creditor, Debt};
use crate::night::TariffGroup;
use crate::plan::Standing;
use crate::status::{Aid, ProtectedStatus};
use calendar::Instant;
use ledger::{EntryKind, LedgerAccount, Transaction};
use params::{Parameters, SwapDebtBasis};
use readings::{Readings, Registers};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use units::{AccountId, Dso, Ean, MicroEuro};

/// How an account begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Start {
    /// First communication after activation. Source: PA-04.
    Activation,
    /// A meter was replaced; its balance comes along. Source: PA-05.
    Swap { old_balance: MicroEuro },
    /// A newcomer without contract and without energy. Source: PA-27.
    Bridge,
}

/// An account to be opened, with its meter at `registers`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewAccount {
    pub id: AccountId,
    pub ean: Ean,
    pub dso: Dso,
    pub group: TariffGroup,
    pub at: Instant,
    pub start: Start,
    pub registers: Registers,
}

/// What an account begins with: balance, and debt of the advance.
pub fn starting_amounts(start: Start, parameters: &Parameters) -> Option<(MicroEuro, MicroEuro)> {
    match start {
        Start::Activation => Some((parameters.starting_credit, parameters.starting_credit)),
        Start::Bridge => Some(bridge_start(parameters)),
        Start::Swap { old_balance } => {
            let floor = parameters.swap_credit_floor;
            let advanced = floor.checked_sub(old_balance)?.max(MicroEuro::ZERO);
            let debt = match parameters.swap_debt_basis {
                SwapDebtBasis::AmountAdvanced => advanced,
                SwapDebtBasis::Flat if advanced > MicroEuro::ZERO => floor,
                SwapDebtBasis::Flat => MicroEuro::ZERO,
            };
            Some((old_balance.max(floor), debt))
        }
    }
}

/// Balance and debt of a bridge. Source: PA-27.
pub fn bridge_start(parameters: &Parameters) -> (MicroEuro, MicroEuro) {
    (parameters.bridge_credit, parameters.bridge_debt)
}

impl Account {
    /// Opens an account.
    pub fn open(new: NewAccount, rules: Rules<'_>) -> Result<Self, AccountError> {
        let NewAccount { id, ean, dso, group, at, start, registers } = new;
        let mut account = Self {
            id,
            ean,
            dso,
            group,
            opened_at: at,
            standing: Standing::default(),
            gas_carry: 0,
            debts: Vec::new(),
            status: ProtectedStatus::default(),
            readings: Readings::starting(at, registers),
            days: BTreeMap::new(),
            settled_to: None,
            held_lines: BTreeSet::new(),
            status_changed: BTreeSet::new(),
            hold: None,
            grace: None,
            relief: None,
            relief_pending: MicroEuro::ZERO,
            aid: Aid::default(),
            corrections_taken: Vec::new(),
            journal: Vec::new(),
            keys: BTreeSet::new(),
            shares: BTreeMap::new(),
            frozen: false,
            closing: None,
            suppliers: Vec::new(),
            limited: Vec::new(),
            netted: Vec::new(),
        };
        let parameters = rules.parameters.at(at.day(), at);
        let (balance, debt) =
            starting_amounts(start, parameters).ok_or_else(|| account.too_large())?;
        account.begin(at, start, balance, debt, parameters)?;
        Ok(account)
    }

    fn begin(
        &mut self,
        at: Instant,
        start: Start,
        balance: MicroEuro,
        debt: MicroEuro,
        parameters: &Parameters,
    ) -> Result<(), AccountError> {
        let carried = match start {
            Start::Swap { old_balance } => old_balance,
            Start::Activation | Start::Bridge => MicroEuro::ZERO,
        };
        let credit = LedgerAccount::CustomerCredit;
        let transfer = Transaction::transfer(LedgerAccount::MeterTransfer, credit, carried);
        if let Some(transaction) = transfer.map_err(|source| self.unsound(source))? {
            self.enter(at, at.day(), EntryKind::MeterTransfer, None, transaction);
        }
        let advanced = balance.checked_sub(carried).ok_or_else(|| self.too_large())?;
        // A flat debt may exceed what was advanced: the difference is the operator's.
        let moved = super::transaction_of([
            (LedgerAccount::Advances, debt.0),
            (credit, -advanced.0),
            (LedgerAccount::WriteOff, advanced.0 - debt.0),
        ]);
        if let Some(transaction) = moved.map_err(|source| self.unsound(source))? {
            self.enter(at, at.day(), EntryKind::StartingAdvance, None, transaction);
        }
        if debt > MicroEuro::ZERO {
            let rule = CollectionRule::FixedPerDay(parameters.recovery_per_day);
            let starts = at.day().plus(parameters.recovery_first_day);
            let id = self.next_debt_id();
            self.debts.push(Debt::new(id, Creditor::Advance, rule, debt, 0, starts));
        }
        self.standing.balance = balance;
        Ok(())
    }
}
