//! Why a member of a kept group received what it did: as the version was made, from what it rested on.
//! Source: ES-20.

use super::curves::{of_point, quarters};
use super::rows::point;
use super::{Intervals, dossier_of, find, time_of};
use crate::failure::{Failure, refuse};
use crate::share::explain::{Explained, print};
use crate::share::groups::{Kept, load};
use ::intervals::Month;
use calendar::Instant;
use sharing::month::{Time, in_place};
use sharing::{Explanation, MISSING};
use std::io::Write;
use store::{KeptRun, RunKind};
use units::Ean;

/// A quarter-hour in which the point was no member of a group that shares.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct NotShared(String);

/// A quarter-hour in which nothing is shared because a generation is not known. Source: ES-13, ES-20.
#[derive(Debug, thiserror::Error)]
#[error(
    "the generation of {} at {when} is not known: nothing of it is shared, and the month is provisional",
    .of.iter().map(Ean::to_string).collect::<Vec<_>>().join(", ")
)]
pub struct NotMeasured {
    pub of: Vec<Ean>,
    when: String,
}

/// The explanation, the version of the key and the key's name. Errors: no member then, no such version,
/// or what is explained is not what was kept.
pub fn explained(
    intervals: &mut Intervals,
    kept: &Kept,
    run: &KeptRun,
    ean: Ean,
    at: Instant,
) -> Result<(Explanation, usize, &'static str), Failure> {
    let when = at.to_local_string();
    let dossier = dossier_of(kept, run)?;
    let shares = dossier.state.shares();
    let shared = shares.is_some_and(|(from, to)| from <= at && to.is_none_or(|to| at < to));
    if !shared || dossier.member_at(ean, at).is_none() {
        let why = format!("`{ean}` is no member of a group that shares at {when}");
        return Err(Box::new(NotShared(why)));
    }
    let spans = dossier.key_spans()?;
    let key = spans.iter().find(|key| key.from <= at && key.to.is_none_or(|to| at < to));
    let without = || NotShared(format!("no key holds at {when}"));
    let key = key.ok_or_else(without)?;
    let span = key.group.spans().get(key.group.span_at(at)).ok_or_else(without)?;
    let day = Time::of_days(at.day(), at.day().next());
    let place = usize::try_from(at.seconds_since(day.first).div_euclid(900)).unwrap_or(usize::MAX);
    let (mut offtake, mut producers, mut injection) = (Vec::new(), Vec::new(), Vec::new());
    let (mut column, mut known, mut unknown) = (None, false, Vec::new());
    for (index, id) in span.columns.iter().enumerate() {
        let Some(id) = key.group.ids().get(*id) else { continue };
        let one: Ean = id.parse()?;
        let Some(member) = dossier.member_at(one, at) else { continue };
        let series = of_point(intervals, kept.dso, one.into(), day, Some(run.input_version))?;
        let curve = quarters(&series, day).curve;
        let value = |values: &[i64], shared: bool| {
            let value = values.get(place).copied().filter(|_| shared);
            value.unwrap_or(MISSING)
        };
        let takes = member.joining.role.takes();
        let taken = value(&curve.offtake, takes);
        offtake.push(in_place(taken, takes));
        if member.joining.role.injects() {
            producers.push(index);
            let injected = value(&curve.injection, true);
            if injected == MISSING {
                unknown.push(one);
            }
            injection.push(in_place(injected, true));
        }
        if one == ean {
            (column, known) = (Some(index), taken != MISSING);
        }
    }
    if !unknown.is_empty() && run.kind == RunKind::Provisional {
        return Err(Box::new(NotMeasured { of: unknown, when }));
    }
    let why = column.and_then(|column| span.plan.explain(&producers, &offtake, &injection, column));
    let Some(mut why) = why else { return refuse("the quarter-hour does not fit the group") };
    why.offtake = why.offtake.filter(|_| known);
    let result = point(run.group, run.seq, ean)?;
    let series = of_point(intervals, kept.dso, result, day, Some(run.result_version))?;
    let result = quarters(&series, day).curve;
    let kept_as = result.offtake.get(place).copied().unwrap_or(MISSING).max(0);
    if kept_as != why.received {
        return refuse(format!(
            "{when}: {kept_as} mWh were kept and {} are explained: the version is not what it was",
            why.received
        ));
    }
    Ok((why, key.version, key.group.key().name()))
}

/// Prints it. Without a version the newest of that month.
pub fn run(
    store: &mut store::Store,
    intervals: &mut Intervals,
    (group, seq): (i64, Option<i32>),
    (member, at): (&str, Instant),
    json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let kept = load(store, group)?;
    let month = Month::of(at.day());
    time_of(month)?;
    let run = find(store, group, month, seq)?;
    let ean: Ean = member.parse()?;
    let (why, version, key) = explained(intervals, &kept, &run, ean, at)?;
    let key = format!("{key}, version {version}, month {month} {} {}", run.kind.name(), run.number);
    print(&Explained { member, at, key: &key, why: &why }, json, out)
}
