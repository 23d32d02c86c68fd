//! Homes of which an ended request or a visit still says whose they are. An account is not needed for that: who refused
//! prepayment never had one. Source: PD-01, PD-07.

use crate::engine::Engine;
use crate::failure::Failure;
use crate::suppliers::Kept;
use crate::visits::{StoredVisit, state_code};
use calendar::{Instant, SettlementDay};
use procedures::Request;
use store::{KeptVisit, SupplierCase};
use units::{AccountId, Dso};

/// Requests and visits that are past their time, with what will be left of them.
#[derive(Debug, Default)]
pub(super) struct Homes {
    requests: Vec<(SupplierCase, Request)>,
    visits: Vec<(KeptVisit, StoredVisit)>,
}

impl Homes {
    pub(super) fn len(&self) -> usize {
        self.requests.len().saturating_add(self.visits.len())
    }

    /// What ended before a day, whoever lives there.
    pub(super) fn ended_before(
        engine: &mut Engine,
        dso: Dso,
        before: SettlementDay,
    ) -> Result<Self, Failure> {
        let mut found = Self::default();
        for case in engine.store.requests_ended_before(dso, before)? {
            found.add_request(case, |request| request.last_day() < before)?;
        }
        for kept in engine.store.visits_ended_before(dso, before.start())? {
            found.add_visit(kept, |visit| visit.last_day() < before)?;
        }
        Ok(found)
    }

    /// What was there while the point was that of an account, which is closed.
    pub(super) fn of_account(engine: &mut Engine, account: AccountId) -> Result<Self, Failure> {
        let mut found = Self::default();
        let Some(account) = engine.store.account(account)? else { return Ok(found) };
        let Some(closed) = account.closed_at else { return Ok(found) };
        for case in engine.store.supplier_cases_of_point(account.ean)? {
            found.add_request(case, |request| request.asked_at < closed)?;
        }
        for kept in engine.store.visits_of_point(account.ean)? {
            found.add_visit(kept, |visit| visit.made_at < closed)?;
        }
        Ok(found)
    }

    fn add_request(
        &mut self,
        case: SupplierCase,
        is_past: impl FnOnce(&Request) -> bool,
    ) -> Result<(), Failure> {
        if let Kept::Request(mut request) = Kept::read(&case)?
            && is_past(&request)
            && request.forget_household()
        {
            self.requests.push((case, *request));
        }
        Ok(())
    }

    fn add_visit(
        &mut self,
        kept: KeptVisit,
        is_past: impl FnOnce(&procedures::Visit) -> bool,
    ) -> Result<(), Failure> {
        let mut stored: StoredVisit = serde_json::from_str(&kept.body)?;
        // Money of a card meter waits there for a second person.
        if stored.swap.is_none() && is_past(&stored.visit) && stored.visit.forget_household() {
            self.visits.push((kept, stored));
        }
        Ok(())
    }

    /// Within the operator's lock, under which they were read.
    pub(super) fn forget(&self, engine: &mut Engine, now: Instant) -> Result<(), Failure> {
        for (case, request) in &self.requests {
            let body = serde_json::to_string(request)?;
            engine.store.set_supplier_case(case.id, case.open, case.due, &body)?;
        }
        for (kept, stored) in &self.visits {
            let (place, body) =
                ((kept.day, state_code(stored.visit.state)), serde_json::to_string(stored)?);
            engine.store.set_visit(kept.id, place, now, &body)?;
        }
        Ok(())
    }
}
