//! The routes of a household's pages, and how their answers leave.

use super::account::{Began, ChangeCodePage};
use super::api::{
    Activation, Entered, FromProvider, Household, MyError, PasswordEntry, Refused, SignedIn,
    ToProvider, Visitor,
};
use super::gate::{self, Door, Doors, Gate};
use super::help::{self, OutsideForm, Typed};
use super::outside::PricesUsed;
use super::pages::{self, ActivatePage, BalancePage, CodePage, DoorsPage, SignInPage};
use super::paths::Page;
use super::top_up::TopUpPage;
use super::words::Words;
use super::{
    account, alerts, both, helpers, movements, moving, outside, papers, point, quarters,
    references, state as public_state, usage, visits, why, yearly,
};
use crate::easy::{self, Easy, EasyPage, Sounds};
use crate::mistakes;
use crate::pay::frame::{Frame, PageError, Switch, attempt, see_other};
use crate::pay::guard;
use crate::public::{Explained, ExplainedPage, Live, OfficeSearch};
use crate::server::{self, Report};
use access::{Act, Needs, Role, Verb};
use askama::Template;
use axum::extract::{Form, Query, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use axum::{RequestExt, Router};
use calendar::Spared;
use procedures::CaseKind;
use serde::Deserialize;
use std::sync::Arc;
use units::{Language, MicroEuro};

/// What the pages have to be told once.
#[derive(Debug, Clone)]
pub struct MyOptions {
    /// Browsers reach us by `https`: the cookie never leaves otherwise.
    pub secure: bool,
    /// Free of charge, as written on the page.
    pub help_phone: String,
    /// To be called where gas is smelt.
    pub gas_phone: String,
    /// Origins of the providers' payment pages: a form may lead to them.
    pub checkout_origins: Vec<String>,
    pub behind_proxy: bool,
    pub facts: PublicFacts,
    /// Easy pages read aloud.
    pub sounds: Arc<dyn Sounds>,
}

/// Amounts that the pages which explain tell everybody: parameters of today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublicFacts {
    pub emergency: MicroEuro,
    /// Lent at the start, and repaid by so much a day.
    pub start: MicroEuro,
    pub start_per_day: MicroEuro,
    /// The balance at which a supply is switched on again.
    pub back_on: MicroEuro,
    /// Of one payment.
    pub least: MicroEuro,
    pub most: MicroEuro,
    pub limit_ampere: i64,
    /// When nothing is cut.
    pub spared: Spared,
    /// Days that a letter waits for a refusal of prepayment. Source: PR-02.
    pub refuse_days: i32,
    /// Working days in which a complaint is answered.
    pub answer_days: u16,
}

/// A form holds some hundred bytes.
const MOST_OF_A_FORM: usize = 16 * 1024;
/// Of what a browser calls itself.
const DEVICE_LETTERS: usize = 120;

struct Shared {
    household: Arc<dyn Household>,
    options: MyOptions,
    policy: HeaderValue,
    report: Report,
}

/// The pages in one language.
#[derive(Clone)]
pub(super) struct Desk {
    shared: Arc<Shared>,
    pub(super) language: Language,
}

