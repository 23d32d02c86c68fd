//! Telegrams of a home, of another one, spoilt and late ones; and that nothing comes of them but a line on a page.

use super::{Counts, Home, Keeper, forget, shown};
use crate::engine::Engine;
use crate::failure::chain;
use crate::meters::p1;
use crate::testing::{ean, empty, instant, move_in, night, sound};
use calendar::Instant;
use headend::p1::{P1Reader, crc16};
use std::fs;
use store::{LiveValue, Meter};
use units::{Dso, Energy, MilliWattHours};

const SERIAL: &str = "1SAG1105034587";
const NOON: &str = "2026-11-01T12:00:00+01:00";

/// A telegram of a clock in Brussels (`261101120000W`), as it comes over the wire.
fn telegram(serial: &str, clock: &str, taken_kw: &str) -> Vec<u8> {
    let hex: String = serial.bytes().map(|byte| format!("{byte:02X}")).collect();
    let body = format!(
        "/FLU5\\253769484_A\r\n\r\n0-0:96.1.4(50217)\r\n0-0:96.1.1({hex})\r\n0-0:1.0.0({clock})\r\n\
         1-0:1.8.1(000123.456*kWh)\r\n1-0:1.8.2(000234.567*kWh)\r\n1-0:2.8.1(000000.012*kWh)\r\n\
         1-0:2.8.2(000000.000*kWh)\r\n1-0:1.7.0({taken_kw}*kW)\r\n1-0:2.7.0(00.000*kW)\r\n!"
    );
    format!("{body}{:04X}\r\n", crc16(body.as_bytes())).into_bytes()
}

fn meter(serial: &str) -> Meter {
    Meter {
        serial: serial.to_owned(),
        placed_at: instant("2026-10-30T00:00:00+01:00"),
        removed_at: None,
        dso: Dso::Ores,
        ean: ean(),
        energy: Energy::Electricity,
        profile: "be-single-phase".to_owned(),
        place: "127.0.0.1:4059".to_owned(),
        hdlc_physical: None,
        server: None,
        cell: "Huy 3".to_owned(),
        title: None,
        read_midnight: None,
        behind: None,
    }
}

/// A home with its meter, in a database that a command can open too.
fn home() -> (Engine, store::Account, tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("live.db").display());
    let mut engine = empty(&url);
    let account = move_in(&mut engine, ean());
    engine.store.place_meters(&[meter(SERIAL)], false).unwrap();
    (engine, account, folder, url)
}

/// Feeds a stream as of an instant. Errors: as they are told.
fn feed(engine: &mut Engine, stream: &[u8], now: Instant) -> Result<Counts, String> {
    let home = Home::find(engine, &ean().to_string()).map_err(|f| chain(f.as_ref()))?;
    let clock = move || now;
    let mut keeper = Keeper::new(engine, home, &clock);
    let (mut reader, mut items) = (P1Reader::new(), Vec::new());
    reader.feed(stream, &mut |item| items.push(item));
    reader.end(&mut |item| items.push(item));
    for item in &items {
        keeper.take(item).map_err(|failure| chain(failure.as_ref()))?;
    }
    keeper.finish().map_err(|failure| chain(failure.as_ref()))?;
    Ok(keeper.counts)
}

