//! Telegrams: the files of others, cut and changed streams, a socket.

use flate2::read::GzDecoder;
use headend::p1::{
    Breaker, Crc, DeviceKind, Item, LineProblemKind, P1Problem, P1Reader, Refusal, Telegram,
    Threshold, Version, crc16, is_of_telegrams, listen_to, read_file,
};
use proptest::prelude::*;
use serde_json::Value;
use std::fs;
use std::io::{Read, Write};
use std::path::PathBuf;

fn telegrams() -> Option<PathBuf> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/p1_telegrams");
    let folder = PathBuf::from(folder);
    if !folder.is_dir() {
        eprintln!("skipped: {} is not there", folder.display());
        return None;
    }
    Some(folder)
}

/// All that pieces of `size` bytes give.
fn read_in(bytes: &[u8], size: usize) -> Vec<Item> {
    let mut items = Vec::new();
    let mut reader = P1Reader::new();
    for piece in bytes.chunks(size) {
        reader.feed(piece, &mut |item| items.push(item));
    }
    reader.end(&mut |item| items.push(item));
    items
}

fn read(bytes: &[u8]) -> Vec<Item> {
    read_in(bytes, bytes.len().max(1))
}

fn only(bytes: &[u8]) -> Result<Telegram, Refusal> {
    let mut items = read(bytes);
    assert_eq!(items.len(), 1, "{items:?}");
    match items.remove(0) {
        Item::Telegram(telegram) => Ok(*telegram),
        Item::Refused(refusal) => Err(refusal),
    }
}

/// The text with CR LF and a right CRC.
fn sealed(body: &str) -> Vec<u8> {
    let mut bytes = body.replace('\n', "\r\n").into_bytes();
    bytes.push(b'!');
    let crc = crc16(&bytes);
    bytes.extend(format!("{crc:04X}\r\n").bytes());
    bytes
}

const SMALL: &str = "/FLU5\\253769484_A\n\n0-0:96.1.4(50217)\n0-0:1.0.0(200512135409S)\n\
    1-0:1.8.1(000001.500*kWh)\n1-0:1.7.0(00.250*kW)\n0-1:24.1.0(003)\n\
    0-1:24.2.3(200512134500S)(00112.384*m3)\n";

#[test]
fn mt_16_the_vectors_of_the_rule_verify_and_read() {
    let Some(folder) = telegrams() else { return };
    let fluvius = only(&fs::read(folder.join("telegram_fluvius_v171.txt")).unwrap()).unwrap();
    assert_eq!(fluvius.crc, Crc::Right(0x3AD7));
    assert_eq!(fluvius.version, Version::Emucs(50217));
    assert_eq!(fluvius.problems, []);
    assert_eq!(fluvius.serial.as_deref(), Some("1SAG3101021605"));
    assert_eq!(fluvius.at.unwrap().to_utc_string(), "2020-05-12T11:54:09Z");
    let taken = fluvius.taken.map(|value| value.unwrap().to_string());
    assert_eq!(taken, ["0.034000", "15.758000"]);
    let injected = fluvius.injected.map(|value| value.unwrap().to_string());
    assert_eq!(injected, ["0.000000", "0.011000"]);
    assert_eq!(fluvius.demand.running_w, Some(2351));
    assert_eq!(fluvius.demand.month_peak.unwrap().power_w, 2589);
    let history: Vec<i64> = fluvius.demand.history.iter().map(|peak| peak.power_w).collect();
    assert_eq!(history, [3695, 5980, 4318]);
    assert_eq!(fluvius.breaker, Some(Breaker::Connected));
    assert_eq!((fluvius.limiter, fluvius.fuse), (Some(Threshold::None), Some(Threshold::None)));
    assert_eq!(fluvius.phases[1].voltage_mv, Some(234_700));
    let gas = fluvius.gas().unwrap();
    assert_eq!((gas.channel, gas.serial.as_deref()), (1, Some("7FLO2119033733")));
    assert_eq!(gas.valve, Some(Breaker::Connected));
    let (at, volume) = gas.volume.unwrap();
    assert_eq!((at.to_utc_string().as_str(), volume.0), ("2020-05-12T11:45:58Z", 112_384));
    let water = &fluvius.devices[1];
    assert_eq!((water.kind, water.volume.unwrap().1.0), (Some(DeviceKind::Water), 872_234));

    let dutch = only(&fs::read(folder.join("telegram_v5.txt")).unwrap()).unwrap();
    assert_eq!((dutch.crc, dutch.version), (Crc::Right(0x6EEE), Version::Dsmr(50)));
    assert_eq!(dutch.phases.map(|phase| phase.current_ma.unwrap()), [480, 440, 860]);
    assert_eq!(dutch.gas().unwrap().volume.unwrap().1.0, 107);
}

