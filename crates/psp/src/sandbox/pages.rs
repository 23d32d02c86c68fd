//! The bank's pages: what a payer sees, and the overview. Without script.

use super::payment::{Act, BankError, Card, Payment, Status, text_of};
use super::scripts::{Script, perform};
use super::{Magic, Shared};
use askama::Template;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Form, Router};
use serde::Deserialize;
use std::sync::Arc;
use std::time::Duration;

const SHOWN: usize = 100;
/// How long a payer waits for the merchant to know.
const MERCHANT_KNOWS: Duration = Duration::from_secs(10);

pub fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/", get(overview))
        .route("/bank/{id}", get(bank_page).post(at_the_bank))
        .route("/counter/{id}", post(at_the_counter))
        .route("/sandbox.css", get(style_sheet))
}

#[derive(Template)]
#[template(path = "bank.html")]
struct BankPage {
    id: String,
    eur: String,
    description: String,
    state: &'static str,
    undecided: bool,
    no_money: bool,
    redirect_url: String,
}

#[derive(Template)]
#[template(path = "overview.html")]
struct Overview {
    count: usize,
    all_shown: bool,
    clock: String,
    shown: Vec<Row>,
}

struct Row {
    id: String,
    eur: String,
    description: String,
    state: &'static str,
    card: &'static str,
    made: String,
    given_back: Vec<(&'static str, String)>,
    notices: Vec<String>,
    left: String,
    can_be_charged_back: bool,
    no_money: bool,
}

#[derive(Template)]
#[template(path = "refused.html")]
struct Refused {
    why: String,
}

fn card(payment: &Payment) -> &'static str {
    match (payment.status, payment.card) {
        (Status::Paid, Card::Bancontact) => "Bancontact",
        (Status::Paid, Card::Debit) => "a debit card",
        (Status::Paid, Card::Credit) => "a credit card",
        _ => "not paid",
    }
}

/// It counts as paid when its money has moved, whatever went back since.
fn has_no_money(payment: &Payment) -> bool {
    !payment.status.is_undecided() && payment.status != Status::Paid
}

impl Row {
    fn of(payment: &Payment) -> Self {
        let line = |id: &str, cents: i64| format!("{} euro, {id}", text_of(cents));
        let refunds =
            payment.refunds.iter().map(|refund| ("Refund", line(&refund.id, refund.cents)));
        let taken =
            payment.chargebacks.iter().map(|taken| ("Chargeback", line(&taken.id, taken.cents)));
        Self {
            id: payment.id.clone(),
            eur: text_of(payment.cents),
            description: payment.description.clone(),
            state: payment.status.word(),
            card: card(payment),
            made: payment.created_at.to_local_string(),
            given_back: refunds.chain(taken).collect(),
            notices: payment.notices.clone(),
            left: text_of(payment.left_cents()),
            can_be_charged_back: payment.left_cents() > 0,
            no_money: has_no_money(payment),
        }
    }
}

async fn overview(State(shared): State<Arc<Shared>>) -> Response {
    shared.expire_due();
    let clock = shared.now().to_local_string();
    let bank = shared.bank();
    let shown: Vec<Row> = bank.payments().take(SHOWN).map(Row::of).collect();
    let count = bank.payments().count();
    page(StatusCode::OK, &Overview { count, all_shown: count == shown.len(), clock, shown })
}

/// `404` for a payment that this bank does not have.
async fn bank_page(State(shared): State<Arc<Shared>>, Path(id): Path<String>) -> Response {
    shared.expire_due();
    let bank = shared.bank();
    match bank.payment(&id) {
        Err(error) => refused(&error),
        Ok(payment) => page(
            StatusCode::OK,
            &BankPage {
                id: payment.id.clone(),
                eur: text_of(payment.cents),
                description: payment.description.clone(),
                state: payment.status.word(),
                undecided: payment.status.is_undecided(),
                no_money: has_no_money(payment),
                redirect_url: payment.redirect_url.clone(),
            },
        ),
    }
}

#[derive(Debug, Deserialize)]
struct Pressed {
    how: String,
}

