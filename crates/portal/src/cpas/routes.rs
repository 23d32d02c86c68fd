//! The routes of the pages of a CPAS. Source: UX 7.3, 8.3, PD-04.

mod early;
mod law;
mod message;
mod notes;
mod paper;
mod plan;
mod tasks;
mod team;

use super::aid::{self, AidPage, AidPreviewPage};
use super::api::{
    AccessWanted, AidRefused, CpasOffice, NotAsked, NotGiven, NotTaken, Purpose, Wish,
};
use super::looks::LooksPage;
use super::pages::{self, AccessPage, ClientPage, CodePage, NoticePage, PURPOSE, Typed, WorkPage};
use super::paths::Page;
use super::protection::{self, ProtectionPage};
use super::register::{self as register_page, RegisterPage};
use super::told::ToldPage;
use super::words::Words;
use crate::answers::{MOST_OF_A_FORM, Reply, Trouble, page, worked};
use crate::my::{Door, Doors, Gate, Visitor};
use crate::pay::frame::{Frame, PageError, Switch, attempt, is_attempt};
use crate::server::{self, Report};
use access::{Act, Needs, Verb};
use askama::Template;
use axum::extract::{Form, Path, Query, Request, State};
use axum::http::{Method, StatusCode};
use axum::response::Response;
use axum::{RequestExt, RequestPartsExt, Router};
use procedures::MOST_LETTERS;
use serde::Deserialize;
use std::sync::Arc;
use units::{AccountId, Language};

/// What the pages have to be told once.
#[derive(Debug, Clone)]
pub struct CpasOptions {
    /// Free of charge, as written on the page.
    pub help_phone: String,
}

const UNCLEAR: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;

struct Shared {
    office: Arc<dyn CpasOffice>,
    options: CpasOptions,
    report: Report,
}

/// The pages in one language.
#[derive(Clone)]
struct Desk {
    shared: Arc<Shared>,
    language: Language,
    /// The social service of whoever asks sells at a terminal of its own.
    sells: bool,
}

/// The pages of a CPAS, with what stands at each route. Without a fallback and a style sheet, to be merged
/// with [`crate::my::router`].
pub fn router(
    office: Arc<dyn CpasOffice>,
    gate: &Gate,
    options: CpasOptions,
    report: Report,
) -> (Router, Vec<Door>) {
    let shared = Arc::new(Shared { office, options, report });
    let (mut all, mut all_doors) = (Router::new(), Vec::new());
    let sees = Needs::Clients(Act::StateAndAmount, Verb::View);
    let gives = Needs::Clients(Act::TopUp, Verb::Do);
    let asks = Needs::Clients(Act::MeterCommands, Verb::Request);
    let proposes = Needs::Clients(Act::DebtAndPlan, Verb::Request);
    let tells = Needs::Clients(Act::Messages, Verb::View);
    let looks_at_team = Needs::Clients(Act::Audit, Verb::View);
    for language in Language::ALL {
        let path = |page: Page| page.path(language);
        let below = |page: Page, rest: &str| format!("{}{rest}", page.path(language));
        let (routes, own) = Doors::new(gate.clone())
            .both(path(Page::Work), sees, work, find)
            .both(path(Page::Access), sees, access, ask_access)
            .post(&below(Page::Access, "/code"), sees, enter_code)
            .both(path(Page::Paper), sees, paper::show, paper::send)
            .both(path(Page::Law), sees, law::show, law::send)
            .both(&below(Page::Client, "/{account}"), sees, client, notes::add)
            .get(&below(Page::Sheet, "/{account}"), sees, notes::sheet)
            .both(&below(Page::Message, "/{account}"), tells, message::show, message::send)
            .both(&below(Page::Aid, "/{account}"), gives, show_aid, send_aid)
            .both(&below(Page::Plan, "/{account}"), proposes, plan::show, plan::send)
            .both(path(Page::Register), gives, register, decide_aid)
            .get(&below(Page::Register, "/csv"), gives, register_csv)
            .both(&below(Page::Protection, "/{account}"), asks, show_protection, ask_for)
            .post(&below(Page::Protection, "/{account}/proof"), asks, tasks::set_proof)
            .get(&below(Page::Protection, "/{account}/letter"), asks, tasks::letter)
            .both(path(Page::Sittings), sees, tasks::sittings, tasks::change_sittings)
            .both(path(Page::Team), sees, team::show, team::send)
            .get(path(Page::Early), sees, early::show)
            .get(&below(Page::Early, "/csv"), sees, early::file)
            .get(path(Page::Looks), looks_at_team, looks)
            .get(path(Page::Told), tells, told)
            .finish(Desk { shared: Arc::clone(&shared), language, sells: false });
        all = all.merge(routes);
        all_doors.extend(own);
    }
    (crate::mistakes::bounded(all, MOST_OF_A_FORM), all_doors)
}

