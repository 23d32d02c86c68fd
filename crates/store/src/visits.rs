//! Visits of technicians, and their photos. Source: PR-05 to PR-08, UX A-12.

use crate::accounts::number_of;
use crate::bank::dso_of;
use crate::database::{Database as _, Row, Value};
use crate::{Store, StoreError};
use calendar::{Instant, SettlementDay};
use units::{Dso, Ean};

/// A visit that has no number yet.
#[derive(Debug, Clone, Copy)]
pub struct NewVisit<'a> {
    pub dso: Dso,
    pub ean: Ean,
    /// Once in the whole database.
    pub page: &'a str,
    pub day: SettlementDay,
    pub at: Instant,
    pub body: &'a str,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptVisit {
    pub id: i64,
    pub dso: Dso,
    pub ean: Ean,
    pub day: SettlementDay,
    /// 0 planned, 1 done, 2 nobody there, 3 not possible, 4 cancelled.
    pub state: i16,
    pub body: String,
}

/// A photo without itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhotoLine {
    pub seq: i64,
    pub at: Instant,
    pub person: i64,
    /// 1 JPEG, 2 PNG.
    pub kind: i16,
    pub bytes: i64,
}

/// A photo to keep.
#[derive(Debug, Clone, Copy)]
pub struct NewPhoto<'a> {
    pub visit: i64,
    pub at: Instant,
    pub person: i64,
    pub kind: i16,
    pub bytes: i64,
    pub digest: &'a str,
}

const COLUMNS: &str = "visit_id, dso, ean, visit_day, state, body";
const PHOTO: &str = "seq, at_us, person_id, kind, bytes";

fn kept(row: &mut Row<'_>) -> Result<KeptVisit, StoreError> {
    let id = row.number()?;
    let wrong = || StoreError::corrupt(format!("visit {id} to an impossible point"));
    Ok(KeptVisit {
        id,
        dso: dso_of(row)?,
        ean: Ean::from_u64(row.small()?).map_err(|_| wrong())?,
        day: SettlementDay(row.small()?),
        state: row.small()?,
        body: row.text()?,
    })
}

fn photo(row: &mut Row<'_>) -> Result<PhotoLine, StoreError> {
    Ok(PhotoLine {
        seq: row.number()?,
        at: Instant(row.number()?),
        person: row.number()?,
        kind: row.small()?,
        bytes: row.number()?,
    })
}