/// The pages of households, with what stands at each route. Without a fallback, to be merged with
/// [`crate::router`]. `gate`: asks the same household who is signed in.
pub fn router(
    household: Arc<dyn Household>,
    gate: &Gate,
    options: MyOptions,
    report: Report,
) -> (Router, Vec<Door>) {
    let origins = options.checkout_origins.join(" ");
    let policy = format!(
        "default-src 'none'; style-src 'self'; img-src data:; media-src 'self'; \
         form-action 'self' {origins}; \
         base-uri 'none'; frame-ancestors 'none'"
    );
    let policy = HeaderValue::from_str(&policy)
        .unwrap_or(HeaderValue::from_static("default-src 'none'; style-src 'self'"));
    let shared = Arc::new(Shared { household, options, policy, report });
    let mut all = Router::new();
    let mut all_doors = Vec::new();
    for language in Language::ALL {
        let own = |act: Act, verb: Verb| Needs::Own(act, verb);
        let path = |page: Page| page.path(language);
        let below = |page: Page, rest: &str| format!("{}{rest}", page.path(language));
        let state = own(Act::StateAndAmount, Verb::View);
        let use_ = own(Act::ThirtyDays, Verb::View);
        let quarter_hours = own(Act::QuarterHours, Verb::View);
        let routes = Doors::new(gate.clone())
            .get(path(Page::Doors), Needs::Nobody, doors)
            .get(path(Page::SignIn), Needs::Nobody, sign_in)
            .post(path(Page::SignIn), Needs::Nobody, ask_code)
            .post(&below(Page::SignIn, "/code"), Needs::Nobody, enter_code)
            .post(&below(Page::SignIn, "/password"), Needs::Nobody, enter_password)
            .post(&below(Page::SignIn, account::FIRST_APP), Needs::Nobody, enter_first_code)
            .get(&below(Page::SignIn, "/staff"), Needs::Nobody, to_provider)
            .get(path(Page::Activate), Needs::Nobody, activation)
            .post(path(Page::Activate), Needs::Nobody, activate)
            .get(path(Page::Balance), state, balance)
            .get(path(Page::Why), use_, why::why)
            .get(path(Page::TopUp), own(Act::TopUp, Verb::Do), top_up)
            .get(&below(Page::TopUp, both::BELOW), own(Act::TopUp, Verb::Do), both::both)
            .get(path(Page::Movements), use_, movements::movements)
            .get(&below(Page::Movements, "/csv"), use_, movements::movements_csv)
            .get(path(Page::Usage), use_, usage::usage)
            .get(&below(Page::Usage, "/csv"), use_, usage::usage_csv)
            .get(&below(Page::Usage, usage::DAY), use_, usage::usage_day)
            .get(path(Page::Quarters), quarter_hours, quarters::quarters)
            .get(&below(Page::Quarters, "/csv"), quarter_hours, quarters::quarters_csv)
            .post(path(Page::Quarters), own(Act::Alerts, Verb::Do), quarters::consent)
            .get(path(Page::Yearly), use_, yearly::yearly)
            .post(path(Page::Yearly), own(Act::Alerts, Verb::Do), yearly::set_contract)
            .get(path(Page::Alerts), own(Act::Alerts, Verb::View), alerts::alerts)
            .post(path(Page::Alerts), own(Act::Alerts, Verb::Do), alerts::set_alerts)
            .post(&below(Page::Alerts, alerts::TEST), own(Act::Alerts, Verb::Do), alerts::test)
            .get(path(Page::Helpers), own(Act::Audit, Verb::View), helpers::helpers)
            .post(path(Page::Helpers), own(Act::Alerts, Verb::Do), helpers::end_helper)
            .both(
                &below(Page::Helpers, helpers::BELOW),
                own(Act::Alerts, Verb::Do),
                helpers::form,
                helpers::allow,
            )
            .get(path(Page::References), state, references::references)
            .post(path(Page::References), own(Act::Alerts, Verb::Do), references::send_digits)
            .get(path(Page::Help), state, help::help)
            .post(path(Page::Help), own(Act::Alerts, Verb::Do), help::ask)
            .both(
                &below(Page::Help, visits::BELOW),
                own(Act::Alerts, Verb::Do),
                visits::appointment,
                visits::change,
            )
            .get(path(Page::Plan), own(Act::DebtAndPlan, Verb::View), help::plan)
            .post(path(Page::Plan), own(Act::Alerts, Verb::Do), help::answer_plan)
            .get(path(Page::Contact), Needs::Nobody, help::contact)
            .post(path(Page::Contact), Needs::Nobody, help::ask_outside)
            .get(path(Page::Documents), own(Act::Messages, Verb::View), papers::documents)
            .get(&below(Page::Documents, "/letter"), own(Act::Messages, Verb::View), papers::letter)
            .get(&below(Page::Documents, "/statement"), use_, papers::statement)
            .get(path(Page::Point), own(Act::Messages, Verb::View), point::point)
            .post(path(Page::Point), own(Act::Alerts, Verb::Do), point::port)
            .get(&below(Page::Point, "/csv"), use_, point::registers_csv)
            .get(path(Page::Moving), state, moving::moving)
            .post(path(Page::Moving), own(Act::Alerts, Verb::Do), moving::ask_moving)
            .get(path(Page::Prices), Needs::Nobody, outside::prices)
            .get(path(Page::Places), Needs::Nobody, outside::places)
            .get(path(Page::State), Needs::Nobody, public_state::state)
            .get(path(Page::Account), Needs::Signed, account::account)
            .post(path(Page::Account), Needs::Signed, account::end_session)
            .get(&below(Page::Account, account::WAYS), own(Act::Alerts, Verb::Do), account::ways)
            .post(&below(Page::Account, account::WAYS), own(Act::Alerts, Verb::Do), account::begin)
            .post(
                &below(Page::Account, account::CODE),
                own(Act::Alerts, Verb::Do),
                account::confirm,
            )
            .get(
                &below(Page::Account, account::LEAVE),
                own(Act::Alerts, Verb::Do),
                account::leaving,
            )
            .get(&below(Page::Account, "/data"), quarter_hours, data)
            .finish(Desk { shared: Arc::clone(&shared), language });
        let (routes, own_doors) = routes;
        let mut explained = Doors::new(gate.clone());
        for page in Explained::ALL {
            let told = move |state: State<Desk>, request: Request| explain(state, request, page);
            explained = explained.get(page.path(language), Needs::Nobody, told);
        }
        for page in Easy::ALL {
            let shown = move |state: State<Desk>, request: Request| easy_page(state, request, page);
            let heard = move |state: State<Desk>, request: Request| sound(state, request, page);
            explained = explained.get(page.path(language), Needs::Nobody, shown).get(
                &format!("{}{}", page.path(language), easy::BELOW),
                Needs::Nobody,
                heard,
            );
        }
        let (more, more_doors) = explained.finish(Desk { shared: Arc::clone(&shared), language });
        all = all.merge(more);
        all_doors.extend(more_doors);
        all = all.merge(routes);
        all_doors.extend(own_doors);
    }
    // A provider knows one address to send browsers back to.
    let (back, back_doors) = Doors::new(gate.clone())
        .get(PROVIDER_BACK, Needs::Nobody, from_provider)
        .finish(Desk { shared: Arc::clone(&shared), language: Language::Fr });
    all = all.merge(back);
    all_doors.extend(back_doors);
    let sheet = Router::new().route(super::sheet::path(), axum::routing::get(style_sheet));
    (mistakes::bounded(all.merge(sheet), MOST_OF_A_FORM), all_doors)
}

