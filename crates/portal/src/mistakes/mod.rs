//! What went wrong, in the language of the address or else of the browser: no page there, not to be sent, too large, or a
//! failure of ours. One place for all families of pages; it leads to the doors, and nowhere that only some may go.
//! Source: UX 4.6, 7.1, CM-02.

mod words;

use crate::language::Paths as _;
use crate::my::{Page, doors_title, of_path};
use crate::pay::frame::{Frame, Switch};
use crate::server;
use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use std::sync::Arc;
use units::Language;
use words::Words;

/// Where machines knock, which read no page.
const HOOKS: &str = "/hooks/";

/// The language that a browser asks for first among ours; French without one.
pub(crate) fn preferred(headers: &HeaderMap) -> Language {
    let wanted = headers.get(header::ACCEPT_LANGUAGE).and_then(|text| text.to_str().ok());
    let wanted = wanted.unwrap_or_default().split(',').find_map(|one| {
        let code = one.split([';', '-']).next()?.trim();
        code.parse::<Language>().ok()
    });
    wanted.unwrap_or(Language::Fr)
}

#[derive(Debug, Template)]
#[template(path = "mistake.html")]
struct MistakePage {
    frame: Frame,
    title: &'static str,
    what: &'static str,
    advice: &'static str,
    links: Vec<(&'static str, &'static str)>,
}

impl MistakePage {
    /// `None` for an answer that needs no page.
    fn new(status: StatusCode, language: Language, phone: &str) -> Option<Self> {
        let w = Words::of(language);
        let (title, what, advice) = match status {
            StatusCode::FORBIDDEN => (w.elsewhere_title, w.elsewhere_text, w.begin_again),
            StatusCode::NOT_FOUND => (w.nothing_title, w.nothing_text, w.nothing_advice),
            StatusCode::METHOD_NOT_ALLOWED => (w.method_title, w.method_text, w.begin_again),
            StatusCode::PAYLOAD_TOO_LARGE => (w.large_title, w.large_text, w.large_advice),
            StatusCode::INTERNAL_SERVER_ERROR => (w.failed_title, w.failed_text, w.failed_advice),
            _ => return None,
        };
        let doors = |language: Language| (language, Page::Doors.path(language).to_owned());
        let frame = Frame::new(language, phone, Switch::Links(Language::ALL.map(doors).to_vec()));
        let error = crate::pay::frame::PageError::general(what);
        Some(Self {
            title,
            what,
            advice,
            links: vec![
                (Page::Doors.path(language), doors_title(language)),
                (Page::State.path(language), crate::my::state_title(language)),
            ],
            frame: frame.titled(title, &[error]),
        })
    }
}

/// The pages of `router`, and a page in words wherever one of them answers with a bare refusal or failure.
/// `help_phone`: free of charge, as written on the page.
pub fn explained(router: Router, help_phone: &str) -> Router {
    let phone: Arc<str> = Arc::from(help_phone);
    router.layer(from_fn_with_state(phone, explain))
}

/// Whether nobody has written a page for it: without a body, or with a word for a log.
fn is_bare(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_none_or(|kind| kind.starts_with("text/plain"))
}

async fn explain(State(phone): State<Arc<str>>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let language = of_path(path).unwrap_or_else(|| preferred(request.headers()));
    let (headers, hook) = (request.headers().clone(), path.starts_with(HOOKS));
    let response = next.run(request).await;
    if hook || !is_bare(&response) {
        return response;
    }
    let status = response.status();
    let Some(page) = MistakePage::new(status, language, &phone) else { return response };
    // A page that cannot be written leaves its status and nothing else.
    let mut page = server::html(&headers, status, page.render().unwrap_or_default());
    if let Some(allow) = response.headers().get(header::ALLOW) {
        page.headers_mut().insert(header::ALLOW, allow.clone());
    }
    page
}

/// `router`, whose forms hold `most` bytes: more is refused before half of it is read as if it were all.
pub(crate) fn bounded(router: Router, most: usize) -> Router {
    let check = move |request: Request, next: Next| async move {
        let length = request.headers().get(header::CONTENT_LENGTH);
        let length = length.and_then(|text| text.to_str().ok()?.parse::<usize>().ok());
        if length.is_some_and(|length| length > most) {
            return StatusCode::PAYLOAD_TOO_LARGE.into_response();
        }
        next.run(request).await
    };
    router.layer(DefaultBodyLimit::max(most)).layer(from_fn(check))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn cm_02_a_browser_is_answered_in_the_first_of_its_languages_that_we_write() {
        let of = |text: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static(text));
            preferred(&headers)
        };
        assert_eq!(of("it,nl-BE;q=0.8,fr;q=0.5"), Language::Nl);
        assert_eq!(of("de"), Language::De);
        assert_eq!(of("ar"), Language::Fr);
        assert_eq!(preferred(&HeaderMap::new()), Language::Fr);
    }
}
