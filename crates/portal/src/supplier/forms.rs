//! The forms of a supplier: a request, a dispute. Source: UX F-S2, F-S8.

use super::api::{DisputeLine, DisputeWanted, NotTaken, RequestWanted, Wish};
use super::pages::{outcome_name, subject_name};
use super::paths::Page;
use super::sections::Menu;
use super::words::Words;
use crate::language::{Paths as _, Writes as _};
use crate::pay::forms::{self, amount};
use crate::pay::frame::{Frame, PageError};
use crate::words::fill;
use askama::Template;
use procedures::{DisputeError, Ground, RequestError, Subject, Turn};
use units::{Ean, Language};

pub(super) const EAN: &str = "ean";
pub(super) const WISH: &str = "wish";
pub(super) const NOTIFIED: &str = "notified";
pub(super) const OWED: &str = "owed";
pub(super) const BOTH: &str = "both";
pub(super) const JUDGMENT: &str = "judgment";
pub(super) const DOCUMENTS: &str = "documents";
pub(super) const SUBJECT: &str = "subject";
pub(super) const ABOUT: &str = "about";
pub(super) const WORDS: &str = "words";
pub(super) const EVIDENCE: &str = "evidence";
/// Of a dispute, what is shown of it.
const LINES_SHOWN: usize = 12;

pub(super) fn error_at<'a>(errors: &'a [PageError], field: &str) -> Option<&'a str> {
    errors.iter().find(|error| error.field == Some(field)).map(|error| error.text.as_str())
}

/// What was keyed in and is shown again.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed {
    pub ean: String,
    pub wish: String,
    pub notified: String,
    pub owed: String,
    pub both: String,
    pub judgment: String,
    pub documents: String,
}

/// A name on each line.
pub(super) fn lines(text: &str) -> Vec<String> {
    let lines = text
        .lines()
        .map(|line| line.trim().chars().filter(|sign| !sign.is_control()).collect::<String>());
    lines.filter(|line| !line.is_empty()).collect()
}

impl Typed {
    /// What the fields say. Errors: at each field what is missing.
    pub(super) fn wanted(&self, m: &'static Words) -> Result<RequestWanted, Vec<PageError>> {
        let digits: String = self.ean.chars().filter(|sign| !sign.is_whitespace()).collect();
        let ean = digits.parse::<Ean>().ok();
        let mut wrong = Vec::new();
        if ean.is_none() {
            wrong.push(PageError::at(EAN, m.e_ean));
        }
        let ground = match Wish::of_name(&self.wish) {
            None => {
                wrong.push(PageError::at(WISH, m.e_wish));
                None
            }
            Some(Wish::End) => Some(Ground::Paid),
            Some(Wish::Judgment) => Some(Ground::Judgment { id: self.judgment.clone() }),
            Some(Wish::Default) => {
                let (notified, owed) = (forms::day(&self.notified), amount(&self.owed));
                let both = match self.both.as_str() {
                    "one" => Some(false),
                    "both" => Some(true),
                    _ => None,
                };
                if notified.is_none() {
                    wrong.push(PageError::at(NOTIFIED, m.e_day));
                }
                if owed.is_none() {
                    wrong.push(PageError::at(OWED, m.e_owed));
                }
                if both.is_none() {
                    wrong.push(PageError::at(BOTH, m.e_both));
                }
                match (notified, owed, both) {
                    (Some(notified), Some(owed), Some(both_energies)) => {
                        Some(Ground::Default { notified, owed, both_energies })
                    }
                    _ => None,
                }
            }
        };
        match (ean, ground) {
            (Some(ean), Some(ground)) if wrong.is_empty() => {
                Ok(RequestWanted { ean, ground, documents: lines(&self.documents) })
            }
            _ => Err(wrong),
        }
    }
}

/// What was not taken, at its field.
pub(super) fn not_taken(refused: &NotTaken, language: Language) -> PageError {
    let m = Words::of(language);
    match refused {
        NotTaken::NoSupplier => PageError::general(m.nobody_text),
        NotTaken::Unknown => PageError::at(EAN, m.e_unknown),
        NotTaken::OpenAlready => PageError::general(m.e_open),
        NotTaken::SentBefore => PageError::general(m.e_sent),
        NotTaken::Request(RequestError::TooLittle { least }) => {
            PageError::at(OWED, fill(m.e_little, &[("least", &language.short_money(*least))]))
        }
        NotTaken::Request(RequestError::TooSoon { first, .. }) => {
            PageError::at(NOTIFIED, fill(m.e_soon, &[("day", &language.date(*first))]))
        }
        NotTaken::Request(RequestError::NoJudgment) => PageError::at(JUDGMENT, m.e_judgment),
        NotTaken::Request(RequestError::NoDocument) => PageError::at(DOCUMENTS, m.e_documents),
        NotTaken::Request(RequestError::TooLong) | NotTaken::Dispute(DisputeError::TooLong) => {
            PageError::general(m.e_long)
        }
        NotTaken::Dispute(DisputeError::NoWords) => PageError::at(WORDS, m.e_words),
        NotTaken::Request(
            RequestError::NotNow { .. }
            | RequestError::Imposed
            | RequestError::NoReason
            | RequestError::Future
            | RequestError::Before { .. }
            | RequestError::PastVisit
            | RequestError::NoVisitYet { .. }
            | RequestError::NoAddress
            | RequestError::NoAccount
            | RequestError::StillOpen
            | RequestError::OpenAlready
            | RequestError::RefusalWaits
            | RequestError::SwapWaits
            | RequestError::Silent
            | RequestError::Registers
            | RequestError::NoHome
            | RequestError::Waits
            | RequestError::NothingWaits
            | RequestError::SamePerson
            | RequestError::NotSeen,
        )
        | NotTaken::Dispute(
            DisputeError::Answered | DisputeError::Closed | DisputeError::NoAnswer { .. },
        ) => PageError::general(m.e_over),
    }
}

