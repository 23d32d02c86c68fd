//! What a social service proposes for a plan: it changes nothing before the household agrees, by the path that an
//! agent's act takes. Of one debt one waits; it is out of date once anything else was agreed or is owed, and lapses
//! after a dated number of days. Source: UX S-07, C-08, PA-20.

use super::{agreed, effect_of};
use crate::agents::known_account;
use crate::engine::Engine;
use crate::failure::Failure;
use calendar::Instant;
use portal::agent::PlanRule;
use portal::repaying::{NotAgreed, ProposalLine, ProposalStands};
use prepay::{CollectionRule, Creditor};
use store::{NewPlanProposal, PlanProposal, PlanProposalState as State};
use timeline::Timeline;
use units::MicroEuro;

/// Who agrees or declines on the own page, as it is kept: with the number of the person.
const HOUSEHOLD: &str = "household #";
/// What ended is shown so long.
const SHOWN_DAYS: i32 = 60;

/// What is owed by plans, and by which rules: as long as it is the same, a proposal rests on it. What is taken day by
/// day changes nothing of it. An advance has no plan.
pub fn basis(timeline: &Timeline) -> String {
    let debts = timeline.account.debts().iter();
    let open = debts
        .filter(|debt| debt.remaining > MicroEuro::ZERO && debt.creditor != Creditor::Advance)
        .map(|debt| {
            let paused = debt.paused_until.map(|day| day.to_string()).unwrap_or_default();
            format!("{}.{}.{}.{paused}", debt.id, debt.version, debt.total.0)
        });
    open.collect::<Vec<_>>().join(" ")
}

pub fn rule_of(new: &NewPlanProposal) -> PlanRule {
    if new.weekly { PlanRule::Week(new.part) } else { PlanRule::Day(new.part) }
}

/// The same as debts keep it.
pub fn collected(new: &NewPlanProposal) -> CollectionRule {
    if new.weekly {
        CollectionRule::FixedPerWeek(new.part)
    } else {
        CollectionRule::FixedPerDay(new.part)
    }
}

/// Where a proposal stands.
pub fn stands(kept: &PlanProposal, timeline: &Timeline, now: Instant) -> ProposalStands {
    let last = kept.new.lapses.plus_s(-1).day();
    let ended = kept.ended.map_or(last, Instant::day);
    match kept.state {
        State::Agreed => ProposalStands::Agreed(ended),
        State::Declined => ProposalStands::Declined(ended),
        State::Replaced => ProposalStands::Replaced(ended),
        State::Lapsed => ProposalStands::Lapsed(last),
        State::Waiting if now >= kept.new.lapses => ProposalStands::Lapsed(last),
        State::Waiting if basis(timeline) != kept.new.basis => ProposalStands::OutOfDate,
        State::Waiting => ProposalStands::Waits(last),
    }
}

/// The proposals for an account, the newest first: those that wait, with what they would take, and what became of those
/// that ended of late. `party`: of one social service alone.
pub fn lines(
    engine: &mut Engine,
    account: &store::Account,
    (timeline, party): (&Timeline, Option<i64>),
    now: Instant,
) -> Result<Vec<ProposalLine>, Failure> {
    let since = now.day().plus(-SHOWN_DAYS).start();
    let mut found = Vec::new();
    for kept in engine.store.plan_proposals(account.id)?.into_iter().rev() {
        let of = party.is_none_or(|party| party == kept.new.party);
        if !of || kept.ended.unwrap_or(kept.new.lapses) < since {
            continue;
        }
        let stands = stands(&kept, timeline, now);
        let debt = timeline.account.debts().iter().find(|debt| debt.id == kept.new.debt);
        let Some(what) = debt.map(|debt| crate::people::repaid_for(debt.creditor)) else {
            continue;
        };
        let rule = rule_of(&kept.new);
        let effect = if matches!(stands, ProposalStands::Waits(_)) {
            let fact = agreed(kept.new.debt, rule);
            effect_of(engine, account, (&fact, Some(kept.new.debt)), now)?.ok()
        } else {
            None
        };
        let office = engine.store.party(kept.new.party)?.map(|party| party.name);
        found.push(ProposalLine {
            number: kept.id,
            office: office.unwrap_or_default(),
            debt: kept.new.debt,
            what,
            rule,
            reason: kept.new.reason,
            made: kept.new.at.day(),
            stands,
            effect,
        });
    }
    Ok(found)
}

/// Those that wait for the household.
pub fn waiting(
    engine: &mut Engine,
    account: &store::Account,
    timeline: &Timeline,
    now: Instant,
) -> Result<Vec<ProposalLine>, Failure> {
    let mut found = lines(engine, account, (timeline, None), now)?;
    found.retain(|line| matches!(line.stands, ProposalStands::Waits(_)));
    Ok(found)
}

