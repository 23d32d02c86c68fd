//! Months of kept groups: provisional while something is not measured, final once, then corrected with a
//! cause. What they rest on and what came of them are versions of quarter-hours, so a month can be shown,
//! reported and explained as it was. Source: ES-13, ES-14.

mod bill;
mod commands;
mod credit;
mod curves;
mod explain;
mod fill;
mod own;
pub mod part;
pub mod report;
mod rows;
pub mod supplied;
pub mod terms;
#[cfg(test)]
pub mod tests;
mod told;

pub use bill::{Bill, Prices, bills};
pub use commands::{
    BillAsked, OfRun, Report, RunAsked, TermsAsked, run_bill, run_credit, run_month, run_report,
    run_terms, runs_of,
};
pub use credit::{Credited, OfGroup, after_status, credit, credit_days, shared_from};
pub use curves::curves;
pub use explain::{NotMeasured, NotShared, explained, run as explain};
pub use fill::fill;
pub use own::OwnTime;
pub use rows::{Days, MonthRows, kwh};

use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use crate::intervals::manifest::SqlManifest;
use crate::share::groups::{Kept, load};
use ::intervals::Month;
use calendar::Instant;
use sharing::month::{Curve, Time, Volumes};
use sharing::{Act, Dossier};
use std::collections::{BTreeMap, BTreeSet};
use store::{KeptRun, KeptVolume, RunKind};
use units::Ean;

/// The quarter-hours of an installation.
pub type Intervals = ::intervals::Store<SqlManifest>;

/// What became of a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    pub run: KeptRun,
    /// The same as the version before: nothing was added.
    pub unchanged: bool,
    pub totals: Volumes,
    /// Members of which something is not measured, with how many quarter-hours.
    pub missing: Vec<(Ean, usize)>,
    /// Members of which something is estimated, with how many quarter-hours.
    pub estimated: Vec<(Ean, usize)>,
    /// What was credited on prepaid accounts, or why not. Source: ES-19.
    pub credited: Vec<Credited>,
    /// Who got something else than in the version before, and by how many mWh. Source: ES-14.
    pub changed: Vec<(Ean, i64)>,
}

pub fn time_of(month: Month) -> Result<Time, Failure> {
    match (month.first_day(), month.next().first_day()) {
        (Some(from), Some(until)) => Ok(Time::of_days(from, until)),
        _ => refuse(format!("{month} is no month")),
    }
}

/// When a group shares, as far as it has come at an instant: of a month that runs on nothing that lies ahead is
/// shared, nor missing. Source: ES-13.
pub fn shared_by(
    shares: (Instant, Option<Instant>),
    time: Time,
    at: Instant,
) -> (Instant, Option<Instant>) {
    if time.end() <= at {
        return shares;
    }
    let passed = at.seconds_since(time.first).div_euclid(900).max(0);
    let come = time.at(usize::try_from(passed).unwrap_or(usize::MAX).min(time.quarters));
    (shares.0, Some(shares.1.map_or(come, |end| end.min(come))))
}

/// The dossier as it was when a run was made.
pub fn dossier_of(kept: &Kept, run: &KeptRun) -> Result<Dossier, Failure> {
    let count = usize::try_from(run.acts).unwrap_or(0);
    let acts: Vec<Act> = kept.acts.iter().take(count).map(|kept| kept.act.clone()).collect();
    Ok(Dossier::of(&acts)?)
}

/// Makes a version of a month. Complete and over, it is final. A final month is made anew only with a
/// cause, and only if something differs. Errors: a group that shares nothing then, a final month that
/// differs and no cause, a cause and nothing that differs.
pub fn make(
    engine: &mut Engine,
    intervals: &mut Intervals,
    (group, month): (i64, Month),
    cause: Option<&str>,
    by_at: (&str, Instant),
) -> Result<Done, Failure> {
    make_until(engine, intervals, (group, month), cause, by_at, true)
}

/// Two people make a month final without what is not measured: it counts as zero, and is named. What comes later
/// makes a corrected version. Errors: one person, no reason, a month that is final or not over. Source: ES-13.
pub fn make_without(
    engine: &mut Engine,
    intervals: &mut Intervals,
    of: (i64, Month),
    (because, by, approved_by): (&str, &str, &str),
    now: Instant,
) -> Result<Done, Failure> {
    let names = [by, approved_by].map(str::trim);
    if names.contains(&"") || names.first() == names.last() {
        return refuse("two people make a month final without what is missing");
    }
    let because = because.trim();
    if because.is_empty() || because.chars().count() > 2_000 {
        return refuse("say why the month is final without what is missing");
    }
    let by = names.join(", ");
    make_as(engine, intervals, of, None, (&by, now), Ending::Without(because))
}

/// When a version may be the final one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending<'a> {
    /// Once it is over and all of it was measured.
    Whole,
    NotYet,
    /// Once it is over, and why without the rest.
    Without(&'a str),
}

