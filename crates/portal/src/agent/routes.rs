//! The routes of the pages of agents and operators. What was done is shown by an address of its own, so
//! that a reload asks and does nothing. Source: UX 7.3, TP-05.

use super::acts::{self, ActPage, ActsPage, Fields, FormPage, PreviewPage};
use super::api::{
    ActKind, AgentRefused, Agents, LifeRefused, PhotoKind, Queue, Run, Steer, Wanted,
};
use super::board::{self, BoardPage};
use super::case::{CUTS, CasePage, CustomerPage, PLANS, Shown};
use super::messages::{EASY, MessagesPage};
use super::notes;
use super::pages::{self, NoticePage, SearchPage, Underneath};
use super::paths::Page;
use super::plans::PlansPage;
use super::questions::QuestionPage;
use super::queues::{self, QueuePage, QueuesPage, SuspensePage};
use super::words::Words;
use crate::answers::{MOST_OF_A_FORM, Reply, Trouble, page, worked};
use crate::mistakes::bounded;
use crate::multipart;
use crate::my::{Door, Doors, Gate, Visitor};
use crate::pay::frame::{Frame, PageError, Switch, attempt, is_attempt};
use crate::server::{self, Report};
use access::{Act, Needs, Only, Verb};
use askama::Template;
use axum::extract::{Form, Path, Query, Request, State};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::Response;
use axum::{RequestExt, RequestPartsExt, Router};
use calendar::SettlementDay;
use procedures::Outcome;
use serde::Deserialize;
use std::sync::Arc;
use units::{AccountId, Dso, Energy, Language};

/// A photo with the form around it.
const MOST_OF_A_FILE: usize = super::api::MOST_OF_A_PHOTO + MOST_OF_A_FORM;

/// What the pages have to be told once.
#[derive(Debug, Clone)]
pub struct AgentOptions {
    /// Free of charge, as written on the page.
    pub help_phone: String,
    /// Top-ups are served beside these pages, and the stories of their payments ([`crate::pay::story_router`]).
    pub online: bool,
}

struct Shared {
    agents: Arc<dyn Agents>,
    options: AgentOptions,
    report: Report,
}

/// The pages in one language.
#[derive(Clone)]
pub(super) struct Desk {
    shared: Arc<Shared>,
    pub(super) language: Language,
}

