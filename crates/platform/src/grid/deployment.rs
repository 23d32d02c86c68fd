//! `tirelire grid deployment`: smart meters by segment against the operator's target. Source: GQ-06, PR-14.

use super::{DeploymentAsked, table};
use crate::books::parameter_book;
use crate::failure::{Failure, refuse};
use calendar::SettlementDay;
use gridquality::{Deployment, Progress, Site, SiteFacts, Targets, streets};
use params::Value;
use serde_json::json;
use std::io::Write;
use units::Energy;

const HEADER: &str = "point,street,circuit,kwh_a_year,produces,prepayment_meter,charging_point,\
     meter_replacement,new_connection,request,smart_since,refused,appointment";

fn yes(text: &str) -> Result<bool, Failure> {
    match text {
        "" | "no" => Ok(false),
        "yes" => Ok(true),
        other => refuse(format!("`{other}` is neither `yes` nor `no`")),
    }
}

fn day(text: &str) -> Result<Option<SettlementDay>, Failure> {
    if text.is_empty() { Ok(None) } else { Ok(Some(text.parse()?)) }
}

fn read(asked: &DeploymentAsked) -> Result<Vec<Site>, Failure> {
    let mut sites: Vec<Site> = Vec::new();
    let mut known = std::collections::BTreeSet::new();
    table::read(&asked.sites, &[HEADER], |fields| {
        let [
            point,
            street,
            circuit,
            kwh,
            produces,
            prepayment,
            charging,
            replacement,
            new,
            request,
            since,
            refused,
            appointment,
        ] = fields
        else {
            return refuse("too few fields");
        };
        if point.is_empty() || street.is_empty() {
            return refuse("the point or its street is empty");
        }
        if !known.insert((*point).to_owned()) {
            return refuse(format!("point `{point}` is there already"));
        }
        let facts = SiteFacts {
            kwh_a_year: if kwh.is_empty() { None } else { Some(kwh.parse()?) },
            produces: yes(produces)?,
            prepayment_meter: yes(prepayment)?,
            charging_point: yes(charging)?,
            meter_replacement: yes(replacement)?,
            new_connection: yes(new)?,
            request: yes(request)?,
        };
        sites.push(Site {
            point: (*point).to_owned(),
            street: (*street).to_owned(),
            circuit: (!circuit.is_empty()).then(|| (*circuit).to_owned()),
            segments: facts.segments(asked.large_use_kwh),
            smart_since: day(since)?,
            refused: yes(refused)?,
            appointment: day(appointment)?,
        });
        Ok(())
    })?;
    Ok(sites)
}

/// Errors: a bad line, a target that cannot be read. Nothing is half-said.
pub fn run(
    url: &str,
    asked: &DeploymentAsked,
    as_json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let now = crate::clock::now();
    let today = asked.today.unwrap_or(now.day());
    let sites = read(asked)?;
    let book = parameter_book(&mut store::Store::open(url)?)?;
    let name = "deployment.target";
    let Value::Text(text) = book.value(name, asked.dso, Energy::Electricity, today, now)? else {
        return refuse(format!("parameter `{name}` is no text"));
    };
    let targets: Targets = text.parse()?;
    let found = Deployment::of(&sites, today);
    for (segment, progress) in &found.segments {
        print((segment.name(), progress), None, today, as_json, out)?;
    }
    print(("together", &found.together), targets.segments.as_ref(), today, as_json, out)?;
    print(("all", &found.all), targets.all.as_ref(), today, as_json, out)?;
    for street in streets(&sites, &[], today) {
        if as_json {
            let line = json!({
                "kind": "deployment_street", "street": street.street, "open": street.open,
            });
            writeln!(out, "{line}")?;
        } else {
            writeln!(out, "{}: {} points to go to", street.street, street.open)?;
        }
    }
    Ok(())
}

fn print(
    (name, progress): (&str, &Progress),
    target: Option<&gridquality::Target>,
    today: SettlementDay,
    as_json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let percent = match progress.points {
        // Of nobody there is no part.
        0 => "–".to_owned(),
        _ => units::format_decimal(i128::from(progress.permille()), 1),
    };
    let missing = target.map(|target| progress.missing(target));
    let a_month = target.map(|target| progress.needed_a_month(target, today));
    if as_json {
        let line = json!({
            "kind": "deployment", "segment": name, "points": progress.points,
            "equipped": progress.equipped, "percent": (progress.points > 0).then_some(&percent), "refused": progress.refused,
            "appointments": progress.appointments,
            "target_percent": target
                .map(|target| units::format_decimal(i128::from(target.permille), 1)),
            "target_by": target.map(|target| target.by.to_string()), "missing": missing,
            "needed_a_month": a_month.flatten(), "too_late": a_month == Some(None),
        });
        writeln!(out, "{line}")?;
        return Ok(());
    }
    write!(
        out,
        "{name:<18} {percent:>6} %  {} of {} equipped, {} refused, {} appointments",
        progress.equipped, progress.points, progress.refused, progress.appointments
    )?;
    if let (Some(target), Some(missing), Some(a_month)) = (target, missing, a_month) {
        let goal = units::format_decimal(i128::from(target.permille), 1);
        write!(out, "; {goal} % by {}: {missing} missing", target.by)?;
        match a_month {
            Some(number) => write!(out, ", {number} a month")?,
            None => write!(out, ", too late")?,
        }
    }
    writeln!(out)?;
    Ok(())
}
