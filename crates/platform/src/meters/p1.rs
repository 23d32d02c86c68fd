//! `tirelire meter p1`: what meters say of themselves. Nothing of it enters an account. Source: MT-16.

use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use crate::meters::live::{Home, Keeper};
use calendar::Instant;
use clap::Args;
use headend::p1::{self, Device, DeviceKind, Item, Telegram, Version};
use serde_json::{Value, json};
use std::io::Write;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// The format of telegrams in `import --format`.
pub const FORMAT: &str = "p1";

#[derive(Debug, Args)]
pub struct P1 {
    /// A file of telegrams, plain or gzip.
    #[arg(required_unless_present = "connect")]
    file: Option<PathBuf>,
    /// A gateway that sends telegrams: `HOST:PORT`. It is read until it closes.
    #[arg(long, conflicts_with = "file", value_name = "ADDR")]
    connect: Option<String>,
    /// Show the newest values on the page of this account's household for some minutes. The telegrams have to
    /// be of the meter that hangs there.
    #[arg(long, value_name = "ACCOUNT|EAN")]
    keep: Option<String>,
}

pub fn run(url: &str, asked: &P1, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    if let Some(name) = &asked.keep {
        let mut engine = Engine::open(url)?;
        return keep(&mut engine, asked, name, &crate::clock::now, json, out);
    }
    let P1 { file, connect, .. } = asked;
    let (mut good, mut refused) = (0_u64, 0_u64);
    let mut written = Ok(());
    let mut each = |item: Item| match item {
        Item::Telegram(telegram) => {
            good += 1;
            for problem in &telegram.problems {
                eprintln!("{problem}");
            }
            let line = if json { values(&telegram).to_string() } else { sentence(&telegram) };
            if written.is_ok() {
                written = writeln!(out, "{line}").and_then(|()| out.flush());
            }
        }
        Item::Refused(refusal) => {
            refused += 1;
            eprintln!("{refusal}");
        }
    };
    match (file, connect) {
        (Some(file), _) => p1::read_file(file, &mut each)?,
        (None, Some(address)) => p1::listen_to(address, &mut each)?,
        (None, None) => return refuse("name a file, or an address with --connect"),
    }
    written?;
    match good {
        0 => refuse(format!("no telegram was read, {refused} were refused")),
        _ => Ok(()),
    }
}

/// Keeps the newest values of a home's meter until the file or the stream ends. Errors: a telegram is of another
/// meter, or none was kept.
fn keep(
    engine: &mut Engine,
    P1 { file, connect, .. }: &P1,
    name: &str,
    clock: &dyn Fn() -> Instant,
    json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let home = Home::find(engine, name)?;
    let account = home.account;
    let mut keeper = Keeper::new(engine, home, clock);
    let mut taken = Ok(());
    let mut each = |item: Item| {
        if let Item::Refused(refusal) = &item {
            eprintln!("{refusal}");
        }
        taken = keeper.take(&item);
        if taken.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    };
    let heard = match (file, connect) {
        (Some(file), _) => p1::read_file_until(file, &mut each),
        (None, Some(address)) => p1::listen_until(address, &mut each),
        (None, None) => return refuse("name a file, or an address with --connect"),
    };
    taken?;
    // What came before a line was lost is as true as it was.
    keeper.finish()?;
    heard?;
    let counts = keeper.counts;
    if counts.kept == 0 {
        return refuse(format!("nothing was kept: {counts}"));
    }
    if json {
        let line = json!({
            "kind": "p1_kept", "account": account.0, "telegrams": counts.telegrams, "kept": counts.kept,
            "refused": counts.refused, "unchecked": counts.unchecked, "empty": counts.empty,
            "old": counts.old, "ahead": counts.ahead, "booked": 0,
        });
        writeln!(out, "{line}")?;
    } else {
        writeln!(out, "account {account}: {counts}; nothing of it is booked")?;
    }
    Ok(())
}

