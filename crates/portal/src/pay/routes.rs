//! The routes of the top-up, and how their answers leave.

use super::api::{
    AmountRefused, Beginning, Begun, Noticed, Offer, Payments, PaymentsError, Refused, ShareAsked,
};
use super::both;
use super::forms::{self, Fields};
use super::guard;
use super::pages::{
    AMOUNT, AmountPage, AskPage, CheckPage, Frame, PageError, ProblemPage, StartPage, StatePage,
    Switch,
};
use super::receipt;
use super::sheet;
use super::story_page::{self, StoryPage, story_path};
use super::words::Words;
use crate::agent::encoded;
use crate::answers;
use crate::homes;
use crate::language::Paths as _;
use crate::my::{self, Door, Doors, FailureLine, Gate, MyError, Sessions, Visitor};
use crate::server::{self, Report};
use access::{Act, Needs, Verb};
use askama::Template;
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, FormRejection, PathRejection, QueryRejection};
use axum::extract::{DefaultBodyLimit, Form, Path, Query, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Router};
use axum::{RequestExt, middleware};
use serde::Deserialize;
use std::sync::Arc;
use units::{Language, MicroEuro};

/// What the pages have to be told once.
#[derive(Debug, Clone)]
pub struct PayOptions {
    /// Where browsers find the pages, such as `https://tirelire.example`, without a final slash.
    pub base_url: String,
    /// Origins of the providers' payment pages: a form may lead to them, and to nowhere else.
    pub checkout_origins: Vec<String>,
    /// Free of charge, as written on the page.
    pub help_phone: String,
    /// To be called when gas is smelt.
    pub gas_phone: String,
    /// The last entry of `X-Forwarded-For` was written by our own proxy.
    pub behind_proxy: bool,
}

/// What is wrong with options.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not an origin such as `https://pay.example`")]
pub struct NotAnOrigin {
    pub text: String,
}

/// The pages of the top-up and the door for providers' notices. Without a fallback, to be merged with
/// [`crate::router`]. `sessions`: where people sign in, if they do.
/// Errors: an address in the options that is no origin.
pub fn router(
    payments: Arc<dyn Payments>,
    sessions: Option<Arc<dyn Sessions>>,
    options: PayOptions,
    report: Report,
) -> Result<Router, NotAnOrigin> {
    for text in options.checkout_origins.iter().chain([&options.base_url]) {
        check_origin(text)?;
    }
    let origins = options.checkout_origins.join(" ");
    let policy = format!(
        "default-src 'none'; style-src 'self'; img-src data:; form-action 'self' {origins}; \
         base-uri 'none'; frame-ancestors 'none'"
    );
    let policy = HeaderValue::from_str(&policy).map_err(|_| NotAnOrigin { text: origins })?;
    let shared = Arc::new(Shared { payments, sessions, options, report, policy });
    let mut all = Router::new();
    for language in Language::ALL {
        let desk = Desk { shared: Arc::clone(&shared), language };
        let path = language.top_up_path();
        let pages = Router::new()
            .route(path, get(start).post(find))
            .route(&format!("{path}/check"), get(to_start).post(check))
            .route(&format!("{path}/pay"), get(to_start).post(pay))
            .route(&format!("{path}/p/{{id}}/{{token}}"), get(state))
            .route(
                &format!("{path}/p/{{id}}/{{token}}/receipt"),
                get(receipt::receipt).post(receipt::send),
            )
            .layer(middleware::from_fn_with_state(desk.clone(), only_ours))
            .with_state(desk);
        all = all.merge(crate::mistakes::bounded(pages, MOST_OF_A_FORM));
    }
    let desk = Desk { shared, language: Language::En };
    let others = Router::new()
        .route("/hooks/psp/{provider}", post(notice))
        .route(sheet::path(), get(style_sheet))
        .layer(DefaultBodyLimit::max(MOST_OF_A_FORM))
        .with_state(desk);
    Ok(all.merge(others))
}

