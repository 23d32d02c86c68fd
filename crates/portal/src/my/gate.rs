//! Who may enter: each route is added with what it needs, and nothing answers before that is seen to.
//! Source: PD-04, UX 7.3.

use super::api::{MyError, Sessions, Visitor};
use super::paths::Page;
use crate::pay::frame::see_other;
use crate::pay::guard;
use crate::server::{self, Report};
use access::Needs;
use axum::Router;
use axum::extract::{Request, State};
use axum::handler::Handler;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::{MethodRouter, get, post};
use std::sync::Arc;
use units::Language;

/// The cookie that holds a session's token.
pub(crate) const COOKIE: &str = "session";

/// Who asks whom, and where somebody is sent who is not signed in.
#[derive(Clone)]
pub struct Gate {
    sessions: Arc<dyn Sessions>,
    report: Report,
    language: Language,
}

impl std::fmt::Debug for Gate {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Gate").field("language", &self.language).finish_non_exhaustive()
    }
}

impl Gate {
    /// `language`: of the page to which whoever is not signed in is sent.
    pub fn new(sessions: Arc<dyn Sessions>, report: Report, language: Language) -> Self {
        Self { sessions, report, language }
    }

    /// Who is signed in, as it asks.
    pub fn sessions(&self) -> Arc<dyn Sessions> {
        Arc::clone(&self.sessions)
    }
}

/// What stands at a route.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Door {
    pub method: Method,
    pub path: String,
    pub needs: Needs,
}

/// Routes, each with what it needs.
#[derive(Debug)]
pub(crate) struct Doors<S> {
    router: Router<S>,
    doors: Vec<Door>,
    gate: Gate,
}

impl<S: Clone + Send + Sync + 'static> Doors<S> {
    pub(crate) fn new(gate: Gate) -> Self {
        Self { router: Router::new(), doors: Vec::new(), gate }
    }

    pub(crate) fn get<T: 'static>(
        self,
        path: &str,
        needs: Needs,
        handler: impl Handler<T, S>,
    ) -> Self {
        self.door(Method::GET, path, needs, get(handler))
    }

    pub(crate) fn post<T: 'static>(
        self,
        path: &str,
        needs: Needs,
        handler: impl Handler<T, S>,
    ) -> Self {
        self.door(Method::POST, path, needs, post(handler))
    }

    /// Both ways to one address, as a form has them.
    pub(crate) fn both<T: 'static, U: 'static>(
        self,
        path: &str,
        needs: Needs,
        shows: impl Handler<T, S>,
        takes: impl Handler<U, S>,
    ) -> Self {
        self.get(path, needs, shows).post(path, needs, takes)
    }

    fn door(mut self, method: Method, path: &str, needs: Needs, handler: MethodRouter<S>) -> Self {
        let guard = Guard { gate: self.gate.clone(), needs };
        self.doors.push(Door { method, path: path.to_owned(), needs });
        self.router =
            self.router.route(path, handler.route_layer(from_fn_with_state(guard, enter)));
        self
    }

    pub(crate) fn finish(self, state: S) -> (Router, Vec<Door>) {
        (self.router.with_state(state), self.doors)
    }
}

#[derive(Clone)]
struct Guard {
    gate: Gate,
    needs: Needs,
}

/// The token of the cookie.
pub(crate) fn token(headers: &HeaderMap) -> Option<String> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.split_once('='));
    let mut ours = pairs.filter(|(name, _)| name.trim() == COOKIE);
    ours.next().map(|(_, value)| value.trim().to_owned()).filter(|value| !value.is_empty())
}

/// Lets in whoever may, with who they are; sends whoever is not signed in to sign in.
async fn enter(State(guard): State<Guard>, mut request: Request, next: Next) -> Response {
    let posts = request.method() == Method::POST;
    if posts && guard::is_from_elsewhere(request.headers()) {
        return server::plain(StatusCode::FORBIDDEN, "sent from another site\n");
    }
    let visitor = match token(request.headers()) {
        None => Ok(None),
        Some(token) => {
            let sessions = guard.gate.sessions();
            tokio::task::spawn_blocking(move || sessions.who(&token))
                .await
                .unwrap_or_else(|panic| Err(MyError::failed("the sessions panicked", panic)))
        }
    };
    let visitor: Option<Visitor> = match visitor {
        Ok(visitor) => visitor,
        Err(error) => {
            (guard.gate.report)(&server::chain("gate", &error));
            return server::plain(StatusCode::INTERNAL_SERVER_ERROR, "please try again\n");
        }
    };
    let role = visitor.as_ref().map(|visitor| visitor.role);
    if !guard.needs.allows(role) {
        return match visitor {
            // A look at what is somebody else's: the pages of whoever it is say so in words.
            Some(visitor) => {
                let to = format!("{}?away=1", Page::SignIn.path(visitor.language));
                see_other(&to)
            }
            None => {
                let language = of_path(request.uri().path()).unwrap_or(guard.gate.language);
                let just_signed_in = request.uri().query() == Some("c=1");
                let left = match (token(request.headers()), just_signed_in) {
                    (Some(_), _) => "?left=1",
                    // The browser has kept nothing of what it was sent.
                    (None, true) => "?none=1",
                    (None, false) => "",
                };
                see_other(&format!("{}{left}", Page::SignIn.path(language)))
            }
        };
    }
    if let Some(visitor) = visitor {
        request.extensions_mut().insert(visitor);
    }
    next.run(request).await
}

/// The language of an address.
pub(crate) fn of_path(path: &str) -> Option<Language> {
    path.split('/').nth(1)?.parse().ok()
}
