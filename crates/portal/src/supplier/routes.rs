//! The routes of the pages of a supplier. Source: UX 7.3, 8.7, PD-04.

use super::api::{Files, NotTaken, StatementOf, StatementTold, SupplierOffice};
use super::forms::{self, AskPage, DisputePage, Typed, Written};
use super::pages;
use super::paths::Page;
use super::sections::NoticePage;
use super::told::ToldPage;
use super::words::Words;
use crate::answers::{self, MOST_OF_A_FORM, Reply, Trouble, page};
use crate::my::{Door, Doors, Gate};
use crate::pay::frame::{Frame, PageError, attempt, is_attempt};
use crate::server::Report;
use crate::staff;
use access::{Act, Needs, Verb};
use askama::Template;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use calendar::SettlementDay;
use serde::Deserialize;
use std::sync::Arc;
use units::{AccountId, Ean};

/// What the pages have to be told once.
#[derive(Debug, Clone)]
pub struct SupplierOptions {
    /// Free of charge, as written on the page.
    pub help_phone: String,
}

const UNCLEAR: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;

/// The pages in one language.
type Desk = staff::Desk<dyn SupplierOffice>;
/// What a request brings.
type Asked = staff::Asked<Asking, Fields>;

/// The pages of a supplier, with what stands at each route. Without a fallback and a style sheet, to be merged
/// with [`crate::my::router`].
pub fn router(
    office: Arc<dyn SupplierOffice>,
    gate: &Gate,
    options: SupplierOptions,
    report: Report,
) -> (Router, Vec<Door>) {
    let (mut all, mut all_doors) = (Router::new(), Vec::new());
    let asks = Needs::Supplied(Act::MeterCommands, Verb::Request);
    // What is owed to the supplier, and what it bills by.
    let owed = Needs::Supplied(Act::DebtAndPlan, Verb::View);
    let allowed = Needs::Supplied(Act::QuarterHours, Verb::View);
    for desk in Desk::in_each_language(office, options.help_phone, report) {
        let language = desk.language;
        let path = |page: Page| page.path(language);
        let below = |page: Page, rest: &str| format!("{}{rest}", page.path(language));
        let (routes, own) = Doors::new(gate.clone())
            .get(path(Page::Overview), owed, overview)
            .both(path(Page::Requests), asks, requests, withdraw)
            .both(path(Page::Ask), asks, ask_form, ask)
            .get(path(Page::Settlement), owed, settlement)
            .get(&below(Page::Settlement, "/{file}"), owed, settlement_file)
            .both(path(Page::Data), owed, customers, periods_of_point)
            .get(&below(Page::Data, "/{file}"), owed, statement)
            .get(path(Page::Tariff), owed, tariff)
            .get(path(Page::Consents), allowed, consents)
            .get(&below(Page::Consents, "/{file}"), allowed, detailed)
            .get(path(Page::Sharing), allowed, sharing)
            .get(&below(Page::Sharing, "/{file}"), allowed, sharing_file)
            .get(path(Page::Disputes), owed, disputes)
            .both(&below(Page::Disputes, "/{number}"), owed, dispute, write)
            .get(path(Page::Told), owed, told)
            .finish(desk);
        all = all.merge(routes);
        all_doors.extend(own);
    }
    (crate::mistakes::bounded(all, MOST_OF_A_FORM), all_doors)
}

#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
struct Fields {
    id: String,
    end: String,
    attempt: String,
    ean: String,
    wish: String,
    notified: String,
    owed: String,
    both: String,
    judgment: String,
    documents: String,
    subject: String,
    about: String,
    words: String,
    evidence: String,
}

#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
struct Asking {
    month: String,
    after: String,
    from: String,
    to: String,
}

fn short(text: &str) -> String {
    text.trim().chars().take(100).collect()
}

/// What is written in an area, cut well behind what the rules allow.
fn long(text: &str) -> String {
    text.trim().chars().take(4_000).collect()
}

impl Asked {
    /// Name and form of a file.
    fn file(&self) -> (&str, &str) {
        self.named().rsplit_once('.').unwrap_or((self.named(), ""))
    }