#[test]
fn mt_16_the_newest_telegram_of_the_homes_own_meter_is_shown_for_some_minutes() {
    let (mut engine, account, _folder, _) = home();
    let now = instant(NOON).plus_s(3);
    assert_eq!(shown(&mut engine, &account, now).unwrap(), None);
    let stream = [
        telegram(SERIAL, "261101120000W", "00.430"),
        telegram(SERIAL, "261101120001W", "00.440"),
        telegram(SERIAL, "261101120002W", "02.345"),
    ];
    let counts = feed(&mut engine, &stream.concat(), now).unwrap();
    assert_eq!(counts, Counts { telegrams: 3, kept: 2, ..Counts::default() }, "first and last");
    let live = LiveValue {
        account: account.id,
        meter: SERIAL.to_owned(),
        at: instant(NOON).plus_s(2),
        kept_at: now,
        taken_w: Some(2_345),
        injected_w: Some(0),
        taken: [Some(MilliWattHours(123_456_000)), Some(MilliWattHours(234_567_000))],
        injected: [Some(MilliWattHours(12_000)), Some(MilliWattHours(0))],
    };
    assert_eq!(shown(&mut engine, &account, now).unwrap(), Some(live.clone()));
    let last = live.at.plus_min(super::FADES_MIN);
    assert!(shown(&mut engine, &account, last).unwrap().is_some());
    assert_eq!(shown(&mut engine, &account, last.plus_s(1)).unwrap(), None, "it has faded");
    assert_eq!(forget(&mut engine, last).unwrap(), 0);
    assert_eq!(forget(&mut engine, last.plus_s(2)).unwrap(), 1);
    assert_eq!(shown(&mut engine, &account, now).unwrap(), None, "and is not kept either");
}

#[test]
fn mt_16_a_telegram_of_another_meter_is_refused_by_name() {
    let (mut engine, account, _folder, _) = home();
    let now = instant(NOON);
    let other = telegram("1SAG1100000292", "261101120000W", "09.999");
    assert_eq!(
        feed(&mut engine, &other, now).unwrap_err(),
        format!("the telegram is of meter `1SAG1100000292`, at {} hangs `{SERIAL}`", ean())
    );
    let nameless = String::from_utf8(telegram(SERIAL, "261101120000W", "00.100")).unwrap();
    let lines = nameless.lines().filter(|line| !line.contains("96.1.1") && !line.starts_with('!'));
    let body = format!("{}\r\n!", lines.collect::<Vec<_>>().join("\r\n"));
    let nameless = format!("{body}{:04X}\r\n", crc16(body.as_bytes()));
    assert_eq!(
        feed(&mut engine, nameless.as_bytes(), now).unwrap_err(),
        "the telegram does not say of which meter it is"
    );
    assert_eq!(shown(&mut engine, &account, now).unwrap(), None);
    // After a swap what the old meter said is no longer this home's, and it is asked for no more.
    feed(&mut engine, &telegram(SERIAL, "261101120000W", "00.100"), now).unwrap();
    assert!(shown(&mut engine, &account, now).unwrap().is_some());
    let new = Meter { placed_at: now, ..meter("1SAG1100000292") };
    engine.store.place_meters(&[new], true).unwrap();
    assert_eq!(shown(&mut engine, &account, now).unwrap(), None);
    feed(&mut engine, &other, now).unwrap();
    assert_eq!(shown(&mut engine, &account, now).unwrap().unwrap().taken_w, Some(9_999));
}

#[test]
fn mt_16_spoilt_late_and_early_telegrams_are_counted_and_left_out() {
    let (mut engine, account, _folder, _) = home();
    let now = instant(NOON);
    let good = telegram(SERIAL, "261101115959W", "00.430");
    let mut wrong_crc = telegram(SERIAL, "261101120000W", "00.999");
    let place = wrong_crc.windows(6).position(|six| six == b"00.999").unwrap();
    wrong_crc[place] = b'9';
    let mut cut = telegram(SERIAL, "261101120000W", "00.998");
    cut.truncate(120);
    let mut unchecked = telegram(SERIAL, "261101120000W", "00.997");
    unchecked.truncate(unchecked.len() - 6);
    let unchecked = String::from_utf8(unchecked).unwrap().replace("0-0:96.1.4(50217)\r\n", "");
    let unchecked = format!("{unchecked}\r\n");
    let stream = [
        &wrong_crc[..],
        &cut,
        unchecked.as_bytes(),
        &telegram(SERIAL, "261101115459W", "00.996"),
        &telegram(SERIAL, "261101130000W", "00.995"),
        &telegram(SERIAL, "261101120000X", "00.994"),
        &good,
    ];
    let counts = feed(&mut engine, &stream.concat(), now).unwrap();
    let expected =
        Counts { telegrams: 5, refused: 2, unchecked: 1, empty: 1, old: 1, ahead: 1, kept: 1 };
    assert_eq!(counts, expected);
    assert_eq!(shown(&mut engine, &account, now).unwrap().unwrap().taken_w, Some(430));
}