#[test]
fn mt_16_each_file_gives_its_values_or_its_error() {
    let Some(folder) = telegrams() else { return };
    let mut refused = Vec::new();
    let mut count = 0;
    for file in fs::read_dir(&folder).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let Some(stem) = name.strip_suffix(".txt") else { continue };
        count += 1;
        assert!(is_of_telegrams(&path).unwrap(), "{name}");
        let bytes = fs::read(&path).unwrap();
        let expected = fs::read(folder.join(format!("{stem}.expected.json"))).ok();
        let expected: Option<Value> = expected.map(|json| serde_json::from_slice(&json).unwrap());
        let strict = only(&bytes);
        if let Some(expected) = &expected {
            match &expected["crcValid"] {
                Value::Bool(valid) => assert_eq!(*valid, strict.is_ok(), "{name}: {strict:?}"),
                _ => assert_eq!(strict.is_err(), stem.starts_with("iskra"), "{name}: {strict:?}"),
            }
        }
        if let Err(refusal) = &strict {
            refused.push((stem.to_owned(), problem_name(&refusal.problem)));
        }
        let body_end = bytes.iter().position(|byte| *byte == b'!').unwrap_or(bytes.len());
        // Where the CRC is wrong the values are still those of the text: seal it anew.
        let telegram = strict.unwrap_or_else(|_| {
            let body = String::from_utf8(bytes[..body_end].to_vec()).unwrap();
            only(&sealed(&body)).unwrap()
        });
        match expected {
            Some(expected) => compare(&name, &telegram, &expected),
            None => assert!(telegram.problems.is_empty(), "{name}: {:?}", telegram.problems),
        }
    }
    refused.sort();
    let expected = [
        ("dsmr-4.0-isk-1", "CrcWrong"),
        ("dsmr-4.0-spec-example", "CrcWrong"),
        ("dsmr-4.2.2-spec-example", "CrcWrong"),
        ("dsmr-5.0-ene-1", "CrcWrong"),
        ("dsmr-5.0-spec-example", "CrcWrong"),
        ("emucs-p1-v2.1.1-spec-example-1", "CrcWrong"),
        // It has no `!` at all.
        ("iskra-mt-382-no-crc", "Cut"),
    ];
    let expected = expected.map(|(stem, name)| (stem.to_owned(), name.to_owned()));
    assert_eq!(refused, expected);
    assert!(count >= 14, "{count} files");
}

fn problem_name(problem: &P1Problem) -> String {
    let text = format!("{problem:?}");
    text.split([' ', '{']).next().unwrap().to_owned()
}

/// A number of the other project in thousandths.
fn milli(value: &Value) -> Option<i64> {
    value.is_number().then(|| units::parse_decimal(&value.to_string(), 3).unwrap())
}

