//! The pages as structs of ready text.

use super::api::{
    BillLine, Bills, FormShown, GroupLine, GroupView, KeyPreview, KeyShown, LineProblem,
    MemberMonth, MonthView, MySharing, News, NoticeLine, Notices, Shared, Simulation, StateShown,
    TaskShown, VersionLine, VersionShown, Warning,
};

use super::paths::Page;
use super::why::{Said, WhyCard};
use super::words::Words;
use crate::chart::{self, Bar, Drawing, Look};
use crate::heat::{self, Heat};
use crate::language::{Paths as _, Writes as _};
use crate::my;
use crate::pay::frame::{Frame, PageError};
use crate::words::fill;
use askama::Template;
use calendar::{SettlementDay, Weekday};
use units::{Ean, Language, MicroEuro, MilliWattHours};

pub(super) const PRICE: &str = "price";
pub(super) const FEE: &str = "fee";
pub(super) const DAY: &str = "day";
pub(super) const NETWORK: &str = "network";
pub(super) const FROM: &str = "from";
pub(super) const CSV: &str = "csv";
pub(super) const SIGNER: &str = "signer";
pub(super) const DOCUMENT: &str = "document";

pub(super) fn error_at<'a>(errors: &'a [PageError], field: &str) -> Option<&'a str> {
    errors.iter().find(|error| error.field == Some(field)).map(|error| error.text.as_str())
}

/// Links to the pages of the group, and the way out.
#[derive(Debug)]
pub(super) struct Menu {
    title: &'static str,
    links: Vec<(String, &'static str, bool)>,
    sign_out: &'static str,
    sign_out_path: &'static str,
}

impl Menu {
    pub(super) fn new(language: Language, group: Option<i64>, current: Option<Page>) -> Self {
        let m = Words::of(language);
        let to = Page::Groups.path(language).to_owned();
        let mut links = vec![(to, m.groups_title, current == Some(Page::Groups))];
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
        Self { title: m.nav, links, sign_out: m.sign_out, sign_out_path }
    }
}

fn kwh(mwh: MilliWattHours, frame: &Frame) -> String {
    frame.language.kwh(mwh)
}

/// With its sign, so that who gains is heard too.
fn signed_kwh(mwh: i64, frame: &Frame) -> String {
    let text = kwh(MilliWattHours(mwh.saturating_abs()), frame);
    if mwh < 0 { format!("−{text}") } else { format!("+{text}") }
}

/// A share of a whole in whole per cent, rounded down.
fn percent(part: MilliWattHours, whole: MilliWattHours) -> String {
    let percent = i128::from(part.0).saturating_mul(100).checked_div(i128::from(whole.0));
    percent.map_or("–".to_owned(), |percent| format!("{percent}\u{a0}%"))
}

fn form_name(form: FormShown, m: &Words) -> &'static str {
    match form {
        FormShown::Building => m.f_building,
        FormShown::Renewable => m.f_renewable,
        FormShown::Citizen => m.f_citizen,
        FormShown::PeerToPeer => m.f_p2p,
    }
}

