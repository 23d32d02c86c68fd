//! With what partners read. Source: UX 10.

use crate::database::{Database, Row};
use crate::endpoints::{Owner, dso_of, words};
use crate::{Store, StoreError};
use calendar::Instant;
use units::Dso;

/// A key as it is kept, without the key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    pub id: i64,
    pub dso: Dso,
    pub owner: Owner,
    pub scopes: Vec<String>,
    /// It reads examples and nothing else.
    pub sandbox: bool,
    /// Of the API, for requests that name none.
    pub version: String,
    pub made_at: Instant,
    /// Not any more at this instant.
    pub until: Instant,
    /// `#NUMBER` of a person, or the command line; empty where nobody was kept.
    pub made_by: String,
    /// The key that took its place.
    pub replaced_by: Option<i64>,
    /// That it was ended before its time: when, and by whom, as it was made.
    pub ended: Option<(Instant, String)>,
}

const COLUMNS: &str = "key_id, dso, owner_kind, owner, scopes, sandbox, version, made_us, until_us,
    made_by, replaced_by, ended_us, ended_by";

impl Store {
    /// A new key under the hash of its text; its number is given here. Within the operator's lock.
    pub fn add_api_key(&mut self, key: &ApiKey, hash: &str) -> Result<i64, StoreError> {
        self.transaction(|store| {
            let id = store.next_of_operator("api_key", "key_id", key.dso)?;
            let [kind, owner] = key.owner.values();
            store.database.execute(
                "INSERT INTO api_key (key_id, dso, owner_kind, owner, hash, scopes, sandbox, version,
                     made_us, until_us, made_by)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
                &[
                    id.into(),
                    i64::from(key.dso.code()).into(),
                    kind,
                    owner,
                    hash.into(),
                    key.scopes.join(" ").as_str().into(),
                    i64::from(key.sandbox).into(),
                    key.version.as_str().into(),
                    key.made_at.0.into(),
                    key.until.0.into(),
                    key.made_by.as_str().into(),
                ],
            )?;
            Ok(id)
        })
    }

    /// A new key that takes the place of another, which holds no longer than until then; its number. `None`, and no key, if
    /// the other was replaced before, or holds no more when the new one is made. Within the operator's lock.
    pub fn replace_api_key(
        &mut self,
        old: i64,
        until: Instant,
        (new, hash): (&ApiKey, &str),
    ) -> Result<Option<i64>, StoreError> {
        self.transaction(|store| {
            let known = store.api_key(old)?;
            if !known.is_some_and(|key| key.replaced_by.is_none() && new.made_at < key.until) {
                return Ok(None);
            }
            let id = store.add_api_key(new, hash)?;
            store.database.execute(
                "UPDATE api_key SET replaced_by = $1 WHERE key_id = $2",
                &[id.into(), old.into()],
            )?;
            store.database.execute(
                "UPDATE api_key SET until_us = $1 WHERE key_id = $2 AND until_us > $1",
                &[until.0.into(), old.into()],
            )?;
            Ok(Some(id))
        })
    }

    /// The key whose text has this hash, whether it still holds or not.
    pub fn api_key_of(&mut self, hash: &str) -> Result<Option<ApiKey>, StoreError> {
        let mut found = None;
        let sql = format!("SELECT {COLUMNS} FROM api_key WHERE hash = $1");
        self.database.query(&sql, &[hash.into()], &mut |mut row| {
            found = Some(api_key(&mut row)?);
            Ok(())
        })?;
        Ok(found)
    }

    pub fn api_key(&mut self, id: i64) -> Result<Option<ApiKey>, StoreError> {
        let mut found = None;
        let sql = format!("SELECT {COLUMNS} FROM api_key WHERE key_id = $1");
        self.database.query(&sql, &[id.into()], &mut |mut row| {
            found = Some(api_key(&mut row)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// All keys of an operator.
    pub fn api_keys(&mut self, dso: Dso) -> Result<Vec<ApiKey>, StoreError> {
        let mut found = Vec::new();
        let sql = format!("SELECT {COLUMNS} FROM api_key WHERE dso = $1 ORDER BY key_id");
        self.database.query(&sql, &[i64::from(dso.code()).into()], &mut |mut row| {
            found.push(api_key(&mut row)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// Ends a key in somebody's name. False if it ended before, or is not known.
    pub fn end_api_key(&mut self, id: i64, (at, by): (Instant, &str)) -> Result<bool, StoreError> {
        let changed = self.transaction(|store| {
            store.database.execute(
                "UPDATE api_key SET until_us = $1, ended_us = $1, ended_by = $2
                 WHERE key_id = $3 AND until_us > $1",
                &[at.0.into(), by.into(), id.into()],
            )
        })?;
        Ok(changed > 0)
    }
}

fn api_key(row: &mut Row<'_>) -> Result<ApiKey, StoreError> {
    let (id, dso, owner) = (row.number()?, dso_of(row)?, Owner::read(row)?);
    let (scopes, sandbox, version) = (words(&row.text()?), row.number()? == 1, row.text()?);
    let (made_at, until) = (Instant(row.number()?), Instant(row.number()?));
    let (made_by, replaced_by) = (row.text()?, row.number_or_null()?);
    let (ended_at, ended_by) = (row.number_or_null()?, row.text()?);
    let ended = ended_at.map(|at| (Instant(at), ended_by));
    Ok(ApiKey {
        id,
        dso,
        owner,
        scopes,
        sandbox,
        version,
        made_at,
        until,
        made_by,
        replaced_by,
        ended,
    })
}
