//! What a CPAS asks of households before it sees anything of them. Source: PD-03, UX 8.3 S-03.

use crate::database::{Database as _, Value};
use crate::{Store, StoreError};
use calendar::Instant;
use units::AccountId;

/// Access that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MandateRequest {
    pub challenge: String,
    pub party: i64,
    pub person: i64,
    /// Nobody has the reference that was keyed in.
    pub account: Option<AccountId>,
    pub purpose: String,
    pub months: i32,
    /// Of the code, keyed.
    pub hash: String,
    pub made_at: Instant,
    /// Wrong ones so far.
    pub wrong: u32,
    pub used_at: Option<Instant>,
}

const COLUMNS: &str =
    "challenge, party_id, person_id, account_id, purpose, months, hash, made_us, wrong,
    used_us";

impl Store {
    pub fn add_mandate_request(&mut self, asked: &MandateRequest) -> Result<(), StoreError> {
        let values = [
            asked.challenge.as_str().into(),
            asked.party.into(),
            asked.person.into(),
            Value::number_or_null(asked.account.map(|account| account.0)),
            asked.purpose.as_str().into(),
            i64::from(asked.months).into(),
            asked.hash.as_str().into(),
            asked.made_at.0.into(),
            i64::from(asked.wrong).into(),
            Value::number_or_null(asked.used_at.map(|at| at.0)),
        ];
        self.transaction(|store| {
            store.database.execute(
                &format!(
                    "INSERT INTO mandate_request ({COLUMNS})
                     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
                ),
                &values,
            )
        })?;
        Ok(())
    }

    pub fn mandate_request(
        &mut self,
        challenge: &str,
    ) -> Result<Option<MandateRequest>, StoreError> {
        let mut found = None;
        self.database.query(
            &format!("SELECT {COLUMNS} FROM mandate_request WHERE challenge = $1"),
            &[challenge.into()],
            &mut |mut row| {
                found = Some(MandateRequest {
                    challenge: row.text()?,
                    party: row.number()?,
                    person: row.number()?,
                    account: row.number_or_null()?.map(AccountId),
                    purpose: row.text()?,
                    months: row.small()?,
                    hash: row.text()?,
                    made_at: Instant(row.number()?),
                    wrong: u32::try_from(row.number()?).unwrap_or(u32::MAX),
                    used_at: row.number_or_null()?.map(Instant),
                });
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// How often somebody asked since then.
    pub fn mandate_requests_since(
        &mut self,
        person: i64,
        since: Instant,
    ) -> Result<u64, StoreError> {
        let count = self.number_of(
            "SELECT COUNT(*) FROM mandate_request WHERE person_id = $1 AND made_us > $2",
            &[person.into(), since.0.into()],
        )?;
        Ok(count.and_then(|count| u64::try_from(count).ok()).unwrap_or(0))
    }

    /// Keeps what became of a try. False if another try was quicker.
    pub fn mandate_request_tried(
        &mut self,
        before: &MandateRequest,
        (wrong, used_at): (u32, Option<Instant>),
    ) -> Result<bool, StoreError> {
        let values = [
            i64::from(wrong).into(),
            Value::number_or_null(used_at.map(|at| at.0)),
            before.challenge.as_str().into(),
            i64::from(before.wrong).into(),
        ];
        let changed = self.transaction(|store| {
            store.database.execute(
                "UPDATE mandate_request SET wrong = $1, used_us = $2
                 WHERE challenge = $3 AND wrong = $4 AND used_us IS NULL",
                &values,
            )
        })?;
        Ok(changed == 1)
    }
}
