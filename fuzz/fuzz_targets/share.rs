//! Any bytes as a group file and its quarter-hours, allocated as `tirelire share allocate` does: the sources of the
//! command itself, since a program is no library. Source: ES-04, ES-09.

#![no_main]
#![allow(dead_code, reason = "the command has more ways in than this one")]

#[path = "../../crates/platform/src/failure.rs"]
mod failure;

#[path = "."]
mod share {
    #[path = "../../crates/platform/src/share/allocate.rs"]
    pub mod allocate;
    #[path = "../../crates/platform/src/share/columns.rs"]
    pub mod columns;
    #[path = "../../crates/platform/src/share/days.rs"]
    pub mod days;
    #[path = "../../crates/platform/src/share/group_file.rs"]
    pub mod group_file;
    #[path = "../../crates/platform/src/share/line.rs"]
    pub mod line;
    #[path = "../../crates/platform/src/share/output.rs"]
    pub mod output;
    #[path = "../../crates/platform/src/share/series.rs"]
    pub mod series;
    #[path = "../../crates/platform/src/share/summary.rs"]
    pub mod summary;

    use std::path::PathBuf;

    /// What the command line asks.
    pub struct Allocate {
        pub group: PathBuf,
        pub input: PathBuf,
        pub output: PathBuf,
        pub summary: bool,
    }
}

use libfuzzer_sys::fuzz_target;
use share::{Allocate, allocate};
use std::collections::BTreeMap;
use std::fs;
use std::sync::OnceLock;

static FOLDER: OnceLock<std::path::PathBuf> = OnceLock::new();

/// Milliwatt-hours of six decimals; what is missing counts as 0.
fn mwh(text: &str) -> i128 {
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    let digits = format!("{whole}{rest:0<6}");
    if digits.bytes().all(|byte| byte == b'0') { 0 } else { digits.parse().unwrap() }
}

fuzz_target!(|bytes: &[u8]| {
    // The group, a line of dashes, the rows.
    let split = bytes.windows(5).position(|part| part == b"\n---\n");
    let Some(split) = split else { return };
    let folder = FOLDER.get_or_init(|| {
        let folder = std::env::temp_dir().join(format!("fuzz-share-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        folder
    });
    let file = |name: &str| folder.join(name);
    let asked = Allocate {
        group: file("group.json"),
        input: file("rows.csv"),
        output: file("out.csv"),
        summary: false,
    };
    let _ = fs::remove_file(&asked.output);
    fs::write(&asked.group, &bytes[..split]).unwrap();
    fs::write(&asked.input, &bytes[split + 5..]).unwrap();
    let Ok(_) = allocate::run(&asked) else {
        assert!(!asked.output.exists(), "nothing is half-written");
        return;
    };
    let alone = String::from_utf8_lossy(&bytes[..split]).contains("each_share_6dp");
    let out = fs::read_to_string(&asked.output).unwrap();
    // The last six fields are numbers, whatever the member is called; the start is the first.
    let mut quarters: BTreeMap<String, (i128, i128)> = BTreeMap::new();
    for line in out.lines().skip(1) {
        let mut fields = line.rsplitn(7, ',');
        let mut number = || mwh(fields.next().unwrap());
        let (rest_in, rest_off, given, received) = (number(), number(), number(), number());
        let (injection, offtake) = (number(), number());
        assert_eq!((received + rest_off, given + rest_in), (offtake, injection), "{line}");
        assert!(received.min(given).min(rest_off).min(rest_in) >= 0, "{line}");
        let start = fields.next().unwrap().split(',').next().unwrap();
        let sums = quarters.entry(start.to_owned()).or_default();
        *sums = (sums.0 + received, sums.1 + given);
    }
    // The same instant may be written in two ways, so that only the file as a whole adds up.
    let sum = quarters.values().fold((0, 0), |all, one| (all.0 + one.0, all.1 + one.1));
    assert!(alone || sum.0 == sum.1, "received {} is not given {}", sum.0, sum.1);
});
