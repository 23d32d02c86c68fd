//! How the pages of those who work here are answered: shops, agents, operators, social services, representatives,
//! suppliers.
//! Each of them reads its own requests; what becomes of the work is the same. Source: UX 7.3, PD-04.

use crate::my::MyError;
use crate::pay::frame::see_other;
use crate::server;
use crate::source::SourceError;
use askama::Template;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;

/// A form holds some hundred bytes.
pub(crate) const MOST_OF_A_FORM: usize = 16 * 1024;
/// A table.
pub(crate) const CSV: &str = "text/csv; charset=utf-8";
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; \
     frame-ancestors 'none'",
);

/// What goes out.
pub(crate) enum Reply {
    Page {
        status: StatusCode,
        text: String,
    },
    SeeOther(String),
    /// A table as CSV.
    File(String),
    Json(String),
    Xml(String),
    Pdf(Vec<u8>),
    /// Its content type and its bytes.
    Picture(&'static str, Vec<u8>),
    /// A file of whose bytes the checksum is told: content type and bytes.
    Summed(&'static str, Vec<u8>),
}

impl Reply {
    pub(crate) fn send(self, headers: &HeaderMap) -> Response {
        let mut response = match self {
            Self::Page { status, text } => server::html(headers, status, text),
            Self::SeeOther(to) => see_other(&to),
            Self::File(text) => server::file(headers, CSV, text),
            Self::Pdf(bytes) => server::pdf(bytes),
            Self::Picture(kind, bytes) => server::picture(kind, bytes),
            Self::Summed(kind, bytes) => server::summed(kind, bytes),
            Self::Json(text) => server::file(headers, "application/json", text),
            Self::Xml(text) => server::file(headers, "application/xml", text),
        };
        let names = response.headers_mut();
        names.insert(header::CONTENT_SECURITY_POLICY, POLICY);
        // Our own forms have to say where they come from; nobody else learns an address.
        names.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
        response
    }
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Trouble {
    #[error(transparent)]
    Source(#[from] MyError),
    #[error(transparent)]
    Figures(#[from] SourceError),
    #[error("could not write the page")]
    Template(#[from] askama::Error),
    #[error("the system gave no random number")]
    Chance(#[from] getrandom::Error),
    #[error("the work for the page panicked")]
    Panic(#[from] tokio::task::JoinError),
    #[error("somebody came in whom the gate does not know")]
    Nobody,
}

pub(crate) fn page(status: StatusCode, page: &impl Template) -> Result<Reply, Trouble> {
    Ok(Reply::Page { status, text: page.render()? })
}

/// Runs `work` on what was asked, where it may block.
pub(crate) async fn worked<A: Send + 'static>(
    asked: Result<A, Trouble>,
    work: impl FnOnce(&A) -> Result<Reply, Trouble> + Send + 'static,
) -> Result<Reply, Trouble> {
    let asked = asked?;
    tokio::task::spawn_blocking(move || work(&asked)).await?
}
