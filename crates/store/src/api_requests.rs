//! Requests to the API, as those who build on it look them up. Source: UX 8.9 (D-05).

use crate::database::{Database, Row, Value};
use crate::endpoints::Owner;
use crate::{Store, StoreError};
use calendar::{Instant, SettlementDay};
use units::Dso;

/// A request, without whom it was about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiRequest {
    pub at: Instant,
    /// As the answer named it.
    pub id: String,
    /// Whose key it was; `None`: nobody's who is known.
    pub of: Option<(Dso, Owner)>,
    /// Number or name of the key; empty of nobody's.
    pub key: String,
    pub method: String,
    /// As it is documented: never the path.
    pub route: String,
    /// `None`: the caller hung up before the answer.
    pub status: Option<i64>,
    /// Of a problem; empty without.
    pub code: String,
    pub took_ms: i64,
    pub asked_bytes: i64,
    pub answered_bytes: i64,
    /// The beginning of the idempotency key's SHA-256; empty without one.
    pub once: String,
    /// Masked bodies; empty without.
    pub asked: String,
    pub answered: String,
}

/// Whose requests are looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RequestsOf {
    Owner(Dso, Owner),
    /// All of an operator's partners, and those of nobody who is known.
    Operator(Dso),
}

/// Which of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestsWanted {
    pub id: Option<String>,
    pub status: Option<i64>,
    pub since: Instant,
    /// Not any more at this instant.
    pub until: Option<Instant>,
    /// Older than this one, by its instant and name.
    pub behind: Option<(Instant, String)>,
    pub most: usize,
}

const COLUMNS: &str =
    "at_us, request_id, key_name, method, route, status, code, took_ms, asked_bytes,
    answered_bytes, once, asked, answered";

/// Past its time, or of nobody: which run lets go of the latter does not matter.
const OLD: &str = "at_us < $1 AND (dso = $2 OR dso IS NULL)";

