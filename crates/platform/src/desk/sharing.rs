//! Months of energy sharing for systems of representatives and suppliers: each reads the own groups or points, and what
//! is somebody else's is answered like what is not there. Source: ES-14, ES-15, PD-04, PD-05.

use super::looks::note;
use super::partners::key_of;
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use crate::share::groups::{Kept, load};
use crate::share::runs::report::{Ready, Recipient, prepare, ratios_of};
use crate::share::runs::supplied::{SuppliersOf, cut, days, is_other};
use crate::share::runs::{Intervals, dossier_of, kwh};
use ::access::Act;
use ::intervals::Month;
use calendar::Instant;
use http_api::{
    InOrder, Partner, PointQuarters, SharedVolume, SharingGroup, SharingUnknown, SharingVersion,
    VersionAsked,
};
use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};
use store::{ApiKey, KeptGroup, KeptRun, KeptVolume, Owner};
use units::{AccountId, Ean};

/// Versions of a month have fewer than so many: month and version are one place in the order.
const VERSIONS: i64 = 10_000;
/// What of a household's points was looked at, and why.
const SAW: (&[Act], &str) = (&[Act::QuarterHours], "sharing");

type Known<T> = Result<Result<T, SharingUnknown>, Failure>;
/// Behind which place, and how many.
type Page = (i64, usize);

/// What of a point in a version a key may read.
struct Own {
    volume: KeptVolume,
    /// Whether something of it is other than in the version before.
    changed: bool,
    /// Whose days these are.
    accounts: BTreeSet<AccountId>,
}

/// What of a version a key may read: a representative all of it, a supplier the days on which it supplied.
fn own_volumes(
    engine: &mut Engine,
    owner: &Owner,
    kept: &Kept,
    run: &KeptRun,
) -> Result<Vec<Own>, Failure> {
    let supplier = match owner {
        Owner::Representative(_) => None,
        Owner::Supplier(id) => Some(id),
        Owner::Operator | Owner::Party(_) | Owner::Terminal(_) => return Ok(Vec::new()),
    };
    let (before, month) = (before(engine, run)?, Month(run.month));
    let dossier = dossier_of(kept, run)?;
    let mut found = Vec::new();
    for volume in engine.store.volumes(run.group, run.month, run.seq)? {
        let Some(supplier) = supplier else {
            let all = vec![true; days(month).count()];
            let changed = is_other(&volume, &before, &all)?;
            let account = engine.store.account_of(volume.ean)?.map(|account| account.id);
            found.push(Own { volume, changed, accounts: account.into_iter().collect() });
            continue;
        };
        let supplied = SuppliersOf::point(engine, &dossier, volume.ean)?;
        let days = supplied.days_of(supplier, month);
        if let Some(own) = cut(&volume, &days)? {
            let changed = is_other(&volume, &before, &days)?;
            let accounts = supplied.accounts_of(month, &days);
            found.push(Own { volume: own, changed, accounts });
        }
    }
    Ok(found)
}

/// Whether a group is a key's to read: who represents it, or who supplies a point in one of its versions.
fn is_own(engine: &mut Engine, key: &ApiKey, group: &KeptGroup) -> Result<bool, Failure> {
    if group.dso != key.dso {
        return Ok(false);
    }
    if let Owner::Representative(person) = key.owner {
        return Ok(group.head.representative == Some(person));
    }
    let kept = load(&mut engine.store, group.id)?;
    for run in engine.store.sharing_runs(group.id, None)?.into_iter().rev() {
        if !own_volumes(engine, &key.owner, &kept, &run)?.is_empty() {
            return Ok(true);
        }
    }
    Ok(false)
}

pub(super) fn groups(
    engine: &mut Engine,
    partner: &Partner,
    (after, most): Page,
    at: Instant,
) -> Result<Vec<InOrder<SharingGroup>>, Failure> {
    let Some(key) = key_of(&mut engine.store, partner, at)? else { return Ok(Vec::new()) };
    let all = match key.owner {
        Owner::Representative(person) => engine.store.groups_of_representative(person)?,
        Owner::Supplier(_) => engine.store.groups(key.dso)?,
        Owner::Operator | Owner::Party(_) | Owner::Terminal(_) => Vec::new(),
    };
    let mut found = Vec::new();
    for group in all.into_iter().filter(|group| group.id > after) {
        if found.len() == most {
            break;
        }
        if !is_own(engine, &key, &group)? {
            continue;
        }
        let represents = matches!(key.owner, Owner::Representative(_));
        let (id, head) = (group.id, group.head);
        found.push(InOrder {
            place: id,
            is: SharingGroup {
                group: id.to_string(),
                name: represents.then_some(head.name),
                form: head.form,
                state: head.state,
            },
        });
    }
    Ok(found)
}

