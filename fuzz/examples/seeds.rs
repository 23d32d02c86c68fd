//! Writes files to begin with into `corpus/`: samples of our own, and the scenarios of the repository.
//! `cargo run --example seeds`, in this folder.

use bank::sample::Sample;
use std::fs;
use std::path::Path;

fn main() -> std::io::Result<()> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let corpus = here.join("corpus");
    for target in ["coda", "camt053", "scenario"] {
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
    Ok(())
}
