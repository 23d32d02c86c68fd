//! The routes of the pages of energy sharing. A representative sees the groups they represent, a
//! household its own. Source: UX 7.3.

use super::api::{
    AdviceAsked, AgreeRefused, FileForm, Groups, JoinStopped, KeyRefused, KeyWanted, LeaveRefused,
    News, SignRefused, Signing, TermsWanted, WhyOf,
};
use super::dossier::MOST_OF_A_DOCUMENT;
use super::ending::{leave, leave_page};
use super::pages::{
    self, AdviceTyped, BillsPage, FilesPage, GroupsPage, KeyPage, KeyTyped, LabelTyped, MemberPage,
    MembersPage, MessagesPage, MinePage, Names, NoticePage, NoticesPage, SignPage, SignTyped,
    TermsTyped, VolumesPage,
};
use super::paths::Page;
use super::told::ToldPage;
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
            .get(Page::Told.path(language), views, told_page)
            .get(&of(Page::Members, ""), views, members_page)
            .post(&of(Page::Members, ""), does, join)
            .get(&of(Page::Key, ""), views, key_page)
            .post(&of(Page::Key, ""), does, file_key)
            .get(&of(Page::Volumes, ""), views, volumes_page)
            .get(&of(Page::Volumes, "/{member}"), views, member_page)
            .get(&of(Page::Files, ""), views, files_page)
            .get(&of(Page::Files, "/{file}"), views, file)
            .get(&of(Page::Bills, ""), views, bills_page)
            .post(&of(Page::Bills, ""), does, agree)
            .get(&of(Page::Bills, "/{file}"), views, bills_file)
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
    /// A month and the number of its version: `2026-10-2`.
    v: String,
    price: String,
    network: String,
    what: String,
    sent: String,
    account: String,
    supplied: String,
    surplus: String,
    panels: String,
    more: String,
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
    pub(super) fn member(&self, desk: &Desk) -> Result<Option<(usize, Ean)>, Trouble> {
        let Ok(number) = self.below().parse() else { return Ok(None) };
        let point = desk.groups().point(&self.visitor, self.group(), number)?;
        Ok(point.map(|ean| (number, ean)))
    }

    /// How the representative calls the members.
    pub(super) fn names(&self, desk: &Desk) -> Result<Names, Trouble> {
        let group = desk.groups().group(&self.visitor, self.group())?;
        Ok(group.map(|group| Names::of(&group)).unwrap_or_default())
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
    pub(super) fn m(&self) -> &'static Words {
        Words::of(self.language)
    }

    pub(super) fn groups(&self) -> &dyn Groups {
        self.source()
    }

    pub(super) fn frame(&self, of: Page, rest: &str) -> Frame {
        self.frame_at(|language| of.path(language), rest)
    }

    pub(super) fn of(&self, page: Page, asked: &Asked) -> Frame {
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

async fn told_page(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/sharing/our-notices", request, |desk, asked| {
        let told = desk.groups().told(&asked.visitor)?;
        page(&ToldPage::new(desk.frame(Page::Told, ""), &told))
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
        let typed = (String::new(), LabelTyped::default());
        page(&MembersPage::new(frame, &group, joined, typed, Vec::new()))
    })
    .await
}

async fn join(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/sharing/participants", request, |desk, asked| {
        if asked.field("do", 10) == "label" {
            return label(desk, asked);
        }
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
                let typed = (csv, LabelTyped::default());
                unclear(&MembersPage::new(
                    desk.of(Page::Members, asked),
                    &group,
                    None,
                    typed,
                    errors,
                ))
            }
        }
    })
    .await
}

/// How the representative calls a participant.
fn label(desk: &Desk, asked: &Asked) -> Result<Reply, Trouble> {
    let typed =
        LabelTyped { number: asked.field("number", 9), label: asked.field(pages::LABEL, 200) };
    let (visitor, group) = (&asked.visitor, asked.group());
    let point = match typed.number.parse() {
        Ok(number) => desk.groups().point(visitor, group, number)?,
        Err(_) => None,
    };
    let Some(ean) = point else { return desk.gone() };
    match desk.groups().label(visitor, group, ean, &typed.label)? {
        None => desk.gone(),
        Some(true) => {
            let path = Page::Members.path(desk.language);
            Ok(Reply::SeeOther(format!("{path}/{group}")))
        }
        Some(false) => {
            let Some(view) = desk.groups().group(visitor, group)? else { return desk.gone() };
            let errors = vec![PageError::at(pages::LABEL, desk.m().e_label)];
            let (frame, typed) = (desk.of(Page::Members, asked), (String::new(), typed));
            unclear(&MembersPage::new(frame, &view, None, typed, errors))
        }
    }
}

