//! Months that are due: the worker makes each by itself, provisional once it is over, final from the day of
//! reports on when all of it was measured. Those that are late are told in the control room.
//! Source: ES-13, ES-14, ES-15, O-01.

use super::groups::{Kept, load, warned};
use super::moved;
use super::runs::{Done, Intervals, OfGroup, after_status, credit_days, fill, make_until, time_of};
use super::tasks;
use crate::engine::Engine;
use crate::failure::{Failure, chain};
use crate::intervals::manifest::SqlManifest;
use ::intervals::Month;
use calendar::{Instant, SettlementDay};
use serde_json::json;
use std::io::Write;
use store::RunKind;
use units::Dso;

/// What a day asks for: the months of one operator's groups.
pub const JOB: &str = "sharing_months";
/// As versions are signed that nobody asked for.
const WORKER: &str = "worker";

/// One job a day, whoever adds it.
pub fn job_key(dso: Dso, day: SettlementDay) -> String {
    format!("{JOB}/{dso}/{day}")
}

/// A month of a group that is over and not final.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    pub group: i64,
    pub month: Month,
    /// From this day on it ought to be final.
    pub report_day: SettlementDay,
}

/// The day in the next month on which the reports of a month are due. A day that the month lacks is its last.
pub fn report_day(
    engine: &Engine,
    dso: Dso,
    month: Month,
    now: Instant,
) -> Result<Option<SettlementDay>, Failure> {
    let (Some(first), Some(after)) = (month.next().first_day(), month.next().next().first_day())
    else {
        return Ok(None);
    };
    let number = engine.books.sharing(dso, now).report_day(first)?;
    let offset = i32::try_from(number.saturating_sub(1).max(0))?;
    Ok(Some(first.plus(offset).min(after.previous())))
}

/// The months of one group that are due.
fn of_group(engine: &mut Engine, kept: &Kept, now: Instant) -> Result<Vec<Due>, Failure> {
    let Some((starts, _)) = kept.dossier.state.shares() else { return Ok(Vec::new()) };
    let runs = engine.store.sharing_runs(kept.id, None)?;
    let mut found = Vec::new();
    let mut month = Month::of(starts.day());
    loop {
        let time = time_of(month)?;
        if time.end() > now || kept.has_ended_by(time.first) {
            return Ok(found);
        }
        let newest = runs.iter().rev().find(|run| run.month == month.0);
        let is_final = newest.is_some_and(|run| run.kind != RunKind::Provisional);
        if !is_final && let Some(report_day) = report_day(engine, kept.dso, month, now)? {
            found.push(Due { group: kept.id, month, report_day });
        }
        month = month.next();
    }
}

/// All months of an operator's groups that are due, oldest first. A group that cannot be read has none, and holds no other
/// up.
pub fn due(engine: &mut Engine, dso: Dso, now: Instant) -> Result<Vec<Due>, Failure> {
    let mut found = Vec::new();
    for group in engine.store.groups(dso)? {
        let months =
            load(&mut engine.store, group.id).and_then(|kept| of_group(engine, &kept, now));
        match months {
            Ok(months) => found.extend(months),
            Err(failure) => {
                let (group, why) = (group.id, chain(failure.as_ref()));
                eprintln!("{dso}: group {group}: nobody could look what is due: {why}");
            }
        }
    }
    found.sort_by_key(|due| (due.month.0, due.group));
    Ok(found)
}

/// Those that ought to be final and are not.
pub fn late(engine: &mut Engine, dso: Dso, now: Instant) -> Result<Vec<Due>, Failure> {
    let mut found = due(engine, dso, now)?;
    found.retain(|due| due.report_day <= now.day());
    Ok(found)
}

/// A month that was due, and what became of it.
pub type Made = (Due, Result<Done, Failure>);

/// Makes what is due of an operator. A month that cannot be made holds no other up; it stays due, and is tried
/// again the next day. What a crash left is made once more: the same is no new version.
pub fn make_due(
    engine: &mut Engine,
    intervals: &mut Intervals,
    dso: Dso,
    now: Instant,
    mut goes_on: impl FnMut(&mut Engine) -> Result<(), Failure>,
) -> Result<Vec<Made>, Failure> {
    let mut all = Vec::new();
    for due in due(engine, dso, now)? {
        let may_end = due.report_day <= now.day();
        let of = (due.group, due.month);
        // Until its day of reports a value that is late may still come.
        let filled = match may_end {
            true => load(&mut engine.store, due.group)
                .and_then(|kept| fill(intervals, &kept, due.month, (WORKER, now))),
            false => Ok(0),
        };
        let done =
            filled.and_then(|_| make_until(engine, intervals, of, None, (WORKER, now), may_end));
        all.push((due, done));
        goes_on(engine)?;
    }
    Ok(all)
}

