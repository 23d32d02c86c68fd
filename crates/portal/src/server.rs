//! Routes, and how an answer leaves: one place for headers, compression and mistakes.

use crate::accounts::{self, AccountOptions};
use crate::mistakes::preferred;
use crate::my::{Door, Doors, Gate, Page};
use crate::pay::frame::see_other;
use crate::source::Source;
use crate::style;
use access::Needs;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest as _, Sha256};
use std::error::Error;
use std::future::Future;
use std::io::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;

/// Told one line for each failure: the route and the chain of causes.
pub type Report = Arc<dyn Fn(&str) + Send + Sync>;

const STATUS: &str = "/status";
const LIVEZ: &str = "/livez";
const READYZ: &str = "/readyz";

#[derive(Clone)]
struct App {
    source: Arc<dyn Source>,
    report: Report,
}

/// The pages over `source`, with what stands at each route; `report` is told each failure, and `gate` asks
/// who is there. `help_phone` is free of charge, as written on the page.
pub fn router(
    source: Arc<dyn Source>,
    gate: &Gate,
    help_phone: String,
    report: Report,
) -> (Router, Vec<Door>) {
    let options = AccountOptions { help_phone };
    let (lists, mut all_doors) =
        accounts::routes(Arc::clone(&source), gate, options, Arc::clone(&report));
    let (pages, doors) = Doors::new(gate.clone())
        .get("/", Needs::Nobody, front)
        .get(STATUS, Needs::Nobody, status)
        .get(style::path(), Needs::Nobody, style_sheet)
        .get(LIVEZ, Needs::Nobody, livez)
        .get(READYZ, Needs::Nobody, readyz)
        .finish(App { source, report });
    all_doors.extend(doors);
    (pages.merge(lists).fallback(not_found), all_doors)
}

/// Whoever comes without a path is shown the doors, in a language they read.
async fn front(headers: HeaderMap) -> Response {
    see_other(Page::Doors.path(preferred(&headers)))
}

/// An address that people tell one another, and the page in a language they read.
async fn status(headers: HeaderMap) -> Response {
    see_other(Page::State.path(preferred(&headers)))
}

/// Serves `router` until `shutdown` is done and the answers under way have left.
/// Errors: those of the listener.
pub async fn serve(
    listener: tokio::net::TcpListener,
    router: Router,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    // Wrong references are counted for the address they come from.
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service).with_graceful_shutdown(shutdown).await
}

/// [`crate::explained`] says it in words.
async fn not_found() -> StatusCode {
    StatusCode::NOT_FOUND
}

async fn style_sheet(headers: HeaderMap) -> Response {
    sheet(&headers, style::STYLE.to_owned())
}

/// A style sheet, whose name changes with it.
pub(crate) fn sheet(headers: &HeaderMap, text: String) -> Response {
    let mut response = body(headers, "text/css; charset=utf-8", text);
    let for_good = HeaderValue::from_static("public, max-age=31536000, immutable");
    response.headers_mut().insert(header::CACHE_CONTROL, for_good);
    response
}

/// The process answers.
async fn livez() -> Response {
    plain(StatusCode::OK, "alive\n")
}

/// The source answers too. `503` if not.
async fn readyz(State(app): State<App>) -> Response {
    let source = Arc::clone(&app.source);
    let failed: Box<dyn Error> = match tokio::task::spawn_blocking(move || source.ready()).await {
        Ok(Ok(())) => return plain(StatusCode::OK, "ready\n"),
        Ok(Err(error)) => Box::new(error),
        Err(panic) => Box::new(panic),
    };
    (app.report)(&chain(READYZ, failed.as_ref()));
    plain(StatusCode::SERVICE_UNAVAILABLE, "not ready\n")
}

