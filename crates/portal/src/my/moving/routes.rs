//! What stands at the address of moving.

use super::api::{Leftover, MoveOut};
use super::pages::{MovingPage, Typed, Wrong, case_words};
use crate::my::paths::Page;
use crate::my::routes::{Asked, Desk, Reply, answer, page, shortened, shown, with};
use crate::pay::forms::day;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;

fn typed(asked: &Asked) -> Typed {
    let fields = &asked.fields;
    Typed {
        day: shortened(&fields.day),
        leftover: match fields.leftover.as_str() {
            "refund" => Some(Leftover::Refund),
            "transfer" => Some(Leftover::Transfer),
            _ => None,
        },
        iban: shortened(&fields.iban),
        address: fields.moved_to.chars().take(300).collect(),
        phone: shortened(&fields.phone),
    }
}

pub(in crate::my) async fn moving(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/my/moving", request, |desk, asked| {
        let place = asked.place();
        let taken = asked.query.saved.parse().ok().filter(|number: &i64| *number > 0);
        with(
            desk,
            asked,
            |visitor| Ok(desk.own().moving(visitor, place)?),
            |there| {
                let frame = desk.at(Page::Moving, place);
                shown(&MovingPage::new(frame, &there, desk.facts(), (Typed::default(), &[]), taken))
            },
        )
    })
    .await
}

/// What can be said of a form before it is asked for: day and choice.
fn wanted<'a>(desk: &Desk, typed: &'a Typed, asked: &'a Asked) -> Result<MoveOut<'a>, Vec<Wrong>> {
    match (day(&typed.day), typed.leftover) {
        (Some(day), Some(leftover)) => Ok(MoveOut {
            day,
            leftover,
            iban: &typed.iban,
            address: typed.address.trim(),
            phone: asked.fields.phone.trim(),
            language: desk.language,
        }),
        (day, leftover) => {
            let wrong = [(day.is_none(), Wrong::NoDay), (leftover.is_none(), Wrong::NoLeftover)];
            Err(wrong.into_iter().filter(|(is, _)| *is).map(|(_, wrong)| wrong).collect())
        }
    }
}

pub(in crate::my) async fn ask_moving(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/my/moving", request, |desk, asked| {
        let (place, typed) = (asked.place(), typed(asked));
        with(
            desk,
            asked,
            |visitor| {
                let wrong = match wanted(desk, &typed, asked) {
                    Ok(wanted) => match desk.own().move_out(visitor, place, &wanted)? {
                        None => return Ok(None),
                        Some(Ok(number)) => return Ok(Some(Ok(number))),
                        Some(Err(refused)) => vec![Wrong::Refused(refused)],
                    },
                    Err(wrong) => wrong,
                };
                let Some(there) = desk.own().moving(visitor, place)? else { return Ok(None) };
                let frame = desk.at(Page::Moving, place);
                let shown =
                    MovingPage::new(frame, &there, desk.facts(), (typed.clone(), &wrong), None);
                Ok(Some(Err(page(StatusCode::UNPROCESSABLE_ENTITY, &shown)?)))
            },
            |done| match done {
                // Loaded again, a page that was answered to a form would be sent twice.
                Ok(number) => {
                    let path = Page::Moving.path(desk.language);
                    Ok(Reply::SeeOther(format!("{path}?n={place}&saved={number}")))
                }
                Err(reply) => Ok(reply),
            },
        )
    })
    .await
}

impl MoveOut<'_> {
    /// What whoever closes the account reads.
    pub fn words(&self) -> String {
        case_words(self)
    }
}
