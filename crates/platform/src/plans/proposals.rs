//! What a social service proposes for a plan: it changes nothing before the household agrees, by the path that an
//! agent's act takes. Of one debt one of each social service waits; it is out of date once anything else was agreed or is
//! owed, and lapses after a dated number of days. What a person of the operator decides about is proposed by nobody else.
//! Source: UX S-07, C-08, PA-20, TP-17.

use super::{agreed, effect_of};
use crate::agents::known_account;
use crate::engine::Engine;
use crate::failure::{Failure, chain};
use calendar::Instant;
use portal::agent::PlanRule;
use portal::repaying::{NotAgreed, ProposalLine, ProposalStands};
use prepay::{CollectionRule, Creditor, Debt};
use std::collections::BTreeSet;
use store::{NewPlanProposal, PlanProposal, PlanProposalState as State};
use timeline::Timeline;
use units::{AccountId, Dso, MicroEuro};

/// Who agrees or declines on the own page, as it is kept: with the number of the person.
const HOUSEHOLD: &str = "household #";
/// What ended is shown so long.
const SHOWN_DAYS: i32 = 60;

/// What is owed by each plan, and by which rule; whether something is left of it. What is taken day by day changes
/// nothing of it, nor what is added each night under the limiter. An advance has no plan.
fn parts(timeline: &Timeline) -> Vec<(bool, String)> {
    let grows = timeline.account.limiter_debts();
    let debts = timeline.account.debts().iter();
    let of_plans = debts.filter(|debt| debt.creditor != Creditor::Advance).map(|debt| {
        let total =
            if grows.contains(&debt.id) { "-".to_owned() } else { debt.total.0.to_string() };
        let paused = debt.paused_until.map(|day| day.to_string()).unwrap_or_default();
        let part = format!("{}.{}.{total}.{paused}", debt.id, debt.version);
        (debt.remaining > MicroEuro::ZERO, part)
    });
    of_plans.collect()
}

/// What is owed by plans, and by which rules: a proposal rests on it.
pub fn basis(timeline: &Timeline) -> String {
    let open = parts(timeline).into_iter().filter(|(is_open, _)| *is_open);
    open.map(|(_, part)| part).collect::<Vec<_>>().join(" ")
}

/// Whether what a proposal rests on is as it was: nothing was agreed on since, and nothing else is owed. A plan that has
/// ended meanwhile, by what it takes, is no other plan.
fn holds(basis: &str, timeline: &Timeline) -> bool {
    let known: Vec<&str> = basis.split_whitespace().collect();
    let parts = parts(timeline);
    let same = known.iter().all(|known| parts.iter().any(|(_, part)| part == known));
    same && parts.iter().all(|(is_open, part)| !is_open || known.contains(&part.as_str()))
}

/// A person of the operator decides about it first, at the desk and with a second one. Source: TP-17, UX 7.3.
fn is_under_review(debt: &Debt) -> bool {
    debt.rule == CollectionRule::UnderReview
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
        // Nobody has a page any more to answer it on.
        State::Waiting if timeline.account.is_closed() => ProposalStands::OutOfDate,
        State::Waiting => {
            let debts = timeline.account.debts().iter();
            let mut left = debts.filter(|debt| debt.remaining > MicroEuro::ZERO);
            match left.find(|debt| debt.id == kept.new.debt) {
                Some(debt) if is_under_review(debt) => ProposalStands::UnderReview,
                Some(_) if holds(&kept.new.basis, timeline) => ProposalStands::Waits(last),
                Some(_) | None => ProposalStands::OutOfDate,
            }
        }
    }
}

/// Ends one that waits; the message of it that has not left would say what is no longer so. Source: CM-04.
fn end(
    engine: &mut Engine,
    kept: &PlanProposal,
    state: State,
    (at, by): (Instant, Option<&str>),
    now: Instant,
) -> Result<(), Failure> {
    if engine.store.end_plan_proposal(kept.id, state, (at, by))? {
        crate::notices::plan_proposal_over(engine, (kept.new.account, kept.id), kept.new.at, now)?;
    }
    Ok(())
}

