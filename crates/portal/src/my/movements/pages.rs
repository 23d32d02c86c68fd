//! The page of movements as a struct of ready text.

use super::api::{MovedBy, MyMove, MyMovements, Why};
use super::outlook::Outlook;
use super::words::Words;
use crate::homes;
use crate::language::{Paths as _, Writes as _};
use crate::my::months::{Month, fold};
use crate::my::pages::{Inside, Menu};
use crate::my::paths::Page;
use crate::my::words::Words as Own;
use crate::my::{why as reasons, yearly};
use crate::pay::frame::Frame;
use crate::words::fill;
use askama::Template;
use calendar::SettlementDay;
use units::{Language, MicroEuro};

/// A month as a form carries it: `2026-11`.
pub(in crate::my) fn month_name(day: SettlementDay) -> String {
    let (year, month, _) = day.ymd();
    format!("{year:04}-{month:02}")
}

#[derive(Debug)]
struct Row {
    day: String,
    what: &'static str,
    why: Option<String>,
    amount: String,
    after: String,
    paid: bool,
}

/// Value, words, chosen.
type Choice = (String, String, bool);

#[derive(Debug, Template)]
#[template(path = "my/movements.html")]
pub(super) struct MovementsPage {
    frame: Frame,
    m: &'static Own,
    w: &'static Words,
    menu: Menu,
    inside: Inside,
    place: usize,
    path: &'static str,
    months: Vec<Choice>,
    kinds: Vec<Choice>,
    rows: Vec<Month<Row>>,
    /// Something is left out.
    filtered: bool,
    balance: String,
    as_of: String,
    csv: String,
    outlook: Option<Outlook>,
    /// Address and name of the page of the yearly bill, and what is expected of it.
    bill: (String, &'static str, Option<String>),
    /// Address and words.
    why: (String, &'static str),
}

fn why(why: &Why, language: Language) -> Option<String> {
    let w = Words::of(language);
    match why {
        Why::Named => None,
        Why::Used { energy, provisional } => {
            let text = if *provisional { w.used_provisional } else { w.used };
            Some(fill(text, &[("energy", &language.kwh(*energy))]))
        }
        Why::Repaid { left } if *left <= MicroEuro::ZERO => Some(w.all_repaid.to_owned()),
        Why::Repaid { left } => Some(fill(w.left, &[("left", &language.money(*left))])),
        Why::Paid { paid, repays } => {
            let values = [("paid", language.money(*paid)), ("repays", language.money(*repays))];
            let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
            Some(fill(w.paid, &values))
        }
        Why::Of(day) => Some(fill(w.of_day, &[("day", &language.date(*day))])),
        Why::Written(text) => Some(text.clone()),
    }
}

impl MovementsPage {
    pub(super) fn new(frame: Frame, page: &MyMovements, only: Option<MovedBy>) -> Self {
        let language = frame.language;
        let (m, w) = (Own::of(language), Words::of(language));
        let path = Page::Movements.path(language);
        let rows = chosen(page, only).map(|moved| {
            let row = Row {
                day: language.short_date(moved.line.day),
                what: homes::kind_name(moved.line.kind, language),
                why: why(&moved.why, language),
                amount: language.effect(moved.line.amount),
                after: language.balance(moved.after),
                paid: moved.line.is_payment(),
            };
            (moved.line.day, row)
        });
        let every = (String::new(), w.last_months.to_owned(), page.month.is_none());
        let months = page.months.iter().map(|first| {
            (month_name(*first), language.month_and_year(*first), page.month == Some(*first))
        });
        let all = (String::new(), w.all_kinds.to_owned(), only.is_none());
        let kinds = MovedBy::ALL.map(|kind| {
            let words = match kind {
                MovedBy::Money => w.money,
                MovedBy::Use => w.use_,
                MovedBy::Repayment => w.repayments,
                MovedBy::Else => w.anything_else,
            };
            (kind.name().to_owned(), words.to_owned(), only == Some(kind))
        });
        Self {
            menu: Menu::new(language, Some(Page::Movements)),
            inside: Inside::new(&page.meter, &page.meters, path, language),
            rows: fold(rows, language),
            filtered: only.is_some() || page.month.is_some(),
            months: std::iter::once(every).chain(months).collect(),
            kinds: std::iter::once(all).chain(kinds).collect(),
            balance: language.balance(page.balance),
            as_of: fill(frame.w.as_of, &[("time", &language.instant(page.as_of))]),
            csv: format!("{path}/csv{}", query(page, only)),
            outlook: Outlook::new(page, language),
            why: reasons::link(page.meter.place, language),
            bill: yearly::link(page.meter.place, page.bill, language),
            place: page.meter.place,
            path,
            frame: frame.titled(m.movements_title, &[]),
            m,
            w,
        }
    }
}

/// The same page again.
pub(super) fn query(page: &MyMovements, only: Option<MovedBy>) -> String {
    let mut query = format!("?n={}", page.meter.place);
    if let Some(month) = page.month {
        query.push_str(&format!("&s={}", month_name(month)));
    }
    if let Some(kind) = only {
        query.push_str(&format!("&l={}", kind.name()));
    }
    query
}

fn chosen(page: &MyMovements, only: Option<MovedBy>) -> impl Iterator<Item = &MyMove> {
    let is_asked =
        move |moved: &&MyMove| only.is_none_or(|kind| kind == MovedBy::of(moved.line.kind));
    page.moves.iter().filter(is_asked)
}

/// The movements for a spreadsheet.
pub(super) fn csv(page: &MyMovements, only: Option<MovedBy>) -> String {
    let mut text = "day,what,amount_eur,balance_eur\n".to_owned();
    for moved in chosen(page, only) {
        let what = homes::kind_name(moved.line.kind, Language::En);
        let decimal = |amount: MicroEuro| units::format_decimal(i128::from(amount.0), 6);
        let (amount, after) = (decimal(moved.line.amount), decimal(moved.after));
        text.push_str(&format!("{},{what},{amount},{after}\n", moved.line.day));
    }
    text
}
