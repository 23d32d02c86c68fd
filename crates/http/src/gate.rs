//! The door: who may pass. Every address has a permission, taken from its own documentation; what has
//! none is not served. Source: PD-04, TP-06.

mod partner;
mod replays;
mod rights;

pub(crate) use partner::{Once, PartnerCaller};
pub(crate) use replays::Replays;
pub use rights::StartError;
pub(crate) use rights::{Permission, Rights, operations, permission};

use crate::App;
use crate::desk::Terminal;
use crate::language::Language;
use crate::names::{IdempotencyKey, TerminalId};
use crate::problem::{Code, Problem};
use crate::requests::{Asker, Entry, REQUEST_HEADER, RequestId, Trace};
use crate::sign::{
    IDEMPOTENCY_HEADER, KEY_HEADER, NONCE_HEADER, SIGNATURE_HEADER, Signed, TIMESTAMP_HEADER,
    WINDOW_S, read_signature,
};
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{MatchedPath, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use calendar::Instant;
use std::sync::Arc;

/// A terminal whose request is signed, and what its handler needs to know.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    pub terminal: Arc<Terminal>,
    pub language: Language,
    pub at: Instant,
    /// Of a write; a read has none.
    pub key: Option<IdempotencyKey>,
    pub path: Arc<str>,
}

/// The name of a request: the caller's own if it is a plain one.
fn request_id(headers: &HeaderMap) -> RequestId {
    let mut told = headers.get_all(REQUEST_HEADER).iter();
    let only = match (told.next(), told.next()) {
        (Some(value), None) => value.to_str().ok().and_then(RequestId::told),
        _ => None,
    };
    only.unwrap_or_default()
}

/// Outermost: a request gets its name here, a problem becomes JSON, and its cause is logged once, by route and never
/// by path.
pub(crate) async fn present(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let language = Language::asked_for(request.headers());
    let route = route(&request).to_owned();
    let id = request_id(request.headers());
    let entry = Entry::begin(&app, &id, &route, &mut request);
    let mut response = next.run(request).await;
    let mut code = None;
    if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        if let Some(cause) = &problem.cause {
            (app.options.report)(&format!("http {route}: {}: {cause}", problem.code.name()));
        }
        code = Some(problem.code.name());
        response = problem.of_request(&id).into_json(language);
    }
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if let Ok(value) = HeaderValue::from_str(id.as_str()) {
        headers.insert(REQUEST_HEADER, value);
    }
    entry.end(response, code).await
}

fn route(request: &Request) -> &str {
    request.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str)
}

/// Lets through what is public, and what a terminal signed for itself.
pub(crate) async fn gate(
    State(app): State<App>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    match app.rights.of(route(&request), request.method().as_str())? {
        Permission::Public => Ok(next.run(request).await),
        Permission::Read => pass(&app, request, next, false).await,
        Permission::Write => pass(&app, request, next, true).await,
        Permission::Partner(scope) => partner::pass(&app, request, next, scope).await,
    }
}

async fn pass(app: &App, request: Request, next: Next, write: bool) -> Result<Response, Problem> {
    let (mut parts, body) = request.into_parts();
    let claims = Claims::of(&parts, write).ok_or_else(refused)?;
    let body = read(app, &parts, body).await?;
    let caller = authenticate(app, &parts, &claims, &body, write).await?;
    let id = caller.terminal.id.clone();
    Trace::is_of(&parts.extensions, Asker::Terminal { id, key: claims.key_id.clone() });
    parts.extensions.insert(caller);
    let answer = next.run(Request::from_parts(parts, Body::from(body)));
    // What runs on may still be carried out: only the same key again can tell.
    let late = |_| Problem::new(if write { Code::OutcomeUnknown } else { Code::Unavailable });
    let late = |elapsed| late(elapsed).retry_after(1);
    tokio::time::timeout(app.options.answer_within, answer).await.map_err(late)
}

/// What a request says of itself. Anything missing or garbled is no claim at all.
struct Claims {
    terminal: TerminalId,
    key_id: String,
    timestamp: String,
    /// Empty if a write brings no key: told once the rest is known to be right.
    once: String,
    signature: [u8; 32],
    target: String,
    path: String,
}

