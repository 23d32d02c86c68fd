//! `tirelire sim`: random account-years in the core and in the second books, which have to agree on
//! every figure, state, order and refusal.

use crate::failure::{Failure, refuse};
use crate::replay::replay_text;
use serde_json::Value;
use std::io::Write;

/// What the second books do not keep.
const NOT_COMPARED: [&str; 1] = ["limiter_mark"];

/// How one year went.
#[derive(Debug, PartialEq, Eq)]
pub enum Verdict {
    Agreed { days: usize, events: usize, cuts: usize },
    Disagreed { line: usize, core: String, books: String },
}

fn comparable(lines: Vec<Value>) -> Vec<Value> {
    let mut kept = Vec::new();
    for mut line in lines {
        let event = line.get("event").and_then(Value::as_str).unwrap_or_default();
        if NOT_COMPARED.contains(&event) {
            continue;
        }
        if let Some(object) = line.as_object_mut() {
            object.remove("relief_residue_femto_eur");
            if let Some(residue) = object.get_mut("residue_femto_eur") {
                *residue = Value::String(residue.to_string().replace('"', ""));
            }
        }
        kept.push(line);
    }
    kept
}

/// Replays a scenario in both and compares line by line.
pub fn compare(scenario: &str) -> Result<Verdict, Failure> {
    let core = replay_text(scenario).map_err(|failure| crate::failure::chain(failure.as_ref()));
    let books = sim::books::run(scenario);
    let (core, books) = match (core, books) {
        (Ok(core), Ok(books)) => (core, books),
        (Err(_), Err(_)) => return Ok(Verdict::Agreed { days: 0, events: 0, cuts: 0 }),
        (core, books) => {
            let said = |failure: Option<String>| failure.unwrap_or_else(|| "no objection".into());
            return Ok(Verdict::Disagreed {
                line: 0,
                core: said(core.err()),
                books: said(books.err()),
            });
        }
    };
    let books = books.iter().map(serde_json::to_value).collect::<Result<Vec<_>, _>>()?;
    let (core, books) = (comparable(core), comparable(books));
    for line in 0..core.len().max(books.len()) {
        let (one, other) = (core.get(line), books.get(line));
        if one != other {
            let text = |value: Option<&Value>| value.map_or("nothing".into(), Value::to_string);
            return Ok(Verdict::Disagreed { line, core: text(one), books: text(other) });
        }
    }
    let count = |key: &str, wanted: &str| {
        core.iter().filter(|line| line.get(key).and_then(Value::as_str) == Some(wanted)).count()
    };
    Ok(Verdict::Agreed {
        days: count("kind", "day"),
        events: count("kind", "event"),
        cuts: count("event", "cut_confirmed"),
    })
}

/// Compares `seeds` years from `from` on. Errors: the first years that differ are written out.
pub fn run(seeds: u64, from: u64, days: Option<u32>, out: &mut dyn Write) -> Result<(), Failure> {
    let (mut all_days, mut all_events, mut all_cuts, mut differing) = (0, 0, 0, 0);
    for seed in from..from.saturating_add(seeds) {
        let scenario = match days {
            Some(days) => sim::years::account_year_of(seed, days),
            None => sim::years::account_year(seed),
        };
        match compare(&scenario)? {
            Verdict::Agreed { days, events, cuts } => {
                all_days += days;
                all_events += events;
                all_cuts += cuts;
            }
            Verdict::Disagreed { line, core, books } => {
                differing += 1;
                if differing <= 10 {
                    writeln!(out, "seed {seed}, line {line}:\n  core  {core}\n  books {books}")?;
                }
            }
        }
    }
    writeln!(
        out,
        "{seeds} account-years from seed {from}: {all_days} day lines, {all_events} events, {all_cuts} cuts, {differing} years differ"
    )?;
    if differing == 0 { Ok(()) } else { refuse(format!("{differing} of {seeds} years differ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Injection that is netted, holes in it, regularisations and the end of compensation.
    #[test]
    fn ps_11_core_and_second_books_agree_on_years_of_prosumers() {
        let (mut credited, mut provisional) = (0, 0);
        for seed in 0..120 {
            let scenario = sim::years::prosumer_year(seed);
            let verdict = compare(&scenario).unwrap();
            assert!(matches!(verdict, Verdict::Agreed { .. }), "seed {seed}: {verdict:?}");
            for line in sim::books::run(&scenario).unwrap() {
                if let sim::books::Line::Day(day) = line {
                    credited += u32::from(day.charge_eur.starts_with('-'));
                    provisional += u32::from(day.quality == "provisional");
                }
            }
        }
        assert!(credited > 500 && provisional > 200, "{credited} {provisional}");
    }

    /// What sharing gives back by day and month, corrections up and down, and the same told twice.
    #[test]
    fn es_19_pa_02_core_and_second_books_agree_on_years_with_sharing() {
        let (mut told, mut residues) = (0, std::collections::BTreeSet::new());
        for seed in 0..120 {
            let scenario = sim::years::sharing_year(seed);
            let verdict = compare(&scenario).unwrap();
            assert!(matches!(verdict, Verdict::Agreed { .. }), "seed {seed}: {verdict:?}");
            for line in sim::books::run(&scenario).unwrap() {
                match line {
                    sim::books::Line::Day(day) => {
                        residues.insert(day.residue_femto_eur);
                    }
                    sim::books::Line::Event(event) => {
                        told += u32::from(event.event == "shared_energy");
                    }
                }
            }
        }
        assert!(told > 5_000 && residues.len() > 5_000, "{told} {}", residues.len());
    }

    /// The short form of `cargo xtask sim`.
    #[test]
    fn core_and_second_books_agree_on_random_account_years() {
        let seeds = std::env::var("TIRELIRE_SIM_SEEDS").ok();
        let seeds: u64 = seeds.and_then(|text| text.parse().ok()).unwrap_or(200);
        let mut report = Vec::new();
        let agreed = run(seeds, 0, None, &mut report);
        assert!(agreed.is_ok(), "{}", String::from_utf8_lossy(&report));
    }
}
