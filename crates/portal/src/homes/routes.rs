//! The routes of parties' pages. A token is exchanged at once, and stands in no page, no cookie and no
//! log; a visit stands in a cookie, or in the address where there are no cookies.

use super::api::{Answer, Homes, HomesError};
use super::pages::{GonePage, KeyPage, ListPage, MovementsPage, NoKey, Ways, key_path};
use super::words::Words;
use crate::language::Paths as _;
use crate::pay::frame::{Frame, Switch, see_other, style_sheet};
use crate::pay::{guard, sheet};
use crate::server::{self, Report};
use askama::Template;
use axum::extract::{DefaultBodyLimit, Form, Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use axum::routing::get;
use axum::{RequestExt, RequestPartsExt, Router};
use serde::Deserialize;
use std::sync::Arc;
use units::{AccountId, Language};

/// What the pages have to be told once.
#[derive(Debug, Clone)]
pub struct HomesOptions {
    /// Browsers reach us by `https`: the cookie never leaves otherwise.
    pub secure: bool,
    /// Free of charge, as written on the page.
    pub help_phone: String,
    /// To be called when gas is smelt.
    pub gas_phone: String,
    /// The last entry of `X-Forwarded-For` was written by our own proxy.
    pub behind_proxy: bool,
    /// The pages of the top-up ([`crate::pay::router`]) are served beside these.
    pub pays: bool,
}

/// The pages of parties. Without a fallback, to be merged with [`crate::router`].
pub fn router(homes: Arc<dyn Homes>, options: HomesOptions, report: Report) -> Router {
    let mut all = Router::new();
    if !options.pays {
        // Else the pages of the top-up serve it.
        all = all.route(sheet::path(), get(style_sheet));
    }
    let shared = Arc::new(Shared { homes, options, report });
    for language in Language::ALL {
        let path = language.homes_path();
        let door = Door { shared: Arc::clone(&shared), language };
        let pages = Router::new()
            .route(path, get(by_cookie))
            .route(&format!("{path}/home/{{account}}"), get(by_cookie))
            .route(&format!("{path}/v/{{visit}}"), get(by_address))
            .route(&format!("{path}/v/{{visit}}/{{account}}"), get(by_address))
            .route(&key_path(language), get(ask_key).post(enter_key))
            .route(&format!("{path}/{{token}}"), get(enter))
            .layer(DefaultBodyLimit::max(MOST_OF_A_FORM))
            .with_state(door);
        all = all.merge(pages);
    }
    all
}

struct Shared {
    homes: Arc<dyn Homes>,
    options: HomesOptions,
    report: Report,
}

/// The pages in one language.
#[derive(Clone)]
struct Door {
    shared: Arc<Shared>,
    language: Language,
}

const COOKIE: &str = "homes";
/// A form holds a key.
const MOST_OF_A_FORM: usize = 4 * 1024;
/// What is shown again of what was keyed in.
const TYPED_LETTERS: usize = 40;

/// The visit of the cookie.
pub(crate) fn visit_of(headers: &HeaderMap) -> Option<String> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.split_once('='));
    let mut ours = pairs.filter(|(name, _)| name.trim() == COOKIE);
    ours.next().map(|(_, value)| value.trim().to_owned()).filter(|value| !value.is_empty())
}

/// Whoever pays came from a list of homes, most likely. Proves nothing and opens nothing.
pub(crate) fn has_cookie(headers: &HeaderMap) -> bool {
    visit_of(headers).is_some()
}

/// The list of whoever has a cookie, and the words that lead there.
pub(crate) fn list_path(language: Language) -> (String, &'static str) {
    (language.homes_path().to_owned(), Words::of(language).back_to_homes)
}

/// What goes out.
enum Reply {
    Page { status: StatusCode, text: String, visit: Option<String> },
    Enter { visit: String },
}

