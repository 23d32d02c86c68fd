//! `tirelire share group`, for whoever keeps dossiers.

use super::{Kept, file, joining_acts, load, members_file, open};
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use crate::share::group_file::instant;
use calendar::{Instant, SettlementDay};
use clap::{Args, Subcommand};
use serde_json::json;
use sharing::{
    Act, BrusselsType, Condition, Form, Joining, Key, Metering, Notice, Opening, Paper, Perimeter,
    Place, Role, Rounding, Rounds, Share, Signed, Terms,
};
use std::io::Write;
use std::path::PathBuf;
use units::{Dso, Ean};

/// Groups that are kept.
#[derive(Debug, Subcommand)]
pub enum GroupCommand {
    /// Open a dossier.
    Open(Open),
    /// A dossier: state, open tasks, members, keys.
    Show { group: i64 },
    /// The groups of an operator.
    List {
        #[arg(long)]
        dso: Dso,
    },
    /// Who represents the group.
    Represent {
        group: i64,
        /// The number of a person; nobody without it.
        person: Option<i64>,
        #[command(flatten)]
        by: By,
    },
    /// A paper of the dossier has come.
    Paper {
        group: i64,
        /// building_declaration, statutes, convention, authorisation, notification or contract.
        paper: Paper,
        #[command(flatten)]
        signed: SignedArguments,
        #[command(flatten)]
        by: By,
    },
    /// A point joins; or many, from a CSV file: all of them or none.
    Join(Box<Join>),
    /// A member gave its mandate to the representative.
    Mandate {
        group: i64,
        ean: Ean,
        #[command(flatten)]
        signed: SignedArguments,
        #[command(flatten)]
        by: By,
    },
    /// A member signed what it loses by sharing.
    Notice {
        group: i64,
        ean: Ean,
        /// compensation or social_tariff.
        notice: Notice,
        #[command(flatten)]
        signed: SignedArguments,
        #[command(flatten)]
        by: By,
    },
    /// How a member is metered now.
    Meter {
        group: i64,
        ean: Ean,
        /// other, smart_daily, smart or remote_read.
        meter: Metering,
        #[command(flatten)]
        by: By,
    },
    /// A member leaves.
    Leave {
        group: i64,
        ean: Ean,
        /// The first quarter-hour it is no member, or its day.
        #[arg(long, value_parser = moment)]
        at: Instant,
        #[command(flatten)]
        by: By,
    },
    /// File a key, from a quarter-hour on.
    Key(Box<FileKey>),
    /// Hand the dossier to the operator.
    Submit {
        group: i64,
        #[command(flatten)]
        by: By,
    },
    /// Give a submitted dossier back, with what it lacks.
    Return {
        group: i64,
        #[arg(long)]
        reasons: String,
        /// `statutes=the last page is missing`, for each task that has a reason of its own.
        #[arg(long = "task", value_parser = task)]
        tasks: Vec<(Condition, String)>,
        #[command(flatten)]
        by: By,
    },
    /// Take a dossier back that was not accepted.
    Withdraw {
        group: i64,
        #[command(flatten)]
        by: By,
    },
    /// What the representative says to a dossier that was given back.
    Answer {
        group: i64,
        #[arg(long)]
        text: String,
        #[command(flatten)]
        by: By,
    },
    /// Accept a submitted dossier.
    Accept {
        group: i64,
        /// The first quarter-hour that is shared, or its day.
        #[arg(long, value_parser = moment)]
        starts: Instant,
        #[command(flatten)]
        by: By,
    },
    /// Refuse a submitted dossier.
    Refuse {
        group: i64,
        #[arg(long)]
        reasons: String,
        #[command(flatten)]
        by: By,
    },
    /// The group shares no more.
    End {
        group: i64,
        #[arg(long, value_parser = moment)]
        at: Instant,
        #[command(flatten)]
        by: By,
    },
}

#[derive(Debug, Args)]
pub struct By {
    /// Who files it.
    #[arg(long, default_value = "terminal")]
    by: String,
}

