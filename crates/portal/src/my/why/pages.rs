//! The page of why as a struct of ready text.

use super::api::MyReasons;
use super::words::Words;
use crate::homes::{self, MovementKind};
use crate::language::{Paths as _, Writes as _};
use crate::my::movements::{MovedBy, month_name};
use crate::my::pages::{Inside, Menu};
use crate::my::paths::Page;
use crate::my::usage::quality_name;
use crate::my::words::Words as Own;
use crate::my::{balance_path, tariff_name};
use crate::pay::frame::Frame;
use crate::view::{ExplainLine, WorkedOut};
use crate::words::fill;
use askama::Template;
use calendar::SettlementDay;
use units::{Language, MicroEuro, MilliWattHours};

/// Where it is asked, and in which words.
pub(in crate::my) fn link(place: usize, language: Language) -> (String, &'static str) {
    (format!("{}?n={place}", Page::Why.path(language)), Words::of(language).ask)
}

fn first_of_month(day: SettlementDay) -> SettlementDay {
    let (year, month, _) = day.ymd();
    SettlementDay::from_ymd(year, month, 1).unwrap_or(day)
}

/// The exact sum; `None` if it does not fit.
fn sum<'a>(lines: impl Iterator<Item = &'a ExplainLine>) -> Option<MicroEuro> {
    lines.map(|line| line.amount).try_fold(MicroEuro::ZERO, MicroEuro::checked_add)
}

fn effect(amount: Option<MicroEuro>, language: Language) -> String {
    let none = || Words::of(language).no_figure.to_owned();
    amount.map_or_else(none, |amount| language.effect(amount))
}

/// The sums of money, of use and of what is repaid; then of each kind of anything else, by its own name.
fn kinds(there: &MyReasons, language: Language) -> Vec<(&'static str, String)> {
    let w = Words::of(language);
    let name = |kind: MovementKind| match MovedBy::of(kind) {
        MovedBy::Money => w.money,
        MovedBy::Use => w.energy_used,
        MovedBy::Repayment => w.repaid,
        MovedBy::Else => homes::kind_name(kind, language),
    };
    let of = |line: &ExplainLine| name(line.what.kind);
    let mut names: Vec<&'static str> = Vec::new();
    for kind in MovedBy::ALL {
        let found = there.lines.iter().filter(|line| MovedBy::of(line.what.kind) == kind);
        for line in found {
            if !names.contains(&of(line)) {
                names.push(of(line));
            }
        }
    }
    let sums = names.into_iter().map(|name| {
        let lines = there.lines.iter().filter(|line| of(line) == name);
        (name, effect(sum(lines), language))
    });
    sums.collect()
}

#[derive(Debug)]
struct Row {
    day: String,
    what: &'static str,
    /// What it was worked out from.
    of: Vec<String>,
    amount: String,
}

impl Row {
    fn new(line: &ExplainLine, language: Language) -> Self {
        let w = Words::of(language);
        let mut of = line.from.as_ref().map(|from| worked_out(from, language)).unwrap_or_default();
        let later = line.booked_at.day();
        // Of a day that was put right its correction says what it was worked out from.
        if line.from.is_none() && matches!(line.what.kind, MovementKind::Energy) {
            of.push(w.first.to_owned());
        }
        if matches!(line.what.kind, MovementKind::Entry(_)) && later != line.day {
            of.push(fill(w.counted, &[("day", &language.date(later))]));
        }
        Self {
            day: language.short_date(line.day),
            what: homes::kind_name(line.what.kind, language),
            of,
            amount: language.effect(line.amount),
        }
    }
}

