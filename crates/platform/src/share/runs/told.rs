//! That a version of a month is there, for its households and for the systems of its representative and of the suppliers
//! of its points. Source: ES-14, ES-15, UX 8.12.

use super::credit::Credited;
use super::supplied::{SuppliersOf, days, differing};
use super::{part, time_of};
use crate::engine::Engine;
use crate::failure::Failure;
use crate::share::groups::Kept;
use crate::webhooks::{About, publish};
use ::intervals::Month;
use calendar::Instant;
use http_api::webhooks::EventType;
use std::collections::{BTreeMap, BTreeSet};
use store::{Account, KeptRun, KeptVolume, Owner, RunKind};
use units::{AccountId, Ean, MicroEuro};

/// Tells the households of a version. What is final is news to all, though it is what was known before; a correction to
/// whom it concerns: whose quarter-hours are others, and on whose account something moved. Also to who is in it no more:
/// what a version or days had given goes back. Never to who has moved in since. Within the operator's lock.
/// Source: ES-14, PD-07, CM-01z.
pub(super) fn households(
    engine: &mut Engine,
    kept: &Kept,
    run: &KeptRun,
    (volumes, changed, credited): (&[KeptVolume], &[(Ean, i64)], &[Credited]),
) -> Result<(), Failure> {
    let month = Month(run.month);
    let end = time_of(month)?.end();
    let mut concerned: BTreeSet<Ean> = changed.iter().map(|(ean, _)| *ean).collect();
    if run.kind == RunKind::Final {
        concerned.extend(volumes.iter().map(|volume| volume.ean));
    }
    let moved = credited.iter().filter(|one| {
        // A credit that waits is no news of the month.
        one.outcome.as_ref().is_ok_and(|sum| *sum != MicroEuro::ZERO)
    });
    let mut told: BTreeSet<AccountId> = moved.map(|one| one.account).collect();
    for ean in concerned {
        let all = engine.store.all_accounts_of(ean)?;
        let of_now = all.iter().find(|one| one.closed_at.is_none() && one.opened_at < end);
        told.extend(of_now.filter(|one| is_own(kept, one, &all, end)).map(|one| one.id));
    }
    let of = format!("{}/{month}/{}", run.group, run.seq);
    for account in told {
        if let Some(account) = engine.store.account(account)? {
            crate::notices::sharing_news(engine, &account, ("sharing_volumes", &of), run.at)?;
        }
    }
    Ok(())
}

/// Whether a household was a member before an instant, also where it is none after all: nobody who was there before it
/// lived there still when the joining was filed. `all`: the accounts of its point. Source: PD-07.
fn is_own(kept: &Kept, account: &Account, all: &[Account], end: Instant) -> bool {
    let members = kept.dossier.members.iter().enumerate();
    members.filter(|(_, one)| one.joining.ean == account.ean && one.joining.from < end).any(
        |(place, _)| {
            let filed = kept.joined_at(place);
            let lived = |other: &Account| {
                other.closed_at.is_none_or(|closed| filed.is_none_or(|filed| filed < closed))
            };
            !all.iter().any(|other| other.opened_at < account.opened_at && lived(other))
        },
    )
}

/// Tells of a version, each only of the own group or points: of a corrected one only the suppliers of whose points
/// something is another, on their own days; of a point that is in it no more whoever supplied it. Within the operator's
/// lock.
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
    let before = part::before(engine, run)?;
    let of = |volumes: &[KeptVolume], ean: Ean| volumes.iter().find(|one| one.ean == ean).cloned();
    let all_days = vec![true; days(month).count()];
    // Also those that were in the version before and are in this one no more.
    let mut points: BTreeMap<Ean, Vec<bool>> = BTreeMap::new();
    for (ean, _) in changed {
        let (now, then) = (of(volumes, *ean), of(&before, *ean));
        points.insert(*ean, differing(now.as_ref(), then.as_ref())?);
    }
    if run.kind != RunKind::Corrected {
        points.extend(volumes.iter().map(|one| (one.ean, all_days.clone())));
    }
    let mut suppliers = BTreeSet::new();
    for (ean, concerned) in points {
        let supplied = SuppliersOf::point(engine, &kept.dossier, ean)?;
        let is_gone = of(volumes, ean).is_none();
        let of_days = days(month).zip(concerned).filter(|(_, concerned)| *concerned);
        let on = of_days.filter_map(|(day, _)| match is_gone {
            true => supplied.member_or_not(day),
            false => supplied.on(day),
        });
        suppliers.extend(on.map(str::to_owned));
    }
    for supplier in suppliers {
        publish(engine, kept.dso, news, Some(Owner::Supplier(supplier)), run.at)?;
    }
    Ok(())
}