/// The pages of agents and operators, with what stands at each route. Without a fallback and a style sheet,
/// to be merged with [`crate::my::router`].
pub fn router(
    agents: Arc<dyn Agents>,
    gate: &Gate,
    options: AgentOptions,
    report: Report,
) -> (Router, Vec<Door>) {
    let shared = Arc::new(Shared { agents, options, report });
    let (mut all, mut files) = (Router::new(), Router::new());
    let mut all_doors = Vec::new();
    let states = Needs::Anyones(Act::StateAndAmount, Verb::View);
    let cases = Needs::Anyones(Act::ThirtyDays, Verb::View);
    let orders = Needs::PartOf(Act::MeterCommands, Only::Reconnect);
    // Reduced or cut by two people; the guards have the last word. Source: UX 7.3.
    let cuts_one = CUTS;
    let adjusts = Needs::AskOrDo(Act::AdjustLedger);
    let decides = Needs::Anyones(Act::AdjustLedger, Verb::Do);
    // Whoever talks to households may say what came of it; whoever writes templates talks to none. Source: UX 7.3.
    let answers = Needs::PartOf(Act::Messages, Only::Resend);
    let boards = Needs::Anyones(Act::MeterCommands, Verb::View);
    let steers = Needs::PartOf(Act::MeterCommands, Only::CutRuns);
    let plans = PLANS;
    let sends = Needs::PartOf(Act::Messages, Only::All);
    let resends = Needs::PartOf(Act::Messages, Only::Resend);
    for language in Language::ALL {
        let path = |page: Page| page.path(language);
        let below = |page: Page, rest: &str| format!("{}{rest}", page.path(language));
        let mut doors = Doors::new(gate.clone())
            .get(path(Page::Search), states, search)
            .post(path(Page::Search), states, search)
            .both(&below(Page::Case, "/{account}"), cases, case, notes::add)
            .get(&below(Page::Case, "/{account}/customer"), cases, as_customer)
            .get(&below(Page::Plans, "/{account}"), cases, plans_of)
            .get(&below(Page::Messages, "/{account}"), cases, messages_of)
            .post(&below(Page::Messages, "/{account}"), resends, easy_letters)
            .get(path(Page::Acts), cases, waiting)
            .get(&below(Page::Acts, "/{act}"), cases, act)
            .get(&below(Page::Acts, "/{act}/photo"), cases, act_photo)
            .post(&below(Page::Acts, "/{act}"), decides, decide)
            .get(path(Page::Queues), cases, queues)
            .get(&below(Page::Queues, "/{queue}"), cases, queue)
            .get(&below(Page::Queues, "/{queue}/csv"), cases, queue_csv)
            .get(&below(Page::Suspense, "/{key}"), cases, suspense)
            .post(&below(Page::Suspense, "/{key}"), adjusts, match_money)
            .get(&below(Page::Question, "/{number}"), cases, question)
            .post(&below(Page::Question, "/{number}"), answers, note_outcome)
            .post(&below(Page::Question, "/{number}/request"), answers, recognise)
            .get(path(Page::Cuts), boards, cuts)
            // Anyone on duty may stop. Source: CG-14.
            .post(&below(Page::Cuts, "/stop"), boards, stop)
            .post(&below(Page::Cuts, "/release"), steers, release)
            .post(&below(Page::Cuts, "/approve"), steers, approve)
            .post(&below(Page::Cuts, "/pause"), steers, pause)
            .post(&below(Page::Cuts, "/undo"), steers, undo);
        // With a photo a form is longer than any other.
        let mut photos = Doors::new(gate.clone());
        for kind in ActKind::OF_CASE {
            let needs = match kind {
                ActKind::Cut | ActKind::Limit => cuts_one,
                ActKind::Release | ActKind::Read | ActKind::Display => orders,
                ActKind::Adjust
                | ActKind::Slip
                | ActKind::Grace
                | ActKind::Code
                | ActKind::Hold
                | ActKind::Unhold => adjusts,
                ActKind::Answer => answers,
                // They begin on the page of the money.
                ActKind::Refund | ActKind::GiveBack => decides,
                ActKind::Plan | ActKind::Agree | ActKind::Suspend | ActKind::Relief => plans,
                ActKind::Message => sends,
                // A code that was lost is sent again as a new one.
                ActKind::Again | ActKind::NewCode => resends,
            };
            let form = move |desk: State<Desk>, request: Request| show_form(desk, request, kind);
            let send = move |desk: State<Desk>, request: Request| send_form(desk, request, kind);
            let at = below(Page::Case, &format!("/{{account}}/{}", kind.name()));
            if acts::takes_photo(kind) {
                let send =
                    move |desk: State<Desk>, request: Request| send_photo(desk, request, kind);
                photos = photos.both(&at, needs, form, send);
            } else {
                doors = doors.both(&at, needs, form, send);
            }
        }
        let doors = super::payments::doors(doors, language);
        let doors = super::day::doors(doors, language);
        let doors = super::calls::doors(doors, language);
        let doors = super::contact::doors(doors, language);
        let doors = super::life::doors(doors, language);
        let doors = super::visits::doors(doors, language);
        let doors = super::partners::doors(doors, language);
        let desk = Desk { shared: Arc::clone(&shared), language };
        let (routes, own) = doors.finish(desk.clone());
        all = all.merge(routes);
        all_doors.extend(own);
        let doors = super::visits::photo_doors(photos, language);
        let (routes, own) = doors.finish(desk);
        files = files.merge(routes);
        all_doors.extend(own);
    }
    let (all, files) = (bounded(all, MOST_OF_A_FORM), bounded(files, MOST_OF_A_FILE));
    (all.merge(files), all_doors)
}

/// What a request brings.
pub(super) struct Asked {
    /// The number, name or key of the address.
    pub(super) named: String,
    /// What stands behind it, if anything does.
    pub(super) second: String,
    pub(super) query: Asking,
    pub(super) fields: Fields,
    pub(super) visitor: Visitor,
}

#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(super) struct Asking {
    /// The number of one.
    pub(super) account: String,
    pub(super) kind: String,
    pub(super) page: String,
    dso: String,
    energy: String,
    /// A bank line that was chosen before.
    line: String,
    evidence: String,
    note: String,
    /// What a social service proposes for a plan.
    proposal: String,
}

