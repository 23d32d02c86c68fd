//! What of energy sharing waits for a person, until somebody has done it. Source: ES-19, PA-32, PD-03, MK-06.

use crate::database::{Database, Row, Value};
use crate::settlements::{Said, SettlementOf};
use crate::{Store, StoreError};
use calendar::Instant;
use units::{AccountId, Dso, MicroEuro};

/// Why a person has to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SharingTaskKind {
    /// A month gave something back to an account that is closed.
    Owed,
    /// A month could not be credited: a price is missing.
    NotCredited,
    /// A household has moved out and is a member all the same.
    StillMember,
    /// A member came under the social tariff, and has not said that it knows what it loses on shared energy.
    BecameProtected,
}

impl SharingTaskKind {
    const ALL: [Self; 4] =
        [Self::Owed, Self::NotCredited, Self::StillMember, Self::BecameProtected];

    pub(crate) fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    pub(crate) fn code(self) -> i64 {
        match self {
            Self::Owed => 1,
            Self::NotCredited => 2,
            Self::StillMember => 3,
            Self::BecameProtected => 4,
        }
    }
}

/// What waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharingTask {
    pub key: String,
    pub account: AccountId,
    pub group: i64,
    /// Months since the year 0.
    pub month: Option<i32>,
    pub kind: SharingTaskKind,
    /// All that it is about.
    pub amount: MicroEuro,
    /// For whoever looks into it.
    pub why: String,
}

/// What waits, and since when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptSharingTask {
    pub task: SharingTask,
    /// Of the amount paid, or let be.
    pub settled: MicroEuro,
    pub since: Instant,
    /// When and by whom it was done; how stands in its steps.
    pub ended: Option<(Instant, String)>,
}

const COLUMNS: &str = "task_key, account_id, group_id, month, kind, amount, settled, why, since_us,
    ended_us, ended_by";

fn read(row: &mut Row<'_>) -> Result<KeptSharingTask, StoreError> {
    let key = row.text()?;
    let (account, group) = (AccountId(row.number()?), row.number()?);
    let month = row.number_or_null()?.and_then(|month| i32::try_from(month).ok());
    let kind = SharingTaskKind::from_code(row.number()?);
    let kind = kind.ok_or_else(|| StoreError::corrupt(format!("an impossible task {key}")))?;
    let (amount, settled) = (MicroEuro(row.number()?), MicroEuro(row.number()?));
    let (why, since) = (row.text()?, Instant(row.number()?));
    let (ended, by) = (row.number_or_null()?.map(Instant), row.text_or_null()?);
    let task = SharingTask { key, account, group, month, kind, amount, why };
    Ok(KeptSharingTask { task, settled, since, ended: ended.zip(by) })
}

impl Store {
    /// Keeps that something waits. What waits already goes on; what was paid waits again only for another amount.
    pub fn keep_sharing_task(&mut self, task: &SharingTask, at: Instant) -> Result<(), StoreError> {
        self.transaction(|store| {
            let Some(known) = store.sharing_task(&task.key)? else {
                store.database.execute(
                    "INSERT INTO sharing_task
                         (task_key, account_id, group_id, month, kind, amount, settled, why, since_us)
                     VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8)",
                    &[
                        task.key.as_str().into(),
                        task.account.0.into(),
                        task.group.into(),
                        Value::number_or_null(task.month.map(i64::from)),
                        task.kind.code().into(),
                        task.amount.0.into(),
                        task.why.as_str().into(),
                        at.0.into(),
                    ],
                )?;
                return Ok(());
            };
            let paid = [known.task.kind, task.kind] == [SharingTaskKind::Owed; 2];
            if known.ended.is_some() && paid && known.settled == task.amount {
                return Ok(());
            }
            let since = if known.ended.is_some() { at } else { known.since };
            store.database.execute(
                "UPDATE sharing_task SET kind = $1, amount = $2, why = $3, since_us = $4,
                     ended_us = NULL, ended_by = NULL WHERE task_key = $5",
                &[
                    task.kind.code().into(),
                    task.amount.0.into(),
                    task.why.as_str().into(),
                    since.0.into(),
                    task.key.as_str().into(),
                ],
            )?;
            Ok(())
        })
    }

    /// Ends what waits: all of its amount is settled, and a step of it is kept. `false` if nothing waits under this key.
    pub fn end_sharing_task(&mut self, key: &str, said: Said<'_>) -> Result<bool, StoreError> {
        self.transaction(|store| {
            let known = store.sharing_task(key)?.filter(|known| known.ended.is_none());
            let Some(KeptSharingTask { task, settled, .. }) = known else { return Ok(false) };
            store.database.execute(
                "UPDATE sharing_task SET settled = amount, ended_us = $1, ended_by = $2
                 WHERE task_key = $3",
                &[said.at.0.into(), said.by.into(), key.into()],
            )?;
            let step = MicroEuro(task.amount.0.saturating_sub(settled.0));
            store.add_settlement((key, task.account), SettlementOf::Task(task.kind), said, step)?;
            Ok(true)
        })
    }

    pub fn sharing_task(&mut self, key: &str) -> Result<Option<KeptSharingTask>, StoreError> {
        let mut found = None;
        self.database.query(
            &format!("SELECT {COLUMNS} FROM sharing_task WHERE task_key = $1"),
            &[key.into()],
            &mut |mut row| {
                found = Some(read(&mut row)?);
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// All of an account, also those that ended.
    pub fn sharing_tasks_of(
        &mut self,
        account: AccountId,
    ) -> Result<Vec<KeptSharingTask>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            &format!("SELECT {COLUMNS} FROM sharing_task WHERE account_id = $1 ORDER BY task_key"),
            &[account.0.into()],
            &mut |mut row| {
                found.push(read(&mut row)?);
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// What waits of an operator, the oldest first.
    pub fn open_sharing_tasks(&mut self, dso: Dso) -> Result<Vec<KeptSharingTask>, StoreError> {
        let (first, last) = AccountId::range_of(dso);
        let mut found = Vec::new();
        self.database.query(
            &format!(
                "SELECT {COLUMNS} FROM sharing_task
                 WHERE account_id >= $1 AND account_id <= $2 AND ended_us IS NULL
                 ORDER BY since_us, task_key"
            ),
            &[first.0.into(), last.0.into()],
            &mut |mut row| {
                found.push(read(&mut row)?);
                Ok(())
            },
        )?;
        Ok(found)
    }
}
