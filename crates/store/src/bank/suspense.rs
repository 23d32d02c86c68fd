//! Money received whose account is not known. Source: TP-16.

use super::{day_of, dso_of};
use crate::database::{Column, Database, Table};
use crate::{Store, StoreError};
use calendar::{Instant, SettlementDay};
use ledger::LedgerAccount;
use units::{AccountId, Dso, MicroEuro};

/// An item as it is kept; the body is the caller's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuspenseRow {
    pub key: String,
    pub dso: Dso,
    /// The operator's account at the bank on which the money lies, or the terminal that took it.
    pub bank_account: String,
    pub received: SettlementDay,
    pub amount: MicroEuro,
    /// 0 open, 1 asked, 2 credited, 3 returned.
    pub state: i16,
    pub body: String,
}

/// What a person did with an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuspenseAct {
    pub seq: i64,
    pub at: Instant,
    pub body: String,
}

const SUSPENSE_ITEM: Table = Table {
    name: "suspense_item",
    columns: &[
        Column::Text("money_key"),
        Column::SmallInt("dso"),
        Column::Text("bank_account"),
        Column::Integer("received_day"),
        Column::BigInt("amount_micro_eur"),
        Column::SmallInt("state"),
        Column::Text("body"),
    ],
};

impl Store {
    /// Keeps new items.
    pub fn add_suspense(&mut self, items: &[SuspenseRow]) -> Result<(), StoreError> {
        let mut values = Vec::with_capacity(items.len() * SUSPENSE_ITEM.columns.len());
        for item in items {
            values.extend([
                item.key.as_str().into(),
                i64::from(item.dso.code()).into(),
                item.bank_account.as_str().into(),
                i64::from(item.received.0).into(),
                item.amount.0.into(),
                i64::from(item.state).into(),
                item.body.as_str().into(),
            ]);
        }
        self.transaction(|store| store.database.insert(&SUSPENSE_ITEM, &values))
    }

    /// Keeps what became of an item, and why. `act` is the caller's.
    pub fn move_suspense(
        &mut self,
        key: &str,
        state: i16,
        body: &str,
        at: Instant,
        act: &str,
    ) -> Result<(), StoreError> {
        self.transaction(|store| {
            store.database.execute(
                "UPDATE suspense_item SET state = $1, body = $2 WHERE money_key = $3",
                &[i64::from(state).into(), body.into(), key.into()],
            )?;
            let seq = store.suspense_acts(key)?.last().map_or(0, |last| last.seq) + 1;
            store.database.execute(
                "INSERT INTO suspense_act (money_key, seq, at_us, body) VALUES ($1, $2, $3, $4)",
                &[key.into(), seq.into(), at.0.into(), act.into()],
            )
        })?;
        Ok(())
    }

    pub fn suspense_item(&mut self, key: &str) -> Result<Option<SuspenseRow>, StoreError> {
        let mut found = None;
        self.database.query(
            "SELECT money_key, dso, bank_account, received_day, amount_micro_eur, state, body
             FROM suspense_item WHERE money_key = $1",
            &[key.into()],
            &mut |mut row| {
                found = Some(item(&mut row)?);
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// What lies in suspense, the oldest first.
    pub fn open_suspense(&mut self, dso: Dso) -> Result<Vec<SuspenseRow>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            "SELECT money_key, dso, bank_account, received_day, amount_micro_eur, state, body
             FROM suspense_item WHERE dso = $1 AND state < 2 ORDER BY received_day, money_key",
            &[i64::from(dso.code()).into()],
            &mut |mut row| {
                found.push(item(&mut row)?);
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// All that was done with an item, in order.
    pub fn suspense_acts(&mut self, key: &str) -> Result<Vec<SuspenseAct>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            "SELECT seq, at_us, body FROM suspense_act WHERE money_key = $1 ORDER BY seq",
            &[key.into()],
            &mut |mut row| {
                let (seq, at) = (row.number()?, Instant(row.number()?));
                found.push(SuspenseAct { seq, at, body: row.text()? });
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// What an account of the ledger holds in the operator's own books, credits above zero.
    pub fn house_balance(&mut self, dso: Dso, account: LedgerAccount) -> Result<i64, StoreError> {
        let mut balance = 0;
        self.database.query(
            "SELECT CAST(SUM(amount_micro_eur) AS BIGINT) FROM posting
             WHERE account_id = $1 AND ledger_account = $2",
            &[AccountId::house(dso).0.into(), i64::from(account.code()).into()],
            &mut |mut row| {
                balance = row.number_or_null()?.unwrap_or(0).saturating_neg();
                Ok(())
            },
        )?;
        Ok(balance)
    }
}

fn item(row: &mut crate::database::Row<'_>) -> Result<SuspenseRow, StoreError> {
    Ok(SuspenseRow {
        key: row.text()?,
        dso: dso_of(row)?,
        bank_account: row.text()?,
        received: day_of(row)?,
        amount: MicroEuro(row.number()?),
        state: row.small()?,
        body: row.text()?,
    })
}
