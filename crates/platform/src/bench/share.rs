//! `tirelire bench share`: each key over the columns of one group, beside copying the same memory in the
//! same run; time for each cell as a group grows; and the whole command from file to file.

use super::peak_kib;
use crate::failure::{Failure, refuse};
use calendar::SettlementDay;
use serde_json::json;
use sharing::{Allocation, Block, Group, Key, Member, Rounding, Rounds, Share, Work};
use std::fs::File;
use std::hint::black_box;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Instant as Clock;

const QUARTERS: usize = 96;
/// Every twentieth member injects.
const PRODUCER: usize = 20;

/// Allocate quarter-hours by each key, on one thread.
#[derive(Debug, Clone, clap::Args)]
pub struct ShareBench {
    #[arg(long, default_value_t = 1_000)]
    pub members: usize,
    #[arg(long, default_value_t = 30)]
    pub days: usize,
    /// The best of so many is taken, of memory copy too.
    #[arg(long, default_value_t = 7)]
    pub runs: u32,
    /// Members of the groups of the same number of cells, to see how a cell's time grows. More than 10,000 are those of
    /// groups of 50, one after the other.
    #[arg(long, value_delimiter = ',', default_value = "100,1000,10000,100000")]
    pub growth: Vec<usize>,
    /// Leave the input here, to give it to others: a CSV file, as long as it is.
    #[arg(long)]
    pub keep: Option<PathBuf>,
    /// Not the command from file to file.
    #[arg(long)]
    pub kernels_only: bool,
    /// Only the command from file to file, for so many groups of 50 members one after the other: 2000 are a
    /// hundred thousand members. Each is written, allocated and removed; only allocating is timed.
    #[arg(long)]
    pub groups: Option<usize>,
}

/// Members of a group of [`ShareBench::groups`].
const OF_MANY: usize = 50;
/// No group has more: so many members are those of several.
const MOST_OF_ONE: usize = 10_000;

/// A group's data as the kernels have them.
struct Data {
    members: usize,
    rows: usize,
    producers: Vec<usize>,
    offtake: Vec<i64>,
    injection: Vec<i64>,
}

impl Data {
    /// Meters that count watt-hours; the same in every run.
    fn new(members: usize, rows: usize, light: Light) -> Self {
        let producers: Vec<usize> = (0..members).step_by(PRODUCER).collect();
        let mut dice = 0x2545_f491_4f6c_dd1d_u64;
        let mut below = |limit: u64| {
            dice ^= dice << 13;
            dice ^= dice >> 7;
            dice ^= dice << 17;
            i64::try_from(dice % limit).unwrap_or(0)
        };
        let offtake = (0..members * rows).map(|_| below(400) * 1_000).collect();
        let mut injection = Vec::with_capacity(producers.len() * rows);
        for row in 0..rows {
            // A third of the day without sun, or a third to nine tenths of the off-take in every row.
            let quarter = i64::try_from(row % QUARTERS).unwrap_or(0);
            let sun = match light {
                Light::OfADay => (32 - (quarter - 48).abs()).max(0) * 150,
                Light::NeverEnough => 1_300 + quarter * 24,
            };
            for _ in &producers {
                injection.push(sun * (900 + below(200)));
            }
        }
        Self { members, rows, producers, offtake, injection }
    }

    fn cells(&self) -> usize {
        self.members * self.rows
    }

    fn group(&self, case: &Case) -> Result<Group, Failure> {
        // Twenty different shares; producers have none in the Flemish keys unless they also take.
        let weight = |index: usize| match case.key.is_flemish() && index.is_multiple_of(PRODUCER) {
            true if !case.prosumers => 0,
            _ => 1 + u64::try_from(index * 7 % 20).unwrap_or(0),
        };
        let sum: u64 = (0..self.members).map(weight).sum();
        let tenth = self.members.div_ceil(10).max(1);
        let members = (0..self.members).map(|index| Member {
            id: id(index),
            share: Share::new(weight(index), sum.max(1)),
            group: (case.key == Key::Cascade)
                .then(|| u32::try_from(1 + index / tenth).unwrap_or(1)),
            from: None,
            to: None,
        });
        let rounding = Rounding::LargestRemainder;
        Ok(Group::new(case.key, case.rounds, rounding, members.collect())?)
    }
}

