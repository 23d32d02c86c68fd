//! What stands at the addresses of help.

use super::api::{NotTaken, Outsider, RepaidBy, Wanted};
use super::outside::{ContactPage, Receipt};
use super::pages::{HelpPage, PlanPage, PlanTyped, Typed, not_taken};
use crate::my::paths::Page;
use crate::my::routes::{Asked, Desk, Reply, answer, page, shortened, shown, with};
use crate::pay::forms;
use crate::pay::frame::PageError;
use crate::repaying;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use procedures::{CaseKind, MOST_LETTERS};

/// What a receipt promises, as its address says it.
const CALL: &str = "call";
/// How often, as a form says it; else by the week.
const DAILY: &str = "day";

fn status(refused: NotTaken) -> StatusCode {
    match refused {
        NotTaken::Wait { .. } => StatusCode::TOO_MANY_REQUESTS,
        NotTaken::NoWords
        | NotTaken::TooLong
        | NotTaken::NotAPhone
        | NotTaken::NotAnEmail
        | NotTaken::NoWay
        | NotTaken::NoHome
        | NotTaken::NotAReference
        | NotTaken::NotAnAmount => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

/// What was keyed in, to be shown again; words that are too long are shown, so that they can be made shorter.
fn typed(asked: &Asked) -> Typed {
    let fields = &asked.fields;
    Typed {
        kind: CaseKind::from_name(&fields.kind).filter(|kind| kind.is_of_household()),
        words: fields.words.chars().take(2 * MOST_LETTERS).collect(),
        phone: shortened(&fields.phone),
        name: shortened(&fields.name),
        reference: shortened(&fields.reference),
        email: shortened(&fields.email),
        address: shortened(&fields.address),
    }
}

/// What they could repay instead; nothing, if they say no amount.
fn proposed(asked: &Asked, kind: CaseKind) -> Result<Option<RepaidBy>, NotTaken> {
    let text = asked.fields.value.trim();
    if kind != CaseKind::ChangePlan || text.is_empty() {
        return Ok(None);
    }
    let amount = forms::amount(text).ok_or(NotTaken::NotAnAmount)?;
    Ok(Some(if asked.fields.each == DAILY {
        RepaidBy::Day(amount)
    } else {
        RepaidBy::Week(amount)
    }))
}

/// The number of a case that was opened just before.
fn taken(asked: &Asked) -> Option<i64> {
    asked.query.saved.parse().ok().filter(|number| *number > 0)
}

pub(in crate::my) async fn help(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/my/help", request, |desk, asked| {
        let place = asked.place();
        with(
            desk,
            asked,
            |visitor| Ok(desk.own().help(visitor, place)?),
            |there| {
                let frame = desk.at(Page::Help, place);
                // What one may ask about one's own data has forms of its own.
                let kind = match asked.query.about.as_str() {
                    "data" => Some(CaseKind::DataCopy),
                    "prepayment" => Some(CaseKind::RefusePrepayment),
                    _ => None,
                };
                let typed = Typed { kind, ..Typed::default() };
                shown(&HelpPage::new(frame, &there, &typed, None, taken(asked)))
            },
        )
    })
    .await
}

/// Asks something, from the page of help or of what is repaid.
pub(in crate::my) async fn ask(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/my/help", request, |desk, asked| {
        let (place, typed) = (asked.place(), typed(asked));
        let Some(kind) = typed.kind else {
            return Ok(Reply::SeeOther(Page::Help.path(desk.language).to_owned()));
        };
        let proposed = proposed(asked, kind);
        let wanted = Wanted {
            kind,
            words: &asked.fields.words,
            phone: asked.fields.phone.trim(),
            proposes: proposed.ok().flatten(),
            language: desk.language,
        };
        with(
            desk,
            asked,
            |visitor| {
                let done = match proposed {
                    Ok(_) => desk.own().ask(visitor, place, &wanted)?,
                    Err(refused) => Some(Err(refused)),
                };
                let Some(done) = done else { return Ok(None) };
                let refused = match done {
                    Ok(number) => return Ok(Some(Ok(number))),
                    Err(refused) => refused,
                };
                if kind == CaseKind::ChangePlan {
                    let Some(there) = desk.own().plan(visitor, place)? else { return Ok(None) };
                    let keyed = PlanTyped {
                        words: typed.words.clone(),
                        value: shortened(&asked.fields.value),
                        daily: asked.fields.each == DAILY,
                    };
                    let frame = desk.at(Page::Plan, place);
                    let errors = vec![not_taken(refused, &frame)];
                    let shown = PlanPage::new(frame, &there, keyed, errors);
                    return Ok(Some(Err(page(status(refused), &shown)?)));
                }
                let Some(there) = desk.own().help(visitor, place)? else { return Ok(None) };
                let frame = desk.at(Page::Help, place);
                let shown = HelpPage::new(frame, &there, &typed, Some(refused), None);
                Ok(Some(Err(page(status(refused), &shown)?)))
            },
            |done| match done {
                // Loaded again, a page that was answered to a form would be sent twice.
                Ok(number) => {
                    let path = Page::Help.path(desk.language);
                    Ok(Reply::SeeOther(format!("{path}?n={place}&saved={number}")))
                }
                Err(reply) => Ok(reply),
            },
        )
    })
    .await
}

