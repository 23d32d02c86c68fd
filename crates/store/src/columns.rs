//! The numbers of a row: the same for both databases, for the file and for the hash chain.

use crate::StoreError;
use crate::database::{Column, Table};
use calendar::SettlementDay;
use ledger::Digest;
use prepay::{Attention, CreditState, DayRow, Quality, TariffGroup, basis_code, basis_from_code};
use readings::Registers;
use std::collections::BTreeSet;
use units::{AccountId, MicroEuro, MilliWattHours, Residue};

use Column::{BigInt, Integer, SmallInt, Text};

pub(crate) const ACCOUNT_DAY: Table = Table {
    name: "account_day",
    columns: &[
        BigInt("batch"),
        BigInt("account_id"),
        BigInt("register_1"),
        BigInt("register_2"),
        BigInt("energy_1_mwh"),
        BigInt("energy_2_mwh"),
        BigInt("charge_micro_eur"),
        BigInt("relief_micro_eur"),
        BigInt("collected_micro_eur"),
        BigInt("collected_debts_micro_eur"),
        BigInt("balance_micro_eur"),
        BigInt("debt_micro_eur"),
        Integer("day"),
        Integer("residue_femto_eur"),
        Integer("relief_residue_femto_eur"),
        Integer("attention"),
        Integer("basis_until"),
        Integer("reading_version"),
        Integer("price_version"),
        Integer("parameter_version"),
        SmallInt("gas_carry"),
        SmallInt("quality"),
        SmallInt("credit_state"),
        SmallInt("tariff_group"),
        SmallInt("price_basis"),
    ],
};
pub(crate) const DAY_WIDTH: usize = ACCOUNT_DAY.columns.len();

pub(crate) const READING: Table = Table {
    name: "reading",
    columns: &[
        Integer("midnight"),
        BigInt("account_id"),
        Integer("version"),
        BigInt("learnt_us"),
        BigInt("register_1"),
        BigInt("register_2"),
    ],
};

/// Its twin of what was injected. Source: PS-11.
pub(crate) const READING_INJECTED: Table = Table {
    name: "reading_injected",
    columns: &[
        Integer("midnight"),
        BigInt("account_id"),
        Integer("version"),
        BigInt("learnt_us"),
        BigInt("register_1"),
        BigInt("register_2"),
    ],
};

pub(crate) const ACCOUNT: Table = Table {
    name: "account",
    columns: &[
        BigInt("account_id"),
        BigInt("ean"),
        SmallInt("dso"),
        SmallInt("tariff_group"),
        BigInt("opened_us"),
        BigInt("closed_us"),
        Text("opening"),
    ],
};

pub(crate) const FACT: Table = Table {
    name: "fact",
    columns: &[
        BigInt("account_id"),
        BigInt("seq"),
        BigInt("at_us"),
        BigInt("learnt_us"),
        Text("kind"),
        Text("key"),
        Text("body"),
        BigInt("fleet_seq"),
    ],
};

pub(crate) const JOURNAL_ENTRY: Table = Table {
    name: "journal_entry",
    columns: &[
        BigInt("account_id"),
        BigInt("seq"),
        BigInt("booked_us"),
        Integer("day"),
        Text("kind"),
        Text("key"),
        BigInt("batch"),
    ],
};

pub(crate) const POSTING: Table = Table {
    name: "posting",
    columns: &[
        BigInt("account_id"),
        BigInt("seq"),
        SmallInt("leg"),
        SmallInt("ledger_account"),
        BigInt("amount_micro_eur"),
    ],
};

pub(crate) const WIDE_BOOKING: Table = Table {
    name: "wide_booking",
    columns: &[
        BigInt("account_id"),
        BigInt("fact_seq"),
        BigInt("at_us"),
        BigInt("learnt_us"),
        Text("kind"),
        Text("key"),
        Text("body"),
        BigInt("fleet_seq"),
        BigInt("entry_seq"),
        Integer("day"),
        Text("entry_kind"),
        SmallInt("debit"),
        SmallInt("credit"),
        BigInt("amount_micro_eur"),
        BigInt("batch"),
        Text("message_key"),
        SmallInt("lane"),
        Text("message_kind"),
        Text("message_body"),
        SmallInt("state"),
        Integer("attempts"),
        BigInt("due_us"),
    ],
};

