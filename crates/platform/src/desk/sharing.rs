//! Months of energy sharing for systems of representatives and suppliers: each reads the own groups or points, and what
//! is somebody else's is answered like what is not there. Source: ES-14, ES-15, PD-04, PD-05.

use super::looks::note;
use super::partners::key_of;
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use crate::share::groups::{Kept, load};
use crate::share::runs::part::{OwnPoint, Part, lived_in, part_of};
use crate::share::runs::report::{Ready, Recipient, prepare, ratios_of};
use crate::share::runs::{Intervals, dossier_of, kwh};
use ::access::Act;
use ::intervals::Month;
use calendar::Instant;
use http_api::{
    InOrder, Partner, PointQuarters, SharedVolume, SharingGroup, SharingUnknown, SharingVersion,
    VersionAsked,
};
use std::sync::{Arc, Mutex, PoisonError};
use store::{ApiKey, KeptGroup, KeptRun, KeptVolume, Owner};
use units::Ean;

/// Versions of a month have fewer than so many: month and version are one place in the order.
const VERSIONS: i64 = 10_000;
/// What of a household's points was looked at, and why.
const SAW: (&[Act], &str) = (&[Act::QuarterHours], "sharing");

type Known<T> = Result<Result<T, SharingUnknown>, Failure>;
/// Behind which place, and how many.
type Page = (i64, usize);

/// As whom a key reads versions; `None` for keys that read none.
fn recipient(owner: &Owner) -> Option<Recipient> {
    match owner {
        Owner::Representative(_) => Some(Recipient::Representative),
        Owner::Supplier(id) => Some(Recipient::Supplier(id.clone())),
        Owner::Operator | Owner::Party(_) | Owner::Terminal(_) => None,
    }
}

