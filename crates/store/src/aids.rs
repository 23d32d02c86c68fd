//! Aid that social services give, each once. Source: PA-44, UX 8.3 S-05, S-10.

use crate::bank::dso_of;
use crate::database::{Database as _, Row, Value};
use crate::{Store, StoreError};
use calendar::Instant;
use units::{AccountId, Dso, MicroEuro};

/// Aid that somebody wants to give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAid {
    pub dso: Dso,
    /// Once in the whole database: the same page sent again is the same aid.
    pub key: String,
    pub party: i64,
    pub account: AccountId,
    pub at: Instant,
    pub by: i64,
    pub amount: MicroEuro,
    pub motive: String,
    pub budget: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AidState {
    Waiting,
    Booked,
    Cancelled,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptAid {
    pub id: i64,
    pub asked: NewAid,
    pub state: AidState,
    /// When it was booked or cancelled, and by whom.
    pub ended: Option<(Instant, i64)>,
}

const COLUMNS: &str =
    "aid_id, dso, key, party_id, account_id, asked_us, asked_by, amount_micro_eur, motive,
    budget_line, state, ended_us, ended_by";

fn kept(row: &mut Row<'_>) -> Result<KeptAid, StoreError> {
    let id = row.number()?;
    let asked = NewAid {
        dso: dso_of(row)?,
        key: row.text()?,
        party: row.number()?,
        account: AccountId(row.number()?),
        at: Instant(row.number()?),
        by: row.number()?,
        amount: MicroEuro(row.number()?),
        motive: row.text()?,
        budget: row.text()?,
    };
    let state = match row.number()? {
        0 => AidState::Waiting,
        1 => AidState::Booked,
        2 => AidState::Cancelled,
        _ => return Err(StoreError::corrupt(format!("an impossible aid {id}"))),
    };
    let ended = row.number_or_null()?.map(Instant).zip(row.number_or_null()?);
    Ok(KeptAid { id, asked, state, ended })
}

impl Store {
    /// Keeps aid that waits, or finds the one of its key; true if it is new. Within the operator's lock.
    pub fn add_aid(&mut self, new: &NewAid) -> Result<(KeptAid, bool), StoreError> {
        self.transaction(|store| {
            if let Some(known) = store.aids("key = $1", &[new.key.as_str().into()])?.pop() {
                return Ok((known, false));
            }
            let id = store.next_of_operator("cpas_aid", "aid_id", new.dso)?;
            store.database.execute(
                "INSERT INTO cpas_aid (aid_id, dso, key, party_id, account_id, asked_us, asked_by,
                     amount_micro_eur, motive, budget_line, state)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0)",
                &[
                    id.into(),
                    i64::from(new.dso.code()).into(),
                    new.key.as_str().into(),
                    new.party.into(),
                    new.account.0.into(),
                    new.at.0.into(),
                    new.by.into(),
                    new.amount.0.into(),
                    new.motive.as_str().into(),
                    new.budget.as_str().into(),
                ],
            )?;
            let (asked, state) = (new.clone(), AidState::Waiting);
            Ok((KeptAid { id, asked, state, ended: None }, true))
        })
    }

    /// Books or cancels aid that waits; false if it waits no more. Within the operator's lock.
    pub fn end_aid(
        &mut self,
        id: i64,
        booked: bool,
        (at, by): (Instant, i64),
    ) -> Result<bool, StoreError> {
        let values: [Value; 4] =
            [i64::from(if booked { 1_u8 } else { 2 }).into(), at.0.into(), by.into(), id.into()];
        let changed = self.transaction(|store| {
            store.database.execute(
                "UPDATE cpas_aid SET state = $1, ended_us = $2, ended_by = $3
                 WHERE aid_id = $4 AND state = 0",
                &values,
            )
        })?;
        Ok(changed == 1)
    }

    pub fn aid(&mut self, id: i64) -> Result<Option<KeptAid>, StoreError> {
        Ok(self.aids("aid_id = $1", &[id.into()])?.pop())
    }

    /// What a party asked for from one instant until another, in order; what waits, whenever it was asked.
    pub fn aids_of(
        &mut self,
        party: i64,
        [from, to]: [Instant; 2],
    ) -> Result<Vec<KeptAid>, StoreError> {
        let which = "party_id = $1 AND ((asked_us >= $2 AND asked_us < $3) OR state = 0)";
        self.aids(which, &[party.into(), from.0.into(), to.0.into()])
    }

    fn aids(&mut self, which: &str, values: &[Value]) -> Result<Vec<KeptAid>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            &format!("SELECT {COLUMNS} FROM cpas_aid WHERE {which} ORDER BY asked_us, aid_id"),
            values,
            &mut |mut row| {
                found.push(kept(&mut row)?);
                Ok(())
            },
        )?;
        Ok(found)
    }
}
