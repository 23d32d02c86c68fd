//! What protects a client, and asking its operator for more: relief in winter, a cut that waits, reduced
//! power, another plan. Source: UX S-06, S-07, PR-19, PR-20, CG-09.

use super::api::{NotTaken, Protection, Wish};
use super::pages::{Menu, due, error_at, name_of};
use super::paths::Page;
use super::tasks::{self, DUE, PROOF, Proofs, STATE, sitting_words};
use super::words::Words;
use crate::language::{Paths as _, Writes as _};
use crate::my::CaseLine;
use crate::pay::frame::{Frame, PageError};
use crate::view::ReliefStanding;
use crate::words::fill;
use askama::Template;
use calendar::SettlementDay;
use procedures::{CaseKind, Outcome};
use units::Language;

pub(super) const WISH: &str = "wish";
pub(super) const WHY: &str = "why";

/// What was keyed in and is shown again.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed {
    pub wish: String,
    pub why: String,
}

pub(super) fn refused(refused: NotTaken, language: Language) -> PageError {
    let m = Words::of(language);
    match refused {
        NotTaken::NoClient => PageError::general(m.no_access_text),
        NotTaken::NotOpen => PageError::at(WISH, m.e_not_open),
        NotTaken::NoWords => PageError::at(WHY, m.e_why),
        NotTaken::TooLong => PageError::at(WHY, m.e_long),
    }
}

fn wish_name(wish: Wish, m: &'static Words) -> &'static str {
    match wish {
        Wish::Relief => m.w_relief,
        Wish::DelayCut => m.w_delay,
        Wish::ReducedPower => m.w_reduced,
        Wish::ChangePlan => m.w_plan,
    }
}

/// Something that was asked, and what became of it.
#[derive(Debug)]
struct Request {
    what: &'static str,
    asked: String,
    why: String,
    /// A class for the colour, and words that say the same.
    stands: (&'static str, String),
    answer: Option<String>,
    /// Where its letter is.
    letter: Option<String>,
    /// There would be one, and the operator has no name to write it in.
    unwritten: bool,
}

impl Request {
    /// `own`: the address of the page. `writes`: the operator has a name to write letters in.
    fn new(line: &CaseLine, (own, writes): (&str, bool), language: Language) -> Self {
        let m = Words::of(language);
        let day = |words: &str, day: SettlementDay| fill(words, &[("day", &language.date(day))]);
        let what = match line.about {
            CaseKind::DelayCut => m.w_delay,
            CaseKind::ReducedPower => m.w_reduced,
            CaseKind::ChangePlan => m.w_plan,
            CaseKind::CallBack
            | CaseKind::WrongBalance
            | CaseKind::Complaint
            | CaseKind::Moving
            | CaseKind::DataCopy
            | CaseKind::DataCorrection
            | CaseKind::DataErasure
            | CaseKind::RefusePrepayment
            | CaseKind::AskPrepayment => m.w_other,
        };
        let stands = match &line.answer {
            Some((on, Outcome::Done | Outcome::Corrected, _)) => ("s1", day(m.r_done, *on)),
            Some((on, _, _)) => ("s3", day(m.r_not_done, *on)),
            None if line.late => ("s5", day(m.r_late, line.due)),
            None => ("s2", day(m.r_due, line.due)),
        };
        Self {
            what,
            asked: day(m.asked_on, line.asked),
            why: line.words.clone(),
            stands,
            answer: line.answer.as_ref().map(|(.., words)| words.clone()),
            letter: line
                .answer
                .as_ref()
                .filter(|_| writes)
                .map(|_| format!("{own}/letter?of={}", line.number)),
            unwritten: line.answer.is_some() && !writes,
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "cpas/protection.html")]
pub(super) struct ProtectionPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    errors: Vec<PageError>,
    name: String,
    energy: &'static str,
    due: (&'static str, String),
    /// How relief stands, and whether it may be asked for.
    relief: Option<(String, bool)>,
    /// Name and words.
    wishes: Vec<(String, String)>,
    typed: Typed,
    asked: Vec<Request>,
    proofs: Proofs,
    sitting: String,
    sittings: &'static str,
    path: String,
    back: String,
}

impl ProtectionPage {
    pub(super) fn new(
        frame: Frame,
        there: &Protection,
        (typed, proof): (Typed, tasks::Typed),
        errors: Vec<PageError>,
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let day = |words: &str, day: SettlementDay| fill(words, &[("day", &language.date(day))]);
        let relief = there.relief.map(|relief| match relief {
            ReliefStanding::Open => (m.relief_open.to_owned(), true),
            ReliefStanding::NoRight => (m.relief_no_right.to_owned(), false),
            ReliefStanding::Asked(on) => (day(m.relief_asked, on), false),
            ReliefStanding::Granted(on) => (day(m.relief_granted, on), false),
            ReliefStanding::Refused(on) => (day(m.relief_refused, on), true),
        });
        let wishes = there.wishes.iter();
        let wishes = wishes.map(|wish| (wish.name().to_owned(), wish_name(*wish, m).to_owned()));
        let account = there.line.account;
        let path = format!("{}/{account}", Page::Protection.path(language));
        Self {
            menu: Menu::new(&frame, None),
            name: name_of(&there.line),
            energy: frame.w.energy_name(there.line.energy),
            due: due(&there.line, language),
            relief,
            wishes: wishes.collect(),
            typed,
            asked: there
                .asked
                .iter()
                .map(|line| Request::new(line, (&path, there.writes), language))
                .collect(),
            proofs: Proofs::new(&there.proofs, proof, there.today, language),
            sitting: match &there.sitting {
                Some(line) => sitting_words(line, language),
                None => tasks::Words::of(language).no_next.to_owned(),
            },
            sittings: Page::Sittings.path(language),
            path,
            back: format!("{}/{account}", Page::Client.path(language)),
            frame: frame.titled(m.protection_title, &errors),
            errors,
            m,
        }
    }
}
