//! Aid: the form, its effect before it is given, and the register with what waits for a colleague.
//! Source: UX S-05, S-10, PA-44.

use super::api::{
    AidEffect, AidFacts, AidLine, AidRefused, AidStanding, AidWanted, Motive, Register,
};
use super::pages::{Menu, error_at, name_of};
use super::paths::Page;
use super::words::Words;
use crate::language::{Paths as _, Writes as _};
use crate::pay::forms;
use crate::pay::frame::{Frame, PageError};
use crate::words::fill;
use askama::Template;
use calendar::SettlementDay;
use std::collections::BTreeMap;
use units::{Language, MicroEuro};

pub(super) const AMOUNT: &str = "amount";
pub(super) const MOTIVE: &str = "motive";
pub(super) const BUDGET: &str = "budget";

/// What was keyed in and is shown again.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed {
    pub amount: String,
    pub motive: String,
    pub budget: String,
}

impl Typed {
    /// What the fields say. Errors: at each field what is missing.
    pub(super) fn wanted(&self, m: &'static Words) -> Result<AidWanted, Vec<PageError>> {
        let (amount, motive) = (forms::amount(&self.amount), Motive::of_name(&self.motive));
        match (amount, motive) {
            (Some(amount), Some(motive)) => {
                Ok(AidWanted { amount, motive, budget: self.budget.clone() })
            }
            (amount, motive) => {
                let wrong = [
                    (amount.is_none(), AMOUNT, m.e_amount),
                    (motive.is_none(), MOTIVE, m.e_motive),
                ];
                let wrong = wrong.into_iter().filter(|(is_wrong, ..)| *is_wrong);
                Err(wrong.map(|(_, field, text)| PageError::at(field, text)).collect())
            }
        }
    }
}

pub(super) fn refused(refused: AidRefused, language: Language) -> PageError {
    let m = Words::of(language);
    match refused {
        AidRefused::NoClient | AidRefused::NoAid => PageError::general(m.no_access_text),
        AidRefused::Ended => PageError::general(m.e_ended),
        AidRefused::SamePerson => PageError::general(m.e_same),
        AidRefused::SentBefore => PageError::general(m.e_sent),
        AidRefused::OutOfBounds { least, most } => {
            let values =
                [("least", language.short_money(least)), ("most", language.short_money(most))];
            let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
            PageError::at(AMOUNT, fill(m.e_bounds, &values))
        }
    }
}

fn motive_name(motive: Motive, m: &Words) -> &'static str {
    match motive {
        Motive::Energy => m.mo_energy,
        Motive::Guarantee => m.mo_guarantee,
        Motive::Winter => m.mo_winter,
        Motive::Other => m.mo_other,
    }
}

#[derive(Debug, Template)]
#[template(path = "cpas/aid.html")]
pub(super) struct AidPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    errors: Vec<PageError>,
    name: String,
    balance: String,
    note: String,
    typed: Typed,
    motives: Vec<(String, String)>,
    path: String,
    client: String,
}

impl AidPage {
    pub(super) fn new(
        frame: Frame,
        facts: &AidFacts,
        typed: Typed,
        errors: Vec<PageError>,
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let motives =
            Motive::ALL.map(|motive| (motive.name().to_owned(), motive_name(motive, m).to_owned()));
        Self {
            menu: Menu::new(language, None),
            name: name_of(&facts.line),
            balance: language.balance(facts.line.balance),
            note: fill(m.aid_cap, &[("cap", &language.short_money(facts.cap))]),
            typed,
            motives: motives.to_vec(),
            path: format!("{}/{}", Page::Aid.path(language), facts.line.ean),
            client: format!("{}/{}", Page::Client.path(language), facts.line.ean),
            frame: frame.titled(m.aid_title, &errors),
            errors,
            m,
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "cpas/aid_preview.html")]
pub(super) struct AidPreviewPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    name: String,
    facts: Vec<(&'static str, String)>,
    second: bool,
    typed: Typed,
    attempt: String,
    path: String,
}

impl AidPreviewPage {
    pub(super) fn new(
        frame: Frame,
        facts: &AidFacts,
        (wanted, effect): (&AidWanted, &AidEffect),
        typed: Typed,
        attempt: String,
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let mut lines = vec![
            (m.amount, language.money(wanted.amount)),
            (m.motive, motive_name(wanted.motive, m).to_owned()),
        ];
        if !wanted.budget.is_empty() {
            lines.push((m.budget, wanted.budget.clone()));
        }
        lines.push((m.before, language.balance(effect.balance.0)));
        if effect.repaid > MicroEuro::ZERO {
            lines.push((m.repays, language.money(effect.repaid)));
        }
        lines.push((m.after, language.balance(effect.balance.1)));
        let days = |days: i64| fill(m.t_days, &[("count", &days.to_string())]);
        lines.extend(effect.days.map(|count| (m.lasts, days(count))));
        Self {
            menu: Menu::new(language, None),
            name: name_of(&facts.line),
            facts: lines,
            second: effect.second,
            typed,
            attempt,
            path: format!("{}/{}", Page::Aid.path(language), facts.line.ean),
            frame: frame.titled(m.aid_preview_title, &[]),
            m,
        }
    }
}

#[derive(Debug)]
struct Row {
    id: i64,
    amount: String,
    what: String,
    stands: (&'static str, String),
    signs: bool,
    cancels: bool,
}

#[derive(Debug, Template)]
#[template(path = "cpas/register.html")]
pub(super) struct RegisterPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    errors: Vec<PageError>,
    month: String,
    /// By budget line, and all.
    totals: Vec<(String, String)>,
    total: String,
    rows: Vec<Row>,
    path: &'static str,
    csv: String,
    before: String,
    after: Option<String>,
}

/// As an address carries a month.
fn month_name(first: SettlementDay) -> String {
    let (year, month, _) = first.ymd();
    format!("{year:04}-{month:02}")
}

/// The first day of a month of an address.
pub(super) fn month_of(text: &str) -> Option<SettlementDay> {
    format!("{text}-01").parse().ok()
}

fn booked(line: &AidLine) -> bool {
    matches!(line.standing, AidStanding::Booked(_))
}

fn sum<'a>(lines: impl Iterator<Item = &'a AidLine>) -> MicroEuro {
    MicroEuro(lines.map(|line| line.amount.0).fold(0, i64::saturating_add))
}

