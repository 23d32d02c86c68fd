//! The routes of the pages of all accounts. Source: UX 7.3, PD-04.

use super::ACCOUNTS_SHOWN;
use super::account::AccountView;
use super::explain::{AT, Asks, ExplainView, KNOWN, no_moment};
use super::pages::{ListPage, OffView, QualityView, list_rest, notice};
use super::paths::{Page, SHORT_ACCOUNT, SHORT_EXPLAIN, account_path, explain_path, moments};
use super::words::Words;
use crate::answers::{Reply, Trouble, page, worked};
use crate::mistakes::preferred;
use crate::my::{Door, Doors, Gate, Sessions, Visitor};
use crate::pay::frame::{PageError, see_other};
use crate::server::Report;
use crate::source::Source;
use crate::staff::{self, Asked, Desk};
use crate::view::ShownState;
use access::{Act, Needs, Role, Verb};
use askama::Template as _;
use axum::Extension;
use axum::Router;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use calendar::Instant;
use serde::Deserialize;
use std::sync::Arc;
use units::{AccountId, Language};

type Room = Desk<dyn Source>;

/// What the pages have to be told once.
#[derive(Debug, Clone)]
pub(crate) struct AccountOptions {
    /// Free of charge, as written on the page.
    pub(crate) help_phone: String,
}

/// The pages in each language, and the short addresses that lead to them.
pub(crate) fn routes(
    source: Arc<dyn Source>,
    gate: &Gate,
    options: AccountOptions,
    report: Report,
) -> (Router, Vec<Door>) {
    let sees = Needs::Anyones(Act::StateAndAmount, Verb::View);
    let days = Needs::Anyones(Act::ThirtyDays, Verb::View);
    let (mut all, mut all_doors) = Doors::new(gate.clone())
        .get(Page::List.short(), sees, |headers, query| onward(Page::List, headers, query))
        .get(Page::Off.short(), sees, |headers, query| onward(Page::Off, headers, query))
        .get(Page::Quality.short(), Needs::Nobody, |headers, query| {
            onward(Page::Quality, headers, query)
        })
        .get(SHORT_ACCOUNT, days, |named, headers, query| {
            onward_to(account_path::<AccountId>, named, headers, query)
        })
        .get(SHORT_EXPLAIN, days, |named, headers, query| {
            onward_to(explain_path::<AccountId>, named, headers, query)
        })
        .finish(());
    for desk in Desk::in_each_language(source, options.help_phone, report) {
        let path = |page: Page| page.path(desk.language);
        let [first, second] = [gate.sessions(), gate.sessions()];
        let (routes, doors) = Doors::new(gate.clone())
            .get(path(Page::List), sees, list)
            .get(path(Page::Off), sees, off)
            .get(path(Page::Quality), Needs::Nobody, quality)
            .get(&account_path("{account}", desk.language), days, move |desk, request| {
                account(desk, request, Arc::clone(&first))
            })
            .get(&explain_path("{account}", desk.language), days, move |desk, request| {
                explain(desk, request, Arc::clone(&second))
            })
            .finish(desk.clone());
        all = all.merge(routes);
        all_doors.extend(doors);
    }
    (all, all_doors)
}

async fn onward(page: Page, headers: HeaderMap, RawQuery(query): RawQuery) -> Response {
    let rest = query.map(|query| format!("?{query}")).unwrap_or_default();
    see_other(&format!("{}{rest}", page.path(preferred(&headers))))
}

/// The same for a page of one account; `404` for a text that is no number of an account.
async fn onward_to(
    path: fn(AccountId, Language) -> String,
    named: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    let account = named.ok().and_then(|Path(named)| named.parse::<AccountId>().ok());
    let Some(account) = account else { return StatusCode::NOT_FOUND.into_response() };
    let rest = query.map(|query| format!("?{query}")).unwrap_or_default();
    see_other(&format!("{}{rest}", path(account, preferred(&headers))))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asking {
    state: String,
    after: String,
}

/// The moments of an explanation, as somebody or a link wrote them.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Moments {
    at: String,
    known: String,
}

/// Nothing is sent to these pages.
#[derive(Debug, Default, Deserialize)]
struct NoForm {}

fn broken(desk: &Room, role: Role) -> Result<String, askama::Error> {
    let m = Words::of(desk.language);
    let frame = desk.frame_at(|language| Page::List.path(language), "");
    notice(frame, role, (m.trouble_title, m.trouble_text)).render()
}

/// The accounts, 50 a page. `400` for a state or a position that there is not.
async fn list(State(desk): State<Room>, request: Request) -> Response {
    staff::answer(desk, Page::List.short(), request, listed, broken).await
}