/// Bad lines that are named at once.
const MOST_ERRORS: usize = 50;

/// What is asked of the advice, as it was typed, and what of it cannot be read.
fn advice_of(asked: &Asked, m: &Words) -> (AdviceTyped, Result<AdviceAsked, Vec<PageError>>) {
    let short = |text: &str| text.trim().chars().take(20).collect::<String>();
    let query = &asked.query;
    let typed = AdviceTyped {
        supplied: short(&query.supplied),
        price: short(&query.price),
        surplus: short(&query.surplus),
        panels: short(&query.panels),
        newcomer: !query.more.is_empty(),
    };
    let (mut errors, mut found) = (Vec::new(), AdviceAsked::default());
    let all = [&typed.supplied, &typed.price, &typed.surplus];
    if all.iter().any(|text| !text.is_empty()) {
        match all.map(|text| price_of(text)) {
            [Some(supplied), Some(shared), Some(surplus)] => {
                found.prices = Some((supplied, shared, surplus));
            }
            prices => {
                let fields = [pages::SUPPLIED, pages::PRICE, pages::SURPLUS];
                let first = fields.iter().zip(all.iter().zip(prices));
                for (field, (text, price)) in first {
                    if price.is_none() {
                        let words = if text.is_empty() { m.e_prices } else { m.e_price };
                        errors.push(PageError::at(field, words));
                    }
                }
            }
        }
    }
    if !typed.panels.is_empty() {
        let ppm = units::parse_decimal(&decimal(&typed.panels), 6).ok();
        found.panels_ppm = ppm.filter(|ppm| (0..=20_000_000).contains(ppm));
        if found.panels_ppm.is_none() {
            errors.push(PageError::at(pages::PANELS, m.e_panels));
        }
    }
    found.newcomer = typed.newcomer;
    (typed, if errors.is_empty() { Ok(found) } else { Err(errors) })
}

async fn key_page(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/sharing/key", request, |desk, asked| {
        let (advice, wanted) = advice_of(asked, desk.m());
        let wrong = wanted.is_err();
        let (wanted, errors) = match wanted {
            Ok(wanted) => (wanted, Vec::new()),
            Err(errors) => (AdviceAsked::default(), errors),
        };
        let found = desk.groups().simulation(&asked.visitor, asked.group(), &wanted)?;
        let Some(found) = found else { return desk.gone() };
        let frame = desk.of(Page::Key, asked);
        let shown = KeyPage::new(frame, &found, advice, (&KeyTyped::default(), None), errors);
        if wrong { unclear(&shown) } else { page(&shown) }
    })
    .await
}