/// What a message of the outbox is called that may change plans or what is owed: a proposal may have become out of date.
const CHANGES_PLANS: [&str; 7] = [
    "plan_starts",
    "plan_done",
    "limiter_repayment",
    "chargeback",
    "chargeback_reversed",
    "relief_decision",
    "closed",
];

/// After such a message: takes back what has not left of proposals that wait no more. Within the operator's lock.
/// Source: CM-04, UX S-07.
pub fn after_change(
    engine: &mut Engine,
    account: &store::Account,
    kind: &str,
    now: Instant,
) -> Result<(), Failure> {
    if CHANGES_PLANS.contains(&kind) { take_back_over(engine, account, now) } else { Ok(()) }
}

/// Takes back what has not left of those proposals that wait no more though nobody ended them: it would say what is no
/// longer so. Within the operator's lock. Source: CM-04.
fn take_back_over(
    engine: &mut Engine,
    account: &store::Account,
    now: Instant,
) -> Result<(), Failure> {
    let mut waiting = engine.store.plan_proposals(account.id)?;
    waiting.retain(|kept| kept.state == State::Waiting);
    if waiting.is_empty() {
        return Ok(());
    }
    let known = known_account(engine, account.clone(), now)?;
    for kept in waiting {
        let stands = known.as_ref().map(|known| stands(&kept, &known.timeline, now));
        if !matches!(stands, Some(ProposalStands::Waits(_))) {
            let of = (account.id, kept.id);
            crate::notices::plan_proposal_over(engine, of, kept.new.at, now)?;
        }
    }
    Ok(())
}

/// Once a day: the same of all proposals of an operator that nobody has ended, since one lapses without anything that
/// happens. One that cannot be read holds no other up. Returns how many accounts could not be looked at.
pub fn take_back_lapsed(engine: &mut Engine, dso: Dso, now: Instant) -> Result<usize, Failure> {
    let waiting = engine.store.waiting_plan_proposals(dso)?;
    let accounts: BTreeSet<AccountId> = waiting.iter().map(|kept| kept.new.account).collect();
    let mut failed = 0_usize;
    for id in accounts {
        let done = engine.locked(dso, |engine| match engine.store.account(id)? {
            Some(account) => take_back_over(engine, &account, now),
            None => Ok(()),
        });
        if let Err(failure) = done {
            eprintln!("account {id}: its proposals of a plan: {}", chain(failure.as_ref()));
            failed = failed.saturating_add(1);
        }
    }
    Ok(failed)
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

/// Keeps a proposal and tells the household; the own one that waited for the same debt gives way, and of another social
/// service's nothing is told or changed. The same form proposes once. `None`: it was sent before with something else.
/// Within the operator's lock. Source: PD-06.
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
        let own = kept.new.debt == new.debt && kept.new.party == new.party;
        if !own || kept.state != State::Waiting {
            continue;
        }
        let (state, at) = if new.at >= kept.new.lapses {
            (State::Lapsed, kept.new.lapses)
        } else {
            (State::Replaced, new.at)
        };
        end(engine, &kept, state, (at, None), new.at)?;
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
        ProposalStands::UnderReview => Err(NotAgreed::UnderReview),
        ProposalStands::Lapsed(_) => Err(NotAgreed::Lapsed),
        ProposalStands::Agreed(_) | ProposalStands::Declined(_) | ProposalStands::Replaced(_) => {
            Err(NotAgreed::Ended)
        }
    })
}

/// Whether what the household was told of a proposal is still so.
pub fn still_waits(
    engine: &mut Engine,
    account: &store::Account,
    id: i64,
    now: Instant,
) -> Result<bool, Failure> {
    Ok(open(engine, account, id, now)?.is_ok())
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

/// A household has agreed, and the fact of it is recorded: what others proposed beside is out of date by it. Within the
/// operator's lock.
pub fn agreed_to(engine: &mut Engine, id: i64, by: &str, now: Instant) -> Result<(), Failure> {
    let Some(kept) = engine.store.plan_proposal(id)? else { return Ok(()) };
    end(engine, &kept, State::Agreed, (now, Some(by)), now)?;
    match engine.store.account(kept.new.account)? {
        Some(account) => take_back_over(engine, &account, now),
        None => Ok(()),
    }
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
            end(engine, &kept, State::Declined, (now, Some(&by)), now)?;
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
