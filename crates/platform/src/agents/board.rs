//! A run of cuts as operators see and steer it, by the facts of the fleet that the command line writes.
//! Source: UX O-02, CG-14 to CG-19.

use super::{Desks, Done, is_masked, signature};
use crate::engine::Engine;
use crate::failure::{Failure, chain};
use access::Act;
use calendar::{Instant, SettlementDay};
use guards::{Covers, FleetError, FleetFact, Guard, Wave};
use portal::agent::{AgentRefused, Board, Run, RunView, Sample, Steer, StopView};
use portal::my::Visitor;
use std::collections::BTreeMap;
use units::{Dso, Energy};

/// Candidates that are judged one by one for the page.
const MOST_JUDGED: usize = 300;
/// Of which a person checks so many by hand. Source: UX O-02.
const SAMPLES: usize = 20;
/// Digits of an EAN that tell nobody whose it is.
const TAIL: usize = 4;

/// The last night of an operator that is done.
fn last_day(engine: &mut Engine, dso: Dso) -> Result<Option<SettlementDay>, Failure> {
    let runs = engine.store.runs(dso)?;
    Ok(runs.iter().filter(|run| run.done).map(|run| run.day).max())
}

/// A refusal of the rules in words. Errors: what is no rule's.
fn refused(failure: Failure) -> Result<AgentRefused, Failure> {
    match failure.downcast_ref::<FleetError>() {
        Some(FleetError::SamePerson { .. }) => Ok(AgentRefused::SamePerson),
        Some(error) => Ok(AgentRefused::Rule(chain(error))),
        None => Err(failure),
    }
}

impl Desks {
    fn run_of(
        &self,
        engine: &mut Engine,
        visitor: &Visitor,
        (dso, energy, day): (Dso, Energy, SettlementDay),
        now: Instant,
    ) -> Result<RunView, Failure> {
        let list = engine.cut_list(dso, energy, day)?;
        let masked = is_masked(visitor.role);
        let (mut excluded, mut would_leave) = (BTreeMap::<String, usize>::new(), 0);
        let (mut samples, mut seen, mut looked_at) = (Vec::new(), Vec::new(), 0);
        // A sample from all of the list, not its first page.
        let step = (list.candidates.len() / SAMPLES).max(1);
        for (place, one) in list.candidates.iter().take(MOST_JUDGED).enumerate() {
            let Some(account) = engine.store.account(one.account)? else { continue };
            let rebuilt = engine.rebuild(std::slice::from_ref(&account), now)?.pop();
            let Some(known) = rebuilt else { continue };
            let rules = engine.books.rules(dso, energy)?;
            let at = now.max(known.timeline.reached());
            let judged = known.timeline.judged(at, rules);
            let held = judged.into_iter().filter(|result| !result.holds);
            let held: Vec<Guard> = held.map(|result| result.guard).collect();
            looked_at += 1;
            // The approval itself is what is decided here, and the hour passes.
            let own = |guard: &&Guard| !matches!(guard, Guard::Waves | Guard::ProtectedHours);
            let barring: Vec<Guard> = held.iter().filter(own).copied().collect();
            would_leave += usize::from(barring.is_empty());
            for guard in held.iter().filter(|guard| **guard != Guard::Waves) {
                *excluded.entry(guard.id().to_owned()).or_default() += 1;
            }
            if place % step == 0 && samples.len() < SAMPLES {
                let digits = account.ean.to_string();
                let tail = digits.len().saturating_sub(TAIL);
                samples.push(Sample {
                    who: (!masked).then_some((account.id, account.ean)),
                    tail: digits.get(tail..).unwrap_or_default().to_owned(),
                    balance: one.balance,
                    last_reading: known.timeline.account.readings.last_heard(),
                    guards: barring.iter().map(|guard| guard.id().to_owned()).collect(),
                });
                seen.push(account);
            }
        }
        let accounts: Vec<&store::Account> = seen.iter().collect();
        self.note(engine, visitor, &accounts, (&[Act::StateAndAmount], "cut run"))?;
        let own = signature(visitor);
        let halted = list.is_halted();
        let (waves, waves_of) = super::waves::lines(engine, &list, now)?;
        let approvals = list.orders.approvals;
        Ok(RunView {
            day,
            candidates: list.candidates.len(),
            new: list.candidates.iter().filter(|one| one.is_new).count(),
            gone: list.gone,
            expected: list.orders.expected,
            median: list.orders.median,
            bound: list.bound,
            halted,
            would_leave,
            excluded: excluded.into_iter().collect(),
            looked_at,
            samples,
            dry_run: approvals.dry_run,
            sample_checked: approvals.sample_checked,
            by_visitor: approvals.people.contains(&own),
            approved_by: approvals.people,
            released_ppm: list.orders.released_ppm,
            waves,
            waves_of,
            paused: list.orders.paused,
            undone: list.orders.undone,
        })
    }

