//! The routes of a shop's pages, and how their answers leave. What was done is shown by an address of its
//! own, so that a reload asks and does nothing. Source: TP-05.

mod office;

use super::api::{Counted, Selling, Shop, ShopRefused, Told, UndoReason, Undoing};
use super::pages::{
    self, AMOUNT, AmountPage, CARD, CASH, NoticePage, REASON, SalePage, SellPage, ShiftPage,
    TicketsPage, Typed, UndoPage,
};
use super::paths::Page;
use super::staff::{self, Hand};
use super::words::Words;
use crate::answers::{MOST_OF_A_FORM, Reply, Trouble, page, worked};
use crate::my::{Door, Doors, Gate, Visitor};
use crate::pay::forms;
use crate::pay::frame::{Frame, PageError, Switch, attempt, is_attempt};
use crate::server::{self, Report};
use access::{Act, Needs, TillRight, Verb};
use askama::Template;
use axum::extract::{Form, Path, Query, Request, State};
use axum::http::{Method, StatusCode};
use axum::response::Response;
use axum::{RequestExt, RequestPartsExt, Router};
use serde::Deserialize;
use std::sync::Arc;
use units::Language;
use vending::{CashCount, Means};

/// What the pages have to be told once.
#[derive(Debug, Clone)]
pub struct ShopOptions {
    /// Free of charge, as written on the page.
    pub help_phone: String,
}

struct Shared {
    shop: Arc<dyn Shop>,
    options: ShopOptions,
    report: Report,
}

/// The pages in one language.
#[derive(Clone)]
pub(super) struct Desk {
    shared: Arc<Shared>,
    pub(super) language: Language,
}

/// The pages of shops, with what stands at each route. Without a fallback and a style sheet, to be merged
/// with [`crate::my::router`].
pub fn router(
    shop: Arc<dyn Shop>,
    gate: &Gate,
    options: ShopOptions,
    report: Report,
) -> (Router, Vec<Door>) {
    let shared = Arc::new(Shared { shop, options, report });
    let mut all = Router::new();
    let mut all_doors = Vec::new();
    let sells = Needs::AtTerminal(Act::TopUp, Verb::Do);
    let undoes = Needs::AtTerminal(Act::AdjustLedger, Verb::Do);
    let looks = Needs::AtTerminal(Act::Audit, Verb::View);
    for language in Language::ALL {
        let path = |page: Page| page.path(language);
        let below = |page: Page, rest: &str| format!("{}{rest}", page.path(language));
        let (routes, doors) = Doors::new(gate.clone())
            .get(path(Page::Sell), sells, sell)
            .post(path(Page::Sell), sells, look_up)
            .post(&below(Page::Sell, "/amount"), sells, reserve)
            .get(&below(Page::Sale, "/{number}"), looks, sale)
            .post(&below(Page::Sale, "/{number}/paid"), sells, confirm)
            .post(&below(Page::Sale, "/{number}/not-paid"), sells, give_up)
            .get(&below(Page::Sale, "/{number}/undo"), undoes, ask_undo)
            .post(&below(Page::Sale, "/{number}/undo"), undoes, undo)
            .get(path(Page::Last), looks, last)
            .get(path(Page::Tickets), looks, tickets)
            .get(path(Page::Shift), looks, shift)
            .post(path(Page::Shift), sells, close)
            .get(path(Page::Settlement), looks, office::week)
            .get(&below(Page::Settlement, "/csv"), looks, office::week_csv)
            .get(&below(Page::Settlement, "/sheet/{number}"), looks, office::sheet)
            .get(path(Page::Limits), looks, office::limits)
            .get(path(Page::Terminal), looks, office::terminal)
            .get(path(Page::Help), looks, office::help)
            .both(path(Page::Staff), sells, staff::routes::people, staff::routes::add)
            .both(
                &below(Page::Staff, "/{number}"),
                sells,
                staff::routes::person,
                staff::routes::change,
            )
            .both(path(Page::Pin), looks, staff::routes::pin, staff::routes::enter)
            .finish(Desk { shared: Arc::clone(&shared), language });
        all = all.merge(routes);
        all_doors.extend(doors);
    }
    (crate::mistakes::bounded(all, MOST_OF_A_FORM), all_doors)
}

