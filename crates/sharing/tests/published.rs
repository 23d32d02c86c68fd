//! Published tables and a real community. The data lie beside the checkout; without them these tests
//! say so and pass.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails where it stands")]
#![allow(clippy::float_arithmetic, reason = "published as floating-point numbers")]

use sharing::{Allocation, Block, Group, Key, MISSING, Member, Rounding, Rounds, Span, Work};
use std::collections::BTreeMap;
use std::io::Read;
use std::path::PathBuf;

fn data(name: &str) -> Option<Vec<u8>> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/sharing_keys");
    let path = root.join(name);
    if !path.exists() {
        eprintln!("no data: {name} is not there, nothing was compared");
        return None;
    }
    Some(std::fs::read(path).unwrap())
}

fn group(key: Key, rounds: Rounds, rounding: Rounding, shares: &[(&str, Option<&str>)]) -> Group {
    let member = |(id, share): &(&str, Option<&str>)| Member {
        id: (*id).to_owned(),
        share: share.map(|share| share.parse().unwrap()),
        group: None,
        from: None,
        to: None,
    };
    Group::new(key, rounds, rounding, shares.iter().map(member).collect()).unwrap()
}

/// One quarter-hour by name: off-take and injection in, received and given out, in mWh.
fn allocate(
    group: &Group,
    offtake: &BTreeMap<String, i64>,
    injection: &BTreeMap<String, i64>,
) -> (BTreeMap<String, i64>, BTreeMap<String, i64>) {
    let Span { columns, plan, .. } = &group.spans()[0];
    let ids: Vec<&String> = columns.iter().map(|column| &group.ids()[*column]).collect();
    let row: Vec<i64> = ids.iter().map(|id| *offtake.get(*id).unwrap_or(&MISSING)).collect();
    let producers: Vec<usize> =
        (0..ids.len()).filter(|column| injection.contains_key(ids[*column])).collect();
    let injected: Vec<i64> = producers.iter().map(|column| injection[ids[*column]]).collect();
    let (mut received, mut given) = (vec![0; row.len()], vec![0; injected.len()]);
    let block = Block { producers: &producers, offtake: &row, injection: &injected };
    let mut to = Allocation { received: &mut received, given: &mut given };
    plan.allocate(block, &mut to, &mut Work::default()).unwrap();
    let by_name = |columns: &mut dyn Iterator<Item = usize>, values: &[i64]| {
        columns.map(|column| ids[column].clone()).zip(values.iter().copied()).collect()
    };
    (by_name(&mut (0..ids.len()), &received), by_name(&mut producers.iter().copied(), &given))
}

/// kWh or Wh as published, in mWh.
fn scaled(value: &serde_json::Value, per_unit: f64) -> i64 {
    (value.as_f64().unwrap() * per_unit).round() as i64
}

#[test]
fn es_08_the_flemish_sample_equals_its_published_tables() {
    let Some(bytes) = data("be_vl_energiedelen_v31_sample.json") else { return };
    let sample: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    let table = |name: &str, row: usize| -> BTreeMap<String, i64> {
        let table = &sample["input"][name];
        let names = table["columns"].as_array().unwrap().iter();
        let values = table["data"][row].as_array().unwrap();
        names.zip(values).map(|(n, v)| (n.as_str().unwrap().to_owned(), scaled(v, 1e6))).collect()
    };
    let shares = [
        ("P1", None),
        ("P2", Some("0.1")),
        ("P3", Some("0.225")),
        ("P4", Some("0.225")),
        ("P5", Some("0.225")),
        ("P6", Some("0.225")),
    ];
    let mut compared = 0;
    for (method, key) in
        [("Fixed", Key::VlFixed), ("Relative", Key::VlRelative), ("Optimal", Key::VlOptimal)]
    {
        let group = group(key, Rounds::ONE, Rounding::LargestRemainder, &shares);
        for (row, expected) in sample["expected"][method].as_array().unwrap().iter().enumerate() {
            let (offtake, injection) = (table("grossOfftake", row), table("grossInjection", row));
            let (received, given) = allocate(&group, &offtake, &injection);
            for (name, shared) in expected["sharedEnergy"].as_object().unwrap() {
                let off = received[name] - scaled(shared, 1e6);
                assert!(off.abs() <= 1, "{method} {row} {name} received {}", received[name]);
                let net = offtake[name] - received[name];
                let off = net - scaled(&expected["netOfftake"][name], 1e6);
                assert!(off.abs() <= 1, "{method} {row} {name} net off-take {net}");
                compared += 2;
            }
            for (name, published) in expected["netInjection"].as_object().unwrap() {
                let net = injection[name] - given[name];
                let off = net - scaled(published, 1e6);
                assert!(off.abs() <= 1, "{method} {row} {name} net injection {net}");
                compared += 1;
            }
        }
    }
    assert_eq!(compared, 3 * 4 * 13);
}

