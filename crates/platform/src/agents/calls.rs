//! Who waits to be called back, and what callers heard on the phone line. Source: UX A-10, CM-05, PR-22.

use super::{Desks, Done, failed, name_and_town, questions};
use crate::cases;
use crate::failure::Failure;
use crate::phone::{Record, To};
use access::Act;
use portal::ShownState;
use portal::agent::{
    AgentRefused, CallDesk, CallsView, DueCall, HeardCall, HeardTransfer, Told, Whose,
};
use portal::my::{MyError, Visitor};
use units::Dso;

/// Days of calls, and how many are shown.
const DAYS: i32 = 7;
const MOST_HEARD: usize = 50;

pub(super) fn shown(state: ivr::State) -> ShownState {
    match state {
        ivr::State::InOrder => ShownState::InOrder,
        ivr::State::Low => ShownState::Low,
        ivr::State::Emergency => ShownState::Emergency,
        ivr::State::HeldOn => ShownState::HeldOn,
        ivr::State::Off => ShownState::Off,
    }
}

impl Desks {
    fn calls_of(&self, visitor: &Visitor) -> Result<CallsView, Failure> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let (mut due, mut seen) = (Vec::new(), Vec::new());
        for known in questions::waiting(engine, true, now)? {
            let account = match known.kept.account {
                Some(account) => engine.store.account(account)?,
                None => None,
            };
            let stored = known.stored;
            let deadline = stored.deadline();
            let mut who = None;
            if let Some(account) = account {
                let name = name_and_town(engine, &account)?.0;
                who = Some(Whose { account: account.id, ean: account.ean, name });
                seen.push(account);
            }
            let owner = stored.taken.map(|taken| (taken.name, taken.person == visitor.person));
            due.push(DueCall {
                number: known.kept.id,
                who,
                reference: stored.asker.reference,
                phone: stored.asker.phone.map(units::Phone::national),
                language: stored.asker.language,
                asked: stored.case.asked_at,
                deadline,
                promised: stored.by.is_some_and(|by| by == deadline),
                tries: stored.case.tries.len(),
                owner,
            });
        }
        due.sort_by_key(|one| (one.deadline, one.asked, one.number));
        let mut calls = Vec::new();
        for dso in Dso::ALL {
            let since = now.day().plus(-DAYS).start();
            calls.extend(engine.store.phone_calls(dso, since, MOST_HEARD)?);
        }
        calls.sort_by_key(|call| std::cmp::Reverse(call.began));
        calls.truncate(MOST_HEARD);
        let mut heard = Vec::with_capacity(calls.len());
        for call in calls {
            let record = Record::of(&call)?;
            let mut told: Vec<(units::AccountId, units::Ean, ShownState)> = Vec::new();
            for (id, state, _) in record.told {
                let Some(account) = engine.store.account(id)? else { continue };
                let one = (account.id, account.ean, shown(state));
                if !told.contains(&one) {
                    told.push(one);
                }
                seen.push(account);
            }
            let path = record.path.into_iter();
            heard.push(HeardCall {
                at: call.began,
                language: record.language,
                told,
                path: path.map(|step| (step.node.name().to_owned(), step.keys)).collect(),
                texts: call.texts,
                promised: record.promised,
                transfer: record.transfer.map(|to| match to {
                    To::Person => HeardTransfer::Person,
                    To::Danger => HeardTransfer::Danger,
                }),
                ended: call.ended,
            });
        }
        seen.sort_by_key(|account| account.id);
        seen.dedup_by_key(|account| account.id);
        let accounts: Vec<&store::Account> = seen.iter().collect();
        self.note(engine, visitor, &accounts, (&[Act::StateAndAmount], "calls"))?;
        Ok(CallsView { due, heard, now })
    }

    fn take_call_of(&self, visitor: &Visitor, number: i64, on: bool) -> Done<()> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let is_call = cases::one(engine, number)?
            .is_some_and(|known| known.stored.case.kind == procedures::CaseKind::CallBack);
        let who = (visitor.person, visitor.name.as_str());
        if !is_call || !cases::take(engine, number, who, on, now)? {
            return Ok(Err(AgentRefused::NoQuestion));
        }
        Ok(Ok(()))
    }
}

impl CallDesk for Desks {
    fn calls(&self, visitor: &Visitor) -> Result<CallsView, MyError> {
        self.calls_of(visitor).map_err(failed("could not read calls"))
    }

    fn take_call(&self, visitor: &Visitor, number: i64, on: bool) -> Told<()> {
        self.take_call_of(visitor, number, on).map_err(failed("could not take a call"))
    }
}
