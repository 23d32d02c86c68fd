//! What of energy sharing waits for a person, until somebody has said that it is done. Source: ES-19, PA-32, MK-06.

use super::runs::{Credited, credit};
use crate::engine::Engine;
use crate::failure::{Failure, chain, refuse};
use crate::paid::Paid;
use ::intervals::Month;
use calendar::Instant;
use serde_json::json;
use std::collections::BTreeSet;
use std::io::Write;
use store::{KeptSharingTask, RunKind, Said, SharingTaskKind};
use units::{Dso, MicroEuro};

#[derive(Debug, clap::Args)]
pub struct Settled {
    /// As `share owed` names it.
    #[arg(long)]
    pub task: String,
    #[command(flatten)]
    pub paid: Paid,
}

/// How a kind is named in files and queues.
pub fn name(kind: SharingTaskKind) -> &'static str {
    match kind {
        SharingTaskKind::Owed => "owed",
        SharingTaskKind::NotCredited => "not_credited",
        SharingTaskKind::StillMember => "still_member",
        SharingTaskKind::BecameProtected => "became_protected",
    }
}

/// What is still open of its amount.
pub fn open_of(kept: &KeptSharingTask) -> MicroEuro {
    MicroEuro(kept.task.amount.0.saturating_sub(kept.settled.0))
}

/// `tirelire share owed`.
pub fn owed(url: &str, dso: Dso, as_json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let mut engine = Engine::open(url)?;
    for kept in engine.store.open_sharing_tasks(dso)? {
        let (task, open) = (&kept.task, open_of(&kept));
        let (kind, since) = (name(task.kind), kept.since.to_local_string());
        if as_json {
            let line = json!({
                "kind": "sharing_task", "task": task.key, "what": kind, "group": task.group,
                "account": task.account.to_string(), "eur": open.to_string(), "why": task.why,
                "month": task.month.map(|month| Month(month).to_string()), "since": since,
            });
            writeln!(out, "{line}")?;
        } else {
            writeln!(out, "{}  {kind}  {open} EUR  since {since}  {}", task.key, task.why)?;
        }
    }
    Ok(())
}

/// `tirelire share settled`. Errors: nobody, no word of how, nothing that waits.
pub fn settled(url: &str, asked: &Settled, out: &mut dyn Write) -> Result<(), Failure> {
    let (mut engine, now) = (Engine::open(url)?, crate::clock::now());
    settle(&mut engine, asked, now)?;
    writeln!(out, "{} is done", asked.task)?;
    Ok(())
}

/// Ends what waits. Errors: nobody, no word of how, another amount, nothing that waits under this key.
pub fn settle(engine: &mut Engine, asked: &Settled, now: Instant) -> Result<(), Failure> {
    let account = engine.store.sharing_task(&asked.task)?.map(|kept| kept.task.account);
    let Some(dso) = account.and_then(store::Store::dso_of) else {
        return refuse(format!("nothing waits as `{}`", asked.task));
    };
    let limit = engine.books.payments(dso, now)?.adjust_four_eyes;
    let done = asked.paid.said(limit)?;
    engine.locked(dso, |engine| {
        let kept = engine.store.sharing_task(&asked.task)?;
        // The night finds its month by it.
        if kept.as_ref().is_some_and(|kept| kept.task.kind == SharingTaskKind::NotCredited) {
            return refuse(format!("`{}` ends when it is credited", asked.task));
        }
        asked.paid.is_of(kept.as_ref().map_or(MicroEuro::ZERO, open_of))?;
        let said = Said { at: now, by: &done, how: asked.paid.how.trim() };
        if engine.store.end_sharing_task(&asked.task, said)? {
            return Ok(());
        }
        refuse(format!("`{}` is done already", asked.task))
    })
}

/// Credits what had waited for a price: the newest version of each such month, once more. What still lacks something goes
/// on waiting, and one that cannot be read holds no other up. Source: ES-19.
pub fn credit_again(engine: &mut Engine, dso: Dso, now: Instant) -> Result<Vec<Credited>, Failure> {
    let waits = engine.store.open_sharing_tasks(dso)?.into_iter();
    let waits = waits.filter(|kept| kept.task.kind == SharingTaskKind::NotCredited);
    let months: BTreeSet<(i64, i32)> =
        waits.filter_map(|kept| Some((kept.task.group, kept.task.month?))).collect();
    let mut all = Vec::new();
    for (group, month) in months {
        let done = engine.locked(dso, |engine| {
            let runs = engine.store.sharing_runs(group, Some(month))?;
            let Some(run) = runs.into_iter().next_back() else { return Ok(Vec::new()) };
            if run.kind == RunKind::Provisional {
                return Ok(Vec::new());
            }
            let volumes = engine.store.volumes(group, month, run.seq)?;
            credit(engine, dso, &run, &volumes, now)
        });
        match done {
            Ok(credited) => all.extend(credited),
            Err(failure) => {
                let (month, why) = (Month(month), chain(failure.as_ref()));
                eprintln!("{dso}: {month} of group {group} waits on for its credit: {why}");
            }
        }
    }
    Ok(all)
}
