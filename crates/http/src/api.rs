//! The addresses, each with its documentation.

mod calls;
mod document;
mod door;
mod lookup;
mod partners;
mod public;
mod requests;
mod sales;
mod sharing;
mod shifts;
mod suppliers;

pub use document::{openapi, openapi_text};
pub use lookup::{LookupAnswer, LookupRequest};
pub use sales::{
    ConfirmRequest, ReceiptAnswer, SaleAnswer, SaleState, SplitLine, SplitTo, VendRequest,
};
pub use shifts::{ClosedShiftAnswer, ShiftAnswer, ShiftCloseRequest, Tally};

use crate::desk::Desk;
use crate::gate::{Rights, StartError, gate, present};
use crate::problem::{Code, Problem};
use crate::requests::Masks;
use crate::{App, Options};
use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::any;
use std::sync::Arc;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(document::head())
        .routes(routes!(lookup::lookup))
        .routes(routes!(sales::vend))
        .routes(routes!(sales::confirm))
        .routes(routes!(sales::reverse))
        .routes(routes!(sales::receipt))
        .routes(routes!(sales::last_response))
        .routes(routes!(shifts::open))
        .routes(routes!(shifts::totals))
        .routes(routes!(shifts::close))
        .routes(routes!(partners::events))
        .routes(routes!(partners::event))
        .routes(routes!(partners::account))
        .routes(routes!(requests::requests))
        .routes(routes!(sharing::groups))
        .routes(routes!(sharing::versions))
        .routes(routes!(sharing::volumes))
        .routes(routes!(sharing::quarter_hours))
        .routes(routes!(suppliers::requests, suppliers::file))
        .routes(routes!(suppliers::request))
        .routes(routes!(suppliers::settlements))
        .routes(routes!(suppliers::settlement))
        .routes(routes!(calls::event))
        .routes(routes!(public::openapi))
        .routes(routes!(public::problem))
}

/// The API below `/v1`, to be merged with other routers (not nested: addresses are signed as they are
/// documented). Errors: an address without a permission, so that a forgotten one stops the start.
/// Source: PD-04.
pub fn router(desk: Arc<dyn Desk>, options: Options) -> Result<Router, StartError> {
    let document = openapi()?;
    let (rights, masks) = (Rights::of_document(&document)?, Masks::of_document(&document));
    let app = App::new(desk, options, rights, masks);
    let (router, _) = routes().split_for_parts();
    // The gate knows no permission for the rest, and says that there is nothing.
    let rest = any(async || Problem::new(Code::NoSuchAddress));
    Ok(router
        .route("/v1/{*rest}", rest)
        .layer(from_fn_with_state(app.clone(), gate))
        .layer(from_fn_with_state(app.clone(), present))
        .with_state(app))
}
