//! A foreign client against our meters: the Gurux client opens a GMAC association, reads registers,
//! the clock and a profile in blocks, disconnects, makes ready, and releases.
//!
//! It is a Python package. `cargo xtask peers` installs it and says what to put in
//! `TIRELIRE_PEERS_PYTHON`; without it these tests say so and pass.

use crate::fixture::{Model, NOW, at, obis, profile, world_of};
use dlms::{Profile, Security};
use serde_json::Value;
use std::process::Command;
use supply::ControlState;

fn python() -> Option<std::ffi::OsString> {
    let python = std::env::var_os("TIRELIRE_PEERS_PYTHON").filter(|python| !python.is_empty());
    if python.is_none() {
        let wanted = std::env::var_os("TIRELIRE_PEERS").is_some();
        assert!(!wanted, "TIRELIRE_PEERS_PYTHON is not set, `cargo xtask peers` says how");
        eprintln!("skipped: TIRELIRE_PEERS_PYTHON is not set, `cargo xtask peers` says how");
    }
    python
}

const FROM: &str = "2026-03-08T00:00:00+01:00";
const TO: &str = "2026-03-10T00:00:00+01:00";

async fn ask(kind: Profile, suite: u8, encryption: u8) -> Option<(Value, String)> {
    let python = python()?;
    let world = world_of(kind.clone(), kind).await;
    let port = world.dial.0.rsplit_once(':').unwrap().1.to_owned();
    let hex = |byte: u8| format!("{byte:02x}").repeat(16);
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/peers/gurux.py");
    let arguments = [
        script.to_owned(),
        port,
        "4755525500000001".to_owned(),
        hex(encryption),
        hex(8),
        suite.to_string(),
        FROM.to_owned(),
        TO.to_owned(),
    ];
    let run = move || Command::new(python).args(arguments).output().unwrap();
    let output = tokio::task::spawn_blocking(run).await.unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
    if encryption == 7 {
        assert!(output.status.success(), "{complaint}");
        assert_eq!(world.inside().state, ControlState::ReadyForReconnection);
    } else {
        assert!(!output.status.success());
        return Some((Value::Null, complaint));
    }
    // The library prints remarks of its own before.
    let text = String::from_utf8(output.stdout).unwrap();
    Some((serde_json::from_str(text.lines().last().unwrap()).unwrap(), complaint))
}

#[tokio::test]
async fn mt_17_a_foreign_client_reads_and_orders_a_meter_we_serve() {
    for (security, suite) in [(Security::Suite0, 0), (Security::Suite1, 1)] {
        let mut kind = profile("be-single-phase");
        kind.security = security;
        let Some((said, _)) = ask(kind.clone(), suite, 7).await else { return };
        let wh = Model::value(obis("1-0:1.8.1.255"), at(NOW));
        assert_eq!(said["1.0.1.8.1.255"].as_f64().map(|wh| wh.to_string()), Some(wh.to_string()));
        assert_eq!(said["1.0.1.8.1.255 unit"], 30);
        assert_eq!(said["1.0.32.7.0.255"].to_string(), "234.7", "with its scaler of -1");
        assert_eq!(said["clock"], at(NOW).unix_s());
        let mut objects: Vec<_> = kind
            .objects
            .iter()
            .map(|object| {
                let name = object.obis.0.map(|group| group.to_string()).join(".");
                serde_json::json!([object.class, name])
            })
            .collect();
        objects.sort_by_key(|object| (object[0].as_i64(), object[1].to_string()));
        let mut theirs = said["objects"].as_array().unwrap().clone();
        theirs.sort_by_key(|object| (object[0].as_i64(), object[1].to_string()));
        assert_eq!(theirs, objects);
        let columns =
            ["0.0.1.0.0.255", "1.0.1.8.1.255", "1.0.1.8.2.255", "1.0.2.8.1.255", "1.0.2.8.2.255"];
        assert_eq!(said["columns"], serde_json::json!(columns));
        let rows = said["rows"].as_array().unwrap();
        assert_eq!(rows.len(), 2 * 96 + 1);
        assert!(said["blocks"].as_i64().unwrap() > 3, "{} blocks", said["blocks"]);
        for (index, row) in rows.iter().enumerate() {
            let when = at(FROM).plus_min(15 * i64::try_from(index).unwrap());
            assert_eq!(row[0], when.unix_s());
            assert_eq!(row[1], Model::value(obis("1-0:1.8.1.255"), when));
        }
        assert_eq!(
            [&said["before"], &said["after"], &said["released"], &said["mode"]],
            [&1, &0, &2, &1]
        );
    }
}

#[tokio::test]
async fn a_foreign_client_with_a_wrong_key_gets_nothing() {
    let Some((_, complaint)) = ask(profile("be-single-phase"), 0, 70).await else { return };
    assert!(!complaint.is_empty());
}
