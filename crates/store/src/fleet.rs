//! What concerns many points at once, and points that wait for the clock.

use crate::database::{Database, Value};
use crate::{Booked, FleetFact, NextDue, Store, StoreError};
use calendar::Instant;
use units::{AccountId, Dso};

impl Store {
    /// Facts of an operator's fleet, in order.
    pub fn fleet_facts(&mut self, dso: Dso) -> Result<Vec<FleetFact>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            "SELECT seq, learnt_us, key, body FROM fleet_fact WHERE dso = $1 ORDER BY seq",
            &[i64::from(dso.code()).into()],
            &mut |mut row| {
                found.push(FleetFact {
                    seq: row.number()?,
                    learnt_at: Instant(row.number()?),
                    key: row.text_or_null()?,
                    body: row.text()?,
                });
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// Records a fact of the fleet, learnt at `at` or, if a later one is kept, with that one. A key
    /// that is known changes nothing.
    pub fn record_fleet(
        &mut self,
        dso: Dso,
        key: Option<&str>,
        at: Instant,
        body: &str,
    ) -> Result<Booked, StoreError> {
        self.locked(dso, |store| {
            let known = store.fleet_facts(dso)?;
            let same_key = |fact: &&FleetFact| key.is_some() && fact.key.as_deref() == key;
            if let Some(earlier) = known.iter().find(same_key) {
                return Ok(Booked::Repeated { seq: earlier.seq, same: earlier.body == body });
            }
            let last = known.last();
            let seq = last.map_or(0, |fact| fact.seq) + 1;
            let learnt_at = last.map_or(at, |fact| at.max(fact.learnt_at));
            store.database.execute(
                "INSERT INTO fleet_fact (dso, seq, learnt_us, key, body)
                 VALUES ($1, $2, $3, $4, $5)",
                &[
                    i64::from(dso.code()).into(),
                    seq.into(),
                    learnt_at.0.into(),
                    Value::text_or_null(key),
                    body.into(),
                ],
            )?;
            Ok(Booked::New)
        })
    }

    /// Everything of an operator that waits is due at `at`, if it was not before.
    pub fn wake(&mut self, dso: Dso, at: Instant) -> Result<(), StoreError> {
        let (first, last) = AccountId::range_of(dso);
        let values = [at.0.into(), first.0.into(), last.0.into()];
        self.transaction(|store| {
            store.database.execute(
                "UPDATE waiting SET due_us = $1
                 WHERE account_id >= $2 AND account_id <= $3 AND due_us > $1",
                &values,
            )
        })?;
        Ok(())
    }

    /// Up to `most` points of an operator with something due by `now`, the oldest first.
    pub fn due(&mut self, dso: Dso, now: Instant, most: i64) -> Result<Vec<AccountId>, StoreError> {
        let (first, last) = AccountId::range_of(dso);
        let mut found = Vec::new();
        self.database.query(
            "SELECT account_id FROM waiting
             WHERE due_us <= $1 AND account_id >= $2 AND account_id <= $3
             ORDER BY due_us, account_id LIMIT $4",
            &[now.0.into(), first.0.into(), last.0.into(), most.into()],
            &mut |mut row| {
                found.push(AccountId(row.number()?));
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// When anything of an operator is due next.
    pub fn next_due(&mut self, dso: Dso) -> Result<Option<Instant>, StoreError> {
        let (first, last) = AccountId::range_of(dso);
        let mut found = None;
        self.database.query(
            "SELECT MIN(due_us) FROM waiting WHERE account_id >= $1 AND account_id <= $2",
            &[first.0.into(), last.0.into()],
            &mut |mut row| {
                found = row.number_or_null()?.map(Instant);
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// Within a transaction.
    pub(crate) fn set_next_due(
        &mut self,
        account: AccountId,
        due: NextDue,
    ) -> Result<(), StoreError> {
        match due {
            NextDue::Unchanged => 0,
            NextDue::Nothing => self
                .database
                .execute("DELETE FROM waiting WHERE account_id = $1", &[account.0.into()])?,
            NextDue::At(at) => self.database.execute(
                "INSERT INTO waiting (account_id, due_us) VALUES ($1, $2)
                 ON CONFLICT (account_id) DO UPDATE SET due_us = excluded.due_us",
                &[account.0.into(), at.0.into()],
            )?,
        };
        Ok(())
    }
}
