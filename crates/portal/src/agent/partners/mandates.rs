//! Mandates by time, and one of them with who looked and how it is ended.

use super::super::api::{Basis, Behind, MandateLine, MandateState, MandateView, MandatesView};
use super::super::pages::{Menu, error_at};
use super::super::paths::{Page, case_path};
use super::super::words::Words as Common;
use super::asked::AskedRow;
use super::words::Words;
use super::{MANDATES, WHY, tabs};
use crate::language::{Paths as _, Writes as _};
use crate::pay::frame::{Frame, PageError};
use crate::words::fill;
use access::{Act, Needs, Role, Verb};
use askama::Template;
use calendar::Instant;
use units::{AccountId, Language};

/// Whoever may change for a household what it may change itself. Source: UX 7.3.
pub(super) const ENDS: Needs = Needs::Anyones(Act::Alerts, Verb::Do);

/// The last line of a page as an address carries it: no number that leads to anybody.
fn written((at, account, number): Behind) -> String {
    format!("{}.{account}.{number}", at.0)
}

pub(super) fn behind(text: &str) -> Option<Behind> {
    let mut parts = text.split('.').map(|part| part.parse::<i64>().ok());
    let mut next = || parts.next().flatten();
    Some((Instant(next()?), AccountId(next()?), next()?))
}

fn chip(state: MandateState, m: &Words) -> (&'static str, &'static str) {
    match state {
        MandateState::Open => ("s1", m.m_open),
        MandateState::Over => ("s4", m.m_over),
        MandateState::Ended => ("s4", m.m_ended),
        MandateState::AccountClosed => ("s4", m.m_closed),
    }
}

/// Where the case of a mandate's household is.
fn case(line: &MandateLine, language: Language) -> String {
    case_path(line.account, language)
}

fn who(line: &MandateLine, frame: &Frame, m: &Words) -> String {
    let name = if line.name.is_empty() { m.household } else { &line.name };
    let parts = [name, &line.town, frame.w.energy_name(line.energy)];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

fn facts(line: &MandateLine, language: Language) -> Vec<(&'static str, String)> {
    let m = Words::of(language);
    let basis = match &line.basis {
        Basis::Household => m.b_household.to_owned(),
        Basis::Agent(who) => fill(m.b_agent, &[("who", who)]),
        Basis::Law(who) => fill(m.b_law, &[("who", who)]),
    };
    let mut facts = vec![
        (m.office, line.office.clone()),
        (m.basis, basis),
        (m.reason, line.reason.clone()),
        (m.since, language.instant(line.from)),
    ];
    facts.extend(line.last.map(|last| (m.until, language.date(last))));
    if let Some((at, by, why)) = &line.ended {
        let (by, time) = (by.as_deref().unwrap_or(m.by_household), language.instant(*at));
        facts.push((m.m_ended, fill(m.ended_by, &[("who", by), ("time", &time)])));
        if !why.is_empty() {
            facts.push((m.reason, why.clone()));
        }
    }
    facts
}

#[derive(Debug)]
struct Row {
    who: String,
    chip: (&'static str, &'static str),
    facts: Vec<(&'static str, String)>,
    href: String,
}

#[derive(Debug, Template)]
#[template(path = "agent/partners_mandates.html")]
pub(super) struct MandatesPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    tabs: Vec<(String, &'static str, bool)>,
    /// Address, words, current.
    filters: [(String, &'static str, bool); 2],
    /// What waits for an answer.
    asked: Vec<AskedRow>,
    rows: Vec<Row>,
    older: Option<String>,
}

impl MandatesPage {
    pub(super) fn new(frame: Frame, role: Role, view: &MandatesView) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let path = format!("{}{MANDATES}", Page::Partners.path(language));
        let rows = view.lines.iter().map(|line| Row {
            who: who(line, &frame, m),
            chip: chip(line.state, m),
            facts: facts(line, language),
            href: format!("{path}/{}/{}", line.account, line.number),
        });
        let rows = rows.collect();
        let all = if view.open { "" } else { "kind=all&" };
        Self {
            menu: Menu::new(language, role, Some(Page::Partners)),
            tabs: tabs(language, MANDATES),
            filters: [
                (path.clone(), m.only_open, view.open),
                (format!("{path}?kind=all"), m.all, !view.open),
            ],
            asked: view.asked.iter().map(|one| AskedRow::new(one, &frame)).collect(),
            rows,
            older: view.more.map(|last| format!("{path}?{all}page={}", written(last))),
            frame: frame.titled(m.tab_mandates, &[]),
            m,
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "agent/partners_mandate.html")]
pub(super) struct MandatePage {
    frame: Frame,
    m: &'static Words,
    c: &'static Common,
    menu: Menu,
    errors: Vec<PageError>,
    chip: (&'static str, &'static str),
    who: String,
    case: String,
    facts: Vec<(&'static str, String)>,
    /// Name and time.
    looks: Vec<(String, String)>,
    ends: bool,
    typed: String,
    path: String,
    list: String,
}

impl MandatePage {
    pub(super) fn new(
        frame: Frame,
        role: Role,
        view: &MandateView,
        (typed, errors): (String, Vec<PageError>),
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let line = &view.line;
        let list = format!("{}{MANDATES}", Page::Partners.path(language));
        let looks = view.looks.iter().map(|(name, at)| (name.clone(), language.instant(*at)));
        Self {
            menu: Menu::new(language, role, None),
            chip: chip(line.state, m),
            who: who(line, &frame, m),
            case: case(line, language),
            facts: facts(line, language),
            looks: looks.collect(),
            ends: line.state == MandateState::Open && ENDS.allows(Some(role)),
            typed,
            path: format!("{list}/{}/{}", line.account, line.number),
            list,
            frame: frame.titled(m.mandate, &errors),
            c: Common::of(language),
            m,
            errors,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_11_a_page_of_mandates_goes_on_behind_the_last_line_and_behind_nothing_else() {
        let last = (Instant(1_794_474_000_000_000), AccountId(1_000_000_001), 3);
        assert_eq!(behind(&written(last)), Some(last));
        for text in ["", "1", "1.2", "a.2.3", "1..3"] {
            assert_eq!(behind(text), None, "{text}");
        }
    }
}
