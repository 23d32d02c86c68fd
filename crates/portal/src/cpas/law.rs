//! Access by force of a law: the form that names the notice, and what waits for the operator. Source: UX S-03, PD-03.

use super::api::{LegalLine, LegalStanding, LegalWanted, NotAskedByLaw, Purpose};
use super::pages::{MONTHS, Menu, PURPOSE, REFERENCE, error_at, month_choices, purpose_choices};
use super::paths::Page;
use super::words::Words;
use crate::language::{Paths as _, Writes as _};
use crate::pay::forms;
use crate::pay::frame::{Frame, PageError};
use crate::words::fill;
use askama::Template;
use units::Language;

pub(super) const NOTICE: &str = "notice";
pub(super) const DATED: &str = "dated";

/// What was keyed in and is shown again.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed {
    pub reference: String,
    pub notice: String,
    pub dated: String,
    pub purpose: String,
    pub months: String,
}

impl Typed {
    /// What the fields say. Errors: at each field what is missing.
    pub(super) fn wanted(&self, m: &'static Words) -> Result<LegalWanted<'_>, Vec<PageError>> {
        let (dated, months) = (forms::day(&self.dated), self.months.parse().ok());
        let purpose = Purpose::of_name(&self.purpose);
        let (Some(dated), Some(purpose), Some(months)) = (dated, purpose, months) else {
            let wrong = [
                (dated.is_none(), DATED, m.e_dated),
                (purpose.is_none(), PURPOSE, m.e_purpose),
                (months.is_none(), MONTHS, m.e_choose_months),
            ];
            let wrong = wrong.into_iter().filter(|(is_wrong, ..)| *is_wrong);
            return Err(wrong.map(|(_, field, text)| PageError::at(field, text)).collect());
        };
        let (reference, notice) = (self.reference.as_str(), self.notice.as_str());
        Ok(LegalWanted { reference, notice, dated, purpose, months })
    }
}

pub(super) fn not_asked(refused: NotAskedByLaw, language: Language) -> PageError {
    let m = Words::of(language);
    let most = |words: &str, most: String| fill(words, &[("most", &most)]);
    match refused {
        NotAskedByLaw::NotAReference => PageError::at(REFERENCE, m.e_reference),
        NotAskedByLaw::NoNotice { most: letters } => {
            PageError::at(NOTICE, most(m.e_notice, letters.to_string()))
        }
        NotAskedByLaw::TooLong { most: months } => {
            PageError::at(MONTHS, most(m.e_months, months.to_string()))
        }
        NotAskedByLaw::NotYetDated => PageError::at(DATED, m.e_not_dated),
        NotAskedByLaw::Over { last } => {
            PageError::at(DATED, fill(m.e_notice_over, &[("day", &language.date(last))]))
        }
        NotAskedByLaw::Waits => PageError::at(REFERENCE, m.e_law_waits),
        NotAskedByLaw::Slower { until } => {
            let time = language.clock(until.plus_s(59));
            PageError::general(fill(m.e_wait, &[("time", &time)]))
        }
    }
}

#[derive(Debug)]
struct Row {
    reference: String,
    facts: Vec<(&'static str, String)>,
    /// A class for the colour, and words that say the same.
    stands: (&'static str, String),
    client: Option<String>,
}

impl Row {
    fn new(line: &LegalLine, language: Language) -> Self {
        let m = Words::of(language);
        let time = |words: &str, at| fill(words, &[("time", &language.near(at, line.now))]);
        let purpose = line.purpose.map(|purpose| super::pages::purpose_name(purpose, m));
        let mut facts = vec![
            (m.notice, line.notice.clone()),
            (m.dated, language.date(line.dated)),
            (m.purpose, purpose.unwrap_or_default().to_owned()),
            (m.last_day, language.date(line.last)),
            (m.law_by, line.by.clone()),
        ];
        let (stands, client) = match &line.standing {
            LegalStanding::Waiting => (("s3", m.l_waits.to_owned()), None),
            LegalStanding::Granted { at, client } => (("s1", time(m.p_granted, *at)), *client),
            LegalStanding::Declined(at, reason) => {
                facts.push((m.law_reason, reason.clone()));
                (("s2", time(m.l_declined, *at)), None)
            }
            LegalStanding::Fell(at) => (("s2", time(m.l_fell, *at)), None),
        };
        Self {
            reference: line.reference.clone(),
            facts,
            stands,
            client: client.map(|account| format!("{}/{account}", Page::Client.path(language))),
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "cpas/law.html")]
pub(super) struct LawPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    errors: Vec<PageError>,
    typed: Typed,
    purposes: Vec<(String, String)>,
    months: Vec<(String, String)>,
    rows: Vec<Row>,
    path: &'static str,
    code: &'static str,
}

impl LawPage {
    pub(super) fn new(
        frame: Frame,
        most: i32,
        lines: &[LegalLine],
        (typed, errors): (Typed, Vec<PageError>),
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        Self {
            menu: Menu::new(&frame, None),
            typed,
            purposes: purpose_choices(m),
            months: month_choices(most, m),
            rows: lines.iter().map(|line| Row::new(line, language)).collect(),
            path: Page::Law.path(language),
            code: Page::Access.path(language),
            frame: frame.titled(m.law_title, &errors),
            errors,
            m,
        }
    }
}