fn id(index: usize) -> String {
    format!("{:018}", 541_449_000_000_000_000 + index)
}

/// What is injected. A row without injection, and one with enough for all, is written without a division:
/// a key is measured on rows that have neither.
#[derive(Debug, Clone, Copy)]
enum Light {
    NeverEnough,
    OfADay,
}

struct Case {
    name: &'static str,
    key: Key,
    rounds: Rounds,
    prosumers: bool,
}

const fn case(name: &'static str, key: Key, rounds: Rounds, prosumers: bool) -> Case {
    Case { name, key, rounds, prosumers }
}

const CASES: [Case; 12] = [
    case("fixed", Key::Fixed, Rounds::ONE, false),
    case("fixed, all rounds", Key::Fixed, Rounds::All, false),
    case("equal", Key::Equal, Rounds::ONE, false),
    case("equal, all rounds", Key::Equal, Rounds::All, false),
    case("pro_rata", Key::ProRata, Rounds::ONE, false),
    case("hybrid", Key::Hybrid, Rounds::ONE, false),
    case("cascade", Key::Cascade, Rounds::ONE, false),
    case("vl_fixed", Key::VlFixed, Rounds::ONE, false),
    case("vl_fixed, prosumers", Key::VlFixed, Rounds::ONE, true),
    case("vl_relative", Key::VlRelative, Rounds::ONE, false),
    case("vl_optimal", Key::VlOptimal, Rounds::ONE, false),
    case("vl_optimal, prosumers", Key::VlOptimal, Rounds::ONE, true),
];

/// Runs the benchmark and prints its figures.
pub fn run(bench: &ShareBench, as_json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let rows = bench.days * QUARTERS;
    if bench.members == 0 || rows == 0 || bench.runs == 0 || bench.growth.contains(&0) {
        return refuse("a benchmark needs members, days and runs");
    }
    if let Some(groups) = bench.groups {
        return many(groups, rows, as_json, out);
    }
    let data = Data::new(bench.members, rows, Light::NeverEnough);
    if !as_json {
        writeln!(
            out,
            "share, {} members × {} days, one thread, best of {}, memory copy in turn with each",
            bench.members, bench.days, bench.runs
        )?;
    }
    for case in &CASES {
        let measured = kernel_rate(&data, rows, case, bench.runs)?;
        report_kernel(case, &measured, as_json, out)?;
    }
    let cells = data.cells();
    drop(data);
    for &members in &bench.growth {
        let groups = if members > MOST_OF_ONE { members.div_ceil(OF_MANY) } else { 1 };
        for key in [Key::ProRata, Key::Hybrid] {
            let case = case(key.name(), key, Rounds::ONE, false);
            // Only where the mark of the program can be set back is it that of this size: groups of before were larger.
            let is_reset = std::fs::write("/proc/self/clear_refs", "5").is_ok();
            let rate = grown_rate((members, groups), cells, &case, bench.runs)?;
            let (cell, peak) = (rounded(1e9, rate, 3), is_reset.then(peak_kib).flatten());
            if as_json {
                let line = json!({ "kind": "bench", "bench": "share-growth", "key": key.name(),
                    "members": members, "groups": groups, "ns_per_cell": cell,
                    "peak_memory_kib": peak });
                writeln!(out, "{line}")?;
            } else {
                let of = if groups > 1 { format!(" in {groups} groups") } else { String::new() };
                writeln!(out, "  {members:>6} members{of}, {key:<16} {cell:>8} ns a cell")?;
            }
        }
    }
    if bench.kernels_only { Ok(()) } else { command(bench, rows, as_json, out) }
}

struct Measured {
    rate: f64,
    /// Values copied in a second, at best, in turn with the kernel.
    copy: f64,
    slow_rows: u64,
    cells: usize,
}

/// The best time of each of some pieces of work.
struct Best(Vec<f64>);