/// What of a version a key may read; `None` if that is nothing. Of the own group a representative reads each version, also
/// one in which nobody is left.
fn own_part(
    engine: &mut Engine,
    owner: &Owner,
    kept: &Kept,
    run: &KeptRun,
) -> Result<Option<Part>, Failure> {
    let Some(to) = recipient(owner) else { return Ok(None) };
    let part = part_of(engine, kept, run, &to)?;
    Ok(Some(part).filter(|part| to == Recipient::Representative || !part.is_nothing()))
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
        if own_part(engine, &key.owner, &kept, &run)?.is_some() {
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
        let Some(own) = own_part(engine, &key.owner, &kept, &run)? else { continue };
        found.push(InOrder {
            place,
            is: SharingVersion {
                month: Month(run.month).to_string(),
                version: run.seq,
                state: run.kind.name().to_owned(),
                made_at: run.at.to_local_string(),
                cause: run.cause,
                sha256: run.sha256,
                points: own.points.len(),
                changed: own.changed(),
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
    to: Recipient,
    kept: Kept,
    run: KeptRun,
    own: Vec<OwnPoint>,
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
    let Some(ApiKey { owner, .. }) = key else { return Ok(Err(SharingUnknown::Group)) };
    for run in engine.store.sharing_runs(kept.id, None)? {
        let named = (Month(run.month).to_string(), run.seq.to_string());
        if (&named.0, &named.1) != (&asked.month, &asked.version) {
            continue;
        }
        let part = own_part(engine, &owner, &kept, &run)?;
        if let (Some(part), Some(to)) = (part, recipient(&owner)) {
            return Ok(Ok(Version { owner, to, kept, run, own: part.points }));
        }
    }
    Ok(Err(SharingUnknown::Version))
}

/// Where quarter-hours are read, with the version that was read last: each page of it asks for the same.
pub struct QuarterHours {
    intervals: Mutex<Intervals>,
    last: Mutex<Option<Last>>,
    /// How often a version was read.
    #[cfg(test)]
    pub(super) reads: std::sync::atomic::AtomicUsize,
}

/// A version, which never changes, as one recipient had it; its days may, with what is known of suppliers.
struct Last {
    of: (i64, i32, i32),
    to: Recipient,
    days: Vec<(Ean, Vec<bool>)>,
    ready: Arc<Ready>,
}

impl QuarterHours {
    pub fn new(intervals: Mutex<Intervals>) -> Self {
        Self {
            intervals,
            last: Mutex::default(),
            #[cfg(test)]
            reads: std::sync::atomic::AtomicUsize::default(),
        }
    }

    /// The quarter-hours of a version that a key may read, checked against what was kept.
    fn ready(&self, engine: &mut Engine, version: &Version) -> Result<Arc<Ready>, Failure> {
        let Version { to, run, own, .. } = version;
        let of = (run.group, run.month, run.seq);
        let days: Vec<(Ean, Vec<bool>)> =
            own.iter().map(|one| (one.volume.ean, one.days.clone())).collect();
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = &*last
            && (known.of, &known.to, &known.days) == (of, to, &days)
        {
            return Ok(Arc::clone(&known.ready));
        }
        #[cfg(test)]
        self.reads.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        // Whoever panicked left a store that is only read.
        let mut intervals = self.intervals.lock().unwrap_or_else(PoisonError::into_inner);
        let asked = (run.group, Month(run.month), Some(run.seq));
        let ready = Arc::new(prepare(engine, &mut intervals, asked, to)?);
        *last = Some(Last { of, to: to.clone(), days, ready: Arc::clone(&ready) });
        Ok(ready)
    }
}

/// A page of the points of a version. A place is a number and not an EAN: an address carries none. A version never
/// changes, nor its order. Source: PD-06.
fn page_of(own: &[OwnPoint], (after, most): Page) -> Vec<(i64, &OwnPoint)> {
    let behind = usize::try_from(after).unwrap_or(usize::MAX);
    (1..).zip(own).skip(behind).take(most).collect()
}

/// Keeps that the households were seen whose days a page tells: who lived there then. The last of so many only says that
/// there is more.
fn told(
    engine: &mut Engine,
    version: &Version,
    (page, most): (&[(i64, &OwnPoint)], usize),
    at: Instant,
) -> Result<(), Failure> {
    let Version { owner, kept, run, .. } = version;
    let told = page.iter().take(most.saturating_sub(1));
    let whose = told.map(|(_, one)| (one.volume.ean, one.days.clone()));
    let accounts = lived_in(engine, &dossier_of(kept, run)?, Month(run.month), whose)?;
    note(engine, owner, accounts, SAW, at)
}

/// Where quarter-hours are read, if that is known.
type Read<'a> = (&'a mut Engine, Option<&'a QuarterHours>);

/// Errors: the quarter-hours are not those that were kept, or cannot be read.
pub(super) fn volumes(
    (engine, quarters): Read<'_>,
    partner: &Partner,
    asked: &VersionAsked,
    (after, most): Page,
    at: Instant,
) -> Known<Vec<InOrder<SharedVolume>>> {
    let version = match own_version(engine, partner, asked, at)? {
        Ok(found) => found,
        Err(unknown) => return Ok(Err(unknown)),
    };
    let page = page_of(&version.own, (after, most));
    // Where nobody says where quarter-hours lie there is no such figure; its volumes are told all the same.
    let ready = match quarters.filter(|_| !page.is_empty()) {
        Some(quarters) => Some(quarters.ready(engine, &version)?),
        None => None,
    };
    told(engine, &version, (&page, most), at)?;
    let line = |(place, one): (i64, &OwnPoint)| {
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
    let version = match own_version(engine, partner, asked, at)? {
        Ok(found) => found,
        Err(unknown) => return Ok(Err(unknown)),
    };
    let page = page_of(&version.own, (after, most));
    if page.is_empty() {
        return Ok(Ok(Vec::new()));
    }
    let Some(quarters) = quarters else {
        return refuse("nobody has said where quarter-hours lie: they cannot be told");
    };
    let ready = quarters.ready(engine, &version)?;
    told(engine, &version, (&page, most), at)?;
    let points: Vec<Ean> = page.iter().map(|(_, one)| one.volume.ean).collect();
    let lines = page.iter().map(|(place, _)| *place).zip(ready.quarters_of(&points));
    Ok(Ok(lines.map(|(place, is)| InOrder { place, is }).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api_keys::{Add, add};
    use crate::share::groups::file;
    use crate::share::groups::tests::ean;
    use crate::share::runs::make;
    use crate::share::runs::tests::{OCTOBER, World, november};
    use crate::testing::{instant, move_in_at, night};
    use crate::webhooks::OwnerAsked;
    use ::access::Role;
    use http_api::Scope;
    use std::sync::atomic::Ordering;
    use units::{AccountId, Dso};

    fn partner(engine: &mut Engine, owner: Owner) -> Partner {
        let scopes = vec![Scope::SharingRead];
        let asked = Add {
            dso: Dso::Ores,
            owner: OwnerAsked::default(),
            scopes: scopes.clone(),
            sandbox: false,
            days: 365,
        };
        let key = add(&mut engine.store, &asked, owner, november()).unwrap().0.id;
        let version = http_api::VERSIONS[0].version;
        Partner { key, scopes, sandbox: false, version }
    }

    fn representative(world: &mut World) -> Owner {
        let group = world.engine.store.group(world.group).unwrap().unwrap();
        Owner::Representative(group.head.representative.unwrap())
    }

    fn asked(group: i64, month: &str, version: i32) -> VersionAsked {
        let (group, month, version) = (group.to_string(), month.to_owned(), version.to_string());
        VersionAsked { group, month, version }
    }

    /// What is told of the versions of a group: month, version, points, changed.
    fn told_versions(world: &mut World, partner: &Partner) -> Vec<(String, i32, usize, usize)> {
        let group = world.group.to_string();
        let all = versions(&mut world.engine, partner, &group, (0, 99), november()).unwrap();
        let all = all.unwrap_or_default().into_iter();
        all.map(|one| (one.is.month, one.is.version, one.is.points, one.is.changed)).collect()
    }

    fn looks(engine: &mut Engine, account: AccountId) -> usize {
        engine.store.person_looks(account, 99).unwrap().len()
    }

    /// A version does not change: its pages, of volumes and of quarter-hours, are of one reading; another recipient has
    /// its own. One that is not what was kept is told to nobody.
    #[test]
    fn es_15_each_page_of_a_version_is_of_one_reading_and_of_none_that_was_changed() {
        let mut world = World::new();
        world.all();
        world.make(None).unwrap();
        let owner = representative(&mut world);
        let own = partner(&mut world.engine, owner);
        let supplier = partner(&mut world.engine, Owner::Supplier("S2".to_owned()));
        let World { mut engine, intervals, group, .. } = world;
        let quarters = QuarterHours::new(Mutex::new(intervals));
        let (of, at) = (asked(group, "2026-10", 1), november());
        for page in [(0, 2), (1, 2), (2, 2)] {
            let read = (&mut engine, Some(&quarters));
            // The roof, which is first, takes nothing.
            let page_of = volumes(read, &own, &of, page, at).unwrap().unwrap();
            assert!(page_of.last().unwrap().is.share_kwh.is_some());
            let read = (&mut engine, Some(&quarters));
            assert_eq!(quarter_hours(read, &own, &of, page, at).unwrap().unwrap().len(), {
                if page.0 == 2 { 1 } else { 2 }
            });
        }
        assert_eq!(quarters.reads.load(Ordering::Relaxed), 1);
        let read = (&mut engine, Some(&quarters));
        assert_eq!(volumes(read, &supplier, &of, (0, 9), at).unwrap().unwrap().len(), 1);
        assert_eq!(quarters.reads.load(Ordering::Relaxed), 2);
        // In another place there are no such quarter-hours: that is no share that the key lacks.
        let elsewhere = World::new();
        let other = QuarterHours::new(Mutex::new(elsewhere.intervals));
        let why = volumes((&mut engine, Some(&other)), &own, &of, (0, 9), at).unwrap_err();
        assert!(why.to_string().contains("are not those that were kept"), "{why}");
        let read = (&mut engine, None);
        let without = volumes(read, &own, &of, (0, 9), at).unwrap().unwrap();
        assert_eq!(
            (without.len(), without[0].is.share_kwh.clone()),
            (3, None),
            "nobody says where"
        );
    }

    /// Who was in the version before and is in the final one no more: the group's system, its supplier and the household
    /// learn of it.
    #[test]
    fn es_14_a_final_version_tells_of_who_is_in_it_no_more() {
        let mut world = World::new();
        world.all();
        world.add(ean(3), ::intervals::Direction::OffTake, 90, 0..2_900);
        let home = crate::testing::move_in(&mut world.engine, ean(2));
        crate::share::pages::tests::with_house(&mut world.engine);
        let owner = representative(&mut world);
        let own = partner(&mut world.engine, owner);
        let supplier = partner(&mut world.engine, Owner::Supplier("S2".to_owned()));
        let (of, early) = ((world.group, OCTOBER), instant("2026-10-20T10:00:00+02:00"));
        make(&mut world.engine, &mut world.intervals, of, None, ("an", early)).unwrap();
        assert_eq!(told_versions(&mut world, &supplier), [("2026-10".to_owned(), 1, 1, 1)]);
        let left = ::sharing::Act::Left { ean: ean(2), to: instant("2026-10-01T00:00:00+02:00") };
        file(&mut world.engine, world.group, &[left], "an", november()).unwrap();
        let done = world.make(None).unwrap();
        assert_eq!(done.run.kind, store::RunKind::Final);
        let both = |last: (usize, usize), first: (usize, usize)| {
            let of = |seq, (points, changed)| ("2026-10".to_owned(), seq, points, changed);
            [of(1, first), of(2, last)]
        };
        assert_eq!(told_versions(&mut world, &own), both((2, 3), (3, 3)));
        assert_eq!(told_versions(&mut world, &supplier), both((0, 1), (1, 1)));
        let messages = world.engine.store.messages(&[home.id]).unwrap();
        let told = messages.iter().filter(|one| one.body.contains("sharing_volumes"));
        assert_eq!(told.count(), 1, "what it was shown of October is not so");
        let events = store::EventsOf::All;
        let events = world.engine.store.events(Dso::Ores, &events, 0, 99).unwrap();
        let to = events.iter().filter(|one| one.whose == Some(Owner::Supplier("S2".to_owned())));
        assert_eq!(to.count(), 1);
        let page = (&mut world.engine, None);
        let page = volumes(page, &supplier, &asked(of.0, "2026-10", 2), (0, 9), november());
        assert_eq!(page.unwrap().unwrap().len(), 0, "there it is, with nothing of its points");
    }

    /// A group that ended before its days has a version without anybody.
    #[test]
    fn es_14_a_representative_reads_a_version_in_which_nobody_is_left() {
        let mut world = World::new();
        world.all();
        let end = ::sharing::Act::Ended { at: instant("2026-10-01T00:15:00+02:00") };
        file(&mut world.engine, world.group, &[end], "an", november()).unwrap();
        let of = (world.group, OCTOBER.next());
        let at = instant("2026-12-01T07:00:00+01:00");
        let done = make(&mut world.engine, &mut world.intervals, of, None, ("an", at)).unwrap();
        assert_eq!(done.run.kind, store::RunKind::Final);
        let owner = representative(&mut world);
        let own = partner(&mut world.engine, owner);
        assert_eq!(told_versions(&mut world, &own), [("2026-11".to_owned(), 1, 0, 0)]);
        let page = (&mut world.engine, None);
        let page = volumes(page, &own, &asked(of.0, "2026-11", 1), (0, 9), november());
        assert_eq!(page.unwrap().unwrap().len(), 0, "it is there");
        let supplier = partner(&mut world.engine, Owner::Supplier("S2".to_owned()));
        assert_eq!(told_versions(&mut world, &supplier), []);
    }

    /// A month is looked at later: who lived there then reads of it, and not who lives there now.
    #[test]
    fn pd_05_pd_07_a_look_at_a_month_is_kept_of_who_lived_there_then() {
        let mut world = World::new();
        let first = move_in_at(&mut world.engine, ean(2), "2026-10-28T00:00:00+01:00");
        for (place, day) in (1..).zip(["2026-10-28", "2026-10-29"]) {
            night(&mut world.engine, &first, day, place);
        }
        let gone = timeline::Fact::MoveOut { registers: None };
        world.engine.record(&first, &gone, instant("2026-10-30T09:00:00+01:00")).unwrap();
        night(&mut world.engine, &first, "2026-10-30", 3);
        assert!(world.engine.store.account(first.id).unwrap().unwrap().closed_at.is_some());
        let by = ("worker", instant("2026-10-31T10:00:00+01:00"));
        crate::share::moved::leave(&mut world.engine, Dso::Ores, by).unwrap();
        let next = move_in_at(&mut world.engine, ean(2), "2026-11-02T00:00:00+01:00");
        world.all();
        world.make(None).unwrap();
        let owner = representative(&mut world);
        let Owner::Representative(person) = owner else { panic!("a representative") };
        let own = partner(&mut world.engine, owner);
        let World { mut engine, intervals, group, folder } = world;
        let quarters = QuarterHours::new(Mutex::new(intervals));
        let (of, at) = (asked(group, "2026-10", 1), november());
        let read = (&mut engine, Some(&quarters));
        quarter_hours(read, &own, &of, (0, 9), at).unwrap().unwrap();
        assert_eq!((looks(&mut engine, first.id), looks(&mut engine, next.id)), (1, 0));
        // The same on the pages of a representative, and of a file.
        let url = format!("sqlite:{}", folder.path().join("t.db").display());
        let place = crate::intervals::Place::default();
        let intervals = crate::intervals::open(&url, &place).unwrap();
        let pages = Engine::open(&url).unwrap();
        let pages = crate::share::pages::Representatives::over(pages, intervals, at);
        let own = portal::my::Visitor {
            person,
            role: Role::Representative,
            name: "An".to_owned(),
            language: units::Language::En,
            session: 1,
        };
        let october = OCTOBER.first_day().unwrap();
        use portal::sharing::{FileForm, Groups as _, WhyOf};
        pages.month(&own, group, Some(october)).unwrap().unwrap();
        pages.member(&own, group, Some(october), ean(2)).unwrap().unwrap();
        pages.file(&own, group, (october, 1), FileForm::Csv).unwrap().unwrap();
        let noon = instant("2026-10-28T12:00:00+01:00");
        pages.why(&own, WhyOf::Group(group), ean(2), noon).unwrap().unwrap();
        assert_eq!((looks(&mut engine, first.id), looks(&mut engine, next.id)), (5, 0));
    }
}
