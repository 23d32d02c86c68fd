//! The outbox: written with what it follows from, delivered at least once.

use crate::database::{Database, Row, Value};
use crate::{Message, NewMessage, Store, StoreError, lists};
use calendar::Instant;
use units::AccountId;

/// A new message in the order of the columns.
pub(crate) fn message_values(account: AccountId, message: &NewMessage) -> [Value; 10] {
    [
        account.0.into(),
        message.key.as_str().into(),
        message.at.0.into(),
        i64::from(message.lane).into(),
        message.kind.as_str().into(),
        message.body.as_str().into(),
        0.into(),
        0.into(),
        message.at.0.into(),
        Value::Null,
    ]
}

fn message(row: &mut Row<'_>) -> Result<Message, StoreError> {
    Ok(Message {
        account: AccountId(row.number()?),
        key: row.text()?,
        at: Instant(row.number()?),
        lane: row.small()?,
        kind: row.text()?,
        body: row.text()?,
        attempts: row.small()?,
        due: Instant(row.number()?),
        delivered_at: row.number_or_null()?.map(Instant),
    })
}

const MESSAGE: &str = "account_id, key, at_us, lane, kind, body, attempts, due_us, delivered_us";

impl Store {
    /// Up to `most` messages that are due, first lane first, for the caller alone until
    /// `now + lease_s`. One that is not marked as delivered by then is handed out again.
    pub fn take_messages(
        &mut self,
        now: Instant,
        most: usize,
        lease_s: i64,
    ) -> Result<Vec<Message>, StoreError> {
        let sql = format!(
            "UPDATE outbox SET due_us = {until}, attempts = attempts + 1
             WHERE (account_id, key) IN (
                SELECT account_id, key FROM outbox WHERE state = 0 AND due_us <= {now}
                ORDER BY lane, at_us, account_id, key LIMIT {most}{skip_locked})
             RETURNING {MESSAGE}",
            until = now.plus_s(lease_s).0,
            now = now.0,
            skip_locked = self.database.skip_locked(),
        );
        let mut taken = self.transaction(|store| {
            let mut taken = Vec::new();
            store.database.query_once(&sql, &mut |mut row| {
                taken.push(message(&mut row)?);
                Ok(())
            })?;
            Ok(taken)
        })?;
        taken.sort_by(|a, b| {
            (a.lane, a.at, a.account, &a.key).cmp(&(b.lane, b.at, b.account, &b.key))
        });
        Ok(taken)
    }

    /// Marks a message as delivered; false if it was before.
    pub fn message_delivered(
        &mut self,
        account: AccountId,
        key: &str,
        at: Instant,
    ) -> Result<bool, StoreError> {
        let values = [at.0.into(), account.0.into(), key.into()];
        let changed = self.transaction(|store| {
            store.database.execute(
                "UPDATE outbox SET state = 1, delivered_us = $1
                 WHERE account_id = $2 AND key = $3 AND state = 0",
                &values,
            )
        })?;
        Ok(changed > 0)
    }

    /// Gives a message back, to be taken again from `again_at` on.
    pub fn message_failed(
        &mut self,
        account: AccountId,
        key: &str,
        again_at: Instant,
    ) -> Result<(), StoreError> {
        let values = [again_at.0.into(), account.0.into(), key.into()];
        self.transaction(|store| {
            store.database.execute(
                "UPDATE outbox SET due_us = $1
                 WHERE account_id = $2 AND key = $3 AND state = 0",
                &values,
            )
        })?;
        Ok(())
    }

    /// Messages of these accounts, delivered or not, by account, instant and key.
    pub fn messages(&mut self, accounts: &[AccountId]) -> Result<Vec<Message>, StoreError> {
        let mut found = Vec::new();
        for list in lists(accounts.iter().map(|account| account.0)) {
            let sql = format!(
                "SELECT {MESSAGE} FROM outbox WHERE account_id IN ({list})
                 ORDER BY account_id, at_us, key"
            );
            self.database.query_once(&sql, &mut |mut row| {
                found.push(message(&mut row)?);
                Ok(())
            })?;
        }
        Ok(found)
    }

    /// How many messages have not been delivered.
    pub fn waiting_messages(&mut self) -> Result<i64, StoreError> {
        let mut count = 0;
        self.database.query(
            "SELECT COUNT(*) FROM outbox WHERE state = 0",
            &[],
            &mut |mut row| {
                count = row.number()?;
                Ok(())
            },
        )?;
        Ok(count)
    }
}
