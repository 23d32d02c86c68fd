//! What somebody did on their own pages, and changes of where they sign in that wait for a code.
//! Source: UX 8.2 C-10, C-11, C-14; PD-05.

use crate::database::{Database, Row, Value};
use crate::{Store, StoreError};
use calendar::Instant;
use units::AccountId;

/// Something that was done; what a kind means is not known here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnAct {
    pub person: i64,
    pub at: Instant,
    pub account: Option<AccountId>,
    pub kind: u8,
    pub detail: String,
}

/// A change that waits for its code, or waited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnChange {
    /// What the page that asks for the code carries.
    pub challenge: String,
    pub person: i64,
    pub kind: u8,
    pub value: String,
    pub hash: String,
    pub made_at: Instant,
    pub wrong: u32,
    pub used_at: Option<Instant>,
}

fn act(row: &mut Row<'_>) -> Result<OwnAct, StoreError> {
    Ok(OwnAct {
        person: row.number()?,
        at: Instant(row.number()?),
        account: row.number_or_null()?.map(AccountId),
        kind: row.small()?,
        detail: row.text()?,
    })
}

impl Store {
    pub fn add_own_act(&mut self, act: &OwnAct) -> Result<(), StoreError> {
        self.transaction(|store| {
            let last = store.number_of(
                "SELECT MAX(seq) FROM own_act WHERE person_id = $1",
                &[act.person.into()],
            )?;
            store.database.execute(
                "INSERT INTO own_act (person_id, seq, at_us, account_id, kind, detail)
                 VALUES ($1, $2, $3, $4, $5, $6)",
                &[
                    act.person.into(),
                    last.unwrap_or(0).saturating_add(1).into(),
                    act.at.0.into(),
                    Value::number_or_null(act.account.map(|account| account.0)),
                    i64::from(act.kind).into(),
                    act.detail.as_str().into(),
                ],
            )?;
            Ok(())
        })
    }

    /// The newest `most` acts of a person, newest first.
    pub fn own_acts(&mut self, person: i64, most: usize) -> Result<Vec<OwnAct>, StoreError> {
        self.acts("person_id = $1 ORDER BY seq DESC", person, most)
    }

    /// The newest `most` acts about an account, newest first.
    pub fn own_acts_about(
        &mut self,
        account: AccountId,
        most: usize,
    ) -> Result<Vec<OwnAct>, StoreError> {
        let which = "account_id = $1 ORDER BY at_us DESC, person_id, seq DESC";
        self.acts(which, account.0, most)
    }

    fn acts(&mut self, which: &str, of: i64, most: usize) -> Result<Vec<OwnAct>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            &format!(
                "SELECT person_id, at_us, account_id, kind, detail FROM own_act WHERE {which} LIMIT $2"
            ),
            &[of.into(), i64::try_from(most).unwrap_or(i64::MAX).into()],
            &mut |mut row| {
                found.push(act(&mut row)?);
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// Keeps a change that waits. Errors: its challenge was there before.
    pub fn add_own_change(&mut self, change: &OwnChange) -> Result<(), StoreError> {
        let values = [
            change.challenge.as_str().into(),
            change.person.into(),
            i64::from(change.kind).into(),
            change.value.as_str().into(),
            change.hash.as_str().into(),
            change.made_at.0.into(),
            i64::from(change.wrong).into(),
            Value::number_or_null(change.used_at.map(|at| at.0)),
        ];
        self.transaction(|store| {
            store.database.execute(
                "INSERT INTO own_change (challenge, person_id, kind, value, hash, made_us, wrong, used_us)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                &values,
            )
        })?;
        Ok(())
    }

    pub fn own_change(&mut self, challenge: &str) -> Result<Option<OwnChange>, StoreError> {
        let mut found = None;
        self.database.query(
            "SELECT challenge, person_id, kind, value, hash, made_us, wrong, used_us
             FROM own_change WHERE challenge = $1",
            &[challenge.into()],
            &mut |mut row| {
                found = Some(OwnChange {
                    challenge: row.text()?,
                    person: row.number()?,
                    kind: row.small()?,
                    value: row.text()?,
                    hash: row.text()?,
                    made_at: Instant(row.number()?),
                    wrong: row.small()?,
                    used_at: row.number_or_null()?.map(Instant),
                });
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// How many changes somebody began since then.
    pub fn own_changes_since(&mut self, person: i64, since: Instant) -> Result<u64, StoreError> {
        let count = self.number_of(
            "SELECT COUNT(*) FROM own_change WHERE person_id = $1 AND made_us >= $2",
            &[person.into(), since.0.into()],
        )?;
        Ok(count.and_then(|count| u64::try_from(count).ok()).unwrap_or(0))
    }

    /// Keeps how a change stands after a try of its code; `false` if another try was quicker.
    pub fn own_change_tried(
        &mut self,
        before: &OwnChange,
        after: &OwnChange,
    ) -> Result<bool, StoreError> {
        let of = (before.challenge.as_str(), before.wrong);
        self.tried("own_change", of, (after.wrong, after.used_at))
    }
}
