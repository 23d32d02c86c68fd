//! What the acts on plans are filled in with, and their effect in words: week by week, and as the household
//! reads it. Source: PA-20, PA-21, UX A-08.

use super::super::acts::{AMOUNT, EVIDENCE, Fields, LINE, UNTIL};
use super::super::api::{ActKind, FormFacts, OwedTo, PlanEffect, PlanRule, Wanted};
use super::words::Words;
use crate::language::Writes as _;
use crate::my::{Repaid, RepaidBy};
use crate::pay::forms;
use crate::pay::frame::PageError;
use crate::repaying::Weeks;
use crate::words::fill;
use calendar::SettlementDay;
use units::{Language, MicroEuro};

pub(in crate::agent) const TO: &str = "to";
pub(in crate::agent) const RULE: &str = "rule";
pub(in crate::agent) const PART: &str = "part";
pub(in crate::agent) const MOST: &str = "most";
/// Fields of plans, as forms carry them.
pub(in crate::agent) const MONEY_FIELDS: [&str; 4] = [TO, RULE, PART, MOST];

/// The extra fields of a form.
#[derive(Debug, Default)]
pub(in crate::agent) struct PlanForm {
    /// Name and words.
    pub(in crate::agent) owed: Vec<(String, String)>,
    pub(in crate::agent) to: Vec<(String, String)>,
    pub(in crate::agent) rules: Vec<(String, String)>,
    pub(in crate::agent) until: Option<&'static str>,
    /// There is nothing to agree upon.
    pub(in crate::agent) none: Option<&'static str>,
}

fn way(how: RepaidBy, language: Language) -> String {
    let m = Words::of(language);
    match how {
        RepaidBy::Day(amount) => format!("{}: {}", m.by_day, language.money(amount)),
        RepaidBy::Week(amount) => format!("{}: {}", m.by_week, language.money(amount)),
        RepaidBy::Share(ppm) => format!("{}: {} %", m.by_share, ppm / 10_000),
        RepaidBy::Review => "–".to_owned(),
    }
}

/// What was proposed instead, as label and value.
pub(in crate::agent) fn proposed(how: RepaidBy, language: Language) -> (&'static str, String) {
    (Words::of(language).proposed, way(how, language))
}

impl PlanForm {
    pub(in crate::agent) fn new(kind: ActKind, facts: &FormFacts, language: Language) -> Self {
        let m = Words::of(language);
        if !ActKind::OF_PLANS.contains(&kind) {
            return Self::default();
        }
        let of_one = kind != ActKind::Plan;
        let open = facts.owed.iter().filter(|one| of_one && one.own_rule);
        let owed = open.map(|one| {
            let name = fill(m.number, &[("number", &one.number.to_string())]);
            let what = Repaid::new(&one.line, language).what;
            let left = language.money(one.line.left);
            (
                one.number.to_string(),
                format!("{name}: {what}, {left}. {}", way(one.line.how, language)),
            )
        });
        let owed: Vec<(String, String)> = owed.collect();
        let named = |words: [(&str, &str); 3]| -> Vec<(String, String)> {
            words.iter().map(|(name, words)| ((*name).to_owned(), (*words).to_owned())).collect()
        };
        let to = OwedTo::ALL.map(|one| {
            let words = match one {
                OwedTo::Supplier => m.to_supplier,
                OwedTo::Operator => m.to_operator,
            };
            (one.name().to_owned(), words.to_owned())
        });
        let rules = [("day", m.by_day), ("week", m.by_week), ("share", m.by_share)];
        Self {
            none: (of_one && owed.is_empty()).then_some(m.nothing),
            owed,
            to: if kind == ActKind::Plan { to.to_vec() } else { Vec::new() },
            rules: if kind == ActKind::Suspend { Vec::new() } else { named(rules) },
            until: (kind == ActKind::Suspend).then_some(m.from_hint),
        }
    }
}

/// The rule that was written. `None`: it says none.
fn rule_of(fields: &Fields) -> Option<PlanRule> {
    match fields.rule.as_str() {
        "share" => {
            let text = fields.part.trim().trim_end_matches('%').trim();
            let percent = text.parse().ok().filter(|percent| (1..=100).contains(percent))?;
            let cap =
                if fields.most.is_empty() { None } else { Some(forms::amount(&fields.most)?) };
            Some(PlanRule::Share { percent, cap })
        }
        "day" => forms::amount(&fields.part).map(PlanRule::Day),
        "week" => forms::amount(&fields.part).map(PlanRule::Week),
        _ => None,
    }
}

