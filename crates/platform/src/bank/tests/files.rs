//! Real files, and files of two thousand lines.

use super::world::{DSO, World, noon, on_both};
use crate::bank::import::{Booked, Request, import};
use crate::bank::looks_like_bank_file;
use ::bank::sample::Sample;
use std::path::PathBuf;

on_both! {
    tp_10_tp_11_real_files_are_booked_or_refused_with_reasons
    tp_10_the_same_movements_from_coda_and_camt_are_the_same_money
}

fn shared(folder: &str, file: &str) -> Option<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/data")
        .join(folder)
        .join(file);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: {} is not there", path.display());
    None
}

fn tp_10_tp_11_real_files_are_booked_or_refused_with_reasons(world: &mut World) {
    let files: [(&str, &str, Option<&str>); 14] = [
        ("bank_coda", "acsone_Coda_v2_3_globalisation.txt", None),
        (
            "bank_coda",
            "coda_standard_valid.cod",
            Some("new balance: expected `58600.860000`, found `58900.000000`"),
        ),
        ("bank_coda", "coda_standard_invalid.cod", Some("")),
        ("bank_coda", "sample1.cod", Some("")),
        ("bank_coda", "sample2.cod", Some("")),
        ("bank_coda", "sample3.cod", Some("")),
        ("bank_coda", "sample4.cod", Some("")),
        ("bank_coda", "sample5.cod", Some("")),
        ("bank_coda", "sample6.cod", Some("")),
        ("bank_coda", "sample7.cod", Some("expected `17677.120000`, found `17832.120000`")),
        ("bank_iso20022", "camt053_valid_example.xml", None),
        ("bank_iso20022", "camt053_valid_example_v8.xml", Some("currency `CHF` is not EUR")),
        ("bank_iso20022", "camt053_valid_example_with_debit.xml", Some("expected `-43.060000`")),
        ("bank_iso20022", "camt_invalid_namespace.xml", Some("the document is `camt.053.001.03`")),
    ];
    let mut booked_files = 0;
    for (folder, name, expected) in files {
        let Some(file) = shared(folder, name) else { continue };
        let request = Request {
            file,
            iban_of: Some(DSO),
            out_of_sequence: false,
            partial: false,
            piece: 3,
            at: noon(),
        };
        let done = import(&mut world.engine, &request);
        match (done, expected) {
            (Ok(statements), None) => {
                booked_files += 1;
                let again = import(&mut world.engine, &request).unwrap();
                assert_eq!(again.len(), statements.len());
                assert!(again.iter().all(|one| one.known), "{name}");
            }
            (Err(failure), Some(reason)) => {
                let why = crate::failure::chain(failure.as_ref());
                assert!(why.contains(reason), "{name}: {why}");
            }
            // What a shortened sample is worth is for its figures to say.
            (Ok(_), Some("")) => {}
            (done, expected) => {
                let done = done.map_err(|failure| crate::failure::chain(failure.as_ref()));
                panic!("{name}: {done:?}, expected {expected:?}");
            }
        }
    }
    eprintln!("{booked_files} real files booked");
    world.sound();
}

fn tp_10_the_same_movements_from_coda_and_camt_are_the_same_money(world: &mut World) {
    let sample = Sample { lines_per_statement: 150, ..Sample::new(7, 400) };
    let (mut coda, mut camt) = (Vec::new(), Vec::new());
    sample.write_coda(&mut coda).unwrap();
    sample.write_camt(&mut camt).unwrap();
    let movements: Vec<i64> = sample.movements().map(|movement| movement.amount.0).collect();
    let credits: i64 = movements.iter().filter(|amount| **amount > 0).sum();
    let mut counts = Vec::new();
    for (bytes, world) in [(coda, &mut *world), (camt, &mut World::sqlite())] {
        let file = world.write(&bytes);
        assert!(looks_like_bank_file(&file));
        let booked = world.import_at(file, noon()).unwrap();
        let came: i128 = booked.iter().map(|one| one.credited.1 + one.suspended.1).sum();
        assert_eq!((booked.len(), came), (3, i128::from(credits)));
        let debits: usize = booked.iter().map(|one| one.open_debits.len()).sum();
        assert!(debits > 10);
        let count = |one: &Booked| [one.credited.0, one.suspended.0, one.open_debits.len() as u64];
        counts.push(booked.iter().map(count).collect::<Vec<_>>());
        world.sound();
    }
    // Payments that were booked as one are each by itself in both.
    assert_eq!(counts[0], counts[1]);
    assert!(sample.movements().any(|movement| !movement.parts.is_empty()));
}