impl Asked {
    async fn read(request: Request) -> Result<Self, Trouble> {
        let (mut parts, body) = request.into_parts();
        let named = parts.extract::<Path<Vec<(String, String)>>>().await;
        let mut named = named.map(|Path(pairs)| pairs).unwrap_or_default().into_iter();
        let mut next = || named.next().map(|(_, value)| value).unwrap_or_default();
        let (named, second) = (next(), next());
        let mut request = Request::from_parts(parts, body);
        let query = Query::<Asking>::try_from_uri(request.uri());
        let query = query.map(|Query(query)| query).unwrap_or_default();
        let visitor = request.extensions_mut().remove::<Visitor>().ok_or(Trouble::Nobody)?;
        let fields = if request.method() == Method::POST {
            let form: Result<Form<Fields>, _> = request.extract().await;
            form.map(|Form(fields)| fields.tidy()).unwrap_or_default()
        } else {
            Fields::default()
        };
        Ok(Self { named, second, query, fields, visitor })
    }

    pub(super) fn account(&self) -> Option<AccountId> {
        self.named.parse().ok()
    }

    fn run(&self) -> (Dso, Energy) {
        let dso = self.query.dso.parse().unwrap_or(Dso::Ores);
        (dso, self.query.energy.parse().unwrap_or(Energy::Electricity))
    }
}

