//! How each flow stands, and what was given up.

use super::api::{DeadLetter, Flow, FlowLine, FlowRefused, FlowsView};
use super::words::Words;
use crate::agent::Menu;
use crate::language::{Paths as _, Writes as _};
use crate::operator::pages::error_at;
use crate::operator::paths::Page;
use crate::operator::room::health;
use crate::pay::frame::{Frame, PageError};
use crate::words::fill;
use access::{Act, Needs, Only, Role};
use askama::Template;
use units::Language;

pub(super) const LETTER: &str = "letter";
pub(super) const WHY: &str = "why";

/// What was refused, in words that say what to do.
pub(super) fn refused(said: FlowRefused, t: &Words) -> PageError {
    match said {
        FlowRefused::NoLetter => PageError::at(LETTER, t.e_gone),
        FlowRefused::TooOld => PageError::at(LETTER, t.e_too_old),
        FlowRefused::NoAddress => PageError::at(LETTER, t.e_address),
        FlowRefused::NotTheirs => PageError::at(LETTER, t.e_theirs),
    }
}

fn name(flow: Flow, t: &Words) -> &'static str {
    match flow {
        Flow::HeadEnd => t.f_head_end,
        Flow::Orders => t.f_orders,
        Flow::Bank => t.f_bank,
        Flow::Sms => t.f_sms,
        Flow::Mail => t.f_mail,
        Flow::Letters => t.f_letters,
        Flow::Webhooks => t.f_webhooks,
        Flow::Voice => t.f_voice,
        Flow::Suppliers => t.f_suppliers,
    }
}

#[derive(Debug)]
struct FlowRow {
    name: &'static str,
    health: (&'static str, &'static str),
    facts: Vec<(String, String)>,
    account: String,
}

impl FlowRow {
    fn new(line: &FlowLine, days: i32, language: Language) -> Self {
        let t = Words::of(language);
        let mut facts = Vec::new();
        // No call waits here: whoever calls is answered or not.
        if line.flow != Flow::Voice {
            facts.push((t.waiting.to_owned(), line.waiting.to_string()));
        }
        if let Some(oldest) = line.oldest {
            facts.push((t.oldest.to_owned(), language.instant(oldest)));
        }
        if !matches!(line.flow, Flow::HeadEnd | Flow::Bank | Flow::Voice | Flow::Suppliers) {
            facts.push((fill(t.dead, &[("days", &days.to_string())]), line.dead.to_string()));
        }
        if line.flow != Flow::Orders {
            let last = line.last.map(|at| language.instant(at));
            facts.push((t.last.to_owned(), last.unwrap_or_else(|| t.never.to_owned())));
        }
        if let Some(unknown) = line.unknown {
            facts.push((t.unknown.to_owned(), unknown.to_string()));
        }
        Self {
            name: name(line.flow, t),
            health: health(line.health, language),
            facts,
            account: line.name.clone(),
        }
    }
}

#[derive(Debug)]
struct DeadRow {
    title: String,
    about: String,
    facts: Vec<(&'static str, String)>,
    too_old: bool,
}

impl DeadRow {
    fn new(letter: &DeadLetter, language: Language) -> Self {
        let t = Words::of(language);
        let reason = if letter.reason.is_empty() { "–" } else { &letter.reason };
        Self {
            title: format!("{} · {}", name(letter.flow, t), letter.what),
            about: format!("{} · {}", letter.about, language.instant(letter.at)),
            facts: vec![(t.attempts, letter.attempts.to_string()), (t.reason, reason.to_owned())],
            too_old: !letter.may_leave,
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "operator/flows.html")]
pub(super) struct FlowsPage {
    frame: Frame,
    t: &'static Words,
    menu: Menu,
    errors: Vec<PageError>,
    rows: Vec<FlowRow>,
    dead: Vec<DeadRow>,
    /// What may be sent again: id and words.
    letters: Vec<(String, String)>,
    chosen: String,
    why: String,
    path: &'static str,
    as_of: String,
}

impl FlowsPage {
    pub(super) fn new(
        frame: Frame,
        role: Role,
        view: &FlowsView,
        (chosen, why): (String, String),
        errors: Vec<PageError>,
    ) -> Self {
        let language = frame.language;
        let t = Words::of(language);
        let path = Page::Flows.path(language);
        let resends = Needs::PartOf(Act::Messages, Only::Templates).allows(Some(role));
        let may = view.dead.iter().filter(|letter| letter.may_leave && resends);
        let letters = may.map(|letter| {
            let DeadRow { title, about, .. } = DeadRow::new(letter, language);
            (letter.id.clone(), format!("{title} · {about}"))
        });
        Self {
            menu: Menu::at(language, role, path),
            letters: letters.collect(),
            rows: view.lines.iter().map(|line| FlowRow::new(line, view.days, language)).collect(),
            dead: view.dead.iter().map(|letter| DeadRow::new(letter, language)).collect(),
            chosen,
            why,
            path,
            as_of: fill(frame.w.as_of, &[("time", &language.instant(view.as_of))]),
            frame: frame.titled(t.title, &errors),
            errors,
            t,
        }
    }
}
