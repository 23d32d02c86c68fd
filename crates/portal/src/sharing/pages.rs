//! The pages as structs of ready text.

mod advice;
mod bills;
mod files;
mod groups;
mod key;
mod leaving;
mod member;
mod members;
mod messages;
mod mine;
mod notices;
mod picture;
mod volumes;

use super::api::{
    FormShown, GroupView, KeyShown, Shared, StateShown, TaskShown, VersionLine, VersionShown,
    Warning,
};
use super::paths::Page;
use super::words::Words;
use crate::language::{Paths as _, Writes as _, percent};
use crate::my;
use crate::pay::frame::{Frame, PageError};
use crate::words::fill;
use askama::Template;
use calendar::SettlementDay;
use units::{Ean, Language, MilliWattHours};

pub(super) use advice::{AdviceTyped, PANELS, SUPPLIED, SURPLUS};
pub(super) use bills::{BillsPage, TermsTyped, short};
pub(super) use files::FilesPage;
pub(super) use groups::{GroupCard, GroupsPage};
pub(super) use key::{KEYS, KeyPage, KeyTyped};
pub(super) use leaving::{EndTyped, LeavePage, OTHER, SAME, SIGNED, Shown};
pub(super) use member::MemberPage;
pub(super) use members::{LABEL, LabelTyped, MembersPage, line_problem, line_text};
pub(super) use messages::MessagesPage;
pub(super) use mine::MinePage;
pub(super) use notices::{NoticesPage, SignPage, SignTyped};
pub(super) use volumes::VolumesPage;

pub(super) const PRICE: &str = "price";
pub(super) const FEE: &str = "fee";
pub(super) const DAY: &str = "day";
pub(super) const NETWORK: &str = "network";
pub(super) const FROM: &str = "from";
pub(super) const CSV: &str = "csv";
pub(super) const SIGNER: &str = "signer";
pub(super) const DOCUMENT: &str = "document";
pub(super) const REASON: &str = "reason";
/// The first share of a form, or the one that is wrong.
pub(super) const SHARES: &str = "shares";
pub(super) const FIRST: &str = "first";
/// The rank of a form that is wrong.
pub(super) const RANKS: &str = "ranks";

pub(super) fn error_at<'a>(errors: &'a [PageError], field: &str) -> Option<&'a str> {
    errors.iter().find(|error| error.field == Some(field)).map(|error| error.text.as_str())
}

/// How the representative calls the members of a group: by a label of their own or, without one, by number and last
/// digits.
#[derive(Debug, Default)]
pub(super) struct Names(Vec<(Ean, usize, Option<String>)>);

impl Names {
    pub(super) fn of(group: &GroupView) -> Self {
        let members = group.members.iter();
        Self(members.map(|one| (one.ean, one.number, one.label.clone())).collect())
    }

    fn find(&self, ean: Ean) -> Option<&(Ean, usize, Option<String>)> {
        self.0.iter().find(|(known, ..)| *known == ean)
    }

    /// Where room is short.
    pub(super) fn short(&self, ean: Ean) -> String {
        let digits = ean.to_string();
        let tail = digits.get(digits.len().saturating_sub(4)..).unwrap_or_default();
        match self.find(ean) {
            Some((_, _, Some(label))) => label.clone(),
            Some((_, number, None)) => format!("{number}\u{a0}·\u{a0}…{tail}"),
            None => format!("…{tail}"),
        }
    }

    /// With all of its digits.
    pub(super) fn full(&self, ean: Ean) -> String {
        match self.find(ean) {
            Some((_, _, Some(label))) => format!("{label} · {ean}"),
            Some((_, _, None)) | None => ean.to_string(),
        }
    }
}

/// Parts of a hundred thousand as per cent, without noughts at the end.
pub(super) fn per_cent(parts: u64, language: Language) -> String {
    let text = units::format_decimal(i128::from(parts), 3);
    let text = text.trim_end_matches('0').trim_end_matches('.');
    let text = if language == Language::En { text.to_owned() } else { text.replace('.', ",") };
    format!("{text}\u{a0}%")
}