async fn style_sheet(headers: HeaderMap) -> Response {
    server::sheet(&headers, super::sheet::SHEET.clone())
}

/// The cookie of a sign-in that is elsewhere, and how long it may be there.
const WAY: &str = "way";
const WAY_S: i64 = 600;
/// Where a provider sends browsers back to.
pub const PROVIDER_BACK: &str = "/sign-in/back";

/// What goes out.
pub(super) enum Reply {
    Page {
        status: StatusCode,
        text: String,
    },
    SeeOther(String),
    SignedIn {
        to: String,
        signed_in: SignedIn,
    },
    /// Away, with a state that comes back.
    ToProvider {
        to: String,
        state: String,
    },
    SignedOut {
        to: String,
    },
    File {
        kind: &'static str,
        name: &'static str,
        text: String,
    },
    Pdf {
        name: &'static str,
        bytes: Vec<u8>,
    },
    /// A WAV file.
    Sound(Arc<[u8]>),
}

#[derive(Debug, thiserror::Error)]
pub(super) enum Trouble {
    #[error(transparent)]
    My(#[from] MyError),
    #[error("could not write the page")]
    Template(#[from] askama::Error),
    #[error("the system gave no random number")]
    Chance(#[from] getrandom::Error),
    #[error("the household panicked")]
    Panic(#[from] tokio::task::JoinError),
}

pub(super) fn page(status: StatusCode, page: &impl Template) -> Result<Reply, Trouble> {
    Ok(Reply::Page { status, text: page.render()? })
}

pub(super) fn shown(page_: &impl Template) -> Result<Reply, Trouble> {
    page(StatusCode::OK, page_)
}

/// What a request brings.
pub(super) struct Asked {
    headers: HeaderMap,
    pub(super) source: String,
    pub(super) query: Asking,
    pub(super) fields: Fields,
    visitor: Option<Visitor>,
}

#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(super) struct Asking {
    /// The number of a meter.
    n: String,
    /// An amount, and that of a second meter.
    a: String,
    pub(super) b: String,
    /// A unit.
    pub(super) u: String,
    /// A day, and the last day of a month, or a total.
    pub(super) d: String,
    pub(super) t: String,
    /// A letter, a month or a year, a postcode, only what is open.
    pub(super) l: String,
    pub(super) s: String,
    pub(super) p: String,
    pub(super) o: String,
    /// A visit.
    pub(super) v: String,
    /// The session had ended.
    left: String,
    /// Signed in, but not for that page.
    away: String,
    pub(super) saved: String,
    /// Lines of a log that are newer.
    pub(super) older: String,
    /// What is asked.
    pub(super) about: String,
    /// There is no cookie.
    none: String,
    /// The account is deleted.
    gone: String,
    /// Of a provider.
    state: String,
    code: String,
}

#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(super) struct Fields {
    pub(super) address: String,
    pub(super) code: String,
    pub(super) challenge: String,
    pub(super) password: String,
    pub(super) second: String,
    pub(super) reference: String,
    pub(super) low: String,
    pub(super) value: String,
    pub(super) sms: String,
    pub(super) mail: String,
    pub(super) letter: String,
    pub(super) voice: String,
    pub(super) recognised: String,
    pub(super) easy: String,
    pub(super) language: String,
    pub(super) grant: String,
    /// Whether the supplier may see days.
    pub(super) supplier: String,
    pub(super) session: String,
    /// Prices of a contract, and what it costs a year.
    pub(super) first: String,
    pub(super) fixed: String,
    pub(super) agrees: String,
    pub(super) day: String,
    pub(super) leftover: String,
    pub(super) iban: String,
    pub(super) moved_to: String,
    pub(super) kind: String,
    pub(super) words: String,
    /// How often something is repaid.
    pub(super) each: String,
    /// The number of what is proposed for a plan.
    pub(super) proposal: String,
    pub(super) phone: String,
    pub(super) name: String,
    pub(super) email: String,
    /// Of somebody who is let help, until when, and for all meters.
    pub(super) role: String,
    pub(super) until: String,
    pub(super) all: String,
    pub(super) tell: String,
    /// The number of a meter, and where its digits go.
    pub(super) meter: String,
    pub(super) to: String,
    /// What of the sign-in is to change.
    pub(super) what: String,
    /// Messages that may be declined and come, by their ids.
    #[serde(rename = "M03")]
    pub(super) m03: String,
    #[serde(rename = "M04")]
    pub(super) m04: String,
    #[serde(rename = "M05")]
    pub(super) m05: String,
    #[serde(rename = "M21")]
    pub(super) m21: String,
    #[serde(rename = "M24")]
    pub(super) m24: String,
    #[serde(rename = "M29")]
    pub(super) m29: String,
    pub(super) consent: String,
    pub(super) office: String,
    /// Hours of the evening and the morning.
    pub(super) quiet_from: String,
    pub(super) quiet_to: String,
}

impl Asking {
    pub(super) fn amount(&self) -> &String {
        &self.a
    }
}

/// What is shown again of what was keyed in: nobody needs more of it than this.
pub(super) fn shortened(text: &str) -> String {
    text.chars().take(100).collect()
}

impl Asked {
    async fn read(desk: &Desk, mut request: Request) -> Self {
        let headers = request.headers().clone();
        let behind_proxy = desk.shared.options.behind_proxy;
        let source = guard::source(&headers, request.extensions(), behind_proxy);
        let query = Query::<Asking>::try_from_uri(request.uri());
        let query = query.map(|Query(query)| query).unwrap_or_default();
        let visitor = request.extensions_mut().remove::<Visitor>();
        let fields = if request.method() == axum::http::Method::POST {
            let form: Result<Form<Fields>, _> = request.extract().await;
            form.map(|Form(fields)| fields).unwrap_or_default()
        } else {
            Fields::default()
        };
        Self { headers, source, query, fields, visitor }
    }

    /// The first meter, if none is asked for.
    pub(super) fn place(&self) -> usize {
        self.query.n.parse().unwrap_or(1)
    }

    pub(super) fn visitor(&self) -> Option<&Visitor> {
        self.visitor.as_ref()
    }

    /// Of whoever is signed in.
    pub(super) fn session(&self) -> Option<i64> {
        self.visitor.as_ref().map(|visitor| visitor.session)
    }

    fn device(&self) -> String {
        let agent = self.headers.get(header::USER_AGENT).and_then(|text| text.to_str().ok());
        agent.unwrap_or_default().chars().take(DEVICE_LETTERS).collect()
    }
}

impl Desk {
    /// `rest`: what follows the page's own path in each language.
    pub(super) fn frame(&self, of: Page, rest: &str) -> Frame {
        let link = |language: Language| (language, format!("{}{rest}", of.path(language)));
        let links = Switch::Links(Language::ALL.map(link).to_vec());
        Frame::new(self.language, &self.shared.options.help_phone, links)
    }

    /// With what fails: where it concerns the visitor, or of nobody everywhere. A page that cannot say it is still a
    /// page.
    pub(super) fn warned(&self, frame: Frame, visitor: Option<&Visitor>) -> Frame {
        let failing = self.own().failing(visitor).unwrap_or_else(|error| {
            (self.shared.report)(&server::chain("the banner of failures", &error));
            Vec::new()
        });
        frame.warned(&failing)
    }

    pub(super) fn at(&self, of: Page, place: usize) -> Frame {
        self.frame(of, &format!("?n={place}"))
    }

    fn sign_in(
        &self,
        address: &str,
        refused: Option<Refused>,
        by_password: bool,
    ) -> Result<Reply, Trouble> {
        let errors = refused.map(|refused| pages::refused(refused, self.language));
        let frame = self.frame(Page::SignIn, "");
        let status = refused.map_or(StatusCode::OK, status);
        let errors = errors.into_iter().collect();
        let shown = SignInPage::new(frame, shortened(address), errors, by_password, None);
        page(status, &shown.with_provider(self.own().has_provider()))
    }

    fn told(&self, title: &'static str, text: &'static str) -> Result<Reply, Trouble> {
        let frame = self.frame(Page::SignIn, "");
        let notice = Some((title, text));
        shown(&SignInPage::new(frame, String::new(), Vec::new(), false, notice))
    }

    fn code(
        &self,
        challenge: String,
        address: String,
        refused: Option<Refused>,
    ) -> Result<Reply, Trouble> {
        let errors = refused.map(|refused| pages::refused(refused, self.language));
        let status = refused.map_or(StatusCode::OK, status);
        let frame = self.frame(Page::SignIn, "");
        page(status, &CodePage::new(frame, challenge, address, errors.into_iter().collect()))
    }

    fn first_app(&self, began: &Began, refused: Option<Refused>) -> Result<Reply, Trouble> {
        let errors = refused.map(|refused| pages::refused(refused, self.language));
        let frame = self.frame(Page::SignIn, "");
        let shown = ChangeCodePage::first_app(frame, began, errors.into_iter().collect());
        page(refused.map_or(StatusCode::OK, status), &shown)
    }

    fn entered(&self, signed_in: SignedIn) -> Reply {
        let own = || format!("{}?c=1", Page::Balance.path(self.language));
        let staff = signed_in.begins_at.as_ref().and_then(|at| at.path(self.language));
        let to = staff.map_or_else(own, str::to_owned);
        Reply::SignedIn { to, signed_in }
    }

    pub(super) fn facts(&self) -> &PublicFacts {
        &self.shared.options.facts
    }

    pub(super) fn own(&self) -> &dyn Household {
        self.shared.household.as_ref()
    }
}

fn status(refused: Refused) -> StatusCode {
    match refused {
        Refused::NotAnAddress | Refused::NotAReference => StatusCode::UNPROCESSABLE_ENTITY,
        Refused::WrongLetter
        | Refused::LetterOver
        | Refused::NoPost
        | Refused::WrongCode { .. }
        | Refused::CodeOver
        | Refused::WrongPassword
        | Refused::SecondNeeded
        | Refused::ProviderOver
        | Refused::ProviderRefused
        | Refused::ProviderUnknown
        | Refused::RoleOver => StatusCode::UNPROCESSABLE_ENTITY,
        Refused::NoMasterKey => StatusCode::SERVICE_UNAVAILABLE,
        Refused::Wait { .. } => StatusCode::TOO_MANY_REQUESTS,
    }
}

async fn doors(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/", request, |desk, _| {
        shown(&DoorsPage::new(desk.warned(desk.frame(Page::Doors, ""), None)))
    })
    .await
}

