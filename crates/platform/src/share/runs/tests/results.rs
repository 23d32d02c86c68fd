//! What a version says of itself in each form, and what part of the energy was shared.

use super::*;
use crate::share::runs::commands::show;
use serde_json::Value;
use std::io::Read as _;

fn ready(world: &mut World, seq: Option<i32>) -> super::super::report::Ready {
    let of = (world.group, OCTOBER, seq);
    prepare(&mut world.engine, &mut world.intervals, of, &Recipient::Representative).unwrap()
}

/// A final month, and its correction.
fn corrected() -> World {
    let mut world = World::new();
    world.all();
    world.make(None).unwrap();
    world.add(ean(3), Direction::OffTake, 0, 0..4);
    world.make(Some("register\nreplaced, twice")).unwrap();
    world
}

#[test]
fn es_14_es_15_a_csv_file_says_which_version_it_is_why_what_changed_and_sums_its_rows() {
    let mut world = corrected();
    let ready = ready(&mut world, None);
    let text = ready.csv();
    let lines: Vec<&str> = text.lines().take(HEAD).collect();
    let rows: String = text.split_inclusive('\n').skip(HEAD).collect();
    assert!(rows.starts_with("start,point,"), "the heading comes behind the head");
    let said = |name: &str| {
        let found = lines.iter().find_map(|line| line.strip_prefix(&format!("# {name}: ")));
        found.unwrap_or_else(|| panic!("{name} in {lines:?}")).to_owned()
    };
    assert_eq!(said("group"), world.group.to_string());
    assert_eq!((said("month"), said("version")), ("2026-10".into(), "2".into()));
    assert_eq!(said("state"), "corrected 2");
    assert_eq!(said("cause"), "register replaced, twice", "on one line");
    let all = [ean(1), ean(2), ean(3)].map(|ean| ean.to_string()).join(" ");
    assert_eq!(said("changed"), all);
    assert_eq!(said("run_sha256"), ready.run.sha256);
    assert_eq!(said("rows_sha256"), hash_of(rows.as_bytes()), "of what stands below, byte by byte");
    // A supplier is told what changed of its own alone.
    let (of, to) = ((world.group, OCTOBER, None), Recipient::Supplier("S2".into()));
    let own = prepare(&mut world.engine, &mut world.intervals, of, &to).unwrap().csv();
    assert!(own.contains(&format!("# changed: {}\n", ean(2))), "{}", &own[..600]);
}

#[test]
fn es_15_the_same_version_is_the_same_file_in_each_form_so_its_sum_can_be_told_before() {
    let mut world = corrected();
    let (first, again) = (ready(&mut world, Some(1)), ready(&mut world, Some(1)));
    for form in [As::Csv, As::Json, As::Xlsx] {
        std::thread::sleep(std::time::Duration::from_millis(600));
        assert_eq!(first.bytes(form).unwrap(), again.bytes(form).unwrap(), "{form:?}");
    }
    let other = ready(&mut world, Some(2));
    assert_ne!(first.bytes(As::Xlsx).unwrap(), other.bytes(As::Xlsx).unwrap());
}

#[test]
fn es_15_json_holds_quarter_hours_as_values_and_the_ratios_of_all_and_of_each() {
    let mut world = World::new();
    world.all();
    world.make(None).unwrap();
    let ready = ready(&mut world, None);
    let json: Value = serde_json::from_slice(&ready.bytes(As::Json).unwrap()).unwrap();
    // 60 Wh given, all of it shared; 120 taken.
    let ratios = |of: &Value| {
        ["self_consumption", "self_sufficiency", "coverage"]
            .map(|name| of[name].as_str().map(str::to_owned))
    };
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(ratios(&json), [some("1.000000"), some("0.500000"), some("0.500000")]);
    let points = json["points"].as_array().unwrap();
    assert_eq!(ratios(&points[0]), [some("1.000000"), None, None]);
    assert_eq!(ratios(&points[1]), [None, some("0.500000"), some("0.000000")]);
    let quarters = points[1]["quarter_hours"].as_array().unwrap();
    assert_eq!(quarters.len(), 2_980);
    assert_eq!(
        quarters[0],
        serde_json::json!({
            "start": "2026-10-01T00:00:00+02:00", "offtake_kwh": "0.030000",
            "share_kwh": "0.015000", "received_kwh": "0.015000",
            "residual_offtake_kwh": "0.015000", "quality": "measured",
        })
    );
    assert!(json["quarter_hours"].is_null(), "no lines of text");
    let csv = ready.csv();
    let rows: String = csv.split_inclusive('\n').skip(HEAD).collect();
    assert_eq!(json["rows_sha256"], hash_of(rows.as_bytes()));
}

#[test]
fn es_15_a_run_as_json_and_the_sheet_of_a_month_have_the_ratios_and_the_share() {
    let mut world = World::new();
    world.all();
    let done = world.make(None).unwrap();
    let volumes = world.engine.store.volumes(world.group, OCTOBER.0, done.run.seq).unwrap();
    let mut out = Vec::new();
    show(&done, &volumes, true, &mut out).unwrap();
    let line: Value = serde_json::from_slice(&out).unwrap();
    assert_eq!(
        (&line["self_consumption"], &line["coverage"]),
        (&"1.000000".into(), &"0.500000".into())
    );
    assert_eq!(line["members"][1]["self_sufficiency"], "0.500000");
    assert_eq!(line["members"][0]["self_sufficiency"], Value::Null);
    let book = ready(&mut world, None).bytes(As::Xlsx).unwrap();
    let texts = inflated(&book, "xl/sharedStrings.xml");
    for name in ["share_kwh", "self_consumption", "self_sufficiency", "coverage"] {
        assert!(texts.contains(&format!("<t>{name}</t>")), "{name}");
    }
    // What the key gave the first flat stands in the third column of its line.
    let sheet = inflated(&book, "xl/worksheets/sheet1.xml");
    assert!(sheet.contains("<c r=\"C10\" s=\"2\"><v>44.7</v></c>"), "{sheet}");
}

/// A part of a sheet's file: behind its local header, which has the size.
fn inflated(book: &[u8], name: &str) -> String {
    let place = book.windows(name.len()).position(|part| part == name.as_bytes()).unwrap();
    let header = &book[place - 30..place];
    let extra = usize::from(u16::from_le_bytes([header[28], header[29]]));
    let mut text = String::new();
    let from = place + name.len() + extra;
    flate2::read::DeflateDecoder::new(&book[from..]).read_to_string(&mut text).unwrap();
    text
}
