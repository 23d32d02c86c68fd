//! D-08 the terminal kit, D-09 samples that verify a signature, D-10 limits. Source: UX 8.9, UX 10.5, TP-07.

use super::Line;
use super::frame::{Frame, Page};
use super::words::Words;
use crate::answers::{Reply, Trouble, page};
use crate::language::Writes as _;
use crate::my::{Door, Doors, Gate, MyError};
use crate::server::{Report, chain, html};
use crate::style;
use crate::words::fill;
use access::Needs;
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use calendar::SettlementDay;
use std::sync::Arc;
use units::{Dso, Language, format_decimal};

/// A program that checks a signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// Such as `Python`.
    pub language: String,
    pub file: String,
    pub text: String,
}

/// What is the same for everybody and as long as the server runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KitFacts {
    pub samples: Vec<Sample>,
    pub vector: Vec<Line>,
    /// The lines for a shell that try a server, and what they print.
    pub command: String,
    pub report: String,
    /// Since when the server answers, as text.
    pub since: String,
}

/// What the server takes, as it is set at this moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LimitsNow {
    pub requests_a_minute: u32,
    pub wrong_an_hour: u32,
    pub body_bytes: usize,
    pub answer_s: u64,
    pub window_s: i64,
    pub keep_days: i32,
    /// In euro with two decimals.
    pub least: String,
    pub most: String,
    /// The most of a sale without network, where the operator allows one.
    pub offline: Option<String>,
    pub uptime: Uptime,
}

/// For how much of the last days sales and payments were to be had at an operator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uptime {
    pub operator: Dso,
    /// Of the last so many days: hundredths of a percent, rounded down. `None`: nothing is counted yet.
    pub shares: Vec<(u16, Option<u16>)>,
    /// The first day that counts, where not all of these days do.
    pub counted_from: Option<SettlementDay>,
}

/// Who knows it.
pub trait Kit: Send + Sync + 'static {
    fn facts(&self) -> &KitFacts;

    fn limits(&self) -> Result<LimitsNow, MyError>;
}

#[derive(Clone)]
struct App {
    kit: Arc<dyn Kit>,
    report: Report,
    language: Language,
}

/// The pages in both languages.
pub fn kit_router(kit: Arc<dyn Kit>, gate: &Gate, report: Report) -> (Router, Vec<Door>) {
    let (mut all, mut doors) = (Router::new(), Vec::new());
    for language in [Language::En, Language::Fr] {
        let app = App { kit: Arc::clone(&kit), report: Arc::clone(&report), language };
        let (routes, more) = Doors::new(gate.clone())
            .get(&Page::Terminal.path(language), Needs::Nobody, terminal)
            .get(&Page::Samples.path(language), Needs::Nobody, samples)
            .get(&Page::Limits.path(language), Needs::Nobody, limits)
            .finish(app);
        all = all.merge(routes);
        doors.extend(more);
    }
    (all, doors)
}

#[derive(Template)]
#[template(path = "developers/terminal.html")]
struct TerminalPage<'a> {
    f: Frame,
    w: &'static Words,
    steps: [&'static str; 6],
    broken: [&'static str; 4],
    offline: Vec<String>,
    facts: &'a KitFacts,
}

#[derive(Template)]
#[template(path = "developers/samples.html")]
struct SamplesPage<'a> {
    f: Frame,
    w: &'static Words,
    facts: &'a KitFacts,
}

#[derive(Template)]
#[template(path = "developers/limits.html")]
struct LimitsPage {
    f: Frame,
    w: &'static Words,
    lines: Vec<(&'static str, String)>,
    since: String,
    /// A stretch of days, and for how much of it there was no failure.
    uptime: Vec<(String, String)>,
    whose: String,
    counted_from: Option<String>,
}

/// Such as `99.97%`.
fn share(hundredths: Option<u16>, language: Language) -> String {
    let w = Words::of(language);
    let Some(hundredths) = hundredths else { return w.uptime_none.to_owned() };
    let figures = format_decimal(i128::from(hundredths), 2);
    let figures = if language == Language::En { figures } else { figures.replace('.', ",") };
    fill(w.uptime_share, &[("share", &figures)])
}

async fn shown<F>(app: App, headers: HeaderMap, make: F) -> Response
where
    F: FnOnce(&App) -> Result<Reply, Trouble> + Send + 'static,
{
    let (report, of) = (Arc::clone(&app.report), headers.clone());
    let made = match tokio::task::spawn_blocking(move || make(&app)).await {
        Ok(made) => made,
        Err(panicked) => Err(panicked.into()),
    };
    match made {
        Ok(reply) => reply.send(&headers),
        Err(trouble) => {
            report(&chain("developers", &trouble));
            html(&of, StatusCode::INTERNAL_SERVER_ERROR, String::new())
        }
    }
}

async fn terminal(State(app): State<App>, headers: HeaderMap) -> Response {
    shown(app, headers, |app| {
        let w = Words::of(app.language);
        let offline = match app.kit.limits()?.offline {
            None => vec![w.offline_no.to_owned()],
            Some(cap) => vec![
                w.offline_yes.to_owned(),
                w.o_advice.to_owned(),
                fill(w.o_cap, &[("euro", &cap)]),
                w.o_once.to_owned(),
            ],
        };
        let terminal = TerminalPage {
            f: Frame::new(app.language, Page::Terminal, w.terminal),
            w,
            steps: [w.s_shift, w.s_lookup, w.s_vend, w.s_confirm, w.s_receipt, w.s_close],
            broken: [w.b_vend, w.b_confirm, w.b_lost, w.b_late],
            offline,
            facts: app.kit.facts(),
        };
        page(StatusCode::OK, &terminal)
    })
    .await
}

async fn samples(State(app): State<App>, headers: HeaderMap) -> Response {
    shown(app, headers, |app| {
        let w = Words::of(app.language);
        let f = Frame::new(app.language, Page::Samples, w.samples);
        page(StatusCode::OK, &SamplesPage { f, w, facts: app.kit.facts() })
    })
    .await
}

async fn limits(State(app): State<App>, headers: HeaderMap) -> Response {
    shown(app, headers, |app| {
        let w = Words::of(app.language);
        let now = app.kit.limits()?;
        let count = |template: &str, n: String| fill(template, &[("n", &n)]);
        let amounts = [("least", now.least.as_str()), ("most", now.most.as_str())];
        let lines = vec![
            (w.l_requests, now.requests_a_minute.to_string()),
            (w.l_wrong, now.wrong_an_hour.to_string()),
            (w.l_body, now.body_bytes.to_string()),
            (w.l_answer, count(w.seconds, now.answer_s.to_string())),
            (w.l_window, count(w.seconds, now.window_s.to_string())),
            (w.l_keep, count(w.days, now.keep_days.to_string())),
            (w.l_amount, fill(w.from_to, &amounts)),
        ];
        let since = fill(w.status_since, &[("since", &app.kit.facts().since)]);
        let Uptime { operator, shares, counted_from } = now.uptime;
        let of = |(days, part): (u16, Option<u16>)| {
            (count(w.uptime, days.to_string()), share(part, app.language))
        };
        let limits = LimitsPage {
            f: Frame::new(app.language, Page::Limits, w.limits),
            w,
            lines,
            since,
            uptime: shares.into_iter().map(of).collect(),
            whose: fill(w.uptime_of, &[("operator", operator.name())]),
            counted_from: counted_from
                .map(|day| fill(w.uptime_from, &[("day", &app.language.date(day))])),
        };
        page(StatusCode::OK, &limits)
    })
    .await
}