impl RegisterPage {
    pub(super) fn new(frame: Frame, register: &Register, errors: Vec<PageError>) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let path = Page::Register.path(language);
        let mut budgets: BTreeMap<&str, Vec<&AidLine>> = BTreeMap::new();
        for line in register.lines.iter().filter(|line| booked(line)) {
            budgets.entry(line.budget.as_str()).or_default().push(line);
        }
        let totals = budgets.into_iter().map(|(budget, lines)| {
            let name = if budget.is_empty() { m.no_budget } else { budget };
            (name.to_owned(), language.money(sum(lines.into_iter())))
        });
        let rows = register.lines.iter().rev().map(|line| {
            let time =
                |template: &str, at| fill(template, &[("time", &language.near(at, register.now))]);
            let stands = match line.standing {
                AidStanding::Waiting { .. } => ("s3", m.a_waiting.to_owned()),
                AidStanding::Booked(at) => ("s1", time(m.a_booked, at)),
                AidStanding::Cancelled(at) => ("s2", time(m.a_cancelled, at)),
            };
            let reference = format!("{:013}", line.reference.as_u64());
            let motive = line.motive.map_or("", |motive| motive_name(motive, m));
            let parts = [reference, motive.to_owned(), line.budget.clone(), line.by.clone()];
            let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            Row {
                id: line.id,
                amount: language.money(line.amount),
                what: parts.join(" · "),
                stands,
                signs: line.standing == (AidStanding::Waiting { own: false }),
                cancels: matches!(line.standing, AidStanding::Waiting { .. }),
            }
        });
        let at = |first: SettlementDay| format!("{path}?month={}", month_name(first));
        let next = register.first.plus_months(1);
        Self {
            menu: Menu::new(language, Some(Page::Register)),
            month: month_name(register.first),
            totals: totals.collect(),
            total: language.money(sum(register.lines.iter().filter(|line| booked(line)))),
            rows: rows.collect(),
            path,
            csv: format!("{path}/csv?month={}", month_name(register.first)),
            before: at(register.first.plus_months(-1)),
            after: (next <= register.now.day()).then(|| at(next)),
            frame: frame.titled(m.register_title, &errors),
            errors,
            m,
        }
    }
}

/// A field that no spreadsheet takes for a formula.
fn field(text: &str) -> String {
    let safe =
        if text.starts_with(['=', '+', '-', '@']) { format!("'{text}") } else { text.to_owned() };
    format!("\"{}\"", safe.replace('"', "\"\""))
}

/// The register as a file: instants as they are kept, amounts with a point.
pub(super) fn csv(register: &Register) -> String {
    let mut out =
        "aid,reference,asked_at,by,amount_eur,motive,budget_line,state,ended_at\r\n".to_owned();
    for line in &register.lines {
        let (state, ended) = match line.standing {
            AidStanding::Waiting { .. } => ("waiting", None),
            AidStanding::Booked(at) => ("booked", Some(at)),
            AidStanding::Cancelled(at) => ("cancelled", Some(at)),
        };
        let fields = [
            line.id.to_string(),
            format!("{:013}", line.reference.as_u64()),
            line.at.to_local_string(),
            field(&line.by),
            line.amount.to_string(),
            line.motive.map_or("", Motive::name).to_owned(),
            field(&line.budget),
            state.to_owned(),
            ended.map(calendar::Instant::to_local_string).unwrap_or_default(),
        ];
        out.push_str(&fields.join(","));
        out.push_str("\r\n");
    }
    out
}