/// The energy, the kind of its reading, the tariff: what a household can check by its meter and its contract.
fn worked_out(from: &WorkedOut, language: Language) -> Vec<String> {
    let w = Words::of(language);
    let mut said = Vec::new();
    if !from.energy.is_empty() {
        let energy = from.energy.iter().map(|part| part.0).fold(0, i64::saturating_add);
        let energy = language.kwh(MilliWattHours(energy));
        let quality = quality_name(from.quality, language);
        said.push(fill(w.energy, &[("energy", &energy), ("quality", quality)]));
    }
    said.push(tariff_name(from.social, language).to_owned());
    if let Some((since, ..)) = &from.net {
        said.push(fill(w.net, &[("day", &language.date(*since))]));
    }
    said
}

#[derive(Debug)]
struct MonthLink {
    href: String,
    name: String,
    current: bool,
    amount: String,
}

#[derive(Debug, Template)]
#[template(path = "my/why.html")]
pub(super) struct WhyPage {
    frame: Frame,
    m: &'static Own,
    w: &'static Words,
    menu: Menu,
    inside: Inside,
    title: String,
    as_of: String,
    /// Of each kind, its sum; none that has no line.
    kinds: Vec<(&'static str, String)>,
    balance: String,
    /// A sum that is not the balance is told, rather than hidden.
    holds: bool,
    broken: String,
    months: Vec<MonthLink>,
    /// Name and lines of the month that is shown, newest first.
    month: Option<(String, Vec<Row>)>,
    /// Address and words.
    links: [(String, &'static str); 2],
}

impl WhyPage {
    /// The month that was asked for if something moved in it, else the newest.
    pub(super) fn month(there: &MyReasons, asked: Option<SettlementDay>) -> Option<SettlementDay> {
        let months = || there.lines.iter().map(|line| first_of_month(line.day));
        asked.filter(|asked| months().any(|month| month == *asked)).or_else(|| months().max())
    }

    pub(super) fn query(place: usize, month: Option<SettlementDay>) -> String {
        let month = month.map(|month| format!("&s={}", month_name(month)));
        format!("?n={place}{}", month.unwrap_or_default())
    }

    pub(super) fn new(frame: Frame, there: &MyReasons, month: Option<SettlementDay>) -> Self {
        let language = frame.language;
        let (m, w) = (Own::of(language), Words::of(language));
        let place = there.meter.place;
        let path = Page::Why.path(language);
        let balance = language.balance(there.balance);
        let mut firsts: Vec<SettlementDay> =
            there.lines.iter().map(|line| first_of_month(line.day)).collect();
        firsts.sort_unstable_by(|one, other| other.cmp(one));
        firsts.dedup();
        let of_month = |first: SettlementDay| {
            there.lines.iter().filter(move |line| first_of_month(line.day) == first)
        };
        let months = firsts.iter().map(|first| MonthLink {
            href: format!("{path}{}", Self::query(place, Some(*first))),
            name: language.month_and_year(*first),
            current: month == Some(*first),
            amount: effect(sum(of_month(*first)), language),
        });
        let shown = month.map(|first| {
            let mut lines: Vec<&ExplainLine> = of_month(first).collect();
            // Those of a day in the order in which they were booked.
            lines.sort_by_key(|line| std::cmp::Reverse(line.day));
            let rows = lines.into_iter().map(|line| Row::new(line, language)).collect();
            (language.month_and_year(first), rows)
        });
        let movements = format!("{}?n={place}", Page::Movements.path(language));
        let title = fill(w.title, &[("balance", &language.balance_in_sentence(there.balance))]);
        Self {
            menu: Menu::new(language, None),
            inside: Inside::new(&there.meter, &there.meters, path, language),
            as_of: fill(frame.w.as_of, &[("time", &language.instant(there.as_of))]),
            kinds: kinds(there, language),
            holds: sum(there.lines.iter()) == Some(there.balance),
            broken: fill(w.broken, &[("phone", &frame.phone)]),
            months: months.collect(),
            month: shown,
            links: [(movements, m.all_moves), balance_path(language)],
            frame: frame.titled(&title, &[]),
            title,
            balance,
            m,
            w,
        }
    }
}
