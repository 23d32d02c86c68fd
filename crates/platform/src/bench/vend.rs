//! `tirelire bench vend`: confirmations of terminals, each durable before it is answered, against
//! commits of one row in the same database in the same run.

use super::door::Door;
use super::{Kind, account_id, fill, peak_kib};
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use crate::till::{Answer, Request, SaleCall, SaleRequest, Till};
use serde_json::json;
use std::io::Write;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant as Clock};
use store::Store;
use units::{Dso, Ean, MicroEuro};
use vending::{Advice, Means};

pub const DSO: Dso = Dso::Ores;
/// How long single commits are counted.
const RAW_S: Duration = Duration::from_secs(3);
/// A server of PostgreSQL's defaults takes 100 connections.
const MOST_RAW: usize = 80;
/// Sales that are reserved and not confirmed, for each connection: a terminal has one or two, these make a round
/// that is long enough to be timed. With all of them reserved at first, each is a page of the index of what is in
/// flight, which no counter ever sees.
const OPEN_OF_EACH: u64 = 16;
/// Sales of one connection that are confirmed in a row, in the two ways that are compared.
const ALONE: u64 = 500;
/// Whether these go through the queue, so that what disturbs the machine disturbs both ways.
const QUEUED: [bool; 4] = [true, false, false, true];

/// Confirm reserved sales over many connections, and commit single rows raw.
#[derive(Debug, Clone, clap::Args)]
pub struct VendBench {
    #[arg(long, default_value_t = 60_000)]
    pub sales: u64,
    #[arg(long, default_value_t = 100_000)]
    pub accounts: i64,
    /// Terminals that confirm at the same time.
    #[arg(long, default_value_t = 256)]
    pub connections: u64,
    /// Confirm with signed requests over HTTP on loopback, not by asking the writer directly.
    #[arg(long)]
    pub http: bool,
    #[arg(long, value_enum, default_value = "sqlite")]
    pub store: Kind,
    /// A database that may be filled; without it a temporary file, or that of DATABASE_URL.
    #[arg(long)]
    pub url: Option<String>,
}

struct Figures {
    took: Duration,
    /// In order.
    latencies: Vec<Duration>,
    raw_single: f64,
    raw_many: f64,
    /// Confirmations a second of one connection through the queue, and committed without one.
    alone: f64,
    ungrouped: f64,
}

/// Runs the benchmark and prints its figures.
pub fn run(bench: &VendBench, as_json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    if bench.sales < bench.connections || bench.connections == 0 || bench.accounts < 1 {
        return refuse("a benchmark needs an account, a connection, and a sale for each of them");
    }
    let (url, temporary) = super::place(bench.store, bench.url.as_deref())?;
    let figures = measure(bench, &url);
    super::remove(&temporary);
    report(bench, &figures?, as_json, out)
}

fn measure(bench: &VendBench, url: &str) -> Result<Figures, Failure> {
    let mut store = Store::open(url)?;
    if store.count_accounts()? > 0 {
        return refuse("the database has accounts already; the benchmark wants an empty one");
    }
    eprintln!("making {} accounts", bench.accounts);
    fill(&mut store, bench.accounts, crate::clock::now().day().previous())?;
    let mut points = Vec::new();
    for number in 1..=bench.accounts {
        if let Some(account) = store.account(account_id(number))? {
            points.push(account.ean);
        }
    }
    store.tidy()?;
    let raw_single = raw(url, 1)?;
    let raw_many = match bench.store {
        // One writer at a time, whoever asks.
        Kind::Sqlite => raw_single,
        Kind::Postgres => raw(url, usize::try_from(bench.connections)?.min(MOST_RAW))?,
    };
    let till = Till::over(Engine::open(url)?)?;
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    // Many at once, only to be done with it.
    let reserve = |sales| runtime.block_on(all(&till, sales, 512, &points, &reservation));
    eprintln!("confirming");
    let one_by_one = ALONE * u64::try_from(QUEUED.len())?;
    reserve(bench.sales..bench.sales + one_by_one)?;
    let [alone, ungrouped] = self::one_by_one(&till, url, bench.sales, &points)?;
    let door = bench.http.then(|| Door::open(url, bench.sales, bench.connections)).transpose()?;
    let (mut took, mut latencies) = (Duration::ZERO, Vec::new());
    let mut first = 0;
    while first < bench.sales {
        let round = first..bench.sales.min(first + bench.connections * OPEN_OF_EACH);
        first = round.end;
        reserve(round.clone())?;
        let (took_round, of_round) = if let Some(door) = &door {
            door.confirm(round)?
        } else {
            let start = Clock::now();
            let asked = all(&till, round, bench.connections, &points, &confirmation);
            let latencies = runtime.block_on(asked)?;
            (start.elapsed(), latencies)
        };
        took += took_round;
        latencies.extend(of_round);
    }
    latencies.sort_unstable();
    let check = store.verify_chain(DSO)?;
    match check.fault {
        Some(fault) => Err(Box::new(fault)),
        None => Ok(Figures { took, latencies, raw_single, raw_many, alone, ungrouped }),
    }
}

