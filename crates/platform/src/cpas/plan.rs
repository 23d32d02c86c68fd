//! A social service proposes another amount for what its client repays. Only the household agrees to it. Source: UX
//! S-07, 7.3, PA-20.

use super::protection::agreed;
use super::{Known, Offices, line, party_of};
use crate::cases::fits;
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use crate::plans::{self, proposals};
use ::access::Act;
use calendar::Instant;
use portal::cpas::{NotProposed, PlanFacts, PlanShown, PlanWanted};
use portal::my::{RepaidBy, Visitor};
use portal::repaying::{PlanEffect, PlanRule};
use procedures::MOST_LETTERS;
use store::{NewPlanProposal, PlanProposalState};
use units::{AccountId, MicroEuro};

/// What is shown before it is proposed, and what is kept.
struct Checked {
    shown: PlanShown,
    new: NewPlanProposal,
}

impl Offices {
    /// The client whose plan is seen: with the household's agreement, not by law alone. The look is kept. Source: PD-05.
    fn client_with_plan(
        &self,
        engine: &mut Engine,
        visitor: &Visitor,
        account: AccountId,
        now: Instant,
    ) -> Result<Option<(Known, i64)>, Failure> {
        let clients = self.clients(engine, visitor, Some(account), now)?;
        let party = party_of(engine, visitor)?;
        let found = clients.into_iter().find(agreed).zip(party);
        if let Some((known, _)) = &found {
            let saw = [Act::StateAndAmount, Act::DebtAndPlan];
            self.note(engine, visitor, std::slice::from_ref(known), &saw)?;
        }
        Ok(found)
    }

    pub(super) fn plan_facts(
        &self,
        visitor: &Visitor,
        account: AccountId,
    ) -> Result<Option<PlanFacts>, Failure> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let Some((known, party)) = self.client_with_plan(engine, visitor, account, now)? else {
            return Ok(None);
        };
        let about = (&known.timeline, Some(party));
        let mut owed = plans::owed(&known.timeline, now.day());
        owed.retain(|one| one.own_rule);
        Ok(Some(PlanFacts {
            owed,
            proposals: proposals::lines(engine, known.open.account(), about, now)?,
            line: line(engine, &known, now)?,
        }))
    }

    /// What would be proposed now. Errors inside: it may not, or its fields say something that cannot be.
    fn checked(
        &self,
        engine: &mut Engine,
        visitor: &Visitor,
        (account, wanted, attempt): (AccountId, &PlanWanted<'_>, &str),
        now: Instant,
    ) -> Result<Result<Checked, NotProposed>, Failure> {
        let Some((known, party)) = self.client_with_plan(engine, visitor, account, now)? else {
            return Ok(Err(NotProposed::NoClient));
        };
        let reason = wanted.reason.trim();
        if reason.is_empty() {
            return Ok(Err(NotProposed::NoWords));
        }
        if reason.chars().count() > MOST_LETTERS {
            return Ok(Err(NotProposed::TooLong));
        }
        let account = known.open.account();
        let owed = plans::owed(&known.timeline, now.day());
        let Some(debt) = owed.iter().find(|one| one.number == wanted.debt && one.own_rule) else {
            return Ok(Err(NotProposed::NoDebt));
        };
        if debt.line.how == RepaidBy::Review {
            return Ok(Err(NotProposed::UnderReview));
        }
        if !fits(wanted.rule.repaid_by(), debt.line.left) {
            return Ok(Err(NotProposed::NotAnAmount));
        }
        let (weekly, part) = match wanted.rule {
            PlanRule::Week(part) => (true, part),
            PlanRule::Day(part) => (false, part),
            PlanRule::Share { .. } => return Ok(Err(NotProposed::NotAnAmount)),
        };
        let effect = match effect(engine, account, wanted, now)? {
            Some(effect) => effect,
            None => return Ok(Err(NotProposed::NotAnAmount)),
        };
        let days = engine.books.cases(account.dso, now)?.proposal_days;
        let last = now.day().plus(days);
        let replaces = engine.store.plan_proposals(account.id)?.iter().any(|kept| {
            // Of another social service's nothing is told here. Source: PD-06.
            let own = kept.new.debt == wanted.debt && kept.new.party == party;
            own && kept.state == PlanProposalState::Waiting && now < kept.new.lapses
        });
        let new = NewPlanProposal {
            dso: account.dso,
            account: account.id,
            party,
            debt: wanted.debt,
            weekly,
            part,
            basis: proposals::basis(&known.timeline),
            reason: reason.to_owned(),
            at: now,
            by: visitor.person,
            attempt: attempt.to_owned(),
            lapses: last.end(),
        };
        let reached = crate::notices::plan_proposal_reaches(engine, account, now)?;
        let line = line(engine, &known, now)?;
        Ok(Ok(Checked { shown: PlanShown { line, effect, last, replaces, reached }, new }))
    }

    pub(super) fn plan_shown(
        &self,
        visitor: &Visitor,
        account: AccountId,
        wanted: &PlanWanted<'_>,
    ) -> Result<Result<PlanShown, NotProposed>, Failure> {
        let now = self.now();
        let mut engine = self.engine();
        let checked = self.checked(&mut engine, visitor, (account, wanted, "preview"), now)?;
        Ok(checked.map(|checked| checked.shown))
    }

    pub(super) fn plan_proposed(
        &self,
        visitor: &Visitor,
        account: AccountId,
        wanted: &PlanWanted<'_>,
        attempt: &str,
    ) -> Result<Result<(), NotProposed>, Failure> {
        let now = self.now();
        let mut engine = self.engine();
        if attempt.is_empty() {
            return refuse("a proposal without its attempt");
        }
        let Some(dso) = store::Store::dso_of(account) else {
            return Ok(Err(NotProposed::NoClient));
        };
        engine.locked(dso, |engine| {
            // As it stands now that nobody else writes.
            let what = (account, wanted, attempt);
            let new = match self.checked(engine, visitor, what, now)? {
                Ok(checked) => checked.new,
                Err(refused) => return Ok(Err(refused)),
            };
            let Some(account) = engine.store.account(new.account)? else {
                return Ok(Err(NotProposed::NoClient));
            };
            let kept = proposals::propose(engine, &account, &new)?;
            Ok(kept.map(|_| ()).ok_or(NotProposed::Used))
        })
    }
}

/// What it would take week by week. `None`: the rule says no, or it would take nothing.
fn effect(
    engine: &mut Engine,
    account: &store::Account,
    wanted: &PlanWanted<'_>,
    now: Instant,
) -> Result<Option<PlanEffect>, Failure> {
    let fact = plans::agreed(wanted.debt, wanted.rule);
    let effect = plans::effect_of(engine, account, (&fact, Some(wanted.debt)), now)?;
    let takes = |effect: &PlanEffect| effect.weeks.iter().any(|one| one.taken > MicroEuro::ZERO);
    Ok(effect.ok().filter(takes))
}
