//! The sheet of what a shop earned in a month, to be printed. Source: UX M-05.

use super::api::{CommissionSheet, SheetLine};
use super::pages::Menu;
use super::paths::Page;
use super::staff::Hand;
use super::words::Words as Shop;
use crate::language::{Paths as _, Writes as _};
use crate::pay::frame::Frame;
use crate::words::{catalogue, fill};
use askama::Template;
use units::Language;
use vending::Commission;

catalogue!("shop/sheets");

/// Below the statement: where the sheets are.
pub(crate) const BELOW: &str = "/sheet";

/// What a commission is, in words: of each sale, and of the money.
pub(super) fn rate(rate: Commission, language: Language) -> String {
    let percent = units::format_decimal(i128::from(rate.rate_hundredths), 2);
    let (sale, percent) = (language.money(rate.per_sale), language.decimal(&percent));
    fill(Shop::of(language).commission_rate, &[("sale", &sale), ("percent", &percent)])
}

/// The link to each sheet.
#[derive(Debug)]
pub(crate) struct Links {
    pub(crate) title: &'static str,
    pub(crate) text: &'static str,
    /// Address and words.
    pub(crate) links: Vec<(String, String)>,
}

impl Links {
    pub(super) fn new(sheets: &[CommissionSheet], language: Language) -> Self {
        let w = Words::of(language);
        let link = |sheet: &CommissionSheet| {
            let values = [
                ("number", sheet.number.to_string()),
                ("month", language.month_and_year(sheet.body.first)),
                ("amount", language.balance(sheet.body.earned)),
            ];
            let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
            let path = format!("{}{BELOW}/{}", Page::Settlement.path(language), sheet.number);
            (path, fill(w.link, &values))
        };
        Self { title: w.list, text: w.list_text, links: sheets.iter().map(link).collect() }
    }
}

#[derive(Debug)]
struct Row {
    days: String,
    sales: String,
    amount: String,
    rate: String,
}

impl Row {
    fn new(line: &SheetLine, language: Language) -> Self {
        let w = Words::of(language);
        let (from, last) = (language.date(line.from), language.date(line.last));
        Self {
            days: fill(w.days_value, &[("from", &from), ("last", &last)]),
            sales: line.sales.to_string(),
            amount: language.balance(line.amount),
            rate: rate(line.rate, language),
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "shop/sheet.html")]
pub(crate) struct SheetPage {
    frame: Frame,
    w: &'static Words,
    menu: Menu,
    title: String,
    facts: Vec<(&'static str, String)>,
    rows: Vec<Row>,
    earned: String,
    corrects: Option<(String, String)>,
    back: &'static str,
}

impl SheetPage {
    pub(crate) fn new(frame: Frame, hand: &Hand, sheet: &CommissionSheet) -> Self {
        let language = frame.language;
        let w = Words::of(language);
        let body = &sheet.body;
        let with = |name: &str, address: &str| match address {
            "" => name.to_owned(),
            address => format!("{name}, {address}"),
        };
        let title = fill(w.title, &[("number", &sheet.number.to_string())]);
        let corrects = body.corrects.map(|before| {
            let amount = language.balance(before.earned);
            let values = [("number", before.number.to_string()), ("amount", amount)];
            let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
            let more = units::MicroEuro(body.earned.0.saturating_sub(before.earned.0));
            let difference = fill(w.difference, &[("amount", &language.effect(more))]);
            (fill(w.corrects, &values), difference)
        });
        Self {
            menu: Menu::new(language, hand, Some(Page::Settlement)),
            facts: vec![
                (w.by, with(&body.operator, &body.operator_address)),
                (w.to, with(&body.name, &body.address)),
                (w.number, body.terminal.clone()),
                (w.month, language.month_and_year(body.first)),
                (w.issued, language.date(sheet.issued.day())),
            ],
            rows: body.lines.iter().map(|line| Row::new(line, language)).collect(),
            earned: fill(w.earned, &[("amount", &language.balance(body.earned))]),
            corrects,
            back: Page::Settlement.path(language),
            frame: frame.titled(&title, &[]),
            title,
            w,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Words;
    use crate::words::tests::{are_plain, say_the_same};

    #[test]
    fn four_languages_say_the_same_in_short_sentences() {
        say_the_same(|language| Words::of(language).all());
        are_plain(|language| Words::of(language).all(), true);
    }
}
