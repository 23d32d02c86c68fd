//! `tirelire share explain`: the steps of a key for one member and quarter-hour, as lines that add up.

use super::series::{Quarters, Series};
use super::{Explain, group_file};
use crate::failure::{Failure, refuse};
use sharing::{Explanation, Group, MISSING};
use std::io::Write;
use std::path::Path;

pub fn run(asked: &Explain, input: &Path, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let group = group_file::read(Path::new(&asked.group))?;
    let Ok(id) = group.ids().binary_search(&asked.member) else {
        return refuse(format!("member `{}` is not in the group", asked.member));
    };
    let when = asked.at.to_local_string();
    let span = group.spans().get(group.span_at(asked.at));
    let Some((span, column)) =
        span.and_then(|span| Some((span, span.columns.iter().position(|column| *column == id)?)))
    else {
        return refuse(format!("`{}` is no member at {when}", asked.member));
    };
    let Some((offtake, injection)) = quarter_hour(&group, input, asked)? else {
        return refuse(format!("the file has no quarter-hour {when}"));
    };
    let of_span = |values: &[i64]| -> Vec<i64> {
        span.columns.iter().map(|id| values.get(*id).copied().unwrap_or(MISSING)).collect()
    };
    let (offtake, injections) = (of_span(&offtake), of_span(&injection));
    let (producers, injection): (Vec<usize>, Vec<i64>) =
        injections.into_iter().enumerate().filter(|(_, injected)| *injected > 0).unzip();
    let Some(why) = span.plan.explain(&producers, &offtake, &injection, column) else {
        return refuse("the quarter-hour does not fit the group");
    };
    let (member, key) = (asked.member.as_str(), group.key().name());
    print(&Explained { member, at: asked.at, key, why: &why }, json, out)
}

/// What is printed.
#[derive(Debug)]
pub struct Explained<'a> {
    pub member: &'a str,
    pub at: calendar::Instant,
    pub key: &'a str,
    pub why: &'a Explanation,
}

pub fn print(what: &Explained<'_>, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    if json { as_json(what, out) } else { as_lines(what, out) }
}

/// Off-take and injection of all members.
type OfAll = (Vec<i64>, Vec<i64>);

/// What all members took and injected then, in the order of the group's ids.
fn quarter_hour(group: &Group, input: &Path, asked: &Explain) -> Result<Option<OfAll>, Failure> {
    let members = group.ids().len();
    // All at once: a later line may belong to the same quarter-hour.
    let mut series = Series::open(input, group, true)?;
    let mut quarters = Quarters::default();
    series.fill(&mut quarters)?;
    let row = quarters.starts.iter().position(|start| *start == asked.at);
    Ok(row.and_then(|row| {
        let cells = row * members..(row + 1) * members;
        let (offtake, injection) =
            (quarters.offtake.get(cells.clone())?, quarters.injection.get(cells)?);
        Some((offtake.to_vec(), injection.to_vec()))
    }))
}

fn kwh(mwh: i64) -> String {
    units::MilliWattHours(mwh).to_string()
}

fn as_json(what: &Explained<'_>, out: &mut dyn Write) -> Result<(), Failure> {
    let why = what.why;
    let steps: Vec<_> = why
        .steps
        .iter()
        .map(|step| serde_json::json!({ "step": step.kind.to_string(), "mwh": step.amount.to_string() }))
        .collect();
    let line = serde_json::json!({
        "kind": "share_explained",
        "key": what.key,
        "member": what.member,
        "at": what.at.to_local_string(),
        "group_injection_kwh": kwh(why.injected_by_all),
        "group_offtake_kwh": kwh(why.taken_by_all),
        "takers": why.takers,
        "offtake_kwh": why.offtake.map(kwh),
        "injection_kwh": why.injection.map(kwh),
        "steps": steps,
        "rounding_mwh": why.rounding.to_string(),
        "received_kwh": kwh(why.received),
        "given_kwh": kwh(why.given),
    });
    Ok(writeln!(out, "{line}")?)
}

fn as_lines(what: &Explained<'_>, out: &mut dyn Write) -> Result<(), Failure> {
    let why = what.why;
    writeln!(out, "{} at {}, key {}", what.member, what.at.to_local_string(), what.key)?;
    writeln!(out, "  injected into the group  {:>16} kWh", kwh(why.injected_by_all))?;
    writeln!(out, "  taken by {:>5} members   {:>16} kWh", why.takers, kwh(why.taken_by_all))?;
    match why.offtake {
        Some(offtake) => writeln!(out, "  its own off-take         {:>16} kWh", kwh(offtake))?,
        None => writeln!(out, "  its own off-take is not known: it receives nothing")?,
    }
    writeln!(out, "received, in mWh")?;
    for step in &why.steps {
        writeln!(out, "  {:>24}  {}", step.amount, step.kind)?;
    }
    writeln!(out, "  {:>24}  rounded to whole mWh, so that all shares add up", why.rounding)?;
    writeln!(out, "  {:>24}  received", why.received)?;
    if let Some(injection) = why.injection {
        writeln!(out, "given, in mWh")?;
        writeln!(out, "  {injection:>24}  injected")?;
        writeln!(
            out,
            "  {:>24}  stays with it: what nobody received, by its injection",
            why.given - injection
        )?;
        writeln!(out, "  {:>24}  given", why.given)?;
    }
    Ok(())
}