/// What a request brings.
pub(super) struct Asked {
    pub(super) number: String,
    query: Asking,
    pub(super) fields: Fields,
    pub(super) visitor: Visitor,
    /// In whose hand the till is; locked until that is known.
    pub(super) hand: Hand,
}

/// For whom a page is, of those who may be at a till. There is no default: whoever adds a route says it.
/// Source: UX M-07.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// Also where the till is locked.
    Door,
    /// Whoever has it in hand.
    Inside,
    With(TillRight),
    Owner,
}

const SELL: Part = Part::With(TillRight::Sell);
const UNDO: Part = Part::With(TillRight::UndoOwnSale);
const TOTALS: Part = Part::With(TillRight::CloseShift);
const SETTLEMENT: Part = Part::With(TillRight::Settlement);

impl Part {
    fn is_for(self, hand: &Hand) -> bool {
        match self {
            Self::Door => true,
            Self::Inside => *hand != Hand::Locked,
            Self::With(right) => hand.may(right),
            Self::Owner => hand.is_owner(),
        }
    }
}

#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
struct Asking {
    /// The receipt is asked for again.
    c: String,
    /// Of a receipt.
    code: String,
    /// A day of a week.
    week: String,
    /// Whose till the owner looks at.
    of: String,
}

#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(super) struct Fields {
    reference: String,
    amount: String,
    quick: String,
    attempt: String,
    means: String,
    reason: String,
    cash: String,
    card: String,
    explanation: String,
    /// Whose till the owner closes.
    of: String,
    pub(super) act: String,
    pub(super) name: String,
    pub(super) pin: String,
    pub(super) staff: String,
    pub(super) sell: String,
    pub(super) undo: String,
    pub(super) totals: String,
    pub(super) settlement: String,
}

/// What is shown again of what was keyed in: nobody needs more of it than this.
pub(super) fn shortened(text: &str) -> String {
    text.trim().chars().take(100).collect()
}

impl Asked {
    /// Whose till the owner means.
    fn of(&self) -> Option<i64> {
        let of = if self.fields.of.is_empty() { &self.query.of } else { &self.fields.of };
        of.parse().ok()
    }

    /// The same in an address.
    fn of_whom(&self) -> String {
        self.of().map(|of| format!("?of={of}")).unwrap_or_default()
    }

    async fn read(request: Request) -> Result<Self, Trouble> {
        let (mut parts, body) = request.into_parts();
        let number = parts.extract::<Path<Vec<(String, String)>>>().await;
        let number = number.ok().and_then(|Path(pairs)| pairs.into_iter().next());
        let number = number.map(|(_, value)| value).unwrap_or_default();
        let mut request = Request::from_parts(parts, body);
        let query = Query::<Asking>::try_from_uri(request.uri());
        let query = query.map(|Query(query)| query).unwrap_or_default();
        let visitor = request.extensions_mut().remove::<Visitor>().ok_or(Trouble::Nobody)?;
        let fields = if request.method() == Method::POST {
            let form: Result<Form<Fields>, _> = request.extract().await;
            form.map(|Form(fields)| fields).unwrap_or_default()
        } else {
            Fields::default()
        };
        Ok(Self { number, query, fields, visitor, hand: Hand::Locked })
    }
}