/// A group of the key's own, by the number that an address names.
fn own_group(engine: &mut Engine, key: Option<&ApiKey>, name: &str) -> Known<Kept> {
    let id = name.parse::<i64>().ok().filter(|id| id.to_string() == name);
    let (Some(key), Some(id)) = (key, id) else { return Ok(Err(SharingUnknown::Group)) };
    match engine.store.group(id)? {
        Some(group) if is_own(engine, key, &group)? => Ok(Ok(load(&mut engine.store, id)?)),
        _ => Ok(Err(SharingUnknown::Group)),
    }
}

/// What was in the version before, to tell what is other.
fn before(engine: &mut Engine, run: &KeptRun) -> Result<Vec<KeptVolume>, Failure> {
    match run.seq {
        ..=1 => Ok(Vec::new()),
        seq => Ok(engine.store.volumes(run.group, run.month, seq.saturating_sub(1))?),
    }
}

pub(super) fn versions(
    engine: &mut Engine,
    partner: &Partner,
    group: &str,
    (after, most): Page,
    at: Instant,
) -> Known<Vec<InOrder<SharingVersion>>> {
    let key = key_of(&mut engine.store, partner, at)?;
    let kept = match own_group(engine, key.as_ref(), group)? {
        Ok(kept) => kept,
        Err(unknown) => return Ok(Err(unknown)),
    };
    let Some(key) = key else { return Ok(Err(SharingUnknown::Group)) };
    let mut found = Vec::new();
    for run in engine.store.sharing_runs(kept.id, None)? {
        let place = i64::from(run.month) * VERSIONS + i64::from(run.seq);
        if place <= after {
            continue;
        }
        if found.len() == most {
            break;
        }
        let own = own_volumes(engine, &key.owner, &kept, &run)?;
        if own.is_empty() {
            continue;
        }
        let changed = own.iter().filter(|one| one.changed).count();
        found.push(InOrder {
            place,
            is: SharingVersion {
                month: Month(run.month).to_string(),
                version: run.seq,
                state: run.kind.name().to_owned(),
                made_at: run.at.to_local_string(),
                cause: run.cause,
                sha256: run.sha256,
                points: own.len(),
                changed,
            },
        });
    }
    Ok(Ok(found))
}

fn shown(volume: &KeptVolume, changed: bool, share: Option<i64>) -> SharedVolume {
    let [(_, self_consumption), (_, self_sufficiency), (_, coverage)] = ratios_of(volume).named();
    SharedVolume {
        point: volume.ean.to_string(),
        offtake_kwh: kwh(volume.offtake),
        share_kwh: share.map(kwh),
        received_kwh: kwh(volume.received),
        residual_offtake_kwh: kwh(volume.offtake.saturating_sub(volume.received)),
        injection_kwh: kwh(volume.injection),
        shared_kwh: kwh(volume.given),
        surplus_kwh: kwh(volume.injection.saturating_sub(volume.given)),
        self_consumption,
        self_sufficiency,
        coverage,
        quarter_hours_missing: volume.missing,
        changed,
    }
}

/// A version of which a key may read something.
struct Version {
    owner: Owner,
    run: KeptRun,
    own: Vec<Own>,
}

