//! D-05: what partners' systems asked, for the people of whoever asked. Nothing of a household is kept with it, so
//! there is none to see. Source: UX 8.9, PD-05.

use super::frame::{Frame, Page};
use super::words::Words;
use crate::answers::{Reply, Trouble, page, worked};
use crate::language::Writes as _;
use crate::my::{Door, Doors, Gate, MyError, Visitor};
use crate::server::{Report, chain, html};
use crate::style;
use crate::words::fill;
use access::{Act, Needs, Verb};
use askama::Template;
use axum::Router;
use axum::extract::{Query, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use calendar::{Instant, SettlementDay};
use serde::Deserialize;
use std::sync::Arc;
use units::Language;

const ID: &str = "id";
const STATUS: &str = "status";
const DAY: &str = "day";
/// With their bodies: a name that a caller gave may come more than once.
const MOST_WHOLE: usize = 3;

/// Which requests are looked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LogAsked {
    pub id: Option<String>,
    pub status: Option<u16>,
    pub day: Option<SettlementDay>,
    /// Older than this one, by its instant and name.
    pub behind: Option<(Instant, String)>,
}

/// A request, without whom it was about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    pub id: String,
    pub at: Instant,
    /// For those who see all partners: which of them.
    pub whose: Option<String>,
    /// Number or name of the key.
    pub key: String,
    pub method: String,
    pub route: String,
    pub status: Option<u16>,
    pub code: Option<String>,
    pub took_ms: i64,
    /// Bytes of the request and of the answer.
    pub sizes: [i64; 2],
    pub once: Option<String>,
    /// Bodies, masked.
    pub asked: Option<String>,
    pub answered: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogView {
    /// Newest first.
    pub lines: Vec<LogLine>,
    /// There are older ones.
    pub more: bool,
    /// For how long they are kept.
    pub days: i32,
    /// For those who run the platform: how many were not kept.
    pub lost: Option<i64>,
}

/// Who keeps them. Calls may block.
pub trait RequestBook: Send + Sync + 'static {
    /// `None`: no key of the API belongs to this visitor's organisation.
    fn requests(&self, visitor: &Visitor, asked: &LogAsked) -> Result<Option<LogView>, MyError>;
}

#[derive(Clone)]
struct App {
    book: Arc<dyn RequestBook>,
    report: Report,
    language: Language,
}

/// The page in both languages.
pub fn logs_router(book: Arc<dyn RequestBook>, gate: &Gate, report: Report) -> (Router, Vec<Door>) {
    let (mut all, mut doors) = (Router::new(), Vec::new());
    let needs = Needs::WithKeys(Act::Audit, Verb::View);
    for language in [Language::En, Language::Fr] {
        let app = App { book: Arc::clone(&book), report: Arc::clone(&report), language };
        let (routes, more) =
            Doors::new(gate.clone()).get(&Page::Logs.path(language), needs, logs).finish(app);
        all = all.merge(routes);
        doors.extend(more);
    }
    (all, doors)
}

/// As it was typed, to be shown again.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
struct Typed {
    id: String,
    status: String,
    day: String,
    after: String,
}

/// What was typed, as far as it can be looked for, and the fields that cannot.
fn read(typed: &Typed) -> (LogAsked, Vec<&'static str>) {
    let mut wrong = Vec::new();
    let mut field = |name: &'static str, text: &str, is_read: bool| {
        if !text.is_empty() && !is_read {
            wrong.push(name);
        }
    };
    let id = Some(typed.id.clone()).filter(|id| {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
        (8..=64).contains(&id.len()) && id.bytes().all(plain)
    });
    field(ID, &typed.id, id.is_some());
    let status = typed.status.parse().ok().filter(|status| (100..=599).contains(status));
    field(STATUS, &typed.status, status.is_some());
    let day: Option<SettlementDay> = typed.day.parse().ok();
    field(DAY, &typed.day, day.is_some());
    let behind = typed.after.split_once('~');
    let behind = behind.and_then(|(at, id)| Some((Instant(at.parse().ok()?), id.to_owned())));
    (LogAsked { id, status, day, behind }, wrong)
}

