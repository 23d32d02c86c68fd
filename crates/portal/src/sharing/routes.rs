//! The routes of the pages of energy sharing. A representative sees the groups they represent, a
//! household its own. Source: UX 7.3.

use super::api::{
    FileForm, Groups, JoinStopped, KeyRefused, KeyWanted, LeaveRefused, News, SignRefused, Signing,
    WhyOf,
};
use super::dossier::MOST_OF_A_DOCUMENT;
use super::pages::{
    self, BillsPage, FilesPage, GroupsPage, KeyPage, KeyTyped, LeavePage, MemberPage, MembersPage,
    MessagesPage, MinePage, NoticePage, NoticesPage, SignPage, SignTyped, VolumesPage,
};
use super::paths::Page;
use super::why::{Said, day_of, start_of};
use super::words::Words;
use crate::answers::{self, MOST_OF_A_FORM, Reply, Trouble};
use crate::language::Writes as _;
use crate::my::{Door, Doors, Gate};
use crate::pay::frame::{Frame, PageError};
use crate::server::Report;
use crate::staff;
use crate::words::fill;
use access::{Act, Needs, Verb};
use askama::Template;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use calendar::SettlementDay;
use serde::Deserialize;
use std::sync::Arc;
use units::{AccountId, Ean, MicroEuro, NanoEuroPerKwh};

/// Participants come as lines of a table, some hundred at once.
const MOST_OF_A_FILE: usize = 128 * 1024;

/// What the pages have to be told once.
#[derive(Debug, Clone)]
pub struct SharingOptions {
    /// Free of charge, as written on the page.
    pub help_phone: String,
}

/// The pages in one language.
pub(super) type Desk = staff::Desk<dyn Groups>;
/// What a request brings.
pub(super) type Asked = staff::Asked<Asking, Vec<(String, String)>>;

/// The pages of energy sharing, with what stands at each route. Without a fallback and a style sheet, to be
/// merged with [`crate::my::router`].
pub fn router(
    groups: Arc<dyn Groups>,
    gate: &Gate,
    options: SharingOptions,
    report: Report,
) -> (Router, Vec<Door>) {
    let (mut all, mut files, mut all_doors) = (Router::new(), Router::new(), Vec::new());
    let views = Needs::OfGroup(Act::QuarterHours, Verb::View);
    // What a representative does is done to the group alone.
    let does = Needs::OfGroup(Act::Messages, Verb::Do);
    let own = Needs::Own(Act::ThirtyDays, Verb::View);
    let own_act = Needs::Own(Act::Alerts, Verb::Do);
    for desk in Desk::in_each_language(groups, options.help_phone, report) {
        let language = desk.language;
        let of = |page: Page, rest: &str| format!("{}/{{group}}{rest}", page.path(language));
        let doors = super::dossier::doors(Doors::new(gate.clone()), language)
            .get(Page::Groups.path(language), views, groups_page)
            .get(&of(Page::Members, ""), views, members_page)
            .post(&of(Page::Members, ""), does, join)
            .get(&of(Page::Key, ""), views, key_page)
            .post(&of(Page::Key, ""), does, file_key)
            .get(&of(Page::Volumes, ""), views, volumes_page)
            .get(&of(Page::Volumes, "/{member}"), views, member_page)
            .get(&of(Page::Files, ""), views, files_page)
            .get(&of(Page::Files, "/{file}"), views, file)
            .get(&of(Page::Bills, ""), views, bills_page)
            .both(&of(Page::Leave, "/{member}"), does, leave_page, leave)
            .get(&of(Page::Notices, ""), views, notices_page)
            .both(&of(Page::Notices, "/{member}"), does, sign_page, sign)
            .both(&of(Page::Messages, ""), does, messages_page, tell)
            .get(Page::Mine.path(language), own, mine_page)
            .post(Page::Mine.path(language), own_act, leave_own);
        let (routes, own) = doors.finish(desk.clone());
        all = all.merge(routes);
        all_doors.extend(own);
        let doors = super::dossier::file_doors(Doors::new(gate.clone()), language);
        let (routes, own) = doors.finish(desk);
        files = files.merge(routes);
        all_doors.extend(own);
    }
    let all = crate::mistakes::bounded(all, MOST_OF_A_FILE);
    let largest = MOST_OF_A_DOCUMENT.saturating_add(MOST_OF_A_FORM);
    (all.merge(crate::mistakes::bounded(files, largest)), all_doors)
}