#[derive(Debug, Args)]
pub struct SignedArguments {
    #[arg(long)]
    signed_on: SettlementDay,
    /// Where it is kept.
    #[arg(long)]
    document: String,
    /// Who signed.
    #[arg(long)]
    signer: Option<String>,
}

impl SignedArguments {
    fn signed(&self) -> Signed {
        let (document, signer) = (self.document.clone(), self.signer.clone());
        Signed { on: self.signed_on, document, signer, told: None }
    }
}

#[derive(Debug, Args)]
pub struct Open {
    #[arg(long)]
    dso: Dso,
    /// building, cer, cec or p2p.
    #[arg(long)]
    form: Form,
    #[arg(long)]
    name: String,
    /// The operator's name of the building.
    #[arg(long)]
    building: Option<String>,
    /// Five digits (NIS).
    #[arg(long)]
    municipality: Option<String>,
    /// The transformer station.
    #[arg(long)]
    station: Option<String>,
    /// Around a wind turbine.
    #[arg(long)]
    wind: bool,
    /// The number of a person who is a representative.
    #[arg(long)]
    representative: Option<i64>,
    #[command(flatten)]
    by: By,
}

#[derive(Debug, Args)]
pub struct Join {
    group: i64,
    #[arg(required_unless_present = "file", conflicts_with = "file")]
    ean: Option<Ean>,
    /// `ean,role,from,meter` and more columns, one line for each point.
    #[arg(long)]
    file: Option<PathBuf>,
    /// consumer, producer or both.
    #[arg(long, default_value = "consumer")]
    role: Role,
    /// First quarter-hour, or its day.
    #[arg(long, value_parser = moment, required_unless_present = "file")]
    from: Option<Instant>,
    /// other, smart_daily, smart or remote_read.
    #[arg(long, required_unless_present = "file")]
    meter: Option<Metering>,
    #[arg(long)]
    municipality: Option<String>,
    #[arg(long)]
    station: Option<String>,
    #[arg(long)]
    building: Option<String>,
    /// How far it is from the wind turbine, in metres.
    #[arg(long)]
    wind_turbine_m: Option<i64>,
    /// The cabin of the low-voltage network, where the type of a group follows from it.
    #[arg(long)]
    cabin: Option<String>,
    #[arg(long)]
    private_grid: bool,
    /// It is netted until it joins.
    #[arg(long)]
    compensation: bool,
    #[arg(long)]
    social_tariff: bool,
    /// Who supplies what is left, where no account says so.
    #[arg(long)]
    supplier: Option<String>,
    /// Where the mandate is kept.
    #[arg(long, requires = "signed_on")]
    mandate: Option<String>,
    /// Where the signed notices are kept.
    #[arg(long, requires = "signed_on")]
    notices: Option<String>,
    #[arg(long)]
    signed_on: Option<SettlementDay>,
    #[command(flatten)]
    by: By,
}

#[derive(Debug, Args)]
pub struct FileKey {
    group: i64,
    #[arg(long)]
    key: Key,
    /// First quarter-hour, or its day.
    #[arg(long, value_parser = moment)]
    from: Instant,
    /// `EAN=0.25`, for each member with a share.
    #[arg(long = "share", value_parser = share)]
    shares: Vec<(Ean, Share)>,
    /// `EAN=1`, in which group of a cascade.
    #[arg(long = "rank", value_parser = rank)]
    ranks: Vec<(Ean, u32)>,
    /// A number, or `all`; the operator's parameter without it.
    #[arg(long, value_parser = rounds)]
    rounds: Option<Rounds>,
    /// largest_remainder or each_share_6dp; the operator's parameter without it.
    #[arg(long)]
    rounding: Option<Rounding>,
    /// Where the approval of a key is kept that is not a standard one.
    #[arg(long)]
    approval: Option<String>,
    #[command(flatten)]
    by: By,
}

fn moment(text: &str) -> Result<Instant, String> {
    instant(text).map_err(|error| error.to_string())
}