#[derive(Debug, Template)]
#[template(path = "supplier/ask.html")]
pub(super) struct AskPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    errors: Vec<PageError>,
    typed: Typed,
    wishes: Vec<(String, String)>,
    boths: Vec<(String, String)>,
    path: &'static str,
    attempt: String,
}

impl AskPage {
    pub(super) fn new(frame: Frame, typed: Typed, attempt: String, errors: Vec<PageError>) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let wishes = Wish::ALL.map(|wish| {
            let words = match wish {
                Wish::Default => m.w_default,
                Wish::Judgment => m.w_judgment,
                Wish::End => m.w_end,
            };
            (wish.name().to_owned(), words.to_owned())
        });
        let boths = [("one", m.b_one), ("both", m.b_both)];
        Self {
            menu: Menu::new(language, Some(Page::Requests)),
            typed,
            wishes: wishes.to_vec(),
            boths: boths.map(|(name, words)| (name.to_owned(), words.to_owned())).to_vec(),
            path: Page::Ask.path(language),
            attempt,
            frame: frame.titled(m.ask_title, &errors),
            errors,
            m,
        }
    }
}

/// What was written of a dispute.
#[derive(Debug, Clone, Default)]
pub(super) struct Written {
    pub subject: String,
    pub about: String,
    pub words: String,
    pub evidence: String,
}

impl Written {
    /// Errors: at each field what is missing.
    pub(super) fn wanted(&self, m: &'static Words) -> Result<DisputeWanted, Vec<PageError>> {
        let subject = Subject::from_name(&self.subject);
        let checks = [
            (subject.is_none(), SUBJECT, m.e_subject),
            (self.about.is_empty(), ABOUT, m.e_about),
            (self.words.is_empty(), WORDS, m.e_words),
        ];
        let wrong = checks.into_iter().filter(|(is_wrong, ..)| *is_wrong);
        let wrong: Vec<PageError> =
            wrong.map(|(_, field, text)| PageError::at(field, text)).collect();
        match subject {
            Some(subject) if wrong.is_empty() => Ok(DisputeWanted {
                subject,
                about: self.about.clone(),
                words: self.words.clone(),
                evidence: lines(&self.evidence),
            }),
            _ => Err(wrong),
        }
    }
}

/// A dispute that is there.
#[derive(Debug)]
struct Known {
    chip: (&'static str, String),
    open: bool,
    /// Who and when, words, evidence.
    said: Vec<(String, String, String)>,
}

pub(super) fn turn(line: &DisputeLine, language: Language) -> (&'static str, String) {
    let m = Words::of(language);
    let day = language.date(line.due);
    match line.turn {
        Turn::Operator if line.late => ("s4", fill(m.late_since, &[("day", &day)])),
        Turn::Operator => ("s2", fill(m.t_operator, &[("day", &day)])),
        Turn::Supplier => ("s3", m.t_supplier.to_owned()),
        Turn::Closed => ("s1", m.t_closed.to_owned()),
    }
}

/// A new dispute, or one with what was written so far.
#[derive(Debug, Template)]
#[template(path = "supplier/dispute.html")]
pub(super) struct DisputePage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    errors: Vec<PageError>,
    title: String,
    known: Option<Known>,
    typed: Written,
    subjects: Vec<(String, String)>,
    path: String,
    attempt: String,
}

impl DisputePage {
    pub(super) fn new(
        frame: Frame,
        line: Option<&DisputeLine>,
        typed: Written,
        attempt: String,
        errors: Vec<PageError>,
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let subjects = Subject::ALL
            .map(|subject| (subject.name().to_owned(), subject_name(subject, m).to_owned()));
        let title = line.map_or_else(
            || m.dispute_title.to_owned(),
            |line| format!("{}: {}", subject_name(line.subject, m), line.about),
        );
        let base = Page::Disputes.path(language);
        let rest = line.map_or_else(|| "new".to_owned(), |line| line.id.to_string());
        let known = line.map(|line| {
            let hidden = line.said.len().saturating_sub(LINES_SHOWN);
            let said = line.said.iter().skip(hidden).map(|said| {
                let (name, time) = (said.by.as_str(), language.instant(said.at));
                let who = match said.outcome {
                    None => fill(m.you_wrote, &[("name", name), ("time", &time)]),
                    Some(outcome) => {
                        let outcome = outcome_name(outcome, m);
                        fill(m.we_answered, &[("time", &time), ("outcome", outcome)])
                    }
                };
                (who, said.words.clone(), said.evidence.join(", "))
            });
            let (chip, open) = (turn(line, language), line.turn != Turn::Closed);
            Known { chip, open, said: said.collect() }
        });
        Self {
            menu: Menu::new(language, Some(Page::Disputes)),
            known,
            typed,
            subjects: subjects.to_vec(),
            path: format!("{base}/{rest}"),
            attempt,
            frame: frame.titled(&title, &errors),
            title,
            errors,
            m,
        }
    }
}
