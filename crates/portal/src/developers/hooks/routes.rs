//! The routes of endpoints. A secret is the answer to the form that asked for it, and stands at no address.

use super::api::{HookDesk, HookRefused, HookWanted, Replay};
use super::page::{self, EndpointPage, EndpointsPage, SecretPage, Typed};
use super::words::Words;
use crate::answers::{MOST_OF_A_FORM, Reply, Trouble, page, worked};
use crate::developers::frame::Page;
use crate::mistakes::bounded;
use crate::my::{Door, Doors, Gate, Visitor};
use crate::server::{Report, chain, html};
use crate::words::fill;
use access::{Act, Needs, Verb};
use axum::extract::{Form, Path, Query, Request, State};
use axum::http::{Method, StatusCode};
use axum::response::Response;
use axum::{RequestExt, RequestPartsExt, Router};
use serde::Deserialize;
use std::sync::Arc;
use units::Language;

/// Characters of a field.
const MOST: usize = 2_001;

#[derive(Clone)]
struct App {
    desk: Arc<dyn HookDesk>,
    report: Report,
    language: Language,
}

/// The pages in both languages. Whoever may have a key sees endpoints; who is a partner has some of their own, and
/// changes them.
pub fn hooks_router(desk: Arc<dyn HookDesk>, gate: &Gate, report: Report) -> (Router, Vec<Door>) {
    let (mut all, mut doors) = (Router::new(), Vec::new());
    let sees = Needs::WithKeys(Act::Audit, Verb::View);
    let changes = Needs::OwnEndpoints;
    for language in [Language::En, Language::Fr] {
        let app = App { desk: Arc::clone(&desk), report: Arc::clone(&report), language };
        let path = Page::Endpoints.path(language);
        let (routes, more) = Doors::new(gate.clone())
            .get(&path, sees, list)
            .post(&path, changes, add)
            .get(&format!("{path}/{{number}}"), sees, one)
            .post(&format!("{path}/{{number}}"), changes, act)
            .finish(app);
        all = all.merge(routes);
        doors.extend(more);
    }
    (bounded(all, MOST_OF_A_FORM), doors)
}

/// What was done, as an address carries it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Said {
    done: String,
    count: String,
}

/// What a request brings.
pub(in crate::developers) struct Asked {
    number: i64,
    said: Said,
    /// Names and values, as often as they came.
    fields: Vec<(String, String)>,
    pub(in crate::developers) visitor: Visitor,
}

impl Asked {
    pub(in crate::developers) async fn read(request: Request) -> Result<Self, Trouble> {
        let (mut parts, body) = request.into_parts();
        let number = parts.extract::<Path<i64>>().await.map(|Path(number)| number).unwrap_or(0);
        let mut request = Request::from_parts(parts, body);
        let said = Query::<Said>::try_from_uri(request.uri());
        let said = said.map(|Query(said)| said).unwrap_or_default();
        let visitor = request.extensions_mut().remove::<Visitor>().ok_or(Trouble::Nobody)?;
        let mut fields = Vec::new();
        if request.method() == Method::POST {
            let form: Result<Form<Vec<(String, String)>>, _> = request.extract().await;
            fields = form.map(|Form(fields)| fields).unwrap_or_default();
        }
        for (_, value) in &mut fields {
            *value = value.trim().chars().filter(|sign| !sign.is_control()).take(MOST).collect();
        }
        Ok(Self { number, said, fields, visitor })
    }

    /// What was done, as the address says.
    pub(in crate::developers) fn done(&self) -> &str {
        &self.said.done
    }

    /// All values of a field that comes more than once.
    pub(in crate::developers) fn all(&self, name: &str) -> Vec<String> {
        let all = self.fields.iter().filter(|(of, _)| of == name);
        all.map(|(_, value)| value.clone()).collect()
    }

    pub(in crate::developers) fn field(&self, name: &str) -> &str {
        let found = self.fields.iter().find(|(of, _)| of == name);
        found.map(|(_, value)| value.as_str()).unwrap_or_default()
    }

    fn typed(&self) -> Typed {
        Typed {
            url: self.field(page::URL).to_owned(),
            types: self.all(page::TYPES),
            shared: self.field("kind") == "shared",
        }
    }
}