/// `tirelire share due`.
pub fn run(url: &str, dso: Dso, as_json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let (mut engine, now) = (Engine::open(url)?, crate::clock::now());
    for due in due(&mut engine, dso, now)? {
        let (group, month, day) = (due.group, due.month.to_string(), due.report_day);
        let is_late = day <= now.day();
        if as_json {
            let line = json!({
                "kind": "sharing_due", "group": group, "month": month,
                "report_day": day.to_string(), "late": is_late,
            });
            writeln!(out, "{line}")?;
        } else {
            let late = if is_late { ", late" } else { "" };
            writeln!(out, "{month}  group {group}  final from {day} on{late}")?;
        }
    }
    Ok(())
}

/// The job of a day. Returns how many versions are new.
pub fn do_job(
    engine: &mut Engine,
    dso: Dso,
    now: Instant,
    mut goes_on: impl FnMut(&mut Engine) -> Result<(), Failure>,
) -> Result<usize, Failure> {
    for left in moved::leave(engine, dso, (WORKER, now))? {
        let (group, from) = (left.group, left.from.to_local_string());
        match left.outcome {
            Ok(()) => {
                eprintln!("{dso}: a member of group {group} has moved out and left from {from}")
            }
            Err(why) => {
                eprintln!("{dso}: a member of group {group} has moved out and stays in it: {why}")
            }
        }
    }
    let (protected, failed) = warned::look(engine, dso, now, &mut goes_on)?;
    for (group, failure) in failed {
        let why = chain(failure.as_ref());
        eprintln!("{dso}: group {group}: nobody could look who is protected: {why}");
    }
    if protected > 0 {
        eprintln!("{dso}: {protected} members have come under the social tariff");
    }
    for one in tasks::credit_again(engine, dso, now)? {
        if let Ok(eur) = one.outcome {
            eprintln!("{dso}: {eur} EUR are credited that had waited");
        }
    }
    for one in after_status(engine, dso, now, &mut goes_on)? {
        match one.outcome {
            Ok(eur) => eprintln!("{dso}: {}: a status was put right, {eur} EUR move", one.ean),
            Err(why) => eprintln!("{dso}: {}: a status was put right: {why}", one.ean),
        }
    }
    let Some(folder) = engine.quarters.clone() else {
        if !due(engine, dso, now)?.is_empty() {
            eprintln!("{dso}: months of sharing are due, and nobody says where quarter-hours lie");
        }
        return Ok(0);
    };
    let manifest = SqlManifest(engine.store.another()?);
    let mut intervals = Intervals::open(&folder, manifest, None)?;
    let mut made = 0usize;
    for (due, done) in make_due(engine, &mut intervals, dso, now, &mut goes_on)? {
        let (group, month) = (due.group, due.month);
        match done {
            Ok(done) if done.unchanged => {}
            Ok(done) => {
                made = made.saturating_add(1);
                let (kind, number) = (done.run.kind.name(), done.run.number);
                eprintln!("{dso}: {month} of group {group} is {kind} {number}");
                for one in &done.credited {
                    if let Err(why) = &one.outcome {
                        eprintln!("{dso}: {month} of group {group}: nothing credited: {why}");
                    }
                }
                for (ean, count) in &done.estimated {
                    eprintln!("{dso}: of {ean} {count} quarter-hours are estimated in it");
                }
            }
            Err(failure) => {
                eprintln!("{dso}: {month} of group {group}: {}", chain(failure.as_ref()));
            }
        }
    }
    for OfGroup { group, days } in credit_days(engine, &mut intervals, dso, now, goes_on)? {
        match days {
            Ok(days) => {
                let posted = days.iter().filter(|(.., outcome)| outcome.is_ok()).count();
                if posted > 0 {
                    eprintln!("{dso}: group {group}: {posted} days are credited");
                }
                for (ean, day, outcome) in &days {
                    if let Err(why) = outcome {
                        eprintln!("{dso}: {ean} on {day}: nothing credited: {why}");
                    }
                }
            }
            Err(failure) => eprintln!("{dso}: group {group}: {}", chain(failure.as_ref())),
        }
    }
    Ok(made)
}