impl Store {
    /// Keeps requests, all or none. One that is known is left as it is.
    pub fn add_api_requests(&mut self, all: &[ApiRequest]) -> Result<(), StoreError> {
        self.transaction(|store| {
            for one in all {
                let owner = one.of.as_ref().map(|(_, owner)| owner.values());
                let [kind, name] = owner.unwrap_or([Value::number_or_null(None), Value::text_or_null(None)]);
                let dso = one.of.as_ref().map(|(dso, _)| i64::from(dso.code()));
                store.database.execute(
                    "INSERT INTO api_request (at_us, request_id, dso, owner_kind, owner, key_name, method,
                         route, status, code, took_ms, asked_bytes, answered_bytes, once, asked, answered)
                     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
                     ON CONFLICT (at_us, request_id) DO NOTHING",
                    &[
                        one.at.0.into(),
                        one.id.as_str().into(),
                        Value::number_or_null(dso),
                        kind,
                        name,
                        one.key.as_str().into(),
                        one.method.as_str().into(),
                        one.route.as_str().into(),
                        Value::number_or_null(one.status),
                        one.code.as_str().into(),
                        one.took_ms.into(),
                        one.asked_bytes.into(),
                        one.answered_bytes.into(),
                        one.once.as_str().into(),
                        one.asked.as_str().into(),
                        one.answered.as_str().into(),
                    ],
                )?;
            }
            Ok(())
        })
    }

    /// So many were not kept.
    pub fn add_api_requests_lost(&mut self, at: Instant, lost: u64) -> Result<(), StoreError> {
        let lost = i64::try_from(lost).unwrap_or(i64::MAX);
        self.transaction(|store| {
            store.database.execute(
                "INSERT INTO api_request_lost (at_us, lost) VALUES ($1, $2)
                 ON CONFLICT (at_us) DO UPDATE SET lost = api_request_lost.lost + excluded.lost",
                &[at.0.into(), lost.into()],
            )
        })?;
        Ok(())
    }

    /// How many were not kept since then.
    pub fn api_requests_lost(&mut self, since: Instant) -> Result<i64, StoreError> {
        let sum = "SELECT CAST(SUM(lost) AS BIGINT) FROM api_request_lost WHERE at_us >= $1";
        Ok(self.number_of(sum, &[since.0.into()])?.unwrap_or(0))
    }

    /// Requests, newest first.
    pub fn api_requests(
        &mut self,
        of: &RequestsOf,
        wanted: &RequestsWanted,
    ) -> Result<Vec<ApiRequest>, StoreError> {
        let mut values: Vec<Value> = vec![wanted.since.0.into()];
        let mut tests = vec!["at_us >= $1".to_owned()];
        let mut test = |text: &str, more: Vec<Value>| {
            let mut text = text.to_owned();
            for value in more {
                values.push(value);
                text = text.replacen('?', &format!("${}", values.len()), 1);
            }
            tests.push(text);
        };
        match of {
            RequestsOf::Owner(dso, owner) => {
                let [kind, name] = owner.values();
                let whose = vec![i64::from(dso.code()).into(), kind, name];
                test("dso = ? AND owner_kind = ? AND owner = ?", whose);
            }
            RequestsOf::Operator(dso) => {
                test("(dso = ? OR dso IS NULL)", vec![i64::from(dso.code()).into()]);
            }
        }
        if let Some(id) = &wanted.id {
            test("request_id = ?", vec![id.as_str().into()]);
        }
        if let Some(status) = wanted.status {
            test("status = ?", vec![status.into()]);
        }
        if let Some(until) = wanted.until {
            test("at_us < ?", vec![until.0.into()]);
        }
        if let Some((at, id)) = &wanted.behind {
            let place = vec![at.0.into(), at.0.into(), id.as_str().into()];
            test("(at_us < ? OR (at_us = ? AND request_id < ?))", place);
        }
        let sql = format!(
            "SELECT {COLUMNS}, dso, owner_kind, owner FROM api_request WHERE {}
             ORDER BY at_us DESC, request_id DESC LIMIT {}",
            tests.join(" AND "),
            wanted.most
        );
        let mut found = Vec::new();
        self.database.query(&sql, &values, &mut |mut row| {
            found.push(request(&mut row)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// How many requests of an operator's partners are of before `before`.
    pub fn api_requests_before(
        &mut self,
        dso: Dso,
        before: SettlementDay,
    ) -> Result<u64, StoreError> {
        let values = [before.start().0.into(), i64::from(dso.code()).into()];
        let count = format!("SELECT COUNT(*) FROM api_request WHERE {OLD}");
        let count = self.number_of(&count, &values)?;
        Ok(count.and_then(|count| u64::try_from(count).ok()).unwrap_or(0))
    }

    /// Forgets them, and how many were lost by then.
    pub fn drop_api_requests(&mut self, dso: Dso, before: SettlementDay) -> Result<(), StoreError> {
        let before = Value::from(before.start().0);
        self.transaction(|store| {
            let values = [before.clone(), i64::from(dso.code()).into()];
            store.database.execute(&format!("DELETE FROM api_request WHERE {OLD}"), &values)?;
            store.database.execute("DELETE FROM api_request_lost WHERE at_us < $1", &[before])
        })?;
        Ok(())
    }
}

fn request(row: &mut Row<'_>) -> Result<ApiRequest, StoreError> {
    Ok(ApiRequest {
        at: Instant(row.number()?),
        id: row.text()?,
        key: row.text()?,
        method: row.text()?,
        route: row.text()?,
        status: row.number_or_null()?,
        code: row.text()?,
        took_ms: row.number()?,
        asked_bytes: row.number()?,
        answered_bytes: row.number()?,
        once: row.text()?,
        asked: row.text()?,
        answered: row.text()?,
        of: whose(row)?,
    })
}

fn whose(row: &mut Row<'_>) -> Result<Option<(Dso, Owner)>, StoreError> {
    let Some(code) = row.number_or_null()? else { return Ok(None) };
    let dso = i16::try_from(code).ok().and_then(Dso::from_code);
    let dso = dso.ok_or_else(|| StoreError::corrupt(format!("operator {code}")))?;
    Ok(Some((dso, Owner::read(row)?)))
}
