//! Access that a CPAS asks for by force of a law, and what somebody of the operator answered. Source: PD-03, UX S-03.

use crate::bank::dso_of;
use crate::database::{Database as _, Row, Value};
use crate::{Store, StoreError};
use calendar::{Instant, SettlementDay};
use units::{AccountId, Dso};

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLegal {
    pub dso: Dso,
    pub party: i64,
    /// Nobody of this operator has the reference that was keyed in.
    pub account: Option<AccountId>,
    /// Its digits.
    pub reference: String,
    /// Which notice of the law.
    pub notice: String,
    pub dated: SettlementDay,
    pub purpose: String,
    pub months: i32,
    pub at: Instant,
    pub by: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LegalState {
    Waiting,
    Granted,
    Declined,
    /// The household had moved out, or its time was over.
    Fell,
}

/// How a request ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LegalEnd<'a> {
    Granted,
    /// With a reason.
    Declined(&'a str),
    Fell,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptLegal {
    pub id: i64,
    pub asked: NewLegal,
    pub state: LegalState,
    /// When it was answered, and by whom.
    pub ended: Option<(Instant, i64)>,
    /// Of whoever declined it.
    pub reason: String,
}

const COLUMNS: &str =
    "request_id, dso, party_id, account_id, reference, notice, notice_day, purpose,
    months, made_us, made_by, state, ended_us, ended_by, reason";

fn kept(row: &mut Row<'_>) -> Result<KeptLegal, StoreError> {
    let id = row.number()?;
    let asked = NewLegal {
        dso: dso_of(row)?,
        party: row.number()?,
        account: row.number_or_null()?.map(AccountId),
        reference: row.text()?,
        notice: row.text()?,
        dated: SettlementDay(row.small()?),
        purpose: row.text()?,
        months: row.small()?,
        at: Instant(row.number()?),
        by: row.number()?,
    };
    let state = match row.number()? {
        0 => LegalState::Waiting,
        1 => LegalState::Granted,
        2 => LegalState::Declined,
        3 => LegalState::Fell,
        _ => return Err(StoreError::corrupt(format!("an impossible request by law {id}"))),
    };
    let ended = row.number_or_null()?.map(Instant).zip(row.number_or_null()?);
    Ok(KeptLegal { id, asked, state, ended, reason: row.text()? })
}

impl Store {
    /// Keeps a request that waits, and its number. Within the operator's lock. Errors: one of the same party waits for
    /// the same reference.
    pub fn add_legal_request(&mut self, new: &NewLegal) -> Result<i64, StoreError> {
        self.transaction(|store| {
            let id = store.next_of_operator("legal_request", "request_id", new.dso)?;
            store.database.execute(
                "INSERT INTO legal_request (request_id, dso, party_id, account_id, reference,
                     notice, notice_day, purpose, months, made_us, made_by, state, reason)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, '')",
                &[
                    id.into(),
                    i64::from(new.dso.code()).into(),
                    new.party.into(),
                    Value::number_or_null(new.account.map(|account| account.0)),
                    new.reference.as_str().into(),
                    new.notice.as_str().into(),
                    i64::from(new.dated.0).into(),
                    new.purpose.as_str().into(),
                    i64::from(new.months).into(),
                    new.at.0.into(),
                    new.by.into(),
                ],
            )?;
            Ok(id)
        })
    }

    /// Ends a request that waits; false if it waits no more. Within the operator's lock. Errors: it is declined without
    /// a reason, or granted for nobody.
    pub fn end_legal_request(
        &mut self,
        id: i64,
        end: LegalEnd<'_>,
        (at, by): (Instant, i64),
    ) -> Result<bool, StoreError> {
        let (state, reason) = match end {
            LegalEnd::Granted => (1_i64, ""),
            LegalEnd::Declined(reason) => (2, reason),
            LegalEnd::Fell => (3, ""),
        };
        let ends = [
            ("state", state.into()),
            ("ended_us", at.0.into()),
            ("ended_by", by.into()),
            ("reason", reason.into()),
        ];
        self.end_waiting("legal_request", ("request_id", id), ends)
    }

    pub fn legal_request(&mut self, id: i64) -> Result<Option<KeptLegal>, StoreError> {
        Ok(self.legal_requests_where("request_id = $1", &[id.into()])?.pop())
    }

    /// The one of a party that waits for a reference.
    pub fn legal_request_waiting(
        &mut self,
        party: i64,
        reference: &str,
    ) -> Result<Option<KeptLegal>, StoreError> {
        let which = "party_id = $1 AND reference = $2 AND state = 0";
        Ok(self.legal_requests_where(which, &[party.into(), reference.into()])?.pop())
    }

    /// Those of a party that wait, or ended since then, by number.
    pub fn legal_requests(
        &mut self,
        party: i64,
        since: Instant,
    ) -> Result<Vec<KeptLegal>, StoreError> {
        let which = "party_id = $1 AND (state = 0 OR ended_us >= $2)";
        self.legal_requests_where(which, &[party.into(), since.0.into()])
    }

    /// Those that wait for an operator's answer, the oldest first.
    pub fn legal_requests_waiting(&mut self, dso: Dso) -> Result<Vec<KeptLegal>, StoreError> {
        self.legal_requests_where("dso = $1 AND state = 0", &[i64::from(dso.code()).into()])
    }

    /// How many somebody has asked since then.
    pub fn legal_requests_since(&mut self, by: i64, since: Instant) -> Result<u64, StoreError> {
        let count = self.number_of(
            "SELECT COUNT(*) FROM legal_request WHERE made_by = $1 AND made_us > $2",
            &[by.into(), since.0.into()],
        )?;
        Ok(count.and_then(|count| u64::try_from(count).ok()).unwrap_or(0))
    }

    fn legal_requests_where(
        &mut self,
        which: &str,
        values: &[Value],
    ) -> Result<Vec<KeptLegal>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            &format!("SELECT {COLUMNS} FROM legal_request WHERE {which} ORDER BY request_id"),
            values,
            &mut |mut row| {
                found.push(kept(&mut row)?);
                Ok(())
            },
        )?;
        Ok(found)
    }
}