/// The story of a payment in each language, for staff, with what stands at each route. `help_phone`: as written on the
/// page.
pub fn story_router(
    payments: Arc<dyn Payments>,
    gate: &Gate,
    help_phone: String,
    report: Report,
) -> (Router, Vec<Door>) {
    let needs = Needs::Anyones(Act::ThirtyDays, Verb::View);
    let help_phone: Arc<str> = help_phone.into();
    let sessions = gate.sessions();
    let (mut all, mut doors) = Doors::new(gate.clone())
        .get("/payments/{payment}", needs, story_in_their_language)
        .finish(());
    for language in Language::ALL {
        let records = Records {
            payments: Arc::clone(&payments),
            report: Arc::clone(&report),
            sessions: Arc::clone(&sessions),
            help_phone: Arc::clone(&help_phone),
            language,
        };
        let (routes, more) = Doors::new(gate.clone())
            .get(&story_path("{payment}", language), needs, story)
            .finish(records);
        all = all.merge(routes);
        doors.extend(more);
    }
    (all, doors)
}

#[derive(Clone)]
struct Records {
    payments: Arc<dyn Payments>,
    report: Report,
    sessions: Arc<dyn Sessions>,
    help_phone: Arc<str>,
    language: Language,
}

impl Records {
    fn frame(&self, id: &str) -> Frame {
        let id = encoded(id);
        let link = |language: Language| (language, story_path(&id, language));
        let links = Switch::Links(Language::ALL.map(link).to_vec());
        Frame::new(self.language, &self.help_phone, links)
    }
}

/// A form holds some hundred bytes, a notice less.
const MOST_OF_A_FORM: usize = 16 * 1024;

fn check_origin(text: &str) -> Result<(), NotAnOrigin> {
    let wrong = || NotAnOrigin { text: text.to_owned() };
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let host = host.ok_or_else(wrong)?;
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
    if host.is_empty() || !host.chars().all(fits) { Err(wrong()) } else { Ok(()) }
}

pub(super) struct Shared {
    pub(super) payments: Arc<dyn Payments>,
    /// Where people sign in.
    sessions: Option<Arc<dyn Sessions>>,
    options: PayOptions,
    report: Report,
    policy: HeaderValue,
}

/// The pages in one language.
#[derive(Clone)]
pub(super) struct Desk {
    pub(super) shared: Arc<Shared>,
    pub(super) language: Language,
}

/// What goes out.
pub(super) enum Reply {
    Page { status: StatusCode, text: String, again_in: Option<String> },
    SeeOther(String),
}

