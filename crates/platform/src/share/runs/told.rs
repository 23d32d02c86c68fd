//! That a version of a month is there, for the systems of its representative and of the suppliers of its points.
//! Source: ES-14, ES-15, UX 8.12.

use super::supplied::{SuppliersOf, days, differing};
use crate::engine::Engine;
use crate::failure::Failure;
use crate::share::groups::Kept;
use crate::webhooks::{About, publish};
use ::intervals::Month;
use http_api::webhooks::EventType;
use std::collections::BTreeSet;
use store::{KeptRun, KeptVolume, Owner, RunKind};
use units::Ean;

/// Tells of a version, each only of the own group or points: of a corrected one only the suppliers of whose points
/// something is another, on their own days. Within the operator's lock.
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
    let before = match run.seq {
        ..=1 => Vec::new(),
        seq => engine.store.volumes(run.group, run.month, seq.saturating_sub(1))?,
    };
    let of = |volumes: &[KeptVolume], ean: Ean| volumes.iter().find(|one| one.ean == ean).cloned();
    let all_days = vec![true; days(month).count()];
    let points: Vec<(Ean, Vec<bool>)> = match run.kind {
        RunKind::Corrected => {
            let mut found = Vec::new();
            for (ean, _) in changed {
                let (now, then) = (of(volumes, *ean), of(&before, *ean));
                found.push((*ean, differing(now.as_ref(), then.as_ref())?));
            }
            found
        }
        RunKind::Provisional | RunKind::Final => {
            volumes.iter().map(|one| (one.ean, all_days.clone())).collect()
        }
    };
    let mut suppliers = BTreeSet::new();
    for (ean, concerned) in points {
        let supplied = SuppliersOf::point(engine, &kept.dossier, ean)?;
        let of_days = days(month).zip(concerned).filter(|(_, concerned)| *concerned);
        suppliers.extend(of_days.filter_map(|(day, _)| supplied.on(day).map(str::to_owned)));
    }
    for supplier in suppliers {
        publish(engine, kept.dso, news, Some(Owner::Supplier(supplier)), run.at)?;
    }
    Ok(())
}
