//! The pages of all accounts as structs of ready text.

use super::paths::{Page, explain_at};
use super::words::Words;
use super::{ACCOUNTS_SHOWN, NO_FIGURE};
use crate::agent::{self, Menu};
use crate::card::Chip;
use crate::language::{Paths as _, Writes as _};
use crate::my::Visitor;
use crate::pay::frame::Frame;
use crate::view::{
    AccountItem, Method, Modifier, OffCount, OffNow, OffPage, QualityLine, QualityPage, ShownState,
    StateCounts, Supply,
};
use crate::words::fill;
use access::{Act, Only, Verb};
use askama::Template;
use units::{Dso, Ean, Energy, Language};

/// Which household it is, is not for everybody who sees how many there are.
fn sees_masked(visitor: &Visitor) -> bool {
    let right = access::may(visitor.role, Act::StateAndAmount, Verb::View);
    right.is_none_or(|right| right.only == Only::Masked)
}

/// An EAN of which only its end is told.
fn masked(ean: &str) -> String {
    let end = ean.len().saturating_sub(4);
    format!("…{}", ean.get(end..).unwrap_or_default())
}

/// The pages of all accounts, beside one another: address, name, current.
fn beside(current: Page, language: Language) -> Vec<(&'static str, &'static str, bool)> {
    let m = Words::of(language);
    let names = [m.list_title, m.off_title, m.good_title];
    let pages = Page::ALL.into_iter().zip(names);
    pages.map(|(page, name)| (page.path(language), name, page == current)).collect()
}

#[derive(Debug)]
struct Filter {
    href: String,
    chip: Option<Chip>,
    count: u64,
    current: bool,
}

#[derive(Debug)]
struct ListRow {
    ean: String,
    /// `None` for whoever may not see which household it is.
    href: Option<String>,
    /// Operator and energy.
    place: String,
    chip: Chip,
    /// The supply, and what stands beside the state.
    notes: String,
    balance: String,
    balance_href: Option<String>,
}

pub(super) fn supply(supply: Supply, m: &Words) -> &'static str {
    match supply {
        Supply::Connected => m.on,
        Supply::DisconnectOrdered => m.cut_ordered,
        Supply::Disconnected => m.off,
        Supply::ReconnectOrdered => m.on_ordered,
        Supply::ReadyForReconnection => m.press,
        Supply::LeakTesting => m.leak_test,
    }
}

fn modifier(modifier: &Modifier, m: &Words) -> String {
    match modifier {
        Modifier::BillingHold { .. } => m.hold.to_owned(),
        Modifier::Stale { .. } => m.stale.to_owned(),
        Modifier::PaymentUnderWay => m.paying.to_owned(),
        Modifier::NotReached { .. } => m.silent.to_owned(),
        Modifier::Limited { ampere, .. } => fill(m.limited, &[("ampere", &ampere.to_string())]),
        Modifier::Advance { .. } => m.advance.to_owned(),
        Modifier::Plan { .. } => m.plan.to_owned(),
        Modifier::Newcomer => m.newcomer.to_owned(),
    }
}

impl ListRow {
    fn new(item: &AccountItem, masks: bool, frame: &Frame) -> Self {
        let (language, open) = (frame.language, !masks);
        let m = Words::of(language);
        let ean = item.ean.to_string();
        let beside = item.modifiers.iter().map(|one| modifier(one, m));
        let notes: Vec<String> =
            std::iter::once(supply(item.supply, m).to_owned()).chain(beside).collect();
        Self {
            ean: if masks { masked(&ean) } else { ean },
            href: open.then(|| agent::case_path(item.account, language)),
            place: place(item.dso, Some(item.energy), None, frame),
            chip: Chip::of(item.state, language),
            notes: notes.join(", "),
            balance: language.balance(item.balance),
            balance_href: open.then(|| explain_at(item.account, item.as_of, language)),
        }
    }
}

/// When the balances shown were calculated: once for all, since most share one instant.
fn as_of(items: &[AccountItem], language: Language) -> Option<String> {
    let instants = || items.iter().map(|item| item.as_of);
    let (first, last) = (instants().min()?, instants().max()?);
    let m = Words::of(language);
    let (from, to) = (language.instant(first), language.instant(last));
    // Seconds apart is the same to a reader.
    Some(if from == to {
        fill(m.of_one, &[("time", &from)])
    } else {
        fill(m.of_two, &[("from", &from), ("to", &to)])
    })
}