fn status(refused: ShopRefused) -> StatusCode {
    match refused {
        ShopRefused::NotThirteenDigits
        | ShopRefused::WrongReference
        | ShopRefused::OutsideLimits { .. }
        | ShopRefused::TooHigh
        | ShopRefused::ShopLimit { .. }
        | ShopRefused::Unexplained { .. } => StatusCode::UNPROCESSABLE_ENTITY,
        ShopRefused::NoTerminal
        | ShopRefused::Locked
        | ShopRefused::NotAllowed
        | ShopRefused::Stopped => StatusCode::FORBIDDEN,
        ShopRefused::UnknownSale => StatusCode::NOT_FOUND,
        ShopRefused::Wait { .. } => StatusCode::TOO_MANY_REQUESTS,
        ShopRefused::Busy => StatusCode::SERVICE_UNAVAILABLE,
    }
}

impl Desk {
    pub(super) fn frame(&self, of: Page, rest: &str) -> Frame {
        let link = |language: Language| (language, format!("{}{rest}", of.path(language)));
        let links = Switch::Links(Language::ALL.map(link).to_vec());
        Frame::new(self.language, &self.shared.options.help_phone, links)
    }

    /// The page of selling, with what fails. One that cannot say it is still a page.
    fn selling(&self, visitor: &Visitor) -> Frame {
        let failing = self.shop().failing(visitor).unwrap_or_else(|error| {
            (self.shared.report)(&server::chain("the banner of failures", &error));
            Ok(Vec::new())
        });
        self.frame(Page::Sell, "").warned(&failing.unwrap_or_default())
    }

    pub(super) fn shop(&self) -> &dyn Shop {
        self.shared.shop.as_ref()
    }

    pub(super) fn see(&self, of: Page, rest: &str) -> Reply {
        Reply::SeeOther(format!("{}{rest}", of.path(self.language)))
    }

    /// In whose hand the till is. Whoever has no terminal sees what their own login would.
    pub(super) fn hand(&self, visitor: &Visitor) -> Result<Hand, Trouble> {
        Ok(self.shop().hand(visitor)?.unwrap_or(Hand::Owner { others: false }))
    }

    /// A page of its own for what no form can put right.
    pub(super) fn notice(&self, asked: &Asked, refused: ShopRefused) -> Result<Reply, Trouble> {
        let frame = self.frame(Page::Sell, "");
        let m = Words::of(self.language);
        let words = match refused {
            ShopRefused::NoTerminal => (m.no_terminal_title, m.no_terminal_text),
            ShopRefused::Locked | ShopRefused::NotAllowed => {
                let t = staff::Words::of(self.language);
                (t.not_allowed_title, t.not_allowed_text)
            }
            ShopRefused::UnknownSale => (m.no_sale_title, m.no_sale_text),
            ShopRefused::Busy => (frame.w.broken_title, m.busy),
            ShopRefused::NotThirteenDigits
            | ShopRefused::WrongReference
            | ShopRefused::Wait { .. }
            | ShopRefused::OutsideLimits { .. }
            | ShopRefused::TooHigh
            | ShopRefused::ShopLimit { .. }
            | ShopRefused::Stopped
            | ShopRefused::Unexplained { .. } => (m.unknown_title, m.unknown_text),
        };
        let next = if asked.hand.may(TillRight::Sell) {
            (Page::Sell.path(self.language), m.n_sell)
        } else {
            (Page::Tickets.path(self.language), m.n_tickets)
        };
        page(status(refused), &NoticePage::new(frame, &asked.hand, words, next))
    }

    fn sell(
        &self,
        asked: &Asked,
        refused: Option<ShopRefused>,
        reference: &str,
    ) -> Result<Reply, Trouble> {
        let counter = match self.shop().counter(&asked.visitor)? {
            Ok(counter) => counter,
            Err(refused) => return self.notice(asked, refused),
        };
        let frame = self.selling(&asked.visitor);
        let errors = refused.map(|refused| pages::refused(refused, &frame)).into_iter().collect();
        let status = refused.map_or(StatusCode::OK, status);
        page(status, &SellPage::new(frame, &asked.hand, &counter, shortened(reference), errors))
    }