/// What a page that explains has beside its text.
fn live(desk: &Desk, page: Explained, asked: &Asked) -> Result<Live, Trouble> {
    let (language, mut live) = (desk.language, Live::default());
    let form = |kinds: &[CaseKind]| -> Result<Option<OutsideForm>, Trouble> {
        let promised = desk.own().promised()?;
        let typed = Typed::default();
        Ok(Some(OutsideForm::new(language, promised, kinds, typed, Vec::new())))
    };
    let at_home = asked.visitor().is_some_and(|visitor| visitor.role == Role::Customer);
    match page {
        // A household says it of its own meters, and it counts at once.
        Explained::Refuse if at_home => live.own = Some(help::about_prepayment(language)),
        Explained::Refuse => {
            live.form = form(&[CaseKind::RefusePrepayment, CaseKind::AskPrepayment])?;
        }
        Explained::HelpToPay => {
            let typed = shortened(asked.query.p.trim());
            let postcode = vending::postcode(&typed);
            let answer = postcode.map(|code| desk.own().help_office(code)).transpose()?;
            live.office = Some(OfficeSearch::new(language, typed, answer));
            live.form = form(&[CaseKind::CallBack])?;
        }
        Explained::HowItWorks => {
            live.prices = PricesUsed::new(&desk.own().prices_of_all()?, language);
        }
        Explained::NoPower
        | Explained::YourMeter
        | Explained::Accessibility
        | Explained::Privacy => {}
    }
    Ok(live)
}