fn point(points: &[Ean], number: u64) -> Result<Ean, Failure> {
    // A stride through all of them, so that neighbours in time are none in the table.
    let count = u64::try_from(points.len())?;
    let place = usize::try_from(number.wrapping_mul(7_919) % count)?;
    points.get(place).copied().ok_or_else(|| "there are no accounts".into())
}

/// Terminal and number of a sale.
pub fn sale_of(number: u64) -> (String, String) {
    (format!("T-{}", number % 997), number.to_string())
}

fn sale(number: u64, call: SaleCall) -> Request {
    let (terminal, number) = sale_of(number);
    Request::Sale(SaleRequest { dso: DSO, terminal, number, guessed_too_often: false, call })
}

pub const AMOUNT: MicroEuro = MicroEuro(20_000_000);

fn reservation(number: u64, ean: Ean) -> Request {
    let (cashier, means) = ("bench".to_owned(), Means::Card);
    sale(number, SaleCall::Vend { ean, amount: AMOUNT, card: None, cashier, means })
}

fn confirmation(number: u64, ean: Ean) -> Request {
    sale(
        number,
        SaleCall::Confirm(Advice {
            ean: Some(ean),
            amount: AMOUNT,
            taken_at: crate::clock::now(),
            cashier: "bench".to_owned(),
            means: Means::Card,
            promise: false,
        }),
    )
}

/// Each connection has its own sales and asks for the next one when it was answered.
async fn all(
    till: &Till,
    sales: Range<u64>,
    connections: u64,
    points: &[Ean],
    request: &dyn Fn(u64, Ean) -> Request,
) -> Result<Vec<Duration>, Failure> {
    let next = Arc::new(AtomicU64::new(sales.start));
    let one = || async {
        let mut latencies = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= sales.end {
                return Ok::<_, Failure>(latencies);
            }
            let asked = request(number, point(points, number)?);
            let start = Clock::now();
            match till.ask(asked).await? {
                Answer::Sale(Ok(_)) => latencies.push(start.elapsed()),
                Answer::Sale(Err(refused)) => return Err(refused.into()),
                Answer::Payment(_) | Answer::Order(_) => {
                    return refuse("an answer of another kind");
                }
            }
        }
    };
    let connections = (0..connections).map(|_| one());
    let done = futures_util::future::join_all(connections).await;
    let mut latencies = Vec::new();
    for of_connection in done {
        latencies.extend(of_connection?);
    }
    Ok(latencies)
}

/// Confirmations a second of one connection: asked of the queue, and served with a commit each.
#[allow(clippy::float_arithmetic, reason = "figures of a benchmark, not of an account")]
fn one_by_one(till: &Till, url: &str, first: u64, points: &[Ean]) -> Result<[f64; 2], Failure> {
    let mut engine = Engine::open(url)?;
    engine.store.write_scattered()?;
    let (mut queued, mut direct) = (Duration::ZERO, Duration::ZERO);
    let mut number = first;
    for through_queue in QUEUED {
        let start = Clock::now();
        for _ in 0..ALONE {
            let asked = confirmation(number, point(points, number)?);
            number += 1;
            if through_queue {
                till.ask_and_wait(asked)?;
            } else {
                for answer in crate::till::serve(&mut engine, &[asked], crate::clock::now()) {
                    answer?;
                }
            }
        }
        *(if through_queue { &mut queued } else { &mut direct }) += start.elapsed();
    }
    let each = (ALONE * 2) as f64;
    Ok([queued, direct].map(|took| each / took.as_secs_f64()))
}

