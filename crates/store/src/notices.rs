//! What people are told: rows made from messages of the outbox, and how they went. Source: CM-06.

use crate::database::{Column, Conflict, Database, Row, Table, Value};
use crate::{Store, StoreError};
use calendar::Instant;
use std::collections::BTreeSet;
use units::{AccountId, Dso, Email, Language, Phone};

/// A notice to be kept; what its fields mean is not known here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewNotice {
    /// Once for an account: the same one twice is one.
    pub key: String,
    /// Key of the message of the outbox.
    pub cause: String,
    pub cause_at: Instant,
    pub trigger: String,
    pub message: String,
    pub version: i64,
    pub language: Language,
    pub recipient: String,
    pub channel: i16,
    pub address: String,
    pub figures: String,
    pub subject: String,
    pub body: String,
    pub due: Instant,
    /// It is kept and not sent, for this reason.
    pub withdrawn: Option<String>,
}

/// A notice as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub account: AccountId,
    /// Of the account, from 1.
    pub seq: i64,
    pub made_at: Instant,
    pub notice: NewNotice,
    /// 0 queued, 1 leaving, 2 handed over, 3 delivered, 4 failed, 5 withdrawn.
    pub state: i16,
    pub reason: String,
    pub attempts: i32,
    pub carrier_id: Option<String>,
    pub handed_at: Option<Instant>,
    pub ended_at: Option<Instant>,
}

/// What became of a notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoticeStep {
    /// It was not taken and is offered again then.
    Again {
        at: Instant,
        reason: String,
    },
    /// Somebody has it; a receipt is waited for until then.
    HandedOver {
        at: Instant,
        carrier_id: String,
        wait_until: Instant,
    },
    /// It may have left; a receipt is waited for until then.
    Unknown {
        reason: String,
        wait_until: Instant,
    },
    Delivered {
        at: Instant,
        reason: String,
    },
    Failed {
        at: Instant,
        reason: String,
    },
    Withdrawn {
        at: Instant,
        reason: String,
    },
}

const NOTICE: Table = Table {
    name: "notice",
    columns: &[
        Column::BigInt("account_id"),
        Column::Text("key"),
        Column::BigInt("seq"),
        Column::Text("cause"),
        Column::BigInt("cause_us"),
        Column::BigInt("made_us"),
        Column::Text("trigger_id"),
        Column::Text("message"),
        Column::Integer("version"),
        Column::Text("language"),
        Column::Text("recipient"),
        Column::SmallInt("channel"),
        Column::Text("address"),
        Column::Text("figures"),
        Column::Text("subject"),
        Column::Text("body"),
        Column::SmallInt("state"),
        Column::Text("reason"),
        Column::Integer("attempts"),
        Column::BigInt("due_us"),
        Column::BigInt("ended_us"),
    ],
};

const COLUMNS: &str = "account_id, seq, key, cause, cause_us, made_us, trigger_id, message, version, language,
    recipient, channel, address, figures, subject, body, state, reason, attempts, due_us, carrier_id,
    handed_us, ended_us";

const QUEUED: i64 = 0;
const WITHDRAWN: i64 = 5;

impl Store {
    /// Keeps notices of an account, those whose key is there already excepted, and marks the message they
    /// were made from as delivered, in one transaction. Returns how many are new. Within the operator's lock.
    pub fn add_notices(
        &mut self,
        account: AccountId,
        message_key: Option<&str>,
        notices: &[NewNotice],
        made_at: Instant,
    ) -> Result<usize, StoreError> {
        self.transaction(|store| {
            let (mut known, mut seq) = (BTreeSet::new(), 0);
            let sql = "SELECT key, seq FROM notice WHERE account_id = $1 ORDER BY seq";
            store.database.query(sql, &[account.0.into()], &mut |mut row| {
                known.insert(row.text()?);
                seq = row.number()?;
                Ok(())
            })?;
            let mut added = 0;
            for new in notices {
                if known.contains(&new.key) {
                    continue;
                }
                seq = seq.saturating_add(1);
                added += 1;
                let values = values_of(account, seq, made_at, new);
                store.database.put(&NOTICE, 2, Conflict::Keep, &values)?;
            }
            if let Some(key) = message_key {
                store.message_delivered(account, key, made_at)?;
            }
            Ok(added)
        })
    }