/// A page that explains.
async fn explain(State(desk): State<Desk>, request: Request, page: Explained) -> Response {
    answer(desk, "/explained", request, move |desk, asked| {
        // The switch of languages keeps what was asked for; digits alone go into an address.
        let digits = vending::postcode(asked.query.p.trim());
        let rest = digits.map(|code| format!("?p={code}")).unwrap_or_default();
        let link = |language: Language| (language, format!("{}{rest}", page.path(language)));
        let links = Language::ALL.map(link);
        let switch = Switch::Links(links.to_vec());
        let options = &desk.shared.options;
        let frame = Frame::new(desk.language, &options.help_phone, switch);
        let live = live(desk, page, asked)?;
        let wrong = live.office.as_ref().is_some_and(|office| office.error.is_some());
        let status = if wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        let told = (&options.facts, options.gas_phone.as_str());
        self::page(status, &ExplainedPage::new(frame, page, told, live))
    })
    .await
}

/// A page read aloud; nothing where there is no voice.
async fn sound(State(desk): State<Desk>, request: Request, page: Easy) -> Response {
    answer(desk, "/easy/sound.wav", request, move |desk, _| {
        match desk.shared.options.sounds.of(page, desk.language) {
            Some(sound) => Ok(Reply::Sound(sound)),
            None => Ok(Reply::SeeOther(page.path(desk.language).to_owned())),
        }
    })
    .await
}

