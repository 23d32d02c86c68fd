//! `tirelire place`: shops and desks where people top up. Source: TP-02, UX 8.1 P-04.

use crate::engine::Engine;
use crate::failure::{Failure, chain, refuse};
use calendar::{Instant, SettlementDay};
use portal::my::{PlaceLine, Places};
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::path::PathBuf;
use store::KeptPlace;
use units::Dso;
use vending::{Distance, Hours, PlaceRow, TopUpPlace};

/// Places on one page: a phone shows no more.
const MOST_SHOWN: usize = 25;
/// Faults of a file that are told; the others are counted.
const MOST_TOLD: usize = 100;

/// Where people can top up.
#[derive(Debug, clap::Subcommand)]
pub enum PlaceCommand {
    /// Enter or change places from a CSV file with the columns
    /// `id,name,street,postcode,town,hours,bancontact,cash,gas`, such as
    /// `T1,Librairie,Rue Neuve 1,4800,Verviers,Mo-Fr 08:00-18:00; Sa 09:00-12:00; PH off,yes,no,yes`.
    /// Every bad line is told, and then nothing is kept.
    Import {
        file: PathBuf,
        #[arg(long)]
        dso: Dso,
        /// Keep the good lines of a file with bad ones.
        #[arg(long)]
        partial: bool,
    },
    /// All places of an operator.
    List {
        #[arg(long)]
        dso: Dso,
    },
    /// Nobody tops up there any more.
    End {
        id: String,
        #[arg(long)]
        dso: Dso,
    },
}

/// A line of a file, as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    id: String,
    name: String,
    street: String,
    postcode: String,
    town: String,
    hours: String,
    bancontact: String,
    cash: String,
    gas: String,
}

/// What a file says: places, and bad lines by their number.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct ReadPlaces {
    places: Vec<TopUpPlace>,
    faults: Vec<(u64, String)>,
}

pub fn run(url: &str, asked: PlaceCommand, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let mut engine = Engine::open(url)?;
    let now = crate::clock::now();
    match asked {
        PlaceCommand::Import { file, dso, partial } => {
            let read = read(std::fs::File::open(&file)?)?;
            let count = keep(&mut engine, dso, &read, partial, now)?;
            for (line, why) in read.faults.iter().take(MOST_TOLD) {
                eprintln!("line {line}: {why}; left out");
            }
            if json {
                let (lines, bad) = (read.places.len(), read.faults.len());
                writeln!(out, "{}", json!({ "places": lines, "changed": count, "left_out": bad }))?;
            } else {
                let (lines, bad) = (read.places.len(), read.faults.len());
                writeln!(out, "{lines} places, {count} new or changed, {bad} lines left out")?;
            }
            Ok(())
        }
        PlaceCommand::List { dso } => list(&mut engine, dso, json, out),
        PlaceCommand::End { id, dso } => {
            let known = engine.store.places(dso)?.into_iter().find(|place| place.id == id);
            let Some(place) = known else { return refuse(format!("{dso} has no place `{id}`")) };
            let gone = KeptPlace { gone: true, learnt_at: now, ..place };
            engine.locked(dso, |engine| Ok(engine.store.set_places(&[gone])?))?;
            writeln!(out, "{id} is shown no more")?;
            Ok(())
        }
    }
}

/// The lines of a file. Errors: no header of ours, or a file that is no text; a bad line is none of them.
pub fn read(file: impl Read) -> Result<ReadPlaces, Failure> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(file);
    let header = reader.headers()?.clone();
    let mut found = ReadPlaces::default();
    let mut seen: BTreeMap<String, u64> = BTreeMap::new();
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let Some(at) = error.position().map(csv::Position::line) else {
                    return Err(error.into());
                };
                found.faults.push((at, error.to_string()));
                continue;
            }
        };
        let number = record.position().map_or(0, csv::Position::line);
        // What is wrong here is of the header, and the same for every line.
        let line: Line = record.deserialize(Some(&header))?;
        let row = PlaceRow {
            id: &line.id,
            name: &line.name,
            street: &line.street,
            postcode: &line.postcode,
            town: &line.town,
            hours: &line.hours,
            bancontact: &line.bancontact,
            cash: &line.cash,
            gas: &line.gas,
        };
        match TopUpPlace::read(&row) {
            Ok(place) => match seen.insert(place.id.clone(), number) {
                Some(before) => {
                    let why = format!("`{}` stands in line {before} already", place.id);
                    found.faults.push((number, why));
                }
                None => found.places.push(place),
            },
            Err(error) => found.faults.push((number, chain(&error))),
        }
    }
    Ok(found)
}

/// Keeps what was read. Errors: a bad line, without `partial`: then nothing is kept, and all are told.
pub fn keep(
    engine: &mut Engine,
    dso: Dso,
    read: &ReadPlaces,
    partial: bool,
    now: Instant,
) -> Result<usize, Failure> {
    if !read.faults.is_empty() && !partial {
        let told: Vec<String> = read
            .faults
            .iter()
            .take(MOST_TOLD)
            .map(|(line, why)| format!("line {line}: {why}"))
            .collect();
        let more = read.faults.len().saturating_sub(MOST_TOLD);
        let more = if more > 0 { format!("\nand {more} lines more") } else { String::new() };
        return refuse(format!("nothing was kept\n{}{more}", told.join("\n")));
    }
    let kept: Vec<KeptPlace> = read
        .places
        .iter()
        .map(|place| KeptPlace {
            dso,
            id: place.id.clone(),
            name: place.name.clone(),
            street: place.street.clone(),
            postcode: place.postcode,
            town: place.town.clone(),
            hours: place.hours.to_string(),
            bancontact: place.bancontact,
            cash: place.cash,
            gas: place.gas,
            learnt_at: now,
            gone: false,
        })
        .collect();
    engine.locked(dso, |engine| Ok(engine.store.set_places(&kept)?))
}

