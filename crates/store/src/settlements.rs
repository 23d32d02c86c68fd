//! Each step in which people decided on what waits of an account, paid it out or let it be. Rows are only inserted: what
//! waits again is another step. Source: PD-05, PA-32, MK-06.

use crate::database::Database as _;
use crate::sharing_tasks::SharingTaskKind;
use crate::{Store, StoreError};
use calendar::Instant;
use units::{AccountId, Dso, MicroEuro};

/// What a step was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SettlementOf {
    /// A task of energy sharing was ended.
    Task(SharingTaskKind),
    /// People decided what days of another calendar give back.
    CalendarDecided,
    /// It was paid out, or let be.
    CalendarPaid,
}

impl SettlementOf {
    fn code(self) -> i64 {
        match self {
            Self::Task(kind) => kind.code(),
            Self::CalendarDecided => 5,
            Self::CalendarPaid => 6,
        }
    }

    fn from_code(code: i64) -> Option<Self> {
        match code {
            5 => Some(Self::CalendarDecided),
            6 => Some(Self::CalendarPaid),
            _ => SharingTaskKind::from_code(code).map(Self::Task),
        }
    }
}

/// Who does it, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said<'a> {
    pub at: Instant,
    /// Names alone.
    pub by: &'a str,
    /// In free words, which go with the identity of the household.
    pub how: &'a str,
}

/// A step as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settlement {
    pub key: String,
    pub account: AccountId,
    pub of: SettlementOf,
    pub at: Instant,
    pub by: String,
    pub how: String,
    /// Of this step alone; of a decision, all that was decided.
    pub amount: MicroEuro,
}

impl Store {
    /// Keeps a step behind those of the same key. Within the transaction of what it does.
    pub(crate) fn add_settlement(
        &mut self,
        (key, account): (&str, AccountId),
        of: SettlementOf,
        said: Said<'_>,
        amount: MicroEuro,
    ) -> Result<(), StoreError> {
        let last =
            self.number_of("SELECT MAX(step) FROM settlement WHERE task_key = $1", &[key.into()])?;
        self.database.execute(
            "INSERT INTO settlement (task_key, step, account_id, kind, at_us, by_name, how, amount)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            &[
                key.into(),
                last.unwrap_or(0).saturating_add(1).into(),
                account.0.into(),
                of.code().into(),
                said.at.0.into(),
                said.by.into(),
                said.how.into(),
                amount.0.into(),
            ],
        )?;
        Ok(())
    }

    /// Those of an operator's accounts in a time, in order.
    pub fn settlements_between(
        &mut self,
        dso: Dso,
        (from, to): (Instant, Instant),
    ) -> Result<Vec<Settlement>, StoreError> {
        let (first, last) = AccountId::range_of(dso);
        let mut found = Vec::new();
        self.database.query(
            "SELECT task_key, account_id, kind, at_us, by_name, how, amount FROM settlement
             WHERE account_id >= $1 AND account_id <= $2 AND at_us >= $3 AND at_us < $4
             ORDER BY at_us, task_key, step",
            &[first.0.into(), last.0.into(), from.0.into(), to.0.into()],
            &mut |mut row| {
                let (key, account) = (row.text()?, AccountId(row.number()?));
                let of = SettlementOf::from_code(row.number()?);
                let of = of.ok_or_else(|| StoreError::corrupt(format!("a wrong step of {key}")))?;
                let (at, by, how) = (Instant(row.number()?), row.text()?, row.text()?);
                let amount = MicroEuro(row.number()?);
                found.push(Settlement { key, account, of, at, by, how, amount });
                Ok(())
            },
        )?;
        Ok(found)
    }
}