#[test]
fn mt_16_telegrams_are_kept_for_an_open_account_of_electricity_with_a_meter() {
    let (mut engine, account, _folder, _) = home();
    let mut refused = |name: &str| {
        Home::find(&mut engine, name).map(|_| ()).map_err(|failure| chain(failure.as_ref()))
    };
    assert_eq!(refused(&account.id.to_string()), Ok(()));
    assert_eq!(refused("Huy").unwrap_err(), "`Huy` is no account and no EAN");
    assert_eq!(refused("7").unwrap_err(), "there is no open account `7`");
    let unknown = "541449000000000003";
    assert_eq!(refused(unknown).unwrap_err(), format!("there is no open account `{unknown}`"));
    assert!(refused("541449012345678907").unwrap_err().contains("check digit"));
    let bare = move_in(&mut engine, unknown.parse().unwrap());
    let failure = Home::find(&mut engine, unknown).map(|_| ()).unwrap_err();
    assert_eq!(chain(failure.as_ref()), format!("no meter is registered at {}", bare.ean));
}

/// Whatever a port says, the books, what is shown of them and what is decided stay as they are.
#[test]
fn mt_16_live_values_change_no_ledger_no_balance_no_estimate_and_no_decision() {
    let (mut engine, account, _folder, _) = home();
    let days = [("2026-10-30", 20), ("2026-10-31", 40), ("2026-11-01", 60), ("2026-11-02", 80)];
    for (day, kwh) in days {
        night(&mut engine, &account, day, kwh);
    }
    let now = instant("2026-11-03T09:00:00+01:00");
    let all = |engine: &mut Engine| {
        sound(engine);
        let chain = engine.store.verify_chain(Dso::Ores).unwrap();
        let known = engine.rebuild(std::slice::from_ref(&account), now).unwrap().pop().unwrap();
        let estimate = crate::estimates::shown(engine, &account, &known.timeline, now).unwrap();
        let mut tables = Vec::new();
        for table in ["fact", "reading", "account_day", "journal_entry", "posting", "batch"] {
            tables.extend(
                engine.store.dump(&format!("SELECT * FROM {table} ORDER BY 1, 2")).unwrap(),
            );
        }
        for table in ["proof", "outbox", "unsettled", "waiting", "point", "fleet_fact"] {
            tables.extend(
                engine.store.dump(&format!("SELECT * FROM {table} ORDER BY 1, 2")).unwrap(),
            );
        }
        let balance = known.timeline.account.balance();
        (
            format!("{chain:?}"),
            tables,
            balance,
            format!("{:?}", estimate.map(|shown| shown.estimate)),
        )
    };
    let before = all(&mut engine);
    let stream = telegram(SERIAL, "261103090000W", "99.999");
    assert_eq!(feed(&mut engine, &stream, now).unwrap().kept, 1);
    assert_eq!(shown(&mut engine, &account, now).unwrap().unwrap().taken_w, Some(99_999));
    assert!(before == all(&mut engine), "something has moved");
    // The night and the decision after it are those of a home that said nothing.
    let decided = |engine: &mut Engine| {
        night(engine, &account, "2026-11-03", 100);
        let said = engine.advance_due(Dso::Ores, instant("2026-11-04T08:01:00+01:00")).unwrap();
        let known =
            engine.rebuild(std::slice::from_ref(&account), instant(NOON)).unwrap().pop().unwrap();
        (format!("{said:?}"), format!("{:?}", known.timeline.proofs()), all(engine))
    };
    let with = decided(&mut engine);
    let (mut silent, _, _folder, _) = home();
    for (day, kwh) in days {
        night(&mut silent, &account, day, kwh);
    }
    assert!(with == decided(&mut silent), "a decision has looked at it");
    assert!(with.0.contains("order_disconnect"), "{}", with.0);
}