#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
struct Fields {
    reference: String,
    purpose: String,
    months: String,
    challenge: String,
    code: String,
    amount: String,
    motive: String,
    budget: String,
    other: String,
    copy: String,
    attempt: String,
    confirm: String,
    change: String,
    aid: String,
    sign: String,
    wish: String,
    why: String,
    document: String,
    signed: String,
    paper: String,
    notice: String,
    dated: String,
    note: String,
    template: String,
    day: String,
    time: String,
    person: String,
    first: String,
    last: String,
    stand_in: String,
    from: String,
    to: String,
    ends: String,
    act: String,
    client: String,
    proof: String,
    state: String,
    due: String,
    sitting: String,
    debt: String,
    each: String,
    place: String,
}

#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
struct Asking {
    month: String,
    told: String,
    of: String,
    /// The number of an aid that is put right.
    copy: String,
}

/// What a request brings.
struct Asked {
    /// The account of the address, by its number.
    named: String,
    query: Asking,
    fields: Fields,
    visitor: Visitor,
}

fn short(text: &str) -> String {
    text.trim().chars().take(100).collect()
}

impl Asked {
    async fn read(request: Request) -> Result<Self, Trouble> {
        let (mut parts, body) = request.into_parts();
        let named = parts.extract::<Path<Vec<(String, String)>>>().await;
        let named = named.ok().and_then(|Path(pairs)| pairs.into_iter().next());
        let named = named.map(|(_, value)| value).unwrap_or_default();
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
        Ok(Self { named, query, fields, visitor })
    }
}

impl Desk {
    fn frame(&self, of: Page, rest: &str) -> Frame {
        let link = |language: Language| (language, format!("{}{rest}", of.path(language)));
        let links = Switch::Links(Language::ALL.map(link).to_vec());
        let terminal = || (crate::shop::Page::Sell.path(self.language), self.m().n_terminal);
        let frame = Frame::new(self.language, &self.shared.options.help_phone, links);
        Frame { also: self.sells.then(terminal), ..frame }
    }

    fn office(&self) -> &dyn CpasOffice {
        self.shared.office.as_ref()
    }

    fn m(&self) -> &'static Words {
        Words::of(self.language)
    }

    fn form(
        &self,
        typed: Typed,
        (status, errors): (StatusCode, Vec<PageError>),
    ) -> Result<Reply, Trouble> {
        let most = self.office().most_months()?;
        page(status, &AccessPage::new(self.frame(Page::Access, ""), most, typed, errors))
    }
}

impl Desk {
    /// The clients, under what was looked for and not found.
    fn shown_work(
        &self,
        asked: &Asked,
        (status, typed, errors): (StatusCode, String, Vec<PageError>),
    ) -> Result<Reply, Trouble> {
        let clients = self.office().work(&asked.visitor)?;
        // What waits and what is planned stands in the register whatever its month.
        let aids = self.office().register(&asked.visitor, None)?.lines;
        let frame = self.frame(Page::Work, "");
        let mine = asked.query.of == "mine";
        page(status, &WorkPage::new(frame, (&clients, &aids), mine, (typed, errors)))
    }
}

