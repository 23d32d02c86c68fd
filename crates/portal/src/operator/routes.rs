//! The routes of the pages of operators. What was done is shown by an address of its own, so that a reload asks
//! and does nothing. Source: UX 7.3, PD-04.

use super::agreement;
use super::api::{
    AuditKind, AuditWanted, INCIDENT_KINDS, NewIncident, OperatorRefused, Operators, ParameterView,
};
use super::audit::{AuditPage, FROM, TO};
use super::calendar::{CalendarPage, STOPS, asked as asked_stop};
use super::changes::{ChangePage, ChangesPage};
use super::dossiers;
use super::figures::{self, FiguresPage};
use super::flows;
use super::incidents::IncidentsPage;
use super::pages::NoticePage;
use super::parameters::{Fields, KIND, ParameterPage, ParametersPage, PreviewPage, WHY, refused};
use super::parity::ParityPage;
use super::paths::Page;
use super::rights;
use super::room::{RoomPage, WaitsPage};
use super::runbooks::RunbooksPage;
use super::team;
use super::tell;
use super::words::Words;
use super::{tariffs, texts, training, works};
use crate::agent::Queue;
use crate::answers::{MOST_OF_A_FORM, Reply, Trouble, page, worked};
use crate::language::Writes as _;
use crate::mistakes::bounded;
use crate::my::{Door, Doors, Gate, Visitor};
use crate::pay::forms;
use crate::pay::frame::{Frame, PageError, Switch, attempt, is_attempt};
use crate::server::{self, Report};
use access::{Act, Needs, Only, Role, Verb};
use askama::Template;
use axum::extract::{Form, Path, Query, Request, State};
use axum::http::{Method, StatusCode};
use axum::response::Response;
use axum::{RequestExt, RequestPartsExt, Router};
use calendar::SettlementDay;
use serde::Deserialize;
use std::sync::Arc;
use units::{Energy, Language};

/// What the pages have to be told once.
#[derive(Debug, Clone)]
pub struct OperatorOptions {
    /// Free of charge, as written on the page.
    pub help_phone: String,
}

/// Prices as a form carries them: each comma may be three letters there.
const MOST_OF_A_FILE: usize = 4 * super::tariffs::MOST_OF_PRICES + MOST_OF_A_FORM;

struct Shared {
    operators: Arc<dyn Operators>,
    options: OperatorOptions,
    report: Report,
}

/// The pages in one language.
#[derive(Clone)]
pub(super) struct Room {
    shared: Arc<Shared>,
    pub(super) language: Language,
}

