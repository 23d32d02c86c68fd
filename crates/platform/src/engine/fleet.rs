//! What concerns all points of an operator: recorded once, told to each point that it covers.

use super::Engine;
use crate::failure::{Failure, refuse};
use calendar::{Instant, SettlementDay};
use guards::{FleetBook, FleetFact, OrdersOfNight};
use std::collections::BTreeMap;
use store::Booked;
use timeline::EventLine;
use units::{AccountId, Dso, Ean, Energy, MicroEuro};

const ENERGIES: [Energy; 2] = [Energy::Electricity, Energy::Gas];

/// Weeks that the breaker looks back. Source: CG-15.
const WEEKS: i32 = 8;

/// A candidate for a cut in the list that a person looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    pub account: AccountId,
    pub ean: Ean,
    pub balance: MicroEuro,
    /// Not among those of the night before.
    pub is_new: bool,
}

/// What a person sees of the candidates of a night.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CutList {
    pub day: SettlementDay,
    pub orders: OrdersOfNight,
    pub bound: i64,
    pub candidates: Vec<Candidate>,
    /// How many of the night before are none any more.
    pub gone: usize,
}

impl CutList {
    /// Nothing leaves: there are more candidates than the breaker allows.
    pub fn is_halted(&self) -> bool {
        self.orders.candidates > self.bound
    }
}

impl Engine {
    /// Where everything stands that concerns an operator's fleet.
    pub fn fleet_book(&mut self, dso: Dso) -> Result<FleetBook, Failure> {
        let mut facts = Vec::new();
        for kept in self.store.fleet_facts(dso)? {
            facts.push((kept.learnt_at, serde_json::from_str::<FleetFact>(&kept.body)?));
        }
        Ok(FleetBook::of(facts.iter().map(|(at, fact)| (*at, fact))))
    }

    /// Records something that concerns many points, and wakes those that wait. A key that is known
    /// changes nothing. Errors: it has no place after what is known.
    pub fn record_fleet(
        &mut self,
        dso: Dso,
        key: Option<&str>,
        fact: &FleetFact,
        at: Instant,
    ) -> Result<bool, Failure> {
        self.locked(dso, |engine| {
            let body = serde_json::to_string(fact)?;
            let known = engine.store.fleet_facts(dso)?;
            let repeated = known.iter().any(|kept| key.is_some() && kept.key.as_deref() == key);
            if !repeated {
                engine.fleet_book(dso)?.allows(fact)?;
            }
            match engine.store.record_fleet(dso, key, at, &body)? {
                Booked::New => {
                    if let FleetFact::IncidentClosed { incident, .. } = fact {
                        // Whoever ends it: what has not left would say what is no longer so. Source: CM-04, UX O-10.
                        let cause = crate::notices::incident_key(incident);
                        let so = (at, "no longer so");
                        engine.store.withdraw_notices(AccountId::range_of(dso), &cause, so)?;
                    }
                    engine.store.wake(dso, at)?;
                    Ok(true)
                }
                Booked::Repeated { same: true, .. } => Ok(false),
                Booked::Repeated { same: false, .. } | Booked::Overtaken => {
                    refuse(format!("key `{}` was used for something else", key.unwrap_or_default()))
                }
            }
        })
    }

    /// Counts the candidates that a night has found, and those expected for the next one: what the
    /// fleet breaker looks at. Source: CG-15.
    pub(super) fn count_candidates(
        &mut self,
        dso: Dso,
        day: SettlementDay,
        run_at: Instant,
    ) -> Result<Vec<(AccountId, EventLine)>, Failure> {
        let book = self.fleet_book(dso)?;
        let at = Instant(run_at.0 + 1);
        for energy in ENERGIES {
            let candidates = self.store.count_candidates(dso, day, energy)?;
            let before = (1..=WEEKS).map(|weeks| book.orders_of(energy, day.plus(-7 * weeks)));
            let median = median(before.map(|orders| orders.candidates).collect());
            let fact = FleetFact::Counted { energy, day, candidates, median };
            self.record_counted(dso, &format!("counted/{energy}/{day}"), &fact, at)?;
            let parameters = self.books.rules(dso, energy)?.parameters.at(day.next(), at);
            let cut_level = MicroEuro(parameters.emergency_limit.0.saturating_neg());
            let falling = self.store.count_expected(dso, day, energy, cut_level)?;
            let expected = candidates.saturating_add(falling);
            let fact = FleetFact::Expected { energy, day: day.next(), candidates: expected };
            self.record_counted(dso, &format!("expected/{energy}/{}", day.next()), &fact, at)?;
        }
        // The decision point of the run; of a late one, when its count was learnt.
        let learnt = self.store.fleet_facts(dso)?;
        let at = learnt.last().map_or(at, |fact| at.max(fact.learnt_at));
        self.store.wake(dso, at)?;
        self.advance_due(dso, at)
    }

    fn record_counted(
        &mut self,
        dso: Dso,
        key: &str,
        fact: &FleetFact,
        at: Instant,
    ) -> Result<(), Failure> {
        let body = serde_json::to_string(fact)?;
        self.store.record_fleet(dso, Some(key), at, &body)?;
        Ok(())
    }

    /// The candidates of a night with what is different from the night before.
    pub fn cut_list(
        &mut self,
        dso: Dso,
        energy: Energy,
        day: SettlementDay,
    ) -> Result<CutList, Failure> {
        let orders = self.fleet_book(dso)?.orders_of(energy, day);
        let today = self.store.candidates(dso, day, energy)?;
        let yesterday: BTreeMap<AccountId, MicroEuro> =
            self.store.candidates(dso, day.previous(), energy)?.into_iter().collect();
        let mut candidates = Vec::with_capacity(today.len());
        for (account, balance) in today {
            if let Some(known) = self.store.account(account)? {
                let is_new = !yesterday.contains_key(&account);
                candidates.push(Candidate { account, ean: known.ean, balance, is_new });
            }
        }
        let still = candidates.iter().filter(|candidate| !candidate.is_new).count();
        let at = crate::clock::now();
        let parameters = self.books.rules(dso, energy)?.parameters.at(day.next(), at);
        let (abs, ratio) = (parameters.cut_breaker_abs, parameters.cut_breaker_ratio_ppm);
        let bound = guards::breaker(orders.median, abs, ratio).bound();
        let gone = yesterday.len().saturating_sub(still);
        Ok(CutList { day, orders, bound, candidates, gone })
    }
}

/// The middle of some counts, the lower one of two; 0 of none.
pub(super) fn median(mut counts: Vec<i64>) -> i64 {
    counts.sort_unstable();
    let middle = counts.len().saturating_sub(1) / 2;
    counts.get(middle).copied().unwrap_or(0)
}