/// The values that the other project reads from the same text. It takes local times for UTC, counts in
/// Wh and W, and rounds nothing.
fn compare(name: &str, telegram: &Telegram, expected: &Value) {
    let identification = &expected["dsmr"]["header"];
    let parts = ["xxx", "z", "identifier"].map(|part| identification[part].as_str().unwrap());
    assert_eq!(telegram.identification, parts.concat(), "{name}");
    let electricity = &expected["electricity"];
    for (index, tariff) in ["1", "2"].iter().enumerate() {
        let wh = |value: Option<units::MilliWattHours>| value.map(|energy| energy.0 / 1000);
        let both = &electricity["tariffs"][tariff];
        assert_eq!(wh(telegram.taken[index]), both["received"].as_i64(), "{name}");
        assert_eq!(wh(telegram.injected[index]), both["returned"].as_i64(), "{name}");
    }
    assert_eq!(telegram.tariff.map(i64::from), electricity["currentTariff"].as_i64(), "{name}");
    assert_eq!(telegram.power_taken_w, electricity["powerReceivedTotal"].as_i64(), "{name}");
    assert_eq!(telegram.power_injected_w, electricity["powerReturnedTotal"].as_i64(), "{name}");
    // That project does not know a code with its sixth group, such as 1-0:31.7.0.255.
    let plain = !name.contains("4.2.2");
    for (index, phase) in ["l1", "l2", "l3"].iter().enumerate().filter(|_| plain) {
        let ours = telegram.phases[index];
        assert_eq!(ours.voltage_mv, milli(&electricity["voltage"][phase]), "{name}");
        assert_eq!(ours.current_ma, milli(&electricity["current"][phase]), "{name}");
        assert_eq!(ours.power_taken_w, electricity["powerReceived"][phase].as_i64(), "{name}");
        assert_eq!(ours.power_injected_w, electricity["powerReturned"][phase].as_i64(), "{name}");
    }
    let local = |at: calendar::Instant| at.to_local_string()[..19].to_owned();
    let stated = expected["metadata"]["timestamp"].as_str().map(|text| text[..19].to_owned());
    assert_eq!(telegram.at.map(local), stated, "{name}");
    let devices = expected["mBus"].as_object().unwrap();
    assert_eq!(telegram.devices.len(), devices.len(), "{name}");
    for device in &telegram.devices {
        let theirs = &devices[&device.channel.to_string()];
        let kind = match device.kind.unwrap() {
            DeviceKind::Gas => 3,
            DeviceKind::Water => 7,
            other => panic!("{other:?}"),
        };
        assert_eq!(Some(kind), theirs["deviceType"].as_i64(), "{name}");
        let (at, volume) = device.volume.unwrap();
        assert_eq!(Some(local(at).as_str()), theirs["timestamp"].as_str().map(|text| &text[..19]));
        assert_eq!(Some(volume.0), milli(&theirs["value"]), "{name}");
    }
    // Lines that the other project could not read either, but for gas values on a line of their own.
    let theirs = expected["dsmr"]["unknownLines"].as_array().cloned().unwrap_or_default();
    let theirs: Vec<_> = theirs.iter().filter_map(|line| line.as_str()).collect();
    let theirs: Vec<_> = theirs.into_iter().filter(|line| !line.starts_with('(')).collect();
    let ours: Vec<_> = telegram.problems.iter().map(|problem| problem.kind.to_string()).collect();
    // Ours are cut after sixty characters.
    let known = |line: &&str| ours.iter().any(|kind| kind.contains(&line[..line.len().min(60)]));
    assert!(theirs.iter().all(known), "{name}: {ours:?}");
    assert_eq!(ours.len(), theirs.len(), "{name}: {ours:?}");
}

