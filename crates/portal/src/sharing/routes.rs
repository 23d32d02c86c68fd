//! The routes of the pages of energy sharing. A representative sees the groups they represent, a
//! household its own. Source: UX 7.3.

use super::api::{Groups, LeaveRefused};
use super::pages::{
    self, BillsPage, FilesPage, GroupPage, GroupsPage, KeyPage, LeavePage, MemberPage, MembersPage,
    MinePage, NoticePage, VolumesPage,
};
use super::paths::Page;
use super::words::Words;
use crate::answers::{self, MOST_OF_A_FORM, Reply, Trouble, worked};
use crate::my::{Door, Doors, Gate, Visitor};
use crate::pay::frame::{Frame, PageError, Switch};
use crate::server::{self, Report};
use access::{Act, Needs, Verb};
use askama::Template;
use axum::extract::{DefaultBodyLimit, Form, Path, Query, Request, State};
use axum::http::{Method, StatusCode};
use axum::response::Response;
use axum::{RequestExt, RequestPartsExt, Router};
use calendar::SettlementDay;
use serde::Deserialize;
use std::sync::Arc;
use units::{Ean, Language, MicroEuro, NanoEuroPerKwh};

/// What the pages have to be told once.
#[derive(Debug, Clone)]
pub struct SharingOptions {
    /// Free of charge, as written on the page.
    pub help_phone: String,
}

struct Shared {
    groups: Arc<dyn Groups>,
    options: SharingOptions,
    report: Report,
}

/// The pages in one language.
#[derive(Clone)]
struct Desk {
    shared: Arc<Shared>,
    language: Language,
}

/// The pages of energy sharing, with what stands at each route. Without a fallback and a style sheet, to be
/// merged with [`crate::my::router`].
pub fn router(
    groups: Arc<dyn Groups>,
    gate: &Gate,
    options: SharingOptions,
    report: Report,
) -> (Router, Vec<Door>) {
    let shared = Arc::new(Shared { groups, options, report });
    let (mut all, mut all_doors) = (Router::new(), Vec::new());
    let views = Needs::OfGroup(Act::QuarterHours, Verb::View);
    // What a representative does is done to the group alone.
    let does = Needs::OfGroup(Act::Messages, Verb::Do);
    let own = Needs::Own(Act::ThirtyDays, Verb::View);
    for language in Language::ALL {
        let of = |page: Page, rest: &str| format!("{}/{{group}}{rest}", page.path(language));
        let doors = Doors::new(gate.clone())
            .get(Page::Groups.path(language), views, groups_page)
            .get(&of(Page::Group, ""), views, group_page)
            .get(&of(Page::Members, ""), views, members_page)
            .get(&of(Page::Key, ""), views, key_page)
            .get(&of(Page::Volumes, ""), views, volumes_page)
            .get(&of(Page::Volumes, "/{ean}"), views, member_page)
            .get(&of(Page::Files, ""), views, files_page)
            .get(&of(Page::Files, "/{file}"), views, file)
            .get(&of(Page::Bills, ""), views, bills_page)
            .both(&of(Page::Leave, "/{ean}"), does, leave_page, leave)
            .get(Page::Mine.path(language), own, mine_page);
        let (routes, own) = doors.finish(Desk { shared: Arc::clone(&shared), language });
        all = all.merge(routes);
        all_doors.extend(own);
    }
    (all.layer(DefaultBodyLimit::max(MOST_OF_A_FORM)), all_doors)
}

fn page(page: &impl Template) -> Result<Reply, Trouble> {
    answers::page(StatusCode::OK, page)
}

fn unclear(page: &impl Template) -> Result<Reply, Trouble> {
    answers::page(StatusCode::UNPROCESSABLE_ENTITY, page)
}

/// What a request brings.
struct Asked {
    group: i64,
    /// An EAN, or the name of a file.
    named: String,
    query: Asking,
    day: String,
    visitor: Visitor,
}