    /// The page that asks for the amount; `error`: what was wrong with it.
    fn amount(
        &self,
        asked: &Asked,
        error: impl FnOnce(&Frame) -> Option<(StatusCode, PageError)>,
    ) -> Result<Reply, Trouble> {
        let reference = &asked.fields.reference;
        match self.shop().look_up(&asked.visitor, reference)? {
            Ok(point) => {
                let frame = self.selling(&asked.visitor);
                let (status, errors) = match error(&frame) {
                    Some((status, error)) => (status, vec![error]),
                    None => (StatusCode::OK, Vec::new()),
                };
                let typed = shortened(&asked.fields.amount);
                page(
                    status,
                    &AmountPage::new(frame, &asked.hand, &point, typed, attempt()?, errors),
                )
            }
            Err(ShopRefused::NoTerminal) => self.notice(asked, ShopRefused::NoTerminal),
            Err(refused) => self.sell(asked, Some(refused), reference),
        }
    }

    /// A sale as it stands, under what was refused.
    fn shown_sale(
        &self,
        asked: &Asked,
        error: Option<(StatusCode, PageError)>,
    ) -> Result<Reply, Trouble> {
        let sale = match self.shop().sale(&asked.visitor, &asked.number)? {
            Ok(sale) => sale,
            Err(refused) => return self.notice(asked, refused),
        };
        let copy = !asked.query.c.is_empty();
        let rest = format!("/{}{}", sale.number, if copy { "?c=1" } else { "" });
        let frame = self.frame(Page::Sale, &rest);
        let (status, errors) = match error {
            Some((status, error)) => (status, vec![error]),
            None => (StatusCode::OK, Vec::new()),
        };
        page(status, &SalePage::new(frame, &asked.hand, &sale, copy, errors))
    }

    /// Leads to the sale after something was done with it.
    fn after(&self, asked: &Asked, done: Result<(), ShopRefused>) -> Result<Reply, Trouble> {
        match done {
            Ok(()) => Ok(self.see(Page::Sale, &format!("/{}", asked.number))),
            Err(ShopRefused::Busy) => {
                let frame = self.frame(Page::Sell, "");
                let error = pages::refused(ShopRefused::Busy, &frame);
                self.shown_sale(asked, Some((status(ShopRefused::Busy), error)))
            }
            Err(refused) => self.notice(asked, refused),
        }
    }

    fn shift(
        &self,
        asked: &Asked,
        error: impl FnOnce(&Frame) -> Option<(StatusCode, Vec<PageError>)>,
    ) -> Result<Reply, Trouble> {
        let shift = match self.shop().shift(&asked.visitor, asked.of())? {
            Ok(shift) => shift,
            Err(refused) => return self.notice(asked, refused),
        };
        let frame = self.frame(Page::Shift, &asked.of_whom());
        let (status, errors) = error(&frame).unwrap_or((StatusCode::OK, Vec::new()));
        let typed = Typed {
            cash: shortened(&asked.fields.cash),
            card: shortened(&asked.fields.card),
            explanation: shortened(&asked.fields.explanation),
        };
        page(status, &ShiftPage::new(frame, &asked.hand, &shift, typed, attempt()?, errors))
    }
}

async fn sell(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/shop/sell", SELL, request, |desk, asked| desk.sell(asked, None, "")).await
}

async fn look_up(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/shop/sell", SELL, request, |desk, asked| desk.amount(asked, |_| None)).await
}

