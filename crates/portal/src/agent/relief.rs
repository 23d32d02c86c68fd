//! Winter help for gas at the desk: what may be entered of it, and how it stands. Source: PA-23, PR-20.

use super::api::{ActKind, ReliefFacts, ReliefStep};
use super::words::Words;
use crate::language::Writes as _;
use crate::view::ReliefStanding;
use crate::words::fill;
use units::{Language, MicroEuro};

/// Something may be entered.
pub(super) fn is_open(standing: Option<ReliefStanding>) -> bool {
    standing.is_some_and(|standing| !ReliefStep::after(standing).is_empty())
}

/// That the commission has not decided, and where its decision is entered by those who may; `own` is the address of the
/// case.
pub(super) fn waits(
    standing: Option<ReliefStanding>,
    own: Option<&str>,
    language: Language,
) -> Option<(String, Option<String>)> {
    let Some(ReliefStanding::Asked(on)) = standing else { return None };
    let words = fill(Words::of(language).open_relief, &[("day", &language.date(on))]);
    Some((words, own.map(|own| format!("{own}/{}", ActKind::Relief.name()))))
}

/// Why nothing can be entered.
pub(super) fn none(facts: Option<ReliefFacts>, m: &'static Words) -> Option<&'static str> {
    match facts.map(|facts| facts.standing) {
        None => Some(m.relief_gas),
        Some(ReliefStanding::NoRight) => Some(m.relief_no_right),
        Some(ReliefStanding::Granted(_)) => Some(m.relief_is_granted),
        Some(ReliefStanding::Open | ReliefStanding::Asked(_) | ReliefStanding::Refused(_)) => None,
    }
}

/// What was taken off the bills so far, where the commission has not decided.
pub(super) fn given(facts: Option<ReliefFacts>, language: Language) -> Option<String> {
    let given = facts.map(|facts| facts.given).filter(|given| *given > MicroEuro::ZERO)?;
    Some(fill(Words::of(language).relief_given, &[("amount", &language.money(given))]))
}

/// Name and words of what may be entered.
pub(super) fn steps(facts: Option<ReliefFacts>, m: &Words) -> Vec<(String, String)> {
    let steps = facts.map(|facts| ReliefStep::after(facts.standing)).unwrap_or_default();
    steps.iter().map(|step| (step.name().to_owned(), step_name(*step, m).to_owned())).collect()
}

pub(super) fn step_name(step: ReliefStep, m: &Words) -> &'static str {
    match step {
        ReliefStep::Asked => m.step_asked,
        ReliefStep::Granted => m.step_granted,
        ReliefStep::Refused => m.step_refused,
    }
}
