//! Frames of wired M-Bus: those of the field with the values that another reader found, and spoilt ones.

use headend::mbus::{
    Answer, Data, Function, HexError, MBusProblem, Quantity, Record, of_hex, read,
};
use proptest::prelude::*;
use std::fs;
use std::path::PathBuf;

fn folder(name: &str) -> Option<PathBuf> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/meter_frames");
    let folder = PathBuf::from(folder).join(name);
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("skipped: no {}", folder.display());
    None
}

/// The texts of an element, in order; none of these is nested in itself.
fn texts<'a>(xml: &'a str, name: &str) -> Vec<&'a str> {
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    let parts = xml.split(open.as_str()).skip(1);
    parts.map(|part| part.split(close.as_str()).next().unwrap()).collect()
}

/// What the other reader calls a function.
fn function(record: &Record) -> &'static str {
    match record.function {
        Function::Instantaneous => "Instantaneous value",
        Function::Maximum => "Maximum value",
        Function::Minimum => "Minimum value",
        Function::DuringError => "Value during error state",
        Function::OfMaker => "Manufacturer specific",
        Function::MoreFollow => "More records follow",
    }
}

fn quantity(quantity: Quantity) -> Option<&'static str> {
    Some(match quantity {
        Quantity::Energy => "Energy",
        Quantity::Volume => "Volume",
        Quantity::Power => "Power",
        Quantity::VolumeFlow => "Volume flow",
        Quantity::FlowTemperature => "Flow temperature",
        Quantity::ReturnTemperature => "Return temperature",
        Quantity::TemperatureDifference => "Temperature difference",
        Quantity::ExternalTemperature => "External temperature",
        Quantity::Voltage => "Voltage",
        Quantity::Current => "Current",
        Quantity::Date => "Time point (date)",
        Quantity::DateTime => "Time point (date &amp; time)",
        Quantity::FabricationNumber => "Fabrication No",
        Quantity::ErrorFlags => "Error flags",
        Quantity::Heat | Quantity::Other => return None,
    })
}

/// Compares a record; returns whether its value was among what is compared.
#[expect(clippy::float_arithmetic, reason = "the other reader writes floating-point numbers")]
fn same(file: &str, place: usize, record: &Record, xml: &str) -> bool {
    let at = format!("{file}, record {place}: {record:?} is\n{xml}");
    let number = |name: &str| texts(xml, name).first().map(|text| text.parse::<u64>().unwrap());
    if texts(xml, "Function") != ["Actual value"] {
        assert_eq!(texts(xml, "Function"), [function(record)], "{at}");
        assert_eq!(number("StorageNumber"), Some(record.storage), "{at}");
        assert_eq!(number("Tariff").unwrap_or(0), u64::from(record.tariff), "{at}");
        assert_eq!(number("Device").unwrap_or(0), u64::from(record.device), "{at}");
        if record.meaning.is_modified {
            return false;
        }
        let theirs = texts(xml, "Quantity")[0];
        match quantity(record.meaning.quantity) {
            Some(ours) => assert_eq!(ours, theirs, "{at}"),
            None => assert_ne!(theirs, "Energy", "{at}"),
        }
    }
    let Some(value) = texts(xml, "Value").first().copied() else { return false };
    let unit = texts(xml, "Unit")[0];
    let named = quantity(record.meaning.quantity).is_some();
    match &record.data {
        Data::Whole(whole) if named => {
            let power =
                record.meaning.power - i32::from(unit == "kWh") * 3 + i32::from(unit == "l") * 3;
            close(*whole as f64 * 10_f64.powi(power), value, &at)
        }
        Data::Real(bits) if named => {
            let real = f64::from(f32::from_bits(*bits));
            close(real * 10_f64.powi(record.meaning.power), value, &at)
        }
        Data::Date([year, month, day]) => {
            assert_eq!(value, format!("{year:04}-{month:02}-{day:02}"), "{at}");
            true
        }
        Data::DateTime([year, month, day, hour, minute]) => {
            let ours = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:00");
            assert_eq!(value.trim_end_matches('Z'), ours, "{at}");
            true
        }
        _ => false,
    }
}

#[expect(clippy::float_arithmetic, reason = "the other reader writes floating-point numbers")]
fn close(ours: f64, theirs: &str, at: &str) -> bool {
    let theirs: f64 = theirs.parse().unwrap();
    assert!((ours - theirs).abs() <= theirs.abs() * 1e-6 + 1e-6, "{ours}: {at}");
    true
}

