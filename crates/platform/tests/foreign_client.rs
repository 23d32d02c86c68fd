//! A foreign client against `tirelire meter virtual --dlms`, each in a process of its own: it reads and
//! orders, a person presses the button, and the client reads the change.
//!
//! The client is the Gurux Python package. `cargo xtask peers` installs it and says what to put in
//! `TIRELIRE_PEERS_PYTHON`; without it the test says so and passes.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use serde_json::{Value, json};
use std::collections::HashMap;
use std::ffi::OsString;
use std::io::{BufRead, BufReader, Lines, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// `tirelire meter virtual`, a line in and a line of JSON out.
struct Meter {
    process: Child,
    stdin: Option<ChildStdin>,
    stdout: Lines<BufReader<ChildStdout>>,
}

impl Meter {
    fn begin(arguments: &[&str]) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_tirelire"))
            .args(["--json", "meter", "virtual", "--dlms", "127.0.0.1:0"])
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let stdin = process.stdin.take();
        let mut stdout = BufReader::new(process.stdout.take().unwrap()).lines();
        // The first screen: the meter is served, and its registry is written.
        stdout.next().unwrap().unwrap();
        Self { process, stdin, stdout }
    }

    fn line(&mut self, line: &str) -> Value {
        writeln!(self.stdin.as_mut().unwrap(), "{line}").unwrap();
        serde_json::from_str(&self.stdout.next().unwrap().unwrap()).unwrap()
    }

    /// It stops when its stdin ends.
    fn end(mut self) {
        drop(self.stdin.take());
        assert!(self.process.wait().unwrap().success());
    }
}

/// A meter of a registry, by the names of its columns.
type Row = HashMap<String, String>;

fn first_row(registry: &str) -> Row {
    let mut lines = registry.lines().map(|line| line.split(',').map(str::to_owned));
    let (names, values) = (lines.next().unwrap(), lines.next().unwrap());
    names.zip(values).collect()
}

/// What the client says as JSON, or what it complains of.
fn ask(python: &OsString, row: &Row, counter: u32, work: &str) -> Result<Value, String> {
    let port = row["place"].rsplit_once(':').unwrap().1;
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../dlms/tests/peers/gurux.py");
    let output = Command::new(python)
        .args([
            script,
            port,
            "4755525500000001",
            &row["encryption_key"],
            &row["authentication_key"],
            "0",
        ])
        .args(["2026-11-12T00:00:00+01:00", "2026-11-14T00:00:00+01:00"])
        .args([&counter.to_string(), work])
        .output()
        .unwrap();
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    // The library prints remarks of its own before.
    let text = String::from_utf8(output.stdout).unwrap();
    Ok(serde_json::from_str(text.lines().last().unwrap()).unwrap())
}

#[test]
fn mt_09_mt_17_a_foreign_client_and_a_person_share_a_virtual_meter() {
    let python = std::env::var_os("TIRELIRE_PEERS_PYTHON").filter(|python| !python.is_empty());
    let Some(python) = python else {
        let wanted = std::env::var_os("TIRELIRE_PEERS").is_some();
        assert!(!wanted, "TIRELIRE_PEERS_PYTHON is not set, `cargo xtask peers` says how");
        eprintln!("skipped: TIRELIRE_PEERS_PYTHON is not set, `cargo xtask peers` says how");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let registry = folder.path().join("meter.csv");
    let mut meter = Meter::begin(&[
        "--kind",
        "smart-electricity",
        "--at",
        "2026-11-12T00:00:00+01:00",
        "--speed",
        "0",
        "--with",
        "serial=77",
        "--with",
        "kwh=1250,2310",
        "--registry",
        registry.to_str().unwrap(),
    ]);
    let text = std::fs::read_to_string(&registry).unwrap();
    let row = first_row(&text);
    assert_eq!((row["serial"].as_str(), row["profile"].as_str()), ("000000077", "be-single-phase"));
    meter.line("load 400W");
    meter.line("wait 48h");

    let said = ask(&python, &row, 1, "all").unwrap();
    assert_eq!(said["name"], "000000077");
    let midnight = 1_794_610_800; // 2026-11-14T00:00:00+01:00
    assert_eq!(said["clock"], midnight);
    // 9 hours of tariff 1 a day, 0.4 kW.
    assert_eq!(said["1.0.1.8.1.255"].as_f64().map(|wh| wh.to_string()), Some("1257200".into()));
    assert_eq!(said["1.0.32.7.0.255"].to_string(), "230.0");
    let rows = said["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 192, "the quarter-hours that ended since it was placed");
    assert!(said["blocks"].as_i64().unwrap() > 3, "{} blocks", said["blocks"]);
    for (ended, row) in (1_i64..).zip(rows) {
        assert_eq!(row[0], midnight - 2 * 86_400 + ended * 900);
        let both = row[1].as_i64().unwrap() + row[2].as_i64().unwrap();
        assert_eq!(both, 3_560_000 + 100 * ended);
    }
    let states = [&said["before"], &said["after"], &said["released"], &said["limit"]];
    assert_eq!(states, [&1, &0, &2, &999]);

    // Only a person closes.
    assert_eq!(
        ask(&python, &row, 1_000, "state").unwrap(),
        json!({"state": 2, "connected": false})
    );
    let pressed = meter.line("press green 3s");
    let events = pressed["events"].as_array().unwrap();
    assert_eq!(events.len(), 3, "cut, released, pressed: {events:?}");
    assert_eq!(ask(&python, &row, 2_000, "state").unwrap(), json!({"state": 1, "connected": true}));

    // A counter that the meter has heard, and a key that is not its own, open nothing.
    assert!(ask(&python, &row, 1, "state").is_err());
    let mut wrong = row.clone();
    wrong.insert("encryption_key".to_owned(), row["authentication_key"].clone());
    assert!(ask(&python, &wrong, 3_000, "state").is_err());
    meter.end();
}
