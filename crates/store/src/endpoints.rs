//! Where partners hear of events: addresses, whose they are, and what messages to them are signed with.
//! Source: UX 10.3.

use crate::database::{Database, Row, Value};
use crate::{Store, StoreError};
use calendar::Instant;
use units::Dso;

/// On whose behalf something is sent or read; what it may hear is not known here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Owner {
    Operator,
    Party(i64),
    /// A merchant, by the name of the terminal.
    Terminal(String),
    /// By its id, as accounts have it.
    Supplier(String),
    /// Of groups of energy sharing, by the number of the person.
    Representative(i64),
}

impl Owner {
    pub(crate) fn values(&self) -> [Value; 2] {
        match self {
            Self::Operator => [1.into(), "".into()],
            Self::Party(party) => [2.into(), party.to_string().as_str().into()],
            Self::Terminal(name) => [3.into(), name.as_str().into()],
            Self::Supplier(id) => [4.into(), id.as_str().into()],
            Self::Representative(person) => [5.into(), person.to_string().as_str().into()],
        }
    }

    pub(crate) fn read(row: &mut Row<'_>) -> Result<Self, StoreError> {
        let (kind, text) = (row.number()?, row.text()?);
        Self::known(kind, text)
    }

    pub(crate) fn known(kind: i64, text: String) -> Result<Self, StoreError> {
        match kind {
            1 => Some(Self::Operator),
            2 => text.parse().ok().map(Self::Party),
            3 => Some(Self::Terminal(text)),
            4 => Some(Self::Supplier(text)),
            5 => text.parse().ok().map(Self::Representative),
            _ => None,
        }
        .ok_or_else(|| StoreError::corrupt(format!("owner of kind {kind}")))
    }
}

/// An endpoint to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEndpoint {
    pub dso: Dso,
    pub owner: Owner,
    pub url: String,
    /// It is on this machine.
    pub loopback: bool,
    /// Types of events; all of them if there are none.
    pub types: Vec<String>,
}

/// An endpoint as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    pub id: i64,
    pub new: NewEndpoint,
    pub on: bool,
    /// Why it is off.
    pub reason: String,
    pub made_at: Instant,
    /// It asked for a pause until then.
    pub not_before: Instant,
}

/// With what messages are signed, sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndpointSecret {
    pub seq: i64,
    pub secret: String,
    pub until: Option<Instant>,
}

const COLUMNS: &str = "endpoint_id, dso, owner_kind, owner, url, loopback, types, state, reason,
    made_us, not_before_us";

pub(crate) fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