pub(super) fn page(page: &impl Template) -> Result<Reply, Trouble> {
    answers::page(StatusCode::OK, page)
}

pub(super) fn unclear(page: &impl Template) -> Result<Reply, Trouble> {
    answers::page(StatusCode::UNPROCESSABLE_ENTITY, page)
}

#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(super) struct Asking {
    m: String,
    price: String,
    fee: String,
    network: String,
    what: String,
    sent: String,
    account: String,
    /// Also asked when both were left empty.
    day: Option<String>,
    at: Option<String>,
}

impl Asked {
    pub(super) fn group(&self) -> i64 {
        self.named().parse().unwrap_or(0)
    }

    /// What stands below the group: the number of a member, or the name of a file.
    pub(super) fn below(&self) -> &str {
        self.name_at(1)
    }

    fn day(&self) -> String {
        self.field("day", 20)
    }

    /// What was typed into a field, up to so many characters.
    pub(super) fn field(&self, name: &str, most: usize) -> String {
        let sent = self.fields.iter().find(|(known, _)| known == name);
        sent.map(|(_, text)| text.trim().chars().take(most).collect()).unwrap_or_default()
    }

    /// The member that the address names, by its number within the group, with its point.
    fn member(&self, desk: &Desk) -> Result<Option<(usize, Ean)>, Trouble> {
        let Ok(number) = self.below().parse() else { return Ok(None) };
        let point = desk.groups().point(&self.visitor, self.group(), number)?;
        Ok(point.map(|ean| (number, ean)))
    }

    /// Day and clock of a quarter-hour that is asked about, as they were typed.
    fn typed(&self) -> (String, String) {
        let short = |text: &Option<String>| {
            text.as_deref().unwrap_or_default().trim().chars().take(20).collect()
        };
        (short(&self.query.day), short(&self.query.at))
    }

    /// What is said about the quarter-hour that is asked about. Source: ES-20.
    fn why(&self, desk: &Desk, of: WhyOf, ean: Ean) -> Result<Said, Trouble> {
        if self.query.day.is_none() && self.query.at.is_none() {
            return Ok(Said::NotAsked);
        }
        let (day, at) = self.typed();
        let Some(start) = start_of(&day, &at) else { return Ok(Said::Wrong) };
        let found = desk.groups().why(&self.visitor, of, ean, start)?;
        Ok(Said::of(found.as_ref(), desk.language))
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

    pub(super) fn groups(&self) -> &dyn Groups {
        self.source()
    }

    pub(super) fn frame(&self, of: Page, rest: &str) -> Frame {
        self.frame_at(|language| of.path(language), rest)
    }

    fn of(&self, page: Page, asked: &Asked) -> Frame {
        let named =
            if asked.below().is_empty() { String::new() } else { format!("/{}", asked.below()) };
        self.frame(page, &format!("/{}{named}", asked.group()))
    }

    /// The same for a group of somebody else as for none: an address tells nothing.
    pub(super) fn gone(&self) -> Result<Reply, Trouble> {
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

async fn members_page(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/sharing/participants", request, |desk, asked| {
        let Some(group) = desk.groups().group(&asked.visitor, asked.group())? else {
            return desk.gone();
        };
        let joined = asked.query.sent.parse::<usize>().ok();
        let frame = desk.of(Page::Members, asked);
        page(&MembersPage::new(frame, &group, joined, String::new(), Vec::new()))
    })
    .await
}

async fn join(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/sharing/participants", request, |desk, asked| {
        let m = desk.m();
        let csv = asked.field(pages::CSV, MOST_OF_A_FILE);
        match desk.groups().join(&asked.visitor, asked.group(), &csv)? {
            None => desk.gone(),
            Some(Ok(count)) => {
                let path = Page::Members.path(desk.language);
                Ok(Reply::SeeOther(format!("{path}/{}?sent={count}", asked.group())))
            }
            Some(Err(stopped)) => {
                let Some(group) = desk.groups().group(&asked.visitor, asked.group())? else {
                    return desk.gone();
                };
                let errors = match stopped {
                    JoinStopped::Lines(lines) => {
                        let errors = lines.iter().map(|(line, problem)| {
                            PageError::at(pages::CSV, pages::line_problem(*line, problem, m))
                        });
                        errors.take(MOST_ERRORS).collect()
                    }
                    JoinStopped::Wait(until) => {
                        let text = fill(m.e_wait, &[("time", &desk.language.clock(until))]);
                        vec![PageError::at(pages::CSV, text)]
                    }
                };
                unclear(&MembersPage::new(desk.of(Page::Members, asked), &group, None, csv, errors))
            }
        }
    })
    .await
}