async fn easy_page(State(desk): State<Desk>, request: Request, page: Easy) -> Response {
    answer(desk, "/easy", request, move |desk, _| {
        let links = Language::ALL.map(|language| (language, page.path(language).to_owned()));
        let switch = Switch::Links(links.to_vec());
        let options = &desk.shared.options;
        let frame = Frame::new(desk.language, &options.help_phone, switch);
        let has_sound = options.sounds.of(page, desk.language).is_some();
        shown(&EasyPage::new(frame, page, (&options.facts, &options.gas_phone), has_sound))
    })
    .await
}

async fn sign_in(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/sign-in", request, |desk, asked| {
        let m = Words::of(desk.language);
        if !asked.query.away.is_empty() {
            return desk.told(m.forbidden_title, m.forbidden_text);
        }
        if !asked.query.none.is_empty() {
            return desk.told(m.no_cookies_title, m.no_cookies_text);
        }
        if !asked.query.gone.is_empty() {
            let (title, text) = account::gone(desk.language);
            return desk.told(title, text);
        }
        if !asked.query.left.is_empty() {
            return desk.told(m.left_title, m.left_text);
        }
        desk.sign_in("", None, false)
    })
    .await
}

async fn ask_code(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/sign-in", request, |desk, asked| {
        let address = asked.fields.address.trim();
        match desk.own().ask_code(&asked.source, address, desk.language)? {
            Ok(sent) => desk.code(sent.challenge, shortened(&sent.address), None),
            Err(refused) => desk.sign_in(address, Some(refused), false),
        }
    })
    .await
}

async fn enter_code(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/sign-in/code", request, |desk, asked| {
        let fields = &asked.fields;
        // Codes are pasted with blanks, and keyed in groups.
        let code: String = fields.code.chars().filter(|c| !c.is_whitespace()).collect();
        let device = asked.device();
        match desk.own().enter_code(&asked.source, &fields.challenge, &code, &device)? {
            Ok(signed_in) => Ok(desk.entered(signed_in)),
            Err(refused) => {
                let challenge = shortened(&fields.challenge);
                desk.code(challenge, shortened(&fields.address), Some(refused))
            }
        }
    })
    .await
}

async fn enter_password(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/sign-in/password", request, |desk, asked| {
        let fields = &asked.fields;
        let device = asked.device();
        let entry = PasswordEntry {
            address: fields.address.trim(),
            password: &fields.password,
            second: fields.second.trim(),
            device: &device,
        };
        match desk.own().enter_password(&asked.source, &entry)? {
            Ok(Entered::In(signed_in)) => Ok(desk.entered(signed_in)),
            Ok(Entered::AddsApp(began)) => desk.first_app(&began, None),
            Err(refused) => desk.sign_in(entry.address, Some(refused), true),
        }
    })
    .await
}

async fn enter_first_code(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/sign-in/app", request, |desk, asked| {
        let fields = &asked.fields;
        let code: String = fields.code.chars().filter(|c| !c.is_whitespace()).collect();
        let device = asked.device();
        match desk.own().enter_first_code(&asked.source, &fields.challenge, &code, &device)? {
            Ok(signed_in) => Ok(desk.entered(signed_in)),
            Err((refused, Some(began))) => desk.first_app(&began, Some(refused)),
            // The password is asked again.
            Err((refused, None)) => desk.sign_in("", Some(refused), true),
        }
    })
    .await
}

async fn to_provider(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/sign-in/staff", request, |desk, asked| {
        match desk.own().to_provider(&asked.source)? {
            Ok(ToProvider { address: to, state }) => Ok(Reply::ToProvider { to, state }),
            Err(refused) => desk.sign_in("", Some(refused), false),
        }
    })
    .await
}

