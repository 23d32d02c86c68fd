//! What a household repays, how far each plan is, and what may be agreed. Source: UX A-08, PA-20.

use super::super::api::{ActKind, PlansView};
use super::super::case::{PLANS, act_name};
use super::super::pages::Menu;
use super::super::paths::Page;
use super::super::words::Words as Common;
use super::words::Words;
use crate::card::Chip;
use crate::language::{Paths as _, Writes as _};
use crate::my::Repaid;
use crate::pay::frame::Frame;
use crate::repaying::{self, ProposalStands};
use crate::words::fill;
use access::Role;
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
    /// What a social service proposes, and where it is written down that the customer agrees.
    proposals: Vec<(String, Option<String>)>,
    agree: &'static str,
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
        let may = PLANS.allows(Some(role)) && !view.closed;
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
            proposals: view
                .proposals
                .iter()
                .map(|one| {
                    let until = match one.stands {
                        ProposalStands::Waits(day) => language.date(day),
                        _ => String::new(),
                    };
                    let how = repaying::rule_words(one.rule, language);
                    let values = [("office", &*one.office), ("how", &*how), ("day", &*until)];
                    let href = may.then(|| {
                        let (line, number) = (one.debt, one.number);
                        let agree = ActKind::Agree.name();
                        format!("{case}/{agree}?line={line}&proposal={number}")
                    });
                    (fill(repaying::Words::of(language).desk_waits, &values), href)
                })
                .collect(),
            agree: repaying::Words::of(language).desk_agree,
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