    /// Up to `most` notices of these channels that are due, for the caller alone: from now on they count as
    /// leaving, and if nothing is said of them by `now + lease_s` they are among [`Self::overdue_notices`].
    pub fn take_notices(
        &mut self,
        now: Instant,
        channels: &[i16],
        most: usize,
        lease_s: i64,
    ) -> Result<Vec<Notice>, StoreError> {
        if channels.is_empty() {
            return Ok(Vec::new());
        }
        let channels: Vec<String> = channels.iter().map(i16::to_string).collect();
        self.transaction(|store| {
            let sql = format!(
                "SELECT account_id, seq FROM notice
                 WHERE state = 0 AND due_us <= {} AND channel IN ({})
                 ORDER BY due_us, account_id, seq LIMIT {most}{}",
                now.0,
                channels.join(", "),
                store.database.skip_locked(),
            );
            let mut due = Vec::new();
            store.database.query_once(&sql, &mut |mut row| {
                due.push((row.number()?, row.number()?));
                Ok(())
            })?;
            let until = now.plus_s(lease_s).0;
            for (account, seq) in &due {
                store.database.execute(
                    "UPDATE notice SET state = 1, attempts = attempts + 1, due_us = $1
                     WHERE account_id = $2 AND seq = $3 AND state = 0",
                    &[until.into(), (*account).into(), (*seq).into()],
                )?;
            }
            let accounts: Vec<AccountId> =
                due.iter().map(|(account, _)| AccountId(*account)).collect();
            let mut taken = store.notices(&accounts)?;
            taken.retain(|notice| due.contains(&(notice.account.0, notice.seq)));
            Ok(taken)
        })
    }

    /// Notices of a channel that are leaving or were handed over, and of which nothing was heard in time.
    pub fn overdue_notices(
        &mut self,
        now: Instant,
        channel: i16,
        most: usize,
    ) -> Result<Vec<Notice>, StoreError> {
        self.find_notices(&format!(
            "SELECT {COLUMNS} FROM notice WHERE state IN (1, 2) AND due_us <= {} AND channel = {channel}
             ORDER BY due_us, account_id, seq LIMIT {most}",
            now.0
        ))
    }

    /// Notices of a channel that a carrier had and that failed since, the newest first.
    pub fn failed_notices(
        &mut self,
        channel: i16,
        since: Instant,
        most: usize,
    ) -> Result<Vec<Notice>, StoreError> {
        self.find_notices(&format!(
            "SELECT {COLUMNS} FROM notice
             WHERE channel = {channel} AND carrier_id IS NOT NULL AND state = 4 AND ended_us >= {}
             ORDER BY ended_us DESC, account_id, seq LIMIT {most}",
            since.0
        ))
    }