fn listed(desk: &Room, asked: &Asked<Asking, NoForm>) -> Result<Reply, Trouble> {
    let m = Words::of(desk.language);
    let path = |language| Page::List.path(language);
    let (state, after) = (asked.query.state.trim(), asked.query.after.trim());
    let state = Some(state).filter(|text| !text.is_empty()).map(str::parse::<ShownState>);
    let after = Some(after).filter(|text| !text.is_empty()).map(str::parse::<i64>);
    let (Ok(state), Ok(after)) = (state.transpose(), after.transpose()) else {
        let words = (m.not_asked, m.not_asked_text);
        let notice = notice(desk.frame_at(path, ""), asked.visitor.role, words);
        return page(StatusCode::BAD_REQUEST, &notice);
    };
    let counts = desk.source().counts()?;
    let items = desk.source().accounts(state, after, ACCOUNTS_SHOWN + 1)?;
    let frame = desk.frame_at(path, &list_rest(state, after));
    page(StatusCode::OK, &ListPage::new(frame, &asked.visitor, counts, (state, after), &items))
}

/// Who is without supply.
async fn off(State(desk): State<Room>, request: Request) -> Response {
    let work = |desk: &Room, asked: &Asked<Asking, NoForm>| {
        let frame = desk.frame_at(|language| Page::Off.path(language), "");
        page(StatusCode::OK, &OffView::new(frame, &asked.visitor, &desk.source().off()?))
    };
    staff::answer(desk, Page::Off.short(), request, work, broken).await
}

/// One account. `404` for a text that is no number of an account, or one without account.
async fn account(
    State(desk): State<Room>,
    request: Request,
    sessions: Arc<dyn Sessions>,
) -> Response {
    let work = move |desk: &Room, asked: &Asked<NoForm, NoForm>| {
        let Ok(id) = asked.named().parse::<AccountId>() else { return no_such(desk, asked) };
        let Some(shown) = desk.source().account(id)? else { return no_such(desk, asked) };
        sessions.looked(&asked.visitor, id, &[Act::StateAndAmount, Act::ThirtyDays])?;
        let frame = desk.frame_at(|language| account_path(id, language), "");
        page(StatusCode::OK, &AccountView::new(frame, &asked.visitor, &shown))
    };
    staff::answer(desk, SHORT_ACCOUNT, request, work, broken).await
}

/// Why a balance is what it is. `400` with the form for a text that is no moment; `404` as for the account.
async fn explain(
    State(desk): State<Room>,
    request: Request,
    sessions: Arc<dyn Sessions>,
) -> Response {
    let work = move |desk: &Room, asked: &Asked<Moments, NoForm>| {
        let Ok(id) = asked.named().parse::<AccountId>() else { return no_such(desk, asked) };
        let asks = Asks {
            at: asked.query.at.trim().to_owned(),
            known: asked.query.known.trim().to_owned(),
        };
        let mut errors: Vec<PageError> = Vec::new();
        let mut read = |field: &'static str, text: &str| {
            let at = (!text.is_empty()).then(|| text.parse::<Instant>()).transpose();
            at.unwrap_or_else(|_| {
                errors.push(no_moment(field, text, desk.language));
                None
            })
        };
        let (at, known) = (read(AT, &asks.at), read(KNOWN, &asks.known));
        // Whose it is stands on the page all the same.
        let (at, known) = if errors.is_empty() { (at, known) } else { (None, None) };
        let Some(shown) = desk.source().explain(id, at, known)? else {
            return no_such(desk, asked);
        };
        let saw: &[Act] = if errors.is_empty() {
            &[Act::StateAndAmount, Act::ThirtyDays]
        } else {
            &[Act::StateAndAmount]
        };
        sessions.looked(&asked.visitor, id, saw)?;
        let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::BAD_REQUEST };
        let frame = desk.frame_at(|language| explain_path(id, language), &moments(at, known));
        page(status, &ExplainView::new(frame, &asked.visitor, &shown, asks, errors))
    };
    staff::answer(desk, SHORT_EXPLAIN, request, work, broken).await
}

fn no_such<Q, F>(desk: &Room, asked: &Asked<Q, F>) -> Result<Reply, Trouble> {
    let m = Words::of(desk.language);
    let frame = desk.frame_at(|language| Page::List.path(language), "");
    let words = (m.no_such, m.no_such_text);
    page(StatusCode::NOT_FOUND, &notice(frame, asked.visitor.role, words))
}

/// How far the estimates were off, for everybody.
async fn quality(
    State(desk): State<Room>,
    visitor: Option<Extension<Visitor>>,
    headers: HeaderMap,
) -> Response {
    let at_work = desk.clone();
    let visitor = visitor.map(|Extension(visitor)| visitor);
    let done = worked(Ok(visitor), move |visitor| {
        let frame = at_work.frame_at(|language: Language| Page::Quality.path(language), "");
        let shown = at_work.source().quality()?;
        page(StatusCode::OK, &QualityView::new(frame, visitor.as_ref(), &shown))
    });
    match done.await {
        Ok(reply) => reply.send(&headers),
        // It is told alike on all pages that are for everybody.
        Err(trouble) => {
            desk.failed(Page::Quality.short(), &trouble);
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
