//! The binary itself on both sides of the line: a fleet that is collected, killed and resumed, and a press
//! that a meter tells the worker.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use store::Store;
use units::Dso;

/// How long anything may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(90);

fn now() -> calendar::Instant {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    calendar::Instant(i64::try_from(since.as_micros()).unwrap())
}

struct Installation {
    folder: tempfile::TempDir,
}

/// A process of ours that ends with its test; what it says comes line by line.
struct Running {
    child: Child,
    stdin: Option<ChildStdin>,
    said: Receiver<String>,
    log: Vec<String>,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Running {
    /// Waits for a line with these words.
    fn says(&mut self, words: &str) -> String {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let line = self.said.recv_timeout(left);
            let Ok(line) = line else { panic!("nobody said `{words}`: {:#?}", self.log) };
            self.log.push(line.clone());
            if line.contains(words) {
                return line;
            }
        }
    }

    fn tell(&mut self, line: &str) {
        writeln!(self.stdin.as_mut().unwrap(), "{line}").unwrap();
    }
}

impl Installation {
    fn new() -> Self {
        let own = Self { folder: tempfile::tempdir().unwrap() };
        own.run(&[
            "price",
            "enter",
            "--dso",
            "ORES",
            "--energy",
            "electricity",
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
        own.run(&["price", "approve", "1", "--by", "bo"]);
        own
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tirelire"));
        command.env("TIRELIRE_DB", self.path("tirelire.db"));
        command.env("TIRELIRE_MASTER_KEY", "5a".repeat(32)).current_dir(self.folder.path());
        command
    }

    #[track_caller]
    fn run(&self, arguments: &[&str]) -> String {
        let output = self.command().args(arguments).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {said}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Begins a process whose stdin stays open.
    fn begin(&self, arguments: &[&str]) -> Running {
        let mut child = self
            .command()
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (line, said) = channel();
        let both: [Box<dyn Read + Send>; 2] =
            [Box::new(child.stdout.take().unwrap()), Box::new(child.stderr.take().unwrap())];
        for stream in both {
            let line = line.clone();
            std::thread::spawn(move || {
                for text in BufReader::new(stream).lines().map_while(Result::ok) {
                    let _ = line.send(text);
                }
            });
        }
        let stdin = child.stdin.take();
        Running { child, stdin, said, log: Vec::new() }
    }

    fn store(&self) -> Store {
        Store::open(self.path("tirelire.db").to_str().unwrap()).unwrap()
    }

    /// The supply points of a registry, by the number of its line.
    fn points(&self, registry: &str) -> Vec<String> {
        let text = std::fs::read_to_string(self.path(registry)).unwrap();
        text.lines().skip(1).map(|line| line.split(',').nth(1).unwrap().to_owned()).collect()
    }

    fn open_account(&self, ean: &str) {
        let opened = now().day().plus(-3).start().to_local_string();
        self.run(&[
            "account",
            "open",
            ean,
            "--dso",
            "ORES",
            "--energy",
            "electricity",
            "--at",
            &opened,
            "--start",
            r#"{"activate":{"registers":{"1.8.1":"0","1.8.2":"0"}}}"#,
            "--request",
            "R-1",
        ]);
    }
}

fn json(text: &str) -> Value {
    serde_json::from_str(text.trim()).unwrap()
}

#[test]
fn mt_18_mt_19_a_small_fleet_is_collected_over_a_kill_with_its_silent_and_its_slow_meter() {
    let own = Installation::new();
    let mut fleet = own.begin(&[
        "--json",
        "meter",
        "fleet",
        "--meters",
        "60",
        "--silent",
        "5",
        "--seed",
        "7",
        "--knobs",
        "31=slow=700ms",
        "--registry",
        "fleet.csv",
    ]);
    let ready = json(&fleet.says("ready_in_ms"));
    let silent = ready["silent"].as_u64().unwrap();
    assert!(silent > 0 && silent < 10, "five of a hundred: {ready}");
    let points = own.points("fleet.csv");
    assert_eq!(points.len(), 60);
    own.open_account(&points[30]);
    own.run(&["meter", "add", "fleet.csv"]);
    let day = now().day().previous();
    let text = day.to_string();
    // A meter whose collector was killed has its line back when it has answered: it is tried again.
    let poll = |open: &'static str| {
        [
            "--json",
            "meter",
            "poll",
            "--day",
            &text,
            "--open",
            open,
            "--of-a-cell",
            open,
            "--timeout-s",
            "2",
            "--tries",
            "3",
            "--slow-s",
            "3",
        ]
    };
    let mut store = own.store();
    let mut done = || -> u64 {
        store.poll_counts(Dso::Ores, day).unwrap().iter().map(|(_, count)| count).sum()
    };
    let mut killed = own.begin(&poll("2"));
    let deadline = Instant::now() + PATIENCE;
    while done() == 0 {
        assert!(Instant::now() < deadline, "nothing was booked");
        assert!(killed.child.try_wait().unwrap().is_none(), "it ended before it could be killed");
        std::thread::sleep(Duration::from_millis(5));
    }
    killed.child.kill().unwrap();
    killed.child.wait().unwrap();
    let before: std::collections::BTreeMap<_, _> =
        own.store().poll_counts(Dso::Ores, day).unwrap().into_iter().collect();
    let read_before = before.get("read").copied().unwrap_or(0);
    assert!(before.values().sum::<u64>() < 60, "killed in the middle: {before:?}");
    let told = json(&own.run(&poll("8")));
    let number = |key: &str| told[key].as_u64().unwrap();
    // Nobody is asked for a midnight before it stood there: there are no holes.
    assert_eq!((number("read") + read_before, number("with_holes")), (60 - silent, 0), "{told}");
    assert_eq!(number("silent"), silent, "asked again: {told}");
    let counts = own.store().poll_counts(Dso::Ores, day).unwrap();
    assert_eq!(counts, [("read".to_owned(), 60 - silent), ("silent".to_owned(), silent)]);
    // The slow one is late and no less exact: its account has its midnight, once.
    let (outcome, attempts) = own.store().poll_of(Dso::Ores, day, "000000031").unwrap().unwrap();
    assert_eq!((outcome.outcome.as_str(), attempts), ("read", 1));
    let mut store = own.store();
    let account = store.account_of(points[30].parse().unwrap()).unwrap().unwrap();
    let kept = store.readings(&[account.id], day, day.next(), now()).unwrap();
    assert_eq!(kept.iter().filter(|one| one.midnight == day.next()).count(), 1);
    // What is left is the silent ones, whenever it is tried.
    let again = json(&own.run(&poll("8")));
    assert_eq!((again["read"].as_u64(), again["silent"].as_u64()), (Some(0), Some(silent)));
}

#[test]
fn mt_09_st_12_a_press_that_the_meter_tells_is_seen_in_seconds() {
    let own = Installation::new();
    let mut worker = own.begin(&["work", "--listen-push", "127.0.0.1:0"]);
    let line = worker.says("is heard at ");
    let push = format!("push={}", line.rsplit(' ').next().unwrap());
    let mut meter = own.begin(&[
        "meter",
        "virtual",
        "--kind",
        "smart-electricity",
        "--dlms",
        "127.0.0.1:0",
        "--registry",
        "meter.csv",
        "--knobs",
        &push,
    ]);
    meter.says("is served over DLMS");
    let home = own.points("meter.csv").remove(0);
    own.open_account(&home);
    own.run(&["meter", "add", "meter.csv"]);
    // Found off without an order of ours: released, whatever the balance.
    meter.tell("order cut");
    meter.says("Disconnected, by Order");
    let send = ["meter", "send", &home, "read", "--by", "an", "--reason", "asked"];
    own.run(&send);
    worker.says("found_off");
    worker.says("release_confirmed");
    // The next question is minutes away: the order is as old as the last run.
    let pressed = Instant::now();
    meter.tell("press green 5s");
    let told = worker.says("tells 0-0:96.3.10.255 is Enum(1)");
    assert!(told.contains("is asked"), "{told}");
    // The question after a release may have been in time to see it first.
    if !worker.log.iter().any(|line| line.ends_with(" connected")) {
        worker.says(" connected");
    }
    assert!(pressed.elapsed() < Duration::from_secs(20), "{:?}", pressed.elapsed());
    std::thread::sleep(Duration::from_millis(1_500));
    meter.tell("network off");
    meter.tell("network on");
    assert!(worker.says("tells values").contains("is asked"));
    // A stranger is named, and nothing else happens.
    let address = push.trim_start_matches("push=");
    let mut stranger = std::net::TcpStream::connect(address).unwrap();
    stranger.write_all(&[0, 1, 0, 1, 0, 1, 0, 2, 0x0F, 0]).unwrap();
    worker.says("a push was dropped");
}
