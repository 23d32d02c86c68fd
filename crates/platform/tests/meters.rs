//! The binary itself against models of meters on loopback: a registry from a file, a collection that is
//! killed and goes on, and what may not be sent.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

#[path = "../src/bench/model.rs"]
#[allow(dead_code, reason = "a part of it is for others")]
mod model;

use calendar::{Instant, SettlementDay};
use dlms::face::{Fleet, ServedModel};
use dlms::{MeterKeys, Profile, SecretKey, SystemTitle};
use model::Computed;
use std::fmt::Write;
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use store::{KeyState, Store};
use units::{Dso, Ean, Energy};

fn now() -> Instant {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    Instant(i64::try_from(since.as_micros()).unwrap())
}

fn ean(number: u64) -> Ean {
    Ean::with_check_digit(54_144_900_000_000_000 + number).unwrap()
}

fn hex(byte: u8) -> String {
    format!("{byte:02x}").repeat(16)
}

struct Installation {
    folder: tempfile::TempDir,
    runtime: tokio::runtime::Runtime,
    fleets: Vec<Fleet>,
    /// Meters take their time, so that a collection can be killed in the middle.
    slow: Arc<AtomicBool>,
}

impl Installation {
    fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        let own = Self {
            folder: tempfile::tempdir().unwrap(),
            runtime,
            fleets: Vec::new(),
            slow: Arc::default(),
        };
        for energy in ["electricity", "gas"] {
            own.run(&[
                "price",
                "enter",
                "--dso",
                "ORES",
                "--energy",
                energy,
                "--basis",
                "average",
                "--from",
                "2020-01-01",
                "--eur-per-kwh",
                "0.342150",
                "--source",
                "test",
                "--by",
                "an",
            ]);
        }
        own.run(&["price", "approve", "1", "--by", "bo"]);
        own.run(&["price", "approve", "2", "--by", "bo"]);
        own
    }

    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tirelire"));
        command.env("TIRELIRE_DB", self.folder.path().join("tirelire.db"));
        command.env("TIRELIRE_MASTER_KEY", "5a".repeat(32));
        command.current_dir(self.folder.path());
        command
    }

    fn output(&self, arguments: &[&str]) -> Output {
        self.command().args(arguments).output().unwrap()
    }

    #[track_caller]
    fn run(&self, arguments: &[&str]) -> String {
        let output = self.output(arguments);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {said}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Exit code 1 and the reason.
    #[track_caller]
    fn refused(&self, arguments: &[&str]) -> String {
        let output = self.output(arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        String::from_utf8(output.stderr).unwrap()
    }

    fn store(&self) -> Store {
        Store::open(self.folder.path().join("tirelire.db").to_str().unwrap()).unwrap()
    }

    fn open_account(&self, number: u64, energy: Energy) {
        let registers = match energy {
            Energy::Electricity => r#"{"activate":{"registers":{"1.8.1":"0","1.8.2":"0"}}}"#,
            Energy::Gas => r#"{"activate":{"registers":{"24.2.3":"0"}}}"#,
        };
        let opened = now().day().plus(-3).start().to_local_string();
        self.run(&[
            "account",
            "open",
            &ean(number).to_string(),
            "--dso",
            "ORES",
            "--energy",
            energy.name(),
            "--at",
            &opened,
            "--start",
            registers,
            "--request",
            "R-1",
        ]);
    }

    /// Serves `count` meters and writes the file that registers them.
    fn fleet(&mut self, count: u64) -> String {
        let shipped = Profile::shipped().unwrap();
        let kind = shipped.into_iter().find(|one| one.name == "be-single-phase").unwrap();
        let served = (0..count).map(|number| {
            let mut title = *b"TIR\0\0\0\0\0";
            title[4..].copy_from_slice(&u32::try_from(number).unwrap().to_be_bytes());
            let (encryption, authentication) = (SecretKey::new([1; 16]), SecretKey::new([2; 16]));
            let master = Some(SecretKey::new([3; 16]));
            let keys = MeterKeys { generation: 1, encryption, authentication, master };
            let slow = Arc::clone(&self.slow);
            let clock = move || {
                if slow.load(Ordering::Relaxed) {
                    std::thread::sleep(Duration::from_millis(10));
                }
                now()
            };
            let model = Computed::new(Arc::new(clock), i64::try_from(number).unwrap(), 4);
            ServedModel::new(Arc::clone(&kind), SystemTitle(title), Some(keys), Box::new(model))
        });
        let served = served.collect();
        let listen = "127.0.0.1:0".parse().unwrap();
        let fleet = self.runtime.block_on(Fleet::serve(served, listen, 1_000)).unwrap();
        let mut text = "serial,ean,energy,dso,profile,place,framing,server,cell,encryption_key,\
                        authentication_key,master_key\n"
            .to_owned();
        for (number, place) in (0..).zip(fleet.places()) {
            let (address, server) = (place.address, place.server);
            writeln!(
                text,
                "M{number:05},{},electricity,ORES,be-single-phase,{address},wrapper,{server},cell {},{},{},{}",
                ean(number),
                number % 7,
                hex(1),
                hex(2),
                hex(3),
            )
            .unwrap();
        }
        self.fleets.push(fleet);
        let file = self.folder.path().join("meters.csv");
        std::fs::write(&file, text).unwrap();
        file.to_str().unwrap().to_owned()
    }
}

#[test]
fn pd_04_a_registry_is_taken_in_whole_or_not_at_all_and_its_keys_are_sealed() {
    let mut own = Installation::new();
    let file = own.fleet(3);
    let good = std::fs::read_to_string(&file).unwrap();
    let before = now().day().plus(-2).start().to_local_string();
    // A bad key on line 3, a meter twice on line 5.
    let mut lines: Vec<String> = good.lines().map(str::to_owned).collect();
    lines[2] = lines[2].replace(&hex(1), "zz");
    lines.push(lines[1].replace(&ean(0).to_string(), &ean(9).to_string()));
    std::fs::write(&file, lines.join("\n")).unwrap();
    let said = own.refused(&["meter", "add", &file, "--at", &before]);
    assert!(said.contains("line 3: `encryption_key` is not 32 hexadecimal digits"), "{said}");
    assert!(said.contains("line 5: meter `M00000` is placed already"), "{said}");
    assert!(said.contains("2 of 4 lines are bad: no meter was added"), "{said}");
    assert_eq!(own.run(&["meter", "list"]), "");
    let said = own.run(&["meter", "add", &file, "--at", &before, "--partial", "--json"]);
    let line: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!((line["added"].as_u64(), line["left_out"].as_u64()), (Some(2), Some(2)));
    let listed = own.run(&["meter", "list", "--json"]);
    assert_eq!(listed.lines().count(), 2);
    assert!(!listed.contains(&hex(1)));
    let mut store = own.store();
    let kept = store.meter_keys(&["M00000", "M00002"]).unwrap();
    assert!(kept.iter().all(|key| key.sealed.starts_with("sealed:v1:")), "{kept:?}");
    // No master key, no keys.
    let output = own
        .command()
        .env_remove("TIRELIRE_MASTER_KEY")
        .args(["meter", "add", &own.fleet_file(&good, 1), "--at", &before])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("keys of meters are not kept in clear"), "{said}");
    // A swap ends the old one there; its keys and counters stay.
    let swapped = good.lines().nth(1).unwrap().replace("M00000", "N1");
    let file = own.fleet_file(&format!("{}\n{swapped}\n", good.lines().next().unwrap()), 0);
    let said = own.refused(&["meter", "add", &file]);
    assert!(said.contains("has a meter already"), "{said}");
    own.run(&["meter", "add", &file, "--swap"]);
    let history = own.store().meter_history(ean(0)).unwrap();
    let serials = history.iter().map(|one| (one.serial.as_str(), one.removed_at.is_some()));
    assert_eq!(serials.collect::<Vec<_>>(), [("M00000", true), ("N1", false)]);
    // A new master key: the old one opens until all is sealed anew.
    let both = format!("{},{}", "6b".repeat(32), "5a".repeat(32));
    let mut reseal = own.command();
    let output =
        reseal.env("TIRELIRE_MASTER_KEY", both).args(["meter", "reseal"]).output().unwrap();
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "keys of 3 meters are under another seal now\n"
    );
}

