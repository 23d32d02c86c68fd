//! Routes, and how an answer leaves: one place for headers, compression and mistakes.

use crate::accounts::{self, AccountOptions};
use crate::mistakes::preferred;
use crate::my::{Door, Doors, Gate, MyError, Page, Sessions, Visitor};
use crate::pages::{AccountView, ErrorPage, ExplainForm, ExplainView};
use crate::pay::frame::see_other;
use crate::source::{Source, SourceError};
use crate::style;
use crate::text;
use access::{Act, Needs, Verb};
use askama::Template;
use axum::Extension;
use axum::Router;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde::Deserialize;
use std::error::Error;
use std::future::Future;
use std::io::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;
use units::AccountId;

/// Told one line for each failure: the route and the chain of causes.
pub type Report = Arc<dyn Fn(&str) + Send + Sync>;

const ACCOUNT: &str = "/accounts/{account}";
const EXPLAIN: &str = "/accounts/{account}/explain";
const STATUS: &str = "/status";
const LIVEZ: &str = "/livez";
const READYZ: &str = "/readyz";

#[derive(Clone)]
struct App {
    source: Arc<dyn Source>,
    report: Report,
    sessions: Arc<dyn Sessions>,
}

/// The pages over `source`, with what stands at each route; `report` is told each failure, and `gate` asks
/// who is there. `help_phone` is free of charge, as written on the page.
pub fn router(
    source: Arc<dyn Source>,
    gate: &Gate,
    help_phone: String,
    report: Report,
) -> (Router, Vec<Door>) {
    let every = |act: Act| Needs::Anyones(act, Verb::View);
    let options = AccountOptions { help_phone };
    let (lists, mut all_doors) =
        accounts::routes(Arc::clone(&source), gate, options, Arc::clone(&report));
    let (pages, doors) = Doors::new(gate.clone())
        .get("/", Needs::Nobody, front)
        .get(ACCOUNT, every(Act::ThirtyDays), account)
        .get(EXPLAIN, every(Act::ThirtyDays), explain)
        .get(STATUS, Needs::Nobody, status)
        .get(style::path(), Needs::Nobody, style_sheet)
        .get(LIVEZ, Needs::Nobody, livez)
        .get(READYZ, Needs::Nobody, readyz)
        .finish(App { source, report, sessions: gate.sessions() });
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

/// Why there is no page.
#[derive(Debug, thiserror::Error)]
enum Problem {
    #[error("{what}")]
    NotFound { title: &'static str, what: String },
    #[error("{what}")]
    BadRequest { what: String },
    #[error(transparent)]
    Source(#[from] SourceError),
    #[error(transparent)]
    Sessions(#[from] MyError),
    #[error("could not write the page")]
    Template(#[from] askama::Error),
    #[error("the source of the figures panicked")]
    Panic(#[source] tokio::task::JoinError),
}

impl Problem {
    /// `None` for what is ours to repair: that is told alike on all pages.
    fn page(&self) -> Option<(StatusCode, ErrorPage)> {
        let page = match self {
            Self::NotFound { title, what } => (
                StatusCode::NOT_FOUND,
                ErrorPage { title, what: what.clone(), advice: text::NOT_FOUND_ADVICE },
            ),
            Self::BadRequest { what } => (
                StatusCode::BAD_REQUEST,
                ErrorPage {
                    title: text::BAD_REQUEST,
                    what: what.clone(),
                    advice: text::NOT_FOUND_ADVICE,
                },
            ),
            Self::Source(_) | Self::Sessions(_) | Self::Template(_) | Self::Panic(_) => {
                return None;
            }
        };
        Some(page)
    }
}

/// One account. `404` for a text that is no number of an account, or one without account.
async fn account(
    State(app): State<App>,
    Extension(visitor): Extension<Visitor>,
    path: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Response {
    let sessions = Arc::clone(&app.sessions);
    answer(app, ACCOUNT, headers, move |source| {
        let id = account_id(path)?;
        let page = source.account(id)?.ok_or_else(|| no_account(id))?;
        sessions.looked(&visitor, id, &[Act::StateAndAmount, Act::ThirtyDays])?;
        Ok((StatusCode::OK, AccountView::new(&page).render()?))
    })
    .await
}

#[derive(Debug, Deserialize)]
struct ExplainQuery {
    at: Option<String>,
    known: Option<String>,
}

/// Why a balance is what it is. `400` with the form for a text that is no instant; `404` as for
/// the account.
async fn explain(
    State(app): State<App>,
    Extension(visitor): Extension<Visitor>,
    path: Result<Path<String>, PathRejection>,
    query: Result<Query<ExplainQuery>, QueryRejection>,
    headers: HeaderMap,
) -> Response {
    let sessions = Arc::clone(&app.sessions);
    answer(app, EXPLAIN, headers, move |source| {
        let id = account_id(path)?;
        let Query(query) = query.map_err(|rejection| Problem::BadRequest {
            what: text::bad_list_query(&rejection.body_text()),
        })?;
        let (at, known) = (given(query.at), given(query.known));
        match source.explain(id, at.clone(), known.clone()) {
            Ok(Some(page)) => {
                sessions.looked(&visitor, id, &[Act::StateAndAmount, Act::ThirtyDays])?;
                Ok((StatusCode::OK, ExplainView::new(&page, known).render()?))
            }
            Ok(None) => Err(no_account(id)),
            Err(error @ SourceError::NotAnInstant { field, .. }) => {
                let form = ExplainForm {
                    at: at.unwrap_or_default(),
                    known: known.unwrap_or_default(),
                    error: Some((field, text::not_an_instant(&error.to_string()))),
                };
                // Whose it is stands on the page all the same.
                let page = source.explain(id, None, None)?.ok_or_else(|| no_account(id))?;
                sessions.looked(&visitor, id, &[Act::StateAndAmount])?;
                Ok((StatusCode::BAD_REQUEST, ExplainView::refused(&page, form).render()?))
            }
            Err(error) => Err(error.into()),
        }
    })
    .await
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
    plain(StatusCode::OK, text::ALIVE)
}

/// The source answers too. `503` if not.
async fn readyz(State(app): State<App>) -> Response {
    let source = Arc::clone(&app.source);
    let outcome = match tokio::task::spawn_blocking(move || source.ready()).await {
        Ok(outcome) => outcome.map_err(Problem::from),
        Err(panic) => Err(Problem::Panic(panic)),
    };
    match outcome {
        Ok(()) => plain(StatusCode::OK, text::READY),
        Err(problem) => {
            (app.report)(&chain(READYZ, &problem));
            plain(StatusCode::SERVICE_UNAVAILABLE, text::NOT_READY)
        }
    }
}

/// A parameter, unless it is missing or blank: a form sends the fields left empty too.
fn given(parameter: Option<String>) -> Option<String> {
    parameter.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

fn account_id(path: Result<Path<String>, PathRejection>) -> Result<AccountId, Problem> {
    let not_found = |reason: String| Problem::NotFound {
        title: text::NO_SUCH_ACCOUNT,
        what: text::not_an_account(&reason),
    };
    let Path(text) = path.map_err(|rejection| not_found(rejection.body_text()))?;
    text.parse().map_err(|error: units::UnknownName| not_found(error.to_string()))
}

fn no_account(account: AccountId) -> Problem {
    let what = text::no_account(&account.to_string());
    Problem::NotFound { title: text::NO_SUCH_ACCOUNT, what }
}

/// Runs `work` where it may block, and sends its page or the page of its problem.
async fn answer(
    app: App,
    route: &'static str,
    headers: HeaderMap,
    work: impl FnOnce(&dyn Source) -> Result<(StatusCode, String), Problem> + Send + 'static,
) -> Response {
    let source = Arc::clone(&app.source);
    let wanted = headers.clone();
    let done = tokio::task::spawn_blocking(move || {
        work(source.as_ref()).map(|(status, page)| html(&wanted, status, page))
    });
    match done.await.map_err(Problem::Panic).and_then(|outcome| outcome) {
        Ok(response) => response,
        Err(failed) => problem(&app.report, route, &headers, &failed),
    }
}

fn problem(report: &Report, route: &str, headers: &HeaderMap, problem: &Problem) -> Response {
    let Some((status, page)) = problem.page() else {
        report(&chain(route, problem));
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    // A page that cannot be written leaves its status and nothing else.
    html(headers, status, page.render().unwrap_or_default())
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