    fn typed(&self) -> Typed {
        let fields = &self.fields;
        Typed {
            ean: short(&fields.ean),
            wish: short(&fields.wish),
            notified: short(&fields.notified),
            owed: short(&fields.owed),
            both: short(&fields.both),
            judgment: short(&fields.judgment),
            documents: long(&fields.documents),
        }
    }

    fn written(&self) -> Written {
        let fields = &self.fields;
        Written {
            subject: short(&fields.subject),
            about: short(&fields.about),
            words: long(&fields.words),
            evidence: long(&fields.evidence),
        }
    }
}

impl Desk {
    fn frame(&self, of: Page, rest: &str) -> Frame {
        self.frame_at(|language| of.path(language), rest)
    }

    fn office(&self) -> &dyn SupplierOffice {
        self.source()
    }

    fn m(&self) -> &'static Words {
        Words::of(self.language)
    }

    /// The same for what is another's and what is nobody's.
    fn gone(&self) -> Result<Reply, Trouble> {
        let words = (self.m().gone_title, self.m().gone_text);
        page(StatusCode::NOT_FOUND, &NoticePage::new(self.frame(Page::Overview, ""), words))
    }

    fn ask_form(
        &self,
        typed: Typed,
        (status, errors): (StatusCode, Vec<PageError>),
    ) -> Result<Reply, Trouble> {
        page(status, &AskPage::new(self.frame(Page::Ask, ""), typed, attempt()?, errors))
    }

    /// The list of customers, with what was typed to find one of them.
    fn customers(
        &self,
        asked: &Asked,
        (status, typed, wrong): (StatusCode, String, Option<&'static str>),
    ) -> Result<Reply, Trouble> {
        let after = asked.query.after.parse::<AccountId>().ok();
        let told = self.office().customers(&asked.visitor, after)?;
        page(status, &pages::customers(self.frame(Page::Data, ""), &told, (typed, wrong)))
    }

    /// The form of a new dispute, or a dispute that is there.
    fn dispute_form(
        &self,
        asked: &Asked,
        typed: Written,
        (status, errors): (StatusCode, Vec<PageError>),
    ) -> Result<Reply, Trouble> {
        let frame = self.frame(Page::Disputes, &format!("/{}", asked.named()));
        if asked.named() == "new" {
            return page(status, &DisputePage::new(frame, None, typed, attempt()?, errors));
        }
        let id = asked.named().parse().unwrap_or(0);
        let all = self.office().disputes(&asked.visitor)?;
        match all.iter().find(|line| line.id == id) {
            Some(line) => {
                page(status, &DisputePage::new(frame, Some(line), typed, String::new(), errors))
            }
            None => self.gone(),
        }
    }
}

fn as_file(files: Files, form: &str) -> Reply {
    if form == "json" { Reply::Json(files.json) } else { Reply::File(files.csv) }
}

async fn overview(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/supplier/overview", request, |desk, asked| {
        match desk.office().overview(&asked.visitor)? {
            Some(told) => {
                page(StatusCode::OK, &pages::overview(desk.frame(Page::Overview, ""), &told))
            }
            None => {
                let words = (desk.m().nobody_title, desk.m().nobody_text);
                page(StatusCode::OK, &NoticePage::new(desk.frame(Page::Overview, ""), words))
            }
        }
    })
    .await
}

async fn requests(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/supplier/requests", request, |desk, asked| {
        let told = desk.office().requests(&asked.visitor)?;
        page(StatusCode::OK, &pages::requests(desk.frame(Page::Requests, ""), &told))
    })
    .await
}

async fn withdraw(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/supplier/requests", request, |desk, asked| {
        let id = asked.fields.id.parse().unwrap_or(0);
        match desk.office().withdraw(&asked.visitor, id)? {
            Ok(()) => Ok(Reply::SeeOther(Page::Requests.path(desk.language).to_owned())),
            Err(NotTaken::Unknown) => desk.gone(),
            Err(refused) => {
                let told = desk.office().requests(&asked.visitor)?;
                let error = forms::not_taken(&refused, desk.language);
                let shown = pages::requests(desk.frame(Page::Requests, ""), &told);
                page(StatusCode::CONFLICT, &shown.errors(vec![error]))
            }
        }
    })
    .await
}

async fn told(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/supplier/notices", request, |desk, asked| {
        let told = desk.office().told(&asked.visitor)?;
        page(StatusCode::OK, &ToldPage::new(desk.frame(Page::Told, ""), &told))
    })
    .await
}