impl Installation {
    /// The header and one line of a file, or all of it.
    fn fleet_file(&self, text: &str, line: usize) -> String {
        let file = self.folder.path().join("some.csv");
        let mut lines: Vec<&str> = text.lines().collect();
        if line > 0 {
            lines = vec![lines[0], lines[line + 1]];
        }
        std::fs::write(&file, lines.join("\n")).unwrap();
        file.to_str().unwrap().to_owned()
    }
}

fn polled(line: &str, key: &str) -> u64 {
    let line: serde_json::Value = serde_json::from_str(line).unwrap();
    line[key].as_u64().unwrap()
}

#[test]
fn mt_19_a_collection_that_is_killed_goes_on_and_reads_each_meter_once() {
    const METERS: u64 = 600;
    let mut own = Installation::new();
    let file = own.fleet(METERS);
    for number in 0..3 {
        own.open_account(number, Energy::Electricity);
    }
    let placed = now().day().plus(-1).start().plus_h(-1).to_local_string();
    own.run(&["meter", "add", &file, "--at", &placed]);
    let day: SettlementDay = now().day().previous();
    let text = day.to_string();
    let poll = ["--json", "meter", "poll", "--day", &text, "--open", "4", "--of-a-cell", "2"];
    let done = |store: &mut Store| -> u64 {
        store.poll_counts(Dso::Ores, day).unwrap().iter().map(|(_, count)| count).sum()
    };
    let mut store = own.store();
    own.slow.store(true, Ordering::Relaxed);
    let mut child =
        own.command().args(poll).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let deadline = std::time::Instant::now() + Duration::from_secs(60);
    while done(&mut store) == 0 {
        assert!(std::time::Instant::now() < deadline, "nothing was booked");
        assert!(child.try_wait().unwrap().is_none(), "it ended before it could be killed");
        std::thread::sleep(Duration::from_millis(5));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    own.slow.store(false, Ordering::Relaxed);
    let before = done(&mut store);
    assert!(before > 0 && before < METERS, "killed in the middle: {before} of {METERS}");
    let line = own.run(&poll);
    assert_eq!(polled(&line, "read"), METERS - before, "those that are left, and no other");
    assert_eq!(store.poll_counts(Dso::Ores, day).unwrap(), [("read".to_owned(), METERS)]);
    assert_eq!(store.meters_left(Dso::Ores, day).unwrap(), 0);
    for number in 0..METERS {
        let (_, attempts) =
            store.poll_of(Dso::Ores, day, &format!("M{number:05}")).unwrap().unwrap();
        assert_eq!(attempts, 1, "M{number:05}");
    }
    for number in 0..3 {
        let account = store.account_of(ean(number)).unwrap().unwrap();
        let kept = store.readings(&[account.id], day, day.next(), now()).unwrap();
        let booked: Vec<_> = kept.iter().map(|one| (one.midnight, one.version)).collect();
        assert_eq!(booked.last(), Some(&(day.next(), 1)), "once");
        let model = Computed::new(Arc::new(now), i64::try_from(number).unwrap(), 4);
        let expected = [0, 1].map(|column| model.value(column, day.end()) * 1_000);
        assert_eq!(kept.last().unwrap().registers.0, expected);
    }
    // Done: nothing is asked again, and it is said.
    let again = own.run(&poll);
    assert_eq!((polled(&again, "meters"), polled(&again, "silent")), (0, 0));
    let future = now().day().to_string();
    let said = own.refused(&["meter", "poll", "--day", &future]);
    assert!(said.contains("is not over yet"), "{said}");
}

/// The worker collects and brings orders; it is killed in the middle, and the next one goes on.
#[test]
fn mt_08_mt_18_a_worker_that_collects_brings_orders_meanwhile_and_goes_on_after_it_was_killed() {
    // So many that they are still being read when what the killed one held is free again, which takes ten
    // seconds: an order for such a meter waits until then.
    const METERS: u64 = 800;
    let mut own = Installation::new();
    let file = own.fleet(METERS);
    for number in 0..2 {
        own.open_account(number, Energy::Electricity);
    }
    let placed = now().day().plus(-1).start().plus_h(-1).to_local_string();
    own.run(&["meter", "add", &file, "--at", &placed]);
    let day: SettlementDay = now().day().previous();
    let mut store = own.store();
    let done = |store: &mut Store| -> u64 {
        store.poll_counts(Dso::Ores, day).unwrap().iter().map(|(_, count)| count).sum()
    };
    // The worker waits a little after midnight.
    let deadline = std::time::Instant::now() + Duration::from_secs(420);
    own.slow.store(true, Ordering::Relaxed);
    let begin = |own: &Installation| {
        let mut work = own.command();
        work.args(["work", "--collect"]).stdout(Stdio::null()).stderr(Stdio::null());
        work.spawn().unwrap()
    };
    let mut child = begin(&own);
    while done(&mut store) == 0 {
        assert!(std::time::Instant::now() < deadline, "nothing was booked");
        assert!(child.try_wait().unwrap().is_none(), "it ended before it could be killed");
        std::thread::sleep(Duration::from_millis(5));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let before = done(&mut store);
    assert!(before > 0 && before < METERS, "killed in the middle: {before} of {METERS}");
    let mut child = begin(&own);
    // Of meters that are read already and of some that are not: neither waits for the night, whose lane is
    // after theirs.
    for number in 0..2 {
        let home = ean(number).to_string();
        own.run(&send(&[&home, "display", "--id", &format!("O-{number}")]));
    }
    let waiting = |store: &mut Store| {
        let accounts: Vec<_> =
            (0..2).map(|number| store.account_of(ean(number)).unwrap().unwrap().id).collect();
        let messages = store.messages(&accounts).unwrap();
        messages.iter().filter(|one| one.kind == "command" && one.delivered_at.is_none()).count()
    };
    while waiting(&mut store) > 0 {
        assert!(std::time::Instant::now() < deadline, "the orders wait");
        std::thread::sleep(Duration::from_millis(5));
    }
    assert!(done(&mut store) < METERS, "they waited for the whole collection");
    own.slow.store(false, Ordering::Relaxed);
    while done(&mut store) < METERS {
        assert!(std::time::Instant::now() < deadline, "{} of {METERS}", done(&mut store));
        std::thread::sleep(Duration::from_millis(20));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    // So many slow meters at once may be too slow for one: it is asked again, and the others are not.
    let attempts = |store: &mut Store, number: u64| {
        store.poll_of(Dso::Ores, day, &format!("M{number:05}")).unwrap().unwrap()
    };
    let silent: Vec<u64> =
        (0..METERS).filter(|number| attempts(&mut store, *number).0.outcome == "silent").collect();
    assert!(silent.len() <= 20, "{silent:?}");
    if !silent.is_empty() {
        own.run(&["meter", "poll", "--day", &day.to_string()]);
    }
    assert_eq!(store.poll_counts(Dso::Ores, day).unwrap(), [("read".to_owned(), METERS)]);
    for number in 0..METERS {
        let expected = 1 + i64::from(silent.contains(&number));
        assert_eq!(i64::from(attempts(&mut store, number).1), expected, "M{number:05}");
    }
    own.run(&["verify"]);
}

/// Killed while keys are on their way, again and again: some meters have the old ones then, some the new
/// ones, and of some nobody knows. Each can still be talked to, and the next run settles it.
#[test]
fn mt_17_keys_rotate_and_a_run_that_is_killed_leaves_no_meter_behind() {
    const METERS: u64 = 60;
    let mut own = Installation::new();
    let file = own.fleet(METERS);
    let placed = now().day().plus(-1).start().plus_h(-1).to_local_string();
    own.run(&["meter", "add", &file, "--at", &placed]);
    let serials: Vec<String> = (0..METERS).map(|number| format!("M{number:05}")).collect();
    let names: Vec<&str> = serials.iter().map(String::as_str).collect();
    let mut store = own.store();
    let (mut unsettled, mut kills) = (0, 0);
    while unsettled == 0 {
        assert!(kills < 20, "never killed while keys were on their way");
        kills += 1;
        let rotate = ["meter", "rotate", "--dso", "ORES", "--open", "8"];
        let mut child = own.command();
        let child = child.args(rotate).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let mut child = child.unwrap();
        let pending = |store: &mut Store| {
            let keys = store.meter_keys(&names).unwrap();
            keys.iter().filter(|key| key.state == KeyState::Pending).count()
        };
        while pending(&mut store) == 0 && child.try_wait().unwrap().is_none() {}
        child.kill().unwrap();
        child.wait().unwrap();
        unsettled = pending(&mut store);
    }
    let current = |store: &mut Store| -> Vec<u32> {
        let keys = store.meter_keys(&names).unwrap();
        assert!(keys.iter().all(|key| key.sealed.starts_with("sealed:v1:")));
        let current = keys.iter().filter(|key| key.state == KeyState::Current);
        current.map(|key| key.generation).collect()
    };
    // Each can be read; what was under way is settled by it.
    let day = now().day().previous().to_string();
    let line = own.run(&["--json", "meter", "poll", "--day", &day]);
    assert_eq!(polled(&line, "read"), METERS, "{line}");
    let highest = *current(&mut store).iter().max().unwrap();
    // The rest, and no other.
    let below = highest.to_string();
    let rest = ["--json", "meter", "rotate", "--dso", "ORES", "--below", &below];
    let before = current(&mut store);
    let line = own.run(&rest);
    let due = before.iter().filter(|generation| **generation < highest).count();
    assert_eq!(polled(&line, "rotated"), u64::try_from(due).unwrap(), "{line}");
    // One by its point, and whoever has no meter.
    let said = own.run(&["meter", "rotate", &ean(7).to_string()]);
    assert_eq!(said, "1 meters have new keys\n");
    assert!(own.refused(&["meter", "rotate", &ean(99).to_string()]).contains("has no meter"));
    for (number, (now, before)) in current(&mut store).into_iter().zip(before).enumerate() {
        let more = u32::from(before < highest) + u32::from(number == 7);
        assert_eq!(now, before + more, "{number}");
    }
    // Without the seal nobody is given keys, and it says why.
    let output = own
        .command()
        .env("TIRELIRE_MASTER_KEY", "6b".repeat(32))
        .args(["meter", "rotate", &ean(7).to_string()])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("1 wrong master key"), "{said}");
}

fn send<'a>(what: &[&'a str]) -> Vec<&'a str> {
    [&["meter", "send"], what, &["--by", "an", "--reason", "asked"]].concat()
}

