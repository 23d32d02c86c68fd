//! Frames of real meters of other countries.

use dlms::push_frame::{Listed, listed, listed_by, read_push_frame};
use dlms::{Obis, Value};
use proptest::prelude::*;
use serde_json::Value as Json;
use std::fs;
use std::path::PathBuf;

fn folder() -> Option<PathBuf> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/meter_frames/dlms");
    let folder = PathBuf::from(folder);
    if !folder.is_dir() {
        eprintln!("skipped: {} is not there", folder.display());
        return None;
    }
    Some(folder)
}

fn bytes(hex: &str) -> Vec<u8> {
    let digits: Vec<u8> = hex.bytes().filter(u8::is_ascii_hexdigit).collect();
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
    digits.chunks_exact(2).map(byte).collect()
}

/// As the other project writes it: `1-0:31.7.0(9.3*A)`.
fn said(listed: &Listed) -> String {
    let [a, b, c, d, e, _] = listed.obis.0;
    let unit = match listed.scale {
        None => "",
        Some((_, 27)) => "*W",
        Some((_, 29)) => "*var",
        Some((_, 30)) => "*Wh",
        Some((_, 32)) => "*varh",
        Some((_, 33)) => "*A",
        Some((_, 35)) => "*V",
        Some((_, unit)) => panic!("{unit}"),
    };
    let value = match (&listed.value, listed.scale) {
        (Value::Null, _) => "null".to_owned(),
        (value, Some((-1, _))) => {
            let tenths = value.as_i64().unwrap();
            match tenths % 10 {
                0 => (tenths / 10).to_string(),
                rest => format!("{}.{rest}", tenths / 10),
            }
        }
        (value, _) => value.to_string(),
    };
    format!("{a}-{b}:{c}.{d}.{e}({value}{unit})")
}

fn names(text: &[&str]) -> Vec<Option<Obis>> {
    text.iter().map(|name| name.parse().ok()).collect()
}

/// The places of lists that do not name their values.
fn places(file: &str) -> Option<Vec<Option<Obis>>> {
    let of =
        |codes: &[&str]| codes.iter().map(|code| format!("1-0:{code}.255")).collect::<Vec<_>>();
    let (head, codes): (&[&str], &[&str]) = match file {
        "slovenia-list-1" => (
            &["0-0:42.0.0.255", "0-0:96.1.2.255"],
            &[
                "1.7.0", "2.7.0", "3.7.0", "4.7.0", "32.7.0", "52.7.0", "72.7.0", "31.7.0",
                "51.7.0", "71.7.0", "21.7.0", "41.7.0", "61.7.0", "22.7.0", "42.7.0", "62.7.0",
            ],
        ),
        _ => return None,
    };
    let codes = of(codes);
    let all: Vec<&str> = head.iter().copied().chain(codes.iter().map(String::as_str)).collect();
    Some(names(&all))
}

#[test]
fn each_push_frame_gives_the_values_of_the_other_project() {
    let Some(folder) = folder() else { return };
    let mut count = 0;
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let Some(stem) = name.strip_suffix(".hex.txt") else { continue };
        count += 1;
        let frame = read_push_frame(&bytes(&fs::read_to_string(&path).unwrap()));
        if stem == "iskra-1" {
            // It announces twelve values and ends within the ninth: nothing of it is believed. The
            // other project gives the eight before.
            let error = frame.unwrap_err();
            assert!(matches!(error, dlms::DlmsError::Malformed { .. }), "{error:?}");
            continue;
        }
        let frame = frame.unwrap();
        let mut ours: Vec<String> = match places(stem) {
            Some(names) => listed_by(&frame.body, &names).unwrap(),
            None => listed(&frame.body).unwrap(),
        }
        .iter()
        .map(said)
        .collect();
        let json = fs::read(folder.join(format!("{stem}.expected.json"))).unwrap();
        let json: Json = serde_json::from_slice(&json).unwrap();
        let objects = ["unknownObjects", "knownObjects"].map(|key| json["cosem"][key].clone());
        let mut theirs: Vec<String> = objects
            .iter()
            .flat_map(|list| list.as_array().unwrap())
            // That project multiplies in binary fractions.
            .map(|object| object.as_str().unwrap().replace("230.70000000000002", "230.7"))
            .collect();
        ours.sort();
        theirs.sort();
        assert_eq!(ours, theirs, "{name}");
    }
    assert!(count >= 5, "{count}");
}

#[test]
fn a_changed_frame_is_no_frame() {
    let Some(folder) = folder() else { return };
    let hex = fs::read_to_string(folder.join("aidon-example-1.hex.txt")).unwrap();
    let good = bytes(&hex);
    for at in 0..good.len() {
        let mut changed = good.clone();
        changed[at] ^= 0x10;
        assert!(read_push_frame(&changed).is_err(), "byte {at}");
    }
    assert!(read_push_frame(&good[..good.len() - 3]).is_err());
}

proptest! {
    #[test]
    fn any_bytes_never_panic(noise in proptest::collection::vec(any::<u8>(), 0..300)) {
        let mut framed = vec![0x7E, 0xA0];
        framed.extend(&noise);
        framed.push(0x7E);
        let _ = read_push_frame(&framed).map(|frame| listed(&frame.body));
        let _ = read_push_frame(&noise);
    }
}