#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
struct Asking {
    m: String,
    price: String,
    fee: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Sent {
    day: String,
}

impl Asked {
    async fn read(request: Request) -> Result<Self, Trouble> {
        let (mut parts, body) = request.into_parts();
        let named = parts.extract::<Path<Vec<(String, String)>>>().await;
        let mut named =
            named.map(|Path(pairs)| pairs).unwrap_or_default().into_iter().map(|(_, value)| value);
        let group = named.next().and_then(|text| text.parse().ok()).unwrap_or(0);
        let named = named.next().unwrap_or_default();
        let mut request = Request::from_parts(parts, body);
        let query = Query::<Asking>::try_from_uri(request.uri());
        let query = query.map(|Query(query)| query).unwrap_or_default();
        let visitor = request.extensions_mut().remove::<Visitor>().ok_or(Trouble::Nobody)?;
        let sent = if request.method() == Method::POST {
            let form: Result<Form<Sent>, _> = request.extract().await;
            form.map(|Form(sent)| sent).unwrap_or_default()
        } else {
            Sent::default()
        };
        let day = sent.day.trim().chars().take(20).collect();
        Ok(Self { group, named, query, day, visitor })
    }

    fn ean(&self) -> Option<Ean> {
        self.named.parse().ok()
    }

    /// The first day of the month that is asked for.
    fn month(&self) -> Option<SettlementDay> {
        format!("{}-01", self.query.m).parse().ok()
    }
}

impl Desk {
    fn m(&self) -> &'static Words {
        Words::of(self.language)
    }

    fn groups(&self) -> &dyn Groups {
        self.shared.groups.as_ref()
    }

    fn frame(&self, of: Page, rest: &str) -> Frame {
        let link = |language: Language| (language, format!("{}{rest}", of.path(language)));
        let links = Switch::Links(Language::ALL.map(link).to_vec());
        Frame::new(self.language, &self.shared.options.help_phone, links)
    }

    fn of(&self, page: Page, asked: &Asked) -> Frame {
        let named =
            if asked.named.is_empty() { String::new() } else { format!("/{}", asked.named) };
        self.frame(page, &format!("/{}{named}", asked.group))
    }

    /// The same for a group of somebody else as for none: an address tells nothing.
    fn gone(&self) -> Result<Reply, Trouble> {
        let words = (self.m().gone_title, self.m().gone_text);
        let text = NoticePage::new(self.frame(Page::Groups, ""), words).render()?;
        Ok(Reply::Page { status: StatusCode::NOT_FOUND, text })
    }
}

async fn groups_page(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/sharing/groups", request, |desk, asked| {
        let groups = desk.groups().groups(&asked.visitor)?;
        page(&GroupsPage::new(desk.frame(Page::Groups, ""), &groups))
    })
    .await
}

async fn group_page(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/sharing/dossier", request, |desk, asked| {
        let Some(group) = desk.groups().group(&asked.visitor, asked.group)? else {
            return desk.gone();
        };
        page(&GroupPage::new(desk.of(Page::Group, asked), &group))
    })
    .await
}

async fn members_page(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/sharing/participants", request, |desk, asked| {
        let Some(group) = desk.groups().group(&asked.visitor, asked.group)? else {
            return desk.gone();
        };
        page(&MembersPage::new(desk.of(Page::Members, asked), &group))
    })
    .await
}

async fn key_page(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/sharing/key", request, |desk, asked| {
        let Some(found) = desk.groups().simulation(&asked.visitor, asked.group)? else {
            return desk.gone();
        };
        page(&KeyPage::new(desk.of(Page::Key, asked), &found))
    })
    .await
}

async fn volumes_page(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/sharing/volumes", request, |desk, asked| {
        let found = desk.groups().month(&asked.visitor, asked.group, asked.month())?;
        let Some(found) = found else { return desk.gone() };
        let frame = desk.of(Page::Volumes, asked);
        page(&VolumesPage::new(frame, asked.group, found.as_ref()))
    })
    .await
}

async fn member_page(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/sharing/volumes/member", request, |desk, asked| {
        let Some(ean) = asked.ean() else { return desk.gone() };
        let found = desk.groups().member(&asked.visitor, asked.group, asked.month(), ean)?;
        let Some(found) = found else { return desk.gone() };
        page(&MemberPage::new(desk.of(Page::Volumes, asked), asked.group, &found))
    })
    .await
}

async fn files_page(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/sharing/files", request, |desk, asked| {
        let Some(versions) = desk.groups().versions(&asked.visitor, asked.group)? else {
            return desk.gone();
        };
        page(&FilesPage::new(desk.of(Page::Files, asked), asked.group, &versions))
    })
    .await
}

/// `2026-10-2.csv`: a month and the number of its version.
fn file_name(name: &str) -> Option<(SettlementDay, i32)> {
    let (month, seq) = name.strip_suffix(".csv")?.rsplit_once('-')?;
    Some((format!("{month}-01").parse().ok()?, seq.parse().ok()?))
}

