//! Which world a request is for, and what only a sandbox has: the clock and payments. Source: UX 10, D-03.

use super::Sandbox;
use super::homes::HOMES;
use super::world::{CASHIER, NotMoved, Paid, World};
use crate::failure::{Failure, chain};
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use calendar::Instant;
use http_api::{Code, RequestId, SANDBOX_PREFIX, Signed};
use serde::Deserialize;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::Arc;
use units::MicroEuro;

/// As the API has it.
const MOST_BYTES: usize = 16 << 10;
const TERMINALS: &str = "/v1/terminals/";

/// An answer that says why there is no other.
type Refused = Box<Response>;

/// What only a sandbox answers.
pub fn router(sandbox: Arc<Sandbox>) -> Router {
    Router::new()
        .route("/sandbox/v1", get(world_now))
        .route("/sandbox/v1/clock", post(turn))
        .route("/sandbox/v1/payments", post(pay))
        .layer(axum::extract::DefaultBodyLimit::max(MOST_BYTES))
        .with_state(sandbox)
}

/// The key of a request, if it is one of the sandbox.
fn key(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    value.strip_prefix("Bearer ").filter(|key| key.starts_with(SANDBOX_PREFIX))
}

/// Leads a request with a key, or at a terminal, of the sandbox to its world. Any other goes on to the installation's
/// own API, which knows neither: a key that is no longer good is refused there like any that never was.
pub async fn lead(State(sandbox): State<Arc<Sandbox>>, request: Request, next: Next) -> Response {
    if let Some(world) = key(request.headers()).and_then(|key| sandbox.of_key(key)) {
        return in_world(&sandbox, world, request, true).await;
    }
    let path = request.uri().path();
    let terminal = path.strip_prefix(TERMINALS).and_then(|rest| rest.split('/').next());
    match terminal.and_then(|terminal| sandbox.of_terminal(terminal)) {
        Some(world) => in_world(&sandbox, world, request, false).await,
        None => next.run(request).await,
    }
}

/// `by_key`: the key stands for the signature of the world's terminal, and for its keys.
async fn in_world(
    sandbox: &Arc<Sandbox>,
    world: Arc<World>,
    request: Request,
    by_key: bool,
) -> Response {
    if let Err(failure) = caught_up(sandbox, &world).await {
        return failed(&failure);
    }
    let request = match by_key {
        true => match with_inner_keys(&world, request, (sandbox.wall)()).await {
            Ok(request) => request,
            Err(refused) => return *refused,
        },
        false => request,
    };
    let answer = http_api::answered(world.router(), anew(request)).await;
    // What the request has set off is told as events, also if the next one comes at once.
    match caught_up(sandbox, &world).await {
        Ok(()) => answer,
        Err(failure) => failed(&failure),
    }
}

/// The request as it came, with who asks. The outer router has written on it which of its routes it took; the world's
/// own would put its route behind that one and know neither.
fn anew(request: Request) -> Request {
    let (parts, body) = request.into_parts();
    let mut fresh = Request::new(body);
    *fresh.method_mut() = parts.method;
    *fresh.uri_mut() = parts.uri;
    *fresh.version_mut() = parts.version;
    *fresh.headers_mut() = parts.headers;
    if let Some(peer) = parts.extensions.get::<ConnectInfo<SocketAddr>>() {
        fresh.extensions_mut().insert(*peer);
    }
    fresh
}

async fn caught_up(sandbox: &Arc<Sandbox>, world: &Arc<World>) -> Result<(), Failure> {
    let (world, wall) = (Arc::clone(world), (sandbox.wall)());
    tokio::task::spawn_blocking(move || world.catch_up(wall)).await?
}

/// The request as the world's own API takes it: signed for a terminal, with a key of its own for a partner.
async fn with_inner_keys(
    world: &World,
    request: Request,
    wall: Instant,
) -> Result<Request, Refused> {
    let (mut parts, body) = request.into_parts();
    parts.headers.remove(header::AUTHORIZATION);
    let path = parts.uri.path().to_owned();
    if !path.starts_with(TERMINALS) {
        let key = format!("Bearer {}", world.inner_key(&path));
        let value = HeaderValue::from_str(&key).map_err(|error| Box::new(failed(&error.into())))?;
        parts.headers.insert(header::AUTHORIZATION, value);
        return Ok(Request::from_parts(parts, body));
    }
    let body: Bytes =
        to_bytes(body, MOST_BYTES).await.map_err(|_| Box::new(problem(Code::BodyTooLarge, "")))?;
    let write = parts.method == "POST" && !path.ends_with("/lookup");
    let once = match write {
        // Without one the API says so, as it would to a terminal.
        true => parts.headers.get("idempotency-key").and_then(|value| value.to_str().ok()),
        false => None,
    };
    let once = match (write, once) {
        (true, once) => once.map(str::to_owned),
        (false, _) => Some(nonce().map_err(|failure| Box::new(failed(&failure)))?),
    };
    let (signs, timestamp) = (&world.signs, wall.unix_s().to_string());
    let signed = Signed {
        method: parts.method.as_str(),
        target: parts.uri.path_and_query().map_or("/", |target| target.as_str()),
        timestamp: &timestamp,
        key_id: &signs.key_id,
        once: once.as_deref().unwrap_or_default(),
        body: &body,
    };
    for (name, value) in signed.headers(signs.secret.as_bytes(), write) {
        if value.is_empty() {
            continue;
        }
        let value =
            HeaderValue::from_str(&value).map_err(|error| Box::new(failed(&error.into())))?;
        parts.headers.insert(HeaderName::from_static(name), value);
    }
    Ok(Request::from_parts(parts, Body::from(body)))
}

