//! Calls at the phone line. Source: CM-05, UX 6.

use crate::database::{Database, Row, Value};
use crate::{Store, StoreError};
use calendar::Instant;
use units::{AccountId, Dso, Language};

/// A call with where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhoneCall {
    pub dso: Dso,
    /// The telephony server's own name for it.
    pub id: String,
    /// Of the last event, what it was, and what was answered.
    pub seq: i64,
    pub asked: String,
    pub answer: String,
    /// A digest of the number.
    pub caller: Option<i64>,
    /// Short messages that were asked for.
    pub texts: i64,
    pub began: Instant,
    pub last: Instant,
    pub ended: bool,
    /// As the rule left it; empty once it has ended.
    pub state: String,
    /// What stays of it.
    pub record: String,
}

const COLUMNS: &str =
    "dso, call_id, seq, asked, answer, caller, texts, began_us, last_us, ended, state, record";

fn call(row: &mut Row<'_>) -> Result<PhoneCall, StoreError> {
    Ok(PhoneCall {
        dso: crate::bank::dso_of(row)?,
        id: row.text()?,
        seq: row.number()?,
        asked: row.text()?,
        answer: row.text()?,
        caller: row.number_or_null()?,
        texts: row.number()?,
        began: Instant(row.number()?),
        last: Instant(row.number()?),
        ended: row.number()? == 1,
        state: row.text()?,
        record: row.text()?,
    })
}

impl Store {
    /// How a call stands after an event. Within the operator's lock, under which it was read.
    pub fn set_phone_call(&mut self, call: &PhoneCall) -> Result<(), StoreError> {
        self.transaction(|store| {
            store.database.execute(
                "INSERT INTO phone_call (dso, call_id, seq, asked, answer, caller, texts, began_us,
                     last_us, ended, state, record)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
                 ON CONFLICT (dso, call_id) DO UPDATE SET seq = excluded.seq, asked = excluded.asked,
                     answer = excluded.answer, caller = excluded.caller, texts = excluded.texts,
                     last_us = excluded.last_us, ended = excluded.ended, state = excluded.state,
                     record = excluded.record",
                &[
                    i64::from(call.dso.code()).into(),
                    call.id.as_str().into(),
                    call.seq.into(),
                    call.asked.as_str().into(),
                    call.answer.as_str().into(),
                    Value::number_or_null(call.caller),
                    call.texts.into(),
                    call.began.0.into(),
                    call.last.0.into(),
                    i64::from(call.ended).into(),
                    call.state.as_str().into(),
                    call.record.as_str().into(),
                ],
            )
        })?;
        Ok(())
    }

    pub fn phone_call(&mut self, dso: Dso, id: &str) -> Result<Option<PhoneCall>, StoreError> {
        let values = [i64::from(dso.code()).into(), id.into()];
        let found = self.phone_calls_where("dso = $1 AND call_id = $2", &values, 1)?;
        Ok(found.into_iter().next())
    }

    /// Calls of an operator since then, the newest `most`, newest first.
    pub fn phone_calls(
        &mut self,
        dso: Dso,
        since: Instant,
        most: usize,
    ) -> Result<Vec<PhoneCall>, StoreError> {
        let values = [i64::from(dso.code()).into(), since.0.into()];
        self.phone_calls_where("dso = $1 AND began_us >= $2", &values, most)
    }

    /// When an operator's line told anything last.
    pub fn last_phone_event(&mut self, dso: Dso) -> Result<Option<Instant>, StoreError> {
        let sql = "SELECT MAX(last_us) FROM phone_call WHERE dso = $1";
        Ok(self.number_of(sql, &[i64::from(dso.code()).into()])?.map(Instant))
    }

    fn phone_calls_where(
        &mut self,
        which: &str,
        values: &[Value],
        most: usize,
    ) -> Result<Vec<PhoneCall>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            &format!(
                "SELECT {COLUMNS} FROM phone_call WHERE {which}
                 ORDER BY began_us DESC, call_id LIMIT {most}"
            ),
            values,
            &mut |mut row| {
                found.push(call(&mut row)?);
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// Short messages that a number has asked for since then.
    pub fn texts_asked(&mut self, caller: i64, since: Instant) -> Result<i64, StoreError> {
        let values = [caller.into(), since.0.into()];
        let sum = "SELECT SUM(texts) FROM phone_call WHERE caller = $1 AND began_us >= $2";
        Ok(self.number_of(sum, &values)?.unwrap_or(0))
    }

    /// What calls that heard nothing more since `before` have kept of their callers is let go of: a server that
    /// broke down tells no end.
    pub fn end_phone_calls(&mut self, dso: Dso, before: Instant) -> Result<(), StoreError> {
        self.transaction(|store| {
            store.database.execute(
                "UPDATE phone_call SET ended = 1, state = '', asked = '', answer = ''
                 WHERE dso = $1 AND ended = 0 AND last_us < $2",
                &[i64::from(dso.code()).into(), before.0.into()],
            )
        })?;
        Ok(())
    }

    /// A call is about to be told the state of an account. Once for an instant.
    pub fn add_phone_told(
        &mut self,
        account: AccountId,
        at: Instant,
        (dso, call): (Dso, &str),
    ) -> Result<(), StoreError> {
        self.transaction(|store| {
            store.database.execute(
                "INSERT INTO phone_told (account_id, at_us, dso, call_id) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (account_id, at_us, call_id) DO NOTHING",
                &[account.0.into(), at.0.into(), i64::from(dso.code()).into(), call.into()],
            )
        })?;
        Ok(())
    }

    /// When calls were told the state of an account, the newest `most`, newest first, with their names.
    pub fn phone_told(
        &mut self,
        account: AccountId,
        most: usize,
    ) -> Result<Vec<(Instant, Dso, String)>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            &format!(
                "SELECT dso, at_us, call_id FROM phone_told WHERE account_id = $1
                 ORDER BY at_us DESC, call_id LIMIT {most}"
            ),
            &[account.0.into()],
            &mut |mut row| {
                let dso = crate::bank::dso_of(&mut row)?;
                found.push((Instant(row.number()?), dso, row.text()?));
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// A number is answered in this language from now on.
    pub fn set_phone_language(
        &mut self,
        caller: i64,
        language: Language,
        at: Instant,
    ) -> Result<(), StoreError> {
        self.transaction(|store| {
            store.database.execute(
                "INSERT INTO phone_language (caller, language, at_us) VALUES ($1, $2, $3)
                 ON CONFLICT (caller) DO UPDATE SET language = excluded.language, at_us = excluded.at_us",
                &[caller.into(), language.code().into(), at.0.into()],
            )
        })?;
        Ok(())
    }

    pub fn phone_language(&mut self, caller: i64) -> Result<Option<Language>, StoreError> {
        let mut found = None;
        self.database.query(
            "SELECT language FROM phone_language WHERE caller = $1",
            &[caller.into()],
            &mut |mut row| {
                found = row.text()?.parse().ok();
                Ok(())
            },
        )?;
        Ok(found)
    }
}
