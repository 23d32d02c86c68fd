//! The register of aid, with what waits for a colleague or its day. Source: UX S-05, S-10, PA-44.

use super::aid::motive_name;
use super::api::{AidLine, AidStanding, Lapse, Motive, Register};
use super::pages::Menu;
use super::paths::Page;
use super::words::Words;
use crate::language::{Paths as _, Writes as _};
use crate::pay::frame::{Frame, PageError};
use crate::spreadsheet::field;
use crate::words::fill;
use askama::Template;
use calendar::SettlementDay;
use std::collections::BTreeMap;
use units::{Language, MicroEuro};

#[derive(Debug)]
struct Row {
    id: i64,
    amount: String,
    what: String,
    stands: (&'static str, String),
    signs: bool,
    cancels: bool,
    /// Where a corrected copy begins.
    copy: Option<String>,
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

/// Booked in the month of the register: what was asked in another one counts where the money is.
fn booked(line: &AidLine, first: SettlementDay) -> bool {
    let month = first.start()..first.plus_months(1).start();
    matches!(line.standing, AidStanding::Booked(at) if month.contains(&at))
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
        for line in register.lines.iter().filter(|line| booked(line, register.first)) {
            budgets.entry(line.budget.as_str()).or_default().push(line);
        }
        let totals = budgets.into_iter().map(|(budget, lines)| {
            let name = if budget.is_empty() { m.no_budget } else { budget };
            (name.to_owned(), language.money(sum(lines.into_iter())))
        });
        let rows = register.lines.iter().rev().map(|line| {
            let time =
                |template: &str, at| fill(template, &[("time", &language.near(at, register.now))]);
            let on = |template: &str, day| fill(template, &[("day", &language.date(day))]);
            let waits = line.standing == (AidStanding::Waiting { own: false })
                || line.standing == (AidStanding::Waiting { own: true });
            let stands = match line.standing {
                AidStanding::Waiting { .. } => ("s3", m.a_waiting.to_owned()),
                AidStanding::Booked(at) => ("s1", time(m.a_booked, at)),
                AidStanding::Cancelled(at) => ("s2", time(m.a_cancelled, at)),
                AidStanding::Planned(day) => ("s2", on(m.a_planned, day)),
                AidStanding::Lapsed(at, Lapse::Closed) => ("s5", time(m.a_closed, at)),
                AidStanding::Lapsed(at, Lapse::NoMandate) => ("s5", time(m.a_no_mandate, at)),
            };
            let reference = format!("{:013}", line.reference.as_u64());
            let motive = line.motive.map_or("", |motive| motive_name(motive, m));
            let energy = frame.w.energy_name(line.energy).to_owned();
            let mut parts = vec![reference, energy, motive.to_owned(), line.budget.clone()];
            parts.push(line.by.clone());
            parts.extend(line.on.filter(|_| waits).map(|day| on(m.a_for_day, day)));
            parts.extend(line.together.then(|| m.a_together.to_owned()));
            parts.push(fill(m.a_number, &[("number", &line.id.to_string())]));
            parts.extend(line.copy_of.map(|id| fill(m.a_copy_of, &[("number", &id.to_string())])));
            let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            Row {
                id: line.id,
                amount: language.money(line.amount),
                what: parts.join(" · "),
                stands,
                signs: line.standing == (AidStanding::Waiting { own: false }),
                cancels: matches!(
                    line.standing,
                    AidStanding::Waiting { .. } | AidStanding::Planned(_)
                ),
                copy: line.to_copy.then(|| {
                    format!("{}/{}?copy={}", Page::Aid.path(language), line.account, line.id)
                }),
            }
        });
        let at = |first: SettlementDay| format!("{path}?month={}", month_name(first));
        let next = register.first.plus_months(1);
        Self {
            menu: Menu::new(&frame, Some(Page::Register)),
            month: month_name(register.first),
            totals: totals.collect(),
            total: language
                .money(sum(register.lines.iter().filter(|line| booked(line, register.first)))),
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

/// The register as a file: instants as they are kept, amounts with a point.
pub(super) fn csv(register: &Register) -> String {
    let mut out =
        "aid,reference,asked_at,by,amount_eur,motive,budget_line,state,ended_at,on_day,copy_of\r\n"
            .to_owned();
    for line in &register.lines {
        let (state, ended) = match line.standing {
            AidStanding::Waiting { .. } => ("waiting", None),
            AidStanding::Booked(at) => ("booked", Some(at)),
            AidStanding::Cancelled(at) => ("cancelled", Some(at)),
            AidStanding::Planned(_) => ("planned", None),
            AidStanding::Lapsed(at, Lapse::Closed) => ("account closed", Some(at)),
            AidStanding::Lapsed(at, Lapse::NoMandate) => ("mandate ended", Some(at)),
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
            line.on.map(|day| day.to_string()).unwrap_or_default(),
            line.copy_of.map(|id| id.to_string()).unwrap_or_default(),
        ];
        out.push_str(&fields.join(","));
        out.push_str("\r\n");
    }
    out
}
