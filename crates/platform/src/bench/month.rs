//! `tirelire bench month`: how soon a household has a month of its quarter-hours on its page, while those of many
//! others lie beside them. The store is filled with made-up values; pages are asked for over HTTP, one after the
//! other, each of another household and month, and beside them the same reading without a page.

use super::web::{Browser, sign_in};
use super::{Kind, place, remove};
use crate::books::enter_illustrative_price;
use crate::engine::{Engine, Opening};
use crate::failure::{Failure, refuse};
use crate::intervals::{Place, open};
use crate::pages::{Guests, serve_until};
use crate::people::SaidAloud;
use ::intervals::{
    Direction, Interval, Month, Point, Quality, Quarter, Query, Register, Series, Source, hash_of,
};
use calendar::SettlementDay;
use guards::LawfulBasis;
use params::PriceBasis;
use portal::my::Page;
use prepay::{Rates, TariffGroup};
use serde_json::json;
use std::collections::BTreeMap;
use std::io::Write;
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant as Clock};
use store::{ConsentAct, Store};
use timeline::Fact;
use units::{Dso, Ean, Energy, Language, MilliWattHours, ObisCode};

const DSO: Dso = Dso::Resa;
const FIRST_EAN: u64 = 54_145_620_000_000_000;
/// The first month that is stored.
const FIRST: &str = "2026-01-01";

/// Ask for a month of quarter-hours on a household's page.
#[derive(Debug, Clone, clap::Args)]
pub struct MonthBench {
    /// Members whose quarter-hours are stored.
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub members: u32,
    #[arg(long, default_value_t = 12, value_parser = clap::value_parser!(u32).range(1..=24))]
    pub months: u32,
    /// Pages that are asked for.
    #[arg(long, default_value_t = 300, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub asked: u32,
    /// Households that have a page.
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    pub homes: u32,
    #[arg(long, value_enum, default_value = "sqlite")]
    pub store: Kind,
    /// A database that may be filled; without it a temporary file, or that of DATABASE_URL. Quarter-hours lie
    /// where TIRELIRE_INTERVALS says, or beside the file.
    #[arg(long)]
    pub url: Option<String>,
}

/// Times in microseconds.
#[derive(Debug, Default)]
struct Figures {
    pages: Vec<u128>,
    reads: Vec<u128>,
    /// Compressed.
    bytes: usize,
    rows: u64,
    stored: u64,
}

pub fn run(bench: &MonthBench, as_json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let (url, temporary) = place(bench.store, bench.url.as_deref())?;
    let measured = measure(bench, &url);
    if bench.url.is_none() {
        remove(&temporary);
        let mut folder = temporary.into_os_string();
        folder.push(".intervals");
        // Not there if quarter-hours lie elsewhere.
        let _ = std::fs::remove_dir_all(PathBuf::from(folder));
    }
    let mut figures = measured?;
    let spread = |times: &mut Vec<u128>| {
        times.sort_unstable();
        [50, 95, 99].map(|percent| {
            let place = (times.len() * percent).div_ceil(100).saturating_sub(1);
            times.get(place).copied().unwrap_or(0)
        })
    };
    let (pages, reads) = (spread(&mut figures.pages), spread(&mut figures.reads));
    let ms = |us: u128| format!("{}.{:01} ms", us / 1_000, us % 1_000 / 100);
    if as_json {
        let line = json!({
            "bench": "month", "members": bench.members, "months": bench.months, "rows": figures.rows,
            "stored_bytes": figures.stored, "pages": figures.pages.len(), "page_p50_us": pages[0],
            "page_p95_us": pages[1], "page_p99_us": pages[2], "read_p50_us": reads[0],
            "read_p95_us": reads[1], "read_p99_us": reads[2], "bytes": figures.bytes,
        });
        writeln!(out, "{line}")?;
        return Ok(());
    }
    writeln!(out, "{} rows in {} MB", figures.rows, figures.stored / 1_000_000)?;
    for (what, [p50, p95, p99]) in [("page", pages), ("read alone", reads)] {
        writeln!(
            out,
            "a month, {what}: half within {}, 95 % {}, 99 % {}",
            ms(p50),
            ms(p95),
            ms(p99)
        )?;
    }
    writeln!(out, "{} bytes compressed at most", figures.bytes)?;
    Ok(())
}

