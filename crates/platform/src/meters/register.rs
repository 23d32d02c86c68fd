//! `tirelire meter add`, `list`, `reseal`: which meters there are, and their keys.
//!
//! A file has a header with the names of its columns, and a meter on each line. Keys are sealed before
//! anything is kept; they are never shown again.

use super::{kept, secrets};
use crate::failure::{Failure, chain, refuse};
use crate::sealed::{KEY_VARIABLE, MasterKeys};
use calendar::Instant;
use clap::Args;
use dlms::{MeterKeys, Profile, Security};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::{KeptKey, KeyState, Meter, Polled, Store};
use units::{Dso, Ean};

/// Meters that one transaction writes, and one statement lists.
const TOGETHER: usize = 1_000;
/// What a file has to say of each meter.
const NEEDED: [&str; 5] = ["serial", "ean", "profile", "place", "cell"];
const KNOWN: [&str; 15] = [
    "serial",
    "ean",
    "energy",
    "dso",
    "profile",
    "place",
    "framing",
    "server",
    "cell",
    "placed",
    "behind",
    "title",
    "encryption_key",
    "authentication_key",
    "master_key",
];

#[derive(Debug, Args)]
pub struct Add {
    /// Columns serial, ean, profile, place and cell; energy, dso, framing (`wrapper` or `hdlc:17`),
    /// server, placed, behind (the meter that speaks for it on M-Bus), title, encryption_key, authentication_key and master_key may be there or not.
    file: PathBuf,
    /// The operator of meters whose line does not say, and whose point has no account.
    #[arg(long)]
    dso: Option<Dso>,
    /// Kinds of meters beside those that are shipped.
    #[arg(long, env = "TIRELIRE_PROFILES")]
    profiles: Option<PathBuf>,
    /// Add the good lines of a bad file.
    #[arg(long)]
    partial: bool,
    /// A meter at one of the points was exchanged: it ends there, and the new one begins.
    #[arg(long)]
    swap: bool,
    /// When meters were placed whose line does not say; now without it.
    #[arg(long)]
    at: Option<Instant>,
}

#[derive(Debug, Args)]
pub struct List {
    #[arg(long)]
    pub(super) dso: Option<Dso>,
}

/// Kinds of meters by name.
pub type Profiles = BTreeMap<String, Arc<Profile>>;

/// Those that are shipped, and those of a folder, which hold where both have a name.
pub fn profiles(folder: Option<&Path>) -> Result<Profiles, Failure> {
    let mut all = Profile::shipped()?;
    if let Some(folder) = folder {
        all.extend(Profile::load(folder)?);
    }
    Ok(all.into_iter().map(|profile| (profile.name.clone(), profile)).collect())
}

/// A line that is good by itself.
struct Line {
    meter: Meter,
    keys: Option<KeptKey>,
}

/// What lines are read against.
struct Reader<'a> {
    store: &'a mut Store,
    masters: &'a MasterKeys,
    profiles: &'a Profiles,
    dso: Option<Dso>,
    swap: bool,
    at: Instant,
    /// Serials and points of the lines before.
    seen: (BTreeSet<String>, BTreeSet<Ean>),
}

pub fn add(url: &str, asked: &Add, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let text = std::fs::read_to_string(&asked.file)?;
    let profiles = profiles(asked.profiles.as_deref())?;
    let mut store = Store::open(url)?;
    let masters = MasterKeys::from_environment()?;
    let at = asked.at.unwrap_or_else(crate::clock::now);
    let (dso, swap) = (asked.dso, asked.swap);
    let (masters, profiles) = (&masters, &profiles);
    let seen = Default::default();
    let mut reader = Reader { store: &mut store, masters, profiles, dso, swap, at, seen };
    let (lines, problems) = reader.read(&text)?;
    for (number, problem) in &problems {
        eprintln!("line {number}: {}", chain(problem.as_ref()));
    }
    if !problems.is_empty() && !asked.partial {
        let (bad, all) = (problems.len(), problems.len() + lines.len());
        return refuse(format!("{bad} of {all} lines are bad: no meter was added"));
    }
    keep(&mut store, &lines, asked.swap)?;
    let sealed = lines.iter().filter(|line| line.keys.is_some()).count();
    let (added, left_out) = (lines.len(), problems.len());
    if json {
        let line = json!({
            "kind": "meters_added", "added": added, "with_keys": sealed, "left_out": left_out,
        });
        writeln!(out, "{line}")?;
    } else {
        writeln!(out, "{added} meters added, {sealed} with keys, {left_out} lines left out")?;
    }
    Ok(())
}

/// All of them in one transaction.
fn keep(store: &mut Store, lines: &[Line], swap: bool) -> Result<(), Failure> {
    let Some(first) = lines.first() else { return Ok(()) };
    let meters: Vec<Meter> = lines.iter().map(|line| line.meter.clone()).collect();
    let keys: Vec<KeptKey> = lines.iter().filter_map(|line| line.keys.clone()).collect();
    store.locked(first.meter.dso, |store| {
        store.place_meters(&meters, swap)?;
        store.add_meter_keys(&keys)
    })?;
    Ok(())
}

