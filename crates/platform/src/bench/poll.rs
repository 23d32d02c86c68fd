//! `tirelire bench poll`: a day of many meters, collected over loopback through the durable registry, and
//! the same with everything in memory. Head-end and meters share the process and its cores.

use super::{Kind, peak_kib};
use crate::bench::model::Computed;
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use crate::meters::kept::KeptMeters;
use crate::meters::poll::{Report, Request, collect};
use crate::meters::register::Profiles;
use crate::meters::secrets;
use crate::sealed::MasterKeys;
use calendar::SettlementDay;
use clap::Args;
use dlms::client::{HeadEnd, Timing};
use dlms::face::{Fleet, ServedModel};
use dlms::poll::{Limits, Poller};
use dlms::{InMemory, MeterKeys, Profile, SecretKey, Security, SystemTitle};
use prepay::{Rates, TariffGroup};
use serde_json::json;
use std::io::Write;
use std::sync::Arc;
use std::time::Duration;
use store::{Account, KeyState, Meter, Store};
use tokio::runtime::Runtime;
use units::{AccountId, Dso, Ean, Energy};

const DSO: Dso = Dso::Ores;
/// Of the kind that the meters are.
const PROFILE: &str = "be-single-phase";
const ON_A_PORT: usize = 2_500;
const CELLS: i64 = 64;
/// Accounts and meters of one transaction while they are made.
const PIECE: usize = 10_000;

#[derive(Debug, Clone, Args)]
pub struct PollBench {
    #[arg(long, default_value_t = 10_000)]
    meters: i64,
    /// Associations open at once.
    #[arg(long, default_value_t = 128)]
    open: usize,
    /// Without protection only; else with, and in files of our own without, too.
    #[arg(long)]
    plain: bool,
    #[arg(long, value_enum, default_value = "sqlite")]
    store: Kind,
    /// An empty database; without it a temporary file, or that of DATABASE_URL.
    #[arg(long)]
    url: Option<String>,
}

/// One collection.
struct Lap {
    report: Report,
    /// Transactions of counters; 0 in memory.
    commits: u64,
}

