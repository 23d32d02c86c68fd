//! Approved orders leave in waves, each after a look at the one before. Source: CG-16.

use super::Engine;
use crate::failure::Failure;
use calendar::{Instant, SettlementDay};
use guards::{Bounds, FleetFact, WaveCheck};
use units::{Dso, Energy};

impl Engine {
    /// Releases the next wave of the last night's orders where the one before has stood, or pauses
    /// them where it has not. Returns what was decided.
    pub fn drive_waves(&mut self, dso: Dso, now: Instant) -> Result<Vec<FleetFact>, Failure> {
        let nights = self.store.runs(dso)?;
        let Some(last) = nights.iter().rev().find(|night| night.done) else {
            return Ok(Vec::new());
        };
        let (day, mut decided) = (last.day, Vec::new());
        for energy in [Energy::Electricity, Energy::Gas] {
            let book = self.fleet_book(dso)?;
            let orders = book.orders_of(energy, day);
            if !orders.approvals.complete() {
                continue;
            }
            let parameters = self.books.rules(dso, energy)?.parameters.at(now.day(), now);
            let bounds = Bounds {
                least_confirmed_ppm: parameters.wave_least_confirmed_ppm,
                most_complaints_ppm: parameters.wave_most_complaints_ppm,
                most_reconnected_ppm: parameters.wave_most_reconnected_ppm,
            };
            let parts = parameters.wave_parts_ppm;
            let last = match orders.released_ppm {
                0 => None,
                _ => match self.check_wave(dso, energy, day, now)? {
                    Some(check) => Some((check, bounds)),
                    None => continue, // Its orders are still under way.
                },
            };
            if let Some(fact) = book.next_wave(energy, day, parts, last) {
                self.record_fleet(dso, None, &fact, now)?;
                decided.push(fact);
            }
        }
        Ok(decided)
    }

    /// What became of the orders that followed from a night; `None` while one is under way.
    fn check_wave(
        &mut self,
        dso: Dso,
        energy: Energy,
        day: SettlementDay,
        now: Instant,
    ) -> Result<Option<WaveCheck>, Failure> {
        let mut check = WaveCheck::default();
        for (id, _) in self.store.candidates(dso, day, energy)? {
            let Some(account) = self.store.account(id)? else { continue };
            for known in self.rebuild(std::slice::from_ref(&account), now)? {
                let Some(outcome) = known.timeline.order_after(day, now) else { continue };
                if outcome.under_way {
                    return Ok(None);
                }
                check.ordered += 1;
                check.confirmed += i64::from(outcome.confirmed);
                check.complaints += i64::from(outcome.complained);
                check.reconnected += i64::from(outcome.reconnected);
            }
        }
        Ok(Some(check))
    }
}
