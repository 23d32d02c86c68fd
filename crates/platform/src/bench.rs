//! `tirelire bench settle`: a night of many accounts, against the raw limit of the same database.

pub mod bank;
mod door;
pub mod model;
pub mod month;
pub mod notices;
pub mod poll;
pub mod release;
pub mod share;
pub mod vend;
pub mod web;

use crate::failure::{Failure, refuse};
use crate::settle::{Escalated, settle_night};
use calendar::{Instant, SettlementDay};
use params::{ChargeFlags, PriceBasis};
use prepay::{
    Attention, DayRow, GroupTerms, Levels, Night, NightInput, Quality, TariffGroup, Terms,
};
use readings::Registers;
use serde_json::json;
use std::hint::black_box;
use std::io::Write;
use std::path::PathBuf;
use std::time::{Duration, Instant as Clock};
use store::{Account, Booking, NightBooking, PlannedRows, Reading, Run, Store};
use units::{
    AccountId, Dso, Ean, Energy, GasFactor, MicroEuro, MilliWattHours, NanoEuroPerKwh, Residue,
};

const DSO: Dso = Dso::Ores;
/// Rows of a raw transaction: as many as of a night's.
const BATCH: i64 = 30_000;
/// Nights that the balances made here last.
const MOST_RUNS: u32 = 6;
/// Levels of the accounts made here, in micro-euro.
const LEVELS: Levels = Levels {
    low: MicroEuro(5_000_000),
    cut: MicroEuro(-15_000_000),
    reconnect: MicroEuro(500_000),
};

/// Which database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Kind {
    Sqlite,
    Postgres,
}

/// Settle one night of many accounts, and write the same rows raw.
#[derive(Debug, Clone, clap::Args)]
pub struct SettleBench {
    #[arg(long, default_value_t = 1_000_000)]
    pub accounts: i64,
    #[arg(long, value_enum, default_value = "sqlite")]
    pub store: Kind,
    /// A database that may be filled; without it a temporary file, or that of DATABASE_URL.
    #[arg(long)]
    pub url: Option<String>,
    /// Plan and audit in memory only.
    #[arg(long)]
    pub kernel_only: bool,
    /// Nights, of which the median is taken.
    #[arg(long, default_value_t = 5)]
    pub runs: u32,
}

/// What one night and its raw counterpart took.
#[derive(Debug, Clone, Copy)]
struct Lap {
    raw: Duration,
    whole: Duration,
    notices: u64,
}

/// Runs the benchmark and prints its figures.
pub fn run(bench: &SettleBench, as_json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    if bench.accounts < 1 || !(1..=MOST_RUNS).contains(&bench.runs) {
        return refuse(format!("a benchmark needs an account and 1 to {MOST_RUNS} runs"));
    }
    if bench.kernel_only {
        return kernel(bench, as_json, out);
    }
    let (url, temporary) = place(bench.store, bench.url.as_deref())?;
    let laps = laps(bench, &url);
    remove(&temporary);
    report(bench, &laps?, as_json, out)
}

/// Where a benchmark may write, and the file that it may make there.
fn place(store: Kind, url: Option<&str>) -> Result<(String, PathBuf), Failure> {
    let temporary = std::env::temp_dir().join(format!("tirelire-bench-{}.db", std::process::id()));
    let url = match (url, store) {
        (Some(url), _) => url.to_owned(),
        (None, Kind::Sqlite) => format!("sqlite:{}", temporary.display()),
        (None, Kind::Postgres) => std::env::var("DATABASE_URL")
            .map_err(|_| "a PostgreSQL database is needed: --url or DATABASE_URL".to_owned())?,
    };
    Ok((url, temporary))
}

fn remove(temporary: &std::path::Path) {
    for ending in ["", "-wal", "-shm"] {
        let mut path = temporary.to_path_buf().into_os_string();
        path.push(ending);
        // Not there if the database is another one.
        let _ = std::fs::remove_file(PathBuf::from(path));
    }
}

