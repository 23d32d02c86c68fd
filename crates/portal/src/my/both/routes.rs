//! What stands at the address of two energies.

use super::BELOW;
use super::api::BothAsked;
use super::pages::{BothPage, FIELDS, TOTAL, Typed};
use crate::my::paths::Page;
use crate::my::routes::{Desk, answer, shortened, shown, with};
use crate::pay::forms;
use crate::pay::frame::{PageError, attempt};
use axum::extract::{Request, State};
use axum::response::Response;

/// What is wrong with an amount that was keyed in.
fn unread(field: &'static str, text: &str, words: &'static str) -> Option<PageError> {
    let wrong = !text.is_empty() && forms::amount(text).is_none();
    wrong.then(|| PageError::at(field, words))
}

pub(in crate::my) async fn both(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/my/top-up/both", request, |desk, asked| {
        let place = asked.place();
        let query = &asked.query;
        let [a, b, t] = [query.amount(), &query.b, &query.t].map(|text| shortened(text.trim()));
        let amounts = match (forms::amount(&a), forms::amount(&b)) {
            (Some(first), Some(second)) => Some([first, second]),
            _ => None,
        };
        let wanted = BothAsked { place, amounts, total: forms::amount(&t) };
        with(
            desk,
            asked,
            |visitor| Ok(desk.own().both(visitor, &wanted)?),
            |there| {
                let frame = desk.frame(Page::TopUp, &format!("{BELOW}?n={place}"));
                let frame = desk.warned(frame, asked.visitor());
                let words = frame.w.amount_unclear;
                let [first, second] = FIELDS;
                let mut errors: Vec<PageError> = [(first, &a), (second, &b), (TOTAL, &t)]
                    .into_iter()
                    .filter_map(|(field, text)| unread(field, text, words))
                    .collect();
                // One of two was left out.
                if a.is_empty() != b.is_empty() {
                    let field = if a.is_empty() { first } else { second };
                    errors.push(PageError::at(field, words));
                }
                let some = !(a.is_empty() && b.is_empty());
                let typed = Typed { amounts: some.then_some([a, b]), total: t };
                shown(&BothPage::new(frame, &there, typed, attempt()?, errors))
            },
        )
    })
    .await
}