/// Links to the pages of the group, and the way out.
#[derive(Debug)]
pub(super) struct Menu {
    pub(super) title: &'static str,
    pub(super) links: Vec<(String, &'static str, bool)>,
    pub(super) sign_out: &'static str,
    pub(super) sign_out_path: &'static str,
    /// To all groups, from a page of one.
    pub(super) up: Option<(&'static str, &'static str)>,
    /// What the way down to the menu is called.
    pub(super) below: &'static str,
}

impl Menu {
    pub(super) fn new(language: Language, group: Option<i64>, current: Option<Page>) -> Self {
        let m = Words::of(language);
        let to = Page::Groups.path(language).to_owned();
        let told = Page::Told.path(language).to_owned();
        let mut links = vec![
            (to, m.groups_title, current == Some(Page::Groups)),
            (told, crate::told::name(language), current == Some(Page::Told)),
        ];
        if let Some(group) = group {
            for (page, name) in [
                (Page::Group, m.group_title),
                (Page::Members, m.members_title),
                (Page::Key, m.key_title),
                (Page::Volumes, m.volumes_title),
                (Page::Files, m.files_title),
                (Page::Bills, m.bills_title),
                (Page::Notices, m.notices_title),
                (Page::Messages, m.messages_title),
            ] {
                let to = format!("{}/{group}", page.path(language));
                links.push((to, name, current == Some(page)));
            }
        }
        let sign_out_path = my::Page::Account.path(language);
        let up = group.map(|_| (Page::Groups.path(language), m.groups_title));
        let (sign_out, below) = (m.sign_out, m.all_pages);
        Self { title: m.nav, links, sign_out, sign_out_path, up, below }
    }
}

fn kwh(mwh: MilliWattHours, frame: &Frame) -> String {
    frame.language.kwh(mwh)
}

/// Without its unit, which stands above.
fn bare(text: &str) -> String {
    text.trim_end_matches("kWh").trim_end().to_owned()
}

/// A change that is told: what rounds to nothing is neither gain nor loss.
fn is_more(mwh: i64) -> bool {
    mwh.saturating_abs() >= LEAST_MWH
}

/// Half of the last digit that is shown.
const LEAST_MWH: i64 = 50_000;

/// With its sign, so that who gains is heard too.
fn signed_kwh(mwh: i64, frame: &Frame) -> String {
    let text = kwh(MilliWattHours(mwh.saturating_abs()), frame);
    if mwh < 0 { format!("−{text}") } else { format!("+{text}") }
}

pub(super) fn form_name(form: FormShown, m: &Words) -> &'static str {
    match form {
        FormShown::Building => m.f_building,
        FormShown::Renewable => m.f_renewable,
        FormShown::Citizen => m.f_citizen,
        FormShown::PeerToPeer => m.f_p2p,
    }
}

/// Class and word of a chip.
pub(super) fn state_chip(state: StateShown, m: &Words) -> (&'static str, &'static str) {
    match state {
        StateShown::Draft => ("s2", m.s_draft),
        StateShown::Submitted => ("s2", m.s_submitted),
        StateShown::Accepted => ("s1", m.s_accepted),
        StateShown::Refused => ("s4", m.s_refused),
        StateShown::Withdrawn => ("s2", m.s_withdrawn),
        StateShown::Ended => ("s2", m.s_ended),
    }
}

pub(super) fn key_name(key: KeyShown, m: &Words) -> &'static str {
    match key {
        KeyShown::Fixed => m.k_fixed,
        KeyShown::Equal => m.k_equal,
        KeyShown::ProRata => m.k_pro_rata,
        KeyShown::Hybrid => m.k_hybrid,
        KeyShown::Cascade => m.k_cascade,
        KeyShown::FlemishFixed => m.k_vl_fixed,
        KeyShown::FlemishRelative => m.k_vl_relative,
        KeyShown::FlemishOptimal => m.k_vl_optimal,
    }
}

pub(super) fn task_name(task: TaskShown, m: &Words) -> &'static str {
    match task {
        TaskShown::BuildingDeclaration => m.t_building,
        TaskShown::Statutes => m.t_statutes,
        TaskShown::Convention => m.t_convention,
        TaskShown::Authorisation => m.t_authorisation,
        TaskShown::Notification => m.t_notification,
        TaskShown::Contract => m.t_contract,
        TaskShown::Representative => m.t_representative,
        TaskShown::Pair => m.t_pair,
        TaskShown::Key => m.t_key,
        TaskShown::Meters => m.t_meters,
        TaskShown::PublicGrid => m.t_grid,
        TaskShown::Mandates => m.t_mandates,
        TaskShown::Notices => m.t_notices,
    }
}

