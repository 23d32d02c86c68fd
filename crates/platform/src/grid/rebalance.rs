//! `tirelire grid rebalance`. Source: GQ-03.

use super::{Rebalance, curves, table};
use crate::failure::{Failure, refuse};
use gridquality::{Connection, Imbalance, Phase, Point, rebalance};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

pub fn run(asked: &Rebalance, as_json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let mut connections: BTreeMap<String, Connection> = BTreeMap::new();
    table::read(&asked.points, &["point,connection,phase"], |fields| {
        let &[point, connection, phase] = fields else { return refuse("too few fields") };
        let on_phase = || match phase {
            "" => refuse(format!("the phase of point `{point}` is missing")),
            text => Ok(text.parse::<Phase>()?),
        };
        let connection = match connection {
            "single" => Connection::Single(on_phase()?),
            "fixed" => Connection::Fixed(on_phase()?),
            "three" if phase.is_empty() => Connection::Three,
            "three" => {
                return refuse(format!("point `{point}` is on three phases, not on `{phase}`"));
            }
            other => {
                return refuse(format!(
                    "connection `{other}` is not one of `single`, `fixed`, `three`"
                ));
            }
        };
        match connections.insert(point.to_owned(), connection) {
            Some(_) => refuse(format!("point `{point}` stands twice")),
            None => Ok(()),
        }
    })?;
    let curves = curves::read(&asked.input, &|point| connections.contains_key(point))?;
    let starts: BTreeSet<_> = curves.values().flat_map(BTreeMap::keys).copied().collect();
    let mut points = Vec::with_capacity(connections.len());
    for (id, connection) in connections {
        let Some(curve) = curves.get(&id) else {
            return refuse(format!("point `{id}` has no quarter-hours"));
        };
        if let Some(gap) = starts.iter().find(|start| !curve.contains_key(start)) {
            let gap = gap.to_local_string();
            return refuse(format!("point `{id}` has a gap at {gap}: it has to be filled first"));
        }
        points.push(Point { id, connection, net: curve.values().copied().collect() });
    }
    let found = rebalance(&points, asked.most)?;
    // A quarter-hour's energy four times is an hour's: watts.
    let watts = |imbalance: Imbalance| imbalance.worst / 250;
    if as_json {
        for (number, step) in (1..).zip(&found.moves) {
            let line = json!({
                "kind": "move", "number": number, "point": step.point, "from": step.from.name(),
                "to": step.to.name(), "worst_imbalance_w_after": watts(step.after),
            });
            writeln!(out, "{line}")?;
        }
        let line = json!({
            "kind": "rebalance", "points": points.len(), "quarter_hours": starts.len(),
            "moves": found.moves.len(), "worst_imbalance_w_before": watts(found.before),
            "worst_imbalance_w_after": watts(found.after),
            "imbalance_kwh_before": units::format_decimal(found.before.all, 6),
            "imbalance_kwh_after": units::format_decimal(found.after.all, 6),
        });
        writeln!(out, "{line}")?;
        return Ok(());
    }
    for (number, step) in (1..).zip(&found.moves) {
        let after = watts(step.after);
        writeln!(
            out,
            "{number}. move {} from {} to {}: worst imbalance then {after} W",
            step.point, step.from, step.to
        )?;
    }
    let (before, after) = (watts(found.before), watts(found.after));
    let moves = found.moves.len();
    writeln!(
        out,
        "{} points, {moves} moves: worst imbalance {before} W, then {after} W",
        points.len()
    )?;
    Ok(())
}
