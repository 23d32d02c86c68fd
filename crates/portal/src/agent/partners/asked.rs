//! Access that a social service asks for by force of a law: what waits, and one of them with its answer. Source:
//! UX A-11, S-03.

use super::super::api::{LegalAsked, LegalOpens, LegalView};
use super::super::pages::{Menu, error_at};
use super::super::paths::{Page, case_path};
use super::super::words::Words as Common;
use super::words::Words;
use super::{ASKED, MANDATES, WHY};
use crate::language::{Paths as _, Writes as _};
use crate::pay::frame::{Frame, PageError};
use crate::words::fill;
use access::Role;
use askama::Template;
use units::Language;

fn opens(asked: &LegalAsked, m: &Words) -> (&'static str, &'static str) {
    match asked.opens {
        LegalOpens::Household => ("s3", m.q_waits),
        LegalOpens::Nobody => ("s4", m.q_nobody),
        LegalOpens::Fell => ("s4", m.q_fell),
    }
}

fn who(asked: &LegalAsked, frame: &Frame, m: &Words) -> String {
    let Some(home) = &asked.household else { return m.q_unknown.to_owned() };
    let name = if home.name.is_empty() { m.household } else { &home.name };
    let parts = [name, &home.town, frame.w.energy_name(home.energy)];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

fn facts(asked: &LegalAsked, language: Language) -> Vec<(&'static str, String)> {
    let m = Words::of(language);
    let purpose = asked.purpose.map(|purpose| crate::cpas::purpose_words(purpose, language));
    vec![
        (m.office, asked.office.clone()),
        (m.q_notice, asked.notice.clone()),
        (m.q_dated, language.date(asked.dated)),
        (m.reason, purpose.unwrap_or_default().to_owned()),
        (m.until, language.date(asked.last)),
        (m.q_by, fill(m.by, &[("who", asked.by.as_str()), ("time", &language.instant(asked.at))])),
    ]
}

/// One that waits, on the list.
#[derive(Debug)]
pub(super) struct AskedRow {
    pub(super) who: String,
    pub(super) chip: (&'static str, &'static str),
    pub(super) facts: Vec<(&'static str, String)>,
    pub(super) href: String,
}

impl AskedRow {
    pub(super) fn new(asked: &LegalAsked, frame: &Frame) -> Self {
        let m = Words::of(frame.language);
        let path = Page::Partners.path(frame.language);
        Self {
            who: who(asked, frame, m),
            chip: opens(asked, m),
            facts: facts(asked, frame.language),
            href: format!("{path}{ASKED}/{}", asked.number),
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "agent/partners_asked.html")]
pub(super) struct AskedPage {
    frame: Frame,
    m: &'static Words,
    c: &'static Common,
    menu: Menu,
    errors: Vec<PageError>,
    who: String,
    chip: (&'static str, &'static str),
    case: Option<String>,
    facts: Vec<(&'static str, String)>,
    /// It would open a household.
    grants: bool,
    /// It waits.
    answers: bool,
    typed: String,
    path: String,
    list: String,
}

impl AskedPage {
    pub(super) fn new(
        frame: Frame,
        role: Role,
        view: &LegalView,
        (typed, errors): (String, Vec<PageError>),
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let asked = &view.asked;
        let mut facts = facts(asked, language);
        if let Some((granted, at, by, why)) = &view.answered {
            let words = if *granted { m.q_granted } else { m.q_declined };
            let time = language.instant(*at);
            facts.push((words, fill(m.by, &[("who", by.as_str()), ("time", &time)])));
            if !why.is_empty() {
                facts.push((m.reason, why.clone()));
            }
        }
        let waits = view.answered.is_none();
        let path = Page::Partners.path(language);
        let ended = ("s4", m.q_ended);
        Self {
            menu: Menu::new(language, role, None),
            who: who(asked, &frame, m),
            chip: if waits { opens(asked, m) } else { ended },
            case: asked.household.as_ref().map(|home| case_path(home.account, language)),
            facts,
            grants: waits && asked.opens == LegalOpens::Household,
            answers: waits && super::mandates::ENDS.allows(Some(role)),
            typed,
            path: format!("{path}{ASKED}/{}", asked.number),
            list: format!("{path}{MANDATES}"),
            frame: frame.titled(m.q_title, &errors),
            c: Common::of(language),
            m,
            errors,
        }
    }
}