fn laps(bench: &SettleBench, url: &str) -> Result<Vec<Lap>, Failure> {
    let mut store = Store::open(url)?;
    if store.count_accounts()? > 0 {
        return refuse("the database has accounts already; the benchmark wants an empty one");
    }
    let day_before = first_day().previous();
    eprintln!("making {} accounts", bench.accounts);
    fill(&mut store, bench.accounts, day_before)?;
    let mut laps = Vec::new();
    for place in 0..bench.runs {
        let day = first_day().plus(i32::try_from(place)?);
        read_meters(&mut store, bench.accounts, day)?;
        let raw = raw(&mut store, bench.accounts, day)?;
        store.tidy()?;
        let night = night(day);
        let mut nobody = |_: &mut Store, _: &Run, accounts: &[Escalated]| {
            let first = accounts.first().map(|first| (first.account, first.why));
            refuse::<Vec<Booking>>(format!("accounts were not ordinary, such as {first:?}"))
        };
        let start = Clock::now();
        let settled = settle_night(&mut store, DSO, &night, run_at(day), &mut nobody, &mut |_| {})?;
        let lap = Lap { raw, whole: start.elapsed(), notices: settled.notices };
        if i64::try_from(settled.ordinary)? != bench.accounts {
            return refuse(format!("{} accounts were settled", settled.ordinary));
        }
        let (whole, raw) = (lap.whole.as_secs_f64(), lap.raw.as_secs_f64());
        eprintln!("night {day}: {whole:.3} s, raw {raw:.3} s, {} notices", lap.notices);
        laps.push(lap);
    }
    let check = store.verify_chain(DSO)?;
    if let Some(fault) = check.fault {
        return Err(Box::new(fault));
    }
    Ok(laps)
}

/// The middle of the laps by `figure`, the lower one of two.
fn median(laps: &[Lap], figure: impl Fn(&Lap) -> f64) -> f64 {
    let mut figures: Vec<f64> = laps.iter().map(figure).collect();
    figures.sort_by(f64::total_cmp);
    figures.get((figures.len().saturating_sub(1)) / 2).copied().unwrap_or(f64::NAN)
}

#[allow(clippy::float_arithmetic, reason = "figures of a benchmark, not of an account")]
fn report(
    bench: &SettleBench,
    laps: &[Lap],
    as_json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let accounts = bench.accounts as f64;
    let whole = median(laps, |lap| accounts / lap.whole.as_secs_f64());
    let raw = median(laps, |lap| accounts / lap.raw.as_secs_f64());
    let ratio = median(laps, |lap| lap.raw.as_secs_f64() / lap.whole.as_secs_f64());
    let notices = laps.first().map_or(0, |lap| lap.notices);
    let peak = peak_kib();
    let store = match bench.store {
        Kind::Sqlite => "sqlite",
        Kind::Postgres => "postgres",
    };
    if as_json {
        let line = json!({
            "kind": "bench", "bench": "settle", "store": store, "accounts": bench.accounts,
            "runs": laps.len(), "accounts_per_s": whole.round(), "raw_rows_per_s": raw.round(),
            "ratio_to_raw": ratio, "ns_per_account": (1e9 / whole).round(),
            "peak_memory_kib": peak, "notices": notices,
        });
        writeln!(out, "{line}")?;
    } else {
        writeln!(out, "settle, {store}, {} accounts, median of {}", bench.accounts, laps.len())?;
        writeln!(out, "  whole        {whole:>12.0} accounts/s")?;
        writeln!(out, "  raw          {raw:>12.0} rows/s")?;
        writeln!(out, "  ratio        {ratio:>12.2}")?;
        writeln!(out, "  per account  {:>12.0} ns", 1e9 / whole)?;
        if let Some(peak) = peak {
            writeln!(out, "  peak memory  {:>12} MiB", peak / 1024)?;
        }
        writeln!(out, "  notices      {notices:>12}")?;
    }
    Ok(())
}

/// Most memory that this process had at any moment, by Linux.
fn peak_kib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse().ok()
}

/// Plans and audits on one core, in batches as a night has them.
#[allow(clippy::float_arithmetic, reason = "figures of a benchmark, not of an account")]
fn kernel(bench: &SettleBench, as_json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let day = first_day();
    let night = night(day);
    let inputs: Vec<NightInput> = (1..=bench.accounts.min(BATCH))
        .map(|number| NightInput {
            before: row(number, day.previous()),
            closing: Some((registers(number, day.next()), 1)),
            moved: MicroEuro::ZERO,
            touched: false,
        })
        .collect();
    let mut laps = Vec::new();
    for _ in 0..bench.runs {
        let start = Clock::now();
        let (mut left, mut sum) = (bench.accounts, 0i128);
        while left > 0 {
            for input in inputs.iter().take(usize::try_from(left)?) {
                let planned = night.plan(black_box(input));
                let (row, plan) = planned.map_err(|why| format!("not ordinary: {why:?}"))?;
                night.audit(&row, &plan)?;
                sum += i128::from(black_box(&row).charge.0);
            }
            left -= i64::try_from(inputs.len())?;
        }
        black_box(sum);
        laps.push(Lap { raw: Duration::ZERO, whole: start.elapsed(), notices: 0 });
    }
    let rate = median(&laps, |lap| bench.accounts as f64 / lap.whole.as_secs_f64());
    if as_json {
        let line = json!({
            "kind": "bench", "bench": "settle-kernel", "accounts": bench.accounts,
            "runs": laps.len(), "accounts_per_s": rate.round(), "peak_memory_kib": peak_kib(),
        });
        writeln!(out, "{line}")?;
    } else {
        writeln!(
            out,
            "settle, kernel only, {} accounts, median of {}",
            bench.accounts,
            laps.len()
        )?;
        writeln!(out, "  plan and audit {rate:>12.0} accounts/s")?;
    }
    Ok(())
}