async fn reserve(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/shop/sell/amount", SELL, request, |desk, asked| {
        let fields = &asked.fields;
        let typed = if fields.quick.is_empty() { &fields.amount } else { &fields.quick };
        let unclear = StatusCode::UNPROCESSABLE_ENTITY;
        let Some(amount) = forms::amount(typed) else {
            return desk.amount(asked, |frame| {
                Some((unclear, PageError::at(AMOUNT, frame.w.amount_unclear)))
            });
        };
        if !is_attempt(&fields.attempt) {
            return desk
                .amount(asked, |frame| Some((unclear, PageError::general(frame.w.attempt_used))));
        }
        let (reference, attempt) = (fields.reference.as_str(), fields.attempt.as_str());
        match desk.shop().reserve(&asked.visitor, &Selling { reference, amount, attempt })? {
            Ok(number) => Ok(desk.see(Page::Sale, &format!("/{number}"))),
            Err(
                refused @ (ShopRefused::OutsideLimits { .. }
                | ShopRefused::TooHigh
                | ShopRefused::ShopLimit { .. }
                | ShopRefused::Stopped
                | ShopRefused::Busy),
            ) => {
                desk.amount(asked, |frame| Some((status(refused), pages::refused(refused, frame))))
            }
            Err(ShopRefused::NoTerminal) => desk.notice(asked, ShopRefused::NoTerminal),
            Err(refused) => desk.sell(asked, Some(refused), reference),
        }
    })
    .await
}

async fn sale(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/shop/sale", Part::Inside, request, |desk, asked| desk.shown_sale(asked, None))
        .await
}

async fn confirm(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/shop/sale/paid", SELL, request, |desk, asked| {
        let means = match asked.fields.means.as_str() {
            "cash" => Means::Cash,
            "card" => Means::Card,
            // No button of ours: the page asks again.
            _ => return desk.after(asked, Ok(())),
        };
        let done = desk.shop().confirm(&asked.visitor, &asked.number, means)?;
        desk.after(asked, done)
    })
    .await
}

async fn give_up(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/shop/sale/not-paid", SELL, request, |desk, asked| {
        let done = desk.shop().give_up(&asked.visitor, &asked.number)?;
        desk.after(asked, done)
    })
    .await
}

fn asks_undo(
    desk: &Desk,
    asked: &Asked,
    error: Option<(StatusCode, PageError)>,
) -> Result<Reply, Trouble> {
    let sale = match desk.shop().sale(&asked.visitor, &asked.number)? {
        Ok(sale) => sale,
        Err(refused) => return desk.notice(asked, refused),
    };
    let frame = desk.frame(Page::Sale, &format!("/{}/undo", sale.number));
    let (status, errors) = match error {
        Some((status, error)) => (status, vec![error]),
        None => (StatusCode::OK, Vec::new()),
    };
    page(status, &UndoPage::new(frame, &asked.hand, &sale, errors))
}

async fn ask_undo(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/shop/sale/undo", UNDO, request, |desk, asked| asks_undo(desk, asked, None)).await
}

async fn undo(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/shop/sale/undo", UNDO, request, |desk, asked| {
        let m = Words::of(desk.language);
        let Some(reason) = UndoReason::of_name(&asked.fields.reason) else {
            let error = PageError::at(REASON, m.e_reason);
            return asks_undo(desk, asked, Some((StatusCode::UNPROCESSABLE_ENTITY, error)));
        };
        let undoing: Told<Undoing> = desk.shop().undo(&asked.visitor, &asked.number, reason);
        match undoing? {
            Ok(undoing) => match pages::not_undone(undoing, m) {
                Some(error) => desk.shown_sale(asked, Some((StatusCode::CONFLICT, error))),
                None => desk.after(asked, Ok(())),
            },
            Err(refused) => desk.after(asked, Err(refused)),
        }
    })
    .await
}

async fn last(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/shop/last", Part::Inside, request, |desk, asked| {
        match desk.shop().last(&asked.visitor)? {
            Ok(Some(number)) => Ok(desk.see(Page::Sale, &format!("/{number}"))),
            Ok(None) => Ok(desk.see(Page::Tickets, "")),
            Err(refused) => desk.notice(asked, refused),
        }
    })
    .await
}