#[test]
fn es_05_es_06_the_walloon_and_brussels_sample_is_exact() {
    let Some(bytes) = data("be_wal_bru_keys_sample.json") else { return };
    let sample: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    let shares: Vec<(&str, Option<&str>)> = sample["key_specific"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, share)| (name.as_str(), share.as_str()))
        .chain([("roof", None)])
        .collect();
    let mut compared = 0;
    for (method, key, rounds) in [
        ("prorata", Key::ProRata, Rounds::ONE),
        ("fixed_equal_one_round", Key::Equal, Rounds::ONE),
        ("fixed_specific_one_round", Key::Fixed, Rounds::ONE),
        ("fixed_specific_multi_round", Key::Fixed, Rounds::All),
    ] {
        let group = group(key, rounds, Rounding::LargestRemainder, &shares);
        for quarter in sample["quarters"].as_array().unwrap() {
            let offtake: BTreeMap<String, i64> = quarter["offtake"]
                .as_object()
                .unwrap()
                .iter()
                .map(|(name, taken)| (name.clone(), scaled(taken, 1e3)))
                .collect();
            let injected = scaled(&quarter["generation"], 1e3);
            let injection = BTreeMap::from([("roof".to_owned(), injected)]);
            let (received, given) = allocate(&group, &offtake, &injection);
            for (name, expected) in quarter["expected"][method].as_object().unwrap() {
                // Exact to six decimals of a Wh: within a milliwatt-hour after rounding.
                let exact = expected.as_f64().unwrap() * 1e3;
                let off = (received[name] as f64 - exact).abs();
                assert!(off < 1.0, "{method} {} {name} {exact}", quarter["start"]);
                compared += 1;
            }
            assert_eq!(received.values().sum::<i64>(), given["roof"]);
        }
    }
    assert_eq!(compared, 4 * 7 * 5);
    // The worked quarter of ES-10, to the milliwatt-hour.
    let group = group(Key::ProRata, Rounds::ONE, Rounding::LargestRemainder, &shares);
    let offtake = [("K2", 13), ("K5", 104), ("K9", 74), ("K11", 161), ("K14", 263)];
    let offtake = offtake.map(|(name, wh)| (name.to_owned(), wh * 1000)).into();
    let (received, _) = allocate(&group, &offtake, &[("roof".to_owned(), 260_000)].into());
    let got = ["K2", "K5", "K9", "K11", "K14"].map(|name| received[name]);
    assert_eq!(got, [5_496, 43_967, 31_285, 68_065, 111_187]);
}

#[test]
fn es_11_a_dso_that_rounds_each_share_alone_is_met_in_every_cell() {
    let Some(bytes) = data("at_dso_dynamic_2023_01-04.csv.gz") else { return };
    let mut text = String::new();
    flate2::read::GzDecoder::new(&bytes[..]).read_to_string(&mut text).unwrap();
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap().split(',').collect();
    let column = |name: &str| header.iter().position(|title| *title == name).unwrap();
    let mwh = |text: &str| -> Option<i64> { (!text.is_empty()).then(|| units_of(text)) };
    let names = ["A", "B", "C", "D", "E", "F"];
    let shares: Vec<(&str, Option<&str>)> =
        names.iter().copied().chain(["gen_1", "gen_2"]).map(|name| (name, None)).collect();
    let group = group(Key::ProRata, Rounds::ONE, Rounding::EachShare6dp, &shares);
    let (mut cells, mut uncapped, mut generated, mut surplus) = (0, 0, 0, 0);
    let mut covered = [0i64; 6];
    for line in lines {
        let fields: Vec<&str> = line.split(',').collect();
        let value = |name: &str| mwh(fields[column(name)]);
        let offtake: BTreeMap<String, i64> = names
            .iter()
            .filter_map(|name| Some(((*name).to_owned(), value(&format!("cons_{name}"))?)))
            .collect();
        let injection: BTreeMap<String, i64> = ["gen_1", "gen_2"]
            .iter()
            .filter_map(|name| Some(((*name).to_owned(), value(name)?)))
            .collect();
        let (received, given) = allocate(&group, &offtake, &injection);
        for (index, name) in names.iter().enumerate() {
            let Some(theirs) = value(&format!("covered_{name}")) else {
                assert_eq!(received[*name], 0);
                continue;
            };
            cells += 1;
            covered[index] += theirs;
            assert_eq!(received[*name], theirs, "{line}");
            let share = value(&format!("share_{name}")).unwrap();
            if share <= offtake[*name] {
                assert_eq!(received[*name], share, "{line}");
                uncapped += 1;
            }
        }
        let all: i64 = injection.values().sum();
        generated += all;
        surplus += ["surplus_1", "surplus_2"].iter().filter_map(|name| value(name)).sum::<i64>();
        assert!(received.values().sum::<i64>() - given.values().sum::<i64>() <= 2);
    }
    assert_eq!(cells, 43_460);
    assert!(uncapped > 15_000, "{uncapped}");
    assert_eq!((generated, surplus), (8_371_655_000, 7_472_712_954));
    assert_eq!(covered[..4], [29_245_673, 36_067_263, 295_564_284, 538_065_912]);
}

fn units_of(text: &str) -> i64 {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    format!("{whole}{part:0<6}").parse().unwrap()
}
