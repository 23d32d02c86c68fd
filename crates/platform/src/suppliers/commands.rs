//! `tirelire suppliers`: what suppliers ask and dispute, as the operator's people answer it, and which households let
//! them see more.

use super::asked::{Kept, answer, take};
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use calendar::{Instant, SettlementDay};
use clap::{Args, Subcommand, ValueEnum};
use procedures::{Channel, Dispute, Line, Outcome, Step, Turn};
use serde_json::json;
use std::io::Write;
use store::{SupplierCase, SupplierConsent};
use units::{Dso, Ean};

#[derive(Debug, Subcommand)]
pub enum SupplierCommand {
    /// Open requests and disputes, what is due first comes first.
    Cases {
        #[arg(long)]
        dso: Dso,
    },
    /// Something has happened to a request.
    Step(StepAsked),
    /// Answers a dispute.
    Answer(AnswerAsked),
    /// A household has said that its supplier may see its days, or may no more.
    Consent(ConsentAsked),
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Name {
    LetterSent,
    Appointment,
    Absent,
    Activated,
    Refused,
    Impossible,
    Cancelled,
    Ended,
}

fn channel(text: &str) -> Result<Channel, String> {
    let names = || Channel::ALL.map(Channel::name).join(", ");
    let found = Channel::ALL.into_iter().find(|channel| channel.name() == text);
    found.ok_or_else(|| format!("one of {}", names()))
}

fn outcome(text: &str) -> Result<Outcome, String> {
    let names = || Dispute::OUTCOMES.map(Outcome::name).join(", ");
    let found = Outcome::from_name(text).filter(|outcome| Dispute::OUTCOMES.contains(outcome));
    found.ok_or_else(|| format!("one of {}", names()))
}

#[derive(Debug, Args)]
pub struct StepAsked {
    case: i64,
    step: Name,
    #[arg(long)]
    by: String,
    /// Of an appointment.
    #[arg(long)]
    day: Option<SettlementDay>,
    /// By which way a household refuses: click, call, card or visit.
    #[arg(long, value_parser = channel)]
    channel: Option<Channel>,
    /// Why it is impossible, or cancelled: the supplier reads it.
    #[arg(long, default_value = "")]
    why: String,
}

#[derive(Debug, Args)]
pub struct AnswerAsked {
    case: i64,
    #[arg(long)]
    by: String,
    /// corrected, explained or passed_on.
    #[arg(long, value_parser = outcome)]
    outcome: Outcome,
    /// What the supplier reads.
    #[arg(long)]
    words: String,
    /// Documents, files or rows that show it.
    #[arg(long)]
    evidence: Vec<String>,
}

#[derive(Debug, Args)]
pub struct ConsentAsked {
    ean: Ean,
    /// Of the supplier.
    supplier: String,
    /// The last day on which it holds.
    #[arg(long, required_unless_present = "end")]
    until: Option<SettlementDay>,
    /// It holds no more.
    #[arg(long, conflicts_with = "until")]
    end: bool,
    #[arg(long)]
    by: String,
}

impl StepAsked {
    fn step(&self) -> Result<Step, Failure> {
        Ok(match self.step {
            Name::LetterSent => Step::LetterSent,
            Name::Appointment => match self.day {
                Some(day) => Step::Appointment { day },
                None => return refuse("an appointment has a day: --day"),
            },
            Name::Absent => Step::Absent,
            Name::Activated => Step::Activated,
            Name::Refused => match self.channel {
                Some(channel) => Step::Refused { channel },
                None => return refuse("a refusal comes by a way: --channel"),
            },
            Name::Impossible => Step::Impossible { why: self.why.clone() },
            Name::Cancelled => Step::Cancelled { why: self.why.clone() },
            Name::Ended => Step::Ended,
        })
    }
}

pub fn run(
    engine: &mut Engine,
    asked: &SupplierCommand,
    as_json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let now = crate::clock::now();
    match asked {
        SupplierCommand::Cases { dso } => {
            for case in engine.store.open_supplier_cases(*dso)? {
                print(&case, now, as_json, out)?;
            }
            Ok(())
        }
        SupplierCommand::Step(asked) => {
            take(engine, asked.case, asked.step()?, &asked.by, now)??;
            shown(engine, asked.case, now, as_json, out)
        }
        SupplierCommand::Answer(asked) => {
            let line = Line {
                at: now,
                by: asked.by.clone(),
                words: asked.words.clone(),
                evidence: asked.evidence.clone(),
                outcome: None,
            };
            answer(engine, asked.case, line, asked.outcome)??;
            shown(engine, asked.case, now, as_json, out)
        }
        SupplierCommand::Consent(asked) => consent(engine, asked, now, as_json, out),
    }
}

fn consent(
    engine: &mut Engine,
    asked: &ConsentAsked,
    now: Instant,
    as_json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let account = engine.account_of(asked.ean)?;
    if !engine.store.suppliers()?.iter().any(|known| known.id == asked.supplier) {
        return refuse(format!("no supplier `{}`", asked.supplier));
    }
    let until = asked.until.map(SettlementDay::end);
    if until.is_some_and(|until| until <= now) {
        return refuse("a consent that has ended already");
    }
    let consent = SupplierConsent {
        account: account.id,
        supplier: asked.supplier.clone(),
        at: now,
        until,
        by: Some(asked.by.clone()),
    };
    engine.locked(account.dso, |engine| Ok(engine.store.add_supplier_consent(&consent)?))?;
    let until = asked.until.map(|day| day.to_string());
    if as_json {
        let line = json!({"kind": "consent", "ean": asked.ean, "supplier": asked.supplier, "until": until});
        writeln!(out, "{line}")?;
    } else {
        let until = until.map_or_else(|| "no more".to_owned(), |day| format!("until {day}"));
        writeln!(out, "{} may see the days of {} {until}", asked.supplier, asked.ean)?;
    }
    Ok(())
}

fn shown(
    engine: &mut Engine,
    id: i64,
    now: Instant,
    as_json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    match engine.store.supplier_case(id)? {
        Some(case) => print(&case, now, as_json, out),
        None => refuse(format!("no case {id}")),
    }
}

fn print(
    case: &SupplierCase,
    now: Instant,
    as_json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let (what, about, stands, late) = match Kept::read(case)? {
        Kept::Request(request) => {
            let ean = case.ean.map(|ean| ean.to_string()).unwrap_or_default();
            let late = request.is_late(now.day());
            (request.ground.name(), ean, request.state.name(), late)
        }
        Kept::Dispute(dispute) => {
            let stands = match dispute.turn {
                Turn::Operator => "to_answer",
                Turn::Supplier => "answered",
                Turn::Closed => "closed",
            };
            let late = dispute.is_late(now.day());
            (dispute.subject.name(), dispute.about, stands, late)
        }
    };
    let kind = match case.kind {
        store::SupplierCaseKind::Request => "request",
        store::SupplierCaseKind::Dispute => "dispute",
    };
    if as_json {
        let line = json!({
            "kind": kind, "case": case.id, "supplier": case.supplier, "what": what, "about": about,
            "stands": stands, "due": case.due.to_string(), "late": late,
        });
        writeln!(out, "{line}")?;
    } else {
        let late = if late { ", LATE" } else { "" };
        writeln!(
            out,
            "{} {kind} of {}: {what} {about}, {stands}, due {}{late}",
            case.id, case.supplier, case.due
        )?;
    }
    Ok(())
}
