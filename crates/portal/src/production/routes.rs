//! The route of the page: a household sees its own.

use super::api::Producers;
use super::pages::{MinePage, Own, SorryPage};
use super::paths::Page;
use super::words::Words;
use super::{rates, voltage};
use crate::answers::{self, MOST_OF_A_FORM, Reply, Trouble};
use crate::my::{Door, Doors, Gate};
use crate::pay::frame::{Frame, PageError};
use crate::server::Report;
use crate::staff;
use access::{Act, Needs, Verb};
use askama::Template;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use std::sync::Arc;

/// What the page has to be told once.
#[derive(Debug, Clone)]
pub struct ProductionOptions {
    /// Free of charge, as written on the page.
    pub help_phone: String,
}

type Desk = staff::Desk<dyn Producers>;
type Asked = staff::Asked<rates::Typed, voltage::Typed>;

/// The page, with what stands at its route. Without a fallback and a style sheet, to be merged with
/// [`crate::my::router`].
pub fn router(
    producers: Arc<dyn Producers>,
    gate: &Gate,
    options: ProductionOptions,
    report: Report,
) -> (Router, Vec<Door>) {
    let (mut all, mut all_doors) = (Router::new(), Vec::new());
    let own = Needs::Own(Act::ThirtyDays, Verb::View);
    let own_act = Needs::Own(Act::Alerts, Verb::Do);
    for desk in Desk::in_each_language(producers, options.help_phone, report) {
        let path = Page::Mine.path(desk.language);
        let doors = Doors::new(gate.clone()).get(path, own, mine).post(path, own_act, complain);
        let (routes, own) = doors.finish(desk);
        all = all.merge(routes);
        all_doors.extend(own);
    }
    (crate::mistakes::bounded(all, MOST_OF_A_FORM), all_doors)
}

impl Desk {
    fn m(&self) -> &'static Words {
        Words::of(self.language)
    }

    fn frame(&self) -> Frame {
        self.frame_at(|language| Page::Mine.path(language), "")
    }
}

async fn mine(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, request, |desk, asked| {
        let prices = match asked.query.is_empty() {
            true => None,
            false => Some(asked.query.prices(desk.m())),
        };
        let (found, errors) = match prices {
            None => (None, Vec::new()),
            Some(Ok(prices)) => (Some(desk.source().rates(&asked.visitor, prices)?), Vec::new()),
            Some(Err(errors)) => (None, errors),
        };
        let status =
            if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        let own = Own {
            roofs: desk.source().mine(&asked.visitor)?,
            points: desk.source().voltage(&asked.visitor)?,
            rates: found,
        };
        let typed = (asked.query.clone(), voltage::Typed::default());
        answers::page(status, &MinePage::new(desk.frame(), &own, typed, errors))
    })
    .await
}

/// A complaint about voltage. Source: GQ-01.
async fn complain(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, request, |desk, asked| {
        let points = desk.source().voltage(&asked.visitor)?;
        let typed = asked.fields.tidy();
        let errors = match typed.complaint(&points, desk.m()) {
            Ok(said) if desk.source().complain(&asked.visitor, &said)? => {
                let path = Page::Mine.path(desk.language);
                return Ok(Reply::SeeOther(format!("{path}#voltage")));
            }
            // Somebody of the household was faster.
            Ok(_) => vec![PageError::at(voltage::EAN, desk.m().e_open)],
            Err(errors) => errors,
        };
        let roofs = desk.source().mine(&asked.visitor)?;
        let own = Own { roofs, points, rates: None };
        let typed = (rates::Typed::default(), typed);
        let page = MinePage::new(desk.frame(), &own, typed, errors);
        answers::page(StatusCode::UNPROCESSABLE_ENTITY, &page)
    })
    .await
}

async fn answer(
    desk: Desk,
    request: Request,
    work: impl FnOnce(&Desk, &Asked) -> Result<Reply, Trouble> + Send + 'static,
) -> Response {
    staff::answer(desk, "/my/production", request, work, |desk, _| {
        SorryPage::new(desk.frame(), (desk.m().failed_title, desk.m().failed_text)).render()
    })
    .await
}
