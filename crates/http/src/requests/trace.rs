//! A request from its first line to its last: what the gate and the handlers find out about it on the way.

use super::{Asker, EndedRequest, RequestId};
use crate::App;
use crate::sign::IDEMPOTENCY_HEADER;
use axum::body::{Body, HttpBody as _, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, Method, header};
use axum::response::Response;
use sha2::{Digest as _, Sha256};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant as Stopwatch;

/// Answers longer than this are not read for the log.
const MOST_ANSWER: u64 = 64 << 10;
/// Hexadecimal digits of an idempotency key's SHA-256.
const ONCE_DIGITS: usize = 16;

#[derive(Debug, Default)]
struct Noted {
    asker: Option<Asker>,
    asked: Option<String>,
    asked_bytes: usize,
}

/// Travels with a request, for whoever learns something about it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Trace(Arc<Mutex<Noted>>);

impl Trace {
    fn noted(&self) -> MutexGuard<'_, Noted> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The key was right.
    pub(crate) fn is_of(request: &axum::http::Extensions, asker: Asker) {
        if let Some(trace) = request.get::<Self>() {
            trace.noted().asker = Some(asker);
        }
    }

    /// A body has come in. Only a handler reads one, so whoever sent it is known.
    pub(crate) fn body(&self, app: &App, body: &[u8]) {
        if app.options.log.is_some() {
            let masked = app.masks.masked(body);
            let mut noted = self.noted();
            (noted.asked, noted.asked_bytes) = (Some(masked), body.len());
        }
    }
}

/// A request that is open. It is kept when it ends, also if its caller hangs up first.
pub(crate) struct Entry {
    app: App,
    request: Option<EndedRequest>,
    began: Stopwatch,
    trace: Trace,
}

fn method(method: &Method) -> &'static str {
    let known = [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE];
    match known.iter().position(|one| one == method) {
        Some(0) => "GET",
        Some(1) => "POST",
        Some(2) => "PUT",
        Some(3) => "PATCH",
        Some(_) => "DELETE",
        // A caller may write anything there.
        None => "other",
    }
}

fn once(headers: &HeaderMap) -> Option<String> {
    let key = headers.get(IDEMPOTENCY_HEADER)?;
    let digest = crate::sign::hex(&Sha256::digest(key.as_bytes()));
    Some(digest.chars().take(ONCE_DIGITS).collect())
}

fn number(length: u64) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

impl Entry {
    pub(crate) fn begin(app: &App, id: &RequestId, route: &str, request: &mut Request) -> Self {
        let trace = Trace::default();
        let ended = app.options.log.as_ref().map(|_| EndedRequest {
            id: id.clone(),
            at: (app.options.clock)(),
            asker: None,
            method: method(request.method()),
            route: route.to_owned(),
            status: None,
            code: None,
            took_ms: 0,
            asked_bytes: 0,
            answered_bytes: 0,
            once: once(request.headers()),
            asked: None,
            answered: None,
        });
        request.extensions_mut().insert(trace.clone());
        Self { app: app.clone(), request: ended, began: Stopwatch::now(), trace }
    }

    /// Keeps it with its answer, which goes on as it is.
    pub(crate) async fn end(mut self, response: Response, code: Option<&'static str>) -> Response {
        let known = self.trace.noted().asker.is_some();
        let Some(request) = self.request.as_mut() else { return response };
        (request.status, request.code) = (Some(response.status().as_u16()), code);
        let length = response.body().size_hint().exact();
        request.answered_bytes = number(length.unwrap_or(0));
        let kind = response.headers().get(header::CONTENT_TYPE);
        let is_json = kind.is_some_and(|kind| kind.as_bytes().ends_with(b"json"));
        let (parts, mut body) = response.into_parts();
        if known && is_json && length.is_some_and(|length| length <= MOST_ANSWER) {
            // It is in memory already, so there is nothing to wait for.
            let read = to_bytes(body, usize::MAX).await.unwrap_or_default();
            request.answered = Some(self.app.masks.masked(&read));
            body = Body::from(read);
        }
        Response::from_parts(parts, body)
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        let (Some(mut request), Some(log)) = (self.request.take(), self.app.options.log.as_ref())
        else {
            return;
        };
        request.took_ms = i64::try_from(self.began.elapsed().as_millis()).unwrap_or(i64::MAX);
        let mut noted = self.trace.noted();
        request.asker = noted.asker.take();
        request.asked = noted.asked.take().filter(|_| request.asker.is_some());
        request.asked_bytes = i64::try_from(noted.asked_bytes).unwrap_or(i64::MAX);
        drop(noted);
        log.keep(request);
    }
}