pub(crate) const UNSETTLED: Table = Table {
    name: "unsettled",
    columns: &[
        BigInt("account_id"),
        SmallInt("source"),
        BigInt("number"),
        BigInt("at_us"),
        BigInt("moved_micro_eur"),
        SmallInt("touches"),
    ],
};

pub(crate) const POINT: Table = Table {
    name: "point",
    columns: &[
        BigInt("account_id"),
        SmallInt("supply"),
        SmallInt("held"),
        BigInt("grace_micro_eur"),
        BigInt("grace_until_us"),
        Integer("settled_to"),
    ],
};

pub(crate) const ACCOUNT_SHAPE: Table = Table {
    name: "account_shape",
    columns: &[
        BigInt("account_id"),
        SmallInt("day_type"),
        Integer("made"),
        Integer("days"),
        Integer("h00"),
        Integer("h01"),
        Integer("h02"),
        Integer("h03"),
        Integer("h04"),
        Integer("h05"),
        Integer("h06"),
        Integer("h07"),
        Integer("h08"),
        Integer("h09"),
        Integer("h10"),
        Integer("h11"),
        Integer("h12"),
        Integer("h13"),
        Integer("h14"),
        Integer("h15"),
        Integer("h16"),
        Integer("h17"),
        Integer("h18"),
        Integer("h19"),
        Integer("h20"),
        Integer("h21"),
        Integer("h22"),
        Integer("h23"),
    ],
};
pub(crate) const SHAPE_WIDTH: usize = ACCOUNT_SHAPE.columns.len();

pub(crate) const ESTIMATE_ERROR: Table = Table {
    name: "estimate_error",
    columns: &[
        Integer("day"),
        SmallInt("dso"),
        SmallInt("energy"),
        SmallInt("method"),
        BigInt("accounts"),
        BigInt("absolute_micro_eur"),
        BigInt("signed_micro_eur"),
        BigInt("most_micro_eur"),
        BigInt("b00"),
        BigInt("b01"),
        BigInt("b02"),
        BigInt("b03"),
        BigInt("b04"),
        BigInt("b05"),
        BigInt("b06"),
        BigInt("b07"),
        BigInt("b08"),
        BigInt("b09"),
        BigInt("b10"),
        BigInt("b11"),
        BigInt("b12"),
        BigInt("b13"),
        BigInt("b14"),
        BigInt("b15"),
    ],
};
pub(crate) const ERROR_WIDTH: usize = ESTIMATE_ERROR.columns.len();

pub(crate) const OUTBOX: Table = Table {
    name: "outbox",
    columns: &[
        BigInt("account_id"),
        Text("key"),
        BigInt("at_us"),
        SmallInt("lane"),
        Text("kind"),
        Text("body"),
        SmallInt("state"),
        Integer("attempts"),
        BigInt("due_us"),
        BigInt("delivered_us"),
        BigInt("queued_us"),
    ],
};

/// The numbers of a day row in the order of the columns, `batch` first.
#[inline]
pub(crate) fn numbers_of(row: &DayRow) -> [i64; DAY_WIDTH] {
    let [register_1, register_2] = row.registers.0;
    let [energy_1, energy_2] = row.energy;
    [
        0,
        row.account.0,
        register_1,
        register_2,
        energy_1.0,
        energy_2.0,
        row.charge.0,
        row.relief.0,
        row.collected.0,
        row.collected_debts.0,
        row.balance.0,
        row.debt.0,
        row.day.0.into(),
        row.residue.femto_eur(),
        row.relief_residue.femto_eur(),
        row.attention.0.into(),
        row.basis_until.0.into(),
        row.reading_version.into(),
        row.price_version.into(),
        row.parameter_version.into(),
        row.gas_carry.into(),
        row.quality.code().into(),
        row.credit_state.code().into(),
        row.group.code().into(),
        basis_code(row.basis).into(),
    ]
}

