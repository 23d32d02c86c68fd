//! What the shop talks to: the part of Mollie's API, version 2, that the connector uses.

use super::bank::NewPayment;
use super::keys::Seen;
use super::notices::{Telling, tell};
use super::payment::{BankError, cents_of};
use super::{Shared, shapes};
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

pub fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/v2/payments", post(create_payment))
        .route("/v2/payments/{id}", get(payment))
        .route("/v2/payments/{id}/refunds", post(create_refund).get(refunds))
        .route("/v2/payments/{id}/chargebacks", get(chargebacks))
        .route("/v2/balances/primary/transactions", get(movements))
}

/// A refusal as Mollie words it.
#[derive(Debug)]
pub struct Problem {
    status: StatusCode,
    detail: String,
    field: Option<&'static str>,
}

impl Problem {
    pub fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self { status, detail: detail.into(), field: None }
    }

    fn field(field: &'static str, detail: impl Into<String>) -> Self {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        Self { status, detail: detail.into(), field: Some(field) }
    }

    fn body(&self) -> Value {
        let mut body = json!({
            "status": self.status.as_u16(),
            "title": self.status.canonical_reason().unwrap_or_default(),
            "detail": self.detail,
        });
        if let (Some(field), Some(fields)) = (self.field, body.as_object_mut()) {
            fields.insert("field".to_owned(), field.into());
        }
        body
    }
}

impl From<BankError> for Problem {
    fn from(error: BankError) -> Self {
        let status = match &error {
            BankError::Unknown { .. } => StatusCode::NOT_FOUND,
            BankError::NotNow { .. }
            | BankError::MoreThanLeft { .. }
            | BankError::NoChargeback
            | BankError::NoRefund
            | BankError::NothingToPayOut => StatusCode::CONFLICT,
            BankError::NotAnAmount { .. } => StatusCode::UNPROCESSABLE_ENTITY,
        };
        Self::new(status, error.to_string())
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        (self.status, Json(self.body())).into_response()
    }
}

fn allowed(shared: &Shared, headers: &HeaderMap) -> Result<(), Problem> {
    let expected = format!("Bearer {}", shared.options.api_key);
    let given = headers.get(header::AUTHORIZATION).map(|value| value.as_bytes());
    if given == Some(expected.as_bytes()) {
        return Ok(());
    }
    Err(Problem::new(StatusCode::UNAUTHORIZED, "missing authentication, or failed to authenticate"))
}

/// Answers a write once for each key. The lock is held over the work: two requests with one key
/// that come at once are one after the other, as the second must see the first.
fn once(
    shared: &Shared,
    route: &str,
    headers: &HeaderMap,
    body: &[u8],
    work: impl FnOnce() -> Result<Value, Problem>,
) -> Response {
    let key = headers.get("idempotency-key").and_then(|value| value.to_str().ok());
    let Some(key) = key else {
        return answer(work()).1;
    };
    let mut keys = shared.keys();
    match keys.seen(route, key, body) {
        Seen::Same(status, body) => {
            (status, [("idempotent-replayed", "true")], Json(body)).into_response()
        }
        Seen::Other { first_fingerprint } => Problem::new(
            StatusCode::CONFLICT,
            format!(
                "the idempotency key was used for another body, fingerprint {first_fingerprint}"
            ),
        )
        .into_response(),
        Seen::Never => {
            let (kept, response) = answer(work());
            if let Some((status, gave)) = kept {
                keys.keep(route, key, body, status, &gave);
            }
            response
        }
    }
}

fn answer(done: Result<Value, Problem>) -> (Option<(StatusCode, Value)>, Response) {
    match done {
        Ok(body) => {
            let kept = Some((StatusCode::CREATED, body.clone()));
            (kept, (StatusCode::CREATED, Json(body)).into_response())
        }
        // A refusal is not kept: what was wrong may be put right under the same key.
        Err(problem) => (None, problem.into_response()),
    }
}

#[derive(Debug, Deserialize)]
struct Money {
    currency: String,
    value: String,
}

