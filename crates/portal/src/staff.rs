//! What the pages of those who work here begin with: whom they ask, in which language, and what a request brings.
//! Source: UX 7.3, PD-04.

use crate::answers::{Reply, Trouble, worked};
use crate::my::Visitor;
use crate::pay::frame::{Frame, Switch};
use crate::server::{self, Report};
use access::Role;
use axum::extract::{Form, Path, Query, Request};
use axum::http::{Method, StatusCode};
use axum::response::Response;
use axum::{RequestExt, RequestPartsExt};
use serde::de::DeserializeOwned;
use std::fmt::Display;
use std::sync::Arc;
use units::Language;

/// A family of pages in one language, with whom it asks.
pub(crate) struct Desk<T: ?Sized> {
    pub(crate) language: Language,
    shared: Arc<Shared<T>>,
}

struct Shared<T: ?Sized> {
    help_phone: String,
    report: Report,
    source: Arc<T>,
}

impl<T: ?Sized> Clone for Desk<T> {
    fn clone(&self) -> Self {
        Self { language: self.language, shared: Arc::clone(&self.shared) }
    }
}

impl<T: ?Sized> Desk<T> {
    /// One for each language. `help_phone` is free of charge, as written on the page.
    pub(crate) fn in_each_language(
        source: Arc<T>,
        help_phone: String,
        report: Report,
    ) -> [Self; Language::ALL.len()] {
        let shared = Arc::new(Shared { help_phone, report, source });
        Language::ALL.map(|language| Self { language, shared: Arc::clone(&shared) })
    }

    pub(crate) fn source(&self) -> &T {
        &self.shared.source
    }

    /// Reports what went wrong under a route.
    pub(crate) fn failed(&self, route: &'static str, trouble: &Trouble) {
        (self.shared.report)(&server::chain(route, trouble));
    }

    /// The frame of a page that has this path in each language, with `rest` behind it.
    pub(crate) fn frame_at<P: Display>(&self, path: impl Fn(Language) -> P, rest: &str) -> Frame {
        let link = |language: Language| (language, format!("{}{rest}", path(language)));
        let links = Switch::Links(Language::ALL.map(link).to_vec());
        Frame::new(self.language, &self.shared.help_phone, links)
    }
}

/// What a request brings: parts of its address, what is asked of it, and the fields of its form.
pub(crate) struct Asked<Q, F> {
    names: Vec<String>,
    pub(crate) query: Q,
    pub(crate) fields: F,
    pub(crate) visitor: Visitor,
}

impl<Q: DeserializeOwned + Default, F: DeserializeOwned + Default + 'static> Asked<Q, F> {
    /// What cannot be read is empty: the page says what is missing.
    async fn read(request: Request) -> Result<Self, Trouble> {
        let (mut parts, body) = request.into_parts();
        let names = parts.extract::<Path<Vec<(String, String)>>>().await;
        let names = names.map(|Path(pairs)| pairs).unwrap_or_default();
        let names = names.into_iter().map(|(_, value)| value).collect();
        let mut request = Request::from_parts(parts, body);
        let query = Query::<Q>::try_from_uri(request.uri());
        let query = query.map(|Query(query)| query).unwrap_or_default();
        let visitor = request.extensions_mut().remove::<Visitor>().ok_or(Trouble::Nobody)?;
        let fields = if request.method() == Method::POST {
            let form: Result<Form<F>, _> = request.extract().await;
            form.map(|Form(fields)| fields).unwrap_or_default()
        } else {
            F::default()
        };
        Ok(Self { names, query, fields, visitor })
    }
}

impl<Q, F> Asked<Q, F> {
    /// The part of the address at a place from 0 on, or nothing.
    pub(crate) fn name_at(&self, place: usize) -> &str {
        self.names.get(place).map_or("", String::as_str)
    }

    /// What the address names: an EAN, a number, a file.
    pub(crate) fn named(&self) -> &str {
        self.name_at(0)
    }
}

/// Answers a request by work that may block. Whatever goes wrong is reported under `route`, and `broken` writes
/// the page that says so to somebody in this role.
pub(crate) async fn answer<T, Q, F>(
    desk: Desk<T>,
    route: &'static str,
    request: Request,
    work: impl FnOnce(&Desk<T>, &Asked<Q, F>) -> Result<Reply, Trouble> + Send + 'static,
    broken: impl FnOnce(&Desk<T>, Role) -> Result<String, askama::Error>,
) -> Response
where
    T: ?Sized + Send + Sync + 'static,
    Q: DeserializeOwned + Default + Send + 'static,
    F: DeserializeOwned + Default + Send + 'static,
{
    let headers = request.headers().clone();
    let role = request.extensions().get::<Visitor>().map(|visitor| visitor.role);
    let at_work = desk.clone();
    let asked = Asked::read(request).await;
    let done = worked(asked, move |asked| work(&at_work, asked)).await;
    let reply = done.unwrap_or_else(|trouble| {
        desk.failed(route, &trouble);
        // A page that cannot be written leaves its status and nothing else.
        let text = broken(&desk, role.unwrap_or(Role::Auditor)).unwrap_or_default();
        Reply::Page { status: StatusCode::INTERNAL_SERVER_ERROR, text }
    });
    reply.send(&headers)
}
