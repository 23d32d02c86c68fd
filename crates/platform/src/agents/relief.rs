//! Winter help for gas at the desk: what a paper of the household or of the commission says. Source: PA-23, PR-20.

use super::{Done, plans};
use crate::engine::Engine;
use crate::failure::Failure;
use crate::relief;
use calendar::Instant;
use portal::agent::{AgentRefused, PlanEffect, ReliefFacts, ReliefStep, Wanted};
use timeline::{Fact, Timeline};
use units::MicroEuro;

/// As the form says it; `None` for electricity.
pub(super) fn facts(
    engine: &mut Engine,
    account: &store::Account,
    timeline: &Timeline,
    now: Instant,
) -> Result<Option<ReliefFacts>, Failure> {
    let standing = relief::standing(engine, &timeline.account, account, now)?;
    let given = timeline.account.relief_pending();
    Ok(standing.map(|standing| ReliefFacts { standing, given }))
}

/// What a paper tells the timeline. Errors inside: help does not stand so that it could be told.
pub(super) fn fact_of(
    engine: &mut Engine,
    account: &store::Account,
    step: ReliefStep,
    now: Instant,
) -> Done<Fact> {
    let Some(known) = super::known_account(engine, account.clone(), now)? else {
        return Ok(Err(AgentRefused::NoAccount));
    };
    let facts = facts(engine, account, &known.timeline, now)?;
    if !facts.is_some_and(|facts| ReliefStep::after(facts.standing).contains(&step)) {
        return Ok(Err(AgentRefused::NoRelief));
    }
    Ok(Ok(match step {
        ReliefStep::Asked => Fact::ReliefRequest {},
        ReliefStep::Granted => Fact::ReliefDecision { granted: true },
        ReliefStep::Refused => Fact::ReliefDecision { granted: false },
    }))
}

/// The plan that a refusal begins; `None` where nothing was given, and of any other act.
pub(super) fn plan_of(
    engine: &mut Engine,
    account: &store::Account,
    wanted: &Wanted,
    now: Instant,
) -> Done<Option<PlanEffect>> {
    let Wanted::Relief { step: ReliefStep::Refused, .. } = wanted else { return Ok(Ok(None)) };
    let Some(known) = super::known_account(engine, account.clone(), now)? else {
        return Ok(Err(AgentRefused::NoAccount));
    };
    if known.timeline.account.relief_pending() == MicroEuro::ZERO {
        return Ok(Ok(None));
    }
    let refused = Fact::ReliefDecision { granted: false };
    Ok(plans::begun_by(engine, account, (&refused, None), now)?.map(Some))
}