/// No other part of the product names what is kept of a port: who adds one finds this test.
#[test]
fn mt_16_nothing_but_the_households_page_reads_live_values() {
    let crates = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned();
    let (mut folders, mut found) = (vec![crates.clone()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(&crates).unwrap().display().to_string();
            if path.is_dir() {
                if !name.ends_with("/tests") {
                    folders.push(path);
                }
            } else if name.ends_with(".rs") && !name.ends_with("/tests.rs") {
                let text = fs::read_to_string(&path).unwrap();
                let names = ["live_value", "LiveValue", "live::shown", "LiveNow", "keep_live"];
                if names.iter().any(|one| text.contains(one)) {
                    found.push(name);
                }
            }
        }
    }
    found.sort();
    assert_eq!(
        found,
        [
            "platform/src/meters/live.rs",
            "platform/src/people/figures.rs",
            "portal/src/my/api.rs",
            "portal/src/my/mod.rs",
            "portal/src/my/pages.rs",
            "portal/src/my/usage/api.rs",
            "store/src/lib.rs",
            "store/src/live.rs",
            "store/src/migrations.rs",
        ]
    );
}

#[test]
fn mt_16_the_command_keeps_a_file_and_a_stream_and_says_what_it_left_out() {
    use clap::Parser;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        asked: p1::P1,
    }

    let (mut engine, account, folder, url) = home();
    let now = crate::clock::now();
    let (year, month, day) = now.day().ymd();
    let minute = now.minute_of_day();
    let winter = if now.to_local_string().ends_with("+01:00") { 'W' } else { 'S' };
    let stamp = format!(
        "{:02}{month:02}{day:02}{:02}{:02}00{winter}",
        year % 100,
        minute / 60,
        minute % 60
    );
    let good = telegram(SERIAL, &stamp, "00.430");
    let file = folder.path().join("port.txt");
    let run = |words: &[&str], json: bool| {
        let asked = Line::try_parse_from([&["p1"], words].concat()).unwrap().asked;
        let mut text = Vec::new();
        let ended = p1::run(&url, &asked, json, &mut text).map_err(|f| chain(f.as_ref()));
        (ended, String::from_utf8(text).unwrap())
    };
    let (name, point) = (file.display().to_string(), ean().to_string());
    fs::write(&file, [&b"noise\r\n"[..], &good].concat()).unwrap();
    let (ended, text) = run(&[&name, "--keep", &point], true);
    ended.unwrap();
    let line: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        (&line["kept"], &line["refused"], &line["booked"]),
        (&1.into(), &1.into(), &0.into())
    );
    assert_eq!(shown(&mut engine, &account, now).unwrap().unwrap().taken_w, Some(430));
    // A recording of another time is no live value.
    fs::write(&file, telegram(SERIAL, "200512135409S", "00.430")).unwrap();
    let (ended, _) = run(&[&name, "--keep", &point], false);
    assert!(ended.unwrap_err().starts_with("nothing was kept: 1 telegrams"));
    // A gateway of another home is left at once, however much it would go on to say.
    let other = telegram("1SAG1100000292", &stamp, "00.431");
    let gateway = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = gateway.local_addr().unwrap().to_string();
    let sends = std::thread::spawn(move || {
        use std::io::Write;
        let (mut line, _) = gateway.accept().unwrap();
        while line.write_all(&other).is_ok() {}
    });
    let (ended, _) = run(&["--connect", &address, "--keep", &point], false);
    assert!(ended.unwrap_err().contains("is of meter `1SAG1100000292`"));
    sends.join().unwrap();
}
