//! Mandates on paper: the form, and what waits for a colleague who has the paper at hand. Source: UX S-03, PD-03.

use super::api::{NotRecorded, PaperLine, PaperRefused, PaperStanding, PaperWanted, Purpose};
use super::pages::{MONTHS, Menu, PURPOSE, REFERENCE, error_at, month_choices, purpose_choices};
use super::paths::Page;
use super::words::Words;
use crate::language::{Paths as _, Writes as _};
use crate::pay::forms;
use crate::pay::frame::{Frame, PageError};
use crate::words::fill;
use askama::Template;
use units::Language;

pub(super) const DOCUMENT: &str = "document";
pub(super) const SIGNED: &str = "signed";

/// What was keyed in and is shown again.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed {
    pub reference: String,
    pub document: String,
    pub signed: String,
    pub purpose: String,
    pub months: String,
}

impl Typed {
    /// What the fields say. Errors: at each field what is missing.
    pub(super) fn wanted(&self, m: &'static Words) -> Result<PaperWanted<'_>, Vec<PageError>> {
        let (signed, months) = (forms::day(&self.signed), self.months.parse().ok());
        let purpose = Purpose::of_name(&self.purpose);
        let (Some(signed), Some(purpose), Some(months)) = (signed, purpose, months) else {
            let wrong = [
                (signed.is_none(), SIGNED, m.e_signed),
                (purpose.is_none(), PURPOSE, m.e_purpose),
                (months.is_none(), MONTHS, m.e_choose_months),
            ];
            let wrong = wrong.into_iter().filter(|(is_wrong, ..)| *is_wrong);
            return Err(wrong.map(|(_, field, text)| PageError::at(field, text)).collect());
        };
        let (reference, document) = (self.reference.as_str(), self.document.as_str());
        Ok(PaperWanted { reference, document, signed, purpose, months })
    }
}

pub(super) fn not_recorded(refused: NotRecorded, language: Language) -> PageError {
    let m = Words::of(language);
    match refused {
        NotRecorded::NotAReference => PageError::at(REFERENCE, m.e_reference),
        NotRecorded::NoDocument { most } => {
            PageError::at(DOCUMENT, fill(m.e_document, &[("most", &most.to_string())]))
        }
        NotRecorded::TooLong { most } => {
            PageError::at(MONTHS, fill(m.e_months, &[("most", &most.to_string())]))
        }
        NotRecorded::NotYetSigned => PageError::at(SIGNED, m.e_not_signed),
        NotRecorded::Over { last } => {
            PageError::at(SIGNED, fill(m.e_paper_over, &[("day", &language.date(last))]))
        }
    }
}

pub(super) fn refused(refused: PaperRefused, language: Language) -> PageError {
    let m = Words::of(language);
    PageError::general(match refused {
        PaperRefused::NoPaper | PaperRefused::Ended => m.e_ended,
        PaperRefused::SamePerson => m.e_paper_same,
        PaperRefused::OpensNothing => m.e_opens_nothing,
        PaperRefused::Held => m.e_held,
    })
}

#[derive(Debug)]
struct Row {
    id: i64,
    reference: String,
    facts: Vec<(&'static str, String)>,
    /// A class for the colour, and words that say the same.
    stands: (&'static str, String),
    waits: bool,
    grants: bool,
    client: Option<String>,
}

impl Row {
    fn new(line: &PaperLine, language: Language) -> Self {
        let m = Words::of(language);
        let time = |words: &str, at| fill(words, &[("time", &language.near(at, line.now))]);
        let purpose = line.purpose.map(|purpose| super::pages::purpose_name(purpose, m));
        let (stands, client) = match line.standing {
            PaperStanding::Waiting { own: true } => (("s3", m.p_waits_own.to_owned()), None),
            PaperStanding::Waiting { own: false } => (("s3", m.p_waits.to_owned()), None),
            PaperStanding::Granted { at, client } => (("s1", time(m.p_granted, at)), client),
            PaperStanding::TurnedDown(at) => (("s2", time(m.p_turned_down, at)), None),
        };
        Self {
            id: line.id,
            reference: line.reference.clone(),
            facts: vec![
                (m.document, line.document.clone()),
                (m.signed, language.date(line.signed)),
                (m.purpose, purpose.unwrap_or_default().to_owned()),
                (m.last_day, language.date(line.last)),
                (m.written_by, line.by.clone()),
            ],
            stands,
            waits: matches!(line.standing, PaperStanding::Waiting { .. }),
            grants: line.standing == (PaperStanding::Waiting { own: false }),
            client: client.map(|account| format!("{}/{account}", Page::Client.path(language))),
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "cpas/paper.html")]
pub(super) struct PaperPage {
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

impl PaperPage {
    pub(super) fn new(
        frame: Frame,
        most: i32,
        lines: &[PaperLine],
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
            path: Page::Paper.path(language),
            code: Page::Access.path(language),
            frame: frame.titled(m.paper_title, &errors),
            errors,
            m,
        }
    }
}
