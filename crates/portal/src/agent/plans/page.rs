//! What a household repays, how far each plan is, and what may be agreed. Source: UX A-08, PA-20.

use super::super::api::{ActKind, PlansView};
use super::super::case::act_name;
use super::super::pages::Menu;
use super::super::paths::Page;
use super::super::words::Words as Common;
use super::words::Words;
use crate::card::Chip;
use crate::language::{Paths as _, Writes as _};
use crate::my::Repaid;
use crate::pay::frame::Frame;
use crate::words::fill;
use access::{Act, Needs, Role, Verb};
use askama::Template;
use units::Language;

#[derive(Debug)]
struct Line {
    number: String,
    what: &'static str,
    facts: Vec<(&'static str, String)>,
    notes: Vec<String>,
    /// What may be done with it: address and words.
    acts: Vec<(String, &'static str)>,
}

#[derive(Debug, Template)]
#[template(path = "agent/plans.html")]
pub(in crate::agent) struct PlansPage {
    frame: Frame,
    m: &'static Words,
    c: &'static Common,
    menu: Menu,
    chip: Chip,
    who: String,
    case: String,
    left: String,
    lines: Vec<Line>,
    /// Acts that wait for a second person.
    waiting: Vec<String>,
    /// Where a new plan begins.
    new: Option<String>,
}

impl PlansPage {
    pub(in crate::agent) fn new(frame: Frame, role: Role, view: &PlansView) -> Self {
        let language = frame.language;
        let (m, c) = (Words::of(language), Common::of(language));
        let case = format!("{}/{}", Page::Case.path(language), view.account);
        let may = Needs::Anyones(Act::DebtAndPlan, Verb::Do).allows(Some(role)) && !view.closed;
        let lines = view.lines.iter().map(|line| {
            let Repaid { what, mut facts } = Repaid::new(&line.line, language);
            facts.extend(line.cap.map(|cap| (m.cap, language.money(cap))));
            let mut notes = Vec::new();
            if let Some(day) = line.suspended_until {
                notes.push(fill(m.suspended, &[("day", &language.date(day))]));
            }
            if !line.own_rule {
                notes.push(m.advance.to_owned());
            }
            let kinds = [ActKind::Agree, ActKind::Suspend];
            let acts = kinds.into_iter().filter(|_| may && line.own_rule).map(|kind| {
                let href = format!("{case}/{}?line={}", kind.name(), line.number);
                (href, act_name(kind, c))
            });
            Line {
                number: fill(m.number, &[("number", &line.number.to_string())]),
                what,
                facts,
                notes,
                acts: acts.collect(),
            }
        });
        let reference = format!("{:013}", view.ean.reference().as_u64());
        let parts = [view.name.clone(), reference, view.town.clone()];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        Self {
            menu: Menu::new(language, role, None),
            chip: Chip::of(view.card.state, language),
            who: parts.join(" · "),
            left: language.money(view.left),
            lines: lines.collect(),
            waiting: view
                .waiting
                .iter()
                .map(|act| format!("{}/{act}", Page::Acts.path(language)))
                .collect(),
            new: may.then(|| format!("{case}/{}", ActKind::Plan.name())),
            case,
            frame: frame.titled(m.title, &[]),
            m,
            c,
        }
    }
}