fn nonce() -> Result<String, Failure> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// A problem as the API has it, in English.
fn problem(code: Code, detail: &str) -> Response {
    let words = code.in_words().into_iter().find(|words| words.tag == "en");
    let (title, usual) = words.map_or(("", ""), |words| (words.title, words.detail));
    let id = RequestId::new();
    let body = json!({
        "request_id": id.as_str(),
        "type": format!("/v1/problems/{}", code.name()),
        "title": title,
        "status": code.status().as_u16(),
        "code": code.name(),
        "detail": if detail.is_empty() { usual } else { detail },
        "retryable": code.is_retryable(),
    });
    let kind = (header::CONTENT_TYPE, "application/problem+json".to_owned());
    let named = (HeaderName::from_static("request-id"), id.as_str().to_owned());
    (code.status(), [kind, named], body.to_string()).into_response()
}

fn failed(failure: &Failure) -> Response {
    eprintln!("sandbox: {}", chain(failure.as_ref()));
    problem(Code::Failed, "")
}

fn moved(refused: &NotMoved) -> Response {
    let code = match refused {
        NotMoved::Clock => Code::BodyNotUnderstood,
        NotMoved::Reference => Code::ReferenceUnknown,
        NotMoved::Payment(_) => Code::AmountOutsideLimits,
    };
    problem(code, &refused.to_string())
}

/// Does `work` in the world of the request's key, one at a time.
async fn heavy<T: Send + 'static>(
    sandbox: &Arc<Sandbox>,
    headers: &HeaderMap,
    work: impl FnOnce(&World, Instant) -> Result<T, Failure> + Send + 'static,
) -> Result<T, Refused> {
    let world = key(headers).and_then(|key| sandbox.of_key(key));
    let world = world.ok_or_else(|| Box::new(problem(Code::KeyRefused, "")))?;
    let _turn = sandbox.heavy.acquire().await.map_err(|error| Box::new(failed(&error.into())))?;
    let wall = (sandbox.wall)();
    let done = tokio::task::spawn_blocking(move || work(&world, wall)).await;
    done.map_err(|error| Box::new(failed(&error.into())))?
        .map_err(|failure| Box::new(failed(&failure)))
}

/// What time it is in the world, who sells there, and its homes.
async fn world_now(State(sandbox): State<Arc<Sandbox>>, headers: HeaderMap) -> Response {
    let told = heavy(&sandbox, &headers, |world, wall| {
        world.catch_up(wall)?;
        let homes = world.accounts()?.into_iter().zip(&HOMES).map(|((ean, account), home)| {
            json!({
                "name": home.name,
                "reference": ean.reference().to_string(),
                "account": account.to_string(),
                "energy": home.energy.name(),
            })
        });
        Ok(json!({
            "now": world.now(wall).to_local_string(),
            "terminal": world.signs.terminal,
            "cashier": CASHIER,
            "homes": homes.collect::<Vec<Value>>(),
        }))
    });
    told.await.map_or_else(|refused| *refused, |body| Json(body).into_response())
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TurnTo {
    /// `next-day`, `weekend`, `monday`, `end-of-protected-hours`, or an instant.
    to: String,
}

/// Turns the clock forward. All that lies between happens: nights, orders, ends of protected hours.
async fn turn(State(sandbox): State<Arc<Sandbox>>, headers: HeaderMap, body: Bytes) -> Response {
    let Ok(TurnTo { to }) = serde_json::from_slice::<TurnTo>(&body) else {
        return problem(Code::BodyNotUnderstood, "the body is {\"to\": \"next-day\"} or alike");
    };
    let turned = heavy(&sandbox, &headers, move |world, wall| {
        let to = match world.step(&to, wall)? {
            Some(to) => Some(to),
            None => to.parse().ok(),
        };
        match to {
            Some(to) => world.turn(to, wall),
            None => Ok(Err(NotMoved::Clock)),
        }
    });
    match turned.await {
        Ok(Ok(now)) => Json(json!({ "now": now.to_local_string() })).into_response(),
        Ok(Err(refused)) => moved(&refused),
        Err(refused) => *refused,
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Pays {
    reference: String,
    /// Euro with two decimals; its cents say how it ends.
    amount: String,
}

/// Somebody pays online for a home.
async fn pay(State(sandbox): State<Arc<Sandbox>>, headers: HeaderMap, body: Bytes) -> Response {
    let Ok(Pays { reference, amount }) = serde_json::from_slice::<Pays>(&body) else {
        return problem(Code::BodyNotUnderstood, "the body has `reference` and `amount`");
    };
    let euro = amount.split_once('.').filter(|(_, cents)| cents.len() == 2);
    let Some(euro) = euro.and_then(|_| amount.parse::<MicroEuro>().ok()) else {
        return problem(Code::AmountNotUnderstood, "`amount` is euro with two decimals");
    };
    let paid = heavy(&sandbox, &headers, move |world, wall| {
        let paid = world.pay(&reference, euro, wall)?;
        world.catch_up(wall)?;
        Ok(paid)
    });
    match paid.await {
        Ok(Ok(Paid { id, state, amount })) => {
            let state = serde_json::to_value(state).unwrap_or(Value::Null);
            let body = json!({ "payment": id, "state": state, "amount": vending::euro(amount) });
            (StatusCode::CREATED, Json(body)).into_response()
        }
        Ok(Err(refused)) => moved(&refused),
        Err(refused) => *refused,
    }
}