/// The buttons, by their value.
fn script_of(how: &str) -> Option<Script> {
    let quick = |act| Script { act, notices: None, delay_ms: 0, wait: false };
    let pay = quick(Act::Pay { card: Card::Bancontact });
    Some(match how {
        "pay" => pay,
        "pay-twice" => Script { notices: Some(2), ..pay },
        "pay-first" => Script { wait: true, ..pay },
        "pay-late" => Script { delay_ms: 10_000, ..pay },
        "pay-lost" => Script { notices: Some(0), ..pay },
        "pay-debit" => quick(Act::Pay { card: Card::Debit }),
        "pay-credit" => quick(Act::Pay { card: Card::Credit }),
        "start" => quick(Act::Start),
        "fail" => quick(Act::Fail),
        "cancel" => quick(Act::Cancel),
        "expire" => quick(Act::Expire),
        "chargeback" => quick(Act::Chargeback { eur: None }),
        "notify" => quick(Act::Notify),
        _ => return None,
    })
}

/// Does it. A wait for a merchant who does not answer comes to an end.
async fn press(shared: &Arc<Shared>, id: &str, how: &str) -> Result<Script, Response> {
    let unknown = || page(StatusCode::BAD_REQUEST, &Refused { why: "no such button".to_owned() });
    let mut script = script_of(how).ok_or_else(unknown)?;
    // Only the plain button: who chooses another says already what is to happen.
    if how == "pay" {
        let bank = shared.bank();
        let open = bank.payment(id).ok().filter(|payment| payment.status.is_undecided());
        let magic = open.and_then(|payment| Magic::of_cents(payment.cents));
        script = magic.map_or(script, Magic::script);
    }
    match tokio::time::timeout(MERCHANT_KNOWS, perform(shared, id, &script)).await {
        Ok(Err(error)) => Err(refused(&error)),
        Ok(Ok(())) | Err(_) => Ok(script),
    }
}

/// `303` to the merchant; back to the page if the payer stays at the bank.
async fn at_the_bank(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    Form(pressed): Form<Pressed>,
) -> Response {
    let script = match press(&shared, &id, &pressed.how).await {
        Ok(script) => script,
        Err(response) => return response,
    };
    if script.act == Act::Start {
        return Redirect::to(&format!("/bank/{id}")).into_response();
    }
    match shared.bank().payment(&id) {
        Ok(payment) => Redirect::to(&payment.redirect_url).into_response(),
        Err(error) => refused(&error),
    }
}

/// `303` to the overview.
async fn at_the_counter(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    Form(pressed): Form<Pressed>,
) -> Response {
    match press(&shared, &id, &pressed.how).await {
        Ok(_) => Redirect::to("/").into_response(),
        Err(response) => response,
    }
}

async fn style_sheet() -> Response {
    let kind = [(header::CONTENT_TYPE, "text/css; charset=utf-8")];
    (kind, include_str!("style.css")).into_response()
}

fn refused(error: &BankError) -> Response {
    let status = match error {
        BankError::Unknown { .. } => StatusCode::NOT_FOUND,
        BankError::NotNow { .. }
        | BankError::NotAnAmount { .. }
        | BankError::MoreThanLeft { .. }
        | BankError::NoChargeback
        | BankError::NoRefund
        | BankError::NothingToPayOut => StatusCode::CONFLICT,
    };
    page(status, &Refused { why: error.to_string() })
}

/// No `form-action`: Chromium applies it to the redirect after a form too, and this one leads to
/// the merchant.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; \
                      frame-ancestors 'none'";

fn page(status: StatusCode, template: &impl Template) -> Response {
    let Ok(text) = template.render() else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let mut response = (status, Html(text)).into_response();
    let names = response.headers_mut();
    names.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    names.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    names.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    response
}

/// Refuses what another site's page makes a browser send. The bank knows nobody, so there is no
/// session to steal; but a page must not pay on its own.
pub async fn same_site(request: Request, next: Next) -> Response {
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD);
    if changes && !is_own(request.headers()) {
        let why = "the request comes from another site".to_owned();
        return page(StatusCode::FORBIDDEN, &Refused { why });
    }
    next.run(request).await
}

/// A browser says where a request comes from; what says nothing is no browser.
fn is_own(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    match (text("sec-fetch-site"), text("origin")) {
        (Some(site), _) => matches!(site, "same-origin" | "none"),
        (None, Some(origin)) => {
            let host = text("host").unwrap_or_default();
            let from = origin.split_once("://").map(|(_, from)| from);
            !host.is_empty() && from == Some(host)
        }
        (None, None) => true,
    }
}