/// Bad lines that are named at once.
const MOST_ERRORS: usize = 50;

async fn key_page(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/sharing/key", request, |desk, asked| {
        let Some(found) = desk.groups().simulation(&asked.visitor, asked.group())? else {
            return desk.gone();
        };
        let typed = KeyTyped::default();
        page(&KeyPage::new(desk.of(Page::Key, asked), &found, (&typed, None), Vec::new()))
    })
    .await
}

/// Tries a key, or files it: which one says the button.
async fn file_key(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/sharing/key", request, |desk, asked| {
        let m = desk.m();
        let Some(found) = desk.groups().simulation(&asked.visitor, asked.group())? else {
            return desk.gone();
        };
        let mut typed = KeyTyped {
            key: asked.field("key", 20),
            from: asked.field(pages::FROM, 20),
            shares: Vec::new(),
        };
        for (name, text) in &asked.fields {
            let ean = name.strip_prefix("share-").and_then(|ean| ean.parse::<Ean>().ok());
            if let Some(ean) = ean.filter(|_| !text.trim().is_empty()) {
                typed.shares.push((ean, text.trim().chars().take(40).collect()));
            }
        }
        let again = |errors: Vec<PageError>, typed: &KeyTyped| {
            unclear(&KeyPage::new(desk.of(Page::Key, asked), &found, (typed, None), errors))
        };
        let day = day_of(&typed.from);
        let key = pages::OFFERED.iter().find(|(name, _)| *name == typed.key);
        let (Some(from), Some((_, key))) = (day, key) else {
            return again(vec![PageError::at(pages::FROM, m.e_key_day)], &typed);
        };
        let wanted = KeyWanted { key: *key, from, shares: typed.shares.clone() };
        let (visitor, group) = (&asked.visitor, asked.group());
        let refused = if asked.field("do", 10) == "file" {
            match desk.groups().file_key(visitor, group, &wanted)? {
                None => return desk.gone(),
                Some(Ok(())) => {
                    let to = format!("{}/{group}", Page::Key.path(desk.language));
                    return Ok(Reply::SeeOther(to));
                }
                Some(Err(refused)) => refused,
            }
        } else {
            match desk.groups().try_key(visitor, group, &wanted)? {
                None => return desk.gone(),
                Some(Ok(preview)) => {
                    let frame = desk.of(Page::Key, asked);
                    let shown = (&typed, Some(&preview));
                    return page(&KeyPage::new(frame, &found, shown, Vec::new()));
                }
                Some(Err(refused)) => refused,
            }
        };
        let error = match refused {
            KeyRefused::Day => PageError::at(pages::FROM, m.e_key_day),
            KeyRefused::Later => PageError::at(pages::FROM, m.e_later),
            KeyRefused::Share(_) => PageError::at("shares", m.e_share),
            KeyRefused::Sum => PageError::at("shares", m.e_sum),
            KeyRefused::Approval => PageError::at("key", m.e_approval),
            KeyRefused::State => PageError::at("key", m.e_state),
        };
        again(vec![error], &typed)
    })
    .await
}

/// A price of a kilowatt-hour as it is typed.
fn price_of(text: &str) -> Option<NanoEuroPerKwh> {
    let price: Option<NanoEuroPerKwh> = decimal(text).parse().ok();
    price.filter(|price| (0..=10_000_000_000).contains(&price.0))
}