pub fn run(bench: &PollBench, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    if bench.meters <= 0 {
        return refuse("--meters must be positive");
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    // A database that is given is empty once.
    let given = bench.url.is_some() || bench.store == Kind::Postgres;
    let kinds: &[bool] = match (bench.plain, given) {
        (true, _) => &[true],
        (false, true) => &[false],
        (false, false) => &[false, true],
    };
    for (place, plain) in kinds.iter().enumerate() {
        let temporary = tempfile_path(place);
        let url = match (&bench.url, bench.store) {
            (Some(url), _) => url.clone(),
            (None, Kind::Sqlite) => format!("sqlite:{}", temporary.display()),
            (None, Kind::Postgres) => std::env::var("DATABASE_URL")?,
        };
        let durable = lap(bench, &runtime, &url, *plain, true);
        for end in ["", "-wal", "-shm"] {
            let mut name = temporary.clone().into_os_string();
            name.push(end);
            // There is none on PostgreSQL.
            let _ = std::fs::remove_file(name);
        }
        let durable = durable?;
        let peak_mb = peak_kib().unwrap_or(0) / 1024;
        let memory = lap(bench, &runtime, "sqlite::memory:", *plain, false)?;
        show(*plain, &durable, &memory, peak_mb, json, out)?;
    }
    Ok(())
}

fn tempfile_path(place: usize) -> std::path::PathBuf {
    let name = format!("tirelire-bench-poll-{}-{place}.db", std::process::id());
    std::env::temp_dir().join(name)
}

fn show(
    plain: bool,
    durable: &Lap,
    memory: &Lap,
    peak_mb: u64,
    json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let name = if plain { "plain" } else { "secured" };
    let (report, commits) = (&durable.report, durable.commits);
    let (per_s, raw) = (report.per_s(), memory.report.per_s());
    let each = report.bytes / report.meters().max(1);
    let percent = per_s.saturating_mul(100) / raw.max(1);
    if json {
        let line = json!({
            "bench": "poll", "security": name, "meters": report.meters(), "read": report.read,
            "ms": u64::try_from(report.took.as_millis())?, "meters_per_s": per_s,
            "bytes_per_meter": each, "counter_commits": commits, "peak_mb": peak_mb,
            "in_memory_meters_per_s": raw, "durable_percent": percent,
        });
        writeln!(out, "{line}")?;
    } else {
        writeln!(
            out,
            "{name}: {} meters in {:.1} s, {per_s} meters/s, {each} bytes a meter, {commits} \
             transactions of counters, peak {peak_mb} MB; in memory {raw} meters/s, so {percent} %",
            report.read,
            report.took.as_secs_f32(),
        )?;
    }
    Ok(())
}

fn keys(number: i64) -> MeterKeys {
    let key = |kind: u8| {
        let mut bytes = [kind; 16];
        for (byte, of_number) in bytes.iter_mut().zip(number.to_be_bytes()) {
            *byte = of_number;
        }
        SecretKey::new(bytes)
    };
    MeterKeys { generation: 1, encryption: key(1), authentication: key(2), master: Some(key(3)) }
}

fn title(number: i64) -> SystemTitle {
    let mut bytes = number.to_be_bytes();
    for (byte, letter) in bytes.iter_mut().zip(*b"TIR") {
        *byte = letter;
    }
    SystemTitle(bytes)
}

fn serial(number: i64) -> String {
    format!("B{number:09}")
}

/// A collection of a fleet that is made for it.
fn lap(
    bench: &PollBench,
    runtime: &Runtime,
    url: &str,
    plain: bool,
    durable: bool,
) -> Result<Lap, Failure> {
    let shipped = Profile::shipped()?.into_iter().find(|profile| profile.name == PROFILE);
    let Some(shipped) = shipped else { return refuse("the profile is not shipped") };
    let kind = if plain { Arc::new(shipped.plain()) } else { shipped };
    // Three in the morning: midnight is over, whatever the machine says.
    let day: SettlementDay = "2026-03-09".parse()?;
    let now = day.end().plus_h(3);
    let numbers: Vec<i64> = (0..bench.meters).collect();
    let served = numbers.iter().map(|number| {
        let model = Computed::new(Arc::new(move || now), *number, 4);
        let own = (!plain).then(|| keys(*number));
        ServedModel::new(Arc::clone(&kind), title(*number), own, Box::new(model))
    });
    let served: Vec<_> = served.collect();
    let listen = std::net::SocketAddr::from(([127, 0, 0, 1], 0));
    let fleet = runtime.block_on(Fleet::serve(served, listen, ON_A_PORT))?;
    let mut engine = Engine::open(url)?;
    let masters = MasterKeys::of(Some(&"5a".repeat(32)))?;
    for some in numbers.chunks(PIECE) {
        place(&mut engine.store, some, &fleet, &kind, &masters, day)?;
    }
    let profiles: Profiles = [(kind.name.clone(), Arc::clone(&kind))].into();
    let timing = Timing { answer: Duration::from_secs(30), ..Timing::default() };
    let limits = Limits { open: bench.open, of_a_cell: bench.open, for_releases: 2, for_orders: 0 };
    let request = Request {
        day,
        quarters: None,
        slow: Duration::from_secs(10),
        profiles: Arc::new(profiles),
        clock: Arc::new(move || now),
    };
    let own = SystemTitle(*b"HES\0\0\0\0\x01");
    let (head_end, kept) = if durable {
        let kept = KeptMeters::over(engine.store.another()?, masters)?;
        (kept.head_end(own, timing), Some(kept))
    } else {
        let memory = Arc::new(InMemory::default());
        numbers.iter().for_each(|number| memory.put(&serial(*number), keys(*number)));
        (HeadEnd { keys: memory.clone(), counters: memory, title: own, timing }, None)
    };
    let bar = crate::progress::Bar::steps("poll", bench.meters.unsigned_abs());
    let poller = Arc::new(Poller::new(head_end, limits));
    let report = collect(&mut engine, runtime, &poller, kept.as_ref(), DSO, &request, &mut |at| {
        bar.at(at);
    })?;
    bar.done();
    if report.read != bench.meters.unsigned_abs() {
        return refuse(format!(
            "only {} of {} meters were read: {report:?}",
            report.read, bench.meters
        ));
    }
    Ok(Lap { report, commits: kept.map_or(0, |kept| kept.commits()) })
}

/// Accounts, meters and keys.
fn place(
    store: &mut Store,
    numbers: &[i64],
    fleet: &Fleet,
    kind: &Profile,
    masters: &MasterKeys,
    day: SettlementDay,
) -> Result<(), Failure> {
    let opened_at = day.previous().start();
    let (mut accounts, mut meters, mut sealed) = (Vec::new(), Vec::new(), Vec::new());
    for number in numbers {
        let first_17 = 54_144_900_000_000_000_u64.saturating_add(number.unsigned_abs());
        let ean = Ean::with_check_digit(first_17).ok_or("an EAN out of range")?;
        let served = fleet.places().get(usize::try_from(*number)?).ok_or("a meter is missing")?;
        accounts.push(Account {
            id: AccountId::new(DSO, number.saturating_add(1)).ok_or("too many accounts")?,
            dso: DSO,
            ean,
            group: TariffGroup { energy: Energy::Electricity, rates: Rates::Two },
            opened_at,
            closed_at: None,
            opening: "{}".to_owned(),
        });
        meters.push(Meter {
            serial: serial(*number),
            placed_at: opened_at,
            removed_at: None,
            dso: DSO,
            ean,
            energy: Energy::Electricity,
            profile: kind.name.clone(),
            place: served.address.to_string(),
            hdlc_physical: None,
            server: Some(served.server),
            cell: format!("cell {}", number % CELLS),
            title: Some(title(*number).to_string()),
            // Read before: what is compared once with the profile was compared then.
            read_midnight: Some(day),
            behind: None,
        });
        if kind.security != Security::Plain {
            let keys = keys(*number);
            sealed.push(secrets::seal(masters, &serial(*number), KeyState::Current, &keys)?);
        }
    }
    store.open_accounts(&accounts)?;
    store.place_meters(&meters, false)?;
    store.add_meter_keys(&sealed)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_bench_reads_all_of_its_meters() {
        for plain in [true, false] {
            let bench = PollBench {
                meters: 60,
                open: 8,
                plain,
                store: Kind::Sqlite,
                url: Some("sqlite::memory:".to_owned()),
            };
            let mut out = Vec::new();
            if plain {
                run(&bench, true, &mut out).unwrap();
            } else {
                let runtime =
                    tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
                let lap = lap(&bench, &runtime, "sqlite::memory:", false, true).unwrap();
                assert!(lap.commits > 0);
                continue;
            }
            let line: serde_json::Value = serde_json::from_slice(&out).unwrap();
            assert_eq!(
                (line["read"].as_u64(), line["security"].as_str()),
                (Some(60), Some("plain"))
            );
        }
    }
}