    /// Whether a carrier has taken a notice of a channel for an operator's homes since.
    pub fn notice_handed_since(
        &mut self,
        dso: Dso,
        channel: i16,
        since: Instant,
    ) -> Result<bool, StoreError> {
        let (first, last) = AccountId::range_of(dso);
        let mut found = false;
        self.database.query(
            "SELECT 1 FROM notice
             WHERE channel = $1 AND handed_us >= $2 AND account_id >= $3 AND account_id <= $4
             LIMIT 1",
            &[i64::from(channel).into(), since.0.into(), first.0.into(), last.0.into()],
            &mut |_| {
                found = true;
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// How many notices of a channel for an operator's homes were made by `until`, have been tried, and wait
    /// still.
    pub fn notices_tried_in_vain(
        &mut self,
        dso: Dso,
        channel: i16,
        until: Instant,
    ) -> Result<usize, StoreError> {
        let (first, last) = AccountId::range_of(dso);
        let mut count = 0;
        self.database.query(
            "SELECT COUNT(*) FROM notice
             WHERE state = 0 AND channel = $1 AND attempts > 0 AND made_us <= $2
                 AND account_id >= $3 AND account_id <= $4",
            &[i64::from(channel).into(), until.0.into(), first.0.into(), last.0.into()],
            &mut |mut row| {
                count = row.number()?;
                Ok(())
            },
        )?;
        Ok(usize::try_from(count).unwrap_or(usize::MAX))
    }

    /// Says what became of a notice. False if it had come further already: what is heard comes late, twice
    /// and out of order.
    pub fn notice_step(
        &mut self,
        account: AccountId,
        seq: i64,
        step: &NoticeStep,
    ) -> Result<bool, StoreError> {
        let key = [Value::from(account.0), seq.into()];
        let changed = self.transaction(|store| {
            let mut run = |sql: &str, values: &[Value]| {
                let values: Vec<Value> = values.iter().chain(&key).cloned().collect();
                store.database.execute(sql, &values)
            };
            match step {
                NoticeStep::Again { at, reason } => run(
                    "UPDATE notice SET state = 0, due_us = $1, reason = $2
                     WHERE account_id = $3 AND seq = $4 AND state = 1",
                    &[at.0.into(), reason.as_str().into()],
                ),
                NoticeStep::HandedOver { at, carrier_id, wait_until } => run(
                    "UPDATE notice SET state = 2, handed_us = $1, carrier_id = $2, due_us = $3, reason = ''
                     WHERE account_id = $4 AND seq = $5 AND state < 2",
                    &[at.0.into(), carrier_id.as_str().into(), wait_until.0.into()],
                ),
                NoticeStep::Unknown { reason, wait_until } => run(
                    "UPDATE notice SET reason = $1, due_us = $2
                     WHERE account_id = $3 AND seq = $4 AND state = 1",
                    &[reason.as_str().into(), wait_until.0.into()],
                ),
                // A receipt that comes after it was given up is believed.
                NoticeStep::Delivered { at, reason } => run(
                    "UPDATE notice SET state = 3, ended_us = $1, reason = $2
                     WHERE account_id = $3 AND seq = $4 AND (state < 3 OR state = 4)",
                    &[at.0.into(), reason.as_str().into()],
                ),
                NoticeStep::Failed { at, reason } => run(
                    "UPDATE notice SET state = 4, ended_us = $1, reason = $2
                     WHERE account_id = $3 AND seq = $4 AND state < 3",
                    &[at.0.into(), reason.as_str().into()],
                ),
                NoticeStep::Withdrawn { at, reason } => run(
                    "UPDATE notice SET state = 5, ended_us = $1, reason = $2
                     WHERE account_id = $3 AND seq = $4 AND state = 0",
                    &[at.0.into(), reason.as_str().into()],
                ),
            }
        })?;
        Ok(changed > 0)
    }

    /// Takes back what waits of a cause, for the accounts from the first to the last: it is no longer so. Returns how
    /// many. Within the operator's lock. Source: CM-04.
    pub fn withdraw_notices(
        &mut self,
        (first, last): (AccountId, AccountId),
        cause: &str,
        (at, reason): (Instant, &str),
    ) -> Result<u64, StoreError> {
        let values = [at.0.into(), reason.into(), first.0.into(), last.0.into(), cause.into()];
        self.transaction(|store| {
            store.database.execute(
                "UPDATE notice SET state = 5, ended_us = $1, reason = $2
                 WHERE state = 0 AND account_id >= $3 AND account_id <= $4 AND cause = $5",
                &values,
            )
        })
    }

    /// The newest notice of a channel that a carrier names so.
    pub fn notice_of_carrier(
        &mut self,
        channel: i16,
        carrier_id: &str,
    ) -> Result<Option<Notice>, StoreError> {
        let mut found = None;
        self.database.query(
            &format!(
                "SELECT {COLUMNS} FROM notice WHERE channel = $1 AND carrier_id = $2
                 ORDER BY handed_us DESC LIMIT 1"
            ),
            &[i64::from(channel).into(), carrier_id.into()],
            &mut |mut row| {
                found = Some(notice(&mut row)?);
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// One notice.
    pub fn notice(&mut self, account: AccountId, seq: i64) -> Result<Option<Notice>, StoreError> {
        let found = self.find_notices(&format!(
            "SELECT {COLUMNS} FROM notice WHERE account_id = {} AND seq = {seq}",
            account.0
        ))?;
        Ok(found.into_iter().next())
    }

    /// All notices of these accounts, by account, in the order in which they were made.
    pub fn notices(&mut self, accounts: &[AccountId]) -> Result<Vec<Notice>, StoreError> {
        let mut found = Vec::new();
        let sql = |these: &str| {
            format!(
                "SELECT {COLUMNS} FROM notice WHERE account_id {these} ORDER BY account_id, seq"
            )
        };
        self.database.query_about(accounts, sql, &mut |mut row| {
            found.push(notice(&mut row)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// When the first notice of these channels is due that waits to be sent.
    pub fn next_notice_due(&mut self, channels: &[i16]) -> Result<Option<Instant>, StoreError> {
        if channels.is_empty() {
            return Ok(None);
        }
        let channels: Vec<String> = channels.iter().map(i16::to_string).collect();
        let mut first = None;
        let sql = format!(
            "SELECT MIN(due_us) FROM notice WHERE state = 0 AND channel IN ({})",
            channels.join(", ")
        );
        self.database.query_once(&sql, &mut |mut row| {
            first = row.number_or_null()?.map(Instant);
            Ok(())
        })?;
        Ok(first)
    }

    /// When something that was sent to the holders of an operator's homes failed or came back, since then.
    pub fn failed_to_holder(
        &mut self,
        dso: Dso,
        since: Instant,
    ) -> Result<Vec<(AccountId, Instant)>, StoreError> {
        let (first, last) = AccountId::range_of(dso);
        let mut found = Vec::new();
        self.database.query(
            "SELECT account_id, ended_us FROM notice
             WHERE state = 4 AND recipient = 'holder' AND ended_us >= $1
                 AND account_id >= $2 AND account_id <= $3 ORDER BY account_id, seq",
            &[since.0.into(), first.0.into(), last.0.into()],
            &mut |mut row| {
                found.push((AccountId(row.number()?), Instant(row.number()?)));
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// Notices of a channel that wait to be sent: how many, and since when the oldest. One that was tried waits since
    /// it was made, the others since they are due.
    pub fn notices_waiting(
        &mut self,
        channel: i16,
        now: Instant,
    ) -> Result<(i64, Option<Instant>), StoreError> {
        let mut found = (0, None);
        self.database.query(
            "SELECT COUNT(*), MIN(CASE WHEN attempts > 0 THEN made_us ELSE due_us END) FROM notice
             WHERE state = 0 AND channel = $1 AND (due_us <= $2 OR attempts > 0)",
            &[i64::from(channel).into(), now.0.into()],
            &mut |mut row| {
                found = (row.number()?, row.number_or_null()?.map(Instant));
                Ok(())
            },
        )?;
        Ok(found)
    }

    fn find_notices(&mut self, sql: &str) -> Result<Vec<Notice>, StoreError> {
        let mut found = Vec::new();
        self.database.query_once(sql, &mut |mut row| {
            found.push(notice(&mut row)?);
            Ok(())
        })?;
        Ok(found)
    }
}

fn values_of(account: AccountId, seq: i64, made_at: Instant, new: &NewNotice) -> Vec<Value> {
    let withdrawn = new.withdrawn.as_deref();
    vec![
        account.0.into(),
        new.key.as_str().into(),
        seq.into(),
        new.cause.as_str().into(),
        new.cause_at.0.into(),
        made_at.0.into(),
        new.trigger.as_str().into(),
        new.message.as_str().into(),
        new.version.into(),
        new.language.code().into(),
        new.recipient.as_str().into(),
        i64::from(new.channel).into(),
        new.address.as_str().into(),
        new.figures.as_str().into(),
        new.subject.as_str().into(),
        new.body.as_str().into(),
        if withdrawn.is_some() { WITHDRAWN } else { QUEUED }.into(),
        withdrawn.unwrap_or_default().into(),
        0.into(),
        new.due.0.into(),
        Value::number_or_null(withdrawn.map(|_| made_at.0)),
    ]
}

fn notice(row: &mut Row<'_>) -> Result<Notice, StoreError> {
    let (account, seq) = (AccountId(row.number()?), row.number()?);
    let (key, cause) = (row.text()?, row.text()?);
    let (cause_at, made_at) = (Instant(row.number()?), Instant(row.number()?));
    let (trigger, message, version) = (row.text()?, row.text()?, row.number()?);
    let language = row.text()?;
    let language = language
        .parse()
        .map_err(|_| StoreError::corrupt(format!("language `{language}` of a notice")))?;
    let (recipient, channel) = (row.text()?, row.small()?);
    let (address, figures) = (row.text()?, row.text()?);
    let (subject, body) = (row.text()?, row.text()?);
    let (state, reason, attempts) = (row.small()?, row.text()?, row.small()?);
    let due = Instant(row.number()?);
    let carrier_id = row.text_or_null()?;
    let handed_at = row.number_or_null()?.map(Instant);
    let ended_at = row.number_or_null()?.map(Instant);
    let withdrawn = (i64::from(state) == WITHDRAWN).then(|| reason.clone());
    let notice = NewNotice {
        key,
        cause,
        cause_at,
        trigger,
        message,
        version,
        language,
        recipient,
        channel,
        address,
        figures,
        subject,
        body,
        due,
        withdrawn,
    };
    Ok(Notice {
        account,
        seq,
        made_at,
        notice,
        state,
        reason,
        attempts,
        carrier_id,
        handed_at,
        ended_at,
    })
}

/// How a party is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartyContact {
    pub party: i64,
    pub language: Language,
    pub phone: Option<Phone>,
    pub email: Option<Email>,
    pub learnt_at: Instant,
}

impl Store {
    /// Keeps a new version of how a party is reached.
    pub fn set_party_contact(&mut self, contact: &PartyContact) -> Result<i64, StoreError> {
        self.transaction(|store| {
            let mut last = None;
            store.database.query(
                "SELECT MAX(seq) FROM party_contact WHERE party_id = $1",
                &[contact.party.into()],
                &mut |mut row| {
                    last = row.number_or_null()?;
                    Ok(())
                },
            )?;
            let seq = last.unwrap_or(0).saturating_add(1);
            store.database.execute(
                "INSERT INTO party_contact (party_id, seq, learnt_us, language, phone, email)
                 VALUES ($1, $2, $3, $4, $5, $6)",
                &[
                    contact.party.into(),
                    seq.into(),
                    contact.learnt_at.0.into(),
                    contact.language.code().into(),
                    Value::text_or_null(contact.phone.map(|phone| phone.to_string()).as_deref()),
                    Value::text_or_null(contact.email.as_ref().map(Email::as_str)),
                ],
            )?;
            Ok(seq)
        })
    }

    /// How a party is reached now.
    pub fn party_contact(&mut self, party: i64) -> Result<Option<PartyContact>, StoreError> {
        let mut found = None;
        let wrong = |text: &str| StoreError::corrupt(format!("`{text}` in a contact of a party"));
        self.database.query(
            "SELECT party_id, language, phone, email, learnt_us FROM party_contact
             WHERE party_id = $1 ORDER BY seq DESC LIMIT 1",
            &[party.into()],
            &mut |mut row| {
                let (party, language) = (row.number()?, row.text()?);
                let (phone, email) = (row.text_or_null()?, row.text_or_null()?);
                found = Some(PartyContact {
                    party,
                    language: language.parse().map_err(|_| wrong(&language))?,
                    phone: phone
                        .map(|phone| phone.parse().map_err(|_| wrong(&phone)))
                        .transpose()?,
                    email: email
                        .map(|email| email.parse().map_err(|_| wrong(&email)))
                        .transpose()?,
                    learnt_at: Instant(row.number()?),
                });
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// Puts a message into the outbox that follows from no booking. A key that is there stays as it is.
    /// Within the operator's lock.
    pub fn add_message(
        &mut self,
        account: AccountId,
        message: &crate::NewMessage,
    ) -> Result<(), StoreError> {
        let values = crate::outbox::message_values(account, message, self.queued());
        self.transaction(|store| {
            store
                .database
                .execute(
                    "INSERT INTO outbox (account_id, key, at_us, lane, kind, body, state, attempts, due_us,
                         delivered_us, queued_us)
                     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
                     ON CONFLICT (account_id, key) DO NOTHING",
                    &values,
                )
                .map(|_| ())
        })
    }

    /// Operators that have something to tell are locked by number; which one an account has is in its own.
    #[must_use]
    pub fn dso_of(account: AccountId) -> Option<Dso> {
        Dso::ALL.into_iter().find(|dso| {
            let (first, last) = AccountId::range_of(*dso);
            (first..=last).contains(&account)
        })
    }
}