#[derive(Debug, Template)]
#[template(path = "accounts/list.html")]
pub(super) struct ListPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    pages: Vec<(&'static str, &'static str, bool)>,
    total: String,
    filters: Vec<Filter>,
    as_of: Option<String>,
    rows: Vec<ListRow>,
    empty: &'static str,
    next: Option<String>,
    first: Option<String>,
}

/// What is behind the path of the list.
pub(super) fn list_rest(state: Option<ShownState>, after: Option<i64>) -> String {
    match (state, after) {
        (None, None) => String::new(),
        (None, Some(after)) => format!("?after={after}"),
        (Some(state), None) => format!("?state={state}"),
        (Some(state), Some(after)) => format!("?state={state}&after={after}"),
    }
}

impl ListPage {
    /// `items` may hold one more than a page shows: then there is a next page.
    pub(super) fn new(
        frame: Frame,
        visitor: &Visitor,
        counts: StateCounts,
        (state, after): (Option<ShownState>, Option<i64>),
        items: &[AccountItem],
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let masks = sees_masked(visitor);
        let shown = items.get(..ACCOUNTS_SHOWN).unwrap_or(items);
        let own = Page::List.path(language);
        let address = |state, after| format!("{own}{}", list_rest(state, after));
        let last_shown = shown.last().filter(|_| items.len() > shown.len());
        let total: u64 = counts.0.iter().sum();
        let all =
            Filter { href: own.to_owned(), chip: None, count: total, current: state.is_none() };
        let by_state = ShownState::ALL.into_iter().zip(counts.0).map(|(each, count)| Filter {
            href: address(Some(each), None),
            chip: Some(Chip::of(each, language)),
            count,
            current: state == Some(each),
        });
        Self {
            menu: Menu::at(language, visitor.role, own),
            pages: beside(Page::List, language),
            total: fill(m.count, &[("count", &total.to_string())]),
            filters: std::iter::once(all).chain(by_state).collect(),
            as_of: as_of(shown, language),
            rows: shown.iter().map(|item| ListRow::new(item, masks, &frame)).collect(),
            empty: if state.is_some() { m.no_one } else { m.no_account },
            next: last_shown.map(|item| address(state, Some(item.account.0))),
            first: after.map(|_| address(state, None)),
            frame: frame.titled(m.list_title, &[]),
            m,
        }
    }
}

// Who is without supply.