fn pair<T: std::str::FromStr<Err: std::fmt::Display>>(text: &str) -> Result<(Ean, T), String> {
    let (ean, value) = text.split_once('=').ok_or_else(|| format!("`{text}` is not EAN=VALUE"))?;
    let ean = ean.parse().map_err(|error: units::EanError| error.to_string())?;
    Ok((ean, value.parse().map_err(|error: T::Err| error.to_string())?))
}

fn share(text: &str) -> Result<(Ean, Share), String> {
    pair(text)
}

fn task(text: &str) -> Result<(Condition, String), String> {
    let (task, why) = text.split_once('=').ok_or_else(|| format!("`{text}` is not TASK=REASON"))?;
    Ok((task.parse()?, why.to_owned()))
}

fn rank(text: &str) -> Result<(Ean, u32), String> {
    pair(text)
}

fn rounds(text: &str) -> Result<Rounds, String> {
    match text {
        "all" => Ok(Rounds::All),
        _ => text.parse().map(Rounds::Count).map_err(|_| "a whole number, or `all`".to_owned()),
    }
}

pub fn run(
    engine: &mut Engine,
    asked: GroupCommand,
    as_json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let now = crate::clock::now();
    let (group, acts, by) = match asked {
        GroupCommand::Open(asked) => {
            let Open { dso, form, name, building, municipality, station, wind, .. } = asked;
            let perimeter = Perimeter { building, municipality, station, wind };
            let representative = asked.representative;
            let opening = Opening { form, name, perimeter, representative };
            let id = open(engine, dso, &opening, &asked.by.by, now)?;
            let kept = load(&mut engine.store, id)?;
            return show(engine, &kept, now, as_json, out);
        }
        GroupCommand::Show { group } => {
            let kept = load(&mut engine.store, group)?;
            return show(engine, &kept, now, as_json, out);
        }
        GroupCommand::List { dso } => return list(engine, dso, as_json, out),
        GroupCommand::Represent { group, person, by } => {
            (group, vec![Act::Represented { person }], by)
        }
        GroupCommand::Paper { group, paper, signed, by } => {
            (group, vec![Act::Papered { paper, signed: signed.signed() }], by)
        }
        GroupCommand::Join(asked) if asked.file.is_some() => {
            return join_many(engine, &asked, now, as_json, out);
        }
        GroupCommand::Join(asked) => (asked.group, join_one(&asked)?, asked.by),
        GroupCommand::Mandate { group, ean, signed, by } => {
            (group, vec![Act::Mandated { ean, signed: signed.signed() }], by)
        }
        GroupCommand::Notice { group, ean, notice, signed, by } => {
            (group, vec![Act::Noticed { ean, notice, signed: signed.signed() }], by)
        }
        GroupCommand::Meter { group, ean, meter, by } => {
            (group, vec![Act::Metered { ean, metering: meter }], by)
        }
        GroupCommand::Leave { group, ean, at, by } => (group, vec![Act::Left { ean, to: at }], by),
        GroupCommand::Key(asked) => {
            let act = key_act(engine, &asked, now)?;
            (asked.group, vec![act], asked.by)
        }
        GroupCommand::Submit { group, by } => (group, vec![Act::Submitted], by),
        GroupCommand::Return { group, reasons, tasks, by } => {
            let tasks = tasks.into_iter().collect();
            (group, vec![Act::Returned { reasons, tasks }], by)
        }
        GroupCommand::Withdraw { group, by } => (group, vec![Act::Withdrawn], by),
        GroupCommand::Answer { group, text, by } => (group, vec![Act::Answered { text }], by),
        GroupCommand::Accept { group, starts, by } => (group, vec![Act::Accepted { starts }], by),
        GroupCommand::Refuse { group, reasons, by } => (group, vec![Act::Refused { reasons }], by),
        GroupCommand::End { group, at, by } => (group, vec![Act::Ended { at }], by),
    };
    let kept = file(engine, group, &acts, &by.by, now)?;
    show(engine, &kept, now, as_json, out)
}

