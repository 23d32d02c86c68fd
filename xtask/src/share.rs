//! `cargo xtask bench share`: our keys, and with `--vs-pandas` what analysts use, on one input in one run.

use crate::failure::{Context, Failure};
use crate::peers;
use crate::run::{announce, metadata, passed_on, run};
use serde_json::Value;
use std::process::{Command, ExitCode, Stdio};

pub const FLAG: &str = "--vs-pandas";
const PEERS: &str = include_str!("share_peers.py");
const RUNS: &str = "5";

/// Packages of its own: they are large, and no test wants them.
const PACKAGES: &[&str] = &[
    "duckdb==2.0.0",
    "llvmlite==0.50.0",
    "numba==0.68.1",
    "numpy==2.4.6",
    "pandas==3.1.1",
    "pyarrow==26.0.1",
    "python-dateutil==4.0.0",
    "tzdata==2026.6",
];

/// `arguments` are those after `share`.
pub fn bench(binary: &Command, arguments: &[String]) -> Result<ExitCode, Failure> {
    let words = arguments.iter().filter(|word| *word != FLAG);
    let mut ours = Command::new(binary.get_program());
    ours.args(["bench", "share"]).args(words);
    if !arguments.iter().any(|word| word == FLAG) {
        return Ok(passed_on(run(&mut ours)?));
    }
    let python = peers::environment("peers-share", PACKAGES)?;
    let folder = metadata()?.target_directory.into_std_path_buf();
    let (input, script) = (folder.join("bench-share.csv"), folder.join("share_peers.py"));
    std::fs::write(&script, PEERS).context(|| format!("could not write {script:?}"))?;
    ours.args(["--json", "--growth", "1000", "--keep"]).arg(&input);
    let mut theirs = Command::new(python);
    theirs.arg(&script).arg(&input).arg(RUNS);
    // One core each, as our kernels have.
    for variable in ["OMP_NUM_THREADS", "NUMBA_NUM_THREADS", "OPENBLAS_NUM_THREADS"] {
        theirs.env(variable, "1");
    }
    let (ours, theirs) = (lines(&mut ours)?, lines(&mut theirs)?);
    // Not there if it could not be made.
    let _ = std::fs::remove_file(&input);
    println!("{}", table(&ours, &theirs));
    Ok(ExitCode::SUCCESS)
}

/// Each line of a program's output as JSON.
fn lines(command: &mut Command) -> Result<Vec<Value>, Failure> {
    announce(command);
    let output = command.stderr(Stdio::inherit()).output();
    let output = output.context(|| "could not be started".to_owned())?;
    if !output.status.success() {
        return Err(Failure::Failed(format!("ended with {}", output.status)));
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let each = text.lines().map(serde_json::from_str);
    each.collect::<Result<_, _>>().context(|| "printed what is not JSON".to_owned())
}

/// A row for each key that a peer has too: values in a second, and how many times theirs are ours.
#[allow(clippy::float_arithmetic, reason = "figures of a benchmark")]
fn table(ours: &[Value], theirs: &[Value]) -> String {
    let mut text = String::from("| key | tool | G values/s | ours, G cells/s | times |\n");
    text.push_str("| --- | --- | --- | --- | --- |");
    for peer in theirs {
        let (Some(key), Some(tool), Some(rate)) =
            (peer["key"].as_str(), peer["tool"].as_str(), peer["values_per_s"].as_f64())
        else {
            continue;
        };
        let own = ours.iter().find(|line| line["bench"] == "share-kernel" && line["key"] == key);
        let own = own.and_then(|line| line["cells_per_s"].as_f64());
        let ratio = own.map_or(String::from("-"), |own| format!("{:.1}", own / rate));
        let own = own.map_or(String::from("-"), |own| format!("{:.3}", own / 1e9));
        text.push_str(&format!("\n| {key} | {tool} | {:.3} | {own} | {ratio} |", rate / 1e9));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::table;
    use serde_json::json;

    #[test]
    fn each_peer_has_a_row_with_how_many_times_faster_we_are() {
        let ours = [json!({ "bench": "share-kernel", "key": "fixed", "cells_per_s": 6e8 })];
        let theirs = [
            json!({ "key": "fixed", "tool": "pandas", "values_per_s": 3e7 }),
            json!({ "key": "copy", "tool": "numpy", "values_per_s": 2e9 }),
        ];
        let text = table(&ours, &theirs);
        assert!(text.ends_with(
            "| fixed | pandas | 0.030 | 0.600 | 20.0 |\n| copy | numpy | 2.000 | - | - |"
        ));
    }
}