/// The state that the browser kept, and the language in which it went.
fn way(headers: &HeaderMap) -> (String, Option<Language>) {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.split_once('='));
    let kept = pairs.filter(|(name, _)| name.trim() == WAY).map(|(_, value)| value.trim()).next();
    let (state, language) = kept.and_then(|kept| kept.rsplit_once('.')).unwrap_or_default();
    (state.to_owned(), language.parse().ok())
}

async fn from_provider(State(mut desk): State<Desk>, request: Request) -> Response {
    let (kept, language) = way(request.headers());
    desk.language = language.unwrap_or(desk.language);
    answer(desk, "/sign-in/back", request, move |desk, asked| {
        let device = asked.device();
        let back = FromProvider {
            state: &asked.query.state,
            kept: &kept,
            code: &asked.query.code,
            device: &device,
        };
        match desk.own().back_from_provider(&asked.source, &back)? {
            Ok(signed_in) => Ok(desk.entered(signed_in)),
            Err(refused) => desk.sign_in("", Some(refused), false),
        }
    })
    .await
}

/// Told after another letter was asked for.
const NEW_LETTER: &str = "letter";

async fn activation(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/activate", request, |desk, asked| {
        if asked.query.saved == NEW_LETTER {
            let m = Words::of(desk.language);
            return desk.told(m.letter_sent_title, m.letter_sent_text);
        }
        let frame = desk.frame(Page::Activate, "");
        shown(&ActivatePage::new(frame, Default::default(), Vec::new()))
    })
    .await
}

async fn activate(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/activate", request, |desk, asked| {
        let fields = &asked.fields;
        let wanted = Activation {
            reference: fields.reference.trim(),
            code: fields.code.trim(),
            address: fields.address.trim(),
            language: desk.language,
        };
        let done = if fields.letter.is_empty() {
            desk.own().activate(&asked.source, &wanted)?.map(Some)
        } else {
            desk.own().new_letter(&asked.source, &wanted)?.map(|()| None)
        };
        match done {
            Ok(Some(sent)) => desk.code(sent.challenge, shortened(&sent.address), None),
            Ok(None) => {
                let path = Page::Activate.path(desk.language);
                Ok(Reply::SeeOther(format!("{path}?saved={NEW_LETTER}")))
            }
            Err(refused) => {
                let over = refused == Refused::LetterOver;
                let typed = [wanted.reference, wanted.code, wanted.address].map(shortened);
                let [reference, code, address] = typed;
                let errors = vec![pages::refused(refused, desk.language)];
                let frame = desk.frame(Page::Activate, "");
                let shown = ActivatePage::new(frame, (reference, code, address), errors);
                page(status(refused), &shown.with_new_letter(over))
            }
        }
    })
    .await
}

/// Runs a page of a visitor; whoever has none is sent to sign in, which the gate does before.
pub(super) fn with<T>(
    desk: &Desk,
    asked: &Asked,
    work: impl FnOnce(&Visitor) -> Result<Option<T>, Trouble>,
    show: impl FnOnce(T) -> Result<Reply, Trouble>,
) -> Result<Reply, Trouble> {
    let Some(visitor) = &asked.visitor else {
        return Ok(Reply::SeeOther(Page::SignIn.path(desk.language).to_owned()));
    };
    match work(visitor)? {
        Some(there) => show(there),
        // No such meter, or not theirs: they are not told apart.
        None => Ok(Reply::SeeOther(Page::Balance.path(desk.language).to_owned())),
    }
}

/// Agrees or takes it back, by a form with a button for each. Then the page of the meter is loaded anew, as loading
/// again what was answered to a form would send it twice; it goes on `at` a place of its own.
pub(super) fn yes_or_no(
    desk: &Desk,
    asked: &Asked,
    (page, at): (Page, &str),
    keep: impl FnOnce(&Visitor, usize, bool) -> Result<Option<()>, MyError>,
) -> Result<Reply, Trouble> {
    let place = asked.place();
    let path = page.path(desk.language);
    let agrees = match asked.fields.agrees.as_str() {
        "1" => true,
        "0" => false,
        // Neither button was pressed.
        _ => return Ok(Reply::SeeOther(format!("{path}?n={place}"))),
    };
    with(
        desk,
        asked,
        |visitor| Ok(keep(visitor, place, agrees)?),
        |()| Ok(Reply::SeeOther(format!("{path}?n={place}&saved={}{at}", u8::from(agrees)))),
    )
}

async fn balance(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/my/balance", request, |desk, asked| {
        with(
            desk,
            asked,
            |visitor| Ok(Some(desk.own().home(visitor)?)),
            |home| {
                let frame = desk.warned(desk.frame(Page::Balance, ""), asked.visitor());
                shown(&BalancePage::new(frame, &home))
            },
        )
    })
    .await
}

