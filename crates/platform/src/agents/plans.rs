//! What is repaid, at the desk: what is owed, another rule with what it takes week by week, and a time in which
//! nothing is taken. Source: UX A-08, PA-20 to PA-22, TP-17.

use super::{Desks, Done, failed, known, name_and_town};
use crate::engine::Engine;
use crate::failure::Failure;
use crate::plans::{self, NoEffect, proposals};
use access::Act;
use calendar::Instant;
use portal::agent::{ActKind, AgentRefused, PlanDesk, PlanEffect, PlansView, Wanted};
use portal::my::{MyError, Visitor};
use store::StaffActState;
use timeline::Fact;
use units::AccountId;

/// What a wish about a plan tells the timeline; `None` of any other.
pub(super) fn fact_of(wanted: &Wanted) -> Option<Fact> {
    match wanted {
        Wanted::Plan { total, to, rule, .. } => {
            let (kind, amount, share, cap) = plans::rule_of(*rule);
            let creditor = Some(to.name().to_owned());
            let (total, floor, priority) = (*total, None, 1);
            Some(Fact::Debt { kind, total, amount, share, cap, floor, priority, creditor })
        }
        Wanted::Agree { debt, rule, .. } => Some(plans::agreed(*debt, *rule)),
        Wanted::Suspend { debt, until, .. } => {
            Some(Fact::PlanSuspended { debt: *debt, until: *until })
        }
        _ => None,
    }
}

/// What a plan would be: as its household reads it, and week by week. Errors inside: the rule's own.
pub(super) fn effect_of(
    engine: &mut Engine,
    account: &store::Account,
    (wanted, fact): (&Wanted, &Fact),
    now: Instant,
) -> Done<Option<PlanEffect>> {
    let debt = match wanted {
        Wanted::Agree { debt, .. } | Wanted::Suspend { debt, .. } => Some(*debt),
        _ => None,
    };
    Ok(begun_by(engine, account, (fact, debt), now)?.map(Some))
}

/// The plan that a fact begins or changes, the newest one without a number. Errors inside: the rule's own.
pub(super) fn begun_by(
    engine: &mut Engine,
    account: &store::Account,
    (fact, debt): (&Fact, Option<u32>),
    now: Instant,
) -> Done<PlanEffect> {
    Ok(plans::effect_of(engine, account, (fact, debt), now)?.map_err(|none| match none {
        NoEffect::NoAccount => AgentRefused::NoAccount,
        NoEffect::Rule(why) => AgentRefused::Rule(why),
    }))
}

/// Whether what the household agrees to is what its social service has proposed, and still may be. `None` of an act that
/// rests on no proposal. Source: UX S-07.
pub(super) fn rests_on(
    engine: &mut Engine,
    account: &store::Account,
    wanted: &Wanted,
    now: Instant,
) -> Done<Option<i64>> {
    let Wanted::Agree { debt, rule, proposal: Some(id), .. } = wanted else { return Ok(Ok(None)) };
    let may = proposals::may_agree(engine, account, (*id, *debt, *rule), now)?;
    Ok(may.map(|()| Some(*id)).map_err(AgentRefused::Proposal))
}

/// The act on a plan of this account that waits for a second person.
fn waiting(engine: &mut Engine, account: &store::Account) -> Result<Vec<i64>, Failure> {
    let mut found = Vec::new();
    for act in engine.store.staff_acts_of_account(account.id)? {
        let is_plan = ActKind::OF_PLANS.iter().any(|kind| kind.name() == act.asked.kind);
        if is_plan && act.state == StaffActState::Waiting {
            found.push(act.id);
        }
    }
    Ok(found)
}

impl Desks {
    fn plans_of(
        &self,
        visitor: &Visitor,
        account: AccountId,
    ) -> Result<Option<PlansView>, Failure> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let Some(known) = known(engine, account, now)? else { return Ok(None) };
        let account = &known.account;
        let seen = [Act::StateAndAmount, Act::DebtAndPlan];
        self.note(engine, visitor, &[account], (&seen, "plans"))?;
        let (name, town) = name_and_town(engine, account)?;
        Ok(Some(PlansView {
            account: account.id,
            ean: account.ean,
            name,
            town,
            lines: plans::owed(&known.timeline, now.day()),
            proposals: proposals::waiting(engine, account, &known.timeline, now)?,
            left: known.timeline.account.debt_left(),
            waiting: waiting(engine, account)?,
            closed: account.closed_at.is_some(),
            today: now.day(),
            card: known.card,
        }))
    }
}

impl PlanDesk for Desks {
    fn plans(&self, visitor: &Visitor, account: AccountId) -> Result<Option<PlansView>, MyError> {
        self.plans_of(visitor, account).map_err(failed("could not read what is repaid"))
    }
}