pub(in crate::my) async fn plan(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/my/plan", request, |desk, asked| {
        let place = asked.place();
        with(
            desk,
            asked,
            |visitor| Ok(desk.own().plan(visitor, place)?),
            |there| {
                let frame = desk.at(Page::Plan, place);
                shown(&PlanPage::new(frame, &there, PlanTyped::default(), Vec::new()))
            },
        )
    })
    .await
}

/// The household answers what its social service proposes for its plan.
pub(in crate::my) async fn answer_plan(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/my/plan", request, |desk, asked| {
        let place = asked.place();
        let number = asked.fields.proposal.parse().unwrap_or(0);
        let agrees = asked.fields.agrees == "yes";
        with(
            desk,
            asked,
            |visitor| {
                if !agrees && asked.fields.agrees != "no" {
                    return Ok(Some(Ok(())));
                }
                let own = desk.own();
                let Some(done) = own.answer_proposal(visitor, place, (number, agrees))? else {
                    return Ok(None);
                };
                let Err(refused) = done else { return Ok(Some(Ok(()))) };
                let Some(there) = own.plan(visitor, place)? else { return Ok(None) };
                let frame = desk.at(Page::Plan, place);
                let words = repaying::not_agreed(refused, desk.language);
                let errors = vec![PageError::general(words)];
                let shown = PlanPage::new(frame, &there, PlanTyped::default(), errors);
                Ok(Some(Err(page(StatusCode::CONFLICT, &shown)?)))
            },
            |done| match done {
                // What was answered is shown by an address of its own: a reload does nothing.
                Ok(()) => {
                    let path = Page::Plan.path(desk.language);
                    Ok(Reply::SeeOther(format!("{path}?n={place}")))
                }
                Err(reply) => Ok(reply),
            },
        )
    })
    .await
}

pub(in crate::my) async fn contact(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/contact", request, |desk, asked| {
        let frame = desk.frame(Page::Contact, "");
        let promised = desk.own().promised()?;
        // The day is of when it was asked: read again later, the page says the same.
        let call = asked.query.about == CALL;
        let by = asked.query.d.parse().ok().map(|day| (call, day));
        let receipt = taken(asked).map(|number| Receipt { number, by });
        shown(&ContactPage::new(frame, promised, Typed::default(), None, receipt))
    })
    .await
}

pub(in crate::my) async fn ask_outside(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/contact", request, |desk, asked| {
        let typed = typed(asked);
        // A complaint on a balance bars cuts: only who is signed in may say so of their own.
        let kind = match typed.kind {
            Some(
                kind @ (CaseKind::Complaint | CaseKind::RefusePrepayment | CaseKind::AskPrepayment),
            ) => kind,
            _ => CaseKind::CallBack,
        };
        let wanted = Wanted {
            kind,
            words: &asked.fields.words,
            phone: asked.fields.phone.trim(),
            proposes: None,
            language: desk.language,
        };
        let fields = &asked.fields;
        let about = Outsider {
            name: fields.name.trim(),
            reference: fields.reference.trim(),
            email: fields.email.trim(),
            address: fields.address.trim(),
        };
        match desk.own().ask_from_outside(&asked.source, &wanted, &about)? {
            Ok(number) => {
                let path = Page::Contact.path(desk.language);
                let by = desk.own().promised()?.by(kind);
                let call = if kind == CaseKind::CallBack { CALL } else { "answer" };
                Ok(Reply::SeeOther(format!("{path}?saved={number}&d={by}&about={call}")))
            }
            Err(refused) => {
                let promised = desk.own().promised()?;
                let frame = desk.frame(Page::Contact, "");
                let shown = ContactPage::new(frame, promised, typed, Some(refused), None);
                page(status(refused), &shown)
            }
        }
    })
    .await
}
