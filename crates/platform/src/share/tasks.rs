//! What of energy sharing waits for a person, until somebody has said that it is done. Source: ES-19, PA-32, MK-06.

use super::runs::{Credited, credit};
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use ::intervals::Month;
use calendar::Instant;
use serde_json::json;
use std::collections::BTreeSet;
use std::io::Write;
use store::{KeptSharingTask, RunKind, SharingTaskKind};
use units::Dso;

/// Letters of who did it and how.
const MOST_LETTERS: usize = 200;

#[derive(Debug, clap::Args)]
pub struct Settled {
    /// As `share owed` names it.
    #[arg(long)]
    pub task: String,
    /// Who did it.
    #[arg(long)]
    pub by: String,
    /// How: the transfer, or why it is let be.
    #[arg(long)]
    pub how: String,
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
pub fn open_of(kept: &KeptSharingTask) -> units::MicroEuro {
    units::MicroEuro(kept.task.amount.0.saturating_sub(kept.settled.0))
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

/// Ends what waits. Errors: nobody, no word of how, nothing that waits under this key.
pub fn settle(engine: &mut Engine, asked: &Settled, now: Instant) -> Result<(), Failure> {
    let (by, how) = (asked.by.trim(), asked.how.trim());
    let done = format!("{by}: {how}");
    if by.is_empty() || how.is_empty() || done.chars().count() > MOST_LETTERS {
        return refuse(format!("say who did it and how, in {MOST_LETTERS} letters at most"));
    }
    let Some(kept) = engine.store.sharing_task(&asked.task)? else {
        return refuse(format!("nothing waits as `{}`", asked.task));
    };
    let Some(dso) = store::Store::dso_of(kept.task.account) else {
        return refuse(format!("no account {}", kept.task.account));
    };
    engine.locked(dso, |engine| {
        if engine.store.end_sharing_task(&asked.task, (now, &done))? {
            return Ok(());
        }
        refuse(format!("`{}` is done already", asked.task))
    })
}

/// Credits what had waited for a price: the newest version of each such month, once more. What still lacks something goes
/// on waiting. Source: ES-19.
pub fn credit_again(engine: &mut Engine, dso: Dso, now: Instant) -> Result<Vec<Credited>, Failure> {
    let waits = engine.store.open_sharing_tasks(dso)?.into_iter();
    let waits = waits.filter(|kept| kept.task.kind == SharingTaskKind::NotCredited);
    let months: BTreeSet<(i64, i32)> =
        waits.filter_map(|kept| Some((kept.task.group, kept.task.month?))).collect();
    let mut all = Vec::new();
    for (group, month) in months {
        all.extend(engine.locked(dso, |engine| {
            let runs = engine.store.sharing_runs(group, Some(month))?;
            let Some(run) = runs.into_iter().next_back() else { return Ok(Vec::new()) };
            if run.kind == RunKind::Provisional {
                return Ok(Vec::new());
            }
            let volumes = engine.store.volumes(group, month, run.seq)?;
            credit(engine, dso, &run, &volumes, now)
        })?);
    }
    Ok(all)
}