async fn work(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/cpas/work", request, |desk, asked| {
        desk.shown_work(asked, (StatusCode::OK, String::new(), Vec::new()))
    })
    .await
}

/// Leads to a client of their own. Source: UX S-02.
async fn find(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/cpas/work", request, |desk, asked| {
        let typed = short(&asked.fields.reference);
        match desk.office().find(&asked.visitor, &typed)? {
            Ok(account) => Ok(Reply::SeeOther(pages::client_path(account, desk.language))),
            Err(refused) => {
                let error = pages::not_found(refused, desk.language);
                desk.shown_work(asked, (UNCLEAR, typed, vec![error]))
            }
        }
    })
    .await
}

async fn access(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/cpas/access", request, |desk, _| {
        desk.form(Typed::default(), (StatusCode::OK, Vec::new()))
    })
    .await
}

async fn ask_access(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/cpas/access", request, |desk, asked| {
        let fields = &asked.fields;
        let typed = Typed {
            reference: short(&fields.reference),
            purpose: short(&fields.purpose),
            months: short(&fields.months),
        };
        let (purpose, months) = (Purpose::of_name(&typed.purpose), typed.months.parse::<i32>());
        let mut errors = Vec::new();
        if purpose.is_none() {
            errors.push(PageError::at(PURPOSE, desk.m().e_purpose));
        }
        if months.is_err() {
            errors.push(PageError::at(pages::MONTHS, desk.m().e_choose_months));
        }
        let (Some(purpose), Ok(months)) = (purpose, months) else {
            return desk.form(typed, (UNCLEAR, errors));
        };
        let wanted = AccessWanted { reference: &typed.reference, purpose, months };
        match desk.office().ask_access(&asked.visitor, &wanted)? {
            Ok(challenge) => {
                let frame = desk.frame(Page::Access, "");
                page(StatusCode::OK, &CodePage::new(frame, challenge, Vec::new()))
            }
            Err(refused) => {
                let held = match refused {
                    NotAsked::Held { account } => Some(pages::client_path(account, desk.language)),
                    _ => None,
                };
                let errors = vec![pages::not_asked(refused, desk.language)];
                let most = desk.office().most_months()?;
                let shown = AccessPage::new(desk.frame(Page::Access, ""), most, typed, errors);
                page(UNCLEAR, &shown.with_client(held))
            }
        }
    })
    .await
}

async fn enter_code(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/cpas/access/code", request, |desk, asked| {
        // Codes are read out in groups.
        let code = asked.fields.code.chars().filter(char::is_ascii_digit).take(12);
        let code: String = code.collect();
        let challenge = short(&asked.fields.challenge);
        match desk.office().enter_code(&asked.visitor, &challenge, &code)? {
            Ok(account) => {
                Ok(Reply::SeeOther(format!("{}/{account}", Page::Client.path(desk.language))))
            }
            Err(refused) => {
                let held = match refused {
                    NotGiven::Held { account } => Some(pages::client_path(account, desk.language)),
                    NotGiven::Wrong { .. } | NotGiven::Over => None,
                };
                let error = pages::not_given(refused, desk.language);
                let frame = desk.frame(Page::Access, "");
                page(UNCLEAR, &CodePage::new(frame, challenge, vec![error]).with_client(held))
            }
        }
    })
    .await
}

async fn client(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/cpas/client", request, |desk, asked| {
        let found = match asked.named.parse::<AccountId>() {
            Ok(account) => desk.office().client(&asked.visitor, account)?,
            Err(_) => None,
        };
        let Some(client) = found else {
            let words = (desk.m().no_access_title, desk.m().no_access_text);
            let frame = desk.frame(Page::Access, "");
            return page(StatusCode::NOT_FOUND, &NoticePage::new(frame, words));
        };
        let frame = desk.frame(Page::Client, &format!("/{}", client.line.account));
        let told = asked.query.told == "yes";
        page(StatusCode::OK, &ClientPage::new(frame, &client, Default::default(), told))
    })
    .await
}

