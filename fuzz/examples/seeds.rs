//! Writes files to begin with into `corpus/`: samples of our own, and the scenarios of the repository.
//! `cargo run --example seeds`, in this folder.

use bank::sample::Sample;
use std::fs;
use std::path::Path;

fn main() -> std::io::Result<()> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let corpus = here.join("corpus");
    for target in ["coda", "camt053", "scenario", "share"] {
        fs::create_dir_all(corpus.join(target))?;
    }
    for seed in 0..16 {
        let sample = Sample { lines_per_statement: 3, ..Sample::new(seed, seed % 5) };
        let (mut coda, mut camt) = (Vec::new(), Vec::new());
        sample.write_coda(&mut coda)?;
        sample.write_camt(&mut camt)?;
        fs::write(corpus.join(format!("coda/sample-{seed}")), coda)?;
        fs::write(corpus.join(format!("camt053/sample-{seed}")), camt)?;
    }
    for entry in fs::read_dir(here.join("../scenarios"))? {
        let entry = entry?;
        fs::copy(entry.path(), corpus.join("scenario").join(entry.file_name()))?;
    }
    let rows = "start,member,offtake_kwh,injection_kwh\n\
        2026-06-01T12:00:00+02:00,A,0.25,0.7\n2026-06-01T12:00:00+02:00,B,0.333333,\n\
        2026-06-01T12:00:00+02:00,C,1,0.05\n2026-06-01T12:15:00+02:00,A,,0.7\n\
        2026-06-01T12:15:00+02:00,B,0,0\n2026-06-01T12:15:00+02:00,C,0.1,0.2\n";
    let keys = [
        "fixed", "equal", "pro_rata", "hybrid", "cascade", "vl_fixed", "vl_relative", "vl_optimal",
    ];
    for (number, key) in keys.into_iter().enumerate() {
        let rounding = if number % 3 == 2 { "each_share_6dp" } else { "largest_remainder" };
        let member = |id: &str, share: &str| match key {
            "equal" | "pro_rata" => format!("{{\"id\":\"{id}\"}}"),
            "cascade" => format!("{{\"id\":\"{id}\",\"group\":1}}"),
            _ => format!("{{\"id\":\"{id}\",\"share\":\"{share}\"}}"),
        };
        let members = [member("A", "0.25"), member("B", "1/4"), member("C", "0.5")].join(",");
        let group =
            format!("{{\"key\":\"{key}\",\"rounding\":\"{rounding}\",\"members\":[{members}]}}");
        fs::write(corpus.join("share").join(key), format!("{group}\n---\n{rows}"))?;
    }
    Ok(())
}
