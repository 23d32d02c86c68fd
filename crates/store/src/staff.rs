//! What staff do by their pages, once each, and who decided it. Source: TP-25, PD-05.

use crate::database::{Database, Row, Value};
use crate::{Contact, KeptSale, Store, StoreError};
use calendar::Instant;
use units::{AccountId, Dso};

/// Something that somebody asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewStaffAct {
    pub dso: Dso,
    /// Once in the whole database: the same page sent again is the same act.
    pub key: String,
    pub kind: String,
    pub account: Option<AccountId>,
    pub at: Instant,
    pub by: i64,
    pub name: String,
    pub body: String,
}

/// Where an act stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StaffActState {
    Waiting,
    Done,
    TurnedDown,
}

/// Who decided it, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffDecision {
    pub at: Instant,
    /// A second person; `None` where one was enough.
    pub by: Option<i64>,
    pub name: String,
    pub outcome: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffAct {
    pub id: i64,
    pub asked: NewStaffAct,
    pub state: StaffActState,
    pub decision: Option<StaffDecision>,
}

const COLUMNS: &str =
    "act_id, dso, key, kind, account_id, asked_us, asked_by, asked_name, body, state, decided_us,
    decided_by, decided_name, outcome";

fn act(row: &mut Row<'_>) -> Result<StaffAct, StoreError> {
    let id = row.number()?;
    let wrong = || StoreError::corrupt(format!("an impossible act {id}"));
    let asked = NewStaffAct {
        dso: Dso::from_code(row.small()?).ok_or_else(wrong)?,
        key: row.text()?,
        kind: row.text()?,
        account: row.number_or_null()?.map(AccountId),
        at: Instant(row.number()?),
        by: row.number()?,
        name: row.text()?,
        body: row.text()?,
    };
    let state = match row.number()? {
        0 => StaffActState::Waiting,
        1 => StaffActState::Done,
        2 => StaffActState::TurnedDown,
        _ => return Err(wrong()),
    };
    let at = row.number_or_null()?.map(Instant);
    let (by, name, outcome) = (row.number_or_null()?, row.text()?, row.text()?);
    let decision = at.map(|at| StaffDecision { at, by, name, outcome });
    Ok(StaffAct { id, asked, state, decision })
}

