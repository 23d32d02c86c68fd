//! `tirelire office`: which social service (CPAS, OCMW, ÖSHZ) helps those who live at a postcode. Source: UX 8.1 P-06.

use crate::engine::Engine;
use crate::failure::{Failure, chain, refuse};
use calendar::Instant;
use portal::my::HelpOffice;
use serde::Deserialize;
use std::io::{Read, Write};
use std::path::PathBuf;
use store::WelfareOffice;
use units::{Dso, Phone};

/// Letters of a name or an address, at most.
const MOST_LETTERS: usize = 120;
/// Faults of a file that are told; the others are counted.
const MOST_TOLD: usize = 100;

/// Social services by postcode.
#[derive(Debug, clap::Subcommand)]
pub enum OfficeCommand {
    /// Enter or change social services from a CSV file with the columns `postcode,name,address,phone`, a line for
    /// each postcode. Every bad line is told, and then nothing is kept.
    Import {
        file: PathBuf,
        #[arg(long)]
        dso: Dso,
    },
    /// On what a social service has the weekly list of households at risk.
    EarlyList {
        #[command(subcommand)]
        asked: crate::cpas::early::EarlyCommand,
    },
    /// The social service of a postcode.
    Show {
        postcode: u16,
        #[arg(long)]
        dso: Dso,
    },
}

/// A line of a file, as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    postcode: String,
    name: String,
    address: String,
    phone: String,
}

pub fn run(url: &str, asked: OfficeCommand, out: &mut dyn Write) -> Result<(), Failure> {
    match asked {
        OfficeCommand::EarlyList { asked } => return crate::cpas::early::run(url, asked, out),
        OfficeCommand::Import { file, dso } => {
            let mut engine = Engine::open(url)?;
            let file = std::fs::File::open(&file)?;
            let (lines, changed) = import(&mut engine, dso, file, crate::clock::now())?;
            writeln!(out, "{lines} postcodes, {changed} new or changed")?;
        }
        OfficeCommand::Show { postcode, dso } => {
            let mut engine = Engine::open(url)?;
            match engine.store.welfare_office(dso, postcode)? {
                Some(one) => {
                    writeln!(out, "{postcode}  {}, {}, {}", one.name, one.address, one.phone)?
                }
                None => return refuse(format!("{dso} knows no social service of {postcode}")),
            }
        }
    }
    Ok(())
}

fn office(line: Line, dso: Dso, now: Instant) -> Result<WelfareOffice, String> {
    let Some(postcode) = vending::postcode(&line.postcode) else {
        return Err(format!("`{}` is no postcode of 4 digits", line.postcode));
    };
    let phone = line.phone.parse::<Phone>().map_err(|error| chain(&error))?;
    for (what, text) in [("name", &line.name), ("address", &line.address)] {
        if text.is_empty() || text.chars().count() > MOST_LETTERS {
            return Err(format!("the {what} has 1 to {MOST_LETTERS} letters"));
        }
    }
    let (name, address) = (line.name, line.address);
    Ok(WelfareOffice { dso, postcode, name, address, phone, learnt_at: now })
}

/// Keeps what a file says; returns its lines, and how many are new or changed. Errors: no header of ours, or a bad
/// line: then nothing is kept, and all are told.
pub fn import(
    engine: &mut Engine,
    dso: Dso,
    file: impl Read,
    now: Instant,
) -> Result<(usize, usize), Failure> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(file);
    let header = reader.headers()?.clone();
    let (mut offices, mut faults) = (Vec::<WelfareOffice>::new(), Vec::new());
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let at = error.position().map_or(0, csv::Position::line);
                faults.push(format!("line {at}: {error}"));
                continue;
            }
        };
        let at = record.position().map_or(0, csv::Position::line);
        // Of the header: it is the same for every line.
        let line: Line = record.deserialize(Some(&header))?;
        match office(line, dso, now) {
            Ok(one) if offices.iter().any(|other| other.postcode == one.postcode) => {
                faults.push(format!("line {at}: {} is there already", one.postcode));
            }
            Ok(one) => offices.push(one),
            Err(why) => faults.push(format!("line {at}: {why}")),
        }
    }
    if !faults.is_empty() {
        let more = faults.len().saturating_sub(MOST_TOLD);
        faults.truncate(MOST_TOLD);
        let more = if more > 0 { format!("\nand {more} lines more") } else { String::new() };
        return refuse(format!("nothing was kept\n{}{more}", faults.join("\n")));
    }
    let changed = engine.locked(dso, |engine| Ok(engine.store.set_welfare_offices(&offices)?))?;
    Ok((offices.len(), changed))
}

/// As the page for everybody shows it.
pub fn shown(engine: &mut Engine, dso: Dso, postcode: u16) -> Result<Option<HelpOffice>, Failure> {
    let known = engine.store.welfare_office(dso, postcode)?;
    Ok(known.map(|one| HelpOffice { name: one.name, address: one.address, phone: one.phone }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{empty, instant};

    const HEADER: &str = "postcode,name,address,phone\n";

    #[test]
    fn p_06_the_social_service_of_a_postcode_is_entered_whole_or_not_at_all() {
        let mut engine = empty("sqlite::memory:");
        let now = instant("2026-11-20T12:00:00+01:00");
        let import = |engine: &mut Engine, lines: &str| {
            super::import(engine, Dso::Ores, format!("{HEADER}{lines}").as_bytes(), now)
        };
        let bad = "4800,CPAS de Verviers,Rue 1,087 00 00 00\n48,X,Y,087 00 00 00\n\
                   4820,X,Y,12\n4821,,Y,087 00 00 00\n4800,X,Y,087 00 00 01\n1,2\n";
        let told = import(&mut engine, bad).unwrap_err().to_string();
        let lines: Vec<&str> = told.lines().collect();
        assert_eq!(lines.len(), 6, "{told}");
        assert_eq!(lines[0], "nothing was kept");
        assert_eq!(lines[1], "line 3: `48` is no postcode of 4 digits");
        assert_eq!(lines[4], "line 6: 4800 is there already");
        assert_eq!(shown(&mut engine, Dso::Ores, 4_800).unwrap(), None);
        let good = "4800,CPAS de Verviers,\"Rue 1, 4800 Verviers\",087 30 00 00\n";
        assert_eq!(import(&mut engine, good).unwrap(), (1, 1));
        assert_eq!(import(&mut engine, good).unwrap(), (1, 0), "nothing is new");
        let found = shown(&mut engine, Dso::Ores, 4_800).unwrap().unwrap();
        assert_eq!(
            (found.name.as_str(), found.phone.national().as_str()),
            ("CPAS de Verviers", "087 30 00 00")
        );
        assert_eq!(shown(&mut engine, Dso::Resa, 4_800).unwrap(), None, "of another operator");
        let other = super::import(&mut engine, Dso::Ores, "a,b\n1,2\n".as_bytes(), now);
        assert!(other.unwrap_err().to_string().contains('a'));
    }
}