pub(super) fn status(refused: &AgentRefused) -> StatusCode {
    match refused {
        AgentRefused::NoAccount | AgentRefused::NoAct | AgentRefused::NoQuestion => {
            StatusCode::NOT_FOUND
        }
        AgentRefused::SamePerson
        | AgentRefused::Decided
        | AgentRefused::Closed
        | AgentRefused::HeldBack(_)
        | AgentRefused::NotOn
        | AgentRefused::NoCandidates
        | AgentRefused::HeldLonger { .. }
        | AgentRefused::Lapsed
        | AgentRefused::Proposal(_)
        | AgentRefused::OnlyLimit
        | AgentRefused::NoRelief
        | AgentRefused::NoLimit => StatusCode::CONFLICT,
        AgentRefused::NoMeter
        | AgentRefused::NoLine
        | AgentRefused::NoIban
        | AgentRefused::NoGrace
        | AgentRefused::TooMuch { .. }
        | AgentRefused::WrongCode
        | AgentRefused::NotSaid(_)
        | AgentRefused::Rule(_) => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

impl Desk {
    pub(super) fn frame(&self, of: Page, rest: &str) -> Frame {
        let link = |language: Language| (language, format!("{}{rest}", of.path(language)));
        let links = Switch::Links(Language::ALL.map(link).to_vec());
        Frame::new(self.language, &self.shared.options.help_phone, links)
    }

    /// There are stories of payments to lead to.
    pub(super) fn is_online(&self) -> bool {
        self.shared.options.online
    }

    pub(super) fn agents(&self) -> &dyn Agents {
        self.shared.agents.as_ref()
    }

    pub(super) fn see(&self, of: Page, rest: &str) -> Reply {
        Reply::SeeOther(format!("{}{rest}", of.path(self.language)))
    }

    pub(super) fn m(&self) -> &'static Words {
        Words::of(self.language)
    }

    pub(super) fn no_case(&self, asked: &Asked) -> Result<Reply, Trouble> {
        let frame = self.frame(Page::Search, "");
        let words = (self.m().no_case_title, self.m().no_case_text);
        page(StatusCode::NOT_FOUND, &NoticePage::new(frame, asked.visitor.role, words))
    }

    /// The form of an act; `errors` with their status, if it was sent.
    fn form(
        &self,
        asked: &Asked,
        kind: ActKind,
        typed: Fields,
        (status, errors): (StatusCode, Vec<PageError>),
    ) -> Result<Reply, Trouble> {
        let Some(account) = asked.account() else { return self.no_case(asked) };
        let Some(facts) = self.agents().form(&asked.visitor, account)? else {
            return self.no_case(asked);
        };
        let frame = self.frame(Page::Case, &format!("/{account}/{}", kind.name()));
        let form =
            FormPage::new(frame, asked.visitor.role, (kind, &facts), typed, attempt()?, errors);
        page(status, &form)
    }

    /// An act as it stands, under what was refused.
    fn shown_act(
        &self,
        asked: &Asked,
        (status, errors): (StatusCode, Vec<PageError>),
    ) -> Result<Reply, Trouble> {
        let id = asked.named.parse().unwrap_or(0);
        let Some(act) = self.agents().act(&asked.visitor, id)? else {
            return self.no_case(asked);
        };
        let frame = self.frame(Page::Acts, &format!("/{id}"));
        let why = asked.fields.why.clone();
        page(status, &ActPage::new(frame, asked.visitor.role, &act, why, errors))
    }

    /// What somebody asked, under what was refused.
    fn shown_question(
        &self,
        asked: &Asked,
        (status, errors): (StatusCode, Vec<PageError>),
    ) -> Result<Reply, Trouble> {
        let number = asked.named.parse().unwrap_or(0);
        let Some(one) = self.agents().question(&asked.visitor, number)? else {
            return self.no_case(asked);
        };
        let frame = self.frame(Page::Question, &format!("/{number}"));
        let fields = &asked.fields;
        let typed = [&fields.outcome, &fields.words, &fields.point].map(String::clone);
        page(status, &QuestionPage::new(frame, asked.visitor.role, &one, typed, errors))
    }

    /// A queue, under what was refused.
    pub(super) fn shown_queue(
        &self,
        asked: &Asked,
        queue: Queue,
        (status, errors): (StatusCode, Vec<PageError>),
    ) -> Result<Reply, Trouble> {
        let lines = self.agents().queue(&asked.visitor, queue)?;
        let frame = self.frame(Page::Queues, &format!("/{}", queue.name()));
        page(status, &QueuePage::new(frame, asked.visitor.role, (queue, &lines), errors))
    }

    fn shown_board(
        &self,
        asked: &Asked,
        (status, errors): (StatusCode, Vec<PageError>),
    ) -> Result<Reply, Trouble> {
        let (dso, energy) = asked.run();
        let board = self.agents().board(&asked.visitor, dso, energy)?;
        let frame = self.frame(Page::Cuts, &board::rest(dso, energy));
        let fields = &asked.fields;
        let typed = [fields.why.clone(), fields.cost.clone(), fields.part.clone()];
        page(status, &BoardPage::new(frame, asked.visitor.role, &board, typed, errors))
    }

    /// Does a step of a run and shows the board.
    fn steer(&self, asked: &Asked, step: &Steer) -> Result<Reply, Trouble> {
        let (dso, energy) = asked.run();
        // A page of an earlier night steers that one.
        let day: Option<SettlementDay> = asked.fields.until.parse().ok();
        let run = Run { dso, energy, day: day.unwrap_or(SettlementDay(0)) };
        match self.agents().steer(&asked.visitor, run, step)? {
            Ok(()) => Ok(self.see(Page::Cuts, &board::rest(dso, energy))),
            Err(refused) => {
                let error = acts::refused(&refused, self.language);
                self.shown_board(asked, (status(&refused), vec![error]))
            }
        }
    }

    pub(super) fn shown_suspense(
        &self,
        asked: &Asked,
        (status, errors): (StatusCode, Vec<PageError>),
    ) -> Result<Reply, Trouble> {
        let Some(item) = self.agents().suspense(&asked.visitor, &asked.named)? else {
            return self.no_case(asked);
        };
        let rest = format!("/{}", queues::encoded(&item.key));
        let frame = self.frame(Page::Suspense, &rest);
        let fields = &asked.fields;
        page(status, &SuspensePage::new(frame, asked.visitor.role, &item, fields.clone(), errors))
    }
}

pub(super) const FINE: (StatusCode, Vec<PageError>) = (StatusCode::OK, Vec::new());
pub(super) const UNCLEAR: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;

/// What is looked for comes by a form: a name or a phone number in an address would stay in histories and logs.
/// Source: PD-06.
async fn search(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/agent/search", request, |desk, asked| {
        let text = asked.fields.q.clone();
        let frame = desk.frame(Page::Search, "");
        let role = asked.visitor.role;
        if text.is_empty() {
            let recent = desk.agents().recent(&asked.visitor)?;
            return page(
                StatusCode::OK,
                &SearchPage::new(frame, role, text, Underneath::Recent(&recent)),
            );
        }
        let found = desk.agents().search(&asked.visitor, &text)?;
        // One account, and the role may open it: straight to the case. Source: F-40.
        if let [hit] = found.hits.as_slice()
            && let Some(who) = &hit.who
            && pages::sees_cases(role)
        {
            return Ok(desk.see(Page::Case, &format!("/{}", who.account)));
        }
        let status = if found.hits.is_empty() { StatusCode::NOT_FOUND } else { StatusCode::OK };
        page(status, &SearchPage::new(frame, role, text, Underneath::Found(&found)))
    })
    .await
}

async fn case(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/agent/case", request, |desk, asked| shown_case(desk, asked, FINE)).await
}

