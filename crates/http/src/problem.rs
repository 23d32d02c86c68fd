//! What goes wrong, told in one shape: `application/problem+json` with a stable code and a sentence in
//! the caller's language. Source: RFC 9457.

mod code;
mod of_refusal;
mod words;

pub use code::Code;
pub use words::CodeWords;
pub use words::texts::all_texts;

use crate::language::Language;
use crate::requests::RequestId;
use crate::sign::REPLAYED_HEADER;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A problem on its way out. It becomes JSON in [`Problem::into_json`] and nowhere else.
#[derive(Debug, Clone)]
pub struct Problem {
    pub(crate) code: Code,
    members: BTreeMap<String, String>,
    retry_after_s: Option<i64>,
    replayed: bool,
    request: Option<String>,
    /// The chain of causes, for the log only.
    pub(crate) cause: Option<String>,
}

impl Problem {
    pub(crate) fn new(code: Code) -> Self {
        Self {
            code,
            members: BTreeMap::new(),
            retry_after_s: None,
            replayed: false,
            request: None,
            cause: None,
        }
    }

    /// A value that the sentence names, and that a program may read.
    pub(crate) fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.members.insert(name.to_owned(), value.to_string());
        self
    }

    pub(crate) fn retry_after(mut self, seconds: i64) -> Self {
        self.retry_after_s = Some(seconds.max(1));
        self
    }

    pub(crate) fn replayed(mut self, replayed: bool) -> Self {
        self.replayed = replayed;
        self
    }

    /// Of which request.
    pub(crate) fn of_request(mut self, id: &RequestId) -> Self {
        self.request = Some(id.as_str().to_owned());
        self
    }

    pub(crate) fn caused_by(mut self, error: &(dyn std::error::Error + 'static)) -> Self {
        let mut chain = error.to_string();
        let mut cause = error.source();
        while let Some(error) = cause {
            chain.push_str(": ");
            chain.push_str(&error.to_string());
            cause = error.source();
        }
        self.cause = Some(chain);
        self
    }

    pub(crate) fn body(&self, language: Language) -> ProblemBody {
        let words = self.code.words(language);
        let mut detail = words.detail.to_owned();
        for (name, value) in &self.members {
            detail = detail.replace(&format!("{{{name}}}"), value);
        }
        ProblemBody {
            kind: format!("/v1/problems/{}", self.code.name()),
            title: words.title.to_owned(),
            status: self.code.status().as_u16(),
            detail,
            code: self.code.name().to_owned(),
            retryable: self.code.is_retryable(),
            request_id: self.request.clone(),
            members: self.members.clone(),
        }
    }

    pub(crate) fn into_json(self, language: Language) -> Response {
        let json = serde_json::to_vec(&self.body(language)).unwrap_or_default();
        let mut response = (self.code.status(), json).into_response();
        let headers = response.headers_mut();
        let kind = HeaderValue::from_static("application/problem+json");
        headers.insert(header::CONTENT_TYPE, kind);
        headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()));
        if let Some(seconds) = self.retry_after_s {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.replayed {
            let name = HeaderName::from_static(REPLAYED_HEADER);
            headers.insert(name, HeaderValue::from_static("true"));
        }
        if self.code.status() == axum::http::StatusCode::UNAUTHORIZED {
            let scheme = match self.code {
                Code::KeyRefused => "Bearer",
                _ => "Tirelire-HMAC-SHA256",
            };
            let scheme = HeaderValue::from_static(scheme);
            headers.insert(header::WWW_AUTHENTICATE, scheme);
        }
        response
    }
}

/// The problem travels in the response's extensions to the one place that knows the caller's language.
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.code.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// What went wrong. `code` is stable; `title` and `detail` are in the language asked for. Some codes
/// bring more members, whose values `detail` names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody {
    /// Where the code is explained.
    #[serde(rename = "type")]
    #[schema(example = "/v1/problems/amount-outside-limits")]
    pub kind: String,
    #[schema(example = "Amount outside the limits")]
    pub title: String,
    #[schema(example = 422)]
    pub status: u16,
    #[schema(example = "An amount is from 5.00 to 250.00 EUR.")]
    pub detail: String,
    #[schema(example = "amount-outside-limits")]
    pub code: String,
    /// Whether the same request, with the same key, may succeed later.
    #[schema(example = false)]
    pub retryable: bool,
    /// By which the request is found in the log: as in the header `Request-Id`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "req_3f2b1c9a77aa4c1e0d5f8b21")]
    pub request_id: Option<String>,
    #[serde(flatten)]
    #[schema(ignore)]
    pub members: BTreeMap<String, String>,
}
