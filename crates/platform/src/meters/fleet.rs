//! `tirelire meter fleet`: thousands of smart meters in one process, some of them in a bad world.

use super::served::{
    HomeDays, HomeLoad, Household, Knobs, MeasuredHome, MeterTime, Placing, RegistryRow, Serving,
    VirtualMeter, keys_of, mixed, profile_of, registry,
};
use crate::failure::{Failure, refuse};
use calendar::Instant;
use clap::Args;
use dlms::Profile;
use dlms::face::ServedModel;
use headend::{Content, Options};
use params::ParameterBook;
use serde_json::json;
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;
use units::{Dso, Energy, Litres, MilliWattHours};
use virtual_meters::{Kind, MeterSerial, Place};

/// Meters behind one port, and in one cell of the field network.
const ON_A_PORT: usize = 500;
const PERCENT: u64 = 100;

#[derive(Debug, Args)]
pub struct FleetOf {
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    meters: u32,
    /// The first port, or port 0 for free ones; 500 meters are behind each.
    #[arg(long, default_value = "127.0.0.1:0", value_name = "ADDR")]
    listen: SocketAddr,
    /// How many of a hundred do not answer.
    #[arg(long, default_value_t = 0)]
    silent: u8,
    /// How many of a hundred answer 3 s late.
    #[arg(long, default_value_t = 0)]
    slow: u8,
    /// How many of a hundred lose one in ten answers, send them twice, late, or hang up.
    #[arg(long, default_value_t = 0)]
    lossy: u8,
    /// How many of a hundred are gas meters.
    #[arg(long, default_value_t = 0)]
    gas: u8,
    /// Quarter-hours of real homes, in a format that `import` reads; without it homes are made up.
    #[arg(long, value_name = "FILE")]
    homes: Option<PathBuf>,
    /// What keys, homes and faults follow from.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Write who the meters are, where they are and their keys, for a head-end.
    #[arg(long, value_name = "FILE")]
    registry: Option<PathBuf>,
    /// What time it is around the meters; now without it.
    #[arg(long)]
    at: Option<Instant>,
    /// How many days the meters have been there already, and have rows of.
    #[arg(long, default_value_t = 2)]
    days: u16,
    /// How fast their time runs.
    #[arg(long, default_value_t = 1)]
    speed: u32,
    /// What is wrong with one meter: `SERIAL=KNOBS`, such as `17=holes=0.1,clock=+3600s`.
    #[arg(long = "knobs", value_name = "SERIAL=KNOBS")]
    knobs: Vec<OfOne>,
}

/// The knobs of one meter.
#[derive(Debug, Clone)]
struct OfOne {
    serial: u64,
    knobs: Knobs,
}

impl FromStr for OfOne {
    type Err = Failure;
    fn from_str(text: &str) -> Result<Self, Failure> {
        let Some((serial, knobs)) = text.split_once('=') else {
            return refuse(format!("`{text}` is not SERIAL=KNOBS"));
        };
        Ok(Self { serial: serial.parse()?, knobs: knobs.parse()? })
    }
}

/// Meters that are placed, and what a head-end is told of them.
struct Placed {
    served: Vec<Arc<ServedModel>>,
    known: Vec<(MeterSerial, Arc<Profile>)>,
    silent: usize,
    gas: usize,
    /// Those that tell something by themselves.
    telling: Vec<(VirtualMeter, Arc<ServedModel>)>,
    placed_at: Instant,
}

pub fn run(asked: &FleetOf, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let begun = std::time::Instant::now();
    let placed = place(asked, &ParameterBook::shipped()?)?;
    let Placed { served, known, silent, gas, telling, placed_at } = placed;
    let count = served.len();
    let serving = Serving::begin(served, asked.listen, ON_A_PORT)?;
    for (meter, served) in &telling {
        serving.let_tell(meter, served, 0);
    }
    if let Some(file) = &asked.registry {
        let mut rows = Vec::with_capacity(count);
        for ((serial, profile), place) in known.iter().zip(serving.places()) {
            let cell = format!("cell-{}", 1 + rows.len() / ON_A_PORT);
            let keys = keys_of(asked.seed, *serial);
            let place = (*place, placed_at);
            rows.push(RegistryRow::new(*serial, Dso::Ores, profile, place, &cell, keys)?);
        }
        std::fs::write(file, registry(&rows))?;
    }
    let (first, last) = (serving.places().first(), serving.places().last());
    let (Some(first), Some(last)) = (first, last) else { return refuse("there are no meters") };
    let (first, last, took) = (first.address, last.address, begun.elapsed());
    let electricity = count - gas;
    if json {
        let line = json!({
            "meters": count, "electricity": electricity, "gas": gas, "silent": silent,
            "first": first.to_string(), "last": last.to_string(),
            "ready_in_ms": u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
        });
        writeln!(out, "{line}")?;
    } else {
        writeln!(
            out,
            "{count} meters ({electricity} electricity, {gas} gas; {silent} silent) at {first} to {last}, \
             ready in {took:.1?}"
        )?;
    }
    out.flush()?;
    wait_for_the_end()
}

