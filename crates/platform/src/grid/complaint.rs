//! `tirelire grid complaint`: complaints about voltage, kept with the voltage they rest on. Source: GQ-01.

use super::profile::Columns;
use super::voltage::verdict;
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use calendar::{Instant, SettlementDay};
use clap::{Args, Subcommand};
use gridquality::{
    Case, CaseState, DatedLimits, Event, Evidence, Form, Mean, MilliVolts, Phase, Resolution, Step,
    Verdict, analyse,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::io::Write;
use std::path::PathBuf;
use store::{KeptMean, QualityCase, QualityEvent};
use units::{Dso, Ean};

#[derive(Debug, Subcommand)]
pub enum Complaint {
    /// Somebody complains; the voltage of the point is attached, if it was measured.
    Open(Open),
    /// Voltage was measured, before or after something was done.
    Measured {
        case: i64,
        #[command(flatten)]
        profile: Profile,
        #[command(flatten)]
        by: By,
    },
    /// A meter was placed to measure.
    Placed {
        case: i64,
        #[command(flatten)]
        by: By,
    },
    Diagnosed {
        case: i64,
        #[arg(long)]
        cause: String,
        #[command(flatten)]
        by: By,
    },
    /// Something was done about it.
    Acted {
        case: i64,
        #[arg(long)]
        what: String,
        #[command(flatten)]
        by: By,
    },
    /// The person was told.
    Closed {
        case: i64,
        #[arg(long)]
        answer: String,
        #[command(flatten)]
        by: By,
    },
    /// It happens again.
    Reopened {
        case: i64,
        #[arg(long)]
        why: String,
        #[command(flatten)]
        by: By,
    },
    /// A complaint with its voltage, day by day.
    Show { case: i64 },
    /// Open complaints of an operator, or all of a point.
    List {
        #[arg(long, required_unless_present = "ean")]
        dso: Option<Dso>,
        #[arg(long, conflicts_with = "dso")]
        ean: Option<Ean>,
    },
}

#[derive(Debug, Args)]
pub struct Open {
    ean: Ean,
    /// When it happens, as people say it.
    #[arg(long)]
    times: String,
    /// What is noticed.
    #[arg(long)]
    effect: String,
    /// What is installed, such as panels.
    #[arg(long)]
    installation: Option<String>,
    /// Whose point it is; that of the account without it.
    #[arg(long)]
    dso: Option<Dso>,
    /// As for `measured`.
    #[arg(long)]
    profile: Option<PathBuf>,
    #[arg(long, default_value_t = 10)]
    minutes: u8,
    #[command(flatten)]
    by: By,
}

#[derive(Debug, Args)]
pub struct Profile {
    /// `start,point,phase,voltage_v`, with `injection_kwh` behind or without, of this point alone.
    #[arg(long)]
    profile: PathBuf,
    /// Minutes each value is the mean of: 10 or 15.
    #[arg(long, default_value_t = 10)]
    minutes: u8,
}

#[derive(Debug, Args)]
pub struct By {
    #[arg(long, default_value = "terminal")]
    by: String,
}

/// The form as it is kept.
#[derive(Debug, Serialize, Deserialize)]
struct KeptForm {
    times: String,
    effect: String,
    installation: Option<String>,
    has_meter: bool,
}

/// Evidence as it is kept: judged by the limits of its time.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct KeptEvidence {
    from: Instant,
    until: Instant,
    verdict: KeptVerdict,
    means: u64,
    outside: u64,
    lowest_mv: i64,
    highest_mv: i64,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum KeptVerdict {
    Within,
    NotEnough,
    OutsideTooOften,
    OutsideAlways,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum KeptEvent {
    MeterPlaced,
    Measured(KeptEvidence),
    Diagnosed { cause: String },
    Acted { what: String },
    Closed { answer: String },
    Reopened { why: String },
}

impl From<Evidence> for KeptEvidence {
    fn from(of: Evidence) -> Self {
        Self {
            from: of.from,
            until: of.until,
            verdict: match of.verdict {
                Verdict::Within => KeptVerdict::Within,
                Verdict::NotEnough => KeptVerdict::NotEnough,
                Verdict::OutsideTooOften => KeptVerdict::OutsideTooOften,
                Verdict::OutsideAlways => KeptVerdict::OutsideAlways,
            },
            means: of.means,
            outside: of.outside,
            lowest_mv: of.lowest.0,
            highest_mv: of.highest.0,
        }
    }
}

impl From<KeptEvidence> for Evidence {
    fn from(of: KeptEvidence) -> Self {
        Self {
            from: of.from,
            until: of.until,
            verdict: match of.verdict {
                KeptVerdict::Within => Verdict::Within,
                KeptVerdict::NotEnough => Verdict::NotEnough,
                KeptVerdict::OutsideTooOften => Verdict::OutsideTooOften,
                KeptVerdict::OutsideAlways => Verdict::OutsideAlways,
            },
            means: of.means,
            outside: of.outside,
            lowest: MilliVolts(of.lowest_mv),
            highest: MilliVolts(of.highest_mv),
        }
    }
}

impl From<KeptEvent> for Event {
    fn from(of: KeptEvent) -> Self {
        match of {
            KeptEvent::MeterPlaced => Self::MeterPlaced,
            KeptEvent::Measured(evidence) => Self::Measured(evidence.into()),
            KeptEvent::Diagnosed { cause } => Self::Diagnosed { cause },
            KeptEvent::Acted { what } => Self::Acted { what },
            KeptEvent::Closed { answer } => Self::Closed { answer },
            KeptEvent::Reopened { why } => Self::Reopened { why },
        }
    }
}

/// A complaint as the rule has it, with how it is kept.
#[derive(Debug)]
pub struct Known {
    pub kept: QualityCase,
    pub case: Case,
    pub events: Vec<QualityEvent>,
}

/// Errors: what is kept is no complaint.
pub fn known(engine: &mut Engine, kept: QualityCase) -> Result<Known, Failure> {
    let KeptForm { times, effect, installation, has_meter } = serde_json::from_str(&kept.body)?;
    let form = Form { point: kept.ean.to_string(), times, effect, installation };
    let mut case = Case::open(form, kept.received, None, has_meter)?;
    let events = engine.store.quality_events(kept.id)?;
    for event in &events {
        let body: KeptEvent = serde_json::from_str(&event.body)?;
        case.take(event.at, body.into())?;
    }
    Ok(Known { kept, case, events })
}

fn load(engine: &mut Engine, case: i64) -> Result<Known, Failure> {
    match engine.store.quality_case(case)? {
        Some(kept) => known(engine, kept),
        None => refuse(format!("there is no complaint {case}")),
    }
}

/// The voltage of one point and what the operator's limits of its days say of it.
fn measured(
    engine: &Engine,
    (dso, ean): (Dso, Ean),
    (path, minutes): (&PathBuf, u8),
    now: Instant,
) -> Result<(KeptEvidence, Vec<KeptMean>), Failure> {
    let (resolution, seconds) = match minutes {
        10 => (Resolution::TenMinutes, 600),
        15 => (Resolution::QuarterHour, 900),
        other => return refuse(format!("means of {other} minutes are not known: 10 or 15")),
    };
    let mut means: Vec<Mean> = Vec::new();
    let own = ean.to_string();
    Columns::of(path)?.read(path, |line| {
        let point = line.point;
        if point != own {
            return refuse(format!("point `{point}` is not `{own}`, which this is about"));
        }
        means.extend(line.mean);
        Ok(())
    })?;
    let starts = || means.iter().map(|mean| mean.start);
    let (Some(first), Some(last)) = (starts().min(), starts().max()) else {
        return refuse("there are no means");
    };
    let days = (first.day(), last.day());
    let limits = DatedLimits::of_book(engine.books.parameters(), dso, days, now)?;
    let report = analyse(&means, resolution, &limits)?;
    let Some(evidence) = Evidence::of(&report, (first, last.plus_s(seconds))) else {
        return refuse("there are no means");
    };
    let kept = means.iter().map(|mean| KeptMean {
        start: mean.start,
        phase: match mean.phase {
            gridquality::Phase::L1 => 1,
            gridquality::Phase::L2 => 2,
            gridquality::Phase::L3 => 3,
        },
        minutes: i64::from(minutes),
        millivolts: mean.voltage.0,
        injecting: mean.injecting,
    });
    Ok((evidence.into(), kept.collect()))
}

/// Takes what happened, if the rule has a place for it. Within the operator's lock.
fn take(
    engine: &mut Engine,
    case: i64,
    (event, means): (KeptEvent, &[KeptMean]),
    (by, now): (&str, Instant),
) -> Result<Known, Failure> {
    let dso = load(engine, case)?.kept.dso;
    engine.locked(dso, |engine| {
        let mut known = load(engine, case)?;
        let body = serde_json::to_string(&event)?;
        known.case.take(now, event.into())?;
        let open = known.case.state() != CaseState::Closed;
        let kept = QualityEvent { at: now, by: by.to_owned(), body };
        engine.store.add_quality_event(case, known.events.len(), &kept, open, means)?;
        known.events.push(kept);
        known.kept.open = open;
        Ok(known)
    })
}

fn open(engine: &mut Engine, asked: &Open, now: Instant) -> Result<Known, Failure> {
    let account = engine.store.account_of(asked.ean)?;
    let Some(dso) = account.as_ref().map(|account| account.dso).or(asked.dso) else {
        let ean = asked.ean;
        return refuse(format!("no account has `{ean}`: say whose it is, --dso OPERATOR"));
    };
    let profile = match &asked.profile {
        Some(path) => Some(measured(engine, (dso, asked.ean), (path, asked.minutes), now)?),
        None => None,
    };
    // A prepaid point has a smart meter, which measures voltage.
    let has_meter = account.is_some() || engine.store.meter_of(asked.ean)?.is_some();
    let said = Form {
        point: asked.ean.to_string(),
        times: asked.times.clone(),
        effect: asked.effect.clone(),
        installation: asked.installation.clone(),
    };
    engine.locked(dso, |engine| {
        let of = ((dso, asked.ean), has_meter);
        opened(engine, of, said, profile, (&asked.by.by, now))
    })
}

/// Keeps a complaint, with the voltage that came with it or else what was measured at the point before.
/// Within the operator's lock.
fn opened(
    engine: &mut Engine,
    ((dso, ean), has_meter): ((Dso, Ean), bool),
    said: Form,
    profile: Option<(KeptEvidence, Vec<KeptMean>)>,
    (by, now): (&str, Instant),
) -> Result<Known, Failure> {
    Case::open(said.clone(), now, None, has_meter)?;
    let Form { times, effect, installation, .. } = said;
    let body = serde_json::to_string(&KeptForm { times, effect, installation, has_meter })?;
    let before = match &profile {
        Some(_) => None,
        None => history(engine, (dso, ean), now)?,
    };
    let id = engine.store.add_quality_case((dso, ean), now, &body)?;
    match (profile, before) {
        (Some((evidence, means)), _) => {
            take(engine, id, (KeptEvent::Measured(evidence), &means), (by, now))
        }
        // Its means are kept where they came.
        (None, Some(evidence)) => take(engine, id, (KeptEvent::Measured(evidence), &[]), (by, now)),
        (None, None) => load(engine, id),
    }
}

/// Days of which the voltage of a point still says something about it today.
const HISTORY_DAYS: i32 = 400;

/// What was measured at a point for complaints before, as means of the length that came last; `None` if nothing was,
/// or no limits are loaded that say what it means. Source: GQ-01.
fn history(
    engine: &mut Engine,
    (dso, ean): (Dso, Ean),
    now: Instant,
) -> Result<Option<KeptEvidence>, Failure> {
    let since = now.day().plus(-HISTORY_DAYS).start();
    let mut kept: Vec<KeptMean> = Vec::new();
    for case in engine.store.quality_cases_of(ean)? {
        kept.extend(engine.store.quality_means(case.id)?);
    }
    kept.retain(|mean| mean.start >= since);
    kept.sort_by_key(|mean| (mean.start, mean.phase));
    kept.dedup_by_key(|mean| (mean.start, mean.phase));
    let Some(minutes) = kept.last().map(|mean| mean.minutes) else { return Ok(None) };
    let resolution = if minutes == 10 { Resolution::TenMinutes } else { Resolution::QuarterHour };
    let of_length = kept.iter().filter(|mean| mean.minutes == minutes);
    let means: Vec<Mean> = of_length.filter_map(rule_mean).collect();
    let (Some(first), Some(last)) = (means.first(), means.last()) else { return Ok(None) };
    let (first, last) = (first.start, last.start);
    let days = (first.day(), last.day());
    let Ok(limits) = DatedLimits::of_book(engine.books.parameters(), dso, days, now) else {
        return Ok(None);
    };
    let report = analyse(&means, resolution, &limits)?;
    let evidence = Evidence::of(&report, (first, last.plus_min(minutes)));
    Ok(evidence.map(KeptEvidence::from))
}

/// A kept mean as the rules have it; `None` of a phase that is none.
pub fn rule_mean(kept: &KeptMean) -> Option<Mean> {
    let phase = match kept.phase {
        1 => Phase::L1,
        2 => Phase::L2,
        3 => Phase::L3,
        _ => return None,
    };
    let voltage = MilliVolts(kept.millivolts);
    Some(Mean { start: kept.start, phase, voltage, injecting: kept.injecting })
}

/// A household's own complaint, from its page. `None` if one is open about the point. Source: GQ-01.
pub fn told(
    engine: &mut Engine,
    account: &store::Account,
    said: Form,
    (by, now): (&str, Instant),
) -> Result<Option<Known>, Failure> {
    engine.locked(account.dso, |engine| {
        let cases = engine.store.quality_cases_of(account.ean)?;
        // What those before have told is not theirs: they do not see it, and wait for no answer to it.
        if cases.iter().any(|case| case.open && case.received >= account.opened_at) {
            return Ok(None);
        }
        // A prepaid point has a smart meter, which measures voltage.
        let of = ((account.dso, account.ean), true);
        opened(engine, of, said, None, (by, now)).map(Some)
    })
}

/// Does what was asked. Errors: what has no place in the complaint's state, a file that cannot be taken, limits
/// that nobody has loaded.
pub fn run(
    engine: &mut Engine,
    asked: &Complaint,
    as_json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let now = crate::clock::now();
    let (case, event, by) = match asked {
        Complaint::Open(asked) => {
            let known = open(engine, asked, now)?;
            return print(engine, &known, false, as_json, out);
        }
        Complaint::Show { case } => {
            let known = load(engine, *case)?;
            return print(engine, &known, true, as_json, out);
        }
        Complaint::List { dso, ean } => {
            let found = match (dso, ean) {
                (Some(dso), _) => engine.store.open_quality_cases(*dso)?,
                (None, Some(ean)) => engine.store.quality_cases_of(*ean)?,
                (None, None) => return refuse("an operator or an EAN is needed"),
            };
            for kept in found {
                let known = known(engine, kept)?;
                print(engine, &known, false, as_json, out)?;
            }
            return Ok(());
        }
        Complaint::Measured { case, profile, by } => {
            let of = load(engine, *case)?.kept;
            let from = (&profile.profile, profile.minutes);
            let (evidence, means) = measured(engine, (of.dso, of.ean), from, now)?;
            let event = (KeptEvent::Measured(evidence), means.as_slice());
            let known = take(engine, *case, event, (&by.by, now))?;
            return print(engine, &known, false, as_json, out);
        }
        Complaint::Placed { case, by } => (case, KeptEvent::MeterPlaced, by),
        Complaint::Diagnosed { case, cause, by } => {
            (case, KeptEvent::Diagnosed { cause: cause.clone() }, by)
        }
        Complaint::Acted { case, what, by } => (case, KeptEvent::Acted { what: what.clone() }, by),
        Complaint::Closed { case, answer, by } => {
            (case, KeptEvent::Closed { answer: answer.clone() }, by)
        }
        Complaint::Reopened { case, why, by } => {
            (case, KeptEvent::Reopened { why: why.clone() }, by)
        }
    };
    let known = take(engine, *case, (event, &[]), (&by.by, now))?;
    print(engine, &known, false, as_json, out)
}

pub fn state_name(state: CaseState) -> &'static str {
    match state {
        CaseState::Received => "received",
        CaseState::Measured => "measured",
        CaseState::Diagnosed => "diagnosed",
        CaseState::Action => "action",
        CaseState::Closed => "closed",
    }
}

fn step_name(step: Step) -> &'static str {
    match step {
        Step::PlaceMeter => "place_meter",
        Step::Measure => "measure",
        Step::Diagnose => "diagnose",
        Step::Act => "act",
        Step::Answer => "answer",
        Step::Nothing => "nothing",
    }
}

