//! `tirelire bench bank`: how fast statements of a bank are read from disk with their controls, beside
//! raw reading of the same file in the same run, and that memory is flat with the size of the file.

use super::peak_kib;
use crate::failure::{Failure, refuse};
use ::bank::sample::Sample;
use ::bank::{Event, read};
use serde_json::json;
use std::fs::File;
use std::hint::black_box;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant as Clock};

const MB: u64 = 1_000_000;
const FORMATS: [&str; 2] = ["CODA", "camt.053"];
/// What is read at once, by both ways.
const BUFFER: usize = 1 << 16;
/// Lines of a sample to learn how many bytes a line has.
const TRIED: u64 = 20_000;

/// Read large statements of banks with their controls, and the same files raw.
#[derive(Debug, Clone, clap::Args)]
pub struct BankBench {
    /// Megabytes of each file; a tenth of it is read before.
    #[arg(long, default_value_t = 500)]
    pub mb: u64,
    /// Where the files are made and removed again; the system's temporary folder without it.
    #[arg(long)]
    pub folder: Option<PathBuf>,
}

/// What one file gave.
#[derive(Debug)]
struct Lap {
    bytes: u64,
    lines: u64,
    statements: u64,
    raw: Duration,
    whole: Duration,
    /// Of the processor, where the system tells it: on a busy machine the wall clock counts others too.
    processor: Option<Duration>,
    /// Most memory while the file was parsed, where the system tells it.
    peak_kib: Option<u64>,
}

/// Runs the benchmark and prints its figures.
pub fn run(bench: &BankBench, as_json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    if bench.mb == 0 {
        return refuse("a benchmark needs a megabyte");
    }
    let folder = bench.folder.clone().unwrap_or_else(std::env::temp_dir);
    for format in FORMATS {
        let path = folder.join(format!("tirelire-bench-{}-{format}", std::process::id()));
        let laps = laps(&path, format, bench.mb);
        // Not there if it could not be made.
        let _ = std::fs::remove_file(&path);
        let (tenth, whole) = laps?;
        report(format, &tenth, &whole, as_json, out)?;
    }
    Ok(())
}

/// A tenth of the size first: most memory only ever grows where the system does not start it anew.
fn laps(path: &Path, format: &str, mb: u64) -> Result<(Lap, Lap), Failure> {
    let bytes = mb.saturating_mul(MB);
    let mut laps = [bytes / 10, bytes].into_iter().map(|bytes| {
        eprintln!("making {} MB of {format}", bytes / MB);
        make(path, format, bytes)?;
        lap(path)
    });
    match (laps.next(), laps.next()) {
        (Some(tenth), Some(whole)) => Ok((tenth?, whole?)),
        _ => refuse("a lap is missing"),
    }
}

/// Counts what would be written.
struct Counted(u64);

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += u64::try_from(bytes.len()).map_err(io::Error::other)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn make(path: &Path, format: &str, bytes: u64) -> Result<(), Failure> {
    let write = |lines: u64, out: &mut dyn Write| {
        let (sample, mut out) = (Sample::new(1, lines), out);
        if format == "CODA" { sample.write_coda(&mut out) } else { sample.write_camt(&mut out) }
    };
    let mut tried = Counted(0);
    write(TRIED, &mut tried)?;
    let lines = bytes.saturating_mul(TRIED) / tried.0.max(1);
    let mut out = BufWriter::new(File::create(path)?);
    write(lines.max(1), &mut out)?;
    Ok(out.flush()?)
}

fn lap(path: &Path) -> Result<Lap, Failure> {
    let bytes = std::fs::metadata(path)?.len();
    let start = Clock::now();
    let (mut file, mut piece) = (File::open(path)?, vec![0; BUFFER]);
    while file.read(&mut piece)? > 0 {
        black_box(&piece);
    }
    let raw = start.elapsed();
    drop(piece);
    forget_peak();
    let (start, before) = (Clock::now(), processor());
    let (mut lines, mut statements, mut differences) = (0, 0, 0);
    for event in read(BufReader::with_capacity(BUFFER, File::open(path)?))? {
        match event? {
            Event::Line(line) => {
                black_box(&line);
                lines += 1;
            }
            Event::Start(_) | Event::Detail(_) => {}
            Event::End(end) => {
                statements += 1;
                differences += end.controls.count();
            }
        }
    }
    let whole = start.elapsed();
    if differences > 0 {
        return refuse(format!("{differences} controls of the file that was made do not hold"));
    }
    let processor = processor().zip(before).map(|(after, before)| after.saturating_sub(before));
    Ok(Lap { bytes, lines, statements, raw, whole, processor, peak_kib: peak_kib() })
}