#[test]
fn mt_16_a_real_capture_loses_only_the_telegram_it_begins_in() {
    let Some(folder) = telegrams() else { return };
    let packed = folder.join("stream_ISK5_raw_first_half.txt.gz");
    assert!(is_of_telegrams(&packed).unwrap());
    let (mut good, mut refused) = (Vec::new(), Vec::new());
    read_file(&packed, &mut |item| match item {
        Item::Telegram(telegram) => good.push(telegram),
        Item::Refused(refusal) => refused.push(refusal),
    })
    .unwrap();
    let mut text = Vec::new();
    GzDecoder::new(fs::File::open(&packed).unwrap()).read_to_end(&mut text).unwrap();
    let ends = text.iter().filter(|byte| **byte == b'!').count();
    // The first end belongs to a telegram whose start is missing; the last telegram has no end.
    assert!(good.len() >= ends - 1 && good.len() > 100, "{} of {ends}", good.len());
    assert_eq!(
        refused.first().map(|refusal| problem_name(&refusal.problem)).as_deref(),
        Some("Headless")
    );
    assert!(refused.len() <= 2, "{refused:?}");
    for pair in good.windows(2) {
        let seconds = pair[1].at.unwrap().seconds_since(pair[0].at.unwrap());
        assert!((1..=2).contains(&seconds), "one telegram a second, not {seconds} s");
        assert!(pair[1].taken[0] >= pair[0].taken[0]);
    }
}

#[test]
fn mt_16_a_telegram_cut_in_the_middle_is_an_error_and_the_next_one_is_read() {
    let whole = sealed(SMALL);
    for cut in 1..whole.len() - 7 {
        let mut stream = whole[..cut].to_vec();
        stream.extend(&whole);
        let items = read(&stream);
        let [Item::Refused(refusal), Item::Telegram(telegram)] = items.as_slice() else {
            panic!("{cut}: {items:?}");
        };
        assert_eq!(refusal.problem, P1Problem::Cut { bytes: cut as u64 });
        assert_eq!((refusal.offset, refusal.line), (0, 1));
        assert_eq!(telegram.offset, cut as u64);
        assert_eq!(telegram.taken[0].unwrap().0, 1_500_000);
    }
}

#[test]
fn mt_16_bad_lines_have_their_place_and_the_others_count() {
    let body = SMALL.replace("00.250*kW", "00.25x*kW").replace("(003)", "(003)(1)");
    let mut stream = b"noise\r\n".to_vec();
    stream.extend(sealed(&body));
    let items = read(&stream);
    let [Item::Refused(noise), Item::Telegram(telegram)] = items.as_slice() else {
        panic!("{items:?}");
    };
    assert_eq!(noise.to_string(), "byte 0, line 1: 5 bytes belong to no telegram");
    let said: Vec<_> = telegram.problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "byte 100, line 7: `00.25x*kW` is no value of 1-0:1.7.0 in `kW`",
            "byte 122, line 8: 0-1:24.1.0 has 2 values, 1 are expected",
        ]
    );
    assert_eq!(telegram.gas(), None);
    assert_eq!(telegram.devices[0].volume.unwrap().1.0, 112_384);
    let twice = only(&sealed(&format!("{SMALL}1-0:1.8.1(000009.000*kWh)\n"))).unwrap();
    assert!(matches!(twice.problems[0].kind, LineProblemKind::Twice { .. }));
    assert_eq!(twice.taken[0].unwrap().0, 1_500_000, "the first one counts");
}

#[test]
fn mt_16_crc_is_wrong_missing_or_no_hex() {
    let right = sealed(SMALL);
    let mut wrong = right.clone();
    let at = wrong.windows(6).position(|part| part == b"000001").unwrap();
    wrong[at] = b'9';
    assert!(matches!(only(&wrong).unwrap_err().problem, P1Problem::CrcWrong { .. }));
    let end = right.len() - 6;
    let mut lower = right[..end].to_vec();
    lower.extend(b"3adz\r\n");
    assert!(matches!(only(&lower).unwrap_err().problem, P1Problem::CrcNotHex { .. }));
    let mut none = right[..end].to_vec();
    none.extend(b"\r\n");
    assert_eq!(only(&none).unwrap_err().problem, P1Problem::CrcMissing);
    // Stored with LF only, the CRC is that of the wire.
    let stored: Vec<u8> = right.iter().copied().filter(|byte| *byte != b'\r').collect();
    assert!(matches!(only(&stored).unwrap().crc, Crc::RightWithCrLf(_)));
}