impl Money {
    fn cents(&self) -> Result<i64, Problem> {
        if self.currency != "EUR" {
            return Err(Problem::field("amount", "the currency is not supported, use EUR"));
        }
        match cents_of(&self.value) {
            Ok(cents) if cents > 0 => Ok(cents),
            Ok(_) => Err(Problem::field("amount", "the amount is lower than the minimum")),
            Err(error) => Err(Problem::field("amount", error.to_string())),
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct PaymentRequest {
    amount: Money,
    description: String,
    redirect_url: String,
    webhook_url: Option<String>,
    method: Option<String>,
    #[serde(default)]
    metadata: Value,
}

fn read<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, Problem> {
    serde_json::from_slice(body).map_err(|error| {
        Problem::new(StatusCode::BAD_REQUEST, format!("the request is not understood: {error}"))
    })
}

fn is_web_address(url: &str) -> bool {
    let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    host.is_some_and(|rest| !rest.is_empty()) && url.bytes().all(|byte| byte.is_ascii_graphic())
}

impl PaymentRequest {
    fn checked(self) -> Result<NewPayment, Problem> {
        if self.description.trim().is_empty() {
            return Err(Problem::field("description", "the description is empty"));
        }
        if !is_web_address(&self.redirect_url) {
            return Err(Problem::field("redirectUrl", "the redirect URL is invalid"));
        }
        if self.webhook_url.as_deref().is_some_and(|url| !is_web_address(url)) {
            return Err(Problem::field("webhookUrl", "the webhook URL is invalid"));
        }
        if self.method.as_deref().is_some_and(|method| method != "bancontact") {
            return Err(Problem::field("method", "the payment method is not enabled"));
        }
        Ok(NewPayment {
            cents: self.amount.cents()?,
            description: self.description,
            redirect_url: self.redirect_url,
            webhook_url: self.webhook_url,
            metadata: self.metadata,
        })
    }
}

/// `201`; `401`, `409` for a key used otherwise, `422` with the field.
async fn create_payment(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    allowed(&shared, &headers)?;
    Ok(once(&shared, "payments", &headers, &body, || {
        let new = read::<PaymentRequest>(&body)?.checked()?;
        let payment = shared.bank().create(new, shared.now());
        Ok(shapes::payment(&shared.public_url, &payment))
    }))
}

async fn payment(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    allowed(&shared, &headers)?;
    shared.expire_due();
    let bank = shared.bank();
    Ok(Json(shapes::payment(&shared.public_url, bank.payment(&id)?)))
}

#[derive(Debug, Deserialize)]
struct RefundRequest {
    amount: Money,
    #[serde(default)]
    metadata: Value,
}

/// `201`; `401`, `404`, `409` if it is more than is left or the key was used otherwise, `422`.
async fn create_refund(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Response, Problem> {
    allowed(&shared, &headers)?;
    let response = once(&shared, &format!("refunds of {id}"), &headers, &body, || {
        let request: RefundRequest = read(&body)?;
        let cents = request.amount.cents()?;
        let refund = shared.bank().refund(&id, cents, request.metadata, shared.now())?;
        tell(&shared, &id, Telling::ONCE);
        Ok(shapes::refund(&id, &refund))
    });
    Ok(response)
}

async fn refunds(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    allowed(&shared, &headers)?;
    let bank = shared.bank();
    let payment = bank.payment(&id)?;
    let list = payment.refunds.iter().map(|refund| shapes::refund(&id, refund)).collect();
    Ok(Json(shapes::page("refunds", list, None)))
}

async fn chargebacks(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    allowed(&shared, &headers)?;
    let bank = shared.bank();
    let payment = bank.payment(&id)?;
    let list = payment.chargebacks.iter().map(|taken| shapes::chargeback(&id, taken)).collect();
    Ok(Json(shapes::page("chargebacks", list, None)))
}

#[derive(Debug, Deserialize)]
struct PageQuery {
    from: Option<String>,
    limit: Option<usize>,
}

/// Newest first, from the movement named, 50 or up to 250 at once.
async fn movements(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    Query(query): Query<PageQuery>,
) -> Result<Json<Value>, Problem> {
    allowed(&shared, &headers)?;
    let limit = query.limit.unwrap_or(50).clamp(1, 250);
    let bank = shared.bank();
    let all = bank.movements();
    let from = match &query.from {
        None => 0,
        Some(from) => all.iter().position(|movement| movement.id == *from).ok_or_else(|| {
            Problem::new(StatusCode::NOT_FOUND, "no balance transaction exists with this id")
        })?,
    };
    let page = all.iter().skip(from).take(limit).map(|movement| shapes::movement(movement));
    let next = all.get(from.saturating_add(limit)).map(|movement| {
        let path = "/v2/balances/primary/transactions";
        format!("{}{path}?limit={limit}&from={}", shared.public_url, movement.id)
    });
    Ok(Json(shapes::page("balance_transactions", page.collect(), next)))
}