/// Lowest and highest mean of each day and phase, in order.
pub fn profile(means: &[KeptMean]) -> Vec<(SettlementDay, i64, MilliVolts, MilliVolts)> {
    let mut days: std::collections::BTreeMap<(SettlementDay, i64), (i64, i64)> =
        std::collections::BTreeMap::new();
    for mean in means {
        let of = days
            .entry((mean.start.day(), mean.phase))
            .or_insert((mean.millivolts, mean.millivolts));
        *of = (of.0.min(mean.millivolts), of.1.max(mean.millivolts));
    }
    days.into_iter()
        .map(|((day, phase), (low, high))| (day, phase, MilliVolts(low), MilliVolts(high)))
        .collect()
}

fn print(
    engine: &mut Engine,
    known: &Known,
    with_profile: bool,
    as_json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let Known { kept, case, .. } = known;
    let (state, step) = (state_name(case.state()), step_name(case.next_step()));
    let evidence: Vec<_> = case
        .evidence()
        .iter()
        .map(|one| {
            json!({
                "from": one.from.to_local_string(), "until": one.until.to_local_string(),
                "verdict": verdict(one.verdict), "means": one.means, "outside": one.outside,
                "lowest_v": one.lowest.to_string(), "highest_v": one.highest.to_string(),
            })
        })
        .collect();
    let days =
        if with_profile { profile(&engine.store.quality_means(kept.id)?) } else { Vec::new() };
    if as_json {
        let line = json!({
            "kind": "voltage_complaint", "case": kept.id, "ean": kept.ean, "state": state,
            "next": step, "received": kept.received.to_local_string(),
            "times": case.form().times, "effect": case.form().effect,
            "installation": case.form().installation, "evidence": evidence,
            "events": known.events.len(),
        });
        writeln!(out, "{line}")?;
        for (day, phase, low, high) in days {
            let line = json!({
                "kind": "voltage_day", "case": kept.id, "day": day.to_string(), "phase": phase,
                "lowest_v": low.to_string(), "highest_v": high.to_string(),
            });
            writeln!(out, "{line}")?;
        }
        return Ok(());
    }
    writeln!(out, "{} {}: {state}, next: {step}; {}", kept.id, kept.ean, case.form().effect)?;
    for one in case.evidence() {
        writeln!(
            out,
            "  {} to {}: {}, {} to {} V, {} of {} means outside",
            one.from.to_local_string(),
            one.until.to_local_string(),
            verdict(one.verdict),
            one.lowest,
            one.highest,
            one.outside,
            one.means
        )?;
    }
    for (day, phase, low, high) in days {
        writeln!(out, "  {day} L{phase}: {low} to {high} V")?;
    }
    Ok(())
}