async fn notices_page(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/sharing/notices", request, |desk, asked| {
        let m = desk.m();
        let typed = [asked.query.price.clone(), asked.query.network.clone()];
        let [price, network] = typed.each_ref().map(|text| price_of(text));
        let mut errors = Vec::new();
        if typed.iter().any(|text| !text.is_empty()) {
            if price.is_none() {
                errors.push(PageError::at(pages::PRICE, m.e_price));
            }
            if network.is_none() {
                errors.push(PageError::at(pages::NETWORK, m.e_network));
            }
        }
        let found = desk.groups().notices(&asked.visitor, asked.group(), price.zip(network))?;
        let Some(found) = found else { return desk.gone() };
        let frame = desk.of(Page::Notices, asked);
        let wrong = !errors.is_empty();
        let shown = NoticesPage::new(frame, asked.group(), typed, errors, &found);
        if wrong { unclear(&shown) } else { page(&shown) }
    })
    .await
}

async fn sign_page(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/sharing/notices/sign", request, |desk, asked| {
        let Some((number, ean)) = asked.member(desk)? else { return desk.gone() };
        let typed = SignTyped {
            social: asked.query.what != "compensation",
            price: asked.query.price.clone(),
            network: asked.query.network.clone(),
            ..SignTyped::default()
        };
        let prices = price_of(&typed.price).zip(price_of(&typed.network));
        let found = desk.groups().notices(&asked.visitor, asked.group(), prices)?;
        let needed = found.filter(|found| {
            found.lines.iter().any(|line| line.ean == ean && line.social == typed.social)
        });
        let Some(found) = needed else { return desk.gone() };
        let frame = desk.of(Page::Notices, asked);
        page(&SignPage::new(frame, (asked.group(), number, ean), typed, Vec::new(), found.warning))
    })
    .await
}

async fn sign(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/sharing/notices/sign", request, |desk, asked| {
        let Some((number, ean)) = asked.member(desk)? else { return desk.gone() };
        let m = desk.m();
        let typed = SignTyped {
            social: asked.field("what", 20) != "compensation",
            price: asked.field(pages::PRICE, 20),
            network: asked.field(pages::NETWORK, 20),
            day: asked.day().clone(),
            signer: asked.field(pages::SIGNER, 80),
            document: asked.field(pages::DOCUMENT, 120),
        };
        let prices = price_of(&typed.price).zip(price_of(&typed.network));
        let mut errors = Vec::new();
        if typed.social && prices.is_none() {
            errors.push(PageError::at(pages::PRICE, m.w_unknown));
        }
        let day = day_of(&typed.day);
        if day.is_none() {
            errors.push(PageError::at(pages::DAY, m.e_sign_day));
        }
        if typed.signer.is_empty() {
            errors.push(PageError::at(pages::SIGNER, m.e_signer));
        }
        if typed.document.is_empty() {
            errors.push(PageError::at(pages::DOCUMENT, m.e_document));
        }
        if let (Some(on), true) = (day, errors.is_empty()) {
            let signing = Signing {
                ean,
                social: typed.social,
                on,
                signer: typed.signer.clone(),
                document: typed.document.clone(),
                prices: prices.unwrap_or((NanoEuroPerKwh(0), NanoEuroPerKwh(0))),
            };
            errors.push(match desk.groups().sign(&asked.visitor, asked.group(), &signing)? {
                None => return desk.gone(),
                Some(Ok(())) => {
                    let to = format!("{}/{}", Page::Notices.path(desk.language), asked.group());
                    return Ok(Reply::SeeOther(to));
                }
                Some(Err(SignRefused::NoMember)) => PageError::at(pages::DAY, m.e_no_notice),
                Some(Err(SignRefused::Day)) => PageError::at(pages::DAY, m.e_sign_day),
                Some(Err(SignRefused::Late)) => PageError::at(pages::DAY, m.e_late),
                Some(Err(SignRefused::Document)) => PageError::at(pages::DOCUMENT, m.e_document),
            });
        }
        let found = desk.groups().notices(&asked.visitor, asked.group(), prices)?;
        let Some(found) = found else { return desk.gone() };
        let frame = desk.of(Page::Notices, asked);
        unclear(&SignPage::new(frame, (asked.group(), number, ean), typed, errors, found.warning))
    })
    .await
}

async fn messages_page(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/sharing/messages", request, |desk, asked| {
        let Some(group) = desk.groups().group(&asked.visitor, asked.group())? else {
            return desk.gone();
        };
        let sent = asked.query.sent.parse::<usize>().ok();
        page(&MessagesPage::new(desk.of(Page::Messages, asked), &group, sent, Vec::new()))
    })
    .await
}