/// Tries a key, files it or asks for it: which one says the button.
async fn file_key(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/sharing/key", request, |desk, asked| {
        let m = desk.m();
        let advice = AdviceAsked::default();
        let found = desk.groups().simulation(&asked.visitor, asked.group(), &advice)?;
        let Some(found) = found else { return desk.gone() };
        let mut typed = KeyTyped {
            key: asked.field("key", 20),
            from: asked.field(pages::FROM, 20),
            reason: asked.field(pages::REASON, 1_000),
            ..KeyTyped::default()
        };
        for (name, text) in &asked.fields {
            for (prefix, all) in [("share-", &mut typed.shares), ("rank-", &mut typed.ranks)] {
                let ean = name.strip_prefix(prefix).and_then(|ean| ean.parse::<Ean>().ok());
                if let Some(ean) = ean.filter(|_| !text.trim().is_empty()) {
                    all.push((ean, text.trim().chars().take(40).collect()));
                }
            }
        }
        let again = |errors: Vec<PageError>, typed: &KeyTyped| {
            let (frame, advice) = (desk.of(Page::Key, asked), AdviceTyped::default());
            unclear(&KeyPage::new(frame, &found, advice, (typed, None), errors))
        };
        let day = day_of(&typed.from);
        let key = pages::KEYS.iter().find(|(name, _)| *name == typed.key);
        let (Some(from), Some((_, key))) = (day, key) else {
            return again(vec![PageError::at(pages::FROM, m.e_key_date)], &typed);
        };
        let wanted = KeyWanted {
            key: *key,
            from,
            shares: typed.shares.clone(),
            ranks: typed.ranks.clone(),
            reason: typed.reason.clone(),
        };
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
                    let (frame, advice) = (desk.of(Page::Key, asked), AdviceTyped::default());
                    let shown = (&typed, Some(&preview));
                    return page(&KeyPage::new(frame, &found, advice, shown, Vec::new()));
                }
                Some(Err(refused)) => refused,
            }
        };
        let error = match refused {
            KeyRefused::Day => PageError::at(pages::FROM, m.e_key_day),
            KeyRefused::Later => PageError::at(pages::FROM, m.e_later),
            KeyRefused::Share(ean) => {
                typed.wrong = Some(ean);
                let point = pages::Names::of(&found.group).short(ean);
                PageError::at(pages::SHARES, fill(m.e_share_of, &[("point", &point)]))
            }
            KeyRefused::Rank(ean) => {
                typed.wrong = Some(ean);
                let point = pages::Names::of(&found.group).short(ean);
                PageError::at(pages::RANKS, fill(m.e_rank_of, &[("point", &point)]))
            }
            KeyRefused::Sum(sum) => {
                let text = match sum {
                    Some(sum) if sum > 100_000 => {
                        fill(m.e_sum_is, &[("sum", &pages::per_cent(sum, desk.language))])
                    }
                    Some(_) | None => m.e_sum.to_owned(),
                };
                PageError::at(pages::SHARES, text)
            }
            KeyRefused::Approval => PageError::at("key", m.e_approval),
            KeyRefused::Reason => PageError::at(pages::REASON, m.e_reason),
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
        let mut typed = [asked.query.price.clone(), asked.query.network.clone()];
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
        // What the group agreed on need not be typed again.
        if let (true, Some((price, network))) = (typed.iter().all(String::is_empty), found.prices) {
            typed = [price, network].map(|price| pages::short(&price.to_string(), desk.language));
        }
        let frame = desk.of(Page::Notices, asked);
        let wrong = !errors.is_empty();
        let shown =
            NoticesPage::new(frame, (asked.group(), &asked.names(desk)?), typed, errors, &found);
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
        let of = (asked.group(), number, asked.names(desk)?.full(ean));
        page(&SignPage::new(frame, of, typed, Vec::new(), found.warning))
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
        let of = (asked.group(), number, asked.names(desk)?.full(ean));
        unclear(&SignPage::new(frame, of, typed, errors, found.warning))
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
        let names = asked.names(desk)?;
        page(&VolumesPage::new(frame, asked.group(), &names, found.as_ref()))
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
        let shown = MemberPage::new(
            frame,
            (asked.group(), &asked.names(desk)?),
            &found,
            (asked.typed(), said),
        );
        if wrong { unclear(&shown) } else { page(&shown) }
    })
    .await
}

async fn files_page(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/sharing/files", request, |desk, asked| {
        let Some(versions) = desk.groups().versions(&asked.visitor, asked.group())? else {
            return desk.gone();
        };
        // The checksums are of the very bytes that each file would be: they are made when they are asked for.
        let version = version_name(&asked.query.v);
        let sums = match version {
            Some(version) => desk.groups().checksums(&asked.visitor, asked.group(), version)?,
            None => None,
        };
        if !asked.query.v.is_empty() && sums.is_none() {
            return desk.gone();
        }
        let sums = version.zip(sums);
        page(&FilesPage::new(desk.of(Page::Files, asked), asked.group(), &versions, sums.as_ref()))
    })
    .await
}

/// `2026-10-2`: a month and the number of its version.
fn version_name(name: &str) -> Option<(SettlementDay, i32)> {
    let (month, seq) = name.rsplit_once('-')?;
    Some((format!("{month}-01").parse().ok()?, seq.parse().ok()?))
}

/// `2026-10-2.csv`: a version, and the form.
fn file_name(name: &str) -> Option<((SettlementDay, i32), FileForm)> {
    let (name, ending) = name.rsplit_once('.')?;
    let form = FileForm::ALL.into_iter().find(|form| form.ending() == ending)?;
    Some((version_name(name)?, form))
}

const SHEET: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

