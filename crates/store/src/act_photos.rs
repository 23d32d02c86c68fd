//! Photos that are evidence of an act at the desk, sealed. Source: UX A-03, PD-01, PD-07.

use crate::database::{Database as _, Row};
use crate::{Store, StoreError};
use calendar::{Instant, SettlementDay};
use units::{AccountId, Dso};

/// What is known of a photo without itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActPhoto {
    pub dso: Dso,
    /// Whoever sent it.
    pub person: i64,
    /// Of the page that brought it.
    pub attempt: String,
    pub account: AccountId,
    pub at: Instant,
    pub kind: i16,
    pub bytes: i64,
    pub digest: String,
}

const COLUMNS: &str = "dso, person_id, attempt, account_id, at_us, kind, bytes, digest";

fn line(row: &mut Row<'_>) -> Result<ActPhoto, StoreError> {
    Ok(ActPhoto {
        dso: crate::bank::dso_of(row)?,
        person: row.number()?,
        attempt: row.text()?,
        account: AccountId(row.number()?),
        at: Instant(row.number()?),
        kind: row.small()?,
        bytes: row.number()?,
        digest: row.text()?,
    })
}

/// Of an operator, from before an instant.
const OLD: &str = "dso = $1 AND at_us < $2";
/// The same of a page that was left: nothing was asked with it, and it proves nothing.
const LEFT: &str = "dso = $1 AND at_us < $2 AND NOT EXISTS
    (SELECT 1 FROM staff_act s WHERE s.key = act_photo.person_id || '.' || act_photo.attempt)";

impl Store {
    /// Keeps the photo of a page, sealed: one; another one of the same page takes its place. Within the operator's lock.
    pub fn set_act_photo(&mut self, new: &ActPhoto, sealed: &str) -> Result<(), StoreError> {
        self.transaction(|store| {
            store.database.execute(
                "DELETE FROM act_photo WHERE person_id = $1 AND attempt = $2",
                &[new.person.into(), new.attempt.as_str().into()],
            )?;
            store.database.execute(
                "INSERT INTO act_photo (dso, person_id, attempt, account_id, at_us, kind, bytes, digest,
                     sealed)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                &[
                    i64::from(new.dso.code()).into(),
                    new.person.into(),
                    new.attempt.as_str().into(),
                    new.account.0.into(),
                    new.at.0.into(),
                    i64::from(new.kind).into(),
                    new.bytes.into(),
                    new.digest.as_str().into(),
                    sealed.into(),
                ],
            )?;
            Ok(())
        })
    }

    /// The photo of a page, with itself, sealed.
    pub fn act_photo(
        &mut self,
        person: i64,
        attempt: &str,
    ) -> Result<Option<(ActPhoto, String)>, StoreError> {
        let mut found = None;
        self.database.query(
            &format!(
                "SELECT {COLUMNS}, sealed FROM act_photo WHERE person_id = $1 AND attempt = $2"
            ),
            &[person.into(), attempt.into()],
            &mut |mut row| {
                found = Some((line(&mut row)?, row.text()?));
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// How many photos of an operator's acts are from before a day.
    pub fn act_photos_before(&mut self, dso: Dso, day: SettlementDay) -> Result<u64, StoreError> {
        self.photos_where(OLD, dso, day)
    }

    /// How many of them came with a page that was left before anything was asked.
    pub fn left_photos_before(&mut self, dso: Dso, day: SettlementDay) -> Result<u64, StoreError> {
        self.photos_where(LEFT, dso, day)
    }

    fn photos_where(
        &mut self,
        which: &str,
        dso: Dso,
        day: SettlementDay,
    ) -> Result<u64, StoreError> {
        let count = self.number_of(
            &format!("SELECT COUNT(*) FROM act_photo WHERE {which}"),
            &[i64::from(dso.code()).into(), day.start().0.into()],
        )?;
        Ok(u64::try_from(count.unwrap_or(0)).unwrap_or(0))
    }

    /// Lets go of them. Within the operator's lock.
    pub fn drop_act_photos(&mut self, dso: Dso, day: SettlementDay) -> Result<(), StoreError> {
        self.drop_photos(OLD, dso, day)
    }

    /// Lets go of those of a page that was left. Within the operator's lock.
    pub fn drop_left_photos(&mut self, dso: Dso, day: SettlementDay) -> Result<(), StoreError> {
        self.drop_photos(LEFT, dso, day)
    }

    fn drop_photos(&mut self, which: &str, dso: Dso, day: SettlementDay) -> Result<(), StoreError> {
        self.transaction(|store| {
            store.database.execute(
                &format!("DELETE FROM act_photo WHERE {which}"),
                &[i64::from(dso.code()).into(), day.start().0.into()],
            )
        })?;
        Ok(())
    }
}