/// Class and word of a chip.
fn state_chip(state: StateShown, m: &Words) -> (&'static str, &'static str) {
    match state {
        StateShown::Draft => ("s2", m.s_draft),
        StateShown::Submitted => ("s2", m.s_submitted),
        StateShown::Accepted => ("s1", m.s_accepted),
        StateShown::Refused => ("s4", m.s_refused),
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

fn task_name(task: TaskShown, m: &Words) -> &'static str {
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
fn points(all: &[Ean]) -> String {
    all.iter().map(Ean::to_string).collect::<Vec<_>>().join(", ")
}

#[derive(Debug)]
struct GroupCard {
    name: String,
    form: &'static str,
    chip: (&'static str, &'static str),
    starts: Option<String>,
    open: Option<String>,
    href: String,
}

impl GroupCard {
    fn new(line: &GroupLine, frame: &Frame, m: &Words) -> Self {
        let language = frame.language;
        Self {
            name: line.name.clone(),
            form: form_name(line.form, m),
            chip: state_chip(line.state, m),
            starts: line.starts.map(|day| format!("{} {}", m.starts, language.date(day))),
            open: (line.open > 0).then(|| fill(m.open_count, &[("count", &line.open.to_string())])),
            href: format!("{}/{}", Page::Group.path(language), line.id),
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "sharing/groups.html")]
pub(super) struct GroupsPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    groups: Vec<GroupCard>,
}

impl GroupsPage {
    pub(super) fn new(frame: Frame, groups: &[GroupLine]) -> Self {
        let m = Words::of(frame.language);
        let groups = groups.iter().map(|line| GroupCard::new(line, &frame, m)).collect();
        let menu = Menu::new(frame.language, None, Some(Page::Groups));
        Self { frame: frame.titled(m.groups_title, &[]), m, menu, groups }
    }
}

#[derive(Debug, Template)]
#[template(path = "sharing/group.html")]
pub(super) struct GroupPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    card: GroupCard,
    returned: Option<String>,
    /// What, done, whose.
    tasks: Vec<(&'static str, bool, String)>,
}

impl GroupPage {
    pub(super) fn new(frame: Frame, group: &GroupView) -> Self {
        let m = Words::of(frame.language);
        let tasks = group.tasks.iter();
        let tasks =
            tasks.map(|task| (task_name(task.what, m), task.done, points(&task.points))).collect();
        let returned = group.returned.as_ref().map(|text| fill(m.returned, &[("text", text)]));
        let menu = Menu::new(frame.language, Some(group.line.id), Some(Page::Group));
        let card = GroupCard::new(&group.line, &frame, m);
        Self { frame: frame.titled(&group.line.name, &[]), m, menu, card, returned, tasks }
    }
}

#[derive(Debug)]
struct MemberRow {
    ean: String,
    role: &'static str,
    meter: &'static str,
    mandate: String,
    from: String,
    to: String,
    /// The way to end it.
    leave: Option<String>,
}

#[derive(Debug, Template)]
#[template(path = "sharing/members.html")]
pub(super) struct MembersPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    rows: Vec<MemberRow>,
    errors: Vec<PageError>,
    path: String,
    typed: String,
    joined: Option<String>,
}

/// What is wrong in a line, in words.
pub(super) fn line_problem(line: usize, problem: &LineProblem, m: &Words) -> String {
    let text = match problem {
        LineProblem::Columns => m.l_columns.to_owned(),
        LineProblem::Values => m.l_values.to_owned(),
        LineProblem::Field(name) => fill(m.l_field, &[("name", name)]),
        LineProblem::Twice => m.l_twice.to_owned(),
        LineProblem::OtherGroup => m.l_group.to_owned(),
        LineProblem::OtherOperator => m.l_operator.to_owned(),
        LineProblem::Gas => m.l_gas.to_owned(),
        LineProblem::SocialTariff => m.l_social.to_owned(),
        LineProblem::Compensation => m.l_compensation.to_owned(),
        LineProblem::Perimeter => m.l_perimeter.to_owned(),
        LineProblem::Unmet => m.l_unmet.to_owned(),
        LineProblem::State => m.l_state.to_owned(),
        LineProblem::FinalMonth => m.l_month.to_owned(),
        LineProblem::BeforeStart => m.l_before.to_owned(),
        LineProblem::Other => m.l_other.to_owned(),
    };
    fill(m.in_line, &[("line", &line.to_string()), ("text", &text)])
}

impl MembersPage {
    pub(super) fn new(
        frame: Frame,
        group: &GroupView,
        joined: Option<usize>,
        typed: String,
        errors: Vec<PageError>,
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let joined = joined.map(|count| fill(m.imported, &[("count", &count.to_string())]));
        let date =
            |day: Option<SettlementDay>| day.map_or("–".to_owned(), |day| language.date(day));
        let rows = group
            .members
            .iter()
            .map(|member| MemberRow {
                ean: member.ean.to_string(),
                role: match (member.takes, member.injects) {
                    (true, true) => m.both,
                    (false, true) => m.injects,
                    (_, false) => m.takes,
                },
                meter: if member.quarter_hours { m.yes } else { m.no },
                mandate: date(member.mandate),
                from: language.date(member.from),
                to: date(member.to),
                leave: member.to.is_none().then(|| {
                    format!("{}/{}/{}", Page::Leave.path(language), group.line.id, member.number)
                }),
            })
            .collect();
        let menu = Menu::new(language, Some(group.line.id), Some(Page::Members));
        let path = format!("{}/{}", Page::Members.path(language), group.line.id);
        let frame = frame.titled(m.members_title, &errors);
        Self { frame, m, menu, rows, errors, path, typed, joined }
    }
}

/// Whose, how much, gains.
type Moved = (String, String, bool);

#[derive(Debug)]
struct Tried {
    key: &'static str,
    of_today: bool,
    shared: String,
    moved: Vec<Moved>,
}

type KeyCard = (&'static str, String, bool, Vec<(String, String)>);

#[derive(Debug, Template)]
#[template(path = "sharing/key.html")]
pub(super) struct KeyPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    /// Name, from when, holds now, shares.
    keys: Vec<KeyCard>,
    says: String,
    tried: Vec<Tried>,
    errors: Vec<PageError>,
    path: String,
    form: KeyForm,
}

/// What was typed about a key.
#[derive(Debug, Default, Clone)]
pub(super) struct KeyTyped {
    /// Its name in a form.
    pub key: String,
    pub from: String,
    pub shares: Vec<(Ean, String)>,
}

/// The keys that a form offers: name in the form, and what it is in words.
pub(super) const OFFERED: [(&str, KeyShown); 3] =
    [("fixed", KeyShown::Fixed), ("equal", KeyShown::Equal), ("pro_rata", KeyShown::ProRata)];

#[derive(Debug)]
struct Offered {
    value: &'static str,
    name: &'static str,
    example: &'static str,
    chosen: bool,
}

#[derive(Debug)]
struct KeyForm {
    offered: Vec<Offered>,
    from: String,
    /// Name of the field, its label, what was typed.
    shares: Vec<(String, String, String)>,
    /// What the last days would have been, each line, and whose more or less.
    tried: Option<TriedKey>,
}

/// What the last days would have been: in words, and whose more or less.
type TriedKey = (Vec<String>, Vec<Moved>);

fn key_form(
    group: &GroupView,
    typed: &KeyTyped,
    preview: Option<&KeyPreview>,
    frame: &Frame,
    m: &'static Words,
) -> KeyForm {
    let examples = [m.ex_fixed, m.ex_equal, m.ex_pro_rata];
    let offered = OFFERED.iter().zip(examples).map(|((value, key), example)| Offered {
        value,
        name: key_name(*key, m),
        example,
        chosen: typed.key == *value,
    });
    let takers = group.members.iter().filter(|member| member.takes && member.to.is_none());
    let shares = takers.map(|member| {
        let known = typed.shares.iter().find(|(ean, _)| *ean == member.ean);
        let name = format!("share-{}", member.ean);
        let label = fill(m.file_share, &[("ean", &member.ean.to_string())]);
        (name, label, known.map(|(_, share)| share.clone()).unwrap_or_default())
    });
    let tried = preview.map(|found| {
        let mut lines = Vec::new();
        if let Some(sum) = found.sum {
            let text = units::format_decimal(i128::from(sum), 3);
            let text = text.trim_end_matches('0').trim_end_matches('.').to_owned();
            let text = if frame.language == Language::En { text } else { text.replace('.', ",") };
            lines.push(fill(m.try_sum, &[("sum", &format!("{text}\u{a0}%"))]));
        }
        match found.shared {
            Some((now, then)) => {
                let (now, then) = (kwh(now, frame), kwh(then, frame));
                lines.push(fill(m.try_says, &[("now", &now), ("then", &then)]));
            }
            None => lines.push(m.try_none.to_owned()),
        }
        let moved = found.more.iter().filter(|(_, more)| *more != 0);
        let moved = moved.map(|(ean, more)| (ean.to_string(), signed_kwh(*more, frame), *more > 0));
        (lines, moved.collect())
    });
    let (offered, shares) = (offered.collect(), shares.collect());
    KeyForm { offered, from: typed.from.clone(), shares, tried }
}

impl KeyPage {
    pub(super) fn new(
        frame: Frame,
        page: &Simulation,
        (typed, preview): (&KeyTyped, Option<&KeyPreview>),
        errors: Vec<PageError>,
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let keys = page.group.keys.iter().rev().map(|key| {
            let shares = key.shares.iter().map(|(ean, share)| (ean.to_string(), share.clone()));
            (key_name(key.key, m), language.date(key.from), key.holds, shares.collect())
        });
        let tried = page.keys.iter().map(|outcome| Tried {
            key: key_name(outcome.key, m),
            of_today: outcome.of_today,
            shared: fill(m.sim_shared, &[("shared", &kwh(outcome.shared, &frame))]),
            moved: outcome
                .more
                .iter()
                .filter(|(_, more)| *more != 0)
                .map(|(ean, more)| (ean.to_string(), signed_kwh(*more, &frame), *more > 0))
                .collect(),
        });
        let (from, to) = (language.date(page.from), language.date(page.to));
        let says = fill(m.sim_text, &[("from", &from), ("to", &to)]);
        let menu = Menu::new(language, Some(page.group.line.id), Some(Page::Key));
        let (keys, tried) = (keys.collect(), tried.collect());
        let form = key_form(&page.group, typed, preview, &frame, m);
        let path = format!("{}/{}", Page::Key.path(language), page.group.line.id);
        let frame = frame.titled(m.key_title, &errors);
        Self { frame, m, menu, keys, says, tried, errors, path, form }
    }
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

#[derive(Debug)]
struct VolumeRow {
    ean: String,
    href: String,
    /// Of what it takes and of what it injects: mostly one of the two.
    facts: Vec<(&'static str, String)>,
    missing: Option<String>,
}

fn minus(one: MilliWattHours, other: MilliWattHours) -> MilliWattHours {
    MilliWattHours(one.0.saturating_sub(other.0))
}

/// What a member received and what it gave. Who injected nothing took, measured or not.
fn member_facts(shared: Shared, frame: &Frame, m: &'static Words) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    let injected = shared.injection.0 > 0;
    if shared.offtake.0 > 0 || !injected {
        facts.push((m.received, kwh(shared.received, frame)));
        facts.push((m.residual, kwh(minus(shared.offtake, shared.received), frame)));
    }
    if injected {
        facts.push((m.given, kwh(shared.given, frame)));
        facts.push((m.surplus, kwh(minus(shared.injection, shared.given), frame)));
    }
    facts
}

fn facts_of(total: Shared, frame: &Frame, m: &'static Words) -> Vec<(&'static str, String)> {
    vec![
        (m.produced, kwh(total.injection, frame)),
        (m.shared, kwh(total.given, frame)),
        (m.surplus, kwh(minus(total.injection, total.given), frame)),
        (m.residual, kwh(minus(total.offtake, total.received), frame)),
        (m.own_use, percent(total.given, total.injection)),
        (m.cover, percent(total.received, total.offtake)),
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

#[derive(Debug, Template)]
#[template(path = "sharing/volumes.html")]
pub(super) struct VolumesPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    says: String,
    stamp: Option<Stamp>,
    facts: Vec<(&'static str, String)>,
    rows: Vec<VolumeRow>,
    /// Address, name, current.
    months: Vec<(String, String, bool)>,
}

impl VolumesPage {
    pub(super) fn new(frame: Frame, group: i64, page: Option<&MonthView>) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let menu = Menu::new(language, Some(group), Some(Page::Volumes));
        let Some(page) = page else {
            let says = m.no_months.to_owned();
            let frame = frame.titled(m.volumes_title, &[]);
            let (facts, rows, months) = (Vec::new(), Vec::new(), Vec::new());
            return Self { frame, m, menu, says, stamp: None, facts, rows, months };
        };
        let base = format!("{}/{group}", Page::Volumes.path(language));
        let month = &page.version.month;
        let row = |(number, ean, shared, missing): &(usize, Ean, Shared, i32)| VolumeRow {
            ean: ean.to_string(),
            href: format!("{base}/{number}?m={month}"),
            facts: member_facts(*shared, &frame, m),
            missing: (*missing > 0).then(|| fill(m.v_missing, &[("count", &missing.to_string())])),
        };
        let rows = page.members.iter().map(row).collect();
        let months = page.months.iter().map(|day| {
            let name = month_of(*day);
            (format!("{base}?m={name}"), language.month_and_year(*day), name == *month)
        });
        let shared = kwh(page.total.received, &frame);
        let says =
            fill(m.in_month, &[("month", &month_named(month, language)), ("shared", &shared)]);
        let stamp = Some(Stamp::new(&page.version, &frame, m));
        let facts = facts_of(page.total, &frame, m);
        let months = months.collect();
        let frame = frame.titled(m.volumes_title, &[]);
        Self { frame, m, menu, says, stamp, facts, rows, months }
    }
}

#[derive(Debug)]
struct Bars {
    drawing: Drawing,
    top: String,
    half: String,
    first: String,
    last: String,
}

#[derive(Debug, Template)]
#[template(path = "sharing/member.html")]
pub(super) struct MemberPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    ean: String,
    stamp: Stamp,
    facts: Vec<(&'static str, String)>,
    bars: Bars,
    /// Day and energy.
    days: Vec<(String, String)>,
    heat: Heat,
    heat_says: String,
    heat_from: String,
    /// Parts of the day.
    parts: Vec<(&'static str, String)>,
    why: WhyCard,
    errors: Vec<PageError>,
    back: String,
}

/// The part of a day, in quarters of it, that a quarter-hour lies in; on days of 92 and 100 it is an hour
/// off behind the change.
fn part_of_day(quarter: usize) -> usize {
    (quarter / 24).min(3)
}

impl MemberPage {
    /// With what was typed to have a quarter-hour explained, and what is said to it.
    pub(super) fn new(
        frame: Frame,
        group: i64,
        page: &MemberMonth,
        (typed, said): ((String, String), Said),
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let bars: Vec<Bar> = page
            .days
            .iter()
            .map(|(day, mwh)| Bar {
                weekend: matches!(day.weekday(), Weekday::Sat | Weekday::Sun),
                parts: vec![*mwh],
                look: match page.version.version {
                    VersionShown::Provisional => Look::Hatched,
                    VersionShown::Final | VersionShown::Corrected(_) => Look::Solid,
                },
            })
            .collect();
        let drawing = chart::draw(&bars, None);
        let axis = |mwh: i64| {
            let text = crate::figures::axis(mwh);
            let text = if language == Language::En { text } else { text.replace('.', ",") };
            format!("{text} kWh")
        };
        let day = |found: Option<&(SettlementDay, i64)>| {
            found.map(|(day, _)| language.short_date(*day)).unwrap_or_default()
        };
        let bars = Bars {
            top: axis(drawing.top),
            half: axis(drawing.top / 2),
            first: day(page.days.first()),
            last: day(page.days.last()),
            drawing,
        };
        let mut hours = [0i64; 25];
        let mut parts = [0i64; 4];
        for of_day in &page.quarters {
            for (quarter, value) in of_day.iter().enumerate() {
                let value = value.unwrap_or(0);
                if let Some(hour) = hours.get_mut(quarter / 4) {
                    *hour = hour.saturating_add(value);
                }
                if let Some(part) = parts.get_mut(part_of_day(quarter)) {
                    *part = part.saturating_add(value);
                }
            }
        }
        let most = hours.iter().enumerate().max_by_key(|(hour, sum)| (**sum, usize::MAX - *hour));
        let heat_says = match most {
            Some((hour, sum)) if *sum > 0 => {
                let hour = language.hour(hour);
                fill(m.heat_says, &[("hour", &hour)])
            }
            Some(_) | None => m.heat_none.to_owned(),
        };
        let highest = page.quarters.iter().flatten().flatten().copied().max().unwrap_or(0);
        let most = format!("{} Wh", highest / 1_000);
        let names = [m.night, m.morning, m.afternoon, m.evening];
        let parts = names.into_iter().zip(parts);
        let total = page.total;
        let facts = if page.gives {
            vec![
                (m.produced, kwh(total.injection, &frame)),
                (m.given, kwh(total.given, &frame)),
                (m.surplus, kwh(minus(total.injection, total.given), &frame)),
            ]
        } else {
            vec![
                (m.received, kwh(total.received, &frame)),
                (m.residual, kwh(minus(total.offtake, total.received), &frame)),
            ]
        };
        let days = page
            .days
            .iter()
            .map(|(day, mwh)| (language.date(*day), kwh(MilliWattHours(*mwh), &frame)));
        let month = &page.version.month;
        let errors = said.errors(m);
        Self {
            m,
            menu: Menu::new(language, Some(group), Some(Page::Volumes)),
            ean: page.ean.to_string(),
            stamp: Stamp::new(&page.version, &frame, m),
            facts,
            bars,
            days: days.collect(),
            heat: heat::draw(&page.quarters),
            heat_says,
            heat_from: fill(m.heat_from, &[("most", &most)]),
            parts: parts.map(|(name, mwh)| (name, kwh(MilliWattHours(mwh), &frame))).collect(),
            why: WhyCard::new(
                format!("{}/{group}/{}", Page::Volumes.path(language), page.number),
                Some(("m", month.clone())),
                typed,
                said,
            ),
            back: format!("{}/{group}?m={month}", Page::Volumes.path(language)),
            frame: frame.titled(m.member_title, &errors),
            errors,
        }
    }
}

#[derive(Debug)]
struct FileRow {
    month: String,
    name: String,
    class: &'static str,
    made: String,
    cause: String,
    changed: usize,
    sha256: String,
    href: String,
}

#[derive(Debug, Template)]
#[template(path = "sharing/files.html")]
pub(super) struct FilesPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    rows: Vec<FileRow>,
}

impl FilesPage {
    pub(super) fn new(frame: Frame, group: i64, versions: &[VersionLine]) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let base = format!("{}/{group}", Page::Files.path(language));
        let rows = versions.iter().rev().map(|version| {
            let stamp = Stamp::new(version, &frame, m);
            FileRow {
                month: month_named(&version.month, language),
                name: stamp.name,
                class: stamp.class,
                made: stamp.made,
                cause: stamp.cause,
                changed: version.changed,
                sha256: version.sha256.clone(),
                href: format!("{base}/{}-{}.csv", version.month, version.seq),
            }
        });
        let menu = Menu::new(language, Some(group), Some(Page::Files));
        let rows = rows.collect();
        Self { frame: frame.titled(m.files_title, &[]), m, menu, rows }
    }
}

#[derive(Debug)]
struct BillRow {
    ean: String,
    facts: Vec<(&'static str, String)>,
}

#[derive(Debug, Template)]
#[template(path = "sharing/bills.html")]
pub(super) struct BillsPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    errors: Vec<PageError>,
    path: String,
    typed: [String; 2],
    stamp: Option<(String, Stamp)>,
    rows: Vec<BillRow>,
    nothing: bool,
}

impl BillsPage {
    pub(super) fn new(
        frame: Frame,
        group: i64,
        typed: [String; 2],
        errors: Vec<PageError>,
        found: Option<&Option<Bills>>,
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let bill = |bill: &BillLine| {
            let mut facts = Vec::new();
            let pays = bill.paid_to_producer > MicroEuro::ZERO;
            // A roof that takes nothing has nothing to pay.
            if bill.total > MicroEuro::ZERO || !pays {
                facts.push((m.shared, kwh(bill.shared, &frame)));
                facts.push((m.energy, language.money(bill.energy)));
                facts.push((m.fee, language.money(bill.fee)));
                facts.push((m.total, language.money(bill.total)));
            }
            if pays {
                facts.push((m.paid, language.money(bill.paid_to_producer)));
            }
            if bill.supplier_network.0 > 0 {
                facts.push((m.supplier_energy, kwh(bill.supplier_energy, &frame)));
                facts.push((m.supplier_network, kwh(bill.supplier_network, &frame)));
            }
            BillRow { ean: bill.ean.to_string(), facts }
        };
        let there = found.and_then(Option::as_ref);
        let stamp = there.map(|(version, _)| {
            (month_named(&version.month, language), Stamp::new(version, &frame, m))
        });
        let rows = there.map(|(_, all)| all.iter().map(bill).collect()).unwrap_or_default();
        let nothing = matches!(found, Some(None));
        let menu = Menu::new(language, Some(group), Some(Page::Bills));
        let path = format!("{}/{group}", Page::Bills.path(language));
        let frame = frame.titled(m.bills_title, &errors);
        Self { frame, m, menu, errors, path, typed, stamp, rows, nothing }
    }
}

#[derive(Debug, Template)]
#[template(path = "sharing/leave.html")]
pub(super) struct LeavePage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    errors: Vec<PageError>,
    ean: Ean,
    path: String,
    typed: String,
    back: String,
}

impl LeavePage {
    pub(super) fn new(
        frame: Frame,
        (group, number, ean): (i64, usize, Ean),
        typed: String,
        errors: Vec<PageError>,
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let menu = Menu::new(language, Some(group), None);
        let path = format!("{}/{group}/{number}", Page::Leave.path(language));
        let back = format!("{}/{group}", Page::Members.path(language));
        let frame = frame.titled(m.leave_title, &errors);
        Self { frame, m, menu, errors, ean, path, typed, back }
    }
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

#[derive(Debug)]
struct NoticeRow {
    ean: String,
    what: &'static str,
    joins: String,
    signed: Option<String>,
    /// Where its signature is kept.
    href: Option<String>,
}

#[derive(Debug, Template)]
#[template(path = "sharing/notices.html")]
pub(super) struct NoticesPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    errors: Vec<PageError>,
    path: String,
    typed: [String; 2],
    rows: Vec<NoticeRow>,
    has_social: bool,
    warning: String,
}

impl NoticesPage {
    pub(super) fn new(
        frame: Frame,
        group: i64,
        typed: [String; 2],
        errors: Vec<PageError>,
        found: &Notices,
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let base = Page::Notices.path(language);
        let [price, network] = typed.each_ref().map(|text| text.replace(',', "."));
        let row = |line: &NoticeLine| NoticeRow {
            ean: line.ean.to_string(),
            what: if line.social { m.n_social } else { m.n_compensation },
            joins: language.date(line.from),
            signed: line.signed.as_ref().map(|(day, signer, document)| {
                let signer = signer.as_deref().unwrap_or(m.n_unnamed);
                let day = language.date(*day);
                fill(m.n_signed, &[("day", &day), ("signer", signer), ("document", document)])
            }),
            href: line.signed.is_none().then(|| {
                let what = if line.social { "social" } else { "compensation" };
                let prices = if found.warning.is_some() {
                    format!("&price={price}&network={network}")
                } else {
                    String::new()
                };
                format!("{base}/{group}/{}?what={what}{prices}", line.number)
            }),
        };
        let rows = found.lines.iter().map(row).collect();
        let has_social = found.lines.iter().any(|line| line.social);
        let warning = warned(found.warning, language, m);
        let menu = Menu::new(language, Some(group), Some(Page::Notices));
        let path = format!("{base}/{group}");
        let frame = frame.titled(m.notices_title, &errors);
        Self { frame, m, menu, errors, path, typed, rows, has_social, warning }
    }
}

/// What was typed beside a signature.
#[derive(Debug, Default, Clone)]
pub(super) struct SignTyped {
    pub social: bool,
    pub price: String,
    pub network: String,
    pub day: String,
    pub signer: String,
    pub document: String,
}

#[derive(Debug, Template)]
#[template(path = "sharing/sign.html")]
pub(super) struct SignPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    errors: Vec<PageError>,
    ean: Ean,
    what: &'static str,
    lost: &'static str,
    warning: Option<String>,
    path: String,
    back: String,
    typed: SignTyped,
}

impl SignPage {
    pub(super) fn new(
        frame: Frame,
        (group, number, ean): (i64, usize, Ean),
        typed: SignTyped,
        errors: Vec<PageError>,
        warning: Option<Warning>,
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let menu = Menu::new(language, Some(group), Some(Page::Notices));
        let path = format!("{}/{group}/{number}", Page::Notices.path(language));
        let back = format!("{}/{group}", Page::Notices.path(language));
        let (what, lost) = if typed.social {
            (m.n_social, m.sign_lost)
        } else {
            (m.n_compensation, m.sign_lost_all)
        };
        let warning = typed.social.then(|| warned(warning, language, m));
        let frame = frame.titled(m.sign_title, &errors);
        Self { frame, m, menu, errors, ean, what, lost, warning, path, back, typed }
    }
}

#[derive(Debug, Template)]
#[template(path = "sharing/messages.html")]
pub(super) struct MessagesPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    errors: Vec<PageError>,
    path: String,
    members: Vec<String>,
    /// Name in the form, in words.
    news: Vec<(&'static str, &'static str)>,
    sent: Option<String>,
}

