//! The routes of keys. A key is the answer to the form that asked for it, and stands at no address.

use super::api::{KeyDesk, KeyRefused};
use super::page::{KeysPage, NewKeyPage, SCOPES};
use crate::answers::{MOST_OF_A_FORM, Reply, Trouble, page, worked};
use crate::developers::frame::Page;
use crate::developers::hooks::Asked;
use crate::mistakes::bounded;
use crate::my::{Door, Doors, Gate};
use crate::server::{Report, chain, html};
use access::{Act, Needs, Verb};
use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use std::sync::Arc;
use units::Language;

#[derive(Clone)]
struct App {
    desk: Arc<dyn KeyDesk>,
    report: Report,
    language: Language,
}

/// The page in both languages. Whoever may have a key sees keys; who is a partner has some of their own, and changes
/// them.
pub fn keys_router(desk: Arc<dyn KeyDesk>, gate: &Gate, report: Report) -> (Router, Vec<Door>) {
    let (mut all, mut doors) = (Router::new(), Vec::new());
    let sees = Needs::WithKeys(Act::Audit, Verb::View);
    for language in [Language::En, Language::Fr] {
        let app = App { desk: Arc::clone(&desk), report: Arc::clone(&report), language };
        let path = Page::Keys.path(language);
        let doors_of = Doors::new(gate.clone()).get(&path, sees, list);
        let (routes, more) = doors_of.post(&path, Needs::OwnEndpoints, act).finish(app);
        all = all.merge(routes);
        doors.extend(more);
    }
    (bounded(all, MOST_OF_A_FORM), doors)
}

fn status(refused: KeyRefused) -> StatusCode {
    match refused {
        KeyRefused::Unknown => StatusCode::NOT_FOUND,
        KeyRefused::NotOwner => StatusCode::FORBIDDEN,
        KeyRefused::TooMany { .. } | KeyRefused::Replaced { .. } => StatusCode::CONFLICT,
        KeyRefused::NoScope | KeyRefused::Scope => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

async fn answer(
    app: App,
    request: Request,
    work: impl FnOnce(&App, &Asked) -> Result<Reply, Trouble> + Send + 'static,
) -> Response {
    let headers = request.headers().clone();
    let report = Arc::clone(&app.report);
    match worked(Asked::read(request).await, move |asked| work(&app, asked)).await {
        Ok(reply) => reply.send(&headers),
        Err(trouble) => {
            report(&chain("developers/keys", &trouble));
            html(&headers, StatusCode::INTERNAL_SERVER_ERROR, String::new())
        }
    }
}

fn shown(app: &App, asked: &Asked, refused: Option<KeyRefused>) -> Result<Reply, Trouble> {
    let view = app.desk.keys(&asked.visitor)?;
    let chosen = asked.all(SCOPES);
    let ended = asked.done() == "ended";
    let shown = KeysPage::new(app.language, view.as_ref(), (&chosen, refused), ended);
    page(refused.map_or(StatusCode::OK, status), &shown)
}

async fn list(State(app): State<App>, request: Request) -> Response {
    answer(app, request, |app, asked| shown(app, asked, None)).await
}

async fn act(State(app): State<App>, request: Request) -> Response {
    answer(app, request, |app, asked| {
        let number = asked.field("number").parse().unwrap_or(0);
        let made = match asked.field("act") {
            "add" => app.desk.add_key(&asked.visitor, &asked.all(SCOPES))?,
            "change" => app.desk.change_key(&asked.visitor, number)?,
            "end" => match app.desk.end_key(&asked.visitor, number)? {
                Ok(()) => {
                    let path = Page::Keys.path(app.language);
                    return Ok(Reply::SeeOther(format!("{path}?done=ended")));
                }
                Err(refused) => Err(refused),
            },
            _ => Err(KeyRefused::Unknown),
        };
        match made {
            Ok(made) => page(StatusCode::CREATED, &NewKeyPage::new(app.language, &made)),
            Err(refused) => shown(app, asked, Some(refused)),
        }
    })
    .await
}
