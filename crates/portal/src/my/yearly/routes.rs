//! What stands at the address of the yearly bill.

use super::pages::{Typed, YearPage, refused};
use crate::my::paths::Page;
use crate::my::routes::{Asked, Desk, Reply, answer, page, shortened, shown, with};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;

fn typed(asked: &Asked) -> Typed {
    let fields = &asked.fields;
    Typed {
        first: shortened(&fields.first),
        second: shortened(&fields.second),
        fixed: shortened(&fields.fixed),
        day: shortened(&fields.day),
    }
}

pub(in crate::my) async fn yearly(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/my/yearly-bill", request, |desk, asked| {
        let place = asked.place();
        let saved = !asked.query.saved.is_empty();
        with(
            desk,
            asked,
            |visitor| Ok(desk.own().year(visitor, place)?),
            |there| {
                let frame = desk.at(Page::Yearly, place);
                shown(&YearPage::new(frame, &there, (None, Vec::new()), saved))
            },
        )
    })
    .await
}

pub(in crate::my) async fn set_contract(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/my/yearly-bill", request, |desk, asked| {
        let (place, typed) = (asked.place(), typed(asked));
        with(
            desk,
            asked,
            |visitor| {
                let errors = match typed.read(desk.language) {
                    Ok(contract) => match desk.own().set_contract(visitor, place, &contract)? {
                        None => return Ok(None),
                        Some(Ok(())) => return Ok(Some(None)),
                        Some(Err(why)) => vec![refused(why, desk.language)],
                    },
                    Err(errors) => errors,
                };
                let Some(there) = desk.own().year(visitor, place)? else { return Ok(None) };
                Ok(Some(Some((there, errors))))
            },
            |done| match done {
                // Loaded again, a page that was answered to a form would be sent twice.
                None => {
                    let path = Page::Yearly.path(desk.language);
                    Ok(Reply::SeeOther(format!("{path}?n={place}&saved=1")))
                }
                Some((there, errors)) => {
                    let frame = desk.at(Page::Yearly, place);
                    let shown = YearPage::new(frame, &there, (Some(typed.clone()), errors), false);
                    page(StatusCode::UNPROCESSABLE_ENTITY, &shown)
                }
            },
        )
    })
    .await
}