    pub(super) fn board_of(
        &self,
        visitor: &Visitor,
        dso: Dso,
        energy: Energy,
    ) -> Result<Board, Failure> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let own = signature(visitor);
        let book = engine.fleet_book(dso)?;
        let stops = book.switches.iter().filter(|(_, switch)| {
            switch.is_set() && switch.covers.energy.is_none_or(|covered| covered == energy)
        });
        let stops = stops.map(|(id, switch)| StopView {
            id: id.clone(),
            set_by: switch.set_by.clone(),
            since: switch.set_at,
            released_by: switch.released_by.clone(),
            by_visitor: switch.released_by.contains(&own),
        });
        let stops = stops.collect();
        let run = match last_day(engine, dso)? {
            Some(day) => Some(self.run_of(engine, visitor, (dso, energy, day), now)?),
            None => None,
        };
        let mut news = crate::news::News::default();
        crate::news::news_of(engine, dso, now, &mut news)?;
        let mut public = news.0;
        public.retain(|line| line.energy.is_none_or(|covered| covered == energy));
        Ok(Board { dso, energy, run, stops, public, as_of: now })
    }

    pub(super) fn steer_run(&self, visitor: &Visitor, run: Run, step: &Steer) -> Done<()> {
        let now = self.now();
        let Run { dso, energy, day } = run;
        let mut engine = self.engine();
        // What two people put their names to is a list; without one their names would stand for whatever comes.
        if matches!(step, Steer::Approve { .. })
            && engine.cut_list(dso, energy, day)?.candidates.is_empty()
        {
            return Ok(Err(AgentRefused::NoCandidates));
        }
        match steer(&mut engine, (dso, energy, day), &signature(visitor), step, now) {
            Ok(()) => Ok(Ok(())),
            Err(failure) => Ok(Err(refused(failure)?)),
        }
    }
}

/// What the operator's own stop is called while none of this name is set.
fn free_name(engine: &mut Engine, dso: Dso, now: Instant) -> Result<Option<String>, Failure> {
    let book = engine.fleet_book(dso)?;
    let of_page = |id: &&String| id.starts_with("page-");
    let set = book.switches.iter().filter(|(_, switch)| switch.is_set());
    // One stop is enough: a second press of the button finds it.
    let any = set.map(|(id, _)| id).any(|id| of_page(&id));
    Ok((!any).then(|| format!("page-{}", now.0)))
}

fn steer(
    engine: &mut Engine,
    (dso, energy, day): (Dso, Energy, SettlementDay),
    by: &str,
    step: &Steer,
    now: Instant,
) -> Result<(), Failure> {
    let by = by.to_owned();
    match step {
        Steer::Stop => engine.locked(dso, |engine| {
            let Some(switch) = free_name(engine, dso, now)? else { return Ok(()) };
            let fact = FleetFact::StopSet { switch, covers: Covers::default(), by };
            engine.record_fleet(dso, None, &fact, now).map(|_| ())
        }),
        Steer::ReleaseStop { id } => engine.locked(dso, |engine| {
            let book = engine.fleet_book(dso)?;
            let known = book.switches.get(id);
            // Sent twice, or released meanwhile: the board shows how it stands.
            if known.is_some_and(|one| !one.is_set() || one.released_by.contains(&by)) {
                return Ok(());
            }
            let fact = FleetFact::StopReleased { switch: id.clone(), by };
            engine.record_fleet(dso, None, &fact, now).map(|_| ())
        }),
        Steer::Approve { dry_run_seen, sample_checked } => engine.locked(dso, |engine| {
            let approvals = engine.fleet_book(dso)?.orders_of(energy, day).approvals;
            if approvals.people.contains(&by) {
                return Ok(());
            }
            if *dry_run_seen && !approvals.dry_run {
                let fact = FleetFact::DryRunSeen { energy, day, by: by.clone() };
                engine.record_fleet(dso, None, &fact, now)?;
            }
            if *sample_checked && !approvals.sample_checked {
                let fact = FleetFact::SampleChecked { energy, day, by: by.clone() };
                engine.record_fleet(dso, None, &fact, now)?;
            }
            let fact = FleetFact::Approved { energy, day, by };
            engine.record_fleet(dso, None, &fact, now).map(|_| ())
        }),
        Steer::Pause { why } => engine.locked(dso, |engine| {
            if engine.fleet_book(dso)?.orders_of(energy, day).paused {
                return Ok(());
            }
            let fact = FleetFact::Paused { energy, day, by, why: why.clone() };
            engine.record_fleet(dso, None, &fact, now).map(|_| ())
        }),
        Steer::Undo { cost_borne_by } => {
            if engine.fleet_book(dso)?.orders_of(energy, day).undone {
                return Ok(());
            }
            let cost_borne_by = cost_borne_by.clone();
            let fact = FleetFact::Undone { energy, day, by, cost_borne_by };
            engine.record_fleet(dso, None, &fact, now)?;
            engine.release_undone(dso, energy, day, now).map(|_| ())
        }
        Steer::UndoWave { from_ppm, to_ppm, cost_borne_by } => {
            let wave = Wave { from_ppm: *from_ppm, to_ppm: *to_ppm };
            let orders = engine.fleet_book(dso)?.orders_of(energy, day);
            if orders.undone || orders.waves_undone.contains(&wave) {
                return Ok(());
            }
            let cost_borne_by = cost_borne_by.clone();
            let fact = FleetFact::WaveUndone { energy, day, wave, by, cost_borne_by };
            engine.record_fleet(dso, None, &fact, now)?;
            engine.release_undone(dso, energy, day, now).map(|_| ())
        }
    }
}
