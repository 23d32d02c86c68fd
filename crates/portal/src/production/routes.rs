//! The route of the page: a household sees its own.

use super::api::Producers;
use super::pages::{MinePage, SorryPage};
use super::paths::Page;
use super::words::Words;
use crate::answers::{self, Reply, Trouble, worked};
use crate::my::{Door, Doors, Gate, Visitor};
use crate::pay::frame::{Frame, Switch};
use crate::server::{self, Report};
use access::{Act, Needs, Verb};
use askama::Template;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use std::sync::Arc;
use units::Language;

/// What the page has to be told once.
#[derive(Debug, Clone)]
pub struct ProductionOptions {
    /// Free of charge, as written on the page.
    pub help_phone: String,
}

#[derive(Clone)]
struct Desk {
    producers: Arc<dyn Producers>,
    options: ProductionOptions,
    report: Report,
    language: Language,
}

/// The page, with what stands at its route. Without a fallback and a style sheet, to be merged with
/// [`crate::my::router`].
pub fn router(
    producers: Arc<dyn Producers>,
    gate: &Gate,
    options: ProductionOptions,
    report: Report,
) -> (Router, Vec<Door>) {
    let (mut all, mut all_doors) = (Router::new(), Vec::new());
    for language in Language::ALL {
        let (producers, options) = (Arc::clone(&producers), options.clone());
        let desk = Desk { producers, options, report: Arc::clone(&report), language };
        let needs = Needs::Own(Act::ThirtyDays, Verb::View);
        let doors = Doors::new(gate.clone()).get(Page::Mine.path(language), needs, mine);
        let (routes, own) = doors.finish(desk);
        all = all.merge(routes);
        all_doors.extend(own);
    }
    (all, all_doors)
}

impl Desk {
    fn frame(&self) -> Frame {
        let link = |language: Language| (language, Page::Mine.path(language).to_owned());
        let links = Switch::Links(Language::ALL.map(link).to_vec());
        Frame::new(self.language, &self.options.help_phone, links)
    }
}

async fn mine(State(desk): State<Desk>, mut request: Request) -> Response {
    let headers = request.headers().clone();
    let visitor = request.extensions_mut().remove::<Visitor>().ok_or(Trouble::Nobody);
    let at_work = desk.clone();
    let done = worked(visitor, move |visitor| {
        let mine = at_work.producers.mine(visitor)?;
        answers::page(StatusCode::OK, &MinePage::new(at_work.frame(), &mine))
    })
    .await;
    let reply = done.unwrap_or_else(|trouble| {
        (desk.report)(&server::chain("/my/production", &trouble));
        let m = Words::of(desk.language);
        let page = SorryPage::new(desk.frame(), (m.failed_title, m.failed_text));
        let text = page.render().unwrap_or_default();
        Reply::Page { status: StatusCode::INTERNAL_SERVER_ERROR, text }
    });
    reply.send(&headers)
}
