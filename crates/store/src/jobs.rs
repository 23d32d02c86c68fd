//! Work that is due at an instant, done at least once.

use crate::database::Database;
use crate::{Job, Store, StoreError};
use calendar::Instant;

impl Store {
    /// Adds a job; false if the key is known, and then nothing changes.
    pub fn add_job(
        &mut self,
        key: &str,
        kind: &str,
        due: Instant,
        body: &str,
    ) -> Result<bool, StoreError> {
        let values = [key.into(), kind.into(), body.into(), due.0.into()];
        let added = self.transaction(|store| {
            store.database.execute(
                "INSERT INTO job (key, kind, body, state, attempts, due_us)
                 VALUES ($1, $2, $3, 0, 0, $4) ON CONFLICT (key) DO NOTHING",
                &values,
            )
        })?;
        Ok(added > 0)
    }

    /// Up to `most` jobs that are due, for the caller alone until `now + lease_s`.
    pub fn take_jobs(
        &mut self,
        now: Instant,
        most: usize,
        lease_s: i64,
    ) -> Result<Vec<Job>, StoreError> {
        let sql = format!(
            "UPDATE job SET due_us = {until}, attempts = attempts + 1
             WHERE key IN (
                SELECT key FROM job WHERE state = 0 AND due_us <= {now}
                ORDER BY due_us, key LIMIT {most}{skip_locked})
             RETURNING key, kind, body, attempts, due_us",
            until = now.plus_s(lease_s).0,
            now = now.0,
            skip_locked = self.database.skip_locked(),
        );
        let mut taken = self.transaction(|store| {
            let mut taken = Vec::new();
            store.database.query_once(&sql, &mut |mut row| {
                taken.push(Job {
                    key: row.text()?,
                    kind: row.text()?,
                    body: row.text()?,
                    attempts: row.small()?,
                    due: Instant(row.number()?),
                });
                Ok(())
            })?;
            Ok(taken)
        })?;
        taken.sort_by(|a, b| a.key.cmp(&b.key));
        Ok(taken)
    }

    /// A job that was taken takes longer: nobody else begins it until then.
    pub fn job_goes_on(&mut self, key: &str, until: Instant) -> Result<(), StoreError> {
        let values = [until.0.into(), key.into()];
        self.transaction(|store| {
            store
                .database
                .execute("UPDATE job SET due_us = $1 WHERE key = $2 AND state = 0", &values)
        })?;
        Ok(())
    }

    pub fn job_done(&mut self, key: &str) -> Result<(), StoreError> {
        let values = [key.into()];
        self.transaction(|store| {
            store.database.execute("UPDATE job SET state = 1 WHERE key = $1", &values)
        })?;
        Ok(())
    }
}