async fn ask_form(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/supplier/ask", request, |desk, _| {
        desk.ask_form(Typed::default(), (StatusCode::OK, Vec::new()))
    })
    .await
}

async fn ask(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/supplier/ask", request, |desk, asked| {
        let typed = asked.typed();
        let wanted = match typed.wanted(desk.m()) {
            Ok(wanted) if is_attempt(&asked.fields.attempt) => wanted,
            Ok(_) => return desk.ask_form(typed, (StatusCode::OK, Vec::new())),
            Err(errors) => return desk.ask_form(typed, (UNCLEAR, errors)),
        };
        match desk.office().ask(&asked.visitor, &wanted, &asked.fields.attempt)? {
            Ok(_) => Ok(Reply::SeeOther(Page::Requests.path(desk.language).to_owned())),
            Err(refused) => {
                let error = forms::not_taken(&refused, desk.language);
                desk.ask_form(typed, (UNCLEAR, vec![error]))
            }
        }
    })
    .await
}

async fn settlement(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/supplier/settlement", request, |desk, asked| {
        let month = pages::month_of(&asked.query.month);
        let told = desk.office().settlement(&asked.visitor, month, pages::MOST_CARDS)?;
        page(StatusCode::OK, &pages::settlement(desk.frame(Page::Settlement, ""), &told))
    })
    .await
}

async fn settlement_file(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/supplier/settlement/file", request, |desk, asked| {
        let (name, form) = asked.file();
        if let Some(month) = pages::month_of(name) {
            let told = desk.office().settlement(&asked.visitor, Some(month), usize::MAX)?;
            if form == "xml" {
                return Ok(Reply::Xml(pages::settlement_xml(&told)));
            }
            let files =
                Files { csv: pages::settlement_csv(&told), json: pages::settlement_json(&told) };
            return Ok(as_file(files, form));
        }
        let found = match name.parse() {
            Ok(id) => desk.office().payout(&asked.visitor, id)?,
            Err(_) => None,
        };
        found.map_or_else(|| desk.gone(), |files| Ok(as_file(files, form)))
    })
    .await
}

async fn customers(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/supplier/data", request, |desk, asked| {
        desk.customers(asked, (StatusCode::OK, String::new(), None))
    })
    .await
}

/// The periods of one customer, or the file of one of them.
async fn statement(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/supplier/data/file", request, |desk, asked| {
        let (name, form) = asked.file();
        let Ok(whose) = name.parse().map(StatementOf::Account) else { return desk.gone() };
        let frame = || desk.frame(Page::Data, &format!("/{name}"));
        if form.is_empty() {
            let told = desk.office().periods(&asked.visitor, whose)?;
            let shown = |told| page(StatusCode::OK, &pages::periods(frame(), &told));
            return told.map_or_else(|| desk.gone(), shown);
        }
        // What is no day is no end of a period either.
        let day = |text: &str| match text.trim() {
            "" => Ok(None),
            text => text.parse::<SettlementDay>().map(Some),
        };
        let found = match (day(&asked.query.from), day(&asked.query.to)) {
            (Ok(from), Ok(to)) => desk.office().statement(&asked.visitor, whose, (from, to))?,
            _ => {
                let told = desk.office().periods(&asked.visitor, whose)?;
                told.map(StatementTold::NoPeriod)
            }
        };
        match found {
            Some(StatementTold::Files(files)) => Ok(as_file(files, form)),
            Some(StatementTold::NoPeriod(told)) => {
                let error = PageError::general(desk.m().e_period);
                page(UNCLEAR, &pages::periods(frame(), &told).errors(vec![error]))
            }
            None => desk.gone(),
        }
    })
    .await
}

/// The periods of one customer, by the point that was typed: no address carries it. Source: PD-06.
async fn periods_of_point(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/supplier/data", request, |desk, asked| {
        let typed = short(&asked.fields.ean);
        let digits: String = typed.chars().filter(|sign| !sign.is_whitespace()).collect();
        let Ok(ean) = digits.parse::<Ean>() else {
            return desk.customers(asked, (UNCLEAR, typed, Some(desk.m().e_ean)));
        };
        match desk.office().periods(&asked.visitor, StatementOf::Point(ean))? {
            Some(told) => {
                let path = Page::Data.path(desk.language);
                Ok(Reply::SeeOther(format!("{path}/{}", told.line.account)))
            }
            None => desk.customers(asked, (UNCLEAR, typed, Some(desk.m().e_unknown))),
        }
    })
    .await
}

