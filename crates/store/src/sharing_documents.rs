//! What a representative sent to the dossier of a group, sealed, and who opened it. Source: PD-04, PD-05, UX R-02.

use crate::database::{Database, Row};
use crate::{Store, StoreError};
use calendar::Instant;
use units::Dso;

/// A document without itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentLine {
    pub seq: i64,
    pub at: Instant,
    pub person: i64,
    /// Of which task of the dossier, by its name.
    pub task: String,
    /// 1 PDF, 2 JPEG, 3 PNG.
    pub kind: i16,
    pub bytes: i64,
    /// SHA-256 of the document itself.
    pub digest: String,
    /// It was not let go of.
    pub kept: bool,
}

/// A document to keep.
#[derive(Debug, Clone, Copy)]
pub struct NewDocument<'a> {
    pub group: i64,
    pub at: Instant,
    pub person: i64,
    pub task: &'a str,
    pub kind: i16,
    pub bytes: i64,
    pub digest: &'a str,
}

/// That somebody opened a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DocumentLook {
    pub group: i64,
    pub seq: i64,
    pub at: Instant,
    pub person: i64,
    pub role: u8,
}

const DOCUMENT: &str = "seq, at_us, person_id, task, kind, bytes, digest,
     CASE WHEN sealed = '' THEN 0 ELSE 1 END";

fn document(row: &mut Row<'_>) -> Result<DocumentLine, StoreError> {
    Ok(DocumentLine {
        seq: row.number()?,
        at: Instant(row.number()?),
        person: row.number()?,
        task: row.text()?,
        kind: row.small()?,
        bytes: row.number()?,
        digest: row.text()?,
        kept: row.number()? == 1,
    })
}

impl Store {
    /// The documents of a group, without themselves, in the order in which they came.
    pub fn sharing_documents(&mut self, group: i64) -> Result<Vec<DocumentLine>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            &format!("SELECT {DOCUMENT} FROM sharing_document WHERE group_id = $1 ORDER BY seq"),
            &[group.into()],
            &mut |mut row| {
                found.push(document(&mut row)?);
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// Keeps a document under the next number, sealed for its place. Within the operator's lock. Errors: what
    /// `seal` says of the number.
    pub fn add_sharing_document<E: From<StoreError>>(
        &mut self,
        new: &NewDocument<'_>,
        seal: impl FnOnce(i64) -> Result<String, E>,
    ) -> Result<i64, E> {
        let last = self.number_of(
            "SELECT MAX(seq) FROM sharing_document WHERE group_id = $1",
            &[new.group.into()],
        )?;
        let seq = last.unwrap_or(0).saturating_add(1);
        let sealed = seal(seq)?;
        self.transaction(|store| {
            store.database.execute(
                "INSERT INTO sharing_document (group_id, seq, at_us, person_id, task, kind, bytes,
                     digest, sealed)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                &[
                    new.group.into(),
                    seq.into(),
                    new.at.0.into(),
                    new.person.into(),
                    new.task.into(),
                    i64::from(new.kind).into(),
                    new.bytes.into(),
                    new.digest.into(),
                    sealed.as_str().into(),
                ],
            )
        })?;
        Ok(seq)
    }

    /// A document with itself, sealed; nothing is left of one that was let go of.
    pub fn sharing_document(
        &mut self,
        group: i64,
        seq: i64,
    ) -> Result<Option<(DocumentLine, String)>, StoreError> {
        let mut found = None;
        self.database.query(
            &format!(
                "SELECT {DOCUMENT}, sealed FROM sharing_document WHERE group_id = $1 AND seq = $2"
            ),
            &[group.into(), seq.into()],
            &mut |mut row| {
                found = Some((document(&mut row)?, row.text()?));
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// Groups of an operator with documents that are kept.
    pub fn groups_with_documents(&mut self, dso: Dso) -> Result<Vec<i64>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            "SELECT DISTINCT group_id FROM sharing_document
             WHERE group_id / 1000000000 = $1 AND sealed <> '' ORDER BY group_id",
            &[i64::from(dso.code()).into()],
            &mut |mut row| {
                found.push(row.number()?);
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// Lets go of a document itself. That it was there stays, as the acts of the dossier name it. Within the operator's
    /// lock.
    pub fn drop_sharing_document(&mut self, group: i64, seq: i64) -> Result<(), StoreError> {
        self.transaction(|store| {
            store.database.execute(
                "UPDATE sharing_document SET sealed = '' WHERE group_id = $1 AND seq = $2",
                &[group.into(), seq.into()],
            )
        })?;
        Ok(())
    }

    /// Keeps that somebody opened a document.
    pub fn add_document_look(&mut self, look: &DocumentLook) -> Result<(), StoreError> {
        self.transaction(|store| {
            let last = store.number_of(
                "SELECT MAX(number) FROM sharing_document_look WHERE group_id = $1",
                &[look.group.into()],
            )?;
            store.database.execute(
                "INSERT INTO sharing_document_look (group_id, number, seq, at_us, person_id, role)
                 VALUES ($1, $2, $3, $4, $5, $6)",
                &[
                    look.group.into(),
                    last.unwrap_or(0).saturating_add(1).into(),
                    look.seq.into(),
                    look.at.0.into(),
                    look.person.into(),
                    i64::from(look.role).into(),
                ],
            )
        })?;
        Ok(())
    }

    /// Who opened documents of an operator's groups, from `from` on and before `to`, in order of time.
    pub fn document_looks_between(
        &mut self,
        dso: Dso,
        from: Instant,
        to: Instant,
    ) -> Result<Vec<DocumentLook>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            "SELECT group_id, seq, at_us, person_id, role FROM sharing_document_look
             WHERE group_id / 1000000000 = $1 AND at_us >= $2 AND at_us < $3
             ORDER BY at_us, group_id, number",
            &[i64::from(dso.code()).into(), from.0.into(), to.0.into()],
            &mut |mut row| {
                found.push(DocumentLook {
                    group: row.number()?,
                    seq: row.number()?,
                    at: Instant(row.number()?),
                    person: row.number()?,
                    role: row.small()?,
                });
                Ok(())
            },
        )?;
        Ok(found)
    }
}