/// A case, under what was wrong with a note.
pub(super) fn shown_case(
    desk: &Desk,
    asked: &Asked,
    (status, errors): (StatusCode, Vec<PageError>),
) -> Result<Reply, Trouble> {
    let found = match asked.account() {
        Some(account) => desk.agents().case(&asked.visitor, account)?,
        None => None,
    };
    let Some(case) = found else { return desk.no_case(asked) };
    let frame = desk.frame(Page::Case, &format!("/{}", case.account));
    let story = (Shown::of_name(&asked.query.kind), asked.query.page.parse().unwrap_or(0));
    let note = (asked.fields.words.clone(), errors);
    page(status, &CasePage::new(frame, asked.visitor.role, &case, story, note))
}

async fn as_customer(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/agent/case/customer", request, |desk, asked| {
        let Some(account) = asked.account() else { return desk.no_case(asked) };
        let Some((card, holder)) = desk.agents().as_customer(&asked.visitor, account)? else {
            return desk.no_case(asked);
        };
        let frame = desk.frame(Page::Case, &format!("/{account}/customer"));
        let role = asked.visitor.role;
        page(StatusCode::OK, &CustomerPage::new(frame, role, account, (&card, holder)))
    })
    .await
}

async fn plans_of(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/agent/plans", request, |desk, asked| {
        let found = match asked.account() {
            Some(account) => desk.agents().plans(&asked.visitor, account)?,
            None => None,
        };
        let Some(view) = found else { return desk.no_case(asked) };
        let frame = desk.frame(Page::Plans, &format!("/{}", view.account));
        page(StatusCode::OK, &PlansPage::new(frame, asked.visitor.role, &view))
    })
    .await
}

async fn messages_of(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/agent/messages", request, |desk, asked| {
        let found = match asked.account() {
            Some(account) => desk.agents().messages(&asked.visitor, account)?,
            None => None,
        };
        let Some(view) = found else { return desk.no_case(asked) };
        let frame = desk.frame(Page::Messages, &format!("/{}", view.account));
        page(StatusCode::OK, &MessagesPage::new(frame, asked.visitor.role, &view))
    })
    .await
}

/// The household wants letters in easy words, or no more.
async fn easy_letters(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/agent/messages", request, |desk, asked| {
        let Some(account) = asked.account() else { return desk.no_case(asked) };
        let easy = asked.fields.way == EASY;
        if !desk.agents().set_easy(&asked.visitor, account, easy)? {
            return desk.no_case(asked);
        }
        Ok(desk.see(Page::Messages, &format!("/{account}")))
    })
    .await
}

async fn show_form(desk: State<Desk>, request: Request, kind: ActKind) -> Response {
    answer(desk.0, "/agent/case/act", request, move |desk, asked| {
        let query = &asked.query;
        // Chosen on the page of the money.
        let typed = Fields {
            line: query.line.clone(),
            proposal: query.proposal.clone(),
            evidence: query.evidence.clone(),
            note: query.note.clone(),
            ..Fields::default()
        };
        desk.form(asked, kind, typed.tidy(), FINE)
    })
    .await
}

async fn send_form(desk: State<Desk>, request: Request, kind: ActKind) -> Response {
    answer(desk.0, "/agent/case/act", request, move |desk, asked| {
        sent_form(desk, asked, (kind, &asked.fields), None)
    })
    .await
}

/// The same with a photo, if the page sends one.
async fn send_photo(desk: State<Desk>, request: Request, kind: ActKind) -> Response {
    let kind_of = request.headers().get(axum::http::header::CONTENT_TYPE);
    let kind_of = kind_of.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !kind_of.to_ascii_lowercase().starts_with("multipart/") {
        return send_form(desk, request, kind).await;
    }
    answer_file(desk.0, "/agent/case/act", request, move |desk, asked, (sent, body)| {
        let fields = acts::sent(sent, body);
        let photo = multipart::field(sent, body, acts::PHOTO).filter(|bytes| !bytes.is_empty());
        sent_form(desk, asked, (kind, &fields), photo)
    })
    .await
}