/// The version that an address names, with what of it a key may read.
fn own_version(
    engine: &mut Engine,
    partner: &Partner,
    asked: &VersionAsked,
    at: Instant,
) -> Known<Version> {
    let key = key_of(&mut engine.store, partner, at)?;
    let kept = match own_group(engine, key.as_ref(), &asked.group)? {
        Ok(kept) => kept,
        Err(unknown) => return Ok(Err(unknown)),
    };
    let Some(key) = key else { return Ok(Err(SharingUnknown::Group)) };
    for run in engine.store.sharing_runs(kept.id, None)? {
        let named = (Month(run.month).to_string(), run.seq.to_string());
        if (&named.0, &named.1) != (&asked.month, &asked.version) {
            continue;
        }
        let own = own_volumes(engine, &key.owner, &kept, &run)?;
        if !own.is_empty() {
            return Ok(Ok(Version { owner: key.owner, run, own }));
        }
    }
    Ok(Err(SharingUnknown::Version))
}

/// The quarter-hours of a version that an owner may read, checked against what was kept.
fn ready(
    engine: &mut Engine,
    quarters: &Mutex<Intervals>,
    owner: &Owner,
    run: &KeptRun,
) -> Result<Ready, Failure> {
    let to = match owner {
        Owner::Supplier(id) => Recipient::Supplier(id.clone()),
        Owner::Representative(_) | Owner::Operator | Owner::Party(_) | Owner::Terminal(_) => {
            Recipient::Representative
        }
    };
    // Whoever panicked left a store that is only read.
    let mut quarters = quarters.lock().unwrap_or_else(PoisonError::into_inner);
    prepare(engine, &mut quarters, (run.group, Month(run.month), Some(run.seq)), &to)
}

/// A page of the points of a version. A place is a number and not an EAN: an address carries none. A version never
/// changes, nor its order. Source: PD-06.
fn page_of(own: Vec<Own>, (after, most): Page) -> Vec<(i64, Own)> {
    let behind = usize::try_from(after).unwrap_or(usize::MAX);
    (1..).zip(own).skip(behind).take(most).collect()
}

/// Whose days a page tells: the last of so many only says that there is more.
fn told(page: &[(i64, Own)], most: usize) -> impl Iterator<Item = AccountId> {
    let told = page.iter().take(most.saturating_sub(1));
    told.flat_map(|(_, one)| one.accounts.iter().copied())
}

/// Where quarter-hours are read, if that is known.
type Read<'a> = (&'a mut Engine, Option<&'a Mutex<Intervals>>);

pub(super) fn volumes(
    (engine, quarters): Read<'_>,
    partner: &Partner,
    asked: &VersionAsked,
    (after, most): Page,
    at: Instant,
) -> Known<Vec<InOrder<SharedVolume>>> {
    let Version { owner, run, own } = match own_version(engine, partner, asked, at)? {
        Ok(found) => found,
        Err(unknown) => return Ok(Err(unknown)),
    };
    let page = page_of(own, (after, most));
    note(engine, &owner, told(&page, most), SAW, at)?;
    // Without the quarter-hours of that version there is no such figure; its volumes are told all the same.
    let quarters = quarters.filter(|_| !page.is_empty());
    let ready = quarters.and_then(|quarters| ready(engine, quarters, &owner, &run).ok());
    let line = |(place, one): (i64, Own)| {
        let share = ready.as_ref().and_then(|ready| ready.share_of(one.volume.ean));
        InOrder { place, is: shown(&one.volume, one.changed, share) }
    };
    Ok(Ok(page.into_iter().map(line).collect()))
}

/// Point by point, in the order of the volumes.
pub(super) fn quarter_hours(
    (engine, quarters): Read<'_>,
    partner: &Partner,
    asked: &VersionAsked,
    (after, most): Page,
    at: Instant,
) -> Known<Vec<InOrder<PointQuarters>>> {
    let Version { owner, run, own } = match own_version(engine, partner, asked, at)? {
        Ok(found) => found,
        Err(unknown) => return Ok(Err(unknown)),
    };
    let page = page_of(own, (after, most));
    if page.is_empty() {
        return Ok(Ok(Vec::new()));
    }
    let Some(quarters) = quarters else {
        return refuse("nobody has said where quarter-hours lie: they cannot be told");
    };
    let ready = ready(engine, quarters, &owner, &run)?;
    note(engine, &owner, told(&page, most), SAW, at)?;
    let points: Vec<Ean> = page.iter().map(|(_, one)| one.volume.ean).collect();
    let lines = page.iter().map(|(place, _)| *place).zip(ready.quarters_of(&points));
    Ok(Ok(lines.map(|(place, is)| InOrder { place, is }).collect()))
}
