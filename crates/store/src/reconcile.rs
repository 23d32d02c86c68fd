//! What the journal and the till say of the same money, for the three-way comparison. Source: TP-19.

use crate::database::{Column, Database, Row, Value};
use crate::till::{PAYMENT_COLUMNS, SALE_COLUMNS, payment, sale};
use crate::{KeptPayment, KeptSale, Store, StoreError};
use calendar::{Instant, SettlementDay};
use ledger::LedgerAccount;
use units::{AccountId, Dso, MicroEuro};

use Column::{BigInt, Text};

/// What an entry moved on one ledger account of cash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CashEntry {
    /// An operator's own books for what is on no account.
    pub account: AccountId,
    pub seq: i64,
    pub day: SettlementDay,
    pub kind: String,
    pub key: String,
    /// Below zero for money that went back.
    pub amount: MicroEuro,
}

/// A closed shift as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClosedShiftRow {
    pub terminal: String,
    pub number: i64,
    pub closed_at: Instant,
    pub body: String,
}

fn cash_entry(row: &mut Row<'_>) -> Result<CashEntry, StoreError> {
    Ok(CashEntry {
        account: AccountId(row.number()?),
        seq: row.number()?,
        day: SettlementDay(row.small()?),
        kind: row.text()?,
        key: row.text_or_null()?.unwrap_or_default(),
        amount: MicroEuro(row.number()?),
    })
}

