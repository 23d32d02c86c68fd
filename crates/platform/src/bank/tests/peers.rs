//! What leaves for a bank, before a foreign judge: the published XSDs, in the Python packages that
//! `cargo xtask peers` installs. Without them these tests say so and pass, but where `TIRELIRE_PEERS` is
//! set, as under `cargo xtask test`, they fail.

use super::money_out::supplier;
use super::world::{DSO, World, at, camt, eur, pays, pays_ogm, statement};
use crate::bank::remit::default_supplier;
use crate::bank::{Bank, Period, Person, act};
use serde_json::Value;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What the schema of its namespace says of a document; `None` without a judge.
fn judged(path: &Path) -> Option<Value> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../bank/tests/peers/xsd.py");
    let [python, wanted] = ["TIRELIRE_PEERS_PYTHON", "TIRELIRE_PEERS"].map(std::env::var_os);
    let python = judge(python, wanted.is_some())?;
    let output = Command::new(python).arg(script).arg(path).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(serde_json::from_slice(&output.stdout).unwrap())
}

/// Panics where judges are wanted and there is none.
fn judge(python: Option<OsString>, wanted: bool) -> Option<OsString> {
    let python = python.filter(|python| !python.is_empty());
    if python.is_none() {
        let without = "TIRELIRE_PEERS_PYTHON is not set, `cargo xtask peers` says how";
        assert!(!wanted, "{without}");
        eprintln!("skipped: {without}");
    }
    python
}

#[test]
fn tp_21_a_judge_that_is_absent_passes_nothing_where_judges_are_wanted() {
    let python = Some(OsString::from("/usr/bin/python3"));
    assert_eq!(judge(python.clone(), true), python);
    for absent in [None, Some(OsString::new())] {
        assert_eq!(judge(absent.clone(), false), None);
        assert!(std::panic::catch_unwind(|| judge(absent, true)).is_err());
    }
}

fn ask(world: &mut World, bank: Bank, now: &str) -> String {
    let mut out = Vec::new();
    act(&mut world.engine, bank, at(now), true, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// Characters that SEPA does not have, and more of them than it takes.
const LONG_NAME: &str =
    "Énergies <Ô> \"Sûres\" d'Été & Ünion, société coopérative à finalité sociale, Liège €";

/// An operator with money for two suppliers in October, and some to be given back; both approved.
fn remitted(v3: bool) -> (World, PathBuf) {
    let mut world = World::sqlite();
    let lines = vec![
        pays_ogm(5_000, &world.ogm(0)),
        pays_ogm(2_500, &world.ogm(1)),
        pays(1_234, "personne ne sait & <à qui>"),
    ];
    let file = camt(&[statement(1, 0, lines)]).replace("2026-11-11", "2026-10-30");
    let file = file.replace("& <à qui>", "&amp; &lt;à qui&gt;");
    let name = LONG_NAME.replace('&', "&amp;").replace('<', "&lt;");
    let file = world.write(file.replace("A payer", &name).as_bytes());
    world.import_at(file, at("2026-10-30T12:00:00+01:00")).unwrap();
    world.night("2026-10-30", 3);
    world.night("2026-10-31", 6);
    supplier(&mut world, "A", "NL91ABNA0417164300");
    supplier(&mut world, LONG_NAME, "BE71096123456769");
    world.engine.store.set_setting(&default_supplier(DSO), "A").unwrap();
    let switched = timeline::Fact::Contract {
        supplier: LONG_NAME.into(),
        from: Some("2026-10-30".parse().unwrap()),
    };
    let account = world.accounts[1].clone();
    world.engine.record(&account, &switched, at("2026-11-02T12:30:00+01:00")).unwrap();
    let out = world.folder.path().join("payouts");
    let remit = || Bank::Remit {
        period: Period { period: Some("2026-10".into()), week: None },
        dso: DSO,
        by: "an".into(),
        out: out.clone(),
        execute: None,
        v3,
    };
    let now = "2026-12-02T11:00:00+01:00";
    ask(&mut world, remit(), now);
    let key = world.suspense().items[0].1.key.to_string();
    let person = Person { by: "an".into(), approved_by: Some("bo".into()), note: String::new() };
    ask(
        &mut world,
        Bank::Return { key, to: crate::bank::Payee::default(), person },
        "2026-12-02T10:00:00+01:00",
    );
    for payout in world.engine.store.payouts(DSO).unwrap() {
        if payout.approved_by.is_none() {
            let by = "bo".to_owned();
            ask(&mut world, Bank::ApprovePayout { payout: payout.id, by }, now);
        }
    }
    let said = ask(&mut world, remit(), now);
    assert!(said.contains("3 transfers"), "{said}");
    let sum: i64 = world.engine.store.payouts(DSO).unwrap().iter().map(|one| one.amount.0).sum();
    assert_eq!(sum, eur("75").0 + eur("12.34").0 - recovered(&mut world));
    let files = std::fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().path());
    let mut xml = files.filter(|path| path.extension().is_some_and(|kind| kind == "xml"));
    let file = xml.next().unwrap();
    assert_eq!(xml.next(), None);
    (world, file)
}

/// What October's nights collected for the operator itself.
fn recovered(world: &mut World) -> i64 {
    let (from, to) = ("2026-10-30".parse().unwrap(), "2026-11-01".parse().unwrap());
    let collected = world.engine.store.collected_advances(DSO, from, to).unwrap();
    collected.iter().map(|(_, _, amount)| amount.0).sum()
}

#[test]
fn tp_21_the_published_schemas_accept_the_file_of_the_command() {
    for (v3, name) in [(false, "pain.001.001.09"), (true, "pain.001.001.03")] {
        let (world, file) = remitted(v3);
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(text.contains(name), "{text}");
        let Some(verdict) = judged(&file) else { return };
        assert_eq!(verdict["valid"], true, "{verdict}");
        // The judge can say no.
        let spoilt = world.folder.path().join("spoilt.xml");
        std::fs::write(&spoilt, text.replace("CtrlSum", "CtlSum")).unwrap();
        assert_eq!(judged(&spoilt).unwrap()["valid"], false);
    }
}