/// What nobody measured of an injection is none, for a month that is final all the same; in one of which all was
/// measured there is nothing to fill. What was not measured of an off-take receives nothing anyway. Source: ES-13.
fn without_unknown(
    mut values: BTreeMap<Ean, Curve>,
    dossier: &Dossier,
    time: Time,
) -> BTreeMap<Ean, Curve> {
    for member in dossier.members.iter().filter(|member| member.joining.role.injects()) {
        let curve = values.entry(member.joining.ean).or_default();
        curve.injection.resize(time.quarters, sharing::MISSING);
        for value in curve.injection.iter_mut().filter(|value| **value == sharing::MISSING) {
            *value = 0;
        }
    }
    values
}

/// The same; a month that may not end yet stays provisional, though all of it was measured: until its day of
/// reports what comes late costs no correction.
pub fn make_until(
    engine: &mut Engine,
    intervals: &mut Intervals,
    (group, month): (i64, Month),
    cause: Option<&str>,
    by_at: (&str, Instant),
    may_end: bool,
) -> Result<Done, Failure> {
    let ending = if may_end { Ending::Whole } else { Ending::NotYet };
    make_as(engine, intervals, (group, month), cause, by_at, ending)
}

fn make_as(
    engine: &mut Engine,
    intervals: &mut Intervals,
    (group, month): (i64, Month),
    cause: Option<&str>,
    (by, now): (&str, Instant),
    ending: Ending<'_>,
) -> Result<Done, Failure> {
    let kept = load(&mut engine.store, group)?;
    let time = time_of(month)?;
    let Some(shares) = kept.dossier.state.shares() else {
        return refuse(format!(
            "group {group} is {}: it shares nothing",
            kept.dossier.state.name()
        ));
    };
    if shares.0 >= time.end() || kept.has_ended_by(time.first) {
        let starts = shares.0.to_local_string();
        return refuse(format!("group {group} shares nothing in {month}: it starts at {starts}"));
    }
    if now < time.first {
        return refuse(format!("{month} has not begun: there is nothing to share yet"));
    }
    let shares = shared_by(shares, time, now);
    let before = engine.store.sharing_runs(group, Some(month.0))?;
    let input_version = engine.store.last_interval_version(kept.dso)?;
    let read = curves(intervals, kept.dso, &kept.dossier, time, Some(input_version))?;
    let last = before.last().cloned();
    let without = match ending {
        Ending::Without(because) => Some(because),
        Ending::Whole | Ending::NotYet => None,
    };
    // A month that two people made final stays one of which something is missing until all of it is there.
    let ended_without =
        before.iter().any(|run| run.kind == RunKind::Final && !run.cause.is_empty());
    let values = read.iter().map(|(ean, quarters)| (*ean, quarters.curve.clone())).collect();
    let mut allocated = sharing::month::allocate(&kept.dossier, shares, time, &values)?;
    let complete = allocated.is_complete();
    if !complete && (without.is_some() || ended_without) {
        let measured = allocated;
        let filled = without_unknown(values, &kept.dossier, time);
        allocated = sharing::month::allocate(&kept.dossier, shares, time, &filled)?;
        for (ean, member) in &mut allocated.members {
            member.missing = measured.members.get(ean).map_or(0, |one| one.missing);
        }
    }
    let rows = MonthRows::new(allocated, read, &kept.dossier, shares);
    let sha256 = rows.sha256();
    let totals = rows.shares.totals();
    let missing: Vec<(Ean, usize)> = rows
        .shares
        .members
        .iter()
        .filter(|(_, member)| member.missing > 0)
        .map(|(ean, member)| (*ean, member.missing))
        .collect();
    let estimated = rows.estimated();
    let earlier = match &last {
        Some(run) => engine.store.volumes(group, month.0, run.seq)?,
        None => Vec::new(),
    };
    let volumes = rows.volumes()?;
    let changed = differences(&earlier, &volumes);
    let fixed = last.as_ref().filter(|run| run.kind != RunKind::Provisional);
    let over = time.end() <= now;
    let cause = cause.map(str::trim).filter(|cause| !cause.is_empty());
    let same = last.as_ref().is_some_and(|run| run.sha256 == sha256);
    let (kind, number) = match (fixed, cause) {
        (Some(_), None) if without.is_some() => return refuse(format!("{month} is final already")),
        (Some(run), None) if same => {
            return Ok(Done {
                run: run.clone(),
                unchanged: true,
                totals,
                missing,
                estimated,
                credited: Vec::new(),
                changed,
            });
        }
        (Some(_), Some(_)) if same => {
            return refuse(format!(
                "{month} is final and nothing differs: there is nothing to correct"
            ));
        }
        (Some(run), None) => {
            let (name, count) = (run.kind.name(), changed.len());
            return refuse(format!(
                "{month} is {name}, and what is known now differs for {count} members: say why, with \
                 --correct CAUSE"
            ));
        }
        (Some(_), Some(_)) if !complete && !ended_without => {
            return refuse(format!("{month} is final, and something is not measured any more"));
        }
        (Some(run), Some(_)) => (RunKind::Corrected, run.number.saturating_add(1)),
        (None, Some(_)) => {
            return refuse(format!("{month} is not final: there is nothing to correct"));
        }
        (None, None) if without.is_some() && !over => {
            return refuse(format!("{month} is not over: it cannot be final"));
        }
        (None, None) if over && (without.is_some() || complete && ending == Ending::Whole) => {
            (RunKind::Final, 1)
        }
        (None, None) => match &last {
            Some(run) if same => {
                return Ok(Done {
                    run: run.clone(),
                    unchanged: true,
                    totals,
                    missing,
                    estimated,
                    credited: Vec::new(),
                    changed,
                });
            }
            Some(run) => (RunKind::Provisional, run.number.saturating_add(1)),
            None => (RunKind::Provisional, 1),
        },
    };
    let seq = last.as_ref().map_or(1, |run| run.seq.saturating_add(1));
    let result_version = rows.keep(intervals, kept.dso, (group, month, seq), now)?;
    let run = KeptRun {
        group,
        month: month.0,
        seq,
        kind,
        number,
        at: now,
        by: by.to_owned(),
        // Of a month that was whole there is nothing to say.
        cause: cause.or(without.filter(|_| !complete)).unwrap_or_default().to_owned(),
        acts: i32::try_from(kept.acts.len())?,
        input_version,
        result_version,
        held: i32::try_from(rows.shares.held)?,
        sha256,
    };
    engine.locked(kept.dso, |engine| {
        // What it rests on is still what is kept.
        let acts = engine.store.group_acts(group)?.len();
        let runs = engine.store.sharing_runs(group, Some(month.0))?;
        if acts != kept.acts.len() || runs.len() != before.len() {
            return refuse(format!("group {group} was changed meanwhile: once more, please"));
        }
        engine.store.add_run(&run, &volumes)?;
        let credited = credit(engine, kept.dso, &run, &volumes, now)?;
        if run.kind != RunKind::Provisional {
            let of = format!("{group}/{month}/{seq}");
            let news = ("sharing_volumes", &*of);
            crate::notices::representative_told(engine, group, news, now)?;
            told::households(engine, &kept, &run, (&volumes, &changed, &credited))?;
            told::published(engine, &kept, &run, (&volumes, &changed))?;
        }
        Ok(Done {
            run: run.clone(),
            unchanged: false,
            totals,
            missing,
            estimated,
            credited,
            changed,
        })
    })
}

