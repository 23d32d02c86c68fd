//! The books behind the pages of suppliers: each sees the customers that it supplies, on the days on which it did.
//! Another supplier's customer is told of like one that does not exist. Source: UX 8.7, PR-02, PA-30, PA-33, PA-35, ES-15.

mod asked;
mod billed;
mod commands;
mod demo;
mod house;
mod money;
mod own;
mod shared;
pub mod steps;
#[cfg(test)]
mod tests;
mod told;

pub use asked::Kept;
#[cfg(test)]
pub use asked::request_rules;
pub use commands::{SupplierCommand, run};
pub use demo::ask_as_demo;
pub use house::{House, Sums, seen_in_month};
pub use own::Supplied;

use crate::engine::Engine;
use crate::failure::Failure;
use crate::intervals::Place;
use crate::pages::{Known, last_night, shown_state};
use crate::share::runs::Intervals;
use ::access::Act;
use calendar::{Instant, SettlementDay};
use portal::my::{MyError, Visitor};
use portal::supplier::{
    ConsentLine, CustomerPeriods, Customers, DisputeLine, DisputeWanted, Files, NotTaken, Overview,
    RequestLine, RequestWanted, Settlement, SharedLine, StatementOf, StatementTold, SupplierOffice,
    Tariff,
};
use portal::{ShownState, StateCounts, ToldLine};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use store::PersonLook;
use units::{AccountId, Dso};

/// Accounts that are read at a time.
const AT_ONCE: usize = 10_000;

/// The desks of suppliers at one operator.
pub struct Houses {
    engine: Mutex<Engine>,
    /// None where nobody has said where quarter-hours lie.
    intervals: Option<Mutex<Intervals>>,
    dso: Dso,
    clock: Arc<dyn Fn() -> Instant + Send + Sync>,
}

impl std::fmt::Debug for Houses {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Houses").field("dso", &self.dso).finish_non_exhaustive()
    }
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Whoever panicked left a connection whose transaction is rolled back.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Houses {
    /// Connections of their own to `url`.
    pub fn open(
        url: &str,
        dso: Dso,
        clock: Arc<dyn Fn() -> Instant + Send + Sync>,
    ) -> Result<Self, Failure> {
        let folder = std::env::var_os("TIRELIRE_INTERVALS").map(Into::into);
        let intervals = crate::intervals::open(url, &Place { folder }).ok().map(Mutex::new);
        Ok(Self { engine: Mutex::new(Engine::open(url)?), intervals, dso, clock })
    }

    #[cfg(test)]
    pub fn over(engine: Engine, dso: Dso, now: Instant) -> Self {
        let clock = Arc::new(move || now);
        Self { engine: Mutex::new(engine), intervals: None, dso, clock }
    }

    fn now(&self) -> Instant {
        (self.clock)()
    }

    fn house<'a>(&self, supplier: &'a str) -> House<'a> {
        House { dso: self.dso, supplier, now: self.now() }
    }

    fn engine(&self) -> MutexGuard<'_, Engine> {
        let mut engine = held(&self.engine);
        crate::engine::freshened(&mut engine);
        engine
    }

    /// Keeps that households were seen, before it is shown. Source: PD-05.
    fn note(
        &self,
        engine: &mut Engine,
        visitor: &Visitor,
        accounts: impl IntoIterator<Item = AccountId>,
        (saw, reason): (&[Act], &str),
    ) -> Result<(), Failure> {
        let at = self.now();
        let mut looks = Vec::new();
        for account in accounts {
            looks.push(PersonLook {
                account,
                at,
                number: crate::people::look_number()?,
                person: visitor.person,
                role: visitor.role.code(),
                saw: saw.iter().map(|act| act.name()).collect::<Vec<_>>().join(" "),
                reason: reason.to_owned(),
            });
        }
        Ok(engine.store.add_person_looks(&looks)?)
    }

    /// How many customers stand in each state. Nobody's state is told.
    fn counts(&self, engine: &mut Engine, supplier: &str) -> Result<StateCounts, Failure> {
        let today = self.now().day();
        let supplied = Supplied::of_all(engine, self.dso)?;
        let night = last_night(engine, self.dso)?;
        let (mut counts, mut after) = ([0_u64; 5], None);
        loop {
            let standings = engine.store.standings(self.dso, night, after, AT_ONCE)?;
            let Some(last) = standings.last() else { break };
            after = Some(last.account);
            for standing in standings {
                if supplied.on(standing.account, today) != Some(supplier) {
                    continue;
                }
                let state = shown_state(Known::of(standing, self.dso, engine)?.displayed);
                let place = ShownState::ALL.iter().position(|one| *one == state);
                if let Some(count) = place.and_then(|place| counts.get_mut(place)) {
                    *count = count.saturating_add(1);
                }
            }
        }
        Ok(StateCounts(counts))
    }

    fn overview_of(&self, visitor: &Visitor) -> Result<Option<Overview>, Failure> {
        let engine = &mut *self.engine();
        let Some(supplier) = engine.store.supplier_of(visitor.person)? else { return Ok(None) };
        let today = self.now().day();
        let requests = self.requests_of(engine, &supplier)?;
        let disputes = self.disputes_of(engine, &supplier)?;
        let names = engine.store.suppliers()?;
        let name = names.into_iter().find(|known| known.id == supplier).map(|known| known.name);
        let payouts = engine.store.payouts(self.dso)?;
        let lately = |payout: &&store::Payout| {
            payout.kind == store::PayoutKind::Remittance
                && payout.subject == supplier
                && today.days_since(payout.to) <= LATELY_DAYS
        };
        Ok(Some(Overview {
            counts: self.counts(engine, &supplier)?,
            open_requests: requests.iter().filter(|line| line.state.is_open()).count(),
            late_requests: requests.iter().filter(|line| line.late).count(),
            open_disputes: disputes
                .iter()
                .filter(|line| line.turn != procedures::Turn::Closed)
                .count(),
            payouts: payouts.iter().filter(lately).count(),
            shared_months: self.shared_of(engine, &supplier)?.0.len(),
            supplier: name.unwrap_or(supplier),
        }))
    }
}