#[allow(clippy::float_arithmetic, reason = "figures of a benchmark")]
impl Best {
    fn time(
        &mut self,
        piece: usize,
        work: impl FnOnce() -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let start = Clock::now();
        work()?;
        let seconds = start.elapsed().as_secs_f64();
        if self.0.len() <= piece {
            self.0.resize(piece + 1, f64::MAX);
        }
        if let Some(best) = self.0.get_mut(piece) {
            *best = best.min(seconds);
        }
        Ok(())
    }

    fn rate(&self, cells: usize) -> f64 {
        cells as f64 / self.0.iter().sum::<f64>()
    }
}

/// A kernel and memory copy in turn, a day's rows at a time, each day at its best of all runs: other programs
/// that take the processor fall on few of them. Copy is of the whole matrix too, and the faster one counts.
fn kernel_rate(data: &Data, rows: usize, case: &Case, runs: u32) -> Result<Measured, Failure> {
    let group = data.group(case)?;
    let plan = &group.spans().first().ok_or("a group without a time")?.plan;
    let width = data.producers.len();
    let (cells, gives) = (rows * data.members, rows * width);
    let (mut received, mut given) = (vec![0; cells], vec![0; gives]);
    let offtake = data.offtake.get(..cells).unwrap_or_default();
    let injection = data.injection.get(..gives).unwrap_or_default();
    let mut work = Work::default();
    let (mut all, mut copies, mut times) = (Best(vec![]), Best(vec![]), Best(vec![]));
    // One more: the first touches memory that nobody used before.
    for _ in 0..=runs {
        all.time(0, || {
            received.copy_from_slice(black_box(offtake));
            black_box(&mut received);
            Ok(())
        })?;
        let (of_day, gives_of_day) = (QUARTERS * data.members, QUARTERS * width);
        let days = offtake.chunks(of_day).zip(received.chunks_mut(of_day));
        for (day, (from, to)) in days.enumerate() {
            copies.time(day, || {
                to.copy_from_slice(black_box(from));
                black_box(to);
                Ok(())
            })?;
        }
        let days = offtake.chunks(of_day).zip(injection.chunks(gives_of_day));
        let to = received.chunks_mut(of_day).zip(given.chunks_mut(gives_of_day));
        for (day, ((offtake, injection), (received, given))) in days.zip(to).enumerate() {
            times.time(day, || {
                let block = Block { producers: &data.producers, offtake, injection };
                let mut allocation = Allocation { received, given };
                plan.allocate(black_box(block), &mut allocation, &mut work)?;
                black_box(&mut allocation);
                Ok(())
            })?;
        }
    }
    let (rate, copy) = (times.rate(cells), copies.rate(cells).max(all.rate(cells)));
    // Rows with nothing to give, or with enough for all, would be no figure of a key.
    let has_work = |(given, injection): (&[i64], &[i64])| {
        let injected = injection.iter().sum::<i64>();
        injected > 0 && given.iter().sum::<i64>() > 0
    };
    let rows_of = given.chunks_exact(width).zip(data.injection.chunks_exact(width));
    if !rows_of.take(rows).all(has_work) {
        return refuse(format!("a row of key {} gave nothing", case.name));
    }
    Ok(Measured { rate, copy, slow_rows: work.slow_rows, cells })
}

/// Cells in a second of a group of so many members, or of several, of which one at a time is in memory.
#[allow(clippy::float_arithmetic, reason = "figures of a benchmark")]
fn grown_rate(
    (members, groups): (usize, usize),
    cells: usize,
    case: &Case,
    runs: u32,
) -> Result<f64, Failure> {
    if groups <= 1 {
        let rows = (cells / members).max(1);
        let grown = Data::new(members, rows, Light::NeverEnough);
        return Ok(kernel_rate(&grown, rows, case, runs)?.rate);
    }
    let (mut seconds, mut all) = (0.0, 0usize);
    for _ in 0..groups {
        let data = Data::new(OF_MANY, QUARTERS, Light::NeverEnough);
        let measured = kernel_rate(&data, QUARTERS, case, runs)?;
        seconds += measured.cells as f64 / measured.rate;
        all += measured.cells;
    }
    Ok(all as f64 / seconds)
}

#[allow(clippy::float_arithmetic, reason = "figures of a benchmark")]
fn millions(rate: f64) -> String {
    format!("{:.1}", rate / 1e6)
}

