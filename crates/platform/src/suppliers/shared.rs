//! Volumes of energy sharing of a supplier's own references, on the days on which it supplied them. Source: ES-14, ES-15, UX F-S7.

use super::{Houses, held};
use crate::engine::Engine;
use crate::failure::Failure;
use crate::share::groups::load;
use crate::share::runs::dossier_of;
use crate::share::runs::report::{Recipient, prepare};
use crate::share::runs::supplied::{SuppliersOf, cut};
use ::access::Act;
use ::intervals::Month;
use calendar::SettlementDay;
use portal::my::Visitor;
use portal::supplier::{SharedLine, SharedPoint, Sure};
use std::collections::{BTreeMap, BTreeSet};
use store::{KeptRun, RunKind};
use units::{AccountId, MilliWattHours};

impl Houses {
    /// The newest version of each month in which they have a reference, the newest month first.
    pub(super) fn shared_of(
        &self,
        engine: &mut Engine,
        supplier: &str,
    ) -> Result<(Vec<SharedLine>, BTreeSet<AccountId>), Failure> {
        let (mut found, mut seen) = (Vec::new(), BTreeSet::new());
        for group in engine.store.groups(self.dso)? {
            let kept = load(&mut engine.store, group.id)?;
            let mut newest: BTreeMap<i32, KeptRun> = BTreeMap::new();
            for run in engine.store.sharing_runs(group.id, None)? {
                newest.insert(run.month, run);
            }
            for run in newest.into_values() {
                let month = Month(run.month);
                let Some(first) = month.first_day() else { continue };
                let dossier = dossier_of(&kept, &run)?;
                let mut points = Vec::new();
                for volume in engine.store.volumes(run.group, run.month, run.seq)? {
                    let supplied = SuppliersOf::point(engine, &dossier, volume.ean)?;
                    let days = supplied.days_of(supplier, month);
                    let Some(volume) = cut(&volume, &days)? else { continue };
                    seen.append(&mut supplied.accounts_of(month, &days));
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
        Ok((found, seen))
    }

    fn note_shared(
        &self,
        engine: &mut Engine,
        visitor: &Visitor,
        accounts: BTreeSet<AccountId>,
    ) -> Result<(), Failure> {
        self.note(engine, visitor, accounts, (&[Act::QuarterHours], "sharing"))
    }

    pub(super) fn own_shared(&self, visitor: &Visitor) -> Result<Vec<SharedLine>, Failure> {
        let engine = &mut *self.engine();
        let Some(supplier) = engine.store.supplier_of(visitor.person)? else {
            return Ok(Vec::new());
        };
        let (found, seen) = self.shared_of(engine, &supplier)?;
        self.note_shared(engine, visitor, seen)?;
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
        let Some(run) = runs.into_iter().find(|run| run.seq == version) else {
            return Ok(None);
        };
        let dossier = dossier_of(&load(&mut engine.store, group)?, &run)?;
        let mut ours = false;
        for volume in engine.store.volumes(group, month.0, version)? {
            let supplied = SuppliersOf::point(engine, &dossier, volume.ean)?;
            ours = ours || supplied.days_of(&supplier, month).contains(&true);
        }
        if !ours {
            return Ok(None);
        }
        let asked = (group, month, Some(version));
        let ready = prepare(engine, &mut held(intervals), asked, &Recipient::Supplier(supplier))?;
        self.note_shared(engine, visitor, ready.accounts.clone())?;
        Ok(Some(ready.csv()))
    }
}
