//! What a partner's own systems have asked, for whoever looks for a mistake. Source: UX 8.9 (D-05).

use crate::App;
use crate::gate::PartnerCaller;
use crate::problem::{Code, Problem};
use crate::requests::{KeptRequest, RequestsAsked};
use axum::Json;
use axum::extract::{RawQuery, State};
use calendar::Instant;
use serde::Serialize;
use utoipa::ToSchema;

/// Requests on a page, if no limit is given, and at most.
const A_PAGE: usize = 50;
const MOST: usize = 200;
/// Longest value of a parameter.
const MOST_VALUE: usize = 100;

/// A request, without whom it was about. What of its bodies may be kept stands as text: names of fields, and
/// values that tell nothing of anybody.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Request)]
pub(super) struct RequestShown {
    /// As in the header `Request-Id` of the answer.
    #[schema(example = "req_3f2b1c9a77aa4c1e0d5f8b21")]
    id: String,
    #[schema(example = "2026-11-12T10:00:00+01:00")]
    at: String,
    /// Number of a partner's key, name of a terminal's.
    #[schema(example = "1000000003")]
    key: String,
    #[schema(example = "POST")]
    method: String,
    /// The address as it is documented.
    #[schema(example = "/v1/terminals/{terminal}/lookup")]
    route: String,
    /// Missing if the caller hung up before the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 404)]
    status: Option<u16>,
    /// Of a problem.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "reference-unknown")]
    code: Option<String>,
    #[schema(example = 12)]
    took_ms: i64,
    #[schema(example = 31)]
    request_bytes: i64,
    #[schema(example = 240)]
    response_bytes: i64,
    /// The first 16 hexadecimal digits of the SHA-256 of the idempotency key.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "5f0c3b4b6bd5c0f6")]
    idempotency_key_sha256: Option<String>,
    /// The body that was sent, masked.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "{\"reference\":\"…908\"}")]
    request: Option<String>,
    /// The body of the answer, masked.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "{\"code\":\"reference-unknown\",\"status\":404}")]
    response: Option<String>,
}

impl From<KeptRequest> for RequestShown {
    fn from(kept: KeptRequest) -> Self {
        Self {
            id: kept.id,
            at: kept.at.to_local_string(),
            key: kept.key,
            method: kept.method,
            route: kept.route,
            status: kept.status,
            code: kept.code,
            took_ms: kept.took_ms,
            request_bytes: kept.asked_bytes,
            response_bytes: kept.answered_bytes,
            idempotency_key_sha256: kept.once,
            request: kept.asked,
            response: kept.answered,
        }
    }
}

/// Requests, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RequestPage {
    requests: Vec<RequestShown>,
    /// Behind the last of them: the `after` of the next page. Missing on an empty page.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "c1794474000000000~req_3f2b1c9a77aa4c1e0d5f8b21")]
    next: Option<String>,
    /// There are older ones.
    #[schema(example = false)]
    has_more: bool,
}

/// A value of a query, with `%2B` and the like read. `None`: garbled.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = text.bytes();
    let mut read = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        read.push(match byte {
            b'%' => {
                let digit = |byte: u8| char::from(byte).to_digit(16);
                let (high, low) = (digit(bytes.next()?)?, digit(bytes.next()?)?);
                u8::try_from(high * 16 + low).ok()?
            }
            other => other,
        });
    }
    String::from_utf8(read).ok().filter(|text| text.len() <= MOST_VALUE)
}

