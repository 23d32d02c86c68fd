//! The routes of payments. Money goes back after a look at the effect, like all that agents do.

use super::super::acts::{self, PreviewPage};
use super::super::api::{AgentRefused, AskedOf, Effect, Wanted};
use super::super::paths::Page;
use super::super::queues;
use super::super::routes::{Asked, Desk, FINE, UNCLEAR, answer, status};
use super::one::Typed;
use super::{MoneyPage, PaymentPage};
use crate::answers::{Reply, Trouble, page};
use crate::my::Doors;
use crate::pay::forms;
use crate::pay::frame::{PageError, attempt, is_attempt};
use access::{Act, Needs, Verb};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use units::Language;

/// The pages of payments, with what stands at each.
pub(in crate::agent) fn doors(doors: Doors<Desk>, language: Language) -> Doors<Desk> {
    let cases = Needs::Anyones(Act::ThirtyDays, Verb::View);
    let adjusts = Needs::AskOrDo(Act::AdjustLedger);
    let below = |page: Page, rest: &str| format!("{}{rest}", page.path(language));
    doors
        .get(Page::Payments.path(language), cases, money)
        .post(Page::Payments.path(language), cases, money)
        .get(&below(Page::Payments, "/{payment}"), cases, payment)
        .post(&below(Page::Payments, "/{payment}"), adjusts, refund)
        .post(&below(Page::Suspense, "/{key}/letter"), adjusts, letter)
        .post(&below(Page::Suspense, "/{key}/paper"), adjusts, paper)
        .post(&below(Page::Suspense, "/{key}/back"), adjusts, back)
}

/// What is looked for comes by a form, as on the page of search; a case leads here by its account.
async fn money(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/agent/payments", request, |desk, asked| {
        let text = asked.fields.q.clone();
        let wanted = match asked.query.account.parse() {
            Ok(account) if text.is_empty() => AskedOf::Account(account),
            _ => AskedOf::Text(text.clone()),
        };
        let view = desk.agents().money(&asked.visitor, &wanted)?;
        let frame = desk.frame(Page::Payments, "");
        let nothing = wanted == AskedOf::Text(String::new());
        let found = nothing || view.who.is_some();
        let status = if found { StatusCode::OK } else { StatusCode::NOT_FOUND };
        page(status, &MoneyPage::new(frame, asked.visitor.role, text, &view))
    })
    .await
}

fn shown(
    desk: &Desk,
    asked: &Asked,
    (status, errors): (StatusCode, Vec<PageError>),
) -> Result<Reply, Trouble> {
    let (visitor, named) = (&asked.visitor, asked.named.as_str());
    let at = |id: &str| desk.frame(Page::Payments, &format!("/{}", queues::encoded(id)));
    let typed = Typed::of(&asked.fields);
    if let Some(view) = desk.agents().payment(visitor, named)? {
        let frame = at(&view.story.id);
        let shown = (&view, desk.is_online());
        return page(status, &PaymentPage::new(frame, visitor.role, shown, (typed, errors)));
    }
    let Some(money) = desk.agents().other_money(visitor, named)? else {
        return desk.no_case(asked);
    };
    let frame = at(&money.key);
    page(status, &PaymentPage::of_other(frame, visitor.role, &money, (typed, errors)))
}

async fn payment(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/agent/payment", request, |desk, asked| shown(desk, asked, FINE)).await
}

/// Shows what would go back, or has it go back: the next page, or what was refused.
fn goes_back(
    desk: &Desk,
    asked: &Asked,
    wanted: &Wanted,
    (of, rest, tail): (Page, String, &str),
) -> Result<Result<Reply, AgentRefused>, Trouble> {
    let fields = &asked.fields;
    if !fields.confirm.is_empty() && is_attempt(&fields.attempt) {
        let done = desk.agents().give_back(&asked.visitor, wanted, &fields.attempt)?;
        return Ok(done.map(|id| desk.see(Page::Acts, &format!("/{id}"))));
    }
    let effect: Effect = match desk.agents().give_back_effect(&asked.visitor, wanted)? {
        Ok(effect) => effect,
        Err(refused) => return Ok(Err(refused)),
    };
    let path = format!("{}{rest}{tail}", of.path(desk.language));
    let frame = desk.frame(of, &rest);
    let what = (wanted, &effect);
    let shown = PreviewPage::at(path, frame, asked.visitor.role, what, (fields, attempt()?));
    page(StatusCode::OK, &shown).map(Ok)
}

