//! What leaves for endpoints, each attempt, and what came of it. Source: UX 10.3.

use crate::database::{Database, Row, Value};
use crate::{Store, StoreError};
use calendar::Instant;
use units::AccountId;

/// Something that leaves for an endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    pub endpoint: i64,
    pub event: String,
    pub kind: String,
    /// `None` of a test.
    pub account: Option<AccountId>,
    pub body: String,
    pub made_at: Instant,
    pub due: Instant,
    /// 0 waits, 1 leaving, 2 delivered, 3 given up, 4 withdrawn.
    pub state: i16,
    /// Since it was last asked for.
    pub attempts: u32,
    pub ended_at: Option<Instant>,
}

/// One attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    pub at: Instant,
    /// `None` without an answer.
    pub status: Option<u16>,
    pub took_ms: i64,
    /// Its beginning, or why there is none.
    pub answer: String,
}

/// What becomes of a delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeliveryStep {
    Delivered {
        at: Instant,
    },
    /// `slow`: nothing else leaves for the endpoint before, either.
    Again {
        at: Instant,
        slow: bool,
    },
    /// Its endpoint is switched off for this reason.
    Failed {
        at: Instant,
        reason: String,
    },
    /// Its endpoint may not hear of it any more.
    Withdrawn {
        at: Instant,
    },
}

const COLUMNS: &str =
    "d.endpoint_id, d.event_id, d.kind, d.account_id, d.body, d.made_us, d.due_us,
    d.state, d.attempts, d.ended_us";