async fn file(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/sharing/files/file", request, |desk, asked| {
        let Some((month, seq)) = file_name(&asked.named) else { return desk.gone() };
        match desk.groups().file(&asked.visitor, asked.group, month, seq)? {
            Some(text) => Ok(Reply::File(text)),
            None => desk.gone(),
        }
    })
    .await
}

/// As people write it: with a point or a comma.
fn decimal(text: &str) -> String {
    text.trim().replace(',', ".")
}

async fn bills_page(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/sharing/bills", request, |desk, asked| {
        let typed = [asked.query.price.clone(), asked.query.fee.clone()];
        let frame = desk.of(Page::Bills, asked);
        if typed.iter().all(String::is_empty) {
            // Whose group it is, is asked all the same.
            return match desk.groups().group(&asked.visitor, asked.group)? {
                Some(_) => page(&BillsPage::new(frame, asked.group, typed, Vec::new(), None)),
                None => desk.gone(),
            };
        }
        let price: Option<NanoEuroPerKwh> = decimal(&asked.query.price).parse().ok();
        let price = price.filter(|price| (0..=10_000_000_000).contains(&price.0));
        let fee = if asked.query.fee.is_empty() { "0".to_owned() } else { asked.query.fee.clone() };
        let fee: Option<MicroEuro> = decimal(&fee).parse().ok();
        let fee = fee.filter(|fee| (0..=1_000_000_000).contains(&fee.0));
        let mut errors = Vec::new();
        if price.is_none() {
            errors.push(PageError::at(pages::PRICE, desk.m().e_price));
        }
        if fee.is_none() {
            errors.push(PageError::at(pages::FEE, desk.m().e_fee));
        }
        let (Some(price), Some(fee)) = (price, fee) else {
            return match desk.groups().group(&asked.visitor, asked.group)? {
                Some(_) => unclear(&BillsPage::new(frame, asked.group, typed, errors, None)),
                None => desk.gone(),
            };
        };
        let found = desk.groups().bills(&asked.visitor, asked.group, price, fee)?;
        let Some(found) = found else { return desk.gone() };
        page(&BillsPage::new(frame, asked.group, typed, errors, Some(&found)))
    })
    .await
}

async fn leave_page(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/sharing/leave", request, |desk, asked| {
        let Some(ean) = asked.ean() else { return desk.gone() };
        let known = desk.groups().group(&asked.visitor, asked.group)?;
        if !known.is_some_and(|group| group.members.iter().any(|member| member.ean == ean)) {
            return desk.gone();
        }
        let of = (asked.group, ean);
        page(&LeavePage::new(desk.of(Page::Leave, asked), of, String::new(), Vec::new()))
    })
    .await
}

async fn leave(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/sharing/leave", request, |desk, asked| {
        let Some(ean) = asked.ean() else { return desk.gone() };
        let m = desk.m();
        let again = |text: &'static str| {
            let errors = vec![PageError::at(pages::DAY, text)];
            let frame = desk.of(Page::Leave, asked);
            unclear(&LeavePage::new(frame, (asked.group, ean), asked.day.clone(), errors))
        };
        let Ok(day) = asked.day.parse::<SettlementDay>() else { return again(m.e_day) };
        match desk.groups().leave(&asked.visitor, asked.group, ean, day)? {
            None => desk.gone(),
            Some(Ok(())) => {
                let to = format!("{}/{}", Page::Members.path(desk.language), asked.group);
                Ok(Reply::SeeOther(to))
            }
            Some(Err(LeaveRefused::Day)) => again(m.e_day),
            Some(Err(LeaveRefused::NoMember)) => again(m.e_member),
            Some(Err(LeaveRefused::Key)) => again(m.e_key),
        }
    })
    .await
}

async fn mine_page(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/my/sharing", request, |desk, asked| {
        let mine = desk.groups().mine(&asked.visitor)?;
        page(&MinePage::new(desk.frame(Page::Mine, ""), &mine))
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
    let done = worked(Asked::read(request).await, move |asked| work(&at_work, asked)).await;
    let reply = done.unwrap_or_else(|trouble| {
        (desk.shared.report)(&server::chain(route, &trouble));
        let words = (desk.m().failed_title, desk.m().failed_text);
        let problem = NoticePage::new(desk.frame(Page::Groups, ""), words);
        let text = problem.render().unwrap_or_default();
        Reply::Page { status: StatusCode::INTERNAL_SERVER_ERROR, text }
    });
    reply.send(&headers)
}