async fn refund(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/agent/payment", request, |desk, asked| {
        let fields = &asked.fields;
        if !fields.change.is_empty() {
            return shown(desk, asked, FINE);
        }
        let amount = forms::amount(&fields.amount);
        let mut errors = Vec::new();
        if amount.is_none() {
            errors.push(PageError::at(acts::AMOUNT, desk.m().e_amount));
        }
        if fields.note.is_empty() {
            errors.push(PageError::at(acts::NOTE, desk.m().e_note));
        }
        let Some(amount) = amount.filter(|_| errors.is_empty()) else {
            return shown(desk, asked, (UNCLEAR, errors));
        };
        let (payment, note) = (asked.named.clone(), fields.note.clone());
        let rest = format!("/{}", queues::encoded(&payment));
        let wanted = Wanted::Refund { payment, amount, to: fields.payee(), note };
        match goes_back(desk, asked, &wanted, (Page::Payments, rest, ""))? {
            Ok(reply) => Ok(reply),
            Err(refused) => {
                let error = match refused {
                    AgentRefused::NoIban => PageError::at(acts::IBAN, desk.m().e_iban),
                    ref refused => acts::refused(refused, desk.language),
                };
                shown(desk, asked, (status(&refused), vec![error]))
            }
        }
    })
    .await
}

async fn letter(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/agent/suspense/letter", request, |desk, asked| {
        let note = asked.fields.letter_note.as_str();
        if note.is_empty() {
            let error = PageError::at(queues::LETTER_NOTE, desk.m().e_note);
            return desk.shown_suspense(asked, (UNCLEAR, vec![error]));
        }
        match desk.agents().sender_asked(&asked.visitor, &asked.named, note)? {
            Ok(()) => Ok(desk.see(Page::Suspense, &format!("/{}", queues::encoded(&asked.named)))),
            Err(refused) => suspense_refused(desk, asked, &refused),
        }
    })
    .await
}

/// The letter itself, to an address that is keyed in and not kept.
async fn paper(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/agent/suspense/paper", request, |desk, asked| {
        let fields = &asked.fields;
        let words = super::Words::of(desk.language);
        let lines = [
            (queues::PAPER_NAME, &fields.paper_name),
            (queues::PAPER_STREET, &fields.paper_street),
            (queues::PAPER_TOWN, &fields.paper_town),
        ];
        let missing = lines.iter().filter(|(_, line)| line.is_empty());
        let errors: Vec<PageError> =
            missing.map(|(field, _)| PageError::at(field, words.e_paper)).collect();
        if !errors.is_empty() {
            return desk.shown_suspense(asked, (UNCLEAR, errors));
        }
        let to = lines.map(|(_, line)| line.clone());
        match desk.agents().sender_letter(&asked.visitor, &asked.named, &to)? {
            Some(bytes) => Ok(Reply::Pdf(bytes)),
            None => suspense_refused(desk, asked, &AgentRefused::NoLine),
        }
    })
    .await
}

fn suspense_refused(desk: &Desk, asked: &Asked, refused: &AgentRefused) -> Result<Reply, Trouble> {
    let error = match refused {
        AgentRefused::NoIban => PageError::at(acts::IBAN, desk.m().e_iban),
        // The field of a bank line stands on another page.
        refused => PageError { field: None, ..acts::refused(refused, desk.language) },
    };
    desk.shown_suspense(asked, (status(refused), vec![error]))
}

async fn back(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/agent/suspense/back", request, |desk, asked| {
        let fields = &asked.fields;
        if !fields.change.is_empty() {
            return desk.shown_suspense(asked, FINE);
        }
        if fields.back_note.is_empty() {
            let error = PageError::at(queues::BACK_NOTE, desk.m().e_note);
            return desk.shown_suspense(asked, (UNCLEAR, vec![error]));
        }
        let wanted = Wanted::GiveBack {
            line: asked.named.clone(),
            to: fields.payee(),
            note: fields.back_note.clone(),
        };
        let rest = format!("/{}", queues::encoded(&asked.named));
        match goes_back(desk, asked, &wanted, (Page::Suspense, rest, "/back"))? {
            Ok(reply) => Ok(reply),
            Err(refused) => {
                // Without a sender and a name there is nobody to send it to.
                let nobody = matches!(refused, AgentRefused::Rule(_)) && fields.iban.is_empty();
                let refused = if nobody { AgentRefused::NoIban } else { refused };
                suspense_refused(desk, asked, &refused)
            }
        }
    })
    .await
}