fn place(dso: Dso, energy: Option<Energy>, area: Option<&str>, frame: &Frame) -> String {
    let energy = energy.map(|energy| frame.w.energy_name(energy)).unwrap_or_default();
    let parts = [dso.name(), energy, area.unwrap_or_default()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

#[derive(Debug)]
struct OffRow {
    ean: String,
    /// `None` for whoever may not see which household it is.
    href: Option<String>,
    place: String,
    since: String,
    heard: String,
    released: &'static str,
}

#[derive(Debug)]
struct CountRow {
    month: String,
    place: String,
    times: u64,
    still: u64,
    hours: i64,
}

#[derive(Debug, Template)]
#[template(path = "accounts/off.html")]
pub(super) struct OffView {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    pages: Vec<(&'static str, &'static str, bool)>,
    now: Vec<OffRow>,
    counts: Vec<CountRow>,
}

impl OffView {
    pub(super) fn new(frame: Frame, visitor: &Visitor, page: &OffPage) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let masks = sees_masked(visitor);
        let name = |ean: Ean| {
            let ean = ean.to_string();
            if masks { masked(&ean) } else { ean }
        };
        let row = |one: &OffNow| {
            let (since, hours) = (language.instant(one.since), one.hours.to_string());
            let heard = one.first_contact.map(|at| language.instant(at));
            OffRow {
                ean: name(one.ean),
                href: (!masks).then(|| agent::case_path(one.account, language)),
                place: place(one.dso, Some(one.energy), one.area.as_deref(), &frame),
                since: fill(m.since, &[("time", &since), ("hours", &hours)]),
                heard: heard.unwrap_or_else(|| m.not_heard.to_owned()),
                released: if one.released { m.waits_press } else { m.waits_money },
            }
        };
        let count = |count: &OffCount| {
            let area = count.area.as_deref().unwrap_or(m.no_area);
            CountRow {
                month: language.month_and_year(count.month),
                place: place(count.dso, None, Some(area), &frame),
                times: count.times,
                still: count.off_still,
                hours: count.hours,
            }
        };
        Self {
            menu: Menu::at(language, visitor.role, Page::Off.path(language)),
            pages: beside(Page::Off, language),
            now: page.now.iter().map(row).collect(),
            counts: page.counts.iter().map(count).collect(),
            frame: frame.titled(m.off_title, &[]),
            m,
        }
    }
}

// How good the estimates are.

/// One operator and energy, both methods beside each other.
#[derive(Debug)]
struct QualityGroup {
    id: String,
    who: String,
    /// Label, flat, by the hour.
    rows: Vec<(&'static str, [String; 2])>,
    /// Day, estimates, and by how much they were off on average.
    days: Vec<(String, String, [String; 2])>,
}

#[derive(Debug, Template)]
#[template(path = "accounts/quality.html")]
pub(super) struct QualityView {
    frame: Frame,
    m: &'static Words,
    /// Only for those who work here.
    menu: Option<Menu>,
    pages: Vec<(&'static str, &'static str, bool)>,
    period: Option<String>,
    groups: Vec<QualityGroup>,
}

/// One figure of a line, as text.
type Figure = fn(&QualityLine, Language) -> String;

fn figures(m: &Words) -> [(&'static str, Figure); 6] {
    [
        (m.mean, |line, language| language.money(line.mean_off)),
        (m.half, |line, language| language.money(line.half_within)),
        (m.most, |line, language| language.money(line.most_within)),
        (m.largest, |line, language| language.money(line.largest)),
        (m.sign, |line, language| language.effect(line.mean)),
        (m.estimates, |line, _| line.accounts.to_string()),
    ]
}

/// A figure by both methods.
fn by_method(lines: &[&QualityLine], figure: impl Fn(&QualityLine) -> String) -> [String; 2] {
    [Method::Flat, Method::HourAware].map(|method| {
        let line = lines.iter().find(|line| line.method == method);
        line.map_or(NO_FIGURE.to_owned(), |line| figure(line))
    })
}

impl QualityView {
    pub(super) fn new(frame: Frame, visitor: Option<&Visitor>, page: &QualityPage) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let works = Act::StateAndAmount;
        let staff =
            visitor.filter(|who| access::Needs::Anyones(works, Verb::View).allows(Some(who.role)));
        let mut keys: Vec<(Dso, Energy)> = Vec::new();
        for line in &page.lines {
            if !keys.contains(&(line.dso, line.energy)) {
                keys.push((line.dso, line.energy));
            }
        }
        let period = page.period.map(|(first, last)| {
            let (from, to) = (language.date(first), language.date(last));
            fill(m.good_from, &[("from", &from), ("to", &to)])
        });
        let own = Page::Quality.path(language);
        Self {
            menu: staff.map(|who| Menu::at(language, who.role, own)),
            pages: staff.map(|_| beside(Page::Quality, language)).unwrap_or_default(),
            period,
            groups: keys.into_iter().map(|key| QualityGroup::new(key, page, &frame)).collect(),
            frame: frame.titled(m.good_title, &[]),
            m,
        }
    }
}

impl QualityGroup {
    fn new(key: (Dso, Energy), page: &QualityPage, frame: &Frame) -> Self {
        let language = frame.language;
        let of = |line: &&QualityLine| (line.dso, line.energy) == key;
        let lines: Vec<&QualityLine> = page.lines.iter().filter(of).collect();
        let of_days: Vec<&QualityLine> = page.days.iter().filter(of).collect();
        let days = of_days.chunk_by(|one, next| one.day == next.day).map(|lines| {
            let first = lines.first();
            let shown = first.and_then(|line| line.day).map(|day| language.date(day));
            let accounts = first.map(|line| line.accounts.to_string());
            let off = by_method(lines, |line| language.money(line.mean_off));
            (shown.unwrap_or_default(), accounts.unwrap_or_default(), off)
        });
        let rows = figures(Words::of(language))
            .map(|(label, figure)| (label, by_method(&lines, |line| figure(line, language))));
        let (dso, energy) = key;
        Self {
            id: format!("{}-{}", dso.name(), energy.name()),
            who: place(dso, Some(energy), None, frame),
            rows: rows.to_vec(),
            days: days.collect(),
        }
    }
}

/// Words without a form, and the way back to the list.
pub(super) fn notice(
    frame: Frame,
    role: access::Role,
    words: (&'static str, &'static str),
) -> agent::NoticePage {
    let language = frame.language;
    let next = (Page::List.path(language), Words::of(language).list_title);
    agent::NoticePage::leading(frame, Menu::at(language, role, ""), words, next)
}