#[test]
fn each_frame_of_the_field_gives_the_values_of_the_other_reader() {
    let Some(folder) = folder("mbus") else { return };
    let (mut files, mut records, mut values) = (0, 0, 0);
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|kind| kind != "hex") {
            continue;
        }
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let answer = of_hex(&fs::read_to_string(&path).unwrap());
        let answer = answer.unwrap_or_else(|error| panic!("{name}: {error:?}"));
        // The other reader writes degrees in Latin-1.
        let xml = fs::read(path.with_extension("norm.xml")).unwrap();
        let xml: String = xml.into_iter().map(char::from).collect();
        let head = |name: &str| texts(&xml, name).first().copied().unwrap_or_default().to_owned();
        assert_eq!(answer.id.trim_start_matches('0'), head("Id").trim_start_matches('0'), "{name}");
        assert_eq!(answer.access.to_string(), head("AccessNumber"), "{name}");
        assert_eq!(format!("{:02X}", answer.status), head("Status"), "{name}");
        if let (Some(maker), Some(version)) = (&answer.maker, answer.version) {
            assert_eq!(*maker, head("Manufacturer"), "{name}");
            assert_eq!(version.to_string(), head("Version"), "{name}");
        }
        assert_eq!(head("Medium") == "Gas", answer.medium == 3, "{name}");
        assert_eq!(head("Medium") == "Electricity", answer.medium == 2, "{name}");
        let theirs: Vec<&str> = xml.split("<DataRecord").skip(1).collect();
        assert_eq!(answer.records.len(), theirs.len(), "{name}");
        for (place, (record, xml)) in answer.records.iter().zip(theirs).enumerate() {
            values += usize::from(same(&name, place, record, xml));
            records += 1;
        }
        assert_eq!(answer.more_follow(), xml.contains("More records follow"), "{name}");
        files += 1;
    }
    // The other values are of quantities without a name here, or said to be of something special.
    assert_eq!((files, records, values), (38, 447, 291));
}

#[test]
fn each_wrong_frame_is_refused_by_name() {
    let Some(folder) = folder("mbus_errors") else { return };
    let mut said = Vec::new();
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let refused = of_hex(&fs::read_to_string(&path).unwrap()).unwrap_err();
        let HexError::Frame { source } = refused else { panic!("{refused:?}") };
        said.push(format!("{} {source}", path.file_stem().unwrap().to_string_lossy()));
    }
    said.sort();
    expect_test::expect![[r#"
        buffer_too_long the meter answers with error 02: the request is too long
        error byte 7: the frame ends inside the error
        premature_end_of_data2 byte 32: the frame ends inside a value
        premature_end_of_dif1 byte 30: the frame ends inside extensions of a format
        premature_end_of_record the meter answers with error 04: the request ends too early
        premature_end_of_var_vif1 byte 44: the frame ends inside a unit as text
        too_long_var_vif byte 44: the frame ends inside a unit as text
        too_many_dife byte 40: more than ten extensions of a format
        too_many_readouts the meter answers with error 09: too many readouts
        too_many_records the meter answers with error 03: too many records
        too_many_vifes the meter answers with error 06: more than ten extensions of a unit
        too_short_header byte 11: the frame ends inside its maker
        unspecified_error the meter answers with error 00: not told which"#]]
    .assert_eq(&said.join("\n"));
}

/// A gas meter: 1,234.567 m³.
const GAS: &str =
    "68 15 15 68 08 05 72 78 56 34 12 24 40 01 03 55 00 00 00 0C 13 67 45 23 01 3F 16";

fn gas() -> Vec<u8> {
    GAS.split(' ').map(|byte| u8::from_str_radix(byte, 16).unwrap()).collect()
}

#[test]
fn a_volume_comes_exact_and_a_frame_that_is_cut_or_changed_gives_none() {
    let frame = gas();
    let answer: Answer = read(&frame).unwrap();
    assert_eq!((answer.id.as_str(), answer.medium, answer.address), ("12345678", 3, 5));
    let [volume] = answer.records.as_slice() else { panic!("{answer:?}") };
    assert_eq!(volume.data, Data::Whole(1_234_567));
    assert_eq!((volume.meaning.quantity, volume.meaning.power), (Quantity::Volume, -3));
    for length in 0..frame.len() {
        assert!(read(&frame[..length]).is_err(), "{length} bytes");
    }
    for place in 0..frame.len() {
        let mut changed = frame.clone();
        changed[place] ^= 0x04;
        assert!(read(&changed).is_err(), "byte {place}");
    }
    assert_eq!(read(&[0xE5]), Err(MBusProblem::NotAFrame));
    let wrong = of_hex("68 1 1 68").unwrap_err();
    assert_eq!(wrong, HexError::NotAByte { text: "1".to_owned() });
}

proptest! {
    #[test]
    fn any_bytes_behind_a_right_frame_never_panic(content in proptest::collection::vec(any::<u8>(), 3..255), ci in 0x70_u8..=0x73) {
        let mut content = content;
        content[2] = ci;
        let length = u8::try_from(content.len()).unwrap();
        let sum = content.iter().fold(0_u8, |sum, byte| sum.wrapping_add(*byte));
        let mut frame = vec![0x68, length, length, 0x68];
        frame.extend(&content);
        frame.extend([sum, 0x16]);
        let _ = read(&frame);
    }
}
