//! That a version of a month is there, for the systems of its representative and of the suppliers of its points.
//! Source: ES-14, ES-15, UX 8.12.

use super::report::supplier_of;
use crate::engine::Engine;
use crate::failure::Failure;
use crate::share::groups::Kept;
use crate::webhooks::{About, publish};
use ::intervals::Month;
use calendar::SettlementDay;
use http_api::webhooks::EventType;
use std::collections::BTreeSet;
use store::{KeptRun, KeptVolume, Owner, RunKind};
use units::Ean;

/// Tells of a version, each only of the own group or points: of a corrected one only the suppliers of whose points
/// something is another. Within the operator's lock.
pub(super) fn published(
    engine: &mut Engine,
    kept: &Kept,
    run: &KeptRun,
    (volumes, changed): (&[KeptVolume], &[(Ean, i64)]),
) -> Result<(), Failure> {
    let month = Month(run.month);
    let about = About::Volumes { group: run.group, month, version: run.seq };
    let news = (EventType::SharingVolumesPublished, about);
    let group = engine.store.group(run.group)?;
    let represents = group.and_then(|group| group.head.representative);
    publish(engine, kept.dso, news, represents.map(Owner::Representative), run.at)?;
    let Some(last) = month.next().first_day().map(SettlementDay::previous) else { return Ok(()) };
    let points: Vec<Ean> = match run.kind {
        RunKind::Corrected => changed.iter().map(|(ean, _)| *ean).collect(),
        RunKind::Provisional | RunKind::Final => volumes.iter().map(|one| one.ean).collect(),
    };
    let mut suppliers = BTreeSet::new();
    for ean in points {
        suppliers.extend(supplier_of(engine, kept, ean, last)?);
    }
    for supplier in suppliers {
        publish(engine, kept.dso, news, Some(Owner::Supplier(supplier)), run.at)?;
    }
    Ok(())
}
