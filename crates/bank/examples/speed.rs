//! Megabytes a second that each reader parses on one core, and the memory it takes. The file is
//! made beside it, in a temporary folder, so that making it costs nothing while it is read.
//!
//! `cargo run --release -p bank --example speed [MEGABYTES]`

use bank::sample::Sample;
use bank::{Event, read};
use std::error::Error;
use std::fs::File;
use std::io::{BufReader, BufWriter, Write};
use std::path::Path;
use std::time::Instant;

fn main() -> Result<(), Box<dyn Error>> {
    let megabytes = std::env::args().nth(1).map_or(Ok(500), |text| text.parse::<u64>())?;
    let folder = std::env::temp_dir().join(format!("bank-speed-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let result = ["CODA", "camt.053"].into_iter().try_for_each(|format| {
        let path = folder.join(format);
        make(&path, format, megabytes)?;
        measure(&path, format)
    });
    std::fs::remove_dir_all(&folder)?;
    result
}

/// Writes a file of at least so many megabytes.
fn make(path: &Path, format: &str, megabytes: u64) -> Result<(), Box<dyn Error>> {
    let mut out = BufWriter::new(File::create(path)?);
    let bytes_of_a_line = if format == "CODA" { 400 } else { 1_000 };
    let sample = Sample::new(1, megabytes * 1_000_000 / bytes_of_a_line);
    match format {
        "CODA" => sample.write_coda(&mut out)?,
        _ => sample.write_camt(&mut out)?,
    }
    Ok(out.flush()?)
}

fn measure(path: &Path, format: &str) -> Result<(), Box<dyn Error>> {
    let bytes = std::fs::metadata(path)?.len();
    let (before, begun, cpu) = (peak_kib(), Instant::now(), cpu_ms());
    let (mut lines, mut statements, mut differences) = (0u64, 0u64, 0u64);
    for event in read(BufReader::with_capacity(1 << 16, File::open(path)?))? {
        match event? {
            Event::Line(_) => lines += 1,
            Event::Start(_) | Event::Detail(_) => {}
            Event::End(end) => {
                statements += 1;
                differences += end.controls.count();
            }
        }
    }
    let took_ms = begun.elapsed().as_millis().max(1);
    let rate = |ms: u128| u128::from(bytes) / 1_000 / ms.max(1);
    let cpu_took_ms = cpu_ms() - cpu;
    println!(
        "{format}: {} MB, {lines} lines in {statements} statements, {differences} differences: \
         {took_ms} ms, {} MB/s; {cpu_took_ms} ms of the processor, {} MB/s; peak {} KiB ({} KiB \
         before)",
        bytes / 1_000_000,
        rate(took_ms),
        rate(cpu_took_ms),
        peak_kib(),
        before,
    );
    Ok(())
}

/// What the process has had of the processor, where the system tells it: on a busy machine the wall
/// clock measures the others too.
fn cpu_ms() -> u128 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    // User and system time in hundredths of a second, fields 14 and 15 of the whole line.
    let ticks = after_name.split_whitespace().skip(11).take(2);
    ticks.filter_map(|text| text.parse::<u128>().ok()).sum::<u128>() * 10
}

/// The most memory the process has had, where the system tells it.
fn peak_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}