/// Keeps a proposal and tells the household; the one that waited for the same debt gives way. The same form proposes
/// once. `None`: it was sent before with something else. Within the operator's lock.
pub fn propose(
    engine: &mut Engine,
    account: &store::Account,
    new: &NewPlanProposal,
) -> Result<Option<i64>, Failure> {
    if let Some(known) = engine.store.plan_proposal_of_form(new.by, &new.attempt)? {
        let told = |one: &NewPlanProposal| (one.account, one.debt, rule_of(one));
        let same = told(&known.new) == told(new) && known.new.reason == new.reason;
        return Ok(same.then_some(known.id));
    }
    for kept in engine.store.plan_proposals(account.id)? {
        if kept.new.debt != new.debt || kept.state != State::Waiting {
            continue;
        }
        let (state, at) = if new.at >= kept.new.lapses {
            (State::Lapsed, kept.new.lapses)
        } else {
            (State::Replaced, new.at)
        };
        engine.store.end_plan_proposal(kept.id, state, (at, None))?;
    }
    let id = engine.store.add_plan_proposal(new)?;
    let last = new.lapses.plus_s(-1).day();
    crate::notices::plan_proposed(engine, account, (id, new.party, last), new.at)?;
    Ok(Some(id))
}

/// The proposal, if it may be agreed to now. Within the operator's lock it stays so.
fn open(
    engine: &mut Engine,
    account: &store::Account,
    id: i64,
    now: Instant,
) -> Result<Result<PlanProposal, NotAgreed>, Failure> {
    let kept = engine.store.plan_proposal(id)?.filter(|kept| kept.new.account == account.id);
    let Some(kept) = kept else { return Ok(Err(NotAgreed::NoProposal)) };
    let Some(known) = known_account(engine, account.clone(), now)? else {
        return Ok(Err(NotAgreed::NoProposal));
    };
    Ok(match stands(&kept, &known.timeline, now) {
        ProposalStands::Waits(_) => Ok(kept),
        ProposalStands::OutOfDate => Err(NotAgreed::OutOfDate),
        ProposalStands::Lapsed(_) => Err(NotAgreed::Lapsed),
        ProposalStands::Agreed(_) | ProposalStands::Declined(_) | ProposalStands::Replaced(_) => {
            Err(NotAgreed::Ended)
        }
    })
}

/// Whether an agent may write down that the household agreed to it: it waits, and it is this rule for this debt.
pub fn may_agree(
    engine: &mut Engine,
    account: &store::Account,
    (id, debt, rule): (i64, u32, PlanRule),
    now: Instant,
) -> Result<Result<(), NotAgreed>, Failure> {
    Ok(match open(engine, account, id, now)? {
        Ok(kept) if kept.new.debt == debt && rule_of(&kept.new) == rule => Ok(()),
        Ok(_) => Err(NotAgreed::OtherRule),
        Err(refused) => Err(refused),
    })
}

/// A household has agreed, and the fact of it is recorded. Within the operator's lock.
pub fn agreed_to(engine: &mut Engine, id: i64, by: &str, now: Instant) -> Result<(), Failure> {
    engine.store.end_plan_proposal(id, State::Agreed, (now, Some(by)))?;
    Ok(())
}

/// The household answers on its own page, once: the same answer again is nothing new. What it agrees to is its plan from
/// the next day on. `person`: who of it answers. Errors inside: it is no proposal for this account, or may be answered no
/// more.
pub fn answer(
    engine: &mut Engine,
    account: &store::Account,
    (id, agrees): (i64, bool),
    person: i64,
    now: Instant,
) -> Result<Result<(), NotAgreed>, Failure> {
    let by = format!("{HOUSEHOLD}{person}");
    engine.locked(account.dso, |engine| {
        let kept = engine.store.plan_proposal(id)?.filter(|kept| kept.new.account == account.id);
        let Some(kept) = kept else { return Ok(Err(NotAgreed::NoProposal)) };
        let wanted = if agrees { State::Agreed } else { State::Declined };
        if kept.state == wanted
            && kept.ended_by.as_ref().is_some_and(|by| by.starts_with(HOUSEHOLD))
        {
            return Ok(Ok(()));
        }
        // Who declines what is out of date is not told that it cannot be declined.
        if !agrees && kept.state == State::Waiting && now < kept.new.lapses {
            engine.store.end_plan_proposal(id, State::Declined, (now, Some(&by)))?;
            return Ok(Ok(()));
        }
        let kept = match open(engine, account, id, now)? {
            Ok(kept) => kept,
            Err(refused) => return Ok(Err(refused)),
        };
        let fact = agreed(kept.new.debt, rule_of(&kept.new));
        // Worked out before it is done: a rule that says no is no failure of ours.
        if effect_of(engine, account, (&fact, Some(kept.new.debt)), now)?.is_err() {
            return Ok(Err(NotAgreed::OutOfDate));
        }
        engine.record(account, &fact, now)?;
        agreed_to(engine, id, &by, now)?;
        Ok(Ok(()))
    })
}