/// The pages of operators, with what stands at each route. Without a fallback and a style sheet, to be merged with
/// [`crate::my::router`].
pub fn router(
    operators: Arc<dyn Operators>,
    gate: &Gate,
    options: OperatorOptions,
    report: Report,
) -> (Router, Vec<Door>) {
    let shared = Arc::new(Shared { operators, options, report });
    let (mut all, mut files) = (Router::new(), Router::new());
    let mut all_doors = Vec::new();
    let sees = Needs::Anyones(Act::ParametersAndTexts, Verb::View);
    let does = Needs::Anyones(Act::ParametersAndTexts, Verb::Do);
    let steers = Needs::PartOf(Act::MeterCommands, Only::CutRuns);
    let resends = Needs::PartOf(Act::Messages, Only::Templates);
    let exports = Needs::PartOf(Act::Audit, Only::Export);
    for language in Language::ALL {
        let path = |page: Page| page.path(language);
        let below = |page: Page, rest: &str| format!("{}{rest}", page.path(language));
        let doors = Doors::new(gate.clone())
            .get(path(Page::Room), sees, control_room)
            .get(&below(Page::Room, "/{queue}"), sees, waits)
            .get(path(Page::Runbooks), sees, runbooks)
            .get(path(Page::Parameters), sees, parameters)
            .get(&below(Page::Parameters, "/{name}"), sees, parameter)
            .post(&below(Page::Parameters, "/{name}"), does, ask)
            .get(path(Page::Parity), sees, parity)
            .get(path(Page::Changes), sees, changes)
            .get(&below(Page::Changes, "/{change}"), sees, change)
            .post(&below(Page::Changes, "/{change}"), does, decide)
            .get(path(Page::Calendar), sees, calendar_page)
            .post(path(Page::Calendar), does, ask_stop)
            .get(path(Page::Incidents), sees, incidents)
            .post(path(Page::Incidents), steers, report_incident)
            .post(&below(Page::Incidents, "/end"), steers, end_incident)
            .post(&below(Page::Incidents, "/work"), steers, works::plan)
            .post(&below(Page::Incidents, "/work/end"), steers, works::cancel)
            .get(&below(Page::Incidents, "/message/{incident}"), sees, tell::draft)
            .post(&below(Page::Incidents, "/message/{incident}"), resends, tell::ask)
            .post(&below(Page::Incidents, "/message/{incident}/decide"), resends, tell::decide)
            .get(path(Page::Team), sees, team::team)
            .post(path(Page::Team), does, team::ask)
            .get(&below(Page::Team, "/{person}"), sees, team::member)
            .post(&below(Page::Team, "/{person}"), does, team::act)
            .get(&below(Page::Team, "/request/{number}"), sees, team::request)
            .post(&below(Page::Team, "/request/{number}"), does, team::decide)
            .get(path(Page::Rights), sees, rights::rights)
            .post(path(Page::Rights), does, rights::ask)
            .get(&below(Page::Rights, "/{run}"), sees, rights::run)
            .post(&below(Page::Rights, "/{run}"), does, rights::decide)
            .get(path(Page::Flows), sees, flows::flows)
            .post(path(Page::Flows), resends, flows::replay)
            .get(path(Page::Dossiers), sees, dossiers::dossiers)
            .get(&below(Page::Dossiers, "/{group}"), sees, dossiers::dossier)
            .post(&below(Page::Dossiers, "/{group}"), does, dossiers::act)
            .get(&below(Page::Dossiers, "/{group}/document/{seq}"), does, dossiers::document)
            .get(path(Page::Agreement), sees, agreement::agreement)
            .get(&below(Page::Tariffs, "/{draft}"), sees, tariffs::draft)
            .post(&below(Page::Tariffs, "/{draft}"), does, tariffs::decide)
            .get(path(Page::Texts), sees, texts::texts)
            .get(&below(Page::Texts, "/{text}"), sees, texts::text)
            .get(path(Page::Training), sees, training::training)
            .post(path(Page::Training), does, training::act)
            .get(path(Page::Figures), Needs::Nobody, figures)
            .get(&below(Page::Figures, "/csv"), Needs::Nobody, figures_csv)
            .get(path(Page::Audit), sees, audit)
            .get(&below(Page::Audit, "/csv"), exports, audit_csv);
        let room = Room { shared: Arc::clone(&shared), language };
        let (routes, own) = doors.finish(room.clone());
        all = all.merge(routes);
        all_doors.extend(own);
        // A file of prices is longer than a form, as it comes and as it is sent once more to be kept.
        let (routes, own) = Doors::new(gate.clone())
            .get(path(Page::Tariffs), sees, tariffs::tariffs)
            .post(path(Page::Tariffs), does, tariffs::ask)
            .post(&below(Page::Tariffs, tariffs::BELOW), does, tariffs::upload)
            .finish(room);
        files = files.merge(routes);
        all_doors.extend(own);
    }
    let (all, files) = (bounded(all, MOST_OF_A_FORM), bounded(files, MOST_OF_A_FILE));
    (all.merge(files), all_doors)
}

/// What a request brings.
pub(super) struct Asked {
    /// The name or number of the address.
    pub(super) named: String,
    /// What the address names behind that.
    pub(super) second: String,
    pub(super) query: Asking,
    pub(super) fields: Fields,
    pub(super) visitor: Visitor,
}

#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(super) struct Asking {
    pub(super) q: String,
    energy: String,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) kind: String,
}

