//! What the lines of a statement name, many at a time: accounts, and who has paid for whom.

use crate::accounts::account;
use crate::database::{Column, Conflict, Database, Table, Value};
use crate::{Account, Store, StoreError};
use units::{AccountId, Dso, Ean};

const BANK_PAYER: Table =
    Table { name: "bank_payer", columns: &[Column::Text("iban"), Column::BigInt("account_id")] };

const ACCOUNT_COLUMNS: &str = "a.account_id, a.ean, a.dso, a.tariff_group, a.opened_us, \
                               a.closed_us, a.opening";

impl Store {
    /// The open accounts among these numbers and supply points. One may come twice.
    pub fn open_accounts_among(
        &mut self,
        ids: &[AccountId],
        points: &[Ean],
    ) -> Result<Vec<Account>, StoreError> {
        let ids: Vec<Value> = ids.iter().map(|id| id.0.into()).collect();
        let points = points.iter().filter_map(|ean| i64::try_from(ean.as_u64()).ok());
        let points: Vec<Value> = points.map(Value::from).collect();
        let mut found = Vec::new();
        for (column, asked) in [("account_id", ids), ("ean", points)] {
            let sql = format!(
                "SELECT {ACCOUNT_COLUMNS} FROM asked
                 JOIN account a ON a.{column} = asked.{column} AND a.closed_us IS NULL"
            );
            self.database.query_asked(
                &sql,
                &[Column::BigInt(column)],
                &asked,
                &mut |mut row| {
                    found.push(account(&mut row)?);
                    Ok(())
                },
            )?;
        }
        Ok(found)
    }

    /// Which open accounts of an operator these IBANs have paid for. A pair may come twice.
    pub fn paid_by_any(
        &mut self,
        ibans: &[&str],
        dso: Dso,
    ) -> Result<Vec<(String, AccountId)>, StoreError> {
        let (first, last) = AccountId::range_of(dso);
        let asked: Vec<Value> = ibans.iter().map(|iban| Value::from(*iban)).collect();
        let mut found = Vec::new();
        let sql = format!(
            "SELECT p.iban, p.account_id FROM asked
             JOIN bank_payer p ON p.iban = asked.iban
             JOIN account a ON a.account_id = p.account_id AND a.closed_us IS NULL
             WHERE p.account_id >= {} AND p.account_id <= {}",
            first.0, last.0
        );
        self.database.query_asked(&sql, &[Column::Text("iban")], &asked, &mut |mut row| {
            found.push((row.text()?, AccountId(row.number()?)));
            Ok(())
        })?;
        Ok(found)
    }

    /// Remembers which IBAN has paid for which account.
    pub fn have_paid_for(&mut self, paid: &[(String, AccountId)]) -> Result<(), StoreError> {
        let values: Vec<Value> = paid
            .iter()
            .flat_map(|(iban, account)| [Value::from(iban.as_str()), account.0.into()])
            .collect();
        self.transaction(|store| store.database.put(&BANK_PAYER, 2, Conflict::Keep, &values))
    }

    /// How many lines of a statement are kept.
    pub fn bank_lines_kept(&mut self, statement: i64) -> Result<u64, StoreError> {
        let mut count = 0;
        self.database.query(
            "SELECT COUNT(*) FROM bank_line WHERE statement_id = $1",
            &[statement.into()],
            &mut |mut row| {
                count = row.number()?;
                Ok(())
            },
        )?;
        u64::try_from(count).map_err(|_| StoreError::TooLarge)
    }
}