#[allow(clippy::float_arithmetic, reason = "figures of a benchmark")]
fn rounded(above: f64, below: f64, decimals: usize) -> String {
    format!("{:.decimals$}", above / below)
}

fn report_kernel(
    case: &Case,
    measured: &Measured,
    as_json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let copy = measured.copy;
    let ratio = rounded(measured.rate, copy, 3);
    if as_json {
        let line = json!({
            "kind": "bench", "bench": "share-kernel", "key": case.name, "cells": measured.cells,
            "cells_per_s": measured.rate.round(), "copy_values_per_s": copy.round(),
            "of_copy": ratio, "slow_rows": measured.slow_rows,
        });
        writeln!(out, "{line}")?;
    } else {
        let rate = millions(measured.rate);
        let slow = if measured.slow_rows > 0 { ", in big numbers" } else { "" };
        writeln!(
            out,
            "  {:<32} {rate:>8} M cells/s, {ratio} of copy ({}){slow}",
            case.name,
            millions(copy)
        )?;
    }
    Ok(())
}

/// From file to file, as people run it.
fn command(
    bench: &ShareBench,
    rows: usize,
    as_json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let folder = std::env::temp_dir();
    let name = |what: &str| folder.join(format!("tirelire-bench-{}-{what}", std::process::id()));
    let (group, output) = (name("group.json"), name("out.csv"));
    let input = bench.keep.clone().unwrap_or_else(|| name("in.csv"));
    let done = whole(bench, rows, [&group, &input, &output], as_json, out);
    for path in [Some(&group), Some(&output), bench.keep.is_none().then_some(&input)] {
        // Not there if it could not be made.
        let _ = path.map(std::fs::remove_file);
    }
    done
}

fn whole(
    bench: &ShareBench,
    rows: usize,
    [group, input, output]: [&Path; 3],
    as_json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let members: Vec<_> = (0..bench.members).map(|index| json!({ "id": id(index) })).collect();
    std::fs::write(group, json!({ "key": "pro_rata", "members": members }).to_string())?;
    // What others get is what the kernels have.
    let light = if bench.keep.is_some() { Light::NeverEnough } else { Light::OfADay };
    write_input(input, &Data::new(bench.members, rows, light), 0)?;
    let bytes = std::fs::metadata(input)?.len();
    let asked = crate::share::Allocate {
        group: group.to_owned(),
        input: input.to_owned(),
        output: output.to_owned(),
        summary: true,
    };
    let mut fastest = std::time::Duration::MAX;
    for _ in 0..bench.runs.min(3) {
        let start = Clock::now();
        crate::share::run("", crate::share::Share::Allocate(asked.clone()), true, &mut Vec::new())?;
        fastest = fastest.min(start.elapsed());
    }
    let seconds = format!("{:.3}", fastest.as_secs_f64());
    let cells = bench.members * rows;
    if as_json {
        let line = json!({
            "kind": "bench", "bench": "share-command", "members": bench.members,
            "rows": cells, "bytes": bytes, "seconds": seconds, "peak_memory_kib": peak_kib(),
        });
        writeln!(out, "{line}")?;
    } else {
        writeln!(out, "  command, {cells} rows, {} MB    {seconds} s", bytes / 1_000_000)?;
        if let Some(peak) = peak_kib() {
            writeln!(out, "  peak memory of all this      {:>8} MiB", peak / 1024)?;
        }
    }
    Ok(())
}