pub(crate) fn first_day() -> SettlementDay {
    SettlementDay::from_ymd(2026, 11, 3).unwrap_or(SettlementDay(20_760))
}

/// Six in the morning after the day.
pub(crate) fn run_at(day: SettlementDay) -> Instant {
    day.next().at(6, 0)
}

/// A number that looks random, the same in every run.
fn mixed(number: i64, salt: u64) -> i64 {
    let mut bits = number.unsigned_abs().wrapping_add(salt.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    i64::try_from((bits ^ (bits >> 31)) >> 2).unwrap_or(0)
}

pub(crate) fn account_id(number: i64) -> AccountId {
    AccountId::new(DSO, number).unwrap_or(AccountId(0))
}

/// Six of ten have two rates, three have one, one has gas.
fn group(number: i64) -> TariffGroup {
    let code = match mixed(number, 1) % 10 {
        0..=5 => 1,
        6..=8 => 0,
        _ => 2,
    };
    TariffGroup::from_code(code).unwrap_or(TariffGroup::ALL[1])
}

/// What a day uses, in the units of the registers.
fn used(number: i64, day: SettlementDay) -> [i64; 2] {
    let salt = u64::from(day.0.unsigned_abs());
    match group(number).energy {
        Energy::Electricity => {
            let high = 1_000_000 + mixed(number, salt) % 3_000_000;
            [high, 800_000 + mixed(number, salt + 7) % 2_000_000]
        }
        Energy::Gas => [500 + mixed(number, salt) % 2_000, 0],
    }
}

/// Registers at the midnight that opens `midnight`.
fn registers(number: i64, midnight: SettlementDay) -> Registers {
    let mut registers = [mixed(number, 2) % 9_000_000_000, mixed(number, 3) % 9_000_000_000];
    let mut day = first_day();
    while day < midnight {
        for (register, used) in registers.iter_mut().zip(used(number, day)) {
            *register += used;
        }
        day = day.next();
    }
    Registers(registers)
}

/// A row of the day before the first night. With these balances about 3 accounts of 100 cross a
/// level in a night, and in [`MOST_RUNS`] nights none reaches the cut level.
fn row(number: i64, day: SettlementDay) -> DayRow {
    let balance = MicroEuro(LEVELS.low.0 + mixed(number, 4) % 60_000_000);
    let months = mixed(number, 5) % 30;
    let advance = if months < 20 { 0 } else { (months - 10) * 1_000_000 };
    let [high, low] = used(number, day);
    DayRow {
        account: account_id(number),
        day,
        quality: Quality::Measured,
        credit_state: LEVELS.state(balance),
        attention: Attention::NONE,
        group: group(number),
        basis: if mixed(number, 6) % 4 == 0 { PriceBasis::Social } else { PriceBasis::Average },
        basis_until: SettlementDay(i32::MAX),
        registers: registers(number, day.next()),
        energy: [MilliWattHours(high), MilliWattHours(low)],
        charge: MicroEuro(1_000_000 + mixed(number, 7) % 2_000_000),
        relief: MicroEuro::ZERO,
        collected: MicroEuro::ZERO,
        collected_debts: MicroEuro::ZERO,
        residue: Residue::new(mixed(number, 8) % 1_000_000_000).unwrap_or(Residue::ZERO),
        relief_residue: Residue::ZERO,
        balance,
        debt: MicroEuro(advance),
        gas_carry: 0,
        reading_version: 1,
        price_version: 1,
        parameter_version: 1,
    }
}

pub(crate) fn night(day: SettlementDay) -> Night {
    let mut night = Night::new(day);
    for group in TariffGroup::ALL {
        for (basis, prices) in [
            (PriceBasis::Average, [342_150_000, 271_480_000]),
            (PriceBasis::Social, [201_330_000, 168_210_000]),
        ] {
            let gas = group.energy == Energy::Gas;
            let prices = if gas { [81_730_000, 81_730_000] } else { prices };
            let terms = Terms {
                basis,
                prices: prices.map(NanoEuroPerKwh),
                fixed_femto_eur: 60_000_000_000_000,
                relief_ppm: 0,
            };
            let of_group = GroupTerms {
                terms,
                price_version: 1,
                parameter_version: 1,
                levels: LEVELS,
                levels_of_day: LEVELS,
                recovery_per_day: MicroEuro(1_000_000),
                flags: ChargeFlags {
                    when_disconnected: false,
                    when_limited: true,
                    in_emergency_credit: true,
                    in_protected_hours: true,
                },
                gas_factor: gas.then_some(GasFactor(11_186_000)),
                most_of_day: if gas { 240_000 } else { 27_700_000 * 24 },
            };
            night.set(group, basis, of_group);
        }
    }
    night
}

/// Numbers of the accounts, in pieces of a transaction.
fn pieces(accounts: i64) -> impl Iterator<Item = std::ops::RangeInclusive<i64>> {
    let starts = (1..=accounts).step_by(usize::try_from(BATCH).unwrap_or(1));
    starts.map(move |first| first..=accounts.min(first + BATCH - 1))
}

fn planned(
    numbers: std::ops::RangeInclusive<i64>,
    day: SettlementDay,
) -> Result<PlannedRows, Failure> {
    let mut rows = PlannedRows::new(day, usize::try_from(BATCH)?);
    for number in numbers {
        rows.push(&row(number, day))?;
    }
    Ok(rows)
}

/// Accounts, and the night before the first one.
pub(crate) fn fill(store: &mut Store, accounts: i64, day: SettlementDay) -> Result<(), Failure> {
    for numbers in pieces(accounts) {
        let mut some = Vec::new();
        for number in numbers {
            let first_17 = 54_144_900_000_000_000_u64.saturating_add(number.unsigned_abs());
            some.push(Account {
                id: account_id(number),
                dso: DSO,
                ean: Ean::with_check_digit(first_17).ok_or("an EAN out of range")?,
                group: group(number),
                opened_at: day.plus(-30).start(),
                closed_at: None,
                opening: "{}".to_owned(),
            });
        }
        store.open_accounts(&some)?;
    }
    let mut run = store.begin_run(DSO, day, run_at(day))?;
    for numbers in pieces(accounts) {
        let last_account = account_id(*numbers.end());
        let mut rows = planned(numbers, day)?;
        let booking = NightBooking {
            rows: &mut rows,
            messages: &[],
            seen: &[],
            counted: &[],
            slow: &[],
            last_account,
        };
        store.book_night(&mut run, booking)?;
    }
    store.finish_run(&mut run)?;
    Ok(())
}

/// The readings of the midnight that closes `day`.
pub(crate) fn read_meters(
    store: &mut Store,
    accounts: i64,
    day: SettlementDay,
) -> Result<(), Failure> {
    let midnight = day.next();
    for numbers in pieces(accounts) {
        let readings: Vec<Reading> = numbers
            .map(|number| Reading {
                midnight,
                account: account_id(number),
                registers: registers(number, midnight),
                learnt_at: midnight.start().plus_h(2),
            })
            .collect();
        store.record_readings(&readings)?;
    }
    Ok(())
}

/// The same number of rows of the same width, written raw; making them is not counted.
fn raw(store: &mut Store, accounts: i64, day: SettlementDay) -> Result<Duration, Failure> {
    store.create_raw()?;
    store.tidy()?;
    let mut taken = Duration::ZERO;
    for numbers in pieces(accounts) {
        let rows = planned(numbers, day)?;
        let start = Clock::now();
        store.write_raw(&rows)?;
        taken += start.elapsed();
    }
    store.drop_raw()?;
    Ok(taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_benchmark_runs_and_names_its_figures() {
        let mut bench = SettleBench {
            accounts: 2_000,
            store: Kind::Sqlite,
            url: Some("sqlite::memory:".to_owned()),
            kernel_only: false,
            runs: 2,
        };
        let mut out = Vec::new();
        run(&bench, true, &mut out).unwrap();
        bench.kernel_only = true;
        run(&bench, true, &mut out).unwrap();
        let out = String::from_utf8(out).unwrap();
        for line in out.lines() {
            let line: serde_json::Value = serde_json::from_str(line).unwrap();
            assert!(line["accounts_per_s"].as_f64().unwrap() > 0.0, "{line}");
        }
        assert_eq!(out.lines().count(), 2);
        bench.runs = 7;
        let many = run(&bench, true, &mut Vec::new()).unwrap_err();
        assert_eq!(many.to_string(), "a benchmark needs an account and 1 to 6 runs");
    }

    #[test]
    fn about_three_in_a_hundred_cross_a_level_and_none_the_last_one() {
        let day = first_day();
        let night = night(day);
        let mut crossed = 0;
        for number in 1..=10_000 {
            let input = NightInput {
                before: row(number, day.previous()),
                closing: Some((registers(number, day.next()), 1)),
                moved: MicroEuro::ZERO,
                touched: false,
            };
            let (row, plan) = night.plan(&input).unwrap();
            crossed += i32::from(plan.deepest_crossing(&row).is_some());
            let worst = input.before.balance.0 - i64::from(MOST_RUNS) * 3_200_000;
            assert!(worst > LEVELS.cut.0, "{worst}");
        }
        assert!((200..400).contains(&crossed), "{crossed}");
    }
}