impl Store {
    /// Entries that moved `cash`, of the days `[from, to)`, of an operator's accounts and its own books,
    /// by account and position.
    pub fn cash_entries(
        &mut self,
        dso: Dso,
        cash: LedgerAccount,
        from: SettlementDay,
        to: SettlementDay,
    ) -> Result<Vec<CashEntry>, StoreError> {
        let (first, last) = AccountId::range_of(dso);
        let house = AccountId::house(dso).0;
        let sql = format!(
            "SELECT account_id, seq, day, kind, key, CAST(SUM(amount_micro_eur) AS BIGINT)
             FROM entry_legs
             WHERE ledger_account = {} AND day >= {} AND day < {}
                 AND (account_id = {house} OR account_id > {} AND account_id <= {})
             GROUP BY account_id, seq, day, kind, key
             ORDER BY account_id, seq",
            cash.code(),
            from.0,
            to.0,
            first.0,
            last.0
        );
        let mut found = Vec::new();
        self.database.query_once(&sql, &mut |mut row| {
            found.push(cash_entry(&mut row)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// Entries of accounts that moved `cash`, by account and key, whatever their day.
    pub fn cash_entries_of(
        &mut self,
        cash: LedgerAccount,
        asked: &[(AccountId, &str)],
    ) -> Result<Vec<CashEntry>, StoreError> {
        let values: Vec<Value> =
            asked.iter().flat_map(|(id, key)| [id.0.into(), Value::from(*key)]).collect();
        let mut found = Vec::new();
        self.database.query_asked(
            &format!(
                "SELECT e.account_id, e.seq, e.day, e.kind, e.key,
                        CAST(SUM(p.amount_micro_eur) AS BIGINT)
                 FROM (SELECT DISTINCT account_id, key FROM asked) AS one
                 JOIN journal_entry e ON e.account_id = one.account_id AND e.key = one.key
                 JOIN posting p ON p.account_id = e.account_id AND p.seq = e.seq
                     AND p.ledger_account = {cash}
                 GROUP BY e.account_id, e.seq, e.day, e.kind, e.key
                 UNION ALL
                 SELECT w.account_id, w.entry_seq, w.day, w.entry_kind, w.key,
                        CASE WHEN w.debit = {cash} THEN w.amount_micro_eur
                             ELSE -w.amount_micro_eur END
                 FROM (SELECT DISTINCT account_id, key FROM asked) AS one
                 JOIN wide_booking w ON w.account_id = one.account_id AND w.key = one.key
                     AND {cash} IN (w.debit, w.credit)",
                cash = cash.code()
            ),
            &[BigInt("account_id"), Text("key")],
            &values,
            &mut |mut row| {
                found.push(cash_entry(&mut row)?);
                Ok(())
            },
        )?;
        // Two lots may ask for the same.
        found.sort_by_key(|entry| (entry.account, entry.seq));
        found.dedup();
        Ok(found)
    }

    /// Entries of an operator's own books that moved `cash` into suspense or out of it, by their keys and
    /// whatever their day.
    pub fn suspense_entries_of(
        &mut self,
        dso: Dso,
        cash: LedgerAccount,
        keys: &[&str],
    ) -> Result<Vec<CashEntry>, StoreError> {
        let values: Vec<Value> = keys.iter().map(|key| Value::from(*key)).collect();
        let mut found = Vec::new();
        self.database.query_asked(
            &format!(
                "SELECT e.account_id, e.seq, e.day, e.kind, e.key,
                        CAST(SUM(p.amount_micro_eur) AS BIGINT)
                 FROM (SELECT DISTINCT key FROM asked) AS one
                 JOIN journal_entry e ON e.account_id = {} AND e.key = one.key
                     AND e.kind = 'suspense'
                 JOIN posting p ON p.account_id = e.account_id AND p.seq = e.seq
                     AND p.ledger_account = {}
                 GROUP BY e.account_id, e.seq, e.day, e.kind, e.key",
                AccountId::house(dso).0,
                cash.code()
            ),
            &[Text("key")],
            &values,
            &mut |mut row| {
                found.push(cash_entry(&mut row)?);
                Ok(())
            },
        )?;
        // Two lots may ask for the same.
        found.sort_by_key(|entry| entry.seq);
        found.dedup();
        Ok(found)
    }

    /// What lies in suspense in an operator's own books under keys that begin with `prefix`.
    pub fn suspense_of(&mut self, dso: Dso, prefix: &str) -> Result<MicroEuro, StoreError> {
        let mut balance = 0;
        self.database.query(
            "SELECT CAST(SUM(p.amount_micro_eur) AS BIGINT)
             FROM posting p
             JOIN journal_entry e ON e.account_id = p.account_id AND e.seq = p.seq
             WHERE p.account_id = $1 AND p.ledger_account = $2 AND e.key LIKE $3",
            &[
                AccountId::house(dso).0.into(),
                i64::from(LedgerAccount::Suspense.code()).into(),
                format!("{prefix}%").as_str().into(),
            ],
            &mut |mut row| {
                balance = row.number_or_null()?.unwrap_or(0).saturating_neg();
                Ok(())
            },
        )?;
        Ok(MicroEuro(balance))
    }

    /// Shifts of an operator's terminals that were closed in `[from, to)`, by terminal and number.
    pub fn closed_shifts(
        &mut self,
        dso: Dso,
        from: Instant,
        to: Instant,
    ) -> Result<Vec<ClosedShiftRow>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            "SELECT s.terminal, s.number, s.closed_us, s.body
             FROM terminal t JOIN shift s ON s.terminal = t.terminal
             WHERE t.dso = $1 AND s.closed_us >= $2 AND s.closed_us < $3
             ORDER BY s.terminal, s.number",
            &[i64::from(dso.code()).into(), from.0.into(), to.0.into()],
            &mut |mut row| {
                found.push(ClosedShiftRow {
                    terminal: row.text()?,
                    number: row.number()?,
                    closed_at: Instant(row.number()?),
                    body: row.text()?,
                });
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// Sales of an operator's terminals that came to where they stand in `[from, to)`.
    pub fn sales_between(
        &mut self,
        dso: Dso,
        from: Instant,
        to: Instant,
    ) -> Result<Vec<KeptSale>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            &format!(
                "SELECT {SALE_COLUMNS}
                 FROM terminal t JOIN sale s ON s.terminal = t.terminal
                 WHERE t.dso = $1 AND s.at_us >= $2 AND s.at_us < $3
                 ORDER BY s.terminal, s.number"
            ),
            &[i64::from(dso.code()).into(), from.0.into(), to.0.into()],
            &mut |mut row| {
                found.push(sale(&mut row)?);
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// Payments by the keys under which they are kept: a provider's id, and of a payment for several points
    /// also the share.
    pub fn payments_of_provider(
        &mut self,
        provider: &str,
        ids: &[&str],
    ) -> Result<Vec<KeptPayment>, StoreError> {
        let values: Vec<Value> =
            ids.iter().flat_map(|id| [Value::from(provider), Value::from(*id)]).collect();
        let columns: Vec<String> =
            PAYMENT_COLUMNS.split(", ").map(|column| format!("p.{}", column.trim())).collect();
        let mut found = Vec::new();
        self.database.query_asked(
            &format!(
                "SELECT {} FROM asked
                 JOIN payment p ON p.provider = asked.provider
                     AND p.provider_id = asked.provider_id",
                columns.join(", ")
            ),
            &[Text("provider"), Text("provider_id")],
            &values,
            &mut |mut row| {
                found.push(payment(&mut row)?);
                Ok(())
            },
        )?;
        Ok(found)
    }
}