impl Store {
    /// Something for an endpoint, of an event and its type, to leave at once. If it was there it begins anew.
    pub fn add_delivery(
        &mut self,
        (endpoint, event, kind): (i64, &str, &str),
        account: Option<AccountId>,
        body: &str,
        now: Instant,
    ) -> Result<(), StoreError> {
        self.transaction(|store| {
            let changed = store.database.execute(
                "UPDATE delivery SET state = 0, attempts = 0, due_us = $1, ended_us = NULL
                 WHERE endpoint_id = $2 AND event_id = $3",
                &[now.0.into(), endpoint.into(), event.into()],
            )?;
            if changed > 0 {
                return Ok(());
            }
            store.database.execute(
                "INSERT INTO delivery (endpoint_id, event_id, kind, account_id, body, made_us, due_us,
                     state, attempts)
                 VALUES ($1, $2, $3, $4, $5, $6, $6, 0, 0)",
                &[
                    endpoint.into(),
                    event.into(),
                    kind.into(),
                    Value::number_or_null(account.map(|account| account.0)),
                    body.into(),
                    now.0.into(),
                ],
            )?;
            Ok(())
        })
    }

    /// Up to `most` deliveries that are due, for the caller alone until `now + lease_s`: of each endpoint one at
    /// a time, so that a slow one holds up nothing but itself. What nothing was said of by then is handed out
    /// again.
    pub fn take_deliveries(
        &mut self,
        now: Instant,
        most: usize,
        lease_s: i64,
    ) -> Result<Vec<Delivery>, StoreError> {
        self.transaction(|store| {
            let sql = format!(
                "SELECT {COLUMNS} FROM delivery d JOIN endpoint e ON e.endpoint_id = d.endpoint_id
                 WHERE d.state IN (0, 1) AND d.due_us <= {now} AND e.state = 0
                   AND e.not_before_us <= {now}
                   AND NOT EXISTS (SELECT 1 FROM delivery o WHERE o.endpoint_id = d.endpoint_id
                                   AND o.state = 1 AND o.due_us > {now})
                 ORDER BY d.due_us, d.endpoint_id, d.event_id LIMIT {limit}{skip_locked}",
                now = now.0,
                limit = most.saturating_mul(16),
                skip_locked = store.database.skip_locked(),
            );
            let mut due: Vec<Delivery> = Vec::new();
            store.database.query_once(&sql, &mut |mut row| {
                let found = delivery(&mut row)?;
                if !due.iter().any(|one| one.endpoint == found.endpoint) {
                    due.push(found);
                }
                Ok(())
            })?;
            due.truncate(most);
            for one in &mut due {
                one.attempts = one.attempts.saturating_add(1);
                one.state = 1;
                store.database.execute(
                    "UPDATE delivery SET state = 1, attempts = attempts + 1, due_us = $1
                     WHERE endpoint_id = $2 AND event_id = $3",
                    &[now.plus_s(lease_s).0.into(), one.endpoint.into(), one.event.as_str().into()],
                )?;
            }
            Ok(due)
        })
    }

    /// Says what became of a delivery that was taken, with the attempt that was made of it.
    pub fn delivery_step(
        &mut self,
        endpoint: i64,
        event: &str,
        attempt: Option<&Attempt>,
        step: &DeliveryStep,
    ) -> Result<(), StoreError> {
        self.transaction(|store| {
            if let Some(attempt) = attempt {
                store.add_attempt(endpoint, event, attempt)?;
            }
            let (state, due, ended) = match step {
                DeliveryStep::Delivered { at } => (2, *at, Some(*at)),
                DeliveryStep::Again { at, .. } => (0, *at, None),
                DeliveryStep::Failed { at, .. } => (3, *at, Some(*at)),
                DeliveryStep::Withdrawn { at } => (4, *at, Some(*at)),
            };
            store.database.execute(
                "UPDATE delivery SET state = $1, due_us = $2, ended_us = $3
                 WHERE endpoint_id = $4 AND event_id = $5 AND state = 1",
                &[
                    state.into(),
                    due.0.into(),
                    Value::number_or_null(ended.map(|at| at.0)),
                    endpoint.into(),
                    event.into(),
                ],
            )?;
            match step {
                DeliveryStep::Again { at, slow: true } => {
                    store.database.execute(
                        "UPDATE endpoint SET not_before_us = $1 WHERE endpoint_id = $2",
                        &[at.0.into(), endpoint.into()],
                    )?;
                }
                DeliveryStep::Failed { reason, .. } => {
                    store.switch_endpoint(endpoint, Some(reason))?;
                }
                DeliveryStep::Delivered { .. }
                | DeliveryStep::Again { slow: false, .. }
                | DeliveryStep::Withdrawn { .. } => {}
            }
            Ok(())
        })
    }

    fn add_attempt(
        &mut self,
        endpoint: i64,
        event: &str,
        attempt: &Attempt,
    ) -> Result<(), StoreError> {
        let last = self.number_of(
            "SELECT MAX(seq) FROM delivery_attempt WHERE endpoint_id = $1 AND event_id = $2",
            &[endpoint.into(), event.into()],
        )?;
        self.database.execute(
            "INSERT INTO delivery_attempt (endpoint_id, event_id, seq, at_us, status, took_ms, answer)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            &[
                endpoint.into(),
                event.into(),
                last.unwrap_or(0).saturating_add(1).into(),
                attempt.at.0.into(),
                Value::number_or_null(attempt.status.map(i64::from)),
                attempt.took_ms.into(),
                attempt.answer.as_str().into(),
            ],
        )?;
        Ok(())
    }

    /// When what left for an endpoint of an event was delivered or given up.
    pub fn delivery_ended(
        &mut self,
        endpoint: i64,
        event: &str,
    ) -> Result<Option<Instant>, StoreError> {
        let mut found = None;
        self.database.query(
            "SELECT ended_us FROM delivery WHERE endpoint_id = $1 AND event_id = $2",
            &[endpoint.into(), event.into()],
            &mut |mut row| {
                found = row.number_or_null()?.map(Instant);
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// The newest `most` deliveries of an endpoint, newest first.
    pub fn deliveries(&mut self, endpoint: i64, most: usize) -> Result<Vec<Delivery>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM delivery d WHERE d.endpoint_id = $1
             ORDER BY d.made_us DESC, d.event_id LIMIT {most}"
        );
        let mut found = Vec::new();
        self.database.query(&sql, &[endpoint.into()], &mut |mut row| {
            found.push(delivery(&mut row)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// Each attempt of a delivery, first one first.
    pub fn attempts(&mut self, endpoint: i64, event: &str) -> Result<Vec<Attempt>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            "SELECT at_us, status, took_ms, answer FROM delivery_attempt
             WHERE endpoint_id = $1 AND event_id = $2 ORDER BY seq",
            &[endpoint.into(), event.into()],
            &mut |mut row| {
                let at = Instant(row.number()?);
                let status = row.number_or_null()?.and_then(|status| u16::try_from(status).ok());
                let (took_ms, answer) = (row.number()?, row.text()?);
                found.push(Attempt { at, status, took_ms, answer });
                Ok(())
            },
        )?;
        Ok(found)
    }
}

fn delivery(row: &mut Row<'_>) -> Result<Delivery, StoreError> {
    Ok(Delivery {
        endpoint: row.number()?,
        event: row.text()?,
        kind: row.text()?,
        account: row.number_or_null()?.map(AccountId),
        body: row.text()?,
        made_at: Instant(row.number()?),
        due: Instant(row.number()?),
        state: row.small()?,
        attempts: row.small()?,
        ended_at: row.number_or_null()?.map(Instant),
    })
}