#[derive(Debug, thiserror::Error)]
enum Trouble {
    #[error(transparent)]
    Homes(#[from] HomesError),
    #[error("could not write the page")]
    Template(#[from] askama::Error),
    #[error("the homes panicked")]
    Panic(#[from] tokio::task::JoinError),
}

impl Door {
    fn frame(&self, switch: Switch) -> Frame {
        Frame::new(self.language, &self.shared.options.help_phone, switch)
    }

    /// Where a page that shows nothing is had in another language: nothing of the address goes along.
    fn bare(&self) -> Frame {
        self.frame(links(|language| language.homes_path().to_owned()))
    }

    fn gone<T>(&self, answer: Answer<T>) -> Result<Result<T, Reply>, Trouble> {
        let pays = self.shared.options.pays;
        let (status, page) = match answer {
            Answer::Here(there) => return Ok(Ok(there)),
            Answer::Gone => (StatusCode::NOT_FOUND, GonePage::gone(self.bare(), pays)),
            Answer::Wait { until } => {
                (StatusCode::TOO_MANY_REQUESTS, GonePage::wait(self.bare(), until, pays))
            }
        };
        Ok(Err(Reply::Page { status, text: page.render()?, visit: None }))
    }

    fn enter(&self, source: &str, token: &str) -> Result<Reply, Trouble> {
        let answer = self.shared.homes.enter(source, token)?;
        Ok(match self.gone(answer)? {
            Ok(visit) => Reply::Enter { visit },
            Err(reply) => reply,
        })
    }

    fn by_key(&self, source: &str, typed: &str) -> Result<Reply, Trouble> {
        let (status, wrong) = match self.shared.homes.enter(source, typed.trim())? {
            Answer::Here(visit) => return Ok(Reply::Enter { visit }),
            Answer::Gone => (StatusCode::UNPROCESSABLE_ENTITY, NoKey::Wrong),
            Answer::Wait { until } => (StatusCode::TOO_MANY_REQUESTS, NoKey::Wait { until }),
        };
        self.key(status, typed.chars().take(TYPED_LETTERS).collect(), Some(wrong))
    }

    fn key(
        &self,
        status: StatusCode,
        typed: String,
        wrong: Option<NoKey>,
    ) -> Result<Reply, Trouble> {
        // A page that cannot say what fails is still a page.
        let failing = self.shared.homes.failing().unwrap_or_else(|error| {
            (self.shared.report)(&server::chain("the banner of failures", &error));
            Vec::new()
        });
        let frame = self.frame(links(key_path)).warned(&failing);
        let page = KeyPage::new(frame, typed, wrong, self.shared.options.pays);
        Ok(Reply::Page { status, text: page.render()?, visit: None })
    }

    fn list(&self, source: &str, asked: &Asked) -> Result<Reply, Trouble> {
        let answer = self.shared.homes.list(source, &asked.visit)?;
        let page = match self.gone(answer)? {
            Ok(page) => page,
            Err(reply) => return Ok(reply),
        };
        let ways = self.ways(asked, &page.visit);
        let frame = self.frame(links(|language| ways.list(language))).warned(&page.failing);
        let shown = ListPage::new(frame, &page, &ways, &self.shared.options.gas_phone);
        Ok(Reply::Page { status: StatusCode::OK, text: shown.render()?, visit: Some(page.visit) })
    }

    fn home(&self, source: &str, asked: &Asked, account: &str) -> Result<Reply, Trouble> {
        // No home has the number of what is none: it is answered, and counted, as any other that is not theirs.
        let account = AccountId(account.parse().unwrap_or_default());
        let answer = self.shared.homes.home(source, &asked.visit, account)?;
        let page = match self.gone(answer)? {
            Ok(page) => page,
            Err(reply) => return Ok(reply),
        };
        let ways = self.ways(asked, &page.visit);
        let own = page.home.account;
        let frame = self.frame(links(|language| ways.home(language, own))).warned(&page.failing);
        let shown = MovementsPage::new(frame, &page, &ways, &self.shared.options.gas_phone);
        Ok(Reply::Page { status: StatusCode::OK, text: shown.render()?, visit: Some(page.visit) })
    }

    fn ways(&self, asked: &Asked, visit: &str) -> Ways {
        Ways {
            visit: (!asked.has_cookie).then(|| visit.to_owned()),
            pays: self.shared.options.pays,
        }
    }
}

fn links(of: impl Fn(Language) -> String) -> Switch {
    Switch::Links(Language::ALL.map(|language| (language, of(language))).to_vec())
}

/// Which visit is asked for.
struct Asked {
    visit: String,
    /// The browser keeps cookies: addresses need not hold the visit.
    has_cookie: bool,
}

/// A link that a person was given.
async fn enter(State(door): State<Door>, request: Request) -> Response {
    let (headers, source, parts) = read(&door, request).await;
    answer(door, "/homes/{token}", headers, move |door| {
        door.enter(&source, parts.first().map_or("", String::as_str))
    })
    .await
}

/// Where somebody who was told a key keys it in.
async fn ask_key(State(door): State<Door>, request: Request) -> Response {
    let headers = request.headers().clone();
    answer(door, "/homes/key", headers, |door| door.key(StatusCode::OK, String::new(), None)).await
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Keyed {
    key: String,
}

async fn enter_key(State(door): State<Door>, request: Request) -> Response {
    let headers = request.headers().clone();
    if guard::is_from_elsewhere(&headers) {
        return server::plain(StatusCode::FORBIDDEN, "sent from another site\n");
    }
    let behind_proxy = door.shared.options.behind_proxy;
    let source = guard::source(&headers, request.extensions(), behind_proxy);
    let form: Result<Form<Keyed>, _> = request.extract().await;
    let keyed = form.map(|Form(keyed)| keyed).unwrap_or_default();
    answer(door, "/homes/key", headers, move |door| door.by_key(&source, &keyed.key)).await
}

async fn by_cookie(State(door): State<Door>, request: Request) -> Response {
    let (headers, source, parts) = read(&door, request).await;
    let visit = visit_of(&headers).unwrap_or_default();
    let asked = Asked { visit, has_cookie: true };
    answer(door, "/homes", headers, move |door| show(door, &source, &asked, parts.first())).await
}

/// Right after a link was opened, and without cookies for as long as the visit lasts.
async fn by_address(State(door): State<Door>, request: Request) -> Response {
    let (headers, source, parts) = read(&door, request).await;
    let visit = parts.first().cloned().unwrap_or_default();
    let asked = Asked { visit, has_cookie: has_cookie(&headers) };
    answer(door, "/homes/v/{visit}", headers, move |door| show(door, &source, &asked, parts.get(1)))
        .await
}

fn show(
    door: &Door,
    source: &str,
    asked: &Asked,
    account: Option<&String>,
) -> Result<Reply, Trouble> {
    match account {
        Some(account) => door.home(source, asked, account),
        None => door.list(source, asked),
    }
}

/// Who asks, and the parts of the address that vary.
async fn read(door: &Door, request: Request) -> (HeaderMap, String, Vec<String>) {
    let headers = request.headers().clone();
    let behind_proxy = door.shared.options.behind_proxy;
    let source = guard::source(&headers, request.extensions(), behind_proxy);
    let (mut parts, _) = request.into_parts();
    let path = parts.extract::<Path<Vec<(String, String)>>>().await;
    let values = path.map(|Path(pairs)| pairs.into_iter().map(|(_, value)| value).collect());
    (headers, source, values.unwrap_or_default())
}

/// Runs `work` where it may block, and sends what it says. The report names the route: a log is no
/// place for a token.
async fn answer(
    door: Door,
    route: &'static str,
    headers: HeaderMap,
    work: impl FnOnce(&Door) -> Result<Reply, Trouble> + Send + 'static,
) -> Response {
    let at_work = door.clone();
    let done = tokio::task::spawn_blocking(move || work(&at_work)).await;
    let reply = done.map_err(Trouble::from).and_then(|reply| reply).unwrap_or_else(|trouble| {
        (door.shared.report)(&server::chain(route, &trouble));
        Reply::Page {
            status: StatusCode::INTERNAL_SERVER_ERROR,
            text: GonePage::broken(door.bare()).render().unwrap_or_default(),
            visit: None,
        }
    });
    let (mut response, visit) = match reply {
        Reply::Page { status, text, visit } => (server::html(&headers, status, text), visit),
        Reply::Enter { visit } => {
            let to = format!("{}/v/{visit}", door.language.homes_path());
            (see_other(&to), Some(visit))
        }
    };
    let names = response.headers_mut();
    names.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    if let Some(visit) = visit {
        // Until the browser is closed. `Lax`: whoever comes back from the bank has it still.
        let secure = if door.shared.options.secure { "; Secure" } else { "" };
        let cookie = format!("{COOKIE}={visit}; Path=/; HttpOnly; SameSite=Lax{secure}");
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            names.insert(header::SET_COOKIE, cookie);
        }
    }
    response
}