impl Store {
    /// A new endpoint, which is on and has no secret. Within the operator's lock.
    pub fn add_endpoint(&mut self, new: &NewEndpoint, at: Instant) -> Result<i64, StoreError> {
        self.transaction(|store| {
            let id = store.next_of_operator("endpoint", "endpoint_id", new.dso)?;
            let [kind, owner] = new.owner.values();
            store.database.execute(
                "INSERT INTO endpoint (endpoint_id, dso, owner_kind, owner, url, loopback, types, state,
                     reason, made_us, not_before_us)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, 0, '', $8, 0)",
                &[
                    id.into(),
                    i64::from(new.dso.code()).into(),
                    kind,
                    owner,
                    new.url.as_str().into(),
                    i64::from(new.loopback).into(),
                    new.types.join(" ").as_str().into(),
                    at.0.into(),
                ],
            )?;
            Ok(id)
        })
    }

    /// A new secret; those before it hold until `old_until` at the latest. Within the operator's lock.
    pub fn add_endpoint_secret(
        &mut self,
        endpoint: i64,
        sealed: &str,
        at: Instant,
        old_until: Instant,
    ) -> Result<i64, StoreError> {
        self.transaction(|store| {
            let last = store.number_of(
                "SELECT MAX(seq) FROM endpoint_secret WHERE endpoint_id = $1",
                &[endpoint.into()],
            )?;
            let seq = last.unwrap_or(0).saturating_add(1);
            store.database.execute(
                "UPDATE endpoint_secret SET until_us = $1
                 WHERE endpoint_id = $2 AND (until_us IS NULL OR until_us > $1)",
                &[old_until.0.into(), endpoint.into()],
            )?;
            store.database.execute(
                "INSERT INTO endpoint_secret (endpoint_id, seq, secret, made_us)
                 VALUES ($1, $2, $3, $4)",
                &[endpoint.into(), seq.into(), sealed.into(), at.0.into()],
            )?;
            Ok(seq)
        })
    }

    /// Those that hold at an instant, newest first.
    pub fn endpoint_secrets(
        &mut self,
        endpoint: i64,
        at: Instant,
    ) -> Result<Vec<EndpointSecret>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            "SELECT seq, secret, until_us FROM endpoint_secret
             WHERE endpoint_id = $1 AND (until_us IS NULL OR until_us > $2) ORDER BY seq DESC",
            &[endpoint.into(), at.0.into()],
            &mut |mut row| {
                let (seq, secret) = (row.number()?, row.text()?);
                let until = row.number_or_null()?.map(Instant);
                found.push(EndpointSecret { seq, secret, until });
                Ok(())
            },
        )?;
        Ok(found)
    }

    pub fn endpoint(&mut self, id: i64) -> Result<Option<Endpoint>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM endpoint WHERE endpoint_id = $1");
        Ok(self.find_endpoints(&sql, id)?.pop())
    }

    /// All endpoints of an operator, on or off.
    pub fn endpoints(&mut self, dso: Dso) -> Result<Vec<Endpoint>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM endpoint WHERE dso = $1 ORDER BY endpoint_id");
        self.find_endpoints(&sql, i64::from(dso.code()))
    }

    fn find_endpoints(&mut self, sql: &str, number: i64) -> Result<Vec<Endpoint>, StoreError> {
        let mut found = Vec::new();
        self.database.query(sql, &[number.into()], &mut |mut row| {
            found.push(endpoint(&mut row)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// Switches an endpoint on, or off for a reason. What waits for it stays. False if it is so already.
    pub fn switch_endpoint(&mut self, id: i64, off: Option<&str>) -> Result<bool, StoreError> {
        let state = i64::from(off.is_some());
        let values = [state.into(), off.unwrap_or_default().into(), id.into()];
        let changed = self.transaction(|store| {
            store.database.execute(
                "UPDATE endpoint SET state = $1, reason = $2, not_before_us = 0
                 WHERE endpoint_id = $3 AND state <> $1",
                &values,
            )
        })?;
        Ok(changed > 0)
    }

    /// Whether an operator has anybody who hears of events or reads them.
    pub fn has_partners(&mut self, dso: Dso) -> Result<bool, StoreError> {
        let dso = i64::from(dso.code());
        let found = self.number_of(
            "SELECT 1 FROM endpoint WHERE dso = $1 UNION ALL SELECT 1 FROM api_key WHERE dso = $1
             LIMIT 1",
            &[dso.into()],
        )?;
        Ok(found.is_some())
    }
}

pub(crate) fn dso_of(row: &mut Row<'_>) -> Result<Dso, StoreError> {
    let code: i16 = row.small()?;
    Dso::from_code(code).ok_or_else(|| StoreError::corrupt(format!("operator {code}")))
}

fn endpoint(row: &mut Row<'_>) -> Result<Endpoint, StoreError> {
    let (id, dso, owner) = (row.number()?, dso_of(row)?, Owner::read(row)?);
    let (url, loopback, types) = (row.text()?, row.number()? == 1, words(&row.text()?));
    let (on, reason) = (row.number()? == 0, row.text()?);
    let (made_at, not_before) = (Instant(row.number()?), Instant(row.number()?));
    let new = NewEndpoint { dso, owner, url, loopback, types };
    Ok(Endpoint { id, new, on, reason, made_at, not_before })
}