impl Asked {
    async fn read(request: Request) -> Result<Self, Trouble> {
        let (mut parts, body) = request.into_parts();
        let named = parts.extract::<Path<Vec<(String, String)>>>().await;
        let mut names = named.map(|Path(pairs)| pairs).unwrap_or_default().into_iter();
        let mut next = || names.next().map(|(_, value)| value).unwrap_or_default();
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

    /// A field that is of one page alone; empty if it was not sent.
    pub(super) fn said(&self, name: &str) -> &str {
        self.fields.others.get(name).map(String::as_str).unwrap_or_default()
    }

    pub(super) fn energy(&self) -> Energy {
        self.query.energy.parse().unwrap_or(Energy::Electricity)
    }
}

fn status(refused: &OperatorRefused) -> StatusCode {
    match refused {
        OperatorRefused::NoParameter | OperatorRefused::NoChange => StatusCode::NOT_FOUND,
        OperatorRefused::SamePerson | OperatorRefused::Decided => StatusCode::CONFLICT,
        OperatorRefused::NotAValue(_)
        | OperatorRefused::TooEarly(_)
        | OperatorRefused::SameValue
        | OperatorRefused::Unread
        | OperatorRefused::Narrower(_)
        | OperatorRefused::Rule(_) => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

/// Days that the audit shows if none are asked for.
const AUDIT_DAYS: i32 = 7;
pub(super) const UNCLEAR: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;

impl Room {
    pub(super) fn frame(&self, of: Page, rest: &str) -> Frame {
        let link = |language: Language| (language, format!("{}{rest}", of.path(language)));
        let links = Switch::Links(Language::ALL.map(link).to_vec());
        Frame::new(self.language, &self.shared.options.help_phone, links)
    }

    pub(super) fn operators(&self) -> &dyn Operators {
        self.shared.operators.as_ref()
    }

    pub(super) fn m(&self) -> &'static Words {
        Words::of(self.language)
    }

    pub(super) fn nothing(&self, asked: &Asked) -> Result<Reply, Trouble> {
        let (frame, m) = (self.frame(Page::Parameters, ""), self.m());
        let notice = NoticePage::new(frame, asked.visitor.role, m.none_title, m.none_text);
        page(StatusCode::NOT_FOUND, &notice)
    }

    pub(super) fn incident_refused(
        &self,
        asked: &Asked,
        said: &OperatorRefused,
    ) -> Result<Reply, Trouble> {
        let error = refused(said, &self.frame(Page::Incidents, ""));
        let error = PageError { field: None, ..error };
        self.shown_incidents(asked, (status(said), vec![error]))
    }

    /// What failed is reported and not shown.
    fn trouble(&self, route: &'static str, role: Option<Role>, trouble: &Trouble) -> Reply {
        (self.shared.report)(&server::chain(route, trouble));
        let (frame, m) = (self.frame(Page::Parameters, ""), self.m());
        let role = role.unwrap_or(Role::Auditor);
        let problem = NoticePage::new(frame, role, m.trouble_title, m.trouble_text);
        let text = problem.render().unwrap_or_default();
        Reply::Page { status: StatusCode::INTERNAL_SERVER_ERROR, text }
    }

    fn frame_of(&self, view: &ParameterView) -> Frame {
        let rest = format!("/{}?energy={}", view.now.name, view.energy.name());
        self.frame(Page::Parameters, &rest)
    }

    /// A parameter with its form, under what was refused.
    fn shown(
        &self,
        asked: &Asked,
        view: &ParameterView,
        (status, errors): (StatusCode, Vec<PageError>),
    ) -> Result<Reply, Trouble> {
        let (frame, role) = (self.frame_of(view), asked.visitor.role);
        page(status, &ParameterPage::new(frame, role, view, asked.fields.clone(), errors))
    }

    pub(super) fn shown_incidents(
        &self,
        asked: &Asked,
        (status, errors): (StatusCode, Vec<PageError>),
    ) -> Result<Reply, Trouble> {
        let view = self.operators().incidents(&asked.visitor)?;
        let works = self.operators().works(&asked.visitor)?;
        let (frame, role) = (self.frame(Page::Incidents, ""), asked.visitor.role);
        let typed = (asked.fields.clone(), attempt()?);
        page(status, &IncidentsPage::new(frame, role, (&view, &works), typed, errors))
    }

    /// The calendar with its form, under what was refused.
    fn shown_calendar(
        &self,
        asked: &Asked,
        (status, errors): (StatusCode, Vec<PageError>),
    ) -> Result<Reply, Trouble> {
        let energy = asked.energy();
        let view = self.operators().calendar(&asked.visitor, energy)?;
        let found = self.operators().parameter(&asked.visitor, energy, STOPS)?;
        let Some(stops) = found else { return self.nothing(asked) };
        let frame = self.frame(Page::Calendar, &format!("?energy={}", energy.name()));
        let typed = asked.fields.clone();
        let known = (&view, stops.first_day);
        page(status, &CalendarPage::new(frame, asked.visitor.role, known, (typed, errors)))
    }

    fn shown_change(
        &self,
        asked: &Asked,
        (status, errors): (StatusCode, Vec<PageError>),
    ) -> Result<Reply, Trouble> {
        let number = asked.named.parse().unwrap_or(0);
        let Some(view) = self.operators().change(&asked.visitor, number)? else {
            return self.nothing(asked);
        };
        let frame = self.frame(Page::Changes, &format!("/{number}"));
        let why = asked.fields.why.clone();
        page(status, &ChangePage::new(frame, asked.visitor.role, &view, why, errors))
    }
}

async fn control_room(State(room): State<Room>, request: Request) -> Response {
    answer(room, "/operations/room", request, |room, asked| {
        let view = room.operators().room(&asked.visitor)?;
        let frame = room.frame(Page::Room, "");
        page(StatusCode::OK, &RoomPage::new(frame, asked.visitor.role, &view))
    })
    .await
}

async fn waits(State(room): State<Room>, request: Request) -> Response {
    answer(room, "/operations/room/{queue}", request, |room, asked| {
        let Some(queue) = Queue::of_name(&asked.named) else { return room.nothing(asked) };
        let waits = room.operators().waits(&asked.visitor, queue)?;
        let frame = room.frame(Page::Room, &format!("/{}", queue.name()));
        page(StatusCode::OK, &WaitsPage::new(frame, asked.visitor.role, queue, &waits))
    })
    .await
}

async fn runbooks(State(room): State<Room>, request: Request) -> Response {
    answer(room, "/operations/runbooks", request, |room, asked| {
        let frame = room.frame(Page::Runbooks, "");
        page(StatusCode::OK, &RunbooksPage::new(frame, asked.visitor.role))
    })
    .await
}

async fn parity(State(room): State<Room>, request: Request) -> Response {
    answer(room, "/operations/parity", request, |room, asked| {
        let frame = room.frame(Page::Parity, "");
        page(StatusCode::OK, &ParityPage::new(frame, asked.visitor.role))
    })
    .await
}

async fn parameters(State(room): State<Room>, request: Request) -> Response {
    answer(room, "/operations/parameters", request, |room, asked| {
        let part: String = asked.query.q.trim().chars().take(60).collect();
        let energy = asked.energy();
        let lines = room.operators().parameters(&asked.visitor, energy, &part)?;
        let frame = room.frame(Page::Parameters, &format!("?energy={}", energy.name()));
        let status = if lines.is_empty() { StatusCode::NOT_FOUND } else { StatusCode::OK };
        page(status, &ParametersPage::new(frame, asked.visitor.role, energy, part, &lines))
    })
    .await
}

async fn parameter(State(room): State<Room>, request: Request) -> Response {
    answer(room, "/operations/parameters/{name}", request, |room, asked| {
        let found = room.operators().parameter(&asked.visitor, asked.energy(), &asked.named)?;
        let Some(view) = found else { return room.nothing(asked) };
        room.shown(asked, &view, (StatusCode::OK, Vec::new()))
    })
    .await
}

async fn ask(State(room): State<Room>, request: Request) -> Response {
    answer(room, "/operations/parameters/{name}", request, |room, asked| {
        let fields = &asked.fields;
        let found = room.operators().parameter(&asked.visitor, asked.energy(), &asked.named)?;
        let Some(view) = found else { return room.nothing(asked) };
        if !fields.change.is_empty() {
            return room.shown(asked, &view, (StatusCode::OK, Vec::new()));
        }
        let wish = match fields.wish(&view, room.m()) {
            Ok(wish) => wish,
            Err(errors) => return room.shown(asked, &view, (UNCLEAR, errors)),
        };
        let again = |said: OperatorRefused| {
            let error = refused(&said, &room.frame_of(&view));
            room.shown(asked, &view, (status(&said), vec![error]))
        };
        if !fields.confirm.is_empty() && is_attempt(&fields.attempt) {
            return match room.operators().ask(&asked.visitor, &wish, &fields.attempt)? {
                Ok(number) => {
                    let path = Page::Changes.path(room.language);
                    Ok(Reply::SeeOther(format!("{path}/{number}")))
                }
                Err(said) => again(said),
            };
        }
        match room.operators().preview(&asked.visitor, &wish)? {
            Ok(effect) => {
                let (frame, role) = (room.frame_of(&view), asked.visitor.role);
                let from = (fields, attempt()?);
                page(StatusCode::OK, &PreviewPage::new(frame, role, &view, (&wish, &effect), from))
            }
            Err(said) => again(said),
        }
    })
    .await
}

async fn changes(State(room): State<Room>, request: Request) -> Response {
    answer(room, "/operations/changes", request, |room, asked| {
        let changes = room.operators().changes(&asked.visitor)?;
        let frame = room.frame(Page::Changes, "");
        page(StatusCode::OK, &ChangesPage::new(frame, asked.visitor.role, &changes))
    })
    .await
}

async fn change(State(room): State<Room>, request: Request) -> Response {
    answer(room, "/operations/changes/{change}", request, |room, asked| {
        room.shown_change(asked, (StatusCode::OK, Vec::new()))
    })
    .await
}

async fn decide(State(room): State<Room>, request: Request) -> Response {
    answer(room, "/operations/changes/{change}", request, |room, asked| {
        let fields = &asked.fields;
        let approve = fields.approve == "yes";
        if !approve && fields.why.is_empty() {
            let error = PageError::at(WHY, room.m().e_why);
            return room.shown_change(asked, (UNCLEAR, vec![error]));
        }
        let number = asked.named.parse().unwrap_or(0);
        match room.operators().decide(&asked.visitor, number, approve, &fields.why)? {
            Ok(()) => {
                let path = Page::Changes.path(room.language);
                Ok(Reply::SeeOther(format!("{path}/{number}")))
            }
            Err(said) => {
                let error = refused(&said, &room.frame(Page::Changes, ""));
                let error = PageError { field: None, ..error };
                room.shown_change(asked, (status(&said), vec![error]))
            }
        }
    })
    .await
}

async fn calendar_page(State(room): State<Room>, request: Request) -> Response {
    answer(room, "/operations/calendar", request, |room, asked| {
        room.shown_calendar(asked, (StatusCode::OK, Vec::new()))
    })
    .await
}

/// A stop that is added or taken away, shown with its effect as the change of a parameter that it is: a second person
/// decides on it. Source: UX O-03, DOMAIN 0.4.
async fn ask_stop(State(room): State<Room>, request: Request) -> Response {
    answer(room, "/operations/calendar", request, |room, asked| {
        let energy = asked.energy();
        let found = room.operators().parameter(&asked.visitor, energy, STOPS)?;
        let Some(view) = found else { return room.nothing(asked) };
        let known = room.operators().calendar(&asked.visitor, energy)?;
        let value = match asked_stop(&known, &asked.fields, view.first_day, room.m()) {
            Ok(value) => value,
            Err(errors) => return room.shown_calendar(asked, (UNCLEAR, errors)),
        };
        let reason = &asked.fields.reason;
        let reason = if reason.is_empty() { room.m().stop_remove } else { reason.as_str() };
        let fields = Fields {
            value,
            scope: energy.name().to_owned(),
            from: room.language.date(view.first_day),
            reason: reason.to_owned(),
            ..Fields::default()
        };
        let wish = match fields.wish(&view, room.m()) {
            Ok(wish) => wish,
            Err(errors) => return room.shown_calendar(asked, (UNCLEAR, errors)),
        };
        match room.operators().preview(&asked.visitor, &wish)? {
            Ok(effect) => {
                let (frame, role) = (room.frame_of(&view), asked.visitor.role);
                let from = (&fields, attempt()?);
                page(StatusCode::OK, &PreviewPage::new(frame, role, &view, (&wish, &effect), from))
            }
            Err(said) => {
                let error = refused(&said, &room.frame_of(&view));
                let error = PageError { field: None, ..error };
                room.shown_calendar(asked, (status(&said), vec![error]))
            }
        }
    })
    .await
}

/// The days that are asked for; where a field is empty, today and the last seven. Errors: at each field what is no day.
fn audit_wanted(room: &Room, asked: &Asked) -> Result<AuditWanted, Vec<PageError>> {
    let m = room.m();
    let day = |text: &str, without: SettlementDay| match text.trim() {
        "" => Some(without),
        text => forms::day(text),
    };
    let to = day(&asked.query.to, room.operators().today());
    let from = day(&asked.query.from, to.unwrap_or(room.operators().today()).plus(1 - AUDIT_DAYS));
    match (from, to) {
        (Some(from), Some(to)) if from <= to => {
            Ok(AuditWanted { from, to, kind: AuditKind::of_name(&asked.query.kind) })
        }
        (Some(_), Some(_)) => Err(vec![PageError::at(TO, m.e_order)]),
        (from, to) => {
            let at = |day: Option<SettlementDay>, field: &'static str| {
                day.is_none().then(|| PageError::at(field, m.e_days))
            };
            Err([at(from, FROM), at(to, TO)].into_iter().flatten().collect())
        }
    }
}

/// The form under what is wrong with it, without a line of the audit: none was asked for.
fn audit_unclear(room: &Room, asked: &Asked, errors: Vec<PageError>) -> Result<Reply, Trouble> {
    let (frame, role) = (room.frame(Page::Audit, ""), asked.visitor.role);
    page(UNCLEAR, &AuditPage::unclear(frame, role, &asked.query, errors))
}

async fn audit(State(room): State<Room>, request: Request) -> Response {
    answer(room, "/operations/audit", request, |room, asked| {
        let wanted = match audit_wanted(room, asked) {
            Ok(wanted) => wanted,
            Err(errors) => return audit_unclear(room, asked, errors),
        };
        let view = room.operators().audit(&asked.visitor, &wanted)?;
        let frame = room.frame(Page::Audit, "");
        page(StatusCode::OK, &AuditPage::new(frame, asked.visitor.role, &view))
    })
    .await
}

async fn audit_csv(State(room): State<Room>, request: Request) -> Response {
    answer(room, "/operations/audit/csv", request, |room, asked| {
        let wanted = match audit_wanted(room, asked) {
            Ok(wanted) => wanted,
            Err(errors) => return audit_unclear(room, asked, errors),
        };
        Ok(Reply::File(room.operators().audit_file(&asked.visitor, &wanted)?))
    })
    .await
}

async fn incidents(State(room): State<Room>, request: Request) -> Response {
    answer(room, "/operations/incidents", request, |room, asked| {
        room.shown_incidents(asked, (StatusCode::OK, Vec::new()))
    })
    .await
}

async fn report_incident(State(room): State<Room>, request: Request) -> Response {
    answer(room, "/operations/incidents", request, |room, asked| {
        let fields = &asked.fields;
        if !INCIDENT_KINDS.contains(&fields.kind.as_str()) || !is_attempt(&fields.attempt) {
            let error = PageError::at(KIND, room.m().e_kind);
            return room.shown_incidents(asked, (UNCLEAR, vec![error]));
        }
        let (kind, area) = (fields.kind.clone(), fields.area.clone());
        let new = NewIncident { kind, energy: fields.scope.parse().ok(), area };
        match room.operators().report_incident(&asked.visitor, &new, &fields.attempt)? {
            Ok(()) => Ok(Reply::SeeOther(Page::Incidents.path(room.language).to_owned())),
            Err(said) => room.incident_refused(asked, &said),
        }
    })
    .await
}

async fn end_incident(State(room): State<Room>, request: Request) -> Response {
    answer(room, "/operations/incidents/end", request, |room, asked| {
        match room.operators().end_incident(&asked.visitor, &asked.fields.id)? {
            Ok(()) => Ok(Reply::SeeOther(Page::Incidents.path(room.language).to_owned())),
            Err(said) => room.incident_refused(asked, &said),
        }
    })
    .await
}

async fn figures(State(room): State<Room>, request: Request) -> Response {
    everybody(room, "/figures", request, |room, role| {
        let view = room.operators().figures()?;
        let frame = room.frame(Page::Figures, "");
        page(StatusCode::OK, &FiguresPage::new(frame, role, &view))
    })
    .await
}

async fn figures_csv(State(room): State<Room>, request: Request) -> Response {
    everybody(room, "/figures/csv", request, |room, role| {
        let exact = role.is_some_and(Role::is_of_operator);
        Ok(Reply::File(figures::csv(&room.operators().figures()?, exact)))
    })
    .await
}

/// The same as [`answer`] for what needs nobody to be signed in.
async fn everybody(
    room: Room,
    route: &'static str,
    request: Request,
    work: impl FnOnce(&Room, Option<Role>) -> Result<Reply, Trouble> + Send + 'static,
) -> Response {
    let headers = request.headers().clone();
    let role = request.extensions().get::<Visitor>().map(|visitor| visitor.role);
    let at_work = room.clone();
    let done = worked(Ok(role), move |role| work(&at_work, *role)).await;
    let reply = done.unwrap_or_else(|trouble| room.trouble(route, role, &trouble));
    reply.send(&headers)
}

/// Runs `work` where it may block, and sends what it says.
pub(super) async fn answer(
    room: Room,
    route: &'static str,
    request: Request,
    work: impl FnOnce(&Room, &Asked) -> Result<Reply, Trouble> + Send + 'static,
) -> Response {
    let headers = request.headers().clone();
    let role = request.extensions().get::<Visitor>().map(|visitor| visitor.role);
    let at_work = room.clone();
    let done = worked(Asked::read(request).await, move |asked| work(&at_work, asked)).await;
    let reply = done.unwrap_or_else(|trouble| room.trouble(route, role, &trouble));
    reply.send(&headers)
}

/// The same for a form that sends a file: `work` gets its content type and its body as a whole, which is nothing if
/// there is more than the address takes.
pub(super) async fn answer_file(
    room: Room,
    route: &'static str,
    request: Request,
    work: impl FnOnce(&Room, &Asked, (&str, &[u8])) -> Result<Reply, Trouble> + Send + 'static,
) -> Response {
    let headers = request.headers().clone();
    let role = request.extensions().get::<Visitor>().map(|visitor| visitor.role);
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, MOST_OF_A_FILE).await.unwrap_or_default();
    let asked = Asked::read(Request::from_parts(parts, axum::body::Body::empty())).await;
    let kind = headers.get(axum::http::header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default().to_owned();
    let at_work = room.clone();
    let done = worked(asked, move |asked| work(&at_work, asked, (&kind, &body))).await;
    let reply = done.unwrap_or_else(|trouble| room.trouble(route, role, &trouble));
    reply.send(&headers)
}
