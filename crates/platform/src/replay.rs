//! `tirelire replay`: one scenario in memory.

use crate::failure::Failure;
use std::io::Write;
use std::path::Path;
use timeline::{Output, Scenario, day_json, event_json};

/// A scenario that could not be read or run, by its file.
#[derive(Debug, thiserror::Error)]
#[error("scenario `{file}`")]
struct ScenarioFailure {
    file: String,
    source: Failure,
}

/// Replays a file: a line for each day and each event, as JSON or as a table for people.
pub fn run(file: &Path, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let failed = |source: Failure| ScenarioFailure { file: file.display().to_string(), source };
    let text = std::fs::read_to_string(file).map_err(|error| failed(error.into()))?;
    let lines = replay_text(&text).map_err(failed)?;
    for line in &lines {
        if json {
            writeln!(out, "{line}")?;
        } else {
            writeln!(out, "{}", for_people(line))?;
        }
    }
    Ok(())
}

/// Replays the text of a scenario: its lines, in order. Nothing is said of one that fails.
pub fn replay_text(text: &str) -> Result<Vec<serde_json::Value>, Failure> {
    let scenario = Scenario::parse(text)?;
    let group = scenario.group;
    let mut lines = Vec::new();
    timeline::replay(&scenario, &mut |output| {
        lines.push(match output {
            Output::Day(line) => day_json(&line, group.energy, group.rates),
            Output::Event(line) => event_json(&line),
        });
    })?;
    Ok(lines)
}

fn for_people(line: &serde_json::Value) -> String {
    let text = |key: &str| match line.get(key) {
        Some(serde_json::Value::String(text)) => text.clone(),
        Some(serde_json::Value::Array(items)) => {
            let items: Vec<&str> = items.iter().filter_map(|item| item.as_str()).collect();
            items.join(" ")
        }
        Some(serde_json::Value::Object(map)) => {
            let parts = map
                .iter()
                .map(|(name, value)| format!("{name} {}", value.as_str().unwrap_or_default()));
            parts.collect::<Vec<_>>().join("  ")
        }
        Some(other) => other.to_string(),
        None => String::new(),
    };
    if text("kind") == "day" {
        format!(
            "{}  {:11}  {}  charge {:>10}  relief {:>9}  collected {:>9}  balance {:>11}  {:14}  debt {:>10}  residue {:>9}",
            text("day"),
            text("quality"),
            text("energy_kwh"),
            text("charge_eur"),
            text("relief_eur"),
            text("collected_eur"),
            text("balance_eur"),
            text("credit_state"),
            text("debt_eur"),
            text("residue_femto_eur"),
        )
    } else {
        format!(
            "    {}  {:20}  balance {:>11}  {}  {:20}  limiter {:10}  stay {:>9}  clear {:>9}  {}",
            text("at"),
            text("event"),
            text("balance_eur"),
            text("displayed"),
            text("supply"),
            text("limiter"),
            text("amount_to_stay_on_eur"),
            text("amount_to_clear_eur"),
            text("guards"),
        )
        .trim_end()
        .to_owned()
    }
}
