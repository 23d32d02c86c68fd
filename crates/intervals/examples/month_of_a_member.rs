//! Makes a store of many members and months, then asks for one member's month at a time, beside the
//! plain reading of the same files.
//!
//! `cargo run -p intervals --example month_of_a_member -- [FOLDER] [MEMBERS] [MONTHS] [BUCKETS]`

#![allow(clippy::unwrap_used, clippy::float_arithmetic, reason = "a measurement")]

use calendar::Instant;
use intervals::{
    Direction, Interval, JsonManifest, Manifest, Month, Point, Quality, Quarter, Query, Register,
    Series, Source, Store, hash_of,
};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, Instant as Clock};
use units::{Dso, Ean, MilliWattHours};

const DSO: Dso = Dso::Ores;
const QUERIES: usize = 500;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().unwrap_or_else(|| "bench-intervals".to_owned()));
    let mut number =
        |otherwise: u32| arguments.next().map_or(otherwise, |text| text.parse().unwrap());
    let (members, months, buckets) = (number(10_000), number(12), number(16));
    std::fs::create_dir_all(&folder).unwrap();
    let manifest = JsonManifest::open(&folder.join("manifest.json")).unwrap();
    let mut store = Store::open(&folder, manifest, Some(buckets)).unwrap();
    let points: Vec<Point> = (0..u64::from(members))
        .map(|member| Ean::with_check_digit(54_144_900_000_000_000 + member).unwrap().into())
        .collect();
    let all = |store: &mut Store<JsonManifest>| {
        store.manifest.files(DSO, Month(0)..=Month(i32::MAX), None).unwrap()
    };
    // A folder that was filled before is only asked.
    if all(&mut store).is_empty() {
        make(&mut store, &points, months);
    }
    let entries = all(&mut store);
    let (rows, bytes) = entries
        .iter()
        .fold((0, 0), |(rows, bytes), entry| (rows + entry.rows, bytes + entry.bytes));
    println!(
        "store: {} files, {rows} rows, {:.1} MB, {:.2} bytes a row",
        entries.len(),
        bytes as f64 / 1e6,
        bytes as f64 / rows as f64
    );
    ask(&mut store, &folder, &points, months);
}

fn make(store: &mut Store<JsonManifest>, points: &[Point], months: u32) {
    let mut parts: BTreeMap<u32, Vec<&Point>> = BTreeMap::new();
    for point in points {
        parts.entry(store.bucket(point)).or_default().push(point);
    }
    let began = Clock::now();
    let mut rows = 0_u64;
    for month in 0..i32::try_from(months).unwrap() {
        let month = Month(2026 * 12 + month);
        let first = Quarter::first_of(month.first_day().unwrap()).0;
        let end = Quarter::first_of(month.next().first_day().unwrap()).0;
        for (bucket, points) in &parts {
            let series: Vec<Series> = points
                .iter()
                .map(|point| Series {
                    point: (*point).clone(),
                    direction: Direction::OffTake,
                    intervals: (first..end).map(|quarter| interval(point, quarter)).collect(),
                })
                .collect();
            let name = format!("{month}-{bucket}");
            let source = Source { sha256: hash_of(name.as_bytes()), name, learnt_at: Instant(0) };
            if let intervals::Written::New { files, .. } = store.add(DSO, &series, &source).unwrap()
            {
                rows += files.rows;
            }
        }
        eprintln!("{month}: {rows} rows, {:.0} s", began.elapsed().as_secs_f64());
    }
    let seconds = began.elapsed().as_secs_f64();
    println!("written: {:.2} million rows a second", rows as f64 / seconds / 1e6);
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
        register: if seed.is_multiple_of(2) { Register::One } else { Register::Two },
    }
}

fn ask(store: &mut Store<JsonManifest>, folder: &std::path::Path, points: &[Point], months: u32) {
    let (mut asked, mut raw): (Vec<Duration>, Vec<Duration>) = (Vec::new(), Vec::new());
    let mut seed = 1_u64;
    for _ in 0..QUERIES {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let place = usize::try_from(seed >> 33).unwrap() % points.len();
        let point = points.get(place).unwrap().clone();
        let month = Month(2026 * 12 + i32::try_from((seed >> 20) % u64::from(months)).unwrap());
        let (from, until) = (month.first_day().unwrap(), month.next().first_day().unwrap());
        let bucket = store.bucket(&point);
        let began = Clock::now();
        let series =
            store.read(&Query { dso: DSO, point: point.clone(), from, until, version: None });
        asked.push(began.elapsed());
        let series = series.unwrap();
        let found = series.first().unwrap();
        let expected: i64 =
            found.intervals.iter().map(|one| interval(&point, one.quarter.0).energy.0).sum();
        assert!(found.intervals.len() >= 2_684 && found.energy().0 == expected);
        let entries = store.manifest.files(DSO, month..=month, Some(bucket)).unwrap();
        let began = Clock::now();
        for entry in &entries {
            std::hint::black_box(std::fs::read(folder.join(&entry.path)).unwrap());
        }
        raw.push(began.elapsed());
    }
    let millis = |times: &mut Vec<Duration>, part: usize| {
        times.sort();
        times.get((times.len() * part / 100).min(times.len() - 1)).unwrap().as_secs_f64() * 1e3
    };
    let (half, most) = (millis(&mut asked, 50), millis(&mut asked, 99));
    let (raw_half, raw_most) = (millis(&mut raw, 50), millis(&mut raw, 99));
    println!("a member's month: median {half:.2} ms, p99 {most:.2} ms, of {QUERIES}");
    println!("its file, read plainly: median {raw_half:.2} ms, p99 {raw_most:.2} ms");
    println!("ratio of the medians: {:.2}", half / raw_half);
}