impl Claims {
    fn of(parts: &Parts, write: bool) -> Option<Self> {
        let uri = &parts.uri;
        // Twice the same header may be read differently by what stands between.
        let only = |name: &str| {
            let mut values = parts.headers.get_all(name).iter();
            match (values.next(), values.next()) {
                (Some(value), None) => value.to_str().ok(),
                _ => None,
            }
        };
        let once = match write {
            true if !parts.headers.contains_key(IDEMPOTENCY_HEADER) => "",
            true => only(IDEMPOTENCY_HEADER)?,
            // A nonce is as plain as a key.
            false => only(NONCE_HEADER).filter(|text| text.parse::<IdempotencyKey>().is_ok())?,
        };
        Some(Self {
            terminal: terminal_of(uri.path())?,
            key_id: only(KEY_HEADER)?.to_owned(),
            timestamp: only(TIMESTAMP_HEADER)?.to_owned(),
            once: once.to_owned(),
            signature: read_signature(only(SIGNATURE_HEADER)?)?,
            target: uri.path_and_query().map_or("/", |target| target.as_str()).to_owned(),
            path: uri.path().to_owned(),
        })
    }
}

/// The terminal that a path speaks of: whoever signs has to be this one.
fn terminal_of(path: &str) -> Option<TerminalId> {
    let rest = path.strip_prefix("/v1/terminals/")?;
    rest.split('/').next()?.parse().ok()
}

fn refused() -> Problem {
    Problem::new(Code::SignatureRefused)
}

async fn read(app: &App, parts: &Parts, body: Body) -> Result<Bytes, Problem> {
    let most = app.options.body_most_bytes;
    let too_large = || Problem::new(Code::BodyTooLarge).with("most_bytes", most);
    let declared = parts.headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    if declared.and_then(|text| text.parse::<u64>().ok()).is_some_and(|bytes| bytes > most as u64) {
        return Err(too_large());
    }
    match tokio::time::timeout(app.options.body_within, to_bytes(body, most)).await {
        Ok(Ok(body)) => Ok(body),
        // Longer than told, or broken off: then nobody reads the answer.
        Ok(Err(_)) => Err(too_large()),
        Err(_) => Err(Problem::new(Code::BodyTooSlow)),
    }
}

async fn authenticate(
    app: &App,
    parts: &Parts,
    claims: &Claims,
    body: &[u8],
    write: bool,
) -> Result<Caller, Problem> {
    let at = (app.options.clock)();
    let terminal = app.desk.terminal(&claims.terminal).await?;
    let signed = Signed {
        method: parts.method.as_str(),
        target: &claims.target,
        timestamp: &claims.timestamp,
        key_id: &claims.key_id,
        once: &claims.once,
        body,
    };
    let key = terminal.as_ref().and_then(|terminal| {
        terminal.keys.iter().find(|key| key.id == claims.key_id && key.is_valid(at))
    });
    // An unknown terminal or key takes as long as a wrong signature.
    let secret = key.map_or(&[0; 32][..], |key| &key.secret);
    let known = key.is_some();
    let is_signed = signed.is_signed(secret, &claims.signature);
    let Some(terminal) = terminal.filter(|_| known && is_signed) else {
        return Err(refused());
    };
    let sent_s: i64 = claims.timestamp.parse().map_err(|_| refused())?;
    if at.unix_s().abs_diff(sent_s) > WINDOW_S.unsigned_abs() {
        let server_time = at.to_local_string();
        return Err(Problem::new(Code::ClockOutOfWindow).with("server_time", server_time));
    }
    let key = if write {
        let missing = |_| Problem::new(Code::IdempotencyKeyMissing);
        Some(claims.once.parse().map_err(missing)?)
    } else {
        if !app.replays.is_first(claims.signature, at) {
            return Err(refused());
        }
        None
    };
    Ok(Caller {
        terminal: Arc::new(terminal),
        language: Language::asked_for(&parts.headers),
        at,
        key,
        path: claims.path.as_str().into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tp_06_the_terminal_is_the_one_of_the_path() {
        for (path, expected) in [
            ("/v1/terminals/T1/lookup", Some("T1")),
            ("/v1/terminals/T1/sales/v1/terminals/T2/vend", Some("T1")),
            ("/api/v1/terminals/T1/lookup", None),
            ("/v1/terminals/T%31/lookup", None),
            ("/v1/terminals//lookup", None),
            ("/v1/problems/failed", None),
        ] {
            let terminal = terminal_of(path);
            assert_eq!(terminal.as_ref().map(TerminalId::as_str), expected, "{path}");
        }
    }
}