fn sent_form(
    desk: &Desk,
    asked: &Asked,
    (kind, fields): (ActKind, &Fields),
    photo: Option<&[u8]>,
) -> Result<Reply, Trouble> {
    let Some(account) = asked.account() else { return desk.no_case(asked) };
    if !fields.change.is_empty() {
        return desk.form(asked, kind, fields.clone(), FINE);
    }
    let Some(facts) = desk.agents().form(&asked.visitor, account)? else {
        return desk.no_case(asked);
    };
    if acts::impossible(kind, &facts.card, desk.m()).is_some() {
        return desk.form(asked, kind, fields.clone(), (StatusCode::CONFLICT, Vec::new()));
    }
    let wanted = match fields.wanted(kind, facts.today, desk.language) {
        Ok(wanted) => wanted,
        Err(errors) => return desk.form(asked, kind, fields.clone(), (UNCLEAR, errors)),
    };
    let again = |refused: AgentRefused| {
        let error = acts::refused(&refused, desk.language);
        desk.form(asked, kind, fields.clone(), (status(&refused), vec![error]))
    };
    let (mut errors, mut page_of) = (Vec::new(), attempt()?);
    if !fields.confirm.is_empty() && is_attempt(&fields.attempt) {
        let of = (account, fields.attempt.as_str());
        let kept = match photo {
            Some(bytes) => desk.agents().keep_evidence(&asked.visitor, of, bytes)?,
            None => Ok(()),
        };
        match kept {
            Ok(()) => {
                let done = desk.agents().ask(&asked.visitor, account, &wanted, &fields.attempt)?;
                return match done {
                    Ok(id) => Ok(desk.see(Page::Acts, &format!("/{id}"))),
                    Err(refused) => again(refused),
                };
            }
            Err(refused) => {
                errors.push(acts::not_evidence(refused, desk.language));
                fields.attempt.clone_into(&mut page_of);
            }
        }
    }
    match desk.agents().preview(&asked.visitor, account, &wanted)? {
        Ok(effect) => {
            let frame = desk.frame(Page::Case, &format!("/{account}/{}", kind.name()));
            let role = asked.visitor.role;
            let what = (&wanted, &effect);
            let status = if errors.is_empty() { StatusCode::OK } else { UNCLEAR };
            let photos = acts::takes_photo(kind) && desk.agents().keeps_evidence();
            let from = (fields, page_of);
            let preview = PreviewPage::new(frame, role, &facts, what, from);
            page(status, &preview.with_photo(photos, errors))
        }
        Err(refused) => again(refused),
    }
}

/// The photo that came with an act.
async fn act_photo(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/agent/acts/{act}/photo", request, |desk, asked| {
        let id = asked.named.parse().unwrap_or(0);
        match desk.agents().evidence(&asked.visitor, id)? {
            Some((PhotoKind::Jpeg, bytes)) => Ok(Reply::Picture("image/jpeg", bytes)),
            Some((PhotoKind::Png, bytes)) => Ok(Reply::Picture("image/png", bytes)),
            None => desk.no_case(asked),
        }
    })
    .await
}

async fn waiting(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/agent/acts", request, |desk, asked| {
        let acts = desk.agents().waiting(&asked.visitor)?;
        let frame = desk.frame(Page::Acts, "");
        page(StatusCode::OK, &ActsPage::new(frame, asked.visitor.role, &acts))
    })
    .await
}

async fn act(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/agent/acts/{act}", request, |desk, asked| desk.shown_act(asked, FINE)).await
}

async fn decide(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/agent/acts/{act}", request, |desk, asked| {
        let fields = &asked.fields;
        let approve = fields.approve == "yes";
        if !approve && fields.why.is_empty() {
            let error = PageError::at(board::WHY, desk.m().e_why);
            return desk.shown_act(asked, (UNCLEAR, vec![error]));
        }
        let id = asked.named.parse().unwrap_or(0);
        match desk.agents().decide(&asked.visitor, id, approve, &fields.why)? {
            Ok(()) => Ok(desk.see(Page::Acts, &format!("/{id}"))),
            Err(refused) => {
                let error = acts::refused(&refused, desk.language);
                desk.shown_act(asked, (status(&refused), vec![error]))
            }
        }
    })
    .await
}

async fn queues(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/agent/queues", request, |desk, asked| {
        let counts = desk.agents().queues(&asked.visitor)?;
        let frame = desk.frame(Page::Queues, "");
        page(StatusCode::OK, &QueuesPage::new(frame, asked.visitor.role, &counts))
    })
    .await
}

async fn queue(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/agent/queues/{queue}", request, |desk, asked| {
        let Some(queue) = Queue::of_name(&asked.named) else { return desk.no_case(asked) };
        desk.shown_queue(asked, queue, FINE)
    })
    .await
}

async fn queue_csv(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/agent/queues/{queue}/csv", request, |desk, asked| {
        let Some(queue) = Queue::of_name(&asked.named) else { return desk.no_case(asked) };
        let lines = desk.agents().queue(&asked.visitor, queue)?;
        Ok(Reply::File(queues::csv(queue, &lines)))
    })
    .await
}

