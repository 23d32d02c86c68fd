//! What of a version its recipient may see: a representative all of it, a supplier the days on which it supplied. Also
//! points that the version before had and this one has not, since their money goes back. Source: ES-14, ES-15, PD-04.

use super::report::Recipient;
use super::supplied::{SuppliersOf, cut, days, is_other, with_energy};
use super::{Dossier, dossier_of};
use crate::engine::Engine;
use crate::failure::Failure;
use crate::share::groups::Kept;
use ::intervals::Month;
use std::collections::BTreeSet;
use store::{KeptRun, KeptVolume};
use units::{AccountId, Ean};

/// A point of a version, as its recipient may see it.
#[derive(Debug, Clone)]
pub struct OwnPoint {
    /// Cut to its days.
    pub volume: KeptVolume,
    /// Which days of the month are the recipient's.
    pub days: Vec<bool>,
    /// Whether something of it is other than in the version before.
    pub changed: bool,
}

/// A point of which the version before had something, and this one nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GonePoint {
    pub ean: Ean,
    /// On which days of the month the version before had something of it that was the recipient's.
    pub days: Vec<bool>,
}

/// What of a version is its recipient's.
#[derive(Debug, Clone, Default)]
pub struct Part {
    /// In the order of the volumes.
    pub points: Vec<OwnPoint>,
    /// Of which the version before had something, and this one nothing.
    pub gone: Vec<GonePoint>,
}

impl Part {
    /// Whether the version says nothing to its recipient. Of its own group a representative reads each.
    pub fn is_nothing(&self) -> bool {
        self.points.is_empty() && self.gone.is_empty()
    }

    /// Of how many points something is other than in the version before.
    pub fn changed(&self) -> usize {
        let changed = self.points.iter().filter(|one| one.changed).count();
        changed.saturating_add(self.gone.len())
    }
}

/// The version before, to tell what is other.
pub fn before(engine: &mut Engine, run: &KeptRun) -> Result<Vec<KeptVolume>, Failure> {
    match run.seq {
        ..=1 => Ok(Vec::new()),
        seq => Ok(engine.store.volumes(run.group, run.month, seq.saturating_sub(1))?),
    }
}

/// What of a version is its recipient's.
pub fn part_of(
    engine: &mut Engine,
    kept: &Kept,
    run: &KeptRun,
    to: &Recipient,
) -> Result<Part, Failure> {
    let (month, dossier) = (Month(run.month), dossier_of(kept, run)?);
    let before = before(engine, run)?;
    let volumes = engine.store.volumes(run.group, run.month, run.seq)?;
    let all = vec![true; days(month).count()];
    let mut part = Part::default();
    for volume in &volumes {
        let days = match to {
            Recipient::Representative => all.clone(),
            Recipient::Supplier(name) => {
                SuppliersOf::point(engine, &dossier, volume.ean)?.days_of(name, month)
            }
        };
        if let Some(own) = cut(volume, &days)? {
            let changed = is_other(volume, &before, &days)?;
            part.points.push(OwnPoint { volume: own, days, changed });
        }
    }
    for earlier in before {
        if volumes.iter().any(|volume| volume.ean == earlier.ean) {
            continue;
        }
        let days: Vec<bool> = match to {
            Recipient::Representative => all.clone(),
            Recipient::Supplier(name) => {
                let supplied = SuppliersOf::point(engine, &dossier, earlier.ean)?;
                days(month).map(|day| supplied.member_or_not(day) == Some(name)).collect()
            }
        };
        let of_days = cut(&earlier, &days)?;
        let has_some = of_days.is_some_and(|one| one.offtake > 0 || one.injection > 0);
        if has_some || *to == Recipient::Representative {
            let days = with_energy(&earlier, &days)?;
            part.gone.push(GonePoint { ean: earlier.ean, days });
        }
    }
    Ok(part)
}

/// Whose days of a month these are: of who lived there then and was a member, not of who lives there now. Source: PD-05,
/// PD-07.
pub fn lived_in(
    engine: &mut Engine,
    dossier: &Dossier,
    month: Month,
    points: impl IntoIterator<Item = (Ean, Vec<bool>)>,
) -> Result<BTreeSet<AccountId>, Failure> {
    let mut found = BTreeSet::new();
    for (ean, days) in points {
        let supplied = SuppliersOf::point(engine, dossier, ean)?;
        found.append(&mut supplied.accounts_of(month, &days));
    }
    Ok(found)
}

/// Whose days those of points are of which a version has nothing any more. No membership says it: the version before had
/// them. Source: PD-05.
pub fn lived_in_gone(
    engine: &mut Engine,
    dossier: &Dossier,
    month: Month,
    gone: &[GonePoint],
) -> Result<BTreeSet<AccountId>, Failure> {
    let mut found = BTreeSet::new();
    for one in gone {
        let supplied = SuppliersOf::point(engine, dossier, one.ean)?;
        found.append(&mut supplied.accounts_there(month, &one.days));
    }
    Ok(found)
}

/// The same of all days of a version in which each point was a member.
pub fn lived_in_version(
    engine: &mut Engine,
    kept: &Kept,
    run: &KeptRun,
    points: impl IntoIterator<Item = Ean>,
) -> Result<BTreeSet<AccountId>, Failure> {
    let (month, dossier) = (Month(run.month), dossier_of(kept, run)?);
    let all = vec![true; days(month).count()];
    lived_in(engine, &dossier, month, points.into_iter().map(|ean| (ean, all.clone())))
}