async fn tariff(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/supplier/tariff", request, |desk, asked| {
        let told = desk.office().tariff(&asked.visitor)?;
        page(StatusCode::OK, &pages::tariff(desk.frame(Page::Tariff, ""), &told))
    })
    .await
}

async fn consents(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/supplier/consents", request, |desk, asked| {
        let told = desk.office().consents(&asked.visitor)?;
        page(StatusCode::OK, &pages::consents(desk.frame(Page::Consents, ""), &told))
    })
    .await
}

async fn detailed(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/supplier/consents/file", request, |desk, asked| {
        let found = match asked.file().0.parse() {
            Ok(account) => desk.office().detailed(&asked.visitor, account)?,
            Err(_) => None,
        };
        found.map_or_else(|| desk.gone(), |text| Ok(Reply::File(text)))
    })
    .await
}

async fn sharing(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/supplier/sharing", request, |desk, asked| {
        let told = desk.office().sharing(&asked.visitor)?;
        page(StatusCode::OK, &pages::sharing(desk.frame(Page::Sharing, ""), &told))
    })
    .await
}

async fn sharing_file(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/supplier/sharing/file", request, |desk, asked| {
        let mut parts = asked.file().0.split('_');
        let group = parts.next().and_then(|text| text.parse().ok());
        let month = parts.next().and_then(pages::month_of);
        let version = parts.next().and_then(|text| text.parse().ok());
        let (Some(group), Some(month), Some(version)) = (group, month, version) else {
            return desk.gone();
        };
        let found = desk.office().sharing_file(&asked.visitor, group, month, version)?;
        found.map_or_else(|| desk.gone(), |text| Ok(Reply::Summed(answers::CSV, text.into_bytes())))
    })
    .await
}

async fn disputes(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/supplier/disputes", request, |desk, asked| {
        let told = desk.office().disputes(&asked.visitor)?;
        page(StatusCode::OK, &pages::disputes(desk.frame(Page::Disputes, ""), &told))
    })
    .await
}

async fn dispute(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/supplier/dispute", request, |desk, asked| {
        desk.dispute_form(asked, Written::default(), (StatusCode::OK, Vec::new()))
    })
    .await
}

async fn write(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/supplier/dispute", request, |desk, asked| {
        let typed = asked.written();
        let path = Page::Disputes.path(desk.language);
        let again = |refused: &NotTaken, typed: Written| match refused {
            NotTaken::Unknown => desk.gone(),
            refused => {
                let error = forms::not_taken(refused, desk.language);
                desk.dispute_form(asked, typed, (UNCLEAR, vec![error]))
            }
        };
        if asked.named() == "new" {
            let wanted = match typed.wanted(desk.m()) {
                Ok(wanted) if is_attempt(&asked.fields.attempt) => wanted,
                Ok(_) => return desk.dispute_form(asked, typed, (StatusCode::OK, Vec::new())),
                Err(errors) => return desk.dispute_form(asked, typed, (UNCLEAR, errors)),
            };
            let attempt = &asked.fields.attempt;
            return match desk.office().open_dispute(&asked.visitor, &wanted, attempt)? {
                Ok(id) => Ok(Reply::SeeOther(format!("{path}/{id}"))),
                Err(refused) => again(&refused, typed),
            };
        }
        let id = asked.named().parse().unwrap_or(0);
        let ends = !asked.fields.end.is_empty();
        let evidence = forms::lines(&typed.evidence);
        let words = (!ends).then_some((typed.words.as_str(), evidence));
        match desk.office().reply(&asked.visitor, id, words)? {
            Ok(()) => Ok(Reply::SeeOther(format!("{path}/{id}"))),
            Err(refused) => again(&refused, typed),
        }
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
    staff::answer(desk, route, request, work, |desk, _| {
        let words = (desk.m().broken_title, desk.m().broken_text);
        NoticePage::new(desk.frame(Page::Overview, ""), words).render()
    })
    .await
}