fn join_one(asked: &Join) -> Result<Vec<Act>, Failure> {
    let (Some(ean), Some(from), Some(metering)) = (asked.ean, asked.from, asked.meter) else {
        return refuse("a point, its first quarter-hour and its meter are needed");
    };
    let signed = |document: &String| {
        let document = document.clone();
        asked.signed_on.map(|on| Signed { on, document, signer: None, told: None })
    };
    let joining = Joining {
        ean,
        role: asked.role,
        from,
        place: Place {
            building: asked.building.clone(),
            municipality: asked.municipality.clone(),
            station: asked.station.clone(),
            wind_turbine_m: asked.wind_turbine_m,
            cabin: asked.cabin.clone(),
        },
        metering,
        private_grid: asked.private_grid,
        in_compensation: asked.compensation,
        social_tariff: asked.social_tariff,
        mandate: asked.mandate.as_ref().and_then(signed),
        supplier: asked.supplier.clone(),
    };
    let mut notices = Vec::new();
    if let Some(signed) = asked.notices.as_ref().and_then(signed) {
        for (needs, notice) in [
            (asked.compensation, Notice::Compensation),
            (asked.social_tariff, Notice::SocialTariff),
        ] {
            if needs {
                notices.push((notice, signed.clone()));
            }
        }
    }
    Ok(joining_acts(joining, notices))
}

fn join_many(
    engine: &mut Engine,
    asked: &Join,
    now: Instant,
    as_json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let Some(path) = &asked.file else { return refuse("a file is needed") };
    let text = std::fs::read_to_string(path)?;
    let kept = join_file(engine, asked.group, &text, &asked.by.by, now)?;
    show(engine, &kept, now, as_json, out)
}

/// All points of a file, or none: each line that keeps them from it is named.
pub(super) fn join_file(
    engine: &mut Engine,
    group: i64,
    text: &str,
    by: &str,
    now: Instant,
) -> Result<Kept, Failure> {
    let dso = load(&mut engine.store, group)?.dso;
    match members_file::join_all(engine, (dso, group), text, (by, now))? {
        Ok(_) => load(&mut engine.store, group),
        Err(lines) => refuse(members_file::named(&lines)),
    }
}

fn key_act(engine: &mut Engine, asked: &FileKey, now: Instant) -> Result<Act, Failure> {
    let dso = load(&mut engine.store, asked.group)?.dso;
    let parameters = engine.books.sharing(dso, now);
    let day = asked.from.day();
    let rounds = match asked.rounds {
        Some(rounds) => rounds,
        None => parameters.rounds(day)?,
    };
    let rounding = match asked.rounding {
        Some(rounding) => rounding,
        None => parameters.rounding(day)?,
    };
    let mut terms =
        Terms { key: asked.key, rounds, rounding, shares: [].into(), groups: [].into() };
    for (ean, share) in &asked.shares {
        if terms.shares.insert(*ean, *share).is_some() {
            return refuse(format!("the key has two shares for `{ean}`"));
        }
    }
    for (ean, rank) in &asked.ranks {
        if terms.groups.insert(*ean, *rank).is_some() {
            return refuse(format!("the key has two ranks for `{ean}`"));
        }
    }
    Ok(Act::KeyFiled { from: asked.from, terms, approval: asked.approval.clone() })
}

fn list(engine: &mut Engine, dso: Dso, as_json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    for kept in engine.store.groups(dso)? {
        let (id, head) = (kept.id, kept.head);
        if as_json {
            let line = json!({
                "kind": "sharing_group", "group": id, "form": head.form, "name": head.name,
                "state": head.state, "representative": head.representative,
            });
            writeln!(out, "{line}")?;
        } else {
            writeln!(out, "{id}  {:<8}  {:<9}  {}", head.form, head.state, head.name)?;
        }
    }
    Ok(())
}

