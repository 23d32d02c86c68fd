//! A banner above each page of an installation for training, in the language of the page. It is put on as an answer
//! leaves, so there is no page without it. Source: UX O-14.

use crate::operator::training_banner;
use crate::{server, style};
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use std::sync::LazyLock;
use units::Language;

/// Far more than any page has.
const MOST_BYTES: usize = 4 << 20;
const HEAD_ENDS: &str = "</head>";
const BODY: &str = "<body>";
/// Beside the sheet of each page, whose colours it takes: a page that is no exercise does not carry it.
const SHEET: &str = "body>aside.training{max-width:none;margin:0;padding:.5rem 1rem;background:var(--text);color:var(--bg);font-weight:700;\
    text-align:center}";

/// `/training-<hash>.css`.
fn sheet_path() -> &'static str {
    static PATH: LazyLock<String> =
        LazyLock::new(|| format!("/training-{:016x}.css", style::hash(SHEET)));
    &PATH
}

/// To be laid over all routes of such an installation.
pub async fn banner(mut request: Request, next: Next) -> Response {
    if request.uri().path() == sheet_path() {
        return server::sheet(request.headers(), SHEET.to_owned());
    }
    // What is packed cannot be written on.
    request.headers_mut().remove(header::ACCEPT_ENCODING);
    let response = next.run(request).await;
    let kind = response.headers().get(header::CONTENT_TYPE);
    if !kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html")) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, MOST_BYTES).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let text = with_banner(&String::from_utf8_lossy(&bytes));
    parts.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(text.len()));
    // It is another text than the one whose mark this was.
    parts.headers.remove(header::ETAG);
    Response::from_parts(parts, Body::from(text))
}

fn with_banner(page: &str) -> String {
    let Some((head, rest)) = page.split_once(BODY) else { return page.to_owned() };
    let sheet = format!("<link rel=\"stylesheet\" href=\"{}\">\n{HEAD_ENDS}", sheet_path());
    let head = head.replacen(HEAD_ENDS, &sheet, 1);
    let code = head.split_once("<html lang=\"").and_then(|(_, rest)| rest.split('"').next());
    let language = code.and_then(|code| code.parse().ok()).unwrap_or(Language::En);
    let (name, text) = training_banner(language);
    format!("{head}{BODY}\n<aside class=\"training\" aria-label=\"{name}\">{text}</aside>{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn o_14_the_banner_is_in_the_language_of_the_page() {
        for (code, words) in [
            ("fr", "aucun ménage n’est réel ici"),
            ("nl", "geen enkel huishouden is hier echt"),
            ("de", "Kein Haushalt ist hier echt"),
            ("en", "no household here is real"),
            ("xx", "no household here is real"),
        ] {
            let page = format!("<html lang=\"{code}\"><head></head><body>\n<main></main></body>");
            let with = with_banner(&page);
            assert!(with.contains(words), "{with}");
            assert!(with.contains("<body>\n<aside class=\"training\""), "{with}");
            assert!(with.contains(&format!("href=\"{}\">\n</head>", sheet_path())), "{with}");
        }
        assert_eq!(with_banner("no page"), "no page");
    }
}