/// What `import` says of a file of telegrams: how many, from when to when. They are live values, so
/// there is nothing to book. Source: MT-16.
pub fn import(file: &Path, partial: bool, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let (mut good, mut lines, mut refused) = (0_u64, 0_u64, Vec::new());
    let (mut first, mut last) = (None, None);
    p1::read_file(file, &mut |item| match item {
        Item::Telegram(telegram) => {
            good += 1;
            lines += telegram.problems.len() as u64;
            for problem in &telegram.problems {
                eprintln!("{problem}");
            }
            first = first.or(telegram.at);
            last = telegram.at.or(last);
        }
        Item::Refused(refusal) => refused.push(refusal),
    })?;
    for refusal in &refused {
        eprintln!("{refusal}");
    }
    let name = file.display();
    if good == 0 || (!refused.is_empty() && !partial) {
        let count = refused.len();
        return refuse(format!("nothing of `{name}` was taken in, {count} telegrams are wrong"));
    }
    let time = |at: Option<calendar::Instant>| at.map(|at| at.to_local_string());
    if json {
        let line = json!({
            "file": name.to_string(), "format": FORMAT, "telegrams": good, "refused": refused.len(),
            "lines_left_out": lines, "first": time(first), "last": time(last), "booked": 0,
        });
        writeln!(out, "{line}")?;
    } else {
        let until = time(last).unwrap_or_else(|| "a time that is not stated".to_owned());
        writeln!(
            out,
            "{name}: {good} telegrams until {until}, {} refused, {lines} lines left out; live values, \
             nothing of them is booked",
            refused.len(),
        )?;
    }
    Ok(())
}

fn values(telegram: &Telegram) -> Value {
    let phases = telegram.phases.iter().map(|phase| {
        json!({
            "voltage_mv": phase.voltage_mv, "current_ma": phase.current_ma,
            "power_taken_w": phase.power_taken_w, "power_injected_w": phase.power_injected_w,
        })
    });
    let kwh = |energy: Option<units::MilliWattHours>| energy.map(|energy| energy.to_string());
    json!({
        "kind": "p1", "identification": telegram.identification, "version": version(telegram.version),
        "at": telegram.at.map(|at| at.to_local_string()), "serial": telegram.serial,
        "ean": telegram.ean,
        "kwh": {
            "1.8.1": kwh(telegram.taken[0]), "1.8.2": kwh(telegram.taken[1]),
            "2.8.1": kwh(telegram.injected[0]), "2.8.2": kwh(telegram.injected[1]),
        },
        "tariff": telegram.tariff, "power_taken_w": telegram.power_taken_w,
        "power_injected_w": telegram.power_injected_w, "phases": phases.collect::<Vec<_>>(),
        "demand_w": telegram.demand.running_w,
        "month_peak_w": telegram.demand.month_peak.map(|peak| peak.power_w),
        "breaker": telegram.breaker.map(|breaker| format!("{breaker:?}")),
        "devices": telegram.devices.iter().map(device).collect::<Vec<_>>(),
        "problems": telegram.problems.len(),
    })
}

fn device(device: &Device) -> Value {
    json!({
        "channel": device.channel, "kind": device.kind.map(kind), "serial": device.serial,
        "at": device.volume.map(|(at, _)| at.to_local_string()),
        "m3": device.volume.map(|(_, volume)| volume.to_string()),
        "valve": device.valve.map(|valve| format!("{valve:?}")),
    })
}

fn kind(kind: DeviceKind) -> String {
    match kind {
        DeviceKind::Electricity => "electricity".to_owned(),
        DeviceKind::Gas => "gas".to_owned(),
        DeviceKind::Heat => "heat".to_owned(),
        DeviceKind::WarmWater => "warm water".to_owned(),
        DeviceKind::Water => "water".to_owned(),
        DeviceKind::Other(code) => format!("kind {code}"),
    }
}

fn version(version: Version) -> Option<String> {
    match version {
        Version::Unstated => None,
        Version::Dsmr(version) => Some(format!("dsmr {version}")),
        Version::Emucs(version) => Some(format!("e-mucs {version}")),
    }
}

fn sentence(telegram: &Telegram) -> String {
    let mut parts = vec![
        telegram.at.map_or_else(|| telegram.identification.clone(), |at| at.to_local_string()),
    ];
    let mut registers = Vec::new();
    let codes = ["1.8.1", "1.8.2", "2.8.1", "2.8.2"];
    let values = telegram.taken.iter().chain(&telegram.injected);
    for (code, value) in codes.iter().zip(values) {
        registers.extend(value.map(|value| format!("{code} {value} kWh")));
    }
    parts.extend(registers);
    parts.extend(telegram.power_taken_w.map(|watt| format!("takes {watt} W")));
    parts
        .extend(telegram.power_injected_w.filter(|watt| *watt > 0).map(|w| format!("gives {w} W")));
    for device in &telegram.devices {
        let name = device.kind.map_or_else(|| "device".to_owned(), kind);
        parts.extend(device.volume.map(|(_, volume)| format!("{name} {volume} m³")));
    }
    parts.join(", ")
}