fn version_name(version: &VersionLine, m: &Words) -> String {
    match version.version {
        VersionShown::Provisional => m.v_provisional.to_owned(),
        VersionShown::Final => m.v_final.to_owned(),
        VersionShown::Corrected(number) => fill(m.v_corrected, &[("number", &number.to_string())]),
    }
}

/// The last digits of an EAN, by which members are told apart, with all of it for who hears.
pub(super) fn points(all: &[Ean]) -> String {
    all.iter().map(Ean::to_string).collect::<Vec<_>>().join(", ")
}

/// What of a version stands on a page.
#[derive(Debug)]
struct Stamp {
    class: &'static str,
    name: String,
    made: String,
    cause: String,
}

impl Stamp {
    fn new(version: &VersionLine, frame: &Frame, m: &Words) -> Self {
        let class = match version.version {
            VersionShown::Provisional => "s2",
            VersionShown::Final | VersionShown::Corrected(_) => "s1",
        };
        let made = format!("{} {}", m.made, frame.language.date(version.made));
        Self { class, name: version_name(version, m), made, cause: version.cause.clone() }
    }
}

fn minus(one: MilliWattHours, other: MilliWattHours) -> MilliWattHours {
    MilliWattHours(one.0.saturating_sub(other.0))
}

fn facts_of(total: Shared, frame: &Frame, m: &'static Words) -> Vec<(&'static str, String)> {
    let mut facts = vec![
        (m.produced, kwh(total.injection, frame)),
        (m.shared, kwh(total.given, frame)),
        (m.surplus, kwh(minus(total.injection, total.given), frame)),
        (m.residual, kwh(minus(total.offtake, total.received), frame)),
    ];
    facts.extend(ratios_of(total, m));
    facts
}

/// The three ratios of one who takes part; a dash of nothing. Source: ES-15.
fn ratios_of(total: Shared, m: &'static Words) -> [(&'static str, String); 3] {
    [
        (m.own_use, percent(total.given, total.injection)),
        (m.cover, percent(total.received, total.offtake)),
        (m.production, percent(total.injection, total.offtake)),
    ]
}

/// Of a month's first day: `2026-10`.
pub(super) fn month_of(day: SettlementDay) -> String {
    let (year, month, _) = day.ymd();
    format!("{year:04}-{month:02}")
}

/// The month that is written `2026-10`, as it is called.
fn month_named(month: &str, language: Language) -> String {
    let first = format!("{month}-01").parse::<SettlementDay>();
    first.map_or_else(|_| month.to_owned(), |first| language.month_and_year(first))
}

/// What sharing costs at the social tariff, in words.
fn warned(warning: Option<Warning>, language: Language, m: &Words) -> String {
    let Some(warning) = warning else { return m.w_unknown.to_owned() };
    let price = |nano: i64| {
        // Nano-euro to five decimals of a euro, rounded up.
        let text = units::format_decimal(i128::from(nano).saturating_add(9_999) / 10_000, 5);
        match language {
            Language::Fr | Language::De => format!("{}\u{a0}€", text.replace('.', ",")),
            Language::Nl => format!("€\u{a0}{}", text.replace('.', ",")),
            Language::En => format!("€{text}"),
        }
    };
    let then = warning.now.0.saturating_sub(warning.gain);
    let by = price(warning.gain.saturating_abs());
    let text = if warning.gain < 0 { m.w_loses } else { m.w_gains };
    fill(text, &[("now", &price(warning.now.0)), ("then", &price(then)), ("by", &by)])
}

/// Words alone.
#[derive(Debug, Template)]
#[template(path = "sharing/notice.html")]
pub(super) struct NoticePage {
    frame: Frame,
    menu: Menu,
    title: &'static str,
    text: &'static str,
}

impl NoticePage {
    pub(super) fn new(frame: Frame, (title, text): (&'static str, &'static str)) -> Self {
        let menu = Menu::new(frame.language, None, None);
        Self { frame: frame.titled(title, &[]), menu, title, text }
    }
}