struct Row {
    id: String,
    href: String,
    at: String,
    what: String,
    whose: String,
    took: String,
    /// Status and code, or that the caller hung up.
    ended: String,
    facts: Vec<(&'static str, String)>,
    bodies: Vec<(&'static str, String)>,
}

impl Row {
    fn new(line: &LogLine, app: &App) -> Self {
        let w = Words::of(app.language);
        let status = line.status.map_or_else(|| w.g_hung_up.to_owned(), |one| one.to_string());
        let code = line.code.as_deref().unwrap_or_default();
        let whose = match (&line.whose, line.key.is_empty()) {
            (Some(whose), _) => format!("{whose} · {}", line.key),
            (None, false) => line.key.clone(),
            (None, true) => w.g_nobody.to_owned(),
        };
        let took = fill(w.g_ms, &[("n", &line.took_ms.to_string())]);
        let [asked, answered] = line.sizes.map(|size| fill(w.g_bytes, &[("n", &size.to_string())]));
        let mut facts = vec![
            (w.g_at, app.language.instant(line.at)),
            (w.g_key, whose.clone()),
            (w.g_took, took.clone()),
            (w.g_asked, asked),
            (w.g_answered, answered),
        ];
        facts.extend(line.once.clone().map(|once| (w.g_once, once)));
        let bodies = [(w.g_body, &line.asked), (w.g_answer, &line.answered)];
        let bodies = bodies.into_iter().filter_map(|(name, body)| Some((name, body.clone()?)));
        Self {
            id: line.id.clone(),
            href: format!("{}?id={}", Page::Logs.path(app.language), line.id),
            at: app.language.instant(line.at),
            what: format!("{} {}", line.method, line.route),
            whose,
            took,
            ended: format!("{status} {code}").trim_end().to_owned(),
            facts,
            bodies: bodies.collect(),
        }
    }
}

#[derive(Template)]
#[template(path = "developers/logs.html")]
struct LogsPage {
    f: Frame,
    w: &'static Words,
    path: String,
    lead: String,
    fields: [Field; 3],
    /// Fields with what is wrong in them.
    errors: Vec<(&'static str, &'static str)>,
    /// No key is of the visitor's organisation.
    nobody: bool,
    rows: Vec<Row>,
    /// One request, with its bodies.
    whole: bool,
    lost: Option<String>,
    older: Option<String>,
}

struct Field {
    name: &'static str,
    label: &'static str,
    value: String,
    mode: &'static str,
    wrong: Option<&'static str>,
}

fn shown(app: &App, visitor: &Visitor, typed: Typed) -> Result<Reply, Trouble> {
    let w = Words::of(app.language);
    let (asked, wrong) = read(&typed);
    let said = |field: &'static str| match field {
        STATUS => (field, w.e_status),
        DAY => (field, w.e_day),
        _ => (field, w.e_id),
    };
    let errors: Vec<_> = wrong.into_iter().map(said).collect();
    let view = match errors.is_empty() {
        true => app.book.requests(visitor, &asked)?,
        false => Some(LogView { lines: Vec::new(), more: false, days: 0, lost: None }),
    };
    let nobody = view.is_none();
    let view = view.unwrap_or(LogView { lines: Vec::new(), more: false, days: 0, lost: None });
    let whole = asked.id.is_some();
    let most = if whole { MOST_WHOLE } else { usize::MAX };
    let path = Page::Logs.path(app.language);
    let older = view.lines.last().filter(|_| view.more && !whole).map(|last| {
        let Typed { status, day, .. } = &typed;
        format!("{path}?status={status}&day={day}&after={}~{}", last.at.0, last.id)
    });
    let title =
        if errors.is_empty() { w.logs.to_owned() } else { format!("{}{}", w.error, w.logs) };
    let field = |(name, label, mode): (&'static str, &'static str, &'static str), value: String| {
        let wrong = errors.iter().find(|(of, _)| *of == name).map(|(_, text)| *text);
        Field { name, label, value, mode, wrong }
    };
    let lost = view.lost.map(|lost| fill(w.g_lost, &[("n", &lost.to_string())]));
    let logs = LogsPage {
        f: Frame::new(app.language, Page::Logs, &title),
        w,
        lead: match view.days {
            0 => w.logs_lead.to_owned(),
            days => format!("{} {}", w.logs_lead, fill(w.g_days, &[("n", &days.to_string())])),
        },
        path,
        fields: [
            field((ID, w.g_id, "text"), typed.id),
            field((STATUS, w.g_status, "numeric"), typed.status),
            field((DAY, w.g_day, "text"), typed.day),
        ],
        nobody,
        rows: view.lines.iter().take(most).map(|line| Row::new(line, app)).collect(),
        whole,
        lost,
        older,
        errors,
    };
    page(if logs.errors.is_empty() { StatusCode::OK } else { StatusCode::BAD_REQUEST }, &logs)
}

async fn logs(State(app): State<App>, mut request: Request) -> Response {
    let headers = request.headers().clone();
    let typed = Query::<Typed>::try_from_uri(request.uri());
    let mut typed = typed.map(|Query(typed)| typed).unwrap_or_default();
    for text in [&mut typed.id, &mut typed.status, &mut typed.day, &mut typed.after] {
        *text = text.trim().chars().take(100).collect();
    }
    let visitor = request.extensions_mut().remove::<Visitor>().ok_or(Trouble::Nobody);
    let report = Arc::clone(&app.report);
    let reply = worked(visitor, move |visitor| shown(&app, visitor, typed)).await;
    match reply {
        Ok(reply) => reply.send(&headers),
        Err(trouble) => {
            report(&chain("developers/logs", &trouble));
            html(&headers, StatusCode::INTERNAL_SERVER_ERROR, String::new())
        }
    }
}
