//! The list of a week of households at risk, to read, to print and as a file. Source: CM-08, PD-03.

mod words;

use words::Words;

use super::api::{EarlyGround, EarlyLine, EarlyList};
use super::pages::Menu;
use super::paths::Page;
use crate::language::{Paths as _, Writes as _};
use crate::my::energy_name;
use crate::pay::frame::Frame;
use crate::spreadsheet::field;
use crate::words::fill;
use askama::Template;
use units::Language;

/// As menus name it.
pub(super) fn early_name(language: Language) -> &'static str {
    Words::of(language).title
}

#[derive(Debug)]
struct Row {
    who: String,
    reference: String,
    address: String,
    energy: &'static str,
    /// A class for the colour, and words that say the same.
    stands: (&'static str, &'static str),
    nights: String,
    ground: String,
    /// The client's page, if there is a mandate.
    client: Option<String>,
}

impl Row {
    fn new(line: &EarlyLine, language: Language) -> Self {
        let m = Words::of(language);
        let reference = format!("{:013}", line.ean.reference().as_u64());
        let (ground, client) = match &line.ground {
            EarlyGround::Mandate(_) => {
                let client = format!("{}/{}", Page::Client.path(language), line.account);
                (m.by_mandate.to_owned(), Some(client))
            }
            EarlyGround::Law(basis) => (fill(m.by_law, &[("basis", basis)]), None),
        };
        let stands = if line.exhausted { ("s4", m.exhausted) } else { ("s3", m.in_use) };
        Self {
            who: if line.name.is_empty() { reference.clone() } else { line.name.clone() },
            reference,
            address: line.address.clone(),
            energy: energy_name(line.energy, language),
            stands,
            nights: fill(m.nights, &[("count", &line.nights.to_string())]),
            ground,
            client,
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "cpas/early.html")]
pub(super) struct EarlyPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    week: String,
    winter: bool,
    /// That the last night is not counted yet, and as of which the list is.
    late: Option<String>,
    /// No night is counted at all.
    unknown: bool,
    /// On what the list rests, besides mandates.
    bases: Vec<String>,
    rows: Vec<Row>,
    csv: String,
}

impl EarlyPage {
    pub(super) fn new(frame: Frame, list: &EarlyList) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let basis = |(basis, last): &(String, calendar::SettlementDay)| {
            fill(m.basis, &[("basis", basis), ("day", &language.date(*last))])
        };
        Self {
            menu: Menu::new(&frame, Some(Page::Early)),
            week: fill(m.week, &[("day", &language.date(list.week))]),
            winter: list.winter,
            late: list
                .night
                .filter(|night| *night < list.week.previous())
                .map(|night| fill(m.late, &[("day", &language.date(night))])),
            unknown: list.night.is_none(),
            bases: list.bases.iter().map(basis).collect(),
            rows: list.lines.iter().map(|line| Row::new(line, language)).collect(),
            csv: format!("{}/csv", Page::Early.path(language)),
            frame: frame.titled(m.title, &[]),
            m,
        }
    }
}

/// The list as a file.
pub(super) fn csv(list: &EarlyList) -> String {
    let mut out =
        "week,night,reference,name,address,energy,emergency_credit,nights,ground,basis\r\n"
            .to_owned();
    for line in &list.lines {
        let (ground, basis) = match &line.ground {
            EarlyGround::Mandate(reason) => ("mandate", reason),
            EarlyGround::Law(basis) => ("law", basis),
        };
        let fields = [
            list.week.to_string(),
            list.night.map(|night| night.to_string()).unwrap_or_default(),
            format!("{:013}", line.ean.reference().as_u64()),
            field(&line.name),
            field(&line.address),
            line.energy.name().to_owned(),
            if line.exhausted { "used_up" } else { "in_use" }.to_owned(),
            line.nights.to_string(),
            ground.to_owned(),
            field(basis),
        ];
        out.push_str(&fields.join(","));
        out.push_str("\r\n");
    }
    out
}
