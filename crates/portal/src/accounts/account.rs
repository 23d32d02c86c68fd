//! One account: how it stands, its last days and movements, and where each figure comes from. Source: UX 7.2, PA-42.

use super::days::{Chart, charts};
use super::pages::supply;
use super::paths::{Page, explain_at};
use super::words::Words as Accounts;
use super::words::account::Words;
use super::{DAYS_SHOWN, MOVEMENTS_SHOWN};
use crate::agent::{self, Menu};
use crate::card::{Card, Chip, card_of_a_case};
use crate::chart::{self, Look};
use crate::homes;
use crate::language::{Paths as _, Writes as _};
use crate::my::Visitor;
use crate::my::words::Words as Own;
use crate::pay::frame::Frame;
use crate::view::{AccountPage, EstimateNow, Method, Movement, NoEstimate, ShownHours};
use crate::words::fill;
use askama::Template;
use units::Language;

#[derive(Debug, Template)]
#[template(path = "accounts/account.html")]
pub(super) struct AccountView {
    frame: Frame,
    menu: Menu,
    w: &'static Words,
    m: &'static Accounts,
    own: &'static Own,
    /// The list, and the case.
    path: [(String, &'static str); 2],
    ean: String,
    reference: String,
    place: String,
    supply: &'static str,
    chip: Chip,
    card: Card,
    balance: String,
    calculated: String,
    explain_href: String,
    estimate: EstimateBox,
    quality: (&'static str, &'static str),
    days_title: String,
    charts: Vec<Chart>,
    movements: Vec<MovementRow>,
    movements_cut: Option<String>,
}

/// The estimate, or why there is none.
#[derive(Debug)]
struct EstimateBox {
    amount: Option<String>,
    kind: String,
    range: Option<String>,
    how: Vec<String>,
}

impl EstimateBox {
    fn new(estimate: &Result<EstimateNow, NoEstimate>, language: Language) -> Self {
        let w = Words::of(language);
        match estimate {
            Ok(known) => Self {
                amount: Some(language.balance(known.balance)),
                kind: fill(w.estimated, &[("time", &language.instant(known.as_of))]),
                range: known.range.map(|(low, high)| {
                    let (low, high) = (language.balance(low), language.balance(high));
                    fill(w.between, &[("low", &low), ("high", &high)])
                }),
                how: how_estimated(known, language),
            },
            Err(why) => Self {
                amount: None,
                kind: match why {
                    NoEstimate::SupplyOff => w.none_off,
                    NoEstimate::Held => w.none_held,
                    NoEstimate::Closed => w.none_closed,
                    NoEstimate::NoDay => w.none_no_day,
                    NoEstimate::TooOld => w.none_too_old,
                }
                .to_owned(),
                range: None,
                how: Vec::new(),
            },
        }
    }
}

/// The method really used, and what it rests on. Source: PA-36, PA-37, PA-42.
fn how_estimated(estimate: &EstimateNow, language: Language) -> Vec<String> {
    let w = Words::of(language);
    let method = match estimate.method {
        Method::Flat => w.method_flat,
        Method::HourAware => w.method_hours,
    };
    let hours = estimate.hours.as_ref().map(|hours| match hours {
        ShownHours::Own { days, to } => {
            let (days, day) = (days.to_string(), language.date(*to));
            fill(w.own_hours, &[("days", &days), ("day", &day)])
        }
        ShownHours::Alike => w.hours_alike.to_owned(),
    });
    let range = estimate.range.map(|_| w.range.to_owned());
    let last = language.instant(estimate.last_reading);
    let ends = match (estimate.ends, estimate.emergency) {
        (Some(end), false) => fill(w.zero_at, &[("time", &language.instant(end))]),
        (Some(end), true) => fill(w.emergency_to, &[("time", &language.instant(end))]),
        (None, _) => w.no_end.to_owned(),
    };
    let lines = [
        Some(method.to_owned()),
        hours,
        range,
        Some(fill(w.last_reading, &[("time", &last)])),
        Some(ends),
        Some(w.never_cut.to_owned()),
    ];
    lines.into_iter().flatten().collect()
}

#[derive(Debug)]
struct MovementRow {
    at: String,
    what: String,
    /// What it came under: what a clerk looks for, without a space to break at.
    key: Option<String>,
    amount: String,
    href: String,
    rule: &'static str,
}

impl MovementRow {
    fn new(page: &AccountPage, movement: &Movement, language: Language) -> Self {
        let what = homes::kind_name(movement.what.kind, language);
        // A line for another day than it was booked on says for which.
        let other = movement.at.day() != movement.day;
        Self {
            at: language.instant(movement.at),
            what: if other {
                format!("{what}, {}", language.date(movement.day))
            } else {
                what.to_owned()
            },
            key: movement.what.key.clone(),
            amount: language.effect(movement.amount),
            href: explain_at(page.account, movement.at, language),
            rule: movement.what.rule,
        }
    }
}

impl AccountView {
    pub(super) fn new(frame: Frame, visitor: &Visitor, page: &AccountPage) -> Self {
        let language = frame.language;
        let (w, m) = (Words::of(language), Accounts::of(language));
        let (ean, as_of) = (page.card.ean, page.card.as_of);
        let energy = frame.w.energy_name(page.card.energy);
        let first_shown = page.days.len().saturating_sub(DAYS_SHOWN);
        let days = page.days.get(first_shown..).unwrap_or_default();
        let shown = page.movements.len().min(MOVEMENTS_SHOWN);
        let cut = (page.movements.len() > shown).then(|| {
            let (shown, all) = (shown.to_string(), page.movements.len().to_string());
            fill(w.last_moves, &[("shown", &shown), ("all", &all)])
        });
        let chip = Chip::of(page.card.state, language);
        let list = Page::List.path(language);
        Self {
            menu: Menu::at(language, visitor.role, ""),
            path: [(list.to_owned(), m.list_title), agent::case_link(page.account, language)],
            ean: ean.to_string(),
            reference: ean.reference().to_string(),
            place: format!("{energy}, {}", page.card.dso.name()),
            supply: supply(page.card.supply, m),
            card: card_of_a_case(&page.card, language),
            balance: language.balance(page.card.balance),
            calculated: fill(w.calculated, &[("time", &language.instant(as_of))]),
            explain_href: explain_at(page.account, as_of, language),
            estimate: EstimateBox::new(&page.estimate, language),
            quality: (Page::Quality.path(language), m.good_title),
            days_title: if days.is_empty() {
                w.days.to_owned()
            } else {
                fill(w.last_days, &[("days", &days.len().to_string())])
            },
            charts: charts(page, days, language),
            movements: page
                .movements
                .iter()
                .take(shown)
                .map(|movement| MovementRow::new(page, movement, language))
                .collect(),
            movements_cut: cut,
            frame: frame.titled(&format!("{energy}, {}", chip.word), &[]),
            chip,
            w,
            m,
            own: Own::of(language),
        }
    }
}
