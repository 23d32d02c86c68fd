//! What people are told who have no account here: whoever sells, whoever represents a group. Source: CM-01z, UX 5.2 M30.

use crate::bank::dso_of;
use crate::database::{Database, Row, Value};
use crate::{Store, StoreError};
use calendar::Instant;
use units::{Dso, Language};

/// A notice to be kept; what its fields mean is not known here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPartnerNotice {
    pub dso: Dso,
    /// Once in the whole database.
    pub key: String,
    pub person: i64,
    pub message: String,
    pub version: i64,
    pub language: Language,
    pub channel: i16,
    pub address: String,
    pub subject: String,
    pub body: String,
    pub due: Instant,
}

/// A notice as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartnerNotice {
    pub seq: i64,
    pub made_at: Instant,
    pub notice: NewPartnerNotice,
    /// 0 queued, 1 leaving, 2 handed over, 3 failed.
    pub state: i16,
    pub reason: String,
    pub attempts: i32,
    pub ended_at: Option<Instant>,
}

/// What became of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PartnerNoticeStep {
    /// It was not taken and is offered again then.
    Again {
        at: Instant,
        reason: String,
    },
    /// Somebody has it, or may have it.
    HandedOver {
        at: Instant,
    },
    Failed {
        at: Instant,
        reason: String,
    },
}

const COLUMNS: &str = "dso, seq, key, person_id, made_us, message, version, language, channel, address, subject, body,
    state, reason, attempts, due_us, ended_us";

fn notice(row: &mut Row<'_>) -> Result<PartnerNotice, StoreError> {
    let (dso, seq, key, person) = (dso_of(row)?, row.number()?, row.text()?, row.number()?);
    let made_at = Instant(row.number()?);
    let (message, version, language) = (row.text()?, row.number()?, row.text()?);
    let language = language.parse().map_err(|_| StoreError::corrupt("an impossible language"))?;
    let (channel, address) = (row.small()?, row.text()?);
    let (subject, body) = (row.text()?, row.text()?);
    let (state, reason, attempts) = (row.small()?, row.text()?, row.small()?);
    let due = Instant(row.number()?);
    let ended_at = row.number_or_null()?.map(Instant);
    let notice = NewPartnerNotice {
        dso,
        key,
        person,
        message,
        version,
        language,
        channel,
        address,
        subject,
        body,
        due,
    };
    Ok(PartnerNotice { seq, made_at, notice, state, reason, attempts, ended_at })
}

impl Store {
    /// Keeps a notice. False if its key is known. Within the operator's lock.
    pub fn add_partner_notice(
        &mut self,
        new: &NewPartnerNotice,
        made_at: Instant,
    ) -> Result<bool, StoreError> {
        self.transaction(|store| {
            let dso = Value::from(i64::from(new.dso.code()));
            let sql = "SELECT MAX(seq) FROM partner_notice WHERE dso = $1";
            let last = store.number_of(sql, std::slice::from_ref(&dso))?.unwrap_or(0);
            let added = store.database.execute(
                "INSERT INTO partner_notice (dso, seq, key, person_id, made_us, message, version,
                     language, channel, address, subject, body, state, reason, attempts, due_us)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, '', 0, $13)
                 ON CONFLICT (key) DO NOTHING",
                &[
                    dso,
                    last.saturating_add(1).into(),
                    new.key.as_str().into(),
                    new.person.into(),
                    made_at.0.into(),
                    new.message.as_str().into(),
                    new.version.into(),
                    new.language.code().into(),
                    i64::from(new.channel).into(),
                    new.address.as_str().into(),
                    new.subject.as_str().into(),
                    new.body.as_str().into(),
                    new.due.0.into(),
                ],
            )?;
            Ok(added > 0)
        })
    }

    /// Up to `most` notices of a channel that are due, for the caller alone: they count as leaving. One of which nothing
    /// is said any more may have left, and is never offered again.
    pub fn take_partner_notices(
        &mut self,
        now: Instant,
        channel: i16,
        most: usize,
    ) -> Result<Vec<PartnerNotice>, StoreError> {
        self.transaction(|store| {
            let sql = format!(
                "SELECT {COLUMNS} FROM partner_notice
                 WHERE state = 0 AND due_us <= {} AND channel = {channel}
                 ORDER BY due_us, dso, seq LIMIT {most}{}",
                now.0,
                store.database.skip_locked(),
            );
            let mut due = Vec::new();
            store.database.query_once(&sql, &mut |mut row| {
                due.push(notice(&mut row)?);
                Ok(())
            })?;
            for one in &mut due {
                one.state = 1;
                one.attempts = one.attempts.saturating_add(1);
                store.database.execute(
                    "UPDATE partner_notice SET state = 1, attempts = attempts + 1
                     WHERE dso = $1 AND seq = $2",
                    &[i64::from(one.notice.dso.code()).into(), one.seq.into()],
                )?;
            }
            Ok(due)
        })
    }

    /// Says what became of a notice that is leaving. False if something was said already.
    pub fn partner_notice_step(
        &mut self,
        (dso, seq): (Dso, i64),
        step: &PartnerNoticeStep,
    ) -> Result<bool, StoreError> {
        let (set, at, reason) = match step {
            PartnerNoticeStep::Again { at, reason } => ("state = 0, due_us", at, reason.as_str()),
            PartnerNoticeStep::HandedOver { at } => ("state = 2, ended_us", at, ""),
            PartnerNoticeStep::Failed { at, reason } => {
                ("state = 3, ended_us", at, reason.as_str())
            }
        };
        let sql = format!(
            "UPDATE partner_notice SET {set} = $1, reason = $2
             WHERE dso = $3 AND seq = $4 AND state = 1"
        );
        let changed = self.transaction(|store| {
            store.database.execute(
                &sql,
                &[at.0.into(), reason.into(), i64::from(dso.code()).into(), seq.into()],
            )
        })?;
        Ok(changed > 0)
    }

    /// What was told to the partners of an operator since, the first first.
    pub fn partner_notices(
        &mut self,
        dso: Dso,
        since: Instant,
    ) -> Result<Vec<PartnerNotice>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            &format!(
                "SELECT {COLUMNS} FROM partner_notice WHERE dso = $1 AND made_us >= $2 ORDER BY seq"
            ),
            &[i64::from(dso.code()).into(), since.0.into()],
            &mut |mut row| {
                found.push(notice(&mut row)?);
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// What somebody was told since, the newest first.
    pub fn partner_notices_of(
        &mut self,
        person: i64,
        since: Instant,
    ) -> Result<Vec<PartnerNotice>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            &format!(
                "SELECT {COLUMNS} FROM partner_notice WHERE person_id = $1 AND made_us >= $2
                 ORDER BY made_us DESC, dso, seq DESC"
            ),
            &[person.into(), since.0.into()],
            &mut |mut row| {
                found.push(notice(&mut row)?);
                Ok(())
            },
        )?;
        Ok(found)
    }
}
