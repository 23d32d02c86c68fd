//! Sheets of what shops earned. Source: UX M-05.

use crate::database::Database;
use crate::{Store, StoreError};
use calendar::{Instant, SettlementDay};
use units::Dso;

/// A sheet before it has a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCommissionSheet {
    pub dso: Dso,
    pub terminal: String,
    /// Its first day.
    pub month: SettlementDay,
    /// 1, and one more for each correction.
    pub version: i64,
    pub by: String,
    /// Empty for the first one.
    pub approved_by: String,
    pub note: String,
    pub body: String,
}

/// A sheet that was issued. It never changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommissionSheet {
    /// From 1 for each operator, without a gap.
    pub number: i64,
    pub issued_at: Instant,
    pub sheet: NewCommissionSheet,
}

impl Store {
    /// Issues a sheet under the operator's next number. Within the operator's lock. Errors: there is one of this terminal,
    /// month and version.
    pub fn add_commission_sheet(
        &mut self,
        new: &NewCommissionSheet,
        at: Instant,
    ) -> Result<i64, StoreError> {
        self.transaction(|store| {
            let last = store.number_of(
                "SELECT MAX(number) FROM commission_sheet WHERE dso = $1",
                &[i64::from(new.dso.code()).into()],
            )?;
            let number = last.unwrap_or(0).saturating_add(1);
            store.database.execute(
                "INSERT INTO commission_sheet (dso, number, terminal, month_day, version, issued_us,
                     by_name, approved_by, note, body)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
                &[
                    i64::from(new.dso.code()).into(),
                    number.into(),
                    new.terminal.as_str().into(),
                    i64::from(new.month.0).into(),
                    new.version.into(),
                    at.0.into(),
                    new.by.as_str().into(),
                    new.approved_by.as_str().into(),
                    new.note.as_str().into(),
                    new.body.as_str().into(),
                ],
            )?;
            Ok(number)
        })
    }

    /// The sheets of a terminal, the newest first.
    pub fn commission_sheets(
        &mut self,
        dso: Dso,
        terminal: &str,
    ) -> Result<Vec<CommissionSheet>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            "SELECT number, issued_us, month_day, version, by_name, approved_by, note, body
             FROM commission_sheet WHERE dso = $1 AND terminal = $2 ORDER BY number DESC",
            &[i64::from(dso.code()).into(), terminal.into()],
            &mut |mut row| {
                found.push(CommissionSheet {
                    number: row.number()?,
                    issued_at: Instant(row.number()?),
                    sheet: NewCommissionSheet {
                        dso,
                        terminal: terminal.to_owned(),
                        month: SettlementDay(row.small()?),
                        version: row.number()?,
                        by: row.text()?,
                        approved_by: row.text()?,
                        note: row.text()?,
                        body: row.text()?,
                    },
                });
                Ok(())
            },
        )?;
        Ok(found)
    }
}
