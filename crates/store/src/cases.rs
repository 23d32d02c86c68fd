//! What households ask and complain about, kept as the rule left it. Source: PR-22.

use crate::bank::dso_of;
use crate::database::{Database, Row, Value};
use crate::{Store, StoreError};
use calendar::SettlementDay;
use units::{AccountId, Dso};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptCase {
    pub id: i64,
    pub dso: Dso,
    /// Of somebody who did not say which there is none.
    pub account: Option<AccountId>,
    pub due: SettlementDay,
    pub open: bool,
    pub body: String,
}

/// A case that has no number yet.
#[derive(Debug, Clone, Copy)]
pub struct NewCase<'a> {
    pub dso: Dso,
    pub account: Option<AccountId>,
    pub due: SettlementDay,
    pub body: &'a str,
}

const COLUMNS: &str = "case_id, dso, account_id, due_day, open, body";

fn kept(row: &mut Row<'_>) -> Result<KeptCase, StoreError> {
    Ok(KeptCase {
        id: row.number()?,
        dso: dso_of(row)?,
        account: row.number_or_null()?.map(AccountId),
        due: SettlementDay(row.small()?),
        open: row.number()? == 1,
        body: row.text()?,
    })
}

impl Store {
    /// Keeps an open case and returns its number. Within the operator's lock.
    pub fn add_case(&mut self, new: &NewCase<'_>) -> Result<i64, StoreError> {
        self.transaction(|store| {
            let id = store.next_of_operator("household_case", "case_id", new.dso)?;
            store.database.execute(
                "INSERT INTO household_case (case_id, dso, account_id, due_day, open, body)
                 VALUES ($1, $2, $3, $4, 1, $5)",
                &[
                    id.into(),
                    i64::from(new.dso.code()).into(),
                    Value::number_or_null(new.account.map(|account| account.0)),
                    i64::from(new.due.0).into(),
                    new.body.into(),
                ],
            )?;
            Ok(id)
        })
    }

    /// How a case stands now. Within the operator's lock, under which it was read.
    pub fn set_case(
        &mut self,
        id: i64,
        open: bool,
        due: SettlementDay,
        body: &str,
    ) -> Result<(), StoreError> {
        self.transaction(|store| {
            store.database.execute(
                "UPDATE household_case SET open = $1, due_day = $2, body = $3 WHERE case_id = $4",
                &[i64::from(open).into(), i64::from(due.0).into(), body.into(), id.into()],
            )
        })?;
        Ok(())
    }

    pub fn case(&mut self, id: i64) -> Result<Option<KeptCase>, StoreError> {
        let found = self.cases("case_id = $1", &[id.into()], "case_id")?;
        Ok(found.into_iter().next())
    }

    /// All cases of an account, the first asked first.
    pub fn cases_of(&mut self, account: AccountId) -> Result<Vec<KeptCase>, StoreError> {
        self.cases("account_id = $1", &[account.0.into()], "case_id")
    }

    /// Open cases of an operator, what is due first comes first.
    pub fn open_cases(&mut self, dso: Dso) -> Result<Vec<KeptCase>, StoreError> {
        let values = [i64::from(dso.code()).into()];
        self.cases("dso = $1 AND open = 1", &values, "due_day, case_id")
    }

    /// Cases of an operator that were or are due from a day on, open or not.
    pub fn cases_due_from(
        &mut self,
        dso: Dso,
        day: SettlementDay,
    ) -> Result<Vec<KeptCase>, StoreError> {
        let values = [i64::from(dso.code()).into(), i64::from(day.0).into()];
        self.cases("dso = $1 AND due_day >= $2", &values, "due_day, case_id")
    }

    fn cases(
        &mut self,
        which: &str,
        values: &[Value],
        order: &str,
    ) -> Result<Vec<KeptCase>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            &format!("SELECT {COLUMNS} FROM household_case WHERE {which} ORDER BY {order}"),
            values,
            &mut |mut row| {
                found.push(kept(&mut row)?);
                Ok(())
            },
        )?;
        Ok(found)
    }
}