/// Remittances that are counted as waiting.
const LATELY_DAYS: i32 = 100;

fn failed(what: &'static str) -> impl Fn(Failure) -> MyError {
    move |failure| MyError::failed(what, failure)
}

impl SupplierOffice for Houses {
    fn overview(&self, visitor: &Visitor) -> Result<Option<Overview>, MyError> {
        self.overview_of(visitor).map_err(failed("could not count the customers"))
    }

    fn told(&self, visitor: &Visitor) -> Result<Vec<ToldLine>, MyError> {
        self.told_of(visitor).map_err(failed("could not read what was told"))
    }

    fn requests(&self, visitor: &Visitor) -> Result<Vec<RequestLine>, MyError> {
        self.own_requests(visitor).map_err(failed("could not read the requests"))
    }

    fn ask(
        &self,
        visitor: &Visitor,
        wanted: &RequestWanted,
        attempt: &str,
    ) -> Result<Result<i64, NotTaken>, MyError> {
        self.asked(visitor, wanted, attempt).map_err(failed("could not keep a request"))
    }

    fn withdraw(&self, visitor: &Visitor, id: i64) -> Result<Result<(), NotTaken>, MyError> {
        self.withdrawn(visitor, id).map_err(failed("could not take a request back"))
    }

    fn settlement(
        &self,
        visitor: &Visitor,
        month: Option<SettlementDay>,
        most: usize,
    ) -> Result<Settlement, MyError> {
        self.month_of(visitor, month, most).map_err(failed("could not read the settlement"))
    }

    fn payout(&self, visitor: &Visitor, id: i64) -> Result<Option<Files>, MyError> {
        self.payout_of(visitor, id).map_err(failed("could not read a payout"))
    }

    fn customers(&self, visitor: &Visitor, after: Option<AccountId>) -> Result<Customers, MyError> {
        self.customers_of(visitor, after).map_err(failed("could not read the customers"))
    }

    fn periods(
        &self,
        visitor: &Visitor,
        whose: StatementOf,
    ) -> Result<Option<CustomerPeriods>, MyError> {
        self.periods_of(visitor, whose).map_err(failed("could not read the periods of a customer"))
    }

    fn statement(
        &self,
        visitor: &Visitor,
        whose: StatementOf,
        days: (Option<SettlementDay>, Option<SettlementDay>),
    ) -> Result<Option<StatementTold>, MyError> {
        self.statement_of(visitor, whose, days).map_err(failed("could not make a statement"))
    }

    fn tariff(&self, visitor: &Visitor) -> Result<Tariff, MyError> {
        self.tariff_of(visitor).map_err(failed("could not read the tariff"))
    }

    fn consents(&self, visitor: &Visitor) -> Result<Vec<ConsentLine>, MyError> {
        self.consents_of(visitor).map_err(failed("could not read the consents"))
    }

    fn detailed(&self, visitor: &Visitor, account: AccountId) -> Result<Option<String>, MyError> {
        self.detailed_of(visitor, account).map_err(failed("could not read days of a customer"))
    }

    fn sharing(&self, visitor: &Visitor) -> Result<Vec<SharedLine>, MyError> {
        self.own_shared(visitor).map_err(failed("could not read what is shared"))
    }

    fn sharing_file(
        &self,
        visitor: &Visitor,
        group: i64,
        month: SettlementDay,
        version: i32,
    ) -> Result<Option<String>, MyError> {
        self.shared_file(visitor, group, month, version)
            .map_err(failed("could not read a month of sharing"))
    }

    fn disputes(&self, visitor: &Visitor) -> Result<Vec<DisputeLine>, MyError> {
        self.own_disputes(visitor).map_err(failed("could not read the disputes"))
    }

    fn open_dispute(
        &self,
        visitor: &Visitor,
        wanted: &DisputeWanted,
        attempt: &str,
    ) -> Result<Result<i64, NotTaken>, MyError> {
        self.disputed(visitor, wanted, attempt).map_err(failed("could not keep a dispute"))
    }

    fn reply(
        &self,
        visitor: &Visitor,
        id: i64,
        words: Option<(&str, Vec<String>)>,
    ) -> Result<Result<(), NotTaken>, MyError> {
        self.replied(visitor, id, words).map_err(failed("could not keep what was written"))
    }
}