impl Store {
    /// Keeps an act that waits, or finds the one of its key. Within the operator's lock.
    pub fn add_staff_act(&mut self, new: &NewStaffAct) -> Result<(StaffAct, bool), StoreError> {
        self.transaction(|store| {
            if let Some(known) = store.staff_act_of(&new.key)? {
                return Ok((known, false));
            }
            let id = store.next_of_operator("staff_act", "act_id", new.dso)?;
            store.database.execute(
                "INSERT INTO staff_act (act_id, dso, key, kind, account_id, asked_us, asked_by, asked_name,
                     body, state, decided_name, outcome)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, '', '')",
                &[
                    id.into(),
                    i64::from(new.dso.code()).into(),
                    new.key.as_str().into(),
                    new.kind.as_str().into(),
                    Value::number_or_null(new.account.map(|account| account.0)),
                    new.at.0.into(),
                    new.by.into(),
                    new.name.as_str().into(),
                    new.body.as_str().into(),
                ],
            )?;
            let (asked, state) = (new.clone(), StaffActState::Waiting);
            Ok((StaffAct { id, asked, state, decision: None }, true))
        })
    }

    /// Decides an act that waits; false if it waits no more.
    pub fn decide_staff_act(
        &mut self,
        id: i64,
        done: bool,
        decision: &StaffDecision,
    ) -> Result<bool, StoreError> {
        let values = [
            i64::from(if done { 1_u8 } else { 2 }).into(),
            decision.at.0.into(),
            Value::number_or_null(decision.by),
            decision.name.as_str().into(),
            decision.outcome.as_str().into(),
            id.into(),
        ];
        let changed = self.transaction(|store| {
            store.database.execute(
                "UPDATE staff_act SET state = $1, decided_us = $2, decided_by = $3, decided_name = $4,
                     outcome = $5
                 WHERE act_id = $6 AND state = 0",
                &values,
            )
        })?;
        Ok(changed > 0)
    }

    /// What came of an act that was decided first and carried out afterwards.
    pub fn staff_act_came_to(&mut self, id: i64, outcome: &str) -> Result<(), StoreError> {
        let values = [outcome.into(), id.into()];
        self.transaction(|store| {
            store.database.execute(
                "UPDATE staff_act SET outcome = $1 WHERE act_id = $2 AND state = 1",
                &values,
            )
        })?;
        Ok(())
    }

    pub fn staff_act(&mut self, id: i64) -> Result<Option<StaffAct>, StoreError> {
        Ok(self.staff_acts("act_id = $1", &[id.into()])?.pop())
    }

    pub fn staff_act_of(&mut self, key: &str) -> Result<Option<StaffAct>, StoreError> {
        Ok(self.staff_acts("key = $1", &[key.into()])?.pop())
    }

    /// Those that wait for a second person, the oldest first.
    pub fn staff_acts_waiting(&mut self, dso: Dso) -> Result<Vec<StaffAct>, StoreError> {
        let dso = i64::from(dso.code());
        self.staff_acts("state = 0 AND dso = $1 ORDER BY asked_us, act_id", &[dso.into()])
    }

    /// The last ones of a kind, newest first.
    pub fn staff_acts_of_kind(
        &mut self,
        dso: Dso,
        kind: &str,
        most: i64,
    ) -> Result<Vec<StaffAct>, StoreError> {
        let values = [i64::from(dso.code()).into(), kind.into(), most.into()];
        self.staff_acts("dso = $1 AND kind = $2 ORDER BY act_id DESC LIMIT $3", &values)
    }

    /// Acts of an operator that were asked for or decided in `[from, to)`.
    pub fn staff_acts_between(
        &mut self,
        dso: Dso,
        from: Instant,
        to: Instant,
    ) -> Result<Vec<StaffAct>, StoreError> {
        let (dso, from, to) = (dso.code(), from.0, to.0);
        self.staff_acts(
            &format!(
                "dso = {dso} AND (asked_us >= {from} AND asked_us < {to}
                     OR decided_us >= {from} AND decided_us < {to})
                 ORDER BY asked_us, act_id"
            ),
            &[],
        )
    }

    pub fn staff_acts_of_account(
        &mut self,
        account: AccountId,
    ) -> Result<Vec<StaffAct>, StoreError> {
        self.staff_acts("account_id = $1 ORDER BY asked_us, act_id", &[account.0.into()])
    }

    fn staff_acts(&mut self, which: &str, values: &[Value]) -> Result<Vec<StaffAct>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            &format!("SELECT {COLUMNS} FROM staff_act WHERE {which}"),
            values,
            &mut |mut row| {
                found.push(act(&mut row)?);
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// The newest contacts of those who live at a postcode, `most` of them.
    pub fn contacts_at_postcode(
        &mut self,
        postcode: &str,
        most: i64,
    ) -> Result<Vec<Contact>, StoreError> {
        let mut accounts = Vec::new();
        self.database.query(
            "SELECT DISTINCT account_id FROM contact WHERE postcode = $1 AND postcode <> ''
             ORDER BY account_id LIMIT $2",
            &[postcode.into(), most.into()],
            &mut |mut row| {
                accounts.push(AccountId(row.number()?));
                Ok(())
            },
        )?;
        let mut found = Vec::new();
        for account in accounts {
            let newest = self.contact(account)?;
            found.extend(newest.filter(|contact| contact.postcode == postcode));
        }
        Ok(found)
    }

    /// Sales of all terminals since `from` whose text holds this code, such as `7KQ2-M9TD`.
    pub fn sales_with_code(
        &mut self,
        code: &str,
        from: Instant,
    ) -> Result<Vec<KeptSale>, StoreError> {
        let part = format!("%\"code\":\"{code}\"%");
        let mut found = Vec::new();
        self.database.query(
            &format!(
                "SELECT {} FROM sale s WHERE s.at_us >= $1 AND s.body LIKE $2 ORDER BY s.at_us",
                crate::till::SALE_COLUMNS
            ),
            &[from.0.into(), part.as_str().into()],
            &mut |mut row| {
                found.push(crate::till::sale(&mut row)?);
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// The same of online payments.
    pub fn payments_with_code(
        &mut self,
        code: &str,
        from: Instant,
    ) -> Result<Vec<crate::KeptPayment>, StoreError> {
        let part = format!("%\"code\":\"{code}\"%");
        let mut found = Vec::new();
        self.database.query(
            &format!(
                "SELECT {} FROM payment WHERE created_us >= $1 AND body LIKE $2 ORDER BY created_us",
                crate::till::PAYMENT_COLUMNS
            ),
            &[from.0.into(), part.as_str().into()],
            &mut |mut row| {
                found.push(crate::till::payment(&mut row)?);
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// Notices of these channels in one of these states, made since `since`, by account and number; the oldest first.
    pub fn notices_in_state(
        &mut self,
        states: &[i16],
        channels: &[i16],
        since: Instant,
        most: i64,
    ) -> Result<Vec<(AccountId, i64)>, StoreError> {
        let list = |codes: &[i16]| codes.iter().map(i16::to_string).collect::<Vec<_>>().join(", ");
        let (states, channels) = (list(states), list(channels));
        let mut found = Vec::new();
        self.database.query(
            &format!(
                "SELECT account_id, seq FROM notice WHERE state IN ({states}) AND channel IN ({channels}) AND made_us >= $1
                 ORDER BY made_us, account_id, seq LIMIT $2"
            ),
            &[since.0.into(), most.into()],
            &mut |mut row| {
                found.push((AccountId(row.number()?), row.number()?));
                Ok(())
            },
        )?;
        Ok(found)
    }
}