/// Bad lines by number.
type Problems = Vec<(usize, Failure)>;

impl Reader<'_> {
    fn read(&mut self, text: &str) -> Result<(Vec<Line>, Problems), Failure> {
        let mut rows = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
        let Some((_, header)) = rows.next() else { return refuse("the file is empty") };
        let columns: Vec<&str> =
            header.trim_start_matches('\u{feff}').split(',').map(str::trim).collect();
        for needed in NEEDED {
            if !columns.contains(&needed) {
                return refuse(format!("line 1: column `{needed}` is missing"));
            }
        }
        if let Some(unknown) = columns.iter().find(|column| !KNOWN.contains(column)) {
            return refuse(format!("line 1: column `{unknown}` is not known"));
        }
        let (mut lines, mut problems) = (Vec::new(), Vec::new());
        for (number, row) in rows {
            let cells: Vec<&str> = row.split(',').map(str::trim).collect();
            let line = if cells.len() == columns.len() {
                self.line(&columns.iter().copied().zip(cells).collect())
            } else {
                refuse(format!("{} cells, the header has {}", cells.len(), columns.len()))
            };
            match line {
                Ok(line) => lines.push(line),
                Err(problem) => problems.push((number, problem)),
            }
        }
        Ok((lines, problems))
    }

    fn line(&mut self, cells: &BTreeMap<&str, &str>) -> Result<Line, Failure> {
        let cell = |name: &str| cells.get(name).copied().filter(|text| !text.is_empty());
        let needed = |name: &str| match cell(name) {
            Some(text) => Ok(text.to_owned()),
            None => refuse(format!("`{name}` is empty")),
        };
        let serial = needed("serial")?;
        let ean: Ean = needed("ean")?.parse()?;
        let name = needed("profile")?;
        let Some(profile) = self.profiles.get(&name) else {
            return refuse(format!("there is no profile `{name}`"));
        };
        if cell("energy").is_some_and(|energy| energy != profile.energy.name()) {
            return refuse(format!("profile `{name}` is of {}", profile.energy));
        }
        let place = needed("place")?;
        let port = place.rsplit_once(':').and_then(|(_, port)| port.parse::<u16>().ok());
        if port.is_none() {
            return refuse(format!("`{place}` is not `host:port`"));
        }
        let server: Option<u16> = cell("server").map(str::parse).transpose()?;
        if server == Some(0) {
            return refuse("logical device 0 is none");
        }
        let title = cell("title").map(str::to_uppercase);
        if title.as_deref().is_some_and(|title| kept::title_of(title).is_none()) {
            return refuse("a title is 16 hexadecimal digits");
        }
        let account = self.store.account_of(ean)?;
        let stated: Option<Dso> = cell("dso").map(str::parse).transpose()?;
        let Some(dso) = stated.or(account.as_ref().map(|account| account.dso)).or(self.dso) else {
            return refuse(format!("EAN {ean} has no account: say the operator with --dso"));
        };
        if account.is_some_and(|account| account.group.energy != profile.energy) {
            return refuse(format!("EAN {ean} is not a point of {}", profile.energy));
        }
        if !self.seen.0.insert(serial.clone()) || self.store.meter(&serial)?.is_some() {
            return refuse(format!("meter `{serial}` is placed already"));
        }
        let has = self.store.meter_of(ean)?.filter(|_| !self.swap);
        if !self.seen.1.insert(ean) || has.is_some() {
            return refuse(format!("EAN {ean} has a meter already"));
        }
        let placed: Option<Instant> = cell("placed").map(str::parse).transpose()?;
        let behind = cell("behind").map(str::to_owned);
        if let Some(speaker) = &behind
            && !self.seen.0.contains(speaker)
            && self.store.meter(speaker)?.is_none()
        {
            return refuse(format!("meter `{speaker}`, which is to speak for it, is not placed"));
        }
        let keys = match &behind {
            None => self.keys(&serial, profile, cell)?,
            Some(_) if cell("encryption_key").is_none() => None,
            Some(speaker) => return refuse(format!("its keys are those of meter `{speaker}`")),
        };
        let meter = Meter {
            serial,
            placed_at: placed.unwrap_or(self.at),
            removed_at: None,
            dso,
            ean,
            energy: profile.energy,
            profile: name,
            place,
            hdlc_physical: hdlc(cell("framing"))?,
            server,
            cell: needed("cell")?,
            title,
            read_midnight: None,
            behind,
        };
        Ok(Line { meter, keys })
    }

    fn keys<'a>(
        &mut self,
        serial: &str,
        profile: &Profile,
        cell: impl Fn(&str) -> Option<&'a str>,
    ) -> Result<Option<KeptKey>, Failure> {
        let key = |name: &str| match cell(name).map(secrets::key_of) {
            None => Ok(None),
            Some(Some(key)) => Ok(Some(key)),
            Some(None) => refuse(format!("`{name}` is not 32 hexadecimal digits")),
        };
        let (encryption, authentication) = (key("encryption_key")?, key("authentication_key")?);
        let master = key("master_key")?;
        let known = !self.store.meter_keys(&[serial])?.is_empty();
        match (encryption, authentication) {
            (Some(_), Some(_)) if known => {
                refuse(format!("meter `{serial}` has keys already: leave them out"))
            }
            (Some(encryption), Some(authentication)) => {
                let keys = MeterKeys { generation: 1, encryption, authentication, master };
                Ok(Some(secrets::seal(self.masters, serial, KeyState::Current, &keys)?))
            }
            (None, None) if known || profile.security == Security::Plain => Ok(None),
            (None, None) => refuse(format!("profile `{}` needs keys", profile.name)),
            _ => refuse("one of the two keys is missing"),
        }
    }
}

