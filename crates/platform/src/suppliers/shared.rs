//! Volumes of energy sharing of a supplier's own references. Source: ES-14, ES-15, UX F-S7.

use super::{Houses, held};
use crate::engine::Engine;
use crate::failure::Failure;
use crate::share::groups::load;
use crate::share::runs::report::{Recipient, prepare, supplier_of};
use ::access::Act;
use ::intervals::Month;
use calendar::SettlementDay;
use portal::my::Visitor;
use portal::supplier::{SharedLine, SharedPoint, Sure};
use std::collections::BTreeMap;
use store::{KeptRun, RunKind};
use units::{Ean, MilliWattHours};

impl Houses {
    /// The newest version of each month in which they have a reference, the newest month first.
    pub(super) fn shared_of(
        &self,
        engine: &mut Engine,
        supplier: &str,
    ) -> Result<Vec<SharedLine>, Failure> {
        let mut found = Vec::new();
        for group in engine.store.groups(self.dso)? {
            let kept = load(&mut engine.store, group.id)?;
            let mut newest: BTreeMap<i32, KeptRun> = BTreeMap::new();
            for run in engine.store.sharing_runs(group.id, None)? {
                newest.insert(run.month, run);
            }
            for run in newest.into_values() {
                let month = Month(run.month);
                let (first, next) = (month.first_day(), month.next().first_day());
                let (Some(first), Some(next)) = (first, next) else { continue };
                let mut points = Vec::new();
                for volume in engine.store.volumes(run.group, run.month, run.seq)? {
                    let of = supplier_of(engine, &kept, volume.ean, next.previous())?;
                    if of.as_deref() != Some(supplier) {
                        continue;
                    }
                    let left = |all: i64, part: i64| MilliWattHours(all.saturating_sub(part));
                    points.push(SharedPoint {
                        ean: volume.ean,
                        received: MilliWattHours(volume.received),
                        residual: left(volume.offtake, volume.received),
                        given: MilliWattHours(volume.given),
                        surplus: left(volume.injection, volume.given),
                    });
                }
                if !points.is_empty() {
                    found.push(SharedLine {
                        group: run.group,
                        month: first,
                        version: run.seq,
                        kind: match run.kind {
                            RunKind::Provisional => Sure::Provisional,
                            RunKind::Final => Sure::Final,
                            RunKind::Corrected => Sure::Corrected,
                        },
                        points,
                    });
                }
            }
        }
        found.sort_by_key(|line| (std::cmp::Reverse(line.month), line.group));
        Ok(found)
    }

    fn note_points(
        &self,
        engine: &mut Engine,
        visitor: &Visitor,
        points: impl IntoIterator<Item = Ean>,
    ) -> Result<(), Failure> {
        let mut accounts = Vec::new();
        for ean in points {
            accounts.extend(engine.store.account_of(ean)?.map(|account| account.id));
        }
        accounts.sort_unstable();
        accounts.dedup();
        self.note(engine, visitor, accounts, (&[Act::QuarterHours], "sharing"))
    }

    pub(super) fn own_shared(&self, visitor: &Visitor) -> Result<Vec<SharedLine>, Failure> {
        let engine = &mut *self.engine();
        let Some(supplier) = engine.store.supplier_of(visitor.person)? else {
            return Ok(Vec::new());
        };
        let found = self.shared_of(engine, &supplier)?;
        let points: Vec<Ean> =
            found.iter().flat_map(|line| line.points.iter().map(|point| point.ean)).collect();
        self.note_points(engine, visitor, points)?;
        Ok(found)
    }

    pub(super) fn shared_file(
        &self,
        visitor: &Visitor,
        group: i64,
        month: SettlementDay,
        version: i32,
    ) -> Result<Option<String>, Failure> {
        let engine = &mut *self.engine();
        let Some(supplier) = engine.store.supplier_of(visitor.person)? else { return Ok(None) };
        let Some(intervals) = &self.intervals else { return Ok(None) };
        let month = Month::of(month);
        let known = engine.store.group(group)?.is_some_and(|kept| kept.dso == self.dso);
        let runs =
            if known { engine.store.sharing_runs(group, Some(month.0))? } else { Vec::new() };
        if !runs.iter().any(|run| run.seq == version) {
            return Ok(None);
        }
        let kept = load(&mut engine.store, group)?;
        let last = month.next().first_day().map(SettlementDay::previous);
        let mut ours = false;
        for volume in engine.store.volumes(group, month.0, version)? {
            if let Some(last) = last {
                let of = supplier_of(engine, &kept, volume.ean, last)?;
                ours = ours || of.as_deref() == Some(supplier.as_str());
            }
        }
        if !ours {
            return Ok(None);
        }
        let asked = (group, month, Some(version));
        let ready = prepare(engine, &mut held(intervals), asked, &Recipient::Supplier(supplier))?;
        self.note_points(engine, visitor, ready.volumes.iter().map(|volume| volume.ean))?;
        Ok(Some(ready.csv()))
    }
}