async fn file(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/sharing/files/file", request, |desk, asked| {
        let Some((version, form)) = file_name(asked.below()) else { return desk.gone() };
        let found = desk.groups().file(&asked.visitor, asked.group(), version, form)?;
        let Some(bytes) = found else { return desk.gone() };
        let kind = match form {
            FileForm::Csv => answers::CSV,
            FileForm::Json => "application/json",
            FileForm::Xlsx => SHEET,
        };
        Ok(Reply::Summed(kind, bytes))
    })
    .await
}

/// As people write it: with a point or a comma.
fn decimal(text: &str) -> String {
    text.trim().replace(',', ".")
}

async fn bills_page(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/sharing/bills", request, |desk, asked| {
        let (month, version) = (asked.month(), version_name(&asked.query.v));
        // What is no month or version is not the newest one.
        let wrong = |text: &str, is_none: bool| !text.is_empty() && is_none;
        if wrong(&asked.query.m, month.is_none()) || wrong(&asked.query.v, version.is_none()) {
            return desk.gone();
        }
        let which = version.map(|(month, seq)| (month, Some(seq)));
        let which = which.or(month.map(|month| (month, None)));
        let found = desk.groups().bills(&asked.visitor, asked.group(), which)?;
        let Some(found) = found else { return desk.gone() };
        let (frame, names) = (desk.of(Page::Bills, asked), asked.names(desk)?);
        page(&BillsPage::new(frame, (asked.group(), &names), &found, None, Vec::new()))
    })
    .await
}

/// Keeps what the members agreed to pay.
async fn agree(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/sharing/bills", request, |desk, asked| {
        let (m, visitor, group) = (desk.m(), &asked.visitor, asked.group());
        let typed = TermsTyped {
            from: asked.field(pages::FROM, 20),
            price: asked.field(pages::PRICE, 20),
            fee: asked.field(pages::FEE, 20),
            network: asked.field(pages::NETWORK, 20),
        };
        let from = format!("{}-01", typed.from).parse::<SettlementDay>().ok();
        let from = from.filter(|day| (2000..2200).contains(&day.ymd().0));
        let price = price_of(&typed.price);
        let fee = if typed.fee.is_empty() { "0" } else { typed.fee.as_str() };
        let fee: Option<MicroEuro> = decimal(fee).parse().ok();
        let fee = fee.filter(|fee| {
            (0..=1_000_000_000).contains(&fee.0) && fee.0.checked_rem(10_000) == Some(0)
        });
        let network = match typed.network.as_str() {
            "" => Some(None),
            text => price_of(text).map(Some),
        };
        let mut errors = Vec::new();
        for (field, is_wrong, words) in [
            (pages::FROM, from.is_none(), m.e_month),
            (pages::PRICE, price.is_none(), m.e_price),
            (pages::FEE, fee.is_none(), m.e_fee),
            (pages::NETWORK, network.is_none(), m.e_network),
        ] {
            if is_wrong {
                errors.push(PageError::at(field, words));
            }
        }
        if let (Some(from), Some(price), Some(fee), Some(network)) = (from, price, fee, network) {
            let wanted = TermsWanted { from, price, fee, network };
            match desk.groups().agree(visitor, group, &wanted)? {
                None => return desk.gone(),
                Some(Ok(())) => {
                    let path = Page::Bills.path(desk.language);
                    return Ok(Reply::SeeOther(format!("{path}/{group}")));
                }
                Some(Err(AgreeRefused::Final(day))) => {
                    let month = desk.language.month_and_year(day);
                    errors.push(PageError::at(pages::FROM, fill(m.e_final, &[("month", &month)])));
                }
            }
        }
        let Some(found) = desk.groups().bills(visitor, group, None)? else { return desk.gone() };
        let (frame, names) = (desk.of(Page::Bills, asked), asked.names(desk)?);
        unclear(&BillsPage::new(frame, (group, &names), &found, Some(typed), errors))
    })
    .await
}

/// `2026-10-2.csv`: the bills of a version.
async fn bills_file(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/sharing/bills/file", request, |desk, asked| {
        let version = asked.below().strip_suffix(".csv").and_then(version_name);
        let Some(version) = version else { return desk.gone() };
        let found = desk.groups().bills_file(&asked.visitor, asked.group(), version)?;
        found.map_or_else(|| desk.gone(), |text| Ok(Reply::Summed(answers::CSV, text.into_bytes())))
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