/// The type of a group where the operator's region has such types, of its members of now and later: it may be another
/// from the day on which one of them leaves. Source: ES-01.
pub fn brussels_type(
    engine: &Engine,
    kept: &Kept,
    now: Instant,
) -> Result<Option<BrusselsType>, Failure> {
    if !engine.books.sharing(kept.dso, now).has_brussels_type(now.day())? {
        return Ok(None);
    }
    // Who has filed that it leaves is there until then.
    let goes_on = |member: &&sharing::Membership| member.to.is_none_or(|to| now < to);
    let members = kept.dossier.members.iter().filter(goes_on);
    Ok(BrusselsType::of_group(members.map(|member| &member.joining)))
}

fn show(
    engine: &Engine,
    kept: &Kept,
    now: Instant,
    as_json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let dossier = &kept.dossier;
    let of_type = brussels_type(engine, kept, now)?;
    let open: Vec<String> = dossier
        .tasks()
        .into_iter()
        .filter_map(|(_, unmet)| unmet)
        .map(|one| one.to_string())
        .collect();
    let shares = dossier.state.shares();
    let text = |at: Instant| at.to_local_string();
    if as_json {
        let members: Vec<_> = dossier
            .members
            .iter()
            .map(|member| {
                json!({
                    "ean": member.joining.ean, "role": member.joining.role.name(),
                    "from": text(member.joining.from), "to": member.to.map(text),
                })
            })
            .collect();
        let keys: Vec<_> = dossier
            .keys
            .iter()
            .map(|key| {
                json!({
                    "version": key.version, "from": text(key.from), "key": key.terms.key.name(),
                    "rounds": key.terms.rounds, "rounding": key.terms.rounding.name(),
                    "shares": key.terms.shares, "groups": key.terms.groups,
                })
            })
            .collect();
        let line = json!({
            "kind": "sharing_group", "group": kept.id, "dso": kept.dso, "form": dossier.form.name(),
            "name": dossier.name, "state": dossier.state.name(),
            "representative": dossier.representative, "returned": dossier.returned,
            "starts": shares.map(|(starts, _)| text(starts)),
            "ends": shares.and_then(|(_, ends)| ends).map(text),
            "open": open, "members": members, "keys": keys, "acts": kept.acts.len(),
            "brussels_type": of_type.map(BrusselsType::name),
            "brussels_type_on": of_type.map(|_| now.day().to_string()),
        });
        writeln!(out, "{line}")?;
        return Ok(());
    }
    writeln!(
        out,
        "group {}: {} ({}), {}",
        kept.id,
        dossier.name,
        dossier.form,
        dossier.state.name()
    )?;
    if let Some((starts, ends)) = shares {
        let until = ends.map(|at| format!(" until {}", text(at))).unwrap_or_default();
        writeln!(out, "  shares from {}{until}", text(starts))?;
    }
    if let Some(of_type) = of_type {
        writeln!(out, "  type {of_type} on {}", now.day())?;
    }
    if let Some(reasons) = &dossier.returned {
        writeln!(out, "  given back: {reasons}")?;
    }
    for (task, reason) in &dossier.replies {
        writeln!(out, "    {}: {reason}", task.name())?;
    }
    for task in open {
        writeln!(out, "  open: {task}")?;
    }
    for member in &dossier.members {
        let until = member.to.map(|at| format!(" until {}", text(at))).unwrap_or_default();
        let joining = &member.joining;
        writeln!(
            out,
            "  {}  {:<8}  from {}{until}",
            joining.ean,
            joining.role,
            text(joining.from)
        )?;
    }
    for key in &dossier.keys {
        let now = if dossier.key_at(now).map(|held| held.version) == Some(key.version) {
            ", holds now"
        } else {
            ""
        };
        writeln!(out, "  key {}: {} from {}{now}", key.version, key.terms.key, text(key.from))?;
        for (ean, share) in &key.terms.shares {
            writeln!(out, "    {ean}  {share}")?;
        }
    }
    Ok(())
}