/// What the fields of a plan say; `None` of another act. What is missing is added to `errors`.
pub(in crate::agent) fn wanted(
    kind: ActKind,
    fields: &Fields,
    (today, language): (SettlementDay, Language),
    errors: &mut Vec<PageError>,
) -> Option<Wanted> {
    if !matches!(kind, ActKind::Plan | ActKind::Agree | ActKind::Suspend) {
        return None;
    }
    let m = Words::of(language);
    let c = super::super::words::Words::of(language);
    let mut need = |wrong: bool, field: &'static str, text: &'static str| {
        if wrong {
            errors.push(PageError::at(field, text));
        }
    };
    let (note, evidence) = (fields.note.clone(), fields.evidence.clone());
    let debt = fields.line.parse::<u32>().ok();
    let rule = rule_of(fields);
    let is_known = matches!(fields.rule.as_str(), "day" | "week" | "share");
    if kind != ActKind::Plan {
        need(debt.is_none(), LINE, m.e_owed);
    }
    if kind != ActKind::Suspend {
        need(!is_known, RULE, m.e_rule);
        need(is_known && rule.is_none(), PART, m.e_part);
        need(evidence.is_empty(), EVIDENCE, c.e_evidence);
    }
    let debt = debt.unwrap_or(0);
    let rule = rule.unwrap_or(PlanRule::Day(MicroEuro::ZERO));
    match kind {
        ActKind::Plan => {
            let total = forms::amount(&fields.amount);
            let to = OwedTo::of_name(&fields.to);
            need(total.is_none(), AMOUNT, m.e_total);
            need(to.is_none(), TO, m.e_to);
            let (total, to) = (total.unwrap_or(MicroEuro::ZERO), to.unwrap_or(OwedTo::Supplier));
            Some(Wanted::Plan { total, to, rule, evidence, note })
        }
        ActKind::Agree => {
            // What cannot be read is no proposal, and refused as such.
            let rests = !fields.proposal.is_empty();
            let proposal = rests.then(|| fields.proposal.parse().unwrap_or(0));
            Some(Wanted::Agree { debt, rule, evidence, note, proposal })
        }
        ActKind::Suspend => {
            let until = fields.day(today);
            need(until.is_none(), UNTIL, c.e_day);
            Some(Wanted::Suspend { debt, until: until.unwrap_or(today), note })
        }
        _ => None,
    }
}

/// A rule as the fields of a form say it: how often, and how much.
pub(in crate::agent) fn fields_of(rule: PlanRule, language: Language) -> (String, String) {
    let text = |part: MicroEuro| {
        let cents = part.amount_to_pay_cents();
        let text = format!("{}.{:02}", cents / 100, cents % 100);
        if language == Language::En { text } else { text.replace('.', ",") }
    };
    match rule {
        PlanRule::Day(part) => ("day".to_owned(), text(part)),
        PlanRule::Week(part) => ("week".to_owned(), text(part)),
        PlanRule::Share { percent, .. } => ("share".to_owned(), percent.to_string()),
    }
}

fn rule_words(rule: PlanRule, language: Language) -> String {
    match rule {
        PlanRule::Day(amount) => way(RepaidBy::Day(amount), language),
        PlanRule::Week(amount) => way(RepaidBy::Week(amount), language),
        PlanRule::Share { percent, cap } => {
            let words = way(RepaidBy::Share(i64::from(percent) * 10_000), language);
            let m = Words::of(language);
            match cap {
                Some(cap) => format!("{words}. {}: {}", m.most, language.money(cap)),
                None => words,
            }
        }
    }
}

/// What is wanted of a plan, as label and value.
pub(in crate::agent) fn said(wanted: &Wanted, language: Language) -> Vec<(&'static str, String)> {
    let m = Words::of(language);
    let c = super::super::words::Words::of(language);
    let named = |debt: u32| fill(m.number, &[("number", &debt.to_string())]);
    match wanted {
        Wanted::Plan { total, to, rule, evidence, .. } => {
            let to = match to {
                OwedTo::Supplier => m.to_supplier,
                OwedTo::Operator => m.to_operator,
            };
            vec![
                (c.amount, language.money(*total)),
                (m.to, to.to_owned()),
                (m.rule, rule_words(*rule, language)),
                (c.evidence, evidence.clone()),
            ]
        }
        Wanted::Agree { debt, rule, evidence, .. } => vec![
            (m.what, named(*debt)),
            (m.rule, rule_words(*rule, language)),
            (c.evidence, evidence.clone()),
        ],
        Wanted::Suspend { debt, until, .. } => {
            vec![(m.what, named(*debt)), (m.from, language.date(*until))]
        }
        _ => Vec::new(),
    }
}

/// The effect of an act on a plan.
#[derive(Debug)]
pub(in crate::agent) struct PlanPart {
    pub(in crate::agent) m: &'static Words,
    /// The household's own words, in its language.
    pub(in crate::agent) reads: Repaid,
    pub(in crate::agent) lang: &'static str,
    pub(in crate::agent) suspended: Option<String>,
    /// Of a share: what it is taken of.
    pub(in crate::agent) weekly: Option<String>,
    /// Week, taken, left.
    pub(in crate::agent) weeks: Vec<(String, String, String)>,
    pub(in crate::agent) longer: bool,
}

impl PlanPart {
    pub(in crate::agent) fn new(effect: &PlanEffect, language: Language) -> Self {
        let m = Words::of(language);
        let is_share = matches!(effect.reads.how, RepaidBy::Share(_));
        let weekly = match effect.weekly_top_up {
            Some(amount) => fill(m.weekly, &[("amount", &language.money(amount))]),
            None => m.weekly_none.to_owned(),
        };
        let Weeks { rows, longer } = Weeks::new(&effect.weeks, language);
        Self {
            m,
            reads: Repaid::new(&effect.reads, effect.language),
            lang: effect.language.code(),
            suspended: effect
                .suspended_until
                .map(|day| fill(m.suspended, &[("day", &language.date(day))])),
            weekly: is_share.then_some(weekly),
            weeks: rows,
            longer,
        }
    }
}
