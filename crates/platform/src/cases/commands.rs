//! `tirelire cases`, for staff at a terminal.

use super::{Asker, Known, answer, ask, of_account, open_of};
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use calendar::Instant;
use clap::{Args, Subcommand};
use procedures::{Answer, CaseKind, Outcome};
use serde_json::json;
use std::io::Write;
use units::{Dso, Ean, Language, Phone};

#[derive(Debug, Subcommand)]
pub enum CaseCommand {
    /// Open cases, what is due first comes first; all of one account with its EAN.
    List {
        #[arg(long, required_unless_present = "ean")]
        dso: Option<Dso>,
        #[arg(long, conflicts_with = "dso")]
        ean: Option<Ean>,
    },
    /// For somebody who asks by phone or by letter.
    Open(Open),
    /// Answers a case, once: what barred cuts because of it bars them no more. A call in vain comes back.
    Answer(Give),
}

fn kind(text: &str) -> Result<CaseKind, String> {
    let names = || CaseKind::ALL.map(CaseKind::name).join(", ");
    CaseKind::from_name(text).ok_or_else(|| format!("one of {}", names()))
}

fn outcome(text: &str) -> Result<Outcome, String> {
    let names = || Outcome::ALL.map(Outcome::name).join(", ");
    Outcome::from_name(text).ok_or_else(|| format!("one of {}", names()))
}

#[derive(Debug, Args)]
pub struct Open {
    ean: Ean,
    /// call_back, change_plan, wrong_balance, complaint, delay_cut or reduced_power.
    #[arg(long, value_parser = kind)]
    kind: CaseKind,
    /// What they say.
    #[arg(long, default_value = "")]
    words: String,
    #[arg(long, default_value = "")]
    name: String,
    #[arg(long)]
    phone: Option<Phone>,
    #[arg(long, default_value = "fr")]
    language: Language,
}

#[derive(Debug, Args)]
pub struct Give {
    case: i64,
    #[arg(long)]
    by: String,
    /// done, corrected, explained, not_reached, wrong_number or passed_on.
    #[arg(long, value_parser = outcome)]
    outcome: Outcome,
    /// What the household reads.
    #[arg(long, default_value = "")]
    words: String,
    /// The mediation service's code.
    #[arg(long)]
    code: Option<String>,
}

pub fn run(
    engine: &mut Engine,
    asked: &CaseCommand,
    as_json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let now = crate::clock::now();
    match asked {
        CaseCommand::List { dso, ean } => {
            let found = match (dso, ean) {
                (_, Some(ean)) => {
                    let account = engine.account_of(*ean)?;
                    of_account(engine, &account)?
                }
                (Some(dso), None) => open_of(engine, *dso)?,
                (None, None) => return refuse("an operator or an EAN is needed"),
            };
            found.iter().try_for_each(|known| print(known, now, as_json, out))
        }
        CaseCommand::Open(asked) => {
            let account = engine.account_of(asked.ean)?;
            let asker = Asker {
                language: asked.language,
                name: asked.name.clone(),
                phone: asked.phone,
                reference: None,
                party: None,
            };
            let place = (account.dso, Some(&account));
            let known = ask(engine, place, &asker, (asked.kind, &asked.words), now)??;
            print(&known, now, as_json, out)
        }
        CaseCommand::Answer(asked) => {
            let given = Answer {
                at: now,
                by: asked.by.clone(),
                outcome: asked.outcome,
                words: asked.words.clone(),
                code: asked.code.clone(),
            };
            let known = answer(engine, asked.case, given)??;
            print(&known, now, as_json, out)
        }
    }
}

fn print(known: &Known, now: Instant, as_json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let (case, asker) = (&known.stored.case, &known.stored.asker);
    let phone = asker.phone.map(|phone| phone.to_string());
    let outcome = case.answer.as_ref().map(|answer| answer.outcome.name());
    if as_json {
        let line = json!({
            "kind": "case", "case": known.kept.id, "about": case.kind.name(),
            "account": known.kept.account.map(|account| account.0), "asked_at": case.asked_at.to_string(),
            "due": case.due.to_string(), "late": case.is_late(now.day()), "bars_cuts": case.bars_cuts,
            "words": case.words, "name": asker.name, "phone": phone,
            "reference": asker.reference.map(|reference| reference.to_string()), "outcome": outcome,
            "again": known.stored.again.len(),
        });
        writeln!(out, "{line}")?;
        return Ok(());
    }
    let stands = match (outcome, case.is_late(now.day())) {
        (Some(outcome), _) => outcome.to_owned(),
        (None, true) => format!("LATE, was due {}", case.due),
        (None, false) => format!("due {}", case.due),
    };
    let bars = if case.bars_cuts && case.is_open() { ", bars cuts" } else { "" };
    let reference = asker.reference.map(|reference| reference.to_string()).unwrap_or_default();
    let reached = [asker.name.clone(), phone.unwrap_or_default(), reference].join(" ");
    writeln!(
        out,
        "{} {} {stands}{bars}  {}  {}",
        known.kept.id,
        case.kind.name(),
        reached.trim(),
        case.words.replace('\n', " ")
    )?;
    Ok(())
}