async fn tickets(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/shop/tickets", Part::Inside, request, |desk, asked| {
        let code = shortened(&asked.query.code);
        let wanted = Some(code.as_str()).filter(|code| !code.is_empty());
        match desk.shop().tickets(&asked.visitor, wanted)? {
            Ok(tickets) => {
                let frame = desk.frame(Page::Tickets, "");
                page(StatusCode::OK, &TicketsPage::new(frame, &asked.hand, &tickets, code))
            }
            Err(refused) => desk.notice(asked, refused),
        }
    })
    .await
}

async fn shift(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/shop/totals", TOTALS, request, |desk, asked| desk.shift(asked, |_| None)).await
}

async fn close(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/shop/totals", TOTALS, request, |desk, asked| {
        let fields = &asked.fields;
        let m = Words::of(desk.language);
        let (cash, card) = (pages::counted(&fields.cash), pages::counted(&fields.card));
        let (Some(cash), Some(card)) = (cash, card) else {
            let wrong = [(CASH, cash), (CARD, card)].into_iter().filter(|(_, sum)| sum.is_none());
            let errors = wrong.map(|(field, _)| PageError::at(field, m.e_count)).collect();
            return desk.shift(asked, |_| Some((StatusCode::UNPROCESSABLE_ENTITY, errors)));
        };
        if !is_attempt(&fields.attempt) {
            return Ok(desk.see(Page::Shift, &asked.of_whom()));
        }
        let explanation = shortened(&fields.explanation);
        let counted = Counted {
            declared: CashCount { cash, card },
            explanation: Some(explanation.as_str()).filter(|text| !text.is_empty()),
            of: asked.of(),
            attempt: &fields.attempt,
        };
        match desk.shop().close(&asked.visitor, &counted)? {
            Ok(()) => Ok(desk.see(Page::Shift, &asked.of_whom())),
            Err(refused @ (ShopRefused::Unexplained { .. } | ShopRefused::Busy)) => desk
                .shift(asked, |frame| {
                    Some((status(refused), vec![pages::refused(refused, frame)]))
                }),
            Err(refused) => desk.notice(asked, refused),
        }
    })
    .await
}

/// Runs `work` where it may block, if whoever has the till in hand may see `part`, and sends what it says.
/// The report names the route: a log is no place for a reference.
pub(super) async fn answer(
    desk: Desk,
    route: &'static str,
    part: Part,
    request: Request,
    work: impl FnOnce(&Desk, &Asked) -> Result<Reply, Trouble> + Send + 'static,
) -> Response {
    let headers = request.headers().clone();
    let at_work = desk.clone();
    let asked = match Asked::read(request).await {
        Ok(asked) => with_hand(&desk, asked).await,
        Err(trouble) => Err(trouble),
    };
    let done = worked(asked, move |asked| {
        if part.is_for(&asked.hand) {
            return work(&at_work, asked);
        }
        match asked.hand {
            Hand::Locked => Ok(at_work.see(Page::Pin, "")),
            Hand::Owner { .. } | Hand::Person { .. } => {
                at_work.notice(asked, ShopRefused::NotAllowed)
            }
        }
    })
    .await;
    let reply = done.unwrap_or_else(|trouble| {
        (desk.shared.report)(&server::chain(route, &trouble));
        let m = Words::of(desk.language);
        let next = (Page::Last.path(desk.language), m.last_sale);
        let words = (m.unknown_title, m.unknown_text);
        let frame = desk.frame(Page::Sell, "");
        let problem = NoticePage::new(frame, &Hand::Locked, words, next);
        let text = problem.render().unwrap_or_default();
        Reply::Page { status: StatusCode::INTERNAL_SERVER_ERROR, text }
    });
    reply.send(&headers)
}

/// What was asked, with who has the till in hand.
async fn with_hand(desk: &Desk, mut asked: Asked) -> Result<Asked, Trouble> {
    let desk = desk.clone();
    tokio::task::spawn_blocking(move || {
        asked.hand = desk.hand(&asked.visitor)?;
        Ok(asked)
    })
    .await?
}