async fn tell(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/sharing/messages", request, |desk, asked| {
        let (to, about) = (asked.field("to", 20), asked.field("about", 20));
        let what = News::ALL.into_iter().find(|news| news.name() == about).unwrap_or(News::Any);
        let to = if to == "all" { Some(None) } else { to.parse::<Ean>().ok().map(Some) };
        let told = match to {
            Some(to) => desk.groups().tell(&asked.visitor, asked.group(), to, what)?,
            None => desk.groups().group(&asked.visitor, asked.group())?.map(|_| None),
        };
        match told {
            None => desk.gone(),
            Some(Some(count)) => {
                let path = Page::Messages.path(desk.language);
                Ok(Reply::SeeOther(format!("{path}/{}?sent={count}", asked.group())))
            }
            Some(None) => {
                let Some(group) = desk.groups().group(&asked.visitor, asked.group())? else {
                    return desk.gone();
                };
                let errors = vec![PageError::at("to", desk.m().e_member)];
                let frame = desk.of(Page::Messages, asked);
                unclear(&MessagesPage::new(frame, &group, None, errors))
            }
        }
    })
    .await
}

async fn volumes_page(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/sharing/volumes", request, |desk, asked| {
        // What is no month is not the newest one.
        if !asked.query.m.is_empty() && asked.month().is_none() {
            return desk.gone();
        }
        let found = desk.groups().month(&asked.visitor, asked.group(), asked.month())?;
        let Some(found) = found else { return desk.gone() };
        let frame = desk.of(Page::Volumes, asked);
        page(&VolumesPage::new(frame, asked.group(), found.as_ref()))
    })
    .await
}

async fn member_page(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/sharing/volumes/member", request, |desk, asked| {
        let Some((_, ean)) = asked.member(desk)? else { return desk.gone() };
        if !asked.query.m.is_empty() && asked.month().is_none() {
            return desk.gone();
        }
        let found = desk.groups().member(&asked.visitor, asked.group(), asked.month(), ean)?;
        let Some(found) = found else { return desk.gone() };
        let said = asked.why(desk, WhyOf::Group(asked.group()), ean)?;
        let wrong = matches!(said, Said::Wrong);
        let frame = desk.of(Page::Volumes, asked);
        let shown = MemberPage::new(frame, asked.group(), &found, (asked.typed(), said));
        if wrong { unclear(&shown) } else { page(&shown) }
    })
    .await
}

async fn files_page(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/sharing/files", request, |desk, asked| {
        let Some(versions) = desk.groups().versions(&asked.visitor, asked.group())? else {
            return desk.gone();
        };
        page(&FilesPage::new(desk.of(Page::Files, asked), asked.group(), &versions))
    })
    .await
}

/// `2026-10-2.csv`: a month, the number of its version, and the form.
fn file_name(name: &str) -> Option<((SettlementDay, i32), FileForm)> {
    let (name, ending) = name.rsplit_once('.')?;
    let form = FileForm::ALL.into_iter().find(|form| form.ending() == ending)?;
    let (month, seq) = name.rsplit_once('-')?;
    Some(((format!("{month}-01").parse().ok()?, seq.parse().ok()?), form))
}

const SHEET: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