/// Errors: a cursor that we never gave, a limit that is none, and what else is not asked like this.
fn asked(query: Option<&str>) -> Result<RequestsAsked, Problem> {
    let mut asked = RequestsAsked { most: A_PAGE, ..RequestsAsked::default() };
    for pair in query.unwrap_or_default().split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let wrong = || Problem::new(Code::QueryNotUnderstood).with("parameter", name);
        let value = decoded(value).ok_or_else(wrong)?;
        let instant = || value.parse::<Instant>().map_err(|_| wrong());
        match name {
            "after" => {
                let place = value.strip_prefix('c').and_then(|rest| rest.split_once('~'));
                let place = place.and_then(|(at, id)| Some((Instant(at.parse().ok()?), id)));
                let (at, id) = place.filter(|(_, id)| !id.is_empty()).ok_or_else(wrong)?;
                asked.behind = Some((at, id.to_owned()));
            }
            "limit" => {
                let limit = value.parse().ok().filter(|limit| (1..=MOST).contains(limit));
                asked.most = limit.ok_or_else(wrong)?;
            }
            "id" => asked.id = Some(value).filter(|id| !id.is_empty()),
            "status" => {
                let status = value.parse().ok().filter(|status| (100..=599).contains(status));
                asked.status = Some(status.ok_or_else(wrong)?);
            }
            "since" => asked.since = Some(instant()?),
            "until" => asked.until = Some(instant()?),
            _ => {
                let plain = name.chars().filter(char::is_ascii_alphanumeric).take(40);
                let name: String = plain.collect();
                return Err(Problem::new(Code::QueryNotUnderstood).with("parameter", name));
            }
        }
    }
    Ok(asked)
}

/// What was asked in the last days
///
/// The requests of all keys of the organisation whose key asks, newest first, for 30 days. Nothing of a household is
/// kept with them: of a body stand the names of fields, of a reference the last three digits. A request stands here
/// some seconds after its answer.
#[utoipa::path(
    get,
    path = "/v1/requests",
    operation_id = "requests",
    tag = "partners",
    params(
        ("after" = Option<String>, Query, description = "`next` of the page before", example = "c1794474000000000~req_3f2b1c9a77aa4c1e0d5f8b21"),
        ("limit" = Option<u32>, Query, description = "Requests on the page, 1 to 200; 50 without it", example = "50"),
        ("id" = Option<String>, Query, description = "`Request-Id` of an answer", example = "req_3f2b1c9a77aa4c1e0d5f8b21"),
        ("status" = Option<u16>, Query, description = "Of the answer", example = "404"),
        ("since" = Option<String>, Query, description = "Not older than this instant", example = "2026-11-12T10:00:00Z"),
        ("until" = Option<String>, Query, description = "Older than this instant", example = "2026-11-12T11:00:00Z"),
    ),
    responses((status = 200, description = "A page", body = RequestPage)),
    security(("partner" = ["logs:read"]))
)]
pub(super) async fn requests(
    State(app): State<App>,
    PartnerCaller { partner, .. }: PartnerCaller,
    RawQuery(query): RawQuery,
) -> Result<Json<RequestPage>, Problem> {
    let mut asked = asked(query.as_deref())?;
    let limit = asked.most;
    asked.most = limit + 1;
    // Also for a key of the sandbox: what it asked is its own, and of no account.
    let books = app.options.partners.as_ref().ok_or_else(|| Problem::new(Code::Unavailable))?;
    // By the clock that they are kept by, not by that of what partners read.
    let mut found = books.requests(&partner, asked, (app.options.clock)()).await?;
    let has_more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().map(|last| format!("c{}~{}", last.at.0, last.id));
    let requests = found.into_iter().map(RequestShown::from).collect();
    Ok(Json(RequestPage { requests, next, has_more }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn d_05_a_page_is_asked_for_by_name_status_and_time() {
        let query = "after=c17~req_abc.1&limit=2&id=req_abc.1&status=404\
                     &since=2026-11-12T10:00:00%2B01:00&until=2026-11-12T10%3A00%3A00Z";
        let all = asked(Some(query)).unwrap();
        assert_eq!(all.behind, Some((Instant(17), "req_abc.1".to_owned())));
        assert_eq!((all.most, all.status), (2, Some(404)));
        let [since, until] = [all.since, all.until].map(|at| at.unwrap());
        assert_eq!(until.seconds_since(since), 3_600);
        assert_eq!(asked(None).unwrap().most, A_PAGE);
        for query in [
            "limit=0",
            "limit=201",
            "limit=x",
            "status=99",
            "status=abc",
            "since=now",
            "until=%zz",
            "after=17",
            "after=c1",
            "after=c1~",
            "who=me",
            "id=%ff",
        ] {
            let problem = asked(Some(query)).unwrap_err();
            assert_eq!(problem.code, Code::QueryNotUnderstood, "{query}");
        }
    }
}