/// The physical address of `hdlc:17`; `None` is the wrapper.
fn hdlc(framing: Option<&str>) -> Result<Option<u16>, Failure> {
    match framing.map(|text| text.split_once(':').unwrap_or((text, "17"))) {
        None | Some(("wrapper", _)) => Ok(None),
        Some(("hdlc", physical)) => match physical.parse() {
            Ok(physical) if physical <= 0x3fff => Ok(Some(physical)),
            _ => refuse(format!("`{physical}` is no physical address")),
        },
        Some((other, _)) => refuse(format!("framing `{other}` is neither `wrapper` nor `hdlc:17`")),
    }
}

pub fn list(url: &str, asked: &List, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let mut store = Store::open(url)?;
    for dso in Dso::ALL.into_iter().filter(|dso| asked.dso.is_none_or(|only| only == *dso)) {
        let mut after: Option<String> = None;
        loop {
            let some = store.meters(dso, after.as_deref(), TOGETHER)?;
            let Some(last) = some.last() else { break };
            after = Some(last.serial.clone());
            let serials: Vec<&str> = some.iter().map(|meter| meter.serial.as_str()).collect();
            let mut generations = BTreeMap::new();
            for key in store.meter_keys(&serials)? {
                if key.state == KeyState::Current {
                    generations.insert(key.meter, key.generation);
                }
            }
            let polls = store.last_polls(dso, &serials)?;
            for meter in &some {
                let (generation, last) = (generations.get(&meter.serial), polls.get(&meter.serial));
                show(meter, generation.copied(), last, json, out)?;
            }
        }
    }
    Ok(())
}

fn show(
    meter: &Meter,
    generation: Option<u32>,
    last: Option<&Polled>,
    json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let framing = meter.hdlc_physical.map_or("wrapper".to_owned(), |at| format!("hdlc:{at}"));
    let read = meter.read_midnight.map(|day| day.to_string());
    let placed = meter.placed_at.to_local_string();
    if json {
        let line = json!({
            "kind": "meter", "serial": meter.serial, "ean": meter.ean.to_string(),
            "dso": meter.dso.name(), "energy": meter.energy.name(), "profile": meter.profile,
            "place": meter.place, "framing": framing, "server": meter.server, "cell": meter.cell,
            "title": meter.title, "placed_at": placed, "read_midnight": read,
            "key_generation": generation,
            "last_collection": last.map(|last| json!({
                "day": last.day.to_string(), "outcome": last.outcome, "detail": last.detail,
                "at": last.at.to_local_string(),
            })),
        });
        writeln!(out, "{line}")?;
    } else {
        let keys = generation.map_or("no keys".to_owned(), |number| format!("keys {number}"));
        let last = last.map(|last| {
            let words = last.outcome.replace('_', " ");
            let detail = if last.detail.is_empty() { "" } else { ": " };
            format!(", {}: {words}{detail}{}", last.day, last.detail)
        });
        let last = last.unwrap_or_default();
        writeln!(
            out,
            "{} {} {} {} {} {framing} cell {} {keys}, placed {placed}, read to {}{last}",
            meter.serial,
            meter.ean,
            meter.dso,
            meter.profile,
            meter.place,
            meter.cell,
            read.as_deref().unwrap_or("never"),
        )?;
    }
    Ok(())
}

/// Seals what is under an older master key.
pub fn reseal(url: &str, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let masters = MasterKeys::from_environment()?;
    if masters.is_empty() {
        return refuse(format!("{KEY_VARIABLE} is not set: there is nothing to seal with"));
    }
    let mut store = Store::open(url)?;
    let (mut after, mut count): (Option<String>, u64) = (None, 0);
    loop {
        let some = store.meters_with_keys(after.as_deref(), TOGETHER)?;
        let Some(last) = some.last() else { break };
        after = Some(last.clone());
        let serials: Vec<&str> = some.iter().map(String::as_str).collect();
        for key in store.meter_keys(&serials)? {
            if let Some(anew) = secrets::reseal(&masters, &key)? {
                store.reseal_meter_key(&anew)?;
                count += 1;
            }
        }
    }
    if json {
        writeln!(out, "{}", json!({ "kind": "resealed", "meter_keys": count }))?;
    } else {
        writeln!(out, "keys of {count} meters are under another seal now")?;
    }
    Ok(())
}