impl Store {
    /// Keeps a planned visit and returns its number; the same page is the same visit. Within the operator's lock.
    pub fn add_visit(&mut self, new: &NewVisit<'_>) -> Result<i64, StoreError> {
        self.transaction(|store| {
            let known = store.number_of(
                "SELECT visit_id FROM field_visit WHERE page = $1",
                &[new.page.into()],
            )?;
            if let Some(known) = known {
                return Ok(known);
            }
            let id = store.next_of_operator("field_visit", "visit_id", new.dso)?;
            store.database.execute(
                "INSERT INTO field_visit (visit_id, dso, ean, page, visit_day, state, made_us,
                     changed_us, body)
                 VALUES ($1, $2, $3, $4, $5, 0, $6, $7, $8)",
                &[
                    id.into(),
                    i64::from(new.dso.code()).into(),
                    number_of(new.ean)?.into(),
                    new.page.into(),
                    i64::from(new.day.0).into(),
                    new.at.0.into(),
                    new.at.0.into(),
                    new.body.into(),
                ],
            )?;
            Ok(id)
        })
    }

    /// How a visit stands now. Within the operator's lock, under which it was read.
    pub fn set_visit(
        &mut self,
        id: i64,
        (day, state): (SettlementDay, i16),
        at: Instant,
        body: &str,
    ) -> Result<(), StoreError> {
        self.transaction(|store| {
            store.database.execute(
                "UPDATE field_visit SET visit_day = $1, state = $2, changed_us = $3, body = $4
                 WHERE visit_id = $5",
                &[
                    i64::from(day.0).into(),
                    i64::from(state).into(),
                    at.0.into(),
                    body.into(),
                    id.into(),
                ],
            )
        })?;
        Ok(())
    }

    pub fn visit(&mut self, id: i64) -> Result<Option<KeptVisit>, StoreError> {
        Ok(self.visits_where("visit_id = $1", &[id.into()])?.pop())
    }

    /// The visit that a form has made.
    pub fn visit_of_page(&mut self, page: &str) -> Result<Option<KeptVisit>, StoreError> {
        Ok(self.visits_where("page = $1", &[page.into()])?.pop())
    }

    /// Visits of an operator from day to day, both inclusive, by day and number.
    pub fn visits_between(
        &mut self,
        dso: Dso,
        from: SettlementDay,
        to: SettlementDay,
    ) -> Result<Vec<KeptVisit>, StoreError> {
        self.visits_where(
            "dso = $1 AND visit_day BETWEEN $2 AND $3",
            &[i64::from(dso.code()).into(), i64::from(from.0).into(), i64::from(to.0).into()],
        )
    }

    /// All visits to a supply point, by day and number.
    pub fn visits_of_point(&mut self, ean: Ean) -> Result<Vec<KeptVisit>, StoreError> {
        self.visits_where("ean = $1", &[number_of(ean)?.into()])
    }

    /// Visits of an operator to which something may have happened from `from` on and before `to`.
    pub fn visits_changed(
        &mut self,
        dso: Dso,
        from: Instant,
        to: Instant,
    ) -> Result<Vec<KeptVisit>, StoreError> {
        self.visits_where(
            "dso = $1 AND changed_us >= $2 AND made_us < $3",
            &[i64::from(dso.code()).into(), from.0.into(), to.0.into()],
        )
    }

    /// Visits of an operator that are over, and of which nothing was told since `before`, by number.
    pub fn visits_ended_before(
        &mut self,
        dso: Dso,
        before: Instant,
    ) -> Result<Vec<KeptVisit>, StoreError> {
        self.visits_where(
            "dso = $1 AND state <> 0 AND changed_us < $2",
            &[i64::from(dso.code()).into(), before.0.into()],
        )
    }

    fn visits_where(
        &mut self,
        which: &str,
        values: &[Value],
    ) -> Result<Vec<KeptVisit>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            &format!(
                "SELECT {COLUMNS} FROM field_visit WHERE {which} ORDER BY visit_day, visit_id"
            ),
            values,
            &mut |mut row| {
                found.push(kept(&mut row)?);
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// Photos of a visit, without themselves.
    pub fn visit_photos(&mut self, visit: i64) -> Result<Vec<PhotoLine>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            &format!("SELECT {PHOTO} FROM visit_photo WHERE visit_id = $1 ORDER BY seq"),
            &[visit.into()],
            &mut |mut row| {
                found.push(photo(&mut row)?);
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// The number of a photo of a visit by its digest. `None` if there is none.
    pub fn visit_photo_of(&mut self, visit: i64, digest: &str) -> Result<Option<i64>, StoreError> {
        self.number_of(
            "SELECT seq FROM visit_photo WHERE visit_id = $1 AND digest = $2",
            &[visit.into(), digest.into()],
        )
    }

    /// Keeps a photo under the next number, sealed for its place; the same picture twice is one. Within the operator's
    /// lock. Errors: what `seal` says of the number.
    pub fn add_visit_photo<E: From<StoreError>>(
        &mut self,
        new: &NewPhoto<'_>,
        seal: impl FnOnce(i64) -> Result<String, E>,
    ) -> Result<i64, E> {
        if let Some(known) = self.visit_photo_of(new.visit, new.digest)? {
            return Ok(known);
        }
        let last = self.number_of(
            "SELECT MAX(seq) FROM visit_photo WHERE visit_id = $1",
            &[new.visit.into()],
        )?;
        let seq = last.unwrap_or(0).saturating_add(1);
        let sealed = seal(seq)?;
        self.transaction(|store| {
            store.database.execute(
                "INSERT INTO visit_photo (visit_id, seq, at_us, person_id, kind, bytes, digest, sealed)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                &[
                    new.visit.into(),
                    seq.into(),
                    new.at.0.into(),
                    new.person.into(),
                    i64::from(new.kind).into(),
                    new.bytes.into(),
                    new.digest.into(),
                    sealed.as_str().into(),
                ],
            )
        })?;
        Ok(seq)
    }

    /// A photo with itself, sealed.
    pub fn visit_photo(
        &mut self,
        visit: i64,
        seq: i64,
    ) -> Result<Option<(PhotoLine, String)>, StoreError> {
        let mut found = None;
        self.database.query(
            &format!("SELECT {PHOTO}, sealed FROM visit_photo WHERE visit_id = $1 AND seq = $2"),
            &[visit.into(), seq.into()],
            &mut |mut row| {
                found = Some((photo(&mut row)?, row.text()?));
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// How many photos of an operator's visits are from before a day.
    pub fn visit_photos_before(&mut self, dso: Dso, day: SettlementDay) -> Result<u64, StoreError> {
        let count = self.number_of(
            &format!("SELECT COUNT(*) FROM visit_photo WHERE {OLD_PHOTOS}"),
            &[i64::from(dso.code()).into(), day.start().0.into()],
        )?;
        Ok(u64::try_from(count.unwrap_or(0)).unwrap_or(0))
    }

    /// Lets go of the photos of an operator's visits from before a day. Within the operator's lock.
    pub fn drop_visit_photos(&mut self, dso: Dso, day: SettlementDay) -> Result<(), StoreError> {
        self.transaction(|store| {
            store.database.execute(
                &format!("DELETE FROM visit_photo WHERE {OLD_PHOTOS}"),
                &[i64::from(dso.code()).into(), day.start().0.into()],
            )
        })?;
        Ok(())
    }
}

/// Numbers of visits begin with their operator's.
const OLD_PHOTOS: &str = "visit_id / 1000000000 = $1 AND at_us < $2";