impl Desk {
    fn no_client(&self) -> Result<Reply, Trouble> {
        let words = (self.m().no_access_title, self.m().no_access_text);
        page(StatusCode::NOT_FOUND, &NoticePage::new(self.frame(Page::Access, ""), words))
    }

    /// The form of aid; `errors` with their status, if it was sent.
    fn aid(
        &self,
        asked: &Asked,
        typed: aid::Typed,
        (status, errors): (StatusCode, Vec<PageError>),
    ) -> Result<Reply, Trouble> {
        let Ok(account) = asked.named.parse::<AccountId>() else { return self.no_client() };
        let Some(facts) = self.office().aid_form(&asked.visitor, account, typed.copy_of())? else {
            return self.no_client();
        };
        let frame = self.frame(Page::Aid, &format!("/{account}"));
        page(status, &AidPage::new(frame, &facts, typed, errors))
    }

    fn shown_register(
        &self,
        asked: &Asked,
        (status, errors): (StatusCode, Vec<PageError>),
    ) -> Result<Reply, Trouble> {
        let month = register_page::month_of(&asked.query.month);
        let register = self.office().register(&asked.visitor, month)?;
        let frame = self.frame(Page::Register, "");
        page(status, &RegisterPage::new(frame, &register, errors))
    }
}

async fn show_aid(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/cpas/aid", request, |desk, asked| {
        let copy = short(&asked.query.copy);
        let typed = aid::Typed { copy, ..aid::Typed::default() };
        desk.aid(asked, typed, (StatusCode::OK, Vec::new()))
    })
    .await
}

async fn send_aid(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/cpas/aid", request, |desk, asked| {
        let fields = &asked.fields;
        let typed = aid::Typed {
            amount: short(&fields.amount),
            motive: short(&fields.motive),
            budget: short(&fields.budget).chars().filter(|sign| !sign.is_control()).collect(),
            other: short(&fields.other),
            day: short(&fields.day),
            copy: short(&fields.copy),
        };
        let Ok(account) = asked.named.parse::<AccountId>() else { return desk.no_client() };
        if !fields.change.is_empty() {
            return desk.aid(asked, typed, (StatusCode::OK, Vec::new()));
        }
        let wanted = match typed.wanted(desk.m()) {
            Ok(wanted) => wanted,
            Err(errors) => return desk.aid(asked, typed, (UNCLEAR, errors)),
        };
        let again = |refused: AidRefused, typed: aid::Typed| match refused {
            AidRefused::NoClient => desk.no_client(),
            refused => {
                desk.aid(asked, typed, (UNCLEAR, vec![aid::refused(refused, desk.language)]))
            }
        };
        if !fields.confirm.is_empty() && is_attempt(&fields.attempt) {
            return match desk.office().give_aid(
                &asked.visitor,
                account,
                &wanted,
                &fields.attempt,
            )? {
                // What was done is shown by an address of its own: a reload does nothing.
                Ok(_) => Ok(Reply::SeeOther(Page::Register.path(desk.language).to_owned())),
                Err(refused) => again(refused, typed),
            };
        }
        let effect = match desk.office().aid_preview(&asked.visitor, account, &wanted)? {
            Ok(effect) => effect,
            Err(refused) => return again(refused, typed),
        };
        let Some(facts) = desk.office().aid_form(&asked.visitor, account, wanted.copy_of)? else {
            return desk.no_client();
        };
        let frame = desk.frame(Page::Aid, &format!("/{account}"));
        let shown = AidPreviewPage::new(frame, &facts, (&wanted, &effect), typed, attempt()?);
        page(StatusCode::OK, &shown)
    })
    .await
}

async fn register(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/cpas/register", request, |desk, asked| {
        desk.shown_register(asked, (StatusCode::OK, Vec::new()))
    })
    .await
}

async fn register_csv(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/cpas/register/csv", request, |desk, asked| {
        let month = register_page::month_of(&asked.query.month);
        let register = desk.office().register(&asked.visitor, month)?;
        Ok(Reply::File(register_page::csv(&register)))
    })
    .await
}