async fn suspense(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/agent/suspense", request, |desk, asked| desk.shown_suspense(asked, FINE)).await
}

/// Leads to the effect of crediting the money to the account that was chosen.
async fn match_money(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/agent/suspense", request, |desk, asked| {
        let fields = &asked.fields;
        let found = desk.agents().search(&asked.visitor, &fields.account)?;
        let chosen = found.hits.iter().filter(|hit| !hit.closed).find_map(|hit| hit.who.as_ref());
        let mut errors = Vec::new();
        for (missing, field, text) in [
            (chosen.is_none(), queues::ACCOUNT, desk.m().e_account),
            (fields.evidence.is_empty(), acts::EVIDENCE, desk.m().e_evidence),
            (fields.note.is_empty(), acts::NOTE, desk.m().e_note),
        ] {
            if missing {
                errors.push(PageError::at(field, text));
            }
        }
        let Some(chosen) = chosen.filter(|_| errors.is_empty()) else {
            return desk.shown_suspense(asked, (UNCLEAR, errors));
        };
        let wanted = Wanted::Slip {
            line: asked.named.clone(),
            evidence: fields.evidence.clone(),
            note: fields.note.clone(),
        };
        let Some(facts) = desk.agents().form(&asked.visitor, chosen.account)? else {
            return desk.no_case(asked);
        };
        match desk.agents().preview(&asked.visitor, chosen.account, &wanted)? {
            Ok(effect) => {
                let rest = format!("/{}", queues::encoded(&asked.named));
                let frame = desk.frame(Page::Suspense, &rest);
                let carried = Fields { line: asked.named.clone(), ..fields.clone() };
                let from = (&carried, attempt()?);
                let role = asked.visitor.role;
                let photos = desk.agents().keeps_evidence();
                let preview = PreviewPage::new(frame, role, &facts, (&wanted, &effect), from);
                page(StatusCode::OK, &preview.with_photo(photos, Vec::new()))
            }
            Err(refused) => {
                let error = acts::refused(&refused, desk.language);
                let general = PageError { field: None, ..error };
                desk.shown_suspense(asked, (status(&refused), vec![general]))
            }
        }
    })
    .await
}

async fn question(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/agent/question/{number}", request, |desk, asked| {
        desk.shown_question(asked, FINE)
    })
    .await
}

/// Whose refusal or request of prepayment this is: it becomes one of the prepay life.
async fn recognise(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/agent/question/{number}/request", request, |desk, asked| {
        let number = asked.named.parse().unwrap_or(0);
        match desk.agents().recognise(&asked.visitor, number, asked.fields.point.trim())? {
            Ok(request) => Ok(desk.see(Page::Life, &format!("/{request}"))),
            Err(refused) => {
                let error = super::life::refused(&refused, desk.language);
                let status = match refused {
                    LifeRefused::Unknown => StatusCode::NOT_FOUND,
                    LifeRefused::Overtaken | LifeRefused::Running => StatusCode::CONFLICT,
                    LifeRefused::NoPoint | LifeRefused::Rule(_) => UNCLEAR,
                };
                let known = error.field == Some(super::life::POINT);
                let error = if known { error } else { PageError { field: None, ..error } };
                desk.shown_question(asked, (status, vec![error]))
            }
        }
    })
    .await
}

async fn note_outcome(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/agent/question/{number}", request, |desk, asked| {
        let fields = &asked.fields;
        let Some(outcome) = Outcome::from_name(&fields.outcome) else {
            let error = PageError::at(acts::OUTCOME, desk.m().e_outcome);
            return desk.shown_question(asked, (UNCLEAR, vec![error]));
        };
        let number = asked.named.parse().unwrap_or(0);
        match desk.agents().note_outcome(&asked.visitor, number, outcome, &fields.words)? {
            Ok(()) => Ok(desk.see(Page::Question, &format!("/{number}"))),
            Err(refused) => {
                let error = match refused {
                    // All that can be missing here.
                    AgentRefused::Rule(_) if fields.words.is_empty() => {
                        PageError::at(acts::WORDS, desk.m().e_text)
                    }
                    ref refused => acts::refused(refused, desk.language),
                };
                let error = match refused {
                    AgentRefused::NoQuestion => PageError { field: None, ..error },
                    _ => error,
                };
                desk.shown_question(asked, (status(&refused), vec![error]))
            }
        }
    })
    .await
}