#[test]
fn mt_06_orders_by_hand_are_queued_and_a_cut_or_an_opened_valve_is_not_among_them() {
    let mut own = Installation::new();
    let file = own.fleet(1);
    own.open_account(0, Energy::Electricity);
    own.open_account(50, Energy::Gas);
    let (home, gas) = (ean(0).to_string(), ean(50).to_string());
    let said = own.refused(&send(&[&home, "read"]));
    assert!(said.contains("has no meter that can be reached"), "{said}");
    own.run(&["meter", "add", &file]);
    let said = own.refused(&send(&[&home, "disconnect"]));
    assert!(said.contains("a cut leaves with a proof only"), "{said}");
    for word in ["connect", "open"] {
        let said = own.refused(&send(&[&gas, word]));
        assert!(said.contains("there is no order that opens a gas valve"), "{said}");
    }
    let said = own.refused(&["meter", "send", &home, "read"]);
    assert!(said.contains("--by"), "{said}");
    let said = own.refused(&send(&[&home, "limit", "9"]));
    assert!(said.contains("needs a proof"), "{said}");
    let said = own.refused(&send(&[&home, "calendar", "NOSUCH"]));
    assert!(said.contains("there is no calendar `NOSUCH`"), "{said}");
    let orders: [&[&str]; 8] = [
        &[&home, "read", "--id", "O-1"],
        &[&home, "release", "--id", "O-2"],
        &[&home, "limit", "16", "--id", "O-3"],
        &[&home, "unlimit", "--id", "O-4"],
        &[&home, "display", "--id", "O-5"],
        &[&home, "message", "hello", "--id", "O-6"],
        &[&home, "calendar", "--id", "O-7"],
        &[&home, "time", "--id", "O-8"],
    ];
    for order in orders {
        let said = own.run(&send(order));
        assert!(said.contains("queued"), "{said}");
    }
    let again = own.run(&send(orders[5]));
    assert!(again.contains("known already"), "{again}");
    let mut store = own.store();
    let account = store.account_of(ean(0)).unwrap().unwrap();
    let messages = store.messages(&[account.id]).unwrap();
    let queued: Vec<_> = messages.iter().filter(|one| one.kind == "command").collect();
    assert_eq!(queued.len(), 8);
    let order = |id: &str| {
        let key = format!("command/{home}-by-hand-{id}");
        let found = queued.iter().find(|one| one.key == key).unwrap();
        let body: serde_json::Value = serde_json::from_str(&found.body).unwrap();
        (found.lane, body)
    };
    let (lane, limit) = order("O-3");
    assert_eq!((lane, limit["kind"]["limit"]["ampere"].as_i64()), (3, Some(16)));
    assert_eq!(limit["cause"]["by_hand"]["by"], "an");
    assert!(!limit["expires_at"].is_null());
    let (lane, release) = order("O-2");
    assert_eq!((lane, &release["kind"]), (0, &serde_json::json!("connect")));
    assert!(release["expires_at"].is_null(), "a release has no end");
    assert_eq!(order("O-4").0, 1);
    assert_eq!(order("O-8").1["kind"], "set_clock");
    own.run(&["verify"]);
}
