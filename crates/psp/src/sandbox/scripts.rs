//! What scripts drive the bank with, in JSON.

use super::api::Problem;
use super::notices::{Telling, tell};
use super::payment::{Act, BankError, text_of};
use super::{Shared, shapes};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{get, post, put};
use axum::{Json, Router};
use calendar::Instant;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

pub fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/sandbox/payments", get(payments))
        .route("/sandbox/payments/{id}/act", post(act))
        .route("/sandbox/clock", put(set_clock))
        .route("/sandbox/payouts", post(pay_out))
}

/// An act, and how the shop hears of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Script {
    #[serde(flatten)]
    pub act: Act,
    /// How many notices, 0 to 20; `None`: one, except that a start is not told.
    #[serde(default)]
    pub notices: Option<u8>,
    /// How long after the act.
    #[serde(default)]
    pub delay_ms: u64,
    /// Answer only when the notices have been taken, or given up.
    #[serde(default)]
    pub wait: bool,
}

const MOST_NOTICES: u8 = 20;

impl Script {
    /// One notice at once, waited for.
    pub fn told(act: Act) -> Self {
        Self { act, notices: None, delay_ms: 0, wait: true }
    }

    /// The shop is never told.
    pub fn untold(act: Act) -> Self {
        Self { act, notices: Some(0), delay_ms: 0, wait: false }
    }
}

/// Does it, and tells the shop. Errors: an act that the state does not allow; then nothing changes.
pub async fn perform(shared: &Arc<Shared>, id: &str, script: &Script) -> Result<(), BankError> {
    shared.expire_due();
    shared.bank().act(id, &script.act, shared.now())?;
    let usual = if script.act == Act::Start { 0 } else { 1 };
    let times = script.notices.unwrap_or(usual).min(MOST_NOTICES);
    let delay = Duration::from_millis(script.delay_ms);
    // A start is not told, so its missing notice is not lost either.
    let telling = Telling { times, delay };
    let under_way = match (times, script.notices) {
        (0, None) => Vec::new(),
        _ => tell(shared, id, telling),
    };
    if script.wait {
        for notice in under_way {
            // A notice that panicked was not taken, which is all that is asked.
            let _ = notice.await;
        }
    }
    Ok(())
}

/// `200` with the payment; `404`, `409` if it cannot be done now, `422` for a text that is no act.
async fn act(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    Json(script): Json<Script>,
) -> Result<Json<Value>, Problem> {
    perform(&shared, &id, &script).await?;
    let bank = shared.bank();
    Ok(Json(shapes::payment(&shared.public_url, bank.payment(&id)?)))
}

/// All payments, newest first.
async fn payments(State(shared): State<Arc<Shared>>) -> Json<Value> {
    shared.expire_due();
    let bank = shared.bank();
    let list = bank.payments().map(|payment| shapes::payment(&shared.public_url, payment));
    Json(shapes::page("payments", list.collect(), None))
}

#[derive(Debug, Deserialize)]
struct Clock {
    at: Option<String>,
}

/// Sets the clock to an instant, or to real time. `422` for a text that is no instant.
async fn set_clock(
    State(shared): State<Arc<Shared>>,
    Json(clock): Json<Clock>,
) -> Result<Json<Value>, Problem> {
    let at = clock
        .at
        .as_deref()
        .map(str::parse::<Instant>)
        .transpose()
        .map_err(|error| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, error.to_string()))?;
    shared.set_clock(at);
    shared.expire_due();
    Ok(Json(json!({ "at": shared.now().to_utc_string() })))
}

/// Pays the whole balance out. `200` with the settlement and its amount; `409` if there is none.
async fn pay_out(State(shared): State<Arc<Shared>>) -> Result<Json<Value>, Problem> {
    let now = shared.now();
    let (settlement, cents) = shared.bank().pay_out(now)?;
    Ok(Json(json!({ "settlementId": settlement, "eur": text_of(cents) })))
}