fn place(asked: &FleetOf, book: &ParameterBook) -> Result<Placed, Failure> {
    let shares = [asked.silent, asked.slow, asked.lossy].map(u64::from);
    if shares.iter().sum::<u64>() > PERCENT || u64::from(asked.gas) > PERCENT {
        return refuse(
            "of a hundred meters more than a hundred would be silent, slow, lossy or gas",
        );
    }
    let homes = asked.homes.as_deref().map(homes_of).transpose()?;
    let at = asked.at.unwrap_or_else(crate::clock::now);
    let placed_at = at.day().plus(-i32::from(asked.days)).start();
    let time = MeterTime::runs(at, asked.speed);
    let own: BTreeMap<u64, Knobs> = asked.knobs.iter().map(|one| (one.serial, one.knobs)).collect();
    let electricity = profile_of(Kind::SmartElectricity, false)?;
    let gas = profile_of(Kind::SmartGas, false)?;
    let (served, known, telling) = (Vec::new(), Vec::new(), Vec::new());
    let mut placed = Placed { served, known, silent: 0, gas: 0, telling, placed_at };
    for number in 1..=u64::from(asked.meters) {
        let is_gas = turn(asked.seed, number, 63) < u64::from(asked.gas);
        let (kind, profile) = match is_gas {
            true => (Kind::SmartGas, &gas),
            false => (Kind::SmartElectricity, &electricity),
        };
        let chance = mixed(asked.seed, number);
        let mut place = Place::new(kind, placed_at);
        place.serial = MeterSerial(number);
        let start = |most: u64, place: u64| i64::try_from((chance >> place) % most).unwrap_or(0);
        place.kwh = [20, 36].map(|place| MilliWattHours(start(20_000, place) * 1_000_000));
        place.volume = Litres(start(9_000_000, 28));
        let known = own.get(&number).copied();
        let knobs = known.unwrap_or_else(|| knobs_of(shares, turn(asked.seed, number, 37)));
        let load = match (&homes, profile.energy) {
            (Some(homes), Energy::Electricity) => measured(homes, chance),
            (None, _) | (_, Energy::Gas) => HomeLoad::Seeded(Household { seed: chance }),
        };
        let (profile, time) = (Arc::clone(profile), time.clone());
        placed.known.push((place.serial, Arc::clone(&profile)));
        let keys = keys_of(asked.seed, place.serial);
        let placing = Placing { place, profile, time, load, knobs, seed: chance };
        let meter = VirtualMeter::place(placing, book)?;
        // What it has lived through is counted now, not when it is first asked.
        meter.events();
        let served = meter.served(&keys);
        if knobs.push.is_some() {
            placed.telling.push((meter, Arc::clone(&served)));
        }
        placed.served.push(served);
        placed.silent += usize::from(knobs.silent);
        placed.gas += usize::from(is_gas);
    }
    Ok(placed)
}

/// A place from 0 to 99 that each of a hundred meters in a row has once. `step` and 100 have no common
/// divisor.
fn turn(seed: u64, number: u64, step: u64) -> u64 {
    (number.wrapping_mul(step).wrapping_add(mixed(seed, step) % PERCENT)) % PERCENT
}

fn knobs_of([silent, slow, lossy]: [u64; 3], turn: u64) -> Knobs {
    let mut knobs = Knobs::default();
    if turn < silent {
        knobs.silent = true;
    } else if turn < silent + slow {
        knobs.slow = Some(Duration::from_secs(3));
    } else if turn < silent + slow + lossy {
        knobs.lossy_ppm = 100_000;
    }
    knobs
}

fn measured(homes: &[Arc<HomeDays>], chance: u64) -> HomeLoad {
    let place = usize::try_from(chance >> 8).unwrap_or(0) % homes.len().max(1);
    let weeks_ahead = u16::try_from((chance >> 4) % 52).unwrap_or(0);
    let days = homes.get(place).map(Arc::clone);
    days.map_or(HomeLoad::ByHand, |days| HomeLoad::Measured(MeasuredHome { days, weeks_ahead }))
}

fn homes_of(file: &Path) -> Result<Vec<Arc<HomeDays>>, Failure> {
    let read = headend::import_file(file, &Options::default(), &mut |_| ())?;
    let Content::QuarterHours(homes) = read.content else {
        return refuse(format!("`{}` has no quarter-hours", file.display()));
    };
    let homes: Vec<_> = homes.iter().filter_map(HomeDays::of).map(Arc::new).collect();
    if homes.is_empty() {
        return refuse(format!("`{}` has no homes", file.display()));
    }
    Ok(homes)
}

/// Until stdin ends or somebody interrupts.
fn wait_for_the_end() -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let (told, ended) = tokio::sync::oneshot::channel::<()>();
        // Reading blocks, and must not keep the process when it is interrupted.
        std::thread::spawn(move || {
            let mut sink = [0; 512];
            while std::io::stdin().read(&mut sink).is_ok_and(|read| read > 0) {}
            let _ = told.send(());
        });
        tokio::select! {
            done = tokio::signal::ctrl_c() => done?,
            _ = ended => {}
        }
        Ok(())
    })
}
