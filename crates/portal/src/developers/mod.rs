//! Pages for those who write a partner's system: start, reference, webhooks, errors, versions. All that they say
//! is given, so that the one who serves the API says it once. Source: UX 8.9 (D-01, D-02, D-04 to D-07).

mod frame;
mod kit;
mod logs;
mod sandbox;
mod words;

pub use kit::{Kit, KitFacts, LimitsNow, Sample, kit_router};
pub use logs::{LogAsked, LogLine, LogView, RequestBook, logs_router};
pub use sandbox::{
    AmountDoes, NewKey, NoKey, SandboxDesk, SandboxFacts, SandboxHome, sandbox_router,
};

use crate::my::{Door, Doors, Gate};
use crate::server::{Report, chain, html};
use crate::{style, text};
use access::Needs;
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use std::sync::Arc;

pub(crate) const START: &str = "/developers";
const REFERENCE: &str = "/developers/reference";
const OPERATION: &str = "/developers/reference/{operation}";
const WEBHOOKS: &str = "/developers/webhooks";
const ERRORS: &str = "/developers/errors";
const CODE: &str = "/developers/errors/{code}";
const VERSIONS: &str = "/developers/versions";

/// A request that can be copied, and what comes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    pub title: String,
    /// A line for a shell, with `$KEY` for the key.
    pub command: String,
    pub answer: String,
}

/// An address of the API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    pub id: String,
    pub method: String,
    pub path: String,
    pub summary: String,
    pub description: String,
    pub permission: String,
    pub parameters: Vec<Parameter>,
    pub answers: Vec<Answered>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    pub name: String,
    /// `path`, `query` or `header`.
    pub place: String,
    pub required: bool,
    pub description: String,
    pub example: String,
}

/// What a status means: a text, or codes of problems.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    pub status: String,
    pub description: String,
    pub codes: Vec<String>,
}

/// A code of a problem, with its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    pub name: String,
    pub status: u16,
    pub retryable: bool,
    pub words: Vec<Words>,
}

/// In one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// `fr`, `nl`, `de` or `en`.
    pub tag: String,
    pub language: String,
    pub title: String,
    pub detail: String,
}

/// Two texts that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub name: String,
    pub text: String,
}

/// All that the older pages say.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Guide {
    pub examples: Vec<Example>,
    pub operations: Vec<Operation>,
    pub codes: Vec<Code>,
    /// Types of events, with what they mean.
    pub events: Vec<Line>,
    /// Waits between attempts, as text.
    pub retries: String,
    /// To check an implementation of signatures: what goes in, and what comes out.
    pub vector: Vec<Line>,
    pub versions: Vec<Line>,
    /// A key is had in one click.
    pub sandbox: bool,
}

#[derive(Clone)]
struct App {
    guide: Arc<Guide>,
    report: Report,
}

/// The pages of developers, with what stands at each route.
pub fn router(guide: Guide, gate: &Gate, report: Report) -> (Router, Vec<Door>) {
    Doors::new(gate.clone())
        .get(START, Needs::Nobody, start)
        .get(REFERENCE, Needs::Nobody, reference)
        .get(OPERATION, Needs::Nobody, operation)
        .get(WEBHOOKS, Needs::Nobody, webhooks)
        .get(ERRORS, Needs::Nobody, errors)
        .get(CODE, Needs::Nobody, code)
        .get(VERSIONS, Needs::Nobody, versions)
        .finish(App { guide: Arc::new(guide), report })
}

#[derive(Template)]
#[template(path = "developers/start.html")]
struct StartPage<'a> {
    examples: &'a [Example],
    sandbox: bool,
}

#[derive(Template)]
#[template(path = "developers/reference.html")]
struct ReferencePage<'a> {
    operations: &'a [Operation],
}

#[derive(Template)]
#[template(path = "developers/operation.html")]
struct OperationPage<'a> {
    operation: &'a Operation,
}

#[derive(Template)]
#[template(path = "developers/webhooks.html")]
struct WebhooksPage<'a> {
    events: &'a [Line],
    retries: &'a str,
    vector: &'a [Line],
}

#[derive(Template)]
#[template(path = "developers/errors.html")]
struct ErrorsPage<'a> {
    codes: &'a [Code],
}

#[derive(Template)]
#[template(path = "developers/code.html")]
struct CodePage<'a> {
    code: &'a Code,
    /// Where it can come.
    at: Vec<&'a Operation>,
}

#[derive(Template)]
#[template(path = "developers/versions.html")]
struct VersionsPage<'a> {
    versions: &'a [Line],
}

#[derive(Template)]
#[template(path = "developers/none.html")]
struct NonePage;

fn show(app: &App, route: &str, headers: &HeaderMap, page: &impl Template) -> Response {
    send(app, route, headers, StatusCode::OK, page)
}

fn nothing(app: &App, route: &str, headers: &HeaderMap) -> Response {
    send(app, route, headers, StatusCode::NOT_FOUND, &NonePage)
}

fn send(
    app: &App,
    route: &str,
    headers: &HeaderMap,
    status: StatusCode,
    page: &impl Template,
) -> Response {
    match page.render() {
        Ok(text) => html(headers, status, text),
        Err(error) => {
            (app.report)(&chain(route, &error));
            html(headers, StatusCode::INTERNAL_SERVER_ERROR, String::new())
        }
    }
}

async fn start(State(app): State<App>, headers: HeaderMap) -> Response {
    show(
        &app,
        START,
        &headers,
        &StartPage { examples: &app.guide.examples, sandbox: app.guide.sandbox },
    )
}

async fn reference(State(app): State<App>, headers: HeaderMap) -> Response {
    show(&app, REFERENCE, &headers, &ReferencePage { operations: &app.guide.operations })
}

async fn operation(State(app): State<App>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    match app.guide.operations.iter().find(|operation| operation.id == id) {
        Some(operation) => show(&app, OPERATION, &headers, &OperationPage { operation }),
        None => nothing(&app, OPERATION, &headers),
    }
}

async fn webhooks(State(app): State<App>, headers: HeaderMap) -> Response {
    let Guide { events, retries, vector, .. } = app.guide.as_ref();
    show(&app, WEBHOOKS, &headers, &WebhooksPage { events, retries, vector })
}

async fn errors(State(app): State<App>, headers: HeaderMap) -> Response {
    show(&app, ERRORS, &headers, &ErrorsPage { codes: &app.guide.codes })
}

async fn code(State(app): State<App>, Path(name): Path<String>, headers: HeaderMap) -> Response {
    let Some(code) = app.guide.codes.iter().find(|code| code.name == name) else {
        return nothing(&app, CODE, &headers);
    };
    let comes = |one: &&Operation| one.answers.iter().any(|answer| answer.codes.contains(&name));
    let at = app.guide.operations.iter().filter(comes).collect();
    show(&app, CODE, &headers, &CodePage { code, at })
}

async fn versions(State(app): State<App>, headers: HeaderMap) -> Response {
    show(&app, VERSIONS, &headers, &VersionsPage { versions: &app.guide.versions })
}
