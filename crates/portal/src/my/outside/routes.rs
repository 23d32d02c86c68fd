//! What stands at the addresses of prices and places.

use super::pages::{PlacesPage, PricesPage, Search};
use crate::my::paths::Page;
use crate::my::routes::{Desk, answer, page, shortened, shown};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;

pub(in crate::my) async fn prices(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/prices", request, |desk, _| {
        let prices = desk.own().prices()?;
        shown(&PricesPage::new(desk.frame(Page::Prices, ""), &prices))
    })
    .await
}

pub(in crate::my) async fn places(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/where", request, |desk, asked| {
        let typed = asked.query.p.trim();
        let postcode = vending::postcode(typed);
        let only_open = asked.query.o == "1";
        let search = Search { postcode: shortened(typed), only_open };
        // The switch of languages keeps what was asked for; digits alone go into an address.
        let digits = postcode.map(|code| code.to_string()).unwrap_or_default();
        let open = if only_open { "&o=1" } else { "" };
        let frame = desk.frame(Page::Places, &format!("?p={digits}{open}"));
        if !typed.is_empty() && postcode.is_none() {
            let wrong = PlacesPage::new(frame, search, None);
            return page(StatusCode::UNPROCESSABLE_ENTITY, &wrong);
        }
        let places = desk.own().places(postcode, only_open)?;
        shown(&PlacesPage::new(frame, search, Some(&places)))
    })
    .await
}