/// Many small groups, one after the other.
fn many(groups: usize, rows: usize, as_json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let folder = std::env::temp_dir().join(format!("tirelire-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let done = many_in(&folder, groups, rows, as_json, out);
    let _ = std::fs::remove_dir_all(&folder);
    done
}

#[allow(clippy::float_arithmetic, reason = "figures of a benchmark")]
fn many_in(
    folder: &Path,
    groups: usize,
    rows: usize,
    as_json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let name = |what: &str| folder.join(what);
    let asked = crate::share::Allocate {
        group: name("group.json"),
        input: name("in.csv"),
        output: name("out.csv"),
        summary: true,
    };
    let data = Data::new(OF_MANY, rows, Light::OfADay);
    let mut seconds = 0.0;
    for group in 0..groups {
        let first = group * OF_MANY;
        let members: Vec<_> =
            (first..first + OF_MANY).map(|index| json!({ "id": id(index) })).collect();
        std::fs::write(&asked.group, json!({ "key": "pro_rata", "members": members }).to_string())?;
        write_input(&asked.input, &data, first)?;
        let start = Clock::now();
        crate::share::run(
            "sqlite::memory:",
            crate::share::Share::Allocate(asked.clone()),
            true,
            &mut Vec::new(),
        )?;
        seconds += start.elapsed().as_secs_f64();
    }
    let (members, cells) = (groups * OF_MANY, groups * OF_MANY * rows);
    let (in_all, cell) = (format!("{seconds:.3}"), rounded(seconds * 1e9, cells as f64, 1));
    let peak = peak_kib();
    if as_json {
        let line = json!({
            "kind": "bench", "bench": "share-groups", "groups": groups, "members": members,
            "rows": cells, "seconds": in_all, "ns_per_cell": cell, "peak_memory_kib": peak,
        });
        writeln!(out, "{line}")?;
    } else {
        let peak = peak.unwrap_or(0) / 1024;
        writeln!(
            out,
            "share, {groups} groups, {members} members, {cells} rows: {in_all} s, {cell} ns a row, {peak} MiB at most"
        )?;
    }
    Ok(())
}

fn write_input(path: &Path, data: &Data, first_id: usize) -> Result<(), Failure> {
    let mut file = BufWriter::new(File::create(path)?);
    writeln!(file, "start,member,offtake_kwh,injection_kwh")?;
    let mut day = SettlementDay::from_ymd(2026, 6, 1).ok_or("no such day")?;
    let mut quarter = 0;
    let width = data.producers.len();
    for (row, offtake) in data.offtake.chunks_exact(data.members).enumerate() {
        if quarter == day.quarter_hours() {
            (day, quarter) = (day.next(), 0);
        }
        let start = day.quarter_start(quarter).to_local_string();
        quarter += 1;
        let mut injection = data.injection.iter().skip(row * width).take(width);
        for (index, taken) in offtake.iter().enumerate() {
            let injected = if index.is_multiple_of(PRODUCER) { injection.next() } else { None };
            let injected = injected.copied().unwrap_or(0);
            let wh = |mwh: i64| format!("{}.{:03}", mwh / 1_000_000, mwh / 1_000 % 1_000);
            writeln!(file, "{start},{},{},{}", id(first_id + index), wh(*taken), wh(injected))?;
        }
    }
    Ok(file.flush()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_benchmark_of_every_key_runs_and_names_its_figures() {
        let bench = ShareBench {
            members: 60,
            days: 1,
            runs: 1,
            // The last are 201 groups of 50.
            growth: vec![20, 100, 10_050],
            keep: None,
            kernels_only: false,
            groups: None,
        };
        let mut out = Vec::new();
        run(&bench, true, &mut out).unwrap();
        let out = String::from_utf8(out).unwrap();
        let lines: Vec<serde_json::Value> =
            out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines.len(), CASES.len() + 6 + 1);
        let groups: Vec<u64> = lines.iter().filter_map(|line| line["groups"].as_u64()).collect();
        assert_eq!(groups, [1, 1, 1, 1, 201, 201]);
        for line in &lines[..CASES.len()] {
            assert!(line["cells_per_s"].as_f64().unwrap() > 0.0, "{line}");
        }
        assert_eq!(lines.last().unwrap()["rows"], 60 * 96);
        let mut out = Vec::new();
        run(&ShareBench { groups: Some(2), ..bench.clone() }, true, &mut out).unwrap();
        let line: serde_json::Value = serde_json::from_slice(&out).unwrap();
        assert_eq!((&line["members"], &line["rows"]), (&json!(100), &json!(9_600)));
        let none = ShareBench { members: 0, ..bench };
        let why = run(&none, true, &mut Vec::new()).unwrap_err();
        assert_eq!(why.to_string(), "a benchmark needs members, days and runs");
    }
}
