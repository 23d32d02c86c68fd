//! `tirelire grid risk`. Source: GQ-05.

use super::{Risk, table};
use crate::failure::{Failure, refuse};
use gridquality::{CircuitFacts, Reason, RiskWeights, rank};
use serde_json::json;
use std::collections::BTreeSet;
use std::io::Write;

const HEADER: &str =
    "circuit,points,complaints,means,means_outside,utilisation_permille,installations";

pub fn run(asked: &Risk, as_json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let weights = weights(&asked.weights)?;
    let mut circuits: Vec<CircuitFacts> = Vec::new();
    let mut names = BTreeSet::new();
    table::read(&asked.input, &[HEADER], |fields| {
        let &[id, points, complaints, means, outside, used, installations] = fields else {
            return refuse("too few fields");
        };
        if id.is_empty() || !names.insert(id.to_owned()) {
            return refuse(format!("circuit `{id}` has no name or stands twice"));
        }
        let circuit = CircuitFacts {
            id: id.to_owned(),
            points: whole("points", points)?,
            complaints: whole("complaints", complaints)?,
            means: whole("means", means)?,
            means_outside: whole("means_outside", outside)?,
            utilisation_permille: match used {
                "" => None,
                text => Some(whole("utilisation_permille", text)?),
            },
            installations: whole("installations", installations)?,
        };
        if circuit.means_outside > circuit.means || circuit.installations > circuit.points {
            return refuse(format!("circuit `{id}` has more outside than means, or than points"));
        }
        circuits.push(circuit);
        Ok(())
    })?;
    for (place, risk) in (1..).zip(rank(&circuits, &weights)) {
        let score = units::format_decimal(risk.score.into(), 3);
        if as_json {
            let reasons: Vec<_> = risk
                .reasons
                .iter()
                .map(|(reason, score)| {
                    json!({ "reason": words(*reason), "score": units::format_decimal((*score).into(), 3) })
                })
                .collect();
            let line = json!({
                "kind": "risk", "place": place, "circuit": risk.circuit, "score": score,
                "measured": risk.measured, "reasons": reasons,
            });
            writeln!(out, "{line}")?;
        } else {
            let reasons: Vec<_> = risk.reasons.iter().map(|(reason, _)| words(*reason)).collect();
            let why =
                if reasons.is_empty() { "nothing known".to_owned() } else { reasons.join(", ") };
            let measured = if risk.measured { "" } else { " (not measured)" };
            writeln!(out, "{place}. {} {score}{measured}: {why}", risk.circuit)?;
        }
    }
    Ok(())
}

fn whole<T: std::str::FromStr>(column: &str, text: &str) -> Result<T, Failure> {
    match text.parse() {
        Ok(value) => Ok(value),
        Err(_) => refuse(format!("`{column}` `{text}` is not a whole number")),
    }
}

fn weights(text: &str) -> Result<RiskWeights, Failure> {
    let value = |key: &str| -> Result<u64, Failure> {
        let mut words = text.split_whitespace().filter_map(|word| word.split_once('='));
        match words.find(|(name, _)| *name == key) {
            Some((_, number)) => whole(key, number),
            None => refuse(format!("the weights `{text}` lack `{key}=`")),
        }
    };
    let known = ["complaint", "outside", "utilisation", "from", "installation"];
    for word in text.split_whitespace() {
        if !word.split_once('=').is_some_and(|(key, _)| known.contains(&key)) {
            return refuse(format!("the weights have `{word}`, not one of {}", known.join(", ")));
        }
    }
    Ok(RiskWeights {
        complaint: value("complaint")?,
        outside: value("outside")?,
        utilisation: value("utilisation")?,
        utilisation_from_permille: value("from")?,
        installation: value("installation")?,
    })
}

fn words(reason: Reason) -> String {
    match reason {
        Reason::Complaints { number, points } => format!("{number} complaints of {points} points"),
        Reason::Voltage { outside, means } => format!("{outside} of {means} means outside"),
        Reason::Congestion { utilisation_permille } => {
            format!("{utilisation_permille} thousandths of the rating")
        }
        Reason::Installations { number, points } => {
            format!("{number} of {points} points inject")
        }
    }
}