/// The route, never the path: a log is no place for what names a household. Then the chain of causes.
pub(crate) fn chain(route: &str, problem: &dyn Error) -> String {
    let mut line = format!("portal {route}: {problem}");
    let mut cause = problem.source();
    while let Some(error) = cause {
        line.push_str(&format!(": {error}"));
        cause = error.source();
    }
    line
}

pub(crate) fn html(headers: &HeaderMap, status: StatusCode, page: String) -> Response {
    let mut response = body(headers, "text/html; charset=utf-8", page);
    *response.status_mut() = status;
    let names = response.headers_mut();
    names.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    names.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    names.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    // Addresses name accounts, payments and acts.
    names.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    names.insert(
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    );
    response
}

/// Nothing but our own style sheet, the icon inside the page, and forms that come back here.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; \
                      base-uri 'none'; frame-ancestors 'none'";

/// For a site behind TLS: a browser that was here once asks over TLS alone for a year. Names below this one are not ours to
/// bind.
pub async fn over_tls_alone(
    request: axum::extract::Request,
    next: axum::middleware::Next,
) -> Response {
    let mut response = next.run(request).await;
    let year = HeaderValue::from_static("max-age=31536000");
    response.headers_mut().insert(header::STRICT_TRANSPORT_SECURITY, year);
    response
}

/// Something to keep.
pub(crate) fn file(headers: &HeaderMap, kind: &'static str, text: String) -> Response {
    let mut response = body(headers, kind, text);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// A PDF: it is compressed inside, and nobody else keeps it.
pub(crate) fn pdf(bytes: Vec<u8>) -> Response {
    let mut response = bytes.into_response();
    let names = response.headers_mut();
    names.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/pdf"));
    names.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    names.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// A picture that somebody sent us: nobody else keeps it, and it is taken for nothing but a picture.
pub(crate) fn picture(kind: &'static str, bytes: Vec<u8>) -> Response {
    let mut response = pdf(bytes);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

/// A file with the checksum of its bytes. It is not compressed on its way: the checksum is of what arrives and of what is
/// kept. Source: ES-15, RFC 9530.
pub(crate) fn summed(kind: &'static str, bytes: Vec<u8>) -> Response {
    let digest = format!("sha-256=:{}:", STANDARD.encode(Sha256::digest(&bytes)));
    let mut response = picture(kind, bytes);
    if let Ok(digest) = HeaderValue::from_str(&digest) {
        response.headers_mut().insert(HeaderName::from_static("content-digest"), digest);
    }
    response
}

pub(crate) fn plain(status: StatusCode, word: &'static str) -> Response {
    let no_store = (header::CACHE_CONTROL, "no-store");
    (status, [no_store, (header::CONTENT_TYPE, "text/plain; charset=utf-8")], word).into_response()
}

/// A body, compressed for whoever takes it. Pages hold no secret that a guess in the address could
/// be compared with, so compression gives nothing away.
fn body(headers: &HeaderMap, kind: &'static str, text: String) -> Response {
    let compressed = if takes_gzip(headers) { gzip(text.as_bytes()) } else { None };
    let encoded = compressed.is_some();
    let bytes = compressed.unwrap_or_else(|| text.into_bytes());
    let mut response = bytes.into_response();
    let names = response.headers_mut();
    names.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    names.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    names.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if encoded {
        names.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    response
}

fn takes_gzip(headers: &HeaderMap) -> bool {
    let Some(accepted) = headers.get(header::ACCEPT_ENCODING).and_then(|text| text.to_str().ok())
    else {
        return false;
    };
    accepted.split(',').any(|coding| {
        let (name, quality) = coding.split_once(';').unwrap_or((coding, ""));
        let quality = quality.trim().trim_start_matches("q=");
        // `q=0`, `q=0.0` refuse it.
        let refused = !quality.is_empty() && quality.chars().all(|c| matches!(c, '0' | '.'));
        name.trim().eq_ignore_ascii_case("gzip") && !refused
    })
}

/// `None` if it cannot be compressed; then it goes out as it is.
fn gzip(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok()
}