fn list(engine: &mut Engine, dso: Dso, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    for place in engine.store.places(dso)?.into_iter().filter(|place| !place.gone) {
        let KeptPlace { id, name, street, postcode, town, hours, bancontact, cash, gas, .. } =
            place;
        if json {
            let line = json!({
                "id": id, "name": name, "street": street, "postcode": postcode, "town": town,
                "hours": hours, "bancontact": bancontact, "cash": cash, "gas": gas,
            });
            writeln!(out, "{line}")?;
        } else {
            writeln!(out, "{id:12}  {postcode} {town}, {street}: {name} ({hours})")?;
        }
    }
    Ok(())
}

/// The places that a page shows: what is open now first asked for, then the nearest, then by town and name.
pub fn shown(
    engine: &mut Engine,
    dso: Dso,
    postcode: Option<u16>,
    only_open: bool,
    now: Instant,
) -> Result<Places, Failure> {
    let today: SettlementDay = now.day();
    let mut lines = Vec::new();
    for place in engine.store.places(dso)?.into_iter().filter(|place| !place.gone) {
        let hours: Hours = place.hours.parse()?;
        let open = hours.is_open(now);
        if only_open && !open {
            continue;
        }
        lines.push(PlaceLine {
            distance: postcode.map(|code| Distance::between(code, place.postcode)),
            today: hours.of(today).to_vec(),
            open,
            name: place.name,
            street: place.street,
            postcode: place.postcode,
            town: place.town,
            bancontact: place.bancontact,
            cash: place.cash,
            gas: place.gas,
        });
    }
    let key = |line: &PlaceLine| {
        (line.distance, line.postcode, line.town.clone(), line.name.clone(), line.street.clone())
    };
    lines.sort_by_key(key);
    let more = lines.len() > MOST_SHOWN;
    lines.truncate(MOST_SHOWN);
    Ok(Places { now, lines, more })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{empty, instant};

    const HEADER: &str = "id,name,street,postcode,town,hours,bancontact,cash,gas\n";

    fn file(lines: &[&str]) -> ReadPlaces {
        read(format!("{HEADER}{}", lines.join("\n")).as_bytes()).unwrap()
    }

    const GOOD: &str = "T1,Librairie,\"Rue Neuve, 1\",4800,Verviers,Mo-Fr 08:00-18:00,yes,no,yes";
    const FAR: &str = "T2,Poste,Place 2,4000,Liège,Mo-Su 00:00-24:00,yes,yes,no";

    #[test]
    fn tp_02_a_bad_line_is_told_by_its_number_and_then_nothing_is_kept() {
        let mut engine = empty("sqlite::memory:");
        let read = file(&[
            GOOD,
            "T3,X,Y 1,48,Z,Mo 08:00-09:00,yes,yes,yes",
            FAR,
            "T4,X,Y 1,4800,Z,Mo 8-9,yes,yes,yes",
            "T5,too,few",
            "T1,Again,Rue 1,4800,Verviers,Mo 08:00-09:00,yes,yes,yes",
        ]);
        let lines: Vec<u64> = read.faults.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [3, 5, 6, 7]);
        assert_eq!(read.faults[0].1, "`48` is no postcode of 4 digits");
        assert_eq!(
            read.faults[1].1,
            "the hours cannot be read: `8-9` is not a window such as `08:00-12:00`"
        );
        assert_eq!(read.faults[3].1, "`T1` stands in line 2 already");
        let now = instant("2026-11-20T12:00:00+01:00");
        let refused = keep(&mut engine, Dso::Ores, &read, false, now).unwrap_err().to_string();
        assert!(refused.starts_with("nothing was kept\nline 3: `48`"), "{refused}");
        assert_eq!(engine.store.places(Dso::Ores).unwrap(), []);
        assert_eq!(keep(&mut engine, Dso::Ores, &read, true, now).unwrap(), 2);
        assert_eq!(engine.store.places(Dso::Ores).unwrap().len(), 2);
        let other = super::read("name,where\nX,Y\n".as_bytes()).unwrap_err().to_string();
        assert!(other.contains("name"), "{other}");
    }

    #[test]
    fn tp_02_the_nearest_come_first_and_what_is_closed_can_be_left_out() {
        let mut engine = empty("sqlite::memory:");
        let friday = instant("2026-11-20T12:00:00+01:00");
        keep(&mut engine, Dso::Ores, &file(&[FAR, GOOD]), false, friday).unwrap();
        let mut names = |postcode, only_open, now| -> Vec<String> {
            let places = shown(&mut engine, Dso::Ores, postcode, only_open, now).unwrap();
            places.lines.into_iter().map(|line| line.name).collect()
        };
        assert_eq!(names(None, false, friday), ["Poste", "Librairie"]);
        assert_eq!(names(Some(4_820), false, friday), ["Librairie", "Poste"]);
        let evening = instant("2026-11-20T18:00:00+01:00");
        assert_eq!(names(Some(4_820), true, evening), ["Poste"]);
        assert_eq!(names(Some(4_820), true, friday), ["Librairie", "Poste"]);
    }
}