async fn top_up(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/my/top-up", request, |desk, asked| {
        let place = asked.place();
        let typed = asked.query.a.trim().to_owned();
        let amount = pages::amount_of(&typed);
        with(
            desk,
            asked,
            |visitor| Ok(desk.own().top_up(visitor, place, amount)?),
            |there| {
                let frame = desk.warned(desk.at(Page::TopUp, place), asked.visitor());
                let errors = if typed.is_empty() || amount.is_some() {
                    Vec::new()
                } else {
                    vec![PageError::at("a", frame.w.amount_unclear)]
                };
                shown(&TopUpPage::new(frame, &there, attempt()?, errors))
            },
        )
    })
    .await
}

pub(super) fn csv(name: &'static str, text: String) -> Reply {
    Reply::File { kind: "text/csv; charset=utf-8", name, text }
}

async fn data(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/my/account/data", request, |desk, asked| {
        with(
            desk,
            asked,
            |visitor| Ok(Some(desk.own().data(visitor)?)),
            |text| Ok(Reply::File { kind: "application/json", name: "my-data.json", text }),
        )
    })
    .await
}

/// Runs `work` where it may block, and sends what it says. The report names the route: a log is no
/// place for anything that was keyed in.
pub(super) async fn answer(
    desk: Desk,
    route: &'static str,
    request: Request,
    work: impl FnOnce(&Desk, &Asked) -> Result<Reply, Trouble> + Send + 'static,
) -> Response {
    let asked = Asked::read(&desk, request).await;
    let headers = asked.headers.clone();
    // Signed in a moment ago, and the browser has forgotten it.
    let at_work = desk.clone();
    let done = tokio::task::spawn_blocking(move || work(&at_work, &asked)).await;
    let reply = done.map_err(Trouble::from).and_then(|reply| reply).unwrap_or_else(|trouble| {
        (desk.shared.report)(&server::chain(route, &trouble));
        let frame = desk.frame(Page::Balance, "");
        let (title, text) = (frame.w.broken_title, frame.w.broken_text);
        let notice = Some((title, text));
        let problem = SignInPage::new(frame, String::new(), Vec::new(), false, notice);
        Reply::Page {
            status: StatusCode::INTERNAL_SERVER_ERROR,
            text: problem.render().unwrap_or_default(),
        }
    });
    send(&desk, &headers, reply)
}

/// What a browser does with a file, and how it calls it.
fn named(mut response: Response, how: &str, name: &str) -> Response {
    if let Ok(value) = HeaderValue::from_str(&format!("{how}; filename=\"{name}\"")) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

fn send(desk: &Desk, headers: &HeaderMap, reply: Reply) -> Response {
    let secure = if desk.shared.options.secure { "; Secure" } else { "" };
    let (mut response, cookie) = match reply {
        Reply::Page { status, text } => (server::html(headers, status, text), None),
        Reply::SeeOther(to) => (see_other(&to), None),
        Reply::SignedIn { to, signed_in } => {
            let keep = signed_in.keep_s.map(|s| format!("; Max-Age={s}")).unwrap_or_default();
            let token = &signed_in.token;
            let name = gate::COOKIE;
            let text = format!("{name}={token}; Path=/; HttpOnly; SameSite=Lax{keep}{secure}");
            (see_other(&to), Some(text))
        }
        Reply::ToProvider { to, state } => {
            let language = desk.language.code();
            let text = format!(
                "{WAY}={state}.{language}; Path={PROVIDER_BACK}; HttpOnly; SameSite=Lax; Max-Age={WAY_S}{secure}"
            );
            (see_other(&to), Some(text))
        }
        Reply::SignedOut { to } => {
            let name = gate::COOKIE;
            let text = format!("{name}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0{secure}");
            (see_other(&to), Some(text))
        }
        Reply::File { kind, name, text } => {
            (named(server::file(headers, kind, text), "attachment", name), None)
        }
        Reply::Sound(sound) => (easy::answer(headers, &sound), None),
        // A browser shows it, and keeps it under its name.
        Reply::Pdf { name, bytes } => (named(server::pdf(bytes), "inline", name), None),
    };
    let names = response.headers_mut();
    names.insert(header::CONTENT_SECURITY_POLICY, desk.shared.policy.clone());
    // Our own forms have to say where they come from; nobody else learns an address.
    names.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    if let Some(cookie) = cookie.and_then(|text| HeaderValue::from_str(&text).ok()) {
        names.insert(header::SET_COOKIE, cookie);
    }
    response
}
