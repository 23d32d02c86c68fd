//! The routes of a virtual meter. One meter, in memory: whoever opens the page stands before it.

use super::page::{MeterPage, SHOWN, tongue, unbroken};
use crate::server::{self, Report};
use crate::style;
use askama::Template;
use axum::Router;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{DefaultBodyLimit, Form, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use calendar::Instant;
use serde::Deserialize;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use units::Language;
use virtual_meters::{Act, Event, Site};

/// What time it is before the meter, apart from what is let pass.
pub type MeterClock = Arc<dyn Fn() -> Instant + Send + Sync>;

/// The style of the page, after the theme that all pages share.
const OWN_STYLE: &str = include_str!("meter.css");

#[derive(Clone)]
struct Hall {
    bench: Arc<Mutex<Bench>>,
    clock: MeterClock,
    report: Report,
}

/// The meter and what was done before it.
struct Bench {
    site: Box<dyn Site>,
    /// Microseconds that were let pass.
    skipped_us: i64,
    happened: VecDeque<Event>,
    not_done: bool,
}

/// The page of a meter under `/meter/KIND`, and nothing else.
pub fn router(site: Box<dyn Site>, clock: MeterClock, report: Report) -> Router {
    let path = format!("/meter/{}", site.seen().meter().kind());
    let happened = VecDeque::with_capacity(SHOWN);
    let bench = Bench { site, skipped_us: 0, happened, not_done: false };
    let hall = Hall { bench: Arc::new(Mutex::new(bench)), clock, report };
    let home = path.clone();
    Router::new()
        .route(&path, get(show).post(act))
        .route("/", get(move || async move { see_other(&home) }))
        .route(style_path(), get(style_sheet))
        .route("/livez", get(|| async { server::plain(StatusCode::OK, "alive\n") }))
        .layer(DefaultBodyLimit::max(1024))
        .with_state(hall)
}

#[derive(Debug, Deserialize)]
struct Asked {
    lang: Option<String>,
}

/// What a button or a field sends.
#[derive(Debug, Deserialize)]
struct Sent {
    /// A line of the stand; `{}` stands for `amount`.
    line: String,
    amount: Option<String>,
    lang: Option<String>,
}

/// The meter as it is now.
async fn show(
    State(hall): State<Hall>,
    asked: Result<Query<Asked>, QueryRejection>,
    headers: HeaderMap,
) -> Response {
    let asked = asked.ok().and_then(|Query(asked)| asked.lang);
    let language = language(asked.as_deref(), &headers);
    let now = (hall.clock)();
    let page = {
        let mut bench = hall.bench.lock().unwrap_or_else(PoisonError::into_inner);
        bench.catch_up(now);
        bench.page(language)
    };
    match page.render() {
        Ok(text) => {
            let mut response = server::html(&headers, StatusCode::OK, text);
            // With `no-referrer` older browsers write `Origin: null` on our own forms.
            let policy = HeaderValue::from_static("same-origin");
            response.headers_mut().insert(header::REFERRER_POLICY, policy);
            response
        }
        Err(error) => {
            (hall.report)(&server::chain("/meter", &error));
            server::plain(StatusCode::INTERNAL_SERVER_ERROR, "the page could not be written\n")
        }
    }
}

/// Does a line and shows the meter. `403` for a form of another site; `400` for no form.
async fn act(
    State(hall): State<Hall>,
    headers: HeaderMap,
    sent: Result<Form<Sent>, FormRejection>,
) -> Response {
    if crate::pay::is_from_elsewhere(&headers) {
        return server::plain(StatusCode::FORBIDDEN, "this form came from elsewhere\n");
    }
    let Ok(Form(sent)) = sent else {
        return server::plain(StatusCode::BAD_REQUEST, "this is no form of the meter\n");
    };
    let line = sent.line.replace("{}", sent.amount.as_deref().unwrap_or_default().trim());
    let now = (hall.clock)();
    let path = {
        let mut bench = hall.bench.lock().unwrap_or_else(PoisonError::into_inner);
        bench.catch_up(now);
        bench.act(&line);
        format!("/meter/{}", bench.site.seen().meter().kind())
    };
    let language = language(sent.lang.as_deref(), &headers);
    see_other(&format!("{path}?lang={}", language.code()))
}

async fn style_sheet(headers: HeaderMap) -> Response {
    server::sheet(&headers, style_text())
}

fn style_text() -> String {
    crate::pay::with_theme(OWN_STYLE)
}

/// `/meter-<hash>.css`.
pub(super) fn style_path() -> &'static str {
    static PATH: std::sync::LazyLock<String> =
        std::sync::LazyLock::new(|| format!("/meter-{:016x}.css", style::hash(&style_text())));
    &PATH
}

fn see_other(path: &str) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, path)]).into_response()
}

/// As asked, else the first that the browser names, else French.
fn language(asked: Option<&str>, headers: &HeaderMap) -> Language {
    let known = |text: &str| text.parse::<Language>().ok();
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|text| text.to_str().ok());
    let of_browser = || {
        let mut tags = accepted.unwrap_or_default().split([',', ';']).map(str::trim);
        tags.find_map(|tag| known(tag.get(..2)?))
    };
    asked.and_then(known).or_else(of_browser).unwrap_or(Language::Fr)
}

impl Bench {
    fn catch_up(&mut self, now: Instant) {
        // Also when no time has passed: somebody else may have done something.
        let at = Instant(now.0.saturating_add(self.skipped_us));
        self.done(&Act::Until { at });
    }

    fn act(&mut self, line: &str) {
        self.not_done = false;
        match Act::parse(line, self.site.seen().meter().now()) {
            Ok(act @ Act::Wait { seconds }) => {
                let skipped_us = seconds.saturating_mul(1_000_000);
                self.skipped_us = self.skipped_us.saturating_add(skipped_us);
                self.done(&act);
            }
            // Time is let pass, not set.
            Ok(Act::Until { .. }) | Err(_) => self.not_done = true,
            Ok(act) => self.done(&act),
        }
    }

    fn done(&mut self, act: &Act) {
        match self.site.act(act) {
            Ok(said) => {
                for event in said.events {
                    if event.words(tongue(Language::En)).is_none() {
                        continue;
                    }
                    if self.happened.len() == SHOWN {
                        self.happened.pop_back();
                    }
                    self.happened.push_front(event);
                }
            }
            Err(_) => self.not_done = true,
        }
    }

    fn page(&self, language: Language) -> MeterPage {
        let line = |event: &Event| {
            let local = event.at.to_local_string();
            let time = local.get(11..19).unwrap_or_default().to_owned();
            event.words(tongue(language)).map(|words| format!("{time}  {}", unbroken(&words)))
        };
        let happened = self.happened.iter().filter_map(line).collect();
        MeterPage::new(&self.site.seen(), language, happened, self.not_done)
    }
}
