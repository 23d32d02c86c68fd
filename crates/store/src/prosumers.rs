//! What is kept of points that produce. What follows from it is for the rules. Source: PS-01 to PS-10.

use crate::database::Database;
use crate::sharing::{ean, number_of};
use crate::{Store, StoreError};
use calendar::Instant;
use units::{Dso, Ean};

/// One entry. The body is the rule's own value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProsumerEntry {
    pub at: Instant,
    pub by: String,
    pub body: String,
}

impl Store {
    /// Adds an entry behind the `before` that were read. Within the operator's lock.
    /// Errors: another one came in between.
    pub fn add_prosumer_entry(
        &mut self,
        (dso, point): (Dso, Ean),
        before: usize,
        entry: &ProsumerEntry,
    ) -> Result<(), StoreError> {
        let seq = i64::try_from(before).unwrap_or(i64::MAX).saturating_add(1);
        self.transaction(|store| {
            store.database.execute(
                "INSERT INTO prosumer_entry (ean, seq, dso, at_us, by_whom, body)
                 VALUES ($1, $2, $3, $4, $5, $6)",
                &[
                    number_of(point).into(),
                    seq.into(),
                    i64::from(dso.code()).into(),
                    entry.at.0.into(),
                    entry.by.as_str().into(),
                    entry.body.as_str().into(),
                ],
            )
        })?;
        Ok(())
    }

    /// All entries of a point, in order.
    pub fn prosumer_entries(&mut self, point: Ean) -> Result<Vec<ProsumerEntry>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            "SELECT at_us, by_whom, body FROM prosumer_entry WHERE ean = $1 ORDER BY seq",
            &[number_of(point).into()],
            &mut |mut row| {
                let at = Instant(row.number()?);
                found.push(ProsumerEntry { at, by: row.text()?, body: row.text()? });
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// The points of an operator that produce, by EAN.
    pub fn prosumers(&mut self, dso: Dso) -> Result<Vec<Ean>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            "SELECT ean FROM prosumer_entry WHERE dso = $1 AND seq = 1 ORDER BY ean",
            &[i64::from(dso.code()).into()],
            &mut |mut row| {
                found.push(ean(&mut row)?);
                Ok(())
            },
        )?;
        Ok(found)
    }
}
