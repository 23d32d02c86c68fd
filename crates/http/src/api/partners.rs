//! What partners read: events behind a cursor, and what an event points to. Source: UX 10.

use super::door::Names;
use crate::App;
use crate::gate::PartnerCaller;
use crate::partners::{AccountNow, Placed, Sandbox};
use crate::problem::{Code, Problem};
use crate::sharing::InOrder;
use crate::webhooks::Envelope;
use axum::Json;
use axum::extract::{RawQuery, State};
use serde::Serialize;
use utoipa::ToSchema;

/// Events on a page, if no limit is given, and at most.
const A_PAGE: usize = 50;
const MOST: usize = 200;

/// Events in the order in which they were kept.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EventPage {
    events: Vec<Envelope>,
    /// Behind the last of them: the `after` of the next request, now or later.
    #[schema(example = "c42")]
    next: String,
    /// More is there already.
    #[schema(example = false)]
    has_more: bool,
}

/// A page that is asked for.
pub(super) struct Asked {
    pub(super) after: i64,
    pub(super) limit: usize,
}

/// Errors: a cursor that we never gave, a limit that is none.
pub(super) fn asked(query: Option<&str>) -> Result<Asked, Problem> {
    asked_of(query, A_PAGE, MOST)
}

/// The same with so many on a page without a limit, and so many at most.
pub(super) fn asked_of(query: Option<&str>, a_page: usize, most: usize) -> Result<Asked, Problem> {
    asked_also(query, (a_page, most), |_, _| false)
}

/// The same with parameters of one address: `also` takes a name and its value, or says that it does not.
pub(super) fn asked_also(
    query: Option<&str>,
    (a_page, most): (usize, usize),
    mut also: impl FnMut(&str, &str) -> bool,
) -> Result<Asked, Problem> {
    let mut asked = Asked { after: 0, limit: a_page };
    for pair in query.unwrap_or_default().split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let number = |text: &str| text.parse::<i64>().ok().filter(|_| !text.starts_with('+'));
        let wrong = || Problem::new(Code::QueryNotUnderstood).with("parameter", name);
        match name {
            "after" => {
                let seq = value.strip_prefix('c').and_then(number).filter(|seq| *seq >= 0);
                asked.after = seq.ok_or_else(wrong)?;
            }
            "limit" => {
                let limit = number(value).and_then(|limit| usize::try_from(limit).ok());
                let limit = limit.filter(|limit| (1..=most).contains(limit));
                asked.limit = limit.ok_or_else(wrong)?;
            }
            _ if also(name, value) => {}
            _ => {
                let plain = name.chars().filter(char::is_ascii_alphanumeric).take(40);
                let name: String = plain.collect();
                return Err(Problem::new(Code::QueryNotUnderstood).with("parameter", name));
            }
        }
    }
    Ok(asked)
}

/// What fits a page of one more than fits, the cursor behind it, and whether there is more.
pub(super) fn cut<T>(
    mut found: Vec<InOrder<T>>,
    after: i64,
    limit: usize,
) -> (Vec<T>, String, bool) {
    let has_more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().map_or(after, |last| last.place);
    (found.into_iter().map(|one| one.is).collect(), format!("c{next}"), has_more)
}

/// What happened, behind a cursor
///
/// Without `after` from the beginning. Go on with `next`, also when a page is empty: nothing is missed, and what
/// is asked for twice is answered alike. An event whose account may no longer be seen is left out.
#[utoipa::path(
    get,
    path = "/v1/events",
    operation_id = "events",
    tag = "partners",
    params(
        ("after" = Option<String>, Query, description = "`next` of the page before", example = "c41"),
        ("limit" = Option<u32>, Query, description = "Events on the page, 1 to 200; 50 without it", example = "50"),
    ),
    responses((status = 200, description = "A page", body = EventPage)),
    security(("partner" = ["events:read"]))
)]
pub(super) async fn events(
    State(app): State<App>,
    caller: PartnerCaller,
    RawQuery(query): RawQuery,
) -> Result<Json<EventPage>, Problem> {
    let Asked { after, limit } = asked(query.as_deref())?;
    let PartnerCaller { partner, at } = caller;
    let mut placed = match app.books_for(&partner) {
        Some(books) => books.events(&partner, after, limit + 1, at).await?,
        None => Sandbox::events(after, limit + 1),
    };
    let has_more = placed.len() > limit;
    placed.truncate(limit);
    let next = placed.last().map_or(after, |Placed { seq, .. }| *seq);
    let events = placed.into_iter().filter_map(|placed| placed.event).collect();
    Ok(Json(EventPage { events, next: format!("c{next}"), has_more }))
}

/// One event
#[utoipa::path(
    get,
    path = "/v1/events/{event}",
    operation_id = "event",
    tag = "partners",
    params(("event" = String, Path, description = "`id` of an event", example = "evt_4f1c0de2a9b83d7715aa")),
    responses((status = 200, description = "The event", body = Envelope)),
    security(("partner" = ["events:read"]))
)]
pub(super) async fn event(
    State(app): State<App>,
    PartnerCaller { partner, at }: PartnerCaller,
    names: Names,
) -> Result<Json<Envelope>, Problem> {
    let id: String = names.get("event")?;
    let found = match app.books_for(&partner) {
        Some(books) => books.event(&partner, &id, at).await?,
        None => Sandbox::event(&id),
    };
    found.map(Json).ok_or_else(|| Problem::new(Code::EventUnknown))
}

/// How an account stands
///
/// For a party that the account is shared with: the state, and the amounts if its role may see them. The look is
/// kept, and the household sees it.
#[utoipa::path(
    get,
    path = "/v1/accounts/{account}",
    operation_id = "account",
    tag = "partners",
    params(("account" = String, Path, description = "`account` of an event", example = "1000000001")),
    responses((status = 200, description = "How it stands now", body = AccountNow)),
    security(("partner" = ["accounts:read"]))
)]
pub(super) async fn account(
    State(app): State<App>,
    PartnerCaller { partner, at }: PartnerCaller,
    names: Names,
) -> Result<Json<AccountNow>, Problem> {
    let account: String = names.get("account")?;
    let found = match app.books_for(&partner) {
        Some(books) => books.account(&partner, &account, at).await?,
        None => Sandbox::account(&account),
    };
    found.map(Json).ok_or_else(|| Problem::new(Code::AccountUnknown))
}
