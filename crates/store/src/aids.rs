//! Aid that social services give, each once. Source: PA-44, UX 8.3 S-05, S-10.

use crate::bank::dso_of;
use crate::database::{Database as _, Row, Value};
use crate::{Store, StoreError};
use calendar::{Instant, SettlementDay};
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
    /// On which it is booked; at once without one.
    pub on: Option<SettlementDay>,
    /// The aid that it puts right, by its number: each is put right once.
    pub copy_of: Option<i64>,
    /// The same for all that is decided together; empty of aid alone.
    pub together: String,
    /// A colleague has to sign.
    pub needs_second: bool,
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
    /// When it was booked or cancelled, and by whom; by 0 where the clock did it.
    pub ended: Option<(Instant, i64)>,
    /// When a colleague has signed before its day, and who.
    pub signed: Option<(Instant, i64)>,
    /// Why it was not booked when its day came; empty of any other.
    pub lapsed: String,
}

const COLUMNS: &str =
    "a.aid_id, a.dso, a.key, a.party_id, a.account_id, a.asked_us, a.asked_by, a.amount_micro_eur,
    a.motive, a.budget_line, t.on_day, t.copy_of, COALESCE(t.together, ''),
    COALESCE(t.needs_second, 1), a.state, a.ended_us, a.ended_by, t.signed_us, t.signed_by,
    COALESCE(t.lapsed, '')";

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
        on: day_of(row.number_or_null()?, id)?,
        copy_of: row.number_or_null()?,
        together: row.text()?,
        needs_second: row.number()? == 1,
    };
    let state = match row.number()? {
        0 => AidState::Waiting,
        1 => AidState::Booked,
        2 => AidState::Cancelled,
        _ => return Err(StoreError::corrupt(format!("an impossible aid {id}"))),
    };
    let ended = row.number_or_null()?.map(Instant).zip(row.number_or_null()?);
    let signed = row.number_or_null()?.map(Instant).zip(row.number_or_null()?);
    Ok(KeptAid { id, asked, state, ended, signed, lapsed: row.text()? })
}

fn day_of(days: Option<i64>, id: i64) -> Result<Option<SettlementDay>, StoreError> {
    let day = days.map(i32::try_from).transpose();
    let day = day.map_err(|_| StoreError::corrupt(format!("an impossible day of aid {id}")))?;
    Ok(day.map(SettlementDay))
}

impl Store {
    /// Keeps aid that waits, or finds the one of its key; true if it is new. Within the operator's lock.
    pub fn add_aid(&mut self, new: &NewAid) -> Result<(KeptAid, bool), StoreError> {
        self.transaction(|store| {
            if let Some(known) = store.aids("a.key = $1", &[new.key.as_str().into()])?.pop() {
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
            store.database.execute(
                "INSERT INTO aid_terms (aid_id, on_day, copy_of, together, needs_second, lapsed)
                 VALUES ($1, $2, $3, $4, $5, '')",
                &[
                    id.into(),
                    Value::number_or_null(new.on.map(|day| i64::from(day.0))),
                    Value::number_or_null(new.copy_of),
                    new.together.as_str().into(),
                    i64::from(new.needs_second).into(),
                ],
            )?;
            let (asked, state) = (new.clone(), AidState::Waiting);
            let (ended, signed, lapsed) = (None, None, String::new());
            Ok((KeptAid { id, asked, state, ended, signed, lapsed }, true))
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

    /// A colleague has signed aid whose day is still to come; false if that was done already. Within the operator's
    /// lock.
    pub fn sign_aid(&mut self, id: i64, (at, by): (Instant, i64)) -> Result<bool, StoreError> {
        let changed = self.transaction(|store| {
            store.database.execute(
                "UPDATE aid_terms SET signed_us = $1, signed_by = $2
                 WHERE aid_id = $3 AND signed_us IS NULL",
                &[at.0.into(), by.into(), id.into()],
            )
        })?;
        Ok(changed == 1)
    }

    /// Its day has come, and it is not booked: why. Within the operator's lock.
    pub fn aid_lapsed(&mut self, id: i64, why: &str, at: Instant) -> Result<(), StoreError> {
        self.transaction(|store| {
            if store.end_aid(id, false, (at, 0))? {
                store.database.execute(
                    "UPDATE aid_terms SET lapsed = $1 WHERE aid_id = $2",
                    &[why.into(), id.into()],
                )?;
            }
            Ok(())
        })
    }

    pub fn aid(&mut self, id: i64) -> Result<Option<KeptAid>, StoreError> {
        Ok(self.aids("a.aid_id = $1", &[id.into()])?.pop())
    }

    pub fn aid_of_key(&mut self, key: &str) -> Result<Option<KeptAid>, StoreError> {
        Ok(self.aids("a.key = $1", &[key.into()])?.pop())
    }

    /// What is decided together, in order.
    pub fn aids_together(&mut self, together: &str) -> Result<Vec<KeptAid>, StoreError> {
        self.aids("t.together = $1 AND t.together <> ''", &[together.into()])
    }

    /// The aid that puts another one right, or one that was decided together with it.
    pub fn copy_of_aid(&mut self, id: i64) -> Result<Option<i64>, StoreError> {
        self.number_of(
            "SELECT MIN(c.aid_id) FROM aid_terms a
             JOIN aid_terms b ON b.aid_id = a.aid_id OR (b.together = a.together AND a.together <> '')
             JOIN aid_terms c ON c.copy_of = b.aid_id
             WHERE a.aid_id = $1",
            &[id.into()],
        )
    }

    /// What is to be booked by the clock until a day, itself included, and has every signature.
    pub fn aids_due(&mut self, day: SettlementDay) -> Result<Vec<KeptAid>, StoreError> {
        let which = "a.state = 0 AND t.on_day <= $1
            AND (t.needs_second = 0 OR t.signed_us IS NOT NULL)";
        self.aids(which, &[i64::from(day.0).into()])
    }

    /// What a party asked for or booked from one instant until another, in order; what waits, whenever it was asked.
    pub fn aids_of(
        &mut self,
        party: i64,
        [from, to]: [Instant; 2],
    ) -> Result<Vec<KeptAid>, StoreError> {
        let which = "a.party_id = $1 AND ((a.asked_us >= $2 AND a.asked_us < $3) OR a.state = 0
            OR (a.state = 1 AND a.ended_us >= $2 AND a.ended_us < $3))";
        self.aids(which, &[party.into(), from.0.into(), to.0.into()])
    }

    fn aids(&mut self, which: &str, values: &[Value]) -> Result<Vec<KeptAid>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            &format!(
                "SELECT {COLUMNS} FROM cpas_aid a LEFT JOIN aid_terms t ON t.aid_id = a.aid_id
                 WHERE {which} ORDER BY a.asked_us, a.aid_id"
            ),
            values,
            &mut |mut row| {
                found.push(kept(&mut row)?);
                Ok(())
            },
        )?;
        Ok(found)
    }
}
