//! The door of partners' systems: a key that holds, for this, in a version that is answered, not too often.

use crate::App;
use crate::names::IdempotencyKey;
use crate::partners::{Partner, Scope, VERSION_HEADER, Version};
use crate::problem::{Code, Problem};
use crate::requests::{Asker, Trace};
use crate::sign::IDEMPOTENCY_HEADER;
use axum::body::Body;
use axum::extract::{FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use calendar::Instant;

/// Longer than any key: what is longer is not looked up.
const MOST_KEY: usize = 200;

/// A partner's system whose key was checked.
#[derive(Debug, Clone)]
pub(crate) struct PartnerCaller {
    pub partner: Partner,
    pub at: Instant,
}

/// The key of a write that is carried out once.
#[derive(Debug, Clone)]
pub(crate) struct Once(pub IdempotencyKey);

impl FromRequestParts<App> for Once {
    type Rejection = Problem;

    /// A write whose scope asks for no key at the gate is a mistake of ours, and is not carried out.
    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        parts.extensions.get().cloned().ok_or_else(|| Problem::new(Code::IdempotencyKeyMissing))
    }
}

impl FromRequestParts<App> for PartnerCaller {
    type Rejection = Problem;

    /// A handler that the gate did not let through to answers nobody.
    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        parts.extensions.get().cloned().ok_or_else(refused)
    }
}

fn refused() -> Problem {
    Problem::new(Code::KeyRefused)
}

/// The only value of a header: twice the same one may be read differently by what stands between.
fn only<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (Some(value), None) => value.to_str().ok(),
        _ => None,
    }
}

/// A write with its key, and its body within what may be sent.
async fn with_key(app: &App, request: Request) -> Result<Request, Problem> {
    let (mut parts, body) = request.into_parts();
    let key = only(&parts.headers, IDEMPOTENCY_HEADER).and_then(|key| key.parse().ok());
    let key = key.ok_or_else(|| Problem::new(Code::IdempotencyKeyMissing))?;
    let body = super::read(app, &parts, body).await?;
    parts.extensions.insert(Once(key));
    Ok(Request::from_parts(parts, Body::from(body)))
}

/// What is wrong with a key is not told.
pub(super) async fn pass(
    app: &App,
    mut request: Request,
    next: Next,
    scope: Scope,
) -> Result<Response, Problem> {
    let at = app.options.read_at.as_ref().map_or_else(|| (app.options.clock)(), |clock| clock());
    let headers = request.headers();
    let bearer = only(headers, header::AUTHORIZATION.as_str());
    let key = bearer.and_then(|value| value.strip_prefix("Bearer ")).map(str::to_owned);
    let key = key.filter(|key| !key.is_empty() && key.len() <= MOST_KEY).ok_or_else(refused)?;
    let asked = match headers.contains_key(VERSION_HEADER) {
        true => Some(only(headers, VERSION_HEADER).and_then(Version::named)),
        false => None,
    };
    let books = app.options.partners.as_ref().ok_or_else(refused)?;
    let late = |_| Problem::new(Code::Unavailable).retry_after(1);
    let known = tokio::time::timeout(app.options.answer_within, books.partner(&key, at));
    let partner = known.await.map_err(late)??.ok_or_else(refused)?;
    Trace::is_of(request.extensions(), Asker::Partner(partner.key));
    let unknown = || Problem::new(Code::VersionUnknown).with("known", Version::known());
    let version = match asked {
        Some(version) => version.ok_or_else(unknown)?,
        None => partner.version,
    };
    if !partner.scopes.contains(&scope) {
        return Err(Problem::new(Code::ScopeMissing).with("scope", scope));
    }
    app.rates.count(partner.key, at).map_err(|wait_s| {
        Problem::new(Code::RateLimited).with("retry_after_s", wait_s).retry_after(wait_s)
    })?;
    if scope.is_keyed() {
        request = with_key(app, request).await?;
    }
    request.extensions_mut().insert(PartnerCaller { partner, at });
    let answer = tokio::time::timeout(app.options.answer_within, next.run(request));
    // A write that runs on may still be carried out: only the same key again can tell.
    let code = if scope.is_keyed() { Code::OutcomeUnknown } else { Code::Unavailable };
    let mut response = answer.await.map_err(|_| Problem::new(code).retry_after(1))?;
    response.headers_mut().insert(VERSION_HEADER, HeaderValue::from_static(version.name()));
    Ok(response)
}
