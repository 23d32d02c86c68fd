//! D-03: magic references, amounts and a clock, and a key in one click. Source: UX 8.9, UX 10, F-80.

use super::Example;
use super::frame::{Frame, Page};
use super::words::Words;
use crate::answers::{Reply, Trouble, page};
use crate::language::Writes as _;
use crate::my::{Door, Doors, Gate};
use crate::pay::guard;
use crate::server::{Report, chain, html};
use crate::style;
use crate::words::fill;
use access::Needs;
use askama::Template;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use calendar::Instant;
use std::sync::Arc;
use units::Language;

/// A home of each world.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SandboxHome {
    pub reference: String,
    pub account: String,
    pub energy: String,
    /// As the API calls them.
    pub state: String,
    pub supply: String,
    pub modifiers: String,
}

/// What an amount with these cents does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AmountDoes {
    Fails,
    IsLate,
    ComesTwice,
    StaysOpen,
}

/// What the page says that is decided elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SandboxFacts {
    pub homes: Vec<SandboxHome>,
    /// Nobody's, and one with a wrong check digit.
    pub refused: [String; 2],
    /// Such as `20.41`.
    pub amounts: Vec<(String, AmountDoes)>,
}

/// What was made, to be shown once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewKey {
    pub key: String,
    pub terminal: String,
    /// Name and secret, with a colon between.
    pub signs: String,
    pub until: Instant,
    /// Identify, vend, state.
    pub calls: Vec<Example>,
    /// What else there is to try.
    pub more: Vec<Example>,
}

/// Why there is no key.
#[derive(Debug)]
pub enum NoKey {
    Wait { minutes: i64 },
    Failed(Box<dyn std::error::Error + Send + Sync>),
}

/// Who makes keys of the sandbox.
pub trait SandboxDesk: Send + Sync + 'static {
    fn facts(&self) -> &SandboxFacts;

    /// A key for whoever asks from `source`, an address that is counted and not kept.
    fn new_key(&self, source: &str) -> Result<NewKey, NoKey>;
}

#[derive(Clone)]
struct App {
    desk: Option<Arc<dyn SandboxDesk>>,
    behind_proxy: bool,
    report: Report,
    language: Language,
}

/// The pages in both languages. Without a desk they say that there is no sandbox.
pub fn sandbox_router(
    desk: Option<Arc<dyn SandboxDesk>>,
    behind_proxy: bool,
    gate: &Gate,
    report: Report,
) -> (Router, Vec<Door>) {
    let (mut all, mut doors) = (Router::new(), Vec::new());
    for language in [Language::En, Language::Fr] {
        let path = Page::Sandbox.path(language);
        let app = App { desk: desk.clone(), behind_proxy, report: Arc::clone(&report), language };
        let (routes, more) =
            Doors::new(gate.clone()).both(&path, Needs::Nobody, sandbox, make).finish(app);
        all = all.merge(routes);
        doors.extend(more);
    }
    (all, doors)
}

#[derive(Template)]
#[template(path = "developers/sandbox.html")]
struct SandboxPage<'a> {
    f: Frame,
    w: &'static Words,
    path: String,
    error: Option<String>,
    facts: Option<&'a SandboxFacts>,
    amounts: Vec<(&'a str, &'static str)>,
    steps: [(&'static str, &'static str); 5],
}

#[derive(Template)]
#[template(path = "developers/key.html")]
struct KeyPage<'a> {
    f: Frame,
    w: &'static Words,
    made: &'a NewKey,
    until: String,
    back: String,
}

fn table<'a>(app: &'a App, error: Option<String>) -> SandboxPage<'a> {
    let w = Words::of(app.language);
    let facts = app.desk.as_ref().map(|desk| desk.facts());
    let said = |does: &AmountDoes| match does {
        AmountDoes::Fails => w.a_fails,
        AmountDoes::IsLate => w.a_late,
        AmountDoes::ComesTwice => w.a_twice,
        AmountDoes::StaysOpen => w.a_open,
    };
    let amounts = facts.into_iter().flat_map(|facts| facts.amounts.iter());
    SandboxPage {
        f: Frame::new(app.language, Page::Sandbox, w.sandbox),
        w,
        path: Page::Sandbox.path(app.language),
        error,
        facts,
        amounts: amounts.map(|(amount, does)| (amount.as_str(), said(does))).collect(),
        steps: [
            ("next-day", w.c_day),
            ("weekend", w.c_weekend),
            ("monday", w.c_monday),
            ("end-of-protected-hours", w.c_end),
            ("2026-12-01T10:00:00+01:00", w.c_instant),
        ],
    }
}

fn send(app: &App, headers: &HeaderMap, reply: Result<Reply, Trouble>) -> Response {
    match reply {
        Ok(reply) => reply.send(headers),
        Err(trouble) => {
            (app.report)(&chain("developers/sandbox", &trouble));
            html(headers, StatusCode::INTERNAL_SERVER_ERROR, String::new())
        }
    }
}

async fn sandbox(State(app): State<App>, headers: HeaderMap) -> Response {
    send(&app, &headers, page(StatusCode::OK, &table(&app, None)))
}

async fn make(State(app): State<App>, request: Request) -> Response {
    let headers = request.headers().clone();
    let w = Words::of(app.language);
    let Some(desk) = app.desk.clone() else {
        return send(&app, &headers, page(StatusCode::NOT_FOUND, &table(&app, None)));
    };
    if guard::is_from_elsewhere(&headers) {
        let said = table(&app, Some(w.key_elsewhere.to_owned()));
        return send(&app, &headers, page(StatusCode::FORBIDDEN, &said));
    }
    let source = guard::source(&headers, request.extensions(), app.behind_proxy);
    let made = tokio::task::spawn_blocking(move || desk.new_key(&source)).await;
    let reply = match made {
        Err(panicked) => Err(panicked.into()),
        Ok(Ok(made)) => {
            let until = fill(w.made_until, &[("until", &app.language.instant(made.until))]);
            let f = Frame::new(app.language, Page::Sandbox, w.made_title);
            let back = Page::Sandbox.path(app.language);
            page(StatusCode::CREATED, &KeyPage { f, w, made: &made, until, back })
        }
        Ok(Err(NoKey::Wait { minutes })) => {
            let said = fill(w.key_wait, &[("minutes", &minutes.to_string())]);
            page(StatusCode::TOO_MANY_REQUESTS, &table(&app, Some(said)))
        }
        Ok(Err(NoKey::Failed(error))) => {
            (app.report)(&chain("developers/sandbox", error.as_ref()));
            return html(&headers, StatusCode::INTERNAL_SERVER_ERROR, String::new());
        }
    };
    send(&app, &headers, reply)
}
