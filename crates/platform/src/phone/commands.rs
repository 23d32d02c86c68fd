//! `tirelire phone`: a call without a telephone, and what was heard of late.

use super::{Happened, OutOfPlace, Record, Said, To, on};
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use calendar::Instant;
use clap::{Args, Subcommand};
use serde_json::json;
use std::io::{BufRead, Write};
use units::{Dso, Phone};

/// Calls that are listed, at most.
const MOST_LISTED: usize = 1_000;

#[derive(Debug, Subcommand)]
pub enum PhoneCommand {
    /// Call the line. Each line of the input is keys; an empty one is silence, `fails` says that nobody took a
    /// transfer, `end` or the end of the input hangs up.
    Call(Walk),
    /// The calls of late: the path that was heard, keys and states, without numbers and references.
    List {
        #[arg(long)]
        dso: Dso,
        /// Days back.
        #[arg(long, default_value_t = 7)]
        days: i32,
    },
}

#[derive(Debug, Args)]
pub struct Walk {
    #[arg(long)]
    pub dso: Dso,
    /// The number that calls; withheld without it.
    #[arg(long)]
    pub from: Option<Phone>,
    /// When; now without it. The time of a demo is not ours.
    #[arg(long)]
    pub at: Option<Instant>,
}

pub fn run(
    url: &str,
    asked: PhoneCommand,
    json: bool,
    keys: &mut dyn BufRead,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let mut engine = Engine::open(url)?;
    match asked {
        PhoneCommand::Call(walk) => call(&mut engine, &walk, json, keys, out),
        PhoneCommand::List { dso, days } => list(&mut engine, dso, days, json, out),
    }
}

pub(super) fn call(
    engine: &mut Engine,
    walk: &Walk,
    json: bool,
    keys: &mut dyn BufRead,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let began = walk.at.unwrap_or_else(crate::clock::now);
    let clock = std::time::Instant::now();
    let now = || began.plus_s(i64::try_from(clock.elapsed().as_secs()).unwrap_or(0));
    let id = format!("terminal-{}", crate::people::look_number()?);
    let mut happened = Happened::Start { caller: walk.from };
    for seq in 1.. {
        match on(engine, (walk.dso, &id, seq), &happened, now())? {
            Ok(said) => print(&said, json, out)?,
            Err(error @ (OutOfPlace::NoCall | OutOfPlace::Order { .. })) => {
                return refuse(error.to_string());
            }
        }
        if happened == Happened::End {
            break;
        }
        if !json {
            write!(out, "> ")?;
        }
        out.flush()?;
        let mut line = String::new();
        let read = keys.read_line(&mut line)?;
        happened = match line.trim() {
            _ if read == 0 => Happened::End,
            "end" => Happened::End,
            "fails" => Happened::TransferFailed,
            "" => Happened::Silence,
            keys => Happened::Keys(keys.to_owned()),
        };
    }
    Ok(())
}

fn print(said: &Said, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    if json {
        writeln!(out, "{}", serde_json::to_string(said)?)?;
        return Ok(());
    }
    for (name, text) in &said.prompts {
        writeln!(out, "{name:>14}  {text} ({} s)", ivr::seconds(text))?;
    }
    match said.transfer {
        Some(To::Person) => writeln!(out, "  -> a person is called")?,
        Some(To::Danger) => writeln!(out, "  -> whoever is on call is called, day and night")?,
        None => {}
    }
    Ok(())
}

fn list(
    engine: &mut Engine,
    dso: Dso,
    days: i32,
    json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let since = crate::clock::now().day().plus(days.max(0).saturating_neg()).start();
    for call in engine.store.phone_calls(dso, since, MOST_LISTED)? {
        let Record { language, path, told, promised, transfer } = Record::of(&call)?;
        let steps: Vec<String> = path
            .iter()
            .map(|step| format!("{} {}", step.node.name(), step.keys).trim_end().to_owned())
            .collect();
        let states: Vec<String> =
            told.iter().map(|(account, state, _)| format!("{account} {}", state.id())).collect();
        let began = call.began.to_local_string();
        if json {
            let line = json!({
                "call": call.id, "began": began, "ended": call.ended, "language": language,
                "path": steps, "told": states, "texts": call.texts, "promised": promised,
                "transfer": transfer,
            });
            writeln!(out, "{line}")?;
        } else {
            let more = if promised { ", call back promised" } else { "" };
            let (path, states) = (steps.join(" > "), states.join(", "));
            writeln!(out, "{began} {language} {path} [{states}]{more}")?;
        }
    }
    Ok(())
}