/// The most memory begins anew with what is used now. Linux.
fn forget_peak() {
    // Where the system refuses, the peak of all that came before counts too: never too little.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}

/// What this process has had of the processor, by Linux.
fn processor() -> Option<Duration> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let after_name = stat.rsplit(')').next()?;
    // User and system time in hundredths of a second, fields 14 and 15 of the whole line.
    let ticks = after_name.split_whitespace().skip(11).take(2);
    let sum = ticks.map(|text| text.parse::<u64>().ok()).sum::<Option<u64>>()?;
    Some(Duration::from_millis(sum * 10))
}

#[allow(clippy::float_arithmetic, reason = "figures of a benchmark, not of an account")]
fn report(
    format: &str,
    tenth: &Lap,
    whole: &Lap,
    as_json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let rate = |took: Duration| (whole.bytes as f64) / (MB as f64) / took.as_secs_f64().max(1e-9);
    let (wall, raw) = (rate(whole.whole), rate(whole.raw));
    let of_processor = whole.processor.filter(|took| !took.is_zero()).map(rate);
    let ratio = wall / raw;
    let lines_per_s = whole.lines as f64 / whole.whole.as_secs_f64().max(1e-9);
    let (mb, lines, statements) = (whole.bytes / MB, whole.lines, whole.statements);
    if as_json {
        let line = json!({
            "kind": "bench", "bench": "bank", "format": format, "mb": mb, "lines": lines,
            "statements": statements, "mb_per_s": wall.round(),
            "mb_per_s_of_processor": of_processor.map(f64::round),
            "lines_per_s": lines_per_s.round(), "raw_mb_per_s": raw.round(), "ratio_to_raw": ratio,
            "peak_memory_kib": whole.peak_kib, "peak_memory_kib_of_a_tenth": tenth.peak_kib,
        });
        writeln!(out, "{line}")?;
        return Ok(());
    }
    writeln!(out, "bank, {format}, {mb} MB: {lines} lines in {statements} statements")?;
    writeln!(out, "  whole        {wall:>12.0} MB/s, {lines_per_s:.0} lines/s")?;
    if let Some(of_processor) = of_processor {
        writeln!(out, "  processor    {of_processor:>12.0} MB/s")?;
    }
    writeln!(out, "  raw          {raw:>12.0} MB/s")?;
    writeln!(out, "  ratio        {ratio:>12.3}")?;
    if let (Some(peak), Some(of_a_tenth)) = (whole.peak_kib, tenth.peak_kib) {
        writeln!(out, "  peak memory  {peak:>12} KiB, of a tenth of the size {of_a_tenth} KiB")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tp_10_tp_11_a_small_benchmark_of_statements_names_its_figures_and_leaves_no_file() {
        let folder = tempfile::tempdir().unwrap();
        let bench = BankBench { mb: 2, folder: Some(folder.path().to_owned()) };
        let mut out = Vec::new();
        run(&bench, true, &mut out).unwrap();
        let out = String::from_utf8(out).unwrap();
        let mut formats = Vec::new();
        for line in out.lines() {
            let line: serde_json::Value = serde_json::from_str(line).unwrap();
            let figure = |name: &str| line[name].as_f64().unwrap();
            assert!(figure("mb_per_s") > 0.0 && figure("raw_mb_per_s") > 0.0, "{line}");
            assert!((1.0..=3.0).contains(&figure("mb")), "{line}");
            assert!(figure("lines") > 1_000.0 && figure("statements") >= 1.0, "{line}");
            formats.push(line["format"].as_str().unwrap().to_owned());
        }
        assert_eq!(formats, FORMATS);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
        let mut text = Vec::new();
        run(&bench, false, &mut text).unwrap();
        assert!(String::from_utf8(text).unwrap().starts_with("bank, CODA, "));
        let none = run(&BankBench { mb: 0, ..bench }, true, &mut Vec::new()).unwrap_err();
        assert_eq!(none.to_string(), "a benchmark needs a megabyte");
    }
}
