//! A client's plan: what is left to repay, another amount with what it takes week by week, and what became of what was
//! proposed before. Source: UX S-07, 7.3.

use super::api::{NotProposed, PlanFacts, PlanShown};
use super::pages::{Menu, error_at, name_of};
use super::paths::Page;
use super::words::Words;
use crate::language::{Paths as _, Writes as _};
use crate::my::{Repaid, RepaidBy};
use crate::pay::forms;
use crate::pay::frame::{Frame, PageError};
use crate::repaying::{self, PlanRule, Weeks, Words as Planned};
use crate::words::fill;
use askama::Template;
use units::Language;

pub(super) const DEBT: &str = "debt";
pub(super) const AMOUNT: &str = "amount";
pub(super) const EACH: &str = "each";
pub(super) const WHY: &str = "why";

/// What was keyed in and is shown again.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed {
    pub debt: String,
    pub amount: String,
    pub each: String,
    pub why: String,
}

impl Typed {
    /// The plan and its rule. Errors: at each field what is missing.
    pub(super) fn wanted(&self, language: Language) -> Result<(u32, PlanRule), Vec<PageError>> {
        let p = Planned::of(language);
        let debt = self.debt.parse::<u32>().ok();
        let part = forms::amount(&self.amount);
        let known = matches!(self.each.as_str(), "day" | "week");
        let wrong = [
            (debt.is_none(), DEBT, p.e_which),
            (part.is_none(), AMOUNT, p.e_amount),
            (!known, EACH, p.e_each),
            (self.why.trim().is_empty(), WHY, p.e_why),
        ];
        match (debt, part) {
            (Some(debt), Some(part)) if wrong.iter().all(|(is_wrong, ..)| !is_wrong) => {
                let weekly = self.each == "week";
                Ok((debt, if weekly { PlanRule::Week(part) } else { PlanRule::Day(part) }))
            }
            _ => Err(wrong
                .into_iter()
                .filter(|(is_wrong, ..)| *is_wrong)
                .map(|(_, field, text)| PageError::at(field, text))
                .collect()),
        }
    }
}

pub(super) fn refused(refused: NotProposed, language: Language) -> PageError {
    let p = Planned::of(language);
    match refused {
        NotProposed::NoClient => PageError::general(Words::of(language).no_access_text),
        NotProposed::NoDebt => PageError::at(DEBT, p.e_which),
        NotProposed::UnderReview => PageError::at(DEBT, p.review),
        NotProposed::NotAnAmount => PageError::at(AMOUNT, p.e_amount),
        NotProposed::NoWords => PageError::at(WHY, p.e_why),
        NotProposed::TooLong => PageError::at(WHY, p.e_long),
        NotProposed::Used => PageError::general(p.e_used),
    }
}

/// Something that was proposed, and where it stands.
#[derive(Debug)]
struct Row {
    /// A class for the colour, and words that say the same.
    stands: (&'static str, String),
    what: String,
    how: String,
    made: String,
    reason: String,
}

#[derive(Debug, Template)]
#[template(path = "cpas/plan.html")]
pub(super) struct PlanPage {
    frame: Frame,
    m: &'static Words,
    p: &'static Planned,
    menu: Menu,
    errors: Vec<PageError>,
    name: String,
    energy: &'static str,
    /// Name of each plan, what is known of it, and why nobody proposes anything for it.
    owed: Vec<(String, Repaid, Option<&'static str>)>,
    /// Name and words.
    choices: Vec<(String, String)>,
    each: Vec<(String, String)>,
    typed: Typed,
    rows: Vec<Row>,
    path: String,
    back: String,
}

impl PlanPage {
    pub(super) fn new(
        frame: Frame,
        facts: &PlanFacts,
        mut typed: Typed,
        errors: Vec<PageError>,
    ) -> Self {
        let language = frame.language;
        let p = Planned::of(language);
        let named = |number: u32| fill(p.number, &[("number", &number.to_string())]);
        let owed = facts.owed.iter().map(|one| {
            let why = (one.line.how == RepaidBy::Review).then_some(p.review);
            (named(one.number), Repaid::new(&one.line, language), why)
        });
        let owed: Vec<_> = owed.collect();
        let open = facts.owed.iter().filter(|one| one.line.how != RepaidBy::Review);
        let choices = open.map(|one| {
            let what = Repaid::new(&one.line, language).what;
            let left = language.money(one.line.left);
            (one.number.to_string(), format!("{}: {what}, {left}", named(one.number)))
        });
        let choices: Vec<(String, String)> = choices.collect();
        if let ([(only, _)], true) = (choices.as_slice(), typed.debt.is_empty()) {
            typed.debt.clone_from(only);
        }
        let rows = facts.proposals.iter().map(|one| Row {
            stands: repaying::standing(one.stands, language),
            what: named(one.debt),
            how: repaying::rule_words(one.rule, language),
            made: fill(p.made, &[("day", &language.date(one.made))]),
            reason: one.reason.clone(),
        });
        let account = facts.line.account;
        Self {
            menu: Menu::new(&frame, None),
            name: name_of(&facts.line),
            energy: frame.w.energy_name(facts.line.energy),
            owed,
            choices,
            each: [("week", p.each_week), ("day", p.each_day)]
                .map(|(name, words)| (name.to_owned(), words.to_owned()))
                .to_vec(),
            typed,
            rows: rows.collect(),
            path: format!("{}/{account}", Page::Plan.path(language)),
            back: format!("{}/{account}", Page::Client.path(language)),
            frame: frame.titled(p.title, &errors),
            errors,
            m: Words::of(language),
            p,
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "cpas/plan_preview.html")]
pub(super) struct PlanPreviewPage {
    frame: Frame,
    p: &'static Planned,
    menu: Menu,
    name: String,
    /// The household's own words, in its language.
    reads: Repaid,
    lang: &'static str,
    weeks: Weeks,
    told: String,
    replaces: bool,
    typed: Typed,
    attempt: String,
    path: String,
}

impl PlanPreviewPage {
    pub(super) fn new(frame: Frame, shown: &PlanShown, typed: Typed, attempt: String) -> Self {
        let language = frame.language;
        let p = Planned::of(language);
        Self {
            menu: Menu::new(&frame, None),
            name: name_of(&shown.line),
            reads: Repaid::new(&shown.effect.reads, shown.effect.language),
            lang: shown.effect.language.code(),
            weeks: Weeks::new(&shown.effect.weeks, language),
            told: fill(
                if shown.reached { p.told } else { p.not_told },
                &[("day", &language.date(shown.last))],
            ),
            replaces: shown.replaces,
            typed,
            attempt,
            path: format!("{}/{}", Page::Plan.path(language), shown.line.account),
            frame: frame.titled(p.check_title, &[]),
            p,
        }
    }
}