/// What is ours to repair.
#[derive(Debug, thiserror::Error)]
pub(super) enum Trouble {
    #[error(transparent)]
    Payments(#[from] PaymentsError),
    #[error(transparent)]
    Sessions(#[from] MyError),
    #[error("could not write the page")]
    Template(#[from] askama::Error),
    #[error("the system gave no random number")]
    Chance(#[from] getrandom::Error),
    #[error("the payments panicked")]
    Panic(#[from] tokio::task::JoinError),
}

impl Desk {
    pub(super) fn frame(&self, switch: Switch) -> Frame {
        Frame::new(self.language, &self.shared.options.help_phone, switch)
    }

    /// Of a page where somebody sets out to pay: what fails anywhere is said on it. A page that cannot say it is
    /// still a page.
    fn warned(&self, switch: Switch) -> Frame {
        let failing = self.shared.payments.failing().unwrap_or_else(|error| {
            (self.shared.report)(&server::chain("the banner of failures", &error));
            Vec::new()
        });
        self.frame(switch).warned(&failing)
    }

    fn start(&self, reference: &str, errors: &[Refused]) -> Result<Reply, Trouble> {
        let frame = self.warned(Switch::to(""));
        let status = errors.first().map_or(StatusCode::OK, |refused| status(*refused));
        let errors = errors.iter().map(|refused| PageError::of(*refused, None, &frame)).collect();
        page(status, &StartPage::new(frame, shortened(reference), errors))
    }

    fn unreadable(&self) -> Result<Reply, Trouble> {
        let frame = self.warned(Switch::to(""));
        let errors = vec![PageError::general(frame.w.unreadable)];
        page(StatusCode::BAD_REQUEST, &StartPage::new(frame, String::new(), errors))
    }

    /// The page for an amount, with what was wrong with one.
    fn amount(
        &self,
        source: &str,
        fields: &Fields,
        error: impl FnOnce(&Frame) -> Option<(StatusCode, PageError)>,
    ) -> Result<Reply, Trouble> {
        let found = match self.shared.payments.find(source, &fields.reference) {
            Ok(found) => found,
            Err(PaymentsError::Refused(refused)) => {
                return self.start(&fields.reference, &[refused]);
            }
            Err(error) => return Err(error.into()),
        };
        let sent =
            vec![("reference", fields.reference.clone()), (AMOUNT, shortened(&fields.amount))];
        let frame = self.frame(Switch::Form { step: "", fields: sent }).warned(&found.failing);
        let (status, errors) = match error(&frame) {
            Some((status, error)) => (status, vec![error]),
            None => (StatusCode::OK, Vec::new()),
        };
        let typed = shortened(&fields.amount);
        page(status, &AmountPage::new(frame, &found, fields.reference.clone(), typed, errors))
    }

    /// What was refused, on the page where it can be put right.
    fn put_right(&self, source: &str, fields: &Fields, refused: Refused) -> Result<Reply, Trouble> {
        let asked = forms::amount(&fields.amount);
        if fields.second().is_some() {
            return self.both(source, fields, |frame| {
                let said = PageError::of(refused, None, frame);
                Some((status(refused), PageError { field: None, ..said }))
            });
        }
        match refused {
            Refused::NotThirteenDigits
            | Refused::WrongReference
            | Refused::SeveralPoints
            | Refused::Wait { .. } => self.start(&fields.reference, &[refused]),
            Refused::Amount(_) => self.amount(source, fields, |frame| {
                Some((status(refused), PageError::of(refused, asked, frame)))
            }),
            Refused::AttemptReused | Refused::NotTogether | Refused::Unavailable => {
                self.check(source, fields, |frame| {
                    Some((status(refused), PageError::of(refused, asked, frame)))
                })
            }
        }
    }

    /// The page that asks for the payment, with an attempt of its own.
    fn check(
        &self,
        source: &str,
        fields: &Fields,
        error: impl FnOnce(&Frame) -> Option<(StatusCode, PageError)>,
    ) -> Result<Reply, Trouble> {
        let Some(amount) = forms::amount(&fields.amount) else {
            return self.amount(source, fields, |frame| {
                let error = PageError::at(AMOUNT, frame.w.amount_unclear);
                Some((StatusCode::UNPROCESSABLE_ENTITY, error))
            });
        };
        let offer = match self.shared.payments.offer(source, &fields.reference, amount) {
            Ok(offer) => offer,
            Err(PaymentsError::Refused(refused)) => return self.put_right(source, fields, refused),
            Err(error) => return Err(error.into()),
        };
        self.offer(fields, &offer, error)
    }

    fn offer(
        &self,
        fields: &Fields,
        offer: &Offer,
        error: impl FnOnce(&Frame) -> Option<(StatusCode, PageError)>,
    ) -> Result<Reply, Trouble> {
        let sent =
            vec![("reference", fields.reference.clone()), (AMOUNT, forms::plain(offer.amount))];
        let switch = Switch::Form { step: "/check", fields: sent };
        let frame = self.frame(switch).warned(&offer.found.failing);
        let (status, errors) = match error(&frame) {
            Some((status, error)) => (status, vec![error]),
            None => (StatusCode::OK, Vec::new()),
        };
        let reference = fields.reference.clone();
        page(status, &CheckPage::new(frame, offer, reference, attempt()?, errors))
    }

    /// What both amounts would do, or why that cannot be said.
    fn both_offers(&self, source: &str, fields: &Fields) -> Result<[Offer; 2], PaymentsError> {
        let second = fields.second().unwrap_or_default();
        let offer = |one: &Fields| {
            let unclear = Refused::Amount(AmountRefused::NotWholeCents);
            let amount = forms::amount(&one.amount).ok_or(unclear)?;
            self.shared.payments.offer(source, &one.reference, amount)
        };
        Ok([offer(fields)?, offer(&second)?])
    }

    /// The page that asks for a payment for two supply points, with an attempt of its own. Source: F-03.
    fn both(
        &self,
        source: &str,
        fields: &Fields,
        error: impl FnOnce(&Frame) -> Option<(StatusCode, PageError)>,
    ) -> Result<Reply, Trouble> {
        let offers = match self.both_offers(source, fields) {
            Ok(offers) => offers,
            Err(PaymentsError::Refused(refused)) => {
                let frame = self.frame(Switch::to(""));
                let said = PageError { field: None, ..PageError::of(refused, None, &frame) };
                return page(status(refused), &both::RefusedPage::new(frame, vec![said]));
            }
            Err(error) => return Err(error.into()),
        };
        let sent = both::sent(fields, &offers);
        let mut failing: Vec<FailureLine> = Vec::new();
        for line in offers.iter().flat_map(|offer| &offer.found.failing) {
            if !failing.contains(line) {
                failing.push(line.clone());
            }
        }
        let switch = Switch::Form { step: "/check", fields: sent.clone() };
        let frame = self.frame(switch).warned(&failing);
        let (status, errors) = match error(&frame) {
            Some((status, error)) => (status, vec![error]),
            None => (StatusCode::OK, Vec::new()),
        };
        page(status, &both::BothPage::new(frame, &offers, (sent, attempt()?), errors))
    }

    /// `home`: the pages that the payer came from; `visit`: that of their key.
    fn begin(
        &self,
        (source, home, visit): (String, Option<String>, Option<String>),
        fields: &Fields,
    ) -> Result<Reply, Trouble> {
        let Some(amount) = forms::amount(&fields.amount) else { return self.unreadable() };
        let mut also = None;
        if let Some(second) = fields.second() {
            let Some(amount) = forms::amount(&second.amount) else { return self.unreadable() };
            let (reference, shown) = (second.reference, shortened(&second.shown));
            also = Some(ShareAsked { reference, amount, shown });
        }
        if !is_attempt(&fields.attempt) {
            return self.put_right(&source, fields, Refused::AttemptReused);
        }
        let options = &self.shared.options;
        let beginning = Beginning {
            source,
            reference: fields.reference.clone(),
            amount,
            shown: shortened(&fields.shown),
            also,
            attempt: fields.attempt.clone(),
            language: self.language,
            return_base: format!("{}{}/p", options.base_url, self.language.top_up_path()),
            again: fields.again == "yes",
            visit,
        };
        match self.shared.payments.begin(&beginning) {
            Ok(Begun::AtBank(at_bank)) => {
                let known = |origin: &String| is_at(&at_bank.checkout_url, origin);
                if options.checkout_origins.iter().any(known) {
                    return Ok(Reply::SeeOther(at_bank.checkout_url));
                }
                // Browsers would not follow the form there. The payment's own page has a link.
                (self.shared.report)("portal /pay: a checkout address is not among the origins");
                let path = self.language.top_up_path();
                Ok(Reply::SeeOther(format!("{path}/p/{}/{}", at_bank.id, at_bank.token)))
            }
            Ok(Begun::Over { id, token }) => {
                Ok(Reply::SeeOther(format!("{}/p/{id}/{token}", self.language.top_up_path())))
            }
            Ok(Begun::AskFirst(earlier)) => {
                let mut sent = vec![
                    ("reference", fields.reference.clone()),
                    (AMOUNT, forms::plain(amount)),
                    ("shown", shortened(&fields.shown)),
                    ("attempt", fields.attempt.clone()),
                ];
                let mut total = amount;
                if let Some(also) = beginning.also {
                    total = MicroEuro(total.0.saturating_add(also.amount.0));
                    sent.push(("reference2", also.reference));
                    sent.push(("amount2", forms::plain(also.amount)));
                    sent.push(("shown2", also.shown));
                }
                let frame = self.frame(Switch::Form { step: "/pay", fields: sent.clone() });
                page(StatusCode::OK, &AskPage::new(frame, &earlier, total, (sent, home)))
            }
            Ok(Begun::Changed(_)) if beginning.also.is_some() => {
                self.both(&beginning.source, fields, |frame| {
                    Some((StatusCode::CONFLICT, PageError::general(frame.w.changed)))
                })
            }
            Ok(Begun::Changed(offer)) => self.offer(fields, &offer, |frame| {
                Some((StatusCode::CONFLICT, PageError::general(frame.w.changed)))
            }),
            Err(PaymentsError::Refused(refused)) => {
                self.put_right(&beginning.source, fields, refused)
            }
            Err(error) => Err(error.into()),
        }
    }

    pub(super) fn not_found(&self, rest: &str) -> Result<Reply, Trouble> {
        let frame = self.frame(Switch::to(rest));
        let w = Words::of(self.language);
        let problem = ProblemPage::new(frame, w.not_found_title, w.not_found_text);
        page(StatusCode::NOT_FOUND, &problem)
    }
}

pub(super) fn page(status: StatusCode, page: &impl Template) -> Result<Reply, Trouble> {
    Ok(Reply::Page { status, text: page.render()?, again_in: None })
}

fn status(refused: Refused) -> StatusCode {
    match refused {
        Refused::NotThirteenDigits
        | Refused::WrongReference
        | Refused::SeveralPoints
        | Refused::NotTogether
        | Refused::Amount(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Refused::Wait { .. } => StatusCode::TOO_MANY_REQUESTS,
        Refused::AttemptReused => StatusCode::CONFLICT,
        Refused::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
    }
}

/// What is shown again of what was keyed in: nobody needs more of it than this.
pub(super) fn shortened(text: &str) -> String {
    text.chars().take(64).collect()
}

/// 128 bits of chance, in hexadecimal.
pub(crate) fn attempt() -> Result<String, getrandom::Error> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

pub(crate) fn is_attempt(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    (16..=64).contains(&text.len()) && text.bytes().all(fits)
}

/// Whether `url` lies at `origin`, not only at a name that begins like it.
fn is_at(url: &str, origin: &str) -> bool {
    url.strip_prefix(origin)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct StartQuery {
    r: String,
    reference: String,
    go: String,
}

/// The start; `?r=` fills in a reference, for links and codes on cards. With `&go=1` the question for
/// an amount comes at once, from our own list of homes: other sites could use up somebody's guesses.
async fn start(State(desk): State<Desk>, request: Request) -> Response {
    let query = Query::<StartQuery>::try_from_uri(request.uri());
    let query = query.map(|Query(query)| query).unwrap_or_default();
    let headers = request.headers().clone();
    let asker = Asker::of(&desk, &request);
    let ours = !guard::is_from_elsewhere(&headers);
    let reference = if query.r.is_empty() { query.reference } else { query.r };
    answer(desk, "/pay", headers, move |desk| {
        if query.go.is_empty() || !ours {
            return desk.start(&reference, &[]);
        }
        let source = desk.source(asker);
        desk.amount(&source, &Fields { reference, ..Fields::default() }, |_| None)
    })
    .await
}

/// Who looks a reference up, as the browser says it.
struct Asker {
    address: String,
    token: Option<String>,
}

impl Asker {
    fn of(desk: &Desk, request: &Request) -> Self {
        let (headers, behind_proxy) = (request.headers(), desk.shared.options.behind_proxy);
        let address = guard::source(headers, request.extensions(), behind_proxy);
        Self { address, token: my::token(headers) }
    }
}

impl Desk {
    /// By what wrong references are counted: whoever is signed in by themselves, so that nobody who shares their
    /// address keeps them from paying; all others by their address. Source: TP-06, UX G-S2.
    fn source(&self, asker: Asker) -> String {
        let who = self.shared.sessions.as_ref().zip(asker.token);
        match who.map(|(sessions, token)| sessions.who(&token)) {
            Some(Ok(Some(visitor))) => format!("person/{}", visitor.person),
            Some(Ok(None) | Err(_)) | None => asker.address,
        }
    }
}

/// The form, or nothing if it cannot be read; and who sent it.
async fn sent(desk: &Desk, request: Request) -> (HeaderMap, Asker, Option<Fields>) {
    let headers = request.headers().clone();
    let asker = Asker::of(desk, &request);
    let form: Result<Form<Fields>, FormRejection> = request.extract().await;
    (headers, asker, form.ok().map(|Form(fields)| fields))
}

/// The supply point of a reference, and the question for an amount. `422` if there is none, `429`
/// after too many wrong ones.
async fn find(State(desk): State<Desk>, request: Request) -> Response {
    let (headers, asker, fields) = sent(&desk, request).await;
    answer(desk, "/pay", headers, move |desk| match fields {
        Some(fields) => desk.amount(&desk.source(asker), &fields, |_| None),
        None => desk.unreadable(),
    })
    .await
}

/// What an amount would do, and the button to pay it.
async fn check(State(desk): State<Desk>, request: Request) -> Response {
    let (headers, asker, fields) = sent(&desk, request).await;
    answer(desk, "/pay/check", headers, move |desk| match fields {
        Some(fields) if fields.second().is_some() => {
            desk.both(&desk.source(asker), &fields, |_| None)
        }
        Some(fields) => desk.check(&desk.source(asker), &fields, |_| None),
        None => desk.unreadable(),
    })
    .await
}

/// The pages that a payer came from, and the words that lead back. Proves nothing and opens nothing: where it
/// leads asks who is there.
fn home(headers: &HeaderMap, language: Language) -> Option<(String, &'static str)> {
    match (my::token(headers).is_some(), homes::has_cookie(headers)) {
        (true, _) => Some(my::balance_path(language)),
        (false, true) => Some(homes::list_path(language)),
        (false, false) => None,
    }
}

/// Sets out to pay, and leads to the bank.
async fn pay(State(desk): State<Desk>, request: Request) -> Response {
    let (headers, asker, fields) = sent(&desk, request).await;
    let home = home(&headers, desk.language).map(|(path, _)| path);
    let visit = homes::visit_of(&headers);
    answer(desk, "/pay/pay", headers, move |desk| match fields {
        Some(fields) => desk.begin((desk.source(asker), home, visit), &fields),
        None => desk.unreadable(),
    })
    .await
}

async fn to_start(State(desk): State<Desk>, headers: HeaderMap) -> Response {
    answer(desk, "/pay", headers, |desk| {
        Ok(Reply::SeeOther(desk.language.top_up_path().to_owned()))
    })
    .await
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct StateQuery {
    n: String,
    stay: String,
}

/// In how many seconds the page of an open payment asks again, the `n`th time; `None`: no more. Some
/// six minutes in all. Said in a header and not in the page, so that whoever wants the page to stay
/// finds a link for it, and the page itself has no time limit.
fn pause_s(n: u32) -> Option<u32> {
    match n {
        0..=5 => Some(5),
        6..=11 => Some(15),
        12..=19 => Some(30),
        20.. => None,
    }
}

/// Where a payment stands in our books, whatever brought the payer here.
async fn state(
    State(desk): State<Desk>,
    path: Result<Path<(String, String)>, PathRejection>,
    query: Result<Query<StateQuery>, QueryRejection>,
    headers: HeaderMap,
) -> Response {
    let query = query.map(|Query(query)| query).unwrap_or_default();
    let back = home(&headers, desk.language);
    answer(desk, "/pay/p/{id}/{token}", headers, move |desk| {
        let Ok(Path((id, token))) = path else { return desk.not_found("") };
        let Some(view) = desk.shared.payments.state(&id, &token)? else {
            return desk.not_found("");
        };
        let rest = format!("/p/{id}/{token}");
        let own = format!("{}{rest}", desk.language.top_up_path());
        let n: u32 = query.n.parse().unwrap_or(0);
        let pause = pause_s(n).filter(|_| query.stay.is_empty());
        let gas_phone = &desk.shared.options.gas_phone;
        let frame = desk.frame(Switch::to(&rest));
        let shown = StatePage::new(frame, &view, own.clone(), pause.is_some(), gas_phone, back);
        let again_in = pause
            .filter(|_| shown.is_open())
            .map(|pause_s| format!("{pause_s}; url={own}?n={}", n.saturating_add(1)));
        Ok(Reply::Page { status: StatusCode::OK, text: shown.render()?, again_in })
    })
    .await
}

/// A provider's notice. `200` for whatever was kept, also for what names nothing of ours; `404` for a
/// provider that there is not; `500` if it could not be kept, so that it comes again.
async fn notice(
    State(desk): State<Desk>,
    path: Result<Path<String>, PathRejection>,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let (Ok(Path(provider)), Ok(body)) = (path, body) else {
        return server::plain(StatusCode::BAD_REQUEST, "not read\n");
    };
    let payments = Arc::clone(&desk.shared.payments);
    let kept = tokio::task::spawn_blocking(move || payments.notice(&provider, &body)).await;
    match kept.map_err(Trouble::from).and_then(|kept| kept.map_err(Trouble::from)) {
        Ok(Noticed::Taken | Noticed::Unknown) => server::plain(StatusCode::OK, "noted\n"),
        Ok(Noticed::NoProvider) => server::plain(StatusCode::NOT_FOUND, "no such provider\n"),
        Err(trouble) => {
            (desk.shared.report)(&server::chain("/hooks/psp/{provider}", &trouble));
            server::plain(StatusCode::INTERNAL_SERVER_ERROR, "not kept\n")
        }
    }
}

/// An address that was kept from before leads on to the page in the language of whoever looks.
async fn story_in_their_language(
    Extension(visitor): Extension<Visitor>,
    path: Result<Path<String>, PathRejection>,
) -> Response {
    // What is no text names no payment.
    let id = path.map(|Path(id)| id).unwrap_or_default();
    see_other(&story_path(&encoded(&id), visitor.language))
}

/// A payment with everything that is known of it, for staff.
async fn story(
    State(records): State<Records>,
    Extension(visitor): Extension<Visitor>,
    path: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Response {
    let id = path.map(|Path(id)| id).unwrap_or_default();
    let (role, at_work, kept) = (visitor.role, records.clone(), id.clone());
    let found = tokio::task::spawn_blocking(move || -> Result<answers::Reply, Trouble> {
        let frame = at_work.frame(&id);
        let Some(story) = at_work.payments.story(&id)? else {
            let text = story_page::no_payment(frame, role).render()?;
            return Ok(answers::Reply::Page { status: StatusCode::NOT_FOUND, text });
        };
        at_work.sessions.looked(&visitor, story.account, &[Act::StateAndAmount])?;
        let text = StoryPage::new(frame, role, &story).render()?;
        Ok(answers::Reply::Page { status: StatusCode::OK, text })
    });
    let found = found.await.map_err(Trouble::from).and_then(|found| found);
    let reply = found.unwrap_or_else(|trouble| {
        (records.report)(&server::chain("/agent/payments/{payment}/story", &trouble));
        let text = story_page::not_read(records.frame(&kept), role).render().unwrap_or_default();
        answers::Reply::Page { status: StatusCode::INTERNAL_SERVER_ERROR, text }
    });
    reply.send(&headers)
}

pub(crate) async fn style_sheet(headers: HeaderMap) -> Response {
    server::sheet(&headers, sheet::SHEET.clone())
}

/// A form that another site's page may have sent is not read.
async fn only_ours(State(desk): State<Desk>, request: Request, next: middleware::Next) -> Response {
    if request.method() == axum::http::Method::POST && guard::is_from_elsewhere(request.headers()) {
        let headers = request.headers().clone();
        return answer(desk, "/pay", headers, |desk| {
            let w = Words::of(desk.language);
            let frame = desk.frame(Switch::to(""));
            let problem = ProblemPage::new(frame, w.refused_title, w.refused_text);
            page(StatusCode::FORBIDDEN, &problem)
        })
        .await;
    }
    next.run(request).await
}

/// Runs `work` where it may block, and sends what it says.
pub(super) async fn answer(
    desk: Desk,
    route: &'static str,
    headers: HeaderMap,
    work: impl FnOnce(&Desk) -> Result<Reply, Trouble> + Send + 'static,
) -> Response {
    let at_work = desk.clone();
    let done = tokio::task::spawn_blocking(move || work(&at_work)).await;
    let reply = done.map_err(Trouble::from).and_then(|reply| reply).unwrap_or_else(|trouble| {
        (desk.shared.report)(&server::chain(route, &trouble));
        let w = Words::of(desk.language);
        let problem = ProblemPage::new(desk.frame(Switch::to("")), w.broken_title, w.broken_text);
        Reply::Page {
            status: StatusCode::INTERNAL_SERVER_ERROR,
            // A page that cannot be written leaves its status and nothing else.
            text: problem.render().unwrap_or_default(),
            again_in: None,
        }
    });
    match reply {
        Reply::Page { status, text, again_in } => {
            let mut response = server::html(&headers, status, text);
            let names = response.headers_mut();
            names.insert(header::CONTENT_SECURITY_POLICY, desk.shared.policy.clone());
            // Our own forms have to say where they come from; nobody else learns an address.
            let ours = HeaderValue::from_static("same-origin");
            names.insert(header::REFERRER_POLICY, ours);
            if let Some(value) = again_in.and_then(|text| HeaderValue::from_str(&text).ok()) {
                names.insert(HeaderName::from_static("refresh"), value);
            }
            response
        }
        Reply::SeeOther(to) => see_other(&to),
    }
}

pub(crate) fn see_other(to: &str) -> Response {
    match HeaderValue::from_str(to) {
        Ok(to) => {
            let no_store = (header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            (StatusCode::SEE_OTHER, [(header::LOCATION, to), no_store]).into_response()
        }
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
