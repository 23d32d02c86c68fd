//! A terminal that sells no more: one person stops it at once, two let it sell again. What was begun comes to its end.
//! Source: UX A-11, TP-06, PD-04.

use crate::engine::Engine;
use crate::failure::Failure;
use calendar::Instant;
use http_api::TerminalId;
use serde_json::json;
use std::io::Write;
use store::{Store, TerminalStop};

/// `tirelire terminal stop`.
#[derive(Debug, clap::Args)]
pub struct Stop {
    id: TerminalId,
    #[arg(long)]
    by: String,
    #[arg(long)]
    reason: String,
}

/// `tirelire terminal resume`.
#[derive(Debug, clap::Args)]
pub struct Resume {
    id: TerminalId,
    #[arg(long)]
    by: String,
    /// A second person.
    #[arg(long)]
    approved_by: String,
    #[arg(long)]
    reason: String,
}

/// Why nothing was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StopRefused {
    #[error("there is no such terminal")]
    Unknown,
    #[error("the terminal is stopped already")]
    Stopped,
    #[error("the terminal is not stopped")]
    NotStopped,
    #[error("nobody says who, or why")]
    NoReason,
    #[error("letting a terminal sell again takes two people")]
    SamePerson,
}

type Done = Result<Result<(), StopRefused>, Failure>;

pub fn is_stopped(store: &mut Store, terminal: &str) -> Result<bool, Failure> {
    Ok(!store.stopped_terminals(&[terminal])?.is_empty())
}

/// Whether a terminal may be stopped, or else let sell again.
pub fn may_change(store: &mut Store, terminal: &str, stops: bool) -> Done {
    if store.terminal(terminal)?.is_none() {
        return Ok(Err(StopRefused::Unknown));
    }
    Ok(match (is_stopped(store, terminal)?, stops) {
        (true, true) => Err(StopRefused::Stopped),
        (false, false) => Err(StopRefused::NotStopped),
        (false, true) | (true, false) => Ok(()),
    })
}

/// Stops a terminal. Within the operator's lock.
pub fn stop(store: &mut Store, terminal: &str, (by, reason): (&str, &str), at: Instant) -> Done {
    if let Err(refused) = may_change(store, terminal, true)? {
        return Ok(Err(refused));
    }
    let (by, reason) = (by.trim().to_owned(), reason.trim().to_owned());
    if by.is_empty() || reason.is_empty() {
        return Ok(Err(StopRefused::NoReason));
    }
    let new = TerminalStop { at, stopped: true, by, approved_by: None, reason };
    Ok(Ok(store.add_terminal_stop(terminal, &new)?))
}

/// Lets a terminal sell again, by two people. Within the operator's lock.
pub fn resume(
    store: &mut Store,
    terminal: &str,
    [by, approved_by]: [&str; 2],
    reason: &str,
    at: Instant,
) -> Done {
    if let Err(refused) = may_change(store, terminal, false)? {
        return Ok(Err(refused));
    }
    let [by, second, reason] = [by, approved_by, reason].map(|text| text.trim().to_owned());
    if by.is_empty() || second.is_empty() || reason.is_empty() {
        return Ok(Err(StopRefused::NoReason));
    }
    if by == second {
        return Ok(Err(StopRefused::SamePerson));
    }
    let new = TerminalStop { at, stopped: false, by, approved_by: Some(second), reason };
    Ok(Ok(store.add_terminal_stop(terminal, &new)?))
}

/// Does a command and says how the terminal stands.
fn change(
    url: &str,
    id: &TerminalId,
    json: bool,
    out: &mut dyn Write,
    work: impl FnOnce(&mut Store) -> Done,
) -> Result<(), Failure> {
    let mut engine = Engine::open(url)?;
    let terminal = id.as_str();
    let Some((dso, _)) = engine.store.terminal(terminal)? else {
        return Err(StopRefused::Unknown.into());
    };
    engine.locked(dso, |engine| -> Result<(), Failure> { Ok(work(&mut engine.store)??) })?;
    let stopped = is_stopped(&mut engine.store, terminal)?;
    if json {
        let line = json!({ "kind": "terminal_stop", "terminal": terminal, "stopped": stopped });
        writeln!(out, "{line}")?;
    } else {
        let words = if stopped { "sells no more" } else { "sells again" };
        writeln!(out, "terminal {terminal} {words}")?;
    }
    Ok(())
}

pub fn run_stop(url: &str, asked: &Stop, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let now = crate::clock::now();
    let who = (asked.by.as_str(), asked.reason.as_str());
    change(url, &asked.id, json, out, |store| stop(store, asked.id.as_str(), who, now))
}

pub fn run_resume(
    url: &str,
    asked: &Resume,
    json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let now = crate::clock::now();
    let both = [asked.by.as_str(), asked.approved_by.as_str()];
    change(url, &asked.id, json, out, |store| {
        resume(store, asked.id.as_str(), both, &asked.reason, now)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::failure::chain;
    use http_api::Sees;
    use units::Dso;

    #[test]
    fn a_11_a_terminal_is_stopped_by_one_and_let_sell_again_by_two() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("a.db").display());
        let id: TerminalId = "T1".parse().unwrap();
        let mut store = Store::open(&url).unwrap();
        let now = Instant(7);
        super::super::add(&mut store, &id, Dso::Ores, "Kiosk".into(), Sees::AmountOnly, now)
            .unwrap();
        let text = |text: &str| text.to_owned();
        let stop = |by: &str, reason: &str| {
            let asked = Stop { id: id.clone(), by: text(by), reason: text(reason) };
            run_stop(&url, &asked, false, &mut Vec::new()).map_err(|one| chain(one.as_ref()))
        };
        let resume = |by: &str, second: &str| {
            let asked = Resume {
                id: id.clone(),
                by: text(by),
                approved_by: text(second),
                reason: text("found"),
            };
            run_resume(&url, &asked, false, &mut Vec::new()).map_err(|one| chain(one.as_ref()))
        };
        assert_eq!(resume("an", "bo"), Err(text("the terminal is not stopped")));
        assert_eq!(stop("an", " "), Err(text("nobody says who, or why")));
        assert_eq!(stop("an", "stolen"), Ok(()));
        assert_eq!(stop("bo", "stolen"), Err(text("the terminal is stopped already")));
        assert!(is_stopped(&mut store, "T1").unwrap());
        let alone = text("letting a terminal sell again takes two people");
        assert_eq!(resume("an", " an"), Err(alone));
        assert_eq!(resume("an", "bo"), Ok(()));
        assert!(!is_stopped(&mut store, "T1").unwrap());
        let kept = store.terminal_stops("T1").unwrap();
        let told: Vec<(bool, &str, Option<&str>)> = kept
            .iter()
            .map(|one| (one.stopped, one.reason.as_str(), one.approved_by.as_deref()))
            .collect();
        assert_eq!(told, [(false, "found", Some("bo")), (true, "stolen", None)]);
    }
}