fn ean(number: u32) -> Result<Ean, Failure> {
    match Ean::with_check_digit(FIRST_EAN + u64::from(number)) {
        Some(ean) => Ok(ean),
        None => refuse("an EAN out of range"),
    }
}

/// Between 0 and 799 Wh, most of them low, the same each time.
fn interval(point: &Point, quarter: i32) -> Interval {
    let mut seed = quarter.cast_unsigned().wrapping_mul(0x9e37_79b9);
    for byte in point.as_str().bytes() {
        seed = (seed ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    }
    let energy = i64::from((seed >> 8) % 90 * ((seed >> 16) % 10));
    Interval {
        quarter: Quarter(quarter),
        energy: MilliWattHours(energy * 1_000),
        quality: Quality::Measured,
        register: Register::Total,
    }
}

/// Fills the store, a month and a part at a time. Returns rows and bytes.
fn fill(bench: &MonthBench, url: &str) -> Result<(u64, u64), Failure> {
    let mut store = open(url, &folder())?;
    let mut parts: BTreeMap<u32, Vec<Point>> = BTreeMap::new();
    for number in 0..bench.members {
        let point = Point::from(ean(number)?);
        parts.entry(store.bucket(&point)).or_default().push(point);
    }
    let first: SettlementDay = FIRST.parse()?;
    let (mut rows, mut stored) = (0_u64, 0_u64);
    let began = Clock::now();
    for place in 0..i32::try_from(bench.months)? {
        let month = Month::of(first.plus_months(place));
        let (Some(from), Some(until)) = (month.first_day(), month.next().first_day()) else {
            return refuse("a month out of range");
        };
        let quarters = Quarter::first_of(from).0..Quarter::first_of(until).0;
        for (bucket, points) in &parts {
            let series: Vec<Series> = points
                .iter()
                .map(|point| Series {
                    point: point.clone(),
                    direction: Direction::OffTake,
                    intervals: quarters.clone().map(|quarter| interval(point, quarter)).collect(),
                })
                .collect();
            let name = format!("bench {month} {bucket}");
            let learnt_at = until.start();
            let source = Source { sha256: hash_of(name.as_bytes()), name, learnt_at };
            if let ::intervals::Written::New { files, .. } = store.add(DSO, &series, &source)? {
                rows += files.rows;
                stored += files.bytes;
            }
        }
        eprintln!("{month}: {rows} rows, {} s", began.elapsed().as_secs());
    }
    Ok((rows, stored))
}

fn folder() -> Place {
    Place { folder: std::env::var_os("TIRELIRE_INTERVALS").map(Into::into) }
}

/// Homes that agreed to see their quarter-hours, each with somebody who is signed in.
fn homes(bench: &MonthBench, url: &str, until: SettlementDay) -> Result<Vec<String>, Failure> {
    let of = (DSO, Energy::Electricity, PriceBasis::Average);
    enter_illustrative_price(&mut Store::open(url)?, of, None, "0.30")?;
    let mut engine = Engine::open(url)?;
    let group = TariffGroup { energy: Energy::Electricity, rates: Rates::Two };
    let zero =
        [ObisCode::IMPORT_PEAK, ObisCode::IMPORT_OFF_PEAK].map(|code| (code, "0".to_owned()));
    let first: SettlementDay = FIRST.parse()?;
    let at = until.at(8, 0);
    let mut tokens = Vec::new();
    for number in 0..bench.homes.min(bench.members) {
        let opening = Opening {
            start: Fact::Activate { registers: BTreeMap::from(zero.clone()) },
            protected: Vec::new(),
            basis: LawfulBasis::Request { id: format!("bench-{number}") },
            answers: None,
            area: None,
            notices_are_facts: false,
            closing: None,
        };
        engine.open_account(ean(number)?, DSO, group, first.start(), &opening)?;
        let account = engine.account_of(ean(number)?)?.id;
        tokens.push(sign_in(&mut engine, account, u64::from(number), at)?);
        // Whoever says so does not matter here.
        let person = 0;
        let act = ConsentAct { account, kind: 1, agreed: true, at, person };
        engine.store.add_consent(&act)?;
    }
    Ok(tokens)
}

fn measure(bench: &MonthBench, url: &str) -> Result<Figures, Failure> {
    if Store::open(url)?.count_accounts()? > 0 {
        return refuse("the database has accounts already; the benchmark wants an empty one");
    }
    let (rows, stored) = fill(bench, url)?;
    let first: SettlementDay = FIRST.parse()?;
    let until = first.plus_months(i32::try_from(bench.months)?);
    let tokens = homes(bench, url, until)?;
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    let (end, ended) = tokio::sync::oneshot::channel::<()>();
    let (of, from) = (url.to_owned(), until.at(9, 0));
    let server = std::thread::Builder::new().name("pages".to_owned()).spawn(move || {
        let guests = Guests {
            psp: None,
            base_url: None,
            behind_proxy: false,
            courier: Arc::new(SaidAloud),
            provider: None,
            sandbox: false,
            training: None,
        };
        serve_until(&of, listener, Some(from), guests, async move {
            // Nobody sends: the sender is dropped.
            let _ = ended.await;
        })
        .map_err(|failure| failure.to_string())
    })?;
    let mut figures = Figures { rows, stored, ..Figures::default() };
    let asked = ask(bench, &tokens, Browser::connect(address)?, &mut figures);
    drop(end);
    match server.join() {
        Ok(Ok(())) => {}
        Ok(Err(failure)) => return refuse(failure),
        Err(_) => return refuse("the server panicked"),
    }
    asked?;
    read(bench, url, &mut figures)?;
    Ok(figures)
}

/// A household and a month, neither the same as before.
fn chosen(bench: &MonthBench, number: u32) -> (u32, u32) {
    let mixed = number.wrapping_mul(0x9e37_79b9) >> 8;
    (number % bench.homes.min(bench.members).max(1), mixed % bench.months)
}

/// The last day of a month that is stored.
fn last_day(place: u32) -> Result<SettlementDay, Failure> {
    let first: SettlementDay = FIRST.parse()?;
    Ok(first.plus_months(i32::try_from(place)? + 1).previous())
}

fn ask(
    bench: &MonthBench,
    tokens: &[String],
    mut browser: Browser,
    figures: &mut Figures,
) -> Result<(), Failure> {
    let path = Page::Quarters.path(Language::En);
    for number in 0..bench.asked {
        let (home, month) = chosen(bench, number);
        let Some(token) = tokens.get(usize::try_from(home)?) else { continue };
        let began = Clock::now();
        let bytes = browser.get(&format!("{path}?t={}", last_day(month)?), token)?;
        figures.pages.push(began.elapsed().as_micros());
        if bytes < 2_000 {
            return refuse(format!("a page of {bytes} bytes has no month"));
        }
        figures.bytes = figures.bytes.max(bytes);
        // One household, not a storm.
        std::thread::sleep(Duration::from_millis(2));
    }
    Ok(())
}

/// The same months out of the store, and what they add up to.
fn read(bench: &MonthBench, url: &str, figures: &mut Figures) -> Result<(), Failure> {
    let mut store = open(url, &folder())?;
    for number in 0..bench.asked {
        let (home, month) = chosen(bench, number);
        let last = last_day(month)?;
        let point = Point::from(ean(home)?);
        let (from, until) = (last.plus(-29).max(FIRST.parse()?), last.next());
        let query = Query { dso: DSO, point: point.clone(), from, until, version: None };
        let began = Clock::now();
        let series = store.read(&query)?;
        figures.reads.push(began.elapsed().as_micros());
        let quarters = Quarter::first_of(from).0..Quarter::first_of(until).0;
        let expected: i64 = quarters.map(|quarter| interval(&point, quarter).energy.0).sum();
        let found: i64 = series.iter().map(|series| series.energy().0).sum();
        if found != expected {
            return refuse(format!("{found} mWh were read, not {expected}"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_store_is_filled_asked_and_read() {
        let bench = MonthBench {
            members: 3,
            months: 2,
            asked: 4,
            homes: 2,
            store: Kind::Sqlite,
            url: None,
        };
        let mut text = Vec::new();
        run(&bench, true, &mut text).unwrap();
        let line: serde_json::Value = serde_json::from_slice(&text).unwrap();
        // January has 2,976 quarter-hours, February 2,688.
        assert_eq!(line["rows"], 3 * (2_976 + 2_688));
        assert_eq!(line["pages"], 4);
        assert!(line["bytes"].as_u64().unwrap() <= 14_000, "one window of a line: {line}");
    }
}