#[test]
fn mt_16_placeholders_in_the_history_are_skipped() {
    let body = format!(
        "{SMALL}0-0:98.1.0(2)(1-0:1.6.0)(1-0:1.6.0)(200501000000S)(200423192538S)(03.695*kW)\
         (632525252525W)(632525252525W)(00.000*kW)\n1-0:1.6.0(632525252525W)(00.000*kW)\n"
    );
    let telegram = only(&sealed(&body)).unwrap();
    assert_eq!(telegram.problems, []);
    assert_eq!(telegram.demand.history.len(), 1);
    assert_eq!(telegram.demand.month_peak, None);
}

#[test]
fn mt_15_nines_are_no_threshold() {
    let limits = |text: &str| {
        only(&sealed(&format!("{SMALL}0-0:17.0.0({text})\n"))).unwrap().limiter.unwrap()
    };
    for none in ["999*A", "999.9*kW", "99.999*kW", "999.99*A", "0999.00*kW"] {
        assert_eq!(limits(none), Threshold::None, "{none}");
    }
    assert_eq!(limits("010*A"), Threshold::CurrentMa(10_000));
    assert_eq!(limits("099.9*A"), Threshold::CurrentMa(99_900));
    assert_eq!(limits("02.300*kW"), Threshold::PowerW(2300));
}

#[test]
fn mt_16_endless_text_is_refused_and_does_not_fill_the_memory() {
    let mut stream = b"/FLU5\\x\r\n".to_vec();
    stream.resize(100_000, b'a');
    stream.extend(b"\r\n");
    stream.extend(sealed(SMALL));
    let items = read_in(&stream, 1000);
    assert!(
        matches!(&items[0], Item::Refused(refusal) if problem_name(&refusal.problem) == "TooLong")
    );
    assert!(matches!(items.last(), Some(Item::Telegram(_))));
}

#[test]
fn mt_16_telegrams_come_over_a_socket() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let meter = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        for _ in 0..3 {
            stream.write_all(&sealed(SMALL)).unwrap();
        }
    });
    let mut got = 0;
    listen_to(&address, &mut |item| got += i32::from(matches!(item, Item::Telegram(_)))).unwrap();
    meter.join().unwrap();
    assert_eq!(got, 3);
    let refused = listen_to(&address, &mut |_| {}).unwrap_err().to_string();
    assert_eq!(refused, format!("could not connect to `{address}`"));
}

fn mutated() -> impl Strategy<Value = Vec<u8>> {
    let stream: Vec<u8> = [sealed(SMALL), sealed(SMALL)].concat();
    let length = stream.len();
    let edit = (
        0..length,
        prop_oneof![Just(b'/'), Just(b'!'), Just(b'('), Just(b'\n'), any::<u8>()],
        0..3u8,
    );
    proptest::collection::vec(edit, 0..12).prop_map(move |edits| {
        let mut bytes = stream.clone();
        for (at, byte, kind) in edits {
            let at = at.min(bytes.len() - 1);
            match kind {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                _ => {
                    bytes.remove(at);
                }
            }
        }
        bytes
    })
}

proptest! {
    /// Whatever was changed, nothing panics, what is read has a right CRC or states no version, and
    /// the pieces in which it comes do not matter.
    #[test]
    fn mt_16_changed_streams_never_panic_and_pieces_do_not_matter(bytes in mutated(), size in 1usize..64) {
        let items = read(&bytes);
        for item in &items {
            if let Item::Telegram(telegram) = item {
                prop_assert!(telegram.crc != Crc::Absent || telegram.version == Version::Unstated);
            }
        }
        prop_assert_eq!(read_in(&bytes, size), items);
    }

    #[test]
    fn mt_16_any_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let mut stream = bytes;
        // Behind the noise, whatever it was, the second of two telegrams is always read.
        stream.extend(sealed(SMALL));
        stream.extend(sealed(SMALL));
        let good = read(&stream).iter().filter(|item| matches!(item, Item::Telegram(_))).count();
        prop_assert!(good >= 1);
    }
}