fn status(refused: HookRefused) -> StatusCode {
    match refused {
        HookRefused::Unknown | HookRefused::NoEvent => StatusCode::NOT_FOUND,
        HookRefused::NotOwner => StatusCode::FORBIDDEN,
        HookRefused::Known | HookRefused::TooMany { .. } | HookRefused::Off => StatusCode::CONFLICT,
        HookRefused::NotAnAddress
        | HookRefused::NotHttps
        | HookRefused::WithPassword
        | HookRefused::NotPublic
        | HookRefused::NotFound
        | HookRefused::Type
        | HookRefused::Day => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

async fn answer(
    app: App,
    request: Request,
    work: impl FnOnce(&App, &Asked) -> Result<Reply, Trouble> + Send + 'static,
) -> Response {
    let headers = request.headers().clone();
    let report = Arc::clone(&app.report);
    let done = worked(Asked::read(request).await, move |asked| work(&app, asked)).await;
    match done {
        Ok(reply) => reply.send(&headers),
        Err(trouble) => {
            report(&chain("developers/endpoints", &trouble));
            html(&headers, StatusCode::INTERNAL_SERVER_ERROR, String::new())
        }
    }
}

fn shown_list(app: &App, asked: &Asked, refused: Option<HookRefused>) -> Result<Reply, Trouble> {
    let view = app.desk.hooks(&asked.visitor)?;
    let errors: Vec<_> = refused.map(|one| page::refused(one, app.language)).into_iter().collect();
    let shown = EndpointsPage::new(app.language, view.as_ref(), (asked.typed(), errors));
    page(refused.map_or(StatusCode::OK, status), &shown)
}

fn shown_one(app: &App, asked: &Asked, refused: Option<HookRefused>) -> Result<Reply, Trouble> {
    let Some(view) = app.desk.hook(&asked.visitor, asked.number)? else {
        return shown_list(app, asked, Some(HookRefused::Unknown));
    };
    let m = Words::of(app.language);
    let said = match asked.said.done.as_str() {
        "test" => Some(m.done_test.to_owned()),
        "off" => Some(m.done_off.to_owned()),
        "on" => Some(m.done_on.to_owned()),
        "again" => {
            let count: u64 = asked.said.count.parse().unwrap_or(0);
            Some(fill(m.done_replay, &[("count", &count.to_string())]))
        }
        _ => None,
    };
    let errors: Vec<_> = refused.map(|one| page::refused(one, app.language)).into_iter().collect();
    let since = asked.field(page::SINCE).to_owned();
    let shown = EndpointPage::new(app.language, &view, said, (since, errors));
    page(refused.map_or(StatusCode::OK, status), &shown)
}

async fn list(State(app): State<App>, request: Request) -> Response {
    answer(app, request, |app, asked| shown_list(app, asked, None)).await
}

async fn one(State(app): State<App>, request: Request) -> Response {
    answer(app, request, |app, asked| shown_one(app, asked, None)).await
}

async fn add(State(app): State<App>, request: Request) -> Response {
    answer(app, request, |app, asked| {
        let Typed { url, types, shared } = asked.typed();
        match app.desk.add_hook(&asked.visitor, &HookWanted { url, types, shared })? {
            Ok((number, secret)) => {
                let shown = SecretPage::new(app.language, number, (secret, None));
                page(StatusCode::CREATED, &shown)
            }
            Err(refused) => shown_list(app, asked, Some(refused)),
        }
    })
    .await
}

/// Back to the endpoint, with what was done.
fn see(app: &App, asked: &Asked, done: &str) -> Reply {
    let path = Page::Endpoints.path(app.language);
    Reply::SeeOther(format!("{path}/{}?done={done}", asked.number))
}

async fn act(State(app): State<App>, request: Request) -> Response {
    answer(app, request, |app, asked| {
        let (desk, visitor, number) = (&app.desk, &asked.visitor, asked.number);
        let again = |what: Replay| desk.replay_hook(visitor, number, &what);
        let done = match asked.field("act") {
            "rotate" => match desk.rotate_hook(visitor, number)? {
                Ok((secret, old)) => {
                    let shown = SecretPage::new(app.language, number, (secret, Some(old)));
                    return page(StatusCode::CREATED, &shown);
                }
                Err(refused) => Err(refused),
            },
            "test" => desk.test_hook(visitor, number)?.map(|()| "test".to_owned()),
            "off" => desk.switch_hook(visitor, number, false)?.map(|()| "off".to_owned()),
            "on" => desk.switch_hook(visitor, number, true)?.map(|()| "on".to_owned()),
            "again" => {
                let event = asked.field("event").to_owned();
                again(Replay::Event(event))?.map(|count| format!("again&count={count}"))
            }
            "since" => match asked.field(page::SINCE).parse() {
                Ok(day) => again(Replay::Since(day))?.map(|count| format!("again&count={count}")),
                Err(_) => Err(HookRefused::Day),
            },
            _ => Err(HookRefused::Unknown),
        };
        match done {
            Ok(done) => Ok(see(app, asked, &done)),
            Err(refused) => shown_one(app, asked, Some(refused)),
        }
    })
    .await
}