async fn decide_aid(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/cpas/register", request, |desk, asked| {
        let id = asked.fields.aid.parse().unwrap_or(0);
        let sign = asked.fields.sign == "yes";
        match desk.office().decide_aid(&asked.visitor, id, sign)? {
            Ok(()) => Ok(Reply::SeeOther(Page::Register.path(desk.language).to_owned())),
            Err(refused) => {
                let error = aid::refused(refused, desk.language);
                desk.shown_register(asked, (StatusCode::CONFLICT, vec![error]))
            }
        }
    })
    .await
}

impl Desk {
    /// What protects a client; `errors` with their status, if something was asked.
    fn protection(
        &self,
        asked: &Asked,
        typed: (protection::Typed, super::tasks::Typed),
        (status, errors): (StatusCode, Vec<PageError>),
    ) -> Result<Reply, Trouble> {
        let Ok(account) = asked.named.parse::<AccountId>() else { return self.no_client() };
        let Some(there) = self.office().protection(&asked.visitor, account)? else {
            return self.no_client();
        };
        let frame = self.frame(Page::Protection, &format!("/{account}"));
        page(status, &ProtectionPage::new(frame, &there, typed, errors))
    }
}

async fn show_protection(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/cpas/protection", request, |desk, asked| {
        desk.protection(asked, Default::default(), (StatusCode::OK, Vec::new()))
    })
    .await
}

async fn ask_for(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/cpas/protection", request, |desk, asked| {
        let why: String = asked.fields.why.chars().take(2 * MOST_LETTERS).collect();
        let typed = protection::Typed { wish: short(&asked.fields.wish), why };
        let Ok(account) = asked.named.parse::<AccountId>() else { return desk.no_client() };
        let Some(wish) = Wish::of_name(&typed.wish) else {
            let error = PageError::at(protection::WISH, desk.m().e_wish);
            return desk.protection(asked, (typed, Default::default()), (UNCLEAR, vec![error]));
        };
        match desk.office().ask_for(&asked.visitor, account, wish, &typed.why)? {
            // What was asked is shown by an address of its own: a reload does nothing.
            Ok(()) => {
                Ok(Reply::SeeOther(format!("{}/{account}", Page::Protection.path(desk.language))))
            }
            Err(NotTaken::NoClient) => desk.no_client(),
            Err(refused) => {
                let error = protection::refused(refused, desk.language);
                desk.protection(asked, (typed, Default::default()), (UNCLEAR, vec![error]))
            }
        }
    })
    .await
}

async fn looks(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/cpas/looks", request, |desk, asked| {
        let looks = desk.office().looks(&asked.visitor)?;
        page(StatusCode::OK, &LooksPage::new(desk.frame(Page::Looks, ""), &looks))
    })
    .await
}

async fn told(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/cpas/notices", request, |desk, asked| {
        let told = desk.office().told(&asked.visitor)?;
        page(StatusCode::OK, &ToldPage::new(desk.frame(Page::Told, ""), &told))
    })
    .await
}

/// Runs `work` where it may block, and sends what it says. The report names the route: a log is no
/// place for an EAN.
async fn answer(
    desk: Desk,
    route: &'static str,
    request: Request,
    work: impl FnOnce(&Desk, &Asked) -> Result<Reply, Trouble> + Send + 'static,
) -> Response {
    let headers = request.headers().clone();
    let at_work = desk.clone();
    let done = worked(Asked::read(request).await, move |asked| {
        // Each page leads there. Source: UX S-12.
        let sells = at_work.office().sells(&asked.visitor)?;
        work(&Desk { sells, ..at_work }, asked)
    })
    .await;
    let reply = done.unwrap_or_else(|trouble| {
        (desk.shared.report)(&server::chain(route, &trouble));
        let words = (desk.m().broken_title, desk.m().broken_text);
        let problem = NoticePage::new(desk.frame(Page::Work, ""), words);
        let text = problem.render().unwrap_or_default();
        Reply::Page { status: StatusCode::INTERNAL_SERVER_ERROR, text }
    });
    reply.send(&headers)
}
