//! The day of the desk: whose task something is that waits, and what one person leaves to the next. Source: UX A-06,
//!

use crate::database::{Database as _, Value};
use crate::{Store, StoreError};
use calendar::Instant;
use units::Dso;

/// Somebody has taken what waits in a queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskOwner {
    pub task: String,
    pub person: i64,
    pub at: Instant,
}

/// What somebody left to the next person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandoverNote {
    /// Of the operator, from 1.
    pub seq: i64,
    pub person: i64,
    pub at: Instant,
    pub words: String,
    /// Who has read it, and when; the first one first.
    pub read: Vec<(i64, Instant)>,
}

impl Store {
    /// Gives a task to somebody, or back to nobody, if it is still `before`'s: else false, and nothing has changed.
    /// Within the operator's lock.
    pub fn set_task_owner(
        &mut self,
        (dso, task): (Dso, &str),
        (before, after): (Option<i64>, Option<i64>),
        (at, by): (Instant, i64),
    ) -> Result<bool, StoreError> {
        self.transaction(|store| {
            let dso = i64::from(dso.code());
            let (mut seq, mut owner) = (0, None);
            store.database.query(
                "SELECT seq, person_id FROM task_owner WHERE dso = $1 AND task = $2
                 ORDER BY seq DESC LIMIT 1",
                &[dso.into(), task.into()],
                &mut |mut row| {
                    (seq, owner) = (row.number()?, row.number_or_null()?);
                    Ok(())
                },
            )?;
            if owner != before {
                return Ok(false);
            }
            store.database.execute(
                "INSERT INTO task_owner (dso, task, seq, person_id, at_us, by_person)
                 VALUES ($1, $2, $3, $4, $5, $6)",
                &[
                    dso.into(),
                    task.into(),
                    seq.saturating_add(1).into(),
                    Value::number_or_null(after),
                    at.0.into(),
                    by.into(),
                ],
            )?;
            Ok(true)
        })
    }

    /// Tasks of an operator that somebody has, of those that changed hands since.
    pub fn task_owners(&mut self, dso: Dso, since: Instant) -> Result<Vec<TaskOwner>, StoreError> {
        let mut found: Vec<(String, Option<i64>, Instant)> = Vec::new();
        self.database.query(
            "SELECT task, person_id, at_us FROM task_owner WHERE dso = $1 AND at_us >= $2
             ORDER BY task, seq",
            &[i64::from(dso.code()).into(), since.0.into()],
            &mut |mut row| {
                let (task, person, at) =
                    (row.text()?, row.number_or_null()?, Instant(row.number()?));
                match found.last_mut().filter(|last| last.0 == task) {
                    Some(last) => *last = (task, person, at),
                    None => found.push((task, person, at)),
                }
                Ok(())
            },
        )?;
        let owned = found.into_iter();
        Ok(owned
            .filter_map(|(task, person, at)| Some(TaskOwner { task, person: person?, at }))
            .collect())
    }

    /// Keeps a note for the next person; the newest again by the same person is the same note. Returns its number.
    /// Within the operator's lock.
    pub fn add_handover_note(
        &mut self,
        dso: Dso,
        (at, person): (Instant, i64),
        words: &str,
    ) -> Result<i64, StoreError> {
        self.transaction(|store| {
            let newest = store.handover_notes(dso, 1)?.into_iter().next();
            let same = newest.as_ref().filter(|one| one.person == person && one.words == words);
            if let Some(same) = same {
                return Ok(same.seq);
            }
            let seq = newest.map_or(0, |one| one.seq).saturating_add(1);
            store.database.execute(
                "INSERT INTO handover_note (dso, seq, person_id, at_us, words)
                 VALUES ($1, $2, $3, $4, $5)",
                &[
                    i64::from(dso.code()).into(),
                    seq.into(),
                    person.into(),
                    at.0.into(),
                    words.into(),
                ],
            )?;
            Ok(seq)
        })
    }

    /// Somebody has read a note; the first time counts. False if the operator has no such note.
    pub fn handover_read(
        &mut self,
        (dso, seq): (Dso, i64),
        (at, person): (Instant, i64),
    ) -> Result<bool, StoreError> {
        self.transaction(|store| {
            let dso = i64::from(dso.code());
            let known = store.number_of(
                "SELECT COUNT(*) FROM handover_note WHERE dso = $1 AND seq = $2",
                &[dso.into(), seq.into()],
            )?;
            if known.unwrap_or(0) == 0 {
                return Ok(false);
            }
            store.database.execute(
                "INSERT INTO handover_read (dso, seq, person_id, at_us) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (dso, seq, person_id) DO NOTHING",
                &[dso.into(), seq.into(), person.into(), at.0.into()],
            )?;
            Ok(true)
        })
    }

    /// The last notes of an operator, newest first.
    pub fn handover_notes(
        &mut self,
        dso: Dso,
        most: usize,
    ) -> Result<Vec<HandoverNote>, StoreError> {
        let dso = i64::from(dso.code());
        let mut found: Vec<HandoverNote> = Vec::new();
        self.database.query(
            &format!(
                "SELECT seq, person_id, at_us, words FROM handover_note WHERE dso = $1
                 ORDER BY seq DESC LIMIT {most}"
            ),
            &[dso.into()],
            &mut |mut row| {
                found.push(HandoverNote {
                    seq: row.number()?,
                    person: row.number()?,
                    at: Instant(row.number()?),
                    words: row.text()?,
                    read: Vec::new(),
                });
                Ok(())
            },
        )?;
        let first = found.last().map_or(0, |one| one.seq);
        self.database.query(
            "SELECT seq, person_id, at_us FROM handover_read WHERE dso = $1 AND seq >= $2
             ORDER BY seq, at_us, person_id",
            &[dso.into(), first.into()],
            &mut |mut row| {
                let (seq, person, at) = (row.number()?, row.number()?, Instant(row.number()?));
                if let Some(note) = found.iter_mut().find(|note| note.seq == seq) {
                    note.read.push((person, at));
                }
                Ok(())
            },
        )?;
        Ok(found)
    }
}
