//! `tirelire suppliers`: what suppliers ask and dispute, as the operator's people answer it, and which households let
//! them see more.

use super::asked::{Kept, answer};
use super::steps;
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use calendar::{Instant, SettlementDay};
use clap::{Args, Subcommand, ValueEnum};
use procedures::{Begin, Channel, Dispute, Entered, Home, Journey, Line, Outcome, Step, Turn};
use serde_json::json;
use std::collections::BTreeMap;
use std::io::Write;
use store::{SupplierCase, SupplierConsent};
use units::{Dso, Ean, Energy, Language, ObisCode, Phone};

#[derive(Debug, Subcommand)]
pub enum SupplierCommand {
    /// Open requests and disputes, what is due first comes first.
    Cases {
        #[arg(long)]
        dso: Dso,
    },
    /// Something has happened to a request.
    Step(StepAsked),
    /// Where the household of a request lives: the letter needs it, and so does an account.
    Home(HomeAsked),
    /// Open the account on which a request rests, and note that it is activated.
    Activate(ActivateAsked),
    /// A judgment has come after a request that ended: a new one begins that rests on it.
    Judged(JudgedAsked),
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
    /// The day on which it happened; today without it.
    #[arg(long)]
    on: Option<SettlementDay>,
    /// For colleagues.
    #[arg(long, default_value = "")]
    note: String,
}

#[derive(Debug, Args)]
pub struct HomeAsked {
    case: i64,
    /// Without it the letter goes to the resident.
    #[arg(long, default_value = "")]
    name: String,
    #[arg(long)]
    street: String,
    #[arg(long)]
    postcode: String,
    #[arg(long)]
    town: String,
    #[arg(long)]
    language: Language,
    #[arg(long)]
    phone: Option<Phone>,
    #[arg(long)]
    energy: Energy,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum By {
    /// A smart meter is there.
    Remote,
    /// A meter without a balance was replaced.
    NewMeter,
}

#[derive(Debug, Args)]
pub struct ActivateAsked {
    case: i64,
    #[arg(long)]
    by: String,
    #[arg(long, value_enum)]
    journey: By,
    /// What the meter shows: `{"1.8.1":"0","1.8.2":"0"}`.
    #[arg(long)]
    registers: String,
    /// One price for both registers.
    #[arg(long)]
    single: bool,
    /// What shows it, such as the technician's sheet.
    #[arg(long, default_value = "")]
    evidence: String,
}

#[derive(Debug, Args)]
pub struct JudgedAsked {
    case: i64,
    #[arg(long)]
    judgment: String,
    /// Its name, as it is kept ready.
    #[arg(long)]
    document: String,
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

impl HomeAsked {
    fn home(&self) -> Home {
        Home {
            name: self.name.trim().to_owned(),
            street: self.street.trim().to_owned(),
            postcode: self.postcode.trim().to_owned(),
            town: self.town.trim().to_owned(),
            language: self.language,
            phone: self.phone,
            energy: self.energy,
        }
    }
}

impl ActivateAsked {
    fn begin(&self, engine: &mut Engine, now: Instant) -> Result<Begin, Failure> {
        let known = steps::known(engine, self.case, now)?;
        let Some(home) = known.and_then(|known| known.request.home) else {
            return refuse(format!("nobody knows who lives there: suppliers home {}", self.case));
        };
        let registers: BTreeMap<ObisCode, String> = serde_json::from_str(&self.registers)?;
        Ok(Begin {
            energy: home.energy,
            two_rates: !self.single,
            journey: match self.journey {
                By::Remote => Journey::Remote,
                By::NewMeter => Journey::NewMeter,
            },
            registers,
            evidence: self.evidence.clone(),
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
            let on = asked.on.unwrap_or(now.day());
            let entered = Entered { by: &asked.by, at: now, on, note: &asked.note };
            steps::take_entered(engine, asked.case, asked.step()?, &entered)??;
            shown(engine, asked.case, now, as_json, out)
        }
        SupplierCommand::Home(asked) => {
            steps::learn_home(engine, asked.case, asked.home(), now)??;
            shown(engine, asked.case, now, as_json, out)
        }
        SupplierCommand::Activate(asked) => {
            let begin = asked.begin(engine, now)?;
            steps::activate(engine, asked.case, &begin, &Entered::now(&asked.by, now))??;
            shown(engine, asked.case, now, as_json, out)
        }
        SupplierCommand::Judged(asked) => {
            let by = (asked.judgment.as_str(), asked.document.as_str());
            let next = steps::judged(engine, asked.case, by, now)??;
            shown(engine, next, now, as_json, out)
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
