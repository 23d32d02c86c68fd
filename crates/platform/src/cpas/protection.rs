//! What protects a client, and what its social service asks the operator for. Source: UX S-06, S-07, PR-19,
//! PR-20, CG-09.

use super::{Known, Offices, line, party_of, tasks};
use crate::cases::{self, Asker};
use crate::engine::Engine;
use crate::failure::Failure;
use crate::relief;
use ::access::Act;
use calendar::Instant;
use portal::ReliefStanding;
use portal::cpas::{NotTaken, Protection, Wish};
use portal::my::Visitor;
use procedures::{CaseError, CaseKind};
use timeline::Fact;
use units::{AccountId, Energy};

fn kind_of(wish: Wish) -> Option<CaseKind> {
    match wish {
        Wish::Relief => None,
        Wish::DelayCut => Some(CaseKind::DelayCut),
        Wish::ReducedPower => Some(CaseKind::ReducedPower),
        Wish::ChangePlan => Some(CaseKind::ChangePlan),
    }
}

/// With the household's agreement, not by law alone.
pub(super) fn agreed(known: &Known) -> bool {
    known.open.mandates().any(|grant| grant.role == vending::Role::Mandate)
}

/// What may be asked beside relief. A plan is seen with the household's agreement only; gas has no limiter.
fn wishes(known: &Known) -> Vec<Wish> {
    let electricity = known.open.account().group.energy == Energy::Electricity;
    let may = |wish: &Wish| match wish {
        Wish::Relief => false,
        Wish::DelayCut => true,
        Wish::ReducedPower => electricity,
        Wish::ChangePlan => agreed(known),
    };
    Wish::ALL.into_iter().filter(may).collect()
}

impl Offices {
    pub(super) fn protection_of(
        &self,
        visitor: &Visitor,
        account: AccountId,
    ) -> Result<Option<Protection>, Failure> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let clients = self.clients(engine, visitor, Some(account), now)?;
        let Some(known) = clients.first() else { return Ok(None) };
        self.note(engine, visitor, &clients, &[Act::StateAndAmount])?;
        let party = party_of(engine, visitor)?;
        let own = cases::of_account(engine, known.open.account())?;
        let own = own.iter().rev().filter(|case| case.stored.asker.party == party);
        Ok(Some(Protection {
            asked: own.map(|case| crate::people::case_line(case, now.day())).collect(),
            line: line(engine, known, now)?,
            proofs: tasks::proofs_of(engine, party, known.open.account().id)?,
            sitting: tasks::sittings_of(engine, party, now)?.into_iter().next(),
            writes: engine.books.house(known.open.account().dso).is_some(),
            today: now.day(),
            relief: relief::standing(engine, &known.timeline.account, known.open.account(), now)?,
            wishes: wishes(known),
        }))
    }

    pub(super) fn asked_for(
        &self,
        visitor: &Visitor,
        account: AccountId,
        (wish, words): (Wish, &str),
    ) -> Result<Result<(), NotTaken>, Failure> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let clients = self.clients(engine, visitor, Some(account), now)?;
        let Some(known) = clients.first() else { return Ok(Err(NotTaken::NoClient)) };
        let account = known.open.account();
        let Some(kind) = kind_of(wish) else { return relief_asked(engine, account, now) };
        if !wishes(known).contains(&wish) {
            return Ok(Err(NotTaken::NotOpen));
        }
        if words.trim().is_empty() {
            return Ok(Err(NotTaken::NoWords));
        }
        let asker = Asker {
            language: visitor.language,
            name: visitor.name.clone(),
            phone: None,
            reference: None,
            party: party_of(engine, visitor)?,
        };
        let place = (account.dso, Some(account));
        Ok(match cases::ask(engine, place, &asker, (kind, words), now)? {
            Ok(_) => Ok(()),
            Err(CaseError::TooLong { .. }) => Err(NotTaken::TooLong),
            Err(CaseError::NoWords { .. }) => Err(NotTaken::NoWords),
            // Of answers.
            Err(CaseError::Answered { .. } | CaseError::NoAnswer { .. }) => Err(NotTaken::NotOpen),
        })
    }
}

/// Asks for relief: it holds at once, if there is a right to it. Asked twice it is asked once.
fn relief_asked(
    engine: &mut Engine,
    account: &store::Account,
    now: Instant,
) -> Result<Result<(), NotTaken>, Failure> {
    engine.locked(account.dso, |engine| {
        // Read again under the lock: a colleague may have asked.
        let Some(known) = crate::agents::known_account(engine, account.clone(), now)? else {
            return Ok(Err(NotTaken::NoClient));
        };
        match relief::standing(engine, &known.timeline.account, account, now)? {
            Some(ReliefStanding::Asked(_)) => Ok(Ok(())),
            Some(ReliefStanding::Open | ReliefStanding::Refused(_)) => {
                engine.record(account, &Fact::ReliefRequest {}, now)?;
                Ok(Ok(()))
            }
            // Asked for anew, a grant would wait for the commission once more.
            Some(ReliefStanding::Granted(_) | ReliefStanding::NoRight) | None => {
                Ok(Err(NotTaken::NotOpen))
            }
        }
    })
}