impl MessagesPage {
    pub(super) fn new(
        frame: Frame,
        group: &GroupView,
        sent: Option<usize>,
        errors: Vec<PageError>,
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let name = |news: News| match news {
            News::Any => m.a_news,
            News::Key => m.a_key,
            News::Volumes => m.a_volumes,
            News::Sign => m.a_sign,
        };
        let news = News::ALL.map(|news| (news.name(), name(news))).to_vec();
        let members = group.members.iter().filter(|member| member.to.is_none());
        let members = members.map(|member| member.ean.to_string()).collect();
        let menu = Menu::new(language, Some(group.line.id), Some(Page::Messages));
        let path = format!("{}/{}", Page::Messages.path(language), group.line.id);
        let sent = sent.map(|count| fill(m.sent, &[("count", &count.to_string())]));
        let frame = frame.titled(m.messages_title, &errors);
        Self { frame, m, menu, errors, path, members, news, sent }
    }
}

#[derive(Debug)]
struct MineRow {
    month: String,
    version: String,
    received: String,
    residual: String,
    given: String,
    credit: String,
}

#[derive(Debug)]
struct MineCard {
    title: String,
    until: Option<String>,
    social: bool,
    rows: Vec<MineRow>,
    ean: String,
    /// It goes on, and may be left.
    may_leave: bool,
    /// What was typed for this point, and what is wrong with it.
    typed: String,
    error: Option<String>,
    why: WhyCard,
}