/// Whose quarter-hours are others than before, and by how much it received or gave more.
fn differences(earlier: &[KeptVolume], now: &[KeptVolume]) -> Vec<(Ean, i64)> {
    let mut found = Vec::new();
    let known: BTreeMap<Ean, &KeptVolume> = earlier.iter().map(|one| (one.ean, one)).collect();
    let still: BTreeSet<Ean> = now.iter().map(|volume| volume.ean).collect();
    for volume in now {
        let before = known.get(&volume.ean).copied();
        if before.is_none_or(|before| before.sha256 != volume.sha256) {
            let shared = |one: &KeptVolume| one.received.saturating_add(one.given);
            let difference = shared(volume).saturating_sub(before.map_or(0, shared));
            found.push((volume.ean, difference));
        }
    }
    for before in earlier {
        if !still.contains(&before.ean) {
            let shared = before.received.saturating_add(before.given);
            found.push((before.ean, shared.saturating_neg()));
        }
    }
    found
}

/// What one member received and gave in a version, from what was kept of it.
pub fn written(
    intervals: &mut Intervals,
    dso: units::Dso,
    run: &KeptRun,
    ean: Ean,
) -> Result<sharing::month::Curve, Failure> {
    let time = time_of(Month(run.month))?;
    let point = rows::point(run.group, run.seq, ean)?;
    let series = curves::of_point(intervals, dso, point, time, Some(run.result_version))?;
    Ok(curves::quarters(&series, time).curve)
}

/// A version of a month: the newest, or the one of this number in order.
pub fn find(
    store: &mut store::Store,
    group: i64,
    month: Month,
    seq: Option<i32>,
) -> Result<KeptRun, Failure> {
    let runs = store.sharing_runs(group, Some(month.0))?;
    let found = match seq {
        Some(seq) => runs.into_iter().find(|run| run.seq == seq),
        None => runs.into_iter().next_back(),
    };
    match found {
        Some(run) => Ok(run),
        None => refuse(format!("group {group} has no such version of {month}")),
    }
}

/// The quarter-hours of a version, read again and compared with what was kept.
/// Errors: they are not those of the checksum.
pub fn rows_of(
    intervals: &mut Intervals,
    kept: &Kept,
    run: &KeptRun,
) -> Result<MonthRows, Failure> {
    let month = Month(run.month);
    let time = time_of(month)?;
    let dossier = dossier_of(kept, run)?;
    let read = curves(intervals, kept.dso, &dossier, time, Some(run.input_version))?;
    let rows = MonthRows::kept(intervals, kept.dso, &dossier, run, read, time)?;
    if rows.sha256() == run.sha256 {
        return Ok(rows);
    }
    refuse(format!(
        "the quarter-hours of group {} in {month} are not those that were kept",
        kept.id
    ))
}