/// The row of these numbers. Errors: a code or a residue that does not exist.
#[inline]
pub(crate) fn row_of(numbers: &[i64; DAY_WIDTH]) -> Result<DayRow, StoreError> {
    let &[
        _batch,
        account,
        register_1,
        register_2,
        energy_1,
        energy_2,
        charge,
        relief,
        collected,
        collected_debts,
        balance,
        debt,
        day,
        residue,
        relief_residue,
        attention,
        basis_until,
        reading_version,
        price_version,
        parameter_version,
        gas_carry,
        quality,
        credit_state,
        group,
        basis,
    ] = numbers;
    let wrong = || StoreError::corrupt(format!("an impossible row of account {account}"));
    let whole = |number: i64| i32::try_from(number).map_err(|_| wrong());
    let code = |number: i64| i16::try_from(number).map_err(|_| wrong());
    Ok(DayRow {
        account: AccountId(account),
        day: SettlementDay(whole(day)?),
        quality: Quality::from_code(code(quality)?).ok_or_else(wrong)?,
        credit_state: CreditState::from_code(code(credit_state)?).ok_or_else(wrong)?,
        attention: Attention(whole(attention)?),
        group: TariffGroup::from_code(code(group)?).ok_or_else(wrong)?,
        basis: basis_from_code(code(basis)?).ok_or_else(wrong)?,
        basis_until: SettlementDay(whole(basis_until)?),
        registers: Registers([register_1, register_2]),
        energy: [MilliWattHours(energy_1), MilliWattHours(energy_2)],
        charge: MicroEuro(charge),
        relief: MicroEuro(relief),
        collected: MicroEuro(collected),
        collected_debts: MicroEuro(collected_debts),
        residue: Residue::new(residue).ok_or_else(wrong)?,
        relief_residue: Residue::new(relief_residue).ok_or_else(wrong)?,
        balance: MicroEuro(balance),
        debt: MicroEuro(debt),
        gas_carry: whole(gas_carry)?,
        reading_version: whole(reading_version)?,
        price_version: whole(price_version)?,
        parameter_version: whole(parameter_version)?,
    })
}

/// Sums over the amount columns of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Sums {
    pub(crate) charge: i64,
    pub(crate) relief: i64,
    pub(crate) collected: i64,
    pub(crate) collected_debts: i64,
}

/// Day rows of one day and operator on their way into the store, in the order of their accounts:
/// encoded and digested where they were planned, so that the writer has only to write.
#[derive(Debug, Clone)]
pub struct PlannedRows {
    pub(crate) day: SettlementDay,
    pub(crate) numbers: Vec<i64>,
    pub(crate) digest: Digest,
    pub(crate) sums: Sums,
}

impl PlannedRows {
    pub fn new(day: SettlementDay, capacity: usize) -> Self {
        let numbers = Vec::with_capacity(capacity.saturating_mul(DAY_WIDTH));
        Self { day, numbers, digest: Digest::default(), sums: Sums::default() }
    }

    /// Errors: a row of another day, or of an account that does not follow the last one.
    #[inline]
    pub fn push(&mut self, row: &DayRow) -> Result<(), StoreError> {
        if row.day != self.day || self.last_account().is_some_and(|last| row.account <= last) {
            return Err(StoreError::OutOfOrder);
        }
        let add = |sum: &mut i64, amount: MicroEuro| {
            *sum = sum.checked_add(amount.0).ok_or(StoreError::TooLarge)?;
            Ok::<(), StoreError>(())
        };
        add(&mut self.sums.charge, row.charge)?;
        add(&mut self.sums.relief, row.relief)?;
        add(&mut self.sums.collected, row.collected)?;
        add(&mut self.sums.collected_debts, row.collected_debts)?;
        let numbers = numbers_of(row);
        digest_day(&mut self.digest, &numbers);
        self.numbers.extend_from_slice(&numbers);
        Ok(())
    }

    /// The same without these accounts.
    pub fn without(&self, accounts: &BTreeSet<AccountId>) -> Result<Self, StoreError> {
        let mut rest = Self::new(self.day, self.len());
        for numbers in self.numbers.as_chunks::<DAY_WIDTH>().0 {
            let row = row_of(numbers)?;
            if !accounts.contains(&row.account) {
                rest.push(&row)?;
            }
        }
        Ok(rest)
    }

    pub fn len(&self) -> usize {
        self.numbers.len() / DAY_WIDTH
    }

    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }

    pub(crate) fn first_account(&self) -> Option<AccountId> {
        self.numbers.get(1).copied().map(AccountId)
    }

    pub(crate) fn last_account(&self) -> Option<AccountId> {
        let place = self.numbers.len().checked_sub(DAY_WIDTH - 1)?;
        self.numbers.get(place).copied().map(AccountId)
    }
}

/// Takes a row in. The number of its batch is not among the numbers: it stands in the batch.
#[inline]
pub(crate) fn digest_day(digest: &mut Digest, numbers: &[i64]) {
    digest.numbers(numbers.get(1..).unwrap_or_default());
}