async fn file(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/sharing/files/file", request, |desk, asked| {
        let Some((version, form)) = file_name(asked.below()) else { return desk.gone() };
        let found = desk.groups().file(&asked.visitor, asked.group(), version, form)?;
        let Some(bytes) = found else { return desk.gone() };
        Ok(match form {
            FileForm::Csv => Reply::File(String::from_utf8_lossy(&bytes).into_owned()),
            FileForm::Json => Reply::Json(String::from_utf8_lossy(&bytes).into_owned()),
            FileForm::Xlsx => Reply::Picture(SHEET, bytes),
        })
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
            return match desk.groups().group(&asked.visitor, asked.group())? {
                Some(_) => page(&BillsPage::new(frame, asked.group(), typed, Vec::new(), None)),
                None => desk.gone(),
            };
        }
        let price: Option<NanoEuroPerKwh> = decimal(&asked.query.price).parse().ok();
        let price = price.filter(|price| (0..=10_000_000_000).contains(&price.0));
        let fee = if asked.query.fee.is_empty() { "0".to_owned() } else { asked.query.fee.clone() };
        let fee: Option<MicroEuro> = decimal(&fee).parse().ok();
        let fee = fee.filter(|fee| (0..=1_000_000_000).contains(&fee.0) && fee.0 % 10_000 == 0);
        let mut errors = Vec::new();
        if price.is_none() {
            errors.push(PageError::at(pages::PRICE, desk.m().e_price));
        }
        if fee.is_none() {
            errors.push(PageError::at(pages::FEE, desk.m().e_fee));
        }
        let (Some(price), Some(fee)) = (price, fee) else {
            return match desk.groups().group(&asked.visitor, asked.group())? {
                Some(_) => unclear(&BillsPage::new(frame, asked.group(), typed, errors, None)),
                None => desk.gone(),
            };
        };
        let found = desk.groups().bills(&asked.visitor, asked.group(), price, fee)?;
        let Some(found) = found else { return desk.gone() };
        page(&BillsPage::new(frame, asked.group(), typed, errors, Some(&found)))
    })
    .await
}

async fn leave_page(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/sharing/leave", request, |desk, asked| {
        let Some((number, ean)) = asked.member(desk)? else { return desk.gone() };
        let known = desk.groups().group(&asked.visitor, asked.group())?;
        if !known.is_some_and(|group| group.members.iter().any(|member| member.ean == ean)) {
            return desk.gone();
        }
        let of = (asked.group(), number, ean);
        page(&LeavePage::new(desk.of(Page::Leave, asked), of, String::new(), Vec::new()))
    })
    .await
}

async fn leave(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/sharing/leave", request, |desk, asked| {
        let Some((number, ean)) = asked.member(desk)? else { return desk.gone() };
        let m = desk.m();
        let again = |text: &'static str| {
            let errors = vec![PageError::at(pages::DAY, text)];
            let frame = desk.of(Page::Leave, asked);
            unclear(&LeavePage::new(
                frame,
                (asked.group(), number, ean),
                asked.day().clone(),
                errors,
            ))
        };
        let Some(day) = day_of(&asked.day()) else { return again(m.e_day) };
        match desk.groups().leave(&asked.visitor, asked.group(), ean, day)? {
            None => desk.gone(),
            Some(Ok(())) => {
                let to = format!("{}/{}", Page::Members.path(desk.language), asked.group());
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
        let frame = desk.frame(Page::Mine, "");
        let account = asked.query.account.parse::<AccountId>().ok();
        let own = mine.iter().find(|one| Some(one.account) == account);
        let Some(ean) = own.map(|one| one.ean) else {
            return page(&MinePage::new(frame, &mine, None, None));
        };
        let said = asked.why(desk, WhyOf::Own, ean)?;
        let wrong = matches!(said, Said::Wrong);
        let shown = MinePage::new(frame, &mine, None, Some((ean, asked.typed(), said)));
        if wrong { unclear(&shown) } else { page(&shown) }
    })
    .await
}

/// The household's own act: its point leaves on a day.
async fn leave_own(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/my/sharing", request, |desk, asked| {
        let m = desk.m();
        let Ok(ean) = asked.field("ean", 20).parse::<Ean>() else { return desk.gone() };
        let why = match day_of(&asked.day()) {
            None => m.e_day,
            Some(day) => match desk.groups().leave_own(&asked.visitor, ean, day)? {
                None => return desk.gone(),
                Some(Ok(())) => {
                    return Ok(Reply::SeeOther(Page::Mine.path(desk.language).to_owned()));
                }
                Some(Err(LeaveRefused::Day)) => m.e_day,
                Some(Err(LeaveRefused::NoMember)) => m.e_member,
                Some(Err(LeaveRefused::Key)) => m.e_key,
            },
        };
        let mine = desk.groups().mine(&asked.visitor)?;
        let wrong = Some((ean, asked.day().clone(), why));
        unclear(&MinePage::new(desk.frame(Page::Mine, ""), &mine, wrong, None))
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
    staff::answer(desk, route, request, work, |desk, _| {
        let words = (desk.m().failed_title, desk.m().failed_text);
        NoticePage::new(desk.frame(Page::Groups, ""), words).render()
    })
    .await
}
