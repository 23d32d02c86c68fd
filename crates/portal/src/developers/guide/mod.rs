//! Start, reference, webhooks, errors and versions: pages that everybody reads. Source: UX 8.9 (D-01, D-02, D-04, D-06,
//! D-07).

mod words;

use super::frame::{Frame, Page};
use super::words::Words as Common;
use super::{Code, Guide, Operation};
use crate::my::{Door, Doors, Gate};
use crate::server::{Report, chain, html};
use crate::style;
use crate::words::fill;
use access::Needs;
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use std::sync::Arc;
use units::Language;
use words::Words;

#[derive(Clone)]
struct App {
    guide: Arc<Guide>,
    report: Report,
    language: Language,
}

/// The pages in English and French, with what stands at each route.
pub fn router([english, french]: [Guide; 2], gate: &Gate, report: Report) -> (Router, Vec<Door>) {
    let (mut all, mut doors) = (Router::new(), Vec::new());
    for (language, guide) in [(Language::En, english), (Language::Fr, french)] {
        let path = |page: Page| page.path(language);
        let app = App { guide: Arc::new(guide), report: Arc::clone(&report), language };
        let (routes, more) = Doors::new(gate.clone())
            .get(&path(Page::Start), Needs::Nobody, start)
            .get(&path(Page::Reference), Needs::Nobody, reference)
            .get(&format!("{}/{{operation}}", path(Page::Reference)), Needs::Nobody, operation)
            .get(&path(Page::Webhooks), Needs::Nobody, webhooks)
            .get(&path(Page::Errors), Needs::Nobody, errors)
            .get(&format!("{}/{{code}}", path(Page::Errors)), Needs::Nobody, code)
            .get(&path(Page::Versions), Needs::Nobody, versions)
            .finish(app);
        all = all.merge(routes);
        doors.extend(more);
    }
    (all, doors)
}

#[derive(Template)]
#[template(path = "developers/start.html")]
struct StartPage<'a> {
    f: Frame,
    w: &'static Common,
    m: &'static Words,
    guide: &'a Guide,
    sandbox: String,
    webhooks: String,
    reference: String,
    versions: String,
}

#[derive(Template)]
#[template(path = "developers/reference.html")]
struct ReferencePage<'a> {
    f: Frame,
    w: &'static Common,
    m: &'static Words,
    guide: &'a Guide,
    path: String,
}

#[derive(Template)]
#[template(path = "developers/operation.html")]
struct OperationPage<'a> {
    f: Frame,
    w: &'static Common,
    m: &'static Words,
    operation: &'a Operation,
    errors: String,
}

#[derive(Template)]
#[template(path = "developers/webhooks.html")]
struct WebhooksPage<'a> {
    f: Frame,
    w: &'static Common,
    m: &'static Words,
    guide: &'a Guide,
    endpoints: String,
}

#[derive(Template)]
#[template(path = "developers/errors.html")]
struct ErrorsPage<'a> {
    f: Frame,
    w: &'static Common,
    m: &'static Words,
    guide: &'a Guide,
    path: String,
}

#[derive(Template)]
#[template(path = "developers/code.html")]
struct CodePage<'a> {
    f: Frame,
    w: &'static Common,
    m: &'static Words,
    code: &'a Code,
    status: String,
    /// Where it can come.
    at: Vec<&'a Operation>,
    reference: String,
}

#[derive(Template)]
#[template(path = "developers/versions.html")]
struct VersionsPage<'a> {
    f: Frame,
    w: &'static Common,
    m: &'static Words,
    guide: &'a Guide,
}

#[derive(Template)]
#[template(path = "developers/none.html")]
struct NonePage {
    f: Frame,
    w: &'static Common,
    m: &'static Words,
}

impl App {
    fn words(&self) -> (&'static Common, &'static Words) {
        (Common::of(self.language), Words::of(self.language))
    }

    fn path(&self, page: Page) -> String {
        page.path(self.language)
    }

    fn frame(&self, page: Page, title: &str) -> Frame {
        Frame::new(self.language, page, title)
    }

    fn send(&self, headers: &HeaderMap, status: StatusCode, page: &impl Template) -> Response {
        match page.render() {
            Ok(text) => html(headers, status, text),
            Err(error) => {
                (self.report)(&chain("developers", &error));
                html(headers, StatusCode::INTERNAL_SERVER_ERROR, String::new())
            }
        }
    }

    fn show(&self, headers: &HeaderMap, page: &impl Template) -> Response {
        self.send(headers, StatusCode::OK, page)
    }

    /// What is not there; `of` has the list of all that is.
    fn nothing(&self, headers: &HeaderMap, of: Page) -> Response {
        let (w, m) = self.words();
        let f = self.frame(of, m.not_found);
        self.send(headers, StatusCode::NOT_FOUND, &NonePage { f, w, m })
    }
}

async fn start(State(app): State<App>, headers: HeaderMap) -> Response {
    let (w, m) = app.words();
    let start = StartPage {
        f: app.frame(Page::Start, w.start),
        w,
        m,
        guide: &app.guide,
        sandbox: app.path(Page::Sandbox),
        webhooks: app.path(Page::Webhooks),
        reference: app.path(Page::Reference),
        versions: app.path(Page::Versions),
    };
    app.show(&headers, &start)
}

async fn reference(State(app): State<App>, headers: HeaderMap) -> Response {
    let (w, m) = app.words();
    let f = app.frame(Page::Reference, w.reference);
    let path = app.path(Page::Reference);
    app.show(&headers, &ReferencePage { f, w, m, guide: &app.guide, path })
}

async fn operation(State(app): State<App>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    let Some(operation) = app.guide.operations.iter().find(|operation| operation.id == id) else {
        return app.nothing(&headers, Page::Reference);
    };
    let (w, m) = app.words();
    let f = app.frame(Page::Reference, &operation.summary).below(&id);
    let errors = app.path(Page::Errors);
    app.show(&headers, &OperationPage { f, w, m, operation, errors })
}

async fn webhooks(State(app): State<App>, headers: HeaderMap) -> Response {
    let (w, m) = app.words();
    let f = app.frame(Page::Webhooks, w.webhooks);
    let endpoints = app.path(Page::Endpoints);
    app.show(&headers, &WebhooksPage { f, w, m, guide: &app.guide, endpoints })
}

async fn errors(State(app): State<App>, headers: HeaderMap) -> Response {
    let (w, m) = app.words();
    let f = app.frame(Page::Errors, w.errors);
    let path = app.path(Page::Errors);
    app.show(&headers, &ErrorsPage { f, w, m, guide: &app.guide, path })
}

async fn code(State(app): State<App>, Path(name): Path<String>, headers: HeaderMap) -> Response {
    let Some(code) = app.guide.codes.iter().find(|code| code.name == name) else {
        return app.nothing(&headers, Page::Errors);
    };
    let (w, m) = app.words();
    let comes = |one: &&Operation| one.answers.iter().any(|answer| answer.codes.contains(&name));
    let page = CodePage {
        f: app.frame(Page::Errors, &name).below(&name),
        w,
        m,
        code,
        status: fill(m.status, &[("status", &code.status.to_string())]),
        at: app.guide.operations.iter().filter(comes).collect(),
        reference: app.path(Page::Reference),
    };
    app.show(&headers, &page)
}

async fn versions(State(app): State<App>, headers: HeaderMap) -> Response {
    let (w, m) = app.words();
    let f = app.frame(Page::Versions, w.versions);
    app.show(&headers, &VersionsPage { f, w, m, guide: &app.guide })
}
