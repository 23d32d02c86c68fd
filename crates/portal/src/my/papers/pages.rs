//! The pages of documents as structs of ready text.

use super::api::{MyDocuments, MyStatement, PaidWith, ReceiptLine, Span};
use super::words::Words;
use crate::homes::{self, MovementKind, MovementLine};
use crate::language::{Paths as _, Writes as _};
use crate::my::Part;
use crate::my::months::{Month, fold};
use crate::my::pages::{Inside, Menu};
use crate::my::paths::Page;
use crate::my::words::Words as Own;
use crate::pay::frame::Frame;
use crate::words::fill;
use askama::Template;
use ledger::EntryKind;
use std::collections::BTreeMap;
use units::{Language, MicroEuro, MilliWattHours};

#[derive(Debug)]
struct Receipt {
    at: String,
    amount: String,
    /// Label and value.
    parts: Vec<(&'static str, String)>,
}

/// Where the money of a receipt went, and the balance after it. Source: UX 8.2 C-04.
pub(crate) fn went_to(receipt: &ReceiptLine, language: Language) -> Vec<(&'static str, String)> {
    let w = Words::of(language);
    let parts = receipt.parts.iter().map(|(part, amount)| {
        let name = match part {
            Part::Emergency => w.to_emergency,
            Part::Repaid => w.repaid,
            Part::Credit => w.to_credit,
        };
        (name, language.money(*amount))
    });
    parts.chain([(w.closing, language.balance(receipt.after))]).collect()
}

impl Receipt {
    fn new(receipt: &ReceiptLine, language: Language) -> Self {
        let w = Words::of(language);
        let paid = match receipt.paid {
            PaidWith::Online => w.paid_online,
            PaidWith::Shop => w.paid_shop,
            PaidWith::Transfer => w.paid_transfer,
            PaidWith::Office => w.paid_office,
            PaidWith::Aid => w.paid_aid,
        };
        let code = receipt.code.clone().map(|code| (w.code, code));
        Self {
            at: language.instant(receipt.at),
            amount: language.money(receipt.amount),
            parts: went_to(receipt, language)
                .into_iter()
                .chain([(w.paid, paid.to_owned())])
                .chain(code)
                .collect(),
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "my/documents.html")]
pub(super) struct DocumentsPage {
    frame: Frame,
    w: &'static Words,
    menu: Menu,
    inside: Inside,
    /// Day, subject with its language, address.
    letters: Vec<(String, (String, &'static str), String)>,
    receipts: Vec<Month<Receipt>>,
    /// Address and name.
    months: Vec<(String, String)>,
    years: Vec<(String, String)>,
}

/// What a span is called.
fn span_name(span: Span, language: Language) -> String {
    match span {
        Span::Month(first) => language.month_and_year(first),
        Span::Year(year) => year.to_string(),
    }
}

impl DocumentsPage {
    pub(super) fn new(frame: Frame, page: &MyDocuments) -> Self {
        let language = frame.language;
        let w = Words::of(language);
        let path = Page::Documents.path(language);
        let place = page.meter.place;
        let letters = page.letters.iter().map(|letter| {
            let href = format!("{path}/letter?n={place}&l={}", letter.number);
            let subject = (letter.subject.clone(), letter.language.code());
            (language.date(letter.day), subject, href)
        });
        let receipts = page.receipts.iter();
        let receipts = receipts.map(|receipt| (receipt.at.day(), Receipt::new(receipt, language)));
        let link = |span: &Span| {
            let href = format!("{path}/statement?n={place}&s={}", span.name());
            (href, span_name(*span, language))
        };
        Self {
            menu: Menu::new(language, Some(Page::Documents)),
            inside: Inside::new(&page.meter, &page.meters, path, language),
            letters: letters.collect(),
            receipts: fold(receipts, language),
            months: page.months.iter().map(link).collect(),
            years: page.years.iter().map(link).collect(),
            frame: frame.titled(w.title, &[]),
            w,
        }
    }
}

/// What moved, by where it counts.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    paid_in: i64,
    used: i64,
    repaid: i64,
    other: i64,
}

impl Sums {
    fn of<'a>(lines: impl IntoIterator<Item = &'a MovementLine>) -> Self {
        let mut sums = Self::default();
        for line in lines {
            let sum = match line.kind {
                MovementKind::Energy => &mut sums.used,
                MovementKind::Repaid => &mut sums.repaid,
                MovementKind::Entry(EntryKind::TopUp | EntryKind::Aid) => &mut sums.paid_in,
                MovementKind::Entry(_) => &mut sums.other,
            };
            *sum = sum.saturating_add(line.amount.0);
        }
        sums
    }
}

#[derive(Debug, Template)]
#[template(path = "my/statement.html")]
pub(super) struct StatementPage {
    frame: Frame,
    m: &'static Own,
    w: &'static Words,
    menu: Menu,
    title: String,
    lead: String,
    facts: Vec<(&'static str, String)>,
    is_year: bool,
    /// Of a month: day, what, amount. Of a year: month, energy, cost, what came in.
    rows: Vec<[String; 4]>,
    back: String,
}

impl StatementPage {
    pub(super) fn new(frame: Frame, page: &MyStatement) -> Self {
        let language = frame.language;
        let (m, w) = (Own::of(language), Words::of(language));
        let sums = Sums::of(&page.lines);
        let used = page.used.iter().map(|(_, energy)| energy.0).fold(0, i64::saturating_add);
        let effect = |micro: i64| language.effect(MicroEuro(micro));
        let mut facts = vec![
            (w.opening, language.balance(page.opening)),
            (w.paid_in, effect(sums.paid_in)),
            (w.used, format!("{} ({})", effect(sums.used), language.kwh(MilliWattHours(used)))),
        ];
        let more = [(w.repaid, sums.repaid), (w.other, sums.other)];
        let more = more.into_iter().filter(|(_, sum)| *sum != 0);
        facts.extend(more.map(|(name, sum)| (name, effect(sum))));
        facts.push((w.closing, language.balance(page.closing)));
        let is_year = matches!(page.span, Span::Year(_));
        let title = fill(w.statement_of, &[("span", &span_name(page.span, language))]);
        let values = [
            ("from", language.date(page.from)),
            ("to", language.date(page.to)),
            ("reference", page.meter.reference.to_string().replace(' ', "\u{a0}")),
        ];
        let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
        Self {
            menu: Menu::new(language, Some(Page::Documents)),
            lead: fill(w.statement_lead, &values),
            rows: if is_year { by_month(page, language) } else { by_line(page, language) },
            back: format!("{}?n={}", Page::Documents.path(language), page.meter.place),
            frame: frame.titled(&title, &[]),
            title,
            facts,
            is_year,
            m,
            w,
        }
    }
}

fn by_line(page: &MyStatement, language: Language) -> Vec<[String; 4]> {
    let row = |line: &MovementLine| {
        let what = homes::kind_name(line.kind, language);
        let what = match line.of {
            Some(day) => format!("{what}, {}", language.date(day)),
            None => what.to_owned(),
        };
        [language.date(line.day), what, language.effect(line.amount), String::new()]
    };
    page.lines.iter().map(row).collect()
}

fn by_month(page: &MyStatement, language: Language) -> Vec<[String; 4]> {
    let mut months: BTreeMap<_, (Vec<&MovementLine>, i64)> = BTreeMap::new();
    let month = |day: calendar::SettlementDay| {
        let (year, month, _) = day.ymd();
        (year, month)
    };
    for line in &page.lines {
        months.entry(month(line.day)).or_default().0.push(line);
    }
    for (day, energy) in &page.used {
        let sum = &mut months.entry(month(*day)).or_default().1;
        *sum = sum.saturating_add(energy.0);
    }
    let rows = months.into_iter().map(|((year, month), (lines, used))| {
        let sums = Sums::of(lines);
        let first = calendar::SettlementDay::from_ymd(year, month, 1);
        [
            first.map(|first| language.month_and_year(first)).unwrap_or_default(),
            language.kwh(MilliWattHours(used)),
            language.effect(MicroEuro(sums.used)),
            language.effect(MicroEuro(sums.paid_in)),
        ]
    });
    rows.collect()
}
