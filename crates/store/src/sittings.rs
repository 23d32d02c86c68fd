//! When commissions sit. Source: UX S-06, PR-18.

use crate::database::Database as _;
use crate::{Store, StoreError};
use calendar::Instant;

/// A sitting that was not cancelled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sitting {
    /// Of its social service, from 1.
    pub seq: i64,
    pub at: Instant,
    pub place: String,
}

impl Store {
    /// Enters a sitting; one at the same time and place is the same. Within the operator's lock.
    pub fn add_sitting(
        &mut self,
        party: i64,
        (at, place): (Instant, &str),
        (entered, by): (Instant, i64),
    ) -> Result<i64, StoreError> {
        self.transaction(|store| {
            let known = store.sittings(party, at)?.into_iter();
            if let Some(same) = known.into_iter().find(|one| one.at == at && one.place == place) {
                return Ok(same.seq);
            }
            let last = store.number_of(
                "SELECT MAX(seq) FROM commission_sitting WHERE party_id = $1",
                &[party.into()],
            )?;
            let seq = last.unwrap_or(0).saturating_add(1);
            store.database.execute(
                "INSERT INTO commission_sitting (party_id, seq, at_us, place, entered_us, entered_by)
                 VALUES ($1, $2, $3, $4, $5, $6)",
                &[party.into(), seq.into(), at.0.into(), place.into(), entered.0.into(), by.into()],
            )?;
            Ok(seq)
        })
    }

    /// Cancels a sitting; false if there is none, or it was cancelled already. Within the operator's lock.
    pub fn cancel_sitting(
        &mut self,
        (party, seq): (i64, i64),
        (at, by): (Instant, i64),
    ) -> Result<bool, StoreError> {
        let changed = self.transaction(|store| {
            store.database.execute(
                "UPDATE commission_sitting SET cancelled_us = $1, cancelled_by = $2
                 WHERE party_id = $3 AND seq = $4 AND cancelled_us IS NULL",
                &[at.0.into(), by.into(), party.into(), seq.into()],
            )
        })?;
        Ok(changed == 1)
    }

    /// The sittings of a social service from an instant on, the next one first.
    pub fn sittings(&mut self, party: i64, from: Instant) -> Result<Vec<Sitting>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            "SELECT seq, at_us, place FROM commission_sitting
             WHERE party_id = $1 AND at_us >= $2 AND cancelled_us IS NULL ORDER BY at_us, seq",
            &[party.into(), from.0.into()],
            &mut |mut row| {
                let (seq, at, place) = (row.number()?, Instant(row.number()?), row.text()?);
                found.push(Sitting { seq, at, place });
                Ok(())
            },
        )?;
        Ok(found)
    }
}
