//! Money that left our accounts at banks without closing a payout, and money in suspense that was owed
//! to us. Source: TP-16, TP-19.

use super::{BankLine, LINE_COLUMNS, dso_of, kept, line};
use crate::database::Database;
use crate::{Store, StoreError};
use calendar::{Instant, SettlementDay};
use ledger::LedgerAccount;
use std::collections::BTreeSet;
use units::{Dso, MicroEuro};

/// What two people say of a debit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExplainedDebit {
    pub key: String,
    pub dso: Dso,
    pub cause: String,
    pub account: LedgerAccount,
    pub at: Instant,
    pub by: String,
    pub approved_by: String,
    pub note: String,
}

/// Money in suspense that was owed to us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettledMoney {
    pub key: String,
    pub dso: Dso,
    pub account: LedgerAccount,
    /// The terminal, the origin of aid, or the key of the debit.
    pub party: String,
    pub amount: MicroEuro,
    pub at: Instant,
}

fn account_of(code: i16) -> Result<LedgerAccount, StoreError> {
    LedgerAccount::from_code(code)
        .ok_or_else(|| StoreError::corrupt(format!("ledger account `{code}`")))
}

impl Store {
    /// Debits that nobody has explained, oldest first.
    pub fn open_debits(&mut self, dso: Dso) -> Result<Vec<BankLine>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            &format!(
                "SELECT {LINE_COLUMNS} FROM bank_line
                 WHERE dso = $1 AND state = 3
                     AND NOT EXISTS (SELECT 1 FROM bank_explained e
                                     WHERE e.money_key = bank_line.money_key)
                 ORDER BY booked_day, statement_id, line"
            ),
            &[i64::from(dso.code()).into()],
            &mut |mut row| {
                found.push(line(&mut row)?);
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// Keeps what two people say of a debit. Errors: it is explained already.
    pub fn explain_debit(&mut self, said: &ExplainedDebit) -> Result<(), StoreError> {
        self.transaction(|store| {
            store.database.execute(
                "INSERT INTO bank_explained (money_key, dso, cause, ledger_account, at_us,
                     explained_by, approved_by, note)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                &[
                    said.key.as_str().into(),
                    i64::from(said.dso.code()).into(),
                    said.cause.as_str().into(),
                    i64::from(said.account.code()).into(),
                    said.at.0.into(),
                    kept(&said.by),
                    kept(&said.approved_by),
                    kept(&said.note),
                ],
            )
        })?;
        Ok(())
    }

    pub fn explained_debit(&mut self, key: &str) -> Result<Option<ExplainedDebit>, StoreError> {
        let mut found = None;
        self.database.query(
            "SELECT money_key, dso, cause, ledger_account, at_us, explained_by, approved_by, note
             FROM bank_explained WHERE money_key = $1",
            &[key.into()],
            &mut |mut row| {
                found = Some(ExplainedDebit {
                    key: row.text()?,
                    dso: dso_of(&mut row)?,
                    cause: row.text()?,
                    account: account_of(row.small()?)?,
                    at: Instant(row.number()?),
                    by: row.text()?,
                    approved_by: row.text()?,
                    note: row.text()?,
                });
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// Keys of debits of the days `[from, to)` that are explained.
    pub fn explained_debits(
        &mut self,
        dso: Dso,
        from: SettlementDay,
        to: SettlementDay,
    ) -> Result<BTreeSet<String>, StoreError> {
        let mut found = BTreeSet::new();
        self.database.query(
            "SELECT l.money_key FROM bank_line l
             JOIN bank_explained e ON e.money_key = l.money_key
             WHERE l.dso = $1 AND l.booked_day >= $2 AND l.booked_day < $3 AND l.state = 3",
            &[i64::from(dso.code()).into(), i64::from(from.0).into(), i64::from(to.0).into()],
            &mut |mut row| {
                found.insert(row.text()?);
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// Keeps that money in suspense was owed to us. Errors: it is settled already.
    pub fn settle_money(&mut self, settled: &SettledMoney) -> Result<(), StoreError> {
        self.transaction(|store| {
            store.database.execute(
                "INSERT INTO bank_settled (money_key, dso, ledger_account, party,
                     amount_micro_eur, at_us)
                 VALUES ($1, $2, $3, $4, $5, $6)",
                &[
                    settled.key.as_str().into(),
                    i64::from(settled.dso.code()).into(),
                    i64::from(settled.account.code()).into(),
                    kept(&settled.party),
                    settled.amount.0.into(),
                    settled.at.0.into(),
                ],
            )
        })?;
        Ok(())
    }

    /// What was settled so far, by ledger account, party and key.
    pub fn settled_money(&mut self, dso: Dso) -> Result<Vec<SettledMoney>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            "SELECT money_key, dso, ledger_account, party, amount_micro_eur, at_us
             FROM bank_settled WHERE dso = $1 ORDER BY ledger_account, party, money_key",
            &[i64::from(dso.code()).into()],
            &mut |mut row| {
                found.push(SettledMoney {
                    key: row.text()?,
                    dso: dso_of(&mut row)?,
                    account: account_of(row.small()?)?,
                    party: row.text()?,
                    amount: MicroEuro(row.number()?),
                    at: Instant(row.number()?),
                });
                Ok(())
            },
        )?;
        Ok(found)
    }
}