#[derive(Debug, Template)]
#[template(path = "sharing/mine.html")]
pub(super) struct MinePage {
    frame: Frame,
    m: &'static Words,
    cards: Vec<MineCard>,
    back: &'static str,
    errors: Vec<PageError>,
    path: &'static str,
}

impl MinePage {
    /// With what was typed for a point, and why it cannot leave so.
    pub(super) fn new(
        frame: Frame,
        all: &[MySharing],
        wrong: Option<(Ean, String, &'static str)>,
        asked: Option<(Ean, (String, String), Said)>,
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let row = |(version, shared, credit): &(VersionLine, Shared, Option<MicroEuro>)| MineRow {
            month: month_named(&version.month, language),
            version: version_name(version, m),
            received: kwh(shared.received, &frame),
            residual: kwh(minus(shared.offtake, shared.received), &frame),
            given: kwh(shared.given, &frame),
            credit: credit.map_or("–".to_owned(), |credit| language.effect(credit)),
        };
        let card = |one: &MySharing| MineCard {
            title: fill(m.mine_in, &[("name", &one.group), ("from", &language.date(one.from))]),
            until: one.to.map(|to| fill(m.mine_until, &[("to", &language.date(to))])),
            social: one.social_tariff,
            rows: one.months.iter().map(row).collect(),
            why: WhyCard::new(
                Page::Mine.path(language).to_owned(),
                Some(("account", one.account.to_string())),
                (String::new(), String::new()),
                Said::NotAsked,
            ),
            ean: one.ean.to_string(),
            may_leave: one.to.is_none(),
            typed: String::new(),
            error: None,
        };
        let mut cards: Vec<MineCard> = all.iter().map(card).collect();
        let mut errors = Vec::new();
        if let Some((ean, (day, at), said)) = asked {
            let of = ean.to_string();
            // A point that left and came back has two cards: the first that has months answers.
            let of_point = |card: &&mut MineCard| card.ean == of && !card.rows.is_empty();
            if let Some(card) = cards.iter_mut().find(of_point) {
                errors = said.errors(m);
                (card.why.day, card.why.at, card.why.said) = (day, at, said);
            }
        }
        if let Some((ean, typed, why)) = wrong {
            let of = ean.to_string();
            if let Some(card) = cards.iter_mut().find(|card| card.may_leave && card.ean == of) {
                card.typed = typed;
                card.error = Some(why.to_owned());
            }
            errors.push(PageError::at(DAY, why));
        }
        let back = my::Page::Usage.path(language);
        let path = Page::Mine.path(language);
        let frame = frame.titled(m.mine_title, &errors);
        Self { frame, m, cards, back, errors, path }
    }
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