/// Rows a second that `connections` commit one by one.
#[allow(clippy::float_arithmetic, reason = "figures of a benchmark, not of an account")]
fn raw(url: &str, connections: usize) -> Result<f64, Failure> {
    let mut store = Store::open(url)?;
    store.create_raw_commits()?;
    let mut stores = Vec::new();
    for _ in 0..connections {
        stores.push(store.another()?);
    }
    let next = AtomicU64::new(1);
    let start = Clock::now();
    std::thread::scope(|scope| {
        let threads: Vec<_> = stores
            .iter_mut()
            .map(|store| {
                let next = &next;
                scope.spawn(move || {
                    while start.elapsed() < RAW_S {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        store.commit_raw(i64::try_from(number).unwrap_or(i64::MAX))?;
                    }
                    Ok::<_, store::StoreError>(())
                })
            })
            .collect();
        for thread in threads {
            thread.join().map_err(|_| "a connection ended early")??;
        }
        Ok::<_, Failure>(())
    })?;
    let rows = next.load(Ordering::Relaxed).saturating_sub(1);
    let rate = rows as f64 / start.elapsed().as_secs_f64();
    store.drop_raw_commits()?;
    Ok(rate)
}

#[allow(clippy::float_arithmetic, reason = "figures of a benchmark, not of an account")]
fn report(
    bench: &VendBench,
    figures: &Figures,
    as_json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let rate = bench.sales as f64 / figures.took.as_secs_f64();
    let at = |per_mille: usize| {
        let place = figures.latencies.len().saturating_mul(per_mille) / 1000;
        let last = figures.latencies.len().saturating_sub(1);
        let latency = figures.latencies.get(place.min(last)).copied().unwrap_or_default();
        latency.as_secs_f64() * 1000.0
    };
    let (p50, p95, p99) = (at(500), at(950), at(990));
    let store = match bench.store {
        Kind::Sqlite => "sqlite",
        Kind::Postgres => "postgres",
    };
    let ratio = rate / figures.raw_many;
    if as_json {
        let line = json!({
            "kind": "bench", "bench": "vend", "store": store, "connections": bench.connections,
            "over_http": bench.http, "sales": bench.sales, "accounts": bench.accounts, "confirms_per_s": rate.round(),
            "p50_ms": p50, "p95_ms": p95, "p99_ms": p99,
            "raw_commits_per_s": figures.raw_many.round(),
            "raw_commits_per_s_of_one": figures.raw_single.round(),
            "confirms_per_s_of_one": figures.alone.round(),
            "confirms_per_s_ungrouped": figures.ungrouped.round(),
            "ratio_to_raw": ratio, "ratio_to_ungrouped": rate / figures.ungrouped,
            "peak_memory_kib": peak_kib(),
        });
        writeln!(out, "{line}")?;
        return Ok(());
    }
    let way = if bench.http { "http" } else { "in process" };
    let (connections, sales) = (bench.connections, bench.sales);
    writeln!(out, "vend, {store}, {way}, {connections} connections, {sales} sales")?;
    writeln!(out, "  confirms     {rate:>12.0} a second")?;
    writeln!(out, "  p50 p95 p99  {p50:>12.1} {p95:.1} {p99:.1} ms")?;
    writeln!(out, "  raw          {:>12.0} commits a second", figures.raw_many)?;
    if figures.raw_many != figures.raw_single {
        writeln!(out, "  raw of one   {:>12.0} commits a second", figures.raw_single)?;
    }
    writeln!(out, "  ratio        {ratio:>12.2}")?;
    let (alone, ungrouped) = (figures.alone, figures.ungrouped);
    writeln!(
        out,
        "  one by one   {alone:>12.0} a second through the queue, {ungrouped:.0} without"
    )?;
    writeln!(out, "  ratio        {:>12.2} to confirms without a queue", rate / ungrouped)?;
    Ok(())
}
