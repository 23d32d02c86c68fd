//! What handlers take from a request that passed the gate.

use crate::App;
use crate::desk::{Call, CarriedOut, Order};
use crate::gate::Caller;
pub(super) use crate::gate::Once;
use crate::problem::{Code, Problem};
use crate::requests::Trace;
use axum::Json;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::str::FromStr;
use vending::Fingerprint;

/// What a parser says of a body is shown to this length.
const MOST_REASON: usize = 200;

impl FromRequestParts<App> for Caller {
    type Rejection = Problem;

    /// A handler that the gate did not sign in for answers nobody.
    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        parts.extensions.get().cloned().ok_or_else(|| Problem::new(Code::SignatureRefused))
    }
}

/// A body as it was sent, and what it says.
pub(super) struct Told<T> {
    pub text: String,
    pub says: T,
}

fn not_understood(reason: impl ToString) -> Problem {
    let reason: String = reason.to_string().chars().take(MOST_REASON).collect();
    Problem::new(Code::BodyNotUnderstood).with("reason", reason)
}

async fn text(request: Request, app: &App) -> Result<String, Problem> {
    let trace = request.extensions().get::<Trace>().cloned();
    let bytes = Bytes::from_request(request, &())
        .await
        .map_err(|error| not_understood(error.body_text()))?;
    if let Some(trace) = trace {
        trace.body(app, &bytes);
    }
    String::from_utf8(bytes.into()).map_err(|_| not_understood("the body is not UTF-8"))
}

impl<T: DeserializeOwned> FromRequest<App> for Told<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        let text = text(request, app).await?;
        let says = serde_json::from_str(&text).map_err(not_understood)?;
        Ok(Self { text, says })
    }
}

/// A body of which only the fingerprint counts.
pub(super) struct Bare(pub String);

impl FromRequest<App> for Bare {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        text(request, app).await.map(Self)
    }
}

/// The parts of a path by their names.
pub(super) struct Names(BTreeMap<String, String>);

impl FromRequestParts<App> for Names {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let wrong = |_| Problem::new(Code::NameNotUnderstood).with("name", "a name");
        let Path(names) = Path::from_request_parts(parts, app).await.map_err(wrong)?;
        Ok(Self(names))
    }
}

impl Names {
    pub fn get<T: FromStr>(&self, name: &str) -> Result<T, Problem> {
        let read = self.0.get(name).and_then(|text| text.parse().ok());
        read.ok_or_else(|| Problem::new(Code::NameNotUnderstood).with("name", name))
    }
}

/// Has an order carried out, under the caller's key.
pub(super) async fn carry_out(
    app: &App,
    caller: &Caller,
    call: Call,
    body: &str,
) -> Result<CarriedOut, Problem> {
    let key = caller.key.clone().ok_or_else(|| Problem::new(Code::IdempotencyKeyMissing))?;
    // The address is part of what was asked: one key, one request.
    let fingerprint = Fingerprint::of(key.as_str(), &format!("{}\n{body}", caller.path));
    let order = Order { key, fingerprint, at: caller.at, call };
    Ok(app.desk.carry_out(&caller.terminal, order).await?)
}

/// An answer to a write, marked if its key came before.
pub(super) fn written(status: StatusCode, answer: impl Serialize, repeated: bool) -> Response {
    let mut response = (status, Json(answer)).into_response();
    if repeated {
        let name = HeaderName::from_static(crate::sign::REPLAYED_HEADER);
        response.headers_mut().insert(name, HeaderValue::from_static("true"));
    }
    response
}

/// A desk that answers another question than it was asked.
pub(super) fn wrong_outcome() -> Problem {
    let error = std::io::Error::other("the desk's outcome is not of the order's kind");
    Problem::new(Code::Failed).caused_by(&error)
}
