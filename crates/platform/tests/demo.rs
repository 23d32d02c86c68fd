//! The binary itself: a demo that has ended leaves books that can be reconciled, although the payment
//! provider of its people has ended with it.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::process::{Command, Output};

fn tirelire(folder: &tempfile::TempDir, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_tirelire"))
        .env("TIRELIRE_DB", folder.path().join("demo.db"))
        .env_remove("TIRELIRE_PSP_KEY")
        .current_dir(folder.path())
        .args(arguments)
        .output()
        .unwrap()
}

/// What it says, line by line. Errors of the command end the test.
#[track_caller]
fn told(folder: &tempfile::TempDir, arguments: &[&str]) -> Vec<serde_json::Value> {
    let output = tirelire(folder, arguments);
    let said = String::from_utf8_lossy(&output.stderr);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{arguments:?}: {said}\n{text}");
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn tp_19_the_books_of_a_demo_are_reconciled_after_its_provider_is_gone() {
    let folder = tempfile::tempdir().unwrap();
    let demo = tirelire(&folder, &["demo", "--once", "--days", "30", "--count", "6"]);
    assert!(demo.status.success(), "{}", String::from_utf8_lossy(&demo.stderr));
    for days in [
        &["--from", "2026-01-01", "--to", "2026-02-28"][..],
        &["--period", "2026-01"],
        &["--day", "2026-01-19"],
        &["--period", "2026-01", "--psp", "sandbox:http://127.0.0.1:1"],
    ] {
        let lines = told(&folder, &[&["reconcile", "--json"], days].concat());
        let of = |kind: &str, way: &str| -> Vec<serde_json::Value> {
            let mut found = lines.clone();
            found.retain(|line| line["kind"] == kind && line["way"] == way);
            found
        };
        assert!(lines.iter().all(|line| line["kind"] != "difference"), "{lines:?}");
        let remarks = of("remark", "sandbox");
        let as_last = remarks.iter().filter_map(|remark| remark["text"].as_str());
        assert_eq!(as_last.filter(|text| text.contains("as last told at")).count(), 1, "{lines:?}");
        if days.len() > 2 || days[0] == "--period" {
            // There is something to compare.
            assert!(!of("day", "sandbox").is_empty() && !of("day", "bank").is_empty(), "{lines:?}");
        }
    }
    // Money that the provider has not told is a difference.
    let file = folder.path().join("demo.db");
    let mut store = store::Store::open(&file.display().to_string()).unwrap();
    store.run_sql("DELETE FROM provider_line").unwrap();
    drop(store);
    assert!(!tirelire(&folder, &["reconcile", "--period", "2026-01"]).status.success());
}