async fn cuts(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/operations/cuts", request, |desk, asked| desk.shown_board(asked, FINE)).await
}

async fn stop(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/operations/cuts/stop", request, |desk, asked| desk.steer(asked, &Steer::Stop))
        .await
}

async fn release(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/operations/cuts/release", request, |desk, asked| {
        desk.steer(asked, &Steer::ReleaseStop { id: asked.fields.stop.clone() })
    })
    .await
}

async fn approve(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/operations/cuts/approve", request, |desk, asked| {
        let (list, sample) = (&asked.fields.dry_run, &asked.fields.sample);
        if list.is_empty() || sample.is_empty() {
            let error = PageError::at("dry_run", desk.m().e_both);
            return desk.shown_board(asked, (UNCLEAR, vec![error]));
        }
        desk.steer(asked, &Steer::Approve { dry_run_seen: true, sample_checked: true })
    })
    .await
}

async fn pause(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/operations/cuts/pause", request, |desk, asked| {
        let why = asked.fields.why.clone();
        if why.is_empty() {
            let error = PageError::at(board::WHY, desk.m().e_pause_why);
            return desk.shown_board(asked, (UNCLEAR, vec![error]));
        }
        desk.steer(asked, &Steer::Pause { why })
    })
    .await
}

async fn undo(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/operations/cuts/undo", request, |desk, asked| {
        let cost_borne_by = asked.fields.cost.clone();
        if cost_borne_by.is_empty() {
            let error = PageError::at(board::COST, desk.m().e_cost);
            return desk.shown_board(asked, (UNCLEAR, vec![error]));
        }
        let part = asked.fields.part.as_str();
        match board::part_of(part) {
            Some((from_ppm, to_ppm)) => {
                desk.steer(asked, &Steer::UndoWave { from_ppm, to_ppm, cost_borne_by })
            }
            // Nothing is guessed where a wave was meant.
            None if part.is_empty() || part == board::ALL => {
                desk.steer(asked, &Steer::Undo { cost_borne_by })
            }
            None => {
                let error = PageError::at(board::PART, desk.m().e_part);
                desk.shown_board(asked, (UNCLEAR, vec![error]))
            }
        }
    })
    .await
}

/// Runs `work` where it may block, and sends what it says. The report names the route: a log is no
/// place for an EAN.
pub(super) async fn answer(
    desk: Desk,
    route: &'static str,
    request: Request,
    work: impl FnOnce(&Desk, &Asked) -> Result<Reply, Trouble> + Send + 'static,
) -> Response {
    let headers = request.headers().clone();
    let role = role_of(&request);
    let at_work = desk.clone();
    let done = worked(Asked::read(request).await, move |asked| work(&at_work, asked)).await;
    sent(&desk, route, (&headers, role), done)
}

fn role_of(request: &Request) -> Option<access::Role> {
    request.extensions().get::<Visitor>().map(|visitor| visitor.role)
}

/// The same for a form that sends a file: `work` gets its content type and its body as a whole, which is nothing if
/// there is more than the address takes.
pub(super) async fn answer_file(
    desk: Desk,
    route: &'static str,
    request: Request,
    work: impl FnOnce(&Desk, &Asked, (&str, &[u8])) -> Result<Reply, Trouble> + Send + 'static,
) -> Response {
    let headers = request.headers().clone();
    let role = role_of(&request);
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, MOST_OF_A_FILE).await.unwrap_or_default();
    let asked = Asked::read(Request::from_parts(parts, axum::body::Body::empty())).await;
    let kind = headers.get(axum::http::header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default().to_owned();
    let at_work = desk.clone();
    let done = worked(asked, move |asked| work(&at_work, asked, (&kind, &body))).await;
    sent(&desk, route, (&headers, role), done)
}

/// What goes out: the answer, or that something went wrong, which is reported.
fn sent(
    desk: &Desk,
    route: &'static str,
    (headers, role): (&HeaderMap, Option<access::Role>),
    done: Result<Reply, Trouble>,
) -> Response {
    let reply = done.unwrap_or_else(|trouble| {
        (desk.shared.report)(&server::chain(route, &trouble));
        let words = (desk.m().unknown_title, desk.m().unknown_text);
        let role = role.unwrap_or(access::Role::Auditor);
        let problem = NoticePage::new(desk.frame(Page::Search, ""), role, words);
        let text = problem.render().unwrap_or_default();
        Reply::Page { status: StatusCode::INTERNAL_SERVER_ERROR, text }
    });
    reply.send(headers)
}
